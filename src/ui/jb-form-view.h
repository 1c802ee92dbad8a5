/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of a form below each other, in a scrolled window. White paper in every style. A click or the arrow keys choose a field,
 * which can be copied. Used by JbFormPane. */

#pragma once

#include <gtk/gtk.h>

#include "jb-form.h"

G_BEGIN_DECLS

#define JB_TYPE_FORM_VIEW (jb_form_view_get_type ())
G_DECLARE_FINAL_TYPE (JbFormView, jb_form_view, JB, FORM_VIEW, GtkWidget)

/* Signal "open": a double click or Enter. Property "zoom" (double): 1 = as large as on paper, 0 = as wide as there is room. */

/* @form (nullable). The zoom stays. */
void                jb_form_view_set_form    (JbFormView  *self,
                                              JbForm      *form);
JbForm             *jb_form_view_get_form    (JbFormView  *self);

/* The next size in that direction; from "as wide as there is room" it goes on from the size that is. */
void                jb_form_view_zoom_in     (JbFormView  *self);
void                jb_form_view_zoom_out    (JbFormView  *self);
void                jb_form_view_set_zoom    (JbFormView  *self,
                                              double       zoom);
double              jb_form_view_get_zoom    (JbFormView  *self);
/* What @zoom 0 comes to now. */
double              jb_form_view_get_scale   (JbFormView  *self);

/* The chosen field; NULL = none. (transfer none) */
const JbFormField  *jb_form_view_get_field   (JbFormView  *self);
/* @step fields on, over all pages; from nowhere to the first or the last. */
void                jb_form_view_move        (JbFormView  *self,
                                              int          step);
/* To the clipboard: the chosen field, or all of them with their names. */
gboolean            jb_form_view_copy        (JbFormView  *self);
void                jb_form_view_copy_all    (JbFormView  *self);
/* The menu of the widget; it stays the caller's model. */
void                jb_form_view_set_menu    (JbFormView  *self,
                                              GMenuModel  *menu);

G_END_DECLS
