/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One line of text in a cell of a long list, cut with an ellipsis where it does not fit. Lighter than GtkInscription: it measures no
 * text, keeps no layout, and its height and baseline are those of the font, so that a row needs no boxes to stand on one line.
 * Screen readers read it as a label. Used by JbInvoiceColumns. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define JB_TYPE_TEXT_CELL (jb_text_cell_get_type ())
G_DECLARE_FINAL_TYPE (JbTextCell, jb_text_cell, JB, TEXT_CELL, GtkWidget)

/* @numeric: all digits are as wide as each other. */
GtkWidget      *jb_text_cell_new             (gboolean        numeric,
                                              float           xalign);
/* (nullable) (transfer none) */
const char     *jb_text_cell_get_text        (JbTextCell     *self);
void            jb_text_cell_set_text        (JbTextCell     *self,
                                              const char     *text);
/* Marks in the text. (nullable) (transfer none): NULL = none */
PangoAttrList  *jb_text_cell_get_attributes  (JbTextCell     *self);
void            jb_text_cell_set_attributes  (JbTextCell     *self,
                                              PangoAttrList  *attributes);

G_END_DECLS
