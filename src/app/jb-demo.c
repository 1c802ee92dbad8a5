/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The invented world of `jangbu --demo`. Making it signs hundreds of originals, so it happens in a thread. */

#define G_LOG_DOMAIN "jb-demo"

#include "config.h"

#include "jb-demo.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* The same world at every start, so that two people who try the demo talk about the same invoices. */
#define DEMO_SEED 20260915

struct _JbDemo
{
  GObject     parent_instance;

  char       *folder;
  char       *book_path;
  JbEmulator *emulator;
};

G_DEFINE_FINAL_TYPE (JbDemo, jb_demo, G_TYPE_OBJECT)

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else if (g_unlink (child) != 0)
        g_warning ("Cannot remove “%s”: %s", child, g_strerror (errno));
    }

  if (g_rmdir (path) != 0)
    g_warning ("Cannot remove “%s”: %s", path, g_strerror (errno));
}

static void
jb_demo_finalize (GObject *object)
{
  JbDemo *self = JB_DEMO (object);

  jb_demo_stop (self);

  G_OBJECT_CLASS (jb_demo_parent_class)->finalize (object);
}

static void
jb_demo_class_init (JbDemoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_demo_finalize;
}

static void
jb_demo_init (JbDemo *self)
{
}

static gboolean
make_folder (JbDemo  *self,
             GError **error)
{
  g_autoptr(GError) cause = NULL;

  self->folder = g_dir_make_tmp ("jangbu-demo-XXXXXX", &cause);
  if (self->folder == NULL)
    {
      g_debug ("No temporary folder: %s", cause->message);
      g_set_error_literal (error, cause->domain, cause->code,
                           _("The demo found no room for its temporary book. Free some disk space and try again."));
      return FALSE;
    }

  self->book_path = g_build_filename (self->folder, "demo.jangbu", NULL);
  return TRUE;
}

static gboolean
make_world (JbDemo  *self,
            guint    n_invoices,
            GError **error)
{
  JbEmulatorOptions options = {
    .seed = DEMO_SEED,
    .n_invoices = n_invoices,
    .n_days = JB_DEMO_DAYS,
    .ignore_retention = TRUE,
  };

  self->emulator = jb_emulator_new (&options, NULL, error);
  return self->emulator != NULL;
}

static void
start_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  g_autoptr(JbDemo) self = g_object_new (JB_TYPE_DEMO, NULL);
  g_autoptr(GError) error = NULL;

  if (!make_folder (self, &error) || !make_world (self, GPOINTER_TO_UINT (task_data), &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

void
jb_demo_start_async (guint                n_invoices,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, jb_demo_start_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (n_invoices), NULL);
  g_task_run_in_thread (task, start_thread);
}

JbDemo *
jb_demo_start_finish (GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
jb_demo_get_book_path (JbDemo *self)
{
  g_return_val_if_fail (JB_IS_DEMO (self), NULL);

  return self->book_path;
}

JbEmulator *
jb_demo_get_emulator (JbDemo *self)
{
  g_return_val_if_fail (JB_IS_DEMO (self), NULL);

  return self->emulator;
}

JbConnection *
jb_demo_make_connection (JbDemo *self)
{
  JbConnection *connection;

  g_return_val_if_fail (JB_IS_DEMO (self) && self->emulator != NULL, NULL);

  connection = jb_connection_new ();
  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (jb_emulator_get_uri (self->emulator));
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->company_name = g_strdup (JB_EMULATOR_COMPANY_NAME);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);
  return connection;
}

void
jb_demo_stop (JbDemo *self)
{
  g_return_if_fail (JB_IS_DEMO (self));

  if (self->emulator != NULL)
    jb_emulator_stop (self->emulator);
  g_clear_object (&self->emulator);

  if (self->folder != NULL)
    remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->book_path, g_free);
}
