/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Password, pair and owner in one question, over real files: each trouble has its own answer. */

#include "config.h"

#include "jb-npki-check.h"

#include <string.h>

#include "jb-npki-scan-private.h"
#include "test-npki-make.h"

#define OTHER_NUMBER "0001234013"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->folder = g_dir_make_tmp ("jangbu-check-XXXXXX", NULL);
  g_assert_nonnull (f->folder);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  jb_test_remove_tree (f->folder);
  g_free (f->folder);
}

/* (transfer full): the sample certificate, or @der, with @key as its key file. */
static JbNpkiEntry *
make_entry (Fixture *f,
            GBytes  *der,
            GBytes  *key)
{
  g_autoptr(GBytes) sample = test_npki_sample ("signCert.der");
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCertificate) certificate = jb_certificate_new (der != NULL ? der : sample, &error);
  g_autofree char *path = g_build_filename (f->folder, "signPri.key", NULL);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (key, NULL), (gssize) g_bytes_get_size (key), NULL));
  return _jb_npki_entry_new (certificate, path, path);
}

static JbNpkiCheck *
ask (JbNpkiEntry        *entry,
     const char         *password,
     const char * const *numbers)
{
  const char *none[] = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbNpkiCheck *check;

  jb_npki_check_async (entry, password, numbers != NULL ? numbers : none, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  check = jb_npki_check_finish (result, &error);
  g_assert_no_error (error);
  return check;
}

static JbNpkiCheck *
ask_sample (Fixture            *f,
            const char         *key_name,
            const char         *password,
            const char * const *numbers)
{
  g_autoptr(GBytes) key = test_npki_sample (key_name);
  g_autoptr(JbNpkiEntry) entry = make_entry (f, NULL, key);

  return ask (entry, password, numbers);
}

static void
test_right (Fixture       *f,
            gconstpointer  data)
{
  static const char * const keys[] = {
    "signPri-seedcbc-sha1-pbes1.key", "signPri-seedcbc-fixediv.key", "signPri-pbes2-seed-sha1.key", "signPri-pbes2-seed-sha256.key",
    "signPri-pbes2-aes128-sha1.key", "signPri-pbes2-aes256-sha256.key",
  };
  const char *numbers[] = { OTHER_NUMBER, TEST_IDN, "0010000205", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(JbNpkiCheck) check = ask_sample (f, keys[i], TEST_PASSWORD, numbers);

      g_test_message ("%s", keys[i]);
      g_assert_no_error (check->key);
      g_assert_no_error (check->pair);
      g_assert_no_error (check->owner);
      g_assert_cmpstr (check->number, ==, TEST_IDN);
    }
}

static void
test_owner (Fixture       *f,
            gconstpointer  data)
{
  const char *others[] = { OTHER_NUMBER, "0010000205", NULL };
  const char *nonsense[] = { "12", TEST_IDN, NULL };
  g_autoptr(JbNpkiCheck) other = ask_sample (f, "signPri-pbes2-seed-sha1.key", TEST_PASSWORD, others);
  g_autoptr(JbNpkiCheck) none = ask_sample (f, "signPri-pbes2-seed-sha1.key", TEST_PASSWORD, NULL);
  g_autoptr(JbNpkiCheck) wrong = ask_sample (f, "signPri-pbes2-seed-sha1.key", TEST_PASSWORD, nonsense);
  g_autoptr(JbNpkiCheck) without_r = ask_sample (f, "signPri-no-r-attribute.key", TEST_PASSWORD, others);

  g_assert_no_error (other->pair);
  g_assert_null (other->number);
  g_assert_error (other->owner, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER);
  g_assert_no_error (none->owner);
  g_assert_null (none->number);
  g_assert_error (wrong->owner, JB_NPKI_ERROR, JB_NPKI_ERROR_NUMBER);
  g_assert_no_error (without_r->pair);
  g_assert_error (without_r->owner, JB_NPKI_ERROR, JB_NPKI_ERROR_NO_R);
}

static void
test_no_vid (Fixture       *f,
             gconstpointer  data)
{
  TestCertificate wanted = { .common_name = "아무개" };
  const char *numbers[] = { TEST_IDN, NULL };
  g_autoptr(GBytes) der = test_make_certificate (&wanted);
  g_autoptr(GBytes) key = test_npki_sample ("signPri-pbes2-seed-sha1.key");
  g_autoptr(JbNpkiEntry) entry = make_entry (f, der, key);
  g_autoptr(JbNpkiCheck) check = ask (entry, TEST_PASSWORD, numbers);

  g_assert_no_error (check->pair);
  g_assert_error (check->owner, JB_NPKI_ERROR, JB_NPKI_ERROR_NO_VID);
}

/* What cannot be opened has no pair and no owner. */
static void
test_key_trouble (Fixture       *f,
                  gconstpointer  data)
{
  const char *numbers[] = { TEST_IDN, NULL };
  g_autoptr(GBytes) nonsense = g_bytes_new_static ("no key at all", 13);
  g_autoptr(GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) salt = test_read_hex ("0102030405060708");
  g_autoptr(GBytes) block = g_bytes_new_static ("0123456789abcdef", 16);
  g_autoptr(GBytes) unknown = test_wrap_korean ("1.2.3.4.5", salt, "2048", block);
  g_autoptr(GBytes) good = test_npki_sample ("signPri-pbes2-seed-sha1.key");
  const struct
  {
    GBytes     *file;
    const char *password;
    int         code;
  } cases[] = {
    { good, "wrong", JB_NPKI_ERROR_WRONG_PASSWORD },
    { good, "", JB_NPKI_ERROR_WRONG_PASSWORD },
    { nonsense, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY },
    { empty, TEST_PASSWORD, JB_NPKI_ERROR_NOT_KEY },
    { unknown, TEST_PASSWORD, JB_NPKI_ERROR_UNSUPPORTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JbNpkiEntry) entry = make_entry (f, NULL, cases[i].file);
      g_autoptr(JbNpkiCheck) check = ask (entry, cases[i].password, numbers);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_error (check->key, JB_NPKI_ERROR, cases[i].code);
      g_assert_null (strstr (check->key->message, TEST_PASSWORD));
      g_assert_no_error (check->pair);
      g_assert_no_error (check->owner);
      g_assert_null (check->number);
    }
}

static void
test_wrong_pair (Fixture       *f,
                 gconstpointer  data)
{
  const char *numbers[] = { TEST_IDN, NULL };
  g_autoptr(JbNpkiCheck) check = ask_sample (f, "signPri-wrong-pair.key", TEST_PASSWORD, numbers);

  g_assert_no_error (check->key);
  g_assert_error (check->pair, JB_NPKI_ERROR, JB_NPKI_ERROR_MISMATCH);
  g_assert_no_error (check->owner);
  g_assert_null (check->number);
}

/* The stick was pulled out after the search. */
static void
test_gone (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GBytes) key = test_npki_sample ("signPri-pbes2-seed-sha1.key");
  g_autoptr(JbNpkiEntry) entry = make_entry (f, NULL, key);
  g_autoptr(JbNpkiCheck) check = NULL;

  g_assert_cmpint (g_unlink (jb_npki_entry_get_key_path (entry)), ==, 0);
  check = ask (entry, TEST_PASSWORD, NULL);
  g_assert_error (check->key, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  const char *none[] = { NULL };
  g_autoptr(GBytes) key = test_npki_sample ("signPri-pbes2-seed-sha1.key");
  g_autoptr(JbNpkiEntry) entry = make_entry (f, NULL, key);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_npki_check_async (entry, TEST_PASSWORD, none, cancellable, jb_test_result_cb, &result);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_npki_check_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/npki-check/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("right", test_right);
  ADD ("owner", test_owner);
  ADD ("no-vid", test_no_vid);
  ADD ("key-trouble", test_key_trouble);
  ADD ("wrong-pair", test_wrong_pair);
  ADD ("gone", test_gone);
  ADD ("cancel", test_cancel);
#undef ADD
  return g_test_run ();
}
