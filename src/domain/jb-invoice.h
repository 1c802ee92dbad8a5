/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One tax invoice (세금계산서/계산서) as a value: a service, the XML reader or the book makes it,
 * everybody else only looks. Whoever makes it fills the fields before handing it on; from then on
 * nobody writes to it, so it may cross threads. */

#pragma once

#include <glib-object.h>

#include "jb-codes.h"
#include "jb-date.h"
#include "jb-party.h"

G_BEGIN_DECLS

#define JB_TYPE_INVOICE (jb_invoice_get_type ())
G_DECLARE_FINAL_TYPE (JbInvoice, jb_invoice, JB, INVOICE, GObject)

struct _JbInvoice
{
  GObject      parent_instance;

  gint64       id;                  /* row in the book; 0 = not from a book */
  char        *company;             /* the book's company, ten digits; NULL when read from a file */
  JbDirection  direction;
  char        *issue_id;            /* 승인번호 */
  int          kind;                /* 101 … 404 */
  JbPurpose    purpose;
  JbAmendment  amendment;
  char        *original_issue_id;   /* 당초 승인번호 of an amendment */

  int          written_on;          /* 작성일자, the tax date */
  int          issued_on;           /* 발행일자 */
  int          sent_on;             /* 국세청 전송일자, 0 = unknown */
  gint64       issued_at;           /* UTC ms, from the document; 0 = unknown */

  char        *document_number;     /* the service's own number of the document */
  char        *sender_number;       /* the sender's own number */
  char        *remark;              /* up to three 비고, joined by line breaks */

  JbParty     *supplier;            /* (nullable) */
  JbParty     *buyer;               /* (nullable) */
  JbParty     *broker;              /* (nullable): 수탁자 */

  gint64       supply;              /* 공급가액, won */
  gint64       tax;                 /* 세액 */
  gint64       total;               /* 합계 */

  char        *import_number;       /* 수입신고번호 */
  guint        import_quantity;
  JbPeriod     import_period;

  GPtrArray   *lines;               /* (element-type JbLine), never NULL, empty when unknown */
  GArray      *payments;            /* (element-type JbPayment), never NULL */

  char        *item;                /* first line's name, for lists; NULL when lines are unknown */
  guint        n_lines;             /* may be more than lines->len when only the list row was loaded */

  JbStatus     status;
  JbNtsStatus  nts_status;
  char        *nts_result;          /* SUC001 … */

  JbVerdict    verdict;             /* of the original in the book */
  gboolean     has_original;
  gboolean     is_amended;          /* another invoice of the book amends it */
  char        *services;            /* those that brought it into the book, a blank between them; only of one loaded alone */
};

JbInvoice     *jb_invoice_new               (void);
/* Everything but the row in a book: the same document may be two rows of one. A new field belongs there too. (transfer full) */
JbInvoice     *jb_invoice_copy              (JbInvoice  *self);
/* The other side, seen from the book's company. (nullable) (transfer none) */
const JbParty *jb_invoice_get_counterparty  (JbInvoice  *self);
/* "A4용지 외 2": the first item and how many more, in the user's language. (transfer full) */
char          *jb_invoice_describe_items    (JbInvoice  *self);

G_END_DECLS
