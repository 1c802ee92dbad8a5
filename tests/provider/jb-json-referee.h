/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two referees of jb-json-reader. What is JSON, the grammar of RFC 8259 says as a regular expression; what it means, json-glib says:
 * the same text, read by both, is the same tree. (json-glib alone would not do: it takes comments, 0x1F and \x as well.) */

#pragma once

#include "jb-json-reader.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define JB_REFEREE_LIMIT 100000

/* The longest digits that surely are 64 bits. json-glib makes another number of longer ones. */
#define JB_REFEREE_DIGITS 18

static inline JsonNode *
jb_referee_number (JbJsonReader *reader)
{
  g_autofree char *text = g_strndup (reader->text, reader->length);
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (strpbrk (text, ".eE") != NULL)
    json_node_set_double (node, g_ascii_strtod (text, NULL));
  else
    json_node_set_int (node, g_ascii_strtoll (text, NULL, 10));

  return node;
}

static inline JsonNode *jb_referee_value (JbJsonReader *reader,
                                          JbJsonToken   token);

/* A name that comes twice: the last one counts. */
static inline JsonNode *
jb_referee_object (JbJsonReader *reader)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JbJsonToken token;

  while ((token = jb_json_reader_next (reader)) == JB_JSON_NAME)
    {
      g_autoptr(GString) name = g_string_new (NULL);

      jb_json_reader_append_text (reader, name);
      json_object_set_member (object, name->str, jb_referee_value (reader, jb_json_reader_next (reader)));
    }

  g_assert_true (token == JB_JSON_OBJECT_END || token == JB_JSON_BROKEN);
  json_node_set_object (node, object);
  return node;
}

static inline JsonNode *
jb_referee_array (JbJsonReader *reader)
{
  g_autoptr(JsonArray) array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JbJsonToken token;

  while ((token = jb_json_reader_next (reader)) != JB_JSON_ARRAY_END && token != JB_JSON_BROKEN)
    json_array_add_element (array, jb_referee_value (reader, token));

  json_node_set_array (node, array);
  return node;
}

static inline JsonNode *
jb_referee_value (JbJsonReader *reader,
                  JbJsonToken   token)
{
  g_autoptr(GString) text = NULL;

  switch (token)
    {
    case JB_JSON_OBJECT:
      return jb_referee_object (reader);
    case JB_JSON_ARRAY:
      return jb_referee_array (reader);
    case JB_JSON_STRING:
      text = g_string_new (NULL);
      jb_json_reader_append_text (reader, text);
      g_assert_cmpuint (strlen (text->str), ==, text->len);
      g_assert_true (g_utf8_validate (text->str, -1, NULL));
      return json_node_init_string (json_node_alloc (), text->str);
    case JB_JSON_NUMBER:
      return jb_referee_number (reader);
    case JB_JSON_TRUE:
    case JB_JSON_FALSE:
      return json_node_init_boolean (json_node_alloc (), token == JB_JSON_TRUE);
    default:
      g_assert_true (token == JB_JSON_NULL || token == JB_JSON_BROKEN);
      return json_node_new (JSON_NODE_NULL);
    }
}

/* (transfer full) (nullable): the tree as the reader sees it; NULL when it refuses the text. */
static inline JsonNode *
jb_referee_read (const char  *data,
                 gsize        size,
                 JbJsonError *error)
{
  JbJsonReader reader;
  g_autoptr(JsonNode) root = NULL;
  gsize position;

  jb_json_reader_init (&reader, data, size, JB_REFEREE_LIMIT, JB_REFEREE_LIMIT);
  root = jb_referee_value (&reader, jb_json_reader_next (&reader));
  if (jb_json_reader_next (&reader) == JB_JSON_END)
    {
      g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_END);
      return g_steal_pointer (&root);
    }

  g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_BROKEN);
  *error = jb_json_reader_get_error (&reader, &position);
  g_assert_cmpuint (position, <=, size);
  return NULL;
}

/* The unit of \uXXXX at @at; -1 when it is none. */
static inline int
jb_referee_unit (const char *at,
                 const char *end)
{
  char digits[5] = { 0 };

  if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
    return -1;

  memcpy (digits, at + 2, 4);
  return strspn (digits, "0123456789abcdefABCDEF") == 4 ? (int) strtol (digits, NULL, 16) : -1;
}

/* json-glib cuts a text at \u0000 and refuses half a pair; both are \ufffd for the reader. */
static inline char *
jb_referee_mend (const char *data,
                 gsize       size)
{
  char *copy = g_memdup2 (data, size);
  const char *end = copy + size;

  for (char *at = copy; (at = memchr (at, '\\', (gsize) (end - at))) != NULL; )
    {
      int unit = jb_referee_unit (at, end);
      int next = unit >= 0xd800 && unit < 0xdc00 ? jb_referee_unit (at + 6, end) : -1;

      if (next >= 0xdc00 && next < 0xe000)
        {
          at += 12;
          continue;
        }
      if (unit == 0 || (unit >= 0xd800 && unit < 0xe000))
        memcpy (at + 2, "fffd", 4);
      at += unit >= 0 ? 6 : MIN (2, end - at);
    }

  return copy;
}

static inline gboolean
jb_referee_has_long_number (const char *data,
                            gsize       size)
{
  gsize digits = 0;

  for (gsize i = 0; i < size; i++)
    {
      digits = g_ascii_isdigit (data[i]) ? digits + 1 : 0;
      if (digits > JB_REFEREE_DIGITS)
        return TRUE;
    }

  return FALSE;
}

/* A byte order mark, and control characters in texts, are tolerated beyond the grammar. */
#define JB_REFEREE_GRAMMAR \
  "(?(DEFINE)" \
  "(?<b>[ \\t\\r\\n]*+)" \
  "(?<s>\"(?:[^\"\\\\\\x00]++|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\")" \
  "(?<n>-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)" \
  "(?<m>(?&b)(?&s)(?&b):(?&v))" \
  "(?<v>(?&b)(?:\\{(?:(?&m)(?:,(?&m))*+|(?&b))\\}|\\[(?:(?&v)(?:,(?&v))*+|(?&b))\\]|(?&s)|(?&n)|true|false|null)(?&b))" \
  ")\\A(?:\\xef\\xbb\\xbf)?(?&v)\\z"

static inline gboolean
jb_referee_is_json (const char *data,
                    gsize       size)
{
  static GRegex *grammar = NULL;
  g_autoptr(GError) error = NULL;
  gboolean matches;

  if (grammar == NULL)
    grammar = g_regex_new (JB_REFEREE_GRAMMAR, G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0, &error);
  g_assert_no_error (error);

  matches = g_regex_match_full (grammar, data, (gssize) size, 0, 0, NULL, &error);
  g_assert_no_error (error);
  return matches;
}

/* Both referees agree with the reader. */
static inline void
jb_referee_compare (const char *data,
                    gsize       size)
{
  JbJsonError broken = JB_JSON_ERROR_SYNTAX;
  g_autoptr(JsonNode) ours = jb_referee_read (data, size, &broken);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *mended = NULL;
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;
  gsize bom = size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  /* The referees call themselves for each level. */
  if (ours == NULL && broken != JB_JSON_ERROR_SYNTAX)
    return;

  g_assert_cmpint (jb_referee_is_json (data, size), ==, ours != NULL);
  if (ours == NULL || jb_referee_has_long_number (data, size))
    return;

  mended = jb_referee_mend (data, size);
  json_parser_load_from_data (parser, mended + bom, (gssize) (size - bom), &error);
  g_assert_no_error (error);
  left = json_to_string (ours, FALSE);
  right = json_to_string (json_parser_get_root (parser), FALSE);
  g_assert_cmpstr (left, ==, right);
}
