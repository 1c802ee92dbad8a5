/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The authorities that the owner trusts: a few certificates, each added and removed by hand. The journal says when. */

#define G_LOG_DOMAIN "jb-archive-authorities"

#include "config.h"

#include "jb-verification.h"

#include "jb-archive-private.h"
#include "jb-fingerprint.h"
#include "jb-journal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
jb_authority_free (JbAuthority *authority)
{
  if (authority == NULL)
    return;

  g_bytes_unref (authority->der);
  g_free (authority);
}

GPtrArray *
jb_archive_list_authorities (JbArchive  *self,
                             GError    **error)
{
  g_autoptr(GPtrArray) authorities = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_authority_free);
  JbStatement *statement;
  JbBook *book;
  JbStep step;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  book = _jb_archive_get_reader (self, error);
  statement = book != NULL ? jb_database_statement (book->database, "SELECT id, added_at, der FROM authorities ORDER BY id", error) : NULL;
  if (statement == NULL)
    return NULL;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      JbAuthority *authority = g_new0 (JbAuthority, 1);
      gsize size;
      gconstpointer der = jb_statement_get_blob (statement, 2, &size);

      authority->id = jb_statement_get_int (statement, 0);
      authority->added_at = jb_statement_get_int (statement, 1);
      authority->der = g_bytes_new (der, size);
      g_ptr_array_add (authorities, authority);
    }

  jb_statement_reset (statement);
  return step == JB_STEP_DONE ? g_steal_pointer (&authorities) : NULL;
}

/* -- adding ------------------------------------------------------------------------------------------------------- */

/* (transfer full): "" for NULL */
static char *
to_hex (const guint8 *fingerprint)
{
  GString *hex = g_string_new (NULL);

  for (guint i = 0; fingerprint != NULL && i < JB_FINGERPRINT_BYTES; i++)
    g_string_append_printf (hex, "%02x", fingerprint[i]);
  return g_string_free (hex, FALSE);
}

/* @before, @after (nullable): fingerprints */
static gboolean
note_change (JbBook        *book,
             gint64         now,
             const guint8  *before,
             const guint8  *after,
             GError       **error)
{
  g_autoptr(GString) detail = g_string_new (NULL);
  g_autofree char *old = to_hex (before);
  g_autofree char *new_ = to_hex (after);

  jb_journal_note_change (detail, "trusted", old, new_);
  return jb_journal_append (book->database, now, JB_JOURNAL_AUTHORITY, 0, 0, detail->str, error);
}

/* *found (out) */
static gboolean
has_authority (JbBook        *book,
               const guint8   fingerprint[JB_FINGERPRINT_BYTES],
               gboolean      *found,
               GError       **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT 1 FROM authorities WHERE fingerprint = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_blob (statement, 1, fingerprint, JB_FINGERPRINT_BYTES);
  step = jb_statement_step (statement, error);
  *found = step == JB_STEP_ROW;
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
add_job (JbBook   *book,
         JbJob    *job,
         GError  **error)
{
  GBytes *der = job->input;
  guint8 fingerprint[JB_FINGERPRINT_BYTES];
  JbStatement *statement;
  gboolean found;

  jb_fingerprint (der, fingerprint);
  if (!has_authority (book, fingerprint, &found, error))
    return FALSE;

  if (found)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS,
                           _("This book trusts this certificate already. Nothing needs to be done."));
      return FALSE;
    }

  statement = jb_database_statement (book->database, "INSERT INTO authorities (fingerprint, der, added_at) VALUES (?1, ?2, ?3)", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_blob (statement, 1, fingerprint, sizeof fingerprint);
  jb_statement_bind_bytes (statement, 2, der);
  jb_statement_bind_int (statement, 3, job->now);
  return jb_statement_run (statement, error) && note_change (book, job->now, NULL, fingerprint, error);
}

gboolean
jb_archive_add_authority (JbArchive  *self,
                          GBytes     *der,
                          GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (der != NULL, FALSE);

  return _jb_archive_write_now (self, _jb_job_new (add_job, g_bytes_ref (der), (GDestroyNotify) g_bytes_unref, NULL), NULL, error);
}

/* -- removing ----------------------------------------------------------------------------------------------------- */

/* FALSE without an error when there is none. */
static gboolean
find_fingerprint (JbBook   *book,
                  gint64    id,
                  guint8    fingerprint[JB_FINGERPRINT_BYTES],
                  GError  **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT fingerprint FROM authorities WHERE id = ?1", error);
  gboolean found = FALSE;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  if (jb_statement_step (statement, error) == JB_STEP_ROW)
    {
      gsize size;
      gconstpointer data = jb_statement_get_blob (statement, 0, &size);

      found = TRUE;
      memset (fingerprint, 0, JB_FINGERPRINT_BYTES);
      memcpy (fingerprint, data, MIN (size, JB_FINGERPRINT_BYTES));
    }

  jb_statement_reset (statement);
  return found;
}

static gboolean
remove_job (JbBook   *book,
            JbJob    *job,
            GError  **error)
{
  const gint64 *id = job->input;
  guint8 fingerprint[JB_FINGERPRINT_BYTES];
  g_autoptr(GError) problem = NULL;
  JbStatement *statement;

  if (!find_fingerprint (book, *id, fingerprint, &problem))
    {
      if (problem != NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      else
        g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND, _("The book does not trust this certificate any more."));
      return FALSE;
    }

  statement = jb_database_statement (book->database, "DELETE FROM authorities WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, *id);
  return jb_statement_run (statement, error) && note_change (book, job->now, fingerprint, NULL, error);
}

gboolean
jb_archive_remove_authority (JbArchive  *self,
                             gint64      id,
                             GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  return _jb_archive_write_now (self, _jb_job_new (remove_job, g_memdup2 (&id, sizeof id), g_free, NULL), NULL, error);
}
