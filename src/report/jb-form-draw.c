/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws a page: tints, frames, thick lines, texts. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

/* The supplier's copy is red, the buyer's blue. No source gives the exact colours: these keep small print readable on paper. */
typedef struct
{
  double ink[3];
  double tint[3];
} Colours;

static const Colours RED  = { { 0.78, 0.10, 0.13 }, { 1.000, 0.945, 0.935 } };
static const Colours BLUE = { { 0.09, 0.29, 0.66 }, { 0.930, 0.955, 1.000 } };

#define BLACK     0.07
#define FRAME     0.5

static void
set_colour (cairo_t      *cr,
            const double *colour)
{
  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
}

static void
draw_tints (cairo_t       *cr,
            JbFormPage    *page,
            const Colours *colours)
{
  set_colour (cr, colours->tint);
  for (guint i = 0; i < page->cells->len; i++)
    {
      const JbFormCell *cell = g_ptr_array_index (page->cells, i);

      if (cell->kind == JB_FORM_CELL_LABEL)
        cairo_rectangle (cr, cell->box.x, cell->box.y, cell->box.width, cell->box.height);
    }
  cairo_fill (cr);
}

static void
draw_frames (cairo_t       *cr,
             JbFormPage    *page,
             const Colours *colours)
{
  set_colour (cr, colours->ink);
  cairo_set_line_width (cr, FRAME);
  for (guint i = 0; i < page->cells->len; i++)
    {
      const JbFormCell *cell = g_ptr_array_index (page->cells, i);

      if (cell->kind != JB_FORM_CELL_NOTE)
        cairo_rectangle (cr, cell->box.x, cell->box.y, cell->box.width, cell->box.height);
    }
  cairo_stroke (cr);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_SQUARE);
  for (guint i = 0; i < page->rules->len; i++)
    {
      const JbFormRule *rule = &g_array_index (page->rules, JbFormRule, i);

      cairo_set_line_width (cr, rule->width);
      cairo_move_to (cr, rule->x1, rule->y1);
      cairo_line_to (cr, rule->x2, rule->y2);
      cairo_stroke (cr);
    }
}

/* Older cairos put every letter of a picture on a whole pixel, which tears small print apart: there the letters are drawn as
 * shapes. On paper and in PDF they stay text. */
static gboolean
wants_shapes (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));

  return cairo_version () < CAIRO_VERSION_ENCODE (1, 17, 4) &&
         (type == CAIRO_SURFACE_TYPE_IMAGE || type == CAIRO_SURFACE_TYPE_RECORDING);
}

static void
draw_texts (cairo_t       *cr,
            JbFormPage    *page,
            const Colours *colours)
{
  gboolean shapes = wants_shapes (cr);

  for (guint i = 0; i < page->cells->len; i++)
    {
      const JbFormCell *cell = g_ptr_array_index (page->cells, i);

      if (cell->layout == NULL)
        continue;
      if (cell->kind == JB_FORM_CELL_VALUE || cell->kind == JB_FORM_CELL_DIGIT)
        cairo_set_source_rgb (cr, BLACK, BLACK, BLACK);
      else
        set_colour (cr, colours->ink);
      cairo_move_to (cr, cell->text_x, cell->text_y);
      if (!shapes)
        {
          pango_cairo_show_layout (cr, cell->layout);
          continue;
        }
      pango_cairo_layout_path (cr, cell->layout);
      cairo_fill (cr);
    }
}

void
jb_form_draw (JbForm  *self,
              guint    page,
              cairo_t *cr)
{
  JbFormPage *sheet;
  const Colours *colours;

  g_return_if_fail (JB_IS_FORM (self));
  g_return_if_fail (page < self->pages->len);

  _jb_form_fit_page (self, page);
  sheet = g_ptr_array_index (self->pages, page);
  colours = self->copy == JB_FORM_COPY_BUYER ? &BLUE : &RED;

  cairo_save (cr);
  draw_tints (cr, sheet, colours);
  draw_frames (cr, sheet, colours);
  draw_texts (cr, sheet, colours);
  cairo_restore (cr);
}
