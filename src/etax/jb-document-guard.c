/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at the bytes of a document before a parser does. An honest invoice passes in one or two quick runs over the text;
 * what is refused here cost other programs their memory (entities), their time (thousands of attributes, which libxml2 compares
 * each with each) or their secrets (files and addresses in a DTD). */

#define G_LOG_DOMAIN "jb-document-guard"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "jb-document-private.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Below this a start tag cannot hold enough attributes to hurt. */
#define HARMLESS_BYTES (16 * 1024)
#define MAX_ATTRIBUTES 200

static gboolean
starts_with (const char *at,
             const char *end,
             const char *prefix)
{
  gsize length = strlen (prefix);

  return (gsize) (end - at) >= length && memcmp (at, prefix, length) == 0;
}

/* Behind the next @mark, or @end. */
static const char *
skip_to (const char *at,
         const char *end,
         const char *mark)
{
  const char *found = g_strstr_len (at, end - at, mark);

  return found != NULL ? found + strlen (mark) : end;
}

static const char *
skip_blanks (const char *at,
             const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;

  return at;
}

static const char *
skip_mark (const char *text,
           const char *end)
{
  return starts_with (text, end, BYTE_ORDER_MARK) ? text + strlen (BYTE_ORDER_MARK) : text;
}

/* What the XML declaration says after encoding=. (transfer full) (nullable) */
static char *
read_encoding (const char *text,
               const char *end)
{
  const char *at = skip_mark (text, end);
  const char *stop;
  const char *value_end;
  char quote;

  if (!starts_with (at, end, "<?xml"))
    return NULL;

  stop = skip_to (at, end, "?>");
  at = skip_to (at, stop, "encoding");
  at = skip_blanks (at, stop);
  if (at == stop || *at != '=')
    return NULL;

  at = skip_blanks (at + 1, stop);
  if (at == stop || (*at != '"' && *at != '\''))
    return NULL;

  quote = *at++;
  value_end = memchr (at, quote, stop - at);
  return value_end != NULL ? g_strndup (at, value_end - at) : NULL;
}

/* A DOCTYPE may stand only before the root element, among comments and instructions. */
static gboolean
has_doctype (const char *text,
             const char *end)
{
  const char *at = skip_mark (text, end);

  for (;;)
    {
      at = skip_blanks (at, end);
      if (starts_with (at, end, "<?"))
        at = skip_to (at, end, "?>");
      else if (starts_with (at, end, "<!--"))
        at = skip_to (at + strlen ("<!--"), end, "-->");
      else
        return starts_with (at, end, "<!DOCTYPE");
    }
}

/* Counts the "=" of the tag at @at. Sets @at behind it. */
static guint
count_attributes (const char **at,
                  const char  *end)
{
  const char *here = *at;
  guint count = 0;

  while (here < end && *here != '>')
    {
      if (*here == '"' || *here == '\'')
        {
          const char *close = memchr (here + 1, *here, end - here - 1);

          here = close != NULL ? close : end - 1;
        }
      else if (*here == '=')
        {
          count++;
        }
      here++;
    }

  *at = here;
  return count;
}

static gboolean
has_crowded_tag (const char *text,
                 const char *end)
{
  const char *at = text;

  while ((at = memchr (at, '<', end - at)) != NULL)
    {
      if (starts_with (at, end, "<!--"))
        at = skip_to (at + strlen ("<!--"), end, "-->");
      else if (starts_with (at, end, "<![CDATA["))
        at = skip_to (at, end, "]]>");
      else if (starts_with (at, end, "<?"))
        at = skip_to (at, end, "?>");
      else if (count_attributes (&at, end) > MAX_ATTRIBUTES)
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_encoding (const char  *text,
                gsize        size,
                GError     **error)
{
  g_autofree char *encoding = NULL;

  if (!g_utf8_validate_len (text, size, NULL))
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_NOT_XML,
                           _("The file is not text in UTF-8, as an electronic tax invoice must be."));
      return FALSE;
    }

  encoding = read_encoding (text, text + size);
  if (encoding != NULL && g_ascii_strcasecmp (encoding, "UTF-8") != 0)
    {
      g_autofree char *shown = g_utf8_substring (encoding, 0, MIN (g_utf8_strlen (encoding, -1), 40));

      g_set_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_NOT_XML,
                   _("The file says that its encoding is “%s”, but an electronic tax invoice is always in UTF-8."), shown);
      return FALSE;
    }

  return TRUE;
}

gboolean
_jb_document_guard (const char  *text,
                    gsize        size,
                    GError     **error)
{
  if (size > JB_DOCUMENT_MAX_BYTES)
    {
      g_set_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_TOO_LARGE,
                   _("The file is larger than %d MiB, which no electronic tax invoice is."), JB_DOCUMENT_MAX_BYTES / (1024 * 1024));
      return FALSE;
    }

  if (size == 0)
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_NOT_XML, _("The file is empty."));
      return FALSE;
    }

  if (!check_encoding (text, size, error))
    return FALSE;

  if (has_doctype (text, text + size))
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_HOSTILE,
                           _("The file contains a document type definition. Electronic tax invoices have none, so it was not read."));
      return FALSE;
    }

  if (size > HARMLESS_BYTES && has_crowded_tag (text, text + size))
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_HOSTILE,
                           _("The file is built to exhaust the computer that reads it, so it was not read."));
      return FALSE;
    }

  return TRUE;
}
