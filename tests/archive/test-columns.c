/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns in memory follow every change: they answer as those of somebody who has just read the whole book. The kept sums of
 * months are those of the rows, whatever happened to them. */

#include "config.h"

#include "jb-archive-fixture.h"
#include "jb-codes.h"

/* -- helpers ------------------------------------------------------------------------------------------------------ */

static JbInvoiceMap *
load_map (JbArchive            *archive,
          const JbInvoiceQuery *query)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbInvoiceMap *map;

  jb_archive_load_map_async (archive, query, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  map = jb_archive_load_map_finish (archive, result, &error);
  g_assert_no_error (error);
  return map;
}

static JbInvoiceQuery *
random_query (void)
{
  static const char * const texts[] = { NULL, NULL, NULL, "누리", "ㅎㅂ", "상사 포장", "용지", "1,200", "20260301410000" };
  JbInvoiceQuery *query = jb_invoice_query_new ();

  query->text = g_strdup (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);
  query->direction = (JbDirection) g_test_rand_int_range (0, 3);
  query->order = (JbOrder) g_test_rand_int_range (0, JB_ORDER_NTS + 1);
  query->descending = g_test_rand_bit ();
  query->originals = (JbOriginals) g_test_rand_int_range (0, 3);
  if (g_test_rand_bit ())
    query->period = (JbPeriod) { 20260215, 20260620 };
  if (g_test_rand_int_range (0, 4) == 0)
    query->company = g_strdup (FIXTURE_COMPANY);
  return query;
}

/* Somebody else opens the file and reads all of it. */
static void
assert_as_fresh (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) fresh = jb_archive_open (f->path, JB_ARCHIVE_OPEN_READ_ONLY, f->clock, &error);

  g_assert_no_error (error);
  for (int i = 0; i < 12; i++)
    {
      g_autoptr(JbInvoiceQuery) query = random_query ();
      g_autoptr(JbInvoiceMap) mine = load_map (f->archive, query);
      g_autoptr(JbInvoiceMap) theirs = load_map (fresh, query);

      g_assert_cmpmem (mine->ids->data, mine->ids->len * sizeof (guint32), theirs->ids->data, theirs->ids->len * sizeof (guint32));
      g_assert_cmpmem (&mine->totals, sizeof mine->totals, &theirs->totals, sizeof theirs->totals);
    }
  jb_archive_close (fresh);
}

#define MONTHS_OF_ROWS \
  "SELECT company, direction, written_on / 100, count (*), sum (supply), sum (tax), sum (total) FROM invoices GROUP BY 1, 2, 3"

static void
assert_months (Fixture *f)
{
  g_assert_cmpint (fixture_ask (f, "SELECT count (*) FROM (" MONTHS_OF_ROWS " EXCEPT SELECT * FROM months)"), ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count (*) FROM (SELECT * FROM months EXCEPT " MONTHS_OF_ROWS ")"), ==, 0);
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

/* -- tests -------------------------------------------------------------------------------------------------------- */

/* One that is there may come again, with other amounts, on another day, from another counterparty. */
static JbInvoice *
random_invoice (void)
{
  guint n = (guint) g_test_rand_int_range (0, 160);
  JbInvoice *invoice = fixture_invoice (n);

  if (g_test_rand_int_range (0, 3) == 0)
    {
      invoice->supply += g_test_rand_int_range (-5, 5) * 1000;
      invoice->total = invoice->supply + invoice->tax;
    }
  if (g_test_rand_int_range (0, 3) == 0)
    invoice->written_on = jb_date_add_days (invoice->written_on, g_test_rand_int_range (0, 60));
  if (g_test_rand_int_range (0, 4) == 0)
    {
      JbParty *other = invoice->direction == JB_DIRECTION_SALES ? invoice->buyer : invoice->supplier;

      g_free (other->name);
      other->name = g_strdup_printf ("한빛상사 %d", g_test_rand_int_range (0, 9));
    }
  if (g_test_rand_int_range (0, 6) == 0)
    invoice->total += 7;
  if (g_test_rand_int_range (0, 3) == 0)
    fixture_add_line (invoice, g_test_rand_bit () ? "복사용지" : "토너", invoice->supply);
  return invoice;
}

static void
store_random_original (Fixture *f)
{
  g_autoptr(JbInvoice) invoice = random_invoice ();
  JbArrivedOriginal *original = jb_arrived_original_new (invoice->issue_id);

  original->bytes = g_bytes_new_static ("<any/>", 6);
  original->invoice = g_object_ref (invoice);
  original->verdict = JB_VERDICT_VALID;
  fixture_store (f, invoice->direction, original);
}

static void
test_follow (Fixture       *f,
             gconstpointer  data)
{
  gint64 demo = fixture_connect (f->archive, "0010000099", "smartbill");
  gint64 connections[] = { f->connection, demo };

  for (int round = 0; round < 40; round++)
    {
      int n = g_test_rand_int_range (0, 12);

      for (int i = 0; i < n; i++)
        {
          g_autoptr(JbInvoice) invoice = random_invoice ();
          g_autoptr(GPtrArray) invoices = g_ptr_array_new ();

          g_ptr_array_add (invoices, invoice);
          fixture_merge (f, connections[g_test_rand_int_range (0, 2)], invoices);
        }
      if (g_test_rand_bit ())
        store_random_original (f);
      assert_as_fresh (f);
      assert_months (f);
    }
}

/* What only a demo said leaves the list when something real is connected, and comes back when that says it, too. */
static void
test_demo_and_real (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 20);
  g_autoptr(GPtrArray) some = fixture_invoices (5, 4);
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) before = NULL;
  g_autoptr(JbInvoiceMap) hidden = NULL;
  g_autoptr(JbInvoiceMap) after = NULL;
  g_autoptr(JbOverview) overview = NULL;
  g_autoptr(GError) error = NULL;
  JbConnection *real = jb_connection_new ();
  gint64 id;

  fixture_merge (f, f->connection, invoices);
  before = load_map (f->archive, query);
  g_assert_cmpuint (jb_invoice_map_get_length (before), ==, 20);

  real->company = g_strdup (FIXTURE_COMPANY);
  real->service = g_strdup ("smartbill");
  real->environment = g_strdup ("production");
  real->account = g_strdup ("gaon");
  id = jb_archive_add_connection (f->archive, real, &error);
  g_assert_no_error (error);
  jb_connection_free (real);
  hidden = load_map (f->archive, query);
  g_assert_cmpuint (jb_invoice_map_get_length (hidden), ==, 0);

  fixture_merge (f, id, some);
  after = load_map (f->archive, query);
  g_assert_cmpuint (jb_invoice_map_get_length (after), ==, 4);
  overview = load_overview (f, FIXTURE_COMPANY, (JbPeriod) { 0, 0 });
  g_assert_cmpuint (overview->n_invoices, ==, 4);
  assert_as_fresh (f);
}

/* The home page's sums, for whole months and for days in their middle. */
static void
test_overview (Fixture       *f,
               gconstpointer  data)
{
  static const JbPeriod periods[] = { { 0, 0 }, { 20260401, 20260630 }, { 20260405, 20260617 }, { 20260228, 0 }, { 0, 20260531 } };
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 200);

  fixture_merge (f, f->connection, invoices);
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      g_autoptr(JbOverview) overview = load_overview (f, i % 2 ? FIXTURE_COMPANY : NULL, periods[i]);

      for (int direction = JB_DIRECTION_SALES; direction <= JB_DIRECTION_PURCHASE; direction++)
        {
          g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
          g_autoptr(JbInvoiceMap) map = NULL;
          const JbTotals *totals = direction == JB_DIRECTION_SALES ? &overview->sales : &overview->purchases;

          query->direction = (JbDirection) direction;
          query->period = periods[i];
          map = load_map (f->archive, query);
          g_assert_cmpmem (totals, sizeof *totals, &map->totals, sizeof map->totals);
        }
      g_assert_cmpuint (overview->n_invoices, ==, 200);
      g_assert_cmpuint (overview->months->len, ==, 9);
    }

  {
    g_autoptr(JbOverview) none = load_overview (f, "0019999999", periods[0]);

    g_assert_cmpuint (none->n_invoices, ==, 0);
    g_assert_cmpuint (none->months->len, ==, 0);
  }
}

/* A sum that does not fit is not kept; nothing else suffers from it. */
static void
test_overflow (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 30);
  g_autoptr(JbOverview) overview = NULL;
  g_autoptr(JbOverview) again = NULL;

  for (guint i = 0; i < 6; i++)
    ((JbInvoice *) g_ptr_array_index (invoices, i * 3))->total = G_MAXINT64 - i;
  for (guint i = 0; i < 30; i++)
    ((JbInvoice *) g_ptr_array_index (invoices, i))->written_on = 20260301;
  g_assert_cmpuint (fixture_merge (f, f->connection, invoices).n_new, ==, 30);
  g_assert_cmpint (fixture_ask (f, "SELECT count (*) FROM meta WHERE key = 'months'"), ==, 0);
  overview = load_overview (f, NULL, (JbPeriod) { 20260301, 20260331 });
  g_assert_cmpuint (overview->sales.count, ==, 10);
  g_assert_cmpint (overview->sales.total, >, 0);

  fixture_close (f);
  fixture_open (f);
  again = load_overview (f, NULL, (JbPeriod) { 20260301, 20260331 });
  g_assert_cmpmem (&again->sales, sizeof again->sales, &overview->sales, sizeof overview->sales);
  fixture_assert_sound (f);
}

static void
test_made_anew (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 50);

  fixture_merge (f, f->connection, invoices);
  assert_months (f);
  fixture_close (f);
  fixture_tamper (f->path, "UPDATE months SET supply = 7; DELETE FROM meta WHERE key = 'months'");
  fixture_open (f);
  assert_months (f);
}

/* A file whose ids ask for more memory than there is. */
static void
test_far_ids (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 5);
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture_merge (f, f->connection, invoices);
  fixture_close (f);
  fixture_tamper (f->path, "PRAGMA foreign_keys = OFF; UPDATE invoices SET id = 4000000000000 WHERE id = 3");
  fixture_open (f);
  jb_archive_load_map_async (f->archive, query, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_archive_load_map_finish (f->archive, result, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
}

/* The first rows come without the columns, and are those of the map. */
static void
test_head (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, 120);
  guint n_heads = 0;

  fixture_merge (f, f->connection, invoices);
  for (int i = 0; i < 200; i++)
    {
      g_autoptr(JbInvoiceQuery) query = random_query ();
      g_autoptr(JbInvoiceMap) map = NULL;
      g_autoptr(JbInvoiceMap) head = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      guint n = (guint) g_test_rand_int_range (1, 150);

      if (!jb_archive_has_head (query))
        continue;

      n_heads++;
      map = load_map (f->archive, query);
      jb_archive_load_head_async (f->archive, query, n, NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      head = jb_archive_load_head_finish (f->archive, result, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (head->ids->len, ==, MIN (n, map->ids->len));
      g_assert_cmpmem (head->ids->data, head->ids->len * sizeof (guint32), map->ids->data, head->ids->len * sizeof (guint32));
    }
  g_assert_cmpuint (n_heads, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/columns/follow", test_follow);
  ADD ("/columns/demo-and-real", test_demo_and_real);
  ADD ("/columns/overview", test_overview);
  ADD ("/columns/overflow", test_overflow);
  ADD ("/columns/made-anew", test_made_anew);
  ADD ("/columns/far-ids", test_far_ids);
  ADD ("/columns/head", test_head);
#undef ADD

  return g_test_run ();
}
