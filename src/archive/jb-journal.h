/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal (이력): what happened to the book, in a hash chain that shows tampering. Used only inside archive/. */

#pragma once

#include "jb-database.h"

G_BEGIN_DECLS

#define JB_JOURNAL_HASH_BYTES 32

/* Kinds of entries; programs and check read them, so they are never translated. */
#define JB_JOURNAL_CONNECTION "connection"   /* added or altered */
#define JB_JOURNAL_ARRIVALS   "arrivals"     /* new invoices of one page */
#define JB_JOURNAL_CHANGE     "change"       /* a service says other values than before */
#define JB_JOURNAL_ORIGINALS  "originals"    /* a stored batch */
#define JB_JOURNAL_DISAGREE   "disagree"     /* an original that says something else than its row */
#define JB_JOURNAL_BACKUP     "backup"
#define JB_JOURNAL_RESTORED   "restored"
#define JB_JOURNAL_PROTECTED  "protected"    /* the book has a key and a recovery code */
#define JB_JOURNAL_CODE       "code"         /* another recovery code */
#define JB_JOURNAL_ENCRYPTED  "encrypted"    /* nothing written before is left in the clear */
#define JB_JOURNAL_VERIFIED   "verified"     /* originals were verified again, and some have another verdict */
#define JB_JOURNAL_AUTHORITY  "authority"    /* the owner trusts one, or no longer does */
#define JB_JOURNAL_BASELINE   "baseline"     /* what the rows are as the journal begins to prove them */
#define JB_JOURNAL_ROWS       "rows"         /* what the rows are that the entries before it are about */
#define JB_JOURNAL_EXPORT     "export"       /* left the book as a file */

/* Details: "key<TAB>value" a line; NULL reads as empty. Line breaks and tabs inside values are escaped. */
void       jb_journal_note        (GString      *detail,
                                   const char   *key,
                                   const char   *value);
void       jb_journal_note_int    (GString      *detail,
                                   const char   *key,
                                   gint64        value);
/* "key<TAB>old<TAB>new" */
void       jb_journal_note_change (GString      *detail,
                                   const char   *key,
                                   const char   *old,
                                   const char   *new_);

/* Inside the caller's transaction. @connection and @invoice may be 0. */
gboolean   jb_journal_append      (JbDatabase   *database,
                                   gint64        at,
                                   const char   *kind,
                                   gint64        connection,
                                   gint64        invoice,
                                   const char   *detail,
                                   GError      **error);

/* The same with leaves (jb-leaf.h). */
gboolean   jb_journal_append_leaves (JbDatabase       *database,
                                     gint64            at,
                                     const char       *kind,
                                     const char       *detail,
                                     const GByteArray *leaves,
                                     GError          **error);

/* An entry on its way through the check; valid during the call. */
typedef struct
{
  gint64        id;
  gint64        at;
  const char   *kind;
  const guint8 *leaves;      /* (nullable) */
  gsize         n_leaves;    /* bytes */
} JbJournalStep;

typedef struct
{
  /* Input. */
  const char *wanted;        /* (nullable): hexadecimal digits that the hash of some entry begins with */
  void      (*func) (const JbJournalStep *step, gpointer user_data);
  gpointer    user_data;

  /* Output. */
  gint64      n_entries;
  gint64      first_altered; /* 0 = none */
  gboolean    has_wanted;
  guint8      head[JB_JOURNAL_HASH_BYTES];
} JbJournalCheck;

/* Walks the chain; adds one translated sentence for the first entry that was altered. FALSE only when it cannot be read. */
gboolean   jb_journal_check       (JbDatabase      *database,
                                   JbJournalCheck  *check,
                                   GPtrArray       *findings,
                                   GError         **error);
/* "2026-09-15" of an entry. (transfer full) */
char      *jb_journal_describe_day (gint64          at);

G_END_DECLS
