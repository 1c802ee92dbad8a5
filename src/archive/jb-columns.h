/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What filters, orders, sums and searches of invoices need, in memory: 35 bytes an invoice. SQLite reads a million rows to answer
 * one query; this walks over a few arrays (performance.md 2). One of them belongs to the reader thread of a book.
 * Made and kept up to date by jb-columns.c, sorted by jb-columns-sort.c, asked by jb-archive-query.c and jb-search.c.
 * Used only inside archive/. */

#pragma once

#include "jb-changes.h"
#include "jb-database.h"
#include "jb-id-set.h"
#include "jb-invoice-query.h"

G_BEGIN_DECLS

/* Texts of the small table of parties: row id -> text, one behind the other in one block, so that a search is one walk. */
typedef struct
{
  GString *text;     /* (owned): each ends with a NUL */
  guint32 *begin;    /* (owned): of the text of each id, and where the last one ends */
} JbTextBlock;

/* Won. */
typedef struct
{
  gint64 supply;
  gint64 tax;
  gint64 total;
} JbAmounts;

typedef struct _JbColumns JbColumns;

struct _JbColumns
{
  /* Invoices: an array for each column, by row id; rows are never removed, so ids are close together. */
  guint        length;         /* one more than the highest id */
  guint        room;           /* how many the arrays have room for */
  guint8      *direction;      /* 0 = there is no such row */
  guint8      *status;
  guint8      *nts_status;
  guint8      *verdict;
  guint8      *original;
  guint16     *kind;
  guint32     *company;
  guint32     *written_on;
  guint32     *issued_on;
  guint32     *counterparty;   /* 0 = none */
  guint32     *phrase;         /* what it is found by: jb-phrase-store.h; 0 = nothing */
  gint32      *tax;
  gint32      *total;          /* JB_TOTAL_ODD: look in @odd */
  GHashTable  *odd;            /* (owned): id -> JbAmounts: the few that need more than 32 bits, or whose supply is not total − tax */
  JbIdSet     *hidden;         /* (nullable) (owned): only a demo said so, and the company has something real */

  /* Parties, by row id. */
  guint        n_parties;
  guint32     *name_rank;      /* (owned): equal for equal names */
  guint32     *number_rank;    /* (owned): the same of their business numbers */
  JbTextBlock  words;          /* as the search compares them */
  JbTextBlock  initials;       /* their 초성 */

  /* One order of long texts at a time: ranks of all rows. */
  JbOrder      ranked;         /* what @rank is of */
  guint32     *rank;           /* (nullable) (owned) */

  gboolean     loaded;
  gint64       version;        /* of the file, where another program may write to it */
  GError      *no_phrases;     /* (nullable) (owned): why phrases could not be read */
};

JbColumns *jb_columns_new      (void);
void       jb_columns_free     (JbColumns            *self);
/* Brings them up to date with what the transaction of @database sees. @news: what was published before that began; NULL = nobody
 * tells. After an error the next call begins anew. */
gboolean   jb_columns_update   (JbColumns            *self,
                                JbDatabase           *database,
                                const JbNews         *news,
                                GError              **error);
/* Puts @ids (element-type guint32), which are in the order of rows, into the order of @query. */
gboolean   jb_columns_sort     (JbColumns            *self,
                                JbDatabase           *database,
                                const JbInvoiceQuery *query,
                                GArray               *ids,
                                GError              **error);

#define JB_TOTAL_ODD G_MININT32

static inline JbAmounts
jb_columns_get_amounts (const JbColumns *self,
                        guint            id)
{
  gint32 tax = self->tax[id], total = self->total[id];

  if (G_UNLIKELY (total == JB_TOTAL_ODD))
    return *(const JbAmounts *) g_hash_table_lookup (self->odd, GUINT_TO_POINTER (id));
  return (JbAmounts) { (gint64) total - tax, tax, total };
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbColumns, jb_columns_free)

G_END_DECLS
