/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tokens in the window: typed into the dialog, shown in the row, and a banner in time when one ends that no other follows. */

#include "config.h"

#include "jb-connect-test.h"
#include "jb-connection-row.h"
#include "jb-smartbill.h"
#include "jb-token-test.h"

static void
begin (UiTest *f)
{
  ui_test_prepare (f);
  ui_test_fill_book (f, 30);
}

static void
show (UiTest *f)
{
  ui_test_show (f);
  jb_test_wait_until (jb_window_is_settled (f->window));
}

/* Coming to the page makes it look. */
static AdwActionRow *
look_again (UiTest *f)
{
  ui_test_go (f, "home");
  ui_test_go (f, "connections");
  return ADW_ACTION_ROW (ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_CONNECTION_ROW));
}

static gboolean
says (AdwActionRow *row,
      const char   *words)
{
  return strstr (adw_action_row_get_subtitle (row), words) != NULL;
}

static gboolean
has_code_button (AdwActionRow *row)
{
  return gtk_widget_get_visible (ui_test_find (GTK_WIDGET (row), "enter-code"));
}

/* (nullable): the first label below @widget that is shown and has these words in it. */
static GtkWidget *
find_words (GtkWidget  *widget,
            const char *words)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_words (child, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_banner (UiTest *f)
{
  return find_words (GTK_WIDGET (f->window), "The token of 가온문구") != NULL;
}

/* -- rows ----------------------------------------------------------------------------------------------------------- */

/* Today is 2026-11-23, ten in the morning. */
static void
test_row (void)
{
  static const struct
  {
    const char *token;
    gint64      left;        /* from now; 0 = unknown, G_MAXINT64 = never */
    gboolean    refused;
    const char *says;
    const char *badge;       /* (nullable) */
  } cases[] = {
    { "T", 10 * TOKEN_TEST_DAY_MS, FALSE, "good until 2026-12-03; Jangbu renews it", NULL },
    { "T", TOKEN_TEST_DAY_MS, FALSE, "good until 2026-11-24; Jangbu renews it", NULL },
    { "T", -TOKEN_TEST_DAY_MS, FALSE, "was good until 2026-11-22; the next collection gets a new one", NULL },
    { "T", G_MAXINT64, FALSE, "does not expire", NULL },
    { "T", 0, FALSE, "not known when its token ends", NULL },
    { "T", 3 * TOKEN_TEST_DAY_MS, TRUE, "good until 2026-11-26; Jangbu renews it", NULL },
    { "T", 3 * TOKEN_TEST_DAY_MS - 1, TRUE, "good until 2026-11-26, and SmartBill gave no new one", "Token Ends" },
    { "T", 1, TRUE, "gave no new one. Enter the code again before", "Token Ends" },
    { "T", -1, TRUE, "gave no new one. Enter the code again.", "Token Ended" },
    { NULL, 0, FALSE, "SmartBill id", NULL },
  };
  UiTest f = { 0 };
  gint64 now;

  begin (&f);
  now = jb_clock_now (f.clock);
  show (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 ends = cases[i].left == 0 || cases[i].left == G_MAXINT64 ? cases[i].left : now + cases[i].left;
      AdwActionRow *row;

      g_test_message ("%s", cases[i].says);
      token_test_keep (&f, "demo", UI_TEST_COMPANY, cases[i].token, ends, cases[i].refused);
      row = look_again (&f);
      jb_test_wait_until (says (row, cases[i].says));
      jb_test_wait_until (cases[i].token != NULL || !says (row, "token"));
      g_assert_true (has_code_button (row) == (g_strcmp0 (cases[i].badge, "Token Ended") == 0));
      g_assert_true (has_banner (&f) == (cases[i].badge != NULL));
      if (cases[i].badge != NULL)
        g_assert_true (ui_test_shows (&f, cases[i].badge));
    }
  ui_test_end (&f);
}

/* A token that is good to the end of a day names that day, not the next one. */
static void
test_last_day (void)
{
  UiTest f = { 0 };
  AdwActionRow *row;

  begin (&f);
  token_test_keep (&f, "demo", UI_TEST_COMPANY, "T", jb_instant_from_date (20261201), FALSE);
  show (&f);
  row = look_again (&f);
  jb_test_wait_until (says (row, "good until 2026-11-30;"));
  ui_test_end (&f);
}

static void
test_no_code (void)
{
  UiTest f = { 0 };
  AdwActionRow *row;
  GtkWidget *dialog;

  begin (&f);
  show (&f);
  row = look_again (&f);
  jb_test_wait_until (says (row, "not in the keyring"));
  g_assert_true (has_code_button (row));
  g_signal_emit_by_name (ui_test_find (GTK_WIDGET (row), "enter-code"), "clicked");
  dialog = ui_test_toplevel (JB_TYPE_CONNECT_DIALOG);
  g_assert_nonnull (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  /* Home does not call that in order, and nothing offers to try again what cannot work. */
  ui_test_go (&f, "home");
  jb_test_wait_until (find_words (GTK_WIDGET (f.window), "An Authentication Code Is Missing") != NULL);
  g_action_group_activate_action (G_ACTION_GROUP (f.application), "collect", NULL);
  jb_test_wait_until (find_words (GTK_WIDGET (f.window), "The keyring lacks the authentication code") != NULL);
  connect_test_wait_for_run (&f);
  g_assert_nonnull (find_words (GTK_WIDGET (f.window), "Show Connections"));
  g_assert_null (find_words (GTK_WIDGET (f.window), "Try Again"));
  ui_test_end (&f);
}

/* -- the banner ----------------------------------------------------------------------------------------------------- */

static void
test_banner (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;

  begin (&f);
  token_test_keep (&f, "demo", UI_TEST_COMPANY, "T", jb_clock_now (f.clock) + 5 * TOKEN_TEST_DAY_MS, TRUE);
  show (&f);
  jb_test_wait_until (says (look_again (&f), "Jangbu renews it"));
  g_assert_false (has_banner (&f));

  /* Time passes, on whatever page. */
  jb_clock_advance (f.clock, 3 * TOKEN_TEST_DAY_MS);
  ui_test_go (&f, "home");
  jb_window_set_period (f.window, "this-month");
  jb_test_wait_until (has_banner (&f));
  g_assert_nonnull (find_words (GTK_WIDGET (f.window), "ends on 2026-11-28"));
  jb_clock_advance (f.clock, 3 * TOKEN_TEST_DAY_MS);
  jb_window_set_period (f.window, "all");
  jb_test_wait_until (find_words (GTK_WIDGET (f.window), "ended on 2026-11-28") != NULL);

  g_action_group_activate_action (G_ACTION_GROUP (f.window), "enter-code",
                                  gtk_actionable_get_action_target_value (GTK_ACTIONABLE (
                                    gtk_widget_get_ancestor (ui_test_find_text (GTK_WIDGET (f.window), "Enter Code…"),
                                                             GTK_TYPE_BUTTON))));
  dialog = ui_test_toplevel (JB_TYPE_CONNECT_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_test_find (dialog, "account"))), ==, "gaon01");
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_action_group_activate_action (G_ACTION_GROUP (f.window), "hide-token-banner", NULL);
  g_assert_false (has_banner (&f));
  ui_test_end (&f);
}

/* From the first collection to the refusal, the end, and the code entered again: all of it against the service. */
static void
test_refused (void)
{
  JbEmulatorFault refuse = { .signal = (char *) "GET_TOKEN", .count = -1, .code = (char *) "60129" };
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;
  gint64 id;

  ui_test_prepare (&f);
  emulator = connect_test_emulator (&f);
  show (&f);
  dialog = connect_test_open (&f);
  connect_test_fill (dialog, jb_emulator_get_uri (emulator), JB_EMULATOR_COMPANY, JB_EMULATOR_ACCOUNT, JB_EMULATOR_AUTH_CODE);
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  connect_test_wait_for_run (&f);
  id = ((JbConnection *) g_ptr_array_index (jb_archive_list_connections (jb_session_get_archive (f.session), NULL), 0))->id;

  jb_clock_advance (f.clock, 28 * TOKEN_TEST_DAY_MS);
  jb_emulator_set_fault (emulator, &refuse);
  jb_session_collect (f.session);
  connect_test_wait_for_run (&f);
  g_assert_null (jb_session_get_problem (f.session));
  jb_test_wait_until (has_banner (&f));

  jb_emulator_clear_faults (emulator);
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "enter-code", g_variant_new_int64 (id));
  dialog = ui_test_toplevel (JB_TYPE_CONNECT_DIALOG);
  connect_test_type (dialog, "code", JB_EMULATOR_AUTH_CODE);
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  connect_test_wait_for_run (&f);
  jb_test_wait_until (!has_banner (&f));
  ui_test_end (&f);
  jb_emulator_stop (emulator);
  g_object_unref (emulator);
}

/* -- typed ---------------------------------------------------------------------------------------------------------- */

/* (transfer full): as a person has it from SmartBill's own page. */
static char *
get_token (UiTest     *f,
           JbEmulator *emulator)
{
  g_autoptr(JbHttp) http = jb_http_new (f->clock);
  JbConnection connection = { .service = (char *) "smartbill", .environment = (char *) jb_emulator_get_uri (emulator),
                              .company = (char *) JB_EMULATOR_COMPANY, .account = (char *) JB_EMULATOR_ACCOUNT };
  JbProviderConfig config = { .connection = &connection, .auth_code = JB_EMULATOR_AUTH_CODE, .http = http, .clock = f->clock };
  g_autoptr(GError) error = NULL;
  g_autoptr(JbProvider) provider = jb_provider_new_for_connection (&config, &error);
  g_autoptr(GAsyncResult) result = NULL;
  char *token;

  g_assert_no_error (error);
  jb_smartbill_get_token_async (JB_SMARTBILL (provider), JB_SMARTBILL_LIFETIME_UNLIMITED, 0, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  token = jb_smartbill_get_token_finish (JB_SMARTBILL (provider), result, NULL, &error);
  g_assert_no_error (error);
  return token;
}

static void
test_typed (void)
{
  static const struct
  {
    const char *token;
    const char *day;
    const char *wrong;
  } cases[] = {
    { "", "", "token" },
    { "토큰", "", "token" },
    { "RkFLRQo=", "tomorrow", "token-day" },
    { "RkFLRQo=", "2026-02-30", "token-day" },
    { "RkFLRQo=", "2026-11-22", "token-day" },
  };
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;
  g_autofree char *token = NULL;
  guint asked;

  ui_test_prepare (&f);
  emulator = connect_test_emulator (&f);
  token = get_token (&f, emulator);
  asked = jb_emulator_count (emulator, NULL);
  show (&f);
  dialog = connect_test_open (&f);
  connect_test_fill (dialog, jb_emulator_get_uri (emulator), JB_EMULATOR_COMPANY, JB_EMULATOR_ACCOUNT, JB_EMULATOR_AUTH_CODE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_test_find (dialog, "token-expander")), TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s” “%s”", cases[i].token, cases[i].day);
      connect_test_type (dialog, "token", cases[i].token);
      connect_test_type (dialog, "token-day", cases[i].day);
      connect_test_press (dialog);
      g_assert_true (connect_test_has_error (dialog, cases[i].wrong));
    }
  g_assert_cmpuint (jb_emulator_count (emulator, NULL), ==, asked);

  /* One that SmartBill does not know is said at its field. */
  connect_test_type (dialog, "token-day", "2026-11-23");
  connect_test_press (dialog);
  jb_test_wait_until (connect_test_problem (dialog) != NULL);
  g_assert_nonnull (strstr (connect_test_problem (dialog), "does not accept this token"));
  jb_test_wait_until (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (dialog)), ui_test_find (dialog, "token")));

  /* A good one makes the connection, and no other one is asked for. */
  asked = jb_emulator_count (emulator, "GET_TOKEN");
  connect_test_type (dialog, "token", token);
  connect_test_type (dialog, "token-day", "2027.01.31");
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  connect_test_wait_for_run (&f);
  g_assert_null (jb_session_get_problem (f.session));
  g_assert_cmpuint (jb_session_get_n_arrived (f.session), >, 100);
  g_assert_cmpuint (jb_emulator_count (emulator, "GET_TOKEN"), ==, asked);
  jb_test_wait_until (says (look_again (&f), "good until 2027-01-31"));
  ui_test_end (&f);
  jb_emulator_stop (emulator);
  g_object_unref (emulator);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/tokens/row", test_row);
  g_test_add_func ("/tokens/last-day", test_last_day);
  g_test_add_func ("/tokens/no-code", test_no_code);
  g_test_add_func ("/tokens/banner", test_banner);
  g_test_add_func ("/tokens/refused", test_refused);
  g_test_add_func ("/tokens/typed", test_typed);
  return g_test_run ();
}
