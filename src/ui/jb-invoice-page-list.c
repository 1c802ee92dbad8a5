/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of a page and what is said around it: the totals, that it is loading, why it is empty, that it failed. */

#define G_LOG_DOMAIN "jb-invoice-page-list"

#include "config.h"

#include "jb-invoice-page-private.h"

#include "jb-list-filter.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

/* No row is lower than this, in pixels. */
#define ROW_HEIGHT    24
#define USUAL_HEIGHT  1080

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

/* Names the conditions that hide everything. */
static void
set_filtered (JbInvoicePage *self)
{
  g_autoptr(GPtrArray) chips = jb_list_filter_list (self->filters, NULL);
  g_autoptr(GString) names = g_string_new (NULL);
  g_autofree char *sentence = NULL;
  g_autofree char *markup = NULL;

  for (guint i = 0; i < chips->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " · " : "", ((JbFilterChip *) g_ptr_array_index (chips, i))->label);
  /* Translators: %s is a list of conditions, as "Kind: Tax invoice · Original missing" */
  sentence = g_strdup_printf (_("No invoice of this period fits the filters.\n%s"), names->str);
  markup = g_markup_escape_text (sentence, -1);
  set_empty (self, "jb-filter-symbolic", _("Nothing Fits the Filters"), markup, _("Clear All Filters"), "win.clear-filters");
}

/* An empty list says why it is empty and offers the next step. */
void
_jb_invoice_page_show_why_empty (JbInvoicePage *self)
{
  gboolean sales = self->direction == JB_DIRECTION_SALES;
  const char *icon = sales ? "jb-sales-symbolic" : "jb-purchases-symbolic";

  if (!jb_list_filter_is_empty (self->filters) && !self->book_empty)
    set_filtered (self);
  else if (self->text != NULL && *self->text != '\0')
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
      _jb_invoice_page_show_why_empty (self);
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
}

static void
list_loaded_cb (JbInvoicePage *self)
{
  jb_invoice_look_show (self->look);
  show_totals (self);
  show_state (self);
  _jb_invoice_page_restore_selection (self);
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

void
_jb_invoice_page_make_list (JbInvoicePage *self)
{
  self->list = jb_invoice_list_new (self->archive);
  jb_invoice_list_set_first_rows (self->list, count_rows_in_view (self));
  g_signal_connect_object (self->list, "loaded", G_CALLBACK (list_loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "failed", G_CALLBACK (list_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::loading", G_CALLBACK (list_loading_cb), self, G_CONNECT_SWAPPED);

  _jb_invoice_page_make_selection (self);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

void
_jb_invoice_page_drop_list (JbInvoicePage *self)
{
  g_clear_handle_id (&self->choose_source, g_source_remove);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  _jb_invoice_page_stop_copy (self);
  _jb_invoice_page_drop_selection (self);
  if (self->list == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->list, self);
  g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
}
