/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Goes over the connections of a book one after the other, and is what a window watches meanwhile.
 * Used by app/ and cli/; the steps of one connection are in jb-collect-connection.c. */

#define G_LOG_DOMAIN "jb-collector"

#include "config.h"

#include "jb-collector.h"

#include <glib/gi18n-lib.h>

#include "jb-book-keeper.h"
#include "jb-collect-connection.h"
#include "jb-collect-context.h"

struct _JbCollector
{
  GObject           parent_instance;

  JbArchive        *archive;
  JbSecrets        *secrets;
  JbHttp           *http;
  JbClock          *clock;
  guint             reach_days;
  JbTokenLifetime   token_lifetime;

  JbCollectorPhase  phase;
  double            progress;
  guint             n_arrived;
  guint             running : 1;
};

G_DEFINE_FINAL_TYPE (JbCollector, jb_collector, G_TYPE_OBJECT)

typedef enum
{
  PROP_RUNNING = 1,
  PROP_PHASE,
  PROP_PROGRESS,
  PROP_N_ARRIVED,
} JbCollectorProperty;

static GParamSpec *properties[PROP_N_ARRIVED + 1];

enum
{
  CONNECTION_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One run over all connections. */
typedef struct
{
  JbCollectContext  context;
  GPtrArray        *connections;   /* (element-type JbConnection) */
  guint             n_done;
  GError           *error;         /* the first one */
} Run;

static void collect_next_connection (GTask *task);

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_pointer (&run->connections, g_ptr_array_unref);
  g_clear_pointer (&run->context.report, jb_collect_report_free);
  g_clear_error (&run->error);
  g_free (run);
}

/* -- what a window watches -------------------------------------------------------------------------------------------- */

static void
set_running (JbCollector *self,
             gboolean     running)
{
  self->running = !!running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
set_phase (JbCollector      *self,
           JbCollectorPhase  phase)
{
  if (self->phase == phase)
    return;

  self->phase = phase;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
}

static void
set_progress (JbCollector *self,
              double       progress)
{
  if (self->progress == progress)
    return;

  self->progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static void
set_n_arrived (JbCollector *self,
               guint        n_arrived)
{
  if (self->n_arrived == n_arrived)
    return;

  self->n_arrived = n_arrived;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ARRIVED]);
}

/* A part of a run moved on. The bar never goes back within a run: a guess that was too low shows as a pause. */
static void
moved_cb (gpointer          user_data,
          JbCollectorPhase  phase,
          double            fraction)
{
  GTask *task = user_data;
  JbCollector *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  set_phase (self, phase);
  set_n_arrived (self, run->context.report->n_new);
  if (fraction >= 0)
    set_progress (self, MAX (self->progress, (run->n_done + fraction) / run->connections->len));
}

/* -- running ---------------------------------------------------------------------------------------------------------- */

static void
finish_run (GTask *task)
{
  JbCollector *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  set_n_arrived (self, run->context.report->n_new);
  set_phase (self, JB_COLLECTOR_IDLE);
  set_progress (self, run->error == NULL ? 1.0 : self->progress);
  set_running (self, FALSE);

  if (run->error != NULL)
    g_task_return_error (task, g_steal_pointer (&run->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
connection_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  const JbConnection *connection = g_ptr_array_index (run->connections, run->n_done);
  g_autoptr(GError) error = NULL;
  gboolean ok = jb_collect_connection_finish (result, &error);

  g_signal_emit (g_task_get_source_object (task), signals[CONNECTION_ENDED], 0, connection->id, error);
  if (!ok)
    {
      if (run->error == NULL)
        run->error = g_steal_pointer (&error);
      else
        g_debug ("also: %s", error->message);   /* it stands in that connection's own run */
    }

  run->n_done++;
  run->context.report->n_connections++;
  moved_cb (task, jb_collector_get_phase (g_task_get_source_object (task)), 0);
  collect_next_connection (task);
}

static void
collect_next_connection (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  /* Cancelled between two connections: the rest is not begun. */
  if (run->n_done < run->connections->len && run->error == NULL)
    g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &run->error);

  if (run->n_done == run->connections->len || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    finish_run (task);
  else
    jb_collect_connection_async (&run->context, g_ptr_array_index (run->connections, run->n_done),
                                 g_task_get_cancellable (task), connection_cb, g_object_ref (task));
}

/* Those to collect: @only, or all that are not paused. */
static GPtrArray *
choose_connections (JbCollector  *self,
                    gint64        only,
                    GError      **error)
{
  g_autoptr(GPtrArray) all = jb_archive_list_connections (self->archive, error);
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_connection_free);

  if (all == NULL)
    return NULL;

  for (guint i = 0; i < all->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (all, i);

      if (only != 0 ? connection->id == only : !connection->paused)
        g_ptr_array_add (chosen, jb_connection_copy (connection));
    }

  if (only != 0 && chosen->len == 0)
    {
      g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND,
                   _("The book does not have this connection any more."));
      return NULL;
    }

  return g_steal_pointer (&chosen);
}

static void
begin_run (GTask     *task,
           GPtrArray *connections)
{
  JbCollector *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  run->connections = connections;
  run->context.archive = self->archive;
  run->context.secrets = self->secrets;
  run->context.http = self->http;
  run->context.clock = self->clock;
  run->context.reach_days = self->reach_days;
  run->context.token_lifetime = self->token_lifetime;
  run->context.moved = moved_cb;
  run->context.moved_data = task;

  set_running (self, TRUE);
  set_progress (self, -1);
  set_n_arrived (self, 0);
  collect_next_connection (task);
}

void
jb_collector_run_async (JbCollector         *self,
                        gint64               connection,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GPtrArray *connections;
  GError *error = NULL;
  Run *run;

  g_return_if_fail (JB_IS_COLLECTOR (self));

  run = g_new0 (Run, 1);
  run->context.report = jb_collect_report_new ();
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_collector_run_async);
  g_task_set_task_data (task, run, run_free);
  g_task_set_check_cancellable (task, FALSE);

  if (self->running)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, _("Invoices are being collected already."));
      return;
    }

  /* Not one question to a service whose answers the book could not take. */
  connections = jb_book_keeper_require_key (self->archive, &error) ? choose_connections (self, connection, &error) : NULL;
  if (connections == NULL)
    g_task_return_error (task, error);
  else
    begin_run (task, connections);
}

gboolean
jb_collector_run_finish (JbCollector      *self,
                         GAsyncResult     *result,
                         JbCollectReport **report,
                         GError          **error)
{
  Run *run;

  g_return_val_if_fail (JB_IS_COLLECTOR (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  run = g_task_get_task_data (G_TASK (result));
  if (report != NULL)
    *report = g_steal_pointer (&run->context.report);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- the object ------------------------------------------------------------------------------------------------------- */

static void
jb_collector_dispose (GObject *object)
{
  JbCollector *self = JB_COLLECTOR (object);

  g_clear_object (&self->archive);
  g_clear_object (&self->secrets);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (jb_collector_parent_class)->dispose (object);
}

static void
jb_collector_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  JbCollector *self = JB_COLLECTOR (object);

  switch ((JbCollectorProperty) prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;

    case PROP_PHASE:
      g_value_set_int (value, self->phase);
      break;

    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;

    case PROP_N_ARRIVED:
      g_value_set_uint (value, self->n_arrived);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_collector_class_init (JbCollectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = jb_collector_dispose;
  object_class->get_property = jb_collector_get_property;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_PHASE] = g_param_spec_int ("phase", NULL, NULL, JB_COLLECTOR_IDLE, JB_COLLECTOR_ORIGINALS,
                                             JB_COLLECTOR_IDLE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_N_ARRIVED] = g_param_spec_uint ("n-arrived", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[CONNECTION_ENDED] = g_signal_new ("connection-ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_ERROR);
}

static void
jb_collector_init (JbCollector *self)
{
  self->progress = -1;
}

JbCollector *
jb_collector_new (JbArchive *archive,
                  JbSecrets *secrets,
                  JbHttp    *http,
                  JbClock   *clock)
{
  JbCollector *self = g_object_new (JB_TYPE_COLLECTOR, NULL);

  self->archive = g_object_ref (archive);
  self->secrets = g_object_ref (secrets);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  return self;
}

void
jb_collector_set_reach (JbCollector *self,
                        guint        days)
{
  g_return_if_fail (JB_IS_COLLECTOR (self));

  self->reach_days = days;
}

void
jb_collector_set_token_lifetime (JbCollector     *self,
                                 JbTokenLifetime  lifetime)
{
  g_return_if_fail (JB_IS_COLLECTOR (self));

  self->token_lifetime = lifetime;
}

gboolean
jb_collector_is_running (JbCollector *self)
{
  g_return_val_if_fail (JB_IS_COLLECTOR (self), FALSE);

  return self->running;
}

JbCollectorPhase
jb_collector_get_phase (JbCollector *self)
{
  g_return_val_if_fail (JB_IS_COLLECTOR (self), JB_COLLECTOR_IDLE);

  return self->phase;
}

double
jb_collector_get_progress (JbCollector *self)
{
  g_return_val_if_fail (JB_IS_COLLECTOR (self), -1);

  return self->progress;
}

guint
jb_collector_get_n_arrived (JbCollector *self)
{
  g_return_val_if_fail (JB_IS_COLLECTOR (self), 0);

  return self->n_arrived;
}
