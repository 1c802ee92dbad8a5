/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening a protected book with the key of the keyring, or with the recovery code: the latter on a thread apart, because scrypt
 * takes its time on purpose. */

#define G_LOG_DOMAIN "jb-archive-unlock"

#include "config.h"

#include "jb-protection.h"

#include "jb-archive-private.h"
#include "jb-key-wrap.h"
#include "jb-meta.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>

gboolean
_jb_archive_set_unprotected (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY,
                       _("This book is not encrypted, so it needs no key and no recovery code."));
  return FALSE;
}

/* Whether @key is the one that the book was protected with. */
static gboolean
check_key (JbBook     *book,
           JbBookKey  *key,
           GError    **error)
{
  g_autoptr(GBytes) known = NULL;
  guint8 proof[JB_KEY_PROOF_BYTES];

  if (!jb_meta_load (book->database, JB_META_PROOF, &known, error))
    return FALSE;

  if (known == NULL && !jb_key_holder_is_protected (book->holder))
    return _jb_archive_set_unprotected (error);

  if (!jb_key_proof_make (key, proof, error))
    return FALSE;

  if (known != NULL && g_bytes_get_size (known) == sizeof proof &&
      CRYPTO_memcmp (g_bytes_get_data (known, NULL), proof, sizeof proof) == 0)
    return TRUE;

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY,
                       _("The key in the keyring is not the one of this book. Enter the recovery code of the book."));
  return FALSE;
}

static void
take_key (JbArchive *self,
          JbBookKey *key)
{
  if (jb_archive_get_protection (self) == JB_PROTECTION_UNLOCKED)
    return;

  jb_key_holder_set_key (_jb_archive_get_holder (self), key);
  _jb_archive_notify_protection (self);
  /* Numbers that were masked are read in full from now on. */
  _jb_archive_announce_change (self);
}

gboolean
jb_archive_unlock (JbArchive  *self,
                   JbBookKey  *key,
                   GError    **error)
{
  JbBook *book;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL || !check_key (book, key, error))
    return FALSE;

  take_key (self, key);
  return TRUE;
}

static gboolean
open_wrap_job (JbBook   *book,
               JbJob    *job,
               GError  **error)
{
  g_autoptr(GBytes) id = NULL;
  g_autoptr(GBytes) wrap = NULL;

  if (!jb_meta_load (book->database, JB_META_ID, &id, error) || !jb_meta_load (book->database, JB_META_WRAP, &wrap, error))
    return FALSE;

  if (wrap == NULL && !jb_key_holder_is_protected (book->holder))
    return _jb_archive_set_unprotected (error);

  /* A wrap that is gone is a damaged one. */
  if (wrap == NULL)
    wrap = g_bytes_new_static ("", 0);

  /* What the wrap gives needs no proof beside it: its tag is one. */
  job->output = jb_key_wrap_open (wrap, job->input, id, error);
  return job->output != NULL;
}

static void
unwrapped_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbArchive *self = JB_ARCHIVE (object);
  gpointer key = NULL;
  GError *error = NULL;

  if (!_jb_archive_finish (self, result, open_wrap_job, &key, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  take_key (self, key);
  g_task_return_pointer (task, key, (GDestroyNotify) jb_book_key_unref);
}

void
jb_archive_unlock_with_code_async (JbArchive           *self,
                                   const char          *code,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  char *normalized;
  JbJob *job;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_archive_unlock_with_code_async);
  g_task_set_check_cancellable (task, FALSE);

  normalized = jb_recovery_code_normalize (code, &error);
  if (normalized == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  job = _jb_job_new (open_wrap_job, normalized, (GDestroyNotify) jb_wipe_text, (GDestroyNotify) jb_book_key_unref);
  _jb_archive_read_apart (self, job, open_wrap_job, cancellable, unwrapped_cb, g_steal_pointer (&task));
}

JbBookKey *
jb_archive_unlock_with_code_finish (JbArchive     *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_unlock_with_code_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

JbBookKey *
jb_archive_dup_key (JbArchive *self)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return jb_key_holder_dup_key (_jb_archive_get_holder (self));
}
