/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which step SmartBill's answers point at (smartbill.md 8, 4.2 and 4.3):
 *
 *   connection -> GET_TOKEN -> list of purchases -> when it is empty, list of sales
 *
 * Each answer settles the steps that it proves, the first refusal names the one that is missing, and what comes after it is not
 * asked. Somebody waits, so nothing is repeated. Used by jb-provider-registry.c. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-call.h"
#include "jb-smartbill-checklist.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>

/* "Rows after a while" (smartbill.md 8, step 9): the longest window that one list may ask for (chapter 2) sees the most. */
#define RECENT_DAYS 30

/* smartbill.md 4.3, and U-01 for the second: the token is not accepted. */
static const char * const token_codes[] = { "60101", "69902", NULL };

typedef struct
{
  /* Input. */
  JbSmartbill *provider;     /* (nullable): there is no code to ask with */

  /* In progress. */
  JbDirection  direction;    /* of the list that is asked for */

  /* Output. */
  GPtrArray   *steps;        /* (element-type JbPrerequisite) */
} Probe;

static void
probe_free (gpointer data)
{
  Probe *self = data;

  g_clear_object (&self->provider);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}

static void
settle (GPtrArray           *steps,
        JbPrerequisiteKind   kind,
        JbPrerequisiteState  state,
        const char          *sentence)
{
  JbPrerequisite *step = g_ptr_array_index (steps, kind);

  step->state = state;
  g_free (step->seen);
  step->seen = g_strdup (sentence);
}

/* -- what a refusal points at --------------------------------------------------------------------------------------- */

/* An answer came, whatever it says: the way is open. */
static void
settle_way (GPtrArray *steps)
{
  settle (steps, JB_PREREQUISITE_FIREWALL, JB_PREREQUISITE_DONE, _("SmartBill’s server answers."));
}

/* Only a company that joined has a code. */
static void
settle_code (GPtrArray *steps)
{
  settle (steps, JB_PREREQUISITE_JOIN, JB_PREREQUISITE_DONE, _("SmartBill knows this company."));
  settle (steps, JB_PREREQUISITE_CODE, JB_PREREQUISITE_DONE, _("SmartBill accepts the authentication code."));
}

static void
settle_list (GPtrArray *steps)
{
  settle (steps, JB_PREREQUISITE_LINKING, JB_PREREQUISITE_DONE, _("SmartBill lets this company collect."));
  settle (steps, JB_PREREQUISITE_TOKEN, JB_PREREQUISITE_DONE, _("SmartBill accepts the token."));
}

/* @asked: the step that the request was about, which is where an answer without a meaning of its own belongs. */
static void
settle_failure (GPtrArray          *steps,
                JbPrerequisiteKind  asked,
                const GError       *failure)
{
  /* 60129 and HTTP 403: only SmartBill can open it, whatever was asked. */
  if (g_error_matches (failure, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT))
    settle (steps, JB_PREREQUISITE_LINKING, JB_PREREQUISITE_MISSING, failure->message);
  else if (g_error_matches (failure, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH))
    settle (steps, asked == JB_PREREQUISITE_CODE ? JB_PREREQUISITE_CODE : JB_PREREQUISITE_TOKEN, JB_PREREQUISITE_MISSING,
            failure->message);
  else
    settle (steps, asked, JB_PREREQUISITE_UNKNOWN, failure->message);
}

gboolean
jb_smartbill_checklist_explain (GPtrArray    *steps,
                                const GError *failure)
{
  const char *code = jb_provider_error_get_service_code (failure);
  gboolean by_token = code != NULL && g_strv_contains (token_codes, code);

  if (g_error_matches (failure, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE))
    {
      settle (steps, JB_PREREQUISITE_FIREWALL, JB_PREREQUISITE_MISSING, failure->message);
      return TRUE;
    }
  if (!g_error_matches (failure, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT) &&
      !g_error_matches (failure, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH))
    return FALSE;

  settle_way (steps);
  settle_failure (steps, by_token ? JB_PREREQUISITE_TOKEN : JB_PREREQUISITE_CODE, failure);
  return TRUE;
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

/* @task: (transfer full) */
static void
finish (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Probe *self = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&self->steps), (GDestroyNotify) g_ptr_array_unref);
}

/* TRUE when the person has left meanwhile, and the task is answered. @error: (transfer none) */
static gboolean
was_cancelled (GTask        *task,
               const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;

  g_task_return_error (task, g_error_copy (error));
  return TRUE;
}

static void ask_list (GTask *owned_task);

static void
settle_rows (Probe   *self,
             gboolean any)
{
  if (any)
    {
      settle (self->steps, JB_PREREQUISITE_DEPARTMENT_USER, JB_PREREQUISITE_DONE, _("SmartBill collects with it."));
      settle (self->steps, JB_PREREQUISITE_REGISTRATION, JB_PREREQUISITE_DONE,
              _("SmartBill holds invoices of the last 30 days."));
    }
  else
    settle (self->steps, JB_PREREQUISITE_REGISTRATION, JB_PREREQUISITE_UNKNOWN,
            _("SmartBill holds no invoice of the last 30 days. Either there was none, or the department user was registered less "
              "than an hour ago, or it is not registered, or its id or password is wrong."));
}

/* Purchases were asked for just before, and there were none: a service that counts calls refuses the second one (U-08). */
static void
settle_list_failure (Probe        *self,
                     const GError *error)
{
  if (self->direction == JB_DIRECTION_PURCHASE)
    settle_failure (self->steps, JB_PREREQUISITE_LINKING, error);
  else if (g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_RETRY))
    settle (self->steps, JB_PREREQUISITE_REGISTRATION, JB_PREREQUISITE_UNKNOWN,
            _("SmartBill holds no purchase of the last 30 days, and does not tell of sales just now. Either there was none, or the "
              "department user was registered less than an hour ago, or it is not registered, or its id or password is wrong."));
  else
    settle_failure (self->steps, JB_PREREQUISITE_REGISTRATION, error);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Probe *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  guint n_rows;

  if (!jb_smartbill_count_rows_finish (JB_SMARTBILL (object), result, &n_rows, &error))
    {
      if (was_cancelled (task, error))
        return;
      settle_list_failure (self, error);
      finish (g_steal_pointer (&task));
      return;
    }

  settle_list (self->steps);
  if (n_rows == 0 && self->direction == JB_DIRECTION_PURCHASE)
    {
      self->direction = JB_DIRECTION_SALES;
      ask_list (g_steal_pointer (&task));
      return;
    }

  settle_rows (self, n_rows > 0);
  finish (g_steal_pointer (&task));
}

/* @owned_task: (transfer full) */
static void
ask_list (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Probe *self = g_task_get_task_data (task);
  int today = jb_clock_today (self->provider->clock);
  JbPeriod window = { jb_date_add_days (today, -(RECENT_DAYS - 1)), today };
  GCancellable *cancellable = g_task_get_cancellable (task);

  jb_smartbill_count_rows_async (self->provider, self->direction, window, cancellable, listed_cb, g_steal_pointer (&task));
}

static void
token_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Probe *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  char *token = jb_smartbill_get_token_finish (JB_SMARTBILL (object), result, NULL, &error);

  if (token == NULL)
    {
      if (was_cancelled (task, error))
        return;
      settle_failure (self->steps, JB_PREREQUISITE_CODE, error);
      finish (g_steal_pointer (&task));
      return;
    }

  jb_wipe_text (token);   /* the provider has its own */
  settle_code (self->steps);
  self->direction = JB_DIRECTION_PURCHASE;
  ask_list (g_steal_pointer (&task));
}

static void
reached_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Probe *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (!jb_http_reach_finish (JB_HTTP (object), result, &error))
    {
      if (was_cancelled (task, error))
        return;
      settle (self->steps, JB_PREREQUISITE_FIREWALL, JB_PREREQUISITE_MISSING, error->message);
      finish (g_steal_pointer (&task));
      return;
    }

  settle_way (self->steps);
  if (self->provider == NULL)
    finish (g_steal_pointer (&task));
  else
    jb_smartbill_ask_token_async (self->provider, JB_HTTP_READ_ONCE, self->provider->lifetime, self->provider->until, cancellable,
                                  token_cb, g_steal_pointer (&task));
}

static gboolean
has_code (const JbProviderConfig *config)
{
  return config->auth_code != NULL && *config->auth_code != '\0' &&
         config->connection->account != NULL && *config->connection->account != '\0';
}

void
jb_smartbill_checklist_probe_async (const char             *uri,
                                    const JbProviderConfig *config,
                                    GCancellable           *cancellable,
                                    GAsyncReadyCallback     callback,
                                    gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Probe *self = g_new0 (Probe, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, jb_smartbill_checklist_probe_async);
  g_task_set_task_data (task, self, probe_free);
  self->steps = jb_smartbill_checklist_new (config->connection->environment, uri);
  if (has_code (config) && (self->provider = jb_smartbill_new (uri, config, &error)) == NULL)
    g_task_return_error (task, error);
  else
    jb_http_reach_async (config->http, uri, cancellable, reached_cb, g_steal_pointer (&task));
}
