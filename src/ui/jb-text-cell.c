/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK builds some two hundred rows of all columns for each new place in the list, and shows thirty: what a cell costs decides how the
 * list scrolls. A cell is filled and its text shaped when it is drawn; GTK keeps the drawing until the text or the style changes. */

#define G_LOG_DOMAIN "jb-text-cell"

#include "config.h"

#include "jb-text-cell.h"

#include <math.h>

#define N_SIDES (JB_TEXT_CELL_AFTER + 1)

typedef struct
{
  const char *name;    /* (nullable): there is none */
  const char *color;   /* (nullable): a name */
  const char *says;    /* (nullable) */
} Icon;

struct _JbTextCell
{
  GtkWidget  parent_instance;

  JbTextCellFill fill;
  gpointer       user_data;
  gboolean       spoiled;

  char          *text;         /* (nullable) */
  const char    *color;        /* (nullable): a name */
  PangoAttrList *attributes;   /* (nullable) (owned) */
  Icon           icons[N_SIDES];
  float          xalign;
  gboolean       numeric;
};

G_DEFINE_FINAL_TYPE (JbTextCell, jb_text_cell, GTK_TYPE_WIDGET)

#define ICON_SIZE 16
#define ICON_SPACE 6
/* As libadwaita's class "dim-label". */
#define FAINT 0.55f

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

/* What an icon takes from the text. */
static int
get_icon_width (JbTextCell     *self,
                JbTextCellSide  side)
{
  return self->icons[side].name != NULL ? ICON_SIZE + ICON_SPACE : 0;
}

static void
draw_icon (JbTextCell     *self,
           GtkSnapshot    *snapshot,
           JbTextCellSide  side)
{
  const Icon *icon = &self->icons[side];
  GtkWidget *widget = GTK_WIDGET (self);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GtkTextDirection direction = gtk_widget_get_direction (widget);
  g_autoptr(GtkIconPaintable) paintable = NULL;
  float x = (side == JB_TEXT_CELL_AFTER) != (direction == GTK_TEXT_DIR_RTL) ? gtk_widget_get_width (widget) - ICON_SIZE : 0;
  float y = floorf ((gtk_widget_get_height (widget) - ICON_SIZE) / 2.0f);
  GdkRGBA colors[4];

  if (icon->name == NULL)
    return;

  gtk_style_context_get_color (style, &colors[0]);
  if (icon->color == NULL || !gtk_style_context_lookup_color (style, icon->color, &colors[0]))
    colors[0].alpha *= FAINT;
  for (gsize i = 1; i < G_N_ELEMENTS (colors); i++)
    colors[i] = colors[0];

  paintable = gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), icon->name, NULL, ICON_SIZE,
                                          gtk_widget_get_scale_factor (widget), direction, 0);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, ICON_SIZE, ICON_SIZE, colors,
                                            G_N_ELEMENTS (colors));
  gtk_snapshot_restore (snapshot);
}

static void
get_color (JbTextCell *self,
           GdkRGBA    *color)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (self->color == NULL || !gtk_style_context_lookup_color (style, self->color, color))
    gtk_style_context_get_color (style, color);
}

/* The line stands where the font of the list says, whatever other font a word needs: Hangul often comes from another one than the
 * digits beside it. */
static void
jb_text_cell_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  JbTextCell *self = JB_TEXT_CELL (widget);
  int before, width;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  g_autoptr(PangoLayout) layout = NULL;
  PangoRectangle extents;
  GdkRGBA color;
  double x, y;

  jb_text_cell_require (self);
  before = get_icon_width (self, mirrored ? JB_TEXT_CELL_AFTER : JB_TEXT_CELL_BEFORE);
  width = gtk_widget_get_width (widget) - get_icon_width (self, JB_TEXT_CELL_BEFORE) - get_icon_width (self, JB_TEXT_CELL_AFTER);
  for (JbTextCellSide side = JB_TEXT_CELL_BEFORE; side <= JB_TEXT_CELL_AFTER && width >= 0; side++)
    draw_icon (self, snapshot, side);
  if (self->text == NULL || *self->text == '\0' || width <= 0)
    return;

  know_font (gtk_widget_get_pango_context (widget));
  layout = make_layout (self, width);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  x = floor ((width - extents.width) * (double) (mirrored ? 1 - self->xalign : self->xalign)) - extents.x +
      before;
  y = floor ((gtk_widget_get_height (widget) - known.ascent - known.descent) / 2.0) + known.ascent -
      PANGO_PIXELS (pango_layout_get_baseline (layout));

  get_color (self, &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

/* Asked when the pointer rests: a tooltip that is set makes GTK ask the display server where the pointer is, cell by cell. */
static gboolean
jb_text_cell_query_tooltip (GtkWidget  *widget,
                            int         x,
                            int         y,
                            gboolean    keyboard_tooltip,
                            GtkTooltip *tooltip)
{
  g_autofree char *meaning = jb_text_cell_describe_icons (JB_TEXT_CELL (widget));

  gtk_tooltip_set_text (tooltip, meaning);
  return meaning != NULL;
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
  widget_class->query_tooltip = jb_text_cell_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
jb_text_cell_init (JbTextCell *self)
{
}

GtkWidget *
jb_text_cell_new (gboolean        numeric,
                  float           xalign,
                  JbTextCellFill  fill,
                  gpointer        user_data)
{
  JbTextCell *self;

  g_return_val_if_fail (fill != NULL, NULL);

  self = g_object_new (JB_TYPE_TEXT_CELL, NULL);
  self->numeric = !!numeric;
  self->xalign = xalign;
  self->fill = fill;
  self->user_data = user_data;
  return GTK_WIDGET (self);
}

void
jb_text_cell_spoil (JbTextCell *self)
{
  g_return_if_fail (JB_IS_TEXT_CELL (self));

  self->spoiled = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
jb_text_cell_require (JbTextCell *self)
{
  g_return_if_fail (JB_IS_TEXT_CELL (self));

  if (!self->spoiled)
    return;

  self->spoiled = FALSE;
  self->fill (self, self->user_data);
}

const char *
jb_text_cell_get_text (JbTextCell *self)
{
  g_return_val_if_fail (JB_IS_TEXT_CELL (self), NULL);

  jb_text_cell_require (self);
  return self->text;
}

PangoAttrList *
jb_text_cell_get_attributes (JbTextCell *self)
{
  g_return_val_if_fail (JB_IS_TEXT_CELL (self), NULL);

  jb_text_cell_require (self);
  return self->attributes;
}

const char *
jb_text_cell_get_icon (JbTextCell     *self,
                       JbTextCellSide  side)
{
  g_return_val_if_fail (JB_IS_TEXT_CELL (self), NULL);

  jb_text_cell_require (self);
  return self->icons[side].name;
}

char *
jb_text_cell_describe_icons (JbTextCell *self)
{
  const char *before, *after;

  g_return_val_if_fail (JB_IS_TEXT_CELL (self), NULL);

  jb_text_cell_require (self);
  before = self->icons[JB_TEXT_CELL_BEFORE].says;
  after = self->icons[JB_TEXT_CELL_AFTER].says;
  if (before != NULL && after != NULL)
    return g_strjoin ("\n", before, after, NULL);
  return g_strdup (before != NULL ? before : after);
}

void
jb_text_cell_set_text (JbTextCell *self,
                       const char *text,
                       const char *color)
{
  g_return_if_fail (JB_IS_TEXT_CELL (self));

  self->color = color;
  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "", -1);
}

void
jb_text_cell_set_attributes (JbTextCell    *self,
                             PangoAttrList *attributes)
{
  g_return_if_fail (JB_IS_TEXT_CELL (self));

  g_clear_pointer (&self->attributes, pango_attr_list_unref);
  self->attributes = attributes != NULL ? pango_attr_list_ref (attributes) : NULL;
}

void
jb_text_cell_set_icon (JbTextCell     *self,
                       JbTextCellSide  side,
                       const char     *icon_name,
                       const char     *color,
                       const char     *says)
{
  gboolean same;
  g_autofree char *meaning = NULL;

  g_return_if_fail (JB_IS_TEXT_CELL (self));

  same = self->icons[side].says == says;
  self->icons[side] = (Icon) { icon_name, color, says };
  if (same)
    return;

  meaning = jb_text_cell_describe_icons (self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), meaning != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, meaning != NULL ? meaning : "", -1);
}
