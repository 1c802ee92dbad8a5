/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of connecting and the pictures of it share: a service to connect to, and hands for the dialog. */

#pragma once

#include "jb-connect-dialog.h"
#include "jb-emulator.h"
#include "jb-ui-test.h"

static inline JbEmulator *
connect_test_emulator (UiTest *f)
{
  JbEmulatorOptions options = { .seed = 11, .n_invoices = 400, .plain = TRUE };
  g_autoptr(GError) error = NULL;
  JbEmulator *emulator = jb_emulator_new (&options, f->clock, &error);

  g_assert_no_error (error);
  return emulator;
}

static inline GtkWidget *
connect_test_open (UiTest *f)
{
  GtkWidget *dialog;

  jb_test_wait_until (g_action_group_get_action_enabled (G_ACTION_GROUP (f->window), "connect"));
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "connect", NULL);
  dialog = ui_test_toplevel (JB_TYPE_CONNECT_DIALOG);
  g_assert_nonnull (dialog);
  jb_test_wait_until (gtk_widget_get_mapped (dialog));
  return dialog;
}

static inline void
connect_test_type (GtkWidget  *dialog,
                   const char *name,
                   const char *text)
{
  GtkWidget *row = ui_test_find (dialog, name);

  g_assert_true (GTK_IS_EDITABLE (row));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static inline void
connect_test_fill (GtkWidget  *dialog,
                   const char *address,
                   const char *number,
                   const char *account,
                   const char *code)
{
  GtkWidget *expander = ui_test_find (dialog, "address-expander");

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), address != NULL);
  if (address != NULL)
    connect_test_type (dialog, "address", address);
  connect_test_type (dialog, "number", number);
  connect_test_type (dialog, "account", account);
  connect_test_type (dialog, "code", code);
}

static inline void
connect_test_press (GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "connect.connect", NULL);
}

/* (nullable) (transfer none): the sentence at the top of the dialog. */
static inline const char *
connect_test_problem (GtkWidget *dialog)
{
  GtkWidget *label = ui_test_find (dialog, "problem");

  return gtk_widget_get_mapped (label) ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

static inline gboolean
connect_test_has_error (GtkWidget  *dialog,
                        const char *name)
{
  return gtk_widget_has_css_class (ui_test_find (dialog, name), "error");
}

static inline void
connect_test_wait_for_run (UiTest *f)
{
  jb_test_wait_until (!jb_session_is_collecting (f->session));
  jb_test_wait_until (jb_window_is_settled (f->window));
}
