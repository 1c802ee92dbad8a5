/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A page owns a query; the book answers it (DESIGN.md 3). What is chosen is kept by row id, never by position: under a
 * position stands another invoice as soon as the query changes. */

#define G_LOG_DOMAIN "jb-invoice-page"

#include "config.h"

#include "jb-invoice-page.h"

#include "jb-column-sorter.h"
#include "jb-invoice-columns.h"
#include "jb-invoice-detail.h"
#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

#define MAX_COLUMNS   16
/* Narrower than this, in pixels at the normal text size, the detail takes the place of the list. */
#define SPLIT_WIDTH   740
#define DETAIL_WIDTH  380
#define CELL_PADDING  28
#define MIN_WIDTH     24
/* No row is lower than this, in pixels. */
#define ROW_HEIGHT    24
#define USUAL_HEIGHT  1080
/* The width of a digit that the figures above were made for. */
#define NORMAL_DIGIT  7.5

struct _JbInvoicePage
{
  GtkWidget            parent_instance;

  GtkPaned            *paned;
  GtkWidget           *list_side;
  GtkStack            *stack;
  GtkScrolledWindow   *scroller;
  GtkColumnView       *view;
  AdwStatusPage       *empty_page;
  GtkButton           *empty_button;
  AdwStatusPage       *failed_page;
  GtkLabel            *count_label;
  GtkSpinner          *spinner;
  GtkWidget           *supply_box;
  GtkLabel            *supply_label;
  GtkWidget           *tax_box;
  GtkLabel            *tax_label;
  GtkLabel            *total_label;
  JbInvoiceDetail     *detail;
  GtkColumnViewColumn *columns[MAX_COLUMNS];
  int                  set_widths[MAX_COLUMNS];  /* what we gave them; any other width is the user's */
  int                  users_width[MAX_COLUMNS]; /* what the user gave them once; 0 = nothing */

  JbDirection          direction;
  GSettings           *settings;
  JbArchive           *archive;
  JbInvoiceList       *list;
  GtkSingleSelection  *selection;

  JbPeriod             period;
  char                *text;
  JbOrder              order;
  gboolean             descending;

  gint64               chosen_id;
  guint                choose_source;
  guint                layout_source;
  guint                scroll_source;
  int                  width;          /* of the page */
  int                  detail_width;
  double               digit;          /* width of a digit in this font */

  guint                query_stale : 1;
  guint                scroll_wanted : 1;
  guint                selecting : 1;  /* we, not the user */
  guint                sorting : 1;
  guint                placing : 1;
  guint                show_details : 1;
  guint                book_empty : 1;
  guint                connected : 1;
};

G_DEFINE_FINAL_TYPE (JbInvoicePage, jb_invoice_page, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_DIRECTION = 1,
} JbInvoicePageProperty;

static GParamSpec *properties[PROP_DIRECTION + 1];

enum
{
  TOAST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void queue_layout (JbInvoicePage *self);

/* -- the query ------------------------------------------------------------------------------------------------------ */

static void
run_query (JbInvoicePage *self)
{
  JbInvoiceQuery *query;

  if (self->list == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->query_stale = TRUE;
      return;
    }

  self->query_stale = FALSE;
  self->scroll_wanted = TRUE;
  query = jb_invoice_query_new ();
  query->direction = self->direction;
  query->period = self->period;
  query->text = g_strdup (self->text);
  query->order = self->order;
  query->descending = self->descending;
  jb_invoice_list_set_query (self->list, query);
  jb_invoice_query_free (query);
}

static void
sort_changed_cb (GtkSorter      *sorter,
                 GtkSorterChange change,
                 JbInvoicePage  *self)
{
  JbOrder order;
  gboolean descending;

  if (self->sorting || !jb_column_sorter_find (sorter, &order, &descending))
    return;
  if (order == self->order && descending == self->descending)
    return;

  self->order = order;
  self->descending = descending;
  if (self->settings != NULL)
    {
      g_settings_set_string (self->settings, "sort-column", jb_invoice_columns_by_order (order)->id);
      g_settings_set_boolean (self->settings, "sort-descending", descending);
    }
  run_query (self);
}

static GtkColumnViewColumn *
find_column (JbInvoicePage *self,
             JbOrder        order)
{
  guint n;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);

  for (guint i = 0; i < n; i++)
    if (columns[i].order == order)
      return self->columns[i];
  return self->columns[0];
}

static void
show_sort (JbInvoicePage *self)
{
  self->sorting = TRUE;
  gtk_column_view_sort_by_column (self->view, find_column (self, self->order),
                                  self->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->sorting = FALSE;
}

/* -- the chosen invoice --------------------------------------------------------------------------------------------- */

static void
show_detail (JbInvoicePage *self,
             gboolean       show)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->detail)) == show)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->detail), show);
  queue_layout (self);
}

static void
choose (JbInvoicePage *self,
        gint64         id,
        gboolean       open)
{
  self->chosen_id = id;
  if (!open)
    return;

  if (jb_invoice_detail_get_id (self->detail) != id)
    jb_invoice_detail_load (self->detail, id);
  show_detail (self, id != 0);
}

static gboolean
selected_idle (gpointer user_data)
{
  JbInvoicePage *self = user_data;
  guint position = gtk_single_selection_get_selected (self->selection);
  gint64 id = jb_invoice_list_get_id (self->list, position);

  self->choose_source = 0;
  if (id != 0 && id != self->chosen_id)
    choose (self, id, self->show_details || gtk_widget_get_visible (GTK_WIDGET (self->detail)));
  return G_SOURCE_REMOVE;
}

/* While a new map takes effect the selection wanders with the positions; "loaded" follows at once and puts it right.
 * So what a change of the selection means is asked only after that. */
static void
selected_cb (JbInvoicePage *self)
{
  if (self->selecting || gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    return;
  if (self->choose_source == 0)
    self->choose_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, selected_idle, self, NULL);
}

static gboolean
scroll_idle (gpointer user_data)
{
  JbInvoicePage *self = user_data;
  GtkWidget *rows = gtk_widget_get_last_child (GTK_WIDGET (self->view));
  guint position = gtk_single_selection_get_selected (self->selection);

  self->scroll_source = 0;
  if (position == GTK_INVALID_LIST_POSITION)
    position = 0;
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->list)) && gtk_widget_get_mapped (rows) && gtk_widget_get_height (rows) > 0)
    gtk_widget_activate_action (rows, "list.scroll-to-item", "u", position);
  return G_SOURCE_REMOVE;
}

/* To the chosen invoice, or to the top. After the layout: before it the rows do not know where they are. */
static void
queue_scroll (JbInvoicePage *self)
{
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add_full (G_PRIORITY_LOW, scroll_idle, self, NULL);
}

static void
restore_selection (JbInvoicePage *self)
{
  guint position = GTK_INVALID_LIST_POSITION;
  gboolean found = self->chosen_id != 0 && jb_invoice_list_find (self->list, self->chosen_id, &position);

  g_clear_handle_id (&self->choose_source, g_source_remove);
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, found ? position : GTK_INVALID_LIST_POSITION);
  self->selecting = FALSE;

  if (self->scroll_wanted)
    queue_scroll (self);
  self->scroll_wanted = FALSE;
}

static void
row_activated_cb (JbInvoicePage *self,
                  guint          position)
{
  gint64 id = jb_invoice_list_get_id (self->list, position);

  if (id != 0)
    choose (self, id, TRUE);
}

static void
detail_closed_cb (JbInvoicePage *self)
{
  jb_invoice_page_close_detail (self);
}

static void
show_invoice_cb (JbInvoicePage *self,
                 gint64         id)
{
  jb_invoice_page_show_invoice (self, id);
}

static void
toast_cb (JbInvoicePage *self,
          const char    *sentence)
{
  g_signal_emit (self, signals[TOAST], 0, sentence);
}

/* -- what the list says --------------------------------------------------------------------------------------------- */

static void
show_totals (JbInvoicePage *self)
{
  JbTotals totals = jb_invoice_list_get_totals (self->list);
  g_autofree char *number = jb_text_count (totals.count);
  g_autofree char *count = NULL;

  /* Translators: how many invoices the list shows; %s is the number with separators. */
  count = g_strdup_printf (ngettext ("%s invoice", "%s invoices", totals.count), number);
  gtk_label_set_text (self->count_label, count);
  jb_text_set_won (self->supply_label, totals.supply);
  jb_text_set_won (self->tax_label, totals.tax);
  jb_text_set_won (self->total_label, totals.total);
}

static void
set_empty (JbInvoicePage *self,
           const char    *icon,
           const char    *title,
           const char    *description,
           const char    *button,
           const char    *action)
{
  adw_status_page_set_icon_name (self->empty_page, icon);
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, description);
  gtk_button_set_label (self->empty_button, button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), action);
}

/* An empty list says why it is empty and offers the next step. */
static void
show_why_empty (JbInvoicePage *self)
{
  gboolean sales = self->direction == JB_DIRECTION_SALES;
  const char *icon = sales ? "jb-sales-symbolic" : "jb-purchases-symbolic";

  if (self->text != NULL && *self->text != '\0')
    set_empty (self, "edit-find-symbolic", _("Nothing Found"),
               _("No invoice of this period has all of these words. Try fewer words or another period."),
               _("Clear the Search"), "win.clear-search");
  else if (!self->book_empty)
    set_empty (self, icon, sales ? _("No Sales in This Period") : _("No Purchases in This Period"),
               _("The book has invoices of other days."), _("Show All Time"), "win.show-all-time");
  else if (self->connected)
    set_empty (self, icon, sales ? _("No Sales Yet") : _("No Purchases Yet"),
               _("Collect once, and your invoices of the last three months appear here."),
               _("Collect Now"), "app.collect");
  else
    set_empty (self, icon, sales ? _("No Sales Yet") : _("No Purchases Yet"),
               _("This book is not connected to a service yet. The home page says how to begin."),
               _("Go to the Home Page"), "win.go-home");
}

static void
show_state (JbInvoicePage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0 || jb_invoice_list_is_loading (self->list))
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    {
      show_why_empty (self);
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
}

static void
list_loaded_cb (JbInvoicePage *self)
{
  show_totals (self);
  show_state (self);
  restore_selection (self);
}

static void
list_failed_cb (JbInvoicePage *self,
                const GError  *error)
{
  adw_status_page_set_description (self->failed_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
list_loading_cb (JbInvoicePage *self)
{
  gtk_spinner_set_spinning (self->spinner, jb_invoice_list_is_loading (self->list));
}

static void
reload_cb (JbInvoicePage *self)
{
  g_autoptr(JbArchive) archive = self->archive != NULL ? g_object_ref (self->archive) : NULL;

  /* The same query again would be no news to the list: begin with a new one. */
  jb_invoice_page_set_archive (self, NULL);
  jb_invoice_page_set_archive (self, archive);
}

/* As many as can be seen at most, also before the window has its size. */
static guint
count_rows_in_view (JbInvoicePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  int height = root != NULL ? gtk_widget_get_height (GTK_WIDGET (root)) : 0;
  int width;

  if (height == 0 && GTK_IS_WINDOW (root) && !gtk_window_is_maximized (GTK_WINDOW (root)))
    gtk_window_get_default_size (GTK_WINDOW (root), &width, &height);
  return (guint) (height > 0 ? height : USUAL_HEIGHT) / ROW_HEIGHT;
}

static void
make_list (JbInvoicePage *self)
{
  self->list = jb_invoice_list_new (self->archive);
  jb_invoice_list_set_first_rows (self->list, count_rows_in_view (self));
  g_signal_connect_object (self->list, "loaded", G_CALLBACK (list_loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "failed", G_CALLBACK (list_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::loading", G_CALLBACK (list_loading_cb), self, G_CONNECT_SWAPPED);

  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
drop_list (JbInvoicePage *self)
{
  g_clear_handle_id (&self->choose_source, g_source_remove);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->list == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->list, self);
  g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
}

/* -- places and widths ---------------------------------------------------------------------------------------------- */

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

/* Shows as many columns as fit, the important ones first, and gives the room that is left to those with long texts.
 * A column of fixed width does not expand by itself. What the user widened does not push another column out. */
static void
fit_columns (JbInvoicePage *self,
             int            width)
{
  guint n, n_expand = 0;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);
  int left = width;

  for (int rank = 1; rank <= (int) n; rank++)
    for (guint i = 0; i < n; i++)
      {
        int wanted = default_width (self, &columns[i]);
        gboolean visible = wanted <= left || rank <= 3;

        if (columns[i].rank != rank)
          continue;
        gtk_column_view_column_set_visible (self->columns[i], visible);
        left -= visible ? wanted : 0;
        n_expand += visible && columns[i].expand;
      }

  for (guint i = 0; i < n; i++)
    if (columns[i].expand && self->users_width[i] == 0 && !is_users_width (self, i))
      set_width (self, i, default_width (self, &columns[i]) + MAX (left, 0) / (int) MAX (n_expand, 1));
}

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
  return G_SOURCE_REMOVE;
}

/* Visibility must not change while GTK hands out sizes. */
static void
queue_layout (JbInvoicePage *self)
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

static void
set_column_widths (JbInvoicePage *self)
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

static void
measure_digit (JbInvoicePage *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

  self->digit = pango_font_metrics_get_approximate_digit_width (metrics) / (double) PANGO_SCALE;
  pango_font_metrics_unref (metrics);
}

/* -- widget --------------------------------------------------------------------------------------------------------- */

static void
jb_invoice_page_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (JB_INVOICE_PAGE (widget)->paned), orientation, for_size,
                      minimum, natural, minimum_baseline, natural_baseline);
}

static void
jb_invoice_page_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);

  gtk_widget_allocate (GTK_WIDGET (self->paned), width, height, baseline, NULL);
  if (width != self->width)
    {
      self->width = width;
      queue_layout (self);
    }
}

static void
jb_invoice_page_map (GtkWidget *widget)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);

  GTK_WIDGET_CLASS (jb_invoice_page_parent_class)->map (widget);
  set_column_widths (self);
  queue_layout (self);
  if (self->query_stale)
    run_query (self);
}

static void
jb_invoice_page_unmap (GtkWidget *widget)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);

  if (self->settings != NULL)
    {
      save_widths (self);
      if (g_settings_get_int (self->settings, "detail-width") != self->detail_width)
        g_settings_set_int (self->settings, "detail-width", self->detail_width);
    }
  GTK_WIDGET_CLASS (jb_invoice_page_parent_class)->unmap (widget);
}

static void
jb_invoice_page_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);
  double before = self->digit;

  GTK_WIDGET_CLASS (jb_invoice_page_parent_class)->css_changed (widget, change);
  measure_digit (self);
  if (self->digit == before || self->columns[0] == NULL)
    return;

  set_column_widths (self);
  queue_layout (self);
}

static void
jb_invoice_page_dispose (GObject *object)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  if (self->view != NULL)
    drop_list (self);
  g_clear_object (&self->archive);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_INVOICE_PAGE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (jb_invoice_page_parent_class)->dispose (object);
}

static void
jb_invoice_page_finalize (GObject *object)
{
  g_free (JB_INVOICE_PAGE (object)->text);

  G_OBJECT_CLASS (jb_invoice_page_parent_class)->finalize (object);
}

static void
jb_invoice_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch ((JbInvoicePageProperty) prop_id)
    {
    case PROP_DIRECTION:
      g_value_set_int (value, JB_INVOICE_PAGE (object)->direction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_invoice_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch ((JbInvoicePageProperty) prop_id)
    {
    case PROP_DIRECTION:
      JB_INVOICE_PAGE (object)->direction = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, paned);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, list_side);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, stack);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, view);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, count_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, supply_box);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, supply_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, tax_box);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, tax_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, total_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, detail);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, reload_cb);
  gtk_widget_class_bind_template_callback (widget_class, detail_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_invoice_cb);
  gtk_widget_class_bind_template_callback (widget_class, toast_cb);
}

static void
jb_invoice_page_class_init (JbInvoicePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jb_invoice_page_dispose;
  object_class->finalize = jb_invoice_page_finalize;
  object_class->get_property = jb_invoice_page_get_property;
  object_class->set_property = jb_invoice_page_set_property;
  widget_class->measure = jb_invoice_page_measure;
  widget_class->size_allocate = jb_invoice_page_size_allocate;
  widget_class->map = jb_invoice_page_map;
  widget_class->unmap = jb_invoice_page_unmap;
  widget_class->css_changed = jb_invoice_page_css_changed;

  properties[PROP_DIRECTION] = g_param_spec_int ("direction", NULL, NULL, JB_DIRECTION_UNKNOWN, JB_DIRECTION_PURCHASE,
                                                 JB_DIRECTION_UNKNOWN,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (JB_TYPE_INVOICE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/invoice-page.ui");
  bind_children (widget_class);
}

/* Over numbers the title stands on the right, like the numbers, and the arrow before it. GTK has no word for that: a header
 * holds a box of both, and were it not so, nothing would happen. */
static void
align_titles (JbInvoicePage *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;
  guint n;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);

  for (guint i = 0; i < n && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *box = gtk_widget_get_first_child (title);

      if (!columns[i].numeric || !GTK_IS_BOX (box))
        continue;
      gtk_widget_set_halign (box, GTK_ALIGN_END);
      gtk_box_reorder_child_after (GTK_BOX (box), gtk_widget_get_last_child (box), NULL);
    }
}

static void
jb_invoice_page_init (JbInvoicePage *self)
{
  const JbInvoiceColumn *columns;
  guint n;

  self->show_details = TRUE;
  self->detail_width = DETAIL_WIDTH;
  self->order = JB_ORDER_WRITTEN;
  self->descending = TRUE;
  self->query_stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  measure_digit (self);

  columns = jb_invoice_columns_get (&n);
  g_assert (n <= MAX_COLUMNS);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GtkColumnViewColumn) column = jb_invoice_columns_make (&columns[i]);

      gtk_column_view_append_column (self->view, column);
      self->columns[i] = column;
    }

  align_titles (self);
  set_column_widths (self);
  show_sort (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sort_changed_cb), self, 0);
  g_signal_connect_object (self->paned, "notify::position", G_CALLBACK (divider_moved_cb), self, G_CONNECT_SWAPPED);
}

/* -- the door ------------------------------------------------------------------------------------------------------- */

void
jb_invoice_page_set_settings (JbInvoicePage *self,
                              GSettings     *settings)
{
  g_autofree char *column = NULL;

  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  if (!g_set_object (&self->settings, settings) || settings == NULL)
    return;

  column = g_settings_get_string (settings, "sort-column");
  self->order = jb_invoice_columns_by_id (column)->order;
  self->descending = g_settings_get_boolean (settings, "sort-descending");
  self->detail_width = g_settings_get_int (settings, "detail-width");
  set_column_widths (self);
  show_sort (self);
}

void
jb_invoice_page_set_archive (JbInvoicePage *self,
                             JbArchive     *archive)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  if (!g_set_object (&self->archive, archive))
    return;

  drop_list (self);
  choose (self, 0, TRUE);
  jb_invoice_detail_set_archive (self->detail, archive);
  if (archive == NULL)
    return;

  make_list (self);
  run_query (self);
}

void
jb_invoice_page_set_filter (JbInvoicePage *self,
                            JbPeriod       period,
                            const char    *text)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  if (text != NULL && *text == '\0')
    text = NULL;
  if (self->period.from == period.from && self->period.to == period.to && g_strcmp0 (self->text, text) == 0)
    return;

  self->period = period;
  g_free (self->text);
  self->text = g_strdup (text);
  run_query (self);
}

void
jb_invoice_page_set_book_empty (JbInvoicePage *self,
                                gboolean       book_empty,
                                gboolean       connected)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  self->book_empty = !!book_empty;
  self->connected = !!connected;
  show_why_empty (self);
}

void
jb_invoice_page_show_invoice (JbInvoicePage *self,
                              gint64         id)
{
  guint position;

  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  choose (self, id, TRUE);
  if (self->list == NULL)
    return;

  self->scroll_wanted = jb_invoice_list_find (self->list, id, &position);
  restore_selection (self);
}

gboolean
jb_invoice_page_close_detail (JbInvoicePage *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_PAGE (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->detail)))
    return FALSE;

  show_detail (self, FALSE);
  jb_invoice_detail_load (self->detail, 0);
  self->chosen_id = 0;
  if (self->list != NULL)
    restore_selection (self);
  jb_invoice_page_grab_list (self);
  return TRUE;
}

void
jb_invoice_page_set_show_details (JbInvoicePage *self,
                                  gboolean       show)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  self->show_details = !!show;
  if (self->chosen_id != 0 && show)
    choose (self, self->chosen_id, TRUE);
  else if (!show)
    show_detail (self, FALSE);
}

void
jb_invoice_page_grab_list (JbInvoicePage *self)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

JbInvoiceList *
jb_invoice_page_get_list (JbInvoicePage *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_PAGE (self), NULL);

  return self->list;
}

GtkColumnView *
jb_invoice_page_get_view (JbInvoicePage *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_PAGE (self), NULL);

  return self->view;
}
