/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A company that lacks one prerequisite after the other (smartbill.md 8), from inside and through /control. */

#include "config.h"

#include "emulator-client.h"

#include "jb-test.h"

static const JbEmulatorOptions controlled = { .seed = 1, .n_invoices = 400, .plain = TRUE, .control = TRUE };

static void
set_up (Client       *self,
        gconstpointer data)
{
  client_open (self, &controlled);
  client_log_in (self, "M");
}

static void
tear_down (Client       *self,
           gconstpointer data)
{
  client_close (self);
}

static JsonObject *
make_list_request (Client *self)
{
  return client_list_request (self, "AP", "W", "2026-08-17", "2026-09-15");
}

static guint
count_rows (Client     *self,
            JsonObject *owned_request)
{
  g_autoptr(JsonObject) request = owned_request;
  g_autoptr(JsonArray) rows = client_rows (self, request, "Table");

  return json_array_get_length (rows);
}

static void
test_disabled (Client       *self,
               gconstpointer data)
{
  char *signals[] = { (char *) "OS_DTI_LIST", NULL };
  JbEmulatorUnmet unmet = { .disabled = signals };

  jb_emulator_set_unmet (self->emulator, &unmet);
  client_assert_code (self, make_list_request (self), "60129");
  client_assert_code (self, client_request (self, "PREVIEW_FORM"), "30000");
  client_assert_code (self, client_token_request (self, "M"), "30000");

  /* Before anything is said of the token (smartbill.md 12.3). */
  g_free (self->token);
  self->token = g_strdup ("none of ours");
  client_assert_code (self, make_list_request (self), "60129");
  jb_emulator_set_unmet (self->emulator, NULL);
  client_assert_code (self, make_list_request (self), "60101");
}

static void
test_codes (Client       *self,
            gconstpointer data)
{
  static const char * const ids[] = { "2026090141000008zz900007", NULL };
  JbEmulatorUnmet unmet = { .code_unknown = TRUE };

  jb_emulator_set_unmet (self->emulator, &unmet);
  client_assert_code (self, client_token_request (self, "M"), "69903");
  client_assert_code (self, client_xml_request (self, "AP", ids), "69903");
  client_assert_code (self, make_list_request (self), "30000");
  jb_emulator_set_unmet (self->emulator, NULL);
  client_assert_code (self, client_token_request (self, "M"), "30000");
}

static void
test_tokens (Client       *self,
             gconstpointer data)
{
  JbEmulatorUnmet unmet = { .token_unknown = TRUE };

  jb_emulator_set_unmet (self->emulator, &unmet);
  client_assert_code (self, make_list_request (self), "60101");
  client_log_in (self, "M");
  client_assert_code (self, make_list_request (self), "60101");
  jb_emulator_set_unmet (self->emulator, NULL);
  client_assert_code (self, make_list_request (self), "30000");
}

/* Nothing before the registration, and not at once after it: the collecting program comes by every quarter of an hour. */
static void
test_registration (Client       *self,
                   gconstpointer data)
{
  JbEmulatorUnmet unmet = { .unregistered = TRUE };
  guint n_rows = count_rows (self, make_list_request (self));
  guint n_sales, n_purchases;
  gint64 sales_total, purchases_total;

  g_assert_cmpuint (n_rows, >, 10);
  jb_clock_advance (self->clock, MINUTE_MS);
  jb_emulator_set_unmet (self->emulator, &unmet);
  g_assert_cmpuint (count_rows (self, make_list_request (self)), ==, 0);
  jb_emulator_get_truth (self->emulator, &n_sales, &n_purchases, &sales_total, &purchases_total);
  g_assert_cmpuint (n_sales + n_purchases, ==, 0);

  jb_emulator_set_unmet (self->emulator, NULL);
  g_assert_cmpuint (count_rows (self, make_list_request (self)), ==, 0);
  jb_clock_advance (self->clock, 13 * MINUTE_MS);
  g_assert_cmpuint (count_rows (self, make_list_request (self)), ==, 0);
  jb_clock_advance (self->clock, MINUTE_MS);
  g_assert_cmpuint (count_rows (self, make_list_request (self)), ==, n_rows);

  /* What was never missing comes back at once. */
  jb_emulator_set_unmet (self->emulator, NULL);
  g_assert_cmpuint (count_rows (self, make_list_request (self)), ==, n_rows);
}

/* Originals of invoices that were not collected are not there either. */
static void
test_no_originals (Client       *self,
                   gconstpointer data)
{
  JbEmulatorUnmet unmet = { .unregistered = TRUE };
  g_autoptr(JsonObject) request = make_list_request (self);
  g_autoptr(JsonArray) rows = client_rows (self, request, "Table");
  const char *ids[] = { json_object_get_string_member (json_array_get_object_element (rows, 0), "ISSUE_ID"), NULL };

  g_assert_cmpuint (count_rows (self, client_xml_request (self, "AP", ids)), ==, 1);
  jb_emulator_set_unmet (self->emulator, &unmet);
  g_assert_cmpuint (count_rows (self, client_xml_request (self, "AP", ids)), ==, 0);
}

static void
control (Client     *self,
         const char *text)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr(GBytes) answer = NULL;
  guint status;

  answer = client_send (self, "POST", "/control", body, &status, NULL);
  g_assert_cmpuint (status, ==, 200);
}

static void
test_control (Client       *self,
              gconstpointer data)
{
  control (self, "{\"unmet\":{\"disabled\":[\"OS_DTI_LIST\",7,null]}}");
  client_assert_code (self, make_list_request (self), "60129");
  control (self, "{\"unmet\":{\"token_unknown\":true}}");
  client_assert_code (self, make_list_request (self), "60101");
  control (self, "{\"unmet\":{\"code_unknown\":true}}");
  client_assert_code (self, client_token_request (self, "M"), "69903");
  control (self, "{\"unmet\":{\"unregistered\":true}}");
  g_assert_cmpuint (count_rows (self, make_list_request (self)), ==, 0);
  control (self, "{\"unmet\":{}}");
  control (self, "{\"advance_ms\":900000}");
  g_assert_cmpuint (count_rows (self, make_list_request (self)), >, 10);
  control (self, "{\"unmet\":{\"disabled\":\"OS_DTI_LIST\",\"code_unknown\":1}}");   /* of the wrong kind: nothing is missing */
  client_assert_code (self, make_list_request (self), "30000");
  client_assert_code (self, client_token_request (self, "M"), "30000");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/unmet/" name, Client, NULL, set_up, function, tear_down)
  ADD ("disabled", test_disabled);
  ADD ("codes", test_codes);
  ADD ("tokens", test_tokens);
  ADD ("registration", test_registration);
  ADD ("no-originals", test_no_originals);
  ADD ("control", test_control);
#undef ADD

  return g_test_run ();
}
