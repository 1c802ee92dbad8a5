/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The newest invoice knows the address of today: the list of the company's invoices, then the first one of it in full. */

#define G_LOG_DOMAIN "jb-own-party"

#include "config.h"

#include "jb-own-party.h"

static void
invoice_loaded_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JbInvoice) invoice = NULL;
  GError *error = NULL;

  invoice = jb_archive_load_invoice_finish (JB_ARCHIVE (object), result, &error);
  if (invoice == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, jb_party_copy (invoice->direction == JB_DIRECTION_PURCHASE ? invoice->buyer : invoice->supplier),
                           (GDestroyNotify) jb_party_free);
}

static void
map_loaded_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(JbInvoiceMap) map = NULL;
  GError *error = NULL;

  map = jb_archive_load_map_finish (JB_ARCHIVE (object), result, &error);
  if (map == NULL)
    g_task_return_error (task, error);
  else if (jb_invoice_map_get_length (map) == 0)
    g_task_return_pointer (task, NULL, NULL);
  else
    jb_archive_load_invoice_async (JB_ARCHIVE (object), jb_invoice_map_get_id (map, 0), g_task_get_cancellable (task),
                                   invoice_loaded_cb, g_object_ref (task));
}

void
jb_own_party_load_async (JbArchive           *archive,
                         const char          *company,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (JB_IS_ARCHIVE (archive));
  g_return_if_fail (company != NULL);

  task = g_task_new (archive, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_own_party_load_async);
  query->company = g_strdup (company);
  query->order = JB_ORDER_WRITTEN;
  query->descending = TRUE;
  jb_archive_load_map_async (archive, query, cancellable, map_loaded_cb, g_object_ref (task));
}

JbParty *
jb_own_party_load_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, jb_own_party_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
