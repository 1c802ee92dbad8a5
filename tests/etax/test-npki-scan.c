/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding certificates in real folders: every place a user may point at, every spelling, and what must not hold the search up. */

#include "config.h"

#include "jb-npki-scan.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jb-npki-key.h"
#include "jb-npki-scan-private.h"
#include "test-npki-make.h"

#define USER_FOLDER   "tree/NPKI/JangbuTestCA/USER"
#define KOREAN_FOLDER USER_FOLDER "/cn=TEST가상공급상사()0018100017202601010001,ou=TEST,ou=xUse4TestOnly,o=JangbuTestCA,c=kr"

typedef struct
{
  char *root;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->root = g_dir_make_tmp ("jangbu-npki-XXXXXX", NULL);
  g_assert_nonnull (f->root);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  jb_test_remove_tree (f->root);
  g_free (f->root);
}

/* Writes under the root, making the folders. */
static void
put (Fixture    *f,
     const char *path,
     GBytes     *bytes)
{
  g_autofree char *full = g_build_filename (f->root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (full, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

/* A certificate with its key (whose content the scanner does not look at) in @folder. */
static void
put_pair (Fixture    *f,
          const char *folder,
          GBytes     *certificate)
{
  g_autofree char *certificate_path = g_build_filename (folder, "signCert.der", NULL);
  g_autofree char *key_path = g_build_filename (folder, "signPri.key", NULL);
  g_autoptr(GBytes) key = test_npki_sample ("signPri-seedcbc-sha1-pbes1.key");

  put (f, certificate_path, certificate);
  put (f, key_path, key);
}

static GBytes *
certificate_until (const char *name,
                   const char *not_after)
{
  TestCertificate wanted = { .common_name = name, .not_after = not_after };

  return test_make_certificate (&wanted);
}

/* (transfer full) @folder: below the root; "" is the root */
static GPtrArray *
scan_folder (const char *root,
             const char *folder,
             gboolean   *complete)
{
  g_autofree char *path = g_build_filename (root, folder, NULL);
  const char *folders[] = { path, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *entries;

  jb_npki_scan_async (folders, FALSE, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  entries = jb_npki_scan_finish (result, complete, &error);
  g_assert_no_error (error);
  return entries;
}

/* Owners in order: "a b c". */
static void
assert_found (Fixture    *f,
              const char *folder,
              const char *owners)
{
  gboolean complete = FALSE;
  g_autoptr(GPtrArray) entries = scan_folder (f->root, folder, &complete);
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      JbNpkiEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (found, "%s%s", i > 0 ? " " : "", jb_certificate_get_owner (jb_npki_entry_get_certificate (entry)));
      g_assert_true (g_file_test (jb_npki_entry_get_certificate_path (entry), G_FILE_TEST_IS_REGULAR));
      if (jb_npki_entry_get_key_path (entry) != NULL)
        g_assert_true (g_file_test (jb_npki_entry_get_key_path (entry), G_FILE_TEST_IS_REGULAR));
      else
        g_string_append (found, "(no key)");
    }

  g_assert_cmpstr (found->str, ==, owners);
  g_assert_true (complete);
}

/* The tree of the samples, from each of its folders; and what is found there opens. */
static void
test_samples (void)
{
  static const char * const starts[] = {
    "tree", "tree/NPKI", "tree/NPKI/JangbuTestCA", USER_FOLDER, KOREAN_FOLDER,
  };
  g_autofree char *npki = g_build_filename (g_getenv ("JB_SAMPLES"), "npki", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr(GPtrArray) entries = scan_folder (npki, starts[i], NULL);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(JbNpkiKey) key = NULL;
      JbNpkiEntry *entry;

      g_assert_cmpuint (entries->len, ==, 1);
      entry = g_ptr_array_index (entries, 0);
      g_assert_true (g_str_has_suffix (jb_npki_entry_get_key_path (entry), KOREAN_FOLDER "/signPri.key"));

      jb_npki_key_open_path_async (jb_npki_entry_get_key_path (entry), TEST_PASSWORD, NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      key = jb_npki_key_open_finish (result, &error);
      g_assert_no_error (error);
      g_assert_true (jb_npki_key_check_owner (key, jb_npki_entry_get_certificate (entry), TEST_IDN, &error));
    }
}

static void
test_order_and_duplicates (Fixture       *f,
                           gconstpointer  data)
{
  g_autoptr(GBytes) early = certificate_until ("early", "20270101000000Z");
  g_autoptr(GBytes) middle = certificate_until ("middle", "20280101000000Z");
  g_autoptr(GBytes) late = certificate_until ("late", "20290101000000Z");

  put_pair (f, "NPKI/yessign/USER/cn=a,ou=b,c=kr", early);
  put_pair (f, "NPKI/KICA/User/cn=홍길동()001,o=KICA,c=kr", late);
  put_pair (f, "NPKI/TradeSign/user/x=y", middle);
  put_pair (f, "NPKI/KICA/USER/the same again", late);

  assert_found (f, "", "late middle early");
  assert_found (f, "NPKI", "late middle early");
  assert_found (f, "NPKI/KICA", "late");
  assert_found (f, "NPKI/TradeSign/user", "middle");
  assert_found (f, "NPKI/yessign/USER/cn=a,ou=b,c=kr", "early");
}

/* Two folders that overlap, one that is missing and one that is a file. */
static void
test_several_folders (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(GBytes) one = certificate_until ("one", "20270101000000Z");
  g_autofree char *npki = g_build_filename (f->root, "NPKI", NULL);
  g_autofree char *missing = g_build_filename (f->root, "missing", NULL);
  g_autofree char *file = g_build_filename (f->root, "NPKI/a/USER/b/signCert.der", NULL);
  const char *folders[] = { missing, f->root, file, npki, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  put_pair (f, "NPKI/a/USER/b", one);
  jb_npki_scan_async (folders, FALSE, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  entries = jb_npki_scan_finish (result, NULL, NULL);
  g_assert_cmpuint (entries->len, ==, 1);
}

static void
test_spellings (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GBytes) one = certificate_until ("one", "20290101000000Z");
  g_autoptr(GBytes) two = certificate_until ("two", "20280101000000Z");
  g_autoptr(GBytes) three = certificate_until ("three", "20270101000000Z");
  g_autoptr(GBytes) key = test_npki_sample ("signPri-pbes2-aes128-sha1.key");

  put (f, "npki/KICA/User/a/SignCert.der", one);
  put (f, "npki/KICA/User/a/SignPri.key", key);
  put (f, "Npki/KICA/user/b/SIGNCERT.DER", two);
  put (f, "Npki/KICA/user/b/SIGNPRI.KEY", key);
  /* For encryption only: not ours. */
  put (f, "npki/KICA/User/a/kmCert.der", three);
  put (f, "npki/KICA/User/a/kmPri.key", key);
  put (f, "npki/KICA/User/c/kmCert.der", three);
  put (f, "npki/KICA/User/c/kmPri.key", key);
  /* Half of a pair: the certificate is shown without a key, the key is nothing alone. */
  put (f, "npki/KICA/User/d/signCert.der", three);
  put (f, "npki/KICA/User/e/signPri.key", key);
  /* No certificate. */
  put (f, "npki/KICA/User/g/signCert.der", key);
  put (f, "npki/KICA/User/g/signPri.key", key);

  assert_found (f, "", "one two three(no key)");
}

/* A copy without its key never hides the one that has it, whichever is met first. */
static void
test_key_elsewhere (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(GBytes) one = certificate_until ("one", "20290101000000Z");
  g_autoptr(GBytes) two = certificate_until ("two", "20280101000000Z");

  put (f, "NPKI/KICA/USER/a/signCert.der", one);
  put_pair (f, "NPKI/KICA/USER/b", one);
  put_pair (f, "NPKI/KICA/USER/c", two);
  put (f, "NPKI/KICA/USER/d/signCert.der", two);
  put (f, "NPKI/KICA/USER/e/signCert.der", one);

  assert_found (f, "", "one two");
}

/* Names that are no UTF-8, links in circles, links to certificates elsewhere, pipes, folders under a file's name. */
static void
test_traps (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(GBytes) one = certificate_until ("one", "20290101000000Z");
  g_autoptr(GBytes) two = certificate_until ("two", "20280101000000Z");
  g_autofree char *npki = g_build_filename (f->root, "NPKI", NULL);
  g_autofree char *circle = g_build_filename (npki, "circle", NULL);
  g_autofree char *itself = g_build_filename (npki, "itself", NULL);
  g_autofree char *dangling = g_build_filename (npki, "dangling", NULL);
  g_autofree char *elsewhere = g_build_filename (f->root, "elsewhere", NULL);
  g_autofree char *linked = g_build_filename (npki, "linked", NULL);
  g_autofree char *trap = g_build_filename (npki, "trap", NULL);
  g_autofree char *pipe = g_build_filename (trap, "signCert.der", NULL);
  g_autofree char *folder = g_build_filename (trap, "signPri.key", NULL);
  g_autofree char *closed = g_build_filename (npki, "closed", NULL);

  put_pair (f, "NPKI/CA/USER/\xff\xfe(\xb0\xa1)", one);
  put_pair (f, "NPKI/closed/USER/a", one);
  put_pair (f, "elsewhere/USER/a", two);
  g_assert_cmpint (symlink (npki, circle), ==, 0);
  g_assert_cmpint (symlink ("itself", itself), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  g_assert_cmpint (symlink (elsewhere, linked), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (chmod (closed, 0), ==, 0);

  assert_found (f, "", "one two");
  g_assert_cmpint (chmod (closed, 0700), ==, 0);
}

/* Deeper than any real tree: left alone. Without an NPKI folder in between the limit counts from the folder chosen. */
static void
test_depth (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(GBytes) one = certificate_until ("one", "20290101000000Z");
  g_autoptr(GBytes) two = certificate_until ("two", "20280101000000Z");

  put_pair (f, "NPKI/1/2/3/4", one);
  put_pair (f, "NPKI/1/2/3/4/5", two);

  assert_found (f, "", "one");
  assert_found (f, "NPKI/1", "one two");
}

static void
test_huge (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GBytes) one = certificate_until ("one", "20290101000000Z");
  g_autoptr(GPtrArray) entries = NULL;
  gboolean complete = TRUE;

  put_pair (f, "CA/USER/a", one);
  for (guint i = 0; i < JB_NPKI_SCAN_MAX_FOLDERS + 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("x%05u", i);
      g_autofree char *path = g_build_filename (f->root, "CA", "USER", name, NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    }

  entries = scan_folder (f->root, "", &complete);
  g_assert_false (complete);
  g_assert_cmpuint (entries->len, ==, 1);   /* it came first in the alphabet */
}

static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  const char *folders[] = { f->root, NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  jb_npki_scan_async (folders, FALSE, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_npki_scan_finish (result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_nothing (Fixture       *f,
              gconstpointer  data)
{
  const char *none[] = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  jb_npki_scan_async (none, FALSE, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  entries = jb_npki_scan_finish (result, NULL, NULL);
  g_assert_cmpuint (entries->len, ==, 0);
  assert_found (f, "", "");
}

static void
test_usual_folders (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(GBytes) one = certificate_until ("one", "20290101000000Z");
  g_autofree char *home = g_build_filename (f->root, "home", NULL);
  g_autofree char *media = g_build_filename (f->root, "media", NULL);
  g_autofree char *missing = g_build_filename (f->root, "run", NULL);
  const char *mounts[] = { media, missing, NULL };
  g_auto(GStrv) folders = NULL;
  g_autofree char *in_home = g_build_filename (home, "NPKI", NULL);
  g_autofree char *in_pki = g_build_filename (home, ".pki", "NPKI", NULL);
  g_autofree char *on_stick = g_build_filename (media, "이동식 디스크", "npki", NULL);

  put_pair (f, "media/이동식 디스크/npki/CA/USER/a", one);
  put_pair (f, "media/other/Documents/NPKI/CA/USER/a", one);

  folders = _jb_npki_usual_folders (home, mounts);
  g_assert_cmpuint (g_strv_length (folders), ==, 3);
  g_assert_cmpstr (folders[0], ==, in_home);
  g_assert_cmpstr (folders[1], ==, in_pki);
  g_assert_cmpstr (folders[2], ==, on_stick);
}

/* The usual folders of this user, in a home of our own. */
static void
test_home (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GBytes) one = certificate_until ("one", "20991231145959Z");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "NPKI", "CA", "USER", "a", NULL);
  g_autofree char *path = g_build_filename (folder, "signCert.der", NULL);
  g_autofree char *key_path = g_build_filename (folder, "signPri.key", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (one, NULL), (gssize) g_bytes_get_size (one), NULL));
  g_assert_true (g_file_set_contents (key_path, "", 0, NULL));

  jb_npki_scan_async (NULL, TRUE, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  entries = jb_npki_scan_finish (result, NULL, NULL);
  g_assert_cmpuint (entries->len, >=, 1);
  g_assert_cmpstr (jb_npki_entry_get_certificate_path (g_ptr_array_index (entries, 0)), ==, path);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("jangbu-home-XXXXXX", NULL);
  int failed;

  /* Before GLib looks: no test may see the certificates of whoever runs it. */
  g_setenv ("HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/npki-scan/samples", test_samples);
#define ADD(path, func) g_test_add ("/npki-scan/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("order-and-duplicates", test_order_and_duplicates);
  ADD ("several-folders", test_several_folders);
  ADD ("spellings", test_spellings);
  ADD ("key-elsewhere", test_key_elsewhere);
  ADD ("traps", test_traps);
  ADD ("depth", test_depth);
  ADD ("huge", test_huge);
  ADD ("cancel", test_cancel);
  ADD ("nothing", test_nothing);
  ADD ("usual-folders", test_usual_folders);
  ADD ("home", test_home);
#undef ADD

  failed = g_test_run ();
  jb_test_remove_tree (home);
  return failed;
}
