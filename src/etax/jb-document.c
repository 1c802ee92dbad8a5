/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Parsing: from bytes to a tree whose root is TaxInvoice. What libxml2 has to say goes to the log, a sentence to the person. */

#define G_LOG_DOMAIN "jb-document"

#include "config.h"

#include "jb-document.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "jb-document-private.h"

#if LIBXML_VERSION >= 21200
typedef const xmlError *JbXmlError;
#else
typedef xmlErrorPtr JbXmlError;
#endif

typedef struct
{
  gboolean  hostile;
  gboolean  names_broken;       /* libxml2 goes on after an undeclared prefix or two attributes of one name; nobody else does */
  guint     n_elements;
  int       error_line;         /* of the first error */
  gsize     signature_offset;
} Parse;

G_DEFINE_QUARK (jb-document-error-quark, jb_document_error)

static void
log_cb (void       *user_data,
        JbXmlError  error)
{
  g_debug ("libxml2, line %d: %s", error->line, error->message != NULL ? error->message : "");
}

void
_jb_xml_listen (void)
{
  xmlSetStructuredErrorFunc (NULL, log_cb);
}

void
_jb_xml_stop_listening (void)
{
  xmlSetStructuredErrorFunc (NULL, NULL);
}

static void
error_cb (void       *user_data,
          JbXmlError  error)
{
  Parse *parse = user_data;

  log_cb (NULL, error);
  if (error->level >= XML_ERR_ERROR && parse->error_line == 0)
    parse->error_line = MAX (error->line, 1);

  /* One vendor writes blanks into the address of the namespace: etax-domain.md 1.4. */
  if (error->domain == XML_FROM_NAMESPACE && error->code != XML_WAR_NS_URI && error->code != XML_WAR_NS_URI_RELATIVE)
    parse->names_broken = TRUE;
}

static void
refuse (xmlParserCtxt *context)
{
  Parse *parse = context->_private;

  parse->hostile = TRUE;
  xmlStopParser (context);
}

static void
start_element_cb (void           *user_data,
                  const xmlChar  *local_name,
                  const xmlChar  *prefix,
                  const xmlChar  *uri,
                  int             n_namespaces,
                  const xmlChar **namespaces,
                  int             n_attributes,
                  int             n_defaulted,
                  const xmlChar **attributes)
{
  xmlParserCtxt *context = user_data;
  Parse *parse = context->_private;

  if (context->nodeNr >= JB_DOCUMENT_MAX_DEPTH || ++parse->n_elements > JB_DOCUMENT_MAX_ELEMENTS)
    refuse (context);
  else
    xmlSAX2StartElementNs (context, local_name, prefix, uri, n_namespaces, namespaces, n_attributes, n_defaulted, attributes);
}

static void
end_element_cb (void          *user_data,
                const xmlChar *local_name,
                const xmlChar *prefix,
                const xmlChar *uri)
{
  xmlParserCtxt *context = user_data;
  Parse *parse = context->_private;

  xmlSAX2EndElementNs (context, local_name, prefix, uri);

  if (context->nodeNr == 1 && strcmp ((const char *) local_name, "ExchangedDocument") == 0)
    parse->signature_offset = (gsize) MAX (xmlByteConsumed (context), 0);
}

/* The guard has looked for it already; this one holds whatever a parser may think a DOCTYPE is. */
static void
internal_subset_cb (void          *user_data,
                    const xmlChar *name,
                    const xmlChar *external_id,
                    const xmlChar *system_id)
{
  refuse (user_data);
}

static gpointer
init_libxml2 (gpointer data)
{
  xmlInitParser ();
  return NULL;
}

static xmlDoc *
parse_tree (const char *text,
            gsize       size,
            Parse      *parse)
{
  static GOnce once = G_ONCE_INIT;
  xmlParserCtxt *context;
  xmlDoc *doc;

  g_once (&once, init_libxml2, NULL);

  context = xmlNewParserCtxt ();
  if (context == NULL)
    return NULL;

  context->_private = parse;
  context->sax->startElementNs = start_element_cb;
  context->sax->endElementNs = end_element_cb;
  context->sax->internalSubset = internal_subset_cb;

  xmlSetStructuredErrorFunc (parse, error_cb);
  /* The guard has seen to it that this is UTF-8; to name it here would make libxml2 convert it into itself. */
  doc = xmlCtxtReadMemory (context, text, (int) size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_COMPACT);
  _jb_xml_stop_listening ();

  xmlFreeParserCtxt (context);
  return doc;
}

static gboolean
check_tree (xmlDoc       *doc,
            const Parse  *parse,
            GError      **error)
{
  if (parse->hostile)
    g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_HOSTILE,
                         _("The file is built to exhaust the computer that reads it, so it was not read."));
  else if (doc == NULL || parse->names_broken)
    g_set_error (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_NOT_XML,
                 _("The file is not complete, correct XML (line %d)."), MAX (parse->error_line, 1));
  else if (xmlDocGetRootElement (doc) == NULL || !_jb_xml_is (xmlDocGetRootElement (doc), "TaxInvoice"))
    g_set_error_literal (error, JB_DOCUMENT_ERROR, JB_DOCUMENT_ERROR_NOT_INVOICE,
                         _("The file is XML, but not an electronic tax invoice."));
  else
    return TRUE;

  return FALSE;
}

JbDocument *
jb_document_parse (GBytes  *xml,
                   GError **error)
{
  const char *text;
  gsize size;
  Parse parse = { 0 };
  xmlDoc *doc;
  JbDocument *self;

  g_return_val_if_fail (xml != NULL, NULL);

  text = g_bytes_get_data (xml, &size);
  if (!_jb_document_guard (text, size, error))
    return NULL;

  doc = parse_tree (text, size, &parse);
  if (!check_tree (doc, &parse, error))
    {
      g_clear_pointer (&doc, xmlFreeDoc);
      return NULL;
    }

  self = g_new0 (JbDocument, 1);
  self->doc = doc;
  self->root = xmlDocGetRootElement (doc);
  self->signature_offset = parse.signature_offset;

  if (self->root->ns == NULL || g_strcmp0 ((const char *) self->root->ns->href, JB_KEC_NAMESPACE) != 0)
    g_info ("The namespace of the document is not the standard's; its elements are known by their local names");

  return self;
}

void
jb_document_free (JbDocument *self)
{
  if (self == NULL)
    return;

  xmlFreeDoc (self->doc);
  g_free (self);
}
