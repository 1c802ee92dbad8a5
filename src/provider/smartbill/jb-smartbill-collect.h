/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of SmartBill. Used by jb-smartbill.c only. */

#pragma once

#include "jb-smartbill-call.h"

G_BEGIN_DECLS

/* smartbill.md 2 and 8 */
#define JB_SMARTBILL_MAX_WINDOW_DAYS 30

/* smartbill.md 1.3 */
#define JB_SMARTBILL_QUERY_TIMEOUT_S 60

/* How SmartBill writes a direction. Static. */
const char   *jb_smartbill_get_supbuy      (JbDirection             direction);
/* JbProviderInterface.collect_async */
void          jb_smartbill_collect_async   (JbProvider             *provider,
                                            const JbCollectRequest *request,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
JbCollected  *jb_smartbill_collect_finish  (JbProvider             *provider,
                                            GAsyncResult           *result,
                                            GError                **error);
/* One list by the written date, for somebody who waits: nothing is repeated or compared. jb_smartbill_call_finish() gives a
 * JbSmartbillList. */
void          jb_smartbill_ask_list_async  (JbSmartbill            *self,
                                            JbDirection             direction,
                                            JbPeriod                window,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);

G_END_DECLS
