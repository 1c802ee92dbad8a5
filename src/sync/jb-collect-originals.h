/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The second half of a run over one connection: the originals that the book does not have yet. Private to sync/. */

#pragma once

#include "jb-collect-context.h"

G_BEGIN_DECLS

typedef struct
{
  JbCollectContext *context;      /* (not owned): outlives the call */
  JbProvider       *provider;     /* (not owned) */
  JbRun            *run;          /* (not owned): connection; counts are added */
  JbDirection       direction;
  int               from;         /* only invoices written on this day or later are asked for */
  double            start;        /* what the progress shows at the beginning and at the end */
  double            end;
} JbCollectOriginals;

/* Fetches, verifies and stores until a whole pass over what is missing brings nothing new. While one batch is verified and
 * written, the next is on its way. What arrived before an error or a cancel is stored. */
void      jb_collect_originals_async   (const JbCollectOriginals  *what,
                                        GCancellable              *cancellable,
                                        GAsyncReadyCallback        callback,
                                        gpointer                   user_data);
gboolean  jb_collect_originals_finish  (GAsyncResult              *result,
                                        GError                   **error);

G_END_DECLS
