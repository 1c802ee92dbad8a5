/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The chosen invoice: which one it is, what its detail shows, where the list stands. It is the only one that is selected, or the
 * one that was before others were selected, too. Kept by row id, never by position: under a position stands another invoice as
 * soon as the query changes. */

#define G_LOG_DOMAIN "jb-invoice-page-chosen"

#include "config.h"

#include "jb-invoice-page-private.h"

static void
show_detail (JbInvoicePage *self,
             gboolean       show)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->detail)) == show)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->detail), show);
  _jb_invoice_page_queue_layout (self);
}

void
_jb_invoice_page_choose (JbInvoicePage *self,
                         gint64         id,
                         gboolean       open)
{
  self->chosen_id = id;
  if (!open)
    return;

  if (jb_invoice_detail_get_id (self->detail) != id)
    jb_invoice_detail_load (self->detail, id);
  show_detail (self, id != 0);
}

static gboolean
selected_idle (gpointer user_data)
{
  JbInvoicePage *self = user_data;
  gint64 id = jb_invoice_selection_get_single (self->selection);

  self->choose_source = 0;
  _jb_invoice_page_show_selection (self);
  if (id != 0 && id != self->chosen_id)
    _jb_invoice_page_choose (self, id, self->show_details || gtk_widget_get_visible (GTK_WIDGET (self->detail)));
  return G_SOURCE_REMOVE;
}

/* One gesture may change the selection several times: what it means is asked after the last. */
static void
selected_cb (JbInvoicePage *self)
{
  if (!self->selecting && self->choose_source == 0)
    self->choose_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, selected_idle, self, NULL);
}

static gboolean
scroll_idle (gpointer user_data)
{
  JbInvoicePage *self = user_data;
  GtkWidget *rows = gtk_widget_get_last_child (GTK_WIDGET (self->view));
  guint position;

  self->scroll_source = 0;
  if (self->chosen_id == 0 || !jb_invoice_list_find (self->list, self->chosen_id, &position))
    position = 0;
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->list)) && gtk_widget_get_mapped (rows) && gtk_widget_get_height (rows) > 0)
    gtk_widget_activate_action (rows, "list.scroll-to-item", "u", position);
  return G_SOURCE_REMOVE;
}

/* To the chosen invoice, or to the top. After the layout: before it the rows do not know where they are. */
static void
queue_scroll (JbInvoicePage *self)
{
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add_full (G_PRIORITY_LOW, scroll_idle, self, NULL);
}

static void
select_chosen (JbInvoicePage *self)
{
  self->selecting = TRUE;
  jb_invoice_selection_select_id (self->selection, self->chosen_id);
  self->selecting = FALSE;
  _jb_invoice_page_show_selection (self);
}

void
_jb_invoice_page_restore_selection (JbInvoicePage *self)
{
  self->selecting = TRUE;
  jb_invoice_selection_refresh (self->selection);
  self->selecting = FALSE;
  _jb_invoice_page_show_selection (self);

  if (self->scroll_wanted)
    queue_scroll (self);
  self->scroll_wanted = FALSE;
}

void
_jb_invoice_page_make_selection (JbInvoicePage *self)
{
  self->selection = jb_invoice_selection_new (self->list);
  if (self->chosen_id != 0)
    jb_invoice_selection_select_id (self->selection, self->chosen_id);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/* -- the door ------------------------------------------------------------------------------------------------------- */

void
jb_invoice_page_show_invoice (JbInvoicePage *self,
                              gint64         id)
{
  guint position;

  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  _jb_invoice_page_choose (self, id, TRUE);
  if (self->list == NULL)
    return;

  select_chosen (self);
  if (jb_invoice_list_find (self->list, id, &position))
    queue_scroll (self);
}

gboolean
jb_invoice_page_close_detail (JbInvoicePage *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_PAGE (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->detail)))
    return FALSE;

  show_detail (self, FALSE);
  jb_invoice_detail_load (self->detail, 0);
  self->chosen_id = 0;
  if (self->list != NULL && !jb_invoice_selection_has_several (self->selection))
    select_chosen (self);
  jb_invoice_page_grab_list (self);
  return TRUE;
}

void
jb_invoice_page_set_show_details (JbInvoicePage *self,
                                  gboolean       show)
{
  g_return_if_fail (JB_IS_INVOICE_PAGE (self));

  self->show_details = !!show;
  if (self->chosen_id != 0 && show)
    _jb_invoice_page_choose (self, self->chosen_id, TRUE);
  else if (!show)
    show_detail (self, FALSE);
}
