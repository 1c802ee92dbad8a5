/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of which only the seen part is read; what happens while it is open comes in at the top. */

#define G_LOG_DOMAIN "jb-journal-window"

#include "config.h"

#include "jb-journal-window.h"

#include "jb-invoice-history.h"
#include "jb-journal-list.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

struct _JbJournalWindow
{
  AdwWindow       parent_instance;

  GtkDropDown    *filter;
  GtkStack       *stack;
  AdwStatusPage  *empty_page;
  GtkListView    *view;

  JbArchive      *archive;
  JbJournalList  *list;
  GCancellable   *loading;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (JbJournalWindow, jb_journal_window, ADW_TYPE_WINDOW)

/* -- a row ---------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *when = make_label ("dim-label");

  gtk_widget_add_css_class (when, "caption");
  gtk_widget_add_css_class (when, "numeric");
  gtk_widget_add_css_class (box, "jb-line");
  gtk_box_append (GTK_BOX (box), make_label (NULL));
  gtk_box_append (GTK_BOX (box), when);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  GtkWidget *first = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  const JbJournalEntry *entry = jb_journal_item_get_entry (gtk_list_item_get_item (item));
  g_autofree char *sentence = entry != NULL ? jb_journal_entry_describe (entry) : g_strdup (_("This entry cannot be read"));
  g_autofree char *when = entry != NULL ? jb_invoice_history_describe (entry) : g_strdup ("");

  gtk_label_set_text (GTK_LABEL (first), sentence);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (first)), when);
}

/* -- loading -------------------------------------------------------------------------------------------------------- */

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(JbJournalWindow) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = jb_archive_list_journal_finish (JB_ARCHIVE (object), result, &error);

  if (self == NULL || self->archive == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (ids != NULL)
    jb_journal_list_set_ids (self->list, ids);
  adw_status_page_set_title (self->empty_page, ids != NULL ? _("Nothing of This Kind") : _("The Journal Cannot Be Shown"));
  adw_status_page_set_description (self->empty_page, ids != NULL ? _("Choose another kind above.") : error->message);
  gtk_stack_set_visible_child_name (self->stack, ids != NULL && ids->len > 0 ? "list" : "empty");
}

static void
load (JbJournalWindow *self)
{
  if (self->archive == NULL)
    return;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  jb_archive_list_journal_async (self->archive, (JbJournalFilter) gtk_drop_down_get_selected (self->filter), self->loading,
                                 listed_cb, jb_weak_new (self));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_journal_window_dispose (GObject *object)
{
  JbJournalWindow *self = JB_JOURNAL_WINDOW (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->archive);
  g_clear_object (&self->list);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_JOURNAL_WINDOW);

  G_OBJECT_CLASS (jb_journal_window_parent_class)->dispose (object);
}

static void
jb_journal_window_class_init (JbJournalWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_journal_window_dispose;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/journal-window.ui");
  gtk_widget_class_bind_template_child (widget_class, JbJournalWindow, filter);
  gtk_widget_class_bind_template_child (widget_class, JbJournalWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, JbJournalWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, JbJournalWindow, view);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
}

static void
jb_journal_window_init (JbJournalWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

JbJournalWindow *
jb_journal_window_new (JbArchive *archive)
{
  JbJournalWindow *self;
  g_autoptr(GtkNoSelection) model = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (archive), NULL);

  self = g_object_new (JB_TYPE_JOURNAL_WINDOW, NULL);
  self->archive = g_object_ref (archive);
  self->list = jb_journal_list_new (archive);
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (model));
  g_signal_connect_object (archive, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
  return self;
}
