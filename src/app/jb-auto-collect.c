/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the session does is passed on from an idle: it says "not collecting" before it begins with the next that somebody asked
 * for, and that one comes first. */

#define G_LOG_DOMAIN "jb-auto-collect"

#include "config.h"

#include "jb-auto-collect.h"

#include "jb-scheduler.h"

struct _JbAutoCollect
{
  GObject      parent_instance;

  JbSession   *session;     /* (owned) */
  JbScheduler *scheduler;   /* (owned) */
  guint        source;
  guint        stopped : 1; /* the user stopped the last run */
};

G_DEFINE_FINAL_TYPE (JbAutoCollect, jb_auto_collect, G_TYPE_OBJECT)

static gboolean
update_cb (gpointer user_data)
{
  JbAutoCollect *self = user_data;
  gboolean held = jb_session_get_state (self->session) != JB_SESSION_READY || jb_session_is_collecting (self->session) ||
                  jb_session_get_protection (self->session) == JB_PROTECTION_LOCKED;

  self->source = 0;
  if (self->stopped && !held)
    {
      jb_scheduler_postpone (self->scheduler);
      self->stopped = FALSE;
    }
  jb_scheduler_set_held (self->scheduler, held);
  return G_SOURCE_REMOVE;
}

static void
update_soon (JbAutoCollect *self)
{
  if (self->source == 0)
    self->source = g_idle_add (update_cb, self);
}

static void
archive_cb (JbAutoCollect *self)
{
  jb_scheduler_set_held (self->scheduler, TRUE);
  jb_scheduler_set_archive (self->scheduler, jb_session_get_archive (self->session));
  update_soon (self);
}

static void
collecting_cb (JbAutoCollect *self)
{
  if (jb_session_is_collecting (self->session))
    jb_scheduler_set_held (self->scheduler, TRUE);
  update_soon (self);
}

static void
collected_cb (JbAutoCollect *self,
              int            outcome,
              guint          n_new)
{
  self->stopped = outcome == JB_OUTCOME_STOPPED;
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_auto_collect_dispose (GObject *object)
{
  JbAutoCollect *self = JB_AUTO_COLLECT (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (self->session, self->scheduler);
    }
  g_clear_object (&self->scheduler);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (jb_auto_collect_parent_class)->dispose (object);
}

static void
jb_auto_collect_class_init (JbAutoCollectClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_auto_collect_dispose;
}

static void
jb_auto_collect_init (JbAutoCollect *self)
{
}

JbAutoCollect *
jb_auto_collect_new (JbSession       *session,
                     GSettings       *settings,
                     GNetworkMonitor *monitor)
{
  JbAutoCollect *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);

  self = g_object_new (JB_TYPE_AUTO_COLLECT, NULL);
  self->session = g_object_ref (session);
  self->scheduler = jb_scheduler_new (jb_session_get_clock (session), monitor);
  jb_scheduler_set_settings (self->scheduler, settings);

  g_signal_connect_object (self->scheduler, "due", G_CALLBACK (jb_session_collect_connection), session, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (session, "connection-ended", G_CALLBACK (jb_scheduler_note_end), self->scheduler);
  g_signal_connect_swapped (session, "notify::archive", G_CALLBACK (archive_cb), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (update_soon), self);
  g_signal_connect_swapped (session, "notify::protection", G_CALLBACK (update_soon), self);
  g_signal_connect_swapped (session, "notify::collecting", G_CALLBACK (collecting_cb), self);
  g_signal_connect_swapped (session, "collected", G_CALLBACK (collected_cb), self);
  archive_cb (self);
  return self;
}
