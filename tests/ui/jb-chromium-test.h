/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A real browser as the desktop's default one, and hands in it: Chromium without a screen, led over its DevTools protocol. */

#pragma once

#include "jb-signup-ui-test.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

/* Opens what the desktop hands it, away from everything that the test's own environment says, and writes down its end. */
#define CHROMIUM_SCRIPT                                                                                                      \
  "#!/bin/sh\n"                                                                                                              \
  "for name in chromium chromium-browser google-chrome; do browser=$(command -v $name) && break; done\n"                     \
  "env -u G_DEBUG -u MALLOC_CHECK_ -u MALLOC_PERTURB_ -u GSETTINGS_BACKEND -u GSETTINGS_SCHEMA_DIR -u GIO_USE_VFS \\\n"      \
  "  -u ASAN_OPTIONS -u UBSAN_OPTIONS -u LSAN_OPTIONS -u DISPLAY -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS \\\n"        \
  "  -u XDG_DATA_DIRS -u http_proxy -u https_proxy -u all_proxy -u HTTP_PROXY -u HTTPS_PROXY -u ALL_PROXY \\\n"              \
  "  HOME=\"$JB_BROWSER_HOME\" timeout 250 \"$browser\" --headless --no-sandbox --disable-gpu --disable-quic \\\n"          \
  "  --disable-dev-shm-usage --no-first-run --disable-background-networking --disable-component-update --disable-sync \\\n"  \
  "  --no-proxy-server --window-size=1000,760 --user-data-dir=\"$JB_BROWSER_HOME/profile\" --remote-debugging-port=0 \\\n"   \
  "  '--remote-allow-origins=*' \"$1\" >/dev/null 2>&1\n"                                                                    \
  "rm -rf \"$JB_BROWSER_HOME/profile\"\n"                                                                                    \
  "touch \"$JB_BROWSER_HOME/gone\"\n"

typedef struct
{
  SoupSession             *session;
  SoupWebsocketConnection *connection;
  gint64                   next_id;
  JsonObject              *answer;       /* (nullable): to the last call */
} Chromium;

static inline gboolean
chromium_is_there (void)
{
  static const char * const names[] = { "chromium", "chromium-browser", "google-chrome" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_find_program_in_path (names[i]);

      if (path != NULL)
        return TRUE;
    }
  return FALSE;
}

/* (transfer full) */
static inline JsonNode *
chromium_parse (gconstpointer data,
                gsize         size)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strndup (data, size);
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

static inline void
chromium_message_cb (Chromium *self,
                     int       type,
                     GBytes   *bytes)
{
  g_autoptr(JsonNode) node = chromium_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  JsonObject *object = json_node_get_object (node);

  if (json_object_get_int_member_with_default (object, "id", -1) == self->next_id)
    self->answer = json_object_ref (object);
}

/* The port that a browser that has just been started chose for its DevTools. */
static inline guint
chromium_wait_for_port (void)
{
  g_autofree char *path = signup_ui_path ("profile/DevToolsActivePort");
  g_autofree char *text = NULL;

  jb_test_wait_until (g_file_get_contents (path, &text, NULL, NULL) && strchr (text, '\n') != NULL);
  return (guint) g_ascii_strtoull (text, NULL, 10);
}

/* (transfer full) (nullable): where the tab listens, once there is one. */
static inline char *
chromium_find_tab (Chromium *self,
                   guint     port)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/json", port);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", uri);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *tabs;

  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  body = soup_session_send_and_read_finish (self->session, result, &error);
  g_assert_no_error (error);
  node = chromium_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  tabs = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (tabs); i++)
    {
      JsonObject *tab = json_array_get_object_element (tabs, i);

      if (g_str_equal (json_object_get_string_member (tab, "type"), "page"))
        return g_strdup (json_object_get_string_member (tab, "webSocketDebuggerUrl"));
    }
  return NULL;
}

/* To the browser that the dialog has just opened. */
static inline void
chromium_attach (Chromium *self)
{
  guint port = chromium_wait_for_port ();
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *tab = NULL;

  self->session = soup_session_new ();
  jb_test_wait_until ((tab = chromium_find_tab (self, port)) != NULL);
  message = soup_message_new ("GET", tab);
  soup_session_websocket_connect_async (self->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  self->connection = soup_session_websocket_connect_finish (self->session, result, &error);
  g_assert_no_error (error);
  soup_websocket_connection_set_max_incoming_payload_size (self->connection, 0);
  g_signal_connect_swapped (self->connection, "message", G_CALLBACK (chromium_message_cb), self);
}

/* @parameter (nullable), with @value. (transfer full) (nullable): the result; NULL when the browser was between two pages. */
static inline JsonObject *
chromium_call (Chromium   *self,
               const char *method,
               const char *parameter,
               const char *value)
{
  g_autoptr(JsonObject) call = json_object_new ();
  g_autoptr(JsonObject) answer = NULL;
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonObject *parameters = json_object_new ();

  if (parameter != NULL)
    json_object_set_string_member (parameters, parameter, value);
  json_object_set_int_member (call, "id", ++self->next_id);
  json_object_set_string_member (call, "method", method);
  json_object_set_object_member (call, "params", parameters);
  json_node_set_object (node, call);
  text = json_to_string (node, FALSE);
  soup_websocket_connection_send_text (self->connection, text);
  jb_test_wait_until (self->answer != NULL ||
                      soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN);
  answer = g_steal_pointer (&self->answer);
  return answer != NULL && json_object_has_member (answer, "result")
    ? json_object_ref (json_object_get_object_member (answer, "result")) : NULL;
}

/* What the page says to @script, as text. (transfer full) (nullable) */
static inline char *
chromium_ask (Chromium   *self,
              const char *script)
{
  g_autofree char *expression = g_strdup_printf ("String(%s)", script);
  g_autoptr(JsonObject) answer = chromium_call (self, "Runtime.evaluate", "expression", expression);
  JsonObject *result = answer != NULL ? json_object_get_object_member (answer, "result") : NULL;

  return result != NULL ? g_strdup (json_object_get_string_member_with_default (result, "value", NULL)) : NULL;
}

/* Until the page with this text in its heading is there as a whole. */
static inline void
chromium_wait_for_page (Chromium   *self,
                        const char *heading)
{
  gboolean there = FALSE;

  g_test_message ("page: %s", heading);
  while (!there)
    {
      g_autofree char *text = chromium_ask (self, "document.readyState == 'complete' && document.querySelector('h1') ? "
                                                  "document.querySelector('h1').innerText : ''");
      gint64 deadline = g_get_monotonic_time () + G_TIME_SPAN_MILLISECOND * 20;

      there = text != NULL && strstr (text, heading) != NULL;
      while (!there && g_get_monotonic_time () < deadline)
        if (!g_main_context_iteration (NULL, FALSE))
          g_usleep (200);
    }
}

static inline void
chromium_click (Chromium   *self,
                const char *selector)
{
  g_autofree char *script = g_strdup_printf ("document.querySelector('%s').click()", selector);
  g_autofree char *done = chromium_ask (self, script);

  g_assert_cmpstr (done, ==, "undefined");
}

static inline void
chromium_type (Chromium   *self,
               const char *selector,
               const char *text)
{
  g_autofree char *script = g_strdup_printf ("document.querySelector('%s').value = '%s'", selector, text);
  g_autofree char *done = chromium_ask (self, script);

  g_assert_cmpstr (done, ==, text);
}

/* Closes the browser and waits until nothing of it is left. */
static inline void
chromium_close (Chromium *self)
{
  g_autofree char *gone = signup_ui_path ("gone");
  JsonObject *answer = chromium_call (self, "Browser.close", NULL, NULL);

  g_clear_pointer (&answer, json_object_unref);
  jb_test_wait_until (g_file_test (gone, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_remove (gone), ==, 0);
  jb_test_wait_until (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_CLOSED);
  g_clear_object (&self->connection);
  g_clear_object (&self->session);
}
