/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A bar, a count, a button. */

#define G_LOG_DOMAIN "jb-progress-dialog"

#include "config.h"

#include "jb-progress-dialog.h"

#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbProgressDialog
{
  AdwWindow       parent_instance;

  GtkLabel       *title_label;
  GtkProgressBar *bar;
  GtkLabel       *count_label;
  GtkWidget      *cancel_button;
  GCancellable   *cancellable;
};

G_DEFINE_FINAL_TYPE (JbProgressDialog, jb_progress_dialog, ADW_TYPE_WINDOW)

static void
cancel_cb (JbProgressDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
}

/* It closes once the work has really ended. */
static gboolean
jb_progress_dialog_close_request (GtkWindow *window)
{
  cancel_cb (JB_PROGRESS_DIALOG (window));
  return TRUE;
}

static void
jb_progress_dialog_dispose (GObject *object)
{
  g_clear_object (&JB_PROGRESS_DIALOG (object)->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_PROGRESS_DIALOG);

  G_OBJECT_CLASS (jb_progress_dialog_parent_class)->dispose (object);
}

static void
jb_progress_dialog_class_init (JbProgressDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_progress_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = jb_progress_dialog_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/progress-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JbProgressDialog, title_label);
  gtk_widget_class_bind_template_child (widget_class, JbProgressDialog, bar);
  gtk_widget_class_bind_template_child (widget_class, JbProgressDialog, count_label);
  gtk_widget_class_bind_template_child (widget_class, JbProgressDialog, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jb_progress_dialog_init (JbProgressDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jb_progress_dialog_new (GtkWindow    *parent,
                        const char   *title,
                        GCancellable *cancellable)
{
  JbProgressDialog *self = g_object_new (JB_TYPE_PROGRESS_DIALOG, "transient-for", parent, "title", title, NULL);

  self->cancellable = g_object_ref (cancellable);
  gtk_label_set_text (self->title_label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

void
jb_progress_dialog_set (JbProgressDialog *self,
                        guint             n_done,
                        guint             n_all)
{
  g_autofree char *done = jb_text_count (n_done);
  g_autofree char *all = jb_text_count (n_all);
  g_autofree char *count = NULL;

  g_return_if_fail (JB_IS_PROGRESS_DIALOG (self));

  /* Translators: how many are done, and of how many; both with separators */
  count = g_strdup_printf (_("%1$s of %2$s"), done, all);
  gtk_progress_bar_set_fraction (self->bar, n_all > 0 ? (double) n_done / n_all : 1);
  gtk_label_set_text (self->count_label, count);
}
