/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Amendments: the thread of documents in both directions, whatever they say of each other. */

#include "config.h"

#include "jb-archive-fixture.h"

#include "jb-chain.h"

#define OTHER_COMPANY "0002200000"

/* An invoice @id that amends @amends (nullable), as @company has it. */
static void
put (Fixture     *f,
     gint64       connection,
     const char  *company,
     JbDirection  direction,
     const char  *id,
     const char  *amends,
     gint64       supply)
{
  g_autoptr(JbInvoice) invoice = jb_invoice_new ();
  g_autoptr(GPtrArray) page = g_ptr_array_new ();

  invoice->direction = direction;
  invoice->issue_id = g_strdup (id);
  invoice->original_issue_id = g_strdup (amends);
  invoice->amendment = amends != NULL ? JB_AMENDMENT_SUPPLY_CHANGE : JB_AMENDMENT_NONE;
  invoice->written_on = 20260901 + (int) (id[strlen (id) - 1] - '0');
  invoice->kind = amends != NULL ? 201 : 101;
  invoice->supply = supply;
  invoice->tax = supply / 10;
  invoice->total = invoice->supply + invoice->tax;
  invoice->supplier = fixture_party (direction == JB_DIRECTION_SALES ? company : "0002200003", "공급자", NULL, NULL);
  invoice->buyer = fixture_party (direction == JB_DIRECTION_SALES ? "0002200003" : company, "공급받는자", NULL, NULL);
  g_ptr_array_add (page, invoice);
  g_assert_cmpuint (fixture_merge (f, connection, page).n_refused, ==, 0);
}

static void
put_sale (Fixture    *f,
          const char *id,
          const char *amends,
          gint64      supply)
{
  put (f, f->connection, FIXTURE_COMPANY, JB_DIRECTION_SALES, id, amends, supply);
}

static gint64
find (Fixture     *f,
      JbDirection  direction,
      const char  *id,
      guint        n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = jb_archive_find_issue_id (f->archive, direction, id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, >, n);
  return g_array_index (ids, gint64, n);
}

static JbChain *
load (Fixture  *f,
      gint64    id,
      GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_load_chain_async (f->archive, id, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_archive_load_chain_finish (f->archive, result, error);
}

/* "A1 -B2 --C3?": depth in hyphens, a question mark for what is not in the book. */
static char *
print (const JbChain *chain)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < chain->links->len; i++)
    {
      const JbChainLink *link = g_ptr_array_index (chain->links, i);

      g_string_append (text, i > 0 ? " " : "");
      for (guint depth = 0; depth < link->depth; depth++)
        g_string_append_c (text, '-');
      g_string_append_printf (text, "%s%s", link->issue_id, link->invoice == NULL ? "?" : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_chain (Fixture     *f,
              gint64       id,
              const char  *expected,
              gint64       net)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbChain) chain = load (f, id, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = print (chain);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (chain->net.supply, ==, net);
  g_assert_cmpint (chain->net.tax, ==, net / 10);
  g_assert_cmpint (chain->net.total, ==, net + net / 10);
  g_assert_cmpuint (chain->net.count + chain->n_missing, ==, chain->links->len);
  g_assert_false (chain->is_cut);
}

static void
assert_sale (Fixture    *f,
             const char *id,
             const char *expected,
             gint64      net)
{
  assert_chain (f, find (f, JB_DIRECTION_SALES, id, 0), expected, net);
}

static void
test_both_ways (Fixture       *f,
                gconstpointer  data)
{
  static const char expected[] = "A1 -B2 --C4 -D3";

  put_sale (f, "D3", "A1", -20);
  put_sale (f, "A1", NULL, 1000);
  put_sale (f, "C4", "B2", 30);
  put_sale (f, "B2", "A1", -1000);
  put_sale (f, "X1", NULL, 70);
  assert_sale (f, "A1", expected, 10);
  assert_sale (f, "B2", expected, 10);
  assert_sale (f, "C4", expected, 10);
  assert_sale (f, "D3", expected, 10);
  assert_sale (f, "X1", "X1", 70);
}

static void
assert_amended (Fixture     *f,
                JbDirection  direction,
                const char  *id,
                gboolean     expected)
{
  gint64 row = find (f, direction, id, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = jb_archive_load_rows (f->archive, &row, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpint (((JbInvoice *) g_ptr_array_index (rows, 0))->is_amended, ==, expected);
}

/* A row of the list knows whether something amends it, in its own company and direction, and not only itself. */
static void
test_rows (Fixture       *f,
           gconstpointer  data)
{
  put_sale (f, "A1", NULL, 1000);
  assert_amended (f, JB_DIRECTION_SALES, "A1", FALSE);
  put_sale (f, "B2", "A1", -1000);
  put_sale (f, "S1", "S1", 10);
  put (f, f->connection, FIXTURE_COMPANY, JB_DIRECTION_PURCHASE, "A1", NULL, 1000);
  assert_amended (f, JB_DIRECTION_SALES, "A1", TRUE);
  assert_amended (f, JB_DIRECTION_SALES, "B2", FALSE);
  assert_amended (f, JB_DIRECTION_SALES, "S1", FALSE);
  assert_amended (f, JB_DIRECTION_PURCHASE, "A1", FALSE);
}

static void
test_missing (Fixture       *f,
              gconstpointer  data)
{
  put_sale (f, "B2", "A1", -1000);
  put_sale (f, "C3", "B2", 400);
  assert_sale (f, "C3", "A1? -B2 --C3", -600);
  assert_sale (f, "B2", "A1? -B2 --C3", -600);
  /* It comes later. */
  put_sale (f, "A1", NULL, 1000);
  assert_sale (f, "C3", "A1 -B2 --C3", 400);
}

static void
test_circles (Fixture       *f,
              gconstpointer  data)
{
  put_sale (f, "S1", "S1", 10);
  put_sale (f, "A1", "B2", 10);
  put_sale (f, "B2", "A1", 20);
  put_sale (f, "C1", "E3", 10);
  put_sale (f, "D2", "C1", 20);
  put_sale (f, "E3", "D2", 30);
  put_sale (f, "F4", "D2", 40);
  assert_sale (f, "S1", "S1", 10);
  assert_sale (f, "A1", "B2 -A1", 30);
  assert_sale (f, "B2", "A1 -B2", 30);
  assert_sale (f, "C1", "D2 -E3 --C1 -F4", 100);
  assert_sale (f, "F4", "E3 -C1 --D2 ---F4", 100);
}

/* The same documents as sales and as purchases, of one company and of two: each side has its own sums. */
static void
test_sides (Fixture       *f,
            gconstpointer  data)
{
  gint64 other = fixture_connect (f->archive, OTHER_COMPANY, "smartbill");

  put_sale (f, "A1", NULL, 100);
  put_sale (f, "B2", "A1", -10);
  put (f, f->connection, FIXTURE_COMPANY, JB_DIRECTION_PURCHASE, "A1", NULL, 500);
  put (f, other, OTHER_COMPANY, JB_DIRECTION_PURCHASE, "B2", "A1", -10);
  put (f, other, OTHER_COMPANY, JB_DIRECTION_PURCHASE, "C3", "A1", -20);
  assert_chain (f, find (f, JB_DIRECTION_SALES, "A1", 0), "A1 -B2", 90);
  assert_chain (f, find (f, JB_DIRECTION_PURCHASE, "A1", 0), "A1", 500);
  assert_chain (f, find (f, JB_DIRECTION_PURCHASE, "B2", 0), "A1? -B2 -C3", -30);
}

static void
test_many (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbChain) chain = NULL;

  put_sale (f, "A1", NULL, 100);
  for (guint i = 0; i < JB_CHAIN_MAX + 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("B%04u", i);

      put_sale (f, id, "A1", 10);
    }
  chain = load (f, find (f, JB_DIRECTION_SALES, "B0007", 0), &error);
  g_assert_no_error (error);
  g_assert_true (chain->is_cut);
  g_assert_cmpuint (chain->links->len, ==, JB_CHAIN_MAX);
}

/* A thread as long as nobody's ends as well. */
static void
test_long (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbChain) chain = NULL;

  for (guint i = 0; i < JB_CHAIN_MAX * 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("B%04u", i);
      g_autofree char *amends = i > 0 ? g_strdup_printf ("B%04u", i - 1) : NULL;

      put_sale (f, id, amends, 10);
    }
  chain = load (f, find (f, JB_DIRECTION_SALES, "B0399", 0), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chain->links->len, ==, JB_CHAIN_MAX);
}

/* Sums that do not fit, no such row, and no row that is read without an index. */
static void
test_edges (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbChain) chain = NULL;

  put_sale (f, "A1", NULL, G_MAXINT64 / 2);
  put_sale (f, "B2", "A1", G_MAXINT64 / 2);
  chain = load (f, find (f, JB_DIRECTION_SALES, "A1", 0), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chain->links->len, ==, 2);
  g_assert_null (load (f, 12345, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM sqlite_schema WHERE name = 'invoices_by_original'"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/chain/both-ways", test_both_ways);
  ADD ("/chain/missing", test_missing);
  ADD ("/chain/rows", test_rows);
  ADD ("/chain/circles", test_circles);
  ADD ("/chain/sides", test_sides);
  ADD ("/chain/many", test_many);
  ADD ("/chain/long", test_long);
  ADD ("/chain/edges", test_edges);
#undef ADD

  return g_test_run ();
}
