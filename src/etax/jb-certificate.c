/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything is read once, when the certificate is made; OpenSSL's X509 is kept for the comparison with a key. */

#define G_LOG_DOMAIN "jb-certificate"

#include "config.h"

#include "jb-certificate.h"

#include <string.h>
#include <time.h>

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "jb-certificate-private.h"
#include "jb-date.h"

#define BUSINESS_DIGITS 10
#define PERSON_DIGITS   13

#define MONTH_DAYS 30
#define WEEK_DAYS  7

struct _JbCertificate
{
  GObject     parent_instance;

  X509       *x509;
  GBytes     *der;
  char       *fingerprint;
  char       *common_name;
  char       *owner;
  char       *organisation;
  char       *issuer;
  char       *issuer_common_name;
  char       *serial;
  gint64      not_before;
  gint64      not_after;
  char      **policies;
  JbKeyUsage  key_usage;
  guint       rsa_bits;
  JbVid       vid;
};

G_DEFINE_FINAL_TYPE (JbCertificate, jb_certificate, G_TYPE_OBJECT)

static void
jb_certificate_finalize (GObject *object)
{
  JbCertificate *self = JB_CERTIFICATE (object);

  X509_free (self->x509);
  g_clear_pointer (&self->der, g_bytes_unref);
  g_free (self->fingerprint);
  g_free (self->common_name);
  g_free (self->owner);
  g_free (self->organisation);
  g_free (self->issuer);
  g_free (self->issuer_common_name);
  g_free (self->serial);
  g_strfreev (self->policies);
  _jb_vid_clear (&self->vid);

  G_OBJECT_CLASS (jb_certificate_parent_class)->finalize (object);
}

static void
jb_certificate_class_init (JbCertificateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_certificate_finalize;
}

static void
jb_certificate_init (JbCertificate *self)
{
}

static gboolean
read_time (const ASN1_TIME *asn1,
           gint64          *ms)
{
  struct tm fields;

  if (asn1 == NULL || !ASN1_TIME_to_tm (asn1, &fields))
    return FALSE;

  *ms = (gint64) timegm (&fields) * 1000;
  return TRUE;
}

/* (transfer full) */
static char *
read_serial (const X509 *x509)
{
  BIGNUM *number = ASN1_INTEGER_to_BN (X509_get0_serialNumber (x509), NULL);
  char *text = number != NULL ? BN_bn2hex (number) : NULL;
  char *serial = g_ascii_strdown (text != NULL ? text : "", -1);

  OPENSSL_free (text);
  BN_free (number);
  return serial;
}

/* (transfer full) */
static char *
read_issuer (const X509_NAME *name)
{
  g_autofree char *organisation = _jb_certificate_name_entry (name, NID_organizationName);
  const char *known = jb_certificate_authority_get_name (organisation);

  if (known != NULL)
    return g_strdup (known);
  if (*organisation != '\0')
    return g_steal_pointer (&organisation);
  return _jb_certificate_name_entry (name, NID_commonName);
}

/* (transfer full) */
static char **
read_policies (const X509 *x509)
{
  CERTIFICATEPOLICIES *policies = X509_get_ext_d2i (x509, NID_certificate_policies, NULL, NULL);
  g_autoptr(GStrvBuilder) oids = g_strv_builder_new ();

  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    {
      g_autofree char *oid = _jb_oid_to_text (sk_POLICYINFO_value (policies, i)->policyid);

      g_strv_builder_add (oids, oid);
    }

  CERTIFICATEPOLICIES_free (policies);
  return g_strv_builder_end (oids);
}

/* Bits of RFC 5280 4.2.1.3 to ours. */
static JbKeyUsage
read_key_usage (X509 *x509)
{
  static const struct
  {
    uint32_t   bits;
    JbKeyUsage usage;
  } usages[] = {
    { KU_DIGITAL_SIGNATURE,                                       JB_KEY_USAGE_SIGN },
    { KU_NON_REPUDIATION,                                         JB_KEY_USAGE_NON_REPUDIATION },
    { KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT | KU_KEY_AGREEMENT, JB_KEY_USAGE_ENCRYPT },
    { KU_KEY_CERT_SIGN | KU_CRL_SIGN,                             JB_KEY_USAGE_ISSUE },
  };
  uint32_t bits = X509_get_key_usage (x509);
  JbKeyUsage usage = 0;

  for (guint i = 0; i < G_N_ELEMENTS (usages); i++)
    if (bits & usages[i].bits)
      usage |= usages[i].usage;

  return usage;
}

static guint
read_rsa_bits (X509 *x509)
{
  EVP_PKEY *key = X509_get0_pubkey (x509);

  if (key == NULL || EVP_PKEY_get_base_id (key) != EVP_PKEY_RSA)
    return 0;
  return (guint) EVP_PKEY_get_bits (key);
}

/* (transfer full): never empty */
static char *
choose_owner (JbCertificate *self)
{
  g_autofree char *people_name = _jb_certificate_people_name (self->common_name);

  if (*people_name != '\0')
    return g_steal_pointer (&people_name);
  if (self->vid.real_name != NULL && *self->vid.real_name != '\0')
    return g_strdup (self->vid.real_name);
  if (*self->organisation != '\0')
    return g_strdup (self->organisation);
  return g_strdup (_("Unnamed owner"));
}

static void
read_fields (JbCertificate *self)
{
  const X509_NAME *subject = X509_get_subject_name (self->x509);
  const X509_NAME *issuer = X509_get_issuer_name (self->x509);

  _jb_vid_read (self->x509, &self->vid);
  self->fingerprint = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->der);
  self->common_name = _jb_certificate_name_entry (subject, NID_commonName);
  self->organisation = _jb_certificate_name_entry (subject, NID_organizationName);
  self->owner = choose_owner (self);
  self->issuer = read_issuer (issuer);
  self->issuer_common_name = _jb_certificate_name_entry (issuer, NID_commonName);
  self->serial = read_serial (self->x509);
  self->policies = read_policies (self->x509);
  self->key_usage = read_key_usage (self->x509);
  self->rsa_bits = read_rsa_bits (self->x509);
  ERR_clear_error ();
}

JbCertificate *
jb_certificate_new (GBytes  *der,
                    GError **error)
{
  g_autoptr(JbCertificate) self = NULL;
  const guint8 *start;
  const guint8 *at;
  gsize size;

  g_return_val_if_fail (der != NULL, NULL);

  self = g_object_new (JB_TYPE_CERTIFICATE, NULL);
  at = start = g_bytes_get_data (der, &size);
  if (size > 0 && size <= JB_CERTIFICATE_MAX_BYTES)
    self->x509 = d2i_X509 (NULL, &at, (long) size);
  ERR_clear_error ();

  if (self->x509 == NULL ||
      !read_time (X509_get0_notBefore (self->x509), &self->not_before) ||
      !read_time (X509_get0_notAfter (self->x509), &self->not_after))
    {
      ERR_clear_error ();
      g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_CERTIFICATE,
                           _("The file signCert.der is damaged or is not a certificate. "
                             "Copy the certificate again from where you use it, or have it issued again."));
      return NULL;
    }

  self->der = g_bytes_new_from_bytes (der, 0, (gsize) (at - start));
  read_fields (self);
  return g_steal_pointer (&self);
}

const char *
jb_certificate_get_owner (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->owner;
}

const char *
jb_certificate_get_common_name (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->common_name;
}

const char *
jb_certificate_get_organisation (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->organisation;
}

const char *
jb_certificate_get_issuer (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->issuer;
}

const char *
jb_certificate_get_issuer_common_name (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->issuer_common_name;
}

const char *
jb_certificate_get_serial (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->serial;
}

const char *
jb_certificate_get_real_name (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->vid.real_name;
}

const char *
jb_certificate_get_fingerprint (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->fingerprint;
}

GBytes *
jb_certificate_get_der (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->der;
}

gint64
jb_certificate_get_not_before (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), 0);

  return self->not_before;
}

gint64
jb_certificate_get_not_after (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), 0);

  return self->not_after;
}

const char * const *
jb_certificate_get_policies (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return (const char * const *) self->policies;
}

JbCertificateUse
jb_certificate_get_use (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), JB_CERTIFICATE_USE_UNKNOWN);

  for (char **oid = self->policies; *oid != NULL; oid++)
    {
      JbCertificateUse use = jb_certificate_use_of_policy (*oid);

      if (use != JB_CERTIFICATE_USE_UNKNOWN)
        return use;
    }

  return JB_CERTIFICATE_USE_UNKNOWN;
}

JbKeyUsage
jb_certificate_get_key_usage (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), 0);

  return self->key_usage;
}

guint
jb_certificate_get_rsa_bits (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), 0);

  return self->rsa_bits;
}

gboolean
jb_certificate_has_vid (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), FALSE);

  return self->vid.hash != NULL;
}

X509 *
_jb_certificate_get_x509 (JbCertificate *self)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);

  return self->x509;
}

int
jb_certificate_days_left (JbCertificate *self,
                          JbClock       *clock)
{
  g_return_val_if_fail (JB_IS_CERTIFICATE (self), 0);
  g_return_val_if_fail (JB_IS_CLOCK (clock), 0);

  return jb_date_days_between (jb_clock_today (clock), jb_instant_to_date (self->not_after));
}

JbExpiry
jb_certificate_get_expiry (JbCertificate *self,
                           JbClock       *clock)
{
  gint64 now;
  int days;

  g_return_val_if_fail (JB_IS_CERTIFICATE (self), JB_EXPIRY_FAR);
  g_return_val_if_fail (JB_IS_CLOCK (clock), JB_EXPIRY_FAR);

  now = jb_clock_now (clock);
  if (now >= self->not_after + 1000)
    return JB_EXPIRY_EXPIRED;
  if (now < self->not_before)
    return JB_EXPIRY_NOT_YET;

  days = jb_certificate_days_left (self, clock);
  if (days <= 1)
    return JB_EXPIRY_DAY;
  if (days <= WEEK_DAYS)
    return JB_EXPIRY_WEEK;
  return days <= MONTH_DAYS ? JB_EXPIRY_MONTH : JB_EXPIRY_FAR;
}

char *
jb_certificate_describe_expiry (JbCertificate *self,
                                JbClock       *clock)
{
  g_autofree char *from = NULL;
  g_autofree char *until = NULL;
  int days;

  g_return_val_if_fail (JB_IS_CERTIFICATE (self), NULL);
  g_return_val_if_fail (JB_IS_CLOCK (clock), NULL);

  from = jb_date_format (jb_instant_to_date (self->not_before));
  until = jb_date_format (jb_instant_to_date (self->not_after));
  days = jb_certificate_days_left (self, clock);

  switch (jb_certificate_get_expiry (self, clock))
    {
    case JB_EXPIRY_EXPIRED:
      return g_strdup_printf (_("Expired on %s. Have a new certificate issued, then register it again."), until);
    case JB_EXPIRY_NOT_YET:
      return g_strdup_printf (_("Not valid before %s. Check the date of this computer."), from);
    case JB_EXPIRY_FAR:
      return g_strdup_printf (_("Valid until %s."), until);
    case JB_EXPIRY_MONTH:
    case JB_EXPIRY_WEEK:
    case JB_EXPIRY_DAY:
    default:
      if (days <= 0)
        return g_strdup_printf (_("Ends today, %s. Renew it now, then register it again."), until);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Ends in %d day, on %s. Renew it, then register it again.",
                                           "Ends in %d days, on %s. Renew it, then register it again.", (gulong) days),
                              days, until);
    }
}

/* (transfer full): only the digits, NULL when it cannot be a registration number */
static char *
normalize_number (const char *number)
{
  GString *digits = g_string_new (NULL);
  gboolean valid = TRUE;

  for (const char *at = number; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
    else if (*at != '-' && !g_ascii_isspace (*at))
      valid = FALSE;

  valid = valid && (digits->len == BUSINESS_DIGITS || digits->len == PERSON_DIGITS);
  return g_string_free (digits, !valid);
}

gboolean
jb_certificate_check_owner (JbCertificate *self,
                            const char    *number,
                            const guint8  *r,
                            gsize          r_length,
                            GError       **error)
{
  g_autofree char *digits = NULL;

  g_return_val_if_fail (JB_IS_CERTIFICATE (self), FALSE);
  g_return_val_if_fail (number != NULL, FALSE);
  g_return_val_if_fail (r != NULL || r_length == 0, FALSE);
  g_return_val_if_fail (r_length <= JB_CERTIFICATE_MAX_BYTES, FALSE);

  digits = normalize_number (number);
  if (digits == NULL)
    g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NUMBER,
                         _("A registration number has 10 digits, a resident number 13. Correct the number and check again."));
  else if (self->vid.hash == NULL)
    g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NO_VID,
                         _("This certificate does not hold what is needed to check whose it is. "
                           "Compare the owner's name yourself before you use it."));
  else if (r_length == 0)
    g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NO_R,
                         _("The key file lacks the random number that proves whose certificate this is. "
                           "Export the certificate again from where it was issued, or renew it."));
  else if (!_jb_vid_matches (&self->vid, digits, r, r_length))
    g_set_error_literal (error, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER,
                         _("This certificate belongs to another registration number. Choose the certificate of this company."));
  else
    return TRUE;

  return FALSE;
}
