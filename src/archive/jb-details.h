/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What few invoices have and no list shows, packed into one value: the parties in full, payments, import. Used only inside archive/. */

#pragma once

#include "jb-invoice.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): NULL when the invoice says nothing beyond what its row keeps. */
GBytes   *jb_details_pack        (JbInvoice  *invoice);
/* Fills an invoice that is being made; parties that the value has replace those there. FALSE when it is no such value. */
gboolean  jb_details_unpack      (GBytes     *bytes,
                                  JbInvoice  *invoice);
/* Whether a person's number stands in it. */
gboolean  jb_details_is_private  (JbInvoice  *invoice);

G_END_DECLS
