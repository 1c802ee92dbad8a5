/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring of the user's session through libsecret, or a table in memory for the demo, for tests and for a machine without a
 * keyring. One item a connection; its only attribute is the connection's key. Used by sync/. */

#define G_LOG_DOMAIN "jb-secrets"

#include "config.h"

#include "jb-secret-private.h"
#include "jb-secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define ATTRIBUTE "connection"

static const SecretSchema schema = {
  APP_ID, SECRET_SCHEMA_NONE,
  { { ATTRIBUTE, SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } }
};

struct _JbSecrets
{
  GObject     parent_instance;

  GHashTable *memory;   /* (nullable) (element-type utf8 JbSecret): NULL = the keyring */
  GHashTable *guests;   /* (nullable) (element-type utf8 JbSecret): what the keyring did not take, until the program ends */
};

G_DEFINE_QUARK (jb-secrets-error-quark, jb_secrets_error)
G_DEFINE_FINAL_TYPE (JbSecrets, jb_secrets, G_TYPE_OBJECT)

static GError *
make_not_found (void)
{
  return g_error_new_literal (JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND,
                              _("The keyring does not hold the authentication code of this connection. "
                                "Enter the code again."));
}

static GError *
make_locked (void)
{
  return g_error_new_literal (JB_SECRETS_ERROR, JB_SECRETS_ERROR_LOCKED,
                              _("The keyring is locked or did not let the program in. "
                                "Unlock it and try again."));
}

/* libsecret's own words go to the log; what is not about locks is about a keyring that is not there. @error: (transfer full) */
static GError *
translate_error (GError *error)
{
  g_autoptr(GError) cause = error;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&cause);

  g_debug ("%s", cause->message);

  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return make_locked ();
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    return make_not_found ();

  return g_error_new_literal (JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE,
                              _("This computer has no keyring that answers, so the authentication code cannot be kept. "
                                "Install or start one (GNOME Keyring, KWallet), or enter the code each time."));
}

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
}

JbSecrets *
jb_secrets_new_keyring (void)
{
  return g_object_new (JB_TYPE_SECRETS, NULL);
}

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) jb_secret_free);
}

JbSecrets *
jb_secrets_new_memory (void)
{
  JbSecrets *self = g_object_new (JB_TYPE_SECRETS, NULL);

  self->memory = make_table ();

  return self;
}

char *
jb_secrets_make_key (const char *service,
                     const char *environment,
                     const char *company)
{
  g_return_val_if_fail (service != NULL && environment != NULL && company != NULL, NULL);

  return g_strjoin ("|", service, environment, company, NULL);
}

void
jb_secrets_keep_for_session (JbSecrets      *self,
                             const char     *key,
                             const JbSecret *secret)
{
  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (key != NULL && secret != NULL);

  if (self->memory == NULL && self->guests == NULL)
    self->guests = make_table ();
  g_hash_table_replace (self->memory != NULL ? self->memory : self->guests, g_strdup (key), _jb_secret_copy (secret));
}

gboolean
jb_secrets_is_session_only (JbSecrets  *self,
                            const char *key)
{
  g_return_val_if_fail (JB_IS_SECRETS (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return self->guests != NULL && g_hash_table_contains (self->guests, key);
}

/* What is kept for this session only is answered from there: the keyring has nothing, or something older. */
static GHashTable *
find_table (JbSecrets  *self,
            const char *key)
{
  return jb_secrets_is_session_only (self, key) ? self->guests : self->memory;
}

static void
drop_guest (JbSecrets  *self,
            const char *key)
{
  if (self->guests != NULL)
    g_hash_table_remove (self->guests, key);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    {
      drop_guest (g_task_get_source_object (task), g_task_get_task_data (task));
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error ? translate_error (error) : make_locked ());   /* no error: the prompt was dismissed */
}

void
jb_secrets_store_async (JbSecrets           *self,
                        const char          *key,
                        const JbSecret      *secret,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *label = NULL;
  char *text;

  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (key != NULL && secret != NULL && secret->auth_code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_secrets_store_async);
  g_task_set_task_data (task, g_strdup (key), g_free);

  if (self->memory != NULL)
    {
      g_hash_table_replace (self->memory, g_strdup (key), _jb_secret_copy (secret));
      g_task_return_boolean (task, TRUE);
      return;
    }

  /* A renewed token is worth keeping even when the keyring still does not answer. */
  if (jb_secrets_is_session_only (self, key))
    jb_secrets_keep_for_session (self, key, secret);

  /* What the user sees in the keyring's own window. */
  label = g_strdup_printf (_("Jangbu connection %s"), key);
  text = _jb_secret_to_text (secret);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, text, cancellable,
                         stored_cb, g_steal_pointer (&task), ATTRIBUTE, key, NULL);
  _jb_secret_wipe (text);
}

gboolean
jb_secrets_store_finish (JbSecrets     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  JbSecret *secret = NULL;
  char *text = secret_password_lookup_nonpageable_finish (result, &error);

  if (text != NULL)
    secret = _jb_secret_from_text (text);
  secret_password_free (text);

  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) jb_secret_free);
  else
    g_task_return_error (task, error ? translate_error (error) : make_not_found ());
}

void
jb_secrets_lookup_async (JbSecrets           *self,
                         const char          *key,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  const JbSecret *secret;
  GHashTable *table;

  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_secrets_lookup_async);

  table = find_table (self, key);
  if (table == NULL)
    {
      secret_password_lookup (&schema, cancellable, looked_up_cb, g_steal_pointer (&task), ATTRIBUTE, key, NULL);
      return;
    }

  secret = g_hash_table_lookup (table, key);
  if (secret != NULL)
    g_task_return_pointer (task, _jb_secret_copy (secret), (GDestroyNotify) jb_secret_free);
  else
    g_task_return_error (task, make_not_found ());
}

JbSecret *
jb_secrets_lookup_finish (JbSecrets     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  /* FALSE without an error: there was nothing to clear, which is what the caller wants. */
  if (secret_password_clear_finish (result, &error) || error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, translate_error (error));
}

void
jb_secrets_clear_async (JbSecrets           *self,
                        const char          *key,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (JB_IS_SECRETS (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_secrets_clear_async);
  drop_guest (self, key);

  if (self->memory == NULL)
    {
      secret_password_clear (&schema, cancellable, cleared_cb, g_steal_pointer (&task), ATTRIBUTE, key, NULL);
      return;
    }

  g_hash_table_remove (self->memory, key);
  g_task_return_boolean (task, TRUE);
}

gboolean
jb_secrets_clear_finish (JbSecrets     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
