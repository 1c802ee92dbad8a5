/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The sign-up in the window: form, draft, hand-over, callback, paste, preferences. Over real sockets; the browser is a script
 * that writes down what it was opened with (a real one: test-signup-browser.c). */

#include "config.h"

#include "jb-paste-dialog.h"
#include "jb-signup-page.h"
#include "jb-signup-preferences.h"
#include "jb-signup-ui-test.h"
#include "jb-signup-walk.h"

#define BROWSER "#!/bin/sh\nprintf '%s' \"$1\" >\"$JB_BROWSER_HOME/new\" && mv \"$JB_BROWSER_HOME/new\" \"$JB_BROWSER_HOME/opened\"\n"
#define OTHER_COMPANY "0011234015"

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* -- the form ------------------------------------------------------------------------------------------------------- */

static gboolean
has_error (SignupUi      *f,
           JbSignupField  field)
{
  return gtk_widget_has_css_class (signup_ui_find (f, jb_signup_field_get_name (field)), "error");
}

/* (nullable): the sentence under the field. */
static const char *
get_hint (SignupUi      *f,
          JbSignupField  field)
{
  GtkWidget *row = gtk_widget_get_next_sibling (signup_ui_find (f, jb_signup_field_get_name (field)));

  if (!gtk_widget_get_visible (row))
    return NULL;
  return gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))));
}

static gboolean
has_focus (SignupUi      *f,
           JbSignupField  field)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (f->dialog));

  return focus != NULL && gtk_widget_is_ancestor (focus, signup_ui_find (f, jb_signup_field_get_name (field)));
}

static void
test_fields (void)
{
  g_autofree char *long_name = g_strnfill (101, 'x');
  g_autofree char *long_address = NULL;
  SignupUi f = { 0 };
  GString *korean = g_string_new (NULL);

  for (int i = 0; i < 151; i++)
    g_string_append (korean, "가");
  long_address = g_string_free (korean, FALSE);

  signup_ui_begin (&f);
  signup_ui_open (&f, NULL, "production");
  g_assert_true (has_focus (&f, JB_SIGNUP_COMPANY_NUMBER));
  /* Nothing was touched, so nothing is wrong yet. */
  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    g_assert_null (get_hint (&f, i));
  signup_ui_press (&f, "open-browser");
  g_assert_true (has_focus (&f, JB_SIGNUP_COMPANY_NUMBER));
  g_assert_true (has_error (&f, JB_SIGNUP_COMPANY_NAME));
  g_assert_false (has_error (&f, JB_SIGNUP_PERSON_FAX));

  /* What stands between the fields now does not stop Enter and Tab. */
  gtk_widget_grab_focus (signup_ui_find (&f, "pComName"));
  g_signal_emit_by_name (signup_ui_find (&f, "pComName"), "entry-activated");
  g_assert_true (has_focus (&f, JB_SIGNUP_REPRESENTATIVE));
  gtk_widget_child_focus (f.dialog, GTK_DIR_TAB_BACKWARD);
  g_assert_true (has_focus (&f, JB_SIGNUP_COMPANY_NAME));
  gtk_widget_grab_focus (signup_ui_find (&f, "pComAddress"));
  gtk_widget_child_focus (f.dialog, GTK_DIR_TAB_FORWARD);
  g_assert_true (has_focus (&f, JB_SIGNUP_PERSON_NAME));

  signup_ui_fill (&f);
  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    g_assert_null (get_hint (&f, i));

  /* Enter goes from field to field. */
  gtk_widget_grab_focus (signup_ui_find (&f, "pComRegNo"));
  g_signal_emit_by_name (signup_ui_find (&f, "pComRegNo"), "entry-activated");
  g_assert_true (has_focus (&f, JB_SIGNUP_COMPANY_NAME));

  {
    const struct
    {
      JbSignupField field;
      const char   *text;
    } cases[] = {
      { JB_SIGNUP_COMPANY_NUMBER, "0001234014" }, { JB_SIGNUP_COMPANY_NUMBER, "000123401312" },
      { JB_SIGNUP_COMPANY_NUMBER, "가나다" }, { JB_SIGNUP_COMPANY_NAME, "가온\n문구" }, { JB_SIGNUP_COMPANY_NAME, "가온😀" },
      { JB_SIGNUP_REPRESENTATIVE, long_name }, { JB_SIGNUP_ADDRESS, long_address }, { JB_SIGNUP_POSTAL_CODE, "1234" },
      { JB_SIGNUP_PERSON_PHONE, "02)000-0001" }, { JB_SIGNUP_PERSON_EMAIL, "gaon" }, { JB_SIGNUP_LINK_CODE, "" },
      { JB_SIGNUP_USER_ID, " \t" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        g_autoptr(JbSignupForm) good = signup_form_new ();

        signup_ui_type (&f, cases[i].field, cases[i].text);
        signup_ui_press (&f, "open-browser");
        turn ();
        g_test_message ("%s: %s", jb_signup_field_get_name (cases[i].field), get_hint (&f, cases[i].field));
        g_assert_true (has_error (&f, cases[i].field));
        g_assert_true (has_focus (&f, cases[i].field));
        g_assert_true (signup_ui_shows (&f, "pComRegNo"));
        signup_ui_type (&f, cases[i].field, jb_signup_form_get (good, cases[i].field));
        g_assert_false (has_error (&f, cases[i].field));
      }
  }
  signup_ui_end (&f);
}

/* What counts depends on the service and on the document that SmartBill goes by. */
static void
test_terms (void)
{
  SignupUi f = { 0 };
  GtkWidget *name_row;

  signup_ui_begin (&f);
  signup_ui_open (&f, "0001234014", "demo");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComRegNo"))), ==, "000-12-34014");
  g_assert_nonnull (strstr (signup_ui_text (&f, "environment"), "Demo"));
  g_assert_true (gtk_widget_has_css_class (signup_ui_find (&f, "environment"), "demo"));
  signup_ui_press (&f, "open-browser");
  g_assert_nonnull (get_hint (&f, JB_SIGNUP_COMPANY_NUMBER));
  g_assert_false (has_error (&f, JB_SIGNUP_COMPANY_NUMBER));   /* a warning: the demo knows such numbers */

  gtk_check_button_set_active (GTK_CHECK_BUTTON (signup_ui_find (&f, "production")), TRUE);
  g_assert_true (has_error (&f, JB_SIGNUP_COMPANY_NUMBER));
  g_assert_nonnull (strstr (signup_ui_text (&f, "environment"), "Production"));
  g_assert_true (gtk_widget_has_css_class (signup_ui_find (&f, "environment"), "production"));

  name_row = signup_ui_find (&f, "pComName");
  g_assert_true (has_error (&f, JB_SIGNUP_COMPANY_NAME));
  g_assert_nonnull (strchr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (name_row)), '*'));
  adw_combo_row_set_selected (ADW_COMBO_ROW (signup_ui_find (&f, "edition")), JB_SIGNUP_OLDER);
  g_assert_false (has_error (&f, JB_SIGNUP_COMPANY_NAME));
  g_assert_null (strchr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (name_row)), '*'));
  g_assert_true (has_error (&f, JB_SIGNUP_COMPANY_NUMBER));
  signup_ui_end (&f);
}

/* From the newest invoice in which the company stands; what was typed meanwhile stays. */
static void
test_prefill (void)
{
  SignupUi f = { 0 };

  ui_test_prepare (&f.ui);
  ui_test_fill_book (&f.ui, 20);
  f.emulator = connect_test_emulator (&f.ui);
  ui_test_show (&f.ui);
  jb_test_wait_until (jb_window_is_settled (f.ui.window));
  f.settings = jb_settings_new ();
  signup_ui_open (&f, UI_TEST_COMPANY, "demo");
  signup_ui_type (&f, JB_SIGNUP_BUSINESS_ITEM, "문구");
  jb_test_wait_until (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComName"))), "가온문구"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComPresident"))), ==, "홍길동");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComBizClass"))), ==, "문구");
  signup_ui_end (&f);
}

/* Whoever closes the dialog at once does not wait for the book. */
static void
test_prefill_closed (void)
{
  SignupUi f = { 0 };

  ui_test_prepare (&f.ui);
  ui_test_fill_book (&f.ui, 20);
  f.emulator = connect_test_emulator (&f.ui);
  ui_test_show (&f.ui);
  jb_test_wait_until (jb_window_is_settled (f.ui.window));
  f.settings = jb_settings_new ();
  f.dialog = jb_signup_dialog_new (f.ui.session, f.settings, UI_TEST_COMPANY, "demo");
  g_object_add_weak_pointer (G_OBJECT (f.dialog), (gpointer *) &f.dialog);
  gtk_window_set_transient_for (GTK_WINDOW (f.dialog), GTK_WINDOW (f.ui.window));
  gtk_window_destroy (GTK_WINDOW (f.dialog));
  g_assert_null (f.dialog);
  signup_ui_end (&f);
}

/* -- the draft ------------------------------------------------------------------------------------------------------ */

static void
test_draft (void)
{
  SignupUi f = { 0 };
  g_autoptr(GVariant) draft = NULL;
  g_autofree char *text = NULL;

  signup_ui_begin (&f);
  signup_ui_open (&f, NULL, "production");
  signup_ui_fill (&f);
  gtk_switch_set_active (GTK_SWITCH (ui_test_find_type (signup_ui_find (&f, "pMasterYN"), GTK_TYPE_SWITCH)), FALSE);
  adw_combo_row_set_selected (ADW_COMBO_ROW (signup_ui_find (&f, "edition")), JB_SIGNUP_OLDER);
  signup_ui_close (&f);

  /* The link code has its own setting, and keeps it. */
  draft = g_settings_get_value (f.settings, "signup-draft");
  text = g_variant_print (draft, FALSE);
  g_assert_null (strstr (text, "JANGBU_TEST"));
  g_assert_nonnull (strstr (text, "홍가온"));

  /* Back again, whoever asks: for no company in particular, and for this one. */
  for (int i = 0; i < 2; i++)
    {
      signup_ui_open (&f, i == 0 ? NULL : SIGNUP_COMPANY, NULL);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComRegNo"))), ==, "000-12-34013");
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComName"))), ==, "가온문구");
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pMIGRATIONFLAG"))), ==, "JANGBU_TEST");
      g_assert_false (gtk_switch_get_active (GTK_SWITCH (ui_test_find_type (signup_ui_find (&f, "pMasterYN"), GTK_TYPE_SWITCH))));
      g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (signup_ui_find (&f, "edition"))), ==, JB_SIGNUP_OLDER);
      g_assert_nonnull (strstr (signup_ui_text (&f, "environment"), "Production"));
      signup_ui_close (&f);
    }

  /* Another company begins anew, and looking alone does not cost the first one its draft. */
  signup_ui_open (&f, OTHER_COMPANY, "production");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComName"))), ==, "");
  signup_ui_close (&f);
  signup_ui_open (&f, SIGNUP_COMPANY, "production");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComName"))), ==, "가온문구");

  /* A form that has no number yet is continued with the one that is known by now. */
  signup_ui_type (&f, JB_SIGNUP_COMPANY_NUMBER, "");
  signup_ui_close (&f);
  signup_ui_open (&f, OTHER_COMPANY, "production");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComRegNo"))), ==, "001-12-34015");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (signup_ui_find (&f, "pComName"))), ==, "가온문구");
  signup_ui_end (&f);
}

/* A draft that no program of ours wrote: it is a form like any other, and nothing is sent anywhere. */
static void
test_strange_draft (void)
{
  static const char *drafts[] = {
    "{'step': 'browser'}",
    "{'step': 'browser', 'pComRegNo': ''}",
    "{'step': 'browser', 'pComRegNo': '12', 'environment': 'production', 'required': 'older'}",
    "{'step': 'elsewhere', 'pComRegNo': '0001234013', 'environment': 'nonsense', 'pMasterYN': 'maybe', 'pComName': '😀\\n'}",
  };
  SignupUi f = { 0 };

  signup_ui_begin (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (drafts); i++)
    {
      g_autoptr(GVariant) draft = g_variant_ref_sink (g_variant_new_parsed (drafts[i]));

      g_test_message ("%s", drafts[i]);
      g_settings_set_value (f.settings, "signup-draft", draft);
      signup_ui_open (&f, NULL, NULL);
      g_assert_true (signup_ui_shows (&f, "pComRegNo"));
      signup_ui_press (&f, "open-browser");
      g_assert_true (signup_ui_shows (&f, "pComRegNo"));
      signup_ui_close (&f);
    }

  /* Complete, but for an address that is none: said, and nothing is opened. */
  signup_ui_open (&f, NULL, "nonsense");
  signup_ui_fill (&f);
  signup_ui_press (&f, "open-browser");
  g_assert_cmpint (signup_ui_state (&f), ==, JB_SIGNUP_BROWSER_FAILED);
  g_assert_nonnull (strstr (signup_ui_text (&f, "browser-sentence"), "address of SmartBill"));
  g_assert_false (signup_ui_shows (&f, "copy-address"));
  signup_ui_end (&f);
}

/* -- the browser ---------------------------------------------------------------------------------------------------- */

/* What the browser was opened with. (transfer full) */
static char *
wait_for_browser (void)
{
  g_autofree char *path = signup_ui_path ("opened");
  char *uri = NULL;

  jb_test_wait_until (g_file_get_contents (path, &uri, NULL, NULL));
  g_assert_cmpint (g_remove (path), ==, 0);
  return uri;
}

/* (transfer full) */
static char *
fetch (const char *uri)
{
  g_autoptr(GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  g_autofree char *request = NULL;

  g_assert_nonnull (parsed);
  request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", g_uri_get_path (parsed), g_uri_get_port (parsed));
  return visitor_ask ((guint) g_uri_get_port (parsed), request);
}

static void
test_served (void)
{
  SignupUi f = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *page = NULL;
  g_autofree char *again = NULL;
  g_autofree char *target = NULL;
  g_autofree char *action = NULL;

  signup_ui_begin (&f);
  signup_ui_open (&f, NULL, jb_emulator_get_uri (f.emulator));
  signup_ui_fill (&f);
  signup_ui_press (&f, "open-browser");
  g_assert_cmpint (signup_ui_state (&f), ==, JB_SIGNUP_BROWSER_WAITING);
  first = wait_for_browser ();
  assert_starts (first, "http://127.0.0.1:");
  g_assert_cmpstr (signup_ui_text (&f, "countdown"), ==, "The form waits for another 5:00.");
  page = fetch (first);
  assert_has (page, "value=\"가온문구\"");
  target = jb_emulator_dup_signup_uri (f.emulator);
  action = g_strdup_printf ("action=\"%s\"", target);
  assert_has (page, action);
  jb_test_wait_until (signup_ui_state (&f) == JB_SIGNUP_BROWSER_SERVED);
  g_assert_false (signup_ui_shows (&f, "countdown"));
  g_assert_false (signup_ui_shows (&f, "copy-address"));
  again = fetch (first);
  g_assert_null (strstr (again, "가온문구"));

  /* Once more, under another address; the form can be changed in between. */
  signup_ui_press (&f, "edit");
  signup_ui_type (&f, JB_SIGNUP_COMPANY_NAME, "㈜가온 \"문구\" <&>");
  signup_ui_press (&f, "open-browser");
  second = wait_for_browser ();
  g_assert_cmpstr (first, !=, second);
  g_free (page);
  page = fetch (second);
  assert_has (page, "value=\"㈜가온 &quot;문구&quot; &lt;&amp;&gt;\"");
  jb_test_wait_until (signup_ui_state (&f) == JB_SIGNUP_BROWSER_SERVED);
  signup_ui_end (&f);
}

static void
test_never_comes (void)
{
  SignupUi f = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *heard = NULL;

  signup_ui_begin (&f);
  signup_ui_open (&f, NULL, "demo");
  signup_ui_fill (&f);
  signup_ui_press (&f, "open-browser");
  first = wait_for_browser ();
  jb_clock_advance (f.ui.clock, JB_SIGNUP_PAGE_LIFETIME_MS);
  jb_test_wait_until (signup_ui_state (&f) == JB_SIGNUP_BROWSER_EXPIRED);
  g_assert_true (signup_ui_shows (&f, "open-again"));
  heard = fetch (first);
  g_assert_cmpstr (heard, ==, "");

  signup_ui_press (&f, "open-again");
  g_assert_cmpint (signup_ui_state (&f), ==, JB_SIGNUP_BROWSER_WAITING);
  second = wait_for_browser ();
  g_assert_cmpstr (first, !=, second);

  /* Closing takes the form back at once … */
  signup_ui_close (&f);
  g_free (heard);
  heard = fetch (second);
  g_assert_cmpstr (heard, ==, "");

  /* … and the sign-up goes on where it was, without handing the form out by itself. */
  signup_ui_open (&f, SIGNUP_COMPANY, NULL);
  g_assert_cmpint (signup_ui_state (&f), ==, JB_SIGNUP_BROWSER_LEFT);
  g_assert_true (signup_ui_shows (&f, "open-again"));
  g_assert_nonnull (strstr (signup_ui_text (&f, "environment"), "Demo"));
  signup_ui_end (&f);
}

static void
test_no_browser (void)
{
  SignupUi f = { 0 };
  g_autofree char *script = signup_ui_path ("browser");

  signup_ui_begin (&f);
  g_assert_cmpint (g_remove (script), ==, 0);
  signup_ui_open (&f, NULL, "demo");
  signup_ui_fill (&f);
  signup_ui_press (&f, "open-browser");
  jb_test_wait_until (signup_ui_state (&f) == JB_SIGNUP_BROWSER_FAILED);
  g_assert_null (strstr (signup_ui_text (&f, "browser-sentence"), "127.0.0.1"));
  g_assert_true (signup_ui_shows (&f, "copy-address"));
  signup_ui_end (&f);
  signup_ui_write ("browser", BROWSER, 0700);
}

/* -- the callback --------------------------------------------------------------------------------------------------- */

/* (transfer full): what was answered; "" = nothing */
static char *
call (guint       port,
      const char *company,
      const char *code,
      const char *token)
{
  g_autofree char *body = g_strdup_printf ("{\"SBID\":\"" JB_EMULATOR_ACCOUNT "\",\"COM_REGNO\":\"%s\",\"AUTH_CODE\":\"%s\","
                                           "\"AUTH_TOKEN\":\"%s\"}", company, code, token);
  g_autofree char *request = g_strdup_printf ("POST /callback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                              "Content-Length: %zu\r\n\r\n%s", strlen (body), body);

  return visitor_ask (port, request);
}

static void
go_to_browser (SignupUi *f)
{
  g_autofree char *uri = NULL;

  signup_ui_open (f, NULL, jb_emulator_get_uri (f->emulator));
  signup_ui_fill (f);
  signup_ui_press (f, "open-browser");
  uri = wait_for_browser ();
}

/* Through SmartBill's pages, as the browser would. (transfer full): the last page */
static char *
walk (SignupUi *f)
{
  g_autoptr(SoupSession) session = soup_session_new ();
  Client client = { .emulator = f->emulator, .session = session };
  g_autofree char *first = walk_post (&client, WALK_1, "pComRegNo=" JB_EMULATOR_COMPANY "&pMIGRATIONFLAG=JANGBU_TEST");

  return walk_to_end (&client, first);
}

/* A token that the emulator knows. (transfer full) */
static char *
get_token (SignupUi *f)
{
  g_autofree char *page = NULL;

  g_assert_true (jb_emulator_set_signup_callback (f->emulator, NULL, 2));
  page = walk (f);
  return walk_find (page, "<dd id=\"AUTH_TOKEN\">", "</dd>");
}

static void
test_callback (void)
{
  SignupUi f = { 0 };
  g_autofree char *page = NULL;
  g_autoptr(GVariant) draft = NULL;

  signup_ui_begin (&f);
  signup_ui_listen (&f);
  go_to_browser (&f);
  page = walk (&f);
  jb_test_wait_until (f.connected != 0);
  g_assert_cmpuint (jb_emulator_get_signup_status (f.emulator), ==, 200);
  g_assert_true (signup_ui_shows (&f, "done"));
  signup_ui_check_collects (&f);

  /* Nothing is left of it. */
  draft = g_settings_get_value (f.settings, "signup-draft");
  g_assert_cmpuint (g_variant_n_children (draft), ==, 0);
  signup_ui_press (&f, "done");
  jb_test_wait_until (f.dialog == NULL);
  signup_ui_end (&f);
}

/* Strangers, another company, nonsense, slow ones: the dialog stays as it is, and only counts. */
static void
test_strangers (void)
{
  SignupUi f = { 0 };
  Visitor *slow;
  Visitor *stranger;
  guint port;
  g_autofree char *other = NULL;
  g_autofree char *nonsense = NULL;
  g_autofree char *page = NULL;

  signup_ui_begin (&f);
  port = signup_ui_listen (&f);
  go_to_browser (&f);

  slow = visitor_new (port);
  visitor_say (slow, "POST /callback HT", 17);
  stranger = visitor_new_from ("127.0.0.2", port);
  jb_test_wait_until (visitor_listen (stranger));
  g_assert_cmpuint (stranger->heard->len, ==, 0);
  other = call (port, OTHER_COMPANY, JB_EMULATOR_AUTH_CODE, "RkFLRS1UT0tFTi1YWFhY");
  nonsense = visitor_ask (port, "POST /callback HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]");
  g_assert_null (strstr (other, " 200 "));
  g_assert_null (strstr (nonsense, " 200 "));
  jb_clock_advance (f.ui.clock, 10000);
  jb_test_wait_until (visitor_listen (slow));
  visitor_free (slow);
  visitor_free (stranger);

  g_assert_cmpint (f.connected, ==, 0);
  g_assert_false (signup_ui_shows (&f, "problem"));
  jb_test_wait_until (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (signup_ui_find (&f, "callback"))), "turned away") != NULL);

  /* And the one that it waits for still gets in. */
  page = walk (&f);
  jb_test_wait_until (f.connected != 0);
  signup_ui_check_collects (&f);
  signup_ui_end (&f);
}

/* The same callback again while the first is being tried, an attempt that is cancelled, and the codes that are not lost by it. */
static void
test_twice (void)
{
  JbEmulatorFault hang = { .count = -1, .hang = TRUE };
  SignupUi f = { 0 };
  g_autofree char *token = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(GPtrArray) all = NULL;
  guint before, port;

  signup_ui_begin (&f);
  token = get_token (&f);
  port = signup_ui_listen (&f);
  go_to_browser (&f);
  jb_emulator_set_fault (f.emulator, &hang);
  before = jb_emulator_count (f.emulator, NULL);
  first = call (port, JB_EMULATOR_COMPANY, JB_EMULATOR_AUTH_CODE, token);
  assert_starts (first, "HTTP/1.1 200");
  jb_test_wait_until (jb_emulator_count (f.emulator, NULL) > before);
  second = call (port, JB_EMULATOR_COMPANY, JB_EMULATOR_AUTH_CODE, token);
  assert_starts (second, "HTTP/1.1 200");
  g_assert_false (gtk_widget_is_sensitive (signup_ui_find (&f, "edit")));

  gtk_widget_activate_action (f.dialog, "signup.cancel", NULL);
  jb_test_wait_until (signup_ui_shows (&f, "problem"));
  g_assert_cmpint (f.connected, ==, 0);
  jb_emulator_clear_faults (f.emulator);
  signup_ui_press (&f, "retry");
  jb_test_wait_until (f.connected != 0);
  all = signup_ui_connections (&f);
  g_assert_cmpuint (all->len, ==, 1);
  signup_ui_end (&f);
}

/* Codes that SmartBill does not take leave the dialog where it was, with the reason and the way on. */
/* A token that ended on the way, with a code that is good. */
static void
test_stale_token (void)
{
  SignupUi f = { 0 };
  g_autofree char *heard = NULL;
  guint port;

  signup_ui_begin (&f);
  port = signup_ui_listen (&f);
  go_to_browser (&f);
  heard = call (port, JB_EMULATOR_COMPANY, JB_EMULATOR_AUTH_CODE, "RkFLRS1UT0tFTi1YWFhY");
  assert_starts (heard, "HTTP/1.1 200");
  jb_test_wait_until (f.connected != 0);
  signup_ui_check_collects (&f);
  signup_ui_end (&f);
}

static void
test_refused (void)
{
  SignupUi f = { 0 };
  g_autofree char *heard = NULL;
  guint port;

  signup_ui_begin (&f);
  port = signup_ui_listen (&f);
  go_to_browser (&f);
  heard = call (port, JB_EMULATOR_COMPANY, "JB0000000000000000000000000WRONG", "RkFLRS1UT0tFTi1YWFhY");
  assert_starts (heard, "HTTP/1.1 200");
  jb_test_wait_until (signup_ui_shows (&f, "problem"));
  g_test_message ("%s", signup_ui_text (&f, "problem"));
  g_assert_null (strstr (signup_ui_text (&f, "problem"), "WRONG"));
  g_assert_null (strstr (signup_ui_text (&f, "problem"), "RkFLRS"));
  g_assert_cmpint (f.connected, ==, 0);
  g_assert_true (gtk_widget_is_sensitive (signup_ui_find (&f, "paste")));

  /* Closed while an attempt is going on, it lets go. */
  {
    JbEmulatorFault hang = { .count = -1, .hang = TRUE };
    guint before = jb_emulator_count (f.emulator, NULL);

    jb_emulator_set_fault (f.emulator, &hang);
    signup_ui_press (&f, "retry");
    jb_test_wait_until (jb_emulator_count (f.emulator, NULL) > before);
    gtk_window_destroy (GTK_WINDOW (f.dialog));
    jb_test_wait_until (f.dialog == NULL);
  }
  signup_ui_end (&f);
}

/* Why it cannot listen is said in the dialog, and a change of the settings is enough to mend it. */
static void
test_cannot_listen (void)
{
  SignupUi f = { 0 };
  g_autoptr(GSocketListener) occupant = g_socket_listener_new ();
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;
  AdwPreferencesRow *row;
  guint port;

  signup_ui_begin (&f);
  port = signup_ui_listen (&f);
  address = g_inet_socket_address_new (loopback, (guint16) port);
  g_socket_listener_add_address (occupant, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, NULL, &error);
  g_assert_no_error (error);
  go_to_browser (&f);
  row = ADW_PREFERENCES_ROW (signup_ui_find (&f, "callback"));
  g_assert_nonnull (strstr (adw_preferences_row_get_title (row), "Another program is using port"));
  g_settings_set_string (f.settings, "signup-callback-address", "example");
  g_assert_nonnull (strstr (adw_preferences_row_get_title (row), "is not an IP address"));
  g_settings_set_string (f.settings, "signup-callback-address", "127.0.0.1");
  g_settings_set_int (f.settings, "signup-callback-port", (int) signup_ui_find_port ());
  g_assert_nonnull (strstr (adw_preferences_row_get_title (row), "Jangbu listens"));
  g_settings_set_boolean (f.settings, "signup-callback-enabled", FALSE);
  g_assert_null (strstr (adw_preferences_row_get_title (row), "Jangbu listens"));
  signup_ui_end (&f);
}

/* -- pasting and typing --------------------------------------------------------------------------------------------- */

static GtkWidget *
open_paste (SignupUi *f)
{
  GtkWidget *paste;

  signup_ui_press (f, "paste");
  paste = ui_test_toplevel (JB_TYPE_PASTE_DIALOG);
  g_assert_nonnull (paste);
  jb_test_wait_until (gtk_widget_get_mapped (paste));
  return paste;
}

static void
paste_text (GtkWidget  *paste,
            const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_test_find (paste, "text"))), text, -1);
  turn ();
}

static gboolean
can_connect (GtkWidget *paste)
{
  return gtk_widget_is_sensitive (ui_test_find (paste, "connect"));
}

static const char *
get_subtitle (GtkWidget  *paste,
              const char *name)
{
  GtkWidget *row = ui_test_find (paste, name);

  return gtk_widget_get_mapped (row) ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) : NULL;
}

static void
test_paste (void)
{
  static const char *bad[] = {
    "", " \n", "안녕하세요", "{\"COM_REGNO\":\"0001234013\"}", "{", "😀😀",
    "인증코드 JB0000000000000000000000000TEST1 인증코드 JB0000000000000000000000000TEST2",
    "사업자번호 001-12-34015 인증코드 JB0000000000000000000000000TEST1",
    "{\"SBID\":\"dasol1\",\"COM_REGNO\":\"0011234015\",\"AUTH_CODE\":\"JB0000000000000000000000000TEST1\",\"AUTH_TOKEN\":\"RkFL\"}",
  };
  SignupUi f = { 0 };
  GtkWidget *paste;

  signup_ui_begin (&f);
  go_to_browser (&f);
  paste = open_paste (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      paste_text (paste, bad[i]);
      g_test_message ("“%s”: %s", bad[i], gtk_label_get_text (GTK_LABEL (ui_test_find (paste, "hint"))));
      g_assert_false (can_connect (paste));
      g_assert_null (get_subtitle (paste, "company"));
      g_assert_true (gtk_widget_get_mapped (ui_test_find (paste, "hint")));
    }
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (ui_test_find (paste, "hint"))), "001-12-34015"));

  /* What was understood is shown without giving the secrets away. */
  paste_text (paste, "{\"SBID\":\"gaon01\",\"COM_REGNO\":\"0001234013\",\"COM_NAME\":\"가온 <문구>\","
              "\"AUTH_CODE\":\"JB0000000000000000000000000WRONG\",\"AUTH_TOKEN\":\"RkFLRS1UT0tFTi1YWFhY\"}");
  g_assert_true (can_connect (paste));
  g_assert_cmpstr (get_subtitle (paste, "company"), ==, "000-12-34013 · 가온 <문구>");
  g_assert_cmpstr (get_subtitle (paste, "account"), ==, "gaon01");
  g_assert_cmpstr (get_subtitle (paste, "code"), ==, "JB……NG");
  g_assert_cmpstr (get_subtitle (paste, "token"), ==, "Rk……hY");
  gtk_widget_activate_action (paste, "paste.connect", NULL);
  jb_test_wait_until (connect_test_problem (paste) != NULL);
  g_assert_null (strstr (connect_test_problem (paste), "WRONG"));

  /* A code alone lacks the id, which can be typed. */
  paste_text (paste, "인증코드: " JB_EMULATOR_AUTH_CODE "\n");
  g_assert_null (connect_test_problem (paste));
  g_assert_false (can_connect (paste));
  connect_test_type (paste, "account-entry", " " JB_EMULATOR_ACCOUNT " ");
  g_assert_true (can_connect (paste));
  gtk_widget_activate_action (paste, "paste.connect", NULL);
  jb_test_wait_until (f.connected != 0);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_PASTE_DIALOG) == NULL);
  g_assert_true (signup_ui_shows (&f, "done"));
  signup_ui_check_collects (&f);
  signup_ui_end (&f);
}

/* All of the last page, as a browser copies it. */
static void
test_paste_page (void)
{
  SignupUi f = { 0 };
  GtkWidget *paste;
  g_autofree char *token = NULL;
  g_autofree char *text = NULL;

  signup_ui_begin (&f);
  token = get_token (&f);
  text = g_strdup_printf ("회원 가입 완료\n회원 가입이 끝났습니다. 아래 값을 사용하시는 프로그램에 입력하여 주십시오.\n아이디\n%s\n인증코드\n%s\n인증토큰\n%s\n",
                          JB_EMULATOR_ACCOUNT, JB_EMULATOR_AUTH_CODE, token);
  go_to_browser (&f);
  paste = open_paste (&f);
  paste_text (paste, text);
  g_assert_cmpstr (get_subtitle (paste, "account"), ==, JB_EMULATOR_ACCOUNT);
  gtk_widget_activate_action (paste, "paste.connect", NULL);
  jb_test_wait_until (f.connected != 0);
  signup_ui_check_collects (&f);
  signup_ui_end (&f);
}

/* The callback comes while the user is still busy pasting: that is done, then. */
static void
test_callback_overtakes (void)
{
  SignupUi f = { 0 };
  GtkWidget *paste;
  g_autofree char *page = NULL;

  signup_ui_begin (&f);
  signup_ui_listen (&f);
  go_to_browser (&f);
  paste = open_paste (&f);
  paste_text (paste, "인증코드 " JB_EMULATOR_AUTH_CODE);
  page = walk (&f);
  jb_test_wait_until (f.connected != 0);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_PASTE_DIALOG) == NULL);
  signup_ui_check_collects (&f);
  signup_ui_end (&f);
}

static void
test_code (void)
{
  SignupUi f = { 0 };
  GtkWidget *dialog;

  signup_ui_begin (&f);
  go_to_browser (&f);
  signup_ui_press (&f, "code");
  dialog = ui_test_toplevel (JB_TYPE_CONNECT_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_test_find (dialog, "address"))), ==,
                   jb_emulator_get_uri (f.emulator));
  connect_test_type (dialog, "account", JB_EMULATOR_ACCOUNT);
  connect_test_type (dialog, "code", JB_EMULATOR_AUTH_CODE);
  connect_test_press (dialog);
  jb_test_wait_until (f.connected != 0);
  g_assert_true (signup_ui_shows (&f, "done"));
  signup_ui_check_collects (&f);
  signup_ui_end (&f);
}

/* -- preferences ---------------------------------------------------------------------------------------------------- */

static GtkWidget *
show_preferences (SignupUi *f)
{
  GtkWidget *window = adw_preferences_window_new ();

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (jb_signup_preferences_new (f->settings)));
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (f->ui.window));
  gtk_window_present (GTK_WINDOW (window));
  jb_test_wait_until (gtk_widget_get_mapped (ui_test_find (window, "status")));
  return window;
}

static const char *
get_status (GtkWidget *window)
{
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (ui_test_find (window, "status")));
}

static const char *
get_uri (GtkWidget *window)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_test_find (window, "uri")));
}

static void
test_preferences (void)
{
  static const char * const sources[] = { "192.0.2.7", "2001:db8::7", NULL };
  SignupUi f = { 0 };
  g_autoptr(GSocketListener) occupant = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) kept = NULL;
  g_autofree char *charset = NULL;
  GtkWidget *window;
  guint port;

  signup_ui_begin (&f);
  window = show_preferences (&f);
  jb_test_wait_until (strstr (get_status (window), "Off") != NULL);
  g_assert_cmpstr (get_uri (window), ==, "http://(your public address):21080/callback");

  /* From here to the settings … */
  connect_test_type (window, "sources", " 192.0.2.7,, 2001:db8::7 ");
  kept = g_settings_get_strv (f.settings, "signup-callback-sources");
  g_assert_true (g_strv_equal ((const char * const *) kept, sources));
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_test_find (window, "charset")), 1);
  charset = g_settings_get_string (f.settings, "signup-charset");
  g_assert_cmpstr (charset, ==, "euc-kr");
  gtk_switch_set_active (GTK_SWITCH (ui_test_find (window, "enabled")), TRUE);
  g_assert_true (g_settings_get_boolean (f.settings, "signup-callback-enabled"));
  connect_test_type (window, "address", "8.8.8.8");
  connect_test_type (window, "path", "/a/b");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_test_find (window, "port")), 22222);
  g_assert_cmpstr (get_uri (window), ==, "http://8.8.8.8:22222/a/b");
  jb_test_wait_until (strstr (get_status (window), "one of its own addresses") != NULL);

  /* … and back, with what is wrong. */
  g_settings_set_string (f.settings, "signup-callback-address", "127.0.0.1");
  port = g_socket_listener_add_any_inet_port (occupant, NULL, &error);
  g_assert_no_error (error);
  g_settings_set_int (f.settings, "signup-callback-port", (int) port);
  jb_test_wait_until (strstr (get_status (window), "Another program is using port") != NULL);
  g_settings_set_int (f.settings, "signup-callback-port", (int) signup_ui_find_port ());
  jb_test_wait_until (strstr (get_status (window), "can listen there") != NULL);
  connect_test_type (window, "sources", "relay.example.com");
  jb_test_wait_until (strstr (get_status (window), "is not an IP address") != NULL);
  g_settings_reset (f.settings, "signup-callback-sources");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_test_find (window, "sources"))), ==, "");
  connect_test_type (window, "path", "no-slash");
  jb_test_wait_until (strstr (get_status (window), "begins with a slash") != NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  signup_ui_end (&f);
}

int
main (int    argc,
      char **argv)
{
  int result;

  signup_ui_set_browser (BROWSER);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/signup/fields", test_fields);
  g_test_add_func ("/signup/terms", test_terms);
  g_test_add_func ("/signup/prefill", test_prefill);
  g_test_add_func ("/signup/prefill-closed", test_prefill_closed);
  g_test_add_func ("/signup/draft", test_draft);
  g_test_add_func ("/signup/strange-draft", test_strange_draft);
  g_test_add_func ("/signup/served", test_served);
  g_test_add_func ("/signup/never-comes", test_never_comes);
  g_test_add_func ("/signup/no-browser", test_no_browser);
  g_test_add_func ("/signup-answer/callback", test_callback);
  g_test_add_func ("/signup-answer/strangers", test_strangers);
  g_test_add_func ("/signup-answer/twice", test_twice);
  g_test_add_func ("/signup-answer/stale-token", test_stale_token);
  g_test_add_func ("/signup-answer/refused", test_refused);
  g_test_add_func ("/signup-answer/cannot-listen", test_cannot_listen);
  g_test_add_func ("/signup-answer/paste", test_paste);
  g_test_add_func ("/signup-answer/paste-page", test_paste_page);
  g_test_add_func ("/signup-answer/callback-overtakes", test_callback_overtakes);
  g_test_add_func ("/signup-answer/code", test_code);
  g_test_add_func ("/signup-preferences", test_preferences);
  result = g_test_run ();
  signup_ui_remove_browser ();
  return result;
}
