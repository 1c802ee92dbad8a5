/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading and writing SmartBill's messages: the samples of its reference (chapter 13), every contradiction that touches the
 * collecting signals, and answers that are wrong in every way. */

#include "config.h"

#include "jb-scripted-server.h"
#include "jb-smartbill-answer.h"
#include "jb-smartbill-errors.h"
#include "jb-smartbill-list.h"
#include "jb-smartbill-message.h"
#include "jb-smartbill-xml.h"

#include <string.h>

#define COMPANY "0001234013"
#define NOW G_GINT64_CONSTANT (1789430401000)   /* 2026-09-15 09:00:01 in Korea */

#define ENVELOPE(signal, set) \
  "{\"MessageId\":\"JANGBU0100000000a1b2c3d4e5f60002\",\"Signal\":\"" signal "\",\"ConversationId\":null," \
  "\"ResponseTime\":\"20260915090101\",\"ResultCode\":\"30000\",\"ResultMessage\":\"정상적으로 처리되었습니다.\"," \
  "\"ResultDataSet\":" set "}"

#define LIST(rows) ENVELOPE ("OS_DTI_LIST", "{\"Table\":[" rows "]}")
#define XML(rows) ENVELOPE ("OS_DTI_XML", "{\"Table\":[" rows "]}")

#define ID "2026090141000008zz900007"
#define ID2 "2026090241000008zz900008"

#define PARTIES \
  "\"SUP_COM_REGNO\":\"0002222331\",\"SUP_REP_NAME\":\"박누리\",\"SUP_COM_NAME\":\"누리식품\",\"SUP_EMAIL\":\"nuri@example.com\"," \
  "\"BYR_COM_REGNO\":\"0001234013\",\"BYR_REP_NAME\":\"홍가온\",\"BYR_COM_NAME\":\"가온문구\",\"BYR_EMAIL\":\"gaon@example.com\""

#define ROW \
  "{\"ISSUE_ID\":\"" ID "\",\"SUPBUY_TYPE\":\"AP\",\"DTI_WDATE\":\"2026-09-01T00:00:00\",\"DTI_IDATE\":\"2026-09-01T00:00:00\"," \
  "\"DTI_SDATE\":\"2026-09-02T00:00:00\",\"TYPE_CODE\":\"0101\",\"DTI_TYPE\":\"0101\",\"TAX_DEMAND\":\"02\"," \
  "\"SEQ_ID\":\"DM000731\"," PARTIES ",\"SUP_AMOUNT\":\"45000\",\"TAX_AMOUNT\":\"4500\",\"TOTAL_AMOUNT\":\"49500\",\"TOTAL_CNT\":\"1\"}"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static JbSmartbillList *
read_list (const char   *text,
           JbDirection   direction,
           GError      **error)
{
  g_autoptr(GBytes) body = bytes_of (text);
  JbSmartbillListInput *input = jb_smartbill_list_input_new (COMPANY, direction, NULL);
  JbSmartbillList *list = jb_smartbill_list_read (body, input, error);

  jb_smartbill_list_input_free (input);

  return list;
}

static void
test_request (void)
{
  g_autoptr(JbClock) clock = jb_clock_new_manual (NOW, TRUE);
  g_autoptr(JsonObject) message = jb_smartbill_message_new ("OS_DTI_LIST", COMPANY, clock);
  g_autoptr(JsonObject) other = jb_smartbill_message_new ("OS_DTI_LIST", COMPANY, clock);
  g_autoptr(GBytes) body = NULL;
  const char *id = json_object_get_string_member (message, "MessageId");

  g_assert_true (g_regex_match_simple ("^JANGBU01[0-9a-f]{24}$", id, 0, 0));
  g_assert_cmpstr (id, !=, json_object_get_string_member (other, "MessageId"));
  g_assert_cmpstr (json_object_get_string_member (message, "Signal"), ==, "OS_DTI_LIST");
  g_assert_cmpstr (json_object_get_string_member (message, "RequestTime"), ==, "20260915090001");
  g_assert_cmpstr (json_object_get_string_member (message, "SendComRegno"), ==, COMPANY);

  jb_smartbill_message_set_token (message, "RkFL\"+/=한");
  jb_smartbill_message_set_token (message, "RkFL\"+/=한글");   /* set anew */
  body = jb_smartbill_message_to_bytes (message);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                  "\"AuthToken\":\"RkFL\\\"+/=한글\",\"ServiceCode\":\"DTI\""));
}

static void
test_codes (void)
{
  static const struct { const char *code; const char *message; JbProviderError error; gboolean verbatim; } cases[] = {
    { "60101", "인증토큰(REQUEST_HEADER.AUTH_TICKET) 복호화에 실패했습니다.", JB_PROVIDER_ERROR_REAUTH, FALSE },
    { "60121", "인증서의 비밀번호 복호화에 실패했습니다.", JB_PROVIDER_ERROR_CONFIG, FALSE },
    { "60129", "허용된 Signal이 아닙니다.", JB_PROVIDER_ERROR_CONTACT, FALSE },
    { "60130", "할당된 승인번호 업체코드가 아닙니다.", JB_PROVIDER_ERROR_CONFIG, FALSE },
    { "65002", "요청시그널이 존재하지 않습니다.", JB_PROVIDER_ERROR_PROTOCOL, TRUE },
    { "65003", "유효하지 않은 요청시그널입니다.", JB_PROVIDER_ERROR_PROTOCOL, TRUE },
    { "65051", "참조번호가 null 입니다.", JB_PROVIDER_ERROR_PROTOCOL, TRUE },
    { "65999", "다른 요청 오류", JB_PROVIDER_ERROR_PROTOCOL, TRUE },
    { "60999", "다른 거절 %s %n", JB_PROVIDER_ERROR_USER_DATA, TRUE },
    { "69901", "[에뮬레이터] 필수 항목이 누락되었습니다.", JB_PROVIDER_ERROR_USER_DATA, TRUE },
    { "69902", "[에뮬레이터] 인증토큰의 유효기간이 만료되었습니다.", JB_PROVIDER_ERROR_REAUTH, FALSE },
    { "69903", "[에뮬레이터] 인증코드가 일치하지 않습니다.", JB_PROVIDER_ERROR_USER_DATA, TRUE },
    { "69904", "[에뮬레이터] 조회 기간이 허용 범위를 초과했습니다.", JB_PROVIDER_ERROR_USER_DATA, TRUE },
    { "69905", "[에뮬레이터] 조회 횟수 제한을 초과했습니다.", JB_PROVIDER_ERROR_RETRY, FALSE },
    { "69913", "[에뮬레이터] 승인번호는 100건까지 요청할 수 있습니다.", JB_PROVIDER_ERROR_USER_DATA, TRUE },
    { "12345", "모르는 코드", JB_PROVIDER_ERROR_USER_DATA, TRUE },
    { "ABC", "", JB_PROVIDER_ERROR_USER_DATA, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"Signal\":\"OS_DTI_LIST\",\"ResultCode\":\"%s\",\"ResultMessage\":\"%s\","
                                               "\"ResultDataSet\":{}}", cases[i].code, cases[i].message);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].code);
      g_assert_null (read_list (text, JB_DIRECTION_SALES, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, (int) cases[i].error);
      g_assert_cmpstr (jb_provider_error_get_service_code (error), ==, cases[i].code);
      g_assert_cmpstr (jb_provider_error_get_service_text (error), ==, *cases[i].message ? cases[i].message : NULL);
      if (cases[i].verbatim)
        {
          g_assert_nonnull (strstr (error->message, cases[i].message));
          g_assert_nonnull (strstr (error->message, cases[i].code));
        }
    }
}

/* At GET_TOKEN a refusal means that code, id or company are wrong, whatever its number. */
static void
test_token_error (void)
{
  g_autoptr(GError) wrong_code = jb_smartbill_error_new ("69903", "인증코드가 일치하지 않습니다.");
  g_autoptr(GError) not_linked = jb_smartbill_error_new ("60129", "허용된 Signal이 아닙니다.");
  g_autoptr(GError) told = jb_smartbill_error_for_token (wrong_code);
  g_autoptr(GError) same = jb_smartbill_error_for_token (not_linked);

  g_assert_error (told, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_assert_cmpstr (jb_provider_error_get_service_code (told), ==, "69903");
  g_assert_nonnull (strstr (told->message, "인증코드가 일치하지 않습니다."));
  g_assert_error (same, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT);
  g_assert_cmpstr (jb_provider_error_get_service_code (same), ==, "60129");
}

static void
test_error_value (void)
{
  g_autoptr(GError) error = jb_provider_error_new (JB_PROVIDER_ERROR_CONTACT, "60129", "서비스의 말", "Our sentence.");
  g_autoptr(GError) copy = g_error_copy (error);
  g_autoptr(GError) plain = g_error_new_literal (JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG, "x");
  g_autoptr(GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");

  g_prefix_error (&copy, "While testing: ");
  g_assert_cmpstr (copy->message, ==, "While testing: Our sentence.");
  g_assert_cmpstr (jb_provider_error_get_service_code (copy), ==, "60129");
  g_assert_cmpstr (jb_provider_error_get_service_text (copy), ==, "서비스의 말");
  g_assert_null (jb_provider_error_get_service_code (plain));
  g_assert_null (jb_provider_error_get_service_code (other));
  g_assert_null (jb_provider_error_get_service_text (NULL));
}

/* Bodies that are no answer: a sentence, no crash, and no word of the body in it. */
static void
test_garbage (void)
{
  static const struct { const char *text; const char *says; } cases[] = {
    { "", "empty" },
    { " \r\n\t ", "empty" },
    { "\xef\xbb\xbf", "empty" },
    { "<html><body>login</body></html>", "web page" },
    { "{\"ResultMessage\":\"\xc1\xa4\xbb\xf3\"}", "character set" },            /* CP949 */
    { "{\"Signal\":\"OS_DTI_LIST\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[{\"ISSUE_ID\":\"20", "cut off" },
    { "garbage", "no JSON" },
    { "[]", "no JSON" },
    { "\"30000\"", "no JSON" },
    { "null", "no JSON" },
    { "30000", "no JSON" },
    { "{", "no JSON" },
    { "{}", "no result code" },
    { "{\"ResultCode\":null}", "no result code" },
    { "{\"ResultCode\":[\"30000\"]}", "no result code" },
    { "{\"ResultCode\":{\"a\":1}}", "no result code" },
    { "{\"ResultCode\":true}", "no result code" },
    { ENVELOPE ("OS_DTI_XML", "{}"), "another question" },
    { ENVELOPE ("OS_DTI_LIST_FINISHED", "{}"), "another question" },
    { ENVELOPE ("OS_DTI_LIST", "[]"), "no table" },
    { ENVELOPE ("OS_DTI_LIST", "\"x\""), "no table" },
    { ENVELOPE ("OS_DTI_LIST", "7"), "no table" },
    { ENVELOPE ("OS_DTI_LIST", "{\"Table\":{}}"), "no table" },
    { ENVELOPE ("OS_DTI_LIST", "{\"Table\":\"x\"}"), "no table" },
    { ENVELOPE ("OS_DTI_LIST", "{\"Table\":false}"), "no table" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].says);
      g_assert_null (read_list (cases[i].text, JB_DIRECTION_PURCHASE, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

/* NUL bytes are no text either. */
static void
test_nul (void)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"ResultCode\":\"30\000000\"}", 24);
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_smartbill_answer_parse (body, "OS_DTI_LIST", &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
}

static void
append_repeated (GString    *text,
                 const char *piece,
                 guint       n)
{
  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);
}

static void
test_hostile (void)
{
  for (int i = 0; i < 6; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GError) error = NULL;

      switch (i)
        {
        case 0:   /* ten MiB of noise */
          append_repeated (text, "\x01\xff{[\"", 2 * 1024 * 1024);
          break;
        case 1:   /* ten MiB of readable noise */
          append_repeated (text, "0123456789", 1024 * 1024);
          break;
        case 2:   /* a depth that would end in the stack */
          append_repeated (text, "[", 1000000);
          break;
        case 3:
          append_repeated (text, "{\"a\":", 1000000);
          break;
        case 4:   /* a row with a million columns */
          g_string_append (text, "{\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[{");
          for (guint c = 0; c < 1000000; c++)
            g_string_append_printf (text, "\"C%u\":1,", c);
          g_string_append (text, "\"Z\":1}]}}");
          break;
        case 5:   /* a million rows of nothing */
          g_string_append (text, "{\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[");
          append_repeated (text, "0,", 1000000);
          g_string_append (text, "0]}}");
          break;
        }

      g_test_message ("hostile %d", i);
      g_assert_null (read_list (text->str, JB_DIRECTION_SALES, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
    }
}

/* Braces and quotes inside texts are not counted as such. */
static void
test_braces_in_text (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSmartbillList) list =
    read_list (LIST ("{\"ISSUE_ID\":\"" ID "\",\"SUP_AMOUNT\":\"1\",\"TYPE_CODE\":\"0101\",\"BYR_COM_REGNO\":\"" COMPANY "\","
                     "\"SUP_COM_NAME\":\"[[[[[[[[[[[[[[[[[[[[{{{{{\\\"[[[[\\\\\"}"), JB_DIRECTION_PURCHASE, &error);
  JbInvoice *invoice;

  g_assert_no_error (error);
  g_assert_cmpuint (list->problems->len, ==, 0);
  invoice = g_ptr_array_index (list->invoices, 0);
  g_assert_cmpstr (invoice->supplier->name, ==, "[[[[[[[[[[[[[[[[[[[[{{{{{\"[[[[\\");
}

static void
test_sample (void)
{
  static const char * const texts[] = {
    LIST (ROW),
    "\xef\xbb\xbf \r\n" LIST (ROW) "\r\n\t ",
    ENVELOPE ("OS_DTI_LIST_FINISH", "{\"Table\":[" ROW "]}"),                                   /* C7 */
    ENVELOPE ("OS_DTI_LIST", "{\"Table1\":[" ROW "]}"),                                         /* 4.1 */
    ENVELOPE ("OS_DTI_LIST", "{\"Table\":null,\"Table1\":[" ROW "]}"),
    "{\"ResultCode\":30000,\"ResultDataSet\":{\"Table\":[" ROW "]}}",                           /* a number, no Signal */
    "{\"Signal\":null,\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[" ROW "]}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbSmartbillList) list = read_list (texts[i], JB_DIRECTION_PURCHASE, &error);
      JbInvoice *invoice;

      g_test_message ("text %" G_GSIZE_FORMAT, i);
      g_assert_no_error (error);
      g_assert_cmpuint (list->n_rows, ==, 1);
      g_assert_cmpint (list->n_announced, ==, 1);
      g_assert_cmpuint (list->problems->len, ==, 0);
      g_assert_cmpuint (list->invoices->len, ==, 1);

      invoice = g_ptr_array_index (list->invoices, 0);
      g_assert_cmpstr (invoice->company, ==, COMPANY);
      g_assert_cmpstr (invoice->issue_id, ==, ID);
      g_assert_cmpint (invoice->direction, ==, JB_DIRECTION_PURCHASE);
      g_assert_cmpint (invoice->kind, ==, 101);
      g_assert_cmpint (invoice->purpose, ==, JB_PURPOSE_CLAIM);
      g_assert_cmpint (invoice->written_on, ==, 20260901);
      g_assert_cmpint (invoice->issued_on, ==, 20260901);
      g_assert_cmpint (invoice->sent_on, ==, 20260902);
      g_assert_cmpint (invoice->nts_status, ==, JB_NTS_SENT);
      g_assert_cmpstr (invoice->document_number, ==, "DM000731");
      g_assert_cmpstr (invoice->supplier->registration, ==, "0002222331");
      g_assert_cmpstr (invoice->supplier->name, ==, "누리식품");
      g_assert_cmpstr (invoice->supplier->representative, ==, "박누리");
      g_assert_cmpstr (invoice->supplier->contact.email, ==, "nuri@example.com");
      g_assert_cmpint (invoice->supplier->kind, ==, JB_PARTY_BUSINESS);
      g_assert_cmpstr (invoice->buyer->registration, ==, COMPANY);
      g_assert_cmpint (invoice->supply, ==, 45000);
      g_assert_cmpint (invoice->tax, ==, 4500);
      g_assert_cmpint (invoice->total, ==, 49500);
    }
}

static void
test_empty_tables (void)
{
  static const char * const texts[] = {
    ENVELOPE ("OS_DTI_LIST", "{}"), ENVELOPE ("OS_DTI_LIST", "null"), ENVELOPE ("OS_DTI_LIST", "{\"Table\":null}"),
    ENVELOPE ("OS_DTI_LIST", "{\"Table\":[]}"), ENVELOPE ("OS_DTI_LIST", "{\"Other\":[1]}"), "{\"ResultCode\":\"30000\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbSmartbillList) list = read_list (texts[i], JB_DIRECTION_SALES, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (list->n_rows, ==, 0);
      g_assert_cmpuint (list->invoices->len, ==, 0);
    }
}

/* One row, told by what becomes of it. */
static void
test_rows (void)
{
  static const struct
  {
    const char  *row;
    gboolean     kept;
    const char  *problem;     /* NULL = none */
    int          kind, written_on, issued_on;
    gint64       supply, tax, total;
  } cases[] = {
    /* C5, and no column at all */
    { "{\"ISSUE_ID\":\"" ID "\",\"SUPBUY\":\"AP\",\"DTI_WDATE\":\"20260901\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"1\"}",
      TRUE, NULL, 101, 20260901, 0, 1, 0, 1 },
    { "{\"ISSUE_ID\":\"" ID "\",\"DTI_WDATE\":\"2026-09-01 10:11:12\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"1\"}",
      TRUE, NULL, 101, 20260901, 0, 1, 0, 1 },
    /* numbers instead of texts, which have lost their zeros */
    { "{\"ISSUE_ID\":\"" ID "\",\"SUPBUY_TYPE\":\"AP\",\"DTI_WDATE\":20260901,\"TYPE_CODE\":204,\"BYR_COM_REGNO\":1234013,"
      "\"SUP_AMOUNT\":-45000,\"TAX_AMOUNT\":-4500.0,\"TOTAL_AMOUNT\":-4.95e4}",
      TRUE, NULL, 204, 20260901, 0, -45000, -4500, -49500 },
    /* no dates: the one inside the number; no TYPE_CODE: DTI_TYPE */
    { "{\"ISSUE_ID\":\"" ID "\",\"DTI_WDATE\":null,\"DTI_IDATE\":\"\",\"DTI_TYPE\":\"0301\"," PARTIES ",\"SUP_AMOUNT\":\"10,000\"}",
      TRUE, NULL, 301, 20260901, 0, 10000, 0, 10000 },
    { "{\"ISSUE_ID\":\"20260901-41000008-zz900007\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"1\"}",
      TRUE, NULL, 101, 20260901, 0, 1, 0, 1 },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"TAX_AMOUNT\":\"10\",\"TOTAL_AMOUNT\":\"110\"}",
      TRUE, NULL, 101, 20260901, 0, 100, 10, 110 },
    /* kept with a sentence */
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0999\"," PARTIES ",\"SUP_AMOUNT\":\"1\"}", TRUE, "0999", 0, 20260901, 0, 1, 0, 1 },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":[]," PARTIES ",\"SUP_AMOUNT\":\"1\"}", TRUE, "kind", 0, 20260901, 0, 1, 0, 1 },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\",\"DTI_IDATE\":\"어제\"," PARTIES ",\"SUP_AMOUNT\":\"1\"}",
      TRUE, "어제", 101, 20260901, 0, 1, 0, 1 },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\",\"BYR_COM_REGNO\":\"0009999999\",\"SUP_AMOUNT\":\"1\"}",
      TRUE, "does not name this company", 101, 20260901, 0, 1, 0, 1 },
    /* a consignment names its broker nowhere in the list */
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0103\",\"BYR_COM_REGNO\":\"0009999999\",\"SUP_AMOUNT\":\"1\"}",
      TRUE, NULL, 103, 20260901, 0, 1, 0, 1 },
    /* left out */
    { "{\"ISSUE_ID\":\"" ID "\",\"SUPBUY_TYPE\":\"AR\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"1\"}", FALSE, ID },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"많음\"}", FALSE, ID },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"1.5\"}", FALSE, ID },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"99999999999999999999\"}", FALSE, ID },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"9223372036854775807\",\"TAX_AMOUNT\":\"1\"}",
      FALSE, ID },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"TAX_AMOUNT\":\"-9223372036854775808\",\"TOTAL_AMOUNT\":\"1\"}",
      FALSE, ID },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\"," PARTIES "}", FALSE, ID },
    { "{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":{\"won\":1}}", FALSE, ID },
    { "{\"ISSUE_ID\":\"어떤 번호\",\"SUP_AMOUNT\":\"1\"}", FALSE, "어떤 번호" },
    { "{\"ISSUE_ID\":true,\"SUP_AMOUNT\":\"1\"}", FALSE, "Row 1" },
    { "{}", FALSE, "Row 1" },
    { "null", FALSE, "Row 1" },
    { "[]", FALSE, "Row 1" },
    { "\"row\"", FALSE, "Row 1" },
    { "17", FALSE, "Row 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[%s,"
                                               "{\"ISSUE_ID\":\"" ID2 "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"7\"}]}}",
                                               cases[i].row);
      g_autoptr(GError) error = NULL;
      g_autoptr(JbSmartbillList) list = read_list (text, JB_DIRECTION_PURCHASE, &error);
      JbInvoice *invoice;

      g_test_message ("%s", cases[i].row);
      g_assert_no_error (error);
      g_assert_cmpuint (list->n_rows, ==, 2);
      g_assert_cmpuint (list->problems->len, ==, cases[i].problem ? 1 : 0);
      if (cases[i].problem != NULL)
        g_assert_nonnull (strstr (g_ptr_array_index (list->problems, 0), cases[i].problem));

      /* The other row is always there. */
      g_assert_cmpuint (list->invoices->len, ==, cases[i].kept ? 2 : 1);
      invoice = g_ptr_array_index (list->invoices, list->invoices->len - 1);
      g_assert_cmpstr (invoice->issue_id, ==, ID2);
      g_assert_cmpint (invoice->total, ==, 7);

      if (cases[i].kept)
        {
          invoice = g_ptr_array_index (list->invoices, 0);
          g_assert_cmpstr (invoice->issue_id, ==, ID);
          g_assert_cmpint (invoice->direction, ==, JB_DIRECTION_PURCHASE);
          g_assert_cmpint (invoice->kind, ==, cases[i].kind);
          g_assert_cmpint (invoice->written_on, ==, cases[i].written_on);
          g_assert_cmpint (invoice->issued_on, ==, cases[i].issued_on);
          g_assert_cmpint (invoice->supply, ==, cases[i].supply);
          g_assert_cmpint (invoice->tax, ==, cases[i].tax);
          g_assert_cmpint (invoice->total, ==, cases[i].total);
        }
    }
}

static void
test_private_buyer (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSmartbillList) list =
    read_list (LIST ("{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\",\"SUP_COM_REGNO\":\"000-12-34013\","
                     "\"BYR_COM_REGNO\":\"900101-1000000\",\"SUP_AMOUNT\":\"1\"},"
                     "{\"ISSUE_ID\":\"" ID2 "\",\"TYPE_CODE\":\"0101\",\"SUP_COM_REGNO\":\"0001234013\","
                     "\"BYR_COM_REGNO\":\"9999999999999\",\"SUP_AMOUNT\":\"1\"}"), JB_DIRECTION_SALES, &error);
  JbInvoice *invoice;

  g_assert_no_error (error);
  g_assert_cmpuint (list->problems->len, ==, 0);
  invoice = g_ptr_array_index (list->invoices, 0);
  g_assert_cmpstr (invoice->supplier->registration, ==, COMPANY);
  g_assert_cmpstr (invoice->buyer->registration, ==, "9001011000000");
  g_assert_cmpint (invoice->buyer->kind, ==, JB_PARTY_RESIDENT);
  invoice = g_ptr_array_index (list->invoices, 1);
  g_assert_cmpint (invoice->buyer->kind, ==, JB_PARTY_FOREIGNER);
}

/* Escapes: a pair is one character. */
static void
test_escapes (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSmartbillList) list =
    read_list (LIST ("{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\",\"SUP_COM_REGNO\":\"" COMPANY "\",\"SUP_AMOUNT\":\"1\","
                     "\"SUP_COM_NAME\":\"\\uac00\\uc628 \\ud83d\\ude00\\u0026\",\"BYR_COM_REGNO\":\"\"}"),
               JB_DIRECTION_SALES, &error);
  JbInvoice *invoice;

  g_assert_no_error (error);
  g_assert_cmpuint (list->problems->len, ==, 0);
  invoice = g_ptr_array_index (list->invoices, 0);
  g_assert_cmpstr (invoice->supplier->name, ==, "가온 😀&");
}

/* Half a pair is no character. It costs itself, and neither the name nor the other rows. */
static void
test_half_pair (void)
{
  static const struct
  {
    const char *written;
    const char *name;
  } cases[] = {
    { "a\\ud800b", "a\357\277\275b" },
    { "a\\ud800", "a\357\277\275" },
    { "\\ude00\\uD83D", "\357\277\275\357\277\275" },
    { "\\ud83d\\ud83d\\ude00", "\357\277\275😀" },
    { "\\ud83d\\uac00", "\357\277\275가" },
    { "\\ud83d\\ude00", "😀" },
    { "\\\\ud800", "\\ud800" },
    { "\\\\\\ud800", "\\\357\277\275" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;
      g_autoptr(JbSmartbillList) list = NULL;

      text = g_strdup_printf (LIST ("{\"ISSUE_ID\":\"" ID "\",\"TYPE_CODE\":\"0101\",\"SUP_COM_REGNO\":\"" COMPANY "\","
                                    "\"SUP_AMOUNT\":\"1\",\"BYR_COM_NAME\":\"%s\",\"BYR_COM_REGNO\":\"\"}"),
                              cases[i].written);
      list = read_list (text, JB_DIRECTION_SALES, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (list->invoices->len, ==, 1);
      g_assert_cmpstr (((JbInvoice *) g_ptr_array_index (list->invoices, 0))->buyer->name, ==, cases[i].name);
    }
}

static void
test_duplicates_and_total (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSmartbillList) list =
    read_list (LIST (ROW "," ROW ",{\"ISSUE_ID\":\"" ID2 "\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_AMOUNT\":\"1\",\"TOTAL_CNT\":9},"
                     "{\"TOTAL_CNT\":\"많음\"}"), JB_DIRECTION_PURCHASE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->n_rows, ==, 4);
  g_assert_cmpuint (list->invoices->len, ==, 2);
  g_assert_cmpint (list->n_announced, ==, 9);
  g_assert_cmpuint (list->problems->len, ==, 1);
}

/* What stands behind the rows decides about them, and in which order it stands does not matter. */
static void
test_behind_the_rows (void)
{
  static const char rows[] = "\"ResultDataSet\":{\"Table\":[" ROW "]}";
  static const struct { const char *tail; guint n; JbProviderError code; } cases[] = {
    { ",\"Signal\":\"OS_DTI_LIST\",\"ResultCode\":\"30000\"}", 1, 0 },
    { ",\"ResultCode\":\"60101\"}", 0, JB_PROVIDER_ERROR_REAUTH },
    { ",\"Signal\":\"OS_DTI_XML\",\"ResultCode\":\"30000\"}", 0, JB_PROVIDER_ERROR_PROTOCOL },
    { ",\"ResultCode\":\"30000\"", 0, JB_PROVIDER_ERROR_PROTOCOL },
    { ",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[]}}", 0, 0 },
    { "}", 0, JB_PROVIDER_ERROR_PROTOCOL },
  };
  static const char head[] = "{\"Signal\":\"OS_DTI_LIST\",\"ResultCode\":\"30000\",";
  static const char * const broken_tails[] = { "", ",", "}{", "}}", ",\"a\":}", ",\"ResultCode\":\"60101\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("{", rows, cases[i].tail, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(JbSmartbillList) list = read_list (text, JB_DIRECTION_PURCHASE, &error);

      g_test_message ("tail %" G_GSIZE_FORMAT, i);
      if (list == NULL)
        g_assert_error (error, JB_PROVIDER_ERROR, (int) cases[i].code);
      else
        g_assert_cmpuint (list->invoices->len, ==, cases[i].n);
      g_assert_true ((list != NULL) == (i == 0 || i == 4));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (broken_tails); i++)
    {
      g_autofree char *text = g_strconcat (head, rows, broken_tails[i], NULL);
      g_autoptr(GError) error = NULL;

      g_test_message ("broken tail %" G_GSIZE_FORMAT, i);
      g_assert_null (read_list (text, JB_DIRECTION_PURCHASE, &error));
      g_assert_nonnull (error);
    }
}

/* Columns in another order, fewer of them, and one that comes twice, from row to row. */
static void
test_other_columns (void)
{
  static const char *rows =
    ROW ",{\"SUP_AMOUNT\":\"7\",\"TYPE_CODE\":\"0101\",\"ISSUE_ID\":\"" ID2 "\"," PARTIES ",\"SUP_AMOUNT\":\"70\"},"
    "{\"ISSUE_ID\":\"20260901410000081234abcd\",\"TYPE_CODE\":\"0101\"," PARTIES ",\"SUP_\\u0041MOUNT\":\"8\"}";
  g_autofree char *text = g_strconcat ("{\"Signal\":\"OS_DTI_LIST\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[",
                                       rows, "]}}", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSmartbillList) list = read_list (text, JB_DIRECTION_PURCHASE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->invoices->len, ==, 3);
  g_assert_cmpint (((JbInvoice *) g_ptr_array_index (list->invoices, 1))->supply, ==, 70);
  g_assert_cmpint (((JbInvoice *) g_ptr_array_index (list->invoices, 2))->supply, ==, 8);
}

static void
test_many_problems (void)
{
  g_autoptr(GString) text = g_string_new ("{\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[");
  g_autoptr(JbSmartbillList) list = NULL;
  g_autoptr(GError) error = NULL;

  append_repeated (text, "0,", 10000);
  g_string_append (text, "0]}}");
  list = read_list (text->str, JB_DIRECTION_SALES, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->n_rows, ==, 10001);
  g_assert_cmpuint (list->problems->len, ==, 51);
  g_assert_nonnull (strstr (g_ptr_array_index (list->problems, 50), "9951"));
}

static void
assert_bytes (JbFetchedOriginal *original,
              const char        *text)
{
  g_assert_nonnull (original->bytes);
  g_assert_cmpmem (g_bytes_get_data (original->bytes, NULL), g_bytes_get_size (original->bytes), text, strlen (text));
}

static void
test_originals (void)
{
  static const char * const ids[] = { "a", ID, "b64", "raw", "gone", "empty", "second", ID2, "bom", NULL };
  g_autoptr(GBytes) body = bytes_of (XML (
    "{\"ISSUE_ID\":\"" ID2 "\",\"DTI_XML\":\"<c/>\"},"                                        /* C6; out of order */
    "{\"ISSUE_ID\":\"20260901-41000008-zz900007\",\"DTI_MSG\":\" \\n<b>&amp;한글</b>\\r\\n\"}," /* bytes kept as they are */
    "{\"ISSUE_ID\":\"a\",\"DTI_MSG\":\"<?xml version=\\\"1.0\\\"?><a/>\"},"
    "{\"ISSUE_ID\":\"b64\",\"DTI_MSG\":\"PGE+YmFzZTY0PC9h\\r\\nPg==\"},"                      /* U-33 */
    "{\"ISSUE_ID\":\"raw\",\"DTI_MSG\":\"no document\"},"
    "{\"ISSUE_ID\":\"empty\",\"DTI_MSG\":\"\"},"
    "{\"ISSUE_ID\":\"second\",\"DTI_MSG\":\"<first/>\"},"
    "{\"ISSUE_ID\":\"second\",\"DTI_MSG\":\"<second/>\"},"
    "{\"ISSUE_ID\":\"bom\",\"DTI_MSG\":\"\xef\xbb\xbf<bom/>\"},"
    "{\"ISSUE_ID\":\"never asked\",\"DTI_MSG\":\"<x/>\"},"
    "{\"ISSUE_ID\":null,\"DTI_MSG\":\"<x/>\"},{\"DTI_MSG\":\"<x/>\"},{},null,[],7"));
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) originals = jb_smartbill_xml_read (body, ids, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (originals->len, ==, G_N_ELEMENTS (ids) - 1);
  for (guint i = 0; i < originals->len; i++)
    {
      JbFetchedOriginal *original = g_ptr_array_index (originals, i);

      g_assert_cmpstr (original->issue_id, ==, ids[i]);
      g_assert_cmpint (original->problem != NULL, ==, g_str_equal (ids[i], "raw"));
    }

  assert_bytes (g_ptr_array_index (originals, 0), "<?xml version=\"1.0\"?><a/>");
  assert_bytes (g_ptr_array_index (originals, 1), " \n<b>&amp;한글</b>\r\n");
  assert_bytes (g_ptr_array_index (originals, 2), "<a>base64</a>");
  assert_bytes (g_ptr_array_index (originals, 3), "no document");
  g_assert_null (((JbFetchedOriginal *) g_ptr_array_index (originals, 4))->bytes);
  g_assert_null (((JbFetchedOriginal *) g_ptr_array_index (originals, 5))->bytes);
  assert_bytes (g_ptr_array_index (originals, 6), "<first/>");
  assert_bytes (g_ptr_array_index (originals, 7), "<c/>");
  assert_bytes (g_ptr_array_index (originals, 8), "\xef\xbb\xbf<bom/>");
}

static void
test_token (void)
{
  static const struct { const char *set; const char *token; } cases[] = {
    { "{\"Table1\":[{\"AUTH_TOKEN\":\"RkFLRQ==\"}]}", "RkFLRQ==" },
    { "{\"Table\":[{\"AUTH_TOKEN\":\"RkFLRQ==\"}]}", "RkFLRQ==" },
    { "{\"Table1\":[]}", NULL },
    { "{\"Table1\":[{}]}", NULL },
    { "{\"Table1\":[{\"AUTH_TOKEN\":\"\"}]}", NULL },
    { "{\"Table1\":[{\"AUTH_TOKEN\":null}]}", NULL },
    { "{\"Table1\":[7]}", NULL },
    { "{}", NULL },
    { "null", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"Signal\":\"GET_TOKEN\",\"ResultCode\":\"30000\",\"ResultDataSet\":%s}", cases[i].set);
      g_autoptr(GBytes) body = bytes_of (text);
      g_autoptr(GError) error = NULL;
      g_autofree char *token = jb_smartbill_token_read (body, &error);

      g_test_message ("%s", cases[i].set);
      g_assert_cmpstr (token, ==, cases[i].token);
      if (token == NULL)
        g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
      else
        g_assert_no_error (error);
    }
}

static char **
read_templates (guint     n,
                int       hole,
                GError  **error)
{
  g_autoptr(GString) text = g_string_new ("{\"Signal\":\"PREVIEW_FORM\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table1\":[");
  g_autoptr(GBytes) body = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, (int) i == hole ? "%s{\"CONTENT\":null}" : "%s{\"CONTENT\":\"<xsl n='%u'/>\"}", i ? "," : "", i);
  g_string_append (text, "]}}");
  body = bytes_of (text->str);

  return jb_smartbill_templates_read (body, error);
}

static void
test_templates (void)
{
  static const struct { guint n; int hole; } bad[] = { { 0, -1 }, { 1, -1 }, { 11, -1 }, { 13, -1 }, { 12, 0 }, { 12, 11 }, { 13, 12 } };
  g_autoptr(GBytes) repeated = bytes_of ("{\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table1\":[{\"CONTENT\":\"<a/>\",\"CONTENT\":\"<b/>\"}]}}");
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) templates = read_templates (12, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (templates), ==, 12);
  g_assert_cmpstr (templates[0], ==, "<xsl n='0'/>");
  g_assert_cmpstr (templates[11], ==, "<xsl n='11'/>");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) bad_error = NULL;

      g_assert_null (read_templates (bad[i].n, bad[i].hole, &bad_error));
      g_assert_error (bad_error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
    }

  g_assert_null (jb_smartbill_templates_read (repeated, &error));   /* C15 as the document printed it */
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL);
}

static gboolean
get_digest (const char *text,
            guint8      out[JB_DIGEST_BYTES])
{
  static const guint8 key[JB_DIGEST_BYTES] = { 1 };
  g_autoptr(GBytes) body = g_bytes_new_static (text, strlen (text));

  return jb_smartbill_answer_get_digest (body, key, out);
}

/* Two answers are the same when only their ids and times differ; whatever else differs, wherever it stands, makes another one. */
static void
test_answer_digest (void)
{
  static const char *base = "{\"MessageId\":\"A1\",\"ResponseTime\":\"20260915090101\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[]}}";
  static const char *same[] = {
    "{\"MessageId\":\"B222\",\"ResponseTime\":\"20260916\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[]}}",
    " {\"MessageId\":\"\\u0041\", \"ResponseTime\":\"\",\"ResultCode\":\"30000\" ,\n\"ResultDataSet\":{\"Table\":[]}}",
  };
  static const char *other[] = {
    "{\"MessageId\":\"A1\",\"ResponseTime\":\"20260915090101\",\"ResultCode\":\"30001\",\"ResultDataSet\":{\"Table\":[]}}",
    "{\"MessageId\":\"A1\",\"ResponseTime\":\"20260915090101\",\"ResultDataSet\":{\"Table\":[]}}",
    "{\"MessageId\":\"A1\",\"ResponseTime\":\"20260915090101\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[{}]}}",
    "{\"MessageId\":\"A1\",\"ResponseTime\":\"20260915090101\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[]}",
    "{\"MessageId\":\"A1\",\"ResponseTime\":\"20260915090101\",\"ResultCode\":\"30000\",\"ResultDataSet\":{\"Table\":[]},\"X\":1}",
  };
  static const char *unusual[] = {
    "", "{", "[]", "\"ResultDataSet\"", "{\"ResultCode\":\"30000\"}", "{,\"ResultDataSet\":{}}",
    "{\"MessageId\":{\"a\":1},\"ResultDataSet\":{}}", "{\"MessageId\":\"A\" \"ResultDataSet\":{}}",
    "{\"A\":{\"ResultDataSet\":{}}}", "{\"Signal\":\"ResultDataSet\",\"A\":1}", "{\"A\":1,,\"ResultDataSet\":{}}",
    "{\"MessageId\":\"\xff\",\"ResultDataSet\":{}}",
  };
  guint8 expected[JB_DIGEST_BYTES], digest[JB_DIGEST_BYTES];

  g_assert_true (get_digest (base, expected));
  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_assert_true (get_digest (same[i], digest));
      g_assert_cmpmem (digest, sizeof digest, expected, sizeof expected);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (other); i++)
    {
      g_assert_true (get_digest (other[i], digest));
      g_assert_cmpint (memcmp (digest, expected, sizeof expected), !=, 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unusual); i++)
    {
      g_test_message ("%s", unusual[i]);
      g_assert_false (get_digest (unusual[i], digest));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartbill/message/request", test_request);
  g_test_add_func ("/smartbill/message/codes", test_codes);
  g_test_add_func ("/smartbill/message/token-error", test_token_error);
  g_test_add_func ("/smartbill/message/error-value", test_error_value);
  g_test_add_func ("/smartbill/message/garbage", test_garbage);
  g_test_add_func ("/smartbill/message/nul", test_nul);
  g_test_add_func ("/smartbill/message/hostile", test_hostile);
  g_test_add_func ("/smartbill/message/braces-in-text", test_braces_in_text);
  g_test_add_func ("/smartbill/list/sample", test_sample);
  g_test_add_func ("/smartbill/list/empty-tables", test_empty_tables);
  g_test_add_func ("/smartbill/list/rows", test_rows);
  g_test_add_func ("/smartbill/list/private-buyer", test_private_buyer);
  g_test_add_func ("/smartbill/list/escapes", test_escapes);
  g_test_add_func ("/smartbill/list/half-pair", test_half_pair);
  g_test_add_func ("/smartbill/list/duplicates-and-total", test_duplicates_and_total);
  g_test_add_func ("/smartbill/list/behind-the-rows", test_behind_the_rows);
  g_test_add_func ("/smartbill/list/other-columns", test_other_columns);
  g_test_add_func ("/smartbill/list/many-problems", test_many_problems);
  g_test_add_func ("/smartbill/originals", test_originals);
  g_test_add_func ("/smartbill/token", test_token);
  g_test_add_func ("/smartbill/templates", test_templates);
  g_test_add_func ("/smartbill/message/answer-digest", test_answer_digest);

  return g_test_run ();
}
