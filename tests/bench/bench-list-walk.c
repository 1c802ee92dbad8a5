/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person does with the list, in the real window: sort, search, scroll. Beside each step the bare SQLite statement. */

#include "config.h"

#include <sqlite3.h>

#include "jb-bench-frames.h"
#include "jb-bench-list.h"
#include "jb-settings.h"
#include "jb-window.h"

typedef struct
{
  JbSession     *session;
  JbWindow      *window;
  JbInvoicePage *page;
  JbInvoiceList *list;
  GtkColumnView *view;
  GtkEditable   *entry;
  sqlite3       *bare;
  gint64         loaded_us;    /* when the list last took what it had asked for */
} Walk;

/* -- baselines ------------------------------------------------------------------------------------------------------ */

/* Steps through to the end. Milliseconds. */
static double
step_all (sqlite3    *bare,
          const char *sql,
          const char *text)
{
  gint64 start = g_get_monotonic_time ();
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (bare, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (bare));
  if (text != NULL)
    sqlite3_bind_text (statement, 1, text, -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return (double) (g_get_monotonic_time () - start) / 1000;
}

/* The map as the book makes it, with its way to the reader's thread and back. */
static double
load_map (Walk *walk)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;

  jb_archive_load_map_async (jb_session_get_archive (walk->session), jb_invoice_list_get_query (walk->list), NULL,
                             jb_test_result_cb, &result);
  bench_wait_until (result != NULL);
  map = jb_archive_load_map_finish (jb_session_get_archive (walk->session), result, &error);
  if (map == NULL)
    g_error ("%s", error->message);
  return (double) (g_get_monotonic_time () - start) / 1000;
}

/* -- steps ---------------------------------------------------------------------------------------------------------- */

static void
say (const char *what,
     const char *which,
     const char *figure,
     double      value)
{
  g_autofree char *key = g_strdup_printf ("%s.%s.%s", what, which, figure);

  bench_say (key, value);
}

static void
loaded_cb (Walk *walk)
{
  walk->loaded_us = g_get_monotonic_time ();
}

/* From @start_us until the list has what was asked for and the frame with its rows is painted. */
static double
wait_painted (Walk  *walk,
              gint64 start_us)
{
  bench_wait_until (walk->loaded_us > start_us);
  return bench_paint (start_us);
}

/* Rows that nobody sees may come a moment later. */
static void
settle (Walk *walk)
{
  bench_wait_until (!jb_invoice_list_is_loading (walk->list));
  bench_settle ();
}

static void
click (Walk       *walk,
       guint       nth,
       const char *id,
       GtkSortType type)
{
  g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (walk->view), nth);
  gint64 start;

  settle (walk);
  start = g_get_monotonic_time ();
  gtk_column_view_sort_by_column (walk->view, column, type);
  say ("sort", id, "painted", wait_painted (walk, start));
  say ("sort", id, "frame", (double) bench_frames.frame_us / 1000);
  say ("sort", id, "turn", (double) bench_frames.longest_us / 1000);
}

static void
sort_by_each (Walk  *walk,
              guint  n_rounds)
{
  static const BenchColumn columns[] = BENCH_COLUMNS;
  static const char * const directions[] = { "", " DESC" };

  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
      for (guint d = 0; d < G_N_ELEMENTS (directions); d++)
        {
          const char *word = directions[d];
          g_autofree char *sql = g_strdup_printf (columns[i].sql, word, word, word);

          click (walk, i, columns[i].id, d == 0 ? GTK_SORT_ASCENDING : GTK_SORT_DESCENDING);
          settle (walk);
          say ("sort", columns[i].id, "map", load_map (walk));
          say ("sort", columns[i].id, "sql", step_all (walk->bare, sql, NULL));
        }
}

/* The default order again, as a search usually finds it. */
static void
sort_by_day (Walk *walk)
{
  g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (walk->view), 0);
  const JbInvoiceQuery *query = jb_invoice_list_get_query (walk->list);
  gint64 start = g_get_monotonic_time ();

  if (query->order == JB_ORDER_WRITTEN && query->descending)
    return;
  gtk_column_view_sort_by_column (walk->view, column, GTK_SORT_DESCENDING);
  wait_painted (walk, start);
}

static void
search_each (Walk  *walk,
             guint  n_rounds)
{
  static const char * const queries[] = BENCH_QUERIES;
  static const char sql[] = "SELECT id FROM invoices WHERE counterparty IN (SELECT id FROM parties WHERE instr (words, ?1)) "
                            "ORDER BY written_on DESC, id DESC";

  sort_by_day (walk);
  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
      {
        gint64 start;

        settle (walk);
        start = g_get_monotonic_time ();
        gtk_editable_set_text (walk->entry, queries[i]);
        say ("query", queries[i], "painted", wait_painted (walk, start));
        say ("query", queries[i], "turn", (double) bench_frames.longest_us / 1000);
        say ("query", queries[i], "frame", (double) bench_frames.frame_us / 1000);
        say ("query", queries[i], "rows", g_list_model_get_n_items (G_LIST_MODEL (walk->list)));
        settle (walk);
        say ("query", queries[i], "map", load_map (walk));
        say ("query", queries[i], "sql", step_all (walk->bare, sql, queries[i]));

        settle (walk);
        start = g_get_monotonic_time ();
        gtk_editable_set_text (walk->entry, "");
        say ("query", queries[i], "back", wait_painted (walk, start));
      }
}

/* The sums of all, when the map is there: what the bar shows, and from the window's side nothing is left to add up. */
static void
add_up (Walk  *walk,
        guint  n_rounds)
{
  for (guint round = 0; round < n_rounds; round++)
    {
      gint64 start = g_get_monotonic_time ();
      JbTotals totals = jb_invoice_list_get_totals (walk->list);

      if (totals.count != g_list_model_get_n_items (G_LIST_MODEL (walk->list)))
        g_error ("The totals are not those of the list");
      bench_say ("totals.list", (double) (g_get_monotonic_time () - start) / 1000);
      bench_say ("totals.sql", step_all (walk->bare, "SELECT count (*), sum (supply), sum (tax), sum (total) FROM invoices "
                                         "WHERE direction = 1", NULL));
    }
}

/* The home page's figures, with their way to the reader's thread and back, and the kept sums alone. */
static void
add_up_months (Walk  *walk,
               guint  n_rounds)
{
  JbArchive *archive = jb_session_get_archive (walk->session);

  for (guint round = 0; round < n_rounds; round++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(JbOverview) overview = NULL;

      jb_archive_load_overview_async (archive, NULL, (JbPeriod) { 0, 0 }, NULL, jb_test_result_cb, &result);
      bench_wait_until (result != NULL);
      overview = jb_archive_load_overview_finish (archive, result, NULL);
      if (overview == NULL)
        g_error ("The home page has no figures");
      bench_say ("months.home", (double) (g_get_monotonic_time () - start) / 1000);
      bench_say ("months.kept", step_all (walk->bare, "SELECT month, direction, count, supply, tax, total FROM months", NULL));
      bench_say ("months.sql", step_all (walk->bare, "SELECT written_on / 100, direction, count (*), sum (supply), sum (tax), sum (total) "
                                         "FROM invoices GROUP BY 1, 2", NULL));
    }
}

/* The same view, the same cells, over rows that are all in memory. */
static void
jump_everywhere (Walk *walk)
{
  GtkSelectionModel *real = g_object_ref (gtk_column_view_get_model (walk->view));
  g_autoptr(GListStore) store = g_list_store_new (G_TYPE_OBJECT);
  GtkSelectionModel *kept;

  for (guint i = 0; i < MIN (2000, g_list_model_get_n_items (G_LIST_MODEL (walk->list))); i++)
    {
      g_autoptr(GObject) row = g_list_model_get_item (G_LIST_MODEL (walk->list), i);

      g_list_store_append (store, row);
    }
  kept = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_steal_pointer (&store))));

  for (guint turn = 0; turn < 2; turn++)
    {
      settle (walk);
      bench_jump (GTK_WIDGET (walk->view), "jump.list", 100);
      gtk_column_view_set_model (walk->view, kept);
      settle (walk);
      bench_jump (GTK_WIDGET (walk->view), "jump.memory", 100);
      gtk_column_view_set_model (walk->view, real);
    }
  settle (walk);
  g_object_unref (kept);
  g_object_unref (real);
}

/* -- the window ----------------------------------------------------------------------------------------------------- */

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  GtkWidget *found = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

static void
open_window (Walk       *walk,
             const char *book)
{
  JbApplication *application = jb_application_new (G_APPLICATION_NON_UNIQUE);
  g_autoptr(JbSecrets) secrets = jb_secrets_new_memory ();
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autoptr(GError) error = NULL;

  g_settings_set_boolean (settings, "collect-automatically", FALSE);
  walk->session = jb_session_new (book, secrets, clock);
  jb_application_set_session (application, walk->session);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);

  walk->window = jb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (walk->window), 1280, 800);
  jb_window_set_period (walk->window, "all");
  g_action_group_activate_action (G_ACTION_GROUP (walk->window), "page", g_variant_new_string ("sales"));
  gtk_window_present (GTK_WINDOW (walk->window));
  bench_watch_frames (GTK_WINDOW (walk->window));

  walk->page = jb_window_get_page (walk->window, JB_DIRECTION_SALES);
  walk->view = jb_invoice_page_get_view (walk->page);
  bench_wait_until (jb_window_is_settled (walk->window) && (walk->list = jb_invoice_page_get_list (walk->page)) != NULL &&
                    g_list_model_get_n_items (G_LIST_MODEL (walk->list)) > 0 && !jb_invoice_list_is_loading (walk->list));
  g_signal_connect_swapped (walk->list, "loaded", G_CALLBACK (loaded_cb), walk);

  g_action_group_activate_action (G_ACTION_GROUP (walk->window), "search", NULL);
  walk->entry = GTK_EDITABLE (find_type (GTK_WIDGET (walk->window), GTK_TYPE_SEARCH_ENTRY));
  settle (walk);
}

void
bench_walk (const char *book,
            guint       n_rounds)
{
  Walk walk = { 0 };

  open_window (&walk, book);
  if (sqlite3_open_v2 (book, &walk.bare, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (walk.bare));

  bench_say ("memory", bench_anonymous_mib ());
  add_up_months (&walk, n_rounds);
  jump_everywhere (&walk);
  sort_by_each (&walk, n_rounds);
  search_each (&walk, n_rounds);
  add_up (&walk, n_rounds);
  bench_end ();
}
