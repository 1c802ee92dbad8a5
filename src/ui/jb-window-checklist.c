/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window does for the checklist page: the dialog for the code, and the first run that begins and continues there. */

#define G_LOG_DOMAIN "jb-window-checklist"

#include "config.h"

#include "jb-window-private.h"

static void
refused_cb (JbWindow     *self,
            const GError *failure)
{
  jb_checklist_page_explain (self->checklist_page, failure);
}

/* What the service says to the code also tells which step is missing. */
void
_jb_window_connect_company (JbWindow           *self,
                            const JbConnection *company)
{
  JbConnectDialog *dialog = _jb_window_open_connect_dialog (self);

  jb_connect_dialog_fill_in (dialog, company);
  g_signal_connect_object (dialog, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
}

static void
begin_checklist_action (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  JbWindow *self = user_data;

  g_action_group_activate_action (G_ACTION_GROUP (self), "page", g_variant_new_string ("checklist"));
  jb_checklist_page_begin (self->checklist_page);
}

static const GActionEntry actions[] = {
  { .name = "begin-checklist", .activate = begin_checklist_action },
};

void
_jb_window_add_checklist_actions (JbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

const char *
_jb_window_choose_first_page (JbWindow   *self,
                              const char *page)
{
  return jb_checklist_page_is_begun (self->settings) ? "checklist" : page;
}
