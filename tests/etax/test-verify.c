/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Verifying: what is valid, what was altered and how it says so, and every deviation from the one known form.
 * The last part signs with the test key and breaks the result byte by byte. */

#include "config.h"

#include "jb-document.h"

#include <openssl/evp.h>

#include "jb-canonical.h"
#include "jb-document-private.h"
#include "jb-signer.h"
#include "test-etax.h"

#define SIGNED  "taxinvoice-signed-kec.xml"
#define STRICT  "taxinvoice-signed.xml"
#define SUBJECT "CN=TEST가상공급상사()0018100017202601010001,OU=TEST,OU=xUse4TestOnly,O=JangbuTestCA,C=KR"

#define SAYS_VALID     "The content is unchanged since it was signed. Who issued the certificate was not checked."
#define SAYS_CONTENT   "The content was changed after it was signed."
#define SAYS_SIGNATURE "The signature was not made with the key of the certificate in the document."
#define SAYS_INFO      "What the signature covers (SignedInfo) was changed after it was signed, so that nothing proves the content."
#define SAYS_BOTH      "Neither the content nor the signature itself agrees with the signer's certificate."
#define SAYS_FORM      "The signature is not of the form that the standard for tax invoices prescribes."

static JbVerdict
verify_bytes (GBytes  *bytes,
              char   **detail)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_document_parse (bytes, &error);

  g_assert_no_error (error);
  return jb_document_verify (document, detail);
}

static void
assert_verdict (const char *text,
                JbVerdict   verdict,
                const char *detail)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autofree char *said = NULL;

  g_assert_cmpint (verify_bytes (bytes, &said), ==, verdict);
  if (detail != NULL)
    g_assert_cmpstr (said, ==, detail);
  else
    g_assert_nonnull (said);
}

static void
test_samples (void)
{
  g_autofree char *valid = jb_test_sample_text (SIGNED);
  g_autofree char *strict = jb_test_sample_text (STRICT);
  g_autofree char *plain = jb_test_sample_text ("taxinvoice-plain.xml");
  g_autofree char *tampered = jb_test_sample_text ("invalid-signature-tampered.xml");

  assert_verdict (valid, JB_VERDICT_VALID, SAYS_VALID);
  assert_verdict (strict, JB_VERDICT_VALID,
                  "The content is unchanged since it was signed. The signature follows the XML standard to the letter "
                  "instead of the way tax invoices are usually signed. Who issued the certificate was not checked.");
  assert_verdict (plain, JB_VERDICT_UNSIGNED, "The document is not signed.");
  assert_verdict (tampered, JB_VERDICT_ALTERED, SAYS_CONTENT);
}

/* What no signature covers may change; the rest may not. */
static void
test_changes (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    JbVerdict   verdict;
    const char *detail;
  } cases[] = {
    { "<IssueDateTime>20260930101500<", "<IssueDateTime>20261001000000<", JB_VERDICT_VALID, SAYS_VALID },
    { "xsi:schemaLocation=", "xsi:noNamespaceSchemaLocation=", JB_VERDICT_VALID, SAYS_VALID },
    { "<ds:X509Data>", "<ds:KeyName>x</ds:KeyName><ds:X509Data>", JB_VERDICT_VALID, SAYS_VALID },
    { "<?xml", "\xEF\xBB\xBF<?xml", JB_VERDICT_VALID, SAYS_VALID },
    { "\n<TaxInvoice ", "\n<!-- c --><?p i?>\n<TaxInvoice ", JB_VERDICT_VALID, SAYS_VALID },
    { "<NameText>볼펜 세트<", "<NameText><!-- c --><![CDATA[볼펜 ]]>세트<", JB_VERDICT_VALID, SAYS_VALID },
    { "<PurposeCode>02<", "<PurposeCode>01<", JB_VERDICT_ALTERED, SAYS_CONTENT },
    { "<TaxInvoiceDocument>", "<TaxInvoiceDocument> ", JB_VERDICT_ALTERED, SAYS_CONTENT },
    { "</TaxInvoice>", "\n</TaxInvoice>", JB_VERDICT_ALTERED, SAYS_CONTENT },
    { "<NameText>볼펜 세트<", "<NameText a=\"b\">볼펜 세트<", JB_VERDICT_ALTERED, SAYS_CONTENT },
    { "<PurposeCode>", "<ExchangedDocument>9</ExchangedDocument><PurposeCode>", JB_VERDICT_ALTERED, SAYS_CONTENT },
    { "<ChargeTotalAmount>", "<ChargeTotalAmount><ExchangedDocument>9</ExchangedDocument>", JB_VERDICT_ALTERED, SAYS_CONTENT },
    { "<TaxInvoiceDocument>", "<x:ExchangedDocument xmlns:x=\"urn:x\"/><TaxInvoiceDocument>", JB_VERDICT_ALTERED, SAYS_CONTENT },
    { "<TaxInvoice xmlns=", "<TaxInvoice xmlns:x=\"urn:x\" xmlns=", JB_VERDICT_ALTERED, SAYS_BOTH },
    { "<ds:DigestValue>LMG5", "<ds:DigestValue>LMG6", JB_VERDICT_ALTERED, SAYS_BOTH },
    { "<ds:SignatureValue>BHx4", "<ds:SignatureValue>BHx5", JB_VERDICT_ALTERED, SAYS_SIGNATURE },
    { "<ds:SignatureValue>BHx4K6AmycH1Ba3", "<ds:SignatureValue>", JB_VERDICT_ALTERED, SAYS_SIGNATURE },
    { "<ds:SignedInfo>\n", "<ds:SignedInfo>", JB_VERDICT_ALTERED, SAYS_INFO },
    { "name() = 'TaxInvoice'", "name()='TaxInvoice'", JB_VERDICT_ALTERED, SAYS_INFO },
    { "2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1", JB_VERDICT_ALTERED, SAYS_BOTH },
    { "2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1", JB_VERDICT_ALTERED, SAYS_INFO },
    { "c14n-20010315\"></ds:Tr", "c14n-20010315#WithComments\"></ds:Tr", JB_VERDICT_ALTERED, SAYS_INFO },
  };
  g_autofree char *original = jb_test_sample_text (SIGNED);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (original, cases[i].from, cases[i].to);

      g_test_message ("%s", cases[i].to);
      assert_verdict (text, cases[i].verdict, cases[i].detail);
    }
}

static void
test_unknown_forms (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *detail;
  } cases[] = {
    { "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
      "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#", SAYS_FORM },
    { "#rsa-sha256", "#ecdsa-sha256", SAYS_FORM },
    { "#rsa-sha256", "#hmac-sha256", SAYS_FORM },
    { "xmlenc#sha256", "xmlenc#sha512", SAYS_FORM },
    { "URI=\"\"", "URI=\"#x\"", SAYS_FORM },
    { "URI=\"\"", "", SAYS_FORM },
    { "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"></ds:Transform>", "", SAYS_FORM },
    { "<ds:Transforms>", "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>", SAYS_FORM },
    { "<ds:Transforms>", "<ds:Transforms><x/>", SAYS_FORM },
    { "not(self::*", "not(self::x", SAYS_FORM },
    { "<ds:XPath>", "<ds:XPath></ds:XPath><ds:XPath>", SAYS_FORM },
    { "<ds:Reference URI=\"\">", "<ds:Reference URI=\"\"/><ds:Reference URI=\"\">", SAYS_FORM },
    { "<ds:DigestValue>LMG5fsvsSRgU73ky5uH0DUIGKR8s6gQfVcJqhc9TLnA=</ds:DigestValue>", "", SAYS_FORM },
    { "<ds:SignedInfo>", "<ds:SignedInfo></ds:SignedInfo><ds:SignedInfo>", SAYS_FORM },
    { "<ds:SignatureValue>", "<ds:SignatureValue/><ds:SignatureValue>", SAYS_FORM },
    { "<ds:X509Certificate>MIIEfT", "<ds:X509Certificate>MIIEfx", "The certificate in the signature cannot be read or has no RSA key." },
    { "<ds:X509Certificate>MIIEfT", "<ds:X509Certificate/><ds:X509Certificate>MIIEfT",
      "The certificate in the signature cannot be read or has no RSA key." },
    { "<ds:X509Data>", "<ds:X509Data/><ds:X509Data>", SAYS_FORM },
    { "<TaxInvoiceDocument>", "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/><TaxInvoiceDocument>",
      "The document has more than one signature." },
  };
  g_autofree char *original = jb_test_sample_text (SIGNED);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (original, cases[i].from, cases[i].to);

      g_test_message ("%s", cases[i].to);
      assert_verdict (text, JB_VERDICT_UNKNOWN_FORM, cases[i].detail);
    }
}

static void
test_misplaced (void)
{
  g_autofree char *original = jb_test_sample_text (SIGNED);
  g_autofree char *open = jb_test_replace (original, "<ds:Signature ", "<Wrapper><ds:Signature ");
  g_autofree char *wrapped = jb_test_replace (open, "</ds:Signature>", "</ds:Signature></Wrapper>");
  g_autofree char *empty = jb_test_replace (original, "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">",
                                            "<ds:Signature xmlns:ds=\"urn:else\">");

  assert_verdict (wrapped, JB_VERDICT_UNKNOWN_FORM, "The signature is not where the standard puts it.");
  assert_verdict (empty, JB_VERDICT_UNSIGNED, "The document is not signed.");
  assert_verdict ("<TaxInvoice><s:Signature xmlns:s='http://www.w3.org/2000/09/xmldsig#'/></TaxInvoice>", JB_VERDICT_UNKNOWN_FORM, SAYS_FORM);
}

static void
test_signer_name (void)
{
  static const char * const names[] = { SIGNED, STRICT, "invalid-signature-tampered.xml" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GBytes) bytes = jb_test_sample (names[i]);
      g_autoptr(JbDocument) document = jb_document_parse (bytes, NULL);
      g_autofree char *signer = jb_document_get_signer (document);

      g_assert_cmpstr (signer, ==, SUBJECT);
    }

  {
    g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-plain.xml");
    g_autoptr(JbDocument) document = jb_document_parse (bytes, NULL);

    g_assert_null (jb_document_get_signer (document));
  }
}

/* The test key is kept as DER. (transfer full) */
static GBytes *
key_as_pem (void)
{
  g_autoptr(GBytes) der = jb_test_sample ("npki/expected-pkcs8-with-r.der");
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  GString *pem = g_string_new ("-----BEGIN PRIVATE KEY-----\n");

  for (const char *at = base64; *at != '\0'; at += MIN (strlen (at), 64))
    g_string_append_printf (pem, "%.64s\n", at);
  g_string_append (pem, "-----END PRIVATE KEY-----\n");
  return g_string_free_to_bytes (pem);
}

/* (transfer full) */
static JbSigner *
make_signer (void)
{
  g_autoptr(GBytes) pem = key_as_pem ();
  g_autoptr(GBytes) certificate = jb_test_sample ("npki/signCert.der");
  g_autoptr(GError) error = NULL;
  JbSigner *signer = jb_signer_new (pem, certificate, &error);

  g_assert_no_error (error);
  return signer;
}

/* (transfer full) */
static GBytes *
sign_text (JbSigner   *signer,
           const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  GBytes *result = jb_signer_sign (signer, bytes, &error);

  g_assert_no_error (error);
  return result;
}

static void
test_sign (void)
{
  static const struct
  {
    const char *from;
    const char *to;
  } cases[] = {
    { "<TaxInvoice ", "<TaxInvoice " },
    { "<?xml", "\xEF\xBB\xBF<?xml" },
    { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "" },
    { "<ExchangedDocument>", "<!-- </ExchangedDocument> --><ExchangedDocument><![CDATA[</ExchangedDocument>]]>" },
    { "<ExchangedDocument>", "<ExchangedDocument/><Other><ExchangedDocument/></Other><ExchangedDocument>" },
    { " xmlns:xsi=", " xmlns:a=\"urn:a\" xml:lang=\"ko\" xmlns:z=\"urn:z\" xmlns:xsi=" },
    { "<NameText>볼펜 세트<", "<NameText><![CDATA[<볼펜> &]]>\r\n세트<" },
  };
  g_autoptr(JbSigner) signer = make_signer ();
  g_autofree char *plain = jb_test_sample_text ("taxinvoice-plain.xml");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (plain, cases[i].from, cases[i].to);
      g_autoptr(GBytes) signed_bytes = sign_text (signer, text);
      g_autofree char *result = g_strndup (g_bytes_get_data (signed_bytes, NULL), g_bytes_get_size (signed_bytes));
      const char *start = strstr (result, "<ds:Signature ");
      const char *end = strstr (result, "</ds:Signature>") + strlen ("</ds:Signature>");
      g_autofree char *without = NULL;

      g_test_message ("%s", cases[i].to);
      assert_verdict (result, JB_VERDICT_VALID, SAYS_VALID);

      /* Every other byte is as it was, and the signature stands behind ExchangedDocument. */
      g_assert_nonnull (start);
      without = g_strdup_printf ("%.*s%s", (int) (start - result), result, end);
      g_assert_cmpstr (without, ==, text);
      g_assert_true (memcmp (start - 2, "t>", 2) == 0 || memcmp (start - 2, "/>", 2) == 0);
    }
}

/* One signature is formed like the other: with values left out, the element is that of the sample. */
static void
test_same_form (void)
{
  g_autoptr(JbSigner) signer = make_signer ();
  g_autofree char *sample = jb_test_sample_text (SIGNED);
  const char *start = strstr (sample, "<ds:Signature ");
  const char *end = strstr (sample, "</ds:Signature>") + strlen ("</ds:Signature>");
  g_autofree char *unsigned_text = g_strdup_printf ("%.*s%s", (int) (start - sample), sample, end);
  g_autoptr(GBytes) result = sign_text (signer, unsigned_text);
  g_autofree char *result_text = g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result));
  g_autofree char *theirs = g_strndup (start, end - start);
  const char *ours = strstr (result_text, "<ds:Signature ");

  /* RSA with PKCS#1 v1.5 padding gives the same signature for the same octets: only our place of the element differs by a line end. */
  g_assert_cmpint (strstr (ours, "</ds:Signature>") + strlen ("</ds:Signature>") - ours, ==, strlen (theirs));
  g_assert_true (g_str_has_prefix (ours, theirs));
}

static void
test_flipped_bytes (void)
{
  g_autoptr(JbSigner) signer = make_signer ();
  g_autofree char *plain = jb_test_sample_text ("taxinvoice-plain.xml");
  g_autoptr(GBytes) signed_bytes = sign_text (signer, plain);
  gsize size;
  const char *data = g_bytes_get_data (signed_bytes, &size);
  const char *content = g_strstr_len (data, size, "<TaxInvoiceDocument>");
  int n_altered = 0;

  for (gsize at = content - data; at < size; at += 7)
    {
      g_autofree char *copy = g_memdup2 (data, size);
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(JbDocument) document = NULL;

      copy[at] ^= 1;
      bytes = g_bytes_new (copy, size);
      document = jb_document_parse (bytes, NULL);
      if (document == NULL)
        continue;

      g_assert_cmpint (jb_document_verify (document, NULL), ==, JB_VERDICT_ALTERED);
      n_altered++;
    }

  g_assert_cmpint (n_altered, >, 70);
}

/* The signature over what stands in the template, by OpenSSL alone. (transfer full) */
static char *
sign_by_hand (const char   *template,
              const EVP_MD *hash,
              gboolean      with_comments)
{
  g_autoptr(JbDocument) document = jb_test_parse (template, NULL);
  g_autoptr(GBytes) der = jb_test_sample ("npki/expected-pkcs8-with-r.der");
  const guchar *at = g_bytes_get_data (der, NULL);
  EVP_PKEY *key = d2i_AutoPrivateKey (NULL, &at, (long) g_bytes_get_size (der));
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  guint n_signatures;
  xmlNode *signature = _jb_document_find_signature (document, &n_signatures);
  g_autoptr(GBytes) octets = _jb_canonical_subtree (xmlFirstElementChild (signature), with_comments);
  guchar value[256];
  gsize length = sizeof value;

  g_assert_nonnull (key);
  g_assert_cmpint (EVP_DigestSignInit (context, NULL, hash, NULL, key), ==, 1);
  g_assert_cmpint (EVP_DigestSign (context, value, &length, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets)), ==, 1);
  EVP_MD_CTX_free (context);
  EVP_PKEY_free (key);
  return g_base64_encode (value, length);
}

/* (transfer full) */
static char *
digest_by_hand (const char    *template,
                GChecksumType  type)
{
  g_autoptr(JbDocument) document = jb_test_parse (template, NULL);
  g_autoptr(GBytes) octets = _jb_canonical_kec (document->root);
  g_autoptr(GChecksum) checksum = g_checksum_new (type);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

/* (transfer full): the text without what stands between the tags */
static char *
empty_between (const char *text,
               const char *open,
               const char *close)
{
  const char *start = strstr (text, open) + strlen (open);

  return g_strdup_printf ("%.*s%s", (int) (start - text), text, strstr (start, close));
}

/* SHA-1 as 1024-bit certificates used it, other blanks in the XPath, and canonicalization that keeps the comments of SignedInfo. */
static void
test_other_forms (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    gboolean    sha1_signature;
    gboolean    sha1_digest;
    gboolean    with_comments;
  } cases[] = {
    { "2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1", TRUE, FALSE, FALSE },
    { "2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1", FALSE, TRUE, FALSE },
    { "name() = 'TaxInvoice'] |", "name()='TaxInvoice']\n\t|", FALSE, FALSE, FALSE },
    { "c14n-20010315\"></ds:Canon", "c14n-20010315#WithComments\"><!-- c --></ds:Canon", FALSE, FALSE, TRUE },
    { "<ds:XPath>", "<!-- c --><ds:XPath>", FALSE, FALSE, FALSE },
  };
  g_autofree char *sample = jb_test_sample_text (SIGNED);
  g_autofree char *without_value = empty_between (sample, "<ds:SignatureValue>", "</ds:SignatureValue>");
  g_autofree char *blank = empty_between (without_value, "<ds:DigestValue>", "</ds:DigestValue>");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *form = jb_test_replace (blank, cases[i].from, cases[i].to);
      g_autofree char *digest = digest_by_hand (form, cases[i].sha1_digest ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256);
      g_autofree char *digest_element = g_strconcat ("<ds:DigestValue>", digest, NULL);
      g_autofree char *prepared = jb_test_replace (form, "<ds:DigestValue>", digest_element);
      g_autofree char *value = sign_by_hand (prepared, cases[i].sha1_signature ? EVP_sha1 () : EVP_sha256 (), cases[i].with_comments);
      g_autofree char *value_element = g_strconcat ("<ds:SignatureValue>", value, NULL);
      g_autofree char *result = jb_test_replace (prepared, "<ds:SignatureValue>", value_element);
      g_autofree char *changed = jb_test_replace (result, "<PurposeCode>02<", "<PurposeCode>01<");

      g_test_message ("%s", cases[i].to);
      assert_verdict (result, JB_VERDICT_VALID, SAYS_VALID);
      assert_verdict (changed, JB_VERDICT_ALTERED, SAYS_CONTENT);
    }
}

static void
test_sign_refused (void)
{
  g_autoptr(JbSigner) signer = make_signer ();
  g_autofree char *signed_text = jb_test_sample_text (SIGNED);
  const char * const cases[] = { signed_text, "<TaxInvoice><TaxInvoiceDocument/></TaxInvoice>", "<x/>", "", "<!DOCTYPE TaxInvoice><TaxInvoice/>" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (cases[i], strlen (cases[i]));
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_signer_sign (signer, bytes, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == JB_DOCUMENT_ERROR);
    }
}

static void
assert_no_signer (GBytes *pem,
                  GBytes *certificate)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_signer_new (pem, certificate, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_bad_keys (void)
{
  g_autoptr(GBytes) pem = key_as_pem ();
  g_autoptr(GBytes) certificate = jb_test_sample ("npki/signCert.der");
  g_autoptr(GBytes) other = jb_test_sample ("npki/test-ca.der");
  g_autoptr(GBytes) der = jb_test_sample ("npki/expected-pkcs8-with-r.der");
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (certificate, 0, g_bytes_get_size (certificate) / 2);
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  static const char encrypted_text[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIBvTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQI\n-----END ENCRYPTED PRIVATE KEY-----\n";
  g_autoptr(GBytes) encrypted = g_bytes_new_static (encrypted_text, strlen (encrypted_text));

  assert_no_signer (pem, other);
  assert_no_signer (pem, cut);
  assert_no_signer (pem, empty);
  assert_no_signer (der, certificate);
  assert_no_signer (empty, certificate);
  assert_no_signer (encrypted, certificate);
}

static gpointer
verify_thread (gpointer data)
{
  g_autoptr(GBytes) valid = jb_test_sample (SIGNED);
  g_autoptr(GBytes) tampered = jb_test_sample ("invalid-signature-tampered.xml");

  for (int i = 0; i < 50; i++)
    {
      g_assert_cmpint (verify_bytes (valid, NULL), ==, JB_VERDICT_VALID);
      g_assert_cmpint (verify_bytes (tampered, NULL), ==, JB_VERDICT_ALTERED);
    }

  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("verify", verify_thread, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/verify/samples", test_samples);
  g_test_add_func ("/verify/changes", test_changes);
  g_test_add_func ("/verify/unknown-forms", test_unknown_forms);
  g_test_add_func ("/verify/misplaced", test_misplaced);
  g_test_add_func ("/verify/signer-name", test_signer_name);
  g_test_add_func ("/verify/sign", test_sign);
  g_test_add_func ("/verify/same-form", test_same_form);
  g_test_add_func ("/verify/flipped-bytes", test_flipped_bytes);
  g_test_add_func ("/verify/other-forms", test_other_forms);
  g_test_add_func ("/verify/sign-refused", test_sign_refused);
  g_test_add_func ("/verify/bad-keys", test_bad_keys);
  g_test_add_func ("/verify/threads", test_threads);

  return g_test_run ();
}
