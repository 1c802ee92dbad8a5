/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of a list of invoices: names, widths, cells. Used by JbInvoicePage. */

#pragma once

#include <gtk/gtk.h>

#include "jb-archive.h"

G_BEGIN_DECLS

typedef enum
{
  JB_FIELD_WRITTEN,
  JB_FIELD_KIND,
  JB_FIELD_COUNTERPARTY,
  JB_FIELD_ITEM,
  JB_FIELD_SUPPLY,
  JB_FIELD_TAX,
  JB_FIELD_TOTAL,
  JB_FIELD_STATE,
  JB_FIELD_COMPANY,
  JB_FIELD_ISSUED,
  JB_FIELD_NUMBER,
  JB_FIELD_ISSUE_ID,
  JB_FIELD_NTS,
} JbInvoiceField;

typedef struct
{
  const char     *id;          /* the word in GSettings */
  const char     *title;       /* to be translated */
  JbInvoiceField  field;
  JbOrder         order;
  int             chars;       /* natural width in digits */
  gboolean        numeric;
  gboolean        expand;
  gboolean        extra;       /* not shown unless the user wants it */
  int             rank;        /* a narrow list leaves out the highest first */
} JbInvoiceColumn;

/* What all cells of one list know beside their invoice. */
typedef struct _JbInvoiceLook JbInvoiceLook;

JbInvoiceLook          *jb_invoice_look_new          (void);
/* After the last column that was made with it. */
void                    jb_invoice_look_free         (JbInvoiceLook          *look);
/* The words of this search text (nullable) are marked in what is shown from now on. */
void                    jb_invoice_look_set_search   (JbInvoiceLook          *look,
                                                      const char             *text);
/* Cells that were shown by an earlier search show themselves again. After the rows of the new one have come: most of them have done so
 * by then, and nothing is shown twice. */
void                    jb_invoice_look_show         (JbInvoiceLook          *look);
/* What the companies of the book are called. (element-type JbCompany) */
void                    jb_invoice_look_set_companies (JbInvoiceLook         *look,
                                                      GPtrArray              *companies);

const JbInvoiceColumn  *jb_invoice_columns_get       (guint                  *n_columns);
/* The column of this order; the first one when there is none. */
const JbInvoiceColumn  *jb_invoice_columns_by_order  (JbOrder                 order);
/* The column of this word, NULL when there is none. */
const JbInvoiceColumn  *jb_invoice_columns_by_id     (const char             *id);
/* @look must outlive it. (transfer full) */
GtkColumnViewColumn    *jb_invoice_columns_make      (const JbInvoiceColumn  *column,
                                                      JbInvoiceLook          *look);
/* What a spreadsheet takes for the cell: amounts as plain digits, no tab or line break, and nothing that it would run as a
 * formula. (transfer full) */
char                   *jb_invoice_columns_copy      (const JbInvoiceColumn  *column,
                                                      JbInvoiceLook          *look,
                                                      JbInvoice              *invoice);
/* The position of the row that @widget is a part of; FALSE when it is none. */
gboolean                jb_invoice_columns_find_row  (GtkWidget              *widget,
                                                      guint                  *position);

G_END_DECLS
