/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* P11: how many handshakes a sync over HTTPS makes, and how many pages a second come through beside curl in the same run.
 * The service stands behind a TLS server in a thread of this process, with a certificate that only this bench trusts.
 * Usage: bench-https [PAGES]   (1,000 a round when not given) */

#include "config.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "jb-bench-cpu.h"
#include "jb-bench.h"
#include "jb-collector.h"
#include "jb-connector.h"
#include "jb-emulator.h"
#include "jb-http-private.h"
#include "jb-test-certificate.h"

#define ROUNDS 5
#define PAGE_BYTES (50 * 1024)
#define N_INVOICES 400

/* -- the server ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GTlsCertificate *certificate;
  const char      *behind;        /* address of the service */

  /* Of its thread. */
  GMainContext    *context;
  GMainLoop       *loop;
  SoupServer      *server;
  SoupSession     *session;       /* to the service */
  GHashTable      *sockets;       /* (element-type GSocket): each connection that asked anything, and so ended its handshake */
  GBytes          *page;

  char            *uri;
  gint             n_handshakes;  /* atomic */
} Front;

static void
started_cb (SoupServer        *server,
            SoupServerMessage *message,
            Front             *front)
{
  if (g_hash_table_add (front->sockets, g_object_ref (soup_server_message_get_socket (message))))
    g_atomic_int_inc (&front->n_handshakes);
}

typedef struct
{
  SoupServerMessage *message;
  SoupMessage       *forwarded;
} Forward;

static void
forwarded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Forward *forward = user_data;
  g_autoptr(GBytes) answer = soup_session_send_and_read_finish (SOUP_SESSION (object), result, NULL);

  soup_server_message_set_status (forward->message, answer != NULL ? soup_message_get_status (forward->forwarded) : 502, NULL);
  if (answer != NULL)
    soup_server_message_set_response (forward->message, "application/json", SOUP_MEMORY_COPY,
                                      g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  soup_server_message_unpause (forward->message);
  g_object_unref (forward->forwarded);
  g_object_unref (forward->message);
  g_free (forward);
}

static void
page_cb (SoupServer        *server,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           user_data)
{
  Front *front = user_data;

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY,
                                    g_bytes_get_data (front->page, NULL), g_bytes_get_size (front->page));
}

static void
forward_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Front *front = user_data;
  g_autofree char *uri = g_uri_resolve_relative (front->behind, path, G_URI_FLAGS_NONE, NULL);
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  Forward *forward = g_new0 (Forward, 1);

  forward->message = g_object_ref (message);
  forward->forwarded = soup_message_new ("POST", uri);
  soup_message_set_request_body_from_bytes (forward->forwarded, "application/json", body);
  soup_server_message_pause (message);
  soup_session_send_and_read_async (front->session, forward->forwarded, G_PRIORITY_DEFAULT, NULL, forwarded_cb, forward);
}

static gpointer
front_thread (gpointer data)
{
  Front *front = data;

  g_main_context_push_thread_default (front->context);
  g_main_loop_run (front->loop);
  g_main_context_pop_thread_default (front->context);
  return NULL;
}

static gboolean
listen_cb (gpointer data)
{
  Front *front = data;
  g_autoptr(GError) error = NULL;
  GSList *uris;

  front->session = soup_session_new ();
  front->server = soup_server_new ("tls-certificate", front->certificate, NULL);
  g_signal_connect (front->server, "request-started", G_CALLBACK (started_cb), front);
  soup_server_add_handler (front->server, "/page", page_cb, front, NULL);
  soup_server_add_handler (front->server, NULL, forward_cb, front, NULL);
  if (!soup_server_listen_local (front->server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    g_error ("%s", error->message);

  uris = soup_server_get_uris (front->server);
  g_atomic_pointer_set (&front->uri, g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data)));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return G_SOURCE_REMOVE;
}

static GThread *
start_front (Front *front)
{
  char *page = g_malloc (PAGE_BYTES);
  GThread *thread;

  memset (page, ' ', PAGE_BYTES);
  memcpy (page, "{}", 2);
  front->page = g_bytes_new_take (page, PAGE_BYTES);
  front->sockets = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  front->context = g_main_context_new ();
  front->loop = g_main_loop_new (front->context, FALSE);
  thread = g_thread_new ("front", front_thread, front);
  g_main_context_invoke (front->context, listen_cb, front);
  while (g_atomic_pointer_get (&front->uri) == NULL)
    g_usleep (1000);
  return thread;
}

/* -- the client ----------------------------------------------------------------------------------------------------------- */

static void
trust (JbHttp     *http,
       const char *uri,
       const char *anchors)
{
  g_autoptr(GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsDatabase) database = g_tls_file_database_new (anchors, &error);

  if (database == NULL)
    g_error ("%s", error->message);
  soup_session_set_tls_database (_jb_http_get_session (http, parsed), database);
}

static void
post_page (JbHttp     *http,
           const char *uri)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = NULL;

  jb_http_post_async (http, uri, JB_HTTP_READ, body, 60, NULL, jb_test_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = jb_http_post_finish (http, result, NULL, &error);
  if (answer == NULL)
    g_error ("%s", error->message);
}

static gint64
get_children_cpu_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* One round of ours, then one of curl's. */
static void
compare_pages (GHashTable *samples,
               JbHttp     *http,
               Front      *front,
               const char *anchors,
               guint       n_pages)
{
  g_autofree char *uri = g_strconcat (front->uri, "/page", NULL);
  g_autofree char *all = g_strdup_printf ("%s?[1-%u]", uri, n_pages);
  const char *curl[] = { "curl", "-sS", "--http1.1", "--noproxy", "*", "--cacert", anchors, "-H", "Content-Type: application/json",
                         "-d", "{}", "-o", "/dev/null", all, NULL };
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  gint64 cpu = bench_clock_us (CLOCK_THREAD_CPUTIME_ID);
  int status = 0;

  for (guint i = 0; i < n_pages; i++)
    post_page (http, uri);
  bench_samples_add (samples, "own", (double) (g_get_monotonic_time () - start));
  bench_samples_add (samples, "own cpu", (double) (bench_clock_us (CLOCK_THREAD_CPUTIME_ID) - cpu));

  start = g_get_monotonic_time ();
  cpu = get_children_cpu_us ();
  if (!g_spawn_sync (NULL, (char **) curl, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("curl: %s", error->message);
  bench_samples_add (samples, "curl", (double) (g_get_monotonic_time () - start));
  bench_samples_add (samples, "curl cpu", (double) (get_children_cpu_us () - cpu));
}

/* -- a sync --------------------------------------------------------------------------------------------------------------- */

/* From the first word to the last original, over HTTPS. */
static void
sync_once (JbHttp     *http,
           JbClock    *clock,
           Front      *front,
           const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "book.jangbu", NULL);
  g_autoptr(JbSecrets) secrets = jb_secrets_new_memory ();
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GAsyncResult) connected = NULL;
  g_autoptr(GAsyncResult) collected = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(JbCollector) collector = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, clock, &error);

  if (archive == NULL)
    g_error ("%s", error->message);

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strconcat (front->uri, strchr (strstr (front->behind, "//") + 2, '/'), NULL);
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);
  secret->auth_code = g_strdup (JB_EMULATOR_AUTH_CODE);
  jb_connector_connect_async (archive, secrets, http, clock, connection, secret, JB_TOKEN_LIFETIME_MONTH, NULL, jb_test_result_cb,
                              &connected);
  jb_test_wait_until (connected != NULL);
  if (jb_connector_connect_finish (connected, NULL, &error) == 0)
    g_error ("connect: %s", error->message);

  collector = jb_collector_new (archive, secrets, http, clock);
  jb_collector_run_async (collector, 0, NULL, jb_test_result_cb, &collected);
  while (collected == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!jb_collector_run_finish (collector, collected, &report, &error))
    g_error ("collect: %s", error->message);

  printf ("One sync over HTTPS: %u invoices, %u originals\n", report->n_new, report->n_originals);
  jb_archive_close (archive);
}

int
main (int    argc,
      char **argv)
{
  guint n_pages = argc > 1 ? (guint) atoi (argv[1]) : 1000;
  g_autofree char *folder = g_dir_make_tmp ("jangbu-bench-XXXXXX", NULL);
  g_autofree char *anchors = g_build_filename (folder, "anchors.pem", NULL);
  g_autofree char *pem = NULL;
  JbEmulatorOptions options = { .seed = 1, .n_invoices = N_INVOICES };
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(JbHttp) http = jb_http_new (clock);
  g_autoptr(GHashTable) samples = bench_samples_new ();
  g_autoptr(GTlsCertificate) certificate = jb_test_make_certificate ("127.0.0.1");
  g_autoptr(GError) error = NULL;
  g_autoptr(JbEmulator) emulator = jb_emulator_new (&options, clock, &error);
  Front front = { .certificate = certificate };
  GThread *thread;
  int n_handshakes;

  if (emulator == NULL)
    g_error ("%s", error->message);
  g_object_get (certificate, "certificate-pem", &pem, NULL);
  if (!g_file_set_contents (anchors, pem, -1, &error))
    g_error ("%s", error->message);

  front.behind = jb_emulator_get_uri (emulator);
  thread = start_front (&front);
  trust (http, front.uri, anchors);

  sync_once (http, clock, &front, folder);
  n_handshakes = g_atomic_int_get (&front.n_handshakes);
  printf ("  P11, handshakes with the host: %d; target 1: %s\n", n_handshakes, n_handshakes == 1 ? "met" : "MISSED");

  for (guint round = 0; round < ROUNDS; round++)
    compare_pages (samples, http, &front, anchors, n_pages);
  printf ("Pages of 50 KB over one kept connection: %.0f a second; baseline: curl, %.0f a second\n",
          n_pages * 1e6 / bench_median (samples, "own"), n_pages * 1e6 / bench_median (samples, "curl"));
  bench_print_target ("P11, pages a second to curl's", bench_median (samples, "curl") / bench_median (samples, "own"),
                      bench_median (samples, "curl cpu") / bench_median (samples, "own cpu"), 0.85);

  g_main_loop_quit (front.loop);
  g_thread_join (thread);
  jb_emulator_stop (emulator);
  jb_test_remove_tree (folder);
  return 0;
}
