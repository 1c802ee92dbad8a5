/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Days: against GDate over two centuries, the texts of smartbill.md U-17, the periods of etax-domain.md 3.4. */

#include "config.h"

#include "jb-date.h"

static int
from_gdate (const GDate *day)
{
  return jb_date_make (g_date_get_year (day), g_date_get_month (day), g_date_get_day (day));
}

static void
test_against_gdate (void)
{
  GDate day;
  int previous = 0;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, 1, 1, 1900);

  for (int n = 0; n < 200 * 365; n++)
    {
      int date = from_gdate (&day);

      g_assert_true (jb_date_is_valid (date));
      g_assert_cmpint (jb_date_days_between (19000101, date), ==, n);
      g_assert_cmpint (jb_date_add_days (19000101, n), ==, date);
      g_assert_cmpint (jb_date_add_days (date, -n), ==, 19000101);
      if (previous != 0)
        g_assert_cmpint (jb_date_add_days (previous, 1), ==, date);
      previous = date;
      g_date_add_days (&day, 1);
    }
}

static void
test_validity (void)
{
  g_assert_cmpint (jb_date_make (2026, 9, 14), ==, 20260914);
  g_assert_cmpint (jb_date_make (2024, 2, 29), ==, 20240229);
  g_assert_cmpint (jb_date_make (2026, 2, 29), ==, 0);
  g_assert_cmpint (jb_date_make (2100, 2, 29), ==, 0);
  g_assert_cmpint (jb_date_make (2000, 2, 29), ==, 20000229);
  g_assert_cmpint (jb_date_make (2026, 13, 1), ==, 0);
  g_assert_cmpint (jb_date_make (2026, 0, 1), ==, 0);
  g_assert_cmpint (jb_date_make (2026, 4, 31), ==, 0);
  g_assert_cmpint (jb_date_make (1, 1, 1), ==, 0);
  g_assert_cmpint (jb_date_make (9999, 12, 31), ==, 0);
  g_assert_false (jb_date_is_valid (0));
  g_assert_false (jb_date_is_valid (-20260914));
  g_assert_false (jb_date_is_valid (20260931));
  g_assert_false (jb_date_is_valid (G_MAXINT));
  g_assert_false (jb_date_is_valid (G_MININT));
}

static void
test_arithmetic (void)
{
  g_assert_cmpint (jb_date_add_months (20260131, 1), ==, 20260228);
  g_assert_cmpint (jb_date_add_months (20240131, 1), ==, 20240229);
  g_assert_cmpint (jb_date_add_months (20260331, -1), ==, 20260228);
  g_assert_cmpint (jb_date_add_months (20260115, -1), ==, 20251215);
  g_assert_cmpint (jb_date_add_months (20261215, 1), ==, 20270115);
  g_assert_cmpint (jb_date_add_months (20260914, -60), ==, 20210914);
  g_assert_cmpint (jb_date_add_months (20260914, G_MAXINT), ==, 0);
  g_assert_cmpint (jb_date_add_months (20260914, G_MININT), ==, 0);
  g_assert_cmpint (jb_date_add_months (0, 1), ==, 0);
  g_assert_cmpint (jb_date_add_days (20260914, G_MAXINT), ==, 0);
  g_assert_cmpint (jb_date_add_days (20260914, G_MININT), ==, 0);
  g_assert_cmpint (jb_date_add_days (19000101, -1), ==, 0);
  g_assert_cmpint (jb_date_add_days (29991231, 1), ==, 0);
  g_assert_cmpint (jb_date_add_days (0, 1), ==, 0);
  g_assert_cmpint (jb_date_days_between (20260914, 20260901), ==, -13);
  g_assert_cmpint (jb_date_days_between (0, 20260901), ==, 0);
}

static void
test_parse (void)
{
  static const char * const good[] = {
    "20260914", "20260914093000", " 20260914 ", "2026-09-14", "2026.09.14", "2026/09/14",
    "2026-09-14T00:00:00", "2026-09-14T09:30:59", "2026-09-14 09:30", "2026-09-14 09:30:00",
    "2026.09.14 23:59:59", "2026/09/14T09:30", "2026-09-14T09:30:00.123", "20260914T093000", "20260914 09:30:00",
  };
  static const char * const bad[] = {
    NULL, "", " ", "null", "미정", "2026", "202609", "2026091", "202609140", "2026091409", "20260914093",
    "20260931", "2026-02-29", "20261301", "2026-9-14", "2026-09.14", "2026-09-14x", "2026-09-14T", "2026-09-14T24:00:00",
    "2026-09-14T09:60:00", "2026-09-14T09:30:00.", "20260914246060", "2026-09-14093000", "2026091409:30:00", "26-09-14", "14/09/2026",
    "-2026-09-14", "0001-01-01T00:00:00", "9999-12-31", "２０２６0914", "2026-09-14 09:30:00 오전",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      int date = 0;

      g_test_message ("%s", good[i]);
      g_assert_true (jb_date_parse (good[i], &date));
      g_assert_cmpint (date, ==, 20260914);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      int date = 77;

      g_test_message ("%s", bad[i] != NULL ? bad[i] : "NULL");
      g_assert_false (jb_date_parse (bad[i], &date));
      g_assert_cmpint (date, ==, 77);
    }
}

static void
test_format (void)
{
  g_autofree char *text = jb_date_format (20260904);
  g_autofree char *none = jb_date_format (0);

  g_assert_cmpstr (text, ==, "2026-09-04");
  g_assert_cmpstr (none, ==, "");
}

static void
assert_period (JbPeriod period,
               int      from,
               int      to)
{
  g_assert_cmpint (period.from, ==, from);
  g_assert_cmpint (period.to, ==, to);
}

static void
test_periods (void)
{
  assert_period (jb_period_vat_quarter (2026, 1), 20260101, 20260331);
  assert_period (jb_period_vat_quarter (2026, 2), 20260401, 20260630);
  assert_period (jb_period_vat_quarter (2026, 3), 20260701, 20260930);
  assert_period (jb_period_vat_quarter (2026, 4), 20261001, 20261231);
  assert_period (jb_period_vat_half (2026, 1), 20260101, 20260630);
  assert_period (jb_period_vat_half (2026, 2), 20260701, 20261231);
  assert_period (jb_period_year (2026), 20260101, 20261231);
  assert_period (jb_period_month (2026, 2), 20260201, 20260228);
  assert_period (jb_period_month (2028, 2), 20280201, 20280229);
  assert_period (jb_period_month (2026, 12), 20261201, 20261231);
}

static void
test_contains (void)
{
  JbPeriod quarter = jb_period_vat_quarter (2026, 3);

  g_assert_true (jb_period_contains (quarter, 20260701));
  g_assert_true (jb_period_contains (quarter, 20260930));
  g_assert_false (jb_period_contains (quarter, 20260630));
  g_assert_false (jb_period_contains (quarter, 20261001));
  g_assert_false (jb_period_contains (quarter, 0));
  g_assert_true (jb_period_contains ((JbPeriod) { 20260701, 0 }, 29991231));
  g_assert_false (jb_period_contains ((JbPeriod) { 20260701, 0 }, 20260630));
  g_assert_true (jb_period_contains ((JbPeriod) { 0, 20260630 }, 19000101));
  g_assert_false (jb_period_contains ((JbPeriod) { 0, 20260630 }, 0));
  g_assert_true (jb_period_contains ((JbPeriod) { 0, 0 }, 0));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/date/against-gdate", test_against_gdate);
  g_test_add_func ("/date/validity", test_validity);
  g_test_add_func ("/date/arithmetic", test_arithmetic);
  g_test_add_func ("/date/parse", test_parse);
  g_test_add_func ("/date/format", test_format);
  g_test_add_func ("/date/periods", test_periods);
  g_test_add_func ("/date/contains", test_contains);

  return g_test_run ();
}
