/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The selected rows as text for other programs: a line for each, a tab between the columns that are shown. Read from the book a
 * few at a time, so that the window stays awake. */

#define G_LOG_DOMAIN "jb-invoice-page-copy"

#include "config.h"

#include "jb-invoice-page-private.h"

#include "jb-text.h"

#include <glib/gi18n-lib.h>

#define ROWS_AT_ONCE 100
/* More than somebody pastes anywhere; the clipboard holds it in memory. */
#define MAX_ROWS     100000

typedef struct _Copy Copy;

struct _Copy
{
  GArray    *ids;
  GPtrArray *columns;    /* (element-type JbInvoiceColumn): not owned */
  GString   *text;
  guint      next;
  guint      n_copied;   /* a row may be gone meanwhile */
  guint      source;
};

static void
copy_free (Copy *copy)
{
  g_clear_handle_id (&copy->source, g_source_remove);
  g_array_unref (copy->ids);
  g_ptr_array_unref (copy->columns);
  g_string_free (copy->text, TRUE);
  g_free (copy);
}

void
_jb_invoice_page_stop_copy (JbInvoicePage *self)
{
  g_clear_pointer (&self->copy, copy_free);
}

static void
add_line (Copy          *copy,
          JbInvoiceLook *look,
          JbInvoice     *invoice)
{
  for (guint i = 0; i < copy->columns->len; i++)
    {
      g_autofree char *cell = jb_invoice_columns_copy (g_ptr_array_index (copy->columns, i), look, invoice);

      if (i > 0)
        g_string_append_c (copy->text, '\t');
      g_string_append (copy->text, cell);
    }
  g_string_append_c (copy->text, '\n');
}

static void
add_titles (Copy *copy)
{
  for (guint i = 0; i < copy->columns->len; i++)
    {
      const JbInvoiceColumn *column = g_ptr_array_index (copy->columns, i);

      g_string_append_printf (copy->text, "%s%s", i > 0 ? "\t" : "", _(column->title));
    }
  g_string_append_c (copy->text, '\n');
}

static void
finish (JbInvoicePage *self,
        Copy          *copy)
{
  g_autofree char *number = jb_text_count (copy->n_copied);
  /* Translators: %s is a number with separators. */
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s invoice was copied.", "%s invoices were copied.", copy->n_copied),
                                               number);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), copy->text->str);
  _jb_invoice_page_say (self, sentence);
  _jb_invoice_page_stop_copy (self);
}

static gboolean
copy_idle (gpointer user_data)
{
  JbInvoicePage *self = user_data;
  Copy *copy = self->copy;
  guint n = MIN (ROWS_AT_ONCE, copy->ids->len - copy->next);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = jb_archive_load_rows (self->archive, &g_array_index (copy->ids, gint64, copy->next), n, &error);

  if (rows == NULL)
    {
      _jb_invoice_page_say (self, error->message);
      copy->source = 0;
      _jb_invoice_page_stop_copy (self);
      return G_SOURCE_REMOVE;
    }

  for (guint i = 0; i < rows->len; i++)
    if (g_ptr_array_index (rows, i) != NULL)
      {
        add_line (copy, self->look, g_ptr_array_index (rows, i));
        copy->n_copied++;
      }

  copy->next += n;
  if (copy->next < copy->ids->len)
    return G_SOURCE_CONTINUE;
  copy->source = 0;
  finish (self, copy);
  return G_SOURCE_REMOVE;
}

void
_jb_invoice_page_copy (JbInvoicePage *self,
                       gboolean       titles)
{
  g_autoptr(GArray) ids = NULL;
  Copy *copy;

  if (self->selection == NULL)
    return;

  _jb_invoice_page_stop_copy (self);
  ids = jb_invoice_selection_get_ids (self->selection);
  if (ids->len == 0)
    return;
  if (ids->len > MAX_ROWS)
    {
      g_autofree char *number = jb_text_count (MAX_ROWS);
      /* Translators: %s is a number with separators. */
      g_autofree char *sentence = g_strdup_printf (_("At most %s invoices can be copied at once. Select fewer of them."), number);

      _jb_invoice_page_say (self, sentence);
      return;
    }

  copy = g_new0 (Copy, 1);
  copy->ids = g_steal_pointer (&ids);
  copy->columns = _jb_invoice_page_list_columns (self);
  copy->text = g_string_new (NULL);
  if (titles)
    add_titles (copy);
  self->copy = copy;
  copy->source = g_idle_add (copy_idle, self);
}
