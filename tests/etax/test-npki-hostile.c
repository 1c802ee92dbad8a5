/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every fixture cut at every byte and with bits turned over: an error of the domain or a value, never both, never a crash;
 * and what opens all the same is not taken for the certificate's key unless it signs like it. */

#include "config.h"

#include <string.h>

#include <openssl/err.h>

#include "jb-npki-key.h"
#include "test-npki-make.h"

static const char * const keys[] = {
  "signPri-seedcbc-sha1-pbes1.key", "signPri-seedcbc-fixediv.key", "signPri-pbes2-seed-sha1.key", "signPri-pbes2-seed-sha256.key",
  "signPri-pbes2-aes128-sha1.key", "signPri-pbes2-aes256-sha256.key", "signPri-no-r-attribute.key", "signPri-wrong-pair.key",
};

static void
test_cut_keys (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GBytes) file = test_npki_sample (keys[i]);

      for (gsize length = 0; length < g_bytes_get_size (file); length++)
        {
          /* Copied, so that a sanitizer sees one byte too many. */
          g_autoptr(GBytes) cut = g_bytes_new (g_bytes_get_data (file, NULL), length);
          g_autoptr(GError) error = NULL;

          g_assert_null (jb_npki_key_open (cut, TEST_PASSWORD, &error));
          g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_KEY);
        }
    }
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

static void
test_cut_certificates (void)
{
  static const char * const names[] = { "signCert.der", "test-ca.der" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GBytes) der = test_npki_sample (names[i]);

      for (gsize length = 0; length < g_bytes_get_size (der); length++)
        {
          g_autoptr(GBytes) cut = g_bytes_new (g_bytes_get_data (der, NULL), length);
          g_autoptr(GError) error = NULL;

          g_assert_null (jb_certificate_new (cut, &error));
          g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_CERTIFICATE);
        }
    }
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

/* (transfer full) */
static GBytes *
flip (GBytes *original,
      gsize   at,
      guint   bit)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (original, &size);
  guint8 *changed = g_memdup2 (data, size);

  changed[at] ^= (guint8) (1 << bit);
  return g_bytes_new_take (changed, size);
}

typedef struct
{
  guint refused;
  guint opened;
  guint not_pair;
} Tally;

static void
look_at_key (GBytes        *file,
             JbCertificate *certificate,
             Tally         *tally)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) pair_error = NULL;
  g_autoptr(JbNpkiKey) key = jb_npki_key_open (file, TEST_PASSWORD, &error);

  g_assert_true ((key == NULL) == (error != NULL));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  if (key == NULL)
    {
      g_assert_true (error->domain == JB_NPKI_ERROR);
      tally->refused++;
      return;
    }

  tally->opened++;
  if (!jb_npki_key_check_pair (key, certificate, &pair_error))
    {
      g_assert_true (pair_error->domain == JB_NPKI_ERROR);
      tally->not_pair++;
    }
}

/* One bit of each byte; all bits of the head, where the structure is. */
static void
test_flipped_keys (void)
{
  static const char * const names[] = { "signPri-seedcbc-sha1-pbes1.key", "signPri-pbes2-aes128-sha1.key" };
  g_autoptr(GBytes) der = test_npki_sample ("signCert.der");
  g_autoptr(JbCertificate) certificate = jb_certificate_new (der, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GBytes) file = test_npki_sample (names[i]);
      Tally tally = { 0 };

      for (gsize at = 0; at < g_bytes_get_size (file); at += at < 110 ? 1 : 3)
        for (guint bit = at < 110 ? 0 : (guint) (at % 8); bit < (at < 110 ? 8 : at % 8 + 1); bit++)
          {
            g_autoptr(GBytes) flipped = flip (file, at, bit);

            look_at_key (flipped, certificate, &tally);
          }

      g_test_message ("%s: %u refused, %u opened, %u of these not the pair", names[i], tally.refused, tally.opened, tally.not_pair);
      g_assert_cmpuint (tally.refused, >, 500);
      g_assert_cmpuint (tally.not_pair, >, 0);
    }
}

static void
test_flipped_certificates (void)
{
  g_autoptr(GBytes) der = test_npki_sample ("signCert.der");
  g_autoptr(GBytes) r = test_read_hex (TEST_R);
  g_autoptr(JbClock) clock = jb_clock_new_manual (G_GINT64_CONSTANT (1789000000000), FALSE);
  guint n_refused = 0;

  for (gsize at = 0; at < g_bytes_get_size (der) * 8; at++)
    {
      g_autoptr(GBytes) flipped = flip (der, at / 8, (guint) (at % 8));
      g_autoptr(GError) error = NULL;
      g_autoptr(JbCertificate) certificate = jb_certificate_new (flipped, &error);
      g_autofree char *sentence = NULL;

      g_assert_true ((certificate == NULL) == (error != NULL));
      n_refused += certificate == NULL;
      if (certificate == NULL)
        continue;

      sentence = jb_certificate_describe_expiry (certificate, clock);
      g_assert_true (g_utf8_validate (sentence, -1, NULL));
      g_assert_true (g_utf8_validate (jb_certificate_get_owner (certificate), -1, NULL));
      g_assert_cmpstr (jb_certificate_get_owner (certificate), !=, "");
      jb_certificate_check_owner (certificate, TEST_IDN, g_bytes_get_data (r, NULL), g_bytes_get_size (r), NULL);
    }

  g_assert_cmpuint (n_refused, >, 0);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/npki-hostile/cut-keys", test_cut_keys);
  g_test_add_func ("/npki-hostile/cut-certificates", test_cut_certificates);
  g_test_add_func ("/npki-hostile/flipped-keys", test_flipped_keys);
  g_test_add_func ("/npki-hostile/flipped-certificates", test_flipped_certificates);

  return g_test_run ();
}
