/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A page owns a query; the book answers it (DESIGN.md 3). Here are the query, the widget and the door for others; the
 * list, the chosen invoice, and places and widths have their own files. */

#define G_LOG_DOMAIN "jb-invoice-page"

#include "config.h"

#include "jb-invoice-page-private.h"

#include "jb-column-sorter.h"
#include "jb-list-filter.h"

G_DEFINE_FINAL_TYPE (JbInvoicePage, jb_invoice_page, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_DIRECTION = 1,
} JbInvoicePageProperty;

static GParamSpec *properties[PROP_DIRECTION + 1];

enum
{
  TOAST,
  ONLY_COUNTERPARTY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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
  jb_invoice_look_set_search (self->look, self->text);
  self->scroll_wanted = TRUE;
  query = jb_invoice_query_new ();
  query->direction = self->direction;
  query->company = g_strdup (self->company);
  query->period = self->period;
  query->text = g_strdup (self->text);
  jb_list_filter_apply (query, self->filters);
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

/* A column that is not in the view shows no arrow. */
static gboolean
is_in_view (JbInvoicePage       *self,
            GtkColumnViewColumn *column)
{
  GListModel *shown = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr(GtkColumnViewColumn) candidate = g_list_model_get_item (shown, i);

      if (candidate == column)
        return TRUE;
    }
  return FALSE;
}

void
_jb_invoice_page_show_sort (JbInvoicePage *self)
{
  GtkColumnViewColumn *column = find_column (self, self->order);

  self->sorting = TRUE;
  gtk_column_view_sort_by_column (self->view, is_in_view (self, column) ? column : NULL,
                                  self->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->sorting = FALSE;
}

/* -- what the template calls ---------------------------------------------------------------------------------------- */

static void
row_activated_cb (JbInvoicePage *self,
                  guint          position)
{
  gint64 id = jb_invoice_list_get_id (self->list, position);

  if (id != 0)
    _jb_invoice_page_activate (self, id);
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

void
_jb_invoice_page_say (JbInvoicePage *self,
                      const char    *sentence)
{
  g_signal_emit (self, signals[TOAST], 0, sentence);
}

void
_jb_invoice_page_want_counterparty (JbInvoicePage *self,
                                    const JbParty *party)
{
  g_signal_emit (self, signals[ONLY_COUNTERPARTY], 0, party->registration, party->name);
}

static void
reload_cb (JbInvoicePage *self)
{
  g_autoptr(JbArchive) archive = self->archive != NULL ? g_object_ref (self->archive) : NULL;

  /* The same query again would be no news to the list: begin with a new one. */
  jb_invoice_page_set_archive (self, NULL);
  jb_invoice_page_set_archive (self, archive);
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
      _jb_invoice_page_queue_layout (self);
    }
}

static void
jb_invoice_page_map (GtkWidget *widget)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);

  GTK_WIDGET_CLASS (jb_invoice_page_parent_class)->map (widget);
  _jb_invoice_page_set_column_widths (self);
  _jb_invoice_page_queue_layout (self);
  if (self->query_stale)
    run_query (self);
}

static void
jb_invoice_page_unmap (GtkWidget *widget)
{
  _jb_invoice_page_save_places (JB_INVOICE_PAGE (widget));
  GTK_WIDGET_CLASS (jb_invoice_page_parent_class)->unmap (widget);
}

static void
jb_invoice_page_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (jb_invoice_page_parent_class)->css_changed (widget, change);
  _jb_invoice_page_font_changed (JB_INVOICE_PAGE (widget));
}

static void
jb_invoice_page_dispose (GObject *object)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  if (self->view != NULL)
    {
      _jb_invoice_page_drop_list (self);
      _jb_invoice_page_drop_columns (self);
      _jb_invoice_page_drop_menu (self);
    }
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
  JbInvoicePage *self = JB_INVOICE_PAGE (object);

  g_free (self->company);
  g_free (self->text);
  jb_invoice_query_free (self->filters);
  for (guint i = 0; i < MAX_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  g_ptr_array_unref (self->chosen_columns);
  jb_invoice_look_free (self->look);

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

  signals[ONLY_COUNTERPARTY] = g_signal_new ("only-counterparty", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (JB_TYPE_INVOICE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/invoice-page.ui");
  bind_children (widget_class);
  _jb_invoice_page_bind_selection (widget_class);
  _jb_invoice_page_install_actions (widget_class);
}

static void
jb_invoice_page_init (JbInvoicePage *self)
{
  self->show_details = TRUE;
  self->order = JB_ORDER_WRITTEN;
  self->descending = TRUE;
  self->query_stale = TRUE;
  self->filters = jb_invoice_query_new ();
  self->look = jb_invoice_look_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  _jb_invoice_page_make_columns (self);
  _jb_invoice_page_make_menu (self);
  _jb_invoice_page_show_sort (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sort_changed_cb), self, 0);
}

/* -- the door ------------------------------------------------------------------------------------------------------- */

void
jb_invoice_page_set_settings (JbInvoicePage *self,
                              GSettings     *settings)
{
  g_autofree char *word = NULL;
  const JbInvoiceColumn *column;

  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  if (!g_set_object (&self->settings, settings) || settings == NULL)
    return;

  word = g_settings_get_string (settings, "sort-column");
  column = jb_invoice_columns_by_id (word);
  self->order = column != NULL ? column->order : JB_ORDER_WRITTEN;
  self->descending = g_settings_get_boolean (settings, "sort-descending");
  self->detail_width = g_settings_get_int (settings, "detail-width");
  jb_invoice_detail_set_settings (self->detail, settings);
  _jb_invoice_page_set_column_widths (self);
  _jb_invoice_page_remember_columns (self);
  _jb_invoice_page_show_sort (self);
}

void
jb_invoice_page_set_archive (JbInvoicePage *self,
                             JbArchive     *archive)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  if (!g_set_object (&self->archive, archive))
    return;

  _jb_invoice_page_drop_list (self);
  _jb_invoice_page_choose (self, 0, TRUE);
  jb_invoice_detail_set_archive (self->detail, archive);
  if (archive == NULL)
    return;

  _jb_invoice_page_make_list (self);
  run_query (self);
}

void
jb_invoice_page_set_filter (JbInvoicePage *self,
                            const char    *company,
                            JbPeriod       period,
                            const char    *text,
                            const JbInvoiceQuery *filters)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));
  g_return_if_fail (filters != NULL);

  if (text != NULL && *text == '\0')
    text = NULL;
  if (self->period.from == period.from && self->period.to == period.to && g_strcmp0 (self->text, text) == 0 &&
      g_strcmp0 (self->company, company) == 0 && jb_list_filter_equal (self->filters, filters))
    return;

  self->period = period;
  g_free (self->company);
  self->company = g_strdup (company);
  g_free (self->text);
  self->text = g_strdup (text);
  jb_list_filter_apply (self->filters, filters);
  _jb_invoice_page_arrange_columns (self);
  run_query (self);
}

void
jb_invoice_page_set_companies (JbInvoicePage *self,
                               GPtrArray     *companies)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));
  g_return_if_fail (companies != NULL);

  self->n_companies = companies->len;
  jb_invoice_look_set_companies (self->look, companies);
  _jb_invoice_page_arrange_columns (self);
}

void
jb_invoice_page_set_book_empty (JbInvoicePage *self,
                                gboolean       book_empty,
                                gboolean       connected)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  self->book_empty = !!book_empty;
  self->connected = !!connected;
  _jb_invoice_page_show_why_empty (self);
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
