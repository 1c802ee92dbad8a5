/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The clock behind its door: the machine's, or one that tests and the demo move.
 * Korea has kept UTC+9 without summer time since 1988, so its day is arithmetic and needs no time zone data.
 *
 * A sleeper of a manual clock is a GTask in self->sleepers. Whoever takes it out of that list, under the mutex,
 * returns it: the thread that moves the clock, or the cancellable's source in the sleeper's own context. */

#define G_LOG_DOMAIN "jb-clock"

#include "config.h"

#include "jb-clock.h"

#include "jb-date.h"

#include <string.h>

#define MS_PER_SECOND ((gint64) 1000)
#define MS_PER_DAY    (86400 * MS_PER_SECOND)
#define KST_OFFSET_MS (9 * 3600 * MS_PER_SECOND)
#define EPOCH         19700101

struct _JbClock
{
  GObject    parent_instance;

  gboolean   manual;
  gboolean   sleep_moves;

  GMutex     mutex;
  gint64     now_ms;      /* (mutex) manual clocks only */
  GPtrArray *sleepers;    /* (mutex) (element-type GTask) manual clocks only */
};

typedef struct
{
  gint64   end_ms;
  GSource *cancel_source;   /* (nullable) (owned) */
} Sleep;

G_DEFINE_FINAL_TYPE (JbClock, jb_clock, G_TYPE_OBJECT)

static void
sleep_free (gpointer data)
{
  Sleep *sleep = data;

  g_clear_pointer (&sleep->cancel_source, g_source_unref);
  g_free (sleep);
}

static void
jb_clock_finalize (GObject *object)
{
  JbClock *self = JB_CLOCK (object);

  g_ptr_array_unref (self->sleepers);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (jb_clock_parent_class)->finalize (object);
}

static void
jb_clock_class_init (JbClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_clock_finalize;
}

static void
jb_clock_init (JbClock *self)
{
  g_mutex_init (&self->mutex);
  self->sleepers = g_ptr_array_new_with_free_func (g_object_unref);
}

JbClock *
jb_clock_new_system (void)
{
  return g_object_new (JB_TYPE_CLOCK, NULL);
}

JbClock *
jb_clock_new_manual (gint64   now_ms,
                     gboolean sleep_moves)
{
  JbClock *self = g_object_new (JB_TYPE_CLOCK, NULL);

  self->manual = TRUE;
  self->sleep_moves = sleep_moves;
  self->now_ms = now_ms;
  return self;
}

gint64
jb_clock_now (JbClock *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (JB_IS_CLOCK (self), 0);

  if (!self->manual)
    return g_get_real_time () / 1000;

  locker = g_mutex_locker_new (&self->mutex);
  return self->now_ms;
}

int
jb_clock_today (JbClock *self)
{
  return jb_instant_to_date (jb_clock_now (self));
}

char *
jb_clock_stamp (JbClock *self)
{
  return jb_instant_format (jb_clock_now (self));
}

static gboolean
is_due (GTask  *task,
        gint64  now_ms)
{
  const Sleep *sleep = g_task_get_task_data (task);

  return sleep->end_ms <= now_ms;
}

/* Moves the clock and lets those go whose sleep has ended. The answers are given without the mutex: GTask may call back at once. */
static void
move_to (JbClock *self,
         gint64   ms,
         gboolean relative)
{
  g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func (g_object_unref);

  g_mutex_lock (&self->mutex);
  self->now_ms = relative ? self->now_ms + ms : ms;
  for (guint i = 0; i < self->sleepers->len; )
    {
      GTask *task = g_ptr_array_index (self->sleepers, i);

      if (is_due (task, self->now_ms))
        g_ptr_array_add (due, g_ptr_array_steal_index (self->sleepers, i));
      else
        i++;
    }
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < due->len; i++)
    {
      GTask *task = g_ptr_array_index (due, i);
      Sleep *sleep = g_task_get_task_data (task);

      if (sleep->cancel_source != NULL)
        g_source_destroy (sleep->cancel_source);
      g_task_return_boolean (task, TRUE);
    }
}

void
jb_clock_set (JbClock *self,
              gint64   now_ms)
{
  g_return_if_fail (JB_IS_CLOCK (self));
  g_return_if_fail (self->manual);

  move_to (self, now_ms, FALSE);
}

void
jb_clock_advance (JbClock *self,
                  gint64   ms)
{
  g_return_if_fail (JB_IS_CLOCK (self));
  g_return_if_fail (self->manual);

  move_to (self, ms, TRUE);
}

static gboolean
sleeper_cancelled_cb (GCancellable *cancellable,
                      gpointer      user_data)
{
  GTask *task = user_data;
  JbClock *self = g_task_get_source_object (task);
  g_autoptr(GTask) taken = NULL;
  guint position;

  g_mutex_lock (&self->mutex);
  if (g_ptr_array_find (self->sleepers, task, &position))
    taken = g_ptr_array_steal_index (self->sleepers, position);
  g_mutex_unlock (&self->mutex);

  if (taken != NULL)
    g_task_return_error_if_cancelled (taken);
  return G_SOURCE_REMOVE;
}

/* (transfer full) @task */
static void
sleep_on_manual (JbClock *self,
                 GTask   *task,
                 gint64   ms)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Sleep *sleep = g_new0 (Sleep, 1);

  g_task_set_task_data (task, sleep, sleep_free);

  if (cancellable != NULL)
    {
      sleep->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (sleep->cancel_source, G_SOURCE_FUNC (sleeper_cancelled_cb),
                             g_object_ref (task), g_object_unref);
    }

  /* The source is attached under the mutex: before, nobody could take the task; after, somebody may have destroyed the source. */
  g_mutex_lock (&self->mutex);
  sleep->end_ms = self->now_ms + ms;
  g_ptr_array_add (self->sleepers, task);
  if (cancellable != NULL)
    g_source_attach (sleep->cancel_source, g_task_get_context (task));
  g_mutex_unlock (&self->mutex);
}

static gboolean
timer_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  return callback (user_data);
}

/* A timer by ready time: g_timeout_source_new() ends at 49 days. */
static GSourceFuncs timer_funcs = {
  .dispatch = timer_dispatch,
};

static gboolean
timer_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* (transfer full) @task */
static void
sleep_on_system (GTask  *task,
                 gint64  ms)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GSource) timer = g_source_new (&timer_funcs, sizeof (GSource));
  gint64 us = CLAMP (ms, 0, G_MAXINT64 / 4000) * 1000;

  g_source_set_ready_time (timer, g_get_monotonic_time () + us);
  g_source_set_callback (timer, timer_cb, task, g_object_unref);

  if (cancellable != NULL)
    {
      g_autoptr(GSource) cancel_source = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancel_source);
      g_source_add_child_source (timer, cancel_source);
    }

  g_source_attach (timer, g_task_get_context (task));
}

void
jb_clock_sleep_async (JbClock             *self,
                      gint64               ms,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (JB_IS_CLOCK (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_clock_sleep_async);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
    }
  else if (!self->manual)
    {
      sleep_on_system (task, ms);
    }
  else if (self->sleep_moves || ms <= 0)
    {
      move_to (self, MAX (ms, 0), TRUE);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  else
    {
      sleep_on_manual (self, task, ms);
    }
}

gboolean
jb_clock_sleep_finish (JbClock       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

int
jb_instant_to_date (gint64 ms)
{
  gint64 local;
  gint64 days;

  if (ms > G_MAXINT64 - KST_OFFSET_MS)
    return 0;

  local = ms + KST_OFFSET_MS;
  days = local / MS_PER_DAY - (local % MS_PER_DAY < 0);
  if (days < G_MININT || days > G_MAXINT)
    return 0;

  return jb_date_add_days (EPOCH, (int) days);
}

gint64
jb_instant_from_date (int date)
{
  if (!jb_date_is_valid (date))
    return 0;

  return jb_date_days_between (EPOCH, date) * MS_PER_DAY - KST_OFFSET_MS;
}

char *
jb_instant_format (gint64 ms)
{
  int date = jb_instant_to_date (ms);
  gint64 local = date != 0 ? ms + KST_OFFSET_MS : 0;
  int seconds = (int) (((local % MS_PER_DAY + MS_PER_DAY) % MS_PER_DAY) / MS_PER_SECOND);

  return g_strdup_printf ("%08d%02d%02d%02d", date, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

gboolean
jb_instant_parse (const char *stamp,
                  gint64     *ms)
{
  int date;
  int clock;

  g_return_val_if_fail (ms != NULL, FALSE);

  /* jb_date_parse() has looked at the digits and at the bounds of the time when it is content with fourteen characters. */
  if (stamp == NULL || strlen (stamp) != 14 || strspn (stamp, "0123456789") != 14 || !jb_date_parse (stamp, &date))
    return FALSE;

  clock = (int) g_ascii_strtoll (stamp + 8, NULL, 10);
  *ms = jb_instant_from_date (date) +
        (clock / 10000 * 3600 + clock / 100 % 100 * 60 + clock % 100) * MS_PER_SECOND;
  return TRUE;
}
