/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Originals on their way out to be verified again, and their verdicts on the way back. A batch is one transaction: whoever stops
 * between two leaves a book in which every original has one verdict, an old one or a new one, with the time it was found. */

#define G_LOG_DOMAIN "jb-archive-verify"

#include "config.h"

#include "jb-verification.h"

#include "jb-archive-private.h"
#include "jb-certificate-store.h"
#include "jb-fingerprint.h"
#include "jb-journal.h"
#include "jb-verification-store.h"

#include <string.h>

G_STATIC_ASSERT (JB_ORIGINAL_HASH_BYTES == JB_FINGERPRINT_BYTES);

/* -- out ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 after;
  guint  limit;
} Range;

enum
{
  COLUMN_ID,
  COLUMN_ISSUE_ID,
  COLUMN_WRITTEN_ON,
  COLUMN_SUPPLY,
  COLUMN_TAX,
  COLUMN_TOTAL,
  COLUMN_STATE,
  COLUMN_SHA256,
  COLUMN_ARRIVED_AT,
  COLUMN_VERDICT,
  COLUMN_VERIFIED_AT,
  COLUMN_VERIFIED_BY,
  COLUMN_DETAIL,
  COLUMN_SEALED,
  COLUMN_CERTIFICATE,
};

#define SELECT_ORIGINALS \
  "SELECT i.id, i.issue_id, i.written_on, i.supply, i.tax, i.total, i.original, o.sha256, o.arrived_at, o.verdict, " \
  "ifnull (v.verified_at, 0), v.verified_by, v.detail, o.sealed, " JB_CERTIFICATE_STORE_COLUMNS ("c") " " \
  "FROM originals o JOIN invoices i ON i.id = o.invoice LEFT JOIN certificates c ON c.id = o.certificate " \
  "LEFT JOIN verifications v ON v.invoice = o.invoice WHERE o.invoice > ?1 ORDER BY o.invoice LIMIT ?2"

void
jb_stored_original_free (JbStoredOriginal *original)
{
  if (original == NULL)
    return;

  g_free (original->issue_id);
  g_clear_pointer (&original->bytes, g_bytes_unref);
  g_free (original->problem);
  g_free (original->verified_by);
  g_free (original->detail);
  g_free (original);
}

/* What cannot be opened is told of, not an error: the others are to be verified all the same. */
static void
open_bytes (JbBook           *book,
            JbStatement      *statement,
            JbStoredOriginal *original)
{
  const JbPlace place = { JB_PLACE_ORIGINAL, original->id };
  g_autoptr(GBytes) certificate = NULL;
  g_autoptr(GError) error = NULL;
  guint8 sha256[JB_FINGERPRINT_BYTES];
  gconstpointer sealed;
  gsize size;

  sealed = jb_statement_get_blob (statement, COLUMN_SEALED, &size);
  if (jb_certificate_store_read (book, statement, COLUMN_CERTIFICATE, &certificate, &error))
    original->bytes = jb_codec_open_original (book->codec, place, sealed, size, certificate, &error);

  if (original->bytes == NULL)
    {
      original->problem = g_strdup (error->message);
      return;
    }

  jb_fingerprint (original->bytes, sha256);
  original->is_intact = memcmp (sha256, original->sha256, sizeof sha256) == 0;
}

/* (transfer full) */
static JbStoredOriginal *
read_original (JbBook      *book,
               JbStatement *statement)
{
  JbStoredOriginal *original = g_new0 (JbStoredOriginal, 1);
  gsize size;
  gconstpointer sha256 = jb_statement_get_blob (statement, COLUMN_SHA256, &size);

  original->id = jb_statement_get_int (statement, COLUMN_ID);
  original->issue_id = jb_statement_dup_text (statement, COLUMN_ISSUE_ID);
  original->written_on = (int) jb_statement_get_int (statement, COLUMN_WRITTEN_ON);
  original->supply = jb_statement_get_int (statement, COLUMN_SUPPLY);
  original->tax = jb_statement_get_int (statement, COLUMN_TAX);
  original->total = jb_statement_get_int (statement, COLUMN_TOTAL);
  original->is_used = jb_statement_get_int (statement, COLUMN_STATE) == 1;
  if (size == JB_ORIGINAL_HASH_BYTES)
    memcpy (original->sha256, sha256, size);
  original->arrived_at = jb_statement_get_int (statement, COLUMN_ARRIVED_AT);
  original->verdict = (JbVerdict) jb_statement_get_int (statement, COLUMN_VERDICT);
  original->verified_at = jb_statement_get_int (statement, COLUMN_VERIFIED_AT);
  original->verified_by = jb_statement_dup_text (statement, COLUMN_VERIFIED_BY);
  original->detail = jb_statement_dup_text (statement, COLUMN_DETAIL);
  open_bytes (book, statement, original);
  return original;
}

static gboolean
load_originals_job (JbBook   *book,
                    JbJob    *job,
                    GError  **error)
{
  const Range *range = job->input;
  g_autoptr(GPtrArray) originals = NULL;
  JbStatement *statement;
  JbStep step;

  if (!jb_codec_require_key (book->codec, error))
    return FALSE;

  statement = jb_database_statement (book->database, SELECT_ORIGINALS, error);
  if (statement == NULL)
    return FALSE;

  originals = g_ptr_array_new_full (range->limit, (GDestroyNotify) jb_stored_original_free);
  jb_statement_bind_int (statement, 1, range->after);
  jb_statement_bind_int (statement, 2, range->limit);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    g_ptr_array_add (originals, read_original (book, statement));

  jb_statement_reset (statement);
  if (step != JB_STEP_DONE)
    return FALSE;

  job->output = g_steal_pointer (&originals);
  return TRUE;
}

void
jb_archive_load_originals_async (JbArchive           *self,
                                 gint64               after,
                                 guint                limit,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  const Range range = { after, limit };

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (limit > 0 && limit <= G_MAXINT);

  _jb_archive_read (self, _jb_job_new (load_originals_job, g_memdup2 (&range, sizeof range), g_free, (GDestroyNotify) g_ptr_array_unref),
                    jb_archive_load_originals_async, cancellable, callback, user_data);
}

GPtrArray *
jb_archive_load_originals_finish (JbArchive     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  gpointer originals = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_originals_async, &originals, error) ? originals : NULL;
}

gint64
jb_archive_get_last_original (JbArchive  *self,
                              GError    **error)
{
  JbBook *book;
  gint64 last;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), -1);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL || !jb_database_get_int (book->database, "SELECT ifnull (max (invoice), 0) FROM originals", &last, error))
    return -1;
  return last;
}

/* -- back --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *verifications;   /* (element-type JbVerification) */
  gboolean   announce;
} Verdicts;

/* How many verdicts went from one to another. */
typedef struct
{
  guint n[JB_N_VERDICTS][JB_N_VERDICTS];
  guint n_changed;
} Changes;

void
jb_verification_free (JbVerification *verification)
{
  if (verification == NULL)
    return;

  g_free (verification->detail);
  g_free (verification);
}

static void
verdicts_free (gpointer data)
{
  Verdicts *verdicts = data;

  g_ptr_array_unref (verdicts->verifications);
  g_free (verdicts);
}

gboolean
jb_verification_store_put (JbBook      *book,
                           gint64       invoice,
                           gint64       at,
                           const char  *detail,
                           GError     **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "INSERT OR REPLACE INTO verifications (invoice, verified_at, verified_by, detail) VALUES (?1, ?2, ?3, ?4)",
                           error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, invoice);
  jb_statement_bind_int (statement, 2, at);
  jb_statement_bind_text (statement, 3, PACKAGE_VERSION);
  jb_statement_bind_text (statement, 4, detail);
  return jb_statement_run (statement, error);
}

/* *old stays -1 when the original is another one by now, or gone. */
static gboolean
find_old (JbBook                *book,
          const JbVerification  *verification,
          int                   *old,
          GError               **error)
{
  JbStatement *statement = jb_database_statement (book->database,
                                                  "SELECT verdict FROM originals WHERE invoice = ?1 AND sha256 = ?2", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, verification->id);
  jb_statement_bind_blob (statement, 2, verification->sha256, sizeof verification->sha256);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *old = (int) jb_statement_get_int (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
set_verdict (JbBook                *book,
             const char            *sql,
             const JbVerification  *verification,
             GError               **error)
{
  JbStatement *statement = jb_database_statement (book->database, sql, error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, verification->id);
  jb_statement_bind_int (statement, 2, verification->verdict);
  return jb_statement_run (statement, error);
}

static gboolean
store_one (JbBook                *book,
           const JbVerification  *verification,
           gint64                 now,
           Changes               *changes,
           GError               **error)
{
  static const char of_original[] = "UPDATE originals SET verdict = ?2 WHERE invoice = ?1";
  static const char of_invoice[] = "UPDATE invoices SET verdict = ?2 WHERE id = ?1";
  int old = -1;

  if (!find_old (book, verification, &old, error))
    return FALSE;
  if (old < 0)
    return TRUE;

  if (old != (int) verification->verdict)
    {
      if (!set_verdict (book, of_original, verification, error) || !set_verdict (book, of_invoice, verification, error))
        return FALSE;
      jb_book_touch (book, verification->id);
      changes->n[MIN (old, JB_N_VERDICTS - 1)][verification->verdict]++;
      changes->n_changed++;
    }

  return jb_verification_store_put (book, verification->id, now, verification->detail, error);
}

/* "valid<TAB>altered<TAB>3": three that were valid are altered. */
static gboolean
note_changes (JbBook         *book,
              gint64          now,
              const Verdicts *verdicts,
              const Changes  *changes,
              GError        **error)
{
  const JbVerification *only = verdicts->verifications->len == 1 ? g_ptr_array_index (verdicts->verifications, 0) : NULL;
  g_autoptr(GString) detail = g_string_new (NULL);

  if (changes->n_changed == 0)
    return TRUE;

  jb_journal_note (detail, "version", PACKAGE_VERSION);
  jb_journal_note_int (detail, "count", verdicts->verifications->len);
  for (int old = 0; old < JB_N_VERDICTS; old++)
    {
      for (int new_ = 0; new_ < JB_N_VERDICTS; new_++)
        {
          g_autofree char *count = g_strdup_printf ("%u", changes->n[old][new_]);

          if (changes->n[old][new_] > 0)
            jb_journal_note_change (detail, jb_verdict_get_nick ((JbVerdict) old), jb_verdict_get_nick ((JbVerdict) new_), count);
        }
    }
  return jb_journal_append (book->database, now, JB_JOURNAL_VERIFIED, 0, only != NULL ? only->id : 0, detail->str, error);
}

static gboolean
store_verifications_job (JbBook   *book,
                         JbJob    *job,
                         GError  **error)
{
  const Verdicts *verdicts = job->input;
  Changes changes = { 0 };

  for (guint i = 0; i < verdicts->verifications->len; i++)
    {
      if (!store_one (book, g_ptr_array_index (verdicts->verifications, i), job->now, &changes, error))
        return FALSE;
    }

  job->changed = verdicts->announce;
  return note_changes (book, job->now, verdicts, &changes, error);
}

void
jb_archive_store_verifications_async (JbArchive           *self,
                                      GPtrArray           *verifications,
                                      gboolean             announce,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  Verdicts *verdicts;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (verifications != NULL);

  verdicts = g_new0 (Verdicts, 1);
  verdicts->verifications = verifications;
  verdicts->announce = announce;
  _jb_archive_write (self, _jb_job_new (store_verifications_job, verdicts, verdicts_free, NULL),
                     jb_archive_store_verifications_async, cancellable, callback, user_data);
}

gboolean
jb_archive_store_verifications_finish (JbArchive     *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  return _jb_archive_finish (self, result, jb_archive_store_verifications_async, NULL, error);
}
