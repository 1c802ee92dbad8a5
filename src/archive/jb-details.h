/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What few invoices have and no list shows, packed into one value: the parties in full, payments, import. Used only inside archive/. */

#pragma once

#include "jb-invoice.h"

G_BEGIN_DECLS

/* Whether the invoice says anything beyond what its row keeps. */
gboolean  jb_details_has_any     (JbInvoice  *invoice);
/* (transfer full) (nullable): NULL when it does not. */
GBytes   *jb_details_pack        (JbInvoice  *invoice);
/* Fills an invoice that is being made; parties that the value has replace those there. FALSE when it is no such value. */
gboolean  jb_details_unpack      (GBytes     *bytes,
                                  JbInvoice  *invoice);
/* Whether a person's number stands in it. */
gboolean  jb_details_is_private  (JbInvoice  *invoice);

G_END_DECLS
