/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What every format does: takes one invoice after the other and ends. Used by jb-export.c, implemented by one file a format.
 * Each writer belongs to one thread at a time and holds no more than a row. */

#pragma once

#include "jb-archive-walk.h"
#include "jb-whole-file.h"
#include "jb-export-layout.h"

G_BEGIN_DECLS

typedef struct _JbExportWriter JbExportWriter;

struct _JbExportWriter
{
  gboolean (*add)  (JbExportWriter *self, const JbWalkStop *stop, GError **error);
  /* What comes after the last; the file is complete then, but for jb_whole_file_commit(). */
  gboolean (*end)  (JbExportWriter *self, GCancellable *cancellable, GError **error);
  void     (*free) (JbExportWriter *self);

  guint    n_written;
  guint    n_without_original;   /* left out: the book has none yet */
  guint    n_replaced;           /* letters that the charset lacks */
};

/* @file and @layout (neither owned) live longer than the writer. (transfer full) */
JbExportWriter *jb_export_csv_new   (JbWholeFile          *file,
                                     const JbExportLayout  *layout,
                                     gboolean               cp949,
                                     GError               **error);
JbExportWriter *jb_export_xlsx_new  (JbWholeFile          *file,
                                     const JbExportLayout  *layout,
                                     GError               **error);
JbExportWriter *jb_export_json_new  (JbWholeFile          *file);
JbExportWriter *jb_export_zip_new   (JbWholeFile          *file,
                                     GError               **error);

/* So many invoices fit into the one sheet of a workbook of @layout. */
guint           jb_export_xlsx_get_max (const JbExportLayout  *layout);
/* Reads the workbook at @path: it is whole and its sheet has @n_rows rows. libxlsxwriter does not notice when the disk under its
 * temporary file is full. */
gboolean        jb_export_xlsx_is_whole (const char         *path,
                                         guint64             n_rows,
                                         GCancellable       *cancellable);

G_END_DECLS
