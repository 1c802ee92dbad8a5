/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A position in JbInvoiceList and the invoice that stands there now. GTK holds some two hundred rows and shows thirty: an invoice is
 * read when somebody asks for it. */

#define G_LOG_DOMAIN "jb-invoice-row"

#include "config.h"

#include "jb-invoice-row.h"
#include "jb-invoice-row-private.h"

struct _JbInvoiceRow
{
  GObject    parent_instance;

  guint             position;
  gint64            id;        /* of the invoice; 0 = none */
  JbInvoice        *invoice;   /* (nullable) (owned) */
  gboolean          unread;    /* the invoice is still another one */

  JbInvoiceRowRead  read;
  gpointer          source;    /* (nullable) */
};

typedef enum
{
  SIGNAL_CHANGED,
} JbInvoiceRowSignal;

static guint signals[SIGNAL_CHANGED + 1];

G_DEFINE_FINAL_TYPE (JbInvoiceRow, jb_invoice_row, G_TYPE_OBJECT)

static void
jb_invoice_row_finalize (GObject *object)
{
  JbInvoiceRow *self = JB_INVOICE_ROW (object);

  g_clear_object (&self->invoice);

  G_OBJECT_CLASS (jb_invoice_row_parent_class)->finalize (object);
}

static void
jb_invoice_row_class_init (JbInvoiceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_invoice_row_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", JB_TYPE_INVOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
jb_invoice_row_init (JbInvoiceRow *self)
{
}

JbInvoiceRow *
_jb_invoice_row_new (guint             position,
                     gint64            id,
                     JbInvoiceRowRead  read,
                     gpointer          source)
{
  JbInvoiceRow *self = g_object_new (JB_TYPE_INVOICE_ROW, NULL);

  self->position = position;
  self->id = id;
  self->unread = TRUE;
  self->read = read;
  self->source = source;
  return self;
}

static gboolean
same_party (const JbParty *a,
            const JbParty *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->registration, b->registration) == 0 &&
         g_strcmp0 (a->representative, b->representative) == 0 && g_strcmp0 (a->contact.email, b->contact.email) == 0;
}

/* The values that jb_archive_load_rows() gives. */
static gboolean
shows_same (JbInvoice *a,
            JbInvoice *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->id != b->id)
    return FALSE;

  return a->kind == b->kind && a->purpose == b->purpose && a->amendment == b->amendment &&
         a->written_on == b->written_on && a->issued_on == b->issued_on && a->sent_on == b->sent_on &&
         a->issued_at == b->issued_at &&
         a->supply == b->supply && a->tax == b->tax && a->total == b->total &&
         a->status == b->status && a->nts_status == b->nts_status &&
         a->verdict == b->verdict && a->has_original == b->has_original &&
         a->is_amended == b->is_amended && a->n_lines == b->n_lines &&
         g_strcmp0 (a->item, b->item) == 0 && g_strcmp0 (a->nts_result, b->nts_result) == 0 &&
         g_strcmp0 (a->original_issue_id, b->original_issue_id) == 0 &&
         g_strcmp0 (a->document_number, b->document_number) == 0 &&
         g_strcmp0 (a->sender_number, b->sender_number) == 0 &&
         same_party (jb_invoice_get_counterparty (a), jb_invoice_get_counterparty (b));
}

gboolean
_jb_invoice_row_move (JbInvoiceRow *self,
                      guint         position,
                      gint64        id)
{
  gboolean same = id == self->id;
  JbInvoice *invoice;

  self->position = position;
  self->id = id;
  if (!same)
    {
      self->unread = id != 0;
      if (id == 0)
        g_clear_object (&self->invoice);
      return TRUE;
    }
  if (self->unread || id == 0)
    return FALSE;

  invoice = self->read (self->source, position);
  if (shows_same (self->invoice, invoice))
    return FALSE;
  g_set_object (&self->invoice, invoice);
  return TRUE;
}

void
_jb_invoice_row_leave (JbInvoiceRow *self)
{
  self->source = NULL;
}

void
_jb_invoice_row_announce (JbInvoiceRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

guint
jb_invoice_row_get_position (JbInvoiceRow *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_ROW (self), 0);

  return self->position;
}

JbInvoice *
jb_invoice_row_get_invoice (JbInvoiceRow *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_ROW (self), NULL);

  if (self->unread && self->source != NULL)
    {
      self->unread = FALSE;
      g_set_object (&self->invoice, self->read (self->source, self->position));
    }
  return self->unread ? NULL : self->invoice;
}
