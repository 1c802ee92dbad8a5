/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The standard XML document (KEC): parsed once, then read into a JbInvoice and its signature verified.
 * Safe against hostile input: no network, no DTD, no entities, bounded depth and size.
 * Used by sync/ (arriving originals) and cli/. Any thread; one document belongs to one thread at a time. */

#pragma once

#include "jb-certificate.h"
#include "jb-invoice.h"
#include "jb-trust.h"

G_BEGIN_DECLS

#define JB_DOCUMENT_ERROR (jb_document_error_quark ())
GQuark jb_document_error_quark (void);

typedef enum
{
  JB_DOCUMENT_ERROR_TOO_LARGE,   /* more than JB_DOCUMENT_MAX_BYTES */
  JB_DOCUMENT_ERROR_HOSTILE,     /* DTD, too deep, too many elements or attributes */
  JB_DOCUMENT_ERROR_NOT_XML,     /* not well-formed, not UTF-8 (etax-domain.md 1: the standard knows no other) */
  JB_DOCUMENT_ERROR_NOT_INVOICE, /* another root element */
  JB_DOCUMENT_ERROR_CONTENT,     /* an invoice without what makes it one: issue id, date, amounts */
} JbDocumentError;

#define JB_DOCUMENT_MAX_BYTES (4 * 1024 * 1024)

typedef struct _JbDocument JbDocument;

JbDocument *jb_document_parse         (GBytes       *xml,
                                       GError      **error);
void        jb_document_free          (JbDocument   *self);

/* (transfer full). The direction stays unknown: the document does not say whose book it lies in. */
JbInvoice  *jb_document_read          (JbDocument   *self,
                                       GError      **error);

/* etax-domain.md 1.5. @detail (out) (optional) (transfer full): translated sentences for a person, what was altered among them.
 * The document's own word on when it was issued is a hint: a certificate that was not in force then is never TRUSTED, but VALID.
 * @trust (nullable): who may have issued the signer's certificate; NULL = not asked, never TRUSTED. */
JbVerdict   jb_document_verify_trusted (JbDocument  *self,
                                       JbTrust      *trust,
                                       char        **detail);
/* The same with no trust. */
JbVerdict   jb_document_verify        (JbDocument   *self,
                                       char        **detail);
/* The signer's certificate; NULL when there is none that can be read. (transfer full) */
JbCertificate *jb_document_get_certificate (JbDocument *self);
/* Subject of the signer's certificate ("CN=…"), NULL when unsigned. (transfer full) */
char       *jb_document_get_signer    (JbDocument   *self);

/* What the checks of etax-domain.md 1.3 find in an invoice; translated sentences, empty when it is sound.
 * (transfer full) (element-type utf8) */
GPtrArray  *jb_document_find_problems (JbInvoice    *invoice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbDocument, jb_document_free)

G_END_DECLS
