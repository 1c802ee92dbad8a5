/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps of a run over one connection, one callback each, in this order:
 *
 *   begin run ─> secret_cb ─> plan ─> [ listed_cb ─> merged_cb … ] for each window ─> originals_cb for each direction ─> finish
 *
 * What is in brackets is in jb-collect-lists.c. Used by jb-collector.c. */

#define G_LOG_DOMAIN "jb-collect-connection"

#include "config.h"

#include "jb-collect-connection-private.h"

#include "jb-collect-originals.h"
#include "jb-date.h"

static const JbDirection directions[] = { JB_DIRECTION_SALES, JB_DIRECTION_PURCHASE };

static void fetch_next_originals (GTask *task);

static void
job_free (gpointer data)
{
  JbCollectJob *job = data;

  g_clear_signal_handler (&job->renewed_handler, job->provider);
  g_clear_signal_handler (&job->refused_handler, job->provider);
  g_clear_object (&job->provider);
  g_clear_pointer (&job->connection, jb_connection_free);
  g_clear_pointer (&job->secret_key, g_free);
  g_clear_pointer (&job->secret, jb_secret_free);
  g_clear_pointer (&job->windows, g_array_unref);
  g_queue_clear_full (&job->asked, (GDestroyNotify) _jb_collect_asked_free);
  g_clear_pointer (&job->collected, jb_collected_free);
  g_clear_pointer (&job->seen, jb_seen_rows_free);
  g_clear_pointer (&job->run.message, g_free);
  g_clear_error (&job->lists_error);
  g_clear_error (&job->originals_error);
  g_clear_error (&job->error);
  g_free (job);
}

/* -- the end ---------------------------------------------------------------------------------------------------------- */

static JbRunState
get_end_state (const GError *error)
{
  if (error == NULL)
    return JB_RUN_DONE;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? JB_RUN_CANCELLED : JB_RUN_FAILED;
}

/* The answer waits for secrets on their way: a program that ends with the run must not lose a new token. */
static void
return_when_stored (GTask *task)
{
  JbCollectJob *job = g_task_get_task_data (task);

  if (!job->ended || job->n_storing > 0)
    return;

  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Closes the run in the book. Takes @error (nullable). */
static void
finish (GTask  *task,
        GError *error)
{
  JbCollectJob *job = g_task_get_task_data (task);
  JbCollectContext *context = job->context;
  g_autoptr(GError) end_error = NULL;

  job->run.state = get_end_state (error);
  job->run.ended_at = jb_clock_now (context->clock);
  job->run.message = g_strdup (job->run.state == JB_RUN_FAILED ? error->message : NULL);
  job->error = error;
  job->ended = TRUE;

  /* A full disk, say, fails twice: the first error tells more. */
  if (job->run.id != 0 && !jb_archive_end_run (context->archive, &job->run, &end_error))
    {
      g_debug ("the run could not be closed: %s", end_error->message);
      if (job->error == NULL)
        job->error = g_steal_pointer (&end_error);
    }

  return_when_stored (task);
}

static gboolean
finish_if_cancelled (GTask *task)
{
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    return FALSE;
  finish (task, error);
  return TRUE;
}

/* -- originals -------------------------------------------------------------------------------------------------------- */

static void
originals_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbCollectJob *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!jb_collect_originals_finish (result, &error))
    {
      /* What the service cannot say about sales does not keep purchases out of the book. */
      if (!jb_collect_is_bad_answer (error))
        {
          finish (task, g_steal_pointer (&error));
          return;
        }
      if (job->originals_error == NULL)
        job->originals_error = g_steal_pointer (&error);
    }

  job->n_directions_done++;
  fetch_next_originals (task);
}

/* What the service has deleted is not asked for. Rows with an older written date that it showed in this run (amended ones) are
 * there nevertheless. */
static int
get_originals_from (JbCollectJob *job,
                    JbDirection   direction)
{
  int oldest_row = job->oldest_row[direction];

  return oldest_row != 0 ? MIN (oldest_row, job->reach.oldest) : job->reach.oldest;
}

static void
fetch_next_originals (GTask *task)
{
  JbCollectJob *job = g_task_get_task_data (task);
  JbCollectOriginals what = { job->context, job->provider, &job->run };
  double share = (1.0 - LISTS_SHARE) / G_N_ELEMENTS (directions);

  if (finish_if_cancelled (task))
    return;

  if (job->n_directions_done == G_N_ELEMENTS (directions) ||
      !(jb_provider_get_features (job->provider) & JB_PROVIDER_ORIGINALS))
    {
      finish (task, g_steal_pointer (&job->originals_error));
      return;
    }

  what.direction = directions[job->n_directions_done];
  what.from = get_originals_from (job, what.direction);
  what.start = LISTS_SHARE + job->n_directions_done * share;
  what.end = what.start + share;
  jb_collect_originals_async (&what, g_task_get_cancellable (task), originals_cb, g_object_ref (task));
}

void
_jb_collect_lists_ended (GTask  *task,
                         GError *error)
{
  if (error != NULL)
    finish (task, error);
  else
    fetch_next_originals (task);
}

/* -- the plan --------------------------------------------------------------------------------------------------------- */

static void
find_reach (JbCollectJob *job)
{
  guint days = job->context->reach_days;

  job->reach.today = jb_clock_today (job->context->clock);
  job->reach.oldest = days > 0 ? jb_date_add_days (job->reach.today, -(int) days)
                               : jb_provider_get_oldest_day (job->provider);
  job->reach.max_days = jb_provider_get_max_window_days (job->provider);
}

/* Adds the windows of one list and answers the days it lost. */
static gboolean
plan_list (JbCollectJob *job,
           JbDirection   direction,
           char          basis,
           JbPeriod     *gap,
           GError      **error)
{
  g_autoptr(GArray) windows = NULL;
  g_autoptr(GError) local_error = NULL;
  JbCursor cursor;
  gboolean found;
  int start;

  found = jb_archive_get_cursor (job->context->archive, job->connection->id, direction, basis, &cursor, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  start = jb_collect_plan_start (basis, found ? &cursor : NULL, &job->reach);
  windows = jb_collect_plan_windows (direction, basis, start, &job->reach);
  g_array_append_vals (job->windows, windows->data, windows->len);
  *gap = jb_collect_join_gaps (*gap, jb_collect_plan_gap (found ? &cursor : NULL, &job->reach));
  return TRUE;
}

static void
report_gap (JbCollectJob *job,
            JbPeriod      gap)
{
  JbCollectReport *report = job->context->report;
  JbPeriod all = { report->gap_from, report->gap_to };

  if (gap.from == 0)
    return;

  job->run.gap_from = gap.from;
  job->run.gap_to = gap.to;
  all = jb_collect_join_gaps (all, gap);
  report->gap_from = all.from;
  report->gap_to = all.to;
  jb_collect_context_take_problem (job->context, &job->run, jb_collect_describe_gap (gap));
}

static gboolean
plan (JbCollectJob *job,
      GError      **error)
{
  JbPeriod gap = { 0, 0 };

  find_reach (job);
  job->windows = g_array_new (FALSE, FALSE, sizeof (JbCollectRequest));
  for (guint i = 0; i < G_N_ELEMENTS (directions); i++)
    for (const char *basis = JB_COLLECT_BASES; *basis != '\0'; basis++)
      if (!plan_list (job, directions[i], *basis, &gap, error))
        return FALSE;

  jb_collect_plan_sort (job->windows);
  report_gap (job, gap);
  return TRUE;
}

/* -- the beginning ---------------------------------------------------------------------------------------------------- */

static void
renewed_stored_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbCollectJob *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  /* A lost token costs one request at the next start, no more: nothing for the user to do. */
  if (!jb_secrets_store_finish (JB_SECRETS (object), result, &error))
    g_debug ("the new token was not kept: %s", error->message);
  job->n_storing--;
  return_when_stored (task);
}

static void
store_secret (GTask *task)
{
  JbCollectJob *job = g_task_get_task_data (task);

  job->n_storing++;
  jb_secrets_store_async (job->context->secrets, job->secret_key, job->secret, NULL, renewed_stored_cb, g_object_ref (task));
}

static void
token_renewed_cb (JbProvider *provider,
                  const char *token,
                  gint64      expires_at,
                  gpointer    user_data)
{
  JbCollectJob *job = g_task_get_task_data (user_data);

  jb_secret_set_token (job->secret, token, expires_at);
  store_secret (user_data);
}

/* Kept beside the token, so that the window can say in time that no other one follows it. */
static void
renewal_refused_cb (JbProvider   *provider,
                    const GError *error,
                    gpointer      user_data)
{
  JbCollectJob *job = g_task_get_task_data (user_data);

  if (job->secret->renewal_refused)
    return;

  job->secret->renewal_refused = TRUE;
  store_secret (user_data);
}

static gboolean
make_provider (GTask   *task,
               GError **error)
{
  JbCollectJob *job = g_task_get_task_data (task);
  JbProviderConfig config = {
    .connection = job->connection,
    .auth_code = job->secret->auth_code,
    .token = job->secret->token,
    .token_expires_at = job->secret->token_expires_at,
    .token_lifetime = job->context->token_lifetime,
    .http = job->context->http,
    .clock = job->context->clock,
  };

  job->provider = jb_provider_new_for_connection (&config, error);
  if (job->provider == NULL)
    return FALSE;
  job->renewed_handler = g_signal_connect (job->provider, "token-renewed", G_CALLBACK (token_renewed_cb), task);
  job->refused_handler = g_signal_connect (job->provider, "renewal-refused", G_CALLBACK (renewal_refused_cb), task);
  return TRUE;
}

static void
secret_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbCollectJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->secret = jb_secrets_lookup_finish (JB_SECRETS (object), result, &error);
  if (job->secret == NULL || !make_provider (task, &error) || !plan (job, &error))
    {
      finish (task, error);
      return;
    }

  _jb_collect_lists (task);
}

void
jb_collect_connection_async (JbCollectContext    *context,
                             const JbConnection  *connection,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  JbCollectJob *job = g_new0 (JbCollectJob, 1);
  GError *error = NULL;

  job->context = context;
  job->connection = jb_connection_copy (connection);
  job->seen = jb_seen_rows_new ();
  job->secret_key = jb_secrets_make_key (connection->service, connection->environment, connection->company);
  job->run.connection = connection->id;
  job->run.started_at = jb_clock_now (context->clock);
  g_task_set_source_tag (task, jb_collect_connection_async);
  g_task_set_task_data (task, job, job_free);
  g_task_set_check_cancellable (task, FALSE);

  context->moved (context->moved_data, JB_COLLECTOR_CONNECTING, -1);
  job->run.id = jb_archive_begin_run (context->archive, connection->id, &error);
  if (job->run.id == 0)
    {
      finish (task, error);
      return;
    }

  jb_secrets_lookup_async (context->secrets, job->secret_key, cancellable, secret_cb, g_object_ref (task));
}

gboolean
jb_collect_connection_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
