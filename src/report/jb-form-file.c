/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* cairo writes into a file beside the final name. Its surfaces would remember that a write failed, but not why: that is kept here. */

#define G_LOG_DOMAIN "jb-form-file"

#include "config.h"

#include "jb-form-file.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <math.h>

struct _JbFormFile
{
  JbWholeFile     *file;
  GError          *problem;      /* (nullable): of the first write that failed */
  cairo_surface_t *surface;      /* (nullable) */
  cairo_t         *cr;           /* (nullable) */
  guint            n_forms;      /* in it */
};

/* What cairo allows a picture at most, with something to spare. */
#define MAX_PIXELS 30000

static JbFormFile *
begin (const char  *path,
       gboolean     replace,
       GError     **error)
{
  JbWholeFile *file = jb_whole_file_new (path, replace, error);
  JbFormFile *self;

  if (file == NULL)
    return NULL;

  self = g_new0 (JbFormFile, 1);
  self->file = file;
  return self;
}

/* cairo 1.16 reads a null pointer when it ends a PDF after a write that failed: it is not told, and what it still writes is dropped. */
static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  JbFormFile *self = closure;

  if (self->problem == NULL)
    jb_whole_file_write (self->file, data, length, &self->problem);
  return CAIRO_STATUS_SUCCESS;
}

void
jb_form_file_free (JbFormFile *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->cr, cairo_destroy);
  if (self->surface != NULL)
    cairo_surface_finish (self->surface);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  jb_whole_file_free (self->file);
  g_clear_error (&self->problem);
  g_free (self);
}

/* -- PDF ------------------------------------------------------------------------------------------------------------ */

static gboolean
check_status (JbFormFile      *self,
              cairo_status_t   status,
              GError         **error)
{
  if (self->problem != NULL)
    {
      g_propagate_error (error, g_error_copy (self->problem));
      return FALSE;
    }
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;

  g_debug ("%s", cairo_status_to_string (status));
  return jb_whole_file_set_error (self->file, status == CAIRO_STATUS_NO_MEMORY ? ENOMEM : EIO, error);
}

JbFormFile *
jb_form_file_new_pdf (const char  *path,
                      gboolean     replace,
                      GError     **error)
{
  JbFormFile *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = begin (path, replace, error);
  if (self == NULL)
    return NULL;

  self->surface = cairo_pdf_surface_create_for_stream (write_cb, self, JB_FORM_PAPER_WIDTH, JB_FORM_PAPER_HEIGHT);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATOR, "Jangbu");
  self->cr = cairo_create (self->surface);
  if (check_status (self, cairo_status (self->cr), error))
    return self;

  jb_form_file_free (self);
  return NULL;
}

/* What is drawn next is found under @label. */
static void
begin_form (JbFormFile *self,
            const char *label)
{
  g_autofree char *destination = NULL, *link = NULL;

  self->n_forms++;
  destination = g_strdup_printf ("name='form%u'", self->n_forms);
  link = g_strdup_printf ("dest='form%u'", self->n_forms);
  cairo_tag_begin (self->cr, CAIRO_TAG_DEST, destination);
  cairo_tag_end (self->cr, CAIRO_TAG_DEST);
  cairo_pdf_surface_add_outline (self->surface, CAIRO_PDF_OUTLINE_ROOT, label, link, 0);
}

gboolean
jb_form_file_add (JbFormFile  *self,
                  JbForm      *form,
                  const char  *label,
                  GError     **error)
{
  g_return_val_if_fail (self != NULL && self->cr != NULL, FALSE);
  g_return_val_if_fail (JB_IS_FORM (form), FALSE);

  begin_form (self, label);
  for (guint page = 0; page < jb_form_get_n_pages (form); page++)
    {
      jb_form_draw (form, page, self->cr);
      cairo_show_page (self->cr);
    }
  return check_status (self, cairo_status (self->cr), error);
}

gboolean
jb_form_file_add_copies (JbFormFile  *self,
                         JbInvoice   *invoice,
                         guint        copies,
                         const char  *label,
                         GError     **error)
{
  g_autoptr(JbForm) supplier = (copies & JB_FORM_COPY_SUPPLIER) != 0 ? jb_form_new (invoice, JB_FORM_COPY_SUPPLIER) : NULL;
  g_autoptr(JbForm) buyer = (copies & JB_FORM_COPY_BUYER) != 0 ? jb_form_new (invoice, JB_FORM_COPY_BUYER) : NULL;

  g_return_val_if_fail (self != NULL && self->cr != NULL, FALSE);

  if ((copies & JB_FORM_COPY_SHEET) != 0 && supplier != NULL && buyer != NULL && jb_form_fits_half (supplier))
    {
      begin_form (self, label);
      jb_form_draw_sheet (supplier, buyer, self->cr);
      cairo_show_page (self->cr);
      return check_status (self, cairo_status (self->cr), error);
    }

  if (supplier != NULL && !jb_form_file_add (self, supplier, label, error))
    return FALSE;
  return buyer == NULL || jb_form_file_add (self, buyer, label, error);
}

gboolean
jb_form_file_finish (JbFormFile  *self,
                     GError     **error)
{
  cairo_status_t status;

  g_return_val_if_fail (self != NULL && self->cr != NULL, FALSE);

  g_clear_pointer (&self->cr, cairo_destroy);
  cairo_surface_finish (self->surface);
  status = cairo_surface_status (self->surface);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  return check_status (self, status, error) && jb_whole_file_commit (self->file, error);
}

/* -- a picture ------------------------------------------------------------------------------------------------------ */

static double
sum_heights (JbForm *form)
{
  double height = 0;

  for (guint page = 0; page < jb_form_get_n_pages (form); page++)
    height += jb_form_get_height (form, page);
  return height;
}

static cairo_surface_t *
paint (JbForm *form,
       double  scale)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (JB_FORM_PAPER_WIDTH * scale),
                                                         (int) ceil (sum_heights (form) * scale));
  cairo_t *cr = cairo_create (picture);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  for (guint page = 0; page < jb_form_get_n_pages (form); page++)
    {
      jb_form_draw (form, page, cr);
      cairo_translate (cr, 0, jb_form_get_height (form, page));
    }
  cairo_destroy (cr);
  return picture;
}

gboolean
jb_form_file_write_png (JbForm      *form,
                        double       scale,
                        const char  *path,
                        gboolean     replace,
                        GError     **error)
{
  g_autoptr(JbFormFile) self = NULL;
  cairo_surface_t *picture;
  cairo_status_t status;

  g_return_val_if_fail (JB_IS_FORM (form), FALSE);
  g_return_val_if_fail (scale > 0, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  self = begin (path, replace, error);
  if (self == NULL)
    return FALSE;

  picture = paint (form, MIN (scale, MAX_PIXELS / sum_heights (form)));
  status = cairo_surface_write_to_png_stream (picture, write_cb, self);
  cairo_surface_destroy (picture);
  return check_status (self, status, error) && jb_whole_file_commit (self->file, error);
}
