/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A row as bytes: numbers as 8 bytes little-endian, texts and bytes with their length before them (-1 = none), in the order of
 * the columns below. What belongs to an invoice in other tables is read beside it, one pass over each. */

#define G_LOG_DOMAIN "jb-row-digest"

#include "config.h"

#include "jb-row-digest.h"

#include "jb-archive.h"
#include "jb-digest.h"
#include "jb-meta.h"

#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

#define ROW_KEY_BYTES 32

/* One table. Columns of @sql: id, those of @types (i number, t text, b bytes), then what is sealed and, of a party, its fingerprint.
 * The first text is the row's name. */
typedef struct
{
  const char         *sql;
  const char         *types;
  const char * const *parts;    /* what each mark is called; parallel to types, "" = belongs to the mark before it */
} TableInfo;

static const char * const invoice_parts[] = {
  N_("issue id"), N_("company"), N_("direction"), N_("mark of the original"),
  N_("kind"), N_("purpose"), N_("reason of the amendment"), N_("date written"), N_("date issued"), N_("date sent"), N_("time issued"),
  N_("counterparty"), N_("own side"), N_("supply"), N_("tax"), N_("total"), N_("state"), N_("state at the NTS"), N_("number of lines"),
  N_("item"), N_("amended issue id"), N_("document number"), N_("sender’s number"), N_("NTS answer"),
  N_("remark"), N_("original"), "", "", "", N_("lines"), N_("sources"), NULL
};

static const char * const party_parts[] = {
  N_("name"), N_("kind"), N_("number"), "", N_("representative"), N_("e-mail"), N_("words for the search"), NULL
};

static const char * const connection_parts[] = {
  N_("account"), N_("company"), N_("service"), N_("environment"), N_("name"), N_("pause"), N_("time added"), N_("mark of removal"), NULL
};

static const char * const company_parts[] = { N_("registration number"), N_("name"), NULL };

static const TableInfo tables[JB_LEAF_N_TABLES] = {
  [JB_LEAF_INVOICE] = {
    "SELECT i.id, i.issue_id, i.company, i.direction, i.original, i.kind, i.purpose, i.amendment, i.written_on, i.issued_on, i.sent_on, "
    "i.issued_at, i.counterparty, i.own_side, i.supply, i.tax, i.total, i.status, i.nts_status, i.n_lines, i.item, i.original_issue_id, "
    "i.document_number, i.sender_number, i.nts_result, d.remark, o.connection, o.arrived_at, o.size, o.sha256, d.sealed "
    "FROM invoices i LEFT JOIN details d ON d.invoice = i.id LEFT JOIN originals o ON o.invoice = i.id "
    "WHERE i.id BETWEEN ?1 AND ?2 ORDER BY i.id",
    "t" "iii" "iiiiiiiiiiiiiii" "ttttt" "t" "iiib", invoice_parts,
  },
  [JB_LEAF_PARTY] = {
    "SELECT id, name, kind, registration, CASE WHEN sealed IS NULL THEN match END, representative, email, words, sealed, match FROM parties WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    "titbttt", party_parts,
  },
  [JB_LEAF_CONNECTION] = {
    "SELECT id, account, company, service, environment, name, paused, added_at, removed, NULL FROM connections "
    "WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    "tittt" "iii", connection_parts,
  },
  [JB_LEAF_COMPANY] = {
    "SELECT id, registration, name, NULL FROM companies WHERE id BETWEEN ?1 AND ?2 ORDER BY id", "tt", company_parts,
  },
};

/* Rows of another table that belong to an invoice: the first column. */
static const char lines_sql[] =
  "SELECT invoice, position, number, supplied_on, name, specification, quantity, unit_price, supply, tax, remark FROM lines "
  "WHERE invoice BETWEEN ?1 AND ?2 ORDER BY invoice, position";
static const char sources_sql[] =
  "SELECT invoice, connection, first_seen FROM sources WHERE invoice BETWEEN ?1 AND ?2 ORDER BY invoice, connection";

typedef struct
{
  JbStatement *statement;
  const char  *types;      /* behind the invoice */
  gint64       invoice;    /* of the row that it stands on; G_MAXINT64 = behind the last */
} Beside;

typedef struct
{
  JbBook      *book;
  JbLeafTable  table;
  GByteArray  *bytes;      /* (owned): the row that is being made */
  JbDigest    *digest;     /* (owned) */
  Beside       lines;
  Beside       sources;
} Walk;

/* -- columns ------------------------------------------------------------------------------------------------------ */

static void
add_int (GByteArray *bytes,
         gint64      value)
{
  gint64 le = GINT64_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &le, sizeof le);
}

static void
add_bytes (GByteArray    *bytes,
           gconstpointer  data,
           gsize          size)
{
  add_int (bytes, data != NULL ? (gint64) size : -1);
  if (data != NULL)
    g_byte_array_append (bytes, data, (guint) size);
}

static void
add_column (GByteArray  *bytes,
            JbStatement *statement,
            int          column,
            char         type)
{
  gconstpointer data;
  gsize size;

  switch (type)
    {
    case 'i':
      add_int (bytes, jb_statement_get_int (statement, column));
      break;

    case 't':
      data = jb_statement_get_text (statement, column);
      add_bytes (bytes, data, data != NULL ? strlen (data) : 0);
      break;

    case 'b':
    default:
      data = jb_statement_get_blob (statement, column, &size);
      add_bytes (bytes, data, size);
    }
}

/* FNV-1a, folded: it stays in the journal, so it must be the same everywhere. */
static guint8
make_mark (const guint8 *data,
           gsize         size)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ data[i]) * 16777619u;
  hash ^= hash >> 16;
  return (guint8) (hash ^ hash >> 8);
}

/* The mark of all that was added to the row from @from on. */
static void
mark (const Walk *walk,
      gsize       from,
      JbLeaf     *leaf)
{
  leaf->marks[leaf->n_marks++] = make_mark (walk->bytes->data + from, walk->bytes->len - from);
}

static void
add_columns (Walk        *walk,
             JbStatement *statement,
             JbLeaf      *leaf)
{
  const TableInfo *info = &tables[walk->table];
  gsize from = walk->bytes->len;

  for (int i = 0; info->types[i] != '\0'; i++)
    {
      add_column (walk->bytes, statement, i + 1, info->types[i]);
      if (info->parts[i + 1] != NULL && *info->parts[i + 1] == '\0')
        continue;

      mark (walk, from, leaf);
      from = walk->bytes->len;
    }
}

/* -- beside an invoice -------------------------------------------------------------------------------------------- */

static gboolean
go_on (Beside  *beside,
       GError **error)
{
  JbStep step = jb_statement_step (beside->statement, error);

  beside->invoice = step == JB_STEP_ROW ? jb_statement_get_int (beside->statement, 0) : G_MAXINT64;
  return step != JB_STEP_ERROR;
}

static gboolean
begin (Beside       *beside,
       JbStatement  *statement,
       const char   *types,
       gint64        from,
       gint64        to,
       GError      **error)
{
  *beside = (Beside) { statement, types, G_MAXINT64 };
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, from);
  jb_statement_bind_int (statement, 2, to);
  return go_on (beside, error);
}

static gboolean
add_beside (Walk     *walk,
            Beside   *beside,
            JbLeaf   *leaf,
            GError  **error)
{
  gsize from = walk->bytes->len;

  /* What belongs to no invoice is found by the foreign keys. */
  while (beside->invoice <= leaf->id)
    {
      for (int i = 0; beside->invoice == leaf->id && beside->types[i] != '\0'; i++)
        add_column (walk->bytes, beside->statement, i + 1, beside->types[i]);
      if (!go_on (beside, error))
        return FALSE;
    }

  add_int (walk->bytes, (gint64) (walk->bytes->len - from));
  mark (walk, from, leaf);
  return TRUE;
}

/* -- what is sealed ----------------------------------------------------------------------------------------------- */

static GBytes *
open_sealed (Walk           *walk,
             JbStatement    *statement,
             gconstpointer   sealed,
             gsize           size,
             int             column,
             GError        **error)
{
  gint64 id = jb_statement_get_int (statement, 0);
  g_autoptr(GBytes) clear = NULL;
  guint8 expected[JB_CODEC_HASH_BYTES];
  gconstpointer match;
  gsize matched;

  if (walk->table != JB_LEAF_PARTY)
    return jb_codec_open (walk->book->codec, (JbPlace) { JB_PLACE_DETAILS, id }, sealed, size, error);

  match = jb_statement_get_blob (statement, column + 1, &matched);
  clear = jb_codec_open (walk->book->codec, jb_codec_match_place (JB_PLACE_PARTY, match, matched), sealed, size, error);
  if (clear == NULL ||
      !jb_codec_hash (walk->book->codec, "number", g_bytes_get_data (clear, NULL), g_bytes_get_size (clear), expected, error))
    return NULL;

  if (matched == sizeof expected && memcmp (match, expected, matched) == 0)
    return g_steal_pointer (&clear);

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT, "The fingerprint is another number's");
  return NULL;
}

static void
digest_private (Walk   *walk,
                GBytes *clear,
                JbLeaf *leaf)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint8 digest[EVP_MAX_MD_SIZE];
  guint8 *ok;

  add_int (bytes, leaf->table);
  add_int (bytes, leaf->id);
  add_bytes (bytes, g_bytes_get_data (clear, NULL), g_bytes_get_size (clear));
  ok = HMAC (EVP_sha256 (), walk->book->row_key, ROW_KEY_BYTES, bytes->data, bytes->len, digest, NULL);
  g_assert (ok != NULL);
  memcpy (leaf->private_, digest, sizeof leaf->private_);
  leaf->flags |= JB_LEAF_PRIVATE;
}

static void
add_private (Walk        *walk,
             JbStatement *statement,
             JbLeaf      *leaf)
{
  int column = (int) strlen (tables[walk->table].types) + 1;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) clear = NULL;
  gconstpointer sealed;
  gsize size;

  sealed = jb_statement_get_blob (statement, column, &size);
  if (sealed == NULL)
    return;

  clear = open_sealed (walk, statement, sealed, size, column, &error);
  if (clear != NULL && walk->book->row_key != NULL)
    digest_private (walk, clear, leaf);
  else if (clear != NULL || g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY))
    leaf->flags |= JB_LEAF_CLOSED;
  else
    leaf->flags |= JB_LEAF_CLOSED | JB_LEAF_DAMAGED;
}

/* -- rows --------------------------------------------------------------------------------------------------------- */

static void
name_leaf (JbStatement *statement,
           JbLeaf      *leaf)
{
  const char *name = jb_statement_get_text (statement, 1);

  if (name == NULL)
    return;

  g_strlcpy (leaf->name, name, sizeof leaf->name);
  /* Never half a letter. */
  if (!g_utf8_validate (leaf->name, -1, NULL))
    {
      const char *end;

      g_utf8_validate (leaf->name, -1, &end);
      leaf->name[end - leaf->name] = '\0';
    }
}

static gboolean
make_leaf (Walk         *walk,
           JbStatement  *statement,
           JbLeaf       *leaf,
           GError      **error)
{
  guint8 digest[JB_DIGEST_BYTES];

  memset (leaf, 0, sizeof *leaf);
  leaf->table = walk->table;
  leaf->id = jb_statement_get_int (statement, 0);
  name_leaf (statement, leaf);

  g_byte_array_set_size (walk->bytes, 0);
  add_int (walk->bytes, leaf->table);
  add_int (walk->bytes, leaf->id);
  add_columns (walk, statement, leaf);
  add_private (walk, statement, leaf);
  if (walk->table == JB_LEAF_INVOICE &&
      (!add_beside (walk, &walk->lines, leaf, error) || !add_beside (walk, &walk->sources, leaf, error)))
    return FALSE;

  jb_digest_add (walk->digest, walk->bytes->data, walk->bytes->len);
  jb_digest_end (walk->digest, digest);
  memcpy (leaf->digest, digest, sizeof leaf->digest);
  return TRUE;
}

static gboolean
walk_rows (Walk             *walk,
           JbStatement      *statement,
           JbRowDigestFunc   func,
           gpointer          user_data,
           GError          **error)
{
  JbLeaf leaf;
  JbStep step;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      if (!make_leaf (walk, statement, &leaf, error))
        return FALSE;
      func (&leaf, user_data);
    }
  return step == JB_STEP_DONE;
}

gboolean
jb_row_digest_walk (JbBook           *book,
                    JbLeafTable       table,
                    gint64            from,
                    gint64            to,
                    JbRowDigestFunc   func,
                    gpointer          user_data,
                    GError          **error)
{
  JbStatement *statement = jb_database_statement (book->database, tables[table].sql, error);
  g_autoptr(GByteArray) bytes = g_byte_array_sized_new (1024);
  g_autoptr(JbDigest) digest = jb_digest_new ();
  Walk walk = { .book = book, .table = table, .bytes = bytes, .digest = digest };
  gboolean ok;

  if (statement == NULL)
    return FALSE;

  ok = table != JB_LEAF_INVOICE ||
       (begin (&walk.lines, jb_database_statement (book->database, lines_sql, error), "iiittttiit", from, to, error) &&
        begin (&walk.sources, jb_database_statement (book->database, sources_sql, error), "ii", from, to, error));
  jb_statement_bind_int (statement, 1, from);
  jb_statement_bind_int (statement, 2, to);
  ok = ok && walk_rows (&walk, statement, func, user_data, error);

  jb_statement_reset (statement);
  if (walk.lines.statement != NULL)
    jb_statement_reset (walk.lines.statement);
  if (walk.sources.statement != NULL)
    jb_statement_reset (walk.sources.statement);
  return ok;
}

const char *
jb_row_digest_get_part (JbLeafTable table,
                        guint       mark_index)
{
  guint n = 0;

  for (const char * const *part = tables[table].parts; *part != NULL; part++)
    {
      if (**part != '\0' && n++ == mark_index)
        return _(*part);
    }
  return NULL;
}

/* -- the key of private values ------------------------------------------------------------------------------------ */

static const JbPlace key_place = { JB_PLACE_ROW_KEY, 0 };

static gboolean
take_key (JbBook  *book,
          GBytes  *clear,
          GError **error)
{
  if (g_bytes_get_size (clear) != ROW_KEY_BYTES)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT,
                           _("What the book kept here can no longer be read. Restore it from a backup."));
      return FALSE;
    }

  book->row_key = g_memdup2 (g_bytes_get_data (clear, NULL), ROW_KEY_BYTES);
  return TRUE;
}

gboolean
jb_row_key_load (JbBook  *book,
                 GError **error)
{
  g_autoptr(GBytes) sealed = NULL;
  g_autoptr(GBytes) clear = NULL;
  g_autoptr(GError) problem = NULL;

  if (book->row_key != NULL)
    return TRUE;

  if (!jb_meta_load (book->database, JB_META_ROW_KEY, &sealed, error))
    return FALSE;
  if (sealed == NULL)
    return TRUE;

  clear = jb_codec_open (book->codec, key_place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), &problem);
  if (clear != NULL)
    return take_key (book, clear, error);
  if (g_error_matches (problem, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
jb_row_key_require (JbBook  *book,
                    GError **error)
{
  guint8 fresh[ROW_KEY_BYTES];
  g_autoptr(GBytes) sealed = NULL;

  if (!jb_row_key_load (book, error))
    return FALSE;
  if (book->row_key != NULL || jb_codec_is_locked (book->codec))
    return TRUE;

  if (RAND_priv_bytes (fresh, sizeof fresh) != 1)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                           _("The system gives no random numbers, so no key can be made. Restart the computer and try again."));
      return FALSE;
    }

  sealed = jb_codec_seal (book->codec, key_place, fresh, sizeof fresh, TRUE, error);
  if (sealed == NULL || !jb_meta_store (book->database, JB_META_ROW_KEY, sealed, error))
    return FALSE;

  book->row_key = g_memdup2 (fresh, sizeof fresh);
  OPENSSL_cleanse (fresh, sizeof fresh);
  return TRUE;
}

void
jb_row_key_forget (JbBook *book)
{
  if (book->row_key != NULL)
    OPENSSL_cleanse (book->row_key, ROW_KEY_BYTES);
  g_clear_pointer (&book->row_key, g_free);
}

gboolean
jb_row_key_encrypt (JbBook   *book,
                    JbCodec  *codec,
                    GError  **error)
{
  g_autoptr(GBytes) sealed = NULL;
  g_autoptr(GBytes) encrypted = NULL;

  if (!jb_meta_load (book->database, JB_META_ROW_KEY, &sealed, error))
    return FALSE;
  if (sealed == NULL)
    return TRUE;

  encrypted = jb_codec_encrypt (codec, key_place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), error);
  return encrypted != NULL && jb_meta_store (book->database, JB_META_ROW_KEY, encrypted, error);
}
