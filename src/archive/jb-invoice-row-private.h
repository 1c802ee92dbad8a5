/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How JbInvoiceList makes and moves its rows. Used only by it. */

#pragma once

#include "jb-invoice-row.h"

G_BEGIN_DECLS

/* Reads what stands at @position. (nullable) (transfer none) */
typedef JbInvoice *(*JbInvoiceRowRead) (gpointer source,
                                        guint    position);

JbInvoiceRow  *_jb_invoice_row_new           (guint             position,
                                              gint64            id,
                                              JbInvoiceRowRead  read,
                                              gpointer          source);
/* Where it stands now, and with which invoice: @id, 0 = none. It is read when somebody asks for it, unless it is the one that was read
 * before: then at once. Says nothing; TRUE when the row shows something else than before. */
gboolean       _jb_invoice_row_move          (JbInvoiceRow  *self,
                                              guint          position,
                                              gint64         id);
/* @source is going: what was not read will not be. */
void           _jb_invoice_row_leave         (JbInvoiceRow  *self);
void           _jb_invoice_row_announce      (JbInvoiceRow  *self);

G_END_DECLS
