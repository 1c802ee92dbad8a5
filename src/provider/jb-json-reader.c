/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The grammar of RFC 8259 as a machine of six states. The text is proven to be UTF-8 before the first token, so that what is
 * between two quotes may be handed on as it stands. Nothing calls itself: depth costs no stack. */

#define G_LOG_DOMAIN "jb-json-reader"

#include "config.h"

#include "jb-json-reader.h"

#include <string.h>

/* What may come next. */
enum
{
  STATE_VALUE,          /* a value has to come: at the start, after a name, after a comma in an array */
  STATE_FIRST_ELEMENT,  /* a value, or ] */
  STATE_FIRST_NAME,     /* a name, or } */
  STATE_NAME,           /* a name has to come: after a comma in an object */
  STATE_AFTER_VALUE,    /* a comma, or the end of what is open, or the end of the text */
  STATE_BROKEN,
};

#define UTF8_BOM "\xef\xbb\xbf"
#define REPLACEMENT 0xfffd

static JbJsonToken
fail (JbJsonReader *self,
      JbJsonError   error)
{
  self->state = STATE_BROKEN;
  self->error = error;
  return JB_JSON_BROKEN;
}

static void
skip_blanks (JbJsonReader *self)
{
  while (self->at < self->end && (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t'))
    self->at++;
}

/* -- many bytes at a time ------------------------------------------------------------------------------------------------- */

/* Eight bytes in one word, each asked for itself: 0x80 in those of which it is true, and perhaps in the ones behind them. */
#define EACH(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))
#define IS_ZERO(word) (((word) - EACH (0x01)) & ~(word) & EACH (0x80))
#define IS_ZERO_OR_BEYOND_ASCII(word) ((((word) - EACH (0x01)) | (word)) & EACH (0x80))

static inline guint64
load_word (const char *at)
{
  guint64 word;

  memcpy (&word, at, sizeof word);
  return word;
}

/* The first byte from @at on that is not UTF-8, or NUL; NULL when there is none. */
static const char *
find_bad_byte (const char *at,
               const char *end)
{
  while (at < end)
    {
      gunichar c;

      while ((gsize) (end - at) >= sizeof (guint64) && !IS_ZERO_OR_BEYOND_ASCII (load_word (at)))
        at += sizeof (guint64);
      while (at < end && (gint8) *at > 0)
        at++;
      if (at == end)
        break;

      c = *at != '\0' ? g_utf8_get_char_validated (at, end - at) : (gunichar) -1;
      if (c == (gunichar) -1 || c == (gunichar) -2)
        return at;
      at = g_utf8_next_char (at);
    }

  return NULL;
}

/* The first quote or backslash from @at on, or @end. */
static inline const char *
find_quote_or_escape (const char *at,
                      const char *end)
{
  while ((gsize) (end - at) >= sizeof (guint64))
    {
      guint64 word = load_word (at);

      if (IS_ZERO (word ^ EACH ('"')) | IS_ZERO (word ^ EACH ('\\')))
        break;
      at += sizeof (guint64);
    }
  while (at < end && *at != '"' && *at != '\\')
    at++;

  return at;
}

void
jb_json_reader_init (JbJsonReader *self,
                     const char   *data,
                     gsize         size,
                     guint         max_members,
                     guint         max_elements)
{
  const char *bad;

  *self = (JbJsonReader) { .start = data, .at = data, .max_members = max_members, .max_elements = max_elements };
  if (data == NULL)
    {
      fail (self, JB_JSON_ERROR_EMPTY);
      return;
    }

  self->end = data + size;
  if (size >= strlen (UTF8_BOM) && memcmp (data, UTF8_BOM, strlen (UTF8_BOM)) == 0)
    self->at += strlen (UTF8_BOM);

  skip_blanks (self);
  if (self->at == self->end)
    {
      fail (self, JB_JSON_ERROR_EMPTY);
    }
  else if ((bad = find_bad_byte (self->at, self->end)) != NULL)
    {
      self->at = bad;
      /* NUL is UTF-8, but nothing that JSON knows. */
      fail (self, *bad == '\0' ? JB_JSON_ERROR_SYNTAX : JB_JSON_ERROR_ENCODING);
    }
}

/* -- texts ---------------------------------------------------------------------------------------------------------------- */

/* Four hexadecimal digits; -1 when there are none. */
static int
read_hex (const char *at,
          const char *end)
{
  int value = 0;

  if (end - at < 4)
    return -1;

  for (int i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return -1;
      value = value * 16 + g_ascii_xdigit_value (at[i]);
    }

  return value;
}

/* The bytes of an escape that stands at @at, 0 when it is none. */
static gsize
measure_escape (const char *at,
                const char *end)
{
  if (end - at < 2)
    return 0;
  if (at[1] == 'u')
    return read_hex (at + 2, end) >= 0 ? 6 : 0;

  return at[1] != '\0' && strchr ("\"\\/bfnrt", at[1]) != NULL ? 2 : 0;
}

/* From a quote to the next one. */
static gboolean
read_text (JbJsonReader *self)
{
  const char *at = find_quote_or_escape (self->at + 1, self->end);

  self->text = self->at + 1;
  self->has_escapes = FALSE;
  while (at < self->end && *at == '\\')
    {
      gsize step = measure_escape (at, self->end);

      self->has_escapes = TRUE;
      if (step == 0)
        break;
      at = find_quote_or_escape (at + step, self->end);
    }

  self->length = (gsize) (at - self->text);
  self->at = at;
  if (at == self->end || *at != '"')
    return FALSE;

  self->at++;
  return TRUE;
}

static gboolean
is_high (int unit)
{
  return unit >= 0xd800 && unit < 0xdc00;
}

static gboolean
is_low (int unit)
{
  return unit >= 0xdc00 && unit < 0xe000;
}

/* \uXXXX, or two of them that are one character. Answers the bytes it read. */
static gsize
append_unit (GString    *to,
             const char *at,
             const char *end)
{
  int unit = read_hex (at + 2, end);
  int next = is_high (unit) && end - at >= 8 && at[6] == '\\' && at[7] == 'u' ? read_hex (at + 8, end) : -1;

  if (is_low (next))
    {
      g_string_append_unichar (to, 0x10000 + (gunichar) (((unit - 0xd800) << 10) | (next - 0xdc00)));
      return 12;
    }

  g_string_append_unichar (to, unit == 0 || is_high (unit) || is_low (unit) ? REPLACEMENT : (gunichar) unit);
  return 6;
}

static char
resolve_escape (char letter)
{
  switch (letter)
    {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
    }
}

/* A row has forty texts, nearly all of them without an escape and with room for them. */
static gboolean
append_plain (JbJsonReader *self,
              GString      *to)
{
  if (self->has_escapes || to->allocated_len - to->len <= self->length)
    return FALSE;

  memcpy (to->str + to->len, self->text, self->length);
  to->len += self->length;
  to->str[to->len] = '\0';
  return TRUE;
}

void
jb_json_reader_append_text (JbJsonReader *self,
                            GString      *to)
{
  const char *at = self->text;
  const char *end = self->text + self->length;

  if (append_plain (self, to))
    return;

  while (at < end)
    {
      const char *escape = self->has_escapes ? memchr (at, '\\', (gsize) (end - at)) : NULL;
      const char *stop = escape != NULL ? escape : end;

      g_string_append_len (to, at, stop - at);
      at = stop;
      if (at == end)
        break;

      if (at[1] == 'u')
        {
          at += append_unit (to, at, end);
        }
      else
        {
          g_string_append_c (to, resolve_escape (at[1]));
          at += 2;
        }
    }
}

gboolean
jb_json_reader_text_is (JbJsonReader *self,
                        const char   *other)
{
  g_autoptr(GString) text = NULL;

  if (!self->has_escapes)
    return strlen (other) == self->length && memcmp (other, self->text, self->length) == 0;

  text = g_string_new (NULL);
  jb_json_reader_append_text (self, text);
  return g_str_equal (text->str, other);
}

/* -- numbers and words ---------------------------------------------------------------------------------------------------- */

static gboolean
skip_digits (JbJsonReader *self)
{
  const char *first = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;

  return self->at > first;
}

static gboolean
skip_one_of (JbJsonReader *self,
             const char   *letters)
{
  if (self->at == self->end || *self->at == '\0' || strchr (letters, *self->at) == NULL)
    return FALSE;

  self->at++;
  return TRUE;
}

static gboolean
skip_number (JbJsonReader *self)
{
  skip_one_of (self, "-");
  if (!skip_one_of (self, "0") && !skip_digits (self))
    return FALSE;
  if (skip_one_of (self, ".") && !skip_digits (self))
    return FALSE;
  if (skip_one_of (self, "eE"))
    {
      skip_one_of (self, "+-");
      return skip_digits (self);
    }

  return TRUE;
}

static JbJsonToken
read_number (JbJsonReader *self)
{
  self->text = self->at;
  if (!skip_number (self))
    return fail (self, JB_JSON_ERROR_SYNTAX);

  self->length = (gsize) (self->at - self->text);
  self->state = STATE_AFTER_VALUE;
  return JB_JSON_NUMBER;
}

static JbJsonToken
read_word (JbJsonReader *self,
           const char   *word,
           JbJsonToken   token)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return fail (self, JB_JSON_ERROR_SYNTAX);

  self->at += length;
  self->state = STATE_AFTER_VALUE;
  return token;
}

/* -- the machine ---------------------------------------------------------------------------------------------------------- */

static JbJsonToken
open_container (JbJsonReader *self,
                gboolean      is_object)
{
  if (self->depth == JB_JSON_MAX_DEPTH)
    return fail (self, JB_JSON_ERROR_SIZE);

  self->at++;
  self->is_object[self->depth] = is_object;
  self->counts[self->depth++] = 1;
  self->state = is_object ? STATE_FIRST_NAME : STATE_FIRST_ELEMENT;
  return is_object ? JB_JSON_OBJECT : JB_JSON_ARRAY;
}

static JbJsonToken
close_container (JbJsonReader *self)
{
  self->at++;
  self->state = STATE_AFTER_VALUE;
  return self->is_object[--self->depth] ? JB_JSON_OBJECT_END : JB_JSON_ARRAY_END;
}

static JbJsonToken
read_value (JbJsonReader *self)
{
  switch (*self->at)
    {
    case '{':
      return open_container (self, TRUE);
    case '[':
      return open_container (self, FALSE);
    case 't':
      return read_word (self, "true", JB_JSON_TRUE);
    case 'f':
      return read_word (self, "false", JB_JSON_FALSE);
    case 'n':
      return read_word (self, "null", JB_JSON_NULL);
    case '"':
      self->state = STATE_AFTER_VALUE;
      return read_text (self) ? JB_JSON_STRING : fail (self, JB_JSON_ERROR_SYNTAX);
    default:
      return read_number (self);
    }
}

static JbJsonToken
read_name (JbJsonReader *self)
{
  if (*self->at != '"' || !read_text (self))
    return fail (self, JB_JSON_ERROR_SYNTAX);

  skip_blanks (self);
  if (self->at == self->end || *self->at != ':')
    return fail (self, JB_JSON_ERROR_SYNTAX);

  self->at++;
  self->state = STATE_VALUE;
  return JB_JSON_NAME;
}

/* The comma between two members or elements. */
static gboolean
go_on (JbJsonReader *self)
{
  gboolean is_object = self->is_object[self->depth - 1];

  if (++self->counts[self->depth - 1] > (is_object ? self->max_members : self->max_elements))
    {
      fail (self, JB_JSON_ERROR_SIZE);
      return FALSE;
    }

  self->at++;
  self->state = is_object ? STATE_NAME : STATE_VALUE;
  skip_blanks (self);
  return TRUE;
}

JbJsonToken
jb_json_reader_next (JbJsonReader *self)
{
  if (self->state == STATE_BROKEN)
    return JB_JSON_BROKEN;

  skip_blanks (self);
  if (self->state == STATE_AFTER_VALUE && self->depth == 0)
    return self->at == self->end ? JB_JSON_END : fail (self, JB_JSON_ERROR_SYNTAX);
  if (self->state == STATE_AFTER_VALUE && self->at < self->end && *self->at == ',' && !go_on (self))
    return JB_JSON_BROKEN;
  if (self->at == self->end)
    return fail (self, JB_JSON_ERROR_SYNTAX);

  switch (self->state)
    {
    case STATE_VALUE:
      return read_value (self);
    case STATE_FIRST_ELEMENT:
      return *self->at == ']' ? close_container (self) : read_value (self);
    case STATE_FIRST_NAME:
      return *self->at == '}' ? close_container (self) : read_name (self);
    case STATE_NAME:
      return read_name (self);
    default:
      return *self->at == (self->is_object[self->depth - 1] ? '}' : ']') ? close_container (self)
                                                                          : fail (self, JB_JSON_ERROR_SYNTAX);
    }
}

JbJsonToken
jb_json_reader_skip (JbJsonReader *self,
                     JbJsonToken   first)
{
  guint depth = self->depth;
  JbJsonToken token = first;

  if (first != JB_JSON_OBJECT && first != JB_JSON_ARRAY)
    return first;

  while (self->depth >= depth && token != JB_JSON_BROKEN)
    token = jb_json_reader_next (self);

  return token;
}

JbJsonError
jb_json_reader_get_error (JbJsonReader *self,
                          gsize        *position)
{
  if (position != NULL)
    *position = self->at != NULL ? (gsize) (self->at - self->start) : 0;

  return self->error;
}
