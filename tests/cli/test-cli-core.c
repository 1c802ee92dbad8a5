/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A crash of jangbu-cli while it has a secret leaves no core. The same crash of another program does, where the machine writes
 * cores as files; otherwise that half is skipped. */

#include "config.h"

#include "jb-cli-test.h"
#include "jb-search-test.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* In the child: as "ulimit -c unlimited" in the folder, or as much as is allowed. */
static void
allow_cores_cb (gpointer folder)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) != 0 || chdir (folder) != 0)
    _exit (99);
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit (RLIMIT_CORE, &limit) != 0)
    _exit (99);
}

/* (transfer full): a process that holds the code in its memory and waits. */
static GSubprocess *
spawn (CliTest            *f,
       const char         *folder,
       const char * const *argv)
{
  g_autoptr(GSubprocessLauncher) launcher = cli_test_make_launcher (f, G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                    G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  /* The sanitizers would catch the signal and forbid the core themselves. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "disable_coredump=0:handle_abort=0:detect_leaks=0", TRUE);
  g_subprocess_launcher_set_child_setup (launcher, allow_cores_cb, (gpointer) folder, NULL);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return process;
}

static void
crash (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGABRT);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGABRT);
}

static gboolean
is_empty (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = g_dir_open (path, 0, &error);

  g_assert_no_error (error);
  return g_dir_read_name (folder) == NULL;
}

static gboolean
machine_writes_cores (CliTest    *f,
                      const char *folder)
{
  const char * const argv[] = { "sleep", "1000", NULL };
  g_autoptr(GSubprocess) process = spawn (f, folder, argv);

  crash (process);
  return !is_empty (folder);
}

/* (transfer full) */
static char *
read_limit (GSubprocess *process)
{
  g_autofree char *path = g_build_filename ("/proc", g_subprocess_get_identifier (process), "limits", NULL);
  g_autofree char *limits = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;

  g_file_get_contents (path, &limits, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (limits, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "Max core file size"))
      return g_strdup (lines[i]);
  g_assert_not_reached ();
}

static void
assert_forbidden (GSubprocess *process)
{
  g_autoptr(GRegex) one_byte = g_regex_new ("size +1 +1 ", 0, 0, NULL);
  g_autofree char *limit = read_limit (process);

  g_test_message ("%s", limit);
  g_assert_true (g_regex_match (one_byte, limit, 0, NULL));
}

/* Waits for the code, of which it has the beginning. */
static GSubprocess *
start_program (CliTest    *f,
               const char *folder)
{
  g_autofree char *program = g_canonicalize_filename (cli_program, NULL);
  const char * const argv[] = { program, "connect", "--environment", jb_emulator_get_uri (f->emulator),
                                "--company", JB_EMULATOR_COMPANY, "--sb-id", JB_EMULATOR_ACCOUNT, NULL };
  JbEmulatorFault hang = { .signal = (char *) "GET_TOKEN", .count = -1, .hang = TRUE };
  GSubprocess *process;

  jb_emulator_set_fault (f->emulator, &hang);
  process = spawn (f, folder, argv);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), JB_EMULATOR_AUTH_CODE "\n",
                             strlen (JB_EMULATOR_AUTH_CODE) + 1, NULL, NULL, NULL);
  jb_test_wait_until (jb_emulator_count (f->emulator, "GET_TOKEN") > 0);
  return process;
}

static void
test_crash (void)
{
  CliTest f = { 0 };
  SearchTest search;
  g_autofree char *folder = g_dir_make_tmp ("jb-core-XXXXXX", NULL);
  g_autofree char *other = g_dir_make_tmp ("jb-core-other-XXXXXX", NULL);
  g_autoptr(GSubprocess) process = NULL;

  cli_test_begin (&f, TRUE);
  process = start_program (&f, folder);
  assert_forbidden (process);
  crash (process);
  g_assert_true (is_empty (folder));

  search_test_begin (&search);
  search_test_add (&search, "code", JB_EMULATOR_AUTH_CODE);
  g_assert_cmpuint (search_test_in_tree (&search, f.home), ==, 0);
  search_test_end (&search);

  if (!machine_writes_cores (&f, other))
    g_test_skip ("This machine writes no cores as files, so their absence says nothing.");
  jb_test_remove_tree (folder);
  jb_test_remove_tree (other);
  cli_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  cli_test_init (&argc, &argv);
  g_test_add_func ("/cli/core/crash", test_crash);

  return g_test_run ();
}
