/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One walk over the invoice in the order of the standard writes its elements and collects what cannot be written, so that there is
 * one place that knows both where a field stands and how long it may be. A text with an obstacle is left out; what was written
 * then is thrown away. */

#define G_LOG_DOMAIN "jb-document-writer"

#include "config.h"

#include "jb-document-writer.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "jb-clock.h"
#include "jb-document-private.h"
#include "jb-numbers.h"

#define BLANKS " \t\n\v\f\r"

/* Widths of etax-domain.md 1.1. Whether they count characters or octets is not known there: characters, as its source (columns of
 * a database) does. */
#define MAX_DOCUMENT_NUMBER 24
#define MAX_ISSUE_ID        24
#define MAX_REMARK          150
#define MAX_REMARKS         3
#define MAX_IMPORT_NUMBER   15
#define MAX_IMPORT_QUANTITY 999999
#define MAX_REGISTRATION    13
#define MAX_BUSINESS_TYPE   40
#define MAX_BUSINESS_ITEM   40
#define MAX_NAME            70
#define MAX_BRANCH          4
#define MAX_REPRESENTATIVE  30
#define MAX_DEPARTMENT      40
#define MAX_PERSON          30
#define MAX_PHONE           20
#define MAX_EMAIL           40
#define MAX_ADDRESS         150
#define MAX_PAYMENTS        4
#define MAX_LINE_REMARK     100
#define MAX_SPECIFICATION   60
#define MAX_ITEM            100
#define MAX_DECIMALS        2

/* The reference gives no width for these two; some limit keeps a document within what we read ourselves. */
#define MAX_SENDER_NUMBER   150
#define MAX_DECIMAL         30

#define BUSINESS_DIGITS     10
#define MS_PER_SECOND       1000

typedef struct
{
  GString    *xml;
  guint       depth;
  GPtrArray  *problems;   /* (element-type utf8) */
  const char *where;      /* (nullable): what the sentences are about: "Supplier" */
  guint       line;       /* or the line of that number; 0 = in none */
} Writer;

/* "Supplier · Name", "Line 3 · Item". (transfer full) */
static char *
name_field (Writer     *self,
            const char *field)
{
  if (self->line > 0)
    return g_strdup_printf (_("Line %u · %s"), self->line, field);
  if (self->where != NULL)
    return g_strdup_printf ("%s · %s", self->where, field);
  return g_strdup (field);
}

static void
complain (Writer     *self,
          const char *sentence)
{
  g_ptr_array_add (self->problems, g_strdup (sentence));
}

/* @format: with one %s for the field. */
static void
complain_about (Writer     *self,
                const char *field,
                const char *format)
{
  g_autofree char *name = name_field (self, field);

  g_ptr_array_add (self->problems, g_strdup_printf (format, name));
}

static void
start_line (Writer *self)
{
  g_string_append_c (self->xml, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append_c (self->xml, '\t');
}

static void
open_element (Writer     *self,
              const char *element)
{
  start_line (self);
  g_string_append_printf (self->xml, "<%s>", element);
  self->depth++;
}

static void
close_element (Writer     *self,
               const char *element)
{
  self->depth--;
  start_line (self);
  g_string_append_printf (self->xml, "</%s>", element);
}

/* A bare carriage return would be read as a line feed. */
static void
append_escaped (GString    *xml,
                const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    switch (*at)
      {
      case '&':
        g_string_append (xml, "&amp;");
        break;
      case '<':
        g_string_append (xml, "&lt;");
        break;
      case '>':
        g_string_append (xml, "&gt;");
        break;
      case '\r':
        g_string_append (xml, "&#xD;");
        break;
      default:
        g_string_append_c (xml, *at);
        break;
      }
}

static void
put_element (Writer     *self,
             const char *element,
             const char *text)
{
  start_line (self);
  g_string_append_printf (self->xml, "<%s>", element);
  append_escaped (self->xml, text);
  g_string_append_printf (self->xml, "</%s>", element);
}

static void
put_number (Writer     *self,
            const char *element,
            gint64      number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  put_element (self, element, text);
}

/* Blanks are no text. */
static gboolean
has_text (const char *text)
{
  return text != NULL && text[strspn (text, BLANKS)] != '\0';
}

/* Char of XML 1.0, 2.2, as far as UTF-8 has it. */
static gboolean
fits_xml (gunichar c)
{
  return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

/* The first character that XML cannot carry, or 0. @text: UTF-8. */
static gunichar
find_unfit (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!fits_xml (g_utf8_get_char (at)))
      return g_utf8_get_char (at);

  return 0;
}

/* Without the blanks around it; NULL after a complaint. @text must have text. (transfer full) */
static char *
take_text (Writer     *self,
           const char *field,
           const char *text)
{
  g_autofree char *name = NULL;
  g_autofree char *stripped = NULL;
  gunichar unfit;

  if (!g_utf8_validate (text, -1, NULL))
    {
      complain_about (self, field, _("%s: This is not text in UTF-8. Type it again."));
      return NULL;
    }

  stripped = g_strstrip (g_strdup (text));
  unfit = find_unfit (stripped);
  if (unfit == 0)
    return g_steal_pointer (&stripped);

  name = name_field (self, field);
  g_ptr_array_add (self->problems,
                   g_strdup_printf (_("%s: An invisible character (U+%04X) is in it that a tax invoice cannot carry. Remove it."),
                                    name, unfit));
  return NULL;
}

/* What is empty is left out. */
static void
put_text (Writer     *self,
          const char *element,
          const char *field,
          const char *text,
          glong       max)
{
  g_autofree char *taken = has_text (text) ? take_text (self, field, text) : NULL;
  glong length = taken != NULL ? g_utf8_strlen (taken, -1) : 0;

  if (length > max)
    {
      g_autofree char *name = name_field (self, field);

      g_ptr_array_add (self->problems,
                       g_strdup_printf (_("%s: The text has %ld characters, but there is room for %ld. Shorten it."),
                                        name, length, max));
    }
  else if (taken != NULL)
    {
      put_element (self, element, taken);
    }
}

static void
put_needed_text (Writer     *self,
                 const char *element,
                 const char *field,
                 const char *text,
                 glong       max)
{
  if (has_text (text))
    put_text (self, element, field, text, max);
  else
    complain_about (self, field, _("%s: This is missing. No tax invoice can do without it, so fill it in."));
}

static gboolean
is_decimal (const char *text)
{
  const char *at = text + (*text == '-');
  gsize n = strspn (at, "0123456789");

  at += n;
  if (*at == '.')
    at += 1 + strspn (at + 1, "0123456789");
  return n > 0 && *at == '\0' && strlen (text) <= MAX_DECIMAL;
}

/* Zeros behind the last counted place are no decimals: some write 1.000. */
static gboolean
has_few_decimals (const char *decimal)
{
  const char *point = strchr (decimal, '.');

  return point == NULL || strlen (point + 1) <= MAX_DECIMALS || point[1 + MAX_DECIMALS + strspn (point + 1 + MAX_DECIMALS, "0")] == '\0';
}

/* An empty one makes a service refuse the document: etax-domain.md 1.4. */
static void
put_decimal (Writer     *self,
             const char *element,
             const char *field,
             const char *text)
{
  g_autofree char *taken = has_text (text) ? take_text (self, field, text) : NULL;

  if (taken == NULL)
    return;

  if (!is_decimal (taken))
    complain_about (self, field, _("%s: This is not a number. Write it with digits, and a point before decimals."));
  else if (!has_few_decimals (taken))
    complain_about (self, field, _("%s: There is room for two decimals only. Round the number."));
  else
    put_element (self, element, taken);
}

static void
put_date (Writer     *self,
          const char *element,
          const char *field,
          int         date)
{
  if (jb_date_is_valid (date))
    put_number (self, element, date);
  else if (date != 0)
    complain_about (self, field, _("%s: There is no such day in the calendar. Correct it."));
}

static void
put_exchanged (Writer    *self,
               JbInvoice *invoice)
{
  open_element (self, "ExchangedDocument");
  put_text (self, "ID", _("Document number"), invoice->document_number, MAX_DOCUMENT_NUMBER);
  if (invoice->issued_at >= MS_PER_SECOND && jb_instant_to_date (invoice->issued_at) != 0)
    {
      g_autofree char *stamp = jb_instant_format (invoice->issued_at);

      put_element (self, "IssueDateTime", stamp);
    }
  else
    {
      complain (self, _("The time of issue is missing. No tax invoice can do without it."));
    }

  if (has_text (invoice->sender_number))
    {
      open_element (self, "ReferencedDocument");
      put_text (self, "ID", _("Sender’s number"), invoice->sender_number, MAX_SENDER_NUMBER);
      close_element (self, "ReferencedDocument");
    }
  close_element (self, "ExchangedDocument");
}

/* Where a remark may go on in another element without a change: between two lines that have text up to the line break.
 * (transfer full) */
static char **
split_remark (const char *remark)
{
  g_autoptr(GStrvBuilder) pieces = g_strv_builder_new ();
  const char *start = remark;

  for (const char *at = remark; (at = strchr (at, '\n')) != NULL; at++)
    if (!g_ascii_isspace (at[-1]) && !g_ascii_isspace (at[1]))
      {
        g_autofree char *piece = g_strndup (start, at - start);

        g_strv_builder_add (pieces, piece);
        start = at + 1;
      }

  g_strv_builder_add (pieces, start);
  return g_strv_builder_end (pieces);
}

/* More pieces than elements share them. (transfer full) */
static GPtrArray *
pack_remark (char **pieces)
{
  GPtrArray *packed = g_ptr_array_new_with_free_func (g_free);
  gboolean crowded = g_strv_length (pieces) > MAX_REMARKS;

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      char *last = packed->len > 0 ? g_ptr_array_index (packed, packed->len - 1) : NULL;

      if (crowded && last != NULL && g_utf8_strlen (last, -1) + 1 + g_utf8_strlen (*piece, -1) <= MAX_REMARK)
        {
          g_ptr_array_index (packed, packed->len - 1) = g_strconcat (last, "\n", *piece, NULL);
          g_free (last);
        }
      else
        {
          g_ptr_array_add (packed, g_strdup (*piece));
        }
    }

  return packed;
}

static void
put_remark (Writer     *self,
            const char *remark)
{
  g_autofree char *taken = has_text (remark) ? take_text (self, _("Remark"), remark) : NULL;
  g_auto(GStrv) pieces = NULL;
  g_autoptr(GPtrArray) packed = NULL;

  if (taken == NULL)
    return;

  pieces = split_remark (taken);
  packed = pack_remark (pieces);
  if (packed->len > MAX_REMARKS)
    {
      g_ptr_array_add (self->problems,
                       g_strdup_printf (_("The remark is too long: there is room for %d parts of %d characters each. Shorten it."),
                                        MAX_REMARKS, MAX_REMARK));
      return;
    }

  for (guint i = 0; i < packed->len; i++)
    put_text (self, "DescriptionText", _("Remark"), g_ptr_array_index (packed, i), MAX_REMARK);
}

static void
put_import (Writer    *self,
            JbInvoice *invoice)
{
  JbPeriod period = invoice->import_period;
  gboolean has_period = period.from != 0 || period.to != 0;

  if (!has_text (invoice->import_number) && invoice->import_quantity == 0 && !has_period)
    return;

  open_element (self, "ReferencedImportDocument");
  put_text (self, "ID", _("Import number"), invoice->import_number, MAX_IMPORT_NUMBER);
  if (invoice->import_quantity > MAX_IMPORT_QUANTITY)
    complain (self, _("The number of imports has more than six digits. Correct it."));
  else if (invoice->import_quantity > 0)
    put_number (self, "ItemQuantity", invoice->import_quantity);

  if (has_period)
    {
      open_element (self, "AcceptablePeriod");
      put_date (self, "StartDateTime", _("Import from"), period.from);
      put_date (self, "EndDateTime", _("Import to"), period.to);
      close_element (self, "AcceptablePeriod");
    }
  close_element (self, "ReferencedImportDocument");
}

/* An import invoice may do without: etax-domain.md 1.1. */
static void
put_purpose (Writer    *self,
             JbInvoice *invoice)
{
  if (invoice->purpose == JB_PURPOSE_RECEIPT || invoice->purpose == JB_PURPOSE_CLAIM)
    put_element (self, "PurposeCode", invoice->purpose == JB_PURPOSE_RECEIPT ? "01" : "02");
  else if (invoice->purpose != JB_PURPOSE_UNKNOWN || !jb_kind_is_import (invoice->kind))
    complain (self, _("The invoice does not say whether it is a receipt or a claim. Choose one."));
}

/* Whether an amendment has what it needs is check 7. */
static void
put_amendment (Writer    *self,
               JbInvoice *invoice)
{
  if (invoice->amendment >= JB_AMENDMENT_CORRECTION && invoice->amendment <= JB_AMENDMENT_DOUBLE_ISSUE)
    {
      char code[] = { '0', (char) ('0' + invoice->amendment), '\0' };

      put_element (self, "AmendmentStatusCode", code);
    }
  else if (invoice->amendment != JB_AMENDMENT_NONE)
    {
      complain (self, _("The reason for the amendment is none that the standard knows. Choose another."));
    }
}

static void
put_original_id (Writer    *self,
                 JbInvoice *invoice)
{
  g_autofree char *id = NULL;

  if (!has_text (invoice->original_issue_id))
    return;

  id = jb_issue_id_parse (invoice->original_issue_id, NULL);
  if (id == NULL)
    complain (self, _("The issue id of the amended invoice is not eight digits of a date and sixteen letters or digits. Correct it."));
  else if (!jb_kind_is_amended (invoice->kind))
    complain (self, _("The invoice names another one that it amends, but is no amendment. Choose an amendment as its kind, "
                      "or remove the issue id."));
  else
    put_text (self, "OriginalIssueID", _("Issue id of the amended invoice"), invoice->original_issue_id, MAX_ISSUE_ID);
}

static void
put_document (Writer    *self,
              JbInvoice *invoice)
{
  char kind[5];

  jb_kind_write (invoice->kind, kind);
  open_element (self, "TaxInvoiceDocument");
  put_text (self, "IssueID", _("Issue id"), invoice->issue_id, MAX_ISSUE_ID);
  if (jb_kind_is_known (invoice->kind))
    put_element (self, "TypeCode", kind);
  else
    complain (self, _("The kind of the invoice is none that the standard knows. Choose another."));
  put_remark (self, invoice->remark);

  if (invoice->written_on == 0)
    complain (self, _("The date that the invoice is written for is missing. No tax invoice can do without it."));
  put_date (self, "IssueDateTime", _("Written"), invoice->written_on);
  put_amendment (self, invoice);
  put_purpose (self, invoice);
  put_original_id (self, invoice);
  put_import (self, invoice);
  close_element (self, "TaxInvoiceDocument");
}

static gboolean
has_contact (const JbContact *contact)
{
  return has_text (contact->department) || has_text (contact->person) || has_text (contact->phone) || has_text (contact->email);
}

static void
put_contact (Writer          *self,
             const char      *element,
             const JbContact *contact)
{
  if (!has_contact (contact))
    return;

  open_element (self, element);
  put_text (self, "DepartmentNameText", _("Department"), contact->department, MAX_DEPARTMENT);
  put_text (self, "PersonNameText", _("Contact"), contact->person, MAX_PERSON);
  put_text (self, "TelephoneCommunication", _("Phone"), contact->phone, MAX_PHONE);
  put_text (self, "URICommunication", _("E-mail address"), contact->email, MAX_EMAIL);
  close_element (self, element);
}

static void
put_head_of_party (Writer        *self,
                   const JbParty *party)
{
  put_needed_text (self, "ID", _("Number"), party->registration, MAX_REGISTRATION);
  put_text (self, "TypeCode", _("Business type"), party->business_type, MAX_BUSINESS_TYPE);
  put_needed_text (self, "NameText", _("Name"), party->name, MAX_NAME);
  put_text (self, "ClassificationCode", _("Business item"), party->business_item, MAX_BUSINESS_ITEM);
}

static void
put_person (Writer        *self,
            const JbParty *party)
{
  open_element (self, "SpecifiedPerson");
  put_needed_text (self, "NameText", _("Represented by"), party->representative, MAX_REPRESENTATIVE);
  close_element (self, "SpecifiedPerson");
}

static void
put_address (Writer        *self,
             const JbParty *party)
{
  if (!has_text (party->address))
    return;

  open_element (self, "SpecifiedAddress");
  put_text (self, "LineOneText", _("Address"), party->address, MAX_ADDRESS);
  close_element (self, "SpecifiedAddress");
}

/* A party that is always a business, and says so by its number. */
static void
check_business (Writer        *self,
                const JbParty *party)
{
  const char *number = party->registration;

  if (!has_text (number))
    return;
  if (strlen (number) != BUSINESS_DIGITS || strspn (number, "0123456789") != BUSINESS_DIGITS ||
      party->kind == JB_PARTY_RESIDENT || party->kind == JB_PARTY_FOREIGNER)
    complain_about (self, _("Number"), _("%s: This party is a business, whose number has ten digits. Correct it."));
}

static void
put_business (Writer        *self,
              const char    *element,
              const JbParty *party)
{
  check_business (self, party);
  open_element (self, element);
  put_head_of_party (self, party);
  if (has_text (party->branch))
    {
      open_element (self, "SpecifiedOrganization");
      put_text (self, "TaxRegistrationID", _("Branch"), party->branch, MAX_BRANCH);
      close_element (self, "SpecifiedOrganization");
    }
  put_person (self, party);
  put_contact (self, "DefinedContact", &party->contact);
  if (has_contact (&party->second_contact))
    complain_about (self, _("Second contact"), _("%s: Only the buyer may have one. Remove it."));
  put_address (self, party);
  close_element (self, element);
}

/* Whether its number is one of its kind is check 9. */
static void
put_buyer (Writer        *self,
           const JbParty *buyer)
{
  open_element (self, "InvoiceeParty");
  put_head_of_party (self, buyer);
  open_element (self, "SpecifiedOrganization");
  put_text (self, "TaxRegistrationID", _("Branch"), buyer->branch, MAX_BRANCH);
  if (buyer->kind >= JB_PARTY_BUSINESS && buyer->kind <= JB_PARTY_FOREIGNER)
    {
      char code[] = { '0', (char) ('0' + buyer->kind), '\0' };

      put_element (self, "BusinessTypeCode", code);
    }
  close_element (self, "SpecifiedOrganization");
  put_person (self, buyer);
  put_contact (self, "PrimaryDefinedContact", &buyer->contact);
  put_contact (self, "SecondaryDefinedContact", &buyer->second_contact);
  put_address (self, buyer);
  close_element (self, "InvoiceeParty");

  /* 12 */
  if (!has_text (buyer->contact.email) && !has_text (buyer->second_contact.email))
    complain (self, _("The buyer has no e-mail address, so the invoice could not be delivered. Add one."));
}

/* Whether there must be a consignee is check 8. */
static void
put_parties (Writer    *self,
             JbInvoice *invoice)
{
  self->where = _("Supplier");
  if (invoice->supplier != NULL)
    put_business (self, "InvoicerParty", invoice->supplier);
  else
    complain (self, _("The invoice does not say who the supplier is. Fill it in."));

  self->where = _("Buyer");
  if (invoice->buyer != NULL)
    put_buyer (self, invoice->buyer);
  else
    complain (self, _("The invoice does not say who the buyer is. Fill it in."));

  self->where = _("Consignee");
  if (invoice->broker != NULL)
    put_business (self, "BrokerParty", invoice->broker);
  self->where = NULL;
}

static gboolean
is_payment_kind (JbPaymentKind kind)
{
  return kind == JB_PAYMENT_CASH || kind == JB_PAYMENT_CHEQUE || kind == JB_PAYMENT_NOTE || kind == JB_PAYMENT_CREDIT;
}

static void
put_payments (Writer    *self,
              JbInvoice *invoice)
{
  if (invoice->payments->len > MAX_PAYMENTS)
    {
      complain (self, _("There are more than four means of payment. Add up those of one kind."));
      return;
    }

  for (guint i = 0; i < invoice->payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, i);

      if (!is_payment_kind (payment->kind))
        {
          complain (self, _("A means of payment is none that the standard knows. Choose cash, cheque, note or credit."));
          continue;
        }

      open_element (self, "SpecifiedPaymentMeans");
      put_number (self, "TypeCode", payment->kind);
      put_number (self, "PaidAmount", payment->amount);
      close_element (self, "SpecifiedPaymentMeans");
    }
}

/* What is exempt says nothing of a tax: smartbill.md 10. */
static void
put_sums (Writer    *self,
          JbInvoice *invoice)
{
  open_element (self, "SpecifiedMonetarySummation");
  put_number (self, "ChargeTotalAmount", invoice->supply);
  if (!jb_kind_is_exempt (invoice->kind))
    put_number (self, "TaxTotalAmount", invoice->tax);
  put_number (self, "GrandTotalAmount", invoice->total);
  close_element (self, "SpecifiedMonetarySummation");
}

/* An exempt line with a tax is caught by the sums (checks 3 and 6), but two might cancel each other. */
static void
put_line_tax (Writer       *self,
              JbInvoice    *invoice,
              const JbLine *line)
{
  if (!jb_kind_is_exempt (invoice->kind))
    {
      open_element (self, "TotalTax");
      put_number (self, "CalculatedAmount", line->tax);
      close_element (self, "TotalTax");
    }
  else if (line->tax != 0)
    {
      complain_about (self, _("Tax"), _("%s: An exempt invoice has none. Remove it."));
    }
}

static void
put_line (Writer       *self,
          JbInvoice    *invoice,
          const JbLine *line)
{
  /* smartbill.md 10, 29a */
  if (line->number != 0 && line->number != self->line)
    complain_about (self, _("Line number"), _("%s: Lines are numbered 1, 2, 3 and so on. Number them again."));

  open_element (self, "TaxInvoiceTradeLineItem");
  put_number (self, "SequenceNumeric", self->line);
  put_text (self, "DescriptionText", _("Remark"), line->remark, MAX_LINE_REMARK);
  put_number (self, "InvoiceAmount", line->supply);
  put_decimal (self, "ChargeableUnitQuantity", _("Quantity"), line->quantity);
  put_text (self, "InformationText", _("Specification"), line->specification, MAX_SPECIFICATION);
  put_text (self, "NameText", _("Item"), line->name, MAX_ITEM);
  put_date (self, "PurchaseExpiryDateTime", _("Supplied on"), line->supplied_on);
  put_line_tax (self, invoice, line);
  if (has_text (line->unit_price))
    {
      open_element (self, "UnitPrice");
      put_decimal (self, "UnitAmount", _("Unit price"), line->unit_price);
      close_element (self, "UnitPrice");
    }
  close_element (self, "TaxInvoiceTradeLineItem");
}

/* Whether there are too many is check 3. */
static void
put_lines (Writer    *self,
           JbInvoice *invoice)
{
  if (invoice->lines->len == 0)
    complain (self, _("The invoice has no line. Add what was supplied."));
  else if (invoice->n_lines > invoice->lines->len)
    complain (self, _("Not all lines of the invoice are known. Open the invoice and try again."));

  for (guint i = 0; i < invoice->lines->len; i++)
    {
      self->line = i + 1;
      put_line (self, invoice, g_ptr_array_index (invoice->lines, i));
    }
  self->line = 0;
}

static void
put_invoice (Writer    *self,
             JbInvoice *invoice)
{
  g_string_append (self->xml,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<TaxInvoice xmlns=\"" JB_KEC_NAMESPACE "\""
                   " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                   " xsi:schemaLocation=\"" JB_KEC_NAMESPACE " http://www.kec.or.kr/standard/Tax/TaxInvoiceSchemaModule_1.0.xsd\">");
  self->depth = 1;
  put_exchanged (self, invoice);
  put_document (self, invoice);
  open_element (self, "TaxInvoiceTradeSettlement");
  put_parties (self, invoice);
  put_payments (self, invoice);
  put_sums (self, invoice);
  close_element (self, "TaxInvoiceTradeSettlement");
  put_lines (self, invoice);
  g_string_append (self->xml, "\n</TaxInvoice>\n");
}

/* (transfer full) @problems: (out) (transfer full) */
static GBytes *
walk (JbInvoice  *invoice,
      GPtrArray **problems)
{
  Writer writer = { .xml = g_string_sized_new (8192), .problems = g_ptr_array_new_with_free_func (g_free) };

  put_invoice (&writer, invoice);
  _jb_document_check (invoice, FALSE, writer.problems);

  *problems = writer.problems;
  return g_string_free_to_bytes (writer.xml);
}

GPtrArray *
jb_document_find_obstacles (JbInvoice *invoice)
{
  g_autoptr(GBytes) xml = NULL;
  GPtrArray *problems;

  g_return_val_if_fail (JB_IS_INVOICE (invoice), NULL);

  xml = walk (invoice, &problems);
  return problems;
}

GBytes *
jb_document_write (JbInvoice  *invoice,
                   GError    **error)
{
  g_autoptr(GBytes) xml = NULL;
  g_autoptr(GPtrArray) problems = NULL;
  g_autofree char *sentences = NULL;

  g_return_val_if_fail (JB_IS_INVOICE (invoice), NULL);

  xml = walk (invoice, &problems);
  if (problems->len == 0)
    return g_steal_pointer (&xml);

  g_ptr_array_add (problems, NULL);
  sentences = g_strjoinv ("\n", (char **) problems->pdata);
  g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT, sentences);
  return NULL;
}
