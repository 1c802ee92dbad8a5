/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GtkListBox asks only the very next row whether it takes the focus; this one hands the question on. */

#define G_LOG_DOMAIN "jb-hint-row"

#include "config.h"

#include "jb-hint-row.h"

struct _JbHintRow
{
  AdwPreferencesRow  parent_instance;

  GtkLabel          *label;
};

G_DEFINE_FINAL_TYPE (JbHintRow, jb_hint_row, ADW_TYPE_PREFERENCES_ROW)

static gboolean
jb_hint_row_focus (GtkWidget        *widget,
                   GtkDirectionType  direction)
{
  gboolean back = direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP;
  GtkWidget *row = widget;

  do
    row = back ? gtk_widget_get_prev_sibling (row) : gtk_widget_get_next_sibling (row);
  while (row != NULL && !gtk_widget_child_focus (row, direction));
  return row != NULL;
}

static void
jb_hint_row_class_init (JbHintRowClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = jb_hint_row_focus;
}

static void
jb_hint_row_init (JbHintRow *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self), "jb-hint");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->label));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

GtkWidget *
jb_hint_row_new (void)
{
  return g_object_new (JB_TYPE_HINT_ROW, NULL);
}

GtkLabel *
jb_hint_row_get_label (JbHintRow *self)
{
  g_return_val_if_fail (JB_IS_HINT_ROW (self), NULL);
  return self->label;
}
