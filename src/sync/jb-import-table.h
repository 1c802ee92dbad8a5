/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A table from outside as plain text, whatever kind of file it was in, and the readers of those kinds.
 * Everything here takes hostile input: no network, no entities, nothing that grows without a limit. Private to sync/. Any thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define JB_IMPORT_ERROR (jb_import_error_quark ())
GQuark jb_import_error_quark (void);

/* Each carries a translated sentence that says what to do instead. */
typedef enum
{
  JB_IMPORT_ERROR_UNSUPPORTED,   /* another kind of file */
  JB_IMPORT_ERROR_ENCRYPTED,     /* opens with a password only */
  JB_IMPORT_ERROR_TOO_LARGE,
  JB_IMPORT_ERROR_DAMAGED,
  JB_IMPORT_ERROR_CONTENT,       /* the right kind of file with something else in it */
} JbImportError;

/* A year of a busy company is a tenth of these. */
#define JB_IMPORT_MAX_BYTES    (50 * 1024 * 1024)
#define JB_IMPORT_MAX_ROWS     200000
#define JB_IMPORT_MAX_COLUMNS  256
#define JB_IMPORT_MAX_CELL     32767    /* bytes: what Excel allows in characters */

typedef struct
{
  guint      number;             /* as the user's program counts, from 1 */
  GPtrArray *cells;              /* (element-type utf8): each nullable, without blanks around it, never empty */
} JbImportRow;

typedef struct
{
  GPtrArray *rows;               /* (element-type JbImportRow): those with something in them */
  char      *name;               /* (nullable): of the sheet */
  gboolean   from_1904;          /* days are counted from 1904 as old Macs did */
} JbImportTable;

JbImportTable *jb_import_table_new      (void);
void           jb_import_table_free     (JbImportTable  *table);
/* Error TOO_LARGE when there are too many. The row belongs to the table; NULL on error. */
JbImportRow   *jb_import_table_add_row  (JbImportTable  *table,
                                         guint           number,
                                         GError        **error);
/* Puts @text (@length bytes, -1 = to its end) into a cell. What lies beyond the limits is cut off, what is not UTF-8 replaced. */
void           jb_import_row_set        (JbImportRow    *row,
                                         guint           column,
                                         const char     *text,
                                         gssize          length);
/* A whole number without a point or an exponent. */
void           jb_import_row_set_number (JbImportRow    *row,
                                         guint           column,
                                         double          value);
/* (nullable) */
const char    *jb_import_row_get        (const JbImportRow *row,
                                         guint           column);

/* -- readers -------------------------------------------------------------------------------------------------------- */

/* UTF-8 with or without a mark, UTF-16 with one, CP949. (transfer full) NULL with an error when it is none of them. */
char          *jb_import_decode         (GBytes         *bytes,
                                         GError        **error);
/* @text: separated by commas, semicolons or tabs, whichever there are most of in the line of titles. (transfer full) */
JbImportTable *jb_import_read_csv       (const char     *text,
                                         GError        **error);
/* All rows of all its tables. @text: UTF-8. (transfer full) */
JbImportTable *jb_import_read_html      (const char     *text,
                                         GError        **error);
/* Each sheet. (transfer full) (element-type JbImportTable) */
GPtrArray     *jb_import_read_xlsx      (GBytes         *bytes,
                                         GError        **error);
/* The same for an Excel before 2007 (BIFF8). */
GPtrArray     *jb_import_read_xls       (GBytes         *bytes,
                                         GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbImportTable, jb_import_table_free)

G_END_DECLS
