/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proof of the whole book. What the database itself can tell, the journal and the rows are looked at in one view of the book on
 * one thread; originals, which take most of the time and are proved each by itself, on several: who is free takes the next few. */

#define G_LOG_DOMAIN "jb-archive-check"

#include "config.h"

#include "jb-archive-check.h"

#include "jb-archive-private.h"
#include "jb-certificate-store.h"
#include "jb-fingerprint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* So many rows of originals at once. */
#define CHUNK_ROWS 500

/* More threads only wait for the disk. */
#define HELPERS_MAX 3

#define PROGRESS_MS 100

void
jb_book_proof_free (JbBookProof *proof)
{
  if (proof == NULL)
    return;

  g_clear_pointer (&proof->findings, g_ptr_array_unref);
  g_free (proof->head);
  g_free (proof);
}

void
_jb_findings_add (GPtrArray *findings,
                  char      *sentence)
{
  if (findings->len < JB_FINDINGS_MAX)
    g_ptr_array_add (findings, sentence);
  else
    g_free (sentence);
}

/* -- the head ----------------------------------------------------------------------------------------------------- */

#define HEAD_DIGITS_MIN 16

char *
jb_head_format (const char *head)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < JB_HEAD_DIGITS && head[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, head[i]);
    }
  return g_string_free (text, FALSE);
}

char *
jb_head_parse (const char  *text,
               GError     **error)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  gboolean ok = TRUE;

  for (const char *at = text; ok && *at != '\0'; at++)
    {
      if (g_ascii_isxdigit (*at))
        g_string_append_c (digits, g_ascii_tolower (*at));
      else
        ok = *at == '-' || g_ascii_isspace (*at);
    }

  if (ok && digits->len >= HEAD_DIGITS_MIN)
    return g_strdup (digits->str);

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                       _("This is no head of a journal: it has at least 16 of the digits 0–9 and a–f, with hyphens between them. "
                         "Copy it as it was shown."));
  return NULL;
}

/* -- what the database can tell ----------------------------------------------------------------------------------- */

static gboolean
check_integrity (JbBook     *book,
                 GPtrArray  *findings,
                 GError    **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (book->database, "PRAGMA integrity_check", error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      const char *text = jb_statement_get_text (statement, 0);

      if (g_strcmp0 (text, "ok") != 0)
        /* Translators: the words of the database follow. */
        _jb_findings_add (findings, g_strdup_printf (_("The file of the book is damaged: %s"), text));
    }
  return step == JB_STEP_DONE;
}

static gboolean
check_foreign_keys (JbBook     *book,
                    GPtrArray  *findings,
                    GError    **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (book->database, "PRAGMA foreign_key_check", error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    /* Translators: names of tables of the book. */
    _jb_findings_add (findings, g_strdup_printf (_("An entry in “%s” refers to one in “%s” that is missing."),
                                            jb_statement_get_text (statement, 0), jb_statement_get_text (statement, 2)));
  return step == JB_STEP_DONE;
}

static gboolean
check_marks (JbBook     *book,
             GPtrArray  *findings,
             GError    **error)
{
  g_autoptr(JbStatement) statement =
    jb_database_prepare (book->database,
                         "SELECT i.issue_id FROM invoices i LEFT JOIN originals o ON o.invoice = i.id "
                         "WHERE (i.original <> 0) <> (o.invoice IS NOT NULL)", error);
  JbStep step = JB_STEP_ERROR;

  while (statement != NULL && (step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    _jb_findings_add (findings, g_strdup_printf (_("The original of invoice %s was removed."), jb_statement_get_text (statement, 0)));
  return step == JB_STEP_DONE;
}

/* -- originals ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64  invoice;
  char   *sentence;   /* (owned) */
} Finding;

/* Shared by all threads that look at originals. */
typedef struct
{
  const JbProving *proving;
  JbKeyHolder     *holder;
  gint64           last;       /* of the invoices that have one */
  int              stop;       /* atomic */
  int              n_sound;    /* atomic */
  GMutex           mutex;
  gint64           next;       /* (mutex): the first that nobody has taken yet */
  GArray          *findings;   /* (mutex) (element-type Finding) */
} Originals;

static void
finding_clear (gpointer data)
{
  g_free (((Finding *) data)->sentence);
}

static int
compare_findings (gconstpointer a,
                  gconstpointer b)
{
  const Finding *first = a;
  const Finding *second = b;

  return first->invoice < second->invoice ? -1 : first->invoice > second->invoice;
}

/* Takes @sentence. */
static void
add_original_finding (Originals *originals,
                      gint64     invoice,
                      char      *sentence)
{
  Finding finding = { invoice, sentence };

  g_mutex_lock (&originals->mutex);
  if (originals->findings->len < JB_FINDINGS_MAX)
    g_array_append_val (originals->findings, finding);
  else
    g_free (sentence);
  g_mutex_unlock (&originals->mutex);
}

static gboolean
matches_fingerprint (GBytes        *bytes,
                     gint64         size,
                     gconstpointer  sha256,
                     gsize          sha256_size)
{
  guint8 fingerprint[JB_FINGERPRINT_BYTES];

  jb_fingerprint (bytes, fingerprint);
  return (gint64) g_bytes_get_size (bytes) == size && sha256_size == sizeof fingerprint &&
         memcmp (sha256, fingerprint, sizeof fingerprint) == 0;
}

/* In a locked book what is encrypted cannot be looked into; jb_archive_check_async() says so once for all. */
static void
check_original (JbBook      *book,
                Originals   *originals,
                JbStatement *statement)
{
  const char *issue_id = jb_statement_get_text (statement, 0);
  gint64 id = jb_statement_get_int (statement, 4);
  gsize sealed_size, sha256_size;
  gconstpointer sealed = jb_statement_get_blob (statement, 3, &sealed_size);
  gconstpointer sha256 = jb_statement_get_blob (statement, 2, &sha256_size);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) certificate = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (jb_certificate_store_read (book, statement, 5, &certificate, &error))
    bytes = jb_codec_open_original (book->codec, (JbPlace) { JB_PLACE_ORIGINAL, id }, sealed, sealed_size, certificate, &error);

  if (g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY) && jb_codec_is_locked (book->codec))
    return;

  if (bytes == NULL)
    add_original_finding (originals, id, g_strdup_printf (_("The original of invoice %s can no longer be read."), issue_id));
  else if (!matches_fingerprint (bytes, jb_statement_get_int (statement, 1), sha256, sha256_size))
    add_original_finding (originals, id, g_strdup_printf (_("The original of invoice %s is not what once arrived."), issue_id));
  else
    g_atomic_int_inc (&originals->n_sound);
}

/* Numbers that no invoice has may be many: a damaged book can have any. */
static gboolean
pass_gap (JbBook     *book,
          Originals  *originals,
          GError    **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT min (invoice) FROM originals WHERE invoice >= ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  g_mutex_lock (&originals->mutex);
  jb_statement_bind_int (statement, 1, originals->next);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    originals->next = MAX (originals->next, jb_statement_get_int (statement, 0));
  jb_statement_reset (statement);
  g_mutex_unlock (&originals->mutex);
  return step != JB_STEP_ERROR;
}

static gboolean
check_chunk (JbBook     *book,
             Originals  *originals,
             gint64      from,
             GError    **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT i.issue_id, o.size, o.sha256, o.sealed, o.invoice, " JB_CERTIFICATE_STORE_COLUMNS ("c") " FROM originals o "
                           "JOIN invoices i ON i.id = o.invoice LEFT JOIN certificates c ON c.id = o.certificate "
                           "WHERE o.invoice BETWEEN ?1 AND ?2", error);
  guint n = 0;
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, from);
  jb_statement_bind_int (statement, 2, from + CHUNK_ROWS - 1);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      check_original (book, originals, statement);
      n++;
    }
  jb_statement_reset (statement);
  return step == JB_STEP_DONE && (n > 0 || pass_gap (book, originals, error));
}

static gint64
take_chunk (Originals *originals)
{
  gint64 from;

  g_mutex_lock (&originals->mutex);
  from = originals->next;
  if (from < G_MAXINT64 - CHUNK_ROWS)
    originals->next = from + CHUNK_ROWS;
  g_mutex_unlock (&originals->mutex);
  return from;
}

/* On any thread, until no chunk is left. A chunk that cannot be read is a finding of its own; only a stop ends it early. */
static gboolean
check_chunks (JbBook     *book,
              Originals  *originals,
              GError    **error)
{
  while (g_atomic_int_get (&originals->stop) == 0)
    {
      g_autoptr(GError) problem = NULL;
      gint64 from = take_chunk (originals);

      if (from > originals->last)
        break;

      if (originals->proving->permille != NULL)
        g_atomic_int_set (originals->proving->permille, (int) ((double) from / (double) originals->last * 1000));
      if (check_chunk (book, originals, from, &problem))
        continue;

      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      add_original_finding (originals, from, g_strdup (problem->message));
    }
  return TRUE;
}

static gpointer
helper_thread (gpointer data)
{
  Originals *originals = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBook) book = jb_book_open_reader (originals->proving->path, originals->holder, &error);

  if (book == NULL)
    {
      g_debug ("One thread less to check originals: %s", error->message);
      return NULL;
    }

  jb_database_watch (book->database, originals->proving->cancellable, &originals->stop);
  if (!check_chunks (book, originals, &error))
    g_debug ("Checking originals ends early: %s", error->message);
  jb_database_watch (book->database, NULL, NULL);
  return NULL;
}

static void
report_originals (Originals   *originals,
                  JbBookProof *proof)
{
  g_array_sort (originals->findings, compare_findings);
  for (guint i = 0; i < originals->findings->len; i++)
    _jb_findings_add (proof->findings, g_strdup (g_array_index (originals->findings, Finding, i).sentence));
  proof->n_originals = originals->n_sound;
}

/* -- all of it ---------------------------------------------------------------------------------------------------- */

/* FALSE only for a stop: a part that cannot be read is a finding of its own. */
static gboolean
take_problem (GError    *problem,
              GPtrArray *findings,
              GError   **error)
{
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }

  _jb_findings_add (findings, g_strdup (problem->message));
  g_error_free (problem);
  return TRUE;
}

static gboolean
check_one_view (JbBook           *book,
                const JbProving  *proving,
                JbBookProof      *proof,
                GError          **error)
{
  gboolean (*checks[]) (JbBook *, GPtrArray *, GError **) = { check_integrity, check_foreign_keys, check_marks };
  GError *problem = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      if (!checks[i] (book, proof->findings, &problem) && !take_problem (g_steal_pointer (&problem), proof->findings, error))
        return FALSE;
    }

  return jb_proof_check (book, proving, proof, &problem) || take_problem (problem, proof->findings, error);
}

static gboolean
prove (JbBook       *book,
       Originals    *originals,
       JbBookProof  *proof,
       GError      **error)
{
  GThread *helpers[HELPERS_MAX] = { NULL };
  guint n_helpers = originals->last > CHUNK_ROWS ? MIN (g_get_num_processors () - 1, HELPERS_MAX) : 0;
  gboolean ok;

  for (guint i = 0; i < n_helpers; i++)
    helpers[i] = g_thread_new ("jb-book-check", helper_thread, originals);

  ok = check_one_view (book, originals->proving, proof, error) && check_chunks (book, originals, error);
  if (!ok)
    g_atomic_int_set (&originals->stop, 1);
  for (guint i = 0; i < n_helpers; i++)
    g_thread_join (helpers[i]);

  return ok;
}

JbBookProof *
_jb_archive_prove (JbBook           *book,
                   const JbProving  *proving,
                   GError          **error)
{
  g_autoptr(JbBookProof) proof = g_new0 (JbBookProof, 1);
  Originals originals = { .proving = proving, .holder = book->holder, .next = 1 };
  gboolean ok;

  proof->findings = g_ptr_array_new_with_free_func (g_free);
  originals.findings = g_array_new (FALSE, FALSE, sizeof (Finding));
  g_array_set_clear_func (originals.findings, finding_clear);
  g_mutex_init (&originals.mutex);

  /* What cannot be read here cannot be read below, which says so. */
  if (!jb_database_get_int (book->database, "SELECT ifnull (max (invoice), 0) FROM originals", &originals.last, NULL))
    originals.last = 0;
  ok = prove (book, &originals, proof, error);
  if (ok)
    report_originals (&originals, proof);

  g_mutex_clear (&originals.mutex);
  g_array_unref (originals.findings);
  return ok ? g_steal_pointer (&proof) : NULL;
}

/* -- for everyone ------------------------------------------------------------------------------------------------- */

/* What a job needs, and what the asker's context looks at meanwhile. */
typedef struct
{
  int                    ref_count;       /* atomic */
  int                    permille;        /* atomic */
  char                  *path;            /* (owned) */
  char                  *head;            /* (owned) (nullable) */
  JbArchiveProgressFunc  progress;        /* (nullable) */
  gpointer               progress_data;
  guint                  source;          /* of the asker's context */
} Asked;

static void
asked_unref (gpointer data)
{
  Asked *asked = data;

  if (!g_atomic_int_dec_and_test (&asked->ref_count))
    return;

  g_free (asked->path);
  g_free (asked->head);
  g_free (asked);
}

static gboolean
prove_job (JbBook   *book,
           JbJob    *job,
           GError  **error)
{
  Asked *asked = job->input;
  const JbProving proving = { asked->path, asked->head, FALSE, job->cancellable, &asked->permille };

  JbBookProof *proof = _jb_archive_prove (book, &proving, error);

  job->output = proof;
  if (proof != NULL)
    proof->is_locked = jb_codec_is_locked (book->codec);
  return proof != NULL;
}

static gboolean
progress_cb (gpointer data)
{
  Asked *asked = data;

  asked->progress (g_atomic_int_get (&asked->permille) / 1000.0, asked->progress_data);
  return G_SOURCE_CONTINUE;
}

static void
proved_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Asked *asked = g_task_get_task_data (task);
  gpointer proof = NULL;
  GError *error = NULL;

  g_clear_handle_id (&asked->source, g_source_remove);
  if (_jb_archive_finish (JB_ARCHIVE (object), result, prove_job, &proof, &error))
    g_task_return_pointer (task, proof, (GDestroyNotify) jb_book_proof_free);
  else
    g_task_return_error (task, error);
}

static void
ask (JbArchive             *self,
     gpointer               tag,
     const char            *head,
     JbArchiveProgressFunc  progress,
     gpointer               progress_data,
     GCancellable          *cancellable,
     GAsyncReadyCallback    callback,
     gpointer               user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Asked *asked = g_new0 (Asked, 1);

  asked->ref_count = 2;   /* the task's and the job's */
  asked->path = g_strdup (jb_archive_get_path (self));
  asked->head = g_strdup (head);
  asked->progress = progress;
  asked->progress_data = progress_data;
  if (progress != NULL)
    asked->source = g_timeout_add (PROGRESS_MS, progress_cb, asked);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, asked, asked_unref);
  _jb_archive_read_apart (self, _jb_job_new (prove_job, asked, asked_unref, (GDestroyNotify) jb_book_proof_free), prove_job, cancellable,
                          proved_cb, task);
}

void
jb_archive_prove_async (JbArchive             *self,
                        const char            *head,
                        JbArchiveProgressFunc  progress,
                        gpointer               progress_data,
                        GCancellable          *cancellable,
                        GAsyncReadyCallback    callback,
                        gpointer               user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  ask (self, jb_archive_prove_async, head, progress, progress_data, cancellable, callback, user_data);
}

JbBookProof *
jb_archive_prove_finish (JbArchive     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_prove_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
jb_archive_check_async (JbArchive           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  ask (self, jb_archive_check_async, NULL, NULL, NULL, cancellable, callback, user_data);
}

GPtrArray *
jb_archive_check_finish (JbArchive     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_autoptr(JbBookProof) proof = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_archive_check_async), NULL);

  proof = g_task_propagate_pointer (G_TASK (result), error);
  if (proof == NULL)
    return NULL;

  if (proof->is_locked)
    g_ptr_array_add (proof->findings, g_strdup (_("The book is locked, so its encrypted originals could not be proved. "
                                                  "Enter the recovery code and check again.")));
  return g_steal_pointer (&proof->findings);
}
