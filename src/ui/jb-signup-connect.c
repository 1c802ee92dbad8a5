/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "jb-signup-connect"

#include "config.h"

#include "jb-signup-connect.h"

void
jb_signup_connect_async (JbSession            *session,
                         const JbSignupAnswer *answer,
                         const char           *company,
                         const char           *account,
                         const char           *environment,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(JbSecret) secret = jb_secret_new ();

  g_return_if_fail (answer != NULL && answer->auth_code != NULL);
  g_return_if_fail (company != NULL && environment != NULL);
  g_return_if_fail (answer->account != NULL || account != NULL);

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (environment);
  connection->company = g_strdup (company);
  connection->company_name = g_strdup (answer->company_name);
  connection->account = g_strdup (answer->account != NULL ? answer->account : account);
  secret->auth_code = g_strdup (answer->auth_code);
  secret->token = g_strdup (answer->auth_token);
  jb_session_connect_async (session, connection, secret, cancellable, callback, user_data);
}
