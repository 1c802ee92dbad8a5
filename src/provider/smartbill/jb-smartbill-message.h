/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's envelope: writing a request, reading an answer, and its table (smartbill.md 2, 4.1, 6.1).
 * Reading works in any thread. Used inside smartbill/, and by its tests and fuzz target. */

#pragma once

#include "jb-clock.h"
#include "jb-smartbill.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  JsonNode  *root;           /* (owned) */
  JsonArray *rows;           /* (nullable) (borrowed from root): NULL = an empty table */
} JbSmartbillAnswer;

/* (transfer full): MessageId, Signal, RequestTime and SendComRegno. */
JsonObject        *jb_smartbill_message_new        (const char         *signal,
                                                    const char         *company,
                                                    JbClock            *clock);
/* Sets, or sets anew, the login of every signal but GET_TOKEN: AuthToken, and ServiceCode. */
void               jb_smartbill_message_set_token  (JsonObject         *message,
                                                    const char         *token);
/* (transfer full): its memory is overwritten when it is given back. */
GBytes            *jb_smartbill_message_to_bytes   (JsonObject         *message);

/* (transfer full). Errors: PROTOCOL when @body is no answer to @signal; what the ResultCode means when it is not 30000. */
JbSmartbillAnswer *jb_smartbill_answer_parse       (GBytes             *body,
                                                    const char         *signal,
                                                    GError            **error);
void               jb_smartbill_answer_free        (JbSmartbillAnswer  *answer);

guint              jb_smartbill_answer_get_n_rows  (JbSmartbillAnswer  *answer);
/* (nullable) (transfer none): NULL when that row is no object. */
JsonObject        *jb_smartbill_answer_get_row     (JbSmartbillAnswer  *answer,
                                                    guint               position);

/* (nullable) (transfer full): a cell as text; NULL when it is absent, null, empty or neither text nor number. */
char              *jb_smartbill_row_dup_cell       (JsonObject         *row,
                                                    const char         *column);

/* (transfer full): AUTH_TOKEN of a GET_TOKEN answer. */
char              *jb_smartbill_token_read         (GBytes             *body,
                                                    GError            **error);
/* (transfer full): the texts of a PREVIEW_FORM answer. */
char             **jb_smartbill_templates_read     (GBytes             *body,
                                                    GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSmartbillAnswer, jb_smartbill_answer_free)

G_END_DECLS
