/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing with a joint certificate: the field's own signature comes out again byte for byte, invented invoices are signed and
 * verified, and nothing is signed that should not be, each with its own sentence. */

#include "config.h"

#include "jb-document-sign.h"

#include "jb-document-writer.h"
#include "test-etax.h"
#include "test-invoice-make.h"
#include "test-npki-make.h"

#define PLAIN  "taxinvoice-plain.xml"
#define SIGNED "taxinvoice-signed-kec.xml"
#define KEY    "signPri-seedcbc-sha1-pbes1.key"

#define SEED       20260916
#define N_INVOICES 1000
#define N_THREADS  4

#define SAYS_TWO_WAYS "The document contains XML that the standard does not know, so a signature could be understood in two ways, " \
                      "and it was not signed. Write the invoice again."

typedef struct
{
  JbNpkiKey     *key;
  JbCertificate *certificate;
  JbClock       *clock;
} Signer;

/* @key: the name of the sample. */
static void
signer_open (Signer     *self,
             const char *key)
{
  g_autoptr(GBytes) file = test_npki_sample (key);
  g_autoptr(GBytes) der = test_npki_sample ("signCert.der");
  g_autoptr(GError) error = NULL;

  self->key = jb_npki_key_open (file, TEST_PASSWORD, &error);
  g_assert_no_error (error);
  self->certificate = jb_certificate_new (der, &error);
  g_assert_no_error (error);
  self->clock = jb_clock_new_manual (jb_instant_from_date (20260930), FALSE);
}

static void
signer_close (Signer *self)
{
  g_object_unref (self->key);
  g_object_unref (self->certificate);
  g_object_unref (self->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signer, signer_close)

/* (transfer full) (nullable) */
static GBytes *
sign (const Signer  *self,
      const char    *text,
      GError       **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return jb_document_sign (bytes, self->key, self->certificate, self->clock, error);
}

/* Valid, and nothing but one signature was put in. */
static void
assert_signed (GBytes     *result,
               const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_document_parse (result, &error);
  g_autofree char *signed_text = g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result));
  const char *start = strstr (signed_text, "</ExchangedDocument><ds:Signature ");
  const char *end = strstr (signed_text, "</ds:Signature>");
  g_autofree char *without = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (jb_document_verify (document, NULL), ==, JB_VERDICT_VALID);
  g_assert_nonnull (start);
  g_assert_nonnull (end);
  start += strlen ("</ExchangedDocument>");
  without = g_strdup_printf ("%.*s%s", (int) (start - signed_text), signed_text, end + strlen ("</ds:Signature>"));
  g_assert_cmpstr (without, ==, text);
}

/* The sample was signed by somebody else with the same key. RSA with this padding gives the same signature for the same octets, so
 * the whole element is the same: algorithms, order, white space, digest and value. */
static void
test_fixture (void)
{
  g_auto(Signer) signer = { NULL };
  g_autofree char *sample = jb_test_sample_text (SIGNED);
  const char *start = strstr (sample, "<ds:Signature ");
  const char *end = strstr (start, "</ds:Signature>") + strlen ("</ds:Signature>");
  g_autofree char *theirs = g_strndup (start, end - start);
  g_autofree char *unsigned_text = g_strdup_printf ("%.*s%s", (int) (start - sample), sample, end);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) result = NULL;
  g_autofree char *text = NULL;

  signer_open (&signer, KEY);
  result = sign (&signer, unsigned_text, &error);
  g_assert_no_error (error);
  assert_signed (result, unsigned_text);

  text = g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result));
  g_assert_nonnull (strstr (text, theirs));
}

/* Written by others: comments, character data, line ends and a mark of the byte order change nothing. */
static void
test_forms (void)
{
  static const struct
  {
    const char *from;
    const char *to;
  } cases[] = {
    { "<?xml", "<?xml" },
    { "<?xml", "\xEF\xBB\xBF<?xml" },
    { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "<!-- c -->" },
    { "<NameText>볼펜 세트<", "<NameText><!-- c --><![CDATA[<볼펜> &]]>&#xD;\r\n세트<" },
    { "<ChargeableUnitQuantity>", "<ChargeableUnitQuantity unitCode=\"EA\">" },
  };
  g_auto(Signer) signer = { NULL };
  g_autofree char *plain = jb_test_sample_text (PLAIN);

  signer_open (&signer, KEY);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (plain, cases[i].from, cases[i].to);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) result = sign (&signer, text, &error);

      g_test_message ("%s", cases[i].to);
      g_assert_no_error (error);
      assert_signed (result, text);
    }
}

static void
sign_invented (const Signer *signer,
               guint32       seed,
               guint         n)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(JbInvoice) invoice = test_make_invoice (random, TEST_IDN);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) written = jb_document_write (invoice, &error);
      g_autoptr(GBytes) result = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      result = jb_document_sign (written, signer->key, signer->certificate, signer->clock, &error);
      g_assert_no_error (error);
      text = g_strndup (g_bytes_get_data (written, NULL), g_bytes_get_size (written));
      assert_signed (result, text);
    }
}

static void
test_invented (void)
{
  g_auto(Signer) signer = { NULL };

  signer_open (&signer, KEY);
  sign_invented (&signer, SEED, N_INVOICES);
}

static gpointer
sign_thread (gpointer data)
{
  sign_invented (data, SEED, N_INVOICES / 20);
  return NULL;
}

static void
test_threads (void)
{
  g_auto(Signer) signer = { NULL };
  GThread *threads[N_THREADS];

  signer_open (&signer, KEY);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("sign", sign_thread, &signer);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
assert_refused (const Signer *signer,
                const char   *text,
                GQuark        domain,
                int           code,
                const char   *sentence)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) result = sign (signer, text, &error);

  g_assert_null (result);
  g_assert_error (error, domain, code);
  g_assert_cmpstr (error->message, ==, sentence);
}

/* What is no XML, no invoice, signed already, or means two things to two verifiers. */
static void
test_refused_forms (void)
{
  static const struct
  {
    const char      *from;
    const char      *to;
    JbDocumentError  code;
    const char      *sentence;
  } cases[] = {
    { "</TaxInvoice>", "", JB_DOCUMENT_ERROR_NOT_XML, "The file is not complete, correct XML (line 119)." },
    { "<IssueID>202609154199999900000001</IssueID>", "", JB_DOCUMENT_ERROR_CONTENT, "The document has no issue id." },
    { "<TaxInvoiceDocument>", "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/><TaxInvoiceDocument>",
      JB_DOCUMENT_ERROR_CONTENT, "The document is signed already." },
    { "<PurposeCode>", "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/><PurposeCode>",
      JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { "<PurposeCode>", "<ExchangedDocument/><PurposeCode>", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { "<PurposeCode>", "<TaxInvoice/><PurposeCode>", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { "<TaxInvoiceDocument>", "<ExchangedDocument/><TaxInvoiceDocument>", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { "<PurposeCode>", "<?p i?><PurposeCode>", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { "\n<TaxInvoice ", "\n<?p i?><TaxInvoice ", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { " xmlns:xsi=", " xmlns:a=\"urn:a\" xmlns:xsi=", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { " xmlns:xsi=", " xml:lang=\"ko\" xmlns:xsi=", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { "<PurposeCode>", "<PurposeCode xmlns:a=\"urn:a\">", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { "<PurposeCode>", "<PurposeCode xml:space=\"preserve\">", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
    { "<TaxInvoice xmlns=\"urn:kr:", "<TaxInvoice xmlns=\"urn: kr:", JB_DOCUMENT_ERROR_CONTENT, SAYS_TWO_WAYS },
  };
  g_auto(Signer) signer = { NULL };
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  g_autofree char *kec = jb_test_sample_text (SIGNED);

  signer_open (&signer, KEY);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (plain, cases[i].from, cases[i].to);

      g_test_message ("%s", cases[i].to);
      assert_refused (&signer, text, JB_DOCUMENT_ERROR, cases[i].code, cases[i].sentence);
    }

  assert_refused (&signer, kec, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT, "The document is signed already.");
}

static void
test_refused_content (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *sentence;
  } cases[] = {
    { "<GrandTotalAmount>281050<", "<GrandTotalAmount>281060<",
      "The total 281,060 is not the sum of the supply amount 255,500 and the VAT 25,550." },
    { "<IssueDateTime>20260930101500</IssueDateTime>", "", "The time of issue is missing. No tax invoice can do without it." },
    { "<PurposeCode>02</PurposeCode>", "", "The invoice does not say whether it is a receipt or a claim. Choose one." },
    { "<ID>0024500012<", "<ID>0024500013<", "The registration number 002-45-00013 of the buyer has a wrong check digit." },
    { "<NameText>김가상<", "<NameText><", "Supplier · Represented by: This is missing. No tax invoice can do without it, so fill it in." },
  };
  g_auto(Signer) signer = { NULL };
  g_autofree char *plain = jb_test_sample_text (PLAIN);

  signer_open (&signer, KEY);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (plain, cases[i].from, cases[i].to);

      assert_refused (&signer, text, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT, cases[i].sentence);
    }
}

static void
test_wrong_password (void)
{
  g_autoptr(GBytes) file = test_npki_sample (KEY);
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_npki_key_open (file, "Jangbu-test-2027!", &error));
  g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_WRONG_PASSWORD);
}

static void
test_wrong_pair (void)
{
  g_auto(Signer) signer = { NULL };
  g_autofree char *plain = jb_test_sample_text (PLAIN);

  signer_open (&signer, "signPri-wrong-pair.key");
  assert_refused (&signer, plain, JB_NPKI_ERROR, JB_NPKI_ERROR_MISMATCH,
                  "The certificate and the private key do not belong together. "
                  "Copy both files, signCert.der and signPri.key, again from the same folder.");
}

/* The supplier signs, and the consignee in his place; nobody else. */
static void
test_owner (void)
{
  g_auto(Signer) signer = { NULL };
  g_auto(Signer) without_r = { NULL };
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  g_autofree char *other = jb_test_replace (plain, "<ID>0018100017<", "<ID>0024500012<");
  g_autoptr(GRand) random = g_rand_new_with_seed (SEED);
  guint n_consigned = 0;

  signer_open (&signer, KEY);
  signer_open (&without_r, "signPri-no-r-attribute.key");
  assert_refused (&signer, other, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER,
                  "This certificate belongs to another registration number. Choose the certificate of this company.");
  assert_refused (&without_r, plain, JB_NPKI_ERROR, JB_NPKI_ERROR_NO_R,
                  "The key file lacks the random number that proves whose certificate this is. "
                  "Export the certificate again from where it was issued, or renew it.");

  while (n_consigned < 3)
    {
      g_autoptr(JbInvoice) invoice = test_make_invoice (random, TEST_IDN);
      g_autoptr(GBytes) written = NULL;
      g_autoptr(GBytes) result = NULL;
      g_autoptr(GError) error = NULL;

      if (invoice->broker == NULL)
        continue;

      /* The other way round: the certificate is the supplier's. */
      n_consigned++;
      g_free (invoice->broker->registration);
      invoice->broker->registration = g_strdup (invoice->supplier->registration);
      g_free (invoice->supplier->registration);
      invoice->supplier->registration = g_strdup (TEST_IDN);
      written = jb_document_write (invoice, &error);
      g_assert_no_error (error);
      result = jb_document_sign (written, signer.key, signer.certificate, signer.clock, &error);
      g_assert_null (result);
      g_assert_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER);
    }
}

static void
test_time (void)
{
  g_auto(Signer) signer = { NULL };
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  g_autofree char *early = jb_test_replace (plain, "<IssueDateTime>20260930101500<", "<IssueDateTime>20251231235959<");

  signer_open (&signer, KEY);
  jb_clock_set (signer.clock, jb_instant_from_date (20360101));
  assert_refused (&signer, plain, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                  "Expired on 2035-12-31. Have a new certificate issued, then register it again.");
  jb_clock_set (signer.clock, jb_instant_from_date (20260101));
  assert_refused (&signer, plain, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                  "Not valid before 2026-01-01. Check the date of this computer.");
  jb_clock_set (signer.clock, jb_instant_from_date (20260930));
  assert_refused (&signer, early, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                  "The certificate is not valid at the document’s time of issue, 2025-12-31. "
                  "Issue the invoice again with the time of today.");
}

/* (transfer full) */
static JbCertificate *
make_certificate (const TestCertificate *wanted)
{
  g_autoptr(GBytes) der = test_make_certificate (wanted);
  JbCertificate *certificate = jb_certificate_new (der, NULL);

  g_assert_nonnull (certificate);
  return certificate;
}

static void
test_unfit_certificates (void)
{
  g_auto(Signer) signer = { NULL };
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  EVP_PKEY *weak = EVP_RSA_gen (1024);
  TestCertificate for_keys = { .common_name = "x", .key_usage = "keyEncipherment,dataEncipherment" };
  TestCertificate short_key = { .common_name = "x", .key = weak };
  TestCertificate for_banking = { .common_name = "x", .policy = "1.2.410.200005.1.1.6.1" };
  TestCertificate anonymous = { .common_name = "x" };

  signer_open (&signer, KEY);
  g_object_unref (signer.certificate);
  signer.certificate = make_certificate (&for_keys);
  assert_refused (&signer, plain, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                  "This certificate is not for signatures. Choose the one whose file is named signCert.der.");

  g_object_unref (signer.certificate);
  signer.certificate = make_certificate (&for_banking);
  assert_refused (&signer, plain, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                  "This certificate is not for tax invoices. Choose one that was issued to the business for tax invoices or "
                  "for all uses.");

  g_object_unref (signer.certificate);
  signer.certificate = make_certificate (&short_key);
  assert_refused (&signer, plain, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                  "The key of this certificate is not an RSA key of 2048 bits, as tax invoices need it. "
                  "Have a new certificate issued.");

  g_object_unref (signer.certificate);
  signer.certificate = make_certificate (&anonymous);
  assert_refused (&signer, plain, JB_NPKI_ERROR, JB_NPKI_ERROR_NO_VID,
                  "This certificate does not hold what is needed to check whose it is. "
                  "Compare the owner's name yourself before you use it.");
  EVP_PKEY_free (weak);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sign/fixture", test_fixture);
  g_test_add_func ("/sign/forms", test_forms);
  g_test_add_func ("/sign/invented", test_invented);
  g_test_add_func ("/sign/threads", test_threads);
  g_test_add_func ("/sign/refused-forms", test_refused_forms);
  g_test_add_func ("/sign/refused-content", test_refused_content);
  g_test_add_func ("/sign/wrong-password", test_wrong_password);
  g_test_add_func ("/sign/wrong-pair", test_wrong_pair);
  g_test_add_func ("/sign/owner", test_owner);
  g_test_add_func ("/sign/time", test_time);
  g_test_add_func ("/sign/unfit-certificates", test_unfit_certificates);

  return g_test_run ();
}
