/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole way as its owner goes it: the real window, the form, the desktop's default browser (Chromium), every page of the
 * emulated SmartBill clicked through in it, and back to a connection that collects. With callback, and without. */

#include "config.h"

#include "jb-chromium-test.h"
#include "jb-paste-dialog.h"
#include "jb-ui-picture.h"

static guint n_pictures;

/* Of the window on top, when pictures are wanted. */
static void
take (GtkWidget  *window,
      const char *way,
      const char *name)
{
  g_autofree char *file = g_strdup_printf ("signup-walk-%s-%u-%s", way, ++n_pictures, name);

  if (g_getenv ("JB_SCREENSHOTS") != NULL)
    ui_picture_take (window, file);
}

static void
take_page (Chromium   *browser,
           const char *way,
           const char *name)
{
  g_autofree char *file = g_strdup_printf ("signup-walk-%s-%u-%s-%s.png", way, ++n_pictures, name,
                                           g_getenv ("JB_TEST_LOCALE") != NULL ? "ko" : "en");
  g_autofree char *path = NULL;
  g_autoptr(JsonObject) answer = NULL;
  g_autofree guchar *data = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  if (g_getenv ("JB_SCREENSHOTS") == NULL)
    return;
  answer = chromium_call (browser, "Page.captureScreenshot", "format", "png");
  g_assert_nonnull (answer);
  data = g_base64_decode (json_object_get_string_member (answer, "data"), &size);
  path = g_build_filename (g_getenv ("JB_SCREENSHOTS"), file, NULL);
  g_file_set_contents (path, (const char *) data, (gssize) size, &error);
  g_assert_no_error (error);
}

/* The form, and the button that opens the browser. */
static void
hand_over (SignupUi   *f,
           Chromium   *browser,
           const char *way)
{
  signup_ui_open (f, NULL, jb_emulator_get_uri (f->emulator));
  signup_ui_fill (f);
  signup_ui_type (f, JB_SIGNUP_COMPANY_NAME, "㈜가온 \"문구\" <&>");
  take (f->dialog, way, "form");
  signup_ui_press (f, "open-browser");
  jb_test_wait_until (signup_ui_state (f) == JB_SIGNUP_BROWSER_SERVED);
  take (f->dialog, way, "handed-over");
  chromium_attach (browser);
}

/* Everything that was typed has arrived as it was typed. */
static void
check_fields (SignupUi *f)
{
  g_autoptr(GHashTable) fields = jb_emulator_dup_signup_fields (f->emulator);
  g_autoptr(JbSignupForm) form = signup_form_new ();

  g_assert_nonnull (fields);
  jb_signup_form_set (form, JB_SIGNUP_COMPANY_NAME, "㈜가온 \"문구\" <&>");
  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    g_assert_cmpstr (g_hash_table_lookup (fields, jb_signup_field_get_name (i)), ==, jb_signup_form_get (form, i));
}

/* SmartBill's pages up to @last. */
static void
walk_in_browser (SignupUi   *f,
                 Chromium   *browser,
                 const char *way,
                 const char *last)
{
  chromium_wait_for_page (browser, "1단계");
  check_fields (f);
  take_page (browser, way, "page-1");
  chromium_click (browser, "[value=phone]");
  chromium_click (browser, "button");
  chromium_wait_for_page (browser, "2단계");
  chromium_click (browser, "[name=terms]");
  chromium_click (browser, "[name=privacy]");
  take_page (browser, way, "page-2");
  chromium_click (browser, "button");
  chromium_wait_for_page (browser, "3단계");
  chromium_click (browser, "[value=existing]");
  chromium_type (browser, "[name=id]", JB_EMULATOR_ACCOUNT);
  chromium_type (browser, "[name=password]", "secret");
  take_page (browser, way, "page-3");
  chromium_click (browser, "button");
  chromium_wait_for_page (browser, last);
  take_page (browser, way, "page-4");
}

/* It is done, it collects, and the window shows it. */
static void
finish (SignupUi   *f,
        Chromium   *browser,
        const char *way)
{
  jb_test_wait_until (f->connected != 0);
  take (f->dialog, way, "done");
  signup_ui_check_collects (f);
  signup_ui_press (f, "done");
  jb_test_wait_until (f->dialog == NULL);
  chromium_close (browser);
  jb_window_set_period (f->ui.window, "all");
  ui_test_go (&f->ui, "sales");
  ui_test_list (&f->ui, JB_DIRECTION_SALES);
  jb_test_wait_until (jb_window_is_settled (f->ui.window));
  take (GTK_WIDGET (f->ui.window), way, "collected");
  g_assert_cmpuint (jb_invoice_list_get_totals (ui_test_list (&f->ui, JB_DIRECTION_SALES)).count, >, 0);
  signup_ui_end (f);
}

static gboolean
begin (SignupUi *f)
{
  n_pictures = 0;
  if (!chromium_is_there ())
    {
      g_test_skip ("There is no Chromium here");
      return FALSE;
    }
  signup_ui_begin (f);
  return TRUE;
}

static void
test_callback (void)
{
  SignupUi f = { 0 };
  Chromium browser = { 0 };

  if (!begin (&f))
    return;
  signup_ui_listen (&f);
  hand_over (&f, &browser, "callback");
  walk_in_browser (&f, &browser, "callback", "4단계");
  finish (&f, &browser, "callback");
}

/* Nobody calls: what the last page says is copied and pasted. */
static void
test_paste (void)
{
  SignupUi f = { 0 };
  Chromium browser = { 0 };
  g_autofree char *copied = NULL;
  GtkWidget *paste;

  if (!begin (&f))
    return;
  hand_over (&f, &browser, "paste");
  walk_in_browser (&f, &browser, "paste", "회원 가입 완료");
  copied = chromium_ask (&browser, "document.body.innerText");
  g_assert_nonnull (copied);

  signup_ui_press (&f, "paste");
  paste = ui_test_toplevel (JB_TYPE_PASTE_DIALOG);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_test_find (paste, "text"))), copied, -1);
  take (paste, "paste", "pasted");
  gtk_widget_activate_action (paste, "paste.connect", NULL);
  finish (&f, &browser, "paste");
}

int
main (int    argc,
      char **argv)
{
  int result;

  ui_picture_set_language ();
  signup_ui_set_browser (CHROMIUM_SCRIPT);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/signup-browser/callback", test_callback);
  g_test_add_func ("/signup-browser/paste", test_paste);
  result = g_test_run ();
  signup_ui_remove_browser ();
  return result;
}
