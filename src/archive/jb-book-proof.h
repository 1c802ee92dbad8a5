/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proof that nothing in the book was altered, and what it proves.
 *
 * Every transaction leaves in the journal what the rows are that it wrote, and every entry of the journal covers the one before it.
 * So whoever alters, removes or adds a row, a line, a party or an original behind the program's back is found, and so is whoever
 * alters, removes or adds an entry. Two things cannot be proved from the file alone: that nobody wrote the whole journal anew, and
 * that nobody cut off its end together with the rows. Both change the journal's head, so the owner notes the head elsewhere and asks
 * with it later. Not proved: what jb-row-digest.h leaves out. */

#pragma once

#include "jb-archive.h"
#include "jb-protection.h"

G_BEGIN_DECLS

/* So many digits of a head are shown and noted: 128 bits. */
#define JB_HEAD_DIGITS 32

typedef struct
{
  GPtrArray *findings;        /* (element-type utf8): what is wrong, one translated sentence each; empty = sound */
  char      *head;            /* hexadecimal digits of the newest entry's hash */
  gint64     n_entries;
  gint64     n_invoices;      /* whose rows are what the journal says */
  gint64     n_originals;     /* that are what once arrived */
  gint64     n_closed;        /* invoices and parties whose sealed values could not be proved: the book is locked, or was when the
                               * journal began */
  gint64     since;           /* UTC ms: from then on rows are proved; 0 = not yet */
  gboolean   from_the_start;  /* no row is older than that */
  gboolean   lacks_head;      /* one of the findings: the journal does not have the entry that was asked for */
  gboolean   is_locked;       /* so that nothing encrypted could be proved */
  gint64     first_altered;   /* number of the first entry that is no longer true; 0 = none, or it cannot be told */
} JbBookProof;

void          jb_book_proof_free       (JbBookProof           *proof);

/* "1a2b-3c4d-…" for a person to note. (transfer full) */
char         *jb_head_format           (const char            *head);
/* What a person wrote, as digits: at least 16 of them, hyphens and blanks between them. (transfer full) (nullable) */
char         *jb_head_parse            (const char            *text,
                                        GError               **error);

/* Reads everything, on threads and connections of its own; minutes for a big book. @head (nullable): from jb_head_parse(): must be
 * the beginning of an entry's hash. @progress (nullable): in the context of the one who asked. */
void          jb_archive_prove_async   (JbArchive             *self,
                                        const char            *head,
                                        JbArchiveProgressFunc  progress,
                                        gpointer               progress_data,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
/* (transfer full) (nullable) */
JbBookProof  *jb_archive_prove_finish  (JbArchive             *self,
                                        GAsyncResult          *result,
                                        GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbBookProof, jb_book_proof_free)

G_END_DECLS
