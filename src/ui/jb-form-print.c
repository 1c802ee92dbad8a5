/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK wants to know the number of pages before the first one: every invoice is loaded once to count them, and once more when its
 * pages are drawn. Never more than one is in memory. */

#define G_LOG_DOMAIN "jb-form-print"

#include "config.h"

#include "jb-form-print.h"

#include "jb-form-batch.h"
#include "jb-form-copies.h"
#include "jb-form.h"
#include "jb-progress-dialog.h"

#include <glib/gi18n-lib.h>

/* Fewer are counted before anybody sees a dialog. */
#define MANY 20

/* One invoice that was counted. */
typedef struct
{
  gint64      id;
  guint       n_pages;
  JbFormCopy  own;
  gboolean    fits_half;
} Counted;

/* One page of paper. */
typedef struct
{
  gint64     id;
  JbFormCopy copy;
  guint      page;
  gboolean   shared;   /* with the buyer's copy below */
} Sheet;

typedef struct
{
  GtkWindow         *parent;
  JbArchive         *archive;
  GArray            *ids;
  guint              copies;
  char              *path;          /* (nullable): of an export */
  GCancellable      *cancellable;
  GtkWidget         *dialog;        /* (nullable) */
  GtkWidget         *drop_down;     /* (nullable): the choice of copies */
  guint              next;
  GArray            *counted;       /* (element-type Counted) */
  GArray            *sheets;        /* (element-type Sheet) */
  GtkPrintOperation *operation;
  GtkPrintContext   *context;       /* (nullable): of the page that waits for its invoice */
  guint              waiting;       /* which sheet that is */
  JbForm            *form;          /* (nullable): drawn last */
  JbForm            *lower;         /* (nullable): below it on the same sheet */
  gint64             form_id;
  char              *problem;       /* (nullable): what to say in the end */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->parent);
  g_object_unref (job->archive);
  g_array_unref (job->ids);
  g_free (job->path);
  g_object_unref (job->cancellable);
  g_array_unref (job->counted);
  g_array_unref (job->sheets);
  g_clear_object (&job->operation);
  g_clear_object (&job->context);
  g_clear_object (&job->form);
  g_clear_object (&job->lower);
  g_free (job->problem);
  g_free (job);
}

static void
end (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (job->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&job->dialog)));
  g_clear_object (&job->parent);   /* whoever keeps the answer does not keep the window */
  g_task_return_pointer (task, g_steal_pointer (&job->problem), g_free);
  g_object_unref (task);
}

/* -- drawing -------------------------------------------------------------------------------------------------------- */

static void
draw (Job             *job,
      GtkPrintContext *context,
      guint            page)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double scale = MIN (gtk_print_context_get_width (context) / JB_FORM_PAPER_WIDTH,
                      gtk_print_context_get_height (context) / JB_FORM_PAPER_HEIGHT);

  cairo_save (cr);
  cairo_scale (cr, scale, scale);
  if (job->lower != NULL)
    jb_form_draw_sheet (job->form, job->lower, cr);
  else
    jb_form_draw (job->form, page, cr);
  cairo_restore (cr);
}

static void
give_up (Job        *job,
         const char *sentence)
{
  if (job->problem == NULL)
    job->problem = g_strdup (sentence);
  gtk_print_operation_cancel (job->operation);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  const Sheet *sheet = &g_array_index (job->sheets, Sheet, job->waiting);
  g_autoptr(GtkPrintContext) context = g_steal_pointer (&job->context);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoice) invoice = jb_archive_load_invoice_finish (JB_ARCHIVE (object), result, &error);

  g_clear_object (&job->form);
  g_clear_object (&job->lower);
  if (invoice != NULL)
    {
      job->form = jb_form_new (invoice, sheet->copy);
      job->lower = sheet->shared ? jb_form_new (invoice, JB_FORM_COPY_BUYER) : NULL;
      job->form_id = sheet->id;
    }

  /* Pages that nobody counted would be missing on paper. */
  if (invoice == NULL)
    give_up (job, error->message);
  else if (jb_form_get_n_pages (job->form) != g_array_index (job->counted, Counted, job->next).n_pages ||
           (sheet->shared && !jb_form_fits_half (job->form)))
    give_up (job, _("The book changed while it was being printed. Print again."));
  else
    draw (job, context, sheet->page);
  gtk_print_operation_draw_page_finish (job->operation);
}

static const Counted *
find_counted (Job    *job,
              gint64  id)
{
  /* Pages come in order: the search goes on where it stopped, and once around when somebody looks through a preview. */
  for (guint n = 0; n < job->counted->len; n++)
    {
      if (g_array_index (job->counted, Counted, job->next).id == id)
        break;
      job->next = (job->next + 1) % job->counted->len;
    }
  return &g_array_index (job->counted, Counted, job->next);
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                number,
              GTask             *task)
{
  Job *job = g_task_get_task_data (task);
  const Sheet *sheet;

  if (number < 0 || (guint) number >= job->sheets->len)
    return;

  sheet = &g_array_index (job->sheets, Sheet, (guint) number);
  if (job->form != NULL && job->form_id == sheet->id && jb_form_get_copy (job->form) == sheet->copy &&
      (job->lower != NULL) == sheet->shared)
    {
      draw (job, context, sheet->page);
      return;
    }

  find_counted (job, sheet->id);
  job->waiting = (guint) number;
  g_set_object (&job->context, context);
  gtk_print_operation_set_defer_drawing (operation);
  jb_archive_load_invoice_async (job->archive, sheet->id, NULL, loaded_cb, g_object_ref (task));
}

/* -- the dialog ----------------------------------------------------------------------------------------------------- */

static GObject *
make_choice_cb (GtkPrintOperation *operation,
                GTask             *task)
{
  Job *job = g_task_get_task_data (task);
  const JbFormCopies *choices = jb_form_copies_get ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new_with_mnemonic (_("Which _copy"));
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < JB_FORM_N_COPIES; i++)
    gtk_string_list_append (names, _(choices[i].label));
  job->drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (job->drop_down), jb_form_copies_find (job->copies));
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), job->drop_down);
  gtk_widget_set_valign (job->drop_down, GTK_ALIGN_CENTER);

  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), job->drop_down);
  return G_OBJECT (box);
}

static void
choice_made_cb (GtkPrintOperation *operation,
                GtkWidget         *widget,
                GTask             *task)
{
  Job *job = g_task_get_task_data (task);
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (job->drop_down));

  if (selected < JB_FORM_N_COPIES)
    job->copies = jb_form_copies_get ()[selected].copies;
}

static void
add_sheets (Job           *job,
            const Counted *counted,
            JbFormCopy     copy)
{
  for (guint page = 0; page < counted->n_pages; page++)
    {
      Sheet sheet = { counted->id, copy, page, FALSE };

      g_array_append_val (job->sheets, sheet);
    }
}

static void
add_copies (Job           *job,
            const Counted *counted,
            guint          copies)
{
  Sheet both = { counted->id, JB_FORM_COPY_SUPPLIER, 0, TRUE };

  if ((copies & JB_FORM_COPY_OWN) != 0)
    copies |= counted->own;
  if ((copies & JB_FORM_COPY_SHEET) != 0 && counted->fits_half)
    {
      g_array_append_val (job->sheets, both);
      return;
    }
  if ((copies & JB_FORM_COPY_SUPPLIER) != 0)
    add_sheets (job, counted, JB_FORM_COPY_SUPPLIER);
  if ((copies & JB_FORM_COPY_BUYER) != 0)
    add_sheets (job, counted, JB_FORM_COPY_BUYER);
}

static void
begin_cb (GtkPrintOperation *operation,
          GtkPrintContext   *context,
          GTask             *task)
{
  Job *job = g_task_get_task_data (task);

  g_array_set_size (job->sheets, 0);
  job->next = 0;
  for (guint i = 0; i < job->counted->len; i++)
    add_copies (job, &g_array_index (job->counted, Counted, i), job->copies);
  gtk_print_operation_set_n_pages (operation, (int) job->sheets->len);
}

static void
done_cb (GtkPrintOperation       *operation,
         GtkPrintOperationResult  result,
         GTask                   *task)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR && job->problem == NULL)
    {
      gtk_print_operation_get_error (operation, &error);
      g_debug ("%s", error != NULL ? error->message : "no reason given");
      job->problem = g_strdup (_("It could not be printed. Look whether the printer is on and has paper, then print again."));
    }
  end (task);
}

static void
run (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr(GtkPrintOperation) operation = gtk_print_operation_new ();   /* may end before gtk_print_operation_run() does */
  g_autoptr(GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr(GError) error = NULL;
  GtkPaperSize *paper = gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size (setup, paper);
  gtk_paper_size_free (paper);
  job->operation = g_object_ref (operation);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_show_progress (operation, job->counted->len > MANY);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_job_name (operation, _("Tax invoices"));
  gtk_print_operation_set_custom_tab_label (operation, _("Form"));
  g_signal_connect (operation, "create-custom-widget", G_CALLBACK (make_choice_cb), task);
  g_signal_connect (operation, "custom-widget-apply", G_CALLBACK (choice_made_cb), task);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_cb), task);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), task);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), task);
  if (job->path != NULL)
    gtk_print_operation_set_export_filename (operation, job->path);

  /* Every way out of it comes by "done", a refusal at once included. */
  gtk_print_operation_run (job->operation,
                           job->path != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           job->parent, &error);
  if (error != NULL)
    g_debug ("%s", error->message);
}

/* -- counting ------------------------------------------------------------------------------------------------------- */

static void count_next (GTask *task);

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoice) invoice = jb_archive_load_invoice_finish (JB_ARCHIVE (object), result, &error);

  if (invoice != NULL)
    {
      Counted counted = { .id = invoice->id, .own = jb_form_get_own_copy (invoice) };

      g_clear_object (&job->form);
      job->form = jb_form_new (invoice, counted.own);
      job->form_id = invoice->id;
      counted.n_pages = jb_form_get_n_pages (job->form);
      counted.fits_half = jb_form_fits_half (job->form);
      g_array_append_val (job->counted, counted);
    }
  else if (!g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        job->problem = g_strdup (error->message);
      end (task);
      return;
    }
  count_next (task);
}

static void
count_next (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (job->dialog != NULL)
    jb_progress_dialog_set (JB_PROGRESS_DIALOG (job->dialog), job->next, job->ids->len);
  if (job->next < job->ids->len)
    {
      jb_archive_load_invoice_async (job->archive, g_array_index (job->ids, gint64, job->next++), job->cancellable, counted_cb,
                                     task);
      return;
    }

  if (job->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&job->dialog)));
  if (job->counted->len > 0)
    run (task);
  else
    end (task);
}

void
jb_form_export_async (GtkWindow           *parent,
                      JbArchive           *archive,
                      GArray              *ids,
                      guint                copies,
                      const char          *path,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;
  Job *job;

  g_return_if_fail (JB_IS_ARCHIVE (archive));
  g_return_if_fail (ids != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  job = g_new0 (Job, 1);
  g_set_object (&job->parent, parent);
  job->archive = g_object_ref (archive);
  job->ids = g_array_ref (ids);
  job->copies = copies;
  job->path = g_strdup (path);
  job->cancellable = g_cancellable_new ();
  job->counted = g_array_new (FALSE, FALSE, sizeof (Counted));
  job->sheets = g_array_new (FALSE, FALSE, sizeof (Sheet));
  g_task_set_source_tag (task, jb_form_export_async);
  g_task_set_task_data (task, job, job_free);

  if (ids->len > MANY)
    {
      job->dialog = jb_progress_dialog_new (parent, _("Counting the Pages"), job->cancellable);
      gtk_window_present (GTK_WINDOW (job->dialog));
    }
  count_next (task);
}

void
jb_form_print_async (GtkWindow           *parent,
                     JbArchive           *archive,
                     GArray              *ids,
                     guint                copies,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  jb_form_export_async (parent, archive, ids, copies, NULL, callback, user_data);
}

char *
jb_form_print_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
