/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The private key of a joint certificate, opened from its signPri.key with the password (etax-domain.md 6.2).
 * Lives in memory only, which is wiped when the key goes. Nothing is ever written.
 * Used by the certificate page and by signing. Any thread; opening takes up to seconds, so prefer the asynchronous way. */

#pragma once

#include "jb-certificate.h"

G_BEGIN_DECLS

#define JB_NPKI_KEY_MAX_BYTES      (64 * 1024)
/* More or fewer rounds than this are refused (etax-domain.md 6.2). */
#define JB_NPKI_KEY_MAX_ITERATIONS 1000000

#define JB_TYPE_NPKI_KEY (jb_npki_key_get_type ())
G_DECLARE_FINAL_TYPE (JbNpkiKey, jb_npki_key, JB, NPKI_KEY, GObject)

/* @file: the bytes of signPri.key; @password: UTF-8, tried as it is and then, with letters beyond ASCII, as EUC-KR (in its
 * superset CP949).
 * Errors: JB_NPKI_ERROR_NOT_KEY, _UNSUPPORTED, _WRONG_PASSWORD, _DAMAGED. */
JbNpkiKey    *jb_npki_key_open             (GBytes               *file,
                                            const char           *password,
                                            GError              **error);
/* The same in a thread; the copy of @password is wiped afterwards. Besides: cancelled. */
void          jb_npki_key_open_async       (GBytes               *file,
                                            const char           *password,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* Reads the file in the thread too. Besides: the errors of reading (G_FILE_ERROR).
 * @path: in the file system's encoding. */
void          jb_npki_key_open_path_async  (const char           *path,
                                            const char           *password,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* (transfer full) */
JbNpkiKey    *jb_npki_key_open_finish      (GAsyncResult         *result,
                                            GError              **error);

/* R (etax-domain.md 6.4). (nullable) (transfer none): NULL and 0 when the file has none, which is no error here. */
const guint8 *jb_npki_key_get_r            (JbNpkiKey            *self,
                                            gsize                *length);
gboolean      jb_npki_key_has_r            (JbNpkiKey            *self);

/* Whether @certificate is that of the key: the public halves are compared and a signature is made and verified (milliseconds).
 * JB_NPKI_ERROR_MISMATCH, _DAMAGED. */
gboolean      jb_npki_key_check_pair       (JbNpkiKey            *self,
                                            JbCertificate        *certificate,
                                            GError              **error);
/* The pair, and then jb_certificate_check_owner() with the key's R. */
gboolean      jb_npki_key_check_owner      (JbNpkiKey            *self,
                                            JbCertificate        *certificate,
                                            const char           *number,
                                            GError              **error);

G_END_DECLS
