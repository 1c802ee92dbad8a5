/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of cells, and the two kinds of file that are text: separated values and HTML. */

#define G_LOG_DOMAIN "jb-import-table"

#include "config.h"

#include "jb-import-table.h"

#include <glib/gi18n-lib.h>
#include <libxml/HTMLparser.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK (jb-import-error-quark, jb_import_error)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

/* Beyond this a double does not hold every whole number. */
#define WHOLE_MAX 9007199254740992.0
/* How far down the titles are looked for when the separator is guessed. */
#define GUESS_BYTES (64 * 1024)

static void
row_free (gpointer data)
{
  JbImportRow *row = data;

  g_ptr_array_unref (row->cells);
  g_free (row);
}

JbImportTable *
jb_import_table_new (void)
{
  JbImportTable *table = g_new0 (JbImportTable, 1);

  table->rows = g_ptr_array_new_with_free_func (row_free);
  return table;
}

void
jb_import_table_free (JbImportTable *table)
{
  if (table == NULL)
    return;

  g_ptr_array_unref (table->rows);
  g_free (table->name);
  g_free (table);
}

JbImportRow *
jb_import_table_add_row (JbImportTable  *table,
                         guint           number,
                         GError        **error)
{
  JbImportRow *row;

  if (table->rows->len >= JB_IMPORT_MAX_ROWS)
    {
      g_set_error (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_TOO_LARGE,
                   _("This table has more than %u rows. Save it in several files, and import those."), JB_IMPORT_MAX_ROWS);
      return NULL;
    }

  row = g_new0 (JbImportRow, 1);
  row->number = number;
  row->cells = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (table->rows, row);
  return row;
}

void
jb_import_row_set (JbImportRow *row,
                   guint        column,
                   const char  *text,
                   gssize       length)
{
  gsize size = length < 0 ? strlen (text) : strnlen (text, (gsize) length);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (size, JB_IMPORT_MAX_CELL));

  g_strstrip (valid);
  if (column >= JB_IMPORT_MAX_COLUMNS || *valid == '\0')
    return;

  if (row->cells->len <= column)
    g_ptr_array_set_size (row->cells, (gint) column + 1);
  g_free (row->cells->pdata[column]);
  row->cells->pdata[column] = g_steal_pointer (&valid);
}

void
jb_import_row_set_number (JbImportRow *row,
                          guint        column,
                          double       value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (value == trunc (value) && fabs (value) <= WHOLE_MAX)
    g_ascii_formatd (text, sizeof text, "%.0f", value);
  else
    g_ascii_dtostr (text, sizeof text, value);
  jb_import_row_set (row, column, text, -1);
}

const char *
jb_import_row_get (const JbImportRow *row,
                   guint              column)
{
  return column < row->cells->len ? row->cells->pdata[column] : NULL;
}

/* A row in which nothing stands is none. */
static void
drop_empty_row (JbImportTable *table)
{
  JbImportRow *last = table->rows->len > 0 ? g_ptr_array_index (table->rows, table->rows->len - 1) : NULL;

  if (last != NULL && last->cells->len == 0)
    g_ptr_array_set_size (table->rows, (gint) table->rows->len - 1);
}

/* -- text ----------------------------------------------------------------------------------------------------------- */

static char *
convert (const char  *data,
         gsize        size,
         const char  *charset)
{
  return g_convert (data, (gssize) size, "UTF-8", charset, NULL, NULL, NULL);
}

static gboolean
begins_with (const char *data,
             gsize       size,
             const char *mark,
             gsize       length)
{
  return size >= length && memcmp (data, mark, length) == 0;
}

char *
jb_import_decode (GBytes  *bytes,
                  GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  char *text = NULL;

  if (begins_with (data, size, "\xFF\xFE", 2))
    text = convert (data + 2, size - 2, "UTF-16LE");
  else if (begins_with (data, size, "\xFE\xFF", 2))
    text = convert (data + 2, size - 2, "UTF-16BE");
  else if (size > 0 && memchr (data, '\0', size) == NULL)
    {
      gsize mark = begins_with (data, size, "\xEF\xBB\xBF", 3) ? 3 : 0;

      if (g_utf8_validate (data + mark, (gssize) (size - mark), NULL))
        text = g_strndup (data + mark, size - mark);
      else
        text = convert (data, size, "CP949");
    }

  if (text == NULL)
    g_set_error_literal (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_UNSUPPORTED,
                         _("Jangbu cannot read this kind of file. It takes HomeTax's list as Excel or CSV, invoices as XML, "
                           "and ZIP files of those."));
  return text;
}

/* -- separated values ----------------------------------------------------------------------------------------------- */

/* By the line with the most separators among the first: titles stand there, and what stands above is free text. */
static char
guess_separator (const char *text)
{
  static const char separators[] = { ',', '\t', ';' };
  gsize best = 0;
  char separator = ',';

  for (gsize i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      gsize n = 0;

      for (const char *p = text; *p != '\0' && p < text + GUESS_BYTES; p++)
        {
          n = *p == '\n' ? 0 : n + (*p == separators[i]);
          if (n > best)
            {
              best = n;
              separator = separators[i];
            }
        }
    }

  return separator;
}

typedef struct
{
  const char  *at;
  char         separator;
  guint        line;       /* of the file, from 1 */
  GString     *cell;
} Csv;

/* One cell, and what ended it: the separator, a line break or the end of the text. */
static char
read_cell (Csv *csv)
{
  gboolean quoted = *csv->at == '"';

  g_string_truncate (csv->cell, 0);
  if (quoted)
    csv->at++;

  for (; *csv->at != '\0'; csv->at++)
    {
      if (quoted && csv->at[0] == '"' && csv->at[1] == '"')
        csv->at++;
      else if (quoted && *csv->at == '"')
        {
          quoted = FALSE;
          continue;
        }
      else if (!quoted && (*csv->at == csv->separator || *csv->at == '\n'))
        break;

      if (*csv->at == '\n')
        csv->line++;
      g_string_append_c (csv->cell, *csv->at);
    }

  return *csv->at != '\0' ? *csv->at++ : '\0';
}

JbImportTable *
jb_import_read_csv (const char  *text,
                    GError     **error)
{
  g_autoptr(JbImportTable) table = jb_import_table_new ();
  g_autoptr(GString) cell = g_string_new (NULL);
  Csv csv = { .at = text, .separator = guess_separator (text), .line = 1, .cell = cell };

  while (*csv.at != '\0')
    {
      JbImportRow *row = jb_import_table_add_row (table, csv.line, error);
      guint column = 0;
      char end;

      if (row == NULL)
        return NULL;

      do
        {
          end = read_cell (&csv);
          jb_import_row_set (row, column++, cell->str, (gssize) cell->len);
        }
      while (end == csv.separator);

      csv.line++;
      drop_empty_row (table);
    }

  return g_steal_pointer (&table);
}

/* -- HTML ----------------------------------------------------------------------------------------------------------- */

static gboolean
is_element (const xmlNode *node,
            const char    *name)
{
  return node->type == XML_ELEMENT_NODE && xmlStrcasecmp (node->name, BAD_CAST name) == 0;
}

static guint
read_span (xmlNode *cell)
{
  xmlChar *value = xmlGetProp (cell, BAD_CAST "colspan");
  guint64 span = value != NULL ? g_ascii_strtoull ((const char *) value, NULL, 10) : 1;

  xmlFree (value);
  return (guint) CLAMP (span, 1, JB_IMPORT_MAX_COLUMNS);
}

static gboolean
read_html_row (JbImportTable  *table,
               xmlNode        *node,
               guint           number,
               GError        **error)
{
  JbImportRow *row = jb_import_table_add_row (table, number, error);
  guint column = 0;

  if (row == NULL)
    return FALSE;

  for (xmlNode *cell = node->children; cell != NULL && column < JB_IMPORT_MAX_COLUMNS; cell = cell->next)
    {
      xmlChar *text;

      if (!is_element (cell, "td") && !is_element (cell, "th"))
        continue;

      text = xmlNodeGetContent (cell);
      if (text != NULL)
        jb_import_row_set (row, column, (const char *) text, -1);
      xmlFree (text);
      column += read_span (cell);
    }

  drop_empty_row (table);
  return TRUE;
}

/* The node after @node in the order of the document, without recursion: nesting comes from outside. */
static xmlNode *
next_node (xmlNode *node)
{
  if (node->type == XML_ELEMENT_NODE && node->children != NULL)
    return node->children;

  while (node->next == NULL)
    {
      node = node->parent;
      if (node == NULL || node->type != XML_ELEMENT_NODE)
        return NULL;
    }
  return node->next;
}

JbImportTable *
jb_import_read_html (const char  *text,
                     GError     **error)
{
  g_autoptr(JbImportTable) table = jb_import_table_new ();
  g_autoptr(xmlDoc) document = NULL;
  gsize size = strlen (text);
  gboolean framed = FALSE;
  guint number = 0;

  if (size > 0 && size <= G_MAXINT)
    document = htmlReadMemory (text, (int) size, NULL, "UTF-8",
                               HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);

  for (xmlNode *node = document != NULL ? xmlDocGetRootElement (document) : NULL; node != NULL; node = next_node (node))
    {
      framed = framed || is_element (node, "frameset") || is_element (node, "frame");
      if (is_element (node, "tr") && !read_html_row (table, node, ++number, error))
        return NULL;
    }

  if (table->rows->len > 0)
    return g_steal_pointer (&table);

  g_set_error_literal (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_CONTENT,
                       framed ? _("This file is only the frame of a web page that Excel saved; the table lies in a folder beside it. "
                                  "Open it in Excel, save it as .xlsx or CSV, and import that.")
                              : _("There is no table in this web page. Import HomeTax's list as .xlsx or CSV, or invoices as XML."));
  return NULL;
}
