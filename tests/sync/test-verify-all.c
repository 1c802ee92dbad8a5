/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* src/sync/jb-verify.c and jb-authorities.c over a real book: verdicts, what they say, authorities that come and go, cancelling,
 * a locked book. */

#include "config.h"

#include "jb-authorities.h"
#include "jb-collect-verify.h"
#include "jb-document.h"
#include "jb-verify.h"

#include <string.h>

#include "../archive/jb-archive-fixture.h"
#include "../archive/jb-protection-fixture.h"
#include "../etax/jb-test-authority.h"

#define SIGNED   "taxinvoice-signed-kec.xml"
#define TAMPERED "invalid-signature-tampered.xml"

/* -- a book with originals ------------------------------------------------------------------------------------------ */

/* (transfer full): the row that a list shows for a document */
static JbInvoice *
read_row (GBytes     *bytes,
          const char *issue_id)
{
  g_autoptr(JbDocument) document = jb_document_parse (bytes, NULL);
  g_autoptr(JbInvoice) read = document != NULL ? jb_document_read (document, NULL) : NULL;
  JbInvoice *row = fixture_invoice (3);

  g_free (row->issue_id);
  row->issue_id = g_strdup (issue_id != NULL ? issue_id : read->issue_id);
  row->direction = JB_DIRECTION_SALES;
  if (read != NULL)
    {
      row->written_on = read->written_on;
      row->supply = read->supply;
      row->tax = read->tax;
      row->total = read->total;
    }
  return row;
}

/* What the collector makes of it. (transfer full) */
static JbArrivedOriginal *
arrive (JbInvoice *row,
        GBytes    *bytes)
{
  g_autoptr(JbFetchedOriginal) fetched = g_new0 (JbFetchedOriginal, 1);

  fetched->issue_id = g_strdup (row->issue_id);
  fetched->bytes = g_bytes_ref (bytes);
  return jb_collect_verify_original (fetched, NULL);
}

/* Brings a document into the book as the collector does. @issue_id NULL: its own. Answers the row. */
static gint64
put (Fixture    *f,
     GBytes     *bytes,
     const char *issue_id)
{
  g_autoptr(JbInvoice) row = read_row (bytes, issue_id);

  fixture_merge_one (f, row);
  fixture_store (f, JB_DIRECTION_SALES, arrive (row, bytes));
  return fixture_find (f, row->issue_id);
}

/* The document with the serial of its issue id made of @n, which breaks a signature that it has. (transfer full) */
static char *
renumber (const char *name,
          guint       n)
{
  g_autoptr(GBytes) bytes = jb_test_sample (name);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  char *id = strstr (text, "<IssueID>") + strlen ("<IssueID>");
  g_autofree char *serial = g_strdup_printf ("%08u", n);

  memcpy (id + 16, serial, 8);
  return g_steal_pointer (&text);
}

/* A signed document with an issue id of its own. (transfer full) */
static GBytes *
make_signed (GBytes *certificate,
             guint   n)
{
  g_autofree char *text = renumber ("taxinvoice-plain.xml", n);

  return test_sign_with (certificate, text);
}

/* @n documents: signed, tampered with, not signed, in turn. */
static void
fill (Fixture *f,
      guint    n)
{
  g_autoptr(GBytes) certificate = jb_test_sample ("npki/signCert.der");
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *originals = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = i % 3 == 0 ? NULL : renumber (i % 3 == 1 ? SIGNED : "taxinvoice-plain.xml", i);
      g_autoptr(GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : make_signed (certificate, i);
      JbInvoice *row = read_row (bytes, NULL);

      g_ptr_array_add (rows, row);
      g_ptr_array_add (originals, arrive (row, bytes));
    }

  fixture_merge (f, f->connection, rows);
  jb_archive_store_originals_async (f->archive, f->connection, JB_DIRECTION_SALES, originals, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_cmpint (jb_archive_store_originals_finish (f->archive, result, &error), ==, (int) n);
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

static JbVerifyReport
verify_all (Fixture *f,
            guint    n_threads)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbVerifyReport report;

  jb_verify_all_async (f->archive, n_threads, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_verify_all_finish (f->archive, result, &report, &error));
  g_assert_no_error (error);
  return report;
}

static JbProof *
prove (Fixture   *f,
       gint64     id,
       gboolean   again,
       GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_verify_one_async (f->archive, id, again, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_verify_one_finish (f->archive, result, error);
}

/* What the book says of it, in the row and in the proof. */
static void
assert_proof (Fixture    *f,
              gint64      id,
              gboolean    again,
              JbVerdict   verdict,
              const char *part)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbProof) proof = prove (f, id, again, &error);
  g_autoptr(JbInvoice) invoice = fixture_load (f, id);

  g_assert_no_error (error);
  g_test_message ("%s", proof->detail);
  g_assert_cmpint (proof->verdict, ==, verdict);
  g_assert_cmpint (invoice->verdict, ==, verdict);
  g_assert_nonnull (strstr (proof->detail, part));
  g_assert_cmpstr (proof->verified_by, ==, PACKAGE_VERSION);
  g_assert_cmpint (proof->verified_at, ==, jb_clock_now (f->clock));
}

static gboolean
add_authority (Fixture *f,
               GBytes  *bytes,
               GError **error)
{
  g_autofree char *path = g_build_filename (f->folder, "authority.cer", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbCertificate) certificate = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  jb_authorities_add_file_async (f->archive, file, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  certificate = jb_authorities_add_file_finish (f->archive, result, error);
  return certificate != NULL;
}

static void
trust_test_authority (Fixture *f)
{
  g_autoptr(GBytes) der = jb_test_sample ("npki/test-ca.der");
  g_autoptr(GError) error = NULL;

  add_authority (f, der, &error);
  g_assert_no_error (error);
}

/* -- tests ---------------------------------------------------------------------------------------------------------- */

static void
test_arrival (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  gint64 id = put (f, signed_, NULL);
  g_autoptr(JbProof) proof = prove (f, id, FALSE, NULL);

  assert_proof (f, id, FALSE, JB_VERDICT_VALID, "unchanged since it was signed");
  g_assert_cmpstr (jb_certificate_get_owner (proof->certificate), ==, "TEST가상공급상사");
}

/* The verdict changes with the authority, but only when the original is verified again. */
static void
test_authority (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  gint64 id = put (f, signed_, NULL);
  g_autoptr(GPtrArray) list = NULL;
  JbVerifyReport report;
  gint64 authority;

  trust_test_authority (f);
  assert_proof (f, id, FALSE, JB_VERDICT_VALID, "");
  jb_clock_advance (f->clock, 60000);
  report = verify_all (f, 0);
  g_assert_cmpuint (report.n_checked, ==, 1);
  g_assert_cmpuint (report.n_changed, ==, 1);
  g_assert_cmpuint (report.n[JB_VERDICT_TRUSTED], ==, 1);
  assert_proof (f, id, FALSE, JB_VERDICT_TRUSTED, "issued by “JangbuTestCA”, which this book trusts");
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'verified' AND detail LIKE '%valid%trusted%1%'"), ==, 1);

  list = jb_authorities_list (f->archive, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  authority = ((JbTrustedAuthority *) g_ptr_array_index (list, 0))->id;
  g_assert_true (jb_archive_remove_authority (f->archive, authority, NULL));
  g_assert_false (jb_archive_remove_authority (f->archive, authority, NULL));
  assert_proof (f, id, TRUE, JB_VERDICT_VALID, "not among the authorities");
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'authority'"), ==, 2);

  /* The same verdict again is no news. */
  assert_proof (f, id, TRUE, JB_VERDICT_VALID, "");
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'verified'"), ==, 2);
  fixture_assert_sound (f);
}

static void
assert_add_fails (Fixture    *f,
                  const char *sample,
                  GQuark      domain,
                  int         code)
{
  g_autoptr(GBytes) bytes = jb_test_sample (sample);
  g_autoptr(GError) error = NULL;

  g_assert_false (add_authority (f, bytes, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

static void
test_wrong_files (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(GFile) nowhere = g_file_new_for_path ("/nowhere/authority.cer");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  trust_test_authority (f);
  assert_add_fails (f, "npki/test-ca.der", JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS);
  assert_add_fails (f, "npki/signCert.der", JB_TRUST_ERROR, JB_TRUST_ERROR_NOT_AUTHORITY);
  assert_add_fails (f, SIGNED, JB_TRUST_ERROR, JB_TRUST_ERROR_NOT_CERTIFICATE);

  jb_authorities_add_file_async (f->archive, nowhere, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_authorities_add_file_finish (f->archive, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM authorities"), ==, 1);
}

/* An authority that has ended counts for its time, and says so. */
static void
test_ended_authority (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(TestAuthority) ended = test_authority_new (NULL, "끝난인증", "20200101000000Z", "20260914145959Z", NULL);
  g_autoptr(TestAuthority) coming = test_authority_new (NULL, "올인증", "20261001000000Z", NULL, NULL);
  g_autoptr(TestAuthority) now = test_authority_new (NULL, "지금인증", NULL, NULL, NULL);
  const TestAuthority *all[] = { ended, coming, now };
  const char *says[] = { "It ended on 2026-09-14, so it counts only for what was issued until then.",
                         "It begins on 2026-10-01, so it counts only for what is issued from then on.", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr(GBytes) der = test_authority_der (all[i]);
      g_autoptr(JbCertificate) certificate = jb_trust_read_authority (der, NULL);
      g_autofree char *dates = jb_authorities_describe_dates (certificate, f->clock);
      g_autoptr(GError) error = NULL;

      g_assert_cmpstr (dates, ==, says[i]);
      add_authority (f, der, &error);
      g_assert_no_error (error);
    }
}

static void
test_backup (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *backup = g_build_filename (f->folder, "copy.jangbu", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;

  trust_test_authority (f);
  jb_archive_backup_async (f->archive, backup, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_archive_backup_finish (f->archive, result, &error));
  g_clear_object (&result);
  fixture_close (f);
  g_assert_true (jb_archive_restore (backup, f->path, f->clock, NULL, &error));
  fixture_open (f);
  list = jb_authorities_list (f->archive, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
}

/* Each kind of bad original says what is wrong with it. */
static void
test_sentences (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  g_autoptr(GBytes) tampered = jb_test_sample (TAMPERED);
  g_autofree char *text = g_strndup (g_bytes_get_data (signed_, NULL), g_bytes_get_size (signed_));
  g_autofree char *charset = g_strdup_printf ("<?xml version=\"1.0\" encoding=\"EUC-KR\"?>%s", strstr (text, "?>") + 2);
  char *root = strstr (text, "urn:kr:or:kec");
  g_autofree char *foreign = g_strdup_printf ("%.*surn:kr:or:xyz%s", (int) (root - text), text, root + strlen ("urn:kr:or:kec"));
  struct
  {
    GBytes     *bytes;
    JbVerdict   verdict;
    const char *says;
  } cases[] = {
    { g_bytes_ref (tampered), JB_VERDICT_ALTERED, "The content was changed after it was signed." },
    { g_bytes_new (text, strlen (text) / 2), JB_VERDICT_UNREADABLE, "The file is not complete, correct XML" },
    { g_bytes_new_take (g_malloc0 (50 * 1024 * 1024), 50 * 1024 * 1024), JB_VERDICT_UNREADABLE, "The file is larger than 4 MiB" },
    { g_bytes_new_static ("<Bill/>", 7), JB_VERDICT_UNREADABLE, "not an electronic tax invoice" },
    { g_bytes_new (foreign, strlen (foreign)), JB_VERDICT_ALTERED, "Neither the content nor the signature itself agrees" },
    { g_bytes_new (charset, strlen (charset)), JB_VERDICT_UNREADABLE, "says that its encoding is “EUC-KR”" },
    { g_bytes_new_static ("\xff\xfe\xfd", 3), JB_VERDICT_UNREADABLE, "not text in UTF-8" },
    { g_bytes_new_static ("", 0), JB_VERDICT_UNREADABLE, "The file is empty." },
    { g_bytes_ref (signed_), JB_VERDICT_UNREADABLE, "This is the original of another invoice" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *other = g_strdup_printf ("2026091541999999zz%06u", i);
      gboolean own_id = cases[i].verdict == JB_VERDICT_ALTERED;
      gint64 id;

      g_test_message ("case %u", i);
      id = put (f, cases[i].bytes, own_id ? NULL : other);
      assert_proof (f, id, FALSE, cases[i].verdict, cases[i].says);
      assert_proof (f, id, TRUE, cases[i].verdict, cases[i].says);
      if (own_id)   /* two samples share an id */
        {
          fixture_close (f);
          fixture_tamper (f->path, "DELETE FROM verifications; DELETE FROM originals; UPDATE invoices SET original = 0, verdict = 0");
          fixture_open (f);
        }
      g_bytes_unref (cases[i].bytes);
    }
}

/* What the list says otherwise, on arrival and again. */
static void
test_differs (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  gint64 id = put (f, signed_, NULL);
  JbVerifyReport report;

  fixture_close (f);
  fixture_tamper (f->path, "UPDATE invoices SET total = total + 1000, written_on = 20260914");
  fixture_open (f);
  report = verify_all (f, 1);
  g_assert_cmpuint (report.n_differing, ==, 1);
  g_assert_cmpuint (report.n[JB_VERDICT_VALID], ==, 1);
  assert_proof (f, id, FALSE, JB_VERDICT_VALID,
                "The list says otherwise than the original: date 2026-09-14 instead of 2026-09-15, total 282,050 instead of 281,050. "
                "The content is unchanged since it was signed.");
}

/* Altered in the book itself. */
static void
test_altered_in_book (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  gint64 id = put (f, signed_, NULL);

  fixture_close (f);
  fixture_tamper (f->path, "UPDATE originals SET sha256 = zeroblob (32)");
  fixture_open (f);
  g_assert_cmpuint (verify_all (f, 1).n[JB_VERDICT_ALTERED], ==, 1);
  assert_proof (f, id, FALSE, JB_VERDICT_ALTERED, "What the book keeps is not what once arrived");

  fixture_close (f);
  fixture_tamper (f->path, "UPDATE originals SET sealed = x'00'");
  fixture_open (f);
  g_assert_cmpuint (verify_all (f, 1).n[JB_VERDICT_UNREADABLE], ==, 1);
  assert_proof (f, id, TRUE, JB_VERDICT_UNREADABLE, "can no longer be read");
}

static void
test_parallel_as_serial (Fixture       *f,
                         gconstpointer  data)
{
  JbVerifyReport serial, parallel;

  fill (f, 450);   /* more than two batches */
  trust_test_authority (f);
  serial = verify_all (f, 1);
  g_assert_cmpuint (serial.n_checked, ==, 450);
  g_assert_cmpuint (serial.n[JB_VERDICT_TRUSTED], ==, 150);
  g_assert_cmpuint (serial.n[JB_VERDICT_ALTERED], ==, 150);
  g_assert_cmpuint (serial.n[JB_VERDICT_UNSIGNED], ==, 150);
  g_assert_cmpuint (serial.n_changed, ==, 150);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals o JOIN invoices i ON i.id = o.invoice WHERE i.verdict <> o.verdict"),
                   ==, 0);

  fixture_close (f);
  fixture_tamper (f->path, "CREATE TABLE serial AS SELECT invoice, verdict, detail FROM originals JOIN verifications USING (invoice);"
                           "UPDATE originals SET verdict = 0; UPDATE invoices SET verdict = 0; DELETE FROM verifications");
  fixture_open (f);
  parallel = verify_all (f, 4);
  parallel.n_changed = serial.n_changed;
  g_assert_cmpmem (&serial, sizeof serial, &parallel, sizeof parallel);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM serial s JOIN verifications v USING (invoice) JOIN originals o USING (invoice) "
                                   "WHERE s.verdict = o.verdict AND s.detail = v.detail"), ==, 450);
}

typedef struct
{
  GCancellable *cancellable;
  double        fraction;
  guint         n_calls;
} Watch;

static void
cancel_early_cb (double                fraction,
                 const JbVerifyReport *so_far,
                 gpointer              user_data)
{
  Watch *watch = user_data;

  g_assert_cmpfloat (fraction, >, watch->fraction);
  g_assert_cmpfloat (fraction, <=, 1.0);
  watch->fraction = fraction;
  watch->n_calls++;
  g_cancellable_cancel (watch->cancellable);
}

/* What was verified has its new verdict, the rest its old one, in both places; going on does the rest. */
static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  Watch watch = { .cancellable = cancellable };
  JbVerifyReport report;

  fill (f, 999);
  trust_test_authority (f);
  jb_verify_all_async (f->archive, 2, cancel_early_cb, &watch, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_verify_all_finish (f->archive, result, &report, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_test_message ("%u of 999 before it stopped", report.n_checked);
  g_assert_cmpuint (report.n_checked, >=, 200);
  g_assert_cmpuint (report.n_checked, <, 999);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals WHERE verdict = 6"), ==, report.n[JB_VERDICT_TRUSTED]);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals o JOIN invoices i ON i.id = o.invoice WHERE i.verdict <> o.verdict"),
                   ==, 0);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM verifications"), ==, 999);
  fixture_assert_sound (f);

  report = verify_all (f, 2);
  g_assert_cmpuint (report.n_checked, ==, 999);
  g_assert_cmpuint (report.n[JB_VERDICT_TRUSTED], ==, 333);
}

static void
count_changed_cb (guint *n)
{
  (*n)++;
}

/* Lists hear of it once, not for every batch. */
static void
test_announced (Fixture       *f,
                gconstpointer  data)
{
  guint n_changed = 0;

  fill (f, 620);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect_swapped (f->archive, "changed", G_CALLBACK (count_changed_cb), &n_changed);
  trust_test_authority (f);
  verify_all (f, 2);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_changed, >=, 1);
  g_test_message ("changed %u times", n_changed);
}

static void
test_empty (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(JbInvoice) row = fixture_invoice (1);
  g_autoptr(GError) error = NULL;

  fixture_merge_one (f, row);
  g_assert_cmpuint (verify_all (f, 0).n_checked, ==, 0);
  g_assert_null (prove (f, 1, TRUE, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND);
}

static void
test_locked (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  gint64 id = put (f, signed_, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbVerifyReport report;

  protection_protect (f);
  protection_encrypt_rest (f);
  g_assert_cmpuint (verify_all (f, 0).n[JB_VERDICT_VALID], ==, 1);

  fixture_close (f);
  fixture_open (f);
  jb_verify_all_async (f->archive, 0, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_verify_all_finish (f->archive, result, &report, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "ecovery code"));
  g_assert_cmpuint (report.n_checked, ==, 0);
  g_clear_error (&error);

  g_assert_null (prove (f, id, TRUE, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_assert_cmpint (fixture_ask (f, "SELECT count(*) FROM originals WHERE verdict = 1"), ==, 1);
}

/* Beside another program: told, but not stored. */
static void
test_read_only (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  gint64 id = put (f, signed_, NULL);
  Fixture reader = { .path = f->path, .clock = f->clock };
  g_autoptr(GError) error = NULL;
  g_autoptr(JbProof) proof = NULL;

  trust_test_authority (f);
  reader.archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_READ_ONLY, f->clock, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verify_all (&reader, 0).n[JB_VERDICT_TRUSTED], ==, 1);
  proof = prove (&reader, id, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (proof->verdict, ==, JB_VERDICT_TRUSTED);
  g_assert_cmpint (proof->verified_at, ==, 0);
  g_clear_object (&reader.archive);
  g_assert_cmpint (fixture_ask (f, "SELECT verdict FROM originals"), ==, JB_VERDICT_VALID);
}

/* A book of the version before, in which nobody wrote down when an original was verified. */
static void
test_old_book (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  gint64 id = put (f, signed_, NULL);
  g_autoptr(JbProof) proof = NULL;
  g_autoptr(GError) error = NULL;

  fixture_close (f);
  fixture_forget_proof (f->path);
  fixture_tamper (f->path, FIXTURE_SCHEMA_5_SQL);
  jb_clock_advance (f->clock, 60000);
  fixture_open (f);
  proof = prove (f, id, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (proof->verdict, ==, JB_VERDICT_VALID);
  g_assert_null (proof->verified_by);
  g_assert_null (proof->detail);
  g_assert_cmpint (proof->verified_at, ==, jb_clock_now (f->clock) - 60000);

  trust_test_authority (f);
  g_assert_cmpuint (verify_all (f, 0).n[JB_VERDICT_TRUSTED], ==, 1);
  assert_proof (f, id, FALSE, JB_VERDICT_TRUSTED, "which this book trusts");
}

/* An original that came while the old one was with the threads keeps its own verdict. */
static void
test_replaced (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GBytes) signed_ = jb_test_sample (SIGNED);
  gint64 id = put (f, signed_, NULL);
  g_autoptr(GPtrArray) verifications = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_verification_free);
  g_autoptr(GAsyncResult) result = NULL;
  JbVerification *late = g_new0 (JbVerification, 1);

  late->id = id;
  late->verdict = JB_VERDICT_ALTERED;
  g_ptr_array_add (verifications, late);
  jb_archive_store_verifications_async (f->archive, g_steal_pointer (&verifications), FALSE, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_archive_store_verifications_finish (f->archive, result, NULL));
  assert_proof (f, id, FALSE, JB_VERDICT_VALID, "");
}

#define ADD(name, func) g_test_add ("/verify-all/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("arrival", test_arrival);
  ADD ("authority", test_authority);
  ADD ("wrong-files", test_wrong_files);
  ADD ("ended-authority", test_ended_authority);
  ADD ("backup", test_backup);
  ADD ("sentences", test_sentences);
  ADD ("differs", test_differs);
  ADD ("altered-in-book", test_altered_in_book);
  ADD ("parallel-as-serial", test_parallel_as_serial);
  ADD ("cancel", test_cancel);
  ADD ("announced", test_announced);
  ADD ("empty", test_empty);
  ADD ("locked", test_locked);
  ADD ("read-only", test_read_only);
  ADD ("old-book", test_old_book);
  ADD ("replaced", test_replaced);

  return g_test_run ();
}
