/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which answers of lists are in the book to the last row (table answers). Used only inside archive/. */

#pragma once

#include "jb-archive.h"
#include "jb-book.h"

G_BEGIN_DECLS

/* Inside the transaction that merges the last page of @answer. What was read more than two days ago is forgotten: windows of dates
 * move on every day. */
gboolean  jb_answer_store_put     (JbBook          *book,
                                   gint64           connection,
                                   const JbAnswer  *answer,
                                   gint64           now,
                                   GError         **error);
/* Fills has_digest, and with it digest and oldest, of @answer, of which the rest is filled. */
gboolean  jb_answer_store_find    (JbBook          *book,
                                   gint64           connection,
                                   JbAnswer        *answer,
                                   GError         **error);
/* A row that was in one of these answers says something else from now on. */
gboolean  jb_answer_store_forget  (JbBook          *book,
                                   gint64           connection,
                                   JbDirection      direction,
                                   GError         **error);

G_END_DECLS
