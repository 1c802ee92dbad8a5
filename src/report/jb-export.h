/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes invoices of the book into a file: jb-export-format.h says of what kinds. Off the main thread, one invoice in memory at a
 * time; the file is there whole or not at all; the journal keeps a line about it. Used by ui/ and cli/. */

#pragma once

#include "jb-archive.h"
#include "jb-export-format.h"

G_BEGIN_DECLS

#define JB_EXPORT_ERROR (jb_export_error_quark ())
GQuark jb_export_error_quark (void);

/* Each carries a translated sentence with the next step. */
typedef enum
{
  JB_EXPORT_ERROR_NOTHING,    /* there is nothing to write */
  JB_EXPORT_ERROR_TOO_MANY,   /* more than the format can hold */
  JB_EXPORT_ERROR_LAYOUT,     /* the layout has a mistake, or there is none of this name */
  JB_EXPORT_ERROR_FAILED,
} JbExportError;

typedef struct
{
  guint n_invoices;           /* in the file */
  guint n_without_original;   /* left out of a ZIP: the book has none yet */
  guint n_replaced;           /* letters that CP949 lacks: boxes now */
  guint n_masked;             /* invoices whose private number is masked in the file */
  guint n_private;            /* originals in the file that carry a private number in full */
} JbExportResult;

/* @done of @total; in the context of the one who asked, a few times a second. */
typedef void (*JbExportProgressFunc) (guint done, guint total, gpointer user_data);

/* Takes a reference on @ids (element-type gint64), which nobody may write to from then on; copies @format.
 * @path: (type filename). @replace: a file there may go. @progress: (nullable) (scope notified): until the answer.
 * Errors: JB_EXPORT_ERROR, JB_WHOLE_FILE_ERROR, JB_ARCHIVE_ERROR (KEY when the book is locked and something of an invoice is encrypted), CANCELLED. */
void       jb_export_async           (JbArchive             *archive,
                                      GArray                *ids,
                                      const JbExportFormat  *format,
                                      const char            *path,
                                      gboolean               replace,
                                      JbExportProgressFunc   progress,
                                      gpointer               progress_data,
                                      GCancellable          *cancellable,
                                      GAsyncReadyCallback    callback,
                                      gpointer               user_data);
/* @result: (out) (optional) */
gboolean   jb_export_finish          (JbArchive             *archive,
                                      GAsyncResult          *task,
                                      JbExportResult        *result,
                                      GError               **error);
/* What to tell the user: how many. (transfer full) */
char      *jb_export_result_describe (const JbExportResult  *result);
/* And what is not as he may think: left out, replaced, masked. (transfer full) (nullable): NULL when there is nothing of it. */
char      *jb_export_result_remark   (const JbExportResult  *result);

G_END_DECLS
