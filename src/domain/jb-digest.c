/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One context for many short values: looking up the algorithm takes longer than such a value. */

#define G_LOG_DOMAIN "jb-digest"

#include "config.h"

#include "jb-digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

struct _JbDigest
{
  EVP_MD     *algorithm;   /* (owned) */
  EVP_MD_CTX *context;     /* (owned) */
};

/* Threads of a pool end when nobody needs them, also while the process ends already. OpenSSL's own tidying up at that time would take away
 * what they still hold, and leave nobody to free their queues of errors: it is told not to, before anything uses it. */
__attribute__ ((constructor)) static void
keep_until_the_end (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
}

/* Fails only where there is no SHA-256 or no memory. */
static void
require (int ok)
{
  g_assert (ok == 1);
}

JbDigest *
jb_digest_new (void)
{
  JbDigest *self = g_new0 (JbDigest, 1);

  self->algorithm = EVP_MD_fetch (NULL, "SHA256", NULL);
  self->context = EVP_MD_CTX_new ();
  require (self->algorithm != NULL && self->context != NULL);
  require (EVP_DigestInit_ex2 (self->context, self->algorithm, NULL));
  return self;
}

void
jb_digest_free (JbDigest *self)
{
  if (self == NULL)
    return;

  EVP_MD_CTX_free (self->context);
  EVP_MD_free (self->algorithm);
  g_free (self);
}

void
jb_digest_add (JbDigest      *self,
               gconstpointer  data,
               gsize          size)
{
  require (EVP_DigestUpdate (self->context, data, size));
}

void
jb_digest_end (JbDigest *self,
               guint8  out[JB_DIGEST_BYTES])
{
  require (EVP_DigestFinal_ex (self->context, out, NULL));
  require (EVP_DigestInit_ex2 (self->context, self->algorithm, NULL));
}

char *
jb_digest_end_hex (JbDigest *self)
{
  guint8 digest[JB_DIGEST_BYTES];
  GString *hex = g_string_sized_new (2 * sizeof digest);

  jb_digest_end (self, digest);
  for (gsize i = 0; i < sizeof digest; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_string_free (hex, FALSE);
}
