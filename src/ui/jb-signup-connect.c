/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "jb-signup-connect"

#include "config.h"

#include "jb-signup-connect.h"

#include "jb-provider.h"

typedef struct
{
  JbConnection *connection;
  JbSecret     *secret;
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  jb_connection_free (attempt->connection);
  jb_secret_free (attempt->secret);
  g_free (attempt);
}

static void try_it (GTask *task);

/* @secret: (transfer full). What is left of it without the token. */
static JbSecret *
take_code (JbSecret *secret)
{
  JbSecret *code = jb_secret_new ();

  code->auth_code = g_steal_pointer (&secret->auth_code);
  jb_secret_free (secret);
  return code;
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  /* NULL: the window has a banner for a keyring that did not take the code. */
  gint64 id = jb_session_connect_finish (JB_SESSION (object), result, NULL, &error);

  if (id != 0)
    {
      g_task_return_int (task, id);
    }
  else if (attempt->secret->token != NULL && g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH))
    {
      /* The code alone gets another token. */
      attempt->secret = take_code (attempt->secret);
      try_it (g_steal_pointer (&task));
    }
  else
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

/* Takes @task. */
static void
try_it (GTask *task)
{
  Attempt *attempt = g_task_get_task_data (task);

  jb_session_connect_async (g_task_get_source_object (task), attempt->connection, attempt->secret,
                            g_task_get_cancellable (task), connected_cb, task);
}

void
jb_signup_connect_async (JbSession            *session,
                         const JbSignupAnswer *answer,
                         const char           *company,
                         const char           *account,
                         const char           *environment,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data)
{
  GTask *task;
  Attempt *attempt;

  g_return_if_fail (answer != NULL && answer->auth_code != NULL);
  g_return_if_fail (company != NULL && environment != NULL);
  g_return_if_fail (answer->account != NULL || account != NULL);

  attempt = g_new0 (Attempt, 1);
  attempt->connection = jb_connection_new ();
  attempt->connection->service = g_strdup ("smartbill");
  attempt->connection->environment = g_strdup (environment);
  attempt->connection->company = g_strdup (company);
  attempt->connection->company_name = g_strdup (answer->company_name);
  attempt->connection->account = g_strdup (answer->account != NULL ? answer->account : account);
  attempt->secret = jb_secret_new ();
  attempt->secret->auth_code = g_strdup (answer->auth_code);
  attempt->secret->token = g_strdup (answer->auth_token);

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_signup_connect_async);
  g_task_set_task_data (task, attempt, attempt_free);
  /* Once the book has the connection, the answer is yes, whenever the cancel came. */
  g_task_set_check_cancellable (task, FALSE);
  try_it (task);
}

gint64
jb_signup_connect_finish (JbSession     *session,
                          GAsyncResult  *result,
                          GError       **error)
{
  gssize id;

  g_return_val_if_fail (g_task_is_valid (result, session), 0);

  id = g_task_propagate_int (G_TASK (result), error);
  return MAX (id, 0);
}
