/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Values of an invoice as the form shows them. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

#include "jb-search-text.h"

#include <string.h>

/* More than any field of the standard holds, remarks included: etax-domain.md 1.1. The rest is in the original. */
#define MAX_LETTERS 600

/* Marks of direction and controls would put letters elsewhere than they are read. */
static gboolean
is_unwanted (gunichar letter)
{
  GUnicodeType type = g_unichar_type (letter);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_UNASSIGNED || type == G_UNICODE_SURROGATE;
}

static char *
clean (const char *text,
       gboolean    with_lines)
{
  g_autofree char *valid = NULL, *masked = NULL;
  GString *line;
  guint n = 0;

  if (text == NULL)
    return NULL;

  valid = g_utf8_make_valid (text, -1);
  masked = jb_private_mask (valid);
  line = g_string_new (NULL);
  for (const char *at = masked; *at != '\0' && n < MAX_LETTERS; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);
      char last = line->len > 0 ? line->str[line->len - 1] : '\n';

      if (letter == '\n' && with_lines)
        {
          if (last == ' ')
            g_string_truncate (line, line->len - 1);
          if (line->len > 0 && last != '\n')
            g_string_append_c (line, '\n');
        }
      else if (g_unichar_isspace (letter))
        {
          if (last != ' ' && last != '\n')
            g_string_append_c (line, ' ');
        }
      else if (!is_unwanted (letter))
        {
          g_string_append_unichar (line, letter);
          n++;
        }
    }
  if (n == MAX_LETTERS)
    g_string_append (line, "…");
  g_strchomp (line->str);

  if (*line->str != '\0')
    return g_string_free (line, FALSE);
  g_string_free (line, TRUE);
  return NULL;
}

char *
_jb_form_text (const char *text)
{
  return clean (text, FALSE);
}

char *
_jb_form_lines (const char *text)
{
  return clean (text, TRUE);
}

/* Quantities and prices come as the sender wrote them: "1.000", "100.", "-1" (etax-domain.md 1.4). */
char *
_jb_form_number (const char *text)
{
  g_autofree char *plain = clean (text, FALSE);
  const char *digits, *dot;
  gsize n_whole, n_rest, n_shown;
  GString *number;

  if (plain == NULL)
    return NULL;

  digits = plain + (*plain == '-');
  n_whole = strspn (digits, "0123456789");
  dot = digits + n_whole;
  n_rest = *dot == '.' ? strspn (dot + 1, "0123456789") : 0;
  if (n_whole == 0 || digits[n_whole + (*dot == '.') + n_rest] != '\0')
    return g_steal_pointer (&plain);

  number = g_string_new (*plain == '-' ? "-" : "");
  for (gsize i = 0; i < n_whole; i++)
    {
      if (i > 0 && (n_whole - i) % 3 == 0)
        g_string_append_c (number, ',');
      g_string_append_c (number, digits[i]);
    }
  for (n_shown = n_rest; n_shown > 0 && dot[n_shown] == '0'; n_shown--)
    ;
  if (n_shown > 0)
    g_string_append_len (number, dot, (gssize) n_shown + 1);
  return g_string_free (number, FALSE);
}

/* The parts of the names are those of etax-domain.md 1.2; every invoice that comes here is an electronic one. */
char *
_jb_form_kind (int kind)
{
  return g_strconcat (jb_kind_is_amended (kind) ? "수정" : "",
                      jb_kind_is_zero_rated (kind) ? "영세율" : "",
                      jb_kind_is_consignment (kind) ? "위수탁" : "",
                      jb_kind_is_import (kind) ? "수입" : "",
                      jb_kind_is_exempt (kind) ? "전자계산서" : "전자세금계산서",
                      NULL);
}

/* etax-domain.md 1.2 */
const char *
_jb_form_amendment (JbAmendment amendment)
{
  switch (amendment)
    {
    case JB_AMENDMENT_CORRECTION:    return "기재사항 착오·정정";
    case JB_AMENDMENT_SUPPLY_CHANGE: return "공급가액 변동";
    case JB_AMENDMENT_RETURN:        return "환입";
    case JB_AMENDMENT_CANCELLATION:  return "계약의 해제";
    case JB_AMENDMENT_LOCAL_LC:      return "내국신용장 등 사후 개설";
    case JB_AMENDMENT_DOUBLE_ISSUE:  return "착오에 의한 이중발급";
    case JB_AMENDMENT_NONE:
    default:                         return NULL;
    }
}
