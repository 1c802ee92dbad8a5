/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The filters of a list, as far as they are kept by themselves: everything of a JbInvoiceQuery that period, company, search text
 * and order do not say. Their words for people and for GSettings. Used by the filter button, its chips and the lists. */

#pragma once

#include "jb-invoice-query.h"

G_BEGIN_DECLS

/* One condition, as a chip shows it. */
typedef struct
{
  char *key;      /* what jb_list_filter_remove() takes */
  char *label;    /* translated: "Kind: Tax invoice" */
} JbFilterChip;

void            jb_filter_chip_free      (JbFilterChip          *chip);

gboolean        jb_list_filter_is_empty  (const JbInvoiceQuery  *filters);
gboolean        jb_list_filter_equal     (const JbInvoiceQuery  *a,
                                          const JbInvoiceQuery  *b);
/* Takes the filters of @from over; the rest of @query stays. */
void            jb_list_filter_apply     (JbInvoiceQuery        *query,
                                          const JbInvoiceQuery  *from);
/* @counterparty_name: what the counterparty is called, NULL = not known.
 * (transfer full) (element-type JbFilterChip) */
GPtrArray      *jb_list_filter_list      (const JbInvoiceQuery  *filters,
                                          const char            *counterparty_name);
/* Takes away one condition; FALSE when it is not there. */
gboolean        jb_list_filter_remove    (JbInvoiceQuery        *filters,
                                          const char            *key);
/* As a{sv}, floating. Without the number of a person: that one never leaves the book. */
GVariant       *jb_list_filter_write     (const JbInvoiceQuery  *filters);
/* What is not understood is left out. @variant: of any type. (transfer full) */
JbInvoiceQuery *jb_list_filter_read      (GVariant              *variant);

G_END_DECLS
