/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the benches of the list share: an invented book of any size, kept between two runs, medians, and processes that are measured.
 * A measured process prints lines "KEY NUMBER"; the same key again is another sample of it. */

#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jb-archive.h"
#include "jb-test.h"

/* To be raised when the invented book below changes: kept books are made anew then. */
#define BENCH_RECIPE 1

#define BENCH_COMPANY   "0001234013"
#define BENCH_DAY       20260915
#define BENCH_DAYS      3650
#define BENCH_PAGE_ROWS 5000

/* The last line of a process that came to its end. */
#define BENCH_END "end 1\n"

/* -- samples -------------------------------------------------------------------------------------------------------- */

static inline int
bench_compare (gconstpointer a,
               gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Samples by key: char * -> GArray of double. */
static inline GHashTable *
bench_samples_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
}

static inline void
bench_samples_add (GHashTable *samples,
                   const char *key,
                   double      value)
{
  GArray *values = g_hash_table_lookup (samples, key);

  if (values == NULL)
    {
      values = g_array_new (FALSE, FALSE, sizeof (double));
      g_hash_table_insert (samples, g_strdup (key), values);
    }
  g_array_append_val (values, value);
}

/* @share 0.5 is the median. 0 when there is no sample. */
static inline double
bench_quantile (GHashTable *samples,
                const char *key,
                double      share)
{
  GArray *values = g_hash_table_lookup (samples, key);

  if (values == NULL || values->len == 0)
    return 0;
  g_array_sort (values, bench_compare);
  return g_array_index (values, double, MIN ((guint) (values->len * share), values->len - 1));
}

static inline double
bench_median (GHashTable *samples,
              const char *key)
{
  return bench_quantile (samples, key, 0.5);
}

/* Runs @argv to its end and adds what it prints, each key with @prefix before it. */
static inline gboolean
bench_run (GHashTable         *samples,
           const char         *prefix,
           const char * const *argv)
{
  g_autofree char *out = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, &error))
    {
      fprintf (stderr, "A measured process cannot be run: %s\n", error->message);
      return FALSE;
    }

  lines = g_strsplit (out, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *space = strrchr (lines[i], ' ');
      g_autofree char *key = space != NULL ? g_strdup_printf ("%s%.*s", prefix, (int) (space - lines[i]), lines[i]) : NULL;

      if (key != NULL)
        bench_samples_add (samples, key, g_ascii_strtod (space + 1, NULL));
    }
  if (!g_str_has_suffix (out, BENCH_END))
    {
      fprintf (stderr, "A measured process did not come to its end: %s\n", argv[1]);
      return FALSE;
    }
  return TRUE;
}

/* -- in a measured process ------------------------------------------------------------------------------------------ */

static inline void
bench_say (const char *key,
           double      value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  printf ("%s %s\n", key, g_ascii_formatd (number, sizeof number, "%.4f", value));
}

/* All that the process keeps for itself: no file, no shared memory. */
static inline double
bench_anonymous_mib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &status, NULL, NULL) || !(line = strstr (status, "Anonymous:")))
    return 0;
  return (double) g_ascii_strtoll (line + strlen ("Anonymous:"), NULL, 10) / 1024;
}

/* Ends it at once: what it would free is of no interest, and the memory checkers of tests are not asked. */
static inline void
bench_end (void)
{
  fputs (BENCH_END, stdout);
  fflush (stdout);
  _exit (0);
}

/* -- the invented book ---------------------------------------------------------------------------------------------- */

/* 20,000 counterparties, each with a name of its own: a head, one syllable, a trade. */
static inline char *
bench_party_name (guint n)
{
  static const char *heads[] = { "가람", "다솔", "한결", "새봄", "미르", "누리", "하늘", "푸른", "온새", "라온",
                                 "나래", "도담", "마루", "바른", "사랑", "아라", "자람", "차오", "큰들", "해밀" };
  static const char *trades[] = { "전자", "시스템", "물산", "유통", "공업사", "상사", "정보", "건설", "화학", "식품",
                                  "기계", "금속", "목재", "인쇄", "통상", "운수", "섬유", "조명", "설비", "문구" };
  static const char *syllables = "가나다라마바사아자차고노도로모보소오조초구누두루무부수우주추기니디리미비시이지치강남당람만반산안장창";
  const char *syllable = g_utf8_offset_to_pointer (syllables, n / 20 % 50);

  return g_strdup_printf ("%s%.*s%s", heads[n % 20], (int) (g_utf8_next_char (syllable) - syllable), syllable,
                          trades[n / 1000 % 20]);
}

static inline char *
bench_item_name (guint n)
{
  static const char *items[] = { "A4용지", "토너 카트리지", "사무용 의자", "택배비", "전산 유지보수", "서버 임대료", "인쇄물 제작",
                                 "청소 용역", "전기 자재", "포장 상자", "복합기 임대", "광고비", "교육비", "회의실 사용료",
                                 "도메인 비용", "시스템 점검", "볼트 세트", "알루미늄 판재", "작업복", "커피 원두" };

  return g_strdup_printf ("%s %u호", items[n % G_N_ELEMENTS (items)], n / 20 % 50 + 1);
}

static inline JbInvoice *
bench_invoice (guint n,
               guint n_all)
{
  static const int kinds[] = { 101, 101, 101, 101, 102, 101, 301, 101, 201, 101 };
  guint mixed = (n * 2654435761u) >> 7;
  guint party = mixed % 20000;
  JbInvoice *invoice = jb_invoice_new ();

  invoice->company = g_strdup (BENCH_COMPANY);
  invoice->direction = JB_DIRECTION_SALES;
  invoice->written_on = jb_date_add_days (BENCH_DAY, -BENCH_DAYS + (int) ((guint64) n * BENCH_DAYS / n_all));
  invoice->issued_on = invoice->written_on;
  invoice->issue_id = g_strdup_printf ("%d41000008%08u", invoice->written_on, n);
  invoice->kind = kinds[mixed % G_N_ELEMENTS (kinds)];
  invoice->purpose = JB_PURPOSE_CLAIM;
  invoice->status = mixed % 5 == 0 ? JB_STATUS_APPROVED : JB_STATUS_ISSUED;
  invoice->supplier = jb_party_new ();
  invoice->supplier->registration = g_strdup (BENCH_COMPANY);
  invoice->supplier->name = g_strdup ("가온문구");
  invoice->buyer = jb_party_new ();
  invoice->buyer->registration = g_strdup_printf ("001%07u", party);
  invoice->buyer->name = bench_party_name (party);
  invoice->item = bench_item_name (mixed / 7);
  invoice->n_lines = 1 + mixed % 3;
  invoice->supply = (gint64) (mixed % 9999 + 1) * 1000 * (mixed % 17 == 3 ? -1 : 1);
  invoice->tax = invoice->kind == 301 ? 0 : invoice->supply / 10;
  invoice->total = invoice->supply + invoice->tax;
  return invoice;
}

static inline void
bench_fill_book (JbArchive *archive,
                 guint      n_invoices)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(GError) error = NULL;
  gint64 id;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup ("demo");
  connection->company = g_strdup (BENCH_COMPANY);
  connection->account = g_strdup ("gaon01");
  id = jb_archive_add_connection (archive, connection, &error);
  if (id == 0)
    g_error ("%s", error->message);

  for (guint first = 0; first < n_invoices; first += BENCH_PAGE_ROWS)
    {
      g_autoptr(GPtrArray) invoices = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr(GAsyncResult) result = NULL;

      for (guint n = first; n < MIN (first + BENCH_PAGE_ROWS, n_invoices); n++)
        g_ptr_array_add (invoices, bench_invoice (n, n_invoices));
      jb_archive_merge_async (archive, jb_merge_page_new (id, invoices), NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      if (!jb_archive_merge_finish (archive, result, NULL, &error))
        g_error ("%s", error->message);
    }
}

static inline void
bench_make_book (const char *path,
                 guint       n_invoices)
{
  g_autoptr(JbClock) clock = jb_clock_new_system ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, clock, &error);

  if (archive == NULL)
    g_error ("%s", error->message);
  bench_fill_book (archive, n_invoices);
  jb_archive_close (archive);
}

/* Of the recipe and of every statement that makes a book. */
static inline char *
bench_book_key (void)
{
  static const char folder[] = "/kr/jangbu/Jangbu/schema/";
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto(GStrv) names = g_resources_enumerate_children (folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (folder, names[i], NULL);
      g_autoptr(GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      g_checksum_update (sum, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    }
  return g_strdup_printf ("%d-%.12s", BENCH_RECIPE, g_checksum_get_string (sum));
}

/* A book in @folder, the one of an earlier run when it was made in the same way. (transfer full) */
static inline char *
bench_keep_book (const char *folder,
                 guint       n_invoices)
{
  g_autofree char *key = bench_book_key ();
  g_autofree char *own = g_strdup_printf ("%s/%u-%s", folder, n_invoices, key);
  g_autofree char *ready = g_build_filename (own, "ready", NULL);
  char *path = g_build_filename (own, "book.jangbu", NULL);
  gint64 start = g_get_monotonic_time ();

  if (g_file_test (ready, G_FILE_TEST_EXISTS))
    return path;

  jb_test_remove_tree (own);
  g_mkdir_with_parents (own, 0700);
  bench_make_book (path, n_invoices);
  g_file_set_contents (ready, "", 0, NULL);
  fprintf (stderr, "A book of %u invoices was made in %.1f s\n", n_invoices, (double) (g_get_monotonic_time () - start) / 1e6);
  return path;
}
