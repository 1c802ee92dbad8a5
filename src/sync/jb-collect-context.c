/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The report of a run. Used by the collector's parts. */

#define G_LOG_DOMAIN "jb-collect-context"

#include "config.h"

#include "jb-collect-context.h"

/* Nobody reads more; a service gone mad must not fill the memory with sentences. All are counted in the run. */
#define MAX_SENTENCES 200

JbCollectReport *
jb_collect_report_new (void)
{
  JbCollectReport *report = g_new0 (JbCollectReport, 1);

  report->problems = g_ptr_array_new_with_free_func (g_free);
  return report;
}

void
jb_collect_report_free (JbCollectReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->problems);
  g_free (report);
}

void
jb_collect_context_take_problem (JbCollectContext *context,
                                 JbRun            *run,
                                 char             *sentence)
{
  GPtrArray *problems = context->report->problems;

  /* Windows share days, and two lists show the same row: a sentence that stands there already is no second problem. */
  if (g_ptr_array_find_with_equal_func (problems, sentence, g_str_equal, NULL))
    {
      g_free (sentence);
      return;
    }

  run->n_problems++;
  context->report->n_problems++;
  if (problems->len < MAX_SENTENCES)
    g_ptr_array_add (problems, sentence);
  else
    g_free (sentence);
}

gboolean
jb_collect_is_bad_answer (const GError *error)
{
  return g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_PROTOCOL) ||
         g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_USER_DATA);
}
