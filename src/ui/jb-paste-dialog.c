/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The text is read anew at every change, so that what was understood is seen before anything is sent. Of the secrets only the
 * ends are shown. */

#define G_LOG_DOMAIN "jb-paste-dialog"

#include "config.h"

#include "jb-paste-dialog.h"

#include "jb-numbers.h"
#include "jb-signup-connect.h"
#include "jb-text.h"
#include "jb-weak.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MASK_ENDS 2     /* characters of a secret that are shown at each end */

struct _JbPasteDialog
{
  AdwWindow             parent_instance;

  GtkStack             *action_stack;
  GtkWidget            *problem_box;
  GtkLabel             *problem_label;
  GtkWidget            *form;
  GtkTextView          *text_view;
  GtkLabel             *hint_label;
  AdwPreferencesGroup  *understood_group;
  AdwActionRow         *company_row;
  AdwActionRow         *account_row;
  GtkEditable          *account_entry;
  AdwActionRow         *code_row;
  AdwActionRow         *token_row;

  JbSession            *session;
  char                 *company;
  char                 *environment;
  JbSignupAnswer       *answer;        /* (nullable): what can be used of the text */
  GCancellable         *cancellable;   /* (nullable): of the attempt that is going on */
};

G_DEFINE_FINAL_TYPE (JbPasteDialog, jb_paste_dialog, ADW_TYPE_WINDOW)

enum
{
  CONNECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- what was understood -------------------------------------------------------------------------------------------- */

/* "JB…T1": enough to compare, too little to use. (transfer full) */
static char *
mask (const char *secret)
{
  gsize length = strlen (secret);

  if (length < 8 * MASK_ENDS)
    return g_strdup ("…");
  return g_strdup_printf ("%.*s……%s", MASK_ENDS, secret, secret + length - MASK_ENDS);
}

/* (transfer full) (nullable) */
static char *
get_account (JbPasteDialog *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->account_entry)));

  if (self->answer != NULL && self->answer->account != NULL)
    return g_strdup (self->answer->account);
  return *typed != '\0' ? g_steal_pointer (&typed) : NULL;
}

static void
update_action (JbPasteDialog *self)
{
  g_autofree char *account = get_account (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paste.connect",
                                 self->answer != NULL && account != NULL && self->cancellable == NULL);
}

static void
show_hint (JbPasteDialog *self,
           const char    *sentence,
           gboolean       is_error)
{
  gtk_label_set_text (self->hint_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), *sentence != '\0');
  jb_text_toggle_class (GTK_WIDGET (self->hint_label), "error", is_error);
  jb_text_toggle_class (GTK_WIDGET (self->hint_label), "dim-label", !is_error);
}

static void
show_problem (JbPasteDialog *self,
              const char    *sentence)
{
  gtk_label_set_text (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem_box, sentence != NULL);
}

static void
show_answer (JbPasteDialog        *self,
             const JbSignupAnswer *answer)
{
  g_autofree char *number = jb_business_number_format (answer->company != NULL ? answer->company : self->company);
  g_autofree char *code = mask (answer->auth_code);
  g_autofree char *token = answer->auth_token != NULL ? mask (answer->auth_token)
                                                      : g_strdup (_("Not in the text. Jangbu asks for one by itself."));
  g_autofree char *company = answer->company == NULL
    /* Translators: %s is a business number */
    ? g_strdup_printf (_("%s (not in the text, taken from your sign-up)"), number)
    : answer->company_name != NULL ? g_strdup_printf ("%s · %s", number, answer->company_name) : g_strdup (number);

  adw_action_row_set_subtitle (self->company_row, company);
  adw_action_row_set_subtitle (self->account_row, answer->account != NULL ? answer->account : "");
  adw_action_row_set_subtitle (self->code_row, code);
  adw_action_row_set_subtitle (self->token_row, token);
  gtk_widget_set_visible (GTK_WIDGET (self->account_row), answer->account != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->account_entry), answer->account == NULL);
}

/* (transfer full): nothing of it can be used here, and this is why. */
static char *
refuse_other_company (JbPasteDialog        *self,
                      const JbSignupAnswer *answer)
{
  g_autofree char *theirs = jb_business_number_format (answer->company);
  g_autofree char *ours = jb_business_number_format (self->company);

  /* Translators: two business numbers */
  return g_strdup_printf (_("This text is about the company with the number %1$s, but the sign-up is for %2$s. Paste what belongs to that one."),
                          theirs, ours);
}

/* Nothing typed yet is no mistake. */
static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static void
text_changed_cb (JbPasteDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;
  char *text;
  g_autofree char *refusal = NULL;
  g_autoptr(JbSignupAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  answer = jb_signup_answer_parse_pasted (text, &error);
  show_problem (self, NULL);
  g_clear_pointer (&self->answer, jb_signup_answer_free);

  if (is_blank (text))
    show_hint (self, _("A code alone is enough, too: it has 32 capital letters and digits."), FALSE);
  else if (answer == NULL)
    show_hint (self, error->message, TRUE);
  else if (!jb_signup_answer_is_for (answer, self->company))
    show_hint (self, refusal = refuse_other_company (self, answer), TRUE);
  else
    self->answer = g_steal_pointer (&answer);

  if (self->answer != NULL)
    {
      show_hint (self, "", FALSE);
      show_answer (self, self->answer);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->understood_group), self->answer != NULL);
  update_action (self);
  jb_wipe_text (text);
}

static void
account_changed_cb (JbPasteDialog *self)
{
  update_action (self);
}

/* -- connecting ----------------------------------------------------------------------------------------------------- */

static void
set_waiting (JbPasteDialog *self,
             gboolean       waiting)
{
  if (waiting)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_visible_child_name (self->action_stack, waiting ? "waiting" : "ready");
  gtk_widget_set_sensitive (self->form, !waiting);
  update_action (self);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JbPasteDialog) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  gint64 id = jb_signup_connect_finish (JB_SESSION (object), result, &error);

  if (self == NULL || self->session == NULL)   /* closed meanwhile */
    return;

  g_clear_object (&self->cancellable);
  set_waiting (self, FALSE);
  if (id != 0)
    {
      g_signal_emit (self, signals[CONNECTED], 0, id);
      gtk_window_destroy (GTK_WINDOW (self));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, error->message);
}

static void
connect_cb (JbPasteDialog *self)
{
  g_autofree char *account = get_account (self);

  if (self->answer == NULL || account == NULL || self->cancellable != NULL)
    return;

  show_problem (self, NULL);
  self->cancellable = g_cancellable_new ();
  set_waiting (self, TRUE);
  jb_signup_connect_async (self->session, self->answer, self->company, account, self->environment, self->cancellable,
                           connected_cb, jb_weak_new (self));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

/* One step back: first the attempt, then the dialog. */
static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbPasteDialog *self = JB_PASTE_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  connect_cb (JB_PASTE_DIALOG (widget));
}

static void
jb_paste_dialog_dispose (GObject *object)
{
  JbPasteDialog *self = JB_PASTE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, jb_signup_answer_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_PASTE_DIALOG);

  G_OBJECT_CLASS (jb_paste_dialog_parent_class)->dispose (object);
}

static void
jb_paste_dialog_finalize (GObject *object)
{
  JbPasteDialog *self = JB_PASTE_DIALOG (object);

  g_free (self->company);
  g_free (self->environment);

  G_OBJECT_CLASS (jb_paste_dialog_parent_class)->finalize (object);
}

static void
jb_paste_dialog_class_init (JbPasteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_paste_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_paste_dialog_finalize;

  signals[CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_install_action (widget_class, "paste.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "paste.connect", NULL, connect_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "paste.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/paste-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, action_stack);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, problem_box);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, form);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, hint_label);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, understood_group);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, company_row);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, account_entry);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, JbPasteDialog, token_row);
  gtk_widget_class_bind_template_callback (widget_class, account_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
}

static void
jb_paste_dialog_init (JbPasteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  text_changed_cb (self);
}

GtkWidget *
jb_paste_dialog_new (GtkWindow  *parent,
                     JbSession  *session,
                     const char *company,
                     const char *environment)
{
  JbPasteDialog *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);
  g_return_val_if_fail (company != NULL && environment != NULL, NULL);

  self = g_object_new (JB_TYPE_PASTE_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->company = g_strdup (company);
  self->environment = g_strdup (environment);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->text_view));
  return GTK_WIDGET (self);
}
