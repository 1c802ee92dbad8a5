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
test_round_trip (gconstpointer data)
{
  g_autoptr(JbCodec) codec = make_codec (GPOINTER_TO_INT (data));

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
      gsize size;
      gconstpointer data = g_bytes_get_data (sample, &size);

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

/* -- with a key --------------------------------------------------------------------------------------------------- */

static void
assert_refused (JbCodec      *codec,
                JbPlace       where,
                gconstpointer bytes,
                gsize         size,
                int           code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) opened = jb_codec_open (codec, where, bytes, size, &error);

  g_assert_null (opened);
  g_assert_error (error, JB_ARCHIVE_ERROR, code);
}

/* Every single bit, every cut, a byte more. */
static void
test_encrypted_damage (void)
{
  g_autoptr(JbCodec) codec = make_codec (TRUE);
  g_autoptr(GBytes) sample = jb_test_sample ("taxinvoice-plain.xml");
  g_autoptr(GBytes) sealed = jb_codec_seal (codec, place, g_bytes_get_data (sample, NULL), g_bytes_get_size (sample), FALSE, NULL);
  gsize size = g_bytes_get_size (sealed);
  g_autofree guint8 *bytes = g_malloc0 (size + 1);

  memcpy (bytes, g_bytes_get_data (sealed, NULL), size);
  for (gsize bit = 8; bit < size * 8; bit++)
    {
      bytes[bit / 8] ^= (guint8) (1 << bit % 8);
      assert_refused (codec, place, bytes, size, JB_ARCHIVE_ERROR_CORRUPT);
      bytes[bit / 8] ^= (guint8) (1 << bit % 8);
    }

  for (gsize cut = 0; cut < size; cut++)
    assert_refused (codec, place, bytes, cut, JB_ARCHIVE_ERROR_CORRUPT);
  assert_refused (codec, place, bytes, size + 1, JB_ARCHIVE_ERROR_CORRUPT);

  /* Another version in front: none of them opens. */
  for (int version = 0; version < 256; version++)
    {
      g_autoptr(GBytes) opened = NULL;

      bytes[0] = (guint8) version;
      opened = jb_codec_open (codec, place, bytes, size, NULL);
      g_assert_true ((opened != NULL) == (version == 3));
    }
}

/* A value opens in its own place and under its own key only. */
static void
test_encrypted_place (void)
{
  static const JbPlace others[] = { { JB_PLACE_ORIGINAL, 8 }, { JB_PLACE_DETAILS, 7 }, { JB_PLACE_PARTY, 7 } };
  g_autoptr(JbCodec) codec = make_codec (TRUE);
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(JbBookKey) other_key = jb_book_key_new (NULL);
  g_autoptr(JbCodec) other = NULL;
  g_autoptr(GBytes) sealed = jb_codec_seal (codec, place, "original", 8, FALSE, NULL);
  gsize size;
  gconstpointer bytes = g_bytes_get_data (sealed, &size);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    assert_refused (codec, others[i], bytes, size, JB_ARCHIVE_ERROR_CORRUPT);

  jb_key_holder_set_key (holder, other_key);
  other = jb_codec_new (salt, holder);
  assert_refused (other, place, bytes, size, JB_ARCHIVE_ERROR_CORRUPT);
}

static void
test_locked (void)
{
  g_autoptr(JbCodec) codec = make_codec (TRUE);
  g_autoptr(JbCodec) clear = make_codec (FALSE);
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(JbCodec) locked = jb_codec_new (salt, holder);
  g_autoptr(JbBookKey) key = jb_book_key_new_for_bytes ((const guint8 *) "and thirty-two bytes for its key");
  g_autoptr(GBytes) sealed = jb_codec_seal (codec, place, "original", 8, FALSE, NULL);
  g_autoptr(GBytes) plain = jb_codec_seal (clear, place, "original", 8, TRUE, NULL);
  g_autoptr(GBytes) opened = NULL;
  g_autoptr(GBytes) opened_plain = NULL;
  g_autoptr(GError) error = NULL;
  guint8 match[JB_CODEC_HASH_BYTES], again[JB_CODEC_HASH_BYTES];

  jb_key_holder_set_protected (holder);
  g_assert_true (jb_codec_is_locked (locked));
  g_assert_false (jb_codec_is_locked (codec));
  g_assert_false (jb_codec_is_locked (clear));
  assert_refused (locked, place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), JB_ARCHIVE_ERROR_KEY);
  /* A book whose protection this program has not heard of yet. */
  assert_refused (clear, place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), JB_ARCHIVE_ERROR_KEY);

  g_assert_null (jb_codec_seal (locked, place, "x", 1, FALSE, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (jb_codec_encrypt (locked, place, "x", 1, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_clear_error (&error);
  g_assert_false (jb_codec_match (locked, "9001011234567", match, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_clear_error (&error);

  /* What was written before is read without the key. */
  opened_plain = jb_codec_open (locked, place, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (opened_plain, NULL), g_bytes_get_size (opened_plain), "original", 8);

  jb_key_holder_set_key (holder, key);
  opened = jb_codec_open (locked, place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), "original", 8);
  g_assert_true (jb_codec_match (locked, "9001011234567", match, &error));
  g_assert_true (jb_codec_match (clear, "9001011234567", again, &error));
  g_assert_true (memcmp (match, again, sizeof match) != 0);
}

/* What was sealed before is encrypted as it stands, whatever it is, and says afterwards what it said before. */
static void
test_encrypt_old (void)
{
  static const struct { const char *bytes; gsize size; int code; } broken[] = {
    { "", 0, JB_ARCHIVE_ERROR_CORRUPT },
    { "\1\377\377", 3, JB_ARCHIVE_ERROR_CORRUPT },
    { "\2veiled, but not so", 19, JB_ARCHIVE_ERROR_CORRUPT },
    { "\11newer", 6, JB_ARCHIVE_ERROR_TOO_NEW },
  };
  g_autoptr(JbCodec) codec = make_codec (TRUE);
  g_autoptr(JbCodec) clear = make_codec (FALSE);
  g_autoptr(GBytes) sample = jb_test_sample ("taxinvoice-signed.xml");

  for (int private_ = 0; private_ < 2; private_++)
    {
      g_autoptr(GBytes) sealed = jb_codec_seal (clear, place, g_bytes_get_data (sample, NULL), g_bytes_get_size (sample), private_,
                                                NULL);
      g_autoptr(GBytes) encrypted = jb_codec_encrypt (codec, place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed),
                                                      NULL);
      g_autoptr(GBytes) opened = jb_codec_open (codec, place, g_bytes_get_data (encrypted, NULL), g_bytes_get_size (encrypted),
                                                NULL);

      g_assert_false (jb_codec_is_encrypted (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed)));
      g_assert_true (jb_codec_is_encrypted (g_bytes_get_data (encrypted, NULL), g_bytes_get_size (encrypted)));
      g_assert_true (g_bytes_equal (opened, sample));
    }

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GBytes) encrypted = jb_codec_encrypt (codec, place, broken[i].bytes, broken[i].size, NULL);

      assert_refused (codec, place, g_bytes_get_data (encrypted, NULL), g_bytes_get_size (encrypted), broken[i].code);
    }
}

/* No value is encrypted the same way twice. */
static void
test_nonce (void)
{
  g_autoptr(JbCodec) codec = make_codec (TRUE);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(GBytes) sealed = jb_codec_seal (codec, place, "the same", 8, FALSE, NULL);

      g_assert_true (g_hash_table_add (seen, g_bytes_new_from_bytes (sealed, 1, 12)));
    }
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

  g_test_add_data_func ("/codec/round-trip", GINT_TO_POINTER (FALSE), test_round_trip);
  g_test_add_data_func ("/codec/encrypted/round-trip", GINT_TO_POINTER (TRUE), test_round_trip);
  g_test_add_func ("/codec/encrypted/damage", test_encrypted_damage);
  g_test_add_func ("/codec/encrypted/place", test_encrypted_place);
  g_test_add_func ("/codec/encrypted/locked", test_locked);
  g_test_add_func ("/codec/encrypted/old", test_encrypt_old);
  g_test_add_func ("/codec/encrypted/nonce", test_nonce);
  g_test_add_func ("/codec/samples", test_samples);
  g_test_add_func ("/codec/damage", test_damage);
  g_test_add_func ("/codec/bomb", test_bomb);
  g_test_add_func ("/codec/veil", test_veil);
  g_test_add_func ("/codec/details", test_details);
  g_test_add_func ("/codec/mask", test_mask);
  g_test_add_func ("/codec/split", test_split);

  return g_test_run ();
}
