/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files into the book: chosen from the menu, or dropped onto the window. */

#define G_LOG_DOMAIN "jb-window-import"

#include "config.h"

#include "jb-window-private.h"

#include "jb-import-dialog.h"
#include "jb-unlock-dialog.h"

#include <glib/gi18n-lib.h>

static gboolean
can_import (JbWindow *self)
{
  return jb_session_get_state (self->session) == JB_SESSION_READY && self->archive != NULL;
}

/* What is encrypted could not be written: the code first. */
static void
import_files (JbWindow  *self,
              GPtrArray *files)
{
  GtkWindow *dialog;

  if (!can_import (self) || files->len == 0)
    return;

  if (jb_session_get_protection (self->session) == JB_PROTECTION_LOCKED)
    dialog = GTK_WINDOW (jb_unlock_dialog_new (self->session));
  else
    dialog = GTK_WINDOW (jb_import_dialog_new (self->session, files));
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

/* -- choosing ------------------------------------------------------------------------------------------------------- */

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           JbWindow        *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
      g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
        g_ptr_array_add (files, g_list_model_get_item (chosen, i));
      import_files (self, files);
    }
  g_object_unref (chooser);
}

static void
add_filters (GtkFileChooser *chooser)
{
  static const char * const suffixes[] = { "xlsx", "xls", "csv", "txt", "xml", "zip", "html", "htm" };
  g_autoptr(GtkFileFilter) known = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (known, _("HomeTax Lists and Invoices"));
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (known, suffixes[i]);
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, known);
  gtk_file_chooser_add_filter (chooser, all);
}

static void
import_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  JbWindow *self = user_data;
  GtkFileChooserNative *chooser;

  if (!can_import (self))
    return;

  chooser = gtk_file_chooser_native_new (_("Import Files"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (chooser));
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));   /* chosen_cb lets go of it */
}

/* -- dropping ------------------------------------------------------------------------------------------------------- */

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         JbWindow      *self)
{
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GSList) dropped = NULL;

  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) || !can_import (self))
    return FALSE;

  files = g_ptr_array_new_with_free_func (g_object_unref);
  dropped = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *file = dropped; file != NULL; file = file->next)
    g_ptr_array_add (files, g_object_ref (file->data));
  import_files (self, files);
  return files->len > 0;
}

static GdkDragAction
enter_cb (GtkDropTarget *target,
          double         x,
          double         y,
          GtkWidget     *hint)
{
  gtk_widget_set_visible (hint, TRUE);
  return GDK_ACTION_COPY;
}

static void
leave_cb (GtkDropTarget *target,
          GtkWidget     *hint)
{
  gtk_widget_set_visible (hint, FALSE);
}

/* Says what will happen, over all of the window, while files hang over it. */
static GtkWidget *
make_hint (void)
{
  GtkWidget *hint = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (hint), "jb-book-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (hint), _("Drop to Import"));
  adw_status_page_set_description (ADW_STATUS_PAGE (hint), _("HomeTax's list as Excel or CSV, invoices as XML, or ZIP files of them"));
  gtk_widget_add_css_class (hint, "jb-drop-hint");
  gtk_widget_set_name (hint, "drop-hint");
  gtk_widget_set_can_target (hint, FALSE);
  gtk_widget_set_visible (hint, FALSE);
  return hint;
}

static void
add_drop_target (JbWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *hint = make_hint ();
  g_autoptr(GtkWidget) child = g_object_ref (adw_toast_overlay_get_child (self->toasts));

  adw_toast_overlay_set_child (self->toasts, NULL);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), child);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), hint);
  adw_toast_overlay_set_child (self->toasts, overlay);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  g_signal_connect_object (target, "enter", G_CALLBACK (enter_cb), hint, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), hint, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->toasts), GTK_EVENT_CONTROLLER (target));
}

/* -- the window ----------------------------------------------------------------------------------------------------- */

static const GActionEntry actions[] = {
  { .name = "import", .activate = import_action },
};

void
_jb_window_add_import (JbWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_drop_target (self);
}
