/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Making, copying and freeing a connection. */

#define G_LOG_DOMAIN "jb-connection"

#include "config.h"

#include "jb-connection.h"

JbConnection *
jb_connection_new (void)
{
  return g_new0 (JbConnection, 1);
}

JbConnection *
jb_connection_copy (const JbConnection *connection)
{
  JbConnection *copy;

  if (connection == NULL)
    return NULL;

  copy = jb_connection_new ();
  *copy = *connection;
  copy->service = g_strdup (connection->service);
  copy->environment = g_strdup (connection->environment);
  copy->company = g_strdup (connection->company);
  copy->company_name = g_strdup (connection->company_name);
  copy->account = g_strdup (connection->account);
  copy->name = g_strdup (connection->name);
  return copy;
}

void
jb_connection_free (JbConnection *connection)
{
  if (connection == NULL)
    return;

  g_free (connection->service);
  g_free (connection->environment);
  g_free (connection->company);
  g_free (connection->company_name);
  g_free (connection->account);
  g_free (connection->name);
  g_free (connection);
}
