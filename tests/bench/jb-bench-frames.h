/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Frames of a window, timed by its frame clock: how long until something is painted, how long a frame keeps the processor,
 * and how long the main loop is busy with anything but frames. For the processes that bench-list measures. */

#pragma once

#include <adwaita.h>
#include <time.h>

#include "jb-bench.h"

/* A measured process that hangs ends by itself. */
#define BENCH_CHILD_SECONDS 1800

typedef struct
{
  GdkFrameClock *clock;
  guint          n_painted;
  gint64         began_us;       /* of the frame that is being made */
  gint64         began_cpu_us;
  gint64         frame_us;       /* how long the last one took: update, layout, paint */
  gint64         frame_cpu_us;   /* the main thread's own time of it: no other program is in it */

  gint64         woke_us;        /* the main loop, from its last poll */
  gint64         framed_us;      /* frames since then */
  gint64         longest_us;     /* the longest turn without its frames */
} BenchFrames;

static BenchFrames bench_frames;

static inline gint64
bench_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static inline void
bench_before_paint_cb (void)
{
  bench_frames.began_us = g_get_monotonic_time ();
  bench_frames.began_cpu_us = bench_cpu_us ();
}

static inline void
bench_after_paint_cb (void)
{
  bench_frames.frame_us = g_get_monotonic_time () - bench_frames.began_us;
  bench_frames.frame_cpu_us = bench_cpu_us () - bench_frames.began_cpu_us;
  bench_frames.framed_us += bench_frames.frame_us;
  bench_frames.n_painted++;
}

static inline int
bench_poll_cb (GPollFD *fds,
               guint    n_fds,
               int      timeout)
{
  gint64 turn_us = g_get_monotonic_time () - bench_frames.woke_us - bench_frames.framed_us;
  int ready;

  bench_frames.longest_us = MAX (bench_frames.longest_us, turn_us);
  ready = g_poll (fds, n_fds, timeout);
  bench_frames.woke_us = g_get_monotonic_time ();
  bench_frames.framed_us = 0;
  return ready;
}

/* The window must be realized. */
static inline void
bench_watch_frames (GtkWindow *window)
{
  alarm (BENCH_CHILD_SECONDS);
  bench_frames.clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  bench_frames.woke_us = g_get_monotonic_time ();
  g_signal_connect (bench_frames.clock, "before-paint", G_CALLBACK (bench_before_paint_cb), NULL);
  g_signal_connect (bench_frames.clock, "after-paint", G_CALLBACK (bench_after_paint_cb), NULL);
  g_main_context_set_poll_func (NULL, bench_poll_cb);
}

#define bench_wait_until(condition)               \
  G_STMT_START {                                  \
    while (!(condition))                          \
      g_main_context_iteration (NULL, TRUE);      \
  } G_STMT_END

/* The next frame: what is there now is in it. Milliseconds from @start_us to its end. */
static inline double
bench_paint (gint64 start_us)
{
  guint before = bench_frames.n_painted;

  gdk_frame_clock_request_phase (bench_frames.clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  bench_wait_until (bench_frames.n_painted != before);
  return (double) (g_get_monotonic_time () - start_us) / 1000;
}

/* Lets all that follows from the last step come to rest, so that the next one pays for itself only. */
static inline void
bench_settle (void)
{
  for (guint i = 0; i < 3; i++)
    bench_paint (0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  bench_frames.longest_us = 0;
  bench_frames.woke_us = g_get_monotonic_time ();
  bench_frames.framed_us = 0;
}

/* -- scrolling ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  GtkAdjustment *adjustment;
  guint32        random;
} BenchJump;

/* At the update of a frame, as a drag of the thumb would: the rows are asked for, laid out and painted in this frame. */
static inline gboolean
bench_jump_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       user_data)
{
  BenchJump *jump = user_data;
  double room = gtk_adjustment_get_upper (jump->adjustment) - gtk_adjustment_get_page_size (jump->adjustment);

  jump->random = jump->random * 1664525u + 1013904223u;
  gtk_adjustment_set_value (jump->adjustment, room * jump->random / (double) G_MAXUINT32);
  return G_SOURCE_REMOVE;
}

/* So many random jumps, each in a frame of its own. */
static inline void
bench_jump (GtkWidget  *view,
            const char *key,
            guint       n_jumps)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (view, GTK_TYPE_SCROLLED_WINDOW);
  g_autofree char *cpu_key = g_strconcat (key, ".cpu", NULL);
  BenchJump jump = { gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), n_jumps };

  for (guint i = 0; i < n_jumps; i++)
    {
      gtk_widget_add_tick_callback (view, bench_jump_cb, &jump, NULL);
      bench_paint (0);
      bench_say (key, (double) bench_frames.frame_us / 1000);
      bench_say (cpu_key, (double) bench_frames.frame_cpu_us / 1000);
    }
}
