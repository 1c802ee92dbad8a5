/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What JbInvoiceList hands out: a position, and the invoice that stands there now. Cells bind to it and listen to "changed",
 * because a new query puts another invoice into the same row. */

#pragma once

#include "jb-invoice.h"

G_BEGIN_DECLS

#define JB_TYPE_INVOICE_ROW (jb_invoice_row_get_type ())
G_DECLARE_FINAL_TYPE (JbInvoiceRow, jb_invoice_row, JB, INVOICE_ROW, GObject)

/* Signal "changed": the row shows another invoice, or the one that was read has other values. */

guint       jb_invoice_row_get_position  (JbInvoiceRow *self);
/* Read now, if nobody asked for it yet. (nullable) (transfer none): NULL when the row fell off the end, could not be read, or was not
 * read before its list went. */
JbInvoice  *jb_invoice_row_get_invoice   (JbInvoiceRow *self);

G_END_DECLS
