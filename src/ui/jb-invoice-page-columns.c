/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which columns are shown and in which order. A column that nobody wants is not in the view at all: GTK 4.8 builds cells for what
 * is only invisible. */

#define G_LOG_DOMAIN "jb-invoice-page-columns"

#include "config.h"

#include "jb-invoice-page-private.h"

#include "jb-invoice-columns.h"

#include <glib/gi18n-lib.h>

#define SETTING "columns"

static guint
index_of (const JbInvoiceColumn *column)
{
  guint n;

  return (guint) (column - jb_invoice_columns_get (&n));
}

/* The column of companies says something only where there are several. */
static gboolean
is_of_use (JbInvoicePage         *self,
           const JbInvoiceColumn *column)
{
  return column->field != JB_FIELD_COMPANY || (self->company == NULL && self->n_companies > 1);
}

GPtrArray *
_jb_invoice_page_list_columns (JbInvoicePage *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->chosen_columns->len; i++)
    if (is_of_use (self, g_ptr_array_index (self->chosen_columns, i)))
      g_ptr_array_add (list, g_ptr_array_index (self->chosen_columns, i));
  /* Somebody may have chosen nothing but what is of no use now. */
  if (list->len == 0)
    g_ptr_array_add (list, (gpointer) jb_invoice_columns_by_order (JB_ORDER_WRITTEN));
  return list;
}

static void
choose_usual (JbInvoicePage *self)
{
  guint n;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);

  g_ptr_array_set_size (self->chosen_columns, 0);
  for (guint i = 0; i < n; i++)
    if (!columns[i].extra)
      g_ptr_array_add (self->chosen_columns, (gpointer) &columns[i]);
}

static gboolean
is_chosen (JbInvoicePage         *self,
           const JbInvoiceColumn *column)
{
  return g_ptr_array_find (self->chosen_columns, column, NULL);
}

/* Words that are no columns, or that come twice, are passed over. */
static void
read_setting (JbInvoicePage *self)
{
  g_auto(GStrv) ids = g_settings_get_strv (self->settings, SETTING);

  g_ptr_array_set_size (self->chosen_columns, 0);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const JbInvoiceColumn *column = jb_invoice_columns_by_id (ids[i]);

      if (column != NULL && !is_chosen (self, column))
        g_ptr_array_add (self->chosen_columns, (gpointer) column);
    }
  self->own_columns = self->chosen_columns->len > 0;
  if (!self->own_columns)
    choose_usual (self);
}

static void
write_setting (JbInvoicePage *self)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  self->own_columns = TRUE;
  for (guint i = 0; i < self->chosen_columns->len; i++)
    g_strv_builder_add (ids, ((const JbInvoiceColumn *) g_ptr_array_index (self->chosen_columns, i))->id);
  list = g_strv_builder_end (ids);
  if (self->settings != NULL)
    g_settings_set_strv (self->settings, SETTING, (const char * const *) list);
}

static gboolean
is_arranged (JbInvoicePage *self,
             GListModel    *shown,
             GPtrArray     *wanted)
{
  if (g_list_model_get_n_items (shown) != wanted->len)
    return FALSE;
  for (guint i = 0; i < wanted->len; i++)
    {
      g_autoptr(GObject) column = g_list_model_get_item (shown, i);

      if (column != (GObject *) self->columns[index_of (g_ptr_array_index (wanted, i))])
        return FALSE;
    }
  return TRUE;
}

void
_jb_invoice_page_arrange_columns (JbInvoicePage *self)
{
  GListModel *shown = gtk_column_view_get_columns (self->view);
  g_autoptr(GPtrArray) wanted = _jb_invoice_page_list_columns (self);

  if (is_arranged (self, shown, wanted))
    return;

  self->arranging = TRUE;
  for (guint i = g_list_model_get_n_items (shown); i > 0; i--)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (shown, i - 1);

      gtk_column_view_remove_column (self->view, column);
    }
  for (guint i = 0; i < wanted->len; i++)
    gtk_column_view_append_column (self->view, self->columns[index_of (g_ptr_array_index (wanted, i))]);
  self->arranging = FALSE;

  _jb_invoice_page_align_titles (self);
  _jb_invoice_page_show_sort (self);
  _jb_invoice_page_queue_layout (self);
}

static const JbInvoiceColumn *
column_of (JbInvoicePage       *self,
           GtkColumnViewColumn *shown)
{
  guint n;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);

  for (guint i = 0; i < n; i++)
    if (self->columns[i] == shown)
      return &columns[i];
  g_return_val_if_reached (NULL);
}

/* The user drew a column to another place. Those that are not shown keep theirs. */
static gboolean
drawn_idle (gpointer user_data)
{
  JbInvoicePage *self = user_data;
  GListModel *shown = gtk_column_view_get_columns (self->view);
  guint next = 0;

  self->columns_source = 0;
  for (guint i = 0; i < self->chosen_columns->len && next < g_list_model_get_n_items (shown); i++)
    if (is_of_use (self, g_ptr_array_index (self->chosen_columns, i)))
      {
        g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (shown, next++);

        g_ptr_array_index (self->chosen_columns, i) = (gpointer) column_of (self, column);
      }
  _jb_invoice_page_align_titles (self);
  write_setting (self);
  return G_SOURCE_REMOVE;
}

/* GTK takes the column out and puts it in again: what it meant is seen after both. */
static void
columns_changed_cb (JbInvoicePage *self)
{
  if (!self->arranging && self->columns_source == 0)
    self->columns_source = g_idle_add (drawn_idle, self);
}

static void
setting_changed_cb (JbInvoicePage *self)
{
  read_setting (self);
  _jb_invoice_page_arrange_columns (self);
}

void
_jb_invoice_page_remember_columns (JbInvoicePage *self)
{
  g_signal_connect_object (self->settings, "changed::" SETTING, G_CALLBACK (setting_changed_cb), self, G_CONNECT_SWAPPED);
  setting_changed_cb (self);
}

void
_jb_invoice_page_make_chosen_columns (JbInvoicePage *self)
{
  self->chosen_columns = g_ptr_array_new ();
  choose_usual (self);
  _jb_invoice_page_arrange_columns (self);
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed", G_CALLBACK (columns_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
_jb_invoice_page_drop_columns (JbInvoicePage *self)
{
  self->arranging = TRUE;   /* the view gives its columns back when it goes */
  g_clear_handle_id (&self->columns_source, g_source_remove);
  g_clear_pointer (&self->columns_popover, gtk_widget_unparent);
}

/* -- choosing ------------------------------------------------------------------------------------------------------- */

static void fill_rows (JbInvoicePage *self,
                       GtkListBox    *rows);

static const JbInvoiceColumn *
column_of_widget (gpointer widget)
{
  return g_object_get_data (widget, "jb-column");
}

static void
changed (JbInvoicePage *self)
{
  write_setting (self);
  _jb_invoice_page_arrange_columns (self);
}

/* One column at least stays. */
static void
shown_toggled_cb (GtkCheckButton *check,
                  JbInvoicePage  *self)
{
  const JbInvoiceColumn *column = column_of_widget (check);

  if (gtk_check_button_get_active (check) == is_chosen (self, column))
    return;
  if (gtk_check_button_get_active (check))
    g_ptr_array_add (self->chosen_columns, (gpointer) column);
  else if (self->chosen_columns->len > 1)
    g_ptr_array_remove (self->chosen_columns, (gpointer) column);
  else
    gtk_check_button_set_active (check, TRUE);
  changed (self);
}

static void
move (JbInvoicePage         *self,
      const JbInvoiceColumn *column,
      int                    by)
{
  guint at;

  if (!g_ptr_array_find (self->chosen_columns, column, &at) || (by < 0 && at == 0) ||
      (by > 0 && at + 1 == self->chosen_columns->len))
    return;
  g_ptr_array_index (self->chosen_columns, at) = g_ptr_array_index (self->chosen_columns, at + by);
  g_ptr_array_index (self->chosen_columns, at + by) = (gpointer) column;
  changed (self);
}

static void
move_clicked_cb (GtkWidget     *button,
                 JbInvoicePage *self)
{
  const JbInvoiceColumn *column = column_of_widget (button);
  GtkListBox *rows = GTK_LIST_BOX (gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX));
  gboolean up = g_object_get_data (G_OBJECT (button), "jb-up") != NULL;

  move (self, column, up ? -1 : 1);
  fill_rows (self, rows);
  /* The same button of the same column, where it stands now. */
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (rows)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (column_of_widget (row) == column)
      gtk_widget_grab_focus (g_object_get_data (G_OBJECT (row), up ? "jb-up-button" : "jb-down-button"));
}

static GtkWidget *
make_move_button (JbInvoicePage         *self,
                  const JbInvoiceColumn *column,
                  gboolean               up)
{
  GtkWidget *button = gtk_button_new_from_icon_name (up ? "go-up-symbolic" : "go-down-symbolic");
  /* Translators: %s is the title of a column */
  g_autofree char *name = g_strdup_printf (up ? _("Move “%s” to the Front") : _("Move “%s” to the Back"), _(column->title));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (button, is_chosen (self, column));
  g_object_set_data (G_OBJECT (button), "jb-column", (gpointer) column);
  g_object_set_data (G_OBJECT (button), "jb-up", GINT_TO_POINTER (up));
  g_signal_connect_object (button, "clicked", G_CALLBACK (move_clicked_cb), self, 0);
  return button;
}

static void
add_row (JbInvoicePage         *self,
         GtkListBox            *rows,
         const JbInvoiceColumn *column)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *check = gtk_check_button_new_with_label (_(column->title));
  GtkWidget *up = make_move_button (self, column, TRUE);
  GtkWidget *down = make_move_button (self, column, FALSE);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (self, column));
  gtk_widget_set_hexpand (check, TRUE);
  g_object_set_data (G_OBJECT (check), "jb-column", (gpointer) column);
  g_signal_connect_object (check, "toggled", G_CALLBACK (shown_toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), up);
  gtk_box_append (GTK_BOX (box), down);
  g_object_set_data (G_OBJECT (row), "jb-column", (gpointer) column);
  g_object_set_data (G_OBJECT (row), "jb-up-button", up);
  g_object_set_data (G_OBJECT (row), "jb-down-button", down);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (rows, row);
}

/* First those that are shown, in their order, then the others. */
static void
fill_rows (JbInvoicePage *self,
           GtkListBox    *rows)
{
  guint n;
  const JbInvoiceColumn *columns = jb_invoice_columns_get (&n);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (rows, 0)) != NULL)
    gtk_list_box_remove (rows, GTK_WIDGET (row));
  for (guint i = 0; i < self->chosen_columns->len; i++)
    add_row (self, rows, g_ptr_array_index (self->chosen_columns, i));
  for (guint i = 0; i < n; i++)
    if (!is_chosen (self, &columns[i]))
      add_row (self, rows, &columns[i]);
}

static void
usual_clicked_cb (JbInvoicePage *self)
{
  choose_usual (self);
  if (self->settings != NULL)
    {
      g_settings_reset (self->settings, SETTING);
      g_settings_reset (self->settings, "column-widths");
    }
  self->own_columns = FALSE;
  _jb_invoice_page_set_column_widths (self);
  _jb_invoice_page_arrange_columns (self);
  _jb_invoice_page_queue_layout (self);
  gtk_popover_popdown (GTK_POPOVER (self->columns_popover));
}

static void
make_popover (JbInvoicePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *rows = gtk_list_box_new ();
  GtkWidget *usual = gtk_button_new_with_mnemonic (_("_Usual Columns"));

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (rows, "jb-columns");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 560);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), rows);
  gtk_widget_add_css_class (usual, "flat");
  g_signal_connect_object (usual, "clicked", G_CALLBACK (usual_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), usual);

  self->columns_popover = gtk_popover_new ();
  g_object_set_data (G_OBJECT (self->columns_popover), "jb-rows", rows);
  gtk_popover_set_child (GTK_POPOVER (self->columns_popover), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->columns_popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Columns"), -1);
  gtk_widget_set_parent (self->columns_popover, self->list_side);
}

void
jb_invoice_page_choose_columns (JbInvoicePage *self)
{
  GdkRectangle place = { 0 };

  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  if (self->columns_popover == NULL)
    make_popover (self);
  fill_rows (self, g_object_get_data (G_OBJECT (self->columns_popover), "jb-rows"));
  place.x = gtk_widget_get_width (self->list_side) / 2;
  place.y = 32;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->columns_popover), &place);
  gtk_popover_popup (GTK_POPOVER (self->columns_popover));
}
