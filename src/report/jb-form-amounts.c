/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The day and the amounts, digit by digit in boxes as the paper has them. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

#include "jb-numbers.h"

#include <string.h>

/* The boxes for the digits: trillions down to ones, and thousand billions down to ones. */
#define SUPPLY_BOXES 13
#define TAX_BOXES    12

#define AMOUNT_HEAD 15
#define UNIT_ROW    12
#define DIGIT_ROW   20
#define DIGIT_SIZE  10
#define GROUP_RULE  0.9

/* From the right: ones, tens … trillions. */
static const char * const units[] = { "일", "십", "백", "천", "만", "십", "백", "천", "억", "십", "백", "천", "조" };

G_STATIC_ASSERT (G_N_ELEMENTS (units) == SUPPLY_BOXES);

/* "1200000" or "-1200000" as it goes into the boxes; -1: it has more digits than there are boxes. */
static int
count_empty (const char *digits,
             int         n_boxes)
{
  int n = (int) strlen (digits);

  return n <= n_boxes ? n_boxes - n : -1;
}

static void
put_units (JbFormPage *page,
           double      x,
           double      y,
           double      width,
           int         n_boxes)
{
  for (int i = 0; i < n_boxes; i++)
    {
      int place = n_boxes - 1 - i;

      _jb_form_put_label (page, BOX (x + i * width, y, width, UNIT_ROW), units[place]);
    }
}

/* A thicker line where a group of four digits ends, as the paper has it. */
static void
put_group_rules (JbFormPage *page,
                 double      x,
                 double      y,
                 double      width,
                 int         n_boxes,
                 double      height)
{
  for (int i = 1; i < n_boxes; i++)
    if ((n_boxes - i) % 4 == 0)
      _jb_form_put_rule (page, x + i * width, y, x + i * width, y + height, GROUP_RULE);
}

/* A digit in each box, the sign before the first; what has no room in them is written across them. */
static void
put_digits (JbFormPage *page,
            double      x,
            double      y,
            double      width,
            int         n_boxes,
            const char *name,
            gint64      won)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, won);
  g_autofree char *amount = jb_won_format (won);
  int empty = count_empty (digits, n_boxes);
  JbFormBox all = BOX (x, y, n_boxes * width, DIGIT_ROW);

  if (empty < 0)
    {
      _jb_form_put_value (page, all, name, amount, PANGO_ALIGN_RIGHT);
      put_group_rules (page, x, y - UNIT_ROW, width, n_boxes, UNIT_ROW);
      return;
    }

  for (int i = 0; i < n_boxes; i++)
    {
      const char letter[2] = { i < empty ? '\0' : digits[i - empty], '\0' };

      _jb_form_put (page, JB_FORM_CELL_DIGIT, BOX (x + i * width, y, width, DIGIT_ROW), letter, PANGO_ALIGN_CENTER, DIGIT_SIZE);
    }
  put_group_rules (page, x, y - UNIT_ROW, width, n_boxes, UNIT_ROW + DIGIT_ROW);
  _jb_form_add_field (page, all, name, amount);
}

static void
put_date (JbFormPage *page,
          JbInvoice  *invoice,
          double      y,
          double      width)
{
  double part = width / 4;
  g_autofree char *date = jb_date_format (invoice->written_on);
  gboolean known = *date != '\0';
  g_autofree char *year = g_strndup (date, known ? 4 : 0);
  g_autofree char *month = g_strndup (date + (known ? 5 : 0), known ? 2 : 0);
  g_autofree char *day = g_strndup (date + (known ? 8 : 0), known ? 2 : 0);
  double top = y + AMOUNT_HEAD, row = top + UNIT_ROW;

  _jb_form_put_label (page, BOX (0, y, width, AMOUNT_HEAD), "작성일자");
  _jb_form_put_label (page, BOX (0, top, 2 * part, UNIT_ROW), "년");
  _jb_form_put_label (page, BOX (2 * part, top, part, UNIT_ROW), "월");
  _jb_form_put_label (page, BOX (3 * part, top, part, UNIT_ROW), "일");
  _jb_form_put (page, JB_FORM_CELL_DIGIT, BOX (0, row, 2 * part, DIGIT_ROW), year, PANGO_ALIGN_CENTER, DIGIT_SIZE);
  _jb_form_put (page, JB_FORM_CELL_DIGIT, BOX (2 * part, row, part, DIGIT_ROW), month, PANGO_ALIGN_CENTER, DIGIT_SIZE);
  _jb_form_put (page, JB_FORM_CELL_DIGIT, BOX (3 * part, row, part, DIGIT_ROW), day, PANGO_ALIGN_CENTER, DIGIT_SIZE);
  _jb_form_add_field (page, BOX (0, row, width, DIGIT_ROW), "작성일자", date);
}

/* 공란수: how many boxes before the supply amount are empty. */
static void
put_empty_count (JbFormPage *page,
                 JbInvoice  *invoice,
                 JbFormBox   box)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, invoice->supply);
  int empty = count_empty (digits, SUPPLY_BOXES);
  g_autofree char *count = empty >= 0 ? g_strdup_printf ("%d", empty) : NULL;

  _jb_form_put_label (page, BOX (box.x, box.y, box.width, AMOUNT_HEAD + UNIT_ROW), "공란수");
  _jb_form_put (page, JB_FORM_CELL_DIGIT, BOX (box.x, box.y + AMOUNT_HEAD + UNIT_ROW, box.width, DIGIT_ROW), count, PANGO_ALIGN_CENTER,
                DIGIT_SIZE);
}

static void
put_amount (JbFormPage *page,
            double      x,
            double      y,
            double      width,
            int         n_boxes,
            const char *name,
            gint64      won)
{
  double all = n_boxes * width, top = y + AMOUNT_HEAD;

  _jb_form_put_label (page, BOX (x, y, all, AMOUNT_HEAD), name);
  put_units (page, x, top, width, n_boxes);
  put_digits (page, x, top + UNIT_ROW, width, n_boxes, name, won);
}

double
_jb_form_put_amounts (JbForm     *self,
                      JbFormPage *page,
                      JbInvoice  *invoice,
                      double      y)
{
  gboolean taxed = _jb_form_has_tax (invoice);
  double date = 80, count = 30, x = date + count;
  double box = (JB_FORM_WIDTH - x) / (taxed ? SUPPLY_BOXES + TAX_BOXES : SUPPLY_BOXES);
  double height = AMOUNT_HEAD + UNIT_ROW + DIGIT_ROW;

  put_date (page, invoice, y, date);
  put_empty_count (page, invoice, BOX (date, y, count, height));
  put_amount (page, x, y, box, SUPPLY_BOXES, "공급가액", invoice->supply);
  _jb_form_put_rule (page, date, y, date, y + height, GROUP_RULE);
  _jb_form_put_rule (page, x, y, x, y + height, GROUP_RULE);
  if (taxed)
    {
      double tax = x + SUPPLY_BOXES * box;

      put_amount (page, tax, y, box, TAX_BOXES, "세액", invoice->tax);
      _jb_form_put_rule (page, tax, y, tax, y + height, JB_FORM_THICK);
    }
  _jb_form_put_rule (page, 0, y, JB_FORM_WIDTH, y, JB_FORM_THICK);
  return height;
}
