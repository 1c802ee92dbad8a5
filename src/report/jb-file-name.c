/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file name is a list of what may stand in it, not of what may not: letters, marks, digits, signs of names like ㈜ and a few
 * harmless ones. Every other character becomes one "_", and what cannot be seen goes away. */

#define G_LOG_DOMAIN "jb-file-name"

#include "config.h"

#include "jb-file-name.h"

#include "jb-date.h"
#include "jb-search-text.h"

#include <string.h>

/* Enough for twenty Korean syllables. The date, the id, their signs and the extension take at most 60 bytes more. */
#define NAME_BYTES     66
#define ISSUE_ID_BYTES 32

/* When an invoice says nothing of itself. */
#define UNNAMED "invoice"

typedef enum
{
  LETTER_KEEP,
  LETTER_BLANK,
  LETTER_DROP,     /* cannot be seen: controls, marks of direction, joiners, byte order marks */
  LETTER_REPLACE,
} Letter;

static Letter
judge (gunichar letter)
{
  /* Look like nothing though they are letters to Unicode: the fillers of Hangul. */
  if (letter == 0x115f || letter == 0x1160 || letter == 0x3164 || letter == 0xffa0)
    return LETTER_DROP;

  switch (g_unichar_type (letter))
    {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
    case G_UNICODE_OTHER_SYMBOL:
      return LETTER_KEEP;

    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return LETTER_BLANK;

    case G_UNICODE_CONTROL:
      return letter == '\t' || letter == '\n' || letter == '\r' ? LETTER_BLANK : LETTER_DROP;

    case G_UNICODE_FORMAT:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return LETTER_DROP;

    case G_UNICODE_CONNECT_PUNCTUATION:
    case G_UNICODE_DASH_PUNCTUATION:
    case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION:
    case G_UNICODE_INITIAL_PUNCTUATION:
    case G_UNICODE_OTHER_PUNCTUATION:
    case G_UNICODE_OPEN_PUNCTUATION:
    case G_UNICODE_CURRENCY_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_MATH_SYMBOL:
    default:
      return letter != 0 && letter < 0x80 && strchr ("-()&+,.", (int) letter) != NULL ? LETTER_KEEP : LETTER_REPLACE;
    }
}

/* Never two fillers side by side: "a / b" is "a_b", "a  b" is "a b". A dot after a filler or a dot would begin a hidden name. */
static void
append_letter (GString  *name,
               gunichar  letter)
{
  char last = name->len > 0 ? name->str[name->len - 1] : '_';
  gboolean after_filler = strchr ("_ .", last) != NULL;

  switch (judge (letter))
    {
    case LETTER_KEEP:
      if (letter != '.' || !after_filler)
        g_string_append_unichar (name, letter);
      break;

    case LETTER_BLANK:
      if (!after_filler)
        g_string_append_c (name, ' ');
      break;

    case LETTER_REPLACE:
      if (last == ' ')
        name->str[name->len - 1] = '_';
      else if (last != '_')
        g_string_append_c (name, '_');
      break;

    case LETTER_DROP:
    default:
      break;
    }
}

/* Other systems drop dots and blanks at an end, and a hyphen in front reads as an option. */
static void
trim (GString *name)
{
  gsize front = strspn (name->str, " ._-");

  g_string_erase (name, 0, (gssize) front);
  while (name->len > 0 && strchr (" ._-", name->str[name->len - 1]) != NULL)
    g_string_truncate (name, name->len - 1);
}

char *
jb_file_name_clean (const char *text,
                    gsize       max_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  GString *name = g_string_new (NULL);

  for (const char *at = composed != NULL ? composed : ""; *at != '\0'; at = g_utf8_next_char (at))
    append_letter (name, g_utf8_get_char (at));
  trim (name);

  if (name->len > max_bytes)
    {
      const char *end = name->str + max_bytes;

      if (((guchar) *end & 0xc0) == 0x80)
        end = g_utf8_find_prev_char (name->str, end);
      g_string_truncate (name, end != NULL ? (gsize) (end - name->str) : 0);
      trim (name);
    }

  return g_string_free (name, FALSE);
}

static void
append_part (GString    *name,
             const char *part)
{
  if (*part == '\0')
    return;
  if (name->len > 0)
    g_string_append_c (name, '_');
  g_string_append (name, part);
}

char *
jb_file_name_for_invoice (JbInvoice  *invoice,
                          const char *extension)
{
  const JbParty *party;
  g_autofree char *date = NULL, *masked = NULL, *counterparty = NULL, *issue_id = NULL;
  GString *name = g_string_new (NULL);

  g_return_val_if_fail (JB_IS_INVOICE (invoice), NULL);
  g_return_val_if_fail (extension != NULL && *extension != '\0', NULL);

  party = jb_invoice_get_counterparty (invoice);
  if (party == NULL)
    party = invoice->supplier;

  date = jb_date_format (invoice->written_on);
  masked = party != NULL ? jb_private_mask (party->name) : NULL;
  counterparty = jb_file_name_clean (masked, NAME_BYTES);
  issue_id = jb_file_name_clean (invoice->issue_id, ISSUE_ID_BYTES);

  append_part (name, date);
  append_part (name, counterparty);
  append_part (name, issue_id);
  /* Device names of other systems (CON, NUL …) have no "_" in them. */
  if (strchr (name->str, '_') == NULL)
    g_string_prepend (name, name->len > 0 ? UNNAMED "_" : UNNAMED);

  g_string_append_printf (name, ".%s", extension);
  return g_string_free (name, FALSE);
}

char *
jb_file_name_numbered (const char *name,
                       guint       number)
{
  const char *dot;

  g_return_val_if_fail (name != NULL, NULL);

  dot = strrchr (name, '.');
  if (dot == NULL || dot == name)
    return g_strdup_printf ("%s (%u)", name, number);
  return g_strdup_printf ("%.*s (%u)%s", (int) (dot - name), name, number, dot);
}
