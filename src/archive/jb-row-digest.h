/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Leaves made out of the tables as they are now: by the writer for what it has just written, by the check for everything. Both ask
 * here, so that they cannot differ. Used only inside archive/.
 *
 * Not part of a row, because it changes without a change of the invoice, or can be made anew: verdicts and problems (verifying again
 * may say more), what the collector remembers (said, last_seen, asked_at, cursors, runs), and how a value is packed and sealed. */

#pragma once

#include "jb-book.h"
#include "jb-leaf.h"

G_BEGIN_DECLS

typedef void (*JbRowDigestFunc) (const JbLeaf *leaf,
                                 gpointer      user_data);

/* Calls @func for each row of @table from @from to @to, ids ascending; it must not ask the book. */
gboolean     jb_row_digest_walk      (JbBook          *book,
                                      JbLeafTable      table,
                                      gint64           from,
                                      gint64           to,
                                      JbRowDigestFunc  func,
                                      gpointer         user_data,
                                      GError         **error);

/* Which column a mark stands for, for a person (translated); NULL when there is none. */
const char  *jb_row_digest_get_part  (JbLeafTable      table,
                                      guint            mark);

/* -- the key of private values ------------------------------------------------------------------------------------ */

/* The journal is never rewritten: a bare digest of a person's number or address could be tried out for ever. So what is sealed is
 * digested under a random key that is itself sealed in the book. Loads it into book->row_key, where it stays NULL when the book is
 * locked or has none. */
gboolean     jb_row_key_load         (JbBook          *book,
                                      GError         **error);
/* Makes one when there is none; in a locked book nothing. Writer only, inside a transaction. */
gboolean     jb_row_key_require      (JbBook          *book,
                                      GError         **error);
/* After a rollback there may be none. */
void         jb_row_key_forget       (JbBook          *book);
/* Brings it under the key of @codec, as the book is being protected. Writer only, inside a transaction. */
gboolean     jb_row_key_encrypt      (JbBook          *book,
                                      JbCodec         *codec,
                                      GError         **error);

G_END_DECLS
