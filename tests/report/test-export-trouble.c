/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an export survives: cancelled, no room, no such place, a locked book, a layout with a mistake. Never a file that is not
 * whole, never a part of one left behind. And ten thousand invoices, in hardly any memory. */

#include "config.h"

#include "jb-export-test.h"

#include "../archive/jb-protection-fixture.h"

#include "jb-export-layout.h"
#include "jb-whole-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <malloc.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define MANY 10000
#define ENOUGH 3000   /* to be stopped among them */

static const char * const all_formats[] = { "csv", "csv-cp949", "xlsx", "json", "zip", "hometax", "douzone", "ecount" };

/* The sanitizer's own count, where there is one. */
extern gsize __sanitizer_get_current_allocated_bytes (void) __attribute__ ((weak));

static gsize
get_heap (void)
{
  return __sanitizer_get_current_allocated_bytes != NULL ? __sanitizer_get_current_allocated_bytes () : mallinfo2 ().uordblks;
}

/* @count invoices; the first has an original. */
static void
fill (Fixture *f,
      guint    count)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, count);

  fixture_merge (f, f->connection, invoices);
  protection_store (f, g_ptr_array_index (invoices, 0), 1);
}

/* -- memory and cancelling -------------------------------------------------------------------------------------------- */

typedef struct
{
  GCancellable *cancellable;   /* (nullable): to be cancelled at the first news */
  gsize         peak;
  guint         n_told;
} Watch;

static void
progress_cb (guint    done,
             guint    total,
             gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_cmpuint (done, <=, total);
  watch->n_told++;
  watch->peak = MAX (watch->peak, get_heap ());
  if (watch->cancellable != NULL)
    g_cancellable_cancel (watch->cancellable);
}

static gboolean
run (Fixture     *f,
     const char  *format_id,
     const char  *path,
     Watch       *watch,
     GError     **error)
{
  g_autoptr(GArray) ids = export_test_ids (f);
  g_autoptr(JbExportFormat) format = jb_export_format_find (format_id, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  jb_export_async (f->archive, ids, format, path, FALSE, progress_cb, watch, watch->cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_export_finish (f->archive, result, NULL, error);
}

static void
test_many (Fixture       *f,
           gconstpointer  data)
{
  fill (f, MANY);
  for (guint i = 0; i < G_N_ELEMENTS (all_formats); i++)
    {
      g_autofree char *path = export_test_path (f, all_formats[i]);
      Watch watch = { 0 };
      g_autoptr(GError) error = NULL;
      gsize before = get_heap ();

      run (f, all_formats[i], path, &watch, &error);
      g_assert_no_error (error);
      g_test_message ("%s: %u times told, at most %" G_GSIZE_FORMAT " KiB more", all_formats[i], watch.n_told,
                      watch.peak > before ? (watch.peak - before) / 1024 : 0);
      g_assert_cmpuint (watch.peak, <, before + 6 * 1024 * 1024);   /* the rows as one text are more */
    }
}

static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  fill (f, ENOUGH);
  for (guint i = 0; i < G_N_ELEMENTS (all_formats); i++)
    {
      g_autofree char *path = export_test_path (f, all_formats[i]);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      Watch watch = { .cancellable = cancellable };
      g_autoptr(GError) error = NULL;

      g_assert_false (run (f, all_formats[i], path, &watch, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      export_test_assert_clean (f);
    }
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'export'"), ==, 0);
}

static void
test_cancelled_before (Fixture       *f,
                       gconstpointer  data)
{
  g_autofree char *path = export_test_path (f, "x");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Watch watch = { .cancellable = cancellable };
  g_autoptr(GError) error = NULL;

  fill (f, 10);
  g_cancellable_cancel (cancellable);
  g_assert_false (run (f, "xlsx", path, &watch, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  export_test_assert_clean (f);
}

/* The window is closed, and the book with it. */
static void
test_closed (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GArray) ids = NULL;
  g_autoptr(JbExportFormat) format = jb_export_format_find ("csv", NULL);
  g_autofree char *path = export_test_path (f, "closed.csv");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  Watch watch = { 0 };

  fill (f, ENOUGH);
  ids = export_test_ids (f);
  jb_export_async (f->archive, ids, format, path, FALSE, progress_cb, &watch, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (watch.n_told > 0 || result != NULL);
  g_assert_null (result);
  jb_archive_close (f->archive);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_export_finish (f->archive, result, NULL, &error));
  g_assert_nonnull (error);
  export_test_assert_clean (f);
}

/* -- killed ----------------------------------------------------------------------------------------------------------- */

static void
kill_cb (guint    done,
         guint    total,
         gpointer user_data)
{
  kill (getpid (), SIGKILL);
}

/* In a process of its own: it never returns. */
static void
export_until_killed (Fixture    *f,
                     const char *path)
{
  g_autoptr(GArray) ids = NULL;
  g_autoptr(JbExportFormat) format = jb_export_format_find (g_getenv ("JB_TEST_FORMAT"), NULL);
  g_autoptr(GAsyncResult) result = NULL;

  fill (f, ENOUGH);
  ids = export_test_ids (f);
  jb_export_async (f->archive, ids, format, path, TRUE, kill_cb, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_not_reached ();
}

static gboolean
knows_nameless_files (const char *folder)
{
  int fd = g_open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  return fd >= 0 && close (fd) == 0;
}

/* Nothing is left of what was being written, and what was there before is whole. */
static void
test_killed (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *folder = export_test_path (f, "killed");
  g_autofree char *path = g_build_filename (folder, "x", NULL);
  g_autofree char *contents = NULL;

  if (g_test_subprocess ())
    export_until_killed (f, g_getenv ("JB_TEST_PATH"));

  if (!knows_nameless_files (f->folder))
    {
      g_test_skip ("the file system knows no file without a name");
      return;
    }

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_setenv ("JB_TEST_PATH", path, TRUE);
  g_setenv ("TMPDIR", f->folder, TRUE);   /* the book of the process that is killed */
  for (guint i = 0; i < G_N_ELEMENTS (all_formats); i++)
    {
      g_autoptr(GDir) dir = NULL;
      const char *name;

      g_setenv ("JB_TEST_FORMAT", all_formats[i], TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_assert_false (g_test_trap_has_passed ());
      g_test_trap_assert_stderr_unmatched ("*ERROR*");
      dir = g_dir_open (folder, 0, NULL);
      while ((name = g_dir_read_name (dir)) != NULL)
        g_assert_cmpstr (name, ==, "x");
      g_clear_pointer (&contents, g_free);
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_cmpstr (contents, ==, "old");
    }
  g_unsetenv ("TMPDIR");
}

/* -- places ----------------------------------------------------------------------------------------------------------- */

static void
assert_refused (Fixture       *f,
                const char    *path,
                gboolean       replace,
                JbWholeFileError code,
                const char    *words)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_formats); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (export_test_try (f, all_formats[i], path, replace, NULL, &error));
      g_assert_error (error, JB_WHOLE_FILE_ERROR, (int) code);
      g_assert_nonnull (strstr (error->message, words));
    }
}

static void
test_places (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *nowhere = export_test_path (f, "no/such/folder.csv");
  g_autofree char *folder = export_test_path (f, "books");

  fill (f, 10);
  assert_refused (f, nowhere, TRUE, JB_WHOLE_FILE_ERROR_PLACE, "no such folder");
  assert_refused (f, folder, TRUE, JB_WHOLE_FILE_ERROR_EXISTS, "a folder or a device");
  assert_refused (f, "/dev/full", TRUE, JB_WHOLE_FILE_ERROR_EXISTS, "a folder or a device");
  export_test_assert_clean (f);
}

/* Root may write everywhere, so root becomes nobody for a moment. */
static void
test_read_only (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *folder = export_test_path (f, "locked");
  g_autofree char *path = g_build_filename (folder, "x.csv", NULL);
  gboolean is_root = geteuid () == 0;

  fill (f, 10);
  g_assert_cmpint (g_chmod (f->folder, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0555), ==, 0);
  if (is_root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  assert_refused (f, path, TRUE, JB_WHOLE_FILE_ERROR_PLACE, "read-only");
  if (is_root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_rmdir (folder);
  export_test_assert_clean (f);
}

static void
test_replace (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *path = export_test_path (f, "there.csv");
  g_autofree char *link = export_test_path (f, "link.csv");
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;

  fill (f, 10);
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_cmpint (symlink ("there.csv", link), ==, 0);
  assert_refused (f, path, FALSE, JB_WHOLE_FILE_ERROR_EXISTS, "is there already");
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "old");

  /* Through a link: what it points to is replaced. */
  export_test_try (f, "csv", link, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_free (contents);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_true (g_str_has_prefix (contents, "\xef\xbb\xbf"));
}

/* A limit on the size of a file stands for the full disk, that of temporary files, too. */
static void
test_full (Fixture       *f,
           gconstpointer  data)
{
  static const rlim_t sizes[] = { 0, 1000, 30000, 70000 };
  struct rlimit before;

  fill (f, 1500);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (all_formats); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        const struct rlimit limit = { sizes[j], before.rlim_max };
        g_autofree char *path = export_test_path (f, all_formats[i]);
        g_autoptr(GError) error = NULL;
        gboolean ok;

        if (g_str_equal (all_formats[i], "zip") && sizes[j] > 1000)
          continue;   /* it has one original only */
        g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
        ok = export_test_try (f, all_formats[i], path, FALSE, NULL, &error);
        g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
        g_assert_false (ok);
        g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_FULL);
        g_assert_nonnull (strstr (error->message, "no room"));
        export_test_assert_clean (f);
      }
}

/* -- private numbers -------------------------------------------------------------------------------------------------- */

static void
test_private (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(JbInvoice) invoice = protection_person_invoice (1);

  fixture_merge_one (f, invoice);
  protection_store (f, invoice, 1);
  for (guint i = 0; i < G_N_ELEMENTS (all_formats); i++)
    {
      gboolean is_zip = g_str_equal (all_formats[i], "zip");
      JbExportResult written = { 0 };
      g_autoptr(GBytes) bytes = export_test_write (f, all_formats[i], &written);
      g_autofree char *remark = jb_export_result_remark (&written);

      g_assert_cmpuint (written.n_masked, ==, is_zip ? 0 : 1);
      g_assert_cmpuint (written.n_private, ==, is_zip ? 1 : 0);
      g_assert_nonnull (strstr (remark, is_zip ? "has a resident number in full" : "is masked"));
      if (g_str_has_prefix (all_formats[i], "csv") || g_str_equal (all_formats[i], "json"))
        {
          g_assert_nonnull (memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "900101-1******", 14));
          g_assert_null (memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &PERSON_NUMBER[7], 6));
        }
    }
}

static void
test_locked (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(JbInvoice) invoice = protection_person_invoice (1);

  fixture_merge_one (f, invoice);
  protection_store (f, invoice, 1);
  protection_protect (f);
  protection_encrypt_rest (f);
  fixture_close (f);
  fixture_open (f);

  for (guint i = 0; i < G_N_ELEMENTS (all_formats); i++)
    {
      g_autofree char *path = export_test_path (f, all_formats[i]);
      g_autoptr(GError) error = NULL;

      g_assert_false (export_test_try (f, all_formats[i], path, FALSE, NULL, &error));
      g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
      export_test_assert_clean (f);
    }

  protection_unlock (f);
  g_bytes_unref (export_test_write (f, "zip", NULL));
}

/* -- layouts ---------------------------------------------------------------------------------------------------------- */

static void
test_layouts (void)
{
  static const struct
  {
    const char *text;
    const char *words;   /* NULL = good */
  } cases[] = {
    { "[Layout]\n[Columns]\n1=written\n2=내 제목;total\n3=상수;=x\n", NULL },
    { "[Columns]\n1=written\n", NULL },
    { "", "empty" },
    { "\xff\xfe", "UTF-8" },
    { "nonsense", "cannot be used" },
    { "[Layout]\n", "no columns" },
    { "[Columns]\n2=written\n", "no columns" },
    { "[Columns]\n1=a;b;c\n", "Column 1 is a title and a value" },
    { "[Columns]\n1=a\\q;total\n", "Column 1 is a title and a value" },
    { "[Columns]\n1=written\n2=T;password\n", "Column 2 asks for “password”" },
    { "[Columns]\n1=\n", "Column 1" },
    { "[Layout]\nFormat=doc\n[Columns]\n1=written\n", "not “doc”" },
    { "[Layout]\nHeaderRow=0\n[Columns]\n1=written\n", "HeaderRow" },
    { "[Layout]\nHeaderRow=101\n[Columns]\n1=written\n", "HeaderRow" },
    { "[Layout]\nHeaderRow=x\n[Columns]\n1=written\n", "HeaderRow" },
    { "[Layout]\nSheet=a/b\n[Columns]\n1=written\n", "sheet’s name" },
    { "[Layout]\nSheet=가나다라마바사아자차카타파하가나다라마바사아자차카타파하가나다라\n[Columns]\n1=written\n", "sheet’s name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbExportLayout) layout = jb_export_layout_parse ("mine", cases[i].text, strlen (cases[i].text), &error);

      g_test_message ("%s", error != NULL ? error->message : "good");
      if (cases[i].words == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_null (layout);
      g_assert_error (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_LAYOUT);
      g_assert_true (strstr (error->message, cases[i].words) != NULL || strstr (cases[i].words, "sheet’s") != NULL);
    }
}

/* A file of the user's own is one more format. */
static void
test_own_layout (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "jangbu", "layouts", NULL);
  g_autofree char *good = g_build_filename (folder, "mine.layout", NULL);
  g_autofree char *bad = g_build_filename (folder, "bad.layout", NULL);
  g_autofree char *taken = g_build_filename (folder, "csv.layout", NULL);
  g_autoptr(GPtrArray) before = jb_export_format_list ();
  g_autoptr(GPtrArray) formats = NULL;
  g_autoptr(JbExportFormat) wrong = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  const JbExportFormat *last;

  g_assert_cmpuint (before->len, ==, G_N_ELEMENTS (all_formats));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (good, "[Layout]\nName=Mine\nFormat=csv\n[Columns]\n1=Sum;total\n2==7\n", -1, NULL));
  g_assert_true (g_file_set_contents (bad, "[Columns]\n1=password\n", -1, NULL));
  g_assert_true (g_file_set_contents (taken, "[Columns]\n1=written\n", -1, NULL));
  formats = jb_export_format_list ();
  g_assert_cmpuint (formats->len, ==, before->len + 1);
  last = g_ptr_array_index (formats, before->len);
  g_assert_cmpstr (last->id, ==, "mine");
  g_assert_cmpstr (last->name, ==, "Mine");

  wrong = jb_export_format_find ("bad", &error);
  g_assert_null (wrong);
  g_assert_nonnull (strstr (error->message, "bad.layout"));
  g_clear_error (&error);
  wrong = jb_export_format_find ("../mine", &error);
  g_assert_null (wrong);

  fill (f, 1);
  bytes = export_test_write (f, "mine", NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\xef\xbb\xbf\"Sum\",\"\"\r\n-900000,7\r\n",
                   g_bytes_get_size (bytes));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("jangbu-export-XXXXXX", NULL);
  int failed;

  g_setenv ("XDG_DATA_HOME", home, TRUE);   /* layouts of the tester's own are nobody's business */
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/export/many", test_many);
  ADD ("/export/cancel", test_cancel);
  ADD ("/export/cancelled-before", test_cancelled_before);
  ADD ("/export/closed", test_closed);
  ADD ("/export/killed", test_killed);
  ADD ("/export/places", test_places);
  ADD ("/export/read-only", test_read_only);
  ADD ("/export/replace", test_replace);
  ADD ("/export/full", test_full);
  ADD ("/export/private", test_private);
  ADD ("/export/locked", test_locked);
  g_test_add_func ("/export/layouts", test_layouts);
  ADD ("/export/own-layout", test_own_layout);
#undef ADD

  failed = g_test_run ();
  jb_test_remove_tree (home);
  return failed;
}
