/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Certificates and key files from unknown media: the same bytes as both, and as an authority's. A value or an error, never both; whatever opens has to
 * stand the comparison with a certificate. */

#include "config.h"

#include <openssl/err.h>

#include "fuzz.h"
#include "jb-npki-key.h"
#include "jb-trust.h"

/* The public password of the samples: it lets changed plain text through to the reading behind the cipher. */
#define PASSWORD "Jangbu-test-2026!"

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_setenv ("G_DEBUG", "fatal-criticals", FALSE);
  return 0;
}

static void
check (gboolean      has_value,
       const GError *error)
{
  g_assert_cmpint (has_value, ==, error == NULL);
  if (error != NULL)
    g_assert_true (error->domain == JB_NPKI_ERROR && g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

static void
look_at_certificate (JbCertificate *certificate)
{
  static const guint8 r[20] = { 1, 2, 3 };
  g_autoptr(JbClock) clock = jb_clock_new_manual (G_GINT64_CONSTANT (1789000000000), FALSE);
  g_autofree char *sentence = jb_certificate_describe_expiry (certificate, clock);
  g_autoptr(GError) error = NULL;
  gboolean belongs = jb_certificate_check_owner (certificate, "001-81-00017", r, sizeof r, &error);

  check (belongs, error);
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_true (g_utf8_validate (jb_certificate_get_owner (certificate), -1, NULL));
  g_assert_true (g_utf8_validate (jb_certificate_get_issuer (certificate), -1, NULL));
  g_assert_nonnull (jb_certificate_use_get_name (jb_certificate_get_use (certificate)));
}

static void
look_at_key (GBytes        *bytes,
             JbCertificate *certificate)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) pair_error = NULL;
  g_autoptr(JbNpkiKey) key = jb_npki_key_open (bytes, PASSWORD, &error);

  check (key != NULL, error);
  if (key != NULL && certificate != NULL)
    {
      gboolean belongs = jb_npki_key_check_pair (key, certificate, &pair_error);

      check (belongs, pair_error);
    }
}

static void
look_at_authority (GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCertificate) authority = jb_trust_read_authority (bytes, &error);

  g_assert_cmpint (authority != NULL, ==, error == NULL);
  if (error != NULL)
    g_assert_true (error->domain == JB_TRUST_ERROR && g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  /* The last one that could be read is what the next keys are compared with. */
  static JbCertificate *last;
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCertificate) certificate = jb_certificate_new (bytes, &error);

  check (certificate != NULL, error);
  if (certificate != NULL)
    {
      look_at_certificate (certificate);
      g_set_object (&last, certificate);
    }
  look_at_key (bytes, last);
  look_at_authority (bytes);
  return 0;
}
