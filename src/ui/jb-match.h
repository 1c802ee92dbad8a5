/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the words of a search stand in a text that is shown. Used by the cells of a list. */

#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/* The words of a search text, ready to be looked for; NULL when there are none. (transfer full) (nullable): g_strfreev() */
char          **jb_match_split (const char         *text);
/* Marks every place of @words in @text: in any case, digits with or without hyphens and commas, initial consonants (ㅅㅅ for 삼성).
 * @whole: a number that fits as a whole or not at all, as amounts are searched. NULL when nothing fits. (transfer full) (nullable) */
PangoAttrList  *jb_match_mark  (const char         *text,
                                const char * const *words,
                                gboolean            whole);

G_END_DECLS
