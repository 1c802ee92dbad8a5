/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The button in the header bar that says which period is shown, and its popover. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-period-choice.h"

G_BEGIN_DECLS

#define JB_TYPE_PERIOD_BUTTON (jb_period_button_get_type ())
G_DECLARE_FINAL_TYPE (JbPeriodButton, jb_period_button, JB, PERIOD_BUTTON, AdwBin)

/* Signal "changed": the user chose another period. */

const JbPeriodChoice *jb_period_button_get_choice  (JbPeriodButton       *self);
/* Emits nothing. */
void                  jb_period_button_set_choice  (JbPeriodButton       *self,
                                                    const JbPeriodChoice *choice);
/* What day "this month" is counted from, yyyymmdd. */
void                  jb_period_button_set_today   (JbPeriodButton       *self,
                                                    int                   today);
void                  jb_period_button_popup       (JbPeriodButton       *self);

G_END_DECLS
