/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a connection said of an invoice, as 64 bits: the same again needs no comparing. Used only inside archive/. */

#pragma once

#include "jb-book.h"
#include "jb-row-values.h"

G_BEGIN_DECLS

typedef struct _JbSaid JbSaid;

/* For many rows, one after the other. */
JbSaid   *jb_said_new   (void);
void      jb_said_free  (JbSaid             *self);
/* @values are those of @invoice. Under the book's key when the invoice has a person's number in it: then error KEY when it is locked. */
gboolean  jb_said_hash  (JbSaid             *self,
                         JbBook             *book,
                         JbInvoice          *invoice,
                         const JbRowValues  *values,
                         gint64             *said,
                         GError            **error);

G_END_DECLS
