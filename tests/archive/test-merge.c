/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What arrives in the book: new, same, changed, refused; sources, cursors, runs, and that nothing known is lost. */

#include "config.h"

#include "jb-archive-fixture.h"

static void
test_same_answer (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 300);
  g_autoptr(GPtrArray) again = fixture_invoices (0, 300);
  JbMergeResult merged = fixture_merge (f, f->connection, invoices);
  gint64 journal;

  g_assert_cmpuint (merged.n_new, ==, 300);
  g_assert_cmpuint (merged.n_changed + merged.n_same + merged.n_refused, ==, 0);
  journal = fixture_ask (f, "SELECT count(*) FROM journal");

  merged = fixture_merge (f, f->connection, again);
  g_assert_cmpuint (merged.n_same, ==, 300);
  g_assert_cmpuint (merged.n_new + merged.n_changed + merged.n_refused, ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal"), ==, journal);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 300);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM sources"), ==, 300);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM parties"), ==, 7);
  fixture_assert_sound (f);
}

static void
count_changed_cb (JbArchive *archive,
                  guint     *count)
{
  (*count)++;
}

static void
test_signal (Fixture       *f,
             gconstpointer  data)
{
  GAsyncResult *answers[5] = { NULL };
  guint count = 0;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect (f->archive, "changed", G_CALLBACK (count_changed_cb), &count);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(GPtrArray) invoices = fixture_invoices (i * 10, 10);

      jb_archive_merge_async (f->archive, jb_merge_page_new (f->connection, invoices), NULL, jb_test_result_cb, &answers[i]);
    }
  jb_test_wait_until (answers[4] != NULL && count > 0);
  g_assert_cmpuint (count, <=, 5);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(GAsyncResult) answer = answers[i];
      JbMergeResult merged;

      g_assert_true (jb_archive_merge_finish (f->archive, answer, &merged, NULL));
      g_assert_cmpuint (merged.n_new, ==, 10);
    }

  /* Nothing new, no signal. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  count = 0;
  {
    g_autoptr(GPtrArray) again = fixture_invoices (0, 50);

    g_assert_cmpuint (fixture_merge (f, f->connection, again).n_same, ==, 50);
  }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (count, ==, 0);
}

static void
test_changed_row (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(JbInvoice) invoice = fixture_invoice (1);
  g_autoptr(JbInvoice) later = fixture_invoice (1);
  g_autoptr(JbInvoice) loaded = NULL;
  JbMergeResult merged;
  gint64 id;

  invoice->nts_status = JB_NTS_SENDING;
  fixture_merge_one (f, invoice);

  later->nts_status = JB_NTS_SENT;
  later->sent_on = 20260120;
  merged = fixture_merge_one (f, later);
  g_assert_cmpuint (merged.n_changed, ==, 1);
  g_assert_cmpuint (merged.n_new + merged.n_same, ==, 0);

  id = fixture_find (f, invoice->issue_id);
  loaded = fixture_load (f, id);
  g_assert_cmpint (loaded->nts_status, ==, JB_NTS_SENT);
  g_assert_cmpint (loaded->sent_on, ==, 20260120);

  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'change' "
                                   "AND instr (detail, 'nts_status' || char (9) || '10' || char (9) || '7') > 0 "
                                   "AND instr (detail, 'sent_on' || char (9) || '0' || char (9) || '20260120') > 0"), ==, 1);
  fixture_assert_sound (f);
}

/* Another name for the same number: the journal tells both. */
static void
test_renamed_party (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(JbInvoice) invoice = fixture_invoice (1);
  g_autoptr(JbInvoice) later = fixture_invoice (1);
  g_autoptr(JbInvoice) other = fixture_invoice (7);
  g_autoptr(JbInvoice) loaded = NULL;
  g_autoptr(JbInvoice) untouched = NULL;

  fixture_merge_one (f, invoice);
  fixture_merge_one (f, other);
  g_free (later->supplier->name);
  later->supplier->name = g_strdup ("새이름\t상사\n본점");
  g_assert_cmpuint (fixture_merge_one (f, later).n_changed, ==, 1);

  loaded = fixture_load (f, fixture_find (f, invoice->issue_id));
  g_assert_cmpstr (loaded->supplier->name, ==, "새이름\t상사\n본점");
  untouched = fixture_load (f, fixture_find (f, other->issue_id));
  g_assert_cmpstr (untouched->supplier->name, ==, other->supplier->name);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'change' AND instr (detail, "
                                   "'counterparty_name' || char (9) || '다솔포장 & 상사' || char (9) || '새이름\\t상사\\n본점') > 0"),
                   ==, 1);
  fixture_assert_sound (f);
}

static void
test_poorer_answer (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(JbInvoice) rich = fixture_invoice (2);
  g_autoptr(JbInvoice) poor = jb_invoice_new ();
  g_autoptr(JbInvoice) loaded = NULL;
  JbMergeResult merged;

  rich->sent_on = 20260202;
  rich->status = JB_STATUS_APPROVED;
  rich->remark = g_strdup ("월말 정산");
  fixture_add_line (rich, "볼펜 세트", 120000);
  fixture_add_line (rich, "복사용지", 5000);
  fixture_merge_one (f, rich);

  poor->direction = rich->direction;
  poor->issue_id = g_strdup (rich->issue_id);
  poor->supplier = fixture_party (rich->supplier->registration, NULL, NULL, NULL);
  merged = fixture_merge_one (f, poor);
  g_assert_cmpuint (merged.n_same, ==, 1);

  loaded = fixture_load (f, fixture_find (f, rich->issue_id));
  g_assert_cmpint (loaded->sent_on, ==, 20260202);
  g_assert_cmpint (loaded->written_on, ==, rich->written_on);
  g_assert_cmpint (loaded->status, ==, JB_STATUS_APPROVED);
  g_assert_cmpint (loaded->supply, ==, rich->supply);
  g_assert_cmpstr (loaded->remark, ==, "월말 정산");
  g_assert_cmpstr (loaded->supplier->name, ==, rich->supplier->name);
  g_assert_cmpstr (loaded->supplier->representative, ==, rich->supplier->representative);
  g_assert_cmpstr (loaded->buyer->name, ==, "가온문구");
  g_assert_cmpstr (loaded->buyer->contact.email, ==, "gaon@example.invalid");
  g_assert_cmpstr (loaded->item, ==, "볼펜 세트");
  g_assert_cmpuint (loaded->n_lines, ==, 2);
  g_assert_cmpuint (loaded->lines->len, ==, 2);
  fixture_assert_sound (f);
}

static void
test_mixed_page (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 10);
  JbInvoice *bad;
  JbMergeResult merged;

  bad = g_ptr_array_index (invoices, 1);
  g_clear_pointer (&bad->issue_id, g_free);

  bad = g_ptr_array_index (invoices, 3);
  bad->direction = JB_DIRECTION_UNKNOWN;

  bad = g_ptr_array_index (invoices, 5);
  g_free (bad->supplier->name);
  bad->supplier->name = g_strdup ("\xff\xfe broken");

  bad = g_ptr_array_index (invoices, 7);
  g_free (bad->issue_id);
  bad->issue_id = g_strnfill (4000, '9');

  bad = g_ptr_array_index (invoices, 8);
  bad->company = g_strdup ("0009999999");

  bad = g_ptr_array_index (invoices, 9);
  bad->written_on = 0;
  g_free (bad->issue_id);
  bad->issue_id = g_strdup ("99999999aaaabbbbccccdddd");

  merged = fixture_merge (f, f->connection, invoices);
  g_assert_cmpuint (merged.n_refused, ==, 6);
  g_assert_cmpuint (merged.n_new, ==, 4);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 4);
  fixture_assert_sound (f);
}

static void
test_day_from_issue_id (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr(JbInvoice) invoice = fixture_invoice (4);
  g_autoptr(JbInvoice) loaded = NULL;
  int day = invoice->written_on;

  invoice->written_on = 20261399;
  g_assert_cmpuint (fixture_merge_one (f, invoice).n_new, ==, 1);
  loaded = fixture_load (f, fixture_find (f, invoice->issue_id));
  g_assert_cmpint (loaded->written_on, ==, day);
}

static void
test_identity (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(JbInvoice) sales = fixture_invoice (3);
  g_autoptr(JbInvoice) purchase = fixture_invoice (3);
  g_autoptr(GArray) both = NULL;
  g_autoptr(GArray) one = NULL;
  gint64 other_company;
  g_autoptr(GPtrArray) page = g_ptr_array_new ();

  purchase->direction = JB_DIRECTION_PURCHASE;
  g_assert_cmpuint (fixture_merge_one (f, sales).n_new, ==, 1);
  g_assert_cmpuint (fixture_merge_one (f, purchase).n_new, ==, 1);

  other_company = fixture_connect (f->archive, "0007654326", "smartbill");
  g_ptr_array_add (page, purchase);
  g_assert_cmpuint (fixture_merge (f, other_company, page).n_new, ==, 1);

  both = jb_archive_find_issue_id (f->archive, JB_DIRECTION_UNKNOWN, sales->issue_id, NULL);
  g_assert_cmpuint (both->len, ==, 3);
  one = jb_archive_find_issue_id (f->archive, JB_DIRECTION_SALES, sales->issue_id, NULL);
  g_assert_cmpuint (one->len, ==, 1);
}

/* Two services, one invoice: one row, two sources, and what they say in turn is not written again and again. */
static void
test_two_sources (Fixture       *f,
                  gconstpointer  data)
{
  gint64 second = fixture_connect (f->archive, FIXTURE_COMPANY, "popbill");
  g_autoptr(JbInvoice) from_first = fixture_invoice (5);
  g_autoptr(JbInvoice) from_second = fixture_invoice (5);
  g_autoptr(GPtrArray) first_page = g_ptr_array_new ();
  g_autoptr(GPtrArray) second_page = g_ptr_array_new ();
  gint64 journal;

  from_second->status = JB_STATUS_ISSUED;
  from_second->nts_status = JB_NTS_PROCESSING;
  g_ptr_array_add (first_page, from_first);
  g_ptr_array_add (second_page, from_second);

  g_assert_cmpuint (fixture_merge (f, f->connection, first_page).n_new, ==, 1);
  g_assert_cmpuint (fixture_merge (f, second, second_page).n_changed, ==, 1);
  journal = fixture_ask (f, "SELECT count(*) FROM journal");

  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpuint (fixture_merge (f, f->connection, first_page).n_same, ==, 1);
      g_assert_cmpuint (fixture_merge (f, second, second_page).n_same, ==, 1);
    }

  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal"), ==, journal);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 1);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM sources"), ==, 2);
  fixture_assert_sound (f);
}

static void
test_cursor (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 5);
  g_autoptr(GError) error = NULL;
  JbMergePage *page;
  JbCursor cursor = { 0 };

  g_assert_false (jb_archive_get_cursor (f->archive, f->connection, JB_DIRECTION_SALES, 'W', &cursor, &error));
  g_assert_no_error (error);

  page = jb_merge_page_new (f->connection, invoices);
  page->has_cursor = TRUE;
  page->cursor = (JbCursor) { f->connection, JB_DIRECTION_SALES, 'W', 20260131, 123 };
  g_assert_true (fixture_merge_page (f, page, NULL, &error));

  g_assert_true (jb_archive_get_cursor (f->archive, f->connection, JB_DIRECTION_SALES, 'W', &cursor, &error));
  g_assert_cmpint (cursor.collected_to, ==, 20260131);
  g_assert_cmpint (cursor.collected_at, ==, 123);
  g_assert_cmpint (cursor.basis, ==, 'W');
  g_assert_false (jb_archive_get_cursor (f->archive, f->connection, JB_DIRECTION_PURCHASE, 'W', &cursor, &error));
  g_assert_false (jb_archive_get_cursor (f->archive, f->connection, JB_DIRECTION_SALES, 'I', &cursor, &error));
}

/* A page that cannot be written leaves nothing: neither rows nor cursor nor journal. */
static void
test_nothing_of_a_bad_page (Fixture       *f,
                            gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 5);
  g_autoptr(GError) error = NULL;
  JbMergePage *page;
  gint64 journal = fixture_ask (f, "SELECT count(*) FROM journal");

  page = jb_merge_page_new (f->connection, invoices);
  page->has_cursor = TRUE;
  page->cursor = (JbCursor) { f->connection, JB_DIRECTION_SALES, 'W', 20260131, 123 };
  fixture_close (f);
  fixture_tamper (f->path, "CREATE TRIGGER trap BEFORE INSERT ON cursors BEGIN SELECT raise (FAIL, 'trap'); END");
  fixture_open (f);

  g_assert_false (fixture_merge_page (f, page, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM parties"), ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal"), ==, journal);
  fixture_close (f);

  fixture_tamper (f->path, "DROP TRIGGER trap");
  fixture_open (f);
  g_assert_cmpuint (fixture_merge (f, f->connection, invoices).n_new, ==, 5);
  fixture_assert_sound (f);
}

static void
test_cancelled_before (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 5);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  jb_archive_merge_async (f->archive, jb_merge_page_new (f->connection, invoices), cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_archive_merge_finish (f->archive, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 0);
}

static void
test_unknown_connection (Fixture       *f,
                         gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 5);
  g_autoptr(GError) error = NULL;

  g_assert_false (fixture_merge_page (f, jb_merge_page_new (4711, invoices), NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
}

static void
test_connections (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 3);
  g_autoptr(GPtrArray) connections = NULL;
  g_autoptr(JbConnection) again = jb_connection_new ();
  g_autoptr(GError) error = NULL;
  const JbConnection *first;

  again->service = g_strdup ("smartbill");
  again->environment = g_strdup ("demo");
  again->company = g_strdup (FIXTURE_COMPANY);
  again->account = g_strdup ("other-user");
  again->name = g_strdup ("본점");
  g_assert_cmpint (jb_archive_add_connection (f->archive, again, &error), ==, f->connection);
  g_assert_no_error (error);
  fixture_connect (f->archive, "0007654326", "smartbill");

  /* The first invoice tells the company's name. */
  fixture_merge (f, f->connection, invoices);
  connections = jb_archive_list_connections (f->archive, &error);
  g_assert_cmpuint (connections->len, ==, 2);
  first = g_ptr_array_index (connections, 0);
  g_assert_cmpint (first->id, ==, f->connection);
  g_assert_cmpstr (first->account, ==, "other-user");
  g_assert_cmpstr (first->name, ==, "본점");
  g_assert_cmpstr (first->company_name, ==, "가온문구");
  g_assert_cmpstr (((JbConnection *) g_ptr_array_index (connections, 1))->company, ==, "0007654326");
}

static JbOverview *
load_overview (Fixture    *f,
               const char *company,
               JbPeriod    period)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbOverview *overview;

  jb_archive_load_overview_async (f->archive, company, period, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  overview = jb_archive_load_overview_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return overview;
}

/* The same company at the demo and at the real service: what only the demo said is kept, but not listed or added up. */
static void
test_demo_apart (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) rehearsed = fixture_invoices (0, 4);
  g_autoptr(GPtrArray) both = fixture_invoices (3, 3);   /* the first of them, the demo said as well */
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) alone = NULL;
  g_autoptr(JbInvoiceMap) mixed = NULL;
  g_autoptr(JbOverview) overview = NULL;
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(GError) error = NULL;
  gint64 production;

  fixture_merge (f, f->connection, rehearsed);
  alone = fixture_map (f, query);
  g_assert_cmpuint (alone->ids->len, ==, 4);

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup ("production");
  connection->company = g_strdup (FIXTURE_COMPANY);
  connection->account = g_strdup ("gaon");
  production = jb_archive_add_connection (f->archive, connection, &error);
  g_assert_no_error (error);
  g_assert_cmpint (production, !=, f->connection);
  fixture_merge (f, production, both);

  mixed = fixture_map (f, query);
  g_assert_cmpuint (mixed->ids->len, ==, 3);
  g_assert_cmpuint (mixed->totals.count, ==, 3);
  overview = load_overview (f, NULL, (JbPeriod) { 0, 0 });
  g_assert_cmpuint (overview->n_invoices, ==, 3);
  g_assert_cmpuint (overview->n_missing, ==, 3);
  g_assert_cmpint (overview->sales.total + overview->purchases.total, ==, mixed->totals.total);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 6);
}

static void
test_runs (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(JbOverview) nothing = NULL;
  g_autoptr(JbOverview) overview = NULL;
  g_autoptr(JbOverview) later = NULL;
  g_autoptr(GError) error = NULL;
  JbRun run = { .connection = f->connection, .state = JB_RUN_FAILED, .n_new = 7, .n_changed = 1, .gap_from = 20260101,
                .gap_to = 20260110, .message = (char *) "점검 중" };
  const JbRun *last;

  g_assert_cmpint (jb_archive_begin_run (f->archive, f->connection, &error), >, 0);
  nothing = load_overview (f, NULL, (JbPeriod) { 0, 0 });
  g_assert_false (((const JbRun *) g_ptr_array_index (nothing->runs, 0))->has_brought);

  run.id = jb_archive_begin_run (f->archive, f->connection, &error);
  g_assert_cmpint (run.id, >, 0);
  g_assert_true (jb_archive_end_run (f->archive, &run, &error));

  overview = load_overview (f, NULL, (JbPeriod) { 0, 0 });
  g_assert_cmpuint (overview->runs->len, ==, 1);
  last = g_ptr_array_index (overview->runs, 0);
  g_assert_cmpint (last->state, ==, JB_RUN_FAILED);
  g_assert_cmpint (last->started_at, ==, FIXTURE_NOW);
  g_assert_cmpint (last->ended_at, ==, FIXTURE_NOW);
  g_assert_cmpuint (last->n_new, ==, 7);
  g_assert_cmpint (last->gap_from, ==, 20260101);
  g_assert_cmpstr (last->message, ==, "점검 중");
  g_assert_true (last->has_brought);

  /* The program dies in the middle of a run. */
  run.id = jb_archive_begin_run (f->archive, f->connection, &error);
  fixture_close (f);
  fixture_open (f);
  later = load_overview (f, NULL, (JbPeriod) { 0, 0 });
  last = g_ptr_array_index (later->runs, 0);
  g_assert_cmpint (last->id, ==, run.id);
  g_assert_cmpint (last->state, ==, JB_RUN_CANCELLED);
  g_assert_cmpint (last->ended_at, ==, 0);
  g_assert_cmpuint (last->n_new, ==, 0);
  g_assert_true (last->has_brought);
}

static void
test_overview (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 200);
  g_autoptr(JbOverview) overview = NULL;
  g_autoptr(JbOverview) stranger = NULL;
  JbPeriod period = { 20260301, 20260331 };
  JbTotals sales = { 0 };
  guint n_months = 0;

  fixture_merge (f, f->connection, invoices);
  for (guint i = 0; i < invoices->len; i++)
    {
      const JbInvoice *invoice = g_ptr_array_index (invoices, i);

      if (invoice->direction != JB_DIRECTION_SALES || !jb_period_contains (period, invoice->written_on))
        continue;
      sales.count++;
      sales.supply += invoice->supply;
      sales.tax += invoice->tax;
      sales.total += invoice->total;
    }

  overview = load_overview (f, FIXTURE_COMPANY, period);
  g_assert_cmpuint (sales.count, >, 0);
  g_assert_cmpmem (&overview->sales, sizeof sales, &sales, sizeof sales);
  g_assert_cmpuint (overview->n_invoices, ==, 200);
  g_assert_cmpuint (overview->n_missing, ==, 200);
  g_assert_cmpuint (overview->n_originals, ==, 0);

  for (guint i = 0; i < overview->months->len; i++)
    {
      const JbMonth *month = &g_array_index (overview->months, JbMonth, i);

      g_assert_cmpint (month->month, ==, (int) i + 1);
      n_months += month->sales.count + month->purchases.count;
      if (month->month == 3)
        g_assert_cmpmem (&month->sales, sizeof sales, &sales, sizeof sales);
    }
  g_assert_cmpuint (n_months, ==, 200);

  stranger = load_overview (f, "0000000001", period);
  g_assert_cmpuint (stranger->months->len, ==, 0);
  g_assert_cmpuint (stranger->sales.count, ==, 0);
  g_assert_cmpuint (stranger->n_invoices, ==, 0);
  g_assert_cmpuint (stranger->n_missing, ==, 0);
}

static void
assert_companies (Fixture    *f,
                  const char *first,
                  const char *second)
{
  g_autoptr(JbOverview) overview = load_overview (f, NULL, (JbPeriod) { 0, 0 });
  const char *expected[] = { first, second };

  g_assert_cmpuint (overview->companies->len, ==, second != NULL ? 2 : first != NULL ? 1 : 0);
  for (guint i = 0; i < overview->companies->len; i++)
    g_assert_cmpstr (((JbCompany *) g_ptr_array_index (overview->companies, i))->registration, ==, expected[i]);
}

/* A company is listed while it has a connection or an invoice: what was brought stays to be looked at. */
static void
test_companies (Fixture       *f,
                gconstpointer  data)
{
  const char *other = "0010000205";
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 3);
  gint64 second;

  assert_companies (f, FIXTURE_COMPANY, NULL);
  second = fixture_connect (f->archive, other, "smartbill");
  assert_companies (f, FIXTURE_COMPANY, other);

  g_assert_true (jb_archive_remove_connection (f->archive, second, &error));
  assert_companies (f, FIXTURE_COMPANY, NULL);

  fixture_merge (f, f->connection, invoices);
  g_assert_true (jb_archive_remove_connection (f->archive, f->connection, &error));
  assert_companies (f, FIXTURE_COMPANY, NULL);
}

static void
test_huge_amounts (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 4);
  g_autoptr(JbInvoiceMap) map = NULL;

  for (guint i = 0; i < invoices->len; i++)
    {
      JbInvoice *invoice = g_ptr_array_index (invoices, i);

      invoice->supply = G_MAXINT64 - 1;
      invoice->tax = 0;
      invoice->total = G_MAXINT64 - 1;
    }
  g_assert_cmpuint (fixture_merge (f, f->connection, invoices).n_new, ==, 4);
  map = fixture_map (f, NULL);
  g_assert_cmpuint (map->ids->len, ==, 4);
  g_assert_cmpint (map->totals.total, ==, G_MAXINT64 - 1);
}

/* -- whole answers ------------------------------------------------------------------------------------------------------ */

/* Takes @invoices (nullable): a page of rows with its answer; without them one whose answer is known. */
static JbMergeResult
merge_answer (Fixture   *f,
              gint64     connection,
              GPtrArray *invoices,
              guint8     first_byte,
              int        day)
{
  g_autoptr(GPtrArray) rows = invoices != NULL ? invoices : g_ptr_array_new ();
  JbMergePage *page = jb_merge_page_new (connection, rows);
  g_autoptr(GError) error = NULL;
  JbMergeResult merged = { 0 };

  page->has_answer = TRUE;
  page->is_known = invoices == NULL;
  page->answer = (JbAnswer) { JB_DIRECTION_PURCHASE, 'W', 20260801, 20260830, TRUE, { first_byte }, 20260802 };
  page->has_cursor = TRUE;
  page->cursor = (JbCursor) { connection, JB_DIRECTION_PURCHASE, 'W', day, 1 };
  fixture_merge_page (f, page, &merged, &error);
  g_assert_no_error (error);
  return merged;
}

static gboolean
knows_answer (Fixture *f,
              gint64   connection,
              guint8   first_byte)
{
  JbAnswer answer = { JB_DIRECTION_PURCHASE, 'W', 20260801, 20260830 };
  guint8 key[JB_DIGEST_BYTES];
  g_autoptr(GError) error = NULL;

  g_assert_true (jb_archive_get_answer (f->archive, connection, &answer, key, &error));
  g_assert_no_error (error);
  g_assert_true (!answer.has_digest || answer.oldest == 20260802);
  return answer.has_digest && answer.digest[0] == first_byte;
}

static int
get_cursor_day (Fixture *f)
{
  JbCursor cursor = { 0 };

  jb_archive_get_cursor (f->archive, f->connection, JB_DIRECTION_PURCHASE, 'W', &cursor, NULL);
  return cursor.collected_to;
}

static JbInvoice *
make_purchase (guint       n,
               const char *document_number)
{
  JbInvoice *invoice = fixture_invoice (n * 3 + 1);

  g_assert_cmpint (invoice->direction, ==, JB_DIRECTION_PURCHASE);
  if (document_number != NULL)
    {
      g_free (invoice->document_number);
      invoice->document_number = g_strdup (document_number);
    }
  return invoice;
}

static GPtrArray *
make_purchases (guint n)
{
  GPtrArray *invoices = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (invoices, make_purchase (i, NULL));
  return invoices;
}

/* The book knows an answer from the moment on that all of it is there, until a row of it says something else. */
static void
test_known_answer (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(JbInvoice) more = make_purchase (20, NULL);
  g_autoptr(JbInvoice) other = make_purchase (3, "DM-other");
  JbMergeResult merged;

  g_assert_false (knows_answer (f, f->connection, 1));
  g_assert_true (merge_answer (f, f->connection, NULL, 1, 20260901).is_stale);
  g_assert_cmpint (get_cursor_day (f), ==, 0);

  g_assert_cmpuint (merge_answer (f, f->connection, make_purchases (10), 1, 20260901).n_new, ==, 10);
  g_assert_true (knows_answer (f, f->connection, 1));

  /* The same again: only the cursor moves. */
  merged = merge_answer (f, f->connection, NULL, 1, 20260902);
  g_assert_false (merged.is_stale);
  g_assert_cmpuint (merged.n_new + merged.n_changed + merged.n_same + merged.n_refused, ==, 0);
  g_assert_cmpint (get_cursor_day (f), ==, 20260902);

  /* Another answer is not that one. */
  g_assert_true (merge_answer (f, f->connection, NULL, 2, 20260903).is_stale);
  g_assert_cmpint (get_cursor_day (f), ==, 20260902);

  /* A row that was in no answer before takes nothing back, one that says something else does. */
  fixture_merge_one (f, more);
  g_assert_true (knows_answer (f, f->connection, 1));
  g_assert_cmpuint (fixture_merge_one (f, other).n_changed, ==, 1);
  g_assert_false (knows_answer (f, f->connection, 1));
  g_assert_true (merge_answer (f, f->connection, NULL, 1, 20260904).is_stale);

  /* Read once more it brings the old value back, as it always did. */
  merged = merge_answer (f, f->connection, make_purchases (10), 1, 20260904);
  g_assert_cmpuint (merged.n_changed, ==, 1);
  g_assert_cmpuint (merged.n_same, ==, 9);
  g_assert_true (knows_answer (f, f->connection, 1));
  fixture_assert_sound (f);
}

static void
test_answers_apart (Fixture       *f,
                    gconstpointer  data)
{
  gint64 second = fixture_connect (f->archive, FIXTURE_COMPANY, "second");
  g_autoptr(JbInvoice) other = make_purchase (3, "DM-other");
  g_autoptr(GPtrArray) changed = g_ptr_array_new ();
  GPtrArray *broken = make_purchases (10);
  JbInvoice *nameless = g_ptr_array_index (broken, 5);

  merge_answer (f, f->connection, make_purchases (10), 1, 20260901);
  g_assert_false (knows_answer (f, second, 1));

  /* What another connection says is that one's matter. */
  g_ptr_array_add (changed, other);
  g_assert_cmpuint (fixture_merge (f, second, changed).n_changed, ==, 1);
  g_assert_true (knows_answer (f, f->connection, 1));

  /* A row that the book could not take is told of in each run. */
  g_clear_pointer (&nameless->issue_id, g_free);
  g_assert_cmpuint (merge_answer (f, second, broken, 1, 20260901).n_refused, ==, 1);
  g_assert_false (knows_answer (f, second, 1));

  /* A book that was opened again still knows. */
  fixture_close (f);
  fixture_open (f);
  g_assert_true (knows_answer (f, f->connection, 1));
}

/* Many rows at once, some of them here already or there twice: the walk over what is present misses none. */
static void
test_present (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) few = fixture_invoices (100, 40);
  g_autoptr(GPtrArray) all = fixture_invoices (0, 500);
  g_autoptr(JbInvoice) twice = fixture_invoice (250);
  JbMergeResult merged;

  fixture_merge (f, f->connection, few);
  g_ptr_array_insert (all, 300, g_steal_pointer (&twice));
  merged = fixture_merge (f, f->connection, all);
  g_assert_cmpuint (merged.n_new, ==, 460);
  g_assert_cmpuint (merged.n_same, ==, 41);
  g_assert_cmpuint (merged.n_changed + merged.n_refused, ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM invoices"), ==, 500);
  fixture_assert_sound (f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/merge/same-answer", test_same_answer);
  ADD ("/merge/signal", test_signal);
  ADD ("/merge/changed-row", test_changed_row);
  ADD ("/merge/renamed-party", test_renamed_party);
  ADD ("/merge/poorer-answer", test_poorer_answer);
  ADD ("/merge/mixed-page", test_mixed_page);
  ADD ("/merge/day-from-issue-id", test_day_from_issue_id);
  ADD ("/merge/identity", test_identity);
  ADD ("/merge/two-sources", test_two_sources);
  ADD ("/merge/demo-apart", test_demo_apart);
  ADD ("/merge/cursor", test_cursor);
  ADD ("/merge/nothing-of-a-bad-page", test_nothing_of_a_bad_page);
  ADD ("/merge/cancelled-before", test_cancelled_before);
  ADD ("/merge/unknown-connection", test_unknown_connection);
  ADD ("/merge/connections", test_connections);
  ADD ("/merge/runs", test_runs);
  ADD ("/merge/overview", test_overview);
  ADD ("/merge/companies", test_companies);
  ADD ("/merge/huge-amounts", test_huge_amounts);
  ADD ("/merge/known-answer", test_known_answer);
  ADD ("/merge/answers-apart", test_answers_apart);
  ADD ("/merge/present", test_present);
#undef ADD

  return g_test_run ();
}
