/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One invoice with everything the book knows of it. Used by JbInvoicePage. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_INVOICE_DETAIL (jb_invoice_detail_get_type ())
G_DECLARE_FINAL_TYPE (JbInvoiceDetail, jb_invoice_detail, JB, INVOICE_DETAIL, AdwBin)

/* Signals: "close": the user wants it away; "show-invoice" (gint64 id): the link to the amended invoice;
 * "toast" (const char *): something worth a toast happened. */

void        jb_invoice_detail_set_archive  (JbInvoiceDetail  *self,
                                            JbArchive        *archive);
/* Remembers there whether the form or the details are shown; once. */
void        jb_invoice_detail_set_settings (JbInvoiceDetail  *self,
                                            GSettings        *settings);
/* Loads the invoice of this row; 0 empties the pane. Asking for the same row again loads it again. */
void        jb_invoice_detail_load         (JbInvoiceDetail  *self,
                                            gint64            id);
gint64      jb_invoice_detail_get_id       (JbInvoiceDetail  *self);
/* (nullable) (transfer none): what is shown now; NULL while loading. */
JbInvoice  *jb_invoice_detail_get_invoice  (JbInvoiceDetail  *self);
/* The form of what is shown, or of what is loading, in a window of its own. */
void        jb_invoice_detail_open_form    (JbInvoiceDetail  *self);
/* A narrow window shows the pane alone: then it closes with an arrow back. */
void        jb_invoice_detail_set_alone    (JbInvoiceDetail  *self,
                                            gboolean          alone);

G_END_DECLS
