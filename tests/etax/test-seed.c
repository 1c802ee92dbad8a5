/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SEED against the published vectors, and against OpenSSL's wherever its legacy provider can be loaded. */

#include "config.h"

#include "jb-seed.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/provider.h>

#define N_RANDOM 500

/* @hex into sixteen bytes. */
static void
read_hex (const char *hex,
          guint8      bytes[16])
{
  g_assert_cmpuint (strlen (hex), ==, 32);
  for (guint i = 0; i < 16; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
}

/* RFC 4269, appendix B (the first two stand in etax-domain.md 6.3 too). */
static void
test_vectors (void)
{
  static const struct
  {
    const char *key;
    const char *plain;
    const char *secret;
  } cases[] = {
    { "00000000000000000000000000000000", "000102030405060708090a0b0c0d0e0f", "5ebac6e0054e166819aff1cc6d346cdb" },
    { "000102030405060708090a0b0c0d0e0f", "00000000000000000000000000000000", "c11f22f20140505084483597e4370f43" },
    { "4706480851e61be85d74bfb3fd956185", "83a2f8a288641fb9a4e9a5cc2f131c7d", "ee54d13ebcae706d226bc3142cd40d4a" },
    { "28dbc3bc49ffd87dcfa509b11d422be7", "b41e6be2eba84a148e2eed84593c5ec7", "9b9b7bfcd1813cb95d0b3618f40f5122" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbSeed seed;
      guint8 key[16], plain[16], secret[16], block[16];

      read_hex (cases[i].key, key);
      read_hex (cases[i].plain, plain);
      read_hex (cases[i].secret, secret);

      jb_seed_init (&seed, key);
      jb_seed_encrypt_block (&seed, plain, block);
      g_assert_cmpmem (block, 16, secret, 16);
      jb_seed_decrypt_block (&seed, block, block);
      g_assert_cmpmem (block, 16, plain, 16);
      jb_seed_clear (&seed);
    }
}

static void
test_clear (void)
{
  static const JbSeed empty;
  guint8 key[JB_SEED_KEY] = { 1, 2, 3 };
  JbSeed seed;

  jb_seed_init (&seed, key);
  g_assert_true (memcmp (&seed, &empty, sizeof seed) != 0);
  jb_seed_clear (&seed);
  g_assert_cmpmem (&seed, sizeof seed, &empty, sizeof empty);
}

static void
fill (GRand  *random,
      guint8 *bytes,
      gsize   length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) g_rand_int_range (random, 0, 256);
}

static void
compare_once (const EVP_CIPHER *cipher,
              GRand            *random)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guint8 key[16], iv[16], plain[160], secret[160], ours[160];
  int length = 16 * g_rand_int_range (random, 1, 11);
  int written = 0;
  JbSeed seed;

  fill (random, key, sizeof key);
  fill (random, iv, sizeof iv);
  fill (random, plain, sizeof plain);

  g_assert_cmpint (EVP_EncryptInit_ex2 (context, cipher, key, iv, NULL), ==, 1);
  EVP_CIPHER_CTX_set_padding (context, 0);
  g_assert_cmpint (EVP_EncryptUpdate (context, secret, &written, plain, length), ==, 1);
  g_assert_cmpint (written, ==, length);

  jb_seed_init (&seed, key);
  jb_seed_cbc_decrypt (&seed, iv, secret, (gsize) length, ours);
  g_assert_cmpmem (ours, length, plain, length);
  jb_seed_clear (&seed);
  EVP_CIPHER_CTX_free (context);
}

static void
test_openssl (void)
{
  OSSL_LIB_CTX *library = OSSL_LIB_CTX_new ();
  OSSL_PROVIDER *legacy = OSSL_PROVIDER_load (library, "legacy");
  EVP_CIPHER *cipher = legacy != NULL ? EVP_CIPHER_fetch (library, "SEED-CBC", NULL) : NULL;
  g_autoptr(GRand) random = g_rand_new_with_seed (4269);

  if (cipher == NULL)
    g_test_skip ("This OpenSSL has no SEED to compare with.");
  else
    for (guint i = 0; i < N_RANDOM; i++)
      compare_once (cipher, random);

  EVP_CIPHER_free (cipher);
  if (legacy != NULL)
    OSSL_PROVIDER_unload (legacy);
  OSSL_LIB_CTX_free (library);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/seed/vectors", test_vectors);
  g_test_add_func ("/seed/clear", test_clear);
  g_test_add_func ("/seed/openssl", test_openssl);

  return g_test_run ();
}
