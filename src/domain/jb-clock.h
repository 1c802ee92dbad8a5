/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What time it is. A parameter everywhere, so that tests and the demo can move it. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define JB_TYPE_CLOCK (jb_clock_get_type ())
G_DECLARE_FINAL_TYPE (JbClock, jb_clock, JB, CLOCK, GObject)

/* The machine's own clock. */
JbClock  *jb_clock_new_system    (void);
/* Stands still at @now_ms (UTC milliseconds since 1970) until it is moved. Sleeping on it moves it at once to the end of the sleep
 * when @sleep_moves, else a sleeper waits for jb_clock_advance() and keeps the clock alive until it wakes or is cancelled. */
JbClock  *jb_clock_new_manual    (gint64                now_ms,
                                  gboolean              sleep_moves);

/* UTC milliseconds. Any thread. */
gint64    jb_clock_now           (JbClock              *self);
/* Today in Korea, yyyymmdd. Any thread. */
int       jb_clock_today         (JbClock              *self);
/* "20260915090001", now in Korea. (transfer full). Any thread. */
char     *jb_clock_stamp         (JbClock              *self);

/* Only for manual clocks. */
void      jb_clock_set           (JbClock              *self,
                                  gint64                now_ms);
void      jb_clock_advance       (JbClock              *self,
                                  gint64                ms);

/* Waits without blocking; the answer comes in the caller's main context. Error: cancelled. */
void      jb_clock_sleep_async   (JbClock              *self,
                                  gint64                ms,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean  jb_clock_sleep_finish  (JbClock              *self,
                                  GAsyncResult         *result,
                                  GError              **error);

/* UTC milliseconds <-> the KST day and the KST wall clock. */
int       jb_instant_to_date     (gint64                ms);
gint64    jb_instant_from_date   (int                   date);
/* UTC ms to "20260915090001" (KST); a part of a second is dropped. "00000000000000" beyond what a date can be. (transfer full) */
char     *jb_instant_format      (gint64                ms);
/* "20260915090001" (KST) to UTC ms; FALSE when it is no time. */
gboolean  jb_instant_parse       (const char           *stamp,
                                  gint64               *ms);

G_END_DECLS
