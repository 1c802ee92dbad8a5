/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The block cipher SEED (RFC 4269) in CBC mode, for the key files of Korean certificates.
 * Our own, because OpenSSL 3 has it only in its legacy provider, which many systems ship without.
 * Used by the key file reader. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JB_SEED_BLOCK 16
#define JB_SEED_KEY   16

/* The sixteen pairs of round keys. They are as secret as the key: wipe them with jb_seed_clear(). */
typedef struct
{
  guint32 rounds[16][2];
} JbSeed;

void jb_seed_init          (JbSeed       *self,
                            const guint8  key[JB_SEED_KEY]);
void jb_seed_clear         (JbSeed       *self);

/* One block; @in and @out may be the same. */
void jb_seed_encrypt_block (const JbSeed *self,
                            const guint8  in[JB_SEED_BLOCK],
                            guint8        out[JB_SEED_BLOCK]);
void jb_seed_decrypt_block (const JbSeed *self,
                            const guint8  in[JB_SEED_BLOCK],
                            guint8        out[JB_SEED_BLOCK]);

/* @length: bytes, a multiple of JB_SEED_BLOCK. Padding is the caller's business. @in and @out must not overlap. */
void jb_seed_cbc_decrypt   (const JbSeed *self,
                            const guint8  iv[JB_SEED_BLOCK],
                            const guint8 *in,
                            gsize         length,
                            guint8       *out);

G_END_DECLS
