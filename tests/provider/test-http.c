/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* JbHttp against a real server that answers well, badly, slowly or not at all. */

#include "config.h"

#include "jb-http-private.h"
#include "jb-provider.h"
#include "jb-scripted-server.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1789430401000)

/* What a server is to do. */
typedef struct
{
  guint        statuses[8];    /* one a request; the last one is repeated */
  guint        n_statuses;
  const char  *retry_after;
  const char  *location;
  const char  *body;
  gboolean     hang;
  const char  *raw;
  GBytes      *gzip;
} Script;

typedef struct
{
  JbClock *clock;
  JbHttp  *http;
} Fixture;

static GString *logged;

static GLogWriterOutput
log_writer (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         user_data)
{
  if (level > G_LOG_LEVEL_WARNING)
    {
      for (gsize i = 0; i < n_fields; i++)
        if (g_str_equal (fields[i].key, "MESSAGE"))
          g_string_append_printf (logged, "%s\n", (const char *) fields[i].value);
      return G_LOG_WRITER_HANDLED;
    }

  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->clock = jb_clock_new_manual (NOW, TRUE);
  f->http = jb_http_new (f->clock);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_assert_finalize_object (f->http);
  g_assert_finalize_object (f->clock);
}

static void
play (JbServer          *server,
      SoupServerMessage *message)
{
  Script *script = server->data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (script->hang)
    {
      jb_server_hang (message);
      return;
    }
  if (script->raw != NULL)
    {
      jb_server_answer_raw (message, script->raw);
      return;
    }
  if (script->gzip != NULL)
    {
      soup_message_headers_append (headers, "Content-Encoding", "gzip");
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY,
                                        g_bytes_get_data (script->gzip, NULL), g_bytes_get_size (script->gzip));
      return;
    }

  if (script->retry_after != NULL)
    soup_message_headers_append (headers, "Retry-After", script->retry_after);
  if (script->location != NULL)
    soup_message_headers_append (headers, "Location", script->location);
  jb_server_answer (message, script->statuses[MIN (server->n_requests, script->n_statuses) - 1],
                    script->body ? script->body : "{}");
}

static GAsyncResult *
post_result (JbHttp       *http,
             const char   *uri,
             JbHttpKind    kind,
             guint         timeout_s,
             GCancellable *cancellable)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"Signal\":\"OS_DTI_LIST\"}", 24);
  GAsyncResult *result = NULL;

  jb_http_post_async (http, uri, kind, body, timeout_s, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return result;
}

static GBytes *
post (Fixture       *f,
      const char    *uri,
      JbHttpKind     kind,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr(GAsyncResult) result = post_result (f->http, uri, kind, 30, cancellable);
  gint64 waited_ms = -1;
  GBytes *bytes = jb_http_post_finish (f->http, result, &waited_ms, error);

  g_assert_cmpint (waited_ms, >=, 0);

  return bytes;
}

static void
test_statuses (Fixture       *f,
               gconstpointer  data)
{
  static const struct
  {
    guint            status;
    JbProviderError  read;
    JbProviderError  write;
    guint            n_reads;
  } cases[] = {
    { 301, JB_PROVIDER_ERROR_PROTOCOL, JB_PROVIDER_ERROR_UNCERTAIN, 1 },
    { 307, JB_PROVIDER_ERROR_PROTOCOL, JB_PROVIDER_ERROR_UNCERTAIN, 1 },
    { 400, JB_PROVIDER_ERROR_PROTOCOL, JB_PROVIDER_ERROR_PROTOCOL, 1 },
    { 401, JB_PROVIDER_ERROR_REAUTH, JB_PROVIDER_ERROR_REAUTH, 1 },
    { 403, JB_PROVIDER_ERROR_CONTACT, JB_PROVIDER_ERROR_CONTACT, 1 },
    { 418, JB_PROVIDER_ERROR_RETRY, JB_PROVIDER_ERROR_UNCERTAIN, 4 },
    { 500, JB_PROVIDER_ERROR_RETRY, JB_PROVIDER_ERROR_UNCERTAIN, 4 },
    { 502, JB_PROVIDER_ERROR_RETRY, JB_PROVIDER_ERROR_UNCERTAIN, 4 },
    { 503, JB_PROVIDER_ERROR_RETRY, JB_PROVIDER_ERROR_UNCERTAIN, 4 },
  };
  g_autoptr(GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Script script = { .statuses = { cases[i].status }, .n_statuses = 1, .body = "<html>no</html>",
                        .location = cases[i].status < 400 ? "http://127.0.0.1:9/" : NULL };
      g_autofree char *code = g_strdup_printf ("http-%u", cases[i].status);

      g_test_message ("HTTP %u", cases[i].status);
      for (int kind = JB_HTTP_READ; kind <= JB_HTTP_WRITE; kind++)
        {
          g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
          g_autoptr(GError) error = NULL;

          g_assert_null (post (f, server->uri, kind, NULL, &error));
          g_assert_error (error, JB_PROVIDER_ERROR, (int) (kind == JB_HTTP_READ ? cases[i].read : cases[i].write));
          g_assert_cmpstr (jb_provider_error_get_service_code (error), ==, code);
          g_assert_cmpuint (server->n_requests, ==, kind == JB_HTTP_READ ? cases[i].n_reads : 1);
          if (kind == JB_HTTP_READ)
            g_hash_table_add (sentences, g_strdup (error->message));
        }
    }

  /* 500 and 502 differ by their number only; the others by what is to be done. */
  g_assert_cmpuint (g_hash_table_size (sentences), ==, G_N_ELEMENTS (cases));
}

static void
test_success (Fixture       *f,
              gconstpointer  data)
{
  Script script = { .statuses = { 200 }, .n_statuses = 1, .body = "{\"a\":1}" };
  g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);

  for (int kind = JB_HTTP_READ; kind <= JB_HTTP_WRITE; kind++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = post (f, server->uri, kind, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "{\"a\":1}", 7);
    }

  g_assert_cmpuint (server->n_requests, ==, 2);
  g_assert_cmpint (jb_clock_now (f->clock), ==, NOW);
}

static void
note_peer (JbServer          *server,
           SoupServerMessage *message)
{
  GInetSocketAddress *peer = G_INET_SOCKET_ADDRESS (soup_server_message_get_remote_address (message));

  g_hash_table_add (server->data, GUINT_TO_POINTER ((guint) g_inet_socket_address_get_port (peer)));
  jb_server_answer (message, 200, "{}");
}

/* Reads travel one after the other over one connection, so that a run makes one handshake; each write gets a fresh one. */
static void
test_kept_connection (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(GHashTable) peers = g_hash_table_new (NULL, NULL);
  g_autoptr(JbServer) server = jb_server_new (note_peer, peers, NULL);

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = post (f, server->uri, i < 10 ? JB_HTTP_READ : JB_HTTP_WRITE, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (bytes);
      if (i == 9)
        g_assert_cmpuint (g_hash_table_size (peers), ==, 1);
    }

  g_assert_cmpuint (server->n_requests, ==, 12);
  g_assert_cmpuint (g_hash_table_size (peers), ==, 3);
}

static void
test_empty_body (Fixture       *f,
                 gconstpointer  data)
{
  Script script = { .statuses = { 200 }, .n_statuses = 1, .body = "" };
  g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = post (f, server->uri, JB_HTTP_READ, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);
}

static void
test_retry_waits (Fixture       *f,
                  gconstpointer  data)
{
  Script script = { .statuses = { 500 }, .n_statuses = 1 };
  g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
  g_autoptr(GError) error = NULL;
  gint64 moved;

  g_assert_null (post (f, server->uri, JB_HTTP_READ, NULL, &error));
  moved = jb_clock_now (f->clock) - NOW;
  g_assert_cmpint (moved, >=, 32000);   /* 2 + 8 + 30 s, and a fifth of it for the jitter */
  g_assert_cmpint (moved, <=, 48000);
}

static void
test_read_once (Fixture       *f,
                gconstpointer  data)
{
  Script script = { .statuses = { 503, 200 }, .n_statuses = 2 };
  g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_assert_null (post (f, server->uri, JB_HTTP_READ_ONCE, NULL, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_RETRY);
  g_assert_cmpuint (server->n_requests, ==, 1);
  g_assert_cmpint (jb_clock_now (f->clock), ==, NOW);

  g_clear_error (&error);
  bytes = post (f, server->uri, JB_HTTP_READ_ONCE, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bytes);
}

static void
test_retry_succeeds (Fixture       *f,
                     gconstpointer  data)
{
  Script script = { .statuses = { 503, 502, 200 }, .n_statuses = 3, .body = "{\"late\":true}" };
  g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = post (f, server->uri, JB_HTTP_READ, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 13);
  g_assert_cmpuint (server->n_requests, ==, 3);
}

static void
test_retry_after (Fixture       *f,
                  gconstpointer  data)
{
  static const struct { const char *value; gint64 least, most; } cases[] = {
    { "5", 15000, 15000 },
    { "999999", 360000, 360000 },   /* capped at two minutes a wait */
    { "-1", 32000, 48000 },
    { "soon", 32000, 48000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Script script = { .statuses = { 503 }, .n_statuses = 1, .retry_after = cases[i].value };
      g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
      g_autoptr(GError) error = NULL;
      gint64 before = jb_clock_now (f->clock);

      g_test_message ("Retry-After: %s", cases[i].value);
      g_assert_null (post (f, server->uri, JB_HTTP_READ, NULL, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_RETRY);
      g_assert_cmpint (jb_clock_now (f->clock) - before, >=, cases[i].least);
      g_assert_cmpint (jb_clock_now (f->clock) - before, <=, cases[i].most);
    }
}

/* While the program waits for its next try, a cancel ends it and no request follows. */
static void
test_cancel_while_waiting (Fixture       *f,
                           gconstpointer  data)
{
  Script script = { .statuses = { 503 }, .n_statuses = 1 };
  g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
  g_autoptr(JbClock) clock = jb_clock_new_manual (NOW, FALSE);
  g_autoptr(JbHttp) http = jb_http_new (clock);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_string_truncate (logged, 0);
  jb_http_post_async (http, server->uri, JB_HTTP_READ, body, 30, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (strstr (logged->str, "trying again") != NULL);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);

  g_assert_null (jb_http_post_finish (http, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (server->n_requests, ==, 1);
}

static void
test_cancel_while_hanging (Fixture       *f,
                           gconstpointer  data)
{
  for (int kind = JB_HTTP_READ; kind <= JB_HTTP_WRITE; kind++)
    {
      Script script = { .hang = TRUE };
      g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      jb_http_post_async (f->http, server->uri, kind, body, 60, cancellable, jb_test_result_cb, &result);
      jb_test_wait_until (server->n_requests == 1);
      g_cancellable_cancel (cancellable);
      jb_test_wait_until (result != NULL);

      g_assert_null (jb_http_post_finish (f->http, result, NULL, &error));
      if (kind == JB_HTTP_WRITE)
        g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_UNCERTAIN);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (server->n_requests, ==, 1);
    }
}

static void
test_cancelled_before (Fixture       *f,
                       gconstpointer  data)
{
  for (int kind = JB_HTTP_READ; kind <= JB_HTTP_WRITE; kind++)
    {
      Script script = { .statuses = { 200 }, .n_statuses = 1 };
      g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;

      g_cancellable_cancel (cancellable);
      g_assert_null (post (f, server->uri, kind, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (server->n_requests, ==, 0);
    }
}

static void
test_timeout (Fixture       *f,
              gconstpointer  data)
{
  for (int kind = JB_HTTP_READ; kind <= JB_HTTP_WRITE; kind++)
    {
      Script script = { .hang = TRUE };
      g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
      g_autoptr(GAsyncResult) result = post_result (f->http, server->uri, kind, 1, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_http_post_finish (f->http, result, NULL, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, (int) (kind == JB_HTTP_WRITE ? JB_PROVIDER_ERROR_UNCERTAIN : JB_PROVIDER_ERROR_OFFLINE));
      g_assert_cmpuint (server->n_requests, ==, kind == JB_HTTP_WRITE ? 1 : 4);
      if (kind == JB_HTTP_READ)
        g_assert_nonnull (strstr (error->message, "in time"));
    }
}

/* Answers that are none: cut off, no HTTP at all, more announced than is read. */
static void
test_raw (Fixture       *f,
          gconstpointer  data)
{
  static const struct { const char *raw; JbProviderError read; guint n_reads; } cases[] = {
    { "", JB_PROVIDER_ERROR_OFFLINE, 4 },
    { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\"", JB_PROVIDER_ERROR_OFFLINE, 4 },
    { "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{\"a\"", JB_PROVIDER_ERROR_PROTOCOL, 1 },
    { "this is no HTTP\r\n\r\n", JB_PROVIDER_ERROR_PROTOCOL, 1 },
    { "HTTP/1.1 503 Closed\r\nContent-Length: 99999999\r\n\r\n<", JB_PROVIDER_ERROR_RETRY, 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int kind = JB_HTTP_READ; kind <= JB_HTTP_WRITE; kind++)
      {
        Script script = { .raw = cases[i].raw };
        g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
        g_autoptr(GError) error = NULL;

        g_test_message ("case %" G_GSIZE_FORMAT ", %s", i, kind == JB_HTTP_READ ? "read" : "write");
        g_assert_null (post (f, server->uri, kind, NULL, &error));
        g_assert_error (error, JB_PROVIDER_ERROR, (int) (kind == JB_HTTP_READ ? cases[i].read : JB_PROVIDER_ERROR_UNCERTAIN));
        g_assert_cmpuint (server->n_requests, ==, kind == JB_HTTP_READ ? cases[i].n_reads : 1);
      }
}

static GBytes *
compress (gsize size)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autofree char *zeros = g_malloc0 (1024 * 1024);

  while (size > 0)
    {
      gsize n = MIN (size, 1024 * 1024);

      g_assert_true (g_output_stream_write_all (stream, zeros, n, NULL, NULL, NULL));
      size -= n;
    }
  g_assert_true (g_output_stream_close (stream, NULL, NULL));

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* A small compressed answer may be a large one: the limit is on what comes out. */
static void
test_oversize (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GBytes) small = compress (1000);
  g_autoptr(GBytes) bomb = compress (JB_HTTP_MAX_BODY + 1);
  Script script = { .gzip = small };
  g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = post (f, server->uri, JB_HTTP_READ, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 1000);

  script.gzip = bomb;
  g_assert_null (post (f, server->uri, JB_HTTP_READ, NULL, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
  g_assert_cmpstr (jb_provider_error_get_service_code (error), ==, JB_HTTP_TOO_LARGE);
  g_assert_cmpuint (server->n_requests, ==, 2);
}

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  Script script = { .hang = TRUE };
  JbServer *server = jb_server_new (play, &script, NULL);
  g_autofree char *uri = g_strdup (server->uri);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) write_error = NULL;

  jb_server_free (server);

  g_assert_null (post (f, uri, JB_HTTP_READ, NULL, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "refused"));

  /* Nothing left, so nothing is uncertain. */
  g_assert_null (post (f, uri, JB_HTTP_WRITE, NULL, &write_error));
  g_assert_error (write_error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
}

static gboolean
reach (Fixture       *f,
       const char    *uri,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_http_reach_async (f->http, uri, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_http_reach_finish (f->http, result, error);
}

/* A connection and no more: nothing is asked, and there is no second try. */
static void
test_reach (Fixture       *f,
            gconstpointer  data)
{
  Script script = { .statuses = { 503 }, .n_statuses = 1 };
  JbServer *server = jb_server_new (play, &script, NULL);
  g_autofree char *uri = g_strdup (server->uri);
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_assert_true (reach (f, uri, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (server->n_requests, ==, 0);

  g_cancellable_cancel (cancelled);
  g_assert_false (reach (f, uri, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_assert_false (reach (f, "http://example.com/", NULL, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG);
  g_clear_error (&error);

  jb_server_free (server);
  g_assert_false (reach (f, uri, NULL, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "refused"));
  g_assert_cmpint (jb_clock_now (f->clock), ==, NOW);
}

/* A redirect of any kind is not followed, even to a server that would answer. */
static void
test_redirect (Fixture       *f,
               gconstpointer  data)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      Script second_script = { .statuses = { 200 }, .n_statuses = 1 };
      g_autoptr(JbServer) second = jb_server_new (play, &second_script, NULL);
      Script script = { .statuses = { statuses[i] }, .n_statuses = 1, .location = second->uri };
      g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (post (f, server->uri, JB_HTTP_READ, NULL, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
      g_assert_cmpuint (second->n_requests, ==, 0);
    }
}

static void
test_addresses (Fixture       *f,
                gconstpointer  data)
{
  static const struct { const char *uri; gboolean allowed; } cases[] = {
    { "https://api.smartbill.co.kr/sb-api/request", TRUE },
    { "https://192.0.2.1:8443/x", TRUE },
    { "http://127.0.0.1:8080/", TRUE },
    { "http://127.1.2.3/", TRUE },
    { "http://[::1]:80/", TRUE },
    { "http://localhost:80/", TRUE },
    { "http://LOCALHOST/", TRUE },
    { "http://api.smartbill.co.kr/sb-api/request", FALSE },
    { "http://192.0.2.1/", FALSE },
    { "http://10.0.0.1/", FALSE },
    { "http://localhost.example.com/", FALSE },
    { "http://127.0.0.1.example.com/", FALSE },
    { "http://127.0.0.1@192.0.2.1/", FALSE },
    { "https://user:secret@example.com/", FALSE },
    { "http://[::ffff:192.0.2.1]/", FALSE },
    { "http://0.0.0.0/", FALSE },
    { "ftp://127.0.0.1/", FALSE },
    { "file:///etc/passwd", FALSE },
    { "https:///path", FALSE },
    { "demo", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].uri);
      g_assert_cmpint (jb_http_uri_is_allowed (cases[i].uri), ==, cases[i].allowed);

      if (!cases[i].allowed)
        {
          g_autoptr(GError) error = NULL;

          g_assert_null (post (f, cases[i].uri, JB_HTTP_READ, NULL, &error));
          g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG);
          g_assert_null (strstr (error->message, "secret"));
        }
    }
}

/* A resolver that knows no name, so that the test asks no network. */
typedef struct { GResolver parent_instance; } NoResolver;
typedef struct { GResolverClass parent_class; } NoResolverClass;

static GType no_resolver_get_type (void);
G_DEFINE_TYPE (NoResolver, no_resolver, G_TYPE_RESOLVER)

static guint n_lookups;

static void
no_resolver_lookup_async (GResolver                *resolver,
                          const char               *hostname,
                          GResolverNameLookupFlags  flags,
                          GCancellable             *cancellable,
                          GAsyncReadyCallback       callback,
                          gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  n_lookups++;
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no %s", hostname);
}

static GList *
no_resolver_lookup_finish (GResolver     *resolver,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
no_resolver_class_init (NoResolverClass *klass)
{
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_async = no_resolver_lookup_async;
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_finish = no_resolver_lookup_finish;
}

static void
no_resolver_init (NoResolver *self)
{
}

static void
test_unknown_name (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(GResolver) usual = g_resolver_get_default ();
  g_autoptr(GResolver) none = g_object_new (no_resolver_get_type (), NULL);
  g_autoptr(GError) error = NULL;

  g_resolver_set_default (none);
  g_assert_null (post (f, "https://api.invalid/sb-api/request", JB_HTTP_READ, NULL, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "could not be found"));
  g_assert_cmpuint (n_lookups, >=, 4);
  g_resolver_set_default (usual);
}

/* Each cause that cannot be had from a loopback server, as its own sentence. */
static void
test_causes (Fixture       *f,
             gconstpointer  data)
{
  const struct { GQuark domain; int code; JbProviderError error; } cases[] = {
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, JB_PROVIDER_ERROR_OFFLINE },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, JB_PROVIDER_ERROR_OFFLINE },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, JB_PROVIDER_ERROR_OFFLINE },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, JB_PROVIDER_ERROR_OFFLINE },
    { G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, JB_PROVIDER_ERROR_OFFLINE },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, JB_PROVIDER_ERROR_OFFLINE },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, JB_PROVIDER_ERROR_OFFLINE },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, JB_PROVIDER_ERROR_PROTOCOL },
  };
  g_autoptr(GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) connect = _jb_http_error_from_cause (NULL, JB_HTTP_STOP_CONNECT, "example.com");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) cause = g_error_new_literal (cases[i].domain, cases[i].code, "raw library text");
      g_autoptr(GError) error = _jb_http_error_from_cause (cause, JB_HTTP_STOP_NONE, "example.com");

      g_assert_error (error, JB_PROVIDER_ERROR, (int) cases[i].error);
      g_assert_null (strstr (error->message, "raw"));
      g_assert_nonnull (strstr (error->message, "example.com"));
      g_hash_table_add (sentences, g_strdup (error->message));
    }
  g_assert_cmpuint (g_hash_table_size (sentences), ==, G_N_ELEMENTS (cases));

  g_assert_error (connect, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_false (g_hash_table_contains (sentences, connect->message));
}

static void
test_headers_cb (JbServer          *server,
                 SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  g_assert_cmpstr (soup_server_message_get_method (message), ==, "POST");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Content-Type"), ==, "application/json; charset=utf-8");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Accept"), ==, "application/json");
  g_assert_null (soup_message_headers_get_one (headers, "Cookie"));
  g_assert_null (soup_message_headers_get_one (headers, "Authorization"));
  g_assert_true (g_str_has_prefix (soup_message_headers_get_one (headers, "User-Agent"), "Jangbu/"));

  soup_message_headers_append (soup_server_message_get_response_headers (message), "Set-Cookie", "a=b; Path=/");
  jb_server_answer (message, 200, "{}");
}

static void
test_headers (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(JbServer) server = jb_server_new (test_headers_cb, NULL, NULL);

  for (int i = 0; i < 2; i++)   /* the second time with the cookie that was offered */
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = post (f, server->uri, JB_HTTP_READ, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (bytes);
    }
}

static void
test_log (Fixture       *f,
          gconstpointer  data)
{
  static const char request[] =
    "{\"Signal\":\"GET_TOKEN\",\"AuthToken\":\"SECRET-A\",\"AuthCode\":\"SECRET-B\",\"CertPassword\":\"SECRET-C\","
    "\"RValue\":\"SECRET-D\",\"SignedXML\":\"<SECRET-E/>\",\"UnSignedXML\":\"<SECRET-F/>\",\"SbId\":\"SECRET-G\","
    "\"Unheard\":\"SECRET-H\",\"Deep\":{\"AuthCode\":\"SECRET-I\"},\"List\":[\"SECRET-J\"],\"SendComRegno\":\"9001011SECRET\"}";
  static const char * const answers[] = {
    "{\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table1\":[{\"AUTH_TOKEN\":\"SECRET-K\",\"DTI_MSG\":\"SECRET-L\"}]}}",
    "{\"AUTH_CODE\":\"SECRET-M\",\"AUTH_TOKEN\":\"SECRET-N\",",     /* cut off */
    "SECRET-O is no JSON at all",
    "[\"SECRET-P\"]",
    "{\"A SECRET-R\":1,\"SECRETSECRETSECRETSECRETSECRETX\":\"\",\"ResultDataSet\":{\"SECRET\\n\":[]},\"a\nSECRET\":{}}",
    "[[[[[[[[[[[[[[[[[[[[[[[[\"SECRET-Q\"]]]]]]]]]]]]]]]]]]]]]]]]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Script script = { .statuses = { i % 2 ? 400 : 200 }, .n_statuses = 1, .body = answers[i] };
      g_autoptr(JbServer) server = jb_server_new (play, &script, NULL);
      g_autoptr(GBytes) body = g_bytes_new_static (request, strlen (request));
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GBytes) bytes = NULL;

      g_string_truncate (logged, 0);
      jb_http_post_async (f->http, server->uri, JB_HTTP_READ, body, 30, NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      bytes = jb_http_post_finish (f->http, result, NULL, NULL);   /* what came of it is not the question here */

      g_test_message ("%s", logged->str);
      g_assert_nonnull (strstr (logged->str, "GET_TOKEN"));        /* there is a log */
      g_assert_nonnull (strstr (logged->str, i % 2 ? "< 400" : "< 200"));
      g_assert_null (strstr (logged->str, "SECRET"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("G_MESSAGES_DEBUG", "jb-http", TRUE);
  logged = g_string_new (NULL);
  g_log_set_writer_func (log_writer, NULL, NULL);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/http/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("statuses", test_statuses);
  ADD ("success", test_success);
  ADD ("kept-connection", test_kept_connection);
  ADD ("empty-body", test_empty_body);
  ADD ("headers", test_headers);
  ADD ("retry/waits", test_retry_waits);
  ADD ("retry/succeeds", test_retry_succeeds);
  ADD ("retry/after", test_retry_after);
  ADD ("retry/read-once", test_read_once);
  ADD ("cancel/while-waiting", test_cancel_while_waiting);
  ADD ("cancel/while-hanging", test_cancel_while_hanging);
  ADD ("cancel/before", test_cancelled_before);
  ADD ("timeout", test_timeout);
  ADD ("raw", test_raw);
  ADD ("oversize", test_oversize);
  ADD ("refused", test_refused);
  ADD ("reach", test_reach);
  ADD ("redirect", test_redirect);
  ADD ("addresses", test_addresses);
  ADD ("unknown-name", test_unknown_name);
  ADD ("causes", test_causes);
  ADD ("log", test_log);
#undef ADD

  return g_test_run ();
}
