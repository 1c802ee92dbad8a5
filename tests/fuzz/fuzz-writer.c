/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The writer with hostile values: an invented invoice (the first octet is its seed) gets whatever comes into some of its fields
 * (the second octet says which, the third how many) and into a number. Either it is written, and then it reads back as it was and
 * obeys its own checks, or it is refused in sentences that a person can read. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "jb-document-writer.h"
#include "jb-invoice-same.h"
#include "test-invoice-make.h"

#define HEAD 3

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

static void
add_party (GPtrArray *fields,
           JbParty   *party)
{
  char **texts[] = {
    &party->registration, &party->branch, &party->name, &party->representative, &party->business_type, &party->business_item,
    &party->address, &party->contact.department, &party->contact.person, &party->contact.phone, &party->contact.email,
    &party->second_contact.department, &party->second_contact.person, &party->second_contact.phone, &party->second_contact.email,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (fields, texts[i]);
}

/* (element-type char**) */
static GPtrArray *
list_fields (JbInvoice *invoice)
{
  GPtrArray *fields = g_ptr_array_new ();
  JbLine *line = g_ptr_array_index (invoice->lines, 0);
  char **texts[] = {
    &invoice->issue_id, &invoice->original_issue_id, &invoice->document_number, &invoice->sender_number, &invoice->remark,
    &invoice->import_number, &line->name, &line->specification, &line->quantity, &line->unit_price, &line->remark,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (fields, texts[i]);
  add_party (fields, invoice->supplier);
  add_party (fields, invoice->buyer);
  if (invoice->broker != NULL)
    add_party (fields, invoice->broker);
  return fields;
}

static void
spoil_number (JbInvoice *invoice,
              guint      which,
              gint64     value)
{
  JbLine *line = g_ptr_array_index (invoice->lines, 0);

  switch (which % 16)
    {
    case 0: invoice->supply = value; break;
    case 1: invoice->tax = value; break;
    case 2: invoice->total = value; break;
    case 3: line->supply = value; break;
    case 4: line->tax = value; break;
    case 5: line->supplied_on = (int) value; break;
    case 6: line->number = (guint) value; break;
    case 7: invoice->issued_at = value; break;
    case 8: invoice->written_on = (int) value; break;
    case 9: invoice->kind = (int) value; break;
    case 10: invoice->purpose = (JbPurpose) (value & 3); break;
    case 11: invoice->amendment = (JbAmendment) (value & 7); break;
    case 12: invoice->buyer->kind = (JbPartyKind) (value & 3); break;
    case 13: invoice->import_quantity = (guint) value; break;
    case 14: invoice->import_period.from = (int) value; break;
    default: invoice->n_lines = (guint) value; break;
    }
}

static void
spoil (JbInvoice     *invoice,
       const uint8_t *data,
       size_t         size)
{
  g_autoptr(GPtrArray) fields = list_fields (invoice);
  guint n = data[2] % 4;
  gint64 number = 0;

  for (guint i = 0; i < n; i++)
    {
      char **field = g_ptr_array_index (fields, (data[1] + i * 7) % fields->len);

      g_free (*field);
      *field = g_strndup ((const char *) data + HEAD, size - HEAD);
    }

  memcpy (&number, data + HEAD, MIN (sizeof number, size - HEAD));
  if (data[2] & 0x80)
    spoil_number (invoice, data[1], number);
}

/* What a document cannot tell apart from what was given. */
static void
assert_comes_back (JbInvoice *invoice,
                   GBytes    *written)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_document_parse (written, &error);
  g_autoptr(JbInvoice) first = NULL;
  g_autoptr(GBytes) again = NULL;

  g_assert_no_error (error);
  first = jb_document_read (document, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->kind, ==, invoice->kind);
  g_assert_cmpint (first->supply, ==, invoice->supply);
  g_assert_cmpint (first->total, ==, invoice->total);

  again = jb_document_write (first, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (written, again));
}

static void
assert_readable (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (const char *at = error->message; *at != '\0'; at++)
    g_assert_true (*at == '\n' || !g_ascii_iscntrl (*at));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GRand) random = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  g_autoptr(GBytes) written = NULL;
  g_autoptr(GError) error = NULL;

  if (size < HEAD)
    return 0;

  random = g_rand_new_with_seed (data[0]);
  invoice = test_make_invoice (random, NULL);
  spoil (invoice, data, size);

  written = jb_document_write (invoice, &error);
  if (written != NULL)
    assert_comes_back (invoice, written);
  else
    assert_readable (error);
  return 0;
}
