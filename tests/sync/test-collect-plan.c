/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* src/sync/jb-collect-plan.c: windows, look-back, gaps, over years of days. */

#include "config.h"

#include "jb-collect-plan.h"

#include "jb-clock.h"
#include "jb-date.h"
#include "jb-test.h"

static const JbCollectReach reach = { 20260915, 20260615, 30 };

static JbCursor
make_cursor (int collected_to,
             int collected_on)
{
  JbCursor cursor = { 1, JB_DIRECTION_SALES, 'W', collected_to, jb_instant_from_date (collected_on) + 9 * 3600 * 1000 };

  return cursor;
}

/* Every day of from … to lies in a window, neighbours share a day, none is too long. */
static void
assert_windows (GArray *windows,
                int     from,
                int     to,
                guint   max_days)
{
  int expected = from;

  g_assert_cmpuint (windows->len, >, 0);
  for (guint i = 0; i < windows->len; i++)
    {
      const JbCollectRequest *window = &g_array_index (windows, JbCollectRequest, i);

      g_assert_cmpint (window->from, ==, expected);
      g_assert_cmpint (window->to, >=, window->from);
      g_assert_cmpint (jb_date_days_between (window->from, window->to) + 1, <=, max_days);
      expected = max_days > 1 ? window->to : jb_date_add_days (window->to, 1);
    }
  g_assert_cmpint (g_array_index (windows, JbCollectRequest, windows->len - 1).to, ==, to);
}

static void
test_first_run (void)
{
  g_autoptr(GArray) windows = NULL;

  g_assert_cmpint (jb_collect_plan_start ('W', NULL, &reach), ==, 20260615);
  g_assert_cmpint (jb_collect_plan_start ('I', NULL, &reach), ==, 20260615);

  windows = jb_collect_plan_windows (JB_DIRECTION_PURCHASE, 'W', 20260615, &reach);
  assert_windows (windows, 20260615, 20260915, 30);
  g_assert_cmpuint (windows->len, ==, 4);
  g_assert_cmpint (g_array_index (windows, JbCollectRequest, 0).direction, ==, JB_DIRECTION_PURCHASE);
  g_assert_cmpint (g_array_index (windows, JbCollectRequest, 0).basis, ==, 'W');
}

static void
test_windows (void)
{
  for (guint max_days = 1; max_days <= 40; max_days++)
    for (int days = 0; days < 120; days += 7)
      {
        JbCollectReach other = { 20260301, 0, max_days };
        int from = jb_date_add_days (other.today, -days);
        g_autoptr(GArray) windows = jb_collect_plan_windows (JB_DIRECTION_SALES, 'I', from, &other);

        assert_windows (windows, from, other.today, max_days);
      }
}

static void
test_windows_of_nothing (void)
{
  g_autoptr(GArray) windows = jb_collect_plan_windows (JB_DIRECTION_SALES, 'W', 20260916, &reach);
  JbCollectReach odd = { 20260915, 20260914, 0 };
  g_autoptr(GArray) no_length = jb_collect_plan_windows (JB_DIRECTION_SALES, 'W', 20260914, &odd);

  g_assert_cmpuint (windows->len, ==, 0);
  assert_windows (no_length, 20260914, 20260915, 1);
}

static void
test_look_back (void)
{
  JbCursor yesterday = make_cursor (20260914, 20260914);
  JbCursor old = make_cursor (20260620, 20260620);
  JbCursor future = make_cursor (20300101, 20300101);
  JbCursor never = make_cursor (0, 20260914);

  g_assert_cmpint (jb_collect_plan_start ('W', &yesterday, &reach), ==, 20260721);
  g_assert_cmpint (jb_collect_plan_start ('I', &yesterday, &reach), ==, 20260831);
  g_assert_cmpint (jb_collect_plan_start ('W', &old, &reach), ==, 20260615);
  g_assert_cmpint (jb_collect_plan_start ('W', &never, &reach), ==, 20260615);
  /* A clock that was wrong once must neither make a list stop nor hide days that were never read. */
  g_assert_cmpint (jb_collect_plan_start ('W', &future, &reach), ==, 20260615);
  g_assert_cmpint (jb_collect_plan_start ('I', &future, &reach), ==, 20260615);
}

/* Whatever is written in a month and issued by the 10th of the next, the next business day after six holidays, and shown two days
 * later is seen by the list of written dates, on whichever day the collection ran before and after. */
static void
test_late_issues_are_seen (void)
{
  for (int written = 20250101; written < 20270101; written = jb_date_add_days (written, 1))
    {
      int next_month = jb_date_add_months (jb_date_make (jb_date_year (written), jb_date_month (written), 1), 1);
      int shown = jb_date_add_days (jb_date_make (jb_date_year (next_month), jb_date_month (next_month), 10), 6 + 2);

      /* Collected for the last time the day before it was shown, and then after a while. */
      for (int pause = 1; pause <= 15; pause += 7)
        {
          int last = jb_date_add_days (shown, -1);
          JbCollectReach later = { jb_date_add_days (last, pause), 0, 30 };
          JbCursor cursor = make_cursor (last, last);

          later.oldest = jb_date_add_months (later.today, -3);
          g_assert_cmpint (jb_collect_plan_start ('W', &cursor, &later), <=, written);
        }
    }
}

static void
test_advance (void)
{
  JbCursor cursor = make_cursor (20260910, 20260910);
  JbCursor future = make_cursor (20300101, 20300101);

  g_assert_cmpint (jb_collect_plan_advance (NULL, 20260714, 20260915), ==, 20260714);
  g_assert_cmpint (jb_collect_plan_advance (&cursor, 20260714, 20260915), ==, 20260910);
  g_assert_cmpint (jb_collect_plan_advance (&cursor, 20260915, 20260915), ==, 20260915);
  g_assert_cmpint (jb_collect_plan_advance (&future, 20260714, 20260915), ==, 20260714);
}

static void
test_gap (void)
{
  static const struct
  {
    int collected_to;
    int collected_on;
    int from;
    int to;
  } cases[] = {
    { 0, 20200101, 0, 0 },                          /* never */
    { 20260915, 20260915, 0, 0 },
    { 20260615, 20260615, 0, 0 },                   /* the oldest day is still there */
    { 20260614, 20260615, 0, 0 },                   /* that day was over when it was read */
    { 20260614, 20260614, 20260614, 20260614 },     /* it was still running */
    { 20260515, 20260515, 20260515, 20260614 },
    { 20260515, 20260520, 20260516, 20260614 },
    { 20251231, 20251231, 20251231, 20260614 },
    { 20300101, 20300101, 0, 0 },
  };

  g_assert_cmpint (jb_collect_plan_gap (NULL, &reach).from, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbCursor cursor = make_cursor (cases[i].collected_to, cases[i].collected_on);
      JbPeriod gap = jb_collect_plan_gap (&cursor, &reach);

      g_test_message ("%d, collected on %d", cases[i].collected_to, cases[i].collected_on);
      g_assert_cmpint (gap.from, ==, cases[i].from);
      g_assert_cmpint (gap.to, ==, cases[i].to);
    }
}

static void
test_gap_sentence (void)
{
  JbPeriod none = { 0, 0 };
  JbPeriod may = { 20260501, 20260520 };
  JbPeriod june = { 20260515, 20260614 };
  g_autofree char *sentence = jb_collect_describe_gap (june);

  g_assert_nonnull (strstr (sentence, "2026-05-15"));
  g_assert_nonnull (strstr (sentence, "2026-06-14"));
  g_assert_cmpint (jb_collect_join_gaps (none, june).from, ==, 20260515);
  g_assert_cmpint (jb_collect_join_gaps (may, none).to, ==, 20260520);
  g_assert_cmpint (jb_collect_join_gaps (june, may).from, ==, 20260501);
  g_assert_cmpint (jb_collect_join_gaps (june, may).to, ==, 20260614);
}

static void
test_sort (void)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (JbCollectRequest));
  int last[3]['X'] = { 0 };
  int from = 0;

  for (const char *basis = JB_COLLECT_BASES; *basis != '\0'; basis++)
    for (int direction = JB_DIRECTION_SALES; direction <= JB_DIRECTION_PURCHASE; direction++)
      {
        g_autoptr(GArray) windows = jb_collect_plan_windows (direction, *basis, *basis == 'W' ? 20260615 : 20260701, &reach);

        g_array_append_vals (all, windows->data, windows->len);
      }

  jb_collect_plan_sort (all);
  g_assert_cmpuint (all->len, ==, 2 * (4 + 3));
  for (guint i = 0; i < all->len; i++)
    {
      const JbCollectRequest *window = &g_array_index (all, JbCollectRequest, i);
      int *own = &last[window->direction][(guint) window->basis];

      g_assert_cmpint (window->from, >=, from);
      g_assert_cmpint (window->from, >, *own - 1);
      from = window->from;
      *own = window->from;
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/collect-plan/first-run", test_first_run);
  g_test_add_func ("/collect-plan/windows", test_windows);
  g_test_add_func ("/collect-plan/windows-of-nothing", test_windows_of_nothing);
  g_test_add_func ("/collect-plan/look-back", test_look_back);
  g_test_add_func ("/collect-plan/late-issues-are-seen", test_late_issues_are_seen);
  g_test_add_func ("/collect-plan/advance", test_advance);
  g_test_add_func ("/collect-plan/gap", test_gap);
  g_test_add_func ("/collect-plan/gap-sentence", test_gap_sentence);
  g_test_add_func ("/collect-plan/sort", test_sort);

  return g_test_run ();
}
