/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A company's share of a batch on its way into the book: its rows in one transaction, then the originals of its sales and of its purchases. */

#define G_LOG_DOMAIN "jb-importer-deliver"

#include "config.h"

#include "jb-importer-private.h"

#include "jb-numbers.h"

#include <glib/gi18n-lib.h>

static void store_originals (GTask       *task,
                             JbDirection  direction);

/* -- the originals -------------------------------------------------------------------------------------------------- */

static void
note_original (Delivery                *delivery,
               const JbArrivedOriginal *original)
{
  JbImportLine *line = delivery->line;

  if (original->arrival == JB_ARRIVAL_KEPT_OTHER)
    _jb_importer_add_sentence (line, g_strdup (_("The book has another original of this invoice, which is no worse, and keeps that.")));
  else if (original->arrival == JB_ARRIVAL_NEW && line->outcome == JB_IMPORT_HERE)
    {
      line->outcome = JB_IMPORT_CHANGED;
      if (line->sentence == NULL)
        _jb_importer_add_sentence (line, g_strdup (_("Its original came with it.")));
    }
}

static void
originals_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  Parcel *parcel = g_ptr_array_index (run->parcels, run->parcel);
  GError *error = NULL;

  if (jb_archive_store_originals_finish (JB_ARCHIVE (object), result, &error) < 0)
    {
      _jb_importer_fail_run (task, error);
      return;
    }

  for (guint i = 0; i < parcel->originals->len; i++)
    note_original (g_ptr_array_index (parcel->storing, i), g_ptr_array_index (parcel->originals, i));

  if (parcel->direction == JB_DIRECTION_SALES)
    {
      store_originals (task, JB_DIRECTION_PURCHASE);
      return;
    }

  run->parcel++;
  _jb_importer_next_parcel (task);
}

static JbArrivedOriginal *
make_original (Delivery *delivery)
{
  JbArrivedOriginal *original = jb_arrived_original_new (delivery->invoice->issue_id);

  original->bytes = g_bytes_ref (delivery->item->original);
  original->invoice = g_object_ref (delivery->item->invoice);
  original->verdict = delivery->item->verdict;
  original->problem = g_strdup (delivery->item->problem);
  return original;
}

static void
store_originals (GTask       *task,
                 JbDirection  direction)
{
  JbImporter *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  Parcel *parcel = g_ptr_array_index (run->parcels, run->parcel);

  g_clear_pointer (&parcel->originals, g_ptr_array_unref);
  g_clear_pointer (&parcel->storing, g_ptr_array_unref);
  parcel->originals = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_arrived_original_free);
  parcel->storing = g_ptr_array_new ();
  parcel->direction = direction;

  for (guint i = 0; i < parcel->deliveries->len; i++)
    {
      Delivery *delivery = g_ptr_array_index (parcel->deliveries, i);

      if (delivery->item->original == NULL || delivery->invoice->direction != direction)
        continue;
      g_ptr_array_add (parcel->originals, make_original (delivery));
      g_ptr_array_add (parcel->storing, delivery);
    }

  if (parcel->originals->len > 0)
    jb_archive_store_originals_async (self->archive, parcel->connection, direction, g_ptr_array_ref (parcel->originals), NULL,
                                      originals_cb, g_object_ref (task));
  else if (direction == JB_DIRECTION_SALES)
    store_originals (task, JB_DIRECTION_PURCHASE);
  else
    {
      run->parcel++;
      _jb_importer_next_parcel (task);
    }
}

/* -- the rows ------------------------------------------------------------------------------------------------------- */

static void
note_arrival (JbImporter   *self,
              JbImportLine *line,
              JbArrival     arrival)
{
  switch (arrival)
    {
    case JB_ARRIVAL_NEW:
      line->outcome = JB_IMPORT_NEW;
      self->n_arrived++;
      break;

    case JB_ARRIVAL_CHANGED:
      line->outcome = JB_IMPORT_CHANGED;
      break;

    case JB_ARRIVAL_SAME:
    case JB_ARRIVAL_KEPT_OTHER:
      line->outcome = JB_IMPORT_HERE;
      break;

    case JB_ARRIVAL_REFUSED:
    default:
      line->outcome = JB_IMPORT_REFUSED;
      _jb_importer_add_sentence (line, g_strdup (_("The book could not take this invoice: it holds text or a date that cannot be read.")));
      break;
    }
}

static void
merged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbImporter *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  Parcel *parcel = g_ptr_array_index (run->parcels, run->parcel);
  GError *error = NULL;

  if (!jb_archive_merge_finish (JB_ARCHIVE (object), result, NULL, &error))
    {
      _jb_importer_fail_run (task, error);
      return;
    }

  for (guint i = 0; i < MIN (parcel->deliveries->len, parcel->arrivals->len); i++)
    {
      Delivery *delivery = g_ptr_array_index (parcel->deliveries, i);

      note_arrival (self, delivery->line, g_array_index (parcel->arrivals, JbArrival, i));
    }
  g_object_notify (G_OBJECT (self), "n-arrived");
  store_originals (task, JB_DIRECTION_SALES);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  Parcel *parcel = g_ptr_array_index (run->parcels, run->parcel);
  g_autoptr(GPtrArray) invoices = g_ptr_array_new_with_free_func (g_object_unref);
  JbMergePage *page;
  GError *error = NULL;

  parcel->connection = jb_archive_open_files_finish (JB_ARCHIVE (object), result, &error);
  if (parcel->connection == 0)
    {
      _jb_importer_fail_run (task, error);
      return;
    }

  for (guint i = 0; i < parcel->deliveries->len; i++)
    g_ptr_array_add (invoices, g_object_ref (((Delivery *) g_ptr_array_index (parcel->deliveries, i))->invoice));
  page = jb_merge_page_new (parcel->connection, invoices);
  page->arrivals = g_array_ref (parcel->arrivals);
  /* Once handed over it is written: the report must know what the book has. */
  jb_archive_merge_async (JB_ARCHIVE (object), page, NULL, merged_cb, g_steal_pointer (&task));
}

void
_jb_importer_next_parcel (GTask *task)
{
  JbImporter *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  Parcel *parcel;

  if (run->parcel == run->parcels->len)
    {
      _jb_importer_set_progress (self, (run->n_done + jb_import_reader_get_fraction (run->reader)) / run->files->len);
      _jb_importer_read_batch (task);
      return;
    }

  parcel = g_ptr_array_index (run->parcels, run->parcel);
  jb_archive_open_files_async (self->archive, parcel->company, self->demo ? "demo" : "production", NULL, opened_cb,
                               g_object_ref (task));
}

