/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a sign-up brought becomes a connection. Used by JbSignupDialog and JbPasteDialog. Main thread. */

#pragma once

#include "jb-session.h"
#include "jb-signup-answer.h"

G_BEGIN_DECLS

/* jb_session_connect_async() with what @answer says; a token that the service refuses is replaced by one that the code gets.
 * @company: ten digits. @account (nullable): for an answer without one. @answer can go at once. */
void   jb_signup_connect_async  (JbSession             *session,
                                 const JbSignupAnswer  *answer,
                                 const char            *company,
                                 const char            *account,
                                 const char            *environment,
                                 GCancellable          *cancellable,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data);
/* The connection's id, 0 on error. */
gint64 jb_signup_connect_finish (JbSession             *session,
                                 GAsyncResult          *result,
                                 GError               **error);

G_END_DECLS
