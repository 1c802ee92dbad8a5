/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rows of a JbInvoiceList are selected, kept by row id. Used by JbInvoicePage. */

#pragma once

#include <gtk/gtk.h>

#include "jb-invoice-list.h"

G_BEGIN_DECLS

#define JB_TYPE_INVOICE_SELECTION (jb_invoice_selection_get_type ())
G_DECLARE_FINAL_TYPE (JbInvoiceSelection, jb_invoice_selection, JB, INVOICE_SELECTION, GObject)

/* A GtkSelectionModel. Selecting and asking load no row. A row that a new query takes out of the list stays selected and is
 * selected again when it comes back. "All" is a state: everything the list shows, whatever that is, until the user selects
 * something else. (transfer full) */
JbInvoiceSelection *jb_invoice_selection_new         (JbInvoiceList       *list);
/* Selects this row only, 0 = none. It need not be in the list. */
void                jb_invoice_selection_select_id   (JbInvoiceSelection  *self,
                                                      gint64               id);
/* The list has another map now: tells the view which of the rows it shows are selected. */
void                jb_invoice_selection_refresh     (JbInvoiceSelection  *self);
gboolean            jb_invoice_selection_is_all      (JbInvoiceSelection  *self);
/* The selected rows that the list shows, in its order. One walk over the ids at most. (transfer full) (element-type gint64) */
GArray             *jb_invoice_selection_get_ids     (JbInvoiceSelection  *self);
/* Whether more than one row may be selected; costs nothing. */
gboolean            jb_invoice_selection_has_several (JbInvoiceSelection  *self);
/* The only selected row, 0 when there are none or several. */
gint64              jb_invoice_selection_get_single  (JbInvoiceSelection  *self);

G_END_DECLS
