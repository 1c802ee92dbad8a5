/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Work on many invoices: how far it is, and a button that stops it. Used by the printing and saving of forms. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define JB_TYPE_PROGRESS_DIALOG (jb_progress_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbProgressDialog, jb_progress_dialog, JB, PROGRESS_DIALOG, AdwWindow)

/* Modal over @parent (nullable). The button and Escape cancel @cancellable; the caller destroys the window when the work has
 * ended. (transfer floating) */
GtkWidget *jb_progress_dialog_new   (GtkWindow         *parent,
                                     const char        *title,
                                     GCancellable      *cancellable);
/* "37 of 1,000" */
void       jb_progress_dialog_set   (JbProgressDialog  *self,
                                     guint              n_done,
                                     guint              n_all);

G_END_DECLS
