/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Why, the code, two groups of it typed back, done. One code for the life of the dialog: going back shows the same one, and it is
 * in force only after it was typed back. */

#define G_LOG_DOMAIN "jb-recovery-dialog"

#include "config.h"

#include "jb-recovery-dialog.h"

#include "jb-text.h"
#include "jb-weak.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>

#define N_GROUPS 5
#define N_ASKED 2

struct _JbRecoveryDialog
{
  AdwWindow      parent_instance;

  GtkButton     *back_button;
  GtkWidget     *problem_box;
  GtkLabel      *problem_label;
  GtkStack      *steps;
  GtkLabel      *why_title;
  GtkLabel      *why_label;
  GtkWidget     *show_button;
  GtkFlowBox    *groups_box;
  GtkWidget     *copied_label;
  GtkWidget     *written_button;
  GtkWidget     *first_row;
  GtkWidget     *second_row;
  GtkLabel      *confirm_hint;
  GtkStack      *confirm_stack;
  GtkButton     *confirm_button;
  GtkLabel      *done_title;
  GtkLabel      *done_label;
  GtkWidget     *keyring_label;
  GtkWidget     *close_button;

  JbSession     *session;
  GCancellable  *cancellable;        /* (nullable): of what is being written */
  char          *code;               /* (nullable): made when it is first shown */
  guint          asked[N_ASKED];     /* which groups are typed back, from 0 */
  gboolean       is_change;          /* a new code for a book that has one */
};

G_DEFINE_FINAL_TYPE (JbRecoveryDialog, jb_recovery_dialog, ADW_TYPE_WINDOW)

/* -- steps ---------------------------------------------------------------------------------------------------------- */

static void
show_problem (JbRecoveryDialog *self,
              const char       *sentence)
{
  gtk_label_set_text (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem_box, sentence != NULL);
}

static gboolean
is_at (JbRecoveryDialog *self,
       const char       *step)
{
  return g_str_equal (gtk_stack_get_visible_child_name (self->steps), step);
}

static void
go_to (JbRecoveryDialog *self,
       const char       *step,
       GtkWidget        *focus)
{
  gboolean first = g_str_equal (step, "why");

  show_problem (self, NULL);
  gtk_stack_set_visible_child_name (self->steps, step);
  gtk_button_set_label (self->back_button, first ? _("Cance_l") : _("_Back"));
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), !g_str_equal (step, "done"));
  gtk_window_set_focus (GTK_WINDOW (self), focus);
}

/* -- the code ------------------------------------------------------------------------------------------------------- */

static void
add_group (JbRecoveryDialog *self,
           guint             number,
           const char       *group)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *child = gtk_flow_box_child_new ();
  g_autofree char *text = g_strdup_printf ("%u", number);
  GtkWidget *caption = gtk_label_new (text);
  GtkWidget *label = gtk_label_new (group);

  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_widget_add_css_class (label, "title-2");
  gtk_widget_add_css_class (label, "jb-code");
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->groups_box, child);
}

/* (transfer full): to be given back with wipe_groups(). */
static char **
split_code (JbRecoveryDialog *self)
{
  return g_strsplit (self->code, "-", N_GROUPS);
}

static void
wipe_groups (char **groups)
{
  for (guint i = 0; groups[i] != NULL; i++)
    jb_wipe_text (groups[i]);
  g_free (groups);
}

static void
choose_groups (JbRecoveryDialog *self)
{
  GtkWidget *rows[N_ASKED] = { self->first_row, self->second_row };

  self->asked[0] = g_random_int_range (0, N_GROUPS - 1);
  self->asked[1] = g_random_int_range (self->asked[0] + 1, N_GROUPS);
  for (guint i = 0; i < N_ASKED; i++)
    {
      /* Translators: a part of the recovery code, which has five of them */
      g_autofree char *title = g_strdup_printf (_("Group %u"), self->asked[i] + 1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (rows[i]), title);
    }
}

static gboolean
make_code (JbRecoveryDialog *self)
{
  g_autoptr(GError) error = NULL;
  char **groups;

  if (self->code != NULL)
    return TRUE;

  self->code = jb_recovery_code_new (&error);
  if (self->code == NULL)
    {
      show_problem (self, error->message);
      return FALSE;
    }

  groups = split_code (self);
  for (guint i = 0; groups[i] != NULL; i++)
    add_group (self, i + 1, groups[i]);
  wipe_groups (groups);
  choose_groups (self);
  return TRUE;
}

/* The second form asks clipboard managers not to remember it (KDE's convention, which others follow). */
static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbRecoveryDialog *self = JB_RECOVERY_DIALOG (widget);
  g_autoptr(GBytes) hint = g_bytes_new_static ("secret", strlen ("secret"));
  GdkContentProvider *forms[] = {
    gdk_content_provider_new_typed (G_TYPE_STRING, self->code),
    gdk_content_provider_new_for_bytes ("x-kde-passwordManagerHint", hint),
  };
  g_autoptr(GdkContentProvider) all = gdk_content_provider_new_union (forms, G_N_ELEMENTS (forms));

  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), all);
  gtk_widget_set_visible (self->copied_label, TRUE);
}

/* -- typing it back ------------------------------------------------------------------------------------------------- */

static void
show_hint (JbRecoveryDialog *self,
           GtkWidget        *row,
           const char       *sentence)
{
  GtkWidget *rows[N_ASKED] = { self->first_row, self->second_row };

  gtk_label_set_text (self->confirm_hint, sentence);
  jb_text_toggle_class (GTK_WIDGET (self->confirm_hint), "error", row != NULL);
  for (guint i = 0; i < N_ASKED; i++)
    jb_text_toggle_class (rows[i], "error", rows[i] == row);
  if (row == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  gtk_widget_grab_focus (row);
}

/* Put in the place of the group that was asked for, it must give the code again: so it may be spelled as the whole code may. */
static gboolean
fits (JbRecoveryDialog *self,
      guint             group,
      const char       *typed)
{
  char **groups = split_code (self);
  char *whole, *normal;
  gboolean ok;

  jb_wipe_text (groups[group]);
  groups[group] = g_strdup (typed);
  whole = g_strjoinv ("-", groups);
  normal = jb_recovery_code_normalize (whole, NULL);   /* the hint says more than its error could */
  ok = g_strcmp0 (normal, self->code) == 0;

  jb_wipe_text (whole);
  jb_wipe_text (normal);
  wipe_groups (groups);
  return ok;
}

static gboolean
check_groups (JbRecoveryDialog *self)
{
  GtkWidget *rows[N_ASKED] = { self->first_row, self->second_row };

  for (guint i = 0; i < N_ASKED; i++)
    if (!fits (self, self->asked[i], gtk_editable_get_text (GTK_EDITABLE (rows[i]))))
      {
        g_autofree char *sentence =
          g_strdup_printf (_("This is not group %u of the code. Compare it with your note; Back shows the code again."),
                           self->asked[i] + 1);

        show_hint (self, rows[i], sentence);
        return FALSE;
      }

  show_hint (self, NULL, "");
  return TRUE;
}

static void
typed_cb (JbRecoveryDialog *self)
{
  show_hint (self, NULL, "");
}

/* -- writing -------------------------------------------------------------------------------------------------------- */

static void
set_waiting (JbRecoveryDialog *self,
             gboolean          waiting)
{
  if (waiting)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);   /* an entry does not like to become insensitive while it has it */
  gtk_stack_set_visible_child_name (self->confirm_stack, waiting ? "waiting" : "ready");
  gtk_widget_set_sensitive (self->first_row, !waiting);
  gtk_widget_set_sensitive (self->second_row, !waiting);
}

/* @self: (nullable) (transfer full): gone, or closed, while it was written. */
static void
end_writing (JbRecoveryDialog *self,
             const GError     *secret_error,
             const GError     *error)
{
  g_autoptr(JbRecoveryDialog) dialog = self;

  if (dialog == NULL || dialog->session == NULL)
    return;

  g_clear_object (&dialog->cancellable);
  set_waiting (dialog, FALSE);
  if (error == NULL)
    {
      gtk_widget_set_visible (dialog->keyring_label, secret_error != NULL);
      go_to (dialog, "done", dialog->close_button);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (dialog, error->message);
}

static void
protected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;

  jb_book_keeper_protect_finish (JB_BOOK_KEEPER (object), result, &secret_error, &error);
  end_writing (jb_weak_take (user_data), secret_error, error);
}

static void
code_changed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  jb_archive_change_code_finish (JB_ARCHIVE (object), result, &error);
  end_writing (jb_weak_take (user_data), NULL, error);
}

static void
write_code (JbRecoveryDialog *self)
{
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);

  if (keeper == NULL)
    {
      show_problem (self, _("The book is not open. Open it, then try again."));
      return;
    }

  self->cancellable = g_cancellable_new ();
  set_waiting (self, TRUE);
  if (self->is_change)
    jb_archive_change_code_async (jb_session_get_archive (self->session), self->code, self->cancellable, code_changed_cb,
                                  jb_weak_new (self));
  else
    jb_book_keeper_protect_async (keeper, self->code, self->cancellable, protected_cb, jb_weak_new (self));
}

/* -- forward and back ----------------------------------------------------------------------------------------------- */

static void
next_cb (JbRecoveryDialog *self)
{
  if (self->cancellable != NULL)
    return;

  if (is_at (self, "why") && make_code (self))
    go_to (self, "code", self->written_button);
  else if (is_at (self, "code"))
    go_to (self, "confirm", self->first_row);
  else if (is_at (self, "confirm") && check_groups (self))
    write_code (self);
}

static void
next_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  next_cb (JB_RECOVERY_DIALOG (widget));
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbRecoveryDialog *self = JB_RECOVERY_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else if (is_at (self, "confirm"))
    go_to (self, "code", self->written_button);
  else if (is_at (self, "code"))
    go_to (self, "why", self->show_button);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
say_what_for (JbRecoveryDialog *self)
{
  if (self->is_change)
    {
      gtk_label_set_text (self->why_title, _("New Recovery Code"));
      gtk_label_set_text (self->why_label,
                          _("A new code takes the place of the one you have, for example when somebody saw your note. "
                            "The old code then opens this book no more, but it still opens backups that were made before."));
      gtk_button_set_label (self->confirm_button, _("_Change the Code"));
      gtk_label_set_text (self->done_title, _("The New Code Holds"));
      gtk_label_set_text (self->done_label,
                          _("Keep the old note only as long as you keep backups from before today."));
      return;
    }

  gtk_label_set_text (self->why_title, _("Protect the Book"));
  gtk_label_set_text (self->why_label,
                      _("Originals and resident numbers will be encrypted in the book, as the law requires for resident numbers; "
                        "the key lies in the keyring of this computer. "
                        "You get a recovery code, which opens the book when the keyring is lost and on another computer. "
                        "Nobody can make this code for you a second time."));
  gtk_button_set_label (self->confirm_button, _("_Protect the Book"));
  gtk_label_set_text (self->done_title, _("The Book Is Protected"));
  gtk_label_set_text (self->done_label,
                      _("What is in the book already is encrypted in the background. You can go on working meanwhile. "
                        "Backups from before today stay as they are, not encrypted: make a new one, then delete them."));
}

static void
jb_recovery_dialog_dispose (GObject *object)
{
  JbRecoveryDialog *self = JB_RECOVERY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_RECOVERY_DIALOG);

  G_OBJECT_CLASS (jb_recovery_dialog_parent_class)->dispose (object);
}

static void
jb_recovery_dialog_finalize (GObject *object)
{
  JbRecoveryDialog *self = JB_RECOVERY_DIALOG (object);

  g_clear_object (&self->cancellable);
  jb_wipe_text (self->code);

  G_OBJECT_CLASS (jb_recovery_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, problem_box);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, steps);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, why_title);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, why_label);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, show_button);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, groups_box);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, copied_label);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, written_button);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, first_row);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, second_row);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, confirm_hint);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, confirm_stack);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, done_title);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, done_label);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, keyring_label);
  gtk_widget_class_bind_template_child (widget_class, JbRecoveryDialog, close_button);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
}

static void
jb_recovery_dialog_class_init (JbRecoveryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_recovery_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_recovery_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "recovery.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "recovery.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "recovery.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "recovery.back", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/recovery-dialog.ui");
  bind_children (widget_class);
}

static void
jb_recovery_dialog_init (JbRecoveryDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

JbRecoveryDialog *
jb_recovery_dialog_new (JbSession *session)
{
  JbRecoveryDialog *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);

  self = g_object_new (JB_TYPE_RECOVERY_DIALOG, NULL);
  self->session = g_object_ref (session);
  self->is_change = jb_session_get_protection (session) != JB_PROTECTION_NONE;
  say_what_for (self);
  go_to (self, "why", self->show_button);
  return self;
}
