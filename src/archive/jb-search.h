/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which invoices fit the words of a query, as a set of ids. Used only inside archive/. */

#pragma once

#include "jb-book.h"

G_BEGIN_DECLS

/* A bit for each id. */
typedef struct _JbIdSet JbIdSet;

void      jb_id_set_free      (JbIdSet       *self);
guint     jb_id_set_count     (const JbIdSet *self);
gboolean  jb_id_set_contains  (const JbIdSet *self,
                               gint64         id);
/* "[1,5,9]" (transfer full) */
char     *jb_id_set_write     (const JbIdSet *self);

/* Every word of @text must be there: in the name, representative or business number of the counterparty, in items or remarks, as
 * a part of the issue id of at least eight characters, or as one of the three amounts. Consonants alone are 초성.
 * *ids (out) (transfer full) is NULL when @text has no words. */
gboolean  jb_search_run       (JbBook        *book,
                               const char    *text,
                               JbIdSet      **ids,
                               GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbIdSet, jb_id_set_free)

G_END_DECLS
