/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Three pages: how far it is, what was proved, what is wrong. */

#define G_LOG_DOMAIN "jb-check-dialog"

#include "config.h"

#include "jb-check-dialog.h"

#include "jb-book-proof.h"
#include "jb-date.h"
#include "jb-numbers.h"
#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

struct _JbCheckDialog
{
  AdwWindow       parent_instance;

  GtkStack       *stack;
  GtkProgressBar *progress;
  AdwStatusPage  *result_page;
  GtkWidget      *facts;
  AdwActionRow   *entries_row;
  AdwActionRow   *invoices_row;
  AdwActionRow   *originals_row;
  AdwActionRow   *since_row;
  AdwActionRow   *head_row;
  GtkWidget      *findings;
  GtkWidget      *advice_label;
  GtkWidget      *head_entry;
  GtkLabel       *head_hint;

  JbArchive      *archive;
  GCancellable   *cancellable;   /* (nullable): of the proof that is being made */
  char           *head;          /* (nullable): as it is noted */
};

G_DEFINE_FINAL_TYPE (JbCheckDialog, jb_check_dialog, ADW_TYPE_WINDOW)

/* -- the result ----------------------------------------------------------------------------------------------------- */

static void
set_number (AdwActionRow *row,
            gint64        number)
{
  g_autofree char *text = jb_won_format (number);

  adw_action_row_set_subtitle (row, text);
}

static void
show_since (JbCheckDialog     *self,
            const JbBookProof *proof)
{
  g_autofree char *day = proof->since != 0 ? jb_date_format (jb_instant_to_date (proof->since)) : NULL;
  g_autofree char *says = NULL;

  if (proof->from_the_start)
    says = g_strdup (_("The first day of the book"));
  else if (day != NULL)
    says = g_strdup_printf (_("%s; what was altered before cannot be told"), day);
  else
    says = g_strdup (_("Not yet"));
  adw_action_row_set_subtitle (self->since_row, says);
}

static void
show_findings (JbCheckDialog *self,
               GPtrArray     *findings)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->findings)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->findings), child);

  for (guint i = 0; i < findings->len; i++)
    {
      GtkWidget *label = gtk_label_new (g_ptr_array_index (findings, i));
      GtkWidget *row = gtk_list_box_row_new ();

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "jb-line");
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_list_box_append (GTK_LIST_BOX (self->findings), row);
    }
}

/* A head that was mistyped makes a book no worse. */
static gboolean
lacks_only_head (const JbBookProof *proof)
{
  return proof->lacks_head && proof->findings->len == 1;
}

static const char *
title_result (const JbBookProof *proof)
{
  if (lacks_only_head (proof))
    return _("This Head Is Not in the Journal");
  return proof->findings->len == 0 ? _("The Book Is Sound") : _("The Book Was Altered");
}

/* (transfer full) */
static char *
describe_result (const JbBookProof *proof)
{
  if (proof->findings->len == 0 && proof->is_locked)
    return g_strdup (_("The book is locked, so its encrypted originals could not be proved. Enter the recovery code and check again."));
  if (proof->findings->len == 0)
    return g_strdup (_("Neither invoices nor originals were altered, and no entry of the journal is missing."));
  if (lacks_only_head (proof))
    return g_strdup (_("Compare it with what you noted. All else in the book is sound in itself."));
  if (proof->first_altered != 0)
    return g_strdup_printf (_("The first entry of the journal that is no longer true is number %lld."), (long long) proof->first_altered);
  return g_strdup (_("The book is not what Jangbu wrote."));
}

static void
show_proof (JbCheckDialog     *self,
            const JbBookProof *proof)
{
  gboolean sound = proof->findings->len == 0;
  g_autofree char *says = describe_result (proof);

  g_free (self->head);
  self->head = proof->head != NULL ? jb_head_format (proof->head) : NULL;
  adw_status_page_set_icon_name (self->result_page, sound ? "jb-original-valid-symbolic" : "jb-original-altered-symbolic");
  adw_status_page_set_title (self->result_page, title_result (proof));
  adw_status_page_set_description (self->result_page, says);
  set_number (self->entries_row, proof->n_entries);
  set_number (self->invoices_row, proof->n_invoices);
  set_number (self->originals_row, proof->n_originals);
  show_since (self, proof);
  adw_action_row_set_subtitle (self->head_row, self->head != NULL ? self->head : "");
  show_findings (self, proof->findings);
  gtk_widget_set_visible (self->findings, !sound);
  gtk_widget_set_visible (self->advice_label, !sound);
  gtk_widget_set_visible (self->facts, sound);
  gtk_stack_set_visible_child_name (self->stack, "result");
}

static void
show_error (JbCheckDialog *self,
            const GError  *error)
{
  adw_status_page_set_icon_name (self->result_page, "dialog-warning-symbolic");
  adw_status_page_set_title (self->result_page, _("The Book Could Not Be Checked"));
  adw_status_page_set_description (self->result_page, error->message);
  gtk_widget_set_visible (self->findings, FALSE);
  gtk_widget_set_visible (self->advice_label, FALSE);
  gtk_widget_set_visible (self->facts, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "result");
}

/* -- proving -------------------------------------------------------------------------------------------------------- */

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  JbCheckDialog *self = user_data;

  gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
proved_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(JbCheckDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookProof) proof = jb_archive_prove_finish (JB_ARCHIVE (object), result, &error);

  if (self->cancellable == NULL)   /* closed meanwhile */
    return;

  g_clear_object (&self->cancellable);
  if (proof != NULL)
    show_proof (self, proof);
  else
    show_error (self, error);
}

/* The task holds the dialog, because progress comes to it; closing it ends the task. */
static void
prove (JbCheckDialog *self,
       const char    *head)
{
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_stack_set_visible_child_name (self->stack, "working");
  self->cancellable = g_cancellable_new ();
  jb_archive_prove_async (self->archive, head, progress_cb, self, self->cancellable, proved_cb, g_object_ref (self));
}

/* -- what it offers ------------------------------------------------------------------------------------------------- */

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbCheckDialog *self = JB_CHECK_DIALOG (widget);

  if (self->head != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->head);
}

/* With the head that was noted once, when there is one. */
static void
again_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  JbCheckDialog *self = JB_CHECK_DIALOG (widget);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->head_entry));
  g_autoptr(GError) error = NULL;
  g_autofree char *head = NULL;

  if (self->cancellable != NULL)
    return;

  if (*typed != '\0')
    {
      head = jb_head_parse (typed, &error);
      if (head == NULL)
        {
          jb_text_show_hint (self->head_entry, self->head_hint, JB_HINT_ERROR, error->message);
          gtk_widget_grab_focus (self->head_entry);
          return;
        }
    }

  jb_text_show_hint (self->head_entry, self->head_hint, JB_HINT_PLAIN, "");
  prove (self, head);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_check_dialog_dispose (GObject *object)
{
  JbCheckDialog *self = JB_CHECK_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->archive);
  g_clear_pointer (&self->head, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_CHECK_DIALOG);

  G_OBJECT_CLASS (jb_check_dialog_parent_class)->dispose (object);
}

/* The task still holds the dialog: only this ends it. */
static gboolean
jb_check_dialog_close_request (GtkWindow *window)
{
  JbCheckDialog *self = JB_CHECK_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  return GTK_WINDOW_CLASS (jb_check_dialog_parent_class)->close_request (window);
}

static void
jb_check_dialog_class_init (JbCheckDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_check_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = jb_check_dialog_close_request;

  gtk_widget_class_install_action (widget_class, "check.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "check.again", NULL, again_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/check-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, result_page);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, facts);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, entries_row);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, invoices_row);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, originals_row);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, since_row);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, head_row);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, findings);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, advice_label);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, head_entry);
  gtk_widget_class_bind_template_child (widget_class, JbCheckDialog, head_hint);
}

static void
jb_check_dialog_init (JbCheckDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

JbCheckDialog *
jb_check_dialog_new (JbArchive *archive)
{
  JbCheckDialog *self;

  g_return_val_if_fail (JB_IS_ARCHIVE (archive), NULL);

  self = g_object_new (JB_TYPE_CHECK_DIALOG, NULL);
  self->archive = g_object_ref (archive);
  prove (self, NULL);
  return self;
}
