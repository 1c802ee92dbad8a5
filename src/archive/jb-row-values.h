/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of a row of invoices as values that can be compared, merged, stored and told in the journal, without a line of code
 * for each column. Used only inside archive/. */

#pragma once

#include "jb-book.h"
#include "jb-invoice.h"
#include "jb-month-store.h"

G_BEGIN_DECLS

typedef enum
{
  JB_VALUE_KIND,
  JB_VALUE_PURPOSE,
  JB_VALUE_AMENDMENT,
  JB_VALUE_WRITTEN_ON,
  JB_VALUE_ISSUED_ON,
  JB_VALUE_SENT_ON,
  JB_VALUE_ISSUED_AT,
  JB_VALUE_COUNTERPARTY,    /* rows of parties, filled by the caller */
  JB_VALUE_OWN_SIDE,
  JB_VALUE_SUPPLY,
  JB_VALUE_TAX,
  JB_VALUE_TOTAL,
  JB_VALUE_STATUS,
  JB_VALUE_NTS_STATUS,
  JB_VALUE_N_LINES,
  JB_N_INTS,
} JbRowInt;

typedef enum
{
  JB_VALUE_ITEM,
  JB_VALUE_ORIGINAL_ISSUE_ID,
  JB_VALUE_DOCUMENT_NUMBER,
  JB_VALUE_SENDER_NUMBER,
  JB_VALUE_NTS_RESULT,
  JB_N_TEXTS,
} JbRowText;

typedef struct
{
  gint64  ints[JB_N_INTS];
  char   *texts[JB_N_TEXTS];    /* (owned) (nullable) */

  /* What jb_row_values_load() found: for the month's sums, and to leave indexes alone in which nothing changes. */
  JbMonthShare kept;
  gint64       kept_counterparty;
  gint64       kept_own_side;
  gboolean     kept_original_issue_id;   /* is there one? */
} JbRowValues;

/* "kind, purpose, … nts_result": JB_N_INTS + JB_N_TEXTS columns. */
#define JB_ROW_COLUMNS \
  "kind, purpose, amendment, written_on, issued_on, sent_on, issued_at, counterparty, own_side, supply, tax, total, " \
  "status, nts_status, n_lines, item, original_issue_id, document_number, sender_number, nts_result"
#define JB_ROW_N_COLUMNS (JB_N_INTS + JB_N_TEXTS)

/* Everything but the two parties. */
void      jb_row_values_from_invoice  (JbRowValues        *self,
                                       JbInvoice          *invoice);
void      jb_row_values_read          (JbRowValues        *self,
                                       JbStatement        *statement,
                                       int                 first_column);
/* @self must live until the statement is reset. */
void      jb_row_values_bind          (const JbRowValues  *self,
                                       JbStatement        *statement,
                                       int                 first_parameter);
void      jb_row_values_to_invoice    (const JbRowValues  *self,
                                       JbInvoice          *invoice);
void      jb_row_values_clear         (JbRowValues        *self);

/* The row @id; @self stays as it is when there is none. */
gboolean  jb_row_values_load          (JbBook             *book,
                                       gint64              id,
                                       JbRowValues        *self,
                                       GError            **error);
/* @self comes from jb_row_values_load(). */
gboolean  jb_row_values_store         (JbBook             *book,
                                       gint64              id,
                                       const JbRowValues  *self,
                                       GError            **error);

/* What the row adds to its month. */
JbMonthShare jb_row_values_get_share  (const JbRowValues  *self);

/* What is unknown in @self is taken from @other; with @prefer_other also what @other says otherwise. Nothing known is ever
 * replaced by something unknown. The three amounts go together. TRUE when @self changed; each change is noted in @detail (nullable). */
gboolean  jb_row_values_take          (JbRowValues        *self,
                                       const JbRowValues  *other,
                                       gboolean            prefer_other,
                                       GString            *detail);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JbRowValues, jb_row_values_clear)

G_END_DECLS
