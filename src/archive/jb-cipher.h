/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* AES-256-GCM under one key, and the way from one key to others. One JbCipher belongs to one thread at a time.
 * Used only inside archive/: by the codec for what it seals, and for the key wrapped by the recovery code. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define JB_CIPHER_KEY_BYTES   32
#define JB_CIPHER_NONCE_BYTES 12
#define JB_CIPHER_TAG_BYTES   16
/* How much longer a message is than what is in it: a random nonce before, the tag behind. */
#define JB_CIPHER_OVERHEAD    (JB_CIPHER_NONCE_BYTES + JB_CIPHER_TAG_BYTES)

typedef struct _JbCipher JbCipher;

/* (transfer full). Error: JB_ARCHIVE_ERROR_FAILED when the system's OpenSSL has no AES-256-GCM. */
JbCipher *jb_cipher_new      (const guint8    key[JB_CIPHER_KEY_BYTES],
                              GError        **error);
void      jb_cipher_free     (JbCipher       *self);

/* nonce | encrypted | tag into @out, @size + JB_CIPHER_OVERHEAD bytes. @about is not in the message, but a message opens only with
 * the same again. Error: JB_ARCHIVE_ERROR_FAILED. */
gboolean  jb_cipher_encrypt  (JbCipher       *self,
                              const guint8   *about,
                              gsize           about_size,
                              const guint8   *clear,
                              gsize           size,
                              guint8         *out,
                              GError        **error);
/* @size bytes of message into @out, @size - JB_CIPHER_OVERHEAD bytes, which hold nothing of use when the answer is FALSE: another
 * key, another @about, or a single bit is not what it was. */
gboolean  jb_cipher_decrypt  (JbCipher       *self,
                              const guint8   *about,
                              gsize           about_size,
                              const guint8   *message,
                              gsize           size,
                              guint8         *out);

/* HKDF-SHA-256: a key of its own for each @purpose. Error: JB_ARCHIVE_ERROR_FAILED. */
gboolean  jb_cipher_derive   (const guint8    key[JB_CIPHER_KEY_BYTES],
                              const char     *purpose,
                              guint8          out[JB_CIPHER_KEY_BYTES],
                              GError        **error);

/* The sentence for an OpenSSL that cannot do what it must. Returns FALSE. */
gboolean  jb_cipher_set_error (GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbCipher, jb_cipher_free)

G_END_DECLS
