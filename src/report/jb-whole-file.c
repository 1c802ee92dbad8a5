/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Written without a name where the file system can do that, so that nothing is left behind even when the process is killed; else beside,
 * under a hidden one. Synced, then given its name. */

#define G_LOG_DOMAIN "jb-whole-file"

#include "config.h"

#include "jb-whole-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (64 * 1024)

struct _JbWholeFile
{
  char       *path;      /* (type filename) */
  char       *part;      /* (type filename) (nullable): NULL once it has its name */
  gboolean    nameless;  /* @part leads to the file through its descriptor: there is nothing to remove */
  int         fd;
  gboolean    replace;
  GByteArray *buffer;
};

G_DEFINE_QUARK (jb-whole-file-error-quark, jb_whole_file_error)

/* -- what went wrong -------------------------------------------------------------------------------------------------- */

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
      g_set_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_FULL,
                   /* Translators: %s is the name of a file */
                   _("There is no room on the disk for “%s”. Make room, or choose another folder."), name);
      break;

    case EACCES:
    case EPERM:
    case EROFS:
      g_set_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_PLACE,
                   _("“%s” cannot be written there: the folder is read-only. Choose another folder."), name);
      break;

    case ENOENT:
    case ENOTDIR:
      g_set_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_PLACE,
                   _("“%s” cannot be written there: there is no such folder. Choose another folder."), name);
      break;

    case EEXIST:
      g_set_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_EXISTS, _("“%s” is there already. Choose another name."), name);
      break;

    default:
      g_set_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_FAILED,
                   /* Translators: the name of a file, and the system's words for what went wrong */
                   _("“%1$s” cannot be written: %2$s. Choose another folder."), name, g_strerror (code));
      break;
    }
  return FALSE;
}

gboolean
jb_whole_file_set_error (JbWholeFile  *self,
                          int            code,
                          GError       **error)
{
  return set_error (self->path, code, error);
}

/* -- beginning -------------------------------------------------------------------------------------------------------- */

/* A rename would put a file in the place of a device such as /dev/null. */
static gboolean
may_be_written (const char  *path,
                gboolean     replace,
                GError     **error)
{
  g_autofree char *name = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return replace || set_error (path, EEXIST, error);

  name = g_filename_display_basename (path);
  g_set_error (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_EXISTS, _("“%s” is a folder or a device, not a file. Choose another name."),
               name);
  return FALSE;
}

/* What a link points to is replaced, not the link. (transfer full) */
static char *
resolve (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = g_strdup (real != NULL ? real : path);

  free (real);
  return copy;
}

/* FALSE: the file system, or what stands for one, cannot. Whatever else is the matter, a file with a name will meet it, too. */
static gboolean
open_nameless (JbWholeFile *self,
               const char  *folder)
{
  g_autofree char *part = NULL;

  self->fd = g_open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return FALSE;

  part = g_strdup_printf ("/proc/self/fd/%d", self->fd);
  if (g_access (part, R_OK | W_OK) != 0)
    {
      close (self->fd);
      self->fd = -1;
      return FALSE;
    }

  self->part = g_steal_pointer (&part);
  self->nameless = TRUE;
  return TRUE;
}

JbWholeFile *
jb_whole_file_new (const char  *path,
                    gboolean     replace,
                    GError     **error)
{
  g_autoptr(JbWholeFile) self = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *part = NULL;

  if (!may_be_written (path, replace, error))
    return NULL;

  self = g_new0 (JbWholeFile, 1);
  self->path = resolve (path);
  self->replace = replace;
  self->buffer = g_byte_array_sized_new (BUFFER_BYTES);
  folder = g_path_get_dirname (self->path);
  if (open_nameless (self, folder))
    return g_steal_pointer (&self);

  part = g_build_filename (folder, ".jangbu-XXXXXX", NULL);
  self->fd = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      set_error (self->path, errno, error);
      return NULL;
    }

  self->part = g_steal_pointer (&part);
  return g_steal_pointer (&self);
}

const char *
jb_whole_file_get_part (JbWholeFile *self)
{
  return self->part;
}

void
jb_whole_file_free (JbWholeFile *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  if (self->part != NULL && !self->nameless)
    g_unlink (self->part);
  g_byte_array_unref (self->buffer);
  g_free (self->part);
  g_free (self->path);
  g_free (self);
}

/* -- writing ---------------------------------------------------------------------------------------------------------- */

static gboolean
write_all (JbWholeFile  *self,
           const guint8  *data,
           gsize          size,
           GError       **error)
{
  while (size > 0)
    {
      gssize n = write (self->fd, data, size);

      if (n < 0 && errno != EINTR)
        return set_error (self->path, errno, error);
      if (n > 0)
        {
          data += n;
          size -= (gsize) n;
        }
    }
  return TRUE;
}

static gboolean
flush (JbWholeFile  *self,
       GError       **error)
{
  gboolean ok = write_all (self, self->buffer->data, self->buffer->len, error);

  g_byte_array_set_size (self->buffer, 0);
  return ok;
}

gboolean
jb_whole_file_write (JbWholeFile  *self,
                      const void    *data,
                      gsize          size,
                      GError       **error)
{
  if (self->buffer->len + size > BUFFER_BYTES && !flush (self, error))
    return FALSE;
  if (size > BUFFER_BYTES)
    return write_all (self, data, size, error);

  g_byte_array_append (self->buffer, data, (guint) size);
  return TRUE;
}

/* -- ending ----------------------------------------------------------------------------------------------------------- */

/* 0, or errno. Somebody may have made a file of this name since it was looked for. */
static int
rename_part (JbWholeFile *self)
{
  if (self->replace)
    return rename (self->part, self->path) == 0 ? 0 : errno;

  if (renameat2 (AT_FDCWD, self->part, AT_FDCWD, self->path, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return errno;

  /* A file system that knows no such thing. */
  if (g_file_test (self->path, G_FILE_TEST_EXISTS))
    return EEXIST;
  return rename (self->part, self->path) == 0 ? 0 : errno;
}

/* 0, or errno. */
static int
link_as (JbWholeFile *self,
         const char  *path)
{
  return linkat (AT_FDCWD, self->part, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

/* 0, or errno. A link never replaces anything: where something has to go the file gets a hidden name first, for a moment. */
static int
link_part (JbWholeFile *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int code = link_as (self, self->path);

  while (self->replace && code == EEXIST)
    {
      g_autofree char *name = g_strdup_printf (".jangbu-%08x", g_random_int ());
      g_autofree char *hidden = g_build_filename (folder, name, NULL);

      code = link_as (self, hidden);
      if (code != 0)
        continue;

      g_free (self->part);
      self->part = g_steal_pointer (&hidden);
      self->nameless = FALSE;
      return rename_part (self);
    }
  return code;
}

/* The file has its name already; where a folder cannot be synced there is nothing to be done about it. */
static void
sync_folder (JbWholeFile *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int fd = g_open (folder, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0 || fsync (fd) != 0)
    g_debug ("The folder of a file cannot be synced: %s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
}

gboolean
jb_whole_file_commit (JbWholeFile  *self,
                       GError       **error)
{
  int code;

  if (!flush (self, error))
    return FALSE;
  if (fsync (self->fd) != 0)
    return set_error (self->path, errno, error);

  code = self->nameless ? link_part (self) : rename_part (self);
  if (code != 0)
    return set_error (self->path, code, error);

  g_clear_pointer (&self->part, g_free);
  sync_folder (self);
  return TRUE;
}
