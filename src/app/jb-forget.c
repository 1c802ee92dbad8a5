/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One removed connection after the other: first the keyring, then the book, so that a program that dies between the two asks the
 * keyring once more instead of never again. Used by JbSession. */

#define G_LOG_DOMAIN "jb-forget"

#include "config.h"

#include "jb-forget.h"

typedef struct
{
  JbArchive  *archive;
  JbSecrets  *secrets;
  GPtrArray  *connections;   /* (element-type JbConnection) */
  guint       n_done;
  GError     *error;         /* the first one */
} Forget;

static void forget_next (GTask *task);

static void
forget_free (gpointer data)
{
  Forget *self = data;

  g_clear_object (&self->archive);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Forget *self = g_task_get_task_data (task);
  const JbConnection *connection = g_ptr_array_index (self->connections, self->n_done);
  GError **error = self->error == NULL ? &self->error : NULL;

  if (jb_secrets_clear_finish (JB_SECRETS (object), result, error))
    jb_archive_forget_connection (self->archive, connection->id, error);
  self->n_done++;
  forget_next (task);
}

static void
forget_next (GTask *task)
{
  Forget *self = g_task_get_task_data (task);
  const JbConnection *connection;
  g_autofree char *key = NULL;

  if (self->n_done == self->connections->len)
    {
      if (self->error != NULL)
        g_task_return_error (task, g_steal_pointer (&self->error));
      else
        g_task_return_boolean (task, TRUE);
      return;
    }

  connection = g_ptr_array_index (self->connections, self->n_done);
  key = jb_secrets_make_key (connection->service, connection->environment, connection->company);
  jb_secrets_clear_async (self->secrets, key, g_task_get_cancellable (task), cleared_cb, g_object_ref (task));
}

static void
keep_only (GPtrArray *connections,
           gint64     id)
{
  for (guint i = connections->len; i > 0; i--)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i - 1);

      if (connection->id != id)
        g_ptr_array_remove_index (connections, i - 1);
    }
}

void
jb_forget_removed_async (JbArchive           *archive,
                         JbSecrets           *secrets,
                         gint64               connection,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Forget *self = g_new0 (Forget, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, jb_forget_removed_async);
  g_task_set_task_data (task, self, forget_free);
  g_task_set_check_cancellable (task, FALSE);
  self->archive = g_object_ref (archive);
  self->secrets = g_object_ref (secrets);
  self->connections = jb_archive_list_removed_connections (archive, &error);
  if (self->connections == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (connection != 0)
    keep_only (self->connections, connection);
  forget_next (task);
}

gboolean
jb_forget_removed_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
