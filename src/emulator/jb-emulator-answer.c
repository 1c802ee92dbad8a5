/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes answers: rows straight into a string, because a list may have a hundred thousand of them, and the envelope
 * of smartbill.md 4.1 around them. The alternative keys and types are those of C5, C6 and 4.1. */

#define G_LOG_DOMAIN "jb-emulator-answer"

#include "config.h"

#include "jb-emulator-private.h"

#include <string.h>

#define CODE_OK "30000"

/* smartbill.md 4.3 and 12.2 */
static const struct
{
  const char *code;
  const char *message;
} messages[] = {
  { CODE_OK, "정상적으로 처리되었습니다." },
  { "60101", "인증토큰(REQUEST_HEADER.AUTH_TICKET) 복호화에 실패했습니다." },
  { "60121", "인증서의 비밀번호 복호화에 실패했습니다." },
  { "60129", "허용된 Signal이 아닙니다." },
  { "60130", "할당된 승인번호 업체코드가 아닙니다." },
  { "65002", "요청시그널이 존재하지 않습니다." },
  { "65003", "유효하지 않은 요청시그널입니다." },
  { "65051", "참조번호가 null 입니다." },
  { "69901", "[에뮬레이터] 필수 항목이 누락되었습니다." },
  { "69902", "[에뮬레이터] 인증토큰의 유효기간이 만료되었습니다." },
  { "69903", "[에뮬레이터] 인증코드가 일치하지 않습니다." },
  { "69904", "[에뮬레이터] 조회 기간이 허용 범위를 초과했습니다." },
  { "69905", "[에뮬레이터] 조회 횟수 제한을 초과했습니다." },
  { "69906", "[에뮬레이터] 이미 사용된 참조번호입니다." },
  { "69907", "[에뮬레이터] 이미 사용된 승인번호입니다." },
  { "69908", "[에뮬레이터] 대상 세금계산서가 없습니다." },
  { "69909", "[에뮬레이터] 현재 상태에서 처리할 수 없습니다." },
  { "69910", "[에뮬레이터] 사유를 입력해야 합니다." },
  { "69911", "[에뮬레이터] 세금계산서 XML 형식 오류입니다." },
  { "69913", "[에뮬레이터] 승인번호는 100건까지 요청할 수 있습니다." },
  { "69914", "[에뮬레이터] 인증서 비밀번호가 올바르지 않습니다." },
};

static const char *
get_message (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (strcmp (messages[i].code, code) == 0)
      return messages[i].message;

  return "[에뮬레이터] 시험을 위해 지정된 결과코드입니다.";
}

/* A row is a hundred small pieces: those that fit cost no call. Ends without a NUL. */
static inline void
put (GString    *json,
     const char *text,
     gsize       size)
{
  if (json->allocated_len - json->len <= size)
    {
      g_string_append_len (json, text, (gssize) size);
      return;
    }

  memcpy (json->str + json->len, text, size);
  json->len += size;
}

static gboolean
is_plain (guchar c)
{
  return c >= 0x20 && c != '"' && c != '\\';
}

/* @text is valid UTF-8. */
static void
append_string (GString    *json,
               const char *text)
{
  if (text == NULL)
    {
      g_string_append (json, "null");
      return;
    }

  put (json, "\"", 1);
  while (*text != '\0')
    {
      const char *end = text;

      while (*end != '\0' && is_plain (*end))
        end++;
      put (json, text, (gsize) (end - text));
      text = end;
      if (*text == '\0')
        break;
      if (*text == '"' || *text == '\\')
        g_string_append_printf (json, "\\%c", *text);
      else if (*text == '\n')
        g_string_append (json, "\\n");
      else if (*text == '\t')
        g_string_append (json, "\\t");
      else
        g_string_append_printf (json, "\\u%04x", (guchar) *text);
      text++;
    }
  put (json, "\"", 1);
}

/* At least @width digits. printf() would be half of what a list costs. */
static void
append_digits (GString *json,
               guint64  number,
               guint    width)
{
  char digits[20];
  gsize n = sizeof digits;

  for (; number > 0; number /= 10)
    digits[--n] = (char) ('0' + number % 10);
  while (sizeof digits - n < width)
    digits[--n] = '0';
  put (json, digits + n, sizeof digits - n);
}

void
jb_answer_fail (JbAnswer   *answer,
                const char *code,
                const char *field)
{
  answer->code = code;
  answer->field = field;
}

void
jb_answer_begin_row (JbAnswer *answer)
{
  if (answer->rows->len > 0)
    put (answer->rows, ",", 1);
  put (answer->rows, "{", 1);
}

void
jb_answer_end_row (JbAnswer *answer)
{
  put (answer->rows, "}", 1);
}

static void
begin_cell (JbAnswer   *answer,
            const char *name)
{
  if (answer->rows->str[answer->rows->len - 1] != '{')
    put (answer->rows, ",", 1);
  put (answer->rows, "\"", 1);
  put (answer->rows, name, strlen (name));
  put (answer->rows, "\":", 2);
}

void
jb_answer_add_text (JbAnswer   *answer,
                    const char *name,
                    const char *text)
{
  begin_cell (answer, name);
  append_string (answer->rows, text);
}

void
jb_answer_add_number (JbAnswer   *answer,
                      const char *name,
                      gint64      number)
{
  begin_cell (answer, name);
  if (!answer->alt_keys)
    put (answer->rows, "\"", 1);
  if (number < 0)
    put (answer->rows, "-", 1);
  append_digits (answer->rows, number < 0 ? -(guint64) number : (guint64) number, 1);
  if (!answer->alt_keys)
    put (answer->rows, "\"", 1);
}

void
jb_answer_add_date (JbAnswer   *answer,
                    const char *name,
                    int         date)
{
  begin_cell (answer, name);
  if (date == 0)
    {
      put (answer->rows, "null", 4);
      return;
    }

  put (answer->rows, "\"", 1);
  append_digits (answer->rows, (guint) date / 10000, 4);
  put (answer->rows, "-", 1);
  append_digits (answer->rows, (guint) date / 100 % 100, 2);
  put (answer->rows, "-", 1);
  append_digits (answer->rows, (guint) date % 100, 2);
  put (answer->rows, "T00:00:00\"", 10);
}

static void
append_conversation_id (GString    *json,
                        JsonObject *request)
{
  JsonNode *node = request != NULL ? json_object_get_member (request, "ConversationId") : NULL;
  g_autofree char *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      g_string_append (json, "null");
      return;
    }

  text = json_to_string (node, FALSE);
  g_string_append (json, text);
}

static void
append_data_set (GString  *json,
                 JbAnswer *answer)
{
  if (answer->code != NULL || answer->table == NULL)
    g_string_append (json, answer->alt_keys ? "null" : "{}");
  else if (answer->rows->len == 0 && answer->alt_keys)
    g_string_append_printf (json, "{\"%s\":null}", answer->table);
  else
    {
      g_string_append_printf (json, "{\"%s\":[", answer->table);
      g_string_append_len (json, answer->rows->str, answer->rows->len);
      g_string_append (json, "]}");
    }
}

GBytes *
jb_answer_close (JbAnswer   *answer,
                 JsonObject *request,
                 const char *stamp)
{
  const char *code = answer->code != NULL ? answer->code : CODE_OK;
  g_autofree char *message = answer->field != NULL ? g_strdup_printf ("%s (%s)", get_message (code), answer->field)
                                                   : g_strdup (get_message (code));
  GString *json = g_string_sized_new (512 + (answer->rows != NULL ? answer->rows->len : 0));

  g_string_append (json, "{\"MessageId\":");
  append_string (json, request != NULL ? jb_request_get_text (request, "MessageId") : NULL);
  g_string_append (json, ",\"Signal\":");
  append_string (json, request != NULL ? jb_request_get_text (request, "Signal") : NULL);
  g_string_append (json, ",\"ConversationId\":");
  append_conversation_id (json, request);
  g_string_append_printf (json, ",\"ResponseTime\":\"%s\",\"ResultCode\":", stamp);
  append_string (json, code);
  g_string_append (json, ",\"ResultMessage\":");
  append_string (json, message);
  g_string_append (json, ",\"ResultDataSet\":");
  append_data_set (json, answer);
  g_string_append_c (json, '}');

  if (answer->rows != NULL)
    g_string_free (g_steal_pointer (&answer->rows), TRUE);
  return g_string_free_to_bytes (json);
}
