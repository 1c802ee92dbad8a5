/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an original is, whether it has just arrived or lies in the book: one judgement for both. Private to sync/. */

#pragma once

#include "jb-document.h"
#include "jb-verification.h"

G_BEGIN_DECLS

typedef struct
{
  JbVerdict   verdict;
  char       *detail;           /* (not nullable): sentences for a person */
  JbInvoice  *invoice;          /* (nullable): what was read; NULL when it is of no use for this row */
  char       *other_issue_id;   /* (nullable): it is the original of that invoice, not of the one asked for */
} JbJudgement;

/* @issue_id: of the row. @trust (nullable) as of jb_document_verify_trusted(). Any thread. Clear it with jb_judgement_clear(). */
void            jb_judge_original  (GBytes           *bytes,
                                    const char       *issue_id,
                                    JbTrust          *trust,
                                    JbJudgement      *judgement);
void            jb_judgement_clear (JbJudgement      *judgement);

/* The same for one that the book keeps, held against what the list said. @differs (out): the list says otherwise. Any thread.
 * (transfer full) */
JbVerification *jb_judge_again     (const JbStoredOriginal *stored,
                                    JbTrust          *trust,
                                    gboolean         *differs);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JbJudgement, jb_judgement_clear)

G_END_DECLS
