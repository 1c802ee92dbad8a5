/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* JbSecrets in memory and in libsecret's file keyring, which needs no bus. */

#include "config.h"

#include "jb-secret-private.h"
#include "jb-test.h"

#define CODE "JB0000000000000000000000000TEST1"
#define KEY "smartbill|demo|0001234013"

static JbSecrets *
make_secrets (gconstpointer data)
{
  return GPOINTER_TO_INT (data) ? jb_secrets_new_keyring () : jb_secrets_new_memory ();
}

static gboolean
store (JbSecrets   *secrets,
       const char  *key,
       const char  *code,
       const char  *token,
       gint64       expires_at,
       GError     **error)
{
  JbSecret secret = { (char *) code, (char *) token, expires_at };
  g_autoptr(GAsyncResult) result = NULL;

  jb_secrets_store_async (secrets, key, &secret, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_secrets_store_finish (secrets, result, error);
}

static JbSecret *
lookup (JbSecrets   *secrets,
        const char  *key,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_secrets_lookup_async (secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_secrets_lookup_finish (secrets, result, error);
}

static gboolean
clear (JbSecrets   *secrets,
       const char  *key,
       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_secrets_clear_async (secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_secrets_clear_finish (secrets, result, error);
}

static void
assert_holds (JbSecrets  *secrets,
              const char *key,
              const char *code,
              const char *token,
              gint64      expires_at)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSecret) secret = lookup (secrets, key, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret->auth_code, ==, code);
  g_assert_cmpstr (secret->token, ==, token);
  g_assert_cmpint (secret->token_expires_at, ==, expires_at);
}

static void
assert_holds_nothing (JbSecrets  *secrets,
                      const char *key)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (lookup (secrets, key, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND);
}

static void
test_round_trip (gconstpointer data)
{
  g_autoptr(JbSecrets) secrets = make_secrets (data);
  g_autoptr(GError) error = NULL;
  g_autofree char *other = jb_secrets_make_key ("smartbill", "production", "0001234013");

  assert_holds_nothing (secrets, KEY);

  g_assert_true (store (secrets, KEY, CODE, NULL, 0, &error));
  g_assert_no_error (error);
  assert_holds (secrets, KEY, CODE, NULL, 0);
  assert_holds_nothing (secrets, other);

  /* The second one replaces the first. */
  g_assert_true (store (secrets, KEY, CODE, "Rk\"FL한+/=\n", G_MAXINT64, &error));
  assert_holds (secrets, KEY, CODE, "Rk\"FL한+/=\n", G_MAXINT64);

  g_assert_true (store (secrets, other, "OTHER", "T", 1789430401000, &error));
  assert_holds (secrets, other, "OTHER", "T", 1789430401000);
  assert_holds (secrets, KEY, CODE, "Rk\"FL한+/=\n", G_MAXINT64);

  g_assert_true (clear (secrets, KEY, &error));
  g_assert_no_error (error);
  assert_holds_nothing (secrets, KEY);
  assert_holds (secrets, other, "OTHER", "T", 1789430401000);

  g_assert_true (clear (secrets, KEY, &error));   /* nothing there is as good as cleared */
  g_assert_no_error (error);
  g_assert_true (clear (secrets, other, &error));
}

static void
test_cancelled (gconstpointer data)
{
  g_autoptr(JbSecrets) secrets = make_secrets (data);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  jb_secrets_lookup_async (secrets, KEY, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_secrets_lookup_finish (secrets, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_key (void)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", "demo", "0001234013");
  g_autofree char *again = jb_secrets_make_key ("smartbill", "demo", "0001234013");
  g_autofree char *uri = jb_secrets_make_key ("smartbill", "http://127.0.0.1:1/x", "0001234013");

  g_assert_cmpstr (key, ==, KEY);
  g_assert_cmpstr (key, ==, again);
  g_assert_cmpstr (key, !=, uri);
}

/* What a keyring gives back may be of another program or of a newer one. */
static void
test_text (void)
{
  static const struct { const char *text; gboolean good; } cases[] = {
    { "{\"version\":1,\"auth-code\":\"A\",\"token\":\"T\",\"token-expires-at\":7}", TRUE },
    { "{\"version\":1,\"auth-code\":\"A\"}", TRUE },
    { "{\"version\":1,\"auth-code\":\"A\",\"token\":null,\"token-expires-at\":\"x\",\"more\":{}}", TRUE },
    { "{\"version\":2,\"auth-code\":\"A\"}", FALSE },
    { "{\"version\":\"1\",\"auth-code\":\"A\"}", FALSE },
    { "{\"auth-code\":\"A\"}", FALSE },
    { "{\"version\":1}", FALSE },
    { "{\"version\":1,\"auth-code\":7}", FALSE },
    { "[]", FALSE }, { "null", FALSE }, { "", FALSE }, { "A", FALSE }, { "{", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JbSecret) secret = _jb_secret_from_text (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (secret != NULL, ==, cases[i].good);
      if (secret != NULL)
        g_assert_cmpstr (secret->auth_code, ==, "A");
    }

  jb_secret_free (NULL);
}

/* That no other token follows is known after a restart, and only until one comes. */
static void
test_refused (void)
{
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(JbSecret) again = NULL;
  g_autofree char *text = NULL;

  secret->auth_code = g_strdup (CODE);
  jb_secret_set_token (secret, "T", 7);
  g_assert_false (secret->renewal_refused);
  secret->renewal_refused = TRUE;
  text = _jb_secret_to_text (secret);
  again = _jb_secret_from_text (text);
  g_assert_true (again->renewal_refused);
  g_assert_cmpstr (again->token, ==, "T");

  jb_secret_set_token (again, "U", 9);
  g_assert_false (again->renewal_refused);
  g_assert_cmpint (again->token_expires_at, ==, 9);
}

/* -- keys of books -------------------------------------------------------------------------------------------------- */

#define BOOK "0123456789abcdef0123456789abcdef"

static void
store_book_key (JbSecrets  *secrets,
                const char *book,
                const char *text)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_secrets_store_book_key_async (secrets, book, text, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_secrets_store_book_key_finish (secrets, result, &error));
  g_assert_no_error (error);
}

static char *
look_up_book_key (JbSecrets  *secrets,
                  const char *book,
                  GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_secrets_lookup_book_key_async (secrets, book, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_secrets_lookup_book_key_finish (secrets, result, error);
}

static void
assert_book_key (JbSecrets  *secrets,
                 const char *book,
                 const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *found = look_up_book_key (secrets, book, &error);

  g_assert_cmpstr (found, ==, text);
  if (text != NULL)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, "recovery code"));
    }
}

/* A book's key and a connection's secret do not meet, even under one name. */
static void
test_book_key (gconstpointer data)
{
  g_autoptr(JbSecrets) secrets = make_secrets (data);
  g_autoptr(GError) error = NULL;

  assert_book_key (secrets, BOOK, NULL);
  store_book_key (secrets, BOOK, "first");
  assert_book_key (secrets, BOOK, "first");
  assert_book_key (secrets, "another", NULL);
  assert_holds_nothing (secrets, BOOK);

  g_assert_true (store (secrets, BOOK, CODE, NULL, 0, &error));
  assert_book_key (secrets, BOOK, "first");
  assert_holds (secrets, BOOK, CODE, NULL, 0);

  store_book_key (secrets, BOOK, "second");
  assert_book_key (secrets, BOOK, "second");
  g_assert_true (clear (secrets, BOOK, &error));
  assert_holds_nothing (secrets, BOOK);
  assert_book_key (secrets, BOOK, "second");
  g_assert_false (jb_secrets_is_book_key_session_only (secrets, BOOK));
}

/* What the keyring did not take is there until the program ends, or until the keyring takes it. */
static void
test_book_key_for_session (void)
{
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(JbSecrets) next_start = jb_secrets_new_keyring ();

  jb_secrets_keep_book_key_for_session (secrets, "guest", "kept");
  g_assert_true (jb_secrets_is_book_key_session_only (secrets, "guest"));
  g_assert_false (jb_secrets_is_session_only (secrets, "guest"));
  assert_book_key (secrets, "guest", "kept");
  assert_book_key (next_start, "guest", NULL);

  store_book_key (secrets, "guest", "stored");
  g_assert_false (jb_secrets_is_book_key_session_only (secrets, "guest"));
  assert_book_key (secrets, "guest", "stored");
  assert_book_key (next_start, "guest", "stored");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("jb-secrets-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "test.keyring", NULL);
  int status;

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/secrets/own/memory-round-trip", GINT_TO_POINTER (0), test_round_trip);
  g_test_add_data_func ("/secrets/own/memory-cancelled", GINT_TO_POINTER (0), test_cancelled);
  g_test_add_data_func ("/secrets/keyring/round-trip", GINT_TO_POINTER (1), test_round_trip);
  g_test_add_data_func ("/secrets/keyring/cancelled", GINT_TO_POINTER (1), test_cancelled);
  g_test_add_data_func ("/secrets/own/memory-book-key", GINT_TO_POINTER (0), test_book_key);
  g_test_add_data_func ("/secrets/keyring/book-key", GINT_TO_POINTER (1), test_book_key);
  g_test_add_func ("/secrets/keyring/book-key-for-session", test_book_key_for_session);
  g_test_add_func ("/secrets/own/key", test_key);
  g_test_add_func ("/secrets/own/text", test_text);
  g_test_add_func ("/secrets/own/refused", test_refused);

  status = g_test_run ();
  jb_test_remove_tree (folder);

  return status;
}
