/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every fault of smartbill.md 12.4, and the door through which another process sets them. */

#include "config.h"

#include "emulator-client.h"

#include "jb-test.h"

static const JbEmulatorOptions plain = { .seed = 1, .n_invoices = 400, .plain = TRUE };
static const JbEmulatorOptions controlled = { .seed = 1, .n_invoices = 400, .plain = TRUE, .control = TRUE };

static void
set_up (Client       *self,
        gconstpointer data)
{
  client_open (self, data != NULL ? data : &plain);
  client_log_in (self, "M");
}

static void
tear_down (Client       *self,
           gconstpointer data)
{
  client_close (self);
}

static void
set_fault (Client         *self,
           JbEmulatorFault fault)
{
  jb_emulator_set_fault (self->emulator, &fault);
}

static JsonObject *
make_list_request (Client *self)
{
  return client_list_request (self, "AR", "W", "2026-09-01", "2026-09-15");
}

/* (transfer full) (nullable): the bytes that came back */
static GBytes *
send_list (Client  *self,
           guint   *status,
           GError **error)
{
  g_autoptr(JsonObject) request = make_list_request (self);
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), request);
  char *text = json_to_string (node, FALSE);
  g_autoptr(GBytes) body = g_bytes_new_take (text, strlen (text));

  return client_send (self, "POST", "/sb-api/request", body, status, error);
}

static void
assert_status (Client *self,
               guint   expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = NULL;
  guint status;

  answer = send_list (self, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (status, ==, expected);
}

static gboolean
is_json (GBytes *answer)
{
  g_autoptr(JsonParser) parser = json_parser_new ();

  return json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), NULL);
}

static void
test_http (Client       *self,
           gconstpointer data)
{
  static const guint statuses[] = { 400, 401, 403, 500, 502, 503 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr(GBytes) answer = NULL;
      g_autoptr(GError) error = NULL;
      guint status;

      set_fault (self, (JbEmulatorFault) { .count = 1, .http = statuses[i] });
      answer = send_list (self, &status, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (status, ==, statuses[i]);
      g_assert_true (g_str_has_prefix (g_bytes_get_data (answer, NULL), "<!DOCTYPE html>"));
      assert_status (self, 200);
    }
}

static void
test_code (Client       *self,
           gconstpointer data)
{
  static const char * const codes[] = { "60101", "60121", "60130", "65051", "69909", "61234", "99999" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      set_fault (self, (JbEmulatorFault) { .count = 1, .code = (char *) codes[i] });
      client_assert_code (self, make_list_request (self), codes[i]);
      client_assert_code (self, make_list_request (self), "30000");
    }
}

static void
test_count (Client       *self,
            gconstpointer data)
{
  set_fault (self, (JbEmulatorFault) { .count = 0, .http = 503 });
  assert_status (self, 200);
  set_fault (self, (JbEmulatorFault) { .count = 3, .http = 503 });
  for (guint i = 0; i < 3; i++)
    assert_status (self, 503);
  assert_status (self, 200);
  set_fault (self, (JbEmulatorFault) { .count = -1, .http = 500 });
  for (guint i = 0; i < 5; i++)
    assert_status (self, 500);
  jb_emulator_clear_faults (self->emulator);
  assert_status (self, 200);
}

static void
test_one_signal (Client       *self,
                 gconstpointer data)
{
  set_fault (self, (JbEmulatorFault) { .signal = (char *) "PREVIEW_FORM", .count = 1, .code = (char *) "65003" });
  set_fault (self, (JbEmulatorFault) { .signal = (char *) "OS_DTI_LIST", .count = -1, .code = (char *) "60129" });
  client_assert_code (self, make_list_request (self), "60129");
  client_assert_code (self, client_token_request (self, "M"), "30000");
  client_assert_code (self, client_request (self, "PREVIEW_FORM"), "65003");
  client_assert_code (self, client_request (self, "PREVIEW_FORM"), "30000");

  set_fault (self, (JbEmulatorFault) { .signal = (char *) "OS_DTI_LIST", .count = 1, .code = (char *) "60101" });   /* replaces */
  client_assert_code (self, make_list_request (self), "60101");
  client_assert_code (self, make_list_request (self), "30000");
}

/* A fault comes before every check but those of HTTP (12.3). */
static void
test_before_checks (Client       *self,
                    gconstpointer data)
{
  g_autoptr(GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) answer = NULL;
  guint status;

  set_fault (self, (JbEmulatorFault) { .count = 1, .code = (char *) "60101" });
  client_assert_code (self, client_request (self, "NO_SUCH_SIGNAL"), "60101");
  set_fault (self, (JbEmulatorFault) { .count = 1, .http = 503 });
  answer = client_send (self, "POST", "/elsewhere", none, &status, NULL);
  g_assert_cmpuint (status, ==, 404);
  assert_status (self, 503);
}

static void
test_delay (Client       *self,
            gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  set_fault (self, (JbEmulatorFault) { .count = 1, .delay_ms = 120 });
  client_assert_code (self, make_list_request (self), "30000");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 120 * 1000);

  set_fault (self, (JbEmulatorFault) { .count = 1, .delay_ms = 10, .http = 502 });
  assert_status (self, 502);
}

static void
test_truncate (Client       *self,
               gconstpointer data)
{
  g_autoptr(GBytes) whole = NULL;
  g_autoptr(GBytes) half = NULL;
  guint status;

  whole = send_list (self, &status, NULL);
  g_assert_true (is_json (whole));
  set_fault (self, (JbEmulatorFault) { .count = 1, .truncate = TRUE });
  half = send_list (self, &status, NULL);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (half), ==, g_bytes_get_size (whole) / 2);
  g_assert_false (is_json (half));
}

static void
test_cp949 (Client       *self,
            gconstpointer data)
{
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  guint status;

  set_fault (self, (JbEmulatorFault) { .count = 1, .cp949 = TRUE });
  answer = send_list (self, &status, NULL);
  g_assert_false (g_utf8_validate_len (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), NULL));
  text = g_convert (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), "UTF-8", "CP949", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "정상적으로 처리되었습니다."));
  g_assert_nonnull (strstr (text, JB_EMULATOR_COMPANY_NAME));
}

/* C5, C6 and 4.1: the other spellings, numbers, and null where a table or an object was. */
static void
test_alt_keys (Client       *self,
               gconstpointer data)
{
  g_autoptr(JsonObject) request = make_list_request (self);
  g_autoptr(JsonObject) xml_request = NULL;
  g_autoptr(JsonObject) empty_request = client_list_request (self, "AR", "W", "2027-01-01", "2027-01-02");
  g_autoptr(JsonObject) empty = NULL;
  g_autoptr(JsonArray) rows = NULL;
  g_autoptr(JsonArray) originals = NULL;
  JsonObject *row;
  const char *ids[2] = { NULL };

  set_fault (self, (JbEmulatorFault) { .count = -1, .alt_keys = TRUE });
  rows = client_rows (self, request, "Table");
  row = json_array_get_object_element (rows, 0);
  g_assert_cmpstr (json_object_get_string_member (row, "SUPBUY"), ==, "AR");
  g_assert_false (json_object_has_member (row, "SUPBUY_TYPE"));
  g_assert_cmpint (json_node_get_value_type (json_object_get_member (row, "TOTAL_AMOUNT")), ==, G_TYPE_INT64);
  g_assert_cmpint (json_object_get_int_member (row, "TOTAL_CNT"), ==, json_array_get_length (rows));

  ids[0] = json_object_get_string_member (row, "ISSUE_ID");
  xml_request = client_xml_request (self, "AR", ids);
  originals = client_rows (self, xml_request, "Table");
  g_assert_true (json_object_has_member (json_array_get_object_element (originals, 0), "DTI_XML"));

  empty = client_post (self, empty_request);
  g_assert_true (json_object_get_null_member (json_object_get_object_member (empty, "ResultDataSet"), "Table"));
  g_clear_pointer (&empty, json_object_unref);
  json_object_set_string_member (empty_request, "AuthToken", "wrong");
  empty = client_post (self, empty_request);
  g_assert_true (json_object_get_null_member (empty, "ResultDataSet"));
}

/* The work is done, the answer never comes. */
static void
test_drop (Client       *self,
           gconstpointer data)
{
  static const guint delays[] = { 0, 20 };

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autoptr(GBytes) answer = NULL;
      g_autoptr(GError) error = NULL;

      set_fault (self, (JbEmulatorFault) { .count = 1, .drop_after_commit = TRUE, .delay_ms = delays[i] });
      answer = send_list (self, NULL, &error);
      g_assert_null (answer);
      g_assert_nonnull (error);
    }

  client_assert_code (self, make_list_request (self), "30000");
}

static void
test_hang (Client       *self,
           gconstpointer data)
{
  g_autoptr(SoupMessage) message = soup_message_new ("POST", jb_emulator_get_uri (self->emulator));
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  guint before = jb_emulator_count (self->emulator, NULL);

  set_fault (self, (JbEmulatorFault) { .count = -1, .hang = TRUE });
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (jb_emulator_count (self->emulator, NULL) == before + 1);
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (result);

  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  answer = soup_session_send_and_read_finish (self->session, result, &error);
  g_assert_null (answer);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Stopping with requests that hang or wait must neither wait for them nor leak them. */
static void
test_stop_while_waiting (Client       *self,
                         gconstpointer data)
{
  static const JbEmulatorFault faults[] = { { .count = 1, .hang = TRUE }, { .count = 1, .delay_ms = 3600 * 1000 } };
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  GAsyncResult *results[2] = { NULL };
  guint before = jb_emulator_count (self->emulator, NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(SoupMessage) message = soup_message_new ("POST", jb_emulator_get_uri (self->emulator));

      jb_emulator_set_fault (self->emulator, &faults[i]);
      soup_message_set_request_body_from_bytes (message, "application/json", body);
      soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, jb_test_result_cb, &results[i]);
      jb_test_wait_until (jb_emulator_count (self->emulator, NULL) == before + 1 + i);
    }

  jb_emulator_stop (self->emulator);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) answer = NULL;

      jb_test_wait_until (results[i] != NULL);
      answer = soup_session_send_and_read_finish (self->session, results[i], &error);
      g_assert_null (answer);
      g_assert_nonnull (error);
      g_object_unref (results[i]);
    }
}

static void
test_garbage (Client       *self,
              gconstpointer data)
{
  g_autoptr(GBytes) answer = NULL;
  guint status;

  set_fault (self, (JbEmulatorFault) { .count = 1, .garbage_bytes = 10 * 1024 * 1024 });
  answer = send_list (self, &status, NULL);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (answer), ==, 10 * 1024 * 1024);
  g_assert_false (is_json (answer));
}

/* Whoever follows is counted, so a test can tell. */
static void
test_redirect (Client       *self,
               gconstpointer data)
{
  guint before = jb_emulator_count (self->emulator, NULL);

  set_fault (self, (JbEmulatorFault) { .count = 1, .redirect = TRUE });
  assert_status (self, 302);
  g_assert_cmpuint (jb_emulator_count (self->emulator, NULL), ==, before + 1);
}

/* --- control --- */

static guint
control (Client     *self,
         const char *text)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr(GBytes) answer = NULL;
  guint status;

  answer = client_send (self, "POST", "/control", body, &status, NULL);
  return status;
}

static JsonObject *
get_stats (Client *self)
{
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(JsonParser) parser = json_parser_new ();
  guint status;

  answer = client_send (self, "GET", "/control/stats", NULL, &status, NULL);
  g_assert_cmpuint (status, ==, 200);
  g_assert_true (json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), NULL));
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static void
test_control_faults (Client       *self,
                     gconstpointer data)
{
  g_assert_cmpuint (control (self, "{\"fault\":{\"http\":503}}"), ==, 200);
  assert_status (self, 503);
  assert_status (self, 200);
  g_assert_cmpuint (control (self, "{\"fault\":{\"code\":\"60129\",\"count\":-1,\"signal\":\"OS_DTI_LIST\"}}"), ==, 200);
  client_assert_code (self, make_list_request (self), "60129");
  client_assert_code (self, make_list_request (self), "60129");
  client_assert_code (self, client_request (self, "PREVIEW_FORM"), "30000");
  g_assert_cmpuint (control (self, "{\"clear\":true}"), ==, 200);
  client_assert_code (self, make_list_request (self), "30000");
  g_assert_cmpuint (control (self, "{\"fault\":{\"redirect\":true}}"), ==, 200);
  assert_status (self, 302);
}

static void
test_control_time (Client       *self,
                   gconstpointer data)
{
  g_autoptr(JsonObject) before = get_stats (self);
  g_autoptr(JsonObject) after = NULL;

  g_assert_cmpuint (control (self, "{\"add\":{\"n\":7,\"date\":20260901}}"), ==, 200);
  g_assert_cmpuint (control (self, "{\"advance_ms\":900000}"), ==, 200);
  after = get_stats (self);
  g_assert_cmpint (json_object_get_int_member (after, "now_ms"), ==, CLIENT_NOW_MS + 900000);
  g_assert_cmpint (json_object_get_int_member (after, "sales") + json_object_get_int_member (after, "purchases"), ==,
                   json_object_get_int_member (before, "sales") + json_object_get_int_member (before, "purchases") + 7);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (after, "signals"), "GET_TOKEN"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (after, "requests"), ==, 1);   /* the door itself is not counted */

  g_assert_cmpuint (control (self, "{\"advance_ms\":2592000000}"), ==, 200);
  client_assert_code (self, make_list_request (self), "69902");
}

static void
test_control_nonsense (Client       *self,
                       gconstpointer data)
{
  g_assert_cmpuint (control (self, ""), ==, 400);
  g_assert_cmpuint (control (self, "[]"), ==, 400);
  g_assert_cmpuint (control (self, "{"), ==, 400);
  g_assert_cmpuint (control (self, "{\"add\":{\"date\":1}}"), ==, 400);
  g_assert_cmpuint (control (self, "{\"add\":{\"n\":-1}}"), ==, 400);
  g_assert_cmpuint (control (self, "{\"add\":{\"n\":99999999999}}"), ==, 400);
  g_assert_cmpuint (control (self, "{\"fault\":7,\"advance_ms\":\"x\",\"clear\":1}"), ==, 200);
  client_assert_code (self, make_list_request (self), "30000");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, options, function) g_test_add ("/faults/" name, Client, options, set_up, function, tear_down)
  ADD ("http", NULL, test_http);
  ADD ("code", NULL, test_code);
  ADD ("count", NULL, test_count);
  ADD ("one-signal", NULL, test_one_signal);
  ADD ("before-checks", NULL, test_before_checks);
  ADD ("delay", NULL, test_delay);
  ADD ("truncate", NULL, test_truncate);
  ADD ("cp949", NULL, test_cp949);
  ADD ("alt-keys", NULL, test_alt_keys);
  ADD ("drop", NULL, test_drop);
  ADD ("hang", NULL, test_hang);
  ADD ("stop-while-waiting", NULL, test_stop_while_waiting);
  ADD ("garbage", NULL, test_garbage);
  ADD ("redirect", NULL, test_redirect);
  ADD ("control/faults", &controlled, test_control_faults);
  ADD ("control/time", &controlled, test_control_time);
  ADD ("control/nonsense", &controlled, test_control_nonsense);
#undef ADD

  return g_test_run ();
}
