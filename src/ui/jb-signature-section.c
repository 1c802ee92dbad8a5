/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks the book when it is made, when the book changes and when the button is pressed; shows the last answer until the next. */

#define G_LOG_DOMAIN "jb-signature-section"

#include "config.h"

#include "jb-signature-section.h"

#include "jb-invoice-sections.h"
#include "jb-verify.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

struct _JbSignatureSection
{
  AdwBin         parent_instance;

  JbArchive     *archive;
  gint64         id;
  GCancellable  *asking;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (JbSignatureSection, jb_signature_section, ADW_TYPE_BIN)

static void
proved_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(JbSignatureSection) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbProof) proof = jb_verify_one_finish (JB_ARCHIVE (object), result, &error);

  if (self == NULL || self->archive == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->asking);
  adw_bin_set_child (ADW_BIN (self), jb_invoice_sections_signature (proof, error != NULL ? error->message : NULL));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "signature.check-again", TRUE);
}

static void
ask (JbSignatureSection *self,
     gboolean            again)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  jb_verify_one_async (self->archive, self->id, again, self->asking, proved_cb, jb_weak_new (self));
}

static void
check_again_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  gtk_widget_action_set_enabled (widget, "signature.check-again", FALSE);
  ask (JB_SIGNATURE_SECTION (widget), TRUE);
}

/* A check that is under way tells more than what the book has now. */
static void
book_changed_cb (JbSignatureSection *self)
{
  if (self->asking == NULL)
    ask (self, FALSE);
}

static void
jb_signature_section_dispose (GObject *object)
{
  JbSignatureSection *self = JB_SIGNATURE_SECTION (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->archive);

  G_OBJECT_CLASS (jb_signature_section_parent_class)->dispose (object);
}

static void
jb_signature_section_class_init (JbSignatureSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_signature_section_dispose;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "signature.check-again", NULL, check_again_action);
}

static void
jb_signature_section_init (JbSignatureSection *self)
{
}

GtkWidget *
jb_signature_section_new (JbArchive *archive,
                          JbInvoice *invoice)
{
  JbSignatureSection *self;

  g_return_val_if_fail (JB_IS_ARCHIVE (archive), NULL);

  if (!invoice->has_original)
    return NULL;

  self = g_object_new (JB_TYPE_SIGNATURE_SECTION, "name", "signature", NULL);
  self->archive = g_object_ref (archive);
  self->id = invoice->id;
  g_signal_connect_object (archive, "changed", G_CALLBACK (book_changed_cb), self, G_CONNECT_SWAPPED);
  ask (self, FALSE);
  return GTK_WIDGET (self);
}
