/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The certificates page over real files in a home of the test's own: what is listed, what a password check says, what the banner warns
 * of; and that neither a password nor a key is ever written anywhere. */

#include "config.h"

#include "jb-certificate-dialog.h"
#include "jb-certificates-page.h"
#include "jb-certificate-row.h"
#include "jb-certificates-test.h"
#include "jb-connect-test.h"
#include "jb-smartbill-portal.h"

#include <openssl/core_names.h>

#define KEY          "signPri-pbes2-seed-sha1.key"
#define OTHER        "0010000205"
#define BANKING      "1.2.410.200005.1.1.4"
#define DAY_MS       (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  UiTest  ui;
  char   *npki;
} Fixture;

/* Everything that was logged, at any level, while the tests ran. */
static GString *logged;
static GMutex logged_mutex;

static GLogWriterOutput
collect_log (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields,
             gpointer         user_data)
{
  g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  g_mutex_lock (&logged_mutex);
  g_string_append (logged, line);
  g_string_append_c (logged, '\n');
  g_mutex_unlock (&logged_mutex);
  if ((level & G_LOG_LEVEL_DEBUG) != 0)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_standard_streams (level, fields, n_fields, user_data);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->npki = certificates_test_clear ();
  ui_test_prepare (&f->ui);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  ui_test_end (&f->ui);
  jb_test_remove_tree (f->npki);
  g_free (f->npki);
}

static void
put (Fixture    *f,
     const char *name,
     const char *policy,
     int         until,
     const char *key)
{
  certificates_test_put (f->npki, name, policy, until, UI_TEST_COMPANY, key);
}

/* A book with the company @company, the page in front. */
static void
show (Fixture    *f,
      const char *company)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (f->ui.path, JB_ARCHIVE_OPEN_DEFAULT, f->ui.clock, &error);

  g_assert_no_error (error);
  if (company != NULL)
    ui_test_connect_as (archive, "demo", company, "가온문구");
  jb_archive_close (archive);

  ui_test_show (&f->ui);
  ui_test_go (&f->ui, "certificates");
  jb_test_wait_until (jb_window_is_settled (f->ui.window));
}

static JbCertificateWatch *
watch_of (Fixture *f)
{
  return jb_application_get_certificates (f->ui.application);
}

static void
wait_for_search (Fixture *f)
{
  jb_test_wait_until (jb_certificate_watch_get_entries (watch_of (f)) != NULL && !jb_certificate_watch_is_searching (watch_of (f)));
}

static GtkWidget *
page_of (Fixture *f)
{
  return ui_test_find_type (GTK_WIDGET (f->ui.window), JB_TYPE_CERTIFICATES_PAGE);
}

/* The company's own name stands in the window, too. */
static void
wait_for_row (Fixture    *f,
              const char *owner)
{
  jb_test_wait_until (ui_test_find_text (page_of (f), owner) != NULL);
}

/* The row of this owner, whole. */
static GtkWidget *
row_of (Fixture    *f,
        const char *owner)
{
  GtkWidget *label = ui_test_find_text (page_of (f), owner);
  GtkWidget *row = label != NULL ? gtk_widget_get_ancestor (label, JB_TYPE_CERTIFICATE_ROW) : NULL;

  g_assert_nonnull (row);
  return row;
}

static gboolean
row_shows (Fixture    *f,
           const char *owner,
           const char *text)
{
  return ui_test_find_text (row_of (f, owner), text) != NULL;
}

/* -- the list ------------------------------------------------------------------------------------------------------- */

static void
test_list (Fixture       *f,
           gconstpointer  data)
{
  put (f, "가온문구", NULL, 20270930, KEY);
  put (f, "곧끝남", "1.2.410.200005.1.1.5", 20261130, KEY);
  put (f, "오늘", NULL, UI_TEST_TODAY, KEY);
  put (f, "은행용", BANKING, 20270301, KEY);
  put (f, "모르는용도", "1.2.3.4", 20270401, KEY);
  put (f, "열쇠없음", NULL, 20270501, NULL);
  put (f, "지난것", NULL, 20261001, KEY);
  show (f, UI_TEST_COMPANY);
  wait_for_row (f, "가온문구");

  g_assert_true (row_shows (f, "가온문구", "Valid until 2027-09-30, 311 days left."));
  g_assert_true (row_shows (f, "가온문구", "yessign (KFTC), Electronic tax invoices"));
  g_assert_true (row_shows (f, "가온문구", "For Tax Invoices"));
  g_assert_true (row_shows (f, "곧끝남", "7 Days Left"));
  g_assert_true (row_shows (f, "곧끝남", "For Tax Invoices"));
  g_assert_true (row_shows (f, "오늘", "Ends Today"));
  g_assert_true (row_shows (f, "은행용", "Not for Tax Invoices"));
  g_assert_false (row_shows (f, "은행용", "For Tax Invoices"));
  g_assert_true (row_shows (f, "모르는용도", "yessign (KFTC), Use not known"));
  g_assert_false (row_shows (f, "모르는용도", "Not for Tax Invoices"));
  g_assert_true (row_shows (f, "열쇠없음", "Key Missing"));
  g_assert_false (gtk_widget_get_mapped (ui_test_find (row_of (f, "열쇠없음"), "check-password")));
  g_assert_true (row_shows (f, "지난것", "Expired"));
  /* Nothing was proved yet: no number is shown. */
  g_assert_false (ui_test_shows (&f->ui, "가온문구, 000-12-34013"));
}

/* The words follow the day although nothing was searched again. */
static void
test_new_day (Fixture       *f,
              gconstpointer  data)
{
  put (f, "가온문구", NULL, 20261130, KEY);
  show (f, NULL);
  jb_test_wait_until (ui_test_shows (&f->ui, "7 Days Left"));
  jb_clock_advance (f->ui.clock, 6 * DAY_MS);
  jb_certificate_watch_check_day (watch_of (f));
  g_assert_true (row_shows (f, "가온문구", "1 Day Left"));
}

/* Coming to the page is enough to see what is new. */
static void
test_come_again (Fixture       *f,
                 gconstpointer  data)
{
  show (f, NULL);
  jb_test_wait_until (ui_test_shows (&f->ui, "No Certificate Found"));
  ui_test_go (&f->ui, "home");
  put (f, "가온문구", NULL, 20270930, KEY);
  ui_test_go (&f->ui, "certificates");
  wait_for_row (f, "가온문구");
}

static void
test_refresh (Fixture       *f,
              gconstpointer  data)
{
  show (f, NULL);
  jb_test_wait_until (ui_test_shows (&f->ui, "No Certificate Found"));
  put (f, "가온문구", NULL, 20270930, KEY);
  gtk_widget_activate_action (page_of (f), "certificates.refresh", NULL);
  wait_for_row (f, "가온문구");
  g_assert_false (ui_test_shows (&f->ui, "No Certificate Found"));
  jb_test_remove_tree (f->npki);
  gtk_widget_activate_action (page_of (f), "certificates.refresh", NULL);
  jb_test_wait_until (ui_test_shows (&f->ui, "No Certificate Found"));
}

/* -- folders -------------------------------------------------------------------------------------------------------- */

static gboolean
has_chosen (GtkWidget *dialog,
            GFile     *file)
{
  g_autoptr(GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  return chosen != NULL && g_file_equal (chosen, file);
}

/* Without a portal GTK shows a dialog of its own. */
static void
choose (Fixture    *f,
        const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  GtkWidget *dialog;

  gtk_widget_activate_action (page_of (f), "certificates.choose-folder", NULL);
  dialog = ui_test_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG);
  g_assert_nonnull (dialog);
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), file, NULL);
  jb_test_wait_until (has_chosen (dialog, file));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
}

static void
test_folder (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *elsewhere = g_build_filename (g_get_home_dir (), "인증서 보관", NULL);
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_auto(GStrv) remembered = NULL;

  certificates_test_put (elsewhere, "가온문구", NULL, 20270930, UI_TEST_COMPANY, KEY);
  show (f, NULL);
  jb_test_wait_until (ui_test_shows (&f->ui, "No Certificate Found"));
  choose (f, elsewhere);
  wait_for_row (f, "가온문구");
  g_assert_true (ui_test_shows (&f->ui, "인증서 보관"));
  g_assert_true (ui_test_shows (&f->ui, "~/인증서 보관"));
  remembered = g_settings_get_strv (settings, "certificate-folders");
  g_assert_cmpuint (g_strv_length (remembered), ==, 1);

  gtk_widget_activate_action (ui_test_find (page_of (f), "remove-folder"), "certificates.remove-folder", "s", remembered[0]);
  jb_test_wait_until (ui_test_shows (&f->ui, "No Certificate Found"));
  g_assert_false (ui_test_shows (&f->ui, "~/인증서 보관"));
  jb_test_remove_tree (elsewhere);
}

/* A chosen folder where nothing is can be seen, and taken out again. */
static void
test_empty_folder (Fixture       *f,
                   gconstpointer  data)
{
  const char *folders[] = { "file:///run/user/1000/doc/1a2b3c4d/NPKI", "nonsense", NULL };
  g_autoptr(GSettings) settings = jb_settings_new ();

  g_settings_set_strv (settings, "certificate-folders", folders);
  show (f, NULL);
  jb_test_wait_until (ui_test_shows (&f->ui, "No Certificate Found"));
  g_assert_true (ui_test_shows (&f->ui, "NPKI"));
  g_assert_true (ui_test_shows (&f->ui, "nonsense"));
  g_assert_false (ui_test_shows (&f->ui, "/run/user/1000/doc/1a2b3c4d/NPKI"));
}

/* -- the password --------------------------------------------------------------------------------------------------- */

static GtkWidget *
open_dialog (Fixture    *f,
             const char *owner)
{
  GtkWidget *button = ui_test_find (row_of (f, owner), "check-password");
  GtkWidget *dialog;

  g_signal_emit_by_name (button, "clicked");
  dialog = ui_test_toplevel (JB_TYPE_CERTIFICATE_DIALOG);
  g_assert_nonnull (dialog);
  jb_test_wait_until (gtk_widget_get_mapped (dialog));
  return dialog;
}

static void
begin_check (GtkWidget  *dialog,
             const char *password)
{
  GtkWidget *row = ui_test_find (dialog, "password");

  gtk_editable_set_text (GTK_EDITABLE (row), password);
  g_signal_emit_by_name (row, "entry-activated");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");
}

static gboolean
is_waiting (GtkWidget *dialog)
{
  return !gtk_widget_get_sensitive (ui_test_find (dialog, "password"));
}

static void
check (GtkWidget  *dialog,
       const char *password)
{
  begin_check (dialog, password);
  g_assert_true (is_waiting (dialog));
  jb_test_wait_until (!is_waiting (dialog));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* (nullable): what the row answers, NULL when it is not shown. */
static const char *
answer_of (GtkWidget  *dialog,
           const char *name)
{
  GtkWidget *row = ui_test_find (dialog, name);

  return gtk_widget_get_mapped (row) ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) : NULL;
}

static void
close_dialog (GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "certificate.cancel", NULL);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CERTIFICATE_DIALOG) == NULL);
}

static void
test_password (Fixture       *f,
               gconstpointer  data)
{
  GtkWidget *dialog;

  put (f, "가온문구", NULL, 20270930, KEY);
  show (f, UI_TEST_COMPANY);
  wait_for_row (f, "가온문구");
  dialog = open_dialog (f, "가온문구");

  /* What is typed lies in memory that is locked, and wiped when it goes. */
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (gtk_text_get_buffer (GTK_TEXT (ui_test_find_type (ui_test_find (dialog, "password"),
                                                                                         GTK_TYPE_TEXT)))), ==,
                   "GtkPasswordEntryBuffer");

  /* Nothing typed, nothing asked. */
  gtk_widget_activate_action (dialog, "certificate.check", NULL);
  g_assert_false (is_waiting (dialog));

  check (dialog, "wrong");
  g_assert_true (g_str_has_prefix (answer_of (dialog, "key-answer"), "The password does not open this certificate."));
  g_assert_null (answer_of (dialog, "pair-answer"));
  g_assert_null (answer_of (dialog, "owner-answer"));
  g_assert_false (ui_test_shows (&f->ui, "가온문구, 000-12-34013"));

  check (dialog, TEST_PASSWORD);
  g_assert_cmpstr (answer_of (dialog, "key-answer"), ==, "The password is right.");
  g_assert_cmpstr (answer_of (dialog, "pair-answer"), ==, "The private key belongs to this certificate.");
  g_assert_cmpstr (answer_of (dialog, "owner-answer"), ==, "The certificate is that of 가온문구, business number 000-12-34013.");
  close_dialog (dialog);
  g_assert_true (row_shows (f, "가온문구", "가온문구, 000-12-34013"));
  g_assert_false (row_shows (f, "가온문구", "Wrong Company"));
}

static void
test_wrong_company (Fixture       *f,
                    gconstpointer  data)
{
  GtkWidget *dialog;

  put (f, "남의것", NULL, 20270930, KEY);
  show (f, OTHER);
  wait_for_row (f, "남의것");
  dialog = open_dialog (f, "남의것");
  check (dialog, TEST_PASSWORD);
  g_assert_cmpstr (answer_of (dialog, "owner-answer"), ==,
                   "The certificate belongs to none of the companies in the book. Choose the certificate of the company.");
  close_dialog (dialog);
  g_assert_true (row_shows (f, "남의것", "Wrong Company"));

  /* Its company comes into the book: what was proved is no longer true. */
  ui_test_connect (jb_session_get_archive (f->ui.session));
  jb_test_wait_until (jb_window_is_settled (f->ui.window));
  jb_test_wait_until (!row_shows (f, "남의것", "Wrong Company"));
}

static void
test_no_company (Fixture       *f,
                 gconstpointer  data)
{
  GtkWidget *dialog;

  put (f, "가온문구", NULL, 20270930, KEY);
  show (f, NULL);
  wait_for_row (f, "가온문구");
  dialog = open_dialog (f, "가온문구");
  check (dialog, TEST_PASSWORD);
  g_assert_true (g_str_has_prefix (answer_of (dialog, "owner-answer"), "There is no company in the book yet"));
  close_dialog (dialog);
  g_assert_false (row_shows (f, "가온문구", "Wrong Company"));
}

/* Each kind of trouble has a sentence of its own, and none of them another answer after it. */
static void
test_key_trouble (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(GBytes) nonsense = g_bytes_new_static ("no key at all", 13);
  g_autoptr(GBytes) block = g_bytes_new_static ("0123456789abcdef", 16);
  g_autoptr(GBytes) salt = test_read_hex ("0102030405060708");
  g_autoptr(GBytes) unknown = test_wrap_korean ("1.2.3.4.5", salt, "2048", block);
  g_autofree char *folder = g_build_filename (f->npki, "yessign", "USER", "가온문구", NULL);
  const struct
  {
    GBytes     *file;
    const char *answer;
  } cases[] = {
    { nonsense, "The file signPri.key is damaged" },
    { unknown, "" },
  };
  GtkWidget *dialog;
  g_autofree char *damaged = NULL;

  put (f, "가온문구", NULL, 20270930, KEY);
  put (f, "짝아님", NULL, 20270901, "signPri-wrong-pair.key");
  put (f, "난수없음", NULL, 20270801, "signPri-no-r-attribute.key");
  show (f, UI_TEST_COMPANY);
  wait_for_row (f, "가온문구");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      certificates_test_write (folder, "signPri.key", cases[i].file);
      dialog = open_dialog (f, "가온문구");
      check (dialog, TEST_PASSWORD);
      g_test_message ("%s", answer_of (dialog, "key-answer"));
      g_assert_true (g_str_has_prefix (answer_of (dialog, "key-answer"), cases[i].answer));
      g_assert_cmpstr (answer_of (dialog, "key-answer"), !=, damaged);
      g_assert_null (answer_of (dialog, "pair-answer"));
      g_free (damaged);
      damaged = g_strdup (answer_of (dialog, "key-answer"));
      close_dialog (dialog);
    }

  dialog = open_dialog (f, "짝아님");
  check (dialog, TEST_PASSWORD);
  g_assert_true (g_str_has_prefix (answer_of (dialog, "pair-answer"), "The certificate and the private key do not belong together."));
  g_assert_null (answer_of (dialog, "owner-answer"));
  close_dialog (dialog);

  dialog = open_dialog (f, "난수없음");
  check (dialog, TEST_PASSWORD);
  g_assert_true (g_str_has_prefix (answer_of (dialog, "owner-answer"), "The key file lacks the random number"));
  close_dialog (dialog);
  g_assert_false (row_shows (f, "난수없음", "Wrong Company"));
}

/* Cancel stops the check and leaves the dialog; closing it while it waits leaves nothing behind. */
static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  GtkWidget *dialog;

  put (f, "가온문구", NULL, 20270930, KEY);
  show (f, UI_TEST_COMPANY);
  wait_for_row (f, "가온문구");
  dialog = open_dialog (f, "가온문구");
  begin_check (dialog, TEST_PASSWORD);
  gtk_widget_activate_action (dialog, "certificate.cancel", NULL);
  g_assert_false (is_waiting (dialog));
  g_assert_null (answer_of (dialog, "key-answer"));
  check (dialog, TEST_PASSWORD);
  g_assert_nonnull (answer_of (dialog, "owner-answer"));

  begin_check (dialog, TEST_PASSWORD);
  gtk_window_close (GTK_WINDOW (dialog));
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_CERTIFICATE_DIALOG) == NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Whatever a certificate calls its owner, it is shown as it is. */
static void
test_strange_names (Fixture       *f,
                    gconstpointer  data)
{
  static const char name[] = "<i>&회사 100% %s";
  g_autofree char *letters = g_strnfill (60, 'w');
  GtkWidget *dialog;

  put (f, name, NULL, 20261125, KEY);
  put (f, letters, NULL, 20270930, KEY);
  show (f, NULL);
  wait_for_row (f, name);
  wait_for_row (f, letters);
  g_assert_true (ui_test_shows (&f->ui, "The certificate “<i>&회사 100% %s” ends in 2 days. Renew it, then register it again."));
  dialog = open_dialog (f, name);
  g_assert_nonnull (ui_test_find_text (dialog, name));
  close_dialog (dialog);
}

/* -- the banner ----------------------------------------------------------------------------------------------------- */

static void
test_banner (Fixture       *f,
             gconstpointer  data)
{
  static const char week[] = "The certificate “가온문구” ends in 7 days. Renew it, then register it again.";
  static const char day[] = "The certificate “가온문구” ends in 1 day. Renew it, then register it again.";

  put (f, "가온문구", NULL, 20261130, KEY);
  put (f, "은행용", BANKING, 20261124, KEY);
  show (f, NULL);
  ui_test_go (&f->ui, "home");
  jb_test_wait_until (ui_test_shows (&f->ui, week));
  gtk_widget_activate_action (GTK_WIDGET (f->ui.window), "win.hide-certificate-banner", NULL);
  g_assert_false (ui_test_shows (&f->ui, week));

  /* Hidden is hidden, for the next window, too, until it gets serious. */
  ui_test_reopen (&f->ui);
  wait_for_search (f);
  g_assert_false (ui_test_shows (&f->ui, week));
  jb_clock_advance (f->ui.clock, 6 * DAY_MS);
  jb_certificate_watch_check_day (watch_of (f));
  jb_test_wait_until (ui_test_shows (&f->ui, day));

  g_assert_true (ui_test_shows (&f->ui, "Show"));
  gtk_widget_activate_action (GTK_WIDGET (f->ui.window), "win.page", "s", "certificates");
  g_assert_true (ui_test_shows (&f->ui, "Certificates Found"));
  g_assert_true (ui_test_shows (&f->ui, day));
  g_assert_false (ui_test_shows (&f->ui, "Show"));
}

static void
test_keys_and_places (Fixture       *f,
                      gconstpointer  data)
{
  g_auto(GStrv) accels = NULL;

  show (f, NULL);
  accels = gtk_application_get_accels_for_action (GTK_APPLICATION (f->ui.application), "win.page::certificates");
  g_assert_cmpuint (g_strv_length (accels), ==, 1);
  g_assert_cmpstr (accels[0], ==, "<Alt>6");
  g_assert_cmpstr (jb_smartbill_portal_get_uri ("production", JB_SMARTBILL_PAGE_CERTIFICATE), ==,
                   "https://www.smartbill.co.kr/xMain/openapi/set_cert_info.aspx");
  g_assert_cmpstr (jb_smartbill_portal_get_uri ("demo", JB_SMARTBILL_PAGE_CERTIFICATE), ==,
                   "https://demo.smartbill.co.kr/xMain/openapi/set_cert_info.aspx");
}

/* The demo shows nothing of whoever tries it. */
static void
test_demo (void)
{
  g_autofree char *npki = certificates_test_clear ();
  Fixture f = { 0 };

  certificates_test_put (npki, "내것", NULL, UI_TEST_TODAY, NULL, KEY);
  ui_test_forget ();
  f.ui.session = jb_session_new_demo (20);
  ui_test_show (&f.ui);
  ui_test_go (&f.ui, "certificates");
  wait_for_search (&f);
  g_assert_cmpuint (jb_certificate_watch_get_entries (watch_of (&f))->len, ==, 0);
  jb_test_wait_until (ui_test_shows (&f.ui, "No Certificate Found"));
  jb_test_wait_until (!jb_session_is_collecting (f.ui.session) && jb_session_get_state (f.ui.session) == JB_SESSION_READY);
  ui_test_end (&f.ui);
  jb_test_remove_tree (npki);
}

/* -- secrets -------------------------------------------------------------------------------------------------------- */

static gboolean
holds (const char   *data,
       gsize         length,
       const void   *secret,
       gsize         secret_length)
{
  return memmem (data, length, secret, secret_length) != NULL;
}

/* Whether any file below @folder holds it. */
static gboolean
folder_holds (const char *folder,
              const void *secret,
              gsize       secret_length,
              guint      *n_files)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          found |= folder_holds (path, secret, secret_length, n_files);
        }
      else if (g_file_get_contents (path, &data, &length, NULL))
        {
          (*n_files)++;
          found |= holds (data, length, secret, secret_length);
        }
    }
  return found;
}

/* All settings as text. (transfer full) */
static char *
print_settings (void)
{
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;
  GString *text = g_string_new (NULL);

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (char **key = keys; *key != NULL; key++)
    {
      g_autoptr(GVariant) value = g_settings_get_value (settings, *key);
      g_autofree char *printed = g_variant_print (value, FALSE);

      g_string_append_printf (text, "%s %s\n", *key, printed);
    }
  return g_string_free (text, FALSE);
}

static void
assert_nowhere (Fixture    *f,
                const void *secret,
                gsize       length)
{
  g_autofree char *settings = print_settings ();
  guint n_files = 0;

  g_assert_false (folder_holds (f->ui.folder, secret, length, &n_files));
  g_assert_false (folder_holds (g_get_home_dir (), secret, length, &n_files));
  g_assert_cmpuint (n_files, >=, 3);   /* the book, the certificate and its key at least */
  g_assert_false (holds (settings, strlen (settings), secret, length));
  g_mutex_lock (&logged_mutex);
  g_assert_cmpuint (logged->len, >, 0);
  g_assert_false (holds (logged->str, logged->len, secret, length));
  g_mutex_unlock (&logged_mutex);
}

static void
test_nothing_is_written (Fixture       *f,
                         gconstpointer  data)
{
  EVP_PKEY *pkey = test_npki_key ();
  BIGNUM *d = NULL;
  guint8 exponent[256] = { 0 };
  g_autofree char *hexadecimal = NULL;
  g_autoptr(GBytes) r = test_read_hex (TEST_R);
  GtkWidget *dialog;

  g_assert_true (EVP_PKEY_get_bn_param (pkey, OSSL_PKEY_PARAM_RSA_D, &d));
  hexadecimal = BN_bn2hex (d);
  g_assert_cmpint (BN_bn2binpad (d, exponent, sizeof exponent), ==, sizeof exponent);

  put (f, "가온문구", NULL, 20261130, KEY);
  show (f, UI_TEST_COMPANY);
  wait_for_row (f, "가온문구");
  dialog = open_dialog (f, "가온문구");
  check (dialog, "Other-secret-2026!");
  check (dialog, TEST_PASSWORD);
  g_assert_nonnull (answer_of (dialog, "owner-answer"));
  close_dialog (dialog);
  gtk_widget_activate_action (GTK_WIDGET (f->ui.window), "win.hide-certificate-banner", NULL);
  gtk_window_close (GTK_WINDOW (f->ui.window));
  f->ui.window = NULL;

  assert_nowhere (f, TEST_PASSWORD, strlen (TEST_PASSWORD));
  assert_nowhere (f, "Other-secret-2026!", strlen ("Other-secret-2026!"));
  assert_nowhere (f, exponent, 32);
  assert_nowhere (f, hexadecimal, 64);
  assert_nowhere (f, g_bytes_get_data (r, NULL), g_bytes_get_size (r));
  BN_clear_free (d);
  EVP_PKEY_free (pkey);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = certificates_test_make_home ();
  int failed;

  /* Nor any desktop, which would be told of what ends soon. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  logged = g_string_new (NULL);
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_log_set_writer_func (collect_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, func) g_test_add ("/certificates/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("list", test_list);
  ADD ("new-day", test_new_day);
  ADD ("come-again", test_come_again);
  ADD ("refresh", test_refresh);
  ADD ("folder", test_folder);
  ADD ("empty-folder", test_empty_folder);
  ADD ("password", test_password);
  ADD ("wrong-company", test_wrong_company);
  ADD ("no-company", test_no_company);
  ADD ("key-trouble", test_key_trouble);
  ADD ("cancel", test_cancel);
  ADD ("strange-names", test_strange_names);
  ADD ("banner", test_banner);
  ADD ("keys-and-places", test_keys_and_places);
  ADD ("nothing-is-written", test_nothing_is_written);
  g_test_add_func ("/certificates/demo", test_demo);
#undef ADD
  failed = g_test_run ();
  g_string_free (logged, TRUE);
  jb_test_remove_tree (home);
  return failed;
}
