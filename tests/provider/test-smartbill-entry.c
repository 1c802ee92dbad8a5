/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* src/provider/smartbill/jb-smartbill-entry.c: what people type, forgiven or explained. */

#include "config.h"

#include "jb-smartbill-entry.h"

#include "jb-numbers.h"
#include "jb-test.h"

#include <string.h>

#define CODE "JB0000000000000000000000000TEST1"

typedef char *(*Parse) (const char *text, GError **error);

typedef struct
{
  const char *text;
  const char *value;   /* (nullable): NULL = refused */
  const char *says;    /* a part of the sentence */
} Case;

static void
check_cases (Parse       parse,
             const Case *cases,
             gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *value = parse (cases[i].text, &error);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (value, ==, cases[i].value);
      if (cases[i].value != NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      /* What was typed is a secret, or may be one in the wrong field. */
      g_assert_true (*cases[i].text == '\0' || g_str_has_prefix (cases[i].text, " ") ||
                     strstr (error->message, cases[i].text) == NULL);
    }
}

static void
test_code (void)
{
  static const Case cases[] = {
    { CODE, CODE, NULL },
    { "  jb00 0000-0000 0000\t0000 0000 000t est1\n", CODE, NULL },
    { "\xe3\x80\x80" CODE "\xc2\xa0", CODE, NULL },                       /* full-width and no-break blanks */
    { CODE "12345678", CODE "12345678", NULL },                       /* 40: the field takes it */
    { "", NULL, "Enter the authentication code" },
    { " \n ", NULL, "Enter the authentication code" },
    { "JB0000000000000000000000000TEST", NULL, "this one has 31" },
    { CODE "123456789", NULL, "this one has 41" },
    { "JB0000000000000000000000000TEST!", NULL, "something else" },
    { "ＪＢ0000000000000000000000000TEST1", NULL, "something else" },
    { "JB0000000000000000000000000TEST한", NULL, "something else" },
    { "JB0000000000000000000000000TES😀", NULL, "something else" },
  };

  check_cases (jb_smartbill_parse_auth_code, cases, G_N_ELEMENTS (cases));
  g_assert_true (jb_smartbill_auth_code_is_usual (CODE));
  g_assert_false (jb_smartbill_auth_code_is_usual (CODE "1"));
}

static void
test_account (void)
{
  static const Case cases[] = {
    { "gaon01", "gaon01", NULL },
    { " gaon01\n", "gaon01", NULL },
    { "Gaon", "Gaon", NULL },
    { "averylongidthatnobodymaycut", "averylongidthatnobodymaycut", NULL },
    { "가온", "가온", NULL },
    { "", NULL, "Enter the id" },
    { " \t\n", NULL, "Enter the id" },
    { "gaon 01", NULL, "one word" },
    { "gaon01\ngaon02", NULL, "one word" },
    { "gaon\xe3\x80\x80" "01", NULL, "one word" },
    { "gaon\x01", NULL, "one word" },
  };

  check_cases (jb_smartbill_parse_account, cases, G_N_ELEMENTS (cases));
  g_assert_true (jb_smartbill_account_is_usual ("gaon01"));
  g_assert_true (jb_smartbill_account_is_usual ("ABCDEFghijkl"));
  g_assert_false (jb_smartbill_account_is_usual ("gaon1"));
  g_assert_false (jb_smartbill_account_is_usual ("abcdefghijklm"));
  g_assert_false (jb_smartbill_account_is_usual ("가온가온가온"));
}

static void
test_token (void)
{
  static const Case cases[] = {
    { "RkFLRUZB+/=K", "RkFLRUZB+/=K", NULL },
    { " RkFL\r\n RUZB \n", "RkFLRUZB", NULL },
    { "A-B_c.d", "A-B_c.d", NULL },                                   /* opaque: what is not known to be wrong is left alone */
    { "", NULL, "Enter the token" },
    { "RkFL한", NULL, "copy it again" },
    { "RkFL＝", NULL, "copy it again" },
  };
  g_autofree char *longest = g_strnfill (4096, 'A');
  g_autofree char *too_long = g_strnfill (4097, 'A');
  g_autofree char *kept = NULL;
  g_autoptr(GError) error = NULL;

  check_cases (jb_smartbill_parse_token, cases, G_N_ELEMENTS (cases));
  kept = jb_smartbill_parse_token (longest, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, longest);
  g_assert_null (jb_smartbill_parse_token (too_long, &error));
  g_assert_error (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartbill-entry/code", test_code);
  g_test_add_func ("/smartbill-entry/account", test_account);
  g_test_add_func ("/smartbill-entry/token", test_token);

  return g_test_run ();
}
