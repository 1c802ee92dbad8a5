/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connecting inside the window, against a real service on loopback; then what can be done with a connection. */

#include "config.h"

#include "jb-connect-test.h"
#include "jb-connection-row.h"
#include "jb-portal.h"

static void
begin (UiTest      *f,
       JbEmulator **emulator)
{
  ui_test_prepare (f);
  *emulator = connect_test_emulator (f);
  ui_test_show (f);
  jb_window_set_period (f->window, "all");
  jb_test_wait_until (jb_window_is_settled (f->window));
}

static void
end (UiTest     *f,
     JbEmulator *emulator)
{
  ui_test_end (f);
  jb_emulator_stop (emulator);
  g_object_unref (emulator);
}

static void
fill_good (GtkWidget  *dialog,
           JbEmulator *emulator)
{
  connect_test_fill (dialog, jb_emulator_get_uri (emulator), JB_EMULATOR_COMPANY, JB_EMULATOR_ACCOUNT,
                     JB_EMULATOR_AUTH_CODE);
}

static void
wait_for_answer (GtkWidget *dialog)
{
  jb_test_wait_until (connect_test_problem (dialog) != NULL);
}

/* (transfer full) */
static GPtrArray *
list (UiTest *f)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *all = jb_archive_list_connections (jb_session_get_archive (f->session), &error);

  g_assert_no_error (error);
  return all;
}

static guint
count (UiTest *f)
{
  g_autoptr(GPtrArray) all = list (f);

  return all->len;
}

/* Through the dialog to the end of the first collection; the id of the connection. */
static gint64
connect_good (UiTest     *f,
              JbEmulator *emulator)
{
  g_autoptr(GPtrArray) all = NULL;
  GtkWidget *dialog = connect_test_open (f);

  fill_good (dialog, emulator);
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  connect_test_wait_for_run (f);
  g_assert_null (jb_session_get_problem (f->session));
  all = list (f);
  g_assert_cmpuint (all->len, ==, 1);
  return ((JbConnection *) g_ptr_array_index (all, 0))->id;
}

static gboolean
focus_is_in (GtkWidget  *dialog,
             const char *name)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (dialog));
  GtkWidget *row = ui_test_find (dialog, name);

  return focus != NULL && (focus == row || gtk_widget_is_ancestor (focus, row));
}

/* -- the dialog ----------------------------------------------------------------------------------------------------- */

static void
test_success (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;
  g_autoptr(GPtrArray) all = NULL;
  JbConnection *connection;

  begin (&f, &emulator);
  g_assert_true (ui_test_shows (&f, "I Have a SmartBill Account"));
  g_assert_false (ui_test_shows (&f, "jangbu-cli connect"));
  dialog = connect_test_open (&f);
  connect_test_fill (dialog, jb_emulator_get_uri (emulator), " 000-12-34013 ", "  " JB_EMULATOR_ACCOUNT " ",
                     " " JB_EMULATOR_AUTH_CODE "\n");
  connect_test_type (dialog, "name", "본점\n1층");
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  g_assert_cmpstr (jb_window_get_last_toast (f.window), ==, "Connected. The first collection has begun.");
  connect_test_wait_for_run (&f);
  g_assert_null (jb_session_get_problem (f.session));
  g_assert_cmpuint (jb_session_get_n_arrived (f.session), >, 100);

  all = list (&f);
  g_assert_cmpuint (all->len, ==, 1);
  connection = g_ptr_array_index (all, 0);
  g_assert_cmpstr (connection->environment, ==, jb_emulator_get_uri (emulator));
  g_assert_cmpstr (connection->company, ==, JB_EMULATOR_COMPANY);
  g_assert_cmpstr (connection->account, ==, JB_EMULATOR_ACCOUNT);
  g_assert_cmpstr (connection->name, ==, "본점 1층");

  ui_test_go (&f, "connections");
  jb_test_wait_until (ui_test_shows (&f, "본점 1층"));
  end (&f, emulator);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *number;
    const char *code;
    const char *focus;
  } cases[] = {
    { JB_EMULATOR_COMPANY, "JB0000000000000000000000000WRONG", "code" },
    { "0007654326", JB_EMULATOR_AUTH_CODE, NULL },
  };
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;

  begin (&f, &emulator);
  dialog = connect_test_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].number);
      connect_test_fill (dialog, jb_emulator_get_uri (emulator), cases[i].number, "gaon01", cases[i].code);
      connect_test_press (dialog);
      g_assert_null (connect_test_problem (dialog));
      wait_for_answer (dialog);
      g_test_message ("%s", connect_test_problem (dialog));
      g_assert_null (strstr (connect_test_problem (dialog), cases[i].code));
      if (cases[i].focus != NULL)
        g_assert_true (focus_is_in (dialog, cases[i].focus));
      g_assert_cmpuint (count (&f), ==, 0);
    }

  /* The same dialog, corrected. */
  fill_good (dialog, emulator);
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  connect_test_wait_for_run (&f);
  g_assert_cmpuint (count (&f), ==, 1);
  end (&f, emulator);
}

static void
test_unreachable (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;

  begin (&f, &emulator);
  dialog = connect_test_open (&f);
  fill_good (dialog, emulator);
  jb_emulator_stop (emulator);
  connect_test_press (dialog);
  wait_for_answer (dialog);
  g_test_message ("%s", connect_test_problem (dialog));
  g_assert_cmpuint (count (&f), ==, 0);

  /* An address that is none of ours is named before anything is sent. */
  connect_test_type (dialog, "address", "http://example.com/");
  connect_test_press (dialog);
  wait_for_answer (dialog);
  g_assert_true (focus_is_in (dialog, "address"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  end (&f, emulator);
}

static void
test_cancel (void)
{
  JbEmulatorFault hang = { .count = -1, .hang = TRUE };
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;
  guint before;

  begin (&f, &emulator);
  jb_emulator_set_fault (emulator, &hang);
  dialog = connect_test_open (&f);
  fill_good (dialog, emulator);

  /* First the attempt … */
  before = jb_emulator_count (emulator, NULL);
  connect_test_press (dialog);
  jb_test_wait_until (jb_emulator_count (emulator, NULL) > before);
  g_assert_false (gtk_widget_is_sensitive (ui_test_find (dialog, "number")));
  gtk_widget_activate_action (dialog, "connect.cancel", NULL);
  jb_test_wait_until (gtk_widget_is_sensitive (ui_test_find (dialog, "number")));
  g_assert_null (connect_test_problem (dialog));
  g_assert_cmpuint (count (&f), ==, 0);

  /* … then the dialog; and one closed while it waits lets go as well. */
  gtk_widget_activate_action (dialog, "connect.cancel", NULL);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  dialog = connect_test_open (&f);
  fill_good (dialog, emulator);
  before = jb_emulator_count (emulator, NULL);
  connect_test_press (dialog);
  jb_test_wait_until (jb_emulator_count (emulator, NULL) > before);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpuint (count (&f), ==, 0);
  end (&f, emulator);
}

/* What is wrong is said at its field, and nothing is sent. */
static void
test_fields (void)
{
  static const struct
  {
    const char *number;
    const char *account;
    const char *code;
    const char *wrong;
  } cases[] = {
    { "", "gaon01", JB_EMULATOR_AUTH_CODE, "number" },
    { "000-12-3401", "gaon01", JB_EMULATOR_AUTH_CODE, "number" },
    { "000123401312", "gaon01", JB_EMULATOR_AUTH_CODE, "number" },
    { "가나다라마바사아자차", "gaon01", JB_EMULATOR_AUTH_CODE, "number" },
    { "0001234013😀", "gaon01", JB_EMULATOR_AUTH_CODE, "number" },
    { "0000000000", "gaon01", JB_EMULATOR_AUTH_CODE, "number" },
    { JB_EMULATOR_COMPANY, " \n\t", JB_EMULATOR_AUTH_CODE, "account" },
    { JB_EMULATOR_COMPANY, "gaon01", "  ", "code" },
  };
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;

  begin (&f, &emulator);
  dialog = connect_test_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s, “%s”", cases[i].wrong, cases[i].number);
      connect_test_fill (dialog, jb_emulator_get_uri (emulator), cases[i].number, cases[i].account, cases[i].code);
      connect_test_press (dialog);
      g_assert_true (connect_test_has_error (dialog, cases[i].wrong));
      g_assert_true (focus_is_in (dialog, cases[i].wrong));
    }
  g_assert_cmpuint (jb_emulator_count (emulator, NULL), ==, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
  end (&f, emulator);
}

static void
test_check_digit (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;

  begin (&f, &emulator);
  dialog = connect_test_open (&f);
  connect_test_fill (dialog, NULL, "0001234014", "gaon01", JB_EMULATOR_AUTH_CODE);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_test_find (dialog, "demo")), TRUE);
  g_assert_false (connect_test_has_error (dialog, "number"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_test_find (dialog, "production")), TRUE);
  g_assert_true (connect_test_has_error (dialog, "number"));
  connect_test_press (dialog);
  g_assert_true (focus_is_in (dialog, "number"));
  g_assert_true (gtk_widget_is_sensitive (ui_test_find (dialog, "number")));
  connect_test_type (dialog, "number", JB_EMULATOR_COMPANY);
  g_assert_false (connect_test_has_error (dialog, "number"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  end (&f, emulator);
}

/* Hyphens come by themselves and the cursor stays behind the digit that was typed. */
static void
test_typing (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *dialog;
  GtkEditable *number;
  int position = 0;

  begin (&f, &emulator);
  dialog = connect_test_open (&f);
  number = GTK_EDITABLE (ui_test_find (dialog, "number"));
  for (const char *digit = JB_EMULATOR_COMPANY; *digit != '\0'; digit++)
    {
      position = gtk_editable_get_position (number);
      gtk_editable_insert_text (number, digit, 1, &position);
      gtk_editable_set_position (number, position);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_cmpstr (gtk_editable_get_text (number), ==, "000-12-34013");

  /* In the middle: one digit away, another in its place. */
  gtk_editable_delete_text (number, 4, 5);
  gtk_editable_set_position (number, 4);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (gtk_editable_get_text (number), ==, "000-23-4013");
  position = gtk_editable_get_position (number);
  gtk_editable_insert_text (number, "1", 1, &position);
  gtk_editable_set_position (number, position);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (gtk_editable_get_text (number), ==, "000-12-34013");
  gtk_window_destroy (GTK_WINDOW (dialog));
  end (&f, emulator);
}

static void
test_portal (void)
{
  g_assert_cmpstr (jb_portal_get_uri ("production", JB_PORTAL_HOME), ==, "https://www.smartbill.co.kr/");
  g_assert_cmpstr (jb_portal_get_uri ("demo", JB_PORTAL_AUTH_CODE), ==,
                   "https://demo.smartbill.co.kr/xMain/openapi/get_auth_code.aspx");
}

/* (nullable): the first label below @widget that is shown and begins so. */
static GtkWidget *
find_prefix (GtkWidget  *widget,
                     const char *prefix)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), prefix))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_prefix (child, prefix);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* -- secrets -------------------------------------------------------------------------------------------------------- */

static gboolean
file_holds (const char *path,
            const char *text)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return memmem (bytes, size, text, strlen (text)) != NULL;
}

static gboolean
have_secret (UiTest     *f,
             JbEmulator *emulator)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", jb_emulator_get_uri (emulator), JB_EMULATOR_COMPANY);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbSecret) secret = NULL;

  jb_secrets_lookup_async (f->secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  secret = jb_secrets_lookup_finish (f->secrets, result, NULL);
  return secret != NULL;
}

/* No keyring answers here: the connection works, the window says what that means, and the code is in no file. */
static void
test_no_keyring (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  g_autoptr(GDir) dir = NULL;
  const char *name;

  ui_test_prepare (&f);
  g_clear_object (&f.secrets);
  f.secrets = jb_secrets_new_keyring ();
  emulator = connect_test_emulator (&f);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  connect_good (&f, emulator);
  g_assert_cmpuint (jb_session_get_n_arrived (f.session), >, 100);
  g_assert_true (have_secret (&f, emulator));
  g_assert_nonnull (find_prefix (GTK_WIDGET (f.window), "No keyring took the authentication code"));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "hide-keyring-banner", NULL);
  g_assert_null (find_prefix (GTK_WIDGET (f.window), "No keyring took the authentication code"));

  /* Collecting again still works. */
  jb_session_collect (f.session);
  connect_test_wait_for_run (&f);
  g_assert_null (jb_session_get_problem (f.session));

  dir = g_dir_open (f.folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f.folder, name, NULL);

      g_assert_false (file_holds (path, JB_EMULATOR_AUTH_CODE));
    }
  end (&f, emulator);
}

/* -- managing ------------------------------------------------------------------------------------------------------- */

static GtkWidget *
go_to_connections (UiTest *f)
{
  ui_test_go (f, "connections");
  jb_test_wait_until (jb_window_is_settled (f->window));
  return ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_CONNECTION_ROW);
}

static void
test_rename (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *row, *dialog;
  gint64 id;

  begin (&f, &emulator);
  id = connect_good (&f, emulator);
  row = go_to_connections (&f);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "SmartBill");
  gtk_widget_activate_action (row, "connection.rename", "x", id);
  dialog = ui_test_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog))), " <b>둘째 가게</b> ");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  jb_test_wait_until (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), "<b>둘째 가게</b>"));
  g_assert_true (ui_test_shows (&f, "<b>둘째 가게</b>"));
  end (&f, emulator);
}

static void
test_pause (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *row;
  guint before;
  gint64 id;

  begin (&f, &emulator);
  id = connect_good (&f, emulator);
  row = go_to_connections (&f);
  gtk_widget_activate_action (row, "connection.set-paused", "(xb)", id, TRUE);
  jb_test_wait_until (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Paused") != NULL);

  /* Collecting all leaves it out; collecting only this does not. */
  before = jb_emulator_count (emulator, NULL);
  jb_session_collect (f.session);
  connect_test_wait_for_run (&f);
  g_assert_cmpuint (jb_emulator_count (emulator, NULL), ==, before);
  gtk_widget_activate_action (row, "connection.collect", "x", id);
  connect_test_wait_for_run (&f);
  g_assert_cmpuint (jb_emulator_count (emulator, NULL), >, before);

  gtk_widget_activate_action (row, "connection.set-paused", "(xb)", id, FALSE);
  jb_test_wait_until (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Paused") == NULL);
  before = jb_emulator_count (emulator, NULL);
  jb_session_collect (f.session);
  connect_test_wait_for_run (&f);
  g_assert_cmpuint (jb_emulator_count (emulator, NULL), >, before);
  end (&f, emulator);
}

static guint
count_rows (UiTest *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (ui_test_list (f, JB_DIRECTION_SALES)));
}

/* The button of the toast that is shown. */
static void
click_undo (UiTest *f)
{
  GtkWidget *label = NULL;

  jb_test_wait_until ((label = ui_test_find_text (GTK_WIDGET (f->window), "Undo")) != NULL);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
}

static void
test_remove (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  GtkWidget *row;
  g_autoptr(GPtrArray) removed = NULL;
  guint rows;
  gint64 id;

  begin (&f, &emulator);
  id = connect_good (&f, emulator);
  ui_test_go (&f, "sales");
  rows = count_rows (&f);
  g_assert_cmpuint (rows, >, 50);

  /* Taken back: as it was, with its code. */
  row = go_to_connections (&f);
  gtk_widget_activate_action (row, "connection.remove", "x", id);
  jb_test_wait_until (ui_test_find_type (GTK_WIDGET (f.window), JB_TYPE_CONNECTION_ROW) == NULL);
  g_assert_cmpuint (count (&f), ==, 0);
  g_assert_true (have_secret (&f, emulator));
  click_undo (&f);
  jb_test_wait_until (ui_test_find_type (GTK_WIDGET (f.window), JB_TYPE_CONNECTION_ROW) != NULL);
  g_assert_cmpuint (count (&f), ==, 1);
  jb_session_collect (f.session);
  connect_test_wait_for_run (&f);
  g_assert_null (jb_session_get_problem (f.session));
  g_assert_true (have_secret (&f, emulator));

  /* Not taken back: the code goes, the invoices stay. */
  row = go_to_connections (&f);
  gtk_widget_activate_action (row, "connection.remove", "x", id);
  jb_test_wait_until (ui_test_find_text (GTK_WIDGET (f.window), "Undo") != NULL);
  jb_session_forget_connection (f.session, id);   /* what the toast does as it goes */
  jb_test_wait_until (!have_secret (&f, emulator));
  removed = jb_archive_list_removed_connections (jb_session_get_archive (f.session), NULL);
  g_assert_cmpuint (removed->len, ==, 0);
  ui_test_go (&f, "sales");
  g_assert_cmpuint (count_rows (&f), ==, rows);

  /* Connecting again is the same connection. */
  g_assert_cmpint (connect_good (&f, emulator), ==, id);
  end (&f, emulator);
}

/* The end of the program is the end of the time to take it back. */
static void
test_remove_and_close (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  g_autoptr(JbSecrets) secrets = NULL;
  gint64 id;

  begin (&f, &emulator);
  secrets = g_object_ref (f.secrets);
  id = connect_good (&f, emulator);
  gtk_widget_activate_action (go_to_connections (&f), "connection.remove", "x", id);
  g_assert_true (have_secret (&f, emulator));
  ui_test_end (&f);
  f.secrets = secrets;
  g_assert_false (have_secret (&f, emulator));
  jb_emulator_stop (emulator);
  g_object_unref (emulator);
}

/* Its code is gone: the row says so, and entering it again makes the same connection work. */
static void
test_enter_again (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator;
  g_autofree char *key = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GtkWidget *row, *dialog;
  gint64 id;

  begin (&f, &emulator);
  id = connect_good (&f, emulator);
  key = jb_secrets_make_key ("smartbill", jb_emulator_get_uri (emulator), JB_EMULATOR_COMPANY);
  jb_secrets_clear_async (f.secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  row = go_to_connections (&f);
  jb_test_wait_until (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Enter it again") != NULL);

  gtk_widget_activate_action (row, "connection.enter-code", "x", id);
  dialog = ui_test_toplevel (JB_TYPE_CONNECT_DIALOG);
  jb_test_wait_until (gtk_widget_get_mapped (dialog) && focus_is_in (dialog, "code"));
  connect_test_type (dialog, "code", JB_EMULATOR_AUTH_CODE);
  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  connect_test_wait_for_run (&f);
  g_assert_cmpuint (count (&f), ==, 1);
  jb_test_wait_until (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Its token is good until") != NULL);
  end (&f, emulator);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/connect/success", test_success);
  g_test_add_func ("/connect/refused", test_refused);
  g_test_add_func ("/connect/unreachable", test_unreachable);
  g_test_add_func ("/connect/cancel", test_cancel);
  g_test_add_func ("/connect/fields", test_fields);
  g_test_add_func ("/connect/check-digit", test_check_digit);
  g_test_add_func ("/connect/typing", test_typing);
  g_test_add_func ("/connect/portal", test_portal);
  g_test_add_func ("/connect/no-keyring", test_no_keyring);
  g_test_add_func ("/connections/rename", test_rename);
  g_test_add_func ("/connections/pause", test_pause);
  g_test_add_func ("/connections/remove", test_remove);
  g_test_add_func ("/connections/remove-and-close", test_remove_and_close);
  g_test_add_func ("/connections/enter-again", test_enter_again);
  return g_test_run ();
}
