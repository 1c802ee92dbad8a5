/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The filters of a query as the WHERE of a statement over invoices i. Used only inside archive/. */

#pragma once

#include "jb-book.h"
#include "jb-invoice-query.h"

G_BEGIN_DECLS

typedef struct
{
  const JbInvoiceQuery *query;
  gboolean              has_match;
  guint8                match[JB_CODEC_HASH_BYTES];   /* fingerprint of a person's number */
} JbFilter;

/* @query must live as long as the filter. */
void  jb_filter_init    (JbFilter              *self,
                         JbBook                *book,
                         const JbInvoiceQuery  *query);
/* Parameters are numbered from *n + 1 on, and bound in the same order; *n becomes the last one. */
void  jb_filter_append  (const JbFilter        *self,
                         GString               *sql,
                         int                   *n);
void  jb_filter_bind    (const JbFilter        *self,
                         JbStatement           *statement,
                         int                   *n);

G_END_DECLS
