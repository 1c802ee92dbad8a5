/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The emulator's server: a thread with a main context of its own that takes requests on loopback, runs them through the
 * checks, and answers, or misbehaves as told. The caller's side only ever touches what the mutex guards.
 *
 * The protocol's state (tokens, calls) belongs to the thread. Time is asked for when a request comes; nothing ticks. */

#define G_LOG_DOMAIN "jb-emulator"

#include "config.h"

#include "jb-emulator-private.h"

#include "jb-date.h"
#include "jb-demo-resources.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define API_PATH       "/sb-api/request"
#define CONTROL_PATH   "/control"
#define STATS_PATH     "/control/stats"
#define REDIRECT_PATH  "/moved" API_PATH
#define MAX_BODY       (8 * 1024 * 1024)     /* smartbill.md 12.3 */
#define DEFAULT_DAYS   90                    /* smartbill.md U-05 */
#define MAX_DAYS       (366 * 20)
#define JSON_TYPE      "application/json;charset=UTF-8"
#define DEMO_KEY         "/kr/jangbu/Jangbu/demo/worthless-demo-key.pem"
#define DEMO_CERTIFICATE "/kr/jangbu/Jangbu/demo/worthless-demo-certificate.der"

G_DEFINE_FINAL_TYPE (JbEmulator, jb_emulator, G_TYPE_OBJECT)

/* A request from its arrival to its answer; lives longer only when a fault delays it. */
typedef struct
{
  JbEmulator        *emulator;
  SoupServerMessage *message;
  JsonNode          *root;       /* (nullable) */
  JbEmulatorFault   *fault;      /* (nullable) */
  GSource           *delay;      /* (nullable) */
  gulong             finished_id;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  if (exchange->delay != NULL)
    {
      g_source_destroy (exchange->delay);
      g_source_unref (exchange->delay);
    }
  g_clear_signal_handler (&exchange->finished_id, exchange->message);
  g_object_unref (exchange->message);
  g_clear_pointer (&exchange->root, json_node_unref);
  jb_fault_free (exchange->fault);
  g_free (exchange);
}

static JsonObject *
exchange_get_request (Exchange *exchange)
{
  return exchange->root != NULL ? json_node_get_object (exchange->root) : NULL;
}

static void
set_json (SoupServerMessage *message,
          GBytes            *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_replace (headers, "Content-Type", JSON_TYPE);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
}

static void
set_html (SoupServerMessage *message,
          guint              status)
{
  g_autofree char *html = g_strdup_printf ("<!DOCTYPE html><html><head><title>%u</title></head>"
                                           "<body><h1>%u %s</h1></body></html>\n",
                                           status, status, soup_status_get_phrase (status));

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html;charset=UTF-8", SOUP_MEMORY_COPY, html, strlen (html));
}

GBytes *
jb_emulator_answer (JbEmulator *self,
                    JsonObject *request,
                    const char *forced_code,
                    gboolean    alt_keys)
{
  JbAnswer answer = { .alt_keys = alt_keys };
  g_autoptr(GBytes) body = NULL;
  gint64 second = jb_emulator_get_now (self) / 1000;
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (second);
  g_autoptr(GDateTime) kst = utc != NULL ? g_date_time_add_hours (utc, 9) : NULL;
  g_autofree char *stamp = kst != NULL ? g_date_time_format (kst, "%Y%m%d%H%M%S") : g_strdup ("00000000000000");

  if (forced_code != NULL)
    jb_answer_fail (&answer, forced_code, NULL);
  else if (jb_request_check (self, request, &answer))
    jb_signal_answer (self, request, &answer);

  body = jb_answer_close (&answer, request, stamp);
  return answer.broken ? NULL : g_steal_pointer (&body);
}

static void
close_connection (SoupServerMessage *message)
{
  g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

/* Everything but the delay. FALSE: the message stays paused for good. */
static gboolean
exchange_respond (Exchange *exchange)
{
  static const JbEmulatorFault no_fault;
  const JbEmulatorFault *fault = exchange->fault != NULL ? exchange->fault : &no_fault;
  g_autoptr(GBytes) good = NULL;
  g_autoptr(GBytes) body = NULL;

  if (fault->hang)
    return FALSE;

  if (fault->http != 0)
    {
      set_html (exchange->message, fault->http);
      return TRUE;
    }
  if (fault->redirect)
    {
      g_autofree char *target = g_strdup_printf ("http://127.0.0.1:%u" REDIRECT_PATH, exchange->emulator->port);

      soup_server_message_set_redirect (exchange->message, SOUP_STATUS_FOUND, target);
      return TRUE;
    }

  good = jb_emulator_answer (exchange->emulator, exchange_get_request (exchange), fault->code, fault->alt_keys);
  if (fault->drop_after_commit)
    {
      close_connection (exchange->message);
      return TRUE;
    }
  if (good == NULL)
    {
      set_html (exchange->message, SOUP_STATUS_INTERNAL_SERVER_ERROR);
      return TRUE;
    }

  body = jb_fault_spoil (fault, good);
  set_json (exchange->message, body);
  return TRUE;
}

static void
message_finished_cb (SoupServerMessage *message,
                     Exchange          *exchange)
{
  g_hash_table_remove (exchange->emulator->exchanges, exchange);
}

static gboolean
delay_over_cb (gpointer user_data)
{
  Exchange *exchange = user_data;
  JbEmulator *self = exchange->emulator;
  g_autoptr(SoupServerMessage) message = g_object_ref (exchange->message);
  gboolean dropped = exchange->fault->drop_after_commit;

  if (!exchange_respond (exchange))
    return G_SOURCE_REMOVE;

  g_hash_table_remove (self->exchanges, exchange);
  if (!dropped)
    soup_server_message_unpause (message);
  return G_SOURCE_REMOVE;
}

static void
exchange_wait (Exchange *exchange)
{
  exchange->delay = g_timeout_source_new (exchange->fault->delay_ms);
  g_source_set_callback (exchange->delay, delay_over_cb, exchange, NULL);
  g_source_attach (exchange->delay, exchange->emulator->context);
}

/* Keeps the message until its delay is over, or until the server stops when it hangs. */
static void
exchange_keep (Exchange *exchange)
{
  g_hash_table_add (exchange->emulator->exchanges, exchange);
  exchange->finished_id = g_signal_connect (exchange->message, "finished", G_CALLBACK (message_finished_cb), exchange);
  soup_server_message_pause (exchange->message);
}

static void
run_exchange (Exchange *exchange)
{
  if (exchange->fault != NULL && exchange->fault->delay_ms > 0)
    {
      exchange_keep (exchange);
      exchange_wait (exchange);
    }
  else if (exchange_respond (exchange))
    exchange_free (exchange);
  else
    exchange_keep (exchange);
}

/* (transfer full) (nullable): the request, when it is a JSON object */
static JsonNode *
parse_request (GBytes *body)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonNode *root;
  gsize size;
  const char *text = g_bytes_get_data (body, &size);

  if (text == NULL || !g_utf8_validate_len (text, size, NULL) || !json_parser_load_from_data (parser, text, size, NULL))
    return NULL;

  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_ref (root) : NULL;
}

static void
count_request (JbEmulator *self,
               const char *signal)
{
  guint count;

  if (signal == NULL)
    return;

  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, signal));
  g_hash_table_replace (self->counts, g_strdup (signal), GUINT_TO_POINTER (count + 1));
}

static GBytes *
get_request_body (SoupServerMessage *message)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (message));
}

static void
take_request (JbEmulator        *self,
              SoupServerMessage *message)
{
  g_autoptr(GBytes) body = get_request_body (message);
  Exchange *exchange = g_new0 (Exchange, 1);
  JsonObject *request;
  const char *signal;

  exchange->emulator = self;
  exchange->message = g_object_ref (message);
  exchange->root = parse_request (body);
  request = exchange_get_request (exchange);
  signal = request != NULL ? jb_request_get_text (request, "Signal") : NULL;

  g_mutex_lock (&self->mutex);
  count_request (self, signal);
  exchange->fault = jb_fault_list_take (self->faults, signal);
  g_mutex_unlock (&self->mutex);

  run_exchange (exchange);
}

static gboolean
is_api_path (const char *path)
{
  return strcmp (path, API_PATH) == 0 || strcmp (path, API_PATH "/") == 0;
}

/* Step 1 of smartbill.md 12.3. */
static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  JbEmulator *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_requests++;
  g_mutex_unlock (&self->mutex);

  if (!is_api_path (path))
    set_html (message, SOUP_STATUS_NOT_FOUND);
  else if (soup_server_message_get_method (message) != SOUP_METHOD_POST)
    set_html (message, SOUP_STATUS_METHOD_NOT_ALLOWED);
  else if (soup_server_message_get_request_body (message)->length > MAX_BODY)
    set_html (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE);
  else
    take_request (self, message);
}

static void
control_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  JbEmulator *self = user_data;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  const char *method = soup_server_message_get_method (message);

  if (method == SOUP_METHOD_GET && strcmp (path, STATS_PATH) == 0)
    answer = jb_control_describe (self);
  else if (method == SOUP_METHOD_POST && strcmp (path, CONTROL_PATH) == 0)
    {
      g_autoptr(GBytes) body = get_request_body (message);

      if (jb_control_apply (self, body, &error))
        answer = g_bytes_new_static ("{\"ok\":true}", strlen ("{\"ok\":true}"));
      else
        {
          soup_server_message_set_status (message, SOUP_STATUS_BAD_REQUEST, NULL);
          soup_server_message_set_response (message, "text/plain;charset=UTF-8", SOUP_MEMORY_COPY,
                                            error->message, strlen (error->message));
          return;
        }
    }

  if (answer != NULL)
    set_json (message, answer);
  else
    set_html (message, SOUP_STATUS_NOT_FOUND);
}

/* --- the thread --- */

typedef struct
{
  JbEmulator *emulator;
  GMutex      mutex;
  GCond       cond;
  gboolean    done;      /* (mutex) */
  gboolean    ok;        /* (mutex) */
  GError     *error;     /* (mutex) */
} Start;

static SoupServer *
listen_on_loopback (JbEmulator  *self,
                    GError     **error)
{
  g_autoptr(SoupServer) server = soup_server_new ("server-header", "jangbu-emulator", NULL);
  GSList *uris;

  if (!soup_server_listen_local (server, self->options.port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return NULL;

  uris = soup_server_get_uris (server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->uri = g_strdup_printf ("http://127.0.0.1:%u" API_PATH, self->port);

  soup_server_add_handler (server, NULL, request_cb, self, NULL);
  jb_signup_desk_open (self, server);
  if (self->options.control)
    soup_server_add_handler (server, CONTROL_PATH, control_cb, self, NULL);
  return g_steal_pointer (&server);
}

static void
report_start (Start  *start,
              gboolean ok,
              GError *error)
{
  g_mutex_lock (&start->mutex);
  start->ok = ok;
  start->error = error;
  start->done = TRUE;
  g_cond_signal (&start->cond);
  g_mutex_unlock (&start->mutex);
}

static gpointer
run_thread (gpointer data)
{
  Start *start = data;
  JbEmulator *self = start->emulator;
  SoupServer *server;
  GError *error = NULL;

  g_main_context_push_thread_default (self->context);
  server = listen_on_loopback (self, &error);
  report_start (start, server != NULL, error);   /* @start is gone after this */
  if (server != NULL)
    {
      g_main_loop_run (self->loop);
      g_hash_table_remove_all (self->exchanges);
      jb_signup_desk_stop (self->signup);
      soup_server_disconnect (server);
      g_object_unref (server);
      while (g_main_context_iteration (self->context, FALSE))
        ;
    }
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
start_thread (JbEmulator  *self,
              GError     **error)
{
  Start start = { .emulator = self };

  g_mutex_init (&start.mutex);
  g_cond_init (&start.cond);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("emulator", run_thread, &start);

  g_mutex_lock (&start.mutex);
  while (!start.done)
    g_cond_wait (&start.cond, &start.mutex);
  g_mutex_unlock (&start.mutex);
  g_mutex_clear (&start.mutex);
  g_cond_clear (&start.cond);

  if (!start.ok)
    g_propagate_error (error, start.error);
  return start.ok;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

void
jb_emulator_stop (JbEmulator *self)
{
  g_autoptr(GSource) quit = NULL;

  g_return_if_fail (JB_IS_EMULATOR (self));

  if (self->thread == NULL)
    return;

  quit = g_idle_source_new ();
  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (g_steal_pointer (&self->thread));
}

/* --- the object --- */

static void
jb_emulator_dispose (GObject *object)
{
  jb_emulator_stop (JB_EMULATOR (object));

  G_OBJECT_CLASS (jb_emulator_parent_class)->dispose (object);
}

static void
jb_emulator_finalize (GObject *object)
{
  JbEmulator *self = JB_EMULATOR (object);

  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_strfreev (self->options.disabled);
  g_strfreev (self->unmet.disabled);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->signer, jb_signer_free);
  g_free (self->uri);
  jb_token_list_free (self->tokens);
  g_hash_table_unref (self->originals);
  jb_signup_desk_free (self->signup);
  g_hash_table_unref (self->last_calls);
  g_hash_table_unref (self->exchanges);
  jb_world_free (self->world);
  jb_fault_list_free (self->faults);
  g_hash_table_unref (self->counts);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (jb_emulator_parent_class)->finalize (object);
}

static void
jb_emulator_class_init (JbEmulatorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jb_emulator_dispose;
  object_class->finalize = jb_emulator_finalize;
}

static void
jb_emulator_init (JbEmulator *self)
{
  g_mutex_init (&self->mutex);
  self->registered_ms = G_MININT64;
  self->tokens = jb_token_list_new ();
  self->originals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->signup = jb_signup_desk_new ();
  self->faults = jb_fault_list_new ();
  self->last_calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->exchanges = g_hash_table_new_full (NULL, NULL, exchange_free, NULL);
}

static JbSigner *
load_signer (GError **error)
{
  g_autoptr(GBytes) key = NULL;
  g_autoptr(GBytes) certificate = NULL;

  key = g_resources_lookup_data (DEMO_KEY, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (key == NULL)
    return NULL;
  certificate = g_resources_lookup_data (DEMO_CERTIFICATE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (certificate == NULL)
    return NULL;

  return jb_signer_new (key, certificate, error);
}

static gboolean
check_options (const JbEmulatorOptions  *options,
               GError                  **error)
{
  if (options->n_invoices > 0 && options->n_invoices <= JB_EMULATOR_MAX_INVOICES && options->n_days <= MAX_DAYS &&
      options->port <= G_MAXUINT16 && (options->today == 0 || jb_date_is_valid (options->today)))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("The emulator cannot make such a world: check the number of invoices, the days, the date and the port."));
  return FALSE;
}

static void
make_world (JbEmulator *self)
{
  int today = jb_clock_today (self->clock);
  JbWorldOptions options = {
    .seed = self->options.seed,
    .n_invoices = self->options.n_invoices,
    .n_days = self->options.n_days > 0 ? self->options.n_days : DEFAULT_DAYS,
    .today = self->options.today > 0 ? self->options.today : today,
    .ignore_retention = self->options.ignore_retention,
  };

  self->offset_ms = jb_instant_from_date (options.today) - jb_instant_from_date (today);
  self->world = jb_world_new (&options);
}

JbEmulator *
jb_emulator_new (const JbEmulatorOptions  *options,
                 JbClock                  *clock,
                 GError                  **error)
{
  g_autoptr(JbEmulator) self = NULL;

  g_return_val_if_fail (options != NULL, NULL);

  if (!check_options (options, error))
    return NULL;

  g_resources_register (jb_demo_get_resource ());   /* a static library's own constructor may be left out by the linker */
  self = g_object_new (JB_TYPE_EMULATOR, NULL);
  self->options = *options;
  self->options.disabled = g_strdupv (options->disabled);
  self->clock = clock != NULL ? g_object_ref (clock) : jb_clock_new_system ();
  make_world (self);
  if (!options->plain && (self->signer = load_signer (error)) == NULL)
    return NULL;
  if (!start_thread (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
jb_emulator_get_uri (JbEmulator *self)
{
  g_return_val_if_fail (JB_IS_EMULATOR (self), NULL);

  return self->uri;
}

guint
jb_emulator_get_port (JbEmulator *self)
{
  g_return_val_if_fail (JB_IS_EMULATOR (self), 0);

  return self->port;
}

gint64
jb_emulator_get_now (JbEmulator *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (JB_IS_EMULATOR (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return jb_clock_now (self->clock) + self->offset_ms;
}

void
jb_emulator_advance (JbEmulator *self,
                     gint64      ms)
{
  g_mutex_lock (&self->mutex);
  self->offset_ms += ms;
  g_mutex_unlock (&self->mutex);
}

void
jb_emulator_set_fault (JbEmulator            *self,
                       const JbEmulatorFault *fault)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (JB_IS_EMULATOR (self));
  g_return_if_fail (fault != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  jb_fault_list_set (self->faults, fault);
}

void
jb_emulator_clear_faults (JbEmulator *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (JB_IS_EMULATOR (self));

  locker = g_mutex_locker_new (&self->mutex);
  jb_fault_list_clear (self->faults);
}

guint
jb_emulator_count (JbEmulator *self,
                   const char *signal)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (JB_IS_EMULATOR (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return signal == NULL ? self->n_requests : GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, signal));
}

void
jb_emulator_add_invoices (JbEmulator *self,
                          guint       n,
                          int         date)
{
  g_autoptr(GMutexLocker) locker = NULL;
  gint64 now;

  g_return_if_fail (JB_IS_EMULATOR (self));
  g_return_if_fail (jb_date_is_valid (date));

  now = jb_emulator_get_now (self);
  locker = g_mutex_locker_new (&self->mutex);
  jb_world_add (self->world, n, date, now);
}

void
jb_emulator_get_truth (JbEmulator *self,
                       guint      *n_sales,
                       guint      *n_purchases,
                       gint64     *sales_total,
                       gint64     *purchases_total)
{
  g_autoptr(GMutexLocker) locker = NULL;
  guint counts[2] = { 0, 0 };
  gint64 totals[2] = { 0, 0 };
  JbWorldMoment moment;
  gboolean collected;
  gint64 now;

  g_return_if_fail (JB_IS_EMULATOR (self));

  now = jb_emulator_get_now (self);
  collected = jb_emulator_has_collected (self);
  locker = g_mutex_locker_new (&self->mutex);
  jb_world_get_moment (self->world, now, &moment);
  for (guint i = 0; collected && i < jb_world_get_size (self->world); i++)
    {
      const JbWorldKey *key = &jb_world_get_keys (self->world)[i];
      JbWorldInvoice invoice;

      if (!jb_world_key_is_visible (key, &moment))
        continue;
      jb_world_get_invoice (self->world, i, &invoice);
      counts[key->is_purchase]++;
      totals[key->is_purchase] += invoice.total;
    }

  *n_sales = counts[0];
  *n_purchases = counts[1];
  *sales_total = totals[0];
  *purchases_total = totals[1];
}
