/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every template loads without a word on the console, every icon it names exists, every button says what it does. */

#include "config.h"

#include "jb-certificate-row.h"
#include "jb-certificates-page.h"
#include "jb-checklist-page.h"
#include "jb-checklist-row.h"
#include "jb-collecting-preferences.h"
#include "jb-connection-row.h"
#include "jb-connections-page.h"
#include "jb-department-user.h"
#include "jb-home-page.h"
#include "jb-interval-row.h"
#include "jb-invoice-detail.h"
#include "jb-invoice-page.h"
#include "jb-form-pane.h"
#include "jb-month-chart.h"
#include "jb-network-preferences.h"
#include "jb-period-button.h"
#include "jb-ui-test.h"

#define UI_FOLDER "/kr/jangbu/Jangbu/ui"

static void
test_widgets (void)
{
  const GType types[] = {
    JB_TYPE_CERTIFICATE_ROW, JB_TYPE_CERTIFICATES_PAGE, JB_TYPE_CHECKLIST_PAGE, JB_TYPE_CHECKLIST_ROW, JB_TYPE_DEPARTMENT_USER,
    JB_TYPE_CONNECTION_ROW, JB_TYPE_CONNECTIONS_PAGE, JB_TYPE_FORM_PANE, JB_TYPE_FORM_VIEW, JB_TYPE_HOME_PAGE, JB_TYPE_INVOICE_DETAIL,
    JB_TYPE_INVOICE_PAGE, JB_TYPE_MONTH_CHART, JB_TYPE_PERIOD_BUTTON,
    JB_TYPE_COLLECTING_PREFERENCES, JB_TYPE_NETWORK_PREFERENCES, JB_TYPE_INTERVAL_ROW,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));

      g_test_message ("%s", g_type_name (types[i]));
      g_assert_finalize_object (widget);
    }
}

static void
test_shortcuts (void)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/kr/jangbu/Jangbu/ui/help-overlay.ui");
  GObject *overlay = gtk_builder_get_object (builder, "help_overlay");

  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (overlay));
  gtk_window_destroy (GTK_WINDOW (overlay));
}

static void
check_icons (GtkIconTheme *theme,
             const char   *path)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  g_autoptr(GRegex) regex = g_regex_new ("\"icon-name\">([^<]+)<", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  g_assert_nonnull (bytes);
  g_regex_match_full (regex, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, 0, &match, NULL);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *icon = g_match_info_fetch (match, 1);

      g_test_message ("%s: %s", path, icon);
      g_assert_true (gtk_icon_theme_has_icon (theme, icon));
    }
}

static void
test_icons (void)
{
  static const char *ours[] = {
    "jb-original-valid-symbolic", "jb-original-altered-symbolic", "jb-original-symbolic", "jb-original-missing-symbolic",
    "dialog-error-symbolic", "dialog-information-symbolic", "dialog-question-symbolic",
  };
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  g_auto(GStrv) files = g_resources_enumerate_children (UI_FOLDER, 0, NULL);

  g_assert_nonnull (files);
  gtk_icon_theme_add_resource_path (theme, "/kr/jangbu/Jangbu/icons");
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (UI_FOLDER "/", files[i], NULL);

      check_icons (theme, path);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
    g_assert_true (gtk_icon_theme_has_icon (theme, ours[i]));
}

/* A button with an icon only needs a name for those who cannot see the icon, and a tooltip for those who can. */
static void
check_buttons (GtkWidget *widget,
               guint     *n_checked)
{
  gboolean icon_only = (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL) ||
                       (GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (widget)) != NULL);

  /* The window's own buttons are GTK's; those of an entry row and the header bar's way back (1.4, private type) are libadwaita's. */
  if (GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_SEARCH_BAR (widget) || ADW_IS_ENTRY_ROW (widget) ||
      g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwBackButton"))
    return;
  if (icon_only)
    {
      g_test_message ("%s", gtk_widget_get_tooltip_text (widget));
      g_assert_nonnull (gtk_widget_get_tooltip_text (widget));
      g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL));
      (*n_checked)++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_buttons (child, n_checked);
}

static void
test_buttons (void)
{
  UiTest f = { 0 };
  guint n_checked = 0;

  ui_test_prepare (&f);
  ui_test_fill_book (&f, 3);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  check_buttons (GTK_WIDGET (f.window), &n_checked);
  g_assert_cmpuint (n_checked, >=, 8);
  ui_test_end (&f);
}

/* -- the period chooser --------------------------------------------------------------------------------------------- */

static void
count_cb (JbPeriodButton *button,
          guint          *count)
{
  (*count)++;
}

static void
test_period_button (void)
{
  static const struct
  {
    const char *name;
    const char *word;
  } cases[] = {
    { "this-month", "this-month" }, { "last-month", "last-month" }, { "last-12-months", "last-12-months" },
    { "all", "all" }, { "quarter-1", "vat-quarter-2026-1" }, { "quarter-2", "vat-quarter-2026-2" },
    { "quarter-3", "vat-quarter-2026-3" }, { "quarter-4", "vat-quarter-2026-4" }, { "half-1", "vat-half-2026-1" },
    { "half-2", "vat-half-2026-2" }, { "year", "year-2026" },
  };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *button = g_object_new (JB_TYPE_PERIOD_BUTTON, NULL);
  guint count = 0;

  gtk_window_set_child (GTK_WINDOW (window), button);
  gtk_window_present (GTK_WINDOW (window));
  jb_period_button_set_today (JB_PERIOD_BUTTON (button), UI_TEST_TODAY);
  g_signal_connect (button, "changed", G_CALLBACK (count_cb), &count);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkWidget *choice = ui_test_find (button, cases[i].name);
      g_autofree char *word = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_true (GTK_IS_BUTTON (choice));
      g_signal_emit_by_name (choice, "clicked");
      word = jb_period_choice_write (jb_period_button_get_choice (JB_PERIOD_BUTTON (button)));
      g_assert_cmpstr (word, ==, cases[i].word);
      g_assert_cmpuint (count, ==, i + 1);
      /* Choosing it again is no news. */
      g_signal_emit_by_name (choice, "clicked");
      g_assert_cmpuint (count, ==, i + 1);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/templates/widgets", test_widgets);
  g_test_add_func ("/templates/shortcuts", test_shortcuts);
  g_test_add_func ("/templates/icons", test_icons);
  g_test_add_func ("/templates/buttons", test_buttons);
  g_test_add_func ("/templates/period-button", test_period_button);
  return g_test_run ();
}
