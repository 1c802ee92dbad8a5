/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli certificates: in the home folder and in folders that are named. */

#include "config.h"

#include "jb-cli-test.h"

#include "jb-certificates-test.h"

#define KEY "signPri-pbes2-seed-sha1.key"

static void
begin (CliTest  *f,
       char    **npki)
{
  cli_test_begin (f, TRUE);
  *npki = g_build_filename (f->home, "NPKI", NULL);
}

static void
put (const char *npki,
     const char *name,
     const char *policy,
     int         until,
     const char *key)
{
  certificates_test_put (npki, name, policy, until, NULL, key);
}

static void
test_json (void)
{
  CliTest f = { 0 };
  g_autofree char *npki = NULL;
  g_autofree char *folder = NULL;
  g_autoptr(JsonArray) array = NULL;
  JsonObject *object;

  begin (&f, &npki);
  put (npki, "가온문구", NULL, 20991231, KEY);
  put (npki, "홍길동", "1.2.410.200005.1.1.4", 20250601, NULL);
  g_assert_cmpint (cli_test_run (&f, NULL, "certificates --json"), ==, 0);
  array = cli_test_get_array (&f);
  g_assert_cmpuint (json_array_get_length (array), ==, 2);

  object = json_array_get_object_element (array, 0);
  folder = g_build_filename (npki, "yessign", "USER", "가온문구", NULL);
  g_assert_cmpstr (json_object_get_string_member (object, "owner"), ==, "가온문구");
  g_assert_cmpstr (json_object_get_string_member (object, "issuer"), ==, "yessign (KFTC)");
  g_assert_cmpstr (json_object_get_string_member (object, "use"), ==, "tax-invoice");
  g_assert_true (json_object_get_boolean_member (object, "can_issue"));
  g_assert_cmpstr (json_object_get_string_member (object, "from"), ==, "2025-01-01");
  g_assert_cmpstr (json_object_get_string_member (object, "until"), ==, "2099-12-31");
  g_assert_cmpint (json_object_get_int_member (object, "days_left"), >, 1000);
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "valid");
  g_assert_true (json_object_get_boolean_member (object, "has_key"));
  g_assert_cmpuint (strlen (json_object_get_string_member (object, "fingerprint")), ==, 64);
  g_assert_cmpstr (json_object_get_string_member (object, "folder"), ==, folder);

  object = json_array_get_object_element (array, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "use"), ==, "banking");
  g_assert_false (json_object_get_boolean_member (object, "can_issue"));
  g_assert_cmpint (json_object_get_int_member (object, "days_left"), <, 0);
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "expired");
  g_assert_false (json_object_get_boolean_member (object, "has_key"));
  cli_test_end (&f);
}

static void
test_folders (void)
{
  CliTest f = { 0 };
  g_autofree char *npki = NULL;
  g_autofree char *elsewhere = NULL;

  begin (&f, &npki);
  elsewhere = g_build_filename (f.home, "stick", NULL);
  put (npki, "at-home", NULL, 20991231, KEY);
  put (elsewhere, "on-the-stick", NULL, 20991130, NULL);

  g_assert_cmpint (cli_test_run (&f, NULL, "certificates"), ==, 0);
  g_assert_nonnull (strstr (f.out, "at-home"));
  g_assert_null (strstr (f.out, "on-the-stick"));

  /* What is named stands in the place of the usual folders. */
  g_assert_cmpint (cli_test_run (&f, NULL, "certificates '%s' '%s/missing'", elsewhere, f.home), ==, 0);
  g_assert_nonnull (strstr (f.out, "on-the-stick"));
  g_assert_nonnull (strstr (f.out, "2099-11-30"));
  g_assert_nonnull (strstr (f.out, "missing"));
  g_assert_null (strstr (f.out, "at-home"));

  g_assert_cmpint (cli_test_run (&f, NULL, "certificates '%s/missing'", f.home), ==, 0);
  g_assert_cmpstr (f.out, ==, "");
  g_assert_nonnull (strstr (f.err, "No certificate was found."));
  g_assert_cmpint (cli_test_run (&f, NULL, "--demo --json certificates"), ==, 0);
  g_assert_cmpstr (f.out, ==, "[]\n");
  g_assert_cmpint (cli_test_run (&f, NULL, "certificates --foolish"), ==, 2);
  g_assert_false (g_file_test (f.book, G_FILE_TEST_EXISTS));
  cli_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  cli_test_init (&argc, &argv);
  g_test_add_func ("/cli/certificates/json", test_json);
  g_test_add_func ("/cli/certificates/folders", test_folders);
  return g_test_run ();
}
