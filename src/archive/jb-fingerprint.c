/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* For all that compare originals. */

#define G_LOG_DOMAIN "jb-fingerprint"

#include "config.h"

#include "jb-fingerprint.h"

#include "jb-digest.h"

static void
free_digest (gpointer data)
{
  jb_digest_free (data);
}

void
jb_fingerprint (GBytes *bytes,
                guint8  out[JB_FINGERPRINT_BYTES])
{
  static GPrivate kept = G_PRIVATE_INIT (free_digest);
  JbDigest *digest = g_private_get (&kept);
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  G_STATIC_ASSERT (JB_FINGERPRINT_BYTES == JB_DIGEST_BYTES);
  if (digest == NULL)
    {
      digest = jb_digest_new ();
      g_private_set (&kept, digest);
    }
  jb_digest_add (digest, data, size);
  jb_digest_end (digest, out);
}
