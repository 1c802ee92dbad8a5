/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of one run share: where to read and write, what was brought so far, whom to tell. Private to sync/. */

#pragma once

#include "jb-collector.h"

G_BEGIN_DECLS

typedef struct
{
  JbArchive        *archive;
  JbSecrets        *secrets;
  JbHttp           *http;
  JbClock          *clock;
  guint             reach_days;     /* 0 = as far as the service says */
  JbTokenLifetime   token_lifetime;
  JbCollectReport  *report;

  /* Called on the main thread; @fraction is of the present connection, 0..1, -1 = unknown. */
  void            (*moved)          (gpointer           user_data,
                                     JbCollectorPhase   phase,
                                     double             fraction);
  gpointer          moved_data;
} JbCollectContext;

JbCollectReport  *jb_collect_report_new             (void);
/* Counts in @run, and keeps the sentence unless there are too many to read; one that is there already counts once.
 * Takes @sentence. */
void              jb_collect_context_take_problem   (JbCollectContext  *context,
                                                     JbRun             *run,
                                                     char              *sentence);

/* Is it the answer itself that is wrong, so that another question may well be answered? */
gboolean          jb_collect_is_bad_answer          (const GError      *error);

G_END_DECLS
