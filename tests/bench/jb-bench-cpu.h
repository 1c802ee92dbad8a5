/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the processor time of a collection goes, for the benches of it. */

#pragma once

#include <gio/gio.h>
#include <stdio.h>
#include <time.h>

enum { BENCH_CPU_ALL, BENCH_CPU_EMULATOR, BENCH_CPU_WRITER, BENCH_CPU_POOL, BENCH_CPU_MAIN, BENCH_N_CPU };
static const char * const bench_thread_names[BENCH_N_CPU] = { NULL, "emulator", "jb-book-writer", "pool", "bench-" };

/* Processor time so far of @clock: of the process, ended threads too, or of this thread. */
static inline gint64
bench_clock_us (clockid_t clock)
{
  struct timespec spent;

  clock_gettime (clock, &spent);
  return (gint64) spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

/* Processor time of all threads with this name so far. A thread that has ended is not in it. */
static inline gint64
bench_thread_cpu_us (const char *name)
{
  g_autoptr(GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  gint64 sum_us = 0;
  const char *id;

  while (tasks != NULL && (id = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *comm_path = g_strdup_printf ("/proc/self/task/%s/comm", id);
      g_autofree char *stat_path = g_strdup_printf ("/proc/self/task/%s/schedstat", id);
      g_autofree char *comm = NULL;
      g_autofree char *stat = NULL;

      if (!g_file_get_contents (comm_path, &comm, NULL, NULL) || !g_file_get_contents (stat_path, &stat, NULL, NULL))
        continue;
      if (g_str_has_prefix (comm, name))
        sum_us += g_ascii_strtoll (stat, NULL, 10) / 1000;
    }
  return sum_us;
}

static inline void
bench_read_cpu (gint64 cpu[BENCH_N_CPU])
{
  cpu[BENCH_CPU_ALL] = bench_clock_us (CLOCK_PROCESS_CPUTIME_ID);
  for (guint i = BENCH_CPU_EMULATOR; i < BENCH_N_CPU; i++)
    cpu[i] = bench_thread_cpu_us (bench_thread_names[i]);
}

/* "P8 …: 0.52 by the clock, 0.61 by processor time; target >= 0.50: met". The figures are so many a second, so that the clock
 * is judged; where other programs share the machine, the processor time tells more. */
static inline void
bench_print_target (const char *what,
                    double      by_clock,
                    double      by_cpu,
                    double      target)
{
  printf ("  %s: %.2f by the clock, %.2f by processor time; target >= %.2f: %s\n", what, by_clock, by_cpu, target,
          by_clock >= target ? "met" : "MISSED");
}
