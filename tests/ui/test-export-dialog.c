/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The export dialog in a real window: what it offers, what it writes, what it says. */

#include "config.h"

#include "jb-export-ui-test.h"

/* (transfer full): lines of a file. */
static char **
read_lines (GFile *file)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_load_contents (file, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_strchomp (text);
  return g_strsplit (text, "\r\n", -1);
}

static void
write_and_wait (JbExportDialog *dialog,
                GFile          *file)
{
  jb_export_dialog_write (dialog, file);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_EXPORT_DIALOG) == NULL ||
                      gtk_widget_get_mapped (ui_test_find (GTK_WIDGET (dialog), "open-folder")) ||
                      gtk_widget_get_mapped (ui_test_find (GTK_WIDGET (dialog), "problem")));
}

/* What is selected: no more, no less, in the order of the list. */
static void
test_selected (void)
{
  UiTest f = { 0 };
  g_autoptr(GFile) file = NULL;
  g_auto(GStrv) lines = NULL;
  JbExportDialog *dialog;

  export_ui_begin (&f);
  export_ui_select (&f, 5, 3);
  dialog = export_ui_open (&f);
  g_assert_true (gtk_check_button_get_active (export_ui_check (dialog, "selected")));
  g_assert_nonnull (ui_test_find_text (GTK_WIDGET (dialog), "3 invoices"));
  g_assert_nonnull (ui_test_find_text (GTK_WIDGET (dialog), "160 invoices"));
  export_ui_choose (dialog, "csv");
  file = export_ui_file (&f, "selected.csv");
  write_and_wait (dialog, file);
  g_assert_null (ui_test_toplevel (JB_TYPE_EXPORT_DIALOG));
  g_assert_cmpstr (jb_window_get_last_toast (f.window), ==, "3 invoices were exported.");
  jb_test_wait_until (ui_test_shows (&f, "Open Folder"));
  lines = read_lines (file);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  ui_test_end (&f);
}

/* One row is marked by looking at it: all is what is offered. Among all is a private buyer, which is said. */
static void
test_shown (void)
{
  UiTest f = { 0 };
  g_autoptr(GFile) file = NULL;
  g_auto(GStrv) lines = NULL;
  JbExportDialog *dialog;

  export_ui_begin (&f);
  export_ui_select (&f, 5, 1);
  dialog = export_ui_open (&f);
  g_assert_true (gtk_check_button_get_active (export_ui_check (dialog, "shown")));
  g_assert_true (gtk_check_button_get_active (export_ui_check (dialog, "xlsx")));
  export_ui_choose (dialog, "csv");
  file = export_ui_file (&f, "shown.csv");
  write_and_wait (dialog, file);
  g_assert_nonnull (ui_test_find_text (GTK_WIDGET (dialog), "160 invoices were exported."));
  g_assert_nonnull (ui_test_find_text (GTK_WIDGET (dialog), "The resident number in 1 of them is masked."));
  lines = read_lines (file);
  g_assert_cmpuint (g_strv_length (lines), ==, 161);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "export.cancel", NULL);
  g_assert_null (ui_test_toplevel (JB_TYPE_EXPORT_DIALOG));
  ui_test_end (&f);
}

/* What goes wrong is said, and the choice is there again. */
static void
test_problems (void)
{
  UiTest f = { 0 };
  g_autoptr(GFile) nowhere = NULL;
  g_autoptr(GFile) remote = g_file_new_for_uri ("sftp://example.invalid/x.csv");
  g_autoptr(GFile) zip = NULL;
  JbExportDialog *dialog;

  export_ui_begin (&f);
  dialog = export_ui_open (&f);
  nowhere = export_ui_file (&f, "no/folder.csv");
  write_and_wait (dialog, nowhere);
  g_assert_nonnull (ui_test_find_text (GTK_WIDGET (dialog), "“folder.csv” cannot be written there: there is no such folder. "
                                                            "Choose another folder."));
  write_and_wait (dialog, remote);
  g_assert_nonnull (ui_test_find_text (GTK_WIDGET (dialog), "This place cannot be reached as a folder. Choose a folder of this computer."));
  export_ui_choose (dialog, "zip");
  zip = export_ui_file (&f, "x.zip");
  write_and_wait (dialog, zip);
  g_assert_nonnull (ui_test_find_text (GTK_WIDGET (dialog), "The book has none of these originals yet, so nothing was written. "
                                                            "Collect, then export again."));
  g_assert_false (g_file_query_exists (zip, NULL));
  gtk_window_close (GTK_WINDOW (dialog));
  ui_test_end (&f);
}

/* Closed in the middle: nothing is left, nothing is said. */
static void
test_closed (void)
{
  UiTest f = { 0 };
  g_autoptr(GFile) file = NULL;
  g_autoptr(GDir) dir = NULL;
  JbExportDialog *dialog;
  const char *name;

  export_ui_begin (&f);
  dialog = export_ui_open (&f);
  file = export_ui_file (&f, "closed.xlsx");
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  jb_export_dialog_write (dialog, file);
  gtk_window_close (GTK_WINDOW (dialog));
  jb_test_wait_until (dialog == NULL);
  g_assert_null (jb_window_get_last_toast (f.window));
  dir = g_dir_open (f.folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (g_str_has_prefix (name, "book.jangbu"));
  ui_test_end (&f);
}

/* From a page without a list the action goes to one; without invoices nothing can be exported. */
static void
test_empty (void)
{
  UiTest f = { 0 };
  JbExportDialog *dialog;

  ui_test_prepare (&f);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "export", NULL);
  if (ui_test_toplevel (JB_TYPE_EXPORT_DIALOG) != NULL)
    {
      dialog = JB_EXPORT_DIALOG (ui_test_toplevel (JB_TYPE_EXPORT_DIALOG));
      jb_test_wait_until (ui_test_find (GTK_WIDGET (dialog), "ecount") != NULL);
      g_assert_false (gtk_widget_get_sensitive (ui_test_find (GTK_WIDGET (dialog), "export")));
      gtk_window_close (GTK_WINDOW (dialog));
    }
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

  g_test_add_func ("/export-dialog/selected", test_selected);
  g_test_add_func ("/export-dialog/shown", test_shown);
  g_test_add_func ("/export-dialog/problems", test_problems);
  g_test_add_func ("/export-dialog/closed", test_closed);
  g_test_add_func ("/export-dialog/empty", test_empty);

  return g_test_run ();
}
