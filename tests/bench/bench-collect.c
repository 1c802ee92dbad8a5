/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast invoices come in: emulator -> HTTP -> JSON -> book, then every original fetched, verified, compressed, stored.
 * The baseline of the same run is the bare work without network and book: reading and verifying the same originals in a loop.
 * The service runs in a thread of this process: its processor time is told apart, because a real service spends its own. It has
 * signed the originals before the clock runs, for another book. Usage: bench-collect [INVOICES]   (10,000 when not given) */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "jb-bench-cpu.h"
#include "jb-codec.h"
#include "jb-collector.h"
#include "jb-connector.h"
#include "jb-document.h"
#include "jb-emulator.h"
#include "jb-protection.h"
#include "jb-test.h"
#include "jb-wipe.h"

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
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (uri);
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);

  secret->auth_code = g_strdup (JB_EMULATOR_AUTH_CODE);
  jb_connector_connect_async (bench->archive, bench->secrets, bench->http, bench->clock, connection, secret,
                              JB_TOKEN_LIFETIME_MONTH, NULL, jb_test_result_cb, &result);
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

/* Every original of the book, read and verified once more: the arithmetic alone, in processor time, of which a single thread takes as
 * much as by the clock on a machine that does nothing else. */
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

      jb_archive_load_original_async (bench->archive, jb_invoice_map_get_id (map, i), NULL, jb_test_result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      bytes = jb_archive_load_original_finish (bench->archive, result, NULL);
      if (bytes == NULL)
        continue;

      start = bench_clock_us (CLOCK_THREAD_CPUTIME_ID);
      document = jb_document_parse (bytes, NULL);
      invoice = jb_document_read (document, NULL);
      if (jb_document_verify (document, NULL) == JB_VERDICT_VALID)
        *n_verified += 1;
      spent += bench_clock_us (CLOCK_THREAD_CPUTIME_ID) - start;
      *n_bytes += g_bytes_get_size (bytes);
    }

  return spent;
}

typedef struct
{
  JbCodec    *codec;
  GHashTable *certificates;   /* (element-type GBytes): each is kept once */
  gint64      seal_us;
  gint64      open_us;
  gsize       clear;          /* bytes, as all below */
  gsize       sealed;
  gsize       shared;
} Sealing;

/* So many times each, as one alone is too short for the clock. */
#define SEALINGS 20

static void
count_bytes (Sealing *sealing,
             gsize    clear,
             GBytes  *sealed,
             GBytes  *certificate)
{
  sealing->clear += clear;
  sealing->sealed += g_bytes_get_size (sealed);
  if (certificate == NULL || !g_hash_table_add (sealing->certificates, g_bytes_ref (certificate)))
    return;

  {
    g_autoptr(GBytes) kept = jb_codec_seal (sealing->codec, (JbPlace) { JB_PLACE_CERTIFICATE, 1 }, g_bytes_get_data (certificate, NULL),
                                            g_bytes_get_size (certificate), FALSE, NULL);

    sealing->shared += g_bytes_get_size (kept);
  }
}

static void
seal_and_open (Sealing *sealing,
               GBytes  *bytes)
{
  const JbPlace place = { JB_PLACE_ORIGINAL, 1 };
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GBytes) sealed = NULL;
  g_autoptr(GBytes) certificate = NULL;

  for (guint i = 0; i < SEALINGS; i++)
    {
      g_clear_pointer (&sealed, g_bytes_unref);
      g_clear_pointer (&certificate, g_bytes_unref);
      sealed = jb_codec_seal_original (sealing->codec, place, data, size, FALSE, &certificate, NULL);
    }
  sealing->seal_us += g_get_monotonic_time () - start;

  start = g_get_monotonic_time ();
  for (guint i = 0; i < SEALINGS; i++)
    {
      g_autoptr(GBytes) opened = jb_codec_open_original (sealing->codec, place, g_bytes_get_data (sealed, NULL),
                                                         g_bytes_get_size (sealed), certificate, NULL);

      g_assert_true (g_bytes_equal (opened, bytes));
    }
  sealing->open_us += g_get_monotonic_time () - start;
  count_bytes (sealing, size, sealed, certificate);
}

static void
print_sealing (const char    *what,
               const Sealing *sealing,
               guint          n)
{
  printf ("  %-36s %9.0f ns to seal, %9.0f ns to open an original\n", what,
          sealing->seal_us * 1000.0 / (n * SEALINGS), sealing->open_us * 1000.0 / (n * SEALINGS));
  printf ("  %-36s %9.1f bytes of %.1f, and %.1f a certificate (%u of them)\n", "", (double) sealing->sealed / n,
          (double) sealing->clear / n, (double) sealing->shared / MAX (g_hash_table_size (sealing->certificates), 1),
          g_hash_table_size (sealing->certificates));
  printf ("  P10, bytes kept to the XML: %.3f, with the certificates %.3f; target <= 0.150: %s\n",
          (double) sealing->sealed / (double) sealing->clear,
          (double) (sealing->sealed + sealing->shared) / (double) sealing->clear,
          (double) (sealing->sealed + sealing->shared) <= 0.15 * (double) sealing->clear ? "met" : "MISSED");
}

/* What encryption adds to packing, with the same originals in turn. */
static void
compare_sealing (Bench *bench)
{
  static const guint8 salt[JB_CODEC_SALT_BYTES];
  g_autoptr(JbKeyHolder) none = jb_key_holder_new ();
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();
  g_autoptr(JbBookKey) key = jb_book_key_new (NULL);
  g_autoptr(JbCodec) packing = jb_codec_new (salt, none);
  g_autoptr(JbCodec) encrypting = jb_codec_new (salt, holder);
  g_autoptr(GHashTable) certificates = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  g_autoptr(GHashTable) encrypted_certificates = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                                                        NULL);
  Sealing plain = { .codec = packing, .certificates = certificates };
  Sealing encrypted = { .codec = encrypting, .certificates = encrypted_certificates };
  guint n = 0;

  jb_key_holder_set_key (holder, key);
  for (gint64 id = 1; id <= 500; id++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GBytes) bytes = NULL;

      jb_archive_load_original_async (bench->archive, id, NULL, jb_test_result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      bytes = jb_archive_load_original_finish (bench->archive, result, NULL);
      if (bytes == NULL)
        continue;

      seal_and_open (&plain, bytes);
      seal_and_open (&encrypted, bytes);
      n++;
    }

  if (n == 0)
    return;

  printf ("Sealing %u originals %u times:\n", n, SEALINGS);
  print_sealing ("packed (zstd)", &plain, n);
  print_sealing ("packed and encrypted (AES-256-GCM)", &encrypted, n);
  printf ("  Encryption adds %.0f %% to sealing and %.0f %% to opening\n",
          100.0 * (double) (encrypted.seal_us - plain.seal_us) / (double) MAX (plain.seal_us, 1),
          100.0 * (double) (encrypted.open_us - plain.open_us) / (double) MAX (plain.open_us, 1));
}

/* A book that was in the clear until now. */
static void
encrypt_book (Bench *bench)
{
  g_autoptr(JbBookKey) key = jb_book_key_new (NULL);
  char *code = jb_recovery_code_new (NULL);
  g_autoptr(GAsyncResult) protected_ = NULL;
  g_autoptr(GAsyncResult) encrypted = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  gint64 middle;

  jb_archive_protect_async (bench->archive, key, code, NULL, jb_test_result_cb, &protected_);
  jb_test_wait_until (protected_ != NULL);
  if (!jb_archive_protect_finish (bench->archive, protected_, &error))
    g_error ("protect: %s", error->message);
  middle = g_get_monotonic_time ();
  jb_archive_encrypt_rest_async (bench->archive, NULL, NULL, NULL, jb_test_result_cb, &encrypted);
  while (encrypted == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!jb_archive_encrypt_rest_finish (bench->archive, encrypted, &error))
    g_error ("encrypt: %s", error->message);

  printf ("Protecting the book: %.2f s, encrypting what was in it: %.2f s\n",
          (double) (middle - start) / 1e6, (double) (g_get_monotonic_time () - middle) / 1e6);
  jb_wipe_text (code);
}

/* Opens a book and connects it. */
static void
open_book (Bench      *bench,
           const char *path,
           const char *uri)
{
  g_autoptr(GError) error = NULL;

  bench->secrets = jb_secrets_new_memory ();
  bench->archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, bench->clock, &error);
  if (bench->archive == NULL)
    g_error ("%s", error->message);
  connect_to (bench, uri);
}

static void
close_book (Bench *bench)
{
  jb_archive_close (bench->archive);
  g_clear_object (&bench->archive);
  g_clear_object (&bench->secrets);
}

/* Signing takes the service twenty times as long as all the rest. */
static void
let_service_sign (Bench      *bench,
                  const char *folder,
                  const char *uri)
{
  g_autofree char *path = g_build_filename (folder, "other.jangbu", NULL);
  gint64 took;

  open_book (bench, path, uri);
  jb_collect_report_free (collect (bench, &took));
  close_book (bench);
  printf ("The service has signed the originals: %.1f s\n", (double) took / 1e6);
}

static void
print_share (const char *what,
             gint64      part,
             gint64      whole)
{
  printf ("  %-36s %9.1f ms  %5.1f %%\n", what, part / 1000.0, 100.0 * part / whole);
}

typedef struct
{
  gint64 all_us;       /* Jangbu's own processor time, without the service's */
  gint64 writer_us;
} Own;

static Own
print_cpu (const gint64 before[BENCH_N_CPU],
           const gint64 after[BENCH_N_CPU],
           gint64       wall_us,
           guint        n_originals)
{
  gint64 emulator_us = after[BENCH_CPU_EMULATOR] - before[BENCH_CPU_EMULATOR];
  gint64 own_us = after[BENCH_CPU_ALL] - before[BENCH_CPU_ALL] - emulator_us;

  printf ("  Processor time (the machine has %u, other programs may use them too):\n", g_get_num_processors ());
  print_share ("the emulator: writing", emulator_us, wall_us);
  print_share ("the book's writer: SQLite, details", after[BENCH_CPU_WRITER] - before[BENCH_CPU_WRITER], wall_us);
  print_share ("workers: JSON, verifying, packing", after[BENCH_CPU_POOL] - before[BENCH_CPU_POOL], wall_us);
  print_share ("all of Jangbu without the emulator", own_us, wall_us);
  printf ("  Jangbu's own %.0f us an original would allow %.0f originals/s a processor beside a service that costs nothing\n",
          (double) own_us / MAX (n_originals, 1), n_originals * 1e6 / MAX (own_us, 1));
  return (Own) { own_us, after[BENCH_CPU_WRITER] - before[BENCH_CPU_WRITER] };
}

/* Two bounds of the first figure beside a service that costs nothing. */
static void
print_bounds (Own    own,
              gint64 bare)
{
  guint n_processors = g_get_num_processors ();

  printf ("  (the busiest stage alone, the book's writer: %.2f; all of Jangbu on %u processors: %.2f)\n",
          (double) bare / (double) MAX (own.writer_us, 1), n_processors, (double) bare * n_processors / (double) MAX (own.all_us, 1));
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 10000;
  g_autofree char *folder = g_dir_make_tmp ("jangbu-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "book.jangbu", NULL);
  JbEmulatorOptions options = { .seed = 1, .n_invoices = n, .keep_originals = TRUE };
  g_autoptr(JbEmulator) emulator = NULL;
  g_autoptr(GError) error = NULL;
  Bench bench = { 0 };
  JbCollectReport *report;
  gint64 first, again, bare;
  Own own;
  gint64 before[BENCH_N_CPU], after[BENCH_N_CPU];
  guint n_verified;
  gsize n_bytes;

  bench.clock = jb_clock_new_system ();
  bench.http = jb_http_new (bench.clock);
  emulator = jb_emulator_new (&options, bench.clock, &error);
  if (emulator == NULL)
    g_error ("%s", error->message);

  let_service_sign (&bench, folder, jb_emulator_get_uri (emulator));
  open_book (&bench, path, jb_emulator_get_uri (emulator));
  bench_read_cpu (before);
  report = collect (&bench, &first);
  bench_read_cpu (after);
  printf ("Collecting %u invoices with %u originals: %.1f s, %.0f rows/s, %.0f originals/s\n",
          report->n_new, report->n_originals, first / 1e6, report->n_new * 1e6 / first, report->n_originals * 1e6 / first);
  printf ("  Where the time went (stages overlap, so that the parts may add up to more than the whole):\n");
  print_share ("waiting for the service", report->waited_us, first);
  print_share ("parsing answers", report->parsed_us, first);
  print_share ("reading and verifying originals", report->verified_us, first);
  print_share ("writing the book", report->written_us, first);
  own = print_cpu (before, after, first, report->n_originals);

  bare = verify_all (&bench, &n_verified, &n_bytes);
  printf ("Baseline: reading and verifying the same %u originals in one loop: %.0f a second\n", n_verified, n_verified * 1e6 / bare);
  bench_print_target ("P8, collected originals to the baseline",
                      (double) bare / first, (double) bare / (double) own.all_us, 0.5);
  print_bounds (own, bare);
  jb_collect_report_free (report);
  compare_sealing (&bench);

  report = collect (&bench, &again);
  printf ("The same again: %.2f s, %u new, %u changed (%.2f of the first)\n",
          again / 1e6, report->n_new, report->n_changed, (double) again / first);
  jb_collect_report_free (report);
  encrypt_book (&bench);

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
