/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of a connection after it was made: its name, its pause, its end. A removed connection keeps its row, because
 * invoices and originals say where they came from; nobody lists it any more, and connecting again revives it. */

#define G_LOG_DOMAIN "jb-archive-connections"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-archive-runs.h"
#include "jb-journal.h"
#include "jb-proof.h"

#include <glib/gi18n-lib.h>

/* Values of connections.removed (schema/002.sql). */
enum
{
  IN_USE = 0,
  REMOVED = 1,
  FORGOTTEN = 2,
};

typedef enum
{
  CHANGE_NAME,
  CHANGE_PAUSED,
  CHANGE_REMOVED,
} Change;

typedef struct
{
  gint64  connection;
  Change  change;
  char   *name;     /* (nullable) */
  int     value;    /* of paused or removed */
} Altering;

static void
altering_free (gpointer data)
{
  Altering *altering = data;

  g_free (altering->name);
  g_free (altering);
}

/* One column each, read before and written after; column is what the journal calls it. */
static const struct
{
  const char *column;
  const char *read;
  const char *write;
} changes[] = {
  [CHANGE_NAME] = { "name", "SELECT name FROM connections WHERE id = ?1",
                    "UPDATE connections SET name = ?2 WHERE id = ?1" },
  [CHANGE_PAUSED] = { "paused", "SELECT CAST (paused AS TEXT) FROM connections WHERE id = ?1",
                      "UPDATE connections SET paused = ?2 WHERE id = ?1" },
  [CHANGE_REMOVED] = { "removed", "SELECT CAST (removed AS TEXT) FROM connections WHERE id = ?1",
                       "UPDATE connections SET removed = ?2 WHERE id = ?1" },
};

static gboolean
read_before (JbBook          *book,
             const Altering  *altering,
             char           **before,
             GError         **error)
{
  JbStatement *statement = jb_database_statement (book->database, changes[altering->change].read, error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, altering->connection);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *before = jb_statement_dup_text (statement, 0);
  else if (step == JB_STEP_DONE)
    g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND,
                         _("The book does not have this connection any more."));
  jb_statement_reset (statement);
  return step == JB_STEP_ROW;
}

static gboolean
write_after (JbBook          *book,
             const Altering  *altering,
             GError         **error)
{
  JbStatement *statement = jb_database_statement (book->database, changes[altering->change].write, error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, altering->connection);
  if (altering->change == CHANGE_NAME)
    jb_statement_bind_text (statement, 2, altering->name);
  else
    jb_statement_bind_int (statement, 2, altering->value);
  return jb_statement_run (statement, error);
}

static gboolean
alter_connection (JbBook   *book,
                  JbJob    *job,
                  GError  **error)
{
  const Altering *altering = job->input;
  g_autoptr(GString) detail = g_string_new (NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = altering->change == CHANGE_NAME ? g_strdup (altering->name)
                                                           : g_strdup_printf ("%d", altering->value);

  if (!read_before (book, altering, &before, error))
    return FALSE;
  if (g_strcmp0 (before, after) == 0)
    return TRUE;
  /* Connected again, or taken back, while the keyring was asked: its secrets are in use. */
  if (altering->change == CHANGE_REMOVED && altering->value == FORGOTTEN && g_strcmp0 (before, "1") != 0)
    return TRUE;
  if (!write_after (book, altering, error))
    return FALSE;

  jb_journal_note_change (detail, changes[altering->change].column, before, after);
  job->changed = TRUE;
  jb_proof_touch (book, JB_LEAF_CONNECTION, altering->connection, FALSE);
  return jb_journal_append (book->database, job->now, JB_JOURNAL_CONNECTION, altering->connection, 0, detail->str, error);
}

static gboolean
alter (JbArchive   *self,
       gint64       connection,
       Change       change,
       const char  *name,
       int          value,
       GError     **error)
{
  Altering *altering = g_new0 (Altering, 1);

  altering->connection = connection;
  altering->change = change;
  altering->name = g_strdup (name);
  altering->value = value;
  return _jb_archive_write_now (self, _jb_job_new (alter_connection, altering, altering_free, NULL), NULL, error);
}

gboolean
jb_archive_rename_connection (JbArchive   *self,
                              gint64       connection,
                              const char  *name,
                              GError     **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  return alter (self, connection, CHANGE_NAME, name, 0, error);
}

gboolean
jb_archive_pause_connection (JbArchive  *self,
                             gint64      connection,
                             gboolean    paused,
                             GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  return alter (self, connection, CHANGE_PAUSED, NULL, paused ? 1 : 0, error);
}

gboolean
jb_archive_remove_connection (JbArchive  *self,
                              gint64      connection,
                              GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  return alter (self, connection, CHANGE_REMOVED, NULL, REMOVED, error);
}

gboolean
jb_archive_restore_connection (JbArchive  *self,
                               gint64      connection,
                               GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  return alter (self, connection, CHANGE_REMOVED, NULL, IN_USE, error);
}

gboolean
jb_archive_forget_connection (JbArchive  *self,
                              gint64      connection,
                              GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  return alter (self, connection, CHANGE_REMOVED, NULL, FORGOTTEN, error);
}

/* -- lists ---------------------------------------------------------------------------------------------------------- */

static JbConnection *
read_connection (JbStatement *statement)
{
  JbConnection *connection = jb_connection_new ();

  connection->id = jb_statement_get_int (statement, 0);
  connection->service = jb_statement_dup_text (statement, 1);
  connection->environment = jb_statement_dup_text (statement, 2);
  connection->company = jb_statement_dup_text (statement, 3);
  connection->company_name = jb_statement_dup_text (statement, 4);
  connection->account = jb_statement_dup_text (statement, 5);
  connection->name = jb_statement_dup_text (statement, 6);
  connection->paused = jb_statement_get_int (statement, 7) != 0;
  return connection;
}

static GPtrArray *
list_connections (JbArchive  *self,
                  int         removed,
                  GError    **error)
{
  g_autoptr(GPtrArray) connections = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_connection_free);
  JbBook *book = _jb_archive_get_reader (self, error);
  JbStatement *statement;
  JbStep step;

  if (book == NULL)
    return NULL;

  statement = jb_database_statement (book->database,
                                     "SELECT n.id, service, environment, registration, c.name, account, n.name, paused "
                                     "FROM connections n JOIN companies c ON c.id = n.company "
                                     "WHERE removed = ?1 AND service <> '" JB_SERVICE_FILE "' ORDER BY n.id", error);
  if (statement == NULL)
    return NULL;

  jb_statement_bind_int (statement, 1, removed);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    g_ptr_array_add (connections, read_connection (statement));

  jb_statement_reset (statement);
  return step == JB_STEP_DONE ? g_steal_pointer (&connections) : NULL;
}

GPtrArray *
jb_archive_list_connections (JbArchive  *self,
                             GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return list_connections (self, IN_USE, error);
}

GPtrArray *
jb_archive_list_removed_connections (JbArchive  *self,
                                     GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return list_connections (self, REMOVED, error);
}
