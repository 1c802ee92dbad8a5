/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes files into the book: shows how far it is, then what became of each row. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-importer.h"
#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_IMPORT_DIALOG (jb_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbImportDialog, jb_import_dialog, JB, IMPORT_DIALOG, AdwWindow)

/* The book must be open and not locked. @files: (element-type GFile), referenced. Begins at once; closing the dialog stops it, and
 * what was taken in stays. To be presented with a parent set. */
JbImportDialog        *jb_import_dialog_new        (JbSession       *session,
                                                    GPtrArray       *files);
/* (nullable) (transfer none): NULL while it runs. */
const JbImportReport  *jb_import_dialog_get_report (JbImportDialog  *self);

G_END_DECLS
