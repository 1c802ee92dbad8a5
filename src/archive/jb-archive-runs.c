/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The few rows that say who collects, how far, and how it went. */

#define G_LOG_DOMAIN "jb-archive-runs"

#include "config.h"

#include "jb-archive-runs.h"

#include "jb-archive-private.h"
#include "jb-journal.h"
#include "jb-proof.h"

#include <glib/gi18n-lib.h>

/* -- connections -------------------------------------------------------------------------------------------------- */

static gboolean
store_company (JbBook              *book,
               const JbConnection  *connection,
               GError             **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "INSERT INTO companies (registration, name) VALUES (?1, ?2) "
                           "ON CONFLICT (registration) DO UPDATE SET name = coalesce (excluded.name, name)", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, connection->company);
  jb_statement_bind_text (statement, 2, connection->company_name);
  return jb_statement_run (statement, error);
}

static gboolean
upsert_connection (JbBook              *book,
                   const JbConnection  *connection,
                   gint64               now,
                   gint64              *id,
                   GError             **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "INSERT INTO connections (company, service, environment, account, name, paused, added_at) "
                           "VALUES ((SELECT id FROM companies WHERE registration = ?1), ?2, ?3, ?4, ?5, ?6, ?7) "
                           "ON CONFLICT (company, service, environment) DO UPDATE "
                           "SET account = excluded.account, name = coalesce (excluded.name, name), paused = excluded.paused, removed = 0 "
                           "RETURNING id, company", error);
  gboolean ok;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, connection->company);
  jb_statement_bind_text (statement, 2, connection->service);
  jb_statement_bind_text (statement, 3, connection->environment);
  jb_statement_bind_text (statement, 4, connection->account != NULL ? connection->account : "");
  jb_statement_bind_text (statement, 5, connection->name);
  jb_statement_bind_int (statement, 6, connection->paused);
  jb_statement_bind_int (statement, 7, now);
  ok = jb_statement_step (statement, error) == JB_STEP_ROW;
  if (ok)
    {
      *id = jb_statement_get_int (statement, 0);
      jb_proof_touch (book, JB_LEAF_CONNECTION, *id, TRUE);
      jb_proof_touch (book, JB_LEAF_COMPANY, jb_statement_get_int (statement, 1), TRUE);
    }
  return ok && jb_statement_run (statement, error);
}

gboolean
_jb_archive_put_connection (JbBook              *book,
                            const JbConnection  *connection,
                            gint64               now,
                            gint64              *id,
                            GError             **error)
{
  g_autoptr(GString) detail = g_string_new (NULL);

  if (!store_company (book, connection, error) ||
      !upsert_connection (book, connection, now, id, error))
    return FALSE;

  jb_journal_note (detail, "service", connection->service);
  jb_journal_note (detail, "environment", connection->environment);
  jb_journal_note (detail, "company", connection->company);
  /* What only a demo said may not count any more: JB_REAL_ONLY. */
  jb_book_touch_all (book);
  return jb_journal_append (book->database, now, JB_JOURNAL_CONNECTION, *id, 0, detail->str, error);
}

static gboolean
add_connection (JbBook   *book,
                JbJob    *job,
                GError  **error)
{
  gint64 id = 0;

  if (!_jb_archive_put_connection (book, job->input, job->now, &id, error))
    return FALSE;

  job->output = g_memdup2 (&id, sizeof id);
  job->changed = TRUE;
  return TRUE;
}

gint64
jb_archive_add_connection (JbArchive           *self,
                           const JbConnection  *connection,
                           GError             **error)
{
  g_autofree gint64 *id = NULL;
  JbJob *job;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), 0);
  g_return_val_if_fail (connection != NULL && connection->company != NULL, 0);
  g_return_val_if_fail (connection->service != NULL && connection->environment != NULL, 0);

  job = _jb_job_new (add_connection, jb_connection_copy (connection), (GDestroyNotify) jb_connection_free, g_free);
  if (!_jb_archive_write_now (self, job, (gpointer *) &id, error))
    return 0;
  return *id;
}

gboolean
_jb_archive_find_company (JbBook   *book,
                          gint64    connection,
                          gint64   *company,
                          char    **registration,
                          GError  **error)
{
  JbStatement *statement = jb_database_statement (book->database,
                                                  "SELECT c.id, c.registration FROM connections n "
                                                  "JOIN companies c ON c.id = n.company WHERE n.id = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, connection);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    {
      *company = jb_statement_get_int (statement, 0);
      *registration = jb_statement_dup_text (statement, 1);
    }
  else if (step == JB_STEP_DONE)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND,
                           _("The book does not know this connection. Connect again."));
    }

  jb_statement_reset (statement);
  return step == JB_STEP_ROW;
}

/* -- cursors ------------------------------------------------------------------------------------------------------ */

gboolean
_jb_archive_store_cursor (JbBook          *book,
                          const JbCursor  *cursor,
                          GError         **error)
{
  const char basis[2] = { cursor->basis, '\0' };
  JbStatement *statement =
    jb_database_statement (book->database,
                           "INSERT INTO cursors (connection, direction, basis, collected_to, collected_at) "
                           "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (connection, direction, basis) DO UPDATE "
                           "SET collected_to = excluded.collected_to, collected_at = excluded.collected_at", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, cursor->connection);
  jb_statement_bind_int (statement, 2, cursor->direction);
  jb_statement_bind_text (statement, 3, basis);
  jb_statement_bind_int (statement, 4, cursor->collected_to);
  jb_statement_bind_int (statement, 5, cursor->collected_at);
  return jb_statement_run (statement, error);
}

gboolean
jb_archive_get_cursor (JbArchive    *self,
                       gint64        connection,
                       JbDirection   direction,
                       char          basis,
                       JbCursor     *cursor,
                       GError      **error)
{
  const char basis_text[2] = { basis, '\0' };
  JbStatement *statement;
  JbBook *book;
  gboolean found;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (cursor != NULL, FALSE);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL)
    return FALSE;

  statement = jb_database_statement (book->database,
                                     "SELECT collected_to, collected_at FROM cursors "
                                     "WHERE connection = ?1 AND direction = ?2 AND basis = ?3", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, connection);
  jb_statement_bind_int (statement, 2, direction);
  jb_statement_bind_text (statement, 3, basis_text);
  found = jb_statement_step (statement, error) == JB_STEP_ROW;
  if (found)
    {
      cursor->connection = connection;
      cursor->direction = direction;
      cursor->basis = basis;
      cursor->collected_to = (int) jb_statement_get_int (statement, 0);
      cursor->collected_at = jb_statement_get_int (statement, 1);
    }

  jb_statement_reset (statement);
  return found;
}

/* -- runs --------------------------------------------------------------------------------------------------------- */

/* People look at the last run. The ones before it are for whoever looks for the beginning of a trouble; for ever only those are kept
 * that brought invoices. */
#define KEPT_RUNS 200

static gboolean
drop_old_runs (JbBook  *book,
               gint64   connection,
               GError **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "DELETE FROM runs WHERE connection = ?1 AND n_new = 0 AND id <= "
                           "(SELECT id FROM runs WHERE connection = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, connection);
  jb_statement_bind_int (statement, 2, KEPT_RUNS);
  return jb_statement_run (statement, error);
}

static gboolean
begin_run (JbBook   *book,
           JbJob    *job,
           GError  **error)
{
  const gint64 *connection = job->input;
  JbStatement *statement = jb_database_statement (book->database,
                                                  "INSERT INTO runs (connection, state, started_at) VALUES (?1, ?2, ?3)", error);
  gint64 id;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, *connection);
  jb_statement_bind_int (statement, 2, JB_RUN_RUNNING);
  jb_statement_bind_int (statement, 3, job->now);
  if (!jb_statement_run (statement, error))
    return FALSE;

  id = jb_database_last_id (book->database);
  job->output = g_memdup2 (&id, sizeof id);
  return drop_old_runs (book, *connection, error);
}

gint64
jb_archive_begin_run (JbArchive  *self,
                      gint64      connection,
                      GError    **error)
{
  g_autofree gint64 *id = NULL;
  JbJob *job;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), 0);

  job = _jb_job_new (begin_run, g_memdup2 (&connection, sizeof connection), g_free, g_free);
  if (!_jb_archive_write_now (self, job, (gpointer *) &id, error))
    return 0;
  return *id;
}

static JbRun *
run_copy (const JbRun *run)
{
  JbRun *copy = g_memdup2 (run, sizeof *run);

  copy->message = g_strdup (run->message);
  return copy;
}

void
jb_run_free (JbRun *run)
{
  if (run == NULL)
    return;

  g_free (run->message);
  g_free (run);
}

static gboolean
end_run (JbBook   *book,
         JbJob    *job,
         GError  **error)
{
  const JbRun *run = job->input;
  JbStatement *statement =
    jb_database_statement (book->database,
                           "UPDATE runs SET state = ?2, ended_at = ?3, n_new = ?4, n_changed = ?5, n_originals = ?6, "
                           "n_problems = ?7, gap_from = ?8, gap_to = ?9, message = ?10 WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, run->id);
  jb_statement_bind_int (statement, 2, run->state);
  jb_statement_bind_int (statement, 3, run->ended_at != 0 ? run->ended_at : job->now);
  jb_statement_bind_int (statement, 4, run->n_new);
  jb_statement_bind_int (statement, 5, run->n_changed);
  jb_statement_bind_int (statement, 6, run->n_originals);
  jb_statement_bind_int (statement, 7, run->n_problems);
  jb_statement_bind_int (statement, 8, run->gap_from);
  jb_statement_bind_int (statement, 9, run->gap_to);
  jb_statement_bind_text (statement, 10, run->message);
  job->changed = TRUE;
  return jb_statement_run (statement, error);
}

gboolean
jb_archive_end_run (JbArchive    *self,
                    const JbRun  *run,
                    GError      **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (run != NULL && run->id != 0, FALSE);

  return _jb_archive_write_now (self, _jb_job_new (end_run, run_copy (run), (GDestroyNotify) jb_run_free, NULL), NULL, error);
}

gboolean
_jb_archive_end_stale_runs (JbBook  *book,
                            GError **error)
{
  JbStatement *statement = jb_database_statement (book->database, "UPDATE runs SET state = ?1 WHERE state = ?2", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, JB_RUN_CANCELLED);
  jb_statement_bind_int (statement, 2, JB_RUN_RUNNING);
  return jb_statement_run (statement, error);
}

static JbRun *
read_run (JbStatement *statement)
{
  JbRun *run = g_new0 (JbRun, 1);

  run->id = jb_statement_get_int (statement, 0);
  run->connection = jb_statement_get_int (statement, 1);
  run->state = (JbRunState) jb_statement_get_int (statement, 2);
  run->started_at = jb_statement_get_int (statement, 3);
  run->ended_at = jb_statement_get_int (statement, 4);
  run->n_new = (guint) jb_statement_get_int (statement, 5);
  run->n_changed = (guint) jb_statement_get_int (statement, 6);
  run->n_originals = (guint) jb_statement_get_int (statement, 7);
  run->n_problems = (guint) jb_statement_get_int (statement, 8);
  run->gap_from = (int) jb_statement_get_int (statement, 9);
  run->gap_to = (int) jb_statement_get_int (statement, 10);
  run->message = jb_statement_dup_text (statement, 11);
  run->has_brought = jb_statement_get_int (statement, 12) != 0;
  return run;
}

gboolean
_jb_archive_load_last_runs (JbBook     *book,
                            GPtrArray  *runs,
                            GError    **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT id, connection, state, started_at, ended_at, n_new, n_changed, n_originals, n_problems, "
                           "gap_from, gap_to, message, "
                           "EXISTS (SELECT 1 FROM runs e WHERE e.connection = runs.connection AND e.n_new > 0) FROM runs "
                           "WHERE id IN (SELECT (SELECT max (id) FROM runs WHERE connection = n.id) FROM connections n "
                           "WHERE removed = 0) ORDER BY connection", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    g_ptr_array_add (runs, read_run (statement));

  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

GPtrArray *
jb_archive_list_last_runs (JbArchive  *self,
                           GError    **error)
{
  g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_run_free);
  JbBook *book;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL || !_jb_archive_load_last_runs (book, runs, error))
    return NULL;
  return g_steal_pointer (&runs);
}
