/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The selected rows on paper and as PDF. */

#define G_LOG_DOMAIN "jb-invoice-page-paper"

#include "config.h"

#include "jb-invoice-page-private.h"

#include "jb-form-print.h"
#include "jb-form-save.h"
#include "jb-form.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

/* What is selected, or what the detail shows. (transfer full) NULL, with a word to the user, when it is nothing. */
static GArray *
list_wanted (JbInvoicePage *self)
{
  g_autoptr(GArray) ids = self->selection != NULL ? jb_invoice_selection_get_ids (self->selection) : NULL;

  if (ids != NULL && ids->len > 0)
    return g_steal_pointer (&ids);

  _jb_invoice_page_say (self, _("Select an invoice first."));
  return NULL;
}

static void
printed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(JbInvoicePage) self = jb_weak_take (user_data);
  g_autofree char *sentence = jb_form_print_finish (result);

  if (self != NULL && sentence != NULL)
    _jb_invoice_page_say (self, sentence);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(JbInvoicePage) self = jb_weak_take (user_data);
  g_autofree char *sentence = jb_form_save_finish (result);

  if (self != NULL && sentence != NULL)
    _jb_invoice_page_say (self, sentence);
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);
  g_autoptr(GArray) ids = list_wanted (self);

  if (ids != NULL)
    jb_form_print_async (GTK_WINDOW (gtk_widget_get_root (widget)), self->archive, ids, JB_FORM_COPY_OWN, printed_cb,
                         jb_weak_new (self));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);
  g_autoptr(GArray) ids = list_wanted (self);

  if (ids != NULL)
    jb_form_save_async (GTK_WINDOW (gtk_widget_get_root (widget)), self->archive, ids, JB_FORM_COPY_OWN,
                        ids->len == 1 || g_str_equal (name, "invoices.save-pdf"), saved_cb, jb_weak_new (self));
}

/* The form of the chosen invoice in a window, once the detail has it. */
static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbInvoicePage *self = JB_INVOICE_PAGE (widget);

  if (self->chosen_id != 0)
    {
      _jb_invoice_page_choose (self, self->chosen_id, TRUE);
      jb_invoice_detail_open_form (self->detail);
    }
}

void
_jb_invoice_page_activate (JbInvoicePage *self,
                           gint64         id)
{
  gboolean shown = gtk_widget_get_visible (GTK_WIDGET (self->detail)) && jb_invoice_detail_get_id (self->detail) == id;

  _jb_invoice_page_choose (self, id, TRUE);
  if (shown)
    jb_invoice_detail_open_form (self->detail);
}

void
_jb_invoice_page_install_paper (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "invoices.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "invoices.save-pdf", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "invoices.save-pdfs", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "invoices.open-form", NULL, open_action);
}

GMenu *
_jb_invoice_page_make_paper_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _("_Open the Form"), "invoices.open-form");
  g_menu_append (menu, _("_Print…"), "invoices.print");
  g_menu_append (menu, _("Save as P_DF…"), "invoices.save-pdf");
  g_menu_append (menu, _("Save as PDF _Files…"), "invoices.save-pdfs");
  return menu;
}
