/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A real gnome-keyring-daemon on a session bus of the test's own, in a home of its own. Used by tests/account and by whatever runs
 * the programs with a keyring. */

#pragma once

#include "jb-test.h"

#define KEYRING_NAME "org.freedesktop.secrets"
#define KEYRING_PATH "/org/freedesktop/secrets"
#define KEYRING_DEFAULT KEYRING_PATH "/aliases/default"
#define KEYRING_PASSWORD "keyring-password"

/* One for the program: libsecret and GLib keep their connection to it. */
static GTestDBus *keyring_test_bus;
static GDBusConnection *keyring_test_session;

typedef struct
{
  GDBusConnection *connection;
  char            *home;
  GSubprocess     *daemon;
  guint            watch;
  gboolean         there;       /* somebody owns the name */
} KeyringTest;

/* A bus without services, which becomes the session bus of this process and of what it starts. Before anything else uses one. */
static inline void
keyring_test_start_bus (void)
{
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  g_autoptr(GError) error = NULL;

  keyring_test_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (keyring_test_bus);
  if (display != NULL)   /* which g_test_dbus_up() takes away */
    g_setenv ("DISPLAY", display, TRUE);

  /* Whoever asks for it first may cancel, and everybody who asked meanwhile would be told so. */
  keyring_test_session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (keyring_test_session, FALSE);
}

/* At the end of the program; g_test_dbus_down() would wait for libsecret to let go of the bus, which it does not. */
static inline void
keyring_test_stop_bus (void)
{
  g_clear_object (&keyring_test_session);
  g_test_dbus_stop (keyring_test_bus);
}

/* (transfer full): a connection of its own, so that the bus sees somebody else. */
static inline GDBusConnection *
keyring_test_connect (void)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *connection;

  connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (keyring_test_bus),
                                                       G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                       NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static inline gboolean
keyring_test_can_run (void)
{
  g_autofree char *path = g_find_program_in_path ("gnome-keyring-daemon");

  if (path == NULL)
    g_test_skip ("There is no gnome-keyring-daemon.");
  return path != NULL;
}

static inline void
keyring_test_appeared_cb (GDBusConnection *connection,
                          const char      *name,
                          const char      *owner,
                          gpointer         user_data)
{
  ((KeyringTest *) user_data)->there = TRUE;
}

static inline void
keyring_test_vanished_cb (GDBusConnection *connection,
                          const char      *name,
                          gpointer         user_data)
{
  ((KeyringTest *) user_data)->there = FALSE;
}

static inline void
keyring_test_begin (KeyringTest *f)
{
  g_autoptr(GError) error = NULL;

  f->home = g_dir_make_tmp ("jb-keyring-XXXXXX", &error);
  g_assert_no_error (error);
  f->connection = keyring_test_connect ();
  f->watch = g_bus_watch_name_on_connection (f->connection, KEYRING_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                             keyring_test_appeared_cb, keyring_test_vanished_cb, f, NULL);
}

static inline void
keyring_test_set_home (KeyringTest         *f,
                       GSubprocessLauncher *launcher)
{
  static const char * const folders[] = { "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR" };

  g_subprocess_launcher_setenv (launcher, "HOME", f->home, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (f->home, folders[i], NULL);

      g_mkdir_with_parents (path, 0700);
      g_subprocess_launcher_setenv (launcher, folders[i], path, TRUE);
    }
}

/* @password (nullable): as the login would give it; NULL = nobody has. Files in the home are kept from one start to the next. */
static inline void
keyring_test_start_daemon (KeyringTest *f,
                           const char  *password)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *control = g_build_filename (f->home, "control", NULL);
  g_autofree char *control_option = g_strconcat ("--control-directory=", control, NULL);
  const char *argv[] = { "gnome-keyring-daemon", "--foreground", "--components=secrets", control_option,
                         password != NULL ? "--unlock" : NULL, NULL };
  g_autoptr(GError) error = NULL;
  GOutputStream *input;

  g_mkdir_with_parents (control, 0700);
  keyring_test_set_home (f, launcher);
  f->daemon = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (f->daemon);
  if (password != NULL)
    g_output_stream_write_all (input, password, strlen (password), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, NULL);
  jb_test_wait_until (f->there);
}

static inline void
keyring_test_stop_daemon (KeyringTest *f)
{
  g_subprocess_send_signal (f->daemon, SIGTERM);
  g_subprocess_wait (f->daemon, NULL, NULL);
  g_clear_object (&f->daemon);
  jb_test_wait_until (!f->there);
}

static inline void
keyring_test_end (KeyringTest *f)
{
  if (f->daemon != NULL)
    keyring_test_stop_daemon (f);
  g_bus_unwatch_name (f->watch);
  g_dbus_connection_close_sync (f->connection, NULL, NULL);
  g_clear_object (&f->connection);
  jb_test_remove_tree (f->home);
  g_free (f->home);
}

/* Asks the service itself, past the code under test. */
static inline GVariant *
keyring_test_call (KeyringTest *f,
                   const char  *path,
                   const char  *interface,
                   const char  *method,
                   GVariant    *parameters)
{
  g_autoptr(GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_sync (f->connection, KEYRING_NAME, path, interface, method, parameters, NULL,
                                                  G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

/* How many items there are in the keyring, whoever made them. */
static inline gsize
keyring_test_count (KeyringTest *f)
{
  g_autoptr(GVariant) answer = keyring_test_call (f, KEYRING_DEFAULT, "org.freedesktop.DBus.Properties", "Get",
                                                  g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Items"));
  g_autoptr(GVariant) items = NULL;

  g_variant_get (answer, "(v)", &items);
  return g_variant_n_children (items);
}

static inline void
keyring_test_lock (KeyringTest *f)
{
  const char *paths[] = { KEYRING_DEFAULT, NULL };
  g_autoptr(GVariant) answer = keyring_test_call (f, KEYRING_PATH, "org.freedesktop.Secret.Service", "Lock",
                                                  g_variant_new ("(^ao)", paths));
  g_autoptr(GVariant) locked = g_variant_get_child_value (answer, 0);

  g_assert_cmpuint (g_variant_n_children (locked), ==, 1);
}
