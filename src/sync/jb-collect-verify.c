/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Originals that have just arrived are verified and packed in two worker threads. Two, because a small office's machine has two to four cores and the
 * window wants one of them. Used by jb-collect-originals.c. */

#define G_LOG_DOMAIN "jb-collect-verify"

#include "config.h"

#include "jb-collect-verify.h"

#include <glib/gi18n-lib.h>

#include "jb-judge.h"
#include "jb-spread.h"

#define N_WORKERS 2

/* The bytes are kept as evidence of what the service sent. Takes the place of what the service said itself. */
static void
explain_use (JbArrivedOriginal *arrived,
             const JbJudgement *judgement)
{
  g_free (arrived->problem);
  if (judgement->other_issue_id != NULL)
    arrived->problem = g_strdup_printf (_("The service sent the original of another invoice (%s) for %s. It was kept but not "
                                          "used; please look at this invoice at HomeTax."),
                                        judgement->other_issue_id, arrived->issue_id);
  else
    /* Translators: an issue id, and a whole sentence that says why */
    arrived->problem = g_strdup_printf (_("The original of %s was kept but cannot be read. %s"),
                                        arrived->issue_id, judgement->detail);
}

static void
explain_signature (JbArrivedOriginal *arrived,
                   const JbJudgement *judgement)
{
  if (arrived->problem == NULL && (judgement->verdict == JB_VERDICT_ALTERED || judgement->verdict == JB_VERDICT_UNKNOWN_FORM))
    arrived->problem = g_strdup_printf (_("The signature of the original of %s is not as it should be. %s"),
                                        arrived->issue_id, judgement->detail);
}

JbArrivedOriginal *
jb_collect_verify_original (const JbFetchedOriginal *fetched,
                            JbTrust                 *trust)
{
  JbArrivedOriginal *arrived = jb_arrived_original_new (fetched->issue_id);
  g_auto(JbJudgement) judgement = { 0 };

  arrived->problem = g_strdup (fetched->problem);
  if (fetched->bytes == NULL)
    {
      if (arrived->problem == NULL)
        arrived->problem = g_strdup_printf (_("The service does not have the original of %s."), fetched->issue_id);
      return arrived;
    }

  arrived->bytes = g_bytes_ref (fetched->bytes);
  jb_judge_original (fetched->bytes, fetched->issue_id, trust, &judgement);
  if (judgement.invoice == NULL)
    explain_use (arrived, &judgement);
  else
    explain_signature (arrived, &judgement);

  arrived->verdict = judgement.verdict;
  arrived->detail = g_steal_pointer (&judgement.detail);
  arrived->invoice = g_steal_pointer (&judgement.invoice);
  return arrived;
}

static gpointer
verify_one (gpointer item,
            gpointer shared)
{
  JbArrivedOriginal *arrived = jb_collect_verify_original (item, shared);

  jb_arrived_original_pack (arrived);
  return arrived;
}

void
jb_collect_verify_async (GPtrArray           *fetched,
                         JbTrust             *trust,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  jb_spread_async (fetched, N_WORKERS, verify_one, jb_trust_ref (trust), (GDestroyNotify) jb_trust_unref,
                   (GDestroyNotify) jb_arrived_original_free, cancellable, callback, user_data);
}

GPtrArray *
jb_collect_verify_finish (GAsyncResult *result,
                          gint64       *spent_us)
{
  return jb_spread_finish (result, spent_us);
}
