/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* kill -9 at any moment while pages, originals and journal are being written. What is in the book afterwards is whole pages, with
 * the cursor of the last one, and a program that goes on where the cursor stands ends with everything once. */

#include "config.h"

#include "../archive/jb-archive-fixture.h"

#define PAGE 40
#define N_KILLS 12

static const char *program;

/* -- the child: page after page, from where the cursor stands ------------------------------------------------------ */

static int
get_page_number (Fixture *f)
{
  JbCursor cursor = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean found = jb_archive_get_cursor (f->archive, f->connection, JB_DIRECTION_SALES, '*', &cursor, &error);

  g_assert_no_error (error);
  return found ? cursor.collected_to : 0;
}

static void
write_page (Fixture *f,
            int      number)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices ((guint) number * PAGE, PAGE);
  g_autoptr(GError) error = NULL;
  JbMergePage *page = jb_merge_page_new (f->connection, invoices);
  JbMergeResult merged;

  page->has_cursor = TRUE;
  page->cursor = (JbCursor) { f->connection, JB_DIRECTION_SALES, '*', number + 1, FIXTURE_NOW };
  fixture_merge_page (f, page, &merged, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (merged.n_new, ==, PAGE);
}

static void
write_original (Fixture *f,
                int      number)
{
  JbInvoice *invoice = fixture_invoice ((guint) number * PAGE);
  JbArrivedOriginal *original = jb_arrived_original_new (invoice->issue_id);

  fixture_add_line (invoice, "볼펜", invoice->supply);
  original->bytes = jb_test_sample ("taxinvoice-signed.xml");
  original->invoice = invoice;
  original->verdict = JB_VERDICT_VALID;
  fixture_store (f, invoice->direction, original);
}

static G_GNUC_NORETURN void
run_child (const char *path)
{
  Fixture f = { .path = (char *) path, .clock = jb_clock_new_manual (FIXTURE_NOW, TRUE), .connection = 1 };

  fixture_open (&f);
  for (int number = get_page_number (&f); ; number++)
    {
      write_page (&f, number);
      g_print (".");
      write_original (&f, number);
    }
}

/* -- the parent --------------------------------------------------------------------------------------------------- */

/* Lets the child write a few pages, then ends it a moment later, wherever it is. */
static void
kill_writer (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--write", f->path, NULL);
  char dots[8];
  gsize n_read;

  g_assert_no_error (error);
  g_assert_true (g_input_stream_read_all (g_subprocess_get_stdout_pipe (child), dots,
                                          (gsize) g_test_rand_int_range (1, 4), &n_read, NULL, &error));
  g_assert_cmpuint (n_read, >, 0);
  g_usleep ((gulong) g_test_rand_int_range (0, 12000));
  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
}

static void
assert_whole (Fixture *f)
{
  gint64 n_pages;

  fixture_open (f);
  n_pages = get_page_number (f);
  g_assert_cmpint (n_pages, >, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, n_pages * PAGE);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM sources"), ==, n_pages * PAGE);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'arrivals'"), ==, n_pages);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals"), ==,
                   fixture_ask (f, "SELECT count(*) FROM invoices WHERE original = 1"));
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM lines"), ==, fixture_ask (f, "SELECT count(*) FROM originals"));
  fixture_assert_sound (f);
  fixture_close (f);
}

static void
test_kill (Fixture       *f,
           gconstpointer  data)
{
  fixture_close (f);
  for (int i = 0; i < N_KILLS; i++)
    {
      kill_writer (f);
      assert_whole (f);
    }
  fixture_open (f);
}

/* A reader in this process while the writer in another one is killed: it goes on reading whole pages. */
static void
test_reader_beside (Fixture       *f,
                    gconstpointer  data)
{
  Fixture reader = { .path = f->path, .clock = f->clock, .connection = 1 };
  g_autoptr(GError) error = NULL;

  fixture_close (f);
  reader.archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 4; i++)
    {
      g_autoptr(JbInvoiceMap) map = NULL;

      kill_writer (f);
      map = fixture_map (&reader, NULL);
      g_assert_cmpuint (map->ids->len, >, 0);
      g_assert_cmpuint (map->ids->len % PAGE, ==, 0);
      g_assert_cmpuint (map->ids->len, ==, (guint) get_page_number (&reader) * PAGE);
    }
  fixture_close (&reader);
  assert_whole (f);
  fixture_open (f);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    run_child (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/faults/kill", Fixture, NULL, fixture_set_up, test_kill, fixture_tear_down);
  g_test_add ("/faults/kill/reader-beside", Fixture, NULL, fixture_set_up, test_reader_beside, fixture_tear_down);

  return g_test_run ();
}
