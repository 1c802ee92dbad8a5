/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the check, the journal and the amendments share with their pictures: a thread of documents in the book. */

#pragma once

#include "jb-book-preferences.h"
#include "jb-check-dialog.h"
#include "jb-connect-test.h"
#include "jb-invoice-chain.h"
#include "jb-invoice-detail.h"
#include "jb-journal-window.h"

/* Issue ids of the thread: the second and the third amend the first, the fourth the third; the sixth amends what is not in the book. */
#define THREAD_ID(n) "2026112041000203000009" n

static inline void
proof_ui_add (GPtrArray   *page,
              const char  *id,
              const char  *amends,
              JbAmendment  reason,
              gint64       supply)
{
  JbInvoice *invoice = ui_test_invoice (1);

  g_free (invoice->issue_id);
  invoice->issue_id = g_strdup (id);
  g_free (invoice->original_issue_id);
  invoice->original_issue_id = g_strdup (amends);
  invoice->amendment = reason;
  invoice->kind = amends != NULL ? 201 : 101;
  invoice->supply = supply;
  invoice->tax = supply / 10;
  invoice->total = invoice->supply + invoice->tax;
  g_ptr_array_add (page, invoice);
}

static inline void
proof_ui_merge (UiTest    *f,
                GPtrArray *page)
{
  JbArchive *archive = jb_session_get_archive (f->session);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_archive_merge_async (archive, jb_merge_page_new (1, page), NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_archive_merge_finish (archive, result, NULL, &error);
  g_assert_no_error (error);
}

static inline void
proof_ui_add_thread (UiTest *f)
{
  g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  proof_ui_add (page, THREAD_ID ("01"), NULL, JB_AMENDMENT_NONE, 1200000);
  proof_ui_add (page, THREAD_ID ("02"), THREAD_ID ("01"), JB_AMENDMENT_CORRECTION, -1200000);
  proof_ui_add (page, THREAD_ID ("03"), THREAD_ID ("01"), JB_AMENDMENT_CORRECTION, 1500000);
  proof_ui_add (page, THREAD_ID ("04"), THREAD_ID ("03"), JB_AMENDMENT_RETURN, -300000);
  proof_ui_add (page, THREAD_ID ("06"), THREAD_ID ("05"), JB_AMENDMENT_CANCELLATION, -700000);
  proof_ui_merge (f, page);
}

static inline gint64
proof_ui_find (UiTest     *f,
               const char *issue_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = jb_archive_find_issue_id (jb_session_get_archive (f->session), JB_DIRECTION_UNKNOWN, issue_id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  return g_array_index (ids, gint64, 0);
}

/* Shows the invoice, and waits for the pane. */
static inline JbInvoiceDetail *
proof_ui_show (UiTest     *f,
               const char *issue_id)
{
  JbInvoicePage *page = jb_window_get_page (f->window, JB_DIRECTION_SALES);
  JbInvoiceDetail *detail = JB_INVOICE_DETAIL (ui_test_find_type (GTK_WIDGET (page), JB_TYPE_INVOICE_DETAIL));
  gint64 id = proof_ui_find (f, issue_id);

  ui_test_list (f, JB_DIRECTION_SALES);
  jb_invoice_page_show_invoice (page, id);
  jb_test_wait_until (jb_invoice_detail_get_id (detail) == id && jb_invoice_detail_get_invoice (detail) != NULL);
  ui_test_show_values (GTK_WIDGET (detail));
  return detail;
}

/* A dialog of the preferences over the window. */
static inline GtkWidget *
proof_ui_present (UiTest    *f,
                  GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, GTK_WINDOW (f->window));
  gtk_window_present (dialog);
  jb_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  return GTK_WIDGET (dialog);
}

static inline GtkWidget *
proof_ui_check (UiTest *f)
{
  GtkWidget *dialog = proof_ui_present (f, GTK_WINDOW (jb_check_dialog_new (jb_session_get_archive (f->session))));
  GtkWidget *stack = ui_test_find_type (dialog, GTK_TYPE_STACK);

  jb_test_wait_until (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "result") == 0);
  return dialog;
}
