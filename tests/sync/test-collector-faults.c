/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every fault of smartbill.md 12.4 in the middle of a run: the right kind of error, a sentence, the run recorded; and after the
 * fault a run that completes. Bad originals are reported, the others kept. */

#include "config.h"

#include "jb-collect-context.h"
#include "jb-collector.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "jb-sync-test.h"

/* -- faults of the service -------------------------------------------------------------------------------------------- */

typedef struct
{
  const char      *name;
  const char      *signal;
  JbEmulatorFault  fault;
  int              code;      /* JbProviderError, or -1: the run gets over it */
} FaultCase;

static const FaultCase fault_cases[] = {
  { "maintenance once", NULL, { .count = 1, .http = 503 }, -1 },
  { "maintenance twice in a list", "OS_DTI_LIST", { .count = 2, .http = 503 }, -1 },
  { "maintenance", NULL, { .count = -1, .http = 503 }, JB_PROVIDER_ERROR_RETRY },
  { "maintenance at the originals", "OS_DTI_XML", { .count = -1, .http = 503 }, JB_PROVIDER_ERROR_RETRY },
  { "server fault", "OS_DTI_LIST", { .count = -1, .http = 500 }, JB_PROVIDER_ERROR_RETRY },
  { "forbidden", "OS_DTI_LIST", { .count = -1, .http = 403 }, JB_PROVIDER_ERROR_CONTACT },
  { "bad request", "OS_DTI_LIST", { .count = -1, .http = 400 }, JB_PROVIDER_ERROR_PROTOCOL },
  { "truncated list", "OS_DTI_LIST", { .count = -1, .truncate = TRUE }, JB_PROVIDER_ERROR_PROTOCOL },
  { "truncated originals", "OS_DTI_XML", { .count = -1, .truncate = TRUE }, JB_PROVIDER_ERROR_PROTOCOL },
  { "wrong charset", "OS_DTI_LIST", { .count = -1, .cp949 = TRUE }, JB_PROVIDER_ERROR_PROTOCOL },
  { "wrong charset of originals", "OS_DTI_XML", { .count = -1, .cp949 = TRUE }, JB_PROVIDER_ERROR_PROTOCOL },
  { "noise", "OS_DTI_LIST", { .count = -1, .garbage_bytes = 10 * 1024 * 1024 }, JB_PROVIDER_ERROR_PROTOCOL },
  { "noise for originals", "OS_DTI_XML", { .count = -1, .garbage_bytes = 4096 }, JB_PROVIDER_ERROR_PROTOCOL },
  { "redirect", "OS_DTI_LIST", { .count = -1, .redirect = TRUE }, JB_PROVIDER_ERROR_PROTOCOL },
  { "other keys", NULL, { .count = -1, .alt_keys = TRUE }, -1 },
  { "token expired once", "OS_DTI_LIST", { .count = 1, .code = (char *) "69902" }, -1 },
  { "token refused for good", "OS_DTI_LIST", { .count = -1, .code = (char *) "60101" }, JB_PROVIDER_ERROR_REAUTH },
  { "not enabled", "OS_DTI_LIST", { .count = -1, .code = (char *) "60129" }, JB_PROVIDER_ERROR_CONTACT },
  { "unknown code", "OS_DTI_LIST", { .count = -1, .code = (char *) "60999" }, JB_PROVIDER_ERROR_USER_DATA },
  { "asked too often", "OS_DTI_LIST", { .count = -1, .code = (char *) "69905" }, JB_PROVIDER_ERROR_RETRY },
};

/* A later run over what the failed one left: complete. */
static void
recover (SyncTest *f)
{
  jb_emulator_clear_faults (f->emulator);
  jb_collect_report_free (sync_test_collect (f));
  sync_test_assert_complete (f);
  sync_test_assert_originals (f);
  sync_test_assert_last_run (f, JB_RUN_DONE);
}

static void
test_faults (void)
{
  SyncTest f = { 0 };

  sync_test_begin (&f, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (fault_cases); i++)
    {
      const FaultCase *c = &fault_cases[i];
      JbEmulatorFault fault = c->fault;
      g_autofree char *name = g_strdup_printf ("fault-%u.jangbu", i);
      g_autoptr(JbCollectReport) report = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", c->name);
      sync_test_open_book (&f, name);
      f.connection = sync_test_connect (&f, jb_emulator_get_uri (f.emulator));

      fault.signal = (char *) c->signal;
      jb_emulator_set_fault (f.emulator, &fault);
      report = sync_test_run (&f, NULL, &error);

      if (c->code < 0)
        {
          g_assert_no_error (error);
          sync_test_assert_complete (&f);
        }
      else
        {
          g_assert_error (error, JB_PROVIDER_ERROR, c->code);
          g_assert_cmpuint (strlen (error->message), >, 20);
          sync_test_assert_last_run (&f, JB_RUN_FAILED);
        }
      recover (&f);
    }
  sync_test_end (&f);
}

/* A fault that begins after some answers: what came before it stays. */
static void
test_fault_midway (void)
{
  SyncTest f = { 0 };
  JbEmulatorFault fault = { .signal = (char *) "OS_DTI_LIST", .count = -1, .truncate = TRUE };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  jb_collector_run_async (f.collector, 0, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (jb_collector_get_n_arrived (f.collector) > 0);
  jb_emulator_set_fault (f.emulator, &fault);
  jb_test_wait_until (result != NULL);

  g_assert_false (jb_collector_run_finish (f.collector, result, &report, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
  map = sync_test_load_map (&f, JB_DIRECTION_UNKNOWN);
  g_assert_cmpuint (report->n_new, >, 0);
  g_assert_cmpuint (map->ids->len, ==, report->n_new);
  recover (&f);
  sync_test_end (&f);
}

/* A run that breaks off in an older window leaves the last day as it was: read while it was still running. */
static void
test_broken_off_in_an_old_window (void)
{
  SyncTest f = { 0 };
  JbEmulatorFault fault = { .signal = (char *) "OS_DTI_LIST", .count = -1, .truncate = TRUE };
  JbCursor first = { 0 };
  JbCursor second = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;
  guint n_before;

  sync_test_begin (&f, TRUE);
  jb_collect_report_free (sync_test_collect (&f));
  g_assert_true (jb_archive_get_cursor (f.archive, f.connection, JB_DIRECTION_SALES, 'W', &first, &error));
  jb_clock_advance (f.clock, 24 * 60 * MINUTE_MS);

  n_before = jb_emulator_count (f.emulator, "OS_DTI_LIST");
  jb_collector_run_async (f.collector, 0, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (jb_emulator_count (f.emulator, "OS_DTI_LIST") >= n_before + 2);
  jb_emulator_set_fault (f.emulator, &fault);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_collector_run_finish (f.collector, result, &report, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
  g_clear_error (&error);

  g_assert_true (jb_archive_get_cursor (f.archive, f.connection, JB_DIRECTION_SALES, 'W', &second, &error));
  g_assert_cmpint (second.collected_to, ==, first.collected_to);
  g_assert_cmpint (second.collected_at, ==, first.collected_at);
  recover (&f);
  sync_test_end (&f);
}

/* -- wrong secrets ---------------------------------------------------------------------------------------------------- */

static void
store_secret (SyncTest   *f,
              const char *code,
              const char *token)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", jb_emulator_get_uri (f->emulator), JB_EMULATOR_COMPANY);
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  secret->auth_code = g_strdup (code);
  secret->token = g_strdup (token);
  secret->token_expires_at = token != NULL ? G_MAXINT64 : 0;
  jb_secrets_store_async (f->secrets, key, secret, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_secrets_store_finish (f->secrets, result, &error));
}

static JbSecret *
load_secret (SyncTest *f)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", jb_emulator_get_uri (f->emulator), JB_EMULATOR_COMPANY);
  g_autoptr(GAsyncResult) result = NULL;

  jb_secrets_lookup_async (f->secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_secrets_lookup_finish (f->secrets, result, NULL);
}

static void
test_wrong_code (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  store_secret (&f, "JB0000000000000000000000000WRONG", NULL);
  report = sync_test_run (&f, NULL, &error);
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_null (strstr (error->message, "WRONG"));
  g_assert_cmpuint (report->n_new, ==, 0);
  sync_test_assert_last_run (&f, JB_RUN_FAILED);

  store_secret (&f, JB_EMULATOR_AUTH_CODE, NULL);
  recover (&f);
  sync_test_end (&f);
}

/* A token that the service does not know is replaced in the run, and the new one is kept. */
static void
test_renewed_token_is_kept (void)
{
  SyncTest f = { 0 };
  g_autoptr(JbSecret) secret = NULL;
  guint n_tokens;

  sync_test_begin (&f, TRUE);
  store_secret (&f, JB_EMULATOR_AUTH_CODE, "b2xkIHRva2VuCg==");
  jb_collect_report_free (sync_test_collect (&f));
  secret = load_secret (&f);
  g_assert_cmpstr (secret->auth_code, ==, JB_EMULATOR_AUTH_CODE);
  g_assert_cmpstr (secret->token, !=, "b2xkIHRva2VuCg==");
  g_assert_cmpint (secret->token_expires_at, >, jb_clock_now (f.clock));

  n_tokens = jb_emulator_count (f.emulator, "GET_TOKEN");
  jb_collect_report_free (sync_test_collect (&f));
  g_assert_cmpuint (jb_emulator_count (f.emulator, "GET_TOKEN"), ==, n_tokens);
  sync_test_end (&f);
}

static void
test_no_secret (void)
{
  SyncTest f = { 0 };
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  g_object_unref (f.secrets);
  f.secrets = jb_secrets_new_memory ();
  g_object_unref (f.collector);
  f.collector = jb_collector_new (f.archive, f.secrets, f.http, f.clock);
  jb_collect_report_free (sync_test_run (&f, NULL, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND);
  sync_test_assert_last_run (&f, JB_RUN_FAILED);
  sync_test_end (&f);
}

/* -- two connections -------------------------------------------------------------------------------------------------- */

/* The first cannot be collected; the second is, and the first's error is the answer. */
static void
test_other_connections_go_on (void)
{
  JbEmulatorOptions options = { .seed = 9, .n_invoices = JB_SYNC_TEST_INVOICES, .plain = TRUE };
  JbEmulatorFault fault = { .signal = (char *) "OS_DTI_LIST", .count = -1, .code = (char *) "60129" };
  SyncTest f = { 0 };
  g_autoptr(JbEmulator) other = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(JbOverview) overview = NULL;
  g_autoptr(GError) error = NULL;
  guint n_sales, n_purchases;
  gint64 sales, purchases;

  sync_test_begin (&f, TRUE);
  other = jb_emulator_new (&options, f.clock, &error);
  g_assert_no_error (error);
  sync_test_connect (&f, jb_emulator_get_uri (other));

  jb_emulator_set_fault (f.emulator, &fault);
  report = sync_test_run (&f, NULL, &error);
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT);
  jb_emulator_get_truth (other, &n_sales, &n_purchases, &sales, &purchases);
  g_assert_cmpuint (report->n_connections, ==, 2);
  g_assert_cmpuint (report->n_new, ==, n_sales + n_purchases);

  overview = sync_test_load_overview (&f);
  g_assert_cmpuint (overview->runs->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JbRun *run = g_ptr_array_index (overview->runs, i);

      g_assert_cmpint (run->state, ==, run->connection == f.connection ? JB_RUN_FAILED : JB_RUN_DONE);
    }

  jb_emulator_stop (other);
  sync_test_end (&f);
}

/* A service that answers one list a minute is waited for; the run completes. */
static void
test_asked_too_often (void)
{
  JbEmulatorOptions options = { .seed = 9, .n_invoices = JB_SYNC_TEST_INVOICES, .plain = TRUE, .limit_rate = TRUE };
  SyncTest f = { 0 };
  g_autoptr(JbEmulator) slow = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n_sales, n_purchases;
  gint64 connection, sales, purchases;

  sync_test_begin (&f, TRUE);
  slow = jb_emulator_new (&options, f.clock, &error);
  g_assert_no_error (error);
  connection = sync_test_connect (&f, jb_emulator_get_uri (slow));

  jb_collector_run_async (f.collector, connection, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_collector_run_finish (f.collector, result, &report, &error));
  g_assert_no_error (error);
  jb_emulator_get_truth (slow, &n_sales, &n_purchases, &sales, &purchases);
  g_assert_cmpuint (report->n_new, ==, n_sales + n_purchases);

  jb_emulator_stop (slow);
  sync_test_end (&f);
}

/* -- bad originals ---------------------------------------------------------------------------------------------------- */

/* Between client and emulator: passes everything on, but spoils some originals. Runs in the test's own main context. */
typedef struct
{
  SoupServer  *server;
  SoupSession *session;
  char        *target;
  char        *uri;
  gboolean     spoil;
  char        *absent;        /* issue ids */
  char        *foreign;
  char        *broken;
  char        *bomb;
  char        *poison;      /* an answer that holds it is cut off */
  char        *other_text;    /* (nullable): what comes for the foreign one */
} Proxy;

static const char bomb[] =
  "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
  "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]><a>&d;</a>";

/* Four of the originals get one fault each. */
static char *
spoil_answer (Proxy      *proxy,
              const char *text)
{
  g_autoptr(JsonNode) root = json_from_string (text, NULL);
  JsonArray *table = json_object_get_array_member (
    json_object_get_object_member (json_node_get_object (root), "ResultDataSet"), "Table");

  for (guint i = json_array_get_length (table); i-- > 0; )
    {
      JsonObject *row = json_array_get_object_element (table, i);
      const char *issue_id = json_object_get_string_member (row, "ISSUE_ID");

      if (g_strcmp0 (issue_id, proxy->broken) == 0)
        json_object_set_string_member (row, "DTI_MSG", "<TaxInvoice><unfinished>");
      else if (g_strcmp0 (issue_id, proxy->bomb) == 0)
        json_object_set_string_member (row, "DTI_MSG", bomb);
      else if (g_strcmp0 (issue_id, proxy->foreign) == 0)
        {
          JsonObject *other = json_array_get_object_element (table, i == 0 ? 1 : 0);

          if (proxy->other_text == NULL)   /* the same wrong one each time */
            proxy->other_text = g_strdup (json_object_get_string_member (other, "DTI_MSG"));
          json_object_set_string_member (row, "DTI_MSG", proxy->other_text);
        }
      else if (g_strcmp0 (issue_id, proxy->absent) == 0)
        json_array_remove_element (table, i);
    }

  return json_to_string (root, FALSE);
}

static void
passed_on_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  SoupServerMessage *message = user_data;
  Proxy *proxy = g_object_get_data (G_OBJECT (message), "proxy");
  g_autoptr(GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (object), result, NULL);
  g_autofree char *text = body != NULL ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : NULL;

  if (text != NULL && proxy->spoil && strstr (text, "DTI_MSG") != NULL)
    {
      char *spoilt = spoil_answer (proxy, text);

      g_free (text);
      text = spoilt;
    }

  if (text != NULL && proxy->poison != NULL && strstr (text, "DTI_MSG") != NULL && strstr (text, proxy->poison) != NULL)
    text[strlen (text) / 2] = '\0';

  soup_server_message_set_status (message, text != NULL ? 200 : 502, NULL);
  if (text != NULL)
    soup_server_message_set_response (message, "application/json;charset=UTF-8", SOUP_MEMORY_COPY, text, strlen (text));
  soup_server_message_unpause (message);
  g_object_unref (message);
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Proxy *proxy = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(SoupMessage) onward = soup_message_new ("POST", proxy->target);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);

  soup_message_set_request_body_from_bytes (onward, "application/json; charset=utf-8", bytes);
  g_object_set_data (G_OBJECT (message), "proxy", proxy);
  soup_server_message_pause (message);
  soup_session_send_and_read_async (proxy->session, onward, G_PRIORITY_DEFAULT, NULL, passed_on_cb, g_object_ref (message));
}

static void
proxy_begin (Proxy      *proxy,
             const char *target)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSList) uris = NULL;

  proxy->target = g_strdup (target);
  proxy->session = soup_session_new ();
  proxy->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (proxy->server, NULL, request_cb, proxy, NULL);
  soup_server_listen_local (proxy->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (proxy->server);
  proxy->uri = g_strdup_printf ("http://127.0.0.1:%d/sb-api/request", g_uri_get_port (uris->data));
  g_slist_foreach (uris, (GFunc) (void (*) (void)) g_uri_unref, NULL);
}

static void
proxy_end (Proxy *proxy)
{
  soup_server_disconnect (proxy->server);
  g_object_unref (proxy->server);
  g_object_unref (proxy->session);
  g_free (proxy->target);
  g_free (proxy->uri);
  g_free (proxy->absent);
  g_free (proxy->foreign);
  g_free (proxy->broken);
  g_free (proxy->bomb);
  g_free (proxy->poison);
  g_free (proxy->other_text);
}

static char *
get_issue_id (SyncTest     *f,
              JbInvoiceMap *map,
              guint         index)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = jb_archive_load_page (f->archive, map, index, 1, &error);

  g_assert_no_error (error);
  return g_strdup (((JbInvoice *) g_ptr_array_index (rows, 0))->issue_id);
}

static JbInvoice *
load_by_issue_id (SyncTest   *f,
                  const char *issue_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = jb_archive_find_issue_id (f->archive, JB_DIRECTION_SALES, issue_id, &error);
  g_autoptr(GAsyncResult) result = NULL;
  JbInvoice *invoice;

  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  jb_archive_load_invoice_async (f->archive, g_array_index (ids, gint64, 0), NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  invoice = jb_archive_load_invoice_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return invoice;
}

static void
assert_told (JbCollectReport *report,
             const char      *issue_id)
{
  guint n_told = 0;

  for (guint i = 0; i < report->problems->len; i++)
    n_told += strstr (g_ptr_array_index (report->problems, i), issue_id) != NULL;
  g_assert_cmpuint (n_told, ==, 1);
}

static void
assert_useless (SyncTest   *f,
                const char *issue_id)
{
  g_autoptr(JbInvoice) invoice = load_by_issue_id (f, issue_id);

  g_assert_cmpuint (invoice->lines->len, ==, 0);
  g_assert_cmpint (invoice->verdict, ==, JB_VERDICT_UNREADABLE);
}

static void
test_bad_originals (void)
{
  SyncTest f = { 0 };
  Proxy proxy = { 0 };
  g_autoptr(JbInvoiceMap) sales = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(JbCollectReport) again = NULL;
  g_autoptr(JbCollectReport) healed = NULL;
  g_autoptr(JbOverview) overview = NULL;
  g_autoptr(JbInvoice) absent = NULL;
  guint n_asked;

  /* A run on a book of its own tells which ids there are. */
  sync_test_begin (&f, TRUE);
  jb_collect_report_free (sync_test_collect (&f));
  sales = sync_test_load_map (&f, JB_DIRECTION_SALES);
  proxy.absent = get_issue_id (&f, sales, 3);
  proxy.foreign = get_issue_id (&f, sales, 20);
  proxy.broken = get_issue_id (&f, sales, 40);
  proxy.bomb = get_issue_id (&f, sales, 60);

  sync_test_open_book (&f, "spoilt.jangbu");
  proxy_begin (&proxy, jb_emulator_get_uri (f.emulator));
  proxy.spoil = TRUE;
  f.connection = sync_test_connect (&f, proxy.uri);
  report = sync_test_collect (&f);

  sync_test_assert_complete (&f);
  g_assert_cmpuint (report->n_still_missing, ==, 1);
  g_assert_cmpuint (report->n_problems, ==, 4);
  assert_told (report, proxy.absent);
  assert_told (report, proxy.broken);
  assert_told (report, proxy.bomb);
  assert_told (report, proxy.foreign);
  assert_useless (&f, proxy.broken);
  assert_useless (&f, proxy.bomb);
  assert_useless (&f, proxy.foreign);
  overview = sync_test_load_overview (&f);
  g_assert_cmpuint (overview->n_missing, ==, 4);   /* unusable ones are asked for again */
  g_assert_cmpuint (overview->n_altered, ==, 3);

  /* What the service cannot give does not keep a run alive: one call more, no endless asking. */
  n_asked = jb_emulator_count (f.emulator, "OS_DTI_XML");
  again = sync_test_collect (&f);
  g_assert_cmpuint (again->n_new + again->n_changed + again->n_originals, ==, 0);
  g_assert_cmpuint (again->n_still_missing, ==, 1);
  g_assert_cmpuint (jb_emulator_count (f.emulator, "OS_DTI_XML"), ==, n_asked + 1);

  proxy.spoil = FALSE;
  healed = sync_test_collect (&f);
  g_assert_cmpuint (healed->n_originals, ==, 4);
  g_assert_cmpuint (healed->n_still_missing, ==, 0);
  absent = load_by_issue_id (&f, proxy.absent);
  g_assert_true (absent->has_original);
  g_assert_cmpuint (absent->lines->len, >, 0);

  proxy_end (&proxy);
  sync_test_end (&f);
}

/* The same row is shown by two lists and by two windows that share a day: its problem is one problem. */
static void
test_problems_are_told_once (void)
{
  g_autoptr(JbCollectReport) report = jb_collect_report_new ();
  JbCollectContext context = { .report = report };
  JbRun run = { 0 };

  jb_collect_context_take_problem (&context, &run, g_strdup ("Invoice A has no amount."));
  jb_collect_context_take_problem (&context, &run, g_strdup ("Invoice B has no amount."));
  jb_collect_context_take_problem (&context, &run, g_strdup ("Invoice A has no amount."));
  g_assert_cmpuint (report->problems->len, ==, 2);
  g_assert_cmpuint (report->n_problems, ==, 2);
  g_assert_cmpuint (run.n_problems, ==, 2);
}

/* One original that makes every answer unreadable is named and left for later; all the others are kept, those bought too. */
static void
test_poisonous_original (void)
{
  SyncTest f = { 0 };
  Proxy proxy = { 0 };
  g_autoptr(JbInvoiceMap) sales = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(JbCollectReport) healed = NULL;
  g_autoptr(JbInvoice) poisonous = NULL;
  guint n_originals;

  sync_test_begin (&f, TRUE);
  report = sync_test_collect (&f);
  n_originals = report->n_originals;
  g_clear_pointer (&report, jb_collect_report_free);
  sales = sync_test_load_map (&f, JB_DIRECTION_SALES);
  proxy.poison = get_issue_id (&f, sales, 20);

  sync_test_open_book (&f, "poisoned.jangbu");
  proxy_begin (&proxy, jb_emulator_get_uri (f.emulator));
  f.connection = sync_test_connect (&f, proxy.uri);
  report = sync_test_collect (&f);
  sync_test_assert_complete (&f);
  g_assert_cmpuint (report->n_originals, ==, n_originals - 1);
  g_assert_cmpuint (report->n_still_missing, ==, 1);
  assert_told (report, proxy.poison);
  poisonous = load_by_issue_id (&f, proxy.poison);
  g_assert_false (poisonous->has_original);

  g_clear_pointer (&proxy.poison, g_free);
  healed = sync_test_collect (&f);
  g_assert_cmpuint (healed->n_originals, ==, 1);
  g_assert_cmpuint (healed->n_still_missing, ==, 0);

  proxy_end (&proxy);
  sync_test_end (&f);
}

/* A service that answers nothing about originals is not asked for each of them. */
static void
test_no_answer_about_originals (void)
{
  SyncTest f = { 0 };
  JbEmulatorFault fault = { .signal = (char *) "OS_DTI_XML", .count = -1, .truncate = TRUE };
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f, TRUE);
  jb_emulator_set_fault (f.emulator, &fault);
  report = sync_test_run (&f, NULL, &error);
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
  g_assert_cmpuint (jb_emulator_count (f.emulator, "OS_DTI_XML"), <, 20);
  g_assert_cmpuint (report->n_problems, ==, 0);
  recover (&f);
  sync_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/collector-faults/faults", test_faults);
  g_test_add_func ("/collector-faults/midway", test_fault_midway);
  g_test_add_func ("/collector-faults/broken-off-in-an-old-window", test_broken_off_in_an_old_window);
  g_test_add_func ("/collector-faults/wrong-code", test_wrong_code);
  g_test_add_func ("/collector-faults/renewed-token-is-kept", test_renewed_token_is_kept);
  g_test_add_func ("/collector-faults/no-secret", test_no_secret);
  g_test_add_func ("/collector-faults/other-connections-go-on", test_other_connections_go_on);
  g_test_add_func ("/collector-faults/asked-too-often", test_asked_too_often);
  g_test_add_func ("/collector-faults/bad-originals", test_bad_originals);
  g_test_add_func ("/collector-faults/problems-are-told-once", test_problems_are_told_once);
  g_test_add_func ("/collector-faults/poisonous-original", test_poisonous_original);
  g_test_add_func ("/collector-faults/no-answer-about-originals", test_no_answer_about_originals);

  return g_test_run ();
}
