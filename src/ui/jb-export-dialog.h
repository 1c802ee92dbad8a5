/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which invoices, in what format, into which file; then how far it is. Used by JbWindow. */

#pragma once

#include "jb-archive.h"
#include "jb-invoice-page.h"

G_BEGIN_DECLS

#define JB_TYPE_EXPORT_DIALOG (jb_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbExportDialog, jb_export_dialog, JB, EXPORT_DIALOG, AdwWindow)

/* Signals: "exported" (GFile *, const char *sentence): the file is there and there is nothing more to say about it, the dialog is
 * closed; "open-folder" (GFile *folder). */

/* For the list and the selection of @page, which must have a list. To be presented with a parent set. */
JbExportDialog *jb_export_dialog_new   (JbArchive       *archive,
                                        JbInvoicePage   *page);
/* What the file chooser does when it has an answer; also for tests, which have no file chooser. */
void            jb_export_dialog_write (JbExportDialog  *self,
                                        GFile           *file);

G_END_DECLS
