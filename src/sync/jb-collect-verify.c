/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads and verifies originals in two worker threads. Two, because a small office's machine has two to four cores and the
 * window wants one of them. Used by jb-collect-originals.c. */

#define G_LOG_DOMAIN "jb-collect-verify"

#include "config.h"

#include "jb-collect-verify.h"

#include <glib/gi18n-lib.h>

#include "jb-document.h"
#include "jb-numbers.h"

#define N_WORKERS 2

/* -- one original --------------------------------------------------------------------------------------------------- */

/* Issue ids are compared without the hyphens that some services print. */
static gboolean
is_same_issue_id (const char *a,
                  const char *b)
{
  g_autofree char *left = jb_issue_id_parse (a, NULL);    /* NULL: not an issue id, then compared as it stands */
  g_autofree char *right = jb_issue_id_parse (b, NULL);

  return g_strcmp0 (left ? left : a, right ? right : b) == 0;
}

static void
mark_unreadable (JbArrivedOriginal *arrived,
                 const GError      *error)
{
  arrived->verdict = JB_VERDICT_UNREADABLE;
  /* Translators: an issue id, and a whole sentence that says why */
  arrived->problem = g_strdup_printf (_("The original of %s was kept but cannot be read. %s"),
                                      arrived->issue_id, error->message);
}

/* The bytes are kept as evidence of what the service sent, but the lines and parties of another invoice must not show up under
 * this one, and neither may its good signature: for this row the document says nothing. */
static void
mark_other_invoice (JbArrivedOriginal *arrived,
                    JbInvoice         *invoice)
{
  arrived->verdict = JB_VERDICT_UNREADABLE;
  arrived->problem = g_strdup_printf (_("The service sent the original of another invoice (%s) for %s. It was kept but not "
                                        "used; please look at this invoice at HomeTax."),
                                      invoice->issue_id, arrived->issue_id);
}

static void
verify_document (JbArrivedOriginal *arrived,
                 JbDocument        *document)
{
  g_autofree char *detail = NULL;

  arrived->verdict = jb_document_verify (document, &detail);
  if (arrived->problem == NULL && detail != NULL &&
      (arrived->verdict == JB_VERDICT_ALTERED || arrived->verdict == JB_VERDICT_UNKNOWN_FORM))
    arrived->problem = g_strdup_printf (_("The signature of the original of %s is not as it should be. %s"),
                                        arrived->issue_id, detail);
}

JbArrivedOriginal *
jb_collect_verify_original (const JbFetchedOriginal *fetched)
{
  JbArrivedOriginal *arrived = jb_arrived_original_new (fetched->issue_id);
  g_autoptr(JbDocument) document = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  g_autoptr(GError) error = NULL;

  arrived->problem = g_strdup (fetched->problem);
  if (fetched->bytes == NULL)
    {
      if (arrived->problem == NULL)
        arrived->problem = g_strdup_printf (_("The service does not have the original of %s."), fetched->issue_id);
      return arrived;
    }

  arrived->bytes = g_bytes_ref (fetched->bytes);
  document = jb_document_parse (fetched->bytes, &error);
  if (document != NULL)
    invoice = jb_document_read (document, &error);

  if (invoice == NULL)
    {
      g_clear_pointer (&arrived->problem, g_free);
      mark_unreadable (arrived, error);
    }
  else if (!is_same_issue_id (invoice->issue_id, fetched->issue_id))
    {
      g_clear_pointer (&arrived->problem, g_free);
      mark_other_invoice (arrived, invoice);
    }
  else
    {
      verify_document (arrived, document);
      arrived->invoice = g_steal_pointer (&invoice);
    }

  return arrived;
}

/* -- a batch -------------------------------------------------------------------------------------------------------- */

/* One worker's share of a batch: every N_WORKERS-th document, so that a few long ones do not all fall to one of them. */
typedef struct
{
  /* Input. */
  GPtrArray  *fetched;
  guint       first;

  /* Output, read after the worker answered. */
  GPtrArray  *arrived;
  gint64      spent_us;
} Share;

typedef struct
{
  guint       n_open;
  guint       n_fetched;
  GPtrArray  *shares[N_WORKERS];
  gint64      spent_us;
} Batch;

static void
share_free (gpointer data)
{
  Share *share = data;

  g_ptr_array_unref (share->fetched);
  g_ptr_array_unref (share->arrived);
  g_free (share);
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  for (guint i = 0; i < N_WORKERS; i++)
    g_clear_pointer (&batch->shares[i], g_ptr_array_unref);
  g_free (batch);
}

static void
verify_share (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Share *share = task_data;
  gint64 start = g_get_monotonic_time ();

  for (guint i = share->first; i < share->fetched->len; i += N_WORKERS)
    {
      if (g_cancellable_is_cancelled (cancellable))
        break;
      g_ptr_array_add (share->arrived, jb_collect_verify_original (g_ptr_array_index (share->fetched, i)));
    }

  share->spent_us = g_get_monotonic_time () - start;
  g_task_return_boolean (task, TRUE);
}

/* Puts the shares together in the order of asking: one from each in turn. */
static GPtrArray *
join_shares (Batch *batch)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);

  for (guint i = 0; i < batch->n_fetched; i++)
    {
      GPtrArray *share = batch->shares[i % N_WORKERS];
      guint index = i / N_WORKERS;

      if (index < share->len)
        g_ptr_array_add (all, share->pdata[index]);
    }

  for (guint i = 0; i < N_WORKERS; i++)
    g_ptr_array_set_free_func (batch->shares[i], NULL);   /* all of them are in @all now */
  return all;
}

static void
share_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Batch *batch = g_task_get_task_data (task);
  Share *share = g_task_get_task_data (G_TASK (result));

  batch->shares[share->first] = g_ptr_array_ref (share->arrived);
  batch->spent_us += share->spent_us;
  if (--batch->n_open == 0)
    g_task_return_pointer (task, join_shares (batch), (GDestroyNotify) g_ptr_array_unref);
}

void
jb_collect_verify_async (GPtrArray           *fetched,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Batch *batch = g_new0 (Batch, 1);

  g_task_set_source_tag (task, jb_collect_verify_async);
  g_task_set_task_data (task, batch, batch_free);
  batch->n_fetched = fetched->len;
  batch->n_open = N_WORKERS;

  for (guint i = 0; i < N_WORKERS; i++)
    {
      g_autoptr(GTask) worker = g_task_new (NULL, cancellable, share_cb, g_object_ref (task));
      Share *share = g_new0 (Share, 1);

      share->fetched = g_ptr_array_ref (fetched);
      share->first = i;
      share->arrived = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);
      g_task_set_task_data (worker, share, share_free);
      g_task_set_source_tag (worker, verify_share);
      /* A cancelled worker still hands over what it has. */
      g_task_set_check_cancellable (worker, FALSE);
      g_task_run_in_thread (worker, verify_share);
    }
}

GPtrArray *
jb_collect_verify_finish (GAsyncResult *result,
                          gint64       *spent_us)
{
  Batch *batch;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  batch = g_task_get_task_data (G_TASK (result));
  if (spent_us != NULL)
    *spent_us = batch->spent_us;
  return g_task_propagate_pointer (G_TASK (result), NULL);   /* never fails: nothing returns an error */
}
