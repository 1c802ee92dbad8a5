/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The first rows of a list before the columns are in memory: what a program that was just started shows at once. */

#define G_LOG_DOMAIN "jb-archive-head"

#include "config.h"

#include "jb-archive-private.h"

typedef struct
{
  JbInvoiceQuery *query;    /* (owned) */
  guint           n_rows;
} HeadInput;

static void
head_input_free (gpointer data)
{
  HeadInput *input = data;

  jb_invoice_query_free (input->query);
  g_free (input);
}

/* Whether the index by day alone answers it. */
gboolean
jb_archive_has_head (const JbInvoiceQuery *query)
{
  g_autoptr(JbInvoiceQuery) plain = jb_invoice_query_new ();

  g_return_val_if_fail (query != NULL, FALSE);

  plain->company = g_strdup (query->company);
  plain->direction = query->direction;
  plain->period = query->period;
  plain->descending = query->descending;
  return jb_invoice_query_equal (query, plain);
}

#define HEAD_SELECT(direction) \
  "SELECT i.id FROM invoices i WHERE " JB_REAL_ONLY \
  " AND (?1 IS NULL OR i.company = (SELECT id FROM companies WHERE registration = ?1)) " \
  "AND (?2 = 0 OR i.direction = ?2) AND i.written_on BETWEEN ?3 AND ?4 " \
  "ORDER BY i.written_on " direction ", i.id " direction " LIMIT ?5"

static gboolean
read_head (JbBook           *book,
           const HeadInput  *input,
           JbInvoiceMap     *map,
           GError          **error)
{
  const JbInvoiceQuery *query = input->query;
  JbStatement *statement = query->descending ? jb_database_statement (book->database, HEAD_SELECT ("DESC"), error)
                                             : jb_database_statement (book->database, HEAD_SELECT ("ASC"), error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, query->company);
  jb_statement_bind_int (statement, 2, query->direction);
  jb_statement_bind_int (statement, 3, query->period.from);
  jb_statement_bind_int (statement, 4, query->period.to != 0 ? query->period.to : G_MAXINT32);
  jb_statement_bind_int (statement, 5, input->n_rows);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      guint32 id = (guint32) jb_statement_get_int (statement, 0);

      g_array_append_val (map->ids, id);
    }
  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

static gboolean
load_head_job (JbBook   *book,
               JbJob    *job,
               GError  **error)
{
  g_autoptr(JbInvoiceMap) map = _jb_invoice_map_new ();

  if (!read_head (book, job->input, map, error))
    return FALSE;

  job->output = g_steal_pointer (&map);
  return TRUE;
}

void
jb_archive_load_head_async (JbArchive            *self,
                            const JbInvoiceQuery *query,
                            guint                 n_rows,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data)
{
  HeadInput *input;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (jb_archive_has_head (query));

  input = g_new0 (HeadInput, 1);
  input->query = jb_invoice_query_copy (query);
  input->n_rows = n_rows;
  _jb_archive_read (self, _jb_job_new (load_head_job, input, head_input_free, (GDestroyNotify) jb_invoice_map_unref),
                    jb_archive_load_head_async, cancellable, callback, user_data);
}

JbInvoiceMap *
jb_archive_load_head_finish (JbArchive     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  gpointer map = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_head_async, &map, error) ? map : NULL;
}
