/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* No room left on the disk, at whatever write it happens: the error FULL, nothing half-written, and all is well when there is
 * room again. A limit on the size of a file stands for the full disk; it is set in a child and cannot be taken back there. */

#include "config.h"

#include "../archive/jb-archive-fixture.h"

#include <signal.h>
#include <sys/resource.h>

#define PAGE 50

static const char *program;

/* What the child answers. */
enum
{
  CHILD_FULL = 10,      /* a merge failed with FULL */
  CHILD_NO_OPEN = 11,   /* there was not even room to open */
  CHILD_WRONG = 12,
};

static void
limit_files (rlim_t bytes)
{
  const struct rlimit limit = { bytes, bytes };

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static gboolean
is_full (const GError *error)
{
  if (g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FULL))
    return TRUE;

  g_printerr ("%s\n", error->message);
  return FALSE;
}

/* Pages until there is no room; then says how many are written. */
static int
run_child (const char *path,
           rlim_t      bytes)
{
  Fixture f = { .path = (char *) path, .clock = jb_clock_new_manual (FIXTURE_NOW, TRUE), .connection = 1 };
  g_autoptr(GError) error = NULL;

  limit_files (bytes);
  f.archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, f.clock, &error);
  if (f.archive == NULL)
    return is_full (error) ? CHILD_NO_OPEN : CHILD_WRONG;

  for (int number = 0; ; number++)
    {
      g_autoptr(GPtrArray) invoices = fixture_invoices ((guint) number * PAGE, PAGE);
      JbMergePage *page = jb_merge_page_new (1, invoices);

      page->has_cursor = TRUE;
      page->cursor = (JbCursor) { 1, JB_DIRECTION_SALES, '*', number + 1, FIXTURE_NOW };
      if (fixture_merge_page (&f, page, NULL, &error))
        {
          g_print ("%c", '.');
          continue;
        }

      if (!is_full (error))
        return CHILD_WRONG;

      /* The book still answers. */
      {
        g_autoptr(JbInvoiceMap) map = fixture_map (&f, NULL);

        if (map->ids->len != (guint) number * PAGE)
          return CHILD_WRONG;
      }
      fixture_close (&f);
      return CHILD_FULL;
    }
}

static int
run_with_limit (Fixture *f,
                gsize    bytes,
                gsize   *n_pages)
{
  g_autofree char *limit = g_strdup_printf ("%" G_GSIZE_FORMAT, bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = NULL;
  g_autofree char *dots = NULL;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--fill", f->path, limit, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, &dots, NULL, &error));
  g_assert_true (g_subprocess_get_if_exited (child));
  *n_pages = strlen (dots);
  return g_subprocess_get_exit_status (child);
}

static void
test_file_limit (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *sound = NULL;
  gsize size, n_pages;
  guint n_full = 0;

  fixture_close (f);
  g_assert_true (g_file_get_contents (f->path, &sound, &size, NULL));

  for (int i = 0; i < 8; i++)
    {
      gsize limit = 60000 + (gsize) g_test_rand_int_range (0, 900000);
      int status;

      g_assert_true (g_file_set_contents (f->path, sound, (gssize) size, NULL));
      status = run_with_limit (f, limit, &n_pages);
      g_test_message ("limit %" G_GSIZE_FORMAT ": status %d after %" G_GSIZE_FORMAT " pages", limit, status, n_pages);
      g_assert_true (status == CHILD_FULL || (status == CHILD_NO_OPEN && n_pages == 0));
      n_full += status == CHILD_FULL;

      /* There is room again. */
      fixture_open (f);
      g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, (gint64) n_pages * PAGE);
      g_assert_cmpint (fixture_ask (f, "SELECT coalesce (max (collected_to), 0) FROM cursors"), ==, (gint64) n_pages);
      g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'arrivals'"), ==, (gint64) n_pages);
      fixture_assert_sound (f);
      {
        g_autoptr(GPtrArray) next = fixture_invoices ((guint) n_pages * PAGE, PAGE);

        g_assert_cmpuint (fixture_merge (f, 1, next).n_new, ==, PAGE);
      }
      fixture_close (f);
      g_unlink (f->path);
    }
  g_assert_cmpuint (n_full, >, 0);
  fixture_open (f);
}

/* A backup that does not fit leaves no file behind. */
static int
run_backup_child (const char *path,
                  const char *backup)
{
  Fixture f = { .path = (char *) path, .clock = jb_clock_new_manual (FIXTURE_NOW, TRUE) };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_open (&f);
  limit_files (40000);
  jb_archive_backup_async (f.archive, backup, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  if (jb_archive_backup_finish (f.archive, result, &error) || !is_full (error))
    return CHILD_WRONG;

  g_clear_object (&result);
  fixture_close (&f);
  return CHILD_FULL;
}

static void
test_backup (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *backup = g_build_filename (f->folder, "backup.jangbu", NULL);
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 400);
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name;

  fixture_merge (f, f->connection, invoices);
  fixture_close (f);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--backup", f->path, backup, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_assert_true (g_subprocess_get_if_exited (child));
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, CHILD_FULL);

  dir = g_dir_open (f->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "books");
  fixture_open (f);
  fixture_assert_sound (f);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--fill") == 0)
    return run_child (argv[2], (rlim_t) g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 4 && strcmp (argv[1], "--backup") == 0)
    return run_backup_child (argv[2], argv[3]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/faults/disk-full", Fixture, NULL, fixture_set_up, test_file_limit, fixture_tear_down);
  g_test_add ("/faults/disk-full/backup", Fixture, NULL, fixture_set_up, test_backup, fixture_tear_down);

  return g_test_run ();
}
