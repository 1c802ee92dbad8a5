/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread reads the next few hundred items of a file; the main thread sorts them by the company that they belong to. */

#define G_LOG_DOMAIN "jb-importer-read"

#include "config.h"

#include "jb-importer-private.h"

#include "jb-import-zip.h"
#include "jb-numbers.h"

#include <glib/gi18n-lib.h>

/* A batch is one transaction for its rows: long enough to be fast, short enough to be cancelled. */
#define BATCH 500

/* -- whose it is ---------------------------------------------------------------------------------------------------- */

static Parcel *
find_parcel (Run        *run,
             const char *company)
{
  Parcel *parcel;

  for (guint i = 0; i < run->parcels->len; i++)
    {
      parcel = g_ptr_array_index (run->parcels, i);
      if (g_str_equal (parcel->company, company))
        return parcel;
    }

  parcel = g_new0 (Parcel, 1);
  parcel->company = g_strdup (company);
  parcel->deliveries = g_ptr_array_new_with_free_func (_jb_importer_delivery_free);
  parcel->arrivals = g_array_new (FALSE, TRUE, sizeof (JbArrival));
  g_ptr_array_add (run->parcels, parcel);
  return parcel;
}

/* Takes @invoice. */
static void
deliver (Run          *run,
         JbImportItem *item,
         const char   *company,
         JbDirection   direction,
         JbInvoice    *invoice)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->item = item;
  delivery->line = g_object_ref (_jb_importer_add_line (run, item));
  delivery->line->company = g_strdup (company);
  delivery->line->direction = direction;
  delivery->invoice = invoice;
  invoice->direction = direction;
  g_ptr_array_add (find_parcel (run, company)->deliveries, delivery);
}

static void
count_stranger (Run           *run,
                const JbParty *party)
{
  JbImportStranger *stranger;

  if (party == NULL || party->kind != JB_PARTY_BUSINESS || party->registration == NULL)
    return;

  stranger = g_hash_table_lookup (run->strangers, party->registration);
  if (stranger == NULL)
    {
      stranger = g_new0 (JbImportStranger, 1);
      stranger->registration = g_strdup (party->registration);
      stranger->name = g_strdup (party->name);
      g_hash_table_insert (run->strangers, stranger->registration, stranger);
    }
  stranger->n_invoices++;
}

static void
refuse_strange (Run          *run,
                JbImportItem *item)
{
  JbImportLine *line = _jb_importer_add_line (run, item);
  const JbParty *supplier = item->invoice->supplier;
  const JbParty *buyer = item->invoice->buyer;
  g_autofree char *from = jb_registration_display (supplier != NULL ? supplier->registration : NULL);
  g_autofree char *to = jb_registration_display (buyer != NULL ? buyer->registration : NULL);

  count_stranger (run, supplier);
  count_stranger (run, buyer);
  run->report->n_strange++;
  g_clear_pointer (&line->sentence, g_free);
  _jb_importer_add_sentence (line, g_strdup_printf (_("It is from %s to %s, and neither is a company of this book. Say whose it is, and import it "
                                         "again."), from, to));
}

static gboolean
is_own (JbImporter    *self,
        const JbParty *party)
{
  return party != NULL && party->registration != NULL && g_hash_table_contains (self->companies, party->registration);
}

static void
sort_item (JbImporter   *self,
           Run          *run,
           JbImportItem *item)
{
  JbInvoice *invoice = item->invoice;
  gboolean sells, buys;

  if (invoice == NULL)
    {
      JbImportLine *line = _jb_importer_add_line (run, item);

      if (item->is_part)
        line->outcome = JB_IMPORT_HERE;
      return;
    }

  sells = is_own (self, invoice->supplier);
  buys = is_own (self, invoice->buyer);
  if (!sells && !buys)
    {
      refuse_strange (run, item);
      return;
    }

  if (sells)
    deliver (run, item, invoice->supplier->registration, JB_DIRECTION_SALES, jb_invoice_copy (invoice));
  if (buys)
    deliver (run, item, invoice->buyer->registration, JB_DIRECTION_PURCHASE, jb_invoice_copy (invoice));
}

/* -- reading -------------------------------------------------------------------------------------------------------- */

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_task_return_pointer (task, jb_import_reader_next (task_data, BATCH, cancellable), (GDestroyNotify) g_ptr_array_unref);
}

static void
batch_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbImporter *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  g_ptr_array_set_size (run->parcels, 0);
  g_clear_pointer (&run->items, g_ptr_array_unref);
  run->items = g_task_propagate_pointer (G_TASK (result), NULL);   /* never fails: nothing returns an error */
  run->parcel = 0;
  if (_jb_importer_was_cancelled (task))
    return;

  if (run->items->len == 0)
    {
      g_clear_pointer (&run->reader, jb_import_reader_free);
      g_clear_pointer (&run->name, g_free);
      run->n_done++;
      _jb_importer_set_progress (self, (double) run->n_done / run->files->len);
      _jb_importer_next_file (task);
      return;
    }

  for (guint i = 0; i < run->items->len; i++)
    sort_item (self, run, g_ptr_array_index (run->items, i));
  _jb_importer_next_parcel (task);
}

void
_jb_importer_read_batch (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr(GTask) worker = NULL;

  if (_jb_importer_was_cancelled (task))
    return;

  worker = g_task_new (NULL, g_task_get_cancellable (task), batch_cb, g_object_ref (task));
  g_task_set_source_tag (worker, read_in_thread);
  g_task_set_task_data (worker, run->reader, NULL);
  /* A cancelled worker still hands over what it has. */
  g_task_set_check_cancellable (worker, FALSE);
  g_task_run_in_thread (worker, read_in_thread);
}

/* As much as is taken, and no more: what is too large is an error. */
static GBytes *
load_stream (GInputStream  *stream,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GByteArray) contents = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (256 * 1024);
  gssize n;

  while ((n = g_input_stream_read (stream, chunk, 256 * 1024, cancellable, error)) > 0)
    {
      if (contents->len + (gsize) n > JB_IMPORT_MAX_BYTES)
        {
          g_set_error (error, JB_IMPORT_ERROR, JB_IMPORT_ERROR_TOO_LARGE,
                       _("This file is larger than %u MB, and no invoice or list is. It was left out."), JB_IMPORT_MAX_BYTES / 1024 / 1024);
          return NULL;
        }
      g_byte_array_append (contents, chunk, (guint) n);
    }

  return n == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&contents)) : NULL;
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GError *error = NULL;

  stream = g_file_read (task_data, cancellable, &error);
  if (stream != NULL)
    bytes = load_stream (G_INPUT_STREAM (stream), cancellable, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static char *
explain_unread (const GError *error)
{
  if (error->domain == JB_IMPORT_ERROR)
    return g_strdup (error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    return g_strdup (_("This is a folder. Choose the files in it, or make a ZIP of it."));
  return g_strdup_printf (_("The file could not be read: %s"), error->message);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbImporter *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autofree const char **companies = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = g_task_propagate_pointer (G_TASK (result), &error);
  if (_jb_importer_was_cancelled (task))
    return;

  if (bytes == NULL)
    {
      _jb_importer_add_sentence (_jb_importer_add_line (run, NULL), explain_unread (error));
      g_clear_pointer (&run->name, g_free);
      run->n_done++;
      _jb_importer_next_file (task);
      return;
    }

  companies = (const char **) g_hash_table_get_keys_as_array (self->companies, NULL);
  run->reader = jb_import_reader_new (bytes, companies);
  _jb_importer_read_batch (task);
}

void
_jb_importer_next_file (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr(GTask) worker = NULL;
  g_autofree char *base = NULL;

  if (_jb_importer_was_cancelled (task))
    return;

  if (run->n_done == run->files->len)
    {
      _jb_importer_finish_run (task);
      return;
    }

  base = g_file_get_basename (g_ptr_array_index (run->files, run->n_done));
  run->name = jb_import_show_name (base != NULL ? base : "?");
  worker = g_task_new (NULL, g_task_get_cancellable (task), loaded_cb, g_object_ref (task));
  g_task_set_source_tag (worker, load_in_thread);
  g_task_set_task_data (worker, g_object_ref (g_ptr_array_index (run->files, run->n_done)), g_object_unref);
  g_task_run_in_thread (worker, load_in_thread);
}

