/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* First a bar, then the report. Files whose companies the book does not know are taken in on a second walk, once the user has said
 * whose they are: what went in on the first is already here. */

#define G_LOG_DOMAIN "jb-import-dialog"

#include "config.h"

#include "jb-import-dialog.h"

#include "jb-numbers.h"
#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

struct _JbImportDialog
{
  AdwWindow             parent_instance;

  AdwToastOverlay      *toasts;
  GtkWidget            *cancel_button;
  GtkWidget            *copy_button;
  GtkWidget            *save_button;
  GtkStack             *stack;
  AdwStatusPage        *progress_page;
  GtkProgressBar       *progress_bar;
  GtkLabel             *stopped_label;
  GtkFlowBox           *counts;
  GtkWidget            *strangers_box;
  AdwComboRow          *strangers_row;
  GtkCheckButton       *problems_check;
  GtkListView          *list;

  JbSession            *session;
  GPtrArray            *files;         /* (element-type GFile) */
  GPtrArray            *companies;     /* (element-type utf8): whose files these are, as the user said */
  GCancellable         *cancellable;   /* (nullable): while it runs */
  JbImportReport       *report;        /* (nullable): while it runs */
  GtkCustomFilter      *filter;
  GtkFileChooserNative *chooser;       /* (nullable): while it is open */
};

G_DEFINE_FINAL_TYPE (JbImportDialog, jb_import_dialog, ADW_TYPE_WINDOW)

/* As the report shows an outcome. */
static const struct
{
  const char *icon;
  const char *css_class;
} looks[JB_IMPORT_N_OUTCOMES] = {
  [JB_IMPORT_NEW] = { "list-add-symbolic", "success" },
  [JB_IMPORT_CHANGED] = { "emblem-synchronizing-symbolic", "accent" },
  [JB_IMPORT_HERE] = { "object-select-symbolic", "dim-label" },
  [JB_IMPORT_REFUSED] = { "dialog-warning-symbolic", "error" },
};

/* -- lines ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_problem (JbImportLine *line)
{
  return line->outcome == JB_IMPORT_REFUSED || (line->outcome != JB_IMPORT_HERE && line->sentence != NULL);
}

static gboolean
filter_cb (gpointer item,
           gpointer user_data)
{
  JbImportDialog *self = user_data;

  return !gtk_check_button_get_active (self->problems_check) || is_problem (item);
}

static void
filter_changed_cb (JbImportDialog *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *image = gtk_image_new ();
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_label ("body"));
  gtk_box_append (GTK_BOX (texts), make_label ("caption"));
  gtk_box_append (GTK_BOX (row), image);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  JbImportLine *line = gtk_list_item_get_item (item);
  GtkWidget *image = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *first = gtk_widget_get_first_child (gtk_widget_get_next_sibling (image));
  GtkWidget *second = gtk_widget_get_next_sibling (first);
  g_autofree char *place = jb_import_line_get_place (line);
  g_autofree char *text = jb_import_line_get_text (line);

  for (guint i = 0; i < JB_IMPORT_N_OUTCOMES; i++)
    gtk_widget_remove_css_class (image, looks[i].css_class);
  gtk_image_set_from_icon_name (GTK_IMAGE (image), looks[line->outcome].icon);
  gtk_widget_add_css_class (image, looks[line->outcome].css_class);
  gtk_label_set_text (GTK_LABEL (first), text);
  gtk_label_set_text (GTK_LABEL (second), place);
}

/* -- the report ----------------------------------------------------------------------------------------------------- */

static void
add_count (JbImportDialog  *self,
           JbImportOutcome  outcome)
{
  guint n = self->report->n_outcomes[outcome];
  g_autofree char *count = jb_text_count (n);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *number = gtk_label_new (count);
  GtkWidget *name = gtk_label_new (jb_import_outcome_get_name (outcome));
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_widget_add_css_class (number, "title-2");
  gtk_widget_add_css_class (number, "numeric");
  if (n > 0)
    gtk_widget_add_css_class (number, looks[outcome].css_class);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (name, "dim-label");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "jb-import-count");
  gtk_widget_set_name (number, jb_import_outcome_get_nick (outcome));
  gtk_box_append (GTK_BOX (card), number);
  gtk_box_append (GTK_BOX (card), name);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->counts, child);
}

static void
show_counts (JbImportDialog *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->counts))) != NULL)
    gtk_flow_box_remove (self->counts, child);
  for (JbImportOutcome outcome = 0; outcome < JB_IMPORT_N_OUTCOMES; outcome++)
    add_count (self, outcome);
}

static void
show_strangers (JbImportDialog *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  const GPtrArray *strangers = self->report->strangers;
  g_autofree char *subtitle = NULL;

  gtk_widget_set_visible (self->strangers_box, strangers->len > 0);
  for (guint i = 0; i < strangers->len; i++)
    {
      const JbImportStranger *stranger = g_ptr_array_index (strangers, i);
      g_autofree char *number = jb_business_number_format (stranger->registration);

      gtk_string_list_take (names, g_strdup_printf ("%s %s", stranger->name != NULL ? stranger->name : "", number));
    }

  subtitle = g_strdup_printf (ngettext ("%u invoice is of no company in this book.", "%u invoices are of no company in this book.",
                                        self->report->n_strange), self->report->n_strange);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->strangers_row), subtitle);
  adw_combo_row_set_model (self->strangers_row, G_LIST_MODEL (names));
}

static void
show_lines (JbImportDialog *self)
{
  GListStore *lines = g_list_store_new (JB_TYPE_IMPORT_LINE);
  g_autoptr(GtkNoSelection) selection = NULL;
  guint n_problems = 0;

  for (guint i = 0; i < self->report->lines->len; i++)
    n_problems += is_problem (g_ptr_array_index (self->report->lines, i));

  gtk_widget_set_visible (GTK_WIDGET (self->problems_check), n_problems > 0 && n_problems < self->report->lines->len);
  gtk_check_button_set_active (self->problems_check, n_problems > 0 && n_problems < self->report->lines->len);

  g_list_store_splice (lines, 0, 0, self->report->lines->pdata, self->report->lines->len);
  g_clear_object (&self->filter);
  self->filter = gtk_custom_filter_new (filter_cb, self, NULL);
  selection = gtk_no_selection_new (G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (lines),
                                                                             g_object_ref (GTK_FILTER (self->filter)))));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

static void
set_running (JbImportDialog *self,
             gboolean        running)
{
  gtk_widget_set_visible (self->cancel_button, running);
  gtk_widget_set_visible (self->copy_button, !running);
  gtk_widget_set_visible (self->save_button, !running);
  gtk_stack_set_visible_child_name (self->stack, running ? "progress" : "result");
}

static void
show_report (JbImportDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->stopped_label), self->report->stopped != NULL);
  gtk_label_set_text (self->stopped_label, self->report->stopped != NULL ? self->report->stopped : "");
  show_counts (self);
  show_strangers (self);
  show_lines (self);
  set_running (self, FALSE);
}

/* -- running -------------------------------------------------------------------------------------------------------- */

static void
moved_cb (JbImportDialog *self,
          GParamSpec     *pspec,
          JbImporter     *importer)
{
  guint n = jb_importer_get_n_arrived (importer);
  g_autofree char *text = g_strdup_printf (ngettext ("%u new invoice so far", "%u new invoices so far", n), n);

  gtk_progress_bar_set_fraction (self->progress_bar, jb_importer_get_progress (importer));
  adw_status_page_set_description (self->progress_page, text);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(JbImportDialog) self = jb_weak_take (user_data);
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(GError) error = NULL;

  /* What stopped it stands in the report. */
  jb_importer_run_finish (JB_IMPORTER (object), result, &report, &error);
  if (self == NULL || self->session == NULL)   /* closed meanwhile */
    return;

  g_clear_object (&self->cancellable);
  self->report = g_steal_pointer (&report);
  show_report (self);
}

static void
run (JbImportDialog *self)
{
  JbArchive *archive = jb_session_get_archive (self->session);
  g_autoptr(JbImporter) importer = NULL;

  if (archive == NULL || self->cancellable != NULL)
    return;

  g_clear_pointer (&self->report, jb_import_report_free);
  self->cancellable = g_cancellable_new ();
  importer = jb_importer_new (archive);
  jb_importer_set_demo (importer, jb_session_is_demo (self->session));
  for (guint i = 0; i < self->companies->len; i++)
    jb_importer_add_company (importer, g_ptr_array_index (self->companies, i));
  g_signal_connect_object (importer, "notify", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);

  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  set_running (self, TRUE);
  jb_importer_run_async (importer, self->files, self->cancellable, ran_cb, jb_weak_new (self));
}

/* -- actions -------------------------------------------------------------------------------------------------------- */

static void
toast (JbImportDialog *self,
       const char     *sentence)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (sentence));
}

static void
take_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  JbImportDialog *self = JB_IMPORT_DIALOG (widget);
  const JbImportStranger *stranger;
  guint chosen = adw_combo_row_get_selected (self->strangers_row);

  if (self->report == NULL || chosen >= self->report->strangers->len)
    return;

  stranger = g_ptr_array_index (self->report->strangers, chosen);
  g_ptr_array_add (self->companies, g_strdup (stranger->registration));
  run (self);
}

/* One step back: first what runs, then the dialog. */
static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbImportDialog *self = JB_IMPORT_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbImportDialog *self = JB_IMPORT_DIALOG (widget);
  g_autofree char *text = NULL;

  if (self->report == NULL)
    return;

  text = jb_import_report_write (self->report);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  toast (self, _("The report was copied."));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(JbImportDialog) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  gboolean ok = g_file_replace_contents_finish (G_FILE (object), result, NULL, &error);

  if (self == NULL || self->session == NULL)
    return;

  toast (self, ok ? _("The report was saved.") : error->message);
}

static void
save_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                JbImportDialog  *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->report != NULL)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      char *text = jb_import_report_write (self->report);
      g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, saved_cb, jb_weak_new (self));
    }
  g_clear_object (&self->chooser);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbImportDialog *self = JB_IMPORT_DIALOG (widget);

  if (self->report == NULL)
    return;

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save the Report"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  /* Translators: the name that is proposed for a file */
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _("Import report.txt"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (save_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* -- the dialog ----------------------------------------------------------------------------------------------------- */

static void
jb_import_dialog_dispose (GObject *object)
{
  JbImportDialog *self = JB_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);   /* its filter asks the dialog */
  g_clear_object (&self->session);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_IMPORT_DIALOG);

  G_OBJECT_CLASS (jb_import_dialog_parent_class)->dispose (object);
}

static void
jb_import_dialog_finalize (GObject *object)
{
  JbImportDialog *self = JB_IMPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->report, jb_import_report_free);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_ptr_array_unref (self->companies);

  G_OBJECT_CLASS (jb_import_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, progress_page);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, stopped_label);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, counts);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, strangers_box);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, strangers_row);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, problems_check);
  gtk_widget_class_bind_template_child (widget_class, JbImportDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
}

static void
jb_import_dialog_class_init (JbImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_import_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "import.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "import.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "import.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "import.take-in", NULL, take_in_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "import.cancel", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "import.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "import.save", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/import-dialog.ui");
  bind_children (widget_class);
}

static void
jb_import_dialog_init (JbImportDialog *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->companies = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
}

JbImportDialog *
jb_import_dialog_new (JbSession *session,
                      GPtrArray *files)
{
  JbImportDialog *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);
  g_return_val_if_fail (files != NULL, NULL);

  self = g_object_new (JB_TYPE_IMPORT_DIALOG, NULL);
  self->session = g_object_ref (session);
  self->files = g_ptr_array_ref (files);
  run (self);
  return self;
}

const JbImportReport *
jb_import_dialog_get_report (JbImportDialog *self)
{
  g_return_val_if_fail (JB_IS_IMPORT_DIALOG (self), NULL);

  return self->report;
}
