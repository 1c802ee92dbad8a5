/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Orders of rows by sorting numbers digit by digit. Each order ends with the day and the row id, so that it is complete; round by
 * round from the least important key, each round leaving equal ones as they were.
 * Long texts (items, issue ids) are ranked once, and their ranks sorted from then on. */

#define G_LOG_DOMAIN "jb-columns-sort"

#include "config.h"

#include "jb-columns.h"

#include <string.h>

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)
#define ROUNDS_MAX 3

typedef guint32 (*KeyFunc) (const JbColumns *self,
                            guint            id);

/* -- keys --------------------------------------------------------------------------------------------------------- */

#define KEY(name, expression) \
  static guint32 \
  name (const JbColumns *self, \
        guint            id) \
  { \
    return expression; \
  }

/* A signed amount in the order of unsigned numbers, half by half. */
#define SHIFTED(amount) ((guint64) (amount) ^ (G_GUINT64_CONSTANT (1) << 63))
#define LOW(amount) ((guint32) SHIFTED (amount))
#define HIGH(amount) ((guint32) (SHIFTED (amount) >> 32))
#define OF_PARTY(rank) (self->counterparty[id] < self->n_parties ? self->rank[self->counterparty[id]] : 0)

KEY (written, self->written_on[id])
KEY (issued, self->issued_on[id])
KEY (kind, self->kind[id])
KEY (status, self->status[id])
KEY (nts_status, self->nts_status[id])
KEY (company, self->company[id])
KEY (counterparty, OF_PARTY (name_rank))
KEY (number, OF_PARTY (number_rank))
KEY (supply_low, LOW (jb_columns_get_amounts (self, id).supply))
KEY (supply_high, HIGH (jb_columns_get_amounts (self, id).supply))
KEY (tax_low, LOW (jb_columns_get_amounts (self, id).tax))
KEY (tax_high, HIGH (jb_columns_get_amounts (self, id).tax))
KEY (total_low, LOW (jb_columns_get_amounts (self, id).total))
KEY (total_high, HIGH (jb_columns_get_amounts (self, id).total))
KEY (ranked, self->rank[id])

static const KeyFunc orders[][ROUNDS_MAX] = {
  [JB_ORDER_WRITTEN] = { written },
  [JB_ORDER_KIND] = { written, kind },
  [JB_ORDER_COUNTERPARTY] = { written, counterparty },
  [JB_ORDER_ITEM] = { written, ranked },
  [JB_ORDER_SUPPLY] = { written, supply_low, supply_high },
  [JB_ORDER_TAX] = { written, tax_low, tax_high },
  [JB_ORDER_TOTAL] = { written, total_low, total_high },
  [JB_ORDER_STATUS] = { written, status },
  [JB_ORDER_ISSUED] = { written, issued },
  [JB_ORDER_COMPANY] = { written, company },
  [JB_ORDER_NUMBER] = { written, number },
  [JB_ORDER_ISSUE_ID] = { written, ranked },
  [JB_ORDER_NTS] = { written, nts_status },
};

/* -- ranks of long texts ------------------------------------------------------------------------------------------ */

/* Nearly every issue id is another one, and an index has them in order. */
static gboolean
rank_issue_ids (JbColumns   *self,
                JbDatabase  *database,
                GError     **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (database, "SELECT id, issue_id FROM invoices ORDER BY issue_id", error);
  g_autoptr(GString) last = g_string_new (NULL);
  guint32 rank = 0;
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);
      const char *issue_id = jb_statement_get_text (statement, 1);

      if (rank == 0 || strcmp (last->str, issue_id) != 0)
        rank++;
      g_string_assign (last, issue_id);
      if (id >= 0 && id < self->length)
        self->rank[id] = rank;
    }
  return step == JB_STEP_DONE;
}

/* Many invoices name the same item: each text once, in the order in which they are met. */
typedef struct
{
  GStringChunk *chunk;
  GHashTable   *numbers;    /* text -> number, from 1 on */
  GPtrArray    *texts;      /* (element-type utf8) */
} Texts;

static guint32
number_text (Texts      *texts,
             const char *text)
{
  guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (texts->numbers, text));
  char *kept;

  if (number != 0)
    return number;

  kept = g_string_chunk_insert (texts->chunk, text);
  g_ptr_array_add (texts->texts, kept);
  g_hash_table_insert (texts->numbers, kept, GUINT_TO_POINTER (texts->texts->len));
  return texts->texts->len;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

/* Rows without a text come first: they stay at 0. */
static gboolean
number_items (JbColumns   *self,
              JbDatabase  *database,
              Texts       *texts,
              GError     **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (database, "SELECT id, item FROM invoices WHERE item IS NOT NULL", error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);

      if (id >= 0 && id < self->length)
        self->rank[id] = number_text (texts, jb_statement_get_text (statement, 1));
    }
  return step == JB_STEP_DONE;
}

static gboolean
rank_items (JbColumns   *self,
            JbDatabase  *database,
            GError     **error)
{
  Texts texts = { g_string_chunk_new (64 * 1024), g_hash_table_new (g_str_hash, g_str_equal), g_ptr_array_new () };
  gboolean ok = number_items (self, database, &texts, error);
  g_autofree guint32 *ranks = g_new0 (guint32, texts.texts->len + 1);

  g_ptr_array_sort (texts.texts, compare_texts);
  for (guint i = 0; i < texts.texts->len; i++)
    ranks[number_text (&texts, g_ptr_array_index (texts.texts, i))] = i + 1;
  for (guint id = 0; id < self->length; id++)
    self->rank[id] = ranks[self->rank[id]];

  g_ptr_array_unref (texts.texts);
  g_hash_table_unref (texts.numbers);
  g_string_chunk_free (texts.chunk);
  return ok;
}

static gboolean
require_ranks (JbColumns    *self,
               JbDatabase   *database,
               JbOrder       order,
               GError      **error)
{
  gboolean ok;

  if ((order != JB_ORDER_ITEM && order != JB_ORDER_ISSUE_ID) || (self->rank != NULL && self->ranked == order))
    return TRUE;

  g_free (self->rank);
  self->rank = g_new0 (guint32, self->length);
  self->ranked = order;
  ok = order == JB_ORDER_ITEM ? rank_items (self, database, error) : rank_issue_ids (self, database, error);
  if (!ok)
    g_clear_pointer (&self->rank, g_free);
  return ok;
}

/* -- rounds ------------------------------------------------------------------------------------------------------- */

/* A key and its row as one number, the key above. */
#define PAIR(key, id) ((guint64) (key) << 32 | (id))

static void
sort_digit (const guint64 *from,
            guint64       *to,
            guint          n,
            guint          shift)
{
  guint32 places[DIGITS] = { 0 };
  guint32 place = 0;

  for (guint i = 0; i < n; i++)
    places[from[i] >> shift & (DIGITS - 1)]++;
  for (guint i = 0; i < DIGITS; i++)
    {
      guint32 count = places[i];

      places[i] = place;
      place += count;
    }
  for (guint i = 0; i < n; i++)
    to[places[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

/* FALSE when they are in order already. */
static gboolean
make_pairs (const JbColumns *self,
            KeyFunc          key,
            const guint32   *ids,
            guint            n,
            guint64         *pairs,
            guint32         *range)
{
  guint32 least = G_MAXUINT32, most = 0, before = 0;
  gboolean sorted = TRUE;

  for (guint i = 0; i < n; i++)
    {
      guint32 value = key (self, ids[i]);

      least = MIN (least, value);
      most = MAX (most, value);
      sorted = sorted && value >= before;
      before = value;
      pairs[i] = PAIR (value, ids[i]);
    }
  for (guint i = 0; i < n; i++)
    pairs[i] -= PAIR (least, 0);

  *range = n > 0 ? most - least : 0;
  return !sorted;
}

static void
sort_round (const JbColumns *self,
            KeyFunc          key,
            guint32         *ids,
            guint            n,
            guint64         *pairs,
            guint64         *spare)
{
  guint32 range;

  if (!make_pairs (self, key, ids, n, pairs, &range))
    return;

  for (guint shift = 32; shift < 64 && (guint64) range >> (shift - 32) != 0; shift += DIGIT_BITS)
    {
      guint64 *held = pairs;

      sort_digit (pairs, spare, n, shift);
      pairs = spare;
      spare = held;
    }
  for (guint i = 0; i < n; i++)
    ids[i] = (guint32) pairs[i];
}

static void
reverse (guint32 *ids,
         guint    n)
{
  for (guint i = 0; i < n / 2; i++)
    {
      guint32 held = ids[i];

      ids[i] = ids[n - 1 - i];
      ids[n - 1 - i] = held;
    }
}

gboolean
jb_columns_sort (JbColumns             *self,
                 JbDatabase            *database,
                 const JbInvoiceQuery  *query,
                 GArray                *ids,
                 GError               **error)
{
  guint32 *list = (guint32 *) (gpointer) ids->data;
  g_autofree guint64 *pairs = NULL;
  g_autofree guint64 *spare = NULL;

  g_return_val_if_fail ((guint) query->order < G_N_ELEMENTS (orders), FALSE);

  if (!require_ranks (self, database, query->order, error))
    return FALSE;

  pairs = g_new (guint64, ids->len);
  spare = g_new (guint64, ids->len);
  for (guint i = 0; i < ROUNDS_MAX && orders[query->order][i] != NULL; i++)
    sort_round (self, orders[query->order][i], list, ids->len, pairs, spare);
  if (query->descending)
    reverse (list, ids->len);
  return TRUE;
}
