/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli import: what it prints, its exit codes, and a second run. */

#include "config.h"

#include "jb-cli-test.h"

#include "../sync/jb-import-test.h"

static char *
write_list (CliTest *f)
{
  g_autoptr(GPtrArray) rows = import_test_rows (3);
  g_autofree char *csv = NULL;
  char *path = g_build_filename (f->home, "목록.csv", NULL);

  g_ptr_array_add (rows, import_test_row (5, JB_HOMETAX_TOTAL, "1", -1));
  csv = import_test_csv (rows);
  g_assert_true (g_file_set_contents (path, csv, -1, NULL));
  return path;
}

static void
assert_object (JsonArray  *array,
               guint       i,
               const char *outcome)
{
  JsonObject *object = json_array_get_object_element (array, i);

  g_assert_cmpstr (json_object_get_string_member (object, "outcome"), ==, outcome);
  g_assert_cmpstr (json_object_get_string_member (object, "file"), ==, "목록.csv");
  g_assert_true (json_object_get_null_member (object, "entry"));
  g_assert_cmpint (json_object_get_int_member (object, "row"), ==, 7 + i);
}

static void
test_import (void)
{
  CliTest f = { 0 };
  g_autofree char *list = NULL;
  g_autoptr(JsonArray) first = NULL;
  g_autoptr(JsonArray) second = NULL;

  cli_test_begin (&f, TRUE);
  list = write_list (&f);
  g_assert_cmpint (cli_test_run (&f, NULL, "import"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "import --company 12 '%s'", list), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "import '%s'", list), ==, 3);   /* no book, and nobody says whose */

  /* The number of nobody in the list: the book is made, and it is said who occurs. */
  g_assert_cmpint (cli_test_run (&f, NULL, "import --company 002-46-00009 '%s'", list), ==, 10);
  g_assert_nonnull (strstr (f.out, "0 new invoices, 0 completed, 0 already here, 4 not imported"));
  g_assert_nonnull (strstr (f.err, "3 invoices belong to no company of this book"));
  g_assert_nonnull (strstr (f.err, "001-81-00017  가상공급상사 주식회사 (3)"));

  g_assert_cmpint (cli_test_run (&f, NULL, "--json import --company 001-81-00017 '%s'", list), ==, 10);
  first = cli_test_get_array (&f);
  g_assert_cmpuint (json_array_get_length (first), ==, 4);
  assert_object (first, 0, "new");
  assert_object (first, 3, "refused");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (first, 0), "direction"), ==, "sales");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (first, 0), "company"), ==, IMPORT_SUPPLIER);

  /* The book knows the company now. */
  g_assert_cmpint (cli_test_run (&f, NULL, "--json import '%s'", list), ==, 10);
  second = cli_test_get_array (&f);
  assert_object (second, 0, "here");
  g_assert_cmpint (cli_test_run (&f, NULL, "import '%s/missing.xml'", f.home), ==, 10);
  g_assert_nonnull (strstr (f.out, "missing.xml: Not imported"));

  g_assert_cmpint (cli_test_run (&f, NULL, "import '%s/taxinvoice-signed-kec.xml'", g_getenv ("JB_SAMPLES")), ==, 0);
  g_assert_nonnull (strstr (f.out, "1 new invoice"));
  g_assert_cmpint (cli_test_run (&f, NULL, "check"), ==, 0);
  cli_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cli_program = argv[1];
  g_test_add_func ("/cli/import", test_import);
  return g_test_run ();
}
