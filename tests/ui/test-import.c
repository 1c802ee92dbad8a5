/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files dropped onto a real window: what the dialog says, whose they are, and the rows in the list behind it. With a folder in
 * JB_SCREENSHOTS it takes pictures as well, for people to look at. */

#include "config.h"

#include "../sync/jb-import-test.h"
#include "jb-import-dialog.h"
#include "jb-ui-picture.h"
#include "jb-ui-test.h"

static void
picture (GtkWidget  *window,
         const char *name)
{
  if (g_getenv ("JB_SCREENSHOTS") != NULL)
    ui_picture_take (window, name);
}

/* (transfer none): below which the window's files are dropped. */
static GtkEventController *
find_drop_target (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkEventController *found = find_drop_target (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GFile *
write_file (UiTest     *f,
            const char *name,
            GBytes     *bytes)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  return g_file_new_for_path (path);
}

/* Drops @files and waits for the report. (transfer none) */
static JbImportDialog *
drop (UiTest *f,
      GSList *files)
{
  GtkEventController *target = find_drop_target (GTK_WIDGET (f->window));
  GdkFileList *list = gdk_file_list_new_from_list (files);
  GValue value = G_VALUE_INIT;
  gboolean taken = FALSE;
  GtkWidget *dialog;

  g_assert_nonnull (target);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, list);
  g_signal_emit_by_name (target, "drop", &value, 10.0, 10.0, &taken);
  g_value_unset (&value);
  g_assert_true (taken);
  dialog = ui_test_toplevel (JB_TYPE_IMPORT_DIALOG);
  g_assert_nonnull (dialog);
  jb_test_wait_until (jb_import_dialog_get_report (JB_IMPORT_DIALOG (dialog)) != NULL);
  jb_test_wait_until (gtk_widget_get_mapped (dialog));
  return JB_IMPORT_DIALOG (dialog);
}

/* Sales of the window's company, with what may be wrong. */
static GBytes *
make_list (void)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < 12; i++)
    g_ptr_array_add (rows, import_test_row (i, JB_HOMETAX_SUPPLIER, "000-12-34013", JB_HOMETAX_SUPPLIER_NAME, "가온문구", -1));
  g_ptr_array_add (rows, import_test_row (20, JB_HOMETAX_SUPPLIER, "000-12-34013", JB_HOMETAX_WRITTEN_ON, "어제", -1));
  g_ptr_array_add (rows, import_test_row (21, JB_HOMETAX_SUPPLIER, "000-12-34013", JB_HOMETAX_TOTAL, "1", -1));
  g_ptr_array_add (rows, import_test_row (22, JB_HOMETAX_SUPPLIER, "000-12-34013", JB_HOMETAX_SORT, "기타", -1));
  return import_test_xlsx (rows);
}

static void
assert_count (JbImportDialog *dialog,
              const char     *outcome,
              const char     *expected)
{
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (ui_test_find (GTK_WIDGET (dialog), outcome))), ==, expected);
}

static guint
count_lines (JbImportDialog *dialog)
{
  GtkListView *list = GTK_LIST_VIEW (ui_test_find (GTK_WIDGET (dialog), "lines"));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (list)));
}

static void
close_dialog (JbImportDialog *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_IMPORT_DIALOG) == NULL);
}

static void
look_at_hint (UiTest *f)
{
  GtkEventController *target = find_drop_target (GTK_WIDGET (f->window));
  GtkWidget *hint = ui_test_find (GTK_WIDGET (f->window), "drop-hint");
  GdkDragAction action = 0;

  g_assert_false (gtk_widget_get_mapped (hint));
  g_signal_emit_by_name (target, "enter", 10.0, 10.0, &action);
  g_assert_cmpint (action, ==, GDK_ACTION_COPY);
  g_assert_true (gtk_widget_get_visible (hint));
  picture (GTK_WIDGET (f->window), "import-drop");
  g_signal_emit_by_name (target, "leave");
  g_assert_false (gtk_widget_get_visible (hint));
}

static void
test_list (void)
{
  UiTest f = { 0 };
  g_autoptr(GBytes) list = make_list ();
  g_autoptr(GBytes) text = import_test_text ("이름,금액\n");
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFile) other = NULL;
  GSList *files = NULL;
  JbImportDialog *dialog;
  GtkWidget *check;

  ui_test_prepare (&f);
  ui_test_fill_book (&f, 30);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  look_at_hint (&f);

  file = write_file (&f, "매출전자세금계산서목록.xlsx", list);
  other = write_file (&f, "주소록.csv", text);
  files = g_slist_append (files, file);
  files = g_slist_append (files, other);
  dialog = drop (&f, files);
  g_slist_free (files);

  assert_count (dialog, "new", "13");
  assert_count (dialog, "changed", "0");
  assert_count (dialog, "here", "0");
  assert_count (dialog, "refused", "3");
  check = ui_test_find (GTK_WIDGET (dialog), "problems-only");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  g_assert_cmpuint (count_lines (dialog), ==, 4);
  picture (GTK_WIDGET (dialog), "import-problems");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  g_assert_cmpuint (count_lines (dialog), ==, 16);
  picture (GTK_WIDGET (dialog), "import-all");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "import.copy", NULL);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, 640);
  picture (GTK_WIDGET (dialog), "import-narrow");
  close_dialog (dialog);

  /* The rows are in the list behind; the demo's are not shown beside what is real. */
  jb_test_wait_until (jb_window_is_settled (f.window));
  jb_window_set_period (f.window, "all");
  ui_test_go (&f, "sales");
  jb_test_wait_until (jb_window_is_settled (f.window) &&
                      g_list_model_get_n_items (G_LIST_MODEL (ui_test_list (&f, JB_DIRECTION_SALES))) == 13);
  ui_test_end (&f);
}

static void
test_whose (void)
{
  UiTest f = { 0 };
  g_autoptr(GPtrArray) rows = import_test_rows (6);
  g_autofree char *csv = import_test_csv (rows);
  g_autoptr(GBytes) list = import_test_text (csv);
  g_autoptr(GFile) file = NULL;
  GSList files = { NULL, NULL };
  JbImportDialog *dialog;

  ui_test_prepare (&f);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  file = write_file (&f, "list.csv", list);
  files.data = file;
  dialog = drop (&f, &files);
  assert_count (dialog, "new", "0");
  assert_count (dialog, "refused", "6");
  g_assert_true (gtk_widget_get_mapped (ui_test_find (GTK_WIDGET (dialog), "whose")));
  picture (GTK_WIDGET (dialog), "import-whose");

  /* The second is the buyer: the same invoices are purchases then. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_test_find (GTK_WIDGET (dialog), "whose")), 1);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "import.take-in", NULL);
  jb_test_wait_until (jb_import_dialog_get_report (dialog) != NULL);
  assert_count (dialog, "new", "6");
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_ancestor (ui_test_find (GTK_WIDGET (dialog), "whose"), GTK_TYPE_LIST_BOX)));
  ui_picture_set_dark (TRUE);
  picture (GTK_WIDGET (dialog), "import-dark");
  ui_picture_set_dark (FALSE);
  close_dialog (dialog);
  jb_window_set_period (f.window, "all");
  ui_test_go (&f, "purchases");
  jb_test_wait_until (jb_window_is_settled (f.window) &&
                      g_list_model_get_n_items (G_LIST_MODEL (ui_test_list (&f, JB_DIRECTION_PURCHASE))) == 6);
  picture (GTK_WIDGET (f.window), "import-window");
  ui_test_end (&f);
}

/* Closed in the middle: nothing is left hanging. */
static void
test_close (void)
{
  UiTest f = { 0 };
  g_autoptr(GBytes) list = make_list ();
  g_autoptr(GFile) file = NULL;
  g_autoptr(GPtrArray) files = g_ptr_array_new ();
  JbImportDialog *dialog;

  ui_test_prepare (&f);
  ui_test_fill_book (&f, 30);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  file = write_file (&f, "list.xlsx", list);
  g_ptr_array_add (files, file);
  dialog = jb_import_dialog_new (f.session, files);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  jb_test_wait_until (jb_window_is_settled (f.window));
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  if (g_getenv ("JB_SCREENSHOTS") != NULL)
    ui_picture_set_language ();
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/import/list", test_list);
  g_test_add_func ("/import/whose", test_whose);
  g_test_add_func ("/import/close", test_close);
  return g_test_run ();
}
