/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An expander whose rows are made when it is unfolded, and made anew while it stays so and the invoice changes. */

#define G_LOG_DOMAIN "jb-invoice-history"

#include "config.h"

#include "jb-invoice-history.h"

#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

struct _JbInvoiceHistory
{
  AdwBin          parent_instance;

  AdwExpanderRow *expander;
  GPtrArray      *rows;       /* (element-type GtkWidget): what stands in it */

  JbArchive      *archive;    /* (nullable) */
  gint64          id;
  GCancellable   *loading;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (JbInvoiceHistory, jb_invoice_history, ADW_TYPE_BIN)

char *
jb_invoice_history_describe (const JbJournalEntry *entry)
{
  g_autoptr(GPtrArray) changes = jb_journal_entry_list_changes (entry);
  g_autofree char *when = jb_text_instant (entry->at, g_get_real_time () / 1000);
  GString *text = g_string_new (when);

  if (entry->service != NULL)
    g_string_append_printf (text, " · %s", jb_text_service (entry->service));
  for (guint i = 0; i < changes->len; i++)
    g_string_append_printf (text, "\n%s", (const char *) g_ptr_array_index (changes, i));
  return g_string_free (text, FALSE);
}

/* -- rows ----------------------------------------------------------------------------------------------------------- */

static void
drop_rows (JbInvoiceHistory *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->expander, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_row (JbInvoiceHistory *self,
         const char       *title,
         const char       *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_expander_row_add_row (self->expander, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_entries (JbInvoiceHistory *self,
              GPtrArray        *entries)
{
  drop_rows (self);
  for (guint i = 0; i < entries->len; i++)
    {
      const JbJournalEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *sentence = jb_journal_entry_describe (entry);
      g_autofree char *when = jb_invoice_history_describe (entry);

      add_row (self, sentence, when);
    }
}

/* -- loading -------------------------------------------------------------------------------------------------------- */

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(JbInvoiceHistory) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = jb_archive_load_history_finish (JB_ARCHIVE (object), result, &error);

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (entries != NULL)
    {
      show_entries (self, entries);
      return;
    }

  drop_rows (self);
  add_row (self, _("The history cannot be shown"), error->message);
}

static void
stop_loading (JbInvoiceHistory *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
load_if_unfolded (JbInvoiceHistory *self)
{
  stop_loading (self);
  if (!adw_expander_row_get_expanded (self->expander) || self->archive == NULL || self->id == 0)
    return;

  self->loading = g_cancellable_new ();
  jb_archive_load_history_async (self->archive, self->id, self->loading, loaded_cb, jb_weak_new (self));
}

void
jb_invoice_history_load (JbInvoiceHistory *self,
                         JbArchive        *archive,
                         gint64            id)
{
  g_return_if_fail (JB_IS_INVOICE_HISTORY (self));

  if (id != self->id || archive != self->archive)
    {
      drop_rows (self);
      adw_expander_row_set_expanded (self->expander, FALSE);
    }
  g_set_object (&self->archive, archive);
  self->id = id;
  load_if_unfolded (self);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_invoice_history_dispose (GObject *object)
{
  JbInvoiceHistory *self = JB_INVOICE_HISTORY (object);

  stop_loading (self);
  g_clear_object (&self->archive);

  G_OBJECT_CLASS (jb_invoice_history_parent_class)->dispose (object);
}

static void
jb_invoice_history_finalize (GObject *object)
{
  g_ptr_array_unref (JB_INVOICE_HISTORY (object)->rows);

  G_OBJECT_CLASS (jb_invoice_history_parent_class)->finalize (object);
}

static void
jb_invoice_history_class_init (JbInvoiceHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_invoice_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_invoice_history_finalize;
}

static void
jb_invoice_history_init (JbInvoiceHistory *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->rows = g_ptr_array_new ();
  self->expander = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->expander), _("History"));
  adw_expander_row_set_subtitle (self->expander, _("When it came, from where, and what changed"));
  gtk_widget_set_name (GTK_WIDGET (self->expander), "history");
  g_signal_connect_object (self->expander, "notify::expanded", G_CALLBACK (load_if_unfolded), self, G_CONNECT_SWAPPED);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->expander));
  adw_bin_set_child (ADW_BIN (self), list);
}
