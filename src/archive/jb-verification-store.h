/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of verifications. Used only inside archive/. */

#pragma once

#include "jb-book.h"

G_BEGIN_DECLS

/* By this version of the program. @detail may be NULL. Writer only, inside a transaction. */
gboolean  jb_verification_store_put (JbBook      *book,
                                     gint64       invoice,
                                     gint64       at,
                                     const char  *detail,
                                     GError     **error);

G_END_DECLS
