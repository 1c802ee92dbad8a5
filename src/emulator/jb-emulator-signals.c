/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What each signal answers once a request has passed the common checks (smartbill.md 3, 9.2, 12.1).
 * Runs in the emulator's thread. */

#define G_LOG_DOMAIN "jb-emulator-signals"

#include "config.h"

#include "jb-emulator-private.h"

#include "jb-date.h"

#include <string.h>

#define LIST_MAX_DAYS    30    /* smartbill.md 2; both ends counted, as in the sample of 13.2 */
#define XML_MAX_IDS      100
#define N_PREVIEW_FORMS  12
#define PREVIEW_TEMPLATE "/kr/jangbu/Jangbu/demo/preview.xsl"

typedef void (*Answerer) (JbEmulator *self,
                          JsonObject *request,
                          JbAnswer   *answer);

typedef struct
{
  const char *name;
  Answerer    answer;    /* NULL: known to the service, but no company of this world is permitted to use it */
} Signal;

/* --- GET_TOKEN --- */

/* The end of a token's life, or FALSE for a lifetime that cannot be read. */
static gboolean
get_expiry (JbEmulator *self,
            JsonObject *request,
            gint64     *expires_ms)
{
  const char *code = jb_request_get_text (request, "ExpirationDateCode");
  const char *last_day = jb_request_get_text (request, "ExpirationDate");
  gint64 now = jb_emulator_get_now (self);
  gint64 moment;
  guint days;

  if (strcmp (code, "C") == 0)
    {
      if (last_day == NULL || strlen (last_day) != 10 || !jb_request_parse_moment (last_day, FALSE, &moment))
        return FALSE;
      *expires_ms = jb_instant_from_date (jb_date_add_days ((int) (moment / 10000), 1));
      return TRUE;
    }

  if (!jb_token_code_get_days (code, &days))
    return FALSE;

  *expires_ms = days == 0 ? 0 : now + days * 86400 * G_GINT64_CONSTANT (1000);
  return TRUE;
}

static gboolean
check_auth_code (JbEmulator *self,
                 JsonObject *request,
                 JbAnswer   *answer)
{
  if (jb_emulator_knows_codes (self) &&
      strcmp (jb_request_get_text (request, "AuthCode"), JB_EMULATOR_AUTH_CODE) == 0 &&
      strcmp (jb_request_get_text (request, "SendComRegno"), JB_EMULATOR_COMPANY) == 0)
    return TRUE;

  jb_answer_fail (answer, "69903", NULL);
  return FALSE;
}

static void
answer_get_token (JbEmulator *self,
                  JsonObject *request,
                  JbAnswer   *answer)
{
  static const char * const needed[] = { "AuthCode", "SbId", "ExpirationDateCode", NULL };
  gint64 expires_ms;

  if (!jb_request_has_all (request, needed, answer) || !check_auth_code (self, request, answer))
    return;

  if (!get_expiry (self, request, &expires_ms))
    {
      const char *code = jb_request_get_text (request, "ExpirationDateCode");

      jb_answer_fail (answer, "69901", strcmp (code, "C") == 0 ? "ExpirationDate" : "ExpirationDateCode");
      return;
    }

  answer->table = "Table1";
  answer->rows = g_string_new (NULL);
  jb_answer_begin_row (answer);
  jb_answer_add_text (answer, "AUTH_TOKEN",
                      jb_token_list_issue (self->tokens, jb_request_get_text (request, "SendComRegno"), expires_ms));
  jb_answer_end_row (answer);
}

/* --- OS_DTI_LIST --- */

typedef struct
{
  gboolean    is_purchase;
  char        date_kind;      /* W, I or S */
  gint64      from;           /* yyyymmddhhmm */
  gint64      to;
  const char *counterparty;   /* (nullable): only rows with this number on one side (U-03) */
} Search;

static gboolean
read_direction (JsonObject *request,
                gboolean   *is_purchase,
                JbAnswer   *answer)
{
  const char *text = jb_request_get_text (request, "SupBuy_Type");

  *is_purchase = strcmp (text, "AP") == 0;
  if (*is_purchase || strcmp (text, "AR") == 0)
    return TRUE;

  jb_answer_fail (answer, "69901", "SupBuy_Type");
  return FALSE;
}

static gboolean
read_search (JsonObject *request,
             Search     *search,
             JbAnswer   *answer)
{
  static const char * const needed[] = {
    "SearchDate", "SearchFromDate", "SearchToDate", "SearchComRegno", "SupBuy_Type", NULL,
  };
  const char *date_kind;

  if (!jb_request_has_all (request, needed, answer))
    return FALSE;

  date_kind = jb_request_get_text (request, "SearchDate");
  search->date_kind = date_kind[0];
  if (strlen (date_kind) != 1 || strchr ("WIS", search->date_kind) == NULL)
    {
      jb_answer_fail (answer, "69901", "SearchDate");
      return FALSE;
    }

  search->counterparty = jb_request_get_text (request, "SearchComRegno");
  if (strcmp (search->counterparty, jb_request_get_text (request, "SendComRegno")) == 0)
    search->counterparty = NULL;

  return read_direction (request, &search->is_purchase, answer) &&
         jb_request_get_range (request, LIST_MAX_DAYS, &search->from, &search->to, answer);
}

/* 0 while the NTS has not got it. */
static int
get_sent_on (int                  issued_on,
             const JbWorldMoment *moment)
{
  int sent_on = jb_world_sent_on (issued_on);

  return sent_on <= moment->today ? sent_on : 0;
}

static gboolean
key_matches (const JbWorldKey    *key,
             const JbWorldMoment *moment,
             const Search        *search)
{
  int date;
  gint64 at;

  if (key->is_purchase != (guint) search->is_purchase || !jb_world_key_is_visible (key, moment))
    return FALSE;

  date = search->date_kind == 'W' ? key->written_on
       : search->date_kind == 'I' ? key->issued_on
       : get_sent_on (key->issued_on, moment);
  at = (gint64) date * 10000;
  return date != 0 && at >= search->from && at <= search->to;
}

static gboolean
involves (const JbWorldInvoice *invoice,
          const char           *registration)
{
  return registration == NULL || strcmp (invoice->supplier.registration, registration) == 0 ||
         strcmp (invoice->buyer.registration, registration) == 0;
}

/* (transfer full) (element-type guint): ordinals */
static GArray *
find_rows (JbEmulator          *self,
           const Search        *search,
           const JbWorldMoment *moment)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  const JbWorldKey *keys = jb_world_get_keys (self->world);
  guint n = jb_world_get_size (self->world);

  for (guint i = 0; i < n; i++)
    {
      JbWorldInvoice invoice;

      if (!key_matches (&keys[i], moment, search))
        continue;
      if (search->counterparty != NULL)
        {
          jb_world_get_invoice (self->world, i, &invoice);
          if (!involves (&invoice, search->counterparty))
            continue;
        }
      g_array_append_val (found, i);
    }

  return found;
}

static const char *
null_if_empty (const char *text)
{
  return *text != '\0' ? text : NULL;
}

static void
add_list_row (JbAnswer             *answer,
              const JbWorldInvoice *invoice,
              const JbWorldMoment  *moment,
              guint                 total)
{
  char kind[5];
  char purpose[3];

  g_snprintf (kind, sizeof kind, "%04d", invoice->kind % 10000);
  g_snprintf (purpose, sizeof purpose, "%02u", (guint) invoice->purpose % 100);

  jb_answer_begin_row (answer);
  jb_answer_add_text (answer, "ISSUE_ID", invoice->issue_id);
  jb_answer_add_text (answer, answer->alt_keys ? "SUPBUY" : "SUPBUY_TYPE",
                      invoice->direction == JB_DIRECTION_SALES ? "AR" : "AP");
  jb_answer_add_date (answer, "DTI_WDATE", invoice->written_on);
  jb_answer_add_date (answer, "DTI_IDATE", invoice->issued_on);
  jb_answer_add_date (answer, "DTI_SDATE", get_sent_on (invoice->issued_on, moment));
  jb_answer_add_text (answer, "TYPE_CODE", kind);
  jb_answer_add_text (answer, "DTI_TYPE", kind);
  jb_answer_add_text (answer, "TAX_DEMAND", purpose);
  jb_answer_add_text (answer, "SEQ_ID", invoice->document_number);
  jb_answer_add_text (answer, "SUP_COM_REGNO", invoice->supplier.registration);
  jb_answer_add_text (answer, "SUP_REP_NAME", invoice->supplier.representative);
  jb_answer_add_text (answer, "SUP_COM_NAME", invoice->supplier.name);
  jb_answer_add_text (answer, "SUP_EMAIL", null_if_empty (invoice->supplier.email));
  jb_answer_add_text (answer, "BYR_COM_REGNO", invoice->buyer.registration);
  jb_answer_add_text (answer, "BYR_REP_NAME", invoice->buyer.representative);
  jb_answer_add_text (answer, "BYR_COM_NAME", invoice->buyer.name);
  jb_answer_add_text (answer, "BYR_EMAIL", null_if_empty (invoice->buyer.email));
  jb_answer_add_number (answer, "SUP_AMOUNT", invoice->supply);
  jb_answer_add_number (answer, "TAX_AMOUNT", invoice->tax);
  jb_answer_add_number (answer, "TOTAL_AMOUNT", invoice->total);
  jb_answer_add_number (answer, "TOTAL_CNT", total);
  jb_answer_end_row (answer);
}

static void
answer_list (JbEmulator *self,
             JsonObject *request,
             JbAnswer   *answer)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autoptr(GArray) found = NULL;
  JbWorldMoment moment;
  gboolean collected;
  Search search;

  if (!read_search (request, &search, answer) || !jb_request_check_rate (self, "OS_DTI_LIST", answer))
    return;

  jb_world_get_moment (self->world, jb_emulator_get_now (self), &moment);
  collected = jb_emulator_has_collected (self);
  locker = g_mutex_locker_new (&self->mutex);
  found = collected ? find_rows (self, &search, &moment) : g_array_new (FALSE, FALSE, sizeof (guint));
  answer->table = "Table";
  answer->rows = g_string_sized_new (16 + found->len * 700);
  for (guint i = 0; i < found->len; i++)
    {
      JbWorldInvoice invoice;

      jb_world_get_invoice (self->world, g_array_index (found, guint, i), &invoice);
      add_list_row (answer, &invoice, &moment, found->len);
    }
}

/* --- OS_DTI_XML --- */

static gboolean
check_issue_ids (JsonObject *request,
                 JbAnswer   *answer)
{
  JsonNode *node = json_object_get_member (request, "IssueId");
  JsonArray *ids = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (ids == NULL || json_array_get_length (ids) == 0)
    {
      jb_answer_fail (answer, "69901", "IssueId");
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      JsonNode *id = json_array_get_element (ids, i);

      if (!JSON_NODE_HOLDS_VALUE (id) || json_node_get_value_type (id) != G_TYPE_STRING)
        {
          jb_answer_fail (answer, "69901", "IssueId");
          return FALSE;
        }
    }

  if (json_array_get_length (ids) <= XML_MAX_IDS)
    return TRUE;

  jb_answer_fail (answer, "69913", NULL);
  return FALSE;
}

/* Only an id of the asked side that is in the store now has an original (U-09, U-32). */
static gboolean
look_up (JbEmulator          *self,
         const char          *issue_id,
         gboolean             is_purchase,
         const JbWorldMoment *moment,
         JbWorldInvoice      *invoice)
{
  g_autoptr(GMutexLocker) locker = NULL;
  guint ordinal;
  const JbWorldKey *key;

  locker = g_mutex_locker_new (&self->mutex);
  if (!jb_world_find (self->world, issue_id, &ordinal))
    return FALSE;

  key = &jb_world_get_keys (self->world)[ordinal];
  if (key->is_purchase != (guint) is_purchase || !jb_world_key_is_visible (key, moment))
    return FALSE;

  jb_world_get_invoice (self->world, ordinal, invoice);
  return strcmp (invoice->issue_id, issue_id) == 0;
}

/* (transfer full) (nullable): text, with its NUL; NULL when it could not be signed */
static GBytes *
write_original (JbEmulator           *self,
                const JbWorldInvoice *invoice)
{
  g_autoptr(GBytes) plain = jb_world_write_document (invoice);
  g_autoptr(GBytes) xml = NULL;
  g_autoptr(GError) error = NULL;

  xml = self->signer != NULL ? jb_signer_sign (self->signer, plain, &error) : g_bytes_ref (plain);
  if (xml == NULL)
    {
      g_warning ("Cannot sign %s: %s", invoice->issue_id, error->message);
      return NULL;
    }

  return g_bytes_new_take (g_strndup (g_bytes_get_data (xml, NULL), g_bytes_get_size (xml)), g_bytes_get_size (xml) + 1);
}

/* The same, if it was not written before. */
static GBytes *
get_original (JbEmulator           *self,
              const JbWorldInvoice *invoice)
{
  GBytes *kept = g_hash_table_lookup (self->originals, invoice->issue_id);
  GBytes *written;

  if (kept != NULL)
    return g_bytes_ref (kept);

  written = write_original (self, invoice);
  if (written != NULL && self->options.keep_originals)
    g_hash_table_insert (self->originals, g_strdup (invoice->issue_id), g_bytes_ref (written));
  return written;
}

static void
answer_originals (JbEmulator *self,
                  JsonObject *request,
                  JbAnswer   *answer)
{
  static const char * const needed[] = { "AuthCode", "SupBuy_Type", NULL };
  JbWorldMoment moment;
  gboolean is_purchase, collected;
  JsonArray *ids;

  if (!jb_request_has_all (request, needed, answer) || !read_direction (request, &is_purchase, answer) ||
      !check_auth_code (self, request, answer) || !check_issue_ids (request, answer))
    return;

  jb_world_get_moment (self->world, jb_emulator_get_now (self), &moment);
  ids = json_object_get_array_member (request, "IssueId");
  collected = jb_emulator_has_collected (self);
  answer->table = "Table";
  answer->rows = g_string_new (NULL);
  for (guint i = 0; collected && i < json_array_get_length (ids); i++)
    {
      g_autoptr(GBytes) xml = NULL;
      JbWorldInvoice invoice;

      if (!look_up (self, json_array_get_string_element (ids, i), is_purchase, &moment, &invoice))
        continue;

      xml = get_original (self, &invoice);
      if (xml == NULL)
        {
          answer->broken = TRUE;
          return;
        }
      jb_answer_begin_row (answer);
      jb_answer_add_text (answer, "ISSUE_ID", invoice.issue_id);
      jb_answer_add_text (answer, answer->alt_keys ? "DTI_XML" : "DTI_MSG", g_bytes_get_data (xml, NULL));
      jb_answer_end_row (answer);
    }
}

/* --- PREVIEW_FORM --- */

/* One template of our own stands for the service's twelve; title and colour differ (smartbill.md 3.2 for the order). */
static char *
write_preview_form (const char *template,
                    guint       index)
{
  static const char * const titles[N_PREVIEW_FORMS] = {
    "세금계산서 (공급받는자 보관용)", "계산서 (공급받는자 보관용)",
    "위수탁 세금계산서 (공급받는자 보관용)", "위수탁 계산서 (공급받는자 보관용)",
    "세금계산서 (공급자 보관용)", "계산서 (공급자 보관용)",
    "위수탁 세금계산서 (공급자 보관용)", "위수탁 계산서 (공급자 보관용)",
    "거래명세서 (과세)", "거래명세서 (면세)", "위수탁 거래명세서 (과세)", "위수탁 거래명세서 (면세)",
  };
  GString *text = g_string_new (template);

  g_string_replace (text, "@TITLE@", titles[index], 0);
  g_string_replace (text, "@COLOUR@", index < 4 ? "#1a3fb0" : index < 8 ? "#c01c28" : "#303030", 0);
  return g_string_free (text, FALSE);
}

static void
answer_preview_form (JbEmulator *self,
                     JsonObject *request,
                     JbAnswer   *answer)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) template = g_resources_lookup_data (PREVIEW_TEMPLATE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  answer->table = "Table1";
  answer->rows = g_string_new (NULL);
  if (template == NULL)
    {
      g_warning ("The preview template is missing: %s", error->message);
      answer->broken = TRUE;
      return;
    }

  for (guint i = 0; i < N_PREVIEW_FORMS; i++)
    {
      g_autofree char *form = write_preview_form (g_bytes_get_data (template, NULL), i);

      jb_answer_begin_row (answer);
      jb_answer_add_text (answer, "CONTENT", form);
      jb_answer_end_row (answer);
    }
}

/* --- all of them (smartbill.md 3.1) --- */

static const Signal signals[] = {
  { "GET_TOKEN", answer_get_token },
  { "OS_DTI_LIST", answer_list },
  { "OS_DTI_XML", answer_originals },
  { "PREVIEW_FORM", answer_preview_form },
  { "ARISSUE" }, { "DTI_SAVE" }, { "RARREQUEST" }, { "RARISSUE" }, { "DETAILARISSUE" }, { "RDETAILREQUEST" },
  { "RDETAILISSUE" }, { "CHGSTATUS" }, { "SENDMAIL" }, { "NTS_REQUEST" }, { "DTI_STATUS_LIST" },
  { "DTI_STATUS_LIST_UDATE" }, { "ARAP_REPO" }, { "ARAP_REPO_UDATE" }, { "MY_LIST" }, { "DTI_STATUS" },
  { "DTI_HISTORY" }, { "DTI_ISSUE_RESULT" }, { "VIEW_XML" }, { "MAIL_RESULT" }, { "ADD_INFO" },
  { "ATTACHFILEUPLOAD" }, { "ALLOW_OID" },
};

static const Signal *
find_signal (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    if (strcmp (signals[i].name, name) == 0)
      return &signals[i];

  return NULL;
}

gboolean
jb_signal_is_known (const char *signal)
{
  return find_signal (signal) != NULL;
}

gboolean
jb_signal_is_built (const char *signal)
{
  const Signal *found = find_signal (signal);

  return found != NULL && found->answer != NULL;
}

void
jb_signal_answer (JbEmulator *self,
                  JsonObject *request,
                  JbAnswer   *answer)
{
  const Signal *found = find_signal (jb_request_get_text (request, "Signal"));

  g_return_if_fail (found != NULL && found->answer != NULL);

  found->answer (self, request, answer);
}
