/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pairs are an FTS5 table without text and without positions: it answers which phrases may have a word, and the phrases
 * themselves tell which of them do. Against a plain table of pairs it is a tenth of the size and ten times as fast to fill. */

#define G_LOG_DOMAIN "jb-phrase-store"

#include "config.h"

#include "jb-phrase-store.h"

#include "jb-meta.h"
#include "jb-search-text.h"
#include "resources/jb-core-resources.h"

#include <string.h>

/* Of the invoices that it is made anew from: some hundredths of a second. */
#define ROWS_A_STEP 2000

/* FNV-1a, 64 bits: it stays in the book, so it must be the same everywhere. */
static gint64
hash_words (const char *words)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (const char *at = words; *at != '\0'; at++)
    hash = (hash ^ (guchar) *at) * G_GUINT64_CONSTANT (1099511628211);
  return (gint64) hash;
}

/* *phrase stays 0 when there is none. */
static gboolean
find_phrase (JbBook      *book,
             gint64       hash,
             const char  *words,
             gint64      *phrase,
             GError     **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT id FROM phrases WHERE hash = ?1 AND words = ?2", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, hash);
  jb_statement_bind_text (statement, 2, words);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *phrase = jb_statement_get_int (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
add_phrase (JbBook      *book,
            const char  *words,
            gint64      *phrase,
            GError     **error)
{
  gint64 hash = hash_words (words);
  JbStatement *statement;

  *phrase = 0;
  if (!find_phrase (book, hash, words, phrase, error) || *phrase != 0)
    return *phrase != 0;

  statement = jb_database_statement (book->database, "INSERT INTO phrases (hash, words) VALUES (?1, ?2)", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, hash);
  jb_statement_bind_text (statement, 2, words);
  if (!jb_statement_run (statement, error))
    return FALSE;

  *phrase = jb_database_last_id (book->database);
  if (book->first_new_phrase == 0)
    book->first_new_phrase = *phrase;
  return TRUE;
}

/* What the invoice @id says so far. *words (out) (transfer full) stays NULL when it says nothing. */
static gboolean
load_words (JbBook  *book,
            gint64   id,
            char   **words,
            GError **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT p.words FROM texts t JOIN phrases p ON p.id = t.phrase WHERE t.invoice = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *words = jb_statement_dup_text (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
set_phrase (JbBook   *book,
            gint64    id,
            gint64    phrase,
            GError  **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "INSERT INTO texts (invoice, phrase) VALUES (?1, ?2) "
                           "ON CONFLICT (invoice) DO UPDATE SET phrase = excluded.phrase", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_int (statement, 2, phrase);
  return jb_statement_run (statement, error);
}

gboolean
jb_phrase_store_put (JbBook      *book,
                     gint64       id,
                     const char  *words,
                     gboolean     replace,
                     GError     **error)
{
  g_autofree char *said = NULL;
  g_autofree char *both = NULL;
  gint64 phrase;

  if (!replace && !load_words (book, id, &said, error))
    return FALSE;
  if (said != NULL && strstr (said, words) != NULL)
    return TRUE;

  both = said != NULL ? g_strconcat (said, "\n", words, NULL) : g_strdup (words);
  return add_phrase (book, both, &phrase, error) && set_phrase (book, id, phrase, error);
}

gboolean
jb_phrase_store_index (JbBook  *book,
                       GError **error)
{
  JbStatement *statement;
  gint64 first = book->first_new_phrase;

  if (first == 0)
    return TRUE;

  book->first_new_phrase = 0;
  statement = jb_database_statement (book->database,
                                     "INSERT INTO pairs (rowid, found_by) SELECT id, jb_pairs (words) FROM phrases WHERE id >= ?1 "
                                     "ORDER BY id", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, first);
  return jb_statement_run (statement, error);
}

/* -- repair ------------------------------------------------------------------------------------------------------- */

/* Whether the pairs lead back to the phrase that @sql gives. */
static gboolean
finds_phrase (JbBook     *book,
              const char *sql)
{
  g_autoptr(JbStatement) phrase = jb_database_prepare (book->database, sql, NULL);
  g_autoptr(JbStatement) pairs = NULL;
  g_autofree char *expression = NULL;
  g_auto(GStrv) words = NULL;
  JbStep step;

  if (phrase == NULL || (step = jb_statement_step (phrase, NULL)) == JB_STEP_ERROR)
    return FALSE;
  if (step == JB_STEP_DONE)
    return TRUE;

  words = jb_search_split (jb_statement_get_text (phrase, 1));
  if (words[0] == NULL)
    return TRUE;

  expression = jb_search_expression (words[0]);
  pairs = jb_database_prepare (book->database, "SELECT 1 FROM pairs WHERE pairs MATCH ?1 AND rowid = ?2", NULL);
  if (pairs == NULL)
    return FALSE;

  jb_statement_bind_text (pairs, 1, expression);
  jb_statement_bind_int (pairs, 2, jb_statement_get_int (phrase, 0));
  return jb_statement_step (pairs, NULL) == JB_STEP_ROW;
}

/* The oldest and the newest phrase stand for all. */
static gboolean
is_complete (JbBook *book)
{
  g_autoptr(GBytes) mark = NULL;
  gint64 n;

  return jb_meta_load (book->database, JB_META_SEARCH, &mark, NULL) && mark != NULL &&
         jb_database_get_int (book->database,
                              "SELECT count (*) FROM sqlite_schema WHERE name IN "
                              "('phrases', 'phrases_by_hash', 'texts', 'texts_by_phrase', 'pairs')", &n, NULL) && n == 5 &&
         finds_phrase (book, "SELECT id, words FROM phrases ORDER BY id LIMIT 1") &&
         finds_phrase (book, "SELECT id, words FROM phrases ORDER BY id DESC LIMIT 1");
}

static gboolean
append_lines (JbBook   *book,
              gint64    id,
              GString  *words,
              GError  **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT name, specification, remark FROM lines WHERE invoice = ?1 ORDER BY position", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      for (int i = 0; i < 3; i++)
        jb_search_append (words, jb_statement_get_text (statement, i));
    }
  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

static gboolean
add_invoice (JbBook       *book,
             JbStatement  *row,
             GString      *words,
             GError      **error)
{
  gint64 id = jb_statement_get_int (row, 0);

  g_string_truncate (words, 0);
  if (!append_lines (book, id, words, error))
    return FALSE;

  if (words->len == 0)
    jb_search_append (words, jb_statement_get_text (row, 1));
  jb_search_append (words, jb_statement_get_text (row, 2));
  return words->len == 0 || jb_phrase_store_put (book, id, words->str, TRUE, error);
}

/* Not oftener than anybody sees it. */
static gboolean
tell (JbBook           *book,
      const JbOpening  *opening,
      gint64            n_done,
      gint64            n_all,
      GError          **error)
{
  if (n_done % ROWS_A_STEP != 0)
    return TRUE;

  if (opening != NULL && opening->told != NULL)
    opening->told ((double) n_done / (double) MAX (n_all, 1), opening->user_data);
  return jb_phrase_store_index (book, error);
}

static gboolean
add_invoices (JbBook           *book,
              const JbOpening  *opening,
              GError          **error)
{
  g_autoptr(JbStatement) row = jb_database_prepare (book->database,
                                                    "SELECT i.id, i.item, d.remark FROM invoices i "
                                                    "LEFT JOIN details d ON d.invoice = i.id ORDER BY i.id", error);
  g_autoptr(GString) words = g_string_new (NULL);
  gint64 n_all, n_done = 0;
  JbStep step = JB_STEP_ERROR;

  if (!jb_database_get_int (book->database, "SELECT count (*) FROM invoices", &n_all, error))
    return FALSE;

  while (row != NULL && (step = jb_statement_step (row, error)) == JB_STEP_ROW)
    {
      if (!add_invoice (book, row, words, error) || !tell (book, opening, ++n_done, n_all, error))
        return FALSE;
    }
  return step == JB_STEP_DONE;
}

static gboolean
make_tables (JbBook  *book,
             GError **error)
{
  g_autoptr(GBytes) sql = g_resource_lookup_data (jb_core_get_resource (), "/kr/jangbu/Jangbu/schema/search.sql",
                                                  G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *text = NULL;

  if (sql == NULL)
    return FALSE;

  text = g_strndup (g_bytes_get_data (sql, NULL), g_bytes_get_size (sql));
  return jb_database_execute (book->database, text, error);
}

static gboolean
make_anew (JbBook           *book,
           const JbOpening  *opening,
           GError          **error)
{
  g_autoptr(GBytes) mark = g_bytes_new_static ("1", 1);

  return make_tables (book, error) &&
         add_invoices (book, opening, error) &&
         jb_phrase_store_index (book, error) &&
         jb_meta_store (book->database, JB_META_SEARCH, mark, error);
}

gboolean
jb_phrase_store_repair (JbBook           *book,
                        const JbOpening  *opening,
                        GError          **error)
{
  gboolean ok;

  if (is_complete (book))
    return TRUE;

  g_debug ("What words are found by is made anew");
  if (!jb_database_drop_fts5 (book->database, "pairs", error) || !jb_database_begin (book->database, error))
    return FALSE;

  jb_database_watch (book->database, opening != NULL ? opening->cancellable : NULL, NULL);
  ok = make_anew (book, opening, error) && jb_database_commit (book->database, error);
  jb_database_watch (book->database, NULL, NULL);
  if (ok)
    return TRUE;

  jb_database_rollback (book->database);
  jb_book_forget (book);
  return FALSE;
}
