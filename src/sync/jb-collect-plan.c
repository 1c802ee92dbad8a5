/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which windows of dates a run asks for, and which days are lost. See the header for the rules and their sources. */

#define G_LOG_DOMAIN "jb-collect-plan"

#include "config.h"

#include "jb-collect-plan.h"

#include <glib/gi18n-lib.h>

#include "jb-clock.h"
#include "jb-date.h"

/* A cursor in the future comes from a machine whose clock was wrong. What was read then nobody knows (the service has nothing for
 * days to come), so it counts as never read. */
static gboolean
was_read (const JbCursor *cursor,
          int             today)
{
  return cursor != NULL && cursor->collected_to != 0 && cursor->collected_to <= today;
}

int
jb_collect_plan_start (char                  basis,
                       const JbCursor       *cursor,
                       const JbCollectReach *reach)
{
  int look_back = basis == 'W' ? JB_COLLECT_LOOK_BACK_WRITTEN : JB_COLLECT_LOOK_BACK_ISSUED;
  int start;

  if (!was_read (cursor, reach->today))
    return reach->oldest;

  start = jb_date_add_days (cursor->collected_to, -look_back);
  return MAX (start, reach->oldest);
}

GArray *
jb_collect_plan_windows (JbDirection           direction,
                         char                  basis,
                         int                   from,
                         const JbCollectReach *reach)
{
  GArray *windows = g_array_new (FALSE, FALSE, sizeof (JbCollectRequest));
  guint days = MAX (reach->max_days, 1);

  while (from <= reach->today)
    {
      JbCollectRequest window = { direction, from, jb_date_add_days (from, days - 1), basis };

      window.to = MIN (window.to, reach->today);
      g_array_append_val (windows, window);
      if (window.to == reach->today)
        break;
      from = days > 1 ? window.to : jb_date_add_days (window.to, 1);
    }

  return windows;
}

static int
compare_windows (gconstpointer a,
                 gconstpointer b)
{
  const JbCollectRequest *left = a;
  const JbCollectRequest *right = b;

  if (left->from != right->from)
    return left->from < right->from ? -1 : 1;
  if (left->basis != right->basis)
    return left->basis == 'W' ? -1 : 1;
  return (int) left->direction - (int) right->direction;
}

void
jb_collect_plan_sort (GArray *windows)
{
  g_array_sort (windows, compare_windows);
}

int
jb_collect_plan_advance (const JbCursor *cursor,
                         int             to,
                         int             today)
{
  return was_read (cursor, today) ? MAX (to, cursor->collected_to) : to;
}

JbPeriod
jb_collect_plan_gap (const JbCursor       *cursor,
                     const JbCollectReach *reach)
{
  JbPeriod gap = { 0, 0 };
  gboolean was_running;
  int from;

  if (!was_read (cursor, reach->today))
    return gap;

  was_running = jb_instant_to_date (cursor->collected_at) <= cursor->collected_to;
  from = was_running ? cursor->collected_to : jb_date_add_days (cursor->collected_to, 1);
  if (from < reach->oldest)
    {
      gap.from = from;
      gap.to = jb_date_add_days (reach->oldest, -1);
    }
  return gap;
}

JbPeriod
jb_collect_join_gaps (JbPeriod a,
                      JbPeriod b)
{
  JbPeriod both = a;

  if (a.from == 0)
    return b;
  if (b.from == 0)
    return a;
  both.from = MIN (a.from, b.from);
  both.to = MAX (a.to, b.to);
  return both;
}

char *
jb_collect_describe_gap (JbPeriod gap)
{
  g_autofree char *from = jb_date_format (gap.from);
  g_autofree char *to = jb_date_format (gap.to);

  /* Translators: both are dates such as 2026-09-14 */
  return g_strdup_printf (_("Invoices from %s to %s may be missing: the service had already deleted them when they were to be "
                            "collected. HomeTax still has them; please compare."), from, to);
}
