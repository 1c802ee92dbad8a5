/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The 33 titles of etax-domain.md 5.2 and the words of its 1.2. */

#include "config.h"

#include "jb-hometax-columns.h"

static void
test_titles (void)
{
  static const char * const expected[] = {
    "작성일자", "승인번호", "발급일자", "전송일자", "공급자사업자등록번호", "종사업장번호", "상호", "대표자명", "주소",
    "공급받는자사업자등록번호", "종사업장번호", "상호", "대표자명", "주소", "합계금액", "공급가액", "세액",
    "전자세금계산서분류", "전자세금계산서종류", "발급유형", "비고", "영수/청구 구분", "공급자 이메일", "공급받는자 이메일1",
    "공급받는자 이메일2", "품목일자", "품목명", "품목규격", "품목수량", "품목단가", "품목공급가액", "품목세액", "품목비고",
  };

  g_assert_cmpint (JB_HOMETAX_N_COLUMNS, ==, 33);
  g_assert_cmpint (G_N_ELEMENTS (expected), ==, 33);
  for (int i = 0; i < JB_HOMETAX_N_COLUMNS; i++)
    g_assert_cmpstr (jb_hometax_column_get_title (i), ==, expected[i]);
}

static void
test_kinds (void)
{
  g_assert_cmpstr (jb_hometax_kind_get_class (101), ==, "세금계산서");
  g_assert_cmpstr (jb_hometax_kind_get_sort (101), ==, "일반");
  g_assert_cmpstr (jb_hometax_kind_get_class (0), ==, "");
  g_assert_cmpstr (jb_hometax_kind_get_sort (999), ==, "");

  for (int kind = 100; kind < 500; kind++)
    {
      if (jb_kind_is_known (kind))
        g_assert_cmpint (jb_hometax_kind_parse (jb_hometax_kind_get_class (kind), jb_hometax_kind_get_sort (kind)), ==, kind);
    }

  g_assert_cmpint (jb_hometax_kind_parse ("전자 세금계산서", " 영세율 위수탁 "), ==, 105);
  g_assert_cmpint (jb_hometax_kind_parse ("전자계산서", "일반"), ==, 301);
  g_assert_cmpint (jb_hometax_kind_parse ("세금계산서", "기타"), ==, 0);
  g_assert_cmpint (jb_hometax_kind_parse (NULL, "일반"), ==, 0);
}

static void
test_purposes (void)
{
  g_assert_cmpstr (jb_hometax_purpose_get_word (JB_PURPOSE_CLAIM), ==, "청구");
  g_assert_cmpint (jb_hometax_purpose_parse ("영수"), ==, JB_PURPOSE_RECEIPT);
  g_assert_cmpint (jb_hometax_purpose_parse (" 청구 "), ==, JB_PURPOSE_CLAIM);
  g_assert_cmpint (jb_hometax_purpose_parse ("02"), ==, JB_PURPOSE_CLAIM);
  g_assert_cmpint (jb_hometax_purpose_parse ("?"), ==, JB_PURPOSE_UNKNOWN);
  g_assert_cmpint (jb_hometax_purpose_parse (NULL), ==, JB_PURPOSE_UNKNOWN);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hometax-columns/titles", test_titles);
  g_test_add_func ("/hometax-columns/kinds", test_kinds);
  g_test_add_func ("/hometax-columns/purposes", test_purposes);
  return g_test_run ();
}
