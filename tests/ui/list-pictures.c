/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of filters, selections and columns, for people to look at. */

#include "config.h"

#include "jb-filter-button.h"
#include "jb-ui-picture.h"
#include "jb-ui-test.h"

static void
set_size (int width,
          int height)
{
  g_autoptr(GSettings) settings = jb_settings_new ();

  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
}

static void
open_list (UiTest     *f,
           int         width,
           int         height,
           const char *search)
{
  GtkWidget *entry;

  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  set_size (width, height);
  f->window = jb_window_new (f->application);
  gtk_window_present (GTK_WINDOW (f->window));
  jb_window_set_period (f->window, "all");
  ui_test_go (f, "sales");
  jb_test_wait_until (jb_window_is_settled (f->window));
  ui_test_list (f, JB_DIRECTION_SALES);
  if (search == NULL)
    return;
  entry = ui_test_find_type (GTK_WIDGET (f->window), GTK_TYPE_SEARCH_ENTRY);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), search);
  jb_test_wait_until (g_strcmp0 (jb_invoice_list_get_query (ui_test_list (f, JB_DIRECTION_SALES))->text, search) == 0);
  ui_test_list (f, JB_DIRECTION_SALES);
}

static JbFilterButton *
filters_of (UiTest *f)
{
  return JB_FILTER_BUTTON (ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_FILTER_BUTTON));
}

static void
set_filters (UiTest   *f,
             gboolean  impossible)
{
  g_autoptr(JbInvoiceQuery) filters = jb_invoice_query_new ();

  jb_invoice_query_set_code (&filters->kinds, impossible ? 304 : 101, TRUE);
  jb_invoice_query_set_code (&filters->kinds, impossible ? 306 : 201, TRUE);
  jb_invoice_query_set_code (&filters->statuses, JB_STATUS_ISSUED, TRUE);
  filters->originals = JB_ORIGINALS_MISSING;
  filters->total_from = -30000000;
  jb_filter_button_set_filters (filters_of (f), filters, NULL);
  ui_test_list (f, JB_DIRECTION_SALES);
}

static void
select_some (UiTest *f)
{
  GtkSelectionModel *model =
    gtk_column_view_get_model (jb_invoice_page_get_view (jb_window_get_page (f->window, JB_DIRECTION_SALES)));

  gtk_selection_model_select_range (model, 1, 4, TRUE);
  gtk_selection_model_select_item (model, 7, FALSE);
}

/* A popover is a window of its own; @name: of its picture. */
static void
take_popover (UiTest     *f,
              GtkWidget  *near,
              const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (near); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) && gtk_widget_get_visible (child))
      {
        ui_picture_take (child, name);
        gtk_popover_popdown (GTK_POPOVER (child));
        return;
      }
    else
      take_popover (f, child, name);
}

static void
test_pictures (void)
{
  UiTest f = { 0 };
  g_autoptr(GSettings) settings = NULL;

  ui_test_prepare (&f);
  ui_test_fill_book (&f, UI_TEST_INVOICES);
  set_size (1280, 800);
  ui_test_show (&f);
  settings = jb_settings_new ();
  g_settings_set_value (settings, "filters", g_variant_new_parsed ("@a{sa{sv}} {'미수금 확인': {'original': <false>}, '큰 금액': {'from': <int64 10000000>}}"));

  open_list (&f, 1280, 800, NULL);
  set_filters (&f, FALSE);
  select_some (&f);
  ui_picture_take (GTK_WIDGET (f.window), "filters");
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "filters", NULL);
  take_popover (&f, GTK_WIDGET (filters_of (&f)), "filters-panel");
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "columns", NULL);
  take_popover (&f, GTK_WIDGET (jb_window_get_page (f.window, JB_DIRECTION_SALES)), "columns-panel");
  gtk_widget_activate_action (GTK_WIDGET (jb_window_get_page (f.window, JB_DIRECTION_SALES)), "invoices.menu", NULL);
  take_popover (&f, GTK_WIDGET (jb_window_get_page (f.window, JB_DIRECTION_SALES)), "rows-menu");
  set_filters (&f, TRUE);
  ui_picture_take (GTK_WIDGET (f.window), "nothing-fits");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  open_list (&f, 1280, 800, "다솔");
  set_filters (&f, FALSE);
  select_some (&f);
  ui_picture_take (GTK_WIDGET (f.window), "filters-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_LIGHT);
  open_list (&f, 360, 700, "상사");
  set_filters (&f, FALSE);
  select_some (&f);
  ui_picture_take (GTK_WIDGET (f.window), "filters-narrow");
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  ui_picture_set_language ();

  /* No keyring of whoever runs the test. */
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/pictures/lists", test_pictures);
  return g_test_run ();
}
