/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Authorities of a test's own, certificates that they issue for the public test key, and documents signed with it. None of them
 * exists anywhere else. For the tests of etax/, sync/, cli/ and ui/. */

#pragma once

#include <openssl/conf.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "jb-signer.h"
#include "jb-test.h"
#include "jb-trust.h"

typedef struct
{
  EVP_PKEY *key;
  X509     *x509;
} TestAuthority;

/* What an issued certificate says; NULL for what is usual. */
typedef struct
{
  const char *name;            /* CN of the owner */
  const char *from;            /* "20260101000000Z" */
  const char *until;           /* "20351231145959Z" */
  const char *constraints;     /* "CA:FALSE" */
  const char *usage;           /* "digitalSignature,nonRepudiation" */
  const char *policy;          /* that of tax invoices at yessign */
  gboolean    no_key_id;       /* does not say which key of the issuer signed it */
} TestIssue;

static inline X509_NAME *
test_name (const char *common_name)
{
  X509_NAME *name = X509_NAME_new ();

  X509_NAME_add_entry_by_txt (name, "C", MBSTRING_UTF8, (const guchar *) "KR", -1, -1, 0);
  X509_NAME_add_entry_by_txt (name, "O", MBSTRING_UTF8, (const guchar *) common_name, -1, -1, 0);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) common_name, -1, -1, 0);
  return name;
}

static inline void
test_add_extension (X509       *x509,
                    X509       *issuer,
                    int         nid,
                    const char *value)
{
  X509V3_CTX context;
  CONF *settings = NCONF_new (NULL);   /* empty, but policies want one */
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  X509V3_set_nconf (&context, settings);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  X509_add_ext (x509, extension, -1);
  X509_EXTENSION_free (extension);
  NCONF_free (settings);
}

/* @above NULL: signed with @key itself. */
static inline X509 *
test_issue_x509 (const TestAuthority *above,
                 EVP_PKEY            *key,
                 const TestIssue     *what)
{
  static long serial = 1;
  X509 *x509 = X509_new ();
  X509_NAME *name = test_name (what->name);
  X509 *issuer = above != NULL ? above->x509 : x509;

  X509_set_version (x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), serial++);
  X509_set_subject_name (x509, name);
  X509_set_issuer_name (x509, above != NULL ? X509_get_subject_name (above->x509) : name);
  X509_NAME_free (name);
  ASN1_TIME_set_string_X509 (X509_getm_notBefore (x509), what->from != NULL ? what->from : "20260101000000Z");
  ASN1_TIME_set_string_X509 (X509_getm_notAfter (x509), what->until != NULL ? what->until : "20351231145959Z");
  X509_set_pubkey (x509, key);
  test_add_extension (x509, issuer, NID_subject_key_identifier, "hash");
  if (!what->no_key_id)
    test_add_extension (x509, issuer, NID_authority_key_identifier, "keyid");
  test_add_extension (x509, issuer, NID_basic_constraints, what->constraints != NULL ? what->constraints : "critical,CA:FALSE");
  test_add_extension (x509, issuer, NID_key_usage, what->usage != NULL ? what->usage : "critical,digitalSignature,nonRepudiation");
  test_add_extension (x509, issuer, NID_certificate_policies, what->policy != NULL ? what->policy : "1.2.410.200005.1.1.6.8");
  g_assert_cmpint (X509_sign (x509, above != NULL ? above->key : key, EVP_sha256 ()), >, 0);
  return x509;
}

static inline GBytes *
test_x509_to_der (X509 *x509)
{
  unsigned char *der = NULL;
  int length = i2d_X509 (x509, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) length);

  OPENSSL_free (der);
  return bytes;
}

/* @above (nullable): itself. @constraints (nullable): a usual authority. */
static inline TestAuthority *
test_authority_new (const TestAuthority *above,
                    const char          *name,
                    const char          *from,
                    const char          *until,
                    const char          *constraints)
{
  TestAuthority *self = g_new0 (TestAuthority, 1);
  const TestIssue what = {
    .name = name, .from = from, .until = until,
    .constraints = constraints != NULL ? constraints : "critical,CA:TRUE", .usage = "critical,keyCertSign,cRLSign",
  };

  self->key = EVP_RSA_gen (1024);
  g_assert_nonnull (self->key);
  self->x509 = test_issue_x509 (above, self->key, &what);
  return self;
}

static inline void
test_authority_free (TestAuthority *self)
{
  X509_free (self->x509);
  EVP_PKEY_free (self->key);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestAuthority, test_authority_free)

static inline GBytes *
test_authority_der (const TestAuthority *self)
{
  return test_x509_to_der (self->x509);
}

/* A certificate for the public test key, as DER. (transfer full) */
static inline GBytes *
test_authority_issue (const TestAuthority *self,
                      const TestIssue     *what)
{
  g_autoptr(GBytes) der = jb_test_sample ("npki/expected-pkcs8-with-r.der");
  const guchar *at = g_bytes_get_data (der, NULL);
  EVP_PKEY *key = d2i_AutoPrivateKey (NULL, &at, (long) g_bytes_get_size (der));
  X509 *x509 = test_issue_x509 (self, key, what);
  GBytes *certificate = test_x509_to_der (x509);

  X509_free (x509);
  EVP_PKEY_free (key);
  return certificate;
}

static inline GBytes *
test_to_pem (GBytes     *der,
             const char *kind)
{
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  GString *pem = g_string_new (NULL);

  g_string_append_printf (pem, "-----BEGIN %s-----\n", kind);
  for (const char *at = base64; *at != '\0'; at += MIN (strlen (at), 64))
    g_string_append_printf (pem, "%.64s\n", at);
  g_string_append_printf (pem, "-----END %s-----\n", kind);
  return g_string_free_to_bytes (pem);
}

/* @text signed with the public test key, @certificate beside it. (transfer full) */
static inline GBytes *
test_sign_with (GBytes     *certificate,
                const char *text)
{
  g_autoptr(GBytes) der = jb_test_sample ("npki/expected-pkcs8-with-r.der");
  g_autoptr(GBytes) pem = test_to_pem (der, "PRIVATE KEY");
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSigner) signer = jb_signer_new (pem, certificate, &error);
  GBytes *result;

  g_assert_no_error (error);
  result = jb_signer_sign (signer, bytes, &error);
  g_assert_no_error (error);
  return result;
}

/* @first may be NULL. (transfer full) */
static inline JbTrust *
test_trust (GBytes *first,
            GBytes *second)
{
  g_autoptr(GPtrArray) authorities = g_ptr_array_new_with_free_func (g_object_unref);
  GBytes *ders[] = { first, second };

  for (guint i = 0; i < G_N_ELEMENTS (ders); i++)
    {
      g_autoptr(GError) error = NULL;

      if (ders[i] == NULL)
        continue;
      g_ptr_array_add (authorities, jb_trust_read_authority (ders[i], &error));
      g_assert_no_error (error);
    }
  return jb_trust_new (authorities);
}
