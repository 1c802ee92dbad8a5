/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking the keyring through libsecret, with the tables beside it.
 *
 *   begin_asking -> ask -> its answer -> the task's, or fail: once more from ask, then the task's error
 *
 * An answer that comes after the patience has ended is only looked at for what it changed. */

#define G_LOG_DOMAIN "jb-secrets"

#include "config.h"

#include "jb-secrets-private.h"

#include "jb-patience-private.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

/* An item has one of the two. */
static const char * const attributes[] = { "connection", "book" };

/* Found by the attribute alone, which no other program has: gnome-keyring 42 does not find items by the name of their schema in a
 * keyring that is locked since it started (as after an automatic login), and would not ask for its password. */
static const SecretSchema schema = {
  APP_ID, SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "connection", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "book", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  }
};

/* Which item, while the keyring is asked about it. */
typedef struct
{
  JbSecretsAbout   about;
  char            *key;
  char            *name;          /* as in the tables: make_name() */
  char            *label;         /* (nullable): of a store */
  char            *text;          /* (nullable): of a store */
  void           (*ask) (GTask *task);
  gboolean         asked_again;
} Item;

/* -- errors --------------------------------------------------------------------------------------------------------- */

GError *
_jb_secrets_error_not_found (JbSecretsAbout about)
{
  return g_error_new_literal (JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND,
                              about == JB_SECRETS_ABOUT_BOOK
                              ? _("The keyring does not hold the key of this book. Enter the recovery code.")
                              : _("The keyring does not hold the authentication code of this connection. "
                                  "Enter the code again."));
}

static GError *
make_locked (void)
{
  return g_error_new_literal (JB_SECRETS_ERROR, JB_SECRETS_ERROR_LOCKED,
                              _("The keyring is locked or did not let the program in. "
                                "Unlock it and try again."));
}

static GError *
make_silent (void)
{
  return g_error_new_literal (JB_SECRETS_ERROR, JB_SECRETS_ERROR_LOCKED,
                              _("The keyring did not answer in time. If it asks for its password, enter it, and try again."));
}

static GError *
make_unavailable (JbSecretsAbout about)
{
  return g_error_new_literal (JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE,
                              about == JB_SECRETS_ABOUT_BOOK
                              ? _("This computer has no keyring that answers, so the key of the book cannot be kept. "
                                  "Install or start one (GNOME Keyring, KWallet), or enter the recovery code each time.")
                              : _("This computer has no keyring that answers, so the authentication code cannot be kept. "
                                  "Install or start one (GNOME Keyring, KWallet), or enter the code each time."));
}

/* libsecret's own words go to the log; what is not about locks is about a keyring that is not there. */
static GError *
translate_error (JbSecretsAbout  about,
                 const GError   *cause)
{
  g_debug ("%s", cause->message);

  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return make_locked ();
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    return _jb_secrets_error_not_found (about);

  return make_unavailable (about);
}

/* -- items ---------------------------------------------------------------------------------------------------------- */

/* A connection and a book may have the same key. (transfer full) */
static char *
make_name (JbSecretsAbout  about,
           const char     *key)
{
  return g_strjoin ("=", attributes[about], key, NULL);
}

GHashTable *
_jb_secrets_make_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) jb_wipe_text);
}

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->key);
  g_free (item->name);
  g_free (item->label);
  jb_wipe_text (item->text);
  g_free (item);
}

/* (transfer full) */
static GTask *
make_task (JbSecrets           *self,
           JbSecretsAbout       about,
           const char          *key,
           gpointer             tag,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Item *item = g_new0 (Item, 1);

  item->about = about;
  item->key = g_strdup (key);
  item->name = make_name (about, key);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, item, item_free);
  return task;
}

void
_jb_secrets_keep_text (JbSecrets      *self,
                       JbSecretsAbout  about,
                       const char     *key,
                       const char     *text)
{
  if (self->memory == NULL && self->guests == NULL)
    self->guests = _jb_secrets_make_table ();
  g_hash_table_replace (self->memory != NULL ? self->memory : self->guests, make_name (about, key), g_strdup (text));
}

static gboolean
is_guest (JbSecrets  *self,
          const char *name)
{
  return self->guests != NULL && g_hash_table_contains (self->guests, name);
}

gboolean
_jb_secrets_is_session_only (JbSecrets      *self,
                             JbSecretsAbout  about,
                             const char     *key)
{
  g_autofree char *name = make_name (about, key);

  return is_guest (self, name);
}

/* What is kept for this session only is answered from there: the keyring has nothing, or something older. */
static GHashTable *
find_table (JbSecrets  *self,
            const char *name)
{
  return is_guest (self, name) ? self->guests : self->memory;
}

static void
drop_guest (JbSecrets  *self,
            const char *name)
{
  if (self->guests != NULL)
    g_hash_table_remove (self->guests, name);
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

static void
begin_asking (GTask  *task,
              void  (*ask) (GTask *task))
{
  JbSecrets *self = g_task_get_source_object (task);
  Item *item = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  item->ask = ask;
  _jb_patience_begin (task, self->patience, make_silent ());
  ask (task);
}

/* libsecret does not notice that a daemon was started again and goes on in the old session, and a sandbox's own keyring refuses what
 * came between reading and writing it: both are well when asked afresh. A prompt that was answered is not shown twice. */
static void
fail (GTask        *task,
      const GError *cause)
{
  Item *item = g_task_get_task_data (task);
  g_autoptr(GError) error = translate_error (item->about, cause);

  secret_service_disconnect ();
  if (g_error_matches (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE) && !item->asked_again && _jb_patience_is_left (task))
    {
      item->asked_again = TRUE;
      item->ask (task);
    }
  else if (_jb_patience_end (task))
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Item *item = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (stored)   /* however late */
    drop_guest (g_task_get_source_object (task), item->name);

  if (error != NULL)
    fail (task, error);
  else if (!_jb_patience_end (task))
    return;
  else if (stored)
    g_task_return_boolean (task, TRUE);
  else   /* the prompt was dismissed */
    g_task_return_error (task, make_locked ());
}

/* -- locked or not there -------------------------------------------------------------------------------------------- */

static void
return_nothing (GTask *task)
{
  const Item *item = g_task_get_task_data (task);

  if (g_task_get_source_tag (task) == _jb_secrets_clear_text)
    g_task_return_boolean (task, TRUE);   /* nothing to clear is what the caller wants */
  else
    g_task_return_error (task, _jb_secrets_error_not_found (item->about));
}

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (!_jb_patience_end (task))
    ;
  else if (found != NULL)
    g_task_return_error (task, make_locked ());
  else
    return_nothing (task);
  g_list_free_full (found, g_object_unref);
}

/* libsecret says the same of an item that is not there and of one whose password prompt was dismissed. */
static void
find_why_nothing (GTask *task)
{
  const Item *item = g_task_get_task_data (task);

  secret_password_search (&schema, SECRET_SEARCH_NONE, NULL, searched_cb, g_object_ref (task),
                          attributes[item->about], item->key, NULL);
}

/* -- storing and looking up ----------------------------------------------------------------------------------------- */

static void
ask_to_store (GTask *task)
{
  const Item *item = g_task_get_task_data (task);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, item->label, item->text, NULL,
                         stored_cb, g_object_ref (task), attributes[item->about], item->key, NULL);
}

void
_jb_secrets_store_text (JbSecrets           *self,
                        JbSecretsAbout       about,
                        const char          *key,
                        const char          *label,
                        const char          *text,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = make_task (self, about, key, _jb_secrets_store_text, cancellable, callback, user_data);
  Item *item = g_task_get_task_data (task);

  if (self->memory != NULL)
    {
      _jb_secrets_keep_text (self, about, key, text);
      g_task_return_boolean (task, TRUE);
      return;
    }

  /* A renewed token is worth keeping even when the keyring still does not answer. */
  if (_jb_secrets_is_session_only (self, about, key))
    _jb_secrets_keep_text (self, about, key, text);

  item->label = g_strdup (label);
  item->text = g_strdup (text);
  begin_asking (task, ask_to_store);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  char *text = secret_password_lookup_nonpageable_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (text == NULL)
    find_why_nothing (task);
  else if (_jb_patience_end (task))
    g_task_return_pointer (task, g_strdup (text), (GDestroyNotify) jb_wipe_text);
  secret_password_free (text);
}

static void
ask_to_look_up (GTask *task)
{
  const Item *item = g_task_get_task_data (task);

  secret_password_lookup (&schema, NULL, looked_up_cb, g_object_ref (task), attributes[item->about], item->key, NULL);
}

void
_jb_secrets_look_up_text (JbSecrets           *self,
                          JbSecretsAbout       about,
                          const char          *key,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = make_task (self, about, key, _jb_secrets_look_up_text, cancellable, callback, user_data);
  const Item *item = g_task_get_task_data (task);
  GHashTable *table = find_table (self, item->name);
  const char *text;

  if (table == NULL)
    {
      begin_asking (task, ask_to_look_up);
      return;
    }

  text = g_hash_table_lookup (table, item->name);
  if (text != NULL)
    g_task_return_pointer (task, g_strdup (text), (GDestroyNotify) jb_wipe_text);
  else
    g_task_return_error (task, _jb_secrets_error_not_found (about));
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  gboolean cleared = secret_password_clear_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (!cleared)
    find_why_nothing (task);
  else if (_jb_patience_end (task))
    g_task_return_boolean (task, TRUE);
}

static void
ask_to_clear (GTask *task)
{
  const Item *item = g_task_get_task_data (task);

  secret_password_clear (&schema, NULL, cleared_cb, g_object_ref (task), attributes[item->about], item->key, NULL);
}

void
_jb_secrets_clear_text (JbSecrets           *self,
                        JbSecretsAbout       about,
                        const char          *key,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = make_task (self, about, key, _jb_secrets_clear_text, cancellable, callback, user_data);
  const Item *item = g_task_get_task_data (task);

  drop_guest (self, item->name);
  if (self->memory == NULL)
    {
      begin_asking (task, ask_to_clear);
      return;
    }

  g_hash_table_remove (self->memory, item->name);
  g_task_return_boolean (task, TRUE);
}
