/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* OpenSSL walks the chain: it checks each signature, that each authority may issue, and how long the chain may be. A name alone
 * proves nothing. Every certificate of the store is an end of the chain, self-signed or not: the owner said so. */

#define G_LOG_DOMAIN "jb-trust"

#include "config.h"

#include "jb-trust.h"

#include <glib/gi18n-lib.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "jb-certificate-private.h"
#include "jb-trust-private.h"

#define PEM_MARK "-----BEGIN "

/* KISA, one of its authorities, the signer: three; more than this nobody builds. */
#define MAX_CHAIN 8

struct _JbTrust
{
  gatomicrefcount  ref_count;
  GPtrArray       *authorities;   /* (element-type JbCertificate) */
  X509_STORE      *store;
};

G_DEFINE_QUARK (jb-trust-error-quark, jb_trust_error)

/* -- reading one ---------------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable): the next one in PEM text, as DER */
static GBytes *
read_pem (BIO *text)
{
  static char no_password[] = "";
  X509 *x509 = PEM_read_bio_X509 (text, NULL, NULL, no_password);
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  int length;

  ERR_clear_error ();
  if (x509 == NULL)
    return NULL;

  length = i2d_X509 (x509, &der);
  if (length > 0)
    bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  X509_free (x509);
  return bytes;
}

static gboolean
set_not_certificate (GError **error)
{
  g_set_error_literal (error, JB_TRUST_ERROR, JB_TRUST_ERROR_NOT_CERTIFICATE,
                       _("This file is no certificate. Choose the .cer, .der or .pem file that the authority publishes."));
  return FALSE;
}

/* *der (out) (transfer full) */
static gboolean
find_der (GBytes  *bytes,
          GBytes **der,
          GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  BIO *text;
  g_autoptr(GBytes) second = NULL;

  if (size == 0 || size > JB_CERTIFICATE_MAX_BYTES)
    return set_not_certificate (error);

  if (g_strstr_len (data, (gssize) size, PEM_MARK) == NULL)
    {
      *der = g_bytes_ref (bytes);
      return TRUE;
    }

  text = BIO_new_mem_buf (data, (int) size);
  *der = read_pem (text);
  second = *der != NULL ? read_pem (text) : NULL;
  BIO_free (text);

  if (*der == NULL)
    return set_not_certificate (error);
  if (second == NULL)
    return TRUE;

  g_clear_pointer (der, g_bytes_unref);
  g_set_error_literal (error, JB_TRUST_ERROR, JB_TRUST_ERROR_SEVERAL,
                       _("There are several certificates in this file. Save each one as a file of its own and add those that you want."));
  return FALSE;
}

static gboolean
check_authority (JbCertificate *certificate,
                 GError       **error)
{
  X509 *x509 = _jb_certificate_get_x509 (certificate);
  gboolean is_authority = X509_check_ca (x509) == 1;   /* basicConstraints say so, and keyUsage does not forbid it */
  gboolean is_damaged = X509_get0_pubkey (x509) == NULL || (X509_self_signed (x509, 0) == 1 && X509_self_signed (x509, 1) != 1);

  ERR_clear_error ();
  if (!is_authority)
    g_set_error (error, JB_TRUST_ERROR, JB_TRUST_ERROR_NOT_AUTHORITY,
                 _("“%s” is not an authority: with this certificate nobody can issue others. "
                   "Choose the certificate of the authority that issued it."),
                 jb_certificate_get_owner (certificate));
  else if (is_damaged)
    g_set_error (error, JB_TRUST_ERROR, JB_TRUST_ERROR_DAMAGED,
                 _("The certificate of “%s” is damaged: it does not agree with its own signature. Get it again from the authority."),
                 jb_certificate_get_owner (certificate));
  else
    return TRUE;

  return FALSE;
}

JbCertificate *
jb_trust_read_authority (GBytes  *bytes,
                         GError **error)
{
  g_autoptr(GBytes) der = NULL;
  g_autoptr(JbCertificate) certificate = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (!find_der (bytes, &der, error))
    return NULL;

  certificate = jb_certificate_new (der, NULL);
  if (certificate == NULL)
    {
      set_not_certificate (error);
      return NULL;
    }

  return check_authority (certificate, error) ? g_steal_pointer (&certificate) : NULL;
}

/* -- the store ------------------------------------------------------------------------------------------------------ */

JbTrust *
jb_trust_new (GPtrArray *authorities)
{
  JbTrust *self;

  g_return_val_if_fail (authorities != NULL, NULL);

  self = g_new0 (JbTrust, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->authorities = g_ptr_array_new_with_free_func (g_object_unref);
  self->store = X509_STORE_new ();
  for (guint i = 0; i < authorities->len; i++)
    {
      JbCertificate *authority = g_ptr_array_index (authorities, i);

      g_ptr_array_add (self->authorities, g_object_ref (authority));
      X509_STORE_add_cert (self->store, _jb_certificate_get_x509 (authority));
    }

  ERR_clear_error ();
  return self;
}

JbTrust *
jb_trust_ref (JbTrust *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
jb_trust_unref (JbTrust *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  X509_STORE_free (self->store);
  g_ptr_array_unref (self->authorities);
  g_free (self);
}

guint
jb_trust_get_size (JbTrust *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->authorities->len;
}

/* -- the chain ------------------------------------------------------------------------------------------------------ */

static gint64
read_time (const ASN1_TIME *time)
{
  struct tm fields;

  return ASN1_TIME_to_tm (time, &fields) ? (gint64) timegm (&fields) * 1000 : 0;
}

/* When all that is above the signer's own is in force. */
static void
read_interval (STACK_OF (X509) *certificates,
               JbChain         *chain)
{
  chain->from = G_MININT64;
  chain->until = G_MAXINT64;
  for (int i = 1; i < sk_X509_num (certificates); i++)
    {
      const X509 *authority = sk_X509_value (certificates, i);

      chain->from = MAX (chain->from, read_time (X509_get0_notBefore (authority)));
      chain->until = MIN (chain->until, read_time (X509_get0_notAfter (authority)));
    }
}

/* X509_V_OK or why not; *chain (nullable) is filled when it is. @at: UTC ms, -1 = at any time */
static int
walk (JbTrust         *self,
      X509            *certificate,
      STACK_OF (X509) *others,
      gint64           at,
      JbChain         *chain)
{
  X509_STORE_CTX *context = X509_STORE_CTX_new ();
  X509_VERIFY_PARAM *rules;
  int said = X509_V_ERR_OUT_OF_MEM;

  if (context != NULL && X509_STORE_CTX_init (context, self->store, certificate, others) == 1)
    {
      rules = X509_STORE_CTX_get0_param (context);
      X509_VERIFY_PARAM_set_flags (rules, X509_V_FLAG_PARTIAL_CHAIN | (at < 0 ? X509_V_FLAG_NO_CHECK_TIME : 0));
      X509_VERIFY_PARAM_set_depth (rules, MAX_CHAIN);
      if (at >= 0)
        X509_VERIFY_PARAM_set_time (rules, (time_t) (at / 1000));

      said = X509_verify_cert (context) == 1 ? X509_V_OK : X509_STORE_CTX_get_error (context);
      if (said == X509_V_OK && chain != NULL)
        read_interval (X509_STORE_CTX_get0_chain (context), chain);
    }

  X509_STORE_CTX_free (context);
  ERR_clear_error ();
  return said;
}

/* Nothing leads up to an authority: does the certificate at least say that something does? */
static JbIssuer
look_for_name (JbTrust *self,
               X509    *certificate)
{
  const ASN1_OCTET_STRING *wanted = X509_get0_authority_key_id (certificate);
  JbIssuer issuer = JB_ISSUER_UNKNOWN;

  for (guint i = 0; i < self->authorities->len; i++)
    {
      X509 *authority = _jb_certificate_get_x509 (g_ptr_array_index (self->authorities, i));
      const ASN1_OCTET_STRING *key = X509_get0_subject_key_id (authority);

      if (X509_NAME_cmp (X509_get_issuer_name (certificate), X509_get_subject_name (authority)) != 0)
        continue;
      if (X509_verify (certificate, X509_get0_pubkey (authority)) == 1)
        issuer = JB_ISSUER_UNFIT;
      else if (issuer != JB_ISSUER_UNFIT && wanted != NULL && key != NULL && ASN1_OCTET_STRING_cmp (wanted, key) == 0)
        issuer = JB_ISSUER_FORGED;
      else if (issuer == JB_ISSUER_UNKNOWN)
        issuer = JB_ISSUER_OTHER_KEY;
    }

  ERR_clear_error ();
  return issuer;
}

void
_jb_trust_find_chain (JbTrust         *self,
                      JbCertificate   *certificate,
                      STACK_OF (X509) *others,
                      JbChain         *chain)
{
  X509 *x509 = _jb_certificate_get_x509 (certificate);

  *chain = (JbChain) { .issuer = JB_ISSUER_UNKNOWN };
  if (self->authorities->len == 0)
    return;

  if (walk (self, x509, others, -1, chain) == X509_V_OK)
    chain->issuer = JB_ISSUER_TRUSTED;
  else
    chain->issuer = look_for_name (self, x509);
}

gboolean
_jb_trust_was_in_force (JbTrust         *self,
                        JbCertificate   *certificate,
                        STACK_OF (X509) *others,
                        const JbChain   *chain,
                        gint64           at)
{
  if (chain->from <= at && at < chain->until + 1000)
    return TRUE;

  return at >= 0 && walk (self, _jb_certificate_get_x509 (certificate), others, at, NULL) == X509_V_OK;
}
