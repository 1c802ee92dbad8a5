/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each content check of etax-domain.md 1.3 alone: a sound invoice with one thing wrong says exactly that. */

#include "config.h"

#include "jb-document.h"

#include "test-etax.h"

typedef void (*Change) (JbInvoice *invoice);

/* (transfer full): sound */
static JbInvoice *
make_invoice (void)
{
  JbInvoice *invoice = jb_invoice_new ();
  JbLine *line = jb_line_new ();
  JbPayment payment = { JB_PAYMENT_CREDIT, 1100 };

  invoice->issue_id = g_strdup ("202609154199999900000001");
  invoice->written_on = 20260915;
  invoice->kind = 101;
  invoice->supply = 1000;
  invoice->tax = 100;
  invoice->total = 1100;
  invoice->supplier = jb_party_new ();
  invoice->supplier->kind = JB_PARTY_BUSINESS;
  invoice->supplier->registration = g_strdup ("0018100017");
  invoice->buyer = jb_party_new ();
  invoice->buyer->kind = JB_PARTY_BUSINESS;
  invoice->buyer->registration = g_strdup ("0024500012");
  line->supply = 1000;
  line->tax = 100;
  g_ptr_array_add (invoice->lines, line);
  invoice->n_lines = 1;
  g_array_append_val (invoice->payments, payment);
  return invoice;
}

static void
set (char       **field,
     const char  *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static JbLine *
first_line (JbInvoice *invoice)
{
  return g_ptr_array_index (invoice->lines, 0);
}

static void
untax (JbInvoice *invoice,
       int        kind)
{
  invoice->kind = kind;
  invoice->tax = first_line (invoice)->tax = 0;
  invoice->total = 1000;
  g_array_set_size (invoice->payments, 0);
}

static void sound (JbInvoice *i) { }
static void short_id (JbInvoice *i) { set (&i->issue_id, "2026091541999999"); }
static void no_id (JbInvoice *i) { set (&i->issue_id, NULL); }
static void other_day (JbInvoice *i) { i->written_on = 20260914; }
static void wrong_total (JbInvoice *i) { i->total = 1101; g_array_set_size (i->payments, 0); }
static void overflow_total (JbInvoice *i) { i->supply = first_line (i)->supply = G_MAXINT64; g_array_set_size (i->payments, 0); }
static void wrong_line (JbInvoice *i) { first_line (i)->supply = -5; }
static void wrong_line_tax (JbInvoice *i) { first_line (i)->tax = 99; }
static void only_list_row (JbInvoice *i) { g_ptr_array_set_size (i->lines, 0); i->n_lines = 5; }
static void zero_tax (JbInvoice *i) { untax (i, 101); }
static void zero_tax_unknown_kind (JbInvoice *i) { untax (i, 0); }
static void exempt (JbInvoice *i) { untax (i, 301); }
static void zero_rated (JbInvoice *i) { untax (i, 102); }
static void taxed_exempt (JbInvoice *i) { i->kind = 301; }
static void taxed_zero_rated (JbInvoice *i) { i->kind = 202; i->amendment = JB_AMENDMENT_RETURN; set (&i->original_issue_id, "x"); }
static void no_reason (JbInvoice *i) { i->kind = 201; set (&i->original_issue_id, "x"); }
static void no_original (JbInvoice *i) { i->kind = 201; i->amendment = JB_AMENDMENT_RETURN; }
static void needless_reason (JbInvoice *i) { i->amendment = JB_AMENDMENT_RETURN; }
static void no_broker (JbInvoice *i) { i->kind = 103; }
static void needless_broker (JbInvoice *i) { i->broker = jb_party_copy (i->supplier); }
static void empty_broker (JbInvoice *i) { i->kind = 103; i->broker = jb_party_copy (i->supplier); }
static void short_business (JbInvoice *i) { set (&i->buyer->registration, "123"); }
static void resident (JbInvoice *i) { i->buyer->kind = JB_PARTY_RESIDENT; set (&i->buyer->registration, "9001011234567"); }
static void short_resident (JbInvoice *i) { i->buyer->kind = JB_PARTY_RESIDENT; set (&i->buyer->registration, NULL); }
static void foreigner (JbInvoice *i) { i->buyer->kind = JB_PARTY_FOREIGNER; set (&i->buyer->registration, "9999999999999"); set (&i->remark, "M123"); }
static void bare_foreigner (JbInvoice *i) { foreigner (i); set (&i->remark, ""); }
static void wrong_foreigner (JbInvoice *i) { foreigner (i); set (&i->buyer->registration, "9001011234567"); }
static void unknown_buyer (JbInvoice *i) { i->buyer->kind = JB_PARTY_UNKNOWN; }
static void no_payments (JbInvoice *i) { g_array_set_size (i->payments, 0); }
static void zero_payment (JbInvoice *i) { g_array_index (i->payments, JbPayment, 0).amount = 0; }
static void wrong_payment (JbInvoice *i) { g_array_index (i->payments, JbPayment, 0).amount = -1100; }
static void huge_payment (JbInvoice *i) { JbPayment p = { JB_PAYMENT_CASH, G_MAXINT64 }; g_array_append_val (i->payments, p); }
static void wrong_supplier (JbInvoice *i) { set (&i->supplier->registration, "0018100018"); }

static void
wrong_broker_number (JbInvoice *i)
{
  i->kind = 103;
  i->broker = jb_party_copy (i->supplier);
  set (&i->broker->name, "가상중개");
  set (&i->broker->representative, "박중개");
  set (&i->broker->registration, "0018100018");
}

static void
overflow_lines (JbInvoice *i)
{
  JbLine *line = jb_line_new ();

  line->supply = G_MAXINT64;
  g_ptr_array_add (i->lines, line);
}

static void
test_checks (void)
{
  static const struct
  {
    Change      change;
    const char *problems;
  } cases[] = {
    { sound, "" },
    { short_id, "The issue id “2026091541999999” is not eight digits of a date and sixteen letters or digits." },
    { no_id, "The issue id “” is not eight digits of a date and sixteen letters or digits." },
    { other_day, "The issue id begins with the date 2026-09-15, but the invoice is written for 2026-09-14." },
    { wrong_total, "The total 1,101 is not the sum of the supply amount 1,000 and the VAT 100." },
    { overflow_total, "The total 1,100 is not the sum of the supply amount 9,223,372,036,854,775,807 and the VAT 100." },
    { wrong_line, "The lines add up to a supply amount of -5, but the invoice says 1,000." },
    { wrong_line_tax, "The lines add up to a VAT of 99, but the invoice says 100." },
    { overflow_lines, "The amounts of the lines add up to more than an amount can be." },
    { only_list_row, "" },
    { zero_tax, "The invoice is taxed, but its VAT is 0 for a supply amount of 1,000." },
    { zero_tax_unknown_kind, "" },
    { exempt, "" },
    { zero_rated, "" },
    { taxed_exempt, "An exempt or zero-rated invoice has no VAT, but this one says 100." },
    { taxed_zero_rated, "An exempt or zero-rated invoice has no VAT, but this one says 100." },
    { no_reason, "The invoice is an amendment, but does not say the reason." },
    { no_original, "The invoice is an amendment, but does not say which invoice it amends." },
    { needless_reason, "The invoice gives a reason for an amendment, but is none." },
    { no_broker, "A consignment invoice names the consignee for the sale; this one does not." },
    { needless_broker, "The invoice names a consignee for the sale, but is no consignment invoice." },
    { empty_broker, "The consignee for the sale needs a ten-digit registration number, a name and a representative." },
    { wrong_broker_number, "The registration number 001-81-00018 of the consignee has a wrong check digit." },
    { short_business, "The buyer is a business, but its registration number has not ten digits." },
    { resident, "" },
    { short_resident, "The buyer is a person, but the resident number has not thirteen digits." },
    { foreigner, "" },
    { bare_foreigner, "The buyer is a foreigner, but the remark does not hold the registration or passport number." },
    { wrong_foreigner, "The buyer is a foreigner, but the number is not thirteen nines." },
    { unknown_buyer, "The registration number of the buyer has neither ten nor thirteen digits." },
    { no_payments, "" },
    { zero_payment, "" },
    { wrong_payment, "The means of payment add up to -1,100, but the total is 1,100." },
    { huge_payment, "The means of payment add up to more than an amount can be." },
    { wrong_supplier, "The registration number 001-81-00018 of the supplier has a wrong check digit." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JbInvoice) invoice = make_invoice ();
      g_autoptr(GPtrArray) problems = NULL;
      g_autofree char *text = NULL;

      cases[i].change (invoice);
      problems = jb_document_find_problems (invoice);
      g_ptr_array_add (problems, NULL);
      text = g_strjoinv ("\n", (char **) problems->pdata);
      g_assert_cmpstr (text, ==, cases[i].problems);
    }
}

/* An invoice about which nothing is known must not bring the checks down. */
static void
test_empty (void)
{
  g_autoptr(JbInvoice) invoice = jb_invoice_new ();
  g_autoptr(GPtrArray) problems = jb_document_find_problems (invoice);

  g_assert_cmpuint (problems->len, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/check/each", test_checks);
  g_test_add_func ("/check/empty", test_empty);

  return g_test_run ();
}
