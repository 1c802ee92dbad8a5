/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key of the book in the window: protecting, losing the keyring, unlocking, a keyring that is not there, the preferences. */

#include "config.h"

#include "jb-book-test.h"
#include "jb-wipe.h"

#define LOCKED "The book is locked."
#define NOT_YET "Originals and resident numbers are not encrypted yet."

static gboolean
has_key (UiTest *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  char *text;

  jb_secrets_lookup_book_key_async (f->secrets, jb_archive_get_id (jb_session_get_archive (f->session)), NULL,
                                    jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  text = jb_secrets_lookup_book_key_finish (f->secrets, result, NULL);
  jb_wipe_text (text);
  return text != NULL;
}

static JbProtection
get_protection (UiTest *f)
{
  return jb_session_get_protection (f->session);
}

static const char *
get_hint (GtkWidget *dialog)
{
  return gtk_label_get_text (GTK_LABEL (ui_test_find (dialog, "hint")));
}

/* -- protecting ----------------------------------------------------------------------------------------------------- */

static void
test_protect (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;
  g_autoptr(GPtrArray) groups = NULL;
  g_autoptr(GPtrArray) again = NULL;

  book_test_begin (&f, 12);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_NONE);
  g_assert_cmpstr (book_test_banner (&f), ==, NOT_YET);

  dialog = book_test_open (&f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  book_test_next (dialog);
  groups = book_test_read_groups (dialog);
  book_test_next (dialog);

  /* Nothing typed, then something else: a sentence, and nothing happens. */
  book_test_next (dialog);
  g_assert_nonnull (strstr (get_hint (dialog), "This is not group"));
  connect_test_type (dialog, "first-group", "ABCDE");
  g_assert_cmpstr (get_hint (dialog), ==, "");
  book_test_next (dialog);
  g_assert_nonnull (strstr (get_hint (dialog), "This is not group"));
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_NONE);

  /* Going back shows the same code, as often as one likes. */
  gtk_widget_activate_action (dialog, "recovery.back", NULL);
  gtk_widget_activate_action (dialog, "recovery.back", NULL);
  book_test_next (dialog);
  again = book_test_read_groups (dialog);
  for (guint i = 0; i < groups->len; i++)
    g_assert_cmpstr (g_ptr_array_index (groups, i), ==, g_ptr_array_index (again, i));

  book_test_next (dialog);
  book_test_type_back (dialog, groups);
  book_test_next (dialog);
  jb_test_wait_until (gtk_widget_get_mapped (ui_test_find (dialog, "done-title")));
  g_assert_false (gtk_widget_get_visible (ui_test_find (dialog, "keyring")));
  gtk_window_close (GTK_WINDOW (dialog));

  /* The rest follows by itself. */
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_UNLOCKED);
  jb_test_wait_until (!jb_archive_has_rest (jb_session_get_archive (f.session)));
  g_assert_true (has_key (&f));
  g_assert_null (book_test_banner (&f));
  g_assert_null (jb_session_get_problem (f.session));

  book_test_restart (&f, FALSE);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_UNLOCKED);
  g_assert_null (book_test_banner (&f));
  ui_test_end (&f);
}

static void
test_closed_early (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;

  book_test_begin (&f, 3);
  dialog = book_test_open (&f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  book_test_next (dialog);
  first = book_test_read_groups (dialog);
  book_test_next (dialog);
  book_test_type_back (dialog, first);
  gtk_window_close (GTK_WINDOW (dialog));
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_RECOVERY_DIALOG) == NULL);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_NONE);
  g_assert_false (has_key (&f));

  /* Another dialog, another code. */
  dialog = book_test_open (&f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  book_test_next (dialog);
  second = book_test_read_groups (dialog);
  g_assert_cmpstr (g_ptr_array_index (first, 0), !=, g_ptr_array_index (second, 0));
  gtk_window_close (GTK_WINDOW (dialog));

  g_action_group_activate_action (G_ACTION_GROUP (f.window), "hide-book-banner", NULL);
  g_assert_null (book_test_banner (&f));
  ui_test_end (&f);
}

/* Closing the dialog, or the program, while the book is being written: the book is either protected or it is not. */
static void
test_closed_while_writing (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;
  g_autoptr(GPtrArray) groups = NULL;

  book_test_begin (&f, 3);
  dialog = book_test_open (&f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  book_test_next (dialog);
  groups = book_test_read_groups (dialog);
  book_test_next (dialog);
  book_test_type_back (dialog, groups);
  book_test_next (dialog);
  gtk_window_close (GTK_WINDOW (dialog));

  book_test_restart (&f, FALSE);
  g_assert_cmpint (get_protection (&f), !=, JB_PROTECTION_LOCKED);
  ui_test_end (&f);
}

static void
test_nothing_to_protect (void)
{
  UiTest f = { 0 };

  ui_test_prepare (&f);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  g_assert_null (book_test_banner (&f));
  ui_test_end (&f);
}

static void
test_demo (void)
{
  UiTest f = { 0 };

  ui_test_forget ();
  f.session = jb_session_new_demo (20);
  ui_test_show (&f);
  jb_test_wait_until (jb_session_is_collecting (f.session));
  jb_test_wait_until (!jb_session_is_collecting (f.session));
  g_assert_null (jb_session_get_problem (f.session));
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_UNLOCKED);
  jb_test_wait_until (!jb_archive_has_rest (jb_session_get_archive (f.session)));
  g_assert_null (book_test_banner (&f));
  ui_test_end (&f);
}

/* -- the keyring is lost -------------------------------------------------------------------------------------------- */

static void
enter_code (GtkWidget  *dialog,
            const char *code)
{
  connect_test_type (dialog, "recovery-code", code);
  gtk_widget_activate_action (dialog, "unlock.unlock", NULL);
}

static void
test_lost_keyring (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;
  g_autofree char *code = NULL;
  g_autofree char *wrong = jb_recovery_code_new (NULL);

  book_test_begin (&f, 12);
  code = book_test_protect (&f);
  jb_test_wait_until (!jb_archive_has_rest (jb_session_get_archive (f.session)));
  book_test_restart (&f, TRUE);

  /* Ready all the same: the list is there, and the banner says what is not. */
  g_assert_cmpint (jb_session_get_state (f.session), ==, JB_SESSION_READY);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_LOCKED);
  jb_test_wait_until (book_test_banner (&f) != NULL);
  g_assert_true (g_str_has_prefix (book_test_banner (&f), LOCKED));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "hide-book-banner", NULL);
  g_assert_nonnull (book_test_banner (&f));
  jb_test_wait_until (ui_test_shows (&f, "The Book Is Locked"));   /* at home, where nothing is in order then */
  ui_test_go (&f, "sales");
  jb_window_set_period (f.window, "all");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ui_test_list (&f, JB_DIRECTION_SALES))), ==, 8);

  /* Collecting is refused with a sentence, not tried, and said in one place. */
  for (guint i = 0; i < 3; i++)
    {
      jb_session_collect (f.session);
      g_assert_false (jb_session_is_collecting (f.session));
      g_assert_error (jb_session_get_problem (f.session), JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);
    }
  g_assert_null (jb_window_get_problem (f.window));

  dialog = book_test_open (&f, "unlock-book", JB_TYPE_UNLOCK_DIALOG);
  enter_code (dialog, "");
  g_assert_true (gtk_widget_has_css_class (ui_test_find (dialog, "hint"), "error"));
  enter_code (dialog, "IT IS 한글 !");
  g_assert_true (gtk_widget_has_css_class (ui_test_find (dialog, "hint"), "error"));
  g_assert_null (strstr (get_hint (dialog), "한글"));
  enter_code (dialog, wrong);
  jb_test_wait_until (gtk_widget_has_css_class (ui_test_find (dialog, "hint"), "error"));
  connect_test_type (dialog, "recovery-code", "");
  gtk_widget_activate_action (dialog, "unlock.ask-keyring", NULL);
  jb_test_wait_until (strstr (get_hint (dialog), "The keyring does not hold") != NULL);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_LOCKED);
  g_assert_false (has_key (&f));

  enter_code (dialog, code);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_UNLOCK_DIALOG) == NULL);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_UNLOCKED);
  g_assert_null (book_test_banner (&f));
  g_assert_null (jb_session_get_problem (f.session));
  g_assert_true (has_key (&f));
  ui_test_go (&f, "home");
  jb_test_wait_until (ui_test_shows (&f, "Last Twelve Months") && !ui_test_shows (&f, "The Book Is Locked"));

  book_test_restart (&f, FALSE);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_UNLOCKED);
  ui_test_end (&f);
}

/* A keyring that was locked at the start and is not any more. */
static void
test_keyring_comes_late (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;
  g_autofree char *code = NULL;
  g_autoptr(JbSecrets) keyring = NULL;
  g_autoptr(GAsyncResult) found = NULL;
  g_autoptr(GAsyncResult) put = NULL;
  char *text;

  book_test_begin (&f, 3);
  code = book_test_protect (&f);
  keyring = g_object_ref (f.secrets);
  book_test_restart (&f, TRUE);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_LOCKED);

  jb_secrets_lookup_book_key_async (keyring, jb_archive_get_id (jb_session_get_archive (f.session)), NULL, jb_test_result_cb,
                                    &found);
  jb_test_wait_until (found != NULL);
  text = jb_secrets_lookup_book_key_finish (keyring, found, NULL);
  jb_secrets_store_book_key_async (f.secrets, jb_archive_get_id (jb_session_get_archive (f.session)), text, NULL,
                                   jb_test_result_cb, &put);
  jb_test_wait_until (put != NULL);
  g_assert_true (jb_secrets_store_book_key_finish (f.secrets, put, NULL));
  jb_wipe_text (text);

  dialog = book_test_open (&f, "unlock-book", JB_TYPE_UNLOCK_DIALOG);
  gtk_widget_activate_action (dialog, "unlock.ask-keyring", NULL);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_UNLOCK_DIALOG) == NULL);
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_UNLOCKED);
  ui_test_end (&f);
}

/* What was wanted while the keyring was being asked is done as soon as it has answered. */
static void
collect_at_once_cb (JbSession *session)
{
  if (jb_session_get_state (session) != JB_SESSION_READY)
    return;
  g_assert_true (jb_book_keeper_is_asking (jb_session_get_keeper (session)));
  jb_session_collect (session);
  g_assert_false (jb_session_is_collecting (session));
}

static void
test_collect_while_asking (void)
{
  UiTest f = { 0 };
  g_autofree char *code = NULL;

  book_test_begin (&f, 3);
  code = book_test_protect (&f);
  ui_test_stop (&f);

  f.session = jb_session_new (f.path, f.secrets, f.clock);
  g_signal_connect (f.session, "notify::state", G_CALLBACK (collect_at_once_cb), NULL);
  ui_test_show (&f);
  /* The connection has no code, so the run ends before any network. */
  jb_test_wait_until (jb_session_get_problem (f.session) != NULL);
  g_assert_error (jb_session_get_problem (f.session), JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND);
  ui_test_end (&f);
}

typedef struct
{
  UiTest   base;
  gboolean seen;   /* the window told that it encrypts */
} RestTest;

static void
stop_rest_cb (JbBookKeeper *keeper,
              RestTest     *f)
{
  if (jb_book_keeper_get_progress (keeper) < 0)
    return;
  f->seen |= ui_test_shows (&f->base, "Encrypting originals: 0 %");
  jb_session_stop_encrypting (f->base.session);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* A rest is told of while it is encrypted; stopped, it waits for the next start. */
static void
test_stopped_rest (void)
{
  RestTest rest = { 0 };
  UiTest *f = &rest.base;
  g_autofree char *code = NULL;
  GtkWidget *dialog;

  book_test_begin (f, UI_TEST_INVOICES);
  dialog = book_test_open (f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  g_signal_connect (jb_session_get_keeper (f->session), "changed", G_CALLBACK (stop_rest_cb), &rest);
  code = book_test_take_code (dialog);
  jb_test_wait_until (jb_book_keeper_get_progress (jb_session_get_keeper (f->session)) < 0);
  g_assert_true (rest.seen);
  g_assert_false (ui_test_shows (f, "Encrypting originals: 0 %"));
  g_assert_true (jb_archive_has_rest (jb_session_get_archive (f->session)));
  g_assert_null (jb_session_get_problem (f->session));
  gtk_window_close (GTK_WINDOW (dialog));

  book_test_restart (f, FALSE);
  jb_test_wait_until (!jb_archive_has_rest (jb_session_get_archive (f->session)));
  g_assert_null (jb_session_get_problem (f->session));
  ui_test_end (f);
}

static void
never_both_cb (JbBookKeeper *keeper,
               RestTest     *f)
{
  if (jb_book_keeper_get_progress (keeper) < 0)
    return;
  if (!f->seen)
    jb_session_collect (f->base.session);
  f->seen = TRUE;
  g_assert_cmpint (jb_session_get_phase (f->base.session), ==, JB_COLLECTOR_IDLE);
}

/* A run begins and ends in the book while the window waits, so it must not meet a book that is written anew. */
static void
test_collect_while_encrypting (void)
{
  RestTest rest = { 0 };
  UiTest *f = &rest.base;
  g_autofree char *code = NULL;
  guint n_runs = 0;

  book_test_begin (f, UI_TEST_INVOICES);
  g_signal_connect_swapped (f->session, "collected", G_CALLBACK (count_cb), &n_runs);
  g_signal_connect (jb_session_get_keeper (f->session), "changed", G_CALLBACK (never_both_cb), &rest);
  code = book_test_protect (f);
  jb_test_wait_until (rest.seen && n_runs > 0 && !jb_archive_has_rest (jb_session_get_archive (f->session)));
  g_assert_cmpuint (n_runs, ==, 1);
  ui_test_end (f);
}

/* -- there is no keyring -------------------------------------------------------------------------------------------- */

static void
test_no_keyring (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;
  g_autofree char *code = NULL;

  ui_test_prepare (&f);
  g_clear_object (&f.secrets);
  f.secrets = jb_secrets_new_keyring ();   /* main() sees to it that none answers */
  ui_test_fill_book (&f, 3);
  ui_test_show (&f);
  jb_test_wait_until (jb_window_is_settled (f.window));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "hide-book-banner", NULL);
  g_assert_null (book_test_banner (&f));

  dialog = book_test_open (&f, "protect-book", JB_TYPE_RECOVERY_DIALOG);
  code = book_test_take_code (dialog);
  g_assert_true (gtk_widget_get_visible (ui_test_find (dialog, "keyring")));
  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_cmpint (get_protection (&f), ==, JB_PROTECTION_UNLOCKED);
  g_assert_nonnull (strstr (book_test_banner (&f), "at its next start"));
  g_action_group_activate_action (G_ACTION_GROUP (f.window), "hide-book-banner", NULL);
  g_assert_null (book_test_banner (&f));
  ui_test_end (&f);
}

/* -- the preferences ------------------------------------------------------------------------------------------------ */

static GtkWidget *
open_preferences (UiTest *f)
{
  AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW (adw_preferences_window_new ());

  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (jb_book_preferences_new (f->session)));
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (f->window));
  gtk_window_present (GTK_WINDOW (window));
  jb_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return GTK_WIDGET (window);
}

static const char *
get_subtitle (GtkWidget  *window,
              const char *row)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_test_find (window, row)));
}

static gboolean
is_shown (GtkWidget  *window,
          const char *name)
{
  return gtk_widget_get_mapped (ui_test_find (window, name));
}

static void
test_preferences (void)
{
  UiTest f = { 0 };
  GtkWidget *window, *dialog;
  g_autofree char *code = NULL;
  g_autofree char *new_code = NULL;

  book_test_begin (&f, 3);
  window = open_preferences (&f);
  g_assert_cmpstr (get_subtitle (window, "state"), ==, "Not encrypted");
  g_assert_cmpstr (get_subtitle (window, "path"), ==, f.path);
  g_assert_true (is_shown (window, "protect"));
  g_assert_false (is_shown (window, "key"));
  g_assert_false (is_shown (window, "new-code"));

  gtk_widget_activate_action (ui_test_find (window, "protect"), "book.new-code", NULL);
  dialog = ui_test_toplevel (JB_TYPE_RECOVERY_DIALOG);
  jb_test_wait_until (gtk_widget_get_mapped (dialog));
  code = book_test_take_code (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  jb_test_wait_until (g_strcmp0 (get_subtitle (window, "state"), "Encrypted") == 0);
  g_assert_cmpstr (get_subtitle (window, "key"), ==, "In the keyring of this computer");
  g_assert_false (is_shown (window, "keep"));

  /* Another code: from now on it is the one. */
  gtk_widget_activate_action (ui_test_find (window, "new-code"), "book.new-code", NULL);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_RECOVERY_DIALOG) != NULL);
  dialog = ui_test_toplevel (JB_TYPE_RECOVERY_DIALOG);
  jb_test_wait_until (gtk_widget_get_mapped (dialog));
  new_code = book_test_take_code (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_cmpstr (code, !=, new_code);
  gtk_window_destroy (GTK_WINDOW (window));

  book_test_restart (&f, TRUE);
  window = open_preferences (&f);
  g_assert_cmpstr (get_subtitle (window, "state"), ==, "Encrypted; the book is locked");
  g_assert_cmpstr (get_subtitle (window, "key"), ==, "Not on this computer");
  gtk_widget_activate_action (ui_test_find (window, "unlock"), "book.unlock", NULL);
  dialog = ui_test_toplevel (JB_TYPE_UNLOCK_DIALOG);
  jb_test_wait_until (gtk_widget_get_mapped (dialog));
  enter_code (dialog, code);
  jb_test_wait_until (gtk_widget_has_css_class (ui_test_find (dialog, "hint"), "error"));
  enter_code (dialog, new_code);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_UNLOCK_DIALOG) == NULL);
  g_assert_cmpstr (get_subtitle (window, "state"), ==, "Encrypted");
  gtk_window_destroy (GTK_WINDOW (window));
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  /* No keyring of whoever runs the test. */
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/book/protect", test_protect);
  g_test_add_func ("/book/closed-early", test_closed_early);
  g_test_add_func ("/book/closed-while-writing", test_closed_while_writing);
  g_test_add_func ("/book/nothing-to-protect", test_nothing_to_protect);
  g_test_add_func ("/book/demo", test_demo);
  g_test_add_func ("/book/lost-keyring", test_lost_keyring);
  g_test_add_func ("/book/keyring-comes-late", test_keyring_comes_late);
  g_test_add_func ("/book/collect-while-asking", test_collect_while_asking);
  g_test_add_func ("/book/stopped-rest", test_stopped_rest);
  g_test_add_func ("/book/collect-while-encrypting", test_collect_while_encrypting);
  g_test_add_func ("/book/no-keyring", test_no_keyring);
  g_test_add_func ("/book/preferences", test_preferences);
  return g_test_run ();
}
