/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each thread takes the next item that nobody took yet: a few long ones do not all fall to one of them, and what was taken when
 * somebody cancels is the beginning of the row. */

#define G_LOG_DOMAIN "jb-spread"

#include "config.h"

#include "jb-spread.h"

/* GLib runs ten tasks at a time for the whole program. */
#define MAX_THREADS 8

typedef struct
{
  /* Input. */
  GPtrArray      *items;
  JbSpreadFunc    func;
  gpointer        shared;
  GDestroyNotify  free_shared;
  GDestroyNotify  free_result;

  /* In progress. */
  guint           next;          /* atomic: the first item that nobody took */
  guint           n_running;     /* main thread */

  /* Output. */
  gpointer       *results;       /* (nullable elements): one for each item */
  gint64          spent_us;      /* atomic by way of the mutex */
  GMutex          mutex;
} Spread;

static void
spread_free (gpointer data)
{
  Spread *spread = data;

  for (guint i = 0; i < spread->items->len; i++)
    if (spread->results[i] != NULL)
      spread->free_result (spread->results[i]);
  g_free (spread->results);
  g_ptr_array_unref (spread->items);
  if (spread->free_shared != NULL)
    spread->free_shared (spread->shared);
  g_mutex_clear (&spread->mutex);
  g_free (spread);
}

guint
jb_spread_count_threads (void)
{
  return MIN (g_get_num_processors (), MAX_THREADS);
}

static void
work_thread (GTask        *worker,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Spread *spread = g_task_get_task_data (task_data);   /* of the task that waits for all workers */
  gint64 start = g_get_monotonic_time ();

  while (!g_cancellable_is_cancelled (cancellable))
    {
      guint i = g_atomic_int_add (&spread->next, 1);

      if (i >= spread->items->len)
        break;
      spread->results[i] = spread->func (g_ptr_array_index (spread->items, i), spread->shared);
    }

  g_mutex_lock (&spread->mutex);
  spread->spent_us += g_get_monotonic_time () - start;
  g_mutex_unlock (&spread->mutex);
  g_task_return_boolean (worker, TRUE);
}

/* (transfer full) */
static GPtrArray *
take_results (Spread *spread)
{
  GPtrArray *results = g_ptr_array_new_full (spread->items->len, spread->free_result);

  for (guint i = 0; i < spread->items->len && spread->results[i] != NULL; i++)
    g_ptr_array_add (results, g_steal_pointer (&spread->results[i]));
  return results;
}

static void
worker_done_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Spread *spread = g_task_get_task_data (task);

  if (--spread->n_running == 0)
    g_task_return_pointer (task, take_results (spread), (GDestroyNotify) g_ptr_array_unref);
}

void
jb_spread_async (GPtrArray           *items,
                 guint                n_threads,
                 JbSpreadFunc         func,
                 gpointer             shared,
                 GDestroyNotify       free_shared,
                 GDestroyNotify       free_result,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Spread *spread = g_new0 (Spread, 1);

  g_return_if_fail (n_threads > 0);

  spread->items = g_ptr_array_ref (items);
  spread->func = func;
  spread->shared = shared;
  spread->free_shared = free_shared;
  spread->free_result = free_result;
  spread->results = g_new0 (gpointer, items->len);
  spread->n_running = n_threads;
  g_mutex_init (&spread->mutex);
  g_task_set_source_tag (task, jb_spread_async);
  g_task_set_task_data (task, spread, spread_free);

  for (guint i = 0; i < n_threads; i++)
    {
      g_autoptr(GTask) worker = g_task_new (NULL, cancellable, worker_done_cb, g_object_ref (task));

      g_task_set_source_tag (worker, work_thread);
      g_task_set_task_data (worker, g_object_ref (task), g_object_unref);
      /* A cancelled worker still hands over what it has. */
      g_task_set_check_cancellable (worker, FALSE);
      g_task_run_in_thread (worker, work_thread);
    }
}

GPtrArray *
jb_spread_finish (GAsyncResult *result,
                  gint64       *spent_us)
{
  Spread *spread;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  spread = g_task_get_task_data (G_TASK (result));
  if (spent_us != NULL)
    *spent_us = spread->spent_us;
  return g_task_propagate_pointer (G_TASK (result), NULL);   /* never fails: nothing returns an error */
}
