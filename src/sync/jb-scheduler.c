/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every connection has a plan: the instant of its last run as we know it, and how often it failed since it last went well.
 * A connection is due when its wait has passed since that instant. Whatever makes it due, naming it sets the instant to now:
 * that is why neither a moved clock, a computer that slept for a week, nor a network that comes and goes makes a storm.
 *
 * One timer runs while something can become due. It looks at the wall clock every few minutes: a timer alone would not notice
 * that the computer slept or that its clock was set. */

#define G_LOG_DOMAIN "jb-scheduler"

#include "config.h"

#include "jb-scheduler.h"

#include "jb-provider.h"
#include "jb-settings.h"

#define MINUTE_MS      (G_GINT64_CONSTANT (60) * 1000)
/* The longest sleep between two looks at the clock. */
#define LOOK_MS        (5 * MINUTE_MS)
/* The first wait after a failure, and the shortest between two tries whatever happens but the return of a network. */
#define MIN_WAIT_MS    (JB_SETTINGS_MIN_INTERVAL * MINUTE_MS)
/* What a network that came back gets to settle, and the shortest wait where it comes and goes. */
#define SETTLE_MS      MINUTE_MS

typedef struct
{
  gint64     connection;
  gint64     run;           /* newest one seen in the book; 0 = none */
  gint64     base;          /* UTC ms: since when the wait counts */
  guint      n_failures;    /* since it last went well */
  gboolean   offline;       /* the last failure was a missing network, and no other has come since */
  gboolean   paused;
  gboolean   listed;        /* in use */
  GSettings *settings;      /* (owned) (nullable) */
} Plan;

struct _JbScheduler
{
  GObject          parent_instance;

  JbClock         *clock;         /* (owned) */
  GNetworkMonitor *monitor;       /* (owned) */
  JbArchive       *archive;       /* (owned) (nullable) */
  GSettings       *settings;      /* (owned) (nullable) */

  GPtrArray       *plans;         /* (element-type Plan), in the order of the book */
  GCancellable    *timer;         /* (owned) (nullable): of the sleep until the next look */

  guint            held : 1;
  guint            network : 1;
  guint            looking : 1;   /* "due" is being emitted */
};

G_DEFINE_FINAL_TYPE (JbScheduler, jb_scheduler, G_TYPE_OBJECT)

enum
{
  DUE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void look (JbScheduler *self);

/* -- plans ---------------------------------------------------------------------------------------------------------- */

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  if (plan->settings != NULL)
    g_signal_handlers_disconnect_matched (plan->settings, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, look, NULL);
  g_clear_object (&plan->settings);
  g_free (plan);
}

static Plan *
find_plan (JbScheduler *self,
           gint64       connection)
{
  for (guint i = 0; i < self->plans->len; i++)
    {
      Plan *plan = g_ptr_array_index (self->plans, i);

      if (plan->connection == connection)
        return plan;
    }
  return NULL;
}

/* 15, 30, 60 … minutes, at most the interval. */
static gint64
get_wait (const Plan *plan)
{
  gint64 interval = jb_settings_get_interval (plan->settings) * MINUTE_MS;
  gint64 wait = MIN_WAIT_MS;

  if (plan->n_failures == 0)
    return interval;

  for (guint i = 1; i < plan->n_failures && wait < interval; i++)
    wait *= 2;
  return MIN (wait, interval);
}

static gint64
get_due_at (const Plan *plan)
{
  return plan->paused ? G_MAXINT64 : plan->base + get_wait (plan);
}

/* -- reading the book ----------------------------------------------------------------------------------------------- */

static Plan *
add_plan (JbScheduler        *self,
          const JbConnection *connection,
          gint64              base)
{
  Plan *plan = g_new0 (Plan, 1);

  plan->connection = connection->id;
  plan->base = base;
  plan->settings = jb_settings_new_for_connection (self->settings, connection->service, connection->environment,
                                                   connection->company);
  if (plan->settings != NULL)
    g_signal_connect_swapped (plan->settings, "changed::interval", G_CALLBACK (look), self);
  g_ptr_array_add (self->plans, plan);
  return plan;
}

/* Those of the book, no more and no less. One that appears while we look on was just made by somebody who collects from it, too:
 * it is not due at once. */
static void
plan_connections (JbScheduler *self,
                  GPtrArray   *connections,
                  gint64       base_of_new)
{
  for (guint i = 0; i < self->plans->len; i++)
    ((Plan *) g_ptr_array_index (self->plans, i))->listed = FALSE;

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);
      Plan *plan = find_plan (self, connection->id);

      if (plan == NULL)
        plan = add_plan (self, connection, base_of_new);
      plan->listed = TRUE;
      plan->paused = connection->paused;
    }

  for (guint i = self->plans->len; i > 0; i--)
    if (!((Plan *) g_ptr_array_index (self->plans, i - 1))->listed)
      g_ptr_array_remove_index (self->plans, i - 1);
}

/* Runs that somebody else started count, too. A run that failed before this program began counts as one failure. */
static void
note_runs (JbScheduler *self,
           GPtrArray   *runs)
{
  gint64 now = jb_clock_now (self->clock);

  for (guint i = 0; i < runs->len; i++)
    {
      const JbRun *run = g_ptr_array_index (runs, i);
      Plan *plan = find_plan (self, run->connection);

      if (plan == NULL || plan->run == run->id)
        continue;
      if (plan->run == 0 && plan->base == 0 && run->state == JB_RUN_FAILED)
        plan->n_failures = 1;
      plan->run = run->id;
      plan->base = MIN (run->ended_at != 0 ? run->ended_at : run->started_at, now);
    }
}

/* A few rows, answered at once. A book that cannot say them now is asked again when it changes or at the next look. */
static gboolean
read_book (JbScheduler *self,
           gint64       base_of_new)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) connections = jb_archive_list_connections (self->archive, &error);
  g_autoptr(GPtrArray) runs = connections != NULL ? jb_archive_list_last_runs (self->archive, &error) : NULL;

  if (runs == NULL)
    {
      g_debug ("the book does not say its connections: %s", error->message);
      return FALSE;
    }

  plan_connections (self, connections, base_of_new);
  note_runs (self, runs);
  return TRUE;
}

/* -- looking at the clock ------------------------------------------------------------------------------------------- */

static gboolean
may_collect (JbScheduler *self)
{
  return self->archive != NULL && !self->held && self->network &&
         (self->settings == NULL || g_settings_get_boolean (self->settings, "collect-automatically"));
}

static void
stop_timer (JbScheduler *self)
{
  g_cancellable_cancel (self->timer);
  g_clear_object (&self->timer);
}

static void
slept_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  JbScheduler *self = user_data;
  g_autoptr(GError) error = NULL;

  /* Cancelled: another timer runs already, or none is wanted, or the scheduler is gone. */
  if (!jb_clock_sleep_finish (JB_CLOCK (object), result, &error))
    return;

  g_clear_object (&self->timer);
  look (self);
}

static void
start_timer (JbScheduler *self,
             gint64       ms)
{
  self->timer = g_cancellable_new ();
  jb_clock_sleep_async (self->clock, CLAMP (ms, 0, LOOK_MS), self->timer, slept_cb, self);
}

/* The first that is due, or NULL; then @next_at says when the next one is. */
static Plan *
find_due (JbScheduler *self,
          gint64      *next_at)
{
  gint64 now = jb_clock_now (self->clock);

  *next_at = G_MAXINT64;
  for (guint i = 0; i < self->plans->len; i++)
    {
      Plan *plan = g_ptr_array_index (self->plans, i);

      /* The clock was set back: nobody knows how long it has been, so the wait begins now. */
      plan->base = MIN (plan->base, now);
      if (get_due_at (plan) <= now)
        return plan;
      *next_at = MIN (*next_at, get_due_at (plan));
    }
  return NULL;
}

/* The one place where something becomes due. Called whenever anything changed that could make it so. */
static void
look (JbScheduler *self)
{
  gint64 next_at = G_MAXINT64;
  Plan *plan;

  if (self->looking)
    return;

  g_object_ref (self);   /* whoever hears "due" may let go of us */
  self->looking = TRUE;
  stop_timer (self);
  while (may_collect (self) && (plan = find_due (self, &next_at)) != NULL)
    {
      plan->base = jb_clock_now (self->clock);
      g_debug ("connection %" G_GINT64_FORMAT " is due", plan->connection);
      g_signal_emit (self, signals[DUE], 0, plan->connection);
    }
  self->looking = FALSE;

  if (may_collect (self) && next_at != G_MAXINT64)
    start_timer (self, next_at - jb_clock_now (self->clock));
  g_object_unref (self);
}

static void
book_changed_cb (JbScheduler *self)
{
  if (!self->held)
    {
      read_book (self, jb_clock_now (self->clock));
      look (self);
    }
}

static void
network_changed_cb (JbScheduler *self,
                    gboolean     available)
{
  gboolean came_back = available && !self->network;
  gint64 now = jb_clock_now (self->clock);

  self->network = available;
  for (guint i = 0; came_back && i < self->plans->len; i++)
    {
      Plan *plan = g_ptr_array_index (self->plans, i);

      if (plan->offline)
        plan->base = MIN (plan->base, now - get_wait (plan) + SETTLE_MS);
    }
  look (self);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_scheduler_dispose (GObject *object)
{
  JbScheduler *self = JB_SCHEDULER (object);

  stop_timer (self);
  jb_scheduler_set_archive (self, NULL);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (jb_scheduler_parent_class)->dispose (object);
}

static void
jb_scheduler_finalize (GObject *object)
{
  g_ptr_array_unref (JB_SCHEDULER (object)->plans);

  G_OBJECT_CLASS (jb_scheduler_parent_class)->finalize (object);
}

static void
jb_scheduler_class_init (JbSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jb_scheduler_dispose;
  object_class->finalize = jb_scheduler_finalize;

  signals[DUE] = g_signal_new ("due", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
jb_scheduler_init (JbScheduler *self)
{
  self->plans = g_ptr_array_new_with_free_func (plan_free);
  self->held = TRUE;
}

JbScheduler *
jb_scheduler_new (JbClock         *clock,
                  GNetworkMonitor *monitor)
{
  JbScheduler *self;

  g_return_val_if_fail (JB_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (monitor == NULL || G_IS_NETWORK_MONITOR (monitor), NULL);

  self = g_object_new (JB_TYPE_SCHEDULER, NULL);
  self->clock = g_object_ref (clock);
  self->monitor = g_object_ref (monitor != NULL ? monitor : g_network_monitor_get_default ());
  self->network = g_network_monitor_get_network_available (self->monitor);
  g_signal_connect_swapped (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self);
  return self;
}

void
jb_scheduler_set_archive (JbScheduler *self,
                          JbArchive   *archive)
{
  g_return_if_fail (JB_IS_SCHEDULER (self));
  g_return_if_fail (archive == NULL || JB_IS_ARCHIVE (archive));

  if (self->archive == archive)
    return;

  if (self->archive != NULL)
    g_signal_handlers_disconnect_by_data (self->archive, self);
  g_set_object (&self->archive, archive);
  g_ptr_array_set_size (self->plans, 0);
  if (archive != NULL)
    {
      g_signal_connect_swapped (archive, "changed", G_CALLBACK (book_changed_cb), self);
      read_book (self, 0);
    }
  look (self);
}

void
jb_scheduler_set_settings (JbScheduler *self,
                           GSettings   *settings)
{
  g_return_if_fail (JB_IS_SCHEDULER (self));
  g_return_if_fail (settings == NULL || G_IS_SETTINGS (settings));

  if (self->settings == settings)
    return;

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_set_object (&self->settings, settings);
  if (settings != NULL)
    g_signal_connect_swapped (settings, "changed::collect-automatically", G_CALLBACK (look), self);

  /* The plans' own settings hang on these. */
  g_ptr_array_set_size (self->plans, 0);
  if (self->archive != NULL)
    read_book (self, 0);
  look (self);
}

void
jb_scheduler_set_held (JbScheduler *self,
                       gboolean     held)
{
  g_return_if_fail (JB_IS_SCHEDULER (self));

  if (self->held == !!held)
    return;

  self->held = !!held;
  if (!held && self->archive != NULL)
    read_book (self, jb_clock_now (self->clock));
  look (self);
}

void
jb_scheduler_note_end (JbScheduler  *self,
                       gint64        connection,
                       const GError *error)
{
  Plan *plan;

  g_return_if_fail (JB_IS_SCHEDULER (self));

  plan = find_plan (self, connection);
  if (plan == NULL)
    return;

  plan->base = jb_clock_now (self->clock);
  plan->offline = g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_OFFLINE);
  if (error == NULL)
    plan->n_failures = 0;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    plan->n_failures++;
}

void
jb_scheduler_postpone (JbScheduler *self)
{
  gint64 now = jb_clock_now (self->clock);

  g_return_if_fail (JB_IS_SCHEDULER (self));

  for (guint i = 0; i < self->plans->len; i++)
    {
      Plan *plan = g_ptr_array_index (self->plans, i);

      if (get_due_at (plan) <= now)
        plan->base = now;
    }
}

gint64
jb_scheduler_get_due_at (JbScheduler *self,
                         gint64       connection)
{
  Plan *plan;

  g_return_val_if_fail (JB_IS_SCHEDULER (self), G_MAXINT64);

  plan = find_plan (self, connection);
  if (plan == NULL || (self->settings != NULL && !g_settings_get_boolean (self->settings, "collect-automatically")))
    return G_MAXINT64;
  return get_due_at (plan);
}
