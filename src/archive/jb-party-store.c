/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Most invoices come from parties that were seen a moment ago: the writer remembers their rows, so that a new invoice costs no
 * look into this table. */

#define G_LOG_DOMAIN "jb-party-store"

#include "config.h"

#include "jb-party-store.h"

#include "jb-archive.h"
#include "jb-numbers.h"
#include "jb-proof.h"
#include "jb-search-text.h"

#include <string.h>

#define MATCH_BYTES JB_CODEC_HASH_BYTES

/* So many parties are remembered before the memory starts anew. */
#define REMEMBERED_MAX 50000

/* A row of the table, as the writer remembers it. */
typedef struct
{
  gint64  id;
  char   *representative;
  char   *email;
} Known;

/* A party on its way into the table. */
typedef struct
{
  const JbParty *party;
  const char    *name;
  char          *registration;    /* (owned): masked when private */
  gboolean       private_;
  guint8         match[MATCH_BYTES];
} Put;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->representative);
  g_free (known->email);
  g_free (known);
}

static gboolean
put_init (Put            *put,
          JbBook         *book,
          const JbParty  *party,
          GError        **error)
{
  const char *registration = party->registration != NULL ? party->registration : "";

  put->party = party;
  put->name = party->name != NULL ? party->name : "";
  put->private_ = jb_registration_is_private (registration);
  put->registration = put->private_ ? jb_registration_display (registration) : g_strdup (registration);
  return !put->private_ || jb_codec_match (book->codec, registration, put->match, error);
}

static gsize
match_size (const Put *put)
{
  return put->private_ ? MATCH_BYTES : 0;
}

static char *
make_key (const Put *put)
{
  g_autofree char *match = put->private_ ? g_base64_encode (put->match, MATCH_BYTES) : NULL;

  return g_strconcat (put->registration, "\n", match != NULL ? match : "", "\n", put->name, NULL);
}

static Known *
remember (JbBook     *book,
          const char *key,
          gint64      id,
          const char *representative,
          const char *email)
{
  Known *known = g_new0 (Known, 1);

  if (book->parties != NULL && g_hash_table_size (book->parties) >= REMEMBERED_MAX)
    jb_book_forget (book);
  if (book->parties == NULL)
    book->parties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);

  known->id = id;
  known->representative = g_strdup (representative);
  known->email = g_strdup (email);
  g_hash_table_replace (book->parties, g_strdup (key), known);
  return known;
}

/* A party that comes without a name is the one whose name is known already; *id stays 0 when there is none. */
static gboolean
find_by_number (JbBook     *book,
                const Put  *put,
                gint64     *id,
                GError    **error)
{
  JbStatement *statement = jb_database_statement (book->database,
                                                  "SELECT id FROM parties WHERE registration = ?1 AND match = ?2 "
                                                  "ORDER BY id DESC LIMIT 1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, put->registration);
  jb_statement_bind_blob (statement, 2, put->match, match_size (put));
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *id = jb_statement_get_int (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
find (JbBook      *book,
      const Put   *put,
      const char  *key,
      Known      **known,
      GError     **error)
{
  JbStatement *statement = jb_database_statement (book->database,
                                                  "SELECT id, representative, email FROM parties "
                                                  "WHERE registration = ?1 AND match = ?2 AND name = ?3", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, put->registration);
  jb_statement_bind_blob (statement, 2, put->match, match_size (put));
  jb_statement_bind_text (statement, 3, put->name);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *known = remember (book, key, jb_statement_get_int (statement, 0), jb_statement_get_text (statement, 1),
                       jb_statement_get_text (statement, 2));
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static char *
make_words (const Put  *put,
            const char *representative)
{
  GString *words = g_string_new (NULL);

  jb_search_append (words, put->name);
  jb_search_append (words, representative);
  if (!put->private_)
    jb_search_append (words, put->registration);
  return g_string_free (words, FALSE);
}

static gboolean
insert (JbBook      *book,
        const Put   *put,
        const char  *key,
        Known      **known,
        GError     **error)
{
  const JbParty *party = put->party;
  g_autoptr(GBytes) sealed = NULL;
  g_autofree char *words = make_words (put, party->representative);
  JbStatement *statement =
    jb_database_statement (book->database,
                           "INSERT INTO parties (kind, registration, match, sealed, name, representative, email, words) "
                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", error);

  if (statement == NULL)
    return FALSE;

  if (put->private_)
    {
      sealed = jb_codec_seal (book->codec, jb_codec_match_place (JB_PLACE_PARTY, put->match, MATCH_BYTES), party->registration, strlen (party->registration), TRUE, error);
      if (sealed == NULL)
        return FALSE;
    }

  jb_statement_bind_int (statement, 1, party->kind);
  jb_statement_bind_text (statement, 2, put->registration);
  jb_statement_bind_blob (statement, 3, put->match, match_size (put));
  jb_statement_bind_bytes (statement, 4, sealed);
  jb_statement_bind_text (statement, 5, put->name);
  jb_statement_bind_text (statement, 6, party->representative);
  jb_statement_bind_text (statement, 7, party->contact.email);
  jb_statement_bind_text (statement, 8, words);
  if (!jb_statement_run (statement, error))
    return FALSE;

  jb_book_touch_parties (book);
  *known = remember (book, key, jb_database_last_id (book->database), party->representative, party->contact.email);
  jb_proof_touch (book, JB_LEAF_PARTY, (*known)->id, TRUE);
  return TRUE;
}

/* TRUE when @new_ says something that is not known yet; *known becomes it. */
static gboolean
learn (char       **known,
       const char  *new_)
{
  if (new_ == NULL || *new_ == '\0' || g_strcmp0 (new_, *known) == 0)
    return FALSE;

  g_free (*known);
  *known = g_strdup (new_);
  return TRUE;
}

static gboolean
refresh (JbBook     *book,
         const Put  *put,
         Known      *known,
         gboolean   *changed,
         GError    **error)
{
  gboolean other_person = learn (&known->representative, put->party->representative);
  gboolean other_email = learn (&known->email, put->party->contact.email);
  g_autofree char *words = NULL;
  JbStatement *statement;

  if (!other_person && !other_email)
    return TRUE;

  words = make_words (put, known->representative);
  statement = jb_database_statement (book->database,
                                     "UPDATE parties SET representative = ?2, email = ?3, words = ?4 WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, known->id);
  jb_statement_bind_text (statement, 2, known->representative);
  jb_statement_bind_text (statement, 3, known->email);
  jb_statement_bind_text (statement, 4, words);
  *changed = TRUE;
  jb_book_touch_parties (book);
  jb_proof_touch (book, JB_LEAF_PARTY, known->id, FALSE);
  return jb_statement_run (statement, error);
}

gboolean
jb_party_store_put (JbBook         *book,
                    const JbParty  *party,
                    gint64         *id,
                    gboolean       *changed,
                    GError        **error)
{
  g_autofree char *key = NULL;
  g_autofree char *registration = NULL;
  Known *known = NULL;
  Put put = { 0 };
  gboolean ok;

  *id = 0;
  if (party == NULL || ((party->name == NULL || *party->name == '\0') &&
                        (party->registration == NULL || *party->registration == '\0')))
    return TRUE;

  ok = put_init (&put, book, party, error);
  registration = put.registration;
  if (!ok)
    return FALSE;

  if (*put.name == '\0' && (!find_by_number (book, &put, id, error) || *id != 0))
    return *id != 0;

  key = make_key (&put);
  if (book->parties != NULL)
    known = g_hash_table_lookup (book->parties, key);
  if (known == NULL && !find (book, &put, key, &known, error))
    return FALSE;

  if (known == NULL)
    {
      *changed = TRUE;
      if (!insert (book, &put, key, &known, error))
        return FALSE;
    }
  else if (!refresh (book, &put, known, changed, error))
    {
      return FALSE;
    }

  *id = known->id;
  return TRUE;
}

static char *
unseal (JbBook      *book,
        JbStatement *statement,
        int          sealed_column,
        int          match_column)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) clear = NULL;
  gconstpointer sealed, match;
  gsize size, matched;

  sealed = jb_statement_get_blob (statement, sealed_column, &size);
  match = jb_statement_get_blob (statement, match_column, &matched);
  if (sealed == NULL)
    return NULL;

  clear = jb_codec_open (book->codec, jb_codec_match_place (JB_PLACE_PARTY, match, matched), sealed, size, &error);
  if (clear == NULL)
    {
      if (!g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY))
        g_warning ("A party's number cannot be read: %s", error->message);
      return NULL;
    }

  return g_strndup (g_bytes_get_data (clear, NULL), g_bytes_get_size (clear));
}

static char *
null_if_empty (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

JbParty *
jb_party_store_read (JbBook      *book,
                     JbStatement *statement,
                     int          first_column)
{
  JbParty *party;

  if (jb_statement_get_text (statement, first_column + 3) == NULL)
    return NULL;

  party = jb_party_new ();
  party->kind = (JbPartyKind) jb_statement_get_int (statement, first_column);
  party->registration = unseal (book, statement, first_column + 2, first_column + 6);
  if (party->registration == NULL)
    party->registration = null_if_empty (jb_statement_get_text (statement, first_column + 1));
  party->name = null_if_empty (jb_statement_get_text (statement, first_column + 3));
  party->representative = jb_statement_dup_text (statement, first_column + 4);
  party->contact.email = jb_statement_dup_text (statement, first_column + 5);
  return party;
}

/* -- protecting --------------------------------------------------------------------------------------------------- */

/* (transfer full) (element-type gint64) (nullable) */
static GArray *
list_private (JbBook  *book,
              GError **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  JbStatement *statement = jb_database_statement (book->database, "SELECT id FROM parties WHERE sealed IS NOT NULL", error);
  JbStep step;

  if (statement == NULL)
    return NULL;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);

      g_array_append_val (ids, id);
    }
  jb_statement_reset (statement);
  return step == JB_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* A number that can no longer be read keeps what it has, hidden: its old fingerprint would give it away. */
static gboolean
hash_again (JbBook       *book,
            JbCodec      *codec,
            JbStatement  *row,
            guint8        match[MATCH_BYTES],
            GError      **error)
{
  gsize sealed_size, match_size_;
  gconstpointer sealed = jb_statement_get_blob (row, 0, &sealed_size);
  gconstpointer old = jb_statement_get_blob (row, 1, &match_size_);
  g_autoptr(GBytes) clear = jb_codec_open (book->codec, jb_codec_match_place (JB_PLACE_PARTY, old, match_size_), sealed, sealed_size, NULL);

  return clear != NULL
         ? jb_codec_hash (codec, "number", g_bytes_get_data (clear, NULL), g_bytes_get_size (clear), match, error)
         : jb_codec_hash (codec, "damaged number", old, match_size_, match, error);
}

/* (transfer full) (nullable): what is sealed now, in the place of @match (out). */
static GBytes *
encrypt_row (JbBook   *book,
             JbCodec  *codec,
             gint64    id,
             guint8    match[MATCH_BYTES],
             GError  **error)
{
  JbStatement *row = jb_database_statement (book->database, "SELECT sealed, match FROM parties WHERE id = ?1", error);
  g_autoptr(GBytes) encrypted = NULL;
  gconstpointer sealed;
  gsize size;

  if (row == NULL)
    return NULL;

  jb_statement_bind_int (row, 1, id);
  if (jb_statement_step (row, error) == JB_STEP_ROW && hash_again (book, codec, row, match, error))
    {
      sealed = jb_statement_get_blob (row, 0, &size);
      encrypted = jb_codec_encrypt (codec, jb_codec_match_place (JB_PLACE_PARTY, match, MATCH_BYTES), sealed, size, error);
    }
  jb_statement_reset (row);
  return g_steal_pointer (&encrypted);
}

static gboolean
encrypt_party (JbBook   *book,
               JbCodec  *codec,
               gint64    id,
               GError  **error)
{
  guint8 match[MATCH_BYTES];
  g_autoptr(GBytes) sealed = encrypt_row (book, codec, id, match, error);
  JbStatement *statement;

  if (sealed == NULL)
    return FALSE;

  statement = jb_database_statement (book->database, "UPDATE parties SET match = ?2, sealed = ?3 WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_blob (statement, 2, match, MATCH_BYTES);
  jb_statement_bind_bytes (statement, 3, sealed);
  return jb_statement_run (statement, error);
}

gboolean
jb_party_store_encrypt (JbBook   *book,
                        JbCodec  *codec,
                        GError  **error)
{
  g_autoptr(GArray) ids = list_private (book, error);

  if (ids == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      if (!encrypt_party (book, codec, g_array_index (ids, gint64, i), error))
        return FALSE;
    }

  jb_book_forget (book);
  return TRUE;
}
