/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A keyring's prompt that nobody answers has no end, and libsecret 0.20 must not be cancelled while it waits for one: it answers
 * its own tasks twice then. So the caller's task goes on alone, and the question is left to end some day. Used by jb-secrets.c. */

#define G_LOG_DOMAIN "jb-patience"

#include "config.h"

#include "jb-patience-private.h"

#define PATIENCE "jb-patience"

typedef struct
{
  GError  *when_over;
  GSource *timer;
  GSource *cancelled;   /* (nullable) */
} Patience;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* The sources hold the task: without this it would live until they fire. */
static void
stop_waiting (Patience *self)
{
  clear_source (&self->timer);
  clear_source (&self->cancelled);
}

static void
patience_free (gpointer data)
{
  Patience *self = data;

  stop_waiting (self);
  g_clear_error (&self->when_over);
  g_free (self);
}

static gboolean
over_cb (gpointer user_data)
{
  GTask *task = user_data;
  Patience *self = g_object_get_data (G_OBJECT (task), PATIENCE);

  stop_waiting (self);
  g_task_return_error (task, g_steal_pointer (&self->when_over));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  Patience *self = g_object_get_data (G_OBJECT (task), PATIENCE);

  stop_waiting (self);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

void
_jb_patience_begin (GTask  *task,
                    guint   ms,
                    GError *when_over)
{
  Patience *self = g_new0 (Patience, 1);

  self->when_over = when_over;
  g_object_set_data_full (G_OBJECT (task), PATIENCE, self, patience_free);

  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, over_cb, g_object_ref (task), g_object_unref);
  g_source_attach (self->timer, g_task_get_context (task));

  if (g_task_get_cancellable (task) != NULL)
    {
      self->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task), g_object_unref);
      g_source_attach (self->cancelled, g_task_get_context (task));
    }
}

gboolean
_jb_patience_is_left (GTask *task)
{
  Patience *self = g_object_get_data (G_OBJECT (task), PATIENCE);

  return self->timer != NULL;
}

gboolean
_jb_patience_end (GTask *task)
{
  Patience *self = g_object_get_data (G_OBJECT (task), PATIENCE);
  gboolean in_time = _jb_patience_is_left (task);

  stop_waiting (self);
  return in_time;
}
