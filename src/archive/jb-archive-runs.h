/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections, cursors and runs in the book. Used only inside archive/. */

#pragma once

#include "jb-archive.h"
#include "jb-book.h"

G_BEGIN_DECLS

/* Runs that no living program can still be running: the lock is ours. */
gboolean    _jb_archive_end_stale_runs   (JbBook           *book,
                                          GError          **error);
/* Inside a transaction: stores @connection and its company as jb_archive_add_connection() says. */
gboolean    _jb_archive_put_connection   (JbBook              *book,
                                          const JbConnection  *connection,
                                          gint64               now,
                                          gint64              *id,
                                          GError             **error);
/* Inside a transaction. */
gboolean    _jb_archive_store_cursor     (JbBook           *book,
                                          const JbCursor   *cursor,
                                          GError          **error);
/* Row of the company whose connection this is. Error NOT_FOUND. @registration (out) (transfer full). */
gboolean    _jb_archive_find_company     (JbBook           *book,
                                          gint64            connection,
                                          gint64           *company,
                                          char            **registration,
                                          GError          **error);
/* What jb_archive_list_companies() says. (element-type JbCompany) */
gboolean    _jb_archive_load_companies   (JbBook           *book,
                                          GPtrArray        *companies,
                                          GError          **error);
/* Whether it is the connection of what the user brought as files. */
gboolean    _jb_archive_is_of_files      (JbBook           *book,
                                          gint64            connection,
                                          gboolean         *of_files,
                                          GError          **error);
/* The newest run of each connection in use, oldest connection first. (element-type JbRun) */
gboolean    _jb_archive_load_last_runs   (JbBook           *book,
                                          GPtrArray        *runs,
                                          GError          **error);

G_END_DECLS
