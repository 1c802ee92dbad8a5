/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers: the check digits of etax-domain.md 2.2, issue ids of 2.1, masking of 2.3, amounts read and said. */

#include "config.h"

#include "jb-numbers.h"

static void
test_business_check (void)
{
  static const struct
  {
    const char *digits;
    gboolean    passes;
  } cases[] = {
    { "0018100017", TRUE },
    { "0024500012", TRUE },
    { "0024500013", FALSE },
    { "1234567890", FALSE },
    { "1111111119", TRUE },
    { "0000000029", TRUE },
    { "1000000025", FALSE },
    { "0000000000", FALSE },
    { "001810001",  FALSE },
    { "00181000177", FALSE },
    { "001810001x", FALSE },
    { "",           FALSE },
    { NULL,         FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].digits != NULL ? cases[i].digits : "NULL");
      g_assert_cmpint (jb_business_number_has_check (cases[i].digits), ==, cases[i].passes);
    }
}

static void
test_business_parse (void)
{
  static const char * const good[] = { "0018100017", "001-81-00017", " 001 81 00017\n", "001-8100017" };
  static const struct
  {
    const char *text;
    const char *says;
  } bad[] = {
    { NULL, "has ten digits." },
    { "", "has ten digits." },
    { " - ", "has ten digits." },
    { "\xff\xfe", "has ten digits." },
    { "001-81-0001", "this one has 9" },
    { "001-81-000171", "this one has 11" },
    { "000123401312\n", "this one has 12" },
    { "0018100017\r\n0001234013", "more than one line" },
    { "000-00-00000", "Ten zeros" },
    { "001.81.00017", "signs" },
    { "0018100017😀", "signs" },
    { "일이삼사오", "letters" },
    { "001-81-0001O", "letters" },
    { "００１８１０００１７", "full-width" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *digits = jb_business_number_parse (good[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (digits, ==, "0018100017");
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%u", (guint) i);
      g_assert_null (jb_business_number_parse (bad[i].text, &error));
      g_assert_error (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, bad[i].says));
    }
}

static void
test_display (void)
{
  static const struct
  {
    const char *digits;
    const char *shown;
    gboolean    is_private;
  } cases[] = {
    { "0018100017",     "001-81-00017",   FALSE },
    { "9001011234567",  "900101-1******", TRUE },
    { "900101-1234567", "900101-1******", TRUE },
    { "90010112345678", "900101-1******", TRUE },
    { "9999999999999",  "9999999999999",  FALSE },
    { "12345",          "12345",          FALSE },
    { "",               "",               FALSE },
    { NULL,             "",               FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = jb_registration_display (cases[i].digits);

      g_assert_cmpstr (shown, ==, cases[i].shown);
      g_assert_cmpint (jb_registration_is_private (cases[i].digits), ==, cases[i].is_private);
    }
}

static void
test_issue_id (void)
{
  static const char * const good[] = {
    "2026091541999999uup00008", "20260915-41999999-uup00008", " 20260915 41999999 uup00008 ",
  };
  static const char * const bad[] = {
    NULL, "", "2026091541999999uup0000", "2026091541999999uup000081", "2026093141999999uup00008",
    "2026O91541999999uup00008", "2026091541999999uup0000_", "2026091541999999승인0", "000000000000000000000000",
  };
  g_autofree char *shown = jb_issue_id_format ("2026091541999999uup00008");
  g_autofree char *odd = jb_issue_id_format ("2026");

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *id = jb_issue_id_parse (good[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (id, ==, "2026091541999999uup00008");
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_issue_id_parse (bad[i], &error));
      g_assert_error (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT);
    }

  g_assert_cmpint (jb_issue_id_get_date ("2026091541999999uup00008"), ==, 20260915);
  g_assert_cmpint (jb_issue_id_get_date ("2026093141999999uup00008"), ==, 0);
  g_assert_cmpint (jb_issue_id_get_date ("2026"), ==, 0);
  g_assert_cmpint (jb_issue_id_get_date (NULL), ==, 0);
  g_assert_cmpstr (shown, ==, "20260915-41999999-uup00008");
  g_assert_cmpstr (odd, ==, "2026");
}

static void
test_won_format (void)
{
  static const struct
  {
    gint64      won;
    const char *text;
  } cases[] = {
    { 0, "0" }, { 7, "7" }, { 999, "999" }, { 1000, "1,000" }, { 1200000, "1,200,000" },
    { -45000, "-45,000" }, { -999, "-999" }, { -1000, "-1,000" },
    { G_GINT64_CONSTANT (4074074037405), "4,074,074,037,405" },
    { G_MAXINT64, "9,223,372,036,854,775,807" },
    { G_MININT64, "-9,223,372,036,854,775,808" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_won_format (cases[i].won);
      gint64 back = 1;

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (jb_won_parse (text, &back, NULL));
      g_assert_cmpint (back, ==, cases[i].won);
    }
}

static void
test_won_parse (void)
{
  static const struct
  {
    const char *text;
    gint64      won;
  } good[] = {
    { "1,200,000", 1200000 }, { "-45000", -45000 }, { "1200000.0", 1200000 }, { "1200000.", 1200000 },
    { "1 200 000원", 1200000 }, { " 12 원 ", 12 }, { "+5", 5 }, { "0", 0 }, { "-0", 0 }, { "007", 7 },
    { "-1,000.00", -1000 }, { "-9223372036854775808", G_MININT64 },
  };
  static const struct
  {
    const char *text;
    int         code;
  } bad[] = {
    { NULL, JB_VALUE_ERROR_FORMAT }, { "", JB_VALUE_ERROR_FORMAT }, { "-", JB_VALUE_ERROR_FORMAT },
    { "원", JB_VALUE_ERROR_FORMAT }, { "1200.5", JB_VALUE_ERROR_FORMAT }, { "1,20", JB_VALUE_ERROR_FORMAT },
    { "1234,567", JB_VALUE_ERROR_FORMAT }, { "1,,000", JB_VALUE_ERROR_FORMAT }, { ",100", JB_VALUE_ERROR_FORMAT },
    { "12a", JB_VALUE_ERROR_FORMAT }, { "1e6", JB_VALUE_ERROR_FORMAT }, { "0x10", JB_VALUE_ERROR_FORMAT },
    { "--5", JB_VALUE_ERROR_FORMAT }, { "5-", JB_VALUE_ERROR_FORMAT }, { ".0", JB_VALUE_ERROR_FORMAT },
    { "1.000.000", JB_VALUE_ERROR_FORMAT },
    { "9223372036854775808", JB_VALUE_ERROR_RANGE }, { "-9223372036854775809", JB_VALUE_ERROR_RANGE },
    { "99999999999999999999999999999999999999999999999999", JB_VALUE_ERROR_RANGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 won = 77;

      g_assert_true (jb_won_parse (good[i].text, &won, &error));
      g_assert_no_error (error);
      g_assert_cmpint (won, ==, good[i].won);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 won = 77;

      g_test_message ("%s", bad[i].text != NULL ? bad[i].text : "NULL");
      g_assert_false (jb_won_parse (bad[i].text, &won, &error));
      g_assert_error (error, JB_VALUE_ERROR, bad[i].code);
      g_assert_cmpint (won, ==, 77);
    }
}

static void
test_won_korean (void)
{
  static const struct
  {
    gint64      won;
    const char *text;
  } cases[] = {
    { 0, "일금 영원정" },
    { 1, "일금 일원정" },
    { 10, "일금 일십원정" },
    { 15, "일금 일십오원정" },
    { 100, "일금 일백원정" },
    { 1010, "일금 일천일십원정" },
    { 10000, "일금 일만원정" },
    { 281050, "일금 이십팔만일천오십원정" },
    { 1200000, "일금 일백이십만원정" },
    { 100000000, "일금 일억원정" },
    { 100010000, "일금 일억일만원정" },
    { G_GINT64_CONSTANT (1000000000000), "일금 일조원정" },
    { G_GINT64_CONSTANT (4074074037405), "일금 사조칠백사십억칠천사백삼만칠천사백오원정" },
    { G_GINT64_CONSTANT (10000000000000000), "일금 일경원정" },
    { -45000, "마이너스 일금 사만오천원정" },
    { G_MAXINT64, "일금 구백이십이경삼천삼백칠십이조삼백육십팔억오천사백칠십칠만오천팔백칠원정" },
    { G_MININT64, "마이너스 일금 구백이십이경삼천삼백칠십이조삼백육십팔억오천사백칠십칠만오천팔백팔원정" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = jb_won_read_korean (cases[i].won);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_won_add (void)
{
  gint64 sum = 100;

  g_assert_true (jb_won_add (&sum, -300));
  g_assert_cmpint (sum, ==, -200);
  g_assert_false (jb_won_add (&sum, G_MININT64));
  g_assert_cmpint (sum, ==, -200);
  sum = G_MAXINT64;
  g_assert_false (jb_won_add (&sum, 1));
  g_assert_cmpint (sum, ==, G_MAXINT64);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/numbers/business-check", test_business_check);
  g_test_add_func ("/numbers/business-parse", test_business_parse);
  g_test_add_func ("/numbers/display", test_display);
  g_test_add_func ("/numbers/issue-id", test_issue_id);
  g_test_add_func ("/numbers/won-format", test_won_format);
  g_test_add_func ("/numbers/won-parse", test_won_parse);
  g_test_add_func ("/numbers/won-korean", test_won_korean);
  g_test_add_func ("/numbers/won-add", test_won_add);

  return g_test_run ();
}
