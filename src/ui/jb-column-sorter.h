/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A sorter that sorts nothing: it makes a column's header clickable and says, when asked, that its column is the one.
 * The book sorts (reference/house-style.md 7). Used by JbInvoicePage. */

#pragma once

#include <gtk/gtk.h>

#include "jb-invoice-query.h"

G_BEGIN_DECLS

#define JB_TYPE_COLUMN_SORTER (jb_column_sorter_get_type ())
G_DECLARE_FINAL_TYPE (JbColumnSorter, jb_column_sorter, JB, COLUMN_SORTER, GtkSorter)

GtkSorter  *jb_column_sorter_new       (JbOrder       order);
/* Which of a column view's columns leads, and which way. FALSE when none does. */
gboolean    jb_column_sorter_find      (GtkSorter    *view_sorter,
                                        JbOrder      *order,
                                        gboolean     *descending);

G_END_DECLS
