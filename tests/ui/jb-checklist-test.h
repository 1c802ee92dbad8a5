/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the checklist and the pictures of it share: a service that lacks what it is told to, and hands for the page. */

#pragma once

#include "jb-checklist-page.h"
#include "jb-connect-test.h"

/* A fresh start; the page asks the emulator for "another address", which only the settings can say. */
static inline JbEmulator *
checklist_test_prepare (UiTest                *f,
                        const JbEmulatorUnmet *unmet)
{
  g_autoptr(GSettings) settings = NULL;
  JbEmulator *emulator;

  ui_test_prepare (f);
  settings = jb_settings_new ();
  emulator = connect_test_emulator (f);
  jb_emulator_set_unmet (emulator, unmet);
  g_settings_set_string (settings, "checklist-environment", jb_emulator_get_uri (emulator));
  return emulator;
}

static inline void
checklist_test_show (UiTest *f)
{
  ui_test_show (f);
  jb_window_set_period (f->window, "all");
  jb_test_wait_until (jb_window_is_settled (f->window));
}

/* The program is closed and started again over the same book. */
static inline void
checklist_test_restart (UiTest *f)
{
  ui_test_stop (f);
  checklist_test_show (f);
}

static inline void
checklist_test_end (UiTest     *f,
                    JbEmulator *emulator)
{
  ui_test_end (f);
  jb_emulator_stop (emulator);
  g_object_unref (emulator);
}

static inline GtkWidget *
checklist_test_page (UiTest *f)
{
  return ui_test_find_type (GTK_WIDGET (f->window), JB_TYPE_CHECKLIST_PAGE);
}

static inline GtkWidget *
checklist_test_find (UiTest     *f,
                     const char *name)
{
  GtkWidget *found = ui_test_find (checklist_test_page (f), name);

  g_assert_nonnull (found);
  return found;
}

static inline gboolean
checklist_test_is_open (UiTest     *f,
                        const char *step)
{
  return adw_expander_row_get_expanded (ADW_EXPANDER_ROW (checklist_test_find (f, step)));
}

static inline void
checklist_test_open (UiTest     *f,
                     const char *step)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (checklist_test_find (f, step)), TRUE);
}

static inline const char *
checklist_test_subtitle (UiTest     *f,
                         const char *step)
{
  return adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (checklist_test_find (f, step)));
}

static inline gboolean
checklist_test_has_text (UiTest     *f,
                         const char *text)
{
  return ui_test_find_text (checklist_test_page (f), text) != NULL;
}

static inline gboolean
checklist_test_is_checking (UiTest *f)
{
  return g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (checklist_test_find (f, "check"))), "checking");
}

/* To the answer. */
static inline void
checklist_test_check (UiTest *f)
{
  gtk_widget_activate_action (checklist_test_page (f), "checklist.check", NULL);
  g_assert_true (checklist_test_is_checking (f));
  jb_test_wait_until (!checklist_test_is_checking (f));
}

static inline void
checklist_test_tick (UiTest     *f,
                     const char *step)
{
  GtkWidget *tick = ui_test_find (checklist_test_find (f, step), "tick");

  g_assert_true (GTK_IS_CHECK_BUTTON (tick));
  g_assert_true (gtk_widget_get_visible (tick));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tick), TRUE);
}

/* The dialog for the code, opened from its step. */
static inline GtkWidget *
checklist_test_enter_code (UiTest *f)
{
  GtkWidget *dialog;

  gtk_widget_activate_action (checklist_test_page (f), "checklist.act", "s", "auth-code");
  dialog = ui_test_toplevel (JB_TYPE_CONNECT_DIALOG);
  g_assert_nonnull (dialog);
  jb_test_wait_until (gtk_widget_get_mapped (dialog));
  connect_test_type (dialog, "account", JB_EMULATOR_ACCOUNT);
  connect_test_type (dialog, "code", JB_EMULATOR_AUTH_CODE);
  return dialog;
}

static inline void
checklist_test_connect (UiTest *f)
{
  GtkWidget *dialog = checklist_test_enter_code (f);

  connect_test_press (dialog);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CONNECT_DIALOG) == NULL);
  jb_test_wait_until (!jb_session_is_collecting (f->session));
  jb_test_wait_until (jb_window_is_settled (f->window));
}
