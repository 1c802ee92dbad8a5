/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's envelope. Answers come from outside: their shape is checked here once, before json-glib sees them and before
 * anybody looks into a row, so that what follows may rely on it. Used inside smartbill/. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-errors.h"
#include "jb-wipe.h"
#include "jb-smartbill-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* smartbill.md 6.1: the first eight letters are the customer code. */
#define MESSAGE_ID_PREFIX "JANGBU01"
#define MESSAGE_ID_RANDOM 24

/* An answer is nested four deep. json-glib's reader calls itself for each level, so a hostile depth would end in the stack. */
#define MAX_DEPTH 16
/* The widest table known has 32 columns (smartbill.md 3.2), the longest answer a month of a very large company. */
#define MAX_COLUMNS 256
#define MAX_ROWS 500000

static char *
make_message_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();
  GString *id = g_string_new (MESSAGE_ID_PREFIX);

  for (const char *p = uuid; *p != '\0' && id->len < strlen (MESSAGE_ID_PREFIX) + MESSAGE_ID_RANDOM; p++)
    if (*p != '-')
      g_string_append_c (id, *p);

  return g_string_free (id, FALSE);
}

JsonObject *
jb_smartbill_message_new (const char *signal,
                          const char *company,
                          JbClock    *clock)
{
  JsonObject *message = json_object_new ();
  g_autofree char *id = make_message_id ();
  g_autofree char *stamp = jb_clock_stamp (clock);

  json_object_set_string_member (message, "MessageId", id);
  json_object_set_string_member (message, "Signal", signal);
  json_object_set_string_member (message, "RequestTime", stamp);
  json_object_set_string_member (message, "SendComRegno", company);

  return message;
}

void
jb_smartbill_message_set_token (JsonObject *message,
                                const char *token)
{
  json_object_set_string_member (message, "AuthToken", token);
  json_object_set_string_member (message, "ServiceCode", "DTI");
}

GBytes *
jb_smartbill_message_to_bytes (JsonObject *message)
{
  g_autoptr(JsonNode) root = json_node_alloc ();
  char *text;

  json_node_init_object (root, message);
  text = json_to_string (root, FALSE);

  return g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) jb_wipe_text, text);
}

static void
set_protocol_error (GError     **error,
                    const char  *sentence)
{
  g_propagate_error (error, jb_provider_error_new (JB_PROVIDER_ERROR_PROTOCOL, NULL, NULL, sentence));
}

/* Nesting and sizes of containers, found in one pass over the text. */
static gboolean
has_sane_shape (const char *data,
                gsize       size)
{
  guint counts[MAX_DEPTH];
  gboolean is_object[MAX_DEPTH];
  gboolean quoted = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < size; i++)
    {
      char c = data[i];

      if (quoted)
        {
          if (c == '\\')
            i++;
          else if (c == '"')
            quoted = FALSE;
        }
      else if (c == '"')
        quoted = TRUE;
      else if (c == '{' || c == '[')
        {
          if (depth == MAX_DEPTH)
            return FALSE;
          is_object[depth] = c == '{';
          counts[depth++] = 1;
        }
      else if ((c == '}' || c == ']') && depth > 0)
        depth--;
      else if (c == ',' && depth > 0 &&
               ++counts[depth - 1] > (is_object[depth - 1] ? (guint) MAX_COLUMNS : (guint) MAX_ROWS))
        return FALSE;
    }

  return TRUE;
}

/* Blanks and a byte order mark around the JSON are tolerated (smartbill.md 1.3). */
static gboolean
trim (const char **data,
      gsize       *size)
{
  if (*size >= 3 && memcmp (*data, "\xef\xbb\xbf", 3) == 0)
    {
      *data += 3;
      *size -= 3;
    }
  while (*size > 0 && g_ascii_isspace (**data))
    {
      (*data)++;
      (*size)--;
    }
  while (*size > 0 && g_ascii_isspace ((*data)[*size - 1]))
    (*size)--;

  return *size > 0;
}

/* The half of a surrogate pair that an escape stands for, 0 when it is none. @at: up to @end */
static guint
read_surrogate (const char *at,
                const char *end)
{
  guint value = 0;

  if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
    return 0;

  for (int i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return 0;
      value = value * 16 + (guint) g_ascii_xdigit_value (at[i]);
    }

  return value >= 0xd800 && value <= 0xdfff ? value : 0;
}

/* A name that the service cut in the middle of a character ends in half a surrogate pair (\ud800). json-glib refuses the whole
 * text for one of them (1.6 only in some places, 1.10 everywhere), which would cost us every row; U+FFFD stands in.
 * (transfer full) (nullable): NULL when there is none. */
static char *
replace_half_pairs (const char *data,
                    gsize       size)
{
  const char *end = data + size;
  char *copy = NULL;

  for (const char *at = data; (at = memchr (at, '\\', (gsize) (end - at))) != NULL; )
    {
      guint value = read_surrogate (at, end);
      guint next = value >= 0xd800 && value < 0xdc00 ? read_surrogate (at + 6, end) : 0;

      if (next >= 0xdc00)
        {
          at += 12;
        }
      else if (value != 0)
        {
          if (copy == NULL)
            copy = g_memdup2 (data, size);
          memcpy (copy + (at - data), "\\ufffd", 6);
          at += 6;
        }
      else
        {
          at += MIN (2, end - at);
        }
    }

  return copy;
}

static JsonNode *
parse_object (GBytes  *body,
              GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) cause = NULL;
  g_autofree char *mended = NULL;
  JsonNode *root = NULL;
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  if (data == NULL || !trim (&data, &size))
    set_protocol_error (error, _("SmartBill sent an empty answer. Try again later; if it goes on, ask SmartBill (1588-8064)."));
  else if (*data == '<')
    set_protocol_error (error, _("A web page came instead of SmartBill's answer. Check whether the network asks for a login "
                                 "first, and the address of the connection."));
  else if (!g_utf8_validate_len (data, size, NULL))
    set_protocol_error (error, _("SmartBill's answer is not written in the character set that it names (UTF-8). "
                                 "Try again later; if it goes on, ask SmartBill (1588-8064)."));
  else if (!has_sane_shape (data, size))
    set_protocol_error (error, _("SmartBill's answer is built in a way that Jangbu does not read: too deep or too wide. "
                                 "Check the address of the connection; if it is right, ask SmartBill (1588-8064)."));
  else if (!json_parser_load_from_data (parser, (mended = replace_half_pairs (data, size)) ? mended : data, size, &cause) ||
           (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      /* The parser's message names the place, not the content. */
      g_debug ("no JSON object: %d", cause ? cause->code : -1);
      set_protocol_error (error, _("SmartBill's answer is cut off or is no JSON. "
                                   "Try again later; if it goes on, ask SmartBill (1588-8064)."));
      return NULL;
    }

  return root ? json_node_ref (root) : NULL;
}

static char *
dup_value (JsonNode *node)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return *json_node_get_string (node) != '\0' ? g_strdup (json_node_get_string (node)) : NULL;

    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

    case G_TYPE_DOUBLE:   /* 45000.0 and 4.5e4 are whole amounts too */
      return g_strdup (g_ascii_formatd (number, sizeof number, "%.15g", json_node_get_double (node)));

    default:
      return NULL;
    }
}

char *
jb_smartbill_row_dup_cell (JsonObject *row,
                           const char *column)
{
  return dup_value (json_object_get_member (row, column));
}

/* The answer names the signal it answers, or that signal with _FINISH (C7, U-12); when it names none, it is taken as it is. */
static gboolean
is_answer_to (JsonObject *object,
              const char *signal)
{
  g_autofree char *answered = jb_smartbill_row_dup_cell (object, "Signal");
  gsize length = strlen (signal);

  if (answered == NULL)
    return TRUE;

  return strncmp (answered, signal, length) == 0 && (answered[length] == '\0' || g_str_equal (answered + length, "_FINISH"));
}

static gboolean
check_result (JsonObject  *object,
              const char  *signal,
              GError     **error)
{
  g_autofree char *code = jb_smartbill_row_dup_cell (object, "ResultCode");
  g_autofree char *message = jb_smartbill_row_dup_cell (object, "ResultMessage");

  if (code == NULL)
    {
      set_protocol_error (error, _("SmartBill's answer holds no result code. "
                                   "Try again later; if it goes on, ask SmartBill (1588-8064)."));
      return FALSE;
    }
  if (!g_str_equal (code, JB_SMARTBILL_SUCCESS))
    {
      g_propagate_error (error, jb_smartbill_error_new (code, message));
      return FALSE;
    }
  if (!is_answer_to (object, signal))
    {
      set_protocol_error (error, _("SmartBill answered another question than was asked. "
                                   "Try again later; if it goes on, ask SmartBill (1588-8064)."));
      return FALSE;
    }

  return TRUE;
}

/* smartbill.md 4.1: Table1 for some signals, Table for the others; the other name when the expected one is missing;
 * a missing or null table is an empty one. FALSE when there is something else in its place. */
static gboolean
find_rows (JsonObject  *object,
           const char  *signal,
           JsonArray  **rows)
{
  gboolean second = g_str_equal (signal, "GET_TOKEN") || g_str_equal (signal, "PREVIEW_FORM") || g_str_equal (signal, "VIEW_XML");
  const char *names[] = { second ? "Table1" : "Table", second ? "Table" : "Table1" };
  JsonNode *set = json_object_get_member (object, "ResultDataSet");

  *rows = NULL;
  if (set == NULL || JSON_NODE_HOLDS_NULL (set))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (set))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *table = json_object_get_member (json_node_get_object (set), names[i]);

      if (table == NULL || JSON_NODE_HOLDS_NULL (table))
        continue;
      if (!JSON_NODE_HOLDS_ARRAY (table))
        return FALSE;

      *rows = json_node_get_array (table);
      return TRUE;
    }

  return TRUE;
}

JbSmartbillAnswer *
jb_smartbill_answer_parse (GBytes      *body,
                           const char  *signal,
                           GError     **error)
{
  g_autoptr(JsonNode) root = NULL;
  JbSmartbillAnswer *answer;
  JsonArray *rows;

  root = parse_object (body, error);
  if (root == NULL || !check_result (json_node_get_object (root), signal, error))
    return NULL;

  if (!find_rows (json_node_get_object (root), signal, &rows))
    {
      set_protocol_error (error, _("SmartBill's answer holds no table where one belongs. "
                                   "Try again later; if it goes on, ask SmartBill (1588-8064)."));
      return NULL;
    }

  answer = g_new0 (JbSmartbillAnswer, 1);
  answer->root = g_steal_pointer (&root);
  answer->rows = rows;

  return answer;
}

void
jb_smartbill_answer_free (JbSmartbillAnswer *answer)
{
  if (answer == NULL)
    return;

  json_node_unref (answer->root);
  g_free (answer);
}

guint
jb_smartbill_answer_get_n_rows (JbSmartbillAnswer *answer)
{
  return answer->rows ? json_array_get_length (answer->rows) : 0;
}

JsonObject *
jb_smartbill_answer_get_row (JbSmartbillAnswer *answer,
                             guint              position)
{
  JsonNode *node = json_array_get_element (answer->rows, position);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

char *
jb_smartbill_token_read (GBytes  *body,
                         GError **error)
{
  g_autoptr(JbSmartbillAnswer) answer = jb_smartbill_answer_parse (body, "GET_TOKEN", error);
  JsonObject *row;
  char *token = NULL;

  if (answer == NULL)
    return NULL;

  row = jb_smartbill_answer_get_n_rows (answer) > 0 ? jb_smartbill_answer_get_row (answer, 0) : NULL;
  if (row != NULL)
    token = jb_smartbill_row_dup_cell (row, "AUTH_TOKEN");
  if (token == NULL)
    set_protocol_error (error, _("SmartBill said yes but gave no token. "
                                 "Try again later; if it goes on, ask SmartBill (1588-8064)."));

  return token;
}

char **
jb_smartbill_templates_read (GBytes  *body,
                             GError **error)
{
  g_autoptr(JbSmartbillAnswer) answer = jb_smartbill_answer_parse (body, "PREVIEW_FORM", error);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (answer == NULL)
    return NULL;

  for (guint i = 0; i < jb_smartbill_answer_get_n_rows (answer); i++)
    {
      JsonObject *row = jb_smartbill_answer_get_row (answer, i);
      char *text = row ? jb_smartbill_row_dup_cell (row, "CONTENT") : NULL;

      /* The order says which form it is: a hole would shift all that follow. */
      if (text == NULL)
        break;
      g_ptr_array_add (texts, text);
    }

  if (texts->len != JB_SMARTBILL_N_TEMPLATES || jb_smartbill_answer_get_n_rows (answer) != JB_SMARTBILL_N_TEMPLATES)
    {
      set_protocol_error (error, _("SmartBill did not send its twelve forms in the order that Jangbu knows. "
                                   "Jangbu's own form is used instead."));
      return NULL;
    }

  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
}
