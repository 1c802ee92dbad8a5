/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How originals and private numbers are kept: the first byte says which way, so that encryption can be added and old books
 * stay readable. One JbCodec belongs to one thread at a time. Used only inside archive/. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More than this is no invoice, whoever sent it. */
#define JB_CODEC_MAX_BYTES (64 * 1024 * 1024)

#define JB_CODEC_SALT_BYTES 32

typedef struct _JbCodec JbCodec;

JbCodec *jb_codec_new     (const guint8     salt[JB_CODEC_SALT_BYTES]);
void     jb_codec_free    (JbCodec         *self);

/* @private_: the bytes hold a person's number: they must not be readable in the file by a plain look at it.
 * (transfer full). Error: JB_ARCHIVE_ERROR_FAILED when there are too many bytes. */
GBytes  *jb_codec_seal    (JbCodec         *self,
                           gconstpointer    clear,
                           gsize            size,
                           gboolean         private_,
                           GError         **error);
/* Exactly what was sealed. (transfer full). Error: JB_ARCHIVE_ERROR_CORRUPT, JB_ARCHIVE_ERROR_TOO_NEW. */
GBytes  *jb_codec_open    (JbCodec         *self,
                           gconstpointer    sealed,
                           gsize            size,
                           GError         **error);

/* The fingerprint by which a private number is found again without being stored: HMAC-SHA-256 under the book's salt. */
void     jb_codec_match   (JbCodec         *self,
                           const char      *number,
                           guint8           out[32]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbCodec, jb_codec_free)

G_END_DECLS
