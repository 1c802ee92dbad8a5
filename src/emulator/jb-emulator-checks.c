/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The checks of smartbill.md 12.3 in their order: a request with two faults gets the code of the earlier one.
 * Used by the emulator before a signal is answered. */

#define G_LOG_DOMAIN "jb-emulator-checks"

#include "config.h"

#include "jb-emulator-private.h"

#include "jb-date.h"

#include <string.h>

#define RATE_LIMIT_MS (60 * G_GINT64_CONSTANT (1000))

const char *
jb_request_get_text (JsonObject *request,
                     const char *name)
{
  JsonNode *node = json_object_get_member (request, name);
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  text = json_node_get_string (node);
  return text != NULL && *text != '\0' ? text : NULL;
}

gboolean
jb_request_has_all (JsonObject         *request,
                    const char * const *names,
                    JbAnswer           *answer)
{
  for (; *names != NULL; names++)
    if (jb_request_get_text (request, *names) == NULL)
      {
        jb_answer_fail (answer, "69901", *names);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_signal (JbEmulator *self,
              const char *signal,
              JbAnswer   *answer)
{
  if (signal == NULL)
    jb_answer_fail (answer, "65002", NULL);
  else if (!jb_signal_is_known (signal))
    jb_answer_fail (answer, "65003", NULL);
  else if (!jb_signal_is_built (signal) || jb_emulator_is_disabled (self, signal))
    jb_answer_fail (answer, "60129", NULL);
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_token (JbEmulator *self,
             JsonObject *request,
             JbAnswer   *answer)
{
  const char *code = jb_token_list_check (self->tokens,
                                          jb_request_get_text (request, "AuthToken"),
                                          jb_request_get_text (request, "SendComRegno"),
                                          jb_emulator_get_now (self));

  if (!jb_emulator_knows_tokens (self))
    code = "60101";
  if (code != NULL)
    jb_answer_fail (answer, code, NULL);

  return code == NULL;
}

gboolean
jb_request_check (JbEmulator *self,
                  JsonObject *request,
                  JbAnswer   *answer)
{
  static const char * const common[] = { "MessageId", "RequestTime", "SendComRegno", "AuthToken", "ServiceCode", NULL };
  static const char * const without_token[] = { "MessageId", "RequestTime", "SendComRegno", NULL };
  const char *signal;

  if (request == NULL)
    {
      jb_answer_fail (answer, "65002", NULL);
      return FALSE;
    }

  signal = jb_request_get_text (request, "Signal");
  if (!check_signal (self, signal, answer))
    return FALSE;

  if (strcmp (signal, "GET_TOKEN") == 0)
    return jb_request_has_all (request, without_token, answer);

  if (!jb_request_has_all (request, common, answer))
    return FALSE;
  if (strcmp (jb_request_get_text (request, "ServiceCode"), "DTI") != 0)
    {
      jb_answer_fail (answer, "69901", "ServiceCode");
      return FALSE;
    }

  return check_token (self, request, answer);
}

gboolean
jb_request_check_rate (JbEmulator *self,
                       const char *signal,
                       JbAnswer   *answer)
{
  gint64 now = jb_emulator_get_now (self);
  gint64 *last = g_hash_table_lookup (self->last_calls, signal);

  if (!self->options.limit_rate)
    return TRUE;

  if (last != NULL && now - *last < RATE_LIMIT_MS)
    {
      jb_answer_fail (answer, "69905", NULL);
      return FALSE;
    }

  g_hash_table_replace (self->last_calls, g_strdup (signal), g_memdup2 (&now, sizeof now));
  return TRUE;
}

static gboolean
read_digits (const char *text,
             guint       n,
             int        *number)
{
  *number = 0;
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *number = *number * 10 + (text[i] - '0');
    }

  return TRUE;
}

gboolean
jb_request_parse_moment (const char *text,
                         gboolean    is_end,
                         gint64     *moment)
{
  int year, month, day, date;
  int hour = is_end ? 23 : 0;
  int minute = is_end ? 59 : 0;
  gsize length = strlen (text);

  if ((length != 10 && length != 16) || text[4] != '-' || text[7] != '-' ||
      !read_digits (text, 4, &year) || !read_digits (text + 5, 2, &month) || !read_digits (text + 8, 2, &day))
    return FALSE;
  if (length == 16 && (text[10] != ' ' || text[13] != ':' ||
                       !read_digits (text + 11, 2, &hour) || !read_digits (text + 14, 2, &minute)))
    return FALSE;

  date = jb_date_make (year, month, day);
  if (date == 0 || hour > 23 || minute > 59)
    return FALSE;

  *moment = (gint64) date * 10000 + hour * 100 + minute;
  return TRUE;
}

gboolean
jb_request_get_range (JsonObject *request,
                      guint       max_days,
                      gint64     *from,
                      gint64     *to,
                      JbAnswer   *answer)
{
  if (jb_request_parse_moment (jb_request_get_text (request, "SearchFromDate"), FALSE, from) &&
      jb_request_parse_moment (jb_request_get_text (request, "SearchToDate"), TRUE, to) &&
      *from <= *to &&
      jb_date_days_between ((int) (*from / 10000), (int) (*to / 10000)) < (int) max_days)
    return TRUE;

  jb_answer_fail (answer, "69904", NULL);
  return FALSE;
}
