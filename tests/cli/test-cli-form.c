/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli pdf and png. */

#include "config.h"

#include "jb-cli-test.h"

/* (transfer full): the issue id of one invoice of that direction. */
static char *
find_issue_id (CliTest    *f,
               const char *direction)
{
  g_autoptr(JsonArray) array = NULL;

  g_assert_cmpint (cli_test_run (f, NULL, "list --json --limit 1 --direction %s", direction), ==, 0);
  array = cli_test_get_array (f);
  return g_strdup (json_object_get_string_member (json_array_get_object_element (array, 0), "issue_id"));
}

static char *
read_text (const char *path)
{
  const char *argv[] = { "pdftotext", "-layout", path, "-", NULL };
  g_autoptr(GError) error = NULL;
  char *out = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return out;
}

static void
test_pdf (void)
{
  CliTest f = { 0 };
  g_autofree char *purchase = NULL, *sale = NULL, *path = NULL, *own = NULL, *both = NULL, *blue = NULL, *date = NULL;

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);
  purchase = find_issue_id (&f, "purchase");
  sale = find_issue_id (&f, "sales");
  date = g_strndup (purchase, 8);
  path = g_build_filename (f.home, "form.pdf", NULL);

  g_assert_cmpint (cli_test_run (&f, NULL, "pdf %s '%s'", purchase, path), ==, 0);
  g_assert_cmpstr (f.out, ==, "");
  own = read_text (path);
  g_assert_nonnull (strstr (own, "공급받는자 보관용"));
  g_assert_null (strstr (own, "공급자 보관용"));
  g_assert_nonnull (strstr (own, date));

  /* A file that is there is not replaced unasked. */
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf --copy both %s '%s'", sale, path), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf --force --copy both %s '%s'", sale, path), ==, 0);
  both = read_text (path);
  g_assert_nonnull (strstr (both, "공급받는자 보관용"));
  g_assert_nonnull (strstr (both, "공급자 보관용"));
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf -f --copy buyer %s '%s'", sale, path), ==, 0);
  blue = read_text (path);
  g_assert_null (strstr (blue, "공급자 보관용"));
  cli_test_end (&f);
}

static void
test_png (void)
{
  CliTest f = { 0 };
  g_autofree char *sale = NULL, *path = NULL, *data = NULL;
  gsize size;

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);
  sale = find_issue_id (&f, "sales");
  path = g_build_filename (f.home, "form.png", NULL);
  g_assert_cmpint (cli_test_run (&f, NULL, "png %s '%s'", sale, path), ==, 0);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpuint (size, >, 1000);
  g_assert_cmpmem (data, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpint (cli_test_run (&f, NULL, "png --force --copy both %s '%s'", sale, path), ==, 2);
  cli_test_end (&f);
}

static void
test_refused (void)
{
  CliTest f = { 0 };
  g_autofree char *sale = NULL, *path = NULL;

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);
  sale = find_issue_id (&f, "sales");
  path = g_build_filename (f.home, "form.pdf", NULL);
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf %s", sale), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf --copy mine %s '%s'", sale, path), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf 2026090141000008zz999999 '%s'", path), ==, 3);
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf --force %s '%s'", sale, f.home), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf %s /nonexistent/folder/form.pdf", sale), ==, 1);
  g_assert_nonnull (strstr (f.err, "no such folder"));
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf --force %s /dev/full", sale), ==, 2);
  g_assert_false (g_file_test ("/dev/full", G_FILE_TEST_IS_REGULAR));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  cli_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  cli_test_init (&argc, &argv);

  g_test_add_func ("/cli/form/pdf", test_pdf);
  g_test_add_func ("/cli/form/png", test_png);
  g_test_add_func ("/cli/form/refused", test_refused);

  return g_test_run ();
}
