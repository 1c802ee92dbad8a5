/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that the user brought, as the invoices in it: HomeTax's list (etax-domain.md 5.2), an invoice as XML, a secure mail
 * (1.7), or a ZIP of such. What cannot be used comes out too, with a sentence that says why. Private to sync/. Any thread, one at
 * a time. */

#pragma once

#include "jb-import-table.h"
#include "jb-invoice.h"

G_BEGIN_DECLS

/* One row of a list, one document, or one file of which nothing could be used. */
typedef struct
{
  char      *entry;       /* (nullable): the file inside the ZIP, or the sheet */
  guint      row;         /* of the list; 0 = not a list */
  char      *issue_id;    /* (nullable) */
  JbInvoice *invoice;     /* (nullable): direction and company unknown; NULL = refused, or part of another row's invoice */
  gboolean   is_part;     /* says more about, or the same as, the invoice of a row above */
  GBytes    *original;    /* (nullable): of an XML document */
  JbVerdict  verdict;
  char      *problem;     /* (nullable): what the book is to keep beside the original */
  char      *sentence;    /* (nullable): why it was refused, or what is odd about it */
} JbImportItem;

JbImportItem   *jb_import_item_new          (const char          *entry,
                                             guint                row);
void            jb_import_item_free         (JbImportItem        *item);
/* Adds a sentence to what is odd about it. Takes @sentence (nullable). */
void            jb_import_item_take_sentence (JbImportItem       *item,
                                             char                *sentence);

typedef struct _JbImportReader JbImportReader;

/* @bytes: the file. @companies: business numbers that may open a secure mail. Never fails: a bad file is one item that says so. */
JbImportReader *jb_import_reader_new        (GBytes              *bytes,
                                             const char * const  *companies);
void            jb_import_reader_free       (JbImportReader      *self);
/* The next ones, at most @max. (transfer full) (element-type JbImportItem): empty = there are no more. */
GPtrArray      *jb_import_reader_next       (JbImportReader      *self,
                                             guint                max,
                                             GCancellable        *cancellable);
/* 0..1 */
double          jb_import_reader_get_fraction (JbImportReader    *self);

/* -- jb-import-list.c -- */

/* The rows of HomeTax's list below its titles, in their order. NULL with an error when @table has no such titles.
 * (transfer full) (element-type JbImportItem) */
GPtrArray      *jb_import_list_read         (JbImportTable       *table,
                                             const char          *entry,
                                             GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbImportItem, jb_import_item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbImportReader, jb_import_reader_free)

G_END_DECLS
