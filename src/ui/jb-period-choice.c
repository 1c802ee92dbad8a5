/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The chosen period: words, days and names. The VAT periods are those of reference/etax-domain.md 3.4. */

#define G_LOG_DOMAIN "jb-period-choice"

#include "config.h"

#include "jb-period-choice.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static const struct
{
  const char   *word;
  JbChoiceKind  kind;
} words[] = {
  { "this-month", JB_CHOICE_THIS_MONTH },
  { "last-month", JB_CHOICE_LAST_MONTH },
  { "this-vat-quarter", JB_CHOICE_THIS_QUARTER },
  { "last-12-months", JB_CHOICE_LAST_12_MONTHS },
  { "all", JB_CHOICE_ALL },
};

static gboolean
is_year (int year)
{
  return year >= 1900 && year <= 9999;
}

/* sscanf() with %n: the whole word must fit. */
static gboolean
parse_fixed (const char     *word,
             JbPeriodChoice *choice)
{
  JbPeriodChoice read = { 0 };
  int end = 0;

  if (sscanf (word, "vat-quarter-%4d-%1d%n", &read.year, &read.part, &end) == 2 && word[end] == '\0' &&
      is_year (read.year) && read.part >= 1 && read.part <= 4)
    read.kind = JB_CHOICE_QUARTER;
  else if (sscanf (word, "vat-half-%4d-%1d%n", &read.year, &read.part, &end) == 2 && word[end] == '\0' &&
           is_year (read.year) && read.part >= 1 && read.part <= 2)
    read.kind = JB_CHOICE_HALF;
  else if (sscanf (word, "year-%4d%n", &read.year, &end) == 1 && word[end] == '\0' && is_year (read.year))
    read.kind = JB_CHOICE_YEAR;
  else if (sscanf (word, "range-%8d-%8d%n", &read.range.from, &read.range.to, &end) == 2 && word[end] == '\0' &&
           jb_date_is_valid (read.range.from) && jb_date_is_valid (read.range.to) && read.range.from <= read.range.to)
    read.kind = JB_CHOICE_RANGE;
  else
    return FALSE;

  *choice = read;
  return TRUE;
}

gboolean
jb_period_choice_parse (const char     *word,
                        JbPeriodChoice *choice)
{
  g_return_val_if_fail (choice != NULL, FALSE);

  *choice = (JbPeriodChoice) { .kind = JB_CHOICE_THIS_QUARTER };
  if (word == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i].word))
      {
        choice->kind = words[i].kind;
        return TRUE;
      }

  return parse_fixed (word, choice);
}

char *
jb_period_choice_write (const JbPeriodChoice *choice)
{
  switch (choice->kind)
    {
    case JB_CHOICE_QUARTER:
      return g_strdup_printf ("vat-quarter-%04d-%d", choice->year, choice->part);
    case JB_CHOICE_HALF:
      return g_strdup_printf ("vat-half-%04d-%d", choice->year, choice->part);
    case JB_CHOICE_YEAR:
      return g_strdup_printf ("year-%04d", choice->year);
    case JB_CHOICE_RANGE:
      return g_strdup_printf ("range-%08d-%08d", choice->range.from, choice->range.to);
    case JB_CHOICE_THIS_MONTH:
    case JB_CHOICE_LAST_MONTH:
    case JB_CHOICE_THIS_QUARTER:
    case JB_CHOICE_LAST_12_MONTHS:
    case JB_CHOICE_ALL:
    default:
      break;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].kind == choice->kind)
      return g_strdup (words[i].word);
  g_return_val_if_reached (g_strdup (words[0].word));
}

static int
quarter_of (int date)
{
  return (jb_date_month (date) + 2) / 3;
}

JbPeriod
jb_period_choice_resolve (const JbPeriodChoice *choice,
                          int                   today)
{
  int last_month = jb_date_add_months (jb_date_make (jb_date_year (today), jb_date_month (today), 1), -1);

  switch (choice->kind)
    {
    case JB_CHOICE_THIS_MONTH:
      return jb_period_month (jb_date_year (today), jb_date_month (today));
    case JB_CHOICE_LAST_MONTH:
      return jb_period_month (jb_date_year (last_month), jb_date_month (last_month));
    case JB_CHOICE_THIS_QUARTER:
      return jb_period_vat_quarter (jb_date_year (today), quarter_of (today));
    case JB_CHOICE_LAST_12_MONTHS:
      return (JbPeriod) { jb_date_add_days (jb_date_add_months (today, -12), 1), today };
    case JB_CHOICE_QUARTER:
      return jb_period_vat_quarter (choice->year, choice->part);
    case JB_CHOICE_HALF:
      return jb_period_vat_half (choice->year, choice->part);
    case JB_CHOICE_YEAR:
      return jb_period_year (choice->year);
    case JB_CHOICE_RANGE:
      return choice->range;
    case JB_CHOICE_ALL:
    default:
      return (JbPeriod) { 0, 0 };
    }
}

static char *
label_quarter (int year,
               int part)
{
  switch (part)
    {
    case 1:
      /* Translators: a quarter of Korean VAT, 1기 예정; %d is the year. */
      return g_strdup_printf (_("%d 1st period, preliminary"), year);
    case 2:
      /* Translators: 1기 확정 */
      return g_strdup_printf (_("%d 1st period, final"), year);
    case 3:
      /* Translators: 2기 예정 */
      return g_strdup_printf (_("%d 2nd period, preliminary"), year);
    default:
      /* Translators: 2기 확정 */
      return g_strdup_printf (_("%d 2nd period, final"), year);
    }
}

static char *
label_range (JbPeriod range)
{
  g_autofree char *from = jb_date_format (range.from);
  g_autofree char *to = jb_date_format (range.to);

  /* Translators: a range of two dates */
  return g_strdup_printf (_("%1$s to %2$s"), from, to);
}

char *
jb_period_choice_label (const JbPeriodChoice *choice,
                        int                   today)
{
  switch (choice->kind)
    {
    case JB_CHOICE_THIS_MONTH:
      return g_strdup (_("This month"));
    case JB_CHOICE_LAST_MONTH:
      return g_strdup (_("Last month"));
    case JB_CHOICE_THIS_QUARTER:
      return label_quarter (jb_date_year (today), quarter_of (today));
    case JB_CHOICE_LAST_12_MONTHS:
      return g_strdup (_("Last 12 months"));
    case JB_CHOICE_QUARTER:
      return label_quarter (choice->year, choice->part);
    case JB_CHOICE_HALF:
      /* Translators: half a year of Korean VAT, 1기 and 2기; %d is the year. */
      return g_strdup_printf (choice->part == 1 ? _("%d 1st period") : _("%d 2nd period"), choice->year);
    case JB_CHOICE_YEAR:
      /* Translators: a whole year */
      return g_strdup_printf (_("Year %d"), choice->year);
    case JB_CHOICE_RANGE:
      return label_range (choice->range);
    case JB_CHOICE_ALL:
    default:
      return g_strdup (_("All time"));
    }
}

gboolean
jb_period_choice_equal (const JbPeriodChoice *a,
                        const JbPeriodChoice *b)
{
  return a->kind == b->kind && a->year == b->year && a->part == b->part &&
         a->range.from == b->range.from && a->range.to == b->range.to;
}
