/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GtkMultiSelection asks its list for every row when all are selected or replaced, and holds each of them
 * (reference/house-style.md 7). Here a set of row ids says what is selected, and the list's map says which id stands where:
 * nothing has to be moved when rows move, and no row is made. */

#define G_LOG_DOMAIN "jb-invoice-selection"

#include "config.h"

#include "jb-invoice-selection.h"

struct _JbInvoiceSelection
{
  GObject        parent_instance;

  JbInvoiceList *list;
  GtkBitset     *ids;
  gboolean       all;
  GtkBitset     *told;     /* positions that somebody was told are selected */
};

static void jb_invoice_selection_list_init (GListModelInterface *iface);
static void jb_invoice_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JbInvoiceSelection, jb_invoice_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, jb_invoice_selection_list_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, jb_invoice_selection_model_init))

static guint
get_length (JbInvoiceSelection *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

/* A GtkBitset holds 32 bits; SQLite counts its rows from one, and no book has four thousand million of them. */
static gboolean
get_bit (JbInvoiceSelection *self,
         guint               position,
         guint              *bit)
{
  gint64 id = jb_invoice_list_get_id (self->list, position);

  *bit = (guint) id;
  return id > 0 && id <= G_MAXUINT;
}

static void
announce (JbInvoiceSelection *self)
{
  guint length = get_length (self);

  if (length > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, length);
}

/* -- the list ------------------------------------------------------------------------------------------------------- */

static GType
jb_invoice_selection_get_item_type (GListModel *model)
{
  return JB_TYPE_INVOICE_ROW;
}

static guint
jb_invoice_selection_get_n_items (GListModel *model)
{
  return get_length (JB_INVOICE_SELECTION (model));
}

static gpointer
jb_invoice_selection_get_item (GListModel *model,
                               guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (JB_INVOICE_SELECTION (model)->list), position);
}

static void
jb_invoice_selection_list_init (GListModelInterface *iface)
{
  iface->get_item_type = jb_invoice_selection_get_item_type;
  iface->get_n_items = jb_invoice_selection_get_n_items;
  iface->get_item = jb_invoice_selection_get_item;
}

/* -- the selection -------------------------------------------------------------------------------------------------- */

static gboolean
is_selected (JbInvoiceSelection *self,
             guint               position)
{
  guint bit;

  return get_bit (self, position, &bit) && (self->all || gtk_bitset_contains (self->ids, bit));
}

static gboolean
jb_invoice_selection_is_selected (GtkSelectionModel *model,
                                  guint              position)
{
  JbInvoiceSelection *self = JB_INVOICE_SELECTION (model);
  gboolean selected = is_selected (self, position);

  if (selected)
    gtk_bitset_add (self->told, position);
  else
    gtk_bitset_remove (self->told, position);
  return selected;
}

static GtkBitset *
jb_invoice_selection_get_selection_in_range (GtkSelectionModel *model,
                                             guint              position,
                                             guint              n_items)
{
  JbInvoiceSelection *self = JB_INVOICE_SELECTION (model);
  guint length = get_length (self);
  guint end = position + MIN (n_items, length - MIN (position, length));
  GtkBitset *selected = gtk_bitset_new_empty ();

  if (self->all)
    gtk_bitset_add_range (selected, position, end - position);
  else
    for (guint i = position; i < end; i++)
      if (is_selected (self, i))
        gtk_bitset_add (selected, i);
  return selected;
}

/* What is no longer "all" has to be written down. */
static void
spell_out (JbInvoiceSelection *self)
{
  guint bit;

  gtk_bitset_remove_all (self->ids);
  for (guint i = 0; i < get_length (self); i++)
    if (get_bit (self, i, &bit))
      gtk_bitset_add (self->ids, bit);
  self->all = FALSE;
}

static void
set_positions (JbInvoiceSelection *self,
               GtkBitset          *positions,
               gboolean            selected)
{
  GtkBitsetIter iter;
  guint position, bit;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, positions, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      if (!get_bit (self, position, &bit))
        continue;
      if (selected)
        gtk_bitset_add (self->ids, bit);
      else
        gtk_bitset_remove (self->ids, bit);
    }
}

/* GTK says "this row and no other" with a mask of all rows: then there is nothing to go through. */
static gboolean
jb_invoice_selection_set_selection (GtkSelectionModel *model,
                                    GtkBitset         *selected,
                                    GtkBitset         *mask)
{
  JbInvoiceSelection *self = JB_INVOICE_SELECTION (model);
  guint length = get_length (self);
  g_autoptr(GtkBitset) wanted = gtk_bitset_copy (selected);

  gtk_bitset_intersect (wanted, mask);
  if (length > 0 && gtk_bitset_get_size_in_range (mask, 0, length - 1) == length)
    {
      self->all = FALSE;
      gtk_bitset_remove_all (self->ids);
    }
  else
    {
      g_autoptr(GtkBitset) unwanted = gtk_bitset_copy (mask);

      if (self->all)
        spell_out (self);
      gtk_bitset_subtract (unwanted, selected);
      set_positions (self, unwanted, FALSE);
    }

  set_positions (self, wanted, TRUE);
  announce (self);
  return TRUE;
}

static gboolean
jb_invoice_selection_select_all (GtkSelectionModel *model)
{
  JbInvoiceSelection *self = JB_INVOICE_SELECTION (model);

  self->all = TRUE;
  gtk_bitset_remove_all (self->ids);
  announce (self);
  return TRUE;
}

static gboolean
jb_invoice_selection_unselect_all (GtkSelectionModel *model)
{
  jb_invoice_selection_select_id (JB_INVOICE_SELECTION (model), 0);
  return TRUE;
}

static void
jb_invoice_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = jb_invoice_selection_is_selected;
  iface->get_selection_in_range = jb_invoice_selection_get_selection_in_range;
  iface->set_selection = jb_invoice_selection_set_selection;
  iface->select_all = jb_invoice_selection_select_all;
  iface->unselect_all = jb_invoice_selection_unselect_all;
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_invoice_selection_finalize (GObject *object)
{
  JbInvoiceSelection *self = JB_INVOICE_SELECTION (object);

  g_clear_object (&self->list);
  gtk_bitset_unref (self->ids);
  gtk_bitset_unref (self->told);

  G_OBJECT_CLASS (jb_invoice_selection_parent_class)->finalize (object);
}

static void
jb_invoice_selection_class_init (JbInvoiceSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_invoice_selection_finalize;
}

static void
jb_invoice_selection_init (JbInvoiceSelection *self)
{
  self->ids = gtk_bitset_new_empty ();
  self->told = gtk_bitset_new_empty ();
}

/* Who was told of a position keeps what he was told when the position moves. */
static void
items_changed_cb (JbInvoiceSelection *self,
                  guint               position,
                  guint               removed,
                  guint               added)
{
  gtk_bitset_splice (self->told, position, removed, added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

JbInvoiceSelection *
jb_invoice_selection_new (JbInvoiceList *list)
{
  JbInvoiceSelection *self;

  g_return_val_if_fail (JB_IS_INVOICE_LIST (list), NULL);

  self = g_object_new (JB_TYPE_INVOICE_SELECTION, NULL);
  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
jb_invoice_selection_select_id (JbInvoiceSelection *self,
                                gint64              id)
{
  g_return_if_fail (JB_IS_INVOICE_SELECTION (self));

  self->all = FALSE;
  gtk_bitset_remove_all (self->ids);
  if (id > 0 && id <= G_MAXUINT)
    gtk_bitset_add (self->ids, (guint) id);
  announce (self);
}

void
jb_invoice_selection_refresh (JbInvoiceSelection *self)
{
  g_autoptr(GArray) held = NULL;

  g_return_if_fail (JB_IS_INVOICE_SELECTION (self));

  /* GTK binds each row anew that it is told of, with all its cells: only those are told that are not what was said of them. */
  held = jb_invoice_list_get_held (self->list);
  for (guint i = 0; i < held->len; i++)
    {
      guint position = g_array_index (held, guint, i);

      if (position < get_length (self) && is_selected (self, position) != gtk_bitset_contains (self->told, position))
        gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
    }
}

gboolean
jb_invoice_selection_is_all (JbInvoiceSelection *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_SELECTION (self), FALSE);

  return self->all;
}

gboolean
jb_invoice_selection_has_several (JbInvoiceSelection *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_SELECTION (self), FALSE);

  return self->all ? get_length (self) > 1 : gtk_bitset_get_size (self->ids) > 1;
}

gint64
jb_invoice_selection_get_single (JbInvoiceSelection *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_SELECTION (self), 0);

  if (self->all)
    return get_length (self) == 1 ? jb_invoice_list_get_id (self->list, 0) : 0;
  return gtk_bitset_get_size (self->ids) == 1 ? gtk_bitset_get_minimum (self->ids) : 0;
}

GArray *
jb_invoice_selection_get_ids (JbInvoiceSelection *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint64 n_wanted;

  g_return_val_if_fail (JB_IS_INVOICE_SELECTION (self), ids);

  n_wanted = self->all ? get_length (self) : gtk_bitset_get_size (self->ids);
  for (guint i = 0; i < get_length (self) && ids->len < n_wanted; i++)
    if (jb_invoice_selection_is_selected (GTK_SELECTION_MODEL (self), i))
      {
        gint64 id = jb_invoice_list_get_id (self->list, i);

        g_array_append_val (ids, id);
      }
  return ids;
}
