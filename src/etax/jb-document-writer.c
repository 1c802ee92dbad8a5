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
#include "jb-writer-private.h"

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

/* The reference gives no width for it; some limit keeps a document within what we read ourselves. */
#define MAX_SENDER_NUMBER   150

#define BUSINESS_DIGITS     10
#define MS_PER_SECOND       1000

static void
put_exchanged (JbWriter  *self,
               JbInvoice *invoice)
{
  _jb_writer_open (self, "ExchangedDocument");
  _jb_writer_put_text (self, "ID", _("Document number"), invoice->document_number, MAX_DOCUMENT_NUMBER);
  if (invoice->issued_at >= MS_PER_SECOND && jb_instant_to_date (invoice->issued_at) != 0)
    {
      g_autofree char *stamp = jb_instant_format (invoice->issued_at);

      _jb_writer_put_element (self, "IssueDateTime", stamp);
    }
  else
    {
      _jb_writer_complain (self, _("The time of issue is missing. No tax invoice can do without it."));
    }

  if (_jb_has_text (invoice->sender_number))
    {
      _jb_writer_open (self, "ReferencedDocument");
      _jb_writer_put_text (self, "ID", _("Sender’s number"), invoice->sender_number, MAX_SENDER_NUMBER);
      _jb_writer_close (self, "ReferencedDocument");
    }
  _jb_writer_close (self, "ExchangedDocument");
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
put_remark (JbWriter   *self,
            const char *remark)
{
  g_autofree char *taken = _jb_has_text (remark) ? _jb_writer_take_text (self, _("Remark"), remark) : NULL;
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
    _jb_writer_put_text (self, "DescriptionText", _("Remark"), g_ptr_array_index (packed, i), MAX_REMARK);
}

static void
put_import (JbWriter  *self,
            JbInvoice *invoice)
{
  JbPeriod period = invoice->import_period;
  gboolean has_period = period.from != 0 || period.to != 0;

  if (!_jb_has_text (invoice->import_number) && invoice->import_quantity == 0 && !has_period)
    return;

  _jb_writer_open (self, "ReferencedImportDocument");
  _jb_writer_put_text (self, "ID", _("Import number"), invoice->import_number, MAX_IMPORT_NUMBER);
  if (invoice->import_quantity > MAX_IMPORT_QUANTITY)
    _jb_writer_complain (self, _("The number of imports has more than six digits. Correct it."));
  else if (invoice->import_quantity > 0)
    _jb_writer_put_number (self, "ItemQuantity", invoice->import_quantity);

  if (has_period)
    {
      _jb_writer_open (self, "AcceptablePeriod");
      _jb_writer_put_date (self, "StartDateTime", _("Import from"), period.from);
      _jb_writer_put_date (self, "EndDateTime", _("Import to"), period.to);
      _jb_writer_close (self, "AcceptablePeriod");
    }
  _jb_writer_close (self, "ReferencedImportDocument");
}

/* An import invoice may do without: etax-domain.md 1.1. */
static void
put_purpose (JbWriter  *self,
             JbInvoice *invoice)
{
  if (invoice->purpose == JB_PURPOSE_RECEIPT || invoice->purpose == JB_PURPOSE_CLAIM)
    _jb_writer_put_element (self, "PurposeCode", invoice->purpose == JB_PURPOSE_RECEIPT ? "01" : "02");
  else if (invoice->purpose != JB_PURPOSE_UNKNOWN || !jb_kind_is_import (invoice->kind))
    _jb_writer_complain (self, _("The invoice does not say whether it is a receipt or a claim. Choose one."));
}

/* Whether an amendment has what it needs is check 7. */
static void
put_amendment (JbWriter  *self,
               JbInvoice *invoice)
{
  if (invoice->amendment >= JB_AMENDMENT_CORRECTION && invoice->amendment <= JB_AMENDMENT_DOUBLE_ISSUE)
    {
      char code[] = { '0', (char) ('0' + invoice->amendment), '\0' };

      _jb_writer_put_element (self, "AmendmentStatusCode", code);
    }
  else if (invoice->amendment != JB_AMENDMENT_NONE)
    {
      _jb_writer_complain (self, _("The reason for the amendment is none that the standard knows. Choose another."));
    }
}

static void
put_original_id (JbWriter  *self,
                 JbInvoice *invoice)
{
  g_autofree char *id = NULL;

  if (!_jb_has_text (invoice->original_issue_id))
    return;

  id = jb_issue_id_parse (invoice->original_issue_id, NULL);
  if (id == NULL)
    _jb_writer_complain (self, _("The issue id of the amended invoice is not eight digits of a date and sixteen letters or digits. Correct it."));
  else if (!jb_kind_is_amended (invoice->kind))
    _jb_writer_complain (self, _("The invoice names another one that it amends, but is no amendment. Choose an amendment as its kind, "
                      "or remove the issue id."));
  else
    _jb_writer_put_text (self, "OriginalIssueID", _("Issue id of the amended invoice"), invoice->original_issue_id, MAX_ISSUE_ID);
}

static void
put_document (JbWriter  *self,
              JbInvoice *invoice)
{
  char kind[5];

  jb_kind_write (invoice->kind, kind);
  _jb_writer_open (self, "TaxInvoiceDocument");
  _jb_writer_put_text (self, "IssueID", _("Issue id"), invoice->issue_id, MAX_ISSUE_ID);
  if (jb_kind_is_known (invoice->kind))
    _jb_writer_put_element (self, "TypeCode", kind);
  else
    _jb_writer_complain (self, _("The kind of the invoice is none that the standard knows. Choose another."));
  put_remark (self, invoice->remark);

  if (invoice->written_on == 0)
    _jb_writer_complain (self, _("The date that the invoice is written for is missing. No tax invoice can do without it."));
  _jb_writer_put_date (self, "IssueDateTime", _("Written"), invoice->written_on);
  put_amendment (self, invoice);
  put_purpose (self, invoice);
  put_original_id (self, invoice);
  put_import (self, invoice);
  _jb_writer_close (self, "TaxInvoiceDocument");
}

static gboolean
has_contact (const JbContact *contact)
{
  return _jb_has_text (contact->department) || _jb_has_text (contact->person) || _jb_has_text (contact->phone) || _jb_has_text (contact->email);
}

static void
put_contact (JbWriter        *self,
             const char      *element,
             const JbContact *contact)
{
  if (!has_contact (contact))
    return;

  _jb_writer_open (self, element);
  _jb_writer_put_text (self, "DepartmentNameText", _("Department"), contact->department, MAX_DEPARTMENT);
  _jb_writer_put_text (self, "PersonNameText", _("Contact"), contact->person, MAX_PERSON);
  _jb_writer_put_text (self, "TelephoneCommunication", _("Phone"), contact->phone, MAX_PHONE);
  _jb_writer_put_text (self, "URICommunication", _("E-mail address"), contact->email, MAX_EMAIL);
  _jb_writer_close (self, element);
}

static void
put_head_of_party (JbWriter      *self,
                   const JbParty *party)
{
  _jb_writer_put_needed_text (self, "ID", _("Number"), party->registration, MAX_REGISTRATION);
  _jb_writer_put_text (self, "TypeCode", _("Business type"), party->business_type, MAX_BUSINESS_TYPE);
  _jb_writer_put_needed_text (self, "NameText", _("Name"), party->name, MAX_NAME);
  _jb_writer_put_text (self, "ClassificationCode", _("Business item"), party->business_item, MAX_BUSINESS_ITEM);
}

static void
put_person (JbWriter      *self,
            const JbParty *party)
{
  _jb_writer_open (self, "SpecifiedPerson");
  _jb_writer_put_needed_text (self, "NameText", _("Represented by"), party->representative, MAX_REPRESENTATIVE);
  _jb_writer_close (self, "SpecifiedPerson");
}

static void
put_address (JbWriter      *self,
             const JbParty *party)
{
  if (!_jb_has_text (party->address))
    return;

  _jb_writer_open (self, "SpecifiedAddress");
  _jb_writer_put_text (self, "LineOneText", _("Address"), party->address, MAX_ADDRESS);
  _jb_writer_close (self, "SpecifiedAddress");
}

/* A party that is always a business, and says so by its number. */
static void
check_business (JbWriter      *self,
                const JbParty *party)
{
  const char *number = party->registration;

  if (!_jb_has_text (number))
    return;
  if (strlen (number) != BUSINESS_DIGITS || strspn (number, "0123456789") != BUSINESS_DIGITS ||
      party->kind == JB_PARTY_RESIDENT || party->kind == JB_PARTY_FOREIGNER)
    _jb_writer_complain_about (self, _("Number"), _("%s: This party is a business, whose number has ten digits. Correct it."));
}

static void
put_business (JbWriter      *self,
              const char    *element,
              const JbParty *party)
{
  check_business (self, party);
  _jb_writer_open (self, element);
  put_head_of_party (self, party);
  if (_jb_has_text (party->branch))
    {
      _jb_writer_open (self, "SpecifiedOrganization");
      _jb_writer_put_text (self, "TaxRegistrationID", _("Branch"), party->branch, MAX_BRANCH);
      _jb_writer_close (self, "SpecifiedOrganization");
    }
  put_person (self, party);
  put_contact (self, "DefinedContact", &party->contact);
  if (has_contact (&party->second_contact))
    _jb_writer_complain_about (self, _("Second contact"), _("%s: Only the buyer may have one. Remove it."));
  put_address (self, party);
  _jb_writer_close (self, element);
}

/* Whether its number is one of its kind is check 9. */
static void
put_buyer (JbWriter      *self,
           const JbParty *buyer)
{
  _jb_writer_open (self, "InvoiceeParty");
  put_head_of_party (self, buyer);
  _jb_writer_open (self, "SpecifiedOrganization");
  _jb_writer_put_text (self, "TaxRegistrationID", _("Branch"), buyer->branch, MAX_BRANCH);
  if (buyer->kind >= JB_PARTY_BUSINESS && buyer->kind <= JB_PARTY_FOREIGNER)
    {
      char code[] = { '0', (char) ('0' + buyer->kind), '\0' };

      _jb_writer_put_element (self, "BusinessTypeCode", code);
    }
  _jb_writer_close (self, "SpecifiedOrganization");
  put_person (self, buyer);
  put_contact (self, "PrimaryDefinedContact", &buyer->contact);
  put_contact (self, "SecondaryDefinedContact", &buyer->second_contact);
  put_address (self, buyer);
  _jb_writer_close (self, "InvoiceeParty");

  /* 12 */
  if (!_jb_has_text (buyer->contact.email) && !_jb_has_text (buyer->second_contact.email))
    _jb_writer_complain (self, _("The buyer has no e-mail address, so the invoice could not be delivered. Add one."));
}

/* Whether there must be a consignee is check 8. */
static void
put_parties (JbWriter  *self,
             JbInvoice *invoice)
{
  self->where = _("Supplier");
  if (invoice->supplier != NULL)
    put_business (self, "InvoicerParty", invoice->supplier);
  else
    _jb_writer_complain (self, _("The invoice does not say who the supplier is. Fill it in."));

  self->where = _("Buyer");
  if (invoice->buyer != NULL)
    put_buyer (self, invoice->buyer);
  else
    _jb_writer_complain (self, _("The invoice does not say who the buyer is. Fill it in."));

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
put_payments (JbWriter  *self,
              JbInvoice *invoice)
{
  if (invoice->payments->len > MAX_PAYMENTS)
    {
      _jb_writer_complain (self, _("There are more than four means of payment. Add up those of one kind."));
      return;
    }

  for (guint i = 0; i < invoice->payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, i);

      if (!is_payment_kind (payment->kind))
        {
          _jb_writer_complain (self, _("A means of payment is none that the standard knows. Choose cash, cheque, note or credit."));
          continue;
        }

      _jb_writer_open (self, "SpecifiedPaymentMeans");
      _jb_writer_put_number (self, "TypeCode", payment->kind);
      _jb_writer_put_number (self, "PaidAmount", payment->amount);
      _jb_writer_close (self, "SpecifiedPaymentMeans");
    }
}

/* What is exempt says nothing of a tax: smartbill.md 10. */
static void
put_sums (JbWriter  *self,
          JbInvoice *invoice)
{
  _jb_writer_open (self, "SpecifiedMonetarySummation");
  _jb_writer_put_number (self, "ChargeTotalAmount", invoice->supply);
  if (!jb_kind_is_exempt (invoice->kind))
    _jb_writer_put_number (self, "TaxTotalAmount", invoice->tax);
  _jb_writer_put_number (self, "GrandTotalAmount", invoice->total);
  _jb_writer_close (self, "SpecifiedMonetarySummation");
}

/* An exempt line with a tax is caught by the sums (checks 3 and 6), but two might cancel each other. */
static void
put_line_tax (JbWriter     *self,
              JbInvoice    *invoice,
              const JbLine *line)
{
  if (!jb_kind_is_exempt (invoice->kind))
    {
      _jb_writer_open (self, "TotalTax");
      _jb_writer_put_number (self, "CalculatedAmount", line->tax);
      _jb_writer_close (self, "TotalTax");
    }
  else if (line->tax != 0)
    {
      _jb_writer_complain_about (self, _("Tax"), _("%s: An exempt invoice has none. Remove it."));
    }
}

static void
put_line (JbWriter     *self,
          JbInvoice    *invoice,
          const JbLine *line)
{
  /* smartbill.md 10, 29a */
  if (line->number != 0 && line->number != self->line)
    _jb_writer_complain_about (self, _("Line number"), _("%s: Lines are numbered 1, 2, 3 and so on. Number them again."));

  _jb_writer_open (self, "TaxInvoiceTradeLineItem");
  _jb_writer_put_number (self, "SequenceNumeric", self->line);
  _jb_writer_put_text (self, "DescriptionText", _("Remark"), line->remark, MAX_LINE_REMARK);
  _jb_writer_put_number (self, "InvoiceAmount", line->supply);
  _jb_writer_put_decimal (self, "ChargeableUnitQuantity", _("Quantity"), line->quantity);
  _jb_writer_put_text (self, "InformationText", _("Specification"), line->specification, MAX_SPECIFICATION);
  _jb_writer_put_text (self, "NameText", _("Item"), line->name, MAX_ITEM);
  _jb_writer_put_date (self, "PurchaseExpiryDateTime", _("Supplied on"), line->supplied_on);
  put_line_tax (self, invoice, line);
  if (_jb_has_text (line->unit_price))
    {
      _jb_writer_open (self, "UnitPrice");
      _jb_writer_put_decimal (self, "UnitAmount", _("Unit price"), line->unit_price);
      _jb_writer_close (self, "UnitPrice");
    }
  _jb_writer_close (self, "TaxInvoiceTradeLineItem");
}

/* Whether there are too many is check 3. */
static void
put_lines (JbWriter  *self,
           JbInvoice *invoice)
{
  if (invoice->lines->len == 0)
    _jb_writer_complain (self, _("The invoice has no line. Add what was supplied."));
  else if (invoice->n_lines > invoice->lines->len)
    _jb_writer_complain (self, _("Not all lines of the invoice are known. Open the invoice and try again."));

  for (guint i = 0; i < invoice->lines->len; i++)
    {
      self->line = i + 1;
      put_line (self, invoice, g_ptr_array_index (invoice->lines, i));
    }
  self->line = 0;
}

static void
put_invoice (JbWriter  *self,
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
  _jb_writer_open (self, "TaxInvoiceTradeSettlement");
  put_parties (self, invoice);
  put_payments (self, invoice);
  put_sums (self, invoice);
  _jb_writer_close (self, "TaxInvoiceTradeSettlement");
  put_lines (self, invoice);
  g_string_append (self->xml, "\n</TaxInvoice>\n");
}

/* (transfer full) @problems: (out) (transfer full) */
static GBytes *
walk (JbInvoice  *invoice,
      GPtrArray **problems)
{
  JbWriter writer = { .xml = g_string_sized_new (8192), .problems = g_ptr_array_new_with_free_func (g_free) };

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
