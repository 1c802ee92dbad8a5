/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the book's key and the pictures of them share: hands for the dialogs. */

#pragma once

#include "jb-book-preferences.h"
#include "jb-connect-test.h"
#include "jb-recovery-dialog.h"
#include "jb-unlock-dialog.h"

/* (nullable) (transfer none): the open dialog that @action of the window opens. */
static inline GtkWidget *
book_test_open (UiTest     *f,
                const char *action,
                GType       type)
{
  GtkWidget *dialog;

  g_action_group_activate_action (G_ACTION_GROUP (f->window), action, NULL);
  dialog = ui_test_toplevel (type);
  g_assert_nonnull (dialog);
  jb_test_wait_until (gtk_widget_get_mapped (dialog));
  return dialog;
}

static inline void
book_test_collect_groups (GtkWidget *widget,
                          GPtrArray *groups)
{
  if (gtk_widget_has_css_class (widget, "jb-code"))
    g_ptr_array_add (groups, g_strdup (gtk_label_get_text (GTK_LABEL (widget))));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    book_test_collect_groups (child, groups);
}

/* What the dialog shows to be written down. (transfer full) (element-type utf8) */
static inline GPtrArray *
book_test_read_groups (GtkWidget *dialog)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (g_free);

  book_test_collect_groups (dialog, groups);
  g_assert_cmpuint (groups->len, ==, 5);
  return groups;
}

static inline void
book_test_next (GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "recovery.next", NULL);
}

/* Which group a row of the last step asks for, from 0. */
static inline guint
book_test_asked (GtkWidget  *dialog,
                 const char *row)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (ui_test_find (dialog, row)));
  const char *digit = strpbrk (title, "12345");

  g_assert_nonnull (digit);
  return *digit - '1';
}

static inline void
book_test_type_back (GtkWidget *dialog,
                     GPtrArray *groups)
{
  connect_test_type (dialog, "first-group", g_ptr_array_index (groups, book_test_asked (dialog, "first-group")));
  connect_test_type (dialog, "second-group", g_ptr_array_index (groups, book_test_asked (dialog, "second-group")));
}

/* (transfer full): the code that the dialog gave. The dialog is at its end. */
static inline char *
book_test_take_code (GtkWidget *dialog)
{
  g_autoptr(GPtrArray) groups = NULL;

  book_test_next (dialog);
  groups = book_test_read_groups (dialog);
  book_test_next (dialog);
  book_test_type_back (dialog, groups);
  book_test_next (dialog);
  jb_test_wait_until (gtk_widget_get_mapped (ui_test_find (dialog, "done-title")));
  g_ptr_array_add (groups, NULL);
  return g_strjoinv ("-", (char **) groups->pdata);
}

/* Through the window. (transfer full): the code */
static inline char *
book_test_protect (UiTest *f)
{
  GtkWidget *dialog = book_test_open (f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  char *code = book_test_take_code (dialog);

  gtk_window_close (GTK_WINDOW (dialog));
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_RECOVERY_DIALOG) == NULL);
  return code;
}

/* Ends the program over the book and starts it again; with @lose_keyring on a computer that has an empty one. */
static inline void
book_test_restart (UiTest   *f,
                   gboolean  lose_keyring)
{
  ui_test_stop (f);
  if (lose_keyring)
    {
      g_object_unref (f->secrets);
      f->secrets = jb_secrets_new_memory ();
    }
  ui_test_show (f);
  jb_test_wait_until (jb_window_is_settled (f->window));
  jb_test_wait_until (!jb_book_keeper_is_asking (jb_session_get_keeper (f->session)));
}

/* (nullable) (transfer none): what the window says about the book's key. */
static inline const char *
book_test_banner (UiTest *f)
{
  GtkWidget *label = ui_test_find (GTK_WIDGET (f->window), "book-label");

  return gtk_widget_get_mapped (label) ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

/* An open window over a book with invoices, a private buyer among them. */
static inline void
book_test_begin (UiTest *f,
                 guint   n_invoices)
{
  ui_test_prepare (f);
  ui_test_fill_book (f, n_invoices);
  ui_test_show (f);
  jb_test_wait_until (jb_window_is_settled (f->window));
}
