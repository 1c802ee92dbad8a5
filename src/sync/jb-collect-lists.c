/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The lists of a run over one connection: ask_next_window ─> listed_cb ─> merged_cb …, window by window.
 *
 * While a window is merged the next one is read and the one after that is asked for: the service, the reading and the book wait for
 * each other no longer than they must. No more than three answers are in memory, and no more than two that are large. What comes of
 * them is dealt with in the order of asking.
 *
 * Everything merged stays, whatever happens after it: each page carries its cursor in its own transaction, so the next run
 * begins where this one stopped. Used by jb-collect-connection.c. */

#define G_LOG_DOMAIN "jb-collect-lists"

#include "config.h"

#include "jb-collect-connection-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows in one transaction: a big window is cut, so that a cancel waits for one page only (a fraction of a second) and the window fills
 * as they come. Fewer rows cost a little more. */
#define PAGE_ROWS 10000

/* Rows that wait for the book: with more of them none is asked for beside the one that comes next. */
#define MANY_ROWS 50000

/* Asked for and not yet taken to the book. */
#define MAX_ASKED 2

static void ask_next_window (GTask *task);
static void pump_lists (GTask *task);

void
_jb_collect_asked_free (JbCollectAsked *asked)
{
  g_clear_pointer (&asked->collected, jb_collected_free);
  g_clear_error (&asked->error);
  g_free (asked);
}

static void
tell_list_progress (JbCollectJob *job)
{
  double done = (double) job->n_windows_done / MAX (job->windows->len, 1);

  job->context->moved (job->context->moved_data, JB_COLLECTOR_LISTING, done * LISTS_SHARE);
}

static void
count_merged (JbCollectJob        *job,
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
take_lists_error (JbCollectJob *job,
                  GError       *error)
{
  if (job->lists_error == NULL)
    job->lists_error = error;
  else
    g_error_free (error);
}

/* Only the last page of a window may say that the window was read. */
static gboolean
set_cursor (JbCollectJob *job,
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
set_answer (JbCollectJob *job,
            JbMergePage  *page)
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
ask_again (JbCollectJob *job)
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
  JbCollectJob *job = g_task_get_task_data (task);
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
  JbCollectJob *job = g_task_get_task_data (task);
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
  JbCollectJob *job = g_task_get_task_data (task);
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
note_oldest (JbCollectJob *job,
             JbDirection   direction,
             int           written_on)
{
  int *oldest = &job->oldest_row[direction];

  if (written_on != 0 && (*oldest == 0 || written_on < *oldest))
    *oldest = written_on;
}

static void
note_collected (JbCollectJob *job)
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
  JbCollectJob *job = g_task_get_task_data (task);

  _jb_collect_lists_ended (task, g_steal_pointer (&job->lists_error));
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  JbCollectAsked *asked = user_data;
  g_autoptr(GTask) task = g_steal_pointer (&asked->task);
  JbCollectJob *job = g_task_get_task_data (task);

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
  JbCollectAsked *asked = data;
  JbCollectJob *job = g_task_get_task_data (asked->task);

  if (asked != job->asked.tail->data)
    return;

  job->asking = FALSE;
  ask_next_window (asked->task);
}

/* What the book knows need not be read again. Without that (the book is locked, say) everything is read, and the merge tells. */
static void
add_known (JbCollectJob     *job,
           JbCollectAsked   *asked,
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
count_waiting (JbCollectJob *job)
{
  guint n = job->collected != NULL ? job->collected->invoices->len : 0;

  for (GList *link = job->asked.head; link != NULL; link = link->next)
    {
      const JbCollectAsked *asked = link->data;

      n += asked->collected != NULL ? asked->collected->invoices->len : 0;
    }

  return n;
}

static gboolean
may_ask (GTask *task)
{
  JbCollectJob *job = g_task_get_task_data (task);

  if (job->lists_error != NULL || job->asking || job->n_windows_asked == job->windows->len ||
      g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;

  return job->asked.length == 0 || (job->asked.length < MAX_ASKED && count_waiting (job) < MANY_ROWS);
}

/* When it is time. */
static void
ask_next_window (GTask *task)
{
  JbCollectJob *job = g_task_get_task_data (task);
  JbCollectRequest request;
  JbCollectAsked *asked;

  if (!may_ask (task))
    return;

  asked = g_new0 (JbCollectAsked, 1);
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
take_answer (JbCollectJob *job)
{
  JbCollectAsked *asked = g_queue_peek_head (&job->asked);
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

  _jb_collect_asked_free (g_queue_pop_head (&job->asked));
  return taken;
}

/* Begins whatever can be begun now. Called after each step. */
static void
pump_lists (GTask *task)
{
  JbCollectJob *job = g_task_get_task_data (task);
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

void
_jb_collect_lists (GTask *task)
{
  tell_list_progress (g_task_get_task_data (task));
  pump_lists (task);
}
