/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The code tables of etax-domain.md 1.2 and smartbill.md 5, row by row. */

#include "config.h"

#include "jb-codes.h"

static void
test_kinds (void)
{
  static const struct
  {
    const char *code;
    gboolean    amended, exempt, zero_rated, consignment, import;
    const char *name;
  } cases[] = {
    { "0101", FALSE, FALSE, FALSE, FALSE, FALSE, "Tax invoice" },
    { "0102", FALSE, FALSE, TRUE,  FALSE, FALSE, "Zero-rated invoice" },
    { "0103", FALSE, FALSE, FALSE, TRUE,  FALSE, "Consignment invoice" },
    { "0104", FALSE, FALSE, FALSE, FALSE, TRUE,  "Import invoice" },
    { "0105", FALSE, FALSE, TRUE,  TRUE,  FALSE, "Zero-rated consignment invoice" },
    { "0106", FALSE, FALSE, FALSE, FALSE, TRUE,  "Import invoice with deferred VAT" },
    { "0201", TRUE,  FALSE, FALSE, FALSE, FALSE, "Amended tax invoice" },
    { "0202", TRUE,  FALSE, TRUE,  FALSE, FALSE, "Amended zero-rated invoice" },
    { "0203", TRUE,  FALSE, FALSE, TRUE,  FALSE, "Amended consignment invoice" },
    { "0204", TRUE,  FALSE, FALSE, FALSE, TRUE,  "Amended import invoice" },
    { "0205", TRUE,  FALSE, TRUE,  TRUE,  FALSE, "Amended zero-rated consignment invoice" },
    { "0206", TRUE,  FALSE, FALSE, FALSE, TRUE,  "Amended import invoice with deferred VAT" },
    { "0301", FALSE, TRUE,  FALSE, FALSE, FALSE, "Exempt invoice" },
    { "0303", FALSE, TRUE,  FALSE, TRUE,  FALSE, "Exempt consignment invoice" },
    { "0304", FALSE, TRUE,  FALSE, FALSE, TRUE,  "Exempt import invoice" },
    { "0401", TRUE,  TRUE,  FALSE, FALSE, FALSE, "Amended exempt invoice" },
    { "0403", TRUE,  TRUE,  FALSE, TRUE,  FALSE, "Amended exempt consignment invoice" },
    { "0404", TRUE,  TRUE,  FALSE, FALSE, TRUE,  "Amended exempt import invoice" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int kind = 0;
      char text[5];

      g_test_message ("%s", cases[i].code);
      g_assert_true (jb_kind_parse (cases[i].code, &kind));
      g_assert_true (jb_kind_is_known (kind));
      g_assert_cmpint (jb_kind_is_amended (kind), ==, cases[i].amended);
      g_assert_cmpint (jb_kind_is_exempt (kind), ==, cases[i].exempt);
      g_assert_cmpint (jb_kind_is_zero_rated (kind), ==, cases[i].zero_rated);
      g_assert_cmpint (jb_kind_is_consignment (kind), ==, cases[i].consignment);
      g_assert_cmpint (jb_kind_is_import (kind), ==, cases[i].import);
      g_assert_cmpstr (jb_kind_get_name (kind), ==, cases[i].name);
      jb_kind_write (kind, text);
      g_assert_cmpstr (text, ==, cases[i].code);
    }
}

static void
test_unknown_kinds (void)
{
  static const char * const wrong[] = { NULL, "", "101", "00101", "01 1", "0000", "010a", "과세", "-101" };
  static const char * const unlisted[] = { "0302", "0305", "0402", "0405", "0107", "0501", "9999" };
  int kind = 77;
  char text[5];

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (jb_kind_parse (wrong[i], &kind));
      g_assert_cmpint (kind, ==, 77);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (unlisted); i++)
    {
      g_assert_true (jb_kind_parse (unlisted[i], &kind));
      g_assert_false (jb_kind_is_known (kind));
      g_assert_cmpstr (jb_kind_get_name (kind), ==, "Unknown");
    }

  g_assert_false (jb_kind_is_known (0));
  jb_kind_write (-1, text);
  g_assert_cmpstr (text, ==, "0000");
  jb_kind_write (G_MAXINT, text);
  g_assert_cmpstr (text, ==, "0000");
}

static void
test_small_lists (void)
{
  g_assert_cmpint (jb_purpose_from_code ("01"), ==, JB_PURPOSE_RECEIPT);
  g_assert_cmpint (jb_purpose_from_code ("02"), ==, JB_PURPOSE_CLAIM);
  g_assert_cmpint (jb_purpose_from_code ("2"), ==, JB_PURPOSE_UNKNOWN);
  g_assert_cmpstr (jb_purpose_get_name (JB_PURPOSE_CLAIM), ==, "Claim");
  g_assert_cmpint (jb_party_kind_from_code ("01"), ==, JB_PARTY_BUSINESS);
  g_assert_cmpint (jb_party_kind_from_code ("02"), ==, JB_PARTY_RESIDENT);
  g_assert_cmpint (jb_party_kind_from_code ("03"), ==, JB_PARTY_FOREIGNER);
  g_assert_cmpint (jb_party_kind_from_code (NULL), ==, JB_PARTY_UNKNOWN);
  g_assert_cmpstr (jb_payment_kind_get_name (JB_PAYMENT_CASH), ==, "Cash");
  g_assert_cmpstr (jb_payment_kind_get_name (JB_PAYMENT_CHEQUE), ==, "Cheque");
  g_assert_cmpstr (jb_payment_kind_get_name (JB_PAYMENT_NOTE), ==, "Promissory note");
  g_assert_cmpstr (jb_payment_kind_get_name (JB_PAYMENT_CREDIT), ==, "Credit");
  g_assert_cmpstr (jb_payment_kind_get_name (50), ==, "Unknown");
  g_assert_cmpstr (jb_direction_get_nick (JB_DIRECTION_SALES), ==, "sales");
  g_assert_cmpstr (jb_direction_get_nick (JB_DIRECTION_PURCHASE), ==, "purchase");
  g_assert_cmpstr (jb_direction_get_nick (JB_DIRECTION_UNKNOWN), ==, "unknown");
  g_assert_cmpint (jb_direction_from_nick ("purchase"), ==, JB_DIRECTION_PURCHASE);
  g_assert_cmpint (jb_direction_from_nick ("Sales"), ==, JB_DIRECTION_UNKNOWN);
  g_assert_cmpstr (jb_direction_get_name (JB_DIRECTION_SALES), ==, "Sales");
  g_assert_cmpstr (jb_direction_get_name (JB_DIRECTION_UNKNOWN), ==, "Unknown");
  g_assert_cmpstr (jb_amendment_get_name (JB_AMENDMENT_NONE), ==, "None");
}

static void
test_amendments (void)
{
  static const struct
  {
    const char *code;
    JbAmendment amendment;
    const char *name;
  } cases[] = {
    { "01", JB_AMENDMENT_CORRECTION,    "Correction of entries" },
    { "02", JB_AMENDMENT_SUPPLY_CHANGE, "Supply amount changed" },
    { "03", JB_AMENDMENT_RETURN,        "Goods returned" },
    { "04", JB_AMENDMENT_CANCELLATION,  "Contract cancelled" },
    { "05", JB_AMENDMENT_LOCAL_LC,      "Local L/C opened later" },
    { "06", JB_AMENDMENT_DOUBLE_ISSUE,  "Issued twice by mistake" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (jb_amendment_from_code (cases[i].code), ==, cases[i].amendment);
      g_assert_cmpstr (jb_amendment_get_name (cases[i].amendment), ==, cases[i].name);
    }

  g_assert_cmpint (jb_amendment_from_code ("07"), ==, JB_AMENDMENT_NONE);
  g_assert_cmpint (jb_amendment_from_code (""), ==, JB_AMENDMENT_NONE);
}

static void
test_statuses (void)
{
  static const char codes[] = "SAVICROTW";
  static const struct
  {
    const char *code;
    JbNtsStatus status;
    const char *name;
  } nts[] = {
    { "0", JB_NTS_SENDING,    "Sending" },
    { "1", JB_NTS_PROCESSING, "Being processed" },
    { "2", JB_NTS_FAILED,     "Sending failed" },
    { "3", JB_NTS_REFUSED,    "Refused by the NTS" },
    { "7", JB_NTS_SENT,       "Sent" },
    { "9", JB_NTS_NOT_SENT,   "Not sent" },
  };

  for (gsize i = 0; codes[i] != '\0'; i++)
    {
      const char code[2] = { codes[i], '\0' };

      g_assert_cmpint (jb_status_from_code (code), ==, codes[i]);
      g_assert_cmpstr (jb_status_get_name (codes[i]), !=, "Unknown");
    }
  g_assert_cmpint (jb_status_from_code ("X"), ==, JB_STATUS_UNKNOWN);
  g_assert_cmpint (jb_status_from_code ("i"), ==, JB_STATUS_UNKNOWN);
  g_assert_cmpstr (jb_status_get_name (JB_STATUS_UNKNOWN), ==, "Unknown");

  for (gsize i = 0; i < G_N_ELEMENTS (nts); i++)
    {
      g_assert_cmpint (jb_nts_status_from_code (nts[i].code), ==, nts[i].status);
      g_assert_cmpstr (jb_nts_status_get_name (nts[i].status), ==, nts[i].name);
    }
  g_assert_cmpint (jb_nts_status_from_code ("4"), ==, JB_NTS_UNKNOWN);

  for (int verdict = JB_VERDICT_UNCHECKED; verdict <= JB_VERDICT_UNREADABLE; verdict++)
    g_assert_cmpstr (jb_verdict_get_name (verdict), !=, "Unknown");
  g_assert_cmpstr (jb_verdict_get_name (99), ==, "Unknown");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/codes/kinds", test_kinds);
  g_test_add_func ("/codes/unknown-kinds", test_unknown_kinds);
  g_test_add_func ("/codes/small-lists", test_small_lists);
  g_test_add_func ("/codes/amendments", test_amendments);
  g_test_add_func ("/codes/statuses", test_statuses);

  return g_test_run ();
}
