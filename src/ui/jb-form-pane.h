/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An invoice on its form, and what can be done with it: zoom, copy, the other party's copy, print, PDF. Used by JbInvoiceDetail and
 * JbFormWindow. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"
#include "jb-form-view.h"

G_BEGIN_DECLS

#define JB_TYPE_FORM_PANE (jb_form_pane_get_type ())
G_DECLARE_FINAL_TYPE (JbFormPane, jb_form_pane, JB, FORM_PANE, AdwBin)

/* Signal "toast" (const char *): something worth a toast happened. Actions: "form.open", "form.print", "form.save-pdf",
 * "form.copy", "form.copy-all", "form.zoom-in", "form.zoom-out", "form.zoom-fit", "form.show" ("supplier" or "buyer").
 * Property "in-window" (boolean): it has a window of its own already. Without it the verdict on the original stands under the form;
 * what can be done with that are the actions "detail.show-verdict" and "detail.save-original" of JbInvoiceDetail around it. */

/* @invoice (nullable) as the book has it, with its lines. Shows the copy of the book's owner. */
void         jb_form_pane_set_invoice  (JbFormPane  *self,
                                        JbArchive   *archive,
                                        JbInvoice   *invoice);
JbFormView  *jb_form_pane_get_view     (JbFormPane  *self);
/* In a window of its own, where there is an invoice. */
void         jb_form_pane_open         (JbFormPane  *self);

G_END_DECLS
