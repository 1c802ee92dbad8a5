/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-emulator as a program: its one line, its answers, its end, and what it refuses. */

#include "config.h"

#include "jb-test.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

static GSubprocess *
run (const char * const *arguments)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (gpointer) g_getenv ("JB_EMULATOR"));
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char * const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  return process;
}

/* Runs to the end. Any of the texts may be NULL: not looked at. */
static void
assert_run (const char * const *arguments,
            int                 status,
            const char         *said,
            const char         *complained)
{
  g_autoptr(GSubprocess) process = run (arguments);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr(GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  if (said != NULL)
    g_assert_nonnull (strstr (output, said));
  if (complained != NULL)
    g_assert_nonnull (strstr (errors, complained));
}

static void
test_help (void)
{
  const char *help[] = { "--help", NULL };
  const char *version[] = { "--version", NULL };

  assert_run (help, 0, "--invoices", NULL);
  assert_run (version, 0, PACKAGE_VERSION, NULL);
}

static void
test_refuses (void)
{
  static const char * const wrong[][3] = {
    { "--no-such-option", NULL },
    { "something", NULL },
    { "--invoices=0", NULL },
    { "--invoices=many", NULL },
    { "--port=-1", NULL },
    { "--today=-5", NULL },
  };
  const char *too_many[] = { "--invoices=1000001", NULL };
  const char *no_day[] = { "--today=20260230", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i][0]);
      assert_run (wrong[i], 2, NULL, "");
    }
  assert_run (too_many, 1, NULL, "emulator");
  assert_run (no_day, 1, NULL, "emulator");
}

static char *
read_line (GSubprocess *process)
{
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr(GError) error = NULL;
  char *line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static char *
ask (const char *uri,
     const char *text)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = soup_message_new (text != NULL ? "POST" : "GET", uri);
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;

  if (text != NULL)
    {
      g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));

      soup_message_set_request_body_from_bytes (message, "application/json", body);
    }
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

static void
test_serves (gconstpointer data)
{
  const char *arguments[] = { "--port=0", "--seed=4", "--plain", "--control", "--today=20260915", "--disable=PREVIEW_FORM", NULL };
  g_autoptr(GSubprocess) process = run (arguments);
  g_autofree char *line = read_line (process);
  g_auto(GStrv) words = g_strsplit (line, " ", -1);
  g_autofree char *answer = NULL;
  g_autofree char *base = NULL;
  g_autofree char *stats_uri = NULL;
  g_autofree char *stats = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (g_strv_length (words), ==, 4);
  g_assert_true (g_str_has_prefix (words[0], "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (words[0], "/sb-api/request"));
  g_assert_cmpstr (words[1], ==, "company=0001234013");
  g_assert_cmpstr (words[2], ==, "account=gaon01");
  g_assert_cmpstr (words[3], ==, "code=JB0000000000000000000000000TEST1");

  answer = ask (words[0], "{\"Signal\":\"PREVIEW_FORM\"}");
  g_assert_nonnull (strstr (answer, "\"ResultCode\":\"60129\""));
  g_assert_nonnull (strstr (answer, "\"ResponseTime\":\"20260915"));
  base = g_strndup (words[0], strlen (words[0]) - strlen ("/sb-api/request"));
  stats_uri = g_strconcat (base, "/control/stats", NULL);
  stats = ask (stats_uri, NULL);
  g_assert_nonnull (strstr (stats, "\"PREVIEW_FORM\":1"));

  g_subprocess_send_signal (process, GPOINTER_TO_INT (data));
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/program/help", test_help);
  g_test_add_func ("/program/refuses", test_refuses);
  g_test_add_data_func ("/program/serves-until-term", GINT_TO_POINTER (SIGTERM), test_serves);
  g_test_add_data_func ("/program/serves-until-int", GINT_TO_POINTER (SIGINT), test_serves);

  return g_test_run ();
}
