/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Cells are JbTextCells of fixed width: GTK never has to measure their text (reference/performance.md 1).
 * A cell listens to its row, because a new query puts another invoice into the same row. */

#define G_LOG_DOMAIN "jb-invoice-columns"

#include "config.h"

#include "jb-invoice-columns.h"

#include "jb-column-sorter.h"
#include "jb-invoice-row.h"
#include "jb-match.h"
#include "jb-numbers.h"
#include "jb-text-cell.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const JbInvoiceColumn columns[] = {
  /* Translators: the day on an invoice, 작성일자 */
  { "written", N_("Written"), JB_FIELD_WRITTEN, JB_ORDER_WRITTEN, 12, FALSE, FALSE, FALSE, 1 },
  /* Translators: the kind of an invoice, 종류 */
  { "kind", N_("Kind"), JB_FIELD_KIND, JB_ORDER_KIND, 14, FALSE, FALSE, FALSE, 9 },
  { "counterparty", N_("Counterparty"), JB_FIELD_COUNTERPARTY, JB_ORDER_COUNTERPARTY, 18, FALSE, TRUE, FALSE, 2 },
  { "item", N_("Items"), JB_FIELD_ITEM, JB_ORDER_ITEM, 18, FALSE, TRUE, FALSE, 5 },
  { "supply", N_("Supply"), JB_FIELD_SUPPLY, JB_ORDER_SUPPLY, 13, TRUE, FALSE, FALSE, 6 },
  { "tax", N_("Tax"), JB_FIELD_TAX, JB_ORDER_TAX, 12, TRUE, FALSE, FALSE, 7 },
  { "total", N_("Total"), JB_FIELD_TOTAL, JB_ORDER_TOTAL, 14, TRUE, FALSE, FALSE, 3 },
  { "state", N_("State"), JB_FIELD_STATE, JB_ORDER_STATUS, 13, FALSE, FALSE, FALSE, 4 },
  /* Translators: whose book it is, when several companies are shown together */
  { "company", N_("Company"), JB_FIELD_COMPANY, JB_ORDER_COMPANY, 14, FALSE, FALSE, FALSE, 8 },
  /* Translators: the day an invoice was issued, 발행일자 */
  { "issued", N_("Issued"), JB_FIELD_ISSUED, JB_ORDER_ISSUED, 12, FALSE, FALSE, TRUE, 10 },
  /* Translators: the business number of the counterparty, 사업자등록번호 */
  { "number", N_("Business No."), JB_FIELD_NUMBER, JB_ORDER_NUMBER, 15, FALSE, FALSE, TRUE, 11 },
  /* Translators: 승인번호 */
  { "issue-id", N_("Issue ID"), JB_FIELD_ISSUE_ID, JB_ORDER_ISSUE_ID, 28, FALSE, FALSE, TRUE, 13 },
  /* Translators: the state of transmission to the National Tax Service, 국세청 전송 */
  { "nts", N_("Tax Service"), JB_FIELD_NTS, JB_ORDER_NTS, 14, FALSE, FALSE, TRUE, 12 },
};

/* What a column's factory hands to its cells. */
typedef struct
{
  const JbInvoiceColumn *column;
  JbInvoiceLook         *look;
} Maker;

struct _JbInvoiceLook
{
  char       **marked;    /* (nullable) */
  GHashTable  *names;     /* registration -> name */
  GHashTable  *items;     /* GtkListItem that shows something: not owned */
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
  return NULL;
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
number_text (JbInvoice *invoice)
{
  const JbParty *party = jb_invoice_get_counterparty (invoice);

  return party != NULL && party->registration != NULL ? jb_registration_display (party->registration) : g_strdup ("");
}

static char *
company_text (JbInvoiceLook *look,
              JbInvoice     *invoice)
{
  const char *name = invoice->company != NULL ? g_hash_table_lookup (look->names, invoice->company) : NULL;

  if (name != NULL)
    return g_strdup (name);
  return invoice->company != NULL ? jb_registration_display (invoice->company) : g_strdup ("");
}

static char *
cell_text (const JbInvoiceColumn *column,
           JbInvoiceLook         *look,
           JbInvoice             *invoice)
{
  switch (column->field)
    {
    case JB_FIELD_WRITTEN:
      return jb_date_format (invoice->written_on);
    case JB_FIELD_KIND:
      return g_strdup (jb_kind_get_name (invoice->kind));
    case JB_FIELD_COUNTERPARTY:
      return counterparty_text (invoice);
    case JB_FIELD_ITEM:
      return jb_invoice_describe_items (invoice);
    case JB_FIELD_SUPPLY:
      return jb_won_format (invoice->supply);
    case JB_FIELD_TAX:
      return jb_won_format (invoice->tax);
    case JB_FIELD_TOTAL:
      return jb_won_format (invoice->total);
    case JB_FIELD_STATE:
      return state_text (invoice);
    case JB_FIELD_COMPANY:
      return company_text (look, invoice);
    case JB_FIELD_ISSUED:
      return jb_date_format (invoice->issued_on);
    case JB_FIELD_NUMBER:
      return number_text (invoice);
    case JB_FIELD_ISSUE_ID:
      return jb_issue_id_format (invoice->issue_id);
    case JB_FIELD_NTS:
    default:
      return g_strdup (jb_nts_status_get_name (invoice->nts_status));
    }
}

static gint64
cell_won (const JbInvoiceColumn *column,
          JbInvoice             *invoice)
{
  switch ((int) column->field)
    {
    case JB_FIELD_SUPPLY:
      return invoice->supply;
    case JB_FIELD_TAX:
      return invoice->tax;
    case JB_FIELD_TOTAL:
      return invoice->total;
    default:
      return 0;
    }
}

/* -- copies --------------------------------------------------------------------------------------------------------- */

/* A spreadsheet runs what begins with one of these. Amounts are numbers and never come here. */
static gboolean
is_like_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@", *text) != NULL;
}

char *
jb_invoice_columns_copy (const JbInvoiceColumn *column,
                         JbInvoiceLook         *look,
                         JbInvoice             *invoice)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (column != NULL && look != NULL && JB_IS_INVOICE (invoice), NULL);

  if (column->numeric)
    return g_strdup_printf ("%" G_GINT64_FORMAT, cell_won (column, invoice));

  text = g_strstrip (g_strdelimit (cell_text (column, look, invoice), "\t\r\n", ' '));
  return is_like_formula (text) ? g_strconcat ("'", text, NULL) : g_steal_pointer (&text);
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

static const Maker *
maker_of (GtkListItem *item)
{
  return g_object_get_data (G_OBJECT (item), "jb-maker");
}

static gboolean
is_searched (const JbInvoiceColumn *column)
{
  return column->numeric || column->field == JB_FIELD_COUNTERPARTY || column->field == JB_FIELD_ITEM ||
         column->field == JB_FIELD_NUMBER || column->field == JB_FIELD_ISSUE_ID;
}

static void
show_marks (JbTextCell  *text,
            const Maker *maker,
            const char  *shown)
{
  g_autoptr(PangoAttrList) marks = NULL;

  if (shown != NULL && maker->look->marked != NULL && is_searched (maker->column))
    marks = jb_match_mark (shown, (const char * const *) maker->look->marked, maker->column->numeric);
  jb_text_cell_set_attributes (text, marks);
}

static void
show_invoice (GtkListItem *item,
              JbInvoice   *invoice)
{
  const Maker *maker = maker_of (item);
  const JbInvoiceColumn *column = maker->column;
  GtkWidget *cell = gtk_list_item_get_child (item);
  GtkWidget *text = JB_IS_TEXT_CELL (cell) ? cell : gtk_widget_get_last_child (cell);
  g_autofree char *shown = invoice != NULL ? cell_text (column, maker->look, invoice) : NULL;

  if (text != cell)
    {
      GtkWidget *mark = gtk_widget_get_first_child (cell);

      /* In this order: for a tooltip of what can be seen GTK asks the display server where the pointer is, cell by cell. */
      if (invoice != NULL)
        show_mark (mark, invoice);
      gtk_widget_set_visible (mark, invoice != NULL);
    }

  jb_text_cell_set_text (JB_TEXT_CELL (text), shown);
  show_marks (JB_TEXT_CELL (text), maker, shown);
  if (column->numeric)
    jb_text_toggle_class (text, "negative", invoice != NULL && cell_won (column, invoice) < 0);
}

static void
row_changed_cb (JbInvoiceRow *row,
                GtkListItem  *item)
{
  show_invoice (item, jb_invoice_row_get_invoice (row));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  JbInvoiceRow *row = gtk_list_item_get_item (item);
  gulong handler = g_signal_connect (row, "changed", G_CALLBACK (row_changed_cb), item);

  g_object_set_data (G_OBJECT (item), "jb-handler", GSIZE_TO_POINTER (handler));
  g_hash_table_add (maker_of (item)->look->items, item);
  row_changed_cb (row, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  user_data)
{
  gulong handler = GPOINTER_TO_SIZE (g_object_steal_data (G_OBJECT (item), "jb-handler"));

  g_hash_table_remove (maker_of (item)->look->items, item);
  if (handler != 0)
    g_signal_handler_disconnect (gtk_list_item_get_item (item), handler);
}

gboolean
jb_invoice_columns_find_row (GtkWidget *widget,
                             guint     *position)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  /* A widget of the row may be above or below the one that knows its item. */
  for (GtkWidget *above = widget; above != NULL && !GTK_IS_COLUMN_VIEW (above); above = gtk_widget_get_parent (above))
    for (GtkWidget *below = above; below != NULL; below = gtk_widget_get_first_child (below))
      {
        GtkListItem *item = g_object_get_data (G_OBJECT (below), "jb-item");

        if (item == NULL)
          continue;
        *position = gtk_list_item_get_position (item);
        return *position != GTK_INVALID_LIST_POSITION;
      }
  return FALSE;
}

static gboolean
has_digits (const JbInvoiceColumn *column)
{
  return column->numeric || column->field == JB_FIELD_WRITTEN || column->field == JB_FIELD_ISSUED ||
         column->field == JB_FIELD_NUMBER || column->field == JB_FIELD_ISSUE_ID;
}

/* Only the state has something beside its text. */
static GtkWidget *
put_beside_mark (GtkWidget *text)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = gtk_image_new ();

  gtk_widget_set_visible (mark, FALSE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (cell), mark);
  gtk_box_append (GTK_BOX (cell), text);
  return cell;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  const Maker *maker = user_data;
  GtkWidget *text = jb_text_cell_new (has_digits (maker->column), maker->column->numeric ? 1 : 0);
  GtkWidget *cell = maker->column->field == JB_FIELD_STATE ? put_beside_mark (text) : text;

  g_object_set_data (G_OBJECT (item), "jb-maker", (gpointer) maker);
  g_object_set_data (G_OBJECT (cell), "jb-item", item);
  gtk_list_item_set_child (item, cell);
}

static void
free_maker (gpointer  data,
            GClosure *closure)
{
  g_free (data);
}

GtkColumnViewColumn *
jb_invoice_columns_make (const JbInvoiceColumn *column,
                         JbInvoiceLook         *look)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkSorter) sorter = jb_column_sorter_new (column->order);
  Maker *maker = g_new (Maker, 1);
  GtkColumnViewColumn *made;

  *maker = (Maker) { column, look };
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), maker, free_maker, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  made = gtk_column_view_column_new (_(column->title), factory);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_expand (made, column->expand);
  gtk_column_view_column_set_sorter (made, sorter);
  return made;
}

/* -- what all cells know -------------------------------------------------------------------------------------------- */

JbInvoiceLook *
jb_invoice_look_new (void)
{
  JbInvoiceLook *look = g_new0 (JbInvoiceLook, 1);

  look->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  look->items = g_hash_table_new (NULL, NULL);
  return look;
}

void
jb_invoice_look_free (JbInvoiceLook *look)
{
  g_strfreev (look->marked);
  g_hash_table_unref (look->names);
  g_hash_table_unref (look->items);
  g_free (look);
}

static void
show_again (JbInvoiceLook *look)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, look->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    row_changed_cb (gtk_list_item_get_item (item), item);
}

void
jb_invoice_look_set_search (JbInvoiceLook *look,
                            const char    *text)
{
  char **before = look->marked;

  look->marked = jb_match_split (text);
  if ((before == NULL) != (look->marked == NULL) ||
      (before != NULL && !g_strv_equal ((const char * const *) before, (const char * const *) look->marked)))
    show_again (look);
  g_strfreev (before);
}

void
jb_invoice_look_set_companies (JbInvoiceLook *look,
                               GPtrArray     *companies)
{
  g_hash_table_remove_all (look->names);
  for (guint i = 0; i < companies->len; i++)
    {
      const JbCompany *company = g_ptr_array_index (companies, i);

      if (company->name != NULL)
        g_hash_table_insert (look->names, g_strdup (company->registration), g_strdup (company->name));
    }
  show_again (look);
}
