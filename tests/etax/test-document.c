/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading: every sample with what etax-domain.md 8 expects of it, what the field writes differently (1.4), and input that means harm. */

#include "config.h"

#include "jb-document.h"

#include "jb-clock.h"
#include "jb-document-private.h"
#include "test-etax.h"

#define PLAIN "taxinvoice-plain.xml"

static void
test_plain (void)
{
  g_autofree char *text = jb_test_sample_text (PLAIN);
  g_autoptr(JbInvoice) invoice = jb_test_read (text);
  gint64 issued_at = 0;
  const JbLine *line;

  g_assert_cmpint (invoice->direction, ==, JB_DIRECTION_UNKNOWN);
  g_assert_null (invoice->company);
  g_assert_cmpstr (invoice->issue_id, ==, "202609154199999900000001");
  g_assert_cmpint (invoice->kind, ==, 101);
  g_assert_cmpint (invoice->purpose, ==, JB_PURPOSE_CLAIM);
  g_assert_cmpint (invoice->amendment, ==, JB_AMENDMENT_NONE);
  g_assert_null (invoice->original_issue_id);
  g_assert_cmpint (invoice->written_on, ==, 20260915);
  g_assert_cmpint (invoice->issued_on, ==, 20260930);
  g_assert_cmpint (invoice->sent_on, ==, 0);
  g_assert_true (jb_instant_parse ("20260930101500", &issued_at));
  g_assert_cmpint (invoice->issued_at, ==, issued_at);
  g_assert_cmpstr (invoice->document_number, ==, "JB-TEST-20260930-0000001");
  g_assert_null (invoice->sender_number);
  g_assert_cmpstr (invoice->remark, ==, "시험용 문서 - 실제 거래 아님");
  g_assert_cmpint (invoice->supply, ==, 255500);
  g_assert_cmpint (invoice->tax, ==, 25550);
  g_assert_cmpint (invoice->total, ==, 281050);
  g_assert_cmpstr (invoice->item, ==, "볼펜 세트");
  g_assert_cmpuint (invoice->n_lines, ==, 3);
  g_assert_cmpuint (invoice->lines->len, ==, 3);

  line = g_ptr_array_index (invoice->lines, 1);
  g_assert_cmpuint (line->number, ==, 2);
  g_assert_cmpint (line->supplied_on, ==, 20260915);
  g_assert_cmpstr (line->name, ==, "복사용지 A4");
  g_assert_cmpstr (line->specification, ==, "80g 2,500매");
  g_assert_cmpstr (line->quantity, ==, "30");
  g_assert_cmpstr (line->unit_price, ==, "4350");
  g_assert_cmpint (line->supply, ==, 130500);
  g_assert_cmpint (line->tax, ==, 13050);
  g_assert_cmpstr (line->remark, ==, "<분할 납품> & 검수 완료");

  line = g_ptr_array_index (invoice->lines, 2);
  g_assert_null (line->quantity);
  g_assert_null (line->unit_price);
  g_assert_null (line->remark);
}

static void
test_plain_parties (void)
{
  g_autofree char *text = jb_test_sample_text (PLAIN);
  g_autoptr(JbInvoice) invoice = jb_test_read (text);
  static const JbPayment payments[] = {
    { JB_PAYMENT_CASH, 81050 }, { JB_PAYMENT_CHEQUE, 0 }, { JB_PAYMENT_NOTE, 0 }, { JB_PAYMENT_CREDIT, 200000 },
  };

  g_assert_cmpint (invoice->supplier->kind, ==, JB_PARTY_BUSINESS);
  g_assert_cmpstr (invoice->supplier->registration, ==, "0018100017");
  g_assert_null (invoice->supplier->branch);
  g_assert_cmpstr (invoice->supplier->name, ==, "가상공급상사 주식회사");
  g_assert_cmpstr (invoice->supplier->representative, ==, "김가상");
  g_assert_cmpstr (invoice->supplier->business_type, ==, "도소매");
  g_assert_cmpstr (invoice->supplier->business_item, ==, "문구");
  g_assert_cmpstr (invoice->supplier->address, ==, "가상특별시 없는구 시험로 1, 3층");
  g_assert_cmpstr (invoice->supplier->contact.department, ==, "영업팀");
  g_assert_cmpstr (invoice->supplier->contact.person, ==, "박담당");
  g_assert_cmpstr (invoice->supplier->contact.phone, ==, "02-000-0001");
  g_assert_cmpstr (invoice->supplier->contact.email, ==, "sales@supplier.invalid");
  g_assert_cmpint (invoice->buyer->kind, ==, JB_PARTY_BUSINESS);
  g_assert_cmpstr (invoice->buyer->registration, ==, "0024500012");
  g_assert_cmpstr (invoice->buyer->business_item, ==, "문구 & 팬시");
  g_assert_cmpstr (invoice->buyer->contact.email, ==, "buy@buyer.invalid");
  g_assert_cmpstr (invoice->buyer->second_contact.email, ==, "cc@buyer.invalid");
  g_assert_null (invoice->buyer->second_contact.department);
  g_assert_null (invoice->broker);

  g_assert_cmpuint (invoice->payments->len, ==, G_N_ELEMENTS (payments));
  for (guint i = 0; i < G_N_ELEMENTS (payments); i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, i);

      g_assert_cmpint (payment->kind, ==, payments[i].kind);
      g_assert_cmpint (payment->amount, ==, payments[i].amount);
    }
}

static void
test_amended (void)
{
  g_autofree char *text = jb_test_sample_text ("taxinvoice-amended.xml");
  g_autoptr(JbInvoice) invoice = jb_test_read (text);

  g_assert_cmpint (invoice->kind, ==, 201);
  g_assert_cmpint (invoice->amendment, ==, JB_AMENDMENT_SUPPLY_CHANGE);
  g_assert_cmpstr (invoice->original_issue_id, ==, "202609154199999900000001");
  g_assert_cmpint (invoice->written_on, ==, 20261005);
  g_assert_cmpint (invoice->supply, ==, -25550);
  g_assert_cmpint (invoice->tax, ==, -2555);
  g_assert_cmpint (invoice->total, ==, -28105);
}

/* The problems as one text, a line each. (transfer full) */
static char *
list_problems (JbInvoice *invoice)
{
  g_autoptr(GPtrArray) problems = jb_document_find_problems (invoice);

  g_ptr_array_add (problems, NULL);
  return g_strjoinv ("\n", (char **) problems->pdata);
}

static void
test_samples (void)
{
  static const struct
  {
    const char *name;
    JbVerdict   verdict;
    const char *problems;
  } cases[] = {
    { "taxinvoice-plain.xml",      JB_VERDICT_UNSIGNED, "" },
    { "taxinvoice-signed-kec.xml", JB_VERDICT_VALID,    "" },
    { "taxinvoice-signed.xml",     JB_VERDICT_VALID,    "" },
    { "taxinvoice-amended.xml",    JB_VERDICT_UNSIGNED, "" },
    { "invalid-total-mismatch.xml", JB_VERDICT_UNSIGNED,
      "The total 281,060 is not the sum of the supply amount 255,500 and the VAT 25,550.\n"
      "The means of payment add up to 281,050, but the total is 281,060." },
    { "invalid-issueid-date-mismatch.xml", JB_VERDICT_UNSIGNED,
      "The issue id begins with the date 2026-09-16, but the invoice is written for 2026-09-15." },
    { "invalid-bizno-check-digit.xml", JB_VERDICT_UNSIGNED,
      "The registration number 002-45-00013 of the buyer has a wrong check digit." },
    { "invalid-amended-without-reason.xml", JB_VERDICT_UNSIGNED,
      "The invoice is an amendment, but does not say the reason.\n"
      "The invoice is an amendment, but does not say which invoice it amends." },
    { "invalid-signature-tampered.xml", JB_VERDICT_ALTERED, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) bytes = jb_test_sample (cases[i].name);
      g_autoptr(GError) error = NULL;
      g_autoptr(JbDocument) document = jb_document_parse (bytes, &error);
      g_autoptr(JbInvoice) invoice = NULL;
      g_autofree char *problems = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_no_error (error);
      invoice = jb_document_read (document, &error);
      g_assert_no_error (error);
      problems = list_problems (invoice);
      g_assert_cmpstr (problems, ==, cases[i].problems);
      g_assert_cmpint (jb_document_verify (document, NULL), ==, cases[i].verdict);
    }
}

/* The same document, written as others write it, says the same. */
static void
test_tolerance (void)
{
  static const struct
  {
    const char *what;
    const char *from;
    const char *to;
  } cases[] = {
    { "blanks in the namespace", "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0\" xmlns:xsi",
      " urn:kr:or:kec:standard:Tax: ReusableAggregateBusinessInformationEntitySchemaModule:1:0 \" xmlns:xsi" },
    { "foreign namespace", "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0\" xmlns:xsi",
      "urn:elsewhere\" xmlns:xsi" },
    { "byte order mark", "<?xml", "\xEF\xBB\xBF<?xml" },
    { "no declaration", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "" },
    { "small letters", "encoding=\"UTF-8\"", "encoding='utf-8'" },
    { "CDATA", "<NameText>볼펜 세트</NameText>", "<NameText><![CDATA[볼펜 세트]]></NameText>" },
    { "comment", "<NameText>볼펜 세트</NameText>", "<!-- <NameText>x</NameText> --><NameText>볼펜<!-- x --> 세트</NameText>" },
    { "blanks", "<NameText>볼펜 세트</NameText>", "<NameText>\n\t볼펜 세트 </NameText>" },
    { "references", "<NameText>볼펜 세트</NameText>", "<NameText>&#48380;펜&#x20;세트</NameText>" },
    { "decimals", "<ChargeTotalAmount>255500<", "<ChargeTotalAmount>255500.00<" },
    { "grouped", "<GrandTotalAmount>281050<", "<GrandTotalAmount> 281,050 <" },
    { "empty element", "<PurposeCode>", "<OriginalIssueID/><AmendmentStatusCode></AmendmentStatusCode><PurposeCode>" },
    { "hyphens", "<IssueID>202609154199999900000001<", "<IssueID>20260915-41999999-00000001<" },
    { "hyphens in a number", "<ID>0018100017<", "<ID>001-81-00017<" },
    { "day with hyphens", "<IssueDateTime>20260915<", "<IssueDateTime>2026-09-15<" },
    { "no kind of buyer", "<BusinessTypeCode>01</BusinessTypeCode>", "" },
    { "order", "<TypeCode>0101</TypeCode>", "<PurposeCode>02</PurposeCode><TypeCode>0101</TypeCode>" },
    { "line without a number", "<SequenceNumeric>1</SequenceNumeric>", "<SequenceNumeric/>" },
    { "unknown element", "<TaxInvoiceDocument>", "<Novelty><IssueID>1</IssueID></Novelty><TaxInvoiceDocument>" },
  };
  g_autofree char *plain = jb_test_sample_text (PLAIN);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (plain, cases[i].from, cases[i].to);
      g_autoptr(JbInvoice) invoice = jb_test_read (text);
      g_autofree char *problems = list_problems (invoice);
      const JbLine *line = g_ptr_array_index (invoice->lines, 0);

      g_test_message ("%s", cases[i].what);
      g_assert_cmpstr (problems, ==, "");
      g_assert_cmpstr (invoice->issue_id, ==, "202609154199999900000001");
      g_assert_cmpint (invoice->written_on, ==, 20260915);
      g_assert_cmpint (invoice->supply, ==, 255500);
      g_assert_cmpint (invoice->purpose, ==, JB_PURPOSE_CLAIM);
      g_assert_cmpint (invoice->buyer->kind, ==, JB_PARTY_BUSINESS);
      g_assert_cmpstr (invoice->supplier->registration, ==, "0018100017");
      g_assert_cmpstr (invoice->item, ==, "볼펜 세트");
      g_assert_cmpuint (line->number, ==, 1);
    }
}

static void
test_line_ends (void)
{
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  g_auto(GStrv) lines = g_strsplit (plain, "\n", -1);
  g_autofree char *dos = g_strjoinv ("\r\n", lines);
  g_autofree char *joined = g_strjoinv ("", lines);
  g_autoptr(JbInvoice) from_dos = jb_test_read (dos);
  g_autoptr(JbInvoice) from_joined = jb_test_read (joined);

  g_assert_cmpstr (from_dos->remark, ==, "시험용 문서 - 실제 거래 아님");
  g_assert_cmpstr (from_joined->remark, ==, "시험용 문서 - 실제 거래 아님");
  g_assert_cmpuint (from_dos->n_lines, ==, 3);
  g_assert_cmpuint (from_joined->n_lines, ==, 3);
}

/* The text of an invoice with something put in front of a mark. (transfer full) */
static JbInvoice *
read_with (const char *mark,
           const char *more)
{
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  g_autofree char *to = g_strconcat (more, mark, NULL);
  g_autofree char *text = jb_test_replace (plain, mark, to);

  return jb_test_read (text);
}

static void
test_rare_parts (void)
{
  g_autoptr(JbInvoice) import = read_with ("<PurposeCode>",
    "<DescriptionText> 둘째 </DescriptionText><DescriptionText/><DescriptionText>넷째</DescriptionText>"
    "<ReferencedImportDocument><ID>1234526000001M</ID><ItemQuantity>3</ItemQuantity>"
    "<AcceptablePeriod><StartDateTime>20260901</StartDateTime><EndDateTime>20260930</EndDateTime></AcceptablePeriod>"
    "</ReferencedImportDocument>");
  g_autoptr(JbInvoice) misspelt = read_with ("<PurposeCode>",
    "<ReferencedImportDocument><AccetablePeriod><StartDateTime>20260901</StartDateTime></AccetablePeriod></ReferencedImportDocument>");
  g_autoptr(JbInvoice) numbered = read_with ("</ExchangedDocument>", "<ReferencedDocument><ID> S-77 </ID></ReferencedDocument>");
  g_autoptr(JbInvoice) consigned = read_with ("<SpecifiedPaymentMeans>",
    "<BrokerParty><ID>0018100017</ID><NameText>가상중개</NameText>"
    "<SpecifiedOrganization><TaxRegistrationID>0003</TaxRegistrationID></SpecifiedOrganization>"
    "<SpecifiedPerson><NameText>박중개</NameText></SpecifiedPerson>"
    "<DefinedContact><PersonNameText>최중개</PersonNameText></DefinedContact></BrokerParty>");

  g_assert_cmpstr (import->import_number, ==, "1234526000001M");
  g_assert_cmpuint (import->import_quantity, ==, 3);
  g_assert_cmpint (import->import_period.from, ==, 20260901);
  g_assert_cmpint (import->import_period.to, ==, 20260930);
  g_assert_cmpstr (import->remark, ==, "시험용 문서 - 실제 거래 아님\n둘째");
  g_assert_cmpint (misspelt->import_period.from, ==, 20260901);
  g_assert_cmpint (misspelt->import_period.to, ==, 0);
  g_assert_cmpstr (numbered->sender_number, ==, "S-77");
  g_assert_cmpstr (consigned->broker->name, ==, "가상중개");
  g_assert_cmpstr (consigned->broker->branch, ==, "0003");
  g_assert_cmpstr (consigned->broker->representative, ==, "박중개");
  g_assert_cmpstr (consigned->broker->contact.person, ==, "최중개");
  g_assert_cmpint (consigned->broker->kind, ==, JB_PARTY_BUSINESS);
}

static void
test_stacked_payments (void)
{
  g_autoptr(JbInvoice) invoice = read_with ("<SpecifiedMonetarySummation>",
    "<SpecifiedPaymentMeans><TypeCode>30</TypeCode><PaidAmount>-7</PaidAmount>"
    "<TypeCode>40</TypeCode><PaidAmount>8</PaidAmount><PaidAmount>9</PaidAmount></SpecifiedPaymentMeans>"
    "<SpecifiedPaymentMeans><PaidAmount>1</PaidAmount><TypeCode>20</TypeCode></SpecifiedPaymentMeans>"
    "<SpecifiedPaymentMeans><TypeCode>10</TypeCode><PaidAmount/></SpecifiedPaymentMeans>");
  static const JbPayment expected[] = {
    { JB_PAYMENT_NOTE, -7 }, { JB_PAYMENT_CREDIT, 8 }, { 0, 9 }, { JB_PAYMENT_CHEQUE, 1 },
  };

  g_assert_cmpuint (invoice->payments->len, ==, 4 + G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, 4 + i);

      g_assert_cmpint (payment->kind, ==, expected[i].kind);
      g_assert_cmpint (payment->amount, ==, expected[i].amount);
    }
}

static void
test_buyers (void)
{
  static const struct
  {
    const char  *id;
    const char  *code;
    JbPartyKind  kind;
  } cases[] = {
    { "9001011234567", "02", JB_PARTY_RESIDENT },
    { "900101-1234567", "", JB_PARTY_RESIDENT },
    { "9999999999999", "03", JB_PARTY_FOREIGNER },
    { "9999999999999", "", JB_PARTY_FOREIGNER },
    { "12345", "", JB_PARTY_UNKNOWN },
    { "12345", "01", JB_PARTY_BUSINESS },
  };
  g_autofree char *plain = jb_test_sample_text (PLAIN);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *with_id = jb_test_replace (plain, "0024500012", cases[i].id);
      g_autofree char *code = g_strdup_printf ("<BusinessTypeCode>%s<", cases[i].code);
      g_autofree char *text = jb_test_replace (with_id, "<BusinessTypeCode>01<", code);
      g_autoptr(JbInvoice) invoice = jb_test_read (text);

      g_assert_cmpint (invoice->buyer->kind, ==, cases[i].kind);
    }
}

/* What is missing or not what it should be makes no invoice, and the sentence says why. */
static void
test_content_errors (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *sentence;
  } cases[] = {
    { "<IssueID>202609154199999900000001</IssueID>", "<IssueID> </IssueID>", "The document has no issue id." },
    { "<IssueDateTime>20260915</IssueDateTime>", "", "The document does not say the date it was written for." },
    { "<IssueDateTime>20260915<", "<IssueDateTime>20260931<", "The document does not say the date it was written for." },
    { "<ChargeTotalAmount>255500</ChargeTotalAmount>", "", "The document does not say its supply amount or its total." },
    { "<GrandTotalAmount>281050</GrandTotalAmount>", "<GrandTotalAmount/>", "The document does not say its supply amount or its total." },
    { "<ChargeTotalAmount>255500<", "<ChargeTotalAmount>이십만<", "The document contains “이십만” where an amount in whole won belongs." },
    { "<TaxTotalAmount>25550<", "<TaxTotalAmount>25550.5<", "The document contains “25550.5” where an amount in whole won belongs." },
    { "<PaidAmount>81050<", "<PaidAmount>1e9<", "The document contains “1e9” where an amount in whole won belongs." },
    { "<InvoiceAmount>130500<", "<InvoiceAmount>0x7f<", "The document contains “0x7f” where an amount in whole won belongs." },
    { "<CalculatedAmount>500<",
      "<CalculatedAmount>9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999<",
      "The document contains an amount that is too large." },
    { "<GrandTotalAmount>281050<", "<GrandTotalAmount>9223372036854775808<", "The document contains an amount that is too large." },
  };
  g_autofree char *plain = jb_test_sample_text (PLAIN);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (plain, cases[i].from, cases[i].to);
      g_autoptr(GError) error = NULL;
      g_autoptr(JbDocument) document = jb_test_parse (text, &error);

      g_assert_no_error (error);
      g_assert_null (jb_document_read (document, &error));
      g_assert_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT);
      g_assert_cmpstr (error->message, ==, cases[i].sentence);
    }
}

static void
assert_refused (const char *text,
                gssize      length,
                int         code)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_document_parse (bytes, &error));
  g_assert_error (error, JB_DOCUMENT_ERROR, code);
  g_assert_cmpint (strlen (error->message), >, 10);
}

static void
test_doctype (void)
{
  static const char * const cases[] = {
    "<!DOCTYPE TaxInvoice><TaxInvoice/>",
    "<?xml version=\"1.0\"?>\n<!-- a > b --><?x <a> ?>\n<!DOCTYPE TaxInvoice SYSTEM \"http://localhost:9/x.dtd\"><TaxInvoice/>",
    "\xEF\xBB\xBF<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><TaxInvoice>&e;</TaxInvoice>",
    "<!DOCTYPE z [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
    "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
    "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\">]><TaxInvoice>&g;&g;&g;&g;</TaxInvoice>",
    "<!DOCTYPE TaxInvoice [<!ATTLIST TaxInvoice a CDATA \"x\">]><TaxInvoice/>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i], -1, JB_DOCUMENT_ERROR_HOSTILE);

  /* The word alone is no definition. */
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(JbDocument) document = jb_test_parse ("<!-- <!DOCTYPE x> --><TaxInvoice><![CDATA[<!DOCTYPE y>]]></TaxInvoice>", &error);

    g_assert_no_error (error);
    g_assert_nonnull (document);
  }
}

/* (transfer full): @n times <a> and back, inside TaxInvoice */
static char *
nest (guint n)
{
  GString *text = g_string_new ("<TaxInvoice>");

  for (guint i = 0; i < n; i++)
    g_string_append (text, "<a>");
  for (guint i = 0; i < n; i++)
    g_string_append (text, "</a>");
  g_string_append (text, "</TaxInvoice>");
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  static const guint deep[] = { JB_DOCUMENT_MAX_DEPTH, 255, 256, 300, 3000, 100000 };
  g_autofree char *shallow = nest (JB_DOCUMENT_MAX_DEPTH - 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_test_parse (shallow, &error);

  g_assert_no_error (error);
  g_assert_nonnull (document);

  for (gsize i = 0; i < G_N_ELEMENTS (deep); i++)
    {
      g_autofree char *text = nest (deep[i]);

      assert_refused (text, -1, JB_DOCUMENT_ERROR_HOSTILE);
    }
}

static void
test_size (void)
{
  g_autofree char *large = g_malloc (10 * 1024 * 1024);
  GString *crowd = g_string_new ("<TaxInvoice>");
  GString *attributes = g_string_new ("<TaxInvoice ");

  memset (large, ' ', 10 * 1024 * 1024);
  assert_refused (large, 10 * 1024 * 1024, JB_DOCUMENT_ERROR_TOO_LARGE);
  assert_refused (large, JB_DOCUMENT_MAX_BYTES + 1, JB_DOCUMENT_ERROR_TOO_LARGE);
  assert_refused (large, JB_DOCUMENT_MAX_BYTES, JB_DOCUMENT_ERROR_NOT_XML);

  while (crowd->len < JB_DOCUMENT_MAX_BYTES - 100)
    g_string_append (crowd, "<a/>");
  g_string_append (crowd, "</TaxInvoice>");
  assert_refused (crowd->str, -1, JB_DOCUMENT_ERROR_HOSTILE);

  for (guint i = 0; attributes->len < JB_DOCUMENT_MAX_BYTES - 100; i++)
    g_string_append_printf (attributes, "a%x='>' ", i);
  g_string_append (attributes, "/>");
  assert_refused (attributes->str, -1, JB_DOCUMENT_ERROR_HOSTILE);

  g_string_free (crowd, TRUE);
  g_string_free (attributes, TRUE);
}

static void
test_truncated (void)
{
  g_autofree char *text = jb_test_sample_text ("taxinvoice-signed-kec.xml");
  gsize end = g_strrstr (text, "</TaxInvoice>") - text + strlen ("</TaxInvoice>");

  for (gsize n = 1; n < end; n += 200)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (text, n);
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_document_parse (bytes, &error));
      g_assert_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_NOT_XML);
    }
  assert_refused (text, (gssize) end - 1, JB_DOCUMENT_ERROR_NOT_XML);
}

static void
test_not_xml (void)
{
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  g_autofree char *cp949 = NULL;
  g_autofree char *utf16 = NULL;
  g_autofree char *claims = jb_test_replace (plain, "encoding=\"UTF-8\"", "encoding=\"EUC-KR\"");
  g_autofree char *utf7 = jb_test_replace (plain, "encoding=\"UTF-8\"", "encoding = 'UTF-7'");
  g_autofree char *with_nul = g_strdup (plain);
  g_autofree char *entity = jb_test_replace (plain, "볼펜", "&pen;");
  g_autofree char *control = jb_test_replace (plain, "볼펜", "\x01");
  g_autofree char *tail = g_strconcat (plain, "<more/>", NULL);
  gsize length = 0;

  assert_refused ("", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused (" \n ", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("\xEF\xBB\xBF", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<?xml", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<?xml encoding", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<?xml encoding=", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<?xml encoding=\"UTF-8", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<!--", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<TaxInvoice><x:y/></TaxInvoice>", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<TaxInvoice xmlns:x='urn:a' xmlns:y='urn:a' x:a='1' y:a='2'/>", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("{\"ResultCode\":\"30000\"}", -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused ("<TaxInvoice><a></TaxInvoice>", -1, JB_DOCUMENT_ERROR_NOT_XML);

  cp949 = g_convert (plain, -1, "CP949", "UTF-8", NULL, &length, NULL);
  g_assert_nonnull (cp949);
  assert_refused (cp949, (gssize) length, JB_DOCUMENT_ERROR_NOT_XML);
  utf16 = g_convert (plain, -1, "UTF-16", "UTF-8", NULL, &length, NULL);
  g_assert_nonnull (utf16);
  assert_refused (utf16, (gssize) length, JB_DOCUMENT_ERROR_NOT_XML);

  with_nul[strlen (plain) / 2] = '\0';
  assert_refused (with_nul, (gssize) strlen (plain), JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused (plain, (gssize) strlen (plain) + 1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused (claims, -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused (utf7, -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused (entity, -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused (control, -1, JB_DOCUMENT_ERROR_NOT_XML);
  assert_refused (tail, -1, JB_DOCUMENT_ERROR_NOT_XML);
}

static void
test_not_invoice (void)
{
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  g_autofree char *open = jb_test_replace (plain, "<TaxInvoice ", "<taxInvoice ");
  g_autofree char *other = jb_test_replace (open, "</TaxInvoice>", "</taxInvoice>");
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) empty = jb_test_parse ("<TaxInvoice/>", &error);

  assert_refused ("<html><body>점검 중입니다</body></html>", -1, JB_DOCUMENT_ERROR_NOT_INVOICE);
  assert_refused ("<Envelope><TaxInvoice/></Envelope>", -1, JB_DOCUMENT_ERROR_NOT_INVOICE);
  assert_refused (other, -1, JB_DOCUMENT_ERROR_NOT_INVOICE);

  g_assert_no_error (error);
  g_assert_null (jb_document_read (empty, &error));
  g_assert_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT);
}

/* (transfer full): the plain invoice with @n lines */
static char *
with_lines (guint n)
{
  g_autofree char *plain = jb_test_sample_text (PLAIN);
  GString *text = g_string_new_len (plain, strstr (plain, "<TaxInvoiceTradeLineItem>") - plain);

  for (guint i = 0; i < n; i++)
    g_string_append (text, "<TaxInvoiceTradeLineItem><NameText>x</NameText></TaxInvoiceTradeLineItem>");
  g_string_append (text, "</TaxInvoice>");
  return g_string_free (text, FALSE);
}

static void
test_many_lines (void)
{
  g_autofree char *hundred = with_lines (100);
  g_autofree char *flood = with_lines (JB_DOCUMENT_MAX_LINES + 1);
  g_autofree char *none = with_lines (0);
  g_autoptr(JbInvoice) invoice = jb_test_read (hundred);
  g_autoptr(JbInvoice) lineless = jb_test_read (none);
  g_autofree char *problems = list_problems (invoice);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_test_parse (flood, &error);

  g_assert_cmpuint (invoice->n_lines, ==, 100);
  g_assert_cmpuint (((JbLine *) g_ptr_array_index (invoice->lines, 99))->number, ==, 100);
  g_assert_true (g_str_has_prefix (problems, "The invoice has 100 lines; the standard allows at most 99."));
  g_assert_cmpuint (lineless->n_lines, ==, 0);
  g_assert_null (lineless->item);

  g_assert_no_error (error);
  g_assert_null (jb_document_read (document, &error));
  g_assert_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT);
}

/* What libxml2 thinks of a file is nothing for the terminal. */
static void
test_silence (void)
{
  if (g_test_subprocess ())
    {
      assert_refused ("<TaxInvoice xmlns:a='b c' a='1' a='2'>&x;<b:c/></d>", -1, JB_DOCUMENT_ERROR_NOT_XML);
      assert_refused ("<TaxInvoice", -1, JB_DOCUMENT_ERROR_NOT_XML);
      {
        g_autofree char *text = jb_test_sample_text ("taxinvoice-signed-kec.xml");
        g_autofree char *relative = jb_test_replace (text, "<TaxInvoiceDocument>", "<TaxInvoiceDocument xmlns:x=\"a b\" xmlns:y=\"y\">");
        g_autoptr(JbDocument) document = jb_test_parse (relative, NULL);

        g_assert_cmpint (jb_document_verify (document, NULL), ==, JB_VERDICT_ALTERED);
      }
      assert_refused ("<?xml version='9' encoding='UTF-8' standalone='x'?><TaxInvoice>&#0;</TaxInvoice>", -1, JB_DOCUMENT_ERROR_NOT_XML);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/document/plain", test_plain);
  g_test_add_func ("/document/plain-parties", test_plain_parties);
  g_test_add_func ("/document/amended", test_amended);
  g_test_add_func ("/document/samples", test_samples);
  g_test_add_func ("/document/tolerance", test_tolerance);
  g_test_add_func ("/document/line-ends", test_line_ends);
  g_test_add_func ("/document/rare-parts", test_rare_parts);
  g_test_add_func ("/document/stacked-payments", test_stacked_payments);
  g_test_add_func ("/document/buyers", test_buyers);
  g_test_add_func ("/document/content-errors", test_content_errors);
  g_test_add_func ("/document/doctype", test_doctype);
  g_test_add_func ("/document/depth", test_depth);
  g_test_add_func ("/document/size", test_size);
  g_test_add_func ("/document/truncated", test_truncated);
  g_test_add_func ("/document/not-xml", test_not_xml);
  g_test_add_func ("/document/not-invoice", test_not_invoice);
  g_test_add_func ("/document/many-lines", test_many_lines);
  g_test_add_func ("/document/silence", test_silence);

  return g_test_run ();
}
