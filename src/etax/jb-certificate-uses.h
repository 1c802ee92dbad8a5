/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who issues Korean joint certificates and what the policies in them mean (etax-domain.md 6.5), as data.
 * Used by JbCertificate and by whoever shows one. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a certificate is for. */
typedef enum
{
  JB_CERTIFICATE_USE_UNKNOWN,
  JB_CERTIFICATE_USE_BUSINESS,      /* 범용 (법인, 사업자, 기관) */
  JB_CERTIFICATE_USE_PERSON,        /* 범용 (개인) */
  JB_CERTIFICATE_USE_TAX_INVOICE,   /* 전자세금용 */
  JB_CERTIFICATE_USE_BANKING,       /* 은행·보험용 */
  JB_CERTIFICATE_USE_SPECIAL,       /* 특수목적용 */
} JbCertificateUse;

/* A translated name, "use not known" included. (transfer none) */
const char       *jb_certificate_use_get_name (JbCertificateUse  use);
/* Whether tax invoices can be issued with such a certificate. An unknown use is no reason to block anybody. */
gboolean          jb_certificate_use_can_issue (JbCertificateUse  use);

/* @oid: a certificate policy with dots, "1.2.410.200005.1.1.6.8". */
JbCertificateUse  jb_certificate_use_of_policy (const char       *oid);
/* @organisation: O of the issuer's name, which is also the name of its folder. A translated name, or NULL for an unknown one. (transfer none) */
const char       *jb_certificate_authority_get_name (const char  *organisation);

G_END_DECLS
