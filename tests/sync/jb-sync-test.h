/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of sync/ share: a real emulator on loopback, a real book in a temporary folder, secrets in memory, a clock that
 * stands still, and a collector between them. */

#pragma once

#include "jb-collector.h"
#include "jb-connector.h"
#include "jb-date.h"
#include "jb-emulator.h"
#include "jb-test.h"

#define JB_SYNC_TEST_TODAY 20260915
#define JB_SYNC_TEST_INVOICES 400

#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))
#define DAY_MS (24 * 60 * MINUTE_MS)

typedef struct
{
  JbClock      *clock;
  JbEmulator   *emulator;
  char         *folder;
  char         *path;
  JbArchive    *archive;
  JbSecrets    *secrets;
  JbHttp       *http;
  JbCollector  *collector;
  gint64        connection;
} SyncTest;

static inline JbConnection *
sync_test_make_connection (const char *uri)
{
  JbConnection *connection = jb_connection_new ();

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (uri);
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);
  return connection;
}

/* (transfer full) */
static inline JbSecret *
sync_test_make_secret (const char *auth_code)
{
  JbSecret *secret = jb_secret_new ();

  secret->auth_code = g_strdup (auth_code);
  return secret;
}

static inline gint64
sync_test_connect (SyncTest   *f,
                   const char *uri)
{
  g_autoptr(JbConnection) connection = sync_test_make_connection (uri);
  g_autoptr(JbSecret) secret = sync_test_make_secret (JB_EMULATOR_AUTH_CODE);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  jb_connector_connect_async (f->archive, f->secrets, f->http, f->clock, connection, secret,
                              JB_TOKEN_LIFETIME_MONTH, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  id = jb_connector_connect_finish (result, &secret_error, &error);
  g_assert_no_error (error);
  g_assert_no_error (secret_error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static inline void
sync_test_open_book (SyncTest   *f,
                     const char *name)
{
  g_autoptr(GError) error = NULL;

  g_clear_object (&f->collector);
  if (f->archive != NULL)
    jb_archive_close (f->archive);
  g_clear_object (&f->archive);
  g_free (f->path);

  f->path = g_build_filename (f->folder, name, NULL);
  f->archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error);
  g_assert_no_error (error);
  f->collector = jb_collector_new (f->archive, f->secrets, f->http, f->clock);
}

/* @plain: originals without signature, for tests that are not about them. */
static inline void
sync_test_begin (SyncTest *f,
                 gboolean  plain)
{
  JbEmulatorOptions options = { .seed = 7, .n_invoices = JB_SYNC_TEST_INVOICES, .plain = plain };
  g_autoptr(GError) error = NULL;

  /* Noon in Korea: a test may move it by hours and stay in the day. */
  f->clock = jb_clock_new_manual (jb_instant_from_date (JB_SYNC_TEST_TODAY) + 12 * 60 * MINUTE_MS, TRUE);
  f->emulator = jb_emulator_new (&options, f->clock, &error);
  g_assert_no_error (error);
  f->folder = g_dir_make_tmp ("jangbu-sync-XXXXXX", &error);
  g_assert_no_error (error);
  f->secrets = jb_secrets_new_memory ();
  f->http = jb_http_new (f->clock);
  sync_test_open_book (f, "book.jangbu");
  f->connection = sync_test_connect (f, jb_emulator_get_uri (f->emulator));
}

static inline void
sync_test_end (SyncTest *f)
{
  g_clear_object (&f->collector);
  jb_archive_close (f->archive);
  g_clear_object (&f->archive);
  g_clear_object (&f->http);
  g_clear_object (&f->secrets);
  jb_emulator_stop (f->emulator);
  g_clear_object (&f->emulator);
  g_clear_object (&f->clock);
  jb_test_remove_tree (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

/* Runs to the end, whatever it is. */
static inline JbCollectReport *
sync_test_run (SyncTest      *f,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  JbCollectReport *report = NULL;
  gboolean ok;

  jb_collector_run_async (f->collector, 0, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  ok = jb_collector_run_finish (f->collector, result, &report, error);
  g_assert_true (ok == (error == NULL || *error == NULL));
  g_assert_nonnull (report);
  g_assert_false (jb_collector_is_running (f->collector));
  g_assert_cmpint (jb_collector_get_phase (f->collector), ==, JB_COLLECTOR_IDLE);
  return report;
}

/* Runs and must succeed. */
static inline JbCollectReport *
sync_test_collect (SyncTest *f)
{
  g_autoptr(GError) error = NULL;
  JbCollectReport *report = sync_test_run (f, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (jb_collector_get_progress (f->collector), ==, 1.0);
  return report;
}

/* (transfer full) */
static inline JbInvoiceMap *
sync_test_load_map (SyncTest    *f,
                    JbDirection  direction)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbInvoiceMap *map;

  query->direction = direction;
  jb_archive_load_map_async (f->archive, query, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  map = jb_archive_load_map_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return map;
}

/* The book has what the service shows now, neither more nor less. Only before anything vanished. */
static inline void
sync_test_assert_complete (SyncTest *f)
{
  g_autoptr(JbInvoiceMap) sales = sync_test_load_map (f, JB_DIRECTION_SALES);
  g_autoptr(JbInvoiceMap) purchases = sync_test_load_map (f, JB_DIRECTION_PURCHASE);
  gint64 sales_total, purchases_total;
  guint n_sales, n_purchases;

  jb_emulator_get_truth (f->emulator, &n_sales, &n_purchases, &sales_total, &purchases_total);
  g_assert_cmpuint (n_sales, >, 0);
  g_assert_cmpuint (n_purchases, >, 0);
  g_assert_cmpuint (sales->ids->len, ==, n_sales);
  g_assert_cmpuint (purchases->ids->len, ==, n_purchases);
  g_assert_cmpint (sales->totals.total, ==, sales_total);
  g_assert_cmpint (purchases->totals.total, ==, purchases_total);
}

/* (transfer full) */
static inline JbOverview *
sync_test_load_overview (SyncTest *f)
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

static inline void
sync_test_assert_originals (SyncTest *f)
{
  g_autoptr(JbOverview) overview = sync_test_load_overview (f);

  g_assert_cmpuint (overview->n_missing, ==, 0);
  g_assert_cmpuint (overview->n_altered, ==, 0);
  g_assert_cmpuint (overview->n_originals, ==, overview->n_invoices);
}

static inline void
sync_test_assert_last_run (SyncTest   *f,
                           JbRunState  state)
{
  g_autoptr(JbOverview) overview = sync_test_load_overview (f);
  JbRun *run;

  g_assert_cmpuint (overview->runs->len, >, 0);
  run = g_ptr_array_index (overview->runs, 0);
  g_assert_cmpint (run->state, ==, state);
  g_assert_cmpint (run->ended_at, >=, run->started_at);
  g_assert_true ((run->message != NULL) == (state == JB_RUN_FAILED));
}
