/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The fifteen parameters of SmartBill's sign-up (smartbill.md 7.2) as a value: filled from a company, completed by the user,
 * checked field by field, and handed to JbSignupServer. Used by ui/. Any thread. */

#pragma once

#include "jb-party.h"
#include "jb-signup.h"

G_BEGIN_DECLS

/* In the order of the reference. */
typedef enum
{
  JB_SIGNUP_COMPANY_NUMBER,    /* pComRegNo 사업자번호 */
  JB_SIGNUP_COMPANY_NAME,      /* pComName 회사명 */
  JB_SIGNUP_REPRESENTATIVE,    /* pComPresident 대표자명 */
  JB_SIGNUP_BUSINESS_TYPE,     /* pComBizStatus 업태 */
  JB_SIGNUP_BUSINESS_ITEM,     /* pComBizClass 종목 */
  JB_SIGNUP_POSTAL_CODE,       /* pZipCode 우편번호 */
  JB_SIGNUP_ADDRESS,           /* pComAddress 주소 */
  JB_SIGNUP_LINK_CODE,         /* pMIGRATIONFLAG 회원연계코드 */
  JB_SIGNUP_PERSON_NAME,       /* pMemName 이름 */
  JB_SIGNUP_PERSON_PHONE,      /* pMemTel 연락처 */
  JB_SIGNUP_PERSON_MOBILE,     /* pMemHP 휴대폰 */
  JB_SIGNUP_PERSON_FAX,        /* pMemFax 팩스 */
  JB_SIGNUP_PERSON_EMAIL,      /* pMemEmail 이메일 */
  JB_SIGNUP_IS_MASTER,         /* pMasterYN 기업관리자여부: Y or N */
  JB_SIGNUP_USER_ID,           /* pID: comes back in the callback */
} JbSignupField;

#define JB_SIGNUP_N_FIELDS (JB_SIGNUP_USER_ID + 1)

/* What is wrong with one field. */
typedef struct
{
  JbSignupField  field;
  gboolean       is_warning;   /* the form can be sent all the same */
  char          *message;      /* a translated sentence */
} JbSignupProblem;

typedef struct _JbSignupForm JbSignupForm;

/* Empty, but for pMasterYN, which is Y: who signs a company up manages it there (7.3, 3a). */
JbSignupForm *jb_signup_form_new             (void);
/* Pre-filled with what @company tells; line breaks become blanks, nothing is cut. */
JbSignupForm *jb_signup_form_new_for_company (const JbParty        *company);
JbSignupForm *jb_signup_form_copy            (const JbSignupForm   *form);
void          jb_signup_form_free            (JbSignupForm         *form);

/* Blanks around @value (nullable) are dropped, in registration numbers and postal codes hyphens and blanks inside too; bytes that
 * are no UTF-8 become U+FFFD. */
void          jb_signup_form_set             (JbSignupForm         *form,
                                              JbSignupField         field,
                                              const char           *value);
/* Never NULL. */
const char   *jb_signup_form_get             (const JbSignupForm   *form,
                                              JbSignupField         field);

/* At most one problem a field, in the order of the fields. (transfer full) (element-type JbSignupProblem) */
GPtrArray    *jb_signup_form_check           (const JbSignupForm   *form,
                                              const JbSignupTerms  *terms);
/* No problem, or warnings only. */
gboolean      jb_signup_form_is_ready        (const JbSignupForm   *form,
                                              const JbSignupTerms  *terms);

/* "pComRegNo" */
const char   *jb_signup_field_get_name       (JbSignupField         field);
/* Translated, for a label. */
const char   *jb_signup_field_get_label      (JbSignupField         field);
gboolean      jb_signup_field_is_required    (JbSignupField         field,
                                              JbSignupEdition       edition);
/* How long a value may be, counted by jb_signup_count(). */
guint         jb_signup_field_get_limit      (JbSignupField         field);
/* An ASCII character counts one, any other two: SmartBill's limits are most likely bytes of a Korean code page (7.2). */
guint         jb_signup_count                (const char           *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSignupForm, jb_signup_form_free)

G_END_DECLS
