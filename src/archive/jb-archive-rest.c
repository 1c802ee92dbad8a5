/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Encrypting what was written before the book had a key.
 *
 *   originals, then details     a batch of rows and how far it came, in one transaction
 *   rewrite                     the file without its free pages and gaps, in which old bytes may stand
 *   empty the WAL               in which they may stand, too; then the rest is over
 *
 * The book itself says how far it is ("originals 123"), so that whoever stops or dies goes on there. A row of a batch that is
 * encrypted already was written later, and is passed over. */

#define G_LOG_DOMAIN "jb-archive-rest"

#include "config.h"

#include "jb-protection.h"

#include "jb-archive-private.h"
#include "jb-journal.h"
#include "jb-meta.h"

#include <stdio.h>
#include <string.h>

/* So much in one transaction: a few hundredths of a second, in which nobody else writes. */
#define BATCH_ROWS 200
#define BATCH_BYTES (4 * 1024 * 1024)

typedef enum
{
  STAGE_ORIGINALS,
  STAGE_DETAILS,
  STAGE_REWRITE,
  STAGE_WAL,
  STAGE_DONE,
} Stage;

typedef struct
{
  Stage   stage;
  gint64  row;        /* of a table's stages: all up to here are encrypted */
  double  fraction;   /* of everything */
} Rest;

typedef struct
{
  const char  *name;     /* as the book keeps it; never changes */
  double       from;     /* share of the whole that is done when the stage begins */
  JbPlaceKind  kind;     /* the tables' stages only, as all below */
  const char  *next;
  const char  *update;
  const char  *last;
} StageInfo;

static const StageInfo stages[] = {
  [STAGE_ORIGINALS] = {
    "originals", 0.0, JB_PLACE_ORIGINAL,
    "SELECT invoice, sealed FROM originals WHERE invoice > ?1 ORDER BY invoice LIMIT 1",
    "UPDATE originals SET sealed = ?2 WHERE invoice = ?1",
    "SELECT ifnull (max (invoice), 0) FROM originals",
  },
  [STAGE_DETAILS] = {
    "details", 0.7, JB_PLACE_DETAILS,
    "SELECT invoice, sealed FROM details WHERE invoice > ?1 AND sealed IS NOT NULL ORDER BY invoice LIMIT 1",
    "UPDATE details SET sealed = ?2 WHERE invoice = ?1",
    "SELECT ifnull (max (invoice), 0) FROM details",
  },
  [STAGE_REWRITE] = { .name = "rewrite", .from = 0.8 },
  [STAGE_WAL] = { .name = "wal", .from = 0.95 },
  [STAGE_DONE] = { .name = "done", .from = 1.0 },
};

/* -- how far it is ------------------------------------------------------------------------------------------------ */

/* What cannot be read begins anew: nothing is done twice, only looked at. */
static void
parse_rest (GBytes *value,
            Rest   *rest)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  char name[16] = "";
  gint64 row = 0;

  *rest = (Rest) { STAGE_ORIGINALS, 0, 0.0 };
  if (text == NULL || sscanf (text, "%15s %" G_GINT64_FORMAT, name, &row) < 1)
    return;

  for (Stage stage = STAGE_ORIGINALS; stage < STAGE_DONE; stage++)
    {
      if (strcmp (stages[stage].name, name) == 0)
        *rest = (Rest) { stage, row, stages[stage].from };
    }
}

static gboolean
load_rest (JbBook  *book,
           Rest    *rest,
           GError **error)
{
  g_autoptr(GBytes) value = NULL;

  if (!jb_meta_load (book->database, JB_META_REST, &value, error))
    return FALSE;

  if (value != NULL)
    parse_rest (value, rest);
  else
    *rest = (Rest) { STAGE_DONE, 0, 1.0 };
  return TRUE;
}

static gboolean
store_rest (JbBook      *book,
            const Rest  *rest,
            GError     **error)
{
  g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT, stages[rest->stage].name, rest->row);
  g_autoptr(GBytes) value = g_bytes_new (text, strlen (text));

  return jb_meta_store (book->database, JB_META_REST, value, error);
}

static void
go_on (Rest *rest)
{
  rest->stage++;
  rest->row = 0;
  rest->fraction = stages[rest->stage].from;
}

/* -- a batch of rows ---------------------------------------------------------------------------------------------- */

/* The next row behind rest->row, encrypted when it is not yet: *encrypted (out) (transfer full). *size grows by what it takes.
 * rest->row becomes 0 when there is none. */
static gboolean
encrypt_next (JbBook   *book,
              Rest     *rest,
              GBytes  **encrypted,
              gsize    *size,
              GError  **error)
{
  const StageInfo *info = &stages[rest->stage];
  JbStatement *statement = jb_database_statement (book->database, info->next, error);
  gboolean ok = TRUE;
  gconstpointer sealed;
  gsize sealed_size;
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, rest->row);
  step = jb_statement_step (statement, error);
  rest->row = 0;
  if (step == JB_STEP_ROW)
    {
      rest->row = jb_statement_get_int (statement, 0);
      sealed = jb_statement_get_blob (statement, 1, &sealed_size);
      *size += sealed_size;
      if (!jb_codec_is_encrypted (sealed, sealed_size))
        {
          *encrypted = jb_codec_encrypt (book->codec, (JbPlace) { info->kind, rest->row }, sealed, sealed_size, error);
          ok = *encrypted != NULL;
        }
    }
  jb_statement_reset (statement);
  return ok && step != JB_STEP_ERROR;
}

static gboolean
update_row (JbBook      *book,
            const Rest  *rest,
            GBytes      *encrypted,
            GError     **error)
{
  JbStatement *statement = jb_database_statement (book->database, stages[rest->stage].update, error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, rest->row);
  jb_statement_bind_bytes (statement, 2, encrypted);
  return jb_statement_run (statement, error);
}

static gboolean
measure (JbBook  *book,
         Rest    *rest,
         GError **error)
{
  const StageInfo *info = &stages[rest->stage];
  gint64 last;

  if (!jb_database_get_int (book->database, info->last, &last, error))
    return FALSE;

  rest->fraction = info->from + (info[1].from - info->from) * (double) rest->row / (double) MAX (last, MAX (rest->row, 1));
  return TRUE;
}

static gboolean
encrypt_batch (JbBook  *book,
               Rest    *rest,
               GError **error)
{
  gsize size = 0;

  for (guint i = 0; i < BATCH_ROWS && size < BATCH_BYTES; i++)
    {
      g_autoptr(GBytes) encrypted = NULL;

      if (!encrypt_next (book, rest, &encrypted, &size, error))
        return FALSE;

      if (rest->row == 0)
        {
          go_on (rest);
          return store_rest (book, rest, error);
        }

      if (encrypted != NULL && !update_row (book, rest, encrypted, error))
        return FALSE;
    }

  return measure (book, rest, error) && store_rest (book, rest, error);
}

/* -- a step ------------------------------------------------------------------------------------------------------- */

static gboolean
finish_rest (JbBook  *book,
             gint64   now,
             GError **error)
{
  return jb_meta_store (book->database, JB_META_REST, NULL, error) &&
         jb_journal_append (book->database, now, JB_JOURNAL_ENCRYPTED, 0, 0, "", error);
}

/* The part of a step that is one transaction. */
static gboolean
advance (JbBook  *book,
         Rest    *rest,
         gint64   now,
         GError **error)
{
  if (rest->stage < STAGE_REWRITE)
    return encrypt_batch (book, rest, error);

  go_on (rest);
  return rest->stage == STAGE_DONE ? finish_rest (book, now, error) : store_rest (book, rest, error);
}

static gboolean
take_step (JbBook  *book,
           Rest    *rest,
           gint64   now,
           GError **error)
{
  if ((rest->stage == STAGE_REWRITE && !jb_database_rewrite (book->database, error)) ||
      (rest->stage == STAGE_WAL && !jb_database_empty_wal (book->database, error)) ||
      !jb_database_begin (book->database, error))
    return FALSE;

  if (advance (book, rest, now, error))
    return jb_database_commit (book->database, error);

  jb_database_rollback (book->database);
  return FALSE;
}

static gboolean
step_job (JbBook   *book,
          JbJob    *job,
          GError  **error)
{
  Rest rest;

  if (!jb_codec_require_key (book->codec, error) || !load_rest (book, &rest, error))
    return FALSE;

  if (rest.stage != STAGE_DONE && !take_step (book, &rest, job->now, error))
    return FALSE;

  job->output = g_memdup2 (&rest, sizeof rest);
  return TRUE;
}

/* -- all steps ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  JbArchiveProgressFunc  progress;        /* (nullable) */
  gpointer               progress_data;
  Stage                  stage;
} Encrypting;

static void stepped_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data);

/* Takes @task. */
static void
ask_for_step (JbArchive *self,
              GTask     *task)
{
  const Encrypting *encrypting = g_task_get_task_data (task);
  JbJob *job = _jb_job_new (step_job, NULL, NULL, g_free);

  job->transaction = FALSE;
  /* Only this one takes long, and begins anew when it was stopped. */
  job->yields = encrypting->stage == STAGE_REWRITE;
  _jb_archive_write (self, job, step_job, g_task_get_cancellable (task), stepped_cb, task);
}

static void
stepped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbArchive *self = JB_ARCHIVE (object);
  Encrypting *encrypting = g_task_get_task_data (task);
  g_autofree Rest *rest = NULL;
  GError *error = NULL;

  if (!_jb_archive_finish (self, result, step_job, (gpointer *) &rest, &error))
    {
      gboolean gave_way = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
                          !g_cancellable_is_cancelled (g_task_get_cancellable (task));

      if (!gave_way)
        {
          g_task_return_error (task, error);
          return;
        }

      g_error_free (error);
      ask_for_step (self, g_steal_pointer (&task));
      return;
    }

  encrypting->stage = rest->stage;
  if (encrypting->progress != NULL)
    encrypting->progress (rest->fraction, encrypting->progress_data);

  if (rest->stage == STAGE_DONE)
    g_task_return_boolean (task, TRUE);
  else
    ask_for_step (self, g_steal_pointer (&task));
}

gboolean
jb_archive_has_rest (JbArchive *self)
{
  g_autoptr(GError) error = NULL;
  JbBook *book;
  Rest rest;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), FALSE);

  book = _jb_archive_get_reader (self, &error);
  if (book != NULL && load_rest (book, &rest, &error))
    return rest.stage != STAGE_DONE;

  g_warning ("Whether something is to be encrypted cannot be told: %s", error->message);
  return FALSE;
}

void
jb_archive_encrypt_rest_async (JbArchive             *self,
                               JbArchiveProgressFunc  progress,
                               gpointer               progress_data,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  Encrypting *encrypting;
  GError *error = NULL;
  JbBook *book;
  Rest rest;

  g_return_if_fail (JB_IS_ARCHIVE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_archive_encrypt_rest_async);
  g_task_set_check_cancellable (task, FALSE);

  book = _jb_archive_get_reader (self, &error);
  if (book == NULL || !load_rest (book, &rest, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (rest.stage == STAGE_DONE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  encrypting = g_new0 (Encrypting, 1);
  encrypting->progress = progress;
  encrypting->progress_data = progress_data;
  encrypting->stage = rest.stage;
  g_task_set_task_data (task, encrypting, g_free);
  ask_for_step (self, g_steal_pointer (&task));
}

gboolean
jb_archive_encrypt_rest_finish (JbArchive     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_encrypt_rest_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
