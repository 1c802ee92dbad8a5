/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From the tree to a JbInvoice, as tolerant as etax-domain.md 1.4 asks: elements are known by their local names, in any order,
 * an empty one is an absent one. What makes an invoice (issue id, date, amounts) must be there and must be readable. */

#define G_LOG_DOMAIN "jb-document-reader"

#include "config.h"

#include "jb-document.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "jb-clock.h"
#include "jb-document-private.h"
#include "jb-numbers.h"

#define MAX_REMARKS         3
#define BUSINESS_DIGITS     10
#define RESIDENT_DIGITS     13
#define FOREIGNER           "9999999999999"
#define SHOWN_CHARACTERS    40
#define DAY_MS              (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static xmlNode *
next_named (xmlNode    *node,
            const char *name)
{
  while (node != NULL && !_jb_xml_is (node, name))
    node = node->next;

  return node;
}

/* The first child of that name; NULL for a @parent of NULL, so that steps can be chained. */
static xmlNode *
child (xmlNode    *parent,
       const char *name)
{
  return parent != NULL ? next_named (parent->children, name) : NULL;
}

/* (transfer full) (nullable): NULL when there is nothing but blanks */
static char *
text_of (xmlNode *node)
{
  xmlChar *content;
  char *text;

  if (node == NULL || node->children == NULL)
    return NULL;

  content = xmlNodeGetContent (node);
  text = g_strstrip (g_strdup (content != NULL ? (const char *) content : ""));
  xmlFree (content);

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static char *
child_text (xmlNode    *parent,
            const char *name)
{
  return text_of (child (parent, name));
}

static int
child_date (xmlNode    *parent,
            const char *name)
{
  g_autofree char *text = child_text (parent, name);
  int date = 0;

  jb_date_parse (text, &date);
  return date;
}

/* FALSE with an error when the amount is not one. An absent one leaves *@won alone. */
static gboolean
read_amount (xmlNode  *node,
             gint64   *won,
             GError  **error)
{
  g_autofree char *text = text_of (node);
  g_autoptr(GError) cause = NULL;

  if (text == NULL || jb_won_parse (text, won, &cause))
    return TRUE;

  if (g_error_matches (cause, JB_VALUE_ERROR, JB_VALUE_ERROR_RANGE))
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT,
                           _("The document contains an amount that is too large."));
    }
  else
    {
      g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), SHOWN_CHARACTERS));

      g_set_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT,
                   _("The document contains “%s” where an amount in whole won belongs."), shown);
    }

  return FALSE;
}

static gboolean
read_needed_amount (xmlNode     *parent,
                    const char  *name,
                    gint64      *won,
                    GError     **error)
{
  xmlNode *node = child (parent, name);
  g_autofree char *text = text_of (node);

  if (text == NULL)
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT,
                           _("The document does not say its supply amount or its total."));
      return FALSE;
    }

  return read_amount (node, won, error);
}

/* 발급일시 is fourteen digits; where it is only a day, the day is kept. */
static void
read_exchanged (xmlNode   *exchanged,
                JbInvoice *invoice)
{
  g_autofree char *issued = child_text (exchanged, "IssueDateTime");

  invoice->document_number = child_text (exchanged, "ID");
  invoice->sender_number = child_text (child (exchanged, "ReferencedDocument"), "ID");

  if (jb_instant_parse (issued, &invoice->issued_at))
    invoice->issued_on = jb_instant_to_date (invoice->issued_at);
  else
    jb_date_parse (issued, &invoice->issued_on);
}

/* (transfer full): without hyphens where it is an issue id, else as it came */
static char *
read_issue_id (xmlNode    *parent,
               const char *name)
{
  g_autofree char *text = child_text (parent, name);
  char *id = text != NULL ? jb_issue_id_parse (text, NULL) : NULL;

  return id != NULL ? id : g_steal_pointer (&text);
}

/* (transfer full) (nullable) */
static char *
read_remarks (xmlNode *document)
{
  GString *remarks = g_string_new (NULL);
  xmlNode *node = child (document, "DescriptionText");

  for (int i = 0; node != NULL && i < MAX_REMARKS; i++)
    {
      g_autofree char *text = text_of (node);

      if (text != NULL)
        {
          if (remarks->len > 0)
            g_string_append_c (remarks, '\n');
          g_string_append (remarks, text);
        }
      node = next_named (node->next, "DescriptionText");
    }

  return g_string_free (remarks, remarks->len == 0);
}

/* One public reader knows the period with a letter missing: etax-domain.md 1.1. */
static void
read_import (xmlNode   *import,
             JbInvoice *invoice)
{
  g_autofree char *quantity = child_text (import, "ItemQuantity");
  xmlNode *period = child (import, "AcceptablePeriod");
  guint64 n = 0;

  if (period == NULL)
    period = child (import, "AccetablePeriod");

  invoice->import_number = child_text (import, "ID");
  invoice->import_period.from = child_date (period, "StartDateTime");
  invoice->import_period.to = child_date (period, "EndDateTime");
  if (quantity != NULL && g_ascii_string_to_unsigned (quantity, 10, 0, G_MAXUINT, &n, NULL))
    invoice->import_quantity = (guint) n;
}

static gboolean
read_document (xmlNode    *document,
               JbInvoice  *invoice,
               GError    **error)
{
  g_autofree char *kind = child_text (document, "TypeCode");
  g_autofree char *purpose = child_text (document, "PurposeCode");
  g_autofree char *amendment = child_text (document, "AmendmentStatusCode");

  invoice->issue_id = read_issue_id (document, "IssueID");
  if (invoice->issue_id == NULL)
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT, _("The document has no issue id."));
      return FALSE;
    }

  invoice->written_on = child_date (document, "IssueDateTime");
  if (invoice->written_on == 0)
    {
      g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT,
                           _("The document does not say the date it was written for."));
      return FALSE;
    }

  jb_kind_parse (kind, &invoice->kind);
  invoice->purpose = jb_purpose_from_code (purpose);
  invoice->amendment = jb_amendment_from_code (amendment);
  invoice->original_issue_id = read_issue_id (document, "OriginalIssueID");
  invoice->remark = read_remarks (document);
  read_import (child (document, "ReferencedImportDocument"), invoice);
  return TRUE;
}

static void
read_contact (xmlNode   *node,
              JbContact *contact)
{
  contact->department = child_text (node, "DepartmentNameText");
  contact->person = child_text (node, "PersonNameText");
  contact->phone = child_text (node, "TelephoneCommunication");
  contact->email = child_text (node, "URICommunication");
}

/* (transfer full) (nullable): the number without hyphens and blanks */
static char *
read_registration (xmlNode *party)
{
  char *text = child_text (party, "ID");
  char *to = text;

  if (text == NULL)
    return NULL;

  for (const char *from = text; *from != '\0'; from++)
    {
      if (*from != '-' && !g_ascii_isspace (*from))
        *to++ = *from;
    }
  *to = '\0';
  return text;
}

/* Only a buyer says what its number is; of others, and where a buyer does not, the number tells. */
static JbPartyKind
kind_from_number (const char *registration)
{
  gsize length = registration != NULL ? strlen (registration) : 0;

  if (length == BUSINESS_DIGITS)
    return JB_PARTY_BUSINESS;
  if (length == RESIDENT_DIGITS)
    return strcmp (registration, FOREIGNER) == 0 ? JB_PARTY_FOREIGNER : JB_PARTY_RESIDENT;

  return JB_PARTY_UNKNOWN;
}

/* (transfer full) (nullable) */
static JbParty *
read_party (xmlNode *node)
{
  xmlNode *organization = child (node, "SpecifiedOrganization");
  g_autofree char *kind = child_text (organization, "BusinessTypeCode");
  xmlNode *contact = child (node, "PrimaryDefinedContact");
  JbParty *party;

  if (node == NULL || xmlFirstElementChild (node) == NULL)
    return NULL;

  party = jb_party_new ();
  party->registration = read_registration (node);
  party->kind = jb_party_kind_from_code (kind);
  if (party->kind == JB_PARTY_UNKNOWN)
    party->kind = kind_from_number (party->registration);
  party->branch = child_text (organization, "TaxRegistrationID");
  party->name = child_text (node, "NameText");
  party->representative = child_text (child (node, "SpecifiedPerson"), "NameText");
  party->business_type = child_text (node, "TypeCode");
  party->business_item = child_text (node, "ClassificationCode");
  party->address = child_text (child (node, "SpecifiedAddress"), "LineOneText");
  read_contact (contact != NULL ? contact : child (node, "DefinedContact"), &party->contact);
  read_contact (child (node, "SecondaryDefinedContact"), &party->second_contact);
  return party;
}

static JbPaymentKind
payment_kind (xmlNode *node)
{
  g_autofree char *text = text_of (node);
  guint64 code = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, 99, &code, NULL);
  return (JbPaymentKind) code;
}

/* The n-th code belongs to the n-th amount: that fits one element for each means and also several pairs stacked in one. */
static gboolean
read_payment_means (xmlNode    *means,
                    JbInvoice  *invoice,
                    GError    **error)
{
  xmlNode *code = child (means, "TypeCode");
  xmlNode *amount = child (means, "PaidAmount");

  while (amount != NULL)
    {
      g_autofree char *text = text_of (amount);
      JbPayment payment = { .kind = payment_kind (code) };

      if (!read_amount (amount, &payment.amount, error))
        return FALSE;
      if (text != NULL)
        g_array_append_val (invoice->payments, payment);

      amount = next_named (amount->next, "PaidAmount");
      if (code != NULL)
        code = next_named (code->next, "TypeCode");
    }

  return TRUE;
}

static gboolean
read_settlement (xmlNode    *settlement,
                 JbInvoice  *invoice,
                 GError    **error)
{
  xmlNode *sums = child (settlement, "SpecifiedMonetarySummation");
  xmlNode *means = child (settlement, "SpecifiedPaymentMeans");

  invoice->supplier = read_party (child (settlement, "InvoicerParty"));
  invoice->buyer = read_party (child (settlement, "InvoiceeParty"));
  invoice->broker = read_party (child (settlement, "BrokerParty"));

  for (; means != NULL; means = next_named (means->next, "SpecifiedPaymentMeans"))
    {
      if (!read_payment_means (means, invoice, error))
        return FALSE;
    }

  return read_needed_amount (sums, "ChargeTotalAmount", &invoice->supply, error) &&
         read_amount (child (sums, "TaxTotalAmount"), &invoice->tax, error) &&
         read_needed_amount (sums, "GrandTotalAmount", &invoice->total, error);
}

/* @number: what it is called when it does not say */
static gboolean
read_line (xmlNode  *node,
           guint     number,
           JbLine   *line,
           GError  **error)
{
  g_autofree char *sequence = child_text (node, "SequenceNumeric");
  guint64 n = number;

  if (sequence != NULL)
    g_ascii_string_to_unsigned (sequence, 10, 1, JB_DOCUMENT_MAX_LINES, &n, NULL);

  line->number = (guint) n;
  line->supplied_on = child_date (node, "PurchaseExpiryDateTime");
  line->name = child_text (node, "NameText");
  line->specification = child_text (node, "InformationText");
  line->quantity = child_text (node, "ChargeableUnitQuantity");
  line->unit_price = child_text (child (node, "UnitPrice"), "UnitAmount");
  line->remark = child_text (node, "DescriptionText");

  return read_amount (child (node, "InvoiceAmount"), &line->supply, error) &&
         read_amount (child (child (node, "TotalTax"), "CalculatedAmount"), &line->tax, error);
}

static gboolean
read_lines (xmlNode    *root,
            JbInvoice  *invoice,
            GError    **error)
{
  xmlNode *node = child (root, "TaxInvoiceTradeLineItem");

  for (; node != NULL; node = next_named (node->next, "TaxInvoiceTradeLineItem"))
    {
      g_autoptr(JbLine) line = jb_line_new ();

      if (invoice->lines->len == JB_DOCUMENT_MAX_LINES)
        {
          g_set_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT,
                       _("The document has more than %d lines."), JB_DOCUMENT_MAX_LINES);
          return FALSE;
        }

      if (!read_line (node, invoice->lines->len + 1, line, error))
        return FALSE;
      g_ptr_array_add (invoice->lines, g_steal_pointer (&line));
    }

  invoice->n_lines = invoice->lines->len;
  if (invoice->n_lines > 0)
    {
      const JbLine *first = g_ptr_array_index (invoice->lines, 0);

      invoice->item = g_strdup (first->name);
    }

  return TRUE;
}

JbInvoice *
jb_document_read (JbDocument  *self,
                  GError     **error)
{
  g_autoptr(JbInvoice) invoice = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  invoice = jb_invoice_new ();
  read_exchanged (child (self->root, "ExchangedDocument"), invoice);
  if (!read_document (child (self->root, "TaxInvoiceDocument"), invoice, error) ||
      !read_settlement (child (self->root, "TaxInvoiceTradeSettlement"), invoice, error) ||
      !read_lines (self->root, invoice, error))
    return NULL;

  return g_steal_pointer (&invoice);
}

void
_jb_document_read_issue_time (JbDocument *self,
                              gint64     *from,
                              gint64     *until,
                              gint64     *written)
{
  g_autofree char *issued = child_text (child (self->root, "ExchangedDocument"), "IssueDateTime");
  int written_on = child_date (child (self->root, "TaxInvoiceDocument"), "IssueDateTime");
  int issued_on = 0;

  *written = jb_instant_from_date (written_on);
  if (jb_instant_parse (issued, from))
    {
      *until = *from;
      return;
    }

  /* The law lets nobody issue before 작성일자. */
  *from = jb_date_parse (issued, &issued_on) ? jb_instant_from_date (issued_on) : *written;
  *until = *from + DAY_MS - 1;
}
