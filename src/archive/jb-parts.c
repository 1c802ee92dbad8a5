/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A mark in the text is
 *
 *   MARK | kind (1 byte) | characters a line (1 byte, when there are lines) | size (LEB128, when it is not the certificate)
 *
 * Only Base64 that our own encoder writes back byte for byte, lines and all, becomes a part; everything else stays text. So what is
 * joined is what was split, whatever the bytes are. */

#define G_LOG_DOMAIN "jb-parts"

#include "config.h"

#include "jb-parts.h"

#include <string.h>

/* Stands in no XML document. */
#define MARK 0x01

#define KIND_BREAK       0x03   /* one of breaks[] */
#define KIND_CERTIFICATE 0x04

/* A SHA-256 digest is the shortest that is worth a mark. Longer than any signature might be text in Base64, which packs better as it
 * stands; longer than any certificate nothing is looked at. */
#define PART_MIN 32
#define PART_MAX 1024
#define CERTIFICATE_MIN 512
#define CERTIFICATE_MAX 8192
#define RUN_MIN 44
#define RUN_MAX 16384
#define LINE_CHARS_MAX 252

static const char * const breaks[] = { "", "\n", "\r\n", "&#13;\n" };

/* How a part stands in the text. */
typedef struct
{
  guint kind;
  guint line;   /* characters; 0 = no lines */
} Form;

/* -- Base64 in lines ---------------------------------------------------------------------------------------------- */

/* GLib's own goes byte by byte, and each original has a thousand letters that are read, written again and compared. */

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* @code has room for four letters to three bytes. */
static void
encode (const guint8 *bytes,
        gsize         size,
        guint8       *code)
{
  for (; size >= 3; bytes += 3, size -= 3)
    {
      guint32 group = (guint32) bytes[0] << 16 | (guint32) bytes[1] << 8 | bytes[2];

      *code++ = (guint8) letters[group >> 18];
      *code++ = (guint8) letters[group >> 12 & 63];
      *code++ = (guint8) letters[group >> 6 & 63];
      *code++ = (guint8) letters[group & 63];
    }

  if (size > 0)
    {
      guint32 group = (guint32) bytes[0] << 16 | (size > 1 ? (guint32) bytes[1] << 8 : 0);

      *code++ = (guint8) letters[group >> 18];
      *code++ = (guint8) letters[group >> 12 & 63];
      *code++ = size > 1 ? (guint8) letters[group >> 6 & 63] : '=';
      *code = '=';
    }
}

static gpointer
make_values (gpointer unused)
{
  guint8 *values = g_malloc (256);

  memset (values, 0xff, 256);
  for (guint8 i = 0; i < 64; i++)
    values[(guint8) letters[i]] = i;
  return values;
}

/* Up to the first group of four that is none, or the one that is the last. Answers the number of bytes; @bytes has room for them. */
static gsize
decode (const char *code,
        gsize       length,
        guint8     *bytes)
{
  static GOnce once = G_ONCE_INIT;
  const guint8 *values = g_once (&once, make_values, NULL);
  guint8 *to = bytes;

  for (; length >= 4; code += 4, length -= 4)
    {
      gsize n = code[3] != '=' ? 4 : code[2] != '=' ? 3 : 2;
      guint8 a = values[(guint8) code[0]];
      guint8 b = values[(guint8) code[1]];
      guint8 c = n > 2 ? values[(guint8) code[2]] : 0;
      guint8 d = n > 3 ? values[(guint8) code[3]] : 0;

      if ((a | b | c | d) == 0xff)
        break;

      *to++ = (guint8) (a << 2 | b >> 4);
      if (n > 2)
        *to++ = (guint8) (b << 4 | c >> 2);
      if (n > 3)
        *to++ = (guint8) (c << 6 | d);
      else
        break;
    }

  return (gsize) (to - bytes);
}

static void
append_base64 (GByteArray   *out,
               Form          form,
               const guint8 *bytes,
               gsize         size)
{
  const char *line_break = breaks[form.kind & KIND_BREAK];
  gsize break_size = strlen (line_break);
  gsize length = (size + 2) / 3 * 4;
  gsize line = form.line > 0 ? form.line : MAX (length, 1);
  gsize room = length + (length > 0 ? (length - 1) / line * break_size : 0);
  guint8 *to;
  guint8 *code;

  g_byte_array_set_size (out, out->len + (guint) room);
  to = out->data + out->len - room;
  code = out->data + out->len - length;
  encode (bytes, size, code);

  /* The letters stand at the end, and each line moves to its place before that. */
  for (gsize at = 0; at < length && code != to; at += line)
    {
      gsize n = MIN (line, length - at);

      if (at > 0)
        {
          memcpy (to, line_break, break_size);
          to += break_size;
        }
      memmove (to, code, n);
      to += n;
      code += n;
    }
}

static gboolean
is_code (guint8 c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/' || c == '=';
}

/* FALSE when the first line of @run is none of Base64. */
static gboolean
find_form (const char *run,
           gsize       size,
           Form       *form)
{
  gsize line = 0;

  while (line < size && is_code ((guint8) run[line]))
    line++;

  *form = (Form) { 0, 0 };
  if (line == size)
    return line >= RUN_MIN;

  for (guint i = 1; i < G_N_ELEMENTS (breaks); i++)
    {
      gsize length = strlen (breaks[i]);

      if (size - line < length || memcmp (run + line, breaks[i], length) != 0)
        continue;

      /* One line and a break behind it: the break is text. */
      if (line + length < size)
        *form = (Form) { i, (guint) line };
      return form->line == 0 ? line >= RUN_MIN : line >= 4 && line <= LINE_CHARS_MAX;
    }

  return FALSE;
}

/* The letters of @run without its breaks, as far as it is Base64. (transfer full) */
static char *
collect_code (const char *run,
              gsize       size,
              Form        form,
              gsize      *n_code)
{
  const char *line_break = breaks[form.kind & KIND_BREAK];
  gsize length = strlen (line_break);
  char *code = g_malloc (size);
  gsize n = 0;

  for (gsize at = 0; at < size;)
    {
      if (is_code ((guint8) run[at]))
        code[n++] = run[at++];
      else if (length > 0 && size - at >= length && memcmp (run + at, line_break, length) == 0)
        at += length;
      else
        break;
    }

  *n_code = n;
  return code;
}

/* -- splitting ---------------------------------------------------------------------------------------------------- */

/* One DER SEQUENCE, to the last byte. */
static gboolean
looks_like_certificate (const guint8 *bytes,
                        gsize         size)
{
  return size >= CERTIFICATE_MIN && size <= CERTIFICATE_MAX && bytes[0] == 0x30 && bytes[1] == 0x82 &&
         (gsize) bytes[2] * 256 + bytes[3] + 4 == size;
}

/* Whether it is the certificate of this original; the first one found is. */
static gboolean
take_certificate (JbParts      *parts,
                  const guint8 *bytes,
                  gsize         size)
{
  if (!looks_like_certificate (bytes, size))
    return FALSE;

  if (parts->certificate == NULL)
    parts->certificate = g_bytes_new (bytes, size);
  return g_bytes_get_size (parts->certificate) == size && memcmp (g_bytes_get_data (parts->certificate, NULL), bytes, size) == 0;
}

static void
append_mark (JbParts *parts,
             Form     form,
             gsize    size)
{
  guint8 mark[16] = { MARK, (guint8) form.kind };
  guint n = 2;

  if ((form.kind & KIND_BREAK) != 0)
    mark[n++] = (guint8) form.line;

  if ((form.kind & KIND_CERTIFICATE) == 0)
    {
      for (; size >= 0x80; size >>= 7)
        mark[n++] = (guint8) (size | 0x80);
      mark[n++] = (guint8) size;
    }

  g_byte_array_append (parts->text, mark, n);
}

/* How many bytes of @run became a part; 0 = it stays text. */
static gsize
take_part (JbParts    *parts,
           const char *run,
           gsize       size)
{
  g_autofree char *code = NULL;
  g_autofree guint8 *bytes = NULL;
  g_autoptr(GByteArray) again = NULL;
  gsize n_code, n_bytes;
  Form form;

  if (size < RUN_MIN || size > RUN_MAX || !find_form (run, size, &form))
    return 0;

  code = collect_code (run, size, form, &n_code);
  bytes = g_malloc (n_code);
  n_bytes = decode (code, n_code, bytes);
  if (n_bytes < PART_MIN)
    return 0;

  again = g_byte_array_sized_new ((guint) size);
  append_base64 (again, form, bytes, n_bytes);
  if (again->len > size || memcmp (again->data, run, again->len) != 0)
    return 0;

  if (take_certificate (parts, bytes, n_bytes))
    form.kind |= KIND_CERTIFICATE;
  else if (n_bytes <= PART_MAX)
    g_byte_array_append (parts->raw, bytes, (guint) n_bytes);
  else
    return 0;

  append_mark (parts, form, n_bytes);
  return again->len;
}

/* Past white space. */
static gsize
skip_space (const guint8 *clear,
            gsize         size,
            gsize         at)
{
  while (at < size && g_ascii_isspace (clear[at]))
    at++;
  return at;
}

gboolean
jb_parts_split (JbParts      *parts,
                const guint8 *clear,
                gsize         size)
{
  const guint8 *close;
  gsize done = 0;   /* bytes of @clear that are in the parts */
  gsize at = 0;

  *parts = (JbParts) { NULL, NULL, NULL };
  if (size == 0 || memchr (clear, MARK, size) != NULL)
    return FALSE;

  parts->text = g_byte_array_sized_new ((guint) size);
  parts->raw = g_byte_array_sized_new (PART_MAX);
  while ((close = memchr (clear + at, '>', size - at)) != NULL)
    {
      gsize run = skip_space (clear, size, (gsize) (close - clear) + 1);
      const guint8 *open = run < size ? memchr (clear + run, '<', size - run) : NULL;
      gsize end = open != NULL ? (gsize) (open - clear) : size;

      at = end;
      if (end - run < RUN_MIN)
        continue;

      g_byte_array_append (parts->text, clear + done, (guint) (run - done));
      done = run + take_part (parts, (const char *) clear + run, end - run);
    }

  g_byte_array_append (parts->text, clear + done, (guint) (size - done));
  return TRUE;
}

void
jb_parts_clear (JbParts *parts)
{
  g_clear_pointer (&parts->text, g_byte_array_unref);
  g_clear_pointer (&parts->raw, g_byte_array_unref);
  g_clear_pointer (&parts->certificate, g_bytes_unref);
}

/* -- joining ------------------------------------------------------------------------------------------------------ */

/* What is still to be read. */
typedef struct
{
  const guint8 *at;
  gsize         size;
} Rest;

static gboolean
take_byte (Rest   *rest,
           guint8 *byte)
{
  if (rest->size == 0)
    return FALSE;

  *byte = *rest->at++;
  rest->size--;
  return TRUE;
}

static gboolean
take_size (Rest  *rest,
           gsize *size)
{
  guint8 byte = 0x80;

  *size = 0;
  for (guint shift = 0; shift < 28 && (byte & 0x80) != 0; shift += 7)
    {
      if (!take_byte (rest, &byte))
        return FALSE;
      *size |= (gsize) (byte & 0x7f) << shift;
    }
  return (byte & 0x80) == 0;
}

static gboolean
take_form (Rest *rest,
           Form *form)
{
  guint8 kind, line = 0;

  if (!take_byte (rest, &kind) || (kind & ~(KIND_BREAK | KIND_CERTIFICATE)) != 0)
    return FALSE;

  if ((kind & KIND_BREAK) != 0 && (!take_byte (rest, &line) || line == 0))
    return FALSE;

  *form = (Form) { kind, line };
  return TRUE;
}

/* @text stands behind a mark. */
static gboolean
join_part (GByteArray *out,
           Rest       *text,
           Rest       *raw,
           GBytes     *certificate)
{
  Form form;
  gsize size;

  if (!take_form (text, &form))
    return FALSE;

  if ((form.kind & KIND_CERTIFICATE) != 0)
    {
      if (certificate == NULL)
        return FALSE;

      append_base64 (out, form, g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
      return TRUE;
    }

  if (!take_size (text, &size) || size > raw->size)
    return FALSE;

  append_base64 (out, form, raw->at, size);
  raw->at += size;
  raw->size -= size;
  return TRUE;
}

GBytes *
jb_parts_join (const guint8 *text,
               gsize         text_size,
               const guint8 *raw,
               gsize         raw_size,
               GBytes       *certificate,
               gsize         clear_size)
{
  g_autoptr(GByteArray) out = g_byte_array_sized_new ((guint) MIN (clear_size, 2 * (text_size + raw_size)));
  Rest texts = { text, text_size };
  Rest raws = { raw, raw_size };

  while (texts.size > 0 && out->len <= clear_size)
    {
      const guint8 *mark = memchr (texts.at, MARK, texts.size);
      gsize n = mark != NULL ? (gsize) (mark - texts.at) : texts.size;

      g_byte_array_append (out, texts.at, (guint) n);
      texts.at += n;
      texts.size -= n;
      if (mark == NULL)
        break;

      texts.at++;
      texts.size--;
      if (!join_part (out, &texts, &raws, certificate))
        return NULL;
    }

  if (texts.size > 0 || raws.size > 0 || out->len != clear_size)
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
