/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's collecting API (OpenScrap) as a JbProvider: GET_TOKEN, OS_DTI_LIST, OS_DTI_XML, PREVIEW_FORM.
 * Made by jb-provider-registry.c; what is SmartBill's alone (tokens, templates) is called by app/ and cli/. Main thread. */

#pragma once

#include "jb-provider.h"

G_BEGIN_DECLS

/* ExpirationDateCode: how long a token lives (smartbill.md 9.2). */
typedef enum
{
  JB_SMARTBILL_LIFETIME_DAY       = 'D',
  JB_SMARTBILL_LIFETIME_WEEK      = 'W',
  JB_SMARTBILL_LIFETIME_HALFMONTH = 'H',   /* 15 days */
  JB_SMARTBILL_LIFETIME_MONTH     = 'M',   /* 30 days, the default */
  JB_SMARTBILL_LIFETIME_QUARTER   = 'Q',   /* 90 days */
  JB_SMARTBILL_LIFETIME_HALFYEAR  = 'R',   /* 180 days */
  JB_SMARTBILL_LIFETIME_YEAR      = 'Y',
  JB_SMARTBILL_LIFETIME_UNLIMITED = 'Z',   /* only when the user asks for it */
  JB_SMARTBILL_LIFETIME_UNTIL     = 'C',   /* to the end of a day */
} JbSmartbillLifetime;

#define JB_SMARTBILL_N_TEMPLATES 12

#define JB_TYPE_SMARTBILL (jb_smartbill_get_type ())
G_DECLARE_FINAL_TYPE (JbSmartbill, jb_smartbill, JB, SMARTBILL, GObject)

/* Error CONFIG: the connection lacks the company number, the SmartBill id or the authentication code. */
JbSmartbill *jb_smartbill_new                    (const char              *uri,
                                                  const JbProviderConfig  *config,
                                                  GError                 **error);

/* The lifetime of tokens that are renewed by themselves. @until: yyyymmdd, for UNTIL only. */
void         jb_smartbill_set_lifetime           (JbSmartbill             *self,
                                                  JbSmartbillLifetime      lifetime,
                                                  int                      until);

/* Asks for a new token of that lifetime, which this object uses from then on (and "token-renewed" is emitted). */
void         jb_smartbill_get_token_async        (JbSmartbill             *self,
                                                  JbSmartbillLifetime      lifetime,
                                                  int                      until,
                                                  GCancellable            *cancellable,
                                                  GAsyncReadyCallback      callback,
                                                  gpointer                 user_data);
/* (transfer full). @expires_at (out) (optional): UTC ms, G_MAXINT64 = never. */
char        *jb_smartbill_get_token_finish       (JbSmartbill             *self,
                                                  GAsyncResult            *result,
                                                  gint64                  *expires_at,
                                                  GError                 **error);

/* The service's own forms: exactly JB_SMARTBILL_N_TEMPLATES XSL texts in the order of smartbill.md 3.2. */
void         jb_smartbill_fetch_templates_async  (JbSmartbill             *self,
                                                  GCancellable            *cancellable,
                                                  GAsyncReadyCallback      callback,
                                                  gpointer                 user_data);
/* (transfer full) NULL-terminated */
char       **jb_smartbill_fetch_templates_finish (JbSmartbill             *self,
                                                  GAsyncResult            *result,
                                                  GError                 **error);

G_END_DECLS
