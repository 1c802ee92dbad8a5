/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* HomeTax's list of 33 columns (etax-domain.md 5.2). Columns are found by their titles, because users move, insert and remove some;
 * titles that occur on both sides belong to the number in front of them. Rows of the same issue id are one invoice: some lists
 * repeat it for each item, and adding those up would count it twice. */

#define G_LOG_DOMAIN "jb-import-list"

#include "config.h"

#include "jb-import-reader.h"

#include "jb-hometax-columns.h"
#include "jb-numbers.h"
#include "jb-search-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Titles come in row 6; users put more above. */
#define TITLE_ROWS 50
/* etax-domain.md 1.1 */
#define MAX_LINES 99
/* How much of a wrong value a sentence repeats. */
#define QUOTED_CHARS 40
/* Days of Excel that can be meant: 1982 to 2119; and what it calls the first of January 2000, counting from 1900 or from 1904. */
#define SERIAL_FROM 30000
#define SERIAL_TO   80000
#define SERIAL_2000           36526
#define SERIAL_2000_FROM_1904 35064

/* Titles of older exports (etax-domain.md 5.2), without blanks. */
static const struct
{
  const char       *title;
  JbHometaxColumn   column;
} aliases[] = {
  { "발행일자", JB_HOMETAX_ISSUED_ON },
  { "발행유형", JB_HOMETAX_ISSUE_TYPE },
  { "공급자이메일주소", JB_HOMETAX_SUPPLIER_EMAIL },
  { "공급받는자이메일주소1", JB_HOMETAX_BUYER_EMAIL },
  { "공급받는자이메일주소2", JB_HOMETAX_BUYER_SECOND_EMAIL },
};

/* Without these a row says too little to be an invoice. An exempt list has no tax. */
static const JbHometaxColumn required[] = {
  JB_HOMETAX_WRITTEN_ON, JB_HOMETAX_ISSUE_ID, JB_HOMETAX_SUPPLIER, JB_HOMETAX_BUYER, JB_HOMETAX_TOTAL, JB_HOMETAX_SUPPLY,
};

typedef struct
{
  JbImportTable *table;
  const char    *entry;
  guint          columns[JB_HOMETAX_N_COLUMNS];   /* G_MAXUINT = not there */
  GHashTable    *seen;                            /* issue id → JbImportItem */
  GPtrArray     *items;
} List;

/* -- titles --------------------------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *
squeeze (const char *title)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = title; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!g_unichar_isspace (g_utf8_get_char (p)))
        g_string_append_unichar (plain, g_utf8_get_char (p));
    }
  return g_string_free (plain, FALSE);
}

static gboolean
title_is (const char      *title,
          JbHometaxColumn  column)
{
  g_autofree char *plain = squeeze (title);
  g_autofree char *expected = squeeze (jb_hometax_column_get_title (column));

  if (strcmp (plain, expected) == 0)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++)
    {
      if (aliases[i].column == column && strcmp (plain, aliases[i].title) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The first column of this title in [@from, @to). */
static guint
find_column (const JbImportRow *titles,
             JbHometaxColumn    column,
             guint              from,
             guint              to)
{
  for (guint i = from; i < MIN (to, titles->cells->len); i++)
    {
      const char *title = jb_import_row_get (titles, i);

      if (title != NULL && title_is (title, column))
        return i;
    }
  return G_MAXUINT;
}

static gboolean
is_of_supplier (JbHometaxColumn column)
{
  return column >= JB_HOMETAX_SUPPLIER_BRANCH && column <= JB_HOMETAX_SUPPLIER_ADDRESS;
}

static gboolean
is_of_buyer (JbHometaxColumn column)
{
  return column >= JB_HOMETAX_BUYER_BRANCH && column <= JB_HOMETAX_BUYER_ADDRESS;
}

static void
map_columns (List              *list,
             const JbImportRow *titles)
{
  guint supplier = find_column (titles, JB_HOMETAX_SUPPLIER, 0, G_MAXUINT);
  guint buyer = find_column (titles, JB_HOMETAX_BUYER, 0, G_MAXUINT);

  for (JbHometaxColumn column = 0; column < JB_HOMETAX_N_COLUMNS; column++)
    {
      guint from = 0, to = G_MAXUINT;

      if (is_of_supplier (column) || is_of_buyer (column))
        {
          guint own = is_of_supplier (column) ? supplier : buyer;
          guint other = is_of_supplier (column) ? buyer : supplier;

          from = own;
          to = other > own ? other : G_MAXUINT;
        }
      list->columns[column] = find_column (titles, column, from, to);
    }
}

static const JbImportRow *
find_titles (JbImportTable *table,
             guint         *index)
{
  for (guint i = 0; i < MIN (table->rows->len, TITLE_ROWS); i++)
    {
      const JbImportRow *row = g_ptr_array_index (table->rows, i);

      if (find_column (row, JB_HOMETAX_ISSUE_ID, 0, G_MAXUINT) != G_MAXUINT)
        {
          *index = i;
          return row;
        }
    }
  return NULL;
}

/* NULL when all that is needed is there. (transfer full) */
static char *
name_missing (const List *list)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    {
      if (list->columns[required[i]] == G_MAXUINT)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", jb_hometax_column_get_title (required[i]));
    }
  return names->len > 0 ? g_strdup (names->str) : NULL;
}

/* -- values --------------------------------------------------------------------------------------------------------- */

static const char *
get (const List        *list,
     const JbImportRow *row,
     JbHometaxColumn    column)
{
  return list->columns[column] != G_MAXUINT ? jb_import_row_get (row, list->columns[column]) : NULL;
}

/* A value as a sentence may repeat it: short, and without a person's number. (transfer full) */
static char *
quote (const char *value)
{
  g_autofree char *masked = jb_private_mask (value);
  g_autofree char *start = g_utf8_strlen (masked, -1) > QUOTED_CHARS ? g_utf8_substring (masked, 0, QUOTED_CHARS) : NULL;

  return start != NULL ? g_strconcat (start, "…", NULL) : g_steal_pointer (&masked);
}

static char *
say (const char      *format,
     JbHometaxColumn  column,
     const char      *value)
{
  g_autofree char *quoted = quote (value);

  return g_strdup_printf (format, jb_hometax_column_get_title (column), quoted);
}

static gboolean
read_serial (const List *list,
             const char *text,
             int        *date)
{
  char *end;
  guint64 days = g_ascii_strtoull (text, &end, 10);

  if (end == text || (*end != '\0' && *end != '.') || days < SERIAL_FROM || days > SERIAL_TO)
    return FALSE;

  *date = jb_date_add_days (20000101, (int) days - (list->table->from_1904 ? SERIAL_2000_FROM_1904 : SERIAL_2000));
  return TRUE;
}

static gboolean
read_date (const List *list,
           const char *text,
           int        *date)
{
  return jb_date_parse (text, date) || read_serial (list, text, date);
}

/* Of a day that is not needed: what is odd about it goes to the report. */
static int
get_date (const List        *list,
          const JbImportRow *row,
          JbHometaxColumn    column,
          JbImportItem      *item)
{
  const char *text = get (list, row, column);
  int date = 0;

  if (text != NULL && !read_date (list, text, &date))
    jb_import_item_take_sentence (item, say (_("In the column %s stands \"%s\", which is no date; it was left out."), column, text));
  return date;
}

static gboolean
get_won (const List        *list,
         const JbImportRow *row,
         JbHometaxColumn    column,
         gint64            *won,
         JbImportItem      *item)
{
  const char *text = get (list, row, column);

  *won = 0;
  if (text == NULL || jb_won_parse (text, won, NULL))
    return TRUE;

  jb_import_item_take_sentence (item, say (_("In the column %s stands \"%s\", which is no amount in whole won. Correct it, and import "
                                             "the file again."), column, text));
  return FALSE;
}

static char *
dup_value (const List        *list,
           const JbImportRow *row,
           JbHometaxColumn    column)
{
  return g_strdup (get (list, row, column));
}

/* -- parties -------------------------------------------------------------------------------------------------------- */

/* A private buyer has thirteen digits, or some of them hidden: then the number is not known. */
static gboolean
read_private (const char *text,
              JbParty    *party)
{
  g_autofree char *plain = squeeze (text);
  g_auto(GStrv) parts = g_strsplit (plain, "-", -1);
  g_autofree char *digits = g_strjoinv ("", parts);
  gsize n = strspn (digits, "0123456789");

  if (n == 13 && digits[n] == '\0')
    {
      party->kind = strcmp (digits, "9999999999999") == 0 ? JB_PARTY_FOREIGNER : JB_PARTY_RESIDENT;
      party->registration = g_steal_pointer (&digits);
      return TRUE;
    }

  if (n >= 6 && strspn (digits + n, "*") >= 6 && n + strspn (digits + n, "*") == strlen (digits))
    {
      party->kind = JB_PARTY_RESIDENT;
      return TRUE;
    }
  return FALSE;
}

/* FALSE, with the sentence in @item, when the number is none. */
static gboolean
read_number (const List        *list,
             const JbImportRow *row,
             JbHometaxColumn    column,
             JbParty           *party,
             JbImportItem      *item)
{
  const char *text = get (list, row, column);
  g_autoptr(GError) error = NULL;

  if (column == JB_HOMETAX_BUYER && text != NULL && read_private (text, party))
    return TRUE;

  party->kind = JB_PARTY_BUSINESS;
  party->registration = jb_business_number_parse (text, &error);
  if (party->registration == NULL)
    {
      jb_import_item_take_sentence (item, g_strdup_printf (_("The column %s holds no business number. %s"),
                                                           jb_hometax_column_get_title (column), error->message));
      return FALSE;
    }

  if (!jb_business_number_has_check (party->registration))
    jb_import_item_take_sentence (item, say (_("The check digit of the number in the column %s is wrong (%s). Look whether it was "
                                               "mistyped."), column, text));
  return TRUE;
}

static JbParty *
read_party (const List        *list,
            const JbImportRow *row,
            gboolean           supplier,
            JbImportItem      *item)
{
  /* The columns of a party follow its number in the same order on both sides. */
  JbHometaxColumn first = supplier ? JB_HOMETAX_SUPPLIER : JB_HOMETAX_BUYER;
  g_autoptr(JbParty) party = jb_party_new ();

  if (!read_number (list, row, first, party, item))
    return NULL;

  party->branch = dup_value (list, row, first + 1);
  party->name = dup_value (list, row, first + 2);
  party->representative = dup_value (list, row, first + 3);
  party->address = dup_value (list, row, first + 4);
  party->contact.email = dup_value (list, row, supplier ? JB_HOMETAX_SUPPLIER_EMAIL : JB_HOMETAX_BUYER_EMAIL);
  if (!supplier)
    party->second_contact.email = dup_value (list, row, JB_HOMETAX_BUYER_SECOND_EMAIL);
  return g_steal_pointer (&party);
}

/* -- items ---------------------------------------------------------------------------------------------------------- */

/* The item's day is a date, or the day of the month as HomeTax's form has it. */
static int
read_item_day (const List *list,
               const char *text,
               int         written_on)
{
  int date = 0;
  guint64 day;
  char *end;

  if (text == NULL || read_date (list, text, &date))
    return date;

  day = g_ascii_strtoull (text, &end, 10);
  return *end == '\0' && day >= 1 && day <= 31 ? jb_date_make (jb_date_year (written_on), jb_date_month (written_on), (int) day) : 0;
}

/* (transfer full) (nullable): NULL when the row names no item. */
static JbLine *
read_line (const List        *list,
           const JbImportRow *row,
           int                written_on,
           JbImportItem      *item)
{
  g_autoptr(JbLine) line = NULL;
  gboolean any = FALSE;

  for (JbHometaxColumn column = JB_HOMETAX_ITEM_NAME; column <= JB_HOMETAX_ITEM_REMARK; column++)
    any = any || get (list, row, column) != NULL;
  if (!any)
    return NULL;

  line = jb_line_new ();
  line->number = 1;
  line->supplied_on = read_item_day (list, get (list, row, JB_HOMETAX_ITEM_DAY), written_on);
  line->name = dup_value (list, row, JB_HOMETAX_ITEM_NAME);
  line->specification = dup_value (list, row, JB_HOMETAX_ITEM_SPECIFICATION);
  line->quantity = dup_value (list, row, JB_HOMETAX_ITEM_QUANTITY);
  line->unit_price = dup_value (list, row, JB_HOMETAX_ITEM_UNIT_PRICE);
  line->remark = dup_value (list, row, JB_HOMETAX_ITEM_REMARK);
  if (!get_won (list, row, JB_HOMETAX_ITEM_SUPPLY, &line->supply, item) ||
      !get_won (list, row, JB_HOMETAX_ITEM_TAX, &line->tax, item))
    return NULL;
  return g_steal_pointer (&line);
}

static gboolean
lines_are_same (const JbLine *a,
                const JbLine *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->specification, b->specification) == 0 &&
         g_strcmp0 (a->quantity, b->quantity) == 0 && g_strcmp0 (a->unit_price, b->unit_price) == 0 &&
         g_strcmp0 (a->remark, b->remark) == 0 && a->supplied_on == b->supplied_on && a->supply == b->supply && a->tax == b->tax;
}

/* -- a row ---------------------------------------------------------------------------------------------------------- */

static gboolean
read_amounts (const List        *list,
              const JbImportRow *row,
              JbInvoice         *invoice,
              JbImportItem      *item)
{
  gint64 sum;

  if (!get_won (list, row, JB_HOMETAX_SUPPLY, &invoice->supply, item) ||
      !get_won (list, row, JB_HOMETAX_TAX, &invoice->tax, item) ||
      !get_won (list, row, JB_HOMETAX_TOTAL, &invoice->total, item))
    return FALSE;

  if (get (list, row, JB_HOMETAX_TOTAL) == NULL || get (list, row, JB_HOMETAX_SUPPLY) == NULL)
    {
      jb_import_item_take_sentence (item, g_strdup_printf (_("There is no amount in the columns %s and %s."),
                                                           jb_hometax_column_get_title (JB_HOMETAX_TOTAL),
                                                           jb_hometax_column_get_title (JB_HOMETAX_SUPPLY)));
      return FALSE;
    }

  sum = invoice->supply;
  if (!jb_won_add (&sum, invoice->tax) || sum != invoice->total)
    {
      g_autofree char *supply = jb_won_format (invoice->supply);
      g_autofree char *tax = jb_won_format (invoice->tax);
      g_autofree char *total = jb_won_format (invoice->total);

      jb_import_item_take_sentence (item, g_strdup_printf (_("The total %s is not the supply amount %s and the tax %s together. Compare "
                                                             "it with HomeTax."), total, supply, tax));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_day (const List        *list,
          const JbImportRow *row,
          JbInvoice         *invoice,
          JbImportItem      *item)
{
  const char *text = get (list, row, JB_HOMETAX_WRITTEN_ON);

  if (text == NULL || !read_date (list, text, &invoice->written_on))
    {
      jb_import_item_take_sentence (item, say (_("In the column %s stands \"%s\", which is no date. Write it as 2026-09-14, and import "
                                                 "the file again."), JB_HOMETAX_WRITTEN_ON, text != NULL ? text : ""));
      return FALSE;
    }

  if (jb_issue_id_get_date (invoice->issue_id) != invoice->written_on)
    jb_import_item_take_sentence (item, g_strdup (_("The issue id begins with another date than the invoice was written on.")));
  return TRUE;
}

static void
read_kind (const List        *list,
           const JbImportRow *row,
           JbInvoice         *invoice,
           JbImportItem      *item)
{
  const char *class_ = get (list, row, JB_HOMETAX_CLASS);
  const char *sort = get (list, row, JB_HOMETAX_SORT);
  g_autofree char *words = NULL;

  invoice->kind = jb_hometax_kind_parse (class_, sort);
  if (invoice->kind != 0 || (class_ == NULL && sort == NULL))
    return;

  words = g_strdup_printf ("%s · %s", class_ != NULL ? class_ : "", sort != NULL ? sort : "");
  jb_import_item_take_sentence (item, say (_("The words in the column %s (%s) name no kind of invoice that Jangbu knows."),
                                           JB_HOMETAX_SORT, words));
}

/* What is odd but no reason to refuse the row. */
static void
read_rest (const List        *list,
           const JbImportRow *row,
           JbInvoice         *invoice,
           JbImportItem      *item)
{
  invoice->issued_on = get_date (list, row, JB_HOMETAX_ISSUED_ON, item);
  invoice->sent_on = get_date (list, row, JB_HOMETAX_SENT_ON, item);
  if (invoice->sent_on != 0)
    invoice->nts_status = JB_NTS_SENT;
  invoice->purpose = jb_hometax_purpose_parse (get (list, row, JB_HOMETAX_PURPOSE));
  invoice->remark = dup_value (list, row, JB_HOMETAX_REMARK);
  read_kind (list, row, invoice, item);
}

static JbInvoice *
read_invoice (const List        *list,
              const JbImportRow *row,
              JbImportItem      *item)
{
  g_autoptr(JbInvoice) invoice = jb_invoice_new ();
  JbLine *line;

  invoice->issue_id = g_strdup (item->issue_id);
  if (!read_day (list, row, invoice, item) || !read_amounts (list, row, invoice, item))
    return NULL;

  invoice->supplier = read_party (list, row, TRUE, item);
  invoice->buyer = invoice->supplier != NULL ? read_party (list, row, FALSE, item) : NULL;
  if (invoice->buyer == NULL)
    return NULL;

  read_rest (list, row, invoice, item);
  line = read_line (list, row, invoice->written_on, item);
  if (line != NULL)
    g_ptr_array_add (invoice->lines, line);
  invoice->n_lines = invoice->lines->len;
  return g_steal_pointer (&invoice);
}

static gboolean
heads_are_same (JbInvoice *a,
                JbInvoice *b)
{
  return a->written_on == b->written_on && a->supply == b->supply && a->tax == b->tax && a->total == b->total &&
         g_strcmp0 (a->supplier->registration, b->supplier->registration) == 0 &&
         g_strcmp0 (a->buyer->registration, b->buyer->registration) == 0;
}

/* A row of an issue id that was in a row above. */
static void
join_rows (JbImportItem *first,
           JbImportItem *item,
           JbInvoice    *invoice)
{
  JbLine *line = invoice->lines->len > 0 ? g_ptr_array_index (invoice->lines, 0) : NULL;

  if (!heads_are_same (first->invoice, invoice))
    {
      jb_import_item_take_sentence (item, g_strdup_printf (_("Row %u has the same issue id but another date, other amounts or other "
                                                             "companies. Compare both with HomeTax."), first->row));
      return;
    }

  item->is_part = TRUE;
  for (guint i = 0; line != NULL && i < first->invoice->lines->len; i++)
    {
      if (lines_are_same (line, g_ptr_array_index (first->invoice->lines, i)))
        line = NULL;
    }

  if (line == NULL)
    jb_import_item_take_sentence (item, g_strdup_printf (_("The same as row %u."), first->row));
  else if (first->invoice->lines->len >= MAX_LINES)
    {
      item->is_part = FALSE;
      jb_import_item_take_sentence (item, g_strdup_printf (_("The invoice in row %u has %u items already, and no invoice has more."),
                                                           first->row, MAX_LINES));
    }
  else
    {
      line = jb_line_copy (line);
      line->number = first->invoice->lines->len + 1;
      g_ptr_array_add (first->invoice->lines, line);
      first->invoice->n_lines = first->invoice->lines->len;
      jb_import_item_take_sentence (item, g_strdup_printf (_("One more item of the invoice in row %u."), first->row));
    }
}

/* Sums below the list, notes of the user. */
static gboolean
is_no_row (const List        *list,
           const JbImportRow *row)
{
  return get (list, row, JB_HOMETAX_ISSUE_ID) == NULL &&
         (get (list, row, JB_HOMETAX_SUPPLIER) == NULL || get (list, row, JB_HOMETAX_BUYER) == NULL);
}

static void
read_row (List              *list,
          const JbImportRow *row)
{
  const char *id = get (list, row, JB_HOMETAX_ISSUE_ID);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  JbImportItem *item, *first;

  if (is_no_row (list, row))
    return;

  item = jb_import_item_new (list->entry, row->number);
  g_ptr_array_add (list->items, item);
  item->issue_id = jb_issue_id_parse (id, &error);
  if (item->issue_id == NULL)
    {
      jb_import_item_take_sentence (item, g_strdup_printf (_("The column %s holds no issue id. %s"),
                                                           jb_hometax_column_get_title (JB_HOMETAX_ISSUE_ID), error->message));
      return;
    }

  invoice = read_invoice (list, row, item);
  if (invoice == NULL)
    return;

  first = g_hash_table_lookup (list->seen, item->issue_id);
  if (first != NULL)
    {
      g_clear_pointer (&item->sentence, g_free);
      join_rows (first, item, invoice);
      return;
    }

  g_hash_table_insert (list->seen, item->issue_id, item);
  item->invoice = g_steal_pointer (&invoice);
}

GPtrArray *
jb_import_list_read (JbImportTable  *table,
                     const char     *entry,
                     GError        **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_import_item_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  List list = { .table = table, .entry = entry, .seen = seen, .items = items };
  g_autofree char *missing = NULL;
  const JbImportRow *titles;
  guint index = 0;

  titles = find_titles (table, &index);
  if (titles == NULL)
    {
      g_set_error (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_CONTENT,
                   _("This table is not HomeTax's list: none of its first rows has the title %s. Download the list from HomeTax "
                     "again, and import it as it is."), jb_hometax_column_get_title (JB_HOMETAX_ISSUE_ID));
      return NULL;
    }

  map_columns (&list, titles);
  missing = name_missing (&list);
  if (missing != NULL)
    {
      g_set_error (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_CONTENT,
                   _("This list lacks a column that is needed: %s. Download the list from HomeTax again, and import it as it is."),
                   missing);
      return NULL;
    }

  for (guint i = index + 1; i < table->rows->len; i++)
    read_row (&list, g_ptr_array_index (table->rows, i));
  return g_steal_pointer (&items);
}
