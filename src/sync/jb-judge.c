/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* See jb-judge.h. Used by jb-collect-verify.c and jb-verify.c. */

#define G_LOG_DOMAIN "jb-judge"

#include "config.h"

#include "jb-judge.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "jb-numbers.h"

void
jb_judgement_clear (JbJudgement *judgement)
{
  g_clear_pointer (&judgement->detail, g_free);
  g_clear_object (&judgement->invoice);
  g_clear_pointer (&judgement->other_issue_id, g_free);
}

/* Issue ids are compared without the hyphens that some services print. */
static gboolean
is_same_issue_id (const char *a,
                  const char *b)
{
  g_autofree char *left = jb_issue_id_parse (a, NULL);    /* NULL: not an issue id, then compared as it stands */
  g_autofree char *right = jb_issue_id_parse (b, NULL);

  return g_strcmp0 (left ? left : a, right ? right : b) == 0;
}

void
jb_judge_original (GBytes      *bytes,
                   const char  *issue_id,
                   JbTrust     *trust,
                   JbJudgement *judgement)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_document_parse (bytes, &error);
  g_autoptr(JbInvoice) invoice = document != NULL ? jb_document_read (document, &error) : NULL;

  *judgement = (JbJudgement) { .verdict = JB_VERDICT_UNREADABLE };
  if (invoice == NULL)
    {
      judgement->detail = g_strdup (error->message);
      return;
    }

  /* The lines and parties of another invoice must not show up under this one, and neither may its good signature: for this row the
   * document says nothing. */
  if (!is_same_issue_id (invoice->issue_id, issue_id))
    {
      judgement->other_issue_id = g_strdup (invoice->issue_id);
      judgement->detail = g_strdup_printf (_("This is the original of another invoice (%s)."), invoice->issue_id);
      return;
    }

  judgement->verdict = jb_document_verify_trusted (document, trust, &judgement->detail);
  judgement->invoice = g_steal_pointer (&invoice);
}

/* -- again ---------------------------------------------------------------------------------------------------------- */

static void
say_first (JbVerification *verification,
           const char     *sentence)
{
  char *both = verification->detail != NULL ? g_strdup_printf ("%s %s", sentence, verification->detail) : g_strdup (sentence);

  g_free (verification->detail);
  verification->detail = both;
}

static void
add_part (GString    *parts,
          const char *format,
          const char *list,
          const char *original)
{
  if (parts->len > 0)
    g_string_append (parts, ", ");
  g_string_append_printf (parts, format, list, original);
}

static void
compare_amount (GString    *parts,
                const char *format,
                gint64      list,
                gint64      original)
{
  g_autofree char *here = jb_won_format (list);
  g_autofree char *there = jb_won_format (original);

  if (list != original)
    add_part (parts, format, here, there);
}

/* (transfer full) (nullable): where the list says otherwise than the original */
static char *
compare (const JbStoredOriginal *stored,
         JbInvoice              *invoice)
{
  g_autoptr(GString) parts = g_string_new (NULL);

  if (stored->written_on != invoice->written_on)
    {
      g_autofree char *list = jb_date_format (stored->written_on);
      g_autofree char *original = jb_date_format (invoice->written_on);

      /* Translators: each of these: what the list says, what the original says */
      add_part (parts, _("date %1$s instead of %2$s"), list, original);
    }
  compare_amount (parts, _("supply %1$s instead of %2$s"), stored->supply, invoice->supply);
  compare_amount (parts, _("tax %1$s instead of %2$s"), stored->tax, invoice->tax);
  compare_amount (parts, _("total %1$s instead of %2$s"), stored->total, invoice->total);
  if (parts->len == 0)
    return NULL;

  /* Translators: %s is such as "supply 1,000 instead of 2,000, total 1,100 instead of 2,200" */
  return g_strdup_printf (_("The list says otherwise than the original: %s."), parts->str);
}

/* Lines and parties came from it, so that whoever makes it useful later has to fetch it again. */
static void
judge_use (const JbStoredOriginal *stored,
           JbVerification         *verification)
{
  if (stored->is_used || verification->verdict == JB_VERDICT_UNREADABLE)
    return;

  verification->verdict = JB_VERDICT_UNREADABLE;
  say_first (verification, _("It was of no use when it arrived; the next collection asks for it again."));
}

JbVerification *
jb_judge_again (const JbStoredOriginal *stored,
                JbTrust                *trust,
                gboolean               *differs)
{
  JbVerification *verification = g_new0 (JbVerification, 1);
  g_auto(JbJudgement) judgement = { 0 };
  g_autofree char *difference = NULL;

  *differs = FALSE;
  verification->id = stored->id;
  memcpy (verification->sha256, stored->sha256, sizeof verification->sha256);
  if (stored->bytes == NULL)
    {
      verification->verdict = JB_VERDICT_UNREADABLE;
      verification->detail = g_strdup (stored->problem);
      return verification;
    }

  jb_judge_original (stored->bytes, stored->issue_id, trust, &judgement);
  verification->verdict = judgement.verdict;
  verification->detail = g_steal_pointer (&judgement.detail);
  judge_use (stored, verification);

  difference = judgement.invoice != NULL && stored->is_used ? compare (stored, judgement.invoice) : NULL;
  if (difference != NULL)
    {
      *differs = TRUE;
      say_first (verification, difference);
    }

  if (!stored->is_intact)
    {
      verification->verdict = JB_VERDICT_ALTERED;
      say_first (verification, _("What the book keeps is not what once arrived: it was altered in the book. Restore it from a backup."));
    }
  return verification;
}
