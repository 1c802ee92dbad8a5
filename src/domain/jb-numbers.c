/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as people and services write them: registration numbers, issue ids (etax-domain.md 2) and won. */

#define G_LOG_DOMAIN "jb-numbers"

#include "config.h"

#include "jb-numbers.h"

#include "jb-date.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define BUSINESS_DIGITS    10
#define RESIDENT_DIGITS    13
#define FOREIGNER          "9999999999999"
#define ISSUE_ID_CHARS     24
#define ISSUE_ID_DATE      8
#define PLAIN_DIGITS       17

G_DEFINE_QUARK (jb-value-error-quark, jb_value_error)

/* What is left of @text without blanks and hyphens. (transfer full) */
static char *
squeeze (const char *text)
{
  char *squeezed = g_malloc (strlen (text) + 1);
  char *to = squeezed;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at != '-' && !g_ascii_isspace (*at))
        *to++ = *at;
    }

  *to = '\0';
  return squeezed;
}

static gboolean
is_digits (const char *text,
           gsize       length)
{
  return text != NULL && strlen (text) == length && strspn (text, "0123456789") == length;
}

static gboolean
is_all_zeros (const char *digits)
{
  return digits[strspn (digits, "0")] == '\0';
}

static gboolean
has (const char *text,
     gboolean  (*is_of) (gunichar))
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (is_of (g_utf8_get_char (at)))
      return TRUE;

  return FALSE;
}

static gboolean
is_foreign_digit (gunichar c)
{
  return g_unichar_isdigit (c) && c > 127;
}

/* Why @text is no business number, in a sentence that helps to mend it. @squeezed: the same without blanks and hyphens. Static or
 * (transfer full) in *@buffer. */
static const char *
explain_business_number (const char  *text,
                         const char  *squeezed,
                         char       **buffer)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  if (*squeezed == '\0' || !g_utf8_validate (squeezed, -1, NULL))
    return _("A business registration number has ten digits.");
  if (has (squeezed, is_foreign_digit))
    return _("A business registration number has ten digits of the plain kind, 0 to 9. These are full-width or of another script.");
  if (has (squeezed, g_unichar_isalpha))
    return _("There are letters in this number. A business registration number has ten digits and nothing else.");
  if (!is_digits (squeezed, strlen (squeezed)))
    return _("There are signs in this number that do not belong there. Only hyphens and blanks may stand between the ten digits.");
  if (strpbrk (trimmed, "\r\n") != NULL)
    return _("There is more than one line here. Enter one business registration number, ten digits.");

  *buffer = g_strdup_printf (_("A business registration number has ten digits, and this one has %u."), (guint) strlen (squeezed));
  return *buffer;
}

char *
jb_business_number_parse (const char  *text,
                          GError     **error)
{
  g_autofree char *digits = squeeze (text != NULL ? text : "");

  if (!is_digits (digits, BUSINESS_DIGITS))
    {
      g_autofree char *buffer = NULL;

      g_set_error_literal (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT,
                           explain_business_number (text != NULL ? text : "", digits, &buffer));
      return NULL;
    }

  if (is_all_zeros (digits))
    {
      g_set_error_literal (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT,
                           _("Ten zeros are not a business registration number."));
      return NULL;
    }

  return g_steal_pointer (&digits);
}

gboolean
jb_business_number_has_check (const char *digits)
{
  static const int weights[] = { 1, 3, 7, 1, 3, 7, 1, 3, 5 };
  int sum = 0;

  if (!is_digits (digits, BUSINESS_DIGITS) || is_all_zeros (digits))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += (digits[i] - '0') * weights[i];
  sum += (digits[8] - '0') * 5 / 10;

  return digits[9] - '0' == (10 - sum % 10) % 10;
}

char *
jb_business_number_format (const char *digits)
{
  if (!is_digits (digits, BUSINESS_DIGITS))
    return g_strdup (digits != NULL ? digits : "");

  return g_strdup_printf ("%.3s-%.2s-%s", digits, digits + 3, digits + 5);
}

gboolean
jb_registration_is_private (const char *digits)
{
  gboolean is_foreigner = TRUE;
  gsize n = 0;

  /* Asked several times for each row of a list: nothing is copied. */
  for (const char *at = digits != NULL ? digits : ""; *at != '\0'; at++)
    {
      if (*at == '-' || g_ascii_isspace (*at))
        continue;
      is_foreigner = is_foreigner && n < RESIDENT_DIGITS && *at == FOREIGNER[n];
      if (!g_ascii_isdigit (*at))
        break;
      n++;
    }

  /* Longer ones too: rather hide a broken number than show a person's. */
  return n >= RESIDENT_DIGITS && !is_foreigner;
}

char *
jb_registration_display (const char *digits)
{
  if (jb_registration_is_private (digits))
    {
      g_autofree char *squeezed = squeeze (digits);

      return g_strdup_printf ("%.6s-%.1s******", squeezed, squeezed + 6);
    }

  return jb_business_number_format (digits);
}

char *
jb_issue_id_parse (const char  *text,
                   GError     **error)
{
  g_autofree char *id = squeeze (text != NULL ? text : "");
  gboolean ok = strlen (id) == ISSUE_ID_CHARS;

  for (int i = 0; ok && i < ISSUE_ID_CHARS; i++)
    ok = i < ISSUE_ID_DATE ? g_ascii_isdigit (id[i]) : g_ascii_isalnum (id[i]);

  if (!ok)
    {
      g_set_error_literal (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT,
                           _("An issue id has eight digits for the date and sixteen letters or digits after it."));
      return NULL;
    }

  if (jb_issue_id_get_date (id) == 0)
    {
      g_set_error_literal (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT,
                           _("The first eight digits of an issue id are a date; these are none."));
      return NULL;
    }

  return g_steal_pointer (&id);
}

int
jb_issue_id_get_date (const char *issue_id)
{
  char day[ISSUE_ID_DATE + 1] = { 0 };
  int date = 0;

  if (issue_id == NULL || strlen (issue_id) < ISSUE_ID_DATE)
    return 0;

  memcpy (day, issue_id, ISSUE_ID_DATE);
  if (!is_digits (day, ISSUE_ID_DATE) || !jb_date_parse (day, &date))
    return 0;

  return date;
}

char *
jb_issue_id_format (const char *issue_id)
{
  if (issue_id == NULL || strlen (issue_id) != ISSUE_ID_CHARS)
    return g_strdup (issue_id != NULL ? issue_id : "");

  return g_strdup_printf ("%.8s-%.8s-%s", issue_id, issue_id + 8, issue_id + 16);
}

/* The size of an amount; G_MININT64 has one, but not as a gint64. */
static guint64
magnitude (gint64 won)
{
  return won < 0 ? (guint64) -(won + 1) + 1 : (guint64) won;
}

char *
jb_won_format (gint64 won)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, magnitude (won));
  gsize length = strlen (digits);
  GString *text = g_string_new (won < 0 ? "-" : "");

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }

  return g_string_free (text, FALSE);
}

/* Takes the digits out of "1,200,000" or "1 200 000" and moves behind them. Groups are of three, so that "1,20" is nothing.
 * (transfer full) NULL when it is not grouped so. */
static char *
read_grouped_digits (const char **text)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  const char *at = *text;
  gsize n = strspn (at, "0123456789");
  gboolean first = TRUE;

  if (n == 0)
    return NULL;

  g_string_append_len (digits, at, n);
  at += n;

  while ((*at == ',' || *at == ' ') && g_ascii_isdigit (at[1]))
    {
      if (first && n > 3)
        return NULL;
      first = FALSE;
      if (strspn (at + 1, "0123456789") != 3)
        return NULL;
      g_string_append_len (digits, at + 1, 3);
      at += 4;
    }

  *text = at;
  return g_strdup (digits->str);
}

static gboolean
digits_to_won (const char *digits,
               gboolean    negative,
               gint64     *won)
{
  gint64 value = 0;

  for (const char *at = digits; *at != '\0'; at++)
    {
      int digit = *at - '0';

      if (__builtin_mul_overflow (value, (gint64) 10, &value) ||
          __builtin_add_overflow (value, (gint64) (negative ? -digit : digit), &value))
        return FALSE;
    }

  *won = value;
  return TRUE;
}

/* What nearly all services write: digits and nothing else, too few to be too large. */
static gboolean
parse_plain_digits (const char *text,
                    gint64     *won)
{
  gboolean negative = *text == '-';
  const char *digits = text + negative;
  gint64 value = 0;
  gsize n = 0;

  while (n <= PLAIN_DIGITS && g_ascii_isdigit (digits[n]))
    value = value * 10 + (digits[n++] - '0');

  if (n == 0 || n > PLAIN_DIGITS || digits[n] != '\0')
    return FALSE;

  *won = negative ? -value : value;
  return TRUE;
}

gboolean
jb_won_parse (const char  *text,
              gint64      *won,
              GError     **error)
{
  g_autofree char *copy = NULL;
  g_autofree char *digits = NULL;
  const char *at;
  gboolean negative;

  g_return_val_if_fail (won != NULL, FALSE);

  if (text != NULL && parse_plain_digits (text, won))
    return TRUE;

  copy = g_strstrip (g_strdup (text != NULL ? text : ""));
  at = copy;
  negative = *at == '-';
  if (*at == '-' || *at == '+')
    at++;

  digits = read_grouped_digits (&at);
  if (digits != NULL && *at == '.')
    at += 1 + strspn (at + 1, "0");
  at += strspn (at, " ");
  if (g_str_has_prefix (at, "원"))
    at += strlen ("원");

  if (digits == NULL || *at != '\0')
    {
      g_set_error_literal (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT,
                           _("This is not an amount in whole won."));
      return FALSE;
    }

  if (!digits_to_won (digits, negative, won))
    {
      g_set_error_literal (error, JB_VALUE_ERROR, JB_VALUE_ERROR_RANGE,
                           _("This amount is too large."));
      return FALSE;
    }

  return TRUE;
}

/* One to four digits: "일천이백", and "일십" as forms of money write it. */
static void
append_group (GString *text,
              int      group)
{
  static const char * const names[] = { "", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구" };
  static const struct
  {
    int         size;
    const char *name;
  } places[] = { { 1000, "천" }, { 100, "백" }, { 10, "십" }, { 1, "" } };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      int digit = group / places[i].size % 10;

      if (digit != 0)
        {
          g_string_append (text, names[digit]);
          g_string_append (text, places[i].name);
        }
    }
}

char *
jb_won_read_korean (gint64 won)
{
  static const struct
  {
    guint64     size;
    const char *name;
  } groups[] = {
    { G_GUINT64_CONSTANT (10000000000000000), "경" },
    { G_GUINT64_CONSTANT (1000000000000), "조" },
    { G_GUINT64_CONSTANT (100000000), "억" },
    { G_GUINT64_CONSTANT (10000), "만" },
    { 1, "" },
  };
  guint64 size = magnitude (won);
  GString *text = g_string_new (won < 0 ? "마이너스 일금 " : "일금 ");

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      int group = (int) (size / groups[i].size % 10000);

      if (group != 0)
        {
          append_group (text, group);
          g_string_append (text, groups[i].name);
        }
    }

  if (size == 0)
    g_string_append (text, "영");
  g_string_append (text, "원정");

  return g_string_free (text, FALSE);
}
