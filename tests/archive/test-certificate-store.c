/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A certificate stands in the book once, is never lost while an original needs it, and is hidden with the rest of the book. */

#include "config.h"

#include "jb-protection-fixture.h"

#define N_ORIGINALS 5

static void
store_samples (Fixture *f,
               guint    first)
{
  g_autoptr(GPtrArray) rows = fixture_invoices (first, N_ORIGINALS);

  fixture_merge (f, f->connection, rows);
  for (guint i = 0; i < N_ORIGINALS; i++)
    {
      JbInvoice *row = g_ptr_array_index (rows, i);
      JbArrivedOriginal *original = jb_arrived_original_new (row->issue_id);

      original->bytes = jb_test_sample (i % 2 == 0 ? "taxinvoice-signed.xml" : "taxinvoice-signed-kec.xml");
      original->invoice = g_object_ref (row);
      original->verdict = JB_VERDICT_VALID;
      g_assert_cmpint (fixture_store (f, row->direction, original), ==, 1);
    }
}

static void
assert_samples (Fixture *f,
                guint    first)
{
  for (guint i = 0; i < N_ORIGINALS; i++)
    {
      g_autoptr(JbInvoice) row = fixture_invoice (first + i);
      g_autoptr(GBytes) sample = jb_test_sample (i % 2 == 0 ? "taxinvoice-signed.xml" : "taxinvoice-signed-kec.xml");
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = fixture_load_original (f, fixture_find (f, row->issue_id), &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (bytes, sample));
    }
}

static void
reopen (Fixture *f)
{
  fixture_close (f);
  fixture_open (f);
}

/* Both samples are signed with the same one. The second batch is by a writer that remembers nothing. */
static void
test_once (Fixture       *f,
           gconstpointer  data)
{
  store_samples (f, 0);
  reopen (f);
  store_samples (f, 100);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM certificates"), ==, 1);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals WHERE certificate = 1"), ==, 2 * N_ORIGINALS);
  g_assert_cmpint (fixture_ask (f, "SELECT max (length (sealed)) < 0.15 * min (size) FROM originals"), ==, 1);
  assert_samples (f, 0);
  assert_samples (f, 100);
  fixture_assert_sound (f);
}

/* What has none, and what cannot be read, refers to none. */
static void
test_none (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (1);
  g_autoptr(JbInvoice) other = fixture_invoice (2);
  JbArrivedOriginal *original = jb_arrived_original_new (row->issue_id);

  fixture_merge_one (f, row);
  fixture_merge_one (f, other);
  original->bytes = jb_test_sample ("taxinvoice-plain.xml");
  original->invoice = g_object_ref (row);
  g_assert_cmpint (fixture_store (f, row->direction, original), ==, 1);
  protection_store (f, other, 3);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM certificates"), ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals WHERE certificate IS NULL"), ==, 2);
  fixture_assert_sound (f);
}

static guint
count_findings (Fixture *f)
{
  g_autoptr(GPtrArray) findings = fixture_check (f);

  return findings->len;
}

/* The database itself holds on to it; whoever gets around that is found out. */
static void
test_removed (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (0);
  g_autoptr(JbDatabase) database = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  store_samples (f, 0);
  fixture_close (f);
  database = jb_database_open (f->path, JB_DATABASE_WRITER, &error);
  g_assert_no_error (error);
  g_assert_true (jb_database_set_up (database, &error));
  g_assert_false (jb_database_execute (database, "DELETE FROM certificates", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_clear_pointer (&database, jb_database_close);

  fixture_open (f);
  fixture_assert_sound (f);
  fixture_close (f);
  fixture_tamper (f->path, "PRAGMA foreign_keys = OFF; DELETE FROM certificates");
  fixture_open (f);
  g_assert_cmpuint (count_findings (f), >=, N_ORIGINALS);
  bytes = fixture_load_original (f, fixture_find (f, row->issue_id), &error);
  g_assert_null (bytes);
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
}

static void
test_tampered (Fixture       *f,
               gconstpointer  data)
{
  store_samples (f, 0);
  fixture_close (f);
  fixture_tamper (f->path, "UPDATE certificates SET sealed = CAST (substr (sealed, 1, 400) || "
                           "CASE WHEN substr (sealed, 401, 1) = x'41' THEN x'42' ELSE x'41' END || substr (sealed, 402) AS BLOB)");
  fixture_open (f);
  g_assert_cmpuint (count_findings (f), ==, N_ORIGINALS);
}

/* Protected in the same transaction as the numbers of persons; what comes later finds it under its new fingerprint. */
static void
test_protect (Fixture       *f,
              gconstpointer  data)
{
  store_samples (f, 0);
  protection_protect (f);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM certificates WHERE substr (sealed, 1, 1) = x'03'"), ==, 1);
  assert_samples (f, 0);
  store_samples (f, 100);
  protection_encrypt_rest (f);
  reopen (f);
  protection_unlock (f);
  store_samples (f, 200);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM certificates"), ==, 1);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM certificates WHERE substr (sealed, 1, 1) = x'03'"), ==, 1);
  for (guint first = 0; first <= 200; first += 100)
    assert_samples (f, first);
  fixture_assert_sound (f);
}

/* A locked book gives out nothing that needs one, and says why. */
static void
test_locked (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (0);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  protection_protect (f);
  store_samples (f, 0);
  reopen (f);
  bytes = fixture_load_original (f, fixture_find (f, row->issue_id), &error);
  g_assert_null (bytes);
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_assert_cmpuint (count_findings (f), ==, 1);
  protection_unlock (f);
  assert_samples (f, 0);
}

/* A damaged one does not keep the book from being protected, stays damaged, and does no harm to what comes later. */
static void
test_protect_damaged (Fixture       *f,
                      gconstpointer  data)
{
  store_samples (f, 0);
  fixture_close (f);
  fixture_tamper (f->path, "UPDATE certificates SET sealed = x'01ff'");
  fixture_open (f);
  protection_protect (f);
  protection_encrypt_rest (f);
  g_assert_cmpuint (count_findings (f), ==, N_ORIGINALS);
  store_samples (f, 100);
  assert_samples (f, 100);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM certificates"), ==, 2);
  g_assert_cmpuint (count_findings (f), ==, N_ORIGINALS);
}

/* Originals from before have their own, and need no other; they stay as they are beside new ones. */
static void
test_old_originals (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-signed.xml");
  g_autofree char *schema_3 = fixture_schema_3_sql (bytes);
  g_autoptr(GPtrArray) rows = fixture_invoices (0, 1);
  JbInvoice *row = g_ptr_array_index (rows, 0);
  JbArrivedOriginal *original = jb_arrived_original_new (row->issue_id);
  g_autoptr(GBytes) loaded = NULL;

  fixture_merge (f, f->connection, rows);
  original->bytes = g_bytes_ref (bytes);
  original->invoice = g_object_ref (row);
  original->verdict = JB_VERDICT_VALID;
  g_assert_cmpint (fixture_store (f, row->direction, original), ==, 1);
  fixture_close (f);
  fixture_forget_proof (f->path);
  fixture_tamper (f->path, schema_3);
  fixture_open (f);
  store_samples (f, 100);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals WHERE substr (sealed, 1, 1) = x'01'"), ==, 1);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals WHERE substr (sealed, 1, 1) = x'04'"), ==, N_ORIGINALS);
  loaded = fixture_load_original (f, fixture_find (f, row->issue_id), NULL);
  g_assert_true (g_bytes_equal (loaded, bytes));
  assert_samples (f, 100);
  protection_protect (f);
  protection_encrypt_rest (f);
  assert_samples (f, 100);
  fixture_assert_sound (f);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *path; void (*test) (Fixture *, gconstpointer); } tests[] = {
    { "/certificate-store/once", test_once },
    { "/certificate-store/none", test_none },
    { "/certificate-store/removed", test_removed },
    { "/certificate-store/tampered", test_tampered },
    { "/certificate-store/protect", test_protect },
    { "/certificate-store/locked", test_locked },
    { "/certificate-store/protect-damaged", test_protect_damaged },
    { "/certificate-store/old-originals", test_old_originals },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
  return g_test_run ();
}
