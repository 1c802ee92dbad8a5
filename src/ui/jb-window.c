/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window listens to the session and to the book, and hands what they say to its pages.
 * Period and search belong to the window, so that they stay the same from page to page. */

#define G_LOG_DOMAIN "jb-window"

#include "config.h"

#include "jb-window.h"

#include "jb-connect-dialog.h"
#include "jb-connections-page.h"
#include "jb-numbers.h"
#include "jb-period-button.h"
#include "jb-portal.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

/* Long enough to read the line and to see what is gone. */
#define UNDO_SECONDS 10

struct _JbWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  AdwLeaflet           *leaflet;
  GtkWidget            *sidebar;
  GtkWidget            *content;
  AdwWindowTitle       *company_title;
  GtkListBox           *pages;
  GtkLabel             *sales_count;
  GtkLabel             *purchases_count;
  GtkLabel             *status_label;
  AdwHeaderBar         *header;
  AdwWindowTitle       *page_title;
  GtkWidget            *back_button;
  JbPeriodButton       *period_button;
  GtkToggleButton      *search_button;
  GtkStack             *collect_stack;
  GtkWidget            *demo_banner;
  GtkWidget            *problem_banner;
  GtkLabel             *problem_label;
  GtkWidget            *keyring_banner;
  GtkSearchBar         *search_bar;
  GtkEditable          *search_entry;
  GtkStack             *stack;
  GtkProgressBar       *progress_bar;
  JbHomePage           *home_page;
  JbInvoicePage        *sales_page;
  JbInvoicePage        *purchases_page;
  JbConnectionsPage    *connections_page;

  JbSession            *session;
  GSettings            *settings;
  JbArchive            *archive;
  GCancellable         *loading;        /* of the overview */
  guint                 overview_stale : 1;
  guint                 keyring_banner_hidden : 1;
  GPtrArray            *connections;    /* (element-type JbConnection) (nullable) */
  guint                 pulse_source;
  char                 *last_toast;
  char                 *outcome;        /* what the last run of this program brought, for the status line */
};

G_DEFINE_FINAL_TYPE (JbWindow, jb_window, ADW_TYPE_APPLICATION_WINDOW)

static void load_overview (JbWindow *self);

/* -- small things --------------------------------------------------------------------------------------------------- */

static void
show_toast (JbWindow   *self,
            const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  g_free (self->last_toast);
  self->last_toast = g_strdup (sentence);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
toast_cb (JbWindow   *self,
          const char *sentence)
{
  show_toast (self, sentence);
}

static JbInvoicePage *
current_list (JbWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  return JB_IS_INVOICE_PAGE (page) ? JB_INVOICE_PAGE (page) : NULL;
}

static int
today (JbWindow *self)
{
  return jb_clock_today (jb_session_get_clock (self->session));
}

static JbPeriod
current_period (JbWindow *self)
{
  return jb_period_choice_resolve (jb_period_button_get_choice (self->period_button), today (self));
}

/* -- period and search ---------------------------------------------------------------------------------------------- */

static void
set_filters (JbWindow *self)
{
  const char *text = gtk_search_bar_get_search_mode (self->search_bar) ? gtk_editable_get_text (self->search_entry) : NULL;
  JbPeriod period = current_period (self);

  jb_invoice_page_set_filter (self->sales_page, period, text);
  jb_invoice_page_set_filter (self->purchases_page, period, text);
}

static void
period_changed_cb (JbWindow *self)
{
  if (self->settings != NULL)
    {
      g_autofree char *word = jb_period_choice_write (jb_period_button_get_choice (self->period_button));

      g_settings_set_string (self->settings, "period", word);
    }
  set_filters (self);
  load_overview (self);
}

static void
search_changed_cb (JbWindow *self)
{
  set_filters (self);
}

static void
set_search (JbWindow *self,
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
  set_filters (self);
}

static void
search_toggled_cb (JbWindow *self)
{
  set_search (self, gtk_toggle_button_get_active (self->search_button));
}

static void
search_stopped_cb (JbWindow *self)
{
  set_search (self, FALSE);
  if (current_list (self) != NULL)
    jb_invoice_page_grab_list (current_list (self));
}

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

static void
show_page (JbWindow   *self,
           const char *name)
{
  GtkListBoxRow *row = find_page_row (self, name);
  gboolean list;

  if (row == NULL)
    return;

  gtk_list_box_select_row (self->pages, row);
  gtk_stack_set_visible_child_name (self->stack, name);
  list = current_list (self) != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->period_button), !g_str_equal (name, "connections"));
  gtk_widget_set_visible (GTK_WIDGET (self->search_button), list);
  gtk_widget_set_visible (GTK_WIDGET (self->search_bar), list);
  gtk_search_bar_set_key_capture_widget (self->search_bar, list ? GTK_WIDGET (self) : NULL);
  adw_window_title_set_title (self->page_title,
                              g_str_equal (name, "sales") ? _("Sales")
                              : g_str_equal (name, "purchases") ? _("Purchases")
                              : g_str_equal (name, "connections") ? _("Connections") : _("Home"));
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "page")),
                             g_variant_new_string (name));
}

static void
go_to_page (JbWindow   *self,
            const char *name)
{
  show_page (self, name);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "page", gtk_stack_get_visible_child_name (self->stack));
}

static void
page_activated_cb (JbWindow      *self,
                   GtkListBoxRow *row)
{
  go_to_page (self, gtk_widget_get_name (GTK_WIDGET (row)));
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

static void
folded_cb (JbWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (self->back_button, folded);
  adw_header_bar_set_show_start_title_buttons (self->header, folded);
}

/* -- what the book holds -------------------------------------------------------------------------------------------- */

static void
show_counts (JbWindow         *self,
             const JbOverview *overview)
{
  g_autofree char *sales = jb_text_count (overview->sales.count);
  g_autofree char *purchases = jb_text_count (overview->purchases.count);

  gtk_label_set_text (self->sales_count, overview->n_invoices > 0 ? sales : "");
  gtk_label_set_text (self->purchases_count, overview->n_invoices > 0 ? purchases : "");
}

static void
show_company (JbWindow  *self,
              GPtrArray *connections)
{
  const JbConnection *first = connections->len > 0 ? g_ptr_array_index (connections, 0) : NULL;
  g_autofree char *number = first != NULL ? jb_registration_display (first->company) : NULL;
  g_autofree char *more = NULL;

  if (first == NULL)
    {
      adw_window_title_set_title (self->company_title, _("Jangbu"));
      adw_window_title_set_subtitle (self->company_title, "");
      return;
    }

  if (connections->len > 1)
    {
      g_autofree char *count = jb_text_count (connections->len);

      more = g_strdup_printf (ngettext ("%s connection", "%s connections", connections->len), count);
    }
  adw_window_title_set_title (self->company_title, first->company_name != NULL ? first->company_name : number);
  adw_window_title_set_subtitle (self->company_title,
                                 more != NULL ? more : first->company_name != NULL ? number : "");
  gtk_window_set_title (GTK_WINDOW (self), first->company_name != NULL ? first->company_name : _("Jangbu"));
}

/* A code that no keyring took: said for as long as it matters, or until it was read. */
static void
show_keyring_banner (JbWindow *self)
{
  gboolean session_only = FALSE;

  for (guint i = 0; i < self->connections->len && !session_only; i++)
    session_only = jb_session_is_session_only (self->session, g_ptr_array_index (self->connections, i));
  gtk_widget_set_visible (self->keyring_banner, session_only && !self->keyring_banner_hidden);
}

static void
read_connections (JbWindow *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) connections = jb_archive_list_connections (self->archive, &error);

  if (connections == NULL)
    {
      g_debug ("No list of connections: %s", error->message);
      return;
    }

  g_clear_pointer (&self->connections, g_ptr_array_unref);
  self->connections = g_steal_pointer (&connections);
  show_company (self, self->connections);
  show_keyring_banner (self);
}

static guint
count_connections (JbWindow *self)
{
  return self->connections != NULL ? self->connections->len : 0;
}

static void
show_overview (JbWindow         *self,
               const JbOverview *overview)
{
  const JbPeriodChoice *choice = jb_period_button_get_choice (self->period_button);
  g_autofree char *label = jb_period_choice_label (choice, today (self));
  JbHomeState state = {
    .overview = overview,
    .n_connections = count_connections (self),
    .period_label = label,
    .period = current_period (self),
    .today = today (self),
    .now = jb_clock_now (jb_session_get_clock (self->session)),
    .collecting = jb_session_is_collecting (self->session),
  };

  show_counts (self, overview);
  jb_home_page_show (self->home_page, &state);
  jb_invoice_page_set_book_empty (self->sales_page, overview->n_invoices == 0, count_connections (self) > 0);
  jb_invoice_page_set_book_empty (self->purchases_page, overview->n_invoices == 0, count_connections (self) > 0);
  if (self->connections != NULL)
    jb_connections_page_show (self->connections_page, self->connections, overview->runs);
}

static void
overview_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(JbWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbOverview) overview = jb_archive_load_overview_finish (JB_ARCHIVE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (overview != NULL)
    show_overview (self, overview);
  else
    show_toast (self, error->message);
  if (self->overview_stale)
    load_overview (self);
}

/* One at a time: while the book is being filled it changes faster than anybody can read. */
static void
load_overview (JbWindow *self)
{
  self->overview_stale = self->archive != NULL && self->loading != NULL;
  if (self->archive == NULL || self->loading != NULL)
    return;

  read_connections (self);
  self->loading = g_cancellable_new ();
  jb_archive_load_overview_async (self->archive, NULL, current_period (self), self->loading, overview_cb,
                                  g_object_ref (self));
}

static void
archive_cb (JbWindow *self)
{
  JbArchive *archive = jb_session_get_archive (self->session);

  if (self->archive != NULL)
    g_signal_handlers_disconnect_by_func (self->archive, load_overview, self);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_set_object (&self->archive, archive);
  if (archive != NULL)
    g_signal_connect_object (archive, "changed", G_CALLBACK (load_overview), self, G_CONNECT_SWAPPED);

  jb_invoice_page_set_archive (self->sales_page, archive);
  jb_invoice_page_set_archive (self->purchases_page, archive);
  load_overview (self);
}

/* -- what is going on ----------------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *
describe_progress (JbWindow *self)
{
  g_autofree char *arrived = jb_text_count (jb_session_get_n_arrived (self->session));

  switch (jb_session_get_phase (self->session))
    {
    case JB_COLLECTOR_LISTING:
      /* Translators: %s is a number of invoices */
      return g_strdup_printf (_("Reading the service’s lists. New so far: %s"), arrived);
    case JB_COLLECTOR_ORIGINALS:
      return g_strdup_printf (_("Fetching and checking originals. New so far: %s"), arrived);
    case JB_COLLECTOR_CONNECTING:
      return g_strdup (_("Reaching the service"));
    case JB_COLLECTOR_IDLE:
    default:
      return g_strdup (_("Collecting"));
    }
}

static void
show_status (JbWindow *self)
{
  g_autofree char *text = NULL;

  if (jb_session_get_state (self->session) == JB_SESSION_STARTING)
    text = g_strdup (jb_session_is_demo (self->session) ? _("Inventing a company for the demo") : _("Opening the book"));
  else if (jb_session_is_collecting (self->session))
    text = describe_progress (self);
  else
    text = g_strdup (self->outcome);
  gtk_label_set_text (self->status_label, text != NULL ? text : "");
}

static gboolean
pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (JB_WINDOW (user_data)->progress_bar);
  return G_SOURCE_CONTINUE;
}

static void
show_progress (JbWindow *self)
{
  gboolean collecting = jb_session_is_collecting (self->session);
  double progress = jb_session_get_progress (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), collecting);
  if (collecting && progress < 0 && self->pulse_source == 0)
    self->pulse_source = g_timeout_add (120, pulse_cb, self);
  else if (!collecting || progress >= 0)
    g_clear_handle_id (&self->pulse_source, g_source_remove);
  if (collecting && progress >= 0)
    gtk_progress_bar_set_fraction (self->progress_bar, progress);
  show_status (self);
}

static void
collecting_cb (JbWindow *self)
{
  gboolean collecting = jb_session_is_collecting (self->session);

  gtk_stack_set_visible_child_name (self->collect_stack, collecting ? "running" : "idle");
  show_progress (self);
  load_overview (self);
}

/* News get a toast; that there are none is said in the status line only. */
static void
collected_cb (JbWindow *self,
              int       outcome,
              guint     n_new)
{
  g_autofree char *number = jb_text_count (n_new);
  g_autofree char *news = g_strdup_printf (ngettext ("%s new invoice", "%s new invoices", n_new), number);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  /* Translators: a time of day, as in strftime() */
  g_autofree char *time = g_date_time_format (now, _("%H:%M"));

  g_clear_pointer (&self->outcome, g_free);
  if (outcome == JB_OUTCOME_STOPPED)
    self->outcome = g_strdup_printf (_("Stopped at %s. Nothing is lost."), time);
  else if (outcome == JB_OUTCOME_FAILED)
    self->outcome = g_strdup_printf (_("Collecting failed at %s."), time);
  else if (n_new == 0)
    self->outcome = g_strdup_printf (_("Collected at %s. Nothing new."), time);
  else
    self->outcome = g_strdup_printf (_("Collected at %s."), time);

  if (n_new > 0)
    show_toast (self, news);
  show_status (self);
}

static void
problem_cb (JbWindow *self)
{
  const GError *problem = jb_session_get_problem (self->session);

  if (problem != NULL)
    gtk_label_set_text (self->problem_label, problem->message);
  gtk_widget_set_visible (self->problem_banner, problem != NULL);
}

/* -- connections ---------------------------------------------------------------------------------------------------- */

static void
connected_cb (JbWindow *self,
              gint64    connection)
{
  self->keyring_banner_hidden = FALSE;
  show_toast (self, _("Connected. The first collection has begun."));
  load_overview (self);
}

static JbConnectDialog *
open_connect_dialog (JbWindow *self)
{
  JbConnectDialog *dialog = jb_connect_dialog_new (GTK_WINDOW (self), self->session);

  g_signal_connect_object (dialog, "connected", G_CALLBACK (connected_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
enter_code_cb (JbWindow *self,
               gint64    connection)
{
  for (guint i = 0; i < count_connections (self); i++)
    {
      const JbConnection *candidate = g_ptr_array_index (self->connections, i);

      if (candidate->id == connection)
        jb_connect_dialog_fill_in (open_connect_dialog (self), candidate);
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
    show_toast (removal->window, error->message);
}

static void
undo_passed_cb (AdwToast *toast,
                Removal  *removal)
{
  if (!removal->undone)
    jb_session_forget_connection (removal->session, removal->connection);
}

static void
removed_cb (JbWindow   *self,
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

/* The demo has its own connection, and nothing that is typed there would be kept. */
static void
update_connect_action (JbWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "connect");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), !jb_session_is_demo (self->session) &&
                                                         jb_session_get_state (self->session) == JB_SESSION_READY);
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

  if (current_list (self) == NULL)
    go_to_page (self, "sales");
  set_search (self, TRUE);
}

static void
clear_search_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  search_stopped_cb (user_data);
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

/* Escape goes one step back: the search first, then the detail. */
static void
back_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  JbWindow *self = user_data;

  if (gtk_search_bar_get_search_mode (self->search_bar))
    search_stopped_cb (self);
  else if (current_list (self) != NULL)
    jb_invoice_page_close_detail (current_list (self));
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
  jb_invoice_page_set_show_details (self->purchases_page, show);
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "detail-visible", show);
}

static void
connect_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  open_connect_dialog (user_data);
}

static void
open_portal_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  jb_portal_open (user_data, "production", JB_PORTAL_HOME);
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

static const GActionEntry actions[] = {
  { .name = "page", .activate = page_action, .parameter_type = "s", .state = "'home'" },
  { .name = "go-home", .activate = go_home_action },
  { .name = "show-sidebar", .activate = show_sidebar_action },
  { .name = "search", .activate = search_action },
  { .name = "clear-search", .activate = clear_search_action },
  { .name = "show-all-time", .activate = show_all_time_action },
  { .name = "period", .activate = period_action },
  { .name = "back", .activate = back_action },
  { .name = "connect", .activate = connect_action },
  { .name = "open-portal", .activate = open_portal_action },
  { .name = "hide-keyring-banner", .activate = hide_keyring_banner_action },
  { .name = "details", .state = "true", .change_state = details_changed_cb },
};

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
  jb_invoice_page_set_settings (self->purchases_page, self->settings);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "details",
                                      g_settings_get_value (self->settings, "detail-visible"));

  period = g_settings_get_string (self->settings, "period");
  jb_window_set_period (self, period);
  page = g_settings_get_string (self->settings, "page");
  show_page (self, page);
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
jb_window_dispose (GObject *object)
{
  JbWindow *self = JB_WINDOW (object);

  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->archive);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child (widget_class, JbWindow, company_title);
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
  gtk_widget_class_bind_template_child (widget_class, JbWindow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, keyring_banner);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, home_page);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, sales_page);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, purchases_page);
  gtk_widget_class_bind_template_child (widget_class, JbWindow, connections_page);
  gtk_widget_class_bind_template_callback (widget_class, page_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, period_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, toast_cb);
  gtk_widget_class_bind_template_callback (widget_class, removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_code_cb);
}

static void
jb_window_class_init (JbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = jb_window_close_request;

  g_type_ensure (JB_TYPE_PERIOD_BUTTON);
  g_type_ensure (JB_TYPE_HOME_PAGE);
  g_type_ensure (JB_TYPE_CONNECTIONS_PAGE);
  g_type_ensure (JB_TYPE_INVOICE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/window.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
}

static void
jb_window_init (JbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

static void
listen_to_session (JbWindow *self)
{
  g_signal_connect_object (self->session, "notify::archive", G_CALLBACK (archive_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (show_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (update_connect_action), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::collecting", G_CALLBACK (collecting_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::progress", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "collected", G_CALLBACK (collected_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_set_visible (self->demo_banner, jb_session_is_demo (self->session));
  jb_period_button_set_today (self->period_button, today (self));
  jb_connections_page_set_session (self->connections_page, self->session);
  update_connect_action (self);
  problem_cb (self);
  collecting_cb (self);
}

JbWindow *
jb_window_new (JbApplication *application)
{
  JbWindow *self;

  g_return_val_if_fail (JB_IS_APPLICATION (application) && jb_application_get_session (application) != NULL, NULL);

  self = g_object_new (JB_TYPE_WINDOW, "application", application, NULL);
  self->session = g_object_ref (jb_application_get_session (application));
  g_set_object (&self->settings, jb_application_get_settings (application));

  listen_to_session (self);
  show_page (self, "home");
  restore_state (self);
  set_filters (self);
  archive_cb (self);
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

  return direction == JB_DIRECTION_SALES ? self->sales_page : self->purchases_page;
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

  return self->archive != NULL && self->loading == NULL && !self->overview_stale;
}
