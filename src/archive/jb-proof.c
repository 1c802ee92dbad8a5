/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* New rows of a page have ids behind each other, so that what they are now is read in one pass. */

#define G_LOG_DOMAIN "jb-proof"

#include "config.h"

#include "jb-proof.h"

#include "jb-journal.h"
#include "jb-row-digest.h"

/* So many rows in one entry of the beginning. */
#define BASELINE_ROWS 1000

typedef struct
{
  JbLeafTable table;
  gint64      id;
  gboolean    is_new;
} Touched;

/* As entries call them; programs read them. */
static const char * const table_names[JB_LEAF_N_TABLES] = {
  [JB_LEAF_INVOICE] = "invoices",
  [JB_LEAF_PARTY] = "parties",
  [JB_LEAF_CONNECTION] = "connections",
  [JB_LEAF_COMPANY] = "companies",
};

/* An entry that is being made. */
typedef struct
{
  JbLeafWriter  writer;
  const GArray *touched;    /* (nullable): all rows are named */
  guint         at;         /* in touched */
  guint         counts[JB_LEAF_N_TABLES];
} Entry;

void
jb_proof_touch (JbBook      *book,
                JbLeafTable  table,
                gint64       id,
                gboolean     is_new)
{
  Touched touched = { table, id, is_new };

  if (book->touched == NULL)
    book->touched = g_array_new (FALSE, FALSE, sizeof (Touched));
  g_array_append_val (book->touched, touched);
}

static int
compare_touched (gconstpointer a,
                 gconstpointer b)
{
  const Touched *first = a;
  const Touched *second = b;

  if (first->table != second->table)
    return first->table < second->table ? -1 : 1;
  if (first->id != second->id)
    return first->id < second->id ? -1 : 1;
  return second->is_new - first->is_new;   /* the one that says so comes first and stays */
}

static void
drop_twins (GArray *touched)
{
  guint kept = 0;

  for (guint i = 0; i < touched->len; i++)
    {
      const Touched *here = &g_array_index (touched, Touched, i);
      const Touched *last = kept > 0 ? &g_array_index (touched, Touched, kept - 1) : NULL;

      if (last == NULL || last->table != here->table || last->id != here->id)
        g_array_index (touched, Touched, kept++) = *here;
    }
  g_array_set_size (touched, kept);
}

static void
add_leaf (const JbLeaf *leaf,
          gpointer      user_data)
{
  Entry *entry = user_data;
  JbLeaf named = *leaf;

  if (entry->touched == NULL || g_array_index (entry->touched, Touched, entry->at).is_new)
    named.flags |= JB_LEAF_NAMED;
  jb_leaf_write (&entry->writer, &named);
  entry->counts[leaf->table]++;
  entry->at++;
}

/* The rows of entry->touched from entry->at on that stand behind each other. */
static gboolean
add_run (JbBook   *book,
         Entry    *entry,
         GError  **error)
{
  guint begin = entry->at;
  guint end = begin + 1;
  const Touched *first = &g_array_index (entry->touched, Touched, begin);

  while (end < entry->touched->len && g_array_index (entry->touched, Touched, end).table == first->table &&
         g_array_index (entry->touched, Touched, end).id == first->id + (end - begin))
    end++;

  if (!jb_row_digest_walk (book, first->table, first->id, first->id + (end - begin) - 1, add_leaf, entry, error))
    return FALSE;

  entry->at = end;
  return TRUE;
}

static gboolean
append_entry (JbBook       *book,
              const Entry  *entry,
              const char   *kind,
              gint64        now,
              GError      **error)
{
  g_autoptr(GString) detail = g_string_new (NULL);

  for (JbLeafTable table = 0; table < JB_LEAF_N_TABLES; table++)
    {
      if (entry->counts[table] > 0)
        jb_journal_note_int (detail, table_names[table], entry->counts[table]);
    }
  return jb_journal_append_leaves (book->database, now, kind, detail->str, entry->writer.bytes, error);
}

gboolean
jb_proof_note (JbBook  *book,
               gint64   now,
               GError **error)
{
  g_autoptr(GArray) touched = g_steal_pointer (&book->touched);
  g_autoptr(GByteArray) bytes = NULL;
  Entry entry = { .touched = touched };

  if (touched == NULL)
    return TRUE;

  if (!jb_row_key_require (book, error))
    return FALSE;

  bytes = g_byte_array_new ();
  entry.writer.bytes = bytes;
  g_array_sort (touched, compare_touched);
  drop_twins (touched);
  while (entry.at < touched->len)
    {
      if (!add_run (book, &entry, error))
        return FALSE;
    }
  return append_entry (book, &entry, JB_JOURNAL_ROWS, now, error);
}

/* -- the beginning ------------------------------------------------------------------------------------------------ */

static gboolean
has_begun (JbBook    *book,
           gboolean  *begun,
           GError   **error)
{
  gint64 value;

  if (!jb_database_get_int (book->database, "SELECT EXISTS (SELECT 1 FROM journal WHERE kind = '" JB_JOURNAL_BASELINE "')", &value,
                            error))
    return FALSE;

  *begun = value != 0;
  return TRUE;
}

static gboolean
get_last (JbBook       *book,
          JbLeafTable   table,
          gint64       *last,
          GError      **error)
{
  static const char * const sql[JB_LEAF_N_TABLES] = {
    [JB_LEAF_INVOICE] = "SELECT ifnull (max (id), 0) FROM invoices",
    [JB_LEAF_PARTY] = "SELECT ifnull (max (id), 0) FROM parties",
    [JB_LEAF_CONNECTION] = "SELECT ifnull (max (id), 0) FROM connections",
    [JB_LEAF_COMPANY] = "SELECT ifnull (max (id), 0) FROM companies",
  };

  return jb_database_get_int (book->database, sql[table], last, error);
}

static gboolean
append_all (JbBook       *book,
            JbLeafTable   table,
            gint64        now,
            GError      **error)
{
  gint64 last;

  if (!get_last (book, table, &last, error))
    return FALSE;

  for (gint64 from = 1; from <= last; from += BASELINE_ROWS)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      Entry entry = { .writer = { .bytes = bytes } };

      if (!jb_row_digest_walk (book, table, from, from + BASELINE_ROWS - 1, add_leaf, &entry, error) ||
          (entry.counts[table] > 0 && !append_entry (book, &entry, JB_JOURNAL_BASELINE, now, error)))
        return FALSE;
    }
  return TRUE;
}

/* Where there is nothing yet it says so: from the next entry on every row is known. */
static gboolean
append_baseline (JbBook  *book,
                 gint64   now,
                 GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  const Entry first = { .writer = { .bytes = bytes } };

  if (!jb_row_key_require (book, error) || !append_entry (book, &first, JB_JOURNAL_BASELINE, now, error))
    return FALSE;

  for (JbLeafTable table = 0; table < JB_LEAF_N_TABLES; table++)
    {
      if (!append_all (book, table, now, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
jb_proof_begin (JbBook  *book,
                gint64   now,
                GError **error)
{
  gboolean begun;

  if (!has_begun (book, &begun, error))
    return FALSE;
  if (begun)
    return TRUE;

  if (!jb_database_begin (book->database, error))
    return FALSE;

  if (append_baseline (book, now, error) && jb_database_commit (book->database, error))
    return TRUE;

  jb_database_rollback (book->database);
  jb_book_forget (book);
  return FALSE;
}
