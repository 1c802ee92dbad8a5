/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the checklist: each of its states, in the light, dark and narrow. */

#include "config.h"

#include "jb-checklist-test.h"
#include "jb-ui-picture.h"

static void
reopen (UiTest *f,
        int     width,
        int     height)
{
  ui_test_set_size (width, height);
  ui_test_reopen (f);
  ui_test_go (f, "checklist");
  jb_test_wait_until (jb_window_is_settled (f->window));
}

static void
take (UiTest     *f,
      const char *name)
{
  /* Until the page has stopped following its open row. */
  for (int i = 0; i < 2; i++)
    jb_test_wait_until (gtk_widget_get_mapped (checklist_test_page (f)) && jb_window_is_settled (f->window));
  ui_picture_take (GTK_WIDGET (f->window), name);
}

static void
take_steps (UiTest     *f,
            const char *suffix)
{
  static const char * const steps[] = { "firewall", "join", "department-user", "linking", "auth-code", "token", "registration" };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *name = g_strdup_printf ("checklist-%s%s", steps[i], suffix);

      checklist_test_open (f, steps[i]);
      take (f, name);
    }
}

static void
test_pictures (void)
{
  char *disabled[] = { (char *) "OS_DTI_LIST", NULL };
  JbEmulatorUnmet unlinked = { .disabled = disabled };
  JbEmulatorUnmet unregistered = { .unregistered = TRUE };
  JbEmulatorFault hang = { .count = 1, .hang = TRUE };
  UiTest f = { 0 };
  JbEmulator *emulator = checklist_test_prepare (&f, &unregistered);

  ui_test_set_size (1280, 800);
  checklist_test_show (&f);
  ui_picture_take (GTK_WIDGET (f.window), "checklist-welcome");
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "begin-checklist", NULL);
  take (&f, "checklist-begin");
  gtk_editable_set_text (GTK_EDITABLE (checklist_test_find (&f, "checklist-number")), "000-12-34013");
  checklist_test_check (&f);
  take (&f, "checklist-way-is-open");
  checklist_test_tick (&f, "join");
  take_steps (&f, "");
  ui_picture_set_dark (TRUE);
  checklist_test_open (&f, "department-user");
  take (&f, "checklist-dark");
  ui_picture_set_dark (FALSE);
  reopen (&f, 360, 760);
  take_steps (&f, "-narrow");

  reopen (&f, 1280, 800);
  checklist_test_connect (&f);
  take (&f, "checklist-connected-empty");
  checklist_test_check (&f);
  take (&f, "checklist-cannot-tell");
  jb_emulator_set_unmet (emulator, &unlinked);
  checklist_test_check (&f);
  take (&f, "checklist-missing");
  ui_picture_set_dark (TRUE);
  take (&f, "checklist-missing-dark");
  ui_picture_set_dark (FALSE);
  reopen (&f, 360, 760);
  checklist_test_check (&f);
  take (&f, "checklist-missing-narrow");

  reopen (&f, 1280, 800);
  jb_emulator_set_unmet (emulator, NULL);
  jb_emulator_set_fault (emulator, &hang);
  checklist_test_open (&f, "firewall");
  gtk_widget_activate_action (checklist_test_page (&f), "checklist.check", NULL);
  take (&f, "checklist-checking");
  gtk_widget_activate_action (checklist_test_page (&f), "checklist.stop", NULL);
  jb_clock_advance (f.clock, 16 * 60 * 1000);
  jb_session_collect (f.session);
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  jb_test_wait_until (jb_window_is_settled (f.window));
  checklist_test_check (&f);
  take (&f, "checklist-done");
  reopen (&f, 360, 760);
  take (&f, "checklist-done-narrow");
  checklist_test_end (&f, emulator);
}

int
main (int    argc,
      char **argv)
{
  ui_picture_set_language ();
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/checklist-pictures/all", test_pictures);
  return g_test_run ();
}
