/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of a list of invoices: names, widths, cells. Used by JbInvoicePage. */

#pragma once

#include <gtk/gtk.h>

#include "jb-invoice-query.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;          /* the word in GSettings */
  const char *title;       /* to be translated */
  JbOrder     order;
  int         chars;       /* natural width in digits */
  gboolean    numeric;
  gboolean    expand;
  int         rank;        /* a narrow list leaves out the highest first */
} JbInvoiceColumn;

const JbInvoiceColumn  *jb_invoice_columns_get       (guint                  *n_columns);
/* The column of this order or word; the first one when there is none. */
const JbInvoiceColumn  *jb_invoice_columns_by_order  (JbOrder                 order);
const JbInvoiceColumn  *jb_invoice_columns_by_id     (const char             *id);
/* (transfer full) */
GtkColumnViewColumn    *jb_invoice_columns_make      (const JbInvoiceColumn  *column);

G_END_DECLS
