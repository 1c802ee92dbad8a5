/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes texts fit their cells: first smaller letters on one line, then several lines, then smaller ones still; what has no room
 * after all ends in "…". Widths are measured without hinting, so that a form is the same at every scale and on paper. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

/* Korean fonts, the usual ones of each system first. Digits are equally wide in all of them. */
#define FONT_FAMILIES "Noto Sans CJK KR,Noto Sans KR,Source Han Sans KR,NanumGothic,UnDotum,sans-serif"
#define SIZE_STEP     0.5
/* Above and below the lines of a cell that grew. */
#define AIR           1.5
/* Words of the form are known: they only have to be readable. */
#define LABEL_SIZE_MIN 4

PangoContext *
_jb_form_make_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_language (context, pango_language_from_string ("ko"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions (context, FALSE);
  return context;
}

static void
set_size (PangoLayout *layout,
          double       size,
          gboolean     bold)
{
  g_autoptr(PangoFontDescription) font = pango_font_description_new ();

  pango_font_description_set_family_static (font, FONT_FAMILIES);
  pango_font_description_set_size (font, (int) (size * PANGO_SCALE));
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
}

static PangoLayout *
make_layout (JbForm     *self,
             const char *text)
{
  PangoLayout *layout = pango_layout_new (self->context);

  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static void
measure (PangoLayout *layout,
         double      *width,
         double      *height)
{
  int w, h;

  pango_layout_get_size (layout, &w, &h);
  *width = (double) w / PANGO_SCALE;
  *height = (double) h / PANGO_SCALE;
}

static void
wrap (PangoLayout *layout,
      double       width)
{
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
}

double
_jb_form_measure (JbForm     *self,
                  const char *text,
                  double      width)
{
  g_autoptr(PangoLayout) layout = make_layout (self, text);
  double w, h;

  set_size (layout, JB_FORM_SIZE_LINE, FALSE);
  wrap (layout, width - 2 * JB_FORM_PADDING);
  measure (layout, &w, &h);
  return h + 2 * AIR;
}

/* -- a cell --------------------------------------------------------------------------------------------------------- */

/* As large as it goes on one line, but not below @least. */
static gboolean
fit_line (JbFormCell *cell,
          double      width,
          double      height,
          double      least)
{
  double w, h, size = cell->size;

  set_size (cell->layout, size, cell->bold);
  measure (cell->layout, &w, &h);
  if (w <= width && h <= height)
    return TRUE;

  size = MIN (size, size * MIN (width / w, height / h) - 0.05);
  if (size < least)
    return FALSE;
  set_size (cell->layout, size, cell->bold);
  measure (cell->layout, &w, &h);
  return w <= width && h <= height;
}

static gboolean
fit_lines (JbFormCell *cell,
           double      width,
           double      height)
{
  double w, h;

  wrap (cell->layout, width);
  for (double size = MIN (cell->size, JB_FORM_SIZE_LINE + 1); size >= JB_FORM_SIZE_MIN; size -= SIZE_STEP)
    {
      set_size (cell->layout, size, cell->bold);
      measure (cell->layout, &w, &h);
      if (w <= width && h <= height)
        return TRUE;
    }
  return FALSE;
}

/* Letters are higher than what they show of themselves: a line may use the whole height of its cell. */
static void
fit_cell (JbForm     *self,
          JbFormCell *cell)
{
  double padding = cell->kind == JB_FORM_CELL_VALUE ? JB_FORM_PADDING : 0.5;
  double width = cell->box.width - 2 * padding, height = cell->box.height;
  double w, h;

  if (*cell->text == '\0')
    return;

  cell->layout = make_layout (self, cell->text);
  pango_layout_set_alignment (cell->layout, cell->align);
  if (!fit_line (cell, width, height, cell->kind == JB_FORM_CELL_VALUE ? JB_FORM_SIZE_LINE : LABEL_SIZE_MIN) &&
      !fit_lines (cell, width, height))
    {
      pango_layout_set_height (cell->layout, (int) (height * PANGO_SCALE));
      pango_layout_set_ellipsize (cell->layout, PANGO_ELLIPSIZE_END);
      cell->cut = TRUE;
    }

  measure (cell->layout, &w, &h);
  if (pango_layout_get_width (cell->layout) >= 0)
    cell->text_x = cell->box.x + padding;
  else if (cell->align == PANGO_ALIGN_CENTER)
    cell->text_x = cell->box.x + (cell->box.width - w) / 2;
  else if (cell->align == PANGO_ALIGN_RIGHT)
    cell->text_x = cell->box.x + cell->box.width - padding - w;
  else
    cell->text_x = cell->box.x + padding;
  cell->text_y = cell->box.y + (cell->box.height - h) / 2;
}

void
_jb_form_fit_page (JbForm *self,
                   guint   page)
{
  JbFormPage *sheet = g_ptr_array_index (self->pages, page);

  if (sheet->fitted)
    return;
  for (guint i = 0; i < sheet->cells->len; i++)
    fit_cell (self, g_ptr_array_index (sheet->cells, i));
  sheet->fitted = TRUE;
}
