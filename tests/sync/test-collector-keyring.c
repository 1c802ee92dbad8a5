/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Collecting while a real keyring goes away and comes back: before a run, and in the middle of one. */

#include "config.h"

#include "jb-keyring-test.h"
#include "jb-sync-test.h"

typedef struct
{
  SyncTest     sync;
  KeyringTest  keyring;
} Fixture;

static void
put_code (Fixture *f)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", jb_emulator_get_uri (f->sync.emulator), JB_EMULATOR_COMPANY);
  g_autoptr(JbSecret) secret = sync_test_make_secret (JB_EMULATOR_AUTH_CODE);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_secrets_store_async (f->sync.secrets, key, secret, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_secrets_store_finish (f->sync.secrets, result, &error);
  g_assert_no_error (error);
}

/* A connection with its code, and no token yet, in the keyring. */
static void
begin (Fixture *f)
{
  keyring_test_begin (&f->keyring);
  keyring_test_start_daemon (&f->keyring, KEYRING_PASSWORD);
  sync_test_begin (&f->sync, TRUE);
  g_object_unref (f->sync.secrets);
  f->sync.secrets = jb_secrets_new_keyring ();
  sync_test_open_book (&f->sync, "with-keyring.jangbu");
  f->sync.connection = sync_test_connect (&f->sync, jb_emulator_get_uri (f->sync.emulator));
  put_code (f);
}

static void
end (Fixture *f)
{
  sync_test_end (&f->sync);
  keyring_test_end (&f->keyring);
}

static void
assert_fails (Fixture *f,
              int      code)
{
  g_autoptr(GError) error = NULL;

  jb_collect_report_free (sync_test_run (&f->sync, NULL, &error));
  g_assert_error (error, JB_SECRETS_ERROR, code);
  g_assert_null (strstr (error->message, JB_EMULATOR_AUTH_CODE));
  sync_test_assert_last_run (&f->sync, JB_RUN_FAILED);
}

static void
assert_completes (Fixture *f)
{
  jb_collect_report_free (sync_test_collect (&f->sync));
  sync_test_assert_complete (&f->sync);
  sync_test_assert_originals (&f->sync);
  sync_test_assert_last_run (&f->sync, JB_RUN_DONE);
}

static void
test_before (void)
{
  Fixture f = { 0 };

  if (!keyring_test_can_run ())
    return;

  begin (&f);
  keyring_test_stop_daemon (&f.keyring);
  assert_fails (&f, JB_SECRETS_ERROR_UNAVAILABLE);

  /* Back, but as after a login without a password. */
  keyring_test_start_daemon (&f.keyring, NULL);
  assert_fails (&f, JB_SECRETS_ERROR_LOCKED);
  keyring_test_stop_daemon (&f.keyring);

  keyring_test_start_daemon (&f.keyring, KEYRING_PASSWORD);
  assert_completes (&f);
  end (&f);
}

/* The token that the service gives cannot be kept; the invoices can. */
static void
test_during (void)
{
  Fixture f = { 0 };
  JbEmulatorFault slow = { .signal = (char *) "OS_DTI_LIST", .count = 1, .delay_ms = 300 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;
  guint n_tokens;

  if (!keyring_test_can_run ())
    return;

  begin (&f);
  n_tokens = jb_emulator_count (f.sync.emulator, "GET_TOKEN");
  jb_emulator_set_fault (f.sync.emulator, &slow);
  jb_collector_run_async (f.sync.collector, 0, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (jb_emulator_count (f.sync.emulator, "GET_TOKEN") > n_tokens);
  keyring_test_stop_daemon (&f.keyring);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_collector_run_finish (f.sync.collector, result, &report, &error));
  g_assert_no_error (error);
  sync_test_assert_complete (&f.sync);
  sync_test_assert_originals (&f.sync);

  keyring_test_start_daemon (&f.keyring, KEYRING_PASSWORD);
  assert_completes (&f);
  end (&f);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_setenv ("SECRET_BACKEND", "service", TRUE);
  keyring_test_start_bus ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collector/keyring/before", test_before);
  g_test_add_func ("/collector/keyring/during", test_during);
  status = g_test_run ();
  keyring_test_stop_bus ();
  return status;
}
