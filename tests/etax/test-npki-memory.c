/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* After a key is gone nothing of it is left in this process: every writable page is searched for the private numbers, for R and
 * for the password. What to look for is kept only in disguise, so that the search does not find itself. */

#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "jb-document-sign.h"
#include "test-npki-make.h"

#define NEEDLE   16
#define DISGUISE 0xa5

/* Where in expected-pkcs8-with-r.der they lie. */
#define PRIVATE_EXPONENT_AT 400
#define R_FROM_END          16

/* Beyond this a mapping is a sanitizer's own. */
#define MAX_MAPPING (64 * 1024 * 1024)

typedef struct
{
  const char *name;
  guint8      hidden[NEEDLE];
} Needle;

static void
hide (Needle       *needle,
      const char   *name,
      const guint8 *secret,
      gboolean      backwards)
{
  needle->name = name;
  for (guint i = 0; i < NEEDLE; i++)
    needle->hidden[i] = (guint8) (secret[backwards ? NEEDLE - 1 - i : i] ^ DISGUISE);
}

/* Both orders of the private exponent, as in DER and as in OpenSSL's numbers; R; the password, which is else in read-only pages.
 * Without leaving the file in memory. */
static void
read_needles (Needle needles[4])
{
  g_autofree char *path = g_build_filename (g_getenv ("JB_SAMPLES"), "npki", "expected-pkcs8-with-r.der", NULL);
  guint8 buffer[4096];
  int fd = open (path, O_RDONLY);
  gssize length = read (fd, buffer, sizeof buffer);

  g_assert_cmpint (length, ==, 1259);
  hide (&needles[0], "private exponent, big end first", buffer + PRIVATE_EXPONENT_AT, FALSE);
  hide (&needles[1], "private exponent, little end first", buffer + PRIVATE_EXPONENT_AT, TRUE);
  hide (&needles[2], "R", buffer + length - R_FROM_END, FALSE);
  hide (&needles[3], "password", (const guint8 *) TEST_PASSWORD, FALSE);
  OPENSSL_cleanse (buffer, sizeof buffer);
  close (fd);
}

static guint
count_in (const guint8 *data,
          gsize         length,
          const Needle *needle)
{
  guint n = 0;

  for (gsize at = 0; at + NEEDLE <= length; at++)
    {
      guint same = 0;

      while (same < NEEDLE && (guint8) (data[at + same] ^ DISGUISE) == needle->hidden[same])
        same++;
      n += same == NEEDLE;
    }

  return n;
}

/* One mapping, read through the kernel in pieces that overlap; the buffer is wiped so that it is not found itself. */
static guint
count_in_mapping (int           memory,
                  guint64       from,
                  guint64       to,
                  const Needle *needle)
{
  static guint8 buffer[64 * 1024];
  guint n = 0;

  for (guint64 at = from; at < to; at += sizeof buffer - NEEDLE + 1)
    {
      gssize length = pread (memory, buffer, MIN (sizeof buffer, to - at), (off_t) at);

      if (length > 0)
        n += count_in (buffer, (gsize) length, needle);
      OPENSSL_cleanse (buffer, sizeof buffer);
    }

  return n;
}

static guint
count_everywhere (const Needle *needle)
{
  FILE *maps = fopen ("/proc/self/maps", "re");
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  char line[1024];
  guint n = 0;

  g_assert_true (maps != NULL && memory >= 0);
  while (fgets (line, sizeof line, maps) != NULL)
    {
      guint64 from, to;
      char flags[8];

      if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &from, &to, flags) == 3 &&
          g_str_has_prefix (flags, "rw") && to - from <= MAX_MAPPING)
        n += count_in_mapping (memory, from, to, needle);
    }

  close (memory);
  fclose (maps);
  return n;
}

/* Opens and signs as the program does. */
static void
use_key (const char *name,
         Needle     *needles,
         gboolean    look)
{
  g_autoptr(GBytes) file = test_npki_sample (name);
  g_autoptr(GBytes) der = test_npki_sample ("signCert.der");
  g_autoptr(JbCertificate) certificate = jb_certificate_new (der, NULL);
  g_autoptr(GBytes) xml = jb_test_sample ("taxinvoice-plain.xml");
  g_autoptr(JbClock) clock = jb_clock_new_manual (jb_instant_from_date (20260930), FALSE);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbNpkiKey) key = NULL;
  g_autoptr(GBytes) signed_xml = NULL;

  jb_npki_key_open_async (file, TEST_PASSWORD, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  key = jb_npki_key_open_finish (result, &error);
  g_assert_no_error (error);
  signed_xml = jb_document_sign (xml, key, certificate, clock, &error);
  g_assert_no_error (error);

  /* The search finds what is there: else it would prove nothing. */
  if (look)
    {
      g_assert_cmpuint (count_everywhere (&needles[0]) + count_everywhere (&needles[1]), >, 0);
      g_assert_cmpuint (count_everywhere (&needles[2]), >, 0);
    }
}

static void
test_nothing_left (void)
{
  static const char * const names[] = {
    "signPri-seedcbc-sha1-pbes1.key", "signPri-seedcbc-fixediv.key", "signPri-pbes2-seed-sha1.key", "signPri-pbes2-aes256-sha256.key",
  };
  Needle needles[4];

  read_needles (needles);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    use_key (names[i], needles, i == 0);

  for (guint i = 0; i < G_N_ELEMENTS (needles); i++)
    {
      guint n = count_everywhere (&needles[i]);

      if (n > 0)
        g_test_message ("%s: found %u times", needles[i].name, n);
      g_assert_cmpuint (n, ==, 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/npki-memory/nothing-left", test_nothing_left);

  return g_test_run ();
}
