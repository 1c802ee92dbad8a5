/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The prerequisites of collecting from SmartBill (smartbill.md 8). Used by jb-provider-registry.c; main thread. */

#pragma once

#include "jb-prerequisite.h"

G_BEGIN_DECLS

/* (transfer full) (element-type JbPrerequisite): in order of JbPrerequisiteKind. @uri: of the API. */
GPtrArray  *jb_smartbill_checklist_new           (const char             *environment,
                                                  const char             *uri);

/* Asks as jb_provider_probe_async() says; jb_provider_probe_finish() takes its answer. @uri: of the API. */
void        jb_smartbill_checklist_probe_async   (const char             *uri,
                                                  const JbProviderConfig *config,
                                                  GCancellable           *cancellable,
                                                  GAsyncReadyCallback     callback,
                                                  gpointer                user_data);
/* FALSE: @failure shows nothing of these steps. */
gboolean    jb_smartbill_checklist_explain       (GPtrArray              *steps,
                                                  const GError           *failure);

G_END_DECLS
