/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One pass of the collector over one connection: secret, lists, originals, and its line among the book's runs.
 * Private to sync/. */

#pragma once

#include "jb-collect-context.h"

G_BEGIN_DECLS

/* @context outlives the call; its report is added to. */
void      jb_collect_connection_async   (JbCollectContext     *context,
                                         const JbConnection   *connection,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean  jb_collect_connection_finish  (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
