/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The invoice as a value: it owns its strings and lists, and knows two things that follow from them. */

#define G_LOG_DOMAIN "jb-invoice"

#include "config.h"

#include "jb-invoice.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (JbInvoice, jb_invoice, G_TYPE_OBJECT)

static void
jb_invoice_finalize (GObject *object)
{
  JbInvoice *self = JB_INVOICE (object);

  g_free (self->company);
  g_free (self->issue_id);
  g_free (self->original_issue_id);
  g_free (self->document_number);
  g_free (self->sender_number);
  g_free (self->remark);
  jb_party_free (self->supplier);
  jb_party_free (self->buyer);
  jb_party_free (self->broker);
  g_free (self->import_number);
  g_ptr_array_unref (self->lines);
  g_array_unref (self->payments);
  g_free (self->item);
  g_free (self->nts_result);
  g_free (self->services);

  G_OBJECT_CLASS (jb_invoice_parent_class)->finalize (object);
}

static void
jb_invoice_class_init (JbInvoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_invoice_finalize;
}

static void
jb_invoice_init (JbInvoice *self)
{
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_line_free);
  self->payments = g_array_new (FALSE, TRUE, sizeof (JbPayment));
}

JbInvoice *
jb_invoice_new (void)
{
  return g_object_new (JB_TYPE_INVOICE, NULL);
}

/* What is no pointer. */
static void
copy_numbers (JbInvoice *copy,
              JbInvoice *self)
{
  copy->direction = self->direction;
  copy->kind = self->kind;
  copy->purpose = self->purpose;
  copy->amendment = self->amendment;
  copy->written_on = self->written_on;
  copy->issued_on = self->issued_on;
  copy->sent_on = self->sent_on;
  copy->issued_at = self->issued_at;
  copy->supply = self->supply;
  copy->tax = self->tax;
  copy->total = self->total;
  copy->import_quantity = self->import_quantity;
  copy->import_period = self->import_period;
  copy->n_lines = self->n_lines;
  copy->status = self->status;
  copy->nts_status = self->nts_status;
  copy->verdict = self->verdict;
  copy->has_original = self->has_original;
  copy->is_amended = self->is_amended;
}

JbInvoice *
jb_invoice_copy (JbInvoice *self)
{
  JbInvoice *copy;

  g_return_val_if_fail (JB_IS_INVOICE (self), NULL);

  copy = jb_invoice_new ();
  copy_numbers (copy, self);
  copy->company = g_strdup (self->company);
  copy->services = g_strdup (self->services);
  copy->issue_id = g_strdup (self->issue_id);
  copy->original_issue_id = g_strdup (self->original_issue_id);
  copy->document_number = g_strdup (self->document_number);
  copy->sender_number = g_strdup (self->sender_number);
  copy->remark = g_strdup (self->remark);
  copy->supplier = jb_party_copy (self->supplier);
  copy->buyer = jb_party_copy (self->buyer);
  copy->broker = jb_party_copy (self->broker);
  copy->import_number = g_strdup (self->import_number);
  copy->item = g_strdup (self->item);
  copy->nts_result = g_strdup (self->nts_result);
  for (guint i = 0; i < self->lines->len; i++)
    g_ptr_array_add (copy->lines, jb_line_copy (g_ptr_array_index (self->lines, i)));
  if (self->payments->len > 0)
    g_array_append_vals (copy->payments, self->payments->data, self->payments->len);
  return copy;
}

const JbParty *
jb_invoice_get_counterparty (JbInvoice *self)
{
  g_return_val_if_fail (JB_IS_INVOICE (self), NULL);

  switch (self->direction)
    {
    case JB_DIRECTION_SALES:
      return self->buyer;

    case JB_DIRECTION_PURCHASE:
      return self->supplier;

    case JB_DIRECTION_UNKNOWN:
    default:
      return NULL;
    }
}

char *
jb_invoice_describe_items (JbInvoice *self)
{
  guint n_more;

  g_return_val_if_fail (JB_IS_INVOICE (self), NULL);

  if (self->item == NULL)
    return g_strdup ("");

  if (self->n_lines <= 1)
    return g_strdup (self->item);

  n_more = self->n_lines - 1;
  /* Translators: the first item of an invoice and how many more there are, as a list shows it. */
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n_more), self->item, n_more);
}
