/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A settings file that somebody edited by hand, another program wrote or a disk spoiled: the window opens all the same, with every
 * page and the preferences. Each file is met by a process of its own, as at a start. */

#include "config.h"

#include "jb-connect-test.h"
#include "jb-preferences-window.h"

#define GROUP "kr/jangbu/Jangbu"

typedef enum
{
  WRONG_TYPES,
  TOO_BIG,
  TOO_SMALL,
  NO_SENSE,
  NOT_A_FILE_OF_SETTINGS,
} Hostility;

static const char *program;

/* -- the file ------------------------------------------------------------------------------------------------------- */

/* A value for a key of this type, as text of a GVariant. NULL leaves the key out. */
static const char *
make_value (Hostility   hostility,
            const char *type)
{
  static const struct
  {
    const char *type;
    const char *values[NOT_A_FILE_OF_SETTINGS];
  } table[] = {
    { "b", { "'true'", "true", "false", "maybe" } },
    { "i", { "'one'", "2147483647", "-2147483648", "1e9" } },
    { "s", { "7", "'99999999999999999999999999999999999999/../../../../../../<b>&amp;%s%n%n%n'", "''", "'\\n\\t://[::1%25]:0/한'" } },
    { "as", { "'one'", "['', '::/0', '0.0.0.0/0', '999.1.1.1', '\\n', '/', '/dev', '*']", "@as []", "['…', '-', '.']" } },
    { "a{si}", { "{'written': 'wide'}", "{'': 2147483647, 'written': 2147483647, 'none': 1}", "{'written': -2147483648}", "[1, 2]" } },
    { "a{sa{sv}}", { "{'a': 7}", "{'': {}, 'all': {'kind': <[-1, 2147483647]>, 'from': <'x'>, 'counterparty': <'%n'>, 'original': <7>}}",
                     "@a{sa{sv}} {}", "{'a': {'b'" } },
    { "a{ss}", { "{1: 2}", "{'': '', 'CORPNAME': '<b>&', 'nothing': '%n'}", "@a{ss} {}", "{'a': 'b'" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].type, type))
      return table[i].values[hostility];
  g_test_message ("a key of another type: %s", type);
  g_assert_not_reached ();
}

static void
write_settings (Hostility   hostility,
                const char *config)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_build_filename (config, "glib-2.0", "settings", NULL);
  g_autofree char *path = g_build_filename (folder, "keyfile", NULL);
  g_auto(GStrv) keys = NULL;
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (hostility == NOT_A_FILE_OF_SETTINGS)
    {
      g_file_set_contents (path, "\0\377[kr/jangbu\npage=", 17, &error);
      g_assert_no_error (error);
      return;
    }

  schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), APP_ID, TRUE);
  keys = g_settings_schema_list_keys (schema);
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GSettingsSchemaKey) key = g_settings_schema_get_key (schema, keys[i]);
      g_autofree char *type = g_variant_type_dup_string (g_settings_schema_key_get_value_type (key));

      g_key_file_set_value (file, GROUP, keys[i], make_value (hostility, type));
    }
  g_key_file_save_to_file (file, path, &error);
  g_assert_no_error (error);
}

/* -- the start ------------------------------------------------------------------------------------------------------ */

static void
see_everything (UiTest *f)
{
  static const char * const pages[] = { "home", "sales", "purchases", "connections", "checklist", "certificates" };
  GtkWidget *preferences;

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      ui_test_go (f, pages[i]);
      jb_test_wait_until (jb_window_is_settled (f->window));
    }

  g_action_group_activate_action (G_ACTION_GROUP (f->window), "preferences", NULL);
  preferences = ui_test_toplevel (JB_TYPE_PREFERENCES_WINDOW);
  g_assert_nonnull (preferences);
  jb_test_wait_until (gtk_widget_get_mapped (preferences));
  gtk_window_destroy (GTK_WINDOW (preferences));
}

/* As a program of its own. */
static int
show (void)
{
  UiTest f = { 0 };
  g_autoptr(GError) error = NULL;

  ui_test_allow_quark_table ();
  f.folder = g_dir_make_tmp ("jangbu-ui-XXXXXX", &error);
  g_assert_no_error (error);
  f.path = g_build_filename (f.folder, "book.jangbu", NULL);
  f.clock = jb_clock_new_system ();   /* it collects by itself, as usual: here that fails for want of a code */
  f.secrets = jb_secrets_new_memory ();
  ui_test_fill_book (&f, 24);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  see_everything (&f);
  ui_test_end (&f);
  return 0;
}

static void
test_start (gconstpointer data)
{
  g_autofree char *home = g_dir_make_tmp ("jb-settings-XXXXXX", NULL);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;

  write_settings (GPOINTER_TO_INT (data), home);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "GSETTINGS_BACKEND", "keyfile", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, program, "--show", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL);
  g_test_message ("%s", out);
  g_assert_true (g_subprocess_get_successful (process));
  jb_test_remove_tree (home);
}

int
main (int    argc,
      char **argv)
{
  static const char * const names[] = { "wrong-types", "too-big", "too-small", "no-sense", "not-a-file-of-settings" };

  if (argc == 2 && g_str_equal (argv[1], "--show"))
    {
      adw_init ();
      return show ();
    }

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/settings-hostile/", names[i], NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_start);
    }
  return g_test_run ();
}
