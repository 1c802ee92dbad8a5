/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of saved invoices: the rule, and what hostile names of companies may not do. */

#include "config.h"

#include "jb-file-name.h"

#include <string.h>

static JbInvoice *
make_invoice (const char *counterparty,
              const char *issue_id)
{
  JbInvoice *invoice = jb_invoice_new ();

  invoice->direction = JB_DIRECTION_SALES;
  invoice->written_on = 20260914;
  invoice->issue_id = g_strdup (issue_id);
  invoice->supplier = jb_party_new ();
  invoice->supplier->name = g_strdup ("가온문구");
  invoice->buyer = jb_party_new ();
  invoice->buyer->name = g_strdup (counterparty);
  return invoice;
}

static char *
name_for (const char *counterparty)
{
  g_autoptr(JbInvoice) invoice = make_invoice (counterparty, "2026091441000008a1b2c3d4");

  return jb_file_name_for_invoice (invoice, "pdf");
}

static void
test_rule (void)
{
  g_autoptr(JbInvoice) invoice = make_invoice ("다솔상사", "2026091441000008a1b2c3d4");
  g_autofree char *sales = jb_file_name_for_invoice (invoice, "pdf");
  g_autofree char *purchase = NULL, *unknown = NULL, *nothing = NULL;
  g_autoptr(JbInvoice) empty = jb_invoice_new ();

  g_assert_cmpstr (sales, ==, "2026-09-14_다솔상사_2026091441000008a1b2c3d4.pdf");
  invoice->direction = JB_DIRECTION_PURCHASE;
  purchase = jb_file_name_for_invoice (invoice, "xml");
  g_assert_cmpstr (purchase, ==, "2026-09-14_가온문구_2026091441000008a1b2c3d4.xml");
  invoice->direction = JB_DIRECTION_UNKNOWN;
  unknown = jb_file_name_for_invoice (invoice, "png");
  g_assert_cmpstr (unknown, ==, "2026-09-14_가온문구_2026091441000008a1b2c3d4.png");
  nothing = jb_file_name_for_invoice (empty, "pdf");
  g_assert_cmpstr (nothing, ==, "invoice.pdf");
}

static void
test_hostile (void)
{
  static const struct
  {
    const char *name;
    const char *part;     /* between the date and the id */
  } cases[] = {
    { "../../etc/passwd", "etc_passwd" },
    { "..\\..\\boot.ini", "boot.ini" },
    { "/", NULL },
    { "...", NULL },
    { "", NULL },
    { ".hidden", "hidden" },
    { "-rf", "rf" },
    { "㈜한빛 & 아들(주)", "㈜한빛 & 아들(주)" },
    { "가:나*다?라\"마<바>사|아", "가_나_다_라_마_바_사_아" },
    { "가\n나\t다\r\n라", "가 나 다 라" },
    { "가\001나\177다", "가나다" },
    { "\xe2\x80\xae" "fdp.exe", "fdp.exe" },                        /* right-to-left override */
    { "가\xe2\x80\x8b\xe2\x81\xa6나\xef\xbb\xbf", "가나" },           /* zero width, isolate, byte order mark */
    { "\xe3\x85\xa4", NULL },                                          /* a filler only */
    { "한\xff빛", "한\xef\xbf\xbd빛" },
    { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한" },               /* decomposed */
    { "가 . . 나", "가 나" },
    { "가 / 나", "가_나" },
    { "가．．／나", "가_나" },                                           /* full width */
    { "끝.", "끝" },
    { "홍길동 900101-1234567", "홍길동 900101-1" },
    { "홍길동9001011234567", "홍길동900101-1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = name_for (cases[i].name);
      g_autofree char *expected = cases[i].part != NULL
                                  ? g_strdup_printf ("2026-09-14_%s_2026091441000008a1b2c3d4.pdf", cases[i].part)
                                  : g_strdup ("2026-09-14_2026091441000008a1b2c3d4.pdf");

      g_assert_cmpstr (name, ==, expected);
    }
}

static void
test_hostile_id (void)
{
  g_autoptr(JbInvoice) invoice = make_invoice (NULL, "../../../../home/somebody/.bashrc");
  g_autofree char *name = jb_file_name_for_invoice (invoice, "pdf");
  g_autofree char *device = NULL;
  g_autoptr(JbInvoice) other = jb_invoice_new ();

  g_assert_cmpstr (name, ==, "2026-09-14_home_somebody_bashrc.pdf");
  other->issue_id = g_strdup ("CON");
  device = jb_file_name_for_invoice (other, "pdf");
  g_assert_cmpstr (device, ==, "invoice_CON.pdf");
}

static void
check_is_safe (const char *name)
{
  g_assert_cmpuint (strlen (name), <=, JB_FILE_NAME_MAX);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_null (strpbrk (name, "/\\:*?\"<>|\n\r\t"));
  g_assert_false (name[0] == '.' || name[0] == '-');
  g_assert_true (g_str_has_suffix (name, ".pdf"));
  g_assert_null (strstr (name, ".."));
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_cmpint (g_unichar_type (g_utf8_get_char (at)), !=, G_UNICODE_FORMAT);
}

/* Any bytes at all, long ones too. */
static void
test_random (void)
{
  for (int n = 0; n < 20000; n++)
    {
      char bytes[400];
      int length = g_test_rand_int_range (0, sizeof bytes);
      g_autofree char *name = NULL;

      for (int i = 0; i < length; i++)
        bytes[i] = (char) (g_test_rand_bit () ? g_test_rand_int_range (1, 256) : "/.. \\가"[g_test_rand_int_range (0, 7)]);
      bytes[length] = '\0';
      name = name_for (bytes);
      check_is_safe (name);
    }
}

static void
test_long (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *name = NULL, *cut = NULL;

  for (int i = 0; i < 100; i++)
    g_string_append (text, "뷁");
  name = name_for (text->str);
  check_is_safe (name);
  cut = jb_file_name_clean (text->str, 7);
  g_assert_cmpstr (cut, ==, "뷁뷁");
}

static void
test_numbered (void)
{
  g_autofree char *second = jb_file_name_numbered ("2026-09-14_다솔상사.pdf", 2);
  g_autofree char *bare = jb_file_name_numbered ("name", 3);

  g_assert_cmpstr (second, ==, "2026-09-14_다솔상사 (2).pdf");
  g_assert_cmpstr (bare, ==, "name (3)");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-name/rule", test_rule);
  g_test_add_func ("/file-name/hostile", test_hostile);
  g_test_add_func ("/file-name/hostile-id", test_hostile_id);
  g_test_add_func ("/file-name/random", test_random);
  g_test_add_func ("/file-name/long", test_long);
  g_test_add_func ("/file-name/numbered", test_numbered);

  return g_test_run ();
}
