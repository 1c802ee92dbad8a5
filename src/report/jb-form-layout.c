/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages: the whole form with as many lines as there is room for, then the rest of the lines under a short head. An invoice of
 * four lines fills the upper half of the paper, as the slip of old did. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

#include "jb-numbers.h"

#define TOP          28
#define LAST_LINE    (JB_FORM_PAPER_HEIGHT - 44)   /* nothing but the page number stands below */
#define MIN_LINES    4
#define LINE_HEAD    15
#define LINE_ROW     19
#define PAYMENTS     36

/* -- lines ---------------------------------------------------------------------------------------------------------- */

typedef enum
{
  MONTH,
  DAY,
  NAME,
  SPECIFICATION,
  QUANTITY,
  PRICE,
  SUPPLY,
  TAX,
  REMARK,
  N_COLUMNS,
} Column;

static const struct
{
  const char     *title;
  PangoAlignment  align;
  double          width;
  double          width_untaxed;
} columns[N_COLUMNS] = {
  [MONTH]         = { "월",       PANGO_ALIGN_CENTER, 20,  20 },
  [DAY]           = { "일",       PANGO_ALIGN_CENTER, 20,  20 },
  [NAME]          = { "품목",     PANGO_ALIGN_LEFT,   138, 160 },
  [SPECIFICATION] = { "규격",     PANGO_ALIGN_LEFT,   62,  76 },
  [QUANTITY]      = { "수량",     PANGO_ALIGN_RIGHT,  44,  48 },
  [PRICE]         = { "단가",     PANGO_ALIGN_RIGHT,  64,  68 },
  [SUPPLY]        = { "공급가액", PANGO_ALIGN_RIGHT,  76,  84 },
  [TAX]           = { "세액",     PANGO_ALIGN_RIGHT,  66,  0 },
  [REMARK]        = { "비고",     PANGO_ALIGN_LEFT,   50,  64 },
};

static double
width_of (Column   column,
          gboolean taxed)
{
  return taxed ? columns[column].width : columns[column].width_untaxed;
}

/* Exempt invoices have no tax, and their form no place for it; one that has some all the same shows it. */
gboolean
_jb_form_has_tax (JbInvoice *invoice)
{
  if (!jb_kind_is_exempt (invoice->kind) || invoice->tax != 0)
    return TRUE;
  for (guint i = 0; i < invoice->lines->len; i++)
    if (((const JbLine *) g_ptr_array_index (invoice->lines, i))->tax != 0)
      return TRUE;
  return FALSE;
}

typedef struct
{
  char *texts[N_COLUMNS];   /* (nullable) each */
} Line;

static void
line_clear (Line *line)
{
  for (gsize i = 0; i < N_COLUMNS; i++)
    g_free (line->texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static Line
read_line (const JbLine *line)
{
  Line read = { 0 };
  gboolean counted = line->quantity != NULL || line->unit_price != NULL;

  if (jb_date_is_valid (line->supplied_on))
    {
      read.texts[MONTH] = g_strdup_printf ("%02d", jb_date_month (line->supplied_on));
      read.texts[DAY] = g_strdup_printf ("%02d", jb_date_day (line->supplied_on));
    }
  read.texts[NAME] = _jb_form_text (line->name);
  read.texts[SPECIFICATION] = _jb_form_text (line->specification);
  read.texts[QUANTITY] = _jb_form_number (line->quantity);
  read.texts[PRICE] = _jb_form_number (line->unit_price);
  read.texts[SUPPLY] = line->supply != 0 || counted ? jb_won_format (line->supply) : NULL;
  read.texts[TAX] = line->tax != 0 ? jb_won_format (line->tax) : NULL;
  read.texts[REMARK] = _jb_form_text (line->remark);
  return read;
}

/* The lines of an invoice that came in a list are not known yet, only what it is about. */
static Line
read_unknown (JbInvoice *invoice)
{
  Line read = { 0 };
  g_autofree char *item = _jb_form_text (invoice->item);

  if (item != NULL && invoice->n_lines > 1)
    read.texts[NAME] = g_strdup_printf ("%s 외 %u", item, invoice->n_lines - 1);
  else
    read.texts[NAME] = g_steal_pointer (&item);
  return read;
}

static double
measure_line (JbForm     *self,
              const Line *line,
              gboolean    taxed)
{
  double height = LINE_ROW;

  for (int column = NAME; column < N_COLUMNS; column++)
    if (width_of (column, taxed) > 0)
      height = _jb_form_grow (self, height, line->texts[column], width_of (column, taxed));
  return height;
}

static void
put_line_head (JbFormPage *page,
               gboolean    taxed,
               double      y)
{
  double x = 0;

  for (int column = 0; column < N_COLUMNS; column++)
    {
      double width = width_of (column, taxed);

      if (width > 0)
        _jb_form_put_label (page, BOX (x, y, width, LINE_HEAD), columns[column].title);
      x += width;
    }
  _jb_form_put_rule (page, 0, y, JB_FORM_WIDTH, y, JB_FORM_THICK);
}

/* @source (nullable): of the date. */
static void
put_line (JbFormPage   *page,
          const Line   *line,
          const JbLine *source,
          guint         number,
          gboolean      taxed,
          double        y,
          double        height)
{
  double x = 0;

  for (int column = 0; column < N_COLUMNS; column++)
    {
      double width = width_of (column, taxed);
      JbFormBox box = BOX (x, y, width, height);
      g_autofree char *name = column == NAME ? g_strdup_printf ("%u번째 품목", number)
                                             : g_strdup_printf ("%u번째 품목 %s", number, columns[column].title);

      x += width;
      if (width <= 0)
        continue;
      if (column > DAY)
        _jb_form_put_value (page, box, name, line->texts[column], columns[column].align);
      else
        _jb_form_put (page, JB_FORM_CELL_DIGIT, box, line->texts[column], columns[column].align, 8.5);
      if (column == DAY && line->texts[DAY] != NULL)
        {
          g_autofree char *when = g_strdup_printf ("%u번째 품목 일자", number);
          g_autofree char *date = jb_date_format (source->supplied_on);

          _jb_form_add_field (page, BOX (0, y, x, height), when, date);
        }
    }
}

/* -- pages ---------------------------------------------------------------------------------------------------------- */

static void
put_pair (JbFormPage *page,
          double      x,
          double      y,
          const char *label,
          double      label_width,
          const char *text,
          double      width)
{
  _jb_form_put_label (page, BOX (x, y, label_width, LINE_ROW), label);
  _jb_form_put (page, JB_FORM_CELL_VALUE, BOX (x + label_width, y, width, LINE_ROW), text, PANGO_ALIGN_CENTER, 8.5);
}

/* What the following pages belong to; it stands on the first as fields. */
static double
put_short_head (JbForm     *self,
                JbFormPage *page,
                JbInvoice  *invoice)
{
  g_autofree char *issue_id = invoice->issue_id != NULL ? jb_issue_id_format (invoice->issue_id) : NULL;
  g_autofree char *shown_id = _jb_form_text (issue_id);
  g_autofree char *date = jb_date_format (invoice->written_on);
  g_autofree char *supplier = _jb_form_text (invoice->supplier != NULL ? invoice->supplier->name : NULL);
  g_autofree char *buyer = _jb_form_text (invoice->buyer != NULL ? invoice->buyer->name : NULL);
  g_autofree char *title = g_strdup_printf ("%s 품목 (계속)", self->title);

  _jb_form_put (page, JB_FORM_CELL_TITLE, BOX (0, TOP, JB_FORM_WIDTH, 26), title, PANGO_ALIGN_CENTER, 12);
  put_pair (page, 0, TOP + 26, "승인번호", 56, shown_id, 214);
  put_pair (page, 270, TOP + 26, "작성일자", 56, date, 214);
  put_pair (page, 0, TOP + 26 + LINE_ROW, "공급자", 56, supplier, 214);
  put_pair (page, 270, TOP + 26 + LINE_ROW, "공급받는자", 56, buyer, 214);
  return TOP + 26 + 2 * LINE_ROW;
}

static double
put_first_head (JbForm     *self,
                JbFormPage *page,
                JbInvoice  *invoice)
{
  double y = TOP;

  y += _jb_form_put_head (self, page, invoice, y);
  y += _jb_form_put_parties (self, page, invoice, y);
  y += _jb_form_put_broker (self, page, invoice, y);
  y += _jb_form_put_amounts (self, page, invoice, y);
  y += _jb_form_put_notes (self, page, invoice, y);
  return y;
}

/* Closes the page below its last line. */
static void
end_page (JbForm     *self,
          JbFormPage *page,
          JbInvoice  *invoice,
          double      y)
{
  if (self->pages->len == 1)
    y += _jb_form_put_payments (self, page, invoice, y);
  _jb_form_put_frame (page, BOX (0, TOP, JB_FORM_WIDTH, y - TOP));
}

static void
put_lines (JbForm     *self,
           JbFormPage *page,
           JbInvoice  *invoice,
           double      y)
{
  gboolean taxed = _jb_form_has_tax (invoice);
  guint n_lines = invoice->lines->len, n_rows = MAX (n_lines, MIN_LINES);

  put_line_head (page, taxed, y);
  y += LINE_HEAD;
  for (guint i = 0; i < n_rows; i++)
    {
      const JbLine *source = i < n_lines ? g_ptr_array_index (invoice->lines, i) : NULL;
      g_auto(Line) line = { 0 };
      double height, reserved = self->pages->len == 1 ? PAYMENTS : 0;

      if (source != NULL)
        line = read_line (source);
      else if (n_lines == 0 && i == 0)
        line = read_unknown (invoice);
      height = measure_line (self, &line, taxed);

      if (y + height + reserved > LAST_LINE)
        {
          end_page (self, page, invoice, y);
          page = _jb_form_add_page (self);
          y = put_short_head (self, page, invoice);
          put_line_head (page, taxed, y);
          y += LINE_HEAD;
        }
      put_line (page, &line, source, i + 1, taxed, y, height);
      y += height;
    }
  end_page (self, page, invoice, y);
}

static void
number_pages (JbForm *self)
{
  if (self->pages->len < 2)
    return;

  for (guint i = 0; i < self->pages->len; i++)
    {
      JbFormPage *page = g_ptr_array_index (self->pages, i);
      g_autofree char *number = g_strdup_printf ("%u / %u", i + 1, self->pages->len);
      double y = page->bottom + 3;

      if (i + 1 < self->pages->len)
        _jb_form_put (page, JB_FORM_CELL_NOTE, BOX (0, y, 200, 12), "품목이 다음 쪽에 이어집니다.", PANGO_ALIGN_LEFT, 7.5);
      _jb_form_put (page, JB_FORM_CELL_NOTE, BOX (JB_FORM_WIDTH - 100, y, 100, 12), number, PANGO_ALIGN_RIGHT, 7.5);
    }
}

void
_jb_form_lay_out (JbForm    *self,
                  JbInvoice *invoice)
{
  JbFormPage *page = _jb_form_add_page (self);

  put_lines (self, page, invoice, put_first_head (self, page, invoice));
  number_pages (self);
}
