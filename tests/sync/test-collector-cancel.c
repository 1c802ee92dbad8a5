/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Stopping a run at any moment and starting again: complete, nothing doubled. (A killed process is the book's own test.) */

#include "config.h"

#include "jb-collector.h"

#include "jb-sync-test.h"

#define N_MOMENTS 25

/* Runs until the service was asked @n_requests times more, then cancels. TRUE when that stopped it, FALSE when it was faster. */
static gboolean
run_until (SyncTest *f,
           guint     n_requests)
{
  guint limit = jb_emulator_count (f->emulator, NULL) + n_requests;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;

  jb_collector_run_async (f->collector, 0, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL || jb_emulator_count (f->emulator, NULL) >= limit);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);

  if (jb_collector_run_finish (f->collector, result, &report, &error))
    return FALSE;

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (report);
  sync_test_assert_last_run (f, JB_RUN_CANCELLED);
  return TRUE;
}

/* What one undisturbed first run asks. */
static guint
count_requests (SyncTest *f)
{
  guint before = jb_emulator_count (f->emulator, NULL);

  jb_collect_report_free (sync_test_collect (f));
  return jb_emulator_count (f->emulator, NULL) - before;
}

static void
begin_fresh_book (SyncTest *f,
                  guint     number)
{
  g_autofree char *name = g_strdup_printf ("book-%u.jangbu", number);

  sync_test_open_book (f, name);
  f->connection = sync_test_connect (f, jb_emulator_get_uri (f->emulator));
}

static void
test_every_moment (void)
{
  SyncTest f = { 0 };
  guint n_requests, n_stopped = 0;

  sync_test_begin (&f, TRUE);
  n_requests = count_requests (&f);
  g_assert_cmpuint (n_requests, >, 10);

  for (guint i = 0; i < N_MOMENTS; i++)
    {
      guint moment = i * n_requests / N_MOMENTS;

      g_test_message ("after %u of %u requests", moment, n_requests);
      begin_fresh_book (&f, i);
      n_stopped += run_until (&f, moment);
      jb_collect_report_free (sync_test_collect (&f));
      sync_test_assert_complete (&f);
      sync_test_assert_originals (&f);
      sync_test_assert_last_run (&f, JB_RUN_DONE);
    }

  g_assert_cmpuint (n_stopped, >=, N_MOMENTS - 3);
  sync_test_end (&f);
}

/* One book, stopped again and again: each run gets a little further, and the last one only has to finish. */
static void
test_again_and_again (void)
{
  SyncTest f = { 0 };
  guint n_runs = 0;

  sync_test_begin (&f, TRUE);
  while (n_runs < 60 && run_until (&f, 1 + n_runs % 9))
    n_runs++;

  g_assert_cmpuint (n_runs, >, 5);
  jb_collect_report_free (sync_test_collect (&f));
  sync_test_assert_complete (&f);
  sync_test_assert_originals (&f);
  sync_test_end (&f);
}

static void
test_before_the_first_step (void)
{
  SyncTest f = { 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  g_cancellable_cancel (cancellable);
  report = sync_test_run (&f, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (report->n_new, ==, 0);

  jb_collect_report_free (sync_test_collect (&f));
  sync_test_assert_complete (&f);
  sync_test_end (&f);
}

/* A service that takes the question and never answers: Ctrl+C must not wait for it. */
static void
test_while_it_hangs (void)
{
  static const char * const signals[] = { "OS_DTI_LIST", "OS_DTI_XML" };
  SyncTest f = { 0 };

  sync_test_begin (&f, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      JbEmulatorFault fault = { .signal = (char *) signals[i], .count = -1, .hang = TRUE };
      guint before = jb_emulator_count (f.emulator, signals[i]);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      jb_emulator_set_fault (f.emulator, &fault);
      jb_collector_run_async (f.collector, 0, cancellable, jb_test_result_cb, &result);
      jb_test_wait_until (jb_emulator_count (f.emulator, signals[i]) > before);
      g_cancellable_cancel (cancellable);
      jb_test_wait_until (result != NULL);
      g_assert_false (jb_collector_run_finish (f.collector, result, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      jb_emulator_clear_faults (f.emulator);
    }

  jb_collect_report_free (sync_test_collect (&f));
  sync_test_assert_complete (&f);
  sync_test_assert_originals (&f);
  sync_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/collector-cancel/every-moment", test_every_moment);
  g_test_add_func ("/collector-cancel/again-and-again", test_again_and_again);
  g_test_add_func ("/collector-cancel/before-the-first-step", test_before_the_first_step);
  g_test_add_func ("/collector-cancel/while-it-hangs", test_while_it_hangs);

  return g_test_run ();
}
