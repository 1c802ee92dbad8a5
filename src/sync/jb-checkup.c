/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* First the keyring, then the service. Used by JbSession. */

#define G_LOG_DOMAIN "jb-checkup"

#include "config.h"

#include "jb-checkup.h"

typedef struct
{
  JbHttp        *http;
  JbClock       *clock;
  JbConnection  *connection;
  GError        *secret_error;   /* (nullable): why there is no code to ask with */
} Checkup;

static void
checkup_free (gpointer data)
{
  Checkup *self = data;

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->connection, jb_connection_free);
  g_clear_error (&self->secret_error);
  g_free (self);
}

/* The keyring's answer is about the code, which nobody else can tell anything of then. */
static void
note_secret_error (GPtrArray    *steps,
                   const GError *error)
{
  for (guint i = 0; i < steps->len; i++)
    {
      JbPrerequisite *step = g_ptr_array_index (steps, i);

      if (step->kind != JB_PREREQUISITE_CODE)
        continue;
      step->state = g_error_matches (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND) ? JB_PREREQUISITE_MISSING
                                                                                         : JB_PREREQUISITE_UNKNOWN;
      g_free (step->seen);
      step->seen = g_strdup (error->message);
    }
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Checkup *self = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *steps = jb_provider_probe_finish (result, &error);

  if (steps == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->secret_error != NULL)
    note_secret_error (steps, self->secret_error);
  g_task_return_pointer (task, steps, (GDestroyNotify) g_ptr_array_unref);
}

/* @task: (transfer full). @secret (nullable) */
static void
probe (GTask          *task,
       const JbSecret *secret)
{
  Checkup *self = g_task_get_task_data (task);
  JbProviderConfig config = {
    .connection = self->connection,
    .auth_code = secret != NULL ? secret->auth_code : NULL,
    .http = self->http,
    .clock = self->clock,
  };

  jb_provider_probe_async (&config, g_task_get_cancellable (task), probed_cb, task);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Checkup *self = g_task_get_task_data (task);
  g_autoptr(JbSecret) secret = jb_secrets_lookup_finish (JB_SECRETS (object), result, &self->secret_error);

  if (!g_task_return_error_if_cancelled (task))
    probe (g_steal_pointer (&task), secret);
}

void
jb_checkup_run_async (JbSecrets           *secrets,
                      JbHttp              *http,
                      JbClock             *clock,
                      const JbConnection  *connection,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;
  Checkup *self;
  g_autofree char *key = NULL;

  g_return_if_fail (JB_IS_SECRETS (secrets) && JB_IS_HTTP (http) && JB_IS_CLOCK (clock));
  g_return_if_fail (connection != NULL);

  self = g_new0 (Checkup, 1);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  self->connection = jb_connection_copy (connection);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_checkup_run_async);
  g_task_set_task_data (task, self, checkup_free);
  if (connection->id == 0)
    {
      probe (task, NULL);
      return;
    }

  key = jb_secrets_make_key (connection->service, connection->environment, connection->company);
  jb_secrets_lookup_async (secrets, key, cancellable, looked_up_cb, task);
}

GPtrArray *
jb_checkup_run_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
