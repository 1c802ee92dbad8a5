/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An export from beginning to end:
 *
 *   a pool thread   layout, file beside the target, writer
 *   the book's own  jb_archive_walk_async(): each invoice goes to the writer
 *   a pool thread   the writer's end, sync, rename
 *   the writer      the line in the journal
 *
 * One of them at a time has the Export, so nothing in it needs a lock but the progress. */

#define G_LOG_DOMAIN "jb-export"

#include "config.h"

#include "jb-export.h"

#include "jb-export-writer.h"
#include "jb-safe-text.h"

#include <glib/gi18n-lib.h>

#define PROGRESS_USEC (G_USEC_PER_SEC / 10)

typedef struct
{
  /* Input. */
  GArray               *ids;
  JbExportFormat       *format;
  char                 *path;            /* (type filename) */
  gboolean              replace;
  JbExportProgressFunc  progress;        /* (nullable) */
  gpointer              progress_data;
  GMainContext         *context;

  /* In progress. */
  JbExportLayout       *layout;          /* (nullable) */
  JbWholeFile         *file;            /* (nullable) */
  JbExportWriter       *writer;          /* (nullable) */
  gint64                told_at;         /* monotonic: when progress was last told */
  int                   done;            /* atomic */
  int                   telling;         /* atomic: a telling is on its way */

  /* Output. */
  JbExportResult        result;
} Export;

G_DEFINE_QUARK (jb-export-error-quark, jb_export_error)

static void
export_free (gpointer data)
{
  Export *self = data;

  if (self->writer != NULL)
    self->writer->free (self->writer);
  g_clear_pointer (&self->file, jb_whole_file_free);
  g_clear_pointer (&self->layout, jb_export_layout_free);
  g_array_unref (self->ids);
  jb_export_format_free (self->format);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self);
}

/* The one place that knows what a map keeps its ids in. */
/* -- beginning -------------------------------------------------------------------------------------------------------- */

static gboolean
set_too_many (guint    max,
              GError **error)
{
  g_set_error (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_TOO_MANY,
               _("A workbook holds at most %u invoices. Export as CSV, or choose a shorter period."), max);
  return FALSE;
}

static JbExportWriter *
make_writer (Export  *self,
             GError **error)
{
  switch (self->format->kind)
    {
    case JB_EXPORT_CSV:
    case JB_EXPORT_CSV_CP949:
      return jb_export_csv_new (self->file, self->layout, self->format->kind == JB_EXPORT_CSV_CP949, error);

    case JB_EXPORT_JSON:
      return jb_export_json_new (self->file);

    case JB_EXPORT_ORIGINALS:
      return jb_export_zip_new (self->file, error);

    case JB_EXPORT_XLSX:
    default:
      return jb_export_xlsx_new (self->file, self->layout, error);
    }
}

static gboolean
begin (Export  *self,
       GError **error)
{
  if (self->format->layout != NULL && (self->layout = jb_export_layout_load (self->format->layout, error)) == NULL)
    return FALSE;
  if (self->format->kind == JB_EXPORT_XLSX && self->ids->len > jb_export_xlsx_get_max (self->layout))
    return set_too_many (jb_export_xlsx_get_max (self->layout), error);

  self->file = jb_whole_file_new (self->path, self->replace, error);
  if (self->file == NULL)
    return FALSE;
  self->writer = make_writer (self, error);
  return self->writer != NULL;
}

static void
begin_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Export *self = g_task_get_task_data (task_data);
  GError *error = NULL;

  if (begin (self, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* -- each invoice ----------------------------------------------------------------------------------------------------- */

static gboolean
tell_cb (gpointer user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);

  g_atomic_int_set (&self->telling, FALSE);
  if (!g_task_get_completed (task))
    self->progress ((guint) g_atomic_int_get (&self->done), self->ids->len, self->progress_data);
  return G_SOURCE_REMOVE;
}

static void
tell (GTask  *task,
      Export *self,
      guint   done)
{
  gint64 now = g_get_monotonic_time ();

  g_atomic_int_set (&self->done, (int) done);
  if (self->progress == NULL || now - self->told_at < PROGRESS_USEC || !g_atomic_int_compare_and_exchange (&self->telling, FALSE, TRUE))
    return;

  self->told_at = now;
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, tell_cb, g_object_ref (task), g_object_unref);
}

static void
count_private (Export           *self,
               const JbWalkStop *stop)
{
  if (!jb_safe_has_private (stop->invoice))
    return;

  if (self->format->kind != JB_EXPORT_ORIGINALS)
    self->result.n_masked++;
  else if (stop->original != NULL)
    self->result.n_private++;
}

static gboolean
visit_cb (const JbWalkStop  *stop,
          gpointer           user_data,
          GError           **error)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);

  count_private (self, stop);
  tell (task, self, stop->position);
  return self->writer->add (self->writer, stop, error);
}

/* -- the end ---------------------------------------------------------------------------------------------------------- */

static gboolean
set_nothing (Export  *self,
             GError **error)
{
  g_set_error_literal (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_NOTHING,
                       self->result.n_without_original > 0
                       ? _("The book has none of these originals yet, so nothing was written. Collect, then export again.")
                       : _("There is no invoice to export. Choose another period or other filters."));
  return FALSE;
}

static gboolean
end (Export        *self,
     GCancellable  *cancellable,
     GError       **error)
{
  self->result.n_invoices = self->writer->n_written;
  self->result.n_without_original = self->writer->n_without_original;
  if (self->writer->n_written == 0)
    return set_nothing (self, error);

  if (!self->writer->end (self->writer, cancellable, error))
    return FALSE;
  self->result.n_replaced = self->writer->n_replaced;
  return !g_cancellable_set_error_if_cancelled (cancellable, error) && jb_whole_file_commit (self->file, error);
}

static void
end_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Export *self = g_task_get_task_data (task_data);
  GError *error = NULL;

  if (end (self, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Ending a workbook that is given up takes a while, too: not on the main thread. */
static void
drop_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Export *self = g_task_get_task_data (task_data);

  self->writer->free (self->writer);
  self->writer = NULL;
  g_clear_pointer (&self->file, jb_whole_file_free);
  g_task_return_boolean (task, TRUE);
}

/* -- from one to the next --------------------------------------------------------------------------------------------- */

/* Runs @func on a pool thread with @task as its data. Takes @task. */
static void
run_part (GTask               *task,
          GTaskThreadFunc      func,
          GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) part = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), callback, task);

  g_task_set_check_cancellable (part, FALSE);   /* what was done is what counts */
  g_task_set_task_data (part, task, NULL);
  g_task_run_in_thread (part, func);
}

static void
dropped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = g_object_steal_data (G_OBJECT (task), "error");

  g_task_return_error (task, error);
}

/* Takes @task and @error; answers once nothing is left behind. */
static void
give_up (GTask  *task,
         GError *error)
{
  Export *self = g_task_get_task_data (task);

  if (self->writer == NULL)
    {
      g_clear_pointer (&self->file, jb_whole_file_free);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  g_object_set_data (G_OBJECT (task), "error", error);
  run_part (task, drop_thread, dropped_cb);
}

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* The file is there and good: what the journal cannot tell does not make it worse. */
  if (!jb_archive_note_export_finish (JB_ARCHIVE (object), result, &error))
    g_warning ("The export is not in the journal: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);
  g_autofree char *name = g_filename_display_basename (self->path);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    give_up (task, error);
  else
    jb_archive_note_export_async (JB_ARCHIVE (object), self->format->id, name, self->result.n_invoices, 0, noted_cb, task);
}

static void
walked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (jb_archive_walk_finish (JB_ARCHIVE (object), result, &error))
    run_part (task, end_thread, ended_cb);
  else
    give_up (task, error);
}

static void
begun_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GTask *task = user_data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    give_up (task, error);
  else
    jb_archive_walk_async (JB_ARCHIVE (object), self->ids,
                           self->format->kind == JB_EXPORT_ORIGINALS ? JB_WALK_ORIGINALS : JB_WALK_INVOICES, visit_cb, task,
                           g_task_get_cancellable (task), walked_cb, task);
}

void
jb_export_async (JbArchive            *archive,
                 GArray               *ids,
                 const JbExportFormat *format,
                 const char           *path,
                 gboolean              replace,
                 JbExportProgressFunc  progress,
                 gpointer              progress_data,
                 GCancellable         *cancellable,
                 GAsyncReadyCallback   callback,
                 gpointer              user_data)
{
  GTask *task;
  Export *self;

  g_return_if_fail (JB_IS_ARCHIVE (archive));
  g_return_if_fail (ids != NULL && format != NULL && path != NULL);

  self = g_new0 (Export, 1);
  self->ids = g_array_ref (ids);
  self->format = jb_export_format_copy (format);
  self->path = g_strdup (path);
  self->replace = replace;
  self->progress = progress;
  self->progress_data = progress_data;
  self->context = g_main_context_ref_thread_default ();

  task = g_task_new (archive, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_export_async);
  g_task_set_task_data (task, self, export_free);
  g_task_set_check_cancellable (task, FALSE);   /* a file that got its name before is there */
  run_part (task, begin_thread, begun_cb);
}

gboolean
jb_export_finish (JbArchive       *archive,
                  GAsyncResult    *task,
                  JbExportResult  *result,
                  GError         **error)
{
  Export *self;

  g_return_val_if_fail (g_task_is_valid (task, archive), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (task, jb_export_async), FALSE);

  self = g_task_get_task_data (G_TASK (task));
  if (!g_task_propagate_boolean (G_TASK (task), error))
    return FALSE;

  if (result != NULL)
    *result = self->result;
  return TRUE;
}

/* -- what to say ------------------------------------------------------------------------------------------------------ */

static void
append_count (GString    *text,
              const char *format,
              guint       n)
{
  if (n == 0)
    return;

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, format, n);
}

char *
jb_export_result_describe (const JbExportResult *result)
{
  return g_strdup_printf (ngettext ("%u invoice was exported.", "%u invoices were exported.", result->n_invoices), result->n_invoices);
}

char *
jb_export_result_remark (const JbExportResult *result)
{
  GString *text = g_string_new (NULL);

  append_count (text, ngettext ("%u has no original in the book yet and is left out.",
                                "%u have no original in the book yet and are left out.", result->n_without_original),
                result->n_without_original);
  append_count (text, ngettext ("%u letter that CP949 lacks became □.", "%u letters that CP949 lacks became □.", result->n_replaced),
                result->n_replaced);
  append_count (text, ngettext ("The resident number in %u of them is masked.", "The resident numbers in %u of them are masked.",
                                result->n_masked), result->n_masked);
  append_count (text, ngettext ("%u original has a resident number in full.", "%u originals have a resident number in full.",
                                result->n_private), result->n_private);
  return g_string_free (text, text->len == 0);
}
