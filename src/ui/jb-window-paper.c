/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Printing and saving from the menu of the window: what is selected in the list that is shown. */

#define G_LOG_DOMAIN "jb-window-paper"

#include "config.h"

#include "jb-window-private.h"

#include <glib/gi18n-lib.h>

static void
forward (JbWindow   *self,
         const char *action)
{
  JbInvoicePage *page = _jb_window_current_list (self);

  if (page != NULL)
    gtk_widget_activate_action (GTK_WIDGET (page), action, NULL);
  else
    _jb_window_show_toast (self, _("Go to the sales or the purchases and select an invoice first."));
}

static void
print_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  forward (user_data, "invoices.print");
}

static void
save_pdf_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  forward (user_data, "invoices.save-pdf");
}

static void
save_pdfs_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  forward (user_data, "invoices.save-pdfs");
}

void
_jb_window_add_paper_actions (JbWindow *self)
{
  static const GActionEntry actions[] = {
    { .name = "print", .activate = print_action },
    { .name = "save-pdf", .activate = save_pdf_action },
    { .name = "save-pdfs", .activate = save_pdfs_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
