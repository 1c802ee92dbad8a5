/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key of a book, and the recovery code that its owner writes down (DESIGN.md 5). The key stays in the keyring and, wrapped by
 * the code, in the book (jb-protection.h); neither is ever written anywhere else. Used by sync/, app/, cli/ and ui/, which carry
 * them between book, keyring and owner. Everything here may be called in any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JB_BOOK_KEY_BYTES 32

/* Letters and digits of a recovery code, and of the code as it is written: five groups with a hyphen between. */
#define JB_RECOVERY_CODE_LENGTH 25
#define JB_RECOVERY_CODE_TEXT_LENGTH 29

typedef struct _JbBookKey JbBookKey;

/* Random bytes of the system. (transfer full). Error: JB_ARCHIVE_ERROR_FAILED when it gives none. */
JbBookKey    *jb_book_key_new          (GError          **error);
JbBookKey    *jb_book_key_ref          (JbBookKey        *self);
/* The memory is wiped with the last reference. */
void          jb_book_key_unref        (JbBookKey        *self);

/* The form for the keyring: one line of ASCII. (transfer full): wiped with jb_wipe_text(). */
char         *jb_book_key_to_text      (JbBookKey        *self);
/* (transfer full) (nullable): NULL when @text is not what jb_book_key_to_text() gave. */
JbBookKey    *jb_book_key_from_text    (const char       *text);

/* For archive/: JB_BOOK_KEY_BYTES bytes that live as long as @self, and the way back. */
const guint8 *jb_book_key_get_bytes    (JbBookKey        *self);
JbBookKey    *jb_book_key_new_for_bytes (const guint8     bytes[JB_BOOK_KEY_BYTES]);

/* A new recovery code, "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX" in Crockford's base 32 (no I, L, O, U): 24 random characters, 120 bits,
 * and a check character. (transfer full): wiped with jb_wipe_text(). Error: JB_ARCHIVE_ERROR_FAILED. */
char         *jb_recovery_code_new     (GError          **error);
/* What somebody typed as it is written on paper: case, spaces, hyphens and full-width letters are forgiven, O is read as 0,
 * I and L as 1. (transfer full) (nullable): wiped with jb_wipe_text().
 * Error: JB_ARCHIVE_ERROR_KEY with a sentence for the owner, which never repeats what was typed. */
char         *jb_recovery_code_normalize (const char     *typed,
                                          GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbBookKey, jb_book_key_unref)

G_END_DECLS
