/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The four steps of smartbill.md 7.3 as plain pages. A page's form posts to the next page, which looks at what the one before
 * asked for and shows that one again when something is missing. An applicant is known by a hidden field, not by a cookie.
 *
 * The pages speak Korean only, as the service does. They are our own; the reference tells what they ask, not how they look. */

#define G_LOG_DOMAIN "jb-emulator-signup"

#include "config.h"

#include "jb-emulator-signup.h"

#include "jb-emulator-private.h"

#include <libsoup/soup.h>
#include <string.h>

#define ROOT           "/xMain/mb/"
#define STEP_1         ROOT "shar_transfer/info_inpt01.aspx"
#define STEP_2         ROOT "shar_transfer/info_inpt02.aspx"
#define STEP_3         ROOT "shar_transfer/info_inpt03.aspx"
#define STEP_4         ROOT "shar_transfer/info_inpt04.aspx"
#define COMPLETE       ROOT "mb_join/vendor_join_cplt.aspx"
#define HTML_TYPE      "text/html; charset=utf-8"
#define MAX_FORM       (64 * 1024)
#define MAX_APPLICANTS 1000
#define TOKEN_LIFE_MS  (30 * 86400 * G_GINT64_CONSTANT (1000))

/* smartbill.md 7.2, in its order. */
static const char * const parameters[] = {
  "pComRegNo", "pComName", "pComPresident", "pComBizStatus", "pComBizClass", "pZipCode", "pComAddress", "pMIGRATIONFLAG",
  "pMemName", "pMemTel", "pMemHP", "pMemFax", "pMemEmail", "pMasterYN", "pID",
};

/* A decoded form: name -> value. */
typedef GHashTable Form;

struct _JbSignupDesk
{
  /* The thread only. */
  GHashTable  *applicants;    /* id -> Form: what step 1 was told */
  SoupSession *session;       /* (nullable): no callback was sent yet */

  /* The emulator's mutex. */
  Form        *last;          /* (nullable) */
  const char  *charset;       /* (nullable) */
  char        *callback;      /* (nullable) */
  guint        variant;
  guint        status;
};

JbSignupDesk *
jb_signup_desk_new (void)
{
  JbSignupDesk *desk = g_new0 (JbSignupDesk, 1);

  desk->applicants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  desk->variant = 1;
  return desk;
}

void
jb_signup_desk_free (JbSignupDesk *desk)
{
  g_assert (desk->session == NULL);   /* jb_signup_desk_stop() in the thread that made it */

  g_hash_table_unref (desk->applicants);
  g_clear_pointer (&desk->last, g_hash_table_unref);
  g_free (desk->callback);
  g_free (desk);
}

void
jb_signup_desk_stop (JbSignupDesk *desk)
{
  if (desk->session != NULL)
    soup_session_abort (desk->session);
  g_clear_object (&desk->session);
}

/* --- reading a form --- */

static GBytes *
unescape (const char *text,
          gsize       size)
{
  g_autofree char *spaced = g_strndup (text, size);

  g_strdelimit (spaced, "+", ' ');
  return g_uri_unescape_bytes (spaced, -1, NULL, NULL);   /* NULL: a bad escape makes the form unreadable, whatever it was */
}

static char *
decode (GBytes     *bytes,
        const char *charset)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size == 0)
    return g_strdup ("");
  if (memchr (data, '\0', size) != NULL)
    return NULL;
  if (strcmp (charset, "UTF-8") == 0)
    return g_utf8_validate_len (data, size, NULL) ? g_strndup (data, size) : NULL;

  return g_convert (data, (gssize) size, "UTF-8", charset, NULL, NULL, NULL);   /* NULL: then it is not this charset */
}

/* (transfer full) (nullable): some value is none in @charset */
static Form *
read_form (const char *body,
           const char *charset)
{
  g_autoptr(GHashTable) form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) pairs = g_strsplit (body, "&", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      const char *equals = strchr (pairs[i], '=');
      g_autoptr(GBytes) name = NULL;
      g_autoptr(GBytes) value = NULL;
      g_autofree char *name_text = NULL;
      g_autofree char *value_text = NULL;

      if (equals == NULL)
        continue;
      name = unescape (pairs[i], (gsize) (equals - pairs[i]));
      value = unescape (equals + 1, strlen (equals + 1));
      name_text = name != NULL ? decode (name, charset) : NULL;
      value_text = value != NULL ? decode (value, charset) : NULL;
      if (name_text == NULL || value_text == NULL)
        return NULL;
      g_hash_table_replace (form, g_steal_pointer (&name_text), g_steal_pointer (&value_text));
    }

  return g_steal_pointer (&form);
}

/* smartbill.md 7.4: UTF-8, else CP949. (transfer full) (nullable) */
static Form *
decode_form (SoupServerMessage  *message,
             const char        **charset)
{
  static const char * const charsets[] = { "UTF-8", "CP949" };
  g_autoptr(GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  const char *type = soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL);
  g_autofree char *text = NULL;

  if (g_strcmp0 (type, "application/x-www-form-urlencoded") != 0 || g_bytes_get_size (body) > MAX_FORM)
    return NULL;

  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      Form *form = read_form (text, charsets[i]);

      *charset = charsets[i];
      if (form != NULL)
        return form;
    }

  return NULL;
}

static const char *
get_text (Form       *form,
          const char *name)
{
  const char *text = g_hash_table_lookup (form, name);

  return text != NULL ? text : "";
}

static gboolean
is (Form       *form,
    const char *name,
    const char *value)
{
  return strcmp (get_text (form, name), value) == 0;
}

/* --- writing a page --- */

static void
send_page (SoupServerMessage *message,
           guint              status,
           const char        *title,
           const char        *content)
{
  g_autofree char *html = g_strdup_printf (
    "<!DOCTYPE html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\"><title>%s</title>"
    "<style>body{font:16px/1.6 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0;overflow-wrap:anywhere}"
    "label{display:block;margin:.4rem 0}.notice{color:#c01c28}</style></head>\n"
    "<body><p>[에뮬레이터] 여기에 있는 것은 모두 지어낸 것입니다.</p>\n<h1>%s</h1>\n%s</body></html>\n", title, title, content);

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control", "no-store");
  soup_server_message_set_response (message, HTML_TYPE, SOUP_MEMORY_COPY, html, strlen (html));
}

static void
send_start_again (SoupServerMessage *message)
{
  send_page (message, SOUP_STATUS_BAD_REQUEST, "간편 회원 가입",
             "<p class=\"notice\">회원 가입 정보가 없습니다. 사용하시던 프로그램에서 처음부터 다시 시작하여 주십시오.</p>\n");
}

/* The beginning of a page's form; NULL @notice: nothing to complain about. */
static GString *
begin_form (const char *next,
            const char *applicant,
            const char *notice)
{
  GString *html = g_string_new (NULL);

  if (notice != NULL)
    g_string_append_printf (html, "<p class=\"notice\">%s</p>\n", notice);
  g_string_append_printf (html, "<form method=\"post\" action=\"%s\"><input type=\"hidden\" name=\"applicant\" value=\"%s\">\n",
                          next, applicant);
  return html;
}

static void
send_form (SoupServerMessage *message,
           const char        *title,
           GString           *html)
{
  g_string_append (html, "<p><button type=\"submit\">다음</button></p></form>\n");
  send_page (message, SOUP_STATUS_OK, title, html->str);
  g_string_free (html, TRUE);
}

static void
append_fields (GString    *html,
               Form       *form,
               const char *charset)
{
  g_string_append_printf (html, "<p>문자 집합: <b id=\"charset\">%s</b></p>\n<dl>\n", charset);
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      g_autofree char *value = g_markup_escape_text (get_text (form, parameters[i]), -1);

      g_string_append_printf (html, "<dt>%s</dt><dd id=\"%s\">%s</dd>\n", parameters[i], parameters[i], value);
    }
  g_string_append (html, "</dl>\n");
}

static void
show_step_1 (SoupServerMessage *message,
             Form              *form,
             const char        *applicant,
             const char        *notice)
{
  GString *html = begin_form (STEP_2, applicant, notice);

  append_fields (html, form, get_text (form, "charset"));
  g_string_append (html, "<p>본인 확인</p>\n"
                   "<label><input type=\"radio\" name=\"identify\" value=\"ipin\"> 아이핀</label>\n"
                   "<label><input type=\"radio\" name=\"identify\" value=\"phone\"> 휴대폰</label>\n");
  send_form (message, "1단계: 기업 정보 확인", html);
}

static void
show_step_2 (SoupServerMessage *message,
             const char        *applicant,
             const char        *notice)
{
  GString *html = begin_form (STEP_3, applicant, notice);

  g_string_append (html,
                   "<label><input type=\"checkbox\" name=\"terms\" value=\"Y\"> 이용 약관에 동의합니다 (필수)</label>\n"
                   "<label><input type=\"checkbox\" name=\"privacy\" value=\"Y\"> 개인정보 수집에 동의합니다 (필수)</label>\n"
                   "<label><input type=\"checkbox\" name=\"marketing\" value=\"Y\"> 홍보에 동의합니다 (선택)</label>\n");
  send_form (message, "2단계: 약관 동의", html);
}

static void
show_step_3 (SoupServerMessage *message,
             const char        *applicant,
             const char        *next,
             const char        *notice)
{
  GString *html = begin_form (next, applicant, notice);

  g_string_append (html,
                   "<label><input type=\"radio\" name=\"member\" value=\"existing\"> 기존 회원</label>\n"
                   "<label><input type=\"radio\" name=\"member\" value=\"new\"> 신규 회원</label>\n"
                   "<label>아이디 <input name=\"id\"></label>\n"
                   "<label>비밀번호 <input type=\"password\" name=\"password\"></label>\n"
                   "<label>별명 <input name=\"nickname\"></label>\n"
                   "<label>요금제 <select name=\"plan\"><option>후불형</option></select></label>\n");
  send_form (message, "3단계: 로그인 또는 회원 가입", html);
}

static void
show_codes (SoupServerMessage *message,
            const char        *account,
            const char        *token)
{
  g_autofree char *html = g_strdup_printf (
    "<p>회원 가입이 끝났습니다. 아래 값을 사용하시는 프로그램에 입력하여 주십시오.</p>\n<dl>\n"
    "<dt>아이디</dt><dd id=\"SBID\">%s</dd>\n<dt>인증코드</dt><dd id=\"AUTH_CODE\">%s</dd>\n"
    "<dt>인증토큰</dt><dd id=\"AUTH_TOKEN\">%s</dd>\n</dl>\n", account, JB_EMULATOR_AUTH_CODE, token);

  send_page (message, SOUP_STATUS_OK, "회원 가입 완료", html);
}

/* --- the callback --- */

static void
add_member (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* smartbill.md 7.5. (transfer full) */
static GBytes *
write_callback (Form       *form,
                guint       variant,
                const char *account,
                const char *token)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  char *text;

  json_builder_begin_object (builder);
  if (variant == 1)
    {
      add_member (builder, "USER_SBID", account);
      add_member (builder, "USER_NAME", get_text (form, "pMemName"));
      add_member (builder, "USER_EMAIL", get_text (form, "pMemEmail"));
      add_member (builder, "USER_PHONE", get_text (form, "pMemHP"));
      add_member (builder, "COM_NAME", get_text (form, "pComName"));
      add_member (builder, "COM_PRESIDENT", get_text (form, "pComPresident"));
      add_member (builder, "COM_ADDRESS", get_text (form, "pComAddress"));
    }
  else
    {
      add_member (builder, "pID", get_text (form, "pID"));
      add_member (builder, "SBID", account);
      add_member (builder, "Email", get_text (form, "pMemEmail"));
    }
  add_member (builder, "COM_REGNO", get_text (form, "pComRegNo"));
  add_member (builder, "regYn", "Y");
  add_member (builder, "AUTH_CODE", JB_EMULATOR_AUTH_CODE);
  add_member (builder, "AUTH_TOKEN", token);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  return g_bytes_new_take (text, strlen (text));
}

static void
callback_sent_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  JbEmulator *self = user_data;   /* the thread ends only after this: jb_signup_desk_stop() */
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(GError) error = NULL;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (object), result);

  answer = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &error);
  if (answer == NULL)
    g_debug ("The callback was not taken: %s", error->message);

  g_mutex_lock (&self->mutex);
  self->signup->status = answer != NULL ? soup_message_get_status (message) : 0;
  g_mutex_unlock (&self->mutex);
}

static void
send_callback (JbEmulator *self,
               const char *uri,
               GBytes     *body)
{
  JbSignupDesk *desk = self->signup;
  g_autoptr(SoupMessage) message = soup_message_new (SOUP_METHOD_POST, uri);

  if (desk->session == NULL)
    desk->session = soup_session_new_with_options ("timeout", 10, NULL);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (message, "application/json; charset=utf-8", body);
  soup_session_send_and_read_async (desk->session, message, G_PRIORITY_DEFAULT, NULL, callback_sent_cb, self);
}

/* --- the steps --- */

static Form *
find_applicant (JbEmulator *self,
                Form       *form)
{
  return g_hash_table_lookup (self->signup->applicants, get_text (form, "applicant"));
}

static void
remember (JbEmulator *self,
          Form       *form,
          const char *charset)
{
  JbSignupDesk *desk = self->signup;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&desk->last, g_hash_table_unref);
  desk->last = form != NULL ? g_hash_table_ref (form) : NULL;
  desk->charset = form != NULL ? charset : NULL;
  g_mutex_unlock (&self->mutex);
}

/* A copy: what is remembered for another thread must not change under it. */
static Form *
copy_form (Form *form)
{
  Form *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, form);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_replace (copy, g_strdup (name), g_strdup (value));

  return copy;
}

static void
refuse_company (SoupServerMessage *message,
                Form              *form,
                const char        *charset,
                const char        *notice)
{
  g_autoptr(GString) html = g_string_new (NULL);

  g_string_append_printf (html, "<p class=\"notice\">%s</p>\n", notice);
  append_fields (html, form, charset);
  send_page (message, SOUP_STATUS_OK, "1단계: 기업 정보 확인", html->str);
}

static void
take_step_1 (JbEmulator        *self,
             SoupServerMessage *message,
             Form              *form,
             const char        *charset)
{
  g_autofree char *applicant = g_uuid_string_random ();
  Form *known;

  remember (self, form, charset);
  if (*get_text (form, "pComRegNo") == '\0' || *get_text (form, "pMIGRATIONFLAG") == '\0')
    {
      refuse_company (message, form, charset, "사업자번호 또는 회원연계코드가 없습니다.");
      return;
    }
  if (!is (form, "pComRegNo", JB_EMULATOR_COMPANY))
    {
      refuse_company (message, form, charset, "에뮬레이터에는 " JB_EMULATOR_COMPANY_NAME "(" JB_EMULATOR_COMPANY ")만 가입할 수 있습니다.");
      return;
    }

  if (g_hash_table_size (self->signup->applicants) >= MAX_APPLICANTS)
    g_hash_table_remove_all (self->signup->applicants);
  known = copy_form (form);
  g_hash_table_replace (known, g_strdup ("charset"), g_strdup (charset));
  g_hash_table_replace (self->signup->applicants, g_strdup (applicant), known);
  show_step_1 (message, known, applicant, NULL);
}

static void
take_step_2 (SoupServerMessage *message,
             Form              *form,
             Form              *known)
{
  if (is (form, "identify", "ipin") || is (form, "identify", "phone"))
    {
      g_hash_table_replace (known, g_strdup ("identified"), g_strdup ("Y"));
      show_step_2 (message, get_text (form, "applicant"), NULL);
    }
  else
    {
      show_step_1 (message, known, get_text (form, "applicant"), "본인 확인 방법을 선택하여 주십시오.");
    }
}

/* (transfer full) (nullable) */
static char *
dup_callback (JbEmulator *self,
              guint      *variant)
{
  char *callback;

  g_mutex_lock (&self->mutex);
  *variant = self->signup->variant;
  callback = g_strdup (self->signup->callback);
  g_mutex_unlock (&self->mutex);
  return callback;
}

static const char *
get_step_4 (JbEmulator *self)
{
  guint variant;
  g_autofree char *callback = dup_callback (self, &variant);

  return callback != NULL ? STEP_4 : COMPLETE;
}

static void
take_step_3 (JbEmulator        *self,
             SoupServerMessage *message,
             Form              *form,
             Form              *known)
{
  if (!is (known, "identified", "Y"))
    {
      send_start_again (message);
    }
  else if (is (form, "terms", "Y") && is (form, "privacy", "Y"))
    {
      g_hash_table_replace (known, g_strdup ("agreed"), g_strdup ("Y"));
      show_step_3 (message, get_text (form, "applicant"), get_step_4 (self), NULL);
    }
  else
    {
      show_step_2 (message, get_text (form, "applicant"), "필수 항목에 모두 동의하여 주십시오.");
    }
}

/* 6 to 12 letters and digits (smartbill.md 7.3). */
static gboolean
is_new_id (const char *text)
{
  gsize length = strlen (text);

  return length >= 6 && length <= 12 &&
         strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == length;
}

/* NULL: nothing to complain about. */
static const char *
check_member (Form *form)
{
  gsize password = strlen (get_text (form, "password"));

  if (is (form, "member", "existing"))
    return is (form, "id", JB_EMULATOR_ACCOUNT) && password > 0 ? NULL : "관리자 아이디와 비밀번호로 로그인하여 주십시오.";
  if (!is (form, "member", "new"))
    return "기존 회원인지 신규 회원인지 선택하여 주십시오.";
  if (!is_new_id (get_text (form, "id")))
    return "아이디는 영문자와 숫자 6~12자입니다.";
  if (is (form, "id", JB_EMULATOR_ACCOUNT))
    return "이미 사용 중인 아이디입니다.";
  if (password < 6 || password > 12)
    return "비밀번호는 6~12자입니다.";
  if (!is (form, "plan", "후불형"))
    return "요금제를 선택하여 주십시오.";

  return NULL;
}

static void
take_step_4 (JbEmulator        *self,
             SoupServerMessage *message,
             Form              *form,
             Form              *known)
{
  const char *notice = check_member (form);
  const char *account = get_text (form, "id");   /* letters and digits only */
  const char *token;
  guint variant;
  g_autofree char *callback = NULL;
  g_autoptr(GBytes) body = NULL;

  if (!is (known, "agreed", "Y"))
    {
      send_start_again (message);
      return;
    }
  if (notice != NULL)
    {
      show_step_3 (message, get_text (form, "applicant"), get_step_4 (self), notice);
      return;
    }

  token = jb_token_list_issue (self->tokens, JB_EMULATOR_COMPANY, jb_emulator_get_now (self) + TOKEN_LIFE_MS);
  callback = dup_callback (self, &variant);
  if (callback == NULL)
    {
      show_codes (message, account, token);
      return;
    }

  body = write_callback (known, variant, account, token);
  send_callback (self, callback, body);
  send_page (message, SOUP_STATUS_OK, "4단계: 인증서 등록",
             "<p>인증코드와 인증토큰을 사용하시는 프로그램으로 보냈습니다. 인증서는 나중에 등록할 수도 있습니다.</p>\n");
}

static void
take_form (JbEmulator        *self,
           SoupServerMessage *message,
           const char        *path)
{
  const char *charset = NULL;
  g_autoptr(GHashTable) form = decode_form (message, &charset);
  Form *known = form != NULL ? find_applicant (self, form) : NULL;

  if (form == NULL)
    {
      if (strcmp (path, STEP_1) == 0)
        remember (self, NULL, NULL);
      send_page (message, SOUP_STATUS_BAD_REQUEST, "간편 회원 가입",
                 "<p class=\"notice\">보내신 내용을 읽을 수 없습니다. UTF-8도 CP949도 아닙니다.</p>\n");
    }
  else if (strcmp (path, STEP_1) == 0)
    take_step_1 (self, message, form, charset);
  else if (known == NULL)
    send_start_again (message);
  else if (strcmp (path, STEP_2) == 0)
    take_step_2 (message, form, known);
  else if (strcmp (path, STEP_3) == 0)
    take_step_3 (self, message, form, known);
  else
    take_step_4 (self, message, form, known);
}

static void
page_cb (SoupServer        *server,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           user_data)
{
  static const char * const pages[] = { STEP_1, STEP_2, STEP_3, STEP_4, COMPLETE, NULL };
  const char *method = soup_server_message_get_method (message);

  if (!g_strv_contains (pages, path))
    send_page (message, SOUP_STATUS_NOT_FOUND, "404", "");
  else if (method == SOUP_METHOD_POST)
    take_form (user_data, message, path);
  else if (method == SOUP_METHOD_GET)
    send_start_again (message);
  else
    send_page (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "405", "");
}

void
jb_signup_desk_open (JbEmulator *self,
                     SoupServer *server)
{
  soup_server_add_handler (server, "/xMain", page_cb, self, NULL);
}

/* --- the caller's side --- */

char *
jb_emulator_dup_signup_uri (JbEmulator *self)
{
  g_return_val_if_fail (JB_IS_EMULATOR (self), NULL);

  return g_strdup_printf ("http://127.0.0.1:%u" STEP_1, self->port);
}

gboolean
jb_emulator_set_signup_callback (JbEmulator *self,
                                 const char *uri,
                                 guint       variant)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autoptr(GUri) parsed = uri != NULL ? g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  g_return_val_if_fail (JB_IS_EMULATOR (self), FALSE);

  if (variant != 1 && variant != 2)
    return FALSE;
  if (uri != NULL && (parsed == NULL || strcmp (g_uri_get_scheme (parsed), "http") != 0 ||
                      g_strcmp0 (g_uri_get_host (parsed), "127.0.0.1") != 0))
    return FALSE;

  locker = g_mutex_locker_new (&self->mutex);
  g_free (self->signup->callback);
  self->signup->callback = g_strdup (uri);
  self->signup->variant = variant;
  return TRUE;
}

GHashTable *
jb_emulator_dup_signup_fields (JbEmulator *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (JB_IS_EMULATOR (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  return self->signup->last != NULL ? copy_form (self->signup->last) : NULL;
}

const char *
jb_emulator_get_signup_charset (JbEmulator *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (JB_IS_EMULATOR (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  return self->signup->charset;
}

guint
jb_emulator_get_signup_status (JbEmulator *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (JB_IS_EMULATOR (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->signup->status;
}
