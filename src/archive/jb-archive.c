/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening, closing and the threads of a book.
 *
 *   main thread ── jobs ──> writer thread   the one connection that writes and checkpoints
 *        │      └─ jobs ──> reader thread   maps, single invoices, sums; interrupted when cancelled
 *        │      └─ job  ──> a thread apart  backup and check: minutes, a connection of its own
 *        └─ a reader of its own: a page of rows, a cursor
 *
 * A job goes to its thread and comes back as an idle source in the asker's context; its GTask is touched there only, so that the
 * archive can never be let go of for the last time by one of its own threads. */

#define G_LOG_DOMAIN "jb-archive"

#include "config.h"

#include "jb-archive.h"
#include "jb-archive-private.h"

#include "jb-archive-runs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

struct _JbArchive
{
  GObject       parent_instance;

  char         *path;
  JbClock      *clock;
  GMainContext *context;        /* of the one who opened: "changed" comes there */
  int           lock;           /* descriptor; -1 = none */
  gboolean      read_only;

  JbBook       *main_reader;    /* (owned): main thread only; NULL = closed */
  GThread      *writer;         /* (nullable) */
  GAsyncQueue  *writes;         /* (element-type JbJob) */
  GThread      *reader;
  GAsyncQueue  *reads;          /* (element-type JbJob) */
  GPtrArray    *apart;          /* (element-type GThread): joined at the end */
  int           stop;           /* atomic: readers end soon */

  GMutex        mutex;          /* for the two below */
  GSource      *announcement;   /* (nullable) (owned): "changed" is on its way */
  GCond         answered;
};

typedef enum
{
  SIGNAL_CHANGED,
} JbArchiveSignal;

static guint signals[SIGNAL_CHANGED + 1];

G_DEFINE_FINAL_TYPE (JbArchive, jb_archive, G_TYPE_OBJECT)

/* Ends a thread when its turn comes. */
static JbJob quit_job;

/* What a thread needs; it must not hold the archive itself. */
typedef struct
{
  JbBook      *book;    /* (owned) */
  GAsyncQueue *queue;   /* (owned) */
  const int   *stop;    /* (nullable): readers only */
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

static void
job_free (gpointer data)
{
  JbJob *job = data;

  if (job->input != NULL && job->free_input != NULL)
    job->free_input (job->input);
  if (job->output != NULL && job->free_output != NULL)
    job->free_output (job->output);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* -- announcing --------------------------------------------------------------------------------------------------- */

static gboolean
announce_cb (gpointer data)
{
  g_autoptr(JbArchive) self = g_weak_ref_get (data);

  if (self == NULL)
    return G_SOURCE_REMOVE;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->announcement, g_source_unref);
  g_mutex_unlock (&self->mutex);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Many pages in a row make one signal. */
static void
announce_change (JbArchive *self)
{
  GWeakRef *weak;

  g_mutex_lock (&self->mutex);
  if (self->announcement == NULL)
    {
      weak = g_new0 (GWeakRef, 1);
      g_weak_ref_init (weak, self);
      self->announcement = g_idle_source_new ();
      g_source_set_static_name (self->announcement, "[jangbu] book changed");
      g_source_set_callback (self->announcement, announce_cb, weak, weak_ref_free);
      g_source_attach (self->announcement, self->context);
    }
  g_mutex_unlock (&self->mutex);
}

/* -- the threads -------------------------------------------------------------------------------------------------- */

static gboolean
complete_cb (gpointer data)
{
  JbJob *job = data;

  if (job->changed)
    announce_change (g_task_get_source_object (job->task));

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
run_write (JbBook  *book,
           JbJob   *job,
           GError **error)
{
  if (!job->transaction)
    return job->func (book, job, error);

  if (!jb_database_begin (book->database, error))
    return FALSE;

  if (job->func (book, job, error) && jb_database_commit (book->database, error))
    return TRUE;

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

  jb_database_watch (book->database, job->cancellable, stop);
  /* One view of the book for the whole answer. */
  ok = jb_database_begin (book->database, error) && job->func (book, job, error);
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
    ok = run_write (worker->book, job, &job->error);

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
start_worker (JbArchive   *self,
              const char  *name,
              JbBook      *book,
              GAsyncQueue *queue,
              const int   *stop)
{
  Worker *worker = g_new0 (Worker, 1);

  worker->book = book;
  worker->queue = g_async_queue_ref (queue);
  worker->stop = stop;
  worker->mutex = &self->mutex;
  worker->answered = &self->answered;
  return g_thread_new (name, worker_thread, worker);
}

/* -- handing over work -------------------------------------------------------------------------------------------- */

static void
set_closed (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED, _("The book was closed. Open it again."));
}

static gboolean
may_write (JbArchive  *self,
           GError    **error)
{
  if (self->main_reader == NULL)
    {
      set_closed (error);
      return FALSE;
    }

  if (self->writer != NULL)
    return TRUE;

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY,
                       _("The book is open for reading only. Close the program that holds it and try again."));
  return FALSE;
}

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
  job->now = jb_clock_now (self->clock);
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

  if (may_write (self, &error))
    g_async_queue_push (self->writes, job);
  else
    refuse_job (job, error);
}

gboolean
_jb_archive_write_now (JbArchive  *self,
                       JbJob      *job,
                       gpointer   *output,
                       GError    **error)
{
  gboolean ok = FALSE;

  if (may_write (self, error))
    {
      job->now = jb_clock_now (self->clock);
      g_mutex_lock (&self->mutex);
      g_async_queue_push_front (self->writes, job);
      while (!job->done)
        g_cond_wait (&self->answered, &self->mutex);
      g_mutex_unlock (&self->mutex);

      ok = job->error == NULL;
      if (job->changed)
        announce_change (self);
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
  if (self->main_reader != NULL)
    {
      g_async_queue_push (self->reads, job);
      return;
    }

  set_closed (&error);
  refuse_job (job, error);
}

typedef struct
{
  Worker  worker;
  char   *path;
  JbJob  *job;
} ApartThread;

static gpointer
apart_thread (gpointer data)
{
  ApartThread *apart = data;

  apart->worker.book = jb_book_open_reader (apart->path, &apart->job->error);
  if (apart->worker.book != NULL)
    run_job (&apart->worker, apart->job);
  else
    answer (&apart->worker, apart->job);

  g_clear_pointer (&apart->worker.book, jb_book_close);
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
  ApartThread *apart;
  GError *error = NULL;

  prepare_job (self, job, tag, cancellable, callback, user_data);
  if (self->main_reader == NULL)
    {
      set_closed (&error);
      refuse_job (job, error);
      return;
    }

  apart = g_new0 (ApartThread, 1);
  apart->path = g_strdup (self->path);
  apart->job = job;
  apart->worker.stop = &self->stop;
  apart->worker.mutex = &self->mutex;
  apart->worker.answered = &self->answered;
  g_ptr_array_add (self->apart, g_thread_new ("jb-book-apart", apart_thread, apart));
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

JbBook *
_jb_archive_get_reader (JbArchive  *self,
                        GError    **error)
{
  if (self->main_reader == NULL)
    set_closed (error);
  return self->main_reader;
}

gint64
_jb_archive_now (JbArchive *self)
{
  return jb_clock_now (self->clock);
}

/* -- opening ------------------------------------------------------------------------------------------------------ */

static gboolean
make_folder (const char  *path,
             GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  g_set_error (error, JB_ARCHIVE_ERROR, errno == ENOSPC ? JB_ARCHIVE_ERROR_FULL : JB_ARCHIVE_ERROR_READ_ONLY,
               /* Translators: a folder and the system's words for what went wrong. */
               _("The folder “%s” for the book cannot be made: %s."), folder, g_strerror (errno));
  return FALSE;
}

/* SQLite gives the files beside a book the mode of the book. */
static gboolean
make_file (const char  *path,
           GError     **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int code = errno;

  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }

  /* An existing one must not be opened here: closing it would drop the locks that SQLite may hold on it in this process. */
  if (code == EEXIST)
    return TRUE;

  g_set_error (error, JB_ARCHIVE_ERROR, code == ENOSPC ? JB_ARCHIVE_ERROR_FULL : JB_ARCHIVE_ERROR_READ_ONLY,
               /* Translators: a file and the system's words for what went wrong. */
               _("The book “%s” cannot be made: %s."), path, g_strerror (code));
  return FALSE;
}

static gboolean
open_for_writing (JbArchive  *self,
                  GError    **error)
{
  g_autoptr(JbBook) writer = NULL;
  g_autoptr(JbBook) reader = NULL;

  if (!make_folder (self->path, error))
    return FALSE;

  self->lock = jb_book_lock (self->path, error);
  if (self->lock < 0 || !make_file (self->path, error))
    return FALSE;

  writer = jb_book_open_writer (self->path, error);
  if (writer == NULL || !_jb_archive_end_stale_runs (writer, error))
    return FALSE;

  reader = jb_book_open_reader (self->path, error);
  if (reader == NULL)
    return FALSE;

  self->main_reader = jb_book_open_reader (self->path, error);
  if (self->main_reader == NULL)
    return FALSE;

  self->writer = start_worker (self, "jb-book-writer", g_steal_pointer (&writer), self->writes, NULL);
  self->reader = start_worker (self, "jb-book-reader", g_steal_pointer (&reader), self->reads, &self->stop);
  return TRUE;
}

static gboolean
open_for_reading (JbArchive  *self,
                  GError    **error)
{
  JbBook *reader;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND,
                   _("There is no book at “%s”. Collect once, or choose another file."), self->path);
      return FALSE;
    }

  reader = jb_book_open_reader (self->path, error);
  if (reader == NULL)
    return FALSE;

  self->main_reader = jb_book_open_reader (self->path, error);
  if (self->main_reader == NULL)
    {
      jb_book_close (reader);
      return FALSE;
    }

  self->reader = start_worker (self, "jb-book-reader", reader, self->reads, &self->stop);
  return TRUE;
}

/* The lock stands beside the file itself, whatever links lead to it. */
static char *
resolve (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy;

  if (real == NULL)
    return g_canonicalize_filename (path, NULL);

  copy = g_strdup (real);
  free (real);
  return copy;
}

static JbArchive *
open_in_context (const char          *path,
                 JbArchiveOpenFlags   flags,
                 JbClock             *clock,
                 GMainContext        *context,
                 GError             **error)
{
  g_autoptr(JbArchive) self = g_object_new (JB_TYPE_ARCHIVE, NULL);
  gboolean ok;

  self->path = resolve (path);
  self->clock = g_object_ref (clock);
  self->context = g_main_context_ref (context);
  self->read_only = (flags & JB_ARCHIVE_OPEN_READ_ONLY) != 0;

  if (g_file_test (self->path, G_FILE_TEST_EXISTS) && !g_file_test (self->path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_A_BOOK,
                           _("This is a folder or a device, not a book of Jangbu. Choose another file."));
      return NULL;
    }

  ok = self->read_only ? open_for_reading (self, error) : open_for_writing (self, error);
  return ok ? g_steal_pointer (&self) : NULL;
}

JbArchive *
jb_archive_open (const char          *path,
                 JbArchiveOpenFlags   flags,
                 JbClock             *clock,
                 GError             **error)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (JB_IS_CLOCK (clock), NULL);

  return open_in_context (path, flags, clock, context, error);
}

typedef struct
{
  char               *path;
  JbArchiveOpenFlags  flags;
  JbClock            *clock;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  g_object_unref (opening->clock);
  g_free (opening);
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  JbArchive *self = open_in_context (opening->path, opening->flags, opening->clock, g_task_get_context (task), &error);

  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
jb_archive_open_async (const char          *path,
                       JbArchiveOpenFlags   flags,
                       JbClock             *clock,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening;

  g_return_if_fail (path != NULL);
  g_return_if_fail (JB_IS_CLOCK (clock));

  opening = g_new0 (Opening, 1);
  opening->path = g_strdup (path);
  opening->flags = flags;
  opening->clock = g_object_ref (clock);
  g_task_set_source_tag (task, jb_archive_open_async);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

JbArchive *
jb_archive_open_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_open_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
jb_archive_close (JbArchive *self)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  g_atomic_int_set (&self->stop, 1);

  if (self->reader != NULL)
    {
      g_async_queue_push (self->reads, &quit_job);
      g_clear_pointer (&self->reader, g_thread_join);
    }

  for (guint i = 0; i < self->apart->len; i++)
    g_thread_join (g_ptr_array_index (self->apart, i));
  g_ptr_array_set_size (self->apart, 0);

  g_clear_pointer (&self->main_reader, jb_book_close);

  /* Last: closing the writer's connection brings the WAL into the file when no other program reads. */
  if (self->writer != NULL)
    {
      g_async_queue_push (self->writes, &quit_job);
      g_clear_pointer (&self->writer, g_thread_join);
    }

  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
}

const char *
jb_archive_get_path (JbArchive *self)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return self->path;
}

gboolean
jb_archive_is_read_only (JbArchive *self)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), TRUE);

  return self->read_only;
}

static void
jb_archive_dispose (GObject *object)
{
  JbArchive *self = JB_ARCHIVE (object);

  jb_archive_close (self);

  g_mutex_lock (&self->mutex);
  if (self->announcement != NULL)
    g_source_destroy (self->announcement);
  g_clear_pointer (&self->announcement, g_source_unref);
  g_mutex_unlock (&self->mutex);

  G_OBJECT_CLASS (jb_archive_parent_class)->dispose (object);
}

static void
jb_archive_finalize (GObject *object)
{
  JbArchive *self = JB_ARCHIVE (object);

  g_free (self->path);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_async_queue_unref (self->writes);
  g_async_queue_unref (self->reads);
  g_ptr_array_unref (self->apart);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->answered);

  G_OBJECT_CLASS (jb_archive_parent_class)->finalize (object);
}

static void
jb_archive_class_init (JbArchiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jb_archive_dispose;
  object_class->finalize = jb_archive_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", JB_TYPE_ARCHIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
jb_archive_init (JbArchive *self)
{
  self->lock = -1;
  self->writes = g_async_queue_new ();
  self->reads = g_async_queue_new ();
  self->apart = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->answered);
}
