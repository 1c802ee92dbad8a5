/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An original whose certificate is lost cannot be made whole again, so a row is never removed, and the database itself holds on to it
 * as long as an original refers to it. The writer remembers the rows: most originals come from a supplier seen a moment ago. */

#define G_LOG_DOMAIN "jb-certificate-store"

#include "config.h"

#include "jb-certificate-store.h"

/* So many are remembered, 1.2 KB each, before the memory starts anew. */
#define REMEMBERED_MAX 2000

static void
remember (JbBook *book,
          GBytes *certificate,
          gint64  id)
{
  if (book->certificates != NULL && g_hash_table_size (book->certificates) >= REMEMBERED_MAX)
    g_hash_table_remove_all (book->certificates);
  if (book->certificates == NULL)
    book->certificates = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, g_free);

  g_hash_table_replace (book->certificates, g_bytes_ref (certificate), g_memdup2 (&id, sizeof id));
}

/* *id stays 0 when there is none. */
static gboolean
find (JbBook        *book,
      const guint8   match[JB_CODEC_HASH_BYTES],
      gint64        *id,
      GError       **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT id FROM certificates WHERE match = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_blob (statement, 1, match, JB_CODEC_HASH_BYTES);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *id = jb_statement_get_int (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
insert (JbBook        *book,
        GBytes        *certificate,
        const guint8   match[JB_CODEC_HASH_BYTES],
        gboolean       private_,
        gint64        *id,
        GError       **error)
{
  const JbPlace place = jb_codec_match_place (JB_PLACE_CERTIFICATE, match, JB_CODEC_HASH_BYTES);
  g_autoptr(GBytes) sealed = jb_codec_seal (book->codec, place, g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate),
                                            private_, error);
  JbStatement *statement;

  if (sealed == NULL)
    return FALSE;

  statement = jb_database_statement (book->database, "INSERT INTO certificates (match, sealed) VALUES (?1, ?2)", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_blob (statement, 1, match, JB_CODEC_HASH_BYTES);
  jb_statement_bind_bytes (statement, 2, sealed);
  if (!jb_statement_run (statement, error))
    return FALSE;

  *id = jb_database_last_id (book->database);
  return TRUE;
}

gboolean
jb_certificate_store_put (JbBook    *book,
                          GBytes    *certificate,
                          gboolean   private_,
                          gint64    *id,
                          GError   **error)
{
  const gint64 *known = book->certificates != NULL && certificate != NULL ? g_hash_table_lookup (book->certificates, certificate) : NULL;
  guint8 match[JB_CODEC_HASH_BYTES];

  *id = known != NULL ? *known : 0;
  if (certificate == NULL || known != NULL)
    return TRUE;

  if (!jb_codec_hash (book->codec, "certificate", g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate), match, error) ||
      !find (book, match, id, error) ||
      (*id == 0 && !insert (book, certificate, match, private_, id, error)))
    return FALSE;

  remember (book, certificate, *id);
  return TRUE;
}

gboolean
jb_certificate_store_read (JbBook       *book,
                           JbStatement  *statement,
                           int           first_column,
                           GBytes      **certificate,
                           GError      **error)
{
  gsize size, matched;
  gconstpointer sealed = jb_statement_get_blob (statement, first_column, &size);
  gconstpointer match = jb_statement_get_blob (statement, first_column + 1, &matched);

  *certificate = NULL;
  if (match == NULL)
    return TRUE;

  *certificate = jb_codec_open (book->codec, jb_codec_match_place (JB_PLACE_CERTIFICATE, match, matched), sealed, size, error);
  return *certificate != NULL;
}

/* -- protecting --------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint8  match[JB_CODEC_HASH_BYTES];
  GBytes *sealed;   /* (owned) */
} Row;

static void
row_clear (Row *row)
{
  g_clear_pointer (&row->sealed, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

/* What can no longer be read keeps what it has, hidden, as a private number does. */
static gboolean
encrypt_columns (JbBook       *book,
                 JbCodec      *codec,
                 JbStatement  *statement,
                 Row          *row,
                 GError      **error)
{
  gsize size, matched;
  gconstpointer sealed = jb_statement_get_blob (statement, 1, &size);
  gconstpointer old = jb_statement_get_blob (statement, 2, &matched);
  g_autoptr(GBytes) clear = jb_codec_open (book->codec, jb_codec_match_place (JB_PLACE_CERTIFICATE, old, matched), sealed, size, NULL);

  if (!(clear != NULL
        ? jb_codec_hash (codec, "certificate", g_bytes_get_data (clear, NULL), g_bytes_get_size (clear), row->match, error)
        : jb_codec_hash (codec, "damaged certificate", old, matched, row->match, error)))
    return FALSE;

  row->sealed = jb_codec_encrypt (codec, jb_codec_match_place (JB_PLACE_CERTIFICATE, row->match, sizeof row->match), sealed, size, error);
  return row->sealed != NULL;
}

static gboolean
update (JbBook     *book,
        gint64      id,
        const Row  *row,
        GError    **error)
{
  JbStatement *statement = jb_database_statement (book->database, "UPDATE certificates SET match = ?2, sealed = ?3 WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_blob (statement, 2, row->match, sizeof row->match);
  jb_statement_bind_bytes (statement, 3, row->sealed);
  return jb_statement_run (statement, error);
}

/* The row behind *id; *id becomes 0 when there is none. */
static gboolean
encrypt_next (JbBook   *book,
              JbCodec  *codec,
              gint64   *id,
              GError  **error)
{
  JbStatement *statement = jb_database_statement (book->database,
                                                  "SELECT id, sealed, match FROM certificates WHERE id > ?1 ORDER BY id LIMIT 1", error);
  g_auto(Row) row = { .sealed = NULL };
  gboolean ok;
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, *id);
  step = jb_statement_step (statement, error);
  *id = step == JB_STEP_ROW ? jb_statement_get_int (statement, 0) : 0;
  ok = step != JB_STEP_ERROR && (*id == 0 || encrypt_columns (book, codec, statement, &row, error));
  jb_statement_reset (statement);
  return ok && (*id == 0 || update (book, *id, &row, error));
}

gboolean
jb_certificate_store_encrypt (JbBook   *book,
                              JbCodec  *codec,
                              GError  **error)
{
  gint64 id = 0;

  do
    {
      if (!encrypt_next (book, codec, &id, error))
        return FALSE;
    }
  while (id != 0);

  return TRUE;
}
