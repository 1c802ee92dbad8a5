/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* News on their way from the writer to the reader of a book. */

#define G_LOG_DOMAIN "jb-changes"

#include "config.h"

#include "jb-changes.h"

/* More rows than this are read together faster than one by one; and nobody may ever ask for them. */
#define ROWS_MAX 50000

struct _JbChanges
{
  gatomicrefcount ref_count;

  GMutex          mutex;      /* for the one below */
  JbNews          news;
};

gboolean
jb_news_is_empty (const JbNews *self)
{
  return self->rows == NULL && !self->parties && !self->everything;
}

void
jb_news_add_row (JbNews *self,
                 gint64  id)
{
  if (self->rows == NULL)
    self->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (self->rows, id);
}

void
jb_news_clear (JbNews *self)
{
  g_clear_pointer (&self->rows, g_array_unref);
  *self = (JbNews) { 0 };
}

JbChanges *
jb_changes_new (void)
{
  JbChanges *self = g_new0 (JbChanges, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->news.everything = TRUE;
  return self;
}

JbChanges *
jb_changes_ref (JbChanges *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
jb_changes_unref (JbChanges *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  jb_news_clear (&self->news);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
add (JbNews       *known,
     const JbNews *news)
{
  known->parties |= news->parties;
  known->everything |= news->everything;
  if (news->rows != NULL && !known->everything)
    {
      for (guint i = 0; i < news->rows->len; i++)
        jb_news_add_row (known, g_array_index (news->rows, gint64, i));
    }

  if (known->everything || (known->rows != NULL && known->rows->len > ROWS_MAX))
    {
      g_clear_pointer (&known->rows, g_array_unref);
      known->everything = TRUE;
    }
}

void
jb_changes_publish (JbChanges *self,
                    JbNews    *news)
{
  if (jb_news_is_empty (news))
    return;

  g_mutex_lock (&self->mutex);
  add (&self->news, news);
  g_mutex_unlock (&self->mutex);
  jb_news_clear (news);
}

void
jb_changes_take (JbChanges *self,
                 JbNews    *news)
{
  g_mutex_lock (&self->mutex);
  *news = self->news;
  self->news = (JbNews) { 0 };
  g_mutex_unlock (&self->mutex);
}
