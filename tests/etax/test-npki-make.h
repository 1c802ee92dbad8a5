/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes certificates and key files that no fixture has, around the public test key of the samples. */

#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "jb-test.h"

#define TEST_PASSWORD "Jangbu-test-2026!"
#define TEST_IDN      "0018100017"
#define TEST_R        "8da11f77293c32a52ee994ddcf950bb8be3239f2"

typedef struct
{
  const char   *common_name;      /* UTF-8; NULL for none */
  int           common_name_type; /* V_ASN1_*; 0 for UTF-8. The octets of @common_name are taken as they are. */
  const char   *issuer;           /* O of the issuer; NULL for none */
  const char   *policy;           /* NULL for none */
  const char   *not_before;       /* "20260101000000Z"; NULL for that */
  const char   *not_after;        /* NULL for 20351231145959Z */
  const guint8 *san;              /* DER of the subjectAltName; NULL for none */
  gsize         san_length;
  long          serial;
  const char   *key_usage;        /* as OpenSSL's configuration writes it; NULL for none */
  EVP_PKEY     *key;              /* NULL for that of the samples */
} TestCertificate;

/* (transfer full) */
GBytes   *test_read_hex         (const char            *hex);
GBytes   *test_npki_sample      (const char            *name);
/* The plain key of the samples: free it. */
EVP_PKEY *test_npki_key         (void);
GBytes   *test_make_certificate (const TestCertificate *wanted);
/* A subjectAltName with the VID of @number and @r. @wrapped: [0] holds an OCTET STRING, else it stands for one. */
GBytes   *test_make_san         (GChecksumType          hash,
                                 const char            *number,
                                 GBytes                *r,
                                 gboolean               wrapped);
/* PBES2 by OpenSSL, for any cipher it has. @password: as octets. */
GBytes   *test_encrypt_pbes2    (PKCS8_PRIV_KEY_INFO   *info,
                                 const EVP_CIPHER      *cipher,
                                 const char            *password,
                                 int                    iterations);
/* An EncryptedPrivateKeyInfo of OID { salt, @iterations }. */
GBytes   *test_wrap_korean      (const char            *oid,
                                 GBytes                *salt,
                                 const char            *iterations,
                                 GBytes                *data);
PKCS8_PRIV_KEY_INFO *test_npki_plain (void);
