/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection's secret as a value, and as the text that a keyring keeps. Used by jb-secrets.c. */

#define G_LOG_DOMAIN "jb-secrets"

#include "config.h"

#include "jb-secret-private.h"

#include "jb-wipe.h"

#include <json-glib/json-glib.h>

/* A newer program may write another form: an older one must not misread it. */
#define FORMAT_VERSION 1

JbSecret *
jb_secret_new (void)
{
  return g_new0 (JbSecret, 1);
}

void
jb_secret_free (JbSecret *secret)
{
  if (secret == NULL)
    return;

  jb_wipe_text (secret->auth_code);
  jb_wipe_text (secret->token);
  g_free (secret);
}

JbSecret *
jb_secret_copy (const JbSecret *secret)
{
  JbSecret *copy = jb_secret_new ();

  copy->auth_code = g_strdup (secret->auth_code);
  copy->token = g_strdup (secret->token);
  copy->token_expires_at = secret->token_expires_at;
  copy->renewal_refused = secret->renewal_refused;

  return copy;
}

void
jb_secret_set_token (JbSecret   *secret,
                     const char *token,
                     gint64      expires_at)
{
  g_return_if_fail (secret != NULL);

  jb_wipe_text (secret->token);
  secret->token = g_strdup (token);
  secret->token_expires_at = expires_at;
  secret->renewal_refused = FALSE;
}

char *
_jb_secret_to_text (const JbSecret *secret)
{
  g_autoptr(JsonNode) root = json_node_alloc ();
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "version", FORMAT_VERSION);
  json_object_set_string_member (object, "auth-code", secret->auth_code);
  if (secret->token != NULL)
    json_object_set_string_member (object, "token", secret->token);
  json_object_set_int_member (object, "token-expires-at", secret->token_expires_at);
  if (secret->renewal_refused)
    json_object_set_boolean_member (object, "renewal-refused", TRUE);
  json_node_init_object (root, object);

  return json_to_string (root, FALSE);
}

static char *
dup_string (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_dup_string (node);
}

static gint64
get_int (JsonObject *object,
         const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;

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

JbSecret *
_jb_secret_from_text (const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(JbSecret) secret = jb_secret_new ();
  JsonObject *object;

  /* json-glib's message may quote the text, so it is not passed on. */
  if (!json_parser_load_from_data (parser, text, -1, NULL) ||
      json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;

  object = json_node_get_object (json_parser_get_root (parser));
  if (get_int (object, "version") != FORMAT_VERSION)
    return NULL;

  secret->auth_code = dup_string (object, "auth-code");
  secret->token = dup_string (object, "token");
  secret->token_expires_at = get_int (object, "token-expires-at");
  secret->renewal_refused = get_boolean (object, "renewal-refused");

  return secret->auth_code != NULL ? g_steal_pointer (&secret) : NULL;
}
