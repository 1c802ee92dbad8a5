/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The values of a table's columns. */

#define G_LOG_DOMAIN "jb-export-value"

#include "config.h"

#include "jb-export-value.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "jb-hometax-columns.h"
#include "jb-numbers.h"
#include "jb-safe-text.h"

typedef JbCell (*ReadFunc) (const JbCellSource *source);

struct _JbExportValue
{
  const char *name;
  const char *title;
  ReadFunc    read;
  gboolean    is_amount;
};

/* -- cells ------------------------------------------------------------------------------------------------------------ */

void
jb_cell_clear (JbCell *cell)
{
  g_clear_pointer (&cell->text, g_free);
  cell->kind = JB_CELL_EMPTY;
}

/* A sign, digits, a point with digits: what is the same number for every program. "0012" is none, it would lose its zeros. */
static gboolean
is_decimal (const char *text)
{
  const char *at = *text == '-' ? text + 1 : text;
  gsize whole = strspn (at, "0123456789");
  gsize rest;

  if (whole == 0 || (whole > 1 && *at == '0'))
    return FALSE;

  at += whole;
  if (*at == '\0')
    return TRUE;
  if (*at != '.')
    return FALSE;
  rest = strspn (++at, "0123456789");
  return rest > 0 && at[rest] == '\0';
}

/* Control characters, line breaks and what no XML may hold become blanks: a cell is one line in every program. */
static char *
clean_text (const char *text)
{
  g_autofree char *safe = jb_safe_text (text);
  GString *clean = g_string_sized_new (strlen (safe));

  for (const char *at = safe; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        g_string_append_c (clean, ' ');
      else if ((c & 0xfffe) == 0xfffe)
        g_string_append_unichar (clean, 0xfffd);
      else
        g_string_append_unichar (clean, c);
    }
  return g_strstrip (g_string_free (clean, FALSE));
}

JbCell
jb_cell_from_text (const char *text,
                   gboolean    may_be_number)
{
  JbCell cell = { JB_CELL_EMPTY, 0, NULL };

  if (text == NULL)
    return cell;

  cell.text = clean_text (text);
  if (*cell.text == '\0')
    g_clear_pointer (&cell.text, g_free);
  else
    cell.kind = may_be_number && is_decimal (cell.text) ? JB_CELL_DECIMAL : JB_CELL_TEXT;
  return cell;
}

static JbCell
make_text (const char *text)
{
  return jb_cell_from_text (text, FALSE);
}

static JbCell
make_date (int day)
{
  return (JbCell) { jb_date_is_valid (day) ? JB_CELL_DATE : JB_CELL_EMPTY, day, NULL };
}

static JbCell
make_won (gint64 won)
{
  return (JbCell) { JB_CELL_WON, won, NULL };
}

static JbCell
make_number (int number)
{
  return (JbCell) { number != 0 ? JB_CELL_NUMBER : JB_CELL_EMPTY, number, NULL };
}

/* -- the words of codes: etax-domain.md 1.2 --------------------------------------------------------------------------- */

/* Position is the code. */
static const char * const classes[] = {
  NULL, N_("Tax invoice"), N_("Amended tax invoice"), N_("Exempt invoice"), N_("Amended exempt invoice"),
};

static const char * const types[] = {
  NULL, N_("General"), N_("Zero-rated"), N_("Consignment"), N_("Import of goods"), N_("Zero-rated consignment"), N_("Import, payment deferred"),
};

static JbCell
make_word (const char * const *words,
           int                 n_words,
           int                 code)
{
  return make_text (code > 0 && code < n_words ? _(words[code]) : NULL);
}

static JbCell
read_class (const JbCellSource *source)
{
  int kind = source->invoice->kind;

  return source->korean ? make_text (jb_hometax_kind_get_class (kind)) : make_word (classes, G_N_ELEMENTS (classes), kind / 100);
}

static JbCell
read_type (const JbCellSource *source)
{
  int kind = source->invoice->kind;

  return source->korean ? make_text (jb_hometax_kind_get_sort (kind)) : make_word (types, G_N_ELEMENTS (types), kind % 100);
}

static JbCell
read_purpose (const JbCellSource *source)
{
  JbPurpose purpose = source->invoice->purpose;

  if (source->korean)
    return make_text (jb_hometax_purpose_get_word (purpose));
  return make_text (purpose != JB_PURPOSE_UNKNOWN ? jb_purpose_get_name (purpose) : NULL);
}

static JbCell
read_direction (const JbCellSource *source)
{
  return make_text (jb_direction_get_name (source->invoice->direction));
}

static JbCell
read_direction_digit (const JbCellSource *source)
{
  return make_number (source->invoice->direction);
}

static JbCell
read_amendment (const JbCellSource *source)
{
  return make_text (source->invoice->amendment != JB_AMENDMENT_NONE ? jb_amendment_get_name (source->invoice->amendment) : NULL);
}

static JbCell
read_kind_code (const JbCellSource *source)
{
  char code[5];

  if (source->invoice->kind == 0)
    return make_text (NULL);
  jb_kind_write (source->invoice->kind, code);
  return make_text (code);
}

/* The layout says which code its program gives to what; the more special word wins over "sales" and "purchase". */
static JbCell
read_tax_code (const JbCellSource *source)
{
  const JbInvoice *invoice = source->invoice;
  const char *side = invoice->direction == JB_DIRECTION_PURCHASE ? "purchase" : "sales";
  const char *tail = jb_kind_is_exempt (invoice->kind)       ? "-exempt"
                     : jb_kind_is_zero_rated (invoice->kind) ? "-zero-rated"
                     : jb_kind_is_import (invoice->kind)     ? "-import" : "";
  g_autofree char *key = g_strconcat (side, tail, NULL);
  const char *code;

  if (source->codes == NULL)
    return make_text (NULL);

  code = g_hash_table_lookup (source->codes, key);
  if (code == NULL && g_str_equal (tail, "-import"))
    code = g_hash_table_lookup (source->codes, side);
  return jb_cell_from_text (code, TRUE);
}

/* -- the invoice ------------------------------------------------------------------------------------------------------ */

static JbCell
read_empty (const JbCellSource *source)
{
  return make_text (NULL);
}

static JbCell
read_written (const JbCellSource *source)
{
  return make_date (source->invoice->written_on);
}

static JbCell
read_written_digits (const JbCellSource *source)
{
  int day = source->invoice->written_on;

  g_autofree char *digits = jb_date_is_valid (day) ? g_strdup_printf ("%08d", day) : NULL;

  return make_text (digits);
}

static JbCell
read_year (const JbCellSource *source)
{
  return make_number (jb_date_year (source->invoice->written_on));
}

static JbCell
read_month (const JbCellSource *source)
{
  return make_number (jb_date_month (source->invoice->written_on));
}

static JbCell
read_day (const JbCellSource *source)
{
  return make_number (jb_date_day (source->invoice->written_on));
}

static JbCell
read_issued (const JbCellSource *source)
{
  return make_date (source->invoice->issued_on);
}

static JbCell
read_sent (const JbCellSource *source)
{
  return make_date (source->invoice->sent_on);
}

static JbCell
make_issue_id (const char *issue_id)
{
  g_autofree char *valid = issue_id != NULL ? g_utf8_make_valid (issue_id, -1) : NULL;
  g_autofree char *shown = valid != NULL ? jb_issue_id_format (valid) : NULL;

  return make_text (shown);
}

static JbCell
read_issue_id (const JbCellSource *source)
{
  return make_issue_id (source->invoice->issue_id);
}

static JbCell
read_original_issue_id (const JbCellSource *source)
{
  return make_issue_id (source->invoice->original_issue_id);
}

static JbCell
read_supply (const JbCellSource *source)
{
  return make_won (source->invoice->supply);
}

static JbCell
read_tax (const JbCellSource *source)
{
  return make_won (source->invoice->tax);
}

static JbCell
read_total (const JbCellSource *source)
{
  return make_won (source->invoice->total);
}

static JbCell
read_items (const JbCellSource *source)
{
  g_autofree char *items = jb_invoice_describe_items (source->invoice);

  return make_text (items);
}

static JbCell
read_remark (const JbCellSource *source)
{
  return make_text (source->invoice->remark);
}

static JbCell
read_services (const JbCellSource *source)
{
  return make_text (source->services);
}

/* -- parties ---------------------------------------------------------------------------------------------------------- */

typedef enum
{
  SIDE_COUNTERPARTY,
  SIDE_SUPPLIER,
  SIDE_BUYER,
} Side;

static const JbParty *
get_party (const JbCellSource *source,
           Side                side)
{
  switch (side)
    {
    case SIDE_SUPPLIER:
      return source->invoice->supplier;

    case SIDE_BUYER:
      return source->invoice->buyer;

    case SIDE_COUNTERPARTY:
    default:
      return jb_invoice_get_counterparty (source->invoice);
    }
}

static JbCell
make_registration (const JbParty *party)
{
  g_autofree char *shown = party != NULL && party->registration != NULL ? jb_registration_display (party->registration) : NULL;

  return make_text (shown);
}

static JbCell
read_counterparty_digits (const JbCellSource *source)
{
  g_autofree char *digits = jb_safe_number (get_party (source, SIDE_COUNTERPARTY));

  return make_text (digits);
}

#define PARTY_READERS(prefix, side)                                            \
  static JbCell                                                                \
  read_##prefix##_number (const JbCellSource *source)                          \
  {                                                                            \
    return make_registration (get_party (source, side));                       \
  }                                                                            \
  PARTY_TEXT (prefix, side, branch, party->branch)                             \
  PARTY_TEXT (prefix, side, name, party->name)                                 \
  PARTY_TEXT (prefix, side, representative, party->representative)             \
  PARTY_TEXT (prefix, side, address, party->address)                           \
  PARTY_TEXT (prefix, side, email, party->contact.email)                       \
  PARTY_TEXT (prefix, side, second_email, party->second_contact.email)

#define PARTY_TEXT(prefix, side, what, expression)                             \
  static JbCell                                                                \
  read_##prefix##_##what (const JbCellSource *source)                          \
  {                                                                            \
    const JbParty *party = get_party (source, side);                           \
                                                                               \
    return make_text (party != NULL ? expression : NULL);                      \
  }

PARTY_READERS (counterparty, SIDE_COUNTERPARTY)
PARTY_READERS (supplier, SIDE_SUPPLIER)
PARTY_READERS (buyer, SIDE_BUYER)

/* -- the first line --------------------------------------------------------------------------------------------------- */

static const JbLine *
get_line (const JbCellSource *source)
{
  return source->invoice->lines->len > 0 ? g_ptr_array_index (source->invoice->lines, 0) : NULL;
}

static JbCell
read_item_date (const JbCellSource *source)
{
  const JbLine *line = get_line (source);

  return make_date (line != NULL ? line->supplied_on : 0);
}

static JbCell
read_item_name (const JbCellSource *source)
{
  return make_text (source->invoice->item);
}

static JbCell
read_item_specification (const JbCellSource *source)
{
  const JbLine *line = get_line (source);

  return make_text (line != NULL ? line->specification : NULL);
}

static JbCell
read_item_quantity (const JbCellSource *source)
{
  const JbLine *line = get_line (source);

  return jb_cell_from_text (line != NULL ? line->quantity : NULL, TRUE);
}

static JbCell
read_item_price (const JbCellSource *source)
{
  const JbLine *line = get_line (source);

  return jb_cell_from_text (line != NULL ? line->unit_price : NULL, TRUE);
}

static JbCell
read_item_supply (const JbCellSource *source)
{
  const JbLine *line = get_line (source);

  return line != NULL ? make_won (line->supply) : make_text (NULL);
}

static JbCell
read_item_tax (const JbCellSource *source)
{
  const JbLine *line = get_line (source);

  return line != NULL ? make_won (line->tax) : make_text (NULL);
}

static JbCell
read_item_remark (const JbCellSource *source)
{
  const JbLine *line = get_line (source);

  return make_text (line != NULL ? line->remark : NULL);
}

/* -- the table -------------------------------------------------------------------------------------------------------- */

#define PARTY_VALUES(prefix, dashed, name_title)                               \
  { dashed "-number", N_("Business number"), read_##prefix##_number, FALSE },  \
  { dashed "-branch", N_("Branch"), read_##prefix##_branch, FALSE },           \
  { dashed "-name", name_title, read_##prefix##_name, FALSE },                   \
  { dashed "-representative", N_("Representative"), read_##prefix##_representative, FALSE }, \
  { dashed "-address", N_("Address"), read_##prefix##_address, FALSE },        \
  { dashed "-email", N_("E-mail"), read_##prefix##_email, FALSE },             \
  { dashed "-second-email", N_("Second e-mail"), read_##prefix##_second_email, FALSE }

static const JbExportValue values[] = {
  { "empty", "", read_empty, FALSE },
  { "written", N_("Written"), read_written, FALSE },
  { "written-digits", N_("Written"), read_written_digits, FALSE },
  { "year", N_("Year"), read_year, FALSE },
  { "month", N_("Month"), read_month, FALSE },
  { "day", N_("Day"), read_day, FALSE },
  { "issued", N_("Issued"), read_issued, FALSE },
  { "sent", N_("Sent to the tax service"), read_sent, FALSE },
  { "issue-id", N_("Issue id"), read_issue_id, FALSE },
  { "original-issue-id", N_("Amends"), read_original_issue_id, FALSE },
  { "direction", N_("Direction"), read_direction, FALSE },
  { "direction-digit", N_("Direction"), read_direction_digit, FALSE },
  { "class", N_("Class"), read_class, FALSE },
  { "type", N_("Type"), read_type, FALSE },
  { "kind-code", N_("Kind"), read_kind_code, FALSE },
  { "amendment", N_("Amendment"), read_amendment, FALSE },
  { "purpose", N_("Purpose"), read_purpose, FALSE },
  { "tax-code", N_("Tax code"), read_tax_code, FALSE },
  { "supply", N_("Supply"), read_supply, TRUE },
  { "tax", N_("Tax"), read_tax, TRUE },
  { "total", N_("Total"), read_total, TRUE },
  { "items", N_("Items"), read_items, FALSE },
  { "remark", N_("Remark"), read_remark, FALSE },
  { "services", N_("Service"), read_services, FALSE },
  { "counterparty-digits", N_("Business number"), read_counterparty_digits, FALSE },
  PARTY_VALUES (counterparty, "counterparty", N_("Counterparty")),
  PARTY_VALUES (supplier, "supplier", N_("Supplier")),
  PARTY_VALUES (buyer, "buyer", N_("Buyer")),
  { "item-date", N_("Day of the item"), read_item_date, FALSE },
  { "item-name", N_("Item"), read_item_name, FALSE },
  { "item-specification", N_("Specification"), read_item_specification, FALSE },
  { "item-quantity", N_("Quantity"), read_item_quantity, FALSE },
  { "item-price", N_("Price"), read_item_price, FALSE },
  { "item-supply", N_("Supply of the item"), read_item_supply, TRUE },
  { "item-tax", N_("Tax of the item"), read_item_tax, TRUE },
  { "item-remark", N_("Remark of the item"), read_item_remark, FALSE },
};

const JbExportValue *
jb_export_value_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (values[i].name, name))
      return &values[i];
  return NULL;
}

const char *
jb_export_value_get_title (const JbExportValue *self)
{
  return *self->title != '\0' ? _(self->title) : "";
}

gboolean
jb_export_value_is_amount (const JbExportValue *self)
{
  return self->is_amount;
}

JbCell
jb_export_value_read (const JbExportValue *self,
                      const JbCellSource  *source)
{
  return self->read (source);
}
