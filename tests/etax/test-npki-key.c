/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening key files: every fixture with the values of its expected.json, every scheme and encoding of a password, and what
 * must be refused. */

#include "config.h"

#include "jb-npki-key.h"

#include <string.h>
#include <sys/stat.h>

#include <json-glib/json-glib.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "jb-npki-private.h"
#include "jb-seed.h"
#include "test-npki-make.h"

static const struct
{
  const char *file;
  gboolean    has_r;
  gboolean    belongs;
} fixtures[] = {
  { "signPri-seedcbc-sha1-pbes1.key",  TRUE,  TRUE },
  { "signPri-seedcbc-fixediv.key",     TRUE,  TRUE },
  { "signPri-pbes2-seed-sha1.key",     TRUE,  TRUE },
  { "signPri-pbes2-seed-sha256.key",   TRUE,  TRUE },
  { "signPri-pbes2-aes128-sha1.key",   TRUE,  TRUE },
  { "signPri-pbes2-aes256-sha256.key", TRUE,  TRUE },
  { "signPri-no-r-attribute.key",      FALSE, TRUE },
  { "signPri-wrong-pair.key",          FALSE, FALSE },
};

/* The value of expected.json. (transfer full) */
static char *
expected (const char *name)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GBytes) json = test_npki_sample ("expected.json");

  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (json, NULL), (gssize) g_bytes_get_size (json), NULL));
  return g_strdup (json_object_get_string_member (json_node_get_object (json_parser_get_root (parser)), name));
}

static GBytes *
expected_bytes (const char *name)
{
  g_autofree char *hex = expected (name);

  return test_read_hex (hex);
}

static void
assert_bytes (GBytes       *wanted,
              const guint8 *data,
              gsize         length)
{
  g_assert_cmpmem (data, length, g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
}

static JbNpkiSecret *
secret_of (const char *text)
{
  JbNpkiSecret *secret = _jb_npki_secret_new (strlen (text));

  memcpy (secret->data, text, secret->length);
  return secret;
}

static JbCertificate *
sample_certificate (void)
{
  g_autoptr(GBytes) der = test_npki_sample ("signCert.der");
  g_autoptr(GError) error = NULL;
  JbCertificate *certificate = jb_certificate_new (der, &error);

  g_assert_no_error (error);
  return certificate;
}

/* No key, an error of the domain with a sentence, and OpenSSL's queue as empty as it was. */
static void
assert_refused (GBytes      *file,
                const char  *password,
                JbNpkiError  code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_npki_key_open (file, password, &error));
  g_assert_error (error, JB_NPKI_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

static JbNpkiKey *
open_well (GBytes     *file,
           const char *password)
{
  g_autoptr(GError) error = NULL;
  JbNpkiKey *key = jb_npki_key_open (file, password, &error);

  g_assert_no_error (error);
  g_assert_true (JB_IS_NPKI_KEY (key));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return key;
}

static void
check_fixture (JbNpkiKey     *key,
               JbCertificate *certificate,
               gboolean       has_r,
               gboolean       belongs)
{
  g_autoptr(GBytes) r = expected_bytes ("r_hex");
  g_autofree char *idn = expected ("idn");
  g_autoptr(GError) error = NULL;
  gsize length;
  const guint8 *data = jb_npki_key_get_r (key, &length);

  g_assert_cmpint (jb_npki_key_has_r (key), ==, has_r);
  if (has_r && belongs)
    assert_bytes (r, data, length);
  if (!has_r)
    g_assert_true (data == NULL && length == 0);

  g_assert_cmpint (jb_npki_key_check_pair (key, certificate, &error), ==, belongs);
  if (!belongs)
    g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_MISMATCH);
  g_clear_error (&error);

  g_assert_cmpint (jb_npki_key_check_owner (key, certificate, idn, &error), ==, has_r && belongs);
  if (!belongs)
    g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_MISMATCH);
  else if (!has_r)
    g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NO_R);
  g_clear_error (&error);

  g_assert_false (jb_npki_key_check_owner (key, certificate, "001-81-00021", &error));
  if (has_r && belongs)
    g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER);
}

static void
test_fixtures (void)
{
  g_autoptr(JbCertificate) certificate = sample_certificate ();

  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autoptr(GBytes) file = test_npki_sample (fixtures[i].file);
      JbNpkiKey *key = open_well (file, TEST_PASSWORD);

      g_test_message ("%s", fixtures[i].file);
      check_fixture (key, certificate, fixtures[i].has_r, fixtures[i].belongs);
      g_assert_finalize_object (key);
    }
}

static void
test_wrong_password (void)
{
  static const char * const wrong[] = { "", "jangbu-test-2026!", "Jangbu-test-2026", "Jangbu-test-2026! ", "장부-test-2026!" };

  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autoptr(GBytes) file = test_npki_sample (fixtures[i].file);

      for (guint j = 0; j < G_N_ELEMENTS (wrong); j++)
        assert_refused (file, wrong[j], JB_NPKI_ERROR_WRONG_PASSWORD);
    }
}

/* The plain text of each fixture, byte for byte. */
static void
test_plain (void)
{
  g_autoptr(GBytes) wanted = test_npki_sample ("expected-pkcs8-with-r.der");
  g_autoptr(JbNpkiSecret) password = secret_of (TEST_PASSWORD);

  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autoptr(GBytes) file = test_npki_sample (fixtures[i].file);
      const guint8 *at = g_bytes_get_data (file, NULL);
      X509_SIG *sig = d2i_X509_SIG (NULL, &at, (long) g_bytes_get_size (file));
      const X509_ALGOR *algorithm;
      const ASN1_OCTET_STRING *data;
      g_auto(JbNpkiScheme) scheme = { 0 };
      g_autoptr(JbNpkiSecret) plain = NULL;

      X509_SIG_get0 (sig, &algorithm, &data);
      g_assert_true (_jb_npki_scheme_read (algorithm, &scheme, NULL));
      plain = _jb_npki_scheme_decrypt (&scheme, scheme.derivations[0], password, data->data, (gsize) data->length);
      g_assert_nonnull (plain);
      if (fixtures[i].has_r && fixtures[i].belongs)
        assert_bytes (wanted, plain->data, plain->length);
      X509_SIG_free (sig);
    }
}

static void
test_intermediate (void)
{
  g_autoptr(GBytes) salt = expected_bytes ("salt_hex");
  g_autoptr(GBytes) wanted_key = expected_bytes ("pbkdf1_dk_hex");
  g_autoptr(GBytes) wanted_iv = expected_bytes ("pbes1_iv_hex");
  g_autofree char *password_text = expected ("password");
  g_autoptr(JbNpkiSecret) password = secret_of (password_text);
  guint8 derived[20];
  guint8 iv[JB_NPKI_BLOCK];

  g_assert_true (_jb_npki_pbkdf1 (password, salt, 2048, derived));
  assert_bytes (wanted_key, derived, sizeof derived);
  g_assert_true (_jb_npki_derive_iv (derived, iv));
  assert_bytes (wanted_iv, iv, sizeof iv);

  /* One round is SHA-1 of password and salt. */
  g_assert_true (_jb_npki_pbkdf1 (password, salt, 1, derived));
  {
    g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
    guint8 once[20];
    gsize length = sizeof once;

    g_checksum_update (checksum, password->data, (gssize) password->length);
    g_checksum_update (checksum, g_bytes_get_data (salt, NULL), (gssize) g_bytes_get_size (salt));
    g_checksum_get_digest (checksum, once, &length);
    g_assert_cmpmem (derived, sizeof derived, once, length);
  }
}

/* CBC by hand, with the padding that PKCS#7 wants. */
static GBytes *
encrypt_seed (const guint8 *key,
              const guint8 *iv,
              GBytes       *plain)
{
  g_autoptr(GByteArray) data = g_byte_array_new ();
  guint8 padding;
  JbSeed seed;

  g_byte_array_append (data, g_bytes_get_data (plain, NULL), (guint) g_bytes_get_size (plain));
  padding = (guint8) (16 - data->len % 16);
  for (guint i = 0; i < padding; i++)
    g_byte_array_append (data, &padding, 1);

  jb_seed_init (&seed, key);
  for (guint at = 0; at < data->len; at += 16)
    {
      const guint8 *before = at == 0 ? iv : data->data + at - 16;

      for (guint i = 0; i < 16; i++)
        data->data[at + i] ^= before[i];
      jb_seed_encrypt_block (&seed, data->data + at, data->data + at);
    }
  jb_seed_clear (&seed);

  return g_bytes_new (data->data, data->len);
}

/* The old form as the other kind of writer made it: PBKDF2. */
static void
test_direct_pbkdf2 (void)
{
  g_autoptr(JbCertificate) certificate = sample_certificate ();
  g_autoptr(GBytes) plain = test_npki_sample ("expected-pkcs8-with-r.der");
  g_autoptr(GBytes) salt = test_read_hex ("0011223344556677");
  g_autoptr(GBytes) data = NULL;
  g_autoptr(GBytes) file = NULL;
  g_autoptr(JbNpkiKey) key = NULL;
  guint8 derived[16];

  PKCS5_PBKDF2_HMAC (TEST_PASSWORD, -1, g_bytes_get_data (salt, NULL), 8, 1000, EVP_sha1 (), sizeof derived, derived);
  data = encrypt_seed (derived, (const guint8 *) "0123456789012345", plain);
  file = test_wrap_korean ("1.2.410.200004.1.4", salt, "1000", data);

  key = open_well (file, TEST_PASSWORD);
  check_fixture (key, certificate, TRUE, TRUE);
  assert_refused (file, "not this", JB_NPKI_ERROR_WRONG_PASSWORD);
}

static void
test_other_ciphers (void)
{
  static const char * const names[] = { "AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "ARIA-128-CBC", "ARIA-192-CBC", "ARIA-256-CBC" };
  g_autoptr(JbCertificate) certificate = sample_certificate ();
  PKCS8_PRIV_KEY_INFO *info = test_npki_plain ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const EVP_CIPHER *cipher = EVP_get_cipherbyname (names[i]);
      g_autoptr(GBytes) file = NULL;
      g_autoptr(JbNpkiKey) key = NULL;

      g_assert_nonnull (cipher);
      file = test_encrypt_pbes2 (info, cipher, TEST_PASSWORD, 100);
      key = open_well (file, TEST_PASSWORD);
      check_fixture (key, certificate, TRUE, TRUE);
      assert_refused (file, "not this", JB_NPKI_ERROR_WRONG_PASSWORD);
    }

  PKCS8_PRIV_KEY_INFO_free (info);
}

/* What is not NPKI at all is named, not called a wrong password. */
static void
test_unsupported (void)
{
  PKCS8_PRIV_KEY_INFO *info = test_npki_plain ();
  g_autoptr(GBytes) salt = test_read_hex ("0011223344556677");
  g_autoptr(GBytes) block = test_read_hex ("00112233445566778899aabbccddeeff");
  g_autoptr(GBytes) camellia = test_encrypt_pbes2 (info, EVP_camellia_128_cbc (), TEST_PASSWORD, 100);
  g_autoptr(GBytes) pkcs12 = test_wrap_korean ("1.2.840.113549.1.12.1.3", salt, "2048", block);
  g_autoptr(GError) error = NULL;

  assert_refused (camellia, TEST_PASSWORD, JB_NPKI_ERROR_UNSUPPORTED);
  assert_refused (pkcs12, TEST_PASSWORD, JB_NPKI_ERROR_UNSUPPORTED);

  g_assert_null (jb_npki_key_open (pkcs12, TEST_PASSWORD, &error));
  g_assert_nonnull (strstr (error->message, "1.2.840.113549.1.12.1.3"));
  PKCS8_PRIV_KEY_INFO_free (info);
}

static void
test_korean_password (void)
{
  /* 똠 and 펲 have codes in CP949 only; 😀 has none at all. */
  static const char * const passwords[] = { "장부비밀2026!", "똠방펲시콜라" };
  PKCS8_PRIV_KEY_INFO *info = test_npki_plain ();

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autofree char *korean = g_convert (passwords[i], -1, "CP949", "UTF-8", NULL, NULL, NULL);
      g_autoptr(GBytes) as_utf8 = test_encrypt_pbes2 (info, EVP_aes_128_cbc (), passwords[i], 100);
      g_autoptr(GBytes) as_korean = test_encrypt_pbes2 (info, EVP_aes_128_cbc (), korean, 100);
      g_autoptr(JbNpkiKey) first = open_well (as_utf8, passwords[i]);
      g_autoptr(JbNpkiKey) second = open_well (as_korean, passwords[i]);

      g_assert_true (jb_npki_key_has_r (first) && jb_npki_key_has_r (second));
      assert_refused (as_utf8, "장부비밀2025!", JB_NPKI_ERROR_WRONG_PASSWORD);
      assert_refused (as_korean, "장부비밀2025!", JB_NPKI_ERROR_WRONG_PASSWORD);
      assert_refused (as_korean, "😀", JB_NPKI_ERROR_WRONG_PASSWORD);
      assert_refused (as_korean, "\xff\xfe", JB_NPKI_ERROR_WRONG_PASSWORD);
    }

  PKCS8_PRIV_KEY_INFO_free (info);
}

/* Among many wrong passwords some give good padding by chance; nobody may see a difference. */
static void
test_lucky_padding (void)
{
  PKCS8_PRIV_KEY_INFO *info = test_npki_plain ();
  g_autoptr(GBytes) file = test_encrypt_pbes2 (info, EVP_aes_128_cbc (), TEST_PASSWORD, 1);
  const guint8 *at = g_bytes_get_data (file, NULL);
  X509_SIG *sig = d2i_X509_SIG (NULL, &at, (long) g_bytes_get_size (file));
  const X509_ALGOR *algorithm;
  const ASN1_OCTET_STRING *data;
  g_auto(JbNpkiScheme) scheme = { 0 };
  guint n_lucky = 0;

  X509_SIG_get0 (sig, &algorithm, &data);
  g_assert_true (_jb_npki_scheme_read (algorithm, &scheme, NULL));
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *text = g_strdup_printf ("wrong-%u", i);
      g_autoptr(JbNpkiSecret) password = secret_of (text);
      g_autoptr(JbNpkiSecret) plain = _jb_npki_scheme_decrypt (&scheme, scheme.derivations[0], password,
                                                               data->data, (gsize) data->length);

      n_lucky += plain != NULL;
      if (plain != NULL)
        assert_refused (file, text, JB_NPKI_ERROR_WRONG_PASSWORD);
    }

  g_assert_cmpuint (n_lucky, >, 0);
  X509_SIG_free (sig);
  PKCS8_PRIV_KEY_INFO_free (info);
}

static void
test_iterations (void)
{
  static const struct
  {
    const char  *iterations;
    JbNpkiError  code;
  } cases[] = {
    { "0",                    JB_NPKI_ERROR_NOT_KEY },
    { "-1",                   JB_NPKI_ERROR_NOT_KEY },
    { "1000001",              JB_NPKI_ERROR_NOT_KEY },
    { "2147483648",           JB_NPKI_ERROR_NOT_KEY },
    { "4294967296",           JB_NPKI_ERROR_NOT_KEY },
    { "18446744073709553664", JB_NPKI_ERROR_NOT_KEY },   /* 2^64 + 2048 */
    { "1",                    JB_NPKI_ERROR_WRONG_PASSWORD },
    { "1000000",              JB_NPKI_ERROR_WRONG_PASSWORD },
  };
  g_autoptr(GBytes) salt = test_read_hex ("0011223344556677");
  g_autoptr(GBytes) data = test_read_hex ("00112233445566778899aabbccddeeff");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) file = test_wrap_korean ("1.2.410.200004.1.15", salt, cases[i].iterations, data);

      g_test_message ("%s", cases[i].iterations);
      assert_refused (file, TEST_PASSWORD, cases[i].code);
    }
}

/* PBES2 with what must not be believed. */
static void
test_pbes2_parameters (void)
{
  PKCS8_PRIV_KEY_INFO *info = test_npki_plain ();
  g_autoptr(GBytes) iterations = test_encrypt_pbes2 (info, EVP_aes_128_cbc (), TEST_PASSWORD, 1000001);
  g_autoptr(GBytes) short_block = NULL;
  g_autoptr(GBytes) no_data = NULL;
  g_autoptr(GBytes) salt = test_read_hex ("0011223344556677");
  g_autoptr(GBytes) fifteen = test_read_hex ("00112233445566778899aabbccddee");
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) aes = test_npki_sample ("signPri-pbes2-aes256-sha256.key");
  g_autoptr(GBytes) key_length = NULL;
  guint8 *changed = g_bytes_unref_to_data (g_bytes_new (g_bytes_get_data (aes, NULL), g_bytes_get_size (aes)), &(gsize) { 0 });

  assert_refused (iterations, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);

  short_block = test_wrap_korean ("1.2.410.200004.1.15", salt, "2048", fifteen);
  no_data = test_wrap_korean ("1.2.410.200004.1.15", salt, "2048", nothing);
  assert_refused (short_block, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);
  assert_refused (no_data, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);

  /* keyLength 32 becomes 16: not AES-256's. */
  g_assert_cmpuint (changed[58], ==, 0x20);
  changed[58] = 0x10;
  key_length = g_bytes_new_take (changed, g_bytes_get_size (aes));
  assert_refused (key_length, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);
  PKCS8_PRIV_KEY_INFO_free (info);
}

static void
test_not_a_key (void)
{
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) text = g_bytes_new_static ("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", 38);
  g_autoptr(GBytes) certificate = test_npki_sample ("signCert.der");
  g_autoptr(GBytes) plain = test_npki_sample ("expected-pkcs8-with-r.der");
  g_autoptr(GBytes) huge = g_bytes_new_take (g_malloc0 (JB_NPKI_KEY_MAX_BYTES + 1), JB_NPKI_KEY_MAX_BYTES + 1);

  assert_refused (empty, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);
  assert_refused (text, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);
  assert_refused (certificate, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);
  assert_refused (plain, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);
  assert_refused (huge, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY);
}

/* PKCS#8 of a kind of key that does not exist. */
static void
test_damaged_inside (void)
{
  PKCS8_PRIV_KEY_INFO *info = PKCS8_PRIV_KEY_INFO_new ();
  g_autoptr(GBytes) file = NULL;

  g_assert_true (PKCS8_pkey_set0 (info, OBJ_txt2obj ("1.2.410.200004.99", 1), 0, V_ASN1_NULL, NULL,
                                  (guint8 *) OPENSSL_strdup ("no key"), 6));
  file = test_encrypt_pbes2 (info, EVP_aes_128_cbc (), TEST_PASSWORD, 100);
  assert_refused (file, TEST_PASSWORD, JB_NPKI_ERROR_DAMAGED);
  PKCS8_PRIV_KEY_INFO_free (info);
}

/* The public half is the certificate's, the private numbers are not. */
static EVP_PKEY *
spoil (EVP_PKEY *key)
{
  static const char * const names[] = {
    OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
  };
  OSSL_PARAM *params = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL);
  EVP_PKEY *spoiled = NULL;

  g_assert_true (EVP_PKEY_todata (key, EVP_PKEY_KEYPAIR, &params));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      OSSL_PARAM *param = OSSL_PARAM_locate (params, names[i]);

      g_assert_nonnull (param);
      ((guint8 *) param->data)[param->data_size / 2] ^= 0x55;
    }

  g_assert_cmpint (EVP_PKEY_fromdata_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_fromdata (context, &spoiled, EVP_PKEY_KEYPAIR, params), ==, 1);
  OSSL_PARAM_free (params);
  EVP_PKEY_CTX_free (context);
  return spoiled;
}

static void
test_spoiled_key (void)
{
  g_autoptr(JbCertificate) certificate = sample_certificate ();
  EVP_PKEY *good = test_npki_key ();
  EVP_PKEY *bad = spoil (good);
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8 (bad);
  g_autoptr(GBytes) file = test_encrypt_pbes2 (info, EVP_aes_128_cbc (), TEST_PASSWORD, 100);
  g_autoptr(JbNpkiKey) key = open_well (file, TEST_PASSWORD);
  g_autoptr(GError) error = NULL;

  g_assert_false (jb_npki_key_check_pair (key, certificate, &error));
  g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_DAMAGED);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);

  PKCS8_PRIV_KEY_INFO_free (info);
  EVP_PKEY_free (bad);
  EVP_PKEY_free (good);
}

static JbNpkiKey *
finish_open (GAsyncResult **result,
             GError       **error)
{
  g_autoptr(GAsyncResult) taken = NULL;

  jb_test_wait_until (*result != NULL);
  taken = g_steal_pointer (result);
  return jb_npki_key_open_finish (taken, error);
}

static void
test_async (void)
{
  g_autoptr(JbCertificate) certificate = sample_certificate ();
  g_autoptr(GBytes) file = test_npki_sample (fixtures[0].file);
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;
  g_autoptr(JbNpkiKey) key = NULL;

  jb_npki_key_open_async (file, TEST_PASSWORD, NULL, jb_test_result_cb, &result);
  key = finish_open (&result, &error);
  g_assert_no_error (error);
  check_fixture (key, certificate, TRUE, TRUE);

  jb_npki_key_open_async (file, "not this", NULL, jb_test_result_cb, &result);
  g_assert_null (finish_open (&result, &error));
  g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_WRONG_PASSWORD);
  g_clear_error (&error);

  g_cancellable_cancel (cancelled);
  jb_npki_key_open_async (file, TEST_PASSWORD, cancelled, jb_test_result_cb, &result);
  g_assert_null (finish_open (&result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_path_refused (const char *path,
                     int         code)
{
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;

  jb_npki_key_open_path_async (path, TEST_PASSWORD, NULL, jb_test_result_cb, &result);
  g_assert_null (finish_open (&result, &error));
  g_assert_error (error, G_FILE_ERROR, code);
}

static void
test_path (void)
{
  g_autofree char *folder = g_dir_make_tmp ("jangbu-npki-XXXXXX", NULL);
  g_autofree char *good = g_build_filename (g_getenv ("JB_SAMPLES"), "npki", fixtures[0].file, NULL);
  g_autofree char *missing = g_build_filename (folder, "missing", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autofree char *huge = g_build_filename (folder, "huge", NULL);
  g_autofree char *zeros = g_malloc0 (JB_NPKI_KEY_MAX_BYTES + 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbNpkiKey) key = NULL;
  GAsyncResult *result = NULL;

  jb_npki_key_open_path_async (good, TEST_PASSWORD, NULL, jb_test_result_cb, &result);
  key = finish_open (&result, &error);
  g_assert_no_error (error);
  g_assert_true (jb_npki_key_has_r (key));

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_true (g_file_set_contents (huge, zeros, JB_NPKI_KEY_MAX_BYTES + 1, NULL));
  assert_path_refused (missing, G_FILE_ERROR_NOENT);
  assert_path_refused (folder, G_FILE_ERROR_INVAL);
  assert_path_refused (pipe, G_FILE_ERROR_INVAL);
  assert_path_refused (huge, G_FILE_ERROR_INVAL);
  jb_test_remove_tree (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/npki-key/fixtures", test_fixtures);
  g_test_add_func ("/npki-key/wrong-password", test_wrong_password);
  g_test_add_func ("/npki-key/plain", test_plain);
  g_test_add_func ("/npki-key/intermediate", test_intermediate);
  g_test_add_func ("/npki-key/direct-pbkdf2", test_direct_pbkdf2);
  g_test_add_func ("/npki-key/other-ciphers", test_other_ciphers);
  g_test_add_func ("/npki-key/unsupported", test_unsupported);
  g_test_add_func ("/npki-key/korean-password", test_korean_password);
  g_test_add_func ("/npki-key/lucky-padding", test_lucky_padding);
  g_test_add_func ("/npki-key/iterations", test_iterations);
  g_test_add_func ("/npki-key/pbes2-parameters", test_pbes2_parameters);
  g_test_add_func ("/npki-key/not-a-key", test_not_a_key);
  g_test_add_func ("/npki-key/damaged-inside", test_damaged_inside);
  g_test_add_func ("/npki-key/spoiled-key", test_spoiled_key);
  g_test_add_func ("/npki-key/async", test_async);
  g_test_add_func ("/npki-key/path", test_path);

  return g_test_run ();
}
