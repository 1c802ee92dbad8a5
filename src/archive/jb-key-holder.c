/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A book and its threads share one of these; each thread takes the key out of it when it first needs it. */

#define G_LOG_DOMAIN "jb-key-holder"

#include "config.h"

#include "jb-key-holder.h"

struct _JbKeyHolder
{
  gatomicrefcount  ref_count;

  GMutex           mutex;       /* for the ones below */
  gboolean         is_protected;
  JbBookKey       *key;         /* (nullable) (owned) */
};

JbKeyHolder *
jb_key_holder_new (void)
{
  JbKeyHolder *self = g_new0 (JbKeyHolder, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  return self;
}

JbKeyHolder *
jb_key_holder_ref (JbKeyHolder *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
jb_key_holder_unref (JbKeyHolder *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->key, jb_book_key_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
jb_key_holder_set_protected (JbKeyHolder *self)
{
  g_mutex_lock (&self->mutex);
  self->is_protected = TRUE;
  g_mutex_unlock (&self->mutex);
}

gboolean
jb_key_holder_is_protected (JbKeyHolder *self)
{
  gboolean is_protected;

  g_mutex_lock (&self->mutex);
  is_protected = self->is_protected;
  g_mutex_unlock (&self->mutex);
  return is_protected;
}

void
jb_key_holder_set_key (JbKeyHolder *self,
                       JbBookKey   *key)
{
  g_mutex_lock (&self->mutex);
  self->is_protected = TRUE;
  if (self->key == NULL)
    self->key = jb_book_key_ref (key);
  g_mutex_unlock (&self->mutex);
}

JbBookKey *
jb_key_holder_dup_key (JbKeyHolder *self)
{
  JbBookKey *key;

  g_mutex_lock (&self->mutex);
  key = self->key != NULL ? jb_book_key_ref (self->key) : NULL;
  g_mutex_unlock (&self->mutex);
  return key;
}
