/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks, writes, keeps, in this order: a code that the service refuses leaves nothing behind, and a machine without a keyring
 * still gets its connection, for as long as the program runs. Used by cli/ and app/. */

#define G_LOG_DOMAIN "jb-connector"

#include "config.h"

#include "jb-connector.h"

#include <glib/gi18n-lib.h>

#include "jb-numbers.h"

typedef struct
{
  /* Input. */
  JbArchive     *archive;
  JbSecrets     *secrets;
  JbConnection  *connection;

  /* In progress. */
  JbProvider    *provider;
  gulong         renewed_handler;
  JbSecret      *secret;

  /* Output. */
  gint64         id;
  GError        *secret_error;
} Connect;

static void
connect_free (gpointer data)
{
  Connect *self = data;

  g_clear_signal_handler (&self->renewed_handler, self->provider);
  g_clear_object (&self->provider);
  g_clear_object (&self->archive);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->connection, jb_connection_free);
  g_clear_pointer (&self->secret, jb_secret_free);
  g_clear_error (&self->secret_error);
  g_free (self);
}

static void
token_renewed_cb (JbProvider *provider,
                  const char *token,
                  gint64      expires_at,
                  gpointer    user_data)
{
  Connect *self = user_data;

  jb_secret_set_token (self->secret, token, expires_at);
}

/* (transfer full) */
static char *
make_key (Connect *self)
{
  return jb_secrets_make_key (self->connection->service, self->connection->environment, self->connection->company);
}

static void
secret_stored_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Connect *self = g_task_get_task_data (task);

  if (!jb_secrets_store_finish (JB_SECRETS (object), result, &self->secret_error))
    {
      g_autofree char *key = make_key (self);

      jb_secrets_keep_for_session (self->secrets, key, self->secret);
    }
  g_task_return_int (task, self->id);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Connect *self = g_task_get_task_data (task);
  g_autofree char *key = NULL;
  GError *error = NULL;

  if (!jb_provider_check_finish (JB_PROVIDER (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self->id = jb_archive_add_connection (self->archive, self->connection, &error);
  if (self->id == 0)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Not cancellable any more: book and keyring belong together. */
  key = make_key (self);
  jb_secrets_store_async (self->secrets, key, self->secret, NULL, secret_stored_cb, g_object_ref (task));
}

/* The demo service works with numbers that fail the check (smartbill.md 6.4); a real company's never does. */
static gboolean
check_company (const JbConnection  *connection,
               GError             **error)
{
  g_autofree char *digits = jb_business_number_parse (connection->company, error);

  if (digits == NULL)
    return FALSE;
  if (g_strcmp0 (connection->environment, "production") != 0 || jb_business_number_has_check (digits))
    return TRUE;

  g_set_error (error, JB_VALUE_ERROR, JB_VALUE_ERROR_CHECK_DIGIT,
               _("The business number %s is mistyped: its last digit does not fit. Please check it."), connection->company);
  return FALSE;
}

static gboolean
prepare (Connect             *self,
         JbHttp              *http,
         JbClock             *clock,
         const JbConnection  *connection,
         JbTokenLifetime      lifetime,
         GError             **error)
{
  JbProviderConfig config = {
    .auth_code = self->secret->auth_code,
    .token = self->secret->token,
    .token_expires_at = self->secret->token_expires_at,
    .token_lifetime = lifetime,
    .http = http,
    .clock = clock,
  };

  if (!check_company (connection, error))
    return FALSE;

  self->connection = jb_connection_copy (connection);
  self->connection->id = 0;
  g_free (self->connection->company);
  self->connection->company = jb_business_number_parse (connection->company, NULL);   /* checked above */

  config.connection = self->connection;
  self->provider = jb_provider_new_for_connection (&config, error);
  if (self->provider == NULL)
    return FALSE;

  self->renewed_handler = g_signal_connect (self->provider, "token-renewed", G_CALLBACK (token_renewed_cb), self);
  return TRUE;
}

void
jb_connector_connect_async (JbArchive           *archive,
                            JbSecrets           *secrets,
                            JbHttp              *http,
                            JbClock             *clock,
                            const JbConnection  *connection,
                            const JbSecret      *secret,
                            JbTokenLifetime      lifetime,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  Connect *self;

  g_return_if_fail (JB_IS_ARCHIVE (archive));
  g_return_if_fail (connection != NULL && secret != NULL && secret->auth_code != NULL);

  self = g_new0 (Connect, 1);
  self->archive = g_object_ref (archive);
  self->secrets = g_object_ref (secrets);
  self->secret = jb_secret_copy (secret);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_connector_connect_async);
  g_task_set_task_data (task, self, connect_free);
  /* Once the book has the connection, the answer is yes, whenever the cancel came. */
  g_task_set_check_cancellable (task, FALSE);

  if (prepare (self, http, clock, connection, lifetime, &error))
    jb_provider_check_async (self->provider, cancellable, checked_cb, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

gint64
jb_connector_connect_finish (GAsyncResult  *result,
                             GError       **secret_error,
                             GError       **error)
{
  Connect *self;
  gssize id;

  g_return_val_if_fail (g_task_is_valid (result, NULL), 0);

  id = g_task_propagate_int (G_TASK (result), error);
  self = g_task_get_task_data (G_TASK (result));
  if (secret_error != NULL)
    *secret_error = g_steal_pointer (&self->secret_error);
  return MAX (id, 0);
}
