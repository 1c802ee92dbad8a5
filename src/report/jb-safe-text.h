/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What leaves the book as text or JSON with every person's number masked (etax-domain.md 2.3). Used by the exports and the CLI. */

#pragma once

#include "jb-invoice.h"

G_BEGIN_DECLS

/* Digits of a business number; a resident number masked. (transfer full) (nullable) */
char     *jb_safe_number        (const JbParty *party);
/* @text (nullable) as UTF-8, with every resident or foreigner's number in it masked. Any thread. (transfer full) (nullable) */
char     *jb_safe_text          (const char    *text);
/* Whether a party of @invoice is a private person with a number. */
gboolean  jb_safe_has_private   (JbInvoice     *invoice);

G_END_DECLS
