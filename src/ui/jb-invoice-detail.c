/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pane beside the list. It keeps showing the old invoice until the new one is there: nothing flickers while a person
 * walks down the list with the arrow keys. */

#define G_LOG_DOMAIN "jb-invoice-detail"

#include "config.h"

#include "jb-invoice-detail.h"

#include "jb-archive-walk.h"
#include "jb-form-pane.h"
#include "jb-invoice-chain.h"
#include "jb-invoice-history.h"
#include "jb-invoice-sections.h"
#include "jb-numbers.h"
#include "jb-signature-section.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbInvoiceDetail
{
  AdwBin                parent_instance;

  GtkStack             *stack;
  AdwStatusPage        *problem_page;
  GtkWidget            *unlock_button;
  GtkWidget            *back_button;
  GtkWidget            *close_button;
  GtkStack             *views;
  GtkScrolledWindow    *scroller;
  GtkWidget            *sheet;
  GtkLabel             *title_label;
  GtkLabel             *copy_label;
  GtkLabel             *purpose_label;
  GtkLabel             *counterparty_label;
  GtkLabel             *total_label;
  GtkLabel             *reading_label;
  GtkLabel             *supply_label;
  GtkLabel             *tax_label;
  JbInvoiceChain       *chain;
  GtkWidget            *verdict_row;
  GtkImage             *verdict_image;
  GtkLabel             *verdict_label;
  GtkWidget            *save_button;
  GtkWidget            *sections;
  JbFormPane           *form_pane;
  JbInvoiceHistory     *history;

  JbArchive            *archive;
  gint64                id;
  JbInvoice            *invoice;
  GCancellable         *loading;
  GCancellable         *saving;
  GtkFileChooserNative *chooser;
  guint                 form_wanted : 1;   /* in a window, once it is loaded */
};

G_DEFINE_FINAL_TYPE (JbInvoiceDetail, jb_invoice_detail, ADW_TYPE_BIN)

enum
{
  CLOSE,
  SHOW_INVOICE,
  TOAST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
toast (JbInvoiceDetail *self,
       const char      *sentence)
{
  g_signal_emit (self, signals[TOAST], 0, sentence);
}

/* -- showing -------------------------------------------------------------------------------------------------------- */

static void
add_section (JbInvoiceDetail *self,
             GtkWidget       *section)
{
  if (section != NULL)
    gtk_box_append (GTK_BOX (self->sections), section);
}

static void
show_sections (JbInvoiceDetail *self,
               JbInvoice       *invoice)
{
  gboolean sales = invoice->direction == JB_DIRECTION_SALES;
  gboolean purchase = invoice->direction == JB_DIRECTION_PURCHASE;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->sections)) != NULL)
    gtk_box_remove (GTK_BOX (self->sections), child);

  add_section (self, jb_invoice_sections_lines (invoice));
  add_section (self, jb_invoice_sections_party (sales ? _("Supplier (your company)") : _("Supplier"), invoice->supplier));
  add_section (self, jb_invoice_sections_party (purchase ? _("Buyer (your company)") : _("Buyer"), invoice->buyer));
  add_section (self, jb_invoice_sections_party (_("Consignee"), invoice->broker));
  add_section (self, jb_invoice_sections_payments (invoice));
  add_section (self, jb_invoice_sections_document (invoice));
  add_section (self, jb_signature_section_new (self->archive, invoice));
}

static void
show_head (JbInvoiceDetail *self,
           JbInvoice       *invoice)
{
  const JbParty *other = jb_invoice_get_counterparty (invoice);
  gboolean sales = invoice->direction == JB_DIRECTION_SALES;
  g_autofree char *reading = jb_won_read_korean (invoice->total);

  gtk_label_set_text (self->title_label, jb_kind_get_name (invoice->kind));
  gtk_label_set_text (self->copy_label, sales ? _("Supplier’s copy") : _("Buyer’s copy"));
  jb_text_toggle_class (self->sheet, "sales", sales);
  jb_text_toggle_class (self->sheet, "purchase", !sales);
  gtk_label_set_text (self->purpose_label, jb_purpose_get_name (invoice->purpose));
  gtk_widget_set_visible (GTK_WIDGET (self->purpose_label), invoice->purpose != JB_PURPOSE_UNKNOWN);
  gtk_label_set_text (self->counterparty_label, other != NULL && other->name != NULL ? other->name : "");
  gtk_label_set_text (self->reading_label, reading);
  jb_text_set_won (self->total_label, invoice->total);
  jb_text_set_won (self->supply_label, invoice->supply);
  jb_text_set_won (self->tax_label, invoice->tax);
}

static void
show_verdict (JbInvoiceDetail *self,
              JbInvoice       *invoice)
{
  jb_text_show_original (self->verdict_image, invoice->has_original, invoice->verdict);
  gtk_label_set_text (self->verdict_label, jb_text_original_says (invoice->has_original, invoice->verdict));
  gtk_widget_set_visible (self->save_button, invoice->has_original);
}

/* The book tells of every change of any invoice; what is shown is built again only when this one changed. */
static gboolean
looks_the_same (JbInvoice *a,
                JbInvoice *b)
{
  return a != NULL && a->id == b->id && a->has_original == b->has_original && a->verdict == b->verdict &&
         a->status == b->status && a->nts_status == b->nts_status && a->sent_on == b->sent_on &&
         a->lines->len == b->lines->len && a->total == b->total && g_strcmp0 (a->services, b->services) == 0;
}

static void
show_invoice (JbInvoiceDetail *self,
              JbInvoice       *invoice)
{
  gboolean other = self->invoice == NULL || self->invoice->id != invoice->id;
  gboolean same = looks_the_same (self->invoice, invoice);

  g_set_object (&self->invoice, invoice);
  gtk_stack_set_visible_child_name (self->stack, "invoice");
  jb_invoice_chain_load (self->chain, self->archive, invoice->id);
  jb_invoice_history_load (self->history, self->archive, invoice->id);
  if (same)
    return;

  show_head (self, invoice);
  show_verdict (self, invoice);
  show_sections (self, invoice);
  jb_form_pane_set_invoice (self->form_pane, self->archive, invoice);
  if (other)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* -- loading -------------------------------------------------------------------------------------------------------- */

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(JbInvoiceDetail) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoice) invoice = jb_archive_load_invoice_finish (JB_ARCHIVE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (invoice != NULL)
    {
      show_invoice (self, invoice);
      if (self->form_wanted)
        jb_invoice_detail_open_form (self);
      return;
    }

  self->form_wanted = FALSE;
  g_clear_object (&self->invoice);
  jb_form_pane_set_invoice (self->form_pane, NULL, NULL);
  adw_status_page_set_description (self->problem_page, error->message);
  gtk_widget_set_visible (self->unlock_button, g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY));
  gtk_stack_set_visible_child_name (self->stack, "problem");
}

static void
stop_loading (JbInvoiceDetail *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

void
jb_invoice_detail_load (JbInvoiceDetail *self,
                        gint64           id)
{
  g_return_if_fail (JB_IS_INVOICE_DETAIL (self));

  stop_loading (self);
  self->form_wanted = self->form_wanted && self->id == id;
  self->id = id;
  if (id == 0 || self->archive == NULL)
    {
      g_clear_object (&self->invoice);
      jb_form_pane_set_invoice (self->form_pane, NULL, NULL);
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }

  self->loading = g_cancellable_new ();
  jb_archive_load_invoice_async (self->archive, id, self->loading, loaded_cb, g_object_ref (self));
}

static void
book_changed_cb (JbInvoiceDetail *self)
{
  if (self->id != 0)
    jb_invoice_detail_load (self, self->id);
}

void
jb_invoice_detail_open_form (JbInvoiceDetail *self)
{
  g_return_if_fail (JB_IS_INVOICE_DETAIL (self));

  self->form_wanted = self->loading != NULL;
  if (self->loading == NULL && self->invoice != NULL)
    jb_form_pane_open (self->form_pane);
}

static void
form_toast_cb (JbInvoiceDetail *self,
               const char      *sentence)
{
  toast (self, sentence);
}

/* -- the original --------------------------------------------------------------------------------------------------- */

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(JbInvoiceDetail) self = user_data;
  g_autoptr(GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    {
      toast (self, _("The original was saved."));
      if (self->archive != NULL && self->invoice != NULL)
        jb_archive_note_export (self->archive, "original", 1, self->invoice->id);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);
}

static void
original_loaded_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbInvoiceDetail *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = jb_archive_load_original_finish (JB_ARCHIVE (object), result, &error);

  if (bytes != NULL)
    g_file_replace_contents_bytes_async (g_task_get_task_data (task), bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE,
                                         self->saving, written_cb, g_object_ref (self));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    toast (self, error->message);

  g_task_return_boolean (task, TRUE);
}

/* The file is written beside its final name and renamed: there is never half an original under it. */
static void
save_to (JbInvoiceDetail *self,
         GFile           *file)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, save_to);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  jb_archive_load_original_async (self->archive, self->invoice->id, self->saving, original_loaded_cb, task);
}

static void
file_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                JbInvoiceDetail *self)
{
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT && self->invoice != NULL && self->archive != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      save_to (self, file);
    }
  g_clear_object (&self->chooser);
}

static char *
make_file_name (JbInvoice *invoice)
{
  g_autofree char *name = g_strdup (invoice->issue_id != NULL ? invoice->issue_id : "original");

  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-", '_');
  return g_strconcat (name, ".xml", NULL);
}

static void
save_original_action (GtkWidget  *widget,
                      const char *action,
                      GVariant   *parameter)
{
  JbInvoiceDetail *self = JB_INVOICE_DETAIL (widget);
  g_autofree char *name = NULL;

  if (self->invoice == NULL || !self->invoice->has_original)
    return;

  name = make_file_name (self->invoice);
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save the Original"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* The verdict in full. */
static void
show_verdict_action (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  JbInvoiceDetail *self = JB_INVOICE_DETAIL (widget);

  gtk_stack_set_visible_child_name (self->views, "details");
  gtk_widget_grab_focus (self->verdict_row);
}

static void
copy_issue_id_action (GtkWidget  *widget,
                      const char *action,
                      GVariant   *parameter)
{
  JbInvoiceDetail *self = JB_INVOICE_DETAIL (widget);

  if (self->invoice == NULL || self->invoice->issue_id == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->invoice->issue_id);
  toast (self, _("The issue id was copied."));
}

static void
show_amended_action (GtkWidget  *widget,
                     const char *action,
                     GVariant   *parameter)
{
  JbInvoiceDetail *self = JB_INVOICE_DETAIL (widget);
  g_autoptr(GArray) found = NULL;
  g_autoptr(GError) error = NULL;

  if (self->invoice == NULL || self->invoice->original_issue_id == NULL)
    return;

  found = jb_archive_find_issue_id (self->archive, self->invoice->direction, self->invoice->original_issue_id, &error);
  if (found == NULL)
    toast (self, error->message);
  else if (found->len > 0)
    g_signal_emit (self, signals[SHOW_INVOICE], 0, g_array_index (found, gint64, 0));
}

static void
show_link_cb (JbInvoiceDetail *self,
              gint64           id)
{
  g_signal_emit (self, signals[SHOW_INVOICE], 0, id);
}

static void
close_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  g_signal_emit (widget, signals[CLOSE], 0);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_invoice_detail_dispose (GObject *object)
{
  JbInvoiceDetail *self = JB_INVOICE_DETAIL (object);

  stop_loading (self);
  if (self->views != NULL)
    g_settings_unbind (self->views, "visible-child-name");   /* a stack that loses its children chooses others */
  g_cancellable_cancel (self->saving);
  g_clear_object (&self->saving);
  g_clear_object (&self->chooser);
  g_clear_object (&self->invoice);
  g_clear_object (&self->archive);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_INVOICE_DETAIL);

  G_OBJECT_CLASS (jb_invoice_detail_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, problem_page);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, unlock_button);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, back_button);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, close_button);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, views);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, scroller);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, form_pane);
  gtk_widget_class_bind_template_callback (widget_class, form_toast_cb);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, sheet);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, title_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, copy_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, purpose_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, counterparty_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, total_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, reading_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, supply_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, tax_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, chain);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, verdict_row);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, verdict_image);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, save_button);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, sections);
  gtk_widget_class_bind_template_child (widget_class, JbInvoiceDetail, history);
  gtk_widget_class_bind_template_callback (widget_class, show_link_cb);
}

static void
jb_invoice_detail_class_init (JbInvoiceDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_invoice_detail_dispose;

  signals[CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[SHOW_INVOICE] = g_signal_new ("show-invoice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (JB_TYPE_FORM_PANE);
  g_type_ensure (JB_TYPE_INVOICE_CHAIN);
  g_type_ensure (JB_TYPE_INVOICE_HISTORY);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/invoice-detail.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "detail.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "detail.copy-issue-id", NULL, copy_issue_id_action);
  gtk_widget_class_install_action (widget_class, "detail.save-original", NULL, save_original_action);
  gtk_widget_class_install_action (widget_class, "detail.show-amended", NULL, show_amended_action);
  gtk_widget_class_install_action (widget_class, "detail.show-verdict", NULL, show_verdict_action);
}

static void
jb_invoice_detail_init (JbInvoiceDetail *self)
{
  self->saving = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jb_invoice_detail_set_archive (JbInvoiceDetail *self,
                               JbArchive       *archive)
{
  g_return_if_fail (JB_IS_INVOICE_DETAIL (self));

  if (self->archive != NULL)
    g_signal_handlers_disconnect_by_func (self->archive, book_changed_cb, self);
  if (!g_set_object (&self->archive, archive))
    return;

  if (archive != NULL)
    {
      g_signal_connect_object (archive, "changed", G_CALLBACK (book_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (archive, "notify::protection", G_CALLBACK (book_changed_cb), self, G_CONNECT_SWAPPED);
    }
  jb_invoice_detail_load (self, 0);
}

void
jb_invoice_detail_set_settings (JbInvoiceDetail *self,
                                GSettings       *settings)
{
  g_return_if_fail (JB_IS_INVOICE_DETAIL (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_settings_bind (settings, "detail-view", self->views, "visible-child-name", G_SETTINGS_BIND_DEFAULT);
}

gint64
jb_invoice_detail_get_id (JbInvoiceDetail *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_DETAIL (self), 0);

  return self->id;
}

JbInvoice *
jb_invoice_detail_get_invoice (JbInvoiceDetail *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_DETAIL (self), NULL);

  return self->loading == NULL ? self->invoice : NULL;
}

void
jb_invoice_detail_set_alone (JbInvoiceDetail *self,
                             gboolean         alone)
{
  g_return_if_fail (JB_IS_INVOICE_DETAIL (self));

  gtk_widget_set_visible (self->back_button, alone);
  gtk_widget_set_visible (self->close_button, !alone);
}
