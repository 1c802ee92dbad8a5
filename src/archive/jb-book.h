/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A book as one thread holds it: a connection, its codec, and what that thread remembers. Used only inside archive/. */

#pragma once

#include "jb-changes.h"
#include "jb-codec.h"
#include "jb-columns.h"
#include "jb-database.h"

G_BEGIN_DECLS

typedef struct
{
  JbDatabase  *database;   /* (owned) */
  JbCodec     *codec;      /* (owned) */
  JbKeyHolder *holder;     /* (owned): shared with the book's other threads */
  GHashTable  *parties;    /* (owned) (nullable): the writer's memory of rows of parties; jb-party-store.c */
  GHashTable  *certificates;   /* (owned) (nullable): and of certificates; jb-certificate-store.c */
  GArray      *touched;        /* (owned) (nullable): rows that the transaction has written; jb-proof.c */
  guint8      *row_key;        /* (owned) (nullable): jb-row-digest.h; wiped */
  gint64       first_new_phrase;   /* of those without pairs; 0 = none; jb-phrase-store.c */
  GHashTable  *months;     /* (owned) (nullable): what the transaction adds to the kept sums; jb-month-store.c */
  JbChanges   *changes;    /* (owned) (nullable): shared by writer and reader; without a writer in this program NULL */
  JbNews       news;       /* (owned): the writer's, of the transaction under way */
  JbColumns   *columns;    /* (owned) (nullable): the reader's */
} JbBook;

/* Opens an existing book of the current schema for reading. @holder is told when the book is protected. */
JbBook    *jb_book_open_reader  (const char   *path,
                                 JbKeyHolder  *holder,
                                 GError      **error);
/* The file of a book as it is, of this schema or an older one: for a copy that the writer then migrates. (transfer full) */
JbDatabase *jb_book_open_to_copy (const char  *path,
                                  GError     **error);
/* What an opening that takes long tells, and who may end it. */
typedef struct
{
  void          (*told) (double fraction, gpointer user_data);   /* on the thread that opens */
  gpointer        user_data;
  GCancellable   *cancellable;   /* (nullable) */
} JbOpening;

/* Makes, migrates or repairs the book when needed. The caller holds the lock and has made the file. @opening (nullable) */
JbBook    *jb_book_open_writer  (const char       *path,
                                 JbKeyHolder      *holder,
                                 const JbOpening  *opening,
                                 GError          **error);
void       jb_book_close        (JbBook      *self);

/* What this thread remembers may be wrong after a rollback. */
void       jb_book_forget       (JbBook      *self);

/* The writer tells what it changes: a row of invoices, or a connection that lets other rows count. */
void       jb_book_touch        (JbBook      *self,
                                 gint64       invoice);
void       jb_book_touch_parties (JbBook     *self);
void       jb_book_touch_all    (JbBook      *self);
/* After a commit: the reader may know it. */
void       jb_book_publish      (JbBook      *self);
/* The reader's, in two steps: what was published before its transaction, and in that transaction. */
void       jb_book_take_news    (JbBook      *self);
gboolean   jb_book_update_columns (JbBook    *self,
                                   GError   **error);

/* The lock beside a book: gone with the process that took it. -1 on error, else a descriptor that holds it until closed. */
int        jb_book_lock         (const char  *path,
                                 GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbBook, jb_book_close)

G_END_DECLS
