/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The query as a value. */

#define G_LOG_DOMAIN "jb-invoice-query"

#include "config.h"

#include "jb-invoice-query.h"

#include <string.h>

JbInvoiceQuery *
jb_invoice_query_new (void)
{
  JbInvoiceQuery *query = g_new0 (JbInvoiceQuery, 1);

  query->total_from = JB_AMOUNT_MIN;
  query->total_to = JB_AMOUNT_MAX;
  query->order = JB_ORDER_WRITTEN;
  query->descending = TRUE;
  return query;
}

/* -- sets of codes ------------------------------------------------------------------------------------------------ */

/* Where @code stands, or would stand: the codes are in order. */
static guint
find_code (const GArray *set,
           int           code)
{
  guint at = 0;

  while (set != NULL && at < set->len && g_array_index (set, int, at) < code)
    at++;
  return at;
}

gboolean
jb_invoice_query_has_code (const GArray *set,
                           int           code)
{
  guint at = find_code (set, code);

  return set != NULL && at < set->len && g_array_index (set, int, at) == code;
}

void
jb_invoice_query_set_code (GArray   **set,
                           int        code,
                           gboolean   chosen)
{
  guint at;

  g_return_if_fail (set != NULL);

  at = find_code (*set, code);
  if (!chosen == !jb_invoice_query_has_code (*set, code))
    return;

  if (*set == NULL)
    *set = g_array_new (FALSE, FALSE, sizeof (int));
  if (chosen)
    g_array_insert_val (*set, at, code);
  else
    g_array_remove_index (*set, at);
}

static guint
count_codes (const GArray *set)
{
  return set != NULL ? set->len : 0;
}

static gboolean
codes_equal (const GArray *a,
             const GArray *b)
{
  guint n = count_codes (a);

  return n == count_codes (b) && (n == 0 || memcmp (a->data, b->data, n * sizeof (int)) == 0);
}

static GArray *
copy_codes (GArray *set)
{
  return count_codes (set) > 0 ? g_array_copy (set) : NULL;
}

/* -- the query ---------------------------------------------------------------------------------------------------- */

JbInvoiceQuery *
jb_invoice_query_copy (const JbInvoiceQuery *query)
{
  JbInvoiceQuery *copy;

  if (query == NULL)
    return NULL;

  copy = g_memdup2 (query, sizeof *query);
  copy->company = g_strdup (query->company);
  copy->text = g_strdup (query->text);
  copy->kinds = copy_codes (query->kinds);
  copy->statuses = copy_codes (query->statuses);
  copy->nts_statuses = copy_codes (query->nts_statuses);
  copy->verdicts = copy_codes (query->verdicts);
  copy->counterparty = g_strdup (query->counterparty);
  return copy;
}

void
jb_invoice_query_free (JbInvoiceQuery *query)
{
  if (query == NULL)
    return;

  g_free (query->company);
  g_free (query->text);
  g_clear_pointer (&query->kinds, g_array_unref);
  g_clear_pointer (&query->statuses, g_array_unref);
  g_clear_pointer (&query->nts_statuses, g_array_unref);
  g_clear_pointer (&query->verdicts, g_array_unref);
  g_free (query->counterparty);
  g_free (query);
}

static gboolean
filters_equal (const JbInvoiceQuery *a,
               const JbInvoiceQuery *b)
{
  return g_strcmp0 (a->company, b->company) == 0 && a->direction == b->direction &&
         a->period.from == b->period.from && a->period.to == b->period.to &&
         codes_equal (a->kinds, b->kinds) && codes_equal (a->statuses, b->statuses) &&
         codes_equal (a->nts_statuses, b->nts_statuses) && codes_equal (a->verdicts, b->verdicts) &&
         a->originals == b->originals && a->total_from == b->total_from && a->total_to == b->total_to &&
         g_strcmp0 (a->counterparty, b->counterparty) == 0;
}

gboolean
jb_invoice_query_equal (const JbInvoiceQuery *a,
                        const JbInvoiceQuery *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;

  return filters_equal (a, b) && g_strcmp0 (a->text, b->text) == 0 &&
         a->order == b->order && !a->descending == !b->descending;
}
