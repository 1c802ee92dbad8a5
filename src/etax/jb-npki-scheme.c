/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The ways in which signPri.key is encrypted (etax-domain.md 6.2): Korea's own two, with PBKDF1 and SEED, and PBES2.
 * OpenSSL knows neither of the first two, and SEED only with its legacy provider, which is never needed here. */

#define G_LOG_DOMAIN "jb-npki-scheme"

#include "config.h"

#include "jb-npki-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "jb-certificate-private.h"
#include "jb-seed.h"

#define OID_SEED_WITH_SHA1 "1.2.410.200004.1.15"
#define OID_SEED_CBC       "1.2.410.200004.1.4"

#define FIXED_IV    "0123456789012345"
#define SHA1_LENGTH 20
#define MAX_KEY     32

/* Ciphers that PBES2 may name. */
static const struct
{
  const char *oid;
  const char *name;   /* OpenSSL's; NULL for our SEED */
  gsize       key_length;
} ciphers[] = {
  { OID_SEED_CBC,              NULL,           JB_SEED_KEY },
  { "2.16.840.1.101.3.4.1.2",  "AES-128-CBC",  16 },
  { "2.16.840.1.101.3.4.1.22", "AES-192-CBC",  24 },
  { "2.16.840.1.101.3.4.1.42", "AES-256-CBC",  32 },
  { "1.2.410.200046.1.1.2",    "ARIA-128-CBC", 16 },
  { "1.2.410.200046.1.1.7",    "ARIA-192-CBC", 24 },
  { "1.2.410.200046.1.1.12",   "ARIA-256-CBC", 32 },
};

JbNpkiSecret *
_jb_npki_secret_new (gsize length)
{
  JbNpkiSecret *secret = g_new (JbNpkiSecret, 1);

  /* A byte more than asked: never an empty block. */
  secret->data = g_malloc0 (length + 1);
  secret->length = length;
  return secret;
}

void
_jb_npki_secret_free (JbNpkiSecret *secret)
{
  if (secret == NULL)
    return;

  OPENSSL_cleanse (secret->data, secret->length);
  g_free (secret->data);
  g_free (secret);
}

void
_jb_npki_set_not_key (GError **error)
{
  g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_KEY,
                       _("The file signPri.key is damaged or is not the key of a certificate. "
                         "Copy the certificate again from where you use it, or have it issued again."));
}

static gboolean
set_unsupported (GError            **error,
                 const ASN1_OBJECT  *object)
{
  g_autofree char *oid = _jb_oid_to_text (object);

  g_set_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_UNSUPPORTED,
               _("The key file is encrypted in a way that Jangbu does not know (%s). "
                 "Change the certificate's password where it was issued, which encrypts it anew, and try again."),
               oid);
  return FALSE;
}

/* Salt and rounds, common to all. */
static gboolean
read_rounds (const ASN1_OCTET_STRING *salt,
             const ASN1_INTEGER      *iterations,
             JbNpkiScheme            *scheme)
{
  int64_t count = 0;

  if (!ASN1_INTEGER_get_int64 (&count, iterations) || count < 1 || count > JB_NPKI_KEY_MAX_ITERATIONS)
    return FALSE;

  scheme->iterations = (int) count;
  scheme->salt = g_bytes_new (ASN1_STRING_get0_data (salt), (gsize) ASN1_STRING_length (salt));
  return TRUE;
}

/* 1.2.410.200004.1.15, and .1.4 used as if it were a whole scheme. */
static gboolean
read_korean (const X509_ALGOR *algorithm,
             gboolean          fixed_iv,
             JbNpkiScheme     *scheme)
{
  PBEPARAM *param = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBEPARAM), algorithm->parameter);
  gboolean read = param != NULL && read_rounds (param->salt, param->iter, scheme);

  PBEPARAM_free (param);
  scheme->key_length = JB_SEED_KEY;
  scheme->prf = EVP_sha1 ();
  if (fixed_iv)
    {
      /* Two kinds of writers: those with PBKDF1 are by far more. */
      scheme->derivations[scheme->n_derivations++] = JB_NPKI_DERIVE_PBKDF1;
      scheme->derivations[scheme->n_derivations++] = JB_NPKI_DERIVE_PBKDF2;
      memcpy (scheme->iv, FIXED_IV, JB_NPKI_BLOCK);
    }
  else
    {
      scheme->derivations[scheme->n_derivations++] = JB_NPKI_DERIVE_PBKDF1_IV;
    }

  return read;
}

static const EVP_MD *
find_prf (const X509_ALGOR *prf)
{
  if (prf == NULL)
    return EVP_sha1 ();

  switch (OBJ_obj2nid (prf->algorithm))
    {
    case NID_hmacWithSHA1:
      return EVP_sha1 ();
    case NID_hmacWithSHA256:
      return EVP_sha256 ();
    case NID_hmacWithSHA384:
      return EVP_sha384 ();
    case NID_hmacWithSHA512:
      return EVP_sha512 ();
    default:
      return NULL;
    }
}

/* The cipher of PBES2 and its initial value. */
static gboolean
read_cipher (const X509_ALGOR  *algorithm,
             JbNpkiScheme      *scheme,
             GError           **error)
{
  const ASN1_TYPE *iv = algorithm->parameter;
  guint at = 0;

  while (at < G_N_ELEMENTS (ciphers) && !_jb_oid_equal (algorithm->algorithm, ciphers[at].oid))
    at++;
  if (at == G_N_ELEMENTS (ciphers))
    return set_unsupported (error, algorithm->algorithm);

  if (iv == NULL || iv->type != V_ASN1_OCTET_STRING || ASN1_STRING_length (iv->value.octet_string) != JB_NPKI_BLOCK)
    {
      _jb_npki_set_not_key (error);
      return FALSE;
    }

  memcpy (scheme->iv, ASN1_STRING_get0_data (iv->value.octet_string), JB_NPKI_BLOCK);
  scheme->key_length = ciphers[at].key_length;
  if (ciphers[at].name == NULL)
    return TRUE;

  /* ARIA may be left out of an OpenSSL. */
  scheme->cipher = EVP_CIPHER_fetch (NULL, ciphers[at].name, NULL);
  return scheme->cipher != NULL || set_unsupported (error, algorithm->algorithm);
}

/* After read_cipher(): a length that is named must be the cipher's. */
static gboolean
read_pbkdf2 (const X509_ALGOR  *algorithm,
             JbNpkiScheme      *scheme,
             GError           **error)
{
  PBKDF2PARAM *param = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM), algorithm->parameter);
  int64_t key_length = (int64_t) scheme->key_length;
  gboolean read = FALSE;

  if (param == NULL || param->salt->type != V_ASN1_OCTET_STRING ||
      !read_rounds (param->salt->value.octet_string, param->iter, scheme) ||
      (param->keylength != NULL && !ASN1_INTEGER_get_int64 (&key_length, param->keylength)) ||
      key_length != (int64_t) scheme->key_length)
    {
      _jb_npki_set_not_key (error);
    }
  else
    {
      scheme->derivations[scheme->n_derivations++] = JB_NPKI_DERIVE_PBKDF2;
      scheme->prf = find_prf (param->prf);
      read = scheme->prf != NULL || set_unsupported (error, param->prf->algorithm);
    }

  PBKDF2PARAM_free (param);
  return read;
}

static gboolean
read_pbes2 (const X509_ALGOR  *algorithm,
            JbNpkiScheme      *scheme,
            GError           **error)
{
  PBE2PARAM *param = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), algorithm->parameter);
  gboolean read = FALSE;

  if (param == NULL)
    _jb_npki_set_not_key (error);
  else if (OBJ_obj2nid (param->keyfunc->algorithm) != NID_id_pbkdf2)
    set_unsupported (error, param->keyfunc->algorithm);
  else
    read = read_cipher (param->encryption, scheme, error) && read_pbkdf2 (param->keyfunc, scheme, error);

  PBE2PARAM_free (param);
  return read;
}

gboolean
_jb_npki_scheme_read (const X509_ALGOR  *algorithm,
                      JbNpkiScheme      *scheme,
                      GError           **error)
{
  gboolean read;

  memset (scheme, 0, sizeof *scheme);
  if (_jb_oid_equal (algorithm->algorithm, OID_SEED_WITH_SHA1) || _jb_oid_equal (algorithm->algorithm, OID_SEED_CBC))
    {
      read = read_korean (algorithm, _jb_oid_equal (algorithm->algorithm, OID_SEED_CBC), scheme);
      if (!read)
        _jb_npki_set_not_key (error);
    }
  else if (OBJ_obj2nid (algorithm->algorithm) == NID_pbes2)
    {
      read = read_pbes2 (algorithm, scheme, error);
    }
  else
    {
      read = set_unsupported (error, algorithm->algorithm);
    }

  ERR_clear_error ();
  return read;
}

void
_jb_npki_scheme_clear (JbNpkiScheme *scheme)
{
  g_clear_pointer (&scheme->cipher, EVP_CIPHER_free);
  g_clear_pointer (&scheme->salt, g_bytes_unref);
}

gboolean
_jb_npki_pbkdf1 (const JbNpkiSecret *password,
                 GBytes             *salt,
                 int                 iterations,
                 guint8              derived[20])
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gsize salt_length;
  const guint8 *salt_data = g_bytes_get_data (salt, &salt_length);
  gboolean done = context != NULL &&
                  EVP_DigestInit_ex (context, EVP_sha1 (), NULL) &&
                  EVP_DigestUpdate (context, password->data, password->length) &&
                  EVP_DigestUpdate (context, salt_data, salt_length) &&
                  EVP_DigestFinal_ex (context, derived, NULL);

  for (int i = 1; i < iterations && done; i++)
    done = EVP_DigestInit_ex (context, NULL, NULL) &&
           EVP_DigestUpdate (context, derived, SHA1_LENGTH) &&
           EVP_DigestFinal_ex (context, derived, NULL);

  EVP_MD_CTX_free (context);
  return done;
}

gboolean
_jb_npki_derive_iv (const guint8 derived[20],
                    guint8       iv[JB_NPKI_BLOCK])
{
  guint8 digest[SHA1_LENGTH];
  gboolean done = EVP_Digest (derived + JB_SEED_KEY, SHA1_LENGTH - JB_SEED_KEY, digest, NULL, EVP_sha1 (), NULL);

  memcpy (iv, digest, JB_NPKI_BLOCK);
  OPENSSL_cleanse (digest, sizeof digest);
  return done;
}

/* @iv: what the scheme says, replaced when it comes from the password. */
static gboolean
derive (const JbNpkiScheme *scheme,
        JbNpkiDerivation    derivation,
        const JbNpkiSecret *password,
        guint8              key[MAX_KEY],
        guint8              iv[JB_NPKI_BLOCK])
{
  guint8 derived[SHA1_LENGTH];
  gsize salt_length;
  const guint8 *salt = g_bytes_get_data (scheme->salt, &salt_length);
  gboolean done;

  if (derivation == JB_NPKI_DERIVE_PBKDF2)
    return PKCS5_PBKDF2_HMAC ((const char *) password->data, (int) password->length, salt, (int) salt_length,
                              scheme->iterations, scheme->prf, (int) scheme->key_length, key);

  done = _jb_npki_pbkdf1 (password, scheme->salt, scheme->iterations, derived);
  if (done && derivation == JB_NPKI_DERIVE_PBKDF1_IV)
    done = _jb_npki_derive_iv (derived, iv);

  memcpy (key, derived, JB_SEED_KEY);
  OPENSSL_cleanse (derived, sizeof derived);
  return done;
}

static gboolean
decrypt_openssl (const EVP_CIPHER *cipher,
                 const guint8     *key,
                 const guint8     *iv,
                 const guint8     *data,
                 gsize             length,
                 guint8           *plain)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  int written = 0;
  gboolean done = context != NULL &&
                  EVP_DecryptInit_ex2 (context, cipher, key, iv, NULL) &&
                  EVP_CIPHER_CTX_set_padding (context, 0) &&
                  EVP_DecryptUpdate (context, plain, &written, data, (int) length) &&
                  (gsize) written == length;

  EVP_CIPHER_CTX_free (context);
  return done;
}

static void
decrypt_seed (const guint8 *key,
              const guint8 *iv,
              const guint8 *data,
              gsize         length,
              guint8       *plain)
{
  JbSeed seed;

  jb_seed_init (&seed, key);
  jb_seed_cbc_decrypt (&seed, iv, data, length, plain);
  jb_seed_clear (&seed);
}

/* PKCS#7. */
static gboolean
drop_padding (JbNpkiSecret *plain)
{
  guint8 padding = plain->data[plain->length - 1];

  if (padding < 1 || padding > JB_NPKI_BLOCK)
    return FALSE;
  for (gsize i = 1; i <= padding; i++)
    if (plain->data[plain->length - i] != padding)
      return FALSE;

  OPENSSL_cleanse (plain->data + plain->length - padding, padding);
  plain->length -= padding;
  return TRUE;
}

JbNpkiSecret *
_jb_npki_scheme_decrypt (const JbNpkiScheme *scheme,
                         JbNpkiDerivation    derivation,
                         const JbNpkiSecret *password,
                         const guint8       *data,
                         gsize               length)
{
  g_autoptr(JbNpkiSecret) plain = NULL;
  guint8 key[MAX_KEY] = { 0 };
  guint8 iv[JB_NPKI_BLOCK];
  gboolean done;

  g_return_val_if_fail (length > 0 && length % JB_NPKI_BLOCK == 0, NULL);

  plain = _jb_npki_secret_new (length);
  memcpy (iv, scheme->iv, sizeof iv);
  done = derive (scheme, derivation, password, key, iv);
  if (done && scheme->cipher != NULL)
    done = decrypt_openssl (scheme->cipher, key, iv, data, length, plain->data);
  else if (done)
    decrypt_seed (key, iv, data, length, plain->data);

  OPENSSL_cleanse (key, sizeof key);
  OPENSSL_cleanse (iv, sizeof iv);
  ERR_clear_error ();
  return done && drop_padding (plain) ? g_steal_pointer (&plain) : NULL;
}
