/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The emulator's sign-up pages: four steps, both charsets, what is missing, and the two ends. */

#include "config.h"

#include "jb-signup-callback.h"
#include "jb-signup-walk.h"

static const JbEmulatorOptions world = { .seed = 1, .n_invoices = 400, .plain = TRUE };

/* "가온문구" in UTF-8 and in CP949 */
#define NAME_UTF_8 "%EA%B0%80%EC%98%A8%EB%AC%B8%EA%B5%AC"
#define NAME_CP949 "%B0%A1%BF%C2%B9%AE%B1%B8"
#define START      "pComRegNo=0001234013&pMIGRATIONFLAG=JANGBU_TEST&pMemName=a%20b+c&pID=erp-user-7"

static void
test_charsets (void)
{
  static const struct
  {
    const char *form;
    const char *charset;    /* NULL: neither */
    const char *name;
  } cases[] = {
    { START "&pComName=" NAME_UTF_8, "UTF-8", "가온문구" },
    { START "&pComName=" NAME_CP949, "CP949", "가온문구" },
    { START "&pComName=" NAME_CP949 "+%26%23321%3B", "CP949", "가온문구 &#321;" },   /* what EUC-KR does not have */
    { START "&pComName=%8C%63%b9%e6", "CP949", "똠방" },                              /* CP949, not KS X 1001 */
    { START "&pComName=plain", "UTF-8", "plain" },
    { START "&pComName=", "UTF-8", "" },
    { START "&pComName=%FF%FF", NULL, NULL },
    { START "&pComName=%00", NULL, NULL },
    { START "&pComName=%zz", NULL, NULL },
  };
  Client client;

  client_open (&client, &world);
  g_assert_null (jb_emulator_dup_signup_fields (client.emulator));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) fields = NULL;
      guint status;
      g_autofree char *page = walk_send (&client, "POST", WALK_1, "application/x-www-form-urlencoded", cases[i].form, &status);

      g_test_message ("%s", cases[i].form);
      g_assert_cmpstr (jb_emulator_get_signup_charset (client.emulator), ==, cases[i].charset);
      fields = jb_emulator_dup_signup_fields (client.emulator);
      g_assert_cmpuint (status, ==, cases[i].charset != NULL ? 200 : 400);
      if (cases[i].charset == NULL)
        {
          g_assert_null (fields);
          continue;
        }
      assert_has (page, cases[i].charset);
      g_assert_cmpstr (g_hash_table_lookup (fields, "pComName"), ==, cases[i].name);
      g_assert_cmpstr (g_hash_table_lookup (fields, "pMemName"), ==, "a b c");
    }
  client_close (&client);
}

static void
test_echo_is_escaped (void)
{
  Client client;
  g_autofree char *page = NULL;

  client_open (&client, &world);
  page = walk_post (&client, WALK_1, START "&pComName=%22%3E%3Cscript%3E%26");
  assert_has (page, "<dd id=\"pComName\">&quot;&gt;&lt;script&gt;&amp;</dd>");
  client_close (&client);
}

static void
test_steps (void)
{
  Client client;
  g_autofree char *first = NULL;
  g_autofree char *applicant = NULL;
  g_autofree char *last = NULL;
  g_autofree char *code = NULL;
  g_autofree char *token = NULL;
  /* % stands for the applicant. Each is a step that lacks something, and the page it gets instead. */
  static const struct
  {
    const char *path;
    const char *form;
    const char *page;
  } cases[] = {
    { WALK_2, "applicant=%", "본인 확인 방법" },
    { WALK_2, "applicant=%&identify=phone", "2단계" },
    { WALK_3, "applicant=%&terms=Y", "필수 항목" },
    { WALK_3, "applicant=%&terms=Y&privacy=Y", "3단계" },
    { WALK_END, "applicant=%", "신규 회원인지" },
    { WALK_END, "applicant=%&member=existing&id=dasol1&password=x", "관리자 아이디" },
    { WALK_END, "applicant=%&member=new&id=short&password=secret&plan=%ED%9B%84%EB%B6%88%ED%98%95", "6~12자" },
    { WALK_END, "applicant=%&member=new&id=gaon01&password=secret&plan=%ED%9B%84%EB%B6%88%ED%98%95", "이미 사용" },
    { WALK_END, "applicant=%&member=new&id=gaon02&password=12345&plan=%ED%9B%84%EB%B6%88%ED%98%95", "비밀번호는" },
    { WALK_END, "applicant=%&member=new&id=gaon02&password=secret", "요금제" },
  };

  client_open (&client, &world);
  first = walk_post (&client, WALK_1, START);
  applicant = walk_applicant (first);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *named = g_strconcat ("applicant=", applicant, NULL);
      g_autoptr(GString) form = g_string_new (cases[i].form);
      g_autofree char *page = NULL;

      g_test_message ("%s %s", cases[i].path, cases[i].form);
      g_string_replace (form, "applicant=%", named, 1);
      page = walk_post (&client, cases[i].path, form->str);
      assert_has (page, cases[i].page);
      g_assert_null (strstr (page, JB_EMULATOR_AUTH_CODE));
    }

  last = walk_to_end (&client, first);
  code = walk_find (last, "<dd id=\"AUTH_CODE\">", "</dd>");
  token = walk_find (last, "<dd id=\"AUTH_TOKEN\">", "</dd>");
  walk_try_codes (&client, code, token);
  client_close (&client);
}

static void
test_dead_ends (void)
{
  static const struct
  {
    const char *method;
    const char *path;
    const char *type;
    const char *form;
    guint       status;
  } cases[] = {
    { "GET", WALK_1, NULL, "", 400 },
    { "GET", WALK_END, NULL, "", 400 },
    { "GET", "/xMain/other.aspx", NULL, "", 404 },
    { "PUT", WALK_1, "application/x-www-form-urlencoded", START, 405 },
    { "POST", WALK_1, "text/plain", START, 400 },
    { "POST", WALK_2, "application/x-www-form-urlencoded", "applicant=nobody&identify=ipin", 400 },
    { "POST", WALK_END, "application/x-www-form-urlencoded", "applicant=nobody", 400 },
    { "POST", WALK_1, "application/x-www-form-urlencoded", "pComRegNo=0001234013", 200 },
    { "POST", WALK_1, "application/x-www-form-urlencoded", "pComRegNo=0011234015&pMIGRATIONFLAG=A", 200 },
  };
  Client client;
  g_autofree char *first = NULL;
  g_autofree char *applicant = NULL;
  g_autofree char *too_early = NULL;
  g_autofree char *page_early = NULL;
  guint early;

  client_open (&client, &world);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint status;
      g_autofree char *page = walk_send (&client, cases[i].method, cases[i].path, cases[i].type, cases[i].form, &status);

      g_test_message ("%s %s", cases[i].method, cases[i].path);
      g_assert_cmpuint (status, ==, cases[i].status);
      g_assert_null (strstr (page, "applicant"));
    }

  first = walk_post (&client, WALK_1, START);
  applicant = walk_applicant (first);
  too_early = g_strdup_printf ("applicant=%s&member=existing&id=" JB_EMULATOR_ACCOUNT "&password=x", applicant);
  page_early = walk_send (&client, "POST", WALK_END, "application/x-www-form-urlencoded", too_early, &early);
  g_assert_cmpuint (early, ==, 400);
  g_assert_null (strstr (page_early, JB_EMULATOR_AUTH_CODE));
  client_close (&client);
}

static void
answered_cb (JbSignupListener *listener,
             JbSignupAnswer   *answer,
             gpointer          user_data)
{
  JbSignupAnswer **place = user_data;

  g_assert_null (*place);
  *place = jb_signup_answer_copy (answer);
}

static void
test_callback (gconstpointer data)
{
  static const char * const sources[] = { "127.0.0.1", NULL };
  const JbSignupListenOptions options = { .address = "127.0.0.1", .path = "/callback", .sources = sources };
  guint variant = GPOINTER_TO_UINT (data);
  g_autoptr(JbSignupListener) listener = jb_signup_listener_new (NULL);
  g_autoptr(JbSignupAnswer) answer = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autoptr(GError) error = NULL;
  Client client;

  client_open (&client, &world);
  jb_signup_listener_start (listener, &options, &error);
  g_assert_no_error (error);
  jb_signup_listener_expect (listener, JB_EMULATOR_COMPANY);
  g_signal_connect (listener, "answered", G_CALLBACK (answered_cb), &answer);
  uri = g_strdup_printf ("http://127.0.0.1:%u/callback", jb_signup_listener_get_port (listener));
  g_assert_true (jb_emulator_set_signup_callback (client.emulator, uri, variant));

  first = walk_post (&client, WALK_1, START "&pMemEmail=gaon%40example.com&pComName=" NAME_CP949);
  last = walk_to_end (&client, first);
  assert_has (last, "4단계");
  g_assert_null (strstr (last, JB_EMULATOR_AUTH_CODE));
  jb_test_wait_until (answer != NULL && jb_emulator_get_signup_status (client.emulator) != 0);
  g_assert_cmpuint (jb_emulator_get_signup_status (client.emulator), ==, 200);
  g_assert_cmpstr (answer->account, ==, JB_EMULATOR_ACCOUNT);
  g_assert_cmpstr (answer->email, ==, "gaon@example.com");
  g_assert_cmpstr (answer->user_id, ==, variant == 2 ? "erp-user-7" : NULL);
  g_assert_cmpstr (answer->company_name, ==, variant == 1 ? "가온문구" : NULL);
  walk_try_codes (&client, answer->auth_code, answer->auth_token);
  client_close (&client);
}

/* Nobody answers the callback: the page comes all the same. */
static void
test_callback_unheard (void)
{
  Client client;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  client_open (&client, &world);
  g_assert_false (jb_emulator_set_signup_callback (client.emulator, "http://192.0.2.1/callback", 1));
  g_assert_false (jb_emulator_set_signup_callback (client.emulator, "file:///callback", 1));
  g_assert_false (jb_emulator_set_signup_callback (client.emulator, "http://127.0.0.1:1/callback", 3));
  g_assert_true (jb_emulator_set_signup_callback (client.emulator, "http://127.0.0.1:1/callback", 1));
  first = walk_post (&client, WALK_1, START);
  last = walk_to_end (&client, first);
  assert_has (last, "4단계");
  g_assert_cmpuint (jb_emulator_get_signup_status (client.emulator), ==, 0);
  client_close (&client);
}

/* Another process agrees on a callback by /control. */
static void
test_control (void)
{
  static const struct
  {
    const char *body;
    guint       status;
    const char *last_page;
  } cases[] = {
    { "{\"signup\":{\"callback\":\"http://127.0.0.1:1/callback\",\"variant\":2}}", 200, "4단계" },
    { "{\"signup\":{\"callback\":\"http://192.0.2.1/callback\"}}", 400, "4단계" },
    { "{\"signup\":{\"variant\":3}}", 400, "4단계" },
    { "{\"signup\":{}}", 200, "인증코드" },
  };
  JbEmulatorOptions options = world;
  Client client;

  options.control = TRUE;
  client_open (&client, &options);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint status;
      g_autofree char *answer = walk_send (&client, "POST", "/control", "application/json", cases[i].body, &status);
      g_autofree char *first = walk_post (&client, WALK_1, START);
      g_autofree char *last = walk_to_end (&client, first);

      g_test_message ("%s → %s", cases[i].body, answer);
      g_assert_cmpuint (status, ==, cases[i].status);
      assert_has (last, cases[i].last_page);
    }
  client_close (&client);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signup-pages/charsets", test_charsets);
  g_test_add_func ("/signup-pages/echo-is-escaped", test_echo_is_escaped);
  g_test_add_func ("/signup-pages/steps", test_steps);
  g_test_add_func ("/signup-pages/dead-ends", test_dead_ends);
  g_test_add_data_func ("/signup-pages/callback-1", GUINT_TO_POINTER (1), test_callback);
  g_test_add_data_func ("/signup-pages/callback-2", GUINT_TO_POINTER (2), test_callback);
  g_test_add_func ("/signup-pages/callback-unheard", test_callback_unheard);
  g_test_add_func ("/signup-pages/control", test_control);

  return g_test_run ();
}
