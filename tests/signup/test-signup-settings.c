/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the settings make of a sign-up: where the form goes, who is listened to, what SmartBill is told. */

#include "config.h"

#include "jb-settings.h"
#include "jb-signup-page.h"
#include "jb-signup-settings.h"
#include "jb-signup-test.h"

/* (transfer full) */
static GSettings *
new_settings (void)
{
  GSettings *settings = jb_settings_new ();

  g_assert_nonnull (settings);
  for (const char **key = (const char *[]) { "signup-charset", "signup-plain-http", "signup-callback-enabled",
                                             "signup-callback-address", "signup-callback-port", "signup-callback-path",
                                             "signup-callback-sources", NULL }; *key != NULL; key++)
    g_settings_reset (settings, *key);
  return settings;
}

static void
test_target (void)
{
  static const struct
  {
    const char *environment;
    gboolean    plain;
    const char *target;
  } cases[] = {
    { NULL, FALSE, JB_SIGNUP_URI_DEMO },
    { "demo", FALSE, JB_SIGNUP_URI_DEMO },
    { "demo", TRUE, JB_SIGNUP_URI_DEMO_PLAIN },
    { "production", FALSE, JB_SIGNUP_URI_PRODUCTION },
    { "production", TRUE, JB_SIGNUP_URI_PRODUCTION_PLAIN },
    { "http://127.0.0.1:8080/sb-api/request", FALSE, "http://127.0.0.1:8080/xMain/mb/shar_transfer/info_inpt01.aspx" },
    { "http://127.0.0.1:8080", TRUE, "http://127.0.0.1:8080/xMain/mb/shar_transfer/info_inpt01.aspx" },
    { "nonsense", FALSE, "nonsense" },
  };
  g_autoptr(GSettings) settings = new_settings ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target = NULL;

      g_settings_set_boolean (settings, "signup-plain-http", cases[i].plain);
      target = jb_signup_settings_dup_target (settings, cases[i].environment);
      g_assert_cmpstr (target, ==, cases[i].target);
    }
}

/* The form goes nowhere when the address is none. */
static void
test_no_target (void)
{
  g_autoptr(JbSignupForm) form = signup_form_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *target = jb_signup_settings_dup_target (NULL, "nonsense");

  g_assert_null (jb_signup_server_new (form, &signup_demo, target, NULL, &error));
  g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_TARGET);
}

static void
test_terms (void)
{
  g_autoptr(GSettings) settings = new_settings ();
  JbSignupTerms terms = jb_signup_settings_get_terms (settings, "production", JB_SIGNUP_OLDER);

  g_assert_cmpint (terms.environment, ==, JB_SIGNUP_PRODUCTION);
  g_assert_cmpint (terms.edition, ==, JB_SIGNUP_OLDER);
  g_assert_cmpint (terms.charset, ==, JB_SIGNUP_UTF_8);
  g_settings_set_string (settings, "signup-charset", "euc-kr");
  terms = jb_signup_settings_get_terms (settings, "demo", JB_SIGNUP_NEWER);
  g_assert_cmpint (terms.environment, ==, JB_SIGNUP_DEMO);
  g_assert_cmpint (terms.charset, ==, JB_SIGNUP_EUC_KR);

  /* Without settings: the defaults, and nobody is listened to. */
  terms = jb_signup_settings_get_terms (NULL, NULL, JB_SIGNUP_NEWER);
  g_assert_cmpint (terms.environment, ==, JB_SIGNUP_DEMO);
  g_assert_cmpint (terms.charset, ==, JB_SIGNUP_UTF_8);
  g_assert_false (jb_signup_settings_wants_callback (NULL));
  g_assert_false (jb_signup_settings_wants_callback (settings));
}

static void
test_listen (void)
{
  static const char * const sources[] = { "127.0.0.1", NULL };
  static const char * const bad_sources[] = { "relay.example.com", NULL };
  g_autoptr(GSettings) settings = new_settings ();
  g_autoptr(JbSignupListener) listener = jb_signup_listener_new (NULL);
  g_autoptr(GSocketListener) free_port = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  Visitor *visitor;
  guint port = g_socket_listener_add_any_inet_port (free_port, NULL, &error);

  g_assert_no_error (error);
  g_settings_set_string (settings, "signup-callback-address", " 127.0.0.1 ");
  g_settings_set_int (settings, "signup-callback-port", (int) port);
  g_assert_false (jb_signup_settings_listen (settings, "demo", listener, &error));
  g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_IN_USE);
  g_clear_error (&error);
  g_socket_listener_close (free_port);

  /* Nobody but SmartBill, as long as no relay is named. */
  g_assert_true (jb_signup_settings_listen (settings, "demo", listener, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (jb_signup_listener_get_port (listener), ==, port);
  visitor = visitor_new (port);
  jb_test_wait_until (visitor_listen (visitor));
  g_assert_cmpuint (visitor->heard->len, ==, 0);
  visitor_free (visitor);

  g_settings_set_strv (settings, "signup-callback-sources", sources);
  g_assert_true (jb_signup_settings_listen (settings, "demo", listener, &error));
  {
    g_autofree char *heard = visitor_ask (port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    assert_starts (heard, "HTTP/1.1 ");
  }

  g_settings_set_strv (settings, "signup-callback-sources", bad_sources);
  g_assert_false (jb_signup_settings_listen (settings, "demo", listener, &error));
  g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_CONFIG);
}

static void
test_callback_uri (void)
{
  static const struct
  {
    const char *address;
    const char *uri;
  } cases[] = {
    { "0.0.0.0", "http://(your public address):21080/callback" },
    { "::", "http://(your public address):21080/callback" },
    { "192.168.0.7", "http://(your public address):21080/callback" },
    { "127.0.0.1", "http://(your public address):21080/callback" },
    { "not an address", "http://(your public address):21080/callback" },
    { " 203.0.113.7 ", "http://203.0.113.7:21080/callback" },
    { "2001:db8::7", "http://[2001:db8::7]:21080/callback" },
  };
  g_autoptr(GSettings) settings = new_settings ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uri = NULL;

      g_settings_set_string (settings, "signup-callback-address", cases[i].address);
      uri = jb_signup_settings_dup_callback_uri (settings);
      g_assert_cmpstr (uri, ==, cases[i].uri);
    }
}

static void
test_sources (void)
{
  static const char * const expected[] = { "192.0.2.1", "2001:db8::1", "192.0.2.2", NULL };
  g_auto(GStrv) none = jb_signup_settings_split_sources (" , \n");
  g_auto(GStrv) some = jb_signup_settings_split_sources (" 192.0.2.1,2001:db8::1;\n192.0.2.2 ");

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_true (g_strv_equal ((const char * const *) some, expected));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signup-settings/target", test_target);
  g_test_add_func ("/signup-settings/no-target", test_no_target);
  g_test_add_func ("/signup-settings/terms", test_terms);
  g_test_add_func ("/signup-settings/listen", test_listen);
  g_test_add_func ("/signup-settings/callback-uri", test_callback_uri);
  g_test_add_func ("/signup-settings/sources", test_sources);

  return g_test_run ();
}
