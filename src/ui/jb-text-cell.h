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

typedef enum
{
  JB_TEXT_CELL_BEFORE,
  JB_TEXT_CELL_AFTER,
} JbTextCellSide;

/* Says what the cell shows, with the functions below. */
typedef void (*JbTextCellFill) (JbTextCell *cell,
                                gpointer    user_data);

/* @numeric: all digits are as wide as each other. @fill is called before the cell is drawn or read, once after each
 * jb_text_cell_spoil(): most cells of a list are changed more often than they are seen. */
GtkWidget      *jb_text_cell_new             (gboolean        numeric,
                                              float           xalign,
                                              JbTextCellFill  fill,
                                              gpointer        user_data);
/* What it shows is no longer right. */
void            jb_text_cell_spoil           (JbTextCell     *self);
/* Fills it now, seen or not; screen readers know it from then on. */
void            jb_text_cell_require         (JbTextCell     *self);
/* (nullable) (transfer none) */
const char     *jb_text_cell_get_text        (JbTextCell     *self);
/* (nullable) (transfer none): NULL = none */
PangoAttrList  *jb_text_cell_get_attributes  (JbTextCell     *self);
/* (nullable) (transfer none): NULL = none */
const char     *jb_text_cell_get_icon        (JbTextCell     *self,
                                              JbTextCellSide  side);
/* What the icons mean, one below the other. (nullable) (transfer full) */
char           *jb_text_cell_describe_icons  (JbTextCell     *self);

/* -- for JbTextCellFill -- */

/* @color: the style's name for it. Static. (nullable): NULL = that of the list */
void            jb_text_cell_set_text        (JbTextCell     *self,
                                              const char     *text,
                                              const char     *color);
/* Marks in the text. (nullable): NULL = none */
void            jb_text_cell_set_attributes  (JbTextCell     *self,
                                              PangoAttrList  *attributes);
/* A small symbolic icon, in the colour that the style knows as @color, or faintly in the text's own; @says what it means, as tooltip
 * and to screen readers. All static strings. (nullable): NULL = no icon, no colour, no meaning */
void            jb_text_cell_set_icon        (JbTextCell     *self,
                                              JbTextCellSide  side,
                                              const char     *icon_name,
                                              const char     *color,
                                              const char     *says);

G_END_DECLS
