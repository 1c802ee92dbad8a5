/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the sign-up in the window share: a default browser of the test's own, the dialog over a real window, hands
 * to fill it in. */

#pragma once

#include "jb-connect-test.h"
#include "jb-emulator-signup.h"
#include "jb-signup-browser-page.h"
#include "jb-signup-dialog.h"
#include "jb-signup-test.h"

#include <unistd.h>

typedef struct
{
  UiTest      ui;
  JbEmulator *emulator;
  GSettings  *settings;
  GtkWidget  *dialog;        /* (nullable) */
  gint64      connected;     /* what the dialog said last; 0 = nothing yet */
} SignupUi;

static char *signup_ui_home;

/* -- the default browser -------------------------------------------------------------------------------------------- */

/* (transfer full) */
static inline char *
signup_ui_path (const char *name)
{
  return g_build_filename (signup_ui_home, name, NULL);
}

static inline void
signup_ui_write (const char *name,
                 const char *text,
                 int         mode)
{
  g_autofree char *path = signup_ui_path (name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, mode, &error);
  g_assert_no_error (error);
}

/* What GTK wants of the machine, without the programs that the machine has. */
static inline void
signup_ui_hide_programs (void)
{
  static const char * const wanted[] = { "icons", "glib-2.0", "mime", "themes" };
  g_autofree char *share = signup_ui_path ("share");

  g_assert_cmpint (g_mkdir (share, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *there = g_build_filename ("/usr/share", wanted[i], NULL);
      g_autofree char *here = g_build_filename (share, wanted[i], NULL);

      g_assert_cmpint (symlink (there, here), ==, 0);
    }
  g_setenv ("XDG_DATA_DIRS", share, TRUE);
}

/* First thing in main(), before GLib asks where the user keeps things: folders of the test's own, in which @script is what the
 * desktop opens addresses with. */
static inline void
signup_ui_set_browser (const char *script)
{
  static const char * const folders[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME" };
  g_autoptr(GError) error = NULL;
  g_autofree char *entry = NULL;

  signup_ui_home = g_dir_make_tmp ("jangbu-signup-XXXXXX", &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = signup_ui_path (folders[i]);

      g_setenv (folders[i], path, TRUE);
    }
  signup_ui_hide_programs ();
  g_unsetenv ("GTK_USE_PORTAL");
  g_setenv ("JB_BROWSER_HOME", signup_ui_home, TRUE);

  entry = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Test Browser\nExec=%s/browser %%u\n"
                           "MimeType=x-scheme-handler/http;\n", signup_ui_home);
  signup_ui_write ("XDG_DATA_HOME/applications/jb-test-browser.desktop", entry, 0600);
  signup_ui_write ("XDG_CONFIG_HOME/mimeapps.list",
                   "[Default Applications]\nx-scheme-handler/http=jb-test-browser.desktop\n", 0600);
  signup_ui_write ("browser", script, 0700);
}

/* Last thing in main(). */
static inline void
signup_ui_remove_browser (void)
{
  jb_test_remove_tree (signup_ui_home);
  g_clear_pointer (&signup_ui_home, g_free);
}

/* -- window and dialog ---------------------------------------------------------------------------------------------- */

/* A port of this machine that nobody uses right now. */
static inline guint
signup_ui_find_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  return port;
}

static inline void
signup_ui_begin (SignupUi *f)
{
  ui_test_prepare (&f->ui);
  /* One that waits: the form is given five minutes. */
  g_clear_object (&f->ui.clock);
  f->ui.clock = jb_clock_new_manual (jb_instant_from_date (UI_TEST_TODAY) + G_GINT64_CONSTANT (10) * 60 * 60 * 1000, FALSE);
  f->emulator = connect_test_emulator (&f->ui);
  ui_test_show (&f->ui);
  jb_test_wait_until (jb_window_is_settled (f->ui.window));
  f->settings = jb_settings_new ();
  g_settings_set_string (f->settings, "signup-link", "JANGBU_TEST");
}

/* Whatever a test did, no code has come into the settings. */
static inline void
signup_ui_check_settings (SignupUi *f)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (f->settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GVariant) value = g_settings_get_value (f->settings, keys[i]);
      g_autofree char *text = g_variant_print (value, FALSE);

      g_assert_null (strstr (text, JB_EMULATOR_AUTH_CODE));
    }
}

static inline void
signup_ui_end (SignupUi *f)
{
  signup_ui_check_settings (f);
  if (f->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (f->dialog));
  jb_test_wait_until (f->dialog == NULL);
  jb_test_wait_until (!jb_session_is_collecting (f->ui.session));
  ui_test_end (&f->ui);
  jb_emulator_stop (f->emulator);
  g_clear_object (&f->emulator);
  g_clear_object (&f->settings);
  *f = (SignupUi) { 0 };
}

static inline void
signup_ui_connected_cb (JbSignupDialog *dialog,
                        gint64          connection,
                        SignupUi       *f)
{
  g_assert_cmpint (f->connected, ==, 0);
  f->connected = connection;
}

static inline void
signup_ui_open (SignupUi   *f,
                const char *company,
                const char *environment)
{
  g_assert_null (f->dialog);
  f->connected = 0;
  f->dialog = jb_signup_dialog_new (f->ui.session, f->settings, company, environment);
  g_object_add_weak_pointer (G_OBJECT (f->dialog), (gpointer *) &f->dialog);
  g_signal_connect (f->dialog, "connected", G_CALLBACK (signup_ui_connected_cb), f);
  gtk_window_set_transient_for (GTK_WINDOW (f->dialog), GTK_WINDOW (f->ui.window));
  gtk_window_present (GTK_WINDOW (f->dialog));
  jb_test_wait_until (gtk_widget_get_mapped (f->dialog));
}

static inline void
signup_ui_close (SignupUi *f)
{
  gtk_window_close (GTK_WINDOW (f->dialog));
  jb_test_wait_until (f->dialog == NULL);
}

static inline GtkWidget *
signup_ui_find (SignupUi   *f,
                const char *name)
{
  GtkWidget *widget = ui_test_find (f->dialog, name);

  g_assert_nonnull (widget);
  return widget;
}

static inline const char *
signup_ui_text (SignupUi   *f,
                const char *name)
{
  return gtk_label_get_text (GTK_LABEL (signup_ui_find (f, name)));
}

static inline void
signup_ui_type (SignupUi      *f,
                JbSignupField  field,
                const char    *text)
{
  connect_test_type (f->dialog, jb_signup_field_get_name (field), text);
}

/* As a person would: everything but the number of a fax, which nobody has. */
static inline void
signup_ui_fill (SignupUi *f)
{
  g_autoptr(JbSignupForm) form = signup_form_new ();

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    if (i != JB_SIGNUP_IS_MASTER)
      signup_ui_type (f, i, jb_signup_form_get (form, i));
}

static inline void
signup_ui_press (SignupUi   *f,
                 const char *name)
{
  GtkWidget *button = signup_ui_find (f, name);

  g_assert_true (GTK_IS_BUTTON (button));
  g_assert_true (gtk_widget_get_mapped (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static inline gboolean
signup_ui_shows (SignupUi   *f,
                 const char *name)
{
  return gtk_widget_get_mapped (signup_ui_find (f, name));
}

static inline JbSignupBrowserState
signup_ui_state (SignupUi *f)
{
  return jb_signup_browser_page_get_state (JB_SIGNUP_BROWSER_PAGE (ui_test_find_type (f->dialog, JB_TYPE_SIGNUP_BROWSER_PAGE)));
}

/* The listener on a free port of loopback, where the emulator calls. The port. */
static inline guint
signup_ui_listen (SignupUi *f)
{
  static const char * const sources[] = { "127.0.0.1", NULL };
  guint port = signup_ui_find_port ();
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/callback", port);

  g_settings_set_boolean (f->settings, "signup-callback-enabled", TRUE);
  g_settings_set_string (f->settings, "signup-callback-address", "127.0.0.1");
  g_settings_set_int (f->settings, "signup-callback-port", (int) port);
  g_settings_set_strv (f->settings, "signup-callback-sources", sources);
  g_assert_true (jb_emulator_set_signup_callback (f->emulator, uri, 2));
  return port;
}

/* (transfer full) (element-type JbConnection) */
static inline GPtrArray *
signup_ui_connections (SignupUi *f)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *all = jb_archive_list_connections (jb_session_get_archive (f->ui.session), &error);

  g_assert_no_error (error);
  return all;
}

/* The connection is in the book and has brought invoices. */
static inline void
signup_ui_check_collects (SignupUi *f)
{
  g_autoptr(GPtrArray) all = signup_ui_connections (f);
  const JbConnection *connection;

  g_assert_cmpuint (all->len, ==, 1);
  connection = g_ptr_array_index (all, 0);
  g_assert_cmpint (connection->id, ==, f->connected);
  g_assert_cmpstr (connection->company, ==, JB_EMULATOR_COMPANY);
  g_assert_cmpstr (connection->account, ==, JB_EMULATOR_ACCOUNT);
  jb_test_wait_until (!jb_session_is_collecting (f->ui.session));
  g_assert_null (jb_session_get_problem (f->ui.session));
  g_assert_cmpuint (jb_session_get_n_arrived (f->ui.session), >, 100);
}
