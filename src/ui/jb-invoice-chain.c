/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One row a document, farther in than what it amends; the last row adds them up. */

#define G_LOG_DOMAIN "jb-invoice-chain"

#include "config.h"

#include "jb-invoice-chain.h"

#include "jb-chain.h"
#include "jb-numbers.h"
#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

/* Deeper ones stand no farther in: the pane is narrow. */
#define INDENT 15
#define INDENT_MAX 4

struct _JbInvoiceChain
{
  AdwBin         parent_instance;

  gint64         id;
  GCancellable  *loading;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (JbInvoiceChain, jb_invoice_chain, ADW_TYPE_BIN)

enum
{
  SHOW_INVOICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- rows ----------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_amount (gint64      won,
             const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  jb_text_set_won (GTK_LABEL (label), won);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* Why it was made. Static. */
static const char *
title_link (const JbChainLink *link)
{
  JbInvoice *invoice = link->invoice;

  if (invoice == NULL)
    return _("Not in this book");
  return invoice->amendment != JB_AMENDMENT_NONE ? jb_amendment_get_name (invoice->amendment) : jb_kind_get_name (invoice->kind);
}

/* (transfer full) */
static char *
describe_link (const JbChainLink *link,
               gboolean           is_shown)
{
  g_autofree char *issue_id = jb_issue_id_format (link->issue_id);
  g_autofree char *day = link->invoice != NULL ? jb_date_format (link->invoice->written_on) : NULL;
  const char *id = issue_id != NULL ? issue_id : link->issue_id;

  if (link->invoice == NULL)
    return g_strdup_printf ("%s\n%s", id, _("The service had deleted it, or it is not collected yet"));
  if (is_shown)
    /* Translators: a day and an issue id. */
    return g_strdup_printf (_("%1$s · shown here\n%2$s"), day, id);
  return g_strdup_printf ("%s\n%s", day, id);
}

static GtkWidget *
make_row (const char *title,
          const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static GtkWidget *
make_link_row (const JbChainLink *link,
               gint64             shown)
{
  gboolean is_shown = link->invoice != NULL && link->invoice->id == shown;
  gboolean leads = link->invoice != NULL && !is_shown;
  g_autofree char *says = describe_link (link, is_shown);
  GtkWidget *row = make_row (title_link (link), says);
  GtkWidget *image;

  if (link->depth > 0)
    {
      image = gtk_image_new_from_icon_name ("jb-amendment-symbolic");
      gtk_widget_set_margin_start (image, (int) (MIN (link->depth, INDENT_MAX) - 1) * INDENT);
      gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Amendment"), -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
    }
  if (link->invoice != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_amount (link->invoice->total, NULL));
  if (leads)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_object_set_data_full (G_OBJECT (row), "jb-invoice", g_memdup2 (&link->invoice->id, sizeof link->invoice->id), g_free);
      gtk_widget_set_tooltip_text (row, _("Show This Invoice"));
    }
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), leads);
  return row;
}

static GtkWidget *
make_net_row (const JbChain *chain)
{
  g_autofree char *supply = jb_text_won (chain->net.supply);
  g_autofree char *tax = jb_text_won (chain->net.tax);
  g_autoptr(GString) says = g_string_new (NULL);
  GtkWidget *row;

  /* Translators: two amounts. */
  g_string_append_printf (says, _("Supply %1$s, tax %2$s"), supply, tax);
  if (chain->n_missing > 0)
    g_string_append_printf (says, "\n%s", _("Without what is not in this book"));
  if (chain->is_cut)
    g_string_append_printf (says, "\n%s", _("There are more documents than are shown and added up here"));
  row = make_row (_("All Together"), says->str);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_amount (chain->net.total, "heading"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
row_activated_cb (JbInvoiceChain *self,
                  GtkListBoxRow  *row)
{
  const gint64 *id = g_object_get_data (G_OBJECT (row), "jb-invoice");

  if (id != NULL)
    g_signal_emit (self, signals[SHOW_INVOICE], 0, *id);
}

static void
show_chain (JbInvoiceChain *self,
            const JbChain  *chain)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (_("Amendments"));
  GtkWidget *list = gtk_list_box_new ();

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_set_name (list, "chain");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_RELATION_LABELLED_BY, heading, NULL, -1);
  for (guint i = 0; i < chain->links->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_link_row (g_ptr_array_index (chain->links, i), self->id));
  gtk_list_box_append (GTK_LIST_BOX (list), make_net_row (chain));
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (section), heading);
  gtk_box_append (GTK_BOX (section), list);
  adw_bin_set_child (ADW_BIN (self), section);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
hide (JbInvoiceChain *self)
{
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* -- loading -------------------------------------------------------------------------------------------------------- */

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(JbInvoiceChain) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbChain) chain = jb_archive_load_chain_finish (JB_ARCHIVE (object), result, &error);

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (chain != NULL && chain->links->len > 1)
    show_chain (self, chain);
  else
    hide (self);
  /* The invoice is on the screen: what it amends is not worth a dialog. */
  if (chain == NULL)
    g_debug ("Amendments: %s", error->message);
}

void
jb_invoice_chain_load (JbInvoiceChain *self,
                       JbArchive      *archive,
                       gint64          id)
{
  g_return_if_fail (JB_IS_INVOICE_CHAIN (self));

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (id != self->id || archive == NULL)
    hide (self);
  self->id = id;
  if (archive == NULL || id == 0)
    return;

  self->loading = g_cancellable_new ();
  jb_archive_load_chain_async (archive, id, self->loading, loaded_cb, jb_weak_new (self));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_invoice_chain_dispose (GObject *object)
{
  JbInvoiceChain *self = JB_INVOICE_CHAIN (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);

  G_OBJECT_CLASS (jb_invoice_chain_parent_class)->dispose (object);
}

static void
jb_invoice_chain_class_init (JbInvoiceChainClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_invoice_chain_dispose;

  signals[SHOW_INVOICE] = g_signal_new ("show-invoice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
jb_invoice_chain_init (JbInvoiceChain *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
