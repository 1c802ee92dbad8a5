/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A table in plain text whose columns stand straight although Hangul takes two cells. Used by the commands that print for people. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _JbCliTable JbCliTable;

/* How many terminal cells @text takes. */
guint        jb_cli_text_width   (const char  *text);

/* @align: one character a column, 'l' or 'r'. */
JbCliTable  *jb_cli_table_new    (const char  *align);
void         jb_cli_table_free   (JbCliTable  *table);
/* Longer cells of this column are cut. */
void         jb_cli_table_set_limit (JbCliTable *table,
                                  guint        column,
                                  guint        cells);
/* Takes the strings of @cells, one a column. Line breaks and control characters in them become blanks. After the first
 * thousand rows the widths are fixed and rows go out at once, so that a million of them need no memory. */
void         jb_cli_table_add    (JbCliTable  *table,
                                  char       **cells);
/* Prints what is still held back. */
void         jb_cli_table_flush  (JbCliTable  *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbCliTable, jb_cli_table_free)

G_END_DECLS
