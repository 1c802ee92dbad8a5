/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* P7: how fast the rows of lists come in, without their originals: emulator in a process of its own -> HTTP -> JSON -> merge, search
 * index, journal. The baseline of the same run is `sqlite3 .import` of the same rows into the same table with the same indexes.
 * Usage: bench-ingest EMULATOR [INVOICES]   (100,000 when not given) */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "jb-bench-cpu.h"
#include "jb-collector.h"
#include "jb-connector.h"
#include "jb-emulator.h"
#include "jb-test.h"

#define BASELINE_RUNS 5

/* Above this one run of the baseline must do: it takes its time. */
#define MANY_INVOICES 500000

typedef struct
{
  char      *folder;
  char      *path;         /* of the book */
  JbArchive *archive;
  JbSecrets *secrets;
  JbHttp    *http;
  JbClock   *clock;
} Bench;

/* -- the service ---------------------------------------------------------------------------------------------------------- */

/* The originals are not linked to this company, so that a run ends with its lists. */
static GSubprocess *
start_emulator (const char  *program,
                guint        n_invoices,
                char       **uri)
{
  g_autofree char *number = g_strdup_printf ("%u", n_invoices);
  const char *argv[] = { program, "--plain", "--disable", "OS_DTI_XML", "--invoices", number, NULL };
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;
  GSubprocess *process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);

  if (process == NULL)
    g_error ("%s", error->message);

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line_utf8 (output, NULL, NULL, &error);
  if (line == NULL)
    g_error ("The emulator did not start");

  *uri = g_strndup (line, strcspn (line, " "));
  return process;
}

static void
connect_to (Bench      *bench,
            const char *uri)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (uri);
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);

  secret->auth_code = g_strdup (JB_EMULATOR_AUTH_CODE);
  jb_connector_connect_async (bench->archive, bench->secrets, bench->http, bench->clock, connection, secret,
                              JB_TOKEN_LIFETIME_MONTH, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  if (jb_connector_connect_finish (result, NULL, &error) == 0)
    g_error ("connect: %s", error->message);
}

typedef struct
{
  gint64 wall_us;
  gint64 cpu_us;       /* processor time */
  gint64 cpu[BENCH_N_CPU];   /* of it, by thread */
} Spent;

static gint64
get_cpu_us (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static JbCollectReport *
collect (Bench *bench,
         Spent *spent)
{
  g_autoptr(JbCollector) collector = jb_collector_new (bench->archive, bench->secrets, bench->http, bench->clock);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbCollectReport *report = NULL;
  gint64 start = g_get_monotonic_time ();
  gint64 before[BENCH_N_CPU];

  bench_read_cpu (before);
  jb_collector_run_async (collector, 0, NULL, jb_test_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  spent->wall_us = g_get_monotonic_time () - start;
  bench_read_cpu (spent->cpu);
  for (guint i = 0; i < BENCH_N_CPU; i++)
    spent->cpu[i] -= before[i];
  spent->cpu_us = spent->cpu[BENCH_CPU_ALL];

  if (!jb_collector_run_finish (collector, result, &report, &error) &&
      !g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT))
    g_error ("collect: %s", error->message);
  return report;
}

/* -- the baseline --------------------------------------------------------------------------------------------------------- */

/* (transfer full): what sqlite3 prints for @script. */
static char *
run_sqlite3 (const char *database,
             const char *script)
{
  const char *argv[] = { "sqlite3", "-batch", database, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;
  char *output = NULL;

  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, script, NULL, &output, NULL, &error))
    g_error ("sqlite3: %s", error->message);
  if (!g_subprocess_get_successful (process))
    g_error ("sqlite3 failed");
  return output;
}

static gint64
count (Bench      *bench,
       const char *sql)
{
  g_autofree char *text = run_sqlite3 (bench->path, sql);

  return g_ascii_strtoll (text, NULL, 10);
}

static Spent
import_once (Bench      *bench,
             const char *schema,
             const char *csv)
{
  g_autofree char *path = g_build_filename (bench->folder, "baseline.db", NULL);
  g_autofree char *script = g_strdup_printf ("PRAGMA journal_mode = WAL;\n%s\n.mode csv\n.import '%s' invoices\n", schema, csv);
  gint64 start = g_get_monotonic_time ();
  gint64 cpu = get_cpu_us (RUSAGE_CHILDREN);
  Spent spent;

  g_free (run_sqlite3 (path, script));
  spent.wall_us = g_get_monotonic_time () - start;
  spent.cpu_us = get_cpu_us (RUSAGE_CHILDREN) - cpu;
  g_remove (path);
  return spent;
}

/* By processor time: the clock of a shared machine tells of its other users. */
static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  return ((const Spent *) a)->cpu_us < ((const Spent *) b)->cpu_us ? -1 : 1;
}

/* The median of a few. */
static Spent
import_same_rows (Bench *bench,
                  guint  n_runs)
{
  g_autofree char *csv = g_build_filename (bench->folder, "rows.csv", NULL);
  g_autofree char *schema = run_sqlite3 (bench->path, "SELECT sql || ';' FROM sqlite_schema WHERE tbl_name = 'invoices' "
                                                      "AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC;");
  g_autofree char *export = g_strdup_printf (".mode csv\n.output '%s'\nSELECT * FROM invoices ORDER BY id;\n", csv);
  Spent times[BASELINE_RUNS];

  g_free (run_sqlite3 (bench->path, export));
  for (guint i = 0; i < n_runs; i++)
    times[i] = import_once (bench, schema, csv);
  qsort (times, n_runs, sizeof *times, compare_times);
  return times[n_runs / 2];
}

/* -- the figures ---------------------------------------------------------------------------------------------------------- */

static void
print_run (const char            *what,
           const JbCollectReport *report,
           gint64                 n_rows,
           Spent                  spent)
{
  double wall = spent.wall_us;

  printf ("%s: %" G_GINT64_FORMAT " rows in %.2f s (%.2f s of processor time), %.0f rows/s (%u new, %u changed)\n", what, n_rows,
          wall / 1e6, spent.cpu_us / 1e6, n_rows * 1e6 / wall, report->n_new, report->n_changed);
  printf ("  waiting for the service %.0f %%, reading JSON %.0f %%, writing the book %.0f %% (they overlap)\n",
          100.0 * report->waited_us / wall, 100.0 * report->parsed_us / wall, 100.0 * report->written_us / wall);
  printf ("  of the processor time: the book's writer %.2f s, workers (JSON) %.2f s, main thread (HTTP) %.2f s\n",
          spent.cpu[BENCH_CPU_WRITER] / 1e6, spent.cpu[BENCH_CPU_POOL] / 1e6, spent.cpu[BENCH_CPU_MAIN] / 1e6);
}

/* What each run after the first asks for: two lists a direction, each with its look-back. Days that two windows share count once. */
static gint64
count_again (Bench *bench)
{
  return count (bench, "SELECT sum (written_on >= strftime ('%Y%m%d', 'now', '+9 hours', '-55 days') + 0) + "
                       "sum (issued_on >= strftime ('%Y%m%d', 'now', '+9 hours', '-14 days') + 0) FROM invoices;");
}

int
main (int    argc,
      char **argv)
{
  guint n_invoices = argc > 2 ? (guint) atoi (argv[2]) : 100000;
  g_autoptr(GSubprocess) emulator = NULL;
  g_autofree char *uri = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCollectReport) first = NULL;
  g_autoptr(JbCollectReport) other = NULL;
  g_autoptr(JbCollectReport) again = NULL;
  Bench bench = { 0 };
  Spent first_spent, other_spent, again_spent, import;
  gint64 n_again;
  double again_share;

  if (argc < 2)
    g_error ("Usage: bench-ingest EMULATOR [INVOICES]");

  emulator = start_emulator (argv[1], n_invoices, &uri);
  bench.folder = g_dir_make_tmp ("jangbu-bench-XXXXXX", NULL);
  bench.path = g_build_filename (bench.folder, "book.jangbu", NULL);
  bench.clock = jb_clock_new_system ();
  bench.secrets = jb_secrets_new_memory ();
  bench.http = jb_http_new (bench.clock);
  bench.archive = jb_archive_open (bench.path, JB_ARCHIVE_OPEN_DEFAULT, bench.clock, &error);
  if (bench.archive == NULL)
    g_error ("%s", error->message);

  connect_to (&bench, uri);
  first = collect (&bench, &first_spent);
  other = collect (&bench, &other_spent);
  again = collect (&bench, &again_spent);
  jb_archive_close (bench.archive);
  import = import_same_rows (&bench, n_invoices > MANY_INVOICES ? 1 : BASELINE_RUNS);
  n_again = count_again (&bench);

  again_share = (double) n_again / first->n_new;

  print_run ("Collecting for the first time", first, first->n_new, first_spent);
  print_run ("The same rows in other windows", other, n_again, other_spent);
  print_run ("The same answers again", again, n_again, again_spent);
  printf ("Baseline: sqlite3 .import of the same rows with the same indexes: %.2f s (%.2f s of processor time), %.0f rows/s\n",
          import.wall_us / 1e6, import.cpu_us / 1e6, first->n_new * 1e6 / import.wall_us);
  bench_print_target ("P7, collected rows to the baseline", (double) import.wall_us / first_spent.wall_us,
                      (double) import.cpu_us / first_spent.cpu_us, 0.5);
  printf ("  (the busiest stage alone, the book's writer: %.2f by processor time; reading JSON: %.2f; HTTP: %.2f)\n",
          (double) import.cpu_us / first_spent.cpu[BENCH_CPU_WRITER], (double) import.cpu_us / MAX (first_spent.cpu[BENCH_CPU_POOL], 1),
          (double) import.cpu_us / MAX (first_spent.cpu[BENCH_CPU_MAIN], 1));
  printf ("  (the same rows in other windows, as on the next day: %.2f by the clock, %.2f by processor time)\n",
          again_share * import.wall_us / other_spent.wall_us, again_share * import.cpu_us / other_spent.cpu_us);
  bench_print_target ("P7b, the same answers again to the baseline", again_share * import.wall_us / again_spent.wall_us,
                      again_share * import.cpu_us / again_spent.cpu_us, 4);

  g_subprocess_send_signal (emulator, 15);
  g_clear_object (&bench.archive);
  g_clear_object (&bench.http);
  g_clear_object (&bench.secrets);
  g_clear_object (&bench.clock);
  jb_test_remove_tree (bench.folder);
  g_free (bench.folder);
  g_free (bench.path);
  return 0;
}
