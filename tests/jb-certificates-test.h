/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Certificates in a home folder of the test's own. For the tests of app/ and ui/; beside test-npki-make.c of etax/. */

#pragma once

#include "test-npki-make.h"

/* First thing in main(), before GLib looks: no test may see the certificates of whoever runs it. (transfer full) */
static inline char *
certificates_test_make_home (void)
{
  char *home = g_dir_make_tmp ("jangbu-home-XXXXXX", NULL);

  g_assert_nonnull (home);
  g_setenv ("HOME", home, TRUE);
  return home;
}

static inline void
certificates_test_write (const char *folder,
                         const char *name,
                         GBytes     *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

/* @name: of the owner and of the folder; @policy: NULL for that of tax invoices; @until: the last day, yyyymmdd; @number: whose it is,
 * NULL for nobody's; @key: of the samples, NULL for none. */
static inline void
certificates_test_put (const char *npki,
                       const char *name,
                       const char *policy,
                       int         until,
                       const char *number,
                       const char *key)
{
  g_autofree char *not_after = g_strdup_printf ("%08d145959Z", until);   /* midnight in Korea */
  g_autofree char *owner = g_strdup_printf ("%s()0000041202601010001", name);
  g_autofree char *folder = g_build_filename (npki, "yessign", "USER", name, NULL);
  g_autoptr(GBytes) r = test_read_hex (TEST_R);
  g_autoptr(GBytes) san = number != NULL ? test_make_san (G_CHECKSUM_SHA256, number, r, TRUE) : NULL;
  TestCertificate wanted = {
    .common_name = owner,
    .issuer = "yessign",
    .policy = policy != NULL ? policy : "1.2.410.200005.1.1.6.8",
    .not_before = "20250101000000Z",
    .not_after = not_after,
    .san = san != NULL ? g_bytes_get_data (san, NULL) : NULL,
    .san_length = san != NULL ? g_bytes_get_size (san) : 0,
  };
  g_autoptr(GBytes) der = test_make_certificate (&wanted);

  certificates_test_write (folder, "signCert.der", der);
  if (key != NULL)
    {
      g_autoptr(GBytes) bytes = test_npki_sample (key);

      certificates_test_write (folder, "signPri.key", bytes);
    }
}

/* Empties the home's NPKI. (transfer full): its path. */
static inline char *
certificates_test_clear (void)
{
  char *npki = g_build_filename (g_get_home_dir (), "NPKI", NULL);

  jb_test_remove_tree (npki);
  return npki;
}
