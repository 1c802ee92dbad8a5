/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A sealed value is
 *
 *   version (1 byte) | size of the clear bytes (4 bytes, little-endian) | payload            versions 0 and 1
 *   version (1 byte) | tag (16 bytes) | veil over: one of the above                         version 2
 *   version (1 byte) | nonce (12 bytes) | encrypted: one of the others | tag (16 bytes)     version 3
 *   version (1 byte) | size of the clear bytes (4) | size of the parts (4) | parts | text   version 4
 *
 * 0 = as it is, 1 = zstd with dictionary 1, 2 = veiled: XORed with a key stream made from the book's salt, so that a resident
 * number cannot be read off the file's bytes. The salt lies in the same file: the veil is no encryption. 3 = AES-256-GCM under a key
 * made from the book's (DESIGN.md 5); its tag covers the version and the place as well. 4 = an original: digest and signature as
 * they are, its text without them and without the certificate (jb-parts.h) as zstd with dictionary 2. Every reader looks at the
 * version first, so that all of them can stand in one book. */

#define G_LOG_DOMAIN "jb-codec"

#include "config.h"

#include "jb-codec.h"

#include "jb-archive.h"
#include "jb-cipher.h"
#include "jb-parts.h"
#include "resources/jb-core-resources.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <zstd.h>

#define VERSION_STORED    0
#define VERSION_ZSTD      1
#define VERSION_VEILED    2
#define VERSION_ENCRYPTED 3
#define VERSION_PARTS     4

#define HEAD_BYTES 5
#define PARTS_HEAD_BYTES 9
#define TAG_BYTES 16
#define DIGEST_BYTES 32

/* Details and numbers are small: more than 3 costs time and brings nothing. The text of an original, 4.4 KB: 3 gives 552 bytes, 4
 * gives 445 in a third of the time of 5, which gives 467; 6 gives 430 in three times the time of 4. */
#define LEVEL          3
#define LEVEL_ORIGINAL 4

struct _JbCodec
{
  ZSTD_DCtx *unpacker;   /* (owned), made when first needed */
  guint8     salt[JB_CODEC_SALT_BYTES];

  JbKeyHolder *holder;   /* (owned) */
  JbCipher  *cipher;     /* (nullable) (owned): made when the key is first needed, with the one below */
  guint8     hash_key[JB_CIPHER_KEY_BYTES];
};

/* Read once, then only looked at: shared by all threads. */
typedef struct
{
  ZSTD_CDict *pack;
  ZSTD_DDict *unpack;
} Dictionary;

static Dictionary *
dictionary_new (const char *name,
                int         level)
{
  g_autofree char *path = g_strconcat ("/kr/jangbu/Jangbu/schema/", name, NULL);
  g_autoptr(GBytes) bytes = g_resource_lookup_data (jb_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  Dictionary *dictionary = g_new0 (Dictionary, 1);
  gconstpointer data;
  gsize size;

  g_assert (bytes != NULL);
  data = g_bytes_get_data (bytes, &size);
  dictionary->pack = ZSTD_createCDict (data, size, level);
  dictionary->unpack = ZSTD_createDDict (data, size);
  return dictionary;
}

/* Neither is ever edited: what was written with one is read with it. */
static gpointer
load_dictionary (gpointer unused)
{
  return dictionary_new ("dictionary-1.xml", LEVEL);
}

/* The standard form and its usual words, with the marks of jb-parts.h in it, behind tables of how often which byte and length comes:
 * ZDICT_finalizeDictionary() counted them in generated originals. */
static gpointer
load_original_dictionary (gpointer unused)
{
  return dictionary_new ("dictionary-2.bin", LEVEL_ORIGINAL);
}

static const Dictionary *
get_dictionary (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_dictionary, NULL);
}

static const Dictionary *
get_original_dictionary (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_original_dictionary, NULL);
}

JbCodec *
jb_codec_new (const guint8  salt[JB_CODEC_SALT_BYTES],
              JbKeyHolder  *holder)
{
  JbCodec *self = g_new0 (JbCodec, 1);

  memcpy (self->salt, salt, JB_CODEC_SALT_BYTES);
  self->holder = jb_key_holder_ref (holder);
  return self;
}

void
jb_codec_free (JbCodec *self)
{
  if (self == NULL)
    return;

  ZSTD_freeDCtx (self->unpacker);
  jb_cipher_free (self->cipher);
  OPENSSL_cleanse (self->hash_key, sizeof self->hash_key);
  jb_key_holder_unref (self->holder);
  g_free (self);
}

/* -- the key ------------------------------------------------------------------------------------------------------ */

static gboolean
set_locked (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY,
                       _("The book is locked. Enter the recovery code to see and keep originals again."));
  return FALSE;
}

static gboolean
derive_keys (JbCodec    *self,
             JbBookKey  *key,
             GError    **error)
{
  const guint8 *bytes = jb_book_key_get_bytes (key);
  guint8 seal_key[JB_CIPHER_KEY_BYTES];

  if (jb_cipher_derive (bytes, "jangbu 1 seal", seal_key, error) &&
      jb_cipher_derive (bytes, "jangbu 1 hash", self->hash_key, error))
    self->cipher = jb_cipher_new (seal_key, error);

  OPENSSL_cleanse (seal_key, sizeof seal_key);
  return self->cipher != NULL;
}

static gboolean
take_key (JbCodec  *self,
          GError  **error)
{
  g_autoptr(JbBookKey) key = NULL;

  if (self->cipher != NULL)
    return TRUE;

  key = jb_key_holder_dup_key (self->holder);
  return key != NULL ? derive_keys (self, key, error) : set_locked (error);
}

gboolean
jb_codec_is_locked (JbCodec *self)
{
  g_autoptr(JbBookKey) key = jb_key_holder_dup_key (self->holder);

  return key == NULL && jb_key_holder_is_protected (self->holder);
}

gboolean
jb_codec_require_key (JbCodec  *self,
                      GError  **error)
{
  return !jb_key_holder_is_protected (self->holder) || take_key (self, error);
}

/* -- packing ------------------------------------------------------------------------------------------------------ */

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT,
                       _("What the book kept here can no longer be read. Restore it from a backup."));
  return FALSE;
}

static void
free_packer (gpointer data)
{
  ZSTD_freeCCtx (data);
}

/* 0 when there is not room enough. */
static gsize
pack (const Dictionary  *dictionary,
      guint8            *out,
      gsize              room,
      gconstpointer      clear,
      gsize              size)
{
  static GPrivate packer = G_PRIVATE_INIT (free_packer);
  ZSTD_CCtx *context = g_private_get (&packer);
  gsize packed;

  if (context == NULL)
    {
      context = ZSTD_createCCtx ();
      g_private_set (&packer, context);
    }

  packed = ZSTD_compress_usingCDict (context, out, room, clear, size, dictionary->pack);
  return ZSTD_isError (packed) ? 0 : packed;
}

static void
put_size (guint8 *out,
          gsize   size)
{
  guint32 little = GUINT32_TO_LE ((guint32) size);

  memcpy (out, &little, sizeof little);
}

static gsize
get_size (const guint8 *bytes)
{
  guint32 little;

  memcpy (&little, bytes, sizeof little);
  return GUINT32_FROM_LE (little);
}

static GBytes *
pack_or_store (gconstpointer  clear,
               gsize          size)
{
  gsize room = ZSTD_compressBound (size);
  guint8 *out = g_malloc (HEAD_BYTES + MAX (room, size));
  gsize packed = pack (get_dictionary (), out + HEAD_BYTES, room, clear, size);

  out[0] = VERSION_ZSTD;
  if (packed == 0 || packed >= size)
    {
      out[0] = VERSION_STORED;
      packed = size;
      if (size > 0)
        memcpy (out + HEAD_BYTES, clear, size);
    }

  put_size (out + 1, size);
  return g_bytes_new_take (g_realloc (out, HEAD_BYTES + packed), HEAD_BYTES + packed);
}

/* (nullable): NULL when it is no smaller than the original. */
static GBytes *
pack_parts (const JbParts *parts,
            gsize          size)
{
  gsize head = PARTS_HEAD_BYTES + parts->raw->len;
  gsize room = ZSTD_compressBound (parts->text->len);
  g_autofree guint8 *out = g_malloc (head + room);
  gsize packed = pack (get_original_dictionary (), out + head, room, parts->text->data, parts->text->len);

  if (packed == 0 || head + packed >= size)
    return NULL;

  out[0] = VERSION_PARTS;
  put_size (out + 1, size);
  put_size (out + 1 + 4, parts->raw->len);
  if (parts->raw->len > 0)
    memcpy (out + PARTS_HEAD_BYTES, parts->raw->data, parts->raw->len);
  return g_bytes_new_take (g_realloc (g_steal_pointer (&out), head + packed), head + packed);
}

/* -- the veil ----------------------------------------------------------------------------------------------------- */

static void
hmac (JbCodec       *self,
      const char    *purpose,
      gconstpointer  data,
      gsize          size,
      guint8         out[DIGEST_BYTES])
{
  g_autoptr(GHmac) digest = g_hmac_new (G_CHECKSUM_SHA256, self->salt, JB_CODEC_SALT_BYTES);
  gsize length = DIGEST_BYTES;

  g_hmac_update (digest, (const guchar *) purpose, (gssize) strlen (purpose) + 1);
  if (size > 0)
    g_hmac_update (digest, data, (gssize) size);
  g_hmac_get_digest (digest, out, &length);
}

/* Its own inverse. */
static void
veil (JbCodec      *self,
      const guint8  tag[TAG_BYTES],
      guint8       *bytes,
      gsize         size)
{
  guint8 seed[TAG_BYTES + sizeof (guint32)];
  guint8 stream[DIGEST_BYTES];

  memcpy (seed, tag, TAG_BYTES);
  for (gsize at = 0; at < size; at += DIGEST_BYTES)
    {
      guint32 block = GUINT32_TO_LE ((guint32) (at / DIGEST_BYTES));
      gsize n = MIN (size - at, DIGEST_BYTES);

      memcpy (seed + TAG_BYTES, &block, sizeof block);
      hmac (self, "veil", seed, sizeof seed, stream);
      for (gsize i = 0; i < n; i++)
        bytes[at + i] ^= stream[i];
    }
}

static GBytes *
veil_over (JbCodec *self,
           GBytes  *plain)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);
  guint8 *out = g_malloc (1 + TAG_BYTES + size);
  guint8 digest[DIGEST_BYTES];

  hmac (self, "tag", data, size, digest);
  out[0] = VERSION_VEILED;
  memcpy (out + 1, digest, TAG_BYTES);
  memcpy (out + 1 + TAG_BYTES, data, size);
  veil (self, digest, out + 1 + TAG_BYTES, size);
  return g_bytes_new_take (out, 1 + TAG_BYTES + size);
}

/* -- encryption --------------------------------------------------------------------------------------------------- */

#define ABOUT_BYTES (2 + sizeof (gint64))

static void
describe_place (JbPlace place,
                guint8  about[ABOUT_BYTES])
{
  gint64 row = GINT64_TO_LE (place.row);

  about[0] = VERSION_ENCRYPTED;
  about[1] = (guint8) place.kind;
  memcpy (about + 2, &row, sizeof row);
}

gboolean
jb_codec_is_encrypted (gconstpointer sealed,
                       gsize         size)
{
  return size > 0 && *(const guint8 *) sealed == VERSION_ENCRYPTED;
}

GBytes *
jb_codec_encrypt (JbCodec        *self,
                  JbPlace         place,
                  gconstpointer   sealed,
                  gsize           size,
                  GError        **error)
{
  g_autofree guint8 *out = NULL;
  guint8 about[ABOUT_BYTES];

  if (!take_key (self, error))
    return NULL;

  out = g_malloc (1 + size + JB_CIPHER_OVERHEAD);
  out[0] = VERSION_ENCRYPTED;
  describe_place (place, about);
  if (!jb_cipher_encrypt (self->cipher, about, sizeof about, sealed, size, out + 1, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&out), 1 + size + JB_CIPHER_OVERHEAD);
}

static gboolean
may_seal (JbCodec  *self,
          gsize     size,
          GError  **error)
{
  if (size > JB_CODEC_MAX_BYTES)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                           _("This original is too large to be an invoice and was not kept."));
      return FALSE;
    }

  return jb_codec_require_key (self, error);
}

/* What is packed becomes sealed. Takes @plain. */
static GBytes *
hide (JbCodec   *self,
      JbPlace    place,
      GBytes    *plain,
      gboolean   private_,
      GError   **error)
{
  g_autoptr(GBytes) owned = plain;

  if (self->cipher != NULL)
    return jb_codec_encrypt (self, place, g_bytes_get_data (owned, NULL), g_bytes_get_size (owned), error);

  return private_ ? veil_over (self, owned) : g_steal_pointer (&owned);
}

GBytes *
jb_codec_seal (JbCodec        *self,
               JbPlace         place,
               gconstpointer   clear,
               gsize           size,
               gboolean        private_,
               GError        **error)
{
  return may_seal (self, size, error) ? hide (self, place, pack_or_store (clear, size), private_, error) : NULL;
}

GBytes *
jb_codec_pack_original (gconstpointer   clear,
                        gsize           size,
                        GBytes        **certificate)
{
  g_auto(JbParts) parts = { NULL, NULL, NULL };
  GBytes *plain = NULL;

  *certificate = NULL;
  if (jb_parts_split (&parts, clear, size))
    plain = pack_parts (&parts, size);
  if (plain == NULL)
    return pack_or_store (clear, size);

  *certificate = g_steal_pointer (&parts.certificate);
  return plain;
}

GBytes *
jb_codec_seal_packed (JbCodec   *self,
                      JbPlace    place,
                      GBytes    *packed,
                      gsize      size,
                      gboolean   private_,
                      GError   **error)
{
  return may_seal (self, size, error) ? hide (self, place, g_bytes_ref (packed), private_, error) : NULL;
}

GBytes *
jb_codec_seal_original (JbCodec        *self,
                        JbPlace         place,
                        gconstpointer   clear,
                        gsize           size,
                        gboolean        private_,
                        GBytes        **certificate,
                        GError        **error)
{
  *certificate = NULL;
  return may_seal (self, size, error)
           ? hide (self, place, jb_codec_pack_original (clear, size, certificate), private_, error)
           : NULL;
}

/* -- opening ------------------------------------------------------------------------------------------------------ */

static GBytes *
unpack (JbCodec           *self,
        const Dictionary  *dictionary,
        gconstpointer      packed,
        gsize              packed_size,
        gsize              size,
        GError           **error)
{
  g_autofree guint8 *out = NULL;
  gsize got;

  /* The frame names its size as well: a damaged head must not make us ask for memory that the frame does not fill. */
  if (ZSTD_getFrameContentSize (packed, packed_size) != size)
    {
      set_damaged (error);
      return NULL;
    }

  if (self->unpacker == NULL)
    self->unpacker = ZSTD_createDCtx ();

  out = g_malloc (size + 1);
  got = ZSTD_decompress_usingDDict (self->unpacker, out, size, packed, packed_size, dictionary->unpack);
  if (ZSTD_isError (got) || got != size)
    {
      set_damaged (error);
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&out), size);
}

static GBytes *
open_plain (JbCodec       *self,
            const guint8  *sealed,
            gsize          size,
            GError       **error)
{
  gsize clear_size;

  if (size < HEAD_BYTES)
    {
      set_damaged (error);
      return NULL;
    }

  clear_size = get_size (sealed + 1);
  if (clear_size > JB_CODEC_MAX_BYTES || (sealed[0] == VERSION_STORED && clear_size != size - HEAD_BYTES))
    {
      set_damaged (error);
      return NULL;
    }

  if (sealed[0] == VERSION_STORED)
    return g_bytes_new (sealed + HEAD_BYTES, clear_size);

  return unpack (self, get_dictionary (), sealed + HEAD_BYTES, size - HEAD_BYTES, clear_size, error);
}

/* Where the parts end and how long the text is, which is never longer than the original. */
static gboolean
measure_parts (const guint8  *sealed,
               gsize          size,
               gsize         *raw_size,
               gsize         *text_size)
{
  unsigned long long content;
  gsize clear_size;

  if (size < PARTS_HEAD_BYTES)
    return FALSE;

  clear_size = get_size (sealed + 1);
  *raw_size = get_size (sealed + 1 + 4);
  if (clear_size > JB_CODEC_MAX_BYTES || *raw_size > size - PARTS_HEAD_BYTES)
    return FALSE;

  content = ZSTD_getFrameContentSize (sealed + PARTS_HEAD_BYTES + *raw_size, size - PARTS_HEAD_BYTES - *raw_size);
  *text_size = (gsize) content;
  return content <= clear_size;
}

static GBytes *
open_parts (JbCodec       *self,
            const guint8  *sealed,
            gsize          size,
            GBytes        *certificate,
            GError       **error)
{
  const guint8 *raw = sealed + PARTS_HEAD_BYTES;
  g_autoptr(GBytes) text = NULL;
  gsize raw_size, text_size;
  GBytes *clear;

  if (!measure_parts (sealed, size, &raw_size, &text_size))
    {
      set_damaged (error);
      return NULL;
    }

  text = unpack (self, get_original_dictionary (), raw + raw_size, size - PARTS_HEAD_BYTES - raw_size, text_size, error);
  if (text == NULL)
    return NULL;

  clear = jb_parts_join (g_bytes_get_data (text, NULL), g_bytes_get_size (text), raw, raw_size, certificate, get_size (sealed + 1));
  if (clear == NULL)
    set_damaged (error);
  return clear;
}

/* What is only packed. @sealed has one byte at least. */
static GBytes *
open_packed (JbCodec       *self,
             const guint8  *sealed,
             gsize          size,
             GBytes        *certificate,
             GError       **error)
{
  switch (sealed[0])
    {
    case VERSION_STORED:
    case VERSION_ZSTD:
      return open_plain (self, sealed, size, error);

    case VERSION_PARTS:
      return open_parts (self, sealed, size, certificate, error);

    default:
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_TOO_NEW,
                           _("This was written by a newer Jangbu, or it is damaged. Install the newest version; "
                             "if that does not help, restore a backup."));
      return NULL;
    }
}

static GBytes *
open_veiled (JbCodec       *self,
             const guint8  *sealed,
             gsize          size,
             GBytes        *certificate,
             GError       **error)
{
  g_autofree guint8 *plain = NULL;
  guint8 digest[DIGEST_BYTES];
  gsize plain_size;

  if (size < 1 + TAG_BYTES + HEAD_BYTES)
    {
      set_damaged (error);
      return NULL;
    }

  plain_size = size - 1 - TAG_BYTES;
  plain = g_memdup2 (sealed + 1 + TAG_BYTES, plain_size);
  veil (self, sealed + 1, plain, plain_size);
  hmac (self, "tag", plain, plain_size, digest);
  if (memcmp (digest, sealed + 1, TAG_BYTES) != 0)
    {
      set_damaged (error);
      return NULL;
    }

  return open_packed (self, plain, plain_size, certificate, error);
}

/* Versions that need no key. */
static GBytes *
open_clear (JbCodec       *self,
            const guint8  *sealed,
            gsize          size,
            GBytes        *certificate,
            GError       **error)
{
  if (size == 0)
    {
      set_damaged (error);
      return NULL;
    }

  return sealed[0] == VERSION_VEILED ? open_veiled (self, sealed, size, certificate, error)
                                     : open_packed (self, sealed, size, certificate, error);
}

static GBytes *
open_encrypted (JbCodec       *self,
                JbPlace        place,
                const guint8  *sealed,
                gsize          size,
                GBytes        *certificate,
                GError       **error)
{
  g_autofree guint8 *clear = NULL;
  guint8 about[ABOUT_BYTES];

  if (!take_key (self, error))
    return NULL;

  if (size < 1 + JB_CIPHER_OVERHEAD)
    {
      set_damaged (error);
      return NULL;
    }

  clear = g_malloc (size);
  describe_place (place, about);
  if (!jb_cipher_decrypt (self->cipher, about, sizeof about, sealed + 1, size - 1, clear))
    {
      set_damaged (error);
      return NULL;
    }

  return open_clear (self, clear, size - 1 - JB_CIPHER_OVERHEAD, certificate, error);
}

GBytes *
jb_codec_open_original (JbCodec        *self,
                        JbPlace         place,
                        gconstpointer   sealed,
                        gsize           size,
                        GBytes         *certificate,
                        GError        **error)
{
  return jb_codec_is_encrypted (sealed, size) ? open_encrypted (self, place, sealed, size, certificate, error)
                                              : open_clear (self, sealed, size, certificate, error);
}

GBytes *
jb_codec_open (JbCodec        *self,
               JbPlace         place,
               gconstpointer   sealed,
               gsize           size,
               GError        **error)
{
  return jb_codec_open_original (self, place, sealed, size, NULL, error);
}

/* -- fingerprints ------------------------------------------------------------------------------------------------- */

/* The key, unlike the salt, passes only through memory that OpenSSL wipes. */
static gboolean
keyed_hmac (JbCodec        *self,
            const char     *purpose,
            gconstpointer   data,
            gsize           size,
            guint8          out[DIGEST_BYTES],
            GError        **error)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();
  unsigned int length = DIGEST_BYTES;

  g_byte_array_append (message, (const guint8 *) purpose, (guint) strlen (purpose) + 1);
  g_byte_array_append (message, data, (guint) size);
  return HMAC (EVP_sha256 (), self->hash_key, sizeof self->hash_key, message->data, message->len, out, &length) != NULL ||
         jb_cipher_set_error (error);
}

gboolean
jb_codec_hash (JbCodec        *self,
               const char     *purpose,
               gconstpointer   data,
               gsize           size,
               guint8          out[JB_CODEC_HASH_BYTES],
               GError        **error)
{
  G_STATIC_ASSERT (JB_CODEC_HASH_BYTES == DIGEST_BYTES);
  if (!jb_codec_require_key (self, error))
    return FALSE;

  if (self->cipher != NULL)
    return keyed_hmac (self, purpose, data, size, out, error);

  hmac (self, purpose, data, size, out);
  return TRUE;
}

gboolean
jb_codec_match (JbCodec     *self,
                const char  *number,
                guint8       out[JB_CODEC_HASH_BYTES],
                GError     **error)
{
  return jb_codec_hash (self, "number", number, strlen (number), out, error);
}

JbPlace
jb_codec_match_place (JbPlaceKind   kind,
                      gconstpointer match,
                      gsize         size)
{
  JbPlace place = { kind, 0 };

  if (size >= sizeof place.row)
    memcpy (&place.row, match, sizeof place.row);
  place.row = GINT64_FROM_LE (place.row);
  return place;
}
