/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The book decides what is found; here is only shown why. Each letter of the text becomes what it is compared as, and a table
 * says which letter that came from. */

#define G_LOG_DOMAIN "jb-match"

#include "config.h"

#include "jb-match.h"

#include <string.h>

/* A cell shows a few dozens of letters; what follows is cut off anyway. */
#define MAX_LETTERS 200
#define MAX_WORDS   12

#define SYLLABLE_FIRST  0xAC00
#define SYLLABLE_LAST   0xD7A3
#define SYLLABLES_EACH  588       /* that begin with the same consonant */
#define CONSONANT_FIRST 0x3131
#define CONSONANT_LAST  0x314E

/* Amber, to be seen on light and on dark. */
#define MARK_RED   0xf5f5
#define MARK_GREEN 0xc2c2
#define MARK_BLUE  0x1111
#define MARK_ALPHA 0x7fff

typedef enum
{
  READ_LETTERS,
  READ_NUMBER,       /* without hyphens, commas and signs of money */
  READ_CONSONANTS,   /* syllables by what they begin with */
} Reading;

/* A text as it is compared. */
typedef struct
{
  GString *folded;
  GArray  *from;     /* (element-type guint): byte of folded -> byte of the text where its letter begins */
} Folded;

static gunichar
first_consonant (gunichar letter)
{
  /* In the order of Unicode's syllables. */
  static const gunichar consonants[] = {
    0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141, 0x3142, 0x3143, 0x3145, 0x3146, 0x3147, 0x3148, 0x3149, 0x314A,
    0x314B, 0x314C, 0x314D, 0x314E,
  };

  if (letter < SYLLABLE_FIRST || letter > SYLLABLE_LAST)
    return letter;
  return consonants[(letter - SYLLABLE_FIRST) / SYLLABLES_EACH];
}

static void
fold_letter (Folded   *folded,
             gunichar  letter,
             guint     place,
             Reading   reading)
{
  char utf8[6];
  g_autofree char *lower = NULL;

  if (reading == READ_NUMBER && (letter == '-' || letter == ',' || letter == ' '))
    return;
  if (reading == READ_CONSONANTS)
    letter = first_consonant (letter);

  lower = g_utf8_casefold (utf8, g_unichar_to_utf8 (letter, utf8));
  g_string_append (folded->folded, lower);
  while (folded->from->len < folded->folded->len)
    g_array_append_val (folded->from, place);
}

static Folded
fold (const char *text,
      Reading     reading)
{
  Folded folded = { g_string_new (NULL), g_array_new (FALSE, FALSE, sizeof (guint)) };
  guint end;
  int n = 0;
  const char *at;

  for (at = text; *at != '\0' && n < MAX_LETTERS; at = g_utf8_next_char (at), n++)
    fold_letter (&folded, g_utf8_get_char (at), (guint) (at - text), reading);
  end = (guint) (at - text);
  g_array_append_val (folded.from, end);
  return folded;
}

static void
folded_clear (Folded *folded)
{
  g_string_free (folded->folded, TRUE);
  g_array_unref (folded->from);
}

static gboolean
is_all (const char *word,
        gboolean  (*fits) (gunichar))
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    if (!fits (g_utf8_get_char (word)))
      return FALSE;
  return TRUE;
}

static gboolean
is_consonant (gunichar letter)
{
  return letter >= CONSONANT_FIRST && letter <= CONSONANT_LAST;
}

static gboolean
is_of_number (gunichar letter)
{
  return (letter >= '0' && letter <= '9') || letter == '-' || letter == ',';
}

static Reading
choose_reading (const char *word)
{
  if (is_all (word, is_consonant))
    return READ_CONSONANTS;
  return is_all (word, is_of_number) ? READ_NUMBER : READ_LETTERS;
}

static void
mark (PangoAttrList **marks,
      const Folded   *folded,
      gsize           start,
      gsize           end)
{
  PangoAttribute *attributes[] = {
    pango_attr_background_new (MARK_RED, MARK_GREEN, MARK_BLUE),
    pango_attr_background_alpha_new (MARK_ALPHA),
  };

  if (*marks == NULL)
    *marks = pango_attr_list_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      attributes[i]->start_index = g_array_index (folded->from, guint, start);
      attributes[i]->end_index = g_array_index (folded->from, guint, end);
      pango_attr_list_change (*marks, attributes[i]);
    }
}

static void
mark_word (PangoAttrList **marks,
           const char     *text,
           const char     *word,
           gboolean        whole)
{
  Reading reading = choose_reading (word);
  Folded folded = fold (text, reading);
  Folded wanted = fold (word, reading);
  gsize length = wanted.folded->len;
  const char *found = folded.folded->str;

  if (whole && !g_str_equal (found, wanted.folded->str))
    length = 0;
  while (length > 0 && (found = strstr (found, wanted.folded->str)) != NULL)
    {
      gsize start = (gsize) (found - folded.folded->str);

      mark (marks, &folded, start, start + length);
      found += length;
    }
  folded_clear (&folded);
  folded_clear (&wanted);
}

char **
jb_match_split (const char *text)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;
  g_autofree char *composed = NULL;
  guint n = 0;

  /* Some keyboards send the parts of a syllable one by one; what the book shows is composed. */
  if (text == NULL || (composed = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE)) == NULL)
    return NULL;

  parts = g_strsplit_set (composed, " \t\n", -1);
  for (guint i = 0; parts[i] != NULL && n < MAX_WORDS; i++)
    if (*parts[i] != '\0' && g_utf8_strlen (parts[i], -1) <= MAX_LETTERS)
      {
        g_strv_builder_add (words, parts[i]);
        n++;
      }
  return n > 0 ? g_strv_builder_end (words) : NULL;
}

PangoAttrList *
jb_match_mark (const char         *text,
               const char * const *words,
               gboolean            whole)
{
  PangoAttrList *marks = NULL;

  g_return_val_if_fail (text != NULL && words != NULL, NULL);

  for (guint i = 0; words[i] != NULL; i++)
    mark_word (&marks, text, words[i], whole);
  return marks;
}
