/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The same work on each of many things, spread over threads. Private to sync/. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Any thread. (transfer full) (not nullable): what became of @item. @shared: the same for all. */
typedef gpointer (*JbSpreadFunc) (gpointer item,
                                  gpointer shared);

/* As many threads as the computer has processors, but not so many that nothing is left for others. */
guint      jb_spread_count_threads (void);

/* @items is not written to meanwhile, and a reference on it held. @free_shared (nullable), @free_result. */
void       jb_spread_async         (GPtrArray            *items,
                                    guint                 n_threads,
                                    JbSpreadFunc          func,
                                    gpointer              shared,
                                    GDestroyNotify        free_shared,
                                    GDestroyNotify        free_result,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* (transfer full): in the order of @items. When @cancellable fired it is shorter: the last ones are left out. Never NULL.
 * @spent_us (out) (optional): the threads' own time, added up. */
GPtrArray *jb_spread_finish        (GAsyncResult         *result,
                                    gint64               *spent_us);

G_END_DECLS
