/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a field may hold is filled to its brim now and then, and with what hurts: markup, line ends, characters at the borders of
 * XML and of UTF-8, formulas, signs that turn the direction of writing. */

#include "config.h"

#include "test-invoice-make.h"

#include "jb-clock.h"

/* One character each, so that a length in characters is one in picks. */
static const char * const characters[] = {
  "가", "나", "힣", "漢", "a", "Z", "0", "9", " ", "&", "<", ">", "\"", "'", "]", "[", "!", "-", "=", "%", "\\", "/", ";", "\t", "\n",
  "\r", "\xC2\x85", "\xE2\x80\xA8", "\xEF\xBF\xBD", "\xED\x9F\xBF", "\xEE\x80\x80", "\xE2\x80\xAE", "\xF0\x9F\x98\x80",
  "\xF4\x8F\xBF\xBF", "\x7F", "\xEF\xBB\xBF",
};

static const char * const phrases[] = {
  "A4용지", "볼펜 세트", "]]>", "<![CDATA[x]]>", "&amp;", "&#0;", "</NameText>", "=cmd|' /C calc'!A0", "<?php ?>", "<!-- -->", "%n%s", "0",
};

static gboolean
one_in (GRand *random,
        int    n)
{
  return g_rand_int_range (random, 0, n) == 0;
}

/* (transfer full): 1 to @max characters, no blank at either end */
static char *
make_text (GRand *random,
           int    max)
{
  GString *text = g_string_new (NULL);
  int left = one_in (random, 6) ? max : g_rand_int_range (random, 1, MIN (max, 12) + 1);

  if (one_in (random, 3))
    {
      const char *phrase = phrases[g_rand_int_range (random, 0, G_N_ELEMENTS (phrases))];

      if (g_utf8_strlen (phrase, -1) <= max)
        {
          g_string_append (text, phrase);
          left -= (int) g_utf8_strlen (phrase, -1);
        }
    }

  while (left-- > 0)
    g_string_append (text, characters[g_rand_int_range (random, 0, G_N_ELEMENTS (characters))]);
  g_strstrip (text->str);
  if (*text->str == '\0')
    g_string_assign (text, "가");
  return g_string_free (text, FALSE);
}

/* (transfer full) (nullable) */
static char *
maybe_text (GRand *random,
            int    max)
{
  return one_in (random, 3) ? NULL : make_text (random, max);
}

static int
make_date (GRand *random,
           int    first_year,
           int    last_year)
{
  return jb_date_make (g_rand_int_range (random, first_year, last_year + 1), g_rand_int_range (random, 1, 13),
                       g_rand_int_range (random, 1, 29));
}

/* (transfer full): ten digits that pass the check and belong to nobody */
static char *
make_business_number (GRand *random)
{
  static const int weights[] = { 1, 3, 7, 1, 3, 7, 1, 3, 5 };
  char *number = g_strdup_printf ("00%d%06d0", g_rand_int_range (random, 1, 3), g_rand_int_range (random, 0, 1000000));
  int sum = (number[8] - '0') * 5 / 10;

  for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += (number[i] - '0') * weights[i];
  number[9] = (char) ('0' + (10 - sum % 10) % 10);
  return number;
}

/* (transfer full) */
static char *
make_issue_id (GRand *random,
               int    date)
{
  static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  GString *id = g_string_new (NULL);

  g_string_printf (id, "%08d", date);
  for (int i = 0; i < 16; i++)
    g_string_append_c (id, letters[g_rand_int_range (random, 0, sizeof letters - 1)]);
  return g_string_free (id, FALSE);
}

static void
fill_contact (GRand     *random,
              JbContact *contact)
{
  contact->department = maybe_text (random, 40);
  contact->person = maybe_text (random, 30);
  contact->phone = maybe_text (random, 20);
  contact->email = maybe_text (random, 40);
}

/* (transfer full) */
static JbParty *
make_party (GRand      *random,
            const char *registration)
{
  JbParty *party = jb_party_new ();

  party->kind = JB_PARTY_BUSINESS;
  party->registration = registration != NULL ? g_strdup (registration) : make_business_number (random);
  party->branch = maybe_text (random, 4);
  party->name = make_text (random, 70);
  party->representative = make_text (random, 30);
  party->business_type = maybe_text (random, 40);
  party->business_item = maybe_text (random, 40);
  party->address = maybe_text (random, 150);
  fill_contact (random, &party->contact);
  return party;
}

/* A business, a person or a foreigner. */
static JbParty *
make_buyer (GRand     *random,
            JbInvoice *invoice)
{
  JbParty *buyer = make_party (random, NULL);

  buyer->kind = one_in (random, 2) ? JB_PARTY_BUSINESS : g_rand_int_range (random, JB_PARTY_BUSINESS, JB_PARTY_FOREIGNER + 1);
  if (buyer->kind != JB_PARTY_BUSINESS)
    {
      g_free (buyer->registration);
      buyer->registration = buyer->kind == JB_PARTY_FOREIGNER ? g_strdup ("9999999999999") :
                            g_strdup_printf ("%06d0%06d", g_rand_int_range (random, 0, 1000000), g_rand_int_range (random, 0, 1000000));
      if (invoice->remark == NULL)
        invoice->remark = g_strdup ("M00000000");
    }

  fill_contact (random, &buyer->second_contact);
  if (buyer->second_contact.email == NULL && buyer->contact.email == NULL)
    buyer->contact.email = g_strdup ("buyer@example.com");
  return buyer;
}

static gint64
make_amount (GRand *random)
{
  static const gint64 sizes[] = { 10, 1000, 100000, 10000000, 4074074037405 };
  gint64 size = sizes[g_rand_int_range (random, 0, G_N_ELEMENTS (sizes))];

  return (gint64) g_rand_double_range (random, (double) -size, (double) size);
}

/* (transfer full) (nullable) */
static char *
make_decimal (GRand *random)
{
  static const char * const odd[] = { "1.000", "-1", "100.", "0", "-0.5", "0.25", "12345678901234567890.12", "007", "3.10000000" };

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      return NULL;
    case 1:
      return g_strdup (odd[g_rand_int_range (random, 0, G_N_ELEMENTS (odd))]);
    case 2:
      return g_strdup_printf ("%d.%02d", g_rand_int_range (random, -9999, 9999), g_rand_int_range (random, 0, 100));
    default:
      return g_strdup_printf ("%d", g_rand_int_range (random, 0, 1000000));
    }
}

static void
add_lines (GRand     *random,
           JbInvoice *invoice)
{
  gboolean untaxed = jb_kind_is_exempt (invoice->kind) || jb_kind_is_zero_rated (invoice->kind);
  int n = one_in (random, 25) ? g_rand_int_range (random, 1, 100) : g_rand_int_range (random, 1, 5);

  if (one_in (random, 400))
    n = 99;
  for (int i = 0; i < n; i++)
    {
      JbLine *line = jb_line_new ();

      line->number = (guint) i + 1;
      line->supplied_on = one_in (random, 4) ? 0 : make_date (random, 1900, 2999);
      line->name = maybe_text (random, 100);
      line->specification = maybe_text (random, 60);
      line->quantity = make_decimal (random);
      line->unit_price = make_decimal (random);
      line->remark = maybe_text (random, 100);
      line->supply = make_amount (random);
      line->tax = untaxed ? 0 : one_in (random, 3) ? make_amount (random) : line->supply / 10;
      invoice->supply += line->supply;
      invoice->tax += line->tax;
      g_ptr_array_add (invoice->lines, line);
    }

  invoice->total = invoice->supply + invoice->tax;
  invoice->n_lines = invoice->lines->len;
  invoice->item = g_strdup (((JbLine *) g_ptr_array_index (invoice->lines, 0))->name);
}

/* A service may repeat a means or write zeros: no error of the standard. */
static void
add_payments (GRand     *random,
              JbInvoice *invoice)
{
  for (int n = g_rand_int_range (random, 0, 5); n > 0; n--)
    {
      JbPayment payment = { 10 * g_rand_int_range (random, 1, 5), one_in (random, 2) ? 0 : make_amount (random) };

      g_array_append_val (invoice->payments, payment);
    }
}

static void
add_import (GRand     *random,
            JbInvoice *invoice)
{
  invoice->import_number = maybe_text (random, 15);
  invoice->import_quantity = one_in (random, 3) ? 0 : (guint) g_rand_int_range (random, 1, 1000000);
  invoice->import_period.from = one_in (random, 3) ? 0 : make_date (random, 2026, 2035);
  invoice->import_period.to = one_in (random, 3) ? 0 : make_date (random, 2026, 2035);
  if (one_in (random, 2))
    invoice->purpose = JB_PURPOSE_UNKNOWN;
}

static void
add_remark (GRand     *random,
            JbInvoice *invoice)
{
  GString *remark = g_string_new (NULL);

  for (int n = g_rand_int_range (random, 0, 4); n > 0; n--)
    {
      g_autofree char *part = make_text (random, 150);

      g_string_append_printf (remark, "%s%s", remark->len > 0 ? "\n" : "", part);
    }
  invoice->remark = g_string_free (remark, remark->len == 0);
}

JbInvoice *
test_make_invoice (GRand      *random,
                   const char *signer)
{
  static const int kinds[] = { 101, 102, 103, 104, 105, 106, 201, 202, 203, 204, 205, 206, 301, 303, 304, 401, 403, 404 };
  JbInvoice *invoice = jb_invoice_new ();
  gboolean consigned;

  invoice->kind = kinds[g_rand_int_range (random, 0, G_N_ELEMENTS (kinds))];
  consigned = jb_kind_is_consignment (invoice->kind);
  invoice->purpose = g_rand_int_range (random, JB_PURPOSE_RECEIPT, JB_PURPOSE_CLAIM + 1);
  invoice->written_on = one_in (random, 10) ? make_date (random, 1900, 2999) : make_date (random, 2020, 2035);
  invoice->issue_id = make_issue_id (random, invoice->written_on);
  invoice->issued_on = make_date (random, 2027, 2035);
  invoice->issued_at = jb_instant_from_date (invoice->issued_on) + 1000 * (gint64) g_rand_int_range (random, 0, 24 * 60 * 60);
  if (jb_kind_is_amended (invoice->kind))
    {
      invoice->amendment = g_rand_int_range (random, JB_AMENDMENT_CORRECTION, JB_AMENDMENT_DOUBLE_ISSUE + 1);
      invoice->original_issue_id = make_issue_id (random, make_date (random, 2015, 2035));
    }

  invoice->document_number = maybe_text (random, 24);
  invoice->sender_number = maybe_text (random, 150);
  add_remark (random, invoice);
  invoice->supplier = make_party (random, consigned ? NULL : signer);
  invoice->buyer = make_buyer (random, invoice);
  if (consigned)
    invoice->broker = make_party (random, signer);
  if (jb_kind_is_import (invoice->kind))
    add_import (random, invoice);
  add_lines (random, invoice);
  add_payments (random, invoice);
  return invoice;
}
