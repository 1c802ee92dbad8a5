/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli pdf and png, and the journal of what leaves the book. */

#include "config.h"

#include "jb-archive.h"
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

/* pdftotext ends each page with a form feed. */
static guint
count_pages (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\f';
  return n;
}

static void
test_pdf (void)
{
  CliTest f = { 0 };
  g_autofree char *purchase = NULL, *sale = NULL, *path = NULL, *own = NULL, *both = NULL, *blue = NULL, *date = NULL;
  g_autofree char *sheet = NULL;

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
  g_assert_cmpint (count_pages (both), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "pdf --force --copy sheet %s '%s'", sale, path), ==, 0);
  sheet = read_text (path);
  g_assert_nonnull (strstr (sheet, "공급받는자 보관용"));
  g_assert_nonnull (strstr (sheet, "공급자 보관용"));
  g_assert_cmpint (count_pages (sheet), ==, 1);
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
  g_assert_cmpint (cli_test_run (&f, NULL, "png --force --copy sheet %s '%s'", sale, path), ==, 2);
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

/* What the journal tells last must be that something left the book, and the check must find nothing. (transfer full) */
static JsonObject *
get_last_entry (CliTest *f)
{
  g_autoptr(JsonArray) entries = NULL;
  JsonObject *last;

  g_assert_cmpint (cli_test_run (f, NULL, "journal --json"), ==, 0);
  entries = cli_test_get_array (f);
  last = json_array_get_object_element (entries, 0);
  g_assert_cmpstr (json_object_get_string_member (last, "kind"), ==, "export");
  g_assert_cmpint (cli_test_run (f, NULL, "check"), ==, 0);
  return json_object_ref (last);
}

static void
assert_noted (CliTest    *f,
              const char *words,
              const char *issue_id,
              const char *says)
{
  g_autoptr(JsonObject) entry = NULL;

  g_assert_cmpint (cli_test_run (f, NULL, "%s", words), ==, 0);
  g_assert_cmpstr (f->err, ==, "");
  entry = get_last_entry (f);
  g_assert_cmpstr (json_object_get_string_member (entry, "issue_id"), ==, issue_id);
  g_assert_nonnull (strstr (json_object_get_string_member (entry, "says"), says));
}

static guint
count_entries (CliTest *f)
{
  g_autoptr(JsonArray) entries = NULL;

  g_assert_cmpint (cli_test_run (f, NULL, "journal --json"), ==, 0);
  entries = cli_test_get_array (f);
  return json_array_get_length (entries);
}

/* Whatever leaves the book leaves a line, also on standard output; what did not leave it leaves none. */
static void
test_journal (void)
{
  CliTest f = { 0 };
  g_autofree char *sale = NULL, *pdf = NULL, *png = NULL, *shown = NULL, *saved = NULL, *failed = NULL;
  guint n;

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);
  sale = find_issue_id (&f, "sales");
  pdf = g_strdup_printf ("pdf %s '%s/form.pdf'", sale, f.home);
  png = g_strdup_printf ("png %s '%s/form.png'", sale, f.home);
  shown = g_strdup_printf ("export-original %s", sale);
  saved = g_strdup_printf ("export-original %s '%s/original.xml'", sale, f.home);
  n = count_entries (&f);

  assert_noted (&f, pdf, sale, "(pdf)");
  assert_noted (&f, png, sale, "(png)");
  assert_noted (&f, shown, sale, "(original)");
  assert_noted (&f, saved, sale, "(original)");
  g_assert_cmpuint (count_entries (&f), ==, n + 4);

  g_assert_cmpint (cli_test_run (&f, NULL, "%s", pdf), ==, 2);   /* is there already */
  g_assert_cmpint (cli_test_run (&f, NULL, "%s", saved), ==, 2);
  failed = g_strdup_printf ("pdf %s /nonexistent/folder/form.pdf", sale);
  g_assert_cmpint (cli_test_run (&f, NULL, "%s", failed), ==, 1);
  g_assert_cmpuint (count_entries (&f), ==, n + 4);
  cli_test_end (&f);
}

/* A book that a window holds gives its documents all the same; it only cannot note it. */
static void
test_held (void)
{
  CliTest f = { 0 };
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(JbArchive) archive = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *sale = NULL;
  guint n;

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);
  sale = find_issue_id (&f, "sales");
  n = count_entries (&f);
  archive = jb_archive_open (f.book, JB_ARCHIVE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);

  g_assert_cmpint (cli_test_run (&f, NULL, "pdf %s '%s/form.pdf'", sale, f.home), ==, 0);
  g_assert_cmpstr (f.err, ==, "");
  g_assert_cmpint (cli_test_run (&f, NULL, "png %s '%s/form.png'", sale, f.home), ==, 0);
  g_assert_cmpstr (f.err, ==, "");
  g_assert_cmpint (cli_test_run (&f, NULL, "export-original %s '%s/original.xml'", sale, f.home), ==, 0);
  g_assert_cmpstr (f.err, ==, "");
  jb_archive_close (archive);
  g_assert_cmpuint (count_entries (&f), ==, n);
  cli_test_end (&f);
}

/* So does one on a read-only medium. */
static void
test_read_only (void)
{
  CliTest f = { 0 };
  g_autofree char *sale = NULL, *folder = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);
  sale = find_issue_id (&f, "sales");
  folder = g_path_get_dirname (f.book);
  g_assert_cmpint (chmod (f.book, 0400), ==, 0);
  g_assert_cmpint (chmod (folder, 0500), ==, 0);

  g_assert_cmpint (cli_test_run (&f, NULL, "pdf %s '%s/form.pdf'", sale, f.home), ==, 0);
  g_assert_cmpstr (f.err, ==, "");
  g_assert_cmpint (cli_test_run (&f, NULL, "export-original %s '%s/original.xml'", sale, f.home), ==, 0);
  g_assert_cmpstr (f.err, ==, "");
  g_assert_cmpint (chmod (folder, 0700), ==, 0);
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
  g_test_add_func ("/cli/form/journal", test_journal);
  g_test_add_func ("/cli/form/held", test_held);
  g_test_add_func ("/cli/form/read-only", test_read_only);

  return g_test_run ();
}
