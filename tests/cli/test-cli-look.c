/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli list, show, export-original, export, check, backup, restore, --demo, --help. */

#include "config.h"

#include "jb-cli-test.h"

#include "jb-http.h"
#include "jb-numbers.h"
#include "jb-provider.h"

#include <sys/stat.h>

/* -- list ------------------------------------------------------------------------------------------------------------- */

static JsonArray *
list (CliTest    *f,
      const char *options)
{
  g_assert_cmpint (cli_test_run (f, NULL, "list --json %s", options), ==, 0);
  return cli_test_get_array (f);
}

static gint64
sum_totals (JsonArray *array)
{
  gint64 sum = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    sum += json_object_get_int_member (json_array_get_object_element (array, i), "total");
  return sum;
}

/* The keys that the manual page promises, with their types. */
static void
assert_keys (JsonObject *row)
{
  static const char * const texts[] = { "issue_id", "direction", "written", "kind", "company", "counterparty",
                                        "counterparty_number", "verdict" };
  static const char * const numbers[] = { "supply", "tax", "total", "n_lines" };
  static const char * const others[] = { "issued", "sent", "purpose", "item", "original_issue_id" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpint (json_node_get_value_type (json_object_get_member (row, texts[i])), ==, G_TYPE_STRING);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpint (json_node_get_value_type (json_object_get_member (row, numbers[i])), ==, G_TYPE_INT64);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_true (json_object_has_member (row, others[i]));
  g_assert_cmpint (json_node_get_value_type (json_object_get_member (row, "has_original")), ==, G_TYPE_BOOLEAN);

  g_assert_cmpint (json_object_get_int_member (row, "supply") + json_object_get_int_member (row, "tax"), ==,
                   json_object_get_int_member (row, "total"));
  g_assert_true (g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\d$", json_object_get_string_member (row, "written"), 0, 0));
  g_assert_true (g_regex_match_simple ("^0[1-4]0[1-5]$", json_object_get_string_member (row, "kind"), 0, 0));
  g_assert_true (g_regex_match_simple ("^(\\d{10}|\\d{6}-\\d\\*{6}|9{13}|9{6}-9\\*{6})$",
                                       json_object_get_string_member (row, "counterparty_number"), 0, 0));
}

static void
test_list (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) all = NULL;
  g_autoptr(JsonArray) sales = NULL;
  g_autoptr(JsonArray) purchases = NULL;
  guint n_sales, n_purchases;
  gint64 sales_total, purchases_total;
  const char *before = "9999-99-99";

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);
  jb_emulator_get_truth (f.emulator, &n_sales, &n_purchases, &sales_total, &purchases_total);

  all = list (&f, "");
  sales = list (&f, "--direction sales");
  purchases = list (&f, "--direction purchase");
  g_assert_cmpuint (json_array_get_length (all), ==, n_sales + n_purchases);
  g_assert_cmpuint (json_array_get_length (sales), ==, n_sales);
  g_assert_cmpuint (json_array_get_length (purchases), ==, n_purchases);
  g_assert_cmpint (sum_totals (sales), ==, sales_total);
  g_assert_cmpint (sum_totals (purchases), ==, purchases_total);

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *row = json_array_get_object_element (all, i);
      const char *written = json_object_get_string_member (row, "written");

      assert_keys (row);
      g_assert_cmpstr (json_object_get_string_member (row, "company"), ==, JB_EMULATOR_COMPANY);
      g_assert_cmpstr (json_object_get_string_member (row, "verdict"), ==, "valid");
      g_assert_true (json_object_get_boolean_member (row, "has_original"));
      g_assert_cmpstr (written, <=, before);   /* the latest first */
      before = written;
    }
  cli_test_end (&f);
}

static void
test_filters (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) all = NULL;
  g_autoptr(JsonArray) later = NULL;
  g_autoptr(JsonArray) earlier = NULL;
  g_autoptr(JsonArray) found = NULL;
  g_autoptr(JsonArray) few = NULL;
  g_autoptr(JsonArray) none = NULL;
  g_autoptr(JsonArray) other = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *text = NULL;
  const char *day, *name;
  gint64 before = G_MAXINT64;
  JsonObject *middle;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  all = list (&f, "");
  middle = json_array_get_object_element (all, json_array_get_length (all) / 2);
  day = json_object_get_string_member (middle, "written");
  name = json_object_get_string_member (middle, "counterparty");

  from = g_strdup_printf ("--from %s", day);
  later = list (&f, from);
  for (guint i = 0; i < json_array_get_length (later); i++)
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (later, i), "written"), >=, day);
  to = g_strdup_printf ("--to %s", day);
  earlier = list (&f, to);
  g_assert_cmpuint (json_array_get_length (later) + json_array_get_length (earlier), >, json_array_get_length (all));

  text = g_strdup_printf ("--text '%s'", name);
  found = list (&f, text);
  g_assert_cmpuint (json_array_get_length (found), >, 0);
  g_assert_cmpuint (json_array_get_length (found), <, json_array_get_length (all));

  few = list (&f, "--limit 7 --order=-total");
  g_assert_cmpuint (json_array_get_length (few), ==, 7);
  for (guint i = 0; i < 7; i++)
    {
      gint64 total = json_object_get_int_member (json_array_get_object_element (few, i), "total");

      g_assert_cmpint (total, <=, before);
      before = total;
    }

  none = list (&f, "--text 없는거래처이름");
  g_assert_cmpuint (json_array_get_length (none), ==, 0);
  other = list (&f, "--company 000-76-54326");
  g_assert_cmpuint (json_array_get_length (other), ==, 0);
  cli_test_end (&f);
}

/* Cells, not characters: Hangul takes two. */
static guint
count_cells (const char *text,
             const char *end)
{
  guint n = 0;

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    n += g_unichar_iszerowidth (g_utf8_get_char (p)) ? 0 : g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return n;
}

static void
test_table (void)
{
  static const char * const locales[] = { "C.UTF-8", "C" };
  CliTest f = { 0 };

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
    {
      g_auto(GStrv) lines = NULL;
      guint n_lines, column = 0;
      gboolean hangul = FALSE;

      f.locale = locales[i];
      g_assert_cmpint (cli_test_run (&f, NULL, "list --limit 60"), ==, 0);
      lines = g_strsplit (g_strchomp (f.out), "\n", -1);
      n_lines = g_strv_length (lines);
      g_assert_cmpuint (n_lines, ==, 1 + 60 + 1);

      for (guint n = 0; n < n_lines - 1; n++)
        {
          const char *last = strrchr (lines[n], ' ');   /* the issue id begins after it */
          guint cells;

          if (n == 0)
            last = strstr (lines[n], "Issue id") - 1;
          cells = count_cells (lines[n], last + 1);
          if (column == 0)
            column = cells;
          g_assert_cmpuint (cells, ==, column);
          hangul |= cells != (guint) (last + 1 - lines[n]);
        }
      g_assert_true (hangul);
    }
  cli_test_end (&f);
}

/* -- show and export -------------------------------------------------------------------------------------------------- */

static GBytes *
fetch_original (CliTest     *f,
                JbDirection  direction,
                const char  *issue_id)
{
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(JbHttp) http = jb_http_new (clock);
  g_autoptr(JbConnection) connection = jb_connection_new ();
  JbProviderConfig config = { .connection = connection, .auth_code = JB_EMULATOR_AUTH_CODE, .http = http, .clock = clock };
  const char *ids[] = { issue_id, NULL };
  g_autoptr(JbProvider) provider = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) fetched = NULL;
  g_autoptr(GError) error = NULL;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (jb_emulator_get_uri (f->emulator));
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);
  provider = jb_provider_new_for_connection (&config, &error);
  g_assert_no_error (error);
  jb_provider_fetch_originals_async (provider, direction, ids, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  fetched = jb_provider_fetch_originals_finish (provider, result, &error);
  g_assert_no_error (error);
  return g_bytes_ref (((JbFetchedOriginal *) g_ptr_array_index (fetched, 0))->bytes);
}

static void
test_show (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) some = NULL;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  some = list (&f, "--limit 12");
  for (guint i = 0; i < json_array_get_length (some); i++)
    {
      JsonObject *row = json_array_get_object_element (some, i);
      const char *issue_id = json_object_get_string_member (row, "issue_id");
      g_autofree char *hyphens = jb_issue_id_format (issue_id);
      g_autofree char *total = jb_won_format (json_object_get_int_member (row, "total"));
      g_autoptr(JsonArray) shown = NULL;
      JsonObject *whole;
      JsonArray *lines;
      gint64 supply = 0;

      g_assert_cmpint (cli_test_run (&f, NULL, "show --json %s", hyphens), ==, 0);
      shown = cli_test_get_array (&f);
      g_assert_cmpuint (json_array_get_length (shown), ==, 1);
      whole = json_array_get_object_element (shown, 0);
      assert_keys (whole);
      g_assert_cmpstr (json_object_get_string_member (whole, "issue_id"), ==, issue_id);
      g_assert_cmpint (json_object_get_int_member (whole, "total"), ==, json_object_get_int_member (row, "total"));
      g_assert_true (JSON_NODE_HOLDS_OBJECT (json_object_get_member (whole, "supplier")));
      g_assert_true (JSON_NODE_HOLDS_OBJECT (json_object_get_member (whole, "buyer")));

      lines = json_object_get_array_member (whole, "lines");
      g_assert_cmpuint (json_array_get_length (lines), ==, json_object_get_int_member (whole, "n_lines"));
      g_assert_cmpuint (json_array_get_length (lines), >, 0);
      for (guint n = 0; n < json_array_get_length (lines); n++)
        supply += json_object_get_int_member (json_array_get_object_element (lines, n), "supply");
      g_assert_cmpint (supply, ==, json_object_get_int_member (whole, "supply"));

      g_assert_cmpint (cli_test_run (&f, NULL, "show %s", issue_id), ==, 0);
      g_assert_nonnull (strstr (f.out, total));
      g_assert_nonnull (strstr (f.out, json_object_get_string_member (row, "counterparty")));
    }

  g_assert_cmpint (cli_test_run (&f, NULL, "show 2026090141000008zz999999"), ==, 3);
  g_assert_cmpint (cli_test_run (&f, NULL, "show nonsense"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "show"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "show 1 2"), ==, 2);
  cli_test_end (&f);
}

static void
assert_file_equals (const char *path,
                    GBytes     *expected)
{
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpmem (data, size, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
test_export (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) purchases = NULL;
  g_autoptr(GBytes) expected = NULL;
  g_autoptr(GBytes) small = g_bytes_new_static ("x", 1);
  g_autofree char *path = NULL;
  g_autofree char *pipe = NULL;
  const char *issue_id;

  cli_test_begin (&f, FALSE);
  cli_test_fill_book (&f);
  purchases = list (&f, "--direction purchase --limit 1");
  issue_id = json_object_get_string_member (json_array_get_object_element (purchases, 0), "issue_id");
  expected = fetch_original (&f, JB_DIRECTION_PURCHASE, issue_id);
  path = g_build_filename (f.home, "original.xml", NULL);

  g_assert_cmpint (cli_test_run (&f, NULL, "export-original %s", issue_id), ==, 0);
  g_assert_cmpmem (f.out, strlen (f.out), g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
  g_assert_cmpint (cli_test_run (&f, NULL, "export-original %s '%s'", issue_id, path), ==, 0);
  g_assert_cmpstr (f.out, ==, "");
  assert_file_equals (path, expected);

  /* A file that is there is not replaced unasked. */
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_cmpint (cli_test_run (&f, NULL, "export-original %s '%s'", issue_id, path), ==, 2);
  assert_file_equals (path, small);
  g_assert_cmpint (cli_test_run (&f, NULL, "export-original --force %s '%s'", issue_id, path), ==, 0);
  assert_file_equals (path, expected);

  /* What is no file is not replaced even when asked: as root that would be the end of /dev/null. */
  pipe = g_build_filename (f.home, "pipe", NULL);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "export-original --force %s '%s'", issue_id, pipe), ==, 2);
  g_assert_true (g_file_test (pipe, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (pipe, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpint (cli_test_run (&f, NULL, "export-original --force %s '%s'", issue_id, f.home), ==, 2);

  g_assert_cmpint (cli_test_run (&f, NULL, "export-original %s /nonexistent/folder/file", issue_id), ==, 1);
  g_assert_cmpint (cli_test_run (&f, NULL, "export-original 2026090141000008zz999999"), ==, 3);
  cli_test_end (&f);
}

/* -- export ----------------------------------------------------------------------------------------------------------- */

static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  return n;
}

/* The same filters as list; the file once, and never over another. */
static void
test_export_list (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) rows = NULL;
  g_autoptr(JsonArray) report = NULL;
  g_autofree char *path = NULL;
  struct stat status;
  guint n;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  path = g_build_filename (f.home, "sales.csv", NULL);
  rows = list (&f, "--direction sales");
  n = json_array_get_length (rows);
  g_assert_cmpuint (n, >, 0);

  g_assert_cmpint (cli_test_run (&f, NULL, "export --format csv --direction sales '%s'", path), ==, 0);
  g_assert_nonnull (strstr (f.out, "exported"));
  g_assert_cmpuint (count_lines (path), ==, n + 1);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  g_assert_cmpint (cli_test_run (&f, NULL, "export --format json --direction sales '%s'", path), ==, 2);
  g_assert_nonnull (strstr (f.err, "is there already"));
  g_assert_cmpuint (count_lines (path), ==, n + 1);
  g_assert_cmpint (cli_test_run (&f, NULL, "export --json --force --format json --direction sales '%s'", path), ==, 0);
  report = cli_test_get_array (&f);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (report, 0), "invoices"), ==, n);
  g_assert_cmpuint (count_lines (path), ==, n + 2);

  g_assert_cmpint (cli_test_run (&f, NULL, "export --format nonsense '%s'", path), ==, 2);
  g_assert_nonnull (strstr (f.err, "xlsx, csv, csv-cp949"));
  g_assert_cmpint (cli_test_run (&f, NULL, "export '%s'", path), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "export --format csv"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "export --format csv --text 없는말없는말 '%s/x'", f.home), ==, 3);
  g_assert_cmpint (cli_test_run (&f, NULL, "export --format csv /nonexistent/folder/file"), ==, 1);
  g_assert_cmpint (cli_test_run (&f, NULL, "export --force --format csv /dev/full"), ==, 2);
  cli_test_end (&f);
}

/* -- keeping ---------------------------------------------------------------------------------------------------------- */

static void
test_backup_and_restore (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) all = NULL;
  g_autoptr(JsonArray) copied = NULL;
  g_autoptr(JsonArray) restored = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *option = NULL;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  all = list (&f, "");
  copy = g_build_filename (f.home, "copy.jangbu", NULL);
  option = g_strdup_printf ("--book '%s'", copy);

  g_assert_cmpint (cli_test_run (&f, NULL, "backup '%s'", copy), ==, 0);
  copied = list (&f, option);
  g_assert_cmpuint (json_array_get_length (copied), ==, json_array_get_length (all));
  g_assert_cmpint (cli_test_run (&f, NULL, "check --book '%s'", copy), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "backup '%s'", copy), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "backup"), ==, 2);

  g_assert_cmpint (g_unlink (f.book), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "restore '%s'", copy), ==, 0);
  restored = list (&f, "");
  g_assert_cmpuint (json_array_get_length (restored), ==, json_array_get_length (all));
  g_assert_cmpint (sum_totals (restored), ==, sum_totals (all));

  g_assert_cmpint (cli_test_run (&f, NULL, "restore '%s'", copy), ==, 0);
  g_assert_cmpstr (f.out, !=, "");   /* says where the other one is kept */
  g_assert_cmpint (cli_test_run (&f, NULL, "restore '%s'", cli_program), ==, 4);
  cli_test_end (&f);
}

/* The head that was noted is in the journal, another is not, and what is no head is said to be none. */
static void
test_head (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) proof = NULL;
  g_autoptr(JsonArray) lacking = NULL;
  g_autoptr(JsonArray) all = NULL;
  JsonObject *object;
  const char *head;
  guint n;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  all = list (&f, "");
  n = json_array_get_length (all);   /* until the evening not all of today is issued */
  g_assert_cmpint (cli_test_run (&f, NULL, "check --json --proof"), ==, 0);
  proof = cli_test_get_array (&f);
  g_assert_cmpuint (json_array_get_length (proof), ==, 1);
  object = json_array_get_object_element (proof, 0);
  head = json_object_get_string_member (object, "head");
  g_assert_cmpuint (strlen (head), ==, 64);
  g_assert_cmpint (json_object_get_int_member (object, "invoices"), ==, n);
  g_assert_cmpint (json_object_get_int_member (object, "originals"), ==, n);
  g_assert_cmpint (json_object_get_int_member (object, "first_altered"), ==, 0);

  g_assert_cmpint (cli_test_run (&f, NULL, "check --head %s", head), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "check --head %.20s", head), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "check --head nonsense"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "check --json --head 0000-0000-0000-0000"), ==, 8);
  lacking = cli_test_get_array (&f);
  g_assert_cmpuint (json_array_get_length (lacking), ==, 1);
  cli_test_end (&f);
}

static void
test_journal (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) all = NULL;
  g_autoptr(JsonArray) one = NULL;
  g_autoptr(JsonArray) invoices = NULL;
  const char *issue_id;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  g_assert_cmpint (cli_test_run (&f, NULL, "journal"), ==, 0);
  g_assert_nonnull (strstr (f.out, "originals arrived."));
  g_assert_cmpint (cli_test_run (&f, NULL, "journal --json"), ==, 0);
  all = cli_test_get_array (&f);
  g_assert_cmpuint (json_array_get_length (all), >, 5);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (all, json_array_get_length (all) - 1), "kind"), ==,
                   "baseline");

  invoices = list (&f, "--limit 1");
  issue_id = json_object_get_string_member (json_array_get_object_element (invoices, 0), "issue_id");
  g_assert_cmpint (cli_test_run (&f, NULL, "journal --json --issue-id %s", issue_id), ==, 0);
  one = cli_test_get_array (&f);
  g_assert_cmpuint (json_array_get_length (one), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (one, 0), "kind"), ==, "arrived");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (one, 1), "kind"), ==, "original");
  g_assert_cmpint (cli_test_run (&f, NULL, "journal --issue-id nonsense"), ==, 2);
  g_assert_cmpint (cli_test_run (&f, NULL, "journal --issue-id 2026090141000008zz900007"), ==, 3);
  cli_test_end (&f);
}

/* Whatever amends something is shown with it, and the sums are those of all together. */
static void
test_chain (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) all = NULL;
  guint n_chains = 0;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  all = list (&f, "");
  for (guint i = 0; i < json_array_get_length (all) && n_chains < 3; i++)
    {
      JsonObject *row = json_array_get_object_element (all, i);
      g_autoptr(JsonArray) shown = NULL;
      JsonArray *chain;
      gint64 sum = 0;

      if (json_object_get_null_member (row, "original_issue_id"))
        continue;

      g_assert_cmpint (cli_test_run (&f, NULL, "show --json %s", json_object_get_string_member (row, "issue_id")), ==, 0);
      shown = cli_test_get_array (&f);
      chain = json_object_get_array_member (json_array_get_object_element (shown, 0), "chain");
      g_assert_cmpuint (json_array_get_length (chain), >=, 2);
      for (guint n = 0; n < json_array_get_length (chain); n++)
        {
          JsonObject *link = json_array_get_object_element (chain, n);

          if (json_object_get_boolean_member (link, "in_book"))
            sum += json_object_get_int_member (link, "total");
        }
      g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (json_array_get_object_element (shown, 0), "net"),
                                                   "total"), ==, sum);
      g_assert_cmpint (cli_test_run (&f, NULL, "show %s", json_object_get_string_member (row, "issue_id")), ==, 0);
      g_assert_nonnull (strstr (f.out, "Together"));
      n_chains++;
    }
  g_assert_cmpuint (n_chains, ==, 3);
  cli_test_end (&f);
}

static void
test_check (void)
{
  CliTest f = { 0 };
  g_autoptr(JsonArray) sound = NULL;
  g_autofree char *data = NULL;
  gsize size;
  int exit_code;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  g_assert_cmpint (cli_test_run (&f, NULL, "check"), ==, 0);
  g_assert_cmpint (cli_test_run (&f, NULL, "check --json"), ==, 0);
  sound = cli_test_get_array (&f);
  g_assert_cmpuint (json_array_get_length (sound), ==, 0);

  /* The middle of the file overwritten: found, or the book does not even open. */
  g_assert_true (g_file_get_contents (f.book, &data, &size, NULL));
  memset (data + size / 2, 0x5a, size / 4);
  g_assert_true (g_file_set_contents (f.book, data, size, NULL));
  exit_code = cli_test_run (&f, NULL, "check --json");
  g_assert_true (exit_code == 8 || exit_code == 4);
  if (exit_code == 8)
    {
      g_autoptr(JsonArray) problems = cli_test_get_array (&f);

      g_assert_cmpuint (json_array_get_length (problems), >, 0);
      g_assert_nonnull (json_object_get_string_member (json_array_get_object_element (problems, 0), "problem"));
    }
  cli_test_end (&f);
}

/* -- the command line itself ------------------------------------------------------------------------------------------ */

static void
test_usage (void)
{
  static const struct
  {
    const char *words;
    int         exit_code;
  } cases[] = {
    { "", 2 },
    { "nonsense", 2 },
    { "--nonsense", 2 },
    { "list --nonsense", 2 },
    { "list word", 2 },
    { "list --direction sideways", 2 },
    { "list --from yesterday", 2 },
    { "list --from 2026-13-01", 2 },
    { "list --from 2026-09-02 --to 2026-09-01", 2 },
    { "list --limit many", 2 },
    { "list --limit=-1", 2 },
    { "list --order beauty", 2 },
    { "list --company 12", 2 },
    { "list", 3 },
    { "check", 3 },
    { "backup x", 3 },
    { "show 2026090141000008zz900007", 3 },
    { "export-original 2026090141000008zz900007", 3 },
    { "--demo --book x list", 2 },
    { "--demo connect", 2 },
    { "--demo restore x", 2 },
    { "--help", 0 },
    { "--version", 0 },
    { "connect --help", 0 },
    { "collect -h", 0 },
    { "list --help", 0 },
    { "show --help", 0 },
  };
  CliTest f = { 0 };

  cli_test_begin (&f, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (cli_test_run (&f, NULL, "%s", cases[i].words), ==, cases[i].exit_code);
      g_assert_true ((*f.out == '\0') == (cases[i].exit_code != 0));
      g_assert_true ((*f.err == '\0') == (cases[i].exit_code == 0));
    }

  g_assert_cmpint (cli_test_run (&f, NULL, "--help"), ==, 0);
  g_assert_nonnull (strstr (f.out, "export-original"));
  g_assert_nonnull (strstr (f.out, "--json"));
  g_assert_cmpint (cli_test_run (&f, NULL, "connect --help"), ==, 0);
  g_assert_nonnull (strstr (f.out, "--sb-id"));
  g_assert_null (strstr (f.out, "auth-code"));
  g_assert_false (g_file_test (f.book, G_FILE_TEST_EXISTS));
  cli_test_end (&f);
}

static void
test_not_a_book (void)
{
  CliTest f = { 0 };
  g_autofree char *path = NULL;

  cli_test_begin (&f, TRUE);
  path = g_build_filename (f.home, "letter.txt", NULL);
  g_assert_true (g_file_set_contents (path, "Dear Madam,\n", -1, NULL));
  g_assert_cmpint (cli_test_run (&f, NULL, "list --book '%s'", path), ==, 4);
  g_assert_cmpint (cli_test_run (&f, NULL, "--book '%s' collect", path), ==, 4);
  cli_test_end (&f);
}

static void
test_full_output (void)
{
  CliTest f = { 0 };
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  cli_test_begin (&f, TRUE);
  cli_test_fill_book (&f);
  launcher = cli_test_make_launcher (&f, G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_stdout_file_path (launcher, "/dev/full");
  process = g_subprocess_launcher_spawn (launcher, &error, cli_program, "list", "--json", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  cli_test_end (&f);
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A year of invoices with verified originals, and nothing of it left behind. */
static void
test_demo (void)
{
  CliTest f = { .no_keyring = TRUE };
  g_autoptr(JsonArray) all = NULL;
  g_autoptr(JsonArray) report = NULL;
  g_autofree char *tmp = NULL;
  const char *first, *last;

  cli_test_begin (&f, TRUE);
  tmp = g_build_filename (f.home, "tmp", NULL);
  g_assert_cmpint (cli_test_run (&f, NULL, "--demo --json"), ==, 0);
  all = cli_test_get_array (&f);
  g_assert_cmpuint (json_array_get_length (all), >, 350);
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *row = json_array_get_object_element (all, i);

      assert_keys (row);
      g_assert_cmpstr (json_object_get_string_member (row, "verdict"), ==, "valid");
    }

  last = json_object_get_string_member (json_array_get_object_element (all, 0), "written");
  first = json_object_get_string_member (json_array_get_object_element (all, json_array_get_length (all) - 1), "written");
  g_assert_cmpint (atoi (last) * 12 + atoi (last + 5) - atoi (first) * 12 - atoi (first + 5), >=, 11);

  g_assert_cmpint (cli_test_run (&f, NULL, "collect --demo --json"), ==, 0);
  report = cli_test_get_array (&f);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (report, 0), "new"), ==,
                   json_array_get_length (all));

  g_assert_cmpuint (count_files (tmp), ==, 0);
  g_assert_false (g_file_test (f.book, G_FILE_TEST_EXISTS));
  cli_test_end (&f);
}

/* It must start where there is no display and no GTK. (cairo brings libX11 along, which opens no display by itself.) */
static void
test_links_no_gtk (void)
{
  const char *argv[] = { "ldd", cli_program, NULL };
  g_autofree char *out = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, &error));
  g_assert_nonnull (strstr (out, "libsqlite3"));
  g_assert_null (strstr (out, "libgtk"));
  g_assert_null (strstr (out, "libadwaita"));
}

int
main (int    argc,
      char **argv)
{
  cli_test_init (&argc, &argv);

  g_test_add_func ("/cli/look/list", test_list);
  g_test_add_func ("/cli/look/filters", test_filters);
  g_test_add_func ("/cli/look/table", test_table);
  g_test_add_func ("/cli/look/show", test_show);
  g_test_add_func ("/cli/look/export", test_export);
  g_test_add_func ("/cli/look/export-list", test_export_list);
  g_test_add_func ("/cli/look/backup-and-restore", test_backup_and_restore);
  g_test_add_func ("/cli/look/check", test_check);
  g_test_add_func ("/cli/look/head", test_head);
  g_test_add_func ("/cli/look/journal", test_journal);
  g_test_add_func ("/cli/look/chain", test_chain);
  g_test_add_func ("/cli/look/usage", test_usage);
  g_test_add_func ("/cli/look/not-a-book", test_not_a_book);
  g_test_add_func ("/cli/look/full-output", test_full_output);
  g_test_add_func ("/cli/look/demo", test_demo);
  g_test_add_func ("/cli/look/links-no-gtk", test_links_no_gtk);

  return g_test_run ();
}
