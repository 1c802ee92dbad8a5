/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps of a run over one connection, one callback each, in this order:
 *
 *   begin run ─> secret_cb ─> plan ─> [ listed_cb ─> merged_cb … ] for each window ─> originals_cb for each direction ─> finish
 *
 * While a window is merged the next one is read and the one after that is asked for: the service, the reading and the book wait for
 * each other no longer than they must. No more than three answers are in memory, and no more than two that are large. What comes of
 * them is dealt with in the order of asking.
 *
 * Everything merged stays, whatever happens after it: each page carries its cursor in its own transaction, so the next run
 * begins where this one stopped. Used by jb-collector.c. */

#define G_LOG_DOMAIN "jb-collect-connection"

#include "config.h"

#include "jb-collect-connection.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "jb-collect-originals.h"
#include "jb-collect-plan.h"
#include "jb-date.h"

/* Rows in one transaction: a big window is cut, so that a cancel waits for one page only (a fraction of a second) and the window fills
 * as they come. Fewer rows cost a little more. */
#define PAGE_ROWS 10000

/* The share of the progress that belongs to the lists when originals follow: they are the long part. */
#define LISTS_SHARE 0.2

/* The same, counted in rows that wait for the book: with more of them none is asked for beside the one that comes next. */
#define MANY_ROWS 50000

/* Asked for and not yet taken to the book. */
#define MAX_ASKED 2

static const JbDirection directions[] = { JB_DIRECTION_SALES, JB_DIRECTION_PURCHASE };

/* A window that was asked for, and what came. */
typedef struct
{
  GTask         *task;        /* (owned) (nullable): until the answer */
  JbAnswer       known;       /* what the book knows of its answer */
  JbCollected   *collected;   /* (nullable) */
  GError        *error;       /* (nullable) */
} Asked;

typedef struct
{
  /* Input. */
  JbCollectContext *context;
  JbConnection     *connection;

  /* In progress. */
  char             *secret_key;
  JbSecret         *secret;
  JbProvider       *provider;
  gulong            renewed_handler;
  gulong            refused_handler;
  JbCollectReach    reach;
  GArray           *windows;         /* (element-type JbCollectRequest) */
  guint             n_windows_asked;
  guint             n_windows_done;
  gboolean          asking;          /* the service works on the last window asked */
  guint             n_pending;       /* asked for without any answer so far */
  GQueue            asked;           /* (element-type Asked): oldest first, until the book takes it */
  JbSeenRows       *seen;            /* what this run has been given so far */
  GError           *lists_error;     /* (nullable): the first one; what is under way comes to its end */
  JbCollected      *collected;       /* (nullable): of the window being merged, with the rows that are still to be merged */
  gboolean          refused_any;     /* of it */
  gint64            write_start;
  int               oldest_row[3];   /* by JbDirection: oldest written date that the service showed in this run */
  guint             n_directions_done;
  GError           *originals_error; /* (nullable): the first one that did not end the run at once */
  guint             n_storing;       /* renewed secrets on their way to the keyring */
  gboolean          ended;
  GError           *error;

  /* Output. */
  JbRun             run;
} Job;

static void ask_next_window (GTask *task);
static void pump_lists (GTask *task);
static void fetch_next_originals (GTask *task);

static void
asked_free (Asked *asked)
{
  g_clear_pointer (&asked->collected, jb_collected_free);
  g_clear_error (&asked->error);
  g_free (asked);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_signal_handler (&job->renewed_handler, job->provider);
  g_clear_signal_handler (&job->refused_handler, job->provider);
  g_clear_object (&job->provider);
  g_clear_pointer (&job->connection, jb_connection_free);
  g_clear_pointer (&job->secret_key, g_free);
  g_clear_pointer (&job->secret, jb_secret_free);
  g_clear_pointer (&job->windows, g_array_unref);
  g_queue_clear_full (&job->asked, (GDestroyNotify) asked_free);
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
  Job *job = g_task_get_task_data (task);

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
  Job *job = g_task_get_task_data (task);
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
  Job *job = g_task_get_task_data (task);
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
get_originals_from (Job         *job,
                    JbDirection  direction)
{
  int oldest_row = job->oldest_row[direction];

  return oldest_row != 0 ? MIN (oldest_row, job->reach.oldest) : job->reach.oldest;
}

static void
fetch_next_originals (GTask *task)
{
  Job *job = g_task_get_task_data (task);
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

/* -- lists ------------------------------------------------------------------------------------------------------------ */

static void
tell_list_progress (Job *job)
{
  double done = (double) job->n_windows_done / MAX (job->windows->len, 1);

  job->context->moved (job->context->moved_data, JB_COLLECTOR_LISTING, done * LISTS_SHARE);
}

static void
count_merged (Job                 *job,
              const JbMergeResult *merged)
{
  JbCollectReport *report = job->context->report;

  job->run.n_new += merged->n_new;
  job->run.n_changed += merged->n_changed;
  report->n_new += merged->n_new;
  report->n_changed += merged->n_changed;
  if (merged->n_refused > 0)
    jb_collect_context_take_problem (job->context, &job->run,
      g_strdup_printf (ngettext ("%u invoice of the service's list lacks what identifies it and was left out.",
                                 "%u invoices of the service's list lack what identifies them and were left out.",
                                 merged->n_refused), merged->n_refused));
}

/* Takes @error. */
static void
take_lists_error (Job    *job,
                  GError *error)
{
  if (job->lists_error == NULL)
    job->lists_error = error;
  else
    g_error_free (error);
}

/* Only the last page of a window may say that the window was read. */
static gboolean
set_cursor (Job          *job,
            JbMergePage  *page,
            GError      **error)
{
  const JbCollectRequest *window = &g_array_index (job->windows, JbCollectRequest, job->n_windows_done);
  JbCursor before = { 0 };
  g_autoptr(GError) local_error = NULL;
  gboolean found;

  found = jb_archive_get_cursor (job->context->archive, job->connection->id, window->direction, window->basis,
                                 &before, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  page->has_cursor = TRUE;
  page->cursor.connection = job->connection->id;
  page->cursor.direction = window->direction;
  page->cursor.basis = window->basis;
  page->cursor.collected_to = jb_collect_plan_advance (found ? &before : NULL, window->to, job->reach.today);
  /* An older window says nothing new about the last day: whether that was still running is known from its own time. */
  page->cursor.collected_at = page->cursor.collected_to > window->to ? before.collected_at
                                                                    : jb_clock_now (job->context->clock);
  return TRUE;
}

/* And only when all of its rows are in the book may the same answer be left unread the next time. */
static void
set_answer (Job         *job,
            JbMergePage *page)
{
  const JbCollectRequest *window = &g_array_index (job->windows, JbCollectRequest, job->n_windows_done);
  const JbCollected *collected = job->collected;

  page->has_answer = collected->has_digest && !job->refused_any;
  page->is_known = collected->is_known;
  page->answer = (JbAnswer) {
    .direction = window->direction,
    .basis = window->basis,
    .from = window->from,
    .to = window->to,
    .has_digest = collected->has_digest,
    .oldest = job->oldest_row[window->direction],
  };
  memcpy (page->answer.digest, collected->digest, sizeof page->answer.digest);
}

/* A row of the last window is another than when the book learnt this answer: it is asked for once more, after the others. */
static void
ask_again (Job *job)
{
  JbCollectRequest window = g_array_index (job->windows, JbCollectRequest, job->n_windows_done);

  g_array_append_val (job->windows, window);
}

static void merge_next_page (GTask *task);

static void
merged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  JbMergeResult merged = { 0 };
  GError *error = NULL;
  gboolean ok;

  ok = jb_archive_merge_finish (JB_ARCHIVE (object), result, &merged, &error);
  job->context->report->written_us += g_get_monotonic_time () - job->write_start;
  if (!ok)
    {
      take_lists_error (job, error);
      g_clear_pointer (&job->collected, jb_collected_free);
      pump_lists (task);
      return;
    }

  count_merged (job, &merged);
  job->refused_any |= merged.n_refused > 0;
  if (job->collected->invoices->len > 0)
    {
      tell_list_progress (job);
      ask_next_window (task);
      merge_next_page (task);
      return;
    }

  if (merged.is_stale)
    ask_again (job);
  g_clear_pointer (&job->collected, jb_collected_free);
  job->n_windows_done++;
  tell_list_progress (job);
  pump_lists (task);
}

/* The first rows of @all, which has them no more: whoever lets go of them last is not the main thread. (transfer full) */
static GPtrArray *
take_rows (GPtrArray *all)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = MIN (all->len, PAGE_ROWS);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (rows, g_ptr_array_index (all, i));

  g_ptr_array_set_free_func (all, NULL);
  if (n > 0)
    g_ptr_array_remove_range (all, 0, n);
  g_ptr_array_set_free_func (all, g_object_unref);
  return rows;
}

/* The rows of the next page; NULL when the run shall end before it. */
static JbMergePage *
take_page (GTask   *task,
           GError **error)
{
  Job *job = g_task_get_task_data (task);
  GPtrArray *all = job->collected->invoices;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(JbMergePage) page = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), error))
    return NULL;

  rows = take_rows (all);
  page = jb_merge_page_new (job->connection->id, rows);
  page->run = job->run.id;
  if (all->len > 0)
    return g_steal_pointer (&page);

  if (!set_cursor (job, page, error))
    return NULL;

  set_answer (job, page);
  return g_steal_pointer (&page);
}

static void
merge_next_page (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  JbMergePage *page = take_page (task, &error);

  if (page == NULL)
    {
      take_lists_error (job, error);
      g_clear_pointer (&job->collected, jb_collected_free);
      pump_lists (task);
      return;
    }

  job->write_start = g_get_monotonic_time ();
  jb_archive_merge_async (job->context->archive, page, NULL, merged_cb, g_object_ref (task));
}

static void
note_oldest (Job         *job,
             JbDirection  direction,
             int          written_on)
{
  int *oldest = &job->oldest_row[direction];

  if (written_on != 0 && (*oldest == 0 || written_on < *oldest))
    *oldest = written_on;
}

static void
note_collected (Job *job)
{
  JbCollectReport *report = job->context->report;
  GPtrArray *invoices = job->collected->invoices;

  report->waited_us += job->collected->waited_us;
  report->parsed_us += job->collected->parsed_us;

  for (guint i = 0; i < job->collected->problems->len; i++)
    jb_collect_context_take_problem (job->context, &job->run,
                                     g_strdup (g_ptr_array_index (job->collected->problems, i)));

  for (guint i = 0; i < invoices->len; i++)
    {
      const JbInvoice *invoice = g_ptr_array_index (invoices, i);

      note_oldest (job, invoice->direction, invoice->written_on);
    }
}

static void
end_lists (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (job->lists_error != NULL)
    finish (task, g_steal_pointer (&job->lists_error));
  else
    fetch_next_originals (task);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Asked *asked = user_data;
  g_autoptr(GTask) task = g_steal_pointer (&asked->task);
  Job *job = g_task_get_task_data (task);

  if (asked == job->asked.tail->data)
    job->asking = FALSE;
  job->n_pending--;
  asked->collected = jb_provider_collect_finish (JB_PROVIDER (object), result, &asked->error);
  pump_lists (task);
}

/* The answer has come, and is being read. */
static void
answered_cb (gpointer data)
{
  Asked *asked = data;
  Job *job = g_task_get_task_data (asked->task);

  if (asked != job->asked.tail->data)
    return;

  job->asking = FALSE;
  ask_next_window (asked->task);
}

/* What the book knows need not be read again. Without that (the book is locked, say) everything is read, and the merge tells. */
static void
add_known (Job              *job,
           Asked            *asked,
           JbCollectRequest *request)
{
  g_autoptr(GError) error = NULL;

  asked->known = (JbAnswer) {
    .direction = request->direction, .basis = request->basis, .from = request->from, .to = request->to,
  };
  request->has_digest_key = jb_archive_get_answer (job->context->archive, job->connection->id, &asked->known, request->digest_key,
                                                   &error);
  if (error != NULL)
    g_debug ("answers are not compared: %s", error->message);

  request->has_known = asked->known.has_digest;
  memcpy (request->known, asked->known.digest, sizeof request->known);
}

/* Rows in memory. */
static guint
count_waiting (Job *job)
{
  guint n = job->collected != NULL ? job->collected->invoices->len : 0;

  for (GList *link = job->asked.head; link != NULL; link = link->next)
    {
      const Asked *asked = link->data;

      n += asked->collected != NULL ? asked->collected->invoices->len : 0;
    }

  return n;
}

static gboolean
may_ask (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (job->lists_error != NULL || job->asking || job->n_windows_asked == job->windows->len ||
      g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;

  return job->asked.length == 0 || (job->asked.length < MAX_ASKED && count_waiting (job) < MANY_ROWS);
}

/* When it is time. */
static void
ask_next_window (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  JbCollectRequest request;
  Asked *asked;

  if (!may_ask (task))
    return;

  asked = g_new0 (Asked, 1);
  asked->task = g_object_ref (task);
  request = g_array_index (job->windows, JbCollectRequest, job->n_windows_asked++);
  request.seen = job->seen;
  request.answered = answered_cb;
  request.answered_data = asked;
  add_known (job, asked, &request);
  g_queue_push_tail (&job->asked, asked);
  job->asking = TRUE;
  job->n_pending++;
  jb_provider_collect_async (job->provider, &request, g_task_get_cancellable (task), listed_cb, asked);
}

/* TRUE: there is something to merge. */
static gboolean
take_answer (Job *job)
{
  Asked *asked = g_queue_peek_head (&job->asked);
  gboolean taken = FALSE;

  if (asked == NULL || job->lists_error != NULL)
    return FALSE;

  if (asked->error != NULL)
    {
      take_lists_error (job, g_steal_pointer (&asked->error));
    }
  else if (asked->collected != NULL && job->collected == NULL)
    {
      job->collected = g_steal_pointer (&asked->collected);
      job->refused_any = FALSE;
      if (job->collected->is_known)
        note_oldest (job, asked->known.direction, asked->known.oldest);
      note_collected (job);
      taken = TRUE;
    }
  else
    {
      return FALSE;
    }

  asked_free (g_queue_pop_head (&job->asked));
  return taken;
}

/* Begins whatever can be begun now. Called after each step. */
static void
pump_lists (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean merges;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    take_lists_error (job, error);

  merges = take_answer (job);
  ask_next_window (task);
  if (merges)
    merge_next_page (task);
  else if (job->n_pending == 0 && job->collected == NULL)
    end_lists (task);
}

/* -- the plan --------------------------------------------------------------------------------------------------------- */

static void
find_reach (Job *job)
{
  guint days = job->context->reach_days;

  job->reach.today = jb_clock_today (job->context->clock);
  job->reach.oldest = days > 0 ? jb_date_add_days (job->reach.today, -(int) days)
                               : jb_provider_get_oldest_day (job->provider);
  job->reach.max_days = jb_provider_get_max_window_days (job->provider);
}

/* Adds the windows of one list and answers the days it lost. */
static gboolean
plan_list (Job          *job,
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
report_gap (Job      *job,
            JbPeriod  gap)
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
plan (Job     *job,
      GError **error)
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
  Job *job = g_task_get_task_data (task);
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
  Job *job = g_task_get_task_data (task);

  job->n_storing++;
  jb_secrets_store_async (job->context->secrets, job->secret_key, job->secret, NULL, renewed_stored_cb, g_object_ref (task));
}

static void
token_renewed_cb (JbProvider *provider,
                  const char *token,
                  gint64      expires_at,
                  gpointer    user_data)
{
  Job *job = g_task_get_task_data (user_data);

  jb_secret_set_token (job->secret, token, expires_at);
  store_secret (user_data);
}

/* Kept beside the token, so that the window can say in time that no other one follows it. */
static void
renewal_refused_cb (JbProvider   *provider,
                    const GError *error,
                    gpointer      user_data)
{
  Job *job = g_task_get_task_data (user_data);

  if (job->secret->renewal_refused)
    return;

  job->secret->renewal_refused = TRUE;
  store_secret (user_data);
}

static gboolean
make_provider (GTask   *task,
               GError **error)
{
  Job *job = g_task_get_task_data (task);
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
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->secret = jb_secrets_lookup_finish (JB_SECRETS (object), result, &error);
  if (job->secret == NULL || !make_provider (task, &error) || !plan (job, &error))
    {
      finish (task, error);
      return;
    }

  tell_list_progress (job);
  pump_lists (task);
}

void
jb_collect_connection_async (JbCollectContext    *context,
                             const JbConnection  *connection,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
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
