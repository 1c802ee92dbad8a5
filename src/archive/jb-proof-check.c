/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The reader's side of the proof: the last leaf of each row, out of the whole journal, against the rows as they are now. Both come in
 * the order of their ids. In memory stand 56 bytes for each row of the book, and nothing of the rows themselves. */

#define G_LOG_DOMAIN "jb-proof-check"

#include "config.h"

#include "jb-archive-check.h"

#include "jb-journal.h"
#include "jb-row-digest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the journal says of a row. */
typedef struct
{
  gint64   id;
  guint32  first;      /* entry that brought it */
  guint32  last;       /* entry that said last what it is */
  guint32  flags;      /* JbLeafFlags */
  guint8   digest[JB_LEAF_DIGEST_BYTES];
  guint8   private_[JB_LEAF_PRIVATE_BYTES];
} Known;

typedef enum
{
  SUSPECT_ALTERED,
  SUSPECT_REMOVED,
  SUSPECT_ADDED,
} SuspectKind;

typedef struct
{
  SuspectKind  kind;
  Known        known;   /* empty for a row that was added */
  JbLeaf       leaf;    /* as it is now; for a removed one table and id only */
} Suspect;

typedef struct
{
  const JbProving *proving;
  JbBookProof     *proof;
  GArray          *known[JB_LEAF_N_TABLES];   /* (element-type Known): ids ascending */
  guint            at;                        /* in that of the table that is being walked */
  GArray          *suspects;                  /* (element-type Suspect) */
  gint64           second_start;              /* entry that begins the proof anew; 0 = none */
  gint64           n_baseline;                /* rows that were there when it began */
  gboolean         has_rows;                  /* something was written since it began */
  gboolean         has_private;               /* a row has values that only the row key proves */
  gint64           n_walked;
  gint64           n_rows;
} Check;

/* -- what the journal says ---------------------------------------------------------------------------------------- */

static guint
find_known (const GArray *known,
            gint64        id)
{
  guint low = 0;
  guint high = known->len;

  /* Rows come with growing ids. */
  if (high > 0 && g_array_index (known, Known, high - 1).id < id)
    return high;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (known, Known, middle).id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
learn (Check        *check,
       const JbLeaf *leaf,
       gint64        entry,
       gboolean      is_baseline)
{
  GArray *known = check->known[leaf->table];
  guint at = find_known (known, leaf->id);
  gboolean is_known = at < known->len && g_array_index (known, Known, at).id == leaf->id;
  Known row = { .id = leaf->id, .first = (guint32) entry, .last = (guint32) entry, .flags = leaf->flags };

  memcpy (row.digest, leaf->digest, sizeof row.digest);
  memcpy (row.private_, leaf->private_, sizeof row.private_);
  if (is_known)
    {
      row.first = g_array_index (known, Known, at).first;
      g_array_index (known, Known, at) = row;
    }
  else
    {
      g_array_insert_val (known, at, row);
    }

  check->n_baseline += is_baseline ? 1 : 0;
  check->has_private = check->has_private || (leaf->flags & JB_LEAF_PRIVATE);
}

static void
step_cb (const JbJournalStep *step,
         gpointer             user_data)
{
  Check *check = user_data;
  gboolean is_baseline = g_strcmp0 (step->kind, JB_JOURNAL_BASELINE) == 0;
  JbLeafReader reader = { .at = step->leaves, .left = step->n_leaves };
  JbLeaf leaf;

  if (is_baseline && check->has_rows && check->second_start == 0)
    check->second_start = step->id;
  if (is_baseline && check->proof->since == 0)
    check->proof->since = step->at;
  check->has_rows = check->has_rows || (step->leaves != NULL && !is_baseline);

  while (reader.left > 0 && jb_leaf_read (&reader, &leaf))
    learn (check, &leaf, step->id, is_baseline);
}

/* -- what the rows are -------------------------------------------------------------------------------------------- */

static void
suspect (Check        *check,
         SuspectKind   kind,
         JbLeafTable   table,
         const Known  *known,
         const JbLeaf *leaf)
{
  Suspect suspect_ = { .kind = kind };

  if (check->suspects->len >= JB_FINDINGS_MAX)
    return;

  if (known != NULL)
    suspect_.known = *known;
  if (leaf != NULL)
    suspect_.leaf = *leaf;
  suspect_.leaf.table = table;
  g_array_append_val (check->suspects, suspect_);
}

#define SEALED_FLAGS (JB_LEAF_PRIVATE | JB_LEAF_CLOSED)

static gboolean
is_same_private (Check        *check,
                 const Known  *known,
                 const JbLeaf *leaf)
{
  if ((leaf->flags & JB_LEAF_DAMAGED) || ((known->flags & SEALED_FLAGS) != 0) != ((leaf->flags & SEALED_FLAGS) != 0))
    return FALSE;

  if ((known->flags & JB_LEAF_PRIVATE) && (leaf->flags & JB_LEAF_PRIVATE))
    return memcmp (known->private_, leaf->private_, sizeof known->private_) == 0;

  check->proof->n_closed += (known->flags & SEALED_FLAGS) != 0 ? 1 : 0;
  return TRUE;
}

static void
compare (Check        *check,
         const Known  *known,
         const JbLeaf *leaf)
{
  gboolean same_private = is_same_private (check, known, leaf);

  if (!same_private || memcmp (known->digest, leaf->digest, sizeof known->digest) != 0)
    suspect (check, SUSPECT_ALTERED, leaf->table, known, leaf);
  else if (leaf->table == JB_LEAF_INVOICE)
    check->proof->n_invoices++;
}

/* Rows that the journal knows before @id are not there any more. */
static void
pass_removed (Check       *check,
              JbLeafTable  table,
              gint64       id)
{
  const GArray *known = check->known[table];

  for (; check->at < known->len && g_array_index (known, Known, check->at).id < id; check->at++)
    suspect (check, SUSPECT_REMOVED, table, &g_array_index (known, Known, check->at), NULL);
}

static void
leaf_cb (const JbLeaf *leaf,
         gpointer      user_data)
{
  Check *check = user_data;
  const GArray *known = check->known[leaf->table];

  pass_removed (check, leaf->table, leaf->id);
  if (check->at < known->len && g_array_index (known, Known, check->at).id == leaf->id)
    compare (check, &g_array_index (known, Known, check->at++), leaf);
  else if (check->proof->since != 0)
    suspect (check, SUSPECT_ADDED, leaf->table, NULL, leaf);

  check->n_walked++;
  if (check->proving->permille != NULL && check->n_walked % 256 == 0)
    g_atomic_int_set (check->proving->permille, (int) MIN (1000, check->n_walked * 1000 / MAX (check->n_rows, 1)));
}

static gboolean
walk_tables (JbBook  *book,
             Check   *check,
             GError **error)
{
  for (JbLeafTable table = 0; table < JB_LEAF_N_TABLES; table++)
    {
      check->at = 0;
      if (!jb_row_digest_walk (book, table, G_MININT64, G_MAXINT64, leaf_cb, check, error))
        return FALSE;
      pass_removed (check, table, G_MAXINT64);
    }
  return TRUE;
}

/* -- in words ----------------------------------------------------------------------------------------------------- */

/* The leaf of a row in an entry of the journal. */
static gboolean
load_leaf (JbBook       *book,
           gint64        entry,
           JbLeafTable   table,
           gint64        id,
           JbLeaf       *leaf)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT leaves FROM journal WHERE id = ?1", NULL);
  JbLeafReader reader = { .at = NULL };
  gboolean found = FALSE;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, entry);
  if (jb_statement_step (statement, NULL) == JB_STEP_ROW)
    reader.at = jb_statement_get_blob (statement, 0, &reader.left);
  while (!found && reader.at != NULL && jb_leaf_read (&reader, leaf))
    found = leaf->table == table && leaf->id == id;
  jb_statement_reset (statement);
  return found;
}

static char *
describe_entry_day (JbBook *book,
                    gint64  entry)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT at FROM journal WHERE id = ?1", NULL);
  gint64 at = 0;

  if (statement != NULL)
    {
      jb_statement_bind_int (statement, 1, entry);
      if (jb_statement_step (statement, NULL) == JB_STEP_ROW)
        at = jb_statement_get_int (statement, 0);
      jb_statement_reset (statement);
    }
  return jb_journal_describe_day (at);
}

static void
add_part (GString    *parts,
          const char *part)
{
  if (parts->len > 0)
    g_string_append (parts, ", ");
  g_string_append (parts, part);
}

/* What of the row is not what it was. */
static char *
describe_parts (JbBook         *book,
                const Suspect  *suspect_)
{
  const JbLeaf *now = &suspect_->leaf;
  const Known *known = &suspect_->known;
  GString *parts = g_string_new (NULL);
  JbLeaf then;

  if (load_leaf (book, known->last, now->table, now->id, &then) && then.n_marks == now->n_marks)
    {
      for (guint i = 0; i < now->n_marks; i++)
        {
          if (now->marks[i] != then.marks[i])
            add_part (parts, jb_row_digest_get_part (now->table, i));
        }
    }

  if ((now->flags & JB_LEAF_DAMAGED) || ((known->flags & SEALED_FLAGS) != 0) != ((now->flags & SEALED_FLAGS) != 0) ||
      ((known->flags & now->flags & JB_LEAF_PRIVATE) && memcmp (known->private_, now->private_, sizeof now->private_) != 0))
    add_part (parts, now->table == JB_LEAF_PARTY ? _("encrypted number") : _("details"));
  if (parts->len == 0)
    add_part (parts, _("something in its row"));
  return g_string_free (parts, FALSE);
}

/* Of one invoice that names the party. (nullable) (transfer full) */
static char *
find_invoice_of (JbBook *book,
                 gint64  party)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT issue_id FROM invoices WHERE counterparty = ?1 UNION ALL "
                           "SELECT issue_id FROM invoices WHERE own_side = ?1 LIMIT 1", NULL);
  char *issue_id = NULL;

  if (statement == NULL)
    return NULL;

  jb_statement_bind_int (statement, 1, party);
  if (jb_statement_step (statement, NULL) == JB_STEP_ROW)
    issue_id = jb_statement_dup_text (statement, 0);
  jb_statement_reset (statement);
  return issue_id;
}

static char *
describe_row (JbBook         *book,
              const Suspect  *suspect_)
{
  g_autofree char *issue_id = NULL;
  JbLeaf then;

  /* As it was called when it came: its name may be what was altered. */
  if (suspect_->kind == SUSPECT_ADDED ||
      !load_leaf (book, suspect_->known.first, suspect_->leaf.table, suspect_->known.id, &then))
    then = suspect_->leaf;
  if (suspect_->leaf.table != JB_LEAF_PARTY)
    return g_strdup (then.name);

  issue_id = find_invoice_of (book, suspect_->kind == SUSPECT_ADDED ? suspect_->leaf.id : suspect_->known.id);
  if (issue_id == NULL)
    return g_strdup (then.name);
  /* Translators: the name of a party and the issue id of an invoice of it. */
  return g_strdup_printf (_("%1$s, invoice %2$s"), then.name, issue_id);
}

/* Translators: the row's name, the number of an entry of the journal and its day. */
static const char * const removed[JB_LEAF_N_TABLES] = {
  [JB_LEAF_INVOICE] = N_("Invoice %1$s was removed. Entry %2$lld of the journal (%3$s) says what it was."),
  [JB_LEAF_PARTY] = N_("The party “%1$s” was removed. Entry %2$lld of the journal (%3$s) says what it was."),
  [JB_LEAF_CONNECTION] = N_("The connection “%1$s” was removed from the file. Entry %2$lld of the journal (%3$s) says what it was."),
  [JB_LEAF_COMPANY] = N_("The company %1$s was removed. Entry %2$lld of the journal (%3$s) says what it was."),
};

/* Translators: the row's name, what of it was altered, the number of an entry of the journal and its day. */
static const char * const altered[JB_LEAF_N_TABLES] = {
  [JB_LEAF_INVOICE] = N_("Invoice %1$s was altered: %4$s. Entry %2$lld of the journal (%3$s) says what it was."),
  [JB_LEAF_PARTY] = N_("The party “%1$s” was altered: %4$s. Entry %2$lld of the journal (%3$s) says what it was."),
  [JB_LEAF_CONNECTION] = N_("The connection “%1$s” was altered: %4$s. Entry %2$lld of the journal (%3$s) says what it was."),
  [JB_LEAF_COMPANY] = N_("The company %1$s was altered: %4$s. Entry %2$lld of the journal (%3$s) says what it was."),
};

static const char * const added[JB_LEAF_N_TABLES] = {
  [JB_LEAF_INVOICE] = N_("Invoice %s is in the book, but no entry of the journal brought it."),
  [JB_LEAF_PARTY] = N_("The party “%s” is in the book, but no entry of the journal brought it."),
  [JB_LEAF_CONNECTION] = N_("The connection “%s” is in the book, but no entry of the journal brought it."),
  [JB_LEAF_COMPANY] = N_("The company %s is in the book, but no entry of the journal brought it."),
};

static char *
describe (JbBook         *book,
          const Suspect  *suspect_)
{
  JbLeafTable table = suspect_->leaf.table;
  g_autofree char *name = describe_row (book, suspect_);
  g_autofree char *day = describe_entry_day (book, suspect_->known.last);
  g_autofree char *parts = NULL;

  switch (suspect_->kind)
    {
    case SUSPECT_ADDED:
      return g_strdup_printf (_(added[table]), name);

    case SUSPECT_REMOVED:
      return g_strdup_printf (_(removed[table]), name, (long long) suspect_->known.last, day);

    case SUSPECT_ALTERED:
    default:
      parts = describe_parts (book, suspect_);
      return g_strdup_printf (_(altered[table]), name, (long long) suspect_->known.last, day, parts);
    }
}

static void
note_altered (JbBookProof *proof,
              gint64       entry)
{
  if (entry != 0 && (proof->first_altered == 0 || entry < proof->first_altered))
    proof->first_altered = entry;
}

static void
report (JbBook      *book,
        const Check *check)
{
  for (guint i = 0; i < check->suspects->len; i++)
    {
      const Suspect *suspect_ = &g_array_index (check->suspects, Suspect, i);

      note_altered (check->proof, suspect_->known.last);
      _jb_findings_add (check->proof->findings, describe (book, suspect_));
    }

  if (check->second_start != 0)
    _jb_findings_add (check->proof->findings,
                      /* Translators: the number of an entry of the journal. */
                      g_strdup_printf (_("Entry %lld of the journal begins to prove the rows a second time; what was altered before it "
                                         "cannot be told."), (long long) check->second_start));
}

/* -- all of it ---------------------------------------------------------------------------------------------------- */

static char *
format_hash (const guint8 hash[JB_JOURNAL_HASH_BYTES])
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < JB_JOURNAL_HASH_BYTES; i++)
    g_string_append_printf (text, "%02x", hash[i]);
  return g_string_free (text, FALSE);
}

static gboolean
check_chain (JbBook  *book,
             Check   *check,
             GError **error)
{
  JbBookProof *proof = check->proof;
  JbJournalCheck journal = { .wanted = check->proving->head, .func = step_cb, .user_data = check };

  if (!jb_journal_check (book->database, &journal, proof->findings, error))
    return FALSE;

  proof->n_entries = journal.n_entries;
  proof->head = format_hash (journal.head);
  proof->from_the_start = check->n_baseline == 0;
  note_altered (proof, journal.first_altered);
  proof->lacks_head = check->proving->head != NULL && !journal.has_wanted;
  if (proof->lacks_head)
    _jb_findings_add (proof->findings, g_strdup (_("The journal does not have the entry whose head you gave. Its newest entries were cut off "
                                                   "or it was written anew, or the head was not copied correctly.")));
  return TRUE;
}

/* Without the key of private values everything else can still be proved. */
static void
load_key (JbBook *book,
          Check  *check)
{
  g_autoptr(GError) problem = NULL;

  if ((jb_row_key_load (book, &problem) && book->row_key != NULL) || !check->has_private || jb_codec_is_locked (book->codec))
    return;

  _jb_findings_add (check->proof->findings, g_strdup (_("What proves encrypted numbers and details was removed or altered.")));
}

gboolean
jb_proof_check (JbBook           *book,
                const JbProving  *proving,
                JbBookProof      *proof,
                GError          **error)
{
  Check check = { .proving = proving, .proof = proof };
  gboolean ok;

  for (JbLeafTable table = 0; table < JB_LEAF_N_TABLES; table++)
    check.known[table] = g_array_new (FALSE, FALSE, sizeof (Known));
  check.suspects = g_array_new (FALSE, FALSE, sizeof (Suspect));

  ok = check_chain (book, &check, error);
  for (JbLeafTable table = 0; table < JB_LEAF_N_TABLES; table++)
    check.n_rows += check.known[table]->len;
  if (ok && !proving->copy)
    {
      load_key (book, &check);
      ok = walk_tables (book, &check, error);
    }
  if (ok)
    report (book, &check);

  g_array_unref (check.suspects);
  for (JbLeafTable table = 0; table < JB_LEAF_N_TABLES; table++)
    g_array_unref (check.known[table]);
  return ok;
}
