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
