/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What invoices say about items and in remarks, each phrase once, with the pairs by which it is found. Used only inside archive/. */

#pragma once

#include "jb-book.h"

G_BEGIN_DECLS

/* @words of the invoice @id; with @replace instead of what it had, else beside it. Writer only, inside a transaction.
 * New phrases are found after jb_phrase_store_index(). */
gboolean  jb_phrase_store_put       (JbBook      *book,
                                     gint64       id,
                                     const char  *words,
                                     gboolean     replace,
                                     GError     **error);
/* The pairs of all new phrases in one go: row by row costs three times as much. The writer's last step of a transaction. */
gboolean  jb_phrase_store_index     (JbBook      *book,
                                     GError     **error);

/* Makes all of it anew from the invoices when something of it is missing or was never made: some ten seconds for a million
 * invoices. One transaction of its own. Writer only. @opening (nullable) is told how far it is. */
gboolean  jb_phrase_store_repair    (JbBook           *book,
                                     const JbOpening  *opening,
                                     GError          **error);

G_END_DECLS
