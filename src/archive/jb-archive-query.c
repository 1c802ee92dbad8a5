/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The position map: every id of a query's result in order, with its sums: a walk over the columns in memory, and a sort. */

#define G_LOG_DOMAIN "jb-archive-query"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-numbers.h"
#include "jb-search.h"

/* Codes of kinds have four digits, all others fewer. */
#define N_CODES 10000

/* Which codes are wanted, by code. */
typedef struct
{
  gboolean  any;
  guint8    wanted[N_CODES];
} Codes;

typedef struct
{
  const JbColumns      *columns;
  const JbInvoiceQuery *query;
  gint64                company;         /* _jb_archive_find_registration() */
  Codes                 kinds;
  Codes                 statuses;
  Codes                 nts_statuses;
  Codes                 verdicts;
  JbIdSet              *counterparties;  /* (nullable) (owned) */
  JbIdSet              *found;           /* (nullable) (owned): fit the words; NULL = there are no words */
} Filter;

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

JbInvoiceMap *
_jb_invoice_map_new (void)
{
  JbInvoiceMap *map = g_new0 (JbInvoiceMap, 1);

  g_atomic_ref_count_init (&map->ref_count);
  map->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  return map;
}

guint
jb_invoice_map_get_length (const JbInvoiceMap *map)
{
  return map != NULL ? map->ids->len : 0;
}

gint64
jb_invoice_map_get_id (const JbInvoiceMap *map,
                       guint               position)
{
  g_return_val_if_fail (position < jb_invoice_map_get_length (map), 0);

  return g_array_index (map->ids, guint32, position);
}

GArray *
jb_invoice_map_list_ids (const JbInvoiceMap *map)
{
  guint length = jb_invoice_map_get_length (map);
  GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), length);

  for (guint i = 0; i < length; i++)
    {
      gint64 id = jb_invoice_map_get_id (map, i);

      g_array_append_val (ids, id);
    }
  return ids;
}

/* -- the filter --------------------------------------------------------------------------------------------------- */

static void
codes_init (Codes        *codes,
            const GArray *wanted)
{
  codes->any = wanted == NULL || wanted->len == 0;
  for (guint i = 0; !codes->any && i < wanted->len; i++)
    {
      int code = g_array_index (wanted, int, i);

      if (code >= 0 && code < N_CODES)
        codes->wanted[code] = TRUE;
    }
}

static inline gboolean
codes_have (const Codes *codes,
            guint        code)
{
  return codes->any || (code < N_CODES && codes->wanted[code]);
}

gboolean
_jb_archive_find_registration (JbBook      *book,
                               const char  *registration,
                               gint64      *company,
                               GError     **error)
{
  JbStatement *statement;
  JbStep step;

  *company = -1;
  if (registration == NULL)
    return TRUE;

  statement = jb_database_statement (book->database, "SELECT id FROM companies WHERE registration = ?1", error);
  if (statement == NULL)
    return FALSE;

  *company = 0;
  jb_statement_bind_text (statement, 1, registration);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *company = jb_statement_get_int (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

/* Whatever name goes with the number. Without its key the book cannot tell whose number a person's is: nobody's then. */
static gboolean
find_counterparties (JbBook      *book,
                     const char  *number,
                     JbIdSet    **parties,
                     GError     **error)
{
  guint8 match[JB_CODEC_HASH_BYTES];
  gboolean has_match;
  JbStatement *statement;
  JbStep step;

  if (number == NULL)
    return TRUE;

  has_match = jb_registration_is_private (number) && jb_codec_match (book->codec, number, match, NULL);
  statement = jb_database_statement (book->database, "SELECT id FROM parties WHERE match = ?1 OR (?1 IS NULL AND registration = ?2)",
                                     error);
  if (statement == NULL)
    return FALSE;

  *parties = jb_id_set_new (book->columns->n_parties);
  if (has_match)
    jb_statement_bind_blob (statement, 1, match, sizeof match);
  else
    jb_statement_bind_bytes (statement, 1, NULL);
  jb_statement_bind_text (statement, 2, number);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    jb_id_set_add (*parties, jb_statement_get_int (statement, 0));
  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

static gboolean
filter_init (Filter                *filter,
             JbBook                *book,
             const JbInvoiceQuery  *query,
             GError               **error)
{
  *filter = (Filter) { .columns = book->columns, .query = query };
  codes_init (&filter->kinds, query->kinds);
  codes_init (&filter->statuses, query->statuses);
  codes_init (&filter->nts_statuses, query->nts_statuses);
  codes_init (&filter->verdicts, query->verdicts);
  return _jb_archive_find_registration (book, query->company, &filter->company, error) &&
         find_counterparties (book, query->counterparty, &filter->counterparties, error) &&
         jb_search_run (book, query->text, &filter->found, error);
}

static void
filter_clear (Filter *filter)
{
  jb_id_set_free (filter->counterparties);
  jb_id_set_free (filter->found);
}

/* What most queries ask for. */
static inline gboolean
has_place (const Filter *filter,
           guint         id)
{
  const JbColumns *columns = filter->columns;
  const JbInvoiceQuery *query = filter->query;

  return columns->direction[id] != 0 &&
         (query->direction == JB_DIRECTION_UNKNOWN || columns->direction[id] == query->direction) &&
         (int) columns->written_on[id] >= query->period.from &&
         (query->period.to == 0 || (int) columns->written_on[id] <= query->period.to) &&
         (filter->company < 0 || columns->company[id] == filter->company) &&
         (columns->hidden == NULL || !jb_id_set_contains (columns->hidden, id));
}

static inline gboolean
has_total (const Filter *filter,
           gint64        total)
{
  return total >= filter->query->total_from && total <= filter->query->total_to;
}

static inline gboolean
has_values (const Filter *filter,
            guint         id)
{
  const JbColumns *columns = filter->columns;
  const JbInvoiceQuery *query = filter->query;

  return codes_have (&filter->kinds, columns->kind[id]) &&
         codes_have (&filter->statuses, columns->status[id]) &&
         codes_have (&filter->nts_statuses, columns->nts_status[id]) &&
         codes_have (&filter->verdicts, columns->verdict[id]) &&
         (query->originals == JB_ORIGINALS_ANY || (query->originals == JB_ORIGINALS_HERE) == (columns->original[id] != 0)) &&
         has_total (filter, jb_columns_get_amounts (columns, id).total) &&
         (filter->counterparties == NULL || jb_id_set_contains (filter->counterparties, columns->counterparty[id]));
}

/* -- the map ------------------------------------------------------------------------------------------------------ */

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

static inline void
add_amounts (JbTotals  *totals,
             JbAmounts  amounts)
{
  _jb_totals_add (totals, amounts.supply, amounts.tax, amounts.total);
}

/* With words, only those that fit them are looked at. */
static inline guint
next_row (const Filter *filter,
          guint         id)
{
  return filter->found != NULL ? jb_id_set_next (filter->found, id) : id;
}

/* Sums are made in the order of rows, whatever the order of the list: where a sum does not fit, all lists say the same. */
static void
collect_rows (const Filter *filter,
              JbInvoiceMap *map)
{
  const JbColumns *columns = filter->columns;

  for (guint32 id = next_row (filter, 0); id < columns->length; id = next_row (filter, id + 1))
    {
      if (!has_place (filter, id) || !has_values (filter, id))
        continue;

      g_array_append_val (map->ids, id);
      add_amounts (&map->totals, jb_columns_get_amounts (columns, id));
    }
}

static gboolean
load_map_job (JbBook   *book,
              JbJob    *job,
              GError  **error)
{
  const JbInvoiceQuery *query = job->input;
  g_autoptr(JbInvoiceMap) map = _jb_invoice_map_new ();
  Filter filter;
  gboolean ok;

  ok = filter_init (&filter, book, query, error);
  if (ok)
    collect_rows (&filter, map);
  filter_clear (&filter);
  if (!ok || g_cancellable_set_error_if_cancelled (job->cancellable, error) ||
      !jb_columns_sort (book->columns, book->database, query, map->ids, error))
    return FALSE;

  job->output = g_steal_pointer (&map);
  return TRUE;
}

void
jb_archive_load_map_async (JbArchive            *self,
                           const JbInvoiceQuery *query,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data)
{
  JbJob *job;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (query != NULL);

  job = _jb_job_new (load_map_job, jb_invoice_query_copy (query), (GDestroyNotify) jb_invoice_query_free,
                     (GDestroyNotify) jb_invoice_map_unref);
  job->columns = TRUE;
  _jb_archive_read (self, job, jb_archive_load_map_async, cancellable, callback, user_data);
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

/* -- sums of chosen rows ------------------------------------------------------------------------------------------ */

static gboolean
sum_job (JbBook   *book,
         JbJob    *job,
         GError  **error)
{
  const JbColumns *columns = book->columns;
  const GArray *ids = job->input;
  g_autofree JbTotals *totals = g_new0 (JbTotals, 1);

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      if (id > 0 && id < columns->length && columns->direction[id] != 0)
        add_amounts (totals, jb_columns_get_amounts (columns, (guint) id));
    }

  job->output = g_steal_pointer (&totals);
  return TRUE;
}

void
jb_archive_sum_async (JbArchive           *self,
                      GArray              *ids,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  JbJob *job;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (ids != NULL);

  job = _jb_job_new (sum_job, g_array_ref (ids), (GDestroyNotify) g_array_unref, g_free);
  job->columns = TRUE;
  _jb_archive_read (self, job, jb_archive_sum_async, cancellable, callback, user_data);
}

gboolean
jb_archive_sum_finish (JbArchive     *self,
                       GAsyncResult  *result,
                       JbTotals      *totals,
                       GError       **error)
{
  gpointer sums = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);
  g_return_val_if_fail (totals != NULL, FALSE);

  if (!_jb_archive_finish (self, result, jb_archive_sum_async, &sums, error))
    return FALSE;

  *totals = *(JbTotals *) sums;
  g_free (sums);
  return TRUE;
}
