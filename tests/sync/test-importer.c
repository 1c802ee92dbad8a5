/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of every kind into a real book: what arrives, what is said about what does not, and that nothing is doubled or lost. */

#include "config.h"

#include "jb-import-test.h"

#include <glib/gstdio.h>

static GBytes *
make_csv (GPtrArray *rows)
{
  g_autofree char *text = import_test_csv (rows);

  return import_test_text (text);
}

/* -- every form of the list ----------------------------------------------------------------------------------------- */

static void
check_first_row (ImportTest *f)
{
  g_autoptr(JbInvoice) invoice = import_test_load (f, JB_DIRECTION_SALES, "202609014100000800000000");
  const JbLine *line;

  g_assert_nonnull (invoice);
  g_assert_cmpstr (invoice->company, ==, IMPORT_SUPPLIER);
  g_assert_cmpint (invoice->kind, ==, 101);
  g_assert_cmpint (invoice->purpose, ==, JB_PURPOSE_CLAIM);
  g_assert_cmpint (invoice->written_on, ==, 20260901);
  g_assert_cmpint (invoice->issued_on, ==, 20260901);
  g_assert_cmpint (invoice->sent_on, ==, 20260901);
  g_assert_cmpint (invoice->nts_status, ==, JB_NTS_SENT);
  g_assert_cmpint (invoice->supply, ==, 10000);
  g_assert_cmpint (invoice->tax, ==, 1000);
  g_assert_cmpint (invoice->total, ==, 11000);
  g_assert_cmpstr (invoice->remark, ==, "비고 0");
  g_assert_cmpstr (invoice->supplier->registration, ==, IMPORT_SUPPLIER);
  g_assert_cmpstr (invoice->supplier->name, ==, "가상공급상사 주식회사");
  g_assert_cmpstr (invoice->supplier->address, ==, "서울특별시 가상구 \"가상로\" 1, 2층");
  g_assert_cmpstr (invoice->buyer->registration, ==, IMPORT_BUYER);
  g_assert_cmpstr (invoice->buyer->name, ==, "허구구매상점");
  g_assert_cmpstr (invoice->buyer->representative, ==, "이허구");
  g_assert_cmpstr (invoice->buyer->contact.email, ==, "buyer@example.invalid");
  g_assert_false (invoice->has_original);
  g_assert_cmpuint (invoice->lines->len, ==, 1);
  line = g_ptr_array_index (invoice->lines, 0);
  g_assert_cmpstr (line->name, ==, "A4용지, 80g");
  g_assert_cmpint (line->supplied_on, ==, 20260901);
  g_assert_cmpint (line->supply, ==, 10000);
}

static void
check_list (const char *name,
            GBytes     *bytes)
{
  ImportTest f;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbImportReport) again = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  JbImportLine *line;
  g_autofree char *place = NULL;
  g_autofree char *text = NULL;

  g_test_message ("%s", name);
  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  report = import_test_take (&f, name, bytes);
  import_test_assert_counts (report, 20, 0, 0, 0);
  g_assert_cmpuint (report->n_odd, ==, 0);
  line = g_ptr_array_index (report->lines, 0);
  place = jb_import_line_get_place (line);
  text = jb_import_line_get_text (line);
  g_assert_true (g_str_has_prefix (place, name));
  g_assert_true (g_str_has_suffix (place, ", row 7"));
  g_assert_cmpstr (text, ==, "New · 20260901-41000008-00000000 · Sales 001-81-00017");
  check_first_row (&f);

  again = import_test_take (&f, name, bytes);
  import_test_assert_counts (again, 0, 0, 20, 0);
  map = import_test_map (&f);
  g_assert_cmpuint (map->ids->len, ==, 20);
  import_test_assert_sound (&f);
  import_test_end (&f);
}

static GBytes *
make_html (GPtrArray *rows)
{
  g_autoptr(GString) html = g_string_new ("<html><head><meta charset=\"utf-8\"></head><body><table><tr><td colspan=3>목록</td></tr>"
                                          "<tr></tr><tr></tr><tr></tr><tr></tr><tr>");

  for (int i = 0; i < JB_HOMETAX_N_COLUMNS; i++)
    g_string_append_printf (html, "<th>%s</th>", jb_hometax_column_get_title (i));
  g_string_append (html, "</tr>\n");
  for (guint i = 0; i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);

      g_string_append (html, "<tr>");
      for (int column = 0; column < JB_HOMETAX_N_COLUMNS; column++)
        {
          g_autofree char *escaped = g_markup_escape_text (row[column], -1);

          g_string_append_printf (html, "<td> %s\n", escaped);   /* no </td>, as old programs wrote */
        }
      g_string_append (html, "</tr>\n");
    }
  g_string_append (html, "</table></body></html>");
  return import_test_text (html->str);
}

static GBytes *
convert (const char *text,
         const char *charset)
{
  gsize size;
  char *converted = g_convert (text, -1, charset, "UTF-8", NULL, &size, NULL);

  g_assert_nonnull (converted);
  return g_bytes_new_take (converted, size);
}

static GBytes *
load_fixture (const char *folder,
              const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("JB_SAMPLES"), "..", "sync", folder, name, NULL);
  g_autoptr(GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static void
test_forms (void)
{
  g_autoptr(GPtrArray) rows = import_test_rows (20);
  g_autofree char *csv = import_test_csv (rows);
  g_autofree char *marked = g_strconcat ("\xEF\xBB\xBF", csv, NULL);
  g_autofree char *wide = g_strconcat ("\xEF\xBB\xBF", csv, NULL);
  g_auto(GStrv) lines = g_strsplit (csv, "\r\n", -1);
  g_autofree char *bare = g_strjoinv ("\n", lines);
  g_autoptr(GBytes) plain = import_test_text (csv);
  g_autoptr(GBytes) with_mark = import_test_text (marked);
  g_autoptr(GBytes) unix_lines = import_test_text (bare);
  g_autoptr(GBytes) korean = convert (csv, "CP949");
  g_autoptr(GBytes) utf16 = convert (wide, "UTF-16LE");
  g_autoptr(GBytes) xlsx = import_test_xlsx (rows);
  g_autoptr(GBytes) html = make_html (rows);
  /* Made with another program (xlwt): two sheets, and texts that go over the end of a record. */
  g_autoptr(GBytes) old_excel = load_fixture ("xls", "list.xls");
  static const char * const names[] = { "목록.csv" };
  g_autoptr(GPtrArray) contents = g_ptr_array_new ();
  g_autoptr(GBytes) zip = NULL;

  g_ptr_array_add (contents, plain);
  zip = import_test_zip (names, contents);
  check_list ("plain.csv", plain);
  check_list ("marked.csv", with_mark);
  check_list ("unix.csv", unix_lines);
  check_list ("cp949.csv", korean);
  check_list ("utf16.csv", utf16);
  check_list ("list.xlsx", xlsx);
  check_list ("web.xls", html);
  check_list ("old.xls", old_excel);
  check_list ("list.zip", zip);
}

/* -- what stands in a list ------------------------------------------------------------------------------------------ */

/* One row into a book of the supplier; answers what is said about it. (transfer full) (nullable) */
static char *
take_row (char            **row,
          JbImportOutcome   expected)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JbImportReport) report = NULL;
  JbImportLine *line;
  char *sentence;

  g_ptr_array_add (rows, row);
  bytes = make_csv (rows);
  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  report = import_test_take (&f, "list.csv", bytes);
  g_assert_cmpuint (report->lines->len, ==, 1);
  line = g_ptr_array_index (report->lines, 0);
  sentence = g_strdup (line->sentence);
  if (line->outcome != expected)
    g_test_message ("%s", sentence);
  g_assert_cmpint (line->outcome, ==, expected);
  g_assert_cmpuint (line->row, ==, 7);
  import_test_end (&f);
  return sentence;
}

static void
assert_says (char       *sentence,
             const char *part)
{
  if (sentence == NULL || strstr (sentence, part) == NULL)
    g_test_fail_printf ("\"%s\" lacks \"%s\"", sentence, part);
  g_free (sentence);
}

static void
test_refused_rows (void)
{
  assert_says (take_row (import_test_row (1, JB_HOMETAX_WRITTEN_ON, "내일", -1), JB_IMPORT_REFUSED), "작성일자 stands \"내일\", which is no date");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_WRITTEN_ON, "2026-02-30", -1), JB_IMPORT_REFUSED), "which is no date");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_SUPPLY, "천원", -1), JB_IMPORT_REFUSED), "공급가액 stands \"천원\", which is no amount");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_TAX, "0.5", -1), JB_IMPORT_REFUSED), "세액 stands \"0.5\"");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_TOTAL, "", -1), JB_IMPORT_REFUSED), "There is no amount");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_TOTAL, "99999", -1), JB_IMPORT_REFUSED),
               "The total 99,999 is not the supply amount 11,000 and the tax 1,100 together");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_TOTAL, "-9223372036854775808", JB_HOMETAX_SUPPLY, "-9223372036854775808",
                                          JB_HOMETAX_TAX, "-1", -1), JB_IMPORT_REFUSED), "together");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_ISSUE_ID, "2.02609E+23", -1), JB_IMPORT_REFUSED), "holds no issue id");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_ISSUE_ID, "", -1), JB_IMPORT_REFUSED), "holds no issue id");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_SUPPLIER, "1-81", -1), JB_IMPORT_REFUSED), "공급자사업자등록번호 holds no business number");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_BUYER, "", -1), JB_IMPORT_REFUSED), "공급받는자사업자등록번호 holds no business number");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_ITEM_SUPPLY, "many", -1), JB_IMPORT_NEW), "품목공급가액 stands \"many\"");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_SUPPLIER, "002-45-00012", -1), JB_IMPORT_REFUSED), "neither is a company of this book");
}

static void
test_odd_rows (void)
{
  g_autofree char *fine = take_row (import_test_row (1, JB_HOMETAX_TOTAL, "12,100원", JB_HOMETAX_SUPPLY, "11,000", JB_HOMETAX_TAX, " 1 100 ", -1),
                                    JB_IMPORT_NEW);

  g_assert_null (fine);
  assert_says (take_row (import_test_row (1, JB_HOMETAX_BUYER, "002-45-00013", -1), JB_IMPORT_NEW), "The check digit of the number");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_WRITTEN_ON, "2026-09-03", -1), JB_IMPORT_NEW), "begins with another date");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_SENT_ON, "soon", -1), JB_IMPORT_NEW), "전송일자 stands \"soon\", which is no date; it was left out");
  assert_says (take_row (import_test_row (1, JB_HOMETAX_SORT, "기타", -1), JB_IMPORT_NEW), "세금계산서 · 기타");
}

/* A person's number is kept in the book as others are, and told nowhere else. */
static void
test_private_buyer (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbInvoice) whole = NULL;
  g_autoptr(JbInvoice) hidden = NULL;
  g_autofree char *text = NULL;

  g_ptr_array_add (rows, import_test_row (1, JB_HOMETAX_BUYER, "900101-1234567", JB_HOMETAX_SENT_ON, "900101-1234567", -1));
  g_ptr_array_add (rows, import_test_row (2, JB_HOMETAX_BUYER, "900101-1******", -1));
  g_ptr_array_add (rows, import_test_row (3, JB_HOMETAX_SUPPLIER, "900101-1234567", -1));
  bytes = make_csv (rows);
  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  report = import_test_take (&f, "list.csv", bytes);
  import_test_assert_counts (report, 2, 0, 0, 1);
  text = jb_import_report_write (report);
  g_assert_null (strstr (text, "234567"));
  g_assert_nonnull (strstr (text, "900101-1******"));

  whole = import_test_load (&f, JB_DIRECTION_SALES, "202609024100000800000001");
  g_assert_cmpint (whole->buyer->kind, ==, JB_PARTY_RESIDENT);
  g_assert_cmpstr (whole->buyer->registration, ==, "9001011234567");
  hidden = import_test_load (&f, JB_DIRECTION_SALES, "202609034100000800000002");
  g_assert_cmpint (hidden->buyer->kind, ==, JB_PARTY_RESIDENT);
  g_assert_null (hidden->buyer->registration);
  g_assert_cmpstr (hidden->buyer->name, ==, "허구구매상점");
  import_test_end (&f);
}

/* Some lists repeat an invoice for each item: one invoice, and never its amount twice. */
static void
test_rows_of_one_invoice (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;

  g_ptr_array_add (rows, import_test_row (0, JB_HOMETAX_ITEM_SUPPLY, "4000", -1));
  g_ptr_array_add (rows, import_test_row (0, JB_HOMETAX_ITEM_NAME, "볼펜", JB_HOMETAX_ITEM_SUPPLY, "6000", -1));
  g_ptr_array_add (rows, import_test_row (0, JB_HOMETAX_ITEM_SUPPLY, "4000", -1));
  g_ptr_array_add (rows, import_test_row (0, JB_HOMETAX_TOTAL, "22000", JB_HOMETAX_SUPPLY, "20000", JB_HOMETAX_TAX, "2000", -1));
  bytes = make_csv (rows);
  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  report = import_test_take (&f, "list.csv", bytes);
  import_test_assert_counts (report, 1, 0, 2, 1);
  assert_says (g_strdup (((JbImportLine *) g_ptr_array_index (report->lines, 1))->sentence), "One more item of the invoice in row 7");
  assert_says (g_strdup (((JbImportLine *) g_ptr_array_index (report->lines, 2))->sentence), "The same as row 7");
  assert_says (g_strdup (((JbImportLine *) g_ptr_array_index (report->lines, 3))->sentence), "Row 7 has the same issue id but");

  invoice = import_test_load (&f, JB_DIRECTION_SALES, "202609014100000800000000");
  g_assert_cmpuint (invoice->lines->len, ==, 2);
  g_assert_cmpint (invoice->total, ==, 11000);
  map = import_test_map (&f);
  g_assert_cmpint (map->totals.total, ==, 11000);
  import_test_end (&f);
}

/* Columns moved, one inserted, titles of an older export, a sum below. */
static void
test_other_columns (void)
{
  static const char csv[] =
    "메모;승인 번호;작성일자;발행일자;합계금액;공급가액;공급받는자사업자등록번호;상호;공급자사업자등록번호;상호;공급받는자이메일주소1\n"
    "x;20260901-41000008-00000000;2026/09/01;20260902;10000;10000;002-45-00012;허구구매상점;001-81-00017;가상공급상사;a@example.invalid\n"
    "합계;;;;10000;10000;;;;;\n";
  ImportTest f;
  g_autoptr(GBytes) bytes = import_test_text (csv);
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbInvoice) invoice = NULL;

  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  report = import_test_take (&f, "list.csv", bytes);
  import_test_assert_counts (report, 1, 0, 0, 0);
  invoice = import_test_load (&f, JB_DIRECTION_SALES, "202609014100000800000000");
  g_assert_cmpint (invoice->issued_on, ==, 20260902);
  g_assert_cmpint (invoice->tax, ==, 0);
  g_assert_cmpstr (invoice->buyer->name, ==, "허구구매상점");
  g_assert_cmpstr (invoice->buyer->contact.email, ==, "a@example.invalid");
  g_assert_cmpstr (invoice->supplier->name, ==, "가상공급상사");
  import_test_end (&f);
}

/* -- files that are none of these ----------------------------------------------------------------------------------- */

static char *
take_file (GBytes *bytes)
{
  ImportTest f;
  g_autoptr(JbImportReport) report = NULL;
  char *sentence;

  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  report = import_test_take (&f, "file", bytes);
  import_test_assert_counts (report, 0, 0, 0, 1);
  sentence = g_strdup (((JbImportLine *) g_ptr_array_index (report->lines, 0))->sentence);
  import_test_end (&f);
  return sentence;
}

static char *
take_text (const char *text,
           gsize       size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, size);

  return take_file (bytes);
}

#define take_literal(text) take_text ((text), sizeof (text) - 1)

/* (transfer full) */
static char *
take_zipped (const char *name,
             const char *text,
             gsize       size,
             const char *password)
{
  const char * const names[] = { name };
  g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GBytes) zip = NULL;

  g_ptr_array_add (contents, g_bytes_new (text, size));
  zip = import_test_zip_locked (names, contents, password);
  return take_file (zip);
}

/* The old Excel file with its stream called otherwise, or cut off. (transfer full) */
static char *
take_damaged (const char *name,
              const char *other)
{
  g_autoptr(GBytes) whole = load_fixture ("xls", "list.xls");
  gsize size = g_bytes_get_size (whole);
  g_autofree char *data = g_memdup2 (g_bytes_get_data (whole, NULL), size);

  if (other == NULL)
    return take_text (data, size / 4);

  for (gsize at = 0; at + 64 < size; at++)
    {
      gboolean found = TRUE;

      for (gsize i = 0; found && name[i] != '\0'; i++)
        found = data[at + 2 * i] == name[i] && data[at + 2 * i + 1] == '\0';
      for (gsize i = 0; found && name[i] != '\0'; i++)
        data[at + 2 * i] = other[i];
    }
  return take_text (data, size);
}

static void
test_refused_files (void)
{
  g_autofree char *large = g_malloc0 (51 * 1024 * 1024);
  g_autofree char *bomb = g_malloc0 (40 * 1024 * 1024);
  g_autofree char *deep = g_strnfill (5 * 1024 * 1024, ' ');

  memset (bomb, 'x', 40 * 1024 * 1024);
  memcpy (deep, "<a>", 3);
  assert_says (take_text (large, 51 * 1024 * 1024), "larger than 50 MB");
  assert_says (take_literal (""), "This file is empty");
  assert_says (take_literal ("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old Excel"), "This Excel file is damaged");
  assert_says (take_damaged ("Workbook", "EncryptedPac"), "no Excel list that Jangbu can read");
  assert_says (take_damaged ("Workbook", NULL), "This Excel file is damaged");
  assert_says (take_literal ("%PDF-1.7\n"), "A PDF only shows an invoice");
  assert_says (take_literal ("Rar!\x1A\x07"), "does not open this kind of archive");
  assert_says (take_literal ("\x00\x01\x02\x03"), "cannot read this kind of file");
  assert_says (take_literal ("\xFF\xFF\xFF"), "cannot read this kind of file");
  assert_says (take_literal ("이름,금액\n가나,100\n"), "none of its first rows has the title 승인번호");
  assert_says (take_literal ("승인번호,작성일자,공급가액\n1,2,3\n"),
               "lacks a column that is needed: 공급자사업자등록번호, 공급받는자사업자등록번호, 합계금액");
  assert_says (take_literal ("승인번호,작성일자,공급자사업자등록번호,공급받는자사업자등록번호,합계금액,공급가액\n"), "There is no invoice in this list");
  assert_says (take_literal ("<html><frameset><frame src=\"sheet001.htm\"></frameset></html>"), "only the frame of a web page");
  assert_says (take_literal ("<!DOCTYPE html><p>안녕"), "There is no table in this web page");
  assert_says (take_literal ("<a><b></a>"), "XML");
  assert_says (take_literal ("<Invoice/>"), "invoice");
  assert_says (take_text (deep, 5 * 1024 * 1024), "larger than 4 MiB");
  assert_says (take_literal ("<html><input id=\"idCriHeader\" value=\"AAAA\"></html>"), "not built the way Jangbu knows");
  assert_says (take_literal ("PK\3\4 broken"), "damaged");
  assert_says (take_zipped ("a.txt", "hello", 5, NULL), "none of its first rows");
  assert_says (take_zipped ("a.xml", "<a/>", 4, "secret"), "opens with a password only");
  assert_says (take_zipped ("a.zip", "PK\3\4....", 8, NULL), "A ZIP inside a ZIP is not opened");
  assert_says (take_zipped ("word/document.xml", "<a/>", 4, NULL), "");
  assert_says (take_zipped ("[Content_Types].xml", "<a/>", 4, NULL), "no Excel file");
  assert_says (take_zipped ("xl/workbook.xml", "<a/>", 4, NULL), "This Excel file is damaged");
  assert_says (take_zipped ("__MACOSX/._a.xml", "<a/>", 4, NULL), "There is nothing in this ZIP file");
  assert_says (take_zipped ("bomb.csv", bomb, 40 * 1024 * 1024, NULL), "grows too large when it is unpacked");
}

static void
test_no_file (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(JbImporter) importer = NULL;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(GError) error = NULL;

  import_test_begin (&f);
  importer = jb_importer_new (f.archive);
  g_ptr_array_add (files, g_file_new_for_path (f.folder));
  g_ptr_array_add (files, g_file_get_child (g_ptr_array_index (files, 0), "absent.xml"));
  report = import_test_run (importer, files, NULL, &error);
  g_assert_no_error (error);
  import_test_assert_counts (report, 0, 0, 0, 2);
  assert_says (g_strdup (((JbImportLine *) g_ptr_array_index (report->lines, 0))->sentence), "This is a folder");
  assert_says (g_strdup (((JbImportLine *) g_ptr_array_index (report->lines, 1))->sentence), "could not be read");
  import_test_end (&f);
}

/* A DTD that would grow without end, and one that would read a file. */
static void
test_hostile_workbook (void)
{
  static const char * const names[] = { "[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml" };
  static const char * const sheets[] = {
    "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>",
    "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>",
    "<worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>",
    "<worksheet><sheetData><row>",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      g_autoptr(GBytes) zip = NULL;

      g_ptr_array_add (contents, import_test_text ("<Types/>"));
      g_ptr_array_add (contents, import_test_text ("<workbook/>"));
      g_ptr_array_add (contents, import_test_text ("<sst/>"));
      g_ptr_array_add (contents, import_test_text (sheets[i]));
      zip = import_test_zip (names, contents);
      assert_says (take_file (zip), "This Excel file is damaged");
    }
}

/* A name in an archive is shown and never followed. */
static void
test_path_tricks (void)
{
  static const char * const names[] = { "../../../../tmp/jangbu-evil.xml", "/etc/jangbu-evil.xml", "C:\\evil\\a.xml", "a\nb\x1b[31m.xml" };
  g_autofree char *outside = g_build_filename (g_get_tmp_dir (), "jangbu-evil.xml", NULL);
  ImportTest f;
  g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GBytes) zip = NULL;
  g_autoptr(JbImportReport) report = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (contents, jb_test_sample ("taxinvoice-plain.xml"));
  zip = import_test_zip (names, contents);
  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  report = import_test_take (&f, "tricks.zip", zip);
  import_test_assert_counts (report, 1, 0, 3, 0);
  g_assert_cmpstr (((JbImportLine *) g_ptr_array_index (report->lines, 0))->entry, ==, "jangbu-evil.xml");
  g_assert_cmpstr (((JbImportLine *) g_ptr_array_index (report->lines, 2))->entry, ==, "a.xml");
  g_assert_cmpstr (((JbImportLine *) g_ptr_array_index (report->lines, 3))->entry, ==, "a\357\277\275b\357\277\275[31m.xml");
  g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
  import_test_end (&f);
}

/* -- originals ------------------------------------------------------------------------------------------------------ */

static void
test_originals (void)
{
  static const struct
  {
    const char *sample;
    JbVerdict   verdict;
    const char *says;     /* NULL = nothing */
  } cases[] = {
    { "taxinvoice-plain.xml", JB_VERDICT_UNSIGNED, NULL },
    { "taxinvoice-signed-kec.xml", JB_VERDICT_VALID, NULL },
    { "taxinvoice-signed.xml", JB_VERDICT_VALID, NULL },
    { "taxinvoice-amended.xml", JB_VERDICT_UNSIGNED, NULL },
    { "invalid-total-mismatch.xml", JB_VERDICT_UNSIGNED, "total" },
    { "invalid-issueid-date-mismatch.xml", JB_VERDICT_UNSIGNED, "date" },
    { "invalid-bizno-check-digit.xml", JB_VERDICT_UNSIGNED, "check digit" },
    { "invalid-amended-without-reason.xml", JB_VERDICT_UNSIGNED, "reason" },
    { "invalid-signature-tampered.xml", JB_VERDICT_ALTERED, "signature" },
  };
  g_autoptr(GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ImportTest f;
      g_autoptr(GBytes) bytes = jb_test_sample (cases[i].sample);
      g_autoptr(JbImportReport) report = NULL;
      g_autoptr(JbImportReport) again = NULL;
      g_autoptr(JbInvoice) invoice = NULL;
      JbImportLine *line;

      g_test_message ("%s", cases[i].sample);
      import_test_begin (&f);
      import_test_connect (&f, IMPORT_SUPPLIER, "production");
      report = import_test_take (&f, cases[i].sample, bytes);
      import_test_assert_counts (report, 1, 0, 0, 0);
      line = g_ptr_array_index (report->lines, 0);
      if (cases[i].says == NULL)
        g_assert_null (line->sentence);
      else
        {
          assert_says (g_strdup (line->sentence), cases[i].says);
          g_assert_true (g_hash_table_add (said, g_strdup (line->sentence)));   /* each its own */
        }

      invoice = import_test_load (&f, JB_DIRECTION_SALES, line->issue_id);
      g_assert_true (invoice->has_original);
      g_assert_cmpint (invoice->verdict, ==, cases[i].verdict);
      again = import_test_take (&f, cases[i].sample, bytes);
      import_test_assert_counts (again, 0, 0, 1, 0);
      import_test_assert_sound (&f);
      import_test_end (&f);
    }
}

/* An original that holds is not given up for one that does not, whichever came first. */
static void
test_better_original (void)
{
  ImportTest f;
  g_autoptr(GBytes) good = jb_test_sample ("taxinvoice-signed-kec.xml");
  g_autoptr(GBytes) bad = jb_test_sample ("invalid-signature-tampered.xml");
  g_autoptr(JbImportReport) first = NULL;
  g_autoptr(JbImportReport) second = NULL;
  g_autoptr(JbImportReport) third = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  JbImportLine *line;

  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  first = import_test_take (&f, "bad.xml", bad);
  import_test_assert_counts (first, 1, 0, 0, 0);
  second = import_test_take (&f, "good.xml", good);
  import_test_assert_counts (second, 0, 1, 0, 0);
  third = import_test_take (&f, "bad.xml", bad);
  import_test_assert_counts (third, 0, 0, 1, 0);
  line = g_ptr_array_index (third->lines, 0);
  assert_says (g_strdup (line->sentence), "keeps that");
  invoice = import_test_load (&f, JB_DIRECTION_SALES, line->issue_id);
  g_assert_cmpint (invoice->verdict, ==, JB_VERDICT_VALID);
  import_test_end (&f);
}

/* Made with another program (openssl) after etax-domain.md 1.7; the buyer's number opens them. */
static void
test_secure_mail (void)
{
  static const char * const names[] = { "aes.html", "seed.html", "aria.html" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      ImportTest f;
      g_autoptr(GBytes) mail = load_fixture ("mail", names[i]);
      g_autoptr(GBytes) xml = jb_test_sample ("taxinvoice-signed-kec.xml");
      g_autoptr(JbImportReport) locked = NULL;
      g_autoptr(JbImportReport) report = NULL;
      g_autoptr(JbImportReport) again = NULL;
      g_autoptr(JbInvoice) invoice = NULL;

      g_test_message ("%s", names[i]);
      import_test_begin (&f);
      import_test_connect (&f, IMPORT_SUPPLIER, "production");
      locked = import_test_take (&f, names[i], mail);
      import_test_assert_counts (locked, 0, 0, 0, 1);
      assert_says (g_strdup (((JbImportLine *) g_ptr_array_index (locked->lines, 0))->sentence), "opens with the buyer's business number");

      import_test_connect (&f, IMPORT_BUYER, "production");
      report = import_test_take (&f, names[i], mail);
      import_test_assert_counts (report, 2, 0, 0, 0);
      invoice = import_test_load (&f, JB_DIRECTION_PURCHASE, ((JbImportLine *) g_ptr_array_index (report->lines, 1))->issue_id);
      g_assert_cmpint (invoice->verdict, ==, JB_VERDICT_VALID);
      /* Byte for byte what lay in the mail. */
      again = import_test_take (&f, "a.xml", xml);
      import_test_assert_counts (again, 0, 0, 2, 0);
      import_test_end (&f);
    }
}

/* -- whose it is ---------------------------------------------------------------------------------------------------- */

static void
test_both_companies (void)
{
  ImportTest f;
  g_autoptr(GBytes) bytes = jb_test_sample ("taxinvoice-signed-kec.xml");
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbInvoice) sale = NULL;
  g_autoptr(JbInvoice) purchase = NULL;
  JbImportLine *line;

  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  import_test_connect (&f, IMPORT_BUYER, "production");
  report = import_test_take (&f, "a.xml", bytes);
  import_test_assert_counts (report, 2, 0, 0, 0);
  line = g_ptr_array_index (report->lines, 0);
  sale = import_test_load (&f, JB_DIRECTION_SALES, line->issue_id);
  purchase = import_test_load (&f, JB_DIRECTION_PURCHASE, line->issue_id);
  g_assert_cmpstr (sale->company, ==, IMPORT_SUPPLIER);
  g_assert_cmpstr (purchase->company, ==, IMPORT_BUYER);
  g_assert_true (sale->has_original);
  g_assert_true (purchase->has_original);
  import_test_end (&f);
}

static JbOverview *
load_overview (ImportTest *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbPeriod always = { 0, 0 };
  JbOverview *overview;

  jb_archive_load_overview_async (f->archive, NULL, always, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  overview = jb_archive_load_overview_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return overview;
}

/* A book without a company: nothing is guessed, and once the user has said whose files they are, they go in. */
static void
test_strangers (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = import_test_rows (3);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbImportReport) again = NULL;
  g_autoptr(JbImporter) importer = NULL;
  g_autoptr(GPtrArray) companies = NULL;
  g_autoptr(GPtrArray) connections = NULL;
  g_autoptr(JbOverview) overview = NULL;
  g_autoptr(GError) error = NULL;
  const JbImportStranger *stranger;

  g_ptr_array_add (rows, import_test_row (9, JB_HOMETAX_BUYER, "002-46-00009", JB_HOMETAX_BUYER_NAME, "다른상점", -1));
  bytes = make_csv (rows);
  import_test_begin (&f);
  report = import_test_take (&f, "list.csv", bytes);
  import_test_assert_counts (report, 0, 0, 0, 4);
  g_assert_cmpuint (report->n_strange, ==, 4);
  g_assert_cmpuint (report->strangers->len, ==, 3);
  stranger = g_ptr_array_index (report->strangers, 0);
  g_assert_cmpstr (stranger->registration, ==, IMPORT_SUPPLIER);
  g_assert_cmpstr (stranger->name, ==, "가상공급상사 주식회사");
  g_assert_cmpuint (stranger->n_invoices, ==, 4);
  companies = jb_archive_list_companies (f.archive, &error);
  g_assert_cmpuint (companies->len, ==, 0);
  g_clear_pointer (&companies, g_ptr_array_unref);

  importer = jb_importer_new (f.archive);
  jb_importer_add_company (importer, IMPORT_SUPPLIER);
  g_ptr_array_add (files, import_test_write (&f, "list.csv", bytes));
  again = import_test_run (importer, files, NULL, &error);
  g_assert_no_error (error);
  import_test_assert_counts (again, 4, 0, 0, 0);

  overview = load_overview (&f);
  g_assert_cmpuint (overview->n_invoices, ==, 4);
  g_assert_cmpuint (overview->n_originals, ==, 0);
  g_assert_cmpuint (overview->n_missing, ==, 0);   /* nobody could be asked for them */
  companies = jb_archive_list_companies (f.archive, &error);
  g_assert_cmpuint (companies->len, ==, 1);
  g_assert_cmpstr (((JbCompany *) g_ptr_array_index (companies, 0))->name, ==, "가상공급상사 주식회사");
  connections = jb_archive_list_connections (f.archive, &error);
  g_assert_cmpuint (connections->len, ==, 0);   /* files are no connection that anybody sees */
  import_test_end (&f);
}

/* -- beside a service ----------------------------------------------------------------------------------------------- */

static JbInvoice *
make_service_row (void)
{
  JbInvoice *invoice = jb_invoice_new ();

  invoice->direction = JB_DIRECTION_SALES;
  invoice->issue_id = g_strdup ("202609014100000800000000");
  invoice->written_on = 20260901;
  invoice->kind = 103;
  invoice->supply = 10001;
  invoice->tax = 1000;
  invoice->total = 11001;
  invoice->status = JB_STATUS_APPROVED;
  invoice->document_number = g_strdup ("DM1");
  invoice->buyer = jb_party_new ();
  invoice->buyer->kind = JB_PARTY_BUSINESS;
  invoice->buyer->registration = g_strdup (IMPORT_BUYER);
  invoice->buyer->name = g_strdup ("허구구매상점(주)");
  return invoice;
}

static JbMergeResult
merge_service (ImportTest *f,
               gint64      connection)
{
  g_autoptr(GPtrArray) invoices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbMergeResult merged = { 0 };

  g_ptr_array_add (invoices, make_service_row ());
  jb_archive_merge_async (f->archive, jb_merge_page_new (connection, invoices), NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_archive_merge_finish (f->archive, result, &merged, &error));
  g_assert_no_error (error);
  return merged;
}

/* What the service said stays; what it did not say is filled in; one row, whichever came first. */
static void
check_beside_service (gboolean file_first)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = import_test_rows (1);
  g_autoptr(GBytes) bytes = make_csv (rows);
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbImportReport) again = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  JbMergeResult merged;
  gint64 connection;

  import_test_begin (&f);
  connection = import_test_connect (&f, IMPORT_SUPPLIER, "production");
  if (!file_first)
    merge_service (&f, connection);
  report = import_test_take (&f, "list.csv", bytes);
  import_test_assert_counts (report, file_first, !file_first, 0, 0);
  if (file_first)
    {
      merged = merge_service (&f, connection);
      g_assert_cmpuint (merged.n_changed, ==, 1);
    }

  again = import_test_take (&f, "list.csv", bytes);
  import_test_assert_counts (again, 0, 0, 1, 0);
  invoice = import_test_load (&f, JB_DIRECTION_SALES, "202609014100000800000000");
  g_assert_cmpint (invoice->kind, ==, 103);
  g_assert_cmpint (invoice->total, ==, 11001);
  g_assert_cmpint (invoice->supply, ==, 10001);
  g_assert_cmpint (invoice->sent_on, ==, 20260901);
  g_assert_cmpint (invoice->status, ==, JB_STATUS_APPROVED);
  g_assert_cmpstr (invoice->buyer->name, ==, file_first ? "허구구매상점" : "허구구매상점(주)");
  g_assert_cmpuint (invoice->lines->len, ==, 1);
  g_assert_cmpstr (invoice->remark, ==, "비고 0");

  /* The service says the same again: it is the same again. */
  merged = merge_service (&f, connection);
  g_assert_cmpuint (merged.n_same, ==, 1);
  map = import_test_map (&f);
  g_assert_cmpuint (map->ids->len, ==, 1);
  import_test_assert_sound (&f);
  import_test_end (&f);
}

static void
test_beside_service (void)
{
  check_beside_service (FALSE);
  check_beside_service (TRUE);
}

/* A list, then the original: the original completes it. Then the list again: it changes nothing. */
static void
test_list_then_original (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(GBytes) original = jb_test_sample ("taxinvoice-signed-kec.xml");
  g_autoptr(GBytes) list = NULL;
  g_autoptr(JbImportReport) alone = NULL;
  g_autoptr(JbImportReport) first = NULL;
  g_autoptr(JbImportReport) second = NULL;
  g_autoptr(JbImportReport) third = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  g_autofree char *id = NULL;

  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  alone = import_test_take (&f, "a.xml", original);
  id = g_strdup (((JbImportLine *) g_ptr_array_index (alone->lines, 0))->issue_id);
  import_test_end (&f);

  g_ptr_array_add (rows, import_test_row (1, JB_HOMETAX_ISSUE_ID, id, JB_HOMETAX_WRITTEN_ON, "2026-09-15", -1));
  list = make_csv (rows);
  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  first = import_test_take (&f, "list.csv", list);
  import_test_assert_counts (first, 1, 0, 0, 0);
  second = import_test_take (&f, "a.xml", original);
  import_test_assert_counts (second, 0, 1, 0, 0);
  third = import_test_take (&f, "list.csv", list);
  import_test_assert_counts (third, 0, 0, 1, 0);
  invoice = import_test_load (&f, JB_DIRECTION_SALES, id);
  g_assert_true (invoice->has_original);
  g_assert_cmpint (invoice->total, ==, 281050);
  g_assert_cmpuint (invoice->lines->len, ==, 3);
  g_assert_cmpint (invoice->sent_on, ==, 20260902);
  import_test_end (&f);
}

/* What came from a file is real: a demo's rows beside it are not shown, and nobody asks the files for originals. */
static void
test_files_are_real (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = import_test_rows (2);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GPtrArray) runs = NULL;
  gint64 demo;

  g_ptr_array_remove_index (rows, 0);
  bytes = make_csv (rows);
  import_test_begin (&f);
  demo = import_test_connect (&f, IMPORT_SUPPLIER, "demo");
  merge_service (&f, demo);
  report = import_test_take (&f, "list.csv", bytes);
  import_test_assert_counts (report, 1, 0, 0, 0);
  map = import_test_map (&f);
  g_assert_cmpuint (map->ids->len, ==, 1);
  g_assert_cmpint (map->totals.total, ==, 12100);
  runs = jb_archive_list_last_runs (f.archive, NULL);
  g_assert_cmpuint (runs->len, ==, 0);
  import_test_end (&f);
}

/* -- many, and stopping --------------------------------------------------------------------------------------------- */

static void
test_many (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = import_test_rows (10000);
  g_autoptr(GBytes) bytes = make_csv (rows);
  g_autoptr(GTimer) timer = NULL;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;

  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  timer = g_timer_new ();
  report = import_test_take (&f, "list.csv", bytes);
  g_test_message ("10,000 rows in %.2f s", g_timer_elapsed (timer, NULL));
  import_test_assert_counts (report, 10000, 0, 0, 0);
  map = import_test_map (&f);
  g_assert_cmpuint (map->ids->len, ==, 10000);
  import_test_end (&f);
}

static void
cancel_cb (JbImporter   *importer,
           GParamSpec   *pspec,
           GCancellable *cancellable)
{
  if (jb_importer_get_n_arrived (importer) >= 1000)
    g_cancellable_cancel (cancellable);
}

static void
test_cancel (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = import_test_rows (3000);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GBytes) bytes = make_csv (rows);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(JbImporter) importer = NULL;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbImportReport) rest = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;

  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  importer = jb_importer_new (f.archive);
  g_signal_connect (importer, "notify::n-arrived", G_CALLBACK (cancel_cb), cancellable);
  g_ptr_array_add (files, import_test_write (&f, "list.csv", bytes));
  report = import_test_run (importer, files, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  import_test_assert_counts (report, 1000, 0, 0, 0);
  assert_says (g_strdup (report->stopped), "Stopped in list.csv; 1000 lines were done");
  map = import_test_map (&f);
  g_assert_cmpuint (map->ids->len, ==, 1000);
  import_test_assert_sound (&f);

  rest = import_test_take (&f, "list.csv", bytes);
  import_test_assert_counts (rest, 2000, 0, 1000, 0);
  import_test_end (&f);
}

/* The book is closed under the importer, as when the program ends: what the report calls taken in is in it. */
static void
close_cb (JbImporter *importer,
          GParamSpec *pspec,
          ImportTest *f)
{
  if (jb_importer_get_n_arrived (importer) >= 500)
    jb_archive_close (f->archive);
}

static void
test_book_fails (void)
{
  ImportTest f;
  g_autoptr(GPtrArray) rows = import_test_rows (1500);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GBytes) bytes = make_csv (rows);
  g_autoptr(JbImporter) importer = NULL;
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;

  import_test_begin (&f);
  import_test_connect (&f, IMPORT_SUPPLIER, "production");
  importer = jb_importer_new (f.archive);
  g_signal_connect (importer, "notify::n-arrived", G_CALLBACK (close_cb), &f);
  g_ptr_array_add (files, import_test_write (&f, "list.csv", bytes));
  report = import_test_run (importer, files, NULL, &error);
  g_assert_nonnull (error);
  g_assert_cmpuint (report->n_outcomes[JB_IMPORT_NEW], ==, 500);
  assert_says (g_strdup (report->stopped), "Stopped in list.csv");

  g_clear_object (&importer);
  g_clear_object (&f.archive);
  import_test_open (&f);
  map = import_test_map (&f);
  g_assert_cmpuint (map->ids->len, ==, 500);
  import_test_assert_sound (&f);
  import_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/importer/forms", test_forms);
  g_test_add_func ("/importer/refused-rows", test_refused_rows);
  g_test_add_func ("/importer/odd-rows", test_odd_rows);
  g_test_add_func ("/importer/private-buyer", test_private_buyer);
  g_test_add_func ("/importer/rows-of-one-invoice", test_rows_of_one_invoice);
  g_test_add_func ("/importer/other-columns", test_other_columns);
  g_test_add_func ("/importer/refused-files", test_refused_files);
  g_test_add_func ("/importer/no-file", test_no_file);
  g_test_add_func ("/importer/hostile-workbook", test_hostile_workbook);
  g_test_add_func ("/importer/path-tricks", test_path_tricks);
  g_test_add_func ("/importer/originals", test_originals);
  g_test_add_func ("/importer/better-original", test_better_original);
  g_test_add_func ("/importer/secure-mail", test_secure_mail);
  g_test_add_func ("/importer/both-companies", test_both_companies);
  g_test_add_func ("/importer/strangers", test_strangers);
  g_test_add_func ("/importer/beside-service", test_beside_service);
  g_test_add_func ("/importer/list-then-original", test_list_then_original);
  g_test_add_func ("/importer/files-are-real", test_files_are_real);
  g_test_add_func ("/importer/many", test_many);
  g_test_add_func ("/importer/cancel", test_cancel);
  g_test_add_func ("/importer/book-fails", test_book_fails);
  return g_test_run ();
}
