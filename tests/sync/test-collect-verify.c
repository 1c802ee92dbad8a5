/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* src/sync/jb-collect-verify.c: good, foreign, broken and absent originals. */

#include "config.h"

#include "jb-collect-verify.h"

#include <string.h>

#include "jb-document.h"
#include "jb-test.h"

/* The issue id that stands in a sample. */
static char *
read_issue_id (GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_document_parse (bytes, &error);
  g_autoptr(JbInvoice) invoice = NULL;

  g_assert_no_error (error);
  invoice = jb_document_read (document, &error);
  g_assert_no_error (error);
  return g_strdup (invoice->issue_id);
}

static JbFetchedOriginal *
make_fetched (const char *issue_id,
              GBytes     *bytes)
{
  JbFetchedOriginal *fetched = g_new0 (JbFetchedOriginal, 1);

  fetched->issue_id = g_strdup (issue_id);
  fetched->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return fetched;
}

static JbArrivedOriginal *
verify (const char *issue_id,
        GBytes     *bytes)
{
  g_autoptr(JbFetchedOriginal) fetched = make_fetched (issue_id, bytes);

  return jb_collect_verify_original (fetched, NULL);
}

static void
test_good (void)
{
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-signed-kec.xml");
  g_autofree char *issue_id = read_issue_id (bytes);
  g_autoptr(JbArrivedOriginal) arrived = verify (issue_id, bytes);

  g_assert_cmpstr (arrived->issue_id, ==, issue_id);
  g_assert_true (g_bytes_equal (arrived->bytes, bytes));
  g_assert_nonnull (arrived->invoice);
  g_assert_cmpint (arrived->verdict, ==, JB_VERDICT_VALID);
  g_assert_null (arrived->problem);
  g_assert_nonnull (strstr (arrived->detail, "unchanged since it was signed"));
}

static void
test_unsigned (void)
{
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-plain.xml");
  g_autofree char *issue_id = read_issue_id (bytes);
  g_autoptr(JbArrivedOriginal) arrived = verify (issue_id, bytes);

  g_assert_nonnull (arrived->invoice);
  g_assert_cmpint (arrived->verdict, ==, JB_VERDICT_UNSIGNED);
  g_assert_null (arrived->problem);
}

static void
test_altered (void)
{
  g_autoptr(GBytes) bytes = jb_test_sample ("invalid-signature-tampered.xml");
  g_autofree char *issue_id = read_issue_id (bytes);
  g_autoptr(JbArrivedOriginal) arrived = verify (issue_id, bytes);

  /* It is the right invoice, so its lines are shown; the verdict and a sentence say what is wrong with it. */
  g_assert_nonnull (arrived->invoice);
  g_assert_cmpint (arrived->verdict, ==, JB_VERDICT_ALTERED);
  g_assert_nonnull (arrived->problem);
  g_assert_nonnull (strstr (arrived->problem, issue_id));
}

static void
test_other_invoice (void)
{
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-signed-kec.xml");
  g_autofree char *issue_id = read_issue_id (bytes);
  g_autoptr(JbArrivedOriginal) arrived = verify ("2026090141000008zz900007", bytes);

  g_assert_cmpstr (arrived->issue_id, ==, "2026090141000008zz900007");
  g_assert_true (g_bytes_equal (arrived->bytes, bytes));
  g_assert_null (arrived->invoice);
  g_assert_cmpint (arrived->verdict, ==, JB_VERDICT_UNREADABLE);
  g_assert_nonnull (strstr (arrived->problem, issue_id));
  g_assert_nonnull (strstr (arrived->problem, "2026090141000008zz900007"));
}

static void
test_unreadable (void)
{
  static const char * const texts[] = { "", "no xml", "<TaxInvoice>", "<html/>", "\xff\xfe\x00" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autoptr(JbArrivedOriginal) arrived = verify ("2026090141000008zz900007", bytes);

      g_test_message ("text %u", i);
      g_assert_true (g_bytes_equal (arrived->bytes, bytes));
      g_assert_null (arrived->invoice);
      g_assert_cmpint (arrived->verdict, ==, JB_VERDICT_UNREADABLE);
      g_assert_nonnull (arrived->problem);
    }
}

static void
test_absent (void)
{
  g_autoptr(JbArrivedOriginal) arrived = verify ("2026090141000008zz900007", NULL);

  g_assert_null (arrived->bytes);
  g_assert_null (arrived->invoice);
  g_assert_cmpint (arrived->verdict, ==, JB_VERDICT_UNCHECKED);
  g_assert_nonnull (strstr (arrived->problem, "2026090141000008zz900007"));
}

/* (transfer full) */
static JbTrust *
trust_nobody (void)
{
  g_autoptr(GPtrArray) nobody = g_ptr_array_new ();

  return jb_trust_new (nobody);
}

static void
test_batch (void)
{
  static const guint sizes[] = { 0, 1, 2, 7, 100 };
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-plain.xml");
  g_autoptr(JbTrust) trust = trust_nobody ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GPtrArray) fetched = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_fetched_original_free);
      g_autoptr(GPtrArray) arrived = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      gint64 spent_us = -1;

      for (guint n = 0; n < sizes[i]; n++)
        {
          g_autofree char *issue_id = g_strdup_printf ("20260901410000080000%04u", n);

          g_ptr_array_add (fetched, make_fetched (issue_id, n % 3 == 0 ? NULL : bytes));
        }

      jb_collect_verify_async (fetched, trust, NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      arrived = jb_collect_verify_finish (result, &spent_us);

      g_assert_cmpuint (arrived->len, ==, sizes[i]);
      g_assert_cmpint (spent_us, >=, 0);
      for (guint n = 0; n < sizes[i]; n++)
        {
          JbArrivedOriginal *original = g_ptr_array_index (arrived, n);
          JbFetchedOriginal *asked = g_ptr_array_index (fetched, n);

          g_assert_cmpstr (original->issue_id, ==, asked->issue_id);
          g_assert_true ((original->bytes == NULL) == (n % 3 == 0));
        }
    }
}

static void
test_cancelled_batch (void)
{
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-plain.xml");
  g_autoptr(GPtrArray) fetched = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_fetched_original_free);
  g_autoptr(GPtrArray) arrived = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbTrust) trust = trust_nobody ();

  for (guint n = 0; n < 10; n++)
    g_ptr_array_add (fetched, make_fetched ("2026090141000008zz900007", bytes));

  g_cancellable_cancel (cancellable);
  jb_collect_verify_async (fetched, trust, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  arrived = jb_collect_verify_finish (result, NULL);
  g_assert_cmpuint (arrived->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/collect-verify/good", test_good);
  g_test_add_func ("/collect-verify/unsigned", test_unsigned);
  g_test_add_func ("/collect-verify/altered", test_altered);
  g_test_add_func ("/collect-verify/other-invoice", test_other_invoice);
  g_test_add_func ("/collect-verify/unreadable", test_unreadable);
  g_test_add_func ("/collect-verify/absent", test_absent);
  g_test_add_func ("/collect-verify/batch", test_batch);
  g_test_add_func ("/collect-verify/cancelled-batch", test_cancelled_batch);

  return g_test_run ();
}
