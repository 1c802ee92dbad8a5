/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SEED after RFC 4269: a Feistel network of sixteen rounds over two halves of 64 bits.
 * The substitution boxes are not typed in but computed from their definition (section 2.4 there): a power in GF(2^8),
 * a matrix, a constant. Four tables of 256 words, made once, do the substitution and the mixing of G in one look-up a byte. */

#define G_LOG_DOMAIN "jb-seed"

#include "config.h"

#include "jb-seed.h"

#include <string.h>

#include <openssl/crypto.h>

#define N_ROUNDS   16
#define POLYNOMIAL 0x163        /* x^8 + x^6 + x^5 + x + 1 */
#define GOLDEN     0x9e3779b9u  /* KC0; each further constant is the one before, rotated left by one */

typedef struct
{
  guint  power;
  guint8 rows[8];   /* of the matrix, the highest bit of the result first */
  guint8 constant;
} Box;

static const Box boxes[2] = {
  { 247, { 0x8a, 0xfe, 0x85, 0x42, 0x45, 0x21, 0x88, 0x14 }, 169 },
  { 251, { 0x45, 0x85, 0xfe, 0x21, 0x8a, 0x88, 0x42, 0x14 }, 56 },
};

/* What byte i of a word (the lowest first) becomes in G. */
static guint32 tables[4][256];

static guint8
field_multiply (guint8 a,
                guint8 b)
{
  guint product = 0;

  for (int bit = 7; bit >= 0; bit--)
    {
      product <<= 1;
      if (product & 0x100)
        product ^= POLYNOMIAL;
      if (b >> bit & 1)
        product ^= a;
    }

  return (guint8) product;
}

static guint8
substitute (const Box *box,
            guint8     value)
{
  guint8 power = 1;
  guint8 result = 0;

  for (guint i = 0; i < box->power; i++)
    power = field_multiply (power, value);

  for (guint row = 0; row < G_N_ELEMENTS (box->rows); row++)
    result = (guint8) (result << 1 | (__builtin_popcount (box->rows[row] & power) & 1));

  return result ^ box->constant;
}

/* G (section 2.3): byte i goes through box i mod 2, and mask j - i (mod 4) lets it into byte j of the result. */
static void
make_tables (void)
{
  static const guint8 masks[4] = { 0xfc, 0xf3, 0xcf, 0x3f };

  for (guint value = 0; value < 256; value++)
    for (guint i = 0; i < 4; i++)
      {
        guint8 substituted = substitute (&boxes[i % 2], (guint8) value);

        for (guint j = 0; j < 4; j++)
          tables[i][value] |= (guint32) (substituted & masks[(i + j) % 4]) << (8 * j);
      }
}

static inline guint32
mix (guint32 word)
{
  return tables[0][word & 0xff] ^ tables[1][word >> 8 & 0xff] ^ tables[2][word >> 16 & 0xff] ^ tables[3][word >> 24];
}

static inline guint32
read_word (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

static inline void
write_word (guint8  *at,
            guint32  word)
{
  at[0] = (guint8) (word >> 24);
  at[1] = (guint8) (word >> 16);
  at[2] = (guint8) (word >> 8);
  at[3] = (guint8) word;
}

static inline guint32
rotate_left (guint32 word,
             guint   bits)
{
  return word << bits | word >> (32 - bits);
}

/* The key schedule (section 2.2). */
void
jb_seed_init (JbSeed       *self,
              const guint8  key[JB_SEED_KEY])
{
  static gsize made;
  guint32 words[4];
  guint32 constant = GOLDEN;

  g_return_if_fail (self != NULL);

  if (g_once_init_enter (&made))
    {
      make_tables ();
      g_once_init_leave (&made, 1);
    }

  for (guint i = 0; i < 4; i++)
    words[i] = read_word (key + 4 * i);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      /* The halves of the key turn in turn: the first to the right, the second to the left, by one byte. */
      guint32 *half = round % 2 == 0 ? words : words + 2;
      guint bits = round % 2 == 0 ? 24 : 8;
      guint32 high = half[0];

      self->rounds[round][0] = mix (words[0] + words[2] - constant);
      self->rounds[round][1] = mix (words[1] - words[3] + constant);
      constant = rotate_left (constant, 1);

      half[0] = bits == 8 ? high << 8 | half[1] >> 24 : high >> 8 | half[1] << 24;
      half[1] = bits == 8 ? half[1] << 8 | high >> 24 : half[1] >> 8 | high << 24;
    }

  OPENSSL_cleanse (words, sizeof words);
}

void
jb_seed_clear (JbSeed *self)
{
  g_return_if_fail (self != NULL);

  OPENSSL_cleanse (self, sizeof *self);
}

/* One round (section 2.1): F of the right half and the round's key is added to the left half. */
static inline void
run_round (guint32       *left,
           const guint32 *right,
           const guint32 *keys)
{
  guint32 first = right[0] ^ keys[0];
  guint32 second = mix (first ^ right[1] ^ keys[1]);

  first = mix (first + second);
  second = mix (second + first);
  left[0] ^= first + second;
  left[1] ^= second;
}

static void
run (const JbSeed *self,
     gboolean      backwards,
     const guint8 *in,
     guint8       *out)
{
  guint32 words[4];

  for (guint i = 0; i < 4; i++)
    words[i] = read_word (in + 4 * i);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const guint32 *keys = self->rounds[backwards ? N_ROUNDS - 1 - i : i];

      run_round (i % 2 == 0 ? words : words + 2, i % 2 == 0 ? words + 2 : words, keys);
    }

  /* The last round does not swap. */
  for (guint i = 0; i < 4; i++)
    write_word (out + 4 * i, words[(i + 2) % 4]);

  OPENSSL_cleanse (words, sizeof words);
}

void
jb_seed_encrypt_block (const JbSeed *self,
                       const guint8  in[JB_SEED_BLOCK],
                       guint8        out[JB_SEED_BLOCK])
{
  g_return_if_fail (self != NULL);

  run (self, FALSE, in, out);
}

void
jb_seed_decrypt_block (const JbSeed *self,
                       const guint8  in[JB_SEED_BLOCK],
                       guint8        out[JB_SEED_BLOCK])
{
  g_return_if_fail (self != NULL);

  run (self, TRUE, in, out);
}

void
jb_seed_cbc_decrypt (const JbSeed *self,
                     const guint8  iv[JB_SEED_BLOCK],
                     const guint8 *in,
                     gsize         length,
                     guint8       *out)
{
  const guint8 *before = iv;

  g_return_if_fail (self != NULL);
  g_return_if_fail (length % JB_SEED_BLOCK == 0);

  for (gsize at = 0; at < length; at += JB_SEED_BLOCK)
    {
      run (self, TRUE, in + at, out + at);
      for (guint i = 0; i < JB_SEED_BLOCK; i++)
        out[at + i] ^= before[i];
      before = in + at;
    }
}
