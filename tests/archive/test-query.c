/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Queries against a naive search over the same invoices: order, filters, words, sums, hostile texts. */

#include "config.h"

#include "jb-archive-fixture.h"
#include "jb-numbers.h"

#include <sqlite3.h>

#define N_INVOICES 400

static const char * const items[] = { "A4용지", "볼펜 세트", "Toner Cartridge", "서버 임대료", "50% 할인_특가", "l'été", "시스템 점검" };

typedef struct
{
  Fixture     fixture;
  GPtrArray  *invoices;   /* (element-type JbInvoice): as the book shows them, by id */
} Shelf;

static JbInvoice *
with_items (guint n)
{
  JbInvoice *invoice = fixture_invoice (n);

  if (n % 4 != 0)
    {
      fixture_add_line (invoice, items[n % G_N_ELEMENTS (items)], invoice->supply);
      fixture_add_line (invoice, items[n / 3 % G_N_ELEMENTS (items)], 0);
    }
  if (n % 5 == 0)
    invoice->remark = g_strdup_printf ("비고 %u REMARK", n);
  invoice->status = n % 3 == 1 ? JB_STATUS_ISSUED : n % 3 == 2 ? JB_STATUS_APPROVED : JB_STATUS_UNKNOWN;
  return invoice;
}

/* As if they had been fetched: with every verdict there is. */
static void
store_some_originals (Fixture *f)
{
  for (guint n = 0; n < N_INVOICES; n += 6)
    {
      g_autoptr(JbInvoice) invoice = with_items (n);
      JbArrivedOriginal *original = jb_arrived_original_new (invoice->issue_id);

      original->bytes = g_bytes_new_static ("<TaxInvoice/>", 13);
      original->verdict = n / 6 % (JB_VERDICT_UNREADABLE + 1);
      if (original->verdict != JB_VERDICT_UNREADABLE)
        original->invoice = g_object_ref (invoice);
      fixture_store (f, invoice->direction, original);
    }
}

static void
shelf_set_up (Shelf         *shelf,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  fixture_set_up (&shelf->fixture, NULL);
  for (guint i = 0; i < N_INVOICES; i++)
    g_ptr_array_add (page, with_items (i));
  g_assert_cmpuint (fixture_merge (&shelf->fixture, shelf->fixture.connection, page).n_new, ==, N_INVOICES);

  store_some_originals (&shelf->fixture);

  shelf->invoices = g_ptr_array_new_with_free_func (g_object_unref);
  for (gint64 id = 1; id <= N_INVOICES; id++)
    g_ptr_array_add (shelf->invoices, fixture_load (&shelf->fixture, id));
}

static void
shelf_tear_down (Shelf         *shelf,
                 gconstpointer  data)
{
  g_ptr_array_unref (shelf->invoices);
  fixture_tear_down (&shelf->fixture, NULL);
}

/* -- the naive search --------------------------------------------------------------------------------------------- */

/* 삼성 → ㅅㅅ */
static char *
take_initials (const char *text)
{
  static const char * const first[] = { "ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ", "ㅂ", "ㅃ", "ㅅ",
                                        "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ" };
  GString *out = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c >= 0xAC00 && c <= 0xD7A3)
        g_string_append (out, first[(c - 0xAC00) / (21 * 28)]);
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

static gboolean
has_between (const char *word,
             gunichar    from,
             gunichar    to)
{
  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_utf8_get_char (at) >= from && g_utf8_get_char (at) <= to)
        return TRUE;
    }
  return FALSE;
}

static gboolean
holds (const char *text,
       const char *word)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;
  g_autofree char *initials = NULL;

  if (folded == NULL || !has_between (word, 0x3131, 0x314E) || has_between (word, 0xAC00, 0xD7A3))
    return folded != NULL && strstr (folded, word) != NULL;

  initials = take_initials (folded);
  return strstr (initials, word) != NULL;
}

static char *
without_hyphens (const char *word)
{
  g_auto(GStrv) parts = g_strsplit (word, "-", -1);

  return g_strjoinv (NULL, parts);
}

static gboolean
invoice_holds (JbInvoice  *invoice,
               const char *word)
{
  const JbParty *other = jb_invoice_get_counterparty (invoice);
  g_autofree char *bare = without_hyphens (word);
  gint64 amount;

  if (holds (other->name, word) || holds (other->representative, word) || holds (other->registration, word) ||
      holds (invoice->remark, word))
    return TRUE;

  for (guint i = 0; i < invoice->lines->len; i++)
    {
      const JbLine *line = g_ptr_array_index (invoice->lines, i);

      if (holds (line->name, word) || holds (line->specification, word) || holds (line->remark, word))
        return TRUE;
    }

  if (*bare != '\0' && strspn (word, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (word) &&
      (holds (other->registration, bare) || holds (other->name, bare) ||
       (strlen (bare) >= 8 && holds (invoice->issue_id, bare))))
    return TRUE;

  return jb_won_parse (word, &amount, NULL) &&
         (invoice->supply == amount || invoice->tax == amount || invoice->total == amount);
}

static gboolean
set_holds (const GArray *set,
           int           code)
{
  return set == NULL || set->len == 0 || jb_invoice_query_has_code (set, code);
}

static gboolean
fits_filters (JbInvoice            *invoice,
              const JbInvoiceQuery *query)
{
  return set_holds (query->kinds, invoice->kind) && set_holds (query->statuses, invoice->status) &&
         set_holds (query->nts_statuses, invoice->nts_status) && set_holds (query->verdicts, invoice->verdict) &&
         (query->originals == JB_ORIGINALS_ANY || invoice->has_original == (query->originals == JB_ORIGINALS_HERE)) &&
         invoice->total >= query->total_from && invoice->total <= query->total_to &&
         (query->counterparty == NULL ||
          g_strcmp0 (query->counterparty, jb_invoice_get_counterparty (invoice)->registration) == 0);
}

static gboolean
fits (JbInvoice            *invoice,
      const JbInvoiceQuery *query)
{
  g_autofree char *folded = g_utf8_casefold (query->text != NULL ? query->text : "", -1);
  g_auto(GStrv) words = g_strsplit_set (folded, " \t\n", -1);

  if (query->direction != JB_DIRECTION_UNKNOWN && invoice->direction != query->direction)
    return FALSE;

  if ((query->period.from != 0 && invoice->written_on < query->period.from) ||
      (query->period.to != 0 && invoice->written_on > query->period.to))
    return FALSE;

  if (!fits_filters (invoice, query))
    return FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0' && !invoice_holds (invoice, words[i]))
        return FALSE;
    }
  return TRUE;
}

static int
compare_int (gint64 a,
             gint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_text (const char *a,
              const char *b)
{
  return a == NULL || b == NULL ? (a != NULL) - (b != NULL) : strcmp (a, b);
}

static int
compare_column (JbInvoice *a,
                JbInvoice *b,
                JbOrder    order)
{
  switch (order)
    {
    case JB_ORDER_KIND:
      return compare_int (a->kind, b->kind);

    case JB_ORDER_COUNTERPARTY:
      return compare_text (jb_invoice_get_counterparty (a)->name, jb_invoice_get_counterparty (b)->name);

    case JB_ORDER_ITEM:
      return compare_text (a->item, b->item);

    case JB_ORDER_SUPPLY:
      return compare_int (a->supply, b->supply);

    case JB_ORDER_TAX:
      return compare_int (a->tax, b->tax);

    case JB_ORDER_TOTAL:
      return compare_int (a->total, b->total);

    case JB_ORDER_STATUS:
      return compare_int (a->status, b->status);

    case JB_ORDER_ISSUED:
      return compare_int (a->issued_on, b->issued_on);

    case JB_ORDER_NUMBER:
      return compare_text (jb_invoice_get_counterparty (a)->registration, jb_invoice_get_counterparty (b)->registration);

    case JB_ORDER_ISSUE_ID:
      return compare_text (a->issue_id, b->issue_id);

    case JB_ORDER_NTS:
      return compare_int (a->nts_status, b->nts_status);

    case JB_ORDER_COMPANY:
    case JB_ORDER_WRITTEN:
    default:
      return 0;
    }
}

static int
compare_invoices (gconstpointer a,
                  gconstpointer b,
                  gpointer      data)
{
  JbInvoice *one = *(JbInvoice **) a;
  JbInvoice *two = *(JbInvoice **) b;
  const JbInvoiceQuery *query = data;
  int order = compare_column (one, two, query->order);

  if (order == 0)
    order = compare_int (one->written_on, two->written_on);
  if (order == 0)
    order = compare_int (one->id, two->id);
  return query->descending ? -order : order;
}

/* Returns how many fit. */
static guint
assert_same_as_naive (Shelf                *shelf,
                      const JbInvoiceQuery *query)
{
  g_autoptr(JbInvoiceMap) map = fixture_map (&shelf->fixture, query);
  g_autoptr(GPtrArray) expected = g_ptr_array_new ();
  JbTotals totals = { 0 };

  for (guint i = 0; i < shelf->invoices->len; i++)
    {
      JbInvoice *invoice = g_ptr_array_index (shelf->invoices, i);

      if (!fits (invoice, query))
        continue;
      g_ptr_array_add (expected, invoice);
      totals.count++;
      totals.supply += invoice->supply;
      totals.tax += invoice->tax;
      totals.total += invoice->total;
    }
  g_ptr_array_sort_with_data (expected, compare_invoices, (gpointer) query);

  if (map->ids->len != expected->len)
    g_test_message ("text “%.60s”", query->text != NULL ? query->text : "");
  g_assert_cmpuint (map->ids->len, ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    g_assert_cmpint (jb_invoice_map_get_id (map, i), ==, ((JbInvoice *) g_ptr_array_index (expected, i))->id);
  g_assert_cmpmem (&map->totals, sizeof totals, &totals, sizeof totals);
  return expected->len;
}

/* -- tests -------------------------------------------------------------------------------------------------------- */

static void
test_order (Shelf         *shelf,
            gconstpointer  data)
{
  for (JbOrder order = JB_ORDER_WRITTEN; order <= JB_ORDER_NTS; order++)
    {
      for (int descending = 0; descending < 2; descending++)
        {
          g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

          query->order = order;
          query->descending = descending;
          g_assert_cmpuint (assert_same_as_naive (shelf, query), ==, N_INVOICES);

          query->direction = JB_DIRECTION_SALES;
          query->period = (JbPeriod) { 20260301, 20260531 };
          g_assert_cmpuint (assert_same_as_naive (shelf, query), >, 0);
        }
    }
}

static void
test_period (Shelf         *shelf,
             gconstpointer  data)
{
  static const JbPeriod periods[] = { { 0, 0 }, { 20260401, 0 }, { 0, 20260401 }, { 20260401, 20260401 }, { 20300101, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

      query->period = periods[i];
      assert_same_as_naive (shelf, query);
    }
}

static void
test_company (Shelf         *shelf,
              gconstpointer  data)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) mine = NULL;
  g_autoptr(JbInvoiceMap) none = NULL;

  query->company = g_strdup (FIXTURE_COMPANY);
  mine = fixture_map (&shelf->fixture, query);
  g_assert_cmpuint (mine->ids->len, ==, N_INVOICES);
  g_free (query->company);
  query->company = g_strdup ("0009999999");
  none = fixture_map (&shelf->fixture, query);
  g_assert_cmpuint (none->ids->len, ==, 0);
}

static void
choose_some (GArray    **set,
             const int  *codes,
             guint       n_codes)
{
  for (guint i = 0; i < n_codes; i++)
    jb_invoice_query_set_code (set, codes[i], g_test_rand_bit ());
}

static void
test_filters (Shelf         *shelf,
              gconstpointer  data)
{
  static const int kinds[] = { 101, 201, 301, 404 };
  static const int statuses[] = { JB_STATUS_UNKNOWN, JB_STATUS_ISSUED, JB_STATUS_APPROVED, JB_STATUS_CANCELLED };
  static const int nts_statuses[] = { JB_NTS_SENT, JB_NTS_NOT_SENT, JB_NTS_REFUSED };
  static const int verdicts[] = { 0, 1, 2, 3, 4, 5 };
  guint found = 0;

  for (int i = 0; i < 400; i++)
    {
      g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
      int only = g_test_rand_int_range (0, 64);

      if (only & 1)
        choose_some (&query->kinds, kinds, G_N_ELEMENTS (kinds));
      if (only & 2)
        choose_some (&query->statuses, statuses, G_N_ELEMENTS (statuses));
      if (only & 4)
        choose_some (&query->nts_statuses, nts_statuses, G_N_ELEMENTS (nts_statuses));
      if (only & 8)
        choose_some (&query->verdicts, verdicts, G_N_ELEMENTS (verdicts));
      if (only & 16)
        query->counterparty = g_strdup_printf ("00022%05d", g_test_rand_int_range (0, 7));
      if (only & 32)
        query->total_from = g_test_rand_int_range (-900000, 900000);
      query->total_to = i % 3 ? JB_AMOUNT_MAX : query->total_from + 300000;
      query->originals = (JbOriginals) (i % 3);
      query->order = (JbOrder) (i % (JB_ORDER_NTS + 1));
      query->text = g_strdup (i % 5 ? NULL : "가");
      found += assert_same_as_naive (shelf, query);
    }
  g_assert_cmpuint (found, >, 0);
}

static void
test_value (void)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceQuery) copy = NULL;

  jb_invoice_query_set_code (&query->kinds, 201, TRUE);
  jb_invoice_query_set_code (&query->kinds, 101, TRUE);
  jb_invoice_query_set_code (&query->kinds, 201, TRUE);
  g_assert_cmpuint (query->kinds->len, ==, 2);
  query->counterparty = g_strdup ("0002200001");

  copy = jb_invoice_query_copy (query);
  g_assert_true (jb_invoice_query_equal (copy, query));
  jb_invoice_query_set_code (&copy->kinds, 101, FALSE);
  g_assert_false (jb_invoice_query_equal (copy, query));
  g_assert_true (jb_invoice_query_has_code (query->kinds, 101));
  g_assert_false (jb_invoice_query_has_code (copy->kinds, 101));

  /* The order in which codes are chosen makes no difference, nor does a set without any. */
  jb_invoice_query_set_code (&copy->kinds, 101, TRUE);
  jb_invoice_query_set_code (&copy->verdicts, JB_VERDICT_VALID, TRUE);
  jb_invoice_query_set_code (&copy->verdicts, JB_VERDICT_VALID, FALSE);
  g_assert_true (jb_invoice_query_equal (copy, query));
  copy->total_to = 5;
  g_assert_false (jb_invoice_query_equal (copy, query));
}

static void
test_words (Shelf         *shelf,
            gconstpointer  data)
{
  static const struct { const char *text; gboolean some; } cases[] = {
    { "누리", TRUE }, { "리식", TRUE }, { "다솔포장 & 상사", TRUE }, { "HANBIT", TRUE }, { "hanbit systems", TRUE },
    { "박누리", TRUE }, { "00022", TRUE }, { "000-22-00003", TRUE }, { "0002200003", TRUE }, { "용지", TRUE }, { "toner CART", TRUE },
    { "시스템", TRUE }, { "remark", TRUE }, { "비고 누리", TRUE }, { "L'ÉTÉ", TRUE }, { "12색", TRUE }, { "검수", TRUE },
    { "50%", TRUE }, { "할인_특가", TRUE }, { "할인%특가", FALSE }, { "빛_나라", TRUE }, { "빛나라", FALSE }, { "%", TRUE }, { "_", TRUE },
    { "\"상회\"", TRUE }, { "O'Neil", TRUE }, { "'; DROP TABLE invoices; --", FALSE }, { "\\", FALSE }, { "*", FALSE },
    { "41000000000", TRUE }, { "-", FALSE }, { "--", FALSE }, { "   ", TRUE }, { "\t\n", TRUE }, { "없는말", FALSE }, { "누리 없는말", FALSE },
    { "\xf0\x9f\x98\x80", FALSE }, { "가온문구", FALSE }, { "?1", FALSE }, { "0", TRUE },
    { "ㄴㄹ", TRUE }, { "ㄷㅅㅍㅈ", TRUE }, { "ㅂㄴㄹ", TRUE }, { "ㅇㅈ", TRUE }, { "aㅇㅈ", FALSE }, { "a4ㅇㅈ", TRUE }, { "ㄴ", TRUE },
    { "ㅎㅎㅎ", FALSE }, { "누ㄹ", FALSE }, { "리", TRUE }, { "지", TRUE }, { "가", TRUE }, { "특", TRUE }, { "가람전자 100%", TRUE },
    { "l'", TRUE }, { "'", TRUE }, { "&", TRUE }, { "100", TRUE }, { "00%", TRUE }, { "2026", FALSE }, { "20260", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
      guint found;

      query->text = g_strdup (cases[i].text);
      found = assert_same_as_naive (shelf, query);
      if ((found > 0) != cases[i].some)
        g_error ("“%s” finds %u", cases[i].text, found);

      query->direction = JB_DIRECTION_PURCHASE;
      query->order = JB_ORDER_COUNTERPARTY;
      assert_same_as_naive (shelf, query);
    }
}

static void
test_amounts (Shelf         *shelf,
              gconstpointer  data)
{
  for (guint i = 0; i < shelf->invoices->len; i += 37)
    {
      const JbInvoice *invoice = g_ptr_array_index (shelf->invoices, i);
      g_autoptr(JbInvoiceQuery) grouped = jb_invoice_query_new ();
      g_autoptr(JbInvoiceQuery) plain = jb_invoice_query_new ();

      grouped->text = jb_won_format (invoice->total);
      g_assert_cmpuint (assert_same_as_naive (shelf, grouped), >, 0);
      plain->text = g_strdup_printf ("%" G_GINT64_FORMAT, invoice->supply);
      g_assert_cmpuint (assert_same_as_naive (shelf, plain), >, 0);
    }
}

static void
test_issue_id (Shelf         *shelf,
               gconstpointer  data)
{
  const JbInvoice *invoice = g_ptr_array_index (shelf->invoices, 123);
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

  query->text = jb_issue_id_format (invoice->issue_id);
  g_assert_cmpuint (assert_same_as_naive (shelf, query), ==, 1);
}

/* Also of what two texts would make side by side, and of what is nowhere. */
static void
test_random_syllables (Shelf         *shelf,
                       gconstpointer  data)
{
  static const char * const parts[] = { "누", "리", "식", "품", "다", "솔", "포", "장", "상", "사", "가", "람", "전", "자", "용", "지", "볼", "펜",
                                        "시", "스", "템", "서", "버", "점", "검", "특", "없", "ㅅ", "ㅍ", "ㄴ", "ㄹ", "ㅇ", "a", "4", "%", "_", "0" };
  const int n = g_test_slow () ? 10000 : 500;
  guint found = 0;

  for (int i = 0; i < n; i++)
    {
      g_autoptr(GString) needle = g_string_new (NULL);
      g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

      for (int left = g_test_rand_int_range (1, 5); left > 0; left--)
        g_string_append (needle, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      query->text = g_string_free (g_steal_pointer (&needle), FALSE);
      found += assert_same_as_naive (shelf, query);
    }
  g_assert_cmpuint (found, >, 0);
}

/* A Korean keyboard makes one letter of some two consonants in a row. */
static void
test_clusters (Shelf         *shelf,
               gconstpointer  data)
{
  g_autoptr(JbInvoiceQuery) apart = jb_invoice_query_new ();
  g_autoptr(JbInvoiceQuery) together = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) one = NULL;
  g_autoptr(JbInvoiceMap) two = NULL;
  g_autoptr(JbInvoice) invoice = fixture_invoice (N_INVOICES + 1);

  invoice->item = g_strdup ("라고스 커피");
  g_assert_cmpuint (fixture_merge_one (&shelf->fixture, invoice).n_new, ==, 1);

  apart->text = g_strdup ("ㄹㄱㅅ");
  together->text = g_strdup ("ㄺㅅ");
  one = fixture_map (&shelf->fixture, apart);
  two = fixture_map (&shelf->fixture, together);
  g_assert_cmpuint (one->ids->len, ==, 1);
  g_assert_cmpuint (two->ids->len, ==, 1);
}

/* Behind the book's back, as no program should. */
static void
damage (const char *path,
        const char *sql)
{
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (database), ==, SQLITE_OK);
}

static void
assert_finds (Shelf *shelf)
{
  static const char * const texts[] = { "용지", "ㅅㅂ", "검수", "remark", "없는말", "지" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

      query->text = g_strdup (texts[i]);
      assert_same_as_naive (shelf, query);
    }
}

/* Whatever of the search is missing is made anew; a book without it is as good as any. */
static void
test_repair (Shelf         *shelf,
             gconstpointer  data)
{
  static const char * const damages[] = {
    "DROP TABLE pairs", "DROP TABLE pairs_data", "DROP TABLE pairs_config; DROP TABLE pairs_idx", "DROP TABLE texts",
    "DROP INDEX texts_by_phrase", "DROP TABLE texts; DROP TABLE phrases; DROP TABLE pairs", "DELETE FROM meta WHERE key = 'search'",
    "UPDATE pairs_data SET block = x'00'", "DELETE FROM pairs_data", "UPDATE pairs_config SET v = 99",
    "UPDATE pairs_data SET block = substr (block, 1, 5) WHERE id > 10",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      fixture_close (&shelf->fixture);
      damage (shelf->fixture.path, damages[i]);
      fixture_open (&shelf->fixture);
      assert_finds (shelf);
      fixture_assert_sound (&shelf->fixture);
    }
}

/* While the book is open, too: slower, and as right. */
static void
test_damage (Shelf         *shelf,
             gconstpointer  data)
{
  damage (shelf->fixture.path, "UPDATE pairs_data SET block = substr (block, 1, 5) WHERE id > 10");
  assert_finds (shelf);
}

/* Parts of what is really there, and their 초성: some in every run, ten thousand with "-m slow" (performance.md 5, P3b). */
static void
test_random_needles (Shelf         *shelf,
                     gconstpointer  data)
{
  int n_needles = g_test_slow () ? 10000 : 200;
  guint found = 0;

  for (int i = 0; i < n_needles; i++)
    {
      JbInvoice *invoice = g_ptr_array_index (shelf->invoices, (guint) g_test_rand_int_range (0, N_INVOICES));
      const char *text = i % 2 && invoice->item != NULL ? invoice->item : jb_invoice_get_counterparty (invoice)->name;
      glong length = g_utf8_strlen (text, -1);
      glong first = g_test_rand_int_range (0, (gint32) length);
      glong end = first + g_test_rand_int_range (1, 5);
      g_autofree char *part = g_utf8_substring (text, first, MIN (length, end));
      g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

      query->text = i / 2 % 2 ? take_initials (part) : g_strdup (part);
      query->descending = i % 2;
      found += assert_same_as_naive (shelf, query);
    }
  g_assert_cmpuint (found, >, 0);
}

static void
test_long_texts (Shelf         *shelf,
                 gconstpointer  data)
{
  g_autoptr(GString) many = g_string_new (NULL);
  g_autoptr(GString) all_fit = g_string_new (NULL);
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceQuery) numbers = jb_invoice_query_new ();
  g_autoptr(JbInvoiceQuery) fitting = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) map = NULL;

  query->text = g_strnfill (10000, '%');
  g_assert_cmpuint (assert_same_as_naive (shelf, query), ==, 0);

  /* More different words than SQLite takes parameters in a glance. */
  for (int i = 0; i < 3000; i++)
    g_string_append_printf (many, "%d ", i);
  numbers->text = g_string_free (g_steal_pointer (&many), FALSE);
  map = fixture_map (&shelf->fixture, numbers);
  g_assert_cmpuint (map->ids->len, ==, 0);

  /* Many words that do fit. */
  for (glong i = 0; i < 6; i++)
    {
      for (glong n = 1; n <= 6; n++)
        {
          const char *name = "다솔포장상사";
          g_autofree char *part = g_utf8_substring (name, MIN (i, 3), MIN (MIN (i, 3) + n, 4));

          g_string_append_printf (all_fit, "%s ", part);
        }
    }
  g_string_append (all_fit, "& 상사 상 사 솔 포장 0 00 000 0002 00022 000220 002 02 022 22 2 박 누 리 박누 누리 박누리");
  fitting->text = g_string_free (g_steal_pointer (&all_fit), FALSE);
  g_assert_cmpuint (assert_same_as_naive (shelf, fitting), >, 0);
}

static void
test_invalid_text (Shelf         *shelf,
                   gconstpointer  data)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) map = NULL;

  query->text = g_strdup ("\xff\xfe\x80");
  map = fixture_map (&shelf->fixture, query);
  g_assert_cmpuint (map->ids->len, ==, 0);
}

static void
test_cancel (Shelf         *shelf,
             gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

  jb_archive_load_map_async (shelf->fixture.archive, query, cancellable, jb_test_result_cb, &result);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_archive_load_map_finish (shelf->fixture.archive, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (assert_same_as_naive (shelf, query), ==, N_INVOICES);
}

static void
test_rows (Shelf         *shelf,
           gconstpointer  data)
{
  const gint64 ids[] = { 7, 999999, 1, 400 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = jb_archive_load_rows (shelf->fixture.archive, ids, G_N_ELEMENTS (ids), &error);
  g_autoptr(GPtrArray) none = jb_archive_load_rows (shelf->fixture.archive, NULL, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (rows->len, ==, 4);
  g_assert_null (g_ptr_array_index (rows, 1));
  for (guint i = 0; i < rows->len; i++)
    {
      JbInvoice *row = g_ptr_array_index (rows, i);
      JbInvoice *whole;

      if (row == NULL)
        continue;
      whole = g_ptr_array_index (shelf->invoices, (guint) ids[i] - 1);
      g_assert_cmpint (row->id, ==, ids[i]);
      g_assert_cmpstr (row->issue_id, ==, whole->issue_id);
      g_assert_cmpstr (row->company, ==, FIXTURE_COMPANY);
      g_assert_cmpint (row->total, ==, whole->total);
      g_assert_cmpstr (row->item, ==, whole->item);
      g_assert_cmpuint (row->n_lines, ==, whole->n_lines);
      g_assert_cmpuint (row->lines->len, ==, 0);
      g_assert_cmpstr (jb_invoice_get_counterparty (row)->name, ==, jb_invoice_get_counterparty (whole)->name);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Shelf, NULL, shelf_set_up, function, shelf_tear_down)
  ADD ("/query/order", test_order);
  ADD ("/query/period", test_period);
  ADD ("/query/company", test_company);
  ADD ("/query/filters", test_filters);
  g_test_add_func ("/query/value", test_value);
  ADD ("/query/words", test_words);
  ADD ("/query/amounts", test_amounts);
  ADD ("/query/issue-id", test_issue_id);
  ADD ("/query/random-needles", test_random_needles);
  ADD ("/query/random-syllables", test_random_syllables);
  ADD ("/query/clusters", test_clusters);
  ADD ("/query/repair", test_repair);
  ADD ("/query/damage", test_damage);
  ADD ("/query/long-texts", test_long_texts);
  ADD ("/query/invalid-text", test_invalid_text);
  ADD ("/query/cancel", test_cancel);
  ADD ("/query/rows", test_rows);
#undef ADD

  return g_test_run ();
}
