/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Both sides of a comparison go through the same fold, so that decomposed Hangul and capital Latin are found. */

#define G_LOG_DOMAIN "jb-search-text"

#include "config.h"

#include "jb-search-text.h"

#include "jb-date.h"

#include <string.h>

#define BIRTH_DIGITS 6
#define REST_DIGITS 7

char *
jb_search_fold (const char *text)
{
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;

  if (text == NULL)
    return g_strdup ("");

  composed = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (composed == NULL)
    return g_strdup ("");

  folded = g_utf8_casefold (composed, -1);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
}

char **
jb_search_split (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *folded = jb_search_fold (valid);
  const char *at = folded;

  while (*at != '\0')
    {
      const char *end = at;
      char *word;

      while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);

      if (end == at)
        {
          at = g_utf8_next_char (at);
          continue;
        }

      word = g_strndup (at, (gsize) (end - at));
      if (g_hash_table_add (seen, word))
        g_strv_builder_add (builder, word);
      at = end;
    }

  return g_strv_builder_end (builder);
}

void
jb_search_append (GString    *words,
                  const char *text)
{
  g_autofree char *folded = NULL;

  if (text == NULL || *text == '\0')
    return;

  folded = jb_search_fold (text);
  if (words->len > 0)
    g_string_append_c (words, '\n');
  g_string_append (words, folded);
}

/* -- 초성 ---------------------------------------------------------------------------------------------------------- */

#define FIRST_SYLLABLE 0xAC00
#define LAST_SYLLABLE 0xD7A3
#define SYLLABLES_PER_INITIAL 588
#define FIRST_CONSONANT 0x3131
#define LAST_CONSONANT 0x314E
#define FIRST_LEADING 0x1100
#define LAST_LEADING 0x1112

static const gunichar initials[] = {
  0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141, 0x3142, 0x3143, 0x3145,
  0x3146, 0x3147, 0x3148, 0x3149, 0x314A, 0x314B, 0x314C, 0x314D, 0x314E,
};

/* Finals of two consonants: what a Korean keyboard makes of two consonants in a row. */
static const struct { gunichar both, first, second; } clusters[] = {
  { 0x3133, 0x3131, 0x3145 }, { 0x3135, 0x3134, 0x3148 }, { 0x3136, 0x3134, 0x314E }, { 0x313A, 0x3139, 0x3131 },
  { 0x313B, 0x3139, 0x3141 }, { 0x313C, 0x3139, 0x3142 }, { 0x313D, 0x3139, 0x3145 }, { 0x313E, 0x3139, 0x314C },
  { 0x313F, 0x3139, 0x314D }, { 0x3140, 0x3139, 0x314E }, { 0x3144, 0x3142, 0x3145 },
};

static gboolean
is_syllable (gunichar c)
{
  return c >= FIRST_SYLLABLE && c <= LAST_SYLLABLE;
}

static gboolean
is_consonant (gunichar c)
{
  return (c >= FIRST_CONSONANT && c <= LAST_CONSONANT) || (c >= FIRST_LEADING && c <= LAST_LEADING);
}

static void
append_initial (GString  *out,
                gunichar  c)
{
  if (is_syllable (c))
    c = initials[(c - FIRST_SYLLABLE) / SYLLABLES_PER_INITIAL];
  else if (c >= FIRST_LEADING && c <= LAST_LEADING)
    c = initials[c - FIRST_LEADING];

  for (gsize i = 0; i < G_N_ELEMENTS (clusters); i++)
    {
      if (c == clusters[i].both)
        {
          g_string_append_unichar (out, clusters[i].first);
          c = clusters[i].second;
          break;
        }
    }
  g_string_append_unichar (out, c);
}

char *
jb_search_initials (const char *words)
{
  GString *out = g_string_sized_new (strlen (words));

  for (const char *at = words; *at != '\0'; at = g_utf8_next_char (at))
    {
      if ((guchar) *at < 0x80)
        g_string_append_c (out, *at);
      else
        append_initial (out, g_utf8_get_char (at));
    }
  return g_string_free (out, FALSE);
}

gboolean
jb_search_is_initials (const char *word)
{
  gboolean consonants = FALSE;

  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_syllable (c))
        return FALSE;
      consonants = consonants || is_consonant (c);
    }
  return consonants;
}

/* -- pairs -------------------------------------------------------------------------------------------------------- */

/* To the tokenizer all of ASCII but letters and digits is no part of a word, and everything else is. */
#define PRIVATE_USE 0xF000

/* So many pairs of a word are looked up; whoever uses the answer compares the whole word anyway. */
#define PAIRS_MAX 16

static void
append_character (GString    *out,
                  const char *at)
{
  if ((guchar) *at >= 0x80)
    g_string_append_len (out, at, g_utf8_next_char (at) - at);
  else if (g_ascii_isalnum (*at))
    g_string_append_c (out, *at);
  else
    g_string_append_unichar (out, PRIVATE_USE + (guchar) *at);
}

static gboolean
ends_word (const char *at)
{
  return *at == '\0' || g_unichar_isspace (g_utf8_get_char (at));
}

/* The pair that begins at @at, not at the end of a word; of the last character that alone. */
static char *
make_pair (const char *at)
{
  const char *next = g_utf8_next_char (at);
  GString *pair = g_string_new (NULL);

  append_character (pair, at);
  if (!ends_word (next))
    append_character (pair, next);
  return g_string_free (pair, FALSE);
}

static void
add_pairs (GString    *out,
           GHashTable *seen,
           const char *words)
{
  for (const char *at = words; *at != '\0'; at = g_utf8_next_char (at))
    {
      char *pair = ends_word (at) ? NULL : make_pair (at);

      if (pair != NULL && g_hash_table_add (seen, pair))
        {
          g_string_append_c (out, ' ');
          g_string_append (out, pair);
        }
    }
}

char *
jb_search_pairs (const char *words)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *first = jb_search_initials (words);
  GString *out = g_string_new (NULL);

  add_pairs (out, seen, words);
  add_pairs (out, seen, first);
  return g_string_free (out, FALSE);
}

char *
jb_search_expression (const char *word)
{
  GString *out = g_string_new (NULL);
  const char *at = word;

  /* A single character begins a pair, or ends a word. */
  if (*g_utf8_next_char (word) == '\0')
    {
      g_autofree char *alone = make_pair (word);

      g_string_printf (out, "\"%s\" *", alone);
      return g_string_free (out, FALSE);
    }

  for (int i = 0; i < PAIRS_MAX && *g_utf8_next_char (at) != '\0'; i++)
    {
      g_autofree char *pair = make_pair (at);

      g_string_append_printf (out, "%s\"%s\"", i > 0 ? " AND " : "", pair);
      at = g_utf8_next_char (at);
    }
  return g_string_free (out, FALSE);
}

/* -- what is private ---------------------------------------------------------------------------------------------- */

/* How many bytes at @at are a resident number: six digits that can be a birthday, perhaps a hyphen, seven digits. */
static gsize
measure_private (const char *at)
{
  gsize birth = strspn (at, "0123456789");
  const char *rest = at + BIRTH_DIGITS;
  int month, day;

  if (birth != BIRTH_DIGITS && birth != BIRTH_DIGITS + REST_DIGITS)
    return 0;

  if (birth == BIRTH_DIGITS && *rest++ != '-')
    return 0;

  month = g_ascii_digit_value (at[2]) * 10 + g_ascii_digit_value (at[3]);
  day = g_ascii_digit_value (at[4]) * 10 + g_ascii_digit_value (at[5]);
  if (month < 1 || month > 12 || day < 1 || day > 31 || strspn (rest, "0123456789") != REST_DIGITS)
    return 0;

  return (gsize) (rest - at) + REST_DIGITS;
}

char *
jb_private_mask (const char *text)
{
  GString *masked;
  const char *at = text;

  if (text == NULL)
    return NULL;

  masked = g_string_sized_new (strlen (text));
  while (*at != '\0')
    {
      gsize digits = strspn (at, "0123456789");
      gsize size = digits > 0 ? measure_private (at) : 0;

      if (size > 0)
        {
          g_string_append_len (masked, at, BIRTH_DIGITS);
          g_string_append_printf (masked, "-%c******", at[size - REST_DIGITS]);
        }
      else
        {
          size = MAX (digits, 1);
          g_string_append_len (masked, at, (gssize) size);
        }

      at += size;
    }

  return g_string_free (masked, FALSE);
}
