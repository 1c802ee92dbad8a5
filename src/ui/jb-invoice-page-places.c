/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The places of list and detail and the widths of the columns: what fits into the page, side by side or alone, and what
 * the user has set and the page remembers. */

#define G_LOG_DOMAIN "jb-invoice-page-places"

#include "config.h"

#include "jb-invoice-page-private.h"

/* Narrower than this, in pixels at the normal text size, the detail takes the place of the list. */
#define SPLIT_WIDTH   740
#define DETAIL_WIDTH  380
#define CELL_PADDING  28
#define MIN_WIDTH     24
/* The width of a digit that the figures above were made for. */
#define NORMAL_DIGIT  7.5

/* -- columns -------------------------------------------------------------------------------------------------------- */

static int
default_width (JbInvoicePage         *self,
               const JbInvoiceColumn *column)
{
  return (int) (column->chars * self->digit) + CELL_PADDING;
}

static gboolean
is_users_width (JbInvoicePage *self,
                guint          i)
{
  return gtk_column_view_column_get_fixed_width (self->columns[i]) != self->set_widths[i];
}

static void
set_width (JbInvoicePage *self,
           guint          i,
           int            width)
{
  self->set_widths[i] = width;
  gtk_column_view_column_set_fixed_width (self->columns[i], width);
}

static gboolean
is_in_view (JbInvoicePage         *self,
            GPtrArray             *shown,
            const JbInvoiceColumn *column)
{
  return g_ptr_array_find (shown, column, NULL);
}

/* Shows as many columns as fit, the important ones first, and gives the room that is left to those with long texts; columns that
 * the user has chosen all have a place unless the list is narrow. A column of fixed width does not expand by itself. What the user
 * widened does not push another column out. */
static void
fit_columns (JbInvoicePage *self,
             int            width)
{
  g_autoptr(GPtrArray) shown = _jb_invoice_page_list_columns (self);
  gboolean all = self->own_columns && width >= SPLIT_WIDTH * self->digit / NORMAL_DIGIT;
  guint n, n_expand = 0;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);
  int left = width;

  for (int rank = 1; rank <= (int) n; rank++)
    for (guint i = 0; i < n; i++)
      {
        int wanted = default_width (self, &columns[i]);
        gboolean visible = all || wanted <= left || rank <= 3;

        if (columns[i].rank != rank || !is_in_view (self, shown, &columns[i]))
          continue;
        gtk_column_view_column_set_visible (self->columns[i], visible);
        left -= visible ? wanted : 0;
        n_expand += visible && columns[i].expand;
      }

  for (guint i = 0; i < n; i++)
    if (columns[i].expand && self->users_width[i] == 0 && !is_users_width (self, i))
      set_width (self, i, default_width (self, &columns[i]) + MAX (left, 0) / (int) MAX (n_expand, 1));
}

void
_jb_invoice_page_set_column_widths (JbInvoicePage *self)
{
  g_autoptr(GVariant) widths = NULL;
  guint n;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);

  if (self->settings != NULL)
    widths = g_settings_get_value (self->settings, "column-widths");

  for (guint i = 0; i < n; i++)
    {
      int width;

      self->users_width[i] = 0;
      if (widths != NULL && g_variant_lookup (widths, columns[i].id, "i", &width) && width >= MIN_WIDTH)
        self->users_width[i] = width;
      set_width (self, i, self->users_width[i] != 0 ? self->users_width[i] : default_width (self, &columns[i]));
    }
}

/* Both pages share one setting: only what was resized on this one is written. */
static void
save_widths (JbInvoicePage *self)
{
  g_autoptr(GVariant) old = g_settings_get_value (self->settings, "column-widths");
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{si}"));
  guint n;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);

  for (guint i = 0; i < n; i++)
    {
      int width = gtk_column_view_column_get_fixed_width (self->columns[i]);

      if (is_users_width (self, i) || g_variant_lookup (old, columns[i].id, "i", &width))
        g_variant_builder_add (&builder, "{si}", columns[i].id, width);
    }
  g_settings_set_value (self->settings, "column-widths", g_variant_builder_end (&builder));
}

void
_jb_invoice_page_save_places (JbInvoicePage *self)
{
  if (self->settings == NULL)
    return;

  save_widths (self);
  if (g_settings_get_int (self->settings, "detail-width") != self->detail_width)
    g_settings_set_int (self->settings, "detail-width", self->detail_width);
}

/* -- list and detail ------------------------------------------------------------------------------------------------ */

static gboolean
layout_idle (gpointer user_data)
{
  JbInvoicePage *self = user_data;
  double scale = self->digit / NORMAL_DIGIT;
  gboolean open = gtk_widget_get_visible (GTK_WIDGET (self->detail));
  gboolean alone = open && self->width < SPLIT_WIDTH * scale;
  int detail_width = CLAMP (self->detail_width, 320, MAX (self->width - 320, 320));
  int list_width = open && !alone ? self->width - detail_width : self->width;

  self->layout_source = 0;
  gtk_widget_set_visible (self->list_side, !alone);
  jb_invoice_detail_set_alone (self->detail, alone);
  if (open && !alone)
    {
      self->placing = TRUE;
      gtk_paned_set_position (self->paned, self->width - detail_width);
      self->placing = FALSE;
    }

  fit_columns (self, list_width - 2);
  gtk_widget_set_visible (self->supply_box, list_width > 640 * scale);
  gtk_widget_set_visible (self->tax_box, list_width > 500 * scale);
  gtk_widget_set_visible (self->selected_supply_box, list_width > 640 * scale);
  gtk_widget_set_visible (self->selected_tax_box, list_width > 500 * scale);
  return G_SOURCE_REMOVE;
}

/* Visibility must not change while GTK hands out sizes. */
void
_jb_invoice_page_queue_layout (JbInvoicePage *self)
{
  if (self->layout_source == 0 && self->width > 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_idle, self, NULL);
}

static void
divider_moved_cb (JbInvoicePage *self)
{
  if (!self->placing && self->layout_source == 0 && self->width > 0 &&
      gtk_widget_get_visible (GTK_WIDGET (self->detail)) && gtk_widget_get_visible (self->list_side))
    self->detail_width = self->width - gtk_paned_get_position (self->paned);
}

/* -- the font ------------------------------------------------------------------------------------------------------- */

static void
measure_digit (JbInvoicePage *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

  self->digit = pango_font_metrics_get_approximate_digit_width (metrics) / (double) PANGO_SCALE;
  pango_font_metrics_unref (metrics);
}

void
_jb_invoice_page_font_changed (JbInvoicePage *self)
{
  double before = self->digit;

  measure_digit (self);
  if (self->digit == before || self->columns[0] == NULL)
    return;

  _jb_invoice_page_set_column_widths (self);
  _jb_invoice_page_queue_layout (self);
}

/* -- the beginning -------------------------------------------------------------------------------------------------- */

/* Over numbers the title stands on the right, like the numbers, and the arrow before it. GTK has no word for that: a header
 * holds a box of both, and were it not so, nothing would happen. */
static void
align_title (GtkWidget *title)
{
  GtkWidget *box = gtk_widget_get_first_child (title);

  if (!GTK_IS_BOX (box) || gtk_widget_get_halign (box) == GTK_ALIGN_END)
    return;
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_box_reorder_child_after (GTK_BOX (box), gtk_widget_get_last_child (box), NULL);
}

void
_jb_invoice_page_align_titles (JbInvoicePage *self)
{
  g_autoptr(GPtrArray) shown = _jb_invoice_page_list_columns (self);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (guint i = 0; i < shown->len && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    if (((const JbInvoiceColumn *) g_ptr_array_index (shown, i))->numeric)
      align_title (title);
}

void
_jb_invoice_page_make_columns (JbInvoicePage *self)
{
  guint n;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);

  self->detail_width = DETAIL_WIDTH;
  measure_digit (self);

  g_assert (n <= MAX_COLUMNS);
  for (guint i = 0; i < n; i++)
    self->columns[i] = jb_invoice_columns_make (&columns[i], self->look);

  _jb_invoice_page_set_column_widths (self);
  _jb_invoice_page_make_chosen_columns (self);
  g_signal_connect_object (self->paned, "notify::position", G_CALLBACK (divider_moved_cb), self, G_CONNECT_SWAPPED);
}
