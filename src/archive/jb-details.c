/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A GVariant, little-endian, in normal form; its type never changes: a later one gets another first number. */

#define G_LOG_DOMAIN "jb-details"

#include "config.h"

#include "jb-details.h"

#include "jb-numbers.h"

#define DETAILS_VERSION 1
#define CONTACT_TYPE "(msmsmsms)"
#define PARTY_TYPE "(ymsmsmsmsmsmsms" CONTACT_TYPE CONTACT_TYPE ")"
#define DETAILS_TYPE "(ym" PARTY_TYPE "m" PARTY_TYPE "m" PARTY_TYPE "msuuua(yx))"

static gboolean
contact_has_more (const JbContact *contact)
{
  return contact->department != NULL || contact->person != NULL || contact->phone != NULL;
}

/* More than the table of parties keeps. */
static gboolean
party_has_more (const JbParty *party)
{
  return party != NULL &&
         (party->branch != NULL || party->business_type != NULL || party->business_item != NULL || party->address != NULL ||
          contact_has_more (&party->contact) ||
          party->second_contact.email != NULL || contact_has_more (&party->second_contact));
}

static gboolean
invoice_has_more (JbInvoice *invoice)
{
  return party_has_more (invoice->supplier) || party_has_more (invoice->buyer) || invoice->broker != NULL ||
         invoice->import_number != NULL || invoice->import_quantity != 0 ||
         invoice->import_period.from != 0 || invoice->import_period.to != 0 ||
         invoice->payments->len > 0;
}

static GVariant *
pack_contact (const JbContact *contact)
{
  return g_variant_new (CONTACT_TYPE, contact->department, contact->person, contact->phone, contact->email);
}

static GVariant *
pack_party (const JbParty *party)
{
  GVariant *value = NULL;

  if (party != NULL)
    value = g_variant_new ("(ymsmsmsmsmsmsms@" CONTACT_TYPE "@" CONTACT_TYPE ")", (guchar) party->kind,
                           party->registration, party->branch, party->name, party->representative, party->business_type,
                           party->business_item, party->address,
                           pack_contact (&party->contact), pack_contact (&party->second_contact));

  return g_variant_new_maybe (G_VARIANT_TYPE (PARTY_TYPE), value);
}

static GVariant *
pack_payments (GArray *payments)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(yx)"));
  for (guint i = 0; i < payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (payments, JbPayment, i);

      g_variant_builder_add (&builder, "(yx)", (guchar) payment->kind, payment->amount);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
to_little_endian (GVariant *value)
{
  return G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (value) : g_variant_byteswap (value);
}

GBytes *
jb_details_pack (JbInvoice *invoice)
{
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GVariant) stored = NULL;

  if (!invoice_has_more (invoice))
    return NULL;

  value = g_variant_ref_sink (
    g_variant_new ("(y@m" PARTY_TYPE "@m" PARTY_TYPE "@m" PARTY_TYPE "msuuu@a(yx))", (guchar) DETAILS_VERSION,
                   pack_party (invoice->supplier), pack_party (invoice->buyer), pack_party (invoice->broker),
                   invoice->import_number, invoice->import_quantity,
                   (guint) invoice->import_period.from, (guint) invoice->import_period.to,
                   pack_payments (invoice->payments)));
  stored = to_little_endian (value);
  return g_variant_get_data_as_bytes (stored);
}

static void
unpack_contact (GVariant  *value,
                JbContact *contact)
{
  g_clear_pointer (&contact->email, g_free);
  g_variant_get (value, CONTACT_TYPE, &contact->department, &contact->person, &contact->phone, &contact->email);
}

static void
unpack_party (GVariant  *maybe,
              JbParty  **party)
{
  g_autoptr(GVariant) value = g_variant_get_maybe (maybe);
  g_autoptr(GVariant) contact = NULL;
  g_autoptr(GVariant) second = NULL;
  JbParty *read;
  guchar kind;

  if (value == NULL)
    return;

  read = jb_party_new ();
  g_variant_get (value, "(ymsmsmsmsmsmsms@" CONTACT_TYPE "@" CONTACT_TYPE ")", &kind,
                 &read->registration, &read->branch, &read->name, &read->representative, &read->business_type,
                 &read->business_item, &read->address, &contact, &second);
  read->kind = (JbPartyKind) kind;
  unpack_contact (contact, &read->contact);
  unpack_contact (second, &read->second_contact);

  jb_party_free (*party);
  *party = read;
}

static void
unpack_payments (GVariant *value,
                 GArray   *payments)
{
  GVariantIter iter;
  guchar kind;
  gint64 amount;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(yx)", &kind, &amount))
    {
      JbPayment payment = { (JbPaymentKind) kind, amount };

      g_array_append_val (payments, payment);
    }
}

gboolean
jb_details_unpack (GBytes    *bytes,
                   JbInvoice *invoice)
{
  g_autoptr(GVariant) stored = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (DETAILS_TYPE), bytes, FALSE));
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GVariant) supplier = NULL;
  g_autoptr(GVariant) buyer = NULL;
  g_autoptr(GVariant) broker = NULL;
  g_autoptr(GVariant) payments = NULL;
  guint from, to;
  guchar version;

  if (!g_variant_is_normal_form (stored))
    return FALSE;

  value = to_little_endian (stored);
  g_variant_get_child (value, 0, "y", &version);
  if (version != DETAILS_VERSION)
    return FALSE;

  g_free (invoice->import_number);
  g_variant_get (value, "(y@m" PARTY_TYPE "@m" PARTY_TYPE "@m" PARTY_TYPE "msuuu@a(yx))", &version, &supplier, &buyer, &broker,
                 &invoice->import_number, &invoice->import_quantity, &from, &to, &payments);
  invoice->import_period = (JbPeriod) { (int) from, (int) to };
  unpack_party (supplier, &invoice->supplier);
  unpack_party (buyer, &invoice->buyer);
  unpack_party (broker, &invoice->broker);
  unpack_payments (payments, invoice->payments);
  return TRUE;
}

static gboolean
party_is_private (const JbParty *party)
{
  return party != NULL && jb_registration_is_private (party->registration);
}

gboolean
jb_details_is_private (JbInvoice *invoice)
{
  return party_is_private (invoice->supplier) || party_is_private (invoice->buyer) || party_is_private (invoice->broker);
}
