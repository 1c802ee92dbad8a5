/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Cells, fields and lines of a page. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

#define LABEL_SIZE 7.5
#define VALUE_SIZE 8.5

/* No value takes more of a page than this, whatever somebody wrote into it. */
#define MAX_ROW_HEIGHT 90

/* A letter is at most as wide as it is high. */
#define WIDEST_LETTER 1.0

static void
cell_free (gpointer data)
{
  JbFormCell *cell = data;

  g_free (cell->text);
  g_clear_object (&cell->layout);
  g_free (cell);
}

static void
field_free (gpointer data)
{
  JbFormField *field = data;

  g_free (field->name);
  g_free (field->text);
  g_free (field);
}

JbFormPage *
_jb_form_add_page (JbForm *self)
{
  JbFormPage *page = g_new0 (JbFormPage, 1);

  page->cells = g_ptr_array_new_with_free_func (cell_free);
  page->rules = g_array_new (FALSE, FALSE, sizeof (JbFormRule));
  page->fields = g_ptr_array_new_with_free_func (field_free);
  g_ptr_array_add (self->pages, page);
  return page;
}

void
_jb_form_put (JbFormPage     *page,
              JbFormCellKind  kind,
              JbFormBox       box,
              const char     *text,
              PangoAlignment  align,
              double          size)
{
  JbFormCell *cell = g_new0 (JbFormCell, 1);

  cell->kind = kind;
  cell->box = box;
  cell->box.x += JB_FORM_LEFT;
  cell->text = g_strdup (text != NULL ? text : "");
  cell->align = align;
  cell->size = size;
  cell->bold = kind == JB_FORM_CELL_TITLE;
  g_ptr_array_add (page->cells, cell);
  if (text != NULL || kind != JB_FORM_CELL_NOTE)
    page->bottom = MAX (page->bottom, box.y + box.height);
}

void
_jb_form_set_bold (JbFormPage *page)
{
  JbFormCell *cell = g_ptr_array_index (page->cells, page->cells->len - 1);

  cell->bold = TRUE;
}

void
_jb_form_put_label (JbFormPage *page,
                    JbFormBox   box,
                    const char *text)
{
  _jb_form_put (page, JB_FORM_CELL_LABEL, box, text, PANGO_ALIGN_CENTER, LABEL_SIZE);
}

void
_jb_form_add_field (JbFormPage *page,
                    JbFormBox   box,
                    const char *name,
                    const char *text)
{
  JbFormField *field;

  if (text == NULL || *text == '\0')
    return;

  field = g_new0 (JbFormField, 1);
  field->name = g_strdup (name);
  field->text = g_strdup (text);
  field->box = box;
  field->box.x += JB_FORM_LEFT;
  g_ptr_array_add (page->fields, field);
}

void
_jb_form_put_value (JbFormPage     *page,
                    JbFormBox       box,
                    const char     *name,
                    const char     *text,
                    PangoAlignment  align)
{
  _jb_form_put (page, JB_FORM_CELL_VALUE, box, text, align, VALUE_SIZE);
  _jb_form_add_field (page, box, name, text);
}

void
_jb_form_put_rule (JbFormPage *page,
                   double      x1,
                   double      y1,
                   double      x2,
                   double      y2,
                   double      width)
{
  JbFormRule rule = { JB_FORM_LEFT + x1, y1, JB_FORM_LEFT + x2, y2, width };

  g_array_append_val (page->rules, rule);
}

void
_jb_form_put_frame (JbFormPage *page,
                    JbFormBox   box)
{
  double right = box.x + box.width, bottom = box.y + box.height;

  _jb_form_put_rule (page, box.x, box.y, right, box.y, JB_FORM_THICK);
  _jb_form_put_rule (page, box.x, bottom, right, bottom, JB_FORM_THICK);
  _jb_form_put_rule (page, box.x, box.y, box.x, bottom, JB_FORM_THICK);
  _jb_form_put_rule (page, right, box.y, right, bottom, JB_FORM_THICK);
}

/* Most texts are short: they are not worth measuring. */
double
_jb_form_grow (JbForm     *self,
               double      height,
               const char *text,
               double      width)
{
  if (text == NULL || (g_utf8_strlen (text, -1) * JB_FORM_SIZE_LINE * WIDEST_LETTER <= width - 2 * JB_FORM_PADDING &&
                       g_utf8_strchr (text, -1, '\n') == NULL))
    return height;
  return CLAMP (_jb_form_measure (self, text, width), height, MAX_ROW_HEIGHT);
}
