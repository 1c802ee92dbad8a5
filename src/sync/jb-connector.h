/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes a connection: asks the service whether it works, writes it into the book, keeps its secret.
 * Used by cli/ (connect) and app/ (the demo). Main thread. */

#pragma once

#include "jb-archive.h"
#include "jb-provider.h"
#include "jb-secrets.h"

G_BEGIN_DECLS

/* @connection's id is ignored. @secret: at least the code; a token with it, if the user has one, is tried as it is, and must be
 * accepted (smartbill.md 9.2). Without one the service is asked for a token that lives for @lifetime. Nothing is written unless the service accepted the code.
 * *secret_error (in finish) says why no keyring took the secret: the book has the connection nevertheless, and @secrets remembers
 * the code until the program ends (jb_secrets_is_session_only()). */
void     jb_connector_connect_async    (JbArchive            *archive,
                                        JbSecrets            *secrets,
                                        JbHttp               *http,
                                        JbClock              *clock,
                                        const JbConnection   *connection,
                                        const JbSecret       *secret,
                                        JbTokenLifetime       lifetime,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
/* The connection's id, 0 on error. @secret_error (out) (optional) (transfer full). */
gint64   jb_connector_connect_finish   (GAsyncResult         *result,
                                        GError              **secret_error,
                                        GError              **error);

G_END_DECLS
