/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A workbook of Excel (.xlsx): XML files in a ZIP. Read as a stream; formulas are not looked at, only what they last gave. */

#define G_LOG_DOMAIN "jb-import-xlsx"

#include "config.h"

#include "jb-import-table.h"
#include "jb-import-zip.h"

#include <glib/gi18n-lib.h>
#include <libxml/xmlreader.h>
#include <string.h>

#define SHEETS "xl/worksheets/"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlTextReader, xmlFreeTextReader)

typedef struct
{
  GPtrArray  *names;      /* (element-type utf8): of the sheet files */
  GPtrArray  *sheets;     /* (element-type GBytes): beside them */
  GBytes     *strings;    /* (nullable) */
  GBytes     *workbook;   /* (nullable) */
} Parts;

static void
parts_clear (Parts *parts)
{
  g_ptr_array_unref (parts->names);
  g_ptr_array_unref (parts->sheets);
  g_clear_pointer (&parts->strings, g_bytes_unref);
  g_clear_pointer (&parts->workbook, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
fail_damaged (GError **error)
{
  g_set_error_literal (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_DAMAGED,
                       _("This Excel file is damaged. Open it in Excel, save it again as .xlsx, and import that."));
  return FALSE;
}

/* -- the parts ------------------------------------------------------------------------------------------------------ */

static gboolean
is_part (const char *path)
{
  return g_str_equal (path, "xl/workbook.xml") || g_str_equal (path, "xl/sharedStrings.xml") ||
         (g_str_has_prefix (path, SHEETS) && g_str_has_suffix (path, ".xml"));
}

static void
take_part (Parts            *parts,
           JbImportZipEntry *entry)
{
  if (g_str_equal (entry->path, "xl/workbook.xml"))
    {
      g_clear_pointer (&parts->workbook, g_bytes_unref);
      parts->workbook = g_steal_pointer (&entry->bytes);
    }
  else if (g_str_equal (entry->path, "xl/sharedStrings.xml"))
    {
      g_clear_pointer (&parts->strings, g_bytes_unref);
      parts->strings = g_steal_pointer (&entry->bytes);
    }
  else
    {
      char *name = g_strdup (entry->name);

      name[strlen (name) - strlen (".xml")] = '\0';
      g_ptr_array_add (parts->names, name);
      g_ptr_array_add (parts->sheets, g_steal_pointer (&entry->bytes));
    }
}

static gboolean
read_parts (GBytes  *bytes,
            Parts   *parts,
            GError **error)
{
  g_autoptr(JbImportZip) zip = jb_import_zip_open (bytes, error);
  g_autoptr(GError) broken = NULL;
  JbImportZipEntry entry = { 0 };

  while (zip != NULL && jb_import_zip_next (zip, is_part, &entry, &broken))
    {
      if (entry.bytes == NULL)
        g_set_error_literal (&broken, JB_IMPORT_ERROR, JB_IMPORT_ERROR_DAMAGED, entry.problem);
      else
        take_part (parts, &entry);
      jb_import_zip_entry_clear (&entry);
      if (broken != NULL)
        break;
    }

  if (broken != NULL)
    g_propagate_error (error, g_steal_pointer (&broken));
  else if (zip != NULL && parts->sheets->len > 0)
    return TRUE;
  else if (zip != NULL)
    fail_damaged (error);
  return FALSE;
}

/* -- XML ------------------------------------------------------------------------------------------------------------ */

static xmlTextReader *
open_xml (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size > 0 && size <= G_MAXINT
         ? xmlReaderForMemory (data, (int) size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA)
         : NULL;
}

/* 1 = there is a node, 0 = the end, -1 = not well-formed or with a DTD, which no spreadsheet has. */
static int
step (xmlTextReader *reader)
{
  int status = xmlTextReaderRead (reader);

  if (status == 1 && (xmlTextReaderNodeType (reader) == XML_READER_TYPE_DOCUMENT_TYPE ||
                      xmlTextReaderNodeType (reader) == XML_READER_TYPE_ENTITY_REFERENCE))
    return -1;
  return status;
}

static gboolean
is_start (xmlTextReader *reader,
          const char    *name)
{
  return xmlTextReaderNodeType (reader) == XML_READER_TYPE_ELEMENT &&
         g_strcmp0 ((const char *) xmlTextReaderConstLocalName (reader), name) == 0;
}

/* An empty element has no end of its own and counts as one. */
static gboolean
is_end (xmlTextReader *reader,
        const char    *name)
{
  return g_strcmp0 ((const char *) xmlTextReaderConstLocalName (reader), name) == 0 &&
         (xmlTextReaderNodeType (reader) == XML_READER_TYPE_END_ELEMENT ||
          (xmlTextReaderNodeType (reader) == XML_READER_TYPE_ELEMENT && xmlTextReaderIsEmptyElement (reader)));
}

static gboolean
is_text (xmlTextReader *reader)
{
  int type = xmlTextReaderNodeType (reader);

  return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
}

static void
append_text (GString       *text,
             xmlTextReader *reader)
{
  const char *value = (const char *) xmlTextReaderConstValue (reader);

  if (value != NULL && text->len < JB_IMPORT_MAX_CELL)
    g_string_append (text, value);
}

/* (transfer full) (nullable) */
static char *
dup_attribute (xmlTextReader *reader,
               const char    *name)
{
  xmlChar *value = xmlTextReaderGetAttribute (reader, BAD_CAST name);
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

/* -- shared strings ------------------------------------------------------------------------------------------------- */

/* Where the reader is in a piece of text: how it is read aloud (rPh) stands beside it and is no part of it. */
typedef struct
{
  gboolean in_text;
  gboolean in_phonetic;
} Place;

static void
follow_text (xmlTextReader *reader,
             Place         *place,
             GString       *text)
{
  if (is_start (reader, "rPh"))
    place->in_phonetic = TRUE;
  if (is_end (reader, "rPh"))
    place->in_phonetic = FALSE;
  if (is_start (reader, "t"))
    place->in_text = TRUE;
  if (is_end (reader, "t"))
    place->in_text = FALSE;
  if (place->in_text && !place->in_phonetic && is_text (reader))
    append_text (text, reader);
}

static gboolean
read_strings (GBytes     *bytes,
              GPtrArray  *strings,
              GError    **error)
{
  g_autoptr(xmlTextReader) reader = bytes != NULL ? open_xml (bytes) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  Place place = { FALSE, FALSE };
  int status = bytes == NULL ? 0 : -1;

  while (reader != NULL && (status = step (reader)) == 1)
    {
      follow_text (reader, &place, text);
      if (!is_end (reader, "si"))
        continue;

      if (strings->len >= JB_IMPORT_MAX_ROWS * 33u)
        break;
      g_ptr_array_add (strings, g_strndup (text->str, text->len));
      g_string_truncate (text, 0);
      place = (Place) { FALSE, FALSE };
    }

  return status == 0 ? TRUE : fail_damaged (error);
}

/* -- a sheet -------------------------------------------------------------------------------------------------------- */

/* "AB12" is column 27. G_MAXUINT when there are no letters. */
static guint
read_column (const char *reference)
{
  guint column = 0;

  for (; g_ascii_isupper (*reference); reference++)
    {
      if (column > JB_IMPORT_MAX_COLUMNS)
        break;
      column = column * 26 + (guint) (*reference - 'A' + 1);
    }
  return column > 0 ? column - 1 : G_MAXUINT;
}

typedef struct
{
  GPtrArray      *strings;
  JbImportTable  *table;
  JbImportRow    *row;        /* (nullable) */
  guint           number;     /* of the row */
  guint           column;
  char           *type;       /* (owned) (nullable): of the cell */
  GString        *text;
  gboolean        in_value;
  Place           place;
} Sheet;

/* Whole numbers without the exponent that Excel writes for long ones. */
static void
set_number (Sheet      *sheet,
            const char *text)
{
  char *end;
  double value = g_ascii_strtod (text, &end);

  if (*text != '\0' && *end == '\0')
    jb_import_row_set_number (sheet->row, sheet->column, value);
  else
    jb_import_row_set (sheet->row, sheet->column, text, -1);
}

static void
end_cell (Sheet *sheet)
{
  const char *text = g_strstrip (sheet->text->str);

  if (sheet->row == NULL)
    return;

  if (g_strcmp0 (sheet->type, "s") == 0)
    {
      guint64 n = g_ascii_strtoull (text, NULL, 10);

      if (*text != '\0' && n < sheet->strings->len)
        jb_import_row_set (sheet->row, sheet->column, g_ptr_array_index (sheet->strings, n), -1);
    }
  else if (sheet->type == NULL || g_str_equal (sheet->type, "n"))
    set_number (sheet, text);
  else if (!g_str_equal (sheet->type, "e"))
    jb_import_row_set (sheet->row, sheet->column, text, -1);
}

static void
begin_cell (Sheet         *sheet,
            xmlTextReader *reader)
{
  g_autofree char *reference = dup_attribute (reader, "r");
  guint column = reference != NULL ? read_column (reference) : G_MAXUINT;

  sheet->column = column != G_MAXUINT ? column : sheet->column + 1;
  g_free (sheet->type);
  sheet->type = dup_attribute (reader, "t");
  g_string_truncate (sheet->text, 0);
  sheet->in_value = FALSE;
  sheet->place = (Place) { FALSE, FALSE };
}

static gboolean
begin_row (Sheet          *sheet,
           xmlTextReader  *reader,
           GError        **error)
{
  g_autofree char *number = dup_attribute (reader, "r");
  guint64 n = number != NULL ? g_ascii_strtoull (number, NULL, 10) : 0;

  sheet->number = n > 0 && n <= G_MAXINT ? (guint) n : sheet->number + 1;
  sheet->column = G_MAXUINT;
  sheet->row = jb_import_table_add_row (sheet->table, sheet->number, error);
  return sheet->row != NULL;
}

static void
end_row (Sheet *sheet)
{
  if (sheet->row != NULL && sheet->row->cells->len == 0)
    g_ptr_array_set_size (sheet->table->rows, (gint) sheet->table->rows->len - 1);
  sheet->row = NULL;
}

static gboolean
follow_sheet (Sheet          *sheet,
              xmlTextReader  *reader,
              GError        **error)
{
  if (is_start (reader, "row") && !begin_row (sheet, reader, error))
    return FALSE;
  if (is_start (reader, "c"))
    begin_cell (sheet, reader);
  if (is_start (reader, "v"))
    sheet->in_value = TRUE;
  if (is_end (reader, "v"))
    sheet->in_value = FALSE;

  if (sheet->in_value && is_text (reader))
    append_text (sheet->text, reader);
  else if (g_strcmp0 (sheet->type, "inlineStr") == 0)
    follow_text (reader, &sheet->place, sheet->text);

  if (is_end (reader, "c"))
    end_cell (sheet);
  if (is_end (reader, "row"))
    end_row (sheet);
  return TRUE;
}

static JbImportTable *
read_sheet (GBytes     *bytes,
            GPtrArray  *strings,
            GError    **error)
{
  g_autoptr(xmlTextReader) reader = open_xml (bytes);
  g_autoptr(JbImportTable) table = jb_import_table_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  Sheet sheet = { .strings = strings, .table = table, .column = G_MAXUINT, .text = text };
  gboolean ok = TRUE;
  int status = -1;

  while (ok && reader != NULL && (status = step (reader)) == 1)
    ok = follow_sheet (&sheet, reader, error);

  g_free (sheet.type);
  if (!ok || (status != 0 && !fail_damaged (error)))
    return NULL;
  return g_steal_pointer (&table);
}

/* -- the workbook --------------------------------------------------------------------------------------------------- */

static gboolean
counts_from_1904 (GBytes *workbook)
{
  g_autoptr(xmlTextReader) reader = workbook != NULL ? open_xml (workbook) : NULL;

  while (reader != NULL && step (reader) == 1)
    {
      if (is_start (reader, "workbookPr"))
        {
          g_autofree char *value = dup_attribute (reader, "date1904");

          return g_strcmp0 (value, "1") == 0 || g_strcmp0 (value, "true") == 0;
        }
    }
  return FALSE;
}

GPtrArray *
jb_import_read_xlsx (GBytes  *bytes,
                     GError **error)
{
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_import_table_free);
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_auto(Parts) parts = {
    .names = g_ptr_array_new_with_free_func (g_free),
    .sheets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref),
  };
  gboolean from_1904;

  if (!read_parts (bytes, &parts, error) || !read_strings (parts.strings, strings, error))
    return NULL;

  from_1904 = counts_from_1904 (parts.workbook);
  for (guint i = 0; i < parts.sheets->len; i++)
    {
      JbImportTable *table = read_sheet (g_ptr_array_index (parts.sheets, i), strings, error);

      if (table == NULL)
        return NULL;
      table->name = g_strdup (g_ptr_array_index (parts.names, i));
      table->from_1904 = from_1904;
      g_ptr_array_add (tables, table);
    }

  return g_steal_pointer (&tables);
}
