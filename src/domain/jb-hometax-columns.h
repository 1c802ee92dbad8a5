/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of invoices that HomeTax hands out as a table of 33 columns (etax-domain.md 5.2), and the words in it.
 * Used by whoever writes such a table (report/) and whoever reads one (sync/). Any thread. */

#pragma once

#include "jb-codes.h"

G_BEGIN_DECLS

/* In the order of the table, from its left. */
typedef enum
{
  JB_HOMETAX_WRITTEN_ON,              /* 작성일자 */
  JB_HOMETAX_ISSUE_ID,                /* 승인번호, with hyphens */
  JB_HOMETAX_ISSUED_ON,               /* 발급일자 */
  JB_HOMETAX_SENT_ON,                 /* 전송일자 */
  JB_HOMETAX_SUPPLIER,                /* 공급자사업자등록번호 */
  JB_HOMETAX_SUPPLIER_BRANCH,         /* 종사업장번호 */
  JB_HOMETAX_SUPPLIER_NAME,           /* 상호 */
  JB_HOMETAX_SUPPLIER_REPRESENTATIVE, /* 대표자명 */
  JB_HOMETAX_SUPPLIER_ADDRESS,        /* 주소 */
  JB_HOMETAX_BUYER,                   /* 공급받는자사업자등록번호 */
  JB_HOMETAX_BUYER_BRANCH,            /* 종사업장번호 */
  JB_HOMETAX_BUYER_NAME,              /* 상호 */
  JB_HOMETAX_BUYER_REPRESENTATIVE,    /* 대표자명 */
  JB_HOMETAX_BUYER_ADDRESS,           /* 주소 */
  JB_HOMETAX_TOTAL,                   /* 합계금액 */
  JB_HOMETAX_SUPPLY,                  /* 공급가액 */
  JB_HOMETAX_TAX,                     /* 세액 */
  JB_HOMETAX_CLASS,                   /* 전자세금계산서분류 */
  JB_HOMETAX_SORT,                    /* 전자세금계산서종류 */
  JB_HOMETAX_ISSUE_TYPE,              /* 발급유형 */
  JB_HOMETAX_REMARK,                  /* 비고 */
  JB_HOMETAX_PURPOSE,                 /* 영수/청구 구분 */
  JB_HOMETAX_SUPPLIER_EMAIL,          /* 공급자 이메일 */
  JB_HOMETAX_BUYER_EMAIL,             /* 공급받는자 이메일1 */
  JB_HOMETAX_BUYER_SECOND_EMAIL,      /* 공급받는자 이메일2 */
  JB_HOMETAX_ITEM_DAY,                /* 품목일자 */
  JB_HOMETAX_ITEM_NAME,               /* 품목명 */
  JB_HOMETAX_ITEM_SPECIFICATION,      /* 품목규격 */
  JB_HOMETAX_ITEM_QUANTITY,           /* 품목수량 */
  JB_HOMETAX_ITEM_UNIT_PRICE,         /* 품목단가 */
  JB_HOMETAX_ITEM_SUPPLY,             /* 품목공급가액 */
  JB_HOMETAX_ITEM_TAX,                /* 품목세액 */
  JB_HOMETAX_ITEM_REMARK,             /* 품목비고 */
  JB_HOMETAX_N_COLUMNS,
} JbHometaxColumn;

/* The name of the sheet, and the row of the titles (the first is 1): what stands above is free text. */
#define JB_HOMETAX_SHEET      "세금계산서"
#define JB_HOMETAX_TITLE_ROW  6

/* The title as HomeTax writes it, never translated; four titles occur twice, once for each side. Static. */
const char  *jb_hometax_column_get_title  (JbHometaxColumn   column);

/* 분류 and 종류 of a kind: 101 is "세금계산서" and "일반". The words of the code list in etax-domain.md 1.2; how HomeTax itself
 * spells them is its open question 3. "" for a kind nobody knows. Static. */
const char  *jb_hometax_kind_get_class    (int               kind);
const char  *jb_hometax_kind_get_sort     (int               kind);
/* The kind of two such words; blanks do not count, "전자" in front is left out. 0 when one of them is unknown. */
int          jb_hometax_kind_parse        (const char       *class_,
                                           const char       *sort);

/* "영수", "청구", "" when unknown. Static. */
const char  *jb_hometax_purpose_get_word  (JbPurpose         purpose);
/* Also the codes 01 and 02. */
JbPurpose    jb_hometax_purpose_parse     (const char       *word);

G_END_DECLS
