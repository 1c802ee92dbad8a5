/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* libsoup's server knows neither a time-out nor a limit for connections or bodies, so the gate accepts the connections itself,
 * looks at where they come from, keeps a deadline for each, and only then hands them to libsoup.
 *
 * A visitor lives from the accepting of its connection to the end of it. The connection belongs to libsoup; the gate only
 * watches it and holds its socket: shutting the socket down makes libsoup read an end and let go. */

#define G_LOG_DOMAIN "jb-signup-gate"

#include "config.h"

#include "jb-signup-gate.h"

#include "jb-signup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define REFUSAL        "Not found\n"
#define BODY_KEY       "jb-signup-body"
#define FLOOD_BYTES    (256 * 1024)   /* a body that exceeds the limit by this much is not even read to its end */

struct _JbSignupGate
{
  JbSignupGateRules  rules;
  JbClock           *clock;
  GSocketService    *service;
  SoupServer        *server;
  GHashTable        *visitors;    /* (element-type Visitor) */
  guint              port;
  guint              n_dropped;
};

typedef struct
{
  JbSignupGate   *gate;        /* (nullable): has been freed, or the visitor has left */
  GObject        *connection;  /* (nullable): not owned, is gone */
  GSocket        *socket;
  GSocketAddress *remote;
  GCancellable   *leaving;
  gboolean        is_sent;     /* away, and counted */
} Visitor;

/* What has been read of one request. */
typedef struct
{
  JbSignupGate *gate;
  GByteArray   *body;
  gsize         size;         /* of what came, kept or not */
} Intake;

static void
intake_free (gpointer data)
{
  Intake *intake = data;

  if (intake->body->len > 0)
    explicit_bzero (intake->body->data, intake->body->len);
  g_byte_array_unref (intake->body);
  g_free (intake);
}

/* --- visitors --- */

static void
visitor_free (gpointer data)
{
  Visitor *visitor = data;

  g_object_unref (visitor->socket);
  g_object_unref (visitor->remote);
  g_object_unref (visitor->leaving);
  g_free (visitor);
}

static void
visitor_send_away (Visitor *visitor)
{
  g_autoptr(GError) error = NULL;

  visitor->is_sent = TRUE;
  if (visitor->connection != NULL && !g_socket_shutdown (visitor->socket, TRUE, TRUE, &error))
    g_debug ("A visitor had left already: %s", error->message);
}

static void
connection_gone_cb (gpointer  data,
                    GObject  *connection)
{
  Visitor *visitor = data;

  visitor->connection = NULL;
  if (visitor->gate != NULL)
    g_hash_table_remove (visitor->gate->visitors, visitor);
  visitor->gate = NULL;   /* which does not know the visitor any more */
  g_cancellable_cancel (visitor->leaving);   /* the sleep below ends and frees the visitor */
}

static void
visit_over_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Visitor *visitor = user_data;
  gboolean too_long = jb_clock_sleep_finish (JB_CLOCK (object), result, NULL);   /* NULL: the only other way is that it left */

  if (too_long && visitor->gate != NULL && !visitor->is_sent)
    visitor->gate->n_dropped++;
  if (too_long)
    visitor_send_away (visitor);
  if (visitor->connection != NULL)
    g_object_weak_unref (visitor->connection, connection_gone_cb, visitor);
  if (visitor->gate != NULL)
    g_hash_table_remove (visitor->gate->visitors, visitor);
  visitor_free (visitor);
}

static void
visitor_come_in (JbSignupGate      *self,
                 GSocketConnection *connection,
                 GSocketAddress    *remote)
{
  Visitor *visitor = g_new0 (Visitor, 1);

  visitor->gate = self;
  visitor->connection = G_OBJECT (connection);
  visitor->socket = g_object_ref (g_socket_connection_get_socket (connection));
  visitor->remote = g_object_ref (remote);
  visitor->leaving = g_cancellable_new ();
  g_object_weak_ref (visitor->connection, connection_gone_cb, visitor);
  g_hash_table_add (self->visitors, visitor);
  jb_clock_sleep_async (self->clock, JB_SIGNUP_GATE_VISIT_MS, visitor->leaving, visit_over_cb, visitor);
}

/* In the middle of a request. libsoup tells only the address that it was given. */
static void
send_away (JbSignupGate   *self,
           GSocketAddress *remote)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->visitors);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Visitor *visitor = key;

      if (visitor->remote == remote && !visitor->is_sent)
        {
          self->n_dropped++;
          visitor_send_away (visitor);
          return;
        }
    }
}

/* --- the door --- */

static gboolean
is_welcome (JbSignupGate   *self,
            GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address) || g_hash_table_size (self->visitors) >= JB_SIGNUP_GATE_MAX_VISITORS)
    return FALSE;

  return self->rules.admit == NULL ||
         self->rules.admit (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)), self->rules.user_data);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  JbSignupGate *self = user_data;
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);   /* NULL: has gone again */
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr(GError) error = NULL;

  if (remote == NULL || local == NULL || !is_welcome (self, remote))
    {
      self->n_dropped++;
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);   /* NULL: nothing was written that could be lost */
      return TRUE;
    }

  visitor_come_in (self, connection, remote);
  if (!soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, &error))
    {
      g_debug ("A connection could not be taken: %s", error->message);
      self->n_dropped++;
    }
  return TRUE;
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              Intake            *intake)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (chunk, &size);
  gsize max = intake->gate->rules.max_body;

  intake->size += size;
  if (intake->size <= max)
    {
      g_byte_array_append (intake->body, data, (guint) size);
      return;
    }

  if (intake->body->len > 0)
    explicit_bzero (intake->body->data, intake->body->len);
  g_byte_array_set_size (intake->body, 0);
  if (intake->size > max + FLOOD_BYTES)
    send_away (intake->gate, soup_server_message_get_remote_address (message));
}

static void
request_started_cb (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  Intake *intake = g_new0 (Intake, 1);

  intake->gate = user_data;
  intake->body = g_byte_array_new ();
  g_object_set_data_full (G_OBJECT (message), BODY_KEY, intake, intake_free);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), intake);
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  JbSignupGate *self = user_data;
  Intake *intake = g_object_get_data (G_OBJECT (message), BODY_KEY);
  g_autoptr(GBytes) body = NULL;

  if (intake->size <= self->rules.max_body)
    body = g_bytes_new (intake->body->data, intake->body->len);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control", "no-store");
  self->rules.take (message, body, self->rules.user_data);
}

void
jb_signup_gate_refuse (JbSignupGate      *self,
                       SoupServerMessage *message)
{
  self->n_dropped++;
  soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  soup_server_message_set_response (message, "text/plain; charset=utf-8", SOUP_MEMORY_STATIC, REFUSAL, strlen (REFUSAL));
}

/* --- opening and closing --- */

static void
explain (const GError  *cause,
         guint          port,
         GError       **error)
{
  g_debug ("Cannot listen: %s", cause->message);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_IN_USE,
                 _("Another program is using port %u. Please close it, or choose another port in the settings."), port);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_LISTEN,
                 _("This account may not listen on port %u. Please choose a port from 1024 to 65535 in the settings."), port);
  else
    g_set_error_literal (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_LISTEN,
                         _("This machine cannot listen on that address. Please choose one of its own addresses in the settings."));
}

JbSignupGate *
jb_signup_gate_new (GInetAddress             *address,
                    guint                     port,
                    const JbSignupGateRules  *rules,
                    JbClock                  *clock,
                    GError                  **error)
{
  g_autoptr(JbSignupGate) self = g_new0 (JbSignupGate, 1);
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new (address, (guint16) port);
  g_autoptr(GSocketAddress) given = NULL;
  g_autoptr(GError) cause = NULL;

  self->rules = *rules;
  self->clock = g_object_ref (clock);
  self->visitors = g_hash_table_new (NULL, NULL);
  self->service = g_socket_service_new ();
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), self);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &given, &cause))
    {
      explain (cause, port, error);
      return NULL;
    }

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given));
  return g_steal_pointer (&self);
}

void
jb_signup_gate_shut (JbSignupGate *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
}

void
jb_signup_gate_free (JbSignupGate *self)
{
  g_autoptr(GList) visitors = NULL;

  if (self == NULL)
    return;

  jb_signup_gate_shut (self);
  visitors = g_hash_table_get_keys (self->visitors);
  for (GList *at = visitors; at != NULL; at = at->next)
    {
      Visitor *visitor = at->data;

      visitor->gate = NULL;
      visitor_send_away (visitor);
    }
  g_hash_table_unref (self->visitors);
  soup_server_disconnect (self->server);
  for (GList *at = visitors; at != NULL; at = at->next)
    g_cancellable_cancel (((Visitor *) at->data)->leaving);
  g_signal_handlers_disconnect_by_data (self->server, self);
  g_object_unref (self->server);
  g_object_unref (self->service);
  g_object_unref (self->clock);
  g_free (self);
}

guint
jb_signup_gate_get_port (JbSignupGate *self)
{
  return self->port;
}

guint
jb_signup_gate_get_dropped (JbSignupGate *self)
{
  return self->n_dropped;
}
