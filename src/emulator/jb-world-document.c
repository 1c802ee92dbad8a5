/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the standard XML of an invented invoice in the order of smartbill.md 10. Written on its own, without the
 * reader's code, so that a misreading of the standard on one side shows as a failing test. Used by the emulator. */

#define G_LOG_DOMAIN "jb-world-document"

#include "config.h"

#include "jb-world.h"

#define TAX_INVOICE_NAMESPACE "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0"

static void
append_escaped (GString    *xml,
                const char *text)
{
  for (; *text != '\0'; text++)
    switch (*text)
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
      case '"':
        g_string_append (xml, "&quot;");
        break;
      default:
        g_string_append_c (xml, *text);
        break;
      }
}

/* An empty element is never written: some readers refuse one where a number belongs. */
static void
append_text (GString    *xml,
             const char *name,
             const char *text)
{
  if (text == NULL || *text == '\0')
    return;

  g_string_append_printf (xml, "<%s>", name);
  append_escaped (xml, text);
  g_string_append_printf (xml, "</%s>", name);
}

static void
append_number (GString    *xml,
               const char *name,
               gint64      number)
{
  g_string_append_printf (xml, "<%s>%" G_GINT64_FORMAT "</%s>", name, number, name);
}

static void
append_contact (GString            *xml,
                const char         *name,
                const JbWorldParty *party)
{
  g_string_append_printf (xml, "<%s>", name);
  append_text (xml, "DepartmentNameText", party->department);
  append_text (xml, "PersonNameText", party->person);
  append_text (xml, "TelephoneCommunication", party->phone);
  append_text (xml, "URICommunication", party->email);
  g_string_append_printf (xml, "</%s>", name);
}

static void
append_organization (GString            *xml,
                     const JbWorldParty *party,
                     gboolean            is_buyer)
{
  if (!is_buyer && *party->branch == '\0')
    return;

  g_string_append (xml, "<SpecifiedOrganization>");
  append_text (xml, "TaxRegistrationID", party->branch);
  if (is_buyer)
    g_string_append_printf (xml, "<BusinessTypeCode>%02d</BusinessTypeCode>", party->kind);
  g_string_append (xml, "</SpecifiedOrganization>");
}

static void
append_party (GString            *xml,
              const char         *name,
              const JbWorldParty *party,
              gboolean            is_buyer)
{
  g_string_append_printf (xml, "\n\t\t<%s>", name);
  append_text (xml, "ID", party->registration);
  append_text (xml, "TypeCode", party->business_type);
  append_text (xml, "NameText", party->name);
  append_text (xml, "ClassificationCode", party->business_item);
  append_organization (xml, party, is_buyer);
  g_string_append (xml, "<SpecifiedPerson>");
  append_text (xml, "NameText", party->representative);
  g_string_append (xml, "</SpecifiedPerson>");

  append_contact (xml, is_buyer ? "PrimaryDefinedContact" : "DefinedContact", party);
  if (is_buyer && *party->second_email != '\0')
    {
      g_string_append (xml, "<SecondaryDefinedContact>");
      append_text (xml, "URICommunication", party->second_email);
      g_string_append (xml, "</SecondaryDefinedContact>");
    }
  if (*party->address != '\0')
    {
      g_string_append (xml, "<SpecifiedAddress>");
      append_text (xml, "LineOneText", party->address);
      g_string_append (xml, "</SpecifiedAddress>");
    }
  g_string_append_printf (xml, "</%s>", name);
}

static void
append_exchange (GString              *xml,
                 const JbWorldInvoice *invoice)
{
  guint second = invoice->issued_second;

  g_string_append (xml, "\n\t<ExchangedDocument>");
  append_text (xml, "ID", invoice->document_number);
  g_string_append_printf (xml, "<IssueDateTime>%08d%02u%02u%02u</IssueDateTime>",
                          invoice->issued_on, second / 3600, second / 60 % 60, second % 60);
  if (invoice->ordinal % 3 == 0)
    g_string_append_printf (xml, "<ReferencedDocument><ID>GAON-%u</ID></ReferencedDocument>", invoice->ordinal);
  g_string_append (xml, "</ExchangedDocument>");
}

static void
append_import (GString              *xml,
               const JbWorldInvoice *invoice)
{
  if (*invoice->import_number == '\0')
    return;

  g_string_append_printf (xml,
                          "<ReferencedImportDocument><ID>%s</ID><ItemQuantity>%u</ItemQuantity>"
                          "<AcceptablePeriod><StartDateTime>%08d</StartDateTime><EndDateTime>%08d</EndDateTime></AcceptablePeriod>"
                          "</ReferencedImportDocument>",
                          invoice->import_number, invoice->import_quantity,
                          invoice->written_on / 100 * 100 + 1, invoice->written_on);
}

static void
append_head (GString              *xml,
             const JbWorldInvoice *invoice)
{
  g_string_append (xml, "\n\t<TaxInvoiceDocument>");
  append_text (xml, "IssueID", invoice->issue_id);
  g_string_append_printf (xml, "<TypeCode>%04d</TypeCode>", invoice->kind);
  append_text (xml, "DescriptionText", invoice->remark);
  append_number (xml, "IssueDateTime", invoice->written_on);
  if (invoice->amendment != JB_AMENDMENT_NONE)
    g_string_append_printf (xml, "<AmendmentStatusCode>%02d</AmendmentStatusCode>", invoice->amendment);
  g_string_append_printf (xml, "<PurposeCode>%02d</PurposeCode>", invoice->purpose);
  append_text (xml, "OriginalIssueID", invoice->original_issue_id);
  append_import (xml, invoice);
  g_string_append (xml, "</TaxInvoiceDocument>");
}

static void
append_payment (GString *xml,
                int      code,
                gint64   amount)
{
  if (amount != 0)
    g_string_append_printf (xml, "<SpecifiedPaymentMeans><TypeCode>%d</TypeCode><PaidAmount>%" G_GINT64_FORMAT
                            "</PaidAmount></SpecifiedPaymentMeans>", code, amount);
}

static void
append_settlement (GString              *xml,
                   const JbWorldInvoice *invoice)
{
  g_string_append (xml, "\n\t<TaxInvoiceTradeSettlement>");
  append_party (xml, "InvoicerParty", &invoice->supplier, FALSE);
  append_party (xml, "InvoiceeParty", &invoice->buyer, TRUE);
  if (invoice->has_broker)
    append_party (xml, "BrokerParty", &invoice->broker, FALSE);

  append_payment (xml, JB_PAYMENT_CASH, invoice->paid_cash);
  append_payment (xml, JB_PAYMENT_CREDIT, invoice->paid_credit);
  g_string_append (xml, "\n\t\t<SpecifiedMonetarySummation>");
  append_number (xml, "ChargeTotalAmount", invoice->supply);
  if (!jb_kind_is_exempt (invoice->kind))
    append_number (xml, "TaxTotalAmount", invoice->tax);
  append_number (xml, "GrandTotalAmount", invoice->total);
  g_string_append (xml, "</SpecifiedMonetarySummation></TaxInvoiceTradeSettlement>");
}

static void
append_quantity (GString           *xml,
                 const JbWorldLine *line)
{
  gint64 size = ABS (line->quantity_tenths);
  const char *sign = line->quantity_tenths < 0 ? "-" : "";

  if (size == 0)
    return;

  g_string_append_printf (xml, "<ChargeableUnitQuantity>%s%" G_GINT64_FORMAT, sign, size / 10);
  if (size % 10 != 0)
    g_string_append_printf (xml, ".%d", (int) (size % 10));
  g_string_append (xml, "</ChargeableUnitQuantity>");
}

static void
append_line (GString              *xml,
             const JbWorldInvoice *invoice,
             guint                 index)
{
  const JbWorldLine *line = &invoice->lines[index];

  g_string_append (xml, "\n\t<TaxInvoiceTradeLineItem>");
  append_number (xml, "SequenceNumeric", index + 1);
  append_text (xml, "DescriptionText", line->remark);
  append_number (xml, "InvoiceAmount", line->supply);
  append_quantity (xml, line);
  append_text (xml, "InformationText", line->specification);
  append_text (xml, "NameText", line->name);
  append_number (xml, "PurchaseExpiryDateTime", invoice->written_on);
  if (!jb_kind_is_exempt (invoice->kind))
    g_string_append_printf (xml, "<TotalTax><CalculatedAmount>%" G_GINT64_FORMAT "</CalculatedAmount></TotalTax>", line->tax);
  if (line->unit_price != 0)
    g_string_append_printf (xml, "<UnitPrice><UnitAmount>%" G_GINT64_FORMAT "</UnitAmount></UnitPrice>", line->unit_price);
  g_string_append (xml, "</TaxInvoiceTradeLineItem>");
}

GBytes *
jb_world_write_document (const JbWorldInvoice *invoice)
{
  GString *xml = g_string_sized_new (4096);

  g_string_append (xml,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<TaxInvoice xmlns=\"" TAX_INVOICE_NAMESPACE "\""
                   " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                   " xsi:schemaLocation=\"" TAX_INVOICE_NAMESPACE
                   " http://www.kec.or.kr/standard/Tax/TaxInvoiceSchemaModule_1.0.xsd\">");
  append_exchange (xml, invoice);
  append_head (xml, invoice);
  append_settlement (xml, invoice);
  for (guint i = 0; i < invoice->n_lines; i++)
    append_line (xml, invoice, i);
  g_string_append (xml, "\n</TaxInvoice>\n");

  return g_string_free_to_bytes (xml);
}
