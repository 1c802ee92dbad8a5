/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Originals, byte for byte, in a ZIP: a file for each under the name that jb-file-name.h gives it, never two alike, none in a
 * folder. */

#define G_LOG_DOMAIN "jb-export-zip"

#include "config.h"

#include "jb-export-writer.h"

#include "jb-export.h"
#include "jb-file-name.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

/* 12:00 in Korea, so that the day is the same in most of the world. */
#define NOON_SECONDS (3 * 60 * 60)

typedef struct
{
  JbExportWriter  parent;
  JbWholeFile   *file;
  struct archive *zip;
  GHashTable     *names;     /* (element-type utf8): taken, folded as a system does that makes no difference of capitals */
  locale_t        utf8;      /* libarchive takes names in the locale's charset, which need not be UTF-8 */
  GError         *problem;   /* (nullable): of the last write */
  gboolean        given_up;  /* what libarchive still writes to come to its end goes nowhere */
} Zip;

/* -- names ------------------------------------------------------------------------------------------------------------ */

static gboolean
take_name (Zip        *self,
           const char *name)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);

  return g_hash_table_add (self->names, g_utf8_casefold (normal, -1));
}

/* An invoice between two companies of the book is there twice. (transfer full) */
static char *
make_name (Zip       *self,
           JbInvoice *invoice)
{
  g_autofree char *first = jb_file_name_for_invoice (invoice, "xml");
  char *name = g_strdup (first);

  for (guint number = 2; !take_name (self, name); number++)
    {
      g_free (name);
      name = jb_file_name_numbered (first, number);
    }
  return name;
}

/* -- writing ---------------------------------------------------------------------------------------------------------- */

static la_ssize_t
write_cb (struct archive *zip,
          void           *user_data,
          const void     *data,
          size_t          size)
{
  Zip *self = user_data;

  g_clear_error (&self->problem);
  if (self->given_up || jb_whole_file_write (self->file, data, size, &self->problem))
    return (la_ssize_t) size;

  archive_set_error (zip, EIO, "%s", self->problem->message);
  return -1;
}

static gboolean
set_zip_error (Zip     *self,
               GError **error)
{
  const char *words = archive_error_string (self->zip);

  if (self->problem != NULL)
    g_propagate_error (error, g_steal_pointer (&self->problem));
  else
    g_set_error (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_FAILED,
                 /* Translators: the words of a library follow */
                 _("The ZIP file cannot be written: %s."), words != NULL ? words : "?");
  return FALSE;
}

static struct archive_entry *
make_entry (const char *name,
            gsize       size,
            int         day)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t) size);
  if (jb_date_is_valid (day))
    archive_entry_set_mtime (entry, (time_t) jb_date_days_between (19700101, day) * 24 * 60 * 60 + NOON_SECONDS, 0);
  return entry;
}

static gboolean
write_entry (Zip                   *self,
             struct archive_entry  *entry,
             GBytes                *original,
             GError               **error)
{
  gsize size;
  const void *data = g_bytes_get_data (original, &size);

  if (archive_write_header (self->zip, entry) != ARCHIVE_OK)
    return set_zip_error (self, error);
  if (size > 0 && archive_write_data (self->zip, data, size) != (la_ssize_t) size)
    return set_zip_error (self, error);
  return archive_write_finish_entry (self->zip) == ARCHIVE_OK || set_zip_error (self, error);
}

static gboolean
zip_add (JbExportWriter    *writer,
         const JbWalkStop  *stop,
         GError           **error)
{
  Zip *self = (Zip *) writer;
  g_autofree char *name = NULL;
  struct archive_entry *entry;
  locale_t before;
  gboolean ok;

  if (stop->original == NULL)
    {
      writer->n_without_original++;
      return TRUE;
    }

  name = make_name (self, stop->invoice);
  before = uselocale (self->utf8);
  entry = make_entry (name, g_bytes_get_size (stop->original), stop->invoice->written_on);
  ok = write_entry (self, entry, stop->original, error);
  archive_entry_free (entry);
  uselocale (before);
  writer->n_written++;
  return ok;
}

static gboolean
zip_end (JbExportWriter  *writer,
         GCancellable    *cancellable,
         GError         **error)
{
  Zip *self = (Zip *) writer;
  locale_t before = uselocale (self->utf8);
  gboolean ok = archive_write_close (self->zip) == ARCHIVE_OK || set_zip_error (self, error);

  uselocale (before);
  return ok;
}

static void
zip_free (JbExportWriter *writer)
{
  Zip *self = (Zip *) writer;

  self->given_up = TRUE;
  if (self->zip != NULL)
    archive_write_free (self->zip);
  if (self->utf8 != (locale_t) 0)
    freelocale (self->utf8);
  g_hash_table_unref (self->names);
  g_clear_error (&self->problem);
  g_free (self);
}

/* The names' conversion is settled here, by the locale of this moment. */
static gboolean
set_up_zip (Zip     *self,
            GError **error)
{
  self->zip = archive_write_new ();
  if (archive_write_set_format_zip (self->zip) != ARCHIVE_OK ||
      archive_write_set_options (self->zip, "zip:compression=deflate,zip:hdrcharset=UTF-8") != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block (self->zip, 1) != ARCHIVE_OK ||
      archive_write_open2 (self->zip, self, NULL, write_cb, NULL, NULL) != ARCHIVE_OK)
    return set_zip_error (self, error);
  return TRUE;
}

static gboolean
open_zip (Zip     *self,
          GError **error)
{
  locale_t before;
  gboolean ok;

  self->utf8 = newlocale (LC_CTYPE_MASK, "C.UTF-8", (locale_t) 0);
  if (self->utf8 == (locale_t) 0)
    {
      g_set_error_literal (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_FAILED,
                           _("This system has no locale C.UTF-8, which the names in a ZIP file need. Install it, then export again."));
      return FALSE;
    }

  before = uselocale (self->utf8);
  ok = set_up_zip (self, error);
  uselocale (before);
  return ok;
}

JbExportWriter *
jb_export_zip_new (JbWholeFile  *file,
                   GError       **error)
{
  Zip *self = g_new0 (Zip, 1);

  self->parent = (JbExportWriter) { .add = zip_add, .end = zip_end, .free = zip_free };
  self->file = file;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!open_zip (self, error))
    {
      zip_free (&self->parent);
      return NULL;
    }
  return &self->parent;
}
