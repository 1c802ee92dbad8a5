/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the preferences for people to look at. */

#include "config.h"

#include "jb-preferences-test.h"
#include "jb-ui-picture.h"

static void
take (GtkWidget  *window,
      const char *page,
      const char *name)
{
  preferences_test_show_page (window, page);
  ui_picture_take (window, name);
}

static void
take_proxy (GtkWidget  *window,
            const char *text,
            const char *name)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_test_find (window, "proxy-mode")), 2);
  preferences_test_enter (ui_test_find (window, "proxy-uri"), text);
  take (window, "network", name);
}

static void
test_pictures (void)
{
  UiTest f = { 0 };
  GtkWidget *window, *status;

  ui_test_prepare (&f);
  preferences_test_fill_book (&f);
  ui_test_show (&f);
  window = preferences_test_open (&f);

  take (window, "collecting", "preferences-collecting-off");
  preferences_test_pause_all (&f);
  g_settings_set_boolean (jb_application_get_settings (f.application), "collect-automatically", TRUE);
  take (window, "collecting", "preferences-collecting");
  take (window, "network", "preferences-network");
  take_proxy (window, "http://me:secret@proxy.example:8080", "preferences-proxy-wrong");
  take_proxy (window, "proxy.example:8080", "preferences-proxy");
  take (window, "book", "preferences-book");
  preferences_test_show_page (window, "signup");
  /* It says whether the address can be listened on as soon as it has tried. */
  status = ui_test_find (window, "status");
  jb_test_wait_until (*adw_preferences_row_get_title (ADW_PREFERENCES_ROW (status)) != '\0');
  take (window, "signup", "preferences-signup");

  ui_picture_set_dark (TRUE);
  take (window, "collecting", "preferences-collecting-dark");
  take_proxy (window, "proxy.example", "preferences-proxy-dark");
  ui_picture_set_dark (FALSE);

  gtk_window_destroy (GTK_WINDOW (window));
  window = preferences_test_open (&f);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  take (window, "collecting", "preferences-collecting-narrow");
  take_proxy (window, "socks9://proxy.example:1080", "preferences-proxy-narrow");

  gtk_window_destroy (GTK_WINDOW (window));
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  ui_picture_set_language ();
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/pictures/preferences", test_pictures);
  return g_test_run ();
}
