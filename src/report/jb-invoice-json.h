/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An invoice as a JSON object. The keys are documented in jangbu-cli(1) and stay; nothing here is ever translated. Persons' numbers
 * are masked. Used by the CLI's --json and by the export. */

#pragma once

#include <json-glib/json-glib.h>

#include "jb-invoice.h"

G_BEGIN_DECLS

/* @whole: with parties, lines and payments. Any thread. (transfer full) */
JsonNode  *jb_invoice_to_json  (JbInvoice  *invoice,
                                gboolean    whole);

G_END_DECLS
