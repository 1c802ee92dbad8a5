/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole way with a real browser: the page is served, Chromium opens it and posts it by itself to the emulator, every field
 * arrives as it was written, in both charsets; the other steps follow over HTTP, and the callback brings codes that work. */

#include "config.h"

#include "jb-signup-callback.h"
#include "jb-signup-page.h"
#include "jb-signup-walk.h"

static const JbEmulatorOptions world = { .seed = 1, .n_invoices = 400, .plain = TRUE };

/* (transfer full) (nullable) */
static char *
find_browser (void)
{
  static const char * const names[] = { "chromium", "chromium-browser", "google-chrome" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char *path = g_find_program_in_path (names[i]);

      if (path != NULL)
        return path;
    }

  return NULL;
}

/* Opens @uri as a person's browser would and gives the page it ends on. (transfer full) */
static char *
browse (const char *browser,
        const char *uri)
{
  static const char * const ours[] = {
    "G_DEBUG", "MALLOC_CHECK_", "GSETTINGS_BACKEND", "GSETTINGS_SCHEMA_DIR", "GIO_USE_VFS", "ASAN_OPTIONS", "UBSAN_OPTIONS",
    "LSAN_OPTIONS", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "http_proxy", "https_proxy", "all_proxy",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",
  };
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *home = g_dir_make_tmp ("jb-signup-browser-XXXXXX", &error);
  g_autofree char *profile = g_strdup_printf ("--user-data-dir=%s/profile", home);
  char *page = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    g_subprocess_launcher_unsetenv (launcher, ours[i]);
  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", home, TRUE);

  process = g_subprocess_launcher_spawn (launcher, &error, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                                         "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                                         "--disable-component-update", "--disable-sync", "--no-proxy-server", profile,
                                         "--virtual-time-budget=10000", "--dump-dom", uri, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_subprocess_communicate_utf8_finish (process, result, &page, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  jb_test_remove_tree (home);
  return page;
}

static void
count_cb (JbSignupServer *server,
          guint          *count)
{
  (*count)++;
}

/* The page at which the browser arrives. (transfer full) */
static char *
hand_over (const char          *browser,
           Client              *client,
           const JbSignupForm  *form,
           const JbSignupTerms *terms)
{
  g_autofree char *target = jb_emulator_dup_signup_uri (client->emulator);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSignupServer) server = jb_signup_server_new (form, terms, target, NULL, &error);
  guint n_served = 0, n_expired = 0;
  char *page;

  g_assert_no_error (error);
  g_signal_connect (server, "served", G_CALLBACK (count_cb), &n_served);
  g_signal_connect (server, "expired", G_CALLBACK (count_cb), &n_expired);
  page = browse (browser, jb_signup_server_get_uri (server));
  g_assert_cmpuint (n_served, ==, 1);
  g_assert_cmpuint (n_expired, ==, 0);
  return page;
}

static void
assert_fields (Client             *client,
               const JbSignupForm *form)
{
  g_autoptr(GHashTable) fields = jb_emulator_dup_signup_fields (client->emulator);

  g_assert_nonnull (fields);
  g_assert_cmpuint (g_hash_table_size (fields), ==, JB_SIGNUP_N_FIELDS);
  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    g_assert_cmpstr (g_hash_table_lookup (fields, jb_signup_field_get_name (i)), ==, jb_signup_form_get (form, i));
}

static void
answered_cb (JbSignupListener *listener,
             JbSignupAnswer   *answer,
             gpointer          user_data)
{
  JbSignupAnswer **place = user_data;

  g_assert_null (*place);
  *place = jb_signup_answer_copy (answer);
}

static void
test_to_the_end (void)
{
  static const char * const sources[] = { "127.0.0.1", NULL };
  const JbSignupListenOptions options = { .address = "127.0.0.1", .path = "/callback", .sources = sources };
  g_autofree char *browser = find_browser ();
  g_autoptr(JbSignupForm) form = signup_form_new ();
  g_autoptr(JbSignupListener) listener = jb_signup_listener_new (NULL);
  g_autoptr(JbSignupAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  Client client;

  if (browser == NULL)
    {
      g_test_skip ("There is no Chromium here");
      return;
    }

  client_open (&client, &world);
  jb_signup_listener_start (listener, &options, &error);
  g_assert_no_error (error);
  jb_signup_listener_expect (listener, jb_signup_form_get (form, JB_SIGNUP_COMPANY_NUMBER));
  g_signal_connect (listener, "answered", G_CALLBACK (answered_cb), &answer);
  uri = g_strdup_printf ("http://127.0.0.1:%u/callback", jb_signup_listener_get_port (listener));
  g_assert_true (jb_emulator_set_signup_callback (client.emulator, uri, 2));

  jb_signup_form_set (form, JB_SIGNUP_COMPANY_NAME, "㈜가온 \"문구\" <&> '+%' Łódź 龘");
  first = hand_over (browser, &client, form, &signup_demo);
  assert_has (first, "1단계");
  assert_has (first, "<b id=\"charset\">UTF-8</b>");
  g_assert_cmpstr (jb_emulator_get_signup_charset (client.emulator), ==, "UTF-8");
  assert_fields (&client, form);

  last = walk_to_end (&client, first);
  assert_has (last, "4단계");
  jb_test_wait_until (answer != NULL);
  g_assert_true (jb_signup_answer_is_for (answer, SIGNUP_COMPANY));
  g_assert_cmpstr (answer->account, ==, JB_EMULATOR_ACCOUNT);
  g_assert_cmpstr (answer->user_id, ==, "erp-user-7");
  walk_try_codes (&client, answer->auth_code, answer->auth_token);
  client_close (&client);
}

/* In EUC-KR everything of CP949 arrives as it is, and the rest as a number that can be read back. */
static void
test_euc_kr (void)
{
  const JbSignupTerms terms = { JB_SIGNUP_DEMO, JB_SIGNUP_NEWER, JB_SIGNUP_EUC_KR };
  g_autofree char *browser = find_browser ();
  g_autoptr(JbSignupForm) form = signup_form_new ();
  g_autofree char *page = NULL;
  Client client;

  if (browser == NULL)
    {
      g_test_skip ("There is no Chromium here");
      return;
    }

  client_open (&client, &world);
  jb_signup_form_set (form, JB_SIGNUP_COMPANY_NAME, "㈜가온 \"똠방\" <&> 'Łódź'");
  page = hand_over (browser, &client, form, &terms);
  assert_has (page, "<b id=\"charset\">CP949</b>");
  jb_signup_form_set (form, JB_SIGNUP_COMPANY_NAME, "㈜가온 \"똠방\" <&> 'Ł&#243;d&#378;'");   /* Ł is in CP949 */
  assert_fields (&client, form);
  client_close (&client);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signup-browser/to-the-end", test_to_the_end);
  g_test_add_func ("/signup-browser/euc-kr", test_euc_kr);

  return g_test_run ();
}
