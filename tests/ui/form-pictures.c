/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the form beside the list and in its own window, for people to look at. */

#include "config.h"

#include "jb-form-pane.h"
#include "jb-form-window.h"
#include "jb-invoice-detail.h"
#include "jb-progress-dialog.h"
#include "jb-ui-picture.h"
#include "jb-ui-test.h"

static JbInvoiceDetail *
show (UiTest      *f,
      int          width,
      int          height,
      JbDirection  direction,
      guint        position)
{
  g_autoptr(GSettings) settings = jb_settings_new ();
  JbInvoiceDetail *detail;
  GtkColumnView *view;

  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
  f->window = jb_window_new (f->application);
  gtk_window_present (GTK_WINDOW (f->window));
  jb_window_set_period (f->window, "all");
  ui_test_go (f, direction == JB_DIRECTION_SALES ? "sales" : "purchases");
  jb_test_wait_until (jb_window_is_settled (f->window));
  ui_test_list (f, direction);
  view = jb_invoice_page_get_view (jb_window_get_page (f->window, direction));
  detail = JB_INVOICE_DETAIL (ui_test_find_type (GTK_WIDGET (jb_window_get_page (f->window, direction)), JB_TYPE_INVOICE_DETAIL));
  gtk_selection_model_select_item (gtk_column_view_get_model (view), position, TRUE);
  g_signal_emit_by_name (view, "activate", position);
  jb_test_wait_until (jb_invoice_detail_get_invoice (detail) != NULL);
  return detail;
}

static JbFormView *
view_of (JbInvoiceDetail *detail)
{
  return JB_FORM_VIEW (ui_test_find_type (GTK_WIDGET (detail), JB_TYPE_FORM_VIEW));
}

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
take_form_window (JbInvoiceDetail *detail,
                  const char      *name)
{
  GtkWindow *window;

  jb_invoice_detail_open_form (detail);
  window = find_form_window ();
  g_assert_nonnull (window);
  jb_form_view_move (JB_FORM_VIEW (ui_test_find_type (GTK_WIDGET (window), JB_TYPE_FORM_VIEW)), 5);
  ui_picture_take (GTK_WIDGET (window), name);
  gtk_window_destroy (window);
}

static void
test_pictures (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GtkWidget *progress;

  ui_test_prepare (&f);
  ui_test_fill_book (&f, UI_TEST_INVOICES);
  ui_test_show (&f);

  ui_picture_set_dark (FALSE);
  detail = show (&f, 1280, 800, JB_DIRECTION_SALES, 2);
  jb_form_view_move (view_of (detail), 4);
  ui_picture_take (GTK_WIDGET (f.window), "form-beside");
  take_form_window (detail, "form-window");
  progress = jb_progress_dialog_new (GTK_WINDOW (f.window), _("Saving as PDF"), cancellable);
  jb_progress_dialog_set (JB_PROGRESS_DIALOG (progress), 371, 1000);
  gtk_window_present (GTK_WINDOW (progress));
  ui_picture_take (progress, "form-progress");
  gtk_window_destroy (GTK_WINDOW (progress));

  ui_picture_set_dark (TRUE);
  detail = show (&f, 1280, 800, JB_DIRECTION_PURCHASE, 1);
  ui_picture_take (GTK_WIDGET (f.window), "form-beside-dark");
  take_form_window (detail, "form-window-dark");

  ui_picture_set_dark (FALSE);
  show (&f, 360, 700, JB_DIRECTION_SALES, 1);
  ui_picture_take (GTK_WIDGET (f.window), "form-narrow");
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
  g_test_add_func ("/pictures/form", test_pictures);
  return g_test_run ();
}
