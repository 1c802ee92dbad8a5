/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A workbook of the Excel before 2007 (.xls, BIFF8), as HomeTax still hands its list out (etax-domain.md 5.2): a small file system
 * (the compound file) with one stream of records in it. Only what cells hold is read: no formats, no formulas, no macros.
 * The layouts are those that Microsoft publishes as [MS-CFB] and [MS-XLS]. */

#define G_LOG_DOMAIN "jb-import-xls"

#include "config.h"

#include "jb-import-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* -- bytes ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const guint8 *data;
  gsize         size;
} Span;

static gboolean
fail_damaged (GError **error)
{
  g_set_error_literal (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_DAMAGED,
                       _("This Excel file is damaged. Open it in Excel, save it again as .xlsx, and import that."));
  return FALSE;
}

static gboolean
fail_unsupported (GError **error)
{
  g_set_error_literal (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_UNSUPPORTED,
                       _("This is a document of Office, but no Excel list that Jangbu can read. Open it in Excel, save it as .xlsx or "
                         "CSV, and import that."));
  return FALSE;
}

static gboolean
fail_encrypted (GError **error)
{
  g_set_error_literal (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_ENCRYPTED,
                       _("This Excel file opens with a password only. Open it in Excel, save it without a password, and import that."));
  return FALSE;
}

/* 0 beyond the end: whoever cares has looked at the size. */
static guint16
get16 (Span  span,
       gsize at)
{
  return at + 2 <= span.size ? (guint16) (span.data[at] | span.data[at + 1] << 8) : 0;
}

static guint32
get32 (Span  span,
       gsize at)
{
  return get16 (span, at) | (guint32) get16 (span, at + 2) << 16;
}

static double
get_double (Span  span,
            gsize at)
{
  guint64 bits = get32 (span, at) | (guint64) get32 (span, at + 4) << 32;
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* -- the compound file ---------------------------------------------------------------------------------------------- */

#define SECTOR_END      0xFFFFFFFAu   /* this and above: no sector */
#define HEADER_BYTES    512
#define HEADER_DIFAT    109
#define ENTRY_BYTES     128
#define STREAM_TYPE     2
#define ROOT_TYPE       5

typedef struct
{
  Span     file;
  guint    sector;        /* bytes */
  guint    mini_sector;
  guint32  mini_cutoff;
  GArray  *fat;           /* (element-type guint32) (owned) */
} Compound;

static gboolean
read_sector (const Compound *compound,
             guint32         number,
             Span           *sector)
{
  guint64 at = ((guint64) number + 1) * compound->sector;

  if (number >= SECTOR_END || at + compound->sector > compound->file.size)
    return FALSE;

  *sector = (Span) { compound->file.data + at, compound->sector };
  return TRUE;
}

/* All sectors of a chain, at most @max bytes. NULL when it leads nowhere or in a circle. (transfer full) */
static GByteArray *
read_chain (const Compound *compound,
            guint32         first,
            guint64         max)
{
  g_autoptr(GByteArray) chain = g_byte_array_new ();
  guint n = 0;

  for (guint32 number = first; number < SECTOR_END && chain->len < max; number = g_array_index (compound->fat, guint32, number))
    {
      Span sector;

      if (number >= compound->fat->len || n++ > compound->fat->len || !read_sector (compound, number, &sector))
        return NULL;
      g_byte_array_append (chain, sector.data, (guint) sector.size);
    }
  return g_steal_pointer (&chain);
}

static void
append_fat_sector (Compound *compound,
                   guint32   number)
{
  Span sector;

  if (!read_sector (compound, number, &sector))
    return;

  for (gsize at = 0; at < sector.size; at += 4)
    {
      guint32 next = get32 (sector, at);

      g_array_append_val (compound->fat, next);
    }
}

/* Where the sectors of the FAT are stands in the header and, for large files, in sectors of their own. */
static void
read_fat (Compound *compound)
{
  guint32 more = get32 (compound->file, 0x44);
  gsize n_sectors = compound->file.size / compound->sector;
  Span sector;

  for (guint i = 0; i < HEADER_DIFAT; i++)
    append_fat_sector (compound, get32 (compound->file, 0x4C + 4 * i));

  while (n_sectors-- > 0 && read_sector (compound, more, &sector) && compound->fat->len * 4 < compound->file.size + sector.size)
    {
      for (gsize at = 0; at + 4 < sector.size; at += 4)
        append_fat_sector (compound, get32 (sector, at));
      more = get32 (sector, sector.size - 4);
    }
}

static gboolean
open_compound (GBytes    *bytes,
               Compound  *compound,
               GError   **error)
{
  guint16 shift, mini_shift;

  compound->file.data = g_bytes_get_data (bytes, &compound->file.size);
  shift = get16 (compound->file, 0x1E);
  mini_shift = get16 (compound->file, 0x20);
  if (compound->file.size < HEADER_BYTES || (shift != 9 && shift != 12) || mini_shift != 6)
    return fail_damaged (error);

  compound->sector = 1u << shift;
  compound->mini_sector = 1u << mini_shift;
  compound->mini_cutoff = get32 (compound->file, 0x38);
  compound->fat = g_array_new (FALSE, FALSE, sizeof (guint32));
  read_fat (compound);
  return TRUE;
}

static gboolean
entry_is_called (Span        entry,
                 const char *name)
{
  gsize length = strlen (name);

  if (get16 (entry, 64) != 2 * (length + 1))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (get16 (entry, 2 * i) != (guint16) name[i])
        return FALSE;
    }
  return TRUE;
}

/* Short streams lie in small sectors inside the stream of the root. */
static GByteArray *
read_mini (const Compound *compound,
           Span            root,
           Span            entry)
{
  g_autoptr(GByteArray) container = read_chain (compound, get32 (root, 116), compound->file.size);
  g_autoptr(GByteArray) table = read_chain (compound, get32 (compound->file, 0x3C), compound->file.size);
  g_autoptr(GByteArray) stream = g_byte_array_new ();
  guint n = 0;

  if (container == NULL || table == NULL)
    return NULL;

  for (guint32 number = get32 (entry, 116); number < SECTOR_END; number = get32 ((Span) { table->data, table->len }, (gsize) number * 4))
    {
      guint64 at = (guint64) number * compound->mini_sector;

      if (at + compound->mini_sector > container->len || ((guint64) number + 1) * 4 > table->len || n++ > table->len / 4)
        return NULL;
      g_byte_array_append (stream, container->data + at, compound->mini_sector);
    }
  return g_steal_pointer (&stream);
}

/* The stream of records. (transfer full) */
static GByteArray *
read_workbook (const Compound  *compound,
               GError         **error)
{
  g_autoptr(GByteArray) directory = read_chain (compound, get32 (compound->file, 0x30), compound->file.size);
  Span root = { 0 }, found = { 0 };
  g_autoptr(GByteArray) stream = NULL;

  for (gsize at = 0; directory != NULL && at + ENTRY_BYTES <= directory->len; at += ENTRY_BYTES)
    {
      Span entry = { directory->data + at, ENTRY_BYTES };

      if (entry.data[66] == ROOT_TYPE)
        root = entry;
      if (entry.data[66] == STREAM_TYPE && entry_is_called (entry, "EncryptedPackage"))
        {
          fail_encrypted (error);
          return NULL;
        }
      if (entry.data[66] == STREAM_TYPE && entry_is_called (entry, "Workbook"))
        found = entry;
    }

  if (found.data == NULL)
    {
      if (directory == NULL || directory->len == 0)
        fail_damaged (error);
      else
        fail_unsupported (error);
      return NULL;
    }

  stream = get32 (found, 120) < compound->mini_cutoff && root.data != NULL
           ? read_mini (compound, root, found)
           : read_chain (compound, get32 (found, 116), compound->file.size);
  if (stream == NULL)
    {
      fail_damaged (error);
      return NULL;
    }
  g_byte_array_set_size (stream, MIN (stream->len, get32 (found, 120)));
  return g_steal_pointer (&stream);
}

/* -- strings -------------------------------------------------------------------------------------------------------- */

#define FLAG_WIDE 0x01
#define FLAG_FAR  0x04
#define FLAG_RICH 0x08

/* A long record goes on in others; a text cut in its middle says there again how wide its characters are. */
typedef struct
{
  GArray *parts;    /* (element-type Span) */
  guint   part;
  gsize   at;
} Scanner;

static gsize
scanner_left (Scanner *scanner)
{
  while (scanner->part < scanner->parts->len)
    {
      gsize size = g_array_index (scanner->parts, Span, scanner->part).size;

      if (scanner->at < size)
        return size - scanner->at;
      scanner->part++;
      scanner->at = 0;
    }
  return 0;
}

static guint8
scanner_byte (Scanner *scanner)
{
  return scanner_left (scanner) > 0 ? g_array_index (scanner->parts, Span, scanner->part).data[scanner->at++] : 0;
}

static guint32
scanner_number (Scanner *scanner,
                guint    n_bytes)
{
  guint32 value = 0;

  for (guint i = 0; i < n_bytes; i++)
    value |= (guint32) scanner_byte (scanner) << (8 * i);
  return value;
}

static void
scanner_skip (Scanner *scanner,
              guint64  n_bytes)
{
  gsize left;

  while (n_bytes > 0 && (left = scanner_left (scanner)) > 0)
    {
      gsize step = (gsize) MIN (left, n_bytes);

      scanner->at += step;
      n_bytes -= step;
    }
}

/* (transfer full) */
static char *
scanner_text (Scanner *scanner,
              guint    n_chars)
{
  guint8 flags = scanner_byte (scanner);
  guint32 n_runs = flags & FLAG_RICH ? scanner_number (scanner, 2) : 0;
  guint32 n_far = flags & FLAG_FAR ? scanner_number (scanner, 4) : 0;
  g_autoptr(GArray) units = g_array_new (FALSE, FALSE, sizeof (gunichar2));
  char *text;

  for (guint i = 0; i < n_chars; i++)
    {
      guint part = scanner->part;
      gunichar2 unit;

      if (scanner_left (scanner) == 0)
        break;
      if (scanner->part != part && i > 0)
        flags = scanner_byte (scanner);
      unit = (gunichar2) scanner_number (scanner, flags & FLAG_WIDE ? 2 : 1);
      g_array_append_val (units, unit);
    }

  scanner_skip (scanner, (guint64) n_runs * 4 + n_far);
  text = units->len > 0 ? g_utf16_to_utf8 ((const gunichar2 *) (gpointer) units->data, units->len, NULL, NULL, NULL) : NULL;
  return text != NULL ? text : g_strdup ("");
}

/* -- records -------------------------------------------------------------------------------------------------------- */

typedef enum
{
  RECORD_FORMULA  = 0x0006,
  RECORD_DATEMODE = 0x0022,
  RECORD_FILEPASS = 0x002F,
  RECORD_CONTINUE = 0x003C,
  RECORD_MULRK    = 0x00BD,
  RECORD_RSTRING  = 0x00D6,
  RECORD_SST      = 0x00FC,
  RECORD_LABELSST = 0x00FD,
  RECORD_NUMBER   = 0x0203,
  RECORD_LABEL    = 0x0204,
  RECORD_STRING   = 0x0207,
  RECORD_RK       = 0x027E,
  RECORD_BOF      = 0x0809,
} Record;

#define BIFF8      0x0600
#define BOF_SHEET  0x0010

typedef struct
{
  Span           stream;
  gsize          at;         /* of the next record */
  GPtrArray     *strings;    /* (element-type utf8) */
  GPtrArray     *tables;     /* (element-type JbImportTable) */
  JbImportTable *table;      /* (nullable): the sheet that is read */
  GHashTable    *rows;       /* of it: number → JbImportRow */
  gboolean       from_1904;
  JbImportRow   *formula_row;      /* (nullable): whose text comes with the next record */
  guint          formula_column;
} Book;

static gboolean
next_record (Book    *book,
             guint16 *type,
             Span    *data)
{
  guint16 size = get16 (book->stream, book->at + 2);

  if (book->at + 4 + size > book->stream.size || book->at + 4 > book->stream.size)
    return FALSE;

  *type = get16 (book->stream, book->at);
  *data = (Span) { book->stream.data + book->at + 4, size };
  book->at += 4 + (gsize) size;
  return TRUE;
}

/* (transfer full) (element-type Span): @first and the records that go on with it. */
static GArray *
collect_parts (Book *book,
               Span  first)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Span));

  g_array_append_val (parts, first);
  while (get16 (book->stream, book->at) == RECORD_CONTINUE)
    {
      guint16 type;
      Span part;

      if (!next_record (book, &type, &part))
        break;
      g_array_append_val (parts, part);
    }
  return parts;
}

static void
read_strings (Book *book,
              Span  first)
{
  g_autoptr(GArray) parts = collect_parts (book, first);
  Scanner scanner = { parts, 0, 0 };
  guint32 n_strings;

  scanner_skip (&scanner, 4);
  n_strings = scanner_number (&scanner, 4);
  for (guint32 i = 0; i < n_strings && scanner_left (&scanner) > 0; i++)
    g_ptr_array_add (book->strings, scanner_text (&scanner, scanner_number (&scanner, 2)));
}

/* (nullable): NULL = outside a sheet, or too many, with an error */
static JbImportRow *
find_row (Book     *book,
          guint     number,
          GError  **error)
{
  JbImportRow *row;

  if (book->table == NULL)
    return NULL;

  row = g_hash_table_lookup (book->rows, GUINT_TO_POINTER (number + 1));
  if (row == NULL && (row = jb_import_table_add_row (book->table, number + 1, error)) != NULL)
    g_hash_table_insert (book->rows, GUINT_TO_POINTER (number + 1), row);
  return row;
}

/* Thirty bits of a number, and what was done to it to make it fit. */
static double
decode_rk (guint32 rk)
{
  double value;

  if (rk & 2)
    value = (double) ((gint32) rk >> 2);
  else
    {
      guint64 bits = (guint64) (rk & 0xFFFFFFFCu) << 32;

      memcpy (&value, &bits, sizeof value);
    }
  return rk & 1 ? value / 100 : value;
}

static void
set_text (JbImportRow *row,
          guint        column,
          Span         data,
          gsize        at)
{
  g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (Span));
  Scanner scanner = { parts, 0, at };
  g_autofree char *text = NULL;

  g_array_append_val (parts, data);
  text = scanner_text (&scanner, scanner_number (&scanner, 2));
  jb_import_row_set (row, column, text, -1);
}

/* What it last gave: a number, or a text that follows. */
static void
set_formula (Book        *book,
             JbImportRow *row,
             guint        column,
             Span         data)
{
  if (get16 (data, 12) != 0xFFFF)
    jb_import_row_set_number (row, column, get_double (data, 6));
  else if (data.size > 6 && data.data[6] == 0)
    {
      book->formula_row = row;
      book->formula_column = column;
    }
}

static void
set_shared (Book        *book,
            JbImportRow *row,
            guint        column,
            guint32      n)
{
  if (n < book->strings->len)
    jb_import_row_set (row, column, g_ptr_array_index (book->strings, n), -1);
}

static gboolean
read_cell (Book     *book,
           guint16   type,
           Span      data,
           GError  **error)
{
  guint column = get16 (data, 2);
  JbImportRow *row;

  if (data.size < 6)
    return TRUE;
  row = find_row (book, get16 (data, 0), error);
  if (row == NULL)
    return book->table == NULL;

  if (type == RECORD_LABELSST)
    set_shared (book, row, column, get32 (data, 6));
  else if (type == RECORD_NUMBER)
    jb_import_row_set_number (row, column, get_double (data, 6));
  else if (type == RECORD_RK)
    jb_import_row_set_number (row, column, decode_rk (get32 (data, 6)));
  else if (type == RECORD_LABEL || type == RECORD_RSTRING)
    set_text (row, column, data, 6);
  else if (type == RECORD_FORMULA)
    set_formula (book, row, column, data);
  else
    {
      for (gsize at = 4; at + 6 + 2 <= data.size; at += 6, column++)
        jb_import_row_set_number (row, column, decode_rk (get32 (data, at + 2)));
    }
  return TRUE;
}

static gboolean
begin_part (Book     *book,
            Span      data,
            GError  **error)
{
  if (get16 (data, 0) != BIFF8)
    return fail_unsupported (error);

  book->table = NULL;
  book->formula_row = NULL;
  g_hash_table_remove_all (book->rows);
  if (get16 (data, 2) == BOF_SHEET)
    {
      book->table = jb_import_table_new ();
      book->table->from_1904 = book->from_1904;
      book->table->name = g_strdup_printf ("sheet%u", book->tables->len + 1);
      g_ptr_array_add (book->tables, book->table);
    }
  return TRUE;
}

static gboolean
read_record (Book     *book,
             guint16   type,
             Span      data,
             GError  **error)
{
  switch (type)
    {
    case RECORD_BOF:
      return begin_part (book, data, error);

    case RECORD_FILEPASS:
      return fail_encrypted (error);

    case RECORD_DATEMODE:
      book->from_1904 = get16 (data, 0) == 1;
      return TRUE;

    case RECORD_SST:
      read_strings (book, data);
      return TRUE;

    case RECORD_STRING:
      if (book->formula_row != NULL)
        set_text (book->formula_row, book->formula_column, data, 0);
      book->formula_row = NULL;
      return TRUE;

    case RECORD_LABELSST:
    case RECORD_NUMBER:
    case RECORD_RK:
    case RECORD_MULRK:
    case RECORD_LABEL:
    case RECORD_RSTRING:
    case RECORD_FORMULA:
      return read_cell (book, type, data, error);

    default:
      return TRUE;
    }
}

static gboolean
read_records (Book     *book,
              GError  **error)
{
  guint16 type;
  Span data;

  while (next_record (book, &type, &data))
    {
      if (!read_record (book, type, data, error))
        return FALSE;
    }
  return book->tables->len > 0 ? TRUE : fail_damaged (error);
}

GPtrArray *
jb_import_read_xls (GBytes  *bytes,
                    GError **error)
{
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_import_table_free);
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GHashTable) rows = g_hash_table_new (NULL, NULL);
  g_autoptr(GByteArray) stream = NULL;
  Compound compound = { 0 };
  Book book = { .strings = strings, .tables = tables, .rows = rows };

  if (!open_compound (bytes, &compound, error))
    return NULL;

  stream = read_workbook (&compound, error);
  g_array_unref (compound.fat);
  if (stream == NULL)
    return NULL;

  book.stream = (Span) { stream->data, stream->len };
  return read_records (&book, error) ? g_steal_pointer (&tables) : NULL;
}
