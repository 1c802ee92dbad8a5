/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How far a company is on its way to the first invoice: the prerequisites of its service, asked with the code that the keyring has.
 * Used by app/ for the checklist. Main thread. */

#pragma once

#include "jb-prerequisite.h"
#include "jb-secrets.h"

G_BEGIN_DECLS

/* @connection need not be in a book (id 0): then nothing is looked for in @secrets, and only the way to the service is tried. */
void        jb_checkup_run_async   (JbSecrets            *secrets,
                                    JbHttp               *http,
                                    JbClock              *clock,
                                    const JbConnection   *connection,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* (transfer full) (element-type JbPrerequisite). A code that the keyring does not give is a state of its step; errors as those of
 * jb_provider_probe_finish(). */
GPtrArray  *jb_checkup_run_finish  (GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
