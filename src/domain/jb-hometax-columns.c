/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The titles and words of HomeTax's list, each in one table: etax-domain.md 5.2 and 1.2. */

#define G_LOG_DOMAIN "jb-hometax-columns"

#include "config.h"

#include "jb-hometax-columns.h"

#include <string.h>

static const char * const titles[JB_HOMETAX_N_COLUMNS] = {
  [JB_HOMETAX_WRITTEN_ON]              = "작성일자",
  [JB_HOMETAX_ISSUE_ID]                = "승인번호",
  [JB_HOMETAX_ISSUED_ON]               = "발급일자",
  [JB_HOMETAX_SENT_ON]                 = "전송일자",
  [JB_HOMETAX_SUPPLIER]                = "공급자사업자등록번호",
  [JB_HOMETAX_SUPPLIER_BRANCH]         = "종사업장번호",
  [JB_HOMETAX_SUPPLIER_NAME]           = "상호",
  [JB_HOMETAX_SUPPLIER_REPRESENTATIVE] = "대표자명",
  [JB_HOMETAX_SUPPLIER_ADDRESS]        = "주소",
  [JB_HOMETAX_BUYER]                   = "공급받는자사업자등록번호",
  [JB_HOMETAX_BUYER_BRANCH]            = "종사업장번호",
  [JB_HOMETAX_BUYER_NAME]              = "상호",
  [JB_HOMETAX_BUYER_REPRESENTATIVE]    = "대표자명",
  [JB_HOMETAX_BUYER_ADDRESS]           = "주소",
  [JB_HOMETAX_TOTAL]                   = "합계금액",
  [JB_HOMETAX_SUPPLY]                  = "공급가액",
  [JB_HOMETAX_TAX]                     = "세액",
  [JB_HOMETAX_CLASS]                   = "전자세금계산서분류",
  [JB_HOMETAX_SORT]                    = "전자세금계산서종류",
  [JB_HOMETAX_ISSUE_TYPE]              = "발급유형",
  [JB_HOMETAX_REMARK]                  = "비고",
  [JB_HOMETAX_PURPOSE]                 = "영수/청구 구분",
  [JB_HOMETAX_SUPPLIER_EMAIL]          = "공급자 이메일",
  [JB_HOMETAX_BUYER_EMAIL]             = "공급받는자 이메일1",
  [JB_HOMETAX_BUYER_SECOND_EMAIL]      = "공급받는자 이메일2",
  [JB_HOMETAX_ITEM_DAY]                = "품목일자",
  [JB_HOMETAX_ITEM_NAME]               = "품목명",
  [JB_HOMETAX_ITEM_SPECIFICATION]      = "품목규격",
  [JB_HOMETAX_ITEM_QUANTITY]           = "품목수량",
  [JB_HOMETAX_ITEM_UNIT_PRICE]         = "품목단가",
  [JB_HOMETAX_ITEM_SUPPLY]             = "품목공급가액",
  [JB_HOMETAX_ITEM_TAX]                = "품목세액",
  [JB_HOMETAX_ITEM_REMARK]             = "품목비고",
};

/* Position is the code; the first word is the one that is written. */
static const char * const classes[][3] = {
  [1] = { "세금계산서", NULL },
  [2] = { "수정세금계산서", NULL },
  [3] = { "계산서", "계산서(면세)", NULL },
  [4] = { "수정계산서", NULL },
};

static const char * const sorts[][3] = {
  [1] = { "일반", NULL },
  [2] = { "영세율", NULL },
  [3] = { "위수탁", NULL },
  [4] = { "수입", NULL },
  [5] = { "영세율위수탁", "위수탁영세율", NULL },
  [6] = { "수입납부유예", NULL },
};

const char *
jb_hometax_column_get_title (JbHometaxColumn column)
{
  g_return_val_if_fail (column < JB_HOMETAX_N_COLUMNS, "");

  return titles[column];
}

static const char *
find_word (const char * const  (*words)[3],
           gsize                 n_words,
           int                   code)
{
  return code > 0 && (gsize) code < n_words ? words[code][0] : "";
}

const char *
jb_hometax_kind_get_class (int kind)
{
  return find_word (classes, G_N_ELEMENTS (classes), kind / 100);
}

const char *
jb_hometax_kind_get_sort (int kind)
{
  return find_word (sorts, G_N_ELEMENTS (sorts), kind % 100);
}

/* Without blanks, without "전자" in front. (transfer full) */
static char *
simplify (const char *word)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = word; *p != '\0'; p++)
    {
      if (!g_ascii_isspace (*p))
        g_string_append_c (plain, *p);
    }

  if (g_str_has_prefix (plain->str, "전자"))
    g_string_erase (plain, 0, (gssize) strlen ("전자"));
  return g_string_free (plain, FALSE);
}

static int
find_code (const char * const  (*words)[3],
           gsize                 n_words,
           const char           *word)
{
  g_autofree char *plain = NULL;

  if (word == NULL)
    return 0;

  plain = simplify (word);
  for (gsize code = 1; code < n_words; code++)
    {
      for (const char * const *known = words[code]; *known != NULL; known++)
        {
          if (strcmp (*known, plain) == 0)
            return (int) code;
        }
    }

  return 0;
}

int
jb_hometax_kind_parse (const char *class_,
                       const char *sort)
{
  int class_code = find_code (classes, G_N_ELEMENTS (classes), class_);
  int sort_code = find_code (sorts, G_N_ELEMENTS (sorts), sort);

  return class_code != 0 && sort_code != 0 ? class_code * 100 + sort_code : 0;
}

const char *
jb_hometax_purpose_get_word (JbPurpose purpose)
{
  switch (purpose)
    {
    case JB_PURPOSE_RECEIPT:
      return "영수";

    case JB_PURPOSE_CLAIM:
      return "청구";

    case JB_PURPOSE_UNKNOWN:
    default:
      return "";
    }
}

JbPurpose
jb_hometax_purpose_parse (const char *word)
{
  g_autofree char *plain = NULL;

  if (word == NULL)
    return JB_PURPOSE_UNKNOWN;

  plain = simplify (word);
  if (strcmp (plain, "영수") == 0)
    return JB_PURPOSE_RECEIPT;
  if (strcmp (plain, "청구") == 0)
    return JB_PURPOSE_CLAIM;
  return jb_purpose_from_code (plain);
}
