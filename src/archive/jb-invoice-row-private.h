/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How JbInvoiceList makes and refills its rows. Used only by it. */

#pragma once

#include "jb-invoice-row.h"

G_BEGIN_DECLS

JbInvoiceRow  *_jb_invoice_row_new           (guint          position);
void           _jb_invoice_row_set_position  (JbInvoiceRow  *self,
                                              guint          position);
/* Puts @invoice (nullable) into the row without a word; TRUE when the row shows something else than before. */
gboolean       _jb_invoice_row_fill          (JbInvoiceRow  *self,
                                              JbInvoice     *invoice);
void           _jb_invoice_row_announce      (JbInvoiceRow  *self);

G_END_DECLS
