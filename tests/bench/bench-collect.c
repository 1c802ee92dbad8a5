/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast invoices come in: emulator -> HTTP -> JSON -> book, then every original fetched, verified, compressed, stored.
 * The baseline of the same run is the bare work without network and book: reading and verifying the same originals in a loop.
 * Usage: bench-collect [INVOICES]   (10,000 when not given) */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "jb-collector.h"
#include "jb-connector.h"
#include "jb-document.h"
#include "jb-emulator.h"
#include "jb-test.h"

typedef struct
{
  JbArchive   *archive;
  JbSecrets   *secrets;
  JbHttp      *http;
  JbClock     *clock;
} Bench;

static void
connect_to (Bench      *bench,
            const char *uri)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (uri);
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);

  jb_connector_connect_async (bench->archive, bench->secrets, bench->http, bench->clock, connection,
                              JB_EMULATOR_AUTH_CODE, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  if (jb_connector_connect_finish (result, NULL, &error) == 0)
    g_error ("connect: %s", error->message);
}

static JbCollectReport *
collect (Bench  *bench,
         gint64 *took_us)
{
  g_autoptr(JbCollector) collector = jb_collector_new (bench->archive, bench->secrets, bench->http, bench->clock);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbCollectReport *report = NULL;
  gint64 start = g_get_monotonic_time ();

  jb_collector_run_async (collector, 0, NULL, jb_test_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!jb_collector_run_finish (collector, result, &report, &error))
    g_error ("collect: %s", error->message);
  *took_us = g_get_monotonic_time () - start;
  return report;
}

/* Every original of the book, read and verified once more: the arithmetic alone. */
static gint64
verify_all (Bench  *bench,
            guint  *n_verified,
            gsize  *n_bytes)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GAsyncResult) map_result = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  gint64 spent = 0;

  jb_archive_load_map_async (bench->archive, query, NULL, jb_test_result_cb, &map_result);
  jb_test_wait_until (map_result != NULL);
  map = jb_archive_load_map_finish (bench->archive, map_result, NULL);

  *n_verified = 0;
  *n_bytes = 0;
  for (guint i = 0; i < map->ids->len; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(JbDocument) document = NULL;
      g_autoptr(JbInvoice) invoice = NULL;
      gint64 start;

      jb_archive_load_original_async (bench->archive, g_array_index (map->ids, gint64, i), NULL, jb_test_result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      bytes = jb_archive_load_original_finish (bench->archive, result, NULL);
      if (bytes == NULL)
        continue;

      start = g_get_monotonic_time ();
      document = jb_document_parse (bytes, NULL);
      invoice = jb_document_read (document, NULL);
      if (jb_document_verify (document, NULL) == JB_VERDICT_VALID)
        *n_verified += 1;
      spent += g_get_monotonic_time () - start;
      *n_bytes += g_bytes_get_size (bytes);
    }

  return spent;
}

static void
print_share (const char *what,
             gint64      part,
             gint64      whole)
{
  printf ("  %-32s %9.1f ms  %5.1f %%\n", what, part / 1000.0, 100.0 * part / whole);
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  g_autofree char *folder = g_dir_make_tmp ("jangbu-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "book.jangbu", NULL);
  JbEmulatorOptions options = { .seed = 1, .n_invoices = n };
  g_autoptr(JbEmulator) emulator = NULL;
  g_autoptr(GError) error = NULL;
  Bench bench = { 0 };
  JbCollectReport *report;
  gint64 first, again, bare;
  guint n_verified;
  gsize n_bytes;

  bench.clock = jb_clock_new_system ();
  bench.secrets = jb_secrets_new_memory ();
  bench.http = jb_http_new (bench.clock);
  bench.archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, bench.clock, &error);
  if (bench.archive == NULL || !(emulator = jb_emulator_new (&options, bench.clock, &error)))
    g_error ("%s", error->message);

  connect_to (&bench, jb_emulator_get_uri (emulator));
  report = collect (&bench, &first);
  printf ("Collecting %u invoices with %u originals: %.1f s, %.0f rows/s, %.0f originals/s\n",
          report->n_new, report->n_originals, first / 1e6, report->n_new * 1e6 / first, report->n_originals * 1e6 / first);
  printf ("  Where the time went (stages overlap, so that the parts may add up to more than the whole):\n");
  print_share ("waiting for the service", report->waited_us, first);
  print_share ("parsing answers", report->parsed_us, first);
  print_share ("reading and verifying originals", report->verified_us, first);
  print_share ("writing the book", report->written_us, first);

  bare = verify_all (&bench, &n_verified, &n_bytes);
  printf ("Baseline: reading and verifying the same %u originals in one loop: %.0f a second (P8: collected originals at %.2f of it)\n",
          n_verified, n_verified * 1e6 / bare, (report->n_originals * 1e6 / first) / (n_verified * 1e6 / bare));
  jb_collect_report_free (report);

  report = collect (&bench, &again);
  printf ("The same again: %.2f s, %u new, %u changed (%.2f of the first)\n",
          again / 1e6, report->n_new, report->n_changed, (double) again / first);
  jb_collect_report_free (report);

  jb_archive_close (bench.archive);
  {
    GStatBuf info;

    if (g_stat (path, &info) == 0)
      printf ("The book: %.1f MB; the originals alone are %.1f MB of XML\n", info.st_size / 1e6, n_bytes / 1e6);
  }

  g_clear_object (&bench.archive);
  g_clear_object (&bench.http);
  g_clear_object (&bench.secrets);
  jb_emulator_stop (emulator);
  g_clear_object (&bench.clock);
  jb_test_remove_tree (folder);
  return 0;
}
