/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Originals on their way from the service to the book: each is parsed, read and its signature verified, away from the main
 * thread. Private to sync/. */

#pragma once

#include "jb-archive.h"
#include "jb-provider.h"
#include "jb-trust.h"

G_BEGIN_DECLS

/* What one fetched original is: never fails, a bad one carries its problem. @trust: of the book. Any thread. (transfer full) */
JbArrivedOriginal *jb_collect_verify_original (const JbFetchedOriginal *fetched,
                                               JbTrust              *trust);

/* The same for a batch (element-type JbFetchedOriginal), by two threads. @fetched is not written to meanwhile. */
void               jb_collect_verify_async    (GPtrArray            *fetched,
                                               JbTrust              *trust,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
/* (transfer full) (element-type JbArrivedOriginal): in the order asked for. When @cancellable fired it is shorter: what was
 * not looked at any more is left out. Never NULL. @spent_us: the threads' own time, added up. */
GPtrArray         *jb_collect_verify_finish   (GAsyncResult         *result,
                                               gint64               *spent_us);

G_END_DECLS
