/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of every page for people to look at, and for translators: one PNG a scene in the folder JB_SCREENSHOTS, named
 * after the language. A picture that is blank, or that never comes, fails the test. */

#include "config.h"

#include "jb-connect-test.h"
#include "jb-connection-row.h"
#include "jb-demo.h"
#include "jb-ui-picture.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *name;
  const char *page;
  const char *period;
  guint       select;     /* position + 1 */
  int         width;
  int         height;
  gboolean    dark;
  const char *search;
} Scene;

static const Scene scenes[] = {
  { "home", "home", "last-12-months", 0, 1280, 800, FALSE, NULL },
  { "home-dark", "home", "last-12-months", 0, 1280, 800, TRUE, NULL },
  { "home-narrow", "home", "last-12-months", 0, 400, 760, FALSE, NULL },
  { "sales", "sales", "last-12-months", 0, 1280, 800, FALSE, NULL },
  { "sales-wide", "sales", "last-12-months", 0, 1600, 900, FALSE, NULL },
  { "purchases", "purchases", "last-12-months", 0, 1280, 800, FALSE, NULL },
  { "detail", "sales", "last-12-months", 4, 1280, 800, FALSE, NULL },
  { "detail-dark", "purchases", "last-12-months", 3, 1280, 800, TRUE, NULL },
  { "sales-narrow", "sales", "last-12-months", 0, 400, 760, FALSE, NULL },
  { "detail-narrow", "sales", "last-12-months", 4, 400, 760, FALSE, NULL },
  { "search", "sales", "last-12-months", 0, 1000, 700, FALSE, "가" },
  { "nothing-found", "sales", "last-12-months", 0, 1000, 700, FALSE, "없는회사" },
  { "empty-period", "purchases", "year-2011", 0, 1000, 700, FALSE, NULL },
};

/* -- scenes --------------------------------------------------------------------------------------------------------- */

static void
reopen (UiTest      *f,
        const Scene *scene)
{
  GtkWidget *entry;

  ui_test_set_size (scene->width, scene->height);
  ui_picture_set_dark (scene->dark);
  ui_test_reopen (f);
  jb_window_set_period (f->window, scene->period);
  ui_test_go (f, scene->page);
  if (scene->search == NULL)
    return;

  entry = ui_test_find_type (GTK_WIDGET (f->window), GTK_TYPE_SEARCH_ENTRY);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), scene->search);
}

static void
show_scene (UiTest      *f,
            const Scene *scene)
{
  gboolean sales = g_str_equal (scene->page, "sales");
  JbInvoiceList *list;

  g_test_message ("%s", scene->name);
  reopen (f, scene);
  jb_test_wait_until (jb_window_is_settled (f->window));
  if (!g_str_equal (scene->page, "home"))
    {
      list = ui_test_list (f, sales ? JB_DIRECTION_SALES : JB_DIRECTION_PURCHASE);
      jb_test_wait_until (g_strcmp0 (jb_invoice_list_get_query (list)->text, scene->search) == 0);
      ui_test_list (f, sales ? JB_DIRECTION_SALES : JB_DIRECTION_PURCHASE);
      if (scene->select > 0)
        jb_invoice_page_show_invoice (jb_window_get_page (f->window, sales ? JB_DIRECTION_SALES : JB_DIRECTION_PURCHASE),
                                      jb_invoice_list_get_id (list, scene->select - 1));
    }
  ui_picture_take (GTK_WIDGET (f->window), scene->name);
}

static void
test_demo (void)
{
  UiTest f = { 0 };

  ui_test_forget ();
  ui_test_set_size (1280, 800);
  f.session = jb_session_new_demo (400);
  ui_test_show (&f);
  jb_window_set_period (f.window, "last-12-months");
  jb_test_wait_until (jb_session_is_collecting (f.session) && jb_session_get_n_arrived (f.session) > 0);
  ui_picture_take (GTK_WIDGET (f.window), "collecting");
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  g_assert_null (jb_session_get_problem (f.session));
  ui_picture_take (GTK_WIDGET (f.window), "collected");

  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    show_scene (&f, &scenes[i]);
  ui_test_end (&f);
}

static void
test_failed (void)
{
  JbEmulatorFault refuse = { .signal = (char *) "OS_DTI_LIST", .count = -1, .code = (char *) "60101" };
  UiTest f = { 0 };

  ui_test_forget ();
  ui_test_set_size (1280, 800);
  f.session = jb_session_new_demo (60);
  ui_test_show (&f);
  jb_test_wait_until (jb_session_is_collecting (f.session));
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  jb_emulator_set_fault (jb_demo_get_emulator (jb_session_get_demo (f.session)), &refuse);
  jb_session_collect (f.session);
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  jb_test_wait_until (jb_window_get_problem (f.window) != NULL && jb_window_is_settled (f.window));
  ui_picture_take (GTK_WIDGET (f.window), "failed");
  ui_test_end (&f);
}

static void
test_welcome (void)
{
  UiTest f = { 0 };

  ui_test_prepare (&f);
  ui_test_set_size (1280, 800);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  ui_picture_take (GTK_WIDGET (f.window), "welcome");
  ui_test_end (&f);
}

static void
photograph_dialog (UiTest     *f,
                   JbEmulator *emulator)
{
  GtkWidget *dialog = connect_test_open (f);

  ui_picture_take (dialog, "connect");
  connect_test_fill (dialog, jb_emulator_get_uri (emulator), "0007654325", JB_EMULATOR_ACCOUNT, "WRONG");
  connect_test_press (dialog);
  ui_picture_take (dialog, "connect-hints");
  connect_test_type (dialog, "code", "JB0000000000000000000000000WRONG");
  connect_test_type (dialog, "number", JB_EMULATOR_COMPANY);
  connect_test_press (dialog);
  jb_test_wait_until (connect_test_problem (dialog) != NULL);
  ui_picture_take (dialog, "connect-error");

  connect_test_type (dialog, "code", JB_EMULATOR_AUTH_CODE);
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  jb_test_wait_until (!jb_session_is_collecting (f->session));
}

/* Three companies' worth: one that works, one paused, one that failed. No keyring answers. */
static void
photograph_rename (UiTest *f,
                   gint64  connection)
{
  GtkWidget *dialog;

  gtk_widget_activate_action (ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_CONNECTION_ROW), "connection.rename", "x", connection);
  dialog = ui_test_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  ui_picture_take (dialog, "rename");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_connections (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  gint64 paused, failed;
  JbRun run = { .state = JB_RUN_FAILED };

  ui_test_prepare (&f);
  g_clear_object (&f.secrets);
  f.secrets = jb_secrets_new_keyring ();
  ui_test_set_size (1280, 800);
  emulator = connect_test_emulator (&f);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  photograph_dialog (&f, emulator);

  paused = ui_test_connect (jb_session_get_archive (f.session));
  jb_archive_rename_connection (jb_session_get_archive (f.session), paused, "연습용", NULL);
  jb_archive_pause_connection (jb_session_get_archive (f.session), paused, TRUE, NULL);
  failed = ui_test_connect_as (jb_session_get_archive (f.session), "production", "0010000205", "새봄유통");
  run.connection = failed;
  run.id = jb_archive_begin_run (jb_session_get_archive (f.session), failed, NULL);
  run.started_at = jb_clock_now (f.clock);
  run.ended_at = run.started_at;
  run.message = (char *) _("The keyring does not hold the authentication code of this connection. Enter the code again.");
  g_assert_true (jb_archive_end_run (jb_session_get_archive (f.session), &run, NULL));

  ui_test_go (&f, "connections");
  jb_test_wait_until (jb_window_is_settled (f.window));
  ui_picture_take (GTK_WIDGET (f.window), "connections");
  photograph_rename (&f, paused);
  ui_picture_set_dark (TRUE);
  ui_picture_take (GTK_WIDGET (f.window), "connections-dark");
  ui_picture_set_dark (FALSE);
  ui_test_set_size (400, 760);
  ui_test_reopen (&f);
  ui_test_go (&f, "connections");
  jb_test_wait_until (jb_window_is_settled (f.window));
  ui_picture_take (GTK_WIDGET (f.window), "connections-narrow");
  ui_test_end (&f);
  jb_emulator_stop (emulator);
  g_object_unref (emulator);
}

/* Text half as large again: nothing is cut off that was whole before. */
static void
test_large_text (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  UiTest f = { 0 };
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", (dpi > 0 ? dpi : 96 * 1024) * 3 / 2, NULL);
  ui_test_prepare (&f);
  ui_test_fill_book (&f, 60);
  ui_test_set_size (1280, 800);
  ui_test_show (&f);
  jb_window_set_period (f.window, "all");
  jb_test_wait_until (jb_window_is_settled (f.window));
  ui_picture_take (GTK_WIDGET (f.window), "large-home");
  ui_test_go (&f, "sales");
  ui_test_list (&f, JB_DIRECTION_SALES);
  ui_picture_take (GTK_WIDGET (f.window), "large-sales");
  ui_test_end (&f);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
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
  g_test_add_func ("/screenshots/demo", test_demo);
  g_test_add_func ("/screenshots/failed", test_failed);
  g_test_add_func ("/screenshots/welcome", test_welcome);
  g_test_add_func ("/screenshots/connections", test_connections);
  g_test_add_func ("/screenshots/large-text", test_large_text);
  return g_test_run ();
}
