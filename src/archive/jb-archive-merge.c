/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A page of a list on its way into the book: one transaction with its cursor.
 *
 * For each row one look-up by its identity answers whether it is here and what this connection last said about it (64 bits of a hash).
 * The same answer again ends there. A row that says something else is compared column by column: what it does not know never
 * replaces what the book knows, and what an original brought is not replaced by a list.
 *
 * Rows of the table invoices come into being in insert_row() and change in jb_row_values_store(). */

#define G_LOG_DOMAIN "jb-archive-merge"

#include "config.h"

#include "jb-answer-store.h"
#include "jb-archive-private.h"
#include "jb-archive-runs.h"
#include "jb-contents.h"
#include "jb-details.h"
#include "jb-digest.h"
#include "jb-journal.h"
#include "jb-numbers.h"
#include "jb-party-store.h"
#include "jb-proof.h"
#include "jb-row-values.h"
#include "jb-said.h"

#include <string.h>

/* Fewer rows than this are looked up one by one. */
#define PRESENT_ROWS_MIN 100

/* The standard has 24; other services have a few more (smartbill.md 6). */
#define ISSUE_ID_MAX 64

typedef struct
{
  JbBook             *book;
  const JbMergePage  *page;
  gint64              company;
  char               *registration;   /* (owned) */
  gboolean            company_named;  /* nothing to learn about the company's name any more */
  gint64              now;
  gboolean            of_files;

  GHashTable         *present;        /* (owned) (nullable): what may be in the book; NULL = anything */
  GStringChunk       *present_ids;    /* (owned) (nullable) */
  JbSaid             *said;           /* (owned) */
  JbDigest           *arrivals;       /* (owned): over the new rows */
  const char         *first_new;
  const char         *last_new;
  gboolean            parties_changed;
  JbMergeResult       result;
} Merge;

/* What the book knows about a row that arrives. */
typedef struct
{
  gint64    id;          /* 0 = new */
  gboolean  has_source;
  gint64    said;
  gboolean  has_original;
} Found;

JbMergePage *
jb_merge_page_new (gint64     connection,
                   GPtrArray *invoices)
{
  JbMergePage *page = g_new0 (JbMergePage, 1);

  page->connection = connection;
  page->invoices = g_ptr_array_ref (invoices);
  return page;
}

void
jb_merge_page_free (JbMergePage *page)
{
  if (page == NULL)
    return;

  g_clear_pointer (&page->invoices, g_ptr_array_unref);
  g_clear_pointer (&page->arrivals, g_array_unref);
  g_free (page);
}

/* -- what can be a row -------------------------------------------------------------------------------------------- */

static gboolean
has_identity (Merge     *merge,
              JbInvoice *invoice)
{
  const char *id = invoice->issue_id;
  gsize size = id != NULL ? strlen (id) : 0;

  if (size == 0 || size > ISSUE_ID_MAX)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      if (!g_ascii_isgraph (id[i]))
        return FALSE;
    }

  return (invoice->direction == JB_DIRECTION_SALES || invoice->direction == JB_DIRECTION_PURCHASE) &&
         (invoice->company == NULL || strcmp (invoice->company, merge->registration) == 0);
}

/* Without a day no period would ever show the row; the issue id begins with one. */
static gboolean
complete_day (JbInvoice   *invoice,
              JbRowValues *values)
{
  if (!jb_date_is_valid ((int) values->ints[JB_VALUE_WRITTEN_ON]))
    values->ints[JB_VALUE_WRITTEN_ON] = jb_issue_id_get_date (invoice->issue_id);

  return jb_date_is_valid ((int) values->ints[JB_VALUE_WRITTEN_ON]);
}

/* -- what the book has -------------------------------------------------------------------------------------------- */

static gboolean
find_row (Merge      *merge,
          JbInvoice  *invoice,
          Found      *found,
          GError    **error)
{
  JbStatement *statement =
    jb_database_statement (merge->book->database,
                           "SELECT i.id, i.original = 1, s.said IS NOT NULL, s.said FROM invoices i "
                           "LEFT JOIN sources s ON s.invoice = i.id AND s.connection = ?4 "
                           "WHERE i.issue_id = ?1 AND i.company = ?2 AND i.direction = ?3", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, invoice->issue_id);
  jb_statement_bind_int (statement, 2, merge->company);
  jb_statement_bind_int (statement, 3, invoice->direction);
  jb_statement_bind_int (statement, 4, merge->page->connection);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *found = (Found) {
      .id = jb_statement_get_int (statement, 0),
      .has_original = jb_statement_get_int (statement, 1) != 0,
      .has_source = jb_statement_get_int (statement, 2) != 0,
      .said = jb_statement_get_int (statement, 3),
    };

  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

/* The ids between which all of the page lie. */
static void
find_range (const JbMergePage  *page,
            const char        **first,
            const char        **last)
{
  for (guint i = 0; i < page->invoices->len; i++)
    {
      const char *id = ((JbInvoice *) g_ptr_array_index (page->invoices, i))->issue_id;

      if (id == NULL)
        continue;
      if (*first == NULL || strcmp (id, *first) < 0)
        *first = id;
      if (*last == NULL || strcmp (id, *last) > 0)
        *last = id;
    }
}

static void
forget_present (Merge *merge)
{
  g_clear_pointer (&merge->present, g_hash_table_unref);
  g_clear_pointer (&merge->present_ids, g_string_chunk_free);
}

/* Rows that come for the first time come many at once: one walk over the ids between theirs spares each of them a look-up. When there
 * are as many as in the page it is no first time, and each is looked up. */
static gboolean
load_present (Merge   *merge,
              GError **error)
{
  const char *first = NULL;
  const char *last = NULL;
  JbStatement *statement;
  JbStep step;

  if (merge->page->invoices->len < PRESENT_ROWS_MIN)
    return TRUE;

  find_range (merge->page, &first, &last);
  statement = jb_database_statement (merge->book->database,
                                     "SELECT issue_id FROM invoices WHERE issue_id BETWEEN ?1 AND ?2 LIMIT ?3", error);
  if (statement == NULL)
    return FALSE;

  merge->present = g_hash_table_new (g_str_hash, g_str_equal);
  merge->present_ids = g_string_chunk_new (4096);
  jb_statement_bind_text (statement, 1, first);
  jb_statement_bind_text (statement, 2, last);
  jb_statement_bind_int (statement, 3, merge->page->invoices->len);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    g_hash_table_add (merge->present, g_string_chunk_insert (merge->present_ids, jb_statement_get_text (statement, 0)));
  jb_statement_reset (statement);

  if (g_hash_table_size (merge->present) * 2 >= merge->page->invoices->len)
    forget_present (merge);
  return step == JB_STEP_DONE;
}

/* From now on it is. */
static gboolean
may_be_present (Merge      *merge,
                JbInvoice  *invoice)
{
  return merge->present == NULL || !g_hash_table_add (merge->present, invoice->issue_id);
}

static gboolean
put_parties (Merge        *merge,
             JbInvoice    *invoice,
             JbRowValues  *values,
             GError      **error)
{
  gboolean sales = invoice->direction == JB_DIRECTION_SALES;

  return jb_party_store_put (merge->book, sales ? invoice->buyer : invoice->supplier, &values->ints[JB_VALUE_COUNTERPARTY],
                             &merge->parties_changed, error) &&
         jb_party_store_put (merge->book, sales ? invoice->supplier : invoice->buyer, &values->ints[JB_VALUE_OWN_SIDE],
                             &merge->parties_changed, error);
}

static gboolean
name_company (Merge      *merge,
              JbInvoice  *invoice,
              GError    **error)
{
  const JbParty *own = invoice->direction == JB_DIRECTION_SALES ? invoice->supplier : invoice->buyer;
  JbStatement *statement;

  if (merge->company_named || own == NULL || own->name == NULL || g_strcmp0 (own->registration, merge->registration) != 0)
    return TRUE;

  merge->company_named = TRUE;
  statement = jb_database_statement (merge->book->database, "UPDATE companies SET name = ?2 WHERE id = ?1 AND name IS NULL", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, merge->company);
  jb_statement_bind_text (statement, 2, own->name);
  jb_proof_touch (merge->book, JB_LEAF_COMPANY, merge->company, FALSE);
  return jb_statement_run (statement, error);
}

static gboolean
store_source (Merge      *merge,
              gint64      id,
              gint64      said,
              GError    **error)
{
  JbStatement *statement =
    jb_database_statement (merge->book->database,
                           "INSERT INTO sources (invoice, connection, said, first_seen, last_seen) VALUES (?1, ?2, ?3, ?4, ?4) "
                           "ON CONFLICT (invoice, connection) DO UPDATE SET said = excluded.said, last_seen = excluded.last_seen",
                           error);

  if (statement == NULL)
    return FALSE;

  /* A new source alone may make a row count: JB_REAL_ONLY. */
  jb_book_touch (merge->book, id);
  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_int (statement, 2, merge->page->connection);
  jb_statement_bind_int (statement, 3, said);
  jb_statement_bind_int (statement, 4, merge->now);
  return jb_statement_run (statement, error);
}

/* -- new rows ----------------------------------------------------------------------------------------------------- */

static void
count_arrival (Merge     *merge,
               JbInvoice *invoice,
               gint64     said)
{
  /* The journal is never rewritten: what a book without a key tells of a person's row could not be taken back. */
  gint64 le = jb_details_is_private (invoice) ? 0 : GINT64_TO_LE (said);

  if (merge->first_new == NULL)
    merge->first_new = invoice->issue_id;
  merge->last_new = invoice->issue_id;
  jb_digest_add (merge->arrivals, invoice->issue_id, strlen (invoice->issue_id) + 1);
  jb_digest_add (merge->arrivals, &le, sizeof le);
  merge->result.n_new++;
}

static gboolean
insert_row (Merge        *merge,
            JbInvoice    *invoice,
            JbRowValues  *values,
            gint64        said,
            GError      **error)
{
  JbStatement *statement;
  JbMonthShare share;
  gint64 id;

  if (!put_parties (merge, invoice, values, error) || !name_company (merge, invoice, error))
    return FALSE;

  statement = jb_database_statement (merge->book->database,
                                     "INSERT INTO invoices (company, direction, issue_id, original, verdict, " JB_ROW_COLUMNS ") "
                                     "VALUES (?1, ?2, ?3, 0, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
                                     "?18, ?19, ?20, ?21, ?22, ?23)", error);
  G_STATIC_ASSERT (JB_ROW_N_COLUMNS == 20);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, merge->company);
  jb_statement_bind_int (statement, 2, invoice->direction);
  jb_statement_bind_text (statement, 3, invoice->issue_id);
  jb_row_values_bind (values, statement, 4);
  if (!jb_statement_run (statement, error))
    return FALSE;

  id = jb_database_last_id (merge->book->database);
  share = jb_row_values_get_share (values);
  jb_month_store_note (merge->book, merge->company, invoice->direction, NULL, &share);
  jb_proof_touch (merge->book, JB_LEAF_INVOICE, id, TRUE);
  if (jb_contents_has_any (invoice) && !jb_contents_store (merge->book, id, invoice, error))
    return FALSE;

  count_arrival (merge, invoice, said);
  return store_source (merge, id, said, error);
}

/* -- changed rows ------------------------------------------------------------------------------------------------- */

/* What the original says about the lines is better than what a list says. */
static void
forget_lines (JbRowValues *values)
{
  values->ints[JB_VALUE_N_LINES] = 0;
  g_clear_pointer (&values->texts[JB_VALUE_ITEM], g_free);
}

static char *
find_name (JbBook *book,
           gint64  party)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT name FROM parties WHERE id = ?1", NULL);
  char *name = NULL;

  if (statement == NULL)
    return NULL;

  jb_statement_bind_int (statement, 1, party);
  if (jb_statement_step (statement, NULL) == JB_STEP_ROW)
    name = jb_statement_dup_text (statement, 0);
  jb_statement_reset (statement);
  return name;
}

/* The journal tells a party by its row; a person wants its name. */
static void
note_names (JbBook  *book,
            GString *detail,
            gint64   old,
            gint64   new_)
{
  g_autofree char *old_name = NULL;
  g_autofree char *new_name = NULL;

  if (old == new_)
    return;

  old_name = find_name (book, old);
  new_name = find_name (book, new_);
  jb_journal_note_change (detail, "counterparty_name", old_name, new_name);
}

/* What the book has of a row that a file speaks about. */
typedef struct
{
  gboolean has_service;    /* a service said something about it too */
  gboolean has_contents;
} Known;

static gboolean
find_known (Merge   *merge,
            gint64   id,
            Known   *known,
            GError **error)
{
  JbStatement *statement =
    jb_database_statement (merge->book->database,
                           "SELECT EXISTS (SELECT 1 FROM sources s JOIN connections n ON n.id = s.connection "
                           "WHERE s.invoice = ?1 AND n.service <> '" JB_SERVICE_FILE "'), "
                           "EXISTS (SELECT 1 FROM lines WHERE invoice = ?1) OR EXISTS (SELECT 1 FROM details WHERE invoice = ?1)",
                           error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *known = (Known) { jb_statement_get_int (statement, 0) != 0, jb_statement_get_int (statement, 1) != 0 };
  jb_statement_reset (statement);
  return step == JB_STEP_ROW;
}

/* A file may be older than what the book has, and anybody may have written in it: it fills in what is unknown, and replaces only
 * what nothing but files said. */
static gboolean
may_replace (Merge        *merge,
             const Found  *found,
             JbRowValues  *known,
             gboolean     *has_contents,
             gboolean     *replaces,
             GError      **error)
{
  Known more = { 0 };

  *replaces = TRUE;
  if (!merge->of_files)
    return TRUE;

  if (!find_known (merge, found->id, &more, error))
    return FALSE;

  *replaces = !found->has_original && !more.has_service;
  if (more.has_contents || (!*replaces && known->ints[JB_VALUE_N_LINES] != 0))
    *has_contents = FALSE;
  return TRUE;
}

/* Lines and remark of a file beside what a service said: its names and addresses would stand before those of the service. */
static gboolean
fill_contents (Merge      *merge,
               gint64      id,
               JbInvoice  *invoice,
               GError    **error)
{
  g_autoptr(JbInvoice) nameless = jb_invoice_copy (invoice);

  g_clear_pointer (&nameless->supplier, jb_party_free);
  g_clear_pointer (&nameless->buyer, jb_party_free);
  return jb_contents_store (merge->book, id, nameless, error);
}

static gboolean
update_row (Merge        *merge,
            JbInvoice    *invoice,
            const Found  *found,
            JbRowValues  *values,
            gint64        said,
            GError      **error)
{
  g_auto(JbRowValues) known = { 0 };
  g_autoptr(GString) detail = g_string_new (NULL);
  gboolean changed, has_contents, replaces;
  gint64 counterparty;

  if (!jb_row_values_load (merge->book, found->id, &known, error))
    return FALSE;

  has_contents = !found->has_original && jb_contents_has_any (invoice);
  if (!may_replace (merge, found, &known, &has_contents, &replaces, error))
    return FALSE;

  counterparty = known.ints[JB_VALUE_COUNTERPARTY];
  if ((replaces || counterparty == 0 || known.ints[JB_VALUE_OWN_SIDE] == 0) && !put_parties (merge, invoice, values, error))
    return FALSE;

  if (found->has_original)
    forget_lines (values);

  jb_journal_note (detail, "issue_id", invoice->issue_id);
  changed = jb_row_values_take (&known, values, replaces, detail);
  note_names (merge->book, detail, counterparty, known.ints[JB_VALUE_COUNTERPARTY]);
  if (changed && !jb_row_values_store (merge->book, found->id, &known, error))
    return FALSE;

  if (has_contents)
    {
      changed = TRUE;
      jb_journal_note (detail, "contents", "");
      if (replaces ? !jb_contents_store (merge->book, found->id, invoice, error)
                   : !fill_contents (merge, found->id, invoice, error))
        return FALSE;
    }

  if (changed && !jb_journal_append (merge->book->database, merge->now, JB_JOURNAL_CHANGE, merge->page->connection,
                                     found->id, detail->str, error))
    return FALSE;

  if (changed || !found->has_source)
    jb_proof_touch (merge->book, JB_LEAF_INVOICE, found->id, FALSE);
  if (changed)
    merge->result.n_changed++;
  else
    merge->result.n_same++;
  return store_source (merge, found->id, said, error);
}

/* -- a page ------------------------------------------------------------------------------------------------------- */

static gboolean
merge_row (Merge      *merge,
           JbInvoice  *invoice,
           GError    **error)
{
  g_auto(JbRowValues) values = { 0 };
  Found found = { 0 };
  gint64 said;

  if (!has_identity (merge, invoice) || !jb_contents_are_valid (invoice))
    {
      merge->result.n_refused++;
      return TRUE;
    }

  jb_row_values_from_invoice (&values, invoice);
  if (!complete_day (invoice, &values))
    {
      merge->result.n_refused++;
      return TRUE;
    }

  if (!jb_said_hash (merge->said, merge->book, invoice, &values, &said, error) ||
      (may_be_present (merge, invoice) && !find_row (merge, invoice, &found, error)))
    return FALSE;

  if (found.id == 0)
    return insert_row (merge, invoice, &values, said, error);

  if (!found.has_source || found.said != said)
    return (!found.has_source || jb_answer_store_forget (merge->book, merge->page->connection, invoice->direction, error)) &&
           update_row (merge, invoice, &found, &values, said, error);

  merge->result.n_same++;
  return TRUE;
}

static gboolean
note_arrivals (Merge   *merge,
               GError **error)
{
  g_autoptr(GString) detail = NULL;
  g_autofree char *digest = NULL;

  if (merge->result.n_new == 0)
    return TRUE;

  detail = g_string_new (NULL);
  digest = jb_digest_end_hex (merge->arrivals);
  jb_journal_note_int (detail, "run", merge->page->run);
  jb_journal_note_int (detail, "count", merge->result.n_new);
  jb_journal_note (detail, "first", merge->first_new);
  jb_journal_note (detail, "last", merge->last_new);
  jb_journal_note (detail, "digest", digest);
  return jb_journal_append (merge->book->database, merge->now, JB_JOURNAL_ARRIVALS, merge->page->connection, 0, detail->str, error);
}

/* Read to its end and taken whole: the same again brings nothing. */
static gboolean
note_answer (Merge   *merge,
             GError **error)
{
  const JbMergePage *page = merge->page;

  return !page->has_answer || page->is_known || !page->answer.has_digest || merge->result.n_refused > 0 ||
         jb_answer_store_put (merge->book, page->connection, &page->answer, merge->now, error);
}

/* The book may have learnt something else since it was asked. */
static gboolean
check_known (Merge   *merge,
             GError **error)
{
  const JbMergePage *page = merge->page;
  JbAnswer answer = page->answer;

  if (!page->has_answer || !page->is_known)
    return TRUE;

  if (!jb_answer_store_find (merge->book, page->connection, &answer, error))
    return FALSE;

  merge->result.is_stale = !answer.has_digest || memcmp (answer.digest, page->answer.digest, sizeof answer.digest) != 0;
  return TRUE;
}

/* What became of the row between these two counts. */
static void
note_arrival (Merge               *merge,
              const JbMergeResult *before)
{
  JbArrival arrival = JB_ARRIVAL_SAME;

  if (merge->page->arrivals == NULL)
    return;

  if (merge->result.n_new > before->n_new)
    arrival = JB_ARRIVAL_NEW;
  else if (merge->result.n_changed > before->n_changed)
    arrival = JB_ARRIVAL_CHANGED;
  else if (merge->result.n_refused > before->n_refused)
    arrival = JB_ARRIVAL_REFUSED;
  g_array_append_val (merge->page->arrivals, arrival);
}

static gboolean
merge_rows (Merge   *merge,
            GError **error)
{
  JbCursor cursor = merge->page->cursor;

  if (!check_known (merge, error) || merge->result.is_stale)
    return merge->result.is_stale;

  for (guint i = 0; i < merge->page->invoices->len; i++)
    {
      const JbMergeResult before = merge->result;

      if (!merge_row (merge, g_ptr_array_index (merge->page->invoices, i), error))
        return FALSE;
      note_arrival (merge, &before);
    }

  cursor.connection = merge->page->connection;
  return note_arrivals (merge, error) &&
         note_answer (merge, error) &&
         (!merge->page->has_cursor || _jb_archive_store_cursor (merge->book, &cursor, error));
}

static gboolean
merge_page (JbBook   *book,
            JbJob    *job,
            GError  **error)
{
  Merge merge = { .book = book, .page = job->input, .now = job->now };
  gboolean ok;

  if (!jb_codec_require_key (book->codec, error) ||
      !_jb_archive_is_of_files (book, merge.page->connection, &merge.of_files, error) ||
      !_jb_archive_find_company (book, merge.page->connection, &merge.company, &merge.registration, error))
    return FALSE;

  merge.said = jb_said_new ();
  merge.arrivals = jb_digest_new ();
  ok = load_present (&merge, error) && merge_rows (&merge, error);
  if (ok)
    {
      job->output = g_memdup2 (&merge.result, sizeof merge.result);
      job->changed = merge.result.n_new > 0 || merge.result.n_changed > 0 || merge.parties_changed;
    }

  forget_present (&merge);
  jb_digest_free (merge.arrivals);
  jb_said_free (merge.said);
  g_free (merge.registration);
  return ok;
}

void
jb_archive_merge_async (JbArchive           *self,
                        JbMergePage         *page,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (page != NULL && page->invoices != NULL);

  _jb_archive_write (self, _jb_job_new (merge_page, page, (GDestroyNotify) jb_merge_page_free, g_free),
                     jb_archive_merge_async, cancellable, callback, user_data);
}

gboolean
jb_archive_merge_finish (JbArchive      *self,
                         GAsyncResult   *result,
                         JbMergeResult  *merged,
                         GError        **error)
{
  g_autofree JbMergeResult *output = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  if (!_jb_archive_finish (self, result, jb_archive_merge_async, (gpointer *) &output, error))
    return FALSE;

  if (merged != NULL)
    *merged = *output;
  return TRUE;
}
