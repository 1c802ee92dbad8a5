/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A whole run of the window with a real keyring, in a process and a home of its own: refused, connected, collected, protected,
 * removed. Then everything that it wrote and said, at the loudest, is searched for every secret of it. */

#include "config.h"

#include "jb-book-test.h"
#include "jb-connection-row.h"
#include "jb-keyring-test.h"
#include "jb-search-test.h"
#include "jb-wipe.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>

#define WRONG_CODE "JB0000000000000000000000000WRONG"
#define TYPED_TOKEN "TypedTokenTypedTokenTypedTokenTypedTokenTypedTokenTypedTokenTypedTokenTypedTokenTyped1=="

/* What the run tells the test beside its output, and what it waits for, a line each. */
#define TOLD_FD 3

static const char *program;

/* -- the run -------------------------------------------------------------------------------------------------------- */

static void
tell (const char *line)
{
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  g_assert_cmpint (write (TOLD_FD, text, strlen (text)), ==, strlen (text));
}

static void
wait_for_line (void)
{
  char byte;

  while (read (STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
    ;
}

/* The service refuses what was typed. */
static void
be_refused (UiTest     *f,
            const char *uri)
{
  GtkWidget *dialog = connect_test_open (f);

  connect_test_fill (dialog, uri, JB_EMULATOR_COMPANY, JB_EMULATOR_ACCOUNT, WRONG_CODE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_test_find (dialog, "token-expander")), TRUE);
  connect_test_type (dialog, "token", TYPED_TOKEN);
  connect_test_press (dialog);
  jb_test_wait_until (connect_test_problem (dialog) != NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gint64
make_connection (UiTest     *f,
                 const char *uri)
{
  g_autoptr(GPtrArray) all = NULL;
  GtkWidget *dialog = connect_test_open (f);

  connect_test_fill (dialog, uri, JB_EMULATOR_COMPANY, JB_EMULATOR_ACCOUNT, JB_EMULATOR_AUTH_CODE);
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  jb_test_wait_until (!jb_session_is_collecting (f->session));
  jb_test_wait_until (jb_window_is_settled (f->window));
  g_assert_null (jb_session_get_problem (f->session));
  all = jb_archive_list_connections (jb_session_get_archive (f->session), NULL);
  g_assert_cmpuint (all->len, ==, 1);
  return ((JbConnection *) g_ptr_array_index (all, 0))->id;
}

/* As a program of its own. @uri is where the service is; the home is in the environment. */
static int
run (const char *uri)
{
  UiTest f = { 0 };
  g_autofree char *code = NULL;
  gint64 id;

  ui_test_prepare (&f);
  g_clear_object (&f.secrets);
  f.secrets = jb_secrets_new_keyring ();
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));

  be_refused (&f, uri);
  id = make_connection (&f, uri);
  code = book_test_protect (&f);
  jb_test_wait_until (!jb_archive_has_rest (jb_session_get_archive (f.session)));
  g_assert_false (jb_book_keeper_is_session_only (jb_session_get_keeper (f.session)));
  tell (code);
  tell (jb_archive_get_id (jb_session_get_archive (f.session)));
  wait_for_line ();

  ui_test_go (&f, "connections");
  jb_test_wait_until (jb_window_is_settled (f.window));
  gtk_widget_activate_action (ui_test_find_type (GTK_WIDGET (f.window), JB_TYPE_CONNECTION_ROW), "connection.remove", "x", id);
  ui_test_end (&f);   /* the end of the program is the end of what can be undone */
  tell ("removed");
  return 0;
}

/* -- the search ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  KeyringTest       keyring;
  SearchTest        search;
  JbEmulator       *emulator;
  char             *output;     /* a file: what the program says, and what it logs */
  GSubprocess      *process;
  GDataInputStream *told;
} Run;

/* The same instant as in the run. */
static JbEmulator *
make_emulator (void)
{
  JbEmulatorOptions options = { .seed = 11, .n_invoices = 400, .plain = TRUE };
  g_autoptr(JbClock) clock = jb_clock_new_manual (jb_instant_from_date (UI_TEST_TODAY) + G_GINT64_CONSTANT (10) * 60 * 60 * 1000,
                                                  TRUE);
  g_autoptr(GError) error = NULL;
  JbEmulator *emulator = jb_emulator_new (&options, clock, &error);

  g_assert_no_error (error);
  return emulator;
}

static void
start (Run *r)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) input = NULL;
  g_autofree char *temporary = g_build_filename (r->keyring.home, "tmp", NULL);
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, &error));
  input = g_unix_input_stream_new (fds[0], TRUE);
  r->told = g_data_input_stream_new (input);
  r->output = g_build_filename (r->keyring.home, "output", NULL);

  keyring_test_set_home (&r->keyring, launcher);
  g_mkdir_with_parents (temporary, 0700);
  g_subprocess_launcher_setenv (launcher, "TMPDIR", temporary, TRUE);
  g_subprocess_launcher_setenv (launcher, "GSETTINGS_BACKEND", "keyfile", TRUE);
  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "service", TRUE);
  g_subprocess_launcher_set_stdout_file_path (launcher, r->output);
  g_subprocess_launcher_take_fd (launcher, fds[1], TOLD_FD);
  r->process = g_subprocess_launcher_spawn (launcher, &error, program, "--run", jb_emulator_get_uri (r->emulator), NULL);
  g_assert_no_error (error);
}

/* (transfer full) */
static char *
read_line (Run *r)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *line;

  g_data_input_stream_read_line_async (r->told, G_PRIORITY_DEFAULT, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  line = g_data_input_stream_read_line_finish (r->told, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static void
add_of_connection (Run *r)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", jb_emulator_get_uri (r->emulator), JB_EMULATOR_COMPANY);
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSecret) secret = NULL;

  jb_secrets_lookup_async (secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  secret = jb_secrets_lookup_finish (secrets, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (secret->auth_code, ==, JB_EMULATOR_AUTH_CODE);
  search_test_add (&r->search, "token", secret->token);
}

static void
add_of_book (Run        *r,
             const char *book)
{
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookKey) key = NULL;
  char *text;

  jb_secrets_lookup_book_key_async (secrets, book, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  text = jb_secrets_lookup_book_key_finish (secrets, result, &error);
  g_assert_no_error (error);
  key = jb_book_key_from_text (text);
  g_assert_nonnull (key);
  search_test_add_bytes (&r->search, "book key", jb_book_key_get_bytes (key), JB_BOOK_KEY_BYTES);
  jb_wipe_text (text);
}

static void
add_recovery_code (Run        *r,
                   const char *code)
{
  g_auto(GStrv) groups = g_strsplit (code, "-", -1);
  g_autofree char *plain = g_strjoinv (NULL, groups);

  g_assert_cmpuint (strlen (code), ==, JB_RECOVERY_CODE_TEXT_LENGTH);
  search_test_add (&r->search, "recovery code", code);
  search_test_add (&r->search, "recovery code", plain);
}

static void
assert_output_is_loud (Run *r)
{
  g_autofree char *output = NULL;

  g_assert_true (g_file_get_contents (r->output, &output, NULL, NULL));
  g_assert_nonnull (strstr (output, "GET_TOKEN"));
  g_assert_nonnull (strstr (output, "DEBUG"));
}

/* The book is among what is searched: what it does not keep secret is found. */
static void
assert_book_is_searched (Run *r)
{
  SearchTest open;

  search_test_begin (&open);
  search_test_add_pattern (&open, "company", "plain", JB_EMULATOR_COMPANY, strlen (JB_EMULATOR_COMPANY));
  g_assert_cmpuint (search_test_in_tree (&open, r->keyring.home), >, 0);
  search_test_end (&open);
}

/* The home holds settings, caches, the temporary folder with the book, the keyring's own files and the output. */
static void
assert_nothing_left (Run *r)
{
  g_assert_cmpuint (search_test_in_tree (&r->search, r->keyring.home), ==, 0);
}

static void
test_run (void)
{
  Run r = { 0 };
  g_autofree char *code = NULL;
  g_autofree char *book = NULL;
  g_autofree char *removed = NULL;

  if (!keyring_test_can_run ())
    return;

  keyring_test_begin (&r.keyring);
  keyring_test_start_daemon (&r.keyring, KEYRING_PASSWORD);
  r.emulator = make_emulator ();
  start (&r);

  code = read_line (&r);
  book = read_line (&r);
  search_test_begin (&r.search);
  search_test_add (&r.search, "authentication code", JB_EMULATOR_AUTH_CODE);
  search_test_add (&r.search, "refused code", WRONG_CODE);
  search_test_add (&r.search, "typed token", TYPED_TOKEN);
  add_recovery_code (&r, code);
  add_of_connection (&r);
  add_of_book (&r, book);
  search_test_prove (&r.search, r.keyring.home);
  assert_output_is_loud (&r);
  assert_book_is_searched (&r);
  assert_nothing_left (&r);
  g_assert_cmpuint (search_test_in_process (&r.search, g_subprocess_get_identifier (r.process)), ==, 0);
  g_assert_cmpuint (keyring_test_count (&r.keyring), ==, 2);

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (r.process), "\n", 1, NULL, NULL, NULL);
  removed = read_line (&r);
  g_assert_cmpstr (removed, ==, "removed");
  g_subprocess_wait (r.process, NULL, NULL);
  g_assert_cmpuint (keyring_test_count (&r.keyring), ==, 1);   /* the book's key, without the connection */
  assert_nothing_left (&r);

  search_test_end (&r.search);
  g_clear_object (&r.told);
  g_clear_object (&r.process);
  jb_emulator_stop (r.emulator);
  g_clear_object (&r.emulator);
  keyring_test_end (&r.keyring);
  g_free (r.output);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--run"))
    {
      adw_init ();
      return run (argv[2]);
    }

  program = argv[0];
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  keyring_test_start_bus ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/run", test_run);
  status = g_test_run ();
  keyring_test_stop_bus ();
  return status;
}
