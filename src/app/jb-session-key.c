/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key of the book: asked of the keyring when the book opens, and what follows when the book is or becomes unlocked. */

#define G_LOG_DOMAIN "jb-session-key"

#include "config.h"

#include "jb-session-private.h"

static void
rest_encrypted_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = jb_book_keeper_encrypt_rest_finish (JB_BOOK_KEEPER (object), result, &error);

  g_clear_object (&self->rest_cancellable);
  if (self->state == JB_SESSION_CLOSED)
    return;
  if (!ok && !_jb_session_was_cancelled (error))
    {
      _jb_session_set_problem (self, error);
      self->rest_failed = TRUE;
    }
  if (self->run_cancellable != NULL)
    _jb_session_start_run (self);
}

void
jb_session_encrypt_rest (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  if (jb_session_get_protection (self) != JB_PROTECTION_UNLOCKED || self->rest_cancellable != NULL ||
      jb_archive_is_read_only (self->archive) || !jb_archive_has_rest (self->archive))
    return;

  /* Never both: a run begins and ends in the book at once, and the window would stand still until the book is written anew. */
  self->rest_waits = self->run_cancellable != NULL;
  if (self->rest_waits)
    return;

  self->rest_cancellable = g_cancellable_new ();
  jb_book_keeper_encrypt_rest_async (self->keeper, self->rest_cancellable, rest_encrypted_cb, g_object_ref (self));
}

void
jb_session_stop_encrypting (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  self->rest_waits = FALSE;
  g_cancellable_cancel (self->rest_cancellable);
}

/* However it came to be open, what is still in the clear is encrypted now, and a refusal because of the lock is no news any more. */
static void
keeper_changed_cb (JbSession *self)
{
  gboolean unlocked = jb_session_get_protection (self) == JB_PROTECTION_UNLOCKED;

  if (unlocked && !self->unlocked)
    {
      if (g_error_matches (self->problem, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY))
        _jb_session_set_problem (self, NULL);
      self->unlocked = TRUE;
      jb_session_encrypt_rest (self);
    }
  g_object_notify (G_OBJECT (self), "protection");
}

static void
key_found_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!jb_book_keeper_find_key_finish (JB_BOOK_KEEPER (object), result, &error))
    g_debug ("The book stays locked: %s", error->message);
  if (self->state != JB_SESSION_CLOSED && self->collect_waits)
    jb_session_collect (self);
}

void
_jb_session_open_keeper (JbSession *self)
{
  self->keeper = jb_book_keeper_new (self->archive, self->secrets);
  g_signal_connect_object (self->keeper, "changed", G_CALLBACK (keeper_changed_cb), self, G_CONNECT_SWAPPED);
  keeper_changed_cb (self);
  if (self->is_demo)
    _jb_session_protect_demo (self);
  else
    jb_book_keeper_find_key_async (self->keeper, self->cancellable, key_found_cb, g_object_ref (self));
}

gboolean
_jb_session_may_collect (JbSession *self)
{
  g_autoptr(GError) error = NULL;

  self->collect_waits = jb_book_keeper_is_asking (self->keeper);
  if (self->collect_waits)
    return FALSE;
  if (jb_book_keeper_require_key (self->archive, &error))
    return TRUE;
  _jb_session_set_problem (self, error);
  return FALSE;
}

gboolean
_jb_session_hold_rest (JbSession *self)
{
  if (self->rest_cancellable == NULL)
    return FALSE;

  self->rest_waits = TRUE;
  g_cancellable_cancel (self->rest_cancellable);
  return TRUE;
}
