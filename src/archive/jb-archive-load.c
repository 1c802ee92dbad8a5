/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows, whole invoices, originals and the home page's figures out of the book. */

#define G_LOG_DOMAIN "jb-archive-load"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-archive-runs.h"
#include "jb-certificate-store.h"
#include "jb-contents.h"
#include "jb-numbers.h"
#include "jb-party-store.h"
#include "jb-row-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OVERVIEW_MONTHS 12

/* -- rows --------------------------------------------------------------------------------------------------------- */

/* Columns of a row; the party p is the counterparty. */
#define ROW_SELECT \
  "SELECT i.id, c.registration, i.direction, i.issue_id, i.original <> 0, i.verdict, " \
  JB_PARTY_STORE_COLUMNS ("p") ", "

enum
{
  COLUMN_ID,
  COLUMN_COMPANY,
  COLUMN_DIRECTION,
  COLUMN_ISSUE_ID,
  COLUMN_ORIGINAL,
  COLUMN_VERDICT,
  COLUMN_PARTY,
  COLUMN_VALUES = COLUMN_PARTY + JB_PARTY_STORE_N_COLUMNS,
};

/* The columns of JB_ROW_COLUMNS by their table: parties has some of the same names. */
#define ROW_VALUES \
  "i.kind, i.purpose, i.amendment, i.written_on, i.issued_on, i.sent_on, i.issued_at, i.counterparty, i.own_side, i.supply, " \
  "i.tax, i.total, i.status, i.nts_status, i.n_lines, i.item, i.original_issue_id, i.document_number, i.sender_number, i.nts_result"

#define ROW_FROM \
  " FROM invoices i JOIN companies c ON c.id = i.company LEFT JOIN parties p ON p.id = i.counterparty WHERE i.id = ?1"

static void
set_side (JbInvoice *invoice,
          gboolean   other_side,
          JbParty   *party)
{
  gboolean is_buyer = (invoice->direction == JB_DIRECTION_SALES) == other_side;
  JbParty **place = is_buyer ? &invoice->buyer : &invoice->supplier;

  jb_party_free (*place);
  *place = party;
}

static JbInvoice *
read_row (JbBook      *book,
          JbStatement *statement)
{
  JbInvoice *invoice = jb_invoice_new ();
  g_auto(JbRowValues) values = { 0 };

  invoice->id = jb_statement_get_int (statement, COLUMN_ID);
  invoice->company = jb_statement_dup_text (statement, COLUMN_COMPANY);
  invoice->direction = (JbDirection) jb_statement_get_int (statement, COLUMN_DIRECTION);
  invoice->issue_id = jb_statement_dup_text (statement, COLUMN_ISSUE_ID);
  invoice->has_original = jb_statement_get_int (statement, COLUMN_ORIGINAL) != 0;
  invoice->verdict = (JbVerdict) jb_statement_get_int (statement, COLUMN_VERDICT);
  set_side (invoice, TRUE, jb_party_store_read (book, statement, COLUMN_PARTY));
  jb_row_values_read (&values, statement, COLUMN_VALUES);
  jb_row_values_to_invoice (&values, invoice);
  return invoice;
}

gboolean
_jb_archive_load_row (JbBook      *book,
                      gint64       id,
                      JbInvoice  **invoice,
                      GError     **error)
{
  JbStatement *statement = jb_database_statement (book->database, ROW_SELECT ROW_VALUES ROW_FROM, error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *invoice = read_row (book, statement);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static void
unref_if_set (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

static gboolean
load_rows (JbBook        *book,
           const gint64  *ids,
           guint          n_ids,
           GPtrArray     *rows,
           GError       **error)
{
  for (guint i = 0; i < n_ids; i++)
    {
      JbInvoice *invoice = NULL;

      if (!_jb_archive_load_row (book, ids[i], &invoice, error))
        return FALSE;
      g_ptr_array_add (rows, invoice);
    }
  return TRUE;
}

GPtrArray *
jb_archive_load_rows (JbArchive     *self,
                      const gint64  *ids,
                      guint          n_ids,
                      GError       **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_full (n_ids, unref_if_set);
  JbBook *book;
  gboolean ok;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);
  g_return_val_if_fail (ids != NULL || n_ids == 0, NULL);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL)
    return NULL;

  /* One view for the page; also cheaper than one for each row. */
  if (!jb_database_begin (book->database, error))
    return NULL;
  ok = load_rows (book, ids, n_ids, rows, error);
  jb_database_rollback (book->database);
  return ok ? g_steal_pointer (&rows) : NULL;
}

/* -- one invoice -------------------------------------------------------------------------------------------------- */

static gboolean
load_own_side (JbBook     *book,
               JbInvoice  *invoice,
               GError    **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT " JB_PARTY_STORE_COLUMNS ("p") " FROM invoices i JOIN parties p ON p.id = i.own_side "
                           "WHERE i.id = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, invoice->id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    set_side (invoice, FALSE, jb_party_store_read (book, statement, 0));
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
set_gone (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND, _("This invoice is not in the book."));
  return FALSE;
}

/* In a locked book a number of its parties would look as if it were known no better. */
static gboolean
require_numbers (JbBook   *book,
                 gint64    id,
                 GError  **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT 1 FROM invoices i JOIN parties p ON p.id IN (i.counterparty, i.own_side) "
                           "WHERE i.id = ?1 AND p.sealed IS NOT NULL", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  jb_statement_reset (statement);
  return step == JB_STEP_DONE || (step == JB_STEP_ROW && jb_codec_require_key (book->codec, error));
}

static gboolean
load_invoice_job (JbBook   *book,
                  JbJob    *job,
                  GError  **error)
{
  const gint64 *id = job->input;
  g_autoptr(JbInvoice) invoice = NULL;

  if (!_jb_archive_load_row (book, *id, &invoice, error))
    return FALSE;

  if (invoice == NULL)
    return set_gone (error);

  if (!require_numbers (book, *id, error) || !load_own_side (book, invoice, error) || !jb_contents_load (book, *id, invoice, error))
    return FALSE;

  job->output = g_steal_pointer (&invoice);
  return TRUE;
}

void
jb_archive_load_invoice_async (JbArchive           *self,
                               gint64               id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  _jb_archive_read (self, _jb_job_new (load_invoice_job, g_memdup2 (&id, sizeof id), g_free, g_object_unref),
                    jb_archive_load_invoice_async, cancellable, callback, user_data);
}

JbInvoice *
jb_archive_load_invoice_finish (JbArchive     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  gpointer invoice = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_invoice_async, &invoice, error) ? invoice : NULL;
}

GArray *
jb_archive_find_issue_id (JbArchive    *self,
                          JbDirection   direction,
                          const char   *issue_id,
                          GError      **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *parsed = jb_issue_id_parse (issue_id, NULL);
  JbStatement *statement;
  JbBook *book;
  JbStep step;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);
  g_return_val_if_fail (issue_id != NULL, NULL);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL)
    return NULL;

  statement = jb_database_statement (book->database,
                                     "SELECT id FROM invoices WHERE issue_id IN (?1, ?2) AND (?3 = 0 OR direction = ?3) "
                                     "ORDER BY id", error);
  if (statement == NULL)
    return NULL;

  jb_statement_bind_text (statement, 1, issue_id);
  jb_statement_bind_text (statement, 2, parsed != NULL ? parsed : issue_id);
  jb_statement_bind_int (statement, 3, direction);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);

      g_array_append_val (ids, id);
    }

  jb_statement_reset (statement);
  return step == JB_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* -- originals ---------------------------------------------------------------------------------------------------- */

static gboolean
load_original_job (JbBook   *book,
                   JbJob    *job,
                   GError  **error)
{
  const gint64 *id = job->input;
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT o.sealed, " JB_CERTIFICATE_STORE_COLUMNS ("c") " FROM originals o "
                           "LEFT JOIN certificates c ON c.id = o.certificate WHERE o.invoice = ?1", error);
  g_autoptr(GBytes) certificate = NULL;
  gconstpointer sealed;
  gsize size;
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, *id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    {
      sealed = jb_statement_get_blob (statement, 0, &size);
      if (jb_certificate_store_read (book, statement, 1, &certificate, error))
        job->output = jb_codec_open_original (book->codec, (JbPlace) { JB_PLACE_ORIGINAL, *id }, sealed, size, certificate, error);
    }
  else if (step == JB_STEP_DONE)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND,
                           _("The original of this invoice is not in the book. Collect again."));
    }

  jb_statement_reset (statement);
  return job->output != NULL;
}

void
jb_archive_load_original_async (JbArchive           *self,
                                gint64               id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  _jb_archive_read (self, _jb_job_new (load_original_job, g_memdup2 (&id, sizeof id), g_free, (GDestroyNotify) g_bytes_unref),
                    jb_archive_load_original_async, cancellable, callback, user_data);
}

GBytes *
jb_archive_load_original_finish (JbArchive     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  gpointer bytes = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_original_async, &bytes, error) ? bytes : NULL;
}

/* -- overview ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  char     *company;   /* (nullable) (owned) */
  JbPeriod  period;
} OverviewInput;

static void
overview_input_free (gpointer data)
{
  OverviewInput *input = data;

  g_free (input->company);
  g_free (input);
}

void
jb_company_free (JbCompany *company)
{
  if (company == NULL)
    return;

  g_free (company->registration);
  g_free (company->name);
  g_free (company);
}

void
jb_overview_free (JbOverview *overview)
{
  if (overview == NULL)
    return;

  g_clear_pointer (&overview->months, g_array_unref);
  g_clear_pointer (&overview->runs, g_ptr_array_unref);
  g_clear_pointer (&overview->companies, g_ptr_array_unref);
  g_free (overview);
}

static void
add_to_totals (JbTotals    *totals,
               JbStatement *statement)
{
  _jb_totals_add (totals, jb_statement_get_int (statement, 2), jb_statement_get_int (statement, 3),
                  jb_statement_get_int (statement, 4));
}

/* Rows come newest first; NULL when the twelve months are full. */
static JbMonth *
find_month (GArray *months,
            int     day)
{
  JbMonth *last = months->len > 0 ? &g_array_index (months, JbMonth, months->len - 1) : NULL;
  JbMonth month = { .year = jb_date_year (day), .month = jb_date_month (day) };

  if (last != NULL && last->year == month.year && last->month == month.month)
    return last;

  if (months->len == OVERVIEW_MONTHS)
    return NULL;

  g_array_append_val (months, month);
  return &g_array_index (months, JbMonth, months->len - 1);
}

static void
count_row (JbOverview          *overview,
           const OverviewInput *input,
           JbStatement         *statement)
{
  int day = (int) jb_statement_get_int (statement, 0);
  gboolean sales = jb_statement_get_int (statement, 1) == JB_DIRECTION_SALES;
  JbMonth *month = find_month (overview->months, day);

  overview->n_invoices++;
  if (month != NULL)
    add_to_totals (sales ? &month->sales : &month->purchases, statement);
  if (jb_period_contains (input->period, day))
    add_to_totals (sales ? &overview->sales : &overview->purchases, statement);
}

/* Sums are made here, not by SQLite's sum(), which ends a query when one does not fit. */
static gboolean
load_sums (JbBook               *book,
           const OverviewInput  *input,
           JbOverview           *overview,
           GError              **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT written_on, direction, supply, tax, total FROM invoices i WHERE " JB_REAL_ONLY
                           " AND (?1 IS NULL OR company = (SELECT id FROM companies WHERE registration = ?1)) "
                           "ORDER BY written_on DESC", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, input->company);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    count_row (overview, input, statement);

  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

static gboolean
load_counts (JbBook               *book,
             const OverviewInput  *input,
             JbOverview           *overview,
             GError              **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT (SELECT count(*) FROM invoices i WHERE original <> 1 AND " JB_REAL_ONLY " AND (?1 IS NULL OR "
                           "company = (SELECT id FROM companies WHERE registration = ?1))), "
                           "(SELECT count(*) FROM invoices i WHERE verdict IN (3, 5) AND " JB_REAL_ONLY " AND (?1 IS NULL OR "
                           "company = (SELECT id FROM companies WHERE registration = ?1)))", error);
  gboolean ok;

  G_STATIC_ASSERT (JB_VERDICT_ALTERED == 3 && JB_VERDICT_UNREADABLE == 5);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, input->company);
  ok = jb_statement_step (statement, error) == JB_STEP_ROW;
  if (ok)
    {
      overview->n_missing = (guint) jb_statement_get_int (statement, 0);
      overview->n_originals = overview->n_invoices - overview->n_missing;
      overview->n_altered = (guint) jb_statement_get_int (statement, 1);
    }
  jb_statement_reset (statement);
  return ok;
}

/* A company that was connected to and removed before anything came is not worth a line. */
static gboolean
load_companies (JbBook      *book,
                JbOverview  *overview,
                GError     **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT registration, name FROM companies c WHERE "
                           "EXISTS (SELECT 1 FROM connections WHERE company = c.id AND removed = 0) OR "
                           "EXISTS (SELECT 1 FROM invoices WHERE company = c.id) ORDER BY id", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      JbCompany *company = g_new0 (JbCompany, 1);

      company->registration = jb_statement_dup_text (statement, 0);
      company->name = jb_statement_dup_text (statement, 1);
      g_ptr_array_add (overview->companies, company);
    }

  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

static void
reverse_months (GArray *months)
{
  for (guint i = 0; i < months->len / 2; i++)
    {
      JbMonth *a = &g_array_index (months, JbMonth, i);
      JbMonth *b = &g_array_index (months, JbMonth, months->len - 1 - i);
      JbMonth held = *a;

      *a = *b;
      *b = held;
    }
}

static gboolean
load_overview_job (JbBook   *book,
                   JbJob    *job,
                   GError  **error)
{
  g_autoptr(JbOverview) overview = g_new0 (JbOverview, 1);

  overview->months = g_array_new (FALSE, TRUE, sizeof (JbMonth));
  overview->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_run_free);
  overview->companies = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_company_free);
  if (!load_sums (book, job->input, overview, error) ||
      !load_counts (book, job->input, overview, error) ||
      !load_companies (book, overview, error) ||
      !_jb_archive_load_last_runs (book, overview->runs, error))
    return FALSE;

  reverse_months (overview->months);
  job->output = g_steal_pointer (&overview);
  return TRUE;
}

void
jb_archive_load_overview_async (JbArchive           *self,
                                const char          *company,
                                JbPeriod             period,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  OverviewInput *input;

  g_return_if_fail (JB_IS_ARCHIVE (self));

  input = g_new0 (OverviewInput, 1);
  input->company = g_strdup (company);
  input->period = period;
  _jb_archive_read (self, _jb_job_new (load_overview_job, input, overview_input_free, (GDestroyNotify) jb_overview_free),
                    jb_archive_load_overview_async, cancellable, callback, user_data);
}

JbOverview *
jb_archive_load_overview_finish (JbArchive     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  gpointer overview = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_overview_async, &overview, error) ? overview : NULL;
}
