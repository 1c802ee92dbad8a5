/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Originals on their way into the book, and which of them are missing.
 *
 * Bytes are kept whatever they are: a service deletes after three months, and what it gave is evidence. Only a readable document
 * of the row's own issue id makes the row complete; anything else is kept with its problem and asked for again later. */

#define G_LOG_DOMAIN "jb-archive-originals"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-archive-runs.h"
#include "jb-certificate-store.h"
#include "jb-contents.h"
#include "jb-details.h"
#include "jb-digest.h"
#include "jb-fingerprint.h"
#include "jb-journal.h"
#include "jb-party-store.h"
#include "jb-proof.h"
#include "jb-row-values.h"
#include "jb-verification-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The column invoices.original. */
typedef enum
{
  ORIGINAL_MISSING  = 0,
  ORIGINAL_HERE     = 1,
  ORIGINAL_UNUSABLE = 2,
} OriginalState;

typedef struct
{
  gint64       connection;
  JbDirection  direction;
  GPtrArray   *originals;   /* (element-type JbArrivedOriginal) */
} Batch;

typedef struct
{
  JbBook       *book;
  gint64        connection;
  JbDirection   direction;
  gint64        now;
  gboolean      of_files;
  int           n_new;
  JbDigest     *arrivals;   /* (owned): over issue ids and fingerprints */
} Storing;

/* One row of the book and what the book has of its original. */
typedef struct
{
  gint64         id;
  OriginalState  state;
  gboolean       same;      /* these very bytes are here */
  JbVerdict      verdict;
} Row;

JbArrivedOriginal *
jb_arrived_original_new (const char *issue_id)
{
  JbArrivedOriginal *original = g_new0 (JbArrivedOriginal, 1);

  original->issue_id = g_strdup (issue_id);
  return original;
}

void
jb_arrived_original_free (JbArrivedOriginal *original)
{
  if (original == NULL)
    return;

  g_free (original->issue_id);
  g_clear_pointer (&original->bytes, g_bytes_unref);
  g_clear_object (&original->invoice);
  g_clear_pointer (&original->packed, g_bytes_unref);
  g_clear_pointer (&original->certificate, g_bytes_unref);
  g_free (original->detail);
  g_free (original->problem);
  g_free (original);
}

void
jb_arrived_original_pack (JbArrivedOriginal *original)
{
  gsize size;
  gconstpointer data;

  if (original->bytes == NULL || original->packed != NULL)
    return;

  data = g_bytes_get_data (original->bytes, &size);
  if (size <= JB_CODEC_MAX_BYTES)
    original->packed = jb_codec_pack_original (data, size, &original->certificate);
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->originals);
  g_free (batch);
}

/* -- the row ------------------------------------------------------------------------------------------------------ */

static gboolean
find_row (Storing       *storing,
          gint64         company,
          const char    *issue_id,
          const guint8  *sha256,
          Row           *row,
          GError       **error)
{
  JbStatement *statement =
    jb_database_statement (storing->book->database,
                           "SELECT i.id, i.original, o.sha256 IS ?4, i.verdict FROM invoices i LEFT JOIN originals o ON o.invoice = i.id "
                           "WHERE i.issue_id = ?1 AND i.company = ?2 AND i.direction = ?3", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, issue_id);
  jb_statement_bind_int (statement, 2, company);
  jb_statement_bind_int (statement, 3, storing->direction);
  jb_statement_bind_blob (statement, 4, sha256, JB_FINGERPRINT_BYTES);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *row = (Row) {
      .id = jb_statement_get_int (statement, 0),
      .state = (OriginalState) jb_statement_get_int (statement, 1),
      .same = jb_statement_get_int (statement, 2) != 0,
      .verdict = (JbVerdict) jb_statement_get_int (statement, 3),
    };
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

/* A source that is new to the row is something that happened to it; asking again is not. */
static gboolean
touch_if_new (Storing  *storing,
              gint64    id,
              GError  **error)
{
  JbStatement *statement = jb_database_statement (storing->book->database,
                                                  "SELECT 1 FROM sources WHERE invoice = ?1 AND connection = ?2", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_int (statement, 2, storing->connection);
  step = jb_statement_step (statement, error);
  jb_statement_reset (statement);
  if (step == JB_STEP_DONE)
    jb_proof_touch (storing->book, JB_LEAF_INVOICE, id, FALSE);
  return step != JB_STEP_ERROR;
}

/* Asked in vain, or what came is of no use: asked again after all that were never asked for. */
static gboolean
note_asked (Storing     *storing,
            gint64       id,
            const char  *problem,
            GError     **error)
{
  JbStatement *statement =
    jb_database_statement (storing->book->database,
                           "INSERT INTO sources (invoice, connection, said, first_seen, last_seen, asked_at, problem) "
                           "VALUES (?1, ?2, 0, ?3, ?3, ?3, ?4) ON CONFLICT (invoice, connection) DO UPDATE "
                           "SET asked_at = max (excluded.asked_at, asked_at + 1), problem = excluded.problem", error);

  if (statement == NULL || !touch_if_new (storing, id, error))
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_int (statement, 2, storing->connection);
  jb_statement_bind_int (statement, 3, MAX (storing->now, 1));
  jb_statement_bind_text (statement, 4, problem);
  return jb_statement_run (statement, error);
}

static gboolean
mark_row (Storing        *storing,
          gint64          id,
          OriginalState   state,
          JbVerdict       verdict,
          GError        **error)
{
  JbStatement *statement = jb_database_statement (storing->book->database,
                                                  "UPDATE invoices SET original = ?2, verdict = ?3 WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  jb_book_touch (storing->book, id);
  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_int (statement, 2, state);
  jb_statement_bind_int (statement, 3, verdict);
  jb_proof_touch (storing->book, JB_LEAF_INVOICE, id, FALSE);
  return jb_statement_run (statement, error);
}

/* -- the bytes ---------------------------------------------------------------------------------------------------- */

/* *certificate (out) (transfer full) (nullable), as with jb_codec_seal_original(). */
static GBytes *
seal (Storing                  *storing,
      gint64                    id,
      const JbArrivedOriginal  *original,
      gboolean                  private_,
      GBytes                  **certificate,
      GError                  **error)
{
  const JbPlace place = { JB_PLACE_ORIGINAL, id };
  gsize size;
  gconstpointer data = g_bytes_get_data (original->bytes, &size);

  if (original->packed == NULL)
    return jb_codec_seal_original (storing->book->codec, place, data, size, private_, certificate, error);

  *certificate = original->certificate != NULL ? g_bytes_ref (original->certificate) : NULL;
  return jb_codec_seal_packed (storing->book->codec, place, original->packed, size, private_, error);
}

static gboolean
store_bytes (Storing                  *storing,
             gint64                    id,
             const JbArrivedOriginal  *original,
             const guint8              sha256[JB_FINGERPRINT_BYTES],
             JbVerdict                 verdict,
             const char               *problem,
             GError                  **error)
{
  /* What nobody could read may hold anything. */
  gboolean private_ = original->invoice == NULL || jb_details_is_private (original->invoice);
  g_autoptr(GBytes) certificate = NULL;
  g_autoptr(GBytes) sealed = seal (storing, id, original, private_, &certificate, error);
  JbStatement *statement;
  gint64 certificate_id;

  if (sealed == NULL || !jb_certificate_store_put (storing->book, certificate, private_, &certificate_id, error))
    return FALSE;

  statement = jb_database_statement (storing->book->database,
                                     "INSERT OR REPLACE INTO originals (invoice, connection, arrived_at, size, sha256, verdict, "
                                     "problem, sealed, certificate) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_int (statement, 2, storing->connection);
  jb_statement_bind_int (statement, 3, storing->now);
  jb_statement_bind_int (statement, 4, (gint64) g_bytes_get_size (original->bytes));
  jb_statement_bind_blob (statement, 5, sha256, JB_FINGERPRINT_BYTES);
  jb_statement_bind_int (statement, 6, verdict);
  jb_statement_bind_text (statement, 7, problem);
  jb_statement_bind_bytes (statement, 8, sealed);
  jb_statement_bind_id (statement, 9, certificate_id);
  return jb_statement_run (statement, error);
}

static void
count_arrival (Storing                 *storing,
               JbArrivedOriginal       *original,
               const guint8             sha256[JB_FINGERPRINT_BYTES])
{
  original->arrival = JB_ARRIVAL_NEW;
  jb_digest_add (storing->arrivals, original->issue_id, strlen (original->issue_id) + 1);
  jb_digest_add (storing->arrivals, sha256, JB_FINGERPRINT_BYTES);
  storing->n_new++;
}

/* -- what the document says --------------------------------------------------------------------------------------- */

static gboolean
values_disagree (const JbRowValues *row,
                 const JbRowValues *document,
                 GString           *detail)
{
  static const JbRowInt compared[] = { JB_VALUE_WRITTEN_ON, JB_VALUE_SUPPLY, JB_VALUE_TAX, JB_VALUE_TOTAL };
  static const char * const names[] = { "written_on", "supply", "tax", "total" };
  gboolean disagree = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (compared); i++)
    {
      g_autofree char *here = g_strdup_printf ("%" G_GINT64_FORMAT, row->ints[compared[i]]);
      g_autofree char *there = g_strdup_printf ("%" G_GINT64_FORMAT, document->ints[compared[i]]);

      if (row->ints[compared[i]] == document->ints[compared[i]])
        continue;

      jb_journal_note_change (detail, names[i], here, there);
      disagree = TRUE;
    }

  return disagree;
}

/* Parties that the list did not name. */
static gboolean
put_parties (Storing           *storing,
             const JbRowValues *row,
             JbInvoice         *invoice,
             JbRowValues       *document,
             GError           **error)
{
  gboolean sales = storing->direction == JB_DIRECTION_SALES;
  gboolean changed = FALSE;

  return (row->ints[JB_VALUE_COUNTERPARTY] != 0 ||
          jb_party_store_put (storing->book, sales ? invoice->buyer : invoice->supplier, &document->ints[JB_VALUE_COUNTERPARTY],
                              &changed, error)) &&
         (row->ints[JB_VALUE_OWN_SIDE] != 0 ||
          jb_party_store_put (storing->book, sales ? invoice->supplier : invoice->buyer, &document->ints[JB_VALUE_OWN_SIDE],
                              &changed, error));
}

/* Lines, parties and what the row did not know. @problem is set when the document says other amounts or another day. */
static gboolean
take_contents (Storing      *storing,
               gint64        id,
               JbInvoice    *invoice,
               char        **problem,
               GError      **error)
{
  g_auto(JbRowValues) row = { 0 };
  g_auto(JbRowValues) document = { 0 };
  g_autoptr(GString) detail = g_string_new (NULL);

  if (!jb_row_values_load (storing->book, id, &row, error))
    return FALSE;

  jb_row_values_from_invoice (&document, invoice);
  if (!put_parties (storing, &row, invoice, &document, error))
    return FALSE;

  jb_row_values_take (&row, &document, FALSE, NULL);
  /* Lines are the document's own matter. */
  row.ints[JB_VALUE_N_LINES] = document.ints[JB_VALUE_N_LINES];
  if (document.texts[JB_VALUE_ITEM] != NULL)
    {
      g_free (row.texts[JB_VALUE_ITEM]);
      row.texts[JB_VALUE_ITEM] = g_strdup (document.texts[JB_VALUE_ITEM]);
    }

  jb_journal_note (detail, "issue_id", invoice->issue_id);
  if (values_disagree (&row, &document, detail))
    {
      *problem = g_strdup (_("The original says another date or other amounts than the service's list. Both are kept; compare them."));
      if (!jb_journal_append (storing->book->database, storing->now, JB_JOURNAL_DISAGREE, storing->connection, id, detail->str, error))
        return FALSE;
    }

  return jb_row_values_store (storing->book, id, &row, error) && jb_contents_store (storing->book, id, invoice, error);
}

static gboolean
is_usable (const JbArrivedOriginal  *original,
           char                    **problem)
{
  if (original->invoice == NULL)
    {
      *problem = g_strdup (original->problem != NULL ? original->problem
                                                     : _("The service sent something that is no invoice. It is asked again next time."));
      return FALSE;
    }

  if (g_strcmp0 (original->invoice->issue_id, original->issue_id) != 0)
    {
      *problem = g_strdup (original->problem != NULL ? original->problem
                                                     : _("The service sent the original of another invoice. It is asked again next time."));
      return FALSE;
    }

  if (!jb_contents_are_valid (original->invoice))
    {
      *problem = g_strdup (_("The original holds text that cannot be read. It is asked again next time."));
      return FALSE;
    }

  return TRUE;
}

static char *
join_problems (const char *first,
               char       *second)
{
  char *both;

  if (first == NULL || second == NULL || strcmp (first, second) == 0)
    return second != NULL ? second : g_strdup (first);

  both = g_strconcat (first, "\n", second, NULL);
  g_free (second);
  return both;
}

/* How good it is as evidence. */
static int
rank_verdict (JbVerdict verdict)
{
  switch (verdict)
    {
    case JB_VERDICT_VALID:
      return 3;

    case JB_VERDICT_UNSIGNED:      /* a copy from HomeTax may be (etax-domain.md 1.5) */
    case JB_VERDICT_UNKNOWN_FORM:
      return 2;

    case JB_VERDICT_ALTERED:
    case JB_VERDICT_UNCHECKED:
      return 1;

    case JB_VERDICT_UNREADABLE:
    default:
      return 0;
    }
}

static gboolean
store_usable (Storing                  *storing,
              const Row                *row,
              JbArrivedOriginal        *original,
              const guint8              sha256[JB_FINGERPRINT_BYTES],
              GError                  **error)
{
  g_autofree char *problem = NULL;
  g_autofree char *detail = NULL;

  if (row->state == ORIGINAL_HERE && row->same)
    {
      original->arrival = JB_ARRIVAL_SAME;
      return TRUE;
    }

  if (row->state == ORIGINAL_HERE && storing->of_files && rank_verdict (original->verdict) <= rank_verdict (row->verdict))
    {
      original->arrival = JB_ARRIVAL_KEPT_OTHER;
      return TRUE;
    }

  if (!take_contents (storing, row->id, original->invoice, &problem, error))
    return FALSE;

  detail = join_problems (original->detail, g_strdup (problem));
  problem = join_problems (original->problem, g_steal_pointer (&problem));
  count_arrival (storing, original, sha256);
  return store_bytes (storing, row->id, original, sha256, original->verdict, problem, error) &&
         jb_verification_store_put (storing->book, row->id, storing->now, detail, error) &&
         mark_row (storing, row->id, ORIGINAL_HERE, original->verdict, error);
}

/* A good original is never given up for something of no use. */
static gboolean
store_unusable (Storing                  *storing,
                const Row                *row,
                JbArrivedOriginal        *original,
                const guint8              sha256[JB_FINGERPRINT_BYTES],
                const char               *problem,
                GError                  **error)
{
  if (!note_asked (storing, row->id, problem, error))
    return FALSE;

  if (row->state == ORIGINAL_HERE || row->same)
    return TRUE;

  count_arrival (storing, original, sha256);
  return store_bytes (storing, row->id, original, sha256, JB_VERDICT_UNREADABLE, problem, error) &&
         jb_verification_store_put (storing->book, row->id, storing->now, original->detail != NULL ? original->detail : problem,
                                    error) &&
         mark_row (storing, row->id, ORIGINAL_UNUSABLE, JB_VERDICT_UNREADABLE, error);
}

static gboolean
store_one (Storing                  *storing,
           gint64                    company,
           JbArrivedOriginal        *original,
           GError                  **error)
{
  g_autofree char *problem = NULL;
  guint8 sha256[JB_FINGERPRINT_BYTES] = { 0 };
  Row row = { 0 };

  if (original->bytes != NULL)
    jb_fingerprint (original->bytes, sha256);

  if (!find_row (storing, company, original->issue_id, sha256, &row, error))
    return FALSE;

  if (row.id == 0)
    {
      g_message ("An original came for an invoice that is not in the book");
      return TRUE;
    }

  if (original->bytes == NULL)
    return row.state == ORIGINAL_HERE || note_asked (storing, row.id, original->problem, error);

  if (is_usable (original, &problem))
    return store_usable (storing, &row, original, sha256, error);

  return store_unusable (storing, &row, original, sha256, problem, error);
}

static gboolean
note_arrivals (Storing  *storing,
               GError  **error)
{
  g_autoptr(GString) detail = NULL;
  g_autofree char *digest = NULL;

  if (storing->n_new == 0)
    return TRUE;

  detail = g_string_new (NULL);
  digest = jb_digest_end_hex (storing->arrivals);
  jb_journal_note_int (detail, "count", storing->n_new);
  jb_journal_note (detail, "digest", digest);
  return jb_journal_append (storing->book->database, storing->now, JB_JOURNAL_ORIGINALS, storing->connection, 0, detail->str, error);
}

static gboolean
store_batch (JbBook   *book,
             JbJob    *job,
             GError  **error)
{
  const Batch *batch = job->input;
  g_autofree char *registration = NULL;
  Storing storing = { .book = book, .connection = batch->connection, .direction = batch->direction, .now = job->now };
  gboolean ok = TRUE;
  gint64 company;

  if (!jb_codec_require_key (book->codec, error) ||
      !_jb_archive_is_of_files (book, batch->connection, &storing.of_files, error) ||
      !_jb_archive_find_company (book, batch->connection, &company, &registration, error))
    return FALSE;

  storing.arrivals = jb_digest_new ();
  for (guint i = 0; ok && i < batch->originals->len; i++)
    ok = store_one (&storing, company, g_ptr_array_index (batch->originals, i), error);
  ok = ok && note_arrivals (&storing, error);
  jb_digest_free (storing.arrivals);

  if (ok)
    {
      job->output = g_memdup2 (&storing.n_new, sizeof storing.n_new);
      job->changed = storing.n_new > 0;
    }
  return ok;
}

void
jb_archive_store_originals_async (JbArchive           *self,
                                  gint64               connection,
                                  JbDirection          direction,
                                  GPtrArray           *originals,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Batch *batch;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (originals != NULL);

  batch = g_new0 (Batch, 1);
  batch->connection = connection;
  batch->direction = direction;
  batch->originals = originals;
  _jb_archive_write (self, _jb_job_new (store_batch, batch, batch_free, g_free),
                     jb_archive_store_originals_async, cancellable, callback, user_data);
}

int
jb_archive_store_originals_finish (JbArchive     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_autofree int *n_new = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), -1);

  if (!_jb_archive_finish (self, result, jb_archive_store_originals_async, (gpointer *) &n_new, error))
    return -1;

  return *n_new;
}

/* -- what is missing ---------------------------------------------------------------------------------------------- */

#define MISSING_FROM \
  "SELECT i.issue_id FROM invoices i JOIN sources s ON s.invoice = i.id AND s.connection = ?1 " \
  "WHERE i.company = (SELECT company FROM connections WHERE id = ?1) " \
  "AND i.direction = ?2 AND i.original <> 1 AND i.written_on >= ?3 "

/* Comes in the order of the index, so that it ends after @limit rows however many are missing. */
#define NEVER_ASKED MISSING_FROM "AND s.asked_at = 0 ORDER BY i.written_on DESC, i.id DESC LIMIT ?4"
#define ASKED_IN_VAIN MISSING_FROM "AND s.asked_at > 0 ORDER BY s.asked_at, i.written_on DESC, i.id DESC LIMIT ?4"

typedef struct
{
  gint64       connection;
  JbDirection  direction;
  int          from;
  guint        limit;   /* how many more */
} Missing;

/* @sql: one of the two above. */
static gboolean
list_missing (JbBook        *book,
              const char    *sql,
              Missing       *missing,
              GStrvBuilder  *ids,
              GError       **error)
{
  JbStatement *statement = jb_database_statement (book->database, sql, error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, missing->connection);
  jb_statement_bind_int (statement, 2, missing->direction);
  jb_statement_bind_int (statement, 3, missing->from);
  jb_statement_bind_int (statement, 4, missing->limit);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      g_strv_builder_add (ids, jb_statement_get_text (statement, 0));
      missing->limit--;
    }

  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

char **
jb_archive_list_missing_originals (JbArchive    *self,
                                   gint64        connection,
                                   JbDirection   direction,
                                   int           from,
                                   guint         limit,
                                   GError      **error)
{
  static const char never_asked[] = NEVER_ASKED;
  static const char asked_in_vain[] = ASKED_IN_VAIN;
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  Missing missing = { connection, direction, from, limit };
  JbBook *book;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL ||
      !list_missing (book, never_asked, &missing, ids, error) ||
      !list_missing (book, asked_in_vain, &missing, ids, error))
    return NULL;

  return g_strv_builder_end (ids);
}
