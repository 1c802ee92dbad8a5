/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of cli/ share: the real program as a process of its own, in a home of its own, against an emulator in the test. */

#pragma once

#include <json-glib/json-glib.h>
#include <sys/wait.h>

#include "jb-codes.h"
#include "jb-emulator.h"
#include "jb-test.h"

/* The program under test: the test's first argument. */
static char *cli_program;

typedef struct
{
  JbEmulator  *emulator;
  char        *home;
  char        *book;
  GString     *said;          /* everything that was ever printed */
  char        *out;           /* of the last call */
  char        *err;
  const char  *code;          /* JANGBU_AUTH_CODE; NULL = unset */
  const char  *debug;         /* G_MESSAGES_DEBUG */
  const char  *locale;
  gboolean     no_keyring;
  const char  *settings;      /* text of the settings' file; NULL = as the test's own environment has them */
} CliTest;

static inline void
cli_test_begin (CliTest *f,
                gboolean plain)
{
  JbEmulatorOptions options = { .seed = 5, .n_invoices = 400, .plain = plain };
  g_autoptr(GError) error = NULL;

  /* The program has the machine's clock, so the world has it too. */
  f->emulator = jb_emulator_new (&options, NULL, &error);
  g_assert_no_error (error);
  f->home = g_dir_make_tmp ("jangbu-cli-XXXXXX", &error);
  g_assert_no_error (error);
  f->book = g_build_filename (f->home, "data", "jangbu", "book.jangbu", NULL);
  f->said = g_string_new (NULL);
}

static inline void
cli_test_end (CliTest *f)
{
  jb_emulator_stop (f->emulator);
  g_clear_object (&f->emulator);
  jb_test_remove_tree (f->home);
  g_free (f->home);
  g_free (f->book);
  g_free (f->out);
  g_free (f->err);
  g_string_free (f->said, TRUE);
}

static inline void
cli_test_set_path (CliTest             *f,
                   GSubprocessLauncher *launcher,
                   const char          *variable,
                   const char          *name)
{
  g_autofree char *path = g_build_filename (f->home, name, NULL);

  g_mkdir_with_parents (path, 0700);
  g_subprocess_launcher_setenv (launcher, variable, path, TRUE);
}

/* The program's settings out of a file, as a desktop without dconf keeps them. */
static inline void
cli_test_write_settings (CliTest             *f,
                         GSubprocessLauncher *launcher)
{
  g_autofree char *folder = g_build_filename (f->home, "config", "glib-2.0", "settings", NULL);
  g_autofree char *path = g_build_filename (folder, "keyfile", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, f->settings, -1, NULL));
  g_subprocess_launcher_setenv (launcher, "GSETTINGS_BACKEND", "keyfile", TRUE);
}

/* A process environment that touches nothing of the tester's own. */
static inline GSubprocessLauncher *
cli_test_make_launcher (CliTest          *f,
                        GSubprocessFlags  flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);
  g_autofree char *keyring = g_build_filename (f->home, "test.keyring", NULL);

  g_subprocess_launcher_setenv (launcher, "HOME", f->home, TRUE);
  cli_test_set_path (f, launcher, "XDG_DATA_HOME", "data");
  cli_test_set_path (f, launcher, "XDG_CONFIG_HOME", "config");
  cli_test_set_path (f, launcher, "XDG_CACHE_HOME", "cache");
  cli_test_set_path (f, launcher, "XDG_RUNTIME_DIR", "run");
  cli_test_set_path (f, launcher, "TMPDIR", "tmp");
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", f->locale != NULL ? f->locale : "C.UTF-8", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "LANGUAGE");

  if (f->no_keyring)
    g_subprocess_launcher_unsetenv (launcher, "SECRET_BACKEND");
  else
    g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", "test", TRUE);

  if (f->code != NULL)
    g_subprocess_launcher_setenv (launcher, "JANGBU_AUTH_CODE", f->code, TRUE);
  else
    g_subprocess_launcher_unsetenv (launcher, "JANGBU_AUTH_CODE");
  if (f->settings != NULL)
    cli_test_write_settings (f, launcher);
  if (f->debug != NULL)
    g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", f->debug, TRUE);
  return launcher;
}

static inline void
cli_test_keep (CliTest *f,
               char    *out,
               char    *err)
{
  g_free (f->out);
  g_free (f->err);
  f->out = out != NULL ? out : g_strdup ("");
  f->err = err != NULL ? err : g_strdup ("");
  g_string_append (f->said, f->out);
  g_string_append (f->said, f->err);
}

/* Runs "jangbu-cli WORDS", the words split as a shell would, with @input on standard input. Answers the exit code. */
static inline int
cli_test_run (CliTest    *f,
              const char *input,
              const char *format,
              ...) G_GNUC_PRINTF (3, 4);

static inline int
cli_test_run (CliTest    *f,
              const char *input,
              const char *format,
              ...)
{
  g_autoptr(GSubprocessLauncher) launcher = cli_test_make_launcher (f, G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                    G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                    G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *line = NULL;
  g_auto(GStrv) argv = NULL;
  char *out = NULL, *err = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strdup_printf ("'%s' %s", cli_program, words);
  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));

  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input != NULL ? input : "", NULL, &out, &err, &error);
  g_assert_no_error (error);
  cli_test_keep (f, out, err);

  g_test_message ("%s -> %s%s", words,
                  g_subprocess_get_if_exited (process) ? "" : "killed ", f->err);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

/* (transfer full): what the last call printed, which must be one array of objects. */
static inline JsonArray *
cli_test_get_array (CliTest *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = json_from_string (f->out, &error);
  JsonArray *array;

  g_assert_no_error (error);
  g_assert_nonnull (root);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (root));
  array = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_assert_true (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)));
  return json_array_ref (array);
}

/* Connects and collects. */
static inline void
cli_test_fill_book (CliTest *f)
{
  g_assert_cmpint (cli_test_run (f, JB_EMULATOR_AUTH_CODE "\n", "connect --environment %s --company %s --sb-id %s",
                                 jb_emulator_get_uri (f->emulator), JB_EMULATOR_COMPANY, JB_EMULATOR_ACCOUNT), ==, 0);
  g_assert_cmpint (cli_test_run (f, NULL, "collect"), ==, 0);
}

/* Takes the program's path out of the arguments. */
static inline void
cli_test_init (int    *argc,
               char ***argv)
{
  g_test_init (argc, argv, NULL);
  g_assert_cmpint (*argc, ==, 2);
  cli_program = (*argv)[1];
}
