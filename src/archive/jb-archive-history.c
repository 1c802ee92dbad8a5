/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Entries of the journal out of the book, and what happened to one invoice: its own entries, and what its rows tell of when it came. */

#define G_LOG_DOMAIN "jb-archive-history"

#include "config.h"

#include "jb-history.h"

#include "jb-archive-private.h"
#include "jb-journal.h"

#include <string.h>

#define HISTORY_MAX 500

/* @issue_id: a column of invoices i, or NULL. */
#define ENTRY_COLUMNS(issue_id) \
  "j.id, j.at, j.kind, j.invoice, " issue_id ", n.service, n.environment, j.detail, j.hash FROM journal j " \
  "LEFT JOIN invoices i ON i.id = j.invoice LEFT JOIN connections n ON n.id = j.connection "

static char *
format_hash (gconstpointer data,
             gsize         size)
{
  GString *text;

  if (data == NULL)
    return NULL;

  text = g_string_new (NULL);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", ((const guint8 *) data)[i]);
  return g_string_free (text, FALSE);
}

static char *
dup_text (JbStatement *statement,
          int          column)
{
  char *text = jb_statement_dup_text (statement, column);

  return text != NULL ? text : g_strdup ("");
}

static JbJournalEntry *
read_entry (JbStatement *statement)
{
  JbJournalEntry *entry = g_new0 (JbJournalEntry, 1);
  gconstpointer hash;
  gsize size;

  entry->id = jb_statement_get_int (statement, 0);
  entry->at = jb_statement_get_int (statement, 1);
  entry->kind = dup_text (statement, 2);
  entry->invoice = jb_statement_get_int (statement, 3);
  entry->issue_id = jb_statement_dup_text (statement, 4);
  entry->service = jb_statement_dup_text (statement, 5);
  entry->environment = jb_statement_dup_text (statement, 6);
  entry->detail = dup_text (statement, 7);
  hash = jb_statement_get_blob (statement, 8, &size);
  entry->hash = format_hash (hash, size);
  return entry;
}

/* -- the whole journal -------------------------------------------------------------------------------------------- */

static const char * const list_sql[] = {
  [JB_JOURNAL_FILTER_ALL] =
    "SELECT id FROM journal WHERE kind <> '" JB_JOURNAL_ROWS "' ORDER BY id DESC",
  [JB_JOURNAL_FILTER_ARRIVALS] =
    "SELECT id FROM journal WHERE kind IN ('" JB_JOURNAL_ARRIVALS "', '" JB_JOURNAL_ORIGINALS "') ORDER BY id DESC",
  [JB_JOURNAL_FILTER_CHANGES] =
    "SELECT id FROM journal WHERE kind IN ('" JB_JOURNAL_CHANGE "', '" JB_JOURNAL_DISAGREE "') ORDER BY id DESC",
  [JB_JOURNAL_FILTER_BOOK] =
    "SELECT id FROM journal WHERE kind NOT IN ('" JB_JOURNAL_ROWS "', '" JB_JOURNAL_ARRIVALS "', '" JB_JOURNAL_ORIGINALS "', '"
    JB_JOURNAL_CHANGE "', '" JB_JOURNAL_DISAGREE "') ORDER BY id DESC",
};

static gboolean
list_journal_job (JbBook   *book,
                  JbJob    *job,
                  GError  **error)
{
  const JbJournalFilter *filter = job->input;
  JbStatement *statement = jb_database_statement (book->database, list_sql[*filter], error);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  JbStep step;

  if (statement == NULL)
    return FALSE;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);

      g_array_append_val (ids, id);
    }
  jb_statement_reset (statement);
  if (step != JB_STEP_DONE)
    return FALSE;

  job->output = g_steal_pointer (&ids);
  return TRUE;
}

void
jb_archive_list_journal_async (JbArchive           *self,
                               JbJournalFilter      filter,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (filter < G_N_ELEMENTS (list_sql));

  _jb_archive_read (self, _jb_job_new (list_journal_job, g_memdup2 (&filter, sizeof filter), g_free, (GDestroyNotify) g_array_unref),
                    jb_archive_list_journal_async, cancellable, callback, user_data);
}

GArray *
jb_archive_list_journal_finish (JbArchive     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  gpointer ids = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_list_journal_async, &ids, error) ? ids : NULL;
}

static void
free_if_set (gpointer entry)
{
  jb_journal_entry_free (entry);
}

/* *entry stays NULL when there is none. */
static gboolean
load_entry (JbBook           *book,
            gint64            id,
            JbJournalEntry  **entry,
            GError          **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT " ENTRY_COLUMNS ("i.issue_id") "WHERE j.id = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *entry = read_entry (statement);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

GPtrArray *
jb_archive_load_journal (JbArchive     *self,
                         const gint64  *ids,
                         guint          n_ids,
                         GError       **error)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_full (n_ids, free_if_set);
  JbBook *book;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);
  g_return_val_if_fail (ids != NULL || n_ids == 0, NULL);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL)
    return NULL;

  for (guint i = 0; i < n_ids; i++)
    {
      JbJournalEntry *entry = NULL;

      if (!load_entry (book, ids[i], &entry, error))
        return NULL;
      g_ptr_array_add (entries, entry);
    }
  return g_steal_pointer (&entries);
}

/* -- one invoice -------------------------------------------------------------------------------------------------- */

/* @sql takes the row. */
static gboolean
add_entries (JbBook      *book,
             const char  *sql,
             gint64       id,
             GPtrArray   *entries,
             GError     **error)
{
  JbStatement *statement = jb_database_statement (book->database, sql, error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    g_ptr_array_add (entries, read_entry (statement));
  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

/* What came first stands first; of what came at once, the arrival. */
static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const JbJournalEntry *first = *(const JbJournalEntry * const *) a;
  const JbJournalEntry *second = *(const JbJournalEntry * const *) b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  return first->id < second->id ? -1 : first->id > second->id;
}

static gboolean
load_history_job (JbBook   *book,
                  JbJob    *job,
                  GError  **error)
{
  static const char arrived[] =
    "SELECT 0, s.first_seen, '" JB_HISTORY_ARRIVED "', s.invoice, NULL, n.service, n.environment, '', NULL FROM sources s "
    "JOIN connections n ON n.id = s.connection WHERE s.invoice = ?1";
  static const char original[] =
    "SELECT 0, o.arrived_at, '" JB_HISTORY_ORIGINAL "', o.invoice, NULL, n.service, n.environment, "
    "'verdict' || char (9) || o.verdict || char (10), NULL "
    "FROM originals o JOIN connections n ON n.id = o.connection WHERE o.invoice = ?1";
  static const char own[] =
    "SELECT " ENTRY_COLUMNS ("NULL") "WHERE j.invoice = ?1 AND j.invoice <> 0 ORDER BY j.id DESC LIMIT 500";
  const gint64 *id = job->input;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (free_if_set);

  G_STATIC_ASSERT (HISTORY_MAX == 500);
  if (!add_entries (book, arrived, *id, entries, error) || !add_entries (book, original, *id, entries, error) ||
      !add_entries (book, own, *id, entries, error))
    return FALSE;

  g_ptr_array_sort (entries, compare_entries);
  job->output = g_steal_pointer (&entries);
  return TRUE;
}

void
jb_archive_load_history_async (JbArchive           *self,
                               gint64               id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  _jb_archive_read (self, _jb_job_new (load_history_job, g_memdup2 (&id, sizeof id), g_free, (GDestroyNotify) g_ptr_array_unref),
                    jb_archive_load_history_async, cancellable, callback, user_data);
}

GPtrArray *
jb_archive_load_history_finish (JbArchive     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  gpointer entries = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_history_async, &entries, error) ? entries : NULL;
}
