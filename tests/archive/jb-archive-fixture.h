/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the book share: a folder with a book, invoices to put into it, calls that wait for their answer. */

#pragma once

#include "jb-test.h"

#include "jb-archive.h"
#include "jb-codec.h"
#include "jb-database.h"
#include "jb-journal.h"

#include <string.h>

#define FIXTURE_COMPANY "0001234013"
#define FIXTURE_NOW G_GINT64_CONSTANT (1789430400000)   /* 2026-09-15 09:00 in Korea */

typedef struct
{
  char       *folder;
  char       *path;
  JbClock    *clock;
  JbArchive  *archive;
  gint64      connection;
} Fixture;

static inline gint64
fixture_connect (JbArchive  *archive,
                 const char *company,
                 const char *service)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(GError) error = NULL;
  gint64 id;

  connection->service = g_strdup (service);
  connection->environment = g_strdup ("demo");
  connection->company = g_strdup (company);
  connection->account = g_strdup ("gaon");
  id = jb_archive_add_connection (archive, connection, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static inline void
fixture_open (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  f->archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error);
  g_assert_no_error (error);
  g_assert_nonnull (f->archive);
}

static inline void
fixture_close (Fixture *f)
{
  GWeakRef weak;

  if (f->archive == NULL)
    return;

  /* Answers may still be on their way and hold the book; after them nothing may. */
  jb_archive_close (f->archive);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_weak_ref_init (&weak, f->archive);
  g_clear_object (&f->archive);
  g_assert_null (g_weak_ref_get (&weak));
  g_weak_ref_clear (&weak);
}

static inline void
fixture_set_up (Fixture       *f,
                gconstpointer  data)
{
  f->folder = g_dir_make_tmp ("jangbu-archive-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "books", "book.jangbu", NULL);
  f->clock = jb_clock_new_manual (FIXTURE_NOW, TRUE);
  fixture_open (f);
  f->connection = fixture_connect (f->archive, FIXTURE_COMPANY, "smartbill");
}

static inline void
fixture_tear_down (Fixture       *f,
                   gconstpointer  data)
{
  fixture_close (f);
  jb_test_remove_tree (f->folder);
  g_object_unref (f->clock);
  g_free (f->folder);
  g_free (f->path);
}

/* A party as a list gives it. */
static inline JbParty *
fixture_party (const char *registration,
               const char *name,
               const char *representative,
               const char *email)
{
  JbParty *party = jb_party_new ();

  party->kind = JB_PARTY_BUSINESS;
  party->registration = g_strdup (registration);
  party->name = g_strdup (name);
  party->representative = g_strdup (representative);
  party->contact.email = g_strdup (email);
  return party;
}

/* The @n-th invoice as a list gives it: without lines. Days, amounts and parties spread; the same @n is the same invoice. */
static inline JbInvoice *
fixture_invoice (guint n)
{
  static const char * const names[] = { "누리식품", "다솔포장 & 상사", "Hanbit Systems", "가람전자 100%", "빛_나라", "O'Neil \"상회\"" };
  JbInvoice *invoice = jb_invoice_new ();
  guint who = n % G_N_ELEMENTS (names);
  g_autofree char *registration = g_strdup_printf ("00022%05u", who);
  JbParty *other = fixture_party (registration, names[who], who % 2 ? "박누리" : "김한빛", "other@example.invalid");
  JbParty *own = fixture_party (FIXTURE_COMPANY, "가온문구", "홍가온", "gaon@example.invalid");
  gboolean sales = n % 3 == 0;

  invoice->direction = sales ? JB_DIRECTION_SALES : JB_DIRECTION_PURCHASE;
  invoice->written_on = jb_date_add_days (20260101, (int) (n * 7 % 250));
  invoice->issued_on = jb_date_add_days (invoice->written_on, (int) (n % 5));
  invoice->issue_id = g_strdup_printf ("%d410000%010u", invoice->written_on, n);
  invoice->kind = n % 11 == 0 ? 301 : n % 7 == 0 ? 201 : 101;
  invoice->purpose = JB_PURPOSE_CLAIM;
  invoice->supplier = sales ? own : other;
  invoice->buyer = sales ? other : own;
  invoice->supply = (gint64) (n * 7919 % 100000) * 10 - (n % 7 == 0 ? 900000 : 0);
  invoice->tax = invoice->kind == 301 ? 0 : invoice->supply / 10;
  invoice->total = invoice->supply + invoice->tax;
  invoice->nts_status = n % 2 ? JB_NTS_SENT : JB_NTS_NOT_SENT;
  invoice->document_number = g_strdup_printf ("DM%06u", n);
  return invoice;
}

static inline void
fixture_add_line (JbInvoice  *invoice,
                  const char *name,
                  gint64      supply)
{
  JbLine *line = jb_line_new ();

  line->number = invoice->lines->len + 1;
  line->name = g_strdup (name);
  line->specification = g_strdup ("12색");
  line->quantity = g_strdup ("3.50");
  line->unit_price = g_strdup ("1200");
  line->supplied_on = invoice->written_on;
  line->supply = supply;
  line->tax = supply / 10;
  line->remark = g_strdup ("검수");
  g_ptr_array_add (invoice->lines, line);
  invoice->n_lines = invoice->lines->len;
  if (invoice->item == NULL)
    invoice->item = g_strdup (name);
}

/* @count invoices from @first on. (transfer full) */
static inline GPtrArray *
fixture_invoices (guint first,
                  guint count)
{
  GPtrArray *invoices = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < count; i++)
    g_ptr_array_add (invoices, fixture_invoice (first + i));
  return invoices;
}

/* Takes @page. */
static inline gboolean
fixture_merge_page (Fixture        *f,
                    JbMergePage    *page,
                    JbMergeResult  *merged,
                    GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_merge_async (f->archive, page, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_archive_merge_finish (f->archive, result, merged, error);
}

static inline JbMergeResult
fixture_merge (Fixture   *f,
               gint64     connection,
               GPtrArray *invoices)
{
  g_autoptr(GError) error = NULL;
  JbMergeResult merged = { 0 };

  fixture_merge_page (f, jb_merge_page_new (connection, invoices), &merged, &error);
  g_assert_no_error (error);
  return merged;
}

static inline JbMergeResult
fixture_merge_one (Fixture   *f,
                   JbInvoice *invoice)
{
  g_autoptr(GPtrArray) invoices = g_ptr_array_new ();

  g_ptr_array_add (invoices, invoice);
  return fixture_merge (f, f->connection, invoices);
}

static inline JbInvoiceMap *
fixture_map (Fixture              *f,
             const JbInvoiceQuery *query)
{
  g_autoptr(JbInvoiceQuery) all = jb_invoice_query_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbInvoiceMap *map;

  jb_archive_load_map_async (f->archive, query != NULL ? query : all, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  map = jb_archive_load_map_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return map;
}

/* The row of @issue_id, which must be there once. */
static inline gint64
fixture_find (Fixture    *f,
              const char *issue_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = jb_archive_find_issue_id (f->archive, JB_DIRECTION_UNKNOWN, issue_id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  return g_array_index (ids, gint64, 0);
}

static inline JbInvoice *
fixture_load (Fixture *f,
              gint64   id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbInvoice *invoice;

  jb_archive_load_invoice_async (f->archive, id, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  invoice = jb_archive_load_invoice_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return invoice;
}

/* Takes @original. */
static inline int
fixture_store (Fixture           *f,
               JbDirection        direction,
               JbArrivedOriginal *original)
{
  g_autoptr(GPtrArray) originals = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  int n_new;

  g_ptr_array_add (originals, original);
  jb_archive_store_originals_async (f->archive, f->connection, direction, g_steal_pointer (&originals), NULL,
                                    jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  n_new = jb_archive_store_originals_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return n_new;
}

static inline GBytes *
fixture_load_original (Fixture  *f,
                       gint64    id,
                       GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_load_original_async (f->archive, id, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_archive_load_original_finish (f->archive, result, error);
}

/* (transfer full) (element-type utf8) */
static inline GPtrArray *
fixture_check (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *findings;

  jb_archive_check_async (f->archive, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  findings = jb_archive_check_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return findings;
}

static inline void
fixture_assert_sound (Fixture *f)
{
  g_autoptr(GPtrArray) findings = fixture_check (f);

  for (guint i = 0; i < findings->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (findings, i));
  g_assert_cmpuint (findings->len, ==, 0);
}

/* One number out of the file itself. */
static inline gint64
fixture_ask (Fixture    *f,
             const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDatabase) database = jb_database_open (f->path, JB_DATABASE_READER, &error);
  gint64 value = -1;

  g_assert_no_error (error);
  jb_database_get_int (database, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* Alters a closed book behind its back. */
static inline void
fixture_tamper (const char *path,
                const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDatabase) database = jb_database_open (path, JB_DATABASE_WRITER, &error);

  g_assert_no_error (error);
  jb_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

/* Writes the journal of a closed book anew without what it says of rows, as an older Jangbu or somebody who wants to hide something
 * would have it. */
static inline void
fixture_forget_proof (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDatabase) database = jb_database_open (path, JB_DATABASE_WRITER, &error);
  JbStatement *statement;

  g_assert_no_error (error);
  jb_database_execute (database,
                       "BEGIN; CREATE TEMP TABLE kept AS SELECT * FROM journal WHERE kind NOT IN ('rows', 'baseline');"
                       "DELETE FROM journal; UPDATE meta SET value = zeroblob (32) WHERE key = 'journal'", &error);
  g_assert_no_error (error);
  statement = jb_database_statement (database, "SELECT at, kind, connection, invoice, detail FROM kept ORDER BY id", &error);
  g_assert_no_error (error);
  while (jb_statement_step (statement, &error) == JB_STEP_ROW)
    jb_journal_append (database, jb_statement_get_int (statement, 0), jb_statement_get_text (statement, 1),
                       jb_statement_get_int (statement, 2), jb_statement_get_int (statement, 3),
                       jb_statement_get_text (statement, 4), &error);
  g_assert_no_error (error);
  jb_statement_reset (statement);
  jb_database_execute (database, "DROP TABLE kept; DELETE FROM meta WHERE key = 'rows'; COMMIT", &error);
  g_assert_no_error (error);
}

/* What takes a book back to schema version 5, after fixture_forget_proof(). */
#define FIXTURE_SCHEMA_5_SQL \
  "DROP INDEX journal_by_invoice; ALTER TABLE journal DROP COLUMN leaves; DROP INDEX invoices_by_original;" \
  "DROP TABLE months; DROP TABLE answers; DROP TABLE verifications; DROP TABLE authorities;" \
  "DELETE FROM meta WHERE key = 'months'; PRAGMA user_version = 5;"

/* What takes a book back to schema version 3, when each original kept its own certificate: @bytes of all that have one.
 * After fixture_forget_proof(). */
static inline char *
fixture_schema_3_sql (GBytes *bytes)
{
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(JbCodec) codec = jb_codec_new ((const guint8 *) "no salt where nothing is hidden.", holder);
  g_autoptr(GBytes) sealed = jb_codec_seal (codec, (JbPlace) { JB_PLACE_ORIGINAL, 0 }, g_bytes_get_data (bytes, NULL),
                                            g_bytes_get_size (bytes), FALSE, NULL);
  g_autoptr(GString) hex = g_string_new (NULL);

  for (gsize i = 0; i < g_bytes_get_size (sealed); i++)
    g_string_append_printf (hex, "%02x", ((const guint8 *) g_bytes_get_data (sealed, NULL))[i]);
  return g_strdup_printf (FIXTURE_SCHEMA_5_SQL
                          "UPDATE originals SET sealed = x'%s' WHERE certificate IS NOT NULL;"
                          "ALTER TABLE originals DROP COLUMN certificate; DROP TABLE certificates; PRAGMA user_version = 3;", hex->str);
}
