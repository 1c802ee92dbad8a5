/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What leaves the book: whole invoices one after the other on a thread of the book's own, and the line of the journal about it.
 * Used by report/. */

#pragma once

#include "jb-archive.h"

G_BEGIN_DECLS

typedef enum
{
  JB_WALK_INVOICES  = 0,        /* lines, parties and payments, too */
  JB_WALK_ORIGINALS = 1 << 0,   /* the row's values, and the original byte for byte */
} JbWalkFlags;

/* One stop of a walk; only for as long as the call lasts. */
typedef struct
{
  guint       position;         /* in the ids that were asked for */
  JbInvoice  *invoice;
  GBytes     *original;         /* (nullable): with JB_WALK_ORIGINALS, when the book has it */
  const char *services;         /* (nullable): the services that brought it, a blank between them */
} JbWalkStop;

/* On the walk's thread. FALSE with an error ends the walk. */
typedef gboolean (*JbWalkFunc) (const JbWalkStop *stop, gpointer user_data, GError **error);

/* Visits the invoices of @ids in their order, all in one view of the book; one that is gone is left out. Holds one of them in
 * memory at a time. Takes a reference on @ids (element-type gint64), which nobody may write to from then on.
 * @visit_data belongs to the walk's thread until the answer.
 * Errors: KEY when the book is locked and something of an invoice is encrypted, CANCELLED, whatever @visit says … */
void           jb_archive_walk_async               (JbArchive           *self,
                                                    GArray              *ids,
                                                    JbWalkFlags          flags,
                                                    JbWalkFunc           visit,
                                                    gpointer             visit_data,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean       jb_archive_walk_finish              (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* Writes into the journal that @count invoices left the book as a file: its @name (nullable), its @format ("csv", "pdf", "original" …;
 * never translated), the row @id when it is one invoice, else 0. Answers TRUE at once where the book is open for reading only. */
void           jb_archive_note_export_async        (JbArchive           *self,
                                                    const char          *format,
                                                    const char          *name,
                                                    guint                count,
                                                    gint64               id,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean       jb_archive_note_export_finish       (JbArchive           *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);
/* The same for who does not wait: what the journal could not take goes to the log. */
void           jb_archive_note_export              (JbArchive           *self,
                                                    const char          *format,
                                                    guint                count,
                                                    gint64               id);

G_END_DECLS
