/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Three pages: the choice, the progress, and what is to be said about the file when there is more than that it is there.
 * What is being written holds the dialog, so that progress always finds it; closing the dialog cancels it. */

#define G_LOG_DOMAIN "jb-export-dialog"

#include "config.h"

#include "jb-export-dialog.h"

#include "jb-export.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbExportDialog
{
  AdwWindow             parent_instance;

  GtkButton            *cancel_button;
  GtkWidget            *export_button;
  GtkWidget            *problem_box;
  GtkLabel             *problem_label;
  GtkStack             *steps;
  AdwActionRow         *shown_row;
  GtkCheckButton       *shown_check;
  AdwActionRow         *selected_row;
  GtkCheckButton       *selected_check;
  AdwPreferencesGroup  *format_group;
  GtkProgressBar       *progress_bar;
  GtkLabel             *progress_label;
  AdwStatusPage        *done_page;
  GtkWidget            *open_button;

  JbArchive            *archive;       /* NULL once the dialog is closed: what comes after that is for nobody */
  JbInvoiceList        *list;
  GArray               *selected;      /* (element-type gint64) */
  GPtrArray            *formats;       /* (nullable) (element-type JbExportFormat) */
  GPtrArray            *checks;        /* (element-type GtkCheckButton) (not owned): parallel to @formats */
  GtkFileChooserNative *chooser;       /* (nullable): while it is open */
  GFile                *file;          /* (nullable): that is being written, or was */
  GCancellable         *cancellable;   /* (nullable): of what is being written */
};

G_DEFINE_FINAL_TYPE (JbExportDialog, jb_export_dialog, ADW_TYPE_WINDOW)

enum
{
  EXPORTED,
  OPEN_FOLDER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_problem (JbExportDialog *self,
              const char     *sentence)
{
  gtk_label_set_text (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem_box, sentence != NULL);
}

static void
go_to (JbExportDialog *self,
       const char     *step)
{
  gboolean choosing = g_str_equal (step, "choice");
  gboolean done = g_str_equal (step, "done");

  gtk_stack_set_visible_child_name (self->steps, step);
  gtk_widget_set_visible (self->export_button, choosing);
  gtk_button_set_label (self->cancel_button, done ? _("_Close") : _("Cance_l"));
  if (done)
    gtk_window_set_focus (GTK_WINDOW (self), self->open_button);
}

/* -- which invoices ------------------------------------------------------------------------------------------------- */

static void
set_count (AdwActionRow *row,
           guint         count)
{
  g_autofree char *number = jb_text_count (count);
  /* Translators: %s is a number with separators. */
  g_autofree char *text = g_strdup_printf (ngettext ("%s invoice", "%s invoices", count), number);

  adw_action_row_set_subtitle (row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (row), count > 0);
}

static guint
count_shown (JbExportDialog *self)
{
  return jb_invoice_list_get_totals (self->list).count;
}

static gboolean
wants_selected (JbExportDialog *self)
{
  return gtk_check_button_get_active (self->selected_check);
}

static int
find_chosen (JbExportDialog *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      return (int) i;
  return -1;
}

static void
update_export (JbExportDialog *self)
{
  guint count = wants_selected (self) ? self->selected->len : count_shown (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.export", count > 0 && find_chosen (self) >= 0);
}

static void
show_counts (JbExportDialog *self)
{
  set_count (self->shown_row, count_shown (self));
  set_count (self->selected_row, self->selected->len);
  update_export (self);
}

/* -- formats -------------------------------------------------------------------------------------------------------- */

static void
add_format (JbExportDialog       *self,
            const JbExportFormat *format)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_name (row, format->id);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  if (self->checks->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), g_ptr_array_index (self->checks, 0));
  g_object_set (row, "use-markup", FALSE, "title", format->name, "subtitle", format->description, "subtitle-lines", 0, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, format->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, format->description, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update_export), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->format_group, row);
  g_ptr_array_add (self->checks, check);
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_pointer (task, jb_export_format_list (), (GDestroyNotify) g_ptr_array_unref);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  JbExportDialog *self = JB_EXPORT_DIALOG (object);

  if (self->archive == NULL)
    return;

  self->formats = g_task_propagate_pointer (G_TASK (result), NULL);   /* it cannot fail */
  for (guint i = 0; i < self->formats->len; i++)
    add_format (self, g_ptr_array_index (self->formats, i));
  gtk_check_button_set_active (g_ptr_array_index (self->checks, 0), TRUE);
  update_export (self);
}

/* The user's layouts are files. */
static void
load_formats (JbExportDialog *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, listed_cb, NULL);

  g_task_run_in_thread (task, list_thread);
}

/* -- writing -------------------------------------------------------------------------------------------------------- */

static void
progress_cb (guint    done,
             guint    total,
             gpointer user_data)
{
  JbExportDialog *self = user_data;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *text = NULL;

  if (self->archive == NULL)
    return;

  first = jb_text_count (done);
  second = jb_text_count (total);
  /* Translators: how many of how many invoices were written */
  text = g_strdup_printf (_("%s of %s"), first, second);
  gtk_progress_bar_set_fraction (self->progress_bar, total > 0 ? (double) done / total : 0);
  gtk_label_set_text (self->progress_label, text);
}

static void
show_result (JbExportDialog       *self,
             const JbExportResult *result)
{
  g_autofree char *sentence = jb_export_result_describe (result);
  g_autofree char *remark = jb_export_result_remark (result);

  if (remark != NULL)
    {
      adw_status_page_set_title (self->done_page, sentence);
      adw_status_page_set_description (self->done_page, remark);
      go_to (self, "done");
      return;
    }

  g_signal_emit (self, signals[EXPORTED], 0, self->file, sentence);
  gtk_window_close (GTK_WINDOW (self));
}

static void
end_writing (JbExportDialog       *self,
             const JbExportResult *result,
             const GError         *error)
{
  g_clear_object (&self->cancellable);
  if (self->archive == NULL)
    return;   /* closed meanwhile */

  if (error == NULL)
    {
      show_result (self, result);
      return;
    }

  go_to (self, "choice");
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, error->message);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(JbExportDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  JbExportResult written = { 0 };

  jb_export_finish (JB_ARCHIVE (object), result, &written, &error);
  end_writing (self, &written, error);
}

/* The file chooser has asked already whether a file may go. Takes @self. */
static void
write_ids (JbExportDialog *self,
           GArray         *ids)
{
  g_autofree char *path = g_file_get_path (self->file);

  jb_export_async (self->archive, ids, g_ptr_array_index (self->formats, find_chosen (self)), path, TRUE, progress_cb, self,
                   self->cancellable, exported_cb, self);
}

static void
mapped_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(JbExportDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoiceMap) map = jb_archive_load_map_finish (JB_ARCHIVE (object), result, &error);
  g_autoptr(GArray) ids = map != NULL ? jb_invoice_map_list_ids (map) : NULL;

  if (ids == NULL || self->archive == NULL)
    end_writing (self, NULL, error);
  else
    write_ids (g_steal_pointer (&self), ids);
}

void
jb_export_dialog_write (JbExportDialog *self,
                        GFile          *file)
{
  g_return_if_fail (JB_IS_EXPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->cancellable != NULL || find_chosen (self) < 0)
    return;
  if (g_file_peek_path (file) == NULL)
    {
      show_problem (self, _("This place cannot be reached as a folder. Choose a folder of this computer."));
      return;
    }

  show_problem (self, NULL);
  g_set_object (&self->file, file);
  self->cancellable = g_cancellable_new ();
  progress_cb (0, wants_selected (self) ? self->selected->len : count_shown (self), self);
  go_to (self, "progress");
  if (wants_selected (self))
    write_ids (g_object_ref (self), self->selected);
  else
    jb_archive_load_map_async (self->archive, jb_invoice_list_get_query (self->list), self->cancellable, mapped_cb,
                               g_object_ref (self));
}

/* -- the file ------------------------------------------------------------------------------------------------------- */

/* "Sales 2026-07-01 – 2026-09-30.xlsx": what it is, in the user's language. (transfer full) */
static char *
make_name (JbExportDialog       *self,
           const JbExportFormat *format)
{
  const JbInvoiceQuery *query = jb_invoice_list_get_query (self->list);
  const char *what = query->direction == JB_DIRECTION_PURCHASE ? _("Purchases") : _("Sales");
  g_autofree char *from = jb_date_format (query->period.from);
  g_autofree char *to = jb_date_format (query->period.to);
  GString *name = g_string_new (what);

  if (*from != '\0')
    g_string_append_printf (name, " %s", from);
  if (*to != '\0')
    g_string_append_printf (name, " – %s", to);
  g_string_append_printf (name, ".%s", jb_export_format_get_extension (format));
  return g_string_free (name, FALSE);
}

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           JbExportDialog  *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    jb_export_dialog_write (self, file);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbExportDialog *self = JB_EXPORT_DIALOG (widget);
  g_autofree char *file_name = NULL;

  if (self->cancellable != NULL || self->formats == NULL || find_chosen (self) < 0)
    return;

  file_name = make_name (self, g_ptr_array_index (self->formats, find_chosen (self)));
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Export"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), file_name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* One step back: first what is being written, then the dialog. */
static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbExportDialog *self = JB_EXPORT_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
open_folder_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  JbExportDialog *self = JB_EXPORT_DIALOG (widget);
  g_autoptr(GFile) folder = self->file != NULL ? g_file_get_parent (self->file) : NULL;

  if (folder == NULL)
    return;
  g_signal_emit (self, signals[OPEN_FOLDER], 0, folder);
  gtk_window_close (GTK_WINDOW (self));
}

/* What is being written may hold the closed dialog for a while. */
static gboolean
jb_export_dialog_close_request (GtkWindow *window)
{
  JbExportDialog *self = JB_EXPORT_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->archive);
  return GTK_WINDOW_CLASS (jb_export_dialog_parent_class)->close_request (window);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_export_dialog_dispose (GObject *object)
{
  JbExportDialog *self = JB_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->archive);
  g_clear_object (&self->list);
  g_ptr_array_set_size (self->checks, 0);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_EXPORT_DIALOG);

  G_OBJECT_CLASS (jb_export_dialog_parent_class)->dispose (object);
}

static void
jb_export_dialog_finalize (GObject *object)
{
  JbExportDialog *self = JB_EXPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_pointer (&self->selected, g_array_unref);
  g_clear_pointer (&self->formats, g_ptr_array_unref);
  g_ptr_array_unref (self->checks);

  G_OBJECT_CLASS (jb_export_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, export_button);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, problem_box);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, steps);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, shown_row);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, shown_check);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, selected_row);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, selected_check);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, format_group);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, progress_label);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, done_page);
  gtk_widget_class_bind_template_child (widget_class, JbExportDialog, open_button);
  gtk_widget_class_bind_template_callback (widget_class, update_export);
}

static void
jb_export_dialog_class_init (JbExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_export_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_export_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = jb_export_dialog_close_request;

  signals[EXPORTED] = g_signal_new ("exported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_FILE, G_TYPE_STRING);
  signals[OPEN_FOLDER] = g_signal_new ("open-folder", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_FILE);

  gtk_widget_class_install_action (widget_class, "export.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "export.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "export.open-folder", NULL, open_folder_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "export.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/export-dialog.ui");
  bind_children (widget_class);
}

static void
jb_export_dialog_init (JbExportDialog *self)
{
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  go_to (self, "choice");
}

JbExportDialog *
jb_export_dialog_new (JbArchive     *archive,
                      JbInvoicePage *page)
{
  JbExportDialog *self;

  g_return_val_if_fail (JB_IS_ARCHIVE (archive), NULL);
  g_return_val_if_fail (JB_IS_INVOICE_PAGE (page) && jb_invoice_page_get_list (page) != NULL, NULL);

  self = g_object_new (JB_TYPE_EXPORT_DIALOG, NULL);
  self->archive = g_object_ref (archive);
  self->list = g_object_ref (jb_invoice_page_get_list (page));
  self->selected = jb_invoice_page_get_selected (page);
  /* One row is marked as soon as somebody looks at it: that is no wish. */
  gtk_check_button_set_active (self->selected->len > 1 ? self->selected_check : self->shown_check, TRUE);
  g_signal_connect_object (self->list, "loaded", G_CALLBACK (show_counts), self, G_CONNECT_SWAPPED);
  show_counts (self);
  load_formats (self);
  return self;
}
