/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the commands print under --json: the array, and reports. Invoices are report/'s. */

#define G_LOG_DOMAIN "jb-cli-json"

#include "config.h"

#include "jb-cli-json.h"

#include <stdio.h>

#include "jb-json-member.h"

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

/* -- a report --------------------------------------------------------------------------------------------------------- */

JsonNode *
jb_cli_json_report (JbCollectReport *report,
                    const GError    *error)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  jb_json_add_number (builder, "connections", report->n_connections);
  jb_json_add_number (builder, "new", report->n_new);
  jb_json_add_number (builder, "changed", report->n_changed);
  jb_json_add_number (builder, "originals", report->n_originals);
  jb_json_add_number (builder, "still_missing", report->n_still_missing);
  jb_json_add_date (builder, "gap_from", report->gap_from);
  jb_json_add_date (builder, "gap_to", report->gap_to);
  jb_json_add_number (builder, "n_problems", report->n_problems);

  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->problems->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (report->problems, i));
  json_builder_end_array (builder);

  jb_json_add_text (builder, "error", error != NULL ? error->message : NULL);
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
  jb_json_add_number (builder, "checked", report->n_checked);
  jb_json_add_number (builder, "changed", report->n_changed);
  jb_json_add_number (builder, "differing", report->n_differing);
  json_builder_set_member_name (builder, "verdicts");
  json_builder_begin_object (builder);
  for (int verdict = 0; verdict < JB_N_VERDICTS; verdict++)
    jb_json_add_number (builder, jb_verdict_get_nick ((JbVerdict) verdict), report->n[verdict]);
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
  jb_json_add_text (builder, "issue_id", issue_id);
  jb_json_add_text (builder, "verdict", jb_verdict_get_nick (proof->verdict));
  jb_json_add_text (builder, "detail", proof->detail);
  jb_json_add_text (builder, "signer", certificate != NULL ? jb_certificate_get_owner (certificate) : NULL);
  jb_json_add_text (builder, "issuer", certificate != NULL ? jb_certificate_get_issuer (certificate) : NULL);
  jb_json_add_date (builder, "from", certificate != NULL ? jb_instant_to_date (jb_certificate_get_not_before (certificate)) : 0);
  jb_json_add_date (builder, "until", certificate != NULL ? jb_instant_to_date (jb_certificate_get_not_after (certificate)) : 0);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
