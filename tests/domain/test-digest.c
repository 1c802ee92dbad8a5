/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The digest is SHA-256, in pieces and one value after the other: it stays in books, so it must be the same everywhere. */

#include "config.h"

#include "jb-digest.h"

static void
test_values (void)
{
  g_autoptr(JbDigest) digest = jb_digest_new ();

  /* FIPS 180-2, B.1; then the empty message. */
  for (int round = 0; round < 2; round++)
    {
      g_autofree char *abc = NULL;
      g_autofree char *nothing = NULL;

      jb_digest_add (digest, "a", 1);
      jb_digest_add (digest, "bc", 2);
      abc = jb_digest_end_hex (digest);
      g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

      nothing = jb_digest_end_hex (digest);
      g_assert_cmpstr (nothing, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/values", test_values);

  return g_test_run ();
}
