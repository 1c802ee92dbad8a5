/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A set of row ids, a bit for each: ids of one table stand close together. Used only inside archive/. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint    length;    /* ids below this one can be in it */
  guint64 *words;     /* (owned) */
} JbIdSet;

JbIdSet  *jb_id_set_new        (guint          length);
void      jb_id_set_free       (JbIdSet       *self);
/* What cannot be in it is passed over. */
void      jb_id_set_add        (JbIdSet       *self,
                                gint64         id);
void      jb_id_set_remove     (JbIdSet       *self,
                                gint64         id);
gboolean  jb_id_set_is_empty   (const JbIdSet *self);

static inline gboolean
jb_id_set_contains (const JbIdSet *self,
                    guint          id)
{
  return id < self->length && (self->words[id / 64] >> (id % 64) & 1) != 0;
}

/* The first id from @id on that is in it; @length when there is none. */
static inline guint
jb_id_set_next (const JbIdSet *self,
                guint          id)
{
  guint64 word;

  if (id >= self->length)
    return self->length;

  word = self->words[id / 64] >> (id % 64);
  while (word == 0)
    {
      id = (id / 64 + 1) * 64;
      if (id >= self->length)
        return self->length;
      word = self->words[id / 64];
    }
  return id + (guint) __builtin_ctzll (word);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbIdSet, jb_id_set_free)

G_END_DECLS
