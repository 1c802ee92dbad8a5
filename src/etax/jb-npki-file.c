/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the two small files of a certificate from places that anybody may have filled: memory sticks, shared folders. */

#define G_LOG_DOMAIN "jb-npki-file"

#include "config.h"

#include "jb-npki-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

static GBytes *
set_errno (GError     **error,
           const char  *path)
{
  int code = errno;
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _("“%s” cannot be read (%s). Put the medium in again or check who may read the file."), name, g_strerror (code));
  return NULL;
}

/* (transfer full) */
static GBytes *
read_all (int          fd,
          const char  *path,
          gsize        size,
          GError     **error)
{
  g_autofree guint8 *data = g_malloc (size + 1);
  gsize length = 0;

  while (length < size)
    {
      gssize got = read (fd, data + length, size - length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return set_errno (error, path);
      if (got == 0)
        break;
      length += (gsize) got;
    }

  return g_bytes_new_take (g_steal_pointer (&data), length);
}

GBytes *
_jb_npki_read_file (const char  *path,
                    gsize        max,
                    GError     **error)
{
  /* Without waiting: a pipe under that name would hold us for ever. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status;
  GBytes *bytes = NULL;

  if (fd < 0)
    return set_errno (error, path);

  if (fstat (fd, &status) != 0)
    {
      set_errno (error, path);
    }
  else if (!S_ISREG (status.st_mode) || status.st_size > (off_t) max)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                   _("“%s” is not a certificate's file. Choose the folder that holds signCert.der and signPri.key."), name);
    }
  else
    {
      bytes = read_all (fd, path, (gsize) status.st_size, error);
    }

  close (fd);
  return bytes;
}
