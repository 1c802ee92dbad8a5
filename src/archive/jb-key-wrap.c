/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A wrap is
 *
 *   version (1) | log2 N (1) | r (1) | p (1) | salt (32) | nonce (12) | the key, AES-256-GCM (32) | tag (16)
 *
 * encrypted under scrypt (code, salt, N, r, p). The tag covers the head and the id of the book as well. */

#define G_LOG_DOMAIN "jb-key-wrap"

#include "config.h"

#include "jb-key-wrap.h"

#include "jb-archive.h"
#include "jb-cipher.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define WRAP_VERSION 1
#define SALT_BYTES 32
#define HEAD_BYTES (4 + SALT_BYTES)
#define WRAP_BYTES (HEAD_BYTES + JB_BOOK_KEY_BYTES + JB_CIPHER_OVERHEAD)

/* The code has 120 random bits, so no guessing ever ends whatever a guess costs; scrypt makes it cost 32 MiB and a tenth of a
 * second all the same (RFC 7914's interactive use, doubled), which an old computer still does while its owner waits. */
#define SCRYPT_LOG2_N 15
#define SCRYPT_R 8
#define SCRYPT_P 1

/* A wrap from a foreign book may ask for so much and not more: it must eat neither memory nor time. */
#define SCRYPT_MEMORY_MAX (G_GUINT64_CONSTANT (64) * 1024 * 1024)
#define SCRYPT_LOG2_N_MAX 19
#define SCRYPT_P_MAX 4

/* What scrypt needs beside its big block. */
#define SCRYPT_MEMORY_MORE (G_GUINT64_CONSTANT (1024) * 1024)

static const char wrap_purpose[] = "jangbu 1 wrap";
static const char proof_purpose[] = "jangbu 1 proof";

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT,
                       _("The key that this book keeps is damaged. Restore the book from a backup and open that with the recovery code."));
  return FALSE;
}

/* What the tag covers: purpose, head, id of the book. (transfer full) */
static GByteArray *
make_about (const guint8 *head,
            GBytes       *id)
{
  GByteArray *about = g_byte_array_new ();

  g_byte_array_append (about, (const guint8 *) wrap_purpose, sizeof wrap_purpose);
  g_byte_array_append (about, head, HEAD_BYTES);
  g_byte_array_append (about, g_bytes_get_data (id, NULL), (guint) g_bytes_get_size (id));
  return about;
}

/* @head: already known to be within bounds. */
static JbCipher *
make_cipher (const guint8  *head,
             const char    *code,
             GError       **error)
{
  guint8 key[JB_CIPHER_KEY_BYTES];
  JbCipher *cipher = NULL;

  if (EVP_PBE_scrypt (code, strlen (code), head + 4, SALT_BYTES, G_GUINT64_CONSTANT (1) << head[1], head[2], head[3],
                      SCRYPT_MEMORY_MAX + SCRYPT_MEMORY_MORE, key, sizeof key) == 1)
    cipher = jb_cipher_new (key, error);
  else
    jb_cipher_set_error (error);

  OPENSSL_cleanse (key, sizeof key);
  return cipher;
}

GBytes *
jb_key_wrap_make (JbBookKey   *key,
                  const char  *code,
                  GBytes      *id,
                  GError     **error)
{
  g_autofree guint8 *wrap = g_malloc (WRAP_BYTES);
  g_autoptr(GByteArray) about = NULL;
  g_autoptr(JbCipher) cipher = NULL;

  wrap[0] = WRAP_VERSION;
  wrap[1] = SCRYPT_LOG2_N;
  wrap[2] = SCRYPT_R;
  wrap[3] = SCRYPT_P;
  if (RAND_bytes (wrap + 4, SALT_BYTES) != 1)
    {
      jb_cipher_set_error (error);
      return NULL;
    }

  cipher = make_cipher (wrap, code, error);
  if (cipher == NULL)
    return NULL;

  about = make_about (wrap, id);
  if (!jb_cipher_encrypt (cipher, about->data, about->len, jb_book_key_get_bytes (key), JB_BOOK_KEY_BYTES, wrap + HEAD_BYTES,
                          error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&wrap), WRAP_BYTES);
}

static gboolean
is_within_bounds (const guint8 *head)
{
  return head[1] >= 1 && head[1] <= SCRYPT_LOG2_N_MAX && head[2] >= 1 && head[3] >= 1 && head[3] <= SCRYPT_P_MAX &&
         head[1] < 16 * head[2] &&   /* RFC 7914, 2: N < 2^(128 r / 8) */
         (G_GUINT64_CONSTANT (128) << head[1]) * head[2] <= SCRYPT_MEMORY_MAX;
}

static gboolean
check_head (const guint8  *wrap,
            gsize          size,
            GError       **error)
{
  if (size == 0)
    return set_damaged (error);

  if (wrap[0] > WRAP_VERSION)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_TOO_NEW,
                           _("This book was written by a newer Jangbu. Install the newest version to open it."));
      return FALSE;
    }

  return (size == WRAP_BYTES && wrap[0] == WRAP_VERSION && is_within_bounds (wrap)) || set_damaged (error);
}

JbBookKey *
jb_key_wrap_open (GBytes      *wrap,
                  const char  *code,
                  GBytes      *id,
                  GError     **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (wrap, &size);
  g_autoptr(GByteArray) about = NULL;
  g_autoptr(JbCipher) cipher = NULL;
  guint8 bytes[JB_BOOK_KEY_BYTES];
  JbBookKey *key = NULL;

  if (!check_head (data, size, error))
    return NULL;

  cipher = make_cipher (data, code, error);
  if (cipher == NULL)
    return NULL;

  about = make_about (data, id);
  if (jb_cipher_decrypt (cipher, about->data, about->len, data + HEAD_BYTES, WRAP_BYTES - HEAD_BYTES, bytes))
    key = jb_book_key_new_for_bytes (bytes);
  else
    g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY,
                         _("This recovery code does not open this book. Use the newest code that you wrote down for it; "
                           "a backup opens with the code of its time."));

  OPENSSL_cleanse (bytes, sizeof bytes);
  return key;
}

gboolean
jb_key_proof_make (JbBookKey  *key,
                   guint8      out[JB_KEY_PROOF_BYTES],
                   GError    **error)
{
  G_STATIC_ASSERT (JB_KEY_PROOF_BYTES == JB_CIPHER_KEY_BYTES);
  return jb_cipher_derive (jb_book_key_get_bytes (key), proof_purpose, out, error);
}
