/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One call of OpenSSL, for all that compare originals. */

#define G_LOG_DOMAIN "jb-fingerprint"

#include "config.h"

#include "jb-fingerprint.h"

#include <openssl/sha.h>

void
jb_fingerprint (GBytes *bytes,
                guint8  out[JB_FINGERPRINT_BYTES])
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gboolean ok = SHA256 (data, size, out) != NULL;

  G_STATIC_ASSERT (JB_FINGERPRINT_BYTES == SHA256_DIGEST_LENGTH);
  g_assert (ok);
}
