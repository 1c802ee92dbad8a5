/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The filters in force, a chip for each. A click or Delete takes one away. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-list-filter.h"

G_BEGIN_DECLS

#define JB_TYPE_FILTER_BAR (jb_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (JbFilterBar, jb_filter_bar, JB, FILTER_BAR, AdwBin)

/* Signals: "removed" (const char *key): take this condition away; "cleared": all of them. */

/* (element-type JbFilterChip). The bar is empty without any; its owner shows and hides it. */
void  jb_filter_bar_set_chips  (JbFilterBar  *self,
                                GPtrArray    *chips);

G_END_DECLS
