/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long from the start of the process to a filled list on the screen, and how much memory, with books of different sizes.
 * Baselines of the same run: a window with a header bar and a label, and the same program with 200 invoices
 * (performance.md 5, P1, P1b, P2). Needs a display: xvfb-run bench-start [INVOICES [RUNS]]   (10,000 and 7 when not given)
 * bench-list runs it as well, one process at a time. */

#include "config.h"

#include "jb-bench.h"
#include "jb-settings.h"
#include "jb-window.h"

#define BASE_INVOICES 200

/* A measured process that shows nothing for so long never will. */
#define CHILD_SECONDS 60

/* -- one measured process -------------------------------------------------------------------------------------------- */

static gint64 started_us;      /* monotonic, taken by the parent just before it started us */
static GtkWindow *window;

static void
note_time (const char *key)
{
  bench_say (key, (double) (g_get_monotonic_time () - started_us) / 1000);
}

/* Also what the window makes when there is time: else the slower start would be the one that has it already. */
static gboolean
wait_for_rest (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       user_data)
{
  if (JB_IS_WINDOW (window) && !jb_window_is_settled (JB_WINDOW (window)))
    return G_SOURCE_CONTINUE;

  bench_say ("memory", bench_anonymous_mib ());
  bench_end ();
  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  note_time ("whole");
  g_signal_handlers_disconnect_by_func (clock, painted_cb, NULL);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), wait_for_rest, NULL, NULL);
}

/* The next frame shows what is there now. */
static void
report_when_painted (void)
{
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", G_CALLBACK (painted_cb), NULL);
  gtk_widget_queue_draw (GTK_WIDGET (window));
}

static JbInvoiceList *
get_list (void)
{
  return jb_invoice_page_get_list (jb_window_get_page (JB_WINDOW (window), JB_DIRECTION_SALES));
}

/* The list has all its rows, seen and unseen. */
static gboolean
wait_for_all (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       user_data)
{
  if (jb_invoice_list_is_loading (get_list ()))
    return G_SOURCE_CONTINUE;

  report_when_painted ();
  return G_SOURCE_REMOVE;
}

static void
first_painted_cb (GdkFrameClock *clock,
                  gpointer       user_data)
{
  note_time ("first");
  g_signal_handlers_disconnect_by_func (clock, first_painted_cb, NULL);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), wait_for_all, NULL, NULL);
}

/* A frame clock updates first and paints then: what is there at the update is in the frame. */
static gboolean
wait_for_list (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       user_data)
{
  if (get_list () == NULL || g_list_model_get_n_items (G_LIST_MODEL (get_list ())) == 0)
    return G_SOURCE_CONTINUE;

  g_signal_connect (clock, "after-paint", G_CALLBACK (first_painted_cb), NULL);
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

static void
activate_window_cb (JbApplication *application,
                    gpointer       user_data)
{
  window = GTK_WINDOW (jb_window_new (application));
  jb_window_set_period (JB_WINDOW (window), "all");
  g_action_group_activate_action (G_ACTION_GROUP (window), "page", g_variant_new_string ("sales"));
  gtk_widget_add_tick_callback (GTK_WIDGET (window), wait_for_list, NULL, NULL);
  gtk_window_present (window);
}

static int
run_window (const char *book)
{
  g_autoptr(JbApplication) application = jb_application_new (G_APPLICATION_NON_UNIQUE);
  g_autoptr(JbSecrets) secrets = jb_secrets_new_memory ();
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(JbSession) session = jb_session_new (book, secrets, clock);
  g_autoptr(GSettings) settings = jb_settings_new ();

  g_settings_set_boolean (settings, "collect-automatically", FALSE);
  jb_application_set_session (application, session);
  g_signal_connect (application, "activate", G_CALLBACK (activate_window_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}

static void
empty_painted_cb (GdkFrameClock *clock,
                  gpointer       user_data)
{
  note_time ("first");
}

static void
activate_empty_cb (GApplication *application,
                   gpointer      user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), gtk_label_new ("Jangbu"));
  window = GTK_WINDOW (adw_application_window_new (GTK_APPLICATION (application)));
  gtk_window_set_default_size (window, 1280, 800);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_present (window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", G_CALLBACK (empty_painted_cb), NULL);
  report_when_painted ();
}

static int
run_empty (void)
{
  g_autoptr(AdwApplication) application = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (activate_empty_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}

/* -- the parent ------------------------------------------------------------------------------------------------------ */

enum { EMPTY, BASE, FULL, N_CASES };

static const char * const prefixes[N_CASES] = { "empty.", "base.", "full." };

static gboolean
measure (GHashTable *samples,
         const char *prefix,
         const char *book)
{
  g_autofree char *started = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  const char *argv[] = { "/proc/self/exe", "--child", started, book, NULL };

  return bench_run (samples, prefix, argv);
}

/* In turn, so that a busy moment of the machine hits all of them. The first round warms the disk and is not counted. */
static gboolean
measure_all (GHashTable *samples,
             const char *base,
             const char *full,
             guint       n_runs)
{
  const char *books[N_CASES] = { "", base, full };

  for (guint run = 0; run <= n_runs; run++)
    {
      for (guint i = 0; i < N_CASES; i++)
        if (!measure (samples, prefixes[i], books[i]))
          return FALSE;
      if (run == 0)
        g_hash_table_remove_all (samples);
    }
  return TRUE;
}

static double
median_of (GHashTable *samples,
           guint       i,
           const char *figure)
{
  g_autofree char *key = g_strconcat (prefixes[i], figure, NULL);

  return bench_median (samples, key);
}

static void
print_case (GHashTable *samples,
            const char *what,
            guint       i)
{
  static const char *figures[] = { "first", "whole", "memory" };
  static const char *units[] = { "ms", "ms", "MiB" };

  printf ("  %-22s", what);
  for (gsize f = 0; f < G_N_ELEMENTS (figures); f++)
    printf (" %6.0f %-3s %5.2f ", median_of (samples, i, figures[f]), units[f],
            median_of (samples, i, figures[f]) / median_of (samples, EMPTY, figures[f]));
  printf ("\n");
}

static void
print_result (GHashTable *samples,
              guint       n_invoices,
              guint       n_runs)
{
  g_autofree char *base = g_strdup_printf ("list of %u", BASE_INVOICES);
  g_autofree char *full = g_strdup_printf ("list of %u", n_invoices);
  double more = median_of (samples, FULL, "memory") - median_of (samples, BASE, "memory");

  printf ("From the start of the process; medians of %u runs, and how many times the window with a label\n", n_runs);
  printf ("  %-22s %-17s %-17s %s\n", "", "    first filled", "  all rows there", "anonymous memory");
  print_case (samples, "window with a label", EMPTY);
  print_case (samples, base, BASE);
  print_case (samples, full, FULL);
  printf ("  P1, the larger book to the smaller: %.2f first, %.2f all.  P2, memory an invoice: %.1f bytes\n",
          median_of (samples, FULL, "first") / median_of (samples, BASE, "first"),
          median_of (samples, FULL, "whole") / median_of (samples, BASE, "whole"),
          more * 1048576.0 / MAX (1, (int) n_invoices - BASE_INVOICES));
}

int
main (int    argc,
      char **argv)
{
  guint n_invoices = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  guint n_runs = argc > 2 ? (guint) MAX (1, atoi (argv[2])) : 7;
  g_autoptr(GHashTable) samples = bench_samples_new ();
  g_autofree char *folder = NULL, *base = NULL, *full = NULL;
  gboolean ok;

  if (argc > 3 && g_str_equal (argv[1], "--child"))
    {
      started_us = g_ascii_strtoll (argv[2], NULL, 10);
      alarm (CHILD_SECONDS);
      return argv[3][0] == '\0' ? run_empty () : run_window (argv[3]);
    }

  /* No GPU where this runs, usually; and the tester's own settings are none of ours. */
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GSETTINGS_BACKEND", "memory", FALSE);
  folder = g_dir_make_tmp ("jangbu-bench-XXXXXX", NULL);
  base = bench_keep_book (folder, BASE_INVOICES);
  full = bench_keep_book (folder, n_invoices);
  ok = measure_all (samples, base, full, n_runs);
  if (ok)
    print_result (samples, n_invoices, n_runs);

  jb_test_remove_tree (folder);
  return ok ? 0 : 1;
}
