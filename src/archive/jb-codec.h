/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How originals and private numbers are kept: the first byte says which way, so that what was written before the book had a key
 * stays readable. One JbCodec belongs to one thread at a time. Used only inside archive/. */

#pragma once

#include <gio/gio.h>

#include "jb-key-holder.h"

G_BEGIN_DECLS

/* More than this is no invoice, whoever sent it. */
#define JB_CODEC_MAX_BYTES (64 * 1024 * 1024)

#define JB_CODEC_SALT_BYTES 32
#define JB_CODEC_HASH_BYTES 32

typedef struct _JbCodec JbCodec;

/* Where a sealed value stands. What is encrypted opens in its own place only, so that nobody can exchange two of them unseen. */
typedef enum
{
  JB_PLACE_ORIGINAL = 'o',   /* row: of the invoice */
  JB_PLACE_DETAILS  = 'd',   /* row: of the invoice */
  JB_PLACE_PARTY    = 'p',   /* row: the first bytes of the number's fingerprint; see jb_codec_match_place() */
  JB_PLACE_CERTIFICATE = 'c',   /* row: as above, of the certificate's */
  JB_PLACE_ROW_KEY = 'k',       /* row: 0; see jb-row-digest.h */
} JbPlaceKind;

typedef struct
{
  JbPlaceKind kind;
  gint64      row;
} JbPlace;

/* @holder says whether there must be a key and has it; it may come later. */
JbCodec  *jb_codec_new          (const guint8     salt[JB_CODEC_SALT_BYTES],
                                 JbKeyHolder     *holder);
void      jb_codec_free         (JbCodec         *self);

/* What cannot be opened now could be with the key. */
gboolean  jb_codec_is_locked    (JbCodec         *self);
/* FALSE with JB_ARCHIVE_ERROR_KEY for the codec of a locked book: nothing may be written that has to be sealed. */
gboolean  jb_codec_require_key  (JbCodec         *self,
                                 GError         **error);

/* In a protected book all is encrypted. In another one, @private_: the bytes hold a person's number, which must not be readable in
 * the file by a plain look at it.
 * (transfer full). Errors: JB_ARCHIVE_ERROR_FAILED when there are too many bytes, JB_ARCHIVE_ERROR_KEY. */
GBytes   *jb_codec_seal         (JbCodec         *self,
                                 JbPlace          place,
                                 gconstpointer    clear,
                                 gsize            size,
                                 gboolean         private_,
                                 GError         **error);
/* Exactly what was sealed. (transfer full). Errors: JB_ARCHIVE_ERROR_CORRUPT, JB_ARCHIVE_ERROR_TOO_NEW, JB_ARCHIVE_ERROR_KEY. */
GBytes   *jb_codec_open         (JbCodec         *self,
                                 JbPlace          place,
                                 gconstpointer    sealed,
                                 gsize            size,
                                 GError         **error);

/* The same for an original, which becomes smaller. *certificate (out) (transfer full) (nullable) is a part of it that the caller keeps
 * for all originals that have it: the original does not open without it. */
GBytes   *jb_codec_seal_original (JbCodec        *self,
                                 JbPlace          place,
                                 gconstpointer    clear,
                                 gsize            size,
                                 gboolean         private_,
                                 GBytes         **certificate,
                                 GError         **error);
/* The first half of that, which needs neither book nor key. Any thread. @size <= JB_CODEC_MAX_BYTES. (transfer full) */
GBytes   *jb_codec_pack_original (gconstpointer   clear,
                                 gsize            size,
                                 GBytes         **certificate);
/* And the other half. @size: of the original. */
GBytes   *jb_codec_seal_packed  (JbCodec         *self,
                                 JbPlace          place,
                                 GBytes          *packed,
                                 gsize            size,
                                 gboolean         private_,
                                 GError         **error);
/* Also opens what jb_codec_seal() made, as older books have it. @certificate (nullable): of that original. */
GBytes   *jb_codec_open_original (JbCodec        *self,
                                 JbPlace          place,
                                 gconstpointer    sealed,
                                 gsize            size,
                                 GBytes          *certificate,
                                 GError         **error);

/* Whether a sealed value is encrypted. */
gboolean  jb_codec_is_encrypted (gconstpointer    sealed,
                                 gsize            size);
/* Encrypts what was sealed before the book was protected, without looking into it: what was damaged is kept, and stays damaged.
 * (transfer full). Error: JB_ARCHIVE_ERROR_KEY. */
GBytes   *jb_codec_encrypt      (JbCodec         *self,
                                 JbPlace          place,
                                 gconstpointer    sealed,
                                 gsize            size,
                                 GError         **error);

/* HMAC-SHA-256 under the book's key, or under its salt when it has none: a fingerprint by which something is found again without
 * being stored. With the salt, which lies in the same file, a resident number can be found by trying them all; with the key not.
 * Error: JB_ARCHIVE_ERROR_KEY. */
gboolean  jb_codec_hash         (JbCodec         *self,
                                 const char      *purpose,
                                 gconstpointer    data,
                                 gsize            size,
                                 guint8           out[JB_CODEC_HASH_BYTES],
                                 GError         **error);
/* The fingerprint of a private number. */
gboolean  jb_codec_match        (JbCodec         *self,
                                 const char      *number,
                                 guint8           out[JB_CODEC_HASH_BYTES],
                                 GError         **error);
/* The place of a party or a certificate with this fingerprint. */
JbPlace   jb_codec_match_place  (JbPlaceKind      kind,
                                 gconstpointer    match,
                                 gsize            size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbCodec, jb_codec_free)

G_END_DECLS
