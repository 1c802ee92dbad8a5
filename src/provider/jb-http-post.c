/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One post is one or more tries. A try ends by an answer, by an error of the network, or by us: cancelled, too slow, too large.
 * All three ways of ours cancel the try's own GCancellable and leave the reason in Post.stop, so that there is one way out:
 *
 *   start_try -> send_cb -> read_more <-> read_cb -> end_try -> answer, or fail_try: error, or (reads only) sleep and start_try again
 *
 * A try that ended before its request left asks the resolver whether there is a proxy on the way, so that the error can name it.
 *
 * A write is never tried again, and once its request has left it never ends as "cancelled" or "offline": the service may have
 * done it. That is why the GTask does not look at the cancellable by itself. */

#define G_LOG_DOMAIN "jb-http"

#include "config.h"

#include "jb-http-private.h"

#include "jb-provider.h"

/* smartbill.md 1.3 */
#define CONNECT_TIMEOUT_S 10

/* smartbill.md 4.4: up to three tries more, after 2, 8 and 30 s; the jitter keeps many programs from coming back at once. */
static const guint retry_waits_ms[] = { 2000, 8000, 30000 };
#define RETRY_JITTER 0.2

/* A service may name its own wait; a longer one than this is for the scheduler, not for a post that somebody waits for. */
#define MAX_RETRY_AFTER_MS (120 * 1000)

/* Of an answer that is an error anyway, this much is read, for the debug log. */
#define MAX_ERROR_BODY (64 * 1024)

#define CHUNK (64 * 1024)

typedef struct
{
  /* Input. */
  GUri         *uri;
  JbHttpKind    kind;
  GBytes       *body;            /* (nullable): only a connection is made */
  guint         timeout_s;
  GCancellable *caller;          /* (nullable) */

  /* In progress. */
  SoupSession  *session;         /* ours may be replaced meanwhile, and a session that goes ends what runs in it */
  SoupMessage  *message;
  GInputStream *stream;
  GCancellable *attempt;         /* ends this try only */
  GSource      *caller_source;
  GSource      *total_timer;
  GSource      *connect_timer;
  GByteArray   *answer;
  JbHttpStop    stop;
  GError       *cause;           /* (nullable): what broke */
  guint         n_retries;
  gint64        began_us;
  gboolean      sent;            /* the request began to leave */

  /* Output. */
  gint64        waited_us;
} Post;

static void start_try (GTask *task);
static void read_more (GTask *task);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Nothing ends this try any more. */
static void
clear_sources (Post *post)
{
  clear_source (&post->caller_source);
  clear_source (&post->total_timer);
  clear_source (&post->connect_timer);
}

static void
clear_try (Post *post)
{
  clear_sources (post);
  if (post->message != NULL)
    g_signal_handlers_disconnect_by_data (post->message, post);
  g_clear_object (&post->stream);
  g_clear_object (&post->message);
  g_clear_object (&post->attempt);
  g_clear_object (&post->session);
  g_clear_error (&post->cause);
  g_clear_pointer (&post->answer, g_byte_array_unref);
}

static void
post_free (Post *post)
{
  clear_try (post);
  g_uri_unref (post->uri);
  g_clear_pointer (&post->body, g_bytes_unref);
  g_clear_object (&post->caller);
  g_free (post);
}

/* Why a try ends, and then the try ends itself: the pending send or read answers "cancelled". */
static void
stop_try (Post       *post,
          JbHttpStop  reason)
{
  if (post->stop == JB_HTTP_STOP_NONE)
    post->stop = reason;
  g_cancellable_cancel (post->attempt);
}

static gboolean
caller_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  stop_try (user_data, JB_HTTP_STOP_CANCELLED);
  return G_SOURCE_REMOVE;
}

static gboolean
total_timeout_cb (gpointer user_data)
{
  stop_try (user_data, JB_HTTP_STOP_TIMEOUT);
  return G_SOURCE_REMOVE;
}

static gboolean
connect_timeout_cb (gpointer user_data)
{
  stop_try (user_data, JB_HTTP_STOP_CONNECT);
  return G_SOURCE_REMOVE;
}

static GSource *
add_source (GSource     *source,
            GSourceFunc  callback,
            gpointer     user_data)
{
  g_source_set_callback (source, callback, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

/* A connection is being made: a kept one skips this, and waiting for a free one does not count. */
static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *stream,
                  gpointer            user_data)
{
  Post *post = user_data;

  if (post->connect_timer == NULL && event == G_SOCKET_CLIENT_RESOLVING)
    post->connect_timer = add_source (g_timeout_source_new_seconds (CONNECT_TIMEOUT_S), connect_timeout_cb, post);
}

static void
starting_cb (SoupMessage *message,
             gpointer     user_data)
{
  Post *post = user_data;

  clear_source (&post->connect_timer);
}

static void
wrote_headers_cb (SoupMessage *message,
                  gpointer     user_data)
{
  Post *post = user_data;

  post->sent = TRUE;
}

static void
log_answer (Post *post)
{
  g_autoptr(GBytes) body = NULL;
  g_autofree char *description = NULL;

  if (g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    return;

  body = g_bytes_new (post->answer->data, post->answer->len);
  description = _jb_http_describe_body (body);
  g_debug ("< %u %s", soup_message_get_status (post->message), description);
}

static void
log_request (Post *post)
{
  g_autofree char *description = NULL;

  if (g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    return;

  description = _jb_http_describe_body (post->body);
  g_debug ("> POST %s%s %s", g_uri_get_host (post->uri), g_uri_get_path (post->uri), description);
}

/* How long to wait before the next try, or -1 for none. */
static gint64
get_retry_wait (Post         *post,
                const GError *error)
{
  const char *retry_after;
  guint64 seconds;
  gint64 wait;

  if (post->kind != JB_HTTP_READ || post->n_retries >= G_N_ELEMENTS (retry_waits_ms))
    return -1;
  if (!g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE) &&
      !g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_RETRY))
    return -1;

  wait = retry_waits_ms[post->n_retries] * g_random_double_range (1 - RETRY_JITTER, 1 + RETRY_JITTER);

  retry_after = soup_message_headers_get_one (soup_message_get_response_headers (post->message), "Retry-After");
  if (retry_after != NULL && g_ascii_string_to_unsigned (retry_after, 10, 0, G_MAXUINT32, &seconds, NULL))
    wait = MIN ((gint64) seconds * 1000, MAX_RETRY_AFTER_MS);

  return wait;
}

static void
waited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!jb_clock_sleep_finish (JB_CLOCK (object), result, &error))
    g_task_return_error (task, error);
  else
    start_try (g_steal_pointer (&task));
}

static GError *
make_error (Post       *post,
            const char *proxy)
{
  const char *host = g_uri_get_host (post->uri);
  const GError *cause = post->cause;
  guint status = soup_message_get_status (post->message);

  if (cause != NULL)
    g_debug ("the try ended: %s (reason %d)", cause->message, post->stop);
  if (proxy != NULL && post->stop != JB_HTTP_STOP_CANCELLED)
    return _jb_http_error_from_proxy (status, cause, post->stop, host, proxy);

  /* A status came: its meaning stands, even when the rest of its body did not arrive. A 2xx without its body is no answer. */
  if (status != 0 && !SOUP_STATUS_IS_SUCCESSFUL (status))
    {
      if (post->kind != JB_HTTP_WRITE && post->stop == JB_HTTP_STOP_CANCELLED)
        return _jb_http_error_from_cause (NULL, post->stop, host);
      return _jb_http_error_from_status (status, host, post->kind);
    }
  if (post->kind == JB_HTTP_WRITE && post->sent)
    return _jb_http_error_uncertain (0, host);

  return _jb_http_error_from_cause (cause, post->stop, host);
}

/* @owned_task: (transfer full). @proxy: (nullable): "host:port" that is to blame. */
static void
fail_try (GTask      *owned_task,
          const char *proxy)
{
  g_autoptr(GTask) task = owned_task;
  g_autoptr(GError) error = NULL;
  Post *post = g_task_get_task_data (task);
  JbHttp *self = g_task_get_source_object (task);
  gint64 wait;

  error = make_error (post, proxy);
  wait = get_retry_wait (post, error);
  clear_try (post);

  if (wait < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  post->n_retries++;
  g_debug ("trying again in %" G_GINT64_FORMAT " ms", wait);
  jb_clock_sleep_async (self->clock, wait, post->caller, waited_cb, g_steal_pointer (&task));
}

static void
proxies_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (object), result, &error);
  g_autofree char *proxy = proxies != NULL ? _jb_http_name_proxy ((const char * const *) proxies) : NULL;
  Post *post = g_task_get_task_data (task);

  if (error != NULL)
    g_debug ("the proxies are not known: %s", error->message);
  if (g_cancellable_is_cancelled (post->caller))
    post->stop = JB_HTTP_STOP_CANCELLED;
  fail_try (g_steal_pointer (&task), proxy);
}

/* No byte of the request left, and neither we nor a certificate are the reason. */
static gboolean
proxy_may_be_to_blame (Post *post)
{
  return !post->sent && soup_session_get_proxy_resolver (post->session) != NULL &&
         (post->stop == JB_HTTP_STOP_NONE || post->stop == JB_HTTP_STOP_CONNECT || post->stop == JB_HTTP_STOP_TIMEOUT) &&
         !(post->cause != NULL && post->cause->domain == G_TLS_ERROR);
}

/* @owned_task: (transfer full): of a try that brought no answer, or a bad one. */
static void
give_up (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Post *post = g_task_get_task_data (task);
  g_autofree char *uri = NULL;

  clear_sources (post);
  if (!proxy_may_be_to_blame (post))
    {
      fail_try (g_steal_pointer (&task), NULL);
      return;
    }

  uri = g_uri_to_string_partial (post->uri, G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
  g_proxy_resolver_lookup_async (soup_session_get_proxy_resolver (post->session), uri, post->caller, proxies_cb,
                                 g_steal_pointer (&task));
}

/* @owned_task: (transfer full). @error: (transfer full) (nullable): what broke; NULL when the answer is all there, whatever its
 * status. */
static void
end_try (GTask  *owned_task,
         GError *error)
{
  g_autoptr(GTask) task = owned_task;
  Post *post = g_task_get_task_data (task);
  guint status = soup_message_get_status (post->message);

  post->waited_us += g_get_monotonic_time () - post->began_us;
  post->cause = error;

  if (status != 0)
    log_answer (post);

  if (error == NULL && post->stop == JB_HTTP_STOP_NONE && SOUP_STATUS_IS_SUCCESSFUL (status))
    {
      GBytes *bytes = g_byte_array_free_to_bytes (g_steal_pointer (&post->answer));

      clear_try (post);
      g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
      return;
    }

  give_up (g_steal_pointer (&task));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) chunk = NULL;
  Post *post = g_task_get_task_data (task);
  guint status = soup_message_get_status (post->message);
  gboolean good = SOUP_STATUS_IS_SUCCESSFUL (status);
  gsize limit = good ? JB_HTTP_MAX_BODY : MAX_ERROR_BODY;
  GError *error = NULL;

  chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  if (chunk == NULL || g_bytes_get_size (chunk) == 0)
    {
      end_try (g_steal_pointer (&task), error);
      return;
    }

  if (post->answer->len + g_bytes_get_size (chunk) > limit)
    {
      /* Cancelled before the stream is let go, so that the rest is not drained but the connection closed. */
      stop_try (post, good ? JB_HTTP_STOP_TOO_LARGE : JB_HTTP_STOP_NONE);
      end_try (g_steal_pointer (&task), NULL);
      return;
    }

  g_byte_array_append (post->answer, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  read_more (g_steal_pointer (&task));
}

static void
read_more (GTask *task)
{
  Post *post = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (post->stream, CHUNK, G_PRIORITY_DEFAULT, post->attempt, read_cb, task);
}

static void
send_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Post *post = g_task_get_task_data (task);
  GError *error = NULL;

  clear_source (&post->connect_timer);
  post->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (post->stream == NULL)
    {
      end_try (g_steal_pointer (&task), error);
      return;
    }

  if (soup_message_headers_get_content_length (soup_message_get_response_headers (post->message)) > JB_HTTP_MAX_BODY)
    {
      stop_try (post, JB_HTTP_STOP_TOO_LARGE);
      end_try (g_steal_pointer (&task), NULL);
      return;
    }

  read_more (g_steal_pointer (&task));
}

static SoupMessage *
make_message (Post *post)
{
  SoupMessage *message = soup_message_new_from_uri (SOUP_METHOD_POST, post->uri);

  soup_message_set_request_body_from_bytes (message, "application/json; charset=utf-8", post->body);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "application/json");

  /* A read may travel on a kept connection and be sent again by libsoup when that turns out to be dead; a write may not. */
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT |
                                   (post->kind == JB_HTTP_WRITE ? SOUP_MESSAGE_NEW_CONNECTION : SOUP_MESSAGE_IDEMPOTENT));

  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), post);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), post);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), post);

  return message;
}

static void
prepare_try (JbHttp *self,
             Post   *post)
{
  post->session = g_object_ref (_jb_http_get_session (self, post->uri));
  post->attempt = g_cancellable_new ();
  if (post->caller != NULL)
    post->caller_source = add_source (g_cancellable_source_new (post->caller), G_SOURCE_FUNC (caller_cancelled_cb), post);
}

/* @task: (transfer full) */
static void
start_try (GTask *task)
{
  JbHttp *self = g_task_get_source_object (task);
  Post *post = g_task_get_task_data (task);

  post->stop = JB_HTTP_STOP_NONE;
  post->sent = FALSE;
  post->began_us = g_get_monotonic_time ();
  post->answer = g_byte_array_new ();
  post->message = make_message (post);
  post->total_timer = add_source (g_timeout_source_new_seconds (post->timeout_s), total_timeout_cb, post);
  prepare_try (self, post);

  log_request (post);
  soup_session_send_async (post->session, post->message, G_PRIORITY_DEFAULT, post->attempt, send_cb, task);
}

/* (transfer full) (nullable): NULL when the task has already been answered: an address that is not allowed, or cancelled. */
static Post *
new_post (GTask      *task,
          const char *uri)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  GError *error = NULL;
  Post *post;

  if (parsed == NULL || !_jb_http_uri_is_allowed (parsed))
    {
      g_task_return_error (task, _jb_http_error_from_address ());
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      g_task_return_error (task, error);
      return NULL;
    }

  post = g_new0 (Post, 1);
  post->uri = g_steal_pointer (&parsed);
  post->caller = cancellable ? g_object_ref (cancellable) : NULL;
  g_task_set_task_data (task, post, (GDestroyNotify) post_free);
  return post;
}

void
jb_http_post_async (JbHttp              *self,
                    const char          *uri,
                    JbHttpKind           kind,
                    GBytes              *body,
                    guint                timeout_s,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Post *post;

  g_return_if_fail (JB_IS_HTTP (self));
  g_return_if_fail (uri != NULL && body != NULL && timeout_s > 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_http_post_async);
  g_task_set_check_cancellable (task, FALSE);

  post = new_post (task, uri);
  if (post == NULL)
    return;

  post->kind = kind;
  post->body = g_bytes_ref (body);
  post->timeout_s = timeout_s;
  start_try (g_steal_pointer (&task));
}

GBytes *
jb_http_post_finish (JbHttp        *self,
                     GAsyncResult  *result,
                     gint64        *waited_ms,
                     GError       **error)
{
  Post *post;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  post = g_task_get_task_data (G_TASK (result));
  if (waited_ms != NULL)
    *waited_ms = post ? post->waited_us / 1000 : 0;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
reached_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Post *post = g_task_get_task_data (task);

  if (!soup_session_preconnect_finish (SOUP_SESSION (object), result, &post->cause))
    {
      give_up (g_steal_pointer (&task));
      return;
    }

  clear_try (post);
  g_task_return_boolean (task, TRUE);
}

void
jb_http_reach_async (JbHttp              *self,
                     const char          *uri,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Post *post;

  g_return_if_fail (JB_IS_HTTP (self));
  g_return_if_fail (uri != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_http_reach_async);
  g_task_set_check_cancellable (task, FALSE);
  post = new_post (task, uri);
  if (post == NULL)
    return;

  post->kind = JB_HTTP_READ_ONCE;
  post->message = soup_message_new_from_uri (SOUP_METHOD_POST, post->uri);
  post->connect_timer = add_source (g_timeout_source_new_seconds (CONNECT_TIMEOUT_S), connect_timeout_cb, post);
  prepare_try (self, post);
  soup_session_preconnect_async (post->session, post->message, G_PRIORITY_DEFAULT, post->attempt, reached_cb,
                                 g_steal_pointer (&task));
}

gboolean
jb_http_reach_finish (JbHttp        *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
