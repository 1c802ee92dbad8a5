/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A machine without a session bus has no keyring: a sentence, not a crash. */

#include "config.h"

#include "jb-secrets.h"
#include "jb-test.h"

static void
test_store (void)
{
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  JbSecret secret = { (char *) "JB0000000000000000000000000TEST1", NULL, 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_secrets_store_async (secrets, "smartbill|demo|0001234013", &secret, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_secrets_store_finish (secrets, result, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
  g_assert_null (strstr (error->message, "TEST1"));
}

static void
test_lookup (void)
{
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_secrets_lookup_async (secrets, "smartbill|demo|0001234013", NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_secrets_lookup_finish (secrets, result, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
}

static void
test_clear (void)
{
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_secrets_clear_async (secrets, "smartbill|demo|0001234013", NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_secrets_clear_finish (secrets, result, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
}

static JbSecret *
look_up (JbSecrets   *secrets,
         const char  *key,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_secrets_lookup_async (secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_secrets_lookup_finish (secrets, result, error);
}

/* What is kept for the session works without a keyring, takes a renewed token, and is gone when it is cleared. */
static void
test_session (void)
{
  static const char key[] = "smartbill|demo|0001234013";
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(JbSecret) found = NULL;
  g_autoptr(JbSecret) renewed = NULL;
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GAsyncResult) cleared = NULL;
  g_autoptr(GError) error = NULL;

  secret->auth_code = g_strdup ("JB0000000000000000000000000TEST1");
  g_assert_false (jb_secrets_is_session_only (secrets, key));
  jb_secrets_keep_for_session (secrets, key, secret);
  g_assert_true (jb_secrets_is_session_only (secrets, key));
  found = look_up (secrets, key, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->auth_code, ==, secret->auth_code);

  secret->token = g_strdup ("renewed");
  jb_secrets_store_async (secrets, key, secret, NULL, jb_test_result_cb, &stored);
  jb_test_wait_until (stored != NULL);
  g_assert_false (jb_secrets_store_finish (secrets, stored, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  renewed = look_up (secrets, key, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (renewed->token, ==, "renewed");

  jb_secrets_clear_async (secrets, key, NULL, jb_test_result_cb, &cleared);
  jb_test_wait_until (cleared != NULL);
  g_assert_false (jb_secrets_clear_finish (secrets, cleared, NULL));
  g_assert_false (jb_secrets_is_session_only (secrets, key));
  g_assert_null (look_up (secrets, key, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/no-bus/store", test_store);
  g_test_add_func ("/secrets/no-bus/lookup", test_lookup);
  g_test_add_func ("/secrets/no-bus/clear", test_clear);
  g_test_add_func ("/secrets/no-bus/session", test_session);

  return g_test_run ();
}
