/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the export dialog share. */

#pragma once

#include "jb-export-dialog.h"
#include "jb-ui-test.h"

static inline void
export_ui_begin (UiTest *f)
{
  ui_test_prepare (f);
  ui_test_fill_book (f, UI_TEST_INVOICES);
  ui_test_show (f);
  jb_test_wait_until (jb_window_is_settled (f->window));
  jb_window_set_period (f->window, "all");
  ui_test_go (f, "sales");
  ui_test_list (f, JB_DIRECTION_SALES);
}

static inline void
export_ui_select (UiTest *f,
                  guint   first,
                  guint   n)
{
  GtkColumnView *view = jb_invoice_page_get_view (jb_window_get_page (f->window, JB_DIRECTION_SALES));

  gtk_selection_model_select_range (gtk_column_view_get_model (view), first, n, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* By the window's action, with the formats there. */
static inline JbExportDialog *
export_ui_open (UiTest *f)
{
  GtkWidget *dialog;

  g_action_group_activate_action (G_ACTION_GROUP (f->window), "export", NULL);
  dialog = ui_test_toplevel (JB_TYPE_EXPORT_DIALOG);
  g_assert_nonnull (dialog);
  jb_test_wait_until (ui_test_find (dialog, "ecount") != NULL);
  return JB_EXPORT_DIALOG (dialog);
}

static inline GtkCheckButton *
export_ui_check (JbExportDialog *dialog,
                 const char     *row)
{
  return GTK_CHECK_BUTTON (ui_test_find_type (ui_test_find (GTK_WIDGET (dialog), row), GTK_TYPE_CHECK_BUTTON));
}

static inline void
export_ui_choose (JbExportDialog *dialog,
                  const char     *row)
{
  gtk_check_button_set_active (export_ui_check (dialog, row), TRUE);
}

/* (transfer full) */
static inline GFile *
export_ui_file (UiTest     *f,
                const char *name)
{
  return g_file_new_build_filename (f->folder, name, NULL);
}
