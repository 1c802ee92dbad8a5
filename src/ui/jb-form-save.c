/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The chooser, then the batch of report/ with a dialog when there are many. */

#define G_LOG_DOMAIN "jb-form-save"

#include "config.h"

#include "jb-form-save.h"

#include "jb-archive-walk.h"
#include "jb-file-name.h"
#include "jb-form-batch.h"
#include "jb-form-copies.h"
#include "jb-progress-dialog.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

/* Fewer are done before anybody reads a dialog. */
#define MANY 20

#define COPY_CHOICE "copy"

typedef struct
{
  GtkWindow            *parent;
  JbArchive            *archive;
  GArray               *ids;
  guint                 copies;
  gboolean              one_file;
  GCancellable         *cancellable;
  GtkFileChooserNative *chooser;      /* (nullable) */
  GtkWidget            *dialog;       /* (nullable) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->parent);
  g_object_unref (job->archive);
  g_array_unref (job->ids);
  g_object_unref (job->cancellable);
  g_clear_object (&job->chooser);
  g_free (job);
}

static GTask *
make_task (GtkWindow           *parent,
           JbArchive           *archive,
           GArray              *ids,
           guint                copies,
           gboolean             one_file,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_set_object (&job->parent, parent);
  job->archive = g_object_ref (archive);
  job->ids = g_array_ref (ids);
  job->copies = copies;
  job->one_file = one_file;
  job->cancellable = g_cancellable_new ();
  g_task_set_source_tag (task, make_task);
  g_task_set_task_data (task, job, job_free);
  return task;
}

/* Takes @sentence (nullable) and @task. */
static void
end (GTask *task,
     char  *sentence)
{
  Job *job = g_task_get_task_data (task);

  g_clear_object (&job->parent);   /* whoever keeps the answer does not keep the window */
  g_task_return_pointer (task, sentence, g_free);
  g_object_unref (task);
}

/* -- saving --------------------------------------------------------------------------------------------------------- */

static void
progress_cb (guint    n_done,
             guint    n_all,
             gpointer user_data)
{
  Job *job = user_data;

  if (job->dialog != NULL)
    jb_progress_dialog_set (JB_PROGRESS_DIALOG (job->dialog), n_done, n_all);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  int n = jb_form_batch_save_finish (JB_ARCHIVE (object), result, &error);
  g_autofree char *count = jb_text_count (MAX (n, 0));

  if (job->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&job->dialog)));
  if (n > 0)
    jb_archive_note_export (JB_ARCHIVE (object), "pdf", (guint) n, job->ids->len == 1 ? g_array_index (job->ids, gint64, 0) : 0);
  if (n >= 0)
    end (task, g_strdup_printf (ngettext ("%s invoice was saved as PDF.", "%s invoices were saved as PDF.", (gulong) n), count));
  else
    end (task, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : g_strdup (error->message));
}

static void
save (GTask      *task,
      const char *path)
{
  Job *job = g_task_get_task_data (task);
  const JbFormBatch batch = {
    .ids = job->ids,
    .copies = job->copies,
    .one_file = job->one_file,
    .replace = TRUE,   /* the chooser has asked */
    .path = path,
    .progress = progress_cb,
    .progress_data = job,
  };

  if (job->ids->len > MANY)
    {
      job->dialog = jb_progress_dialog_new (job->parent, _("Saving as PDF"), job->cancellable);
      gtk_window_present (GTK_WINDOW (job->dialog));
    }
  jb_form_batch_save_async (job->archive, &batch, job->cancellable, saved_cb, task);
}

void
jb_form_save_to_async (GtkWindow           *parent,
                       JbArchive           *archive,
                       GArray              *ids,
                       guint                copies,
                       gboolean             one_file,
                       const char          *path,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (archive));
  g_return_if_fail (ids != NULL && path != NULL);

  save (make_task (parent, archive, ids, copies, one_file, callback, user_data), path);
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           GTask           *task)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  const char *choice = gtk_file_chooser_get_choice (GTK_FILE_CHOOSER (chooser), COPY_CHOICE);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  for (guint i = 0; i < JB_FORM_N_COPIES; i++)
    if (g_strcmp0 (jb_form_copies_get ()[i].id, choice) == 0)
      job->copies = jb_form_copies_get ()[i].copies;

  if (path != NULL)
    save (task, path);
  else
    end (task, file != NULL ? g_strdup (_("It cannot be saved there. Choose a folder of this computer.")) : NULL);
}

static void
add_choices (Job *job)
{
  const JbFormCopies *choices = jb_form_copies_get ();
  const char *ids[JB_FORM_N_COPIES + 1] = { NULL }, *labels[JB_FORM_N_COPIES + 1] = { NULL };

  for (guint i = 0; i < JB_FORM_N_COPIES; i++)
    {
      ids[i] = choices[i].id;
      labels[i] = _(choices[i].label);
    }
  gtk_file_chooser_add_choice (GTK_FILE_CHOOSER (job->chooser), COPY_CHOICE, _("Copy"), ids, labels);
  gtk_file_chooser_set_choice (GTK_FILE_CHOOSER (job->chooser), COPY_CHOICE, choices[jb_form_copies_find (job->copies)].id);
}

/* One invoice gets its own name, many the first one's with how many there are. */
static char *
propose_name (Job *job)
{
  g_autoptr(GPtrArray) rows = jb_archive_load_rows (job->archive, &g_array_index (job->ids, gint64, 0), 1, NULL);
  JbInvoice *first = rows != NULL ? g_ptr_array_index (rows, 0) : NULL;

  if (job->ids->len == 1 && first != NULL)
    return jb_file_name_for_invoice (first, "pdf");
  /* Translators: the proposed name of a file with several invoices; %u is how many */
  return g_strdup_printf (_("tax invoices (%u).pdf"), job->ids->len);
}

void
jb_form_save_async (GtkWindow           *parent,
                    JbArchive           *archive,
                    GArray              *ids,
                    guint                copies,
                    gboolean             one_file,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (JB_IS_ARCHIVE (archive));
  g_return_if_fail (ids != NULL && ids->len > 0);

  task = make_task (parent, archive, ids, copies, one_file, callback, user_data);
  job = g_task_get_task_data (task);
  job->chooser = gtk_file_chooser_native_new (one_file ? _("Save as PDF") : _("Save as PDF Files in a Folder"), parent,
                                              one_file ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                              _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (job->chooser), TRUE);
  add_choices (job);
  if (one_file)
    {
      g_autofree char *name = propose_name (job);

      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (job->chooser), name);
    }
  g_signal_connect (job->chooser, "response", G_CALLBACK (chosen_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (job->chooser));
}

char *
jb_form_save_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
