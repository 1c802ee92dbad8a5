/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The digest is SHA-256, in pieces and one value after the other: it stays in books, so it must be the same everywhere. */

#include "config.h"

#include "jb-digest.h"

#include <stdlib.h>
#include <string.h>

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

static GThread *late_thread;
static int digested, leaving;

static gpointer
work_thread (gpointer data)
{
  g_autoptr(JbDigest) digest = jb_digest_new ();
  g_autofree char *hex = jb_digest_end_hex (digest);

  g_assert_cmpuint (strlen (hex), ==, 64);
  g_atomic_int_set (&digested, 1);
  while (!g_atomic_int_get (&leaving))
    g_thread_yield ();
  return NULL;
}

static void
leave (void)
{
  g_atomic_int_set (&leaving, 1);
  g_thread_join (late_thread);
}

/* A thread that ends after everything that was to be done at the end of the process leaves nothing behind. */
static void
test_late_thread (void)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  atexit (leave);   /* the first to be told is called last */
  late_thread = g_thread_new ("late", work_thread, NULL);
  while (!g_atomic_int_get (&digested))
    g_thread_yield ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/late-thread", test_late_thread);
  g_test_add_func ("/digest/values", test_values);

  return g_test_run ();
}
