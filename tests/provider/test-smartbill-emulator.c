/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The client against the emulator over loopback. Both are written from the reference and neither from the other, so that a
 * misreading on one side shows here: every signal, every result code, every contradiction and every fault of chapter 12. */

#include "config.h"

#include "jb-emulator.h"
#include "jb-numbers.h"
#include "jb-smartbill.h"
#include "jb-test.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1789430401000)   /* 2026-09-15 09:00:01 in Korea */
#define DAY (G_GINT64_CONSTANT (24 * 3600) * 1000)
#define N_DAYS 93

typedef struct
{
  JbClock    *world_clock;   /* the emulator's: stands still until it is moved */
  JbClock    *clock;         /* ours: moves when the client waits */
  JbHttp     *http;
  JbEmulator *emulator;
  JbProvider *provider;
  guint       n_renewed;
  gint64      renewed_until;
} Fixture;

typedef struct
{
  gboolean     limit_rate;
  const char  *disabled;
  guint        n_invoices;    /* 0 = a small world */
} World;

static const World plain_world = { FALSE, NULL };
static const World large_world = { FALSE, NULL, 3000 };
static const World limited_world = { TRUE, NULL };
static const World unlinked_world = { FALSE, "OS_DTI_LIST" };

static void
renewed_cb (JbProvider *provider,
            const char *token,
            gint64      expires_at,
            gpointer    user_data)
{
  Fixture *f = user_data;

  f->n_renewed++;
  f->renewed_until = expires_at;
}

static void
connect_provider_at (Fixture    *f,
                     const char *environment,
                     const char *company,
                     const char *auth_code,
                     const char *token,
                     gint64      expires_at)
{
  JbConnection connection = { .service = (char *) "smartbill", .environment = (char *) environment,
                              .company = (char *) company, .account = (char *) JB_EMULATOR_ACCOUNT };
  JbProviderConfig config = { .connection = &connection, .auth_code = auth_code, .token = token,
                              .token_expires_at = expires_at, .http = f->http, .clock = f->clock };
  g_autoptr(GError) error = NULL;

  g_clear_object (&f->provider);
  f->provider = jb_provider_new_for_connection (&config, &error);
  g_assert_no_error (error);
  g_signal_connect (f->provider, "token-renewed", G_CALLBACK (renewed_cb), f);
}

static void
connect_provider (Fixture    *f,
                  const char *company,
                  const char *auth_code,
                  const char *token,
                  gint64      expires_at)
{
  connect_provider_at (f, jb_emulator_get_uri (f->emulator), company, auth_code, token, expires_at);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const World *world = data;
  char *disabled[] = { (char *) world->disabled, NULL };
  JbEmulatorOptions options = { .seed = 7, .n_invoices = world->n_invoices > 0 ? world->n_invoices : 400, .plain = TRUE,
                                .limit_rate = world->limit_rate,
                                .disabled = world->disabled ? disabled : NULL };
  g_autoptr(GError) error = NULL;

  f->world_clock = jb_clock_new_manual (NOW, FALSE);
  f->clock = jb_clock_new_manual (NOW, TRUE);
  f->http = jb_http_new (f->clock);
  f->emulator = jb_emulator_new (&options, f->world_clock, &error);
  g_assert_no_error (error);
  connect_provider (f, JB_EMULATOR_COMPANY, JB_EMULATOR_AUTH_CODE, NULL, 0);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_assert_finalize_object (f->provider);
  g_assert_finalize_object (f->http);
  jb_emulator_stop (f->emulator);
  g_assert_finalize_object (f->emulator);
  g_assert_finalize_object (f->clock);
  g_assert_finalize_object (f->world_clock);
}

static JbCollected *
collect (Fixture       *f,
         JbDirection    direction,
         char           basis,
         int            from,
         int            to,
         GCancellable  *cancellable,
         GError       **error)
{
  JbCollectRequest request = { direction, from, to, basis };
  g_autoptr(GAsyncResult) result = NULL;

  jb_provider_collect_async (f->provider, &request, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_provider_collect_finish (f->provider, result, error);
}

/* (element-type JbInvoice): everything the service holds, each invoice once. */
static GHashTable *
collect_all (Fixture     *f,
             JbDirection  direction,
             char         basis)
{
  GHashTable *all = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  int today = jb_clock_today (f->clock);

  for (int from = jb_date_add_days (today, -N_DAYS); from <= today; from = jb_date_add_days (from, 30))
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JbCollected) collected = collect (f, direction, basis, from, jb_date_add_days (from, 29), NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (collected->problems->len, ==, 0);
      for (guint i = 0; i < collected->invoices->len; i++)
        {
          JbInvoice *invoice = g_ptr_array_index (collected->invoices, i);

          g_hash_table_replace (all, invoice->issue_id, g_object_ref (invoice));
        }
    }

  return all;
}

static gint64
sum_totals (GHashTable *invoices)
{
  GHashTableIter iter;
  gpointer value;
  gint64 sum = 0;

  g_hash_table_iter_init (&iter, invoices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_assert_true (jb_won_add (&sum, ((JbInvoice *) value)->total));

  return sum;
}

static void
assert_whole (JbInvoice   *invoice,
              JbDirection  direction)
{
  g_assert_cmpstr (invoice->company, ==, JB_EMULATOR_COMPANY);
  g_assert_cmpint (invoice->direction, ==, direction);
  g_assert_true (jb_kind_is_known (invoice->kind));
  g_assert_true (jb_date_is_valid (invoice->written_on));
  g_assert_true (jb_date_is_valid (invoice->issued_on));
  g_assert_cmpint (invoice->purpose, !=, JB_PURPOSE_UNKNOWN);
  g_assert_cmpint (invoice->supply + invoice->tax, ==, invoice->total);
  g_assert_nonnull (invoice->supplier->registration);
  g_assert_nonnull (invoice->supplier->name);
  g_assert_nonnull (invoice->buyer->registration);
  g_assert_nonnull (invoice->buyer->name);
  g_assert_nonnull (invoice->document_number);
}

static void
test_whole_world (Fixture       *f,
                  gconstpointer  data)
{
  static const char bases[] = { 'W', 'I', 'S' };
  guint n_sales, n_purchases;
  gint64 sales_total, purchases_total;

  jb_emulator_get_truth (f->emulator, &n_sales, &n_purchases, &sales_total, &purchases_total);
  g_assert_cmpuint (n_sales + n_purchases, >, 300);

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autoptr(GHashTable) sales = collect_all (f, JB_DIRECTION_SALES, bases[i]);
      g_autoptr(GHashTable) purchases = collect_all (f, JB_DIRECTION_PURCHASE, bases[i]);
      GHashTableIter iter;
      gpointer value;

      g_test_message ("basis %c", bases[i]);
      g_assert_cmpuint (g_hash_table_size (sales), ==, n_sales);
      g_assert_cmpuint (g_hash_table_size (purchases), ==, n_purchases);
      g_assert_cmpint (sum_totals (sales), ==, sales_total);
      g_assert_cmpint (sum_totals (purchases), ==, purchases_total);

      g_hash_table_iter_init (&iter, sales);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        assert_whole (value, JB_DIRECTION_SALES);
      g_hash_table_iter_init (&iter, purchases);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        assert_whole (value, JB_DIRECTION_PURCHASE);
    }

  g_assert_cmpuint (jb_emulator_count (f->emulator, "GET_TOKEN"), ==, 1);
}

/* C5, C6, 4.1: other names, numbers for texts, null tables: the same invoices. */
static void
test_alternative_keys (Fixture       *f,
                       gconstpointer  data)
{
  JbEmulatorFault fault = { .count = -1, .alt_keys = TRUE };
  g_autoptr(GHashTable) usual = collect_all (f, JB_DIRECTION_PURCHASE, 'W');
  g_autoptr(GHashTable) other = NULL;
  GHashTableIter iter;
  gpointer key, value;

  jb_emulator_set_fault (f->emulator, &fault);
  other = collect_all (f, JB_DIRECTION_PURCHASE, 'W');
  g_assert_cmpuint (g_hash_table_size (other), ==, g_hash_table_size (usual));

  g_hash_table_iter_init (&iter, usual);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      JbInvoice *a = value, *b = g_hash_table_lookup (other, key);

      g_assert_nonnull (b);
      g_assert_cmpint (a->kind, ==, b->kind);
      g_assert_cmpint (a->purpose, ==, b->purpose);
      g_assert_cmpint (a->written_on, ==, b->written_on);
      g_assert_cmpint (a->total, ==, b->total);
      g_assert_cmpstr (a->supplier->registration, ==, b->supplier->registration);
      g_assert_cmpstr (a->buyer->registration, ==, b->buyer->registration);
    }
}

static GPtrArray *
fetch (Fixture             *f,
       JbDirection          direction,
       const char * const  *ids,
       GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_provider_fetch_originals_async (f->provider, direction, ids, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_provider_fetch_originals_finish (f->provider, result, error);
}

static void
assert_originals (Fixture            *f,
                  const char * const *ids)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) originals = fetch (f, JB_DIRECTION_PURCHASE, ids, &error);
  g_autoptr(GPtrArray) wrong = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (originals->len, ==, g_strv_length ((char **) ids));
  for (guint i = 0; i < originals->len; i++)
    {
      JbFetchedOriginal *original = g_ptr_array_index (originals, i);

      g_assert_cmpstr (original->issue_id, ==, ids[i]);
      if (g_str_has_prefix (ids[i], "19990101"))
        {
          g_assert_null (original->bytes);   /* U-09: not found is not an error */
          continue;
        }
      g_assert_null (original->problem);
      g_assert_nonnull (g_strstr_len (g_bytes_get_data (original->bytes, NULL), g_bytes_get_size (original->bytes), ids[i]));
    }

  /* U-32: of the other direction there are none of these. */
  wrong = fetch (f, JB_DIRECTION_SALES, ids, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < wrong->len; i++)
    g_assert_null (((JbFetchedOriginal *) g_ptr_array_index (wrong, i))->bytes);
}

static void
test_originals (Fixture       *f,
                gconstpointer  data)
{
  JbEmulatorFault fault = { .count = -1, .alt_keys = TRUE };
  g_autoptr(GHashTable) purchases = collect_all (f, JB_DIRECTION_PURCHASE, 'W');
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, purchases);
  while (ids->len < 99 && g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (ids, key);
  g_ptr_array_add (ids, (gpointer) "1999010141000008zz900001");
  g_assert_cmpuint (ids->len, ==, 100);
  g_ptr_array_add (ids, NULL);

  assert_originals (f, (const char * const *) ids->pdata);
  jb_emulator_set_fault (f->emulator, &fault);
  assert_originals (f, (const char * const *) ids->pdata);
}

static void
test_templates (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) templates = NULL;

  jb_smartbill_fetch_templates_async (JB_SMARTBILL (f->provider), NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  templates = jb_smartbill_fetch_templates_finish (JB_SMARTBILL (f->provider), result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (templates), ==, JB_SMARTBILL_N_TEMPLATES);
}

static gboolean
try_collect (Fixture  *f,
             GError  **error)
{
  g_autoptr(JbCollected) collected = collect (f, JB_DIRECTION_SALES, 'W', 20260901, 20260915, NULL, error);

  return collected != NULL;
}

static void
test_lifetimes (Fixture       *f,
                gconstpointer  data)
{
  static const struct { JbSmartbillLifetime lifetime; int days; } cases[] = {
    { JB_SMARTBILL_LIFETIME_DAY, 1 }, { JB_SMARTBILL_LIFETIME_WEEK, 7 }, { JB_SMARTBILL_LIFETIME_HALFMONTH, 15 },
    { JB_SMARTBILL_LIFETIME_MONTH, 30 }, { JB_SMARTBILL_LIFETIME_QUARTER, 90 }, { JB_SMARTBILL_LIFETIME_HALFYEAR, 180 },
    { JB_SMARTBILL_LIFETIME_YEAR, 365 }, { JB_SMARTBILL_LIFETIME_UNLIMITED, 10000 }, { JB_SMARTBILL_LIFETIME_UNTIL, 15 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *token = NULL;
      guint n;

      g_test_message ("lifetime %c", cases[i].lifetime);
      jb_clock_set (f->world_clock, NOW);
      jb_clock_set (f->clock, NOW);
      connect_provider (f, JB_EMULATOR_COMPANY, JB_EMULATOR_AUTH_CODE, NULL, 0);
      jb_smartbill_get_token_async (JB_SMARTBILL (f->provider), cases[i].lifetime, 20260929, NULL, jb_test_result_cb, &result);
      jb_test_wait_until (result != NULL);
      token = jb_smartbill_get_token_finish (JB_SMARTBILL (f->provider), result, NULL, &error);
      g_assert_no_error (error);

      /* A client that does not know when the token ends: it works until just before, and is refused just after. */
      connect_provider (f, JB_EMULATOR_COMPANY, JB_EMULATOR_AUTH_CODE, token, 0);
      n = jb_emulator_count (f->emulator, "GET_TOKEN");
      jb_clock_set (f->world_clock, NOW + cases[i].days * DAY - DAY / 2);
      g_assert_true (try_collect (f, &error));
      g_assert_cmpuint (jb_emulator_count (f->emulator, "GET_TOKEN") - n, ==, 0);

      jb_clock_set (f->world_clock, NOW + cases[i].days * DAY + DAY);
      g_assert_true (try_collect (f, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (jb_emulator_count (f->emulator, "GET_TOKEN") - n, ==,
                        cases[i].lifetime == JB_SMARTBILL_LIFETIME_UNLIMITED ? 0 : 1);
    }
}

/* Our own clock says when: the request that would have been refused is never sent. */
static void
test_renewed_in_time (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (try_collect (f, &error));
  g_assert_cmpint (f->renewed_until, ==, NOW + 30 * DAY);

  jb_clock_advance (f->clock, 26 * DAY);
  jb_clock_advance (f->world_clock, 26 * DAY);
  g_assert_true (try_collect (f, &error));
  g_assert_cmpuint (jb_emulator_count (f->emulator, "GET_TOKEN"), ==, 1);

  jb_clock_advance (f->clock, 2 * DAY);
  jb_clock_advance (f->world_clock, 2 * DAY);
  g_assert_true (try_collect (f, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (jb_emulator_count (f->emulator, "GET_TOKEN"), ==, 2);
  g_assert_cmpuint (jb_emulator_count (f->emulator, "OS_DTI_LIST"), ==, 3);
  g_assert_cmpuint (f->n_renewed, ==, 2);
  g_assert_cmpint (f->renewed_until, ==, NOW + 58 * DAY);
}

static JbCollected *
collect_request (Fixture                *f,
                 const JbCollectRequest *request)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbCollected *collected;

  jb_provider_collect_async (f->provider, request, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  collected = jb_provider_collect_finish (f->provider, result, &error);
  g_assert_no_error (error);
  return collected;
}

/* Rows that came by one date already do not come again by another, as long as they say the same. */
static void
test_seen_rows (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(JbSeenRows) seen = jb_seen_rows_new ();
  JbCollectRequest written = { JB_DIRECTION_SALES, 20260817, 20260915, 'W', seen };
  JbCollectRequest issued = { JB_DIRECTION_SALES, 20260817, 20260915, 'I' };
  g_autoptr(JbCollected) first = collect_request (f, &written);
  g_autoptr(JbCollected) all = collect_request (f, &issued);
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(JbCollected) rest = NULL;
  g_autoptr(JbCollected) none = NULL;
  guint n_others = 0;

  g_assert_cmpuint (first->invoices->len, >, 0);
  for (guint i = 0; i < first->invoices->len; i++)
    g_hash_table_add (ids, ((JbInvoice *) g_ptr_array_index (first->invoices, i))->issue_id);
  for (guint i = 0; i < all->invoices->len; i++)
    n_others += !g_hash_table_contains (ids, ((JbInvoice *) g_ptr_array_index (all->invoices, i))->issue_id);

  issued.seen = seen;
  rest = collect_request (f, &issued);
  g_assert_cmpuint (rest->invoices->len, ==, n_others);
  for (guint i = 0; i < rest->invoices->len; i++)
    g_assert_false (g_hash_table_contains (ids, ((JbInvoice *) g_ptr_array_index (rest->invoices, i))->issue_id));

  none = collect_request (f, &written);
  g_assert_cmpuint (none->invoices->len, ==, 0);
  g_assert_cmpuint (none->problems->len, ==, 0);
}

typedef struct
{
  Fixture          *f;
  JbCollectRequest  next;
  GCancellable     *cancellable;   /* (nullable): of the one that is being read, to be cancelled */
  guint             n_answered;
  GAsyncResult     *results[2];
} Ahead;

static void
ask_ahead_cb (gpointer data)
{
  Ahead *ahead = data;

  g_assert_null (ahead->results[0]);
  ahead->n_answered++;
  jb_provider_collect_async (ahead->f->provider, &ahead->next, NULL, jb_test_result_cb, &ahead->results[1]);
  if (ahead->cancellable != NULL)
    g_cancellable_cancel (ahead->cancellable);
}

/* Two answers that share seen rows, the second asked for while the first is read. */
static void
collect_ahead (Ahead       *ahead,
               JbSeenRows  *seen)
{
  JbCollectRequest first = { JB_DIRECTION_SALES, 20260817, 20260915, 'W', seen, ask_ahead_cb, ahead };

  ahead->next = (JbCollectRequest) { JB_DIRECTION_SALES, 20260817, 20260915, 'I', seen };
  jb_provider_collect_async (ahead->f->provider, &first, ahead->cancellable, jb_test_result_cb, &ahead->results[0]);
  jb_test_wait_until (ahead->results[0] != NULL && ahead->results[1] != NULL);
  g_assert_cmpuint (ahead->n_answered, ==, 1);
}

static void
test_asked_ahead (Fixture       *f,
                  gconstpointer  data)
{
  JbCollectRequest alone = { JB_DIRECTION_SALES, 20260817, 20260915, 'I' };
  g_autoptr(JbCollected) all = collect_request (f, &alone);
  g_autoptr(JbSeenRows) seen = jb_seen_rows_new ();
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(JbCollected) first = NULL;
  g_autoptr(JbCollected) rest = NULL;
  Ahead ahead = { .f = f };
  guint n_others = 0;

  collect_ahead (&ahead, seen);
  first = jb_provider_collect_finish (f->provider, ahead.results[0], NULL);
  rest = jb_provider_collect_finish (f->provider, ahead.results[1], NULL);
  g_assert_nonnull (first);
  g_assert_nonnull (rest);
  for (guint i = 0; i < first->invoices->len; i++)
    g_hash_table_add (ids, ((JbInvoice *) g_ptr_array_index (first->invoices, i))->issue_id);
  for (guint i = 0; i < all->invoices->len; i++)
    n_others += !g_hash_table_contains (ids, ((JbInvoice *) g_ptr_array_index (all->invoices, i))->issue_id);
  g_assert_cmpuint (first->invoices->len, >, n_others);
  g_assert_cmpuint (rest->invoices->len, ==, n_others);

  g_object_unref (ahead.results[0]);
  g_object_unref (ahead.results[1]);
}

/* What a cancelled one would have brought has not been seen, and nobody waits for it. */
static void
test_asked_ahead_cancelled (Fixture       *f,
                            gconstpointer  data)
{
  JbCollectRequest alone = { JB_DIRECTION_SALES, 20260817, 20260915, 'I' };
  g_autoptr(JbCollected) all = collect_request (f, &alone);
  g_autoptr(JbSeenRows) seen = jb_seen_rows_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(JbCollected) rest = NULL;
  g_autoptr(GError) error = NULL;
  Ahead ahead = { .f = f, .cancellable = cancellable };

  collect_ahead (&ahead, seen);
  g_assert_null (jb_provider_collect_finish (f->provider, ahead.results[0], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rest = jb_provider_collect_finish (f->provider, ahead.results[1], NULL);
  g_assert_nonnull (rest);
  g_assert_cmpuint (rest->invoices->len, ==, all->invoices->len);

  g_object_unref (ahead.results[0]);
  g_object_unref (ahead.results[1]);
}

/* The id and the time of an answer are others each time; what it says is known again, and under another key it is not. */
static void
test_known_answer (Fixture       *f,
                   gconstpointer  data)
{
  JbCollectRequest request = { JB_DIRECTION_SALES, 20260817, 20260915, 'W', .has_digest_key = TRUE, .digest_key = { 7 } };
  g_autoptr(JbCollected) first = collect_request (f, &request);
  g_autoptr(JbCollected) again = NULL;
  g_autoptr(JbCollected) other = NULL;
  g_autoptr(JbCollected) more = NULL;

  g_assert_true (first->has_digest);
  g_assert_false (first->is_known);
  g_assert_cmpuint (first->invoices->len, >, 0);

  request.has_known = TRUE;
  memcpy (request.known, first->digest, sizeof request.known);
  jb_clock_advance (f->clock, 61 * 1000);
  again = collect_request (f, &request);
  g_assert_true (again->is_known);
  g_assert_true (again->has_digest);
  g_assert_cmpuint (again->invoices->len, ==, 0);

  request.digest_key[0] = 8;
  other = collect_request (f, &request);
  g_assert_false (other->is_known);
  g_assert_cmpuint (other->invoices->len, ==, first->invoices->len);

  request.digest_key[0] = 7;
  request.direction = JB_DIRECTION_PURCHASE;
  more = collect_request (f, &request);
  g_assert_false (more->is_known);
}

static void
test_concurrent_renewals (Fixture       *f,
                          gconstpointer  data)
{
  JbCollectRequest request = { JB_DIRECTION_SALES, 20260901, 20260915, 'W' };

  /* Once without a token, once with one that is refused. */
  for (int round = 0; round < 2; round++)
    {
      GAsyncResult *results[6] = { NULL, };

      connect_provider (f, JB_EMULATOR_COMPANY, JB_EMULATOR_AUTH_CODE, round == 0 ? NULL : "REFUSED", 0);
      for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
        jb_provider_collect_async (f->provider, &request, NULL, jb_test_result_cb, &results[i]);
      for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
        {
          g_autoptr(JbCollected) collected = NULL;
          g_autoptr(GError) error = NULL;

          jb_test_wait_until (results[i] != NULL);
          collected = jb_provider_collect_finish (f->provider, results[i], &error);
          g_assert_no_error (error);
          g_object_unref (results[i]);
        }
      g_assert_cmpuint (jb_emulator_count (f->emulator, "GET_TOKEN"), ==, round + 1);
      g_assert_cmpuint (f->n_renewed, ==, round + 1);
    }
}

static void
test_codes (Fixture       *f,
            gconstpointer  data)
{
  static const struct { const char *code; JbProviderError error; guint n_requests; } cases[] = {
    { "60101", JB_PROVIDER_ERROR_REAUTH, 2 }, { "69902", JB_PROVIDER_ERROR_REAUTH, 2 },
    { "60121", JB_PROVIDER_ERROR_CONFIG, 1 }, { "60129", JB_PROVIDER_ERROR_CONTACT, 1 }, { "60130", JB_PROVIDER_ERROR_CONFIG, 1 },
    { "65002", JB_PROVIDER_ERROR_PROTOCOL, 1 }, { "65003", JB_PROVIDER_ERROR_PROTOCOL, 1 }, { "65051", JB_PROVIDER_ERROR_PROTOCOL, 1 },
    { "60777", JB_PROVIDER_ERROR_USER_DATA, 1 }, { "65777", JB_PROVIDER_ERROR_PROTOCOL, 1 }, { "12345", JB_PROVIDER_ERROR_USER_DATA, 1 },
    { "69901", JB_PROVIDER_ERROR_USER_DATA, 1 }, { "69903", JB_PROVIDER_ERROR_USER_DATA, 1 }, { "69904", JB_PROVIDER_ERROR_USER_DATA, 1 },
    { "69905", JB_PROVIDER_ERROR_RETRY, 4 }, { "69906", JB_PROVIDER_ERROR_USER_DATA, 1 }, { "69907", JB_PROVIDER_ERROR_USER_DATA, 1 },
    { "69908", JB_PROVIDER_ERROR_USER_DATA, 1 }, { "69909", JB_PROVIDER_ERROR_USER_DATA, 1 }, { "69910", JB_PROVIDER_ERROR_USER_DATA, 1 },
    { "69911", JB_PROVIDER_ERROR_USER_DATA, 1 }, { "69913", JB_PROVIDER_ERROR_USER_DATA, 1 }, { "69914", JB_PROVIDER_ERROR_USER_DATA, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbEmulatorFault fault = { .signal = (char *) "OS_DTI_LIST", .count = -1, .code = (char *) cases[i].code };
      g_autoptr(GError) error = NULL;
      guint n = jb_emulator_count (f->emulator, "OS_DTI_LIST");

      g_test_message ("%s", cases[i].code);
      jb_emulator_set_fault (f->emulator, &fault);
      g_assert_false (try_collect (f, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, (int) cases[i].error);
      g_assert_cmpstr (jb_provider_error_get_service_code (error), ==, cases[i].code);
      g_assert_cmpuint (jb_emulator_count (f->emulator, "OS_DTI_LIST") - n, ==, cases[i].n_requests);
    }

  jb_emulator_clear_faults (f->emulator);
  g_assert_true (try_collect (f, NULL));
}

static void
test_statuses (Fixture       *f,
               gconstpointer  data)
{
  static const struct { guint status; JbProviderError error; guint n_requests; } cases[] = {
    { 400, JB_PROVIDER_ERROR_PROTOCOL, 1 }, { 401, JB_PROVIDER_ERROR_REAUTH, 2 }, { 403, JB_PROVIDER_ERROR_CONTACT, 1 },
    { 404, JB_PROVIDER_ERROR_RETRY, 4 }, { 500, JB_PROVIDER_ERROR_RETRY, 4 }, { 502, JB_PROVIDER_ERROR_RETRY, 4 },
    { 503, JB_PROVIDER_ERROR_RETRY, 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbEmulatorFault fault = { .signal = (char *) "OS_DTI_LIST", .count = -1, .http = cases[i].status };
      g_autoptr(GError) error = NULL;
      guint n = jb_emulator_count (f->emulator, "OS_DTI_LIST");

      g_test_message ("HTTP %u", cases[i].status);
      jb_emulator_set_fault (f->emulator, &fault);
      g_assert_false (try_collect (f, &error));
      g_assert_error (error, JB_PROVIDER_ERROR, (int) cases[i].error);
      g_assert_cmpuint (jb_emulator_count (f->emulator, "OS_DTI_LIST") - n, ==, cases[i].n_requests);

      /* It hits the next two only: what is tried again succeeds. */
      fault.count = 2;
      jb_emulator_set_fault (f->emulator, &fault);
      g_clear_error (&error);
      g_assert_cmpint (try_collect (f, &error), ==, cases[i].n_requests == 4);
      jb_emulator_clear_faults (f->emulator);
    }
}

static void
test_faults (Fixture       *f,
             gconstpointer  data)
{
  static const struct { const char *name; JbEmulatorFault fault; int error; } cases[] = {   /* error -1: it works */
    { "delay", { .count = 1, .delay_ms = 50 }, -1 },
    { "drop once", { .count = 1, .drop_after_commit = TRUE }, -1 },
    { "drop always", { .count = -1, .drop_after_commit = TRUE }, JB_PROVIDER_ERROR_OFFLINE },
    { "truncate", { .count = -1, .truncate = TRUE }, JB_PROVIDER_ERROR_PROTOCOL },
    { "cp949", { .count = -1, .cp949 = TRUE }, JB_PROVIDER_ERROR_PROTOCOL },
    { "garbage", { .count = -1, .garbage_bytes = 10 * 1024 * 1024 }, JB_PROVIDER_ERROR_PROTOCOL },
    { "a little garbage", { .count = -1, .garbage_bytes = 10 }, JB_PROVIDER_ERROR_PROTOCOL },
    { "redirect", { .count = -1, .redirect = TRUE }, JB_PROVIDER_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean works;

      g_test_message ("%s", cases[i].name);
      jb_emulator_set_fault (f->emulator, &cases[i].fault);
      works = try_collect (f, &error);
      if (cases[i].error < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, JB_PROVIDER_ERROR, cases[i].error);
      g_assert_cmpint (works, ==, cases[i].error < 0);
      jb_emulator_clear_faults (f->emulator);
    }
}

static void
test_hang_and_cancel (Fixture       *f,
                      gconstpointer  data)
{
  JbEmulatorFault fault = { .signal = (char *) "OS_DTI_LIST", .count = -1, .hang = TRUE };
  JbCollectRequest request = { JB_DIRECTION_SALES, 20260901, 20260915, 'W' };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_emulator_set_fault (f->emulator, &fault);
  jb_provider_collect_async (f->provider, &request, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (jb_emulator_count (f->emulator, "OS_DTI_LIST") == 1);
  g_cancellable_cancel (cancellable);
  jb_test_wait_until (result != NULL);
  g_assert_null (jb_provider_collect_finish (f->provider, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* And it works again at once. */
  jb_emulator_clear_faults (f->emulator);
  g_assert_true (try_collect (f, NULL));
}

static gboolean
check (Fixture  *f,
       GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_provider_check_async (f->provider, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);

  return jb_provider_check_finish (f->provider, result, error);
}

static void
test_who_we_are (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (check (f, &error));
  g_assert_no_error (error);

  connect_provider (f, JB_EMULATOR_COMPANY, "JB0000000000000000000000000WRONG", NULL, 0);
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
  g_clear_error (&error);

  connect_provider (f, "0007654326", JB_EMULATOR_AUTH_CODE, NULL, 0);
  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH);
}

/* A host alone, and both spellings of the path (smartbill.md 1.1). */
static void
test_addresses (Fixture       *f,
                gconstpointer  data)
{
  static const char * const ends[] = { "", "/", "/sb-api/request", "/sb-api/request/" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u%s", jb_emulator_get_port (f->emulator), ends[i]);
      g_autoptr(GError) error = NULL;

      connect_provider_at (f, address, JB_EMULATOR_COMPANY, JB_EMULATOR_AUTH_CODE, NULL, 0);
      g_assert_true (check (f, &error));
      g_assert_no_error (error);
    }
}

static void
test_not_linked (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (check (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONTACT);
  g_assert_cmpstr (jb_provider_error_get_service_code (error), ==, "60129");
}

static void
test_rate (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (try_collect (f, &error));
  g_assert_false (try_collect (f, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_RETRY);
  g_clear_error (&error);

  jb_clock_advance (f->world_clock, 61 * 1000);
  g_assert_true (try_collect (f, &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, world, func) g_test_add ("/protocol/" path, Fixture, &world, set_up, func, tear_down)
  ADD ("whole-world", plain_world, test_whole_world);
  ADD ("alternative-keys", plain_world, test_alternative_keys);
  ADD ("originals", plain_world, test_originals);
  ADD ("templates", plain_world, test_templates);
  ADD ("token/lifetimes", plain_world, test_lifetimes);
  ADD ("token/renewed-in-time", plain_world, test_renewed_in_time);
  ADD ("token/concurrent-renewals", plain_world, test_concurrent_renewals);
  ADD ("seen-rows", plain_world, test_seen_rows);
  ADD ("asked-ahead/in-order", large_world, test_asked_ahead);
  ADD ("asked-ahead/cancelled", large_world, test_asked_ahead_cancelled);
  ADD ("known-answer", plain_world, test_known_answer);
  ADD ("codes", plain_world, test_codes);
  ADD ("statuses", plain_world, test_statuses);
  ADD ("faults", plain_world, test_faults);
  ADD ("hang-and-cancel", plain_world, test_hang_and_cancel);
  ADD ("who-we-are", plain_world, test_who_we_are);
  ADD ("addresses", plain_world, test_addresses);
  ADD ("not-linked", unlinked_world, test_not_linked);
  ADD ("rate", limited_world, test_rate);
#undef ADD

  return g_test_run ();
}
