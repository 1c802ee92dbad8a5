/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the document share: the parsed tree and small helpers to walk it. Nobody else includes this but tests. */

#pragma once

#include <string.h>

#include <libxml/tree.h>

#include "jb-document.h"

G_BEGIN_DECLS

#define JB_KEC_NAMESPACE  "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0"
#define JB_DSIG_NAMESPACE "http://www.w3.org/2000/09/xmldsig#"

/* The standard nests six deep, its signature seven. */
#define JB_DOCUMENT_MAX_DEPTH    64
/* A line has about a dozen elements. */
#define JB_DOCUMENT_MAX_LINES    10000
#define JB_DOCUMENT_MAX_ELEMENTS (20 * JB_DOCUMENT_MAX_LINES)

struct _JbDocument
{
  xmlDoc  *doc;                /* (not nullable) (owned) */
  xmlNode *root;               /* (not nullable) TaxInvoice */
  gsize    signature_offset;   /* bytes up to the end of ExchangedDocument, where a signature belongs; 0 = there is none */
};

/* Without a listener of its thread libxml2 writes what it has to say to stderr; this one logs it for developers. */
void       _jb_xml_listen              (void);
void       _jb_xml_stop_listening      (void);

/* Refuses what libxml2 shall not even see. */
gboolean   _jb_document_guard          (const char    *text,
                                        gsize          size,
                                        GError       **error);

/* Appends what the checks of etax-domain.md 1.3 find, one sentence each; @warnings: also what keeps no invoice from being written
 * (5 and 10). */
void       _jb_document_check          (JbInvoice     *invoice,
                                        gboolean       warnings,
                                        GPtrArray     *problems);

static inline gboolean
_jb_xml_is (const xmlNode *node,
            const char    *local_name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, local_name) == 0;
}

static inline gboolean
_jb_xml_is_dsig (const xmlNode *node,
                 const char    *local_name)
{
  return _jb_xml_is (node, local_name) &&
         node->ns != NULL && node->ns->href != NULL && strcmp ((const char *) node->ns->href, JB_DSIG_NAMESPACE) == 0;
}

/* A child of the root that no signature covers: etax-domain.md 1.5, the XPath. */
static inline gboolean
_jb_xml_is_unsigned_part (const xmlNode *node)
{
  return _jb_xml_is_dsig (node, "Signature") ||
         (_jb_xml_is (node, "ExchangedDocument") && (node->ns == NULL || node->ns->prefix == NULL));
}

/* When the document says that it was issued (@until: the end of that day where it tells no time), and the first moment of the day
 * it was written for: UTC ms. */
void       _jb_document_read_issue_time (JbDocument    *self,
                                         gint64        *from,
                                         gint64        *until,
                                         gint64        *written);

/* The signature as a child of the root; NULL when there is none or more than one. */
xmlNode   *_jb_document_find_signature (JbDocument    *self,
                                        guint         *n_found);

G_END_DECLS
