/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From a signer's certificate up to an authority. Between jb-trust.c and the verifier. */

#pragma once

#include <openssl/x509.h>

#include "jb-trust.h"

G_BEGIN_DECLS

typedef enum
{
  JB_ISSUER_UNKNOWN,      /* no authority of the store has this name */
  JB_ISSUER_OTHER_KEY,    /* one has the name, but it was not its key that signed */
  JB_ISSUER_FORGED,       /* names one and its key, which did not sign */
  JB_ISSUER_UNFIT,        /* it did sign, but must not issue certificates of this kind */
  JB_ISSUER_TRUSTED,
} JbIssuer;

/* What is above a certificate. */
typedef struct
{
  JbIssuer  issuer;
  gint64    from;         /* UTC ms; TRUSTED only: all authorities of the chain are in force from then … */
  gint64    until;        /* … to the end of this second */
} JbChain;

/* @others (nullable): what the document gives beside the signer's; believed only below an authority of the store. */
void       _jb_trust_find_chain   (JbTrust         *self,
                                   JbCertificate   *certificate,
                                   STACK_OF (X509) *others,
                                   JbChain         *chain);
/* Whether the authorities were in force at @at (UTC ms); where one has renewed itself, another chain may have been. */
gboolean   _jb_trust_was_in_force (JbTrust         *self,
                                   JbCertificate   *certificate,
                                   STACK_OF (X509) *others,
                                   const JbChain   *chain,
                                   gint64           at);

G_END_DECLS
