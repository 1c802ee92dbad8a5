/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms as files: a PDF of any number of them, or a picture of one. A file is written beside its final name, brought to the disk
 * and renamed: nothing half stands under that name. Errors carry a translated sentence with the next step. Used by JbFormBatch and
 * the CLI. Blocks; one thread at a time, the one that made the forms. */

#pragma once

#include "jb-form.h"

G_BEGIN_DECLS

#define JB_FORM_FILE_ERROR (jb_form_file_error_quark ())
GQuark jb_form_file_error_quark (void);

typedef enum
{
  JB_FORM_FILE_ERROR_EXISTS,      /* a file of that name is not to be replaced; a folder or a device never is */
  JB_FORM_FILE_ERROR_PLACE,       /* no such folder, or not allowed */
  JB_FORM_FILE_ERROR_FULL,        /* no room on the disk */
  JB_FORM_FILE_ERROR_FAILED,
} JbFormFileError;

typedef struct _JbFormFile JbFormFile;

/* A PDF of A4 pages, with an outline of its invoices. (transfer full) */
JbFormFile  *jb_form_file_new_pdf   (const char   *path,
                                     GError      **error);
/* Appends all pages of @form; @label names them in the outline. Memory does not grow with the number of pages. */
gboolean     jb_form_file_add       (JbFormFile   *self,
                                     JbForm       *form,
                                     const char   *label,
                                     GError      **error);
/* Gives the file its name; @replace: also when there is a file of that name. Nothing can be added afterwards. */
gboolean     jb_form_file_finish    (JbFormFile   *self,
                                     gboolean      replace,
                                     GError      **error);
/* Without jb_form_file_finish() nothing is left behind. */
void         jb_form_file_free      (JbFormFile   *self);

/* A picture of all pages below each other, @scale pixels a point, paper white. */
gboolean     jb_form_file_write_png (JbForm       *form,
                                     double        scale,
                                     const char   *path,
                                     gboolean      replace,
                                     GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbFormFile, jb_form_file_free)

G_END_DECLS
