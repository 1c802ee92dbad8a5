/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of etax-domain.md 6.5. A policy that is missing here is not an error: the use is not known. */

#define G_LOG_DOMAIN "jb-certificate-uses"

#include "config.h"

#include "jb-certificate-uses.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *organisation;
  const char *name;
} authorities[] = {
  { "yessign",   N_("yessign (KFTC)") },
  { "KICA",      N_("KICA signGATE") },
  { "SignKorea", N_("SignKorea (Koscom)") },
  { "CrossCert", N_("CrossCert (KECA)") },
  { "TradeSign", N_("TradeSign (KTNET)") },
  { "INIPASS",   N_("INIPASS (INITECH)") },
  { "NCASign",   N_("NCASign (closed)") },
};

static const struct
{
  const char       *oid;
  JbCertificateUse  use;
} policies[] = {
  /* yessign */
  { "1.2.410.200005.1.1.5",         JB_CERTIFICATE_USE_BUSINESS },
  { "1.2.410.200005.1.1.1",         JB_CERTIFICATE_USE_PERSON },
  { "1.2.410.200005.1.1.6.8",       JB_CERTIFICATE_USE_TAX_INVOICE },
  { "1.2.410.200005.1.1.2",         JB_CERTIFICATE_USE_BANKING },
  { "1.2.410.200005.1.1.4",         JB_CERTIFICATE_USE_BANKING },
  { "1.2.410.200005.1.1.6.1",       JB_CERTIFICATE_USE_BANKING },
  /* KICA */
  { "1.2.410.200004.5.2.1.1",       JB_CERTIFICATE_USE_BUSINESS },
  { "1.2.410.200004.5.2.1.2",       JB_CERTIFICATE_USE_PERSON },
  { "1.2.410.200004.5.2.1.6.257",   JB_CERTIFICATE_USE_TAX_INVOICE },
  { "1.2.410.200004.5.2.1.6.115",   JB_CERTIFICATE_USE_TAX_INVOICE },
  { "1.2.410.200004.5.2.1.5001",    JB_CERTIFICATE_USE_TAX_INVOICE },
  /* SignKorea */
  { "1.2.410.200004.5.1.1.7",       JB_CERTIFICATE_USE_BUSINESS },
  { "1.2.410.200004.5.1.1.5",       JB_CERTIFICATE_USE_PERSON },
  { "1.2.410.200004.5.1.1.12.902",  JB_CERTIFICATE_USE_TAX_INVOICE },
  { "1.2.410.200004.5.1.1.12.908",  JB_CERTIFICATE_USE_SPECIAL },
  /* CrossCert */
  { "1.2.410.200004.5.4.1.2",       JB_CERTIFICATE_USE_BUSINESS },
  { "1.2.410.200004.5.4.1.1",       JB_CERTIFICATE_USE_PERSON },
  { "1.2.410.200004.5.4.2.80",      JB_CERTIFICATE_USE_TAX_INVOICE },
  /* TradeSign */
  { "1.2.410.200012.1.1.3",         JB_CERTIFICATE_USE_BUSINESS },
  { "1.2.410.200012.1.1.1",         JB_CERTIFICATE_USE_PERSON },
  { "1.2.410.200012.5.19.1.1",      JB_CERTIFICATE_USE_TAX_INVOICE },
  /* INIPASS */
  { "1.2.410.200004.5.5.1.2",       JB_CERTIFICATE_USE_BUSINESS },
  { "1.2.410.200004.5.5.1.1",       JB_CERTIFICATE_USE_PERSON },
  { "1.2.410.200004.5.5.1.4.2",     JB_CERTIFICATE_USE_TAX_INVOICE },
  /* NCASign */
  { "1.2.410.200004.5.3.1.2",       JB_CERTIFICATE_USE_BUSINESS },
  { "1.2.410.200004.5.3.1.1",       JB_CERTIFICATE_USE_BUSINESS },
  { "1.2.410.200004.5.3.1.9",       JB_CERTIFICATE_USE_PERSON },
};

const char *
jb_certificate_use_get_name (JbCertificateUse use)
{
  switch (use)
    {
    case JB_CERTIFICATE_USE_BUSINESS:
      return _("General purpose, business");
    case JB_CERTIFICATE_USE_PERSON:
      return _("General purpose, personal");
    case JB_CERTIFICATE_USE_TAX_INVOICE:
      return _("Electronic tax invoices");
    case JB_CERTIFICATE_USE_BANKING:
      return _("Banking and insurance only");
    case JB_CERTIFICATE_USE_SPECIAL:
      return _("Special purpose");
    case JB_CERTIFICATE_USE_UNKNOWN:
    default:
      return _("Use not known");
    }
}

gboolean
jb_certificate_use_can_issue (JbCertificateUse use)
{
  return use != JB_CERTIFICATE_USE_BANKING && use != JB_CERTIFICATE_USE_PERSON;
}

JbCertificateUse
jb_certificate_use_of_policy (const char *oid)
{
  g_return_val_if_fail (oid != NULL, JB_CERTIFICATE_USE_UNKNOWN);

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_str_equal (policies[i].oid, oid))
      return policies[i].use;

  return JB_CERTIFICATE_USE_UNKNOWN;
}

const char *
jb_certificate_authority_get_name (const char *organisation)
{
  g_return_val_if_fail (organisation != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (authorities); i++)
    if (g_ascii_strcasecmp (authorities[i].organisation, organisation) == 0)
      return _(authorities[i].name);

  return NULL;
}
