/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Backup, restore and check: copies that open, nothing overwritten, and every tampering named. */

#include "config.h"

#include "jb-archive-fixture.h"

#include <sys/stat.h>

static gboolean
back_up (Fixture       *f,
         const char    *path,
         GCancellable  *cancellable,
         GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_backup_async (f->archive, path, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_archive_backup_finish (f->archive, result, error);
}

/* Forty invoices, ten of them with an original. */
static void
fill (Fixture *f)
{
  g_autoptr(GPtrArray) rows = fixture_invoices (0, 40);
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-signed.xml");

  fixture_merge (f, f->connection, rows);
  for (guint i = 0; i < 10; i++)
    {
      JbInvoice *row = g_ptr_array_index (rows, i);
      JbArrivedOriginal *original = jb_arrived_original_new (row->issue_id);

      original->bytes = g_bytes_ref (bytes);
      original->invoice = fixture_invoice (i);
      original->verdict = JB_VERDICT_VALID;
      g_assert_cmpint (fixture_store (f, row->direction, original), ==, 1);
    }
}

static guint
count_files (Fixture *f)
{
  const char *folders[] = { f->folder, NULL };
  g_autofree char *books = g_path_get_dirname (f->path);
  guint count = 0;

  folders[1] = books;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr(GDir) dir = g_dir_open (folders[i], 0, NULL);

      while (g_dir_read_name (dir) != NULL)
        count++;
    }
  return count;
}

/* Nothing of the copy that became the book stays beside it. */
static void
assert_no_parts (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_null (strstr (name, ".part-"));
}

static void
assert_finds (Fixture    *f,
              const char *part)
{
  g_autoptr(GPtrArray) findings = fixture_check (f);
  gboolean found = FALSE;

  for (guint i = 0; i < findings->len; i++)
    {
      g_test_message ("%s", (const char *) g_ptr_array_index (findings, i));
      found = found || strstr (g_ptr_array_index (findings, i), part) != NULL;
    }
  g_assert_true (found);
}

static void
tamper_and_find (Fixture    *f,
                 const char *sql,
                 const char *part)
{
  fixture_close (f);
  fixture_tamper (f->path, sql);
  fixture_open (f);
  assert_finds (f, part);
}

static void
test_backup (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->folder, "사본 백업.jangbu", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  Fixture copy = { .path = path, .clock = f->clock };
  guint n_files;
  GStatBuf info;

  fill (f);
  n_files = count_files (f);
  g_assert_true (back_up (f, path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (f), ==, n_files + 1);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'backup'"), ==, 1);

  g_assert_false (back_up (f, path, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS);
  g_assert_cmpuint (count_files (f), ==, n_files + 1);

  fixture_open (&copy);
  map = fixture_map (&copy, NULL);
  g_assert_cmpuint (map->ids->len, ==, 40);
  fixture_assert_sound (&copy);
  fixture_close (&copy);
  fixture_assert_sound (f);
}

static void
test_backup_nowhere (Fixture       *f,
                     gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->folder, "no", "such", "folder.jangbu", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (back_up (f, path, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED);
}

static void
test_backup_cancelled (Fixture       *f,
                       gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->folder, "backup.jangbu", NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint n_files = count_files (f);

  g_cancellable_cancel (cancellable);
  g_assert_false (back_up (f, path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (f), ==, n_files);
}

/* A damaged book makes no backup that looks good. */
static void
test_backup_of_damage (Fixture       *f,
                       gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->folder, "backup.jangbu", NULL);
  g_autoptr(GError) error = NULL;
  guint n_files;

  fill (f);
  fixture_close (f);
  fixture_tamper (f->path, "UPDATE journal SET detail = 'x' WHERE id = 2");
  fixture_open (f);
  n_files = count_files (f);
  g_assert_false (back_up (f, path, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
  g_assert_cmpuint (count_files (f), ==, n_files);
}

static void
test_restore (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *backup = g_build_filename (f->folder, "backup.jangbu", NULL);
  g_autofree char *kept = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) more = fixture_invoices (100, 7);
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(JbInvoiceMap) old_map = NULL;
  Fixture old = { .clock = f->clock };

  fill (f);
  g_assert_true (back_up (f, backup, NULL, &error));
  fixture_merge (f, f->connection, more);

  g_assert_false (jb_archive_restore (backup, f->path, f->clock, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED);
  g_clear_error (&error);

  fixture_close (f);
  g_assert_true (jb_archive_restore (backup, f->path, f->clock, &kept, &error));
  g_assert_no_error (error);
  g_assert_nonnull (kept);
  g_assert_nonnull (strstr (kept, "20260915090000"));
  assert_no_parts (f->path);

  fixture_open (f);
  map = fixture_map (f, NULL);
  g_assert_cmpuint (map->ids->len, ==, 40);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'restored'"), ==, 1);
  fixture_assert_sound (f);

  /* What was there is whole, with what was written last. */
  old.path = kept;
  fixture_open (&old);
  old_map = fixture_map (&old, NULL);
  g_assert_cmpuint (old_map->ids->len, ==, 47);
  fixture_assert_sound (&old);
  fixture_close (&old);
}

static void
test_restore_into_nothing (Fixture       *f,
                           gconstpointer  data)
{
  g_autofree char *backup = g_build_filename (f->folder, "backup.jangbu", NULL);
  g_autofree char *path = g_build_filename (f->folder, "new", "book.jangbu", NULL);
  g_autofree char *kept = NULL;
  g_autoptr(GError) error = NULL;
  Fixture restored = { .path = path, .clock = f->clock };

  fill (f);
  g_assert_true (back_up (f, backup, NULL, &error));
  g_assert_true (jb_archive_restore (backup, path, f->clock, &kept, &error));
  g_assert_null (kept);
  assert_no_parts (path);
  fixture_open (&restored);
  fixture_assert_sound (&restored);
  fixture_close (&restored);

  g_clear_pointer (&path, g_free);
  path = g_build_filename (f->folder, "other.jangbu", NULL);
  g_assert_false (jb_archive_restore ("/nonexistent/backup", path, f->clock, &kept, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
}

/* Whose only backup is from before an update must not need the old program to restore it. */
static void
test_restore_older (Fixture       *f,
                    gconstpointer  data)
{
  g_autofree char *backup = g_build_filename (f->folder, "backup.jangbu", NULL);
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-signed.xml");
  g_autofree char *schema_3 = fixture_schema_3_sql (bytes);
  g_autoptr(GError) error = NULL;

  fill (f);
  g_assert_true (back_up (f, backup, NULL, &error));
  fixture_close (f);
  fixture_forget_proof (backup);
  fixture_tamper (backup, schema_3);
  fixture_tamper (backup, "DELETE FROM meta WHERE key = 'id'; ALTER TABLE connections DROP COLUMN removed;"
                          "PRAGMA user_version = 1");
  g_assert_true (jb_archive_restore (backup, f->path, f->clock, NULL, &error));
  g_assert_no_error (error);
  fixture_open (f);
  fixture_assert_sound (f);
}

/* A bad backup leaves the book alone. */
static void
test_restore_bad (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *backup = g_build_filename (f->folder, "backup.jangbu", NULL);
  g_autofree char *text = g_build_filename (f->folder, "diary.txt", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;
  guint n_files;

  fill (f);
  g_assert_true (back_up (f, backup, NULL, &error));
  g_assert_true (g_file_set_contents (text, "Dear diary", -1, NULL));
  g_assert_true (g_file_get_contents (backup, &bytes, &size, NULL));
  fixture_close (f);
  n_files = count_files (f);

  g_assert_false (jb_archive_restore (text, f->path, f->clock, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_A_BOOK);
  g_clear_error (&error);

  fixture_tamper (backup, "UPDATE originals SET sealed = zeroblob (length (sealed)) WHERE invoice = 3");
  g_assert_false (jb_archive_restore (backup, f->path, f->clock, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (backup, bytes, (gssize) size / 2, NULL));
  g_assert_false (jb_archive_restore (backup, f->path, f->clock, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
  g_clear_error (&error);

  g_assert_cmpuint (count_files (f), ==, n_files);
  fixture_open (f);
  fixture_assert_sound (f);
}

/* A book too broken to open is kept as it is, and the backup takes its place. */
static void
test_restore_over_damage (Fixture       *f,
                          gconstpointer  data)
{
  g_autofree char *backup = g_build_filename (f->folder, "backup.jangbu", NULL);
  g_autofree char *kept = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  fill (f);
  g_assert_true (back_up (f, backup, NULL, &error));
  fixture_close (f);
  g_assert_true (g_file_set_contents (f->path, "no book any more", -1, NULL));

  g_assert_true (jb_archive_restore (backup, f->path, f->clock, &kept, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (kept, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "no book any more");
  fixture_open (f);
  fixture_assert_sound (f);
}

/* -- check -------------------------------------------------------------------------------------------------------- */

static void
test_tampered_original (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr(JbInvoice) third = fixture_invoice (2);

  fill (f);
  fixture_assert_sound (f);
  /* One byte in the middle. */
  tamper_and_find (f,
                   "UPDATE originals SET sealed = CAST (substr (sealed, 1, 700) || "
                   "CASE WHEN substr (sealed, 701, 1) = x'41' THEN x'42' ELSE x'41' END || substr (sealed, 702) AS BLOB) "
                   "WHERE invoice = 3", third->issue_id);
}

static void
test_tampered_fingerprint (Fixture       *f,
                           gconstpointer  data)
{
  g_autoptr(JbInvoice) third = fixture_invoice (2);

  fill (f);
  tamper_and_find (f, "UPDATE originals SET sha256 = randomblob (32) WHERE invoice = 3", third->issue_id);
}

static void
test_removed_original (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr(JbInvoice) third = fixture_invoice (2);

  fill (f);
  tamper_and_find (f, "DELETE FROM originals WHERE invoice = 3", third->issue_id);
}

static void
test_tampered_journal (Fixture       *f,
                       gconstpointer  data)
{
  fill (f);
  tamper_and_find (f, "UPDATE journal SET at = at + 1 WHERE id = 5", "Entry 5 ");
}

static void
test_removed_entry (Fixture       *f,
                    gconstpointer  data)
{
  fill (f);
  tamper_and_find (f, "DELETE FROM journal WHERE id = 4", "Entry 5 ");
}

static void
test_removed_newest_entry (Fixture       *f,
                           gconstpointer  data)
{
  fill (f);
  tamper_and_find (f, "DELETE FROM journal WHERE id = (SELECT max (id) FROM journal)", "newest entries");
}

static void
test_broken_reference (Fixture       *f,
                       gconstpointer  data)
{
  fill (f);
  tamper_and_find (f, "PRAGMA foreign_keys = OFF; DELETE FROM invoices WHERE id = 40", "sources");
}

/* A byte of the file itself. The check says so or finds nothing that the byte could have spoiled; it never crashes. */
static void
test_flipped_bytes (Fixture       *f,
                    gconstpointer  data)
{
  g_autofree char *sound = NULL;
  gsize size;
  guint n_found = 0;

  fill (f);
  fixture_close (f);
  g_assert_true (g_file_get_contents (f->path, &sound, &size, NULL));

  for (int i = 0; i < 25; i++)
    {
      g_autofree char *bytes = g_memdup2 (sound, size);
      gsize at = (gsize) g_test_rand_int_range (100, (gint32) size);
      g_autoptr(GError) error = NULL;

      bytes[at] = (char) (bytes[at] ^ (1 << g_test_rand_int_range (0, 8)));
      g_assert_true (g_file_set_contents (f->path, bytes, (gssize) size, NULL));
      f->archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_READ_ONLY, f->clock, &error);
      if (f->archive == NULL)
        {
          n_found++;
          continue;
        }

      {
        g_autoptr(GPtrArray) findings = fixture_check (f);

        n_found += findings->len > 0;
      }
      fixture_close (f);
    }
  g_test_message ("%u of 25 flips were seen", n_found);
  g_assert_true (g_file_set_contents (f->path, sound, (gssize) size, NULL));
  fixture_open (f);
  fixture_assert_sound (f);
}

static void
test_check_cancelled (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  jb_archive_check_async (f->archive, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_archive_check_finish (f->archive, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/keep/backup", test_backup);
  ADD ("/keep/backup-nowhere", test_backup_nowhere);
  ADD ("/keep/backup-cancelled", test_backup_cancelled);
  ADD ("/keep/backup-of-damage", test_backup_of_damage);
  ADD ("/keep/restore", test_restore);
  ADD ("/keep/restore-into-nothing", test_restore_into_nothing);
  ADD ("/keep/restore-older", test_restore_older);
  ADD ("/keep/restore-bad", test_restore_bad);
  ADD ("/keep/restore-over-damage", test_restore_over_damage);
  ADD ("/keep/tampered-original", test_tampered_original);
  ADD ("/keep/tampered-fingerprint", test_tampered_fingerprint);
  ADD ("/keep/removed-original", test_removed_original);
  ADD ("/keep/tampered-journal", test_tampered_journal);
  ADD ("/keep/removed-entry", test_removed_entry);
  ADD ("/keep/removed-newest-entry", test_removed_newest_entry);
  ADD ("/keep/broken-reference", test_broken_reference);
  ADD ("/keep/flipped-bytes", test_flipped_bytes);
  ADD ("/keep/check-cancelled", test_check_cancelled);
#undef ADD

  return g_test_run ();
}
