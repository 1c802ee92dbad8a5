/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The password goes from the entry, whose memory GTK locks and wipes, to the check, which wipes its copy; the entry is emptied at
 * once. There is no copy here. */

#define G_LOG_DOMAIN "jb-certificate-dialog"

#include "config.h"

#include "jb-certificate-dialog.h"

#include "jb-connection.h"
#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbCertificateDialog
{
  AdwWindow      parent_instance;

  GtkButton     *cancel_button;
  GtkStack      *action_stack;
  GtkSpinner    *spinner;
  GtkLabel      *owner_label;
  GtkLabel      *issuer_label;
  GtkEditable   *password_row;
  GtkWidget     *answers;
  AdwActionRow  *key_row;
  GtkImage      *key_icon;
  AdwActionRow  *pair_row;
  GtkImage      *pair_icon;
  AdwActionRow  *owner_row;
  GtkImage      *owner_icon;

  JbNpkiEntry   *entry;
  GPtrArray     *connections;   /* (element-type JbConnection) */
  GCancellable  *cancellable;   /* (nullable): of the check that is going on */
};

G_DEFINE_FINAL_TYPE (JbCertificateDialog, jb_certificate_dialog, ADW_TYPE_WINDOW)

enum
{
  CHECKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- companies ------------------------------------------------------------------------------------------------------ */

/* (transfer full): each company once, however many connections it has. */
static char **
list_numbers (GPtrArray *connections)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GStrvBuilder) numbers = g_strv_builder_new ();

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);

      if (g_hash_table_add (known, connection->company))
        g_strv_builder_add (numbers, connection->company);
    }
  return g_strv_builder_end (numbers);
}

const char *
jb_certificate_find_company_name (GPtrArray  *connections,
                                  const char *number)
{
  g_return_val_if_fail (connections != NULL && number != NULL, NULL);

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);

      if (g_str_equal (connection->company, number) && connection->company_name != NULL)
        return connection->company_name;
    }
  return NULL;
}

/* -- answers -------------------------------------------------------------------------------------------------------- */

typedef enum
{
  ANSWER_GOOD,
  ANSWER_OPEN,    /* it cannot be known */
  ANSWER_BAD,
} Answer;

static void
show_answer (AdwActionRow *row,
             GtkImage     *icon,
             Answer        answer,
             const char   *sentence)
{
  GtkWidget *widget = GTK_WIDGET (icon);

  gtk_image_set_from_icon_name (icon, answer == ANSWER_GOOD ? "jb-original-valid-symbolic"
                                      : answer == ANSWER_OPEN ? "dialog-information-symbolic" : "dialog-error-symbolic");
  jb_text_toggle_class (widget, "success", answer == ANSWER_GOOD);
  jb_text_toggle_class (widget, "error", answer == ANSWER_BAD);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  answer == ANSWER_GOOD ? _("In order") : answer == ANSWER_OPEN ? _("Not known") : _("Problem"), -1);
  adw_action_row_set_subtitle (row, sentence);
  gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
}

static void
show_owner (JbCertificateDialog *self,
            const JbNpkiCheck   *check)
{
  g_autofree char *number = check->number != NULL ? jb_registration_display (check->number) : NULL;
  const char *name = check->number != NULL ? jb_certificate_find_company_name (self->connections, check->number) : NULL;
  g_autofree char *sentence = NULL;

  if (name != NULL)
    /* Translators: a company's name and its business number */
    sentence = g_strdup_printf (_("The certificate is that of %1$s, business number %2$s."), name, number);
  else if (number != NULL)
    sentence = g_strdup_printf (_("The certificate is that of the business number %s."), number);
  else if (check->owner == NULL)
    sentence = g_strdup (_("There is no company in the book yet to compare it with. Connect the company, then check again."));
  else if (g_error_matches (check->owner, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER))
    sentence = g_strdup (_("The certificate belongs to none of the companies in the book. Choose the certificate of the company."));
  else
    sentence = g_strdup (check->owner->message);

  show_answer (self->owner_row, self->owner_icon,
               number != NULL ? ANSWER_GOOD
               : g_error_matches (check->owner, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER) ? ANSWER_BAD : ANSWER_OPEN,
               sentence);
}

static void
show_check (JbCertificateDialog *self,
            const JbNpkiCheck   *check)
{
  gtk_widget_set_visible (GTK_WIDGET (self->pair_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->owner_row), FALSE);
  gtk_widget_set_visible (self->answers, TRUE);

  show_answer (self->key_row, self->key_icon, check->key == NULL ? ANSWER_GOOD : ANSWER_BAD,
               check->key == NULL ? _("The password is right.") : check->key->message);
  if (check->key != NULL)
    return;

  show_answer (self->pair_row, self->pair_icon, check->pair == NULL ? ANSWER_GOOD : ANSWER_BAD,
               check->pair == NULL ? _("The private key belongs to this certificate.") : check->pair->message);
  if (check->pair == NULL)
    show_owner (self, check);
}

/* -- checking ------------------------------------------------------------------------------------------------------- */

static void
set_waiting (JbCertificateDialog *self,
             gboolean             waiting)
{
  if (waiting)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);   /* an entry does not like to become insensitive while it has it */
  gtk_stack_set_visible_child_name (self->action_stack, waiting ? "waiting" : "ready");
  gtk_spinner_set_spinning (self->spinner, waiting);
  gtk_widget_set_sensitive (GTK_WIDGET (self->password_row), !waiting);
  gtk_button_set_label (self->cancel_button, waiting ? _("Cance_l") : _("C_lose"));
  if (!waiting)
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  JbCertificateDialog *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbNpkiCheck) check = jb_npki_check_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))   /* its only error; @self may be gone */
    return;

  g_clear_object (&self->cancellable);
  set_waiting (self, FALSE);
  show_check (self, check);
  if (check->key == NULL)
    g_signal_emit (self, signals[CHECKED], 0, check);
}

static void
check_cb (JbCertificateDialog *self)
{
  g_auto(GStrv) numbers = NULL;

  if (self->cancellable != NULL || *gtk_editable_get_text (self->password_row) == '\0')
    return;

  numbers = list_numbers (self->connections);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->answers, FALSE);
  jb_npki_check_async (self->entry, gtk_editable_get_text (self->password_row), (const char * const *) numbers, self->cancellable,
                       checked_cb, self);
  gtk_editable_set_text (self->password_row, "");
  set_waiting (self, TRUE);
}

static void
password_changed_cb (JbCertificateDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.check", *gtk_editable_get_text (self->password_row) != '\0');
}

/* One step back: first the check, then the dialog. */
static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbCertificateDialog *self = JB_CERTIFICATE_DIALOG (widget);

  if (self->cancellable == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_waiting (self, FALSE);
}

static void
check_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  check_cb (JB_CERTIFICATE_DIALOG (widget));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_certificate_dialog_dispose (GObject *object)
{
  JbCertificateDialog *self = JB_CERTIFICATE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_CERTIFICATE_DIALOG);

  G_OBJECT_CLASS (jb_certificate_dialog_parent_class)->dispose (object);
}

static void
jb_certificate_dialog_finalize (GObject *object)
{
  JbCertificateDialog *self = JB_CERTIFICATE_DIALOG (object);

  g_clear_object (&self->entry);
  g_clear_pointer (&self->connections, g_ptr_array_unref);

  G_OBJECT_CLASS (jb_certificate_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, action_stack);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, owner_label);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, issuer_label);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, answers);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, key_row);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, key_icon);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, pair_row);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, pair_icon);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, owner_row);
  gtk_widget_class_bind_template_child (widget_class, JbCertificateDialog, owner_icon);
  gtk_widget_class_bind_template_callback (widget_class, password_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
}

static void
jb_certificate_dialog_class_init (JbCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_certificate_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_certificate_dialog_finalize;

  signals[CHECKED] = g_signal_new ("checked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_install_action (widget_class, "certificate.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "certificate.check", NULL, check_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "certificate.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/certificate-dialog.ui");
  bind_children (widget_class);
}

static void
jb_certificate_dialog_init (JbCertificateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  password_changed_cb (self);
  set_waiting (self, FALSE);
}

JbCertificateDialog *
jb_certificate_dialog_new (GtkWindow   *parent,
                           JbNpkiEntry *entry,
                           GPtrArray   *connections)
{
  JbCertificateDialog *self;
  JbCertificate *certificate;

  g_return_val_if_fail (JB_IS_NPKI_ENTRY (entry) && jb_npki_entry_get_key_path (entry) != NULL, NULL);
  g_return_val_if_fail (connections != NULL, NULL);

  self = g_object_new (JB_TYPE_CERTIFICATE_DIALOG, "transient-for", parent, NULL);
  self->entry = g_object_ref (entry);
  self->connections = g_ptr_array_ref (connections);
  certificate = jb_npki_entry_get_certificate (entry);
  gtk_label_set_text (self->owner_label, jb_certificate_get_owner (certificate));
  gtk_label_set_text (self->issuer_label, jb_certificate_get_issuer (certificate));
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->password_row));
  return self;
}

JbNpkiEntry *
jb_certificate_dialog_get_entry (JbCertificateDialog *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE_DIALOG (self), NULL);

  return self->entry;
}
