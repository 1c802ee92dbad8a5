/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the export dialog, for people to look at. */

#include "config.h"

#include "jb-export-ui-test.h"
#include "jb-ui-picture.h"

static void
photograph (UiTest     *f,
            const char *suffix,
            int         width)
{
  JbExportDialog *dialog = export_ui_open (f);
  g_autofree char *choice = g_strconcat ("export-choice", suffix, NULL);
  g_autofree char *problem = g_strconcat ("export-problem", suffix, NULL);
  g_autofree char *done = g_strconcat ("export-done", suffix, NULL);
  g_autoptr(GFile) nowhere = export_ui_file (f, "no/folder.xlsx");
  g_autoptr(GFile) file = export_ui_file (f, "list.csv");

  if (width > 0)
    {
      /* A window that was shown in another width keeps it. */
      gtk_widget_set_visible (GTK_WIDGET (dialog), FALSE);
      gtk_window_set_default_size (GTK_WINDOW (dialog), width, 640);
      gtk_window_present (GTK_WINDOW (dialog));
    }
  ui_picture_take (GTK_WIDGET (dialog), choice);
  jb_export_dialog_write (dialog, nowhere);
  jb_test_wait_until (gtk_widget_get_mapped (ui_test_find (GTK_WIDGET (dialog), "problem")));
  ui_picture_take (GTK_WIDGET (dialog), problem);
  export_ui_choose (dialog, "shown");
  export_ui_choose (dialog, "csv");
  jb_export_dialog_write (dialog, file);
  jb_test_wait_until (gtk_widget_get_mapped (ui_test_find (GTK_WIDGET (dialog), "open-folder")));
  ui_picture_take (GTK_WIDGET (dialog), done);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
photograph_progress (UiTest *f)
{
  JbExportDialog *dialog = export_ui_open (f);

  gtk_stack_set_visible_child_name (GTK_STACK (ui_test_find_type (GTK_WIDGET (dialog), GTK_TYPE_STACK)), "progress");
  ui_picture_take (GTK_WIDGET (dialog), "export-progress");
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
photograph_toast (UiTest *f)
{
  JbExportDialog *dialog = export_ui_open (f);
  g_autoptr(GFile) file = export_ui_file (f, "toast.csv");

  export_ui_choose (dialog, "selected");
  jb_export_dialog_write (dialog, file);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_EXPORT_DIALOG) == NULL);
  ui_picture_take (GTK_WIDGET (f->window), "export-toast");
}

static void
test_pictures (void)
{
  UiTest f = { 0 };

  export_ui_begin (&f);
  export_ui_select (&f, 5, 3);
  photograph (&f, "", 0);
  photograph (&f, "-narrow", 340);
  ui_picture_set_dark (TRUE);
  photograph (&f, "-dark", 0);
  ui_picture_set_dark (FALSE);
  photograph_progress (&f);
  photograph_toast (&f);
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  ui_picture_set_language ();
  /* No keyring of whoever runs the test. */
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();

  g_test_add_func ("/export/pictures", test_pictures);
  return g_test_run ();
}
