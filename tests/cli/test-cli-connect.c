/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli connect and collect: where codes come from, who is let in, how each kind of failure ends. */

#include "config.h"

#include "jb-cli-test.h"

#include <signal.h>

#include "jb-archive.h"
#include "jb-smartbill.h"

#define CONNECT "connect --environment %s --company " JB_EMULATOR_COMPANY " --sb-id " JB_EMULATOR_ACCOUNT

/* (transfer full): as a person has it from the service's own page. */
static char *
cli_test_get_token (CliTest *f)
{
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(JbHttp) http = jb_http_new (clock);
  JbConnection connection = { .service = (char *) "smartbill", .environment = (char *) jb_emulator_get_uri (f->emulator),
                              .company = (char *) JB_EMULATOR_COMPANY, .account = (char *) JB_EMULATOR_ACCOUNT };
  JbProviderConfig config = { .connection = &connection, .auth_code = JB_EMULATOR_AUTH_CODE, .http = http, .clock = clock };
  g_autoptr(GError) error = NULL;
  g_autoptr(JbProvider) provider = jb_provider_new_for_connection (&config, &error);
  g_autoptr(GAsyncResult) result = NULL;
  char *token;

  g_assert_no_error (error);
  jb_smartbill_get_token_async (JB_SMARTBILL (provider), JB_SMARTBILL_LIFETIME_UNLIMITED, 0, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  token = jb_smartbill_get_token_finish (JB_SMARTBILL (provider), result, NULL, &error);
  g_assert_no_error (error);
  return token;
}

static void
assert_collected (CliTest *f)
{
  g_autoptr(JsonArray) array = cli_test_get_array (f);
  JsonObject *report = json_array_get_object_element (array, 0);
  guint n_sales, n_purchases;
  gint64 sales, purchases;

  jb_emulator_get_truth (f->emulator, &n_sales, &n_purchases, &sales, &purchases);
  g_assert_cmpuint (json_array_get_length (array), ==, 1);
  g_assert_cmpint (json_object_get_int_member (report, "connections"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (report, "new"), ==, n_sales + n_purchases);
  g_assert_cmpint (json_object_get_int_member (report, "changed"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (report, "originals"), ==, n_sales + n_purchases);
  g_assert_cmpint (json_object_get_int_member (report, "still_missing"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (report, "n_problems"), ==, 0);
  g_assert_true (json_object_get_null_member (report, "gap_from"));
  g_assert_true (json_object_get_null_member (report, "gap_to"));
  g_assert_true (json_object_get_null_member (report, "error"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (report, "problems")), ==, 0);
}

static void
test_code_from_input (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) array = NULL;
  JsonObject *made;

  cli_test_begin (&f, TRUE);
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE "\nrest", "--json " CONNECT, jb_emulator_get_uri (f.emulator)), ==, 0);
  array = cli_test_get_array (&f);
  made = json_array_get_object_element (array, 0);
  g_assert_cmpstr (json_object_get_string_member (made, "service"), ==, "smartbill");
  g_assert_cmpstr (json_object_get_string_member (made, "company"), ==, JB_EMULATOR_COMPANY);
  g_assert_true (json_object_get_boolean_member (made, "secret_kept"));
  g_assert_true (g_file_test (f.book, G_FILE_TEST_IS_REGULAR));

  /* The keyring has the code now: nothing is asked. */
  g_assert_cmpint (cli_test_run (&f, NULL, "collect --json"), ==, 0);
  assert_collected (&f);
  cli_test_end (&f);
}

static void
test_code_from_environment (void)
{
  CliTest f = { .code = JB_EMULATOR_AUTH_CODE };

  cli_test_begin (&f, TRUE);
  g_assert_cmpint (cli_test_run (&f, NULL, CONNECT, jb_emulator_get_uri (f.emulator)), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "--json collect"), ==, 0);
  assert_collected (&f);
  cli_test_end (&f);
}

/* A token that is there already: on the line after the code, never among the arguments. */
static void
test_token (void)
{
  static const struct
  {
    const char *words;
    const char *input;
    int         exit_code;
    const char *says;
  } cases[] = {
    { " --token", JB_EMULATOR_AUTH_CODE, 2, "There is no token" },
    { " --token", JB_EMULATOR_AUTH_CODE "\n\n", 2, "There is no token" },
    { " --token", JB_EMULATOR_AUTH_CODE "\n토큰\n", 2, "copy it again" },
    { " --token", JB_EMULATOR_AUTH_CODE "\nRkFLRQo=\n", 5, "does not accept this token" },
    { " --token --token-until 2020-01-31", JB_EMULATOR_AUTH_CODE "\nRkFLRQo=\n", 5, "last day of this token has passed" },
    { " --token --token-until soon", JB_EMULATOR_AUTH_CODE "\nRkFLRQo=\n", 2, "soon" },
    { " --token-until 2099-01-31", JB_EMULATOR_AUTH_CODE "\n", 2, "both or neither" },
    { " --token RkFLRQo=", JB_EMULATOR_AUTH_CODE "\n", 2, "" },
    { "", "JB00\n", 2, "this one has 4" },
  };
  CliTest f = { 0 };
  g_autofree char *token = NULL;
  g_autofree char *input = NULL;
  guint asked;

  cli_test_begin (&f, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *format = g_strconcat (CONNECT, cases[i].words, NULL);

      g_assert_cmpint (cli_test_run (&f, cases[i].input, format, jb_emulator_get_uri (f.emulator)), ==, cases[i].exit_code);
      g_assert_nonnull (strstr (f.err, cases[i].says));
    }
  g_assert_cmpuint (jb_emulator_count (f.emulator, "GET_TOKEN"), ==, 0);

  token = cli_test_get_token (&f);
  asked = jb_emulator_count (f.emulator, "GET_TOKEN");
  input = g_strdup_printf (" jb0000000000000000000000000test1 \n%s\n", token);
  g_assert_cmpint (cli_test_run (&f, input, CONNECT " --token --token-until 2099-01-31", jb_emulator_get_uri (f.emulator)), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "--json collect"), ==, 0);
  assert_collected (&f);
  g_assert_cmpuint (jb_emulator_count (f.emulator, "GET_TOKEN"), ==, asked);
  g_assert_null (strstr (f.said->str, token));
  cli_test_end (&f);
}

static void
test_without_keyring (void)
{
  CliTest f = { .no_keyring = TRUE };

  cli_test_begin (&f, TRUE);
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, jb_emulator_get_uri (f.emulator)), ==, 0);
  g_assert_nonnull (strstr (f.err, "JANGBU_AUTH_CODE"));

  g_assert_cmpint (cli_test_run (&f, NULL, "collect"), ==, 9);
  g_assert_nonnull (strstr (f.err, "JANGBU_AUTH_CODE"));

  f.code = JB_EMULATOR_AUTH_CODE;
  g_assert_cmpint (cli_test_run (&f, NULL, "--json collect"), ==, 0);
  assert_collected (&f);
  cli_test_end (&f);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *words;
    const char *input;
    int         exit_code;
  } cases[] = {
    { "--company 0001234013 --sb-id gaon01", "JB0000000000000000000000000WRONG", 5 },
    { "--company 0007654326 --sb-id gaon01", JB_EMULATOR_AUTH_CODE, 5 },
    { "--company 0001234013 --sb-id gaon01", "", 2 },
    { "--company 0001234013 --sb-id gaon01", "\n" JB_EMULATOR_AUTH_CODE, 2 },
    { "--company 12345 --sb-id gaon01", JB_EMULATOR_AUTH_CODE, 2 },
    { "--company 0000000000 --sb-id gaon01", JB_EMULATOR_AUTH_CODE, 2 },
    { "--company 0001234013", JB_EMULATOR_AUTH_CODE, 2 },
    { "--sb-id gaon01", JB_EMULATOR_AUTH_CODE, 2 },
    { "--company 0001234013 --sb-id gaon01 word", JB_EMULATOR_AUTH_CODE, 2 },
    { "--company 0001234013 --sb-id gaon01 --auth-code " JB_EMULATOR_AUTH_CODE, "", 2 },
    { "--company 0001234013 --sb-id gaon01 --service moon", JB_EMULATOR_AUTH_CODE, 5 },
  };
  CliTest f = { 0 };

  cli_test_begin (&f, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (cli_test_run (&f, cases[i].input, "connect --environment %s %s", jb_emulator_get_uri (f.emulator),
                                     cases[i].words), ==, cases[i].exit_code);
      g_assert_cmpstr (f.out, ==, "");
      g_assert_cmpstr (f.err, !=, "");
    }

  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, "http://example.com/sb-api/request"), ==, 5);
  /* A mistyped number is an error in production and only a warning elsewhere. */
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE,
                                 "connect --environment production --company 0001234014 --sb-id gaon01"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, "connect --environment %s --company 0001234014 --sb-id gaon01",
                                 jb_emulator_get_uri (f.emulator)), ==, 5);
  g_assert_nonnull (strstr (f.err, "0001234014"));
  cli_test_end (&f);
}

static void
test_nothing_to_collect (void)
{
  CliTest f = { 0 };

  cli_test_begin (&f, TRUE);
  g_assert_cmpint (cli_test_run (&f, NULL, "collect"), ==, 3);
  g_assert_false (g_file_test (f.book, G_FILE_TEST_EXISTS));

  /* A refused connect makes an empty book. */
  g_assert_cmpint (cli_test_run (&f, "JB0000000000000000000000000WRONG", CONNECT, jb_emulator_get_uri (f.emulator)), ==, 5);
  g_assert_cmpint (cli_test_run (&f, NULL, "collect"), ==, 3);
  cli_test_end (&f);
}

static void
test_exit_codes_of_collect (void)
{
  static const struct
  {
    JbEmulatorFault fault;
    int             exit_code;
  } cases[] = {
    { { .count = -1, .code = (char *) "60101" }, 5 },
    { { .count = -1, .code = (char *) "60129" }, 5 },
    { { .count = -1, .truncate = TRUE }, 7 },
    { { .count = -1, .http = 403 }, 5 },
    { { .count = -1, .redirect = TRUE }, 7 },
  };
  CliTest f = { 0 };

  cli_test_begin (&f, TRUE);
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, jb_emulator_get_uri (f.emulator)), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonArray) array = NULL;
      JsonObject *report;

      jb_emulator_set_fault (f.emulator, &cases[i].fault);
      g_assert_cmpint (cli_test_run (&f, NULL, "collect --json"), ==, cases[i].exit_code);
      jb_emulator_clear_faults (f.emulator);

      array = cli_test_get_array (&f);
      report = json_array_get_object_element (array, 0);
      g_assert_cmpint (json_object_get_int_member (report, "new"), ==, 0);
      g_assert_nonnull (strstr (f.err, json_object_get_string_member (report, "error")));
    }

  g_assert_cmpint (cli_test_run (&f, NULL, "collect --json"), ==, 0);
  assert_collected (&f);
  cli_test_end (&f);
}

static void
test_unreachable (void)
{
  CliTest f = { 0 };

  cli_test_begin (&f, TRUE);
  jb_emulator_stop (f.emulator);
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, jb_emulator_get_uri (f.emulator)), ==, 6);
  g_assert_cmpstr (f.err, !=, "");
  cli_test_end (&f);
}

/* The way to the services is the one of the window's preferences; the emulator on this machine needs none. */
static void
test_proxy (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *settings = g_strdup_printf ("[kr/jangbu/Jangbu]\nproxy-mode='manual'\nproxy-uri='http://127.0.0.1:%u'\n", port);
  g_autofree char *proxy = g_strdup_printf ("127.0.0.1:%u", port);
  CliTest f = { 0 };

  /* Nobody listens there any more. */
  g_socket_listener_close (listener);
  cli_test_begin (&f, TRUE);
  f.settings = settings;
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, "https://service.invalid/sb-api/request"), ==, 6);
  g_assert_nonnull (strstr (f.err, proxy));
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, jb_emulator_get_uri (f.emulator)), ==, 0);

  f.settings = "[kr/jangbu/Jangbu]\nproxy-mode='manual'\nproxy-uri='http://me:secret@proxy.example:8080'\n";
  g_assert_cmpint (cli_test_run (&f, NULL, "collect"), ==, 0);
  g_assert_nonnull (strstr (f.err, "name and password"));
  g_assert_null (strstr (f.err, "secret@"));
  /* Who only looks into the book needs no way to anywhere. */
  g_assert_cmpint (cli_test_run (&f, NULL, "list"), ==, 0);
  g_assert_cmpstr (f.err, ==, "");
  cli_test_end (&f);
}

static void
test_locked (void)
{
  CliTest f = { 0 };
  g_autofree char *copy = NULL;
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(JbArchive) archive = NULL;
  g_autoptr(GError) error = NULL;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  archive = jb_archive_open (f.book, JB_ARCHIVE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);

  g_assert_cmpint (cli_test_run (&f, NULL, "collect"), ==, 4);
  g_assert_cmpstr (f.err, !=, "");
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, jb_emulator_get_uri (f.emulator)), ==, 4);
  g_assert_cmpint (cli_test_run (&f, NULL, "list --json"), ==, 0);
  json_array_unref (cli_test_get_array (&f));
  g_assert_cmpint (cli_test_run (&f, NULL, "check"), ==, 0);
  copy = g_build_filename (f.home, "copy.jangbu", NULL);
  g_assert_cmpint (cli_test_run (&f, NULL, "backup '%s'", copy), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "check --book '%s'", copy), ==, 0);
  jb_archive_close (archive);
  cli_test_end (&f);
}

/* Ctrl+C while the service is silent. */
static void
test_interrupt (void)
{
  JbEmulatorFault fault = { .signal = (char *) "OS_DTI_XML", .count = -1, .hang = TRUE };
  CliTest f = { 0 };
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  char *out = NULL, *err = NULL;

  cli_test_begin (&f, TRUE);
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, jb_emulator_get_uri (f.emulator)), ==, 0);
  jb_emulator_set_fault (f.emulator, &fault);

  launcher = cli_test_make_launcher (&f, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  process = g_subprocess_launcher_spawn (launcher, &error, cli_program, "collect", "--json", NULL);
  g_assert_no_error (error);
  jb_test_wait_until (jb_emulator_count (f.emulator, "OS_DTI_XML") > 0);
  g_subprocess_send_signal (process, SIGINT);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  cli_test_keep (&f, out, err);

  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 130);
  json_array_unref (cli_test_get_array (&f));

  /* What came before it is there, and the next run completes. */
  jb_emulator_clear_faults (f.emulator);
  g_assert_cmpint (cli_test_run (&f, NULL, "collect"), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "check"), ==, 0);
  cli_test_end (&f);
}

static void
assert_absent (const char *data,
               gsize       size,
               const char *secret)
{
  g_assert_null (memmem (data, size, secret, strlen (secret)));
}

static void
assert_file_without (const char *path,
                     const char *secret)
{
  g_autofree char *data = NULL;
  gsize size;

  if (g_file_get_contents (path, &data, &size, NULL))
    assert_absent (data, size, secret);
}

/* Neither code nor token stands in anything printed, however loud the log, or in the book. The token is not known here, but its
 * form is: 88 characters of Base64, which nothing else in the dialogue of connecting has. */
static void
test_secrets_stay_secret (void)
{
  CliTest f = { .debug = "all" };
  g_autofree char *wal = NULL;
  g_autoptr(GRegex) token = g_regex_new ("[A-Za-z0-9+/]{60,}", 0, 0, NULL);

  cli_test_begin (&f, TRUE);
  g_assert_cmpint (cli_test_run (&f, JB_EMULATOR_AUTH_CODE, CONNECT, jb_emulator_get_uri (f.emulator)), ==, 0);
  g_assert_nonnull (strstr (f.err, "GET_TOKEN"));   /* the log was loud */
  g_assert_false (g_regex_match (token, f.err, 0, NULL));
  g_assert_cmpint (cli_test_run (&f, NULL, "collect"), ==, 0);
  g_assert_cmpint (cli_test_run (&f, "JB0000000000000000000000000WRONG", CONNECT, jb_emulator_get_uri (f.emulator)), ==, 5);
  g_assert_cmpint (cli_test_run (&f, NULL, "connect --auth-code " JB_EMULATOR_AUTH_CODE), ==, 2);

  assert_absent (f.said->str, f.said->len, JB_EMULATOR_AUTH_CODE);
  assert_absent (f.said->str, f.said->len, "JB0000000000000000000000000WRONG");
  wal = g_strconcat (f.book, "-wal", NULL);
  assert_file_without (f.book, JB_EMULATOR_AUTH_CODE);
  assert_file_without (wal, JB_EMULATOR_AUTH_CODE);
  assert_file_without (f.book, "AUTH_TOKEN");
  cli_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  cli_test_init (&argc, &argv);

  g_test_add_func ("/cli/connect/code-from-input", test_code_from_input);
  g_test_add_func ("/cli/connect/code-from-environment", test_code_from_environment);
  g_test_add_func ("/cli/connect/token", test_token);
  g_test_add_func ("/cli/connect/without-keyring", test_without_keyring);
  g_test_add_func ("/cli/connect/refused", test_refused);
  g_test_add_func ("/cli/connect/nothing-to-collect", test_nothing_to_collect);
  g_test_add_func ("/cli/connect/exit-codes-of-collect", test_exit_codes_of_collect);
  g_test_add_func ("/cli/connect/unreachable", test_unreachable);
  g_test_add_func ("/cli/connect/proxy", test_proxy);
  g_test_add_func ("/cli/connect/locked", test_locked);
  g_test_add_func ("/cli/connect/interrupt", test_interrupt);
  g_test_add_func ("/cli/connect/secrets-stay-secret", test_secrets_stay_secret);

  return g_test_run ();
}
