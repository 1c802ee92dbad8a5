/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "jb-period-choice.h"

#define TODAY 20260115

static void
test_words (void)
{
  static const struct
  {
    const char *word;
    int         from;
    int         to;
  } cases[] = {
    { "this-month", 20260101, 20260131 },
    { "last-month", 20251201, 20251231 },
    { "this-vat-quarter", 20260101, 20260331 },
    { "last-12-months", 20250116, 20260115 },
    { "all", 0, 0 },
    { "vat-quarter-2025-4", 20251001, 20251231 },
    { "vat-half-2025-2", 20250701, 20251231 },
    { "year-2024", 20240101, 20241231 },
    { "range-20240229-20240301", 20240229, 20240301 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbPeriodChoice choice;
      JbPeriod period;
      g_autofree char *word = NULL;
      g_autofree char *label = NULL;

      g_test_message ("%s", cases[i].word);
      g_assert_true (jb_period_choice_parse (cases[i].word, &choice));
      period = jb_period_choice_resolve (&choice, TODAY);
      g_assert_cmpint (period.from, ==, cases[i].from);
      g_assert_cmpint (period.to, ==, cases[i].to);
      word = jb_period_choice_write (&choice);
      g_assert_cmpstr (word, ==, cases[i].word);
      label = jb_period_choice_label (&choice, TODAY);
      g_assert_cmpstr (label, !=, "");
    }
}

/* Settings can hold anything: what is not understood counts as the VAT quarter of today. */
static void
test_bad_words (void)
{
  static const char *words[] = {
    "", "next-month", "vat-quarter-2026-5", "vat-quarter-2026-0", "vat-quarter-2026-1x", "vat-half-2026-3", "year-0",
    "year-20266", "range-20260230-20260301", "range-20260301-20260201", "range-1-2", "range-20260101", "all ", "ALL",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      JbPeriodChoice choice;

      g_test_message ("%s", words[i]);
      g_assert_false (jb_period_choice_parse (words[i], &choice));
      g_assert_cmpint (choice.kind, ==, JB_CHOICE_THIS_QUARTER);
    }
}

static void
test_no_word (void)
{
  JbPeriodChoice choice;

  g_assert_false (jb_period_choice_parse (NULL, &choice));
  g_assert_cmpint (choice.kind, ==, JB_CHOICE_THIS_QUARTER);
}

/* The last day of a long month has no twin in the month before. */
static void
test_month_ends (void)
{
  JbPeriodChoice last = { .kind = JB_CHOICE_LAST_MONTH };
  JbPeriodChoice year = { .kind = JB_CHOICE_LAST_12_MONTHS };

  g_assert_cmpint (jb_period_choice_resolve (&last, 20260331).to, ==, 20260228);
  g_assert_cmpint (jb_period_choice_resolve (&last, 20240331).to, ==, 20240229);
  g_assert_cmpint (jb_period_choice_resolve (&year, 20240229).from, ==, 20230301);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/period-choice/words", test_words);
  g_test_add_func ("/period-choice/bad-words", test_bad_words);
  g_test_add_func ("/period-choice/no-word", test_no_word);
  g_test_add_func ("/period-choice/month-ends", test_month_ends);
  return g_test_run ();
}
