/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of exports share: an export that is waited for, tables read back by other means than they were written. */

#pragma once

#include "../archive/jb-archive-fixture.h"

#include "jb-export.h"

#include <archive.h>
#include <archive_entry.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

/* (transfer full) in the book's folder. */
static inline char *
export_test_path (Fixture    *f,
                  const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

/* All of the book, by date. (transfer full) */
static inline GArray *
export_test_ids (Fixture *f)
{
  g_autoptr(JbInvoiceMap) map = fixture_map (f, NULL);

  return jb_invoice_map_list_ids (map);
}

static inline gboolean
export_test_try (Fixture         *f,
                 const char      *format_id,
                 const char      *path,
                 gboolean         replace,
                 JbExportResult  *written,
                 GError         **error)
{
  g_autoptr(GArray) ids = export_test_ids (f);
  g_autoptr(JbExportFormat) format = jb_export_format_find (format_id, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_nonnull (format);
  jb_export_async (f->archive, ids, format, path, replace, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_export_finish (f->archive, result, written, error);
}

/* Whole book as @format_id. (transfer full) */
static inline GBytes *
export_test_write (Fixture         *f,
                   const char      *format_id,
                   JbExportResult  *written)
{
  g_autofree char *name = g_strconcat ("out.", format_id, NULL);
  g_autofree char *path = export_test_path (f, name);
  g_autoptr(GError) error = NULL;
  char *data;
  gsize size;

  export_test_try (f, format_id, path, TRUE, written, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

/* Nothing but the book is in the folder: no file, no part of one. */
static inline void
export_test_assert_clean (Fixture *f)
{
  g_autoptr(GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "books");
}

/* -- tables ----------------------------------------------------------------------------------------------------------- */

/* (element-type GPtrArray (element-type utf8)): RFC 4180, read letter by letter. (transfer full) */
static inline GPtrArray *
export_test_read_csv (const char *text)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  GPtrArray *row = NULL;
  const char *at = text;

  while (*at != '\0')
    {
      g_autoptr(GString) cell = g_string_new (NULL);

      if (row == NULL)
        {
          row = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (rows, row);
        }
      if (*at == '"')
        {
          for (at++; *at != '"' || at[1] == '"'; at++)
            {
              g_assert_cmpint (*at, !=, '\0');
              g_string_append_c (cell, *at);
              at += *at == '"';
            }
          at++;
        }
      else
        {
          while (*at != ',' && *at != '\r' && *at != '\0')
            g_string_append_c (cell, *at++);
        }
      g_ptr_array_add (row, g_strdup (cell->str));
      if (*at == ',')
        {
          at++;
          continue;
        }
      g_assert_true (g_str_has_prefix (at, "\r\n"));
      at += 2;
      row = NULL;
    }
  return rows;
}

static inline const char *
export_test_cell (GPtrArray *rows,
                  guint      row,
                  guint      column)
{
  GPtrArray *cells;

  g_assert_cmpuint (row, <, rows->len);
  cells = g_ptr_array_index (rows, row);
  return column < cells->len ? g_ptr_array_index (cells, column) : "";
}

/* The row that has @text in @column. */
static inline guint
export_test_find_row (GPtrArray  *rows,
                      guint       column,
                      const char *text)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (export_test_cell (rows, i, column), text))
      return i;
  g_error ("No row has “%s” in column %u", text, column);
}

/* -- what is in a ZIP ------------------------------------------------------------------------------------------------- */

/* (element-type utf8 GBytes): by name. (transfer full) */
static inline GHashTable *
export_test_unpack (GBytes *zip)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  struct archive *reader = archive_read_new ();
  struct archive_entry *entry;
  gsize size;
  gconstpointer data = g_bytes_get_data (zip, &size);
  int code;

  archive_read_support_format_zip (reader);
  g_assert_cmpint (archive_read_open_memory (reader, data, size), ==, ARCHIVE_OK);
  /* A warning: that the locale of a test, which is C, has no Hangul. */
  while ((code = archive_read_next_header (reader, &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN)
    {
      GByteArray *bytes = g_byte_array_new ();
      char block[4096];
      la_ssize_t n;

      while ((n = archive_read_data (reader, block, sizeof block)) > 0)
        g_byte_array_append (bytes, (const guint8 *) block, (guint) n);
      g_assert_cmpint (n, ==, 0);
      g_assert_true (g_hash_table_insert (files, g_strdup (archive_entry_pathname_utf8 (entry)), g_byte_array_free_to_bytes (bytes)));
    }
  g_assert_cmpint (code, ==, ARCHIVE_EOF);
  archive_read_free (reader);
  return files;
}

/* -- what is in a workbook -------------------------------------------------------------------------------------------- */

typedef struct
{
  GHashTable *files;
  xmlDoc     *sheet;
  GPtrArray  *rows;      /* as of export_test_read_csv(); row 1 of the sheet is 0, days as numbers of days */
  guint       n_formulas;
  guint       n_strings;
  guint       n_numbers;
} ExportTestBook;

static inline xmlNode *
export_test_child (xmlNode    *node,
                   const char *name)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && g_str_equal ((const char *) child->name, name))
      return child;
  return NULL;
}

static inline char *
export_test_attribute (xmlNode    *node,
                       const char *name)
{
  xmlChar *value = xmlGetProp (node, (const xmlChar *) name);
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

static inline void
export_test_put (GPtrArray *row,
                 guint      column,
                 char      *text)
{
  while (row->len <= column)
    g_ptr_array_add (row, g_strdup (""));
  g_free (row->pdata[column]);
  row->pdata[column] = text;
}

static inline void
export_test_read_cell (ExportTestBook *book,
                       GPtrArray      *row,
                       xmlNode        *cell)
{
  g_autofree char *place = export_test_attribute (cell, "r");
  g_autofree char *type = export_test_attribute (cell, "t");
  xmlNode *text = export_test_child (cell, "v");
  guint column = 0;
  xmlChar *content;

  for (const char *at = place; g_ascii_isupper (*at); at++)
    column = column * 26 + (guint) (*at - 'A' + 1);
  if (export_test_child (cell, "f") != NULL)
    book->n_formulas++;
  else if (g_strcmp0 (type, "inlineStr") == 0)
    book->n_strings++;
  else if (text != NULL)
    book->n_numbers++;

  if (g_strcmp0 (type, "inlineStr") == 0)
    text = export_test_child (export_test_child (cell, "is"), "t");
  if (text == NULL)
    return;
  content = xmlNodeGetContent (text);
  export_test_put (row, column - 1, g_strdup ((const char *) content));
  xmlFree (content);
}

static inline void
export_test_read_row (ExportTestBook *book,
                      xmlNode        *node)
{
  g_autofree char *place = export_test_attribute (node, "r");
  GPtrArray *row;
  guint number = (guint) g_ascii_strtoull (place, NULL, 10);

  while (book->rows->len < number)
    g_ptr_array_add (book->rows, g_ptr_array_new_with_free_func (g_free));
  row = g_ptr_array_index (book->rows, number - 1);
  for (xmlNode *cell = node->children; cell != NULL; cell = cell->next)
    if (cell->type == XML_ELEMENT_NODE)
      export_test_read_cell (book, row, cell);
}

static inline void
export_test_open_book (ExportTestBook *book,
                       GBytes         *xlsx)
{
  GBytes *sheet;
  gsize size;
  gconstpointer data;

  *book = (ExportTestBook) { .files = export_test_unpack (xlsx), .rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref) };
  sheet = g_hash_table_lookup (book->files, "xl/worksheets/sheet1.xml");
  g_assert_nonnull (sheet);
  data = g_bytes_get_data (sheet, &size);
  book->sheet = xmlReadMemory (data, (int) size, "sheet1.xml", NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
  g_assert_nonnull (book->sheet);
  for (xmlNode *row = export_test_child (xmlDocGetRootElement (book->sheet), "sheetData")->children; row != NULL; row = row->next)
    if (row->type == XML_ELEMENT_NODE)
      export_test_read_row (book, row);
}

static inline void
export_test_close_book (ExportTestBook *book)
{
  xmlFreeDoc (book->sheet);
  g_hash_table_unref (book->files);
  g_ptr_array_unref (book->rows);
}
