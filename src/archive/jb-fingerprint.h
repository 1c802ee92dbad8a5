/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The fingerprint that proves an original. Used only inside archive/. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JB_FINGERPRINT_BYTES 32

/* SHA-256. By OpenSSL, which uses what the processor has for it: GChecksum takes six times as long. */
void  jb_fingerprint  (GBytes  *bytes,
                       guint8   out[JB_FINGERPRINT_BYTES]);

G_END_DECLS
