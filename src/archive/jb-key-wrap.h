/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The book's key as the book itself keeps it: wrapped by the recovery code, and a proof by which another key is told from it.
 * Used only inside archive/. */

#pragma once

#include <gio/gio.h>

#include "jb-book-key.h"

G_BEGIN_DECLS

#define JB_KEY_PROOF_BYTES 32

/* @code: as jb_recovery_code_normalize() gives it. @id: the book's; a wrap opens only with the same. Takes some tenths of a
 * second and 32 MiB. (transfer full). Error: JB_ARCHIVE_ERROR_FAILED. */
GBytes     *jb_key_wrap_make   (JbBookKey     *key,
                                const char    *code,
                                GBytes        *id,
                                GError       **error);
/* (transfer full). Errors: JB_ARCHIVE_ERROR_KEY when @code is not the one, JB_ARCHIVE_ERROR_CORRUPT when this is no wrap,
 * JB_ARCHIVE_ERROR_TOO_NEW. */
JbBookKey  *jb_key_wrap_open   (GBytes        *wrap,
                                const char    *code,
                                GBytes        *id,
                                GError       **error);

/* Says nothing about the key to who does not have it. */
gboolean    jb_key_proof_make  (JbBookKey     *key,
                                guint8         out[JB_KEY_PROOF_BYTES],
                                GError       **error);

G_END_DECLS
