/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window does upon a command: goes to a page, connects and disconnects, and the actions of menus and keys. */

#define G_LOG_DOMAIN "jb-window-actions"

#include "config.h"

#include "jb-window-private.h"

#include "jb-preferences-window.h"

#include <glib/gi18n-lib.h>

/* Long enough to read the line and to see what is gone. */
#define UNDO_SECONDS 10

/* -- pages ---------------------------------------------------------------------------------------------------------- */

static GtkListBoxRow *
find_page_row (JbWindow   *self,
               const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->pages, i)) != NULL; i++)
    if (g_strcmp0 (gtk_widget_get_name (GTK_WIDGET (row)), name) == 0)
      return row;
  return NULL;
}

void
_jb_window_show_page (JbWindow   *self,
                      const char *name)
{
  GtkListBoxRow *row = find_page_row (self, name);
  gboolean list;

  if (row == NULL)
    return;

  if (gtk_stack_get_child_by_name (self->stack, name) == NULL)
    _jb_window_require_pages (self);
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_list_box_select_row (self->pages, row);
  list = _jb_window_current_list (self) != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->period_button), list || g_str_equal (name, "home"));
  gtk_widget_set_visible (GTK_WIDGET (self->search_button), list);
  gtk_widget_set_visible (GTK_WIDGET (self->filter_button), list);
  _jb_window_show_filters (self);
  gtk_widget_set_visible (GTK_WIDGET (self->search_bar), list);
  gtk_search_bar_set_key_capture_widget (self->search_bar, list ? GTK_WIDGET (self) : NULL);
  adw_window_title_set_title (self->page_title,
                              g_str_equal (name, "sales") ? _("Sales")
                              : g_str_equal (name, "purchases") ? _("Purchases")
                              : g_str_equal (name, "connections") ? _("Connections")
                              : g_str_equal (name, "checklist") ? _("Getting Connected")
                              : g_str_equal (name, "certificates") ? _("Certificates") : _("Home"));
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "page")),
                             g_variant_new_string (name));
}

static void
go_to_page (JbWindow   *self,
            const char *name)
{
  _jb_window_show_page (self, name);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "page", gtk_stack_get_visible_child_name (self->stack));
}

/* The cursor goes along the list, and the page with it: what is marked there is what is shown. Where the list covers the page,
 * it stays until a row is activated. */
static void
page_selected_cb (JbWindow      *self,
                  GtkListBoxRow *row)
{
  if (row != NULL && g_strcmp0 (gtk_widget_get_name (GTK_WIDGET (row)), gtk_stack_get_visible_child_name (self->stack)) != 0)
    go_to_page (self, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
page_activated_cb (JbWindow      *self,
                   GtkListBoxRow *row)
{
  go_to_page (self, gtk_widget_get_name (GTK_WIDGET (row)));
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

/* -- connections ---------------------------------------------------------------------------------------------------- */

void
_jb_window_connected (JbWindow *self,
                      gint64    connection)
{
  self->keyring_banner_hidden = FALSE;
  self->token_banner_hidden = FALSE;
  _jb_window_show_toast (self, _("Connected. The first collection has begun."));
  _jb_window_load_overview (self);
}

JbConnectDialog *
_jb_window_open_connect_dialog (JbWindow *self)
{
  JbConnectDialog *dialog = jb_connect_dialog_new (GTK_WINDOW (self), self->session);

  g_signal_connect_object (dialog, "connected", G_CALLBACK (_jb_window_connected), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

void
_jb_window_enter_code (JbWindow *self,
                       gint64    connection)
{
  for (guint i = 0; self->connections != NULL && i < self->connections->len; i++)
    {
      const JbConnection *candidate = g_ptr_array_index (self->connections, i);

      if (candidate->id == connection)
        jb_connect_dialog_fill_in (_jb_window_open_connect_dialog (self), candidate);
    }
}

/* One removal that can be taken back for as long as its toast is there. */
typedef struct
{
  JbWindow  *window;
  JbSession *session;
  gint64     connection;
  gboolean   undone;
} Removal;

static void
removal_free (gpointer  data,
              GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->session);
  g_free (removal);
}

static void
undo_clicked_cb (AdwToast *toast,
                 Removal  *removal)
{
  g_autoptr(GError) error = NULL;
  JbArchive *archive = jb_session_get_archive (removal->session);

  removal->undone = TRUE;
  if (archive != NULL && !jb_archive_restore_connection (archive, removal->connection, &error))
    _jb_window_show_toast (removal->window, error->message);
}

static void
undo_passed_cb (AdwToast *toast,
                Removal  *removal)
{
  if (!removal->undone)
    jb_session_forget_connection (removal->session, removal->connection);
}

void
_jb_window_offer_undo (JbWindow   *self,
                       gint64      connection,
                       const char *name)
{
  /* Translators: %s is the name of a connection */
  g_autofree char *sentence = g_strdup_printf (_("“%s” was removed. Its invoices stay."), name);
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (markup);
  Removal *removal = g_new0 (Removal, 1);

  removal->window = self;
  removal->session = g_object_ref (self->session);
  removal->connection = connection;
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), removal);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (undo_passed_cb), removal, removal_free, 0);

  g_free (self->last_toast);
  self->last_toast = g_steal_pointer (&sentence);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* -- actions -------------------------------------------------------------------------------------------------------- */

static void
page_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  JbWindow *self = user_data;

  go_to_page (self, g_variant_get_string (parameter, NULL));
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

static void
go_home_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  go_to_page (user_data, "home");
}

static void
show_sidebar_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  JbWindow *self = user_data;

  adw_leaflet_set_visible_child (self->leaflet, self->sidebar);
}

static void
search_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  JbWindow *self = user_data;

  if (_jb_window_current_list (self) == NULL)
    go_to_page (self, "sales");
  _jb_window_set_search (self, TRUE);
}

static void
clear_search_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  _jb_window_stop_search (user_data);
}

static void
show_all_time_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  jb_window_set_period (user_data, "all");
}

static void
period_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  jb_period_button_popup (JB_WINDOW (user_data)->period_button);
}

static void
company_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  jb_company_button_popup (JB_WINDOW (user_data)->company_button);
}

/* Escape goes one step back: the search first, then the detail. */
static void
back_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  JbWindow *self = user_data;

  if (gtk_search_bar_get_search_mode (self->search_bar))
    _jb_window_stop_search (self);
  else if (_jb_window_current_list (self) != NULL)
    jb_invoice_page_close_detail (_jb_window_current_list (self));
}

static void
details_changed_cb (GSimpleAction *action,
                    GVariant      *state,
                    gpointer       user_data)
{
  JbWindow *self = user_data;
  gboolean show = g_variant_get_boolean (state);

  g_simple_action_set_state (action, state);
  jb_invoice_page_set_show_details (self->sales_page, show);
  if (self->purchases_page != NULL)
    jb_invoice_page_set_show_details (self->purchases_page, show);
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "detail-visible", show);
}

static void
connect_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  _jb_window_open_connect_dialog (user_data);
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  JbWindow *self = user_data;

  gtk_window_present (jb_preferences_window_new (GTK_WINDOW (self), self->session, self->settings));
}

static void
enter_code_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  _jb_window_enter_code (user_data, g_variant_get_int64 (parameter));
}

static void
hide_token_banner_action (GSimpleAction *action,
                          GVariant      *parameter,
                          gpointer       user_data)
{
  _jb_window_hide_token_warning (user_data);
}

static void
hide_keyring_banner_action (GSimpleAction *action,
                            GVariant      *parameter,
                            gpointer       user_data)
{
  JbWindow *self = user_data;

  self->keyring_banner_hidden = TRUE;
  gtk_widget_set_visible (self->keyring_banner, FALSE);
}

static void
hide_certificate_banner_action (GSimpleAction *action,
                                GVariant      *parameter,
                                gpointer       user_data)
{
  _jb_window_hide_certificate_warning (user_data);
}

static const GActionEntry actions[] = {
  { .name = "page", .activate = page_action, .parameter_type = "s", .state = "'home'" },
  { .name = "go-home", .activate = go_home_action },
  { .name = "show-sidebar", .activate = show_sidebar_action },
  { .name = "search", .activate = search_action },
  { .name = "clear-search", .activate = clear_search_action },
  { .name = "show-all-time", .activate = show_all_time_action },
  { .name = "choose-company", .activate = company_action },
  { .name = "period", .activate = period_action },
  { .name = "back", .activate = back_action },
  { .name = "connect", .activate = connect_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "enter-code", .activate = enter_code_action, .parameter_type = "x" },
  { .name = "hide-token-banner", .activate = hide_token_banner_action },
  { .name = "hide-keyring-banner", .activate = hide_keyring_banner_action },
  { .name = "hide-certificate-banner", .activate = hide_certificate_banner_action },
  { .name = "details", .state = "true", .change_state = details_changed_cb },
};

void
_jb_window_add_actions (JbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  _jb_window_add_checklist_actions (self);
  _jb_window_add_paper_actions (self);
}

void
_jb_window_bind_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, page_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_activated_cb);
}

/* The demo has its own connection, and nothing that is typed there would be kept. */
void
_jb_window_update_connect_action (JbWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "connect");
  GAction *preferences = g_action_map_lookup_action (G_ACTION_MAP (self), "preferences");
  GAction *check = g_action_map_lookup_action (G_ACTION_MAP (self), "check-originals");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (preferences), self->settings != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (check), self->settings != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), !jb_session_is_demo (self->session) &&
                                                         jb_session_get_state (self->session) == JB_SESSION_READY);
}
