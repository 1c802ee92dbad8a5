/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The token (인증토큰): how long it lives, asking for a new one, and one renewal for all who need it at the same moment.
 * smartbill.md 9.2, 4.4. Used by jb-smartbill-call.c and jb-smartbill.c. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-call.h"
#include "jb-smartbill-errors.h"
#include "jb-smartbill-message.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>

#define HOUR_MS (G_GINT64_CONSTANT (3600) * 1000)
#define DAY_MS (24 * HOUR_MS)

/* smartbill.md 9.2: how long before its end a token is renewed. */
#define MARGIN_MS (3 * DAY_MS)
#define MARGIN_OF_A_DAY_MS (2 * HOUR_MS)

#define TIMEOUT_S 60

typedef struct
{
  JbSmartbillLifetime  lifetime;
  int                  until;
  gint64               expires_at;
} TokenRequest;

JbSmartbillLifetime
jb_smartbill_get_lifetime (JbTokenLifetime lifetime)
{
  switch (lifetime)
    {
    case JB_TOKEN_LIFETIME_DAY:
      return JB_SMARTBILL_LIFETIME_DAY;
    case JB_TOKEN_LIFETIME_WEEK:
      return JB_SMARTBILL_LIFETIME_WEEK;
    case JB_TOKEN_LIFETIME_HALF_MONTH:
      return JB_SMARTBILL_LIFETIME_HALFMONTH;
    case JB_TOKEN_LIFETIME_QUARTER:
      return JB_SMARTBILL_LIFETIME_QUARTER;
    case JB_TOKEN_LIFETIME_HALF_YEAR:
      return JB_SMARTBILL_LIFETIME_HALFYEAR;
    case JB_TOKEN_LIFETIME_YEAR:
      return JB_SMARTBILL_LIFETIME_YEAR;
    case JB_TOKEN_LIFETIME_UNLIMITED:
      return JB_SMARTBILL_LIFETIME_UNLIMITED;
    case JB_TOKEN_LIFETIME_MONTH:
    default:
      return JB_SMARTBILL_LIFETIME_MONTH;
    }
}

static gint64
get_days (JbSmartbillLifetime lifetime)
{
  switch (lifetime)
    {
    case JB_SMARTBILL_LIFETIME_DAY:
      return 1;
    case JB_SMARTBILL_LIFETIME_WEEK:
      return 7;
    case JB_SMARTBILL_LIFETIME_HALFMONTH:
      return 15;
    case JB_SMARTBILL_LIFETIME_QUARTER:
      return 90;
    case JB_SMARTBILL_LIFETIME_HALFYEAR:
      return 180;
    case JB_SMARTBILL_LIFETIME_YEAR:
      return 365;
    case JB_SMARTBILL_LIFETIME_MONTH:
    case JB_SMARTBILL_LIFETIME_UNLIMITED:
    case JB_SMARTBILL_LIFETIME_UNTIL:
    default:
      return 30;
    }
}

gint64
jb_smartbill_get_expiry (gint64              now,
                         JbSmartbillLifetime lifetime,
                         int                 until)
{
  if (lifetime == JB_SMARTBILL_LIFETIME_UNLIMITED)
    return G_MAXINT64;
  if (lifetime == JB_SMARTBILL_LIFETIME_UNTIL)
    return jb_instant_from_date (jb_date_add_days (until, 1));   /* the last valid day is valid to its end */

  return now + get_days (lifetime) * DAY_MS;
}

gboolean
jb_smartbill_token_is_stale (JbSmartbill *self)
{
  gint64 left;

  if (self->token == NULL)
    return TRUE;
  if (self->token_expires_at == 0 || self->token_expires_at == G_MAXINT64)
    return FALSE;

  left = self->token_expires_at - jb_clock_now (self->clock);
  if (left <= 0)
    return TRUE;

  /* A token that ends on a chosen day would end on that day again. */
  if (self->renewal_refused || self->lifetime == JB_SMARTBILL_LIFETIME_UNTIL)
    return FALSE;

  return left < (self->lifetime == JB_SMARTBILL_LIFETIME_DAY ? MARGIN_OF_A_DAY_MS : MARGIN_MS);
}

static JsonObject *
make_message (JbSmartbill         *self,
              JbSmartbillLifetime  lifetime,
              int                  until)
{
  JsonObject *message = jb_smartbill_message_new ("GET_TOKEN", self->company, self->clock);
  char code[] = { (char) lifetime, '\0' };

  json_object_set_string_member (message, "AuthCode", self->auth_code);
  json_object_set_string_member (message, "SbId", self->account);
  json_object_set_string_member (message, "ExpirationDateCode", code);
  if (lifetime == JB_SMARTBILL_LIFETIME_UNTIL)
    {
      g_autofree char *day = jb_date_format (until);

      json_object_set_string_member (message, "ExpirationDate", day);
    }

  return message;
}

static void
take_token (JbSmartbill *self,
            const char  *token,
            gint64       expires_at)
{
  jb_wipe_text (self->token);
  self->token = g_strdup (token);
  self->token_expires_at = expires_at;
  self->token_is_given = FALSE;
  self->renewal_refused = FALSE;

  g_signal_emit_by_name (self, "token-renewed", token, expires_at);
}

static void
token_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;
  JbSmartbill *self = g_task_get_source_object (task);
  TokenRequest *request = g_task_get_task_data (task);
  char *token = NULL;

  body = jb_http_post_finish (JB_HTTP (object), result, NULL, &error);
  if (body != NULL)
    token = jb_smartbill_token_read (body, &error);
  if (token == NULL)
    {
      g_task_return_error (task, jb_smartbill_error_for_token (error));
      return;
    }

  take_token (self, token, request->expires_at);
  g_task_return_pointer (task, token, g_free);
}

void
jb_smartbill_ask_token_async (JbSmartbill         *self,
                              JbHttpKind           kind,
                              JbSmartbillLifetime  lifetime,
                              int                  until,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonObject) message = NULL;
  g_autoptr(GBytes) body = NULL;
  TokenRequest *request;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_smartbill_ask_token_async);

  if (lifetime == JB_SMARTBILL_LIFETIME_UNTIL && until < jb_clock_today (self->clock))
    {
      g_task_return_new_error (task, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG,
                               _("The last day chosen for SmartBill's token has passed. "
                                 "Choose a later day or another lifetime in the settings of the connection."));
      return;
    }

  request = g_new0 (TokenRequest, 1);
  request->lifetime = lifetime;
  request->until = until;
  request->expires_at = jb_smartbill_get_expiry (jb_clock_now (self->clock), lifetime, until);
  g_task_set_task_data (task, request, g_free);

  message = make_message (self, lifetime, until);
  body = jb_smartbill_message_to_bytes (message);

  /* A token comes into being at the service, yet this counts as a read: any number of tokens may exist beside each other
   * (smartbill.md 9.2), so one whose answer was lost does no harm, and asking again is right. */
  jb_http_post_async (self->http, self->uri, kind, body, TIMEOUT_S, cancellable, token_cb, g_steal_pointer (&task));
}

void
jb_smartbill_get_token_async (JbSmartbill         *self,
                              JbSmartbillLifetime  lifetime,
                              int                  until,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (JB_IS_SMARTBILL (self));
  g_return_if_fail (lifetime != JB_SMARTBILL_LIFETIME_UNTIL || jb_date_is_valid (until));

  jb_smartbill_ask_token_async (self, JB_HTTP_READ, lifetime, until, cancellable, callback, user_data);
}

char *
jb_smartbill_get_token_finish (JbSmartbill   *self,
                               GAsyncResult  *result,
                               gint64        *expires_at,
                               GError       **error)
{
  TokenRequest *request;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  request = g_task_get_task_data (G_TASK (result));
  if (expires_at != NULL)
    *expires_at = request ? request->expires_at : 0;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void start_renewal (JbSmartbill *self);

/* Takes the waiters first: what they do next may ask for a renewal again. */
static void
finish_renewal (JbSmartbill  *self,
                const GError *error)
{
  GQueue waiters = self->waiters;
  GTask *waiter;

  g_queue_init (&self->waiters);
  while ((waiter = g_queue_pop_head (&waiters)) != NULL)
    {
      if (error != NULL)
        g_task_return_error (waiter, g_error_copy (error));
      else
        g_task_return_boolean (waiter, TRUE);
      g_object_unref (waiter);
    }
}

static void
renewed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  JbSmartbill *self = JB_SMARTBILL (object);
  g_autoptr(GError) error = NULL;
  char *token = jb_smartbill_get_token_finish (self, result, NULL, &error);

  g_clear_object (&self->renewal);

  /* The last waiter left, so it was cancelled; then another one came. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !g_queue_is_empty (&self->waiters))
    start_renewal (self);
  else
    finish_renewal (self, error);

  jb_wipe_text (token);
}

static void
start_renewal (JbSmartbill *self)
{
  self->renewal = g_cancellable_new ();
  jb_smartbill_get_token_async (self, self->lifetime, self->until, self->renewal, renewed_cb, NULL);
}

/* One of those who wait gives up: the renewal goes on for the others. */
static gboolean
waiter_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  GTask *waiter = user_data;
  JbSmartbill *self = g_task_get_source_object (waiter);
  g_autoptr(GTask) task = NULL;

  if (!g_queue_remove (&self->waiters, waiter))
    return G_SOURCE_REMOVE;

  task = waiter;
  if (g_queue_is_empty (&self->waiters) && self->renewal != NULL)
    g_cancellable_cancel (self->renewal);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

void
jb_smartbill_renew_async (JbSmartbill         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, jb_smartbill_renew_async);

  if (cancellable != NULL)
    {
      GSource *source = g_cancellable_source_new (cancellable);

      g_source_set_callback (source, G_SOURCE_FUNC (waiter_cancelled_cb), task, NULL);
      g_source_attach (source, g_main_context_get_thread_default ());
      g_task_set_task_data (task, source, destroy_source);
    }

  g_queue_push_tail (&self->waiters, task);
  if (self->renewal == NULL)
    start_renewal (self);
}

gboolean
jb_smartbill_renew_finish (JbSmartbill   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
