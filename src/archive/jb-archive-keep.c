/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping the book: a copy, and the way back from it.
 *
 * A copy is made by VACUUM INTO under a name of its own, opened and checked, brought to the disk, and only then given its final
 * name. Nothing is ever overwritten. */

#define G_LOG_DOMAIN "jb-archive-keep"

#include "config.h"

#include "jb-archive.h"

#include "jb-archive-check.h"
#include "jb-archive-private.h"
#include "jb-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
  g_autoptr(JbBookProof) proof = NULL;

  if (copy == NULL)
    return FALSE;

  proof = _jb_archive_prove (copy, &(JbProving) { .path = path, .copy = TRUE }, error);
  if (proof == NULL)
    return FALSE;

  if (proof->findings->len == 0)
    return TRUE;

  g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT,
               /* Translators: the first thing that is wrong with the book follows. */
               _("The book is not sound: %s"), (const char *) g_ptr_array_index (proof->findings, 0));
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
