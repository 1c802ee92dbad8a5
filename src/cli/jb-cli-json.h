/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What --json prints: one array, its objects one after the other. The keys are documented in jangbu-cli(1) and stay;
 * nothing here is ever translated. */

#pragma once

#include <json-glib/json-glib.h>

#include "jb-collector.h"
#include "jb-verify.h"

G_BEGIN_DECLS

/* Prints an array element by element, so that a million invoices need no memory. */
typedef struct
{
  guint n_printed;
} JbCliJson;

void         jb_cli_json_begin    (JbCliJson        *json);
/* Takes @node. */
void         jb_cli_json_add      (JbCliJson        *json,
                                   JsonNode         *node);
void         jb_cli_json_end      (JbCliJson        *json);

/* (transfer full) */
JsonNode    *jb_cli_json_report   (JbCollectReport  *report,
                                   const GError     *error);
/* @altered (element-type utf8): issue ids. (transfer full) */
JsonNode    *jb_cli_json_verify_report (const JbVerifyReport *report,
                                   GPtrArray        *altered);
/* (transfer full) */
JsonNode    *jb_cli_json_proof    (const char       *issue_id,
                                   const JbProof    *proof);

G_END_DECLS
