/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window over a real book: what a person sees is what the book says. */

#include "config.h"

#include "jb-connect-test.h"
#include "jb-invoice-detail.h"
#include "jb-numbers.h"

static void
begin (UiTest *f,
       guint   n_invoices)
{
  ui_test_prepare (f);
  ui_test_fill_book (f, n_invoices);
  ui_test_show (f);
  jb_window_set_period (f->window, "all");
  jb_test_wait_until (jb_window_is_settled (f->window));
}

/* What the book itself answers to the page's query. */
static JbInvoiceMap *
ask_book (UiTest               *f,
          const JbInvoiceQuery *query)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbInvoiceMap *map;

  jb_archive_load_map_async (jb_session_get_archive (f->session), query, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  map = jb_archive_load_map_finish (jb_session_get_archive (f->session), result, &error);
  g_assert_no_error (error);
  return map;
}

static void
assert_list_is_map (JbInvoiceList      *list,
                    const JbInvoiceMap *map)
{
  JbTotals totals = jb_invoice_list_get_totals (list);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, map->ids->len);
  for (guint i = 0; i < map->ids->len; i++)
    g_assert_cmpint (jb_invoice_list_get_id (list, i), ==, jb_invoice_map_get_id (map, i));
  g_assert_cmpint (totals.supply, ==, map->totals.supply);
  g_assert_cmpint (totals.total, ==, map->totals.total);
}

static GtkSelectionModel *
selection_of (UiTest      *f,
              JbDirection  direction)
{
  return gtk_column_view_get_model (jb_invoice_page_get_view (jb_window_get_page (f->window, direction)));
}

/* The only selected row, or GTK_INVALID_LIST_POSITION. */
static guint
selected_of (UiTest      *f,
             JbDirection  direction)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (selection_of (f, direction));

  return gtk_bitset_get_size (selected) == 1 ? gtk_bitset_get_minimum (selected) : GTK_INVALID_LIST_POSITION;
}

static JbInvoiceDetail *
detail_of (UiTest      *f,
           JbDirection  direction)
{
  return JB_INVOICE_DETAIL (ui_test_find_type (GTK_WIDGET (jb_window_get_page (f->window, direction)),
                                               JB_TYPE_INVOICE_DETAIL));
}

/* -- lists ---------------------------------------------------------------------------------------------------------- */

static void
test_rows (void)
{
  UiTest f = { 0 };
  JbInvoiceList *list;

  begin (&f, UI_TEST_INVOICES);
  ui_test_go (&f, "sales");
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 160);
  jb_test_wait_until (ui_test_shows (&f, "2026-11-22"));
  g_assert_true (ui_test_shows (&f, "가람시스템"));
  g_assert_true (ui_test_shows (&f, "160 invoices"));

  ui_test_go (&f, "purchases");
  list = ui_test_list (&f, JB_DIRECTION_PURCHASE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 80);
  jb_test_wait_until (ui_test_shows (&f, "2026-11-23"));
  ui_test_end (&f);
}

static GtkColumnViewColumn *
nth_column (GtkColumnView *view,
            guint          n)
{
  g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), n);

  return column;
}

/* As if each header had been clicked, both ways: the order is the book's. */
static void
test_sorting (void)
{
  static const JbOrder orders[] = {
    JB_ORDER_WRITTEN, JB_ORDER_KIND, JB_ORDER_COUNTERPARTY, JB_ORDER_ITEM, JB_ORDER_SUPPLY, JB_ORDER_TAX, JB_ORDER_TOTAL,
    JB_ORDER_STATUS,
  };
  UiTest f = { 0 };
  GtkColumnView *view;
  JbInvoiceList *list;

  begin (&f, UI_TEST_INVOICES);
  ui_test_go (&f, "sales");
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  view = jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (view)), ==, G_N_ELEMENTS (orders));

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    for (int descending = 0; descending <= 1; descending++)
      {
        const JbInvoiceQuery *query;
        g_autoptr(JbInvoiceMap) map = NULL;

        g_test_message ("column %u, %s", i, descending ? "descending" : "ascending");
        gtk_column_view_sort_by_column (view, nth_column (view, i),
                                        descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
        query = jb_invoice_list_get_query (list);
        g_assert_cmpint (query->order, ==, orders[i]);
        g_assert_cmpint (query->descending, ==, descending);
        ui_test_list (&f, JB_DIRECTION_SALES);
        map = ask_book (&f, query);
        g_assert_cmpuint (map->ids->len, ==, 160);
        assert_list_is_map (list, map);
      }
  ui_test_end (&f);
}

/* What the headers show: the order of the list at the start, and titles that stand where their cells do. */
static void
test_headers (void)
{
  UiTest f = { 0 };
  JbInvoiceList *list;
  GtkWidget *title;

  begin (&f, 30);
  ui_test_go (&f, "sales");
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  g_assert_cmpint (jb_invoice_list_get_query (list)->order, ==, JB_ORDER_WRITTEN);
  g_assert_true (jb_invoice_list_get_query (list)->descending);

  title = gtk_widget_get_first_child (GTK_WIDGET (jb_invoice_page_get_view (jb_window_get_page (f.window,
                                                                                                JB_DIRECTION_SALES))));
  title = gtk_widget_get_first_child (title);
  for (int i = 0; i < 6; i++)
    title = gtk_widget_get_next_sibling (title);
  /* The title over numbers stands at the end. */
  g_assert_cmpint (gtk_widget_get_halign (gtk_widget_get_first_child (title)), ==, GTK_ALIGN_END);
  ui_test_end (&f);
}

static void
set_search (UiTest     *f,
            const char *text)
{
  GtkWidget *entry = ui_test_find_type (GTK_WIDGET (f->window), GTK_TYPE_SEARCH_ENTRY);

  g_action_group_activate_action (G_ACTION_GROUP (f->window), "search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
test_search (void)
{
  UiTest f = { 0 };
  JbInvoiceList *list;
  g_autoptr(JbInvoiceMap) map = NULL;

  begin (&f, UI_TEST_INVOICES);
  ui_test_go (&f, "sales");
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  set_search (&f, "다솔");
  jb_test_wait_until (g_strcmp0 (jb_invoice_list_get_query (list)->text, "다솔") == 0);
  ui_test_list (&f, JB_DIRECTION_SALES);
  map = ask_book (&f, jb_invoice_list_get_query (list));
  g_assert_cmpuint (map->ids->len, >, 0);
  g_assert_cmpuint (map->ids->len, <, 160);
  assert_list_is_map (list, map);

  /* Nothing found: the page says so and the way back works. */
  set_search (&f, "없는회사이름");
  jb_test_wait_until (ui_test_shows (&f, "Nothing Found"));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "clear-search", NULL);
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 160);
  g_assert_null (jb_invoice_list_get_query (list)->text);
  ui_test_end (&f);
}

/* Text that means something to somebody else is only text. */
static void
test_hostile_search (void)
{
  static const char *texts[] = { "'", "\"", "%", "_", "*", "\\", "NEAR(", "   ", "a OR b", "<b>", "\xEA\xB0\x80\xE1\x86\xA8" };
  UiTest f = { 0 };
  JbInvoiceList *list;
  g_autofree char *long_text = g_strnfill (10000, 'x');

  begin (&f, 30);
  ui_test_go (&f, "sales");
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  for (gsize i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : long_text;

      g_test_message ("%.20s", text);
      set_search (&f, text);
      jb_test_wait_until (g_strcmp0 (jb_invoice_list_get_query (list)->text, text) == 0);
      ui_test_list (&f, JB_DIRECTION_SALES);
      g_assert_false (ui_test_shows (&f, "The List Cannot Be Shown"));
    }
  ui_test_end (&f);
}

static void
test_period (void)
{
  static const char *words[] = { "this-month", "last-month", "vat-quarter-2026-3", "vat-half-2026-1", "year-2026",
                                 "range-20260901-20260915" };
  UiTest f = { 0 };
  JbInvoiceList *list;

  begin (&f, UI_TEST_INVOICES);
  ui_test_go (&f, "sales");
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(JbInvoiceMap) map = NULL;

      g_test_message ("%s", words[i]);
      jb_window_set_period (f.window, words[i]);
      ui_test_list (&f, JB_DIRECTION_SALES);
      g_assert_cmpint (jb_invoice_list_get_query (list)->period.from, !=, 0);
      map = ask_book (&f, jb_invoice_list_get_query (list));
      g_assert_cmpuint (map->ids->len, >, 0);
      assert_list_is_map (list, map);
    }

  /* A period without invoices offers the way out. */
  jb_window_set_period (f.window, "year-2011");
  jb_test_wait_until (ui_test_shows (&f, "No Sales in This Period"));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "show-all-time", NULL);
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 160);
  ui_test_end (&f);
}

static void
test_totals (void)
{
  UiTest f = { 0 };
  JbTotals totals;
  JbInvoiceList *list;
  gint64 sums[3];

  begin (&f, UI_TEST_INVOICES);
  ui_test_go (&f, "purchases");
  list = ui_test_list (&f, JB_DIRECTION_PURCHASE);
  totals = jb_invoice_list_get_totals (list);
  sums[0] = totals.supply;
  sums[1] = totals.tax;
  sums[2] = totals.total;
  for (gsize i = 0; i < G_N_ELEMENTS (sums); i++)
    {
      g_autofree char *number = jb_won_format (sums[i]);
      g_autofree char *text = g_strconcat ("₩", number, NULL);

      g_test_message ("%s", text);
      jb_test_wait_until (ui_test_shows (&f, text));
    }
  ui_test_end (&f);
}

/* -- details -------------------------------------------------------------------------------------------------------- */

static void
test_detail (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;
  JbInvoiceList *list;
  JbInvoice *invoice;
  g_autofree char *issue_id = NULL;
  g_autofree char *reading = NULL;

  begin (&f, 30);
  ui_test_go (&f, "sales");
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  detail = detail_of (&f, JB_DIRECTION_SALES);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (detail)));

  gtk_selection_model_select_item (selection_of (&f, JB_DIRECTION_SALES), 3, TRUE);
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail) != NULL);
  invoice = jb_invoice_detail_get_invoice (detail);
  g_assert_cmpint (invoice->id, ==, jb_invoice_list_get_id (list, 3));
  issue_id = jb_issue_id_format (invoice->issue_id);
  reading = jb_won_read_korean (invoice->total);
  ui_test_show_values (GTK_WIDGET (detail));
  jb_test_wait_until (ui_test_shows (&f, issue_id));
  g_assert_true (ui_test_shows (&f, reading));
  g_assert_true (ui_test_shows (&f, "Supplier (your company)"));
  g_assert_true (ui_test_shows (&f, "000-12-34013"));
  g_assert_true (ui_test_shows (&f, "홍길동"));

  /* Escape closes it again. */
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "back", NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (detail)));
  g_assert_cmpuint (selected_of (&f, JB_DIRECTION_SALES), ==,
                    GTK_INVALID_LIST_POSITION);
  ui_test_end (&f);
}

/* Row ids of issue ids: the fifth invoice is the one with a private buyer, every seventh amends the third after it. */
static gint64
find_row (UiTest *f,
          guint   i)
{
  g_autoptr(JbInvoice) invoice = ui_test_invoice (i);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = jb_archive_find_issue_id (jb_session_get_archive (f->session), invoice->direction,
                                                    invoice->issue_id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  return g_array_index (ids, gint64, 0);
}

static gboolean
any_text_contains (GtkWidget  *widget,
                   const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  if (JB_IS_TEXT_CELL (widget) && jb_text_cell_get_text (JB_TEXT_CELL (widget)) != NULL &&
      strstr (jb_text_cell_get_text (JB_TEXT_CELL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (any_text_contains (child, text))
      return TRUE;
  return FALSE;
}

static void
test_private_buyer (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;

  begin (&f, 30);
  ui_test_go (&f, "sales");
  ui_test_list (&f, JB_DIRECTION_SALES);
  detail = detail_of (&f, JB_DIRECTION_SALES);
  jb_invoice_page_show_invoice (jb_window_get_page (f.window, JB_DIRECTION_SALES), find_row (&f, 4));
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail) != NULL);
  jb_test_wait_until (any_text_contains (GTK_WIDGET (detail), "900101-1"));
  g_assert_false (any_text_contains (GTK_WIDGET (f.window), "1234567"));
  ui_test_end (&f);
}

/* The chosen invoice stays chosen and open, wherever a new order or more invoices put it. */
static void
test_choice_stays (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;
  JbInvoiceList *list;
  GtkColumnView *view;
  gint64 id;
  guint position;

  begin (&f, 120);
  ui_test_go (&f, "sales");
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  view = jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES));
  detail = detail_of (&f, JB_DIRECTION_SALES);
  gtk_selection_model_select_item (selection_of (&f, JB_DIRECTION_SALES), 5, TRUE);
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail) != NULL);
  id = jb_invoice_detail_get_id (detail);

  gtk_column_view_sort_by_column (view, nth_column (view, 6), GTK_SORT_ASCENDING);
  ui_test_list (&f, JB_DIRECTION_SALES);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (jb_invoice_list_find (list, id, &position));
  g_assert_cmpuint (selected_of (&f, JB_DIRECTION_SALES), ==, position);
  g_assert_cmpint (jb_invoice_detail_get_id (detail), ==, id);

  ui_test_merge (jb_session_get_archive (f.session), 1, 120, 60);
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 120);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (jb_invoice_list_find (list, id, &position));
  g_assert_cmpuint (selected_of (&f, JB_DIRECTION_SALES), ==, position);
  g_assert_cmpint (jb_invoice_detail_get_id (detail), ==, id);

  /* Filtered away: not selected any more, still open; back again: selected again. */
  jb_window_set_period (f.window, "year-2011");
  jb_test_wait_until (ui_test_shows (&f, "No Sales in This Period"));
  g_assert_cmpint (jb_invoice_detail_get_id (detail), ==, id);
  jb_window_set_period (f.window, "all");
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 120);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (jb_invoice_list_find (list, id, &position));
  g_assert_cmpuint (selected_of (&f, JB_DIRECTION_SALES), ==, position);
  ui_test_end (&f);
}

static void
test_amended_link (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;
  gint64 amended;

  begin (&f, 40);
  ui_test_go (&f, "sales");
  ui_test_list (&f, JB_DIRECTION_SALES);
  detail = detail_of (&f, JB_DIRECTION_SALES);
  jb_invoice_page_show_invoice (jb_window_get_page (f.window, JB_DIRECTION_SALES), find_row (&f, 5));
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail) != NULL);
  g_assert_cmpint (jb_invoice_detail_get_invoice (detail)->amendment, ==, JB_AMENDMENT_RETURN);

  amended = find_row (&f, 8);
  gtk_widget_activate_action (GTK_WIDGET (detail), "detail.show-amended", NULL);
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail) != NULL);
  g_assert_cmpint (jb_invoice_detail_get_id (detail), ==, amended);
  ui_test_end (&f);
}

/* -- home, beginnings, problems ------------------------------------------------------------------------------------- */

static void
test_home (void)
{
  UiTest f = { 0 };

  begin (&f, UI_TEST_INVOICES);
  jb_test_wait_until (ui_test_shows (&f, "What to Do"));
  g_assert_true (ui_test_shows (&f, "가온문구"));
  g_assert_true (ui_test_shows (&f, "160"));
  g_assert_true (ui_test_shows (&f, "80"));
  g_assert_true (ui_test_shows (&f, "Nothing Was Collected Yet"));
  ui_test_end (&f);
}

static void
test_welcome (void)
{
  UiTest f = { 0 };

  ui_test_prepare (&f);
  ui_test_show (&f);
  jb_test_wait_until (ui_test_shows (&f, "Welcome to Jangbu"));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (f.application), "start-demo"));
  ui_test_go (&f, "sales");
  ui_test_list (&f, JB_DIRECTION_SALES);
  jb_test_wait_until (ui_test_shows (&f, "No Sales Yet"));
  jb_test_wait_until (ui_test_shows (&f, "Go to the Home Page"));
  ui_test_end (&f);
}

/* Some other file lies where the book should be: a sentence, no crash, and once the file is gone the retry works. */
static void
test_broken_book (void)
{
  UiTest f = { 0 };
  g_autofree char *sentence = NULL;

  ui_test_prepare (&f);
  g_assert_true (g_file_set_contents (f.path, "This is no book at all, but it is long enough to look like a file.", -1, NULL));
  ui_test_show (&f);
  jb_test_wait_until (jb_window_get_problem (f.window) != NULL);
  sentence = g_strdup (jb_window_get_problem (f.window));
  g_assert_cmpstr (sentence, ==, jb_session_get_problem (f.session)->message);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (f.application), "collect"));

  g_assert_cmpint (g_unlink (f.path), ==, 0);
  g_action_group_activate_action (G_ACTION_GROUP (f.application), "retry", NULL);
  jb_test_wait_until (jb_session_get_state (f.session) == JB_SESSION_READY);
  g_assert_null (jb_window_get_problem (f.window));
  jb_test_wait_until (ui_test_shows (&f, "Welcome to Jangbu"));
  ui_test_end (&f);
}

/* What a person set is there again after a restart. */
static void
test_remembers (void)
{
  UiTest f = { 0 };
  GtkColumnView *view;
  GSettings *settings;

  begin (&f, 30);
  settings = jb_application_get_settings (f.application);
  ui_test_go (&f, "purchases");
  ui_test_list (&f, JB_DIRECTION_PURCHASE);
  view = jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_PURCHASE));
  gtk_column_view_sort_by_column (view, nth_column (view, 6), GTK_SORT_ASCENDING);
  jb_window_set_period (f.window, "year-2026");
  gtk_column_view_column_set_fixed_width (nth_column (view, 2), 333);
  gtk_window_close (GTK_WINDOW (f.window));
  f.window = NULL;
  while (g_main_context_iteration (NULL, FALSE))
    ;

  f.window = jb_window_new (f.application);
  gtk_window_present (GTK_WINDOW (f.window));
  view = jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_PURCHASE));
  ui_test_list (&f, JB_DIRECTION_PURCHASE);
  g_assert_cmpint (jb_invoice_list_get_query (ui_test_list (&f, JB_DIRECTION_PURCHASE))->order, ==, JB_ORDER_TOTAL);
  g_assert_false (jb_invoice_list_get_query (ui_test_list (&f, JB_DIRECTION_PURCHASE))->descending);
  g_assert_cmpint (jb_invoice_list_get_query (ui_test_list (&f, JB_DIRECTION_PURCHASE))->period.from, ==, 20260101);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (nth_column (view, 2)), ==, 333);
  g_assert_true (G_IS_SETTINGS (settings));
  ui_test_end (&f);
}

/* The row that is marked is the page that is shown, also while the cursor goes along the rows. */
static void
test_sidebar (void)
{
  UiTest f = { 0 };
  g_autoptr(GVariant) page = NULL;
  GtkWidget *home, *connections;

  begin (&f, 30);
  ui_test_go (&f, "home");
  home = ui_test_find (GTK_WIDGET (f.window), "home");
  connections = ui_test_find (GTK_WIDGET (f.window), "connections");
  g_assert_true (GTK_IS_LIST_BOX_ROW (home) && GTK_IS_LIST_BOX_ROW (connections));
  gtk_widget_grab_focus (home);
  while (!gtk_widget_has_focus (connections))
    g_assert_true (gtk_widget_child_focus (gtk_widget_get_parent (home), GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (connections)));
  page = g_action_group_get_action_state (G_ACTION_GROUP (f.window), "page");
  g_assert_cmpstr (g_variant_get_string (page, NULL), ==, "connections");
  ui_test_end (&f);
}

/* A narrow window shows the list or the details, never a squeezed both. */
static void
test_narrow (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;
  GtkColumnView *view;

  ui_test_prepare (&f);
  ui_test_fill_book (&f, 30);
  {
    g_autoptr(GSettings) settings = jb_settings_new ();

    g_settings_set_int (settings, "window-width", 420);
    g_settings_set_int (settings, "window-height", 700);
  }
  ui_test_show (&f);
  jb_window_set_period (f.window, "all");
  ui_test_go (&f, "sales");
  ui_test_list (&f, JB_DIRECTION_SALES);
  view = jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES));
  jb_test_wait_until (!gtk_column_view_column_get_visible (nth_column (view, 1)));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f.window)), <, 600);

  detail = detail_of (&f, JB_DIRECTION_SALES);
  gtk_selection_model_select_item (selection_of (&f, JB_DIRECTION_SALES), 2, TRUE);
  jb_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (detail)) && !gtk_widget_get_mapped (GTK_WIDGET (view)));
  gtk_widget_activate_action (GTK_WIDGET (detail), "detail.close", NULL);
  jb_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (view)) && !gtk_widget_get_mapped (GTK_WIDGET (detail)));
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/window/rows", test_rows);
  g_test_add_func ("/window/sorting", test_sorting);
  g_test_add_func ("/window/headers", test_headers);
  g_test_add_func ("/window/search", test_search);
  g_test_add_func ("/window/hostile-search", test_hostile_search);
  g_test_add_func ("/window/period", test_period);
  g_test_add_func ("/window/totals", test_totals);
  g_test_add_func ("/window/detail", test_detail);
  g_test_add_func ("/window/private-buyer", test_private_buyer);
  g_test_add_func ("/window/choice-stays", test_choice_stays);
  g_test_add_func ("/window/amended-link", test_amended_link);
  g_test_add_func ("/window/home", test_home);
  g_test_add_func ("/window/welcome", test_welcome);
  g_test_add_func ("/window/broken-book", test_broken_book);
  g_test_add_func ("/window/remembers", test_remembers);
  g_test_add_func ("/window/sidebar", test_sidebar);
  g_test_add_func ("/window/narrow", test_narrow);
  return g_test_run ();
}
