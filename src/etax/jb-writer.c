/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Elements, texts and numbers one by one; what cannot be written is complained about and left out. */

#define G_LOG_DOMAIN "jb-writer"

#include "config.h"

#include "jb-writer-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "jb-date.h"

#define BLANKS " \t\n\v\f\r"

/* etax-domain.md 1.1 */
#define MAX_DECIMALS 2
/* The reference gives no width for numbers with decimals; some limit keeps a document within what we read ourselves. */
#define MAX_DECIMAL  30

/* "Supplier · Name", "Line 3 · Item". (transfer full) */
static char *
name_field (JbWriter   *self,
            const char *field)
{
  if (self->line > 0)
    return g_strdup_printf (_("Line %u · %s"), self->line, field);
  if (self->where != NULL)
    return g_strdup_printf ("%s · %s", self->where, field);
  return g_strdup (field);
}

void
_jb_writer_complain (JbWriter   *self,
                     const char *sentence)
{
  g_ptr_array_add (self->problems, g_strdup (sentence));
}

void
_jb_writer_complain_about (JbWriter   *self,
                           const char *field,
                           const char *format)
{
  g_autofree char *name = name_field (self, field);

  g_ptr_array_add (self->problems, g_strdup_printf (format, name));
}

static void
start_line (JbWriter *self)
{
  g_string_append_c (self->xml, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append_c (self->xml, '\t');
}

void
_jb_writer_open (JbWriter   *self,
                 const char *element)
{
  start_line (self);
  g_string_append_printf (self->xml, "<%s>", element);
  self->depth++;
}

void
_jb_writer_close (JbWriter   *self,
                  const char *element)
{
  self->depth--;
  start_line (self);
  g_string_append_printf (self->xml, "</%s>", element);
}

/* How one of "&<>\r" is written. A bare carriage return would be read as a line feed. */
static const char *
get_reference (char c)
{
  switch (c)
    {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
    default:
      return "&#xD;";
    }
}

/* In runs: a hundred lines are a hundred thousand characters. */
static void
append_escaped (GString    *xml,
                const char *text)
{
  while (*text != '\0')
    {
      gsize run = strcspn (text, "&<>\r");

      g_string_append_len (xml, text, (gssize) run);
      text += run;
      if (*text != '\0')
        g_string_append (xml, get_reference (*text++));
    }
}

void
_jb_writer_put_element (JbWriter   *self,
                        const char *element,
                        const char *text)
{
  start_line (self);
  g_string_append_printf (self->xml, "<%s>", element);
  append_escaped (self->xml, text);
  g_string_append_printf (self->xml, "</%s>", element);
}

void
_jb_writer_put_number (JbWriter   *self,
                       const char *element,
                       gint64      number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  _jb_writer_put_element (self, element, text);
}

gboolean
_jb_has_text (const char *text)
{
  return text != NULL && text[strspn (text, BLANKS)] != '\0';
}

/* Char of XML 1.0, 2.2, as far as UTF-8 has it. */
static gboolean
fits_xml (gunichar c)
{
  return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

/* The first character that XML cannot carry, or 0. @text: UTF-8. */
static gunichar
find_unfit (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!fits_xml (g_utf8_get_char (at)))
      return g_utf8_get_char (at);

  return 0;
}

char *
_jb_writer_take_text (JbWriter   *self,
                      const char *field,
                      const char *text)
{
  g_autofree char *name = NULL;
  g_autofree char *stripped = NULL;
  gunichar unfit;

  if (!g_utf8_validate (text, -1, NULL))
    {
      _jb_writer_complain_about (self, field, _("%s: This is not text in UTF-8. Type it again."));
      return NULL;
    }

  stripped = g_strstrip (g_strdup (text));
  unfit = find_unfit (stripped);
  if (unfit == 0)
    return g_steal_pointer (&stripped);

  name = name_field (self, field);
  g_ptr_array_add (self->problems,
                   g_strdup_printf (_("%s: An invisible character (U+%04X) is in it that a tax invoice cannot carry. Remove it."),
                                    name, unfit));
  return NULL;
}

void
_jb_writer_put_text (JbWriter   *self,
                     const char *element,
                     const char *field,
                     const char *text,
                     glong       max)
{
  g_autofree char *taken = _jb_has_text (text) ? _jb_writer_take_text (self, field, text) : NULL;
  glong length = taken != NULL ? g_utf8_strlen (taken, -1) : 0;

  if (length > max)
    {
      g_autofree char *name = name_field (self, field);

      g_ptr_array_add (self->problems,
                       g_strdup_printf (_("%s: The text has %ld characters, but there is room for %ld. Shorten it."),
                                        name, length, max));
    }
  else if (taken != NULL)
    {
      _jb_writer_put_element (self, element, taken);
    }
}

void
_jb_writer_put_needed_text (JbWriter   *self,
                            const char *element,
                            const char *field,
                            const char *text,
                            glong       max)
{
  if (_jb_has_text (text))
    _jb_writer_put_text (self, element, field, text, max);
  else
    _jb_writer_complain_about (self, field, _("%s: This is missing. No tax invoice can do without it, so fill it in."));
}

static gboolean
is_decimal (const char *text)
{
  const char *at = text + (*text == '-');
  gsize n = strspn (at, "0123456789");

  at += n;
  if (*at == '.')
    at += 1 + strspn (at + 1, "0123456789");
  return n > 0 && *at == '\0' && strlen (text) <= MAX_DECIMAL;
}

/* Zeros behind the last counted place are no decimals: some write 1.000. */
static gboolean
has_few_decimals (const char *decimal)
{
  const char *point = strchr (decimal, '.');

  if (point == NULL || strlen (point + 1) <= MAX_DECIMALS)
    return TRUE;

  point += 1 + MAX_DECIMALS;
  return point[strspn (point, "0")] == '\0';
}

void
_jb_writer_put_decimal (JbWriter   *self,
                        const char *element,
                        const char *field,
                        const char *text)
{
  g_autofree char *taken = _jb_has_text (text) ? _jb_writer_take_text (self, field, text) : NULL;

  if (taken == NULL)
    return;

  if (!is_decimal (taken))
    _jb_writer_complain_about (self, field, _("%s: This is not a number. Write it with digits, and a point before decimals."));
  else if (!has_few_decimals (taken))
    _jb_writer_complain_about (self, field, _("%s: There is room for two decimals only. Round the number."));
  else
    _jb_writer_put_element (self, element, taken);
}

void
_jb_writer_put_date (JbWriter   *self,
                     const char *element,
                     const char *field,
                     int         date)
{
  if (jb_date_is_valid (date))
    _jb_writer_put_number (self, element, date);
  else if (date != 0)
    _jb_writer_complain_about (self, field, _("%s: There is no such day in the calendar. Correct it."));
}
