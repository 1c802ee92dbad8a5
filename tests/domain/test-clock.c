/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The clock: the Korean day, stamps, and sleepers that wake, are cancelled, or share a clock among threads. */

#include "config.h"

#include "jb-clock.h"

#include "jb-test.h"

/* 2026-09-15 09:00:01 in Korea */
#define MOMENT G_GINT64_CONSTANT (1789430401000)

static void
test_instants (void)
{
  g_autoptr(JbClock) clock = jb_clock_new_manual (MOMENT, FALSE);
  g_autofree char *stamp = jb_clock_stamp (clock);
  g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc (MOMENT / 1000);
  g_autofree char *utc = g_date_time_format (moment, "%Y%m%d%H%M%S");
  gint64 ms = 0;

  g_assert_cmpstr (utc, ==, "20260915000001");
  g_assert_cmpstr (stamp, ==, "20260915090001");
  g_assert_cmpint (jb_clock_now (clock), ==, MOMENT);
  g_assert_cmpint (jb_clock_today (clock), ==, 20260915);
  g_assert_true (jb_instant_parse (stamp, &ms));
  g_assert_cmpint (ms, ==, MOMENT);

  /* The day changes at 15:00 UTC. */
  g_assert_cmpint (jb_instant_to_date (jb_instant_from_date (20260915)), ==, 20260915);
  g_assert_cmpint (jb_instant_to_date (jb_instant_from_date (20260915) - 1), ==, 20260914);
  g_assert_cmpint (jb_instant_from_date (20260915) % 86400000, ==, 15 * 3600000);
  g_assert_cmpint (jb_instant_to_date (-9 * 3600000 - 1), ==, 19691231);
  g_assert_cmpint (jb_instant_from_date (19691231), ==, -33 * 3600000);
  g_assert_cmpint (jb_instant_from_date (0), ==, 0);
  g_assert_cmpint (jb_instant_to_date (G_MAXINT64), ==, 0);
  g_assert_cmpint (jb_instant_to_date (G_MININT64), ==, 0);
}

static void
test_before_epoch (void)
{
  g_autoptr(JbClock) clock = jb_clock_new_manual (-9 * 3600000 - 1, FALSE);
  g_autofree char *stamp = jb_clock_stamp (clock);

  g_assert_cmpstr (stamp, ==, "19691231235959");
}

static void
test_bad_stamps (void)
{
  static const char * const bad[] = {
    NULL, "", "20260915", "2026091509000", "202609150900011", "20260931090001", "20260915240001", "20260915096001",
    "20260915090060", "2026091509000x", "2026-09-15T0900", " 0260915090001",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      gint64 ms = 77;

      g_assert_false (jb_instant_parse (bad[i], &ms));
      g_assert_cmpint (ms, ==, 77);
    }
}

static void
test_system (void)
{
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 before = g_get_real_time () / 1000;
  gint64 start = g_get_monotonic_time ();

  g_assert_cmpint (jb_clock_now (clock), >=, before);
  g_assert_true (jb_clock_today (clock) > 20200101);

  jb_clock_sleep_async (clock, 20, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_clock_sleep_finish (clock, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 20000);
}

static void
test_system_cancel (void)
{
  JbClock *clock = jb_clock_new_system ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_clock_sleep_async (clock, G_MAXINT64, cancellable, jb_test_result_cb, &result);
  g_main_context_iteration (NULL, FALSE);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_clock_sleep_finish (clock, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_assert_finalize_object (clock);
}

static void
test_sleep_moves (void)
{
  JbClock *clock = jb_clock_new_manual (MOMENT, TRUE);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_clock_sleep_async (clock, 90000, NULL, jb_test_result_cb, &result);
  g_assert_cmpint (jb_clock_now (clock), ==, MOMENT + 90000);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_clock_sleep_finish (clock, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (clock);
}

static void
test_sleep_waits (void)
{
  JbClock *clock = jb_clock_new_manual (MOMENT, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GAsyncResult) never = NULL;
  g_autoptr(GError) error = NULL;

  jb_clock_sleep_async (clock, 1000, cancellable, jb_test_result_cb, &first);
  jb_clock_sleep_async (clock, 2000, NULL, jb_test_result_cb, &second);
  jb_clock_sleep_async (clock, 0, cancellable, jb_test_result_cb, &never);
  jb_test_wait_until (never != NULL);
  g_assert_null (first);

  jb_clock_advance (clock, 999);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (first);

  jb_clock_advance (clock, 1);
  jb_test_wait_until (first != NULL);
  g_assert_null (second);
  g_assert_true (jb_clock_sleep_finish (clock, first, &error));

  jb_clock_set (clock, MOMENT + 2000);
  jb_test_wait_until (second != NULL);
  g_assert_true (jb_clock_sleep_finish (clock, second, &error));

  g_clear_object (&first);
  g_clear_object (&second);
  g_clear_object (&never);
  g_assert_finalize_object (clock);
}

static void
test_cancel (void)
{
  JbClock *clock = jb_clock_new_manual (MOMENT, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) sleeping = NULL;
  g_autoptr(GAsyncResult) late = NULL;
  g_autoptr(GError) error = NULL;

  jb_clock_sleep_async (clock, 1000, cancellable, jb_test_result_cb, &sleeping);
  g_cancellable_cancel (cancellable);
  jb_clock_sleep_async (clock, 1000, cancellable, jb_test_result_cb, &late);
  jb_test_wait_until (sleeping != NULL && late != NULL);
  g_assert_false (jb_clock_sleep_finish (clock, sleeping, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (jb_clock_sleep_finish (clock, late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_object (&sleeping);
  g_clear_object (&late);
  g_assert_finalize_object (clock);
}

#define N_SLEEPERS 50

static gpointer
mover_thread (gpointer data)
{
  JbClock *clock = data;

  for (int i = 0; i < N_SLEEPERS * 10; i++)
    jb_clock_advance (clock, 1);

  return NULL;
}

/* One thread moves the clock while another goes to sleep on it: every sleeper wakes once, and nothing is torn. */
static void
test_threads (void)
{
  JbClock *clock = jb_clock_new_manual (0, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[N_SLEEPERS] = { NULL };
  g_autoptr(GThread) mover = g_thread_new ("mover", mover_thread, clock);

  for (int i = 0; i < N_SLEEPERS; i++)
    {
      jb_clock_sleep_async (clock, 1 + i, cancellable, jb_test_result_cb, &results[i]);
      g_main_context_iteration (NULL, FALSE);
    }
  g_thread_join (g_steal_pointer (&mover));
  jb_clock_advance (clock, N_SLEEPERS);

  for (int i = 0; i < N_SLEEPERS; i++)
    {
      jb_test_wait_until (results[i] != NULL);
      g_assert_true (jb_clock_sleep_finish (clock, results[i], NULL));
      g_object_unref (results[i]);
    }

  g_assert_cmpint (jb_clock_now (clock), ==, N_SLEEPERS * 11);
  g_assert_finalize_object (clock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/instants", test_instants);
  g_test_add_func ("/clock/before-epoch", test_before_epoch);
  g_test_add_func ("/clock/bad-stamps", test_bad_stamps);
  g_test_add_func ("/clock/system", test_system);
  g_test_add_func ("/clock/system-cancel", test_system_cancel);
  g_test_add_func ("/clock/sleep-moves", test_sleep_moves);
  g_test_add_func ("/clock/sleep-waits", test_sleep_waits);
  g_test_add_func ("/clock/cancel", test_cancel);
  g_test_add_func ("/clock/threads", test_threads);

  return g_test_run ();
}
