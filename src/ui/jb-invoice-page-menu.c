/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done with the rows of a list: by a menu on them, by keys, by actions. */

#define G_LOG_DOMAIN "jb-invoice-page-menu"

#include "config.h"

#include "jb-invoice-page-private.h"

#include <glib/gi18n-lib.h>

/* -- actions -------------------------------------------------------------------------------------------------------- */

/* Keys pressed in the detail mean the detail. */
static gboolean
is_in_detail (JbInvoicePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->detail));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);

  if (!is_in_detail (self))
    _jb_invoice_page_copy (self, g_str_equal (name, "invoices.copy-titles"));
}

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);

  if (self->selection != NULL)
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

static void
counterparty_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);
  gint64 id = self->selection != NULL ? jb_invoice_selection_get_single (self->selection) : 0;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GError) error = NULL;
  const JbParty *party = NULL;

  if (id == 0)
    return;

  rows = jb_archive_load_rows (self->archive, &id, 1, &error);
  if (rows == NULL)
    _jb_invoice_page_say (self, error->message);
  else if (g_ptr_array_index (rows, 0) != NULL)
    party = jb_invoice_get_counterparty (g_ptr_array_index (rows, 0));

  if (party != NULL && party->registration != NULL)
    _jb_invoice_page_want_counterparty (self, party);
  else if (rows != NULL)
    _jb_invoice_page_say (self, _("The number of this counterparty is not known."));
}

static void
columns_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  jb_invoice_page_choose_columns (JB_INVOICE_PAGE (widget));
}

/* -- the menu ------------------------------------------------------------------------------------------------------- */

static void
popup_at (JbInvoicePage *self,
          double         x,
          double         y)
{
  gint64 single = jb_invoice_selection_get_single (self->selection);
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "invoices.only-counterparty", single != 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "invoices.open-form", single != 0);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* On the row with the focus, or in the middle of the list. */
static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  double x = gtk_widget_get_width (self->list_side) / 2.0, y = gtk_widget_get_height (self->list_side) / 2.0;

  if (self->selection == NULL || is_in_detail (self))
    return;
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    gtk_widget_translate_coordinates (focus, self->list_side, gtk_widget_get_height (focus), gtk_widget_get_height (focus), &x, &y);
  popup_at (self, x, y);
}

/* A row that is not selected is selected first: the menu is about what is marked. */
static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            JbInvoicePage   *self)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  double menu_x, menu_y;
  guint position;

  if (self->selection == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), self->list_side, x, y, &menu_x, &menu_y);
  if (picked == NULL || !jb_invoice_columns_find_row (picked, &position))
    {
      jb_invoice_page_choose_columns (self);
      return;
    }
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  popup_at (self, menu_x, menu_y);
}

void
_jb_invoice_page_make_menu (JbInvoicePage *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) copy = g_menu_new ();
  g_autoptr(GMenu) list = g_menu_new ();
  g_autoptr(GMenu) paper = _jb_invoice_page_make_paper_menu ();

  g_menu_append (copy, _("_Copy"), "invoices.copy");
  g_menu_append (copy, _("Copy with _Titles"), "invoices.copy-titles");
  g_menu_append (copy, _("_Export…"), "win.export");
  g_menu_append (copy, _("Select _All"), "invoices.select-all");
  g_menu_append (list, _("Only This Counte_rparty"), "invoices.only-counterparty");
  g_menu_append (list, _("C_olumns"), "invoices.columns");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (paper));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (list));

  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, self->list_side);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
}

void
_jb_invoice_page_drop_menu (JbInvoicePage *self)
{
  g_clear_pointer (&self->menu, gtk_widget_unparent);
}

void
_jb_invoice_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "invoices.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "invoices.copy-titles", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "invoices.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "invoices.only-counterparty", NULL, counterparty_action);
  gtk_widget_class_install_action (widget_class, "invoices.columns", NULL, columns_action);
  gtk_widget_class_install_action (widget_class, "invoices.menu", NULL, menu_action);
  _jb_invoice_page_install_paper (widget_class);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "invoices.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "invoices.copy-titles", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "invoices.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "invoices.menu", NULL);
}
