/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The period that the user chose, as a plain value: "this month" stays this month tomorrow.
 * Written into GSettings as a word, shown by JbPeriodButton, answered as a JbPeriod for the book. */

#pragma once

#include "jb-date.h"

G_BEGIN_DECLS

typedef enum
{
  JB_CHOICE_THIS_MONTH,
  JB_CHOICE_LAST_MONTH,
  JB_CHOICE_THIS_QUARTER,   /* the VAT quarter of today */
  JB_CHOICE_LAST_12_MONTHS,
  JB_CHOICE_ALL,
  JB_CHOICE_QUARTER,        /* year, part 1..4 */
  JB_CHOICE_HALF,           /* year, part 1..2 */
  JB_CHOICE_YEAR,           /* year */
  JB_CHOICE_RANGE,          /* range */
} JbChoiceKind;

typedef struct
{
  JbChoiceKind kind;
  int          year;
  int          part;
  JbPeriod     range;
} JbPeriodChoice;

/* Reads "this-month", "vat-quarter-2026-3", "year-2026", "range-20260101-20260331" …; any other word counts as
 * "this-vat-quarter" and answers FALSE. */
gboolean  jb_period_choice_parse    (const char           *word,
                                     JbPeriodChoice       *choice);
/* (transfer full) */
char     *jb_period_choice_write    (const JbPeriodChoice *choice);
/* Which days these are when today is @today. */
JbPeriod  jb_period_choice_resolve  (const JbPeriodChoice *choice,
                                     int                   today);
/* "2026 1st period, final" in the user's language. (transfer full) */
char     *jb_period_choice_label    (const JbPeriodChoice *choice,
                                     int                   today);
gboolean  jb_period_choice_equal    (const JbPeriodChoice *a,
                                     const JbPeriodChoice *b);

G_END_DECLS
