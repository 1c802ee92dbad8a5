/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a token from the first connection to its end: typed or got, renewed, refused; under a clock that is moved. */

#include "config.h"

#include "jb-connector.h"

#include "jb-sync-test.h"

/* (transfer full) */
static JbSecret *
look_up (SyncTest *f)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", jb_emulator_get_uri (f->emulator), JB_EMULATOR_COMPANY);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbSecret *secret;

  jb_secrets_lookup_async (f->secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  secret = jb_secrets_lookup_finish (f->secrets, result, &error);
  g_assert_no_error (error);
  return secret;
}

static guint
count_asked (SyncTest *f)
{
  return jb_emulator_count (f->emulator, "GET_TOKEN");
}

static gint64
try_connect (SyncTest        *f,
             const JbSecret  *secret,
             JbTokenLifetime  lifetime,
             GError         **error)
{
  g_autoptr(JbConnection) connection = sync_test_make_connection (jb_emulator_get_uri (f->emulator));
  g_autoptr(GAsyncResult) result = NULL;

  jb_connector_connect_async (f->archive, f->secrets, f->http, f->clock, connection, secret, lifetime, NULL,
                              jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_connector_connect_finish (result, NULL, error);
}

static void
refuse_tokens (SyncTest *f)
{
  JbEmulatorFault fault = { .signal = (char *) "GET_TOKEN", .count = -1, .code = (char *) "60129" };

  jb_emulator_set_fault (f->emulator, &fault);
}

/* -- typed tokens --------------------------------------------------------------------------------------------------- */

/* The service gives this company no tokens, but one is there: it makes the connection, and it collects. */
static void
test_typed (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbSecret) typed = NULL;
  g_autoptr(JbSecret) kept = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;
  guint asked;

  sync_test_begin (&f, TRUE);
  typed = look_up (&f);   /* what the first connection got */
  typed->token_expires_at = 0;
  sync_test_open_book (&f, "typed.jangbu");
  refuse_tokens (&f);
  asked = count_asked (&f);

  g_assert_cmpint (try_connect (&f, typed, JB_TOKEN_LIFETIME_MONTH, &error), >, 0);
  g_assert_no_error (error);
  kept = look_up (&f);
  g_assert_cmpstr (kept->token, ==, typed->token);
  g_assert_cmpint (kept->token_expires_at, ==, 0);
  report = sync_test_collect (&f);
  sync_test_assert_complete (&f);
  sync_test_assert_originals (&f);
  g_assert_cmpuint (count_asked (&f), ==, asked);
  sync_test_end (&f);
}

/* One that does not fit makes no connection, and none is got in its place: whoever typed it hears of it. */
static void
test_typed_wrong (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbSecret) typed = sync_test_make_secret (JB_EMULATOR_AUTH_CODE);
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;
  guint asked, before;

  sync_test_begin (&f, TRUE);
  sync_test_open_book (&f, "wrong.jangbu");
  asked = count_asked (&f);
  jb_secret_set_token (typed, "RkFLRQo=", 0);
  g_assert_cmpint (try_connect (&f, typed, JB_TOKEN_LIFETIME_MONTH, &error), ==, 0);
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_null (strstr (error->message, typed->token));
  g_clear_error (&error);

  /* Nothing is sent when its last day has passed. */
  before = jb_emulator_count (f.emulator, NULL);
  jb_secret_set_token (typed, "RkFLRQo=", jb_clock_now (f.clock));
  g_assert_cmpint (try_connect (&f, typed, JB_TOKEN_LIFETIME_MONTH, &error), ==, 0);
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_cmpuint (jb_emulator_count (f.emulator, NULL), ==, before);

  g_assert_cmpuint (count_asked (&f), ==, asked);
  all = jb_archive_list_connections (f.archive, NULL);
  g_assert_cmpuint (all->len, ==, 0);
  sync_test_end (&f);
}

/* -- the end of a token --------------------------------------------------------------------------------------------- */

static void
collect_and_drop (SyncTest *f)
{
  jb_collect_report_free (sync_test_collect (f));
}

/* Renewed when fewer than three days are left, not before; the new one is kept, and lives as long as was chosen. */
static void
test_renewed_in_time (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbSecret) first = NULL;
  g_autoptr(JbSecret) second = NULL;
  guint asked;

  sync_test_begin (&f, TRUE);
  first = look_up (&f);
  g_assert_cmpint (first->token_expires_at, ==, jb_clock_now (f.clock) + 30 * DAY_MS);
  asked = count_asked (&f);
  jb_collector_set_token_lifetime (f.collector, JB_TOKEN_LIFETIME_WEEK);

  jb_clock_advance (f.clock, 27 * DAY_MS);
  collect_and_drop (&f);
  g_assert_cmpuint (count_asked (&f), ==, asked);

  jb_clock_advance (f.clock, MINUTE_MS);
  collect_and_drop (&f);
  g_assert_cmpuint (count_asked (&f), ==, asked + 1);
  second = look_up (&f);
  g_assert_cmpstr (second->token, !=, first->token);
  g_assert_cmpint (second->token_expires_at, ==, jb_clock_now (f.clock) + 7 * DAY_MS);
  g_assert_false (second->renewal_refused);
  sync_test_end (&f);
}

/* The service gives no other one: the old one is used to its end, that is noted, and forgotten when one comes after all. */
static void
test_refused (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbSecret) first = NULL;
  g_autoptr(JbSecret) noted = NULL;
  g_autoptr(JbSecret) after = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  first = look_up (&f);
  refuse_tokens (&f);
  jb_clock_advance (f.clock, 28 * DAY_MS);
  collect_and_drop (&f);
  noted = look_up (&f);
  g_assert_true (noted->renewal_refused);
  g_assert_cmpstr (noted->token, ==, first->token);
  g_assert_cmpint (noted->token_expires_at, ==, first->token_expires_at);

  /* Past its end nothing can be collected … */
  jb_clock_advance (f.clock, 2 * DAY_MS);
  report = sync_test_run (&f, NULL, &error);
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT);

  /* … until the service gives one again. */
  jb_emulator_clear_faults (f.emulator);
  collect_and_drop (&f);
  after = look_up (&f);
  g_assert_false (after->renewal_refused);
  g_assert_cmpstr (after->token, !=, first->token);
  sync_test_end (&f);
}

/* A service that is away refuses nothing. */
static void
test_away (void)
{
  JbEmulatorFault away = { .signal = (char *) "GET_TOKEN", .count = -1, .http = 503 };
  SyncTest f = { 0 };
  g_autoptr(JbSecret) secret = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  jb_emulator_set_fault (f.emulator, &away);
  jb_clock_advance (f.clock, 28 * DAY_MS);
  report = sync_test_run (&f, NULL, &error);
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_RETRY);
  secret = look_up (&f);
  g_assert_false (secret->renewal_refused);
  sync_test_end (&f);
}

/* The connection's first token lives as long as was chosen, too. */
static void
test_first (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbSecret) code = sync_test_make_secret (JB_EMULATOR_AUTH_CODE);
  g_autoptr(JbSecret) kept = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  g_assert_cmpint (try_connect (&f, code, JB_TOKEN_LIFETIME_YEAR, &error), ==, f.connection);
  g_assert_no_error (error);
  kept = look_up (&f);
  g_assert_cmpint (kept->token_expires_at, ==, jb_clock_now (f.clock) + 365 * DAY_MS);
  sync_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tokens/typed", test_typed);
  g_test_add_func ("/tokens/typed-wrong", test_typed_wrong);
  g_test_add_func ("/tokens/renewed-in-time", test_renewed_in_time);
  g_test_add_func ("/tokens/refused", test_refused);
  g_test_add_func ("/tokens/away", test_away);
  g_test_add_func ("/tokens/first", test_first);

  return g_test_run ();
}
