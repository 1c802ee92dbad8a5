/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings with and without the program's schema. The schema source is read once, so each case has a process of its own. */

#include "config.h"

#include "jb-settings.h"
#include "jb-test.h"

static void
test_installed (void)
{
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autofree char *id = NULL;

  g_assert_nonnull (settings);
  g_object_get (settings, "schema-id", &id, NULL);
  g_assert_cmpstr (id, ==, APP_ID);
}

static void
test_missing (void)
{
  if (g_test_subprocess ())
    {
      g_assert_null (jb_settings_new ());
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
  g_test_add_func ("/settings/missing", test_missing);

  return g_test_run ();
}
