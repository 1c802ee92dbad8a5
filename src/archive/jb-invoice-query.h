/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a page wants to see: filters, text, order. A value; never written after it was given away.
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
  JB_ORDER_COMPANY,
  JB_ORDER_NUMBER,           /* the counterparty's */
  JB_ORDER_ISSUE_ID,
  JB_ORDER_NTS,
} JbOrder;

typedef enum
{
  JB_ORIGINALS_ANY,
  JB_ORIGINALS_HERE,         /* what arrived may still be unreadable: the verdict says so */
  JB_ORIGINALS_MISSING,
} JbOriginals;

/* No limit of an amount. */
#define JB_AMOUNT_MIN G_MININT64
#define JB_AMOUNT_MAX G_MAXINT64

typedef struct
{
  char        *company;       /* (nullable): all companies */
  JbDirection  direction;     /* unknown = both */
  JbPeriod     period;        /* by 작성일자 */
  char        *text;          /* (nullable): several words are AND */

  /* Sets of codes: jb_invoice_query_set_code(). NULL or empty = all. 0 is a code of its own: unknown. */
  GArray      *kinds;         /* (nullable) (element-type int) */
  GArray      *statuses;      /* (nullable) (element-type int): JbStatus */
  GArray      *nts_statuses;  /* (nullable) (element-type int): JbNtsStatus */
  GArray      *verdicts;      /* (nullable) (element-type int): JbVerdict */
  JbOriginals  originals;
  gint64       total_from;    /* won, both included; JB_AMOUNT_MIN, JB_AMOUNT_MAX = no limit */
  gint64       total_to;
  char        *counterparty;  /* (nullable): business number without hyphens, whatever name it goes by. The number of a person
                               * works while the book's key is here; never keep that one outside of the book */

  JbOrder      order;
  gboolean     descending;
} JbInvoiceQuery;

/* Everything, newest first. */
JbInvoiceQuery *jb_invoice_query_new      (void);
JbInvoiceQuery *jb_invoice_query_copy     (const JbInvoiceQuery *query);
void            jb_invoice_query_free     (JbInvoiceQuery       *query);
gboolean        jb_invoice_query_equal    (const JbInvoiceQuery *a,
                                           const JbInvoiceQuery *b);

/* Puts @code into a set of a query (query->kinds …) or takes it out. *set is made when it is needed. */
void            jb_invoice_query_set_code (GArray              **set,
                                           int                   code,
                                           gboolean              chosen);
/* FALSE for every code of a set that stands for all. */
gboolean        jb_invoice_query_has_code (const GArray         *set,
                                           int                   code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbInvoiceQuery, jb_invoice_query_free)

G_END_DECLS
