/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An invoice as a JSON object, word for word as jangbu-cli(1) documents it. */

#define G_LOG_DOMAIN "jb-invoice-json"

#include "config.h"

#include "jb-invoice-json.h"

#include "jb-json-member.h"
#include "jb-safe-text.h"

static const char *
get_purpose_nick (JbPurpose purpose)
{
  switch (purpose)
    {
    case JB_PURPOSE_RECEIPT: return "receipt";
    case JB_PURPOSE_CLAIM:   return "claim";
    default:                 return NULL;
    }
}

/* -- an invoice ------------------------------------------------------------------------------------------------------- */

static void
add_party (JsonBuilder   *builder,
           const char    *key,
           const JbParty *party)
{
  g_autofree char *number = jb_safe_number (party);

  json_builder_set_member_name (builder, key);
  if (party == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  jb_json_add_text (builder, "number", number);
  jb_json_add_text (builder, "branch", party->branch);
  jb_json_add_text (builder, "name", party->name);
  jb_json_add_text (builder, "representative", party->representative);
  jb_json_add_text (builder, "business_type", party->business_type);
  jb_json_add_text (builder, "business_item", party->business_item);
  jb_json_add_text (builder, "address", party->address);
  jb_json_add_text (builder, "email", party->contact.email);
  json_builder_end_object (builder);
}

static void
add_line (JsonBuilder  *builder,
          const JbLine *line)
{
  g_autofree char *remark = jb_safe_text (line->remark);

  json_builder_begin_object (builder);
  jb_json_add_number (builder, "number", line->number);
  jb_json_add_date (builder, "supplied", line->supplied_on);
  jb_json_add_text (builder, "name", line->name);
  jb_json_add_text (builder, "specification", line->specification);
  jb_json_add_text (builder, "quantity", line->quantity);
  jb_json_add_text (builder, "unit_price", line->unit_price);
  jb_json_add_number (builder, "supply", line->supply);
  jb_json_add_number (builder, "tax", line->tax);
  jb_json_add_text (builder, "remark", remark);
  json_builder_end_object (builder);
}

static const char *
get_payment_nick (JbPaymentKind kind)
{
  switch (kind)
    {
    case JB_PAYMENT_CASH:   return "cash";
    case JB_PAYMENT_CHEQUE: return "cheque";
    case JB_PAYMENT_NOTE:   return "note";
    case JB_PAYMENT_CREDIT: return "credit";
    default:                return "other";
    }
}

/* What only a whole invoice has. */
static void
add_details (JsonBuilder *builder,
             JbInvoice   *invoice)
{
  g_autofree char *remark = jb_safe_text (invoice->remark);

  jb_json_add_text (builder, "remark", remark);
  jb_json_add_number (builder, "amendment", invoice->amendment);
  add_party (builder, "supplier", invoice->supplier);
  add_party (builder, "buyer", invoice->buyer);
  add_party (builder, "broker", invoice->broker);

  json_builder_set_member_name (builder, "lines");
  json_builder_begin_array (builder);
  for (guint i = 0; i < invoice->lines->len; i++)
    add_line (builder, g_ptr_array_index (invoice->lines, i));
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "payments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < invoice->payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, i);

      json_builder_begin_object (builder);
      jb_json_add_text (builder, "kind", get_payment_nick (payment->kind));
      jb_json_add_number (builder, "amount", payment->amount);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

JsonNode *
jb_invoice_to_json (JbInvoice *invoice,
                    gboolean   whole)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  const JbParty *counterparty = jb_invoice_get_counterparty (invoice);
  g_autofree char *number = jb_safe_number (counterparty);
  char kind[5];

  jb_kind_write (invoice->kind, kind);

  json_builder_begin_object (builder);
  jb_json_add_text (builder, "issue_id", invoice->issue_id);
  jb_json_add_text (builder, "direction", jb_direction_get_nick (invoice->direction));
  jb_json_add_date (builder, "written", invoice->written_on);
  jb_json_add_date (builder, "issued", invoice->issued_on);
  jb_json_add_date (builder, "sent", invoice->sent_on);
  jb_json_add_text (builder, "kind", kind);
  jb_json_add_text (builder, "purpose", get_purpose_nick (invoice->purpose));
  jb_json_add_text (builder, "company", invoice->company);
  jb_json_add_text (builder, "counterparty", counterparty != NULL ? counterparty->name : NULL);
  jb_json_add_text (builder, "counterparty_number", number);
  jb_json_add_text (builder, "item", invoice->item);
  jb_json_add_number (builder, "n_lines", invoice->n_lines);
  jb_json_add_number (builder, "supply", invoice->supply);
  jb_json_add_number (builder, "tax", invoice->tax);
  jb_json_add_number (builder, "total", invoice->total);
  jb_json_add_text (builder, "original_issue_id", invoice->original_issue_id);
  jb_json_add_boolean (builder, "has_original", invoice->has_original);
  jb_json_add_text (builder, "verdict", jb_verdict_get_nick (invoice->verdict));
  if (whole)
    add_details (builder, invoice);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
