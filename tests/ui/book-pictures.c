/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the dialogs about the book's key, and of the banner. */

#include "config.h"

#include "jb-book-test.h"
#include "jb-ui-picture.h"

static void
photograph_recovery (UiTest     *f,
                     const char *suffix,
                     int         width)
{
  GtkWidget *dialog = book_test_open (f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  g_autofree char *why = g_strconcat ("recovery-why", suffix, NULL);
  g_autofree char *code = g_strconcat ("recovery-code", suffix, NULL);
  g_autofree char *confirm = g_strconcat ("recovery-confirm", suffix, NULL);

  if (width > 0)
    gtk_window_set_default_size (GTK_WINDOW (dialog), width, 640);
  ui_picture_take (dialog, why);
  book_test_next (dialog);
  gtk_widget_activate_action (dialog, "recovery.copy", NULL);
  ui_picture_take (dialog, code);
  book_test_next (dialog);
  connect_test_type (dialog, "first-group", "O1234");
  book_test_next (dialog);
  ui_picture_take (dialog, confirm);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
photograph_preferences (UiTest     *f,
                        const char *name,
                        int         width)
{
  GtkWidget *window = adw_preferences_window_new ();

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (jb_book_preferences_new (f->session)));
  gtk_window_set_default_size (GTK_WINDOW (window), width, 560);
  gtk_window_present (GTK_WINDOW (window));
  ui_picture_take (window, name);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
photograph_invoice (UiTest     *f,
                    const char *name)
{
  JbInvoiceList *list;

  ui_test_go (f, "sales");
  list = ui_test_list (f, JB_DIRECTION_SALES);
  jb_invoice_page_show_invoice (jb_window_get_page (f->window, JB_DIRECTION_SALES), jb_invoice_list_get_id (list, 2));
  ui_picture_take (GTK_WIDGET (f->window), name);
  ui_test_go (f, "home");
}

static void
photograph_narrow (UiTest     *f,
                   const char *name)
{
  ui_test_set_size (360, 700);
  ui_test_reopen (f);
  jb_test_wait_until (jb_window_is_settled (f->window));
  ui_picture_take (GTK_WIDGET (f->window), name);
}

static void
photograph_unlock (UiTest     *f,
                   const char *name,
                   const char *typed)
{
  GtkWidget *dialog = book_test_open (f, "unlock-book", JB_TYPE_UNLOCK_DIALOG);

  ui_picture_take (dialog, name);
  connect_test_type (dialog, "recovery-code", typed);
  gtk_widget_activate_action (dialog, "unlock.unlock", NULL);
  jb_test_wait_until (gtk_widget_has_css_class (ui_test_find (dialog, "hint"), "error"));
  ui_picture_take (dialog, "unlock-error");
  gtk_window_set_default_size (GTK_WINDOW (dialog), 340, 600);
  ui_picture_take (dialog, "unlock-narrow");
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
test_pictures (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;
  g_autofree char *code = NULL;

  book_test_begin (&f, UI_TEST_INVOICES);
  ui_picture_take (GTK_WIDGET (f.window), "book-not-encrypted");
  photograph_recovery (&f, "", 0);
  photograph_recovery (&f, "-narrow", 340);
  ui_picture_set_dark (TRUE);
  photograph_recovery (&f, "-dark", 0);
  ui_picture_set_dark (FALSE);
  photograph_preferences (&f, "book-preferences-clear", 640);

  dialog = book_test_open (&f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  code = book_test_take_code (dialog);
  ui_picture_take (dialog, "recovery-done");
  gtk_window_close (GTK_WINDOW (dialog));
  jb_test_wait_until (!jb_archive_has_rest (jb_session_get_archive (f.session)));
  photograph_preferences (&f, "book-preferences", 640);
  photograph_preferences (&f, "book-preferences-narrow", 360);
  dialog = book_test_open (&f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  ui_picture_take (dialog, "recovery-change");
  gtk_window_close (GTK_WINDOW (dialog));

  book_test_restart (&f, TRUE);
  ui_picture_take (GTK_WIDGET (f.window), "book-locked");
  photograph_invoice (&f, "book-locked-invoice");
  photograph_unlock (&f, "unlock", "12345-67890");
  photograph_preferences (&f, "book-preferences-locked", 640);
  photograph_narrow (&f, "book-locked-narrow");
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  ui_picture_set_language ();
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/book-pictures/all", test_pictures);
  return g_test_run ();
}
