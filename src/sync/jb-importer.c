/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A run goes over the files one after the other. Of each: a thread reads the next few hundred items and the main thread sorts them by
 * company (jb-importer-read.c); the book takes for each company the rows, then the originals of its sales and of its purchases
 * (jb-importer-deliver.c). Here are the run's report and its end. */

#define G_LOG_DOMAIN "jb-importer"

#include "config.h"

#include "jb-importer.h"
#include "jb-importer-private.h"

#include "jb-numbers.h"

#include <glib/gi18n-lib.h>

/* How many numbers are offered when the files belong to no company of the book. */
#define MAX_STRANGERS 20

G_DEFINE_FINAL_TYPE (JbImporter, jb_importer, G_TYPE_OBJECT)

typedef enum
{
  PROP_PROGRESS = 1,
  PROP_N_ARRIVED,
} JbImporterProperty;

static GParamSpec *properties[PROP_N_ARRIVED + 1];

void
_jb_importer_delivery_free (gpointer data)
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

JbImportLine *
_jb_importer_add_line (Run                *run,
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

void
_jb_importer_add_sentence (JbImportLine *line,
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

void
_jb_importer_set_progress (JbImporter *self,
                           double      progress)
{
  if (progress <= self->progress)
    return;

  self->progress = MIN (progress, 1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

/* -- the end -------------------------------------------------------------------------------------------------------- */

void
_jb_importer_finish_run (GTask *task)
{
  JbImporter *self = g_task_get_source_object (task);

  _jb_importer_set_progress (self, 1);
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
            _jb_importer_add_sentence (delivery->line, g_strdup (_("The import stopped before it was taken in.")));
          else if (delivery->item->original != NULL && delivery->invoice->direction >= parcel->direction)
            _jb_importer_add_sentence (delivery->line, g_strdup (_("The import stopped before its original was taken in.")));
        }
    }
}

/* Takes @error. */
void
_jb_importer_fail_run (GTask  *task,
                       GError *error)
{
  Run *run = g_task_get_task_data (task);

  note_lost (run);

  run->report->stopped = g_strdup_printf (_("Stopped in %s: %s What was taken in before stays; import the files again to go on."),
                                          run->name != NULL ? run->name : "", error->message);
  count_report (run);
  g_task_return_error (task, error);
}

gboolean
_jb_importer_was_cancelled (GTask *task)
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
      _jb_importer_fail_run (task, error);
      return;
    }

  for (guint i = 0; i < companies->len; i++)
    jb_importer_add_company (self, ((const JbCompany *) g_ptr_array_index (companies, i))->registration);
  _jb_importer_next_file (task);
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
