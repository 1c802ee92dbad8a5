/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key is only ever copied into memory that is wiped. The code is 120 random bits in base 32 and a check character over
 * GF(32) that shows every mistyped character and every two that changed places. */

#define G_LOG_DOMAIN "jb-book-key"

#include "config.h"

#include "jb-book-key.h"

#include "jb-archive.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

/* Says what the line in the keyring is, and in which form. */
#define TEXT_PREFIX "jangbu-book-key-1:"
#define HEX_BYTES (JB_BOOK_KEY_BYTES * 2)

#define RANDOM_LENGTH (JB_RECOVERY_CODE_LENGTH - 1)
#define RANDOM_BYTES (RANDOM_LENGTH * 5 / 8)
#define GROUP 5

/* Nobody types more than this by mistake; what is longer is not looked at. */
#define TYPED_MAX 400

struct _JbBookKey
{
  gatomicrefcount ref_count;
  guint8          bytes[JB_BOOK_KEY_BYTES];
};

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static gboolean
fill_random (guint8  *bytes,
             int      size,
             GError **error)
{
  if (RAND_priv_bytes (bytes, size) == 1)
    return TRUE;

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                       _("The system gives no random numbers, so no key can be made. Restart the computer and try again."));
  return FALSE;
}

/* -- the key ------------------------------------------------------------------------------------------------------ */

JbBookKey *
jb_book_key_new_for_bytes (const guint8 bytes[JB_BOOK_KEY_BYTES])
{
  JbBookKey *self = g_new0 (JbBookKey, 1);

  g_atomic_ref_count_init (&self->ref_count);
  memcpy (self->bytes, bytes, JB_BOOK_KEY_BYTES);
  return self;
}

JbBookKey *
jb_book_key_new (GError **error)
{
  guint8 bytes[JB_BOOK_KEY_BYTES];
  JbBookKey *self = NULL;

  if (fill_random (bytes, sizeof bytes, error))
    self = jb_book_key_new_for_bytes (bytes);
  OPENSSL_cleanse (bytes, sizeof bytes);
  return self;
}

JbBookKey *
jb_book_key_ref (JbBookKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
jb_book_key_unref (JbBookKey *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  OPENSSL_cleanse (self->bytes, sizeof self->bytes);
  g_free (self);
}

const guint8 *
jb_book_key_get_bytes (JbBookKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}

char *
jb_book_key_to_text (JbBookKey *self)
{
  static const char digits[] = "0123456789abcdef";
  gsize prefix = strlen (TEXT_PREFIX);
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_malloc (prefix + HEX_BYTES + 1);
  memcpy (text, TEXT_PREFIX, prefix);
  for (guint i = 0; i < JB_BOOK_KEY_BYTES; i++)
    {
      text[prefix + 2 * i] = digits[self->bytes[i] >> 4];
      text[prefix + 2 * i + 1] = digits[self->bytes[i] & 15];
    }
  text[prefix + HEX_BYTES] = '\0';
  return text;
}

JbBookKey *
jb_book_key_from_text (const char *text)
{
  guint8 bytes[JB_BOOK_KEY_BYTES];
  JbBookKey *self;
  const char *hex;

  if (text == NULL || !g_str_has_prefix (text, TEXT_PREFIX))
    return NULL;

  hex = text + strlen (TEXT_PREFIX);
  if (strlen (hex) != HEX_BYTES || strspn (hex, "0123456789abcdef") != HEX_BYTES)
    return NULL;

  for (guint i = 0; i < JB_BOOK_KEY_BYTES; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  self = jb_book_key_new_for_bytes (bytes);
  OPENSSL_cleanse (bytes, sizeof bytes);
  return self;
}

/* -- the recovery code -------------------------------------------------------------------------------------------- */

/* Times the generator of GF(32) with x^5 + x^2 + 1. */
static guint
gf_double (guint a)
{
  a <<= 1;
  return a & 32 ? a ^ 0x25 : a;
}

/* The sum of all characters, each with a weight of its own, is 0 with the right check character at the end. */
static guint
checksum (const guint8 *values,
          guint         n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    sum = gf_double (sum) ^ values[i];
  return sum;
}

/* "XXXXX-XXXXX-…" (transfer full) */
static char *
write_code (const guint8 values[JB_RECOVERY_CODE_LENGTH])
{
  char *code = g_malloc (JB_RECOVERY_CODE_TEXT_LENGTH + 1);
  char *to = code;

  for (guint i = 0; i < JB_RECOVERY_CODE_LENGTH; i++)
    {
      if (i > 0 && i % GROUP == 0)
        *to++ = '-';
      *to++ = alphabet[values[i]];
    }
  *to = '\0';
  return code;
}

char *
jb_recovery_code_new (GError **error)
{
  guint8 random[RANDOM_BYTES];
  guint8 values[JB_RECOVERY_CODE_LENGTH];
  char *code = NULL;

  G_STATIC_ASSERT (RANDOM_BYTES * 8 == RANDOM_LENGTH * 5);
  if (fill_random (random, sizeof random, error))
    {
      for (guint i = 0; i < RANDOM_LENGTH; i++)
        {
          guint bit = i * 5;
          guint pair = (guint) random[bit / 8] << 8 | (bit / 8 + 1 < RANDOM_BYTES ? random[bit / 8 + 1] : 0);

          values[i] = (pair >> (11 - bit % 8)) & 31;
        }
      values[RANDOM_LENGTH] = (guint8) gf_double (checksum (values, RANDOM_LENGTH));
      code = write_code (values);
    }

  OPENSSL_cleanse (random, sizeof random);
  OPENSSL_cleanse (values, sizeof values);
  return code;
}

static gboolean
set_code_error (GError     **error,
                const char  *sentence)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY, sentence);
  return FALSE;
}

/* The width of a letter does not matter: what Korean and Japanese input methods type is read as its ASCII. */
static gunichar
narrow (gunichar c)
{
  return c >= 0xff01 && c <= 0xff5e ? c - 0xff01 + '!' : c;
}

static gboolean
is_separator (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  /* What hyphens become on the way through other programs: dashes, minus, underscore; invisible characters of a copied text. */
  return g_unichar_isspace (c) || type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_FORMAT || type == G_UNICODE_CONTROL ||
         c == '_' || c == 0x2212;
}

/* -1 = in no code. */
static int
read_character (gunichar c)
{
  const char *found;

  if (c == 0 || c >= 0x80)
    return -1;

  c = (gunichar) g_ascii_toupper ((char) c);
  if (c == 'O')
    return 0;
  if (c == 'I' || c == 'L')
    return 1;

  found = strchr (alphabet, (int) c);
  return found != NULL ? (int) (found - alphabet) : -1;
}

static gboolean
read_code (const char  *typed,
           guint8       values[JB_RECOVERY_CODE_LENGTH],
           GError     **error)
{
  guint n = 0;

  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = narrow (g_utf8_get_char (p));
      int value;

      if (is_separator (c))
        continue;

      value = read_character (c);
      if (value < 0)
        return set_code_error (error, _("A character was typed that is in no recovery code. It has only digits and the letters A to Z without U."));

      if (n < JB_RECOVERY_CODE_LENGTH)
        values[n] = (guint8) value;
      n++;
    }

  if (n < JB_RECOVERY_CODE_LENGTH)
    return set_code_error (error, _("The recovery code is too short. It has five groups of five characters: type all of it."));

  if (n > JB_RECOVERY_CODE_LENGTH)
    return set_code_error (error, _("The recovery code is too long. It has five groups of five characters: type it once."));

  if (checksum (values, JB_RECOVERY_CODE_LENGTH) != 0)
    return set_code_error (error, _("The recovery code is mistyped. Compare it with what you wrote down, one group after the other."));

  return TRUE;
}

char *
jb_recovery_code_normalize (const char  *typed,
                            GError     **error)
{
  guint8 values[JB_RECOVERY_CODE_LENGTH] = { 0 };
  char *code = NULL;

  g_return_val_if_fail (typed != NULL, NULL);

  if (strlen (typed) > TYPED_MAX)
    set_code_error (error, _("The recovery code is too long. It has five groups of five characters: type it once."));
  else if (!g_utf8_validate (typed, -1, NULL))
    set_code_error (error, _("A character was typed that is in no recovery code. It has only digits and the letters A to Z without U."));
  else if (read_code (typed, values, error))
    code = write_code (values);

  OPENSSL_cleanse (values, sizeof values);
  return code;
}
