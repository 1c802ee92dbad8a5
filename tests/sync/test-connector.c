/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* src/sync/jb-connector.c and jb-book-path.c: a connection only when the service says yes. */

#include "config.h"

#include "jb-connector.h"

#include "jb-book-path.h"
#include "jb-numbers.h"
#include "jb-sync-test.h"

static gint64
try_connect (SyncTest      *f,
             JbConnection  *connection,
             const char    *code,
             GError       **error)
{
  g_autoptr(JbSecret) secret = sync_test_make_secret (code);
  g_autoptr(GAsyncResult) result = NULL;

  jb_connector_connect_async (f->archive, f->secrets, f->http, f->clock, connection, secret, JB_TOKEN_LIFETIME_MONTH, NULL,
                              jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_connector_connect_finish (result, NULL, error);
}

static guint
count_connections (SyncTest *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) all = jb_archive_list_connections (f->archive, &error);

  g_assert_no_error (error);
  return all->len;
}

static void
test_good (void)
{
  SyncTest f = { 0 };
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(JbConnection) again = NULL;
  g_autoptr(JbSecret) secret = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;
  JbConnection *kept;

  sync_test_begin (&f, TRUE);   /* connects */
  all = jb_archive_list_connections (f.archive, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 1);
  kept = g_ptr_array_index (all, 0);
  g_assert_cmpstr (kept->company, ==, JB_EMULATOR_COMPANY);
  g_assert_cmpstr (kept->account, ==, JB_EMULATOR_ACCOUNT);

  key = jb_secrets_make_key (kept->service, kept->environment, kept->company);
  jb_secrets_lookup_async (f.secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  secret = jb_secrets_lookup_finish (f.secrets, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (secret->auth_code, ==, JB_EMULATOR_AUTH_CODE);
  g_assert_nonnull (secret->token);   /* the check got one: it is not thrown away */

  /* The same again, the number written with hyphens: still one connection. */
  again = sync_test_make_connection (jb_emulator_get_uri (f.emulator));
  g_free (again->company);
  again->company = jb_business_number_format (JB_EMULATOR_COMPANY);
  g_assert_cmpint (try_connect (&f, again, JB_EMULATOR_AUTH_CODE, &error), ==, f.connection);
  g_assert_cmpuint (count_connections (&f), ==, 1);
  sync_test_end (&f);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *company;
    const char *environment;   /* NULL = the emulator */
    const char *code;
    GQuark    (*domain) (void);
    int         error;
  } cases[] = {
    { JB_EMULATOR_COMPANY, NULL, "JB0000000000000000000000000WRONG", jb_provider_error_quark, JB_PROVIDER_ERROR_REAUTH },
    { "0007654326", NULL, JB_EMULATOR_AUTH_CODE, jb_provider_error_quark, JB_PROVIDER_ERROR_REAUTH },
    { JB_EMULATOR_COMPANY, "http://example.com/", JB_EMULATOR_AUTH_CODE, jb_provider_error_quark, JB_PROVIDER_ERROR_CONFIG },
    { JB_EMULATOR_COMPANY, "moon", JB_EMULATOR_AUTH_CODE, jb_provider_error_quark, JB_PROVIDER_ERROR_CONFIG },
    { "0001234014", "production", JB_EMULATOR_AUTH_CODE, jb_value_error_quark, JB_VALUE_ERROR_CHECK_DIGIT },
    { "12345", NULL, JB_EMULATOR_AUTH_CODE, jb_value_error_quark, JB_VALUE_ERROR_FORMAT },
  };
  SyncTest f = { 0 };

  sync_test_begin (&f, TRUE);
  sync_test_open_book (&f, "refused.jangbu");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JbConnection) connection = sync_test_make_connection (
        cases[i].environment != NULL ? cases[i].environment : jb_emulator_get_uri (f.emulator));
      g_autoptr(GError) error = NULL;

      g_test_message ("%s at %s", cases[i].company, connection->environment);
      g_free (connection->company);
      connection->company = g_strdup (cases[i].company);
      g_assert_cmpint (try_connect (&f, connection, cases[i].code, &error), ==, 0);
      g_assert_error (error, cases[i].domain (), cases[i].error);
      g_assert_cmpuint (count_connections (&f), ==, 0);
    }
  sync_test_end (&f);
}

static void
test_not_there (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  sync_test_open_book (&f, "nobody.jangbu");
  connection = sync_test_make_connection (jb_emulator_get_uri (f.emulator));
  jb_emulator_stop (f.emulator);
  g_assert_cmpint (try_connect (&f, connection, JB_EMULATOR_AUTH_CODE, &error), ==, 0);
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_cmpuint (count_connections (&f), ==, 0);
  sync_test_end (&f);
}

static void
test_cancel (void)
{
  JbEmulatorFault fault = { .count = -1, .hang = TRUE };
  SyncTest f = { 0 };
  g_autoptr(JbConnection) connection = NULL;
  g_autoptr(JbSecret) secret = sync_test_make_secret (JB_EMULATOR_AUTH_CODE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint before;

  sync_test_begin (&f, TRUE);
  sync_test_open_book (&f, "cancelled.jangbu");
  connection = sync_test_make_connection (jb_emulator_get_uri (f.emulator));
  before = jb_emulator_count (f.emulator, NULL);
  jb_emulator_set_fault (f.emulator, &fault);
  jb_connector_connect_async (f.archive, f.secrets, f.http, f.clock, connection, secret,
                              JB_TOKEN_LIFETIME_MONTH, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (jb_emulator_count (f.emulator, NULL) > before);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  g_assert_cmpint (jb_connector_connect_finish (result, NULL, &error), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_connections (&f), ==, 0);
  sync_test_end (&f);
}

static void
test_book_path (void)
{
  g_autofree char *path = jb_book_default_path ();

  g_assert_true (g_str_has_prefix (path, g_get_user_data_dir ()));
  g_assert_true (g_str_has_suffix (path, "jangbu/book.jangbu"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connector/good", test_good);
  g_test_add_func ("/connector/refused", test_refused);
  g_test_add_func ("/connector/not-there", test_not_there);
  g_test_add_func ("/connector/cancel", test_cancel);
  g_test_add_func ("/connector/book-path", test_book_path);

  return g_test_run ();
}
