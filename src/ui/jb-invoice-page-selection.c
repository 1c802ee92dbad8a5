/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Count and sums of several selected rows, in a line above the sums of the list. The book adds them up, however many they are. */

#define G_LOG_DOMAIN "jb-invoice-page-selection"

#include "config.h"

#include "jb-invoice-page-private.h"

#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

static void
show_sums (JbInvoicePage *self,
           JbTotals       totals)
{
  g_autofree char *number = jb_text_count (totals.count);
  g_autofree char *count = NULL;

  /* Translators: how many invoices of the list are selected; %s is the number with separators. */
  count = g_strdup_printf (ngettext ("%s selected", "%s selected", totals.count), number);
  gtk_label_set_text (self->selected_count_label, count);
  jb_text_set_won (self->selected_supply_label, totals.supply);
  jb_text_set_won (self->selected_tax_label, totals.tax);
  jb_text_set_won (self->selected_total_label, totals.total);
  gtk_widget_set_visible (self->selection_bar, totals.count > 1);
}

static void
summed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(JbInvoicePage) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  JbTotals totals;
  gboolean ok = jb_archive_sum_finish (JB_ARCHIVE (object), result, &totals, &error);

  if (ok && self != NULL && self->selection != NULL)
    show_sums (self, totals);
  else if (!ok && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The selected invoices cannot be added up: %s", error->message);
}

/* An older sum never overtakes a newer one: it was cancelled, and cancelled work brings nothing. */
void
_jb_invoice_page_show_selection (JbInvoicePage *self)
{
  g_autoptr(GArray) ids = NULL;

  g_cancellable_cancel (self->summing);
  g_clear_object (&self->summing);
  if (!jb_invoice_selection_has_several (self->selection))
    {
      gtk_widget_set_visible (self->selection_bar, FALSE);
      return;
    }
  if (jb_invoice_selection_is_all (self->selection))
    {
      show_sums (self, jb_invoice_list_get_totals (self->list));
      return;
    }

  ids = jb_invoice_selection_get_ids (self->selection);
  self->summing = g_cancellable_new ();
  jb_archive_sum_async (self->archive, ids, self->summing, summed_cb, jb_weak_new (self));
}

void
_jb_invoice_page_drop_selection (JbInvoicePage *self)
{
  g_cancellable_cancel (self->summing);
  g_clear_object (&self->summing);
  if (self->selection_bar != NULL)
    gtk_widget_set_visible (self->selection_bar, FALSE);
}

void
_jb_invoice_page_bind_selection (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, selection_bar);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, selected_count_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, selected_supply_box);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, selected_supply_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, selected_tax_box);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, selected_tax_label);
  gtk_widget_class_bind_template_child (widget_class, JbInvoicePage, selected_total_label);
}

GArray *
jb_invoice_page_get_selected (JbInvoicePage *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_PAGE (self), NULL);

  return self->selection != NULL ? jb_invoice_selection_get_ids (self->selection) : g_array_new (FALSE, FALSE, sizeof (gint64));
}
