/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* src/sync/jb-collector.c against a real emulator: first and later runs, late issues, time that passes, gaps. */

#include "config.h"

#include "jb-collect-plan.h"
#include "jb-collector.h"

#include "jb-sync-test.h"

typedef struct
{
  guint    n_running;
  guint    n_progress;
  double   last_progress;
  gboolean went_back;
  guint    phases;
} Watch;

static void
running_cb (JbCollector *collector,
            GParamSpec  *pspec,
            gpointer     user_data)
{
  ((Watch *) user_data)->n_running++;
}

static void
phase_cb (JbCollector *collector,
          GParamSpec  *pspec,
          gpointer     user_data)
{
  ((Watch *) user_data)->phases |= 1u << jb_collector_get_phase (collector);
}

static void
progress_cb (JbCollector *collector,
             GParamSpec  *pspec,
             gpointer     user_data)
{
  Watch *watch = user_data;
  double progress = jb_collector_get_progress (collector);

  watch->n_progress++;
  watch->went_back |= progress < watch->last_progress;
  watch->last_progress = progress;
}

static void
watch_collector (Watch       *watch,
                 JbCollector *collector)
{
  watch->last_progress = -1;
  g_signal_connect (collector, "notify::running", G_CALLBACK (running_cb), watch);
  g_signal_connect (collector, "notify::phase", G_CALLBACK (phase_cb), watch);
  g_signal_connect (collector, "notify::progress", G_CALLBACK (progress_cb), watch);
}

static GBytes *
load_original (SyncTest *f,
               gint64    id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GBytes *bytes;

  jb_archive_load_original_async (f->archive, id, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  bytes = jb_archive_load_original_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return bytes;
}

static GPtrArray *
fetch_originals (JbProvider  *provider,
                 JbDirection  direction,
                 GPtrArray   *ids)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *fetched;

  jb_provider_fetch_originals_async (provider, direction, (const char * const *) ids->pdata, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  fetched = jb_provider_fetch_originals_finish (provider, result, &error);
  g_assert_no_error (error);
  return fetched;
}

/* Asks the service once more for every original and compares bytes. */
static void
assert_originals_equal (SyncTest    *f,
                        JbDirection  direction)
{
  g_autoptr(JbConnection) connection = sync_test_make_connection (jb_emulator_get_uri (f->emulator));
  JbProviderConfig config = { .connection = connection, .auth_code = JB_EMULATOR_AUTH_CODE, .http = f->http, .clock = f->clock };
  g_autoptr(GError) error = NULL;
  g_autoptr(JbProvider) provider = jb_provider_new_for_connection (&config, &error);
  g_autoptr(JbInvoiceMap) map = sync_test_load_map (f, direction);

  g_assert_no_error (error);
  for (guint first = 0; first < map->ids->len; first += 100)
    {
      guint n = MIN (100, map->ids->len - first);
      g_autoptr(GPtrArray) rows = jb_archive_load_page (f->archive, map, first, n, &error);
      g_autoptr(GPtrArray) names = g_ptr_array_new ();
      g_autoptr(GPtrArray) fetched = NULL;

      g_assert_no_error (error);
      for (guint i = 0; i < n; i++)
        {
          JbInvoice *row = g_ptr_array_index (rows, i);

          g_assert_true (row->has_original);
          g_assert_cmpint (row->verdict, ==, JB_VERDICT_VALID);
          g_ptr_array_add (names, row->issue_id);
        }
      g_ptr_array_add (names, NULL);

      fetched = fetch_originals (provider, direction, names);
      for (guint i = 0; i < n; i++)
        {
          JbFetchedOriginal *original = g_ptr_array_index (fetched, i);
          g_autoptr(GBytes) kept = load_original (f, jb_invoice_map_get_id (map, first + i));

          g_assert_true (g_bytes_equal (kept, original->bytes));
        }
    }
}

/* -- first and second ------------------------------------------------------------------------------------------------- */

static void
test_first_run (void)
{
  SyncTest f = { 0 };
  Watch watch = { 0 };
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(JbInvoiceMap) all = NULL;

  sync_test_begin (&f, FALSE);
  watch_collector (&watch, f.collector);
  report = sync_test_collect (&f);

  sync_test_assert_complete (&f);
  sync_test_assert_originals (&f);
  sync_test_assert_last_run (&f, JB_RUN_DONE);
  assert_originals_equal (&f, JB_DIRECTION_SALES);
  assert_originals_equal (&f, JB_DIRECTION_PURCHASE);

  all = sync_test_load_map (&f, JB_DIRECTION_UNKNOWN);
  g_assert_cmpuint (report->n_connections, ==, 1);
  g_assert_cmpuint (report->n_new, ==, all->ids->len);
  g_assert_cmpuint (report->n_originals, ==, all->ids->len);
  g_assert_cmpuint (report->n_still_missing, ==, 0);
  g_assert_cmpuint (report->n_problems, ==, 0);
  g_assert_cmpint (report->gap_from, ==, 0);
  g_assert_cmpint (report->waited_us, >, 0);
  g_assert_cmpint (report->verified_us, >, 0);
  g_assert_cmpint (report->written_us, >, 0);

  g_assert_cmpuint (jb_collector_get_n_arrived (f.collector), ==, report->n_new);
  g_assert_cmpuint (watch.n_running, ==, 2);
  g_assert_cmpuint (watch.n_progress, >, 10);
  g_assert_false (watch.went_back);
  g_assert_cmpuint (watch.phases, ==, 1u << JB_COLLECTOR_IDLE | 1u << JB_COLLECTOR_CONNECTING |
                                      1u << JB_COLLECTOR_LISTING | 1u << JB_COLLECTOR_ORIGINALS);
  sync_test_end (&f);
}

static void
test_second_run_finds_nothing (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbCollectReport) first = NULL;
  g_autoptr(JbCollectReport) second = NULL;
  guint n_lists, n_originals;

  sync_test_begin (&f, TRUE);
  first = sync_test_collect (&f);
  n_lists = jb_emulator_count (f.emulator, "OS_DTI_LIST");
  n_originals = jb_emulator_count (f.emulator, "OS_DTI_XML");
  second = sync_test_collect (&f);

  g_assert_cmpuint (second->n_new, ==, 0);
  g_assert_cmpuint (second->n_changed, ==, 0);
  g_assert_cmpuint (second->n_originals, ==, 0);
  g_assert_cmpuint (second->n_problems, ==, 0);
  g_assert_cmpuint (jb_emulator_count (f.emulator, "OS_DTI_XML"), ==, n_originals);
  /* Two windows by written date, one by issue date, for sales and purchases. */
  g_assert_cmpuint (jb_emulator_count (f.emulator, "OS_DTI_LIST"), ==, n_lists + 6);
  sync_test_assert_complete (&f);
  sync_test_end (&f);
}

static gboolean
knows_issued (SyncTest    *f,
              JbDirection  direction)
{
  JbAnswer answer = { direction, 'I', jb_date_add_days (JB_SYNC_TEST_TODAY, -JB_COLLECT_LOOK_BACK_ISSUED), JB_SYNC_TEST_TODAY };
  guint8 key[JB_DIGEST_BYTES];
  g_autoptr(GError) error = NULL;

  g_assert_true (jb_archive_get_answer (f->archive, f->connection, &answer, key, &error));
  g_assert_no_error (error);
  return answer.has_digest;
}

/* What was read to its end is known the next time; what is new since then is found nevertheless, and a book that has less than that
 * one gets all of it. */
static void
test_same_answers (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbCollectReport) first = NULL;
  g_autoptr(JbCollectReport) second = NULL;
  g_autoptr(JbCollectReport) third = NULL;
  g_autoptr(JbCollectReport) fourth = NULL;
  g_autoptr(JbCollectReport) other = NULL;

  sync_test_begin (&f, TRUE);
  first = sync_test_collect (&f);
  second = sync_test_collect (&f);
  g_assert_true (knows_issued (&f, JB_DIRECTION_SALES));
  g_assert_true (knows_issued (&f, JB_DIRECTION_PURCHASE));

  third = sync_test_collect (&f);
  g_assert_cmpuint (third->n_new + third->n_changed + third->n_problems, ==, 0);
  sync_test_assert_complete (&f);

  jb_emulator_add_invoices (f.emulator, 6, JB_SYNC_TEST_TODAY - 3);
  jb_clock_advance (f.clock, 60 * MINUTE_MS);
  fourth = sync_test_collect (&f);
  g_assert_cmpuint (fourth->n_new, >=, 6);
  sync_test_assert_complete (&f);
  sync_test_assert_originals (&f);

  sync_test_open_book (&f, "other.jangbu");
  f.connection = sync_test_connect (&f, jb_emulator_get_uri (f.emulator));
  other = sync_test_collect (&f);
  g_assert_cmpuint (other->n_new, ==, first->n_new + fourth->n_new);
  sync_test_assert_complete (&f);
  sync_test_end (&f);
}

static void
test_refused_while_running (void)
{
  SyncTest f = { 0 };
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  jb_collector_run_async (f.collector, 0, NULL, jb_test_result_cb, &first);
  g_assert_true (jb_collector_is_running (f.collector));
  jb_collector_run_async (f.collector, 0, NULL, jb_test_result_cb, &second);
  jb_test_wait_until (second != NULL);
  g_assert_false (jb_collector_run_finish (f.collector, second, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);

  jb_test_wait_until (first != NULL);
  g_assert_true (jb_collector_run_finish (f.collector, first, NULL, &error));
  g_assert_no_error (error);
  sync_test_assert_complete (&f);
  sync_test_end (&f);
}

static void
test_one_connection_only (void)
{
  SyncTest f = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  jb_collector_run_async (f.collector, f.connection + 1000, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_collector_run_finish (f.collector, result, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  jb_collector_run_async (f.collector, f.connection, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_collector_run_finish (f.collector, result, NULL, &error));
  g_assert_no_error (error);
  sync_test_assert_complete (&f);
  sync_test_end (&f);
}

/* -- time passes ------------------------------------------------------------------------------------------------------ */

static guint
count_visible (SyncTest *f)
{
  guint n_sales, n_purchases;
  gint64 sales, purchases;

  jb_emulator_get_truth (f->emulator, &n_sales, &n_purchases, &sales, &purchases);
  return n_sales + n_purchases;
}

/* What was issued late carries an old written date: it is found by the next run, wherever in the past it lies. */
static void
test_late_issues (void)
{
  static const int days_back[] = { 0, 1, 30, 54, 60, 85 };
  SyncTest f = { 0 };
  guint n_before;

  sync_test_begin (&f, TRUE);
  jb_collect_report_free (sync_test_collect (&f));

  for (guint i = 0; i < G_N_ELEMENTS (days_back); i++)
    {
      g_autoptr(JbCollectReport) report = NULL;

      g_test_message ("written %d days ago", days_back[i]);
      n_before = count_visible (&f);
      jb_emulator_add_invoices (f.emulator, 3 + i, jb_date_add_days (JB_SYNC_TEST_TODAY, -days_back[i]));
      jb_clock_advance (f.clock, 16 * MINUTE_MS);
      report = sync_test_collect (&f);
      g_assert_cmpuint (report->n_new, >=, 3 + i);   /* the shop's own day goes on as well */
      g_assert_cmpuint (report->n_new, ==, count_visible (&f) - n_before);
      g_assert_cmpuint (report->n_originals, ==, report->n_new);
      g_assert_cmpint (report->gap_from, ==, 0);
      sync_test_assert_complete (&f);
    }

  sync_test_end (&f);
}

/* Runs again after a pause with something issued in between. */
static void
run_after (gint64    pause_ms,
           int       written,
           JbPeriod *gap)
{
  SyncTest f = { 0 };
  g_autoptr(JbCollectReport) first = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  guint n_before;

  sync_test_begin (&f, TRUE);
  first = sync_test_collect (&f);
  n_before = first->n_new;

  jb_clock_advance (f.clock, pause_ms - 20 * MINUTE_MS);
  jb_emulator_add_invoices (f.emulator, 5, written);
  jb_clock_advance (f.clock, 20 * MINUTE_MS);
  report = sync_test_collect (&f);

  /* Nothing vanishes here because it vanished there. */
  map = sync_test_load_map (&f, JB_DIRECTION_UNKNOWN);
  g_assert_cmpuint (map->ids->len, ==, n_before + report->n_new);
  g_assert_cmpuint (report->n_new, >=, 5);
  sync_test_assert_originals (&f);
  gap->from = report->gap_from;
  gap->to = report->gap_to;

  if (gap->from != 0)
    {
      g_autoptr(JbOverview) overview = sync_test_load_overview (&f);
      JbRun *run = g_ptr_array_index (overview->runs, 0);
      g_autofree char *day = jb_date_format (gap->to);

      g_assert_cmpint (run->gap_from, ==, gap->from);
      g_assert_cmpint (run->gap_to, ==, gap->to);
      g_assert_cmpuint (report->problems->len, ==, 1);
      g_assert_nonnull (strstr (g_ptr_array_index (report->problems, 0), day));
    }

  sync_test_end (&f);
}

static void
test_quarter_of_an_hour (void)
{
  JbPeriod gap;

  run_after (36 * MINUTE_MS, JB_SYNC_TEST_TODAY, &gap);
  g_assert_cmpint (gap.from, ==, 0);
}

static void
test_a_day (void)
{
  JbPeriod gap;

  run_after (DAY_MS, JB_SYNC_TEST_TODAY, &gap);
  g_assert_cmpint (gap.from, ==, 0);
}

static void
test_a_month (void)
{
  JbPeriod gap;

  run_after (30 * DAY_MS, JB_SYNC_TEST_TODAY, &gap);
  g_assert_cmpint (gap.from, ==, 0);
}

/* 2026-09-15 and 122 days: 2027-01-15. The service reaches back to 2026-10-15; the day of the last collection was not over. */
static void
test_four_months (void)
{
  JbPeriod gap;

  run_after (122 * DAY_MS, 20270110, &gap);
  g_assert_cmpint (gap.from, ==, 20260915);
  g_assert_cmpint (gap.to, ==, 20261014);
}

/* Every invoice written on @date went to the tax service, says the book. */
static void
assert_all_sent (SyncTest *f,
                           int       date)
{
  g_autoptr(JbInvoiceMap) map = sync_test_load_map (f, JB_DIRECTION_UNKNOWN);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = jb_archive_load_page (f->archive, map, 0, map->ids->len, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      JbInvoice *row = g_ptr_array_index (rows, i);

      if (row->written_on != date)
        continue;
      g_assert_cmpint (row->sent_on, !=, 0);
      n++;
    }
  g_assert_cmpuint (n, >=, 4);
}

/* A day later the tax service has what was issued yesterday: rows change. */
static void
test_changed_states (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbCollectReport) first = NULL;
  g_autoptr(JbCollectReport) added = NULL;
  g_autoptr(JbCollectReport) later = NULL;

  sync_test_begin (&f, TRUE);
  first = sync_test_collect (&f);
  jb_emulator_add_invoices (f.emulator, 4, 20260701);   /* older than the list of written dates looks back */
  jb_clock_advance (f.clock, 16 * MINUTE_MS);
  added = sync_test_collect (&f);
  g_assert_cmpuint (added->n_new, >=, 4);

  jb_clock_advance (f.clock, 2 * DAY_MS);
  later = sync_test_collect (&f);
  g_assert_cmpuint (later->n_changed, >=, 4);
  assert_all_sent (&f, 20260701);
  sync_test_end (&f);
}

/* -- the demo's year -------------------------------------------------------------------------------------------------- */

static void
test_reach (void)
{
  JbEmulatorOptions options = { .seed = 1, .n_invoices = JB_SYNC_TEST_INVOICES, .n_days = 365, .plain = TRUE,
                                .ignore_retention = TRUE };
  SyncTest f = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCollectReport) year = NULL;

  sync_test_begin (&f, TRUE);
  jb_emulator_stop (f.emulator);
  g_clear_object (&f.emulator);
  f.emulator = jb_emulator_new (&options, f.clock, &error);
  g_assert_no_error (error);
  sync_test_open_book (&f, "year.jangbu");
  f.connection = sync_test_connect (&f, jb_emulator_get_uri (f.emulator));

  jb_collector_set_reach (f.collector, 365);
  year = sync_test_collect (&f);
  g_assert_cmpuint (year->n_new, >, 350);
  g_assert_cmpuint (year->n_originals, ==, year->n_new);
  sync_test_assert_complete (&f);
  sync_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/collector/first-run", test_first_run);
  g_test_add_func ("/collector/second-run-finds-nothing", test_second_run_finds_nothing);
  g_test_add_func ("/collector/same-answers", test_same_answers);
  g_test_add_func ("/collector/refused-while-running", test_refused_while_running);
  g_test_add_func ("/collector/one-connection-only", test_one_connection_only);
  g_test_add_func ("/collector/late-issues", test_late_issues);
  g_test_add_func ("/collector/quarter-of-an-hour", test_quarter_of_an_hour);
  g_test_add_func ("/collector/a-day", test_a_day);
  g_test_add_func ("/collector/a-month", test_a_month);
  g_test_add_func ("/collector/four-months", test_four_months);
  g_test_add_func ("/collector/changed-states", test_changed_states);
  g_test_add_func ("/collector/reach", test_reach);

  return g_test_run ();
}
