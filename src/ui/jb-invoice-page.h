/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sales or purchases: the list, the totals bar, the detail pane. Used by JbWindow, once for each direction. */

#pragma once

#include <adwaita.h>

#include "jb-invoice-list.h"

G_BEGIN_DECLS

#define JB_TYPE_INVOICE_PAGE (jb_invoice_page_get_type ())
G_DECLARE_FINAL_TYPE (JbInvoicePage, jb_invoice_page, JB, INVOICE_PAGE, GtkWidget)

/* Property "direction" (int, JbDirection, construct only). Signals: "toast" (const char *);
 * "only-counterparty" (const char *registration, const char *name): show nobody else's invoices; @name may be NULL. */

/* What the page remembers between two starts; NULL = nothing. Once, before the archive. */
void           jb_invoice_page_set_settings     (JbInvoicePage  *self,
                                                 GSettings      *settings);
void           jb_invoice_page_set_archive      (JbInvoicePage  *self,
                                                 JbArchive      *archive);
/* What to show. @text may be NULL or empty, @filters: see jb-list-filter.h. Nothing is asked of the book while the page is not on screen. */
void           jb_invoice_page_set_filter       (JbInvoicePage  *self,
                                                 const char     *company,
                                                 JbPeriod        period,
                                                 const char     *text,
                                                 const JbInvoiceQuery *filters);
/* All companies of the book: their names. (element-type JbCompany) */
void           jb_invoice_page_set_companies    (JbInvoicePage  *self,
                                                 GPtrArray      *companies);
/* Opens the choice of columns. */
void           jb_invoice_page_choose_columns   (JbInvoicePage  *self);
/* Whether the book has an invoice at all and a connection: decides what an empty list says. */
void           jb_invoice_page_set_book_empty   (JbInvoicePage  *self,
                                                 gboolean        book_empty,
                                                 gboolean        connected);
/* Opens the detail of this row, and selects it when it is in the list. */
void           jb_invoice_page_show_invoice     (JbInvoicePage  *self,
                                                 gint64          id);
/* FALSE when none was open. */
gboolean       jb_invoice_page_close_detail     (JbInvoicePage  *self);
/* Whether choosing a row opens the detail. */
void           jb_invoice_page_set_show_details (JbInvoicePage  *self,
                                                 gboolean        show);
/* The selected rows that the list shows, in its order. (transfer full) (element-type gint64) */
GArray        *jb_invoice_page_get_selected     (JbInvoicePage  *self);
void           jb_invoice_page_grab_list        (JbInvoicePage  *self);
/* (nullable) (transfer none): for tests and for whoever counts. */
JbInvoiceList *jb_invoice_page_get_list         (JbInvoicePage  *self);
GtkColumnView *jb_invoice_page_get_view         (JbInvoicePage  *self);

G_END_DECLS
