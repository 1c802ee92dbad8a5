/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The codec gives back exactly what it was given, or says that it cannot; and the text helpers beside it. */

#include "config.h"

#include "jb-archive-fixture.h"
#include "jb-codec.h"
#include "jb-details.h"
#include "jb-search-text.h"

static const guint8 salt[JB_CODEC_SALT_BYTES] = "thirty-two bytes of salt for you";
static const JbPlace place = { JB_PLACE_ORIGINAL, 7 };

/* @protected_: with a key, always the same. */
static JbCodec *
make_codec (gboolean protected_)
{
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(JbBookKey) key = jb_book_key_new_for_bytes ((const guint8 *) "and thirty-two bytes for its key");

  if (protected_)
    jb_key_holder_set_key (holder, key);
  return jb_codec_new (salt, holder);
}

static void
assert_round_trip (JbCodec       *codec,
                   gconstpointer  clear,
                   gsize          size,
                   gboolean       private_)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) sealed = jb_codec_seal (codec, place, clear, size, private_, &error);
  g_autoptr(GBytes) opened = NULL;

  g_assert_no_error (error);
  opened = jb_codec_open (codec, place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), clear, size);
}

static void
test_round_trip (void)
{
  g_autoptr(JbCodec) codec = make_codec (FALSE);

  for (guint size = 0; size < 3000; size = size * 2 + 1)
    {
      g_autofree guint8 *bytes = g_malloc (size + 1);

      for (guint i = 0; i < size; i++)
        bytes[i] = (guint8) g_test_rand_int ();
      assert_round_trip (codec, bytes, size, FALSE);
      assert_round_trip (codec, bytes, size, TRUE);

      memset (bytes, 'a', size);
      assert_round_trip (codec, bytes, size, FALSE);
      assert_round_trip (codec, bytes, size, TRUE);
    }
}

static void
test_samples (void)
{
  static const char * const names[] = { "taxinvoice-plain.xml", "taxinvoice-signed.xml", "taxinvoice-signed-kec.xml",
                                        "taxinvoice-amended.xml" };
  g_autoptr(JbCodec) codec = make_codec (FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GBytes) sample = jb_test_sample (names[i]);
      g_autoptr(GBytes) sealed = NULL;
      gsize size;
      gconstpointer data = g_bytes_get_data (sample, &size);

      sealed = jb_codec_seal (codec, place, data, size, FALSE, NULL);
      g_test_message ("%s: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes", names[i], g_bytes_get_size (sealed), size);
      g_assert_cmpuint (g_bytes_get_size (sealed) * 100, <, size * 32);
      assert_round_trip (codec, data, size, FALSE);
      assert_round_trip (codec, data, size, TRUE);
    }
}

/* Any damage is an error or, where it hits the clear text of a stored value, other bytes: never a crash. */
static void
test_damage (void)
{
  g_autoptr(JbCodec) codec = make_codec (FALSE);
  g_autoptr(GBytes) sample = jb_test_sample ("taxinvoice-plain.xml");

  for (int round = 0; round < 2; round++)
    {
      g_autoptr(GBytes) sealed = jb_codec_seal (codec, place, g_bytes_get_data (sample, NULL), g_bytes_get_size (sample), round, NULL);
      gsize size = g_bytes_get_size (sealed);

      for (gsize i = 0; i < size; i++)
        {
          g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (sealed, NULL), size);
          g_autoptr(GError) error = NULL;
          g_autoptr(GBytes) opened = NULL;
          g_autoptr(GBytes) cut = NULL;

          bytes[i] ^= (guint8) g_test_rand_int_range (1, 256);
          opened = jb_codec_open (codec, place, bytes, size, &error);
          g_assert_true ((opened == NULL) == (error != NULL));
          /* Under the veil stands a tag: every change is seen. */
          g_assert_true (round == 0 || opened == NULL);

          cut = jb_codec_open (codec, place, g_bytes_get_data (sealed, NULL), i, NULL);
          g_assert_null (cut);
        }
    }
}

/* A small value that says it is huge must not make us ask for the memory. */
static void
test_bomb (void)
{
  g_autoptr(JbCodec) codec = make_codec (FALSE);
  const guint8 large[] = { 1, 0xff, 0xff, 0xff, 0x03, 0x28, 0xb5, 0x2f, 0xfd };
  const guint8 newer[] = { 9, 0, 0, 0, 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *zeros = g_malloc0 (JB_CODEC_MAX_BYTES + 1);

  g_assert_null (jb_codec_open (codec, place, large, sizeof large, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (jb_codec_open (codec, place, newer, sizeof newer, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_TOO_NEW);
  g_clear_error (&error);
  g_assert_null (jb_codec_seal (codec, place, zeros, JB_CODEC_MAX_BYTES + 1, FALSE, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED);
}

static void
test_veil (void)
{
  g_autoptr(JbCodec) codec = make_codec (FALSE);
  const char *number = "9001011234567";
  g_autoptr(GBytes) sealed = jb_codec_seal (codec, place, number, strlen (number), TRUE, NULL);

  g_assert_null (memmem (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), number, 6));
}

static void
test_details (void)
{
  g_autoptr(JbInvoice) invoice = fixture_invoice (3);
  g_autoptr(JbInvoice) read = jb_invoice_new ();
  g_autoptr(GBytes) packed = NULL;
  JbPayment payment = { JB_PAYMENT_CREDIT, -5 };

  g_assert_null (jb_details_pack (invoice));
  invoice->supplier->address = g_strdup ("가상특별시 없는구");
  invoice->buyer->second_contact.email = g_strdup ("cc@buyer.invalid");
  invoice->broker = fixture_party ("0008888888", "수탁상사", NULL, NULL);
  invoice->import_number = g_strdup ("12345-26-123456M");
  invoice->import_period = (JbPeriod) { 20260101, 20260131 };
  g_array_append_val (invoice->payments, payment);

  packed = jb_details_pack (invoice);
  g_assert_true (jb_details_unpack (packed, read));
  g_assert_cmpstr (read->supplier->address, ==, "가상특별시 없는구");
  g_assert_cmpstr (read->supplier->contact.email, ==, "gaon@example.invalid");
  g_assert_cmpstr (read->buyer->second_contact.email, ==, "cc@buyer.invalid");
  g_assert_null (read->buyer->address);
  g_assert_cmpstr (read->broker->name, ==, "수탁상사");
  g_assert_cmpstr (read->import_number, ==, "12345-26-123456M");
  g_assert_cmpint (read->import_period.to, ==, 20260131);
  g_assert_cmpuint (read->payments->len, ==, 1);
  g_assert_cmpint (g_array_index (read->payments, JbPayment, 0).amount, ==, -5);

  for (gsize i = 0; i < g_bytes_get_size (packed); i++)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (packed, 0, i);
      g_autoptr(JbInvoice) broken = jb_invoice_new ();

      jb_details_unpack (cut, broken);
    }
}

static void
test_mask (void)
{
  static const struct { const char *text, *masked; } cases[] = {
    { "900101-1234567", "900101-1******" },
    { "번호 9001011234567 확인", "번호 900101-1****** 확인" },
    { "900101-12345678", "900101-12345678" },
    { "12345678901234567890", "12345678901234567890" },
    { "901301-1234567", "901301-1234567" },
    { "1234-900101", "1234-900101" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *masked = jb_private_mask (cases[i].text);

      g_assert_cmpstr (masked, ==, cases[i].masked);
    }
  g_assert_null (jb_private_mask (NULL));
}

static void
test_split (void)
{
  const char * const expected[] = { "가람", "전자", "abc", "%_'\"\\", NULL };
  g_auto(GStrv) words = jb_search_split ("  가람\t전자 \xe3\x80\x80 ABC abc  %_'\"\\ 가람 \n");
  g_auto(GStrv) none = jb_search_split (" \t\n");
  g_auto(GStrv) null = jb_search_split (NULL);
  g_auto(GStrv) broken = jb_search_split ("\xff\xfe");
  /* 가 in its two parts */
  g_autofree char *composed = jb_search_fold ("\xe1\x84\x80\xe1\x85\xa1");

  g_assert_cmpstrv (words, expected);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_cmpuint (g_strv_length (null), ==, 0);
  g_assert_cmpuint (g_strv_length (broken), ==, 1);
  g_assert_cmpstr (composed, ==, "가");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/codec/round-trip", test_round_trip);
  g_test_add_func ("/codec/samples", test_samples);
  g_test_add_func ("/codec/damage", test_damage);
  g_test_add_func ("/codec/bomb", test_bomb);
  g_test_add_func ("/codec/veil", test_veil);
  g_test_add_func ("/codec/details", test_details);
  g_test_add_func ("/codec/mask", test_mask);
  g_test_add_func ("/codec/split", test_split);

  return g_test_run ();
}
