/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the sign-up, one of each state, for people to look at: wide and narrow, light and dark. */

#include "config.h"

#include "jb-paste-dialog.h"
#include "jb-signup-page.h"
#include "jb-signup-preferences.h"
#include "jb-signup-ui-test.h"
#include "jb-ui-picture.h"

/* Takes what it is given and does nothing. */
#define BROWSER "#!/bin/sh\nexit 0\n"

/* The window and its shadow share the size. */
#define SHADOW 100

static void
resize (GtkWidget *window,
        int        width,
        int        height)
{
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  jb_test_wait_until (ABS (gtk_widget_get_width (window) - width) < SHADOW &&
                      ABS (gtk_widget_get_height (window) - height) < SHADOW);
}

/* Light, dark and as narrow as a telephone. */
static void
take_three (GtkWidget  *window,
            const char *name)
{
  g_autofree char *dark = g_strconcat (name, "-dark", NULL);
  g_autofree char *narrow = g_strconcat (name, "-narrow", NULL);
  int width, height;

  ui_picture_take (window, name);
  ui_picture_set_dark (TRUE);
  ui_picture_take (window, dark);
  ui_picture_set_dark (FALSE);
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  resize (window, 360, height);
  ui_picture_take (window, narrow);
  resize (window, width, height);
}

static void
test_form (void)
{
  SignupUi f = { 0 };

  signup_ui_begin (&f);
  signup_ui_open (&f, NULL, "production");
  ui_picture_take (f.dialog, "signup-form-empty");
  resize (f.dialog, 620, 1500);
  signup_ui_fill (&f);
  take_three (f.dialog, "signup-form");
  signup_ui_type (&f, JB_SIGNUP_COMPANY_NUMBER, "0001234014");
  signup_ui_type (&f, JB_SIGNUP_COMPANY_NAME, "가온문구 😀");
  signup_ui_type (&f, JB_SIGNUP_REPRESENTATIVE, "홍가온\n김가온");
  signup_ui_type (&f, JB_SIGNUP_POSTAL_CODE, "0000");
  signup_ui_type (&f, JB_SIGNUP_ADDRESS, "예시도 보기시 아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주아주"
                  "아주아주아주아주아주 긴길 견본로 1, 이층 삼호, 예시도 보기시 아주아주 긴길");
  signup_ui_type (&f, JB_SIGNUP_PERSON_EMAIL, "");
  signup_ui_press (&f, "open-browser");
  take_three (f.dialog, "signup-form-wrong");
  signup_ui_close (&f);

  signup_ui_open (&f, JB_EMULATOR_COMPANY, "demo");
  ui_picture_take (f.dialog, "signup-form-demo");
  signup_ui_end (&f);
}

static void
test_browser (void)
{
  SignupUi f = { 0 };

  signup_ui_begin (&f);
  signup_ui_open (&f, NULL, "demo");
  signup_ui_fill (&f);
  resize (f.dialog, 620, 1150);
  signup_ui_press (&f, "open-browser");
  take_three (f.dialog, "signup-browser");
  jb_clock_advance (f.ui.clock, JB_SIGNUP_PAGE_LIFETIME_MS);
  jb_test_wait_until (signup_ui_state (&f) == JB_SIGNUP_BROWSER_EXPIRED);
  ui_picture_take (f.dialog, "signup-browser-expired");
  signup_ui_listen (&f);
  ui_picture_take (f.dialog, "signup-browser-listening");
  g_settings_set_string (f.settings, "signup-callback-address", "example");
  ui_picture_take (f.dialog, "signup-browser-deaf");
  signup_ui_close (&f);
  g_settings_set_boolean (f.settings, "signup-callback-enabled", FALSE);
  signup_ui_open (&f, NULL, NULL);
  ui_picture_take (f.dialog, "signup-browser-left");
  signup_ui_end (&f);
}

static void
set_text (GtkWidget  *paste,
          const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_test_find (paste, "text"))), text, -1);
}

static void
test_paste (void)
{
  SignupUi f = { 0 };
  GtkWidget *paste;

  signup_ui_begin (&f);
  signup_ui_open (&f, NULL, jb_emulator_get_uri (f.emulator));
  signup_ui_fill (&f);
  signup_ui_press (&f, "open-browser");
  signup_ui_press (&f, "paste");
  paste = ui_test_toplevel (JB_TYPE_PASTE_DIALOG);
  ui_picture_take (paste, "signup-paste");
  set_text (paste, "사업자번호 001-12-34015 인증코드 JB0000000000000000000000000TEST1");
  ui_picture_take (paste, "signup-paste-other");
  set_text (paste, "인증코드 JB0000000000000000000000000TEST1");
  ui_picture_take (paste, "signup-paste-code");
  set_text (paste, "{\"SBID\":\"gaon01\",\"COM_REGNO\":\"0001234013\",\"COM_NAME\":\"가온문구\","
            "\"AUTH_CODE\":\"JB0000000000000000000000000WRONG\",\"AUTH_TOKEN\":\"RkFLRS1UT0tFTi1YWFhY\"}");
  gtk_widget_activate_action (paste, "paste.connect", NULL);
  jb_test_wait_until (connect_test_problem (paste) != NULL);
  take_three (paste, "signup-paste-refused");
  set_text (paste, "아이디 gaon01\n인증코드 " JB_EMULATOR_AUTH_CODE "\n");
  gtk_widget_activate_action (paste, "paste.connect", NULL);
  jb_test_wait_until (f.connected != 0);
  ui_picture_take (f.dialog, "signup-done");
  signup_ui_end (&f);
}

static void
test_preferences (void)
{
  SignupUi f = { 0 };
  GtkWidget *window = adw_preferences_window_new ();

  signup_ui_begin (&f);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (jb_signup_preferences_new (f.settings)));
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (f.ui.window));
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 1100);
  gtk_window_present (GTK_WINDOW (window));
  jb_test_wait_until (*adw_preferences_row_get_title (ADW_PREFERENCES_ROW (ui_test_find (window, "status"))) != '\0');
  take_three (window, "signup-preferences");
  g_settings_set_boolean (f.settings, "signup-callback-enabled", TRUE);
  g_settings_set_string (f.settings, "signup-callback-address", "8.8.8.8");
  jb_test_wait_until (gtk_widget_has_css_class (ui_test_find (window, "status"), "error"));
  ui_picture_take (window, "signup-preferences-wrong");
  gtk_window_destroy (GTK_WINDOW (window));
  signup_ui_end (&f);
}

int
main (int    argc,
      char **argv)
{
  int result;

  ui_picture_set_language ();
  signup_ui_set_browser (BROWSER);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  ui_picture_set_dark (FALSE);
  g_test_add_func ("/signup-pictures/form", test_form);
  g_test_add_func ("/signup-pictures/browser", test_browser);
  g_test_add_func ("/signup-pictures/paste", test_paste);
  g_test_add_func ("/signup-pictures/preferences", test_preferences);
  result = g_test_run ();
  signup_ui_remove_browser ();
  return result;
}
