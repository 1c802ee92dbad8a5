/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The kinds of files that invoices can be exported to: those of the program, and a table for each layout of the user's.
 * Used by ui/ and cli/. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  JB_EXPORT_XLSX,
  JB_EXPORT_CSV,         /* UTF-8 with a byte order mark */
  JB_EXPORT_CSV_CP949,
  JB_EXPORT_JSON,
  JB_EXPORT_ORIGINALS,   /* a ZIP */
} JbExportKind;

typedef struct
{
  char         *id;            /* what --format says and the journal keeps; never translated */
  char         *name;          /* for people */
  char         *description;   /* one line: what it is good for */
  JbExportKind  kind;
  char         *layout;        /* (nullable): for jb_export_layout_load() */
} JbExportFormat;

/* Those of the program first, in the order in which to offer them; then the user's, by name. A file that is no layout is left out
 * here, and says why when it is asked for by its id. Blocks: reads a folder. (transfer full) (element-type JbExportFormat) */
GPtrArray      *jb_export_format_list          (void);
/* Blocks. (transfer full) Error: JB_EXPORT_ERROR LAYOUT. */
JbExportFormat *jb_export_format_find          (const char            *id,
                                                GError               **error);
JbExportFormat *jb_export_format_copy          (const JbExportFormat  *format);
void            jb_export_format_free          (JbExportFormat        *format);
/* "xlsx" …, without the dot. Static. */
const char     *jb_export_format_get_extension (const JbExportFormat  *format);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbExportFormat, jb_export_format_free)

G_END_DECLS
