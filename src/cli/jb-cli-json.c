/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Invoices and reports as JSON. Used by the commands under --json. */

#define G_LOG_DOMAIN "jb-cli-json"

#include "config.h"

#include "jb-cli-json.h"

#include <stdio.h>

#include "jb-date.h"
#include "jb-numbers.h"

/* -- the array -------------------------------------------------------------------------------------------------------- */

void
jb_cli_json_begin (JbCliJson *json)
{
  json->n_printed = 0;
  fputs ("[", stdout);
}

void
jb_cli_json_add (JbCliJson *json,
                 JsonNode  *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  printf ("%s\n%s", json->n_printed > 0 ? "," : "", text);   /* not g_print(): JSON is UTF-8 in every locale */
  json->n_printed++;
  json_node_unref (node);
}

void
jb_cli_json_end (JbCliJson *json)
{
  printf ("%s]\n", json->n_printed > 0 ? "\n" : "");
}

/* -- values ----------------------------------------------------------------------------------------------------------- */

/* What came from outside may not be UTF-8; JSON must be. NULL is null. */
static void
add_text (JsonBuilder *builder,
          const char  *key,
          const char  *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, key);
  if (valid == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, valid);
}

static void
add_number (JsonBuilder *builder,
            const char  *key,
            gint64       number)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, number);
}

static void
add_boolean (JsonBuilder *builder,
             const char  *key,
             gboolean     value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

static void
add_date (JsonBuilder *builder,
          const char  *key,
          int          date)
{
  g_autofree char *text = date != 0 ? jb_date_format (date) : NULL;

  add_text (builder, key, text);
}

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

char *
jb_cli_safe_number (const JbParty *party)
{
  if (party == NULL || party->registration == NULL)
    return NULL;
  return jb_registration_is_private (party->registration) ? jb_registration_display (party->registration)
                                                          : g_strdup (party->registration);
}

/* The law wants a foreigner's registration number in the remark (etax-domain.md 1.2): thirteen digits are masked wherever they
 * stand. (transfer full) (nullable) */
char *
jb_cli_safe_text (const char *text)
{
  g_autoptr(GRegex) regex = NULL;
  g_autofree char *valid = NULL;

  if (text == NULL)
    return NULL;

  valid = g_utf8_make_valid (text, -1);
  regex = g_regex_new ("(?<!\\d)(\\d{6})-?(\\d)\\d{6}(?!\\d)", 0, 0, NULL);   /* a constant that compiles */
  return g_regex_replace (regex, valid, -1, 0, "\\1-\\2******", 0, NULL);
}

/* -- an invoice ------------------------------------------------------------------------------------------------------- */

static void
add_party (JsonBuilder   *builder,
           const char    *key,
           const JbParty *party)
{
  g_autofree char *number = jb_cli_safe_number (party);

  json_builder_set_member_name (builder, key);
  if (party == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  add_text (builder, "number", number);
  add_text (builder, "branch", party->branch);
  add_text (builder, "name", party->name);
  add_text (builder, "representative", party->representative);
  add_text (builder, "business_type", party->business_type);
  add_text (builder, "business_item", party->business_item);
  add_text (builder, "address", party->address);
  add_text (builder, "email", party->contact.email);
  json_builder_end_object (builder);
}

static void
add_line (JsonBuilder  *builder,
          const JbLine *line)
{
  g_autofree char *remark = jb_cli_safe_text (line->remark);

  json_builder_begin_object (builder);
  add_number (builder, "number", line->number);
  add_date (builder, "supplied", line->supplied_on);
  add_text (builder, "name", line->name);
  add_text (builder, "specification", line->specification);
  add_text (builder, "quantity", line->quantity);
  add_text (builder, "unit_price", line->unit_price);
  add_number (builder, "supply", line->supply);
  add_number (builder, "tax", line->tax);
  add_text (builder, "remark", remark);
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
  g_autofree char *remark = jb_cli_safe_text (invoice->remark);

  add_text (builder, "remark", remark);
  add_number (builder, "amendment", invoice->amendment);
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
      add_text (builder, "kind", get_payment_nick (payment->kind));
      add_number (builder, "amount", payment->amount);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

JsonNode *
jb_cli_json_invoice (JbInvoice *invoice,
                     gboolean   whole)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  const JbParty *counterparty = jb_invoice_get_counterparty (invoice);
  g_autofree char *number = jb_cli_safe_number (counterparty);
  char kind[5];

  jb_kind_write (invoice->kind, kind);

  json_builder_begin_object (builder);
  add_text (builder, "issue_id", invoice->issue_id);
  add_text (builder, "direction", jb_direction_get_nick (invoice->direction));
  add_date (builder, "written", invoice->written_on);
  add_date (builder, "issued", invoice->issued_on);
  add_date (builder, "sent", invoice->sent_on);
  add_text (builder, "kind", kind);
  add_text (builder, "purpose", get_purpose_nick (invoice->purpose));
  add_text (builder, "company", invoice->company);
  add_text (builder, "counterparty", counterparty != NULL ? counterparty->name : NULL);
  add_text (builder, "counterparty_number", number);
  add_text (builder, "item", invoice->item);
  add_number (builder, "n_lines", invoice->n_lines);
  add_number (builder, "supply", invoice->supply);
  add_number (builder, "tax", invoice->tax);
  add_number (builder, "total", invoice->total);
  add_text (builder, "original_issue_id", invoice->original_issue_id);
  add_boolean (builder, "has_original", invoice->has_original);
  add_text (builder, "verdict", jb_verdict_get_nick (invoice->verdict));
  if (whole)
    add_details (builder, invoice);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* -- a report --------------------------------------------------------------------------------------------------------- */

JsonNode *
jb_cli_json_report (JbCollectReport *report,
                    const GError    *error)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_number (builder, "connections", report->n_connections);
  add_number (builder, "new", report->n_new);
  add_number (builder, "changed", report->n_changed);
  add_number (builder, "originals", report->n_originals);
  add_number (builder, "still_missing", report->n_still_missing);
  add_date (builder, "gap_from", report->gap_from);
  add_date (builder, "gap_to", report->gap_to);
  add_number (builder, "n_problems", report->n_problems);

  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->problems->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (report->problems, i));
  json_builder_end_array (builder);

  add_text (builder, "error", error != NULL ? error->message : NULL);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* -- verifying -------------------------------------------------------------------------------------------------------- */

JsonNode *
jb_cli_json_verify_report (const JbVerifyReport *report,
                           GPtrArray            *altered)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_number (builder, "checked", report->n_checked);
  add_number (builder, "changed", report->n_changed);
  add_number (builder, "differing", report->n_differing);
  json_builder_set_member_name (builder, "verdicts");
  json_builder_begin_object (builder);
  for (int verdict = 0; verdict < JB_N_VERDICTS; verdict++)
    add_number (builder, jb_verdict_get_nick ((JbVerdict) verdict), report->n[verdict]);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "altered");
  json_builder_begin_array (builder);
  for (guint i = 0; i < altered->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (altered, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

JsonNode *
jb_cli_json_proof (const char    *issue_id,
                   const JbProof *proof)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  JbCertificate *certificate = proof->certificate;

  json_builder_begin_object (builder);
  add_text (builder, "issue_id", issue_id);
  add_text (builder, "verdict", jb_verdict_get_nick (proof->verdict));
  add_text (builder, "detail", proof->detail);
  add_text (builder, "signer", certificate != NULL ? jb_certificate_get_owner (certificate) : NULL);
  add_text (builder, "issuer", certificate != NULL ? jb_certificate_get_issuer (certificate) : NULL);
  add_date (builder, "from", certificate != NULL ? jb_instant_to_date (jb_certificate_get_not_before (certificate)) : 0);
  add_date (builder, "until", certificate != NULL ? jb_instant_to_date (jb_certificate_get_not_after (certificate)) : 0);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
