/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The heading stands at the top of the body. AdwMessageDialog's own heading has a label that does not wrap and is measured for
 * widths it cannot have; since GTK 4.18 each of those is a warning, for any heading that is wider than the rest. */

#define G_LOG_DOMAIN "jb-message-dialog"

#include "config.h"

#include "jb-message-dialog.h"

/* As libadwaita's "title-2". */
#define HEADING "<span size=\"136%%\" weight=\"800\">%s</span>"

GtkWidget *
jb_message_dialog_new (GtkWindow  *parent,
                       const char *heading,
                       const char *body)
{
  GtkWidget *dialog;
  g_autofree char *markup = NULL;

  g_return_val_if_fail (heading != NULL, NULL);

  markup = body != NULL ? g_markup_printf_escaped (HEADING "\n\n%s", heading, body)
                        : g_markup_printf_escaped (HEADING, heading);
  dialog = adw_message_dialog_new (parent, NULL, markup);
  adw_message_dialog_set_body_use_markup (ADW_MESSAGE_DIALOG (dialog), TRUE);

  /* For the window list and for a screen reader, which would else read the empty heading. */
  gtk_window_set_title (GTK_WINDOW (dialog), heading);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  return dialog;
}
