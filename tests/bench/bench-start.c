/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long from the start of the process to a filled list on the screen, and how much memory, with books of different sizes.
 * Baselines of the same run: a window with a header bar and a label, and the same program with 200 invoices
 * (performance.md 5, P1, P1b, P2). Needs a display: xvfb-run bench-start [INVOICES [RUNS]]   (10,000 and 7 when not given) */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "jb-settings.h"
#include "jb-test.h"
#include "jb-window.h"

#define BASE_INVOICES 200
#define PAGE_ROWS 1000
#define DAY 20260915

/* A measured process that shows nothing for so long never will. */
#define CHILD_SECONDS 60

/* -- one measured process -------------------------------------------------------------------------------------------- */

static gint64 started_us;      /* monotonic, taken by the parent just before it started us */
static GtkWindow *window;

static gint64
anonymous_kib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL) || !(line = strstr (status, "RssAnon:")))
    return 0;
  return g_ascii_strtoll (line + strlen ("RssAnon:"), NULL, 10);
}

static void
note_time (void)
{
  printf ("%" G_GINT64_FORMAT " ", g_get_monotonic_time () - started_us);
}

static void
painted_cb (GdkFrameClock *clock,
            gpointer       user_data)
{
  note_time ();
  printf ("%" G_GINT64_FORMAT "\n", anonymous_kib ());
  fflush (stdout);
  _exit (0);
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
  note_time ();
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
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", G_CALLBACK (note_time), NULL);
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

static JbInvoice *
invent_invoice (guint n)
{
  JbInvoice *invoice = jb_invoice_new ();

  invoice->company = g_strdup ("0001234013");
  invoice->direction = JB_DIRECTION_SALES;
  invoice->written_on = jb_date_add_days (DAY, -(int) (n % 365));
  invoice->issued_on = invoice->written_on;
  invoice->issue_id = g_strdup_printf ("%d41000008%08u", invoice->written_on, n);
  invoice->kind = 101;
  invoice->purpose = JB_PURPOSE_CLAIM;
  invoice->supplier = jb_party_new ();
  invoice->supplier->registration = g_strdup ("0001234013");
  invoice->supplier->name = g_strdup ("가온문구");
  invoice->buyer = jb_party_new ();
  invoice->buyer->registration = g_strdup_printf ("001%07u", n % 300);
  invoice->buyer->name = g_strdup_printf ("다솔상사 %u", n % 300);
  invoice->supply = 1000 + (n * 7919) % 5000000;
  invoice->tax = invoice->supply / 10;
  invoice->total = invoice->supply + invoice->tax;
  return invoice;
}

static void
make_book (const char *path,
           guint       n_invoices)
{
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, clock, &error);
  gint64 id;

  if (archive == NULL)
    g_error ("%s", error->message);
  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup ("demo");
  connection->company = g_strdup ("0001234013");
  connection->account = g_strdup ("gaon01");
  id = jb_archive_add_connection (archive, connection, &error);

  for (guint first = 0; first < n_invoices; first += PAGE_ROWS)
    {
      g_autoptr(GPtrArray) invoices = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr(GAsyncResult) result = NULL;

      for (guint n = first; n < MIN (first + PAGE_ROWS, n_invoices); n++)
        g_ptr_array_add (invoices, invent_invoice (n));
      jb_archive_merge_async (archive, jb_merge_page_new (id, invoices), NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      if (!jb_archive_merge_finish (archive, result, NULL, &error))
        g_error ("%s", error->message);
    }
  jb_archive_close (archive);
}

/* What one process says: milliseconds to the first frame with content, to the frame after which nothing more is to come, and
 * anonymous memory then. */
typedef enum
{
  FIRST_MS,
  WHOLE_MS,
  MEMORY_MIB,
  N_FIGURES,
} Figure;

static gboolean
measure (const char *self,
         const char *book,
         double      figures[N_FIGURES])
{
  g_autofree char *started = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  const char *argv[] = { self, "--child", started, book, NULL };
  g_autofree char *out = NULL;
  g_autoptr(GError) error = NULL;
  gint64 first_us, whole_us, kib;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, NULL, &error) ||
      sscanf (out, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &first_us, &whole_us, &kib) != 3)
    {
      fprintf (stderr, "A measured process said nothing: %s\n", error != NULL ? error->message : out);
      return FALSE;
    }
  figures[FIRST_MS] = first_us / 1000.0;
  figures[WHOLE_MS] = whole_us / 1000.0;
  figures[MEMORY_MIB] = kib / 1024.0;
  return TRUE;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values,
        guint   n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

enum { EMPTY, BASE, FULL, N_CASES };

/* In turn, so that a busy moment of the machine hits all of them. The first round warms the disk and is not counted. */
static gboolean
measure_all (const char *self,
             const char *base,
             const char *full,
             guint       n_runs,
             double      medians[N_CASES][N_FIGURES])
{
  const char *books[N_CASES] = { "", base, full };
  g_autofree double *values = g_new0 (double, N_CASES * N_FIGURES * n_runs);

  for (int run = -1; run < (int) n_runs; run++)
    for (guint i = 0; i < N_CASES; i++)
      {
        double figures[N_FIGURES];

        if (!measure (self, books[i], figures))
          return FALSE;
        for (guint f = 0; run >= 0 && f < N_FIGURES; f++)
          values[(i * N_FIGURES + f) * n_runs + (guint) run] = figures[f];
      }

  for (guint i = 0; i < N_CASES; i++)
    for (guint f = 0; f < N_FIGURES; f++)
      medians[i][f] = median (values + (i * N_FIGURES + f) * n_runs, n_runs);
  return TRUE;
}

static void
print_case (const char   *what,
            const double  figures[N_FIGURES],
            const double  label[N_FIGURES])
{
  printf ("  %-22s %6.0f ms %5.2f   %6.0f ms %5.2f   %6.1f MiB %5.2f\n", what,
          figures[FIRST_MS], figures[FIRST_MS] / label[FIRST_MS],
          figures[WHOLE_MS], figures[WHOLE_MS] / label[WHOLE_MS],
          figures[MEMORY_MIB], figures[MEMORY_MIB] / label[MEMORY_MIB]);
}

static void
print_result (double medians[N_CASES][N_FIGURES],
              guint  n_invoices,
              guint  n_runs)
{
  g_autofree char *base = g_strdup_printf ("list of %u", BASE_INVOICES);
  g_autofree char *full = g_strdup_printf ("list of %u", n_invoices);
  double more = medians[FULL][MEMORY_MIB] - medians[BASE][MEMORY_MIB];

  printf ("From the start of the process; medians of %u runs, and how many times the window with a label\n", n_runs);
  printf ("  %-22s %15s   %15s   %16s\n", "", "first filled", "all rows there", "anonymous memory");
  print_case ("window with a label", medians[EMPTY], medians[EMPTY]);
  print_case (base, medians[BASE], medians[EMPTY]);
  print_case (full, medians[FULL], medians[EMPTY]);
  printf ("  P1, the larger book to the smaller: %.2f first, %.2f all.  P2, memory an invoice: %.1f bytes\n",
          medians[FULL][FIRST_MS] / medians[BASE][FIRST_MS], medians[FULL][WHOLE_MS] / medians[BASE][WHOLE_MS],
          more * 1048576.0 / MAX (1, (int) n_invoices - BASE_INVOICES));
}

int
main (int    argc,
      char **argv)
{
  guint n_invoices = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  guint n_runs = argc > 2 ? (guint) MAX (1, atoi (argv[2])) : 7;
  g_autofree char *folder = NULL, *base = NULL, *full = NULL;
  double medians[N_CASES][N_FIGURES];
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
  base = g_build_filename (folder, "base.jangbu", NULL);
  full = g_build_filename (folder, "full.jangbu", NULL);
  make_book (base, BASE_INVOICES);
  make_book (full, n_invoices);
  ok = measure_all ("/proc/self/exe", base, full, n_runs, medians);
  if (ok)
    print_result (medians, n_invoices, n_runs);

  jb_test_remove_tree (folder);
  return ok ? 0 : 1;
}
