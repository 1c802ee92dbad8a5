/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The checklist's question with and without a code in the keyring. */

#include "config.h"

#include "jb-checkup.h"
#include "jb-sync-test.h"

static GPtrArray *
check_up (SyncTest      *f,
          gint64         id,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(JbConnection) connection = sync_test_make_connection (jb_emulator_get_uri (f->emulator));
  g_autoptr(GAsyncResult) result = NULL;

  connection->id = id;
  jb_checkup_run_async (f->secrets, f->http, f->clock, connection, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_checkup_run_finish (result, error);
}

static void
assert_step (GPtrArray           *steps,
             JbPrerequisiteKind   kind,
             JbPrerequisiteState  state)
{
  g_assert_cmpint (((JbPrerequisite *) g_ptr_array_index (steps, kind))->state, ==, state);
}

static void
forget_code (SyncTest *f)
{
  g_autoptr(JbConnection) connection = sync_test_make_connection (jb_emulator_get_uri (f->emulator));
  g_autofree char *key = jb_secrets_make_key (connection->service, connection->environment, connection->company);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_secrets_clear_async (f->secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_secrets_clear_finish (f->secrets, result, &error));
  g_assert_no_error (error);
}

static void
test_connected (void)
{
  SyncTest f = { 0 };
  g_autoptr(GPtrArray) steps = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  steps = check_up (&f, f.connection, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < steps->len; i++)
    assert_step (steps, i, JB_PREREQUISITE_DONE);
  sync_test_end (&f);
}

/* A connection that is not in the book yet is asked for without a code, whatever the keyring has under its name. */
static void
test_not_connected (void)
{
  SyncTest f = { 0 };
  g_autoptr(GPtrArray) steps = NULL;
  g_autoptr(GError) error = NULL;
  guint before;

  sync_test_begin (&f, TRUE);
  before = jb_emulator_count (f.emulator, NULL);
  steps = check_up (&f, 0, NULL, &error);
  g_assert_no_error (error);
  assert_step (steps, JB_PREREQUISITE_FIREWALL, JB_PREREQUISITE_DONE);
  assert_step (steps, JB_PREREQUISITE_CODE, JB_PREREQUISITE_NOT_ASKED);
  g_assert_cmpuint (jb_emulator_count (f.emulator, NULL), ==, before);
  sync_test_end (&f);
}

static void
test_code_is_gone (void)
{
  SyncTest f = { 0 };
  g_autoptr(GPtrArray) steps = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  forget_code (&f);
  steps = check_up (&f, f.connection, NULL, &error);
  g_assert_no_error (error);
  assert_step (steps, JB_PREREQUISITE_FIREWALL, JB_PREREQUISITE_DONE);
  assert_step (steps, JB_PREREQUISITE_CODE, JB_PREREQUISITE_MISSING);
  assert_step (steps, JB_PREREQUISITE_LINKING, JB_PREREQUISITE_NOT_ASKED);
  sync_test_end (&f);
}

static void
test_cancelled (void)
{
  SyncTest f = { 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint before;

  sync_test_begin (&f, TRUE);
  before = jb_emulator_count (f.emulator, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_null (check_up (&f, f.connection, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (jb_emulator_count (f.emulator, NULL), ==, before);
  sync_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checkup/connected", test_connected);
  g_test_add_func ("/checkup/not-connected", test_not_connected);
  g_test_add_func ("/checkup/code-is-gone", test_code_is_gone);
  g_test_add_func ("/checkup/cancelled", test_cancelled);
  return g_test_run ();
}
