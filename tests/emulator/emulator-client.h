/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A bare client for the emulator's tests: it knows HTTP and JSON and nothing of the program's own provider. */

#pragma once

#include "jb-clock.h"
#include "jb-emulator.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

/* Tuesday, 2026-09-15 23:30 in Korea: everything of that day has been issued and collected. */
#define CLIENT_NOW_MS (G_GINT64_CONSTANT (1789482600) * 1000)
#define CLIENT_TODAY  20260915
#define MINUTE_MS     (60 * G_GINT64_CONSTANT (1000))
#define DAY_MS        (24 * 60 * MINUTE_MS)

typedef struct
{
  JbClock     *clock;
  JbEmulator  *emulator;
  SoupSession *session;
  char        *token;      /* (nullable) */
} Client;

static inline void
client_open (Client                  *self,
             const JbEmulatorOptions *options)
{
  g_autoptr(GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->clock = jb_clock_new_manual (CLIENT_NOW_MS, FALSE);
  self->emulator = jb_emulator_new (options, self->clock, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->emulator);
  self->session = soup_session_new ();
}

static inline void
client_close (Client *self)
{
  g_clear_object (&self->session);
  g_assert_finalize_object (self->emulator);
  g_assert_finalize_object (self->clock);
  g_free (self->token);
}

/* Sends anything anywhere. (transfer full) (nullable): no answer at all, with @error. */
static inline GBytes *
client_send (Client       *self,
             const char   *method,
             const char   *path,
             GBytes       *body,
             guint        *status,
             GError      **error)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s", jb_emulator_get_port (self->emulator), path);
  g_autoptr(SoupMessage) message = soup_message_new (method, uri);
  GBytes *answer;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json; charset=utf-8", body);
  answer = soup_session_send_and_read (self->session, message, NULL, error);
  if (status != NULL)
    *status = soup_message_get_status (message);

  return answer;
}

/* (transfer full): the answer as an object; the test fails when it is none. */
static inline JsonObject *
client_post_text (Client     *self,
                  const char *text)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  guint status;

  answer = client_send (self, "POST", "/sb-api/request", body, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (status, ==, 200);
  json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)));
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static inline JsonObject *
client_post (Client     *self,
             JsonObject *request)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), request);
  g_autofree char *text = json_to_string (node, FALSE);

  return client_post_text (self, text);
}

/* (transfer full): a request with its common fields, and the token when there is one */
static inline JsonObject *
client_request (Client     *self,
                const char *signal)
{
  JsonObject *request = json_object_new ();

  json_object_set_string_member (request, "MessageId", "JANGBU0100000000a1b2c3d4e5f60001");
  json_object_set_string_member (request, "Signal", signal);
  json_object_set_string_member (request, "RequestTime", "20260915233000");
  json_object_set_string_member (request, "SendComRegno", JB_EMULATOR_COMPANY);
  if (self->token != NULL)
    json_object_set_string_member (request, "AuthToken", self->token);
  json_object_set_string_member (request, "ServiceCode", "DTI");
  return request;
}

static inline JsonObject *
client_token_request (Client     *self,
                      const char *lifetime)
{
  JsonObject *request = client_request (self, "GET_TOKEN");

  json_object_set_string_member (request, "AuthCode", JB_EMULATOR_AUTH_CODE);
  json_object_set_string_member (request, "SbId", JB_EMULATOR_ACCOUNT);
  json_object_set_string_member (request, "ExpirationDateCode", lifetime);
  return request;
}

static inline JsonObject *
client_list_request (Client     *self,
                     const char *direction,
                     const char *date_kind,
                     const char *from,
                     const char *to)
{
  JsonObject *request = client_request (self, "OS_DTI_LIST");

  json_object_set_string_member (request, "SearchDate", date_kind);
  json_object_set_string_member (request, "SearchFromDate", from);
  json_object_set_string_member (request, "SearchToDate", to);
  json_object_set_string_member (request, "SearchComRegno", JB_EMULATOR_COMPANY);
  json_object_set_string_member (request, "SupBuy_Type", direction);
  return request;
}

/* @ids: NULL-terminated */
static inline JsonObject *
client_xml_request (Client             *self,
                    const char         *direction,
                    const char * const *ids)
{
  JsonObject *request = client_request (self, "OS_DTI_XML");
  JsonArray *array = json_array_new ();

  for (; *ids != NULL; ids++)
    json_array_add_string_element (array, *ids);
  json_object_set_string_member (request, "AuthCode", JB_EMULATOR_AUTH_CODE);
  json_object_set_string_member (request, "SupBuy_Type", direction);
  json_object_set_array_member (request, "IssueId", array);
  return request;
}

static inline const char *
client_code (JsonObject *answer)
{
  return json_object_get_string_member (answer, "ResultCode");
}

/* Sends, expects 30000, and gives the rows. (transfer full) */
static inline JsonArray *
client_rows (Client     *self,
             JsonObject *request,
             const char *table)
{
  g_autoptr(JsonObject) answer = client_post (self, request);

  g_assert_cmpstr (client_code (answer), ==, "30000");
  return json_array_ref (json_object_get_array_member (json_object_get_object_member (answer, "ResultDataSet"), table));
}

/* Sends and gives the ResultCode. (transfer full). Takes @request. */
static inline char *
client_ask_code (Client     *self,
                 JsonObject *request)
{
  g_autoptr(JsonObject) owned = request;
  g_autoptr(JsonObject) answer = client_post (self, owned);

  return g_strdup (client_code (answer));
}

#define client_assert_code(self, request, code)                        \
  G_STMT_START {                                                       \
    g_autofree char *code_ = client_ask_code ((self), (request));      \
    g_assert_cmpstr (code_, ==, (code));                               \
  } G_STMT_END

static inline void
client_log_in (Client     *self,
               const char *lifetime)
{
  g_autoptr(JsonObject) request = client_token_request (self, lifetime);
  g_autoptr(JsonArray) rows = client_rows (self, request, "Table1");

  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  g_free (self->token);
  self->token = g_strdup (json_object_get_string_member (json_array_get_object_element (rows, 0), "AUTH_TOKEN"));
}

/* All rows of one side over the last 90 days, in three windows. (transfer full) */
static inline GPtrArray *
client_list_all (Client     *self,
                 const char *direction)
{
  static const char * const windows[][2] = {
    { "2026-06-18", "2026-07-17" }, { "2026-07-18", "2026-08-16" }, { "2026-08-17", "2026-09-15" },
  };
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      g_autoptr(JsonObject) request = client_list_request (self, direction, "W", windows[i][0], windows[i][1]);
      g_autoptr(JsonArray) rows = client_rows (self, request, "Table");

      for (guint j = 0; j < json_array_get_length (rows); j++)
        g_ptr_array_add (all, json_object_ref (json_array_get_object_element (rows, j)));
    }

  return all;
}
