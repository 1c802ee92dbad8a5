/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Values own what they hold: copies stand alone, the invoice names its items and its other side. */

#include "config.h"

#include "jb-connection.h"
#include "jb-invoice.h"

static void
test_party_copy (void)
{
  g_autoptr(JbParty) party = jb_party_new ();
  g_autoptr(JbParty) copy = NULL;

  party->kind = JB_PARTY_BUSINESS;
  party->registration = g_strdup ("0018100017");
  party->branch = g_strdup ("0001");
  party->name = g_strdup ("가상공급상사");
  party->representative = g_strdup ("김가상");
  party->business_type = g_strdup ("도소매");
  party->business_item = g_strdup ("문구");
  party->address = g_strdup ("가상로 1");
  party->contact.email = g_strdup ("a@supplier.invalid");
  party->second_contact.department = g_strdup ("영업");
  party->second_contact.person = g_strdup ("박담당");
  party->second_contact.phone = g_strdup ("02-000-0001");

  copy = jb_party_copy (party);
  g_clear_pointer (&party, jb_party_free);

  g_assert_cmpint (copy->kind, ==, JB_PARTY_BUSINESS);
  g_assert_cmpstr (copy->registration, ==, "0018100017");
  g_assert_cmpstr (copy->branch, ==, "0001");
  g_assert_cmpstr (copy->name, ==, "가상공급상사");
  g_assert_cmpstr (copy->representative, ==, "김가상");
  g_assert_cmpstr (copy->business_type, ==, "도소매");
  g_assert_cmpstr (copy->business_item, ==, "문구");
  g_assert_cmpstr (copy->address, ==, "가상로 1");
  g_assert_cmpstr (copy->contact.email, ==, "a@supplier.invalid");
  g_assert_cmpstr (copy->second_contact.department, ==, "영업");
  g_assert_cmpstr (copy->second_contact.person, ==, "박담당");
  g_assert_cmpstr (copy->second_contact.phone, ==, "02-000-0001");
  g_assert_null (jb_party_copy (NULL));
  jb_party_free (NULL);
}

static void
test_line_copy (void)
{
  g_autoptr(JbLine) line = jb_line_new ();
  g_autoptr(JbLine) copy = NULL;

  line->number = 3;
  line->supplied_on = 20260914;
  line->name = g_strdup ("볼펜");
  line->specification = g_strdup ("12색");
  line->quantity = g_strdup ("1.50");
  line->unit_price = g_strdup ("100.");
  line->supply = -150;
  line->tax = -15;
  line->remark = g_strdup ("반품");

  copy = jb_line_copy (line);
  g_clear_pointer (&line, jb_line_free);

  g_assert_cmpuint (copy->number, ==, 3);
  g_assert_cmpint (copy->supplied_on, ==, 20260914);
  g_assert_cmpstr (copy->name, ==, "볼펜");
  g_assert_cmpstr (copy->specification, ==, "12색");
  g_assert_cmpstr (copy->quantity, ==, "1.50");
  g_assert_cmpstr (copy->unit_price, ==, "100.");
  g_assert_cmpint (copy->supply, ==, -150);
  g_assert_cmpint (copy->tax, ==, -15);
  g_assert_cmpstr (copy->remark, ==, "반품");
  g_assert_null (jb_line_copy (NULL));
  jb_line_free (NULL);
}

static void
test_connection_copy (void)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(JbConnection) copy = NULL;

  connection->id = 5;
  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup ("demo");
  connection->company = g_strdup ("0018100017");
  connection->company_name = g_strdup ("가상공급상사");
  connection->account = g_strdup ("jangbu");
  connection->name = g_strdup ("우리 회사");
  connection->paused = TRUE;

  copy = jb_connection_copy (connection);
  g_clear_pointer (&connection, jb_connection_free);

  g_assert_cmpint (copy->id, ==, 5);
  g_assert_cmpstr (copy->service, ==, "smartbill");
  g_assert_cmpstr (copy->environment, ==, "demo");
  g_assert_cmpstr (copy->company, ==, "0018100017");
  g_assert_cmpstr (copy->company_name, ==, "가상공급상사");
  g_assert_cmpstr (copy->account, ==, "jangbu");
  g_assert_cmpstr (copy->name, ==, "우리 회사");
  g_assert_true (copy->paused);
  g_assert_null (jb_connection_copy (NULL));
  jb_connection_free (NULL);
}

static void
test_items (void)
{
  static const struct
  {
    const char *item;
    guint       n_lines;
    const char *text;
  } cases[] = {
    { NULL, 0, "" }, { NULL, 3, "" }, { "A4용지", 0, "A4용지" }, { "A4용지", 1, "A4용지" },
    { "A4용지", 2, "A4용지 and 1 more" }, { "100% 면", 99, "100% 면 and 98 more" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbInvoice *invoice = jb_invoice_new ();
      g_autofree char *text = NULL;

      invoice->item = g_strdup (cases[i].item);
      invoice->n_lines = cases[i].n_lines;
      text = jb_invoice_describe_items (invoice);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_finalize_object (invoice);
    }
}

static void
test_counterparty (void)
{
  JbInvoice *invoice = jb_invoice_new ();

  g_assert_nonnull (invoice->lines);
  g_assert_nonnull (invoice->payments);
  g_assert_null (jb_invoice_get_counterparty (invoice));
  invoice->supplier = jb_party_new ();
  invoice->buyer = jb_party_new ();
  g_assert_null (jb_invoice_get_counterparty (invoice));
  invoice->direction = JB_DIRECTION_SALES;
  g_assert_true (jb_invoice_get_counterparty (invoice) == invoice->buyer);
  invoice->direction = JB_DIRECTION_PURCHASE;
  g_assert_true (jb_invoice_get_counterparty (invoice) == invoice->supplier);
  g_ptr_array_add (invoice->lines, jb_line_new ());
  g_assert_finalize_object (invoice);
}

static void
test_copy (void)
{
  g_autoptr(JbInvoice) invoice = jb_invoice_new ();
  g_autoptr(JbInvoice) copy = NULL;
  JbPayment payment = { JB_PAYMENT_CASH, 100 };
  JbLine *line = jb_line_new ();

  line->name = g_strdup ("볼펜");
  g_ptr_array_add (invoice->lines, line);
  g_array_append_val (invoice->payments, payment);
  invoice->issue_id = g_strdup ("202609014100000800000001");
  invoice->buyer = jb_party_new ();
  invoice->buyer->name = g_strdup ("허구구매상점");
  invoice->kind = 101;
  invoice->total = -5;
  invoice->import_period = jb_period_year (2026);

  copy = jb_invoice_copy (invoice);
  g_clear_object (&invoice);
  g_assert_cmpstr (copy->issue_id, ==, "202609014100000800000001");
  g_assert_cmpstr (copy->buyer->name, ==, "허구구매상점");
  g_assert_null (copy->supplier);
  g_assert_cmpint (copy->kind, ==, 101);
  g_assert_cmpint (copy->total, ==, -5);
  g_assert_cmpint (copy->import_period.to, ==, 20261231);
  g_assert_cmpstr (((JbLine *) g_ptr_array_index (copy->lines, 0))->name, ==, "볼펜");
  g_assert_cmpint (g_array_index (copy->payments, JbPayment, 0).amount, ==, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/invoice/party-copy", test_party_copy);
  g_test_add_func ("/invoice/line-copy", test_line_copy);
  g_test_add_func ("/invoice/connection-copy", test_connection_copy);
  g_test_add_func ("/invoice/items", test_items);
  g_test_add_func ("/invoice/counterparty", test_counterparty);

  g_test_add_func ("/invoice/copy", test_copy);
  return g_test_run ();
}
