/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A GVariant, little-endian, in normal form; its type never changes: a later one gets another first number. */

#define G_LOG_DOMAIN "jb-details"

#include "config.h"

#include "jb-details.h"

#include "jb-numbers.h"

#include <string.h>

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

gboolean
jb_details_has_any (JbInvoice *invoice)
{
  return party_has_more (invoice->supplier) || party_has_more (invoice->buyer) || invoice->broker != NULL ||
         invoice->import_number != NULL || invoice->import_quantity != 0 ||
         invoice->import_period.from != 0 || invoice->import_period.to != 0 ||
         invoice->payments->len > 0;
}

/* -- packing ------------------------------------------------------------------------------------------------------- */

/* GVariant's own way: the children one behind the other, each where its alignment wants it, then where those end that have no fixed
 * size, the first of them last and the last child without. Written directly, because every original has one of these and the tree of
 * small values that GVariant makes first takes ten times as long. */

static void
append_text (GByteArray *out,
             const char *text)
{
  static const guint8 just = 0;

  if (text == NULL)
    return;

  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text) + 1);
  g_byte_array_append (out, &just, 1);
}

static void
append_byte (GByteArray *out,
             guint8      byte)
{
  g_byte_array_append (out, &byte, 1);
}

static void
append_number (GByteArray *out,
               guint64     value,
               gsize       size)
{
  guint64 little = GUINT64_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &little, (guint) size);
}

static void
align (GByteArray *out,
       guint       alignment)
{
  while (out->len % alignment != 0)
    append_byte (out, 0);
}

/* Ends of children in a container that begins at @start. */
static void
append_ends (GByteArray  *out,
             gsize        start,
             const gsize *ends,
             gsize        n)
{
  gsize size = out->len - start;
  gsize width = size + n <= G_MAXUINT8 ? 1 : size + 2 * n <= G_MAXUINT16 ? 2 : 4;

  while (n-- > 0)
    append_number (out, ends[n] - start, width);
}

static void
append_contact (GByteArray      *out,
                const JbContact *contact)
{
  const char *texts[] = { contact->department, contact->person, contact->phone, contact->email };
  gsize start = out->len;
  gsize ends[G_N_ELEMENTS (texts)];

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      append_text (out, texts[i]);
      ends[i] = out->len;
    }
  append_ends (out, start, ends, G_N_ELEMENTS (texts) - 1);
}

static void
append_party (GByteArray    *out,
              const JbParty *party)
{
  const char *texts[] = { party->registration, party->branch, party->name, party->representative, party->business_type,
                          party->business_item, party->address };
  gsize start = out->len;
  gsize ends[G_N_ELEMENTS (texts) + 1];

  append_byte (out, (guint8) party->kind);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      append_text (out, texts[i]);
      ends[i] = out->len;
    }

  append_contact (out, &party->contact);
  ends[G_N_ELEMENTS (texts)] = out->len;
  append_contact (out, &party->second_contact);
  append_ends (out, start, ends, G_N_ELEMENTS (ends));
  append_byte (out, 0);   /* it is one, not nothing */
}

static void
append_payments (GByteArray *out,
                 GArray     *payments)
{
  align (out, sizeof (gint64));
  for (guint i = 0; i < payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (payments, JbPayment, i);

      append_number (out, (guint8) payment->kind, sizeof (gint64));
      append_number (out, (guint64) payment->amount, sizeof (gint64));
    }
}

GBytes *
jb_details_pack (JbInvoice *invoice)
{
  const JbParty *parties[] = { invoice->supplier, invoice->buyer, invoice->broker };
  gsize ends[G_N_ELEMENTS (parties) + 1];
  GByteArray *out;

  if (!jb_details_has_any (invoice))
    return NULL;

  out = g_byte_array_sized_new (512);
  append_byte (out, DETAILS_VERSION);
  for (gsize i = 0; i < G_N_ELEMENTS (parties); i++)
    {
      if (parties[i] != NULL)
        append_party (out, parties[i]);
      ends[i] = out->len;
    }

  append_text (out, invoice->import_number);
  ends[G_N_ELEMENTS (parties)] = out->len;
  align (out, sizeof (guint32));
  append_number (out, invoice->import_quantity, sizeof (guint32));
  append_number (out, (guint32) invoice->import_period.from, sizeof (guint32));
  append_number (out, (guint32) invoice->import_period.to, sizeof (guint32));
  append_payments (out, invoice->payments);
  append_ends (out, 0, ends, G_N_ELEMENTS (ends));
  return g_byte_array_free_to_bytes (out);
}

/* -- unpacking ----------------------------------------------------------------------------------------------------- */

static GVariant *
to_little_endian (GVariant *value)
{
  return G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (value) : g_variant_byteswap (value);
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
