/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing: the samples come out byte for byte, ten thousand invented invoices come back as they went, the documents obey a schema
 * made from the reference, and each thing that cannot be written has a sentence of its own. */

#include "config.h"

#include "jb-document-writer.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "jb-clock.h"
#include "jb-invoice-same.h"
#include "test-etax.h"
#include "test-invoice-make.h"

#define SEED       20260915
#define N_INVOICES 10000

/* (transfer full) */
static char *
write_text (JbInvoice *invoice)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = jb_document_write (invoice, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_samples (void)
{
  static const char * const names[] = {
    "taxinvoice-plain.xml", "taxinvoice-amended.xml", "taxinvoice-signed-kec.xml", "taxinvoice-signed.xml",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *sample = jb_test_sample_text (names[i]);
      g_autoptr(JbInvoice) invoice = jb_test_read (sample);
      g_autofree char *written = write_text (invoice);
      g_autoptr(JbInvoice) again = jb_test_read (written);
      const char *signature = strstr (sample, "\n<ds:Signature ");

      g_test_message ("%s", names[i]);
      jb_assert_same_invoice (invoice, again);

      /* The samples are laid out as we do it. */
      if (signature == NULL)
        {
          g_assert_cmpstr (written, ==, sample);
        }
      else if (strcmp (names[i], "taxinvoice-signed-kec.xml") == 0)
        {
          const char *end = strstr (signature, "</ds:Signature>") + strlen ("</ds:Signature>");
          g_autofree char *without = g_strdup_printf ("%.*s%s", (int) (signature - sample), sample, end);

          g_assert_cmpstr (written, ==, without);
        }
    }
}

static void
test_invalid_samples (void)
{
  static const struct
  {
    const char *name;
    const char *sentences;
  } cases[] = {
    { "invalid-amended-without-reason.xml",
      "The invoice is an amendment, but does not say the reason.\n"
      "The invoice is an amendment, but does not say which invoice it amends." },
    { "invalid-bizno-check-digit.xml", "The registration number 002-45-00013 of the buyer has a wrong check digit." },
    { "invalid-issueid-date-mismatch.xml",
      "The issue id begins with the date 2026-09-16, but the invoice is written for 2026-09-15." },
    { "invalid-total-mismatch.xml", "The total 281,060 is not the sum of the supply amount 255,500 and the VAT 25,550." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sample = jb_test_sample_text (cases[i].name);
      g_autoptr(JbInvoice) invoice = jb_test_read (sample);
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_document_write (invoice, &error));
      g_assert_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT);
      g_assert_cmpstr (error->message, ==, cases[i].sentences);
    }
}

typedef struct
{
  xmlSchemaParserCtxt *parser;
  xmlSchema           *schema;
  xmlSchemaValidCtxt  *valid;
} Schema;

static void
schema_open (Schema *self)
{
  self->parser = xmlSchemaNewParserCtxt (g_getenv ("JB_SCHEMA"));
  self->schema = xmlSchemaParse (self->parser);
  g_assert_nonnull (self->schema);
  self->valid = xmlSchemaNewValidCtxt (self->schema);
}

static void
schema_close (Schema *self)
{
  xmlSchemaFreeValidCtxt (self->valid);
  xmlSchemaFree (self->schema);
  xmlSchemaFreeParserCtxt (self->parser);
}

static gboolean
schema_accepts (Schema     *self,
                const char *text)
{
  xmlDoc *doc = xmlReadMemory (text, (int) strlen (text), NULL, NULL, 0);
  gboolean accepts = doc != NULL && xmlSchemaValidateDoc (self->valid, doc) == 0;

  xmlFreeDoc (doc);
  return accepts;
}

static void G_GNUC_PRINTF (2, 3)
keep_quiet (void       *user_data,
            const char *format,
            ...)
{
}

/* The schema can say no. */
static void
test_schema (void)
{
  static const struct
  {
    const char *from;
    const char *to;
  } cases[] = {
    { "<PurposeCode>02</PurposeCode>\n", "<PurposeCode>02</PurposeCode><PurposeCode>02</PurposeCode>" },
    { "<ChargeableUnitQuantity>100<", "<ChargeableUnitQuantity><" },
    { "<TypeCode>도소매</TypeCode>\n\t\t\t<NameText>가상공급상사 주식회사</NameText>",
      "<NameText>가상공급상사 주식회사</NameText><TypeCode>도소매</TypeCode>" },
    { "<UnitAmount>1200<", "<UnitAmount>1200.005<" },
    { "<NameText>김가상<", "<NameText>가나다라마바사아자차카타파하가나다라마바사아자차카타파하가나다<" },
  };
  g_autofree char *sample = jb_test_sample_text ("taxinvoice-plain.xml");
  Schema schema;

  schema_open (&schema);
  g_assert_true (schema_accepts (&schema, sample));
  xmlSchemaSetValidErrors (schema.valid, keep_quiet, keep_quiet, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_test_replace (sample, cases[i].from, cases[i].to);

      g_assert_false (schema_accepts (&schema, text));
    }
  schema_close (&schema);
}

static void
test_invented (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (SEED);
  gboolean seen[405] = { FALSE };
  guint most_lines = 0;
  Schema schema;

  schema_open (&schema);
  for (guint i = 0; i < N_INVOICES; i++)
    {
      g_autoptr(JbInvoice) invoice = test_make_invoice (random, NULL);
      g_autofree char *text = write_text (invoice);
      g_autoptr(JbInvoice) back = jb_test_read (text);
      g_autofree char *again = write_text (back);

      jb_assert_same_invoice (invoice, back);
      g_assert_cmpstr (again, ==, text);
      /* That is the slower half of this test. */
      if (i % 5 == 0)
        g_assert_true (schema_accepts (&schema, text));
      seen[invoice->kind] = TRUE;
      most_lines = MAX (most_lines, invoice->lines->len);
    }
  schema_close (&schema);

  g_assert_cmpuint (most_lines, ==, 99);
  for (int kind = 0; kind < (int) G_N_ELEMENTS (seen); kind++)
    g_assert_cmpint (seen[kind], ==, jb_kind_is_known (kind));
}

/* Blanks around a text are none of it, and a text of blanks is none. */
static void
test_blanks (void)
{
  g_autofree char *sample = jb_test_sample_text ("taxinvoice-plain.xml");
  g_autoptr(JbInvoice) invoice = jb_test_read (sample);
  JbLine *line = g_ptr_array_index (invoice->lines, 0);
  g_autofree char *text = NULL;

  g_free (invoice->supplier->name);
  invoice->supplier->name = g_strdup (" \t가상공급상사 주식회사\n");
  invoice->supplier->branch = g_strdup (" ");
  invoice->sender_number = g_strdup ("");
  line->number = 0;
  line->remark = g_strdup ("\n");
  invoice->issued_at += 999;

  text = write_text (invoice);
  g_assert_cmpstr (text, ==, sample);
}

static void
set_remark (JbInvoice  *invoice,
            const char *remark)
{
  g_free (invoice->remark);
  invoice->remark = g_strdup (remark);
}

static guint
count_remarks (const char *document)
{
  const char *end = strstr (document, "<IssueDateTime>20260915<");
  guint n = 0;

  for (const char *at = document; (at = strstr (at, "<DescriptionText>")) != NULL && at < end; at++)
    n++;
  return n;
}

/* Into one to three elements, and back into the same text. */
static void
test_remarks (void)
{
  static const struct
  {
    const char *remark;
    guint       n_elements;
  } cases[] = {
    { "하나", 1 },
    { "하나\n둘", 2 },
    { "하나\n둘\n셋", 3 },
    { "하나\n둘\n셋\n넷\n다섯", 1 },
    { "하나\n\n둘", 1 },
    { "하나\n  둘", 1 },
    { "하나 \n둘\n셋", 2 },
    { "하나\r\n둘", 1 },
  };
  g_autofree char *sample = jb_test_sample_text ("taxinvoice-plain.xml");
  g_autoptr(JbInvoice) invoice = jb_test_read (sample);
  g_autofree char *long_line = g_strnfill (150, 'x');
  g_autofree char *three = g_strdup_printf ("%s\n%s\n%s", long_line, long_line, long_line);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr(JbInvoice) back = NULL;

      set_remark (invoice, cases[i].remark);
      text = write_text (invoice);
      back = jb_test_read (text);
      g_assert_cmpstr (back->remark, ==, cases[i].remark);
      g_assert_cmpuint (count_remarks (text), ==, cases[i].n_elements);
    }

  {
    g_autofree char *text = NULL;

    set_remark (invoice, three);
    text = write_text (invoice);
    g_assert_cmpuint (count_remarks (text), ==, 3);
  }
}

static void
put (char       **field,
     const char  *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static void
put_long (char **field,
          gsize  n)
{
  GString *text = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (text, "가");
  g_free (*field);
  *field = g_string_free (text, FALSE);
}

static void
put_lines (char  **field,
           guint   n_lines,
           gsize   n_characters)
{
  g_autofree char *line = g_strnfill (n_characters, 'x');
  GString *text = g_string_new (line);

  while (--n_lines > 0)
    g_string_append_printf (text, "\n%s", line);
  g_free (*field);
  *field = g_string_free (text, FALSE);
}

static JbLine *
first_line (JbInvoice *invoice)
{
  return g_ptr_array_index (invoice->lines, 0);
}

static void
add_payment (JbInvoice *invoice,
             int        kind)
{
  JbPayment payment = { (JbPaymentKind) kind, 0 };

  g_array_append_val (invoice->payments, payment);
}

/* What each case does to the plain sample, in order of the table. */
static void
spoil (JbInvoice *invoice,
       int        n)
{
  switch (n)
    {
    case 0: put (&invoice->supplier->name, NULL); break;
    case 1: put (&invoice->supplier->name, "가\x07"); break;
    case 2: put (&invoice->supplier->name, "가\xff"); break;
    case 3: put_long (&invoice->supplier->name, 71); break;
    case 4: put (&first_line (invoice)->name, "\xEF\xBF\xBE"); break;
    case 5: put_long (&first_line (invoice)->specification, 61); break;
    case 6: put (&first_line (invoice)->quantity, "1,000"); break;
    case 7: put (&first_line (invoice)->quantity, "0.125"); break;
    case 8: put (&first_line (invoice)->unit_price, "천이백"); break;
    case 9: first_line (invoice)->supplied_on = 20260931; break;
    case 10: first_line (invoice)->number = 7; break;
    case 11: g_clear_pointer (&invoice->supplier, jb_party_free); break;
    case 12: g_clear_pointer (&invoice->buyer, jb_party_free); break;
    case 13: put (&invoice->supplier->registration, "001810001"); break;
    case 14: put (&invoice->supplier->second_contact.email, "x@example.com"); break;
    case 15: put (&invoice->buyer->representative, " "); break;
    case 16: put (&invoice->buyer->contact.email, NULL); put (&invoice->buyer->second_contact.email, NULL); break;
    case 17: put (&invoice->buyer->registration, "900101-1234567"); break;
    case 18: invoice->buyer->kind = JB_PARTY_FOREIGNER; break;
    case 19: invoice->kind = 302; invoice->tax = 0; invoice->total = invoice->supply; break;
    case 20: invoice->purpose = JB_PURPOSE_UNKNOWN; break;
    case 21: invoice->amendment = (JbAmendment) 7; invoice->kind = 201; put (&invoice->original_issue_id, "202609154199999900000001"); break;
    case 22: put (&invoice->original_issue_id, "202609154199999900000001"); break;
    case 23: put (&invoice->original_issue_id, "2026"); break;
    case 24: invoice->amendment = JB_AMENDMENT_RETURN; break;
    case 25: invoice->issued_at = 0; break;
    case 26: invoice->written_on = 0; break;
    case 27: put (&invoice->issue_id, "2026-0915-41999999-00000001"); break;
    case 28: put (&invoice->issue_id, "\x01"); break;
    case 29: put (&invoice->issue_id, NULL); break;
    case 30: invoice->import_quantity = 1000000; break;
    case 31: invoice->import_period.to = 20261301; break;
    case 32: add_payment (invoice, 10); break;
    case 33: g_array_set_size (invoice->payments, 0); add_payment (invoice, 50); break;
    case 34: g_ptr_array_set_size (invoice->lines, 0); invoice->n_lines = 0; break;
    case 35: invoice->n_lines = 4; break;
    case 36: put_long (&invoice->remark, 451); break;
    case 37: invoice->broker = jb_party_copy (invoice->supplier); break;
    case 38: invoice->kind = 103; break;
    case 39: invoice->kind = 102; break;
    case 40: first_line (invoice)->supply += 1; break;
    case 41: put (&invoice->buyer->registration, "0024500013"); break;
    case 42: first_line (invoice)->supply = G_MAXINT64; break;
    case 43: put_long (&invoice->sender_number, 151); break;
    case 44: put (&first_line (invoice)->quantity, "1234567890123456789012345678901"); break;
    case 45: put_lines (&invoice->remark, 4, 100); break;
    default: g_assert_not_reached ();
    }
}

static void
test_obstacles (void)
{
  static const char * const sentences[] = {
    "Supplier · Name: This is missing. No tax invoice can do without it, so fill it in.",
    "Supplier · Name: An invisible character (U+0007) is in it that a tax invoice cannot carry. Remove it.",
    "Supplier · Name: This is not text in UTF-8. Type it again.",
    "Supplier · Name: The text has 71 characters, but there is room for 70. Shorten it.",
    "Line 1 · Item: An invisible character (U+FFFE) is in it that a tax invoice cannot carry. Remove it.",
    "Line 1 · Specification: The text has 61 characters, but there is room for 60. Shorten it.",
    "Line 1 · Quantity: This is not a number. Write it with digits, and a point before decimals.",
    "Line 1 · Quantity: There is room for two decimals only. Round the number.",
    "Line 1 · Unit price: This is not a number. Write it with digits, and a point before decimals.",
    "Line 1 · Supplied on: There is no such day in the calendar. Correct it.",
    "Line 1 · Line number: Lines are numbered 1, 2, 3 and so on. Number them again.",
    "The invoice does not say who the supplier is. Fill it in.",
    "The invoice does not say who the buyer is. Fill it in.",
    "Supplier · Number: This party is a business, whose number has ten digits. Correct it.",
    "Supplier · Second contact: Only the buyer may have one. Remove it.",
    "Buyer · Represented by: This is missing. No tax invoice can do without it, so fill it in.",
    "The buyer has no e-mail address, so the invoice could not be delivered. Add one.",
    "Buyer · Number: The text has 14 characters, but there is room for 13. Shorten it.\n"
    "The buyer is a business, but its registration number has not ten digits.",
    "The buyer is a foreigner, but the number is not thirteen nines.",
    "The kind of the invoice is none that the standard knows. Choose another.\n"
    "Line 1 · Tax: An exempt invoice has none. Remove it.\n"
    "Line 2 · Tax: An exempt invoice has none. Remove it.\n"
    "Line 3 · Tax: An exempt invoice has none. Remove it.\n"
    "The lines add up to a VAT of 25,550, but the invoice says 0.",
    "The invoice does not say whether it is a receipt or a claim. Choose one.",
    "The reason for the amendment is none that the standard knows. Choose another.",
    "The invoice names another one that it amends, but is no amendment. Choose an amendment as its kind, or remove the issue id.",
    "The issue id of the amended invoice is not eight digits of a date and sixteen letters or digits. Correct it.",
    "The invoice gives a reason for an amendment, but is none.",
    "The time of issue is missing. No tax invoice can do without it.",
    "The date that the invoice is written for is missing. No tax invoice can do without it.",
    "Issue id: The text has 27 characters, but there is room for 24. Shorten it.",
    "Issue id: An invisible character (U+0001) is in it that a tax invoice cannot carry. Remove it.\n"
    "The issue id “ ” is not eight digits of a date and sixteen letters or digits.",
    "The issue id “” is not eight digits of a date and sixteen letters or digits.",
    "The number of imports has more than six digits. Correct it.",
    "Import to: There is no such day in the calendar. Correct it.",
    "There are more than four means of payment. Add up those of one kind.",
    "A means of payment is none that the standard knows. Choose cash, cheque, note or credit.",
    "The invoice has no line. Add what was supplied.",
    "Not all lines of the invoice are known. Open the invoice and try again.",
    "Remark: The text has 451 characters, but there is room for 150. Shorten it.",
    "The invoice names a consignee for the sale, but is no consignment invoice.",
    "A consignment invoice names the consignee for the sale; this one does not.",
    "An exempt or zero-rated invoice has no VAT, but this one says 25,550.",
    "The lines add up to a supply amount of 255,501, but the invoice says 255,500.",
    "The registration number 002-45-00013 of the buyer has a wrong check digit.",
    "The amounts of the lines add up to more than an amount can be.",
    "Sender’s number: The text has 151 characters, but there is room for 150. Shorten it.",
    "Line 1 · Quantity: This is not a number. Write it with digits, and a point before decimals.",
    "The remark is too long: there is room for 3 parts of 150 characters each. Shorten it.",
  };
  g_autofree char *sample = jb_test_sample_text ("taxinvoice-plain.xml");

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autoptr(JbInvoice) invoice = jb_test_read (sample);
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) obstacles = NULL;
      g_autofree char *joined = NULL;

      spoil (invoice, (int) i);
      g_assert_null (jb_document_write (invoice, &error));
      g_assert_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT);
      g_assert_cmpstr (error->message, ==, sentences[i]);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));

      obstacles = jb_document_find_obstacles (invoice);
      g_ptr_array_add (obstacles, NULL);
      joined = g_strjoinv ("\n", (char **) obstacles->pdata);
      g_assert_cmpstr (joined, ==, sentences[i]);
    }
}

/* A hundred lines, and all that is wrong with an empty invoice at once. */
static void
test_extremes (void)
{
  g_autofree char *sample = jb_test_sample_text ("taxinvoice-plain.xml");
  g_autoptr(JbInvoice) crowded = jb_test_read (sample);
  g_autoptr(JbInvoice) empty = jb_invoice_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) obstacles = NULL;

  while (crowded->lines->len < 100)
    {
      JbLine *line = jb_line_new ();

      line->number = crowded->lines->len + 1;
      g_ptr_array_add (crowded->lines, line);
    }
  g_assert_null (jb_document_write (crowded, &error));
  g_assert_cmpstr (error->message, ==, "The invoice has 100 lines; the standard allows at most 99.");

  obstacles = jb_document_find_obstacles (empty);
  g_assert_cmpuint (obstacles->len, ==, 8);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/writer/samples", test_samples);
  g_test_add_func ("/writer/invalid-samples", test_invalid_samples);
  g_test_add_func ("/writer/schema", test_schema);
  g_test_add_func ("/writer/invented", test_invented);
  g_test_add_func ("/writer/blanks", test_blanks);
  g_test_add_func ("/writer/remarks", test_remarks);
  g_test_add_func ("/writer/obstacles", test_obstacles);
  g_test_add_func ("/writer/extremes", test_extremes);

  return g_test_run ();
}
