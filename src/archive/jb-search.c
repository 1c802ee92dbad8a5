/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Word by word. Names are looked up in the memory of the columns, the pairs say which phrases are worth comparing, and then one walk
 * over the rows tells which of them have a party, a phrase, an amount or an issue id that fits.
 *
 * A word is compared as it is, not by LIKE: it needs no escaping, has no limit on its length, and both sides were folded the same
 * way (jb-search-text.c). */

#define G_LOG_DOMAIN "jb-search"

#include "config.h"

#include "jb-search.h"

#include "jb-numbers.h"
#include "jb-search-text.h"

#include <string.h>

#define RESIDENT_DIGITS 13

/* Fewer characters are a part of nearly every issue id, which begins with a day. */
#define ISSUE_ID_PART_MIN 8

/* One word of the search text and what it can be compared with. */
typedef struct
{
  JbBook     *book;
  char       *word;           /* (owned): folded; made of 초성 when @initials */
  char       *bare;           /* (owned): without hyphens, when it is made of Latin letters, digits and hyphens; else NULL */
  gboolean    initials;
  gboolean    has_amount;
  gint64      amount;
  gboolean    has_match;
  guint8      match[JB_CODEC_HASH_BYTES];   /* fingerprint of a resident number */

  /* Found. */
  JbIdSet    *parties;        /* (owned) */
  JbIdSet    *phrases;        /* (owned) */
  JbIdSet    *rows;           /* (owned) (nullable) */
} Term;

/* -- words -------------------------------------------------------------------------------------------------------- */

static char *
make_bare (const char *word)
{
  GString *bare;

  if (strspn (word, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (word))
    return NULL;

  bare = g_string_new (word);
  g_string_replace (bare, "-", "", 0);
  return g_string_free (bare, bare->len == 0);
}

static gboolean
is_resident_number (const char *bare)
{
  return bare != NULL && strlen (bare) == RESIDENT_DIGITS && strspn (bare, "0123456789") == RESIDENT_DIGITS &&
         jb_registration_is_private (bare);
}

static void
term_init (Term       *term,
           JbBook     *book,
           const char *word)
{
  *term = (Term) { .book = book, .bare = make_bare (word), .initials = jb_search_is_initials (word) };
  term->word = term->initials ? jb_search_initials (word) : g_strdup (word);
  term->has_amount = jb_won_parse (word, &term->amount, NULL);
  /* Without its key the book cannot tell whose number this is. */
  term->has_match = is_resident_number (term->bare) && jb_codec_match (book->codec, term->bare, term->match, NULL);
  term->parties = jb_id_set_new (book->columns->n_parties);
}

static void
term_clear (Term *term)
{
  g_free (term->word);
  g_free (term->bare);
  jb_id_set_free (term->parties);
  jb_id_set_free (term->phrases);
  jb_id_set_free (term->rows);
}

/* Adds what @statement finds, and resets it. */
static gboolean
collect (JbIdSet      *ids,
         JbStatement  *statement,
         GError      **error)
{
  JbStep step;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    jb_id_set_add (ids, jb_statement_get_int (statement, 0));
  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

/* -- parties ------------------------------------------------------------------------------------------------------ */

/* Whose text the byte at @offset is part of; nobody has an empty one. */
static guint
find_owner (const JbTextBlock *block,
            guint              first,
            guint              end,
            guint32            offset)
{
  while (end - first > 1)
    {
      guint middle = first + (end - first) / 2;

      if (block->begin[middle] <= offset)
        first = middle;
      else
        end = middle;
    }
  return first;
}

static void
find_in_block (const JbTextBlock *block,
               const char        *needle,
               JbIdSet           *parties)
{
  const char *text = block->text->str;
  const char *end = text + block->text->len;
  gsize size = strlen (needle);
  guint owner = 0;

  for (const char *at = text; at < end && (at = memmem (at, (gsize) (end - at), needle, size)) != NULL;
       at = text + block->begin[owner + 1])
    {
      owner = find_owner (block, owner, parties->length, (guint32) (at - text));
      jb_id_set_add (parties, owner);
    }
}

static gboolean
find_person (Term    *term,
             GError **error)
{
  JbStatement *statement;

  if (!term->has_match)
    return TRUE;

  statement = jb_database_statement (term->book->database, "SELECT id FROM parties WHERE match = ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_blob (statement, 1, term->match, sizeof term->match);
  return collect (term->parties, statement, error);
}

static gboolean
find_parties (Term    *term,
              GError **error)
{
  const JbColumns *columns = term->book->columns;

  find_in_block (term->initials ? &columns->initials : &columns->words, term->word, term->parties);
  if (term->bare != NULL)
    find_in_block (&columns->words, term->bare, term->parties);
  return find_person (term, error);
}

/* -- phrases ------------------------------------------------------------------------------------------------------ */

/* Without the pairs every phrase is compared: slower, and as right. */
static gboolean
scan_phrases (Term    *term,
              GError **error)
{
  JbStatement *statement =
    jb_database_statement (term->book->database,
                           "SELECT id FROM phrases WHERE instr (iif (?2, jb_initials (words), words), ?1)", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, term->word);
  jb_statement_bind_int (statement, 2, term->initials);
  return collect (term->phrases, statement, error);
}

static gboolean
ask_pairs (Term    *term,
           GError **error)
{
  g_autofree char *expression = jb_search_expression (term->word);
  JbStatement *statement =
    jb_database_statement (term->book->database,
                           "SELECT id FROM phrases WHERE id IN (SELECT rowid FROM pairs WHERE pairs MATCH ?3) "
                           "AND instr (iif (?2, jb_initials (words), words), ?1)", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, term->word);
  jb_statement_bind_int (statement, 2, term->initials);
  jb_statement_bind_text (statement, 3, expression);
  return collect (term->phrases, statement, error);
}

static gboolean
find_phrases (Term    *term,
              GError **error)
{
  const JbColumns *columns = term->book->columns;
  g_autoptr(GError) problem = NULL;
  gint64 highest;

  if (columns->no_phrases != NULL)
    {
      g_propagate_error (error, g_error_copy (columns->no_phrases));
      return FALSE;
    }
  if (!jb_database_get_int (term->book->database, "SELECT coalesce (max (id), 0) FROM phrases", &highest, error))
    return FALSE;

  term->phrases = jb_id_set_new ((guint) CLAMP (highest, 0, G_MAXINT32) + 1);
  if (ask_pairs (term, &problem))
    return TRUE;

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  g_message ("The pairs of the search cannot be read: %s", problem->message);
  return scan_phrases (term, error);
}

/* -- issue ids ---------------------------------------------------------------------------------------------------- */

static gboolean
find_issue_ids (Term    *term,
                GError **error)
{
  JbStatement *statement;

  if (term->bare == NULL || strlen (term->bare) < ISSUE_ID_PART_MIN)
    return TRUE;

  statement = jb_database_statement (term->book->database,
                                     "SELECT id FROM invoices WHERE instr (issue_id, ?1) OR "
                                     "(issue_id GLOB '*[^0-9]*' AND instr (replace (lower (issue_id), '-', ''), ?1))", error);
  if (statement == NULL)
    return FALSE;

  term->rows = jb_id_set_new (term->book->columns->length);
  jb_statement_bind_text (statement, 1, term->bare);
  return collect (term->rows, statement, error);
}

/* -- rows --------------------------------------------------------------------------------------------------------- */

static inline gboolean
has_amount (JbAmounts amounts,
            gint64    amount)
{
  return amounts.total == amount || amounts.tax == amount || amounts.supply == amount;
}

static inline gboolean
row_fits (const Term *term,
          guint       id)
{
  const JbColumns *columns = term->book->columns;

  return jb_id_set_contains (term->parties, columns->counterparty[id]) ||
         jb_id_set_contains (term->phrases, columns->phrase[id]) ||
         (term->has_amount && has_amount (jb_columns_get_amounts (columns, id), term->amount)) ||
         (term->rows != NULL && jb_id_set_contains (term->rows, id));
}

/* @before: what the words before have found; NULL = everything. (transfer full) */
static JbIdSet *
collect_rows (const Term    *term,
              const JbIdSet *before)
{
  const JbColumns *columns = term->book->columns;
  JbIdSet *found = jb_id_set_new (columns->length);

  for (guint id = 0; id < columns->length; id++)
    {
      if (columns->direction[id] != 0 && (before == NULL || jb_id_set_contains (before, id)) && row_fits (term, id))
        jb_id_set_add (found, id);
    }
  return found;
}

/* *ids (inout) (transfer full): those of the words before, NULL = all. */
static gboolean
narrow (JbBook      *book,
        const char  *word,
        JbIdSet    **ids,
        GError     **error)
{
  JbIdSet *found = NULL;
  Term term;

  term_init (&term, book, word);
  if (find_parties (&term, error) && find_phrases (&term, error) && find_issue_ids (&term, error))
    found = collect_rows (&term, *ids);
  term_clear (&term);
  if (found == NULL)
    return FALSE;

  jb_id_set_free (*ids);
  *ids = found;
  return TRUE;
}

gboolean
jb_search_run (JbBook      *book,
               const char  *text,
               JbIdSet    **ids,
               GError     **error)
{
  g_auto(GStrv) words = jb_search_split (text);
  g_autoptr(JbIdSet) found = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (!narrow (book, words[i], &found, error))
        return FALSE;
      if (jb_id_set_is_empty (found))
        break;
    }

  *ids = g_steal_pointer (&found);
  return TRUE;
}
