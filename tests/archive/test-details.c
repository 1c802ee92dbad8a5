/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is packed by hand is what GVariant would have made of it, to the byte: older books were written so, and newer ones are read so. */

#include "config.h"

#include "jb-archive-fixture.h"
#include "jb-details.h"

#define CONTACT_TYPE "(msmsmsms)"
#define PARTY_TYPE "(ymsmsmsmsmsmsms" CONTACT_TYPE CONTACT_TYPE ")"

static GVariant *
build_contact (const JbContact *contact)
{
  return g_variant_new (CONTACT_TYPE, contact->department, contact->person, contact->phone, contact->email);
}

static GVariant *
build_party (const JbParty *party)
{
  GVariant *value = NULL;

  if (party != NULL)
    value = g_variant_new ("(ymsmsmsmsmsmsms@" CONTACT_TYPE "@" CONTACT_TYPE ")", (guchar) party->kind,
                           party->registration, party->branch, party->name, party->representative, party->business_type,
                           party->business_item, party->address,
                           build_contact (&party->contact), build_contact (&party->second_contact));
  return g_variant_new_maybe (G_VARIANT_TYPE (PARTY_TYPE), value);
}

static GBytes *
build (JbInvoice *invoice)
{
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GVariant) little = NULL;
  GVariantBuilder payments;

  g_variant_builder_init (&payments, G_VARIANT_TYPE ("a(yx)"));
  for (guint i = 0; i < invoice->payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, i);

      g_variant_builder_add (&payments, "(yx)", (guchar) payment->kind, payment->amount);
    }

  value = g_variant_ref_sink (
    g_variant_new ("(y@m" PARTY_TYPE "@m" PARTY_TYPE "@m" PARTY_TYPE "msuuu@a(yx))", (guchar) 1,
                   build_party (invoice->supplier), build_party (invoice->buyer), build_party (invoice->broker),
                   invoice->import_number, invoice->import_quantity, (guint) invoice->import_period.from,
                   (guint) invoice->import_period.to, g_variant_builder_end (&payments)));
  little = G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (value) : g_variant_byteswap (value);
  return g_variant_get_data_as_bytes (little);
}

/* (transfer full) (nullable): of any length, so that ends of one, two and four bytes come. */
static char *
make_text (GRand *rand)
{
  static const gint32 lengths[] = { 1, 10, 60, 300, 30000 };
  gint32 choice = g_rand_int_range (rand, 0, 40);
  gsize length;
  char *text;

  if (choice < 12)
    return NULL;

  length = (gsize) g_rand_int_range (rand, 0, lengths[choice == 39 ? 4 : choice == 38 ? 3 : choice % 3]);
  text = g_malloc (length + 1);
  memset (text, 'a' + choice % 20, length);
  text[length] = '\0';
  return text;
}

static void
fill_contact (JbContact *contact,
              GRand     *rand)
{
  contact->department = make_text (rand);
  contact->person = make_text (rand);
  contact->phone = make_text (rand);
  contact->email = make_text (rand);
}

static JbParty *
make_party (GRand *rand)
{
  JbParty *party;

  if (g_rand_int_range (rand, 0, 4) == 0)
    return NULL;

  party = jb_party_new ();
  party->kind = (JbPartyKind) g_rand_int_range (rand, 0, 4);
  party->registration = make_text (rand);
  party->branch = make_text (rand);
  party->name = make_text (rand);
  party->representative = make_text (rand);
  party->business_type = make_text (rand);
  party->business_item = make_text (rand);
  party->address = make_text (rand);
  fill_contact (&party->contact, rand);
  fill_contact (&party->second_contact, rand);
  return party;
}

static JbInvoice *
make_invoice (GRand *rand)
{
  JbInvoice *invoice = jb_invoice_new ();

  invoice->supplier = make_party (rand);
  invoice->buyer = make_party (rand);
  invoice->broker = make_party (rand);
  invoice->import_number = make_text (rand);
  invoice->import_quantity = g_rand_int (rand);
  invoice->import_period = (JbPeriod) { 20260101, 20260131 };
  for (gint32 n = g_rand_int_range (rand, 0, 4); n > 0; n--)
    {
      JbPayment payment = { (JbPaymentKind) g_rand_int_range (rand, 0, 5),
                            (gint64) (((guint64) g_rand_int (rand) << 32) | g_rand_int (rand)) };

      g_array_append_val (invoice->payments, payment);
    }
  return invoice;
}

static void
test_same_bytes (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20260915);

  for (int i = 0; i < 3000; i++)
    {
      g_autoptr(JbInvoice) invoice = make_invoice (rand);
      g_autoptr(JbInvoice) back = jb_invoice_new ();
      g_autoptr(GBytes) packed = jb_details_pack (invoice);
      g_autoptr(GBytes) expected = build (invoice);
      g_autoptr(GBytes) again = NULL;

      g_assert_true (jb_details_has_any (invoice));
      g_assert_true (g_bytes_equal (packed, expected));
      g_assert_true (jb_details_unpack (packed, back));
      again = jb_details_pack (back);
      g_assert_true (g_bytes_equal (again, packed));
    }
}

static void
test_nothing (void)
{
  g_autoptr(JbInvoice) invoice = jb_invoice_new ();

  invoice->supplier = jb_party_new ();
  invoice->supplier->name = g_strdup ("가온문구");
  invoice->supplier->contact.email = g_strdup ("gaon@example.com");
  g_assert_false (jb_details_has_any (invoice));
  g_assert_null (jb_details_pack (invoice));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/details/same-bytes", test_same_bytes);
  g_test_add_func ("/details/nothing", test_nothing);

  return g_test_run ();
}
