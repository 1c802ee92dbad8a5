/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Text as the search compares it, and text without a person's number. Used only inside archive/. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Composed and case-folded; "" for NULL. (transfer full) */
char  *jb_search_fold        (const char  *text);
/* The different words of a query, folded. (transfer full): NULL-terminated */
char **jb_search_split       (const char  *text);
/* Adds @text, folded, on a line of its own; nothing for NULL. */
void   jb_search_append      (GString     *words,
                              const char  *text);

/* @text with what looks like a resident number masked ("900101-1******"). (transfer full) (nullable): NULL for NULL. */
char  *jb_private_mask       (const char  *text);

G_END_DECLS
