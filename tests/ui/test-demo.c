/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The demo from its start to the filled list, over real HTTP; stopping it; a service that fails. */

#include "config.h"

#include "jb-demo.h"
#include "jb-ui-test.h"

#define DEMO_INVOICES 400

static void
begin (UiTest *f,
       guint   n_invoices)
{
  ui_test_forget ();
  f->session = jb_session_new_demo (n_invoices);
  ui_test_show (f);
  jb_window_set_period (f->window, "all");
}

static guint
count_rows (UiTest *f)
{
  JbInvoiceList *list;
  guint n;

  ui_test_go (f, "sales");
  list = ui_test_list (f, JB_DIRECTION_SALES);
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  ui_test_go (f, "purchases");
  list = ui_test_list (f, JB_DIRECTION_PURCHASE);
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
  return n + g_list_model_get_n_items (G_LIST_MODEL (list));
}

static void
wait_for_end (UiTest *f)
{
  jb_test_wait_until (jb_session_get_problem (f->session) != NULL ||
                      (jb_session_get_state (f->session) == JB_SESSION_READY &&
                       !jb_session_is_collecting (f->session) && jb_session_get_n_arrived (f->session) > 0));
}

static void
test_to_the_end (void)
{
  UiTest f = { 0 };
  guint n_sales, n_purchases, shown;
  gint64 sales_total, purchases_total;
  g_autofree char *folder = NULL;
  g_autofree char *toast = NULL;

  begin (&f, DEMO_INVOICES);
  g_assert_true (jb_session_is_demo (f.session));
  wait_for_end (&f);
  g_assert_null (jb_session_get_problem (f.session));
  folder = g_path_get_dirname (jb_archive_get_path (jb_session_get_archive (f.session)));
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));

  jb_emulator_get_truth (jb_demo_get_emulator (jb_session_get_demo (f.session)), &n_sales, &n_purchases, &sales_total,
                         &purchases_total);
  shown = count_rows (&f);
  g_assert_cmpuint (shown, >, DEMO_INVOICES * 9 / 10);
  g_assert_cmpuint (shown, <=, n_sales + n_purchases);
  toast = g_strdup_printf ("%u new invoices", shown);
  g_assert_cmpstr (jb_window_get_last_toast (f.window), ==, toast);
  g_assert_true (ui_test_shows (&f, "This is a demo. The company and every invoice are invented."));

  ui_test_end (&f);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* A second run brings nothing: no toast about it. */
static void
test_nothing_new (void)
{
  UiTest f = { 0 };
  g_autofree char *toast = NULL;
  guint before;

  begin (&f, 40);
  wait_for_end (&f);
  toast = g_strdup (jb_window_get_last_toast (f.window));
  before = count_rows (&f);

  g_action_group_activate_action (G_ACTION_GROUP (f.application), "collect", NULL);
  g_assert_true (jb_session_is_collecting (f.session));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (f.application), "collect"));
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  g_assert_null (jb_session_get_problem (f.session));
  g_assert_cmpuint (jb_session_get_n_arrived (f.session), ==, 0);
  g_assert_cmpstr (jb_window_get_last_toast (f.window), ==, toast);
  g_assert_cmpuint (count_rows (&f), ==, before);
  ui_test_end (&f);
}

/* Stopped in the middle: no problem, nothing lost, and the next run completes it. */
static void
test_cancel (void)
{
  JbEmulatorFault slow = { .signal = (char *) "OS_DTI_XML", .count = -1, .delay_ms = 300 };
  UiTest f = { 0 };

  begin (&f, 120);
  jb_test_wait_until (jb_session_get_demo (f.session) != NULL);
  jb_emulator_set_fault (jb_demo_get_emulator (jb_session_get_demo (f.session)), &slow);
  jb_test_wait_until (jb_session_get_phase (f.session) == JB_COLLECTOR_ORIGINALS);
  g_action_group_activate_action (G_ACTION_GROUP (f.application), "cancel-collect", NULL);
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  g_assert_null (jb_session_get_problem (f.session));
  g_assert_null (jb_window_get_problem (f.window));

  jb_emulator_clear_faults (jb_demo_get_emulator (jb_session_get_demo (f.session)));
  g_action_group_activate_action (G_ACTION_GROUP (f.application), "collect", NULL);
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  g_assert_null (jb_session_get_problem (f.session));
  g_assert_cmpuint (count_rows (&f), >, 100);
  ui_test_end (&f);
}

static void
test_failing_service (void)
{
  JbEmulatorFault refuse = { .signal = (char *) "OS_DTI_LIST", .count = -1, .code = (char *) "60101" };
  UiTest f = { 0 };

  begin (&f, 40);
  wait_for_end (&f);
  jb_emulator_set_fault (jb_demo_get_emulator (jb_session_get_demo (f.session)), &refuse);
  g_action_group_activate_action (G_ACTION_GROUP (f.application), "collect", NULL);
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  g_assert_nonnull (jb_session_get_problem (f.session));
  g_assert_cmpstr (jb_window_get_problem (f.window), ==, jb_session_get_problem (f.session)->message);
  /* Nobody should have to know a code. */
  g_assert_null (strstr (jb_window_get_problem (f.window), "60101"));

  jb_emulator_clear_faults (jb_demo_get_emulator (jb_session_get_demo (f.session)));
  g_action_group_activate_action (G_ACTION_GROUP (f.application), "retry", NULL);
  g_assert_null (jb_window_get_problem (f.window));
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  g_assert_null (jb_session_get_problem (f.session));
  ui_test_end (&f);
}

/* Closing the program while everything is still going on loses nothing and leaves nothing behind. */
static void
test_close_early (void)
{
  UiTest f = { 0 };

  begin (&f, 400);
  ui_test_end (&f);

  begin (&f, 400);
  jb_test_wait_until (jb_session_is_collecting (f.session));
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/demo/to-the-end", test_to_the_end);
  g_test_add_func ("/demo/nothing-new", test_nothing_new);
  g_test_add_func ("/demo/cancel", test_cancel);
  g_test_add_func ("/demo/failing-service", test_failing_service);
  g_test_add_func ("/demo/close-early", test_close_early);
  return g_test_run ();
}
