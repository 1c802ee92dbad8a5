/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* JbSecrets with a real keyring daemon, and with services that are locked, refuse, say nothing or go away. */

#include "config.h"

#include "jb-keyring-test.h"
#include "jb-secrets.h"

#include <libsecret/secret.h>
#include <string.h>

#define CODE "JB0000000000000000000000000TEST1"
#define OTHER_CODE "JB0000000000000000000000000TEST2"
#define KEY "smartbill|demo|0001234013"
#define PROMPTER_NAME "org.gnome.keyring.SystemPrompter"
#define BOOK_KEY "key of a book"
#define OTHER_KEY "smartbill|production|0001234013"

/* Long enough for a daemon on a busy machine, when it answers at all. */
#define PATIENCE_MS 500
#define LOOK_PATIENCE_MS 3000

typedef enum
{
  STORE,
  LOOK_UP,
  CLEAR,
} Operation;

static const char *program;

/* -- one operation -------------------------------------------------------------------------------------------------- */

static void
begin_operation (JbSecrets      *secrets,
                 Operation       operation,
                 const char     *key,
                 const JbSecret *secret,
                 GCancellable   *cancellable,
                 GAsyncResult  **result)
{
  switch (operation)
    {
    case STORE: jb_secrets_store_async (secrets, key, secret, cancellable, jb_test_result_cb, result); break;
    case LOOK_UP: jb_secrets_lookup_async (secrets, key, cancellable, jb_test_result_cb, result); break;
    case CLEAR: jb_secrets_clear_async (secrets, key, cancellable, jb_test_result_cb, result); break;
    default: g_assert_not_reached ();
    }
}

static gboolean
finish_operation (JbSecrets     *secrets,
                  Operation      operation,
                  GAsyncResult  *result,
                  JbSecret     **secret,
                  GError       **error)
{
  g_autoptr(JbSecret) found = NULL;

  switch (operation)
    {
    case STORE: return jb_secrets_store_finish (secrets, result, error);
    case CLEAR: return jb_secrets_clear_finish (secrets, result, error);
    case LOOK_UP:
      found = jb_secrets_lookup_finish (secrets, result, error);
      break;
    default: g_assert_not_reached ();
    }

  if (secret != NULL)
    *secret = g_steal_pointer (&found);
  return secret != NULL ? *secret != NULL : found != NULL;
}

static void
store (JbSecrets  *secrets,
       const char *key,
       const char *code,
       const char *token)
{
  JbSecret secret = { .auth_code = (char *) code, .token = (char *) token, .token_expires_at = 7 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  begin_operation (secrets, STORE, key, &secret, NULL, &result);
  jb_test_wait_until (result != NULL);
  finish_operation (secrets, STORE, result, NULL, &error);
  g_assert_no_error (error);
}

static void
clear (JbSecrets  *secrets,
       const char *key)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  begin_operation (secrets, CLEAR, key, NULL, NULL, &result);
  jb_test_wait_until (result != NULL);
  finish_operation (secrets, CLEAR, result, NULL, &error);
  g_assert_no_error (error);
}

/* (transfer full) (nullable) */
static JbSecret *
look_up (JbSecrets   *secrets,
         const char  *key,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  JbSecret *secret = NULL;

  begin_operation (secrets, LOOK_UP, key, NULL, NULL, &result);
  jb_test_wait_until (result != NULL);
  finish_operation (secrets, LOOK_UP, result, &secret, error);
  return secret;
}

static void
assert_holds (JbSecrets  *secrets,
              const char *key,
              const char *code,
              const char *token)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSecret) secret = look_up (secrets, key, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret->auth_code, ==, code);
  g_assert_cmpstr (secret->token, ==, token);
}

static void
assert_holds_nothing (JbSecrets  *secrets,
                      const char *key)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (look_up (secrets, key, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND);
}

static void
store_book_key (JbSecrets  *secrets,
                const char *book)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_secrets_store_book_key_async (secrets, book, BOOK_KEY, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_secrets_store_book_key_finish (secrets, result, &error);
  g_assert_no_error (error);
}

static void
assert_has_book_key (JbSecrets  *secrets,
                     const char *book)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  jb_secrets_lookup_book_key_async (secrets, book, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  text = jb_secrets_lookup_book_key_finish (secrets, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, BOOK_KEY);
}

/* Every operation fails in time, with this code and with a sentence that has no secret in it. */
static void
assert_all_fail (JbSecrets *secrets,
                 int        code)
{
  const JbSecret secret = { .auth_code = (char *) CODE, .token = (char *) "TOKEN-7" };

  for (Operation operation = STORE; operation <= CLEAR; operation++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      begin_operation (secrets, operation, KEY, &secret, NULL, &result);
      jb_test_wait_until (result != NULL);
      g_assert_false (finish_operation (secrets, operation, result, NULL, &error));
      g_test_message ("%d: %s", operation, error->message);
      g_assert_error (error, JB_SECRETS_ERROR, code);
      g_assert_null (strstr (error->message, CODE));
      g_assert_null (strstr (error->message, "TOKEN-7"));
    }
}

/* @n_asked: what the silent one counts. */
static void
assert_all_can_be_cancelled (JbSecrets *secrets,
                             const int *n_asked)
{
  const JbSecret secret = { .auth_code = (char *) CODE };

  for (Operation operation = STORE; operation <= CLEAR; operation++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      begin_operation (secrets, operation, KEY, &secret, cancellable, &result);
      jb_test_wait_until (g_atomic_int_get (n_asked) > 0);   /* a keyring asks one question at a time */
      g_assert_null (result);
      g_cancellable_cancel (cancellable);
      jb_test_wait_until (result != NULL);
      g_assert_false (finish_operation (secrets, operation, result, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* -- a keyring that works ------------------------------------------------------------------------------------------- */

static void
test_round_trip (void)
{
  KeyringTest f = { 0 };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();

  if (!keyring_test_can_run ())
    return;

  keyring_test_begin (&f);
  keyring_test_start_daemon (&f, KEYRING_PASSWORD);
  assert_holds_nothing (secrets, KEY);

  store (secrets, KEY, CODE, NULL);
  assert_holds (secrets, KEY, CODE, NULL);
  assert_holds_nothing (secrets, OTHER_KEY);
  store (secrets, OTHER_KEY, OTHER_CODE, "Rk\"FL한+/=\n");
  assert_holds (secrets, OTHER_KEY, OTHER_CODE, "Rk\"FL한+/=\n");
  assert_holds (secrets, KEY, CODE, NULL);
  g_assert_cmpuint (keyring_test_count (&f), ==, 2);

  store_book_key (secrets, KEY);   /* a book of the same name is another thing */
  assert_holds (secrets, KEY, CODE, NULL);
  g_assert_cmpuint (keyring_test_count (&f), ==, 3);

  /* Replaced, not put beside. */
  store (secrets, KEY, CODE, "second token");
  assert_holds (secrets, KEY, CODE, "second token");
  g_assert_cmpuint (keyring_test_count (&f), ==, 3);

  clear (secrets, KEY);
  assert_holds_nothing (secrets, KEY);
  assert_holds (secrets, OTHER_KEY, OTHER_CODE, "Rk\"FL한+/=\n");
  g_assert_cmpuint (keyring_test_count (&f), ==, 2);

  clear (secrets, KEY);   /* nothing there is as good as cleared */
  clear (secrets, OTHER_KEY);
  g_assert_cmpuint (keyring_test_count (&f), ==, 1);
  assert_has_book_key (secrets, KEY);
  keyring_test_end (&f);
}

/* Prints what the keyring holds, as a program that is started again. */
static int
look_as_program (const char *key)
{
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSecret) secret = NULL;

  jb_secrets_set_patience (secrets, LOOK_PATIENCE_MS);
  secret = look_up (secrets, key, &error);
  if (secret != NULL)
    g_print ("%s %s", secret->auth_code, secret->token);
  else
    g_print ("%s", error->message);
  secret_service_disconnect ();
  return secret != NULL ? 0 : 1;
}

static void
assert_next_start_says (const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--look", KEY, NULL);
  g_autofree char *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, expected);
}

static void
assert_no_file_has (const char *path,
                    const char *secret)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  g_autofree char *data = NULL;
  const char *name;
  gsize size;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      assert_no_file_has (child, secret);
    }

  if (folder == NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR) && g_file_get_contents (path, &data, &size, NULL))
    g_assert_null (memmem (data, size, secret, strlen (secret)));
}

static void
test_restart (void)
{
  KeyringTest f = { 0 };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();

  if (!keyring_test_can_run ())
    return;

  keyring_test_begin (&f);
  keyring_test_start_daemon (&f, KEYRING_PASSWORD);
  store (secrets, KEY, CODE, "T");
  assert_next_start_says (CODE " T");

  keyring_test_stop_daemon (&f);
  assert_no_file_has (f.home, CODE);
  keyring_test_start_daemon (&f, KEYRING_PASSWORD);
  assert_holds (secrets, KEY, CODE, "T");
  assert_next_start_says (CODE " T");

  clear (secrets, KEY);
  keyring_test_stop_daemon (&f);
  keyring_test_start_daemon (&f, KEYRING_PASSWORD);
  g_assert_cmpuint (keyring_test_count (&f), ==, 0);
  assert_holds_nothing (secrets, KEY);
  keyring_test_end (&f);
}

/* -- a keyring that is locked ---------------------------------------------------------------------------------------- */

static void
test_locked (void)
{
  KeyringTest f = { 0 };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();

  if (!keyring_test_can_run ())
    return;

  keyring_test_begin (&f);
  keyring_test_start_daemon (&f, KEYRING_PASSWORD);
  store (secrets, KEY, CODE, "T");
  keyring_test_lock (&f);
  assert_all_fail (secrets, JB_SECRETS_ERROR_LOCKED);

  /* Locked from the start: the login had another password, or none. */
  keyring_test_stop_daemon (&f);
  keyring_test_start_daemon (&f, NULL);
  assert_all_fail (secrets, JB_SECRETS_ERROR_LOCKED);

  keyring_test_stop_daemon (&f);
  keyring_test_start_daemon (&f, KEYRING_PASSWORD);
  assert_holds (secrets, KEY, CODE, "T");
  keyring_test_end (&f);
}

/* A first login without a password: there is no keyring to put anything into, and nobody to ask for the password of a new one. */
static void
test_nothing_made_yet (void)
{
  KeyringTest f = { 0 };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  const JbSecret secret = { .auth_code = (char *) CODE };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (!keyring_test_can_run ())
    return;

  keyring_test_begin (&f);
  keyring_test_start_daemon (&f, NULL);
  assert_holds_nothing (secrets, KEY);
  clear (secrets, KEY);
  begin_operation (secrets, STORE, KEY, &secret, NULL, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (finish_operation (secrets, STORE, result, NULL, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
  keyring_test_end (&f);
}

/* -- services that do not serve ------------------------------------------------------------------------------------- */

typedef enum
{
  REFUSES,
  SAYS_NOTHING,
  GOES_AWAY,
} Manner;

typedef struct
{
  KeyringTest     *f;
  Manner           manner;
  const char      *name;
  GDBusConnection *connection;
  int              n_calls;      /* atomic */
} BadService;

/* In GDBus's own thread. Calls end here; what the bus says passes. */
static GDBusMessage *
bad_service_filter (GDBusConnection *connection,
                    GDBusMessage    *message,
                    gboolean         incoming,
                    gpointer         user_data)
{
  BadService *service = user_data;
  g_autoptr(GDBusMessage) answer = NULL;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;

  g_atomic_int_inc (&service->n_calls);
  switch (service->manner)
    {
    case REFUSES:
      answer = g_dbus_message_new_method_error_literal (message, "org.freedesktop.DBus.Error.AccessDenied", "Not for you");
      g_dbus_connection_send_message (connection, answer, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
      break;
    case GOES_AWAY:
      g_dbus_connection_close (connection, NULL, NULL, NULL);
      break;
    case SAYS_NOTHING:
    default:
      break;
    }
  g_object_unref (message);
  return NULL;
}

static void
bad_service_start (BadService *service)
{
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;

  service->connection = keyring_test_connect ();
  g_dbus_connection_add_filter (service->connection, bad_service_filter, service, NULL);
  answer = g_dbus_connection_call_sync (service->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", service->name, 0), NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  if (g_str_equal (service->name, KEYRING_NAME))
    jb_test_wait_until (service->f->there);
}

static void
bad_service_stop (BadService *service)
{
  if (!g_dbus_connection_is_closed (service->connection))
    g_dbus_connection_close_sync (service->connection, NULL, NULL);
  g_clear_object (&service->connection);
  if (g_str_equal (service->name, KEYRING_NAME))
    jb_test_wait_until (!service->f->there);
}

/* However bad the last one was, the next keyring is used without starting the program again. */
static void
assert_recovers (KeyringTest *f,
                 JbSecrets   *secrets)
{
  if (!keyring_test_can_run ())
    return;

  keyring_test_start_daemon (f, KEYRING_PASSWORD);
  store (secrets, KEY, CODE, NULL);
  assert_holds (secrets, KEY, CODE, NULL);
}

static void
test_none (void)
{
  KeyringTest f = { 0 };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();

  keyring_test_begin (&f);
  assert_all_fail (secrets, JB_SECRETS_ERROR_UNAVAILABLE);
  assert_recovers (&f, secrets);
  keyring_test_end (&f);
}

static void
test_refuses (void)
{
  KeyringTest f = { 0 };
  BadService service = { .f = &f, .manner = REFUSES, .name = KEYRING_NAME };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();

  keyring_test_begin (&f);
  bad_service_start (&service);
  assert_all_fail (secrets, JB_SECRETS_ERROR_LOCKED);
  g_assert_cmpint (g_atomic_int_get (&service.n_calls), >, 0);
  bad_service_stop (&service);
  assert_recovers (&f, secrets);
  keyring_test_end (&f);
}

static void
test_says_nothing (void)
{
  KeyringTest f = { 0 };
  BadService service = { .f = &f, .manner = SAYS_NOTHING, .name = KEYRING_NAME };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();

  keyring_test_begin (&f);
  bad_service_start (&service);
  assert_all_can_be_cancelled (secrets, &service.n_calls);
  jb_secrets_set_patience (secrets, PATIENCE_MS);
  assert_all_fail (secrets, JB_SECRETS_ERROR_LOCKED);
  g_assert_cmpint (g_atomic_int_get (&service.n_calls), >, 0);
  bad_service_stop (&service);
  jb_secrets_set_patience (secrets, 60 * 1000);
  assert_recovers (&f, secrets);
  keyring_test_end (&f);
}

static void
test_goes_away (void)
{
  KeyringTest f = { 0 };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  const JbSecret secret = { .auth_code = (char *) CODE };

  keyring_test_begin (&f);
  for (Operation operation = STORE; operation <= CLEAR; operation++)
    {
      BadService service = { .f = &f, .manner = GOES_AWAY, .name = KEYRING_NAME };
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      bad_service_start (&service);
      begin_operation (secrets, operation, KEY, &secret, NULL, &result);
      jb_test_wait_until (result != NULL);
      g_assert_false (finish_operation (secrets, operation, result, NULL, &error));
      g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
      g_assert_cmpint (g_atomic_int_get (&service.n_calls), >, 0);
      bad_service_stop (&service);
    }
  assert_recovers (&f, secrets);
  keyring_test_end (&f);
}

/* The daemon asks for the password, and nobody is there to type it. In a process of its own, which ends before the daemon does:
 * libsecret 0.20 has a critical message of its own for a daemon that ends while its prompt is open. */
static void
test_nobody_types (void)
{
  KeyringTest f = { 0 };
  BadService prompter = { .f = &f, .manner = SAYS_NOTHING, .name = PROMPTER_NAME };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();

  if (!keyring_test_can_run ())
    return;

  keyring_test_begin (&f);
  bad_service_start (&prompter);
  keyring_test_start_daemon (&f, KEYRING_PASSWORD);
  store (secrets, KEY, CODE, "T");
  keyring_test_lock (&f);
  assert_next_start_says ("The keyring did not answer in time. If it asks for its password, enter it, and try again.");
  g_assert_cmpint (g_atomic_int_get (&prompter.n_calls), >, 0);   /* it did ask */
  bad_service_stop (&prompter);
  keyring_test_end (&f);
}

/* The daemon asks for the password, and the user closes the window. */
static void
test_dismissed (void)
{
  KeyringTest f = { 0 };
  BadService prompter = { .f = &f, .manner = REFUSES, .name = PROMPTER_NAME };
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();

  if (!keyring_test_can_run ())
    return;

  keyring_test_begin (&f);
  bad_service_start (&prompter);
  keyring_test_start_daemon (&f, KEYRING_PASSWORD);
  store (secrets, KEY, CODE, "T");
  keyring_test_lock (&f);
  assert_all_fail (secrets, JB_SECRETS_ERROR_LOCKED);
  g_assert_cmpint (g_atomic_int_get (&prompter.n_calls), >, 0);   /* it did ask */
  bad_service_stop (&prompter);
  keyring_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_setenv ("SECRET_BACKEND", "service", TRUE);
  if (argc == 3 && g_str_equal (argv[1], "--look"))
    return look_as_program (argv[2]);

  program = argv[0];
  keyring_test_start_bus ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/round-trip", test_round_trip);
  g_test_add_func ("/keyring/restart", test_restart);
  g_test_add_func ("/keyring/locked", test_locked);
  g_test_add_func ("/keyring/nothing-made-yet", test_nothing_made_yet);
  g_test_add_func ("/keyring/none", test_none);
  g_test_add_func ("/keyring/refuses", test_refuses);
  g_test_add_func ("/keyring/says-nothing", test_says_nothing);
  g_test_add_func ("/keyring/goes-away", test_goes_away);
  g_test_add_func ("/keyring/dismissed", test_dismissed);
  g_test_add_func ("/keyring/nobody-types", test_nobody_types);

  status = g_test_run ();
  keyring_test_stop_bus ();
  return status;
}
