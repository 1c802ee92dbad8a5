/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal for people: entries in words, filters, and what happened to one invoice. */

#include "config.h"

#include "jb-protection-fixture.h"

#include "jb-archive-walk.h"
#include "jb-history.h"

static GArray *
list (Fixture         *f,
      JbJournalFilter  filter)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GArray *ids;

  jb_archive_list_journal_async (f->archive, filter, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  ids = jb_archive_list_journal_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return ids;
}

/* The sentences that @filter lets through, a line each. */
static char *
tell (Fixture         *f,
      JbJournalFilter  filter)
{
  g_autoptr(GArray) ids = list (f, filter);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = jb_archive_load_journal (f->archive, (const gint64 *) (gpointer) ids->data, ids->len, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const JbJournalEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *sentence = jb_journal_entry_describe (entry);

      g_assert_cmpint (entry->id, ==, g_array_index (ids, gint64, i));
      g_assert_cmpuint (strlen (entry->hash), ==, 64);
      g_string_append_printf (text, "%s\n", sentence);
    }
  return g_string_free (text, FALSE);
}

static GPtrArray *
load_history (Fixture *f,
              gint64   id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *entries;

  jb_archive_load_history_async (f->archive, id, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  entries = jb_archive_load_history_finish (f->archive, result, &error);
  g_assert_no_error (error);
  return entries;
}

static void
note_export (Fixture    *f,
             const char *format,
             guint       count,
             gint64      id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_archive_note_export_async (f->archive, format, NULL, count, id, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_archive_note_export_finish (f->archive, result, &error);
  g_assert_no_error (error);
}

static void
fill (Fixture *f)
{
  g_autoptr(GPtrArray) rows = fixture_invoices (1, 3);
  g_autoptr(JbInvoice) changed = fixture_invoice (2);

  fixture_merge (f, f->connection, rows);
  jb_clock_advance (f->clock, 60000);
  protection_store (f, changed, 2);
  jb_clock_advance (f->clock, 60000);
  changed->status = JB_STATUS_ISSUED;
  changed->sent_on = 20260915;
  changed->total += 1000;
  g_free (changed->document_number);
  changed->document_number = g_strdup ("A\tB\\C\nD");
  fixture_merge_one (f, changed);
  g_assert_true (jb_archive_rename_connection (f->archive, f->connection, "이름", NULL));
  g_assert_true (jb_archive_pause_connection (f->archive, f->connection, TRUE, NULL));
  note_export (f, "csv", 3, 0);
  note_export (f, "original", 1, fixture_find (f, changed->issue_id));
}

static void
test_journal (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *all = NULL;
  g_autofree char *arrivals = NULL;
  g_autofree char *changes = NULL;
  g_autofree char *book = NULL;

  fill (f);
  /* What is written after waits for what is being written. */
  g_assert_true (jb_archive_pause_connection (f->archive, f->connection, FALSE, NULL));
  jb_test_wait_until (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'export'") == 2);
  all = tell (f, JB_JOURNAL_FILTER_ALL);
  arrivals = tell (f, JB_JOURNAL_FILTER_ARRIVALS);
  changes = tell (f, JB_JOURNAL_FILTER_CHANGES);
  book = tell (f, JB_JOURNAL_FILTER_BOOK);
  g_assert_cmpstr (arrivals, ==, "1 original arrived.\n3 invoices arrived.\n");
  g_assert_cmpstr (changes, ==, "Invoice 20260115-41000000-00000002 says something else than before.\n");
  g_assert_nonnull (strstr (book, "3 invoices were exported (csv).\n"));
  g_assert_nonnull (strstr (book, "1 invoice was exported (original).\n"));
  g_assert_nonnull (strstr (book, "A connection was paused.\nA connection was renamed to “이름”.\n"));
  g_assert_nonnull (strstr (book, "A connection was made.\nThe journal begins to prove every row.\n"));
  g_assert_cmpuint (strlen (all), ==, strlen (arrivals) + strlen (changes) + strlen (book));
  fixture_assert_sound (f);
}

static void
test_invoice (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *document_number = NULL;
  const JbJournalEntry *first, *second, *third;
  g_autoptr(GPtrArray) nothing = load_history (f, 99);

  g_assert_cmpuint (nothing->len, ==, 0);
  fill (f);
  jb_test_wait_until (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'export'") == 2);
  entries = load_history (f, fixture_find (f, "202601154100000000000002"));
  g_assert_cmpuint (entries->len, ==, 4);
  first = g_ptr_array_index (entries, 0);
  second = g_ptr_array_index (entries, 1);
  third = g_ptr_array_index (entries, 2);
  g_assert_cmpstr (first->kind, ==, JB_HISTORY_ARRIVED);
  g_assert_cmpstr (first->service, ==, "smartbill");
  g_assert_cmpint (first->at, ==, FIXTURE_NOW);
  text = jb_journal_entry_describe (second);
  g_assert_cmpstr (second->kind, ==, JB_HISTORY_ORIGINAL);
  g_assert_true (g_str_has_prefix (text, "The original arrived: "));
  g_assert_cmpstr (third->kind, ==, "change");
  changes = jb_journal_entry_list_changes (third);
  g_ptr_array_add (changes, NULL);
  g_clear_pointer (&text, g_free);
  text = g_strjoinv ("; ", (char **) changes->pdata);
  g_assert_nonnull (strstr (text, "Sent to the NTS: 2026-09-15"));
  g_assert_nonnull (strstr (text, "Total: 174,218 → 175,218"));
  document_number = jb_journal_entry_get_value (third, "document_number");
  g_assert_cmpstr (document_number, ==, "A\tB\\C\nD");
  g_assert_cmpstr (((const JbJournalEntry *) g_ptr_array_index (entries, 3))->kind, ==, "export");
}

/* Whatever stands in the file is told, nothing crashes. */
static void
test_hostile (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *all = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  fill (f);
  jb_test_wait_until (fixture_ask (f, "SELECT count(*) FROM journal WHERE kind = 'export'") == 2);
  fixture_close (f);
  fixture_tamper (f->path,
                  "UPDATE journal SET detail = 'status' || char (9) || '-99999999999999999999' || char (9) || '\\' || char (10) || 'sent_on'"
                  "|| char (9) || char (9) || '99999999' || char (10) || 'count' || char (9) || '-5' || char (10) || char (9) || char (9) WHERE id % 2 = 0;"
                  "UPDATE journal SET kind = 'of tomorrow', at = -9223372036854775807 WHERE id % 3 = 0;"
                  "UPDATE journal SET detail = '' WHERE id % 5 = 0; UPDATE journal SET invoice = 2");
  fixture_open (f);
  all = tell (f, JB_JOURNAL_FILTER_ALL);
  g_assert_nonnull (strstr (all, "of tomorrow"));
  entries = load_history (f, 2);
  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr(GPtrArray) changes = jb_journal_entry_list_changes (g_ptr_array_index (entries, i));

      g_assert_nonnull (changes);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/history/journal", test_journal);
  ADD ("/history/invoice", test_invoice);
  ADD ("/history/hostile", test_hostile);
#undef ADD

  return g_test_run ();
}
