/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* When to collect from which connection: by the wall clock, the runs in the book, the settings and the network. Says only that a
 * connection is due; JbSession collects. Used by app/. Main thread. */

#pragma once

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_SCHEDULER (jb_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (JbScheduler, jb_scheduler, JB, SCHEDULER, GObject)

/* Signal "due" (gint64 connection): collect from it now. The same one is not named again before its interval has passed, whether
 * somebody collected or not. Who collects holds the scheduler meanwhile, so that connections come one after the other. */

/* @monitor: (nullable): whether there is a network; NULL = the machine's own. */
JbScheduler *jb_scheduler_new          (JbClock         *clock,
                                        GNetworkMonitor *monitor);

/* Whose connections are looked after: those with "collect-automatically" on, not paused, and older than their "interval", which
 * is never less than 15 minutes (smartbill.md 0.3, C1). NULL: nobody's. */
void         jb_scheduler_set_archive  (JbScheduler     *self,
                                        JbArchive       *archive);
/* @settings: (nullable): the program's; without them the schema's defaults count. Changes take effect at once. */
void         jb_scheduler_set_settings (JbScheduler     *self,
                                        GSettings       *settings);
/* Nothing is due while held: a run goes on, or the book is locked. Held at first. */
void         jb_scheduler_set_held     (JbScheduler     *self,
                                        gboolean         held);

/* A run over @connection ended, and how: @error is NULL, cancelled, or what went wrong. After a failure the next try waits 15, 30,
 * 60 … minutes, at most the interval; when the network was missing (JB_PROVIDER_ERROR_OFFLINE) it also comes when there is one
 * again. */
void         jb_scheduler_note_end     (JbScheduler     *self,
                                        gint64           connection,
                                        const GError    *error);
/* Somebody stopped collecting: what is due now waits its interval, too. */
void         jb_scheduler_postpone     (JbScheduler     *self);

/* When @connection is due (UTC ms): in the past when only holding or the network stand in its way; G_MAXINT64 = not by itself. */
gint64       jb_scheduler_get_due_at   (JbScheduler     *self,
                                        gint64           connection);

G_END_DECLS
