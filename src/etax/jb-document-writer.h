/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the standard XML document of an invoice, as strictly as etax-domain.md 1.1 to 1.4 asks of who writes.
 * For issuing (the outbox) and for the form in which an invoice is composed. Any thread, no file, no network; the invoice is only
 * looked at. */

#pragma once

#include "jb-document.h"

G_BEGIN_DECLS

/* What keeps @invoice from being written: one translated sentence a cause, which says where it is and what to do; empty when
 * nothing does. Causes are a text that is missing, too long (etax-domain.md 1.1) or not fit for XML, a code that the standard does
 * not know (1.2) and every check that is an error on writing (1.3: all but 5, 10, 13 and 14). No resident number is in them.
 * (transfer full) (element-type utf8) */
GPtrArray *jb_document_find_obstacles (JbInvoice  *invoice);

/* The document in UTF-8, unsigned, one element a line, elements in the order of the standard, none of them empty; blanks around a
 * text are left out. Reading it again gives the same values: all of @invoice but what only a service or a book knows of it
 * (direction, state, sent_on). A line without a number gets its place; an instant loses the part below a second.
 * (transfer full) Error: JB_DOCUMENT_ERROR_CONTENT with the sentences of jb_document_find_obstacles(), each on a line. */
GBytes    *jb_document_write          (JbInvoice  *invoice,
                                       GError    **error);

G_END_DECLS
