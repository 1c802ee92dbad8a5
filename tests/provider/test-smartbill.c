/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* JbSmartbill against a server whose answers the test writes: tokens and their renewal, windows that are split, what a check
 * says. The same client against the emulator is in test-smartbill-emulator.c. */

#include "config.h"

#include "jb-numbers.h"
#include "jb-scripted-server.h"
#include "jb-smartbill.h"

#include <string.h>

#define COMPANY "0001234013"
#define AUTH_CODE "JB0000000000000000000000000TEST1"
#define NOW G_GINT64_CONSTANT (1789430401000)   /* 2026-09-15 09:00:01 in Korea */
#define HOUR (G_GINT64_CONSTANT (3600) * 1000)
#define DAY (24 * HOUR)

/* An invented service in the test's own hands. */
typedef struct
{
  JbClock    *clock;
  JbHttp     *http;
  JbServer   *server;
  JbProvider *provider;

  /* What it does. */
  char       *good_token;         /* the one it accepts */
  guint       n_tokens;           /* how many it gave */
  gboolean    hold_tokens;        /* GET_TOKEN is not answered until release_tokens() */
  GPtrArray  *held;               /* (element-type SoupServerMessage) */
  const char *token_code;         /* (nullable): ResultCode of every GET_TOKEN */
  const char *refusal_code;       /* ResultCode for a wrong token; NULL = HTTP 401 */
  const char *list_code;          /* (nullable): ResultCode of every list */
  gboolean    never_content;      /* refuses every token */
  int         first_day;          /* one invoice a day from here to last_day */
  int         last_day;
  guint       max_rows;           /* sends no more than this many, and says so in TOTAL_CNT */
  gboolean    lies;               /* TOTAL_CNT is always one more */
  gboolean    exclusive;          /* the last day of a question does not count (U-06) */
  int         bad_from;           /* an answer with one of these days in it is cut off; 0 = none */
  int         bad_to;
  GString    *windows;            /* "from-to " of each list */
  GHashTable *signals;            /* how many of each came */

  /* What the client said. */
  char       *renewed_token;
  gint64      renewed_until;
  guint       n_renewed;
  guint       n_refused;
  JbTokenLifetime lifetime;
} Fixture;

static void
answer_code (SoupServerMessage *message,
             const char        *signal,
             const char        *code,
             const char        *set)
{
  g_autofree char *text = g_strdup_printf ("{\"MessageId\":\"x\",\"Signal\":\"%s\",\"ConversationId\":null,\"ResultCode\":\"%s\","
                                           "\"ResultMessage\":\"서비스의 말\",\"ResultDataSet\":%s}", signal, code, set);

  jb_server_answer (message, 200, text);
}

static void
answer_token (Fixture           *f,
              SoupServerMessage *message)
{
  g_autofree char *set = NULL;

  if (f->token_code != NULL)
    {
      answer_code (message, "GET_TOKEN", f->token_code, "{}");
      return;
    }

  g_free (f->good_token);
  f->good_token = g_strdup_printf ("TOKEN-%u", ++f->n_tokens);
  set = g_strdup_printf ("{\"Table1\":[{\"AUTH_TOKEN\":\"%s\"}]}", f->good_token);
  answer_code (message, "GET_TOKEN", "30000", set);
}

static void
release_tokens (Fixture *f)
{
  f->hold_tokens = FALSE;
  for (guint i = 0; i < f->held->len; i++)
    {
      SoupServerMessage *message = g_ptr_array_index (f->held, i);

      answer_token (f, message);
      soup_server_message_unpause (message);
    }
  g_ptr_array_set_size (f->held, 0);
}

static void
append_row (GString    *rows,
            int         day,
            const char *supbuy,
            int         total)
{
  g_string_append_printf (rows, "%s{\"ISSUE_ID\":\"%d41000008zz900001\",\"SUPBUY_TYPE\":\"%s\",\"DTI_WDATE\":\"%d\","
                          "\"TYPE_CODE\":\"0101\",\"SUP_COM_REGNO\":\"" COMPANY "\",\"BYR_COM_REGNO\":\"" COMPANY "\","
                          "\"SUP_AMOUNT\":\"1000\",\"TAX_AMOUNT\":\"100\",\"TOTAL_AMOUNT\":\"1100\",\"TOTAL_CNT\":\"%d\"}",
                          rows->len > 0 ? "," : "", day, supbuy, day, total);
}

static void
answer_list (Fixture           *f,
             SoupServerMessage *message,
             JsonObject        *request)
{
  const char *supbuy = json_object_get_string_member (request, "SupBuy_Type");
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autofree char *set = NULL;
  int from, to, total, n = 0;

  g_assert_true (jb_date_parse (json_object_get_string_member (request, "SearchFromDate"), &from));
  g_assert_true (jb_date_parse (json_object_get_string_member (request, "SearchToDate"), &to));
  g_assert_cmpstr (json_object_get_string_member (request, "SearchComRegno"), ==, COMPANY);
  g_string_append_printf (f->windows, "%d-%d ", from, to);

  if (f->list_code != NULL)
    {
      answer_code (message, "OS_DTI_LIST", f->list_code, "{}");
      return;
    }

  if (f->bad_from != 0 && from <= f->bad_to && to >= f->bad_from)
    {
      jb_server_answer (message, 200, "{\"Signal\":\"OS_DTI_LIST\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[{");
      return;
    }

  if (f->exclusive && to > from)
    to = jb_date_add_days (to, -1);
  from = MAX (from, f->first_day);
  to = MIN (to, f->last_day);
  total = from <= to ? jb_date_days_between (from, to) + 1 : 0;

  for (int day = from; day <= to && n < (int) f->max_rows; day = jb_date_add_days (day, 1), n++)
    append_row (rows, day, supbuy, total + (f->lies ? 1 : 0));

  set = g_strdup_printf ("{\"Table\":[%s]}", rows->str);
  answer_code (message, "OS_DTI_LIST", "30000", set);
}

static void
answer_xml (SoupServerMessage *message,
            JsonObject        *request)
{
  JsonArray *ids = json_object_get_array_member (request, "IssueId");
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autofree char *set = NULL;

  g_assert_cmpstr (json_object_get_string_member (request, "AuthCode"), ==, AUTH_CODE);
  for (guint i = 0; i < json_array_get_length (ids); i += 2)   /* every second one */
    g_string_append_printf (rows, "%s{\"ISSUE_ID\":\"%s\",\"DTI_MSG\":\"<doc n='%u'/>\"}", i ? "," : "",
                            json_array_get_string_element (ids, i), i);
  set = g_strdup_printf ("{\"Table\":[%s]}", rows->str);
  answer_code (message, "OS_DTI_XML", "30000", set);
}

static void
serve (JbServer          *server,
       SoupServerMessage *message)
{
  Fixture *f = server->data;
  g_autoptr(JsonObject) request = jb_server_dup_request (server, server->n_requests - 1);
  const char *signal = json_object_get_string_member (request, "Signal");
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (f->signals, signal));

  g_hash_table_replace (f->signals, g_strdup (signal), GUINT_TO_POINTER (n + 1));
  g_assert_cmpstr (json_object_get_string_member (request, "SendComRegno"), ==, COMPANY);

  if (g_str_equal (signal, "GET_TOKEN"))
    {
      g_assert_false (json_object_has_member (request, "AuthToken"));
      g_assert_false (json_object_has_member (request, "ServiceCode"));
      g_assert_cmpstr (json_object_get_string_member (request, "AuthCode"), ==, AUTH_CODE);
      g_assert_cmpstr (json_object_get_string_member (request, "SbId"), ==, "gaon01");

      if (f->hold_tokens)
        {
          g_ptr_array_add (f->held, g_object_ref (message));
          soup_server_message_pause (message);
        }
      else
        answer_token (f, message);
      return;
    }

  g_assert_cmpstr (json_object_get_string_member (request, "ServiceCode"), ==, "DTI");
  if (f->never_content || g_strcmp0 (json_object_get_string_member (request, "AuthToken"), f->good_token) != 0)
    {
      if (f->refusal_code != NULL)
        answer_code (message, signal, f->refusal_code, "{}");
      else
        jb_server_answer (message, 401, "<html>no</html>");
    }
  else if (g_str_equal (signal, "OS_DTI_LIST"))
    answer_list (f, message, request);
  else if (g_str_equal (signal, "OS_DTI_XML"))
    answer_xml (message, request);
  else
    answer_code (message, signal, "65003", "{}");
}

static guint
count (Fixture    *f,
       const char *signal)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (f->signals, signal));
}

static void
renewed_cb (JbProvider *provider,
            const char *token,
            gint64      expires_at,
            gpointer    user_data)
{
  Fixture *f = user_data;

  g_free (f->renewed_token);
  f->renewed_token = g_strdup (token);
  f->renewed_until = expires_at;
  f->n_renewed++;
}

static void
refused_cb (JbProvider   *provider,
            const GError *error,
            gpointer      user_data)
{
  Fixture *f = user_data;

  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  f->n_refused++;
}

static void
connect_provider (Fixture    *f,
                  const char *token,
                  gint64      expires_at)
{
  JbConnection connection = { .service = (char *) "smartbill", .environment = f->server->uri,
                              .company = (char *) COMPANY, .account = (char *) "gaon01" };
  JbProviderConfig config = { .connection = &connection, .auth_code = AUTH_CODE, .token = token,
                              .token_expires_at = expires_at, .token_lifetime = f->lifetime, .http = f->http, .clock = f->clock };
  g_autoptr(GError) error = NULL;

  g_clear_object (&f->provider);
  f->provider = jb_provider_new_for_connection (&config, &error);
  g_assert_no_error (error);
  g_signal_connect (f->provider, "token-renewed", G_CALLBACK (renewed_cb), f);
  g_signal_connect (f->provider, "renewal-refused", G_CALLBACK (refused_cb), f);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->clock = jb_clock_new_manual (NOW, TRUE);
  f->http = jb_http_new (f->clock);
  f->server = jb_server_new (serve, f, NULL);
  f->held = g_ptr_array_new_with_free_func (g_object_unref);
  f->refusal_code = "60101";
  f->first_day = 20260801;
  f->last_day = 20260831;
  f->max_rows = G_MAXINT;
  f->windows = g_string_new (NULL);
  f->signals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  f->good_token = g_strdup ("OLD-TOKEN");
  connect_provider (f, NULL, 0);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_assert_finalize_object (f->provider);
  g_assert_finalize_object (f->http);
  jb_server_free (f->server);
  g_assert_finalize_object (f->clock);
  g_ptr_array_unref (f->held);
  g_string_free (f->windows, TRUE);
  g_hash_table_unref (f->signals);
  g_free (f->good_token);
  g_free (f->renewed_token);
}

static JbCollected *
collect (Fixture  *f,
         int       from,
         int       to,
         GError  **error)
{
  JbCollectRequest request = { JB_DIRECTION_SALES, from, to, 'W' };
  g_autoptr(GAsyncResult) result = NULL;

  jb_provider_collect_async (f->provider, &request, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_provider_collect_finish (f->provider, result, error);
}

static gboolean
check (Fixture  *f,
       GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_provider_check_async (f->provider, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_provider_check_finish (f->provider, result, error);
}

static void
assert_collects (Fixture *f,
                 guint    n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCollected) collected = collect (f, 20260801, 20260830, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (collected->invoices->len, ==, n);
  g_assert_cmpuint (collected->problems->len, ==, 0);
}

static void
test_collect (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCollected) collected = collect (f, 20260801, 20260830, &error);
  g_autoptr(JsonObject) request = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (collected->invoices->len, ==, 30);
  g_assert_cmpuint (collected->problems->len, ==, 0);
  g_assert_cmpint (collected->waited_us, >=, 0);
  g_assert_cmpint (collected->parsed_us, >, 0);
  g_assert_cmpuint (f->server->n_requests, ==, 2);   /* a token, a list */

  request = jb_server_dup_request (f->server, 1);
  g_assert_cmpstr (json_object_get_string_member (request, "SearchDate"), ==, "W");
  g_assert_cmpstr (json_object_get_string_member (request, "SearchFromDate"), ==, "2026-08-01");
  g_assert_cmpstr (json_object_get_string_member (request, "SearchToDate"), ==, "2026-08-30");
  g_assert_cmpstr (json_object_get_string_member (request, "SupBuy_Type"), ==, "AR");
  g_assert_cmpstr (json_object_get_string_member (request, "AuthToken"), ==, "TOKEN-1");

  g_assert_cmpuint (f->n_renewed, ==, 1);
  g_assert_cmpstr (f->renewed_token, ==, "TOKEN-1");
  g_assert_cmpint (f->renewed_until, ==, NOW + 30 * DAY);
}

static void
test_limits (Fixture       *f,
             gconstpointer  data)
{
  g_assert_cmpint (jb_provider_get_features (f->provider), ==, JB_PROVIDER_COLLECT | JB_PROVIDER_ORIGINALS);
  g_assert_cmpuint (jb_provider_get_max_window_days (f->provider), ==, 30);
  g_assert_cmpuint (jb_provider_get_max_originals (f->provider), ==, 100);
  g_assert_cmpint (jb_provider_get_oldest_day (f->provider), ==, 20260615);

  /* One minute after midnight in Korea it is still yesterday in UTC. */
  jb_clock_set (f->clock, jb_instant_from_date (20260531) + 60000);
  g_assert_cmpint (jb_provider_get_oldest_day (f->provider), ==, 20260228);
}

static void
test_split (Fixture       *f,
            gconstpointer  data)
{
  f->max_rows = 9;
  assert_collects (f, 30);
  g_assert_cmpuint (count (f, "OS_DTI_LIST"), >, 4);
  g_assert_true (g_str_has_prefix (f->windows->str, "20260801-20260830 20260801-20260815 "));
}

static void
test_split_exclusive (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCollected) collected = NULL;

  /* Even where the last day of a question does not count, no day between the halves is lost. */
  f->exclusive = TRUE;
  f->max_rows = 9;
  collected = collect (f, 20260801, 20260830, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (collected->invoices->len, ==, 29);
}

static void
test_split_ends (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCollected) collected = NULL;

  f->lies = TRUE;
  collected = collect (f, 20260801, 20260808, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (collected->invoices->len, ==, 8);
  g_assert_cmpuint (collected->problems->len, >=, 8);   /* one for each day, at the least */
  g_assert_nonnull (strstr (g_ptr_array_index (collected->problems, 0), "2026-08-01"));
  g_assert_cmpuint (count (f, "OS_DTI_LIST"), <, 40);
}

static void
test_renewed_when_refused (Fixture       *f,
                           gconstpointer  data)
{
  static const char * const codes[] = { "60101", "69902", NULL };   /* the last one: HTTP 401 */

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr(JsonObject) first = NULL;
      g_autoptr(JsonObject) second = NULL;
      guint n = f->server->n_requests;

      f->refusal_code = codes[i];
      connect_provider (f, "STALE", 0);   /* nobody knows when it ends */
      assert_collects (f, 30);
      g_assert_cmpuint (f->server->n_requests - n, ==, 3);

      /* The same request but for its token and its time. */
      first = jb_server_dup_request (f->server, n);
      second = jb_server_dup_request (f->server, n + 2);
      g_assert_cmpstr (json_object_get_string_member (first, "AuthToken"), ==, "STALE");
      g_assert_cmpstr (json_object_get_string_member (second, "AuthToken"), ==, f->good_token);
      g_assert_cmpstr (json_object_get_string_member (first, "MessageId"), ==, json_object_get_string_member (second, "MessageId"));
      g_assert_cmpuint (f->n_renewed, ==, i + 1);
    }
}

static void
test_refused_twice (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  f->never_content = TRUE;
  connect_provider (f, "STALE", 0);
  g_assert_null (collect (f, 20260801, 20260802, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_cmpstr (jb_provider_error_get_service_code (error), ==, "60101");
  g_assert_cmpuint (count (f, "GET_TOKEN"), ==, 1);
  g_assert_cmpuint (count (f, "OS_DTI_LIST"), ==, 2);
}

static void
test_no_token (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  f->token_code = "69903";
  g_assert_null (collect (f, 20260801, 20260802, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_cmpstr (jb_provider_error_get_service_code (error), ==, "69903");
  g_assert_nonnull (strstr (error->message, "서비스의 말"));
  g_assert_cmpuint (f->server->n_requests, ==, 1);
}

static void
test_renewed_before_end (Fixture       *f,
                         gconstpointer  data)
{
  static const struct { JbSmartbillLifetime lifetime; gint64 left; guint n_tokens; } cases[] = {
    { JB_SMARTBILL_LIFETIME_MONTH, 4 * DAY, 0 },
    { JB_SMARTBILL_LIFETIME_MONTH, 3 * DAY, 0 },
    { JB_SMARTBILL_LIFETIME_MONTH, 3 * DAY - 1, 1 },
    { JB_SMARTBILL_LIFETIME_MONTH, 0, 1 },
    { JB_SMARTBILL_LIFETIME_MONTH, -DAY, 1 },
    { JB_SMARTBILL_LIFETIME_DAY, 3 * HOUR, 0 },
    { JB_SMARTBILL_LIFETIME_DAY, 2 * HOUR - 1, 1 },
    { JB_SMARTBILL_LIFETIME_UNTIL, HOUR, 0 },        /* another one would end on the same day */
    { JB_SMARTBILL_LIFETIME_UNLIMITED, G_MAXINT64 - NOW, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint before = count (f, "GET_TOKEN");

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      connect_provider (f, f->good_token, NOW + cases[i].left);
      jb_smartbill_set_lifetime (JB_SMARTBILL (f->provider), cases[i].lifetime, 20260930);
      assert_collects (f, 30);
      g_assert_cmpuint (count (f, "GET_TOKEN") - before, ==, cases[i].n_tokens);
    }
}

/* The token is good for two more days, but the code for another is not: it is used to its end, and GET_TOKEN is asked once. */
static void
test_early_renewal_refused (Fixture       *f,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  f->token_code = "69903";
  connect_provider (f, f->good_token, NOW + 2 * DAY);
  assert_collects (f, 30);
  assert_collects (f, 30);
  g_assert_cmpuint (count (f, "GET_TOKEN"), ==, 1);
  g_assert_cmpuint (f->n_refused, ==, 1);
  g_assert_cmpuint (f->n_renewed, ==, 0);

  jb_clock_advance (f->clock, 2 * DAY);
  g_assert_null (collect (f, 20260801, 20260802, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
}

static void
test_lifetimes (Fixture       *f,
                gconstpointer  data)
{
  static const struct { JbSmartbillLifetime lifetime; const char *code; gint64 days; } cases[] = {
    { JB_SMARTBILL_LIFETIME_DAY, "D", 1 }, { JB_SMARTBILL_LIFETIME_WEEK, "W", 7 }, { JB_SMARTBILL_LIFETIME_HALFMONTH, "H", 15 },
    { JB_SMARTBILL_LIFETIME_MONTH, "M", 30 }, { JB_SMARTBILL_LIFETIME_QUARTER, "Q", 90 }, { JB_SMARTBILL_LIFETIME_HALFYEAR, "R", 180 },
    { JB_SMARTBILL_LIFETIME_YEAR, "Y", 365 }, { JB_SMARTBILL_LIFETIME_UNLIMITED, "Z", -1 }, { JB_SMARTBILL_LIFETIME_UNTIL, "C", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(JsonObject) request = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *token = NULL;
      gint64 expires_at, expected;

      jb_smartbill_get_token_async (JB_SMARTBILL (f->provider), cases[i].lifetime, 20260930, NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      token = jb_smartbill_get_token_finish (JB_SMARTBILL (f->provider), result, &expires_at, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (token, ==, f->good_token);
      g_assert_cmpstr (f->renewed_token, ==, token);

      request = jb_server_dup_request (f->server, f->server->n_requests - 1);
      g_assert_cmpstr (json_object_get_string_member (request, "ExpirationDateCode"), ==, cases[i].code);

      expected = NOW + cases[i].days * DAY;
      if (cases[i].lifetime == JB_SMARTBILL_LIFETIME_UNLIMITED)
        expected = G_MAXINT64;
      if (cases[i].lifetime == JB_SMARTBILL_LIFETIME_UNTIL)
        {
          expected = jb_instant_from_date (20261001);
          g_assert_cmpstr (json_object_get_string_member (request, "ExpirationDate"), ==, "2026-09-30");
        }
      else
        g_assert_false (json_object_has_member (request, "ExpirationDate"));
      g_assert_cmpint (expires_at, ==, expected);
      g_assert_cmpint (f->renewed_until, ==, expected);
    }
}

/* What the user chose is what is asked for; nobody chose the unlimited one by doing nothing. */
static void
test_policy (Fixture       *f,
             gconstpointer  data)
{
  static const struct { const char *word; const char *code; } cases[] = {
    { "day", "D" }, { "week", "W" }, { "half-month", "H" }, { "month", "M" }, { "quarter", "Q" }, { "half-year", "R" },
    { "year", "Y" }, { "unlimited", "Z" }, { "for ever", "M" }, { "", "M" }, { NULL, "M" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonObject) request = NULL;
      guint before = f->server->n_requests;

      g_test_message ("%s", cases[i].word != NULL ? cases[i].word : "NULL");
      f->lifetime = jb_token_lifetime_from_word (cases[i].word);
      connect_provider (f, NULL, 0);
      assert_collects (f, 30);
      request = jb_server_dup_request (f->server, before);
      g_assert_cmpstr (json_object_get_string_member (request, "Signal"), ==, "GET_TOKEN");
      g_assert_cmpstr (json_object_get_string_member (request, "ExpirationDateCode"), ==, cases[i].code);
    }
}

/* A token that somebody typed is tried as it is: accepted, refused, or past its day; no other one is asked for. */
static void
test_check_given (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  connect_provider (f, f->good_token, 0);
  g_assert_true (check (f, &error));
  g_assert_no_error (error);
  connect_provider (f, f->good_token, NOW + HOUR);   /* soon over, but good */
  g_assert_true (check (f, &error));
  g_assert_no_error (error);

  connect_provider (f, "SOME-OTHER-TOKEN", 0);
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_nonnull (strstr (error->message, "does not accept this token"));
  g_assert_null (strstr (error->message, "SOME-OTHER-TOKEN"));
  g_clear_error (&error);
  g_assert_cmpuint (f->server->n_requests, ==, 3);

  connect_provider (f, f->good_token, NOW);
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_nonnull (strstr (error->message, "last day of this token has passed"));
  g_assert_cmpuint (f->server->n_requests, ==, 3);
  g_assert_cmpuint (count (f, "GET_TOKEN"), ==, 0);

  /* Collecting with the refused one gets another, once. */
  connect_provider (f, "SOME-OTHER-TOKEN", 0);
  assert_collects (f, 30);
  g_assert_cmpuint (count (f, "GET_TOKEN"), ==, 1);
}

static void
test_last_day_passed (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  jb_smartbill_set_lifetime (JB_SMARTBILL (f->provider), JB_SMARTBILL_LIFETIME_UNTIL, 20260914);
  g_assert_null (collect (f, 20260801, 20260802, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG);
  g_assert_cmpuint (f->server->n_requests, ==, 0);
}

static void
test_shared_renewal (Fixture       *f,
                     gconstpointer  data)
{
  JbCollectRequest request = { JB_DIRECTION_SALES, 20260801, 20260830, 'I' };
  GAsyncResult *results[5] = { NULL, };

  f->hold_tokens = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    jb_provider_collect_async (f->provider, &request, NULL, jb_test_result_cb, &results[i]);
  jb_test_wait_until (f->held->len == 1);
  release_tokens (f);

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbCollected) collected = NULL;

      jb_test_wait_until (results[i] != NULL);
      collected = jb_provider_collect_finish (f->provider, results[i], &error);
      g_assert_no_error (error);
      g_assert_cmpuint (collected->invoices->len, ==, 30);
      g_object_unref (results[i]);
    }

  g_assert_cmpuint (count (f, "GET_TOKEN"), ==, 1);
  g_assert_cmpuint (f->n_renewed, ==, 1);
}

/* All are refused at once; one new token serves them all. */
static void
test_shared_renewal_after_refusal (Fixture       *f,
                                   gconstpointer  data)
{
  JbCollectRequest request = { JB_DIRECTION_SALES, 20260801, 20260830, 'S' };
  GAsyncResult *results[5] = { NULL, };

  connect_provider (f, "STALE", 0);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    jb_provider_collect_async (f->provider, &request, NULL, jb_test_result_cb, &results[i]);

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbCollected) collected = NULL;

      jb_test_wait_until (results[i] != NULL);
      collected = jb_provider_collect_finish (f->provider, results[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }

  g_assert_cmpuint (count (f, "GET_TOKEN"), ==, 1);
}

/* One of two who wait gives up: the other gets its token. Then both give up, and a third comes at once. */
static void
test_cancelled_waiter (Fixture       *f,
                       gconstpointer  data)
{
  JbCollectRequest request = { JB_DIRECTION_SALES, 20260801, 20260830, 'W' };
  g_autoptr(GCancellable) first = g_cancellable_new ();
  g_autoptr(GCancellable) second = g_cancellable_new ();
  GAsyncResult *results[3] = { NULL, };
  g_autoptr(JbCollected) collected = NULL;
  g_autoptr(GError) error = NULL;

  f->hold_tokens = TRUE;
  jb_provider_collect_async (f->provider, &request, first, jb_test_result_cb, &results[0]);
  jb_provider_collect_async (f->provider, &request, second, jb_test_result_cb, &results[1]);
  jb_test_wait_until (f->held->len == 1);

  g_cancellable_cancel (first);
  jb_test_wait_until (results[0] != NULL);
  g_assert_null (jb_provider_collect_finish (f->provider, results[0], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (results[1]);

  g_cancellable_cancel (second);
  jb_test_wait_until (results[1] != NULL);
  g_assert_null (jb_provider_collect_finish (f->provider, results[1], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  jb_provider_collect_async (f->provider, &request, NULL, jb_test_result_cb, &results[2]);
  f->hold_tokens = FALSE;
  jb_test_wait_until (results[2] != NULL);
  collected = jb_provider_collect_finish (f->provider, results[2], &error);
  g_assert_no_error (error);
  g_assert_cmpuint (collected->invoices->len, ==, 30);

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    g_object_unref (results[i]);
}

static void
test_originals (Fixture       *f,
                gconstpointer  data)
{
  static const char * const ids[] = { "2026080141000008zz900001", "2026080241000008zz900001", "2026080341000008zz900001", NULL };
  static const char * const none[] = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) none_result = NULL;
  g_autoptr(GPtrArray) originals = NULL;
  g_autoptr(GPtrArray) nothing = NULL;
  g_autoptr(GError) error = NULL;

  jb_provider_fetch_originals_async (f->provider, JB_DIRECTION_SALES, ids, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  originals = jb_provider_fetch_originals_finish (f->provider, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (originals->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JbFetchedOriginal *original = g_ptr_array_index (originals, i);

      g_assert_cmpstr (original->issue_id, ==, ids[i]);
      g_assert_cmpint (original->bytes == NULL, ==, i == 1);
    }

  jb_provider_fetch_originals_async (f->provider, JB_DIRECTION_SALES, none, NULL, jb_test_result_cb, &none_result);
  jb_test_wait_until (none_result != NULL);
  nothing = jb_provider_fetch_originals_finish (f->provider, none_result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nothing->len, ==, 0);
}

/* Chapter 8: which step is missing. */
static void
test_check (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (check (f, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->windows->str, ==, "20260915-20260915 ");
  g_assert_cmpstr (f->renewed_token, ==, "TOKEN-1");

  f->list_code = "60129";   /* the token works; collecting is not linked */
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT);
  g_assert_cmpstr (jb_provider_error_get_service_code (error), ==, "60129");
  g_assert_nonnull (strstr (error->message, "1588-8064"));
  g_clear_error (&error);

  f->never_content = TRUE;
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_clear_error (&error);

  f->token_code = "60129";
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT);
  g_clear_error (&error);

  f->token_code = "60101";
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_nonnull (strstr (error->message, "60101"));
  g_clear_error (&error);

  /* Somebody waits for the answer: it is not tried again. */
  g_assert_cmpint (jb_clock_now (f->clock), ==, NOW);
  soup_server_disconnect (f->server->soup);
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  g_assert_cmpint (jb_clock_now (f->clock), ==, NOW);
}

static void
test_registry (Fixture       *f,
               gconstpointer  data)
{
  static const struct { const char *service; const char *environment; const char *account; const char *code; gboolean good; } cases[] = {
    { "smartbill", "demo", "gaon01", AUTH_CODE, TRUE },
    { "smartbill", "production", "gaon01", AUTH_CODE, TRUE },
    { "smartbill", "https://example.com/sb-api/request", "gaon01", AUTH_CODE, TRUE },
    { "smartbill", "http://localhost:1/sb-api/request", "gaon01", AUTH_CODE, TRUE },
    { "smartbill", "http://example.com/", "gaon01", AUTH_CODE, FALSE },
    { "smartbill", "https://u:SECRET@example.com/", "gaon01", AUTH_CODE, FALSE },
    { "smartbill", "staging", "gaon01", AUTH_CODE, FALSE },
    { "smartbill", "", "gaon01", AUTH_CODE, FALSE },
    { "smartbill", NULL, "gaon01", AUTH_CODE, FALSE },
    { "popbill", "demo", "gaon01", AUTH_CODE, FALSE },
    { NULL, "demo", "gaon01", AUTH_CODE, FALSE },
    { "smartbill", "demo", "", AUTH_CODE, FALSE },
    { "smartbill", "demo", "gaon01", NULL, FALSE },
    { "smartbill", "demo", "gaon01", "", FALSE },
  };

  g_assert_true (g_strv_contains (jb_provider_list_services (), "smartbill"));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbConnection connection = { .service = (char *) cases[i].service, .environment = (char *) cases[i].environment,
                                  .company = (char *) COMPANY, .account = (char *) cases[i].account };
      JbProviderConfig config = { .connection = &connection, .auth_code = cases[i].code, .http = f->http, .clock = f->clock };
      g_autoptr(GError) error = NULL;
      g_autoptr(JbProvider) provider = jb_provider_new_for_connection (&config, &error);

      g_test_message ("%s %s", cases[i].service, cases[i].environment);
      g_assert_cmpint (provider != NULL, ==, cases[i].good);
      if (!cases[i].good)
        {
          g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG);
          g_assert_null (strstr (error->message, "SECRET"));
        }
    }
}

static void
answer_large_cb (JbServer          *server,
                 SoupServerMessage *message)
{
  jb_server_answer_raw (message, server->n_requests == 1
                                   ? "HTTP/1.1 200 OK\r\nContent-Length: 70000000\r\n\r\n{"
                                   : "HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{\"ResultCode\":\"30000\"} ");
}

/* An answer too large to read is a window too large to ask for. */
static void
test_large_answer (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCollected) collected = NULL;
  JbServer *server = jb_server_new (answer_large_cb, NULL, NULL);
  JbServer *usual = f->server;

  f->server = server;
  connect_provider (f, "TOKEN", G_MAXINT64);
  collected = collect (f, 20260801, 20260830, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (server->n_requests, ==, 3);
  f->server = usual;
  jb_server_free (server);
}

/* One day that breaks every answer it is in costs that day only. */
static void
test_bad_day (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCollected) collected = NULL;

  f->bad_from = f->bad_to = 20260817;
  collected = collect (f, 20260801, 20260830, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (collected->invoices->len, ==, 29);
  g_assert_cmpuint (collected->problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (collected->problems, 0), "2026-08-17"));
  g_assert_nonnull (strstr (g_ptr_array_index (collected->problems, 0), "cut off"));
  g_assert_cmpuint (count (f, "OS_DTI_LIST"), <, 20);
}

/* When nothing can be read, it is not the days, and they are not all asked for. */
static void
test_bad_days (Fixture       *f,
               gconstpointer  data)
{
  static const struct { int from, to; } periods[] = { { 20260801, 20260830 }, { 20260801, 20260802 }, { 20260801, 20260801 } };

  f->bad_from = 20260701;
  f->bad_to = 20260930;
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      g_autoptr(GError) error = NULL;
      guint n = count (f, "OS_DTI_LIST");

      g_assert_null (collect (f, periods[i].from, periods[i].to, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, "cut off"));
      g_assert_cmpuint (count (f, "OS_DTI_LIST") - n, <, 12);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/smartbill/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("collect", test_collect);
  ADD ("limits", test_limits);
  ADD ("split/halves", test_split);
  ADD ("split/exclusive", test_split_exclusive);
  ADD ("split/ends", test_split_ends);
  ADD ("split/large-answer", test_large_answer);
  ADD ("split/bad-day", test_bad_day);
  ADD ("split/bad-days", test_bad_days);
  ADD ("token/renewed-when-refused", test_renewed_when_refused);
  ADD ("token/refused-twice", test_refused_twice);
  ADD ("token/none", test_no_token);
  ADD ("token/renewed-before-end", test_renewed_before_end);
  ADD ("token/early-renewal-refused", test_early_renewal_refused);
  ADD ("token/lifetimes", test_lifetimes);
  ADD ("token/policy", test_policy);
  ADD ("token/check-given", test_check_given);
  ADD ("token/last-day-passed", test_last_day_passed);
  ADD ("token/shared", test_shared_renewal);
  ADD ("token/shared-after-refusal", test_shared_renewal_after_refusal);
  ADD ("token/cancelled-waiter", test_cancelled_waiter);
  ADD ("originals", test_originals);
  ADD ("check", test_check);
  ADD ("registry", test_registry);
#undef ADD

  return g_test_run ();
}
