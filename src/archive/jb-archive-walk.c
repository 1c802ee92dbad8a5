/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole invoices one after the other, for exports: a thread and a connection apart, so that neither the list nor the collector
 * waits for it. */

#define G_LOG_DOMAIN "jb-archive-walk"

#include "config.h"

#include "jb-archive-walk.h"

#include "jb-archive-private.h"
#include "jb-journal.h"

/* -- the walk ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  GArray      *ids;      /* (owned) */
  JbWalkFlags  flags;
  JbWalkFunc   visit;
  gpointer     visit_data;
} Walk;

static void
walk_free (gpointer data)
{
  Walk *walk = data;

  g_array_unref (walk->ids);
  g_free (walk);
}

static gboolean
load_invoice (JbBook       *book,
              JbWalkFlags   flags,
              gint64        id,
              JbInvoice   **invoice,
              GError      **error)
{
  return (flags & JB_WALK_ORIGINALS) != 0 ? _jb_archive_load_row (book, id, invoice, error)
                                          : _jb_archive_load_whole (book, id, invoice, error);
}

static gboolean
visit_one (JbBook      *book,
           const Walk  *walk,
           guint        position,
           GError     **error)
{
  gint64 id = g_array_index (walk->ids, gint64, position);
  g_autoptr(JbInvoice) invoice = NULL;
  g_autoptr(GBytes) original = NULL;
  g_autofree char *services = NULL;
  JbWalkStop stop;

  if (!load_invoice (book, walk->flags, id, &invoice, error))
    return FALSE;
  if (invoice == NULL)
    return TRUE;   /* gone since it was listed */

  if (!_jb_archive_load_services (book, id, &services, error) ||
      ((walk->flags & JB_WALK_ORIGINALS) != 0 && !_jb_archive_load_original (book, id, &original, error)))
    return FALSE;

  stop = (JbWalkStop) { position, invoice, original, services };
  return walk->visit (&stop, walk->visit_data, error);
}

static gboolean
walk_job (JbBook   *book,
          JbJob    *job,
          GError  **error)
{
  const Walk *walk = job->input;

  for (guint i = 0; i < walk->ids->len; i++)
    if (g_cancellable_set_error_if_cancelled (job->cancellable, error) || !visit_one (book, walk, i, error))
      return FALSE;
  return TRUE;
}

void
jb_archive_walk_async (JbArchive           *self,
                       GArray              *ids,
                       JbWalkFlags          flags,
                       JbWalkFunc           visit,
                       gpointer             visit_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  Walk *walk;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (ids != NULL && visit != NULL);

  walk = g_new0 (Walk, 1);
  walk->ids = g_array_ref (ids);
  walk->flags = flags;
  walk->visit = visit;
  walk->visit_data = visit_data;
  _jb_archive_read_apart (self, _jb_job_new (walk_job, walk, walk_free, NULL), jb_archive_walk_async, cancellable, callback,
                          user_data);
}

gboolean
jb_archive_walk_finish (JbArchive     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  return _jb_archive_finish (self, result, jb_archive_walk_async, NULL, error);
}

/* -- the journal -------------------------------------------------------------------------------------------------- */

typedef struct
{
  char   *detail;    /* (owned) */
  gint64  id;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_free (note->detail);
  g_free (note);
}

static gboolean
note_job (JbBook   *book,
          JbJob    *job,
          GError  **error)
{
  const Note *note = job->input;

  return jb_journal_append (book->database, job->now, JB_JOURNAL_EXPORT, 0, note->id, note->detail, error);
}

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (_jb_archive_finish (JB_ARCHIVE (object), result, noted_cb, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
jb_archive_note_export_async (JbArchive           *self,
                              const char          *format,
                              const char          *name,
                              guint                count,
                              gint64               id,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GString) detail = g_string_new (NULL);
  Note *note;
  GTask *task;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (format != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, jb_archive_note_export_async);
  if (jb_archive_is_read_only (self))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  jb_journal_note (detail, "format", format);
  if (name != NULL)
    jb_journal_note (detail, "name", name);
  jb_journal_note_int (detail, "count", count);
  note = g_new0 (Note, 1);
  note->detail = g_strdup (detail->str);
  note->id = id;
  _jb_archive_write (self, _jb_job_new (note_job, note, note_free, NULL), noted_cb, NULL, noted_cb, task);
}

gboolean
jb_archive_note_export_finish (JbArchive     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_note_export_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
note_logged_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!jb_archive_note_export_finish (JB_ARCHIVE (object), result, &error))
    g_warning ("An export is not in the journal: %s", error->message);
}

void
jb_archive_note_export (JbArchive  *self,
                        const char *format,
                        guint       count,
                        gint64      id)
{
  jb_archive_note_export_async (self, format, NULL, count, id, note_logged_cb, NULL);
}
