/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Carries the key of a book (jb-book-key.h) between the book, the keyring and the owner's recovery code: archive/ and account/ do
 * not know each other. Nothing is encrypted before the owner has the code, so a lost keyring never loses the book (DESIGN.md 5).
 * Used by app/ and cli/. Main thread. */

#pragma once

#include "jb-protection.h"
#include "jb-secrets.h"

G_BEGIN_DECLS

#define JB_TYPE_BOOK_KEEPER (jb_book_keeper_get_type ())
G_DECLARE_FINAL_TYPE (JbBookKeeper, jb_book_keeper, JB, BOOK_KEEPER, GObject)

/* Signal "changed": one of the answers of the four functions below is another one. */

JbBookKeeper *jb_book_keeper_new               (JbArchive           *archive,
                                                JbSecrets           *secrets);

JbProtection  jb_book_keeper_get_protection    (JbBookKeeper        *self);
/* Whether the keyring is being asked for the key: a book that is locked now may be open in a moment. */
gboolean      jb_book_keeper_is_asking         (JbBookKeeper        *self);
/* Whether the keyring did not take the key: the book is open until the program ends, then the code is needed again. */
gboolean      jb_book_keeper_is_session_only   (JbBookKeeper        *self);
/* How much of what was written before the protection is encrypted, 0..1; -1 = jb_book_keeper_encrypt_rest_async() does not run. */
double        jb_book_keeper_get_progress      (JbBookKeeper        *self);

/* FALSE with JB_ARCHIVE_ERROR_KEY and a sentence while @archive is locked. */
gboolean      jb_book_keeper_require_key       (JbArchive           *archive,
                                                GError             **error);

/* Unlocks a locked book with the key of the keyring; TRUE at once for any other book.
 * Errors: JB_SECRETS_ERROR when the keyring has or gives none, JB_ARCHIVE_ERROR_KEY when what it has is not the key of this book. */
void          jb_book_keeper_find_key_async    (JbBookKeeper        *self,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean      jb_book_keeper_find_key_finish   (JbBookKeeper        *self,
                                                GAsyncResult        *result,
                                                GError             **error);

/* Unlocks the book with the recovery code, in any spelling that jb_recovery_code_normalize() takes, and puts the key (back) into
 * the keyring. @secret_error (out) (optional) (transfer full): why the keyring did not take it; the book is open all the same.
 * Errors: JB_ARCHIVE_ERROR_KEY (mistyped, or the code of another book), CORRUPT. */
void          jb_book_keeper_enter_code_async  (JbBookKeeper        *self,
                                                const char          *code,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean      jb_book_keeper_enter_code_finish (JbBookKeeper        *self,
                                                GAsyncResult        *result,
                                                GError             **secret_error,
                                                GError             **error);

/* Protects the book with a new key, which @code opens from then on and which goes to the keyring. To be called only after the
 * owner has shown to have @code. What was written before is left to jb_book_keeper_encrypt_rest_async().
 * @secret_error as above. Errors: JB_ARCHIVE_ERROR_EXISTS when the book is protected already … */
void          jb_book_keeper_protect_async     (JbBookKeeper        *self,
                                                const char          *code,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean      jb_book_keeper_protect_finish    (JbBookKeeper        *self,
                                                GAsyncResult        *result,
                                                GError             **secret_error,
                                                GError             **error);

/* Offers the key of an open book to the keyring once more. Errors: JB_SECRETS_ERROR, JB_ARCHIVE_ERROR_KEY when it is not open. */
void          jb_book_keeper_keep_key_async    (JbBookKeeper        *self,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean      jb_book_keeper_keep_key_finish   (JbBookKeeper        *self,
                                                GAsyncResult        *result,
                                                GError             **error);

/* jb_archive_encrypt_rest_async() with progress that a window can watch. G_IO_ERROR_PENDING while it runs. */
void          jb_book_keeper_encrypt_rest_async (JbBookKeeper       *self,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean      jb_book_keeper_encrypt_rest_finish (JbBookKeeper      *self,
                                                GAsyncResult        *result,
                                                GError             **error);

G_END_DECLS
