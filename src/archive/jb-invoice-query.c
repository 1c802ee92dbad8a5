/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The query as a value. */

#define G_LOG_DOMAIN "jb-invoice-query"

#include "config.h"

#include "jb-invoice-query.h"

/* Newest first, everything. */
JbInvoiceQuery *
jb_invoice_query_new (void)
{
  JbInvoiceQuery *query = g_new0 (JbInvoiceQuery, 1);

  query->order = JB_ORDER_WRITTEN;
  query->descending = TRUE;
  return query;
}

JbInvoiceQuery *
jb_invoice_query_copy (const JbInvoiceQuery *query)
{
  JbInvoiceQuery *copy;

  if (query == NULL)
    return NULL;

  copy = g_memdup2 (query, sizeof *query);
  copy->company = g_strdup (query->company);
  copy->text = g_strdup (query->text);
  return copy;
}

void
jb_invoice_query_free (JbInvoiceQuery *query)
{
  if (query == NULL)
    return;

  g_free (query->company);
  g_free (query->text);
  g_free (query);
}

gboolean
jb_invoice_query_equal (const JbInvoiceQuery *a,
                        const JbInvoiceQuery *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;

  return g_strcmp0 (a->company, b->company) == 0 && a->direction == b->direction &&
         a->period.from == b->period.from && a->period.to == b->period.to &&
         g_strcmp0 (a->text, b->text) == 0 && a->order == b->order && !a->descending == !b->descending;
}
