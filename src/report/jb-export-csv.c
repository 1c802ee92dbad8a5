/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables as text: RFC 4180 with a comma and CRLF, in UTF-8 with a byte order mark (Korean Excel opens that correctly) or in CP949.
 *
 * Every text stands in quotes, every number and day without. A text that a spreadsheet would take for a formula gets an apostrophe
 * in front: what OWASP says of CSV injection. Numbers of ours cannot be one and keep their sign. */

#define G_LOG_DOMAIN "jb-export-csv"

#include "config.h"

#include "jb-export-writer.h"

#include "jb-export.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
/* "□" in CP949: what takes the place of a letter it lacks. */
#define CP949_BOX "\xa1\xe0"
/* The full-width forms, too: a spreadsheet set to Korean or Japanese takes them for the others. */
#define FORMULA_SIGNS "=+-@\t\r\n＝＋－＠"

typedef struct
{
  JbExportWriter        parent;
  JbWholeFile         *file;
  const JbExportLayout *layout;
  GIConv                converter;   /* (GIConv) -1: UTF-8 */
  GString              *row;         /* in UTF-8 */
  GByteArray           *converted;
} Csv;

/* -- rows ------------------------------------------------------------------------------------------------------------- */

static void
append_text (GString    *row,
             const char *text)
{
  const char *first = text;

  while (*first == ' ')
    first++;
  g_string_append_c (row, '"');
  if (*first != '\0' && g_utf8_strchr (FORMULA_SIGNS, -1, g_utf8_get_char (first)) != NULL)
    g_string_append_c (row, '\'');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (row, '"');
      g_string_append_c (row, *at);
    }
  g_string_append_c (row, '"');
}

static void
append_cell (GString      *row,
             const JbCell *cell)
{
  g_autofree char *day = NULL;

  switch (cell->kind)
    {
    case JB_CELL_TEXT:
      append_text (row, cell->text);
      break;

    case JB_CELL_DATE:
      day = jb_date_format ((int) cell->number);
      g_string_append (row, day);
      break;

    case JB_CELL_WON:
    case JB_CELL_NUMBER:
      g_string_append_printf (row, "%" G_GINT64_FORMAT, cell->number);
      break;

    case JB_CELL_DECIMAL:
      g_string_append (row, cell->text);
      break;

    case JB_CELL_EMPTY:
    default:
      break;
    }
}

/* -- the charset ------------------------------------------------------------------------------------------------------ */

/* Converts as much as it can; FALSE where it met a letter that is not there. */
static gboolean
convert_some (Csv    *self,
              char  **in,
              gsize  *in_left)
{
  char buffer[4096];

  while (*in_left > 0)
    {
      char *out = buffer;
      gsize out_left = sizeof buffer;
      gsize result = g_iconv (self->converter, in, in_left, &out, &out_left);
      int code = errno;

      g_byte_array_append (self->converted, (const guint8 *) buffer, (guint) (out - buffer));
      if (result == (gsize) -1 && code != E2BIG)
        return FALSE;
    }
  return TRUE;
}

/* Answers how many letters became boxes. */
static guint
convert (Csv        *self,
         const char *text)
{
  char *in = (char *) text;
  gsize in_left = strlen (text);
  guint n_replaced = 0;

  g_byte_array_set_size (self->converted, 0);
  while (!convert_some (self, &in, &in_left))
    {
      gsize skip = MIN ((gsize) (g_utf8_next_char (in) - in), in_left);

      g_byte_array_append (self->converted, (const guint8 *) CP949_BOX, strlen (CP949_BOX));
      in += skip;
      in_left -= skip;
      n_replaced++;
    }
  return n_replaced;
}

/* A Mac writes Hangul in its parts, which CP949 does not know; put together they are there. */
static void
convert_row (Csv *self)
{
  guint n_replaced = convert (self, self->row->str);

  if (n_replaced > 0)
    {
      g_autofree char *composed = g_utf8_normalize (self->row->str, -1, G_NORMALIZE_NFC);

      if (composed != NULL)
        n_replaced = convert (self, composed);
    }
  self->parent.n_replaced += n_replaced;
}

static gboolean
write_row (Csv     *self,
           GError **error)
{
  gboolean ok;

  g_string_append (self->row, "\r\n");
  if (self->converter == (GIConv) -1)
    {
      ok = jb_whole_file_write (self->file, self->row->str, self->row->len, error);
    }
  else
    {
      convert_row (self);
      ok = jb_whole_file_write (self->file, self->converted->data, self->converted->len, error);
    }
  g_string_truncate (self->row, 0);
  return ok;
}

/* -- the table -------------------------------------------------------------------------------------------------------- */

static gboolean
write_head (Csv     *self,
            GError **error)
{
  for (guint i = 1; i < self->layout->header_row; i++)
    {
      if (i == 1 && self->layout->title != NULL)
        append_text (self->row, self->layout->title);
      if (!write_row (self, error))
        return FALSE;
    }

  for (guint i = 0; i < self->layout->columns->len; i++)
    {
      if (i > 0)
        g_string_append_c (self->row, ',');
      append_text (self->row, ((const JbLayoutColumn *) g_ptr_array_index (self->layout->columns, i))->title);
    }
  return write_row (self, error);
}

static gboolean
csv_add (JbExportWriter    *writer,
         const JbWalkStop  *stop,
         GError           **error)
{
  Csv *self = (Csv *) writer;

  for (guint i = 0; i < self->layout->columns->len; i++)
    {
      JbCell cell = jb_export_layout_read_cell (self->layout, i, stop->invoice, stop->services);

      if (i > 0)
        g_string_append_c (self->row, ',');
      append_cell (self->row, &cell);
      jb_cell_clear (&cell);
    }
  writer->n_written++;
  return write_row (self, error);
}

/* No sums: whoever reads a CSV adds up by himself, and one more row would be one more invoice to him. */
static gboolean
csv_end (JbExportWriter  *writer,
         GCancellable    *cancellable,
         GError         **error)
{
  return TRUE;
}

static void
csv_free (JbExportWriter *writer)
{
  Csv *self = (Csv *) writer;

  if (self->converter != (GIConv) -1)
    g_iconv_close (self->converter);
  g_string_free (self->row, TRUE);
  g_byte_array_unref (self->converted);
  g_free (self);
}

JbExportWriter *
jb_export_csv_new (JbWholeFile          *file,
                   const JbExportLayout  *layout,
                   gboolean               cp949,
                   GError               **error)
{
  Csv *self = g_new0 (Csv, 1);

  self->parent = (JbExportWriter) { .add = csv_add, .end = csv_end, .free = csv_free };
  self->file = file;
  self->layout = layout;
  self->row = g_string_new (NULL);
  self->converted = g_byte_array_new ();
  self->converter = cp949 ? g_iconv_open ("CP949", "UTF-8") : (GIConv) -1;

  if (cp949 && self->converter == (GIConv) -1)
    {
      g_set_error_literal (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_FAILED,
                           _("This system cannot write CP949. Export as CSV in UTF-8, or as an Excel workbook."));
      csv_free (&self->parent);
      return NULL;
    }

  if ((!cp949 && !jb_whole_file_write (file, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK), error)) || !write_head (self, error))
    {
      csv_free (&self->parent);
      return NULL;
    }
  return &self->parent;
}
