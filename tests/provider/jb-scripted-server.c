/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* See jb-scripted-server.h. */

#include "config.h"

#include "jb-scripted-server.h"

#include <string.h>

static void
request_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  JbServer *server = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  server->n_requests++;
  g_ptr_array_add (server->requests, soup_message_body_flatten (body));
  server->func (server, message);
}

JbServer *
jb_server_new (JbServerFunc     func,
               gpointer         data,
               GTlsCertificate *certificate)
{
  JbServer *server = g_new0 (JbServer, 1);
  g_autoptr(GError) error = NULL;
  GSList *uris;

  server->func = func;
  server->data = data;
  server->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  server->soup = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (server->soup, NULL, request_cb, server, NULL);
  soup_server_listen_local (server->soup, 0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY | (certificate ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (server->soup);
  server->uri = g_strdup_printf ("%s://127.0.0.1:%d/sb-api/request", certificate ? "https" : "http",
                                 g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return server;
}

/* libsoup 3.6 uses a client after it was freed when the server goes while that client still shakes hands, as one does that did not
 * like the certificate. Such servers stay, deaf, until the program ends. */
static void
retire (SoupServer *soup)
{
  static GPtrArray *retired;

  if (retired == NULL)
    retired = g_ptr_array_new ();
  soup_server_remove_handler (soup, NULL);
  g_ptr_array_add (retired, soup);
}

void
jb_server_free (JbServer *server)
{
  if (soup_server_is_https (server->soup))
    {
      retire (server->soup);
    }
  else
    {
      soup_server_disconnect (server->soup);
      g_object_unref (server->soup);
    }
  g_ptr_array_unref (server->requests);
  g_free (server->uri);
  g_free (server);
}

JsonObject *
jb_server_dup_request (JbServer *server,
                       guint     position)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  GBytes *body;

  g_assert_cmpuint (position, <, server->requests->len);
  body = g_ptr_array_index (server->requests, position);
  json_parser_load_from_data (parser, g_bytes_get_data (body, NULL), g_bytes_get_size (body), &error);
  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

void
jb_server_answer (SoupServerMessage *message,
                  guint              status,
                  const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json;charset=UTF-8", SOUP_MEMORY_COPY, body, strlen (body));
}

void
jb_server_hang (SoupServerMessage *message)
{
  soup_server_message_pause (message);
}

void
jb_server_answer_raw (SoupServerMessage *message,
                      const char        *bytes)
{
  g_autoptr(GIOStream) stream = soup_server_message_steal_connection (message);

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), bytes, strlen (bytes), NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}
