/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables as a workbook: typed cells, a header that stays, filters, sums that follow the filter. libxlsxwriter's constant memory
 * mode keeps one row in memory; rows then have to come in order. Texts are written as strings, never as formulas. */

#define G_LOG_DOMAIN "jb-export-xlsx"

#include "config.h"

#include "jb-export-writer.h"

#include "jb-export.h"
#include "jb-numbers.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>
#include <xlsxwriter.h>

/* What a double holds exactly, and what a spreadsheet shows: beyond it an amount is written as text. */
#define EXACT_MAX        G_GINT64_CONSTANT (999999999999999)
#define EXACT_DIGITS     15
/* What Excel takes in a cell. */
#define LETTERS_MAX      32767
/* Widths in letters of the usual font. */
#define WIDTH_MIN        6
#define WIDTH_MAX        44
#define WIDTH_FILTER     3    /* the button of the filter in the header */
#define FIRST_EXCEL_YEAR 1900

typedef struct
{
  JbExportWriter        parent;
  JbWholeFile         *file;
  const JbExportLayout *layout;
  lxw_workbook         *workbook;   /* (nullable): NULL once it is closed */
  lxw_worksheet        *sheet;
  lxw_format           *title;
  lxw_format           *header;
  lxw_format           *day;
  lxw_format           *won;
  lxw_format           *sum_label;
  lxw_format           *sum;
  lxw_row_t             row;        /* the next one */
  locale_t              plain;      /* libxlsxwriter writes numbers as the locale does; a workbook wants a point */
  JbCell               *cells;      /* (owned): of the row; words are read in the user's locale */
  guint                *widths;     /* (owned) */
  gint64               *sums;       /* (owned) */
} Xlsx;

static gboolean
set_full_or_failed (Xlsx    *self,
                    int      code,
                    GError **error)
{
  return jb_whole_file_set_error (self->file, code != 0 ? code : EIO, error);
}

/* -- cells ------------------------------------------------------------------------------------------------------------ */

/* Hangul takes the room of two letters. */
static guint
measure (const char *text)
{
  guint width = 0;

  for (const char *at = text; *at != '\0' && width < WIDTH_MAX; at = g_utf8_next_char (at))
    width += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  return width;
}

static void
widen (Xlsx  *self,
       guint  column,
       guint  width)
{
  self->widths[column] = MAX (self->widths[column], MIN (width, WIDTH_MAX));
}

/* Excel takes no more of a cell; what was cut shows it. */
static void
write_string (Xlsx       *self,
              guint       column,
              const char *text,
              lxw_format *format)
{
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (text, -1) > LETTERS_MAX)
    {
      g_autofree char *head = g_utf8_substring (text, 0, LETTERS_MAX - 1);

      cut = g_strconcat (head, "…", NULL);
    }
  worksheet_write_string (self->sheet, self->row, (lxw_col_t) column, cut != NULL ? cut : text, format);
  widen (self, column, measure (text));
}

static void
write_day (Xlsx  *self,
           guint  column,
           int    day)
{
  lxw_datetime when = { jb_date_year (day), jb_date_month (day), jb_date_day (day), 0, 0, 0 };
  g_autofree char *text = jb_date_format (day);

  if (when.year < FIRST_EXCEL_YEAR)
    write_string (self, column, text, NULL);
  else
    worksheet_write_datetime (self->sheet, self->row, (lxw_col_t) column, &when, self->day);
  widen (self, column, measure (text) + 1);
}

static void
write_won (Xlsx   *self,
           guint   column,
           gint64  won)
{
  g_autofree char *shown = jb_won_format (won);

  if (won > EXACT_MAX || won < -EXACT_MAX)
    write_string (self, column, shown, NULL);
  else
    worksheet_write_number (self->sheet, self->row, (lxw_col_t) column, (double) won, self->won);
  widen (self, column, measure (shown) + 1);
}

static void
write_decimal (Xlsx       *self,
               guint       column,
               const char *text)
{
  if (strlen (text) > EXACT_DIGITS)
    write_string (self, column, text, NULL);
  else
    worksheet_write_number (self->sheet, self->row, (lxw_col_t) column, g_ascii_strtod (text, NULL), NULL);
  widen (self, column, measure (text) + 1);
}

static void
write_cell (Xlsx         *self,
            guint         column,
            const JbCell *cell)
{
  switch (cell->kind)
    {
    case JB_CELL_TEXT:
      write_string (self, column, cell->text, NULL);
      break;

    case JB_CELL_DATE:
      write_day (self, column, (int) cell->number);
      break;

    case JB_CELL_WON:
      write_won (self, column, cell->number);
      break;

    case JB_CELL_NUMBER:
      worksheet_write_number (self->sheet, self->row, (lxw_col_t) column, (double) cell->number, NULL);
      break;

    case JB_CELL_DECIMAL:
      write_decimal (self, column, cell->text);
      break;

    case JB_CELL_EMPTY:
    default:
      break;
    }
}

/* -- rows ------------------------------------------------------------------------------------------------------------- */

static const JbLayoutColumn *
get_column (Xlsx  *self,
            guint  column)
{
  return g_ptr_array_index (self->layout->columns, column);
}

static void
write_head (Xlsx *self)
{
  if (self->layout->title != NULL && self->layout->header_row > 1)
    worksheet_write_string (self->sheet, 0, 0, self->layout->title, self->title);

  self->row = self->layout->header_row - 1;
  for (guint i = 0; i < self->layout->columns->len; i++)
    {
      write_string (self, i, get_column (self, i)->title, self->header);
      self->widths[i] = MIN (self->widths[i] + WIDTH_FILTER, WIDTH_MAX);
    }
  self->row++;
}

static void
write_row (Xlsx *self)
{
  locale_t before = uselocale (self->plain);

  for (guint i = 0; i < self->layout->columns->len; i++)
    write_cell (self, i, &self->cells[i]);
  uselocale (before);
  self->row++;
}

static gboolean
xlsx_add (JbExportWriter    *writer,
          const JbWalkStop  *stop,
          GError           **error)
{
  Xlsx *self = (Xlsx *) writer;
  guint n_columns = self->layout->columns->len;

  for (guint i = 0; i < n_columns; i++)
    self->cells[i] = jb_export_layout_read_cell (self->layout, i, stop->invoice, stop->services);
  write_row (self);
  writer->n_written++;

  for (guint i = 0; i < n_columns; i++)
    {
      if (self->cells[i].kind == JB_CELL_WON && !jb_won_add (&self->sums[i], self->cells[i].number))
        g_debug ("A sum of amounts does not fit into 64 bits");
      jb_cell_clear (&self->cells[i]);
    }
  return TRUE;
}

/* SUBTOTAL 109 leaves out what a filter hides. */
static void
write_sum (Xlsx  *self,
           guint  column)
{
  char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];
  g_autofree char *formula = NULL;
  g_autofree char *shown = jb_won_format (self->sums[column]);

  lxw_rowcol_to_cell (first, self->layout->header_row, (lxw_col_t) column);
  lxw_rowcol_to_cell (last, self->row - 1, (lxw_col_t) column);
  formula = g_strdup_printf ("=SUBTOTAL(109,%s:%s)", first, last);
  worksheet_write_formula_num (self->sheet, self->row, (lxw_col_t) column, formula, self->sum, (double) self->sums[column]);
  widen (self, column, measure (shown) + 2);
}

static void
write_sums (Xlsx *self)
{
  gboolean labelled = FALSE;

  for (guint i = 0; i < self->layout->columns->len; i++)
    {
      const JbExportValue *value = get_column (self, i)->value;

      if (value != NULL && jb_export_value_is_amount (value))
        write_sum (self, i);
      else
        worksheet_write_string (self->sheet, self->row, (lxw_col_t) i, labelled ? "" : _("Total"), self->sum_label);
      labelled = TRUE;
    }
  self->row++;
}

/* -- the end ---------------------------------------------------------------------------------------------------------- */

static gboolean
xlsx_end (JbExportWriter  *writer,
          GCancellable    *cancellable,
          GError         **error)
{
  Xlsx *self = (Xlsx *) writer;
  lxw_col_t last = (lxw_col_t) (self->layout->columns->len - 1);
  guint64 n_rows = writer->n_written + 1;
  lxw_error code;
  locale_t before;
  int system_code;

  worksheet_autofilter (self->sheet, self->layout->header_row - 1, 0, self->row - 1, last);
  if (self->layout->totals)
    {
      write_sums (self);
      n_rows++;
    }
  if (self->layout->title != NULL && self->layout->header_row > 1)
    n_rows++;
  for (guint i = 0; i < self->layout->columns->len; i++)
    worksheet_set_column (self->sheet, (lxw_col_t) i, (lxw_col_t) i, MAX (self->widths[i], WIDTH_MIN) + 1, NULL);

  before = uselocale (self->plain);
  errno = 0;
  code = workbook_close (g_steal_pointer (&self->workbook));
  system_code = errno;
  uselocale (before);
  if (code != LXW_NO_ERROR)
    {
      g_debug ("libxlsxwriter: %s", lxw_strerror (code));
      return set_full_or_failed (self, system_code, error);
    }

  if (!jb_export_xlsx_is_whole (jb_whole_file_get_part (self->file), n_rows, cancellable))
    return g_cancellable_set_error_if_cancelled (cancellable, error) ? FALSE : set_full_or_failed (self, ENOSPC, error);
  return TRUE;
}

static void
xlsx_free (JbExportWriter *writer)
{
  Xlsx *self = (Xlsx *) writer;

  if (self->workbook != NULL)
    workbook_close (self->workbook);   /* lxw_workbook_free() would leave the temporary files open; the file itself goes away */
  if (self->plain != (locale_t) 0)
    freelocale (self->plain);
  g_free (self->cells);
  g_free (self->widths);
  g_free (self->sums);
  g_free (self);
}

/* -- the beginning ---------------------------------------------------------------------------------------------------- */

static lxw_format *
add_format (Xlsx       *self,
            gboolean    bold,
            const char *number)
{
  lxw_format *format = workbook_add_format (self->workbook);

  if (bold)
    format_set_bold (format);
  if (number != NULL)
    format_set_num_format (format, number);
  return format;
}

static void
add_formats (Xlsx *self)
{
  self->title = add_format (self, TRUE, NULL);
  self->header = add_format (self, TRUE, NULL);
  format_set_bottom (self->header, LXW_BORDER_THIN);
  self->day = add_format (self, FALSE, "yyyy-mm-dd");
  self->won = add_format (self, FALSE, "#,##0;[Red]-#,##0");
  self->sum_label = add_format (self, TRUE, NULL);
  format_set_top (self->sum_label, LXW_BORDER_THIN);
  self->sum = add_format (self, TRUE, "#,##0;[Red]-#,##0");
  format_set_top (self->sum, LXW_BORDER_THIN);
}

guint
jb_export_xlsx_get_max (const JbExportLayout *layout)
{
  return LXW_ROW_MAX - layout->header_row - (layout->totals ? 1 : 0);
}

JbExportWriter *
jb_export_xlsx_new (JbWholeFile          *file,
                    const JbExportLayout  *layout,
                    GError               **error)
{
  Xlsx *self = g_new0 (Xlsx, 1);
  lxw_workbook_options options = { .constant_memory = LXW_TRUE };

  self->parent = (JbExportWriter) { .add = xlsx_add, .end = xlsx_end, .free = xlsx_free };
  self->file = file;
  self->layout = layout;
  self->widths = g_new0 (guint, layout->columns->len);
  self->sums = g_new0 (gint64, layout->columns->len);
  self->plain = newlocale (LC_ALL_MASK, "C", (locale_t) 0);
  self->cells = g_new0 (JbCell, layout->columns->len);

  errno = 0;
  self->workbook = workbook_new_opt (jb_whole_file_get_part (file), &options);
  self->sheet = self->workbook != NULL ? workbook_add_worksheet (self->workbook, layout->sheet != NULL ? layout->sheet : _("Invoices"))
                                       : NULL;
  if (self->sheet == NULL)
    {
      set_full_or_failed (self, errno, error);
      xlsx_free (&self->parent);
      return NULL;
    }

  add_formats (self);
  write_head (self);
  worksheet_freeze_panes (self->sheet, self->row, 0);
  return &self->parent;
}
