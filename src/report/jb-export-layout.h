/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which columns a table has: a small key file, because other programs change what they take (etax-domain.md 7). Those that come
 * with the program lie in its resources; the user's own lie in a folder of their own (jb-export-format.h). The keys are
 * documented in jangbu-cli(1), LAYOUTS. Used by the exports. */

#pragma once

#include "jb-export-value.h"

G_BEGIN_DECLS

typedef struct
{
  char                *title;      /* (owned) */
  const JbExportValue *value;      /* (nullable): NULL = @constant */
  char                *constant;   /* (nullable) (owned) */
} JbLayoutColumn;

typedef struct
{
  char       *name;          /* (nullable): of the user's layouts */
  char       *description;   /* (nullable) */
  char       *format;        /* (nullable): "xlsx", "csv", "csv-cp949" */
  char       *sheet;         /* (nullable) */
  char       *title;         /* (nullable): in the first row, when the header stands lower */
  guint       header_row;    /* from 1 */
  gboolean    totals;        /* a row of sums at the end */
  gboolean    korean;
  GHashTable *codes;         /* (element-type utf8 utf8) */
  GPtrArray  *columns;       /* (element-type JbLayoutColumn) */
} JbExportLayout;

/* From a resource ("resource:///…") or a file. Blocks. (transfer full) Error: JB_EXPORT_ERROR LAYOUT, with what is wrong in it. */
JbExportLayout *jb_export_layout_load      (const char            *uri_or_path,
                                            GError               **error);
/* @text as such a file has it. @name: what to call the file in errors. */
JbExportLayout *jb_export_layout_parse     (const char            *name,
                                            const char            *text,
                                            gsize                  size,
                                            GError               **error);
void            jb_export_layout_free      (JbExportLayout        *self);
/* The cell of @column; jb_cell_clear() it. */
JbCell          jb_export_layout_read_cell (const JbExportLayout  *self,
                                            guint                  column,
                                            JbInvoice             *invoice,
                                            const char            *services);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbExportLayout, jb_export_layout_free)

G_END_DECLS
