/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests and pictures of the preferences share. */

#pragma once

#include "jb-preferences-window.h"
#include "jb-ui-test.h"

#define OTHER_COMPANY "0021234015"

/* Two accounts of one company and one of another, whose name has what markup would take for its own. */
static inline void
preferences_test_fill_book (UiTest *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error);
  gint64 production;

  g_assert_no_error (error);
  ui_test_connect (archive);
  production = ui_test_connect_as (archive, "production", UI_TEST_COMPANY, "가온문구");
  g_assert_true (jb_archive_rename_connection (archive, production, "본점 계정", &error));
  ui_test_connect_as (archive, "production", OTHER_COMPANY, "해솔 & 다온");
  g_assert_no_error (error);
  jb_archive_close (archive);
}

/* By its action, as menu and keys do. */
static inline GtkWidget *
preferences_test_open (UiTest *f)
{
  g_autoptr(GList) windows = NULL;

  jb_test_wait_until (jb_session_get_state (f->session) == JB_SESSION_READY);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "preferences", NULL);
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (JB_IS_PREFERENCES_WINDOW (l->data))
      {
        jb_test_wait_until (gtk_widget_get_mapped (l->data));
        return l->data;
      }
  g_assert_not_reached ();
}

/* Before "collect-automatically" is switched on: the clock of these tests jumps when somebody sleeps on it, and nobody is to reach
 * for a real service. */
static inline void
preferences_test_pause_all (UiTest *f)
{
  g_autoptr(GPtrArray) connections = jb_archive_list_connections (jb_session_get_archive (f->session), NULL);

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);

      g_assert_true (jb_archive_pause_connection (jb_session_get_archive (f->session), connection->id, TRUE, NULL));
    }
  /* "changed" is on its way to whoever listens. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The page must be shown once for its rows to be there. */
static inline void
preferences_test_show_page (GtkWidget  *window,
                            const char *page)
{
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), page);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Types @text into the row and confirms it, as Enter does. */
static inline void
preferences_test_enter (GtkWidget  *row,
                        const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_emit_by_name (row, "apply");
}
