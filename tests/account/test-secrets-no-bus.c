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

  return g_test_run ();
}
