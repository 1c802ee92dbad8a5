/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring of the user's session through libsecret, or a table in memory for the demo, for tests and for a machine without a
 * keyring. One item a connection and one a book, each a text under one attribute: the connection's key, or the book's id.
 * Used by sync/. */

#define G_LOG_DOMAIN "jb-secrets"

#include "config.h"

#include "jb-secrets-private.h"

#include "jb-secret-private.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>

/* Long enough to find a password and to type it into the keyring's own window. */
#define PATIENCE_MS (2 * 60 * 1000)

G_DEFINE_QUARK (jb-secrets-error-quark, jb_secrets_error)
G_DEFINE_FINAL_TYPE (JbSecrets, jb_secrets, G_TYPE_OBJECT)

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_secrets_finalize (GObject *object)
{
  JbSecrets *self = JB_SECRETS (object);

  g_clear_pointer (&self->memory, g_hash_table_unref);
  g_clear_pointer (&self->guests, g_hash_table_unref);

  G_OBJECT_CLASS (jb_secrets_parent_class)->finalize (object);
}

static void
jb_secrets_class_init (JbSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_secrets_finalize;
}

static void
jb_secrets_init (JbSecrets *self)
{
  self->patience = PATIENCE_MS;
}

JbSecrets *
jb_secrets_new_keyring (void)
{
  return g_object_new (JB_TYPE_SECRETS, NULL);
}

JbSecrets *
jb_secrets_new_memory (void)
{
  JbSecrets *self = g_object_new (JB_TYPE_SECRETS, NULL);

  self->memory = _jb_secrets_make_table ();

  return self;
}

void
jb_secrets_set_patience (JbSecrets *self,
                         guint      ms)
{
  g_return_if_fail (JB_IS_SECRETS (self));

  self->patience = ms;
}

char *
jb_secrets_make_key (const char *service,
                     const char *environment,
                     const char *company)
{
  g_return_val_if_fail (service != NULL && environment != NULL && company != NULL, NULL);

  return g_strjoin ("|", service, environment, company, NULL);
}

/* -- connections ---------------------------------------------------------------------------------------------------- */

void
jb_secrets_keep_for_session (JbSecrets      *self,
                             const char     *key,
                             const JbSecret *secret)
{
  char *text;

  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (key != NULL && secret != NULL && secret->auth_code != NULL);

  text = _jb_secret_to_text (secret);
  _jb_secrets_keep_text (self, JB_SECRETS_ABOUT_CONNECTION, key, text);
  jb_wipe_text (text);
}

gboolean
jb_secrets_is_session_only (JbSecrets  *self,
                            const char *key)
{
  g_return_val_if_fail (JB_IS_SECRETS (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return _jb_secrets_is_session_only (self, JB_SECRETS_ABOUT_CONNECTION, key);
}

void
jb_secrets_store_async (JbSecrets           *self,
                        const char          *key,
                        const JbSecret      *secret,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autofree char *label = NULL;
  char *text;

  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (key != NULL && secret != NULL && secret->auth_code != NULL);

  label = g_strdup_printf (_("Jangbu connection %s"), key);
  text = _jb_secret_to_text (secret);
  _jb_secrets_store_text (self, JB_SECRETS_ABOUT_CONNECTION, key, label, text, cancellable, callback, user_data);
  jb_wipe_text (text);
}

gboolean
jb_secrets_store_finish (JbSecrets     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
jb_secrets_lookup_async (JbSecrets           *self,
                         const char          *key,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (key != NULL);

  _jb_secrets_look_up_text (self, JB_SECRETS_ABOUT_CONNECTION, key, cancellable, callback, user_data);
}

JbSecret *
jb_secrets_lookup_finish (JbSecrets     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  JbSecret *secret;
  char *text;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  text = g_task_propagate_pointer (G_TASK (result), error);
  if (text == NULL)
    return NULL;

  secret = _jb_secret_from_text (text);
  jb_wipe_text (text);
  if (secret == NULL)
    g_propagate_error (error, _jb_secrets_error_not_found (JB_SECRETS_ABOUT_CONNECTION));
  return secret;
}

void
jb_secrets_clear_async (JbSecrets           *self,
                        const char          *key,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (key != NULL);

  _jb_secrets_clear_text (self, JB_SECRETS_ABOUT_CONNECTION, key, cancellable, callback, user_data);
}

gboolean
jb_secrets_clear_finish (JbSecrets     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- books ---------------------------------------------------------------------------------------------------------- */

void
jb_secrets_keep_book_key_for_session (JbSecrets  *self,
                                      const char *book,
                                      const char *text)
{
  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (book != NULL && text != NULL);

  _jb_secrets_keep_text (self, JB_SECRETS_ABOUT_BOOK, book, text);
}

gboolean
jb_secrets_is_book_key_session_only (JbSecrets  *self,
                                     const char *book)
{
  g_return_val_if_fail (JB_IS_SECRETS (self), FALSE);
  g_return_val_if_fail (book != NULL, FALSE);

  return _jb_secrets_is_session_only (self, JB_SECRETS_ABOUT_BOOK, book);
}

void
jb_secrets_store_book_key_async (JbSecrets           *self,
                                 const char          *book,
                                 const char          *text,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autofree char *label = NULL;

  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (book != NULL && text != NULL);

  /* Translators: %s is the random id of a book (장부), as the book itself says it */
  label = g_strdup_printf (_("Jangbu key of the book %s"), book);
  _jb_secrets_store_text (self, JB_SECRETS_ABOUT_BOOK, book, label, text, cancellable, callback, user_data);
}

gboolean
jb_secrets_store_book_key_finish (JbSecrets     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
jb_secrets_lookup_book_key_async (JbSecrets           *self,
                                  const char          *book,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (book != NULL);

  _jb_secrets_look_up_text (self, JB_SECRETS_ABOUT_BOOK, book, cancellable, callback, user_data);
}

char *
jb_secrets_lookup_book_key_finish (JbSecrets     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
