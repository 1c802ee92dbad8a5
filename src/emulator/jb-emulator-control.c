/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The door for another process (only with --control): faults, time and new invoices by JSON, and what came in so far.
 * None of this belongs to the service's protocol. */

#define G_LOG_DOMAIN "jb-emulator-control"

#include "config.h"

#include "jb-emulator-private.h"
#include "jb-emulator-signup.h"

#include "jb-date.h"

#include <string.h>

static gint64
get_int (JsonObject *object,
         const char *name,
         gint64      otherwise)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return otherwise;

  return json_node_get_int (node);
}

static gboolean
get_boolean (JsonObject *object,
             const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
set_fault (JbEmulator *self,
           JsonObject *object)
{
  JbEmulatorFault fault = {
    .signal = (char *) jb_request_get_text (object, "signal"),
    .count = (int) CLAMP (get_int (object, "count", 1), -1, G_MAXINT),
    .http = (guint) CLAMP (get_int (object, "http", 0), 0, 999),
    .code = (char *) jb_request_get_text (object, "code"),
    .delay_ms = (guint) CLAMP (get_int (object, "delay_ms", 0), 0, G_MAXINT),
    .drop_after_commit = get_boolean (object, "drop_after_commit"),
    .truncate = get_boolean (object, "truncate"),
    .cp949 = g_strcmp0 (jb_request_get_text (object, "charset"), "cp949") == 0,
    .alt_keys = get_boolean (object, "alt_keys"),
    .hang = get_boolean (object, "hang"),
    .garbage_bytes = (guint) CLAMP (get_int (object, "garbage_bytes", 0), 0, 1 << 30),
    .redirect = get_boolean (object, "redirect"),
  };

  jb_emulator_set_fault (self, &fault);
}

static void
set_unmet (JbEmulator *self,
           JsonObject *object)
{
  g_autoptr(GStrvBuilder) disabled = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, "disabled");
  JsonArray *signals = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_auto(GStrv) names = NULL;
  JbEmulatorUnmet unmet = {
    .code_unknown = get_boolean (object, "code_unknown"),
    .token_unknown = get_boolean (object, "token_unknown"),
    .unregistered = get_boolean (object, "unregistered"),
  };

  for (guint i = 0; signals != NULL && i < json_array_get_length (signals); i++)
    {
      JsonNode *name = json_array_get_element (signals, i);

      if (JSON_NODE_HOLDS_VALUE (name) && json_node_get_value_type (name) == G_TYPE_STRING)
        g_strv_builder_add (disabled, json_node_get_string (name));
    }

  names = g_strv_builder_end (disabled);
  unmet.disabled = names;
  jb_emulator_set_unmet (self, &unmet);
}

static gboolean
add_invoices (JbEmulator  *self,
              JsonObject  *object,
              GError     **error)
{
  int date = (int) CLAMP (get_int (object, "date", jb_instant_to_date (jb_emulator_get_now (self))), 0, 99999999);
  gint64 n = get_int (object, "n", 1);

  if (n < 0 || n > JB_EMULATOR_MAX_INVOICES || !jb_date_is_valid (date))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "\"add\" needs a number and a date yyyymmdd");
      return FALSE;
    }

  jb_emulator_add_invoices (self, (guint) n, date);
  return TRUE;
}

static gboolean
agree_on_callback (JbEmulator  *self,
                   JsonObject  *object,
                   GError     **error)
{
  if (jb_emulator_set_signup_callback (self, jb_request_get_text (object, "callback"),
                                       (guint) CLAMP (get_int (object, "variant", 1), 0, 9)))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "\"signup\" needs a callback under http://127.0.0.1 and a variant 1 or 2");
  return FALSE;
}

gboolean
jb_control_apply (JbEmulator  *self,
                  GBytes      *body,
                  GError     **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonObject *object;
  gsize size;
  const char *text = g_bytes_get_data (body, &size);

  if (text == NULL || !json_parser_load_from_data (parser, text, size, error))
    {
      if (text == NULL)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "an empty body");
      return FALSE;
    }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a JSON object");
      return FALSE;
    }

  object = json_node_get_object (root);
  if (get_boolean (object, "clear"))
    jb_emulator_clear_faults (self);
  if (get_object (object, "fault") != NULL)
    set_fault (self, get_object (object, "fault"));
  jb_emulator_advance (self, get_int (object, "advance_ms", 0));
  if (get_object (object, "unmet") != NULL)
    set_unmet (self, get_object (object, "unmet"));
  if (get_object (object, "signup") != NULL && !agree_on_callback (self, get_object (object, "signup"), error))
    return FALSE;
  return get_object (object, "add") == NULL || add_invoices (self, get_object (object, "add"), error);
}

static void
add_counts (JbEmulator  *self,
            JsonBuilder *builder)
{
  GHashTableIter iter;
  gpointer signal, count;

  g_mutex_lock (&self->mutex);
  json_builder_set_member_name (builder, "requests");
  json_builder_add_int_value (builder, self->n_requests);
  json_builder_set_member_name (builder, "signals");
  json_builder_begin_object (builder);
  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &signal, &count))
    {
      json_builder_set_member_name (builder, signal);
      json_builder_add_int_value (builder, GPOINTER_TO_UINT (count));
    }
  json_builder_end_object (builder);
  g_mutex_unlock (&self->mutex);
}

GBytes *
jb_control_describe (JbEmulator *self)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  guint n_sales, n_purchases;
  gint64 sales_total, purchases_total;
  char *text;

  jb_emulator_get_truth (self, &n_sales, &n_purchases, &sales_total, &purchases_total);
  json_builder_begin_object (builder);
  add_counts (self, builder);
  json_builder_set_member_name (builder, "now_ms");
  json_builder_add_int_value (builder, jb_emulator_get_now (self));
  json_builder_set_member_name (builder, "sales");
  json_builder_add_int_value (builder, n_sales);
  json_builder_set_member_name (builder, "purchases");
  json_builder_add_int_value (builder, n_purchases);
  json_builder_set_member_name (builder, "sales_total");
  json_builder_add_int_value (builder, sales_total);
  json_builder_set_member_name (builder, "purchases_total");
  json_builder_add_int_value (builder, purchases_total);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  return g_bytes_new_take (text, strlen (text));
}
