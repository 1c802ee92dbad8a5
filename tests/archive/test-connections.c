/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Renaming, pausing, removing and reviving connections: the rows they brought stay, the journal knows. */

#include "config.h"

#include "jb-archive-fixture.h"

/* (transfer full): the only connection in use, NULL when there is none. */
static JbConnection *
load_only (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) all = jb_archive_list_connections (f->archive, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, <=, 1);
  return all->len > 0 ? jb_connection_copy (g_ptr_array_index (all, 0)) : NULL;
}

static guint
count_removed (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) all = jb_archive_list_removed_connections (f->archive, &error);

  g_assert_no_error (error);
  return all->len;
}

static gint64
count_entries (Fixture *f)
{
  return fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'connection'");
}

static guint
count_runs (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbOverview) overview = NULL;

  jb_archive_load_overview_async (f->archive, NULL, (JbPeriod) { 0, 0 }, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  overview = jb_archive_load_overview_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return overview->runs->len;
}

static void
test_rename (Fixture       *f,
             gconstpointer  data)
{
  static const char * const names[] = { "본점", "가게 😀", "'); DROP TABLE connections; --", NULL };
  gint64 before = count_entries (f);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(JbConnection) connection = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (jb_archive_rename_connection (f->archive, f->connection, names[i], &error));
      g_assert_no_error (error);
      connection = load_only (f);
      g_assert_cmpstr (connection->name, ==, names[i]);
    }
  g_assert_cmpint (count_entries (f), ==, before + (gint64) G_N_ELEMENTS (names));

  /* The same name again is no event. */
  g_assert_true (jb_archive_rename_connection (f->archive, f->connection, NULL, NULL));
  g_assert_cmpint (count_entries (f), ==, before + (gint64) G_N_ELEMENTS (names));
  fixture_assert_sound (f);
}

static void
test_pause (Fixture       *f,
            gconstpointer  data)
{
  gint64 before = count_entries (f);

  for (int paused = 1; paused >= 0; paused--)
    {
      g_autoptr(JbConnection) connection = NULL;

      g_assert_true (jb_archive_pause_connection (f->archive, f->connection, paused, NULL));
      connection = load_only (f);
      g_assert_cmpint (connection->paused, ==, paused);
    }
  g_assert_cmpint (count_entries (f), ==, before + 2);
  fixture_assert_sound (f);
}

static void
test_remove (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) rows = fixture_invoices (0, 12);
  g_autoptr(JbConnection) connection = NULL;
  gint64 run;

  fixture_merge (f, f->connection, rows);
  run = jb_archive_begin_run (f->archive, f->connection, NULL);
  g_assert_cmpint (run, >, 0);
  g_assert_cmpuint (count_runs (f), ==, 1);

  g_assert_true (jb_archive_remove_connection (f->archive, f->connection, NULL));
  g_assert_null (load_only (f));
  g_assert_cmpuint (count_removed (f), ==, 1);
  g_assert_cmpuint (count_runs (f), ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 12);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM sources"), ==, 12);
  fixture_assert_sound (f);

  /* Undone: as it was. */
  g_assert_true (jb_archive_restore_connection (f->archive, f->connection, NULL));
  connection = load_only (f);
  g_assert_cmpint (connection->id, ==, f->connection);
  g_assert_cmpuint (count_removed (f), ==, 0);
  g_assert_cmpuint (count_runs (f), ==, 1);
  fixture_assert_sound (f);
}

/* A connection that collects every few minutes does not fill the book: the last 200 runs are kept, those that brought invoices, and
 * those of other connections. */
static void
test_old_runs (Fixture       *f,
               gconstpointer  data)
{
  gint64 other = fixture_connect (f->archive, FIXTURE_COMPANY, "popbill");
  JbRun good = { .connection = f->connection, .state = JB_RUN_DONE, .n_new = 7 };
  gint64 first, last;

  g_assert_cmpint (f->connection, ==, 1);
  g_assert_cmpint (jb_archive_begin_run (f->archive, other, NULL), >, 0);
  good.id = jb_archive_begin_run (f->archive, f->connection, NULL);
  g_assert_true (jb_archive_end_run (f->archive, &good, NULL));
  first = jb_archive_begin_run (f->archive, f->connection, NULL);
  for (guint i = 0; i < 199; i++)
    jb_archive_begin_run (f->archive, f->connection, NULL);
  g_assert_cmpint (fixture_ask (f, "SELECT min(id) FROM runs WHERE connection = 1 AND n_new = 0"), ==, first);

  last = jb_archive_begin_run (f->archive, f->connection, NULL);
  g_assert_cmpint (fixture_ask (f, "SELECT min(id) FROM runs WHERE connection = 1 AND n_new = 0"), ==, first + 1);
  g_assert_cmpint (fixture_ask (f, "SELECT max(id) FROM runs WHERE connection = 1"), ==, last);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM runs WHERE connection = 1"), ==, 201);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM runs"), ==, 202);
  g_assert_cmpuint (count_runs (f), ==, 2);
  fixture_assert_sound (f);
}

/* After the secrets are gone nobody has to look for them; connecting again gives the same connection, with what it had read. */
static void
test_revive (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(JbConnection) connection = NULL;

  /* One in use is not forgotten. */
  g_assert_true (jb_archive_forget_connection (f->archive, f->connection, NULL));
  connection = load_only (f);
  g_assert_nonnull (connection);
  g_clear_pointer (&connection, jb_connection_free);

  g_assert_true (jb_archive_remove_connection (f->archive, f->connection, NULL));
  g_assert_true (jb_archive_forget_connection (f->archive, f->connection, NULL));
  g_assert_cmpuint (count_removed (f), ==, 0);
  g_assert_null (load_only (f));

  fixture_close (f);
  fixture_open (f);
  g_assert_null (load_only (f));

  g_assert_cmpint (fixture_connect (f->archive, FIXTURE_COMPANY, "smartbill"), ==, f->connection);
  connection = load_only (f);
  g_assert_nonnull (connection);
  fixture_assert_sound (f);
}

static void
test_unknown (Fixture       *f,
              gconstpointer  data)
{
  gboolean (*calls[]) (JbArchive *, gint64, GError **) = {
    jb_archive_remove_connection, jb_archive_restore_connection, jb_archive_forget_connection,
  };
  gint64 before = count_entries (f);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_assert_false (calls[i] (f->archive, 4711, &error));
      g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
  g_assert_false (jb_archive_rename_connection (f->archive, 4711, "x", &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
  g_assert_cmpint (count_entries (f), ==, before);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/connections/rename", test_rename);
  ADD ("/connections/pause", test_pause);
  ADD ("/connections/remove", test_remove);
  ADD ("/connections/old-runs", test_old_runs);
  ADD ("/connections/revive", test_revive);
  ADD ("/connections/unknown", test_unknown);
#undef ADD

  return g_test_run ();
}
