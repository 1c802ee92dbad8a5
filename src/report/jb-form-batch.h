/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Invoices of the book as PDF: one file of all, or a file each. They are loaded one after the other by the book's own thread and
 * drawn by a thread of the batch, so that there are never more than two in memory. Used by the printing of ui/ and by the CLI. */

#pragma once

#include "jb-archive.h"
#include "jb-form.h"

G_BEGIN_DECLS

/* Main thread, after each invoice. */
typedef void (*JbFormBatchProgress) (guint     n_done,
                                     guint     n_all,
                                     gpointer  user_data);

typedef struct
{
  GArray              *ids;           /* (element-type gint64): in this order; nobody writes to it any more */
  guint                copies;        /* of JbFormCopy, or-ed */
  gboolean             one_file;      /* @path is a file; otherwise a folder, and each copy, or both on a sheet, gets a name by
                                       * jb-file-name.h */
  gboolean             replace;       /* the file may be there; in a folder nothing is ever replaced */
  const char          *path;          /* (type filename) */
  JbFormBatchProgress  progress;      /* (nullable) */
  gpointer             progress_data;
} JbFormBatch;

/* Takes what it needs from @batch. When cancelled, one file is not there at all, and of many those that were whole are. */
void  jb_form_batch_save_async  (JbArchive           *archive,
                                 const JbFormBatch   *batch,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
/* How many invoices were saved, those of an error or a cancelled batch left out; -1 with an error (JB_WHOLE_FILE_ERROR,
 * JB_ARCHIVE_ERROR). Invoices that went away meanwhile are not counted. */
int   jb_form_batch_save_finish (JbArchive           *archive,
                                 GAsyncResult        *result,
                                 GError             **error);

/* The copies that @copies mean for @invoice: JB_FORM_COPY_OWN becomes one of the others. */
guint jb_form_batch_resolve     (guint                copies,
                                 JbInvoice           *invoice);

G_END_DECLS
