/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections of the session's book: made, looked over, and forgotten by the keyring. */

#define G_LOG_DOMAIN "jb-session-connections"

#include "config.h"

#include "jb-session-private.h"

#include "jb-checkup.h"
#include "jb-connector.h"
#include "jb-forget.h"

#include <glib/gi18n-lib.h>

/* How long the end of the program waits for the keyring; what it did not do by then is done at the next start. */
#define FORGET_SECONDS 2

/* -- connecting ----------------------------------------------------------------------------------------------------- */

static void
session_connected_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbSession *self = g_task_get_source_object (task);
  GError *secret_error = NULL;
  GError *error = NULL;
  gint64 id = jb_connector_connect_finish (result, &secret_error, &error);

  if (secret_error != NULL)
    g_task_set_task_data (task, secret_error, (GDestroyNotify) g_error_free);
  if (id == 0)
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->state == JB_SESSION_READY)
    jb_session_collect_connection (self, id);
  g_task_return_int (task, id);
}

void
jb_session_connect_async (JbSession           *self,
                          const JbConnection  *connection,
                          const JbSecret      *secret,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (JB_IS_SESSION (self));
  g_return_if_fail (connection != NULL && secret != NULL && secret->auth_code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_session_connect_async);
  /* What is in the book is in the book, whenever the cancel came. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->state != JB_SESSION_READY)
    {
      g_task_return_new_error (task, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                               _("The book is not open. Open it, then connect again."));
      return;
    }

  jb_connector_connect_async (self->archive, self->secrets, self->http, self->clock, connection, secret,
                              self->token_lifetime, cancellable, session_connected_cb, g_steal_pointer (&task));
}

gint64
jb_session_connect_finish (JbSession     *self,
                           GAsyncResult  *result,
                           GError       **secret_error,
                           GError       **error)
{
  const GError *cause;
  gssize id;

  g_return_val_if_fail (JB_IS_SESSION (self), 0);
  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  cause = g_task_get_task_data (G_TASK (result));
  if (secret_error != NULL)
    *secret_error = cause != NULL ? g_error_copy (cause) : NULL;
  id = g_task_propagate_int (G_TASK (result), error);
  return MAX (id, 0);
}

gboolean
jb_session_is_session_only (JbSession          *self,
                            const JbConnection *connection)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (JB_IS_SESSION (self), FALSE);
  g_return_val_if_fail (connection != NULL, FALSE);

  key = jb_secrets_make_key (connection->service, connection->environment, connection->company);
  return jb_secrets_is_session_only (self->secrets, key);
}

/* -- checking up ---------------------------------------------------------------------------------------------------- */

static void
checked_up_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *steps = jb_checkup_run_finish (result, &error);

  if (steps != NULL)
    g_task_return_pointer (task, steps, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
jb_session_check_up_async (JbSession           *self,
                           const JbConnection  *connection,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (JB_IS_SESSION (self));
  g_return_if_fail (connection != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_session_check_up_async);
  jb_checkup_run_async (self->secrets, self->http, self->clock, connection, cancellable, checked_up_cb, task);
}

GPtrArray *
jb_session_check_up_finish (JbSession     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- forgetting ----------------------------------------------------------------------------------------------------- */

/* A keyring that does not answer now is asked again when the session closes and at the next start: the book has it noted. */
static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_forgetting--;
  if (!jb_forget_removed_finish (result, &error) && self->state != JB_SESSION_CLOSED)
    g_message ("The secrets of a removed connection are still in the keyring: %s", error->message);
}

void
_jb_session_forget (JbSession *self,
                    gint64     connection)
{
  if (self->archive == NULL || jb_archive_is_read_only (self->archive))
    return;

  self->n_forgetting++;
  jb_forget_removed_async (self->archive, self->secrets, connection, NULL, forgotten_cb, g_object_ref (self));
}

void
jb_session_forget_connection (JbSession *self,
                              gint64     connection)
{
  g_return_if_fail (JB_IS_SESSION (self));
  g_return_if_fail (connection != 0);

  /* A run that goes on could keep a renewed token after we deleted the old one. */
  if (self->run_cancellable != NULL)
    g_array_append_val (self->to_forget, connection);
  else
    _jb_session_forget (self, connection);
}

static gboolean
too_long_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
last_forgotten_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr(GError) error = NULL;

  if (!jb_forget_removed_finish (result, &error))
    g_debug ("Left for the next start: %s", error->message);
  *done = TRUE;
}

static gboolean
has_removed (JbSession *self)
{
  g_autoptr(GPtrArray) removed = jb_archive_list_removed_connections (self->archive, NULL);

  return removed != NULL && removed->len > 0;
}

/* Also those whose removal could still have been taken back. What is being forgotten already ends first: libsecret 0.20 must not be
 * asked twice at a time to delete one thing. */
void
_jb_session_forget_the_rest (JbSession *self)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;
  guint source;

  if (self->archive == NULL || jb_archive_is_read_only (self->archive) || !has_removed (self))
    return;

  source = g_timeout_add_seconds (FORGET_SECONDS, too_long_cb, cancellable);
  while (self->n_forgetting > 0 && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);

  if (!g_cancellable_is_cancelled (cancellable) && has_removed (self))
    {
      jb_forget_removed_async (self->archive, self->secrets, 0, cancellable, last_forgotten_cb, &done);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }
  if (!g_cancellable_is_cancelled (cancellable))
    g_source_remove (source);
}
