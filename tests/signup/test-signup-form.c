/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The form's fields, limits and sentences, and where it may go. */

#include "config.h"

#include "jb-signup-test.h"

/* The problem of @field after it was set to @value in a form that is in order. (transfer full) (nullable) */
static char *
problem_of (JbSignupField        field,
            const char          *value,
            const JbSignupTerms *terms,
            gboolean            *is_warning)
{
  g_autoptr(JbSignupForm) form = signup_form_new ();
  g_autoptr(GPtrArray) problems = NULL;
  JbSignupProblem *problem;

  jb_signup_form_set (form, field, value);
  problems = jb_signup_form_check (form, terms);
  g_assert_cmpuint (problems->len, <=, 1);
  if (problems->len == 0)
    {
      g_assert_true (jb_signup_form_is_ready (form, terms));
      return NULL;
    }

  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpint (problem->field, ==, field);
  g_assert_true (jb_signup_form_is_ready (form, terms) == problem->is_warning);
  *is_warning = problem->is_warning;
  return g_strdup (problem->message);
}

static char *
repeat (const char *text,
        guint       n)
{
  GString *string = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (string, text);
  return g_string_free (string, FALSE);
}

static void
test_fields (void)
{
  static const JbSignupTerms production = { JB_SIGNUP_PRODUCTION, JB_SIGNUP_NEWER, JB_SIGNUP_UTF_8 };
  static const JbSignupTerms older = { JB_SIGNUP_DEMO, JB_SIGNUP_OLDER, JB_SIGNUP_UTF_8 };
  static const JbSignupTerms korean = { JB_SIGNUP_DEMO, JB_SIGNUP_NEWER, JB_SIGNUP_EUC_KR };
  g_autofree char *name_100 = repeat ("가", 100);
  g_autofree char *name_101 = repeat ("가", 101);
  g_autofree char *latin_200 = repeat ("a", 200);
  g_autofree char *latin_201 = repeat ("a", 201);
  g_autofree char *address_75 = repeat ("길", 75);
  g_autofree char *address_76 = repeat ("길", 76);
  g_autofree char *address_151 = repeat ("길", 151);
  g_autofree char *link_51 = repeat ("L", 51);
  const struct
  {
    JbSignupField        field;
    const char          *value;
    const JbSignupTerms *terms;
    const char          *part;       /* NULL: in order */
    gboolean             is_warning;
  } cases[] = {
    { JB_SIGNUP_COMPANY_NUMBER, " 000-12-34013 ", &production, NULL },
    { JB_SIGNUP_COMPANY_NUMBER, "0001234014", &signup_demo, "does not exist", TRUE },
    { JB_SIGNUP_COMPANY_NUMBER, "0001234014", &production, "does not exist", FALSE },
    { JB_SIGNUP_COMPANY_NUMBER, "000123401301", &signup_demo, "this one has 12", FALSE },
    { JB_SIGNUP_COMPANY_NUMBER, "000-12-34013-01", &production, "this one has 12", FALSE },
    { JB_SIGNUP_COMPANY_NUMBER, "000123401", &signup_demo, "this one has 9", FALSE },
    { JB_SIGNUP_COMPANY_NUMBER, "0000000000", &signup_demo, "Ten zeros", FALSE },
    { JB_SIGNUP_COMPANY_NUMBER, "０００１２３４０１３", &signup_demo, "ten digits", FALSE },
    { JB_SIGNUP_COMPANY_NUMBER, "", &older, "needs this", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "", &signup_demo, "needs this", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "   ", &signup_demo, "needs this", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "", &older, NULL },
    { JB_SIGNUP_COMPANY_NAME, name_100, &signup_demo, NULL },
    { JB_SIGNUP_COMPANY_NAME, name_101, &signup_demo, "counts 202, and SmartBill takes 200", FALSE },
    { JB_SIGNUP_COMPANY_NAME, latin_200, &signup_demo, NULL },
    { JB_SIGNUP_COMPANY_NAME, latin_201, &older, "counts 201", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "㈜가온 ☎ <b>\"&'", &signup_demo, NULL },
    { JB_SIGNUP_COMPANY_NAME, "가온\n문구", &signup_demo, "one line", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "가온\r\n문구", &signup_demo, "one line", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "가온\xe2\x80\xa8문구", &signup_demo, "one line", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "가온\t문구", &signup_demo, "one line", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "가온\xf0\x9f\x98\x80", &signup_demo, "emoji", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "가온\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", &signup_demo, "emoji", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "가온\xef\xb8\x8f", &signup_demo, "emoji", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "가온\xff문구", &signup_demo, "broken", FALSE },
    { JB_SIGNUP_COMPANY_NAME, "가온 Łódź", &signup_demo, NULL },
    { JB_SIGNUP_COMPANY_NAME, "가온 Łódź", &korean, "EUC-KR", TRUE },
    { JB_SIGNUP_COMPANY_NAME, "뷁펲", &korean, NULL },
    { JB_SIGNUP_POSTAL_CODE, "00-001", &signup_demo, NULL },
    { JB_SIGNUP_POSTAL_CODE, "000001", &signup_demo, "five digits", FALSE },
    { JB_SIGNUP_POSTAL_CODE, "ABCDE", &signup_demo, "five digits", FALSE },
    { JB_SIGNUP_ADDRESS, address_75, &signup_demo, NULL },
    { JB_SIGNUP_ADDRESS, address_76, &signup_demo, "75 Korean", TRUE },
    { JB_SIGNUP_ADDRESS, address_151, &signup_demo, "counts 302", FALSE },
    { JB_SIGNUP_LINK_CODE, "", &older, "needs this", FALSE },
    { JB_SIGNUP_LINK_CODE, link_51, &signup_demo, "counts 51", FALSE },
    { JB_SIGNUP_PERSON_PHONE, "02 000 0001", &signup_demo, "hyphens", FALSE },
    { JB_SIGNUP_PERSON_PHONE, "---", &signup_demo, "hyphens", FALSE },
    { JB_SIGNUP_PERSON_MOBILE, "", &signup_demo, NULL },
    { JB_SIGNUP_PERSON_MOBILE, "+82-10", &signup_demo, "hyphens", FALSE },
    { JB_SIGNUP_PERSON_FAX, "02-000-0002", &signup_demo, NULL },
    { JB_SIGNUP_PERSON_EMAIL, "gaon", &signup_demo, "name@example.com", FALSE },
    { JB_SIGNUP_PERSON_EMAIL, "@example.com", &signup_demo, "name@example.com", FALSE },
    { JB_SIGNUP_PERSON_EMAIL, "a@b@example.com", &signup_demo, "name@example.com", FALSE },
    { JB_SIGNUP_IS_MASTER, "yes", &signup_demo, "Y or N", FALSE },
    { JB_SIGNUP_IS_MASTER, "N", &signup_demo, NULL },
    { JB_SIGNUP_USER_ID, "", &signup_demo, "needs this", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean is_warning = FALSE;
      g_autofree char *problem = problem_of (cases[i].field, cases[i].value, cases[i].terms, &is_warning);

      g_test_message ("%u: %s", i, problem != NULL ? problem : "in order");
      g_assert_true ((problem == NULL) == (cases[i].part == NULL));
      if (problem != NULL)
        {
          assert_has (problem, cases[i].part);
          g_assert_true (is_warning == cases[i].is_warning);
        }
    }
}

static void
test_required (void)
{
  g_autoptr(JbSignupForm) form = jb_signup_form_new ();
  const JbSignupTerms older = { JB_SIGNUP_DEMO, JB_SIGNUP_OLDER, JB_SIGNUP_UTF_8 };
  g_autoptr(GPtrArray) many = jb_signup_form_check (form, &signup_demo);
  g_autoptr(GPtrArray) few = jb_signup_form_check (form, &older);

  g_assert_cmpuint (many->len, ==, 12);   /* all but mobile, fax, and pMasterYN, which has its answer */
  g_assert_cmpuint (few->len, ==, 2);
  g_assert_false (jb_signup_form_is_ready (form, &older));
  jb_signup_form_set (form, JB_SIGNUP_COMPANY_NUMBER, SIGNUP_COMPANY);
  jb_signup_form_set (form, JB_SIGNUP_LINK_CODE, "JANGBU_TEST");
  g_assert_true (jb_signup_form_is_ready (form, &older));
  g_assert_false (jb_signup_form_is_ready (form, &signup_demo));
}

static void
test_company (void)
{
  g_autoptr(JbParty) party = jb_party_new ();
  g_autoptr(JbSignupForm) form = NULL;
  g_autoptr(JbSignupForm) copy = NULL;

  party->registration = g_strdup (SIGNUP_COMPANY);
  party->name = g_strdup ("가온문구");
  party->address = g_strdup ("예시도 보기시\r\n견본로 1\n2층");
  party->contact.email = g_strdup ("gaon@example.com");
  form = jb_signup_form_new_for_company (party);
  copy = jb_signup_form_copy (form);
  jb_signup_form_set (form, JB_SIGNUP_COMPANY_NAME, "다솔상사");

  g_assert_cmpstr (jb_signup_form_get (copy, JB_SIGNUP_COMPANY_NUMBER), ==, SIGNUP_COMPANY);
  g_assert_cmpstr (jb_signup_form_get (copy, JB_SIGNUP_COMPANY_NAME), ==, "가온문구");
  g_assert_cmpstr (jb_signup_form_get (copy, JB_SIGNUP_ADDRESS), ==, "예시도 보기시 견본로 1 2층");
  g_assert_cmpstr (jb_signup_form_get (copy, JB_SIGNUP_REPRESENTATIVE), ==, "");
  g_assert_cmpstr (jb_signup_form_get (copy, JB_SIGNUP_PERSON_EMAIL), ==, "gaon@example.com");
  g_assert_cmpstr (jb_signup_field_get_name (JB_SIGNUP_USER_ID), ==, "pID");
  g_assert_cmpstr (jb_signup_field_get_name (JB_SIGNUP_COMPANY_NUMBER), ==, "pComRegNo");
}

static void
test_target (void)
{
  static const struct
  {
    const char *target;
    const char *origin;   /* NULL: refused */
  } cases[] = {
    { JB_SIGNUP_URI_DEMO, "https://demo.smartbill.co.kr" },
    { JB_SIGNUP_URI_DEMO_PLAIN, "http://demo.smartbill.co.kr" },
    { JB_SIGNUP_URI_PRODUCTION, "https://www.smartbill.co.kr" },
    { JB_SIGNUP_URI_PRODUCTION_PLAIN, "http://www.smartbill.co.kr" },
    { "https://WWW.SmartBill.co.kr:443/x", "https://www.smartbill.co.kr" },
    { "https://www.smartbill.co.kr:8443/x", "https://www.smartbill.co.kr:8443" },
    { "http://127.0.0.1:4000/x", "http://127.0.0.1:4000" },
    { NULL, NULL },
    { "", NULL },
    { "www.smartbill.co.kr", NULL },
    { "ftp://www.smartbill.co.kr/", NULL },
    { "javascript:alert(1)", NULL },
    { "https://www.example.com/", NULL },
    { "https://www.smartbill.co.kr.example.com/", NULL },
    { "https://evilsmartbill.co.kr/", NULL },
    { "https://.smartbill.co.kr/", NULL },
    { "https://a;script-src *.smartbill.co.kr/", NULL },
    { "https://a%3bb.smartbill.co.kr/", NULL },
    { "https://user@www.smartbill.co.kr/", NULL },
    { "https://www.smartbill.co.kr@example.com/", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *origin = jb_signup_get_origin (cases[i].target, &error);

      g_test_message ("%s", cases[i].target != NULL ? cases[i].target : "NULL");
      g_assert_cmpstr (origin, ==, cases[i].origin);
      if (origin == NULL)
        g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_TARGET);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signup-form/fields", test_fields);
  g_test_add_func ("/signup-form/required", test_required);
  g_test_add_func ("/signup-form/company", test_company);
  g_test_add_func ("/signup-form/target", test_target);

  return g_test_run ();
}
