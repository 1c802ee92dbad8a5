/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The way GTK offers: an object for each row in a GListStore, GtkFilterListModel and GtkSortListModel over it, the same columns.
 * Its rows hold only what a cell, a comparison or the search needs, and text is compared by bytes: the fastest it can be. */

#include "config.h"

#include <sqlite3.h>

#include "jb-bench-frames.h"
#include "jb-bench-list.h"
#include "jb-numbers.h"

typedef enum { WRITTEN, KIND, COUNTERPARTY, ITEM, SUPPLY, TAX, TOTAL, STATE, N_COLUMNS } Column;

#define BENCH_TYPE_ROW (bench_row_get_type ())
G_DECLARE_FINAL_TYPE (BenchRow, bench_row, BENCH, ROW, GObject)

struct _BenchRow
{
  GObject  parent_instance;

  gint64   numbers[N_COLUMNS];
  char    *texts[N_COLUMNS];
  char    *words;
};

G_DEFINE_FINAL_TYPE (BenchRow, bench_row, G_TYPE_OBJECT)

static void
bench_row_finalize (GObject *object)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (BENCH_ROW (object)->texts[i]);
  g_free (BENCH_ROW (object)->words);
  G_OBJECT_CLASS (bench_row_parent_class)->finalize (object);
}

static void
bench_row_class_init (BenchRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bench_row_finalize;
}

static void
bench_row_init (BenchRow *self)
{
}

/* -- cells, order, search ------------------------------------------------------------------------------------------- */

static char *
cell_text (BenchRow *row,
           Column    column)
{
  switch (column)
    {
    case COUNTERPARTY:
    case ITEM:
      return g_strdup (row->texts[column]);
    case WRITTEN:
      return jb_date_format ((int) row->numbers[column]);
    case KIND:
    case STATE:
      return g_strdup_printf ("%d", (int) row->numbers[column]);
    case SUPPLY:
    case TAX:
    case TOTAL:
    case N_COLUMNS:
    default:
      return jb_won_format (row->numbers[column]);
    }
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 12);
  gtk_list_item_set_child (item, text);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  column)
{
  g_autofree char *shown = cell_text (gtk_list_item_get_item (item), GPOINTER_TO_UINT (column));

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), shown);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  Column column = GPOINTER_TO_UINT (user_data);
  const BenchRow *x = a, *y = b;

  if (column == COUNTERPARTY || column == ITEM)
    return g_strcmp0 (x->texts[column], y->texts[column]);
  return (x->numbers[column] > y->numbers[column]) - (x->numbers[column] < y->numbers[column]);
}

static const char *wanted = "";

static gboolean
filter_row (gpointer item,
            gpointer user_data)
{
  return strstr (BENCH_ROW (item)->words, wanted) != NULL;
}

/* -- the window ----------------------------------------------------------------------------------------------------- */

static GListStore *
load_rows (const char *book)
{
  GListStore *store = g_list_store_new (BENCH_TYPE_ROW);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3 *bare = NULL;
  sqlite3_stmt *statement = NULL;

  /* Nothing is written, but the journal beside the book may have to be made. */
  if (sqlite3_open_v2 (book, &bare, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2 (bare, "SELECT i.written_on, i.kind, p.name, i.item, i.supply, i.tax, i.total, i.status, p.words "
                          "FROM invoices i LEFT JOIN parties p ON p.id = i.counterparty ORDER BY i.written_on DESC, i.id DESC",
                          -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (bare));

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      BenchRow *row = g_object_new (BENCH_TYPE_ROW, NULL);

      for (int i = 0; i < N_COLUMNS; i++)
        if (i == COUNTERPARTY || i == ITEM)
          row->texts[i] = g_strdup ((const char *) sqlite3_column_text (statement, i));
        else
          row->numbers[i] = sqlite3_column_int64 (statement, i);
      row->words = g_strdup ((const char *) sqlite3_column_text (statement, N_COLUMNS));
      g_ptr_array_add (rows, row);
    }
  sqlite3_finalize (statement);
  sqlite3_close (bare);
  g_list_store_splice (store, 0, 0, rows->pdata, rows->len);
  return store;
}

static GtkColumnView *
make_view (void)
{
  static const BenchColumn columns[] = BENCH_COLUMNS;
  GtkColumnView *view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new (columns[i].id, factory);
      g_autoptr(GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_rows, GUINT_TO_POINTER (i), NULL));

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
      gtk_column_view_column_set_fixed_width (column, 120);
      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_append_column (view, column);
    }
  gtk_widget_add_css_class (GTK_WIDGET (view), "data-table");
  return view;
}

static GtkColumnView *
open_window (GListModel *rows,
             GtkFilter  *filter)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkColumnView *view = make_view ();
  GtkFilterListModel *filtered = gtk_filter_list_model_new (rows, g_object_ref (filter));
  GtkSortListModel *sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), g_object_ref (gtk_column_view_get_sorter (view)));

  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (sorted))));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (view));
  gtk_window_set_child (window, scroller);
  gtk_window_set_default_size (window, 1280, 800);
  gtk_window_present (window);
  bench_watch_frames (window);
  bench_settle ();
  return view;
}

static void
search_each (GtkFilter *filter,
             guint      n_rounds)
{
  static const char * const queries[] = BENCH_QUERIES;

  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
      {
        g_autofree char *key = g_strdup_printf ("query.%s.painted", queries[i]);
        g_autofree char *back = g_strdup_printf ("query.%s.back", queries[i]);
        gint64 start = g_get_monotonic_time ();

        wanted = queries[i];
        gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
        bench_say (key, bench_paint (start));
        bench_settle ();

        start = g_get_monotonic_time ();
        wanted = "";
        gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
        bench_say (back, bench_paint (start));
        bench_settle ();
      }
}

static void
sort_by_each (GtkColumnView *view,
              guint          n_rounds)
{
  static const BenchColumn columns[] = BENCH_COLUMNS;

  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < N_COLUMNS; i++)
      {
        g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), i);
        g_autofree char *key = g_strdup_printf ("sort.%s.painted", columns[i].id);
        gint64 start = g_get_monotonic_time ();

        gtk_column_view_sort_by_column (view, column, GTK_SORT_ASCENDING);
        bench_say (key, bench_paint (start));
        bench_settle ();
      }
}

void
bench_store (const char *book,
             guint       n_rounds)
{
  g_autoptr(GtkFilter) filter = NULL;
  g_autoptr(GListStore) rows = NULL;
  GtkColumnView *view;

  adw_init ();
  filter = GTK_FILTER (gtk_custom_filter_new (filter_row, NULL, NULL));
  rows = load_rows (book);
  view = open_window (g_object_ref (G_LIST_MODEL (rows)), filter);
  bench_say ("memory", bench_anonymous_mib ());
  search_each (filter, n_rounds);
  sort_by_each (view, n_rounds);
  bench_end ();
}
