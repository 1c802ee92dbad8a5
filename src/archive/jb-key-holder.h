/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the threads of a book find its key: whether there must be one, and the key once somebody brought it. Any thread.
 * A key that is here stays until the book is closed. Used only inside archive/. */

#pragma once

#include "jb-book-key.h"

G_BEGIN_DECLS

typedef struct _JbKeyHolder JbKeyHolder;

JbKeyHolder *jb_key_holder_new           (void);
JbKeyHolder *jb_key_holder_ref           (JbKeyHolder  *self);
void         jb_key_holder_unref         (JbKeyHolder  *self);

/* The book is protected: whatever is written has to be encrypted from now on. */
void         jb_key_holder_set_protected (JbKeyHolder  *self);
gboolean     jb_key_holder_is_protected  (JbKeyHolder  *self);
/* The key of a protected book, which the caller has proved to be the right one. */
void         jb_key_holder_set_key       (JbKeyHolder  *self,
                                          JbBookKey    *key);
/* (transfer full) (nullable) */
JbBookKey   *jb_key_holder_dup_key       (JbKeyHolder  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbKeyHolder, jb_key_holder_unref)

G_END_DECLS
