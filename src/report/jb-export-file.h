/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that is there whole or not at all: written beside its final name, brought to the disk, then renamed.
 * Used by the exports; any one thread at a time, blocks. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _JbExportFile JbExportFile;

/* @replace: a file of this name that is there may go; a folder or a device never does. (transfer full)
 * Errors: JB_EXPORT_ERROR EXISTS, PLACE, FULL, FAILED. */
JbExportFile *jb_export_file_new      (const char    *path,
                                       gboolean       replace,
                                       GError       **error);
/* Where it is written for the time being, for a library that opens files itself. (type filename) */
const char   *jb_export_file_get_part (JbExportFile  *self);
gboolean      jb_export_file_write    (JbExportFile  *self,
                                       const void    *data,
                                       gsize          size,
                                       GError       **error);
/* Gives it its name. Without this jb_export_file_free() leaves nothing behind. */
gboolean      jb_export_file_commit   (JbExportFile  *self,
                                       GError       **error);
void          jb_export_file_free     (JbExportFile  *self);

/* Says in a sentence what errno @code means for the file; FALSE. */
gboolean      jb_export_file_set_error (JbExportFile *self,
                                       int            code,
                                       GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbExportFile, jb_export_file_free)

G_END_DECLS
