/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Load -> verify -> store, three batches at a time, one in each step:
 *
 *   reader of the book ──> (loaded) ──> threads ──> (judged) ──> writer of the book
 *
 * Whoever cancels, or whatever fails, the batch that the threads have begun is still stored. */

#define G_LOG_DOMAIN "jb-verify"

#include "config.h"

#include "jb-verify.h"

#include "jb-authorities.h"
#include "jb-judge.h"
#include "jb-spread.h"

#include <glib/gi18n-lib.h>

/* A hundredth of a second for each step; the book is not kept from others for longer. */
#define BATCH 200

/* Lists load their rows again when the book says that it changed: not for every batch. */
#define ANNOUNCE_US (G_USEC_PER_SEC)

/* One verified original. */
typedef struct
{
  JbVerification *verification;   /* (nullable) (owned): until it is stored */
  JbVerdict       verdict;
  JbVerdict       before;
  gboolean        differs;
} Judged;

typedef struct
{
  /* Input. */
  guint                 n_threads;
  JbVerifyProgressFunc  progress;        /* (nullable) */
  gpointer              progress_data;
  JbTrust              *trust;           /* (owned) */
  gint64                last;            /* id of the last original when this began */

  /* In progress. */
  gint64                after;           /* all up to here are loaded */
  gboolean              at_end;
  gboolean              loading;
  gboolean              judging;
  gboolean              storing;
  GPtrArray            *loaded;          /* (nullable) (element-type JbStoredOriginal) */
  GPtrArray            *judged;          /* (nullable) (element-type Judged): waits for the writer */
  GPtrArray            *written;         /* (nullable) (element-type Judged): with the writer */
  gint64                judged_to;       /* id up to which the batch with the threads goes, */
  gint64                storing_to;      /* … and the one with the writer */
  gboolean              announced;       /* nothing was stored since "changed" was emitted */
  gint64                announced_at;    /* monotonic */

  /* Output. */
  GError               *error;           /* the first one: nothing new is begun */
  JbVerifyReport        report;
} Work;

static void pump (GTask *task);

static void
judged_free (gpointer data)
{
  Judged *judged = data;

  jb_verification_free (judged->verification);
  g_free (judged);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->trust, jb_trust_unref);
  g_clear_pointer (&work->loaded, g_ptr_array_unref);
  g_clear_pointer (&work->judged, g_ptr_array_unref);
  g_clear_pointer (&work->written, g_ptr_array_unref);
  g_clear_error (&work->error);
  g_free (work);
}

/* Takes @error. */
static void
take_error (Work   *work,
            GError *error)
{
  if (work->error == NULL)
    work->error = error;
  else
    g_error_free (error);
}

/* -- loading -------------------------------------------------------------------------------------------------------- */

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) loaded = jb_archive_load_originals_finish (JB_ARCHIVE (object), result, &error);

  work->loading = FALSE;
  if (loaded == NULL)
    {
      take_error (work, error);
    }
  else if (loaded->len == 0)
    {
      work->at_end = TRUE;
    }
  else
    {
      work->after = ((JbStoredOriginal *) g_ptr_array_index (loaded, loaded->len - 1))->id;
      work->loaded = g_steal_pointer (&loaded);
    }
  pump (task);
}

/* -- verifying ------------------------------------------------------------------------------------------------------ */

static gpointer
judge_one (gpointer item,
           gpointer shared)
{
  const JbStoredOriginal *stored = item;
  Judged *judged = g_new0 (Judged, 1);

  judged->verification = jb_judge_again (stored, shared, &judged->differs);
  judged->verdict = judged->verification->verdict;
  judged->before = stored->verdict;
  return judged;
}

static void
judged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);

  work->judging = FALSE;
  work->judged = jb_spread_finish (result, NULL);
  if (work->judged->len == 0)   /* cancelled before the first */
    g_clear_pointer (&work->judged, g_ptr_array_unref);
  pump (task);
}

/* -- storing -------------------------------------------------------------------------------------------------------- */

static void
count (JbVerifyReport *report,
       GPtrArray      *judged)
{
  for (guint i = 0; i < judged->len; i++)
    {
      const Judged *one = g_ptr_array_index (judged, i);

      report->n_checked++;
      report->n_changed += one->verdict != one->before;
      report->n_differing += one->differs;
      report->n[one->verdict]++;
    }
}

/* What was written is in the book, or was not to be stored. */
static void
take_written (Work *work)
{
  count (&work->report, work->written);
  g_clear_pointer (&work->written, g_ptr_array_unref);
  if (work->progress != NULL)
    work->progress (MIN ((double) work->storing_to / (double) MAX (work->last, 1), 1.0), &work->report, work->progress_data);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->storing = FALSE;
  if (jb_archive_store_verifications_finish (JB_ARCHIVE (object), result, &error))
    {
      take_written (work);
    }
  else
    {
      g_clear_pointer (&work->written, g_ptr_array_unref);
      take_error (work, error);
    }
  pump (task);
}

static void
store (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  JbArchive *archive = g_task_get_source_object (task);
  GPtrArray *verifications;
  gint64 now = g_get_monotonic_time ();

  work->written = g_steal_pointer (&work->judged);
  work->storing_to = work->judged_to;
  if (jb_archive_is_read_only (archive))
    {
      take_written (work);
      return;
    }

  verifications = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_verification_free);
  for (guint i = 0; i < work->written->len; i++)
    g_ptr_array_add (verifications, g_steal_pointer (&((Judged *) g_ptr_array_index (work->written, i))->verification));

  work->announced = now - work->announced_at >= ANNOUNCE_US;
  if (work->announced)
    work->announced_at = now;
  work->storing = TRUE;
  jb_archive_store_verifications_async (archive, verifications, work->announced, NULL, stored_cb, g_object_ref (task));
}

/* -- the whole ------------------------------------------------------------------------------------------------------ */

static void
announced_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (!jb_archive_store_verifications_finish (JB_ARCHIVE (object), result, &error))
    take_error (work, error);
  if (work->error != NULL)
    g_task_return_error (task, g_steal_pointer (&work->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* The verdicts are in the book; now whoever shows it looks again. */
static void
finish (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  JbArchive *archive = g_task_get_source_object (task);

  if (!work->announced)
    jb_archive_store_verifications_async (archive, g_ptr_array_new (), TRUE, NULL, announced_cb, g_object_ref (task));
  else if (work->error != NULL)
    g_task_return_error (task, g_steal_pointer (&work->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Begins whatever can be begun now. Called after each step. */
static void
pump (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    take_error (work, error);

  if (work->judged != NULL && !work->storing)
    store (task);

  if (work->loaded != NULL && !work->judging && work->judged == NULL && work->error == NULL)
    {
      g_autoptr(GPtrArray) batch = g_steal_pointer (&work->loaded);

      work->judging = TRUE;
      work->judged_to = work->after;
      jb_spread_async (batch, work->n_threads, judge_one, jb_trust_ref (work->trust), (GDestroyNotify) jb_trust_unref,
                       judged_free, cancellable, judged_cb, g_object_ref (task));
    }

  if (work->loaded == NULL && !work->loading && !work->at_end && work->error == NULL)
    {
      work->loading = TRUE;
      jb_archive_load_originals_async (g_task_get_source_object (task), work->after, BATCH, cancellable, loaded_cb, g_object_ref (task));
    }

  if (!work->loading && !work->judging && !work->storing)
    finish (task);
}

void
jb_verify_all_async (JbArchive            *archive,
                     guint                 n_threads,
                     JbVerifyProgressFunc  progress,
                     gpointer              progress_data,
                     GCancellable         *cancellable,
                     GAsyncReadyCallback   callback,
                     gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  Work *work;

  g_return_if_fail (JB_IS_ARCHIVE (archive));

  task = g_task_new (archive, cancellable, callback, user_data);
  work = g_new0 (Work, 1);
  work->n_threads = n_threads != 0 ? n_threads : jb_spread_count_threads ();
  work->progress = progress;
  work->progress_data = progress_data;
  work->announced = TRUE;
  work->announced_at = g_get_monotonic_time ();
  work->last = jb_archive_get_last_original (archive, &error);
  if (work->last >= 0)
    work->trust = jb_authorities_make_trust (archive, &error);

  g_task_set_source_tag (task, jb_verify_all_async);
  g_task_set_task_data (task, work, work_free);
  g_task_set_check_cancellable (task, FALSE);
  if (work->trust != NULL)
    pump (task);
  else
    g_task_return_error (task, error);
}

gboolean
jb_verify_all_finish (JbArchive       *archive,
                      GAsyncResult    *result,
                      JbVerifyReport  *report,
                      GError         **error)
{
  Work *work;

  g_return_val_if_fail (g_task_is_valid (result, archive), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_verify_all_async), FALSE);

  work = g_task_get_task_data (G_TASK (result));
  *report = work->report;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- one ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  gint64             id;
  gboolean           again;
  JbTrust           *trust;          /* (nullable) (owned): only when verified again */
  JbProof           *proof;          /* (nullable) (owned) */
} One;

void
jb_proof_free (JbProof *proof)
{
  if (proof == NULL)
    return;

  g_free (proof->detail);
  g_free (proof->verified_by);
  g_clear_object (&proof->certificate);
  g_free (proof);
}

static void
one_free (gpointer data)
{
  One *one = data;

  g_clear_pointer (&one->trust, jb_trust_unref);
  g_clear_pointer (&one->proof, jb_proof_free);
  g_free (one);
}

/* What the thread makes of it. */
typedef struct
{
  JbCertificate  *certificate;    /* (nullable) */
  JbVerification *verification;   /* (nullable): only when verified again */
} Looked;

static void
looked_free (gpointer data)
{
  Looked *looked = data;

  g_clear_object (&looked->certificate);
  jb_verification_free (looked->verification);
  g_free (looked);
}

static gpointer
look_at (gpointer item,
         gpointer shared)
{
  const JbStoredOriginal *stored = item;
  g_autoptr(JbDocument) document = stored->bytes != NULL ? jb_document_parse (stored->bytes, NULL) : NULL;
  Looked *looked = g_new0 (Looked, 1);
  gboolean differs;

  if (document != NULL)
    looked->certificate = jb_document_get_certificate (document);
  if (shared != NULL)
    looked->verification = jb_judge_again (stored, shared, &differs);
  return looked;
}

static void one_loaded_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);

/* What the book says of it now is the answer. */
static void
one_stored_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  One *one = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&one->trust, jb_trust_unref);
  if (jb_archive_store_verifications_finish (JB_ARCHIVE (object), result, &error))
    jb_archive_load_originals_async (JB_ARCHIVE (object), one->id - 1, 1, g_task_get_cancellable (task), one_loaded_cb,
                                     g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/* Takes @verification. */
static void
store_one (GTask          *task,
           JbVerification *verification)
{
  GPtrArray *verifications = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_verification_free);

  g_ptr_array_add (verifications, verification);
  jb_archive_store_verifications_async (g_task_get_source_object (task), verifications, TRUE, NULL, one_stored_cb, g_object_ref (task));
}

/* In a book that is not written to. */
static void
show_only (JbProof        *proof,
           JbVerification *verification)
{
  g_free (proof->detail);
  g_clear_pointer (&proof->verified_by, g_free);
  proof->detail = g_steal_pointer (&verification->detail);
  proof->verdict = verification->verdict;
  proof->verified_at = 0;
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) all = jb_spread_finish (result, NULL);
  One *one = g_task_get_task_data (task);
  Looked *looked;

  if (g_task_return_error_if_cancelled (task))
    return;

  looked = g_ptr_array_index (all, 0);
  one->proof->certificate = g_steal_pointer (&looked->certificate);
  if (looked->verification != NULL && !jb_archive_is_read_only (g_task_get_source_object (task)))
    {
      store_one (task, g_steal_pointer (&looked->verification));
      return;
    }

  if (looked->verification != NULL)
    show_only (one->proof, looked->verification);
  g_task_return_pointer (task, g_steal_pointer (&one->proof), (GDestroyNotify) jb_proof_free);
}

/* (transfer full): as the book has it */
static JbProof *
make_proof (const JbStoredOriginal *stored)
{
  JbProof *proof = g_new0 (JbProof, 1);

  proof->verdict = stored->verdict;
  proof->detail = g_strdup (stored->detail);
  proof->verified_at = stored->verified_at != 0 ? stored->verified_at : stored->arrived_at;
  proof->verified_by = g_strdup (stored->verified_by);
  return proof;
}

static void
one_loaded_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  One *one = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) loaded = jb_archive_load_originals_finish (JB_ARCHIVE (object), result, &error);

  if (loaded == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (loaded->len == 0 || ((JbStoredOriginal *) g_ptr_array_index (loaded, 0))->id != one->id)
    {
      g_task_return_new_error (task, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND,
                               "%s", _("The original of this invoice is not in the book. Collect again."));
      return;
    }

  g_clear_pointer (&one->proof, jb_proof_free);
  one->proof = make_proof (g_ptr_array_index (loaded, 0));
  jb_spread_async (loaded, 1, look_at, one->trust != NULL ? jb_trust_ref (one->trust) : NULL,
                   one->trust != NULL ? (GDestroyNotify) jb_trust_unref : NULL, looked_free, g_task_get_cancellable (task),
                   looked_cb, g_object_ref (task));
}

void
jb_verify_one_async (JbArchive           *archive,
                     gint64               id,
                     gboolean             again,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  One *one;

  g_return_if_fail (JB_IS_ARCHIVE (archive));

  task = g_task_new (archive, cancellable, callback, user_data);
  one = g_new0 (One, 1);
  one->id = id;
  g_task_set_source_tag (task, jb_verify_one_async);
  g_task_set_task_data (task, one, one_free);
  if (again)
    one->trust = jb_authorities_make_trust (archive, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    jb_archive_load_originals_async (archive, id - 1, 1, cancellable, one_loaded_cb, g_object_ref (task));
}

JbProof *
jb_verify_one_finish (JbArchive     *archive,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, archive), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_verify_one_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
