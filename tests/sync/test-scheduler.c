/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The scheduler over a real book and real settings, with a clock that the test moves and a network that it switches. */

#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "jb-scheduler.h"

#include "jb-network-test.h"
#include "jb-provider.h"
#include "jb-settings.h"
#include "jb-test.h"

#include <gio/gsettingsbackend.h>

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define START_MS  (jb_instant_from_date (20260915) + 12 * 60 * MINUTE_MS)

/* -- the fixture ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  JbClock     *clock;
  TestNetwork *network;
  char        *folder;
  JbArchive   *archive;
  GSettings   *settings;
  JbScheduler *scheduler;
  gint64       first;       /* two connections: the demo and the production account of one company */
  gint64       second;
  GString     *due;         /* "1 2 ": what became due since it was last read */
  gboolean     hold;        /* hold the scheduler at the first connection that is due, as the session does */
} Fixture;

static void
due_cb (JbScheduler *scheduler,
        gint64       connection,
        Fixture     *f)
{
  g_string_append_printf (f->due, "%d ", connection == f->first ? 1 : connection == f->second ? 2 : 9);
  if (f->hold)
    jb_scheduler_set_held (scheduler, TRUE);
}

static gint64
add_connection (Fixture    *f,
                const char *environment)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(GError) error = NULL;
  gint64 id;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (environment);
  connection->company = g_strdup ("0001234013");
  connection->account = g_strdup ("gaon01");
  id = jb_archive_add_connection (f->archive, connection, &error);
  g_assert_no_error (error);
  return id;
}

/* The book as if a run over @connection had just ended. */
static void
run (Fixture    *f,
     gint64      connection,
     JbRunState  state)
{
  g_autoptr(GError) error = NULL;
  JbRun ended = { .connection = connection, .state = state };

  ended.id = jb_archive_begin_run (f->archive, connection, &error);
  g_assert_no_error (error);
  g_assert_true (jb_archive_end_run (f->archive, &ended, &error));
  g_assert_no_error (error);
}

/* What the session says of a run of its own, after the book has it. */
static void
end (Fixture    *f,
     gint64      connection,
     GQuark      domain,
     int         code)
{
  g_autoptr(GError) error = domain != 0 ? g_error_new_literal (domain, code, "test") : NULL;
  gboolean stopped = domain == G_IO_ERROR && code == G_IO_ERROR_CANCELLED;

  run (f, connection, error == NULL ? JB_RUN_DONE : stopped ? JB_RUN_CANCELLED : JB_RUN_FAILED);
  jb_scheduler_note_end (f->scheduler, connection, error);
  if (f->hold)
    jb_scheduler_set_held (f->scheduler, FALSE);
}

static GSettings *
settings_of (Fixture    *f,
             const char *environment)
{
  return jb_settings_new_for_connection (f->settings, "smartbill", environment, "0001234013");
}

static void
set_interval (Fixture    *f,
              const char *environment,
              int         minutes)
{
  g_autoptr(GSettings) settings = settings_of (f, environment);

  g_assert_true (g_settings_set_int (settings, "interval", minutes));
}

/* Everything that is on its way arrives: the sleeper's answer, "changed" of the book and of the settings. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
advance (Fixture *f,
         gint64   minutes)
{
  for (gint64 i = 0; i < minutes; i++)
    {
      jb_clock_advance (f->clock, MINUTE_MS);
      settle ();
    }
}

#define assert_due(f, expected)                         \
  G_STMT_START {                                        \
    settle ();                                          \
    g_assert_cmpstr ((f)->due->str, ==, expected);      \
    g_string_truncate ((f)->due, 0);                    \
  } G_STMT_END

static void
begin (Fixture *f)
{
  f->scheduler = jb_scheduler_new (f->clock, G_NETWORK_MONITOR (f->network));
  g_signal_connect (f->scheduler, "due", G_CALLBACK (due_cb), f);
  jb_scheduler_set_settings (f->scheduler, f->settings);
  jb_scheduler_set_archive (f->scheduler, f->archive);
  assert_due (f, "");
  jb_scheduler_set_held (f->scheduler, FALSE);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(GSettings) saved = jb_settings_new ();
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  f->clock = jb_clock_new_manual (START_MS, FALSE);
  f->network = g_object_new (TEST_TYPE_NETWORK, NULL);
  f->folder = g_dir_make_tmp ("jangbu-scheduler-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (f->folder, "book.jangbu", NULL);
  f->archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error);
  g_assert_no_error (error);
  g_object_get (saved, "settings-schema", &schema, NULL);
  f->settings = g_settings_new_full (schema, backend, NULL);
  f->first = add_connection (f, "demo");
  f->second = add_connection (f, "production");
  f->due = g_string_new (NULL);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_assert_cmpstr (f->due->str, ==, "");
  g_assert_finalize_object (f->scheduler);
  jb_archive_close (f->archive);
  settle ();
  g_assert_finalize_object (f->archive);
  g_object_unref (f->settings);
  g_assert_finalize_object (f->network);
  g_assert_finalize_object (f->clock);
  jb_test_remove_tree (f->folder);
  g_free (f->folder);
  g_string_free (f->due, TRUE);
}

/* -- when ------------------------------------------------------------------------------------------------------------ */

static void
test_interval (Fixture       *f,
               gconstpointer  data)
{
  run (f, f->first, JB_RUN_DONE);
  advance (f, 10);
  run (f, f->second, JB_RUN_DONE);
  set_interval (f, "production", 20);
  begin (f);
  assert_due (f, "");
  g_assert_cmpint (jb_scheduler_get_due_at (f->scheduler, f->first), ==, START_MS + 60 * MINUTE_MS);
  g_assert_cmpint (jb_scheduler_get_due_at (f->scheduler, f->second), ==, START_MS + 30 * MINUTE_MS);

  advance (f, 19);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "2 ");
  end (f, f->second, 0, 0);
  advance (f, 19);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "2 ");
  end (f, f->second, 0, 0);
  advance (f, 10);
  assert_due (f, "1 ");
}

/* A program that was closed for days collects as it starts; one connection after the other. */
static void
test_start (Fixture       *f,
            gconstpointer  data)
{
  f->hold = TRUE;
  run (f, f->first, JB_RUN_DONE);
  advance (f, 61);
  begin (f);
  assert_due (f, "1 ");
  advance (f, 3);
  assert_due (f, "");
  end (f, f->first, 0, 0);
  assert_due (f, "2 ");
  end (f, f->second, 0, 0);
  advance (f, 59);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "1 ");
}

/* Who is not listened to is not asked again and again. */
static void
test_nobody_collects (Fixture       *f,
                      gconstpointer  data)
{
  begin (f);
  assert_due (f, "1 2 ");
  advance (f, 59);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "1 2 ");
}

/* F5 counts as well as a run of ours. */
static void
test_other_runs (Fixture       *f,
                 gconstpointer  data)
{
  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_DONE);
  begin (f);
  advance (f, 40);
  jb_scheduler_set_held (f->scheduler, TRUE);
  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_CANCELLED);
  jb_scheduler_set_held (f->scheduler, FALSE);
  advance (f, 59);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "1 2 ");
}

/* -- which ----------------------------------------------------------------------------------------------------------- */

static void
test_paused (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (jb_archive_pause_connection (f->archive, f->first, TRUE, &error));
  begin (f);
  assert_due (f, "2 ");
  g_assert_cmpint (jb_scheduler_get_due_at (f->scheduler, f->first), ==, G_MAXINT64);
  g_assert_true (jb_archive_pause_connection (f->archive, f->first, FALSE, &error));
  jb_test_wait_until (f->due->len > 0);
  assert_due (f, "1 ");
  g_assert_no_error (error);
}

static void
test_removed (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_DONE);
  begin (f);
  g_assert_true (jb_archive_remove_connection (f->archive, f->first, &error));
  jb_test_wait_until (jb_scheduler_get_due_at (f->scheduler, f->first) == G_MAXINT64);
  advance (f, 60);
  assert_due (f, "2 ");
  g_assert_true (jb_archive_restore_connection (f->archive, f->first, &error));
  jb_test_wait_until (f->due->len > 0);
  assert_due (f, "1 ");
  g_assert_no_error (error);
}

/* Who connects collects, too: the scheduler must not begin a second run beside that one. */
static void
test_new_connection (Fixture       *f,
                     gconstpointer  data)
{
  gint64 third;

  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_DONE);
  begin (f);
  third = add_connection (f, "http://127.0.0.1:9/");
  jb_test_wait_until (jb_scheduler_get_due_at (f->scheduler, third) != G_MAXINT64);
  assert_due (f, "");
  advance (f, 60);
  assert_due (f, "1 2 9 ");
}

/* -- settings -------------------------------------------------------------------------------------------------------- */

static void
test_switch (Fixture       *f,
             gconstpointer  data)
{
  g_settings_set_boolean (f->settings, "collect-automatically", FALSE);
  begin (f);
  advance (f, 200);
  assert_due (f, "");
  g_assert_cmpint (jb_scheduler_get_due_at (f->scheduler, f->first), ==, G_MAXINT64);
  g_settings_set_boolean (f->settings, "collect-automatically", TRUE);
  assert_due (f, "1 2 ");
  g_settings_set_boolean (f->settings, "collect-automatically", FALSE);
  advance (f, 200);
  assert_due (f, "");
}

/* A new interval counts at once, from the last run on. */
static void
test_new_interval (Fixture       *f,
                   gconstpointer  data)
{
  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_DONE);
  begin (f);
  advance (f, 25);
  set_interval (f, "demo", 30);
  assert_due (f, "");
  advance (f, 5);
  assert_due (f, "1 ");
  set_interval (f, "production", 15);
  assert_due (f, "2 ");
}

static void
test_without_settings (Fixture       *f,
                       gconstpointer  data)
{
  g_clear_object (&f->settings);
  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_DONE);
  begin (f);
  advance (f, 59);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "1 2 ");
  f->settings = jb_settings_new ();   /* for tear_down() */
}

/* -- failures -------------------------------------------------------------------------------------------------------- */

static void
test_growing_wait (Fixture       *f,
                   gconstpointer  data)
{
  static const gint64 waits[] = { 15, 30, 60, 100, 100 };

  run (f, f->second, JB_RUN_DONE);
  g_assert_true (jb_archive_pause_connection (f->archive, f->second, TRUE, NULL));
  set_interval (f, "demo", 100);
  begin (f);
  assert_due (f, "1 ");
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_test_message ("%" G_GINT64_FORMAT " minutes", waits[i]);
      end (f, f->first, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_RETRY);
      advance (f, waits[i] - 1);
      assert_due (f, "");
      advance (f, 1);
      assert_due (f, "1 ");
    }
  end (f, f->first, 0, 0);
  advance (f, 99);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "1 ");
  end (f, f->first, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_RETRY);
  advance (f, 15);
  assert_due (f, "1 ");
}

/* The last run before the program began had failed: a quarter of an hour after it, not after an hour and not at once. */
static void
test_failed_before (Fixture       *f,
                    gconstpointer  data)
{
  run (f, f->first, JB_RUN_FAILED);
  run (f, f->second, JB_RUN_DONE);
  advance (f, 5);
  begin (f);
  advance (f, 9);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "1 ");
}

static void
test_network (Fixture       *f,
              gconstpointer  data)
{
  f->network->available = FALSE;
  begin (f);
  advance (f, 200);
  assert_due (f, "");
  switch_network (f->network, TRUE);
  assert_due (f, "1 2 ");

  end (f, f->first, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  end (f, f->second, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG);
  advance (f, 3);
  switch_network (f->network, FALSE);
  advance (f, 3);
  assert_due (f, "");
  switch_network (f->network, TRUE);
  advance (f, 1);
  assert_due (f, "1 ");
}

/* A network that comes and goes each second asks the service no more than once a minute. */
static void
test_flapping_network (Fixture       *f,
                       gconstpointer  data)
{
  guint n = 0;

  begin (f);
  assert_due (f, "1 2 ");
  end (f, f->second, 0, 0);
  end (f, f->first, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  for (guint second = 0; second < 600; second++)
    {
      jb_clock_advance (f->clock, 1000);
      switch_network (f->network, FALSE);
      switch_network (f->network, TRUE);
      settle ();
      if (f->due->len > 0)
        {
          g_assert_cmpstr (f->due->str, ==, "1 ");
          g_string_truncate (f->due, 0);
          end (f, f->first, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
          n++;
        }
    }
  g_assert_cmpuint (n, >=, 5);
  g_assert_cmpuint (n, <=, 10);
}

/* -- clocks ---------------------------------------------------------------------------------------------------------- */

/* The computer slept for a week, or its clock was set: each connection once. */
static void
test_jump_ahead (Fixture       *f,
                 gconstpointer  data)
{
  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_DONE);
  f->hold = TRUE;
  begin (f);
  jb_clock_advance (f->clock, 7 * 24 * 60 * MINUTE_MS);
  assert_due (f, "1 ");
  end (f, f->first, 0, 0);
  assert_due (f, "2 ");
  end (f, f->second, 0, 0);
  advance (f, 59);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "1 ");
}

/* A clock that was a year ahead and is put right: not silent for a year, and no storm either. */
static void
test_jump_back (Fixture       *f,
                gconstpointer  data)
{
  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_DONE);
  begin (f);
  jb_clock_set (f->clock, START_MS - 365 * 24 * 60 * MINUTE_MS);
  switch_network (f->network, TRUE);
  assert_due (f, "");
  for (guint i = 0; i < 50; i++)
    {
      jb_clock_advance (f->clock, -MINUTE_MS);
      switch_network (f->network, TRUE);
    }
  assert_due (f, "");
  advance (f, 60);
  assert_due (f, "1 2 ");
}

/* The book remembers a run of the future. */
static void
test_future_run (Fixture       *f,
                 gconstpointer  data)
{
  run (f, f->first, JB_RUN_DONE);
  run (f, f->second, JB_RUN_DONE);
  jb_clock_set (f->clock, START_MS - 30 * 24 * 60 * MINUTE_MS);
  begin (f);
  assert_due (f, "");
  advance (f, 60);
  assert_due (f, "1 2 ");
}

/* -- holding --------------------------------------------------------------------------------------------------------- */

static void
test_held (Fixture       *f,
           gconstpointer  data)
{
  begin (f);
  assert_due (f, "1 2 ");
  jb_scheduler_set_held (f->scheduler, TRUE);
  advance (f, 300);
  assert_due (f, "");
  jb_scheduler_set_held (f->scheduler, FALSE);
  assert_due (f, "1 2 ");
  jb_scheduler_set_archive (f->scheduler, NULL);
  advance (f, 300);
  assert_due (f, "");
}

static void
let_go_cb (JbScheduler *scheduler,
           gint64       connection,
           Fixture     *f)
{
  g_clear_object (&f->scheduler);
}

/* Whoever hears that something is due may end the program. */
static void
test_let_go (Fixture       *f,
             gconstpointer  data)
{
  GWeakRef weak;

  f->scheduler = jb_scheduler_new (f->clock, G_NETWORK_MONITOR (f->network));
  g_weak_ref_init (&weak, f->scheduler);
  g_signal_connect (f->scheduler, "due", G_CALLBACK (let_go_cb), f);
  jb_scheduler_set_archive (f->scheduler, f->archive);
  jb_scheduler_set_held (f->scheduler, FALSE);
  g_assert_null (f->scheduler);
  g_assert_null (g_weak_ref_get (&weak));
  g_weak_ref_clear (&weak);
  advance (f, 120);
  begin (f);   /* for tear_down() */
  assert_due (f, "1 2 ");
}

/* Who stops a run does not want the next one to begin at once. */
static void
test_postpone (Fixture       *f,
               gconstpointer  data)
{
  f->hold = TRUE;
  begin (f);
  assert_due (f, "1 ");
  jb_scheduler_postpone (f->scheduler);
  end (f, f->first, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_due (f, "");
  advance (f, 59);
  assert_due (f, "");
  advance (f, 1);
  assert_due (f, "1 ");
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture       *f,
                       gconstpointer  data);
  } tests[] = {
    { "/scheduler/interval", test_interval },
    { "/scheduler/start", test_start },
    { "/scheduler/nobody-collects", test_nobody_collects },
    { "/scheduler/other-runs", test_other_runs },
    { "/scheduler/paused", test_paused },
    { "/scheduler/removed", test_removed },
    { "/scheduler/new-connection", test_new_connection },
    { "/scheduler/switch", test_switch },
    { "/scheduler/new-interval", test_new_interval },
    { "/scheduler/without-settings", test_without_settings },
    { "/scheduler/growing-wait", test_growing_wait },
    { "/scheduler/failed-before", test_failed_before },
    { "/scheduler/network", test_network },
    { "/scheduler/flapping-network", test_flapping_network },
    { "/scheduler/jump-ahead", test_jump_ahead },
    { "/scheduler/jump-back", test_jump_back },
    { "/scheduler/future-run", test_future_run },
    { "/scheduler/held", test_held },
    { "/scheduler/postpone", test_postpone },
    { "/scheduler/let-go", test_let_go },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
