/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sets of row ids, as searches and filters hand them to each other. */

#define G_LOG_DOMAIN "jb-id-set"

#include "config.h"

#include "jb-id-set.h"

#define BIT(id) (G_GUINT64_CONSTANT (1) << ((id) % 64))

static guint
count_words (const JbIdSet *self)
{
  return self->length / 64 + 1;
}

JbIdSet *
jb_id_set_new (guint length)
{
  JbIdSet *self = g_new0 (JbIdSet, 1);

  self->length = length;
  self->words = g_new0 (guint64, count_words (self));
  return self;
}

void
jb_id_set_free (JbIdSet *self)
{
  if (self == NULL)
    return;

  g_free (self->words);
  g_free (self);
}

void
jb_id_set_add (JbIdSet *self,
               gint64   id)
{
  if (id >= 0 && id < self->length)
    self->words[id / 64] |= BIT (id);
}

void
jb_id_set_remove (JbIdSet *self,
                  gint64   id)
{
  if (id >= 0 && id < self->length)
    self->words[id / 64] &= ~BIT (id);
}

gboolean
jb_id_set_is_empty (const JbIdSet *self)
{
  for (guint i = 0; i < count_words (self); i++)
    {
      if (self->words[i] != 0)
        return FALSE;
    }
  return TRUE;
}
