/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Exporting from the window: the dialog for the list that is shown, and the toast when the file is there. */

#define G_LOG_DOMAIN "jb-window-export"

#include "config.h"

#include "jb-window-private.h"

#include "jb-export-dialog.h"

#include <glib/gi18n-lib.h>

/* Long enough to reach the button. */
#define TOAST_SECONDS 10

static void
folder_opened_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(JbWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error) || self->session == NULL)
    return;

  g_debug ("%s", error->message);
  _jb_window_show_toast (self, _("No program opens folders here. The file is where you saved it."));
}

static void
open_folder (JbWindow *self,
             GFile    *folder)
{
  g_autofree char *uri = g_file_get_uri (folder);
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));

  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, folder_opened_cb, g_object_ref (self));
}

static void
open_clicked_cb (JbWindow *self,
                 AdwToast *toast)
{
  open_folder (self, g_object_get_data (G_OBJECT (toast), "folder"));
}

static void
exported_cb (JbWindow   *self,
             GFile      *file,
             const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_button_label (toast, _("_Open Folder"));
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  g_object_set_data_full (G_OBJECT (toast), "folder", g_file_get_parent (file), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (open_clicked_cb), self, G_CONNECT_SWAPPED);

  g_free (self->last_toast);
  self->last_toast = g_strdup (sentence);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
export_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  JbWindow *self = user_data;
  JbExportDialog *dialog;

  if (self->archive == NULL)
    return;
  if (_jb_window_current_list (self) == NULL)
    _jb_window_show_page (self, "sales");
  if (jb_invoice_page_get_list (_jb_window_current_list (self)) == NULL)
    return;

  dialog = jb_export_dialog_new (self->archive, _jb_window_current_list (self));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  g_signal_connect_object (dialog, "exported", G_CALLBACK (exported_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "open-folder", G_CALLBACK (open_folder), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const GActionEntry actions[] = {
  { .name = "export", .activate = export_action },
};

void
_jb_window_add_export_actions (JbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
