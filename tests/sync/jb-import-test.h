/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of imports share: files as HomeTax and Excel write them, made here, and a book to take them in. */

#pragma once

#include "jb-hometax-columns.h"
#include "jb-importer.h"
#include "jb-test.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdarg.h>
#include <string.h>

/* The companies of the samples. */
#define IMPORT_SUPPLIER "0018100017"
#define IMPORT_BUYER    "0024500012"
#define IMPORT_NOW G_GINT64_CONSTANT (1789430400000)   /* 2026-09-15 09:00 in Korea */

/* -- files ---------------------------------------------------------------------------------------------------------- */

/* The @n-th row of a list: a sale of the first company to the second. Pairs of column and text replace values; -1 ends them.
 * (transfer full): JB_HOMETAX_N_COLUMNS texts. */
static inline char **
import_test_row (guint n,
                 ...)
{
  char **row = g_new0 (char *, JB_HOMETAX_N_COLUMNS + 1);
  gint64 supply = 10000 + 1000 * (gint64) n;
  va_list args;
  int column;

  for (int i = 0; i < JB_HOMETAX_N_COLUMNS; i++)
    row[i] = g_strdup ("");

#define SET(column, ...) (g_free (row[column]), row[column] = g_strdup_printf (__VA_ARGS__))
  SET (JB_HOMETAX_WRITTEN_ON, "2026-09-%02u", 1 + n % 28);
  SET (JB_HOMETAX_ISSUE_ID, "202609%02u-41000008-%08u", 1 + n % 28, n);
  SET (JB_HOMETAX_ISSUED_ON, "2026.09.%02u", 1 + n % 28);
  SET (JB_HOMETAX_SENT_ON, "202609%02u", 1 + n % 28);
  SET (JB_HOMETAX_SUPPLIER, "001-81-00017");
  SET (JB_HOMETAX_SUPPLIER_NAME, "가상공급상사 주식회사");
  SET (JB_HOMETAX_SUPPLIER_REPRESENTATIVE, "김가상");
  SET (JB_HOMETAX_SUPPLIER_ADDRESS, "서울특별시 가상구 \"가상로\" 1, 2층");
  SET (JB_HOMETAX_BUYER, "002-45-00012");
  SET (JB_HOMETAX_BUYER_NAME, "허구구매상점");
  SET (JB_HOMETAX_BUYER_REPRESENTATIVE, "이허구");
  SET (JB_HOMETAX_TOTAL, "%" G_GINT64_FORMAT, supply + supply / 10);
  SET (JB_HOMETAX_SUPPLY, "%" G_GINT64_FORMAT, supply);
  SET (JB_HOMETAX_TAX, "%" G_GINT64_FORMAT, supply / 10);
  SET (JB_HOMETAX_CLASS, "세금계산서");
  SET (JB_HOMETAX_SORT, "일반");
  SET (JB_HOMETAX_ISSUE_TYPE, "온라인발급");
  SET (JB_HOMETAX_REMARK, "비고 %u", n);
  SET (JB_HOMETAX_PURPOSE, "청구");
  SET (JB_HOMETAX_BUYER_EMAIL, "buyer@example.invalid");
  SET (JB_HOMETAX_ITEM_DAY, "%02u", 1 + n % 28);
  SET (JB_HOMETAX_ITEM_NAME, "A4용지, 80g");
  SET (JB_HOMETAX_ITEM_QUANTITY, "%u", 1 + n);
  SET (JB_HOMETAX_ITEM_SUPPLY, "%" G_GINT64_FORMAT, supply);
  SET (JB_HOMETAX_ITEM_TAX, "%" G_GINT64_FORMAT, supply / 10);
#undef SET

  va_start (args, n);
  while ((column = va_arg (args, int)) >= 0)
    {
      g_free (row[column]);
      row[column] = g_strdup (va_arg (args, const char *));
    }
  va_end (args);
  return row;
}

/* (transfer full) (element-type GStrv) */
static inline GPtrArray *
import_test_rows (guint n)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (rows, import_test_row (i, -1));
  return rows;
}

static inline void
import_test_append_csv (GString            *csv,
                        const char * const *cells)
{
  for (int i = 0; i < JB_HOMETAX_N_COLUMNS; i++)
    {
      g_auto(GStrv) parts = g_strsplit (cells[i], "\"", -1);
      g_autofree char *doubled = g_strjoinv ("\"\"", parts);

      g_string_append_printf (csv, i > 0 ? ",\"%s\"" : "\"%s\"", doubled);
    }
  g_string_append (csv, "\r\n");
}

/* As HomeTax's sheet: five rows of free text, the titles in the sixth. (transfer full) */
static inline char *
import_test_csv (GPtrArray *rows)
{
  GString *csv = g_string_new ("매출 전자세금계산서 목록\r\n사업자등록번호,001-81-00017\r\n\r\n합계,1000\r\n\r\n");
  const char *titles[JB_HOMETAX_N_COLUMNS];

  for (int i = 0; i < JB_HOMETAX_N_COLUMNS; i++)
    titles[i] = jb_hometax_column_get_title (i);
  import_test_append_csv (csv, titles);
  for (guint i = 0; i < rows->len; i++)
    import_test_append_csv (csv, g_ptr_array_index (rows, i));
  return g_string_free (csv, FALSE);
}

/* @password: (nullable). @contents: (element-type GBytes) beside @names. (transfer full) */
static inline GBytes *
import_test_zip_locked (const char * const *names,
                        GPtrArray          *contents,
                        const char         *password)
{
  struct archive *archive = archive_write_new ();
  gsize room = 1024 * 1024, used = 0;
  guint8 *buffer;

  for (guint i = 0; i < contents->len; i++)
    room += g_bytes_get_size (g_ptr_array_index (contents, i)) + 4096;
  buffer = g_malloc (room);

  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  if (password != NULL)
    {
      g_assert_cmpint (archive_write_set_options (archive, "zip:encryption=zipcrypt"), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_set_passphrase (archive, password), ==, ARCHIVE_OK);
    }
  g_assert_cmpint (archive_write_open_memory (archive, buffer, room, &used), ==, ARCHIVE_OK);

  for (guint i = 0; i < contents->len; i++)
    {
      GBytes *bytes = g_ptr_array_index (contents, i);
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, names[i]);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, (la_int64_t) g_bytes_get_size (bytes));
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      archive_write_data (archive, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      archive_entry_free (entry);
    }

  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
  return g_bytes_new_take (buffer, used);
}

static inline GBytes *
import_test_zip (const char * const *names,
                 GPtrArray          *contents)
{
  return import_test_zip_locked (names, contents, NULL);
}

static inline GBytes *
import_test_text (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static inline void
import_test_append_cell (GString    *sheet,
                         int         column,
                         guint       row,
                         const char *text,
                         GPtrArray  *strings)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *place = column < 26 ? g_strdup_printf ("%c%u", 'A' + column, row) : g_strdup_printf ("A%c%u", 'A' + column - 26, row);
  gboolean amount = (column >= JB_HOMETAX_TOTAL && column <= JB_HOMETAX_TAX) || column == JB_HOMETAX_ITEM_SUPPLY;
  int date;

  if (*text == '\0')
    return;

  if (amount && strspn (text, "-0123456789") == strlen (text))
    g_string_append_printf (sheet, "<c r=\"%s\"><v>%s.0</v></c>", place, text);
  else if (column == JB_HOMETAX_WRITTEN_ON && jb_date_parse (text, &date))
    g_string_append_printf (sheet, "<c r=\"%s\" s=\"1\"><v>%d</v></c>", place, 36526 + jb_date_days_between (20000101, date));
  else if (column % 2 == 0)
    g_string_append_printf (sheet, "<c r=\"%s\" t=\"inlineStr\"><is><r><t>%s</t></r></is></c>", place, escaped);
  else
    {
      g_string_append_printf (sheet, "<c r=\"%s\" t=\"s\"><v>%u</v></c>", place, strings->len);
      g_ptr_array_add (strings, g_steal_pointer (&escaped));
    }
}

/* Days as Excel counts them, amounts as numbers, texts shared or in place. (transfer full) */
static inline GBytes *
import_test_xlsx (GPtrArray *rows)
{
  static const char * const names[] = { "[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml" };
  g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) sheet = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet xmlns="
                                           "\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
                                           "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>목록</v></c></row><row r=\"6\">");
  g_autoptr(GString) shared = g_string_new ("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");

  for (int i = 0; i < JB_HOMETAX_N_COLUMNS; i++)
    import_test_append_cell (sheet, i, 6, jb_hometax_column_get_title (i), strings);
  g_string_append (sheet, "</row>");
  for (guint i = 0; i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);

      g_string_append_printf (sheet, "<row r=\"%u\">", 7 + i);
      for (int column = 0; column < JB_HOMETAX_N_COLUMNS; column++)
        import_test_append_cell (sheet, column, 7 + i, row[column], strings);
      g_string_append (sheet, "</row>");
    }
  g_string_append (sheet, "</sheetData></worksheet>");

  for (guint i = 0; i < strings->len; i++)
    g_string_append_printf (shared, "<si><t>%s</t><rPh sb=\"0\" eb=\"1\"><t>소리</t></rPh></si>", (char *) g_ptr_array_index (strings, i));
  g_string_append (shared, "</sst>");

  g_ptr_array_add (contents, import_test_text ("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"));
  g_ptr_array_add (contents, import_test_text ("<workbook><workbookPr/><sheets><sheet name=\"세금계산서\" sheetId=\"1\"/></sheets></workbook>"));
  g_ptr_array_add (contents, import_test_text (shared->str));
  g_ptr_array_add (contents, import_test_text (sheet->str));
  return import_test_zip (names, contents);
}

/* -- a book --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char       *folder;
  char       *path;
  JbClock    *clock;
  JbArchive  *archive;
} ImportTest;

static inline void
import_test_open (ImportTest *f)
{
  g_autoptr(GError) error = NULL;

  f->archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error);
  g_assert_no_error (error);
}

static inline gint64
import_test_connect (ImportTest *f,
                     const char *company,
                     const char *environment)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(GError) error = NULL;
  gint64 id;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (environment);
  connection->company = g_strdup (company);
  connection->account = g_strdup ("gaon");
  id = jb_archive_add_connection (f->archive, connection, &error);
  g_assert_no_error (error);
  return id;
}

static inline void
import_test_begin (ImportTest *f)
{
  f->folder = g_dir_make_tmp ("jangbu-import-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "book.jangbu", NULL);
  f->clock = jb_clock_new_manual (IMPORT_NOW, TRUE);
  import_test_open (f);
}

static inline void
import_test_end (ImportTest *f)
{
  if (f->archive != NULL)
    jb_archive_close (f->archive);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&f->archive);
  g_clear_object (&f->clock);
  jb_test_remove_tree (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

/* (transfer full) */
static inline GFile *
import_test_write (ImportTest *f,
                   const char *name,
                   GBytes     *bytes)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

/* (transfer full) */
static inline JbImportReport *
import_test_run (JbImporter    *importer,
                 GPtrArray     *files,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  JbImportReport *report = NULL;
  gboolean ok;

  jb_importer_run_async (importer, files, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  ok = jb_importer_run_finish (importer, result, &report, error);
  g_assert_nonnull (report);
  g_assert_true (ok == (report->stopped == NULL));
  return report;
}

/* One file; must go well. (transfer full) */
static inline JbImportReport *
import_test_take (ImportTest *f,
                  const char *name,
                  GBytes     *bytes)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(JbImporter) importer = jb_importer_new (f->archive);
  g_autoptr(GError) error = NULL;
  JbImportReport *report;

  g_ptr_array_add (files, import_test_write (f, name, bytes));
  report = import_test_run (importer, files, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (jb_importer_get_progress (importer), ==, 1.0);
  g_assert_cmpuint (jb_importer_get_n_arrived (importer), ==, report->n_outcomes[JB_IMPORT_NEW]);
  return report;
}

static inline void
import_test_assert_counts (const JbImportReport *report,
                           guint                 n_new,
                           guint                 n_changed,
                           guint                 n_here,
                           guint                 n_refused)
{
  if (report->n_outcomes[JB_IMPORT_NEW] != n_new || report->n_outcomes[JB_IMPORT_CHANGED] != n_changed ||
      report->n_outcomes[JB_IMPORT_HERE] != n_here || report->n_outcomes[JB_IMPORT_REFUSED] != n_refused)
    {
      g_autofree char *text = jb_import_report_write (report);

      g_test_message ("%s", text);
    }
  g_assert_cmpuint (report->n_outcomes[JB_IMPORT_NEW], ==, n_new);
  g_assert_cmpuint (report->n_outcomes[JB_IMPORT_CHANGED], ==, n_changed);
  g_assert_cmpuint (report->n_outcomes[JB_IMPORT_HERE], ==, n_here);
  g_assert_cmpuint (report->n_outcomes[JB_IMPORT_REFUSED], ==, n_refused);
}

/* The rows of an issue id in the book. (transfer full) (nullable): NULL when there is none */
static inline JbInvoice *
import_test_load (ImportTest  *f,
                  JbDirection  direction,
                  const char  *issue_id)
{
  g_autoptr(GArray) ids = jb_archive_find_issue_id (f->archive, direction, issue_id, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbInvoice *invoice;

  if (ids->len == 0)
    return NULL;

  g_assert_cmpuint (ids->len, ==, 1);
  jb_archive_load_invoice_async (f->archive, g_array_index (ids, gint64, 0), NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  invoice = jb_archive_load_invoice_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return invoice;
}

/* (transfer full) */
static inline JbInvoiceMap *
import_test_map (ImportTest *f)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbInvoiceMap *map;

  jb_archive_load_map_async (f->archive, query, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  map = jb_archive_load_map_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return map;
}

static inline void
import_test_assert_sound (ImportTest *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = NULL;

  jb_archive_check_async (f->archive, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  problems = jb_archive_check_finish (f->archive, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}
