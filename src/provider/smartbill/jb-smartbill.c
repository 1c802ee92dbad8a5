/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill as a JbProvider: originals, the check of a connection, what it can do. smartbill.md 3.1, 8, 12.1. Lists are in
 * jb-smartbill-collect.c, the way of one question in jb-smartbill-call.c, tokens in jb-smartbill-token.c. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-call.h"
#include "jb-smartbill-collect.h"
#include "jb-smartbill-errors.h"
#include "jb-smartbill-list.h"
#include "jb-smartbill-message.h"
#include "jb-smartbill-xml.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* smartbill.md 2 and 8 */
#define RETENTION_MONTHS 3

/* smartbill.md 1.3 */
#define XML_TIMEOUT_S 120

static void provider_iface_init (JbProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JbSmartbill, jb_smartbill, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (JB_TYPE_PROVIDER, provider_iface_init))

static gpointer
read_xml (GBytes        *body,
          gconstpointer  input,
          GError       **error)
{
  return jb_smartbill_xml_read (body, input, error);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *originals = jb_smartbill_call_finish (JB_SMARTBILL (object), result, NULL, NULL, &error);

  if (originals != NULL)
    g_task_return_pointer (task, originals, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
jb_smartbill_fetch_originals_async (JbProvider          *provider,
                                    JbDirection          direction,
                                    const char * const  *issue_ids,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  JbSmartbill *self = JB_SMARTBILL (provider);
  guint n_ids = g_strv_length ((char **) issue_ids);
  JsonObject *message;
  JsonArray *ids;
  GTask *task;

  g_return_if_fail (n_ids <= JB_SMARTBILL_MAX_IDS);
  g_return_if_fail (direction == JB_DIRECTION_SALES || direction == JB_DIRECTION_PURCHASE);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_smartbill_fetch_originals_async);

  if (n_ids == 0)
    {
      g_task_return_pointer (task, g_ptr_array_new_with_free_func ((GDestroyNotify) jb_fetched_original_free),
                             (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }

  ids = json_array_sized_new (n_ids);
  for (guint i = 0; i < n_ids; i++)
    json_array_add_string_element (ids, issue_ids[i]);

  message = jb_smartbill_message_new ("OS_DTI_XML", self->company, self->clock);
  json_object_set_string_member (message, "AuthCode", self->auth_code);
  json_object_set_string_member (message, "SupBuy_Type", jb_smartbill_get_supbuy (direction));
  json_object_set_array_member (message, "IssueId", ids);

  jb_smartbill_call_async (self, JB_HTTP_READ, message, XML_TIMEOUT_S, read_xml,
                           g_strdupv ((char **) issue_ids), (GDestroyNotify) g_strfreev,
                           (GDestroyNotify) g_ptr_array_unref, NULL, NULL, cancellable, fetched_cb, task);
}

static GPtrArray *
jb_smartbill_fetch_originals_finish (JbProvider    *provider,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_templates (GBytes        *body,
                gconstpointer  input,
                GError       **error)
{
  return jb_smartbill_templates_read (body, error);
}

static void
templates_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char **templates = jb_smartbill_call_finish (JB_SMARTBILL (object), result, NULL, NULL, &error);

  if (templates != NULL)
    g_task_return_pointer (task, templates, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

void
jb_smartbill_fetch_templates_async (JbSmartbill         *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (JB_IS_SMARTBILL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_smartbill_fetch_templates_async);

  jb_smartbill_call_async (self, JB_HTTP_READ, jb_smartbill_message_new ("PREVIEW_FORM", self->company, self->clock), JB_SMARTBILL_QUERY_TIMEOUT_S,
                           read_templates, NULL, NULL, (GDestroyNotify) g_strfreev, NULL, NULL, cancellable, templates_cb, task);
}

char **
jb_smartbill_fetch_templates_finish (JbSmartbill   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JbSmartbillList) list = NULL;
  GError *error = NULL;

  list = jb_smartbill_call_finish (JB_SMARTBILL (object), result, NULL, NULL, &error);
  if (list != NULL)
    g_task_return_int (task, list->n_rows);
  else
    g_task_return_error (task, error);
}

void
jb_smartbill_count_rows_async (JbSmartbill         *self,
                               JbDirection          direction,
                               JbPeriod             window,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, jb_smartbill_count_rows_async);
  jb_smartbill_ask_list_async (self, direction, window, cancellable, counted_cb, task);
}

gboolean
jb_smartbill_count_rows_finish (JbSmartbill   *self,
                                GAsyncResult  *result,
                                guint         *n_rows,
                                GError       **error)
{
  gssize n;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  n = g_task_propagate_int (G_TASK (result), error);
  *n_rows = (guint) MAX (n, 0);
  return n >= 0;
}

/* An empty list is a good answer: whether the department user is registered cannot be told from it (smartbill.md 8, step 9). */
static void
check_listed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JbSmartbillList) list = NULL;
  GError *error = NULL;

  list = jb_smartbill_call_finish (JB_SMARTBILL (object), result, NULL, NULL, &error);
  if (list != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
check_token_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbSmartbill *self = JB_SMARTBILL (object);
  int today = jb_clock_today (self->clock);
  JbPeriod window = { today, today };
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  char *token = jb_smartbill_get_token_finish (self, result, NULL, &error);

  if (token == NULL)
    g_task_return_error (task, error);
  else
    jb_smartbill_ask_list_async (self, JB_DIRECTION_PURCHASE, window, cancellable, check_listed_cb,
               g_steal_pointer (&task));

  jb_wipe_text (token);
}

static void
given_token_listed_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JbSmartbillList) list = NULL;
  GError *error = NULL;

  list = jb_smartbill_call_finish (JB_SMARTBILL (object), result, NULL, NULL, &error);
  if (list != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_task_return_error (task, jb_smartbill_error_for_given_token (error));
  g_error_free (error);
}

/* The token that is there, tried as it is: whoever typed it wants to hear that it does not fit, not to get another one. */
static void
check_given_token (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  JbSmartbill *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  int today = jb_clock_today (self->clock);
  JbPeriod window = { today, today };

  if (self->token_expires_at != 0 && self->token_expires_at <= jb_clock_now (self->clock))
    g_task_return_new_error (task, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH,
                             _("The last day of this token has passed. Enter another one, or none: with the authentication "
                               "code Jangbu gets a token by itself."));
  else
    jb_smartbill_ask_list_async (self, JB_DIRECTION_PURCHASE, window, cancellable, given_token_listed_cb,
               g_steal_pointer (&task));
}

/* smartbill.md 8: reaching the service, then the code (GET_TOKEN), then the linking for collecting (a list of one day). The step
 * that fails answers with its own error, whose sentence names what is missing. Somebody waits for it, so nothing is repeated. */
static void
jb_smartbill_check_async (JbProvider          *provider,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  JbSmartbill *self = JB_SMARTBILL (provider);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, jb_smartbill_check_async);
  if (self->token_is_given)
    {
      check_given_token (task);
      return;
    }
  jb_smartbill_ask_token_async (self, JB_HTTP_READ_ONCE, self->lifetime, self->until, cancellable, check_token_cb, task);
}

static gboolean
jb_smartbill_check_finish (JbProvider    *provider,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static JbProviderFeatures
jb_smartbill_get_features (JbProvider *provider)
{
  return JB_PROVIDER_COLLECT | JB_PROVIDER_ORIGINALS;
}

static guint
jb_smartbill_get_max_window_days (JbProvider *provider)
{
  return JB_SMARTBILL_MAX_WINDOW_DAYS;
}

static guint
jb_smartbill_get_max_originals (JbProvider *provider)
{
  return JB_SMARTBILL_MAX_IDS;
}

static int
jb_smartbill_get_oldest_day (JbProvider *provider)
{
  return jb_date_add_months (jb_clock_today (JB_SMARTBILL (provider)->clock), -RETENTION_MONTHS);
}

static void
provider_iface_init (JbProviderInterface *iface)
{
  iface->get_features = jb_smartbill_get_features;
  iface->get_max_window_days = jb_smartbill_get_max_window_days;
  iface->get_max_originals = jb_smartbill_get_max_originals;
  iface->get_oldest_day = jb_smartbill_get_oldest_day;
  iface->collect_async = jb_smartbill_collect_async;
  iface->collect_finish = jb_smartbill_collect_finish;
  iface->fetch_originals_async = jb_smartbill_fetch_originals_async;
  iface->fetch_originals_finish = jb_smartbill_fetch_originals_finish;
  iface->check_async = jb_smartbill_check_async;
  iface->check_finish = jb_smartbill_check_finish;
}

static void
jb_smartbill_dispose (GObject *object)
{
  JbSmartbill *self = JB_SMARTBILL (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_object (&self->renewal);

  G_OBJECT_CLASS (jb_smartbill_parent_class)->dispose (object);
}

static void
jb_smartbill_finalize (GObject *object)
{
  JbSmartbill *self = JB_SMARTBILL (object);

  g_free (self->uri);
  g_free (self->company);
  g_free (self->account);
  g_clear_pointer (&self->auth_code, jb_wipe_text);
  g_clear_pointer (&self->token, jb_wipe_text);

  G_OBJECT_CLASS (jb_smartbill_parent_class)->finalize (object);
}

static void
jb_smartbill_class_init (JbSmartbillClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_smartbill_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_smartbill_finalize;
}

static void
jb_smartbill_init (JbSmartbill *self)
{
  g_queue_init (&self->waiters);
  g_queue_init (&self->collects);
  self->lifetime = JB_SMARTBILL_LIFETIME_MONTH;
}

static gboolean
is_missing (const char *text)
{
  return text == NULL || *text == '\0';
}

JbSmartbill *
jb_smartbill_new (const char              *uri,
                  const JbProviderConfig  *config,
                  GError                 **error)
{
  JbSmartbill *self;

  g_return_val_if_fail (uri != NULL && config != NULL, NULL);

  if (is_missing (config->connection->company) || is_missing (config->connection->account) || is_missing (config->auth_code))
    {
      g_set_error_literal (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG,
                           _("A connection to SmartBill needs the company number, the SmartBill id and the authentication code. "
                             "Enter what is missing."));
      return NULL;
    }

  self = g_object_new (JB_TYPE_SMARTBILL, NULL);
  self->uri = g_strdup (uri);
  self->company = g_strdup (config->connection->company);
  self->account = g_strdup (config->connection->account);
  self->auth_code = g_strdup (config->auth_code);
  self->token = is_missing (config->token) ? NULL : g_strdup (config->token);
  self->token_is_given = self->token != NULL;
  self->token_expires_at = config->token_expires_at;
  self->lifetime = jb_smartbill_get_lifetime (config->token_lifetime);
  self->http = g_object_ref (config->http);
  self->clock = g_object_ref (config->clock);

  return self;
}

void
jb_smartbill_set_lifetime (JbSmartbill         *self,
                           JbSmartbillLifetime  lifetime,
                           int                  until)
{
  g_return_if_fail (JB_IS_SMARTBILL (self));
  g_return_if_fail (lifetime != JB_SMARTBILL_LIFETIME_UNTIL || jb_date_is_valid (until));

  self->lifetime = lifetime;
  self->until = until;
}
