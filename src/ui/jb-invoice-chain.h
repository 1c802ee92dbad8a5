/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an invoice amends and what amends it, with the sums of all together. A part of JbInvoiceDetail; not to be seen for an invoice
 * that has neither. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_INVOICE_CHAIN (jb_invoice_chain_get_type ())
G_DECLARE_FINAL_TYPE (JbInvoiceChain, jb_invoice_chain, JB, INVOICE_CHAIN, AdwBin)

/* Signal "show-invoice" (gint64): the person wants to see that row. */

/* Asks the book; what is shown of another invoice goes away at once. @archive (nullable), @id 0: nothing. */
void  jb_invoice_chain_load  (JbInvoiceChain  *self,
                              JbArchive       *archive,
                              gint64           id);

G_END_DECLS
