/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Cells are GtkInscriptions of fixed width: GTK never has to measure their text (reference/performance.md 1).
 * A cell listens to its row, because a new query puts another invoice into the same row. */

#define G_LOG_DOMAIN "jb-invoice-columns"

#include "config.h"

#include "jb-invoice-columns.h"

#include "jb-column-sorter.h"
#include "jb-invoice-row.h"
#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

static const JbInvoiceColumn columns[] = {
  /* Translators: the day on an invoice, 작성일자 */
  { "written", N_("Written"), JB_ORDER_WRITTEN, 12, FALSE, FALSE, 1 },
  /* Translators: the kind of an invoice, 종류 */
  { "kind", N_("Kind"), JB_ORDER_KIND, 14, FALSE, FALSE, 8 },
  { "counterparty", N_("Counterparty"), JB_ORDER_COUNTERPARTY, 18, FALSE, TRUE, 2 },
  { "item", N_("Items"), JB_ORDER_ITEM, 18, FALSE, TRUE, 5 },
  { "supply", N_("Supply"), JB_ORDER_SUPPLY, 13, TRUE, FALSE, 6 },
  { "tax", N_("Tax"), JB_ORDER_TAX, 12, TRUE, FALSE, 7 },
  { "total", N_("Total"), JB_ORDER_TOTAL, 14, TRUE, FALSE, 3 },
  { "state", N_("State"), JB_ORDER_STATUS, 13, FALSE, FALSE, 4 },
};

const JbInvoiceColumn *
jb_invoice_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}

const JbInvoiceColumn *
jb_invoice_columns_by_order (JbOrder order)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i].order == order)
      return &columns[i];
  return &columns[0];
}

const JbInvoiceColumn *
jb_invoice_columns_by_id (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_strcmp0 (columns[i].id, id) == 0)
      return &columns[i];
  return &columns[0];
}

/* -- what a cell says ----------------------------------------------------------------------------------------------- */

static char *
counterparty_text (JbInvoice *invoice)
{
  const JbParty *party = jb_invoice_get_counterparty (invoice);

  if (party == NULL)
    return g_strdup ("");
  if (party->name != NULL)
    return g_strdup (party->name);
  return jb_registration_display (party->registration);
}

/* A collected list does not always tell the state at the service; then the original is what there is to say. */
static char *
state_text (JbInvoice *invoice)
{
  if (invoice->status != JB_STATUS_UNKNOWN)
    return g_strdup (jb_text_short_status (invoice->status));
  return g_strdup (jb_text_original_word (invoice->has_original, invoice->verdict));
}

static char *
cell_text (const JbInvoiceColumn *column,
           JbInvoice             *invoice)
{
  switch (column->order)
    {
    case JB_ORDER_WRITTEN:
      return jb_date_format (invoice->written_on);
    case JB_ORDER_KIND:
      return g_strdup (jb_kind_get_name (invoice->kind));
    case JB_ORDER_COUNTERPARTY:
      return counterparty_text (invoice);
    case JB_ORDER_ITEM:
      return jb_invoice_describe_items (invoice);
    case JB_ORDER_SUPPLY:
      return jb_won_format (invoice->supply);
    case JB_ORDER_TAX:
      return jb_won_format (invoice->tax);
    case JB_ORDER_TOTAL:
      return jb_won_format (invoice->total);
    case JB_ORDER_STATUS:
      return state_text (invoice);
    case JB_ORDER_ISSUED:
    default:
      return jb_date_format (invoice->issued_on);
    }
}

static gint64
cell_won (const JbInvoiceColumn *column,
          JbInvoice             *invoice)
{
  switch ((int) column->order)
    {
    case JB_ORDER_SUPPLY:
      return invoice->supply;
    case JB_ORDER_TAX:
      return invoice->tax;
    case JB_ORDER_TOTAL:
      return invoice->total;
    default:
      return 0;
    }
}

/* -- cells ---------------------------------------------------------------------------------------------------------- */

static void
show_mark (GtkWidget *mark,
           JbInvoice *invoice)
{
  static const char *classes[] = { "success", "warning", "error", "dim-label" };
  const char *wanted = jb_text_original_class (invoice->has_original, invoice->verdict);
  const char *says = jb_text_original_says (invoice->has_original, invoice->verdict);

  gtk_image_set_from_icon_name (GTK_IMAGE (mark), jb_text_original_icon (invoice->has_original, invoice->verdict));
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    jb_text_toggle_class (mark, classes[i], g_str_equal (classes[i], wanted));
  if (g_strcmp0 (gtk_widget_get_tooltip_text (mark), says) != 0)
    gtk_widget_set_tooltip_text (mark, says);
}

static void
show_invoice (GtkListItem           *item,
              const JbInvoiceColumn *column,
              JbInvoice             *invoice)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  GtkWidget *text = gtk_widget_get_last_child (cell);
  g_autofree char *shown = invoice != NULL ? cell_text (column, invoice) : NULL;

  if (column->order == JB_ORDER_STATUS)
    {
      GtkWidget *mark = gtk_widget_get_first_child (cell);

      /* In this order: for a tooltip of what can be seen GTK asks the display server where the pointer is, cell by cell. */
      if (invoice != NULL)
        show_mark (mark, invoice);
      gtk_widget_set_visible (mark, invoice != NULL);
    }

  gtk_inscription_set_text (GTK_INSCRIPTION (text), shown);
  if (column->numeric)
    jb_text_toggle_class (text, "negative", invoice != NULL && cell_won (column, invoice) < 0);
}

static const JbInvoiceColumn *
column_of (GtkListItem *item)
{
  return g_object_get_data (G_OBJECT (item), "jb-column");
}

static void
row_changed_cb (JbInvoiceRow *row,
                GtkListItem  *item)
{
  show_invoice (item, column_of (item), jb_invoice_row_get_invoice (row));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  JbInvoiceRow *row = gtk_list_item_get_item (item);
  gulong handler = g_signal_connect (row, "changed", G_CALLBACK (row_changed_cb), item);

  g_object_set_data (G_OBJECT (item), "jb-handler", GSIZE_TO_POINTER (handler));
  row_changed_cb (row, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  user_data)
{
  gulong handler = GPOINTER_TO_SIZE (g_object_steal_data (G_OBJECT (item), "jb-handler"));

  if (handler != 0)
    g_signal_handler_disconnect (gtk_list_item_get_item (item), handler);
}

static GtkWidget *
make_inscription (const JbInvoiceColumn *column)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), column->chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), column->numeric ? 1 : 0);
  gtk_widget_set_hexpand (text, TRUE);
  if (column->numeric || column->order == JB_ORDER_WRITTEN)
    gtk_widget_add_css_class (text, "numeric");
  return text;
}

/* Hangul often comes from another font than the digits beside it. The box hands out one baseline to all of them;
 * without it the words of a row would stand lower than its numbers. */
static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  const JbInvoiceColumn *column = user_data;
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = make_inscription (column);

  if (column->order == JB_ORDER_STATUS)
    {
      GtkWidget *mark = gtk_image_new ();

      gtk_widget_set_visible (mark, FALSE);
      gtk_box_append (GTK_BOX (cell), mark);
    }
  gtk_widget_set_valign (text, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (cell), text);

  g_object_set_data (G_OBJECT (item), "jb-column", (gpointer) column);
  gtk_list_item_set_child (item, cell);
}

GtkColumnViewColumn *
jb_invoice_columns_make (const JbInvoiceColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made;
  g_autoptr(GtkSorter) sorter = jb_column_sorter_new (column->order);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  made = gtk_column_view_column_new (_(column->title), factory);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_expand (made, column->expand);
  gtk_column_view_column_set_sorter (made, sorter);
  return made;
}
