/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The thin object over SQLite: a connection, its statements and GErrors; no other file includes sqlite3.h.
 * One JbDatabase belongs to one thread at a time. Used only inside archive/. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* "JbBk": says in the file's header that it is a book. */
#define JB_DATABASE_APPLICATION_ID 0x4a62426b

typedef enum
{
  JB_DATABASE_WRITER,       /* the one connection that writes and checkpoints */
  JB_DATABASE_READER,       /* read-only, never checkpoints: flatpak-and-desktop.md 10 */
  JB_DATABASE_IMMUTABLE,    /* a file on a medium that cannot be written, with no WAL beside it */
} JbDatabaseMode;

typedef struct _JbDatabase JbDatabase;
typedef struct _JbStatement JbStatement;

typedef enum
{
  JB_STEP_ERROR,
  JB_STEP_ROW,
  JB_STEP_DONE,
} JbStep;

/* The file must be there. Nothing in it is changed by opening; jb_database_set_up() makes a writer or reader of it. */
JbDatabase  *jb_database_open            (const char      *path,
                                          JbDatabaseMode   mode,
                                          GError         **error);
/* Sets and checks: WAL and FULL for the writer, foreign keys, query_only for readers. */
gboolean     jb_database_set_up          (JbDatabase      *self,
                                          GError         **error);
void         jb_database_close           (JbDatabase      *self);

/* Runs statements that return nothing. */
gboolean     jb_database_execute         (JbDatabase      *self,
                                          const char      *sql,
                                          GError         **error);
gboolean     jb_database_get_int         (JbDatabase      *self,
                                          const char      *sql,
                                          gint64          *value,
                                          GError         **error);
/* Gives back the pages of the file that are kept in memory and not needed just now. */
void         jb_database_release_memory  (JbDatabase      *self);
gboolean     jb_database_begin           (JbDatabase      *self,
                                          GError         **error);
gboolean     jb_database_commit          (JbDatabase      *self,
                                          GError         **error);
void         jb_database_rollback        (JbDatabase      *self);
/* Writer, outside of a transaction: brings the WAL into the file and makes it empty. Error: LOCKED when a reader stays too long. */
gboolean     jb_database_empty_wal       (JbDatabase      *self,
                                          GError         **error);
/* Writer, outside of a transaction: writes the file anew, so that nothing deleted stays in it. Its scratch file is on the disk:
 * a book may be larger than the memory. Error: JB_ARCHIVE_ERROR_FULL, before anything is written where that can be foreseen. */
gboolean     jb_database_rewrite         (JbDatabase      *self,
                                          GError         **error);
/* Whether @room bytes on the disk are enough for it. Error: JB_ARCHIVE_ERROR_FULL, with the numbers. */
gboolean     jb_database_require_room    (JbDatabase      *self,
                                          guint64          room,
                                          GError         **error);
gint64       jb_database_last_id         (JbDatabase      *self);

/* Long queries end with G_IO_ERROR_CANCELLED soon after @cancellable is cancelled or *stop becomes 1. NULL, NULL takes it off. */
void         jb_database_watch           (JbDatabase      *self,
                                          GCancellable    *cancellable,
                                          const int       *stop);

/* @sql must be a literal: the statement is prepared once, kept under the literal's address and owned by @self.
 * It comes back reset. */
JbStatement *jb_database_statement       (JbDatabase      *self,
                                          const char      *sql,
                                          GError         **error);
/* A statement that is made for one time. (transfer full) */
JbStatement *jb_database_prepare         (JbDatabase      *self,
                                          const char      *sql,
                                          GError         **error);
void         jb_statement_free           (JbStatement     *statement);

/* Parameters count from 1, columns from 0. Memory handed to a bind must live until the statement is reset.
 * What goes wrong while binding is told by the next step. */
void         jb_statement_bind_int       (JbStatement     *statement,
                                          int              index,
                                          gint64           value);
void         jb_statement_bind_text      (JbStatement     *statement,
                                          int              index,
                                          const char      *text);
void         jb_statement_bind_blob      (JbStatement     *statement,
                                          int              index,
                                          gconstpointer    data,
                                          gsize            size);
void         jb_statement_bind_bytes     (JbStatement     *statement,
                                          int              index,
                                          GBytes          *bytes);
/* 0 stands for "none". */
void         jb_statement_bind_id        (JbStatement     *statement,
                                          int              index,
                                          gint64           id);

JbStep       jb_statement_step           (JbStatement     *statement,
                                          GError         **error);
/* Steps to the end and resets; for statements that write. */
gboolean     jb_statement_run            (JbStatement     *statement,
                                          GError         **error);
void         jb_statement_reset          (JbStatement     *statement);

gint64       jb_statement_get_int        (JbStatement     *statement,
                                          int              column);
/* (nullable) (transfer none): until the next step. */
const char  *jb_statement_get_text       (JbStatement     *statement,
                                          int              column);
/* (nullable) (transfer full) */
char        *jb_statement_dup_text       (JbStatement     *statement,
                                          int              column);
gconstpointer jb_statement_get_blob      (JbStatement     *statement,
                                          int              column,
                                          gsize           *size);

/* What @func makes of a text, for statements: name (text). Its answer is (transfer full); NULL is not given to it, and stays NULL. */
typedef char * (*JbTextFunc) (const char *text);
gboolean     jb_database_add_function    (JbDatabase      *self,
                                          const char      *name,
                                          JbTextFunc       func,
                                          GError         **error);
/* Writer, outside of a transaction: takes an FTS5 table away, in whatever state it is. TRUE as well when there is none. */
gboolean     jb_database_drop_fts5       (JbDatabase      *self,
                                          const char      *name,
                                          GError         **error);

/* For the test that fills the disk: the file may not grow beyond so many pages. */
gboolean     jb_database_set_max_pages   (JbDatabase      *self,
                                          guint            n_pages,
                                          GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbDatabase, jb_database_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbStatement, jb_statement_free)

G_END_DECLS
