/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The emulator over loopback HTTP: what each signal answers, what each check refuses and in which order,
 * and what the virtual clock changes. Judged by smartbill.md, with a client of its own. */

#include "config.h"

#include "emulator-client.h"

#include "jb-date.h"
#include "jb-document.h"
#include "jb-numbers.h"
#include "jb-test.h"

#include <libxml/parser.h>
#include <openssl/crypto.h>

static const JbEmulatorOptions plain = { .seed = 1, .n_invoices = 400, .plain = TRUE };

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

static const char *
get_string (JsonObject *row,
            const char *name)
{
  JsonNode *node = json_object_get_member (row, name);

  g_assert_nonnull (node);
  if (JSON_NODE_HOLDS_NULL (node))
    return NULL;
  g_assert_true (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING);
  return json_node_get_string (node);
}

static gint64
get_won (JsonObject *row,
         const char *name)
{
  const char *text = get_string (row, name);
  char *end;
  gint64 won = g_ascii_strtoll (text, &end, 10);

  g_assert_cmpstr (end, ==, "");
  return won;
}

/* "YYYY-MM-DDT00:00:00" or null */
static int
get_date (JsonObject *row,
          const char *name)
{
  const char *text = get_string (row, name);
  int date;

  if (text == NULL)
    return 0;

  g_assert_cmpuint (strlen (text), ==, 19);
  g_assert_cmpstr (text + 10, ==, "T00:00:00");
  g_assert_true (jb_date_parse (text, &date));
  return date;
}

/* --- answers --- */

static void
test_envelope (Client       *self,
               gconstpointer data)
{
  g_autoptr(JsonObject) request = client_token_request (self, "M");
  g_autoptr(JsonObject) answer = client_post (self, request);

  g_assert_cmpuint (json_object_get_size (answer), ==, 7);
  g_assert_cmpstr (get_string (answer, "MessageId"), ==, "JANGBU0100000000a1b2c3d4e5f60001");
  g_assert_cmpstr (get_string (answer, "Signal"), ==, "GET_TOKEN");
  g_assert_null (get_string (answer, "ConversationId"));
  g_assert_cmpstr (get_string (answer, "ResponseTime"), ==, "20260915233000");
  g_assert_cmpstr (get_string (answer, "ResultCode"), ==, "30000");
  g_assert_cmpstr (get_string (answer, "ResultMessage"), ==, "정상적으로 처리되었습니다.");
}

static void
test_headers (Client       *self,
              gconstpointer data)
{
  g_autoptr(SoupMessage) message = soup_message_new ("POST", jb_emulator_get_uri (self->emulator));
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Type"), ==,
                   "application/json;charset=UTF-8");
}

/* Base64 of a Base64 text and a line feed, 48 bytes inside (12.3). */
static void
test_token (Client       *self,
            gconstpointer data)
{
  gsize size;
  g_autofree guchar *inner = g_base64_decode (self->token, &size);
  g_autofree guchar *bytes = NULL;
  g_autofree char *first = g_strdup (self->token);

  g_assert_cmpuint (strlen (self->token), ==, 88);
  g_assert_cmpuint (size, ==, 65);
  g_assert_cmpint (inner[64], ==, '\n');
  inner[64] = '\0';
  bytes = g_base64_decode ((char *) inner, &size);
  g_assert_cmpuint (size, ==, 48);

  client_log_in (self, "D");
  g_assert_cmpstr (first, !=, self->token);
  client_assert_code (self, client_list_request (self, "AR", "W", "2026-09-01", "2026-09-15"), "30000");
  g_free (self->token);
  self->token = g_steal_pointer (&first);   /* the older one still works */
  client_assert_code (self, client_list_request (self, "AR", "W", "2026-09-01", "2026-09-15"), "30000");
}

static void
check_row (JsonObject *row,
           const char *direction,
           guint       n_rows)
{
  static const char * const columns[] = {
    "ISSUE_ID", "SUPBUY_TYPE", "DTI_WDATE", "DTI_IDATE", "DTI_SDATE", "TYPE_CODE", "DTI_TYPE", "TAX_DEMAND", "SEQ_ID",
    "SUP_COM_REGNO", "SUP_COM_NAME", "SUP_REP_NAME", "SUP_EMAIL", "BYR_COM_REGNO", "BYR_COM_NAME", "BYR_REP_NAME",
    "BYR_EMAIL", "SUP_AMOUNT", "TAX_AMOUNT", "TOTAL_AMOUNT", "TOTAL_CNT",
  };
  gboolean is_sale = strcmp (direction, "AR") == 0;
  int kind;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_assert_true (json_object_has_member (row, columns[i]));
  g_assert_cmpuint (json_object_get_size (row), ==, G_N_ELEMENTS (columns));

  g_assert_cmpuint (strlen (get_string (row, "ISSUE_ID")), ==, 24);
  g_assert_cmpstr (get_string (row, "SUPBUY_TYPE"), ==, direction);
  g_assert_cmpint (jb_issue_id_get_date (get_string (row, "ISSUE_ID")), ==, get_date (row, "DTI_WDATE"));
  g_assert_cmpint (get_date (row, "DTI_WDATE"), <=, get_date (row, "DTI_IDATE"));
  if (get_date (row, "DTI_SDATE") != 0)
    g_assert_cmpint (jb_date_days_between (get_date (row, "DTI_IDATE"), get_date (row, "DTI_SDATE")), ==, 1);
  else
    g_assert_cmpint (get_date (row, "DTI_IDATE"), ==, CLIENT_TODAY);
  g_assert_true (jb_kind_parse (get_string (row, "TYPE_CODE"), &kind) && jb_kind_is_known (kind));
  g_assert_cmpstr (get_string (row, "DTI_TYPE"), ==, get_string (row, "TYPE_CODE"));
  g_assert_cmpint (jb_purpose_from_code (get_string (row, "TAX_DEMAND")), !=, JB_PURPOSE_UNKNOWN);
  g_assert_cmpstr (get_string (row, is_sale ? "SUP_COM_REGNO" : "BYR_COM_REGNO"), ==, JB_EMULATOR_COMPANY);
  g_assert_cmpint (get_won (row, "SUP_AMOUNT") + get_won (row, "TAX_AMOUNT"), ==, get_won (row, "TOTAL_AMOUNT"));
  g_assert_cmpint (get_won (row, "TOTAL_CNT"), ==, n_rows);
}

static void
test_list_columns (Client       *self,
                   gconstpointer data)
{
  static const char * const directions[] = { "AR", "AP" };

  for (guint d = 0; d < 2; d++)
    {
      g_autoptr(JsonObject) request = client_list_request (self, directions[d], "W", "2026-08-17", "2026-09-15");
      g_autoptr(JsonArray) rows = client_rows (self, request, "Table");
      guint n = json_array_get_length (rows);

      g_assert_cmpuint (n, >, 30);
      for (guint i = 0; i < n; i++)
        check_row (json_array_get_object_element (rows, i), directions[d], n);
    }
}

static gint64
sum_rows (GPtrArray *rows)
{
  gint64 sum = 0;

  for (guint i = 0; i < rows->len; i++)
    sum += get_won (g_ptr_array_index (rows, i), "TOTAL_AMOUNT");
  return sum;
}

static void
test_truth (Client       *self,
            gconstpointer data)
{
  g_autoptr(GPtrArray) sales = client_list_all (self, "AR");
  g_autoptr(GPtrArray) purchases = client_list_all (self, "AP");
  guint n_sales, n_purchases;
  gint64 sales_total, purchases_total;

  jb_emulator_get_truth (self->emulator, &n_sales, &n_purchases, &sales_total, &purchases_total);
  g_assert_cmpuint (n_sales + n_purchases, ==, 400);
  g_assert_cmpuint (sales->len, ==, n_sales);
  g_assert_cmpuint (purchases->len, ==, n_purchases);
  g_assert_cmpint (sum_rows (sales), ==, sales_total);
  g_assert_cmpint (sum_rows (purchases), ==, purchases_total);
}

/* A private buyer is a row with thirteen digits, and no date is asked of it. */
static void
test_private_buyer (Client       *self,
                    gconstpointer data)
{
  g_autoptr(GPtrArray) sales = client_list_all (self, "AR");
  guint n = 0;

  for (guint i = 0; i < sales->len; i++)
    n += strlen (get_string (g_ptr_array_index (sales, i), "BYR_COM_REGNO")) == 13;

  g_assert_cmpuint (n, ==, 2);   /* one resident, one foreigner */
}

static void
test_date_kinds (Client       *self,
                 gconstpointer data)
{
  static const struct
  {
    const char *kind;
    const char *column;
  } kinds[] = { { "W", "DTI_WDATE" }, { "I", "DTI_IDATE" }, { "S", "DTI_SDATE" } };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr(JsonObject) request = client_list_request (self, "AP", kinds[k].kind, "2026-09-01", "2026-09-03");
      g_autoptr(JsonArray) rows = client_rows (self, request, "Table");
      gboolean first = FALSE;
      gboolean last = FALSE;

      for (guint i = 0; i < json_array_get_length (rows); i++)
        {
          int date = get_date (json_array_get_object_element (rows, i), kinds[k].column);

          g_assert_cmpint (date, >=, 20260901);
          g_assert_cmpint (date, <=, 20260903);
          first |= date == 20260901;
          last |= date == 20260903;
        }
      g_assert_true (first && last);   /* both ends belong to the period (U-06) */
    }
}

static guint
count_rows (Client     *self,
            JsonObject *owned)
{
  g_autoptr(JsonObject) request = owned;
  g_autoptr(JsonArray) rows = client_rows (self, request, "Table");

  return json_array_get_length (rows);
}

/* Times are read too; the day of a row begins at 00:00. */
static void
test_moments (Client       *self,
              gconstpointer data)
{
  guint both = count_rows (self, client_list_request (self, "AR", "W", "2026-09-01", "2026-09-02"));
  guint first = count_rows (self, client_list_request (self, "AR", "W", "2026-09-01", "2026-09-01"));
  guint second = count_rows (self, client_list_request (self, "AR", "W", "2026-09-02", "2026-09-02"));

  g_assert_cmpuint (first, >, 0);
  g_assert_cmpuint (second, >, 0);
  g_assert_cmpuint (both, ==, first + second);
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "W", "2026-09-01 00:00", "2026-09-02 00:00")), ==, both);
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "W", "2026-09-01 00:01", "2026-09-02 00:00")), ==, second);
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "W", "2026-09-02 00:01", "2026-09-02 23:59")), ==, 0);
}

/* U-03: one's own number gives everything, another's its own rows only, an unknown one nothing. */
static void
test_counterparty (Client       *self,
                   gconstpointer data)
{
  guint all = count_rows (self, client_list_request (self, "AP", "W", "2026-08-17", "2026-09-15"));
  g_autoptr(JsonObject) request = client_list_request (self, "AP", "W", "2026-08-17", "2026-09-15");
  g_autoptr(JsonArray) rows = NULL;

  json_object_set_string_member (request, "SearchComRegno", "0002222331");
  rows = client_rows (self, request, "Table");
  g_assert_cmpuint (json_array_get_length (rows), >, 0);
  g_assert_cmpuint (json_array_get_length (rows), <, all);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_assert_cmpstr (get_string (json_array_get_object_element (rows, i), "SUP_COM_REGNO"), ==, "0002222331");

  json_object_set_string_member (request, "SearchComRegno", "0009999999");
  g_assert_cmpuint (count_rows (self, json_object_ref (request)), ==, 0);
}

/* --- originals --- */

/* Asks for the originals of @rows, a hundred at a time. (transfer full): issue id -> text */
static GHashTable *
fetch_originals (Client     *self,
                 const char *direction,
                 GPtrArray  *rows)
{
  GHashTable *all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint start = 0; start < rows->len; start += 100)
    {
      g_autoptr(GPtrArray) ids = g_ptr_array_new ();
      g_autoptr(JsonObject) request = NULL;
      g_autoptr(JsonArray) answers = NULL;

      for (guint i = start; i < MIN (start + 100, rows->len); i++)
        g_ptr_array_add (ids, (gpointer) get_string (g_ptr_array_index (rows, i), "ISSUE_ID"));
      g_ptr_array_add (ids, NULL);
      request = client_xml_request (self, direction, (const char * const *) ids->pdata);
      answers = client_rows (self, request, "Table");
      for (guint i = 0; i < json_array_get_length (answers); i++)
        {
          JsonObject *answer = json_array_get_object_element (answers, i);

          g_assert_cmpuint (json_object_get_size (answer), ==, 2);
          g_hash_table_insert (all, g_strdup (get_string (answer, "ISSUE_ID")), g_strdup (get_string (answer, "DTI_MSG")));
        }
    }

  return all;
}

static void
check_original (JsonObject *row,
                const char *text,
                JbVerdict   verdict)
{
  g_autoptr(GBytes) xml = g_bytes_new (text, strlen (text));
  g_autoptr(JbDocument) document = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  g_autoptr(GPtrArray) problems = NULL;
  g_autofree char *detail = NULL;
  g_autoptr(GError) error = NULL;

  document = jb_document_parse (xml, &error);
  g_assert_no_error (error);
  invoice = jb_document_read (document, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (invoice->issue_id, ==, get_string (row, "ISSUE_ID"));
  g_assert_cmpint (invoice->written_on, ==, get_date (row, "DTI_WDATE"));
  g_assert_cmpint (jb_instant_to_date (invoice->issued_at), ==, get_date (row, "DTI_IDATE"));
  g_assert_cmpint (invoice->supply, ==, get_won (row, "SUP_AMOUNT"));
  g_assert_cmpint (invoice->tax, ==, get_won (row, "TAX_AMOUNT"));
  g_assert_cmpint (invoice->total, ==, get_won (row, "TOTAL_AMOUNT"));
  g_assert_cmpstr (invoice->supplier->name, ==, get_string (row, "SUP_COM_NAME"));
  g_assert_cmpstr (invoice->buyer->registration, ==, get_string (row, "BYR_COM_REGNO"));
  g_assert_cmpstr (invoice->document_number, ==, get_string (row, "SEQ_ID"));
  g_assert_cmpint (jb_document_verify (document, &detail), ==, verdict);

  problems = jb_document_find_problems (invoice);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s: %s", invoice->issue_id, (char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
check_all_originals (Client   *self,
                     JbVerdict verdict)
{
  static const char * const directions[] = { "AR", "AP" };

  for (guint d = 0; d < 2; d++)
    {
      g_autoptr(GPtrArray) rows = client_list_all (self, directions[d]);
      g_autoptr(GHashTable) originals = fetch_originals (self, directions[d], rows);

      g_assert_cmpuint (g_hash_table_size (originals), ==, rows->len);
      for (guint i = 0; i < rows->len; i++)
        {
          JsonObject *row = g_ptr_array_index (rows, i);
          const char *text = g_hash_table_lookup (originals, get_string (row, "ISSUE_ID"));

          g_assert_nonnull (text);
          check_original (row, text, verdict);
        }
    }
}

static void
test_plain_originals (Client       *self,
                      gconstpointer data)
{
  check_all_originals (self, JB_VERDICT_UNSIGNED);
}

static void
test_signed_originals (Client       *self,
                       gconstpointer data)
{
  check_all_originals (self, JB_VERDICT_VALID);
}

/* U-09 and U-32: what is unknown, or stands on the other side, is left out. */
static void
test_missing_originals (Client       *self,
                        gconstpointer data)
{
  g_autoptr(GPtrArray) sales = client_list_all (self, "AR");
  const char *id = get_string (g_ptr_array_index (sales, 0), "ISSUE_ID");
  const char *ids[] = { "2026090141000008zz9zzzzz", id, "not an id", "", NULL };
  g_autoptr(JsonObject) request = client_xml_request (self, "AR", ids);
  g_autoptr(JsonObject) wrong_side = client_xml_request (self, "AP", ids);
  g_autoptr(JsonArray) found = client_rows (self, request, "Table");
  g_autoptr(JsonArray) none = client_rows (self, wrong_side, "Table");

  g_assert_cmpuint (json_array_get_length (found), ==, 1);
  g_assert_cmpstr (get_string (json_array_get_object_element (found, 0), "ISSUE_ID"), ==, id);
  g_assert_cmpuint (json_array_get_length (none), ==, 0);
}

static void
test_preview (Client       *self,
              gconstpointer data)
{
  g_autoptr(JsonObject) request = client_request (self, "PREVIEW_FORM");
  g_autoptr(JsonArray) rows = client_rows (self, request, "Table1");
  g_autoptr(GHashTable) different = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (json_array_get_length (rows), ==, 12);
  for (guint i = 0; i < 12; i++)
    {
      const char *text = get_string (json_array_get_object_element (rows, i), "CONTENT");
      xmlDoc *document = xmlReadMemory (text, (int) strlen (text), NULL, NULL, XML_PARSE_NONET);

      g_assert_nonnull (document);
      g_assert_cmpstr ((const char *) xmlDocGetRootElement (document)->name, ==, "stylesheet");
      g_assert_null (strchr (text, '@'));
      g_assert_true (g_hash_table_add (different, (gpointer) text));
      xmlFreeDoc (document);
    }
}

/* --- checks --- */

static guint
get_status (Client     *self,
            const char *method,
            const char *path,
            const char *text)
{
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  guint status;

  answer = client_send (self, method, path, body, &status, &error);
  g_assert_no_error (error);
  return status;
}

static void
test_http (Client       *self,
           gconstpointer data)
{
  g_autofree char *huge = g_strnfill (8 * 1024 * 1024 + 1, ' ');

  g_assert_cmpuint (get_status (self, "POST", "/sb-api/request", "{}"), ==, 200);
  g_assert_cmpuint (get_status (self, "POST", "/sb-api/request/", "{}"), ==, 200);
  g_assert_cmpuint (get_status (self, "POST", "/sb-api/request/more", "{}"), ==, 404);
  g_assert_cmpuint (get_status (self, "POST", "/sb-api", "{}"), ==, 404);
  g_assert_cmpuint (get_status (self, "GET", "/sb-api/request", NULL), ==, 405);
  g_assert_cmpuint (get_status (self, "GET", "/other", NULL), ==, 404);
  g_assert_cmpuint (get_status (self, "PUT", "/sb-api/request", "{}"), ==, 405);
  g_assert_cmpuint (get_status (self, "POST", "/sb-api/request", huge), ==, 413);
  g_assert_cmpuint (get_status (self, "PUT", "/sb-api/request", huge), ==, 405);
  g_assert_cmpuint (get_status (self, "POST", "/control", "{}"), ==, 404);   /* not asked for */
  g_assert_cmpuint (get_status (self, "GET", "/control/stats", NULL), ==, 404);
}

static void
test_not_a_request (Client       *self,
                    gconstpointer data)
{
  static const char * const texts[] = {
    "", " ", "null", "[]", "\"text\"", "12", "{", "{\"Signal\":", "{}", "{\"Signal\":null}", "{\"Signal\":7}", "{\"Signal\":\"\"}",
    "{\"Signal\":[\"GET_TOKEN\"]}", "\xff\xfe{}", "<xml/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonObject) answer = client_post_text (self, texts[i]);

      g_test_message ("text %u", i);
      g_assert_cmpstr (client_code (answer), ==, "65002");
      g_assert_cmpuint (json_object_get_size (json_object_get_object_member (answer, "ResultDataSet")), ==, 0);
    }
}

static void
test_signals (Client       *self,
              gconstpointer data)
{
  static const char * const not_permitted[] = {
    "ARISSUE", "DTI_SAVE", "RARREQUEST", "RARISSUE", "DETAILARISSUE", "RDETAILREQUEST", "RDETAILISSUE", "CHGSTATUS",
    "SENDMAIL", "NTS_REQUEST", "DTI_STATUS_LIST", "DTI_STATUS_LIST_UDATE", "ARAP_REPO", "ARAP_REPO_UDATE", "MY_LIST",
    "DTI_STATUS", "DTI_HISTORY", "DTI_ISSUE_RESULT", "VIEW_XML", "MAIL_RESULT", "ADD_INFO", "ATTACHFILEUPLOAD", "ALLOW_OID",
  };
  static const char * const not_valid[] = {
    "WARREQUEST", "SENDSMS", "HELLO", "UPLOAD_XML", "ARISSUE_S", "PARSE_XML", "get_token", "OS_DTI_LIST ", "SENDHOMETAX", "없는신호",
  };

  for (guint i = 0; i < G_N_ELEMENTS (not_permitted); i++)
    client_assert_code (self, client_request (self, not_permitted[i]), "60129");
  for (guint i = 0; i < G_N_ELEMENTS (not_valid); i++)
    client_assert_code (self, client_request (self, not_valid[i]), "65003");
}

/* "Name=" takes a member out, "Name=text" sets it, "Name=[]" makes it an empty array; several joined by "|". */
static void
change_request (JsonObject *request,
                const char *changes)
{
  g_auto(GStrv) parts = g_strsplit (changes, "|", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *value = strchr (parts[i], '=');

      *value++ = '\0';
      if (*value == '\0')
        json_object_remove_member (request, parts[i]);
      else if (strcmp (value, "[]") == 0)
        json_object_set_array_member (request, parts[i], json_array_new ());
      else if (strcmp (value, "7") == 0)
        json_object_set_int_member (request, parts[i], 7);
      else
        json_object_set_string_member (request, parts[i], value);
    }
}

typedef struct
{
  const char *changes;
  const char *code;
  const char *field;    /* (nullable): named in the message */
} Case;

static void
check_cases (Client     *self,
             JsonObject *(*make) (Client *),
             const Case *cases,
             guint       n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autoptr(JsonObject) request = make (self);
      g_autoptr(JsonObject) answer = NULL;

      g_test_message ("%s", cases[i].changes);
      change_request (request, cases[i].changes);
      answer = client_post (self, request);
      g_assert_cmpstr (client_code (answer), ==, cases[i].code);
      if (cases[i].field != NULL)
        g_assert_nonnull (strstr (get_string (answer, "ResultMessage"), cases[i].field));
    }
}

static JsonObject *
make_list_request (Client *self)
{
  return client_list_request (self, "AR", "W", "2026-09-01", "2026-09-15");
}

/* Where a request breaks two rules, the earlier step of 12.3 answers. */
static void
test_list_checks (Client       *self,
                  gconstpointer data)
{
  static const Case cases[] = {
    { "Signal=OS_DTI_LIST", "30000" },
    { "Signal=|MessageId=", "65002" },
    { "Signal=NOPE|AuthToken=wrong", "65003" },
    { "Signal=MY_LIST|MessageId=|AuthToken=wrong", "60129" },
    { "MessageId=", "69901", "MessageId" },
    { "RequestTime=", "69901", "RequestTime" },
    { "SendComRegno=", "69901", "SendComRegno" },
    { "SendComRegno=7", "69901", "SendComRegno" },
    { "AuthToken=", "69901", "AuthToken" },
    { "ServiceCode=", "69901", "ServiceCode" },
    { "ServiceCode=XYZ", "69901", "ServiceCode" },
    { "ServiceCode=|AuthToken=wrong", "69901", "ServiceCode" },
    { "AuthToken=wrong", "60101" },
    { "SendComRegno=0007654326", "60101" },
    { "AuthToken=wrong|SearchDate=", "60101" },
    { "AuthToken=wrong|SearchFromDate=2020-01-01", "60101" },
    { "SearchDate=", "69901", "SearchDate" },
    { "SearchDate=X", "69901", "SearchDate" },
    { "SearchDate=WI", "69901", "SearchDate" },
    { "SearchComRegno=", "69901", "SearchComRegno" },
    { "SupBuy_Type=", "69901", "SupBuy_Type" },
    { "SupBuy_Type=AX", "69901", "SupBuy_Type" },
    { "SearchFromDate=", "69901", "SearchFromDate" },
    { "SearchToDate=", "69901", "SearchToDate" },
    { "SupBuy_Type=|SearchFromDate=2020-01-01", "69901", "SupBuy_Type" },
    { "SearchFromDate=2026-08-17", "30000" },             /* thirty days with both ends */
    { "SearchFromDate=2026-08-16", "69904" },
    { "SearchFromDate=2026-09-16", "69904" },
    { "SearchFromDate=2026-09-15|SearchToDate=2026-09-15", "30000" },
    { "SearchFromDate=2026-02-30", "69904" },
    { "SearchFromDate=20260901", "69904" },
    { "SearchFromDate=2026-09-01T00:00", "69904" },
    { "SearchFromDate=2026-09-01 24:00", "69904" },
    { "SearchToDate=2026-09-15 10:60", "69904" },
    { "SearchToDate=지난주", "69904" },
  };

  check_cases (self, make_list_request, cases, G_N_ELEMENTS (cases));
}

static JsonObject *
make_token_request (Client *self)
{
  return client_token_request (self, "M");
}

static void
test_token_checks (Client       *self,
                   gconstpointer data)
{
  static const Case cases[] = {
    { "AuthToken=|ServiceCode=", "30000" },
    { "AuthToken=wrong", "30000" },
    { "MessageId=|AuthCode=wrong", "69901", "MessageId" },
    { "AuthCode=", "69901", "AuthCode" },
    { "SbId=|AuthCode=wrong", "69901", "SbId" },
    { "ExpirationDateCode=", "69901", "ExpirationDateCode" },
    { "AuthCode=JB0000000000000000000000000TEST2", "69903" },
    { "AuthCode=jb0000000000000000000000000test1", "69903" },
    { "SendComRegno=0007654326", "69903" },
    { "AuthCode=wrong|ExpirationDateCode=X", "69903" },
    { "ExpirationDateCode=X", "69901", "ExpirationDateCode" },
    { "ExpirationDateCode=MM", "69901", "ExpirationDateCode" },
    { "ExpirationDateCode=C", "69901", "ExpirationDate" },
    { "ExpirationDateCode=C|ExpirationDate=soon", "69901", "ExpirationDate" },
    { "ExpirationDateCode=C|ExpirationDate=2026-10-01", "30000" },
  };

  check_cases (self, make_token_request, cases, G_N_ELEMENTS (cases));
}

static JsonObject *
make_xml_request (Client *self)
{
  static const char * const ids[] = { "2026090141000008zz900007", NULL };

  return client_xml_request (self, "AP", ids);
}

static void
test_xml_checks (Client       *self,
                 gconstpointer data)
{
  static const Case cases[] = {
    { "Signal=OS_DTI_XML", "30000" },
    { "AuthToken=wrong|AuthCode=wrong", "60101" },
    { "AuthCode=", "69901", "AuthCode" },
    { "AuthCode=wrong", "69903" },
    { "SupBuy_Type=|AuthCode=wrong", "69901", "SupBuy_Type" },
    { "SupBuy_Type=ar", "69901", "SupBuy_Type" },
    { "IssueId=", "69901", "IssueId" },
    { "IssueId=[]", "69901", "IssueId" },
    { "IssueId=2026090141000008zz900007", "69901", "IssueId" },
    { "IssueId=7", "69901", "IssueId" },
  };
  const char *many[102] = { NULL };
  g_autoptr(JsonObject) numbers = make_xml_request (self);
  JsonArray *array = json_array_new ();

  check_cases (self, make_xml_request, cases, G_N_ELEMENTS (cases));

  for (guint i = 0; i < 101; i++)
    many[i] = "2026090141000008zz900007";
  client_assert_code (self, client_xml_request (self, "AP", many), "69913");
  many[100] = NULL;
  client_assert_code (self, client_xml_request (self, "AP", many), "30000");

  json_array_add_int_element (array, 12);
  json_object_set_array_member (numbers, "IssueId", array);
  client_assert_code (self, json_object_ref (numbers), "69901");
}

/* --- what time changes --- */

static void
test_lifetimes (Client       *self,
                gconstpointer data)
{
  static const struct
  {
    const char *code;
    int         days;
  } lifetimes[] = {
    { "D", 1 }, { "W", 7 }, { "H", 15 }, { "M", 30 }, { "Q", 90 }, { "R", 180 }, { "Y", 365 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    {
      jb_clock_set (self->clock, CLIENT_NOW_MS);
      client_log_in (self, lifetimes[i].code);
      jb_clock_advance (self->clock, lifetimes[i].days * DAY_MS - 1);
      client_assert_code (self, make_list_request (self), "30000");
      jb_clock_advance (self->clock, 1);
      client_assert_code (self, make_list_request (self), "69902");
    }

  jb_clock_set (self->clock, CLIENT_NOW_MS);
  client_log_in (self, "Z");
  jb_clock_advance (self->clock, 20 * 365 * DAY_MS);
  client_assert_code (self, make_list_request (self), "30000");
}

/* Code C lives to the end of its last day in Korea. */
static void
test_last_day (Client       *self,
               gconstpointer data)
{
  g_autoptr(JsonObject) request = client_token_request (self, "C");
  g_autoptr(JsonArray) rows = NULL;

  json_object_set_string_member (request, "ExpirationDate", "2026-09-20");
  rows = client_rows (self, request, "Table1");
  g_free (self->token);
  self->token = g_strdup (get_string (json_array_get_object_element (rows, 0), "AUTH_TOKEN"));

  jb_clock_set (self->clock, jb_instant_from_date (20260921) - 1);
  client_assert_code (self, make_list_request (self), "30000");
  jb_clock_set (self->clock, jb_instant_from_date (20260921));
  client_assert_code (self, make_list_request (self), "69902");
}

static guint
count_truth (Client *self)
{
  guint n_sales, n_purchases;
  gint64 sales_total, purchases_total;

  jb_emulator_get_truth (self->emulator, &n_sales, &n_purchases, &sales_total, &purchases_total);
  return n_sales + n_purchases;
}

/* New invoices show up only after the next quarter of an hour; they may be written long before. */
static void
test_ticks (Client       *self,
            gconstpointer data)
{
  guint before = count_truth (self);
  guint listed = count_rows (self, client_list_request (self, "AR", "W", "2026-08-03", "2026-08-03")) +
                 count_rows (self, client_list_request (self, "AP", "W", "2026-08-03", "2026-08-03"));

  jb_emulator_add_invoices (self->emulator, 20, 20260803);
  g_assert_cmpuint (count_truth (self), ==, before);
  jb_clock_advance (self->clock, 15 * MINUTE_MS - 1);
  g_assert_cmpuint (count_truth (self), ==, before);
  jb_clock_advance (self->clock, 1);
  g_assert_cmpuint (count_truth (self), ==, before + 20);
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "W", "2026-08-03", "2026-08-03")) +
                    count_rows (self, client_list_request (self, "AP", "W", "2026-08-03", "2026-08-03")), ==, listed + 20);
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "I", "2026-09-15", "2026-09-15")), >, 0);
}

/* In the morning of its day, what is issued later has not come yet. */
static void
test_morning (Client       *self,
              gconstpointer data)
{
  guint evening = count_truth (self);
  guint morning;

  jb_clock_set (self->clock, CLIENT_NOW_MS - 15 * 60 * MINUTE_MS);
  morning = count_truth (self);
  g_assert_cmpuint (morning, <, evening);
  jb_clock_set (self->clock, CLIENT_NOW_MS);
  g_assert_cmpuint (count_truth (self), ==, evening);
}

/* The NTS has an invoice the day after its issue. */
static void
test_sent (Client       *self,
           gconstpointer data)
{
  g_autoptr(JsonObject) request = client_list_request (self, "AR", "I", "2026-09-15", "2026-09-15");
  g_autoptr(JsonArray) before = client_rows (self, request, "Table");
  g_autoptr(JsonArray) after = NULL;

  g_assert_cmpuint (json_array_get_length (before), >, 0);
  for (guint i = 0; i < json_array_get_length (before); i++)
    g_assert_cmpint (get_date (json_array_get_object_element (before, i), "DTI_SDATE"), ==, 0);
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "S", "2026-09-16", "2026-09-16")), ==, 0);

  jb_clock_set (self->clock, jb_instant_from_date (20260916));
  after = client_rows (self, request, "Table");
  g_assert_cmpuint (json_array_get_length (after), ==, json_array_get_length (before));
  for (guint i = 0; i < json_array_get_length (after); i++)
    g_assert_cmpint (get_date (json_array_get_object_element (after, i), "DTI_SDATE"), ==, 20260916);
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "S", "2026-09-16", "2026-09-16")), ==, json_array_get_length (after));
}

/* Rows and originals of more than three months ago are gone. */
static void
test_retention (Client       *self,
                gconstpointer data)
{
  g_autoptr(JsonObject) request = client_list_request (self, "AR", "W", "2026-06-18", "2026-07-17");
  g_autoptr(JsonArray) rows = client_rows (self, request, "Table");
  const char *ids[] = { get_string (json_array_get_object_element (rows, 0), "ISSUE_ID"), NULL };
  g_autoptr(JsonObject) xml_request = NULL;
  guint before = json_array_get_length (rows);
  guint gone;

  client_log_in (self, "Y");
  xml_request = client_xml_request (self, "AR", ids);
  g_assert_cmpuint (count_rows (self, json_object_ref (xml_request)), ==, 1);

  jb_clock_set (self->clock, jb_instant_from_date (20261001));
  gone = before - count_rows (self, client_list_request (self, "AR", "W", "2026-06-18", "2026-07-17"));
  g_assert_cmpuint (gone, >, 0);
  g_assert_cmpuint (gone, <, before);
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "W", "2026-06-18", "2026-06-30")), ==, 0);
  g_assert_cmpuint (count_rows (self, json_object_ref (xml_request)), ==, 0);

  jb_clock_set (self->clock, jb_instant_from_date (20270101));
  g_assert_cmpuint (count_truth (self), ==, 0);
}

static void
test_no_retention (Client       *self,
                   gconstpointer data)
{
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "W", "2025-10-01", "2025-10-30")), >, 0);
  jb_clock_advance (self->clock, 300 * DAY_MS);
  g_assert_cmpuint (count_truth (self), ==, 2000);
}

/* --- options and knobs --- */

static void
test_disabled (Client       *self,
               gconstpointer data)
{
  client_assert_code (self, client_request (self, "PREVIEW_FORM"), "60129");
  client_assert_code (self, make_list_request (self), "30000");
}

static void
test_rate (Client       *self,
           gconstpointer data)
{
  client_assert_code (self, make_list_request (self), "30000");
  client_assert_code (self, make_list_request (self), "69905");
  jb_clock_advance (self->clock, MINUTE_MS - 1);
  client_assert_code (self, make_list_request (self), "69905");
  client_assert_code (self, make_xml_request (self), "30000");   /* no limit is known for it */
  jb_clock_advance (self->clock, 1);
  client_assert_code (self, make_list_request (self), "30000");
}

static void
test_today (Client       *self,
            gconstpointer data)
{
  g_autoptr(JsonObject) request = client_request (self, "PREVIEW_FORM");
  g_autoptr(JsonObject) answer = client_post (self, request);

  g_assert_cmpstr (get_string (answer, "ResponseTime"), ==, "20250302233000");
  g_assert_cmpuint (count_rows (self, client_list_request (self, "AR", "W", "2025-02-01", "2025-03-02")), >, 0);
  g_assert_cmpuint (count_truth (self), ==, 400);
}

static void
test_count (Client       *self,
            gconstpointer data)
{
  guint before = jb_emulator_count (self->emulator, NULL);

  g_assert_cmpuint (jb_emulator_count (self->emulator, "GET_TOKEN"), ==, 1);
  g_assert_cmpuint (jb_emulator_count (self->emulator, "PREVIEW_FORM"), ==, 0);
  client_assert_code (self, client_request (self, "PREVIEW_FORM"), "30000");
  get_status (self, "GET", "/nowhere", NULL);
  g_assert_cmpuint (jb_emulator_count (self->emulator, "PREVIEW_FORM"), ==, 1);
  g_assert_cmpuint (jb_emulator_count (self->emulator, NULL), ==, before + 2);
}

static void
test_same_seed (Client       *self,
                gconstpointer data)
{
  g_autoptr(JsonObject) request = make_list_request (self);
  g_autoptr(JsonNode) first = NULL;
  g_autoptr(JsonNode) second = NULL;
  Client other;
  JsonArray *rows;

  rows = client_rows (self, request, "Table");
  first = json_node_init_array (json_node_alloc (), rows);
  json_array_unref (rows);

  client_open (&other, &plain);
  client_log_in (&other, "M");
  json_object_set_string_member (request, "AuthToken", other.token);
  rows = client_rows (&other, request, "Table");
  second = json_node_init_array (json_node_alloc (), rows);
  json_array_unref (rows);
  client_close (&other);

  g_assert_true (json_node_equal (first, second));
}

static void
test_stop (Client       *self,
           gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) answer = NULL;

  jb_emulator_stop (self->emulator);
  jb_emulator_stop (self->emulator);
  answer = client_send (self, "POST", "/sb-api/request", NULL, NULL, &error);
  g_assert_null (answer);
  g_assert_nonnull (error);
}

static void
test_port_in_use (Client       *self,
                  gconstpointer data)
{
  JbEmulatorOptions options = { .n_invoices = 10, .plain = TRUE, .port = jb_emulator_get_port (self->emulator) };
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_emulator_new (&options, self->clock, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

static void
test_bad_options (void)
{
  static const JbEmulatorOptions wrong[] = {
    { .n_invoices = 0 },
    { .n_invoices = 1000001 },
    { .n_invoices = 400, .today = 20260230 },
    { .n_invoices = 400, .today = -1 },
    { .n_invoices = 400, .n_days = 1000000 },
    { .n_invoices = 400, .port = 70000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_emulator_new (&wrong[i], NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

/* Ten thousand in a month's list, in one answer. */
static void
test_long_list (Client       *self,
                gconstpointer data)
{
  g_autoptr(GPtrArray) sales = client_list_all (self, "AR");
  g_autoptr(GPtrArray) purchases = client_list_all (self, "AP");

  g_assert_cmpuint (sales->len + purchases->len, ==, 20000);
}

static const JbEmulatorOptions signed_world = { .seed = 2, .n_invoices = 400 };
static const JbEmulatorOptions long_world = { .seed = 1, .n_invoices = 20000, .plain = TRUE };
static const JbEmulatorOptions year_world = { .seed = 1, .n_invoices = 2000, .n_days = 365, .plain = TRUE, .ignore_retention = TRUE };
static const JbEmulatorOptions slow_world = { .seed = 1, .n_invoices = 400, .plain = TRUE, .limit_rate = TRUE };
static const JbEmulatorOptions past_world = { .seed = 1, .n_invoices = 400, .plain = TRUE, .today = 20250302 };
static char *disabled_signals[] = { (char *) "PREVIEW_FORM", NULL };
static const JbEmulatorOptions disabled_world = { .seed = 1, .n_invoices = 400, .plain = TRUE, .disabled = disabled_signals };

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);

#define ADD(name, options, function) g_test_add ("/emulator/" name, Client, options, set_up, function, tear_down)
  ADD ("envelope", NULL, test_envelope);
  ADD ("headers", NULL, test_headers);
  ADD ("token", NULL, test_token);
  ADD ("list/columns", NULL, test_list_columns);
  ADD ("list/truth", NULL, test_truth);
  ADD ("list/private-buyer", NULL, test_private_buyer);
  ADD ("list/date-kinds", &long_world, test_date_kinds);
  ADD ("list/moments", NULL, test_moments);
  ADD ("list/counterparty", NULL, test_counterparty);
  ADD ("list/long", &long_world, test_long_list);
  ADD ("originals/plain", NULL, test_plain_originals);
  ADD ("originals/signed", &signed_world, test_signed_originals);
  ADD ("originals/missing", NULL, test_missing_originals);
  ADD ("preview", NULL, test_preview);
  ADD ("checks/http", NULL, test_http);
  ADD ("checks/not-a-request", NULL, test_not_a_request);
  ADD ("checks/signals", NULL, test_signals);
  ADD ("checks/list", NULL, test_list_checks);
  ADD ("checks/token", NULL, test_token_checks);
  ADD ("checks/xml", NULL, test_xml_checks);
  ADD ("time/lifetimes", NULL, test_lifetimes);
  ADD ("time/last-day", NULL, test_last_day);
  ADD ("time/ticks", NULL, test_ticks);
  ADD ("time/morning", NULL, test_morning);
  ADD ("time/sent", NULL, test_sent);
  ADD ("time/retention", NULL, test_retention);
  ADD ("time/no-retention", &year_world, test_no_retention);
  ADD ("options/disabled", &disabled_world, test_disabled);
  ADD ("options/rate", &slow_world, test_rate);
  ADD ("options/today", &past_world, test_today);
  ADD ("options/same-seed", NULL, test_same_seed);
  ADD ("options/port-in-use", NULL, test_port_in_use);
  g_test_add_func ("/emulator/options/bad", test_bad_options);
  ADD ("count", NULL, test_count);
  ADD ("stop", NULL, test_stop);
#undef ADD

  result = g_test_run ();
  OPENSSL_cleanup ();
  return result;
}
