/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A book with a key: protected, locked, opened by keyring or recovery code, copied, and read by several threads. */

#include "config.h"

#include "jb-protection-fixture.h"

#include "jb-codec.h"

/* What protected files of this test hold: invoices 0 … 9 with originals, and two of them of a person. */
#define N_ROWS 10

typedef struct
{
  Fixture    base;
  JbInvoice *rows[N_ROWS];
} Filled;

static void
fill (Filled *f)
{
  for (guint i = 0; i < N_ROWS; i++)
    {
      f->rows[i] = i < 2 ? protection_person_invoice (i) : fixture_invoice (i + 100);
      fixture_merge_one (&f->base, f->rows[i]);
    }
  for (guint i = 0; i < N_ROWS; i++)
    protection_store (&f->base, f->rows[i], i);
}

static void
set_up (Filled        *f,
        gconstpointer  data)
{
  fixture_set_up (&f->base, data);
  fill (f);
}

static void
tear_down (Filled        *f,
           gconstpointer  data)
{
  for (guint i = 0; i < N_ROWS; i++)
    g_clear_object (&f->rows[i]);
  fixture_tear_down (&f->base, data);
}

static void
assert_all_originals (Filled  *f,
                      Fixture *book)
{
  for (guint i = 0; i < N_ROWS; i++)
    protection_assert_original (book, f->rows[i], i);
}

static void
reopen (Fixture *f)
{
  fixture_close (f);
  fixture_open (f);
}

static void
assert_key_error (GError **error)
{
  g_assert_error (*error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_clear_error (error);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  ++*(guint *) user_data;
}

static gint64
count_kind (Fixture    *f,
            const char *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM journal WHERE kind = '%s'", kind);

  return fixture_ask (f, sql);
}

/* -- a book without a key ------------------------------------------------------------------------------------------ */

static void
test_unprotected (Filled        *f,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookKey) key = protection_key ();
  g_autoptr(JbBookKey) opened = NULL;
  g_autofree char *id = g_strdup (jb_archive_get_id (f->base.archive));

  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_NONE);
  g_assert_cmpuint (strlen (id), ==, 32);
  g_assert_cmpuint (strspn (id, "0123456789abcdef"), ==, 32);
  g_assert_null (jb_archive_dup_key (f->base.archive));
  g_assert_false (jb_archive_has_rest (f->base.archive));
  protection_encrypt_rest (&f->base);
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM originals WHERE substr (sealed, 1, 1) = x'03'"), ==, 0);

  g_assert_false (jb_archive_unlock (f->base.archive, key, &error));
  assert_key_error (&error);
  opened = protection_unlock_with (&f->base, CODE_ONE, &error);
  g_assert_null (opened);
  assert_key_error (&error);
  g_assert_false (protection_change_code (&f->base, CODE_ONE, &error));
  assert_key_error (&error);

  reopen (&f->base);
  g_assert_cmpstr (jb_archive_get_id (f->base.archive), ==, id);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_NONE);
  assert_all_originals (f, &f->base);
}

/* -- protecting --------------------------------------------------------------------------------------------------- */

static void
test_protect (Filled        *f,
              gconstpointer  data)
{
  g_autoptr(JbInvoice) later = fixture_invoice (500);
  g_autoptr(JbBookKey) key = protection_key ();
  g_autoptr(GError) error = NULL;
  guint n_notified = 0;

  g_signal_connect (f->base.archive, "notify::protection", G_CALLBACK (count_cb), &n_notified);
  protection_protect (&f->base);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_true (jb_archive_has_rest (f->base.archive));
  g_assert_cmpint (count_kind (&f->base, "protected"), ==, 1);

  /* What comes from now on is encrypted, what was there is not yet. */
  fixture_merge_one (&f->base, later);
  protection_store (&f->base, later, 50);
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM originals WHERE substr (sealed, 1, 1) = x'03'"), ==, 1);
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM parties WHERE substr (sealed, 1, 1) = x'03'"), ==, 1);
  protection_assert_original (&f->base, later, 50);
  assert_all_originals (f, &f->base);

  g_assert_false (protection_try (&f->base, key, CODE_TWO, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS);
  g_clear_error (&error);

  protection_encrypt_rest (&f->base);
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM originals WHERE substr (sealed, 1, 1) <> x'03'"), ==, 0);
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM details WHERE substr (sealed, 1, 1) <> x'03'"), ==, 0);
  g_assert_cmpint (count_kind (&f->base, "encrypted"), ==, 1);
  assert_all_originals (f, &f->base);
  fixture_assert_sound (&f->base);

  /* Nothing more to do, and nothing is done. */
  protection_encrypt_rest (&f->base);
  g_assert_cmpint (count_kind (&f->base, "encrypted"), ==, 1);
}

/* No code, no protection; nothing is changed. */
static void
test_bad_code (Filled        *f,
               gconstpointer  data)
{
  static const char * const codes[] = { "", "x", "01234-56789-ABCDE-FGHJK-MNPQX", CODE_ONE "0" };
  g_autoptr(JbBookKey) key = protection_key ();

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (protection_try (&f->base, key, codes[i], &error));
      assert_key_error (&error);
    }
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_NONE);
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM meta WHERE key IN ('wrap', 'proof', 'rest')"), ==, 0);
}

/* Given up before anything was written: nothing is, and the locked book stays locked. */
static void
test_given_up (Filled        *f,
               gconstpointer  data)
{
  g_autoptr(JbBookKey) key = protection_key ();
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  GAsyncResult *results[3] = { NULL };
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancelled);
  jb_archive_protect_async (f->base.archive, key, CODE_ONE, cancelled, jb_test_result_cb, &results[0]);
  jb_test_wait_until (results[0] != NULL);
  g_assert_false (jb_archive_protect_finish (f->base.archive, results[0], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_NONE);
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM meta WHERE key = 'wrap'"), ==, 0);

  protection_protect (&f->base);
  jb_archive_change_code_async (f->base.archive, CODE_TWO, cancelled, jb_test_result_cb, &results[1]);
  jb_test_wait_until (results[1] != NULL);
  g_assert_false (jb_archive_change_code_finish (f->base.archive, results[1], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  for (guint i = 0; i < 2; i++)
    g_object_unref (results[i]);
  reopen (&f->base);
  jb_archive_unlock_with_code_async (f->base.archive, CODE_ONE, cancelled, jb_test_result_cb, &results[2]);
  jb_test_wait_until (results[2] != NULL);
  g_assert_null (jb_archive_unlock_with_code_finish (f->base.archive, results[2], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_object_unref (results[2]);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_LOCKED);

  {
    g_autoptr(JbBookKey) opened = protection_unlock_with (&f->base, CODE_ONE, &error);

    g_assert_no_error (error);
    g_assert_nonnull (opened);
  }
}

/* Two at once: one of them protects the book, and its key and code open it. */
static void
test_protect_twice (Filled        *f,
                    gconstpointer  data)
{
  const char *codes[] = { CODE_ONE, CODE_TWO };
  gboolean ok[2];
  GAsyncResult *results[2] = { NULL, NULL };
  g_autoptr(JbBookKey) first = jb_book_key_new (NULL);
  g_autoptr(JbBookKey) second = jb_book_key_new (NULL);
  JbBookKey *keys[] = { first, second };
  g_autoptr(JbBookKey) opened = NULL;
  g_autoptr(GError) error = NULL;
  guint winner;

  for (guint i = 0; i < 2; i++)
    jb_archive_protect_async (f->base.archive, keys[i], codes[i], NULL, jb_test_result_cb, &results[i]);
  jb_test_wait_until (results[0] != NULL && results[1] != NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) refused = NULL;

      ok[i] = jb_archive_protect_finish (f->base.archive, results[i], &refused);
      g_assert_true (ok[i] || g_error_matches (refused, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS));
      g_object_unref (results[i]);
    }
  g_assert_true (ok[0] != ok[1]);

  winner = ok[0] ? 0 : 1;
  reopen (&f->base);
  g_assert_false (jb_archive_unlock (f->base.archive, keys[!winner], NULL));
  opened = protection_unlock_with (&f->base, codes[winner], &error);
  g_assert_no_error (error);
  g_assert_cmpmem (jb_book_key_get_bytes (opened), JB_BOOK_KEY_BYTES, jb_book_key_get_bytes (keys[winner]), JB_BOOK_KEY_BYTES);
  assert_all_originals (f, &f->base);
}

/* The same person before, between and after: one row of parties, found by the number at any time. */
static void
test_one_person (Filled        *f,
                 gconstpointer  data)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  guint expected = 2;

  query->text = g_strdup ("900101-1234567");
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr(JbInvoice) invoice = protection_person_invoice (20 + round);
      g_autoptr(JbInvoice) loaded = NULL;
      g_autoptr(JbInvoiceMap) map = NULL;

      if (round == 1)
        protection_protect (&f->base);
      if (round == 2)
        protection_encrypt_rest (&f->base);

      fixture_merge_one (&f->base, invoice);
      map = fixture_map (&f->base, query);
      g_assert_cmpuint (map->ids->len, ==, ++expected);
      loaded = fixture_load (&f->base, fixture_find (&f->base, invoice->issue_id));
      g_assert_cmpstr (loaded->buyer->registration, ==, PERSON_NUMBER);
      g_assert_cmpstr (loaded->buyer->address, ==, invoice->buyer->address);
      g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM parties WHERE sealed IS NOT NULL"), ==, 1);
    }

  /* And when the program starts anew and remembers nobody. */
  reopen (&f->base);
  protection_unlock (&f->base);
  g_assert_cmpuint (fixture_merge_one (&f->base, f->rows[0]).n_changed, ==, 0);
  {
    g_autoptr(JbInvoice) invoice = protection_person_invoice (30);
    g_autoptr(JbInvoiceMap) map = NULL;

    fixture_merge_one (&f->base, invoice);
    map = fixture_map (&f->base, query);
    g_assert_cmpuint (map->ids->len, ==, ++expected);
  }
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM parties WHERE sealed IS NOT NULL"), ==, 1);
}

/* What a service says again is the same as before, with the key as without. */
static void
test_same_again (Filled        *f,
                 gconstpointer  data)
{
  JbMergeResult merged;

  protection_protect (&f->base);
  protection_encrypt_rest (&f->base);
  for (guint i = 0; i < N_ROWS; i++)
    {
      merged = fixture_merge_one (&f->base, f->rows[i]);
      g_assert_cmpuint (merged.n_same, ==, 1);
    }

  /* A person's other number is a change. */
  f->rows[0]->buyer->registration[12] = '8';
  merged = fixture_merge_one (&f->base, f->rows[0]);
  g_assert_cmpuint (merged.n_changed, ==, 1);
}

/* A party whose number is damaged does not keep the owner from protecting the book. */
static void
test_damaged_party (Filled        *f,
                    gconstpointer  data)
{
  fixture_close (&f->base);
  fixture_tamper (f->base.path, "UPDATE parties SET sealed = x'02ffff' WHERE sealed IS NOT NULL");
  fixture_open (&f->base);
  protection_protect (&f->base);
  protection_encrypt_rest (&f->base);
  g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM parties WHERE substr (sealed, 1, 1) = x'03'"), ==, 1);

  {
    /* It warns, as it should. */
    GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
    g_autoptr(GError) error = NULL;
    gint64 id = fixture_find (&f->base, f->rows[0]->issue_id);
    g_autoptr(GPtrArray) rows = jb_archive_load_rows (f->base.archive, &id, 1, &error);

    g_log_set_always_fatal (fatal);
    g_assert_no_error (error);
    g_assert_cmpstr (((JbInvoice *) g_ptr_array_index (rows, 0))->buyer->registration, ==, "900101-1******");
  }
}

/* -- locked ------------------------------------------------------------------------------------------------------- */

/* The keyring is gone: everything that needs no key goes on, everything else says what to do. */
static void
test_locked (Filled        *f,
             gconstpointer  data)
{
  g_autoptr(JbInvoiceMap) before = fixture_map (&f->base, NULL);
  g_autoptr(JbInvoiceMap) after = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoice) new_ = fixture_invoice (900);
  g_autoptr(JbInvoice) person = NULL;
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(JbInvoiceMap) found = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  gint64 id = fixture_find (&f->base, f->rows[0]->issue_id);

  protection_protect (&f->base);
  protection_encrypt_rest (&f->base);
  reopen (&f->base);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_LOCKED);

  /* Lists, sums, search. */
  after = fixture_map (&f->base, NULL);
  g_assert_cmpuint (after->ids->len, ==, before->ids->len);
  g_assert_cmpint (after->totals.total, ==, before->totals.total);
  query->text = g_strdup ("김나라");
  found = fixture_map (&f->base, query);
  g_assert_cmpuint (found->ids->len, ==, 2);
  g_free (query->text);
  query->text = g_strdup (PERSON_NUMBER);
  g_clear_pointer (&found, jb_invoice_map_unref);
  found = fixture_map (&f->base, query);
  g_assert_cmpuint (found->ids->len, ==, 0);
  rows = jb_archive_load_rows (f->base.archive, &id, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((JbInvoice *) g_ptr_array_index (rows, 0))->buyer->name, ==, "김나라");
  g_assert_cmpstr (((JbInvoice *) g_ptr_array_index (rows, 0))->buyer->registration, ==, "900101-1******");

  /* What is encrypted. */
  bytes = fixture_load_original (&f->base, id, &error);
  g_assert_null (bytes);
  assert_key_error (&error);
  jb_archive_load_invoice_async (f->base.archive, id, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  person = jb_archive_load_invoice_finish (f->base.archive, result, &error);
  g_assert_null (person);
  assert_key_error (&error);

  /* What would have to be. */
  {
    g_autoptr(GPtrArray) invoices = g_ptr_array_new ();
    gint64 n_sources = fixture_ask (&f->base, "SELECT count(*) FROM sources");
    JbMergeResult merged;
    JbMergePage *page;

    g_ptr_array_add (invoices, new_);
    page = jb_merge_page_new (f->base.connection, invoices);
    page->has_cursor = TRUE;
    page->cursor = (JbCursor) { f->base.connection, JB_DIRECTION_SALES, '*', 20260909, FIXTURE_NOW };
    g_assert_false (fixture_merge_page (&f->base, page, &merged, &error));
    assert_key_error (&error);
    g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM sources"), ==, n_sources);
    g_assert_cmpint (fixture_ask (&f->base, "SELECT count(*) FROM cursors"), ==, 0);
  }
  {
    g_autoptr(GPtrArray) originals = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);
    g_autoptr(GAsyncResult) stored = NULL;
    JbArrivedOriginal *original = jb_arrived_original_new (f->rows[0]->issue_id);

    original->bytes = protection_bytes (77);
    g_ptr_array_add (originals, original);
    jb_archive_store_originals_async (f->base.archive, f->base.connection, f->rows[0]->direction,
                                      g_steal_pointer (&originals), NULL, jb_test_result_cb, &stored);
    jb_test_wait_until (stored != NULL);
    g_assert_cmpint (jb_archive_store_originals_finish (f->base.archive, stored, &error), ==, -1);
    assert_key_error (&error);
  }
  g_assert_false (protection_change_code (&f->base, CODE_TWO, &error));
  assert_key_error (&error);

  /* The check says what it could not prove, and nothing else. */
  findings = fixture_check (&f->base);
  g_assert_cmpuint (findings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (findings, 0), "locked"));

  protection_unlock (&f->base);
  assert_all_originals (f, &f->base);
  fixture_assert_sound (&f->base);
  g_assert_cmpuint (fixture_merge_one (&f->base, new_).n_new, ==, 1);
}

/* The rest of a locked book waits. */
static void
test_locked_rest (Filled        *f,
                  gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  protection_protect (&f->base);
  reopen (&f->base);
  g_assert_true (jb_archive_has_rest (f->base.archive));
  jb_archive_encrypt_rest_async (f->base.archive, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_archive_encrypt_rest_finish (f->base.archive, result, &error));
  assert_key_error (&error);
  g_assert_true (jb_archive_has_rest (f->base.archive));

  protection_unlock (&f->base);
  protection_encrypt_rest (&f->base);
  assert_all_originals (f, &f->base);
}

/* -- keyring and code --------------------------------------------------------------------------------------------- */

static void
test_lost_keyring (Filled        *f,
                   gconstpointer  data)
{
  g_autoptr(JbBookKey) own = protection_key ();
  g_autoptr(JbBookKey) other = jb_book_key_new (NULL);
  g_autoptr(JbBookKey) opened = NULL;
  g_autoptr(GError) error = NULL;
  guint n_notified = 0;

  protection_protect (&f->base);
  protection_encrypt_rest (&f->base);
  reopen (&f->base);
  g_signal_connect (f->base.archive, "notify::protection", G_CALLBACK (count_cb), &n_notified);

  g_assert_false (jb_archive_unlock (f->base.archive, other, &error));
  assert_key_error (&error);
  g_assert_null (protection_unlock_with (&f->base, CODE_TWO, &error));
  assert_key_error (&error);
  g_assert_null (protection_unlock_with (&f->base, "not a code", &error));
  assert_key_error (&error);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_LOCKED);
  g_assert_cmpuint (n_notified, ==, 0);

  /* As somebody types it off the paper. */
  opened = protection_unlock_with (&f->base, " oI234 56789 abcde fghjk mnpqf ", &error);
  g_assert_no_error (error);
  g_assert_cmpmem (jb_book_key_get_bytes (opened), JB_BOOK_KEY_BYTES, jb_book_key_get_bytes (own), JB_BOOK_KEY_BYTES);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_UNLOCKED);
  g_assert_cmpuint (n_notified, ==, 1);
  assert_all_originals (f, &f->base);

  /* Again makes no difference. */
  g_assert_true (jb_archive_unlock (f->base.archive, own, &error));
  g_assert_cmpuint (n_notified, ==, 1);
}

static void
test_change_code (Filled        *f,
                  gconstpointer  data)
{
  g_autoptr(JbBookKey) opened = NULL;
  g_autoptr(GError) error = NULL;

  protection_protect (&f->base);
  g_assert_false (protection_change_code (&f->base, "not a code", &error));
  assert_key_error (&error);
  g_assert_true (protection_change_code (&f->base, CODE_TWO, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_kind (&f->base, "code"), ==, 1);
  assert_all_originals (f, &f->base);

  reopen (&f->base);
  g_assert_null (protection_unlock_with (&f->base, CODE_ONE, &error));
  assert_key_error (&error);
  opened = protection_unlock_with (&f->base, CODE_TWO, &error);
  g_assert_no_error (error);
  assert_all_originals (f, &f->base);
  fixture_assert_sound (&f->base);
}

/* A wrap or proof that somebody broke: a sentence, and the key of the keyring still opens what is sound. */
static void
test_broken_wrap (Filled        *f,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  protection_protect (&f->base);
  fixture_close (&f->base);
  fixture_tamper (f->base.path, "UPDATE meta SET value = x'0114ff' WHERE key = 'wrap'");
  fixture_open (&f->base);
  g_assert_null (protection_unlock_with (&f->base, CODE_ONE, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
  g_clear_error (&error);
  protection_unlock (&f->base);
  assert_all_originals (f, &f->base);

  /* A new code mends it. */
  g_assert_true (protection_change_code (&f->base, CODE_TWO, &error));
  g_assert_no_error (error);
  reopen (&f->base);
  {
    g_autoptr(JbBookKey) opened = protection_unlock_with (&f->base, CODE_TWO, &error);

    g_assert_no_error (error);
    g_assert_nonnull (opened);
  }
}

/* Code and keyring each have a record of their own, so that one damaged row loses no book, and lets none be written in the clear. */
static void
test_lost_record (Filled        *f,
                  gconstpointer  data)
{
  static const char * const losses[] = {
    "DELETE FROM meta WHERE key = 'proof'",
    "UPDATE meta SET value = zeroblob (32) WHERE key = 'proof'",
  };
  g_autoptr(JbBookKey) other = jb_book_key_new (NULL);
  g_autoptr(GError) error = NULL;

  protection_protect (&f->base);
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      g_autoptr(JbBookKey) key = protection_key ();
      g_autoptr(JbBookKey) opened = NULL;

      fixture_close (&f->base);
      fixture_tamper (f->base.path, losses[i]);
      fixture_open (&f->base);
      g_assert_false (jb_archive_unlock (f->base.archive, key, &error));
      assert_key_error (&error);
      opened = protection_unlock_with (&f->base, CODE_ONE, &error);
      g_assert_no_error (error);
      assert_all_originals (f, &f->base);
    }

  g_assert_true (protection_change_code (&f->base, CODE_ONE, &error));
  g_assert_no_error (error);
  reopen (&f->base);
  protection_unlock (&f->base);
  fixture_close (&f->base);

  fixture_tamper (f->base.path, "DELETE FROM meta WHERE key = 'wrap'");
  fixture_open (&f->base);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_LOCKED);
  g_assert_false (protection_try (&f->base, other, CODE_TWO, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (protection_unlock_with (&f->base, CODE_ONE, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
  protection_unlock (&f->base);
  assert_all_originals (f, &f->base);
}

/* Nobody can read the originals any more: no sound book. */
static void
test_both_records_lost (Filled        *f,
                        gconstpointer  data)
{
  g_autoptr(GPtrArray) findings = NULL;

  protection_protect (&f->base);
  protection_encrypt_rest (&f->base);
  fixture_close (&f->base);
  fixture_tamper (f->base.path, "DELETE FROM meta WHERE key IN ('wrap', 'proof')");
  fixture_open (&f->base);
  findings = fixture_check (&f->base);
  g_assert_cmpuint (findings->len, >, 0);
}

/* Originals that changed places, or of which a bit changed: not what the book gives out, and named by the check. */
static void
test_exchanged (Filled        *f,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) findings = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  protection_protect (&f->base);
  protection_encrypt_rest (&f->base);
  fixture_close (&f->base);
  fixture_tamper (f->base.path, "CREATE TABLE t AS SELECT * FROM originals;"
                                "UPDATE originals SET sealed = (SELECT sealed FROM t WHERE invoice = 5 - originals.invoice) "
                                "WHERE invoice IN (2, 3); DROP TABLE t");
  fixture_open (&f->base);
  protection_unlock (&f->base);
  findings = fixture_check (&f->base);
  g_assert_cmpuint (findings->len, ==, 2);
  bytes = fixture_load_original (&f->base, 2, &error);
  g_assert_null (bytes);
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
}

/* -- copies ------------------------------------------------------------------------------------------------------- */

static void
back_up (Fixture    *f,
         const char *path)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_archive_backup_async (f->archive, path, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_archive_backup_finish (f->archive, result, &error);
  g_assert_no_error (error);
}

/* A backup goes to another place and opens there with the code alone, whenever it was made. */
static void
test_backup (Filled        *f,
             gconstpointer  data)
{
  g_autofree char *id = g_strdup (jb_archive_get_id (f->base.archive));

  for (int moment = 0; moment < 3; moment++)
    {
      g_autofree char *name = g_strdup_printf ("backup-%d.jangbu", moment);
      g_autofree char *backup = g_build_filename (f->base.folder, name, NULL);
      g_autofree char *other = g_strdup_printf ("%s/elsewhere-%d/book.jangbu", f->base.folder, moment);
      Fixture restored = { .path = other, .clock = f->base.clock, .connection = 1 };
      g_autoptr(JbBookKey) opened = NULL;
      g_autoptr(GError) error = NULL;

      if (moment == 0)
        protection_protect (&f->base);   /* the rest is still in the clear */
      if (moment == 1)
        protection_encrypt_rest (&f->base);
      if (moment == 2)
        reopen (&f->base);   /* locked */
      back_up (&f->base, backup);

      g_assert_true (jb_archive_restore (backup, other, f->base.clock, NULL, &error));
      g_assert_no_error (error);
      fixture_open (&restored);
      g_assert_cmpstr (jb_archive_get_id (restored.archive), ==, id);
      g_assert_cmpint (jb_archive_get_protection (restored.archive), ==, JB_PROTECTION_LOCKED);
      opened = protection_unlock_with (&restored, CODE_ONE, &error);
      g_assert_no_error (error);
      protection_encrypt_rest (&restored);
      assert_all_originals (f, &restored);
      fixture_assert_sound (&restored);
      fixture_close (&restored);
    }
}

/* The damage of an encrypted original keeps a backup from being made as that of any other does. */
static void
test_backup_of_damaged (Filled        *f,
                        gconstpointer  data)
{
  g_autofree char *backup = g_build_filename (f->base.folder, "backup.jangbu", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  protection_protect (&f->base);
  protection_encrypt_rest (&f->base);
  fixture_close (&f->base);
  fixture_tamper (f->base.path, "UPDATE originals SET sealed = CAST (substr (sealed, 1, 40) || x'00' || substr (sealed, 42) AS BLOB) "
                                "WHERE invoice = 4");
  fixture_open (&f->base);
  protection_unlock (&f->base);
  jb_archive_backup_async (f->base.archive, backup, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_archive_backup_finish (f->base.archive, result, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
}

/* Under the id of the protected book lies its key: a book without one that takes its place must not be able to replace that. */
static void
test_restored_from_before (Filled        *f,
                           gconstpointer  data)
{
  g_autofree char *before = g_strconcat (f->base.path, ".before", NULL);
  g_autofree char *after = g_strconcat (f->base.path, ".after", NULL);
  g_autofree char *id = g_strdup (jb_archive_get_id (f->base.archive));
  g_autoptr(GError) error = NULL;

  back_up (&f->base, before);
  protection_protect (&f->base);
  back_up (&f->base, after);
  fixture_close (&f->base);

  g_assert_true (jb_archive_restore (before, f->base.path, f->base.clock, NULL, &error));
  g_assert_no_error (error);
  fixture_open (&f->base);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_NONE);
  g_assert_cmpstr (jb_archive_get_id (f->base.archive), !=, id);
  assert_all_originals (f, &f->base);
  fixture_close (&f->base);

  g_assert_true (jb_archive_restore (after, f->base.path, f->base.clock, NULL, &error));
  g_assert_no_error (error);
  fixture_open (&f->base);
  g_assert_cmpstr (jb_archive_get_id (f->base.archive), ==, id);
  protection_unlock (&f->base);
  assert_all_originals (f, &f->base);
}

/* -- beside another ----------------------------------------------------------------------------------------------- */

/* A program that only reads opens the book with the key as well, even when it was opened before the book had one. */
static void
test_read_only (Filled        *f,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookKey) key = protection_key ();
  g_autoptr(JbInvoice) later = fixture_invoice (700);
  g_autoptr(GBytes) bytes = NULL;
  Fixture reader = { .path = f->base.path, .clock = f->base.clock, .connection = 1 };

  reader.archive = jb_archive_open (f->base.path, JB_ARCHIVE_OPEN_READ_ONLY, f->base.clock, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jb_archive_get_id (reader.archive), ==, jb_archive_get_id (f->base.archive));

  protection_protect (&f->base);
  fixture_merge_one (&f->base, later);
  protection_store (&f->base, later, 60);

  bytes = fixture_load_original (&reader, fixture_find (&reader, later->issue_id), &error);
  g_assert_null (bytes);
  assert_key_error (&error);
  g_assert_true (jb_archive_unlock (reader.archive, key, &error));
  g_assert_no_error (error);
  protection_assert_original (&reader, later, 60);
  assert_all_originals (f, &reader);

  g_assert_false (protection_try (&reader, key, CODE_TWO, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (protection_change_code (&reader, CODE_TWO, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY);
  fixture_close (&reader);
}

/* While the writer protects and encrypts, the other threads read on, and every answer is the right one. */
static void
test_threads (Filled        *f,
              gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n = 0;

  protection_protect (&f->base);
  jb_archive_encrypt_rest_async (f->base.archive, NULL, NULL, NULL, jb_test_result_cb, &result);
  while (result == NULL || n < 4 * N_ROWS)
    {
      g_autoptr(JbInvoiceMap) map = fixture_map (&f->base, NULL);
      g_autoptr(GPtrArray) rows = jb_archive_load_page (f->base.archive, map, 0, map->ids->len, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (rows->len, ==, map->ids->len);
      protection_assert_original (&f->base, f->rows[n % N_ROWS], n % N_ROWS);
      /* On the writer's thread, which the main thread waits for. */
      g_assert_true (jb_archive_rename_connection (f->base.archive, f->base.connection, n % 2 ? "하나" : "둘", &error));
      if (n % 5 == 0)
        fixture_assert_sound (&f->base);
      n++;
    }
  g_assert_true (jb_archive_encrypt_rest_finish (f->base.archive, result, &error));
  g_assert_no_error (error);
  assert_all_originals (f, &f->base);
}

/* Closed in the middle of everything: no answer is lost, and the next start goes on. */
static void
test_closed (Filled        *f,
             gconstpointer  data)
{
  g_autoptr(JbBookKey) key = protection_key ();
  g_autoptr(GAsyncResult) protected_ = NULL;
  g_autoptr(GAsyncResult) unlocked = NULL;
  g_autoptr(GAsyncResult) rest = NULL;
  g_autoptr(GError) error = NULL;

  jb_archive_protect_async (f->base.archive, key, CODE_ONE, NULL, jb_test_result_cb, &protected_);
  jb_archive_close (f->base.archive);
  jb_test_wait_until (protected_ != NULL);
  g_assert_false (jb_archive_protect_finish (f->base.archive, protected_, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED);
  g_clear_error (&error);
  g_clear_object (&protected_);
  reopen (&f->base);
  g_assert_cmpint (jb_archive_get_protection (f->base.archive), ==, JB_PROTECTION_NONE);

  protection_protect (&f->base);
  jb_archive_encrypt_rest_async (f->base.archive, NULL, NULL, NULL, jb_test_result_cb, &rest);
  jb_archive_close (f->base.archive);
  jb_test_wait_until (rest != NULL);
  g_assert_false (jb_archive_encrypt_rest_finish (f->base.archive, rest, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED);
  g_clear_error (&error);
  g_clear_object (&rest);
  reopen (&f->base);
  g_assert_true (jb_archive_has_rest (f->base.archive));

  jb_archive_unlock_with_code_async (f->base.archive, CODE_ONE, NULL, jb_test_result_cb, &unlocked);
  jb_archive_close (f->base.archive);
  jb_test_wait_until (unlocked != NULL);
  {
    g_autoptr(JbBookKey) opened = jb_archive_unlock_with_code_finish (f->base.archive, unlocked, &error);

    g_assert_true ((opened == NULL) == (error != NULL));
  }
  g_clear_object (&unlocked);
  reopen (&f->base);
  protection_unlock (&f->base);
  protection_encrypt_rest (&f->base);
  assert_all_originals (f, &f->base);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Filled, NULL, set_up, function, tear_down)
  ADD ("/protection/none", test_unprotected);
  ADD ("/protection/protect", test_protect);
  ADD ("/protection/bad-code", test_bad_code);
  ADD ("/protection/given-up", test_given_up);
  ADD ("/protection/twice", test_protect_twice);
  ADD ("/protection/one-person", test_one_person);
  ADD ("/protection/same-again", test_same_again);
  ADD ("/protection/damaged-party", test_damaged_party);
  ADD ("/protection/locked", test_locked);
  ADD ("/protection/locked-rest", test_locked_rest);
  ADD ("/protection/lost-keyring", test_lost_keyring);
  ADD ("/protection/change-code", test_change_code);
  ADD ("/protection/broken-wrap", test_broken_wrap);
  ADD ("/protection/lost-record", test_lost_record);
  ADD ("/protection/both-records-lost", test_both_records_lost);
  ADD ("/protection/exchanged", test_exchanged);
  ADD ("/protection/backup", test_backup);
  ADD ("/protection/restored-from-before", test_restored_from_before);
  ADD ("/protection/backup-of-damaged", test_backup_of_damaged);
  ADD ("/protection/read-only", test_read_only);
  ADD ("/protection/threads", test_threads);
  ADD ("/protection/closed", test_closed);
#undef ADD

  return g_test_run ();
}
