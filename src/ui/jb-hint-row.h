/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A sentence below a row of a list, which says what is wrong with it. Tab goes past it to the next field: GtkListBox itself would
 * leave the list at a row that takes no focus. Used by JbSignupFormPage. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define JB_TYPE_HINT_ROW (jb_hint_row_get_type ())
G_DECLARE_FINAL_TYPE (JbHintRow, jb_hint_row, JB, HINT_ROW, AdwPreferencesRow)

GtkWidget *jb_hint_row_new       (void);

/* (transfer none): for its text and style classes. */
GtkLabel  *jb_hint_row_get_label (JbHintRow *self);

G_END_DECLS
