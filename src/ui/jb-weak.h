/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A dialog as user_data of an answer that comes later: it must go when it is closed, so the call does not hold it. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Points at @object without a reference. (transfer full): taken by jb_weak_take(), exactly once. */
gpointer jb_weak_new  (gpointer object);
/* (transfer full) (nullable): the object, NULL when it is gone. Frees @weak. */
gpointer jb_weak_take (gpointer weak);

G_END_DECLS
