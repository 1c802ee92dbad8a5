/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* cairo writes into a file beside the final name. Its surfaces would remember that a write failed, but not why: that is kept here. */

#define G_LOG_DOMAIN "jb-form-file"

#include "config.h"

#include "jb-form-file.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct _JbFormFile
{
  char            *path;         /* (type filename) */
  char            *part;         /* (type filename) (nullable): where it is written; NULL once it has its name */
  int              fd;
  int              problem;      /* errno of the first write that failed */
  cairo_surface_t *surface;      /* (nullable) */
  cairo_t         *cr;           /* (nullable) */
  guint            n_forms;      /* in it */
};

G_DEFINE_QUARK (jb-form-file-error-quark, jb_form_file_error)

/* What cairo allows a picture at most, with something to spare. */
#define MAX_PIXELS 30000

/* -- what went wrong ------------------------------------------------------------------------------------------------ */

static gboolean
set_error (const char  *path,
           int          code,
           GError     **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  switch (code)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      g_set_error (error, JB_FORM_FILE_ERROR, JB_FORM_FILE_ERROR_FULL,
                   /* Translators: %s is the name of a file */
                   _("There is no room on the disk for “%s”. Make room, or choose another folder."), name);
      break;

    case EACCES:
    case EPERM:
    case EROFS:
      g_set_error (error, JB_FORM_FILE_ERROR, JB_FORM_FILE_ERROR_PLACE,
                   _("“%s” cannot be written there: the folder is read-only. Choose another folder."), name);
      break;

    case ENOENT:
    case ENOTDIR:
      g_set_error (error, JB_FORM_FILE_ERROR, JB_FORM_FILE_ERROR_PLACE,
                   _("“%s” cannot be written there: there is no such folder. Choose another folder."), name);
      break;

    case EISDIR:
    case ENODEV:
      g_set_error (error, JB_FORM_FILE_ERROR, JB_FORM_FILE_ERROR_EXISTS,
                   _("“%s” is a folder or a device, not a file. Choose another name."), name);
      break;

    case EEXIST:
      g_set_error (error, JB_FORM_FILE_ERROR, JB_FORM_FILE_ERROR_EXISTS, _("“%s” is there already. Choose another name."), name);
      break;

    default:
      g_set_error (error, JB_FORM_FILE_ERROR, JB_FORM_FILE_ERROR_FAILED,
                   /* Translators: the name of a file, and the system's words for what went wrong */
                   _("“%1$s” cannot be written: %2$s. Choose another folder."), name, g_strerror (code));
      break;
    }
  return FALSE;
}

/* -- the file beside it --------------------------------------------------------------------------------------------- */

static JbFormFile *
open_part (const char  *path,
           GError     **error)
{
  JbFormFile *self = g_new0 (JbFormFile, 1);
  g_autofree char *folder = g_path_get_dirname (path);

  self->path = g_strdup (path);
  self->part = g_build_filename (folder, ".jangbu-XXXXXX", NULL);
  self->fd = g_mkstemp_full (self->part, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd >= 0)
    return self;

  set_error (path, errno, error);
  g_clear_pointer (&self->part, g_free);
  jb_form_file_free (self);
  return NULL;
}

/* cairo 1.16 reads a null pointer when it ends a PDF after a write that failed: it is not told, and what it still writes is dropped. */
static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  JbFormFile *self = closure;

  while (length > 0 && self->problem == 0)
    {
      ssize_t n = write (self->fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          self->problem = errno;
          break;
        }
      data += n;
      length -= (unsigned int) n;
    }
  return CAIRO_STATUS_SUCCESS;
}

/* A link is made only where there is nothing yet; a file system without links gets a rename after a look. */
static int
give_name (JbFormFile *self,
           gboolean    replace)
{
  GStatBuf info;

  if (g_lstat (self->path, &info) == 0 && !S_ISREG (info.st_mode))
    return S_ISDIR (info.st_mode) ? EISDIR : ENODEV;
  if (replace)
    return g_rename (self->part, self->path) == 0 ? 0 : errno;
  if (link (self->part, self->path) == 0)
    return g_unlink (self->part) == 0 ? 0 : errno;
  if (errno == EEXIST)
    return EEXIST;
  if (g_lstat (self->path, &info) == 0)
    return EEXIST;
  return g_rename (self->part, self->path) == 0 ? 0 : errno;
}

/* The name is on the disk as well once the folder is. Not every file system does this for a folder. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
}

static gboolean
commit (JbFormFile  *self,
        gboolean     replace,
        GError     **error)
{
  if (self->problem == 0 && fsync (self->fd) != 0)
    self->problem = errno;
  if (close (self->fd) != 0 && self->problem == 0)
    self->problem = errno;
  self->fd = -1;
  if (self->problem == 0)
    self->problem = give_name (self, replace);
  if (self->problem != 0)
    return set_error (self->path, self->problem, error);

  g_clear_pointer (&self->part, g_free);
  sync_folder (self->path);
  return TRUE;
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
  if (self->fd >= 0)
    close (self->fd);
  if (self->part != NULL)
    g_unlink (self->part);
  g_free (self->part);
  g_free (self->path);
  g_free (self);
}

/* -- PDF ------------------------------------------------------------------------------------------------------------ */

static gboolean
check_status (JbFormFile      *self,
              cairo_status_t   status,
              GError         **error)
{
  if (status == CAIRO_STATUS_SUCCESS && self->problem == 0)
    return TRUE;
  if (self->problem == 0)
    {
      g_debug ("%s", cairo_status_to_string (status));
      self->problem = status == CAIRO_STATUS_NO_MEMORY ? ENOMEM : EIO;
    }
  return set_error (self->path, self->problem, error);
}

JbFormFile *
jb_form_file_new_pdf (const char  *path,
                      GError     **error)
{
  JbFormFile *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = open_part (path, error);
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

gboolean
jb_form_file_add (JbFormFile  *self,
                  JbForm      *form,
                  const char  *label,
                  GError     **error)
{
  g_autofree char *destination = NULL, *link = NULL;

  g_return_val_if_fail (self != NULL && self->cr != NULL, FALSE);
  g_return_val_if_fail (JB_IS_FORM (form), FALSE);

  self->n_forms++;
  destination = g_strdup_printf ("name='form%u'", self->n_forms);
  link = g_strdup_printf ("dest='form%u'", self->n_forms);
  cairo_tag_begin (self->cr, CAIRO_TAG_DEST, destination);
  cairo_tag_end (self->cr, CAIRO_TAG_DEST);
  for (guint page = 0; page < jb_form_get_n_pages (form); page++)
    {
      jb_form_draw (form, page, self->cr);
      cairo_show_page (self->cr);
    }
  cairo_pdf_surface_add_outline (self->surface, CAIRO_PDF_OUTLINE_ROOT, label, link, 0);
  return check_status (self, cairo_status (self->cr), error);
}

gboolean
jb_form_file_finish (JbFormFile  *self,
                     gboolean     replace,
                     GError     **error)
{
  cairo_status_t status;

  g_return_val_if_fail (self != NULL && self->cr != NULL, FALSE);

  g_clear_pointer (&self->cr, cairo_destroy);
  cairo_surface_finish (self->surface);
  status = cairo_surface_status (self->surface);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  return check_status (self, status, error) && commit (self, replace, error);
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

  self = open_part (path, error);
  if (self == NULL)
    return FALSE;

  picture = paint (form, MIN (scale, MAX_PIXELS / sum_heights (form)));
  status = cairo_surface_write_to_png_stream (picture, write_cb, self);
  cairo_surface_destroy (picture);
  return check_status (self, status, error) && commit (self, replace, error);
}
