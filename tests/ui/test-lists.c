/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person does with a list: filters, several rows at once, copies, columns, marks of the search. */

#include "config.h"

#include "jb-filter-bar.h"
#include "jb-filter-button.h"
#include "jb-invoice-columns.h"
#include "jb-invoice-selection.h"
#include "jb-match.h"
#include "jb-numbers.h"
#include "jb-ui-test.h"

static void
begin (UiTest *f)
{
  ui_test_prepare (f);
  ui_test_fill_book (f, UI_TEST_INVOICES);
  ui_test_show (f);
  jb_window_set_period (f->window, "all");
  jb_test_wait_until (jb_window_is_settled (f->window));
  ui_test_go (f, "sales");
  ui_test_list (f, JB_DIRECTION_SALES);
}

static JbFilterButton *
filters_of (UiTest *f)
{
  return JB_FILTER_BUTTON (ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_FILTER_BUTTON));
}

static GtkWidget *
find_named (GtkWidget  *widget,
            const char *name)
{
  if (g_strcmp0 (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_chip (UiTest     *f,
           const char *key)
{
  return find_named (ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_FILTER_BAR), key);
}

/* Every row of the list, as the book tells it. (transfer full) */
static GPtrArray *
load_all (UiTest        *f,
          JbInvoiceList *list)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GError) error = NULL;
  GPtrArray *rows;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      gint64 id = jb_invoice_list_get_id (list, i);

      g_array_append_val (ids, id);
    }
  rows = jb_archive_load_rows (jb_session_get_archive (f->session), (gint64 *) (gpointer) ids->data, ids->len, &error);
  g_assert_no_error (error);
  return rows;
}

/* -- marks of amendments ---------------------------------------------------------------------------------------------- */

/* Looks whether every mark below @widget tells the truth of its row, and counts them by what they say. */
static void
check_amended (UiTest    *f,
               GtkWidget *widget,
               guint     *n_amended,
               guint     *n_amending)
{
  if (JB_IS_TEXT_CELL (widget) && jb_text_cell_get_icon (JB_TEXT_CELL (widget), JB_TEXT_CELL_BEFORE) != NULL)
    {
      JbInvoiceList *list = ui_test_list (f, JB_DIRECTION_SALES);
      const char *icon = jb_text_cell_get_icon (JB_TEXT_CELL (widget), JB_TEXT_CELL_AFTER);
      g_autofree char *says = jb_text_cell_describe_icons (JB_TEXT_CELL (widget));
      g_autoptr(JbInvoiceRow) row = NULL;
      JbInvoice *invoice;
      guint position;

      g_assert_true (jb_invoice_columns_find_row (widget, &position));
      row = g_list_model_get_item (G_LIST_MODEL (list), position);
      invoice = jb_invoice_row_get_invoice (row);
      g_assert_cmpint (icon != NULL, ==, invoice->is_amended || invoice->original_issue_id != NULL);
      if (icon == NULL)
        return;
      g_assert_cmpstr (icon, ==, "jb-amendment-symbolic");
      g_assert_nonnull (strstr (says, invoice->is_amended ? "\nAnother invoice amends this one." : "\nThis invoice amends another one."));
      *(invoice->is_amended ? n_amended : n_amending) += 1;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      check_amended (f, child, n_amended, n_amending);
}

static void
test_amended (void)
{
  UiTest f = { 0 };
  guint n_amended = 0, n_amending = 0;

  begin (&f);
  check_amended (&f, GTK_WIDGET (jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES))), &n_amended,
                 &n_amending);
  g_assert_cmpuint (n_amended, >, 0);
  g_assert_cmpuint (n_amending, >, 0);
  ui_test_end (&f);
}

/* -- what is drawn as selected ---------------------------------------------------------------------------------------- */

/* Looks whether each row below @widget is drawn as the selection says. */
static guint
check_drawn_selection (GtkWidget         *widget,
                       GtkSelectionModel *model)
{
  guint n = 0, position;

  if (JB_IS_TEXT_CELL (widget) && jb_invoice_columns_find_row (widget, &position))
    {
      GtkWidget *row = widget;

      while (g_strcmp0 (gtk_widget_get_css_name (row), "row") != 0)
        row = gtk_widget_get_parent (row);
      g_assert_cmpint ((gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) != 0, ==,
                       gtk_selection_model_is_selected (model, position));
      n++;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += check_drawn_selection (child, model);
  return n;
}

/* Another order puts other invoices into the rows: what was drawn as selected there is not any more. */
static void
test_drawn_selection (void)
{
  UiTest f = { 0 };
  GtkColumnView *view;
  GtkSelectionModel *model;
  g_autoptr(GtkColumnViewColumn) column = NULL;

  begin (&f);
  view = jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES));
  model = gtk_column_view_get_model (view);
  column = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  gtk_selection_model_select_item (model, 2, TRUE);
  gtk_selection_model_select_item (model, 5, FALSE);
  g_assert_cmpuint (check_drawn_selection (GTK_WIDGET (view), model), >, 0);

  gtk_column_view_sort_by_column (view, column, GTK_SORT_ASCENDING);
  jb_test_wait_until (!jb_invoice_list_is_loading (ui_test_list (&f, JB_DIRECTION_SALES)));
  g_assert_false (gtk_selection_model_is_selected (model, 2));
  g_assert_cmpuint (check_drawn_selection (GTK_WIDGET (view), model), >, 0);
  ui_test_end (&f);
}

/* -- filters -------------------------------------------------------------------------------------------------------- */

static void
press_delete (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Delete, 0, 0, &handled);
    }
  g_assert_true (handled);
}

static void
test_filters (void)
{
  UiTest f = { 0 };
  g_autoptr(JbInvoiceQuery) filters = jb_invoice_query_new ();
  g_autoptr(GPtrArray) rows = NULL;
  JbInvoiceList *list;

  begin (&f);
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  g_assert_false (gtk_widget_get_visible (ui_test_find_type (GTK_WIDGET (f.window), JB_TYPE_FILTER_BAR)));

  jb_invoice_query_set_code (&filters->kinds, 301, TRUE);
  jb_invoice_query_set_code (&filters->kinds, 201, TRUE);
  filters->total_from = -100000000;
  filters->total_to = 3000000;
  jb_filter_button_set_filters (filters_of (&f), filters, NULL);
  ui_test_list (&f, JB_DIRECTION_SALES);
  rows = load_all (&f, list);
  g_assert_cmpuint (rows->len, >, 0);
  g_assert_cmpuint (rows->len, <, 160);
  for (guint i = 0; i < rows->len; i++)
    {
      JbInvoice *invoice = g_ptr_array_index (rows, i);

      g_assert_true (invoice->kind == 301 || invoice->kind == 201);
      g_assert_cmpint (invoice->total, <=, 3000000);
    }
  jb_test_wait_until (ui_test_shows (&f, "Kind: Amended tax invoice"));
  g_assert_true (ui_test_shows (&f, "Total: -₩100,000,000 to ₩3,000,000"));

  /* One goes by a key, one by a click, and the list follows. */
  press_delete (find_chip (&f, "kind:201"));
  g_assert_null (find_chip (&f, "kind:201"));
  g_assert_cmpuint (jb_filter_button_get_filters (filters_of (&f))->kinds->len, ==, 1);
  g_signal_emit_by_name (find_chip (&f, "amount"), "clicked");
  ui_test_list (&f, JB_DIRECTION_SALES);
  g_assert_cmpint (jb_invoice_list_get_query (list)->total_to, ==, JB_AMOUNT_MAX);
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "clear-filters", NULL);
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 160);
  g_assert_false (gtk_widget_get_visible (ui_test_find_type (GTK_WIDGET (f.window), JB_TYPE_FILTER_BAR)));
  ui_test_end (&f);
}

/* The page says which conditions hide everything, and offers the way out. */
static void
test_nothing_fits (void)
{
  UiTest f = { 0 };
  g_autoptr(JbInvoiceQuery) filters = jb_invoice_query_new ();
  JbInvoiceList *list;

  begin (&f);
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  jb_invoice_query_set_code (&filters->kinds, 304, TRUE);
  jb_filter_button_set_filters (filters_of (&f), filters, NULL);
  jb_test_wait_until (ui_test_shows (&f, "Nothing Fits the Filters"));
  g_assert_true (ui_test_shows (&f, "No invoice of this period fits the filters.\nKind: Exempt import invoice"));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "clear-filters", NULL);
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 160);
  ui_test_end (&f);
}

static void
test_only_counterparty (void)
{
  UiTest f = { 0 };
  JbInvoicePage *page;
  JbInvoiceList *list;
  g_autoptr(GPtrArray) rows = NULL;
  const char *wanted;

  begin (&f);
  page = jb_window_get_page (f.window, JB_DIRECTION_SALES);
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  rows = load_all (&f, list);
  wanted = jb_invoice_get_counterparty (g_ptr_array_index (rows, 7))->registration;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (gtk_column_view_get_model (jb_invoice_page_get_view (page))), 7, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (page), "invoices.only-counterparty", NULL);
  ui_test_list (&f, JB_DIRECTION_SALES);
  g_assert_cmpstr (jb_invoice_list_get_query (list)->counterparty, ==, wanted);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), >, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), <, 160);
  g_assert_nonnull (find_chip (&f, "counterparty"));
  ui_test_end (&f);
}

/* -- filters as values ---------------------------------------------------------------------------------------------- */

static void
test_filter_words (void)
{
  g_autoptr(JbInvoiceQuery) filters = jb_invoice_query_new ();
  g_autoptr(JbInvoiceQuery) again = NULL;
  g_autoptr(JbInvoiceQuery) nothing = jb_invoice_query_new ();
  g_autoptr(JbInvoiceQuery) hostile = NULL;
  g_autoptr(GVariant) written = NULL;
  g_autoptr(GVariant) strange = NULL;

  g_assert_true (jb_list_filter_is_empty (filters));
  jb_invoice_query_set_code (&filters->kinds, 101, TRUE);
  jb_invoice_query_set_code (&filters->statuses, JB_STATUS_UNKNOWN, TRUE);
  jb_invoice_query_set_code (&filters->nts_statuses, JB_NTS_FAILED, TRUE);
  jb_invoice_query_set_code (&filters->verdicts, JB_VERDICT_ALTERED, TRUE);
  filters->originals = JB_ORIGINALS_MISSING;
  filters->total_from = -5;
  filters->total_to = 0;
  filters->counterparty = g_strdup ("0001234013");
  written = g_variant_ref_sink (jb_list_filter_write (filters));
  again = jb_list_filter_read (written);
  g_assert_true (jb_list_filter_equal (filters, again));

  /* The number of a person stays in the book. */
  g_free (filters->counterparty);
  filters->counterparty = g_strdup ("9001011234567");
  g_clear_pointer (&written, g_variant_unref);
  written = g_variant_ref_sink (jb_list_filter_write (filters));
  g_assert_false (g_variant_lookup (written, "counterparty", "s", NULL));

  strange = g_variant_ref_sink (g_variant_new_parsed ("{'kind': <'x'>, 'original': <7>, 'counterparty': <'no number'>, 'to': <true>}"));
  hostile = jb_list_filter_read (strange);
  g_assert_true (jb_list_filter_is_empty (hostile));
  g_assert_false (jb_list_filter_remove (hostile, "kind:101"));
  g_assert_false (jb_list_filter_remove (hostile, "nonsense"));
  g_assert_false (jb_list_filter_remove (hostile, "amount"));
  g_assert_true (jb_list_filter_equal (hostile, nothing));
}

static GtkWidget *
find_by_placeholder (GtkWidget  *widget,
                     const char *placeholder)
{
  if (GTK_IS_ENTRY (widget) && g_strcmp0 (gtk_entry_get_placeholder_text (GTK_ENTRY (widget)), placeholder) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_by_placeholder (child, placeholder);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_by_tooltip (GtkWidget  *widget,
                 const char *tooltip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_by_tooltip (child, tooltip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* By the panel alone: an amount is typed, saved under a name, cleared, chosen, renamed, deleted. */
static void
test_saved (void)
{
  UiTest f = { 0 };
  GtkWidget *panel, *name;

  begin (&f);
  panel = GTK_WIDGET (filters_of (&f));
  name = find_by_placeholder (panel, "Name for these filters");
  gtk_editable_set_text (GTK_EDITABLE (find_by_placeholder (panel, "At least")), "1,000,000");
  g_assert_cmpint (jb_filter_button_get_filters (filters_of (&f))->total_from, ==, 1000000);
  gtk_editable_set_text (GTK_EDITABLE (find_by_placeholder (panel, "At most")), "no amount");
  g_assert_true (gtk_widget_has_css_class (find_by_placeholder (panel, "At most"), "error"));
  gtk_editable_set_text (GTK_EDITABLE (find_by_placeholder (panel, "At most")), "");

  gtk_editable_set_text (GTK_EDITABLE (name), "큰 금액");
  g_signal_emit_by_name (name, "activate");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "");
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "clear-filters", NULL);
  g_assert_cmpint (jb_filter_button_get_filters (filters_of (&f))->total_from, ==, JB_AMOUNT_MIN);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_by_placeholder (panel, "At least"))), ==, "");

  g_signal_emit_by_name (find_by_tooltip (panel, "큰 금액"), "clicked");
  g_assert_cmpint (jb_filter_button_get_filters (filters_of (&f))->total_from, ==, 1000000);
  g_signal_emit_by_name (find_by_tooltip (panel, "Rename “큰 금액”"), "clicked");
  gtk_editable_set_text (GTK_EDITABLE (name), "백만 이상");
  g_signal_emit_by_name (name, "activate");
  g_assert_null (find_by_tooltip (panel, "큰 금액"));
  g_signal_emit_by_name (find_by_tooltip (panel, "Delete “백만 이상”"), "clicked");
  g_assert_null (find_by_tooltip (panel, "백만 이상"));
  ui_test_end (&f);
}

/* -- several rows --------------------------------------------------------------------------------------------------- */

static void
test_selection (void)
{
  UiTest f = { 0 };
  JbInvoiceList *list;
  GtkSelectionModel *model;
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree char *total = NULL;
  g_autofree char *shown = NULL;
  gint64 kept;
  guint position;

  begin (&f);
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  model = gtk_column_view_get_model (jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES)));
  rows = load_all (&f, list);
  gtk_selection_model_select_range (model, 2, 3, TRUE);
  jb_test_wait_until (ui_test_shows (&f, "3 selected"));
  total = jb_won_format (((JbInvoice *) g_ptr_array_index (rows, 2))->total + ((JbInvoice *) g_ptr_array_index (rows, 3))->total +
                         ((JbInvoice *) g_ptr_array_index (rows, 4))->total);
  shown = *total == '-' ? g_strconcat ("-₩", total + 1, NULL) : g_strconcat ("₩", total, NULL);
  g_assert_true (ui_test_shows (&f, shown));

  /* Kept by id, wherever another order puts them. */
  kept = jb_invoice_list_get_id (list, 3);
  gtk_column_view_sort_by_column (jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES)), NULL,
                                  GTK_SORT_ASCENDING);
  jb_window_set_period (f.window, "last-12-months");
  ui_test_list (&f, JB_DIRECTION_SALES);
  g_assert_true (jb_invoice_list_find (list, kept, &position));
  g_assert_true (gtk_selection_model_is_selected (model, position));

  /* All is a state; one less is written down. */
  jb_window_set_period (f.window, "all");
  ui_test_list (&f, JB_DIRECTION_SALES);
  gtk_selection_model_select_all (model);
  jb_test_wait_until (ui_test_shows (&f, "160 selected"));
  g_assert_true (jb_invoice_selection_is_all (JB_INVOICE_SELECTION (model)));
  gtk_selection_model_unselect_item (model, 10);
  jb_test_wait_until (ui_test_shows (&f, "159 selected"));
  g_assert_false (gtk_selection_model_is_selected (model, 10));
  gtk_selection_model_select_item (model, 0, TRUE);
  jb_test_wait_until (!ui_test_shows (&f, "159 selected") && !ui_test_shows (&f, "1 selected"));
  gtk_selection_model_unselect_all (model);
  g_assert_false (gtk_selection_model_is_selected (model, 0));
  ui_test_end (&f);
}

static void
read_text_cb (GObject      *clipboard,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, &error);
  g_assert_no_error (error);
}

static char *
copy (UiTest     *f,
      const char *action)
{
  GtkWidget *page = GTK_WIDGET (jb_window_get_page (f->window, JB_DIRECTION_SALES));
  GdkClipboard *clipboard = gtk_widget_get_clipboard (page);
  char *text = NULL;

  gdk_clipboard_set_content (clipboard, NULL);
  gtk_widget_activate_action (page, action, NULL);
  jb_test_wait_until (gdk_clipboard_get_content (clipboard) != NULL);
  gdk_clipboard_read_text_async (clipboard, NULL, read_text_cb, &text);
  jb_test_wait_until (text != NULL);
  return text;
}

static void
test_copy (void)
{
  UiTest f = { 0 };
  GtkSelectionModel *model;
  JbInvoiceList *list;
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree char *text = NULL;
  g_autofree char *titled = NULL;
  g_autofree char *total = NULL;
  g_auto(GStrv) lines = NULL;
  g_auto(GStrv) cells = NULL;

  begin (&f);
  list = ui_test_list (&f, JB_DIRECTION_SALES);
  rows = load_all (&f, list);
  model = gtk_column_view_get_model (jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES)));
  gtk_selection_model_select_all (model);
  text = copy (&f, "invoices.copy");
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 161);
  g_assert_cmpstr (lines[160], ==, "");
  cells = g_strsplit (lines[0], "\t", -1);
  g_assert_cmpuint (g_strv_length (cells), ==, 8);
  total = g_strdup_printf ("%" G_GINT64_FORMAT, ((JbInvoice *) g_ptr_array_index (rows, 0))->total);
  g_assert_cmpstr (cells[6], ==, total);

  gtk_selection_model_select_item (model, 0, TRUE);
  titled = copy (&f, "invoices.copy-titles");
  g_assert_true (g_str_has_prefix (titled, "Written\tKind\tCounterparty\tItems\tSupply\tTax\tTotal\tState\n"));
  g_assert_true (g_str_has_suffix (titled, lines[0]) || g_str_has_prefix (strchr (titled, '\n') + 1, lines[0]));
  ui_test_end (&f);
}

/* What came from outside must not run in a spreadsheet, nor break its lines. */
static void
test_copy_cells (void)
{
  static const char * const names[][2] = {
    { "=HYPERLINK(1)", "'=HYPERLINK(1)" },
    { "+82-2", "'+82-2" },
    { "-1+1", "'-1+1" },
    { "@sum", "'@sum" },
    { "\t=1+1", "'=1+1" },
    { "가온\t문구\n상사", "가온 문구 상사" },
    { "가온문구", "가온문구" },
  };
  JbInvoiceLook *look = jb_invoice_look_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(JbInvoice) invoice = jb_invoice_new ();
      g_autofree char *name = NULL;
      g_autofree char *total = NULL;

      invoice->direction = JB_DIRECTION_SALES;
      invoice->total = -1234567;
      invoice->buyer = ui_test_party ("0010000205", names[i][0]);
      name = jb_invoice_columns_copy (jb_invoice_columns_by_id ("counterparty"), look, invoice);
      total = jb_invoice_columns_copy (jb_invoice_columns_by_id ("total"), look, invoice);
      g_assert_cmpstr (name, ==, names[i][1]);
      g_assert_cmpstr (total, ==, "-1234567");
    }
  jb_invoice_look_free (look);
}

/* -- columns -------------------------------------------------------------------------------------------------------- */

static char *
titles_of (UiTest *f)
{
  GtkColumnView *view = jb_invoice_page_get_view (jb_window_get_page (f->window, JB_DIRECTION_SALES));
  GListModel *columns = gtk_column_view_get_columns (view);
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_string_append_printf (titles, "%s%s", i > 0 ? "," : "", gtk_column_view_column_get_title (column));
    }
  return g_string_free (titles, FALSE);
}

static void
assert_titles (UiTest     *f,
               const char *expected)
{
  g_autofree char *titles = titles_of (f);

  g_assert_cmpstr (titles, ==, expected);
}

static void
test_columns (void)
{
  static const char * const wanted[] = { "total", "nonsense", "issue-id", "counterparty", "total", NULL };
  UiTest f = { 0 };
  GSettings *settings;
  GtkColumnView *view;
  g_autoptr(GtkColumnViewColumn) last = NULL;
  g_auto(GStrv) saved = NULL;

  begin (&f);
  settings = jb_application_get_settings (f.application);
  view = jb_invoice_page_get_view (jb_window_get_page (f.window, JB_DIRECTION_SALES));
  g_settings_set_strv (settings, "columns", wanted);
  assert_titles (&f, "Total,Issue ID,Counterparty");

  /* As if it had been drawn to the front. */
  last = g_list_model_get_item (gtk_column_view_get_columns (view), 2);
  gtk_column_view_insert_column (view, 0, last);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  saved = g_settings_get_strv (settings, "columns");
  g_assert_cmpstr (saved[0], ==, "counterparty");
  g_assert_cmpstr (saved[1], ==, "total");
  g_assert_cmpstr (saved[2], ==, "issue-id");
  g_assert_null (saved[3]);
  assert_titles (&f, "Counterparty,Total,Issue ID");

  /* Of one company only, and nothing else chosen: the list is not without columns. */
  g_settings_set_strv (settings, "columns", (const char * const []) { "company", NULL });
  assert_titles (&f, "Written");

  g_settings_reset (settings, "columns");
  assert_titles (&f, "Written,Kind,Counterparty,Items,Supply,Tax,Total,State");
  ui_test_end (&f);
}

/* Whose invoice it is, is said where several companies are shown together. */
static void
test_company_column (void)
{
  UiTest f = { 0 };
  gint64 second;

  begin (&f);
  second = ui_test_connect_as (jb_session_get_archive (f.session), "demo", "0010000205", "새봄유통");
  ui_test_merge_for (jb_session_get_archive (f.session), second, "0010000205", "새봄유통", 1000, 20);
  jb_test_wait_until (ui_test_shows (&f, "Company") && ui_test_shows (&f, "새봄유통"));
  assert_titles (&f, "Written,Kind,Counterparty,Items,Supply,Tax,Total,State,Company");
  ui_test_end (&f);
}

/* -- marks ---------------------------------------------------------------------------------------------------------- */

static void
assert_marks (const char *text,
              const char *search,
              gboolean    whole,
              const char *expected)
{
  g_auto(GStrv) words = jb_match_split (search);
  PangoAttrList *marks = words != NULL ? jb_match_mark (text, (const char * const *) words, whole) : NULL;
  g_autoptr(GString) found = g_string_new (NULL);

  if (marks != NULL)
    {
      GSList *all = pango_attr_list_get_attributes (marks);

      for (GSList *l = all; l != NULL; l = l->next)
        {
          PangoAttribute *attribute = l->data;

          if (attribute->klass->type == PANGO_ATTR_BACKGROUND)
            g_string_append_printf (found, "[%.*s]", (int) (attribute->end_index - attribute->start_index),
                                    text + attribute->start_index);
        }
      g_slist_free_full (all, (GDestroyNotify) pango_attribute_destroy);
      pango_attr_list_unref (marks);
    }
  g_test_message ("“%s” in “%s”", search, text);
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_marks (void)
{
  g_autofree char *many = g_strnfill (10000, 'x');

  assert_marks ("주식회사 삼성상사", "삼성", FALSE, "[삼성]");
  assert_marks ("주식회사 삼성 상사", "ㅅㅅ", FALSE, "[삼성][상사]");
  assert_marks ("주식회사 삼성상사", "삼성 주식", FALSE, "[주식][삼성]");
  assert_marks ("Gaon Systems", "SYSTEM", FALSE, "[System]");
  assert_marks ("000-12-34013", "0001234", FALSE, "[000-12-34]");
  assert_marks ("1,200,000", "1200000", TRUE, "[1,200,000]");
  assert_marks ("1,200,000", "1200", TRUE, "");
  assert_marks ("가온문구", "다솔", FALSE, "");
  assert_marks ("가온문구", "   ", FALSE, "");
  assert_marks ("가온문구", "\xE1\x84\x80\xE1\x85\xA1\xE1\x84\x8B\xE1\x85\xA9\xE1\x86\xAB", FALSE, "[가온]");
  assert_marks ("", "가", FALSE, "");
  assert_marks ("a-b", "-", FALSE, "");
  assert_marks (many, many, FALSE, "");
}

/* The cells show it, also those of rows that were there before. */
static void
test_marked_cells (void)
{
  UiTest f = { 0 };
  GtkWidget *entry;

  begin (&f);
  jb_test_wait_until (ui_test_shows (&f, "다솔상사"));
  entry = ui_test_find_type (GTK_WIDGET (f.window), GTK_TYPE_SEARCH_ENTRY);
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "다솔");
  jb_test_wait_until (ui_test_shows (&f, "다솔상사") && !ui_test_shows (&f, "가람시스템") &&
                      jb_text_cell_get_attributes (JB_TEXT_CELL (ui_test_find_text (GTK_WIDGET (f.window), "다솔상사"))) != NULL);
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "clear-search", NULL);
  jb_test_wait_until (ui_test_shows (&f, "가람시스템"));
  g_assert_null (jb_text_cell_get_attributes (JB_TEXT_CELL (ui_test_find_text (GTK_WIDGET (f.window), "다솔상사"))));
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  /* No keyring of whoever runs the test. */
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/lists/amended", test_amended);
  g_test_add_func ("/lists/drawn-selection", test_drawn_selection);
  g_test_add_func ("/lists/marks", test_marks);
  g_test_add_func ("/lists/filter-words", test_filter_words);
  g_test_add_func ("/lists/copy-cells", test_copy_cells);
  g_test_add_func ("/lists/filters", test_filters);
  g_test_add_func ("/lists/nothing-fits", test_nothing_fits);
  g_test_add_func ("/lists/only-counterparty", test_only_counterparty);
  g_test_add_func ("/lists/saved", test_saved);
  g_test_add_func ("/lists/selection", test_selection);
  g_test_add_func ("/lists/copy", test_copy);
  g_test_add_func ("/lists/columns", test_columns);
  g_test_add_func ("/lists/company-column", test_company_column);
  g_test_add_func ("/lists/marked-cells", test_marked_cells);
  return g_test_run ();
}
