/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A session that collects by itself from the emulator over real HTTP; the clock moves only when the test says so. */

#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "jb-auto-collect.h"

#include "jb-emulator.h"
#include "jb-network-test.h"
#include "jb-settings.h"
#include "jb-test.h"

#include <gio/gsettingsbackend.h>

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)

typedef struct
{
  JbClock       *clock;
  TestNetwork   *network;
  JbEmulator    *emulator;
  char          *folder;
  GSettings     *settings;
  JbSession     *session;
  JbAutoCollect *auto_collect;
  gint64         connection;
  guint          n_runs;
  int            outcome;     /* of the last run */
} Fixture;

static void
collected_cb (JbSession *session,
              int        outcome,
              guint      n_new,
              Fixture   *f)
{
  f->n_runs++;
  f->outcome = outcome;
}

/* The next run by itself, to its end. */
static void
wait_for_run (Fixture *f)
{
  guint before = f->n_runs;

  jb_test_wait_until (f->n_runs > before && !jb_session_is_collecting (f->session));
}

/* Minute by minute; fails when a run begins. */
static void
pass_in_silence (Fixture *f,
                 guint    minutes)
{
  for (guint i = 0; i < minutes; i++)
    {
      jb_clock_advance (f->clock, MINUTE_MS);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_false (jb_session_is_collecting (f->session));
    }
}

/* By hand, as the window does; that also collects. */
static void
connect_by_hand (Fixture *f)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (jb_emulator_get_uri (f->emulator));
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);
  secret->auth_code = g_strdup (JB_EMULATOR_AUTH_CODE);
  jb_session_connect_async (f->session, connection, secret, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  f->connection = jb_session_connect_finish (f->session, result, NULL, &error);
  g_assert_no_error (error);
  jb_test_wait_until (f->n_runs > 0 && !jb_session_is_collecting (f->session));
  g_assert_cmpuint (f->n_runs, ==, 1);
  g_assert_cmpint (f->outcome, ==, JB_OUTCOME_DONE);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  JbEmulatorOptions options = { .seed = 7, .n_invoices = 400, .plain = TRUE };
  g_autoptr(GSettings) saved = jb_settings_new ();
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(JbSecrets) secrets = jb_secrets_new_memory ();
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  f->clock = jb_clock_new_manual (jb_instant_from_date (20260915) + 10 * 60 * MINUTE_MS, FALSE);
  f->emulator = jb_emulator_new (&options, f->clock, &error);
  g_assert_no_error (error);
  f->folder = g_dir_make_tmp ("jangbu-auto-XXXXXX", &error);
  g_assert_no_error (error);
  g_object_get (saved, "settings-schema", &schema, NULL);
  f->settings = g_settings_new_full (schema, backend, NULL);

  path = g_build_filename (f->folder, "book.jangbu", NULL);
  f->session = jb_session_new (path, secrets, f->clock);
  g_signal_connect (f->session, "collected", G_CALLBACK (collected_cb), f);
  f->network = g_object_new (TEST_TYPE_NETWORK, NULL);
  f->auto_collect = jb_auto_collect_new (f->session, f->settings, G_NETWORK_MONITOR (f->network));
  jb_session_start (f->session);
  jb_test_wait_until (jb_session_get_state (f->session) == JB_SESSION_READY);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_assert_finalize_object (f->auto_collect);
  jb_session_close (f->session);
  g_object_add_weak_pointer (G_OBJECT (f->session), (gpointer *) &f->session);
  g_object_unref (f->session);
  jb_test_wait_until (f->session == NULL);
  jb_emulator_stop (f->emulator);
  g_object_unref (f->emulator);
  g_object_unref (f->settings);
  g_assert_finalize_object (f->network);
  g_object_unref (f->clock);
  jb_test_remove_tree (f->folder);
  g_free (f->folder);
}

/* Connected by hand, then every hour; what appears meanwhile at the service arrives without a hand. */
static void
test_every_hour (Fixture       *f,
                 gconstpointer  data)
{
  connect_by_hand (f);
  pass_in_silence (f, 59);
  for (guint i = 0; i < 2; i++)
    {
      jb_clock_advance (f->clock, MINUTE_MS);
      wait_for_run (f);
      g_assert_cmpint (f->outcome, ==, JB_OUTCOME_DONE);
      g_assert_cmpuint (f->n_runs, ==, 2 + i);
      pass_in_silence (f, 59);
    }
}

/* The settings take effect while the program runs. */
static void
test_settings (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GSettings) settings = NULL;

  connect_by_hand (f);
  g_settings_set_boolean (f->settings, "collect-automatically", FALSE);
  pass_in_silence (f, 200);
  settings = jb_settings_new_for_connection (f->settings, "smartbill", jb_emulator_get_uri (f->emulator), JB_EMULATOR_COMPANY);
  g_settings_set_int (settings, "interval", 15);
  g_settings_set_boolean (f->settings, "collect-automatically", TRUE);
  wait_for_run (f);
  pass_in_silence (f, 14);
  jb_clock_advance (f->clock, MINUTE_MS);
  wait_for_run (f);
}

/* The service is gone: the sentence is shown, and the next try comes later and later, not at once. */
static void
test_failure (Fixture       *f,
              gconstpointer  data)
{
  JbEmulatorFault fault = { .http = 401, .count = -1 };

  connect_by_hand (f);
  jb_emulator_set_fault (f->emulator, &fault);
  pass_in_silence (f, 59);
  jb_clock_advance (f->clock, MINUTE_MS);
  wait_for_run (f);
  g_assert_cmpint (f->outcome, ==, JB_OUTCOME_FAILED);
  g_assert_nonnull (jb_session_get_problem (f->session));
  pass_in_silence (f, 14);
  jb_clock_advance (f->clock, MINUTE_MS);
  wait_for_run (f);
  pass_in_silence (f, 29);

  fault.count = 0;
  jb_emulator_set_fault (f->emulator, &fault);
  jb_clock_advance (f->clock, MINUTE_MS);
  wait_for_run (f);
  g_assert_cmpint (f->outcome, ==, JB_OUTCOME_DONE);
  g_assert_null (jb_session_get_problem (f->session));
  pass_in_silence (f, 59);
}

/* Who stops a run is left in peace. */
static void
test_stop (Fixture       *f,
           gconstpointer  data)
{
  connect_by_hand (f);
  jb_clock_advance (f->clock, 60 * MINUTE_MS);
  jb_test_wait_until (jb_session_is_collecting (f->session));
  jb_session_cancel_collect (f->session);
  wait_for_run (f);
  g_assert_cmpint (f->outcome, ==, JB_OUTCOME_STOPPED);
  pass_in_silence (f, 59);
  jb_clock_advance (f->clock, MINUTE_MS);
  wait_for_run (f);
  g_assert_cmpint (f->outcome, ==, JB_OUTCOME_DONE);
}

static void
test_no_network (Fixture       *f,
                 gconstpointer  data)
{
  connect_by_hand (f);
  switch_network (f->network, FALSE);
  pass_in_silence (f, 200);
  switch_network (f->network, TRUE);
  wait_for_run (f);
  g_assert_cmpint (f->outcome, ==, JB_OUTCOME_DONE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/auto-collect/every-hour", Fixture, NULL, set_up, test_every_hour, tear_down);
  g_test_add ("/auto-collect/settings", Fixture, NULL, set_up, test_settings, tear_down);
  g_test_add ("/auto-collect/failure", Fixture, NULL, set_up, test_failure, tear_down);
  g_test_add ("/auto-collect/stop", Fixture, NULL, set_up, test_stop, tear_down);
  g_test_add ("/auto-collect/no-network", Fixture, NULL, set_up, test_no_network, tear_down);
  return g_test_run ();
}
