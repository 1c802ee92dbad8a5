/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The filters of both lists: the button, the chips, and "only this counterparty" from a row. */

#define G_LOG_DOMAIN "jb-window-filters"

#include "config.h"

#include "jb-window-private.h"

/* -- what the template calls ---------------------------------------------------------------------------------------- */

static void
filters_changed_cb (JbWindow *self)
{
  _jb_window_show_filters (self);
  _jb_window_set_filters (self);
}

static void
filter_removed_cb (JbWindow   *self,
                   const char *key)
{
  g_autoptr(JbInvoiceQuery) filters = jb_invoice_query_copy (jb_filter_button_get_filters (self->filter_button));

  if (!jb_list_filter_remove (filters, key))
    return;
  jb_filter_button_set_filters (self->filter_button, filters, jb_filter_button_get_name (self->filter_button));
  if (jb_list_filter_is_empty (filters) && _jb_window_current_list (self) != NULL)
    jb_invoice_page_grab_list (_jb_window_current_list (self));
}

static void
filters_cleared_cb (JbWindow *self)
{
  g_autoptr(JbInvoiceQuery) nothing = jb_invoice_query_new ();

  jb_filter_button_set_filters (self->filter_button, nothing, NULL);
  if (_jb_window_current_list (self) != NULL)
    jb_invoice_page_grab_list (_jb_window_current_list (self));
}

void
_jb_window_only_counterparty (JbWindow   *self,
                              const char *registration,
                              const char *name)
{
  g_autoptr(JbInvoiceQuery) filters = jb_invoice_query_copy (jb_filter_button_get_filters (self->filter_button));

  g_free (filters->counterparty);
  filters->counterparty = g_strdup (registration);
  jb_filter_button_set_filters (self->filter_button, filters, name);
}

/* -- for the window ------------------------------------------------------------------------------------------------- */

void
_jb_window_show_filters (JbWindow *self)
{
  const JbInvoiceQuery *filters = jb_filter_button_get_filters (self->filter_button);
  g_autoptr(GPtrArray) chips = jb_list_filter_list (filters, jb_filter_button_get_name (self->filter_button));

  jb_filter_bar_set_chips (self->filter_bar, chips);
  gtk_widget_set_visible (GTK_WIDGET (self->filter_bar), chips->len > 0 && _jb_window_current_list (self) != NULL);
}

static void
filters_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  JbWindow *self = user_data;

  if (_jb_window_current_list (self) == NULL)
    _jb_window_show_page (self, "sales");
  jb_filter_button_popup (self->filter_button);
}

static void
clear_filters_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  filters_cleared_cb (user_data);
}

static void
columns_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  JbWindow *self = user_data;

  if (_jb_window_current_list (self) == NULL)
    _jb_window_show_page (self, "sales");
  jb_invoice_page_choose_columns (_jb_window_current_list (self));
}

static const GActionEntry actions[] = {
  { .name = "filters", .activate = filters_action },
  { .name = "clear-filters", .activate = clear_filters_action },
  { .name = "columns", .activate = columns_action },
};

void
_jb_window_add_filter_actions (JbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

void
_jb_window_bind_filters (GtkWidgetClass *widget_class)
{
  g_type_ensure (JB_TYPE_FILTER_BUTTON);
  g_type_ensure (JB_TYPE_FILTER_BAR);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, filter_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, filter_bar);
  gtk_widget_class_bind_template_callback (widget_class, filters_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filters_cleared_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "only_counterparty_cb", G_CALLBACK (_jb_window_only_counterparty));
}
