/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Plain values inside an invoice: a party, a contact, a line, a means of payment.
 * Every string may be NULL (absent); they are owned by the value that holds them. */

#pragma once

#include "jb-codes.h"

G_BEGIN_DECLS

typedef struct
{
  char *department;
  char *person;
  char *phone;
  char *email;
} JbContact;

typedef struct
{
  JbPartyKind  kind;
  char        *registration;     /* digits only */
  char        *branch;           /* 종사업장번호 */
  char        *name;             /* 상호 */
  char        *representative;   /* 대표자 */
  char        *business_type;    /* 업태 */
  char        *business_item;    /* 종목 */
  char        *address;
  JbContact    contact;
  JbContact    second_contact;
} JbParty;

typedef struct
{
  guint   number;                /* 1..99 */
  int     supplied_on;           /* yyyymmdd or 0 */
  char   *name;                  /* 품목 */
  char   *specification;         /* 규격 */
  char   *quantity;              /* the text as it was sent */
  char   *unit_price;
  gint64  supply;                /* won */
  gint64  tax;
  char   *remark;
} JbLine;

typedef struct
{
  JbPaymentKind kind;
  gint64        amount;          /* won */
} JbPayment;

JbParty *jb_party_new   (void);
JbParty *jb_party_copy  (const JbParty *party);
void     jb_party_free  (JbParty       *party);
JbLine  *jb_line_new    (void);
JbLine  *jb_line_copy   (const JbLine  *line);
void     jb_line_free   (JbLine        *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbParty, jb_party_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbLine, jb_line_free)

G_END_DECLS
