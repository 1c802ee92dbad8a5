/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Walks the emulator's sign-up pages as a browser would: post a form, look at the page, take its hidden field along. */

#pragma once

#include "emulator-client.h"
#include "jb-emulator-signup.h"
#include "jb-signup-test.h"

#define WALK_ROOT "/xMain/mb/"
#define WALK_1    WALK_ROOT "shar_transfer/info_inpt01.aspx"
#define WALK_2    WALK_ROOT "shar_transfer/info_inpt02.aspx"
#define WALK_3    WALK_ROOT "shar_transfer/info_inpt03.aspx"
#define WALK_4    WALK_ROOT "shar_transfer/info_inpt04.aspx"
#define WALK_END  WALK_ROOT "mb_join/vendor_join_cplt.aspx"

/* (transfer full): the page */
static inline char *
walk_send (Client     *client,
           const char *method,
           const char *path,
           const char *type,
           const char *form,
           guint      *status)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s", jb_emulator_get_port (client->emulator), path);
  g_autoptr(SoupMessage) message = soup_message_new (method, uri);
  g_autoptr(GBytes) body = g_bytes_new (form, strlen (form));
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, type, body);
  answer = soup_session_send_and_read (client->session, message, NULL, &error);
  g_assert_no_error (error);
  *status = soup_message_get_status (message);
  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

/* A form that the page must take. (transfer full): the next page */
static inline char *
walk_post (Client     *client,
           const char *path,
           const char *form)
{
  guint status;
  char *page = walk_send (client, "POST", path, "application/x-www-form-urlencoded", form, &status);

  g_assert_cmpuint (status, ==, 200);
  return page;
}

/* What stands on @page between @start and @end. (transfer full) (nullable) */
static inline char *
walk_find (const char *page,
           const char *start,
           const char *end)
{
  const char *at = strstr (page, start);
  const char *stop = at != NULL ? strstr (at + strlen (start), end) : NULL;

  return stop != NULL ? g_strndup (at + strlen (start), stop - at - strlen (start)) : NULL;
}

static inline char *
walk_applicant (const char *page)
{
  char *applicant = walk_find (page, "name=\"applicant\" value=\"", "\"");

  g_assert_nonnull (applicant);
  return applicant;
}

/* From the page of step 1 to the last one, as an existing member. (transfer full): the last page */
static inline char *
walk_to_end (Client     *client,
             const char *first_page)
{
  g_autofree char *applicant = walk_applicant (first_page);
  g_autofree char *identify = g_strdup_printf ("applicant=%s&identify=phone", applicant);
  g_autofree char *agree = g_strdup_printf ("applicant=%s&terms=Y&privacy=Y", applicant);
  g_autofree char *join = g_strdup_printf ("applicant=%s&member=existing&id=" JB_EMULATOR_ACCOUNT "&password=secret", applicant);
  g_autofree char *second = walk_post (client, WALK_2, identify);
  g_autofree char *third = walk_post (client, WALK_3, agree);
  g_autofree char *next = walk_find (third, "<form method=\"post\" action=\"", "\"");

  assert_has (second, "2단계");
  assert_has (third, "3단계");
  g_assert_nonnull (next);
  return walk_post (client, next, join);
}

/* The code gives a token, and @token lists invoices: the codes of a sign-up work. */
static inline void
walk_try_codes (Client     *client,
                const char *auth_code,
                const char *token)
{
  g_autoptr(JsonObject) list = NULL;
  g_autoptr(JsonArray) rows = NULL;

  g_assert_cmpstr (auth_code, ==, JB_EMULATOR_AUTH_CODE);
  client->token = g_strdup (token);
  list = client_list_request (client, "AR", "W", "2026-08-17", "2026-09-15");
  rows = client_rows (client, list, "Table");
  g_assert_cmpuint (json_array_get_length (rows), >, 0);
  client_log_in (client, "M");
  g_assert_cmpstr (client->token, !=, token);
}
