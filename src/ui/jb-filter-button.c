/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The panel changes the filters at once, without an "Apply": the list behind it is the answer. */

#define G_LOG_DOMAIN "jb-filter-button"

#include "config.h"

#include "jb-filter-button.h"

#include "jb-list-filter.h"
#include "jb-number-entry.h"
#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

#define SETTING "filters"

struct _JbFilterButton
{
  AdwBin          parent_instance;

  GtkMenuButton  *button;
  GtkPopover     *popover;
  GtkListBox     *saved_list;
  GtkBox         *sets_box;
  GtkEditable    *from_entry;
  GtkEditable    *to_entry;
  GtkEditable    *number_entry;
  GtkWidget      *save_box;
  GtkEditable    *name_entry;
  GtkWidget      *save_button;
  GtkWidget      *clear_button;

  JbInvoiceQuery *filters;
  char           *name;       /* (nullable): of the counterparty */
  GSettings      *settings;   /* (nullable) */
  char           *renamed;    /* (nullable): the saved filter that gets the name in the entry */
  GPtrArray      *checks;     /* (element-type GtkCheckButton): not owned */
  gboolean        showing;    /* we, not the user */
};

G_DEFINE_FINAL_TYPE (JbFilterButton, jb_filter_button, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the check buttons stand for. */
typedef enum
{
  CHECK_KIND,
  CHECK_STATUS,
  CHECK_NTS,
  CHECK_VERDICT,
  CHECK_ORIGINAL,
} CheckSet;

static const int statuses[] = {
  JB_STATUS_UNKNOWN, JB_STATUS_SAVED, JB_STATUS_REQUEST_SAVED, JB_STATUS_REQUESTED, JB_STATUS_ISSUED, JB_STATUS_APPROVED,
  JB_STATUS_REJECTED, JB_STATUS_CANCELLED, JB_STATUS_REQUEST_REFUSED, JB_STATUS_REQUEST_WITHDRAWN,
};

static const int nts_statuses[] = {
  JB_NTS_UNKNOWN, JB_NTS_SENT, JB_NTS_SENDING, JB_NTS_PROCESSING, JB_NTS_NOT_SENT, JB_NTS_FAILED, JB_NTS_REFUSED,
};

static const int verdicts[] = {
  JB_VERDICT_TRUSTED, JB_VERDICT_VALID, JB_VERDICT_UNSIGNED, JB_VERDICT_ALTERED, JB_VERDICT_UNKNOWN_FORM, JB_VERDICT_UNREADABLE,
  JB_VERDICT_UNCHECKED,
};

static const int originals[] = { JB_ORIGINALS_HERE, JB_ORIGINALS_MISSING };

static CheckSet
set_of (gpointer check)
{
  return (CheckSet) GPOINTER_TO_INT (g_object_get_data (check, "jb-set"));
}

static int
code_of (gpointer check)
{
  return GPOINTER_TO_INT (g_object_get_data (check, "jb-code"));
}

static GArray **
find_set (JbFilterButton *self,
          CheckSet        set)
{
  switch (set)
    {
    case CHECK_KIND:
      return &self->filters->kinds;
    case CHECK_STATUS:
      return &self->filters->statuses;
    case CHECK_NTS:
      return &self->filters->nts_statuses;
    case CHECK_VERDICT:
    case CHECK_ORIGINAL:
    default:
      return &self->filters->verdicts;
    }
}

static gboolean
is_on (JbFilterButton *self,
       gpointer        check)
{
  GArray *set;

  if (set_of (check) == CHECK_ORIGINAL)
    return (int) self->filters->originals == code_of (check);
  set = *find_set (self, set_of (check));
  return set != NULL && jb_invoice_query_has_code (set, code_of (check));
}

/* -- what the panel shows ------------------------------------------------------------------------------------------- */

static void
show_amount (GtkEditable *entry,
             gint64       amount,
             gint64       no_limit)
{
  g_autofree char *text = amount != no_limit ? jb_won_format (amount) : g_strdup ("");
  gint64 typed;

  if (jb_won_parse (gtk_editable_get_text (entry), &typed, NULL) ? typed != amount : amount != no_limit)
    gtk_editable_set_text (entry, text);
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

static void
show_number (JbFilterButton *self)
{
  g_autofree char *typed = jb_business_number_parse (gtk_editable_get_text (self->number_entry), NULL);
  g_autofree char *shown = self->filters->counterparty != NULL ? jb_registration_display (self->filters->counterparty)
                                                               : g_strdup ("");

  if (g_strcmp0 (typed, self->filters->counterparty) != 0)
    gtk_editable_set_text (self->number_entry, shown);
}

static gboolean
may_save (JbFilterButton *self)
{
  g_autoptr(GVariant) written = g_variant_ref_sink (jb_list_filter_write (self->filters));
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));

  return *name != '\0' && (self->renamed != NULL || g_variant_n_children (written) > 0);
}

static void
show_filters (JbFilterButton *self)
{
  gboolean empty = jb_list_filter_is_empty (self->filters);

  self->showing = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->checks, i), is_on (self, g_ptr_array_index (self->checks, i)));
  show_amount (self->from_entry, self->filters->total_from, JB_AMOUNT_MIN);
  show_amount (self->to_entry, self->filters->total_to, JB_AMOUNT_MAX);
  show_number (self);
  gtk_widget_set_sensitive (self->clear_button, !empty);
  gtk_widget_set_sensitive (self->save_button, may_save (self));
  jb_text_toggle_class (GTK_WIDGET (self->button), "accent", !empty);
  self->showing = FALSE;
}

static void
changed (JbFilterButton *self)
{
  show_filters (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* -- what the user does --------------------------------------------------------------------------------------------- */

static void
check_toggled_cb (GtkCheckButton *check,
                  JbFilterButton *self)
{
  gboolean on = gtk_check_button_get_active (check);

  if (self->showing)
    return;
  if (set_of (check) == CHECK_ORIGINAL)
    self->filters->originals = on ? (JbOriginals) code_of (check) : JB_ORIGINALS_ANY;
  else
    jb_invoice_query_set_code (find_set (self, set_of (check)), code_of (check), on);
  changed (self);
}

/* FALSE: what stands there is no amount. */
static gboolean
read_amount (GtkEditable *entry,
             gint64       no_limit,
             gint64      *amount)
{
  const char *text = gtk_editable_get_text (entry);
  gboolean ok = TRUE;

  *amount = no_limit;
  if (*text != '\0')
    ok = jb_won_parse (text, amount, NULL);
  jb_text_toggle_class (GTK_WIDGET (entry), "error", !ok);
  return ok;
}

static void
amount_changed_cb (JbFilterButton *self)
{
  gint64 from, to;
  gboolean from_ok = read_amount (self->from_entry, JB_AMOUNT_MIN, &from);
  gboolean to_ok = read_amount (self->to_entry, JB_AMOUNT_MAX, &to);

  if (self->showing || !from_ok || !to_ok || (from == self->filters->total_from && to == self->filters->total_to))
    return;
  self->filters->total_from = from;
  self->filters->total_to = to;
  changed (self);
}

static void
number_changed_cb (JbFilterButton *self)
{
  const char *text = gtk_editable_get_text (self->number_entry);
  g_autofree char *number = jb_business_number_parse (text, NULL);

  if (self->showing || (number == NULL && *text != '\0') || g_strcmp0 (number, self->filters->counterparty) == 0)
    return;
  g_free (self->filters->counterparty);
  self->filters->counterparty = g_steal_pointer (&number);
  g_clear_pointer (&self->name, g_free);
  changed (self);
}

static void
clear_cb (JbFilterButton *self)
{
  g_autoptr(JbInvoiceQuery) nothing = jb_invoice_query_new ();

  jb_filter_button_set_filters (self, nothing, NULL);
}

/* -- saved filters -------------------------------------------------------------------------------------------------- */

/* All that are saved, but @without (nullable); with @name (nullable) as @filters. */
static void
write_saved (JbFilterButton *self,
             const char     *without,
             const char     *name,
             GVariant       *filters)
{
  g_autoptr(GVariant) saved = g_settings_get_value (self->settings, SETTING);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_loop (&iter, "{&s@a{sv}}", &key, &value))
    if (g_strcmp0 (key, without) != 0 && g_strcmp0 (key, name) != 0)
      g_variant_builder_add (&builder, "{s@a{sv}}", key, value);
  if (name != NULL)
    g_variant_builder_add (&builder, "{s@a{sv}}", name, filters);
  g_settings_set_value (self->settings, SETTING, g_variant_builder_end (&builder));
}

static GVariant *
find_saved (JbFilterButton *self,
            const char     *name)
{
  g_autoptr(GVariant) saved = g_settings_get_value (self->settings, SETTING);

  return g_variant_lookup_value (saved, name, G_VARIANT_TYPE_VARDICT);
}

static void
name_changed_cb (JbFilterButton *self)
{
  gtk_widget_set_sensitive (self->save_button, may_save (self));
}

static void
save_cb (JbFilterButton *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));
  g_autofree char *renamed = g_steal_pointer (&self->renamed);
  g_autoptr(GVariant) filters = renamed != NULL ? find_saved (self, renamed) : NULL;

  if (filters == NULL)
    filters = g_variant_ref_sink (jb_list_filter_write (self->filters));
  if (*name == '\0' || g_variant_n_children (filters) == 0)
    return;
  write_saved (self, renamed, name, filters);
  gtk_editable_set_text (self->name_entry, "");
}

static const char *
saved_name (gpointer widget)
{
  return g_object_get_data (widget, "jb-name");
}

static void
saved_clicked_cb (GtkWidget      *button,
                  JbFilterButton *self)
{
  g_autoptr(GVariant) saved = find_saved (self, saved_name (button));
  g_autoptr(JbInvoiceQuery) filters = NULL;

  if (saved == NULL)
    return;
  filters = jb_list_filter_read (saved);
  gtk_popover_popdown (self->popover);
  jb_filter_button_set_filters (self, filters, NULL);
}

static void
rename_clicked_cb (GtkWidget      *button,
                   JbFilterButton *self)
{
  g_free (self->renamed);
  self->renamed = g_strdup (saved_name (button));
  gtk_editable_set_text (self->name_entry, self->renamed);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
}

static void
delete_clicked_cb (GtkWidget      *button,
                   JbFilterButton *self)
{
  g_autofree char *name = g_strdup (saved_name (button));

  if (g_strcmp0 (self->renamed, name) == 0)
    g_clear_pointer (&self->renamed, g_free);
  write_saved (self, name, NULL, NULL);
}

static GtkWidget *
make_saved_button (JbFilterButton *self,
                   GtkWidget      *button,
                   const char     *name,
                   const char     *says,
                   GCallback       clicked)
{
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, says);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, says, -1);
  g_object_set_data_full (G_OBJECT (button), "jb-name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", clicked, self, 0);
  return button;
}

static void
add_saved (JbFilterButton *self,
           const char     *name)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *choose = gtk_button_new ();
  /* Translators: %s is the name of a saved filter */
  g_autofree char *rename = g_strdup_printf (_("Rename “%s”"), name);
  /* Translators: %s is the name of a saved filter */
  g_autofree char *delete = g_strdup_printf (_("Delete “%s”"), name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_button_set_child (GTK_BUTTON (choose), label);
  gtk_widget_set_hexpand (choose, TRUE);
  gtk_box_append (GTK_BOX (box), make_saved_button (self, choose, name, name, G_CALLBACK (saved_clicked_cb)));
  gtk_box_append (GTK_BOX (box), make_saved_button (self, gtk_button_new_from_icon_name ("document-edit-symbolic"), name, rename,
                                                    G_CALLBACK (rename_clicked_cb)));
  gtk_box_append (GTK_BOX (box), make_saved_button (self, gtk_button_new_from_icon_name ("user-trash-symbolic"), name, delete,
                                                    G_CALLBACK (delete_clicked_cb)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->saved_list, row);
}

static void
show_saved (JbFilterButton *self)
{
  g_autoptr(GVariant) saved = g_settings_get_value (self->settings, SETTING);
  GVariantIter iter;
  const char *name;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->saved_list, 0)) != NULL)
    gtk_list_box_remove (self->saved_list, GTK_WIDGET (row));
  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "{&s@a{sv}}", &name, NULL))
    add_saved (self, name);
  gtk_widget_set_visible (GTK_WIDGET (self->saved_list), g_variant_n_children (saved) > 0);
}

/* -- the beginning -------------------------------------------------------------------------------------------------- */

static void
add_check (JbFilterButton *self,
           GtkBox         *box,
           CheckSet        set,
           int             code,
           const char     *label)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  g_object_set_data (G_OBJECT (check), "jb-set", GINT_TO_POINTER (set));
  g_object_set_data (G_OBJECT (check), "jb-code", GINT_TO_POINTER (code));
  g_signal_connect_object (check, "toggled", G_CALLBACK (check_toggled_cb), self, 0);
  gtk_box_append (box, check);
  g_ptr_array_add (self->checks, check);
}

static GtkBox *
add_set (JbFilterButton *self,
         const char     *title)
{
  GtkWidget *expander = gtk_expander_new (title);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_start (box, 15);
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  gtk_box_append (self->sets_box, expander);
  return GTK_BOX (box);
}

static const char *
original_name (JbOriginals code)
{
  return code == JB_ORIGINALS_HERE ? _("In the book") : _("Missing");
}

static void
add_sets (JbFilterButton *self)
{
  GtkBox *box = add_set (self, _("Kind"));

  for (int kind = 101; kind < 500; kind++)
    if (jb_kind_is_known (kind))
      add_check (self, box, CHECK_KIND, kind, jb_kind_get_name (kind));
  box = add_set (self, _("State"));
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    add_check (self, box, CHECK_STATUS, statuses[i], jb_status_get_name ((JbStatus) statuses[i]));
  box = add_set (self, _("Sent to the Tax Service"));
  for (gsize i = 0; i < G_N_ELEMENTS (nts_statuses); i++)
    add_check (self, box, CHECK_NTS, nts_statuses[i], jb_nts_status_get_name ((JbNtsStatus) nts_statuses[i]));
  box = add_set (self, _("Original"));
  for (gsize i = 0; i < G_N_ELEMENTS (originals); i++)
    add_check (self, box, CHECK_ORIGINAL, originals[i], original_name ((JbOriginals) originals[i]));
  box = add_set (self, _("Signature"));
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    add_check (self, box, CHECK_VERDICT, verdicts[i], jb_verdict_get_name ((JbVerdict) verdicts[i]));
}

static void
jb_filter_button_dispose (GObject *object)
{
  JbFilterButton *self = JB_FILTER_BUTTON (object);

  g_clear_object (&self->settings);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_FILTER_BUTTON);

  G_OBJECT_CLASS (jb_filter_button_parent_class)->dispose (object);
}

static void
jb_filter_button_finalize (GObject *object)
{
  JbFilterButton *self = JB_FILTER_BUTTON (object);

  jb_invoice_query_free (self->filters);
  g_free (self->name);
  g_free (self->renamed);
  g_ptr_array_unref (self->checks);

  G_OBJECT_CLASS (jb_filter_button_parent_class)->finalize (object);
}

static void
jb_filter_button_class_init (JbFilterButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_filter_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_filter_button_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/filter-button.ui");
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, button);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, popover);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, saved_list);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, sets_box);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, from_entry);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, to_entry);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, number_entry);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, save_box);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, name_entry);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, save_button);
  gtk_widget_class_bind_template_child (widget_class, JbFilterButton, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, amount_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
jb_filter_button_init (JbFilterButton *self)
{
  self->filters = jb_invoice_query_new ();
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_sets (self);
  jb_number_entry_set_up (self->number_entry);
  gtk_widget_set_visible (self->save_box, FALSE);
  show_filters (self);
}

void
jb_filter_button_set_settings (JbFilterButton *self,
                               GSettings      *settings)
{
  g_return_if_fail (JB_IS_FILTER_BUTTON (self));

  if (!g_set_object (&self->settings, settings) || settings == NULL)
    return;
  g_signal_connect_object (settings, "changed::" SETTING, G_CALLBACK (show_saved), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->save_box, TRUE);
  show_saved (self);
}

const JbInvoiceQuery *
jb_filter_button_get_filters (JbFilterButton *self)
{
  g_return_val_if_fail (JB_IS_FILTER_BUTTON (self), NULL);

  return self->filters;
}

const char *
jb_filter_button_get_name (JbFilterButton *self)
{
  g_return_val_if_fail (JB_IS_FILTER_BUTTON (self), NULL);

  return self->name;
}

void
jb_filter_button_set_filters (JbFilterButton       *self,
                              const JbInvoiceQuery *filters,
                              const char           *counterparty_name)
{
  g_autoptr(JbInvoiceQuery) copy = NULL;
  char *name;

  g_return_if_fail (JB_IS_FILTER_BUTTON (self) && filters != NULL);

  /* Either may be our own. */
  copy = jb_invoice_query_copy (filters);
  name = g_strdup (counterparty_name);
  g_free (self->name);
  self->name = name;
  if (jb_list_filter_equal (self->filters, copy))
    return;
  jb_list_filter_apply (self->filters, copy);
  changed (self);
}

void
jb_filter_button_popup (JbFilterButton *self)
{
  g_return_if_fail (JB_IS_FILTER_BUTTON (self));

  gtk_menu_button_popup (self->button);
}
