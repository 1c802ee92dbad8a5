/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* hash (n) = SHA-256 (hash (n - 1) | id | at | connection | invoice | kind | detail), numbers as 8 bytes little-endian, texts with
 * their length before them; leaves follow in the same way where an entry has some. The newest hash also stands in meta, so that entries cut off at the end are missed. */

#define G_LOG_DOMAIN "jb-journal"

#include "config.h"

#include "jb-journal.h"

#include "jb-archive.h"
#include "jb-digest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
append_escaped (GString    *detail,
                const char *value)
{
  for (const char *at = value != NULL ? value : ""; *at != '\0'; at++)
    {
      switch (*at)
        {
        case '\t':
          g_string_append (detail, "\\t");
          break;

        case '\n':
          g_string_append (detail, "\\n");
          break;

        case '\\':
          g_string_append (detail, "\\\\");
          break;

        default:
          g_string_append_c (detail, *at);
        }
    }
}

void
jb_journal_note (GString    *detail,
                 const char *key,
                 const char *value)
{
  g_string_append (detail, key);
  g_string_append_c (detail, '\t');
  append_escaped (detail, value);
  g_string_append_c (detail, '\n');
}

void
jb_journal_note_int (GString    *detail,
                     const char *key,
                     gint64      value)
{
  g_string_append_printf (detail, "%s\t%" G_GINT64_FORMAT "\n", key, value);
}

void
jb_journal_note_change (GString    *detail,
                        const char *key,
                        const char *old,
                        const char *new_)
{
  g_string_append (detail, key);
  g_string_append_c (detail, '\t');
  append_escaped (detail, old);
  g_string_append_c (detail, '\t');
  append_escaped (detail, new_);
  g_string_append_c (detail, '\n');
}

static void
add_int (JbDigest  *digest,
         gint64     value)
{
  gint64 le = GINT64_TO_LE (value);

  jb_digest_add (digest, &le, sizeof le);
}

static void
add_text (JbDigest   *digest,
          const char *text)
{
  gsize size = text != NULL ? strlen (text) : 0;

  add_int (digest, (gint64) size);
  if (size > 0)
    jb_digest_add (digest, text, size);
}

static void
hash_entry (const guint8  previous[JB_JOURNAL_HASH_BYTES],
            gint64        id,
            gint64        at,
            const char   *kind,
            gint64        connection,
            gint64        invoice,
            const char   *detail,
            gconstpointer leaves,
            gsize         n_leaves,
            guint8        out[JB_JOURNAL_HASH_BYTES])
{
  g_autoptr(JbDigest) digest = jb_digest_new ();

  G_STATIC_ASSERT (JB_JOURNAL_HASH_BYTES == JB_DIGEST_BYTES);
  jb_digest_add (digest, previous, JB_JOURNAL_HASH_BYTES);
  add_int (digest, id);
  add_int (digest, at);
  add_int (digest, connection);
  add_int (digest, invoice);
  add_text (digest, kind);
  add_text (digest, detail);
  if (leaves != NULL)
    {
      add_int (digest, (gint64) n_leaves);
      jb_digest_add (digest, leaves, n_leaves);
    }
  jb_digest_end (digest, out);
}

/* The newest entry's id, and the hash that the next one follows: 0 and zeros when there is none. The hash is the one that the book keeps
 * apart: when entries were cut off, the next one shows it for ever. */
static gboolean
load_head (JbDatabase  *database,
           gint64      *id,
           guint8       hash[JB_JOURNAL_HASH_BYTES],
           GError     **error)
{
  JbStatement *statement = jb_database_statement (database, "SELECT (SELECT max (id) FROM journal), value FROM meta WHERE key = 'journal'",
                                                  error);
  JbStep step;
  gconstpointer data;
  gsize size;

  if (statement == NULL)
    return FALSE;

  *id = 0;
  memset (hash, 0, JB_JOURNAL_HASH_BYTES);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    {
      *id = jb_statement_get_int (statement, 0);
      data = jb_statement_get_blob (statement, 1, &size);
      if (size == JB_JOURNAL_HASH_BYTES)
        memcpy (hash, data, size);
    }

  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
store_head (JbDatabase    *database,
            const guint8   hash[JB_JOURNAL_HASH_BYTES],
            GError       **error)
{
  JbStatement *statement = jb_database_statement (database, "UPDATE meta SET value = ?1 WHERE key = 'journal'", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_blob (statement, 1, hash, JB_JOURNAL_HASH_BYTES);
  return jb_statement_run (statement, error);
}

static gboolean
append (JbDatabase        *database,
        gint64             at,
        const char        *kind,
        gint64             connection,
        gint64             invoice,
        const char        *detail,
        const GByteArray  *leaves,
        GError           **error)
{
  guint8 previous[JB_JOURNAL_HASH_BYTES], hash[JB_JOURNAL_HASH_BYTES];
  JbStatement *statement;
  gint64 id;

  if (!load_head (database, &id, previous, error))
    return FALSE;

  id++;
  hash_entry (previous, id, at, kind, connection, invoice, detail, leaves != NULL ? leaves->data : NULL, leaves != NULL ? leaves->len : 0,
              hash);
  statement = jb_database_statement (database,
                                     "INSERT INTO journal (id, at, kind, connection, invoice, detail, hash, leaves) "
                                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_int (statement, 2, at);
  jb_statement_bind_text (statement, 3, kind);
  jb_statement_bind_int (statement, 4, connection);
  jb_statement_bind_int (statement, 5, invoice);
  jb_statement_bind_text (statement, 6, detail);
  jb_statement_bind_blob (statement, 7, hash, sizeof hash);
  if (leaves != NULL && leaves->len > 0)
    jb_statement_bind_blob (statement, 8, leaves->data, leaves->len);
  else
    jb_statement_bind_text (statement, 8, NULL);
  return jb_statement_run (statement, error) && store_head (database, hash, error);
}

gboolean
jb_journal_append (JbDatabase  *database,
                   gint64       at,
                   const char  *kind,
                   gint64       connection,
                   gint64       invoice,
                   const char  *detail,
                   GError     **error)
{
  return append (database, at, kind, connection, invoice, detail, NULL, error);
}

gboolean
jb_journal_append_leaves (JbDatabase        *database,
                          gint64             at,
                          const char        *kind,
                          const char        *detail,
                          const GByteArray  *leaves,
                          GError           **error)
{
  return append (database, at, kind, 0, 0, detail, leaves, error);
}

/* -- checking ----------------------------------------------------------------------------------------------------- */

char *
jb_journal_describe_day (gint64 at)
{
  int day = jb_instant_to_date (at);

  return jb_date_is_valid (day) ? jb_date_format (day) : g_strdup ("?");
}

static void
report_entry (GPtrArray *findings,
              gint64     id,
              gint64     at)
{
  g_autofree char *day = jb_journal_describe_day (at);

  g_ptr_array_add (findings,
                   /* Translators: the number of an entry and its day. */
                   g_strdup_printf (_("Entry %lld of the journal (%s) was altered, or entries before it were removed."),
                                    (long long) id, day));
}

static gboolean
is_wanted (const guint8  hash[JB_JOURNAL_HASH_BYTES],
           const char   *wanted)
{
  for (guint i = 0; wanted[i] != '\0'; i++)
    {
      int digit = g_ascii_xdigit_value (wanted[i]);

      if (i >= JB_JOURNAL_HASH_BYTES * 2 || digit != (i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15))
        return FALSE;
    }
  return TRUE;
}

/* TRUE while the chain holds. Behind a break it is that of the entries as they are now, which proves nothing of them. */
static gboolean
check_entry (JbStatement     *statement,
             JbJournalCheck  *check)
{
  JbJournalStep step = {
    .id = jb_statement_get_int (statement, 0),
    .at = jb_statement_get_int (statement, 1),
    .kind = jb_statement_get_text (statement, 2),
  };
  guint8 computed[JB_JOURNAL_HASH_BYTES];
  gconstpointer stored;
  gboolean holds;
  gsize size;

  step.leaves = jb_statement_get_blob (statement, 7, &step.n_leaves);
  hash_entry (check->head, step.id, step.at, step.kind, jb_statement_get_int (statement, 3), jb_statement_get_int (statement, 4),
              jb_statement_get_text (statement, 5), step.leaves, step.n_leaves, computed);
  stored = jb_statement_get_blob (statement, 6, &size);
  holds = step.id == ++check->n_entries && size == sizeof computed && memcmp (stored, computed, size) == 0;
  memcpy (check->head, computed, sizeof computed);
  check->has_wanted = check->has_wanted || (check->wanted != NULL && check->first_altered == 0 && holds &&
                                            is_wanted (computed, check->wanted));
  if (check->func != NULL)
    check->func (&step, check->user_data);
  return holds;
}

static gboolean
check_head (JbDatabase    *database,
            const guint8   hash[JB_JOURNAL_HASH_BYTES],
            GPtrArray     *findings,
            GError       **error)
{
  g_autoptr(JbStatement) statement = jb_database_prepare (database, "SELECT value FROM meta WHERE key = 'journal'", error);
  JbStep step;
  gconstpointer stored;
  gsize size;

  if (statement == NULL)
    return FALSE;

  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ERROR)
    return FALSE;

  stored = step == JB_STEP_ROW ? jb_statement_get_blob (statement, 0, &size) : NULL;
  if (stored == NULL || size != JB_JOURNAL_HASH_BYTES || memcmp (stored, hash, size) != 0)
    g_ptr_array_add (findings, g_strdup (_("The newest entries of the journal were removed.")));
  return TRUE;
}

gboolean
jb_journal_check (JbDatabase      *database,
                  JbJournalCheck  *check,
                  GPtrArray       *findings,
                  GError         **error)
{
  g_autoptr(JbStatement) statement = NULL;
  JbStep step;

  statement = jb_database_prepare (database,
                                   "SELECT id, at, kind, connection, invoice, detail, hash, leaves FROM journal ORDER BY id", error);
  if (statement == NULL)
    return FALSE;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      if (check_entry (statement, check) || check->first_altered != 0)
        continue;

      check->first_altered = jb_statement_get_int (statement, 0);
      report_entry (findings, check->first_altered, jb_statement_get_int (statement, 1));
    }

  return step == JB_STEP_DONE && (check->first_altered != 0 || check_head (database, check->head, findings, error));
}
