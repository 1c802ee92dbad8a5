/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite behind a narrow door: every result code becomes a JbArchiveError with a sentence that says what to do. */

#define G_LOG_DOMAIN "jb-database"

#include "config.h"

#include "jb-database.h"

#include "jb-archive.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <sys/statvfs.h>

/* Readers and the writer meet only for moments. */
#define BUSY_TIMEOUT_MS 10000

/* Emptying the WAL can be tried again; whoever wants to write meanwhile waits. */
#define WAL_TIMEOUT_MS 500

/* Rewriting a book fills a scratch file and the WAL, each with all of it. */
#define REWRITE_COPIES 2

/* How many steps of SQLite's machine between two looks at the cancellable: some tens of microseconds. */
#define WATCH_STEPS 2000

struct _JbStatement
{
  JbDatabase   *database;
  sqlite3_stmt *handle;     /* (owned) */
  int           problem;    /* first code that was not SQLITE_OK while binding */
};

struct _JbDatabase
{
  sqlite3        *handle;
  JbDatabaseMode  mode;
  GHashTable     *statements;   /* literal -> JbStatement (owned) */
  GCancellable   *cancellable;  /* (nullable) (owned) */
  const int      *stop;         /* (nullable), atomic */
};

G_DEFINE_QUARK (jb-archive-error-quark, jb_archive_error)

static int
file_errno (sqlite3 *handle,
            int      pointer)
{
  sqlite3_file *file = NULL;
  int code = 0;

  if (sqlite3_file_control (handle, "main", pointer, &file) == SQLITE_OK && file != NULL && file->pMethods != NULL &&
      file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &code) == SQLITE_OK)
    return code;
  return 0;
}

static gboolean
means_full (int code)
{
  return code == ENOSPC || code == EDQUOT || code == EFBIG;
}

/* SQLite calls only ENOSPC full; a quota or a limit is an I/O error like any other, and sqlite3_system_errno() is not set by
 * statements. So the files are asked, and errno, which a failed VACUUM INTO leaves behind. */
static gboolean
disk_is_full (sqlite3 *handle,
              int      system_code)
{
  return means_full (system_code) ||
         (handle != NULL && (means_full (file_errno (handle, SQLITE_FCNTL_FILE_POINTER)) ||
                             means_full (file_errno (handle, SQLITE_FCNTL_JOURNAL_POINTER))));
}

static JbArchiveError
map_code (sqlite3 *handle,
          int      code,
          int      system_code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return JB_ARCHIVE_ERROR_FULL;

    case SQLITE_IOERR:
      return disk_is_full (handle, system_code) ? JB_ARCHIVE_ERROR_FULL : JB_ARCHIVE_ERROR_FAILED;

    case SQLITE_CORRUPT:
      return JB_ARCHIVE_ERROR_CORRUPT;

    case SQLITE_NOTADB:
      return JB_ARCHIVE_ERROR_NOT_A_BOOK;

    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return JB_ARCHIVE_ERROR_READ_ONLY;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return JB_ARCHIVE_ERROR_LOCKED;

    default:
      return JB_ARCHIVE_ERROR_FAILED;
    }
}

static const char *
describe (JbArchiveError code)
{
  switch (code)
    {
    case JB_ARCHIVE_ERROR_FULL:
      return _("There is no room left for the book. Free some space on the disk and try again; nothing was lost.");

    case JB_ARCHIVE_ERROR_CORRUPT:
      return _("The book is damaged. Restore it from a backup.");

    case JB_ARCHIVE_ERROR_NOT_A_BOOK:
      return _("This file is not a book of Jangbu. Choose another file.");

    case JB_ARCHIVE_ERROR_READ_ONLY:
      return _("The book cannot be opened or written. Check the permissions of the file and of its folder.");

    case JB_ARCHIVE_ERROR_LOCKED:
      return _("Another program holds the book. Close it and try again.");

    case JB_ARCHIVE_ERROR_TOO_NEW:
    case JB_ARCHIVE_ERROR_NOT_FOUND:
    case JB_ARCHIVE_ERROR_EXISTS:
    case JB_ARCHIVE_ERROR_KEY:
    case JB_ARCHIVE_ERROR_FAILED:
    default:
      return _("The book could not be read or written. Try again; if it stays so, check the book.");
    }
}

static void
set_error (sqlite3  *handle,
           int       code,
           GError  **error)
{
  JbArchiveError mapped = map_code (handle, code, errno);

  if ((code & 0xff) == SQLITE_INTERRUPT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The work was stopped."));
      return;
    }

  g_debug ("SQLite %d: %s", code, handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code));
  g_set_error (error, JB_ARCHIVE_ERROR, mapped, "%s (%s)", describe (mapped), sqlite3_errstr (code));
}

static gboolean
set_config (JbDatabase  *self,
            int          option,
            GError     **error)
{
  int now = 0;
  int code = sqlite3_db_config (self->handle, option, 1, &now);

  if (code == SQLITE_OK && now == 1)
    return TRUE;

  set_error (self->handle, code != SQLITE_OK ? code : SQLITE_ERROR, error);
  return FALSE;
}

/* Nobody asks SQLite how much memory it uses, and keeping count takes a lock for each piece. Too late when something else in the process
 * has opened a database already: then it counts. */
static gpointer
configure (gpointer unused)
{
  int code = sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);

  if (code != SQLITE_OK)
    g_debug ("SQLite keeps count of its memory: %s", sqlite3_errstr (code));
  return NULL;
}

JbDatabase *
jb_database_open (const char      *path,
                  JbDatabaseMode   mode,
                  GError         **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr(JbDatabase) self = g_new0 (JbDatabase, 1);
  g_autofree char *uri = NULL;
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code;

  g_once (&once, configure, NULL);
  uri = g_strconcat ("file:", escaped, mode == JB_DATABASE_IMMUTABLE ? "?immutable=1" : NULL, NULL);
  flags |= mode == JB_DATABASE_WRITER ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

  self->mode = mode;
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) jb_statement_free);
  code = sqlite3_open_v2 (uri, &self->handle, flags, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);

  if (code != SQLITE_OK)
    {
      set_error (self->handle, code, error);
      return NULL;
    }

  if (!set_config (self, SQLITE_DBCONFIG_DEFENSIVE, error) ||
      (mode != JB_DATABASE_WRITER && !set_config (self, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, error)))
    return NULL;

  return g_steal_pointer (&self);
}

/* -- functions ---------------------------------------------------------------------------------------------------- */

static void
call_text_func (sqlite3_context  *context,
                int               n_values,
                sqlite3_value   **values)
{
  JbTextFunc func = *(JbTextFunc *) sqlite3_user_data (context);
  const char *text = (const char *) sqlite3_value_text (values[0]);

  if (text != NULL)
    sqlite3_result_text (context, func (text), -1, g_free);
}

gboolean
jb_database_add_function (JbDatabase  *self,
                          const char  *name,
                          JbTextFunc   func,
                          GError     **error)
{
  int code = sqlite3_create_function_v2 (self->handle, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                         g_memdup2 (&func, sizeof func), call_text_func, NULL, NULL, g_free);

  if (code == SQLITE_OK)
    return TRUE;

  set_error (self->handle, code, error);
  return FALSE;
}

static gboolean
check_pragma (JbDatabase  *self,
              const char  *sql,
              gint64       wanted,
              GError     **error)
{
  gint64 value = -1;

  if (!jb_database_get_int (self, sql, &value, error))
    return FALSE;

  if (value == wanted)
    return TRUE;

  g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
               _("The database library refuses what the book needs (%s). Install a complete SQLite."), sql);
  return FALSE;
}

static gboolean
set_wal (JbDatabase  *self,
         GError     **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (self, "PRAGMA journal_mode = WAL", error);

  if (statement == NULL || jb_statement_step (statement, error) == JB_STEP_ERROR)
    return FALSE;

  if (g_strcmp0 (jb_statement_get_text (statement, 0), "wal") == 0)
    return TRUE;

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                       _("The book cannot be kept safe on this disk. Move it to a local disk."));
  return FALSE;
}

gboolean
jb_database_set_up (JbDatabase  *self,
                    GError     **error)
{
  gboolean writer = self->mode == JB_DATABASE_WRITER;

  if (writer && !set_wal (self, error))
    return FALSE;

  return jb_database_execute (self,
                              writer ? "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                                       "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;"
                                       "PRAGMA wal_autocheckpoint = 4000;"
                                     : "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;",
                              error) &&
         (!writer || (check_pragma (self, "PRAGMA synchronous", 2, error) &&
                      check_pragma (self, "PRAGMA foreign_keys", 1, error))) &&
         (writer || check_pragma (self, "PRAGMA query_only", 1, error)) &&
         check_pragma (self, "PRAGMA busy_timeout", BUSY_TIMEOUT_MS, error);
}

void
jb_database_close (JbDatabase *self)
{
  int code;

  if (self == NULL)
    return;

  g_clear_pointer (&self->statements, g_hash_table_unref);
  code = sqlite3_close (self->handle);
  if (code != SQLITE_OK)
    g_critical ("A statement outlived its database: %s", sqlite3_errstr (code));
  g_clear_object (&self->cancellable);
  g_free (self);
}

gboolean
jb_database_execute (JbDatabase  *self,
                     const char  *sql,
                     GError     **error)
{
  int code;

  errno = 0;
  code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    return TRUE;

  set_error (self->handle, code, error);
  return FALSE;
}

gboolean
jb_database_get_int (JbDatabase  *self,
                     const char  *sql,
                     gint64      *value,
                     GError     **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (self, sql, error);

  if (statement == NULL)
    return FALSE;

  switch (jb_statement_step (statement, error))
    {
    case JB_STEP_ROW:
      *value = jb_statement_get_int (statement, 0);
      return TRUE;

    case JB_STEP_DONE:
      set_error (self->handle, SQLITE_ERROR, error);
      return FALSE;

    case JB_STEP_ERROR:
    default:
      return FALSE;
    }
}

void
jb_database_release_memory (JbDatabase *self)
{
  g_return_if_fail (self != NULL);

  sqlite3_db_release_memory (self->handle);
}

gboolean
jb_database_begin (JbDatabase  *self,
                   GError     **error)
{
  return jb_database_execute (self, self->mode == JB_DATABASE_WRITER ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

gboolean
jb_database_commit (JbDatabase  *self,
                    GError     **error)
{
  if (jb_database_execute (self, "COMMIT", error))
    return TRUE;

  jb_database_rollback (self);
  return FALSE;
}

void
jb_database_rollback (JbDatabase *self)
{
  /* Some errors roll back by themselves; a second time would be an error of its own. */
  if (sqlite3_get_autocommit (self->handle))
    return;

  if (sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
    g_warning ("Rolling back failed: %s", sqlite3_errmsg (self->handle));
}

gboolean
jb_database_empty_wal (JbDatabase  *self,
                       GError     **error)
{
  gint64 busy = 0;
  gboolean ok;

  sqlite3_busy_timeout (self->handle, WAL_TIMEOUT_MS);
  ok = jb_database_get_int (self, "PRAGMA wal_checkpoint (TRUNCATE)", &busy, error);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (ok && busy != 0)
    {
      set_error (self->handle, SQLITE_BUSY, error);
      return FALSE;
    }
  return ok;
}

gboolean
jb_database_require_room (JbDatabase  *self,
                          guint64      room,
                          GError     **error)
{
  g_autofree char *wanted = NULL;
  g_autofree char *here = NULL;
  gint64 n_bytes;

  if (!jb_database_get_int (self, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", &n_bytes, error))
    return FALSE;

  if ((guint64) n_bytes * REWRITE_COPIES <= room)
    return TRUE;

  wanted = g_format_size ((guint64) n_bytes * REWRITE_COPIES);
  here = g_format_size (room);
  g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FULL,
               /* Translators: two sizes, like "1.2 GB" */
               _("To end the encryption the book is written anew, which takes %s of free space for a while; there are %s. "
                 "Free some space on the disk and try again; nothing was lost."), wanted, here);
  return FALSE;
}

/* A disk that does not say how much room it has is tried. */
static gboolean
disk_has_room (JbDatabase  *self,
               GError     **error)
{
  struct statvfs disk;

  return statvfs (sqlite3_db_filename (self->handle, "main"), &disk) != 0 ||
         jb_database_require_room (self, (guint64) disk.f_bavail * disk.f_frsize, error);
}

gboolean
jb_database_rewrite (JbDatabase  *self,
                     GError     **error)
{
  gboolean ok = disk_has_room (self, error) && jb_database_execute (self, "PRAGMA temp_store = FILE; VACUUM", error);
  g_autoptr(GError) problem = NULL;

  /* What was written in vain would stay in the WAL, on a disk that may be full because of it. */
  if (!ok && !jb_database_empty_wal (self, &problem))
    g_debug ("The WAL stays as long as it is: %s", problem->message);

  return jb_database_execute (self, "PRAGMA temp_store = MEMORY", ok ? error : NULL) && ok;
}

/* Piece by piece, when the module itself cannot read it any more. */
static gboolean
drop_pieces (JbDatabase  *self,
             const char  *name,
             GError     **error)
{
  static const char * const pieces[] = { "data", "idx", "content", "docsize", "config" };
  g_autoptr(GString) sql = g_string_new ("BEGIN IMMEDIATE;");
  gboolean ok;

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    g_string_append_printf (sql, "DROP TABLE IF EXISTS %s_%s;", name, pieces[i]);
  g_string_append_printf (sql, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE type = 'table' AND name = '%s';"
                               "PRAGMA writable_schema = OFF; COMMIT; PRAGMA writable_schema = RESET", name);

  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  ok = jb_database_execute (self, sql->str, error);
  if (!ok)
    jb_database_rollback (self);
  return set_config (self, SQLITE_DBCONFIG_DEFENSIVE, ok ? error : NULL) && ok;
}

gboolean
jb_database_drop_fts5 (JbDatabase  *self,
                       const char  *name,
                       GError     **error)
{
  g_autofree char *sql = g_strdup_printf ("DROP TABLE IF EXISTS %s", name);

  return jb_database_execute (self, sql, NULL) || drop_pieces (self, name, error);
}

gint64
jb_database_last_id (JbDatabase *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

static int
watch_cb (void *data)
{
  JbDatabase *self = data;

  return g_cancellable_is_cancelled (self->cancellable) || (self->stop != NULL && g_atomic_int_get (self->stop));
}

void
jb_database_watch (JbDatabase   *self,
                   GCancellable *cancellable,
                   const int    *stop)
{
  g_set_object (&self->cancellable, cancellable);
  self->stop = stop;

  if (cancellable != NULL || stop != NULL)
    sqlite3_progress_handler (self->handle, WATCH_STEPS, watch_cb, self);
  else
    sqlite3_progress_handler (self->handle, 0, NULL, NULL);
}

static JbStatement *
prepare (JbDatabase  *self,
         const char  *sql,
         guint        flags,
         GError     **error)
{
  JbStatement *statement;
  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v3 (self->handle, sql, -1, flags, &handle, NULL);

  if (code != SQLITE_OK)
    {
      set_error (self->handle, code, error);
      return NULL;
    }

  statement = g_new0 (JbStatement, 1);
  statement->database = self;
  statement->handle = handle;
  return statement;
}

JbStatement *
jb_database_statement (JbDatabase  *self,
                       const char  *sql,
                       GError     **error)
{
  JbStatement *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      jb_statement_reset (statement);
      return statement;
    }

  statement = prepare (self, sql, SQLITE_PREPARE_PERSISTENT, error);
  if (statement != NULL)
    g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

JbStatement *
jb_database_prepare (JbDatabase  *self,
                     const char  *sql,
                     GError     **error)
{
  return prepare (self, sql, 0, error);
}

void
jb_statement_free (JbStatement *statement)
{
  if (statement == NULL)
    return;

  sqlite3_finalize (statement->handle);
  g_free (statement);
}

static void
note (JbStatement *statement,
      int          code)
{
  if (statement->problem == SQLITE_OK)
    statement->problem = code;
}

void
jb_statement_bind_int (JbStatement *statement,
                       int          index,
                       gint64       value)
{
  note (statement, sqlite3_bind_int64 (statement->handle, index, value));
}

void
jb_statement_bind_text (JbStatement *statement,
                        int          index,
                        const char  *text)
{
  note (statement, sqlite3_bind_text (statement->handle, index, text, -1, SQLITE_STATIC));
}

void
jb_statement_bind_blob (JbStatement   *statement,
                        int            index,
                        gconstpointer  data,
                        gsize          size)
{
  /* No address means NULL to SQLite, an empty blob needs one. */
  note (statement, sqlite3_bind_blob64 (statement->handle, index, data != NULL ? data : "", size, SQLITE_STATIC));
}

void
jb_statement_bind_bytes (JbStatement *statement,
                         int          index,
                         GBytes      *bytes)
{
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    {
      note (statement, sqlite3_bind_null (statement->handle, index));
      return;
    }

  data = g_bytes_get_data (bytes, &size);
  jb_statement_bind_blob (statement, index, data, size);
}

void
jb_statement_bind_id (JbStatement *statement,
                      int          index,
                      gint64       id)
{
  if (id != 0)
    jb_statement_bind_int (statement, index, id);
  else
    note (statement, sqlite3_bind_null (statement->handle, index));
}

JbStep
jb_statement_step (JbStatement  *statement,
                   GError      **error)
{
  int code = statement->problem;

  errno = 0;
  if (code == SQLITE_OK)
    code = sqlite3_step (statement->handle);

  switch (code)
    {
    case SQLITE_ROW:
      return JB_STEP_ROW;

    case SQLITE_DONE:
      return JB_STEP_DONE;

    default:
      set_error (statement->database->handle, code, error);
      jb_statement_reset (statement);
      return JB_STEP_ERROR;
    }
}

gboolean
jb_statement_run (JbStatement  *statement,
                  GError      **error)
{
  JbStep step;

  do
    step = jb_statement_step (statement, error);
  while (step == JB_STEP_ROW);

  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

void
jb_statement_reset (JbStatement *statement)
{
  /* The code repeats what the last step said already. */
  (void) sqlite3_reset (statement->handle);
  (void) sqlite3_clear_bindings (statement->handle);
  statement->problem = SQLITE_OK;
}

gint64
jb_statement_get_int (JbStatement *statement,
                      int          column)
{
  return sqlite3_column_int64 (statement->handle, column);
}

const char *
jb_statement_get_text (JbStatement *statement,
                       int          column)
{
  return (const char *) sqlite3_column_text (statement->handle, column);
}

char *
jb_statement_dup_text (JbStatement *statement,
                       int          column)
{
  return g_strdup (jb_statement_get_text (statement, column));
}

gconstpointer
jb_statement_get_blob (JbStatement *statement,
                       int          column,
                       gsize       *size)
{
  gconstpointer data = sqlite3_column_blob (statement->handle, column);

  *size = (gsize) sqlite3_column_bytes (statement->handle, column);
  return data;
}

gboolean
jb_database_set_max_pages (JbDatabase  *self,
                           guint        n_pages,
                           GError     **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %u", n_pages);

  return jb_database_execute (self, sql, error);
}
