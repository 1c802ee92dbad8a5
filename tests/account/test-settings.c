/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings with and without the program's schema. The schema source is read once, so each case has a process of its own. */

#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "jb-settings.h"
#include "jb-test.h"

#include <gio/gsettingsbackend.h>

static void
test_installed (void)
{
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autofree char *id = NULL;

  g_assert_nonnull (settings);
  g_object_get (settings, "schema-id", &id, NULL);
  g_assert_cmpstr (id, ==, APP_ID);
}

/* Each connection remembers for itself, by its names, whatever characters they have. */
static void
test_connection (void)
{
  static const char *environments[] = { "demo", "production", "http://127.0.0.1:8080/sb-api/request", "a//b", "가|온/" };
  g_autoptr(GSettings) settings = jb_settings_new ();

  for (int i = 0; i < (int) G_N_ELEMENTS (environments); i++)
    {
      g_autoptr(GSettings) connection = jb_settings_new_for_connection (settings, "smartbill", environments[i], "0001234013");

      g_test_message ("%s", environments[i]);
      g_assert_cmpint (jb_settings_get_interval (connection), ==, jb_settings_get_interval (NULL));
      g_assert_true (g_settings_set_int (connection, "interval", 100 + i));
    }
  for (int i = 0; i < (int) G_N_ELEMENTS (environments); i++)
    {
      g_autoptr(GSettings) connection = jb_settings_new_for_connection (settings, "smartbill", environments[i], "0001234013");
      g_autoptr(GSettings) other = jb_settings_new_for_connection (settings, "smartbill", environments[i], "0011234014");

      g_assert_cmpint (jb_settings_get_interval (connection), ==, 100 + i);
      g_assert_cmpint (jb_settings_get_interval (other), ==, jb_settings_get_interval (NULL));
    }
}

/* The demo's backend is passed on: nothing of it lands beside the user's own settings. */
static void
test_connection_backend (void)
{
  g_autoptr(GSettings) saved = jb_settings_new ();
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettings) demo = NULL;
  g_autoptr(GSettings) of_demo = NULL;
  g_autoptr(GSettings) of_saved = NULL;

  g_object_get (saved, "settings-schema", &schema, NULL);
  demo = g_settings_new_full (schema, backend, NULL);
  of_demo = jb_settings_new_for_connection (demo, "smartbill", "demo", "0021234015");
  of_saved = jb_settings_new_for_connection (saved, "smartbill", "demo", "0021234015");
  g_assert_true (g_settings_set_int (of_demo, "interval", 30));
  g_assert_cmpint (jb_settings_get_interval (of_demo), ==, 30);
  g_assert_cmpint (jb_settings_get_interval (of_saved), ==, jb_settings_get_interval (NULL));
}

/* A file that somebody wrote by hand: the service is not asked more often than it has something new. */
static void
test_interval_bounds (void)
{
  static const struct
  {
    const char *written;
    int         read;
  } cases[] = {
    { "15", 15 }, { "10080", 10080 }, { "14", 60 }, { "0", 60 }, { "-5", 60 }, { "10081", 60 }, { "'soon'", 60 },
  };
  g_autoptr(GSettings) saved = jb_settings_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autofree char *folder = g_dir_make_tmp ("jangbu-settings-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "keyfile", NULL);

  g_object_get (saved, "settings-schema", &schema, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[connections/smartbill%%7Cdemo%%7C0001234013]\ninterval=%s\n", cases[i].written);
      g_autoptr(GSettingsBackend) backend = NULL;
      g_autoptr(GSettings) settings = NULL;
      g_autoptr(GSettings) connection = NULL;

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      backend = g_keyfile_settings_backend_new (path, "/kr/jangbu/Jangbu/", NULL);
      settings = g_settings_new_full (schema, backend, NULL);
      connection = jb_settings_new_for_connection (settings, "smartbill", "demo", "0001234013");
      g_test_message ("%s", cases[i].written);
      g_assert_cmpint (jb_settings_get_interval (connection), ==, cases[i].read);
    }
  jb_test_remove_tree (folder);
}

static void
test_missing (void)
{
  if (g_test_subprocess ())
    {
      g_assert_null (jb_settings_new ());
      g_assert_null (jb_settings_new_for_connection (NULL, "smartbill", "demo", "0001234013"));
      return;
    }

  g_setenv ("GSETTINGS_SCHEMA_DIR", "/nonexistent", TRUE);
  g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
  g_setenv ("XDG_DATA_HOME", "/nonexistent", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/installed", test_installed);
  g_test_add_func ("/settings/connection", test_connection);
  g_test_add_func ("/settings/connection-backend", test_connection_backend);
  g_test_add_func ("/settings/interval-bounds", test_interval_bounds);
  g_test_add_func ("/settings/missing", test_missing);

  return g_test_run ();
}
