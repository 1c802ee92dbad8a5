/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Word by word, each place with a statement of its own that an index answers: one statement for all would read every row.
 *
 * A word is compared with instr(), not LIKE: it needs no escaping, has no limit on its length, and both sides were folded the same
 * way (jb-search-text.c). Names are looked up in the small table of parties; the pairs say which phrases are worth comparing. */

#define G_LOG_DOMAIN "jb-search"

#include "config.h"

#include "jb-search.h"

#include "jb-numbers.h"
#include "jb-search-text.h"

#include <string.h>

#define RESIDENT_DIGITS 13

/* Fewer characters are a part of nearly every issue id, which begins with a day. */
#define ISSUE_ID_PART_MIN 8

#define BITS 64

struct _JbIdSet
{
  GArray *words;      /* (element-type guint64) */
};

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
  JbIdSet    *ids;            /* (owned): found */
} Term;

/* -- sets --------------------------------------------------------------------------------------------------------- */

static JbIdSet *
id_set_new (void)
{
  JbIdSet *self = g_new0 (JbIdSet, 1);

  self->words = g_array_new (FALSE, TRUE, sizeof (guint64));
  return self;
}

void
jb_id_set_free (JbIdSet *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->words);
  g_free (self);
}

static void
id_set_add (JbIdSet *self,
            gint64   id)
{
  guint at = (guint) (id / BITS);

  if (at >= self->words->len)
    g_array_set_size (self->words, MAX (at + 1, self->words->len * 2));
  g_array_index (self->words, guint64, at) |= G_GUINT64_CONSTANT (1) << (id % BITS);
}

static void
id_set_intersect (JbIdSet       *self,
                  const JbIdSet *other)
{
  if (self->words->len > other->words->len)
    g_array_set_size (self->words, other->words->len);
  for (guint i = 0; i < self->words->len; i++)
    g_array_index (self->words, guint64, i) &= g_array_index (other->words, guint64, i);
}

gboolean
jb_id_set_contains (const JbIdSet *self,
                    gint64         id)
{
  guint at = (guint) (id / BITS);

  return at < self->words->len && (g_array_index (self->words, guint64, at) >> (id % BITS) & 1) != 0;
}

guint
jb_id_set_count (const JbIdSet *self)
{
  guint count = 0;

  for (guint i = 0; i < self->words->len; i++)
    count += (guint) __builtin_popcountll (g_array_index (self->words, guint64, i));
  return count;
}

char *
jb_id_set_write (const JbIdSet *self)
{
  GString *out = g_string_new ("[");

  for (guint i = 0; i < self->words->len; i++)
    {
      for (guint64 rest = g_array_index (self->words, guint64, i); rest != 0; rest &= rest - 1)
        g_string_append_printf (out, "%s%" G_GINT64_FORMAT, out->len > 1 ? "," : "",
                                (gint64) i * BITS + __builtin_ctzll (rest));
    }
  g_string_append_c (out, ']');
  return g_string_free (out, FALSE);
}

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
  term->ids = id_set_new ();
}

static void
term_clear (Term *term)
{
  g_free (term->word);
  g_free (term->bare);
  jb_id_set_free (term->ids);
}

/* Adds what @statement finds, and resets it. */
static gboolean
collect (Term         *term,
         JbStatement  *statement,
         GError      **error)
{
  JbStep step;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    id_set_add (term->ids, jb_statement_get_int (statement, 0));
  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

static gboolean
find_parties (Term    *term,
              GError **error)
{
  JbStatement *statement =
    jb_database_statement (term->book->database,
                           "SELECT id FROM invoices WHERE counterparty IN (SELECT id FROM parties WHERE "
                           "instr (iif (?4, jb_initials (words), words), ?1) OR (?2 IS NOT NULL AND instr (words, ?2)) OR "
                           "match = ?3)", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, term->word);
  jb_statement_bind_text (statement, 2, term->bare);
  if (term->has_match)
    jb_statement_bind_blob (statement, 3, term->match, sizeof term->match);
  else
    jb_statement_bind_bytes (statement, 3, NULL);
  jb_statement_bind_int (statement, 4, term->initials);
  return collect (term, statement, error);
}

/* Without the pairs every phrase is compared: slower, and as right. */
static gboolean
scan_phrases (Term    *term,
              GError **error)
{
  JbStatement *statement =
    jb_database_statement (term->book->database,
                           "SELECT invoice FROM texts WHERE phrase IN "
                           "(SELECT id FROM phrases WHERE instr (iif (?2, jb_initials (words), words), ?1))", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, term->word);
  jb_statement_bind_int (statement, 2, term->initials);
  return collect (term, statement, error);
}

static gboolean
find_phrases (Term    *term,
              GError **error)
{
  g_autofree char *expression = jb_search_expression (term->word);
  g_autoptr(GError) problem = NULL;
  JbStatement *statement =
    jb_database_statement (term->book->database,
                           "SELECT invoice FROM texts WHERE phrase IN "
                           "(SELECT id FROM phrases WHERE id IN (SELECT rowid FROM pairs WHERE pairs MATCH ?3) "
                           "AND instr (iif (?2, jb_initials (words), words), ?1))", &problem);

  if (statement != NULL)
    {
      jb_statement_bind_text (statement, 1, term->word);
      jb_statement_bind_int (statement, 2, term->initials);
      jb_statement_bind_text (statement, 3, expression);
      if (collect (term, statement, &problem))
        return TRUE;
    }

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  g_message ("The pairs of the search cannot be read: %s", problem->message);
  return scan_phrases (term, error);
}

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

  jb_statement_bind_text (statement, 1, term->bare);
  return collect (term, statement, error);
}

static gboolean
find_amounts (Term    *term,
              GError **error)
{
  JbStatement *statement;

  if (!term->has_amount)
    return TRUE;

  statement = jb_database_statement (term->book->database,
                                     "SELECT id FROM invoices WHERE supply = ?1 OR tax = ?1 OR total = ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, term->amount);
  return collect (term, statement, error);
}

/* *ids (inout) (transfer full): those of the words before, NULL = all. */
static gboolean
narrow (JbBook      *book,
        const char  *word,
        JbIdSet    **ids,
        GError     **error)
{
  Term term;
  gboolean ok;

  term_init (&term, book, word);
  ok = find_parties (&term, error) && find_phrases (&term, error) &&
       find_issue_ids (&term, error) && find_amounts (&term, error);
  if (*ids == NULL)
    *ids = g_steal_pointer (&term.ids);
  else
    id_set_intersect (*ids, term.ids);
  term_clear (&term);
  return ok;
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
      if (jb_id_set_count (found) == 0)
        break;
    }

  *ids = g_steal_pointer (&found);
  return TRUE;
}
