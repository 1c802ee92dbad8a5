/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A lazy GListModel of JbInvoiceRow over the book: position map + page cache + rows made on demand.
 * A new query refills the rows GTK holds in place and signals only the change of length; a changed book is announced
 * narrowly. Why: reference/performance.md 1, reference/house-style.md 7. */

#pragma once

#include "jb-archive.h"
#include "jb-invoice-row.h"

G_BEGIN_DECLS

#define JB_TYPE_INVOICE_LIST (jb_invoice_list_get_type ())
G_DECLARE_FINAL_TYPE (JbInvoiceList, jb_invoice_list, JB, INVOICE_LIST, GObject)

/* Properties: "loading" (a map is being made, or the rest of the first one is not announced yet), "n-items" is g_list_model_get_n_items().
 * Signals: "loaded" after a map took effect: totals are new, rows are right; "failed" (const GError *). */

JbInvoiceList        *jb_invoice_list_new            (JbArchive            *archive);
void                  jb_invoice_list_set_query      (JbInvoiceList        *self,
                                                      const JbInvoiceQuery *query);
const JbInvoiceQuery *jb_invoice_list_get_query      (JbInvoiceList        *self);
JbTotals              jb_invoice_list_get_totals     (JbInvoiceList        *self);
gboolean              jb_invoice_list_is_loading     (JbInvoiceList        *self);
/* Where the row with this id stands now; FALSE when it is not in the result. Costs one walk over the ids.
 * What is found is announced. */
gboolean              jb_invoice_list_find           (JbInvoiceList        *self,
                                                      gint64                id,
                                                      guint                *position);
/* The row id at @position, 0 beyond the end. Loads nothing. */
gint64                jb_invoice_list_get_id         (JbInvoiceList        *self,
                                                      guint                 position);
/* The positions of all rows that somebody holds, in no order. (element-type guint) (transfer full) */
GArray               *jb_invoice_list_get_held       (JbInvoiceList        *self);
/* When the empty list is filled, @n_rows are announced first and the rest a moment later: a list view builds two hundred rows
 * before the first frame, however few of them can be seen. 0 = all at once. */
void                  jb_invoice_list_set_first_rows (JbInvoiceList        *self,
                                                      guint                 n_rows);

G_END_DECLS
