/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who issued the signer's certificate, and whether it was in force when the invoice was issued: never by name alone. */

#include "config.h"

#include "jb-document.h"

#include "jb-test-authority.h"
#include "test-etax.h"

#define SIGNED "taxinvoice-signed-kec.xml"

/* plain sample: issued 2026-09-30 10:15 in Korea, written for 2026-09-15 */

static void
assert_says (GBytes     *bytes,
             JbTrust    *trust,
             JbVerdict   verdict,
             const char *part)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_document_parse (bytes, &error);
  g_autofree char *says = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (jb_document_verify_trusted (document, trust, &says), ==, verdict);
  g_test_message ("%s", says);
  g_assert_nonnull (strstr (says, part));
}

/* A document whose signer has the certificate @what of @authority. (transfer full) */
static GBytes *
sign_plain (const TestAuthority *authority,
            const TestIssue     *what)
{
  g_autoptr(GBytes) certificate = test_authority_issue (authority, what);
  g_autofree char *plain = jb_test_sample_text ("taxinvoice-plain.xml");

  return test_sign_with (certificate, plain);
}

static void
test_samples (void)
{
  static const struct
  {
    const char *name;
    JbVerdict   without;
    JbVerdict   with;
  } cases[] = {
    { SIGNED, JB_VERDICT_VALID, JB_VERDICT_TRUSTED },
    { "taxinvoice-signed.xml", JB_VERDICT_VALID, JB_VERDICT_TRUSTED },
    { "taxinvoice-plain.xml", JB_VERDICT_UNSIGNED, JB_VERDICT_UNSIGNED },
    { "taxinvoice-amended.xml", JB_VERDICT_UNSIGNED, JB_VERDICT_UNSIGNED },
    { "invalid-total-mismatch.xml", JB_VERDICT_UNSIGNED, JB_VERDICT_UNSIGNED },
    { "invalid-issueid-date-mismatch.xml", JB_VERDICT_UNSIGNED, JB_VERDICT_UNSIGNED },
    { "invalid-bizno-check-digit.xml", JB_VERDICT_UNSIGNED, JB_VERDICT_UNSIGNED },
    { "invalid-amended-without-reason.xml", JB_VERDICT_UNSIGNED, JB_VERDICT_UNSIGNED },
    { "invalid-signature-tampered.xml", JB_VERDICT_ALTERED, JB_VERDICT_ALTERED },
  };
  g_autoptr(GBytes) der = jb_test_sample ("npki/test-ca.der");
  g_autoptr(JbTrust) nobody = test_trust (NULL, NULL);
  g_autoptr(JbTrust) authority = test_trust (der, NULL);

  g_assert_cmpuint (jb_trust_get_size (nobody), ==, 0);
  g_assert_cmpuint (jb_trust_get_size (authority), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) bytes = jb_test_sample (cases[i].name);

      g_test_message ("%s", cases[i].name);
      assert_says (bytes, nobody, cases[i].without, "");
      assert_says (bytes, authority, cases[i].with, "");
      assert_says (bytes, nobody, cases[i].without, "");
    }
}

static void
test_sentences (void)
{
  g_autoptr(GBytes) der = jb_test_sample ("npki/test-ca.der");
  g_autoptr(JbTrust) nobody = test_trust (NULL, NULL);
  g_autoptr(JbTrust) authority = test_trust (der, NULL);
  g_autoptr(GBytes) bytes = jb_test_sample (SIGNED);

  assert_says (bytes, NULL, JB_VERDICT_VALID, "Who issued the certificate was not checked.");
  assert_says (bytes, nobody, JB_VERDICT_VALID,
               "issued by “JangbuTestCA”, which is not among the authorities that this book trusts.");
  assert_says (bytes, authority, JB_VERDICT_TRUSTED, "issued by “JangbuTestCA”, which this book trusts.");
}

/* When it was in force decides, not whether it still is. */
static void
test_dates (void)
{
  static const struct
  {
    const char *from;
    const char *until;
    JbVerdict   verdict;
    const char *says;
  } cases[] = {
    { "20200101000000Z", "20201231145959Z", JB_VERDICT_VALID, "had ended on 2020-12-31, before the invoice was issued" },
    { "20250101000000Z", "20260930011459Z", JB_VERDICT_VALID, "had ended on 2026-09-30" },
    { "20250101000000Z", "20260930011500Z", JB_VERDICT_TRUSTED, "which this book trusts" },   /* to the end of that second */
    { "20260930011500Z", "20270101000000Z", JB_VERDICT_TRUSTED, "which this book trusts" },
    { "20260930011501Z", "20270101000000Z", JB_VERDICT_VALID, "valid only from 2026-09-30" },
    { "20260901000000Z", "20261001000000Z", JB_VERDICT_TRUSTED, "which this book trusts" },   /* ended long before now, or not yet */
  };
  g_autoptr(TestAuthority) authority = test_authority_new (NULL, "가상인증", "20190101000000Z", NULL, NULL);
  g_autoptr(GBytes) der = test_authority_der (authority);
  g_autoptr(JbTrust) trust = test_trust (der, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TestIssue what = { .name = "가상상사()0001234567", .from = cases[i].from, .until = cases[i].until };
      g_autoptr(GBytes) bytes = sign_plain (authority, &what);

      assert_says (bytes, trust, cases[i].verdict, cases[i].says);
    }
}

/* 발급일시 is not signed: where it says nothing the day of 작성일자 counts; where it lies before 작성일자, that does. */
static void
test_other_dates (void)
{
  static const struct
  {
    const char *issued;
    const char *until;
    JbVerdict   verdict;
  } cases[] = {
    { "", "20260915145959Z", JB_VERDICT_TRUSTED },
    { "", "20260914145959Z", JB_VERDICT_VALID },
    { "20260930", "20260929150000Z", JB_VERDICT_TRUSTED },      /* the day begins in Korea */
    { "20260930", "20260929145959Z", JB_VERDICT_VALID },
    { "20260101000000", "20260601000000Z", JB_VERDICT_VALID },
    { "no time", "20260914145959Z", JB_VERDICT_VALID },
  };
  g_autoptr(TestAuthority) authority = test_authority_new (NULL, "가상인증", "20190101000000Z", NULL, NULL);
  g_autoptr(GBytes) der = test_authority_der (authority);
  g_autoptr(JbTrust) trust = test_trust (der, NULL);
  g_autofree char *plain = jb_test_sample_text ("taxinvoice-plain.xml");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TestIssue what = { .name = "가상상사", .from = "20250101000000Z", .until = cases[i].until };
      g_autoptr(GBytes) certificate = test_authority_issue (authority, &what);
      g_autofree char *element = g_strdup_printf ("<IssueDateTime>%s<", cases[i].issued);
      g_autofree char *text = jb_test_replace (plain, "<IssueDateTime>20260930101500<", element);
      g_autoptr(GBytes) bytes = test_sign_with (certificate, text);

      g_test_message ("%s", cases[i].issued);
      assert_says (bytes, trust, cases[i].verdict, "");
    }
}

static void
test_authority_dates (void)
{
  g_autoptr(TestAuthority) ended = test_authority_new (NULL, "끝난인증", "20100101000000Z", "20260101000000Z", NULL);
  g_autoptr(TestAuthority) later = test_authority_new (NULL, "끝난인증", "20261001000000Z", NULL, NULL);
  g_autoptr(GBytes) ended_der = test_authority_der (ended);
  g_autoptr(GBytes) later_der = test_authority_der (later);
  g_autoptr(JbTrust) trust = test_trust (ended_der, later_der);
  const TestIssue what = { .name = "가상상사", .from = "20250101000000Z" };
  g_autoptr(GBytes) bytes = sign_plain (ended, &what);
  g_autoptr(GBytes) other = sign_plain (later, &what);

  assert_says (bytes, trust, JB_VERDICT_VALID, "was not in force when the invoice was issued");
  assert_says (other, trust, JB_VERDICT_VALID, "was not in force when the invoice was issued");
}

/* An authority whose certificate was renewed for the same key: whichever was in force. */
static void
test_renewed_authority (void)
{
  g_autoptr(TestAuthority) first = test_authority_new (NULL, "이어진인증", "20200101000000Z", "20260101000000Z", NULL);
  const TestIssue renewal = { .name = "이어진인증", .from = "20250101000000Z", .constraints = "critical,CA:TRUE",
                              .usage = "critical,keyCertSign,cRLSign" };
  X509 *renewed = test_issue_x509 (NULL, first->key, &renewal);
  g_autoptr(GBytes) first_der = test_authority_der (first);
  g_autoptr(GBytes) renewed_der = test_x509_to_der (renewed);
  g_autoptr(JbTrust) one_way = test_trust (first_der, renewed_der);
  g_autoptr(JbTrust) other_way = test_trust (renewed_der, first_der);
  const TestIssue what = { .name = "가상상사", .from = "20250101000000Z" };
  g_autoptr(GBytes) bytes = sign_plain (first, &what);

  assert_says (bytes, one_way, JB_VERDICT_TRUSTED, "");
  assert_says (bytes, other_way, JB_VERDICT_TRUSTED, "");
  X509_free (renewed);
}

static void
test_use (void)
{
  static const struct
  {
    const char *usage;
    const char *policy;
    JbVerdict   verdict;
    const char *says;
  } cases[] = {
    { "critical,keyEncipherment", NULL, JB_VERDICT_VALID, "is not meant for signing" },
    { "critical,digitalSignature", NULL, JB_VERDICT_TRUSTED, "which this book trusts" },
    { "critical,nonRepudiation", NULL, JB_VERDICT_TRUSTED, "which this book trusts" },
    { NULL, "1.2.410.200005.1.1.4", JB_VERDICT_TRUSTED, "for another use than tax invoices: Banking and insurance only." },
    { NULL, "1.2.3.4", JB_VERDICT_TRUSTED, "which this book trusts" },   /* unknown: never blocked */
  };
  g_autoptr(TestAuthority) authority = test_authority_new (NULL, "가상인증", NULL, NULL, NULL);
  g_autoptr(GBytes) der = test_authority_der (authority);
  g_autoptr(JbTrust) trust = test_trust (der, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TestIssue what = { .name = "가상상사", .usage = cases[i].usage, .policy = cases[i].policy };
      g_autoptr(GBytes) bytes = sign_plain (authority, &what);

      assert_says (bytes, trust, cases[i].verdict, cases[i].says);
    }
}

/* The same name, another key. */
static void
test_false_authority (void)
{
  g_autoptr(TestAuthority) real = test_authority_new (NULL, "같은이름", NULL, NULL, NULL);
  g_autoptr(TestAuthority) other = test_authority_new (NULL, "같은이름", NULL, NULL, NULL);
  g_autoptr(GBytes) der = test_authority_der (real);
  g_autoptr(JbTrust) trust = test_trust (der, NULL);
  const TestIssue what = { .name = "가상상사" };
  const TestIssue silent = { .name = "가상상사", .no_key_id = TRUE };
  const TestAuthority forger = { .key = other->key, .x509 = real->x509 };   /* names the real one and its key */
  g_autoptr(GBytes) by_other = sign_plain (other, &what);
  g_autoptr(GBytes) without_id = sign_plain (other, &silent);
  g_autoptr(GBytes) forged = sign_plain (&forger, &what);
  g_autoptr(GBytes) by_real = sign_plain (real, &silent);

  assert_says (by_other, trust, JB_VERDICT_VALID, "trusts a “같은이름”, but with another key");
  assert_says (without_id, trust, JB_VERDICT_VALID, "trusts a “같은이름”, but with another key");
  assert_says (forged, trust, JB_VERDICT_ALTERED, "The certificate in the document was altered or forged");
  assert_says (by_real, trust, JB_VERDICT_TRUSTED, "which this book trusts");
}

/* (transfer full): the document with one more certificate behind the signer's */
static GBytes *
add_certificate (GBytes *document,
                 GBytes *certificate)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (document, NULL), g_bytes_get_size (document));
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
  g_autofree char *element = g_strdup_printf ("<ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data>", base64);
  char *result = jb_test_replace (text, "</ds:X509Data>", element);

  return g_bytes_new_take (result, strlen (result));
}

/* An authority that may not have others below it; a company that plays authority. */
static void
test_chain_rules (void)
{
  g_autoptr(TestAuthority) root = test_authority_new (NULL, "뿌리인증", NULL, NULL, "critical,CA:TRUE,pathlen:0");
  g_autoptr(TestAuthority) below = test_authority_new (root, "아래인증", NULL, NULL, NULL);
  g_autoptr(TestAuthority) company = test_authority_new (root, "가상회사", NULL, NULL, "critical,CA:FALSE");
  g_autoptr(GBytes) root_der = test_authority_der (root);
  g_autoptr(GBytes) below_der = test_authority_der (below);
  g_autoptr(JbTrust) trust_root = test_trust (root_der, NULL);
  g_autoptr(JbTrust) trust_below = test_trust (below_der, NULL);
  const TestIssue what = { .name = "가상상사" };
  g_autoptr(GBytes) bytes = sign_plain (below, &what);
  g_autoptr(GBytes) by_company = sign_plain (company, &what);
  g_autoptr(GBytes) company_der = test_authority_der (company);
  g_autoptr(GBytes) too_long = add_certificate (bytes, below_der);
  g_autoptr(GBytes) with_company = add_certificate (by_company, company_der);

  assert_says (bytes, trust_root, JB_VERDICT_VALID, "not among the authorities");
  assert_says (bytes, trust_below, JB_VERDICT_TRUSTED, "");   /* not self-signed, but the owner trusts it */
  assert_says (by_company, trust_root, JB_VERDICT_VALID, "not among the authorities");
  assert_says (too_long, trust_root, JB_VERDICT_VALID, "not among the authorities");
  assert_says (with_company, trust_root, JB_VERDICT_VALID, "not among the authorities");
}

/* root > middle > signer, the middle one only in the document or in the store. */
static void
test_middle (void)
{
  g_autoptr(TestAuthority) root = test_authority_new (NULL, "뿌리인증", NULL, NULL, NULL);
  g_autoptr(TestAuthority) middle = test_authority_new (root, "가운데인증", NULL, NULL, NULL);
  g_autoptr(TestAuthority) stranger = test_authority_new (NULL, "모르는인증", NULL, NULL, NULL);
  g_autoptr(GBytes) root_der = test_authority_der (root);
  g_autoptr(GBytes) middle_der = test_authority_der (middle);
  g_autoptr(GBytes) stranger_der = test_authority_der (stranger);
  g_autoptr(JbTrust) trust = test_trust (root_der, NULL);
  g_autoptr(JbTrust) both = test_trust (root_der, middle_der);
  const TestIssue what = { .name = "가상상사" };
  g_autoptr(GBytes) bytes = sign_plain (middle, &what);
  g_autoptr(GBytes) complete = add_certificate (bytes, middle_der);
  g_autoptr(GBytes) by_stranger = sign_plain (stranger, &what);
  g_autoptr(GBytes) with_stranger = add_certificate (by_stranger, stranger_der);

  assert_says (bytes, trust, JB_VERDICT_VALID, "not among the authorities");
  assert_says (bytes, both, JB_VERDICT_TRUSTED, "");
  assert_says (complete, trust, JB_VERDICT_TRUSTED, "");
  assert_says (bytes, trust, JB_VERDICT_VALID, "not among the authorities");   /* what another document brought is not remembered */
  assert_says (with_stranger, trust, JB_VERDICT_VALID, "not among the authorities");
}

/* More signers than a thread remembers, each asked twice. */
static void
test_many_signers (void)
{
  g_autoptr(TestAuthority) authority = test_authority_new (NULL, "가상인증", NULL, NULL, NULL);
  g_autoptr(GBytes) der = test_authority_der (authority);
  g_autoptr(JbTrust) trust = test_trust (der, NULL);
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < 270; i++)
    {
      g_autofree char *name = g_strdup_printf ("가상상사%u", i);
      const TestIssue what = { .name = name };

      g_ptr_array_add (documents, sign_plain (authority, &what));
    }
  for (guint i = 0; i < 2 * documents->len; i++)
    assert_says (g_ptr_array_index (documents, i % documents->len), trust, JB_VERDICT_TRUSTED, "");
}

/* -- files -------------------------------------------------------------------------------------------------------- */

static void
assert_refused (GBytes       *bytes,
                JbTrustError  code,
                const char   *part)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_trust_read_authority (bytes, &error));
  g_assert_error (error, JB_TRUST_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_files (void)
{
  g_autoptr(GBytes) der = jb_test_sample ("npki/test-ca.der");
  g_autoptr(GBytes) pem = test_to_pem (der, "CERTIFICATE");
  g_autoptr(GBytes) person = jb_test_sample ("npki/signCert.der");
  g_autoptr(GBytes) person_pem = test_to_pem (person, "CERTIFICATE");
  g_autoptr(GBytes) key = jb_test_sample ("npki/signPri-seedcbc-sha1-pbes1.key");
  g_autoptr(GBytes) key_pem = test_to_pem (key, "ENCRYPTED PRIVATE KEY");
  g_autoptr(GBytes) invoice = jb_test_sample (SIGNED);
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (der, 0, g_bytes_get_size (der) / 2);
  g_autoptr(GBytes) huge = g_bytes_new_take (g_malloc0 (1 << 20), 1 << 20);
  g_autofree char *twice = g_strdup_printf ("%.*s%.*s", (int) g_bytes_get_size (pem), (const char *) g_bytes_get_data (pem, NULL),
                                            (int) g_bytes_get_size (person_pem), (const char *) g_bytes_get_data (person_pem, NULL));
  g_autoptr(GBytes) several = g_bytes_new (twice, strlen (twice));
  g_autofree char *flipped = g_memdup2 (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_autoptr(GBytes) damaged = NULL;
  g_autoptr(JbCertificate) from_der = jb_trust_read_authority (der, NULL);
  g_autoptr(JbCertificate) from_pem = jb_trust_read_authority (pem, NULL);

  flipped[g_bytes_get_size (der) - 1] ^= 1;
  damaged = g_bytes_new (flipped, g_bytes_get_size (der));

  g_assert_cmpstr (jb_certificate_get_fingerprint (from_der), ==, jb_certificate_get_fingerprint (from_pem));
  assert_refused (empty, JB_TRUST_ERROR_NOT_CERTIFICATE, "is no certificate");
  assert_refused (cut, JB_TRUST_ERROR_NOT_CERTIFICATE, "is no certificate");
  assert_refused (huge, JB_TRUST_ERROR_NOT_CERTIFICATE, "is no certificate");
  assert_refused (key, JB_TRUST_ERROR_NOT_CERTIFICATE, "is no certificate");
  assert_refused (key_pem, JB_TRUST_ERROR_NOT_CERTIFICATE, "is no certificate");
  assert_refused (invoice, JB_TRUST_ERROR_NOT_CERTIFICATE, "is no certificate");
  assert_refused (several, JB_TRUST_ERROR_SEVERAL, "several certificates");
  assert_refused (person, JB_TRUST_ERROR_NOT_AUTHORITY, "TEST가상공급상사");
  assert_refused (person_pem, JB_TRUST_ERROR_NOT_AUTHORITY, "is not an authority");
  assert_refused (damaged, JB_TRUST_ERROR_DAMAGED, "is damaged");
}

static gpointer
verify_thread (gpointer data)
{
  g_autoptr(GBytes) bytes = jb_test_sample (SIGNED);

  for (int i = 0; i < 50; i++)
    assert_says (bytes, data, JB_VERDICT_TRUSTED, "");
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr(GBytes) der = jb_test_sample ("npki/test-ca.der");
  g_autoptr(JbTrust) trust = test_trust (der, NULL);
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("verify", verify_thread, trust);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trust/samples", test_samples);
  g_test_add_func ("/trust/sentences", test_sentences);
  g_test_add_func ("/trust/dates", test_dates);
  g_test_add_func ("/trust/other-dates", test_other_dates);
  g_test_add_func ("/trust/authority-dates", test_authority_dates);
  g_test_add_func ("/trust/renewed-authority", test_renewed_authority);
  g_test_add_func ("/trust/use", test_use);
  g_test_add_func ("/trust/false-authority", test_false_authority);
  g_test_add_func ("/trust/chain-rules", test_chain_rules);
  g_test_add_func ("/trust/middle", test_middle);
  g_test_add_func ("/trust/many-signers", test_many_signers);
  g_test_add_func ("/trust/files", test_files);
  g_test_add_func ("/trust/threads", test_threads);

  return g_test_run ();
}
