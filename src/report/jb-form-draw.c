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
#define CUT       0.6

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

/* -- two on a sheet ------------------------------------------------------------------------------------------------- */

#define HALF (JB_FORM_PAPER_HEIGHT / 2)

static double
get_half_scale (JbForm *self)
{
  return MIN (1, HALF / jb_form_get_height (self, 0));
}

gboolean
jb_form_fits_half (JbForm *self)
{
  g_return_val_if_fail (JB_IS_FORM (self), FALSE);

  return self->pages->len == 1 && get_half_scale (self) >= JB_FORM_HALF_SCALE;
}

static void
draw_half (JbForm  *self,
           double   top,
           cairo_t *cr)
{
  double scale = get_half_scale (self);

  cairo_save (cr);
  cairo_translate (cr, JB_FORM_PAPER_WIDTH * (1 - scale) / 2, top);
  cairo_scale (cr, scale, scale);
  jb_form_draw (self, 0, cr);
  cairo_restore (cr);
}

static void
draw_cut (cairo_t *cr)
{
  static const double dashes[] = { 4, 3 };

  cairo_save (cr);
  cairo_set_source_rgb (cr, CUT, CUT, CUT);
  cairo_set_line_width (cr, FRAME);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, JB_FORM_SPARE, HALF);
  cairo_line_to (cr, JB_FORM_PAPER_WIDTH - JB_FORM_SPARE, HALF);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
jb_form_draw_sheet (JbForm  *upper,
                    JbForm  *lower,
                    cairo_t *cr)
{
  g_return_if_fail (JB_IS_FORM (upper) && jb_form_fits_half (upper));
  g_return_if_fail (JB_IS_FORM (lower) && jb_form_fits_half (lower));

  draw_half (upper, 0, cr);
  draw_cut (cr);
  draw_half (lower, HALF, cr);
}
