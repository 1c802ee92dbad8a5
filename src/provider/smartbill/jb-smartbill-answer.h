/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's answers: the envelope, and its table row by row (smartbill.md 4.1). Any thread.
 * Used inside smartbill/, and by its tests and fuzz target. */

#pragma once

#include "jb-provider.h"

G_BEGIN_DECLS

typedef struct _JbSmartbillAnswer JbSmartbillAnswer;
typedef struct _JbSmartbillRow JbSmartbillRow;

/* (transfer full). The whole of @body is read, its rows are only counted.
 * Errors: PROTOCOL when @body is no answer to @signal; what the ResultCode means when it is not 30000. */
JbSmartbillAnswer *jb_smartbill_answer_parse      (GBytes                   *body,
                                                   const char               *signal,
                                                   GError                  **error);
/* (transfer full) (nullable): the same, but what follows the rows is not known yet: nothing that is read of it counts before
 * jb_smartbill_answer_end(). Half the work. NULL when @body has not the usual form, and jb_smartbill_answer_parse() tells what it is. */
JbSmartbillAnswer *jb_smartbill_answer_begin      (GBytes                   *body,
                                                   const char               *signal);
/* After the last row. FALSE: the answer is broken, or has not the usual form after all; again jb_smartbill_answer_parse() tells. */
gboolean           jb_smartbill_answer_end        (JbSmartbillAnswer        *answer);
void               jb_smartbill_answer_free       (JbSmartbillAnswer        *answer);

/* Whatever the rows are; without proof: how many were read. */
guint              jb_smartbill_answer_get_n_rows (const JbSmartbillAnswer  *answer);
/* Goes to the first row, then to the next one; FALSE after the last. @row: (out) (transfer none): until the next call; NULL when
 * what stands there is no object. */
gboolean           jb_smartbill_answer_next       (JbSmartbillAnswer        *answer,
                                                   const JbSmartbillRow    **row);

/* (nullable) (transfer none): a cell as text, until the next row; NULL when it is absent, null, empty or neither text nor number.
 * A number that was written with a point or an exponent comes as the shortest text of 15 digits. */
const char        *jb_smartbill_row_get_cell      (const JbSmartbillRow     *row,
                                                   const char               *column);

/* Of all that the row says, as it is written, but for the column @except: for jb-seen-rows.h. */
guint64            jb_smartbill_row_hash          (const JbSmartbillRow     *row,
                                                   const char               *except);

/* What the whole of @body says, but for what is another in each answer: its id and its time. Two bodies with the same digest are
 * read in the same way. It is made under @key. FALSE when it has not the usual form, and then it may still be a good answer. */
gboolean           jb_smartbill_answer_get_digest (GBytes                   *body,
                                                   const guint8              key[JB_DIGEST_BYTES],
                                                   guint8                    out[JB_DIGEST_BYTES]);

/* (transfer full): an answer that says yes and is wrong nevertheless: PROTOCOL. @sentence: translated. */
GError            *jb_smartbill_answer_error_new  (const char               *sentence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSmartbillAnswer, jb_smartbill_answer_free)

G_END_DECLS
