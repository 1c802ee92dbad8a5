/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The check, the journal's window, and amendments and history in the pane, as a person uses them. */

#include "config.h"

#include "jb-proof-ui-test.h"

static void
begin (UiTest *f)
{
  ui_test_prepare (f);
  ui_test_fill_book (f, 60);
  ui_test_show (f);
  jb_test_wait_until (jb_session_get_archive (f->session) != NULL);
  jb_test_wait_until (jb_window_is_settled (f->window));
}

static char *
head_of (GtkWidget *dialog)
{
  return g_strdup (adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_test_find (dialog, "head"))));
}

static void
test_sound (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;
  g_autofree char *head = NULL;
  g_autofree char *older = NULL;

  begin (&f);
  dialog = proof_ui_check (&f);
  g_assert_nonnull (ui_test_find_text (dialog, "The Book Is Sound"));
  g_assert_nonnull (ui_test_find_text (dialog, "60"));
  g_assert_nonnull (ui_test_find_text (dialog, "The first day of the book"));
  g_assert_false (gtk_widget_get_visible (ui_test_find (dialog, "findings")));
  older = head_of (dialog);
  g_assert_cmpuint (strlen (older), ==, 39);

  /* What is no head is said at the field. */
  connect_test_type (dialog, "noted-head", "hello");
  gtk_widget_activate_action (dialog, "check.again", NULL);
  g_assert_true (gtk_widget_has_css_class (ui_test_find (dialog, "hint"), "error"));

  /* The head of before still stands in a journal that has grown. */
  proof_ui_add_thread (&f);
  connect_test_type (dialog, "noted-head", older);
  gtk_widget_activate_action (dialog, "check.again", NULL);
  jb_test_wait_until (ui_test_find_text (dialog, "65") != NULL);
  g_assert_nonnull (ui_test_find_text (dialog, "The Book Is Sound"));
  head = head_of (dialog);
  g_assert_cmpstr (head, !=, older);

  connect_test_type (dialog, "noted-head", "0000-1111-2222-3333");
  gtk_widget_activate_action (dialog, "check.again", NULL);
  jb_test_wait_until (ui_test_find_text (dialog, "This Head Is Not in the Journal") != NULL);
  g_assert_true (gtk_widget_get_visible (ui_test_find (dialog, "findings")));
  gtk_window_close (GTK_WINDOW (dialog));
  ui_test_end (&f);
}

/* Closed while it works: nothing comes back. */
static void
test_cancel (void)
{
  UiTest f = { 0 };
  GtkWidget *dialog;

  begin (&f);
  for (guint i = 0; i < 10; i++)
    {
      dialog = GTK_WIDGET (jb_check_dialog_new (jb_session_get_archive (f.session)));
      proof_ui_present (&f, GTK_WINDOW (dialog));
      gtk_window_close (GTK_WINDOW (dialog));
    }
  ui_test_end (&f);
}

static void
test_journal (void)
{
  UiTest f = { 0 };
  GtkWidget *window, *stack;
  GtkDropDown *filter;
  GListModel *model;

  begin (&f);
  window = proof_ui_present (&f, GTK_WINDOW (jb_journal_window_new (jb_session_get_archive (f.session))));
  stack = ui_test_find (window, "journal-stack");
  filter = GTK_DROP_DOWN (ui_test_find (window, "filter"));
  model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (ui_test_find (window, "journal"))));
  jb_test_wait_until (g_list_model_get_n_items (model) == 3);
  jb_test_wait_until (ui_test_find_text (window, "60 invoices arrived.") != NULL);

  gtk_drop_down_set_selected (filter, 2);
  jb_test_wait_until (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "empty") == 0);
  gtk_drop_down_set_selected (filter, 1);
  jb_test_wait_until (g_list_model_get_n_items (model) == 1);

  /* What arrives meanwhile comes in. */
  proof_ui_add_thread (&f);
  jb_test_wait_until (ui_test_find_text (window, "5 invoices arrived.") != NULL);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2);
  gtk_window_close (GTK_WINDOW (window));
  ui_test_end (&f);
}

static guint
count_rows (GtkWidget *list)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) n) != NULL)
    n++;
  return n;
}

static void
test_chain (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;
  GtkWidget *chain;
  gint64 first;

  begin (&f);
  proof_ui_add_thread (&f);
  ui_test_go (&f, "sales");
  detail = proof_ui_show (&f, THREAD_ID ("04"));
  chain = ui_test_find_type (GTK_WIDGET (detail), JB_TYPE_INVOICE_CHAIN);
  jb_test_wait_until (gtk_widget_get_visible (chain));
  g_assert_cmpuint (count_rows (ui_test_find (chain, "chain")), ==, 5);

  /* From the last to the first, and from there the others are seen as well. */
  first = proof_ui_find (&f, THREAD_ID ("01"));
  g_signal_emit_by_name (ui_test_find (chain, "chain"), "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (ui_test_find (chain, "chain")), 0));
  jb_test_wait_until (jb_invoice_detail_get_id (detail) == first && jb_invoice_detail_get_invoice (detail) != NULL);
  jb_test_wait_until (gtk_widget_get_visible (chain));
  g_assert_cmpuint (count_rows (ui_test_find (chain, "chain")), ==, 5);

  /* What is not here leads nowhere, and says so. */
  proof_ui_show (&f, THREAD_ID ("06"));
  jb_test_wait_until (ui_test_find (chain, "chain") != NULL && count_rows (ui_test_find (chain, "chain")) == 3);
  g_assert_false (gtk_list_box_row_get_activatable (gtk_list_box_get_row_at_index (GTK_LIST_BOX (ui_test_find (chain, "chain")), 0)));

  /* Most invoices have no such thread. */
  {
    g_autoptr(JbInvoice) plain = ui_test_invoice (2);

    proof_ui_show (&f, plain->issue_id);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_false (gtk_widget_get_visible (chain));
  }
  ui_test_end (&f);
}

static void
test_history (void)
{
  UiTest f = { 0 };
  JbInvoiceDetail *detail;
  GtkWidget *history;
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  begin (&f);
  proof_ui_add_thread (&f);
  ui_test_go (&f, "sales");
  detail = proof_ui_show (&f, THREAD_ID ("01"));
  history = ui_test_find (GTK_WIDGET (detail), "history");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (history), TRUE);
  jb_test_wait_until (ui_test_find_text (history, "The invoice arrived.") != NULL);

  /* A change comes in while it is unfolded. */
  proof_ui_add (page, THREAD_ID ("01"), NULL, JB_AMENDMENT_NONE, 1300000);
  proof_ui_merge (&f, page);
  jb_test_wait_until (ui_test_find_text (history, "The service says something else than before.") != NULL);

  proof_ui_show (&f, THREAD_ID ("02"));
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (history)));
  ui_test_end (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/proof/sound", test_sound);
  g_test_add_func ("/proof/cancel", test_cancel);
  g_test_add_func ("/proof/journal", test_journal);
  g_test_add_func ("/proof/chain", test_chain);
  g_test_add_func ("/proof/history", test_history);
  return g_test_run ();
}
