/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What check, backup and restore share. Used only inside archive/. */

#pragma once

#include "jb-book.h"

G_BEGIN_DECLS

/* Adds one translated sentence for each thing that is wrong. FALSE only when it was stopped. */
gboolean  _jb_archive_find_damage  (JbBook     *book,
                                    GPtrArray  *findings,
                                    GError    **error);

G_END_DECLS
