/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The signer's certificate in a document: who it is, and what it was worth on the day of issue. Used by jb-document-verify.c only. */

#pragma once

#include "jb-document.h"
#include "jb-trust-private.h"

G_BEGIN_DECLS

/* Belongs to the thread that asked. */
typedef struct
{
  char          *base64;        /* as it stood in the document */
  JbCertificate *certificate;
  EVP_PKEY      *key;           /* (transfer none): RSA */
  JbTrust       *trust;         /* (nullable): for which the chain below was found */
  JbChain        chain;
} JbDocumentSigner;

/* The signer with that certificate; NULL when it is none or has no RSA key. One supplier signs many invoices, so each thread
 * remembers those it met. (transfer none): until the next call. */
JbDocumentSigner *_jb_document_signer_find  (const char         *base64);

/* When the document says that it was issued, and the first moment of the day it was written for: UTC ms. */
typedef struct
{
  gint64 from;
  gint64 until;                 /* the same as from, or the end of a day of which no time is told */
  gint64 written;
} JbIssueTime;

/* VALID, TRUSTED, or ALTERED when the certificate itself is forged. Adds sentences to @says. @trust (nullable): nobody asked who
 * issued it. */
JbVerdict         _jb_document_signer_judge (JbDocumentSigner   *self,
                                             JbTrust            *trust,
                                             STACK_OF (X509)    *others,
                                             const JbIssueTime  *time,
                                             GString            *says);

G_END_DECLS
