/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The button beside the search: the filters of the lists, and those that were saved by name. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-invoice-query.h"

G_BEGIN_DECLS

#define JB_TYPE_FILTER_BUTTON (jb_filter_button_get_type ())
G_DECLARE_FINAL_TYPE (JbFilterButton, jb_filter_button, JB, FILTER_BUTTON, AdwBin)

/* Signal "changed": the user, or jb_filter_button_set_filters(), chose other filters. */

/* Where filters are saved; NULL = they cannot be. */
void                   jb_filter_button_set_settings (JbFilterButton        *self,
                                                      GSettings             *settings);
/* (transfer none) */
const JbInvoiceQuery  *jb_filter_button_get_filters  (JbFilterButton        *self);
/* (nullable): what the counterparty of the filters is called */
const char            *jb_filter_button_get_name     (JbFilterButton        *self);
/* @counterparty_name: what the counterparty of @filters is called, NULL = not known. */
void                   jb_filter_button_set_filters  (JbFilterButton        *self,
                                                      const JbInvoiceQuery  *filters,
                                                      const char            *counterparty_name);
void                   jb_filter_button_popup        (JbFilterButton        *self);

G_END_DECLS
