/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The position map: every id of a query's result in order, with its sums, in one pass on the reader's thread. */

#define G_LOG_DOMAIN "jb-archive-query"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-filter.h"
#include "jb-numbers.h"
#include "jb-search.h"

/* Up to so many hits of a search are looked up one by one; with more the whole book is read in order. */
#define FEW_IDS 20000

typedef struct
{
  JbBook               *book;
  const JbInvoiceQuery *query;
  JbFilter              filter;
  JbIdSet              *ids;      /* (nullable) (owned): fit the words; NULL = there are no words */
  char                 *few;      /* (nullable) (owned): the same as JSON, when they are few */
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

/* -- the statement ------------------------------------------------------------------------------------------------ */

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
prepare (Search  *search,
         GError **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT i.id, i.supply, i.tax, i.total FROM invoices i");
  JbStatement *statement;
  int n = 0;

  if (search->query->order == JB_ORDER_COUNTERPARTY)
    g_string_append (sql, " LEFT JOIN parties p ON p.id = i.counterparty");
  jb_filter_append (&search->filter, sql, &n);
  if (search->few != NULL)
    g_string_append_printf (sql, " AND i.id IN (SELECT value FROM json_each (?%d))", ++n);
  append_order (sql, search->query);

  statement = jb_database_prepare (search->book->database, sql->str, error);
  if (statement == NULL)
    return NULL;

  n = 0;
  jb_filter_bind (&search->filter, statement, &n);
  if (search->few != NULL)
    jb_statement_bind_text (statement, ++n, search->few);
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

static JbInvoiceMap *
load_map (Search  *search,
          GError **error)
{
  g_autoptr(JbInvoiceMap) map = map_new ();
  g_autoptr(JbStatement) statement = prepare (search, error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      if (search->ids == NULL || jb_id_set_contains (search->ids, jb_statement_get_int (statement, 0)))
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

  jb_filter_init (&search.filter, book, search.query);
  if (!jb_search_run (book, search.query->text, &search.ids, error))
    return FALSE;

  if (search.ids != NULL && jb_id_set_count (search.ids) <= FEW_IDS)
    search.few = jb_id_set_write (search.ids);
  job->output = load_map (&search, error);
  jb_id_set_free (search.ids);
  g_free (search.few);
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
