/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring comes second: a book that it does not help to open is opened by the code, and a key that it does not take stays in
 * memory until the program ends. */

#define G_LOG_DOMAIN "jb-book-keeper"

#include "config.h"

#include "jb-book-keeper.h"

#include "jb-wipe.h"

#include <glib/gi18n-lib.h>

struct _JbBookKeeper
{
  GObject     parent_instance;

  JbArchive  *archive;
  JbSecrets  *secrets;
  double      progress;
  guint       asking : 1;
  guint       protecting : 1;
};

G_DEFINE_FINAL_TYPE (JbBookKeeper, jb_book_keeper, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One key on its way into the keyring, and perhaps into the book. */
typedef struct
{
  JbBookKey  *key;
  char       *code;           /* (nullable): to protect the book with */
  GError     *secret_error;   /* (nullable): why the keyring did not take the key */
} Carry;

static Carry *
carry_new (JbBookKey  *key,
           const char *code)
{
  Carry *carry = g_new0 (Carry, 1);

  carry->key = key;
  carry->code = g_strdup (code);
  return carry;
}

static void
carry_free (gpointer data)
{
  Carry *carry = data;

  g_clear_pointer (&carry->key, jb_book_key_unref);
  jb_wipe_text (carry->code);
  g_clear_error (&carry->secret_error);
  g_free (carry);
}

static void
emit_changed (JbBookKeeper *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What a call without a task of its own is answered with. */
static GTask *
make_task (JbBookKeeper        *self,
           gpointer             tag,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* What is done is done, whenever the cancel came. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

/* (out) of every finish that carries a key. */
static gboolean
finish_carrying (GTask   *task,
                 GError **secret_error,
                 GError **error)
{
  Carry *carry = g_task_get_task_data (task);

  if (secret_error != NULL)
    *secret_error = carry != NULL ? g_steal_pointer (&carry->secret_error) : NULL;
  return g_task_propagate_boolean (task, error);
}

/* -- to the keyring ------------------------------------------------------------------------------------------------- */

static void
offer_to_keyring (JbBookKeeper        *self,
                  JbBookKey           *key,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  GTask               *task)
{
  char *text = jb_book_key_to_text (key);

  jb_secrets_store_book_key_async (self->secrets, jb_archive_get_id (self->archive), text, cancellable, callback,
                                   g_object_ref (task));
  jb_wipe_text (text);
}

static void
keep_for_session (JbBookKeeper *self,
                  JbBookKey    *key)
{
  char *text = jb_book_key_to_text (key);

  jb_secrets_keep_book_key_for_session (self->secrets, jb_archive_get_id (self->archive), text);
  jb_wipe_text (text);
}

/* The book is open already, whatever the keyring says. */
static void
kept_open_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbBookKeeper *self = g_task_get_source_object (task);
  Carry *carry = g_task_get_task_data (task);

  if (!jb_secrets_store_book_key_finish (JB_SECRETS (object), result, &carry->secret_error))
    keep_for_session (self, carry->key);
  emit_changed (self);
  g_task_return_boolean (task, TRUE);
}

static void
kept_again_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!jb_secrets_store_book_key_finish (JB_SECRETS (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  emit_changed (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

void
jb_book_keeper_keep_key_async (JbBookKeeper        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JbBookKey) key = NULL;

  g_return_if_fail (JB_IS_BOOK_KEEPER (self));

  task = make_task (self, jb_book_keeper_keep_key_async, cancellable, callback, user_data);
  key = jb_archive_dup_key (self->archive);
  if (key != NULL)
    offer_to_keyring (self, key, cancellable, kept_again_cb, task);
  else
    g_task_return_new_error (task, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY,
                             _("There is no open key to keep. Enter the recovery code first."));
}

gboolean
jb_book_keeper_keep_key_finish (JbBookKeeper  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- from the keyring ----------------------------------------------------------------------------------------------- */

/* @text: (transfer full) */
static gboolean
unlock_with_text (JbBookKeeper  *self,
                  char          *text,
                  GError       **error)
{
  g_autoptr(JbBookKey) key = jb_book_key_from_text (text);

  jb_wipe_text (text);
  if (key != NULL)
    return jb_archive_unlock (self->archive, key, error);

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY,
                       _("What the keyring holds for this book is not a key. Enter the recovery code."));
  return FALSE;
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbBookKeeper *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *text = jb_secrets_lookup_book_key_finish (JB_SECRETS (object), result, &error);
  gboolean ok = text != NULL && unlock_with_text (self, text, &error);

  self->asking = FALSE;
  emit_changed (self);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
jb_book_keeper_find_key_async (JbBookKeeper        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (JB_IS_BOOK_KEEPER (self));
  g_return_if_fail (!self->asking);

  task = make_task (self, jb_book_keeper_find_key_async, cancellable, callback, user_data);
  if (jb_archive_get_protection (self->archive) != JB_PROTECTION_LOCKED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->asking = TRUE;
  emit_changed (self);
  jb_secrets_lookup_book_key_async (self->secrets, jb_archive_get_id (self->archive), cancellable, looked_up_cb,
                                    g_steal_pointer (&task));
}

gboolean
jb_book_keeper_find_key_finish (JbBookKeeper  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- from the owner ------------------------------------------------------------------------------------------------- */

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbBookKeeper *self = g_task_get_source_object (task);
  GError *error = NULL;
  JbBookKey *key = jb_archive_unlock_with_code_finish (self->archive, result, &error);

  if (key == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* The book is open: a cancel now only gives up a keyring that does not answer. */
  g_task_set_task_data (task, carry_new (key, NULL), carry_free);
  offer_to_keyring (self, key, g_task_get_cancellable (task), kept_open_cb, task);
}

void
jb_book_keeper_enter_code_async (JbBookKeeper        *self,
                                 const char          *code,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (JB_IS_BOOK_KEEPER (self));
  g_return_if_fail (code != NULL);

  task = make_task (self, jb_book_keeper_enter_code_async, cancellable, callback, user_data);
  jb_archive_unlock_with_code_async (self->archive, code, cancellable, unlocked_cb, g_steal_pointer (&task));
}

gboolean
jb_book_keeper_enter_code_finish (JbBookKeeper  *self,
                                  GAsyncResult  *result,
                                  GError       **secret_error,
                                  GError       **error)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return finish_carrying (G_TASK (result), secret_error, error);
}

/* -- protecting ----------------------------------------------------------------------------------------------------- */

static void
protected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbBookKeeper *self = g_task_get_source_object (task);
  Carry *carry = g_task_get_task_data (task);
  GError *error = NULL;

  self->protecting = FALSE;
  if (!jb_archive_protect_finish (self->archive, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (carry->secret_error != NULL)
    keep_for_session (self, carry->key);
  emit_changed (self);
  g_task_return_boolean (task, TRUE);
}

/* The keyring has the key before the book needs it: a program that dies between the two leaves a key too many, not one too few. */
static void
kept_before_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbBookKeeper *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Carry *carry = g_task_get_task_data (task);

  jb_secrets_store_book_key_finish (JB_SECRETS (object), result, &carry->secret_error);
  jb_archive_protect_async (self->archive, carry->key, carry->code, cancellable, protected_cb, g_steal_pointer (&task));
}

void
jb_book_keeper_protect_async (JbBookKeeper        *self,
                              const char          *code,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  JbBookKey *key;

  g_return_if_fail (JB_IS_BOOK_KEEPER (self));
  g_return_if_fail (code != NULL);

  task = make_task (self, jb_book_keeper_protect_async, cancellable, callback, user_data);
  /* Here and not only in the book: the keyring's good key must not be replaced by one that fits nothing. */
  if (self->protecting || jb_archive_get_protection (self->archive) != JB_PROTECTION_NONE)
    {
      g_task_return_new_error (task, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS,
                               _("The book is protected already. Its recovery code can be changed."));
      return;
    }

  key = jb_book_key_new (&error);
  if (key == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->protecting = TRUE;
  g_task_set_task_data (task, carry_new (key, code), carry_free);
  offer_to_keyring (self, key, cancellable, kept_before_cb, task);
}

gboolean
jb_book_keeper_protect_finish (JbBookKeeper  *self,
                               GAsyncResult  *result,
                               GError       **secret_error,
                               GError       **error)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return finish_carrying (G_TASK (result), secret_error, error);
}

/* -- what was written before ---------------------------------------------------------------------------------------- */

static void
set_progress (JbBookKeeper *self,
              double        progress)
{
  if (self->progress == progress)
    return;

  self->progress = progress;
  emit_changed (self);
}

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  set_progress (user_data, fraction);
}

static void
encrypted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbBookKeeper *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean ok = jb_archive_encrypt_rest_finish (self->archive, result, &error);

  set_progress (self, -1);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
jb_book_keeper_encrypt_rest_async (JbBookKeeper        *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (JB_IS_BOOK_KEEPER (self));

  task = make_task (self, jb_book_keeper_encrypt_rest_async, cancellable, callback, user_data);
  if (self->progress >= 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, _("The book is being encrypted already."));
      return;
    }

  set_progress (self, 0);
  jb_archive_encrypt_rest_async (self->archive, progress_cb, self, cancellable, encrypted_cb, g_steal_pointer (&task));
}

gboolean
jb_book_keeper_encrypt_rest_finish (JbBookKeeper  *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- answers -------------------------------------------------------------------------------------------------------- */

gboolean
jb_book_keeper_require_key (JbArchive  *archive,
                            GError    **error)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (archive), FALSE);

  if (jb_archive_get_protection (archive) != JB_PROTECTION_LOCKED)
    return TRUE;

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY,
                       _("The book is locked. Enter the recovery code first."));
  return FALSE;
}

JbProtection
jb_book_keeper_get_protection (JbBookKeeper *self)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), JB_PROTECTION_NONE);

  return jb_archive_get_protection (self->archive);
}

gboolean
jb_book_keeper_is_asking (JbBookKeeper *self)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), FALSE);

  return self->asking;
}

gboolean
jb_book_keeper_is_session_only (JbBookKeeper *self)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), FALSE);

  return jb_secrets_is_book_key_session_only (self->secrets, jb_archive_get_id (self->archive));
}

double
jb_book_keeper_get_progress (JbBookKeeper *self)
{
  g_return_val_if_fail (JB_IS_BOOK_KEEPER (self), -1);

  return self->progress;
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_book_keeper_dispose (GObject *object)
{
  JbBookKeeper *self = JB_BOOK_KEEPER (object);

  g_clear_object (&self->archive);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (jb_book_keeper_parent_class)->dispose (object);
}

static void
jb_book_keeper_class_init (JbBookKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_book_keeper_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
jb_book_keeper_init (JbBookKeeper *self)
{
  self->progress = -1;
}

JbBookKeeper *
jb_book_keeper_new (JbArchive *archive,
                    JbSecrets *secrets)
{
  JbBookKeeper *self;

  g_return_val_if_fail (JB_IS_ARCHIVE (archive), NULL);
  g_return_val_if_fail (JB_IS_SECRETS (secrets), NULL);

  self = g_object_new (JB_TYPE_BOOK_KEEPER, NULL);
  self->archive = g_object_ref (archive);
  self->secrets = g_object_ref (secrets);
  g_signal_connect_object (archive, "notify::protection", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  return self;
}
