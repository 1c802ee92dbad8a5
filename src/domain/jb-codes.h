/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The code lists of an electronic tax invoice and their names for people.
 * Everything that stores, reads or shows a code uses these. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which side of the invoice the book's company stands on. */
typedef enum
{
  JB_DIRECTION_UNKNOWN  = 0,
  JB_DIRECTION_SALES    = 1,   /* 매출, AR */
  JB_DIRECTION_PURCHASE = 2,   /* 매입, AP */
} JbDirection;

/* 영수/청구: etax-domain.md 1.2 */
typedef enum
{
  JB_PURPOSE_UNKNOWN = 0,
  JB_PURPOSE_RECEIPT = 1,      /* 영수 */
  JB_PURPOSE_CLAIM   = 2,      /* 청구 */
} JbPurpose;

/* AmendmentStatusCode: etax-domain.md 1.2 and 4.4 */
typedef enum
{
  JB_AMENDMENT_NONE          = 0,
  JB_AMENDMENT_CORRECTION    = 1,
  JB_AMENDMENT_SUPPLY_CHANGE = 2,
  JB_AMENDMENT_RETURN        = 3,
  JB_AMENDMENT_CANCELLATION  = 4,
  JB_AMENDMENT_LOCAL_LC      = 5,
  JB_AMENDMENT_DOUBLE_ISSUE  = 6,
} JbAmendment;

/* BusinessTypeCode: what a party's number is */
typedef enum
{
  JB_PARTY_UNKNOWN   = 0,
  JB_PARTY_BUSINESS  = 1,      /* ten digits */
  JB_PARTY_RESIDENT  = 2,      /* 주민등록번호, thirteen digits: masked wherever it is shown */
  JB_PARTY_FOREIGNER = 3,      /* 9999999999999, the real number stands in the remark */
} JbPartyKind;

typedef enum
{
  JB_PAYMENT_CASH   = 10,
  JB_PAYMENT_CHEQUE = 20,
  JB_PAYMENT_NOTE   = 30,
  JB_PAYMENT_CREDIT = 40,
} JbPaymentKind;

/* The state of an invoice at the issuing service: smartbill.md 5.2 */
typedef enum
{
  JB_STATUS_UNKNOWN           = 0,
  JB_STATUS_SAVED             = 'S',
  JB_STATUS_REQUEST_SAVED     = 'A',
  JB_STATUS_REQUESTED         = 'V',
  JB_STATUS_ISSUED            = 'I',
  JB_STATUS_APPROVED          = 'C',
  JB_STATUS_REJECTED          = 'R',
  JB_STATUS_CANCELLED         = 'O',
  JB_STATUS_REQUEST_REFUSED   = 'T',
  JB_STATUS_REQUEST_WITHDRAWN = 'W',
} JbStatus;

/* Transmission to the National Tax Service: smartbill.md 5.3 */
typedef enum
{
  JB_NTS_UNKNOWN    = 0,
  JB_NTS_SENDING    = 10,      /* the service's code 0 */
  JB_NTS_PROCESSING = 1,
  JB_NTS_FAILED     = 2,       /* failed before it reached the NTS */
  JB_NTS_REFUSED    = 3,       /* the NTS reported an error */
  JB_NTS_SENT       = 7,
  JB_NTS_NOT_SENT   = 9,
} JbNtsStatus;

/* What verification of an original said: etax-domain.md 1.5 */
typedef enum
{
  JB_VERDICT_UNCHECKED    = 0,
  JB_VERDICT_VALID        = 1, /* signature and content agree; who issued the certificate is not known */
  JB_VERDICT_UNSIGNED     = 2,
  JB_VERDICT_ALTERED      = 3, /* content differs from what was signed */
  JB_VERDICT_UNKNOWN_FORM = 4, /* signed, but not as the standard says */
  JB_VERDICT_UNREADABLE   = 5, /* not an invoice at all */
  JB_VERDICT_TRUSTED      = 6, /* valid, and an authority that the book trusts issued the certificate, which was in force */
} JbVerdict;

#define JB_N_VERDICTS 7

/* A kind is the four-digit TypeCode as a number: 0101 is 101, 0404 is 404. 0 = unknown. */
gboolean     jb_kind_parse              (const char    *text,
                                         int           *kind);
void         jb_kind_write              (int            kind,
                                         char           out[5]);
gboolean     jb_kind_is_known           (int            kind);
gboolean     jb_kind_is_amended         (int            kind);
gboolean     jb_kind_is_exempt          (int            kind);
gboolean     jb_kind_is_zero_rated      (int            kind);
gboolean     jb_kind_is_consignment     (int            kind);
gboolean     jb_kind_is_import          (int            kind);

/* Names in the user's language; static strings, never NULL. */
const char  *jb_kind_get_name           (int            kind);
const char  *jb_direction_get_name      (JbDirection    direction);
const char  *jb_purpose_get_name        (JbPurpose      purpose);
const char  *jb_amendment_get_name      (JbAmendment    amendment);
const char  *jb_payment_kind_get_name   (JbPaymentKind  kind);
const char  *jb_status_get_name         (JbStatus       status);
const char  *jb_nts_status_get_name     (JbNtsStatus    status);
const char  *jb_verdict_get_name        (JbVerdict      verdict);

/* Words that programs read (the CLI's --json): "sales", "purchase"; never translated. */
const char  *jb_direction_get_nick      (JbDirection    direction);
JbDirection  jb_direction_from_nick     (const char    *nick);
const char  *jb_verdict_get_nick        (JbVerdict      verdict);

JbAmendment  jb_amendment_from_code     (const char    *code);
JbPurpose    jb_purpose_from_code       (const char    *code);
JbPartyKind  jb_party_kind_from_code    (const char    *code);
JbStatus     jb_status_from_code        (const char    *code);
JbNtsStatus  jb_nts_status_from_code    (const char    *code);

G_END_DECLS
