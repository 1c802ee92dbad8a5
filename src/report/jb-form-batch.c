/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two hands: the main thread asks the book for the next invoice and passes it on; the batch's thread draws it and asks for another.
 * The thread alone touches the file and Pango. */

#define G_LOG_DOMAIN "jb-form-batch"

#include "config.h"

#include "jb-form-batch.h"

#include "jb-date.h"
#include "jb-file-name.h"
#include "jb-form-file.h"

#include <string.h>

/* Names tried before giving up: "… (99).pdf". */
#define MAX_NUMBER 99

typedef struct
{
  /* Main thread. */
  GArray              *ids;
  guint                next;
  JbFormBatchProgress  progress;
  gpointer             progress_data;
  GThread             *thread;

  /* The batch's thread. */
  char                *path;
  guint                copies;
  gboolean             one_file;
  gboolean             replace;
  JbFormFile          *file;        /* (nullable) */

  /* Between them. */
  GAsyncQueue         *queue;       /* of Work */
  GError              *error;       /* written by the thread before it answers for the last time */
  guint                n_saved;     /* likewise */
  gboolean             whole;       /* likewise: all were saved */
} Batch;

typedef struct
{
  JbInvoice *invoice;   /* (nullable): NULL = there are no more */
  gboolean   keep;      /* at the end: the file is whole */
} Work;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_array_unref (batch->ids);
  g_async_queue_unref (batch->queue);
  g_clear_error (&batch->error);
  g_free (batch->path);
  g_free (batch);
}

guint
jb_form_batch_resolve (guint      copies,
                       JbInvoice *invoice)
{
  if ((copies & JB_FORM_COPY_OWN) != 0)
    copies |= jb_form_get_own_copy (invoice);
  return copies & (JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER | JB_FORM_COPY_SHEET);
}

/* -- the batch's thread --------------------------------------------------------------------------------------------- */

/* Under the first name that is free. */
static gboolean
save_alone (Batch       *batch,
            JbInvoice   *invoice,
            guint        copies,
            const char  *name,
            GError     **error)
{
  for (guint number = 1; number <= MAX_NUMBER; number++)
    {
      g_autofree char *tried = number == 1 ? g_strdup (name) : jb_file_name_numbered (name, number);
      g_autofree char *path = g_build_filename (batch->path, tried, NULL);
      g_autoptr(JbFormFile) file = NULL;

      if (g_file_test (path, G_FILE_TEST_EXISTS) && number < MAX_NUMBER)
        continue;
      g_clear_error (error);
      file = jb_form_file_new_pdf (path, FALSE, error);
      if (file != NULL && jb_form_file_add_copies (file, invoice, copies, name, error) && jb_form_file_finish (file, error))
        return TRUE;
      if (!g_error_matches (*error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_EXISTS))
        return FALSE;
    }
  return FALSE;
}

static gboolean
save_into_one (Batch       *batch,
               JbInvoice   *invoice,
               guint        copies,
               const char  *name,
               GError     **error)
{
  g_autofree char *label = g_strndup (name, strlen (name) - strlen (".pdf"));

  if (batch->file == NULL)
    batch->file = jb_form_file_new_pdf (batch->path, batch->replace, error);
  return batch->file != NULL && jb_form_file_add_copies (batch->file, invoice, copies, label, error);
}

static gboolean
save_invoice (Batch      *batch,
              JbInvoice  *invoice,
              GError    **error)
{
  guint copies = jb_form_batch_resolve (batch->copies, invoice);
  g_autofree char *name = jb_file_name_for_invoice (invoice, "pdf");

  if (batch->one_file)
    return save_into_one (batch, invoice, copies, name, error);
  if ((copies & JB_FORM_COPY_SHEET) != 0)
    return save_alone (batch, invoice, copies, name, error);

  if ((copies & JB_FORM_COPY_SUPPLIER) != 0 && !save_alone (batch, invoice, JB_FORM_COPY_SUPPLIER, name, error))
    return FALSE;
  return (copies & JB_FORM_COPY_BUYER) == 0 || save_alone (batch, invoice, JB_FORM_COPY_BUYER, name, error);
}

static gboolean step_cb (gpointer user_data);

/* Not g_main_context_invoke(): that would run it in this thread whenever nobody iterates the context just now. */
static void
answer (GTask       *task,
        GSourceFunc  callback)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, callback, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
  g_source_unref (source);
}

static gboolean
ended_cb (gpointer user_data)
{
  GTask *task = user_data;
  Batch *batch = g_task_get_task_data (task);

  g_thread_join (batch->thread);
  if (batch->error != NULL)
    g_task_return_error (task, g_steal_pointer (&batch->error));
  else if (batch->whole || !g_task_return_error_if_cancelled (task))
    g_task_return_int (task, batch->n_saved);
  return G_SOURCE_REMOVE;
}

static gpointer
draw_thread (gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Batch *batch = g_task_get_task_data (task);
  gboolean keep = FALSE;

  for (;;)
    {
      g_autofree Work *work = g_async_queue_pop (batch->queue);
      g_autoptr(JbInvoice) invoice = work->invoice;

      keep = work->keep;
      if (invoice == NULL)
        break;
      if (batch->error == NULL && save_invoice (batch, invoice, &batch->error))
        batch->n_saved++;
      if (batch->error != NULL)
        break;
      answer (task, step_cb);
    }

  if (keep && batch->error == NULL && batch->file != NULL)
    jb_form_file_finish (batch->file, &batch->error);
  batch->whole = keep && batch->error == NULL;
  g_clear_pointer (&batch->file, jb_form_file_free);
  answer (task, ended_cb);
  return NULL;
}

/* -- the main thread ------------------------------------------------------------------------------------------------ */

static void
push (Batch     *batch,
      JbInvoice *invoice,
      gboolean   keep)
{
  Work *work = g_new0 (Work, 1);

  work->invoice = invoice;
  work->keep = keep;
  g_async_queue_push (batch->queue, work);
}

static void load_next (GTask *task);

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Batch *batch = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  JbInvoice *invoice = jb_archive_load_invoice_finish (JB_ARCHIVE (object), result, &error);

  if (invoice != NULL)
    {
      push (batch, invoice, FALSE);
      return;
    }
  if (g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND))
    {
      load_next (task);
      return;
    }

  /* The thread waits for work: what it reads of the error comes after this. */
  batch->error = g_steal_pointer (&error);
  push (batch, NULL, FALSE);
}

static void
load_next (GTask *task)
{
  Batch *batch = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (batch->progress != NULL)
    batch->progress (batch->next, batch->ids->len, batch->progress_data);
  if (g_cancellable_is_cancelled (cancellable) || batch->next == batch->ids->len)
    {
      push (batch, NULL, !g_cancellable_is_cancelled (cancellable));
      return;
    }
  jb_archive_load_invoice_async (g_task_get_source_object (task), g_array_index (batch->ids, gint64, batch->next++),
                                 cancellable, loaded_cb, g_object_ref (task));
}

static gboolean
step_cb (gpointer user_data)
{
  load_next (user_data);
  return G_SOURCE_REMOVE;
}

void
jb_form_batch_save_async (JbArchive           *archive,
                          const JbFormBatch   *wanted,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Batch *batch;

  g_return_if_fail (JB_IS_ARCHIVE (archive));
  g_return_if_fail (wanted != NULL && wanted->ids != NULL && wanted->path != NULL && wanted->copies != 0);

  task = g_task_new (archive, cancellable, callback, user_data);
  batch = g_new0 (Batch, 1);
  batch->ids = g_array_ref (wanted->ids);
  batch->progress = wanted->progress;
  batch->progress_data = wanted->progress_data;
  batch->path = g_strdup (wanted->path);
  batch->copies = wanted->copies;
  batch->one_file = wanted->one_file;
  batch->replace = wanted->replace;
  batch->queue = g_async_queue_new ();
  g_task_set_source_tag (task, jb_form_batch_save_async);
  g_task_set_task_data (task, batch, batch_free);
  /* A file that got its name is there, also when somebody cancelled at the last moment. */
  g_task_set_check_cancellable (task, FALSE);

  batch->thread = g_thread_new ("jb-form-batch", draw_thread, g_object_ref (task));
  load_next (task);
}

int
jb_form_batch_save_finish (JbArchive     *archive,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, archive), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}
