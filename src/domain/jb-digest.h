/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What tells one value from another: SHA-256 over rows, answers and arrivals. By OpenSSL, which uses what the processor has for it:
 * GChecksum takes six times as long. Used by archive/ and provider/. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JB_DIGEST_BYTES 32

/* SHA-256 over pieces, one value after the other: jb_digest_end() begins the next one. One thread at a time. */
typedef struct _JbDigest JbDigest;

JbDigest *jb_digest_new      (void);
void      jb_digest_free     (JbDigest       *self);
void      jb_digest_add      (JbDigest       *self,
                              gconstpointer   data,
                              gsize           size);
void      jb_digest_end      (JbDigest       *self,
                              guint8          out[JB_DIGEST_BYTES]);
/* The same in hexadecimal digits. (transfer full) */
char     *jb_digest_end_hex  (JbDigest       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbDigest, jb_digest_free)

G_END_DECLS
