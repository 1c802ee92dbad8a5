/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the check, the journal, amendments and the history. */

#include "config.h"

#include "jb-proof-ui-test.h"
#include "jb-ui-picture.h"

static void
photograph_check (UiTest     *f,
                  const char *name,
                  int         width,
                  const char *head)
{
  GtkWidget *dialog = proof_ui_check (f);

  if (head != NULL)
    {
      connect_test_type (dialog, "noted-head", head);
      gtk_widget_activate_action (dialog, "check.again", NULL);
      jb_test_wait_until (gtk_widget_get_visible (ui_test_find (dialog, "findings")));
    }
  if (width > 0)
    gtk_window_set_default_size (GTK_WINDOW (dialog), width, 720);
  ui_picture_take (dialog, name);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
photograph_journal (UiTest     *f,
                    const char *name,
                    int         width)
{
  GtkWidget *window = GTK_WIDGET (jb_journal_window_new (jb_session_get_archive (f->session)));
  GtkWidget *view = ui_test_find (window, "journal");

  if (width > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), width, 640);
  proof_ui_present (f, GTK_WINDOW (window));
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (view)))) > 0);
  ui_picture_take (window, name);
  gtk_window_close (GTK_WINDOW (window));
}

static void
photograph_preferences (UiTest     *f,
                        const char *name)
{
  GtkWidget *window = adw_preferences_window_new ();

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (jb_book_preferences_new (f->session)));
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 700);
  gtk_window_present (GTK_WINDOW (window));
  ui_picture_take (window, name);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
photograph_chain (UiTest     *f,
                  const char *issue_id,
                  const char *name)
{
  JbInvoiceDetail *detail = proof_ui_show (f, issue_id);
  GtkWidget *chain = ui_test_find_type (GTK_WIDGET (detail), JB_TYPE_INVOICE_CHAIN);

  jb_test_wait_until (gtk_widget_get_visible (chain));
  ui_picture_take (GTK_WIDGET (f->window), name);
}

static void
photograph_history (UiTest     *f,
                    const char *name)
{
  JbInvoiceDetail *detail = proof_ui_show (f, THREAD_ID ("01"));
  GtkWidget *history = ui_test_find (GTK_WIDGET (detail), "history");
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (history, GTK_TYPE_SCROLLED_WINDOW)));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (history), TRUE);
  ui_picture_wait_for_frames (GTK_WIDGET (f->window));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  ui_picture_take (GTK_WIDGET (f->window), name);
}

static void
test_pictures (void)
{
  UiTest f = { 0 };
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  ui_test_prepare (&f);
  ui_test_fill_book (&f, UI_TEST_INVOICES);
  ui_test_set_size (1200, 760);
  ui_test_show (&f);
  jb_test_wait_until (jb_session_get_archive (f.session) != NULL);
  jb_test_wait_until (jb_window_is_settled (f.window));
  proof_ui_add_thread (&f);
  proof_ui_add (page, THREAD_ID ("01"), NULL, JB_AMENDMENT_NONE, 1300000);
  proof_ui_merge (&f, page);

  photograph_preferences (&f, "proof-preferences");
  photograph_check (&f, "check-sound", 0, NULL);
  photograph_check (&f, "check-altered", 0, "0123-4567-89ab-cdef");
  photograph_check (&f, "check-narrow", 340, NULL);
  photograph_journal (&f, "journal", 0);
  photograph_journal (&f, "journal-narrow", 340);

  ui_test_go (&f, "sales");
  photograph_chain (&f, THREAD_ID ("04"), "chain");
  photograph_chain (&f, THREAD_ID ("06"), "chain-missing");
  photograph_history (&f, "history");

  ui_picture_set_dark (TRUE);
  photograph_chain (&f, THREAD_ID ("04"), "chain-dark");
  photograph_check (&f, "check-dark", 0, NULL);
  photograph_journal (&f, "journal-dark", 0);
  ui_picture_set_dark (FALSE);

  ui_test_set_size (360, 760);
  ui_test_reopen (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  ui_test_go (&f, "sales");
  photograph_chain (&f, THREAD_ID ("04"), "chain-narrow");
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  ui_picture_set_language ();
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/proof-pictures/all", test_pictures);
  return g_test_run ();
}
