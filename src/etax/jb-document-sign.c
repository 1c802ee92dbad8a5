/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may sign what. The signature itself is JbSigner's.
 *
 * Verifiers agree on what a signature of this form covers as long as the document has the plain form that is in use: the
 * reference knows the octets only for roots that declare the default and the xsi namespace, and an XPath filter hides a nested
 * ExchangedDocument that our octets hold. So anything else is not signed, although it can be read. */

#define G_LOG_DOMAIN "jb-document-sign"

#include "config.h"

#include "jb-document-sign.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "jb-document-private.h"
#include "jb-document-writer.h"
#include "jb-signer.h"

#define XSI_NAMESPACE "http://www.w3.org/2001/XMLSchema-instance"

/* etax-domain.md 1.5: shorter keys are those of old certificates, which signed with SHA-1. */
#define MIN_BITS 2048

static gboolean
is_namespace (const xmlNs *ns,
              const char  *prefix,
              const char  *uri)
{
  return ns != NULL && g_strcmp0 ((const char *) ns->prefix, prefix) == 0 && g_strcmp0 ((const char *) ns->href, uri) == 0;
}

static gboolean
has_plain_root (const xmlNode *root)
{
  if (!is_namespace (root->ns, NULL, JB_KEC_NAMESPACE))
    return FALSE;

  for (const xmlNs *ns = root->nsDef; ns != NULL; ns = ns->next)
    if (ns != root->ns && !is_namespace (ns, "xsi", XSI_NAMESPACE))
      return FALSE;

  for (const xmlAttr *attribute = root->properties; attribute != NULL; attribute = attribute->next)
    if (!is_namespace (attribute->ns, "xsi", XSI_NAMESPACE))
      return FALSE;

  return TRUE;
}

static gboolean
has_plain_attributes (const xmlNode *element)
{
  for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next)
    if (attribute->ns != NULL)
      return FALSE;

  return element->nsDef == NULL;
}

/* Below @parent: elements of the standard and text, and no name that the XPath knows. */
static gboolean
has_plain_content (const xmlNode *parent)
{
  for (const xmlNode *node = parent->children; node != NULL; node = node->next)
    {
      if (node->type == XML_PI_NODE)
        return FALSE;
      if (node->type != XML_ELEMENT_NODE)
        continue;
      if (node->ns != parent->ns || !has_plain_attributes (node) || _jb_xml_is (node, "TaxInvoice") ||
          (_jb_xml_is (node, "ExchangedDocument") && parent->parent->type == XML_ELEMENT_NODE) ||
          !has_plain_content (node))
        return FALSE;
    }

  return TRUE;
}

/* The one that carries the time of issue, and nothing but comments beside the root. */
static gboolean
has_plain_frame (const xmlDoc  *doc,
                 const xmlNode *root)
{
  guint n_exchanged = 0;

  for (const xmlNode *node = doc->children; node != NULL; node = node->next)
    if (node != root && node->type != XML_COMMENT_NODE)
      return FALSE;

  for (const xmlNode *node = root->children; node != NULL; node = node->next)
    n_exchanged += _jb_xml_is (node, "ExchangedDocument");

  return n_exchanged == 1;
}

static gboolean
check_form (JbDocument  *document,
            GError     **error)
{
  guint n_signatures;

  _jb_document_find_signature (document, &n_signatures);
  if (n_signatures > 0)
    g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT, _("The document is signed already."));
  else if (!has_plain_frame (document->doc, document->root) || !has_plain_root (document->root) ||
           !has_plain_content (document->root))
    g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_CONTENT,
                         _("The document contains XML that the standard does not know, so a signature could be understood in "
                           "two ways, and it was not signed. Write the invoice again."));
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_content (JbInvoice  *invoice,
               GError    **error)
{
  g_autoptr(GBytes) written = jb_document_write (invoice, error);

  return written != NULL;
}

static gboolean
check_time (JbCertificate  *certificate,
            JbInvoice      *invoice,
            JbClock        *clock,
            GError        **error)
{
  JbExpiry expiry = jb_certificate_get_expiry (certificate, clock);

  if (expiry == JB_EXPIRY_EXPIRED || expiry == JB_EXPIRY_NOT_YET)
    {
      g_autofree char *sentence = jb_certificate_describe_expiry (certificate, clock);

      g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT, sentence);
      return FALSE;
    }

  if (invoice->issued_at < jb_certificate_get_not_before (certificate) ||
      invoice->issued_at > jb_certificate_get_not_after (certificate))
    {
      g_autofree char *issued_on = jb_date_format (invoice->issued_on);

      g_set_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                   _("The certificate is not valid at the document’s time of issue, %s. Issue the invoice again with the time of today."),
                   issued_on);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_certificate (JbCertificate  *certificate,
                   JbInvoice      *invoice,
                   JbClock        *clock,
                   GError        **error)
{
  if (!(jb_certificate_get_key_usage (certificate) & (JB_KEY_USAGE_SIGN | JB_KEY_USAGE_NON_REPUDIATION)))
    g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                         _("This certificate is not for signatures. Choose the one whose file is named signCert.der."));
  else if (!jb_certificate_use_can_issue (jb_certificate_get_use (certificate)))
    g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                         _("This certificate is not for tax invoices. Choose one that was issued to the business for tax invoices or "
                           "for all uses."));
  else if (jb_certificate_get_rsa_bits (certificate) < MIN_BITS)
    g_set_error (error, JB_NPKI_ERROR, JB_NPKI_ERROR_UNFIT,
                 _("The key of this certificate is not an RSA key of %d bits, as tax invoices need it. Have a new certificate issued."),
                 MIN_BITS);
  else
    return check_time (certificate, invoice, clock, error);

  return FALSE;
}

/* Whose certificate must sign: etax-domain.md 1.5. A document that passed its checks has both. */
static const char *
get_signer_number (JbInvoice *invoice)
{
  return jb_kind_is_consignment (invoice->kind) ? invoice->broker->registration : invoice->supplier->registration;
}

GBytes *
jb_document_sign (GBytes         *xml,
                  JbNpkiKey      *key,
                  JbCertificate  *certificate,
                  JbClock        *clock,
                  GError        **error)
{
  g_autoptr(JbDocument) document = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  g_autoptr(JbSigner) signer = NULL;

  g_return_val_if_fail (xml != NULL, NULL);
  g_return_val_if_fail (JB_IS_NPKI_KEY (key), NULL);
  g_return_val_if_fail (JB_IS_CERTIFICATE (certificate), NULL);
  g_return_val_if_fail (JB_IS_CLOCK (clock), NULL);

  document = jb_document_parse (xml, error);
  if (document == NULL || !check_form (document, error))
    return NULL;

  invoice = jb_document_read (document, error);
  if (invoice == NULL ||
      !check_content (invoice, error) ||
      !check_certificate (certificate, invoice, clock, error) ||
      !jb_npki_key_check_owner (key, certificate, get_signer_number (invoice), error))
    return NULL;

  signer = jb_signer_new_npki (key, certificate);
  return jb_signer_sign (signer, xml, error);
}
