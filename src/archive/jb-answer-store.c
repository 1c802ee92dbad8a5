/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of this table is a promise: reading the answer once more would change nothing. It is given in the transaction that keeps it
 * true, and taken back in the one that breaks it. */

#define G_LOG_DOMAIN "jb-answer-store"

#include "config.h"

#include "jb-answer-store.h"

#include "jb-archive-private.h"

#include <string.h>

#define KEPT_MS (G_GINT64_CONSTANT (2) * 24 * 60 * 60 * 1000)

static void
bind_window (JbStatement    *statement,
             gint64          connection,
             const JbAnswer *answer,
             const char      basis[2])
{
  jb_statement_bind_int (statement, 1, connection);
  jb_statement_bind_int (statement, 2, answer->direction);
  jb_statement_bind_text (statement, 3, basis);
  jb_statement_bind_int (statement, 4, answer->from);
  jb_statement_bind_int (statement, 5, answer->to);
}

static gboolean
drop_old (JbBook  *book,
          gint64   connection,
          gint64   now,
          GError **error)
{
  JbStatement *statement = jb_database_statement (book->database,
                                                  "DELETE FROM answers WHERE connection = ?1 AND read_at < ?2", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, connection);
  jb_statement_bind_int (statement, 2, now - KEPT_MS);
  return jb_statement_run (statement, error);
}

gboolean
jb_answer_store_put (JbBook          *book,
                     gint64           connection,
                     const JbAnswer  *answer,
                     gint64           now,
                     GError         **error)
{
  const char basis[2] = { answer->basis, '\0' };
  JbStatement *statement =
    jb_database_statement (book->database,
                           "INSERT OR REPLACE INTO answers (connection, direction, basis, from_day, to_day, digest, oldest, read_at) "
                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", error);

  if (statement == NULL)
    return FALSE;

  bind_window (statement, connection, answer, basis);
  jb_statement_bind_blob (statement, 6, answer->digest, sizeof answer->digest);
  jb_statement_bind_int (statement, 7, answer->oldest);
  jb_statement_bind_int (statement, 8, now);
  return jb_statement_run (statement, error) && drop_old (book, connection, now, error);
}

gboolean
jb_answer_store_find (JbBook    *book,
                      gint64     connection,
                      JbAnswer  *answer,
                      GError   **error)
{
  const char basis[2] = { answer->basis, '\0' };
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT digest, oldest FROM answers WHERE connection = ?1 AND direction = ?2 AND basis = ?3 "
                           "AND from_day = ?4 AND to_day = ?5", error);
  gconstpointer digest = NULL;
  gsize size = 0;
  JbStep step;

  if (statement == NULL)
    return FALSE;

  bind_window (statement, connection, answer, basis);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    digest = jb_statement_get_blob (statement, 0, &size);

  answer->has_digest = size == sizeof answer->digest;
  if (answer->has_digest)
    {
      memcpy (answer->digest, digest, size);
      answer->oldest = (int) jb_statement_get_int (statement, 1);
    }
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

gboolean
jb_answer_store_forget (JbBook       *book,
                        gint64        connection,
                        JbDirection   direction,
                        GError      **error)
{
  JbStatement *statement = jb_database_statement (book->database,
                                                  "DELETE FROM answers WHERE connection = ?1 AND direction = ?2", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, connection);
  jb_statement_bind_int (statement, 2, direction);
  return jb_statement_run (statement, error);
}

gboolean
jb_archive_get_answer (JbArchive  *self,
                       gint64      connection,
                       JbAnswer   *answer,
                       guint8      key[JB_DIGEST_BYTES],
                       GError    **error)
{
  JbBook *book;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (answer != NULL && key != NULL, FALSE);

  answer->has_digest = FALSE;
  book = _jb_archive_get_reader (self, error);
  return book != NULL &&
         jb_codec_hash (book->codec, "answers", NULL, 0, key, error) &&
         jb_answer_store_find (book, connection, answer, error);
}
