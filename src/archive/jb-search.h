/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which invoices fit the words of a query, as a set of ids. Used only inside archive/. */

#pragma once

#include "jb-book.h"
#include "jb-id-set.h"

G_BEGIN_DECLS

/* Every word of @text must be there: in the name, representative or business number of the counterparty, in items or remarks, as
 * a part of the issue id of at least eight characters, or as one of the three amounts. Consonants alone are 초성.
 * *ids (out) (transfer full) is NULL when @text has no words.
 * On the reader's thread, with its columns up to date. */
gboolean  jb_search_run       (JbBook        *book,
                               const char    *text,
                               JbIdSet      **ids,
                               GError       **error);

G_END_DECLS
