/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A server whose certificate nobody vouches for gets no byte of ours. A program of its own: see meson.build. */

#include "config.h"

#include "jb-provider.h"
#include "jb-scripted-server.h"
#include "jb-test-certificate.h"

#include <string.h>

static void
answer_cb (JbServer          *server,
           SoupServerMessage *message)
{
  jb_server_answer (message, 200, "{}");
}

static void
test_unknown_issuer (void)
{
  g_autoptr(JbClock) clock = jb_clock_new_manual (G_GINT64_CONSTANT (1789430401000), TRUE);
  g_autoptr(JbHttp) http = jb_http_new (clock);
  g_autoptr(GTlsCertificate) certificate = jb_test_make_certificate ("127.0.0.1");
  g_autoptr(JbServer) server = jb_server_new (answer_cb, NULL, certificate);
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);

  for (int kind = JB_HTTP_READ; kind <= JB_HTTP_WRITE; kind++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      jb_http_post_async (http, server->uri, kind, body, 30, NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);

      g_assert_null (jb_http_post_finish (http, result, NULL, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
      g_assert_nonnull (strstr (error->message, "could not prove who it is"));
      g_assert_cmpuint (server->n_requests, ==, 0);
    }
}

static void
assert_not_reached (JbHttp       *http,
                    const char   *uri,
                    GCancellable *cancellable,
                    GQuark        domain,
                    int           code)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_http_reach_async (http, uri, cancellable, jb_test_result_cb, &result);
  g_assert_null (result);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_http_reach_finish (http, result, &error));
  g_assert_error (error, domain, code);
}

/* The way to a service is open only when its certificate holds; one who gives up meanwhile does not wait for it. */
static void
test_reach (void)
{
  g_autoptr(JbClock) clock = jb_clock_new_manual (G_GINT64_CONSTANT (1789430401000), TRUE);
  g_autoptr(JbHttp) http = jb_http_new (clock);
  g_autoptr(GTlsCertificate) certificate = jb_test_make_certificate ("127.0.0.1");
  g_autoptr(JbServer) server = jb_server_new (answer_cb, NULL, certificate);
  g_autoptr(GSocketListener) silent = g_socket_listener_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (silent, NULL, &error);
  g_autofree char *uri = g_strdup_printf ("https://127.0.0.1:%u/", port);

  g_assert_no_error (error);
  assert_not_reached (http, server->uri, NULL, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  assert_not_reached (http, uri, cancellable, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (server->n_requests, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/tls/unknown-issuer", test_unknown_issuer);
  g_test_add_func ("/http/tls/reach", test_reach);

  return g_test_run ();
}
