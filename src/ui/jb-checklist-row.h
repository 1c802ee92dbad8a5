/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One step on the way to the first invoice: how it stands, and, opened, what it is and where it is done. Used by JbChecklistPage. */

#pragma once

#include <adwaita.h>

#include "jb-prerequisite.h"

G_BEGIN_DECLS

#define JB_TYPE_CHECKLIST_ROW (jb_checklist_row_get_type ())
G_DECLARE_FINAL_TYPE (JbChecklistRow, jb_checklist_row, JB, CHECKLIST_ROW, AdwExpanderRow)

/* Signal "ticked" (gboolean): the person says that the step is done, or takes it back. */

/* All that the row shows; it keeps nothing of it. */
typedef struct
{
  const JbPrerequisite *step;
  guint                 number;      /* from 1 */
  gboolean              ticked;      /* the person said that it is done */
  gboolean              may_act;     /* the demo's company needs no account */
} JbChecklistRowState;

/* Its buttons activate "checklist.act" and "checklist.open-page" with the step's id. */
JbChecklistRow *jb_checklist_row_new      (const JbPrerequisite       *step);
void            jb_checklist_row_show     (JbChecklistRow             *self,
                                           const JbChecklistRowState  *state);
/* Whether @step is done, by an answer or by the person's word; an answer that points at it is stronger than a word. */
gboolean        jb_checklist_row_is_done  (const JbPrerequisite       *step,
                                           gboolean                    ticked);

G_END_DECLS
