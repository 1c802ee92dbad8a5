/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The form in the window: what is shown, zoom, fields and copying, the window of its own, PDF by the batch and by GTK's printing,
 * how fast the first page is there. */

#include "config.h"

#include "jb-file-name.h"
#include "jb-form-copies.h"
#include "jb-form-pane.h"
#include "jb-form-print.h"
#include "jb-form-save.h"
#include "jb-form-window.h"
#include "jb-invoice-detail.h"
#include "jb-numbers.h"
#include "jb-text.h"
#include "jb-ui-test.h"

static JbInvoicePage *
page_of (UiTest      *f,
         JbDirection  direction)
{
  return jb_window_get_page (f->window, direction);
}

static JbInvoiceDetail *
detail_of (UiTest      *f,
           JbDirection  direction)
{
  return JB_INVOICE_DETAIL (ui_test_find_type (GTK_WIDGET (page_of (f, direction)), JB_TYPE_INVOICE_DETAIL));
}

static JbFormView *
view_in (GtkWidget *widget)
{
  return JB_FORM_VIEW (ui_test_find_type (widget, JB_TYPE_FORM_VIEW));
}

static JbFormPane *
pane_in (GtkWidget *widget)
{
  return JB_FORM_PANE (ui_test_find_type (widget, JB_TYPE_FORM_PANE));
}

static void
begin (UiTest *f)
{
  ui_test_prepare (f);
  ui_test_fill_book (f, UI_TEST_INVOICES);
  ui_test_show (f);
  jb_test_wait_until (jb_window_is_settled (f->window));
  jb_window_set_period (f->window, "all");
}

/* Activates a row of the list and waits until its form is there. */
static JbFormView *
activate (UiTest      *f,
          JbDirection  direction,
          guint        position)
{
  GtkColumnView *view = jb_invoice_page_get_view (page_of (f, direction));
  JbFormView *form;

  ui_test_go (f, direction == JB_DIRECTION_SALES ? "sales" : "purchases");
  ui_test_list (f, direction);
  gtk_selection_model_select_item (gtk_column_view_get_model (view), position, TRUE);
  g_signal_emit_by_name (view, "activate", position);
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail_of (f, direction)) != NULL);
  form = view_in (GTK_WIDGET (detail_of (f, direction)));
  jb_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (form)) && gtk_widget_get_width (GTK_WIDGET (form)) > 0);
  g_assert_nonnull (jb_form_view_get_form (form));
  return form;
}

static const char *
text_of (JbForm     *form,
         const char *name)
{
  for (guint page = 0; page < jb_form_get_n_pages (form); page++)
    {
      GPtrArray *fields = jb_form_get_fields (form, page);

      for (guint i = 0; i < fields->len; i++)
        if (g_str_equal (((JbFormField *) g_ptr_array_index (fields, i))->name, name))
          return ((JbFormField *) g_ptr_array_index (fields, i))->text;
    }
  return NULL;
}

/* -- showing -------------------------------------------------------------------------------------------------------- */

static void
test_show (void)
{
  UiTest f = { 0 };
  JbFormView *view;
  JbInvoice *invoice;
  g_autofree char *amount = NULL;
  g_autofree char *which = NULL;

  begin (&f);
  view = activate (&f, JB_DIRECTION_SALES, 1);
  invoice = jb_invoice_detail_get_invoice (detail_of (&f, JB_DIRECTION_SALES));
  amount = jb_won_format (invoice->total);
  g_assert_cmpint (jb_form_get_copy (jb_form_view_get_form (view)), ==, JB_FORM_COPY_SUPPLIER);
  g_assert_cmpstr (text_of (jb_form_view_get_form (view), "합계금액"), ==, amount);
  g_assert_cmpstr (text_of (jb_form_view_get_form (view), "공급받는자 상호"), ==, invoice->buyer->name);

  view = activate (&f, JB_DIRECTION_PURCHASE, 1);
  g_assert_cmpint (jb_form_get_copy (jb_form_view_get_form (view)), ==, JB_FORM_COPY_BUYER);
  gtk_widget_activate_action (GTK_WIDGET (view), "form.show", "s", "supplier");
  g_assert_cmpint (jb_form_get_copy (jb_form_view_get_form (view)), ==, JB_FORM_COPY_SUPPLIER);
  g_object_get (pane_in (GTK_WIDGET (detail_of (&f, JB_DIRECTION_PURCHASE))), "show", &which, NULL);
  g_assert_cmpstr (which, ==, "supplier");
  ui_test_end (&f);
}

static GtkWidget *
find_action (GtkWidget  *root,
             const char *action)
{
  if (GTK_IS_ACTIONABLE (root) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (root)), action) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_action (child, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What was found of the original stands under the form in a word, and the word leads to the details. */
static void
test_verdict (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;
  GtkWidget *pane, *verdict, *window;
  JbInvoice *invoice;

  begin (&f);
  activate (&f, JB_DIRECTION_SALES, 1);
  detail = detail_of (&f, JB_DIRECTION_SALES);
  invoice = jb_invoice_detail_get_invoice (detail);
  pane = GTK_WIDGET (pane_in (GTK_WIDGET (detail)));
  verdict = find_action (pane, "detail.show-verdict");
  g_assert_true (gtk_widget_get_mapped (verdict));
  g_assert_nonnull (ui_test_find_text (verdict, jb_text_original_word (invoice->has_original, invoice->verdict)));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (verdict), ==, jb_text_original_says (invoice->has_original, invoice->verdict));
  g_assert_cmpint (gtk_widget_get_mapped (find_action (pane, "detail.save-original")), ==, invoice->has_original);
  g_assert_true (gtk_widget_is_sensitive (find_action (pane, "detail.save-original")));

  g_assert_true (gtk_widget_activate (verdict));
  jb_test_wait_until (!gtk_widget_get_mapped (pane));
  g_assert_nonnull (ui_test_find_text (GTK_WIDGET (detail), jb_text_original_says (invoice->has_original, invoice->verdict)));

  /* The paper alone. */
  jb_invoice_detail_open_form (detail);
  window = ui_test_toplevel (JB_TYPE_FORM_WINDOW);
  verdict = find_action (window, "detail.show-verdict");
  jb_test_wait_until (gtk_widget_get_mapped (window));
  g_assert_false (gtk_widget_get_mapped (verdict));
  gtk_window_destroy (GTK_WINDOW (window));
  ui_test_end (&f);
}

/* Whoever looks at the details finds them again, on both pages and after a new start. */
static void
test_choice (void)
{
  UiTest f = { 0 };
  g_autoptr(GSettings) settings = NULL;
  g_autofree char *kept = NULL;
  JbFormView *view;

  begin (&f);
  settings = jb_settings_new ();
  view = activate (&f, JB_DIRECTION_SALES, 1);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (view)));
  ui_test_show_values (GTK_WIDGET (page_of (&f, JB_DIRECTION_SALES)));
  ui_test_go (&f, "purchases");
  ui_test_list (&f, JB_DIRECTION_PURCHASE);
  gtk_selection_model_select_item (gtk_column_view_get_model (jb_invoice_page_get_view (page_of (&f, JB_DIRECTION_PURCHASE))), 1, TRUE);
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail_of (&f, JB_DIRECTION_PURCHASE)) != NULL);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (view_in (GTK_WIDGET (detail_of (&f, JB_DIRECTION_PURCHASE))))));

  /* Closing the window takes the pages apart, which is no choice. */
  ui_test_reopen (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  kept = g_settings_get_string (settings, "detail-view");
  g_assert_cmpstr (kept, ==, "details");
  jb_window_set_period (f.window, "all");
  ui_test_go (&f, "sales");
  ui_test_list (&f, JB_DIRECTION_SALES);
  gtk_selection_model_select_item (gtk_column_view_get_model (jb_invoice_page_get_view (page_of (&f, JB_DIRECTION_SALES))), 1, TRUE);
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail_of (&f, JB_DIRECTION_SALES)) != NULL);
  view = view_in (GTK_WIDGET (detail_of (&f, JB_DIRECTION_SALES)));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (view)));

  g_settings_set_string (settings, "detail-view", "form");
  jb_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (view)));
  ui_test_end (&f);
}

/* The details say where an invoice came from, files in a word, too. */
static void
test_came_from (void)
{
  UiTest f = { 0 };
  g_autofree char *both = jb_text_services ("file smartbill");
  g_autofree char *nothing = jb_text_services (NULL);
  GtkWidget *detail;

  g_assert_cmpstr (both, ==, "File, SmartBill");
  g_assert_null (nothing);
  begin (&f);
  activate (&f, JB_DIRECTION_SALES, 1);
  detail = GTK_WIDGET (detail_of (&f, JB_DIRECTION_SALES));
  g_assert_cmpstr (jb_invoice_detail_get_invoice (JB_INVOICE_DETAIL (detail))->services, ==, "smartbill");
  ui_test_show_values (detail);
  jb_test_wait_until (ui_test_find_text (detail, "Came from") != NULL);
  g_assert_nonnull (ui_test_find_text (detail, "SmartBill"));
  ui_test_end (&f);
}

static void
test_zoom (void)
{
  UiTest f = { 0 };
  JbFormView *view;
  double fit;
  int width;

  begin (&f);
  view = activate (&f, JB_DIRECTION_SALES, 1);
  fit = jb_form_view_get_scale (view);
  width = gtk_widget_get_width (GTK_WIDGET (view));
  g_assert_cmpfloat (jb_form_view_get_zoom (view), ==, 0);
  g_assert_cmpfloat (fit, >, 0.25);

  gtk_widget_activate_action (GTK_WIDGET (view), "form.zoom-in", NULL);
  g_assert_cmpfloat (jb_form_view_get_zoom (view), >, fit);
  for (int i = 0; i < 30; i++)
    gtk_widget_activate_action (GTK_WIDGET (view), "form.zoom-in", NULL);
  g_assert_cmpfloat (jb_form_view_get_zoom (view), ==, 5);
  jb_test_wait_until (gtk_widget_get_width (GTK_WIDGET (view)) > width);
  for (int i = 0; i < 60; i++)
    gtk_widget_activate_action (GTK_WIDGET (view), "form.zoom-out", NULL);
  g_assert_cmpfloat (jb_form_view_get_zoom (view), ==, 0.25);
  gtk_widget_activate_action (GTK_WIDGET (view), "form.zoom-fit", NULL);
  jb_test_wait_until (gtk_widget_get_width (GTK_WIDGET (view)) == width);
  g_assert_cmpfloat (jb_form_view_get_scale (view), ==, fit);
  ui_test_end (&f);
}

/* -- fields --------------------------------------------------------------------------------------------------------- */

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

static char *
read_clipboard (GtkWidget *widget)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, read_cb, &text);
  jb_test_wait_until (text != NULL);
  return text;
}

static void
test_fields (void)
{
  UiTest f = { 0 };
  JbFormView *view;
  GPtrArray *fields;
  g_autofree char *copied = NULL;
  g_autofree char *all = NULL;

  begin (&f);
  view = activate (&f, JB_DIRECTION_SALES, 1);
  fields = jb_form_get_fields (jb_form_view_get_form (view), 0);
  g_assert_null (jb_form_view_get_field (view));
  g_assert_false (jb_form_view_copy (view));

  /* One after the other, and neither end is left. */
  for (guint i = 0; i < fields->len; i++)
    {
      jb_form_view_move (view, 1);
      g_assert_true (jb_form_view_get_field (view) == g_ptr_array_index (fields, i));
    }
  jb_form_view_move (view, 1);
  g_assert_true (jb_form_view_get_field (view) == g_ptr_array_index (fields, fields->len - 1));
  for (guint i = 0; i < fields->len + 3; i++)
    jb_form_view_move (view, -1);
  g_assert_cmpstr (jb_form_view_get_field (view)->name, ==, "승인번호");

  gtk_widget_activate_action (GTK_WIDGET (view), "form.copy", NULL);
  copied = read_clipboard (GTK_WIDGET (view));
  g_assert_cmpstr (copied, ==, text_of (jb_form_view_get_form (view), "승인번호"));
  gtk_widget_activate_action (GTK_WIDGET (view), "form.copy-all", NULL);
  all = read_clipboard (GTK_WIDGET (view));
  g_assert_nonnull (strstr (all, "공급자 상호: 가온문구\n"));
  ui_test_end (&f);
}

/* What a screen reader is told. */
static void
test_accessible (void)
{
  UiTest f = { 0 };
  JbFormView *view;
  g_autofree char *wrong = NULL;
  g_autofree char *text = NULL;

  begin (&f);
  view = activate (&f, JB_DIRECTION_SALES, 1);
  text = jb_form_describe (jb_form_view_get_form (view));
  wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                              jb_form_get_title (jb_form_view_get_form (view)), NULL);
  g_assert_null (wrong);
  wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, NULL);
  g_assert_null (wrong);
  jb_form_view_move (view, 1);
  jb_form_view_move (view, 1);
  wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                              "공급자 등록번호: 000-12-34013", NULL);
  g_assert_null (wrong);
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (view)));
  ui_test_end (&f);
}

/* The buyer's resident number is nowhere on the form, and so in no copy of it. */
static void
test_private (void)
{
  UiTest f = { 0 };
  JbFormView *view;
  g_autofree char *text = NULL;

  begin (&f);
  view = activate (&f, JB_DIRECTION_SALES, 2);
  text = jb_form_describe (jb_form_view_get_form (view));
  g_assert_nonnull (strstr (text, "공급받는자 등록번호: 900101-1******"));
  g_assert_null (strstr (text, "1234567"));
  ui_test_end (&f);
}

/* -- its own window ------------------------------------------------------------------------------------------------- */

static GtkWindow *
find_form_window (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (JB_IS_FORM_WINDOW (at->data))
      return at->data;
  return NULL;
}

static void
test_window (void)
{
  UiTest f = { 0 };
  JbFormView *view;
  GtkWindow *window;

  begin (&f);
  view = activate (&f, JB_DIRECTION_SALES, 1);
  g_assert_null (find_form_window ());

  /* The row again: its form is there, so it opens in a window. */
  activate (&f, JB_DIRECTION_SALES, 1);
  window = find_form_window ();
  g_assert_nonnull (window);
  jb_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  g_assert_cmpstr (gtk_window_get_title (window), ==, jb_form_get_title (jb_form_view_get_form (view)));
  g_assert_true (jb_form_view_get_form (view_in (GTK_WIDGET (window))) != NULL);
  gtk_window_close (window);
  jb_test_wait_until (find_form_window () == NULL);

  g_signal_emit_by_name (view, "open");
  g_assert_nonnull (find_form_window ());
  gtk_window_destroy (find_form_window ());

  /* A window with the form does not keep the program, nor outlive its parent. */
  gtk_widget_activate_action (GTK_WIDGET (page_of (&f, JB_DIRECTION_SALES)), "invoices.open-form", NULL);
  jb_test_wait_until (find_form_window () != NULL);
  gtk_window_destroy (GTK_WINDOW (f.window));
  f.window = NULL;
  jb_test_wait_until (find_form_window () == NULL);
  ui_test_end (&f);
}

/* -- files ---------------------------------------------------------------------------------------------------------- */

static GArray *
list_sales (UiTest *f)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;

  query->direction = JB_DIRECTION_SALES;
  jb_archive_load_map_async (jb_session_get_archive (f->session), query, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  map = jb_archive_load_map_finish (jb_session_get_archive (f->session), result, &error);
  g_assert_no_error (error);
  return jb_invoice_map_list_ids (map);
}

static char *
run_tool (const char *tool,
          const char *path)
{
  const char *argv[] = { tool, path, g_str_equal (tool, "pdftotext") ? "-" : NULL, NULL };
  g_autoptr(GError) error = NULL;
  char *out = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return out;
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Several of a list, each into a file of its own, then again: nothing is replaced. */
static void
test_many_files (void)
{
  UiTest f = { 0 };
  g_autoptr(GArray) ids = NULL;
  g_autofree char *folder = NULL;

  begin (&f);
  ids = list_sales (&f);
  g_array_set_size (ids, 8);
  folder = g_build_filename (f.folder, "pdf", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint round = 1; round <= 2; round++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autofree char *sentence = NULL;

      jb_form_save_to_async (GTK_WINDOW (f.window), jb_session_get_archive (f.session), ids, JB_FORM_COPY_OWN, FALSE, folder,
                             jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      sentence = jb_form_save_finish (result);
      g_assert_cmpstr (sentence, ==, "8 invoices were saved as PDF.");
      g_assert_cmpuint (count_files (folder), ==, 8 * round);
    }
  ui_test_end (&f);
}

/* One file through GTK's printing, both copies. */
static void
test_print (void)
{
  UiTest f = { 0 };
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *path = NULL, *sentence = NULL, *text = NULL, *info = NULL, *sheets = NULL;

  begin (&f);
  ids = list_sales (&f);
  g_array_set_size (ids, 3);
  path = g_build_filename (f.folder, "printed.pdf", NULL);
  jb_form_export_async (GTK_WINDOW (f.window), jb_session_get_archive (f.session), ids,
                        JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER, path, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  sentence = jb_form_print_finish (result);
  g_assert_null (sentence);
  text = run_tool ("pdftotext", path);
  g_assert_nonnull (strstr (text, "공급자 보관용"));
  g_assert_nonnull (strstr (text, "공급받는자 보관용"));
  g_assert_nonnull (strstr (text, "가람시스템"));
  info = run_tool ("pdfinfo", path);
  g_assert_nonnull (strstr (info, "Pages:           6\n"));
  g_assert_nonnull (strstr (info, "(A4)"));

  /* A sheet each. */
  g_clear_object (&result);
  jb_form_export_async (GTK_WINDOW (f.window), jb_session_get_archive (f.session), ids,
                        JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER | JB_FORM_COPY_SHEET, path, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_form_print_finish (result));
  sheets = run_tool ("pdfinfo", path);
  g_assert_nonnull (strstr (sheets, "Pages:           3\n"));
  g_clear_pointer (&text, g_free);
  text = run_tool ("pdftotext", path);
  *strchr (text, '\f') = '\0';   /* the first page */
  g_assert_nonnull (strstr (text, "공급자 보관용"));
  g_assert_nonnull (strstr (text, "공급받는자 보관용"));
  ui_test_end (&f);
}

static void
test_print_nowhere (void)
{
  UiTest f = { 0 };
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *sentence = NULL;

  begin (&f);
  ids = list_sales (&f);
  g_array_set_size (ids, 1);
  jb_form_export_async (GTK_WINDOW (f.window), jb_session_get_archive (f.session), ids, JB_FORM_COPY_OWN,
                        "/nonexistent/printed.pdf", jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  sentence = jb_form_print_finish (result);
  g_assert_nonnull (sentence);
  ui_test_end (&f);
}

/* GTK's own dialog, when it is open: its header is a library's of its own. */
static GtkDialog *
find_print_dialog (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (g_str_equal (G_OBJECT_TYPE_NAME (at->data), "GtkPrintUnixDialog") && gtk_widget_get_mapped (at->data))
      return GTK_DIALOG (at->data);
  return NULL;
}

static gboolean
has_printer (GtkDialog *dialog)
{
  g_autoptr(GObject) printer = NULL;

  g_object_get (dialog, "selected-printer", &printer, NULL);
  return printer != NULL;
}

/* The copies on the tab "Form". */
static GtkDropDown *
find_copies (GtkWidget *widget)
{
  GListModel *model = GTK_IS_DROP_DOWN (widget) ? gtk_drop_down_get_model (GTK_DROP_DOWN (widget)) : NULL;

  if (GTK_IS_STRING_LIST (model) && g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (model), 0), "Your company’s copy") == 0)
    return GTK_DROP_DOWN (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkDropDown *found = find_copies (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
choose_file_printer (GtkDialog  *dialog,
                     const char *path)
{
  g_autoptr(GtkPrintSettings) settings = gtk_print_settings_new ();
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  gtk_print_settings_set_printer (settings, "Print to File");
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf");
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_URI, uri);
  g_object_set (dialog, "print-settings", settings, NULL);
  jb_test_wait_until (has_printer (dialog));
}

/* GTK answers when the pages are drawn, and writes the file after that. */
static gboolean
is_whole_pdf (const char *path)
{
  g_autofree char *data = NULL;
  gsize size;

  return g_file_get_contents (path, &data, &size, NULL) && size > 6 && memcmp (data + size - 6, "%%EOF\n", 6) == 0;
}

/* From the dialog, with "both copies on one sheet" chosen on its tab, into @path: by the printer that is a file, or as the preview that
 * another program would show. */
static void
walk_dialog (const char *path,
             int         response)
{
  UiTest f = { 0 };
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *target = NULL, *command = NULL, *text = NULL, *info = NULL;
  GtkDialog *dialog;

  begin (&f);
  ids = list_sales (&f);
  g_array_set_size (ids, 3);
  target = g_build_filename (f.folder, path, NULL);
  command = g_strdup_printf ("mv %%f %s", target);
  g_object_set (gtk_settings_get_default (), "gtk-print-preview-command", command, NULL);

  jb_form_print_async (GTK_WINDOW (f.window), jb_session_get_archive (f.session), ids, JB_FORM_COPY_OWN, jb_test_result_cb, &result);
  jb_test_wait_until (find_print_dialog () != NULL || result != NULL);
  g_assert_null (result);
  dialog = find_print_dialog ();
  g_assert_nonnull (find_copies (GTK_WIDGET (dialog)));
  g_assert_cmpuint (gtk_drop_down_get_selected (find_copies (GTK_WIDGET (dialog))), ==, 0);
  gtk_drop_down_set_selected (find_copies (GTK_WIDGET (dialog)), JB_FORM_N_COPIES - 1);
  choose_file_printer (dialog, target);
  gtk_dialog_response (dialog, response);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_form_print_finish (result));

  jb_test_wait_until (is_whole_pdf (target));
  text = run_tool ("pdftotext", target);
  g_assert_nonnull (strstr (text, "공급자 보관용"));
  g_assert_nonnull (strstr (text, "공급받는자 보관용"));
  info = run_tool ("pdfinfo", target);
  g_assert_nonnull (strstr (info, "Pages:           3\n"));
  ui_test_end (&f);
}

static void
test_print_dialog (void)
{
  walk_dialog ("by-dialog.pdf", GTK_RESPONSE_OK);
}

static void
test_preview (void)
{
  walk_dialog ("preview.pdf", GTK_RESPONSE_APPLY);
}

/* Whoever changes their mind hears nothing. */
static void
test_print_cancelled (void)
{
  UiTest f = { 0 };
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  begin (&f);
  ids = list_sales (&f);
  jb_form_print_async (GTK_WINDOW (f.window), jb_session_get_archive (f.session), ids, JB_FORM_COPY_OWN, jb_test_result_cb, &result);
  jb_test_wait_until (find_print_dialog () != NULL);
  gtk_dialog_response (find_print_dialog (), GTK_RESPONSE_CANCEL);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_form_print_finish (result));
  ui_test_end (&f);
}

/* Nothing selected: a word instead of a dialog. */
static void
test_nothing_selected (void)
{
  UiTest f = { 0 };

  begin (&f);
  ui_test_go (&f, "sales");
  ui_test_list (&f, JB_DIRECTION_SALES);
  gtk_selection_model_unselect_all (gtk_column_view_get_model (jb_invoice_page_get_view (page_of (&f, JB_DIRECTION_SALES))));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "print", NULL);
  g_assert_cmpstr (jb_window_get_last_toast (f.window), ==, "Select an invoice first.");
  ui_test_end (&f);
}

/* -- speed ---------------------------------------------------------------------------------------------------------- */

/* From the invoice to the node of its first page, fonts loaded: printed, not judged. */
static void
test_speed (void)
{
  UiTest f = { 0 };
  JbFormView *view;
  JbInvoice *invoice;
  clock_t before;
  double ms;

  begin (&f);
  view = activate (&f, JB_DIRECTION_SALES, 1);
  invoice = jb_invoice_detail_get_invoice (detail_of (&f, JB_DIRECTION_SALES));
  before = clock ();
  for (int i = 0; i < 50; i++)
    {
      g_autoptr(JbForm) form = jb_form_new (invoice, JB_FORM_COPY_SUPPLIER);
      g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();

      jb_form_view_set_form (view, form);
      GTK_WIDGET_GET_CLASS (view)->snapshot (GTK_WIDGET (view), snapshot);
    }
  ms = (double) (clock () - before) * 1000 / CLOCKS_PER_SEC / 50;
  g_test_message ("bench: form, invoice to first page: %.2f ms of processor time (a frame: 16.7 ms)", ms);
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
  g_test_add_func ("/form/show", test_show);
  g_test_add_func ("/form/verdict", test_verdict);
  g_test_add_func ("/form/choice", test_choice);
  g_test_add_func ("/form/came-from", test_came_from);
  g_test_add_func ("/form/zoom", test_zoom);
  g_test_add_func ("/form/fields", test_fields);
  g_test_add_func ("/form/accessible", test_accessible);
  g_test_add_func ("/form/private", test_private);
  g_test_add_func ("/form/window", test_window);
  g_test_add_func ("/form/many-files", test_many_files);
  g_test_add_func ("/form/print", test_print);
  g_test_add_func ("/form/print-nowhere", test_print_nowhere);
  g_test_add_func ("/form/print-dialog", test_print_dialog);
  g_test_add_func ("/form/preview", test_preview);
  g_test_add_func ("/form/print-cancelled", test_print_cancelled);
  g_test_add_func ("/form/nothing-selected", test_nothing_selected);
  g_test_add_func ("/form/speed", test_speed);
  return g_test_run ();
}
