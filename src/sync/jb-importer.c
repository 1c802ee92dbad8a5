/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A run goes over the files one after the other. Of each: a thread reads the next few hundred items; the main thread sorts them by
 * company; the book takes for each company the rows, then the originals of its sales and of its purchases. */

#define G_LOG_DOMAIN "jb-importer"

#include "config.h"

#include "jb-importer.h"

#include "jb-import-reader.h"
#include "jb-import-zip.h"
#include "jb-numbers.h"

#include <glib/gi18n-lib.h>

/* A batch is one transaction for its rows: long enough to be fast, short enough to be cancelled. */
#define BATCH 500
/* How many numbers are offered when the files belong to no company of the book. */
#define MAX_STRANGERS 20

struct _JbImporter
{
  GObject      parent_instance;

  JbArchive   *archive;
  GHashTable  *companies;     /* set of ten digits */
  gboolean     demo;
  double       progress;
  guint        n_arrived;
};

G_DEFINE_FINAL_TYPE (JbImporter, jb_importer, G_TYPE_OBJECT)

typedef enum
{
  PROP_PROGRESS = 1,
  PROP_N_ARRIVED,
} JbImporterProperty;

static GParamSpec *properties[PROP_N_ARRIVED + 1];

/* One row on its way: an item may be two. */
typedef struct
{
  JbImportItem  *item;      /* (not owned): lives as long as the batch */
  JbImportLine  *line;      /* (owned) */
  JbInvoice     *invoice;   /* (owned) */
} Delivery;

/* What of a batch belongs to one company. */
typedef struct
{
  char       *company;      /* (owned) */
  gint64      connection;
  GPtrArray  *deliveries;   /* (element-type Delivery) */
  GArray     *arrivals;     /* (element-type JbArrival) */
  GPtrArray  *originals;    /* (element-type JbArrivedOriginal) (nullable): those being stored */
  GPtrArray  *storing;      /* (element-type Delivery) (nullable): beside them */
  JbDirection direction;    /* of those */
} Parcel;

typedef struct
{
  GPtrArray       *files;         /* (element-type GFile) */
  guint            n_done;        /* files */
  char            *name;          /* (nullable): of the file that is read */
  JbImportReader  *reader;        /* (nullable): a thread's while it reads */
  GPtrArray       *items;         /* (nullable): the batch */
  GPtrArray       *parcels;       /* (element-type Parcel) */
  guint            parcel;        /* the one that is delivered */
  GHashTable      *strangers;     /* ten digits → JbImportStranger */
  JbImportReport  *report;
} Run;

static void read_batch    (GTask *task);
static void next_file     (GTask *task);
static void next_parcel   (GTask *task);
static void store_originals (GTask       *task,
                             JbDirection  direction);

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->line);
  g_object_unref (delivery->invoice);
  g_free (delivery);
}

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  g_free (parcel->company);
  g_ptr_array_unref (parcel->deliveries);
  g_array_unref (parcel->arrivals);
  g_clear_pointer (&parcel->originals, g_ptr_array_unref);
  g_clear_pointer (&parcel->storing, g_ptr_array_unref);
  g_free (parcel);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  g_ptr_array_unref (run->files);
  g_free (run->name);
  g_clear_pointer (&run->reader, jb_import_reader_free);
  g_clear_pointer (&run->parcels, g_ptr_array_unref);
  g_clear_pointer (&run->items, g_ptr_array_unref);
  g_hash_table_unref (run->strangers);
  g_clear_pointer (&run->report, jb_import_report_free);
  g_free (run);
}

/* -- the report ----------------------------------------------------------------------------------------------------- */

static JbImportLine *
add_line (Run                *run,
          const JbImportItem *item)
{
  JbImportLine *line = g_object_new (JB_TYPE_IMPORT_LINE, NULL);

  line->outcome = JB_IMPORT_REFUSED;
  line->file = g_strdup (run->name);
  if (item != NULL)
    {
      line->entry = g_strdup (item->entry);
      line->row = item->row;
      line->issue_id = g_strdup (item->issue_id);
      line->sentence = g_strdup (item->sentence);
    }
  g_ptr_array_add (run->report->lines, line);
  return line;
}

/* Takes @sentence. */
static void
add_sentence (JbImportLine *line,
              char         *sentence)
{
  char *both;

  if (line->sentence == NULL)
    {
      line->sentence = sentence;
      return;
    }

  both = g_strconcat (line->sentence, " ", sentence, NULL);
  g_free (line->sentence);
  g_free (sentence);
  line->sentence = both;
}

static int
compare_strangers (gconstpointer a,
                   gconstpointer b)
{
  const JbImportStranger *one = *(JbImportStranger * const *) a;
  const JbImportStranger *other = *(JbImportStranger * const *) b;

  if (one->n_invoices != other->n_invoices)
    return one->n_invoices < other->n_invoices ? 1 : -1;
  return g_strcmp0 (one->registration, other->registration);
}

static void
count_report (Run *run)
{
  JbImportReport *report = run->report;
  GHashTableIter iter;
  gpointer stranger;

  for (guint i = 0; i < report->lines->len; i++)
    {
      const JbImportLine *line = g_ptr_array_index (report->lines, i);

      report->n_outcomes[line->outcome]++;
      if (line->outcome != JB_IMPORT_REFUSED && line->sentence != NULL)
        report->n_odd++;
    }

  g_hash_table_iter_init (&iter, run->strangers);
  while (g_hash_table_iter_next (&iter, NULL, &stranger))
    {
      g_ptr_array_add (report->strangers, stranger);
      g_hash_table_iter_steal (&iter);
    }
  g_ptr_array_sort (report->strangers, compare_strangers);
  if (report->strangers->len > MAX_STRANGERS)
    g_ptr_array_set_size (report->strangers, MAX_STRANGERS);
}

static void
set_progress (JbImporter *self,
              double      progress)
{
  if (progress <= self->progress)
    return;

  self->progress = MIN (progress, 1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

/* -- the end -------------------------------------------------------------------------------------------------------- */

static void
finish_run (GTask *task)
{
  JbImporter *self = g_task_get_source_object (task);

  set_progress (self, 1);
  count_report (g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/* Rows and originals that were on their way when the book failed. */
static void
note_lost (Run *run)
{
  for (guint i = run->parcel; i < run->parcels->len; i++)
    {
      const Parcel *parcel = g_ptr_array_index (run->parcels, i);

      for (guint n = 0; n < parcel->deliveries->len; n++)
        {
          Delivery *delivery = g_ptr_array_index (parcel->deliveries, n);

          if (delivery->line->outcome == JB_IMPORT_REFUSED)
            add_sentence (delivery->line, g_strdup (_("The import stopped before it was taken in.")));
          else if (delivery->item->original != NULL && delivery->invoice->direction >= parcel->direction)
            add_sentence (delivery->line, g_strdup (_("The import stopped before its original was taken in.")));
        }
    }
}

/* Takes @error. */
static void
fail_run (GTask  *task,
          GError *error)
{
  Run *run = g_task_get_task_data (task);

  note_lost (run);

  run->report->stopped = g_strdup_printf (_("Stopped in %s: %s What was taken in before stays; import the files again to go on."),
                                          run->name != NULL ? run->name : "", error->message);
  count_report (run);
  g_task_return_error (task, error);
}

/* TRUE when it was, and the task is answered. */
static gboolean
was_cancelled (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;

  if (run->name != NULL)
    run->report->stopped = g_strdup_printf (_("Stopped in %s; %u lines were done. What was taken in before stays; import the files "
                                              "again to go on."), run->name, run->report->lines->len);
  else
    run->report->stopped = g_strdup_printf (ngettext ("Stopped before the file that came next; %u was read. What was taken in "
                                                      "before stays.",
                                                      "Stopped before the file that came next; %u were read. What was taken in "
                                                      "before stays.", run->n_done), run->n_done);
  count_report (run);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", run->report->stopped);
  return TRUE;
}

/* -- the originals -------------------------------------------------------------------------------------------------- */

static void
note_original (Delivery                *delivery,
               const JbArrivedOriginal *original)
{
  JbImportLine *line = delivery->line;

  if (original->arrival == JB_ARRIVAL_KEPT_OTHER)
    add_sentence (line, g_strdup (_("The book has another original of this invoice, which is no worse, and keeps that.")));
  else if (original->arrival == JB_ARRIVAL_NEW && line->outcome == JB_IMPORT_HERE)
    {
      line->outcome = JB_IMPORT_CHANGED;
      if (line->sentence == NULL)
        add_sentence (line, g_strdup (_("Its original came with it.")));
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
      fail_run (task, error);
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
  next_parcel (task);
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
      next_parcel (task);
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
      add_sentence (line, g_strdup (_("The book could not take this invoice: it holds text or a date that cannot be read.")));
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
      fail_run (task, error);
      return;
    }

  for (guint i = 0; i < MIN (parcel->deliveries->len, parcel->arrivals->len); i++)
    {
      Delivery *delivery = g_ptr_array_index (parcel->deliveries, i);

      note_arrival (self, delivery->line, g_array_index (parcel->arrivals, JbArrival, i));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ARRIVED]);
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
      fail_run (task, error);
      return;
    }

  for (guint i = 0; i < parcel->deliveries->len; i++)
    g_ptr_array_add (invoices, g_object_ref (((Delivery *) g_ptr_array_index (parcel->deliveries, i))->invoice));
  page = jb_merge_page_new (parcel->connection, invoices);
  page->arrivals = g_array_ref (parcel->arrivals);
  /* Once handed over it is written: the report must know what the book has. */
  jb_archive_merge_async (JB_ARCHIVE (object), page, NULL, merged_cb, g_steal_pointer (&task));
}

static void
next_parcel (GTask *task)
{
  JbImporter *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  Parcel *parcel;

  if (run->parcel == run->parcels->len)
    {
      set_progress (self, (run->n_done + jb_import_reader_get_fraction (run->reader)) / run->files->len);
      read_batch (task);
      return;
    }

  parcel = g_ptr_array_index (run->parcels, run->parcel);
  jb_archive_open_files_async (self->archive, parcel->company, self->demo ? "demo" : "production", NULL, opened_cb,
                               g_object_ref (task));
}

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
  parcel->deliveries = g_ptr_array_new_with_free_func (delivery_free);
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
  delivery->line = g_object_ref (add_line (run, item));
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
  JbImportLine *line = add_line (run, item);
  const JbParty *supplier = item->invoice->supplier;
  const JbParty *buyer = item->invoice->buyer;
  g_autofree char *from = jb_registration_display (supplier != NULL ? supplier->registration : NULL);
  g_autofree char *to = jb_registration_display (buyer != NULL ? buyer->registration : NULL);

  count_stranger (run, supplier);
  count_stranger (run, buyer);
  run->report->n_strange++;
  g_clear_pointer (&line->sentence, g_free);
  add_sentence (line, g_strdup_printf (_("It is from %s to %s, and neither is a company of this book. Say whose it is, and import it "
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
      JbImportLine *line = add_line (run, item);

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
  if (was_cancelled (task))
    return;

  if (run->items->len == 0)
    {
      g_clear_pointer (&run->reader, jb_import_reader_free);
      g_clear_pointer (&run->name, g_free);
      run->n_done++;
      set_progress (self, (double) run->n_done / run->files->len);
      next_file (task);
      return;
    }

  for (guint i = 0; i < run->items->len; i++)
    sort_item (self, run, g_ptr_array_index (run->items, i));
  next_parcel (task);
}

static void
read_batch (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr(GTask) worker = NULL;

  if (was_cancelled (task))
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
  if (was_cancelled (task))
    return;

  if (bytes == NULL)
    {
      add_sentence (add_line (run, NULL), explain_unread (error));
      g_clear_pointer (&run->name, g_free);
      run->n_done++;
      next_file (task);
      return;
    }

  companies = (const char **) g_hash_table_get_keys_as_array (self->companies, NULL);
  run->reader = jb_import_reader_new (bytes, companies);
  read_batch (task);
}

static void
next_file (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr(GTask) worker = NULL;
  g_autofree char *base = NULL;

  if (was_cancelled (task))
    return;

  if (run->n_done == run->files->len)
    {
      finish_run (task);
      return;
    }

  base = g_file_get_basename (g_ptr_array_index (run->files, run->n_done));
  run->name = jb_import_show_name (base != NULL ? base : "?");
  worker = g_task_new (NULL, g_task_get_cancellable (task), loaded_cb, g_object_ref (task));
  g_task_set_source_tag (worker, load_in_thread);
  g_task_set_task_data (worker, g_object_ref (g_ptr_array_index (run->files, run->n_done)), g_object_unref);
  g_task_run_in_thread (worker, load_in_thread);
}

/* -- a run ---------------------------------------------------------------------------------------------------------- */

void
jb_importer_run_async (JbImporter           *self,
                       GPtrArray            *files,
                       GCancellable         *cancellable,
                       GAsyncReadyCallback   callback,
                       gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GPtrArray) companies = NULL;
  GError *error = NULL;
  Run *run;

  g_return_if_fail (JB_IS_IMPORTER (self));
  g_return_if_fail (files != NULL);

  run = g_new0 (Run, 1);
  run->files = g_ptr_array_ref (files);
  run->parcels = g_ptr_array_new_with_free_func (parcel_free);
  run->strangers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, NULL);
  run->report = jb_import_report_new ();

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_importer_run_async);
  g_task_set_task_data (task, run, run_free);
  /* Answered with the report, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);

  companies = jb_archive_list_companies (self->archive, &error);
  if (companies == NULL)
    {
      fail_run (task, error);
      return;
    }

  for (guint i = 0; i < companies->len; i++)
    jb_importer_add_company (self, ((const JbCompany *) g_ptr_array_index (companies, i))->registration);
  next_file (task);
}

gboolean
jb_importer_run_finish (JbImporter       *self,
                        GAsyncResult     *result,
                        JbImportReport  **report,
                        GError          **error)
{
  Run *run;

  g_return_val_if_fail (JB_IS_IMPORTER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  run = g_task_get_task_data (G_TASK (result));
  if (report != NULL)
    *report = g_steal_pointer (&run->report);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- the object ----------------------------------------------------------------------------------------------------- */

void
jb_importer_add_company (JbImporter *self,
                         const char *company)
{
  g_return_if_fail (JB_IS_IMPORTER (self));
  g_return_if_fail (company != NULL);

  g_hash_table_add (self->companies, g_strdup (company));
}

void
jb_importer_set_demo (JbImporter *self,
                      gboolean    demo)
{
  g_return_if_fail (JB_IS_IMPORTER (self));

  self->demo = demo;
}

double
jb_importer_get_progress (JbImporter *self)
{
  g_return_val_if_fail (JB_IS_IMPORTER (self), 0);

  return self->progress;
}

guint
jb_importer_get_n_arrived (JbImporter *self)
{
  g_return_val_if_fail (JB_IS_IMPORTER (self), 0);

  return self->n_arrived;
}

static void
jb_importer_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  JbImporter *self = JB_IMPORTER (object);

  switch ((JbImporterProperty) property_id)
    {
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;

    case PROP_N_ARRIVED:
      g_value_set_uint (value, self->n_arrived);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
jb_importer_finalize (GObject *object)
{
  JbImporter *self = JB_IMPORTER (object);

  g_object_unref (self->archive);
  g_hash_table_unref (self->companies);

  G_OBJECT_CLASS (jb_importer_parent_class)->finalize (object);
}

static void
jb_importer_class_init (JbImporterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jb_importer_get_property;
  object_class->finalize = jb_importer_finalize;

  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_ARRIVED] = g_param_spec_uint ("n-arrived", NULL, NULL, 0, G_MAXUINT, 0,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jb_importer_init (JbImporter *self)
{
  self->companies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

JbImporter *
jb_importer_new (JbArchive *archive)
{
  JbImporter *self;

  g_return_val_if_fail (JB_IS_ARCHIVE (archive), NULL);

  self = g_object_new (JB_TYPE_IMPORTER, NULL);
  self->archive = g_object_ref (archive);
  return self;
}
