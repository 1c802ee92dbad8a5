/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Encryption at rest (DESIGN.md 5): originals, details and private numbers of a protected book are kept under the book's key.
 *
 * A lost keyring never loses the book: nothing is encrypted before the owner has a recovery code, the key lies in the book wrapped
 * by that code, and a backup carries both. A book that is not protected is written as it always was.
 *
 * A locked book (protected, the key not here) still lists, sums and searches. What is encrypted answers JB_ARCHIVE_ERROR_KEY, and
 * so does a merge or a batch of originals, before anything of it is written.
 *
 * Used by sync/, app/, cli/ and ui/. Calls from the main thread only, as all of jb-archive.h. */

#pragma once

#include "jb-archive.h"
#include "jb-book-key.h"

G_BEGIN_DECLS

typedef enum
{
  JB_PROTECTION_NONE,       /* no key: written in the clear */
  JB_PROTECTION_LOCKED,     /* protected, and the key is not here */
  JB_PROTECTION_UNLOCKED,   /* protected, and the key is here */
} JbProtection;

/* Property "protection" (int, a JbProtection) of JbArchive says when it changes. */
JbProtection   jb_archive_get_protection           (JbArchive           *self);
/* The random id of the book: 32 hexadecimal digits, by which its key in the keyring is named. Backups keep it, restoring does when
 * the backup is protected. */
const char    *jb_archive_get_id                   (JbArchive           *self);

/* Protects the book: @code (as jb_recovery_code_normalize() takes it) wraps @key, one transaction writes the wrap and brings the
 * private numbers under the key. From then on all that is written is encrypted; jb_archive_encrypt_rest_async() does what was
 * written before. Keep @key in the keyring BEFORE this, so that a crash between the two leaves no surprise: a keyring that holds
 * a key of an unprotected book harms nothing.
 * Errors: EXISTS when the book is protected already, KEY when @code is none, READ_ONLY, FULL … */
void           jb_archive_protect_async            (JbArchive           *self,
                                                    JbBookKey           *key,
                                                    const char          *code,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean       jb_archive_protect_finish           (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* Something is still to be encrypted, or traces of it to be wiped. The book answers at once. */
gboolean       jb_archive_has_rest                 (JbArchive           *self);
/* Encrypts what was written before the book was protected, in small transactions between which other work goes on; then rewrites
 * the file so that no trace stays in free pages, and empties the WAL. May be stopped or killed at any moment and asked for again:
 * it goes on where it was. Answers TRUE at once when there is nothing to do.
 * @progress (nullable) (scope notified): called until the answer, with @progress_data.
 * Errors: KEY when the book is locked, CANCELLED, LOCKED when another program reads the book for so long that the WAL cannot be
 * emptied, FULL … */
void           jb_archive_encrypt_rest_async       (JbArchive           *self,
                                                    JbArchiveProgressFunc progress,
                                                    gpointer             progress_data,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean       jb_archive_encrypt_rest_finish      (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* Opens a locked book with the key of the keyring. TRUE as well when it was open. A book opened for reading only, too.
 * Error: KEY when this is not the key of this book, or the book is not protected. */
gboolean       jb_archive_unlock                   (JbArchive           *self,
                                                    JbBookKey           *key,
                                                    GError             **error);
/* The same with the recovery code: takes some tenths of a second, off the main thread. (transfer full): the key, for the keyring.
 * Errors: KEY when @code is none or not this book's, CORRUPT when the wrap is damaged. */
void           jb_archive_unlock_with_code_async   (JbArchive           *self,
                                                    const char          *code,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
JbBookKey     *jb_archive_unlock_with_code_finish  (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);
/* The book's key, while it is unlocked: for a keyring that lost it. (transfer full) (nullable) */
JbBookKey     *jb_archive_dup_key                  (JbArchive           *self);
/* @code wraps the key from now on, the old code opens the book no more. One transaction: until it is written the old one holds.
 * Errors: KEY when the book is locked or not protected or @code is none … */
void           jb_archive_change_code_async        (JbArchive           *self,
                                                    const char          *code,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean       jb_archive_change_code_finish       (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

G_END_DECLS
