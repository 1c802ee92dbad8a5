/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key schedule is made once and every message only sets its nonce: an original costs a microsecond or two. */

#define G_LOG_DOMAIN "jb-cipher"

#include "config.h"

#include "jb-cipher.h"

#include "jb-archive.h"

#include <glib/gi18n-lib.h>
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <string.h>

struct _JbCipher
{
  EVP_CIPHER_CTX *encryptor;   /* (owned) */
  EVP_CIPHER_CTX *decryptor;   /* (owned) */
};

gboolean
jb_cipher_set_error (GError **error)
{
  ERR_clear_error ();
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                       _("The encryption of this system does not work. Install a complete OpenSSL and try again."));
  return FALSE;
}

JbCipher *
jb_cipher_new (const guint8   key[JB_CIPHER_KEY_BYTES],
               GError       **error)
{
  JbCipher *self = g_new0 (JbCipher, 1);

  self->encryptor = EVP_CIPHER_CTX_new ();
  self->decryptor = EVP_CIPHER_CTX_new ();
  if (EVP_EncryptInit_ex (self->encryptor, EVP_aes_256_gcm (), NULL, key, NULL) == 1 &&
      EVP_DecryptInit_ex (self->decryptor, EVP_aes_256_gcm (), NULL, key, NULL) == 1)
    return self;

  jb_cipher_free (self);
  jb_cipher_set_error (error);
  return NULL;
}

void
jb_cipher_free (JbCipher *self)
{
  if (self == NULL)
    return;

  /* Wipes the key schedule. */
  EVP_CIPHER_CTX_free (self->encryptor);
  EVP_CIPHER_CTX_free (self->decryptor);
  g_free (self);
}

gboolean
jb_cipher_encrypt (JbCipher      *self,
                   const guint8  *about,
                   gsize          about_size,
                   const guint8  *clear,
                   gsize          size,
                   guint8        *out,
                   GError       **error)
{
  guint8 *body = out + JB_CIPHER_NONCE_BYTES;
  int n;

  if (size <= INT_MAX && about_size <= INT_MAX &&
      RAND_bytes (out, JB_CIPHER_NONCE_BYTES) == 1 &&
      EVP_EncryptInit_ex (self->encryptor, NULL, NULL, NULL, out) == 1 &&
      EVP_EncryptUpdate (self->encryptor, NULL, &n, about, (int) about_size) == 1 &&
      EVP_EncryptUpdate (self->encryptor, body, &n, clear, (int) size) == 1 &&
      EVP_EncryptFinal_ex (self->encryptor, body + size, &n) == 1 &&
      EVP_CIPHER_CTX_ctrl (self->encryptor, EVP_CTRL_GCM_GET_TAG, JB_CIPHER_TAG_BYTES, body + size) == 1)
    return TRUE;

  return jb_cipher_set_error (error);
}

gboolean
jb_cipher_decrypt (JbCipher     *self,
                   const guint8 *about,
                   gsize         about_size,
                   const guint8 *message,
                   gsize         size,
                   guint8       *out)
{
  guint8 tag[JB_CIPHER_TAG_BYTES];
  guint8 last[EVP_MAX_BLOCK_LENGTH];
  gsize body_size;
  int n;

  if (size < JB_CIPHER_OVERHEAD || size > INT_MAX || about_size > INT_MAX)
    return FALSE;

  body_size = size - JB_CIPHER_OVERHEAD;
  memcpy (tag, message + size - JB_CIPHER_TAG_BYTES, sizeof tag);
  if (EVP_DecryptInit_ex (self->decryptor, NULL, NULL, NULL, message) == 1 &&
      EVP_DecryptUpdate (self->decryptor, NULL, &n, about, (int) about_size) == 1 &&
      EVP_DecryptUpdate (self->decryptor, out, &n, message + JB_CIPHER_NONCE_BYTES, (int) body_size) == 1 &&
      EVP_CIPHER_CTX_ctrl (self->decryptor, EVP_CTRL_GCM_SET_TAG, sizeof tag, tag) == 1 &&
      EVP_DecryptFinal_ex (self->decryptor, last, &n) == 1)
    return TRUE;

  ERR_clear_error ();
  return FALSE;
}

gboolean
jb_cipher_derive (const guint8   key[JB_CIPHER_KEY_BYTES],
                  const char    *purpose,
                  guint8         out[JB_CIPHER_KEY_BYTES],
                  GError       **error)
{
  char digest[] = "SHA256";
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, digest, 0),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_KEY, (void *) key, JB_CIPHER_KEY_BYTES),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_INFO, (void *) purpose, strlen (purpose)),
    OSSL_PARAM_construct_end (),
  };
  EVP_KDF *kdf = EVP_KDF_fetch (NULL, "HKDF", NULL);
  EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new (kdf) : NULL;
  gboolean ok = context != NULL && EVP_KDF_derive (context, out, JB_CIPHER_KEY_BYTES, params) == 1;

  EVP_KDF_CTX_free (context);
  EVP_KDF_free (kdf);
  return ok || jb_cipher_set_error (error);
}
