/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What no compression makes smaller, taken out of an original: digest, signature and certificate stand there in Base64, a third larger
 * than they are, and the certificate is the same in all originals of one supplier. Exactly reversible. Used only by jb-codec.c. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GByteArray *text;          /* (owned): the original with a mark for each part */
  GByteArray *raw;           /* (owned): the parts behind each other, without the certificate */
  GBytes     *certificate;   /* (owned) (nullable) */
} JbParts;

/* FALSE when nothing can be taken out, because the bytes hold what the marks are made of; @parts is then empty. */
gboolean  jb_parts_split  (JbParts       *parts,
                           const guint8  *clear,
                           gsize          size);
/* The way back: exactly @clear_size bytes. (transfer full) (nullable): NULL when @text and @raw do not belong together, or when a
 * certificate is wanted and @certificate is NULL. Asks for no more memory than what it is given fills. */
GBytes   *jb_parts_join   (const guint8  *text,
                           gsize          text_size,
                           const guint8  *raw,
                           gsize          raw_size,
                           GBytes        *certificate,
                           gsize          clear_size);
void      jb_parts_clear  (JbParts       *parts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JbParts, jb_parts_clear)

G_END_DECLS
