/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets leave the memory before the memory is given back. Used by every room that holds codes, tokens or keys as text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Overwrites and frees. @text: (nullable) (transfer full). */
void jb_wipe_text (char *text);

G_END_DECLS
