/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening and closing a book, and what an open one knows of itself. Its threads are in jb-archive-jobs.c, what they do in the
 * files beside it. Used by app/, cli/, sync/ and ui/. */

#define G_LOG_DOMAIN "jb-archive"

#include "config.h"

#include "jb-archive.h"
#include "jb-archive-private.h"

#include "jb-archive-runs.h"
#include "jb-meta.h"
#include "jb-proof.h"
#include "jb-protection.h"

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
  char         *id;             /* (nullable) until it is open */
  JbKeyHolder  *holder;         /* (owned) */

  JbBook       *main_reader;    /* (owned): main thread only; NULL = closed */
  JbJobs       *jobs;           /* (owned) */

  GMutex        mutex;          /* for the one below */
  GSource      *announcement;   /* (nullable) (owned): "changed" is on its way */
};

typedef enum
{
  SIGNAL_CHANGED,
} JbArchiveSignal;

static guint signals[SIGNAL_CHANGED + 1];

typedef enum
{
  PROP_PROTECTION = 1,
} JbArchiveProperty;

static GParamSpec *properties[PROP_PROTECTION + 1];

G_DEFINE_FINAL_TYPE (JbArchive, jb_archive, G_TYPE_OBJECT)

/* -- for the files beside this one -------------------------------------------------------------------------------- */

JbBook *
_jb_archive_get_reader (JbArchive  *self,
                        GError    **error)
{
  if (self->main_reader == NULL)
    g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED, _("The book was closed. Open it again."));
  return self->main_reader;
}

gboolean
_jb_archive_may_write (JbArchive  *self,
                       GError    **error)
{
  if (_jb_archive_get_reader (self, error) == NULL)
    return FALSE;

  if (!self->read_only)
    return TRUE;

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY,
                       _("The book is open for reading only. Close the program that holds it and try again."));
  return FALSE;
}

gint64
_jb_archive_now (JbArchive *self)
{
  return jb_clock_now (self->clock);
}

JbJobs *
_jb_archive_get_jobs (JbArchive *self)
{
  return self->jobs;
}

JbKeyHolder *
_jb_archive_get_holder (JbArchive *self)
{
  return self->holder;
}

void
_jb_archive_notify_protection (JbArchive *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROTECTION]);
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
void
_jb_archive_announce_change (JbArchive *self)
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
open_for_writing (JbArchive        *self,
                  const JbOpening  *opening,
                  GError          **error)
{
  g_autoptr(JbBook) writer = NULL;
  g_autoptr(JbBook) reader = NULL;

  if (!make_folder (self->path, error))
    return FALSE;

  self->lock = jb_book_lock (self->path, error);
  if (self->lock < 0 || !make_file (self->path, error))
    return FALSE;

  writer = jb_book_open_writer (self->path, self->holder, opening, error);
  if (writer == NULL || !_jb_archive_end_stale_runs (writer, error) || !jb_proof_begin (writer, _jb_archive_now (self), error))
    return FALSE;

  reader = jb_book_open_reader (self->path, self->holder, error);
  if (reader == NULL)
    return FALSE;

  writer->changes = jb_changes_new ();
  reader->changes = jb_changes_ref (writer->changes);
  self->main_reader = jb_book_open_reader (self->path, self->holder, error);
  if (self->main_reader == NULL)
    return FALSE;

  _jb_jobs_start_writer (self->jobs, g_steal_pointer (&writer));
  _jb_jobs_start_reader (self->jobs, g_steal_pointer (&reader));
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

  reader = jb_book_open_reader (self->path, self->holder, error);
  if (reader == NULL)
    return FALSE;

  self->main_reader = jb_book_open_reader (self->path, self->holder, error);
  if (self->main_reader == NULL)
    {
      jb_book_close (reader);
      return FALSE;
    }

  _jb_jobs_start_reader (self->jobs, reader);
  return TRUE;
}

static gboolean
load_id (JbArchive  *self,
         GError    **error)
{
  g_autoptr(GBytes) id = NULL;
  GString *text;

  if (!jb_meta_load (self->main_reader->database, JB_META_ID, &id, error))
    return FALSE;

  if (id == NULL || g_bytes_get_size (id) == 0)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT,
                           _("The book is damaged. Restore it from a backup."));
      return FALSE;
    }

  text = g_string_new (NULL);
  for (gsize i = 0; i < g_bytes_get_size (id); i++)
    g_string_append_printf (text, "%02x", ((const guint8 *) g_bytes_get_data (id, NULL))[i]);
  self->id = g_string_free (text, FALSE);
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
                 const JbOpening     *opening,
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

  ok = self->read_only ? open_for_reading (self, error) : open_for_writing (self, opening, error);
  return ok && load_id (self, error) ? g_steal_pointer (&self) : NULL;
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

  return open_in_context (path, flags, clock, context, NULL, error);
}

typedef struct
{
  char               *path;
  JbArchiveOpenFlags  flags;
  JbClock            *clock;
  JbArchiveProgressFunc progress;       /* (nullable) */
  gpointer            progress_data;
} OpenInput;

static void
open_input_free (gpointer data)
{
  OpenInput *input = data;

  g_free (input->path);
  g_object_unref (input->clock);
  g_free (input);
}

typedef struct
{
  GTask  *task;        /* (owned) */
  double  fraction;
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_object_unref (told->task);
  g_free (told);
}

static gboolean
told_cb (gpointer data)
{
  const Told *told = data;
  const OpenInput *input = g_task_get_task_data (told->task);

  input->progress (told->fraction, input->progress_data);
  return G_SOURCE_REMOVE;
}

/* At the priority of the answer, which is attached later and so comes later. */
static void
tell_opener (double    fraction,
             gpointer  data)
{
  GTask *task = data;
  g_autoptr(GSource) source = g_idle_source_new ();
  Told *told = g_new (Told, 1);

  *told = (Told) { g_object_ref (task), fraction };
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_static_name (source, "[jangbu] book is being opened");
  g_source_set_callback (source, told_cb, told, told_free);
  g_source_attach (source, g_task_get_context (task));
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  const OpenInput *input = data;
  const JbOpening opening = { input->progress != NULL ? tell_opener : NULL, task, cancellable };
  GError *error = NULL;
  JbArchive *self = open_in_context (input->path, input->flags, input->clock, g_task_get_context (task), &opening, &error);

  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
jb_archive_open_async (const char          *path,
                       JbArchiveOpenFlags   flags,
                       JbClock             *clock,
                       JbArchiveProgressFunc progress,
                       gpointer             progress_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  OpenInput *input;

  g_return_if_fail (path != NULL);
  g_return_if_fail (JB_IS_CLOCK (clock));

  input = g_new0 (OpenInput, 1);
  input->path = g_strdup (path);
  input->flags = flags;
  input->clock = g_object_ref (clock);
  input->progress = progress;
  input->progress_data = progress_data;
  g_task_set_source_tag (task, jb_archive_open_async);
  g_task_set_task_data (task, input, open_input_free);
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

  _jb_jobs_stop_reading (self->jobs);

  g_clear_pointer (&self->main_reader, jb_book_close);

  /* Last: closing the writer's connection brings the WAL into the file when no other program reads. */
  _jb_jobs_stop_writing (self->jobs);

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

JbProtection
jb_archive_get_protection (JbArchive *self)
{
  g_autoptr(JbBookKey) key = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), JB_PROTECTION_NONE);

  if (!jb_key_holder_is_protected (self->holder))
    return JB_PROTECTION_NONE;

  key = jb_key_holder_dup_key (self->holder);
  return key != NULL ? JB_PROTECTION_UNLOCKED : JB_PROTECTION_LOCKED;
}

const char *
jb_archive_get_id (JbArchive *self)
{
  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return self->id;
}

static void
jb_archive_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  JbArchive *self = JB_ARCHIVE (object);

  switch ((JbArchiveProperty) prop_id)
    {
    case PROP_PROTECTION:
      g_value_set_int (value, jb_archive_get_protection (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
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
  g_free (self->id);
  jb_key_holder_unref (self->holder);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);
  _jb_jobs_free (self->jobs);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (jb_archive_parent_class)->finalize (object);
}

static void
jb_archive_class_init (JbArchiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jb_archive_dispose;
  object_class->finalize = jb_archive_finalize;
  object_class->get_property = jb_archive_get_property;

  properties[PROP_PROTECTION] = g_param_spec_int ("protection", NULL, NULL,
                                                  JB_PROTECTION_NONE, JB_PROTECTION_UNLOCKED, JB_PROTECTION_NONE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", JB_TYPE_ARCHIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
jb_archive_init (JbArchive *self)
{
  self->lock = -1;
  self->holder = jb_key_holder_new ();
  self->jobs = _jb_jobs_new ();
  g_mutex_init (&self->mutex);
}
