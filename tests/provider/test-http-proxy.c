/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* JbHttp through a real proxy on loopback to a real https service behind it, and around it. The service's name leads nowhere but
 * through the proxy or, for the tests of the direct way, through a resolver of ours; its certificate is the only one trusted here. */

#include "config.h"

#include "jb-http-private.h"
#include "jb-provider.h"
#include "jb-scripted-server.h"
#include "jb-test-certificate.h"

#include <string.h>

#define NOW     G_GINT64_CONSTANT (1789430401000)
#define SERVICE "api.jangbu.test"

/* -- the system's own resolver of proxies, as far as this program can see --------------------------------------------- */

static char *system_proxy;     /* (nullable): NULL = direct */

typedef struct
{
  GObject parent_instance;
} SystemProxies;

typedef GObjectClass SystemProxiesClass;

static void system_proxies_iface_init (GProxyResolverInterface *iface);
static GType system_proxies_get_type (void);

G_DEFINE_FINAL_TYPE_WITH_CODE (SystemProxies, system_proxies, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, system_proxies_iface_init)
                               g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, g_define_type_id,
                                                               "jb-test", 1000))

static char **
system_lookup (GProxyResolver  *resolver,
               const char      *uri,
               GCancellable    *cancellable,
               GError         **error)
{
  const char *answer[] = { system_proxy != NULL ? system_proxy : "direct://", NULL };

  return g_strdupv ((char **) answer);
}

static void
system_lookup_async (GProxyResolver      *resolver,
                     const char          *uri,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, system_lookup (resolver, uri, NULL, NULL), (GDestroyNotify) g_strfreev);
}

static char **
system_lookup_finish (GProxyResolver  *resolver,
                      GAsyncResult    *result,
                      GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
system_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
system_proxies_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = system_is_supported;
  iface->lookup = system_lookup;
  iface->lookup_async = system_lookup_async;
  iface->lookup_finish = system_lookup_finish;
}

static void
system_proxies_class_init (SystemProxiesClass *klass)
{
}

static void
system_proxies_init (SystemProxies *self)
{
}

/* -- names: the service is this machine, every other name is nowhere --------------------------------------------------- */

typedef GResolver Names;
typedef GResolverClass NamesClass;

static GType names_get_type (void);
G_DEFINE_TYPE (Names, names, G_TYPE_RESOLVER)

static void
names_lookup_async (GResolver                *resolver,
                    const char               *hostname,
                    GResolverNameLookupFlags  flags,
                    GCancellable             *cancellable,
                    GAsyncReadyCallback       callback,
                    gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  if (g_str_equal (hostname, SERVICE) && flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    g_task_return_pointer (task, g_list_append (NULL, g_inet_address_new_from_string ("127.0.0.1")), NULL);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no %s", hostname);
}

static void
names_plain_lookup_async (GResolver           *resolver,
                          const char          *hostname,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  names_lookup_async (resolver, hostname, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, user_data);
}

static GList *
names_lookup_finish (GResolver     *resolver,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
names_class_init (NamesClass *klass)
{
  klass->lookup_by_name_with_flags_async = names_lookup_async;
  klass->lookup_by_name_with_flags_finish = names_lookup_finish;
  klass->lookup_by_name_async = names_plain_lookup_async;
  klass->lookup_by_name_finish = names_lookup_finish;
}

static void
names_init (Names *self)
{
}

/* -- the proxy --------------------------------------------------------------------------------------------------------- */

typedef enum
{
  PROXY_TUNNEL,
  PROXY_HANG,
  PROXY_CLOSE,
  PROXY_SAY,         /* "answer" */
} ProxyMood;

typedef struct
{
  GSocketService *service;
  guint16         port;
  guint16         target;       /* where a tunnel leads */
  ProxyMood       mood;
  const char     *answer;
  GPtrArray      *requests;     /* (element-type utf8): the heads */
  guint           n_tunnels;    /* open now */
} Proxy;

typedef struct
{
  Proxy         *proxy;
  GIOStream     *client;
  GString       *head;
  GCancellable  *cancellable;
} Visit;

static void read_head (Visit *visit);

static void
visit_free (Visit *visit)
{
  g_object_unref (visit->client);
  g_string_free (visit->head, TRUE);
  g_free (visit);
}

static void
spliced_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Proxy *proxy = user_data;

  g_io_stream_splice_finish (result, NULL);   /* how it ends is the business of those who talk */
  proxy->n_tunnels--;
}

static void
open_tunnel (Visit *visit)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) onward = NULL;
  g_autoptr(GError) error = NULL;
  const char *yes = "HTTP/1.1 200 Connection established\r\n\r\n";

  g_socket_client_set_enable_proxy (client, FALSE);
  onward = g_socket_client_connect_to_host (client, "127.0.0.1", visit->proxy->target, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (visit->client), yes, strlen (yes), NULL, NULL, &error);
  g_assert_no_error (error);
  g_io_stream_splice_async (visit->client, G_IO_STREAM (onward),
                            G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2, G_PRIORITY_DEFAULT, NULL,
                            spliced_cb, visit->proxy);
  visit->proxy->n_tunnels++;
}

static void
answer_head (Visit *visit)
{
  Proxy *proxy = visit->proxy;

  g_ptr_array_add (proxy->requests, g_strdup (visit->head->str));
  switch (proxy->mood)
    {
    case PROXY_TUNNEL:
      open_tunnel (visit);
      break;

    case PROXY_HANG:
      /* Kept open with the proxy. */
      g_object_set_data_full (G_OBJECT (proxy->service), visit->head->str, g_object_ref (visit->client), g_object_unref);
      break;

    case PROXY_SAY:
      g_output_stream_write_all (g_io_stream_get_output_stream (visit->client), proxy->answer, strlen (proxy->answer), NULL, NULL,
                                 NULL);
      g_io_stream_close (visit->client, NULL, NULL);
      break;

    case PROXY_CLOSE:
    default:
      g_io_stream_close (visit->client, NULL, NULL);
      break;
    }
}

static void
head_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Visit *visit = user_data;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, NULL);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      visit_free (visit);
      return;
    }

  g_string_append_len (visit->head, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (strstr (visit->head->str, "\r\n\r\n") == NULL)
    {
      read_head (visit);
      return;
    }

  answer_head (visit);
  visit_free (visit);
}

static void
read_head (Visit *visit)
{
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (visit->client), 4096, G_PRIORITY_DEFAULT, NULL, head_cb, visit);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->proxy = user_data;
  visit->client = G_IO_STREAM (g_object_ref (connection));
  visit->head = g_string_new (NULL);
  read_head (visit);
  return TRUE;
}

/* -- the fixture ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  JbClock  *clock;
  JbHttp   *http;
  JbServer *server;        /* the service */
  char     *service_uri;   /* by its name */
  Proxy     proxy;
  char     *proxy_uri;
} Fixture;

static GTlsCertificate *certificate;

static void
answer_cb (JbServer          *server,
           SoupServerMessage *message)
{
  jb_server_answer (message, 200, "{\"ResultCode\":\"30000\"}");
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(GUri) uri = NULL;
  g_autoptr(GError) error = NULL;

  f->clock = jb_clock_new_manual (NOW, TRUE);
  f->http = jb_http_new (f->clock);
  f->server = jb_server_new (answer_cb, NULL, certificate);
  uri = g_uri_parse (f->server->uri, G_URI_FLAGS_NONE, NULL);
  f->proxy.target = g_uri_get_port (uri);
  f->service_uri = g_strdup_printf ("https://" SERVICE ":%u/sb-api/request", f->proxy.target);

  f->proxy.service = g_socket_service_new ();
  f->proxy.requests = g_ptr_array_new_with_free_func (g_free);
  f->proxy.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (f->proxy.service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (f->proxy.service, "incoming", G_CALLBACK (incoming_cb), &f->proxy);
  f->proxy_uri = g_strdup_printf ("http://127.0.0.1:%u", f->proxy.port);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_pointer (&system_proxy, g_free);
  g_assert_finalize_object (f->http);
  g_assert_finalize_object (f->clock);
  /* A server that goes before its tunnels would wait for what we carry. */
  jb_test_wait_until (f->proxy.n_tunnels == 0);
  jb_server_free (f->server);
  g_socket_service_stop (f->proxy.service);
  g_socket_listener_close (G_SOCKET_LISTENER (f->proxy.service));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (f->proxy.service);
  g_ptr_array_unref (f->proxy.requests);
  g_free (f->proxy_uri);
  g_free (f->service_uri);
}

static void
use_proxy (Fixture    *f,
           const char *uri)
{
  g_autoptr(GProxyResolver) resolver = g_simple_proxy_resolver_new (uri, NULL);

  jb_http_set_proxy_resolver (f->http, resolver);
}

static gboolean
post (Fixture     *f,
      const char  *uri,
      JbHttpKind   kind,
      GError     **error)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"AuthToken\":\"SECRET\"}", 22);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) bytes = NULL;

  jb_http_post_async (f->http, uri, kind, body, 30, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  bytes = jb_http_post_finish (f->http, result, NULL, error);
  if (bytes == NULL)
    g_test_message ("%s", (*error)->message);
  return bytes != NULL;
}

#define assert_through_proxy(f, n)                                                                                    \
  G_STMT_START {                                                                                                      \
    g_autofree char *line_ = g_strdup_printf ("CONNECT " SERVICE ":%u HTTP/1.1\r\n", (f)->proxy.target);              \
    g_assert_cmpuint ((f)->proxy.requests->len, ==, n);                                                               \
    for (guint i_ = 0; i_ < (f)->proxy.requests->len; i_++)                                                           \
      {                                                                                                               \
        g_assert_true (g_str_has_prefix (g_ptr_array_index ((f)->proxy.requests, i_), line_));                        \
        g_assert_null (strstr (g_ptr_array_index ((f)->proxy.requests, i_), "SECRET"));                               \
      }                                                                                                               \
  } G_STMT_END

/* -- ways -------------------------------------------------------------------------------------------------------------- */

static void
test_through (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  use_proxy (f, f->proxy_uri);
  for (int kind = JB_HTTP_READ; kind <= JB_HTTP_WRITE; kind++)
    {
      g_assert_true (post (f, f->service_uri, kind, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (f->server->n_requests, ==, 2);
  assert_through_proxy (f, 2);
}

static void
test_none (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  system_proxy = g_strdup (f->proxy_uri);
  jb_http_set_proxy_resolver (f->http, NULL);
  g_assert_true (post (f, f->service_uri, JB_HTTP_READ, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->server->n_requests, ==, 1);
  assert_through_proxy (f, 0);
}

static void
test_system (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (post (f, f->service_uri, JB_HTTP_READ, &error));
  g_assert_no_error (error);
  assert_through_proxy (f, 0);
  /* Another one from now on: a write takes no kept connection. */
  system_proxy = g_strdup (f->proxy_uri);
  g_assert_true (post (f, f->service_uri, JB_HTTP_WRITE, &error));
  g_assert_no_error (error);
  assert_through_proxy (f, 1);
}

static void
test_ignored_host (Fixture       *f,
                   gconstpointer  data)
{
  char *ignore[] = { (char *) "*.jangbu.test", NULL };
  g_autoptr(GProxyResolver) resolver = g_simple_proxy_resolver_new (f->proxy_uri, ignore);
  g_autoptr(GError) error = NULL;

  jb_http_set_proxy_resolver (f->http, resolver);
  g_assert_true (post (f, f->service_uri, JB_HTTP_READ, &error));
  g_assert_no_error (error);
  assert_through_proxy (f, 0);
}

/* The emulator of the demo is reached whatever the settings say, and nobody sees it. */
static void
test_loopback (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(JbServer) plain = jb_server_new (answer_cb, NULL, NULL);
  g_autoptr(GError) error = NULL;

  system_proxy = g_strdup (f->proxy_uri);
  use_proxy (f, f->proxy_uri);
  g_assert_true (post (f, plain->uri, JB_HTTP_READ, &error));
  g_assert_no_error (error);
  assert_through_proxy (f, 0);
}

/* A connection that is kept through the old way is not used for the new one, and what is under way goes on. */
static void
test_change (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  jb_http_set_proxy_resolver (f->http, NULL);
  g_assert_true (post (f, f->service_uri, JB_HTTP_READ, &error));
  g_assert_no_error (error);
  jb_http_post_async (f->http, f->service_uri, JB_HTTP_READ, body, 30, NULL, jb_test_result_cb, &result);
  use_proxy (f, f->proxy_uri);
  g_assert_true (post (f, f->service_uri, JB_HTTP_READ, &error));
  g_assert_no_error (error);
  jb_test_wait_until (result != NULL);
  bytes = jb_http_post_finish (f->http, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bytes);
  assert_through_proxy (f, 1);
  g_assert_cmpuint (f->server->n_requests, ==, 3);
}

/* -- proxies that do not do it ----------------------------------------------------------------------------------------- */

static void
assert_names (const GError *error,
              guint16       port)
{
  g_autofree char *proxy = g_strdup_printf ("127.0.0.1:%u", port);

  g_assert_nonnull (strstr (error->message, proxy));
  g_assert_nonnull (strstr (error->message, SERVICE));
  g_assert_null (strstr (error->message, "SECRET"));
}

static void
test_moods (Fixture       *f,
            gconstpointer  data)
{
  static const struct
  {
    ProxyMood        mood;
    const char      *answer;
    JbProviderError  error;
    const char      *says;
  } cases[] = {
    { PROXY_CLOSE, NULL, JB_PROVIDER_ERROR_OFFLINE, "did not answer" },
    { PROXY_SAY, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", JB_PROVIDER_ERROR_OFFLINE, "did not let the program through" },
    { PROXY_SAY, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno", JB_PROVIDER_ERROR_OFFLINE, "did not let the program through" },
    { PROXY_SAY, "HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=\"a\"\r\nContent-Length: 0\r\n\r\n", JB_PROVIDER_ERROR_CONFIG,
      "wants a login" },
    { PROXY_SAY, "220 mail.example ESMTP\r\n\r\n", JB_PROVIDER_ERROR_OFFLINE, "did not answer" },
  };

  use_proxy (f, f->proxy_uri);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      f->proxy.mood = cases[i].mood;
      f->proxy.answer = cases[i].answer;
      /* A write that never left is not uncertain. */
      for (int kind = JB_HTTP_READ; kind <= JB_HTTP_READ_ONCE; kind++)
        {
          g_autoptr(GError) error = NULL;

          g_assert_false (post (f, f->service_uri, kind, &error));
          g_assert_error (error, JB_PROVIDER_ERROR, (int) cases[i].error);
          g_assert_nonnull (strstr (error->message, cases[i].says));
          assert_names (error, f->proxy.port);
        }
    }
  g_assert_cmpuint (f->server->n_requests, ==, 0);
}

static void
test_hang (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  use_proxy (f, f->proxy_uri);
  f->proxy.mood = PROXY_HANG;
  jb_http_post_async (f->http, f->service_uri, JB_HTTP_READ_ONCE, body, 1, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_http_post_finish (f->http, result, NULL, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "did not answer"));
  assert_names (error, f->proxy.port);
}

static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  use_proxy (f, f->proxy_uri);
  f->proxy.mood = PROXY_HANG;
  jb_http_post_async (f->http, f->service_uri, JB_HTTP_WRITE, body, 30, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (f->proxy.requests->len == 1);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_http_post_finish (f->http, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static guint16
find_free_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  return port;
}

/* Nobody listens there; nobody knows the name; the system's proxy is named without the password that its address has. */
static void
test_absent (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) refused = NULL;
  g_autoptr(GError) unknown = NULL;
  g_autoptr(GError) reached = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  guint16 port = find_free_port ();

  system_proxy = g_strdup_printf ("http://me:SECRET@127.0.0.1:%u", port);
  g_assert_false (post (f, f->service_uri, JB_HTTP_READ_ONCE, &refused));
  g_assert_error (refused, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_nonnull (strstr (refused->message, "did not answer"));
  assert_names (refused, port);

  use_proxy (f, "http://proxy.invalid:8080");
  g_assert_false (post (f, f->service_uri, JB_HTTP_READ_ONCE, &unknown));
  g_assert_error (unknown, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_nonnull (strstr (unknown->message, "The address of the proxy proxy.invalid:8080 could not be found"));

  jb_http_reach_async (f->http, f->service_uri, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_http_reach_finish (f->http, result, &reached));
  g_assert_cmpstr (reached->message, ==, unknown->message);
}

/* A service whose certificate is wrong is not the fault of the proxy. */
static void
test_wrong_certificate (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr(GTlsCertificate) other = jb_test_make_certificate (SERVICE);
  g_autoptr(JbServer) impostor = jb_server_new (answer_cb, NULL, other);
  g_autoptr(GUri) uri = g_uri_parse (impostor->uri, G_URI_FLAGS_NONE, NULL);
  g_autoptr(GError) error = NULL;

  f->proxy.target = g_uri_get_port (uri);
  use_proxy (f, f->proxy_uri);
  g_assert_false (post (f, f->service_uri, JB_HTTP_READ_ONCE, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "could not prove who it is"));
  g_assert_cmpuint (impostor->n_requests, ==, 0);
  jb_test_wait_until (f->proxy.n_tunnels == 0);
}

static void
test_names (void)
{
  static const struct
  {
    const char *uri;
    const char *name;
  } cases[] = {
    { "direct://", NULL }, { "http://proxy.example:8080", "proxy.example:8080" }, { "socks5://10.0.0.1:1080/", "10.0.0.1:1080" },
    { "http://[::1]:8080", "[::1]:8080" }, { "http://me:secret@proxy.example:1", "proxy.example:1" },
    { "http://proxy.example", "proxy.example" }, { "no address", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *proxies[] = { cases[i].uri, NULL };
      g_autofree char *name = _jb_http_name_proxy (proxies);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

/* The service's certificate is the only one that this program trusts. The file in @folder is read whenever TLS begins. */
static void
trust (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "trusted.pem", NULL);
  g_autofree char *pem = NULL;
  g_autoptr(GTlsDatabase) database = NULL;
  g_autoptr(GError) error = NULL;

  certificate = jb_test_make_certificate (SERVICE);
  g_object_get (certificate, "certificate-pem", &pem, NULL);
  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture       *f,
                       gconstpointer  data);
  } tests[] = {
    { "/http/proxy/through", test_through },
    { "/http/proxy/none", test_none },
    { "/http/proxy/system", test_system },
    { "/http/proxy/ignored-host", test_ignored_host },
    { "/http/proxy/loopback", test_loopback },
    { "/http/proxy/change", test_change },
    { "/http/proxy/moods", test_moods },
    { "/http/proxy/hang", test_hang },
    { "/http/proxy/cancel", test_cancel },
    { "/http/proxy/absent", test_absent },
    { "/http/proxy/wrong-certificate", test_wrong_certificate },
  };
  g_autoptr(GResolver) names = NULL;
  g_autofree char *folder = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "jb-test", TRUE);
  folder = g_dir_make_tmp ("jangbu-proxy-XXXXXX", NULL);
  trust (folder);   /* also makes the extension points */
  g_type_ensure (system_proxies_get_type ());
  names = g_object_new (names_get_type (), NULL);
  g_resolver_set_default (names);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/http/proxy/names", test_names);

  status = g_test_run ();
  g_object_unref (certificate);
  jb_test_remove_tree (folder);
  return status;
}
