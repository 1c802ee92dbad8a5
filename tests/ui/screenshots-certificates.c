/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the certificates page and of the password check, for people to look at. */

#include "config.h"

#include "jb-certificate-dialog.h"
#include "jb-certificates-page.h"
#include "jb-certificates-test.h"
#include "jb-connect-test.h"
#include "jb-ui-picture.h"

#define KEY      "signPri-pbes2-seed-sha1.key"
#define OTHER    "0010000205"

typedef struct
{
  UiTest  ui;
  char   *npki;
} Fixture;

static void
put (Fixture    *f,
     const char *name,
     const char *policy,
     int         until,
     const char *number,
     const char *key)
{
  certificates_test_put (f->npki, name, policy, until, number, key);
}

static void
begin (Fixture *f)
{
  f->npki = certificates_test_clear ();
  ui_test_prepare (&f->ui);
  ui_test_set_size (1000, 760);
}

static void
wait_for_search (Fixture *f)
{
  JbCertificateWatch *watch = jb_application_get_certificates (f->ui.application);

  jb_test_wait_until (jb_certificate_watch_get_entries (watch) != NULL && !jb_certificate_watch_is_searching (watch));
  jb_test_wait_until (jb_window_is_settled (f->ui.window));
}

static void
show (Fixture *f)
{
  ui_test_show (&f->ui);
  ui_test_go (&f->ui, "certificates");
  wait_for_search (f);
}

static void
end (Fixture *f)
{
  ui_test_end (&f->ui);
  jb_test_remove_tree (f->npki);
  g_free (f->npki);
}

static GtkWidget *
open_dialog (Fixture    *f,
             const char *owner)
{
  GtkWidget *page = ui_test_find_type (GTK_WIDGET (f->ui.window), JB_TYPE_CERTIFICATES_PAGE);
  GtkWidget *label = ui_test_find_text (page, owner);
  GtkWidget *row = gtk_widget_get_ancestor (label, ADW_TYPE_PREFERENCES_ROW);
  GtkWidget *dialog;

  g_signal_emit_by_name (ui_test_find (row, "check-password"), "clicked");
  dialog = ui_test_toplevel (JB_TYPE_CERTIFICATE_DIALOG);
  g_assert_nonnull (dialog);
  return dialog;
}

static void
check (GtkWidget  *dialog,
       const char *password)
{
  GtkWidget *row = ui_test_find (dialog, "password");

  gtk_editable_set_text (GTK_EDITABLE (row), password);
  gtk_widget_activate_action (dialog, "certificate.check", NULL);
  jb_test_wait_until (gtk_widget_get_sensitive (row));
}

static void
close_dialog (GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "certificate.cancel", NULL);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CERTIFICATE_DIALOG) == NULL);
}

static void
photograph_dialog (Fixture *f)
{
  GtkWidget *dialog = open_dialog (f, "가온문구");

  ui_picture_take (dialog, "certificate-password");
  check (dialog, "wrong");
  ui_picture_take (dialog, "certificate-wrong-password");
  check (dialog, TEST_PASSWORD);
  ui_picture_take (dialog, "certificate-checked");
  close_dialog (dialog);
}

static void
prove_wrong_company (Fixture *f)
{
  GtkWidget *dialog = open_dialog (f, "새봄유통");

  check (dialog, TEST_PASSWORD);
  ui_picture_take (dialog, "certificate-wrong-company");
  close_dialog (dialog);
}

static void
scroll_down (Fixture *f)
{
  GtkWidget *page = ui_test_find_type (GTK_WIDGET (f->ui.window), JB_TYPE_CERTIFICATES_PAGE);
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (gtk_stack_get_child_by_name (GTK_STACK (adw_bin_get_child (ADW_BIN (page))), "list"));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scrolled);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static void
reopen (Fixture *f,
        int      width,
        int      height)
{
  ui_test_set_size (width, height);
  ui_test_reopen (&f->ui);
  ui_test_go (&f->ui, "certificates");
  wait_for_search (f);
}

static void
test_list (void)
{
  Fixture f = { 0 };
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autofree char *folder = NULL;
  const char *folders[2] = { NULL };

  begin (&f);
  folder = g_filename_to_uri (f.npki, NULL, NULL);
  folders[0] = folder;
  g_settings_set_strv (settings, "certificate-folders", folders);
  ui_test_fill_book (&f.ui, 3);
  put (&f, "가온문구", NULL, 20270930, UI_TEST_COMPANY, KEY);
  put (&f, "새봄유통", "1.2.410.200005.1.1.5", 20261130, OTHER, KEY);
  put (&f, "홍길동", "1.2.410.200005.1.1.4", 20270301, NULL, KEY);
  put (&f, "온누리물산", NULL, 20270501, NULL, NULL);
  put (&f, "다솔상사", NULL, 20261001, NULL, KEY);
  show (&f);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates");
  photograph_dialog (&f);
  prove_wrong_company (&f);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates-checked");
  ui_picture_set_dark (TRUE);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates-dark");
  ui_picture_set_dark (FALSE);
  scroll_down (&f);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates-end");
  reopen (&f, 360, 760);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates-narrow");
  scroll_down (&f);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates-narrow-end");
  end (&f);
}

static void
test_expired (void)
{
  Fixture f = { 0 };

  begin (&f);
  put (&f, "가온문구", NULL, 20261120, UI_TEST_COMPANY, KEY);
  show (&f);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates-expired");
  end (&f);
}

static void
test_empty (void)
{
  Fixture f = { 0 };

  begin (&f);
  show (&f);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates-empty");
  reopen (&f, 360, 640);
  ui_picture_take (GTK_WIDGET (f.ui.window), "certificates-empty-narrow");
  end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = certificates_test_make_home ();
  int failed;

  /* Nor any desktop, which would be told of what ends soon. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  ui_picture_set_language ();
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/screenshots-certificates/list", test_list);
  g_test_add_func ("/screenshots-certificates/expired", test_expired);
  g_test_add_func ("/screenshots-certificates/empty", test_empty);
  failed = g_test_run ();
  jb_test_remove_tree (home);
  return failed;
}
