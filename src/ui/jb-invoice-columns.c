/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Cells are JbTextCells of fixed width: GTK never has to measure their text (reference/performance.md 1).
 * A cell listens to its row, because a new query puts another invoice into the same row: then it is spoiled, filled when it is drawn,
 * and those that nobody sees are filled when there is time, for screen readers. */

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

/* How many cells that nobody sees are filled in one turn of the main loop. */
#define UNSEEN_AT_ONCE 64

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

/* One cell and the row that it shows. */
typedef struct
{
  const Maker *maker;
  GtkListItem *item;
  gulong       handler;   /* 0 = shows nothing */
  guint        serial;    /* of the look that it was filled by */
} Binding;

struct _JbInvoiceLook
{
  char       **marked;    /* (nullable) */
  GHashTable  *names;     /* registration -> name */
  GHashTable  *bindings;  /* those that show something: not owned */
  GHashTable  *spoiled;   /* those of them that are not filled yet */
  guint        unseen_source;
  guint        serial;    /* another look, another number */
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

/* The style's word for what a class is coloured by. (nullable): faint */
static const char *
color_of_class (const char *css_class)
{
  static const char * const colors[][2] = {
    { "success", "success_color" }, { "warning", "warning_color" }, { "error", "error_color" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (colors); i++)
    if (g_str_equal (css_class, colors[i][0]))
      return colors[i][1];
  return NULL;
}

static void
show_original (JbTextCell *cell,
               JbInvoice  *invoice)
{
  if (invoice == NULL)
    jb_text_cell_set_icon (cell, JB_TEXT_CELL_BEFORE, NULL, NULL, NULL);
  else
    jb_text_cell_set_icon (cell, JB_TEXT_CELL_BEFORE, jb_text_original_icon (invoice->has_original, invoice->verdict),
                           color_of_class (jb_text_original_class (invoice->has_original, invoice->verdict)),
                           jb_text_original_says (invoice->has_original, invoice->verdict));
}

/* NULL: neither does it amend another nor does another amend it. */
static const char *
say_amended (JbInvoice *invoice)
{
  if (invoice->is_amended)
    return _("Another invoice amends this one.");
  if (jb_kind_is_amended (invoice->kind) || invoice->original_issue_id != NULL)
    return _("This invoice amends another one.");
  return NULL;
}

static void
show_amended (JbTextCell *cell,
              JbInvoice  *invoice)
{
  const char *says = invoice != NULL ? say_amended (invoice) : NULL;

  jb_text_cell_set_icon (cell, JB_TEXT_CELL_AFTER, says != NULL ? "jb-amendment-symbolic" : NULL,
                         says != NULL && invoice->is_amended ? "warning_color" : NULL, says);
}

static Binding *
binding_of (GtkListItem *item)
{
  return g_object_get_data (G_OBJECT (gtk_list_item_get_child (item)), "jb-binding");
}

static gboolean
is_searched (const JbInvoiceColumn *column)
{
  return column->numeric || column->field == JB_FIELD_COUNTERPARTY || column->field == JB_FIELD_ITEM ||
         column->field == JB_FIELD_NUMBER || column->field == JB_FIELD_ISSUE_ID;
}

static void
show_marks (JbTextCell  *cell,
            const Maker *maker,
            const char  *shown)
{
  g_autoptr(PangoAttrList) marks = NULL;

  if (shown != NULL && maker->look->marked != NULL && is_searched (maker->column))
    marks = jb_match_mark (shown, (const char * const *) maker->look->marked, maker->column->numeric);
  jb_text_cell_set_attributes (cell, marks);
}

static void
fill_cell (JbTextCell *cell,
           gpointer    user_data)
{
  Binding *binding = user_data;
  const JbInvoiceColumn *column = binding->maker->column;
  JbInvoiceLook *look = binding->maker->look;
  JbInvoiceRow *row = binding->handler != 0 ? gtk_list_item_get_item (binding->item) : NULL;
  JbInvoice *invoice = row != NULL ? jb_invoice_row_get_invoice (row) : NULL;
  g_autofree char *shown = invoice != NULL ? cell_text (column, look, invoice) : NULL;
  gboolean negative = invoice != NULL && column->numeric && cell_won (column, invoice) < 0;

  g_hash_table_remove (look->spoiled, binding);
  binding->serial = look->serial;
  jb_text_cell_set_text (cell, shown, negative ? "error_color" : NULL);
  show_marks (cell, binding->maker, shown);
  if (column->field == JB_FIELD_STATE)
    {
      show_original (cell, invoice);
      show_amended (cell, invoice);
    }
}

static JbTextCell *
cell_of (Binding *binding)
{
  return JB_TEXT_CELL (gtk_list_item_get_child (binding->item));
}

/* Not all at once: somebody may be typing. */
static gboolean
fill_unseen_idle (gpointer user_data)
{
  JbInvoiceLook *look = user_data;
  GHashTableIter iter;
  gpointer binding;

  for (guint i = 0; i < UNSEEN_AT_ONCE; i++)
    {
      g_hash_table_iter_init (&iter, look->spoiled);
      if (!g_hash_table_iter_next (&iter, &binding, NULL))
        {
          look->unseen_source = 0;
          return G_SOURCE_REMOVE;
        }
      jb_text_cell_require (cell_of (binding));
    }
  return G_SOURCE_CONTINUE;
}

static void
spoil (Binding *binding)
{
  JbInvoiceLook *look = binding->maker->look;

  jb_text_cell_spoil (cell_of (binding));
  g_hash_table_add (look->spoiled, binding);
  if (look->unseen_source == 0)
    look->unseen_source = g_idle_add_full (G_PRIORITY_LOW, fill_unseen_idle, look, NULL);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  Binding *binding = binding_of (item);

  binding->handler = g_signal_connect_swapped (gtk_list_item_get_item (item), "changed", G_CALLBACK (spoil), binding);
  g_hash_table_add (binding->maker->look->bindings, binding);
  spoil (binding);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  user_data)
{
  Binding *binding = binding_of (item);

  g_hash_table_remove (binding->maker->look->bindings, binding);
  g_hash_table_remove (binding->maker->look->spoiled, binding);
  if (binding->handler != 0)
    g_signal_handler_disconnect (gtk_list_item_get_item (item), binding->handler);
  binding->handler = 0;
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
        const Binding *binding = g_object_get_data (G_OBJECT (below), "jb-binding");

        if (binding == NULL)
          continue;
        *position = gtk_list_item_get_position (binding->item);
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

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  const Maker *maker = user_data;
  Binding *binding = g_new (Binding, 1);
  GtkWidget *cell = jb_text_cell_new (has_digits (maker->column), maker->column->numeric ? 1 : 0, fill_cell, binding);

  *binding = (Binding) { .maker = maker, .item = item };
  g_object_set_data_full (G_OBJECT (cell), "jb-binding", binding, g_free);
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
  look->bindings = g_hash_table_new (NULL, NULL);
  look->spoiled = g_hash_table_new (NULL, NULL);
  return look;
}

void
jb_invoice_look_free (JbInvoiceLook *look)
{
  g_strfreev (look->marked);
  g_hash_table_unref (look->names);
  g_clear_handle_id (&look->unseen_source, g_source_remove);
  g_hash_table_unref (look->bindings);
  g_hash_table_unref (look->spoiled);
  g_free (look);
}

void
jb_invoice_look_show (JbInvoiceLook *look)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, look->bindings);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Binding *binding = key;

      if (binding->serial != look->serial)
        spoil (binding);
    }
}

void
jb_invoice_look_set_search (JbInvoiceLook *look,
                            const char    *text)
{
  char **before = look->marked;

  look->marked = jb_match_split (text);
  if ((before == NULL) != (look->marked == NULL) ||
      (before != NULL && !g_strv_equal ((const char * const *) before, (const char * const *) look->marked)))
    look->serial++;
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
  look->serial++;
  jb_invoice_look_show (look);
}
