/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signatures in real windows: the pane beside the list, checking one and all, authorities that come and go, from the result to the
 * list. Takes pictures on the way. */

#include "config.h"

#include "jb-collect-verify.h"
#include "jb-invoice-detail.h"
#include "jb-preferences-test.h"
#include "jb-signature-preferences.h"
#include "jb-ui-picture.h"

#include "../etax/jb-test-authority.h"

#include <string.h>

#include "jb-document.h"

/* -- a book with originals ------------------------------------------------------------------------------------------ */

/* A row and its original: the sample, or the plain one signed anew when @name is NULL. */
static void
add_original (GPtrArray  *rows,
              GPtrArray  *originals,
              const char *name,
              guint       n)
{
  g_autoptr(GBytes) sample = jb_test_sample (name != NULL ? name : "taxinvoice-plain.xml");
  g_autofree char *text = g_strndup (g_bytes_get_data (sample, NULL), g_bytes_get_size (sample));
  g_autofree char *serial = g_strdup_printf ("%08u", n);
  g_autoptr(GBytes) certificate = jb_test_sample ("npki/signCert.der");
  g_autoptr(JbFetchedOriginal) fetched = g_new0 (JbFetchedOriginal, 1);
  g_autoptr(JbDocument) document = NULL;
  JbInvoice *row;

  memcpy (strstr (text, "<IssueID>") + strlen ("<IssueID>") + 16, serial, 8);
  fetched->bytes = name == NULL ? test_sign_with (certificate, text) : g_bytes_new (text, strlen (text));
  document = jb_document_parse (fetched->bytes, NULL);
  row = jb_document_read (document, NULL);
  row->direction = JB_DIRECTION_SALES;
  fetched->issue_id = g_strdup (row->issue_id);
  g_ptr_array_add (rows, row);
  g_ptr_array_add (originals, jb_collect_verify_original (fetched, NULL));
}

static void
fill_book (UiTest *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *originals = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);
  g_autoptr(GAsyncResult) merged = NULL;
  g_autoptr(GAsyncResult) stored = NULL;
  gint64 connection;

  g_assert_no_error (error);
  connection = ui_test_connect (archive);
  for (guint i = 0; i < 5; i++)
    add_original (rows, originals, NULL, i + 1);
  add_original (rows, originals, "invalid-signature-tampered.xml", 90);
  add_original (rows, originals, "taxinvoice-plain.xml", 91);

  jb_archive_merge_async (archive, jb_merge_page_new (connection, rows), NULL, jb_test_result_cb, &merged);
  jb_test_wait_until (merged != NULL);
  g_assert_true (jb_archive_merge_finish (archive, merged, NULL, &error));
  jb_archive_store_originals_async (archive, connection, JB_DIRECTION_SALES, originals, NULL, jb_test_result_cb, &stored);
  jb_test_wait_until (stored != NULL);
  g_assert_cmpint (jb_archive_store_originals_finish (archive, stored, &error), ==, 7);
  g_ptr_array_unref (rows);
  jb_archive_close (archive);
}

/* -- the page ------------------------------------------------------------------------------------------------------- */

/* As the menu opens it. */
static GtkWidget *
open_page (UiTest *f)
{
  GtkWidget *window;

  jb_test_wait_until (jb_session_get_state (f->session) == JB_SESSION_READY);
  g_action_group_activate_action (G_ACTION_GROUP (f->window), "check-originals", NULL);
  window = ui_test_toplevel (JB_TYPE_PREFERENCES_WINDOW);
  jb_test_wait_until (gtk_widget_get_mapped (window));
  g_assert_cmpstr (adw_preferences_window_get_visible_page_name (ADW_PREFERENCES_WINDOW (window)), ==, "signatures");
  return window;
}

static GtkWidget *
page_of (GtkWidget *window)
{
  return ui_test_find_type (window, JB_TYPE_SIGNATURE_PREFERENCES);
}

static void
check_all (GtkWidget *window)
{
  GtkWidget *result = ui_test_find (window, "result");

  gtk_widget_activate_action (page_of (window), "signatures.check", NULL);
  g_assert_false (gtk_widget_get_visible (result));
  jb_test_wait_until (gtk_widget_get_visible (result));
}

static void
add_file (GtkWidget  *window,
          const char *sample,
          const char *part)
{
  g_autofree char *path = g_build_filename (g_getenv ("JB_SAMPLES"), sample, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  AdwPreferencesRow *note = ADW_PREFERENCES_ROW (ui_test_find (window, "note"));

  jb_signature_preferences_add_file (JB_SIGNATURE_PREFERENCES (page_of (window)), file);
  jb_test_wait_until (gtk_widget_get_visible (GTK_WIDGET (note)) && strstr (adw_preferences_row_get_title (note), part) != NULL);
}

static guint
count_verdict (UiTest    *f,
               JbVerdict  verdict)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;

  jb_invoice_query_set_code (&query->verdicts, verdict, TRUE);
  jb_archive_load_map_async (jb_session_get_archive (f->session), query, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  map = jb_archive_load_map_finish (jb_session_get_archive (f->session), result, NULL);
  return map->ids->len;
}

static void
test_page (void)
{
  UiTest f = { 0 };
  GtkWidget *window;

  ui_test_prepare (&f);
  fill_book (&f);
  ui_test_show (&f);
  window = open_page (&f);
  ui_picture_take (window, "signatures-none");

  add_file (window, "npki/signCert.der", "TEST가상공급상사");
  ui_picture_take (window, "signatures-not-authority");
  add_file (window, "npki/test-ca.der", "Jangbu Test CA Class 1");
  g_assert_false (gtk_widget_get_visible (ui_test_find (window, "none")));
  g_assert_cmpuint (count_verdict (&f, JB_VERDICT_TRUSTED), ==, 0);

  check_all (window);
  g_assert_cmpuint (count_verdict (&f, JB_VERDICT_TRUSTED), ==, 5);
  g_assert_cmpuint (count_verdict (&f, JB_VERDICT_ALTERED), ==, 1);
  ui_picture_take (window, "signatures");
  ui_picture_set_dark (TRUE);
  ui_picture_take (window, "signatures-dark");
  ui_picture_set_dark (FALSE);
  gtk_window_destroy (GTK_WINDOW (window));

  window = open_page (&f);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 720);
  check_all (window);
  ui_picture_take (window, "signatures-narrow");

  /* The trust goes, and so does the verdict, at the next check. */
  gtk_widget_activate_action (page_of (window), "signatures.remove-authority", "x", G_GINT64_CONSTANT (1));
  g_assert_true (gtk_widget_get_visible (ui_test_find (window, "none")));
  check_all (window);
  g_assert_cmpuint (count_verdict (&f, JB_VERDICT_TRUSTED), ==, 0);

  /* Closing in the middle harms nothing. */
  gtk_widget_activate_action (page_of (window), "signatures.check", NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_cmpuint (count_verdict (&f, JB_VERDICT_VALID), ==, 5);

  ui_test_end (&f);
}

/* From the result to the list of altered ones, and one of them checked again. */
static void
test_show (void)
{
  UiTest f = { 0 };
  GtkWidget *window, *section;
  JbInvoicePage *page;

  ui_test_prepare (&f);
  fill_book (&f);
  ui_test_set_size (1280, 900);
  ui_test_show (&f);
  window = open_page (&f);
  check_all (window);
  gtk_widget_activate_action (page_of (window), "signatures.show", "i", JB_VERDICT_ALTERED);
  jb_test_wait_until (ui_test_toplevel (JB_TYPE_PREFERENCES_WINDOW) == NULL);
  jb_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (ui_test_list (&f, JB_DIRECTION_SALES))) == 1);

  page = jb_window_get_page (f.window, JB_DIRECTION_SALES);
  gtk_selection_model_select_item (gtk_column_view_get_model (jb_invoice_page_get_view (page)), 0, TRUE);
  jb_test_wait_until ((section = ui_test_find (GTK_WIDGET (f.window), "signature")) != NULL &&
                      adw_bin_get_child (ADW_BIN (section)) != NULL);
  ui_test_show_values (gtk_widget_get_ancestor (section, JB_TYPE_INVOICE_DETAIL));
  g_assert_nonnull (ui_test_find_text (section, "TEST가상공급상사"));
  g_assert_nonnull (ui_test_find_text (section, "JangbuTestCA"));
  {
    GtkWidget *before = adw_bin_get_child (ADW_BIN (section));

    gtk_widget_activate_action (section, "signature.check-again", NULL);
    jb_test_wait_until (adw_bin_get_child (ADW_BIN (section)) != before);
  }
  {
    GtkWidget *scroller = gtk_widget_get_ancestor (section, GTK_TYPE_SCROLLED_WINDOW);
    GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

    ui_picture_wait_for_frames (GTK_WIDGET (f.window));
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
    ui_picture_take (GTK_WIDGET (f.window), "signature-detail");
    ui_picture_set_dark (TRUE);
    ui_picture_take (GTK_WIDGET (f.window), "signature-detail-dark");
    ui_picture_set_dark (FALSE);
  }
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  ui_picture_set_language ();
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_picture_hold_still ();
  g_test_add_func ("/signatures/page", test_page);
  g_test_add_func ("/signatures/show", test_show);
  return g_test_run ();
}
