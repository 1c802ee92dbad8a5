/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A certificate that signed itself, for the tests of TLS. */

#pragma once

#include <gio/gio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* (transfer full): with its key, for @name, an IP address or a host. */
static inline GTlsCertificate *
jb_test_make_certificate (const char *name)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  X509 *certificate = X509_new ();
  BIO *bio = BIO_new (BIO_s_mem ());
  g_autofree char *names = g_strconcat (g_hostname_is_ip_address (name) ? "IP:" : "DNS:", name, NULL);
  X509_EXTENSION *for_whom = X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, names);
  X509_EXTENSION *issuer = X509V3_EXT_conf_nid (NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");
  g_autoptr(GError) error = NULL;
  GTlsCertificate *tls;
  char *pem;
  long size;

  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), 1);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -3600);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 3600);
  X509_NAME_add_entry_by_txt (X509_get_subject_name (certificate), "CN", MBSTRING_ASC, (const guchar *) name, -1, -1, 0);
  X509_set_issuer_name (certificate, X509_get_subject_name (certificate));
  X509_add_ext (certificate, for_whom, -1);
  X509_add_ext (certificate, issuer, -1);
  X509_set_pubkey (certificate, key);
  g_assert_cmpint (X509_sign (certificate, key, EVP_sha256 ()), >, 0);
  PEM_write_bio_PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL);
  PEM_write_bio_X509 (bio, certificate);

  size = BIO_get_mem_data (bio, &pem);
  tls = g_tls_certificate_new_from_pem (pem, size, &error);
  g_assert_no_error (error);

  BIO_free (bio);
  X509_EXTENSION_free (for_whom);
  X509_EXTENSION_free (issuer);
  X509_free (certificate);
  EVP_PKEY_free (key);

  return tls;
}
