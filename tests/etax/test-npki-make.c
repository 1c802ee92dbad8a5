/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where it can, this takes another road than the program: octets put together by hand, OpenSSL's own encryption. */

#include "config.h"

#include "test-npki-make.h"

#include <string.h>

#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

GBytes *
test_read_hex (const char *hex)
{
  gsize length = strlen (hex) / 2;
  guint8 *bytes = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return g_bytes_new_take (bytes, length);
}

GBytes *
test_npki_sample (const char *name)
{
  g_autofree char *path = g_build_filename ("npki", name, NULL);

  return jb_test_sample (path);
}

PKCS8_PRIV_KEY_INFO *
test_npki_plain (void)
{
  g_autoptr(GBytes) der = test_npki_sample ("expected-pkcs8-with-r.der");
  const guint8 *at = g_bytes_get_data (der, NULL);
  PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO (NULL, &at, (long) g_bytes_get_size (der));

  g_assert_nonnull (info);
  return info;
}

EVP_PKEY *
test_npki_key (void)
{
  PKCS8_PRIV_KEY_INFO *info = test_npki_plain ();
  EVP_PKEY *key = EVP_PKCS82PKEY (info);

  PKCS8_PRIV_KEY_INFO_free (info);
  g_assert_nonnull (key);
  return key;
}

static void
add_policy (X509       *x509,
            const char *oid)
{
  CERTIFICATEPOLICIES *policies = sk_POLICYINFO_new_null ();
  POLICYINFO *policy = POLICYINFO_new ();

  policy->policyid = OBJ_txt2obj (oid, 1);
  sk_POLICYINFO_push (policies, policy);
  g_assert_cmpint (X509_add1_ext_i2d (x509, NID_certificate_policies, policies, 0, 0), ==, 1);
  sk_POLICYINFO_pop_free (policies, POLICYINFO_free);
}

static void
add_san (X509         *x509,
         const guint8 *der,
         gsize         length)
{
  ASN1_OCTET_STRING *data = ASN1_OCTET_STRING_new ();
  X509_EXTENSION *extension;

  ASN1_OCTET_STRING_set (data, der, (int) length);
  extension = X509_EXTENSION_create_by_NID (NULL, NID_subject_alt_name, 0, data);
  g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
  ASN1_OCTET_STRING_free (data);
}

static void
add_key_usage (X509       *x509,
               const char *usage)
{
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, NID_key_usage, usage);

  g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

static void
set_names (X509                  *x509,
           const TestCertificate *wanted)
{
  int type = wanted->common_name_type != 0 ? wanted->common_name_type : V_ASN1_UTF8STRING;

  if (wanted->common_name != NULL)
    g_assert_cmpint (X509_NAME_add_entry_by_NID (X509_get_subject_name (x509), NID_commonName, type,
                                                 (const guchar *) wanted->common_name, (int) strlen (wanted->common_name), -1, 0),
                     ==, 1);
  if (wanted->issuer != NULL)
    X509_NAME_add_entry_by_NID (X509_get_issuer_name (x509), NID_organizationName, V_ASN1_UTF8STRING,
                                (const guchar *) wanted->issuer, -1, -1, 0);
}

GBytes *
test_make_certificate (const TestCertificate *wanted)
{
  EVP_PKEY *key = wanted->key != NULL ? wanted->key : test_npki_key ();
  X509 *x509 = X509_new ();
  guint8 *der = NULL;
  int length;
  GBytes *bytes;

  X509_set_version (x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), wanted->serial);
  set_names (x509, wanted);
  g_assert_true (ASN1_TIME_set_string_X509 (X509_getm_notBefore (x509),
                                            wanted->not_before != NULL ? wanted->not_before : "20260101000000Z"));
  g_assert_true (ASN1_TIME_set_string_X509 (X509_getm_notAfter (x509),
                                            wanted->not_after != NULL ? wanted->not_after : "20351231145959Z"));
  X509_set_pubkey (x509, key);
  if (wanted->policy != NULL)
    add_policy (x509, wanted->policy);
  if (wanted->san != NULL)
    add_san (x509, wanted->san, wanted->san_length);
  if (wanted->key_usage != NULL)
    add_key_usage (x509, wanted->key_usage);
  g_assert_cmpint (X509_sign (x509, key, EVP_sha256 ()), >, 0);

  length = i2d_X509 (x509, &der);
  g_assert_cmpint (length, >, 0);
  bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  X509_free (x509);
  if (wanted->key == NULL)
    EVP_PKEY_free (key);
  return bytes;
}

/* Puts tag and length before what is there. Lengths below 256 only. */
static void
wrap (GByteArray *der,
      guint8      tag)
{
  guint8 head[3] = { tag, 0x81, (guint8) der->len };

  g_assert_cmpuint (der->len, <, 256);
  if (der->len < 128)
    {
      head[1] = (guint8) der->len;
      g_byte_array_prepend (der, head, 2);
    }
  else
    {
      g_byte_array_prepend (der, head, 3);
    }
}

static void
prepend_hex (GByteArray *der,
             const char *hex)
{
  g_autoptr(GBytes) bytes = test_read_hex (hex);

  g_byte_array_prepend (der, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
}

/* h(h(SEQ { PrintableString number, BIT STRING r })) */
static GByteArray *
compute_vid (GChecksumType  hash,
             const char    *number,
             GBytes        *r)
{
  g_autoptr(GByteArray) content = g_byte_array_new ();
  g_autoptr(GByteArray) name = g_byte_array_new ();
  GByteArray *digest = g_byte_array_new ();
  gsize length = (gsize) g_checksum_type_get_length (hash);
  const guint8 no_unused_bits = 0;

  g_byte_array_append (content, &no_unused_bits, 1);
  g_byte_array_append (content, g_bytes_get_data (r, NULL), (guint) g_bytes_get_size (r));
  wrap (content, 0x03);
  g_byte_array_append (name, (const guint8 *) number, (guint) strlen (number));
  wrap (name, 0x13);
  g_byte_array_prepend (content, name->data, name->len);
  wrap (content, 0x30);

  g_byte_array_append (digest, content->data, content->len);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr(GChecksum) checksum = g_checksum_new (hash);

      g_checksum_update (checksum, digest->data, digest->len);
      g_byte_array_set_size (digest, (guint) length);
      g_checksum_get_digest (checksum, digest->data, &length);
    }

  return digest;
}

GBytes *
test_make_san (GChecksumType  hash,
               const char    *number,
               GBytes        *r,
               gboolean       wrapped)
{
  GByteArray *der = compute_vid (hash, number, r);

  if (wrapped)
    wrap (der, 0x04);
  wrap (der, wrapped ? 0xa0 : 0x80);
  prepend_hex (der, hash == G_CHECKSUM_SHA1 ? "300706052b0e03021a" : "300b0609608648016503040201");
  wrap (der, 0x30);
  prepend_hex (der, "060a2a831a8c9a440a010101");
  wrap (der, 0x30);
  wrap (der, 0x30);
  prepend_hex (der, "0c06eab080eb8298");   /* 가나 */
  wrap (der, 0x30);
  wrap (der, 0xa0);
  prepend_hex (der, "06092a831a8c9a440a0101");
  wrap (der, 0xa0);
  wrap (der, 0x30);
  return g_byte_array_free_to_bytes (der);
}

static GBytes *
take_sig (X509_SIG *file)
{
  guint8 *der = NULL;
  int length = i2d_X509_SIG (file, &der);
  GBytes *bytes;

  g_assert_cmpint (length, >, 0);
  bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  X509_SIG_free (file);
  return bytes;
}

GBytes *
test_encrypt_pbes2 (PKCS8_PRIV_KEY_INFO *info,
                    const EVP_CIPHER    *cipher,
                    const char          *password,
                    int                  iterations)
{
  guint8 salt[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  guint8 iv[16] = { 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 };
  X509_ALGOR *algorithm = PKCS5_pbe2_set_iv (cipher, iterations, salt, sizeof salt, iv, NID_hmacWithSHA1);
  X509_SIG *file = PKCS8_set0_pbe (password, (int) strlen (password), info, algorithm);

  g_assert_nonnull (file);
  return take_sig (file);
}

GBytes *
test_wrap_korean (const char *oid,
                  GBytes     *salt,
                  const char *iterations,
                  GBytes     *data)
{
  X509_SIG *file = X509_SIG_new ();
  PBEPARAM *param = PBEPARAM_new ();
  BIGNUM *count = NULL;
  ASN1_STRING *packed;
  X509_ALGOR *algorithm;
  ASN1_OCTET_STRING *octets;

  g_assert_true (BN_dec2bn (&count, iterations));
  BN_to_ASN1_INTEGER (count, param->iter);
  BN_free (count);
  ASN1_OCTET_STRING_set (param->salt, g_bytes_get_data (salt, NULL), (int) g_bytes_get_size (salt));
  packed = ASN1_item_pack (param, ASN1_ITEM_rptr (PBEPARAM), NULL);
  PBEPARAM_free (param);

  X509_SIG_getm (file, &algorithm, &octets);
  X509_ALGOR_set0 (algorithm, OBJ_txt2obj (oid, 1), V_ASN1_SEQUENCE, packed);
  ASN1_OCTET_STRING_set (octets, g_bytes_get_data (data, NULL), (int) g_bytes_get_size (data));
  return take_sig (file);
}
