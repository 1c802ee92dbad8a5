/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each format written from a real book and read back by other means: CSV letter by letter, CP949 by iconv, workbooks by libarchive
 * and libxml2 and, where it is there, by LibreOffice. */

#include "config.h"

#include "jb-export-test.h"

#include "jb-hometax-columns.h"
#include "jb-invoice-json.h"
#include "jb-numbers.h"

#include <locale.h>

#define N_INVOICES 60

/* Columns of list.layout. */
enum
{
  WRITTEN, ISSUED, SENT, ISSUE_ID, DIRECTION, CLASS, TYPE, AMENDMENT, AMENDS, NUMBER, BRANCH, NAME, REPRESENTATIVE, SUPPLY, TAX,
  TOTAL, PURPOSE, ITEMS, REMARK, SERVICES, N_COLUMNS,
};

static void
fill (Fixture *f)
{
  g_autoptr(GPtrArray) invoices = fixture_invoices (0, N_INVOICES);

  fixture_merge (f, f->connection, invoices);
}

/* (transfer full): with what a stranger may write where a company's name stands. */
static JbInvoice *
make_hostile (guint       n,
              const char *name)
{
  JbInvoice *invoice = fixture_invoice (n * 3);   /* sales */

  g_free (invoice->buyer->name);
  invoice->buyer->name = g_strdup (name);
  g_free (invoice->buyer->registration);
  invoice->buyer->registration = g_strdup_printf ("00033%05u", n);
  fixture_add_line (invoice, name, invoice->supply);
  return invoice;
}

static void
merge (Fixture   *f,
       JbInvoice *invoice)
{
  fixture_merge_one (f, invoice);
  g_object_unref (invoice);
}

/* A day of a workbook as text. (transfer full) */
static char *
day_of_number (const char *number)
{
  int day = jb_date_add_days (19700101, (int) g_ascii_strtoll (number, NULL, 10) - 25569);

  return jb_date_format (day);
}

static gint64
count_exports (Fixture *f)
{
  return fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'export'");
}

/* -- CSV -------------------------------------------------------------------------------------------------------------- */

static void
assert_row (GPtrArray *rows,
            guint      row,
            JbInvoice *invoice)
{
  const JbParty *other = jb_invoice_get_counterparty (invoice);
  g_autofree char *issue_id = jb_issue_id_format (invoice->issue_id);
  g_autofree char *written = jb_date_format (invoice->written_on);
  g_autofree char *number = jb_business_number_format (other->registration);
  g_autofree char *supply = g_strdup_printf ("%" G_GINT64_FORMAT, invoice->supply);
  g_autofree char *total = g_strdup_printf ("%" G_GINT64_FORMAT, invoice->total);

  g_assert_cmpstr (export_test_cell (rows, row, ISSUE_ID), ==, issue_id);
  g_assert_cmpstr (export_test_cell (rows, row, WRITTEN), ==, written);
  g_assert_cmpstr (export_test_cell (rows, row, NUMBER), ==, number);
  g_assert_cmpstr (export_test_cell (rows, row, NAME), ==, other->name);
  g_assert_cmpstr (export_test_cell (rows, row, SUPPLY), ==, supply);
  g_assert_cmpstr (export_test_cell (rows, row, TOTAL), ==, total);
  g_assert_cmpstr (export_test_cell (rows, row, SERVICES), ==, "smartbill");
}

static void
test_csv (Fixture       *f,
          gconstpointer  data)
{
  JbExportResult written = { 0 };
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree char *text = NULL;

  fill (f);
  bytes = export_test_write (f, "csv", &written);
  g_assert_cmpuint (written.n_invoices, ==, N_INVOICES);
  g_assert_null (jb_export_result_remark (&written));
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_true (g_str_has_prefix (text, "\xef\xbb\xbf\"Written\",\"Issued\","));

  rows = export_test_read_csv (text + 3);
  g_assert_cmpuint (rows->len, ==, N_INVOICES + 1);
  for (guint n = 0; n < N_INVOICES; n++)
    {
      g_autoptr(JbInvoice) invoice = fixture_invoice (n);
      g_autofree char *issue_id = jb_issue_id_format (invoice->issue_id);
      guint row = export_test_find_row (rows, ISSUE_ID, issue_id);

      g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (rows, row))->len, ==, N_COLUMNS);
      assert_row (rows, row, invoice);
    }

  g_assert_cmpint (count_exports (f), ==, 1);
  fixture_assert_sound (f);
}

static void
test_injection (Fixture       *f,
                gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *csv;
    const char *xlsx;
  } hostile[] = {
    { "=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0", "=cmd|'/C calc'!A0" },
    { "+1+1", "'+1+1", "+1+1" },
    { "-1", "'-1", "-1" },
    { "@SUM(1)", "'@SUM(1)", "@SUM(1)" },
    { "\t=1", "'=1", "=1" },
    { "\r=1", "'=1", "=1" },
    { "  =1", "'=1", "=1" },
    { "＝1+1", "'＝1+1", "＝1+1" },
    { "\",=1,\"", "\",=1,\"", "\",=1,\"" },
    { "가\n=1", "가 =1", "가 =1" },
    { "a\x01\x7f" "b", "a  b", "a  b" },
    { "둘 900101-1234567 셋", "둘 900101-1****** 셋", "둘 900101-1****** 셋" },
  };
  g_autoptr(GBytes) csv = NULL;
  g_autoptr(GBytes) xlsx = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree char *text = NULL;
  ExportTestBook book;

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    merge (f, make_hostile (i, hostile[i].name));
  csv = export_test_write (f, "csv", NULL);
  xlsx = export_test_write (f, "xlsx", NULL);
  text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));
  rows = export_test_read_csv (text + 3);
  export_test_open_book (&book, xlsx);

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *number = g_strdup_printf ("000-33-%05u", i);

      g_assert_cmpstr (export_test_cell (rows, export_test_find_row (rows, NUMBER, number), NAME), ==, hostile[i].csv);
      g_assert_cmpstr (export_test_cell (rows, export_test_find_row (rows, NUMBER, number), ITEMS), ==, hostile[i].csv);
      g_assert_cmpstr (export_test_cell (book.rows, export_test_find_row (book.rows, NUMBER, number), NAME), ==, hostile[i].xlsx);
    }
  g_assert_cmpuint (book.n_formulas, ==, 3);   /* the sums are the only ones */
  export_test_close_book (&book);
}

static void
test_cp949 (Fixture       *f,
            gconstpointer  data)
{
  g_autofree char *apart = g_utf8_normalize ("풀린 한글", -1, G_NORMALIZE_NFD);
  JbExportResult written = { 0 };
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *remark = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  merge (f, make_hostile (1, "똠방각하 펲시콜라"));       /* CP949 has them, EUC-KR has not */
  merge (f, make_hostile (2, "카페 ☕ é 😀"));
  merge (f, make_hostile (3, apart));
  bytes = export_test_write (f, "csv-cp949", &written);
  text = g_convert (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), "UTF-8", "CP949", NULL, NULL, &error);
  g_assert_no_error (error);
  rows = export_test_read_csv (text);
  g_assert_cmpstr (export_test_cell (rows, export_test_find_row (rows, NUMBER, "000-33-00001"), NAME), ==, "똠방각하 펲시콜라");
  g_assert_cmpstr (export_test_cell (rows, export_test_find_row (rows, NUMBER, "000-33-00002"), NAME), ==, "카페 □ □ □");
  g_assert_cmpstr (export_test_cell (rows, export_test_find_row (rows, NUMBER, "000-33-00003"), NAME), ==, "풀린 한글");
  g_assert_cmpuint (written.n_replaced, ==, 6);           /* in the name and in the item */
  remark = jb_export_result_remark (&written);
  g_assert_nonnull (strstr (remark, "6 letters that CP949 lacks became □"));
}

/* -- workbooks -------------------------------------------------------------------------------------------------------- */

static void
test_xlsx (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *total = NULL;
  ExportTestBook book;
  xmlNode *root, *pane;

  fill (f);
  map = fixture_map (f, NULL);
  bytes = export_test_write (f, "xlsx", NULL);
  export_test_open_book (&book, bytes);
  root = xmlDocGetRootElement (book.sheet);

  g_assert_cmpuint (book.rows->len, ==, N_INVOICES + 2);
  g_assert_cmpstr (export_test_cell (book.rows, 0, WRITTEN), ==, "Written");
  for (guint n = 0; n < N_INVOICES; n++)
    {
      g_autoptr(JbInvoice) invoice = fixture_invoice (n);
      g_autofree char *issue_id = jb_issue_id_format (invoice->issue_id);
      guint row = export_test_find_row (book.rows, ISSUE_ID, issue_id);
      g_autofree char *day = day_of_number (export_test_cell (book.rows, row, WRITTEN));

      export_test_put (g_ptr_array_index (book.rows, row), WRITTEN, g_steal_pointer (&day));
      assert_row (book.rows, row, invoice);
    }

  /* Sums below, that are right before anybody computes them again. */
  total = g_strdup_printf ("%" G_GINT64_FORMAT, map->totals.total);
  g_assert_cmpstr (export_test_cell (book.rows, N_INVOICES + 1, WRITTEN), ==, "Total");
  g_assert_cmpstr (export_test_cell (book.rows, N_INVOICES + 1, TOTAL), ==, total);
  g_assert_cmpuint (book.n_formulas, ==, 3);
  g_assert_cmpuint (book.n_numbers, ==, N_INVOICES * 5);  /* two days, three amounts */

  pane = export_test_child (export_test_child (export_test_child (root, "sheetViews"), "sheetView"), "pane");
  g_assert_cmpstr ((const char *) xmlHasProp (pane, (const xmlChar *) "ySplit")->children->content, ==, "1");
  g_assert_cmpstr ((const char *) xmlHasProp (export_test_child (root, "autoFilter"), (const xmlChar *) "ref")->children->content, ==,
                   "A1:T61");
  g_assert_nonnull (export_test_child (root, "cols"));
  export_test_close_book (&book);
}

static gboolean
has_libreoffice (void)
{
  g_autofree char *program = g_find_program_in_path ("soffice");

  return program != NULL;
}

/* (transfer full): what LibreOffice makes of @path as CSV. */
static char *
convert_with_libreoffice (Fixture    *f,
                          const char *path)
{
  g_autofree char *home = export_test_path (f, "office");
  g_autofree char *profile = g_strconcat ("-env:UserInstallation=file://", home, NULL);
  g_autofree char *converted = export_test_path (f, "office.csv");
  /* Comma, quotes, UTF-8, cells as they look. */
  const char *argv[] = { "soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true",
                         "--outdir", f->folder, path, NULL };
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GError) error = NULL;
  char *text;

  /* What is meant for our program would end another. */
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_CHECK_");
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
  g_file_get_contents (converted, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* "-900,000" → "-900000" */
static void
drop_commas (GPtrArray *row,
             guint      column)
{
  gint64 won = 0;

  g_assert_true (jb_won_parse (g_ptr_array_index (row, column), &won, NULL));
  export_test_put (row, column, g_strdup_printf ("%" G_GINT64_FORMAT, won));
}

static void
test_libreoffice (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *path = export_test_path (f, "office.xlsx");
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree char *text = NULL;
  g_autofree char *total = NULL;
  g_auto(GStrv) lines = NULL;

  if (!has_libreoffice ())
    {
      g_test_skip ("LibreOffice is not here");
      return;
    }

  fill (f);
  merge (f, make_hostile (200, "=1+1"));
  map = fixture_map (f, NULL);
  export_test_try (f, "xlsx", path, FALSE, NULL, &error);
  g_assert_no_error (error);
  text = convert_with_libreoffice (f, path);
  lines = g_strsplit (text, "\n", -1);
  g_free (text);
  text = g_strjoinv ("\r\n", lines);
  rows = export_test_read_csv (text);

  g_assert_cmpuint (rows->len, ==, N_INVOICES + 3);
  for (guint i = 1; i < rows->len; i++)
    for (guint column = SUPPLY; column <= TOTAL; column++)
      drop_commas (g_ptr_array_index (rows, i), column);
  for (guint n = 0; n < N_INVOICES; n++)
    {
      g_autoptr(JbInvoice) invoice = fixture_invoice (n);
      g_autofree char *issue_id = jb_issue_id_format (invoice->issue_id);

      assert_row (rows, export_test_find_row (rows, ISSUE_ID, issue_id), invoice);
    }
  g_assert_cmpstr (export_test_cell (rows, export_test_find_row (rows, NUMBER, "000-33-00200"), NAME), ==, "=1+1");
  total = g_strdup_printf ("%" G_GINT64_FORMAT, map->totals.total);
  g_assert_cmpstr (export_test_cell (rows, N_INVOICES + 2, TOTAL), ==, total);
}

/* A double would round it, a spreadsheet would show something else. */
static void
test_great_amounts (Fixture       *f,
                    gconstpointer  data)
{
  JbInvoice *invoice = make_hostile (1, "큰돈");
  g_autoptr(GBytes) bytes = NULL;
  ExportTestBook book;
  guint row;

  invoice->supply = G_GINT64_CONSTANT (1234567890123456789);
  invoice->tax = -999999999999999;
  invoice->total = 0;
  merge (f, invoice);
  bytes = export_test_write (f, "xlsx", NULL);
  export_test_open_book (&book, bytes);
  row = export_test_find_row (book.rows, NUMBER, "000-33-00001");
  g_assert_cmpstr (export_test_cell (book.rows, row, SUPPLY), ==, "1,234,567,890,123,456,789");
  g_assert_cmpstr (export_test_cell (book.rows, row, TAX), ==, "-999999999999999");
  g_assert_cmpstr (export_test_cell (book.rows, row, TOTAL), ==, "0");
  export_test_close_book (&book);
}

static void
test_hometax (Fixture       *f,
              gconstpointer  data)
{
  JbInvoice *invoice = make_hostile (1, "다솔상사");
  g_autofree char *issue_id = jb_issue_id_format (invoice->issue_id);
  g_autoptr(GBytes) bytes = NULL;
  ExportTestBook book;
  GBytes *workbook;
  gsize size;
  guint row;

  invoice->kind = 102;
  invoice->remark = g_strdup ("비고란");
  merge (f, invoice);
  bytes = export_test_write (f, "hometax", NULL);
  export_test_open_book (&book, bytes);

  for (guint i = 0; i < JB_HOMETAX_N_COLUMNS; i++)
    g_assert_cmpstr (export_test_cell (book.rows, JB_HOMETAX_TITLE_ROW - 1, i), ==, jb_hometax_column_get_title (i));
  g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (book.rows, JB_HOMETAX_TITLE_ROW - 1))->len, ==, JB_HOMETAX_N_COLUMNS);
  row = export_test_find_row (book.rows, JB_HOMETAX_ISSUE_ID, issue_id);
  g_assert_cmpuint (row, ==, JB_HOMETAX_TITLE_ROW);
  g_assert_cmpuint (book.rows->len, ==, JB_HOMETAX_TITLE_ROW + 1);    /* no sums: they would be one more invoice */
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_SUPPLIER), ==, "000-12-34013");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_BUYER), ==, "000-33-00001");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_BUYER_NAME), ==, "다솔상사");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_CLASS), ==, "세금계산서");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_SORT), ==, "영세율");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_PURPOSE), ==, "청구");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_REMARK), ==, "비고란");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_BUYER_EMAIL), ==, "other@example.invalid");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_ITEM_NAME), ==, "다솔상사");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_ITEM_QUANTITY), ==, "3.5");
  g_assert_cmpstr (export_test_cell (book.rows, row, JB_HOMETAX_ITEM_REMARK), ==, "검수");

  workbook = g_hash_table_lookup (book.files, "xl/workbook.xml");
  g_assert_nonnull (memmem (g_bytes_get_data (workbook, &size), g_bytes_get_size (workbook), "name=\"" JB_HOMETAX_SHEET "\"",
                            strlen ("name=\"" JB_HOMETAX_SHEET "\"")));
  export_test_close_book (&book);
}

static void
test_douzone (Fixture       *f,
              gconstpointer  data)
{
  static const struct
  {
    int         kind;
    JbDirection direction;
    const char *code;
  } cases[] = {
    { 101, JB_DIRECTION_SALES, "11" }, { 202, JB_DIRECTION_SALES, "12" }, { 105, JB_DIRECTION_SALES, "12" },
    { 301, JB_DIRECTION_SALES, "13" }, { 101, JB_DIRECTION_PURCHASE, "51" }, { 102, JB_DIRECTION_PURCHASE, "52" },
    { 401, JB_DIRECTION_PURCHASE, "53" }, { 104, JB_DIRECTION_PURCHASE, "55" }, { 104, JB_DIRECTION_SALES, "11" },
  };
  g_autoptr(GBytes) bytes = NULL;
  ExportTestBook book;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbInvoice *invoice = fixture_invoice (cases[i].direction == JB_DIRECTION_SALES ? i * 3 : i * 3 + 1);
      JbParty *other = cases[i].direction == JB_DIRECTION_SALES ? invoice->buyer : invoice->supplier;

      invoice->kind = cases[i].kind;
      g_free (other->registration);
      other->registration = g_strdup_printf ("00033%05u", i);
      merge (f, invoice);
    }
  bytes = export_test_write (f, "douzone", NULL);
  export_test_open_book (&book, bytes);

  g_assert_cmpstr (export_test_cell (book.rows, 0, 3), ==, "매입매출구분(1-매출/2-매입)");
  g_assert_cmpstr (export_test_cell (book.rows, 0, 17), ==, "현금영수증 승인번호");
  g_assert_cmpuint (book.rows->len, ==, G_N_ELEMENTS (cases) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = g_strdup_printf ("000-33-%05u", i);
      guint row = export_test_find_row (book.rows, 10, number);

      g_assert_cmpstr (export_test_cell (book.rows, row, 0), ==, "2026");
      g_assert_cmpstr (export_test_cell (book.rows, row, 3), ==, cases[i].direction == JB_DIRECTION_SALES ? "1" : "2");
      g_assert_cmpstr (export_test_cell (book.rows, row, 4), ==, cases[i].code);
      g_assert_cmpstr (export_test_cell (book.rows, row, 14), ==, "1");
    }
  export_test_close_book (&book);
}

static void
test_ecount (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GBytes) bytes = NULL;
  ExportTestBook book;
  guint row;

  merge (f, make_hostile (1, "다솔상사"));
  bytes = export_test_write (f, "ecount", NULL);
  export_test_open_book (&book, bytes);
  row = export_test_find_row (book.rows, 2, "0003300001");
  g_assert_cmpstr (export_test_cell (book.rows, 0, 0), ==, "일자");
  g_assert_cmpstr (export_test_cell (book.rows, row, 0), ==, "20260122");
  g_assert_cmpstr (export_test_cell (book.rows, row, 1), ==, "다솔상사");
  export_test_close_book (&book);
}

/* -- JSON ------------------------------------------------------------------------------------------------------------- */

static void
test_json (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  JsonArray *array;

  fill (f);
  merge (f, make_hostile (100, "\"역\\슬\u2028래시\""));
  ids = export_test_ids (f);
  bytes = export_test_write (f, "json", NULL);
  json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  array = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (array), ==, ids->len);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr(JbInvoice) invoice = fixture_load (f, g_array_index (ids, gint64, i));
      g_autoptr(JsonNode) expected = jb_invoice_to_json (invoice, TRUE);

      g_assert_true (json_node_equal (json_array_get_element (array, i), expected));
    }
}

/* -- originals -------------------------------------------------------------------------------------------------------- */

/* Takes @bytes. */
static void
store (Fixture   *f,
       JbInvoice *invoice,
       GBytes    *bytes)
{
  JbArrivedOriginal *original = jb_arrived_original_new (invoice->issue_id);

  original->bytes = bytes;
  original->invoice = g_object_ref (invoice);
  original->verdict = JB_VERDICT_VALID;
  g_assert_cmpint (fixture_store (f, invoice->direction, original), ==, 1);
}

static void
test_zip (Fixture       *f,
          gconstpointer  data)
{
  static const char * const names[] = { "../../etc/passwd", "/abs", "..", "C:\\CON", "a/b\\c", "정상 상사", "" };
  JbExportResult written = { 0 };
  g_autoptr(GBytes) zip = NULL;
  g_autoptr(GHashTable) files = NULL;
  g_autofree char *remark = NULL;
  GHashTableIter iter;
  gpointer key, value;
  guint found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(JbInvoice) invoice = make_hostile (i, names[i]);
      g_autofree char *text = g_strdup_printf ("%u%c%s", i, '\0', "\xff\xfe not text\r\n");

      fixture_merge_one (f, invoice);
      store (f, invoice, g_bytes_new (text, 1 + 1 + i));
    }
  merge (f, make_hostile (50, "원본이 없는 상사"));

  zip = export_test_write (f, "zip", &written);
  g_assert_cmpuint (written.n_invoices, ==, G_N_ELEMENTS (names));
  g_assert_cmpuint (written.n_without_original, ==, 1);
  remark = jb_export_result_remark (&written);
  g_assert_nonnull (strstr (remark, "1 has no original in the book yet"));

  files = export_test_unpack (zip);
  g_assert_cmpuint (g_hash_table_size (files), ==, G_N_ELEMENTS (names));
  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *bytes = g_bytes_get_data (value, NULL);
      guint i = (guint) (bytes[0] - '0');

      g_assert_null (strpbrk (key, "/\\:"));
      g_assert_true (g_str_has_suffix (key, ".xml"));
      g_assert_cmpint (*(const char *) key, !=, '.');
      g_assert_cmpuint (g_bytes_get_size (value), ==, i + 2);
      found |= 1u << i;
    }
  g_assert_cmpuint (found, ==, (1u << G_N_ELEMENTS (names)) - 1);
}

/* One invoice between two companies of the book: two rows, two files. */
static void
test_zip_twice (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(JbInvoice) invoice = make_hostile (1, "누리식품");
  g_autoptr(GBytes) zip = NULL;
  g_autoptr(GHashTable) files = NULL;
  g_autoptr(GArray) ids = NULL;
  g_autofree char *path = export_test_path (f, "twice.zip");
  g_autoptr(JbExportFormat) format = jb_export_format_find ("zip", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *contents;
  gsize size;

  fixture_merge_one (f, invoice);
  store (f, invoice, g_bytes_new_static ("same", 4));
  ids = export_test_ids (f);
  g_array_append_val (ids, g_array_index (ids, gint64, 0));
  jb_export_async (f->archive, ids, format, path, FALSE, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_export_finish (f->archive, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  zip = g_bytes_new_take (contents, size);
  files = export_test_unpack (zip);
  g_assert_cmpuint (g_hash_table_size (files), ==, 2);
}

static void
test_zip_of_nothing (Fixture       *f,
                     gconstpointer  data)
{
  g_autofree char *path = export_test_path (f, "nothing.zip");
  g_autoptr(GError) error = NULL;

  fill (f);
  g_assert_false (export_test_try (f, "zip", path, FALSE, NULL, &error));
  g_assert_error (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_NOTHING);
  g_assert_nonnull (strstr (error->message, "none of these originals"));
  export_test_assert_clean (f);
  g_assert_cmpint (count_exports (f), ==, 0);
}

static void
test_nothing (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *path = export_test_path (f, "nothing.csv");
  g_autoptr(GError) error = NULL;

  g_assert_false (export_test_try (f, "csv", path, FALSE, NULL, &error));
  g_assert_error (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_NOTHING);
  export_test_assert_clean (f);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");   /* the names in a ZIP are read back with it */
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/export/csv", test_csv);
  ADD ("/export/injection", test_injection);
  ADD ("/export/cp949", test_cp949);
  ADD ("/export/xlsx", test_xlsx);
  ADD ("/export/libreoffice", test_libreoffice);
  ADD ("/export/great-amounts", test_great_amounts);
  ADD ("/export/hometax", test_hometax);
  ADD ("/export/douzone", test_douzone);
  ADD ("/export/ecount", test_ecount);
  ADD ("/export/json", test_json);
  ADD ("/export/zip", test_zip);
  ADD ("/export/zip-twice", test_zip_twice);
  ADD ("/export/zip-of-nothing", test_zip_of_nothing);
  ADD ("/export/nothing", test_nothing);
#undef ADD

  return g_test_run ();
}
