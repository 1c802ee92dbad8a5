/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The threads of a book, and how work is handed to them.
 *
 *   main thread ── jobs ──> writer thread   the one connection that writes and checkpoints
 *        │      └─ jobs ──> reader thread   maps, single invoices, sums; interrupted when cancelled
 *        │      └─ job  ──> a thread apart  backup and check: minutes, a connection of its own
 *        └─ a reader of its own: a page of rows, a cursor
 *
 * A job goes to its thread and comes back as an idle source in the asker's context; its GTask is touched there only, so that the
 * archive can never be let go of for the last time by one of its own threads.
 *
 * Used by the other files of archive/ through jb-archive-private.h; jb-archive.c starts and stops the threads. */

#define G_LOG_DOMAIN "jb-archive-jobs"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-month-store.h"
#include "jb-phrase-store.h"
#include "jb-proof.h"

struct _JbJobs
{
  GThread     *writer;     /* (nullable) */
  GAsyncQueue *writes;     /* (element-type JbJob) */
  GThread     *reader;     /* (nullable) */
  GAsyncQueue *reads;      /* (element-type JbJob) */
  GPtrArray   *apart;      /* (element-type GThread): joined at the end */
  int          stop;       /* atomic: readers end soon */
  int          urgent;     /* atomic: somebody waits for the writer */

  GMutex       mutex;      /* for what is done, and the one who waits for it */
  GCond        answered;
};

/* Ends a thread when its turn comes. */
static JbJob quit_job;

/* What a thread needs; it must not hold the archive itself. */
typedef struct
{
  JbBook      *book;    /* (owned) */
  GAsyncQueue *queue;   /* (owned) */
  const int   *stop;    /* (nullable): readers only */
  const int   *urgent;  /* (nullable): the writer only */
  GMutex      *mutex;
  GCond       *answered;
} Worker;

JbJob *
_jb_job_new (JbJobFunc       func,
             gpointer        input,
             GDestroyNotify  free_input,
             GDestroyNotify  free_output)
{
  JbJob *job = g_new0 (JbJob, 1);

  job->func = func;
  job->input = input;
  job->free_input = free_input;
  job->free_output = free_output;
  job->transaction = TRUE;
  return job;
}

/* Here rather than by the one who asked, whose thread has better to do than to let go of ten thousand invoices. */
static void
free_input (JbJob *job)
{
  if (job->input != NULL && job->free_input != NULL)
    job->free_input (job->input);
  job->input = NULL;
}

static void
job_free (gpointer data)
{
  JbJob *job = data;

  free_input (job);
  if (job->output != NULL && job->free_output != NULL)
    job->free_output (job->output);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* -- the threads -------------------------------------------------------------------------------------------------- */

static gboolean
complete_cb (gpointer data)
{
  JbJob *job = data;

  if (job->changed)
    _jb_archive_announce_change (g_task_get_source_object (job->task));

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->output), job->free_output);
  return G_SOURCE_REMOVE;
}

/* Gives the job back; it must not be touched afterwards. */
static void
answer (Worker *worker,
        JbJob  *job)
{
  g_autoptr(GSource) source = NULL;

  if (job->task == NULL)
    {
      g_mutex_lock (worker->mutex);
      job->done = TRUE;
      g_cond_broadcast (worker->answered);
      g_mutex_unlock (worker->mutex);
      return;
    }

  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_static_name (source, "[jangbu] book answers");
  g_source_set_callback (source, complete_cb, job, job_free);
  g_source_attach (source, g_task_get_context (job->task));
}

static gboolean
run_alone (JbBook     *book,
           JbJob      *job,
           const int  *urgent,
           GError    **error)
{
  gboolean ok;

  if (job->yields)
    jb_database_watch (book->database, job->cancellable, urgent);
  ok = job->func (book, job, error);
  jb_database_watch (book->database, NULL, NULL);
  jb_book_publish (book);
  return ok;
}

static gboolean
run_write (JbBook     *book,
           JbJob      *job,
           const int  *urgent,
           GError    **error)
{
  if (!job->transaction)
    return run_alone (book, job, urgent, error);

  if (!jb_database_begin (book->database, error))
    return FALSE;

  if (job->func (book, job, error) && jb_phrase_store_index (book, error) && jb_month_store_write (book, error) &&
      jb_proof_note (book, job->now, error) && jb_database_commit (book->database, error))
    {
      jb_book_publish (book);
      return TRUE;
    }

  jb_database_rollback (book->database);
  jb_book_forget (book);
  return FALSE;
}

static gboolean
run_read (JbBook     *book,
          JbJob      *job,
          const int  *stop,
          GError    **error)
{
  gboolean ok;

  /* Reading the columns is not for this asker alone: who types on must not begin it anew with each keystroke. */
  jb_database_watch (book->database, NULL, stop);
  if (job->columns)
    jb_book_take_news (book);

  /* One view of the book for the whole answer. */
  ok = jb_database_begin (book->database, error) && (!job->columns || jb_book_update_columns (book, error));
  jb_database_watch (book->database, job->cancellable, stop);
  ok = ok && job->func (book, job, error);
  jb_database_watch (book->database, NULL, NULL);
  jb_database_rollback (book->database);
  return ok;
}

static void
run_job (Worker *worker,
         JbJob  *job)
{
  gboolean ok;

  if (g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
    {
      answer (worker, job);
      return;
    }

  if (worker->stop != NULL)
    ok = run_read (worker->book, job, worker->stop, &job->error);
  else
    ok = run_write (worker->book, job, worker->urgent, &job->error);
  free_input (job);

  if (!ok)
    {
      g_assert (job->error != NULL);
      job->changed = FALSE;
    }
  answer (worker, job);
}

static void
worker_free (Worker *worker)
{
  g_clear_pointer (&worker->book, jb_book_close);
  g_clear_pointer (&worker->queue, g_async_queue_unref);
  g_free (worker);
}

static gpointer
worker_thread (gpointer data)
{
  Worker *worker = data;

  for (JbJob *job = g_async_queue_pop (worker->queue); job != &quit_job; job = g_async_queue_pop (worker->queue))
    run_job (worker, job);

  worker_free (worker);
  return NULL;
}

static GThread *
start_worker (JbJobs      *self,
              const char  *name,
              JbBook      *book,
              GAsyncQueue *queue,
              const int   *stop,
              const int   *urgent)
{
  Worker *worker = g_new0 (Worker, 1);

  worker->book = book;
  worker->queue = g_async_queue_ref (queue);
  worker->stop = stop;
  worker->urgent = urgent;
  worker->mutex = &self->mutex;
  worker->answered = &self->answered;
  return g_thread_new (name, worker_thread, worker);
}

/* -- starting and stopping ---------------------------------------------------------------------------------------- */

JbJobs *
_jb_jobs_new (void)
{
  JbJobs *self = g_new0 (JbJobs, 1);

  self->writes = g_async_queue_new ();
  self->reads = g_async_queue_new ();
  self->apart = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->answered);
  return self;
}

void
_jb_jobs_free (JbJobs *self)
{
  g_async_queue_unref (self->writes);
  g_async_queue_unref (self->reads);
  g_ptr_array_unref (self->apart);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->answered);
  g_free (self);
}

void
_jb_jobs_start_writer (JbJobs *self,
                       JbBook *book)
{
  self->writer = start_worker (self, "jb-book-writer", book, self->writes, NULL, &self->urgent);
}

void
_jb_jobs_start_reader (JbJobs *self,
                       JbBook *book)
{
  self->reader = start_worker (self, "jb-book-reader", book, self->reads, &self->stop, NULL);
}

void
_jb_jobs_stop_reading (JbJobs *self)
{
  g_atomic_int_set (&self->stop, 1);

  if (self->reader != NULL)
    {
      g_async_queue_push (self->reads, &quit_job);
      g_clear_pointer (&self->reader, g_thread_join);
    }

  for (guint i = 0; i < self->apart->len; i++)
    g_thread_join (g_ptr_array_index (self->apart, i));
  g_ptr_array_set_size (self->apart, 0);
}

void
_jb_jobs_stop_writing (JbJobs *self)
{
  if (self->writer == NULL)
    return;

  g_atomic_int_inc (&self->urgent);
  g_async_queue_push (self->writes, &quit_job);
  g_clear_pointer (&self->writer, g_thread_join);
}

/* -- handing over work -------------------------------------------------------------------------------------------- */

static void
prepare_job (JbArchive           *self,
             JbJob               *job,
             gpointer             tag,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, tag);
  g_set_object (&job->cancellable, cancellable);
  job->now = _jb_archive_now (self);
}

static void
refuse_job (JbJob  *job,
            GError *error)
{
  g_task_return_error (job->task, error);
  job_free (job);
}

void
_jb_archive_write (JbArchive           *self,
                   JbJob               *job,
                   gpointer             tag,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GError *error = NULL;

  prepare_job (self, job, tag, cancellable, callback, user_data);
  /* What is in the book is told as done, even when the asker gave up meanwhile. */
  g_task_set_check_cancellable (job->task, FALSE);

  if (_jb_archive_may_write (self, &error))
    g_async_queue_push (_jb_archive_get_jobs (self)->writes, job);
  else
    refuse_job (job, error);
}

gboolean
_jb_archive_write_now (JbArchive  *self,
                       JbJob      *job,
                       gpointer   *output,
                       GError    **error)
{
  JbJobs *jobs = _jb_archive_get_jobs (self);
  gboolean ok = FALSE;

  if (_jb_archive_may_write (self, error))
    {
      job->now = _jb_archive_now (self);
      g_atomic_int_inc (&jobs->urgent);
      g_mutex_lock (&jobs->mutex);
      g_async_queue_push_front (jobs->writes, job);
      while (!job->done)
        g_cond_wait (&jobs->answered, &jobs->mutex);
      g_mutex_unlock (&jobs->mutex);
      g_atomic_int_add (&jobs->urgent, -1);

      ok = job->error == NULL;
      if (job->changed)
        _jb_archive_announce_change (self);
      if (!ok)
        g_propagate_error (error, g_steal_pointer (&job->error));
      else if (output != NULL)
        *output = g_steal_pointer (&job->output);
    }

  job_free (job);
  return ok;
}

void
_jb_archive_read (JbArchive           *self,
                  JbJob               *job,
                  gpointer             tag,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  GError *error = NULL;

  prepare_job (self, job, tag, cancellable, callback, user_data);
  if (_jb_archive_get_reader (self, &error) != NULL)
    g_async_queue_push (_jb_archive_get_jobs (self)->reads, job);
  else
    refuse_job (job, error);
}

typedef struct
{
  Worker  worker;
  char   *path;
  JbKeyHolder *holder;   /* (owned) */
  JbJob  *job;
} ApartThread;

static gpointer
apart_thread (gpointer data)
{
  ApartThread *apart = data;

  apart->worker.book = jb_book_open_reader (apart->path, apart->holder, &apart->job->error);
  if (apart->worker.book != NULL)
    run_job (&apart->worker, apart->job);
  else
    answer (&apart->worker, apart->job);

  g_clear_pointer (&apart->worker.book, jb_book_close);
  jb_key_holder_unref (apart->holder);
  g_free (apart->path);
  g_free (apart);
  return NULL;
}

void
_jb_archive_read_apart (JbArchive           *self,
                        JbJob               *job,
                        gpointer             tag,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  JbJobs *jobs = _jb_archive_get_jobs (self);
  ApartThread *apart;
  GError *error = NULL;

  prepare_job (self, job, tag, cancellable, callback, user_data);
  if (_jb_archive_get_reader (self, &error) == NULL)
    {
      refuse_job (job, error);
      return;
    }

  apart = g_new0 (ApartThread, 1);
  apart->path = g_strdup (jb_archive_get_path (self));
  apart->holder = jb_key_holder_ref (_jb_archive_get_holder (self));
  apart->job = job;
  apart->worker.stop = &jobs->stop;
  apart->worker.mutex = &jobs->mutex;
  apart->worker.answered = &jobs->answered;
  g_ptr_array_add (jobs->apart, g_thread_new ("jb-book-apart", apart_thread, apart));
}

gboolean
_jb_archive_finish (JbArchive     *self,
                    GAsyncResult  *result,
                    gpointer       tag,
                    gpointer      *output,
                    GError       **error)
{
  g_autoptr(GError) failure = NULL;
  gpointer value;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  value = g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (output != NULL)
    *output = value;
  return TRUE;
}
