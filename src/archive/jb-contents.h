/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an invoice has beside its row: lines, details, searchable text. Written by merge (where a list says so much) and with
 * originals. Used only inside archive/. */

#pragma once

#include "jb-book.h"
#include "jb-invoice.h"

G_BEGIN_DECLS

/* Whether @invoice has anything of it. */
gboolean  jb_contents_has_any    (JbInvoice   *invoice);
/* Adds to and replaces what is there; never erases what @invoice does not know. Writer only, inside a transaction. */
gboolean  jb_contents_store      (JbBook      *book,
                                  gint64       id,
                                  JbInvoice   *invoice,
                                  GError     **error);
/* Fills lines, parties in full, payments and remark of an invoice that is being made. */
gboolean  jb_contents_load       (JbBook      *book,
                                  gint64       id,
                                  JbInvoice   *invoice,
                                  GError     **error);
/* Every string is UTF-8, so that it can be stored and compared. */
gboolean  jb_contents_are_valid  (JbInvoice   *invoice);

G_END_DECLS
