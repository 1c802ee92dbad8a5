/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening: new, old, foreign and broken files, the lock, reading beside another program. */

#include "config.h"

#include "jb-archive-fixture.h"
#include "jb-schema.h"

#include <sys/stat.h>

static const char *program;

static JbArchive *
try_open (Fixture            *f,
          JbArchiveOpenFlags  flags,
          GError            **error)
{
  return jb_archive_open (f->path, flags, f->clock, error);
}

static void
assert_refused (Fixture        *f,
                JbArchiveError  code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (try_open (f, JB_ARCHIVE_OPEN_DEFAULT, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, (int) code);
  g_assert_cmpuint (strlen (error->message), >, 20);
  g_clear_error (&error);

  g_assert_null (try_open (f, JB_ARCHIVE_OPEN_READ_ONLY, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, (int) code);
}

static void
write_file (const char *path,
            const void *bytes,
            gsize       size)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

/* Takes everything away that stands beside the book. */
static void
remove_beside (Fixture *f)
{
  const char *suffixes[] = { "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (f->path, suffixes[i], NULL);

      g_unlink (path);
    }
}

static void
test_create (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  GStatBuf info;

  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_false (jb_archive_is_read_only (f->archive));
  g_assert_cmpint (fixture_ask (f, "PRAGMA application_id"), ==, JB_DATABASE_APPLICATION_ID);
  g_assert_cmpint (fixture_ask (f, "PRAGMA user_version"), ==, JB_SCHEMA_VERSION);

  fixture_close (f);
  fixture_open (f);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM connections"), ==, 1);
}

static void
test_async (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) locked = NULL;
  g_autoptr(GError) error = NULL;

  jb_archive_open_async (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, NULL, NULL, NULL, jb_test_result_cb, &locked);
  jb_test_wait_until (locked != NULL);
  g_assert_null (jb_archive_open_finish (locked, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED);
  g_clear_error (&error);

  fixture_close (f);
  jb_archive_open_async (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  f->archive = jb_archive_open_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jb_archive_get_path (f->archive), ==, f->path);
  g_clear_object (&result);
}

typedef struct
{
  guint          n_told;
  double         last;
  GCancellable  *cancellable;   /* (nullable): cancelled by the first that is told */
  GAsyncResult  *result;
} Watching;

static void
told_cb (double   fraction,
         gpointer user_data)
{
  Watching *watching = user_data;

  g_assert_null (watching->result);
  g_assert_cmpfloat (fraction, >=, watching->last);
  g_assert_cmpfloat (fraction, <=, 1);
  watching->last = fraction;
  watching->n_told++;
  g_cancellable_cancel (watching->cancellable);
}

/* What words are found by is made anew while somebody watches; stopped in the middle, it begins again. */
static void
test_progress (Fixture       *f,
               gconstpointer  data)
{
  Watching watching = { .cancellable = g_cancellable_new () };
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(GPtrArray) invoices = fixture_invoices (i * 1000, 1000);

      fixture_add_line (g_ptr_array_index (invoices, 7), "복사용지", 1000);
      fixture_merge (f, f->connection, invoices);
    }
  fixture_close (f);
  fixture_tamper (f->path, "DROP TABLE texts");

  jb_archive_open_async (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, told_cb, &watching, watching.cancellable, jb_test_result_cb,
                         &watching.result);
  jb_test_wait_until (watching.result != NULL);
  g_assert_null (jb_archive_open_finish (watching.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&watching.result);
  g_clear_object (&watching.cancellable);

  /* Whether or not it came to its end before it heard of that. */
  fixture_tamper (f->path, "DROP TABLE IF EXISTS texts");
  watching = (Watching) { 0 };
  g_clear_error (&error);
  jb_archive_open_async (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, told_cb, &watching, NULL, jb_test_result_cb, &watching.result);
  jb_test_wait_until (watching.result != NULL);
  f->archive = jb_archive_open_finish (watching.result, &error);
  g_assert_no_error (error);
  g_clear_object (&watching.result);
  g_assert_cmpuint (watching.n_told, ==, 2);
  query->text = g_strdup ("복사용지");
  map = fixture_map (f, query);
  g_assert_cmpuint (jb_invoice_map_get_length (map), ==, 5);
}

static void
test_lock (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *link = g_build_filename (f->folder, "link.jangbu", NULL);

  g_assert_null (try_open (f, JB_ARCHIVE_OPEN_DEFAULT, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED);
  g_clear_error (&error);

  /* Another name for the same file is the same book. */
  g_assert_cmpint (symlink (f->path, link), ==, 0);
  g_assert_null (jb_archive_open (link, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED);

  jb_archive_close (f->archive);
  fixture_close (f);
  fixture_open (f);
}

static void
test_closed (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 5);
  g_autoptr(GAsyncResult) map = NULL;
  g_autoptr(GAsyncResult) pending = NULL;
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GError) error = NULL;

  /* What was handed over before is written. */
  jb_archive_merge_async (f->archive, jb_merge_page_new (f->connection, invoices), NULL, jb_test_result_cb, &pending);
  jb_archive_close (f->archive);
  jb_archive_close (f->archive);
  jb_test_wait_until (pending != NULL);
  g_assert_true (jb_archive_merge_finish (f->archive, pending, NULL, &error));
  g_clear_object (&pending);

  g_assert_null (jb_archive_list_connections (f->archive, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (jb_archive_begin_run (f->archive, f->connection, &error), ==, 0);
  g_clear_error (&error);

  jb_archive_load_map_async (f->archive, query, NULL, jb_test_result_cb, &map);
  jb_test_wait_until (map != NULL);
  g_assert_null (jb_archive_load_map_finish (f->archive, map, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED);
  g_clear_object (&map);

  fixture_close (f);
  fixture_open (f);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 5);
}

static void
test_read_only (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 20);
  g_autoptr(GPtrArray) more = fixture_invoices (20, 20);
  g_autoptr(GPtrArray) connections = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(JbInvoiceMap) later = NULL;
  Fixture reader = { .path = f->path, .clock = f->clock };

  fixture_merge (f, f->connection, invoices);

  reader.archive = try_open (f, JB_ARCHIVE_OPEN_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_true (jb_archive_is_read_only (reader.archive));
  map = fixture_map (&reader, NULL);
  g_assert_cmpuint (map->ids->len, ==, 20);

  g_assert_cmpint (jb_archive_begin_run (reader.archive, f->connection, &error), ==, 0);
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (fixture_merge_page (&reader, jb_merge_page_new (f->connection, more), NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY);
  g_clear_error (&error);

  /* It sees what the other writes meanwhile. */
  fixture_merge (f, f->connection, more);
  later = fixture_map (&reader, NULL);
  g_assert_cmpuint (later->ids->len, ==, 40);

  /* It stays readable when the writer goes. */
  fixture_close (f);
  connections = jb_archive_list_connections (reader.archive, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (connections->len, ==, 1);
  g_clear_object (&reader.archive);
}

static void
test_read_only_medium (Fixture       *f,
                       gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 20);
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;
  Fixture reader = { .path = f->path, .clock = f->clock };

  if (getuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }

  fixture_merge (f, f->connection, invoices);
  fixture_close (f);
  remove_beside (f);
  g_assert_cmpint (g_chmod (f->path, 0400), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);

  g_assert_null (try_open (f, JB_ARCHIVE_OPEN_DEFAULT, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY);
  g_clear_error (&error);

  reader.archive = try_open (f, JB_ARCHIVE_OPEN_READ_ONLY, &error);
  g_assert_no_error (error);
  map = fixture_map (&reader, NULL);
  g_assert_cmpuint (map->ids->len, ==, 20);
  g_clear_object (&reader.archive);
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
}

static void
test_missing (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->folder, "nothing.jangbu", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_archive_open (path, JB_ARCHIVE_OPEN_READ_ONLY, f->clock, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_folder (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_archive_open (f->folder, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_A_BOOK);
}

static void
test_too_new (Fixture       *f,
              gconstpointer  data)
{
  fixture_close (f);
  fixture_tamper (f->path, "PRAGMA user_version = 99");
  assert_refused (f, JB_ARCHIVE_ERROR_TOO_NEW);
}

/* Somebody else's database must come out exactly as it went in. */
static void
test_foreign_database (Fixture       *f,
                       gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize size_before, size_after;

  fixture_close (f);
  g_unlink (f->path);
  remove_beside (f);
  write_file (f->path, "", 0);
  fixture_tamper (f->path, "CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')");
  g_assert_true (g_file_get_contents (f->path, &before, &size_before, NULL));
  assert_refused (f, JB_ARCHIVE_ERROR_NOT_A_BOOK);
  g_assert_true (g_file_get_contents (f->path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
}

static void
test_text_file (Fixture       *f,
                gconstpointer  data)
{
  static const char text[] = "Dear diary, this is no book at all.\n";
  g_autofree char *after = NULL;

  fixture_close (f);
  remove_beside (f);
  write_file (f->path, text, strlen (text));
  assert_refused (f, JB_ARCHIVE_ERROR_NOT_A_BOOK);
  g_assert_true (g_file_get_contents (f->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);
}

static void
test_garbage (Fixture       *f,
              gconstpointer  data)
{
  g_autofree guint8 *bytes = g_malloc (70000);

  for (guint i = 0; i < 70000; i++)
    bytes[i] = (guint8) g_test_rand_int ();
  bytes[0] = 'x';
  fixture_close (f);
  remove_beside (f);
  write_file (f->path, bytes, 70000);
  assert_refused (f, JB_ARCHIVE_ERROR_NOT_A_BOOK);
}

static void
test_truncated (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 500);
  g_autofree char *bytes = NULL;
  gsize size;

  fixture_merge (f, f->connection, invoices);
  fixture_close (f);
  g_assert_true (g_file_get_contents (f->path, &bytes, &size, NULL));
  write_file (f->path, bytes, size / 2);
  assert_refused (f, JB_ARCHIVE_ERROR_CORRUPT);

  /* Not even a whole header. */
  write_file (f->path, bytes, 60);
  assert_refused (f, JB_ARCHIVE_ERROR_CORRUPT);
}

/* A crash right after the file was made leaves it empty: the next start makes the book. */
static void
test_empty_file (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture_close (f);
  g_unlink (f->path);
  remove_beside (f);
  write_file (f->path, "", 0);
  g_assert_null (try_open (f, JB_ARCHIVE_OPEN_READ_ONLY, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_A_BOOK);

  fixture_open (f);
  g_assert_cmpint (fixture_ask (f, "PRAGMA user_version"), ==, JB_SCHEMA_VERSION);
}

/* Every older schema opens. A book of version N is made by the files up to N, as every program of that time made it. */
static void
test_old_schemas (Fixture       *f,
                  gconstpointer  data)
{
  fixture_close (f);

  for (int version = 1; version <= JB_SCHEMA_VERSION; version++)
    {
      g_autoptr(GString) sql = g_string_new ("BEGIN;");

      g_unlink (f->path);
      remove_beside (f);
      write_file (f->path, "", 0);
      for (int step = 1; step <= version; step++)
        {
          g_autofree char *path = g_strdup_printf ("/kr/jangbu/Jangbu/schema/%03d.sql", step);
          g_autoptr(GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

          g_assert_nonnull (bytes);
          g_string_append_len (sql, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
        }
      g_string_append_printf (sql,
                              "INSERT INTO meta VALUES ('salt', randomblob (32)), ('journal', zeroblob (32));"
                              "INSERT INTO companies (registration) VALUES ('%s');"
                              "INSERT INTO connections (company, service, environment, account, added_at) "
                              "VALUES (1, 'smartbill', 'demo', 'gaon', 1);"
                              "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;",
                              FIXTURE_COMPANY, JB_DATABASE_APPLICATION_ID, version);
      fixture_tamper (f->path, sql->str);

      fixture_open (f);
      {
        g_autoptr(GPtrArray) invoices = fixture_invoices (0, 3);

        g_assert_cmpuint (fixture_merge (f, 1, invoices).n_new, ==, 3);
      }
      fixture_assert_sound (f);
      fixture_close (f);
    }
}

/* A migration that fails leaves the file as it was. */
static void
test_failed_migration (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDatabase) database = NULL;
  gint64 n_tables;

  fixture_close (f);
  g_unlink (f->path);
  remove_beside (f);
  write_file (f->path, "", 0);
  database = jb_database_open (f->path, JB_DATABASE_WRITER, &error);
  g_assert_no_error (error);
  g_assert_true (jb_database_set_max_pages (database, 8, &error));
  g_assert_false (jb_schema_migrate (database, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FULL);
  g_clear_error (&error);
  g_assert_true (jb_database_get_int (database, "SELECT count(*) FROM sqlite_schema", &n_tables, &error));
  g_assert_cmpint (n_tables, ==, 0);
  g_clear_pointer (&database, jb_database_close);
  fixture_open (f);
}

/* -- another process ---------------------------------------------------------------------------------------------- */

/* The child opens the book, says so, and waits for its end. */
static int
run_child (const char *path)
{
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, clock, &error);
  char byte;

  if (archive == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  g_print ("open\n");
  return read (STDIN_FILENO, &byte, 1) < 0;
}

static void
test_other_process (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) connections = NULL;
  g_autoptr(JbArchive) reader = NULL;
  char line[5] = "";
  gsize size;

  fixture_close (f);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                            program, "--hold", f->path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_input_stream_read_all (g_subprocess_get_stdout_pipe (child), line, 4, &size, NULL, &error));
  g_assert_cmpstr (line, ==, "open");

  g_assert_null (try_open (f, JB_ARCHIVE_OPEN_DEFAULT, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED);
  g_clear_error (&error);

  reader = try_open (f, JB_ARCHIVE_OPEN_READ_ONLY, &error);
  g_assert_no_error (error);
  connections = jb_archive_list_connections (reader, &error);
  g_assert_cmpuint (connections->len, ==, 1);

  /* No lock outlives its process, however it ends. */
  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  fixture_open (f);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--hold") == 0)
    return run_child (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/open/create", test_create);
  ADD ("/open/async", test_async);
  ADD ("/open/progress", test_progress);
  ADD ("/open/lock", test_lock);
  ADD ("/open/closed", test_closed);
  ADD ("/open/read-only", test_read_only);
  ADD ("/open/read-only-medium", test_read_only_medium);
  ADD ("/open/missing", test_missing);
  ADD ("/open/folder", test_folder);
  ADD ("/open/too-new", test_too_new);
  ADD ("/open/foreign-database", test_foreign_database);
  ADD ("/open/text-file", test_text_file);
  ADD ("/open/garbage", test_garbage);
  ADD ("/open/truncated", test_truncated);
  ADD ("/open/empty-file", test_empty_file);
  ADD ("/open/old-schemas", test_old_schemas);
  ADD ("/open/failed-migration", test_failed_migration);
  ADD ("/open/other-process", test_other_process);
#undef ADD

  return g_test_run ();
}
