/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From nothing to the first invoice: the walk through all steps against a service that lacks them, with leaving in between; then
 * what can go wrong on the page. */

#include "config.h"

#include "jb-checklist-test.h"

#include "jb-signup-dialog.h"

/* (transfer full) */
static char *
get_setting (const char *name)
{
  g_autoptr(GSettings) settings = jb_settings_new ();

  return g_settings_get_string (settings, name);
}

static void
assert_step (UiTest     *f,
             const char *step)
{
  g_autofree char *remembered = get_setting ("first-run-step");

  g_assert_cmpstr (remembered, ==, step);
  g_assert_true (checklist_test_is_open (f, step));
}

static gboolean
is_on_page (UiTest *f)
{
  return gtk_widget_get_mapped (checklist_test_page (f));
}

static void
go_on_here_later (UiTest *f)
{
  ui_test_go (f, "home");
  checklist_test_restart (f);
  g_assert_true (is_on_page (f));
}

/* -- the walk ------------------------------------------------------------------------------------------------------- */

static void
begin_walk (UiTest *f)
{
  g_assert_true (ui_test_shows (f, "I Need an Account"));
  g_assert_false (is_on_page (f));
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "begin-checklist", NULL);
  g_assert_true (is_on_page (f));
  assert_step (f, "firewall");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (f, "checklist-number")), "000-12-34013");
}

/* What can be done without a code. */
static void
walk_without_code (UiTest     *f,
                   JbEmulator *emulator)
{
  checklist_test_check (f);
  g_assert_cmpstr (checklist_test_subtitle (f, "firewall"), ==, "SmartBill’s server answers.");
  assert_step (f, "join");
  checklist_test_tick (f, "join");
  assert_step (f, "department-user");
  g_assert_false (checklist_test_is_open (f, "join"));
  checklist_test_tick (f, "department-user");
  assert_step (f, "linking");
  g_assert_cmpuint (jb_emulator_count (emulator, NULL), ==, 0);
}

/* The code is right, but nobody has linked the company: the page says so, and nothing is connected. */
static void
walk_unlinked (UiTest *f)
{
  GtkWidget *dialog;

  checklist_test_tick (f, "linking");
  assert_step (f, "auth-code");
  dialog = checklist_test_enter_code (f);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_test_find (dialog, "number"))), ==, "000-12-34013");
  connect_test_press (dialog);
  jb_test_wait_until (connect_test_problem (dialog) != NULL);
  gtk_widget_activate_action (dialog, "connect.cancel", NULL);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);

  /* The service's word is stronger than the tick. */
  assert_step (f, "linking");
  g_assert_cmpstr (checklist_test_subtitle (f, "linking"), ==, "This is missing.");
  g_assert_true (checklist_test_has_text (f, "SmartBill has not opened this function for the company. Ask SmartBill "
                                             "(1588-8064) to link the company to the API."));
}

static void
walk_connected (UiTest *f)
{
  g_autofree char *step = NULL;

  checklist_test_connect (f);
  g_assert_null (jb_session_get_problem (f->session));
  step = get_setting ("first-run-step");
  g_assert_cmpstr (step, ==, "done");
  g_assert_true (checklist_test_has_text (f, "You Are Connected"));
  g_assert_cmpstr (checklist_test_subtitle (f, "token"), ==, "The last collection went through.");
  g_assert_cmpstr (checklist_test_subtitle (f, "registration"), ==, "By you, at SmartBill");

  checklist_test_check (f);
  g_assert_true (checklist_test_is_open (f, "registration"));
  g_assert_cmpstr (checklist_test_subtitle (f, "registration"), ==, "The answer does not tell.");
}

static void
test_walk (void)
{
  char *disabled[] = { (char *) "OS_DTI_LIST", NULL };
  JbEmulatorUnmet unlinked = { .disabled = disabled, .unregistered = TRUE };
  JbEmulatorUnmet unregistered = { .unregistered = TRUE };
  UiTest f = { 0 };
  JbEmulator *emulator = checklist_test_prepare (&f, &unlinked);

  checklist_test_show (&f);
  begin_walk (&f);
  walk_without_code (&f, emulator);
  go_on_here_later (&f);
  assert_step (&f, "linking");
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "You said that this is done.");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number"))), ==, "000-12-34013");

  walk_unlinked (&f);
  go_on_here_later (&f);
  assert_step (&f, "linking");

  jb_emulator_set_unmet (emulator, &unregistered);
  walk_connected (&f);

  /* SmartBill's collecting program comes by. */
  jb_emulator_set_unmet (emulator, NULL);
  jb_clock_advance (f.clock, 16 * 60 * 1000);
  checklist_test_check (&f);
  g_assert_true (checklist_test_has_text (&f, "All steps are done"));
  g_assert_false (checklist_test_is_open (&f, "registration"));

  /* Nothing nags any more. */
  ui_test_go (&f, "home");
  checklist_test_restart (&f);
  g_assert_false (is_on_page (&f));
  checklist_test_end (&f, emulator);
}

/* -- each missing step of a connection ------------------------------------------------------------------------------ */

static void
test_pointing (void)
{
  char *disabled[] = { (char *) "OS_DTI_LIST", NULL };
  const struct
  {
    JbEmulatorUnmet unmet;
    const char     *step;
  } cases[] = {
    { { .code_unknown = TRUE }, "auth-code" },
    { { .disabled = disabled }, "linking" },
    { { .token_unknown = TRUE }, "token" },
    { { .unregistered = TRUE }, "registration" },
  };
  UiTest f = { 0 };
  JbEmulator *emulator = checklist_test_prepare (&f, NULL);

  checklist_test_show (&f);
  ui_test_go (&f, "checklist");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number")), JB_EMULATOR_COMPANY);
  checklist_test_connect (&f);
  g_assert_true (checklist_test_has_text (&f, "All steps are done"));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].step);
      jb_emulator_set_unmet (emulator, &cases[i].unmet);
      checklist_test_check (&f);
      g_assert_true (checklist_test_is_open (&f, cases[i].step));
      jb_emulator_set_unmet (emulator, NULL);
      jb_clock_advance (f.clock, 16 * 60 * 1000);
      checklist_test_check (&f);
      g_assert_true (checklist_test_has_text (&f, "All steps are done"));
    }

  jb_emulator_stop (emulator);
  checklist_test_check (&f);
  g_assert_true (checklist_test_is_open (&f, "firewall"));
  checklist_test_end (&f, emulator);
}

/* -- other ways ----------------------------------------------------------------------------------------------------- */

static void
test_stop (void)
{
  JbEmulatorFault hang = { .count = -1, .hang = TRUE };
  UiTest f = { 0 };
  JbEmulator *emulator = checklist_test_prepare (&f, NULL);
  guint before;

  checklist_test_show (&f);
  ui_test_go (&f, "checklist");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number")), JB_EMULATOR_COMPANY);
  checklist_test_connect (&f);

  jb_emulator_set_fault (emulator, &hang);
  before = jb_emulator_count (emulator, NULL);
  gtk_widget_activate_action (checklist_test_page (&f), "checklist.check", NULL);
  jb_test_wait_until (jb_emulator_count (emulator, NULL) > before);
  gtk_widget_activate_action (checklist_test_page (&f), "checklist.stop", NULL);
  g_assert_false (checklist_test_is_checking (&f));
  g_assert_true (checklist_test_has_text (&f, "Stopped. Nothing was changed."));

  /* Another one at once, whose end is the window's. */
  before = jb_emulator_count (emulator, NULL);
  gtk_widget_activate_action (checklist_test_page (&f), "checklist.check", NULL);
  jb_test_wait_until (jb_emulator_count (emulator, NULL) > before);
  g_assert_true (checklist_test_is_checking (&f));
  checklist_test_end (&f, emulator);
}

static void
choose_environment (UiTest *f,
                    guint   position)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (checklist_test_find (f, "checklist-environment")), position);
}

/* Only what cannot be right is complained about, nothing that is only begun; what is typed belongs to that company alone. */
static void
test_typing (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator = checklist_test_prepare (&f, NULL);
  GtkWidget *number, *hint;
  g_autofree char *company = NULL;
  g_autofree char *environment = NULL;

  checklist_test_show (&f);
  ui_test_go (&f, "checklist");
  number = checklist_test_find (&f, "checklist-number");
  hint = checklist_test_find (&f, "checklist-number-hint");
  gtk_editable_set_text (GTK_EDITABLE (number), "0007654325");
  g_assert_false (gtk_widget_get_visible (hint));
  choose_environment (&f, 0);
  g_assert_true (gtk_widget_get_visible (hint));
  choose_environment (&f, 1);
  g_assert_false (gtk_widget_get_visible (hint));
  environment = get_setting ("checklist-environment");
  g_assert_cmpstr (environment, ==, "demo");

  g_assert_false (gtk_widget_get_mapped (checklist_test_find (&f, "target")));
  checklist_test_tick (&f, "join");
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "You said that this is done.");
  gtk_editable_set_text (GTK_EDITABLE (number), "000-12-34013");
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "By you, at SmartBill");
  gtk_editable_set_text (GTK_EDITABLE (number), "000-76-54325");
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "You said that this is done.");

  gtk_editable_set_text (GTK_EDITABLE (number), "가나다 12345678901234567890 🙂");
  company = get_setting ("checklist-company");
  g_assert_cmpstr (company, ==, "");
  g_assert_true (gtk_widget_get_visible (hint));
  gtk_editable_set_text (GTK_EDITABLE (number), "000-12-340");
  g_assert_false (gtk_widget_get_visible (hint));
  gtk_editable_set_text (GTK_EDITABLE (number), "000-12-340139");
  g_assert_true (gtk_widget_get_visible (hint));
  checklist_test_end (&f, emulator);
}

/* Settings are a file that anybody can write into. */
static void
test_odd_settings (void)
{
  g_autoptr(GSettings) settings = jb_settings_new ();
  UiTest f = { 0 };
  JbEmulator *emulator = checklist_test_prepare (&f, NULL);

  g_settings_set_string (settings, "checklist-environment", "http://user:secret@example.com/\n");
  g_settings_set_string (settings, "checklist-company", "</b>가나다");
  g_settings_set_string (settings, "first-run-step", "token");
  checklist_test_show (&f);
  g_assert_true (is_on_page (&f));
  assert_step (&f, "token");
  checklist_test_check (&f);
  g_assert_true (checklist_test_has_text (&f, "This service has no such environment. Choose demo or production, or give an address "
                                              "that begins with https (plain http is allowed to this machine only)."));
  checklist_test_end (&f, emulator);
}

/* Ticks that were made before the number was typed go over to it, once. */
static void
test_ticks_before_number (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator = checklist_test_prepare (&f, NULL);

  checklist_test_show (&f);
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "begin-checklist", NULL);
  checklist_test_tick (&f, "join");
  checklist_test_restart (&f);
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "You said that this is done.");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number")), JB_EMULATOR_COMPANY);
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "You said that this is done.");
  checklist_test_restart (&f);
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "You said that this is done.");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number")), "");
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "By you, at SmartBill");

  /* A mistyped number is nobody's, so it takes nothing with it. */
  choose_environment (&f, 0);
  checklist_test_tick (&f, "join");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number")), "000-12-34014");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number")), JB_EMULATOR_COMPANY);
  g_assert_cmpstr (checklist_test_subtitle (&f, "join"), ==, "You said that this is done.");
  checklist_test_end (&f, emulator);
}

/* The demo's company has all it needs, and nothing of it is to be signed up or typed in. */
static void
test_demo (void)
{
  UiTest f = { 0 };

  ui_test_forget ();
  f.session = jb_session_new_demo (60);
  ui_test_show (&f);
  jb_test_wait_until (jb_session_is_collecting (f.session));
  jb_test_wait_until (!jb_session_is_collecting (f.session) && jb_window_is_settled (f.window));
  ui_test_go (&f, "checklist");
  g_assert_true (checklist_test_has_text (&f, "All steps are done"));
  checklist_test_check (&f);
  g_assert_true (checklist_test_has_text (&f, "All steps are done"));
  checklist_test_open (&f, "auth-code");
  g_assert_false (checklist_test_has_text (&f, "Enter the Code"));
  g_assert_false (checklist_test_has_text (&f, "Protect the Book"));
  ui_test_end (&f);
}

static void
test_sign_up (void)
{
  UiTest f = { 0 };
  JbEmulator *emulator = checklist_test_prepare (&f, NULL);
  GtkWidget *dialog;

  checklist_test_show (&f);
  ui_test_go (&f, "checklist");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number")), JB_EMULATOR_COMPANY);
  gtk_widget_activate_action (checklist_test_page (&f), "checklist.act", "s", "join");
  dialog = ui_test_toplevel (JB_TYPE_SIGNUP_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (dialog)) == GTK_WINDOW (f.window));
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  jb_test_wait_until (dialog == NULL);
  checklist_test_end (&f, emulator);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/checklist/walk", test_walk);
  g_test_add_func ("/checklist/pointing", test_pointing);
  g_test_add_func ("/checklist/stop", test_stop);
  g_test_add_func ("/checklist/typing", test_typing);
  g_test_add_func ("/checklist/odd-settings", test_odd_settings);
  g_test_add_func ("/checklist/ticks-before-number", test_ticks_before_number);
  g_test_add_func ("/checklist/demo", test_demo);
  g_test_add_func ("/checklist/sign-up", test_sign_up);
  return g_test_run ();
}
