/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How to learn from a GtkColumnView which header was clicked, on every GTK since 4.8.
 *
 * gtk_column_view_sorter_get_primary_sort_column() is 4.10. But the view's own sorter asks its columns' sorters one after
 * the other, the leading one first, and turns the answer round for a descending column. So we let it compare two objects
 * of ours: the first JbColumnSorter that is asked notes its order and calls the first object smaller; what comes back is
 * "smaller" for ascending and "larger" for descending. */

#define G_LOG_DOMAIN "jb-column-sorter"

#include "config.h"

#include "jb-column-sorter.h"

struct _JbColumnSorter
{
  GtkSorter parent_instance;

  JbOrder   order;
};

G_DEFINE_FINAL_TYPE (JbColumnSorter, jb_column_sorter, GTK_TYPE_SORTER)

#define ASKED_KEY "jb-column-sorter-asked"

static GtkOrdering
jb_column_sorter_compare (GtkSorter *sorter,
                          gpointer   item1,
                          gpointer   item2)
{
  g_object_set_data (item1, ASKED_KEY, sorter);
  return GTK_ORDERING_SMALLER;
}

static GtkSorterOrder
jb_column_sorter_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_PARTIAL;
}

static void
jb_column_sorter_class_init (JbColumnSorterClass *klass)
{
  GTK_SORTER_CLASS (klass)->compare = jb_column_sorter_compare;
  GTK_SORTER_CLASS (klass)->get_order = jb_column_sorter_get_order;
}

static void
jb_column_sorter_init (JbColumnSorter *self)
{
}

GtkSorter *
jb_column_sorter_new (JbOrder order)
{
  JbColumnSorter *self = g_object_new (JB_TYPE_COLUMN_SORTER, NULL);

  self->order = order;
  return GTK_SORTER (self);
}

gboolean
jb_column_sorter_find (GtkSorter *view_sorter,
                       JbOrder   *order,
                       gboolean  *descending)
{
  g_autoptr(GObject) first = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr(GObject) second = g_object_new (G_TYPE_OBJECT, NULL);
  JbColumnSorter *asked;
  GtkOrdering answer;

  g_return_val_if_fail (GTK_IS_SORTER (view_sorter), FALSE);

  answer = gtk_sorter_compare (view_sorter, first, second);
  asked = g_object_get_data (first, ASKED_KEY);
  if (asked == NULL)
    return FALSE;

  *order = asked->order;
  *descending = answer == GTK_ORDERING_LARGER;
  return TRUE;
}
