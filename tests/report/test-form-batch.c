/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Many invoices of a real book as PDF: one file, a file each, cancelled half way, gone, and where nothing can be written. */

#include "config.h"

#include "jb-file-name.h"
#include "jb-form-batch.h"
#include "jb-form-file.h"
#include "jb-form-test.h"
#include "jb-test.h"

#include <string.h>

#define N_INVOICES 12

typedef struct
{
  char         *folder;
  char         *target;
  JbArchive    *archive;
  GArray       *ids;
  guint         n_done;
  guint         stop_at;       /* 0 = never */
  guint         copies;        /* 0 = those of the company */
  GCancellable *cancellable;   /* (nullable) */
} Book;

static void
fill (Book *book)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  GPtrArray *invoices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbMergeResult merged = { 0 };
  gint64 id;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup ("demo");
  connection->company = g_strdup ("0001234013");
  connection->account = g_strdup ("gaon01");
  id = jb_archive_add_connection (book->archive, connection, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_INVOICES; i++)
    {
      JbInvoice *invoice = form_test_invoice (101);

      invoice->company = g_strdup ("0001234013");
      g_free (invoice->issue_id);
      invoice->issue_id = g_strdup_printf ("2026091441000203%08u", i);
      if (i == 3)
        {
          g_free (invoice->buyer->name);
          invoice->buyer->name = g_strdup ("../../밖으로");
        }
      g_ptr_array_add (invoices, invoice);
    }
  jb_archive_merge_async (book->archive, jb_merge_page_new (id, invoices), NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_archive_merge_finish (book->archive, result, &merged, &error);
  g_assert_no_error (error);
}

static void
begin (Book *book)
{
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  book->folder = g_dir_make_tmp ("jangbu-batch-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (book->folder, "book.jangbu", NULL);
  book->target = g_build_filename (book->folder, "target", NULL);
  g_assert_cmpint (g_mkdir (book->target, 0700), ==, 0);
  book->archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);
  fill (book);
  jb_archive_load_map_async (book->archive, query, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  map = jb_archive_load_map_finish (book->archive, result, &error);
  g_assert_no_error (error);
  book->ids = jb_invoice_map_list_ids (map);
  g_assert_cmpuint (book->ids->len, ==, N_INVOICES);
}

static void
end (Book *book)
{
  g_array_unref (book->ids);
  jb_archive_close (book->archive);
  g_clear_object (&book->archive);
  jb_test_remove_tree (book->folder);
  g_free (book->folder);
  g_free (book->target);
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
progress_cb (guint    n_done,
             guint    n_all,
             gpointer user_data)
{
  Book *book = user_data;

  g_assert_cmpuint (n_all, ==, book->ids->len);
  g_assert_cmpuint (n_done, >=, book->n_done);
  book->n_done = n_done;
  if (n_done > 0 && n_done == book->stop_at)
    g_cancellable_cancel (book->cancellable);
}

static int
save (Book          *book,
      gboolean       one_file,
      const char    *path,
      GCancellable  *cancellable,
      GError       **error)
{
  const JbFormBatch batch = {
    .ids = book->ids, .copies = book->copies != 0 ? book->copies : JB_FORM_COPY_OWN, .one_file = one_file, .path = path,
    .progress = progress_cb, .progress_data = book,
  };
  g_autoptr(GAsyncResult) result = NULL;

  book->n_done = 0;
  jb_form_batch_save_async (book->archive, &batch, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_form_batch_save_finish (book->archive, result, error);
}

static void
test_one_file (void)
{
  Book book = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  begin (&book);
  path = g_build_filename (book.target, "all.pdf", NULL);
  g_assert_cmpint (save (&book, TRUE, path, NULL, &error), ==, N_INVOICES);
  g_assert_no_error (error);
  g_assert_cmpuint (book.n_done, ==, N_INVOICES);
  g_assert_cmpuint (count_files (book.target), ==, 1);

  /* Not replaced unasked. */
  g_assert_cmpint (save (&book, TRUE, path, NULL, &error), ==, -1);
  g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_EXISTS);
  g_assert_cmpuint (count_files (book.target), ==, 1);
  end (&book);
}

static void
test_file_each (void)
{
  Book book = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *hostile = NULL, *second = NULL;
  gint64 gone = 999999;

  begin (&book);
  hostile = g_build_filename (book.target, "2026-09-14_밖으로_202609144100020300000003.pdf", NULL);
  second = g_build_filename (book.target, "2026-09-14_밖으로_202609144100020300000003 (2).pdf", NULL);
  g_array_append_val (book.ids, gone);
  g_assert_cmpint (save (&book, FALSE, book.target, NULL, &error), ==, N_INVOICES);
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (book.target), ==, N_INVOICES);
  g_assert_true (g_file_test (hostile, G_FILE_TEST_IS_REGULAR));
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_cmpint (save (&book, FALSE, book.target, NULL, &error), ==, N_INVOICES);
  g_assert_cmpuint (count_files (book.target), ==, 2 * N_INVOICES);
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_REGULAR));
  end (&book);
}

/* Both copies on a sheet: a file for each invoice, not for each copy. */
static void
test_sheets (void)
{
  Book book = { 0 };
  g_autoptr(GError) error = NULL;

  begin (&book);
  book.copies = JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER | JB_FORM_COPY_SHEET;
  g_assert_cmpint (save (&book, FALSE, book.target, NULL, &error), ==, N_INVOICES);
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (book.target), ==, N_INVOICES);
  book.copies = JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER;
  g_assert_cmpint (save (&book, FALSE, book.target, NULL, &error), ==, N_INVOICES);
  g_assert_cmpuint (count_files (book.target), ==, 3 * N_INVOICES);
  end (&book);
}

/* Half way: no file of all, no half file of one. */
static void
test_cancelled (void)
{
  for (int one_file = 0; one_file <= 1; one_file++)
    {
      Book book = { 0 };
      g_autoptr(GError) error = NULL;
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autofree char *path = NULL;

      begin (&book);
      path = one_file ? g_build_filename (book.target, "all.pdf", NULL) : g_strdup (book.target);
      book.stop_at = 3;
      book.cancellable = cancellable;
      g_assert_cmpint (save (&book, one_file, path, cancellable, &error), ==, -1);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (count_files (book.target), ==, one_file ? 0 : 3);
      end (&book);
    }
}

static void
test_no_place (void)
{
  Book book = { 0 };
  g_autoptr(GError) error = NULL;

  begin (&book);
  g_assert_cmpint (save (&book, FALSE, "/nonexistent/folder", NULL, &error), ==, -1);
  g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_PLACE);
  g_clear_error (&error);
  g_assert_cmpint (save (&book, TRUE, "/nonexistent/folder/all.pdf", NULL, &error), ==, -1);
  g_assert_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_PLACE);
  end (&book);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form-batch/sheets", test_sheets);
  g_test_add_func ("/form-batch/one-file", test_one_file);
  g_test_add_func ("/form-batch/file-each", test_file_each);
  g_test_add_func ("/form-batch/cancelled", test_cancelled);
  g_test_add_func ("/form-batch/no-place", test_no_place);

  return g_test_run ();
}
