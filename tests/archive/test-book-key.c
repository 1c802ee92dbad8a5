/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key's text, the recovery code on its way over paper and keyboard, and the key wrapped by the code. */

#include "config.h"

#include "jb-archive-fixture.h"
#include "jb-book-key.h"
#include "jb-cipher.h"
#include "jb-key-wrap.h"
#include "jb-wipe.h"

/* Always the same, with its check character. */
#define CODE "01234-56789-ABCDE-FGHJK-MNPQF"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char *
normalize (const char  *typed,
           GError     **error)
{
  char *code = jb_recovery_code_normalize (typed, error);

  g_assert_true (error == NULL || (code == NULL) == (*error != NULL));
  return code;
}

static void
assert_normal (const char *typed,
               const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *code = normalize (typed, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (code, ==, expected);
}

/* The sentence says nothing of what was typed. */
static char *
assert_no_code (const char *typed)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (normalize (typed, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_true (*typed == '\0' || strstr (error->message, typed) == NULL);
  return g_strdup (error->message);
}

static void
test_key (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookKey) key = jb_book_key_new (&error);
  g_autoptr(JbBookKey) other = jb_book_key_new (&error);
  g_autoptr(JbBookKey) again = NULL;
  char *text;

  g_assert_no_error (error);
  g_assert_true (memcmp (jb_book_key_get_bytes (key), jb_book_key_get_bytes (other), JB_BOOK_KEY_BYTES) != 0);

  text = jb_book_key_to_text (key);
  again = jb_book_key_from_text (text);
  g_assert_nonnull (again);
  g_assert_cmpmem (jb_book_key_get_bytes (again), JB_BOOK_KEY_BYTES, jb_book_key_get_bytes (key), JB_BOOK_KEY_BYTES);

  /* Any cut, and any character in front or behind, is another secret. */
  for (gsize i = 0; i < strlen (text); i++)
    {
      g_autofree char *cut = g_strndup (text, i);

      g_assert_null (jb_book_key_from_text (cut));
    }
  text[strlen (text) - 1] = 'g';
  g_assert_null (jb_book_key_from_text (text));
  jb_wipe_text (text);
  jb_wipe_text (NULL);
  g_assert_null (jb_book_key_from_text (NULL));
  g_assert_null (jb_book_key_from_text ("hunter2"));
}

static void
test_code (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint counts[32] = { 0 };

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr(GError) error = NULL;
      char *code = jb_recovery_code_new (&error);

      g_assert_no_error (error);
      g_assert_cmpuint (strlen (code), ==, JB_RECOVERY_CODE_TEXT_LENGTH);
      assert_normal (code, code);
      for (guint n = 0; n < JB_RECOVERY_CODE_TEXT_LENGTH; n++)
        {
          if (n % 6 == 5)
            g_assert_cmpint (code[n], ==, '-');
          else
            counts[strchr (alphabet, code[n]) - alphabet]++;
        }
      g_assert_true (g_hash_table_add (seen, code));
    }

  /* 10,000 characters: 312 of each, with a deviation of 17. */
  for (guint i = 0; i < 32; i++)
    {
      g_assert_cmpuint (counts[i], >, 312 - 8 * 17);
      g_assert_cmpuint (counts[i], <, 312 + 8 * 17);
    }
}

static void
test_forgiven (void)
{
  assert_normal (CODE, CODE);
  assert_normal ("0123456789ABCDEFGHJKMNPQF", CODE);
  assert_normal ("01234-56789-abcde-fghjk-mnpqf", CODE);
  assert_normal ("  01234 56789\tABCDE\nFGHJK  MNPQF \r\n", CODE);
  assert_normal ("oi234-56789-ABCDE-FGHJK-MNPQF", CODE);
  assert_normal ("OL234-56789-ABCDE-FGHJK-MNPQF", CODE);
  /* Full width, as an input method leaves it; other dashes; marks that a copied text brings along. */
  assert_normal ("０１２３４－５６７８９－ＡＢＣＤＥ－ＦＧＨＪＫ－ｍｎｐｑｆ", CODE);
  assert_normal ("01234–56789—ABCDE‐FGHJK−MNPQF", CODE);
  assert_normal ("\xef\xbb\xbf" "01234\xe2\x80\x8b" "56789　ABCDE_FGHJK\xc2\xa0MNPQF", CODE);
}

static void
test_mistyped (void)
{
  g_autofree char *shorter = assert_no_code ("01234-56789-ABCDE-FGHJK-MNPQ");
  g_autofree char *longer = assert_no_code (CODE "G");
  g_autofree char *strange = assert_no_code ("U1234-56789-ABCDE-FGHJK-MNPQF");
  g_autofree char *empty = assert_no_code ("");
  g_autofree char *korean = assert_no_code ("복구 코드");
  g_autofree char *broken = assert_no_code ("01234-\xff\xfe");
  g_autofree char *control = assert_no_code ("\x01\x02");
  g_autofree char *huge = g_strnfill (100000, '0');
  g_autofree char *too_much = assert_no_code (huge);
  g_autofree char *letter = NULL;

  /* Each sentence tells what to do; they are not all the same. */
  g_assert_cmpstr (shorter, ==, empty);
  g_assert_cmpstr (shorter, ==, control);
  g_assert_cmpstr (shorter, !=, longer);
  g_assert_cmpstr (longer, ==, too_much);
  g_assert_cmpstr (strange, ==, korean);
  g_assert_cmpstr (strange, ==, broken);
  g_assert_cmpstr (strange, !=, shorter);

  /* Every single character that is another one. */
  for (guint i = 0; i < strlen (CODE); i++)
    {
      if (CODE[i] == '-')
        continue;

      for (const char *c = alphabet; *c != '\0'; c++)
        {
          g_autofree char *typed = g_strdup (CODE);
          g_autoptr(GError) error = NULL;
          g_autofree char *code = NULL;

          typed[i] = *c;
          code = normalize (typed, &error);
          g_assert_true ((code != NULL) == (*c == CODE[i]));
        }
    }

  /* Any two that changed places. */
  letter = g_strdup (CODE);
  for (guint i = 0; i < strlen (CODE); i++)
    {
      for (guint j = i + 1; j < strlen (CODE); j++)
        {
          g_autofree char *typed = g_strdup (CODE);
          g_autofree char *code = NULL;
          g_autoptr(GError) error = NULL;

          if (CODE[i] == '-' || CODE[j] == '-' || CODE[i] == CODE[j])
            continue;

          typed[i] = letter[j];
          typed[j] = letter[i];
          code = normalize (typed, &error);
          g_assert_null (code);
        }
    }
}

/* -- the wrap ----------------------------------------------------------------------------------------------------- */

static void
assert_unopened (GBytes     *wrap,
                 const char *code,
                 GBytes     *id,
                 int         expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookKey) key = jb_key_wrap_open (wrap, code, id, &error);

  g_assert_null (key);
  g_assert_error (error, JB_ARCHIVE_ERROR, expected);
  g_assert_null (strstr (error->message, code));
}

static GBytes *
alter (GBytes *bytes,
       gsize   at,
       guint8  value)
{
  gsize size = g_bytes_get_size (bytes);
  guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

  copy[at] = value;
  return g_bytes_new_take (copy, size);
}

static void
test_wrap (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookKey) key = jb_book_key_new (NULL);
  g_autoptr(GBytes) id = g_bytes_new_static ("this book's own", 16);
  g_autoptr(GBytes) other_id = g_bytes_new_static ("another book's", 15);
  g_autoptr(GBytes) wrap = jb_key_wrap_make (key, CODE, id, &error);
  g_autoptr(GBytes) twice = NULL;
  g_autoptr(JbBookKey) opened = NULL;

  g_assert_no_error (error);
  opened = jb_key_wrap_open (wrap, CODE, id, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (jb_book_key_get_bytes (opened), JB_BOOK_KEY_BYTES, jb_book_key_get_bytes (key), JB_BOOK_KEY_BYTES);

  g_assert_null (memmem (g_bytes_get_data (wrap, NULL), g_bytes_get_size (wrap), jb_book_key_get_bytes (key), 8));
  twice = jb_key_wrap_make (key, CODE, id, &error);
  g_assert_false (g_bytes_equal (wrap, twice));

  assert_unopened (wrap, "01234-56789-ABCDE-FGHJK-MNPQR", id, JB_ARCHIVE_ERROR_KEY);
  assert_unopened (wrap, CODE, other_id, JB_ARCHIVE_ERROR_KEY);
  for (gsize at = 4; at < g_bytes_get_size (wrap); at += 13)
    {
      g_autoptr(GBytes) altered = alter (wrap, at, ((const guint8 *) g_bytes_get_data (wrap, NULL))[at] ^ 0x10);

      assert_unopened (altered, CODE, id, JB_ARCHIVE_ERROR_KEY);
    }
}

/* A wrap of a foreign book may not make us spend memory or time. */
static void
test_hostile_wrap (void)
{
  static const struct { gsize at; guint8 value; int code; } cases[] = {
    { 0, 0, JB_ARCHIVE_ERROR_CORRUPT }, { 0, 2, JB_ARCHIVE_ERROR_TOO_NEW }, { 0, 255, JB_ARCHIVE_ERROR_TOO_NEW },
    { 1, 0, JB_ARCHIVE_ERROR_CORRUPT }, { 1, 17, JB_ARCHIVE_ERROR_CORRUPT }, { 1, 63, JB_ARCHIVE_ERROR_CORRUPT },
    { 1, 64, JB_ARCHIVE_ERROR_CORRUPT }, { 1, 255, JB_ARCHIVE_ERROR_CORRUPT },
    { 2, 0, JB_ARCHIVE_ERROR_CORRUPT }, { 2, 17, JB_ARCHIVE_ERROR_CORRUPT }, { 2, 255, JB_ARCHIVE_ERROR_CORRUPT },
    { 3, 0, JB_ARCHIVE_ERROR_CORRUPT }, { 3, 5, JB_ARCHIVE_ERROR_CORRUPT }, { 3, 255, JB_ARCHIVE_ERROR_CORRUPT },
  };
  g_autoptr(JbBookKey) key = jb_book_key_new (NULL);
  g_autoptr(GBytes) id = g_bytes_new_static ("id", 2);
  g_autoptr(GBytes) wrap = jb_key_wrap_make (key, CODE, id, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) hostile = alter (wrap, cases[i].at, cases[i].value);

      assert_unopened (hostile, CODE, id, cases[i].code);
    }

  {
    /* scrypt knows no such numbers: a damage, not a computer that cannot do it. */
    g_autoptr(GBytes) small_r = alter (wrap, 2, 1);
    g_autoptr(GBytes) hostile = alter (small_r, 1, 16);

    assert_unopened (hostile, CODE, id, JB_ARCHIVE_ERROR_CORRUPT);
  }

  for (gsize size = 0; size < g_bytes_get_size (wrap); size++)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (wrap, 0, size);

      assert_unopened (cut, CODE, id, JB_ARCHIVE_ERROR_CORRUPT);
    }
}

static void
test_proof (void)
{
  g_autoptr(JbBookKey) key = jb_book_key_new (NULL);
  g_autoptr(JbBookKey) other = jb_book_key_new (NULL);
  guint8 one[JB_KEY_PROOF_BYTES], two[JB_KEY_PROOF_BYTES];

  g_assert_true (jb_key_proof_make (key, one, NULL));
  g_assert_true (jb_key_proof_make (key, two, NULL));
  g_assert_cmpmem (one, sizeof one, two, sizeof two);
  g_assert_true (jb_key_proof_make (other, two, NULL));
  g_assert_true (memcmp (one, two, sizeof one) != 0);
  g_assert_true (memcmp (one, jb_book_key_get_bytes (key), sizeof one) != 0);
}

/* HKDF as RFC 5869 has it, with its own means: extract with 32 zeros, expand once. */
static void
test_derive (void)
{
  guint8 key[JB_CIPHER_KEY_BYTES], zeros[32] = { 0 }, extracted[32], expected[32], derived[32];
  g_autoptr(GHmac) extract = NULL;
  g_autoptr(GHmac) expand = NULL;
  gsize size = 32;

  memset (key, 0x0b, sizeof key);
  extract = g_hmac_new (G_CHECKSUM_SHA256, zeros, sizeof zeros);
  g_hmac_update (extract, key, sizeof key);
  g_hmac_get_digest (extract, extracted, &size);
  expand = g_hmac_new (G_CHECKSUM_SHA256, extracted, sizeof extracted);
  g_hmac_update (expand, (const guchar *) "purpose\1", 8);
  g_hmac_get_digest (expand, expected, &size);

  g_assert_true (jb_cipher_derive (key, "purpose", derived, NULL));
  g_assert_cmpmem (derived, sizeof derived, expected, sizeof expected);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/book-key/key", test_key);
  g_test_add_func ("/book-key/code", test_code);
  g_test_add_func ("/book-key/code/forgiven", test_forgiven);
  g_test_add_func ("/book-key/code/mistyped", test_mistyped);
  g_test_add_func ("/book-key/wrap", test_wrap);
  g_test_add_func ("/book-key/wrap/hostile", test_hostile_wrap);
  g_test_add_func ("/book-key/proof", test_proof);
  g_test_add_func ("/book-key/derive", test_derive);

  return g_test_run ();
}
