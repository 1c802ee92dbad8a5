/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of an invoice below its amounts: parties, lines, payments, the document. Used by JbInvoiceDetail, which takes
 * them down and puts up new ones for every invoice. All (transfer floating); NULL when the invoice has nothing to say there. */

#pragma once

#include <gtk/gtk.h>

#include "jb-invoice.h"
#include "jb-verify.h"

G_BEGIN_DECLS

GtkWidget  *jb_invoice_sections_party     (const char     *title,
                                           const JbParty  *party);
GtkWidget  *jb_invoice_sections_lines     (JbInvoice      *invoice);
GtkWidget  *jb_invoice_sections_payments  (JbInvoice      *invoice);
GtkWidget  *jb_invoice_sections_document  (JbInvoice      *invoice);
/* With a button for the action "signature.check-again". @proof, @problem (nullable): a sentence why there is none. */
GtkWidget  *jb_invoice_sections_signature (const JbProof  *proof,
                                           const char     *problem);

G_END_DECLS
