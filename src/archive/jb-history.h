/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal (이력) for people: what happened to the book, entry by entry, and to one invoice. The proof is in jb-book-proof.h. */

#pragma once

#include "jb-archive.h"

G_BEGIN_DECLS

/* Kinds of what happened to one invoice that are no entries of their own; the others are those of jb-journal.h. */
#define JB_HISTORY_ARRIVED  "arrived"     /* a service listed it for the first time */
#define JB_HISTORY_ORIGINAL "original"    /* its original came */

typedef struct
{
  gint64  id;           /* number of the entry; 0 = none of its own */
  gint64  at;           /* UTC ms */
  char   *kind;         /* never translated */
  gint64  invoice;      /* row; 0 = none */
  char   *issue_id;     /* (nullable): of that row; NULL in the history of one invoice, where it is known */
  char   *service;      /* (nullable): the connection's service, as jb-connection.h calls it */
  char   *environment;  /* (nullable) */
  char   *detail;       /* "key<TAB>value" or "key<TAB>old<TAB>new" a line, escaped */
  char   *hash;         /* (nullable): hexadecimal */
} JbJournalEntry;

void           jb_journal_entry_free         (JbJournalEntry        *entry);
/* One sentence, translated. (transfer full) */
char          *jb_journal_entry_describe     (const JbJournalEntry  *entry);
/* What changed, "State: Saved → Issued" each, translated. (transfer full) (element-type utf8) */
GPtrArray     *jb_journal_entry_list_changes (const JbJournalEntry  *entry);
/* The value of @key in the detail; of a change the new one. (transfer full) (nullable) */
char          *jb_journal_entry_get_value    (const JbJournalEntry  *entry,
                                              const char            *key);

/* -- the whole journal -------------------------------------------------------------------------------------------- */

/* What a person looks for. Entries that only prove rows are in none of them. */
typedef enum
{
  JB_JOURNAL_FILTER_ALL,
  JB_JOURNAL_FILTER_ARRIVALS,
  JB_JOURNAL_FILTER_CHANGES,
  JB_JOURNAL_FILTER_BOOK,       /* connections, copies, protection, exports */
} JbJournalFilter;

/* Numbers of all entries that @filter lets through, the newest first. */
void           jb_archive_list_journal_async   (JbArchive            *self,
                                                JbJournalFilter       filter,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
/* (transfer full) (element-type gint64) (nullable) */
GArray        *jb_archive_list_journal_finish  (JbArchive            *self,
                                                GAsyncResult         *result,
                                                GError              **error);
/* A page of it, at once, on the main thread's own reader. (transfer full) (element-type JbJournalEntry) (nullable): parallel to @ids,
 * NULL where there is no such entry. */
GPtrArray     *jb_archive_load_journal         (JbArchive            *self,
                                                const gint64         *ids,
                                                guint                 n_ids,
                                                GError              **error);

/* -- one invoice -------------------------------------------------------------------------------------------------- */

/* What happened to the row @id, the oldest first, at most the newest 500 changes. */
void           jb_archive_load_history_async   (JbArchive            *self,
                                                gint64                id,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
/* (transfer full) (element-type JbJournalEntry) (nullable) */
GPtrArray     *jb_archive_load_history_finish  (JbArchive            *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbJournalEntry, jb_journal_entry_free)

G_END_DECLS
