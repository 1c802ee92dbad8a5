/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The home page's figures. Sums come from the kept months; a period that begins or ends in the middle of a month, and a company with
 * rows that only a demo said, are added up row by row. */

#define G_LOG_DOMAIN "jb-archive-overview"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-archive-runs.h"
#include "jb-month-store.h"
#include "jb-numbers.h"

#define OVERVIEW_MONTHS 12

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

/* -- sums --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  JbOverview *overview;
  gboolean    months;      /* count them */
  gboolean    in_period;   /* and what is in the period */
  JbPeriod    period;
} Adding;

static void
add_totals (JbTotals        *sum,
            const JbTotals  *totals)
{
  gboolean fits;

  sum->count += totals->count;
  fits = jb_won_add (&sum->supply, totals->supply);
  fits = jb_won_add (&sum->tax, totals->tax) && fits;
  fits = jb_won_add (&sum->total, totals->total) && fits;
  if (!fits)
    g_debug ("A sum of amounts does not fit into 64 bits");
}

/* They come newest first; NULL when the twelve months are full. */
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

/* @day: of a row, or any of a month's. */
static void
add (const Adding    *adding,
     int              day,
     JbDirection      direction,
     const JbTotals  *totals)
{
  JbOverview *overview = adding->overview;
  gboolean sales = direction == JB_DIRECTION_SALES;
  JbMonth *month = adding->months ? find_month (overview->months, day) : NULL;

  if (adding->months)
    overview->n_invoices += totals->count;
  if (month != NULL)
    add_totals (sales ? &month->sales : &month->purchases, totals);
  if (adding->in_period && jb_period_contains (adding->period, day))
    add_totals (sales ? &overview->sales : &overview->purchases, totals);
}

static void
month_cb (int              month,
          JbDirection      direction,
          const JbTotals  *totals,
          gpointer         user_data)
{
  add (user_data, month * 100 + 1, direction, totals);
}

/* Sums are made here, not by SQLite's sum(), which ends a query when one does not fit. */
static gboolean
add_rows (JbBook        *book,
          gint64         company,
          JbPeriod       days,
          const Adding  *adding,
          GError       **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT written_on, direction, supply, tax, total FROM invoices i WHERE " JB_REAL_ONLY
                           " AND (?1 < 0 OR company = ?1) AND written_on BETWEEN ?2 AND ?3 ORDER BY written_on DESC", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, company);
  jb_statement_bind_int (statement, 2, days.from);
  jb_statement_bind_int (statement, 3, days.to != 0 ? days.to : G_MAXINT32);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      JbTotals totals = { 1, jb_statement_get_int (statement, 2), jb_statement_get_int (statement, 3),
                          jb_statement_get_int (statement, 4) };

      add (adding, (int) jb_statement_get_int (statement, 0), (JbDirection) jb_statement_get_int (statement, 1), &totals);
    }

  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

static gboolean
is_whole_months (JbPeriod period)
{
  return (period.from == 0 || jb_date_day (period.from) == 1) &&
         (period.to == 0 || jb_date_day (jb_date_add_days (period.to, 1)) == 1);
}

/* Whether every row of the kept months counts. */
static gboolean
can_use_months (JbBook    *book,
                gboolean  *can,
                GError   **error)
{
  gint64 n_mixed;

  if (!jb_month_store_is_whole (book, can, error) ||
      !jb_database_get_int (book->database, "SELECT count (*) FROM (" JB_MIXED_COMPANIES ")", &n_mixed, error))
    return FALSE;

  *can = *can && n_mixed == 0;
  return TRUE;
}

static gboolean
load_sums (JbBook               *book,
           const OverviewInput  *input,
           JbOverview           *overview,
           GError              **error)
{
  const JbPeriod always = { 0, 0 };
  gboolean whole_months = is_whole_months (input->period);
  Adding both = { overview, TRUE, TRUE, input->period };
  Adding months = { overview, TRUE, whole_months, input->period };
  Adding rows = { overview, FALSE, TRUE, input->period };
  gboolean can;
  gint64 company;

  if (!_jb_archive_find_registration (book, input->company, &company, error) || !can_use_months (book, &can, error))
    return FALSE;

  if (!can)
    return add_rows (book, company, always, &both, error);

  return jb_month_store_load (book, company, month_cb, &months, error) &&
         (whole_months || add_rows (book, company, input->period, &rows, error));
}

/* A condition over invoices i: a service may still give the original. What only files said is asked for nowhere. */
#define HAS_SERVICE \
  "(i.company NOT IN (SELECT company FROM connections WHERE service = '" JB_SERVICE_FILE "') OR " \
  "EXISTS (SELECT 1 FROM sources JOIN connections ON connections.id = sources.connection " \
  "WHERE sources.invoice = i.id AND service <> '" JB_SERVICE_FILE "'))"

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
                           "(SELECT count(*) FROM invoices i WHERE original <> 1 AND " JB_REAL_ONLY " AND " HAS_SERVICE " AND "
                           "(?1 IS NULL OR company = (SELECT id FROM companies WHERE registration = ?1))), "
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
      overview->n_originals = overview->n_invoices - (guint) jb_statement_get_int (statement, 0);
      overview->n_missing = (guint) jb_statement_get_int (statement, 1);
      overview->n_altered = (guint) jb_statement_get_int (statement, 2);
    }
  jb_statement_reset (statement);
  return ok;
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
      !_jb_archive_load_companies (book, overview->companies, error) ||
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
