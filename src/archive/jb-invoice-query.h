/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a page wants to see: period, direction, text, order. A value; never written after it was given away.
 * Made by ui/ and cli/, answered by the archive. */

#pragma once

#include "jb-codes.h"
#include "jb-date.h"

G_BEGIN_DECLS

typedef enum
{
  JB_ORDER_WRITTEN,
  JB_ORDER_KIND,
  JB_ORDER_COUNTERPARTY,
  JB_ORDER_ITEM,
  JB_ORDER_SUPPLY,
  JB_ORDER_TAX,
  JB_ORDER_TOTAL,
  JB_ORDER_STATUS,
  JB_ORDER_ISSUED,
} JbOrder;

typedef struct
{
  char        *company;      /* (nullable): all companies */
  JbDirection  direction;    /* unknown = both */
  JbPeriod     period;       /* by 작성일자 */
  char        *text;         /* (nullable): several words are AND */
  JbOrder      order;
  gboolean     descending;
} JbInvoiceQuery;

JbInvoiceQuery *jb_invoice_query_new   (void);
JbInvoiceQuery *jb_invoice_query_copy  (const JbInvoiceQuery *query);
void            jb_invoice_query_free  (JbInvoiceQuery       *query);
gboolean        jb_invoice_query_equal (const JbInvoiceQuery *a,
                                        const JbInvoiceQuery *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbInvoiceQuery, jb_invoice_query_free)

G_END_DECLS
