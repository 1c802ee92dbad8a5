/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sums of chosen invoices are the sums of their rows. */

#include "config.h"

#include "jb-archive-fixture.h"

static JbTotals
sum (Fixture *f,
     GArray  *ids)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbTotals totals;

  jb_archive_sum_async (f->archive, ids, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_archive_sum_finish (f->archive, result, &totals, &error);
  g_assert_no_error (error);
  return totals;
}

static void
test_sum (Fixture       *f,
          gconstpointer  data)
{
  g_autoptr(GPtrArray) invoices = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GArray) all = NULL;
  g_autoptr(GArray) some = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GPtrArray) rows = NULL;
  gint64 gone = G_MAXINT64, total = 0;
  JbTotals totals;

  invoices = fixture_invoices (0, 60);
  fixture_merge (f, f->connection, invoices);
  map = fixture_map (f, NULL);
  all = jb_invoice_map_list_ids (map);
  totals = sum (f, all);
  g_assert_cmpuint (totals.count, ==, 60);
  g_assert_cmpint (totals.supply, ==, map->totals.supply);
  g_assert_cmpint (totals.tax, ==, map->totals.tax);
  g_assert_cmpint (totals.total, ==, map->totals.total);

  /* Some of them, and one that is in no book. */
  for (guint i = 0; i < map->ids->len; i += 7)
    g_array_append_val (some, g_array_index (all, gint64, i));
  rows = jb_archive_load_rows (f->archive, (gint64 *) (gpointer) some->data, some->len, NULL);
  for (guint i = 0; i < rows->len; i++)
    total += ((JbInvoice *) g_ptr_array_index (rows, i))->total;
  g_array_append_val (some, gone);
  totals = sum (f, some);
  g_assert_cmpuint (totals.count, ==, rows->len);
  g_assert_cmpint (totals.total, ==, total);

  g_assert_cmpuint (sum (f, none).count, ==, 0);
}

/* A newer selection ends the sum of an older one. */
static void
test_cancelled (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbTotals totals;

  for (gint64 id = 1; id < 100000; id++)
    g_array_append_val (ids, id);
  jb_archive_sum_async (f->archive, ids, cancellable, jb_test_result_cb, &result);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_archive_sum_finish (f->archive, result, &totals, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/chosen/sum", Fixture, NULL, fixture_set_up, test_sum, fixture_tear_down);
  g_test_add ("/chosen/cancelled", Fixture, NULL, fixture_set_up, test_cancelled, fixture_tear_down);
  return g_test_run ();
}
