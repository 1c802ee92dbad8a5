/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window hands to its pages what the session and the book say. Period and search belong to the window, so that they
 * stay the same from page to page. What it says and what it does upon a command have their own files. */

#define G_LOG_DOMAIN "jb-window"

#include "config.h"

#include "jb-window-private.h"

G_DEFINE_FINAL_TYPE (JbWindow, jb_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- period and search ---------------------------------------------------------------------------------------------- */

JbInvoicePage *
_jb_window_current_list (JbWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  return JB_IS_INVOICE_PAGE (page) ? JB_INVOICE_PAGE (page) : NULL;
}

void
_jb_window_set_filters (JbWindow *self)
{
  const char *text = gtk_search_bar_get_search_mode (self->search_bar) ? gtk_editable_get_text (self->search_entry) : NULL;
  JbPeriod period = _jb_window_current_period (self);
  const JbInvoiceQuery *filters = jb_filter_button_get_filters (self->filter_button);

  jb_invoice_page_set_filter (self->sales_page, _jb_window_get_company (self), period, text, filters);
  if (self->purchases_page != NULL)
    jb_invoice_page_set_filter (self->purchases_page, _jb_window_get_company (self), period, text, filters);
}

static void
period_changed_cb (JbWindow *self)
{
  if (self->settings != NULL)
    {
      g_autofree char *word = jb_period_choice_write (jb_period_button_get_choice (self->period_button));

      g_settings_set_string (self->settings, "period", word);
    }
  _jb_window_set_filters (self);
  _jb_window_load_overview (self);
}

static void
search_changed_cb (JbWindow *self)
{
  _jb_window_set_filters (self);
}

void
_jb_window_set_search (JbWindow *self,
                       gboolean  on)
{
  if (gtk_search_bar_get_search_mode (self->search_bar) != on)
    gtk_search_bar_set_search_mode (self->search_bar, on);
  if (on)
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* The bar also opens when somebody types, and closes on Escape: button and filters follow the bar. */
static void
search_mode_cb (JbWindow *self)
{
  gboolean on = gtk_search_bar_get_search_mode (self->search_bar);

  gtk_toggle_button_set_active (self->search_button, on);
  if (!on)
    gtk_editable_set_text (self->search_entry, "");
  _jb_window_set_filters (self);
}

static void
search_toggled_cb (JbWindow *self)
{
  _jb_window_set_search (self, gtk_toggle_button_get_active (self->search_button));
}

void
_jb_window_stop_search (JbWindow *self)
{
  _jb_window_set_search (self, FALSE);
  if (_jb_window_current_list (self) != NULL)
    jb_invoice_page_grab_list (_jb_window_current_list (self));
}

/* -- what is remembered --------------------------------------------------------------------------------------------- */

static void
restore_state (JbWindow *self)
{
  g_autofree char *period = NULL;
  g_autofree char *page = NULL;

  if (self->settings == NULL)
    return;

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  jb_invoice_page_set_settings (self->sales_page, self->settings);
  jb_filter_button_set_settings (self->filter_button, self->settings);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "details",
                                      g_settings_get_value (self->settings, "detail-visible"));

  _jb_window_restore_company (self);
  period = g_settings_get_string (self->settings, "period");
  jb_window_set_period (self, period);
  page = g_settings_get_string (self->settings, "page");
  _jb_window_show_page (self, _jb_window_choose_first_page (self, page));
}

static void
save_state (JbWindow *self)
{
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  int width, height;

  if (self->settings == NULL)
    return;

  g_settings_set_boolean (self->settings, "window-maximized", maximized);
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (maximized || width < 1 || height < 1)
    return;
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
}

static gboolean
jb_window_close_request (GtkWindow *window)
{
  save_state (JB_WINDOW (window));
  return GTK_WINDOW_CLASS (jb_window_parent_class)->close_request (window);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
folded_cb (JbWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (self->back_button, folded);
  adw_header_bar_set_show_start_title_buttons (self->header, folded);
}

static void
jb_window_dispose (GObject *object)
{
  JbWindow *self = JB_WINDOW (object);

  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_clear_handle_id (&self->pages_source, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->archive);
  g_clear_object (&self->certificates);
  if (self->tokens != NULL)
    jb_token_watch_stop (self->tokens);
  g_clear_object (&self->tokens);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_pointer (&self->overview, jb_overview_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_WINDOW);

  G_OBJECT_CLASS (jb_window_parent_class)->dispose (object);
}

static void
jb_window_finalize (GObject *object)
{
  JbWindow *self = JB_WINDOW (object);

  g_free (self->last_toast);
  g_free (self->outcome);

  G_OBJECT_CLASS (jb_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, content);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, company_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, sales_count);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, purchases_count);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, status_label);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, header);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, page_title);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, period_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, collect_stack);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, demo_banner);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, problem_banner);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, problem_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, keyring_banner);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, book_banner);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, book_label);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, book_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, book_hide_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, certificate_banner);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, certificate_label);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, certificate_show_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, token_banner);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, token_label);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, token_button);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, home_page);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, sales_page);
  _jb_window_bind_filters (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "company_changed_cb",
                                                G_CALLBACK (_jb_window_company_changed));
  gtk_widget_class_bind_template_callback (widget_class, period_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "search_stopped_cb",
                                                G_CALLBACK (_jb_window_stop_search));
  gtk_widget_class_bind_template_callback (widget_class, search_toggled_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "toast_cb", G_CALLBACK (_jb_window_show_toast));
  _jb_window_bind_actions (widget_class);
}

static void
jb_window_class_init (JbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = jb_window_close_request;

  g_type_ensure (JB_TYPE_COMPANY_BUTTON);
  g_type_ensure (JB_TYPE_PERIOD_BUTTON);
  g_type_ensure (JB_TYPE_HOME_PAGE);
  g_type_ensure (JB_TYPE_INVOICE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/window.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
}

static void
jb_window_init (JbWindow *self)
{
  _jb_window_add_actions (self);
  _jb_window_add_book_actions (self);
  _jb_window_add_filter_actions (self);
  _jb_window_add_export_actions (self);
  _jb_window_add_signature_actions (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  _jb_window_add_import (self);

  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

JbWindow *
jb_window_new (JbApplication *application)
{
  JbWindow *self;

  g_return_val_if_fail (JB_IS_APPLICATION (application) && jb_application_get_session (application) != NULL, NULL);

  self = g_object_new (JB_TYPE_WINDOW, "application", application, NULL);
  self->session = g_object_ref (jb_application_get_session (application));
  g_set_object (&self->settings, jb_application_get_settings (application));

  _jb_window_listen (self);
  _jb_window_watch_certificates (self, jb_application_get_certificates (application));
  _jb_window_show_page (self, "home");
  restore_state (self);
  _jb_window_set_filters (self);
  _jb_window_show_archive (self);
  _jb_window_queue_pages (self);
  return self;
}

/* -- for tests ------------------------------------------------------------------------------------------------------ */

void
jb_window_set_period (JbWindow   *self,
                      const char *word)
{
  JbPeriodChoice choice;

  g_return_if_fail (JB_IS_WINDOW (self) && word != NULL);

  jb_period_choice_parse (word, &choice);
  jb_period_button_set_choice (self->period_button, &choice);
  period_changed_cb (self);
}

JbInvoicePage *
jb_window_get_page (JbWindow    *self,
                    JbDirection  direction)
{
  g_return_val_if_fail (JB_IS_WINDOW (self), NULL);

  if (direction == JB_DIRECTION_SALES)
    return self->sales_page;
  _jb_window_require_pages (self);
  return self->purchases_page;
}

const char *
jb_window_get_problem (JbWindow *self)
{
  g_return_val_if_fail (JB_IS_WINDOW (self), NULL);

  return gtk_widget_get_visible (self->problem_banner) ? gtk_label_get_text (self->problem_label) : NULL;
}

const char *
jb_window_get_last_toast (JbWindow *self)
{
  g_return_val_if_fail (JB_IS_WINDOW (self), NULL);

  return self->last_toast;
}

gboolean
jb_window_is_settled (JbWindow *self)
{
  g_return_val_if_fail (JB_IS_WINDOW (self), FALSE);

  return self->archive != NULL && self->loading == NULL && !self->overview_stale && self->pages_source == 0;
}
