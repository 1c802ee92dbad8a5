/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What to ask a service for today: pure functions from (today, how far the service reaches, how far we have read) to windows
 * of dates and to the days that are lost. No network, no book, no clock. Used by the collector; the gap's sentence also by ui/. */

#pragma once

#include "jb-archive.h"
#include "jb-provider.h"

G_BEGIN_DECLS

/* How far a later run looks back from the last day that was read, by 작성일자 ('W').
 * An invoice of the 1st of a month may be issued until the 10th of the next (etax-domain.md 3.1, VATA 34(3)): 40 days. A 10th
 * inside the long autumn or New Year holidays moves by up to six days, the transmission follows on the next business day
 * (VATD 68(7)), and the service needs its own time to see it: 55. Not more, because 55 days and a few of cursor fit into two
 * windows of thirty. */
#define JB_COLLECT_LOOK_BACK_WRITTEN 55

/* The same by 발행일자 ('I'). This list exists for what the first cannot see: an amended invoice carries the written date of the
 * invoice it corrects (etax-domain.md 4.4), which may be any number of months old. What counts here is only how much later the
 * service may show it or change its transmission state: the next business day after the longest holidays, and a few days in
 * which the service could not log in at HomeTax: 14. */
#define JB_COLLECT_LOOK_BACK_ISSUED 14

/* The dates that lists are asked by, in the order of asking. */
#define JB_COLLECT_BASES "WI"

typedef struct
{
  int    today;       /* yyyymmdd */
  int    oldest;      /* the oldest day that the service still holds */
  guint  max_days;    /* the longest window one request may ask for */
} JbCollectReach;

/* The first day to read of one list; @cursor may be NULL (never read). */
int        jb_collect_plan_start    (char                  basis,
                                     const JbCursor       *cursor,
                                     const JbCollectReach *reach);

/* Windows over @from … today, oldest first, none longer than @reach allows, each beginning on the last day of the one before
 * (smartbill.md U-06: the end of a window may or may not belong to it).
 * (transfer full) (element-type JbCollectRequest) */
GArray    *jb_collect_plan_windows  (JbDirection           direction,
                                     char                  basis,
                                     int                   from,
                                     const JbCollectReach *reach);

/* Oldest first over all lists: what is about to vanish at the service is saved first. Windows of one list keep their order. */
void       jb_collect_plan_sort     (GArray               *windows);

/* How far the list has been read once a window up to @to is in the book. */
int        jb_collect_plan_advance  (const JbCursor       *cursor,
                                     int                   to,
                                     int                   today);

/* The days that vanished at the service before they were read: {0, 0} when none. Begins with the last day read when
 * that day was still running at the time, because what came in its last hours was not seen. */
JbPeriod   jb_collect_plan_gap      (const JbCursor       *cursor,
                                     const JbCollectReach *reach);
/* The period from the first to the last day of both; {0, 0} is no gap. */
JbPeriod   jb_collect_join_gaps     (JbPeriod              a,
                                     JbPeriod              b);
/* One sentence with the next step for a person. (transfer full) */
char      *jb_collect_describe_gap  (JbPeriod              gap);

G_END_DECLS
