/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping the book: a copy, the way back from it, and the proof that nothing in it was altered.
 *
 * A copy is made by VACUUM INTO under a name of its own, opened and checked, brought to the disk, and only then given its final
 * name. Nothing is ever overwritten. */

#define G_LOG_DOMAIN "jb-archive-keep"

#include "config.h"

#include "jb-archive-keep.h"

#include "jb-archive-private.h"
#include "jb-certificate-store.h"
#include "jb-fingerprint.h"
#include "jb-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* So many sentences are enough to know that a book is damaged. */
#define FINDINGS_MAX 100

/* -- checking ----------------------------------------------------------------------------------------------------- */

static void
add_finding (GPtrArray *findings,
             char      *sentence)
{
  if (findings->len < FINDINGS_MAX)
    g_ptr_array_add (findings, sentence);
  else
    g_free (sentence);
}

static gboolean
check_integrity (JbBook     *book,
                 GPtrArray  *findings,
                 GError    **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (book->database, "PRAGMA integrity_check", error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      const char *text = jb_statement_get_text (statement, 0);

      if (g_strcmp0 (text, "ok") != 0)
        /* Translators: the words of the database follow. */
        add_finding (findings, g_strdup_printf (_("The file of the book is damaged: %s"), text));
    }
  return step == JB_STEP_DONE;
}

static gboolean
check_foreign_keys (JbBook     *book,
                    GPtrArray  *findings,
                    GError    **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (book->database, "PRAGMA foreign_key_check", error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    /* Translators: names of tables of the book. */
    add_finding (findings, g_strdup_printf (_("An entry in “%s” refers to one in “%s” that is missing."),
                                            jb_statement_get_text (statement, 0), jb_statement_get_text (statement, 2)));
  return step == JB_STEP_DONE;
}

static gboolean
matches_fingerprint (GBytes        *bytes,
                     gint64         size,
                     gconstpointer  sha256,
                     gsize          sha256_size)
{
  guint8 fingerprint[JB_FINGERPRINT_BYTES];

  jb_fingerprint (bytes, fingerprint);
  return (gint64) g_bytes_get_size (bytes) == size && sha256_size == sizeof fingerprint &&
         memcmp (sha256, fingerprint, sizeof fingerprint) == 0;
}

/* In a locked book what is encrypted cannot be looked into; jb_archive_check_async() says so once for all. */
static void
check_original (JbBook      *book,
                JbStatement *statement,
                GPtrArray   *findings)
{
  const char *issue_id = jb_statement_get_text (statement, 0);
  gsize sealed_size, sha256_size;
  gconstpointer sealed = jb_statement_get_blob (statement, 3, &sealed_size);
  gconstpointer sha256 = jb_statement_get_blob (statement, 2, &sha256_size);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) certificate = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (jb_certificate_store_read (book, statement, 5, &certificate, &error))
    bytes = jb_codec_open_original (book->codec, (JbPlace) { JB_PLACE_ORIGINAL, jb_statement_get_int (statement, 4) },
                                    sealed, sealed_size, certificate, &error);

  if (g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY) && jb_codec_is_locked (book->codec))
    return;

  if (bytes == NULL)
    add_finding (findings, g_strdup_printf (_("The original of invoice %s can no longer be read."), issue_id));
  else if (!matches_fingerprint (bytes, jb_statement_get_int (statement, 1), sha256, sha256_size))
    add_finding (findings, g_strdup_printf (_("The original of invoice %s is not what once arrived."), issue_id));
}

static gboolean
check_originals (JbBook     *book,
                 GPtrArray  *findings,
                 GError    **error)
{
  g_autoptr(JbStatement) statement =
    jb_database_prepare (book->database,
                         "SELECT i.issue_id, o.size, o.sha256, o.sealed, o.invoice, " JB_CERTIFICATE_STORE_COLUMNS ("c") " FROM originals o "
                         "JOIN invoices i ON i.id = o.invoice LEFT JOIN certificates c ON c.id = o.certificate", error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    check_original (book, statement, findings);
  return step == JB_STEP_DONE;
}

static gboolean
check_marks (JbBook     *book,
             GPtrArray  *findings,
             GError    **error)
{
  g_autoptr(JbStatement) statement =
    jb_database_prepare (book->database,
                         "SELECT i.issue_id FROM invoices i LEFT JOIN originals o ON o.invoice = i.id "
                         "WHERE (i.original <> 0) <> (o.invoice IS NOT NULL)", error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    add_finding (findings, g_strdup_printf (_("The original of invoice %s was removed."), jb_statement_get_text (statement, 0)));
  return step == JB_STEP_DONE;
}

static gboolean
check_journal (JbBook     *book,
               GPtrArray  *findings,
               GError    **error)
{
  return jb_journal_check (book->database, findings, error);
}

/* A part that cannot be read is a finding of its own; only a stop ends the check early. */
gboolean
_jb_archive_find_damage (JbBook     *book,
                         GPtrArray  *findings,
                         GError    **error)
{
  gboolean (*checks[]) (JbBook *, GPtrArray *, GError **) = {
    check_integrity, check_foreign_keys, check_originals, check_marks, check_journal,
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr(GError) problem = NULL;

      if (checks[i] (book, findings, &problem))
        continue;

      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }

      add_finding (findings, g_strdup (problem->message));
    }

  return TRUE;
}

static gboolean
check_job (JbBook   *book,
           JbJob    *job,
           GError  **error)
{
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);

  if (!_jb_archive_find_damage (book, findings, error))
    return FALSE;

  if (jb_codec_is_locked (book->codec))
    g_ptr_array_add (findings, g_strdup (_("The book is locked, so its encrypted originals could not be proved. "
                                           "Enter the recovery code and check again.")));

  job->output = g_steal_pointer (&findings);
  return TRUE;
}

void
jb_archive_check_async (JbArchive           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  _jb_archive_read_apart (self, _jb_job_new (check_job, NULL, NULL, (GDestroyNotify) g_ptr_array_unref),
                          jb_archive_check_async, cancellable, callback, user_data);
}

GPtrArray *
jb_archive_check_finish (JbArchive     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  gpointer findings = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_check_async, &findings, error) ? findings : NULL;
}

/* -- copying ------------------------------------------------------------------------------------------------------ */

static gboolean
set_file_error (GError     **error,
                int          code,
                const char  *path)
{
  JbArchiveError mapped = code == ENOSPC || code == EDQUOT || code == EFBIG ? JB_ARCHIVE_ERROR_FULL
                          : code == EEXIST                                  ? JB_ARCHIVE_ERROR_EXISTS
                          : code == EACCES || code == EROFS || code == EPERM ? JB_ARCHIVE_ERROR_READ_ONLY
                                                                            : JB_ARCHIVE_ERROR_FAILED;

  g_set_error (error, JB_ARCHIVE_ERROR, mapped,
               /* Translators: a file and the system's words for what went wrong. */
               _("The file “%s” cannot be written: %s."), path, g_strerror (code));
  return FALSE;
}

static gboolean
set_exists (GError     **error,
            const char  *path)
{
  g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS,
               _("There is a file “%s” already, and it is not overwritten. Choose another name."), path);
  return FALSE;
}

/* Data and name on the disk, not only on their way. */
static gboolean
sync_path (const char  *path,
           GError     **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  return ok || set_file_error (error, code, path);
}

static gboolean
sync_folder_of (const char  *path,
                GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return sync_path (folder, error);
}

/* An empty file of a new name beside @path, only for us to read. (transfer full) */
static char *
make_beside (const char  *path,
             GError     **error)
{
  g_autofree char *name = g_strconcat (path, ".part-XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      set_file_error (error, errno, name);
      return NULL;
    }

  close (fd);
  return g_steal_pointer (&name);
}

static void
remove_part (const char *part)
{
  const char *suffixes[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (part, suffixes[i], NULL);

      g_unlink (file);
    }
}

/* query_only forbids it although nothing of ours is written; the connection itself is a read-only one and stays so. */
static gboolean
vacuum_into (JbDatabase  *database,
             const char  *part,
             GError     **error)
{
  JbStatement *statement;

  if (!jb_database_execute (database, "PRAGMA query_only = OFF", error))
    return FALSE;

  statement = jb_database_statement (database, "VACUUM INTO ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, part);
  return jb_statement_run (statement, error) &&
         jb_database_execute (database, "PRAGMA query_only = ON", error);
}

/* @holder: of the book that was copied. The key opens the copy as well, and without it what is encrypted stays unproved. */
static gboolean
require_sound (const char   *path,
               JbKeyHolder  *holder,
               GError      **error)
{
  g_autoptr(JbBook) copy = jb_book_open_reader (path, holder, error);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);

  if (copy == NULL || !_jb_archive_find_damage (copy, findings, error))
    return FALSE;

  if (findings->len == 0)
    return TRUE;

  g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT,
               /* Translators: the first thing that is wrong with the book follows. */
               _("The book is not sound: %s"), (const char *) g_ptr_array_index (findings, 0));
  return FALSE;
}

/* Gives @part its final name when nothing has it yet. */
static gboolean
rename_new (const char  *part,
            const char  *path,
            GError     **error)
{
  if (renameat2 (AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
    return TRUE;

  if (errno == EEXIST)
    return set_exists (error, path);

  /* Some file systems cannot promise it. */
  if (errno != EINVAL && errno != ENOSYS)
    return set_file_error (error, errno, path);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return set_exists (error, path);

  return g_rename (part, path) == 0 || set_file_error (error, errno, path);
}

/* A book without findings may still have some when it is copied from a damaged disk, so the copy is what is checked. */
static gboolean
backup_to (JbBook      *book,
           const char  *path,
           GError     **error)
{
  g_autofree char *part = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return set_exists (error, path);

  part = make_beside (path, error);
  if (part == NULL)
    return FALSE;

  if (vacuum_into (book->database, part, error) && require_sound (part, book->holder, error) && sync_path (part, error) &&
      rename_new (part, path, error))
    return sync_folder_of (path, error);

  remove_part (part);
  return FALSE;
}

static gboolean
backup_job (JbBook   *book,
            JbJob    *job,
            GError  **error)
{
  /* VACUUM wants to be outside of a transaction; it sees one state of the book by itself. */
  jb_database_rollback (book->database);
  return backup_to (book, job->input, error);
}

static gboolean
note_backup (JbBook   *book,
             JbJob    *job,
             GError  **error)
{
  g_autoptr(GString) detail = g_string_new (NULL);
  g_autofree char *name = g_path_get_basename (job->input);

  jb_journal_note (detail, "name", name);
  return jb_journal_append (book->database, job->now, JB_JOURNAL_BACKUP, 0, 0, detail->str, error);
}

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* The copy is there and good: what the journal cannot tell does not make it worse. */
  if (!_jb_archive_finish (JB_ARCHIVE (object), result, noted_cb, NULL, &error))
    g_warning ("The backup is not in the journal: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbArchive *self = JB_ARCHIVE (object);
  GError *error = NULL;
  const char *path = g_task_get_task_data (task);

  if (!_jb_archive_finish (self, result, jb_archive_backup_async, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (jb_archive_is_read_only (self))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  _jb_archive_write (self, _jb_job_new (note_backup, g_strdup (path), g_free, NULL), noted_cb, NULL,
                     noted_cb, g_steal_pointer (&task));
}

void
jb_archive_backup_async (JbArchive           *self,
                         const char          *path,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_archive_backup_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_set_check_cancellable (task, FALSE);
  _jb_archive_read_apart (self, _jb_job_new (backup_job, g_strdup (path), g_free, NULL), jb_archive_backup_async, cancellable,
                          copied_cb, task);
}

gboolean
jb_archive_backup_finish (JbArchive     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_backup_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- the way back ------------------------------------------------------------------------------------------------- */

/* A book without a key gets another id: under the one it had, the keyring may hold the key of the book that is put aside, and
 * protecting this one would take that away. */
static gboolean
note_restored (const char  *part,
               JbClock     *clock,
               GError     **error)
{
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(JbBook) book = jb_book_open_writer (part, holder, NULL, error);

  if (book == NULL || !jb_database_begin (book->database, error))
    return FALSE;

  if ((jb_key_holder_is_protected (holder) ||
       jb_database_execute (book->database, "UPDATE meta SET value = randomblob (16) WHERE key = 'id'", error)) &&
      jb_journal_append (book->database, jb_clock_now (clock), JB_JOURNAL_RESTORED, 0, 0, "", error))
    return jb_database_commit (book->database, error);

  jb_database_rollback (book->database);
  return FALSE;
}

/* Opening for writing migrates what an older Jangbu wrote, and closing brings what a crash left in the WAL into the file. */
static gboolean
bring_up_to_date (const char  *path,
                  GError     **error)
{
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(JbBook) book = jb_book_open_writer (path, holder, NULL, error);

  return book != NULL;
}

static gboolean
copy_backup (const char  *backup,
             const char  *part,
             JbClock     *clock,
             GError     **error)
{
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(JbDatabase) source = jb_book_open_to_copy (backup, error);

  return source != NULL && vacuum_into (source, part, error) && bring_up_to_date (part, error) &&
         require_sound (part, holder, error) && note_restored (part, clock, error) && sync_path (part, error);
}

/* "book.jangbu.20260915090001", with a number behind it when that is taken. (transfer full) */
static char *
make_kept_name (const char *path,
                JbClock    *clock)
{
  g_autofree char *stamp = jb_clock_stamp (clock);
  g_autofree char *name = g_strconcat (path, ".", stamp, NULL);

  for (int i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.%s-%d", path, stamp, i);
    }
  return g_steal_pointer (&name);
}

static gboolean
move_if_there (const char  *path,
               const char  *kept,
               const char  *suffix,
               GError     **error)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (kept, suffix, NULL);

  return g_rename (from, to) == 0 || errno == ENOENT || set_file_error (error, errno, to);
}

static gboolean
put_aside (const char  *path,
           const char  *kept,
           GError     **error)
{
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);
  g_autoptr(GError) problem = NULL;

  /* A book that is too damaged for it keeps its WAL. */
  if (!bring_up_to_date (path, &problem))
    g_debug ("The old book is kept as it is: %s", problem->message);
  g_unlink (shm);
  return move_if_there (path, kept, "-wal", error) && move_if_there (path, kept, "", error);
}

static gboolean
restore_locked (const char  *backup,
                const char  *path,
                JbClock     *clock,
                char       **kept_as,
                GError     **error)
{
  g_autofree char *part = make_beside (path, error);
  g_autofree char *kept = NULL;

  if (part == NULL)
    return FALSE;

  if (!copy_backup (backup, part, clock, error))
    {
      remove_part (part);
      return FALSE;
    }

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      kept = make_kept_name (path, clock);
      if (!put_aside (path, kept, error))
        {
          remove_part (part);
          return FALSE;
        }
    }

  if (!rename_new (part, path, error))
    {
      remove_part (part);
      if (kept != NULL && g_rename (kept, path) != 0)
        g_warning ("The old book stays at %s", kept);
      return FALSE;
    }

  if (!sync_folder_of (path, error))
    return FALSE;

  if (kept_as != NULL)
    *kept_as = g_steal_pointer (&kept);
  return TRUE;
}

gboolean
jb_archive_restore (const char  *backup,
                    const char  *path,
                    JbClock     *clock,
                    char       **kept_as,
                    GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean ok;
  int lock;

  g_return_val_if_fail (backup != NULL && path != NULL, FALSE);
  g_return_val_if_fail (JB_IS_CLOCK (clock), FALSE);

  if (kept_as != NULL)
    *kept_as = NULL;

  if (!g_file_test (backup, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND, _("There is no backup at “%s”. Choose another file."), backup);
      return FALSE;
    }

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return set_file_error (error, errno, folder);

  lock = jb_book_lock (path, error);
  if (lock < 0)
    return FALSE;

  ok = restore_locked (backup, path, clock, kept_as, error);
  close (lock);
  return ok;
}
