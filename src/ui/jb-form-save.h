/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms as PDF: asks where to, saves, shows how far it is. Used by JbFormPane and JbInvoicePage. */

#pragma once

#include <gtk/gtk.h>

#include "jb-archive.h"

G_BEGIN_DECLS

/* @one_file: a file is asked for; otherwise a folder, where each invoice gets a file of its own and none that is there is replaced.
 * The rest as for jb_form_print_async(). */
void   jb_form_save_async      (GtkWindow           *parent,
                                JbArchive           *archive,
                                GArray              *ids,
                                guint                copies,
                                gboolean             one_file,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
/* The same without asking: @path is the file or the folder. */
void   jb_form_save_to_async   (GtkWindow           *parent,
                                JbArchive           *archive,
                                GArray              *ids,
                                guint                copies,
                                gboolean             one_file,
                                const char          *path,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
/* (transfer full) (nullable): a sentence about what was saved or what went wrong; NULL when the user changed their mind. */
char  *jb_form_save_finish     (GAsyncResult        *result);

G_END_DECLS
