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

/* The 초성 of folded @words: of each syllable its first consonant (삼성 → ㅅㅅ), two consonants that a keyboard put together apart
 * (ㄳ → ㄱㅅ), everything else as it is. (transfer full) */
char  *jb_search_initials    (const char  *words);
/* Whether @word is to be looked for in the 초성: it has consonants and no syllable. */
gboolean jb_search_is_initials (const char *word);

/* Two characters side by side in @words or in their 초성, and the last of each word alone, as the table pairs keeps them: each
 * once, apart by spaces, made of nothing but what an FTS5 word may have. (transfer full) */
char  *jb_search_pairs       (const char  *words);
/* An FTS5 expression that every phrase with @word fits, and some others. @word: folded, without spaces, not empty. (transfer full) */
char  *jb_search_expression  (const char  *word);

/* @text with what looks like a resident number masked ("900101-1******"). (transfer full) (nullable): NULL for NULL. */
char  *jb_private_mask       (const char  *text);

G_END_DECLS
