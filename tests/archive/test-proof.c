/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal proves the rows: whatever is altered behind the program's back is found and named, and nothing else is. */

#include "config.h"

#include "jb-protection-fixture.h"

#include "jb-book-proof.h"

#include <glib/gstdio.h>

static JbBookProof *
prove (Fixture    *f,
       const char *head)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbBookProof *proof;

  jb_archive_prove_async (f->archive, head, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  proof = jb_archive_prove_finish (f->archive, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < proof->findings->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (proof->findings, i));
  return proof;
}

static gboolean
finds (JbBookProof *proof,
       const char  *part)
{
  for (guint i = 0; i < proof->findings->len; i++)
    {
      if (strstr (g_ptr_array_index (proof->findings, i), part) != NULL)
        return TRUE;
    }
  return FALSE;
}

static JbInvoice *
rich_invoice (guint n)
{
  JbInvoice *invoice = fixture_invoice (n);

  fixture_add_line (invoice, "A4용지", 10000);
  fixture_add_line (invoice, "볼펜", 2000);
  invoice->remark = g_strdup ("납품 완료");
  g_free (invoice->supplier->address);
  invoice->supplier->address = g_strdup ("가상특별시 없는구 빈로 2");
  invoice->original_issue_id = n % 7 == 0 ? g_strdup ("202601014100000000009999") : NULL;
  return invoice;
}

static void
store_original (Fixture   *f,
                JbInvoice *invoice,
                guint      n)
{
  protection_store (f, invoice, n);
}

/* Lists, contents, a person, originals, changes: a bit of all that a book can have. */
static void
fill (Fixture *f)
{
  g_autoptr(GPtrArray) rows = fixture_invoices (0, 20);
  g_autoptr(JbInvoice) person = protection_person_invoice (30);
  g_autoptr(JbInvoice) changed = fixture_invoice (5);
  g_autoptr(JbInvoice) rich = rich_invoice (21);
  g_autoptr(GBytes) sample = jb_test_sample ("taxinvoice-signed.xml");
  JbArrivedOriginal *original;

  fixture_merge (f, f->connection, rows);
  fixture_merge_one (f, person);
  fixture_merge_one (f, rich);
  for (guint n = 1; n < 4; n++)
    {
      g_autoptr(JbInvoice) invoice = rich_invoice (n);

      store_original (f, invoice, n);
    }
  original = jb_arrived_original_new (changed->issue_id);
  original->bytes = g_bytes_ref (sample);
  original->invoice = g_object_ref (changed);
  original->verdict = JB_VERDICT_VALID;
  fixture_store (f, changed->direction, original);

  changed->status = JB_STATUS_ISSUED;
  g_free (changed->supplier->representative);
  changed->supplier->representative = g_strdup ("새대표");
  g_assert_cmpuint (fixture_merge_one (f, changed).n_changed, ==, 1);
}

/* Alters a copy of the closed book, and hands over what the proof says of it. */
static JbBookProof *
prove_altered (Fixture    *f,
               const char *sql)
{
  Fixture copy = *f;
  g_autofree char *contents = NULL;
  JbBookProof *proof;
  gsize size;

  g_test_message ("%s", sql);
  copy.archive = NULL;
  copy.path = g_build_filename (f->folder, "copy.jangbu", NULL);
  g_assert_true (g_file_get_contents (f->path, &contents, &size, NULL));
  g_assert_true (g_file_set_contents (copy.path, contents, (gssize) size, NULL));
  fixture_tamper (copy.path, sql);
  fixture_open (&copy);
  proof = prove (&copy, NULL);
  fixture_close (&copy);
  g_unlink (copy.path);
  g_free (copy.path);
  return proof;
}

/* -- sound -------------------------------------------------------------------------------------------------------- */

static void
test_sound (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(JbBookProof) empty = prove (f, NULL);
  g_autoptr(JbBookProof) full = NULL;

  g_assert_cmpuint (empty->findings->len, ==, 0);
  g_assert_true (empty->from_the_start);
  g_assert_cmpint (empty->since, ==, FIXTURE_NOW);

  fill (f);
  full = prove (f, NULL);
  g_assert_cmpuint (full->findings->len, ==, 0);
  g_assert_cmpint (full->n_invoices, ==, 22);
  g_assert_cmpint (full->n_originals, ==, 4);
  g_assert_cmpint (full->n_entries, ==, fixture_ask (f, "SELECT count(*) FROM journal"));
  g_assert_cmpint (full->n_closed, ==, 0);
  g_assert_cmpint (full->first_altered, ==, 0);
  g_assert_true (full->from_the_start);
  g_assert_cmpuint (strlen (full->head), ==, 64);
}

/* What says the same again leaves no entry. */
static void
test_quiet (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(GPtrArray) rows = fixture_invoices (0, 20);
  gint64 n_entries;

  fill (f);
  fixture_merge (f, f->connection, rows);   /* row 5 says again what it said before the change */
  n_entries = fixture_ask (f, "SELECT count(*) FROM journal");
  fixture_merge (f, f->connection, rows);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal"), ==, n_entries);
  fixture_assert_sound (f);
}

/* -- altered ------------------------------------------------------------------------------------------------------ */

/* What the proof leaves out, and why: jb-row-digest.h. A new column has to be here or to be found. */
static const char * const left_out[] = {
  "invoices.verdict", "originals.verdict", "originals.problem",                          /* verifying again may say more */
  "sources.said", "sources.last_seen", "sources.asked_at", "sources.problem",            /* what the collector remembers */
  "originals.certificate",                                                               /* how it is packed; a wrong one does not open */
  "parties.sealed", "details.sealed", "originals.sealed", "certificates.sealed",         /* each has a test of its own below */
  "certificates.match", "certificates.id", "invoices.id", "parties.id", "companies.id", "connections.id",
  NULL
};

static gboolean
is_left_out (const char *table,
             const char *column)
{
  g_autofree char *name = g_strconcat (table, ".", column, NULL);

  return g_strv_contains (left_out, name);
}

/* The row that is altered, and by what it must be named. */
static const struct
{
  const char *table;
  const char *where;
  const char *named;
} altered_rows[] = {
  { "invoices", "id = 8", "Invoice 202602194100000000000007" },
  { "lines", "invoice = 22 AND position = 1", "202605284100000000000021" },
  { "sources", "invoice = 8", "202602194100000000000007" },
  { "details", "invoice = 22", "202605284100000000000021" },
  { "originals", "invoice = 4", "202601224100000000000003" },
  { "parties", "id = 1", "invoice 2026" },
  { "connections", "id = 1", "connection “gaon”" },
  { "companies", "id = 1", "company 0001234013" },
};

static char *
make_other_value (const char *type)
{
  if (g_str_equal (type, "INTEGER"))
    return g_strdup ("ifnull (%s, 0) + 1000");
  if (g_str_equal (type, "BLOB"))
    return g_strdup ("ifnull (%s, x'') || x'01'");
  return g_strdup ("ifnull (%s, '') || 'x'");
}

static void
alter_column (Fixture    *f,
              guint       i,
              const char *column,
              const char *type)
{
  g_autofree char *format = make_other_value (type);
  g_auto(GStrv) halves = g_strsplit (format, "%s", 2);
  g_autofree char *sql =
    g_strdup_printf ("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; UPDATE %s SET %s = CAST (%s%s%s AS %s) WHERE %s",
                     altered_rows[i].table, column, halves[0], column, halves[1], type, altered_rows[i].where);
  g_autoptr(JbBookProof) proof = prove_altered (f, sql);

  g_assert_cmpuint (proof->findings->len, >, 0);
  if (!g_str_equal (column, "invoice"))
    {
      g_assert_true (finds (proof, altered_rows[i].named));
      g_assert_cmpint (proof->first_altered, >, 0);
    }
}

/* Every column of every row that is proved, one at a time. */
static void
test_every_column (Fixture       *f,
                   gconstpointer  data)
{
  guint n_altered = 0;

  fill (f);
  fixture_close (f);
  for (guint i = 0; i < G_N_ELEMENTS (altered_rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbDatabase) database = jb_database_open (f->path, JB_DATABASE_READER, &error);
      g_autofree char *sql = g_strdup_printf ("SELECT name, type FROM pragma_table_info ('%s')", altered_rows[i].table);
      g_autoptr(JbStatement) columns = jb_database_prepare (database, sql, &error);

      g_assert_no_error (error);
      while (jb_statement_step (columns, &error) == JB_STEP_ROW)
        {
          const char *column = jb_statement_get_text (columns, 0);

          if (is_left_out (altered_rows[i].table, column))
            continue;

          alter_column (f, i, column, jb_statement_get_text (columns, 1));
          n_altered++;
        }
    }
  /* In the order of the tables above. */
  g_assert_cmpuint (n_altered, ==, 24 + 11 + 3 + 2 + 5 + 7 + 8 + 2);
}

/* The column is named, too. */
static void
test_named_columns (Fixture       *f,
                    gconstpointer  data)
{
  static const struct
  {
    const char *sql;
    const char *part;
  } cases[] = {
    { "UPDATE invoices SET supply = supply + 10, total = total + 10 WHERE id = 8", "was altered: supply, total." },
    { "UPDATE invoices SET written_on = 20260101 WHERE id = 8", "was altered: date written." },
    { "UPDATE invoices SET amendment = 3, original_issue_id = 'x' WHERE id = 8", "was altered: reason of the amendment, amended issue id." },
    { "UPDATE lines SET unit_price = '1' WHERE invoice = 22", "was altered: lines." },
    { "DELETE FROM lines WHERE invoice = 22 AND position = 1", "was altered: lines." },
    { "INSERT INTO lines SELECT 9, position, number, supplied_on, name, specification, quantity, unit_price, supply, tax, remark "
      "FROM lines WHERE invoice = 22", "was altered: lines." },
    { "UPDATE details SET remark = 'x' WHERE invoice = 22", "was altered: remark." },
    { "UPDATE details SET sealed = NULL WHERE invoice = 22", "was altered: details." },
    { "UPDATE details SET sealed = x'00' WHERE invoice = 22", "was altered: details." },
    { "UPDATE details SET sealed = (SELECT sealed FROM details WHERE invoice = 2) WHERE invoice = 22", "was altered: details." },
    { "DELETE FROM sources WHERE invoice = 8", "was altered: sources." },
    { "UPDATE parties SET email = 'x@example.invalid' WHERE id = 1", "was altered: e-mail." },
    { "UPDATE parties SET sealed = NULL WHERE sealed IS NOT NULL", "was altered: number, encrypted number." },
    { "UPDATE parties SET match = randomblob (32) WHERE sealed IS NOT NULL", "was altered: encrypted number." },
    { "UPDATE connections SET environment = 'production'", "was altered: environment." },
    /* Exchanged with all that proves them by themselves. */
    { "UPDATE originals SET (size, sha256, sealed) = (SELECT size, sha256, sealed FROM originals WHERE invoice = 2) WHERE invoice = 3",
      "was altered: original." },
    { "DELETE FROM originals WHERE invoice = 3; UPDATE invoices SET original = 0 WHERE id = 3", "mark of the original, original" },
    { "UPDATE invoices SET counterparty = 2, own_side = 1 WHERE id = 8", "counterparty, own side" },
    { "DELETE FROM meta WHERE key = 'rows'", "What proves encrypted numbers and details" },
    { "UPDATE meta SET value = x'0011' WHERE key = 'rows'", "What proves encrypted numbers and details" },
  };

  fill (f);
  fixture_close (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql = g_strconcat ("PRAGMA foreign_keys = OFF; ", cases[i].sql, NULL);
      g_autoptr(JbBookProof) proof = prove_altered (f, sql);

      g_assert_true (finds (proof, cases[i].part));
    }
}

static void
test_removed_and_added (Fixture       *f,
                        gconstpointer  data)
{
  static const struct
  {
    const char *sql;
    const char *part;
  } cases[] = {
    { "DELETE FROM lines WHERE invoice = 22; DELETE FROM details WHERE invoice = 22; DELETE FROM sources WHERE invoice = 22;"
      "DELETE FROM texts WHERE invoice = 22; DELETE FROM invoices WHERE id = 22", "Invoice 202605284100000000000021 was removed." },
    { "DELETE FROM sources WHERE invoice = 1; DELETE FROM texts WHERE invoice = 1; DELETE FROM invoices WHERE id = 1",
      "Invoice 202601014100000000000000 was removed." },
    { "INSERT INTO parties SELECT 900, kind, registration, match, sealed, name || 'x', representative, email, words FROM parties "
      "WHERE id = 1", "is in the book, but no entry of the journal brought it." },
    { "CREATE TEMP TABLE t AS SELECT * FROM invoices WHERE id = 8; UPDATE t SET id = 900, issue_id = 'FORGED';"
      "INSERT INTO invoices SELECT * FROM t", "Invoice FORGED is in the book, but no entry of the journal brought it." },
    /* Another number for the same row. */
    { "PRAGMA foreign_keys = OFF; UPDATE invoices SET id = 901 WHERE id = 20; UPDATE sources SET invoice = 901 WHERE invoice = 20",
      "was removed." },
    { "PRAGMA foreign_keys = OFF; UPDATE invoices SET id = -5 WHERE id = 20", "was removed." },
    { "PRAGMA foreign_keys = OFF; DELETE FROM parties WHERE id = 1", "The party “" },
    { "PRAGMA foreign_keys = OFF; DELETE FROM connections", "The connection “gaon” was removed" },
  };

  fill (f);
  fixture_close (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JbBookProof) proof = prove_altered (f, cases[i].sql);

      g_assert_true (finds (proof, cases[i].part));
    }
}

/* -- the journal -------------------------------------------------------------------------------------------------- */

static void
test_journal_columns (Fixture       *f,
                      gconstpointer  data)
{
  static const char * const alterations[] = {
    "UPDATE journal SET id = 1000 WHERE id = 6",
    "UPDATE journal SET at = at + 1 WHERE id = 6",
    "UPDATE journal SET kind = 'backup' WHERE id = 6",
    "UPDATE journal SET connection = connection + 1 WHERE id = 6",
    "UPDATE journal SET invoice = invoice + 1 WHERE id = 6",
    "UPDATE journal SET detail = detail || 'x' WHERE id = 6",
    "UPDATE journal SET hash = randomblob (32) WHERE id = 6",
    "UPDATE journal SET leaves = CAST (ifnull (leaves, x'') || x'00' AS BLOB) WHERE id = 6",
    "UPDATE journal SET leaves = NULL WHERE id = (SELECT min (id) FROM journal WHERE leaves IS NOT NULL)",
    "DELETE FROM journal WHERE id = 6",
    /* A forged entry in between. */
    ("UPDATE journal SET id = -id WHERE id >= 6; UPDATE journal SET id = 1 - id WHERE id < 0;"
     "INSERT INTO journal SELECT 6, at, kind, connection, invoice, detail, hash, leaves FROM journal WHERE id = 5"),
    "INSERT INTO journal SELECT max (id) + 1, at, kind, connection, invoice, detail, hash, leaves FROM journal",
    "UPDATE meta SET value = zeroblob (32) WHERE key = 'journal'",
    "DELETE FROM meta WHERE key = 'journal'",
    "DELETE FROM journal",
  };

  fill (f);
  fixture_close (f);
  for (guint i = 0; i < G_N_ELEMENTS (alterations); i++)
    {
      g_autoptr(JbBookProof) proof = prove_altered (f, alterations[i]);

      g_assert_true (finds (proof, "of the journal"));
    }
}

/* Bytes of leaves that mean nothing end the entry, never the program. */
static void
test_hostile_leaves (Fixture       *f,
                     gconstpointer  data)
{
  fill (f);
  fixture_close (f);
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *sql =
        g_strdup_printf ("UPDATE journal SET leaves = CAST (substr (leaves, 1, %d) || randomblob (%d) || substr (leaves, %d) AS BLOB) "
                         "WHERE leaves IS NOT NULL", g_test_rand_int_range (0, 200), g_test_rand_int_range (0, 300),
                         g_test_rand_int_range (0, 200));
      g_autoptr(JbBookProof) proof = prove_altered (f, sql);

      g_assert_cmpuint (proof->findings->len, >, 0);
    }
}

/* The newest entries cut off together with what they tell of, by somebody who knows how: only who noted the head can tell. */
static void
test_cut_off (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *early = g_build_filename (f->folder, "early", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *noted = NULL;
  g_autofree char *parsed = NULL;
  g_autofree char *old_noted = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  {
    g_autoptr(JbBookProof) before = prove (f, NULL);

    old_noted = jb_head_format (before->head);
  }
  fixture_close (f);
  g_assert_true (g_file_get_contents (f->path, &contents, &size, NULL));
  g_assert_true (g_file_set_contents (early, contents, (gssize) size, NULL));
  fixture_open (f);
  fill (f);
  {
    g_autoptr(JbBookProof) now = prove (f, NULL);
    g_autoptr(JbBookProof) again = NULL;
    g_autoptr(JbBookProof) old = NULL;
    g_autofree char *old_parsed = NULL;

    noted = jb_head_format (now->head);
    g_test_message ("%s", noted);
    g_assert_cmpuint (strlen (noted), ==, 39);
    parsed = jb_head_parse (noted, &error);
    g_assert_no_error (error);
    again = prove (f, parsed);
    g_assert_cmpuint (again->findings->len, ==, 0);
    old_parsed = jb_head_parse (old_noted, &error);
    old = prove (f, old_parsed);
    g_assert_cmpuint (old->findings->len, ==, 0);
  }

  /* An older state of the whole book is sound in itself. */
  fixture_close (f);
  g_assert_cmpint (g_rename (early, f->path), ==, 0);
  fixture_open (f);
  {
    g_autoptr(JbBookProof) blind = prove (f, NULL);
    g_autoptr(JbBookProof) knowing = prove (f, parsed);

    g_assert_cmpuint (blind->findings->len, ==, 0);
    g_assert_cmpuint (knowing->findings->len, ==, 1);
    g_assert_true (finds (knowing, "head you gave"));
  }
}

static void
test_head_text (void)
{
  static const char * const bad[] = { "", "1234", "hello", "0123-4567-89ab-cde", "0123456789abcdefg", "가0123456789abcdef0123" };
  g_autofree char *good = jb_head_parse (" 0123-4567 89AB-cdef\n", NULL);

  g_assert_cmpstr (good, ==, "0123456789abcdef");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_head_parse (bad[i], &error));
      g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED);
    }
}

/* The journal written anew without what it said of rows: the program begins again, and says since when. */
static void
test_written_anew (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(JbBookProof) proof = NULL;

  fill (f);
  fixture_close (f);
  fixture_forget_proof (f->path);
  fixture_tamper (f->path, "UPDATE invoices SET supply = supply + 10 WHERE id = 8");
  jb_clock_set (f->clock, FIXTURE_NOW + 86400000);
  fixture_open (f);
  proof = prove (f, NULL);
  g_assert_cmpuint (proof->findings->len, ==, 0);
  g_assert_false (proof->from_the_start);
  g_assert_cmpint (proof->since, ==, FIXTURE_NOW + 86400000);
}

/* -- protected books ---------------------------------------------------------------------------------------------- */

static void
test_protected (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(JbInvoice) person = protection_person_invoice (31);

  fill (f);
  protection_protect (f);
  fixture_assert_sound (f);
  protection_encrypt_rest (f);
  fixture_assert_sound (f);
  fixture_merge_one (f, person);
  store_original (f, person, 31);
  fixture_assert_sound (f);

  fixture_close (f);
  fixture_open (f);
  {
    g_autoptr(JbBookProof) locked = prove (f, NULL);

    g_assert_cmpuint (locked->findings->len, ==, 0);
    g_assert_true (locked->is_locked);
    g_assert_cmpint (locked->n_closed, >, 0);
    g_assert_cmpint (locked->n_originals, ==, 0);
    g_assert_cmpint (locked->n_invoices, ==, 23);
  }

  /* What is not private is proved without the key. */
  fixture_close (f);
  {
    g_autoptr(JbBookProof) altered = prove_altered (f, "UPDATE invoices SET tax = tax + 1 WHERE id = 8");

    g_assert_true (finds (altered, "was altered: tax."));
  }

  /* An older encrypted value in its own place opens: only the digest tells. */
  fixture_open (f);
  protection_unlock (f);
  fixture_assert_sound (f);
}

/* Encrypted details of before put back: the codec opens them, the proof does not. */
static void
test_older_details (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(JbInvoice) invoice = rich_invoice (40);
  g_autoptr(JbInvoice) more = rich_invoice (40);

  protection_protect (f);
  protection_encrypt_rest (f);
  fixture_merge_one (f, invoice);
  fixture_close (f);
  fixture_tamper (f->path, "CREATE TABLE kept AS SELECT sealed FROM details");
  fixture_open (f);
  protection_unlock (f);
  g_free (more->supplier->address);
  more->supplier->address = g_strdup ("가상특별시 없는구 빈로 3");
  more->status = JB_STATUS_ISSUED;
  fixture_merge_one (f, more);
  fixture_assert_sound (f);
  fixture_close (f);
  fixture_tamper (f->path, "UPDATE details SET sealed = (SELECT sealed FROM kept); DROP TABLE kept");
  fixture_open (f);
  protection_unlock (f);
  {
    g_autoptr(JbBookProof) proof = prove (f, NULL);

    g_assert_true (finds (proof, "was altered: details."));
  }
}

/* Two books with the same invoice to two people whose numbers differ in the masked digits: what the journals say of the rows in the
 * clear is the same, and what they say under the key tells nobody who has not the key. */
static void
test_private (Fixture       *f,
              gconstpointer  data)
{
  static const char sql[] =
    "SELECT count(*) FROM journal WHERE instr (CAST (detail AS BLOB), CAST ('" PERSON_NUMBER "' AS BLOB)) > 0 "
    "OR instr (leaves, CAST ('" PERSON_NUMBER "' AS BLOB)) > 0";
  g_autoptr(JbInvoice) person = protection_person_invoice (1);

  fixture_merge_one (f, person);
  g_assert_cmpint (fixture_ask (f, sql), ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT length (value) > 40 FROM meta WHERE key = 'rows'"), ==, 1);
  protection_protect (f);
  protection_encrypt_rest (f);
  /* 3 = encrypted: jb-codec.c. */
  g_assert_cmpint (fixture_ask (f, "SELECT substr (value, 1, 1) = x'03' FROM meta WHERE key = 'rows'"), ==, 1);
  fixture_assert_sound (f);
}

/* -- older books -------------------------------------------------------------------------------------------------- */

static void
test_older_book (Fixture       *f,
                 gconstpointer  data)
{
  gboolean is_protected = GPOINTER_TO_INT (data);
  g_autoptr(JbInvoice) later = fixture_invoice (50);

  fill (f);
  if (is_protected)
    {
      protection_protect (f);
      protection_encrypt_rest (f);
    }
  fixture_close (f);
  fixture_forget_proof (f->path);
  fixture_tamper (f->path, FIXTURE_SCHEMA_5_SQL);
  jb_clock_set (f->clock, FIXTURE_NOW + 5000);
  fixture_open (f);
  if (is_protected)
    protection_unlock (f);
  {
    g_autoptr(JbBookProof) proof = prove (f, NULL);

    g_assert_cmpuint (proof->findings->len, ==, 0);
    g_assert_false (proof->from_the_start);
    g_assert_cmpint (proof->since, ==, FIXTURE_NOW + 5000);
    g_assert_cmpint (proof->n_invoices, ==, 22);
    g_assert_cmpint (proof->n_closed, ==, is_protected ? fixture_ask (f, "SELECT (SELECT count(*) FROM details WHERE sealed IS NOT NULL) "
                                                                         "+ (SELECT count(*) FROM parties WHERE sealed IS NOT NULL)") : 0);
  }

  /* Opening again begins nothing again. */
  fixture_close (f);
  fixture_open (f);
  g_assert_cmpint (fixture_ask (f, "SELECT count(DISTINCT at) FROM journal WHERE kind = 'baseline'"), ==, 1);
  if (is_protected)
    protection_unlock (f);
  fixture_merge_one (f, later);
  fixture_assert_sound (f);
  fixture_close (f);
  {
    g_autoptr(JbBookProof) old = prove_altered (f, "UPDATE invoices SET supply = supply + 1 WHERE id = 8");
    g_autoptr(JbBookProof) new_ = prove_altered (f, "UPDATE invoices SET supply = supply + 1 WHERE issue_id LIKE '%50'");
    g_autoptr(JbBookProof) gone = prove_altered (f, "DELETE FROM sources WHERE invoice = 1; DELETE FROM texts WHERE invoice = 1;"
                                                    "DELETE FROM invoices WHERE id = 1");

    g_assert_true (finds (old, "was altered: supply."));
    g_assert_true (finds (new_, "was altered: supply."));
    g_assert_true (finds (gone, "Invoice 202601014100000000000000 was removed."));
  }
}

/* -- anything ----------------------------------------------------------------------------------------------------- */

static void
do_something (Fixture *f,
              GRand   *random)
{
  guint n = (guint) g_rand_int_range (random, 0, 30);
  g_autoptr(JbInvoice) invoice = g_rand_int_range (random, 0, 6) == 0 ? protection_person_invoice (n) : g_rand_boolean (random) ? rich_invoice (n) : fixture_invoice (n);
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GError) error = NULL;

  switch (g_rand_int_range (random, 0, 12))
    {
    case 0: case 1: case 2:
      page = fixture_invoices (n, (guint) g_rand_int_range (random, 1, 6));
      fixture_merge (f, f->connection, page);
      break;

    case 3: case 4:
      invoice->status = (JbStatus) g_rand_int_range (random, 0, 4);
      invoice->supply += g_rand_int_range (random, 0, 2) * 10;
      g_free (invoice->buyer->representative);
      invoice->buyer->representative = g_strdup_printf ("대표%d", g_rand_int_range (random, 0, 3));
      fixture_merge_one (f, invoice);
      break;

    case 5: case 6: case 7:
      {
        JbArrivedOriginal *original = jb_arrived_original_new (invoice->issue_id);
        int what = g_rand_int_range (random, 0, 4);

        original->bytes = what == 0 ? NULL : protection_bytes ((guint) g_rand_int_range (random, 0, 50));
        original->invoice = what == 1 ? NULL : g_object_ref (invoice);
        original->verdict = JB_VERDICT_VALID;
        fixture_store (f, invoice->direction, original);
      }
      break;

    case 8:
      fixture_merge (f, fixture_connect (f->archive, FIXTURE_COMPANY, g_rand_boolean (random) ? "popbill" : "smartbill"),
                     page = fixture_invoices (n, 2));
      break;

    case 9:
      jb_archive_rename_connection (f->archive, f->connection, g_rand_boolean (random) ? "이름" : NULL, &error);
      jb_archive_pause_connection (f->archive, f->connection, g_rand_boolean (random), &error);
      break;

    case 10:
      if (jb_archive_get_protection (f->archive) == JB_PROTECTION_NONE && g_rand_int_range (random, 0, 4) == 0)
        protection_protect (f);
      else if (jb_archive_has_rest (f->archive))
        protection_encrypt_rest (f);
      break;

    case 11:
    default:
      fixture_close (f);
      fixture_open (f);
      if (jb_archive_get_protection (f->archive) == JB_PROTECTION_LOCKED)
        protection_unlock (f);
    }
  g_assert_no_error (error);
}

static void
test_anything (void)
{
  guint n_seeds = g_test_thorough () ? 200 : 20;

  for (guint seed = 0; seed < n_seeds; seed++)
    {
      g_autoptr(GRand) random = g_rand_new_with_seed (seed);
      Fixture f = { 0 };

      fixture_set_up (&f, NULL);
      for (guint i = 0; i < 25; i++)
        do_something (&f, random);
      g_test_message ("seed %u", seed);
      fixture_assert_sound (&f);
      fixture_tear_down (&f, NULL);
    }
}

/* -- progress ----------------------------------------------------------------------------------------------------- */

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  g_assert_true (fraction >= 0 && fraction <= 1);
  (*(guint *) user_data)++;
}

/* Enough for several threads and a word of progress; a stop ends it. */
static void
test_many (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) rows = fixture_invoices (0, 3000);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GPtrArray) originals = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookProof) proof = NULL;
  guint n_progress = 0;

  fixture_merge (f, f->connection, rows);
  for (guint i = 0; i < rows->len; i += 3)
    {
      JbInvoice *row = g_ptr_array_index (rows, i);
      JbArrivedOriginal *original = jb_arrived_original_new (row->issue_id);

      original->bytes = protection_bytes (i);
      original->invoice = g_object_ref (row);
      original->verdict = JB_VERDICT_VALID;
      g_ptr_array_add (originals, original);
    }
  jb_archive_store_originals_async (f->archive, f->connection, JB_DIRECTION_SALES, g_steal_pointer (&originals), NULL,
                                    jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_cmpint (jb_archive_store_originals_finish (f->archive, result, &error), ==, 1000);
  g_clear_object (&result);

  jb_archive_prove_async (f->archive, NULL, progress_cb, &n_progress, NULL, jb_test_result_cb, &result);
  jb_archive_prove_async (f->archive, NULL, NULL, NULL, cancellable, jb_test_result_cb, &stopped);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL && stopped != NULL);
  proof = jb_archive_prove_finish (f->archive, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (proof->findings->len, ==, 0);
  g_assert_cmpint (proof->n_originals, ==, 1000);
  g_assert_null (jb_archive_prove_finish (f->archive, stopped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_test_message ("%u words of progress", n_progress);
  g_clear_object (&result);
  g_clear_object (&stopped);

  /* All are named, up to as many as anybody reads. */
  fixture_close (f);
  {
    g_autoptr(JbBookProof) altered = prove_altered (f, "UPDATE invoices SET supply = supply + 1 WHERE id % 100 = 7");
    g_autoptr(JbBookProof) all = prove_altered (f, "UPDATE invoices SET supply = supply + 1; UPDATE originals SET sha256 = zeroblob (32)");

    g_assert_cmpuint (altered->findings->len, ==, 30);
    g_assert_cmpuint (all->findings->len, ==, 100);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, function) g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)
  ADD ("/proof/sound", NULL, test_sound);
  ADD ("/proof/quiet", NULL, test_quiet);
  ADD ("/proof/every-column", NULL, test_every_column);
  ADD ("/proof/named-columns", NULL, test_named_columns);
  ADD ("/proof/removed-and-added", NULL, test_removed_and_added);
  ADD ("/proof/journal-columns", NULL, test_journal_columns);
  ADD ("/proof/hostile-leaves", NULL, test_hostile_leaves);
  ADD ("/proof/cut-off", NULL, test_cut_off);
  g_test_add_func ("/proof/head-text", test_head_text);
  ADD ("/proof/written-anew", NULL, test_written_anew);
  ADD ("/proof/protected", NULL, test_protected);
  ADD ("/proof/older-details", NULL, test_older_details);
  ADD ("/proof/private", NULL, test_private);
  ADD ("/proof/older-book", GINT_TO_POINTER (FALSE), test_older_book);
  ADD ("/proof/older-book-protected", GINT_TO_POINTER (TRUE), test_older_book);
  g_test_add_func ("/proof/anything", test_anything);
  ADD ("/proof/many", NULL, test_many);
#undef ADD

  return g_test_run ();
}
