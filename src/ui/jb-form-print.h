/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms to a printer, through GTK's dialog with its preview. Used by JbFormPane and JbInvoicePage. */

#pragma once

#include <gtk/gtk.h>

#include "jb-archive.h"

G_BEGIN_DECLS

/* @copies: of JbFormCopy, or-ed; the dialog lets the user choose others. @ids (element-type gint64), in this order; nobody writes to
 * it any more. Counts the pages of all first, with a dialog that can be cancelled when there are many. */
void   jb_form_print_async    (GtkWindow           *parent,
                               JbArchive           *archive,
                               GArray              *ids,
                               guint                copies,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
/* The same through GTK's printing, into the PDF @path without asking: for whoever has no printer. */
void   jb_form_export_async   (GtkWindow           *parent,
                               JbArchive           *archive,
                               GArray              *ids,
                               guint                copies,
                               const char          *path,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data);
/* (transfer full) (nullable): a sentence about what went wrong. NULL when all went well or the user changed their mind. */
char  *jb_form_print_finish   (GAsyncResult        *result);

G_END_DECLS
