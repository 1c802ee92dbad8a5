/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Originals: byte for byte, what they add to the row, what is missing, and that no person's number can be read in the files. */

#include "config.h"

#include "jb-archive-fixture.h"

#define RESIDENT "9001011234567"

/* What etax/ would read in an original of @row. */
static JbInvoice *
read_as (JbInvoice *row)
{
  JbInvoice *invoice = jb_invoice_new ();

  invoice->issue_id = g_strdup (row->issue_id);
  invoice->written_on = row->written_on;
  invoice->kind = row->kind;
  invoice->supply = row->supply;
  invoice->tax = row->tax;
  invoice->total = row->total;
  invoice->supplier = jb_party_copy (row->supplier);
  invoice->supplier->address = g_strdup ("가상특별시 없는구 시험로 1");
  invoice->buyer = jb_party_copy (row->buyer);
  invoice->buyer->contact.person = g_strdup ("최수신");
  invoice->remark = g_strdup ("시험용 문서");
  invoice->issued_at = 1789430401000;
  fixture_add_line (invoice, "볼펜 세트", row->supply - 5000);
  fixture_add_line (invoice, "배송료", 5000);
  return invoice;
}

static JbArrivedOriginal *
arrive (JbInvoice *row,
        GBytes    *bytes,
        JbInvoice *read,
        JbVerdict  verdict)
{
  JbArrivedOriginal *original = jb_arrived_original_new (row->issue_id);

  original->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  original->invoice = read != NULL ? g_object_ref (read) : NULL;
  original->verdict = verdict;
  return original;
}

static char **
list_missing (Fixture     *f,
              JbDirection  direction,
              int          from,
              guint        limit)
{
  g_autoptr(GError) error = NULL;
  char **ids = jb_archive_list_missing_originals (f->archive, f->connection, direction, from, limit, &error);

  g_assert_no_error (error);
  return ids;
}

static void
assert_original (Fixture       *f,
                 const char    *issue_id,
                 GBytes        *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) loaded = fixture_load_original (f, fixture_find (f, issue_id), &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (loaded, bytes));
}

static void
test_byte_exact (Fixture       *f,
                 gconstpointer  data)
{
  static const char * const names[] = { "taxinvoice-signed.xml", "taxinvoice-signed-kec.xml", "taxinvoice-plain.xml",
                                        "invalid-signature-tampered.xml" };
  g_autofree guint8 *random_bytes = g_malloc (100000);
  g_autoptr(GPtrArray) rows = fixture_invoices (0, 8);
  g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < 100000; i++)
    random_bytes[i] = (guint8) g_test_rand_int ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (contents, jb_test_sample (names[i]));
  g_ptr_array_add (contents, g_bytes_new (random_bytes, 100000));
  g_ptr_array_add (contents, g_bytes_new (random_bytes, 1));
  g_ptr_array_add (contents, g_bytes_new (NULL, 0));
  g_ptr_array_add (contents, g_bytes_new_static ("\xef\xbb\xbf<x>\0\r\n</x>", 13));

  fixture_merge (f, f->connection, rows);
  for (guint i = 0; i < rows->len; i++)
    {
      JbInvoice *row = g_ptr_array_index (rows, i);
      g_autoptr(JbInvoice) read = read_as (row);

      g_assert_cmpint (fixture_store (f, row->direction, arrive (row, g_ptr_array_index (contents, i), read, JB_VERDICT_VALID)), ==, 1);
    }

  fixture_close (f);
  fixture_open (f);
  for (guint i = 0; i < rows->len; i++)
    {
      JbInvoice *row = g_ptr_array_index (rows, i);

      assert_original (f, row->issue_id, g_ptr_array_index (contents, i));
    }
  fixture_assert_sound (f);
}

static void
test_contents (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (1);
  g_autoptr(JbInvoice) read = read_as (row);
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-plain.xml");
  g_autoptr(JbInvoice) loaded = NULL;
  g_autoptr(JbInvoice) again = fixture_invoice (1);
  const JbLine *line;
  gint64 journal;

  fixture_merge_one (f, row);
  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, bytes, read, JB_VERDICT_UNSIGNED)), ==, 1);
  loaded = fixture_load (f, fixture_find (f, row->issue_id));
  g_assert_true (loaded->has_original);
  g_assert_cmpint (loaded->verdict, ==, JB_VERDICT_UNSIGNED);
  g_assert_cmpstr (loaded->item, ==, "볼펜 세트");
  g_assert_cmpuint (loaded->n_lines, ==, 2);
  g_assert_cmpstr (loaded->remark, ==, "시험용 문서");
  g_assert_cmpint (loaded->issued_at, ==, 1789430401000);
  g_assert_cmpstr (loaded->supplier->address, ==, "가상특별시 없는구 시험로 1");
  g_assert_cmpstr (loaded->buyer->contact.person, ==, "최수신");
  g_assert_cmpuint (loaded->lines->len, ==, 2);
  line = g_ptr_array_index (loaded->lines, 1);
  g_assert_cmpstr (line->name, ==, "배송료");
  g_assert_cmpstr (line->quantity, ==, "3.50");
  g_assert_cmpint (line->supply, ==, 5000);

  /* The same original again changes nothing; the list's row does not take the lines away. */
  journal = fixture_ask (f, "SELECT count(*) FROM journal");
  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, bytes, read, JB_VERDICT_UNSIGNED)), ==, 0);
  g_assert_cmpuint (fixture_merge_one (f, again).n_same, ==, 1);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal"), ==, journal);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM lines"), ==, 2);
  fixture_assert_sound (f);
}

static void
test_list_after_original (Fixture       *f,
                          gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (1);
  g_autoptr(JbInvoice) later = fixture_invoice (1);
  g_autoptr(JbInvoice) read = read_as (row);
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-plain.xml");
  g_autoptr(JbInvoice) loaded = NULL;

  fixture_merge_one (f, row);
  fixture_store (f, row->direction, arrive (row, bytes, read, JB_VERDICT_VALID));

  later->status = JB_STATUS_APPROVED;
  later->item = g_strdup ("문구류");
  later->n_lines = 9;
  g_assert_cmpuint (fixture_merge_one (f, later).n_changed, ==, 1);
  loaded = fixture_load (f, fixture_find (f, row->issue_id));
  g_assert_cmpint (loaded->status, ==, JB_STATUS_APPROVED);
  g_assert_cmpstr (loaded->item, ==, "볼펜 세트");
  g_assert_cmpuint (loaded->n_lines, ==, 2);
  g_assert_cmpuint (loaded->lines->len, ==, 2);
  g_assert_true (loaded->has_original);
}

static void
test_disagreement (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (1);
  g_autoptr(JbInvoice) read = read_as (row);
  g_autoptr(GBytes) bytes = jb_test_sample ("invalid-total-mismatch.xml");
  g_autoptr(JbInvoice) loaded = NULL;

  read->total = row->total + 10;
  fixture_merge_one (f, row);
  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, bytes, read, JB_VERDICT_VALID)), ==, 1);
  loaded = fixture_load (f, fixture_find (f, row->issue_id));
  g_assert_cmpint (loaded->total, ==, row->total);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'disagree' AND instr (detail, 'total') > 0"), ==, 1);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals WHERE problem IS NOT NULL"), ==, 1);
}

/* Bytes of no use are kept, and give way to good ones; good ones never give way. */
static void
test_unusable (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (1);
  g_autoptr(JbInvoice) other = fixture_invoice (2);
  g_autoptr(JbInvoice) read = read_as (row);
  g_autoptr(JbInvoice) foreign = read_as (other);
  g_autoptr(GBytes) garbage = g_bytes_new_static ("<TaxInvoice", 11);
  g_autoptr(GBytes) good = jb_test_sample ("taxinvoice-plain.xml");
  g_autoptr(JbInvoice) loaded = NULL;
  g_auto(GStrv) missing = NULL;
  g_auto(GStrv) complete = NULL;
  gint64 id;

  fixture_merge_one (f, row);
  id = fixture_find (f, row->issue_id);

  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, garbage, NULL, JB_VERDICT_UNREADABLE)), ==, 1);
  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, garbage, NULL, JB_VERDICT_UNREADABLE)), ==, 0);
  assert_original (f, row->issue_id, garbage);
  loaded = fixture_load (f, id);
  g_assert_cmpint (loaded->verdict, ==, JB_VERDICT_UNREADABLE);
  missing = list_missing (f, row->direction, 0, 10);
  g_assert_cmpuint (g_strv_length (missing), ==, 1);

  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, good, foreign, JB_VERDICT_VALID)), ==, 1);
  assert_original (f, row->issue_id, good);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM lines"), ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT original FROM invoices"), ==, 2);

  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, good, read, JB_VERDICT_VALID)), ==, 1);
  g_assert_cmpint (fixture_ask (f, "SELECT original FROM invoices"), ==, 1);
  g_assert_cmpint (fixture_ask (f, "SELECT verdict FROM originals"), ==, JB_VERDICT_VALID);
  complete = list_missing (f, row->direction, 0, 10);
  g_assert_cmpuint (g_strv_length (complete), ==, 0);

  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, garbage, NULL, JB_VERDICT_UNREADABLE)), ==, 0);
  assert_original (f, row->issue_id, good);
  fixture_assert_sound (f);
}

static void
test_unknown_row (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (1);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(JbInvoice) known = fixture_invoice (2);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (fixture_store (f, row->direction, arrive (row, bytes, NULL, JB_VERDICT_UNREADABLE)), ==, 0);

  fixture_merge_one (f, known);
  g_assert_null (fixture_load_original (f, fixture_find (f, known->issue_id), &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
}

static void
test_missing_order (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) rows = fixture_invoices (0, 60);
  g_auto(GStrv) first = NULL;
  g_auto(GStrv) second = NULL;
  g_auto(GStrv) third = NULL;
  g_auto(GStrv) recent = NULL;
  int before = 99999999;

  fixture_merge (f, f->connection, rows);
  first = list_missing (f, JB_DIRECTION_PURCHASE, 0, 5);
  g_assert_cmpuint (g_strv_length (first), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(JbInvoice) row = fixture_load (f, fixture_find (f, first[i]));

      g_assert_cmpint (row->direction, ==, JB_DIRECTION_PURCHASE);
      g_assert_cmpint (row->written_on, <=, before);
      before = row->written_on;
    }

  /* Asked in vain: behind all that were never asked for, the one asked longest ago first. */
  for (guint i = 0; i < 5; i++)
    {
      JbArrivedOriginal *nothing = jb_arrived_original_new (first[i]);

      nothing->problem = g_strdup ("없음");
      jb_clock_advance (f->clock, 1000);
      g_assert_cmpint (fixture_store (f, JB_DIRECTION_PURCHASE, nothing), ==, 0);
    }
  second = list_missing (f, JB_DIRECTION_PURCHASE, 0, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_false (g_strv_contains ((const char * const *) first, second[i]));

  third = list_missing (f, JB_DIRECTION_PURCHASE, 0, 100);
  g_assert_cmpuint (g_strv_length (third), ==, 40);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpstr (third[35 + i], ==, first[i]);

  recent = list_missing (f, JB_DIRECTION_PURCHASE, before, 100);
  g_assert_cmpuint (g_strv_length (recent), <, 40);
}

/* -- a person's number -------------------------------------------------------------------------------------------- */

static void
assert_not_in_file (const char *path,
                    const char *needle)
{
  g_autofree char *bytes = NULL;
  gsize size;

  if (!g_file_get_contents (path, &bytes, &size, NULL))
    return;

  if (memmem (bytes, size, needle, strlen (needle)) != NULL)
    g_error ("%s holds %s", path, needle);
}

static void
assert_nowhere (Fixture    *f,
                const char *needle)
{
  const char *suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (f->path, suffixes[i], NULL);

      assert_not_in_file (path, needle);
    }
}

static void
test_private_number (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (3);
  g_autoptr(JbInvoice) second = fixture_invoice (6);
  g_autoptr(JbInvoice) read = NULL;
  g_autoptr(JbInvoice) loaded = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static ("<ID>" RESIDENT "</ID>", 4 + 13 + 5);
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree char *backup = g_build_filename (f->folder, "backup.jangbu", NULL);
  gint64 id;

  g_assert_cmpint (row->direction, ==, JB_DIRECTION_SALES);
  jb_party_free (row->buyer);
  row->buyer = fixture_party (RESIDENT, "이개인", NULL, "person@example.invalid");
  row->buyer->kind = JB_PARTY_RESIDENT;
  row->remark = g_strdup ("외국인 900101-1234567");
  jb_party_free (second->buyer);
  second->buyer = jb_party_copy (row->buyer);
  fixture_merge_one (f, row);
  fixture_merge_one (f, second);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM parties WHERE sealed IS NOT NULL"), ==, 1);

  read = read_as (row);
  g_free (read->remark);
  read->remark = g_strdup (RESIDENT);
  fixture_store (f, row->direction, arrive (row, bytes, read, JB_VERDICT_VALID));
  fixture_store (f, second->direction, arrive (second, bytes, NULL, JB_VERDICT_UNREADABLE));

  assert_nowhere (f, RESIDENT);
  assert_nowhere (f, "900101-1234567");

  /* Whoever opens the book has it, and finds it by its number. */
  id = fixture_find (f, row->issue_id);
  loaded = fixture_load (f, id);
  g_assert_cmpstr (loaded->buyer->registration, ==, RESIDENT);
  g_assert_cmpstr (loaded->remark, ==, "900101-1******");
  rows = jb_archive_load_rows (f->archive, &id, 1, NULL);
  g_assert_cmpstr (((JbInvoice *) g_ptr_array_index (rows, 0))->buyer->registration, ==, RESIDENT);

  query->text = g_strdup ("900101-1234567");
  map = fixture_map (f, query);
  g_assert_cmpuint (map->ids->len, ==, 2);

  {
    g_autoptr(GAsyncResult) result = NULL;
    g_autoptr(GError) error = NULL;

    jb_archive_backup_async (f->archive, backup, NULL, jb_test_result_cb, &result);
    jb_test_wait_until (result != NULL);
    jb_archive_backup_finish (f->archive, result, &error);
    g_assert_no_error (error);
  }
  assert_not_in_file (backup, RESIDENT);
  fixture_close (f);
  assert_nowhere (f, RESIDENT);
  assert_nowhere (f, "900101-1234567");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/originals/byte-exact", test_byte_exact);
  ADD ("/originals/contents", test_contents);
  ADD ("/originals/list-after-original", test_list_after_original);
  ADD ("/originals/disagreement", test_disagreement);
  ADD ("/originals/unusable", test_unusable);
  ADD ("/originals/unknown-row", test_unknown_row);
  ADD ("/originals/missing-order", test_missing_order);
  ADD ("/originals/private-number", test_private_number);
#undef ADD

  return g_test_run ();
}
