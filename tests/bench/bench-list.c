/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The list with a thousand, a hundred thousand and a million invoices, in the real window: start, memory, sorting, searching, sums,
 * scrolling, each beside its baselines of the same run and its target of performance.md 5. It judges nobody: a missed line is printed.
 * Usage, with a display: xvfb-run bench-list [--rounds=N] [INVOICES …]
 * JB_BENCH_FOLDER keeps the invented books for the next run; a million invoices take minutes to be written. */

#include "config.h"

#include "jb-bench-list.h"
#include "jb-bench.h"

#define BASE_INVOICES 200
#define SOME_INVOICES 10000     /* from here on what a row costs can be told from what the window costs */
#define MANY_INVOICES 500000    /* from here on GTK's own models are asked once */

typedef struct
{
  GHashTable *samples;
  guint       sizes[8];
  guint       n_sizes;
  int         rounds;
  char       *folder;
} Bench;

/* -- figures -------------------------------------------------------------------------------------------------------- */

G_GNUC_PRINTF (2, 3)
static double
figure (Bench      *bench,
        const char *format,
        ...)
{
  g_autofree char *key = NULL;
  va_list arguments;

  va_start (arguments, format);
  key = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return bench_median (bench->samples, key);
}

static const char * const queries[] = BENCH_QUERIES;
static const BenchColumn columns[] = BENCH_COLUMNS;

/* The median of the ten queries' medians. */
static double
of_queries (Bench      *bench,
            guint       size,
            const char *program,
            const char *what)
{
  g_autoptr(GHashTable) medians = bench_samples_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    bench_samples_add (medians, what, figure (bench, "%u.%s.query.%s.%s", size, program, queries[i], what));
  return bench_median (medians, what);
}

static double
of_columns (Bench      *bench,
            guint       size,
            const char *program,
            const char *what)
{
  g_autoptr(GHashTable) medians = bench_samples_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    bench_samples_add (medians, what, figure (bench, "%u.%s.sort.%s.%s", size, program, columns[i].id, what));
  return bench_median (medians, what);
}

static double
worst_of_queries (Bench      *bench,
                  guint       size,
                  const char *what)
{
  double worst = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    worst = MAX (worst, figure (bench, "%u.walk.query.%s.%s", size, queries[i], what));
  return worst;
}

/* -- the table ------------------------------------------------------------------------------------------------------ */

static double
ratio (double figure,
       double baseline)
{
  return baseline > 0 ? figure / baseline : 0;
}

static void
print_line (const char *name,
            const char *what,
            double      value,
            const char *unit,
            double      baseline,
            const char *beside,
            double      judged,
            double      target)
{
  printf ("  %-4s %-44s %9.1f %-3s %9.1f  %-30s %7.2f  <= %6.2f  %s\n", name, what, value, unit, baseline, beside, judged, target,
          judged <= target ? "met" : "MISSED");
}

static void
print_start (Bench *bench,
             guint  size)
{
  double first = figure (bench, "%u.start.first", size);
  double base = figure (bench, "base.start.first");
  double empty = figure (bench, "empty.start.first");
  double memory = figure (bench, "%u.start.memory", size);
  double more = memory - figure (bench, "base.start.memory");
  double store = figure (bench, "%u.store.memory", size);

  print_line ("P1", "start -> first rows", first, "ms", base, "the same with 200 invoices", ratio (first, base),
              size <= 10000 ? 1.03 : 1.1);
  print_line ("P1", "start -> all rows", figure (bench, "%u.start.whole", size), "ms", figure (bench, "base.start.whole"),
              "the same with 200 invoices", ratio (figure (bench, "%u.start.whole", size), figure (bench, "base.start.whole")), 1.1);
  print_line ("P1b", "start -> first rows", first, "ms", empty, "a window with a label", ratio (first, empty), 2.0);
  if (size < SOME_INVOICES)
    return;
  print_line ("P2", "anonymous memory, bytes an invoice more", memory, "MiB", figure (bench, "base.start.memory"),
              "the same with 200 invoices", more * 1048576 / MAX (1, (int) size - BASE_INVOICES), 48.5);
  print_line ("P2", "anonymous memory", memory, "MiB", store, "GListStore", ratio (memory, store), 0.125);
}

static void
print_search (Bench *bench,
              guint  size)
{
  double painted = of_queries (bench, size, "walk", "painted");
  double back = of_queries (bench, size, "walk", "back");
  double store = of_queries (bench, size, "store", "painted");

  print_line ("P3", "keystroke -> rows, median of ten", painted, "ms", of_queries (bench, size, "walk", "sql"),
              "bare SQLite, names only", painted, 33);
  print_line ("P3", "keystroke -> rows, the slowest of ten", worst_of_queries (bench, size, "painted"), "ms", 0, "-",
              worst_of_queries (bench, size, "painted"), 33);
  print_line ("P3", "the list grows back, median of ten", back, "ms", of_queries (bench, size, "store", "back"),
              "GtkFilterListModel", back, 100);
  print_line ("P3", "share of GtkFilterListModel", painted, "ms", store, "GtkFilterListModel", ratio (painted, store), 1 / 40.0);
  print_line ("P3", "longest turn of the main loop without frames", worst_of_queries (bench, size, "turn"), "ms", 0, "-",
              worst_of_queries (bench, size, "turn"), 16);
}

static void
print_scroll (Bench *bench,
              guint  size)
{
  g_autofree char *key = g_strdup_printf ("%u.walk.jump.list", size);
  double list = bench_median (bench->samples, key);
  double memory = figure (bench, "%u.walk.jump.memory", size);
  double slow = bench_quantile (bench->samples, key, 0.95);
  double cpu = figure (bench, "%u.walk.jump.list.cpu", size);
  double memory_cpu = figure (bench, "%u.walk.jump.memory.cpu", size);

  print_line ("P5", "frame of a random jump, median of 200", list, "ms", memory, "2,000 rows in memory", ratio (list, memory), 1.1);
  print_line ("P5", "the same, processor time", cpu, "ms", memory_cpu, "2,000 rows in memory", ratio (cpu, memory_cpu), 1.1);
  print_line ("P5", "frame of a random jump, 95 of 100", slow, "ms", 0, "-", slow, 17);
  print_line ("P6", "totals, the map being there", figure (bench, "%u.walk.totals.list", size), "ms",
              figure (bench, "%u.walk.totals.sql", size), "SELECT sum (...)", figure (bench, "%u.walk.totals.list", size), 16);
  print_line ("P6b", "months and directions, the kept sums", figure (bench, "%u.walk.months.kept", size), "ms",
              figure (bench, "%u.walk.months.sql", size), "GROUP BY", figure (bench, "%u.walk.months.kept", size), 1);
  print_line ("P6b", "the home page's figures from them", figure (bench, "%u.walk.months.home", size), "ms",
              figure (bench, "%u.walk.months.sql", size), "GROUP BY", figure (bench, "%u.walk.months.home", size), 16);
}

static void
print_columns (Bench *bench,
               guint  size)
{
  printf ("  P4   %-14s %9s %9s %9s %9s %9s %11s  map/bare <= 1.00  painted/bare <= 1.30\n", "sorted by", "bare ms", "map ms", "painted",
          "its frame", "turn", "GtkSort...");
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const char *id = columns[i].id;
      double bare = figure (bench, "%u.walk.sort.%s.sql", size, id);
      double map = figure (bench, "%u.walk.sort.%s.map", size, id);
      double painted = figure (bench, "%u.walk.sort.%s.painted", size, id);

      printf ("       %-14s %9.1f %9.1f %9.1f %9.1f %9.1f %11.0f  %5.2f %-9s  %6.2f %s\n", id, bare, map, painted,
              figure (bench, "%u.walk.sort.%s.frame", size, id), figure (bench, "%u.walk.sort.%s.turn", size, id),
              figure (bench, "%u.store.sort.%s.painted", size, id), ratio (map, bare), map <= bare ? "met" : "MISSED",
              ratio (painted, bare), painted <= 1.3 * bare ? "met" : "MISSED");
    }
}

static void
print_queries (Bench *bench,
               guint  size)
{
  printf ("  P3   %8s %9s %9s %9s %9s %9s %9s %9s  query\n", "rows", "bare ms", "map ms", "painted", "its frame", "turn", "back",
          "GtkFilt.");
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    printf ("       %8.0f %9.1f %9.1f %9.1f %9.1f %9.1f %9.1f %9.0f  %s\n", figure (bench, "%u.walk.query.%s.rows", size, queries[i]),
            figure (bench, "%u.walk.query.%s.sql", size, queries[i]), figure (bench, "%u.walk.query.%s.map", size, queries[i]),
            figure (bench, "%u.walk.query.%s.painted", size, queries[i]), figure (bench, "%u.walk.query.%s.frame", size, queries[i]),
            figure (bench, "%u.walk.query.%s.turn", size, queries[i]), figure (bench, "%u.walk.query.%s.back", size, queries[i]),
            figure (bench, "%u.store.query.%s.painted", size, queries[i]), queries[i]);
}

static void
print_size (Bench *bench,
            guint  size)
{
  printf ("\n%u invoices\n", size);
  printf ("  %-4s %-44s %13s %9s  %-30s %7s  %9s\n", "", "", "figure", "baseline", "which", "judged", "target");
  print_start (bench, size);
  print_search (bench, size);
  print_scroll (bench, size);
  print_columns (bench, size);
  print_queries (bench, size);
}

/* P12: one line a figure, one column a size. */
static void
print_growth (Bench *bench)
{
  static const char * const names[] = { "P1 start -> first rows", "P3 keystroke -> rows", "P4 re-sort -> painted", "P5 frame of a jump" };

  printf ("\nGrowth, ms\n  %-28s", "");
  for (guint i = 0; i < bench->n_sizes; i++)
    printf (" %10u", bench->sizes[i]);
  printf ("   last to first, P12 <= 1.5\n");

  for (guint line = 0; line < G_N_ELEMENTS (names); line++)
    {
      double first = 0, last = 0;

      printf ("  %-28s", names[line]);
      for (guint i = 0; i < bench->n_sizes; i++)
        {
          guint size = bench->sizes[i];
          const double values[] = { figure (bench, "%u.start.first", size), of_queries (bench, size, "walk", "painted"),
                                    of_columns (bench, size, "walk", "painted"), figure (bench, "%u.walk.jump.list", size) };

          last = values[line];
          first = i == 0 ? last : first;
          printf (" %10.1f", last);
        }
      printf ("   %.2f %s\n", ratio (last, first), ratio (last, first) <= 1.5 ? "met" : "MISSED");
    }
}

/* -- running it all ------------------------------------------------------------------------------------------------- */

static gboolean
run_start (Bench      *bench,
           const char *prefix,
           const char *book)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self);
  g_autofree char *program = g_build_filename (folder, "bench-start", NULL);
  g_autofree char *started = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  const char *argv[] = { program, "--child", started, book, NULL };

  return bench_run (bench->samples, prefix, argv);
}

static gboolean
run_self (Bench      *bench,
          const char *prefix,
          const char *mode,
          const char *book,
          int         rounds)
{
  g_autofree char *number = g_strdup_printf ("%d", rounds);
  const char *argv[] = { "/proc/self/exe", mode, book, number, NULL };

  return bench_run (bench->samples, prefix, argv);
}

/* Sizes in turn, so that a busy moment hits all of them. The first start of each warms the disk and is not counted. */
static gboolean
measure_starts (Bench       *bench,
                const char  *base,
                char       **books)
{
  for (int round = 0; round <= bench->rounds; round++)
    {
      if (!run_start (bench, "empty.start.", "") || !run_start (bench, "base.start.", base))
        return FALSE;
      for (guint i = 0; i < bench->n_sizes; i++)
        {
          g_autofree char *prefix = g_strdup_printf ("%u.start.", bench->sizes[i]);

          if (!run_start (bench, prefix, books[i]))
            return FALSE;
        }
      if (round == 0)
        g_hash_table_remove_all (bench->samples);
    }
  return TRUE;
}

static gboolean
measure (Bench *bench)
{
  g_autofree char *base = bench_keep_book (bench->folder, BASE_INVOICES);
  g_auto(GStrv) books = g_new0 (char *, bench->n_sizes + 1);

  for (guint i = 0; i < bench->n_sizes; i++)
    books[i] = bench_keep_book (bench->folder, bench->sizes[i]);
  if (!measure_starts (bench, base, books))
    return FALSE;

  for (guint i = 0; i < bench->n_sizes; i++)
    {
      g_autofree char *walk = g_strdup_printf ("%u.walk.", bench->sizes[i]);
      g_autofree char *store = g_strdup_printf ("%u.store.", bench->sizes[i]);

      if (!run_self (bench, walk, "--walk", books[i], bench->rounds) ||
          !run_self (bench, store, "--store", books[i], bench->sizes[i] >= MANY_INVOICES ? 1 : bench->rounds))
        return FALSE;
      print_size (bench, bench->sizes[i]);
      fflush (stdout);
    }
  if (bench->n_sizes > 1)
    print_growth (bench);
  return TRUE;
}

static void
read_sizes (Bench *bench,
            int    argc,
            char **argv)
{
  static const guint usual[] = { 1000, 100000, 1000000 };

  for (int i = 1; i < argc && bench->n_sizes < G_N_ELEMENTS (bench->sizes); i++)
    bench->sizes[bench->n_sizes++] = (guint) MAX (1, atoi (argv[i]));
  for (gsize i = 0; argc <= 1 && i < G_N_ELEMENTS (usual); i++)
    bench->sizes[bench->n_sizes++] = usual[i];
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { .samples = bench_samples_new (), .rounds = 5 };
  const GOptionEntry entries[] = {
    { "rounds", 0, 0, G_OPTION_ARG_INT, &bench.rounds, "How often each step is taken", "N" },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("[INVOICES…]");
  const char *kept = g_getenv ("JB_BENCH_FOLDER");
  g_autoptr(GError) error = NULL;
  gboolean ok;

  /* No GPU where this runs, usually; and the tester's own settings are none of ours. */
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GSETTINGS_BACKEND", "memory", FALSE);
  if (argc == 4 && g_str_equal (argv[1], "--walk"))
    bench_walk (argv[2], (guint) atoi (argv[3]));
  if (argc == 4 && g_str_equal (argv[1], "--store"))
    bench_store (argv[2], (guint) atoi (argv[3]));

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  read_sizes (&bench, argc, argv);
  bench.rounds = MAX (bench.rounds, 1);
  bench.folder = kept != NULL ? g_strdup (kept) : g_dir_make_tmp ("jangbu-bench-XXXXXX", NULL);
  ok = measure (&bench);
  if (kept == NULL)
    jb_test_remove_tree (bench.folder);
  g_free (bench.folder);
  g_hash_table_unref (bench.samples);
  return ok ? 0 : 1;
}
