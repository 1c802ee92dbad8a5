/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's messages: writing a request, reading the two small answers (smartbill.md 2, 6.1); answers as such are in
 * jb-smartbill-answer.h. Reading works in any thread. Used inside smartbill/, and by its tests and fuzz target. */

#pragma once

#include "jb-clock.h"
#include "jb-smartbill.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* (transfer full): MessageId, Signal, RequestTime and SendComRegno. */
JsonObject        *jb_smartbill_message_new        (const char         *signal,
                                                    const char         *company,
                                                    JbClock            *clock);
/* Sets, or sets anew, the login of every signal but GET_TOKEN: AuthToken, and ServiceCode. */
void               jb_smartbill_message_set_token  (JsonObject         *message,
                                                    const char         *token);
/* (transfer full): its memory is overwritten when it is given back. */
GBytes            *jb_smartbill_message_to_bytes   (JsonObject         *message);

/* (transfer full): AUTH_TOKEN of a GET_TOKEN answer. */
char              *jb_smartbill_token_read         (GBytes             *body,
                                                    GError            **error);
/* (transfer full): the texts of a PREVIEW_FORM answer. */
char             **jb_smartbill_templates_read     (GBytes             *body,
                                                    GError            **error);

G_END_DECLS
