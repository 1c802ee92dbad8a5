/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether two invoices say the same: every field that a document has, none that only a service or a book adds. */

#pragma once

#include "jb-invoice.h"

static inline void
jb_same_contact (const JbContact *a,
                 const JbContact *b)
{
  g_assert_cmpstr (a->department, ==, b->department);
  g_assert_cmpstr (a->person, ==, b->person);
  g_assert_cmpstr (a->phone, ==, b->phone);
  g_assert_cmpstr (a->email, ==, b->email);
}

static inline void
jb_same_party (const JbParty *a,
               const JbParty *b)
{
  g_assert_cmpint (a != NULL, ==, b != NULL);
  if (a == NULL)
    return;

  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpstr (a->registration, ==, b->registration);
  g_assert_cmpstr (a->branch, ==, b->branch);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->representative, ==, b->representative);
  g_assert_cmpstr (a->business_type, ==, b->business_type);
  g_assert_cmpstr (a->business_item, ==, b->business_item);
  g_assert_cmpstr (a->address, ==, b->address);
  jb_same_contact (&a->contact, &b->contact);
  jb_same_contact (&a->second_contact, &b->second_contact);
}

static inline void
jb_same_line (const JbLine *a,
              const JbLine *b)
{
  g_assert_cmpuint (a->number, ==, b->number);
  g_assert_cmpint (a->supplied_on, ==, b->supplied_on);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->specification, ==, b->specification);
  g_assert_cmpstr (a->quantity, ==, b->quantity);
  g_assert_cmpstr (a->unit_price, ==, b->unit_price);
  g_assert_cmpint (a->supply, ==, b->supply);
  g_assert_cmpint (a->tax, ==, b->tax);
  g_assert_cmpstr (a->remark, ==, b->remark);
}

static inline void
jb_same_lists (JbInvoice *a,
               JbInvoice *b)
{
  g_assert_cmpuint (a->payments->len, ==, b->payments->len);
  for (guint i = 0; i < a->payments->len; i++)
    {
      const JbPayment *one = &g_array_index (a->payments, JbPayment, i);
      const JbPayment *other = &g_array_index (b->payments, JbPayment, i);

      g_assert_cmpint (one->kind, ==, other->kind);
      g_assert_cmpint (one->amount, ==, other->amount);
    }

  g_assert_cmpuint (a->n_lines, ==, b->n_lines);
  g_assert_cmpuint (a->lines->len, ==, b->lines->len);
  for (guint i = 0; i < a->lines->len; i++)
    jb_same_line (g_ptr_array_index (a->lines, i), g_ptr_array_index (b->lines, i));
}

static inline void
jb_assert_same_invoice (JbInvoice *a,
                        JbInvoice *b)
{
  g_assert_cmpstr (a->issue_id, ==, b->issue_id);
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->purpose, ==, b->purpose);
  g_assert_cmpint (a->amendment, ==, b->amendment);
  g_assert_cmpstr (a->original_issue_id, ==, b->original_issue_id);
  g_assert_cmpint (a->written_on, ==, b->written_on);
  g_assert_cmpint (a->issued_on, ==, b->issued_on);
  g_assert_cmpint (a->issued_at, ==, b->issued_at);
  g_assert_cmpstr (a->document_number, ==, b->document_number);
  g_assert_cmpstr (a->sender_number, ==, b->sender_number);
  g_assert_cmpstr (a->remark, ==, b->remark);
  jb_same_party (a->supplier, b->supplier);
  jb_same_party (a->buyer, b->buyer);
  jb_same_party (a->broker, b->broker);
  g_assert_cmpint (a->supply, ==, b->supply);
  g_assert_cmpint (a->tax, ==, b->tax);
  g_assert_cmpint (a->total, ==, b->total);
  g_assert_cmpstr (a->import_number, ==, b->import_number);
  g_assert_cmpuint (a->import_quantity, ==, b->import_quantity);
  g_assert_cmpint (a->import_period.from, ==, b->import_period.from);
  g_assert_cmpint (a->import_period.to, ==, b->import_period.to);
  g_assert_cmpstr (a->item, ==, b->item);
  jb_same_lists (a, b);
}
