/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The signature of one original in the pane beside the list: what the verdict means, when it was found, whose certificate it is, and
 * a button that checks it again. Used by JbInvoiceDetail. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_SIGNATURE_SECTION (jb_signature_section_get_type ())
G_DECLARE_FINAL_TYPE (JbSignatureSection, jb_signature_section, JB, SIGNATURE_SECTION, AdwBin)

/* NULL when the book has no original of @invoice. */
GtkWidget *jb_signature_section_new (JbArchive *archive,
                                     JbInvoice *invoice);

G_END_DECLS
