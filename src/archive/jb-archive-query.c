/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The position map: every id of a query's result in order, with its sums, in one pass on the reader's thread.
 *
 * A word of the search text is compared with instr(), not LIKE: it needs no escaping, has no limit on its length, and both sides
 * were folded the same way (jb-search-text.c). Names are looked up in the small table of parties, not in the invoices. */

#define G_LOG_DOMAIN "jb-archive-query"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-filter.h"
#include "jb-numbers.h"
#include "jb-search-text.h"

#include <string.h>

/* So many words go into one statement; more are looked up in turns, so that no text is too long for SQLite. */
#define WORDS_AT_ONCE 12

#define RESIDENT_DIGITS 13

/* One word of the search text and what it can be compared with. */
typedef struct
{
  const char *word;           /* folded */
  char       *bare;           /* (owned): without hyphens, when it is made of Latin letters, digits and hyphens; else NULL */
  gboolean    has_amount;
  gint64      amount;
  gboolean    has_match;
  guint8      match[32];      /* fingerprint of a resident number */
} Term;

typedef struct
{
  JbBook               *book;
  const JbInvoiceQuery *query;
  JbFilter              filter;
  GArray               *terms;      /* (element-type Term) */
} Search;

JbInvoiceMap *
jb_invoice_map_ref (JbInvoiceMap *map)
{
  g_return_val_if_fail (map != NULL, NULL);

  g_atomic_ref_count_inc (&map->ref_count);
  return map;
}

void
jb_invoice_map_unref (JbInvoiceMap *map)
{
  if (map == NULL || !g_atomic_ref_count_dec (&map->ref_count))
    return;

  g_array_unref (map->ids);
  g_free (map);
}

static JbInvoiceMap *
map_new (void)
{
  JbInvoiceMap *map = g_new0 (JbInvoiceMap, 1);

  g_atomic_ref_count_init (&map->ref_count);
  map->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return map;
}

/* -- words -------------------------------------------------------------------------------------------------------- */

static void
term_clear (gpointer data)
{
  Term *term = data;

  g_free (term->bare);
}

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
  *term = (Term) { .word = word, .bare = make_bare (word) };
  term->has_amount = jb_won_parse (word, &term->amount, NULL);
  /* Without its key the book cannot tell whose number this is. */
  term->has_match = is_resident_number (term->bare) && jb_codec_match (book->codec, term->bare, term->match, NULL);
}

static GArray *
make_terms (JbBook  *book,
            char   **words)
{
  GArray *terms = g_array_new (FALSE, FALSE, sizeof (Term));

  g_array_set_clear_func (terms, term_clear);
  for (guint i = 0; words[i] != NULL; i++)
    {
      Term term;

      term_init (&term, book, words[i]);
      g_array_append_val (terms, term);
    }
  return terms;
}

/* -- the statement ------------------------------------------------------------------------------------------------ */

/* Parameters are numbered in the order in which append_… puts them, and bind_… binds them. */
static void
append_term (GString    *sql,
             const Term *term,
             int        *n)
{
  int word = ++*n;

  g_string_append_printf (sql, " AND (i.counterparty IN (SELECT id FROM parties WHERE instr (words, ?%d)", word);
  if (term->bare != NULL)
    g_string_append_printf (sql, " OR instr (words, ?%d)", word + 1);
  if (term->has_match)
    g_string_append_printf (sql, " OR match = ?%d", word + 2);
  g_string_append_printf (sql, ") OR i.id IN (SELECT invoice FROM texts WHERE instr (words, ?%d))", word);

  if (term->bare != NULL)
    g_string_append_printf (sql, " OR instr (replace (lower (i.issue_id), '-', ''), ?%d)", ++*n);
  if (term->has_match)
    ++*n;
  if (term->has_amount)
    {
      ++*n;
      g_string_append_printf (sql, " OR i.supply = ?%d OR i.tax = ?%d OR i.total = ?%d", *n, *n, *n);
    }
  g_string_append_c (sql, ')');
}

static void
bind_term (JbStatement *statement,
           const Term  *term,
           int         *n)
{
  jb_statement_bind_text (statement, ++*n, term->word);
  if (term->bare != NULL)
    jb_statement_bind_text (statement, ++*n, term->bare);
  if (term->has_match)
    jb_statement_bind_blob (statement, ++*n, term->match, sizeof term->match);
  if (term->has_amount)
    jb_statement_bind_int (statement, ++*n, term->amount);
}

/* NULL where the day alone decides. */
static const char *
order_column (JbOrder order)
{
  switch (order)
    {
    case JB_ORDER_KIND:
      return "i.kind";

    case JB_ORDER_COUNTERPARTY:
      return "p.name";

    case JB_ORDER_ITEM:
      return "i.item";

    case JB_ORDER_SUPPLY:
      return "i.supply";

    case JB_ORDER_TAX:
      return "i.tax";

    case JB_ORDER_TOTAL:
      return "i.total";

    case JB_ORDER_STATUS:
      return "i.status";

    case JB_ORDER_ISSUED:
      return "i.issued_on";

    case JB_ORDER_WRITTEN:
    default:
      return NULL;
    }
}

/* All terms in one direction: mixed ones cost three times as much (performance.md 5). */
static void
append_order (GString              *sql,
              const JbInvoiceQuery *query)
{
  const char *column = order_column (query->order);
  const char *direction = query->descending ? " DESC" : "";

  g_string_append (sql, " ORDER BY ");
  if (column != NULL)
    g_string_append_printf (sql, "%s%s, ", column, direction);
  g_string_append_printf (sql, "i.written_on%s, i.id%s", direction, direction);
}

static JbStatement *
prepare (Search    *search,
         guint      first,
         gboolean   ordered,
         GError   **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT i.id, i.supply, i.tax, i.total FROM invoices i");
  guint end = MIN (first + WORDS_AT_ONCE, search->terms->len);
  JbStatement *statement;
  int n = 0;

  if (ordered && search->query->order == JB_ORDER_COUNTERPARTY)
    g_string_append (sql, " LEFT JOIN parties p ON p.id = i.counterparty");
  jb_filter_append (&search->filter, sql, &n);
  for (guint i = first; i < end; i++)
    append_term (sql, &g_array_index (search->terms, Term, i), &n);
  if (ordered)
    append_order (sql, search->query);

  statement = jb_database_prepare (search->book->database, sql->str, error);
  if (statement == NULL)
    return NULL;

  n = 0;
  jb_filter_bind (&search->filter, statement, &n);
  for (guint i = first; i < end; i++)
    bind_term (statement, &g_array_index (search->terms, Term, i), &n);
  return statement;
}

/* -- running it --------------------------------------------------------------------------------------------------- */

void
_jb_totals_add (JbTotals *totals,
                gint64    supply,
                gint64    tax,
                gint64    total)
{
  gboolean fits;

  totals->count++;
  fits = jb_won_add (&totals->supply, supply);
  fits = jb_won_add (&totals->tax, tax) && fits;
  fits = jb_won_add (&totals->total, total) && fits;
  if (!fits)
    g_debug ("A sum of amounts does not fit into 64 bits");
}

static void
add_row (JbInvoiceMap *map,
         JbStatement  *statement)
{
  gint64 id = jb_statement_get_int (statement, 0);

  g_array_append_val (map->ids, id);
  _jb_totals_add (&map->totals, jb_statement_get_int (statement, 1), jb_statement_get_int (statement, 2),
                  jb_statement_get_int (statement, 3));
}

/* Keys of @allowed (nullable) that also fit the words from @first on. (transfer full) */
static GHashTable *
narrow (Search      *search,
        guint        first,
        GHashTable  *allowed,
        GError     **error)
{
  g_autoptr(JbStatement) statement = prepare (search, first, FALSE, error);
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);

      if (allowed == NULL || g_hash_table_contains (allowed, &id))
        g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
    }

  return step == JB_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* All words but the first few. *allowed stays NULL when there are no more. */
static gboolean
narrow_all (Search      *search,
            GHashTable **allowed,
            GError     **error)
{
  for (guint first = WORDS_AT_ONCE; first < search->terms->len; first += WORDS_AT_ONCE)
    {
      g_autoptr(GHashTable) before = g_steal_pointer (allowed);

      *allowed = narrow (search, first, before, error);
      if (*allowed == NULL)
        return FALSE;
      if (g_hash_table_size (*allowed) == 0)
        return TRUE;
    }

  return TRUE;
}

static JbInvoiceMap *
load_map (Search  *search,
          GError **error)
{
  g_autoptr(JbInvoiceMap) map = map_new ();
  g_autoptr(JbStatement) statement = NULL;
  g_autoptr(GHashTable) allowed = NULL;
  JbStep step;

  if (!narrow_all (search, &allowed, error))
    return NULL;

  statement = prepare (search, 0, TRUE, error);
  if (statement == NULL)
    return NULL;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);

      if (allowed == NULL || g_hash_table_contains (allowed, &id))
        add_row (map, statement);
    }

  return step == JB_STEP_DONE ? g_steal_pointer (&map) : NULL;
}

static gboolean
load_map_job (JbBook   *book,
              JbJob    *job,
              GError  **error)
{
  Search search = { .book = book, .query = job->input };
  g_auto(GStrv) words = jb_search_split (search.query->text);

  jb_filter_init (&search.filter, book, search.query);
  search.terms = make_terms (book, words);
  job->output = load_map (&search, error);
  g_array_unref (search.terms);
  return job->output != NULL;
}

void
jb_archive_load_map_async (JbArchive            *self,
                           const JbInvoiceQuery *query,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (query != NULL);

  _jb_archive_read (self,
                    _jb_job_new (load_map_job, jb_invoice_query_copy (query), (GDestroyNotify) jb_invoice_query_free,
                                 (GDestroyNotify) jb_invoice_map_unref),
                    jb_archive_load_map_async, cancellable, callback, user_data);
}

JbInvoiceMap *
jb_archive_load_map_finish (JbArchive     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  gpointer map = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_map_async, &map, error) ? map : NULL;
}
