/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One question to SmartBill. Every signal but GET_TOKEN goes through here, so that the token has one rule (smartbill.md 4.4):
 *
 *   stale token? renew -> send -> read the answer -> done
 *                          ^                |
 *                          '---- renew <----'  once, when the service does not accept the token (60101, 69902, HTTP 401)
 *                          '---- wait  <----'  a few times, when it was asked too often (69905)
 *
 * A check (JB_HTTP_READ_ONCE) goes straight through: it asks about the token that is there.
 * Used by jb-smartbill.c. Main thread; long answers are read in a worker. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-call.h"
#include "jb-smartbill-message.h"
#include "jb-wipe.h"

/* DESIGN.md 5: the main thread parses no more than this. */
#define MAX_PARSED_HERE (64 * 1024)

/* smartbill.md U-08: asked too often, the client waits. How long is not documented; "within a minute" says that a minute is enough. */
#define TOO_OFTEN "69905"
#define TOO_OFTEN_WAIT_MS (61 * 1000)
#define MAX_WAITS 3

typedef struct
{
  /* Input. */
  JbHttpKind         kind;
  JsonObject        *message;
  guint              timeout_s;
  JbSmartbillReader  reader;
  gpointer           input;
  GDestroyNotify     free_input;
  GDestroyNotify     free_output;
  JbSmartbillGate    gate;           /* (nullable) */
  gpointer           gate_data;

  /* In progress. */
  GBytes            *body;           /* the answer */
  char              *used_token;
  gboolean           repeated;
  guint              n_waits;

  /* Output. */
  gint64             waited_us;
  gint64             parsed_us;
} Call;

static void send_message (GTask *task);

static void
call_free (Call *call)
{
  json_object_unref (call->message);
  g_clear_pointer (&call->body, g_bytes_unref);
  jb_wipe_text (call->used_token);
  if (call->free_input != NULL && call->input != NULL)
    call->free_input (call->input);
  g_free (call);
}

static void
renewed_after_refusal_cb (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!jb_smartbill_renew_finish (JB_SMARTBILL (object), result, &error))
    g_task_return_error (task, error);
  else
    send_message (g_steal_pointer (&task));
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
    send_message (g_steal_pointer (&task));
}

/* A check tries the token that is there. */
static gboolean
may_renew (Call *call)
{
  return call->kind == JB_HTTP_READ;
}

/* A check is not kept waiting. */
static gboolean
may_wait (Call         *call,
          const GError *error)
{
  return call->kind == JB_HTTP_READ && call->n_waits < MAX_WAITS &&
         g_strcmp0 (jb_provider_error_get_service_code (error), TOO_OFTEN) == 0;
}

/* @task, @error: (transfer full) */
static void
return_error (GTask  *owned_task,
              GError *error)
{
  g_autoptr(GTask) task = owned_task;
  JbSmartbill *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (may_wait (call, error))
    {
      g_debug ("asked too often, waiting");
      g_error_free (error);
      call->n_waits++;
      jb_clock_sleep_async (self->clock, TOO_OFTEN_WAIT_MS, cancellable, waited_cb, g_steal_pointer (&task));
      return;
    }

  if (!may_renew (call) || call->repeated || !g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH))
    {
      g_task_return_error (task, error);
      return;
    }

  g_debug ("the token was refused (%s)", jb_provider_error_get_service_code (error));
  g_clear_error (&error);
  call->repeated = TRUE;

  /* Another call may have renewed it meanwhile. */
  if (g_strcmp0 (call->used_token, self->token) != 0)
    send_message (g_steal_pointer (&task));
  else
    jb_smartbill_renew_async (self, cancellable, renewed_after_refusal_cb, g_steal_pointer (&task));
}

static gpointer
read_answer (Call    *call,
             GError **error)
{
  gint64 began = g_get_monotonic_time ();
  gpointer output = call->reader (call->body, call->input, error);

  call->parsed_us += g_get_monotonic_time () - began;

  return output;
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Call *call = task_data;
  GError *error = NULL;
  gpointer output = read_answer (call, &error);

  if (output != NULL)
    g_task_return_pointer (task, output, call->free_output);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer output = g_task_propagate_pointer (G_TASK (result), &error);

  if (output != NULL)
    g_task_return_pointer (task, output, call->free_output);
  else
    return_error (g_steal_pointer (&task), error);
}

/* The outer task owns the call and outlives the worker, which therefore borrows it. */
static void
start_reading (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr(GTask) worker = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), read_cb, task);
  GError *error = NULL;
  gpointer output;

  g_task_set_source_tag (worker, start_reading);
  g_task_set_task_data (worker, call, NULL);

  if (g_bytes_get_size (call->body) > MAX_PARSED_HERE)
    {
      g_task_run_in_thread (worker, read_in_thread);
      return;
    }

  output = read_answer (call, &error);
  if (output != NULL)
    g_task_return_pointer (worker, output, call->free_output);
  else
    g_task_return_error (worker, error);
}

void
jb_smartbill_call_read (GTask *call)
{
  start_reading (call);
}

/* Whatever is short is read at once: it may be an error that has to be answered before anything else is asked. */
static gboolean
may_read (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  return call->gate == NULL || g_bytes_get_size (call->body) <= MAX_PARSED_HERE ||
         call->gate (g_task_get_source_object (task), task, call->gate_data);
}

static void
posted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 waited_ms;

  g_clear_pointer (&call->body, g_bytes_unref);
  call->body = jb_http_post_finish (JB_HTTP (object), result, &waited_ms, &error);
  call->waited_us += waited_ms * 1000;

  if (call->body == NULL)
    return_error (g_steal_pointer (&task), error);
  else if (may_read (task))
    start_reading (g_steal_pointer (&task));
  else
    g_steal_pointer (&task);
}

/* @task: (transfer full) */
static void
send_message (GTask *task)
{
  JbSmartbill *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr(GBytes) body = NULL;
  g_autofree char *stamp = jb_clock_stamp (self->clock);

  jb_wipe_text (call->used_token);
  call->used_token = g_strdup (self->token);
  jb_smartbill_message_set_token (call->message, self->token);
  json_object_set_string_member (call->message, "RequestTime", stamp);

  body = jb_smartbill_message_to_bytes (call->message);
  jb_http_post_async (self->http, self->uri, call->kind, body, call->timeout_s, g_task_get_cancellable (task), posted_cb, task);
}

/* A token that has not ended yet is still good when the service refuses to give another; a service that is away is away. */
static gboolean
may_go_on (JbSmartbill  *self,
           const GError *error)
{
  return self->token != NULL &&
         jb_clock_now (self->clock) < self->token_expires_at &&
         error->domain == JB_PROVIDER_ERROR &&
         error->code != JB_PROVIDER_ERROR_OFFLINE &&
         error->code != JB_PROVIDER_ERROR_RETRY;
}

static void
renewed_before_sending_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbSmartbill *self = JB_SMARTBILL (object);
  GError *error = NULL;

  if (!jb_smartbill_renew_finish (self, result, &error))
    {
      if (!may_go_on (self, error))
        {
          g_task_return_error (task, error);
          return;
        }

      g_debug ("no new token before the old one ends: %s", error->message);
      self->renewal_refused = TRUE;
      g_signal_emit_by_name (self, "renewal-refused", error);
      g_clear_error (&error);
    }

  send_message (g_steal_pointer (&task));
}

void
jb_smartbill_call_async (JbSmartbill         *self,
                         JbHttpKind           kind,
                         JsonObject          *message,
                         guint                timeout_s,
                         JbSmartbillReader    reader,
                         gpointer             input,
                         GDestroyNotify       free_input,
                         GDestroyNotify       free_output,
                         JbSmartbillGate      gate,
                         gpointer             gate_data,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, jb_smartbill_call_async);
  call->kind = kind;
  call->message = message;
  call->timeout_s = timeout_s;
  call->reader = reader;
  call->input = input;
  call->free_input = free_input;
  call->free_output = free_output;
  call->gate = gate;
  call->gate_data = gate_data;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (may_renew (call) && jb_smartbill_token_is_stale (self))
    jb_smartbill_renew_async (self, cancellable, renewed_before_sending_cb, g_steal_pointer (&task));
  else
    send_message (g_steal_pointer (&task));
}

gpointer
jb_smartbill_call_finish (JbSmartbill   *self,
                          GAsyncResult  *result,
                          gint64        *waited_us,
                          gint64        *parsed_us,
                          GError       **error)
{
  Call *call;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  call = g_task_get_task_data (G_TASK (result));
  if (waited_us != NULL)
    *waited_us += call->waited_us;
  if (parsed_us != NULL)
    *parsed_us += call->parsed_us;

  return g_task_propagate_pointer (G_TASK (result), error);
}
