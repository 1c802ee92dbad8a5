/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What happened to an invoice (이력), to be unfolded: nothing is asked of the book before. A part of JbInvoiceDetail. */

#pragma once

#include <adwaita.h>

#include "jb-history.h"

G_BEGIN_DECLS

#define JB_TYPE_INVOICE_HISTORY (jb_invoice_history_get_type ())
G_DECLARE_FINAL_TYPE (JbInvoiceHistory, jb_invoice_history, JB, INVOICE_HISTORY, AdwBin)

/* Another invoice folds it again. @archive (nullable), @id 0: nothing. */
void   jb_invoice_history_load      (JbInvoiceHistory      *self,
                                     JbArchive             *archive,
                                     gint64                 id);

/* "Today at 14:02 · SmartBill", and what changed below it. Used by the journal's window, too. (transfer full) */
char  *jb_invoice_history_describe  (const JbJournalEntry  *entry);

G_END_DECLS
