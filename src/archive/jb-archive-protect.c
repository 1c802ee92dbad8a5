/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Giving a book its key, and its key another recovery code.
 *
 * scrypt runs on a thread apart, so that neither main thread nor writer waits for it. The writer tells the others about the key right
 * behind the commit: what it writes next is encrypted. */

#define G_LOG_DOMAIN "jb-archive-protect"

#include "config.h"

#include "jb-protection.h"

#include "jb-archive-private.h"
#include "jb-certificate-store.h"
#include "jb-journal.h"
#include "jb-key-wrap.h"
#include "jb-meta.h"
#include "jb-party-store.h"
#include "jb-row-digest.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>

/* A key on its way to a thread: to be wrapped by a code, then with its wrap. */
typedef struct
{
  JbBookKey *key;    /* (owned) */
  char      *code;   /* (nullable) (owned): normalized; wiped */
  GBytes    *wrap;   /* (nullable) (owned) */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  jb_book_key_unref (errand->key);
  jb_wipe_text (errand->code);
  g_clear_pointer (&errand->wrap, g_bytes_unref);
  g_free (errand);
}

/* NULL with an error when @code is none. (transfer full) */
static Errand *
errand_new (JbBookKey   *key,
            const char  *code,
            GError     **error)
{
  char *normalized = jb_recovery_code_normalize (code, error);
  Errand *errand;

  if (normalized == NULL)
    return NULL;

  errand = g_new0 (Errand, 1);
  errand->key = jb_book_key_ref (key);
  errand->code = normalized;
  return errand;
}

static gboolean
set_locked (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY,
                       _("The book is locked. Enter the recovery code first."));
  return FALSE;
}

static gboolean
set_protected (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS,
                       _("This book is encrypted already. Its recovery code can be changed in the preferences."));
  return FALSE;
}

/* -- the wrap ----------------------------------------------------------------------------------------------------- */

static gboolean
make_wrap_job (JbBook   *book,
               JbJob    *job,
               GError  **error)
{
  const Errand *errand = job->input;
  g_autoptr(GBytes) id = NULL;

  if (!jb_meta_load (book->database, JB_META_ID, &id, error))
    return FALSE;

  job->output = jb_key_wrap_make (errand->key, errand->code, id, error);
  return job->output != NULL;
}

/* Wraps @key by @code, then calls @then, which finishes with finish_wrap(). */
static void
make_wrap (JbArchive           *self,
           JbBookKey           *key,
           const char          *code,
           GTask               *task,
           GAsyncReadyCallback  then)
{
  GError *error = NULL;
  Errand *errand = errand_new (key, code, &error);

  if (errand == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  _jb_archive_read_apart (self, _jb_job_new (make_wrap_job, errand, errand_free, (GDestroyNotify) g_bytes_unref),
                          make_wrap, g_task_get_cancellable (task), then, task);
}

/* What the writer needs. (transfer full) (nullable) */
static Errand *
finish_wrap (JbArchive     *self,
             GAsyncResult  *result,
             JbBookKey     *key,
             GError       **error)
{
  gpointer wrap = NULL;
  Errand *errand;

  if (!_jb_archive_finish (self, result, make_wrap, &wrap, error))
    return NULL;

  errand = g_new0 (Errand, 1);
  errand->key = jb_book_key_ref (key);
  errand->wrap = wrap;
  return errand;
}

/* -- protecting --------------------------------------------------------------------------------------------------- */

static gboolean
store_proof (JbBook     *book,
             JbBookKey  *key,
             GError    **error)
{
  guint8 proof[JB_KEY_PROOF_BYTES];
  g_autoptr(GBytes) value = NULL;

  if (!jb_key_proof_make (key, proof, error))
    return FALSE;

  value = g_bytes_new (proof, sizeof proof);
  return jb_meta_store (book->database, JB_META_PROOF, value, error);
}

/* A codec that has the key before the book has it. */
static JbCodec *
make_codec (JbBook     *book,
            JbBookKey  *key,
            GError    **error)
{
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(GBytes) salt = NULL;

  if (!jb_meta_load (book->database, JB_META_SALT, &salt, error))
    return NULL;

  jb_key_holder_set_key (holder, key);
  return jb_codec_new (g_bytes_get_data (salt, NULL), holder);
}

/* Fingerprints by which a person's number could be found by trying all: of the numbers themselves, and of the rows and answers they
 * stand in.
 * Certificates name persons, too. */
static gboolean
hide_numbers (JbBook     *book,
              JbBookKey  *key,
              GError    **error)
{
  g_autoptr(JbCodec) codec = make_codec (book, key, error);

  return codec != NULL &&
         jb_database_execute (book->database,
                              "DELETE FROM answers; UPDATE sources SET said = 0 WHERE invoice IN ("
                              "SELECT i.id FROM invoices i JOIN parties p ON p.id IN (i.counterparty, i.own_side) "
                              "WHERE p.sealed IS NOT NULL "
                              "UNION SELECT invoice FROM details WHERE substr (sealed, 1, 1) = x'02')", error) &&
         jb_row_key_encrypt (book, codec, error) &&
         jb_party_store_encrypt (book, codec, error) &&
         jb_certificate_store_encrypt (book, codec, error);
}

static gboolean
protect (JbBook        *book,
         const Errand  *errand,
         gint64         now,
         GError       **error)
{
  g_autoptr(GBytes) rest = g_bytes_new_static ("", 0);

  if (jb_key_holder_is_protected (book->holder))
    return set_protected (error);

  return jb_meta_store (book->database, JB_META_WRAP, errand->wrap, error) &&
         store_proof (book, errand->key, error) &&
         jb_meta_store (book->database, JB_META_REST, rest, error) &&
         hide_numbers (book, errand->key, error) &&
         jb_journal_append (book->database, now, JB_JOURNAL_PROTECTED, 0, 0, "", error);
}

static gboolean
protect_job (JbBook   *book,
             JbJob    *job,
             GError  **error)
{
  const Errand *errand = job->input;

  if (!jb_database_begin (book->database, error))
    return FALSE;

  if (!protect (book, errand, job->now, error) || !jb_database_commit (book->database, error))
    {
      jb_database_rollback (book->database);
      jb_book_forget (book);
      return FALSE;
    }

  jb_key_holder_set_key (book->holder, errand->key);
  job->changed = TRUE;
  return TRUE;
}

static void
protected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbArchive *self = JB_ARCHIVE (object);
  GError *error = NULL;

  if (!_jb_archive_finish (self, result, protect_job, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  _jb_archive_notify_protection (self);
  g_task_return_boolean (task, TRUE);
}

static void
wrapped_to_protect_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbArchive *self = JB_ARCHIVE (object);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  Errand *errand = finish_wrap (self, result, g_task_get_task_data (task), &error);
  JbJob *job;

  if (errand == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  job = _jb_job_new (protect_job, errand, errand_free, NULL);
  job->transaction = FALSE;
  _jb_archive_write (self, job, protect_job, cancellable, protected_cb, g_steal_pointer (&task));
}

void
jb_archive_protect_async (JbArchive           *self,
                          JbBookKey           *key,
                          const char          *code,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (key != NULL && code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_archive_protect_async);
  g_task_set_task_data (task, jb_book_key_ref (key), (GDestroyNotify) jb_book_key_unref);
  g_task_set_check_cancellable (task, FALSE);

  if (!_jb_archive_may_write (self, &error) ||
      (jb_archive_get_protection (self) != JB_PROTECTION_NONE && !set_protected (&error)))
    g_task_return_error (task, error);
  else
    make_wrap (self, key, code, g_steal_pointer (&task), wrapped_to_protect_cb);
}

gboolean
jb_archive_protect_finish (JbArchive     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_protect_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- another code ------------------------------------------------------------------------------------------------- */

/* The proof as well: it may be what was damaged. */
static gboolean
replace_wrap (JbBook        *book,
              const Errand  *errand,
              gint64         now,
              GError       **error)
{
  return jb_meta_store (book->database, JB_META_WRAP, errand->wrap, error) &&
         store_proof (book, errand->key, error) &&
         jb_journal_append (book->database, now, JB_JOURNAL_CODE, 0, 0, "", error);
}

static gboolean
change_code_job (JbBook   *book,
                 JbJob    *job,
                 GError  **error)
{
  g_autoptr(GError) problem = NULL;

  if (!jb_database_begin (book->database, error))
    return FALSE;

  if (!replace_wrap (book, job->input, job->now, error) || !jb_database_commit (book->database, error))
    {
      jb_database_rollback (book->database);
      return FALSE;
    }

  /* The old wrap is of no use without the old code, and the next checkpoint takes it away as well. */
  if (!jb_database_empty_wal (book->database, &problem))
    g_debug ("The old wrap may stay in the WAL for a while: %s", problem->message);
  return TRUE;
}

static void
code_changed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (_jb_archive_finish (JB_ARCHIVE (object), result, change_code_job, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
wrapped_to_change_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbArchive *self = JB_ARCHIVE (object);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  Errand *errand = finish_wrap (self, result, g_task_get_task_data (task), &error);
  JbJob *job;

  if (errand == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  job = _jb_job_new (change_code_job, errand, errand_free, NULL);
  job->transaction = FALSE;
  _jb_archive_write (self, job, change_code_job, cancellable, code_changed_cb, g_steal_pointer (&task));
}

void
jb_archive_change_code_async (JbArchive           *self,
                              const char          *code,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  JbBookKey *key;
  GError *error = NULL;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_archive_change_code_async);
  g_task_set_check_cancellable (task, FALSE);

  key = jb_archive_dup_key (self);
  if (key != NULL)
    g_task_set_task_data (task, key, (GDestroyNotify) jb_book_key_unref);

  if (!_jb_archive_may_write (self, &error) ||
      (jb_archive_get_protection (self) == JB_PROTECTION_NONE && !_jb_archive_set_unprotected (&error)) ||
      (key == NULL && !set_locked (&error)))
    g_task_return_error (task, error);
  else
    make_wrap (self, key, code, g_steal_pointer (&task), wrapped_to_change_cb);
}

gboolean
jb_archive_change_code_finish (JbArchive     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_change_code_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
