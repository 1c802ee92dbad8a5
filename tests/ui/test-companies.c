/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Several companies in one book: the title chooses whose invoices are shown, and what is done to one connection is done to no other. */

#include "config.h"

#include "jb-company-button.h"
#include "jb-connection-row.h"
#include "jb-connect-test.h"
#include "jb-token-test.h"

static void
show (UiTest *f)
{
  ui_test_show (f);
  jb_window_set_period (f->window, "all");
  jb_test_wait_until (jb_window_is_settled (f->window));
}

static JbCompanyButton *
get_button (UiTest *f)
{
  return JB_COMPANY_BUTTON (ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_COMPANY_BUTTON));
}

static gboolean
is_choice (UiTest *f)
{
  GtkWidget *button = ui_test_find_type (GTK_WIDGET (get_button (f)), GTK_TYPE_MENU_BUTTON);

  return gtk_widget_get_mapped (button);
}

/* As a click or the Enter key do. @registration: "" = all. */
static void
choose (UiTest     *f,
        const char *registration)
{
  GtkWidget *list = ui_test_find (GTK_WIDGET (get_button (f)), "companies");
  GtkWidget *row = ui_test_find (list, registration);

  g_assert_nonnull (row);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "choose-company", NULL);
  jb_test_wait_until (gtk_widget_get_mapped (row));
  gtk_widget_activate (row);
  jb_test_wait_until (!gtk_widget_get_mapped (row));
  jb_test_wait_until (jb_window_is_settled (f->window));
}

/* Of both lists; home is shown afterwards. */
static guint
count_rows (UiTest *f)
{
  guint n;

  ui_test_go (f, "sales");
  n = g_list_model_get_n_items (G_LIST_MODEL (ui_test_list (f, JB_DIRECTION_SALES)));
  ui_test_go (f, "purchases");
  n += g_list_model_get_n_items (G_LIST_MODEL (ui_test_list (f, JB_DIRECTION_PURCHASE)));
  ui_test_go (f, "home");
  return n;
}

static void
test_one (void)
{
  UiTest f = { 0 };

  ui_test_prepare (&f);
  ui_test_fill_book (&f, 30);
  show (&f);
  g_assert_false (is_choice (&f));
  g_assert_cmpstr (jb_company_button_get_title (get_button (&f)), ==, "가온문구");
  g_assert_true (ui_test_shows (&f, "000-12-34013"));
  g_assert_cmpuint (count_rows (&f), ==, 30);
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "choose-company", NULL);   /* nothing to choose, nothing happens */
  ui_test_end (&f);
}

static void
test_none (void)
{
  UiTest f = { 0 };

  ui_test_prepare (&f);
  show (&f);
  g_assert_false (is_choice (&f));
  g_assert_cmpstr (jb_company_button_get_title (get_button (&f)), ==, "Jangbu");
  ui_test_end (&f);
}

static void
test_choose (void)
{
  UiTest f = { 0 };
  g_autoptr(GSettings) settings = NULL;
  g_autofree char *kept = NULL;

  ui_test_prepare (&f);
  settings = jb_settings_new ();
  token_test_fill_book (&f);
  show (&f);
  g_assert_true (is_choice (&f));
  g_assert_cmpstr (jb_company_button_get_title (get_button (&f)), ==, "All Companies");
  g_assert_true (ui_test_shows (&f, "2 companies"));
  g_assert_cmpuint (count_rows (&f), ==, 80);
  g_assert_true (ui_test_shows (&f, "80"));   /* originals that are not here, on the home page */

  choose (&f, TOKEN_TEST_OTHER);
  g_assert_cmpstr (jb_company_button_get_title (get_button (&f)), ==, "새봄유통");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (f.window)), ==, "새봄유통");
  g_assert_cmpuint (count_rows (&f), ==, 20);
  g_assert_true (ui_test_shows (&f, "20"));
  g_assert_false (ui_test_shows (&f, "80"));

  choose (&f, UI_TEST_COMPANY);
  g_assert_cmpuint (count_rows (&f), ==, 60);
  kept = g_settings_get_string (settings, "company");
  g_assert_cmpstr (kept, ==, UI_TEST_COMPANY);

  /* Connections are of all, whatever is chosen. */
  ui_test_go (&f, "connections");
  g_assert_true (ui_test_shows (&f, "새봄유통"));

  choose (&f, "");
  g_assert_cmpuint (count_rows (&f), ==, 80);
  ui_test_end (&f);
}

static void
reopen (UiTest *f)
{
  ui_test_reopen (f);
  jb_window_set_period (f->window, "all");
  jb_test_wait_until (jb_window_is_settled (f->window));
}

static void
test_remembered (void)
{
  UiTest f = { 0 };
  g_autoptr(GSettings) settings = NULL;

  ui_test_prepare (&f);
  settings = jb_settings_new ();
  token_test_fill_book (&f);
  show (&f);
  choose (&f, TOKEN_TEST_OTHER);
  reopen (&f);
  g_assert_cmpstr (jb_company_button_get_company (get_button (&f)), ==, TOKEN_TEST_OTHER);
  g_assert_cmpuint (count_rows (&f), ==, 20);

  /* Of another book, say: then all are shown. */
  g_settings_set_string (settings, "company", "0020000000");
  reopen (&f);
  g_assert_null (jb_company_button_get_company (get_button (&f)));
  g_assert_cmpstr (jb_company_button_get_title (get_button (&f)), ==, "All Companies");
  g_assert_cmpuint (count_rows (&f), ==, 80);
  ui_test_end (&f);
}

/* Its connection goes, its invoices stay, and so does its line. */
static void
test_removed (void)
{
  UiTest f = { 0 };
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;

  ui_test_prepare (&f);
  token_test_fill_book (&f);
  show (&f);
  choose (&f, TOKEN_TEST_OTHER);
  all = jb_archive_list_connections (jb_session_get_archive (f.session), &error);
  g_assert_true (jb_archive_remove_connection (jb_session_get_archive (f.session), ((JbConnection *) all->pdata[1])->id, &error));
  jb_test_wait_until (ui_test_shows (&f, "No Connection Yet"));
  g_assert_true (is_choice (&f));
  g_assert_cmpuint (count_rows (&f), ==, 20);
  ui_test_end (&f);
}

/* -- two companies, two environments each --------------------------------------------------------------------------- */

static const struct
{
  const char *environment;
  const char *company;
  const char *name;
} four[] = {
  { "production", UI_TEST_COMPANY, "가온문구" },
  { "demo", UI_TEST_COMPANY, "가온문구" },
  { "production", TOKEN_TEST_OTHER, "새봄유통" },
  { "demo", TOKEN_TEST_OTHER, "새봄유통" },
};

static void
connect_four (UiTest *f,
              gint64  ids[4])
{
  for (gsize i = 0; i < G_N_ELEMENTS (four); i++)
    {
      ids[i] = ui_test_connect_as (jb_session_get_archive (f->session), four[i].environment, four[i].company, four[i].name);
      token_test_keep (f, four[i].environment, four[i].company, NULL, 0, FALSE);
    }
  ui_test_go (f, "connections");
  jb_test_wait_until (jb_window_is_settled (f->window));
}

static guint
count_mapped (GtkWidget *widget,
              GType      type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_mapped (child, type);
  return n;
}

static const JbConnection *
find (GPtrArray *connections,
      gint64     id)
{
  for (guint i = 0; i < connections->len; i++)
    if (((JbConnection *) connections->pdata[i])->id == id)
      return connections->pdata[i];
  return NULL;
}

static void
test_four (void)
{
  UiTest f = { 0 };
  g_autoptr(GPtrArray) left = NULL;
  GtkWidget *row, *dialog;
  gint64 ids[4];

  ui_test_prepare (&f);
  show (&f);
  connect_four (&f, ids);
  jb_test_wait_until (count_mapped (GTK_WIDGET (f.window), JB_TYPE_CONNECTION_ROW) == 4);
  row = ui_test_find_type (GTK_WIDGET (f.window), JB_TYPE_CONNECTION_ROW);

  gtk_widget_activate_action (row, "connection.rename", "x", ids[1]);
  dialog = ui_test_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog))), "연습");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  gtk_widget_activate_action (row, "connection.set-paused", "(xb)", ids[2], TRUE);
  gtk_widget_activate_action (row, "connection.remove", "x", ids[3]);
  jb_session_forget_connection (f.session, ids[3]);   /* what the toast does as it goes */
  jb_test_wait_until (count_mapped (GTK_WIDGET (f.window), JB_TYPE_CONNECTION_ROW) == 3);
  jb_test_wait_until (!token_test_has (&f, four[3].environment, four[3].company));

  left = jb_archive_list_connections (jb_session_get_archive (f.session), NULL);
  g_assert_cmpuint (left->len, ==, 3);
  for (gsize i = 0; i < 3; i++)
    {
      g_test_message ("%s at %s", four[i].name, four[i].environment);
      g_assert_cmpstr (find (left, ids[i])->name, ==, i == 1 ? "연습" : NULL);
      g_assert_true (find (left, ids[i])->paused == (i == 2));
      g_assert_true (token_test_has (&f, four[i].environment, four[i].company));
    }
  ui_test_end (&f);
}

/* Four are collected from, but not the paused one; each has its own run, and one that fails stops no other. */
static void
test_collect_four (void)
{
  UiTest f = { 0 };
  g_autoptr(GPtrArray) runs = NULL;
  gint64 ids[4];

  ui_test_prepare (&f);
  show (&f);
  connect_four (&f, ids);
  for (gsize i = 0; i < G_N_ELEMENTS (four); i++)
    {
      g_autofree char *key = jb_secrets_make_key ("smartbill", four[i].environment, four[i].company);
      g_autoptr(GAsyncResult) result = NULL;

      jb_secrets_clear_async (f.secrets, key, NULL, jb_test_result_cb, &result);   /* nothing goes out to the real service */
      jb_test_wait_until (result != NULL);
    }
  g_assert_true (jb_archive_pause_connection (jb_session_get_archive (f.session), ids[2], TRUE, NULL));
  jb_session_collect (f.session);
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  g_assert_nonnull (jb_session_get_problem (f.session));

  runs = jb_archive_list_last_runs (jb_session_get_archive (f.session), NULL);
  g_assert_cmpuint (runs->len, ==, 3);
  for (guint i = 0; i < runs->len; i++)
    {
      g_assert_cmpint (((JbRun *) runs->pdata[i])->connection, !=, ids[2]);
      g_assert_cmpint (((JbRun *) runs->pdata[i])->state, ==, JB_RUN_FAILED);
    }
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/companies/one", test_one);
  g_test_add_func ("/companies/none", test_none);
  g_test_add_func ("/companies/choose", test_choose);
  g_test_add_func ("/companies/remembered", test_remembered);
  g_test_add_func ("/companies/removed", test_removed);
  g_test_add_func ("/companies/four", test_four);
  g_test_add_func ("/companies/collect-four", test_collect_four);
  return g_test_run ();
}
