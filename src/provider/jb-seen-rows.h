/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the rows of lists said that were handed out already. A run asks for the same days by more than one date, and most rows come in
 * each of those lists: the second time they need not be made into invoices. Belongs to one run over one connection; made by sync/,
 * filled by the services' folders. One thread at a time. The hash of what a row says need not withstand anybody: it lives as long as
 * the run, and is only compared with that of the same invoice. */

#pragma once

#include <glib.h>

#include "jb-codes.h"

G_BEGIN_DECLS

typedef struct _JbSeenRows JbSeenRows;

JbSeenRows *jb_seen_rows_new   (void);
void        jb_seen_rows_free  (JbSeenRows    *self);

/* (nullable) (transfer none): @issue_id, until something is added about it, when the last thing handed out about this invoice was
 * exactly this. */
const char *jb_seen_rows_find  (JbSeenRows    *self,
                                JbDirection    direction,
                                const char    *issue_id,
                                guint64        hash);
void        jb_seen_rows_add   (JbSeenRows    *self,
                                JbDirection    direction,
                                const char    *issue_id,
                                guint64        hash);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSeenRows, jb_seen_rows_free)

G_END_DECLS
