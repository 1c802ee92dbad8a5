/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* src/sync/jb-book-keeper.c: a real book filled from the emulator, secrets in memory as the keyring; losing it; no keyring at all. */

#include "config.h"

#include "jb-book-keeper.h"

#include "jb-sync-test.h"
#include "jb-wipe.h"

typedef struct
{
  SyncTest      base;
  JbBookKeeper *keeper;
  char         *code;
} KeeperTest;

static void
open_keeper (KeeperTest *f)
{
  g_clear_object (&f->keeper);
  f->keeper = jb_book_keeper_new (f->base.archive, f->base.secrets);
}

/* As the next start of the program. */
static void
open_again (KeeperTest *f)
{
  sync_test_open_book (&f->base, "book.jangbu");
  open_keeper (f);
}

/* As the next start on a computer whose keyring is gone. */
static void
lose_keyring (KeeperTest *f)
{
  g_object_unref (f->base.secrets);
  f->base.secrets = jb_secrets_new_memory ();
  open_again (f);
}

static void
set_up (KeeperTest    *f,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  sync_test_begin (&f->base, TRUE);
  open_keeper (f);
  f->code = jb_recovery_code_new (&error);
  g_assert_no_error (error);
}

static void
tear_down (KeeperTest    *f,
           gconstpointer  data)
{
  g_assert_finalize_object (f->keeper);
  jb_wipe_text (f->code);
  sync_test_end (&f->base);
}

static gboolean
find_key (KeeperTest  *f,
          GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_book_keeper_find_key_async (f->keeper, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_book_keeper_is_asking (f->keeper));
  return jb_book_keeper_find_key_finish (f->keeper, result, error);
}

static gboolean
enter_code (KeeperTest    *f,
            const char    *code,
            GCancellable  *cancellable,
            GError       **secret_error,
            GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_book_keeper_enter_code_async (f->keeper, code, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_book_keeper_enter_code_finish (f->keeper, result, secret_error, error);
}

static gboolean
protect (KeeperTest  *f,
         const char  *code,
         GError     **secret_error,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_book_keeper_protect_async (f->keeper, code, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_book_keeper_protect_finish (f->keeper, result, secret_error, error);
}

static void
protect_well (KeeperTest *f)
{
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (protect (f, f->code, &secret_error, &error));
  g_assert_no_error (error);
  g_assert_no_error (secret_error);
}

static void
encrypt_rest (KeeperTest *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_book_keeper_encrypt_rest_async (f->keeper, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_book_keeper_encrypt_rest_finish (f->keeper, result, &error));
  g_assert_no_error (error);
}

/* The original of the newest purchase. */
static GBytes *
load_original (KeeperTest  *f,
               GError     **error)
{
  g_autoptr(JbInvoiceMap) map = sync_test_load_map (&f->base, JB_DIRECTION_PURCHASE);
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_cmpuint (map->ids->len, >, 0);
  jb_archive_load_original_async (f->base.archive, jb_invoice_map_get_id (map, 0), NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_archive_load_original_finish (f->base.archive, result, error);
}

static void
assert_opens (KeeperTest *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) original = NULL;

  g_assert_cmpint (jb_book_keeper_get_protection (f->keeper), ==, JB_PROTECTION_UNLOCKED);
  g_assert_true (jb_book_keeper_require_key (f->base.archive, &error));
  g_assert_no_error (error);
  original = load_original (f, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (original), >, 500);
}

static void
assert_locked (KeeperTest *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) original_error = NULL;

  g_assert_cmpint (jb_book_keeper_get_protection (f->keeper), ==, JB_PROTECTION_LOCKED);
  g_assert_false (jb_book_keeper_require_key (f->base.archive, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_assert_null (load_original (f, &original_error));
  g_assert_error (original_error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
}

static void
collect (KeeperTest *f)
{
  jb_collect_report_free (sync_test_collect (&f->base));
}

/* -- the keyring helps ---------------------------------------------------------------------------------------------- */

static void
test_protect (KeeperTest    *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  collect (f);
  g_assert_cmpint (jb_book_keeper_get_protection (f->keeper), ==, JB_PROTECTION_NONE);
  g_assert_true (find_key (f, &error));   /* nothing to find, nothing to complain of */
  g_assert_no_error (error);

  protect_well (f);
  g_assert_false (jb_book_keeper_is_session_only (f->keeper));
  assert_opens (f);
  encrypt_rest (f);
  g_assert_false (jb_archive_has_rest (f->base.archive));
  assert_opens (f);

  open_again (f);
  assert_locked (f);
  g_assert_true (find_key (f, &error));
  g_assert_no_error (error);
  assert_opens (f);
  collect (f);
  sync_test_assert_originals (&f->base);
}

static void
test_protect_twice (KeeperTest    *f,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  char *other = jb_recovery_code_new (NULL);

  collect (f);
  protect_well (f);
  g_assert_false (protect (f, other, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS);
  g_clear_error (&error);
  jb_wipe_text (other);

  /* The keyring still has the key that fits. */
  open_again (f);
  g_assert_true (find_key (f, &error));
  g_assert_no_error (error);
  assert_opens (f);
}

typedef struct
{
  guint    n;
  double   last;
  gboolean went_back;
} Watch;

static void
changed_cb (JbBookKeeper *keeper,
            Watch        *watch)
{
  double progress = jb_book_keeper_get_progress (keeper);

  watch->n++;
  watch->went_back |= progress >= 0 && progress < watch->last;
  g_assert_cmpfloat (progress, <=, 1);
  watch->last = MAX (progress, 0);
}

static void
test_progress (KeeperTest    *f,
               gconstpointer  data)
{
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GError) error = NULL;
  Watch watch = { 0 };

  collect (f);
  protect_well (f);
  g_assert_true (jb_archive_has_rest (f->base.archive));
  g_assert_cmpfloat (jb_book_keeper_get_progress (f->keeper), ==, -1);

  g_signal_connect (f->keeper, "changed", G_CALLBACK (changed_cb), &watch);
  jb_book_keeper_encrypt_rest_async (f->keeper, NULL, jb_test_result_cb, &first);
  g_assert_cmpfloat (jb_book_keeper_get_progress (f->keeper), >=, 0);
  jb_book_keeper_encrypt_rest_async (f->keeper, NULL, jb_test_result_cb, &second);
  jb_test_wait_until (first != NULL && second != NULL);

  g_assert_true (jb_book_keeper_encrypt_rest_finish (f->keeper, first, &error));
  g_assert_no_error (error);
  g_assert_false (jb_book_keeper_encrypt_rest_finish (f->keeper, second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_assert_cmpuint (watch.n, >, 2);
  g_assert_false (watch.went_back);
  g_assert_cmpfloat (jb_book_keeper_get_progress (f->keeper), ==, -1);
  g_assert_false (jb_archive_has_rest (f->base.archive));
}

/* Two dialogs at a time: the key in the keyring is the one of the book, not the one that came too late. */
static void
test_protect_at_once (KeeperTest    *f,
                      gconstpointer  data)
{
  g_autofree char *other = jb_recovery_code_new (NULL);
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GError) error = NULL;

  jb_book_keeper_protect_async (f->keeper, f->code, NULL, jb_test_result_cb, &first);
  jb_book_keeper_protect_async (f->keeper, other, NULL, jb_test_result_cb, &second);
  jb_test_wait_until (first != NULL && second != NULL);
  g_assert_true (jb_book_keeper_protect_finish (f->keeper, first, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (jb_book_keeper_protect_finish (f->keeper, second, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_EXISTS);
  g_clear_error (&error);

  g_clear_object (&first);
  g_clear_object (&second);
  open_again (f);
  g_assert_true (find_key (f, &error));
  g_assert_no_error (error);
}

/* -- the keyring is lost -------------------------------------------------------------------------------------------- */

static void
test_lost_keyring (KeeperTest    *f,
                   gconstpointer  data)
{
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *sloppy = NULL;
  g_auto(GStrv) groups = NULL;
  char *wrong;

  collect (f);
  protect_well (f);
  encrypt_rest (f);
  lose_keyring (f);
  assert_locked (f);
  g_assert_false (find_key (f, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  assert_locked (f);

  /* Another code, however well formed, opens nothing and leaves nothing in the keyring. */
  wrong = jb_recovery_code_new (NULL);
  g_assert_false (enter_code (f, wrong, NULL, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_assert_null (strstr (error->message, wrong));
  g_clear_error (&error);
  jb_wipe_text (wrong);
  g_assert_false (enter_code (f, "not a code", NULL, NULL, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_clear_error (&error);
  assert_locked (f);
  g_assert_false (find_key (f, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* As a person types it. */
  groups = g_strsplit (f->code, "-", -1);
  sloppy = g_strjoinv (" ", groups);
  for (char *p = sloppy; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);
  g_assert_true (enter_code (f, sloppy, NULL, &secret_error, &error));
  g_assert_no_error (error);
  g_assert_no_error (secret_error);
  assert_opens (f);

  /* And the next start needs no code again. */
  open_again (f);
  g_assert_true (find_key (f, &error));
  g_assert_no_error (error);
  assert_opens (f);
}

/* What stands under the book's id in the keyring may be anything. */
static void
test_wrong_key (KeeperTest    *f,
                gconstpointer  data)
{
  g_autoptr(JbBookKey) other = jb_book_key_new (NULL);
  char *other_text = jb_book_key_to_text (other);
  const char *texts[] = { other_text, "", "한글", "{\"version\":1}" };

  protect_well (f);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      open_again (f);
      jb_secrets_store_book_key_async (f->base.secrets, jb_archive_get_id (f->base.archive), texts[i], NULL, jb_test_result_cb,
                                       &result);
      jb_test_wait_until (result != NULL);
      g_assert_true (jb_secrets_store_book_key_finish (f->base.secrets, result, &error));
      g_assert_false (find_key (f, &error));
      g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
      g_assert_cmpint (jb_book_keeper_get_protection (f->keeper), ==, JB_PROTECTION_LOCKED);
    }

  jb_wipe_text (other_text);
  g_assert_true (enter_code (f, f->code, NULL, NULL, NULL));
  g_assert_cmpint (jb_book_keeper_get_protection (f->keeper), ==, JB_PROTECTION_UNLOCKED);
}

static void
test_cancelled (KeeperTest    *f,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  collect (f);
  protect_well (f);
  encrypt_rest (f);
  lose_keyring (f);
  g_cancellable_cancel (cancellable);
  g_assert_false (enter_code (f, f->code, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  jb_book_keeper_find_key_async (f->keeper, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_book_keeper_find_key_finish (f->keeper, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_locked (f);
}

/* A locked book is not collected into: the service is not even asked, and no run is noted. */
static void
test_collect_locked (KeeperTest    *f,
                     gconstpointer  data)
{
  g_autoptr(JbOverview) before = NULL;
  g_autoptr(JbOverview) after = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;
  guint n_asked;

  collect (f);
  protect_well (f);
  lose_keyring (f);
  before = sync_test_load_overview (&f->base);
  n_asked = jb_emulator_count (f->base.emulator, NULL);
  g_assert_cmpuint (n_asked, >, 0);

  for (guint i = 0; i < 3; i++)
    {
      g_clear_error (&error);
      g_clear_pointer (&report, jb_collect_report_free);
      report = sync_test_run (&f->base, NULL, &error);
      g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
      g_assert_cmpuint (report->n_connections, ==, 0);
    }
  g_assert_cmpuint (jb_emulator_count (f->base.emulator, NULL), ==, n_asked);
  after = sync_test_load_overview (&f->base);
  g_assert_cmpuint (after->runs->len, ==, before->runs->len);
  g_assert_cmpuint (after->n_invoices, ==, before->n_invoices);
}

/* -- there is no keyring -------------------------------------------------------------------------------------------- */

static void
use_no_keyring (KeeperTest *f)
{
  g_object_unref (f->base.secrets);
  f->base.secrets = jb_secrets_new_keyring ();   /* main() sees to it that none answers */
  open_again (f);
}

static void
test_no_keyring (KeeperTest    *f,
                 gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;

  collect (f);
  use_no_keyring (f);
  g_assert_true (protect (f, f->code, &secret_error, &error));
  g_assert_no_error (error);
  g_assert_error (secret_error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
  g_clear_error (&secret_error);
  g_assert_true (jb_book_keeper_is_session_only (f->keeper));
  assert_opens (f);

  /* Asked once more, it still has none. */
  jb_book_keeper_keep_key_async (f->keeper, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_book_keeper_keep_key_finish (f->keeper, result, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_true (jb_book_keeper_is_session_only (f->keeper));

  /* In this run of the program the book opens again by itself, in the next one by the code. */
  open_again (f);
  g_assert_true (find_key (f, &error));
  g_assert_no_error (error);
  use_no_keyring (f);
  g_assert_false (find_key (f, &error));
  g_assert_error (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_true (enter_code (f, f->code, NULL, &secret_error, &error));
  g_assert_no_error (error);
  g_assert_error (secret_error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_UNAVAILABLE);
  g_assert_true (jb_book_keeper_is_session_only (f->keeper));
  assert_opens (f);
}

/* Only the key of an open book can be offered to a keyring once more. */
static void
test_keep_key (KeeperTest    *f,
               gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  protect_well (f);
  lose_keyring (f);
  jb_book_keeper_keep_key_async (f->keeper, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_false (jb_book_keeper_keep_key_finish (f->keeper, result, &error));
  g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
  g_clear_error (&error);
  g_clear_object (&result);

  g_assert_true (enter_code (f, f->code, NULL, NULL, NULL));
  jb_book_keeper_keep_key_async (f->keeper, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_book_keeper_keep_key_finish (f->keeper, result, &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
#define add(path, func) g_test_add ("/book-keeper/" path, KeeperTest, NULL, set_up, func, tear_down)
  add ("protect", test_protect);
  add ("protect-twice", test_protect_twice);
  add ("protect-at-once", test_protect_at_once);
  add ("progress", test_progress);
  add ("lost-keyring", test_lost_keyring);
  add ("wrong-key", test_wrong_key);
  add ("cancelled", test_cancelled);
  add ("collect-locked", test_collect_locked);
  add ("no-keyring", test_no_keyring);
  add ("keep-key", test_keep_key);
#undef add

  return g_test_run ();
}
