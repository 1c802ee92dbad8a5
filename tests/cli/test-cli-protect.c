/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli protect, unlock, new-code, and the other commands over a protected book: with its keyring, without it, with the
 * recovery code alone. The program runs with a terminal of its own, which is where a new code is shown. */

#include "config.h"

#include "jb-cli-test.h"
#include "jb-search-test.h"

#include "jb-database.h"
#include "jb-protection.h"
#include "jb-secrets.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CODE_PATTERN "[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}"

typedef struct
{
  CliTest  base;
  char    *issue_id;   /* of an invoice whose original is in the book */
  char    *original;   /* as it was before the book was protected */
} ProtectTest;

/* -- a terminal ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  int   master;
  int   slave;   /* held open, so that reading does not end with the program */
  char *name;
} Terminal;

static void
terminal_begin (Terminal *terminal)
{
  terminal->master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (terminal->master, >=, 0);
  g_assert_cmpint (grantpt (terminal->master), ==, 0);
  g_assert_cmpint (unlockpt (terminal->master), ==, 0);
  terminal->name = g_strdup (ptsname (terminal->master));
  terminal->slave = open (terminal->name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (terminal->slave, >=, 0);
}

static void
terminal_end (Terminal *terminal)
{
  close (terminal->master);
  close (terminal->slave);
  g_free (terminal->name);
}

/* In the child: a session of its own, whose terminal is this one; with NULL it has none. */
static void
take_terminal_cb (gpointer user_data)
{
  int terminal;

  setsid ();
  if (user_data == NULL)
    return;
  terminal = open (user_data, O_RDWR);
  if (terminal < 0 || ioctl (terminal, TIOCSCTTY, 0) != 0)
    _exit (99);
  close (terminal);
}

/* (transfer full): the code that the program shows. */
static char *
terminal_read_code (Terminal *terminal)
{
  g_autoptr(GString) shown = g_string_new (NULL);
  g_autoptr(GRegex) pattern = g_regex_new (CODE_PATTERN, 0, 0, NULL);
  struct pollfd readable = { .fd = terminal->master, .events = POLLIN };

  for (;;)
    {
      g_autoptr(GMatchInfo) match = NULL;
      char buffer[256];
      gssize n;

      if (g_regex_match (pattern, shown->str, 0, &match))
        return g_match_info_fetch (match, 0);
      g_assert_cmpint (poll (&readable, 1, 60 * 1000), ==, 1);
      n = read (terminal->master, buffer, sizeof buffer);
      g_assert_cmpint (n, >, 0);
      g_string_append_len (shown, buffer, n);
    }
}

static GSubprocess *
spawn (ProtectTest *f,
       const char  *words,
       const char  *terminal)
{
  g_autoptr(GSubprocessLauncher) launcher = cli_test_make_launcher (&f->base, G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                    G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                    G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *line = g_strdup_printf ("'%s' %s", cli_program, words);
  g_auto(GStrv) argv = NULL;
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  /* libsecret 0.20.5 loses the old entity tag of its file when it writes a second item: no leak check of these. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0:abort_on_error=1:handle_abort=1", TRUE);
  g_subprocess_launcher_set_child_setup (launcher, take_terminal_cb, (gpointer) terminal, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv, &error);
  g_assert_no_error (error);
  return process;
}

static int
finish (ProtectTest *f,
        GSubprocess *process,
        const char  *input)
{
  g_autoptr(GError) error = NULL;
  char *out = NULL, *err = NULL;

  g_subprocess_communicate_utf8 (process, input, NULL, &out, &err, &error);
  g_assert_no_error (error);
  cli_test_keep (&f->base, out, err);
  g_test_message ("-> %s", err);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

/* Runs a command that hands out a code, and types back @typed, or the code when it is NULL. *@code (out) (transfer full). */
static int
run_for_code (ProtectTest  *f,
              const char   *words,
              const char   *typed,
              char        **code)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *input = NULL;
  Terminal terminal;
  int status;

  terminal_begin (&terminal);
  process = spawn (f, words, terminal.name);
  *code = terminal_read_code (&terminal);
  input = g_strdup_printf ("%s\n", typed != NULL ? typed : *code);
  status = finish (f, process, input);
  terminal_end (&terminal);
  return status;
}

/* -- the book ------------------------------------------------------------------------------------------------------- */

static char *
find_issue_id (ProtectTest *f)
{
  g_autoptr(JsonArray) rows = NULL;

  g_assert_cmpint (cli_test_run (&f->base, NULL, "list --json --limit 1"), ==, 0);
  rows = cli_test_get_array (&f->base);
  return g_strdup (json_object_get_string_member (json_array_get_object_element (rows, 0), "issue_id"));
}

static int
export (ProtectTest *f,
        const char  *options,
        const char  *input)
{
  return cli_test_run (&f->base, input, "export-original %s %s", options, f->issue_id);
}

static void
assert_exports (ProtectTest *f,
                const char  *options,
                const char  *input)
{
  g_assert_cmpint (export (f, options, input), ==, 0);
  g_assert_cmpstr (f->base.out, ==, f->original);
}

static char *
get_keyring_path (ProtectTest *f)
{
  return g_build_filename (f->base.home, "test.keyring", NULL);
}

static void
lose_keyring (ProtectTest *f)
{
  g_autofree char *path = get_keyring_path (f);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
set_up (ProtectTest   *f,
        gconstpointer  data)
{
  cli_test_begin (&f->base, TRUE);
  f->base.debug = "all";   /* whatever is logged is searched as well */
  cli_test_fill_book (&f->base);
  f->issue_id = find_issue_id (f);
  g_assert_cmpint (export (f, "", NULL), ==, 0);
  f->original = g_strdup (f->base.out);
}

static void
tear_down (ProtectTest   *f,
           gconstpointer  data)
{
  g_free (f->issue_id);
  g_free (f->original);
  cli_test_end (&f->base);
}

static char *
protect (ProtectTest *f)
{
  char *code = NULL;

  g_assert_cmpint (run_for_code (f, "protect", NULL, &code), ==, 0);
  return code;
}

/* Neither the code nor its groups, one after the other, were ever printed or logged. */
static void
assert_unsaid (ProtectTest *f,
               const char  *code)
{
  g_autofree char *plain = g_strdup (code);
  char *to = plain;

  for (const char *from = code; *from != '\0'; from++)
    if (*from != '-')
      *to++ = *from;
  *to = '\0';
  g_assert_null (strstr (f->base.said->str, code));
  g_assert_null (strstr (f->base.said->str, plain));
}

/* -- tests ---------------------------------------------------------------------------------------------------------- */

static void
test_protect (ProtectTest   *f,
              gconstpointer  data)
{
  g_autofree char *code = NULL;
  g_autoptr(JsonArray) answer = NULL;
  JsonObject *object;

  g_assert_cmpint (run_for_code (f, "protect --json", NULL, &code), ==, 0);
  answer = cli_test_get_array (&f->base);
  g_assert_cmpuint (json_array_get_length (answer), ==, 1);
  object = json_array_get_object_element (answer, 0);
  g_assert_true (json_object_get_boolean_member (object, "protected"));
  g_assert_true (json_object_get_boolean_member (object, "encrypted"));
  g_assert_true (json_object_get_boolean_member (object, "key_kept"));

  /* The keyring opens it without a word. */
  assert_exports (f, "", NULL);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "show %s", f->issue_id), ==, 0);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "check"), ==, 0);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "collect"), ==, 0);

  /* Once more there is nothing to hand out. */
  g_assert_cmpint (cli_test_run (&f->base, NULL, "protect"), ==, 0);
  assert_exports (f, "", NULL);
  assert_unsaid (f, code);
}

static void
test_mistyped (ProtectTest   *f,
               gconstpointer  data)
{
  static const char * const typed[] = { "", "12345", "00000-00000-00000-00000-00000", "가나다라마" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autofree char *code = NULL;

      g_assert_cmpint (run_for_code (f, "protect", typed[i], &code), ==, 2);
      g_assert_nonnull (strstr (f->base.err, "Nothing was changed"));
      assert_unsaid (f, code);
    }

  /* Not protected: no keyring is needed. */
  lose_keyring (f);
  assert_exports (f, "", NULL);
}

/* No code is written where a log might keep it. */
static void
test_no_terminal (ProtectTest   *f,
                  gconstpointer  data)
{
  g_autoptr(GSubprocess) process = spawn (f, "protect", NULL);

  g_assert_cmpint (finish (f, process, ""), ==, 1);
  g_assert_nonnull (strstr (f->base.err, "terminal"));
  g_assert_false (g_regex_match_simple (CODE_PATTERN, f->base.said->str, 0, 0));
  lose_keyring (f);
  assert_exports (f, "", NULL);
}

static void
test_lost_keyring (ProtectTest   *f,
                   gconstpointer  data)
{
  g_autofree char *code = protect (f);
  g_autofree char *wrong = jb_recovery_code_new (NULL);
  g_autofree char *keyring = get_keyring_path (f);

  lose_keyring (f);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "list"), ==, 0);
  g_assert_cmpint (export (f, "", NULL), ==, 9);
  g_assert_nonnull (strstr (f->base.err, "recovery code"));
  g_assert_nonnull (strstr (f->base.err, "jangbu-cli unlock"));
  g_assert_cmpint (cli_test_run (&f->base, NULL, "collect"), ==, 9);
  g_assert_null (strstr (f->base.err, "JANGBU_AUTH_CODE"));   /* another code */
  g_assert_cmpint (cli_test_run (&f->base, NULL, "check"), ==, 9);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "new-code"), ==, 9);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "protect"), ==, 9);

  /* For one run, and the keyring learns nothing. */
  assert_exports (f, "--recovery-code-stdin", code);
  g_assert_cmpint (cli_test_run (&f->base, code, "check --recovery-code-stdin"), ==, 0);
  g_assert_cmpint (cli_test_run (&f->base, code, "show --json --recovery-code-stdin %s", f->issue_id), ==, 0);
  g_assert_false (g_file_test (keyring, G_FILE_TEST_EXISTS));
  g_assert_cmpint (export (f, "--recovery-code-stdin", wrong), ==, 9);
  g_assert_cmpint (export (f, "--recovery-code-stdin", "nonsense"), ==, 9);
  g_assert_cmpint (export (f, "--recovery-code-stdin", ""), ==, 2);

  /* For good. */
  g_assert_cmpint (cli_test_run (&f->base, wrong, "unlock"), ==, 9);
  g_assert_cmpint (cli_test_run (&f->base, "", "unlock"), ==, 2);
  g_assert_cmpint (export (f, "", NULL), ==, 9);
  g_assert_cmpint (cli_test_run (&f->base, code, "unlock --json"), ==, 0);
  assert_exports (f, "", NULL);

  assert_unsaid (f, code);
  assert_unsaid (f, wrong);
}

static void
test_no_keyring (ProtectTest   *f,
                 gconstpointer  data)
{
  g_autofree char *code = NULL;
  g_autoptr(JsonArray) answer = NULL;

  f->base.no_keyring = TRUE;
  g_assert_cmpint (run_for_code (f, "protect --json", NULL, &code), ==, 0);
  answer = cli_test_get_array (&f->base);
  g_assert_false (json_object_get_boolean_member (json_array_get_object_element (answer, 0), "key_kept"));
  g_assert_nonnull (strstr (f->base.err, "no keyring"));

  g_assert_cmpint (export (f, "", NULL), ==, 9);
  g_assert_cmpint (cli_test_run (&f->base, code, "unlock"), ==, 9);   /* the code fits, but nothing keeps the key */
  assert_exports (f, "--recovery-code-stdin", code);
  f->base.code = JB_EMULATOR_AUTH_CODE;
  g_assert_cmpint (cli_test_run (&f->base, code, "collect --recovery-code-stdin"), ==, 0);
  assert_unsaid (f, code);
}

static void
test_new_code (ProtectTest   *f,
               gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpint (cli_test_run (&f->base, NULL, "new-code"), ==, 2);   /* nothing to change yet */
  g_assert_cmpint (cli_test_run (&f->base, "x", "unlock"), ==, 2);
  first = protect (f);
  g_assert_cmpint (run_for_code (f, "new-code", "no", &refused), ==, 2);
  assert_exports (f, "--recovery-code-stdin", first);
  g_assert_cmpint (run_for_code (f, "new-code", NULL, &second), ==, 0);

  lose_keyring (f);
  g_assert_cmpint (export (f, "--recovery-code-stdin", first), ==, 9);
  g_assert_cmpint (export (f, "--recovery-code-stdin", refused), ==, 9);
  assert_exports (f, "--recovery-code-stdin", second);
  assert_unsaid (f, second);
}

/* Without a keyring the old code comes first on standard input, and the new one behind it. */
static void
test_new_code_by_code (ProtectTest   *f,
                       gconstpointer  data)
{
  g_autofree char *first = protect (f);
  g_autofree char *line = g_strdup_printf ("%s\n", first);
  g_autofree char *second = NULL;
  g_autofree char *input = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  Terminal terminal;

  lose_keyring (f);
  terminal_begin (&terminal);
  process = spawn (f, "new-code --recovery-code-stdin", terminal.name);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), line, strlen (line), NULL, NULL, &error));
  second = terminal_read_code (&terminal);
  input = g_strdup_printf ("%s\n", second);
  g_assert_cmpint (finish (f, process, input), ==, 0);
  terminal_end (&terminal);

  g_assert_cmpint (export (f, "--recovery-code-stdin", first), ==, 9);
  assert_exports (f, "--recovery-code-stdin", second);
}

/* What goes wrong while older rows are encrypted does not take the code back, and nobody may think so. */
static void
test_rest_fails (ProtectTest   *f,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDatabase) reader = jb_database_open (f->base.book, JB_DATABASE_READER, &error);
  g_autofree char *code = NULL;
  gint64 n;

  /* Whoever reads an old state keeps the WAL from being emptied. */
  g_assert_no_error (error);
  g_assert_true (jb_database_begin (reader, &error));
  g_assert_true (jb_database_get_int (reader, "SELECT count(*) FROM invoices", &n, &error));

  g_assert_cmpint (run_for_code (f, "protect", NULL, &code), ==, 4);
  g_assert_nonnull (strstr (f->base.err, "protected and its recovery code holds"));
  jb_database_rollback (reader);
  lose_keyring (f);
  assert_exports (f, "--recovery-code-stdin", code);
  g_assert_cmpint (cli_test_run (&f->base, code, "protect --recovery-code-stdin"), ==, 0);
}

/* A copy on another computer, and nothing but the code. */
static void
test_backup (ProtectTest   *f,
             gconstpointer  data)
{
  g_autofree char *code = protect (f);
  g_autofree char *copy = g_build_filename (f->base.home, "copy.jangbu", NULL);
  g_autofree char *restored = g_build_filename (f->base.home, "elsewhere", "book.jangbu", NULL);
  g_autofree char *folder = g_path_get_dirname (restored);
  g_autofree char *options = g_strdup_printf ("--recovery-code-stdin --book '%s'", restored);

  g_assert_cmpint (cli_test_run (&f->base, NULL, "backup '%s'", copy), ==, 0);
  lose_keyring (f);
  g_assert_cmpint (g_unlink (f->base.book), ==, 0);
  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "restore --book '%s' '%s'", restored, copy), ==, 0);
  assert_exports (f, options, code);
  g_assert_cmpint (cli_test_run (&f->base, code, "check %s", options), ==, 0);
}

static void
test_backup_from_before (ProtectTest   *f,
                         gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (f->base.home, "copy.jangbu", NULL);
  g_autofree char *code = NULL;

  g_assert_cmpint (cli_test_run (&f->base, NULL, "backup '%s'", copy), ==, 0);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "restore '%s'", copy), ==, 0);
  g_assert_cmpstr (f->base.err, ==, "");
  code = protect (f);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "restore '%s'", copy), ==, 0);
  g_assert_nonnull (strstr (f->base.err, "not encrypted now"));
  assert_exports (f, "", NULL);
}

/* -- what is left behind --------------------------------------------------------------------------------------------- */

/* The key itself, as bytes. */
static void
add_key (SearchTest  *search,
         ProtectTest *f,
         const char  *code)
{
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (f->base.book, JB_ARCHIVE_OPEN_READ_ONLY, clock, &error);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbBookKey) key = NULL;

  g_assert_no_error (error);
  jb_archive_unlock_with_code_async (archive, code, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  key = jb_archive_unlock_with_code_finish (archive, result, &error);
  g_assert_no_error (error);
  search_test_add_bytes (search, "book key", jb_book_key_get_bytes (key), JB_BOOK_KEY_BYTES);
  jb_archive_close (archive);
}

/* The token that the program got, out of the keyring that it put it into. */
static void
add_token (SearchTest  *search,
           ProtectTest *f)
{
  g_autofree char *keyring = get_keyring_path (f);
  g_autofree char *key = jb_secrets_make_key ("smartbill", jb_emulator_get_uri (f->base.emulator), JB_EMULATOR_COMPANY);
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(JbSecret) secret = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  jb_secrets_lookup_async (secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  secret = jb_secrets_lookup_finish (secrets, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (secret->auth_code, ==, JB_EMULATOR_AUTH_CODE);
  g_assert_nonnull (secret->token);
  search_test_add (search, "token", secret->token);
}

static void
add_recovery_code (SearchTest *search,
                   const char *name,
                   const char *code)
{
  g_auto(GStrv) groups = g_strsplit (code, "-", -1);
  g_autofree char *plain = g_strjoinv (NULL, groups);

  search_test_add (search, name, code);
  search_test_add (search, name, plain);
}

/* Everything that the programs wrote in a whole run, and everything that they said, searched for every secret of it. */
static void
test_secrets (ProtectTest   *f,
              gconstpointer  data)
{
  g_autofree char *code = protect (f);
  g_autofree char *second = NULL;
  g_autofree char *backup = g_build_filename (f->base.home, "backup.jangbu", NULL);
  g_autoptr(GSubprocess) process = NULL;
  SearchTest search;

  g_assert_cmpint (run_for_code (f, "new-code", NULL, &second), ==, 0);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "collect"), ==, 0);
  g_assert_cmpint (cli_test_run (&f->base, NULL, "backup '%s'", backup), ==, 0);
  search_test_begin (&search);
  add_token (&search, f);
  lose_keyring (f);
  g_assert_cmpint (cli_test_run (&f->base, code, "unlock"), ==, 9);
  g_assert_cmpint (cli_test_run (&f->base, second, "unlock"), ==, 0);
  assert_exports (f, "", NULL);

  search_test_add (&search, "authentication code", JB_EMULATOR_AUTH_CODE);
  add_recovery_code (&search, "recovery code", code);
  add_recovery_code (&search, "second recovery code", second);
  add_key (&search, f, second);
  search_test_prove (&search, f->base.home);

  g_assert_nonnull (strstr (f->base.said->str, "GET_TOKEN"));   /* the logs were loud */
  g_assert_cmpuint (search_test_in_memory (&search, "output and logs", f->base.said->str, f->base.said->len), ==, 0);
  g_assert_cmpuint (search_test_in_tree (&search, f->base.home), ==, 0);

  /* While it waits for the code. */
  process = spawn (f, "unlock", NULL);
  g_assert_cmpuint (search_test_in_process (&search, g_subprocess_get_identifier (process)), ==, 0);
  finish (f, process, "");
  search_test_end (&search);
}

static void
test_demo (void)
{
  CliTest f = { 0 };

  cli_test_begin (&f, TRUE);
  g_assert_cmpint (cli_test_run (&f, NULL, "--demo check"), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "--demo protect"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, "x", "--demo unlock"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "--demo new-code"), ==, 2);
  cli_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  cli_test_init (&argc, &argv);
#define add(path, func) g_test_add ("/cli/protect/" path, ProtectTest, NULL, set_up, func, tear_down)
  add ("protect", test_protect);
  add ("mistyped", test_mistyped);
  add ("no-terminal", test_no_terminal);
  add ("lost-keyring", test_lost_keyring);
  add ("no-keyring", test_no_keyring);
  add ("new-code", test_new_code);
  add ("new-code/by-code", test_new_code_by_code);
  add ("rest-fails", test_rest_fails);
  add ("backup", test_backup);
  add ("backup-from-before", test_backup_from_before);
  add ("secrets", test_secrets);
#undef add
  g_test_add_func ("/cli/protect/demo", test_demo);
  return g_test_run ();
}
