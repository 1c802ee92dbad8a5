/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Forms as files: a PDF of any number of them, or a picture of one. Each is there whole or not at all. Errors:
 * JB_WHOLE_FILE_ERROR. Used by JbFormBatch and the CLI. Blocks; one thread at a time, the one that made the forms. */

#pragma once

#include "jb-form.h"
#include "jb-whole-file.h"

G_BEGIN_DECLS

typedef struct _JbFormFile JbFormFile;

/* A PDF of A4 pages, with an outline of its invoices; @replace: also when there is a file of that name. (transfer full) */
JbFormFile  *jb_form_file_new_pdf   (const char   *path,
                                     gboolean      replace,
                                     GError      **error);
/* Appends all pages of @form; @label names them in the outline. Memory does not grow with the number of pages. */
gboolean     jb_form_file_add       (JbFormFile   *self,
                                     JbForm       *form,
                                     const char   *label,
                                     GError      **error);
/* The same of these @copies of an invoice, JB_FORM_COPY_OWN not among them: one after the other, or both on one sheet. */
gboolean     jb_form_file_add_copies (JbFormFile  *self,
                                      JbInvoice   *invoice,
                                      guint        copies,
                                      const char  *label,
                                      GError     **error);
/* Gives the file its name. Nothing can be added afterwards. */
gboolean     jb_form_file_finish    (JbFormFile   *self,
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
