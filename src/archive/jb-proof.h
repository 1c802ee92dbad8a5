/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The writer's side of the proof: which rows a transaction wrote, and the entry at its end that says what they are now. Used by
 * whatever writes a table of jb-leaf.h, inside archive/. */

#pragma once

#include "jb-book.h"
#include "jb-leaf.h"

G_BEGIN_DECLS

/* The transaction has written row @id. @is_new: it was not there before. Costs no look into the book; more than once does no harm. */
void      jb_proof_touch  (JbBook       *book,
                           JbLeafTable   table,
                           gint64        id,
                           gboolean      is_new);
/* At the end of a transaction, before the commit: one entry for all that was touched. */
gboolean  jb_proof_note   (JbBook       *book,
                           gint64        now,
                           GError      **error);
/* Where the journal does not prove rows yet (a new book, or one of schema 5 and before), it begins to: entries of what they are now.
 * A transaction of its own. Writer only. */
gboolean  jb_proof_begin  (JbBook       *book,
                           gint64        now,
                           GError      **error);

G_END_DECLS
