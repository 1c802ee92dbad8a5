/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli verify: all and one, as text and JSON, altered ones, and beside another program that has the book. */

#include "config.h"

#include "jb-archive.h"
#include "jb-cli-test.h"

static JsonObject *
get_first (CliTest *f)
{
  g_autoptr(JsonArray) array = cli_test_get_array (f);

  g_assert_cmpuint (json_array_get_length (array), ==, 1);
  return json_object_ref (json_array_get_object_element (array, 0));
}

/* Alters what the book keeps, behind its back. */
static void
tamper (CliTest *f)
{
  const char *argv[] = { "sqlite3", f->book, "UPDATE originals SET sha256 = zeroblob (32) WHERE invoice = (SELECT min (invoice) FROM originals)",
                         NULL };
  g_autoptr(GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
test_verify (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonObject) report = NULL;
  g_autoptr(JsonObject) again = NULL;
  g_autoptr(JsonObject) proof = NULL;
  g_autoptr(JbArchive) archive = NULL;
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(GError) error = NULL;
  g_autofree char *issue_id = NULL;
  gint64 checked;

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);

  g_assert_cmpint (cli_test_run (&f, NULL, "verify --all --json"), ==, 0);
  report = get_first (&f);
  checked = json_object_get_int_member (report, "checked");
  g_assert_cmpint (checked, >, 100);
  g_assert_cmpint (json_object_get_int_member (report, "changed"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (report, "differing"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (report, "verdicts"), "valid"), ==, checked);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (report, "verdicts"), "altered"), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (report, "altered")), ==, 0);

  tamper (&f);
  g_assert_cmpint (cli_test_run (&f, NULL, "verify --all --json"), ==, 8);
  again = get_first (&f);
  g_assert_cmpint (json_object_get_int_member (again, "changed"), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (again, "altered")), ==, 1);
  issue_id = g_strdup (json_array_get_string_element (json_object_get_array_member (again, "altered"), 0));

  g_assert_cmpint (cli_test_run (&f, NULL, "verify --all"), ==, 8);
  g_assert_nonnull (strstr (f.out, issue_id));
  g_assert_nonnull (strstr (f.out, "originals were checked"));

  g_assert_cmpint (cli_test_run (&f, NULL, "verify %s --json", issue_id), ==, 8);
  proof = get_first (&f);
  g_assert_cmpstr (json_object_get_string_member (proof, "issue_id"), ==, issue_id);
  g_assert_cmpstr (json_object_get_string_member (proof, "verdict"), ==, "altered");
  g_assert_nonnull (strstr (json_object_get_string_member (proof, "detail"), "altered in the book"));
  g_assert_nonnull (json_object_get_string_member (proof, "signer"));
  g_assert_cmpint (cli_test_run (&f, NULL, "verify %s", issue_id), ==, 8);

  /* Another program has the book. */
  archive = jb_archive_open (f.book, JB_ARCHIVE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cli_test_run (&f, NULL, "verify --all"), ==, 8);
  g_assert_nonnull (strstr (f.err, "not written into it"));
  jb_archive_close (archive);
  cli_test_end (&f);
}

static void
test_usage (void)
{
  CliTest f = { 0 };

  cli_test_begin (&f, FALSE);
  g_assert_cmpint (cli_test_run (&f, NULL, "verify --all"), ==, 3);
  cli_test_fill_book (&f);
  g_assert_cmpint (cli_test_run (&f, NULL, "verify"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "verify --all 2026090141000008zz900007"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "verify nonsense"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "verify 2026090141000008zz900007"), ==, 3);
  cli_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  cli_test_init (&argc, &argv);

  g_test_add_func ("/cli/verify/verify", test_verify);
  g_test_add_func ("/cli/verify/usage", test_usage);

  return g_test_run ();
}
