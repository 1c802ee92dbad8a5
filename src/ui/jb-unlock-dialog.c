/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One field and what is wrong with it. Trying a code takes a moment on purpose (scrypt), in a thread of the book. */

#define G_LOG_DOMAIN "jb-unlock-dialog"

#include "config.h"

#include "jb-unlock-dialog.h"

#include "jb-text.h"
#include "jb-weak.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>

struct _JbUnlockDialog
{
  AdwWindow      parent_instance;

  GtkStack      *action_stack;
  GtkWidget     *code_row;
  GtkLabel      *code_hint;

  JbSession     *session;
  GCancellable  *cancellable;   /* (nullable): of the code that is being tried */
};

G_DEFINE_FINAL_TYPE (JbUnlockDialog, jb_unlock_dialog, ADW_TYPE_WINDOW)

/* @sentence: (nullable): what is wrong; NULL = what the field takes */
static void
show_hint (JbUnlockDialog *self,
           const char     *sentence)
{
  const char *shown = sentence != NULL ? sentence : _("25 letters and digits; hyphens and capitals do not matter.");

  jb_text_show_hint (self->code_row, self->code_hint, sentence != NULL ? JB_HINT_ERROR : JB_HINT_PLAIN, shown);
}

static void
set_waiting (JbUnlockDialog *self,
             gboolean        waiting)
{
  if (waiting)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);   /* an entry does not like to become insensitive while it has it */
  gtk_stack_set_visible_child_name (self->action_stack, waiting ? "waiting" : "ready");
  gtk_widget_set_sensitive (self->code_row, !waiting);
}

static void
typed_cb (JbUnlockDialog *self)
{
  show_hint (self, NULL);
}

/* @self: (nullable) */
static void
end_attempt (JbUnlockDialog *self,
             gboolean        ok,
             const GError   *error)
{
  if (self == NULL || self->session == NULL)   /* closed meanwhile */
    return;

  g_clear_object (&self->cancellable);
  set_waiting (self, FALSE);
  if (ok)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_hint (self, error->message);
  gtk_widget_grab_focus (self->code_row);
}

static void
entered_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(JbUnlockDialog) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  gboolean ok = jb_book_keeper_enter_code_finish (JB_BOOK_KEEPER (object), result, NULL, &error);

  end_attempt (self, ok, error);
}

static void
unlock_cb (JbUnlockDialog *self)
{
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->code_row));
  g_autoptr(GError) error = NULL;
  char *code;

  if (self->cancellable != NULL)
    return;
  if (keeper == NULL)
    {
      show_hint (self, _("The book is not open. Open it, then enter the code."));
      return;
    }

  /* What is mistyped is known at once. */
  code = jb_recovery_code_normalize (typed, &error);
  if (code == NULL)
    {
      show_hint (self, error->message);
      gtk_widget_grab_focus (self->code_row);
      return;
    }

  self->cancellable = g_cancellable_new ();
  set_waiting (self, TRUE);
  jb_book_keeper_enter_code_async (keeper, code, self->cancellable, entered_cb, jb_weak_new (self));
  jb_wipe_text (code);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(JbUnlockDialog) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  gboolean ok = jb_book_keeper_find_key_finish (JB_BOOK_KEEPER (object), result, &error);

  end_attempt (self, ok, error);
}

/* For a keyring that was locked when the program started. */
static void
ask_keyring_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  JbUnlockDialog *self = JB_UNLOCK_DIALOG (widget);
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);

  if (self->cancellable != NULL || keeper == NULL || jb_book_keeper_is_asking (keeper))
    return;

  self->cancellable = g_cancellable_new ();
  set_waiting (self, TRUE);
  jb_book_keeper_find_key_async (keeper, self->cancellable, asked_cb, jb_weak_new (self));
}

static void
unlock_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  unlock_cb (JB_UNLOCK_DIALOG (widget));
}

/* One step back: first the attempt, then the dialog. */
static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbUnlockDialog *self = JB_UNLOCK_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
jb_unlock_dialog_dispose (GObject *object)
{
  JbUnlockDialog *self = JB_UNLOCK_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_UNLOCK_DIALOG);

  G_OBJECT_CLASS (jb_unlock_dialog_parent_class)->dispose (object);
}

static void
jb_unlock_dialog_finalize (GObject *object)
{
  JbUnlockDialog *self = JB_UNLOCK_DIALOG (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (jb_unlock_dialog_parent_class)->finalize (object);
}

static void
jb_unlock_dialog_class_init (JbUnlockDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_unlock_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_unlock_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "unlock.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "unlock.unlock", NULL, unlock_action);
  gtk_widget_class_install_action (widget_class, "unlock.ask-keyring", NULL, ask_keyring_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "unlock.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/unlock-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JbUnlockDialog, action_stack);
  gtk_widget_class_bind_template_child (widget_class, JbUnlockDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, JbUnlockDialog, code_hint);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_cb);
}

static void
jb_unlock_dialog_init (JbUnlockDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_hint (self, NULL);
}

JbUnlockDialog *
jb_unlock_dialog_new (JbSession *session)
{
  JbUnlockDialog *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);

  self = g_object_new (JB_TYPE_UNLOCK_DIALOG, NULL);
  self->session = g_object_ref (session);
  gtk_window_set_focus (GTK_WINDOW (self), self->code_row);
  return self;
}
