/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetch -> verify -> store, three batches at a time: one is on the network, one with the workers, one with the book.
 *
 *   list what is missing ──> fetch batch ──> (waiting) ──> verify ──> (verified) ──> store
 *                                 ^                          ^
 *                                 └── the next batch ────────┴── as soon as the one before has gone on
 *
 * A pass goes once over everything missing. An id that the service could not give is asked once more in a second pass if the
 * first brought anything (an answer may have been cut short), and then left for the next run, so that ids which the service
 * will never give cannot keep a run alive.
 *
 * An answer that is wrong as a whole may be so because of one document in it: the batch is asked again in halves until that one
 * stands alone, so that it does not keep the others out of the book. Used by jb-collect-connection.c. */

#define G_LOG_DOMAIN "jb-collect-originals"

#include "config.h"

#include "jb-collect-originals.h"

#include <glib/gi18n-lib.h>

#include "jb-authorities.h"
#include "jb-collect-verify.h"

/* How many missing ids are read from the book at a time: a few milliseconds of SQL on the main thread. */
#define LISTED_AT_ONCE 2000

#define MAX_PASSES 2

/* So many single originals without a good answer between them: it is not the originals. */
#define MAX_REFUSED 3

typedef struct
{
  /* Input. */
  JbCollectOriginals  what;
  guint               batch_size;
  JbTrust            *trust;       /* (owned) */

  /* In progress. */
  GPtrArray          *queue;       /* (element-type utf8): to be asked; from next on */
  guint               next;
  GHashTable         *asked;       /* (element-type utf8): in this pass */
  GHashTable         *arrived;     /* (element-type utf8): came with bytes in this run, whatever they were */
  GHashTable         *absent;      /* (element-type utf8 utf8): id -> sentence, of those that did not come so far */
  guint               pass;
  gboolean            brought;     /* this pass brought something that the book did not have */
  GPtrArray          *waiting;     /* (nullable) (element-type JbFetchedOriginal): fetched, not yet with the workers */
  GPtrArray          *verified;    /* (nullable) (element-type JbArrivedOriginal): not yet with the book */
  guint               batch_now;   /* how many to ask for next: fewer than the service allows after a bad answer */
  guint               n_asking;    /* how many are being asked for */
  guint               n_refused;   /* single originals in a row that were answered badly */
  gboolean            fetching;
  gboolean            verifying;
  gboolean            storing;
  gint64              fetch_start;
  gint64              write_start;
  guint               n_known;     /* for the progress */
  guint               n_done;

  /* Output. */
  GError             *error;       /* the first one: nothing new is begun, what is under way is finished */
  guint               n_missing;
} Work;

static void pump (GTask *task);

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->trust, jb_trust_unref);
  g_clear_pointer (&work->queue, g_ptr_array_unref);
  g_clear_pointer (&work->waiting, g_ptr_array_unref);
  g_clear_pointer (&work->verified, g_ptr_array_unref);
  g_hash_table_unref (work->asked);
  g_hash_table_unref (work->arrived);
  g_hash_table_unref (work->absent);
  g_clear_error (&work->error);
  g_free (work);
}

/* Takes @error. A cancel while something else failed already is no news. */
static void
take_error (Work   *work,
            GError *error)
{
  if (work->error == NULL)
    work->error = error;
  else
    g_error_free (error);
}

static void
tell_progress (Work *work)
{
  JbCollectContext *context = work->what.context;
  double done = (double) work->n_done / MAX (work->n_known, 1);

  context->moved (context->moved_data, JB_COLLECTOR_ORIGINALS,
                  work->what.start + MIN (done, 1.0) * (work->what.end - work->what.start));
}

/* -- what to ask ------------------------------------------------------------------------------------------------------ */

/* Fills the queue with missing ids that this pass has not asked for; an empty queue = the pass is over. */
static gboolean
fill_queue (Work    *work,
            GError **error)
{
  g_auto(GStrv) missing = NULL;

  missing = jb_archive_list_missing_originals (work->what.context->archive, work->what.run->connection, work->what.direction,
                                               work->what.from, LISTED_AT_ONCE, error);
  if (missing == NULL)
    return FALSE;

  g_clear_pointer (&work->queue, g_ptr_array_unref);
  work->queue = g_ptr_array_new_with_free_func (g_free);
  work->next = 0;
  work->n_missing = 0;

  for (guint i = 0; missing[i] != NULL; i++)
    {
      if (g_hash_table_contains (work->arrived, missing[i]))
        continue;
      work->n_missing++;
      if (g_hash_table_add (work->asked, g_strdup (missing[i])))
        g_ptr_array_add (work->queue, g_strdup (missing[i]));
    }

  work->n_known = MAX (work->n_known, work->n_done + work->queue->len);
  return TRUE;
}

/* Begins the next pass when this one is over and another makes sense. */
static gboolean
find_more (Work    *work,
           GError **error)
{
  if (!fill_queue (work, error))
    return FALSE;

  if (work->queue->len == 0 && work->n_missing > 0 && work->brought && work->pass < MAX_PASSES)
    {
      work->pass++;
      work->brought = FALSE;
      g_hash_table_remove_all (work->asked);
      return fill_queue (work, error);
    }

  return TRUE;
}

static gboolean
has_more (Work *work)
{
  return work->error == NULL && work->queue != NULL && work->next < work->queue->len;
}

/* -- steps of a batch ------------------------------------------------------------------------------------------------- */

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  JbCollectContext *context = work->what.context;
  GError *error = NULL;
  int n_new;

  n_new = jb_archive_store_originals_finish (JB_ARCHIVE (object), result, &error);
  context->report->written_us += g_get_monotonic_time () - work->write_start;
  work->storing = FALSE;

  if (n_new < 0)
    {
      take_error (work, error);
    }
  else
    {
      work->brought |= n_new > 0;
      work->what.run->n_originals += n_new;
      context->report->n_originals += n_new;
      tell_progress (work);
    }

  pump (task);
}

/* What did not come may still come in the second pass: its sentence waits for the end. */
static void
note_arrived (Work              *work,
              JbArrivedOriginal *original)
{
  if (original->bytes == NULL)
    {
      g_hash_table_insert (work->absent, g_strdup (original->issue_id), g_strdup (original->problem));
      return;
    }

  g_hash_table_remove (work->absent, original->issue_id);
  g_hash_table_add (work->arrived, g_strdup (original->issue_id));
  if (original->problem != NULL)
    jb_collect_context_take_problem (work->what.context, work->what.run, g_strdup (original->problem));
}

/* Takes @arrived. The book is not given the cancellable: what was fetched and verified is kept. */
static void
store (GTask     *task,
       GPtrArray *arrived)
{
  Work *work = g_task_get_task_data (task);

  for (guint i = 0; i < arrived->len; i++)
    note_arrived (work, g_ptr_array_index (arrived, i));

  work->n_done += arrived->len;
  work->storing = TRUE;
  work->write_start = g_get_monotonic_time ();
  jb_archive_store_originals_async (work->what.context->archive, work->what.run->connection, work->what.direction,
                                    arrived, NULL, stored_cb, g_object_ref (task));
}

static void
verified_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GPtrArray *arrived;
  gint64 spent_us = 0;

  arrived = jb_collect_verify_finish (result, &spent_us);
  work->what.context->report->verified_us += spent_us;
  work->verifying = FALSE;
  if (arrived->len > 0)
    work->verified = arrived;
  else
    g_ptr_array_unref (arrived);   /* cancelled before the first */
  pump (task);
}

static GPtrArray *
make_refused (const char   *issue_id,
              const GError *error)
{
  GPtrArray *refused = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_fetched_original_free);
  JbFetchedOriginal *original = g_new0 (JbFetchedOriginal, 1);

  original->issue_id = g_strdup (issue_id);
  /* Translators: an issue id, and a whole sentence that says why */
  original->problem = g_strdup_printf (_("The original of %s could not be collected. %s"), issue_id, error->message);
  g_ptr_array_add (refused, original);
  return refused;
}

/* Takes @error. */
static void
take_refusal (Work   *work,
              GError *error)
{
  if (!jb_collect_is_bad_answer (error))
    {
      take_error (work, error);
      return;
    }

  if (work->n_asking > 1)
    {
      work->next -= work->n_asking;
      work->batch_now = work->n_asking / 2;
      g_error_free (error);
      return;
    }

  work->waiting = make_refused (g_ptr_array_index (work->queue, work->next - 1), error);
  if (++work->n_refused == MAX_REFUSED)
    take_error (work, error);
  else
    g_error_free (error);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->fetching = FALSE;
  work->what.context->report->waited_us += g_get_monotonic_time () - work->fetch_start;
  work->waiting = jb_provider_fetch_originals_finish (JB_PROVIDER (object), result, &error);
  if (work->waiting == NULL)
    {
      take_refusal (work, error);
    }
  else
    {
      work->n_refused = 0;
      work->batch_now = MIN (work->batch_now * 2, work->batch_size);
    }
  pump (task);
}

static void
fetch_next (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  while (ids->len < work->batch_now && work->next < work->queue->len)
    g_ptr_array_add (ids, g_ptr_array_index (work->queue, work->next++));
  work->n_asking = ids->len;
  g_ptr_array_add (ids, NULL);

  work->fetching = TRUE;
  work->fetch_start = g_get_monotonic_time ();
  jb_provider_fetch_originals_async (work->what.provider, work->what.direction, (const char * const *) ids->pdata,
                                     g_task_get_cancellable (task), fetched_cb, g_object_ref (task));
}

/* -- the whole -------------------------------------------------------------------------------------------------------- */

static void
tell_absent (Work *work)
{
  GHashTableIter iter;
  gpointer sentence;

  g_hash_table_iter_init (&iter, work->absent);
  while (g_hash_table_iter_next (&iter, NULL, &sentence))
    jb_collect_context_take_problem (work->what.context, work->what.run, g_strdup (sentence));
}

static void
finish (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  /* When it is not the originals, one error says it all. */
  if (work->n_refused < MAX_REFUSED)
    tell_absent (work);
  if (work->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&work->error));
      return;
    }

  work->what.context->report->n_still_missing += work->n_missing;
  g_task_return_boolean (task, TRUE);
}

/* Begins whatever can be begun now. Called after each step. */
static void
pump (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    take_error (work, g_steal_pointer (&error));

  if (!work->storing && work->verified != NULL)
    store (task, g_steal_pointer (&work->verified));

  if (!work->verifying && work->verified == NULL && work->waiting != NULL)
    {
      g_autoptr(GPtrArray) batch = g_steal_pointer (&work->waiting);

      work->verifying = TRUE;
      jb_collect_verify_async (batch, work->trust, g_task_get_cancellable (task), verified_cb, g_object_ref (task));
    }

  if (!work->fetching && work->waiting == NULL && has_more (work))
    fetch_next (task);

  if (work->fetching || work->verifying || work->storing)
    return;

  /* All of the queue is in the book: is there more? */
  if (work->error == NULL && !find_more (work, &error))
    take_error (work, error);
  if (has_more (work))
    fetch_next (task);
  else
    finish (task);
}

void
jb_collect_originals_async (const JbCollectOriginals *what,
                            GCancellable             *cancellable,
                            GAsyncReadyCallback       callback,
                            gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);
  GError *error = NULL;

  work->what = *what;
  work->batch_size = MAX (jb_provider_get_max_originals (what->provider), 1);
  work->batch_now = work->batch_size;
  work->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  work->arrived = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  work->absent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  work->n_known = what->run->n_new;   /* more than one listing may be needed: the rows just merged are a better guess */
  work->pass = 1;

  g_task_set_source_tag (task, jb_collect_originals_async);
  g_task_set_task_data (task, work, work_free);
  g_task_set_check_cancellable (task, FALSE);
  work->trust = jb_authorities_make_trust (what->context->archive, &error);
  if (work->trust != NULL)
    pump (task);
  else
    g_task_return_error (task, error);
}

gboolean
jb_collect_originals_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
