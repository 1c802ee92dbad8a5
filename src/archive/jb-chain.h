/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An invoice and all that amends it (수정세금계산서), as one company has them on one side: the documents in their order and what is
 * left of them together. etax-domain.md 4.4: a thread is shown, and netted only in sums. */

#pragma once

#include "jb-archive.h"

G_BEGIN_DECLS

/* More documents than this are no thread that anybody can read. */
#define JB_CHAIN_MAX 200

typedef struct
{
  char       *issue_id;
  JbInvoice  *invoice;    /* (nullable): the list's values; NULL = it is not in the book */
  guint       depth;      /* 0 = amends nothing, 1 = amends that, 2 = amends an amendment … */
} JbChainLink;

typedef struct
{
  GPtrArray  *links;      /* (element-type JbChainLink): each behind what it amends */
  JbTotals    net;        /* of those that are in the book */
  guint       n_missing;
  gboolean    is_cut;     /* there are more than JB_CHAIN_MAX */
} JbChain;

void          jb_chain_free               (JbChain             *chain);

/* A chain of one for an invoice that neither amends nor is amended. Whatever the documents say of each other, also in a circle, ends.
 * Error NOT_FOUND. */
void          jb_archive_load_chain_async (JbArchive           *self,
                                           gint64               id,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
/* (transfer full) (nullable) */
JbChain      *jb_archive_load_chain_finish (JbArchive          *self,
                                            GAsyncResult       *result,
                                            GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbChain, jb_chain_free)

G_END_DECLS
