/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sums of chosen invoices: as many as somebody has selected, off the main thread. */

#define G_LOG_DOMAIN "jb-archive-chosen"

#include "config.h"

#include "jb-archive-private.h"

/* A row that is gone counts nothing. */
static gboolean
add_invoice (JbBook    *book,
             gint64     id,
             JbTotals  *totals,
             GError   **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT supply, tax, total FROM invoices WHERE id = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    _jb_totals_add (totals, jb_statement_get_int (statement, 0), jb_statement_get_int (statement, 1),
                    jb_statement_get_int (statement, 2));
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
add_invoices (JbBook        *book,
              const GArray  *ids,
              GCancellable  *cancellable,
              JbTotals      *totals,
              GError       **error)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !add_invoice (book, g_array_index (ids, gint64, i), totals, error))
      return FALSE;
  return TRUE;
}

static gboolean
sum_job (JbBook   *book,
         JbJob    *job,
         GError  **error)
{
  g_autofree JbTotals *totals = g_new0 (JbTotals, 1);

  if (!add_invoices (book, job->input, job->cancellable, totals, error))
    return FALSE;

  job->output = g_steal_pointer (&totals);
  return TRUE;
}

void
jb_archive_sum_async (JbArchive           *self,
                      GArray              *ids,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (ids != NULL);

  _jb_archive_read (self, _jb_job_new (sum_job, g_array_ref (ids), (GDestroyNotify) g_array_unref, g_free),
                    jb_archive_sum_async, cancellable, callback, user_data);
}

gboolean
jb_archive_sum_finish (JbArchive     *self,
                       GAsyncResult  *result,
                       JbTotals      *totals,
                       GError       **error)
{
  gpointer sums = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (totals != NULL, FALSE);

  if (!_jb_archive_finish (self, result, jb_archive_sum_async, &sums, error))
    return FALSE;

  *totals = *(JbTotals *) sums;
  g_free (sums);
  return TRUE;
}
