/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening: look first, change only what is a book (or empty), then set up and check. */

#define G_LOG_DOMAIN "jb-book"

#include "config.h"

#include "jb-book.h"

#include "jb-archive.h"
#include "jb-meta.h"
#include "jb-month-store.h"
#include "jb-phrase-store.h"
#include "jb-row-digest.h"
#include "jb-schema.h"
#include "jb-search-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static gboolean
load_codec (JbBook       *self,
            JbKeyHolder  *holder,
            GError      **error)
{
  g_autoptr(GBytes) salt = NULL;
  g_autoptr(GBytes) wrap = NULL;
  g_autoptr(GBytes) proof = NULL;

  if (!jb_meta_load (self->database, JB_META_SALT, &salt, error) ||
      !jb_meta_load (self->database, JB_META_WRAP, &wrap, error) ||
      !jb_meta_load (self->database, JB_META_PROOF, &proof, error))
    return FALSE;

  if (salt == NULL || g_bytes_get_size (salt) != JB_CODEC_SALT_BYTES)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT,
                           _("The book is damaged. Restore it from a backup."));
      return FALSE;
    }

  /* One of them lost is a damage that the other survives, and no reason to write in the clear. */
  if (wrap != NULL || proof != NULL)
    jb_key_holder_set_protected (holder);
  self->holder = jb_key_holder_ref (holder);
  self->codec = jb_codec_new (g_bytes_get_data (salt, NULL), holder);
  return TRUE;
}

/* Used by statements, never by the schema: any program can read a book. */
static gboolean
add_functions (JbBook  *self,
               GError **error)
{
  return jb_database_add_function (self->database, "jb_initials", jb_search_initials, error) &&
         jb_database_add_function (self->database, "jb_pairs", jb_search_pairs, error);
}

static gboolean
set_no_book (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_A_BOOK,
                       _("This file is not a book of Jangbu. Choose another file."));
  return FALSE;
}

static gboolean
require_current (JbDatabase  *database,
                 GError     **error)
{
  JbSchemaState state;

  if (!jb_schema_inspect (database, &state, error))
    return FALSE;

  switch (state)
    {
    case JB_SCHEMA_CURRENT:
      return TRUE;

    case JB_SCHEMA_OLDER:
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY,
                           _("This book was written by an older Jangbu. Open it once in the program's window to bring it up to date."));
      return FALSE;

    case JB_SCHEMA_EMPTY:
    default:
      return set_no_book (error);
    }
}

/* On a medium that cannot be written SQLite finds no place for the files beside a WAL book; without a WAL it needs none. */
static gboolean
may_be_immutable (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  return g_access (folder, W_OK) != 0 && !g_file_test (wal, G_FILE_TEST_EXISTS);
}

static JbDatabase *
open_to_read (const char  *path,
              GError     **error)
{
  g_autoptr(JbDatabase) database = jb_database_open (path, may_be_immutable (path) ? JB_DATABASE_IMMUTABLE : JB_DATABASE_READER,
                                                     error);

  return database != NULL && jb_database_set_up (database, error) ? g_steal_pointer (&database) : NULL;
}

JbBook *
jb_book_open_reader (const char   *path,
                     JbKeyHolder  *holder,
                     GError      **error)
{
  g_autoptr(JbBook) self = g_new0 (JbBook, 1);

  self->database = open_to_read (path, error);
  if (self->database == NULL || !require_current (self->database, error) ||
      !add_functions (self, error) || !load_codec (self, holder, error))
    return NULL;

  return g_steal_pointer (&self);
}

JbDatabase *
jb_book_open_to_copy (const char  *path,
                      GError     **error)
{
  g_autoptr(JbDatabase) database = open_to_read (path, error);
  JbSchemaState state;

  if (database == NULL || !jb_schema_inspect (database, &state, error) ||
      (state == JB_SCHEMA_EMPTY && !set_no_book (error)))
    return NULL;

  return g_steal_pointer (&database);
}

JbBook *
jb_book_open_writer (const char       *path,
                     JbKeyHolder      *holder,
                     const JbOpening  *opening,
                     GError          **error)
{
  g_autoptr(JbBook) self = g_new0 (JbBook, 1);
  JbSchemaState state;

  self->database = jb_database_open (path, JB_DATABASE_WRITER, error);
  if (self->database == NULL ||
      !jb_schema_inspect (self->database, &state, error) ||
      !jb_database_set_up (self->database, error) ||
      (state != JB_SCHEMA_CURRENT && !jb_schema_migrate (self->database, error)) ||
      !add_functions (self, error) ||
      !jb_phrase_store_repair (self, opening, error) ||
      !jb_month_store_repair (self, error) ||
      !load_codec (self, holder, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
jb_book_forget (JbBook *self)
{
  g_clear_pointer (&self->parties, g_hash_table_unref);
  g_clear_pointer (&self->certificates, g_hash_table_unref);
  g_clear_pointer (&self->months, g_hash_table_unref);
  g_clear_pointer (&self->touched, g_array_unref);
  jb_row_key_forget (self);
  self->first_new_phrase = 0;
  jb_news_clear (&self->news);
}

/* -- news --------------------------------------------------------------------------------------------------------- */

void
jb_book_touch (JbBook *self,
               gint64  invoice)
{
  jb_news_add_row (&self->news, invoice);
}

void
jb_book_touch_parties (JbBook *self)
{
  self->news.parties = TRUE;
}

void
jb_book_touch_all (JbBook *self)
{
  self->news.everything = TRUE;
}

void
jb_book_publish (JbBook *self)
{
  if (self->changes != NULL)
    jb_changes_publish (self->changes, &self->news);
  jb_news_clear (&self->news);
}

void
jb_book_take_news (JbBook *self)
{
  if (self->columns == NULL)
    self->columns = jb_columns_new ();
  if (self->changes == NULL)
    return;

  /* What an earlier transaction could not read is not lost. */
  if (!jb_news_is_empty (&self->news))
    self->columns->loaded = FALSE;
  jb_news_clear (&self->news);
  jb_changes_take (self->changes, &self->news);
}

gboolean
jb_book_update_columns (JbBook  *self,
                        GError **error)
{
  if (!jb_columns_update (self->columns, self->database, self->changes != NULL ? &self->news : NULL, error))
    return FALSE;

  jb_news_clear (&self->news);
  return TRUE;
}

/* -- closing ------------------------------------------------------------------------------------------------------ */

void
jb_book_close (JbBook *self)
{
  if (self == NULL)
    return;

  jb_book_forget (self);
  g_clear_pointer (&self->columns, jb_columns_free);
  g_clear_pointer (&self->changes, jb_changes_unref);
  g_clear_pointer (&self->codec, jb_codec_free);
  g_clear_pointer (&self->holder, jb_key_holder_unref);
  g_clear_pointer (&self->database, jb_database_close);
  g_free (self);
}

int
jb_book_lock (const char  *path,
              GError     **error)
{
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  int fd = g_open (lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int code;

  if (fd < 0)
    {
      code = errno;
      g_set_error (error, JB_ARCHIVE_ERROR, code == ENOSPC ? JB_ARCHIVE_ERROR_FULL : JB_ARCHIVE_ERROR_READ_ONLY,
                   /* Translators: a file name and the system's words for what went wrong. */
                   _("The lock file “%s” cannot be written: %s. Check the permissions of the folder."), lock, g_strerror (code));
      return -1;
    }

  /* Kept by the open file: the kernel lets go when the process dies, so nothing stale stays. */
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  code = errno;
  close (fd);
  if (code == EWOULDBLOCK)
    g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED,
                         _("Another program holds the book. Close it and try again."));
  else
    g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                 _("The book cannot be locked: %s. Move it to a local disk."), g_strerror (code));
  return -1;
}
