/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the columns out of the book: all of them once, then only what the writer says it has changed. */

#define G_LOG_DOMAIN "jb-columns"

#include "config.h"

#include "jb-columns.h"

#include "jb-archive-private.h"
#include "jb-search-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Ids are given one after the other. A file in which they are far apart was not written by this program, and would ask for
 * more memory than there is. */
#define SPREAD_MAX 4
#define SPARE_IDS  1000000

#define COLUMN(name) { G_STRUCT_OFFSET (JbColumns, name), sizeof *((JbColumns *) NULL)->name }

static const struct
{
  gsize  offset;
  gsize  size;      /* of one value */
} arrays[] = {
  COLUMN (direction), COLUMN (kind), COLUMN (status), COLUMN (nts_status), COLUMN (verdict), COLUMN (original), COLUMN (company),
  COLUMN (written_on), COLUMN (issued_on), COLUMN (counterparty), COLUMN (phrase), COLUMN (tax), COLUMN (total),
};

JbColumns *
jb_columns_new (void)
{
  JbColumns *self = g_new0 (JbColumns, 1);

  self->odd = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

static void
text_block_clear (JbTextBlock *block)
{
  if (block->text != NULL)
    g_string_free (block->text, TRUE);
  g_free (block->begin);
  *block = (JbTextBlock) { 0 };
}

static void
clear_parties (JbColumns *self)
{
  self->n_parties = 0;
  g_clear_pointer (&self->name_rank, g_free);
  g_clear_pointer (&self->number_rank, g_free);
  text_block_clear (&self->words);
  text_block_clear (&self->initials);
}

static void
clear_rows (JbColumns *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_clear_pointer ((gpointer *) G_STRUCT_MEMBER_P (self, arrays[i].offset), g_free);
  self->length = self->room = 0;
  g_hash_table_remove_all (self->odd);
  g_clear_pointer (&self->hidden, jb_id_set_free);
  g_clear_pointer (&self->rank, g_free);
  g_clear_error (&self->no_phrases);
}

void
jb_columns_free (JbColumns *self)
{
  if (self == NULL)
    return;

  clear_rows (self);
  clear_parties (self);
  g_hash_table_unref (self->odd);
  g_free (self);
}

/* -- room --------------------------------------------------------------------------------------------------------- */

static void
set_room (JbColumns *self,
          guint      room)
{
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    {
      guint8 **array = G_STRUCT_MEMBER_P (self, arrays[i].offset);

      *array = g_realloc_n (*array, room, arrays[i].size);
      memset (*array + self->room * arrays[i].size, 0, (room - self->room) * arrays[i].size);
    }
  self->room = room;
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT, _("The book is damaged. Restore it from a backup."));
  return FALSE;
}

/* @length (out): one more than the highest id of a table. */
static gboolean
measure_table (JbDatabase *database,
               const char *sql,
               guint      *length,
               GError    **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (database, sql, error);
  gint64 highest, lowest, count;

  if (statement == NULL || jb_statement_step (statement, error) != JB_STEP_ROW)
    return FALSE;

  lowest = jb_statement_get_int (statement, 0);
  highest = jb_statement_get_int (statement, 1);
  count = jb_statement_get_int (statement, 2);
  if (lowest < 0 || highest > SPREAD_MAX * count + SPARE_IDS || highest >= G_MAXINT32)
    return set_damaged (error);

  *length = (guint) highest + 1;
  return TRUE;
}

/* A row that was added since. */
static gboolean
make_room (JbColumns *self,
           gint64     id,
           GError   **error)
{
  if (id < 0 || id >= (gint64) self->length + SPARE_IDS)
    return set_damaged (error);

  if (id >= self->room)
    set_room (self, (guint) id + 1 + (guint) id / 8);
  self->length = MAX (self->length, (guint) id + 1);
  return TRUE;
}

/* -- rows of invoices --------------------------------------------------------------------------------------------- */

#define ROW_SELECT \
  "SELECT id, direction, company, written_on, issued_on, counterparty, supply, tax, total, kind, status, nts_status, verdict, " \
  "original FROM invoices"

/* What a column has no room for becomes @most: no code or day that anybody can ask for. */
static guint32
read_number (JbStatement *statement,
             int          column,
             guint32      most)
{
  gint64 number = jb_statement_get_int (statement, column);

  return number >= 0 && number < most ? (guint32) number : most;
}

static guint8
read_code (JbStatement *statement,
           int          column)
{
  return (guint8) read_number (statement, column, G_MAXUINT8);
}

static void
set_amounts (JbColumns       *self,
             guint            id,
             const JbAmounts *amounts)
{
  self->tax[id] = (gint32) CLAMP (amounts->tax, G_MININT32, G_MAXINT32);
  self->total[id] = (gint32) CLAMP (amounts->total, JB_TOTAL_ODD, G_MAXINT32);
  if (self->tax[id] == amounts->tax && self->total[id] == amounts->total && self->total[id] != JB_TOTAL_ODD &&
      amounts->supply == amounts->total - amounts->tax)
    {
      g_hash_table_remove (self->odd, GUINT_TO_POINTER (id));
      return;
    }

  self->total[id] = JB_TOTAL_ODD;
  g_hash_table_insert (self->odd, GUINT_TO_POINTER (id), g_memdup2 (amounts, sizeof *amounts));
}

static gboolean
read_row (JbColumns   *self,
          JbStatement *statement,
          GError     **error)
{
  gint64 wide = jb_statement_get_int (statement, 0);
  guint id = (guint) wide;
  JbAmounts amounts;

  if (!make_room (self, wide, error))
    return FALSE;

  self->direction[id] = read_code (statement, 1);
  self->company[id] = read_number (statement, 2, G_MAXUINT32);
  self->written_on[id] = read_number (statement, 3, G_MAXUINT32);
  self->issued_on[id] = read_number (statement, 4, G_MAXUINT32);
  self->counterparty[id] = read_number (statement, 5, G_MAXUINT32);
  amounts = (JbAmounts) { jb_statement_get_int (statement, 6), jb_statement_get_int (statement, 7), jb_statement_get_int (statement, 8) };
  set_amounts (self, id, &amounts);
  self->kind[id] = (guint16) read_number (statement, 9, G_MAXUINT16);
  self->status[id] = read_code (statement, 10);
  self->nts_status[id] = read_code (statement, 11);
  self->verdict[id] = read_code (statement, 12);
  self->original[id] = read_code (statement, 13);
  return TRUE;
}

static gboolean
read_rows (JbColumns   *self,
           JbStatement *statement,
           GError     **error)
{
  JbStep step;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      if (!read_row (self, statement, error))
        return FALSE;
    }
  return step == JB_STEP_DONE;
}

static gboolean
load_rows (JbColumns   *self,
           JbDatabase  *database,
           GError     **error)
{
  g_autoptr(JbStatement) statement = NULL;
  guint length;

  clear_rows (self);
  if (!measure_table (database, "SELECT coalesce (min (id), 0), coalesce (max (id), 0), count (*) FROM invoices", &length, error))
    return FALSE;

  set_room (self, length);
  self->length = length;
  statement = jb_database_prepare (database, ROW_SELECT, error);
  return statement != NULL && read_rows (self, statement, error);
}

static gboolean
reload_row (JbColumns   *self,
            JbDatabase  *database,
            gint64       id,
            GError     **error)
{
  JbStatement *statement = jb_database_statement (database, ROW_SELECT " WHERE id = ?1", error);
  gboolean ok;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  ok = read_rows (self, statement, error);
  jb_statement_reset (statement);
  return ok;
}

/* -- what they are found by --------------------------------------------------------------------------------------- */

static gboolean
read_phrases (JbColumns    *self,
              JbStatement  *statement,
              GError      **error)
{
  JbStep step;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);

      if (id >= 0 && id < self->length)
        self->phrase[id] = read_number (statement, 1, G_MAXUINT32);
    }
  return step == JB_STEP_DONE;
}

/* A book can be listed without them; the search says why it cannot search. */
static gboolean
load_phrases (JbColumns   *self,
              JbDatabase  *database,
              GError     **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(JbStatement) statement = jb_database_prepare (database, "SELECT invoice, phrase FROM texts", &problem);

  if (statement != NULL && read_phrases (self, statement, &problem))
    return TRUE;

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  self->no_phrases = g_steal_pointer (&problem);
  return TRUE;
}

static gboolean
reload_phrase (JbColumns   *self,
               JbDatabase  *database,
               gint64       id,
               GError     **error)
{
  JbStatement *statement;
  gboolean ok;

  if (self->no_phrases != NULL)
    return TRUE;

  statement = jb_database_statement (database, "SELECT invoice, phrase FROM texts WHERE invoice = ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  ok = read_phrases (self, statement, error);
  jb_statement_reset (statement);
  return ok;
}

/* -- what only a demo said ---------------------------------------------------------------------------------------- */

#define HIDDEN_SELECT \
  "SELECT DISTINCT s.invoice FROM sources s JOIN invoices i ON i.id = s.invoice " \
  "WHERE s.connection IN (SELECT id FROM connections WHERE " JB_CONNECTION_IS_DEMO ") AND NOT " JB_REAL_ONLY

static gboolean
read_hidden (JbColumns    *self,
             JbStatement  *statement,
             GError      **error)
{
  JbStep step;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      if (self->hidden == NULL || self->hidden->length < self->length)
        {
          JbIdSet *larger = jb_id_set_new (self->room);

          for (guint i = 0; self->hidden != NULL && i < self->hidden->length; i++)
            {
              if (jb_id_set_contains (self->hidden, i))
                jb_id_set_add (larger, i);
            }
          jb_id_set_free (self->hidden);
          self->hidden = larger;
        }
      jb_id_set_add (self->hidden, jb_statement_get_int (statement, 0));
    }
  return step == JB_STEP_DONE;
}

/* Most books know no demo: then no source is looked at. */
static gboolean
load_hidden (JbColumns   *self,
             JbDatabase  *database,
             GError     **error)
{
  g_autoptr(JbStatement) statement = NULL;
  gint64 n_mixed;

  if (!jb_database_get_int (database, "SELECT count (*) FROM (" JB_MIXED_COMPANIES ")", &n_mixed, error))
    return FALSE;
  if (n_mixed == 0)
    return TRUE;

  statement = jb_database_prepare (database, HIDDEN_SELECT, error);
  return statement != NULL && read_hidden (self, statement, error);
}

static gboolean
reload_hidden (JbColumns   *self,
               JbDatabase  *database,
               gint64       id,
               GError     **error)
{
  JbStatement *statement = jb_database_statement (database, HIDDEN_SELECT " AND s.invoice = ?1", error);
  gboolean ok;

  if (statement == NULL)
    return FALSE;

  if (self->hidden != NULL)
    jb_id_set_remove (self->hidden, id);
  jb_statement_bind_int (statement, 1, id);
  ok = read_hidden (self, statement, error);
  jb_statement_reset (statement);
  return ok;
}

/* -- parties ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  guint   id;
  char   *text;    /* (owned) */
} Ranked;

static void
ranked_clear (gpointer data)
{
  g_free (((Ranked *) data)->text);
}

static int
compare_ranked (gconstpointer a,
                gconstpointer b)
{
  return strcmp (((const Ranked *) a)->text, ((const Ranked *) b)->text);
}

/* 0 is left for rows without a party. (transfer full) */
static guint32 *
make_ranks (GArray *texts,
            guint   length)
{
  guint32 *ranks = g_new0 (guint32, length);
  guint32 rank = 0;

  g_array_sort (texts, compare_ranked);
  for (guint i = 0; i < texts->len; i++)
    {
      const Ranked *text = &g_array_index (texts, Ranked, i);

      if (i == 0 || strcmp (text->text, g_array_index (texts, Ranked, i - 1).text) != 0)
        rank++;
      ranks[text->id] = rank;
    }
  return ranks;
}

static void
append_ranked (GArray     *texts,
               guint       id,
               const char *text)
{
  Ranked ranked = { id, g_strdup (text != NULL ? text : "") };

  g_array_append_val (texts, ranked);
}

static void
text_block_begin (JbTextBlock *block,
                  guint        length)
{
  block->text = g_string_new (NULL);
  block->begin = g_new0 (guint32, length + 1);
}

/* Ids between the last one and this one have the empty text of nobody. */
static void
text_block_append (JbTextBlock *block,
                   guint       *next,
                   guint        id,
                   const char  *text)
{
  while (*next <= id)
    block->begin[(*next)++] = (guint32) block->text->len;
  g_string_append (block->text, text);
  g_string_append_c (block->text, '\0');
}

static void
text_block_end (JbTextBlock *block,
                guint        next,
                guint        length)
{
  while (next <= length)
    block->begin[next++] = (guint32) block->text->len;
}

static gboolean
read_parties (JbColumns    *self,
              JbStatement  *statement,
              GArray       *names,
              GArray       *numbers,
              GError      **error)
{
  guint next_word = 0, next_initial = 0;
  JbStep step;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      guint id = (guint) jb_statement_get_int (statement, 0);
      const char *words = jb_statement_get_text (statement, 3);
      g_autofree char *initials = jb_search_initials (words != NULL ? words : "");

      append_ranked (names, id, jb_statement_get_text (statement, 1));
      append_ranked (numbers, id, jb_statement_get_text (statement, 2));
      text_block_append (&self->words, &next_word, id, words != NULL ? words : "");
      text_block_append (&self->initials, &next_initial, id, initials);
    }

  text_block_end (&self->words, next_word, self->n_parties);
  text_block_end (&self->initials, next_initial, self->n_parties);
  return step == JB_STEP_DONE;
}

static gboolean
load_parties (JbColumns   *self,
              JbDatabase  *database,
              GError     **error)
{
  g_autoptr(GArray) names = g_array_new (FALSE, FALSE, sizeof (Ranked));
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (Ranked));
  g_autoptr(JbStatement) statement = NULL;
  guint length;

  clear_parties (self);
  if (!measure_table (database, "SELECT coalesce (min (id), 0), coalesce (max (id), 0), count (*) FROM parties", &length, error))
    return FALSE;

  g_array_set_clear_func (names, ranked_clear);
  g_array_set_clear_func (numbers, ranked_clear);
  self->n_parties = length;
  text_block_begin (&self->words, length);
  text_block_begin (&self->initials, length);
  statement = jb_database_prepare (database, "SELECT id, name, registration, words FROM parties ORDER BY id", error);
  if (statement == NULL || !read_parties (self, statement, names, numbers, error))
    return FALSE;

  self->name_rank = make_ranks (names, length);
  self->number_rank = make_ranks (numbers, length);
  return TRUE;
}

/* -- the door ----------------------------------------------------------------------------------------------------- */

static gboolean
reload (JbColumns     *self,
        JbDatabase    *database,
        const JbNews  *news,
        GError       **error)
{
  if (news->parties && !load_parties (self, database, error))
    return FALSE;
  if (news->rows == NULL)
    return TRUE;

  g_clear_pointer (&self->rank, g_free);
  for (guint i = 0; i < news->rows->len; i++)
    {
      gint64 id = g_array_index (news->rows, gint64, i);

      if (!reload_row (self, database, id, error) || !reload_phrase (self, database, id, error) ||
          !reload_hidden (self, database, id, error))
        return FALSE;
    }
  return TRUE;
}

/* Ten megabytes of names and of SQLite's pages passed through this thread's heap, which keeps them otherwise. */
static void
give_back_memory (JbDatabase *database)
{
  jb_database_release_memory (database);
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

static gboolean
load (JbColumns   *self,
      JbDatabase  *database,
      GError     **error)
{
  gboolean ok = load_rows (self, database, error) &&
                load_phrases (self, database, error) &&
                load_hidden (self, database, error) &&
                load_parties (self, database, error);

  give_back_memory (database);
  return ok;
}

gboolean
jb_columns_update (JbColumns     *self,
                   JbDatabase    *database,
                   const JbNews  *news,
                   GError       **error)
{
  gint64 version = self->version;
  gboolean whole;

  if (news == NULL && !jb_database_get_int (database, "PRAGMA data_version", &version, error))
    return FALSE;

  whole = !self->loaded || (news != NULL ? news->everything : version != self->version);
  self->version = version;
  self->loaded = FALSE;
  if (whole)
    self->loaded = load (self, database, error);
  else
    self->loaded = news == NULL || reload (self, database, news, error);
  return self->loaded;
}
