/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Head, remark and payments. Widths are counted in a form of 540 points; the reference is silent about sizes and gives the fields
 * (etax-domain.md 1.1): their places are those of the paper that everybody knows. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

#include "jb-numbers.h"

#define HALF (JB_FORM_WIDTH / 2)

/* -- head ----------------------------------------------------------------------------------------------------------- */

#define TITLE_WIDTH 338
#define TITLE_SIZE  16
#define COPY_SIZE   8.5
#define HEAD_ROW    19

double
_jb_form_put_head (JbForm     *self,
                   JbFormPage *page,
                   JbInvoice  *invoice,
                   double      y)
{
  g_autofree char *kind = _jb_form_kind (invoice->kind);
  g_autofree char *issue_id = invoice->issue_id != NULL ? jb_issue_id_format (invoice->issue_id) : NULL;
  g_autofree char *shown_id = _jb_form_text (issue_id);
  g_autofree char *number = _jb_form_text (invoice->document_number);
  const char *copy = self->copy == JB_FORM_COPY_BUYER ? "(공급받는자 보관용)" : "(공급자 보관용)";

  _jb_form_put (page, JB_FORM_CELL_TITLE, BOX (0, y, TITLE_WIDTH, 2 * HEAD_ROW), NULL, PANGO_ALIGN_CENTER, TITLE_SIZE);
  _jb_form_put (page, JB_FORM_CELL_NOTE, BOX (8, y, TITLE_WIDTH - 16, 25), kind, PANGO_ALIGN_CENTER, TITLE_SIZE);
  _jb_form_set_bold (page);
  _jb_form_put (page, JB_FORM_CELL_NOTE, BOX (8, y + 23, TITLE_WIDTH - 16, 13), copy, PANGO_ALIGN_CENTER, COPY_SIZE);
  _jb_form_put_label (page, BOX (TITLE_WIDTH, y, 48, HEAD_ROW), "승인번호");
  _jb_form_put_value (page, BOX (TITLE_WIDTH + 48, y, 154, HEAD_ROW), "승인번호", shown_id, PANGO_ALIGN_CENTER);
  _jb_form_put_label (page, BOX (TITLE_WIDTH, y + HEAD_ROW, 48, HEAD_ROW), "관리번호");
  _jb_form_put_value (page, BOX (TITLE_WIDTH + 48, y + HEAD_ROW, 154, HEAD_ROW), "관리번호", number, PANGO_ALIGN_CENTER);
  return 2 * HEAD_ROW;
}

/* -- what else it says ---------------------------------------------------------------------------------------------- */

#define NOTE_ROW   18
#define NOTE_LABEL 56

static double
put_amendment (JbFormPage *page,
               JbInvoice  *invoice,
               double      y)
{
  g_autofree char *original = NULL, *shown = NULL;

  if (invoice->amendment == JB_AMENDMENT_NONE && invoice->original_issue_id == NULL)
    return 0;

  original = invoice->original_issue_id != NULL ? jb_issue_id_format (invoice->original_issue_id) : NULL;
  shown = _jb_form_text (original);
  _jb_form_put_label (page, BOX (0, y, NOTE_LABEL, NOTE_ROW), "수정사유");
  _jb_form_put_value (page, BOX (NOTE_LABEL, y, 214, NOTE_ROW), "수정사유", _jb_form_amendment (invoice->amendment), PANGO_ALIGN_LEFT);
  _jb_form_put_label (page, BOX (HALF, y, 68, NOTE_ROW), "당초 승인번호");
  _jb_form_put_value (page, BOX (HALF + 68, y, 202, NOTE_ROW), "당초 승인번호", shown, PANGO_ALIGN_LEFT);
  return NOTE_ROW;
}

static double
put_import (JbFormPage *page,
            JbInvoice  *invoice,
            double      y)
{
  g_autofree char *number = _jb_form_text (invoice->import_number);
  g_autofree char *quantity = invoice->import_quantity != 0 ? g_strdup_printf ("%u", invoice->import_quantity) : NULL;
  g_autofree char *from = jb_date_format (invoice->import_period.from);
  g_autofree char *to = jb_date_format (invoice->import_period.to);
  g_autofree char *period = *from != '\0' || *to != '\0' ? g_strdup_printf ("%s ~ %s", from, to) : NULL;

  if (!jb_kind_is_import (invoice->kind) && number == NULL && quantity == NULL && period == NULL)
    return 0;

  _jb_form_put_label (page, BOX (0, y, NOTE_LABEL, NOTE_ROW), "수입신고번호");
  _jb_form_put_value (page, BOX (NOTE_LABEL, y, 214, NOTE_ROW), "수입신고번호", number, PANGO_ALIGN_LEFT);
  _jb_form_put_label (page, BOX (HALF, y, 34, NOTE_ROW), "총건");
  _jb_form_put_value (page, BOX (HALF + 34, y, 46, NOTE_ROW), "총건", quantity, PANGO_ALIGN_RIGHT);
  _jb_form_put_label (page, BOX (HALF + 80, y, 60, NOTE_ROW), "일괄발급기간");
  _jb_form_put_value (page, BOX (HALF + 140, y, 130, NOTE_ROW), "일괄발급기간", period, PANGO_ALIGN_CENTER);
  return NOTE_ROW;
}

double
_jb_form_put_notes (JbForm     *self,
                    JbFormPage *page,
                    JbInvoice  *invoice,
                    double      y)
{
  g_autofree char *remark = _jb_form_lines (invoice->remark);
  double width = JB_FORM_WIDTH - NOTE_LABEL;
  double row = _jb_form_grow (self, NOTE_ROW, remark, width), top = y;

  _jb_form_put_rule (page, 0, y, JB_FORM_WIDTH, y, JB_FORM_THICK);
  y += put_amendment (page, invoice, y);
  y += put_import (page, invoice, y);
  _jb_form_put_label (page, BOX (0, y, NOTE_LABEL, row), "비고");
  _jb_form_put_value (page, BOX (NOTE_LABEL, y, width, row), "비고", remark, PANGO_ALIGN_LEFT);
  return y + row - top;
}

/* -- payments ------------------------------------------------------------------------------------------------------- */

#define PAYMENT_HEAD 15
#define PAYMENT_ROW  21
#define PAYMENT      84
#define TOTAL_WIDTH  104

/* Several of one kind are added up; FALSE: there are none, or they have no sum. */
static gboolean
sum_payments (JbInvoice     *invoice,
              JbPaymentKind  kind,
              gint64        *sum)
{
  gboolean found = FALSE;

  *sum = 0;
  for (guint i = 0; i < invoice->payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, i);

      if (payment->kind != kind || payment->amount == 0)
        continue;
      found = TRUE;
      if (!jb_won_add (sum, payment->amount))
        return FALSE;
    }
  return found;
}

double
_jb_form_put_payments (JbForm     *self,
                       JbFormPage *page,
                       JbInvoice  *invoice,
                       double      y)
{
  static const struct
  {
    JbPaymentKind  kind;
    const char    *name;
  } kinds[] = {
    { JB_PAYMENT_CASH, "현금" }, { JB_PAYMENT_CHEQUE, "수표" }, { JB_PAYMENT_NOTE, "어음" }, { JB_PAYMENT_CREDIT, "외상미수금" },
  };
  g_autofree char *total = jb_won_format (invoice->total);
  const char *purpose = invoice->purpose == JB_PURPOSE_RECEIPT ? "영수" : invoice->purpose == JB_PURPOSE_CLAIM ? "청구" : NULL;
  g_autofree char *sentence = g_strdup_printf ("이 금액을 ( %s ) 함", purpose != NULL ? purpose : "영수 · 청구");
  double x = TOTAL_WIDTH, row = y + PAYMENT_HEAD;

  _jb_form_put_label (page, BOX (0, y, TOTAL_WIDTH, PAYMENT_HEAD), "합계금액");
  _jb_form_put_value (page, BOX (0, row, TOTAL_WIDTH, PAYMENT_ROW), "합계금액", total, PANGO_ALIGN_RIGHT);
  _jb_form_set_bold (page);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++, x += PAYMENT)
    {
      gint64 sum;
      g_autofree char *amount = sum_payments (invoice, kinds[i].kind, &sum) ? jb_won_format (sum) : NULL;

      _jb_form_put_label (page, BOX (x, y, PAYMENT, PAYMENT_HEAD), kinds[i].name);
      _jb_form_put_value (page, BOX (x, row, PAYMENT, PAYMENT_ROW), kinds[i].name, amount, PANGO_ALIGN_RIGHT);
    }
  _jb_form_put (page, JB_FORM_CELL_VALUE, BOX (x, y, JB_FORM_WIDTH - x, PAYMENT_HEAD + PAYMENT_ROW), sentence, PANGO_ALIGN_CENTER, 8.5);
  _jb_form_add_field (page, BOX (x, y, JB_FORM_WIDTH - x, PAYMENT_HEAD + PAYMENT_ROW), "영수/청구", purpose);
  _jb_form_put_rule (page, 0, y, JB_FORM_WIDTH, y, JB_FORM_THICK);
  return PAYMENT_HEAD + PAYMENT_ROW;
}
