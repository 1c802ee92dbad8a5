/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK builds some two hundred rows of all columns for each new place in the list, and shows thirty: what a cell costs decides how the
 * list scrolls. The text is shaped when the cell is drawn; GTK keeps the drawing until the text or the style changes. */

#define G_LOG_DOMAIN "jb-text-cell"

#include "config.h"

#include "jb-text-cell.h"

#include <math.h>

struct _JbTextCell
{
  GtkWidget  parent_instance;

  char          *text;         /* (nullable) */
  PangoAttrList *attributes;   /* (nullable) (owned) */
  float          xalign;
  gboolean       numeric;
};

G_DEFINE_FINAL_TYPE (JbTextCell, jb_text_cell, GTK_TYPE_WIDGET)

/* -- the font ------------------------------------------------------------------------------------------------------- */

/* Of the font that was asked last: all cells of a list have the same one. Main thread only. */
static struct
{
  PangoFontMap         *map;
  guint                 serial;
  double                resolution;
  PangoFontDescription *font;
  int                   ascent;
  int                   descent;
} known;

/* Pango shapes a sample text for an answer. */
static void
know_font (PangoContext *context)
{
  PangoFontMap *map = pango_context_get_font_map (context);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  PangoFontMetrics *metrics;

  if (known.map == map && known.serial == pango_font_map_get_serial (map) &&
      known.resolution == pango_cairo_context_get_resolution (context) && pango_font_description_equal (known.font, font))
    return;

  metrics = pango_context_get_metrics (context, NULL, NULL);
  known.map = map;
  known.serial = pango_font_map_get_serial (map);
  known.resolution = pango_cairo_context_get_resolution (context);
  g_clear_pointer (&known.font, pango_font_description_free);
  known.font = pango_font_description_copy (font);
  known.ascent = PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics));
  known.descent = PANGO_PIXELS_CEIL (pango_font_metrics_get_descent (metrics));
  pango_font_metrics_unref (metrics);
}

/* -- widget --------------------------------------------------------------------------------------------------------- */

static void
jb_text_cell_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  /* The column has a fixed width. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;

  know_font (gtk_widget_get_pango_context (widget));
  *minimum = *natural = known.ascent + known.descent;
}

static void
add_equal_digits (PangoLayout *layout)
{
  PangoAttrList *attributes = pango_layout_get_attributes (layout);

  attributes = attributes != NULL ? pango_attr_list_copy (attributes) : pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

static PangoLayout *
make_layout (JbTextCell *self,
             int         width)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_attributes (layout, self->attributes);
  if (self->numeric)
    add_equal_digits (layout);
  return layout;
}

/* The line stands where the font of the list says, whatever other font a word needs: Hangul often comes from another one than the
 * digits beside it. */
static void
jb_text_cell_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  JbTextCell *self = JB_TEXT_CELL (widget);
  int width = gtk_widget_get_width (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  g_autoptr(PangoLayout) layout = NULL;
  PangoRectangle extents;
  double x, y;

  if (self->text == NULL || *self->text == '\0' || width <= 0)
    return;

  know_font (gtk_widget_get_pango_context (widget));
  layout = make_layout (self, width);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  x = floor ((width - extents.width) * (double) (mirrored ? 1 - self->xalign : self->xalign)) - extents.x;
  y = floor ((gtk_widget_get_height (widget) - known.ascent - known.descent) / 2.0) + known.ascent -
      PANGO_PIXELS (pango_layout_get_baseline (layout));
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), x, y, layout);
}

static void
jb_text_cell_finalize (GObject *object)
{
  g_clear_pointer (&JB_TEXT_CELL (object)->attributes, pango_attr_list_unref);
  g_free (JB_TEXT_CELL (object)->text);

  G_OBJECT_CLASS (jb_text_cell_parent_class)->finalize (object);
}

static void
jb_text_cell_class_init (JbTextCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jb_text_cell_finalize;
  widget_class->measure = jb_text_cell_measure;
  widget_class->snapshot = jb_text_cell_snapshot;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
jb_text_cell_init (JbTextCell *self)
{
}

GtkWidget *
jb_text_cell_new (gboolean numeric,
                  float    xalign)
{
  JbTextCell *self = g_object_new (JB_TYPE_TEXT_CELL, NULL);

  self->numeric = !!numeric;
  self->xalign = xalign;
  return GTK_WIDGET (self);
}

const char *
jb_text_cell_get_text (JbTextCell *self)
{
  g_return_val_if_fail (JB_IS_TEXT_CELL (self), NULL);

  return self->text;
}

void
jb_text_cell_set_text (JbTextCell *self,
                       const char *text)
{
  g_return_if_fail (JB_IS_TEXT_CELL (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

PangoAttrList *
jb_text_cell_get_attributes (JbTextCell *self)
{
  g_return_val_if_fail (JB_IS_TEXT_CELL (self), NULL);

  return self->attributes;
}

void
jb_text_cell_set_attributes (JbTextCell    *self,
                             PangoAttrList *attributes)
{
  g_return_if_fail (JB_IS_TEXT_CELL (self));

  if (self->attributes == attributes)
    return;

  g_clear_pointer (&self->attributes, pango_attr_list_unref);
  self->attributes = attributes != NULL ? pango_attr_list_ref (attributes) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
