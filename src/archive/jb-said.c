/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* All values of a row one behind the other, and their hash. The order never changes: the book keeps the hashes. */

#define G_LOG_DOMAIN "jb-said"

#include "config.h"

#include "jb-said.h"

#include "jb-details.h"
#include "jb-digest.h"

#include <string.h>

struct _JbSaid
{
  GString  *canonical;    /* (owned): scratch */
  JbDigest *digest;       /* (owned) */
};

JbSaid *
jb_said_new (void)
{
  JbSaid *self = g_new0 (JbSaid, 1);

  self->canonical = g_string_sized_new (1024);
  self->digest = jb_digest_new ();
  return self;
}

void
jb_said_free (JbSaid *self)
{
  g_string_free (self->canonical, TRUE);
  jb_digest_free (self->digest);
  g_free (self);
}

/* -- one behind the other ----------------------------------------------------------------------------------------- */

/* Thirty pieces a row, most of them eight bytes: those that fit cost no call. */
static inline void
add_bytes (GString       *canonical,
           gconstpointer  data,
           gsize          size)
{
  if (canonical->allocated_len - canonical->len <= size)
    {
      g_string_append_len (canonical, data, (gssize) size);
      return;
    }

  memcpy (canonical->str + canonical->len, data, size);
  canonical->len += size;
}

static inline void
add_int (GString *canonical,
         gint64   value)
{
  gint64 le = GINT64_TO_LE (value);

  add_bytes (canonical, &le, sizeof le);
}

static inline void
add_text (GString    *canonical,
          const char *text)
{
  gsize size = text != NULL ? strlen (text) : 0;

  add_int (canonical, text != NULL ? (gint64) size : -1);
  if (size > 0)
    add_bytes (canonical, text, size);
}

static void
add_party (GString       *canonical,
           const JbParty *party)
{
  static const JbParty nobody;
  const JbParty *from = party != NULL ? party : &nobody;

  add_int (canonical, from->kind);
  add_text (canonical, from->registration);
  add_text (canonical, from->name);
  add_text (canonical, from->representative);
  add_text (canonical, from->contact.email);
}

static void
add_line (GString      *canonical,
          const JbLine *line)
{
  add_int (canonical, line->number);
  add_int (canonical, line->supplied_on);
  add_text (canonical, line->name);
  add_text (canonical, line->specification);
  add_text (canonical, line->quantity);
  add_text (canonical, line->unit_price);
  add_int (canonical, line->supply);
  add_int (canonical, line->tax);
  add_text (canonical, line->remark);
}

/* -- the hash ----------------------------------------------------------------------------------------------------- */

/* A bare hash over values that all stand in the row, and a resident number of which six digits are masked, would give those away. */
static gboolean
digest_canonical (JbSaid    *self,
                  JbBook    *book,
                  gboolean   private_,
                  guint8     digest[JB_CODEC_HASH_BYTES],
                  GError   **error)
{
  const GString *canonical = self->canonical;

  if (private_)
    return jb_codec_hash (book->codec, "said", canonical->str, canonical->len, digest, error);

  G_STATIC_ASSERT (JB_CODEC_HASH_BYTES == JB_DIGEST_BYTES);
  jb_digest_add (self->digest, canonical->str, canonical->len);
  jb_digest_end (self->digest, digest);
  return TRUE;
}

gboolean
jb_said_hash (JbSaid             *self,
              JbBook             *book,
              JbInvoice          *invoice,
              const JbRowValues  *values,
              gint64             *said,
              GError            **error)
{
  GString *canonical = self->canonical;
  g_autoptr(GBytes) details = jb_details_pack (invoice);
  guint8 digest[JB_CODEC_HASH_BYTES];

  g_string_truncate (canonical, 0);
  for (int i = 0; i < JB_N_INTS; i++)
    add_int (canonical, values->ints[i]);
  for (int i = 0; i < JB_N_TEXTS; i++)
    add_text (canonical, values->texts[i]);
  add_party (canonical, invoice->supplier);
  add_party (canonical, invoice->buyer);
  add_text (canonical, invoice->remark);
  for (guint i = 0; i < invoice->lines->len; i++)
    add_line (canonical, g_ptr_array_index (invoice->lines, i));

  if (details != NULL)
    add_bytes (canonical, g_bytes_get_data (details, NULL), g_bytes_get_size (details));

  if (!digest_canonical (self, book, jb_details_is_private (invoice), digest, error))
    return FALSE;

  memcpy (said, digest, sizeof *said);
  *said = GINT64_FROM_LE (*said);
  return TRUE;
}
