/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files -> book. Reads and verifies in a thread what the user brought, and merges it a few hundred at a time. May be stopped at any
 * moment and started again without loss or duplicate: the same invoice from a service and from a file is one row with two
 * sources. Used by ui/ and cli/. Main thread. */

#pragma once

#include "jb-archive.h"
#include "jb-import-report.h"

G_BEGIN_DECLS

#define JB_TYPE_IMPORTER (jb_importer_get_type ())
G_DECLARE_FINAL_TYPE (JbImporter, jb_importer, JB, IMPORTER, GObject)

/* Properties, notified: "progress" (double 0..1), "n-arrived" (uint: new invoices so far). */

JbImporter     *jb_importer_new            (JbArchive            *archive);
/* Whose invoices are taken in besides those of the companies in the book: ten digits. Before running. */
void            jb_importer_add_company    (JbImporter           *self,
                                            const char           *company);
/* The book is a demo's: all in it is invented. Before running. */
void            jb_importer_set_demo       (JbImporter           *self,
                                            gboolean              demo);

/* One run an importer. An invoice belongs to the company that is its supplier (sales) or its buyer (purchase), and is two rows when
 * both are companies of the book. @files: (element-type GFile), referenced. A file that cannot be used is a line of the report, not
 * an error; an error is the book's. */
void            jb_importer_run_async      (JbImporter           *self,
                                            GPtrArray            *files,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* @report (out) (transfer full): never NULL; filled on error and when cancelled too, with what was taken in before it.
 * FALSE with G_IO_ERROR_CANCELLED when it was stopped. */
gboolean        jb_importer_run_finish     (JbImporter           *self,
                                            GAsyncResult         *result,
                                            JbImportReport      **report,
                                            GError              **error);

double          jb_importer_get_progress   (JbImporter           *self);
guint           jb_importer_get_n_arrived  (JbImporter           *self);

G_END_DECLS
