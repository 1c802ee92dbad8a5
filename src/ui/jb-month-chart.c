/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A bar chart drawn with GtkSnapshot: rectangles and a little text, so it costs nothing when it is not looked at.
 * Colours come from style.css (jb_sales, jb_purchases), so that light, dark and high contrast stay in one place.
 * What is drawn is also said: the accessible description and the tooltips carry the same numbers. */

#define G_LOG_DOMAIN "jb-month-chart"

#include "config.h"

#include "jb-month-chart.h"

#include "jb-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_MONTHS   12
#define N_STEPS    4
#define MILLION    1000000.0
#define GAP        6

struct _JbMonthChart
{
  GtkWidget  parent_instance;

  JbMonth    months[N_MONTHS];
  double     step;              /* won between two grid lines */
  double     lowest;            /* won at the foot; below zero when a month's amendments outweigh it */
  int        n_steps;
};

G_DEFINE_FINAL_TYPE (JbMonthChart, jb_month_chart, GTK_TYPE_WIDGET)

/* Where the bars are: the text around them takes the rest. */
typedef struct
{
  float x;
  float y;
  float width;
  float height;
} Plot;

/* -- numbers -------------------------------------------------------------------------------------------------------- */

/* The next of 1, 2, 2.5, 5 × 10ⁿ. */
static double
nice_step (double raw)
{
  static const double nice[] = { 1, 2, 2.5, 5, 10 };
  double power = pow (10, floor (log10 (MAX (raw, 1))));

  for (gsize i = 0; i < G_N_ELEMENTS (nice); i++)
    if (nice[i] * power >= raw)
      return nice[i] * power;
  return 10 * power;
}

static void
find_scale (JbMonthChart *self)
{
  double high = 0, low = 0;

  for (int i = 0; i < N_MONTHS; i++)
    {
      high = MAX (high, MAX (self->months[i].sales.supply, self->months[i].purchases.supply));
      low = MIN (low, MIN (self->months[i].sales.supply, self->months[i].purchases.supply));
    }

  self->step = nice_step (MAX (high - low, MILLION) / N_STEPS);
  self->lowest = floor (low / self->step) * self->step;
  self->n_steps = (int) MAX (ceil ((high - self->lowest) / self->step), 1);
}

static float
y_of (JbMonthChart *self,
      const Plot   *plot,
      double        won)
{
  return plot->y + plot->height * (1 - (won - self->lowest) / (self->step * self->n_steps));
}

/* -- drawing -------------------------------------------------------------------------------------------------------- */

static PangoLayout *
make_layout (JbMonthChart *self,
             const char   *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr(PangoAttrList) attrs = pango_attr_list_new ();

  pango_attr_list_insert (attrs, pango_attr_scale_new (0.85));
  pango_attr_list_insert (attrs, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attrs);
  return layout;
}

static void
draw_text (JbMonthChart  *self,
           GtkSnapshot   *snapshot,
           const char    *text,
           float          x,
           float          y,
           float          xalign,
           const GdkRGBA *color)
{
  g_autoptr(PangoLayout) layout = make_layout (self, text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (x - xalign * width), roundf (y - height / 2.0f)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static char *
axis_text (JbMonthChart *self,
           int           i)
{
  double millions = (self->lowest + i * self->step) / MILLION;

  return g_strdup_printf (self->step < MILLION || fmod (self->step, MILLION) != 0 ? "%.1f" : "%.0f", millions);
}

static void
find_plot (JbMonthChart *self,
           Plot         *plot)
{
  int left = 0, line = 0;

  for (int i = 0; i <= self->n_steps; i++)
    {
      g_autofree char *text = axis_text (self, i);
      g_autoptr(PangoLayout) layout = make_layout (self, text);
      int width, height;

      pango_layout_get_pixel_size (layout, &width, &height);
      left = MAX (left, width);
      line = MAX (line, height);
    }

  plot->x = left + 8;
  plot->y = line / 2.0f;
  plot->width = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - plot->x, 1);
  plot->height = MAX (gtk_widget_get_height (GTK_WIDGET (self)) - plot->y - line - 8, 1);
}

static void
draw_grid (JbMonthChart  *self,
           GtkSnapshot   *snapshot,
           const Plot    *plot,
           const GdkRGBA *text_color)
{
  for (int i = 0; i <= self->n_steps; i++)
    {
      double won = self->lowest + i * self->step;
      float y = roundf (y_of (self, plot, won));
      g_autofree char *text = axis_text (self, i);
      GdkRGBA line = *text_color;

      line.alpha *= won == 0 ? 0.45 : 0.14;
      gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (plot->x, y, plot->width, 1));
      draw_text (self, snapshot, text, plot->x - 8, y, 1, text_color);
    }
}

static void
draw_bar (JbMonthChart  *self,
          GtkSnapshot   *snapshot,
          const Plot    *plot,
          float          x,
          float          width,
          double         won,
          const GdkRGBA *color)
{
  float zero = roundf (y_of (self, plot, 0));
  float end = y_of (self, plot, won);
  float top = MIN (zero, end), height = fabsf (zero - end);
  float radius = MIN (MIN (3, width / 2), height);
  GskRoundedRect bar;

  if (won == 0)
    return;

  gsk_rounded_rect_init (&bar, &GRAPHENE_RECT_INIT (x, top, width, MAX (height, 1)),
                         &GRAPHENE_SIZE_INIT (won > 0 ? radius : 0, won > 0 ? radius : 0),
                         &GRAPHENE_SIZE_INIT (won > 0 ? radius : 0, won > 0 ? radius : 0),
                         &GRAPHENE_SIZE_INIT (won < 0 ? radius : 0, won < 0 ? radius : 0),
                         &GRAPHENE_SIZE_INIT (won < 0 ? radius : 0, won < 0 ? radius : 0));
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, color, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

static char *
month_text (const JbMonth *month,
            gboolean       narrow)
{
  if (narrow)
    return g_strdup_printf ("%d", month->month);
  if (month->month == 1)
    /* Translators: January of a year below a chart; %d is the year. */
    return g_strdup_printf (_("%d Jan"), month->year);

  {
    g_autoptr(GDateTime) day = g_date_time_new_utc (month->year, month->month, 1, 0, 0, 0);

    /* Translators: a month below a chart, as in strftime() */
    return g_date_time_format (day, C_("chart", "%b"));
  }
}

static void
draw_months (JbMonthChart  *self,
             GtkSnapshot   *snapshot,
             const Plot    *plot,
             const GdkRGBA *text_color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA sales = *text_color, purchases = *text_color;
  float slot = plot->width / N_MONTHS;
  float bar = CLAMP (floorf ((slot - GAP) / 2 - 1), 2, 18);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  gtk_style_context_lookup_color (context, "jb_sales", &sales);
  gtk_style_context_lookup_color (context, "jb_purchases", &purchases);

  for (int i = 0; i < N_MONTHS; i++)
    {
      const JbMonth *month = &self->months[rtl ? N_MONTHS - 1 - i : i];
      float middle = roundf (plot->x + slot * (i + 0.5f));
      g_autofree char *text = month_text (month, slot < 48);

      draw_bar (self, snapshot, plot, middle - bar - 1, bar, month->sales.supply, &sales);
      draw_bar (self, snapshot, plot, middle + 1, bar, month->purchases.supply, &purchases);
      draw_text (self, snapshot, text, middle,
                 gtk_widget_get_height (GTK_WIDGET (self)) - plot->y, 0.5f, text_color);
    }
}

static void
jb_month_chart_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  JbMonthChart *self = JB_MONTH_CHART (widget);
  GdkRGBA color;
  Plot plot;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= 0.7;
  find_plot (self, &plot);
  draw_grid (self, snapshot, &plot, &color);
  draw_months (self, snapshot, &plot, &color);
}

static void
jb_month_chart_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 200;
}

/* -- words ---------------------------------------------------------------------------------------------------------- */

/* One month in a sentence. (transfer full) */
static char *
describe_month (const JbMonth *month)
{
  g_autofree char *sales = jb_text_won (month->sales.supply);
  g_autofree char *purchases = jb_text_won (month->purchases.supply);

  /* Translators: year, month, amount of sales, amount of purchases */
  return g_strdup_printf (_("%1$d-%2$02d: sales %3$s, purchases %4$s"), month->year, month->month, sales, purchases);
}

static gboolean
query_tooltip_cb (JbMonthChart *self,
                  int           x,
                  int           y,
                  gboolean      keyboard,
                  GtkTooltip   *tooltip)
{
  g_autofree char *text = NULL;
  Plot plot;
  int i;

  find_plot (self, &plot);
  i = (int) floorf ((x - plot.x) * N_MONTHS / plot.width);
  if (i < 0 || i >= N_MONTHS)
    return FALSE;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    i = N_MONTHS - 1 - i;

  text = describe_month (&self->months[i]);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
describe (JbMonthChart *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = 0; i < N_MONTHS; i++)
    {
      g_autofree char *month = describe_month (&self->months[i]);

      g_string_append (text, month);
      g_string_append_c (text, '\n');
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sales and purchases of the last twelve months"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str,
                                  -1);
}

static void
jb_month_chart_class_init (JbMonthChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = jb_month_chart_snapshot;
  widget_class->measure = jb_month_chart_measure;

  gtk_widget_class_set_css_name (widget_class, "jbmonthchart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
jb_month_chart_init (JbMonthChart *self)
{
  find_scale (self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

void
jb_month_chart_set_months (JbMonthChart *self,
                           GArray       *months,
                           int           today)
{
  int first = jb_date_add_months (jb_date_make (jb_date_year (today), jb_date_month (today), 1), 1 - N_MONTHS);

  g_return_if_fail (JB_IS_MONTH_CHART (self) && months != NULL);

  for (int i = 0; i < N_MONTHS; i++)
    {
      int date = jb_date_add_months (first, i);

      self->months[i] = (JbMonth) { .year = jb_date_year (date), .month = jb_date_month (date) };
      for (guint j = 0; j < months->len; j++)
        {
          const JbMonth *month = &g_array_index (months, JbMonth, j);

          if (month->year == self->months[i].year && month->month == self->months[i].month)
            self->months[i] = *month;
        }
    }

  find_scale (self);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
