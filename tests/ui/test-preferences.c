/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences over real settings: what is chosen is kept, what is kept is shown, and it takes effect at once. */

#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "jb-connection-row.h"
#include "jb-interval-row.h"
#include "jb-network-preferences.h"
#include "jb-preferences-test.h"

#include <gio/gsettingsbackend.h>

typedef struct
{
  UiTest     ui;
  GtkWidget *window;
  GSettings *settings;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  ui_test_prepare (&f->ui);
  preferences_test_fill_book (&f->ui);
  ui_test_show (&f->ui);
  f->window = preferences_test_open (&f->ui);
  f->settings = jb_application_get_settings (f->ui.application);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  ui_test_end (&f->ui);
}

static GtkWidget *
find (Fixture    *f,
      const char *name)
{
  GtkWidget *found = ui_test_find (f->window, name);

  g_assert_nonnull (found);
  return found;
}

/* -- the window ------------------------------------------------------------------------------------------------------ */

static void
test_window (Fixture       *f,
             gconstpointer  data)
{
  static const char *pages[] = { "collecting", "book", "signatures", "network", "signup" };
  g_auto(GStrv) accels = gtk_application_get_accels_for_action (GTK_APPLICATION (f->ui.application), "win.preferences");

  g_assert_cmpstr (accels[0], ==, "<Control>comma");
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      preferences_test_show_page (f->window, pages[i]);
      g_assert_cmpstr (adw_preferences_window_get_visible_page_name (ADW_PREFERENCES_WINDOW (f->window)), ==, pages[i]);
    }
  g_assert_true (gtk_window_get_modal (GTK_WINDOW (f->window)));
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (f->window)) == GTK_WINDOW (f->ui.window));
}

/* The menu of a connection leads here, too: to an action that exists and takes nothing. */
static void
test_row_menu (Fixture       *f,
               gconstpointer  data)
{
  GtkWidget *row, *button;
  GMenuModel *menu;
  guint n_found = 0;

  ui_test_go (&f->ui, "connections");
  jb_test_wait_until (ui_test_find_type (GTK_WIDGET (f->ui.window), JB_TYPE_CONNECTION_ROW) != NULL);
  row = ui_test_find_type (GTK_WIDGET (f->ui.window), JB_TYPE_CONNECTION_ROW);
  button = ui_test_find_type (row, GTK_TYPE_MENU_BUTTON);
  jb_test_wait_until (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button)) != NULL);
  menu = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button));
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *action = NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &action) && g_str_equal (action, "win.preferences"))
        n_found++;
    }
  g_assert_cmpuint (n_found, ==, 1);
  g_assert_null (g_action_group_get_action_parameter_type (G_ACTION_GROUP (f->ui.window), "preferences"));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (f->ui.window), "preferences"));
}

/* -- collecting ------------------------------------------------------------------------------------------------------ */

static void
list_rows (GtkWidget *widget,
           GPtrArray *rows)
{
  if (JB_IS_INTERVAL_ROW (widget))
    g_ptr_array_add (rows, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    list_rows (child, rows);
}

static GPtrArray *
find_rows (Fixture *f)
{
  GPtrArray *rows = g_ptr_array_new ();

  list_rows (f->window, rows);
  return rows;
}

/* What the row says that is chosen. */
static const char *
get_choice (GtkWidget *row)
{
  return gtk_string_object_get_string (adw_combo_row_get_selected_item (ADW_COMBO_ROW (row)));
}

static int
kept_interval (Fixture    *f,
               const char *environment,
               const char *company)
{
  g_autoptr(GSettings) settings = jb_settings_new_for_connection (f->settings, "smartbill", environment, company);

  return jb_settings_get_interval (settings);
}

static void
test_automatic (Fixture       *f,
                gconstpointer  data)
{
  GtkSwitch *automatic = GTK_SWITCH (find (f, "automatic"));
  g_autoptr(GPtrArray) rows = find_rows (f);

  g_assert_false (gtk_switch_get_active (automatic));
  g_assert_cmpuint (rows->len, ==, 3);
  g_assert_false (gtk_widget_is_sensitive (g_ptr_array_index (rows, 0)));
  preferences_test_pause_all (&f->ui);
  jb_test_wait_until (ui_test_find_text (f->window, "가온문구 · Demo · Paused") != NULL);
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = find_rows (f);
  gtk_switch_set_active (automatic, TRUE);
  g_assert_true (g_settings_get_boolean (f->settings, "collect-automatically"));
  g_assert_true (gtk_widget_is_sensitive (g_ptr_array_index (rows, 0)));
  g_settings_reset (f->settings, "collect-automatically");
  g_assert_true (gtk_switch_get_active (automatic));
  g_settings_set_boolean (f->settings, "collect-automatically", FALSE);
  g_assert_false (gtk_switch_get_active (automatic));
}

static void
test_intervals (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) rows = find_rows (f);
  g_autoptr(GSettings) production = jb_settings_new_for_connection (f->settings, "smartbill", "production", UI_TEST_COMPANY);
  GtkWidget *row = g_ptr_array_index (rows, 1);

  g_assert_cmpstr (adw_preferences_row_get_title (g_ptr_array_index (rows, 0)), ==, "SmartBill");
  g_assert_cmpstr (adw_action_row_get_subtitle (g_ptr_array_index (rows, 0)), ==, "가온문구 · Demo");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "본점 계정");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "가온문구 · Production");
  g_assert_cmpstr (adw_action_row_get_subtitle (g_ptr_array_index (rows, 2)), ==, "해솔 & 다온 · Production");
  g_assert_nonnull (ui_test_find_text (g_ptr_array_index (rows, 2), "해솔 & 다온 · Production"));

  /* Each its own. */
  g_assert_cmpstr (get_choice (row), ==, "Every Hour");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  g_assert_cmpstr (get_choice (row), ==, "Every 15 Minutes");
  g_assert_cmpint (kept_interval (f, "production", UI_TEST_COMPANY), ==, 15);
  g_assert_cmpint (kept_interval (f, "demo", UI_TEST_COMPANY), ==, 60);
  g_assert_cmpint (kept_interval (f, "production", OTHER_COMPANY), ==, 60);

  /* What somebody else set is shown, also when it is no usual choice. */
  g_settings_set_int (production, "interval", 45);
  g_assert_cmpstr (get_choice (row), ==, "Every 45 Minutes");
  g_assert_cmpint (kept_interval (f, "production", UI_TEST_COMPANY), ==, 45);
  g_settings_set_int (production, "interval", 10080);
  g_assert_cmpstr (get_choice (row), ==, "Every Week");
  g_settings_reset (production, "interval");
  g_assert_cmpstr (get_choice (row), ==, "Every Hour");
}

/* The rows follow the book while the window is open. */
static void
test_connections (Fixture       *f,
                  gconstpointer  data)
{
  JbArchive *archive = jb_session_get_archive (f->ui.session);
  g_autoptr(GPtrArray) connections = jb_archive_list_connections (archive, NULL);
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) left = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);

      g_assert_true (i == 1 ? jb_archive_rename_connection (archive, connection->id, "지점", &error)
                            : jb_archive_remove_connection (archive, connection->id, &error));
      g_assert_no_error (error);
    }
  jb_test_wait_until (ui_test_find (f->window, "no-connection") != NULL &&
                      ui_test_find_text (f->window, "지점") != NULL && ui_test_find_text (f->window, "본점 계정") == NULL);
  jb_test_wait_until (ui_test_find_text (f->window, "해솔 & 다온 · Production") == NULL);
  rows = find_rows (f);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_false (gtk_widget_get_visible (find (f, "no-connection")));

  g_assert_true (jb_archive_remove_connection (archive, ((JbConnection *) g_ptr_array_index (connections, 1))->id, &error));
  jb_test_wait_until (gtk_widget_get_visible (find (f, "no-connection")));
  left = find_rows (f);
  g_assert_cmpuint (left->len, ==, 0);
}

static void
test_tokens (Fixture       *f,
             gconstpointer  data)
{
  static const char *words[] = { "day", "week", "half-month", "month", "quarter", "half-year", "year", "unlimited" };
  AdwComboRow *row = ADW_COMBO_ROW (find (f, "token-lifetime"));

  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), ==, G_N_ELEMENTS (words));
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *kept = NULL;

      adw_combo_row_set_selected (row, i);
      kept = g_settings_get_string (f->settings, "token-lifetime");
      g_assert_cmpstr (kept, ==, words[i]);
    }
  g_settings_set_string (f->settings, "token-lifetime", "week");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 1);
}

/* -- the network ----------------------------------------------------------------------------------------------------- */

static void
assert_kept (Fixture    *f,
             const char *key,
             const char *value)
{
  g_autofree char *kept = g_settings_get_string (f->settings, key);

  g_assert_cmpstr (kept, ==, value);
}

static void
test_proxy (Fixture       *f,
            gconstpointer  data)
{
  AdwComboRow *mode;
  GtkWidget *uri, *problem;

  preferences_test_show_page (f->window, "network");
  mode = ADW_COMBO_ROW (find (f, "proxy-mode"));
  uri = find (f, "proxy-uri");
  problem = find (f, "problem");
  g_assert_cmpuint (adw_combo_row_get_selected (mode), ==, 0);
  g_assert_false (gtk_widget_get_mapped (uri));
  adw_combo_row_set_selected (mode, 1);
  assert_kept (f, "proxy-mode", "none");
  adw_combo_row_set_selected (mode, 2);
  assert_kept (f, "proxy-mode", "manual");
  jb_test_wait_until (gtk_widget_get_mapped (uri));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (problem)), "Enter the address"));
  g_assert_false (gtk_widget_has_css_class (uri, "error"));
  /* Nothing is wrong yet: the window behind stays calm. */
  g_assert_null (jb_session_get_problem (f->ui.session));

  preferences_test_enter (uri, "http://me:secret@proxy.example:8080");
  g_assert_true (gtk_widget_get_visible (problem));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (problem)), "name and password"));
  g_assert_true (gtk_widget_has_css_class (uri, "error"));
  assert_kept (f, "proxy-uri", "");

  preferences_test_enter (uri, " Proxy.Example:8080 ");
  g_assert_false (gtk_widget_get_visible (problem));
  g_assert_false (gtk_widget_has_css_class (uri, "error"));
  assert_kept (f, "proxy-uri", "http://proxy.example:8080");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (uri)), ==, "http://proxy.example:8080");

  /* A file that somebody wrote by hand is shown, with what is wrong with it, here and in the window behind. */
  g_settings_set_string (f->settings, "proxy-uri", "ftp://proxy.example:21");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (uri)), ==, "ftp://proxy.example:21");
  g_assert_true (gtk_widget_get_visible (problem));
  g_assert_nonnull (jb_session_get_problem (f->ui.session));
}

static void
test_hosts (Fixture       *f,
            gconstpointer  data)
{
  const char *expected[] = { "*.inside.example", "10.0.0.0/8", NULL };
  const char *other[] = { "a.example", "b.example", NULL };
  g_auto(GStrv) kept = NULL;
  GtkWidget *hosts;

  preferences_test_show_page (f->window, "network");
  hosts = find (f, "proxy-ignore-hosts");
  preferences_test_enter (hosts, "*.inside.example  10.0.0.0/8,");
  kept = g_settings_get_strv (f->settings, "proxy-ignore-hosts");
  g_assert_cmpstrv (kept, expected);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (hosts)), ==, "*.inside.example, 10.0.0.0/8");
  g_settings_set_strv (f->settings, "proxy-ignore-hosts", other);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (hosts)), ==, "a.example, b.example");
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  guint *n = user_data;

  (*n)++;
  return TRUE;
}

/* What is chosen here is the way of the very next request, without a restart. */
static void
test_proxy_at_once (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(GSocketService) proxy = g_socket_service_new ();
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;
  guint n_visits = 0;

  address = g_strdup_printf ("127.0.0.1:%u", g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (proxy), NULL, &error));
  g_assert_no_error (error);
  g_signal_connect (proxy, "incoming", G_CALLBACK (incoming_cb), &n_visits);
  preferences_test_show_page (f->window, "network");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find (f, "proxy-mode")), 2);
  preferences_test_enter (find (f, "proxy-uri"), address);

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup ("https://service.invalid/sb-api/request");
  connection->company = g_strdup (OTHER_COMPANY);
  connection->account = g_strdup ("haesol");
  secret->auth_code = g_strdup ("JB0000000000000000000000000TEST1");
  jb_session_connect_async (f->ui.session, connection, secret, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_cmpint (jb_session_connect_finish (f->ui.session, result, NULL, &error), ==, 0);
  g_assert_cmpuint (n_visits, >, 0);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, address));
  g_socket_service_stop (proxy);
  g_socket_listener_close (G_SOCKET_LISTENER (proxy));
}

/* An office may have fixed its settings: then they can be seen, but not changed. */
static void
test_fixed (void)
{
  g_autoptr(GSettings) saved = jb_settings_new ();
  g_autoptr(GSettingsBackend) backend = g_null_settings_backend_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettings) fixed = NULL;
  GtkWidget *page;

  g_object_get (saved, "settings-schema", &schema, NULL);
  fixed = g_settings_new_full (schema, backend, NULL);
  page = g_object_ref_sink (jb_network_preferences_new (fixed));
  g_assert_false (gtk_widget_get_sensitive (ui_test_find (page, "proxy-mode")));
  g_assert_false (gtk_widget_get_sensitive (ui_test_find (page, "proxy-uri")));
  g_assert_false (gtk_widget_get_sensitive (ui_test_find (page, "proxy-ignore-hosts")));
  g_assert_finalize_object (page);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture       *f,
                       gconstpointer  data);
  } tests[] = {
    { "/preferences/window", test_window },
    { "/preferences/row-menu", test_row_menu },
    { "/preferences/automatic", test_automatic },
    { "/preferences/intervals", test_intervals },
    { "/preferences/connections", test_connections },
    { "/preferences/tokens", test_tokens },
    { "/preferences/proxy", test_proxy },
    { "/preferences/hosts", test_hosts },
    { "/preferences/proxy-at-once", test_proxy_at_once },
  };

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/preferences/fixed", test_fixed);
  return g_test_run ();
}
