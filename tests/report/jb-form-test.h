/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Invented invoices for the tests of the form, ordinary and hostile ones. */

#pragma once

#include "jb-invoice.h"

static inline JbParty *
form_test_party (const char *registration,
                 const char *name,
                 const char *representative)
{
  JbParty *party = jb_party_new ();

  party->kind = JB_PARTY_BUSINESS;
  party->registration = g_strdup (registration);
  party->name = g_strdup (name);
  party->representative = g_strdup (representative);
  party->business_type = g_strdup ("도매 및 소매업");
  party->business_item = g_strdup ("사무용품");
  party->address = g_strdup ("서울특별시 보기구 없는길 12, 3층 (보기동, 가나빌딩)");
  party->contact.email = g_strdup ("tax@gaon.example");
  return party;
}

static inline void
form_test_add_line (JbInvoice  *invoice,
                    const char *name,
                    const char *specification,
                    const char *quantity,
                    const char *price,
                    gint64      supply,
                    gint64      tax)
{
  JbLine *line = jb_line_new ();

  line->number = invoice->lines->len + 1;
  line->supplied_on = invoice->written_on;
  line->name = g_strdup (name);
  line->specification = g_strdup (specification);
  line->quantity = g_strdup (quantity);
  line->unit_price = g_strdup (price);
  line->supply = supply;
  line->tax = tax;
  g_ptr_array_add (invoice->lines, line);
}

static inline void
form_test_pay (JbInvoice     *invoice,
               JbPaymentKind  kind,
               gint64         amount)
{
  JbPayment payment = { kind, amount };

  g_array_append_val (invoice->payments, payment);
}

static inline JbInvoice *
form_test_invoice (int kind)
{
  JbInvoice *invoice = jb_invoice_new ();
  gboolean exempt = jb_kind_is_exempt (kind);
  gint64 sign = jb_kind_is_amended (kind) ? -1 : 1;

  invoice->direction = JB_DIRECTION_SALES;
  invoice->kind = kind;
  invoice->written_on = 20260914;
  invoice->issue_id = g_strdup ("202609144100020300000a1c");
  invoice->document_number = g_strdup ("GA-2026-0914-01");
  invoice->purpose = JB_PURPOSE_CLAIM;
  invoice->supplier = form_test_party ("0001234013", "가온문구", "홍길동");
  invoice->buyer = form_test_party ("0011200030", "주식회사 다솔상사", "이보기");
  invoice->buyer->branch = g_strdup ("0012");
  g_free (invoice->buyer->contact.email);
  invoice->buyer->contact.email = g_strdup ("bill@dasol.example");
  invoice->buyer->second_contact.email = g_strdup ("account@dasol.example");
  invoice->remark = g_strdup ("9월분 사무용품 납품 대금");
  form_test_add_line (invoice, "A4용지", "80g 500매", "40", "25000", sign * 1000000, exempt ? 0 : sign * 100000);
  form_test_add_line (invoice, "토너 카트리지", "검정", "2.0", "75000", sign * 150000, exempt ? 0 : sign * 15000);
  form_test_add_line (invoice, "택배비", NULL, NULL, NULL, sign * 50000, exempt ? 0 : sign * 5000);
  invoice->supply = sign * 1200000;
  invoice->tax = exempt ? 0 : sign * 120000;
  invoice->total = invoice->supply + invoice->tax;
  form_test_pay (invoice, JB_PAYMENT_CASH, sign * 320000);
  form_test_pay (invoice, JB_PAYMENT_CREDIT, invoice->total - sign * 320000);
  if (jb_kind_is_amended (kind))
    {
      invoice->amendment = JB_AMENDMENT_SUPPLY_CHANGE;
      invoice->original_issue_id = g_strdup ("202608314100020300000911");
    }
  if (jb_kind_is_consignment (kind))
    invoice->broker = form_test_party ("0021200047", "한결위탁판매", "박보기");
  if (jb_kind_is_import (kind))
    {
      invoice->import_number = g_strdup ("12345260000001M");
      invoice->import_quantity = 3;
      invoice->import_period.from = 20260901;
      invoice->import_period.to = 20260914;
    }
  invoice->n_lines = invoice->lines->len;
  invoice->item = g_strdup ("A4용지");
  return invoice;
}

/* @text as often as it takes for @n letters. (transfer full) */
static inline char *
form_test_letters (const char *text,
                   guint       n)
{
  GString *letters = g_string_new (NULL);

  while (g_utf8_strlen (letters->str, -1) < (glong) n)
    g_string_append (letters, text);
  g_string_truncate (letters, (gsize) (g_utf8_offset_to_pointer (letters->str, n) - letters->str));
  return g_string_free (letters, FALSE);
}

/* Every field as long as the standard allows (etax-domain.md 1.1), @n_lines of them, amounts of fifteen digits. */
static inline JbInvoice *
form_test_widest (guint       n_lines,
                  const char *text)
{
  JbInvoice *invoice = form_test_invoice (205);
  JbParty *parties[] = { invoice->supplier, invoice->buyer, invoice->broker };
  GString *remark = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parties); i++)
    {
      JbParty *party = parties[i];

      g_free (party->name);
      g_free (party->representative);
      g_free (party->business_type);
      g_free (party->business_item);
      g_free (party->address);
      party->name = form_test_letters (text, 70);
      party->representative = form_test_letters (text, 30);
      party->business_type = form_test_letters (text, 40);
      party->business_item = form_test_letters (text, 40);
      party->address = form_test_letters (text, 150);
    }
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *part = form_test_letters (text, 150);

      g_string_append_printf (remark, "%s%s", i > 0 ? "\n" : "", part);
    }
  g_free (invoice->remark);
  invoice->remark = g_string_free (remark, FALSE);

  g_ptr_array_set_size (invoice->lines, 0);
  for (guint i = 0; i < n_lines; i++)
    {
      g_autofree char *name = form_test_letters (text, i % 3 == 0 ? 100 : 60);
      g_autofree char *specification = form_test_letters (text, i % 5 == 0 ? 60 : 8);

      form_test_add_line (invoice, name, specification, "-123456.75", "123456789.25", G_GINT64_CONSTANT (-123456789012345),
                          G_GINT64_CONSTANT (-12345678901234));
      if (i % 7 == 0)
        ((JbLine *) g_ptr_array_index (invoice->lines, i))->remark = form_test_letters (text, 100);
    }
  invoice->supply = G_GINT64_CONSTANT (-123456789012345);
  invoice->tax = G_GINT64_CONSTANT (-12345678901234);
  invoice->total = invoice->supply + invoice->tax;
  return invoice;
}

static inline JbInvoice *
form_test_many (guint n_lines)
{
  static const char *names[] = { "A4용지", "토너 카트리지", "사무용 의자", "택배비", "전산 유지보수", "3공 바인더" };
  JbInvoice *invoice = form_test_invoice (101);

  g_ptr_array_set_size (invoice->lines, 0);
  for (guint i = 0; i < n_lines; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %u", names[i % G_N_ELEMENTS (names)], i + 1);

      form_test_add_line (invoice, name, i % 2 == 0 ? "10개입" : NULL, "3", "12000", 36000, 3600);
    }
  invoice->supply = 36000 * (gint64) n_lines;
  invoice->tax = invoice->supply / 10;
  invoice->total = invoice->supply + invoice->tax;
  g_array_set_size (invoice->payments, 0);
  return invoice;
}
