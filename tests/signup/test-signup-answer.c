/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading what a sign-up ends with: both variants of the callback, and text that people paste. */

#include "config.h"

#include "jb-signup-answer.h"
#include "jb-signup-test.h"

#define CODE  "JB0000000000000000000000000TEST1"
#define TOKEN "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODkrLw=="
#define SHORT_TOKEN "RkFLRS1UT0tFTi1YWFhY"

static void
test_variants (void)
{
  static const char * const texts[] = {
    "{\"USER_SBID\":\"gaon01\",\"USER_NAME\":\"홍가온\",\"USER_EMAIL\":\"gaon@example.com\",\"USER_PHONE\":\"010-0000-0001\","
    "\"COM_REGNO\":\"0001234013\",\"COM_NAME\":\"가온문구\",\"COM_PRESIDENT\":\"홍가온\",\"COM_ADDRESS\":\"예시도 보기시 견본로 1\","
    "\"regYn\":\"Y\",\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"" SHORT_TOKEN "\"}",
    "{\"pID\":\"erp-user-7\",\"SBID\":\"gaon01\",\"Email\":\"gaon@example.com\",\"COM_REGNO\":\"0001234013\",\"regYn\":\"Y\","
    "\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"" SHORT_TOKEN "\"}",
    "\xef\xbb\xbf {\"pid\":\"erp-user-7\",\"sbId\":\" gaon01 \",\"EMAIL\":\"gaon@example.com\",\"com_regno\":\"000-12-34013\","
    "\"REGYN\":\"Y\",\"auth_code\":\"" CODE "\",\"Auth_Token\":\"" SHORT_TOKEN "\",\"more\":[1,{\"a\":null}]}\n",
    "{\"SBID\":\"gaon01\",\"Email\":\"gaon@example.com\",\"regYN\":\"Y\",\"COM_REGNO\":1234013,"
    "\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"" SHORT_TOKEN "\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbSignupAnswer) answer = jb_signup_answer_parse (texts[i], -1, &error);
      g_autoptr(JbSignupAnswer) pasted = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (answer->company, ==, SIGNUP_COMPANY);
      g_assert_cmpstr (answer->account, ==, "gaon01");
      g_assert_cmpstr (answer->auth_code, ==, CODE);
      g_assert_cmpstr (answer->auth_token, ==, SHORT_TOKEN);
      g_assert_cmpstr (answer->email, ==, "gaon@example.com");
      g_assert_cmpstr (answer->flag, ==, "Y");
      g_assert_cmpstr (answer->user_id, ==, i == 1 || i == 2 ? "erp-user-7" : NULL);
      g_assert_cmpstr (answer->person, ==, i == 0 ? "홍가온" : NULL);
      g_assert_cmpstr (answer->address, ==, i == 0 ? "예시도 보기시 견본로 1" : NULL);
      g_assert_true (jb_signup_answer_is_for (answer, SIGNUP_COMPANY));
      g_assert_false (jb_signup_answer_is_for (answer, "0011234015"));

      pasted = jb_signup_answer_parse_pasted (texts[i], &error);
      g_assert_no_error (error);
      g_assert_cmpstr (pasted->auth_token, ==, SHORT_TOKEN);
    }
}

static void
assert_refused (const char *text,
                gssize      size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSignupAnswer) answer = jb_signup_answer_parse (text, size, &error);

  g_assert_null (answer);
  g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_ANSWER);
  g_assert_null (strstr (error->message, "TEST1"));
}

static void
test_refused (void)
{
  static const char * const texts[] = {
    "", " ", "null", "[]", "\"text\"", "{", "{}", "{\"COM_REGNO\":", "<html></html>",
    "{\"SBID\":\"gaon01\",\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":\"0001234013\",\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":\"0001234013\",\"SBID\":\"\",\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":\"0001234013\",\"SBID\":\"gaon01\",\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":\"0001234013\",\"SBID\":\"gaon01\",\"AUTH_CODE\":\"" CODE "\"}",
    "{\"COM_REGNO\":\"000123401301\",\"SBID\":\"gaon01\",\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":{\"a\":1},\"SBID\":\"gaon01\",\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":\"0001234013\",\"SBID\":[\"gaon01\"],\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":\"0001234013\",\"SBID\":\"gaon01\",\"AUTH_CODE\":true,\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":\"0001234013\",\"SBID\":\"gaon01\",\"AUTH_CODE\":\"a b TEST1\",\"AUTH_TOKEN\":\"T\"}",
    "{\"COM_REGNO\":\"0001234013\",\"SBID\":\"gaon01\",\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"T\\nX: y\"}",
    "{\"COM_REGNO\":\"0001234013\",\"SBID\":\"gaon01\",\"AUTH_CODE\":\"" CODE CODE "\",\"AUTH_TOKEN\":\"T\"}",
    "{\"x\":\"\xff\"}",
  };
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *deeper = g_strconcat ("{\"a\":", deep, NULL);
  g_autofree char *big = g_strnfill (70000, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%u", i);
      assert_refused (texts[i], -1);
    }
  assert_refused (NULL, 0);
  assert_refused ("{}\0{}", 5);
  assert_refused (deep, -1);
  assert_refused (deeper, -1);
  assert_refused (big, -1);
}

static void
test_pasted (void)
{
  static const struct
  {
    const char *text;
    const char *token;     /* NULL: none */
    const char *company;
    const char *account;
  } cases[] = {
    { CODE, NULL, NULL, NULL },
    { CODE "\n" TOKEN, TOKEN, NULL, NULL },
    { TOKEN " " CODE, TOKEN, NULL, NULL },
    { "인증코드: " CODE "\n인증토큰: " TOKEN "\n", TOKEN, NULL, NULL },
    { "인증토큰 : " SHORT_TOKEN "\r\n인증코드 : " CODE, SHORT_TOKEN, NULL, NULL },
    { "인증코드는\n" CODE "\n이고, 인증토큰은\n" TOKEN "\n입니다.", TOKEN, NULL, NULL },
    { "인증코드" CODE "인증토큰" TOKEN, TOKEN, NULL, NULL },
    { "AUTH_TOKEN=" TOKEN "\nAUTH_CODE=" CODE "\nSBID=gaon01\nCOM_REGNO=0001234013", TOKEN, SIGNUP_COMPANY, "gaon01" },
    { "\"AUTH_CODE\":\"" CODE "\",\"AUTH_TOKEN\":\"" SHORT_TOKEN "\"", SHORT_TOKEN, NULL, NULL },
    { "사업자번호 000-12-34013\n스마트빌 아이디: gaon01\n인증 코드 " CODE "\n토큰 " SHORT_TOKEN,
      SHORT_TOKEN, SIGNUP_COMPANY, "gaon01" },
    { "안녕하세요. 코드：" CODE "　토큰：" TOKEN " 감사합니다", TOKEN, NULL, NULL },
    { CODE "\n" CODE "\n" TOKEN "\n" TOKEN, TOKEN, NULL, NULL },
  };
  static const char * const refused[] = {
    "", "   ", "안녕하세요", TOKEN, "인증코드:", "인증코드: 1234", "jb0000000000000000000000000test1", "{" CODE "}",
    CODE " JB0000000000000000000000000TEST2", CODE "\n" TOKEN "\nA" TOKEN, CODE " 0001234013 0011234015", CODE "\xff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbSignupAnswer) answer = jb_signup_answer_parse_pasted (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (answer->auth_code, ==, CODE);
      g_assert_cmpstr (answer->auth_token, ==, cases[i].token);
      g_assert_cmpstr (answer->company, ==, cases[i].company);
      g_assert_cmpstr (answer->account, ==, cases[i].account);
      g_assert_true (jb_signup_answer_is_for (answer, SIGNUP_COMPANY));
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("refused %u", i);
      g_assert_null (jb_signup_answer_parse_pasted (refused[i], &error));
      g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_ANSWER);
      g_assert_null (strstr (error->message, "TEST"));
    }
  g_assert_null (jb_signup_answer_parse_pasted (NULL, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signup-answer/variants", test_variants);
  g_test_add_func ("/signup-answer/refused", test_refused);
  g_test_add_func ("/signup-answer/pasted", test_pasted);

  return g_test_run ();
}
