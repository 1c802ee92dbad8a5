/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From PKCS#8 to OpenSSL's key without its decoder, which leaves copies of the private numbers in freed memory (seen with 3.0,
 * and held down by a test). Here they go from the plain text into numbers and parameters that are wiped. */

#define G_LOG_DOMAIN "jb-npki-rsa"

#include "config.h"

#include "jb-npki-private.h"

#include <openssl/asn1t.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

/* Smaller ones were never issued; larger ones OpenSSL does not accept itself. */
#define MIN_BITS 512
#define MAX_BITS OPENSSL_RSA_MAX_MODULUS_BITS

/* RSAPrivateKey of RFC 8017 A.1.2 for two primes. */
typedef struct
{
  ASN1_INTEGER *version;
  BIGNUM       *modulus;
  BIGNUM       *public_exponent;
  BIGNUM       *private_exponent;
  BIGNUM       *prime_1;
  BIGNUM       *prime_2;
  BIGNUM       *exponent_1;
  BIGNUM       *exponent_2;
  BIGNUM       *coefficient;
} RsaNumbers;

/* OpenSSL wipes a CBIGNUM when it frees it. */
ASN1_SEQUENCE (RsaNumbers) = {
  ASN1_SIMPLE (RsaNumbers, version, ASN1_INTEGER),
  ASN1_SIMPLE (RsaNumbers, modulus, CBIGNUM),
  ASN1_SIMPLE (RsaNumbers, public_exponent, CBIGNUM),
  ASN1_SIMPLE (RsaNumbers, private_exponent, CBIGNUM),
  ASN1_SIMPLE (RsaNumbers, prime_1, CBIGNUM),
  ASN1_SIMPLE (RsaNumbers, prime_2, CBIGNUM),
  ASN1_SIMPLE (RsaNumbers, exponent_1, CBIGNUM),
  ASN1_SIMPLE (RsaNumbers, exponent_2, CBIGNUM),
  ASN1_SIMPLE (RsaNumbers, coefficient, CBIGNUM),
} static_ASN1_SEQUENCE_END (RsaNumbers)

#define N_NUMBERS 8

static EVP_PKEY *
make_key (OSSL_PARAM *params)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "RSA", NULL);
  EVP_PKEY *key = NULL;

  if (context == NULL ||
      EVP_PKEY_fromdata_init (context) != 1 ||
      EVP_PKEY_fromdata (context, &key, EVP_PKEY_KEYPAIR, params) != 1)
    key = NULL;

  EVP_PKEY_CTX_free (context);
  return key;
}

static EVP_PKEY *
key_of_numbers (const RsaNumbers *numbers)
{
  const struct
  {
    const char   *name;
    const BIGNUM *value;
  } all[N_NUMBERS] = {
    { OSSL_PKEY_PARAM_RSA_N,            numbers->modulus },
    { OSSL_PKEY_PARAM_RSA_E,            numbers->public_exponent },
    { OSSL_PKEY_PARAM_RSA_D,            numbers->private_exponent },
    { OSSL_PKEY_PARAM_RSA_FACTOR1,      numbers->prime_1 },
    { OSSL_PKEY_PARAM_RSA_FACTOR2,      numbers->prime_2 },
    { OSSL_PKEY_PARAM_RSA_EXPONENT1,    numbers->exponent_1 },
    { OSSL_PKEY_PARAM_RSA_EXPONENT2,    numbers->exponent_2 },
    { OSSL_PKEY_PARAM_RSA_COEFFICIENT1, numbers->coefficient },
  };
  OSSL_PARAM params[N_NUMBERS + 1];
  JbNpkiSecret *octets[N_NUMBERS];
  EVP_PKEY *key;

  for (guint i = 0; i < N_NUMBERS; i++)
    {
      octets[i] = _jb_npki_secret_new ((gsize) MAX (BN_num_bytes (all[i].value), 1));
      BN_bn2nativepad (all[i].value, octets[i]->data, (int) octets[i]->length);
      params[i] = OSSL_PARAM_construct_BN (all[i].name, octets[i]->data, octets[i]->length);
    }
  params[N_NUMBERS] = OSSL_PARAM_construct_end ();

  key = make_key (params);
  for (guint i = 0; i < N_NUMBERS; i++)
    _jb_npki_secret_free (octets[i]);
  return key;
}

EVP_PKEY *
_jb_npki_rsa_read (const PKCS8_PRIV_KEY_INFO *info)
{
  const ASN1_OBJECT *algorithm;
  const guint8 *at;
  int length;
  RsaNumbers *numbers;
  EVP_PKEY *key = NULL;

  if (!PKCS8_pkey_get0 (&algorithm, &at, &length, NULL, info) || OBJ_obj2nid (algorithm) != NID_rsaEncryption)
    return NULL;

  numbers = (RsaNumbers *) ASN1_item_d2i (NULL, &at, length, ASN1_ITEM_rptr (RsaNumbers));
  if (numbers != NULL && BN_num_bits (numbers->modulus) >= MIN_BITS && BN_num_bits (numbers->modulus) <= MAX_BITS)
    key = key_of_numbers (numbers);

  ASN1_item_free ((ASN1_VALUE *) numbers, ASN1_ITEM_rptr (RsaNumbers));
  ERR_clear_error ();
  return key;
}
