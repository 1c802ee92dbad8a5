/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Our canonical writer against libxml2's: on the samples, on documents made to be awkward, and on random ones. */

#include "config.h"

#include "jb-canonical.h"

#include "jb-referee.h"
#include "test-etax.h"

static char *
to_text (GBytes *octets)
{
  g_assert_nonnull (octets);
  return g_strndup (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
}

static void
compare_subtrees (xmlNode *parent)
{
  for (xmlNode *node = parent->children; node != NULL; node = node->next)
    {
      if (node->type != XML_ELEMENT_NODE)
        continue;

      for (int with_comments = FALSE; with_comments <= TRUE; with_comments++)
        {
          g_autoptr(GBytes) octets = _jb_canonical_subtree (node, with_comments);
          g_autofree char *ours = to_text (octets);
          g_autofree char *theirs = jb_referee_subtree (node, with_comments);

          g_assert_cmpstr (ours, ==, theirs);
        }

      compare_subtrees (node);
    }
}

static void
compare (const char *text,
         gboolean    subtrees)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_test_parse (text, &error);
  g_autoptr(GBytes) octets = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;

  g_assert_no_error (error);
  octets = _jb_canonical_kec (document->root);
  ours = to_text (octets);
  theirs = jb_referee_kec (document);
  g_assert_cmpstr (ours, ==, theirs);

  if (subtrees)
    compare_subtrees (document->root);
}

static void
test_samples (void)
{
  static const char * const names[] = {
    "taxinvoice-plain.xml", "taxinvoice-amended.xml", "taxinvoice-signed.xml", "taxinvoice-signed-kec.xml",
    "invalid-signature-tampered.xml",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = jb_test_sample_text (names[i]);

      g_test_message ("%s", names[i]);
      compare (text, FALSE);
    }
}

/* The octets of the sample are those that an independent signer hashed. */
static void
test_known_digests (void)
{
  static const struct
  {
    const char *name;
    gboolean    strict;
    const char *digest;
  } cases[] = {
    { "taxinvoice-signed-kec.xml", FALSE, "LMG5fsvsSRgU73ky5uH0DUIGKR8s6gQfVcJqhc9TLnA=" },
    { "taxinvoice-signed.xml", TRUE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_sample_text (cases[i].name);
      g_autoptr(JbDocument) document = jb_test_parse (text, NULL);
      g_autoptr(GBytes) octets = cases[i].strict ? _jb_canonical_strict (document->root) : _jb_canonical_kec (document->root);
      g_autoptr(GBytes) other = cases[i].strict ? _jb_canonical_kec (document->root) : _jb_canonical_strict (document->root);
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, octets);
      guint8 digest[32];
      g_autofree char *base64 = NULL;

      for (int n = 0; n < 32; n++)
        digest[n] = g_ascii_xdigit_value (sum[2 * n]) << 4 | g_ascii_xdigit_value (sum[2 * n + 1]);
      base64 = g_base64_encode (digest, sizeof digest);

      g_assert_nonnull (strstr (text, base64));
      if (cases[i].digest != NULL)
        g_assert_cmpstr (base64, ==, cases[i].digest);
      g_assert_false (g_bytes_equal (octets, other));
    }
}

static void
test_awkward (void)
{
  static const char * const cases[] = {
    "<TaxInvoice/>",
    "<TaxInvoice xmlns='urn:a'><a/><a></a></TaxInvoice>",
    "<TaxInvoice xmlns:b='urn:b' xmlns='urn:a' xmlns:a='urn:c' z='1' a='2'><a:x/><b:x/></TaxInvoice>",
    "<TaxInvoice xmlns='urn:a'><a xmlns='urn:a'/><a xmlns=''><b xmlns=''/><b xmlns='urn:a'/></a><a xmlns='urn:b'><b xmlns='urn:a'/></a></TaxInvoice>",
    "<TaxInvoice><a xmlns=''><b xmlns='urn:b'><c xmlns=''/></b></a></TaxInvoice>",
    "<p:TaxInvoice xmlns:p='urn:a'><p:ExchangedDocument>signed</p:ExchangedDocument><q xmlns:p='urn:b' p:z='1' p:a='2' b='3' a='4'><p:r xmlns:p='urn:a'/></q></p:TaxInvoice>",
    "<TaxInvoice xmlns:x='urn:z' xmlns:y='urn:a'><q x:a='1' y:b='2' c='3' y:a='4' xml:lang='ko' xml:space='preserve'/></TaxInvoice>",
    "<TaxInvoice xml:lang='ko' xml:space='default'><a xml:lang='en'><b xml:id='i'><c/></b></a></TaxInvoice>",
    "<TaxInvoice>&#13;\t\r\n&lt;&gt;&amp;&quot;'\"<a b='&#13;&#10;&#9; &lt;>&amp;&quot;\"'/><a b=\"'\"/></TaxInvoice>",
    "<TaxInvoice><![CDATA[<&>]]]]><![CDATA[>\r\n]]></TaxInvoice>",
    "<TaxInvoice><!-- c -- --></TaxInvoice>",
    "<TaxInvoice><!--c&#13;--><?p?><?q  a &#13; <b> ?><a><!-- d --><?r s?></a></TaxInvoice>",
    "<?before x?><!-- b --><TaxInvoice>x</TaxInvoice><!-- c --><?after y?>",
    "<TaxInvoice>\n<ExchangedDocument>\n<a/></ExchangedDocument>\n<s:Signature xmlns:s='http://www.w3.org/2000/09/xmldsig#'><s:x/></s:Signature>\n<Signature/></TaxInvoice>",
    "<TaxInvoice><a><ExchangedDocument>signed</ExchangedDocument></a></TaxInvoice>",
    "<TaxInvoice 가='1'><나 다='라'>마</나></TaxInvoice>",
    "<TaxInvoice>\xF0\x9F\x98\x80\xEF\xBB\xBF&#x10FFFF;</TaxInvoice>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i]);
      if (strstr (cases[i], "-- -->") != NULL)
        g_assert_null (jb_test_parse (cases[i], NULL));
      else
        compare (cases[i], TRUE);
    }
}

static const char *
pick (GRand              *random,
      const char * const *words,
      gsize               n_words)
{
  return words[g_rand_int_range (random, 0, (gint32) n_words)];
}

static void
write_random (GRand   *random,
              GString *text,
              int      depth)
{
  static const char * const names[] = { "a", "b", "p:a", "q:b", "ExchangedDocument", "p:ExchangedDocument" };
  static const char * const namespaces[] = { " xmlns='urn:a'", " xmlns=''", " xmlns='urn:b'", "", "", "" };
  static const char * const prefixes[] = { " xmlns:p='urn:a'", " xmlns:p='urn:b'", " xmlns:q='urn:a'", "", "", "" };
  static const char * const attributes[] = { " a='1'", " q:a='&#9;2'", " p:b='\"'", " xml:lang='ko'", "", "" };
  static const char * const others[] = { " b=''", " p:a='&amp;'", "", " q:c='>'" };
  static const char * const contents[] = { "\n", "글", "&lt;&#13;", "<!--c-->", "<?i j?>", "<![CDATA[&]]>", "" };
  const char *name = pick (random, names, G_N_ELEMENTS (names));

  g_string_append_printf (text, "<%s%s%s%s%s>", name,
                          pick (random, namespaces, G_N_ELEMENTS (namespaces)),
                          pick (random, prefixes, G_N_ELEMENTS (prefixes)),
                          pick (random, attributes, G_N_ELEMENTS (attributes)),
                          pick (random, others, G_N_ELEMENTS (others)));
  for (int n = g_rand_int_range (random, 0, 4); n > 0; n--)
    {
      g_string_append (text, pick (random, contents, G_N_ELEMENTS (contents)));
      if (depth < 5)
        write_random (random, text, depth + 1);
    }
  g_string_append_printf (text, "</%s>", name);
}

static void
test_random (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20260915);
  int n_compared = 0;

  for (int i = 0; i < 300; i++)
    {
      g_autoptr(GString) text = g_string_new ("<TaxInvoice xmlns='urn:r' xmlns:p='urn:p' xmlns:q='urn:q' z='1'>");

      write_random (random, text, 0);
      write_random (random, text, 0);
      g_string_append (text, "</TaxInvoice>");

      /* Two prefixes of one namespace may make two attributes the same: then it is no XML. */
      {
        g_autoptr(JbDocument) document = jb_test_parse (text->str, NULL);

        if (document == NULL)
          continue;
      }

      compare (text->str, TRUE);
      n_compared++;
    }

  g_test_message ("%d documents compared", n_compared);
  g_assert_cmpint (n_compared, >, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/canonical/samples", test_samples);
  g_test_add_func ("/canonical/known-digests", test_known_digests);
  g_test_add_func ("/canonical/awkward", test_awkward);
  g_test_add_func ("/canonical/random", test_random);

  return g_test_run ();
}
