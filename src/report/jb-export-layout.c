/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading layouts. A user writes them by hand: each mistake has its sentence. */

#define G_LOG_DOMAIN "jb-export-layout"

#include "config.h"

#include "jb-export-layout.h"

#include "jb-export.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define FILE_BYTES_MAX  (64 * 1024)
#define COLUMNS_MAX     256
#define HEADER_ROW_MAX  100
/* Excel's rule for names of sheets. */
#define SHEET_CHARS_MAX 31
#define SHEET_FORBIDDEN "[]:*?/\\"

static gboolean
set_wrong (const char  *name,
           GError     **error,
           const char  *format,
           ...) G_GNUC_PRINTF (3, 4);

static gboolean
set_wrong (const char  *name,
           GError     **error,
           const char  *format,
           ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_LAYOUT,
               /* Translators: the name of a file that says which columns a table has, and a sentence about it */
               _("The layout “%s” cannot be used. %s"), name, sentence);
  return FALSE;
}

static void
column_free (gpointer data)
{
  JbLayoutColumn *column = data;

  g_free (column->title);
  g_free (column->constant);
  g_free (column);
}

void
jb_export_layout_free (JbExportLayout *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->description);
  g_free (self->format);
  g_free (self->sheet);
  g_free (self->title);
  g_hash_table_unref (self->codes);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

/* -- the head --------------------------------------------------------------------------------------------------------- */

static char *
read_text (GKeyFile   *keys,
           const char *key)
{
  char *text = g_key_file_get_locale_string (keys, "Layout", key, NULL, NULL);

  if (text != NULL && *g_strstrip (text) == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static gboolean
read_sheet (JbExportLayout  *self,
            GKeyFile        *keys,
            const char      *name,
            GError         **error)
{
  self->sheet = read_text (keys, "Sheet");
  if (self->sheet == NULL ||
      (g_utf8_strlen (self->sheet, -1) <= SHEET_CHARS_MAX && strpbrk (self->sheet, SHEET_FORBIDDEN) == NULL &&
       *self->sheet != '\'' && !g_str_has_suffix (self->sheet, "'")))
    return TRUE;

  return set_wrong (name, error, _("A sheet's name has at most %d letters, none of them %s, and no apostrophe at its ends."),
                    SHEET_CHARS_MAX, SHEET_FORBIDDEN);
}

static gboolean
read_header_row (JbExportLayout  *self,
                 GKeyFile        *keys,
                 const char      *name,
                 GError         **error)
{
  g_autoptr(GError) problem = NULL;
  int row;

  self->header_row = 1;
  if (!g_key_file_has_key (keys, "Layout", "HeaderRow", NULL))
    return TRUE;

  row = g_key_file_get_integer (keys, "Layout", "HeaderRow", &problem);
  if (problem != NULL || row < 1 || row > HEADER_ROW_MAX)
    return set_wrong (name, error, _("HeaderRow is a number from 1 to %d."), HEADER_ROW_MAX);

  self->header_row = (guint) row;
  return TRUE;
}

static gboolean
read_format (JbExportLayout  *self,
             GKeyFile        *keys,
             const char      *name,
             GError         **error)
{
  static const char * const formats[] = { "xlsx", "csv", "csv-cp949", NULL };

  self->format = read_text (keys, "Format");
  if (self->format == NULL || g_strv_contains (formats, self->format))
    return TRUE;

  return set_wrong (name, error, _("Format is xlsx, csv or csv-cp949, not “%s”."), self->format);
}

static gboolean
read_head (JbExportLayout  *self,
           GKeyFile        *keys,
           const char      *name,
           GError         **error)
{
  g_autofree char *language = read_text (keys, "Language");

  self->name = read_text (keys, "Name");
  self->description = read_text (keys, "Description");
  self->title = read_text (keys, "Title");
  self->totals = g_key_file_get_boolean (keys, "Layout", "Totals", NULL);
  self->korean = g_strcmp0 (language, "ko") == 0;
  return read_format (self, keys, name, error) && read_sheet (self, keys, name, error) &&
         read_header_row (self, keys, name, error);
}

/* -- columns ---------------------------------------------------------------------------------------------------------- */

/* "title;value", or the value alone for its usual title; "=text" writes that text into every row. @parts (nullable): NULL when the
 * line is no list, as with a backslash that means nothing. */
static gboolean
read_column (JbExportLayout  *self,
             const char      *name,
             guint            number,
             char           **parts,
             GError         **error)
{
  guint n_parts = parts != NULL ? g_strv_length (parts) : 0;
  const char *what = n_parts > 0 ? g_strstrip (parts[n_parts - 1]) : "";
  JbLayoutColumn *column;

  if (n_parts < 1 || n_parts > 2)
    return set_wrong (name, error, _("Column %u is a title and a value with a semicolon between them, or a value alone."), number);

  column = g_new0 (JbLayoutColumn, 1);
  g_ptr_array_add (self->columns, column);
  if (*what == '=')
    column->constant = g_strdup (what + 1);
  else
    column->value = jb_export_value_find (what);

  if (column->constant == NULL && column->value == NULL)
    return set_wrong (name, error, _("Column %u asks for “%s”, which no invoice has. The manual page jangbu-cli(1) lists what there is."),
                      number, what);

  column->title = g_strdup (n_parts == 2              ? g_strstrip (parts[0])
                            : column->value != NULL ? jb_export_value_get_title (column->value) : "");
  return TRUE;
}

static gboolean
read_columns (JbExportLayout  *self,
              GKeyFile        *keys,
              const char      *name,
              GError         **error)
{
  for (guint number = 1; ; number++)
    {
      g_autofree char *key = g_strdup_printf ("%u", number);
      g_auto(GStrv) parts = NULL;

      if (!g_key_file_has_key (keys, "Columns", key, NULL))
        break;
      if (number > COLUMNS_MAX)
        return set_wrong (name, error, _("It has more than %d columns."), COLUMNS_MAX);

      parts = g_key_file_get_string_list (keys, "Columns", key, NULL, NULL);
      if (!read_column (self, name, number, parts, error))
        return FALSE;
    }

  return self->columns->len > 0 || set_wrong (name, error, "%s", _("It has no columns: they stand in [Columns], from 1= on."));
}

static void
read_codes (JbExportLayout *self,
            GKeyFile       *keys)
{
  g_auto(GStrv) names = g_key_file_get_keys (keys, "Codes", NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_hash_table_insert (self->codes, g_strdup (names[i]), g_key_file_get_string (keys, "Codes", names[i], NULL));
}

JbExportLayout *
jb_export_layout_parse (const char  *name,
                        const char  *text,
                        gsize        size,
                        GError     **error)
{
  g_autoptr(JbExportLayout) self = g_new0 (JbExportLayout, 1);
  g_autoptr(GKeyFile) keys = g_key_file_new ();
  g_autoptr(GError) problem = NULL;

  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->columns = g_ptr_array_new_with_free_func (column_free);
  if (!g_utf8_validate (text, (gssize) size, NULL))
    {
      set_wrong (name, error, "%s", _("It is not a text in UTF-8."));
      return NULL;
    }

  if (size == 0 || !g_key_file_load_from_data (keys, text, size, G_KEY_FILE_KEEP_TRANSLATIONS, &problem))
    {
      set_wrong (name, error, "%s", problem != NULL ? problem->message : _("It is empty."));
      return NULL;
    }

  if (!read_head (self, keys, name, error) || !read_columns (self, keys, name, error))
    return NULL;

  read_codes (self, keys);
  return g_steal_pointer (&self);
}

/* -- where it lies ---------------------------------------------------------------------------------------------------- */

static GBytes *
load_file (const char  *path,
           const char  *name,
           GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) problem = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, &problem);
  GBytes *bytes = NULL;

  if (stream != NULL)
    bytes = g_input_stream_read_bytes (G_INPUT_STREAM (stream), FILE_BYTES_MAX + 1, NULL, &problem);
  if (bytes == NULL)
    set_wrong (name, error, "%s", problem->message);
  else if (g_bytes_get_size (bytes) > FILE_BYTES_MAX)
    {
      set_wrong (name, error, _("It is larger than %d KiB."), FILE_BYTES_MAX / 1024);
      g_clear_pointer (&bytes, g_bytes_unref);
    }
  return bytes;
}

JbExportLayout *
jb_export_layout_load (const char  *uri_or_path,
                       GError     **error)
{
  const char *resource = g_str_has_prefix (uri_or_path, "resource://") ? uri_or_path + strlen ("resource://") : NULL;
  g_autofree char *name = g_filename_display_basename (uri_or_path);
  g_autoptr(GBytes) bytes = resource != NULL ? g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error)
                                             : load_file (uri_or_path, name, error);
  const char *text;
  gsize size;

  if (bytes == NULL)
    return NULL;

  text = g_bytes_get_data (bytes, &size);
  return jb_export_layout_parse (name, text != NULL ? text : "", size, error);
}

JbCell
jb_export_layout_read_cell (const JbExportLayout *self,
                            guint                 column,
                            JbInvoice            *invoice,
                            const char           *services)
{
  const JbLayoutColumn *what = g_ptr_array_index (self->columns, column);
  const JbCellSource source = { invoice, services, self->codes, self->korean };

  return what->value != NULL ? jb_export_value_read (what->value, &source) : jb_cell_from_text (what->constant, TRUE);
}
