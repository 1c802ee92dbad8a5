/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What of a body may stand in the debug log. Codes, tokens, passwords, documents and people's data must never get there, and
 * a new field must not get there by being forgotten: so fields are allowed by name, and of every other only the size is told. */

#define G_LOG_DOMAIN "jb-http"

#include "config.h"

#include "jb-http-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* A longer body is not parsed for the log: that would hold up the main thread. */
#define MAX_DESCRIBED (64 * 1024)

/* json-glib's reader calls itself for each level; a body nested deeper than any of ours is not given to it. */
#define MAX_DEPTH 16

#define MAX_VALUE_CHARS 200

/* The longest field name known has 18 characters; an authentication code has 32. */
#define MAX_NAME_CHARS 24

/* smartbill.md 2 and 4.1: fields that hold neither a secret nor a person. */
static const char * const plain_fields[] = {
  "ConversationId", "ExpirationDate", "ExpirationDateCode", "ListTypeCode", "MessageId", "RepoTypeCode", "RequestTime",
  "ResponseTime", "ResultCode", "ResultMessage", "SearchDate", "SearchFromDate", "SearchToDate", "ServiceCode", "Signal",
  "StatusSignal", "SupBuy_Type", "SystemType", NULL
};

static gboolean
is_shallow (const char *data,
            gsize       size)
{
  gboolean quoted = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < size; i++)
    {
      if (quoted)
        {
          if (data[i] == '\\')
            i++;
          else if (data[i] == '"')
            quoted = FALSE;
        }
      else if (data[i] == '"')
        quoted = TRUE;
      else if ((data[i] == '{' || data[i] == '[') && ++depth > MAX_DEPTH)
        return FALSE;
      else if ((data[i] == '}' || data[i] == ']') && depth > 0)
        depth--;
    }

  return TRUE;
}

/* A value must not be able to forge a second log line. */
static char *
make_one_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);   /* json-glib lets half a surrogate pair through */
  char *line = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_VALUE_CHARS));

  for (char *p = line; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';

  return line;
}

/* A field's name comes from outside like its value: one that is no name of a field is not shown. */
static const char *
get_shown_name (const char *name)
{
  gsize length = strlen (name);

  if (length > MAX_NAME_CHARS ||
      strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != length)
    return "?";

  return name;
}

static void
describe_value (GString    *out,
                const char *name,
                JsonNode   *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else if (JSON_NODE_HOLDS_ARRAY (node))
    g_string_append_printf (out, "[%u]", json_array_get_length (json_node_get_array (node)));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    g_string_append_printf (out, "{%u}", json_object_get_size (json_node_get_object (node)));
  else if (json_node_get_value_type (node) != G_TYPE_STRING)
    g_string_append (out, "<number>");
  else if (g_strv_contains (plain_fields, name))
    {
      g_autofree char *value = make_one_line (json_node_get_string (node));

      g_string_append_printf (out, "\"%s\"", value);
    }
  else
    g_string_append_printf (out, "<%" G_GSIZE_FORMAT " bytes>", strlen (json_node_get_string (node)));
}

/* Tables are told by their number of rows: their cells are people's data. */
static void
describe_tables (GString    *out,
                 JsonObject *tables)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, tables);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_string_append_printf (out, " %s=", get_shown_name (name));
      describe_value (out, "", node);
    }
}

static char *
describe_object (JsonObject *object)
{
  GString *out = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_string_append_printf (out, "%s%s=", out->len > 0 ? ", " : "", get_shown_name (name));
      describe_value (out, name, node);
      if (g_str_equal (name, "ResultDataSet") && JSON_NODE_HOLDS_OBJECT (node))
        describe_tables (out, json_node_get_object (node));
    }

  return g_string_free (out, FALSE);
}

char *
_jb_http_describe_body (GBytes *body)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  if (size == 0)
    return g_strdup ("empty");
  if (size > MAX_DESCRIBED)
    return g_strdup_printf ("%" G_GSIZE_FORMAT " bytes, too many to describe", size);

  /* The parser's own message quotes what it read, so it is not passed on. */
  if (!g_utf8_validate_len (data, size, NULL) ||
      !is_shallow (data, size) ||
      !json_parser_load_from_data (parser, data, size, NULL) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return g_strdup_printf ("%" G_GSIZE_FORMAT " bytes that are no JSON object", size);

  return describe_object (json_node_get_object (json_parser_get_root (parser)));
}
