/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Encrypting what was there before: nothing of it can be found in the files afterwards, and whoever stops, dies or runs out of disk
 * in the middle goes on later with every original byte for byte. */

#include "config.h"

#include "jb-protection-fixture.h"

#include "jb-codec.h"
#include "jb-schema.h"
#include "jb-wipe.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

#define N_MANY 900
#define N_KILLS 18

static const char *program;

/* -- filling ------------------------------------------------------------------------------------------------------ */

/* @count originals in one batch, of both directions in turn. */
static void
store_many (Fixture   *f,
            GPtrArray *invoices)
{
  for (int direction = JB_DIRECTION_SALES; direction <= JB_DIRECTION_PURCHASE; direction++)
    {
      GPtrArray *originals = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      for (guint i = 0; i < invoices->len; i++)
        {
          JbInvoice *invoice = g_ptr_array_index (invoices, i);
          JbArrivedOriginal *original;

          if ((int) invoice->direction != direction)
            continue;

          original = jb_arrived_original_new (invoice->issue_id);
          original->bytes = protection_bytes (i);
          original->invoice = g_object_ref (invoice);
          original->verdict = JB_VERDICT_VALID;
          g_ptr_array_add (originals, original);
        }
      jb_archive_store_originals_async (f->archive, f->connection, (JbDirection) direction, originals, NULL,
                                        jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      g_assert_cmpint (jb_archive_store_originals_finish (f->archive, result, &error), >, 0);
      g_assert_no_error (error);
    }
}

/* (transfer full) (element-type JbInvoice) */
static GPtrArray *
fill_many (Fixture *f)
{
  GPtrArray *invoices = fixture_invoices (0, N_MANY);

  fixture_merge (f, f->connection, invoices);
  store_many (f, invoices);
  return invoices;
}

static void
assert_many (Fixture   *f,
             GPtrArray *invoices)
{
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals"), ==, N_MANY);
  for (guint i = 0; i < invoices->len; i++)
    protection_assert_original (f, g_ptr_array_index (invoices, i), i);
}

/* One value out of the file itself. (transfer full) */
static GBytes *
ask_blob (Fixture    *f,
          const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDatabase) database = jb_database_open (f->path, JB_DATABASE_READER, &error);
  g_autoptr(JbStatement) statement = jb_database_prepare (database, sql, &error);
  gconstpointer data;
  gsize size;

  g_assert_no_error (error);
  g_assert_cmpint (jb_statement_step (statement, &error), ==, JB_STEP_ROW);
  data = jb_statement_get_blob (statement, 0, &size);
  return g_bytes_new (data, size);
}

/* -- traces ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *what;
  GBytes     *bytes;
} Trace;

/* Each is in the files now. */
static void
add_trace (GArray     *traces,
           Fixture    *f,
           const char *what,
           GBytes     *bytes)
{
  Trace trace = { what, bytes };

  g_test_message ("%s", what);
  g_assert_cmpuint (g_bytes_get_size (bytes), >=, 9);
  g_assert_true (protection_is_in_files (f->path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  g_array_append_val (traces, trace);
}

static void
assert_no_trace (GArray     *traces,
                 const char *path)
{
  for (guint i = 0; i < traces->len; i++)
    {
      const Trace *trace = &g_array_index (traces, Trace, i);

      if (protection_is_in_files (path, g_bytes_get_data (trace->bytes, NULL), g_bytes_get_size (trace->bytes)))
        g_error ("%s is still in %s", trace->what, path);
    }
}

static void
clear_trace (gpointer data)
{
  g_bytes_unref (((Trace *) data)->bytes);
}

/* An original that was thrown away by a program that did not wipe behind it. */
static void
leave_in_free_page (Fixture *f)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (3000, 60);

  fixture_merge (f, f->connection, invoices);
  store_many (f, invoices);
  fixture_close (f);
  fixture_tamper (f->path, "PRAGMA secure_delete = OFF;"
                           "UPDATE invoices SET original = 0, verdict = 0 WHERE document_number >= 'DM003000';"
                           "DELETE FROM originals WHERE invoice IN (SELECT id FROM invoices WHERE document_number >= 'DM003000')");
  fixture_forget_proof (f->path);
  fixture_open (f);
  g_assert_cmpint (fixture_ask (f, "PRAGMA freelist_count"), >, 0);
}

static void
test_traces (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GArray) traces = g_array_new (FALSE, FALSE, sizeof (Trace));
  g_autoptr(JbInvoice) plain = fixture_invoice (1);
  g_autoptr(JbInvoice) packed = fixture_invoice (2);
  g_autoptr(JbInvoice) person = protection_person_invoice (3);
  g_autoptr(JbInvoice) later = protection_person_invoice (4);
  g_autoptr(GBytes) sample = jb_test_sample ("taxinvoice-signed.xml");
  g_autoptr(GBytes) first_wrap = NULL;
  g_autofree char *backup = g_build_filename (f->folder, "backup.jangbu", NULL);
  JbArrivedOriginal *original;

  g_array_set_clear_func (traces, clear_trace);
  fixture_merge_one (f, plain);
  fixture_merge_one (f, packed);
  fixture_merge_one (f, person);
  protection_store (f, plain, 1);
  original = jb_arrived_original_new (packed->issue_id);
  original->bytes = g_bytes_ref (sample);
  original->invoice = g_object_ref (packed);
  original->verdict = JB_VERDICT_VALID;
  fixture_store (f, packed->direction, original);
  protection_store (f, person, 3);
  leave_in_free_page (f);

  add_trace (traces, f, "a stored original", g_bytes_new_static ("MARK-000001", 11));
  add_trace (traces, f, "an original in a free page", g_bytes_new_static ("MARK-000041", 11));
  add_trace (traces, f, "a packed original", ask_blob (f, "SELECT substr (sealed, 6, 1000) FROM originals WHERE invoice = 2"));
  add_trace (traces, f, "a certificate", ask_blob (f, "SELECT substr (sealed, 6, 1000) FROM certificates"));
  add_trace (traces, f, "a certificate's fingerprint", ask_blob (f, "SELECT match FROM certificates"));
  add_trace (traces, f, "a veiled original", ask_blob (f, "SELECT substr (sealed, 1, 200) FROM originals WHERE invoice = 3"));
  add_trace (traces, f, "a veiled number", ask_blob (f, "SELECT sealed FROM parties WHERE sealed IS NOT NULL"));
  add_trace (traces, f, "a number's fingerprint", ask_blob (f, "SELECT match FROM parties WHERE sealed IS NOT NULL"));
  add_trace (traces, f, "details", ask_blob (f, "SELECT sealed FROM details WHERE invoice = 3"));
  g_assert_cmpint (fixture_ask (f, "SELECT said FROM sources WHERE invoice = 3"), !=, 0);

  protection_protect (f);
  first_wrap = ask_blob (f, "SELECT value FROM meta WHERE key = 'wrap'");
  g_assert_cmpint (fixture_ask (f, "SELECT said FROM sources WHERE invoice = 3"), ==, 0);
  protection_encrypt_rest (f);
  assert_no_trace (traces, f->path);

  /* Nothing of it comes back with what is written now, nor with a copy, nor when the book is closed. */
  fixture_merge_one (f, later);
  protection_store (f, later, 1);
  g_assert_true (protection_change_code (f, CODE_TWO, NULL));
  assert_no_trace (traces, f->path);
  g_assert_false (protection_is_in_files (f->path, g_bytes_get_data (first_wrap, NULL), g_bytes_get_size (first_wrap)));
  {
    g_autoptr(GAsyncResult) result = NULL;
    g_autoptr(GError) error = NULL;

    jb_archive_backup_async (f->archive, backup, NULL, jb_test_result_cb, &result);
    jb_test_wait_until (result != NULL);
    jb_archive_backup_finish (f->archive, result, &error);
    g_assert_no_error (error);
  }
  assert_no_trace (traces, backup);
  g_assert_false (protection_is_in_files (backup, PERSON_NUMBER, strlen (PERSON_NUMBER)));
  fixture_close (f);
  assert_no_trace (traces, f->path);
  g_assert_false (protection_is_in_files (f->path, PERSON_NUMBER, strlen (PERSON_NUMBER)));
  g_assert_false (protection_is_in_files (f->path, "<TaxInvoice", 11));

  /* Neither key nor code stands in the files. */
  {
    g_autoptr(JbBookKey) key = protection_key ();
    char *text = jb_book_key_to_text (key);

    g_assert_false (protection_is_in_files (f->path, jb_book_key_get_bytes (key), 12));
    g_assert_false (protection_is_in_files (f->path, strchr (text, ':') + 1, 12));
    g_assert_false (protection_is_in_files (f->path, CODE_ONE, 11));
    g_assert_false (protection_is_in_files (f->path, CODE_TWO, 11));
    jb_wipe_text (text);
  }

  fixture_open (f);
  protection_unlock (f);
  protection_assert_original (f, plain, 1);
  protection_assert_original (f, person, 3);
  protection_assert_original (f, later, 1);
  fixture_assert_sound (f);
}

/* The journal never tells what would give a person's number away: its entries of a page are the same for another number. */
static void
test_journal (Fixture       *f,
              gconstpointer  data)
{
  static const char sql[] = "SELECT CAST (detail AS BLOB) FROM journal WHERE kind = 'arrivals'";
  Fixture other = { 0 };
  g_autoptr(JbInvoice) one = protection_person_invoice (1);
  g_autoptr(JbInvoice) two = protection_person_invoice (1);
  g_autoptr(GBytes) detail = NULL;
  g_autoptr(GBytes) other_detail = NULL;

  fixture_set_up (&other, NULL);
  two->buyer->registration[12] = '8';
  fixture_merge_one (f, one);
  fixture_merge_one (&other, two);
  detail = ask_blob (f, sql);
  other_detail = ask_blob (&other, sql);
  g_assert_true (g_bytes_equal (detail, other_detail));
  fixture_tear_down (&other, NULL);
}

/* -- stopped ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  GCancellable *cancellable;   /* (nullable): cancelled at the first call */
  guint         n_calls;
  double        last;
} Progress;

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  Progress *progress = user_data;

  g_assert_true (fraction >= progress->last && fraction <= 1.0);
  progress->last = fraction;
  progress->n_calls++;
  if (progress->cancellable != NULL)
    g_cancellable_cancel (progress->cancellable);
}

static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fill_many (f);
  Progress whole = { 0 };

  protection_protect (f);
  for (guint n_stops = 0; n_stops < 3; n_stops++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      Progress progress = { .cancellable = cancellable };

      jb_archive_encrypt_rest_async (f->archive, progress_cb, &progress, cancellable, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      g_assert_false (jb_archive_encrypt_rest_finish (f->archive, result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (progress.n_calls, ==, 1);
      /* What was done stays done. */
      g_assert_cmpfloat (progress.last, >, whole.last);
      whole.last = progress.last;
    }

  {
    g_autoptr(GAsyncResult) result = NULL;
    g_autoptr(GError) error = NULL;

    jb_archive_encrypt_rest_async (f->archive, progress_cb, &whole, NULL, jb_test_result_cb, &result);
    jb_test_wait_until (result != NULL);
    jb_archive_encrypt_rest_finish (f->archive, result, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpfloat (whole.last, ==, 1.0);
  g_assert_false (jb_archive_has_rest (f->archive));
  assert_many (f, invoices);
  fixture_assert_sound (f);
}

/* A reader of another program that does not let go keeps the WAL; the book says so and goes on later. */
static void
test_reader_stays (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbDatabase) reader = NULL;
  g_autoptr(JbInvoice) invoice = fixture_invoice (1);
  gint64 n;

  fixture_merge_one (f, invoice);
  protection_store (f, invoice, 1);
  reader = jb_database_open (f->path, JB_DATABASE_READER, &error);
  g_assert_no_error (error);
  g_assert_true (jb_database_begin (reader, &error));
  g_assert_true (jb_database_get_int (reader, "SELECT count(*) FROM originals", &n, &error));

  protection_protect (f);
  jb_archive_encrypt_rest_async (f->archive, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_archive_encrypt_rest_finish (f->archive, result, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED);
  g_assert_true (jb_archive_has_rest (f->archive));

  jb_database_rollback (reader);
  protection_encrypt_rest (f);
  g_assert_false (protection_is_in_files (f->path, "MARK-000001", 11));
}

/* -- killed ------------------------------------------------------------------------------------------------------- */

static void
dot_cb (double   fraction,
        gpointer user_data)
{
  g_print (".");
}

/* The exit status of a child that found no room. */
#define CHILD_FULL 10

static goffset
file_size (const char *path,
           const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  GStatBuf info;

  return g_stat (name, &info) == 0 ? info.st_size : 0;
}

/* The child: encrypts what is left, a dot a step. @limit: no file may become longer; 0 = there is room. */
static int
run_child (const char *path,
           rlim_t      limit)
{
  const struct rlimit limits = { limit, limit };
  Fixture f = { .path = (char *) path, .clock = jb_clock_new_manual (FIXTURE_NOW, TRUE), .connection = 1 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_open (&f);
  if (jb_archive_get_protection (f.archive) == JB_PROTECTION_NONE)
    protection_protect (&f);
  else
    protection_unlock (&f);
  g_print ("!");
  if (limit > 0)
    {
      signal (SIGXFSZ, SIG_IGN);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limits), ==, 0);
    }
  jb_archive_encrypt_rest_async (f.archive, dot_cb, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_archive_encrypt_rest_finish (f.archive, result, &error);
  g_clear_object (&result);
  /* A rewrite in vain does not leave the disk full. */
  if (fixture_ask (&f, "SELECT count(*) FROM meta WHERE key = 'rest' AND CAST (value AS text) LIKE 'rewrite%'") == 1)
    g_assert_cmpint (file_size (path, "-wal"), ==, 0);
  fixture_close (&f);
  g_object_unref (f.clock);
  if (g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FULL))
    return CHILD_FULL;
  g_assert_no_error (error);
  return 0;
}

/* Ends the child @n_dots steps in, some @delay_us later, or lets it come to its end. */
static void
kill_child (Fixture *f,
            guint    n_dots,
            guint    delay_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--encrypt", f->path, NULL);
  char dots[64];
  gsize n_read;

  g_assert_no_error (error);
  g_assert_cmpuint (n_dots, <=, sizeof dots);
  g_assert_true (g_input_stream_read_all (g_subprocess_get_stdout_pipe (child), dots, n_dots, &n_read, NULL, &error));
  g_usleep (delay_us);
  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_test_message ("killed after %" G_GSIZE_FORMAT " steps", n_read);
}

static void
assert_after_kill (Fixture   *f,
                   GPtrArray *invoices)
{
  fixture_open (f);
  g_test_message ("%" G_GINT64_FORMAT " in the clear", fixture_ask (f, "SELECT count(*) FROM originals WHERE substr (sealed, 1, 1) <> x'03'"));
  if (jb_archive_get_protection (f->archive) != JB_PROTECTION_NONE)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbBookKey) key = protection_unlock_with (f, CODE_ONE, &error);

      g_assert_no_error (error);
      g_assert_nonnull (key);
    }
  fixture_assert_sound (f);
  for (guint i = 0; i < invoices->len; i += 50)
    protection_assert_original (f, g_ptr_array_index (invoices, i), i);
  fixture_close (f);
}

static void
test_kill (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fill_many (f);
  g_autofree char *contents = NULL;
  gsize size;

  fixture_close (f);
  g_assert_true (g_file_get_contents (f->path, &contents, &size, NULL));

  for (guint i = 0; i < N_KILLS; i++)
    {
      /* Some before the book is protected, then deeper and deeper; a few go on from where the last one died. */
      if (i % 3 != 2)
        g_assert_true (g_file_set_contents_full (f->path, contents, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      kill_child (f, i % 12, (guint) g_test_rand_int_range (0, i < 3 ? 250000 : 9000));
      assert_after_kill (f, invoices);
    }

  fixture_open (f);
  if (jb_archive_get_protection (f->archive) == JB_PROTECTION_NONE)
    protection_protect (f);
  else
    protection_unlock (f);
  protection_encrypt_rest (f);
  assert_many (f, invoices);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals WHERE substr (sealed, 1, 1) <> x'03'"), ==, 0);
  for (guint i = 0; i < N_MANY; i += 30)
    {
      g_autofree char *mark = g_strdup_printf ("MARK-%06u", i);

      g_assert_false (protection_is_in_files (f->path, mark, strlen (mark)));
    }
}

/* -- no room ------------------------------------------------------------------------------------------------------ */

/* Wherever the room ends, in a batch or while the file is written anew: FULL, nothing lost, and the work is done when there is room. */
static void
test_disk_full (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fill_many (f);
  g_autofree char *contents = NULL;
  guint n_full = 0;
  gsize size;

  fixture_close (f);
  g_assert_true (g_file_get_contents (f->path, &contents, &size, NULL));
  for (gsize tenths = 1; tenths <= 16; tenths += 5)
    {
      g_autofree char *limit = g_strdup_printf ("%" G_GSIZE_FORMAT, size * tenths / 10);
      g_autoptr(GSubprocess) child = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (g_file_set_contents_full (f->path, contents, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--encrypt", f->path, limit, NULL);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_wait (child, NULL, &error));
      g_assert_true (g_subprocess_get_if_exited (child));
      g_test_message ("%s of %" G_GSIZE_FORMAT " bytes: status %d", limit, size, g_subprocess_get_exit_status (child));
      g_assert_true (g_subprocess_get_exit_status (child) == 0 || g_subprocess_get_exit_status (child) == CHILD_FULL);
      n_full += g_subprocess_get_exit_status (child) == CHILD_FULL;

      assert_after_kill (f, invoices);
      g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM meta WHERE key = 'rest'"), ==,
                       g_subprocess_get_exit_status (child) == CHILD_FULL);
    }
  g_assert_cmpuint (n_full, >, 1);

  fixture_open (f);
  protection_unlock (f);
  protection_encrypt_rest (f);
  assert_many (f, invoices);
}

/* The disk is not filled for minutes only to fail in the end. */
static void
test_too_little_room (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(JbDatabase) database = NULL;
  g_autoptr(GError) error = NULL;
  guint64 size;

  g_ptr_array_unref (fill_many (f));
  fixture_close (f);
  size = (guint64) file_size (f->path, "");
  database = jb_database_open (f->path, JB_DATABASE_READER, &error);
  g_assert_no_error (error);
  g_assert_true (jb_database_require_room (database, size * 2, &error));
  g_assert_no_error (error);
  g_assert_false (jb_database_require_room (database, size, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FULL);
}

/* -- old books ---------------------------------------------------------------------------------------------------- */

/* A book as the last version left it, with everything in it. */
static void
test_old_book (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(JbInvoice) invoice = fixture_invoice (1);
  g_autoptr(JbInvoice) person = protection_person_invoice (2);
  g_autoptr(GBytes) none = g_bytes_new_static ("", 0);
  g_autofree char *schema_3 = fixture_schema_3_sql (none);

  fixture_merge_one (f, invoice);
  fixture_merge_one (f, person);
  protection_store (f, invoice, 1);
  protection_store (f, person, 2);
  for (int version = 2; version >= 1; version--)
    {
      g_autofree char *sql =
        g_strdup_printf ("%sDELETE FROM meta WHERE key = 'id'; PRAGMA user_version = %d;%s", schema_3, version,
                         version == 1 ? "ALTER TABLE connections DROP COLUMN removed" : "");

      fixture_close (f);
      fixture_forget_proof (f->path);
      fixture_tamper (f->path, sql);
      fixture_open (f);
      g_assert_cmpint (fixture_ask (f, "PRAGMA user_version"), ==, JB_SCHEMA_VERSION);
      g_assert_cmpuint (strlen (jb_archive_get_id (f->archive)), ==, 32);
      g_assert_cmpint (jb_archive_get_protection (f->archive), ==, JB_PROTECTION_NONE);
      protection_assert_original (f, invoice, 1);
      protection_assert_original (f, person, 2);
    }

  protection_protect (f);
  protection_encrypt_rest (f);
  protection_assert_original (f, invoice, 1);
  protection_assert_original (f, person, 2);
  fixture_assert_sound (f);
}

/* What was damaged before is kept as it is, does not stop the work, and is still named by the check. */
static void
test_damaged (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 5);
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) after = NULL;

  fixture_merge (f, f->connection, invoices);
  store_many (f, invoices);
  fixture_close (f);
  fixture_tamper (f->path, "UPDATE originals SET sealed = x'' WHERE invoice = 1;"
                           "UPDATE originals SET sealed = x'01ffffff0028' WHERE invoice = 2;"
                           "UPDATE originals SET sealed = x'09' WHERE invoice = 3");
  fixture_open (f);
  before = fixture_check (f);
  protection_protect (f);
  protection_encrypt_rest (f);
  after = fixture_check (f);
  g_assert_cmpuint (before->len, ==, 3);
  g_assert_cmpuint (after->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (g_ptr_array_index (before, i), ==, g_ptr_array_index (after, i));
  protection_assert_original (f, g_ptr_array_index (invoices, 3), 3);
}

int
main (int    argc,
      char **argv)
{
  if (argc >= 3 && strcmp (argv[1], "--encrypt") == 0)
    return run_child (argv[2], argc > 3 ? (rlim_t) g_ascii_strtoull (argv[3], NULL, 10) : 0);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/encrypt/traces", test_traces);
  ADD ("/encrypt/journal", test_journal);
  ADD ("/encrypt/cancel", test_cancel);
  ADD ("/encrypt/reader-stays", test_reader_stays);
  ADD ("/encrypt/kill", test_kill);
  ADD ("/encrypt/disk-full", test_disk_full);
  ADD ("/encrypt/too-little-room", test_too_little_room);
  ADD ("/encrypt/old-book", test_old_book);
  ADD ("/encrypt/damaged", test_damaged);
#undef ADD

  return g_test_run ();
}
