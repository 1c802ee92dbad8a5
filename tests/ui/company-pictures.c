/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of several companies, and of tokens that end: title and choice, rows, banner, and the dialog with a token in it. */

#include "config.h"

#include "jb-company-button.h"
#include "jb-connect-test.h"
#include "jb-connection-row.h"
#include "jb-token-test.h"
#include "jb-ui-picture.h"

static void
begin (UiTest *f)
{
  ui_test_prepare (f);
  token_test_fill_book (f);
  ui_test_set_size (1100, 760);
  ui_picture_set_dark (FALSE);
  ui_test_show (f);
  jb_window_set_period (f->window, "all");
  jb_test_wait_until (jb_window_is_settled (f->window));
}

static void
reopen (UiTest     *f,
        const char *page,
        int         width,
        int         height)
{
  ui_test_set_size (width, height);
  ui_test_reopen (f);
  jb_window_set_period (f->window, "all");
  ui_test_go (f, page);
  jb_test_wait_until (jb_window_is_settled (f->window));
}

static void
photograph_choice (UiTest     *f,
                   const char *name)
{
  GtkWidget *button = ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_COMPANY_BUTTON);
  GtkWidget *list = ui_test_find (button, "companies");
  GtkWidget *popover = gtk_widget_get_ancestor (list, GTK_TYPE_POPOVER);

  g_action_group_activate_action (G_ACTION_GROUP (f->window), "choose-company", NULL);
  jb_test_wait_until (gtk_widget_get_mapped (popover));
  ui_picture_take (popover, name);
  gtk_popover_popdown (GTK_POPOVER (popover));
  jb_test_wait_until (!gtk_widget_get_mapped (popover));
}

static void
test_companies (void)
{
  UiTest f = { 0 };
  g_autoptr(GSettings) settings = NULL;

  begin (&f);
  settings = jb_settings_new ();
  ui_test_connect_as (jb_session_get_archive (f.session), "demo", UI_TEST_COMPANY, "가온문구");
  ui_test_connect_as (jb_session_get_archive (f.session), "production", "0020000302", NULL);
  jb_test_wait_until (jb_window_is_settled (f.window));
  ui_picture_take (GTK_WIDGET (f.window), "companies-all");
  photograph_choice (&f, "companies-choice");
  g_settings_set_string (settings, "company", TOKEN_TEST_OTHER);
  reopen (&f, "sales", 1100, 760);
  ui_test_list (&f, JB_DIRECTION_SALES);
  ui_picture_take (GTK_WIDGET (f.window), "companies-one");
  ui_picture_set_dark (TRUE);
  photograph_choice (&f, "companies-choice-dark");
  ui_picture_set_dark (FALSE);
  reopen (&f, "home", 360, 700);
  ui_picture_take (GTK_WIDGET (f.window), "companies-narrow-home");
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "show-sidebar", NULL);
  ui_picture_take (GTK_WIDGET (f.window), "companies-narrow");
  ui_test_end (&f);
}

static gboolean
shows_badges (UiTest *f)
{
  return ui_test_shows (f, _("Token Ends")) && ui_test_shows (f, _("Token Ended"));
}

/* One token is fine, one ends, one has ended, and one connection has no code. */
static void
test_tokens (void)
{
  UiTest f = { 0 };
  gint64 now;

  begin (&f);
  now = jb_clock_now (f.clock);
  ui_test_connect_as (jb_session_get_archive (f.session), "demo", UI_TEST_COMPANY, "가온문구");
  ui_test_connect_as (jb_session_get_archive (f.session), "production", TOKEN_TEST_OTHER, "새봄유통");
  token_test_keep (&f, "production", UI_TEST_COMPANY, "T", now + 20 * TOKEN_TEST_DAY_MS, FALSE);
  token_test_keep (&f, "demo", UI_TEST_COMPANY, "T", now + 2 * TOKEN_TEST_DAY_MS, TRUE);
  token_test_keep (&f, "production", TOKEN_TEST_OTHER, "T", now - TOKEN_TEST_DAY_MS, TRUE);
  reopen (&f, "connections", 1100, 760);
  jb_test_wait_until (shows_badges (&f));
  ui_picture_take (GTK_WIDGET (f.window), "tokens");
  ui_picture_set_dark (TRUE);
  ui_picture_take (GTK_WIDGET (f.window), "tokens-dark");
  ui_picture_set_dark (FALSE);
  reopen (&f, "connections", 360, 900);
  jb_test_wait_until (shows_badges (&f));
  ui_picture_take (GTK_WIDGET (f.window), "tokens-narrow");
  ui_test_end (&f);
}

static void
test_dialog (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog, *scrolled;

  begin (&f);
  dialog = connect_test_open (&f);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 560, 1000);
  connect_test_fill (dialog, NULL, UI_TEST_COMPANY, "gaon01", "JB0000000000000000000000000TEST1");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_test_find (dialog, "token-expander")), TRUE);
  ui_picture_take (dialog, "connect-token");
  connect_test_type (dialog, "number", "００１２３");
  connect_test_type (dialog, "account", "가온 01");
  connect_test_type (dialog, "code", "JB00");
  connect_test_type (dialog, "token", "토큰");
  connect_test_type (dialog, "token-day", "2026-11-01");
  connect_test_press (dialog);
  ui_picture_take (dialog, "connect-token-wrong");
  gtk_window_destroy (GTK_WINDOW (dialog));

  ui_picture_set_dark (TRUE);
  dialog = connect_test_open (&f);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, 800);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_test_find (dialog, "token-expander")), TRUE);
  jb_test_wait_until (gtk_widget_get_mapped (ui_test_find (dialog, "token")));
  scrolled = ui_test_find_type (dialog, GTK_TYPE_SCROLLED_WINDOW);
  ui_picture_wait_for_frames (dialog);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)), 10000);
  ui_picture_take (dialog, "connect-token-narrow-dark");
  gtk_window_destroy (GTK_WINDOW (dialog));
  ui_picture_set_dark (FALSE);
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
  g_test_add_func ("/pictures/companies", test_companies);
  g_test_add_func ("/pictures/tokens", test_tokens);
  g_test_add_func ("/pictures/dialog", test_dialog);
  return g_test_run ();
}
