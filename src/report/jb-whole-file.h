/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that is there whole or not at all: written without a name or beside the final one, brought to the disk, then given it.
 * Used by exports and forms; any one thread at a time, blocks. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JB_WHOLE_FILE_ERROR (jb_whole_file_error_quark ())
GQuark jb_whole_file_error_quark (void);

/* Each carries a translated sentence with the next step. */
typedef enum
{
  JB_WHOLE_FILE_ERROR_EXISTS,     /* a file of this name is there, and may not go; a folder or a device never may */
  JB_WHOLE_FILE_ERROR_PLACE,      /* read-only, or no such folder */
  JB_WHOLE_FILE_ERROR_FULL,
  JB_WHOLE_FILE_ERROR_FAILED,
} JbWholeFileError;

typedef struct _JbWholeFile JbWholeFile;

/* @replace: a file of this name that is there may go; a folder or a device never does. (transfer full)
 * Errors, here and below: JB_WHOLE_FILE_ERROR. */
JbWholeFile *jb_whole_file_new      (const char    *path,
                                       gboolean       replace,
                                       GError       **error);
/* Where it is written for the time being, for a library that opens files itself, in this process. (type filename) */
const char   *jb_whole_file_get_part (JbWholeFile  *self);
gboolean      jb_whole_file_write    (JbWholeFile  *self,
                                       const void    *data,
                                       gsize          size,
                                       GError       **error);
/* Gives it its name. Without this jb_whole_file_free() leaves nothing behind. */
gboolean      jb_whole_file_commit   (JbWholeFile  *self,
                                       GError       **error);
void          jb_whole_file_free     (JbWholeFile  *self);

/* Says in a sentence what errno @code means for the file; FALSE. */
gboolean      jb_whole_file_set_error (JbWholeFile *self,
                                       int            code,
                                       GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbWholeFile, jb_whole_file_free)

G_END_DECLS
