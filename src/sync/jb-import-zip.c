/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* libarchive over the bytes in memory. Sizes in the archive's own directory are not believed: what comes out is counted. */

#define G_LOG_DOMAIN "jb-import-zip"

#include "config.h"

#include "jb-import-zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK      (64 * 1024)
#define NAME_CHARS 80

struct _JbImportZip
{
  GBytes          *bytes;
  struct archive  *archive;
  guint            n_entries;
  guint64          n_unpacked;
};

void
jb_import_zip_entry_clear (JbImportZipEntry *entry)
{
  g_clear_pointer (&entry->path, g_free);
  g_clear_pointer (&entry->name, g_free);
  g_clear_pointer (&entry->bytes, g_bytes_unref);
  g_clear_pointer (&entry->problem, g_free);
}

static gboolean
fail_damaged (GError **error)
{
  g_set_error_literal (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_DAMAGED,
                       _("This ZIP file is damaged. Get it again, and import it then."));
  return FALSE;
}

JbImportZip *
jb_import_zip_open (GBytes  *bytes,
                    GError **error)
{
  JbImportZip *self = g_new0 (JbImportZip, 1);
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  self->bytes = g_bytes_ref (bytes);
  self->archive = archive_read_new ();
  if (archive_read_support_format_zip (self->archive) != ARCHIVE_OK ||
      archive_read_open_memory (self->archive, data, size) != ARCHIVE_OK)
    {
      jb_import_zip_close (self);
      fail_damaged (error);
      return NULL;
    }
  return self;
}

void
jb_import_zip_close (JbImportZip *self)
{
  if (self == NULL)
    return;

  archive_read_free (self->archive);
  g_bytes_unref (self->bytes);
  g_free (self);
}

double
jb_import_zip_get_fraction (JbImportZip *self)
{
  gsize size = g_bytes_get_size (self->bytes);
  la_int64_t read = archive_filter_bytes (self->archive, -1);

  return size > 0 && read > 0 ? CLAMP ((double) read / (double) size, 0, 1) : 0;
}

/* -- names ---------------------------------------------------------------------------------------------------------- */

char *
jb_import_show_name (const char *path)
{
  g_autofree char *valid = g_utf8_make_valid (path, -1);
  const char *slash = strrchr (valid, '/');
  const char *backslash = strrchr (valid, '\\');
  const char *from = MAX (slash != NULL ? slash + 1 : valid, backslash != NULL ? backslash + 1 : valid);
  GString *shown = g_string_new (NULL);
  guint n = 0;

  for (const char *p = from; *p != '\0' && n < NAME_CHARS; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (shown, g_unichar_isprint (c) ? c : 0xFFFD);
    }
  if (n == NAME_CHARS)
    g_string_append (shown, "…");
  return g_string_free (shown, FALSE);
}

/* Windows writes names in CP949 and does not say so. (transfer full) */
static char *
dup_path (struct archive_entry *entry)
{
  const char *raw = archive_entry_pathname (entry);
  const char *utf8 = raw == NULL ? archive_entry_pathname_utf8 (entry) : NULL;
  char *converted;

  if (raw == NULL)
    return g_strdup (utf8 != NULL ? utf8 : "?");
  if (g_utf8_validate (raw, -1, NULL))
    return g_strdup (raw);

  converted = g_convert (raw, -1, "UTF-8", "CP949", NULL, NULL, NULL);
  return converted != NULL ? converted : g_utf8_make_valid (raw, -1);
}

/* What systems put into an archive without having been asked. */
static gboolean
is_litter (const char *path)
{
  g_autofree char *name = jb_import_show_name (path);

  return g_str_has_prefix (path, "__MACOSX/") || g_str_equal (name, ".DS_Store") ||
         g_ascii_strcasecmp (name, "Thumbs.db") == 0 || g_ascii_strcasecmp (name, "desktop.ini") == 0;
}

/* -- contents ------------------------------------------------------------------------------------------------------- */

static gboolean
count_unpacked (JbImportZip  *self,
                gsize         more,
                GError      **error)
{
  guint64 size = MAX (g_bytes_get_size (self->bytes), 1);

  self->n_unpacked += more;
  if (self->n_unpacked <= JB_IMPORT_ZIP_SMALL_BYTES ||
      (self->n_unpacked <= JB_IMPORT_ZIP_MAX_BYTES && self->n_unpacked / size <= JB_IMPORT_ZIP_MAX_RATIO))
    return TRUE;

  g_set_error_literal (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_TOO_LARGE,
                       _("What is in this ZIP file grows too large when it is unpacked. Unpack it yourself, and import the files in it "
                         "that are invoices."));
  return FALSE;
}

/* (transfer full): NULL without error when this one file cannot be had: entry->problem says why. */
static GBytes *
read_contents (JbImportZip       *self,
               JbImportZipEntry  *entry,
               GError           **error)
{
  g_autoptr(GByteArray) contents = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  la_ssize_t n;

  while ((n = archive_read_data (self->archive, chunk, CHUNK)) > 0)
    {
      if (!count_unpacked (self, (gsize) n, error))
        return NULL;
      if (contents->len + (gsize) n > JB_IMPORT_MAX_BYTES)
        {
          entry->problem = g_strdup_printf (_("This file is larger than %u MB, and no invoice or list is. It was left out."),
                                            JB_IMPORT_MAX_BYTES / 1024 / 1024);
          return NULL;
        }
      g_byte_array_append (contents, chunk, (guint) n);
    }

  if (n < 0)
    {
      entry->problem = g_strdup (_("This file in the ZIP is damaged. Get it again, and import it then."));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&contents));
}

static gboolean
read_entry (JbImportZip           *self,
            struct archive_entry  *found,
            JbImportZipEntry      *entry,
            GError               **error)
{
  g_autoptr(GError) broken = NULL;

  entry->name = jb_import_show_name (entry->path);
  if (archive_entry_is_encrypted (found))
    {
      entry->problem = g_strdup (_("This file in the ZIP opens with a password only. Unpack it yourself, and import what is in it."));
      return TRUE;
    }

  entry->bytes = read_contents (self, entry, &broken);
  if (broken == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&broken));
  return FALSE;
}

gboolean
jb_import_zip_next (JbImportZip       *self,
                    gboolean         (*wanted) (const char *path),
                    JbImportZipEntry  *entry,
                    GError           **error)
{
  struct archive_entry *found;
  int status;

  while ((status = archive_read_next_header (self->archive, &found)) == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      g_autofree char *path = dup_path (found);

      if (++self->n_entries > JB_IMPORT_ZIP_MAX_ENTRIES)
        {
          g_set_error (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_TOO_LARGE,
                       _("There are more than %u files in this ZIP. Make several of it, and import those."),
                       JB_IMPORT_ZIP_MAX_ENTRIES);
          return FALSE;
        }

      if (archive_entry_filetype (found) != AE_IFREG || is_litter (path) || (wanted != NULL && !wanted (path)))
        continue;

      *entry = (JbImportZipEntry) { .path = g_steal_pointer (&path) };
      if (read_entry (self, found, entry, error))
        return TRUE;

      jb_import_zip_entry_clear (entry);
      return FALSE;
    }

  return status == ARCHIVE_EOF ? FALSE : fail_damaged (error);
}
