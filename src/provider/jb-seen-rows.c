/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keyed by invoice and not by what was said, so that a row that says A, then B, then A again is handed out three times. */

#define G_LOG_DOMAIN "jb-seen-rows"

#include "config.h"

#include "jb-seen-rows.h"

#include <string.h>

typedef struct
{
  guint64  hash;
  char     issue_id[];
} Seen;

struct _JbSeenRows
{
  GHashTable *rows[JB_DIRECTION_PURCHASE + 1];   /* (owned) (nullable): issue id -> Seen, which holds it */
};

JbSeenRows *
jb_seen_rows_new (void)
{
  return g_new0 (JbSeenRows, 1);
}

void
jb_seen_rows_free (JbSeenRows *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (self->rows); i++)
    g_clear_pointer (&self->rows[i], g_hash_table_unref);
  g_free (self);
}

const char *
jb_seen_rows_find (JbSeenRows   *self,
                   JbDirection   direction,
                   const char   *issue_id,
                   guint64       hash)
{
  const Seen *seen = self->rows[direction] != NULL ? g_hash_table_lookup (self->rows[direction], issue_id) : NULL;

  return seen != NULL && seen->hash == hash ? seen->issue_id : NULL;
}

void
jb_seen_rows_add (JbSeenRows   *self,
                  JbDirection   direction,
                  const char   *issue_id,
                  guint64       hash)
{
  gsize size = strlen (issue_id) + 1;
  Seen *seen = g_malloc (sizeof (Seen) + size);

  if (self->rows[direction] == NULL)
    self->rows[direction] = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  seen->hash = hash;
  memcpy (seen->issue_id, issue_id, size);
  g_hash_table_replace (self->rows[direction], seen->issue_id, seen);
}
