/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The view with its buttons and keys. */

#define G_LOG_DOMAIN "jb-form-pane"

#include "config.h"

#include "jb-form-pane.h"

#include "jb-form-print.h"
#include "jb-form-save.h"
#include "jb-form-window.h"
#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

struct _JbFormPane
{
  AdwBin       parent_instance;

  JbFormView  *view;
  GtkWidget   *open_button;
  GtkWidget   *verdict_bar;
  GtkWidget   *verdict_button;
  GtkImage    *verdict_image;
  GtkLabel    *verdict_label;
  GtkWidget   *original_button;
  GMenuModel  *view_menu;

  JbArchive   *archive;
  JbInvoice   *invoice;
  JbFormCopy   copy;
  gboolean     in_window;
};

typedef enum
{
  PROP_IN_WINDOW = 1,
  PROP_SHOW,
} JbFormPaneProperty;

static GParamSpec *properties[PROP_SHOW + 1];

enum
{
  TOAST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JbFormPane, jb_form_pane, ADW_TYPE_BIN)

/* -- showing -------------------------------------------------------------------------------------------------------- */

static void
show_form (JbFormPane *self)
{
  g_autoptr(JbForm) form = self->invoice != NULL ? jb_form_new (self->invoice, self->copy) : NULL;

  jb_form_view_set_form (self->view, form);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.open", form != NULL && !self->in_window);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.print", form != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.save-pdf", form != NULL);
}

/* A window of its own shows the paper only: what was found of the original may be something else by then. */
static void
show_verdict (JbFormPane *self)
{
  JbInvoice *invoice = self->invoice;
  const char *says;

  gtk_widget_set_visible (self->verdict_bar, invoice != NULL && !self->in_window);
  if (invoice == NULL)
    return;

  says = jb_text_original_says (invoice->has_original, invoice->verdict);
  jb_text_show_original (self->verdict_image, invoice->has_original, invoice->verdict);
  gtk_label_set_text (self->verdict_label, jb_text_original_word (invoice->has_original, invoice->verdict));
  gtk_widget_set_tooltip_text (self->verdict_button, says);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->verdict_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, says, -1);
  gtk_widget_set_visible (self->original_button, invoice->has_original);
}

static void
set_copy (JbFormPane *self,
          JbFormCopy  copy)
{
  if (self->copy == copy)
    return;

  self->copy = copy;
  show_form (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW]);
}

void
jb_form_pane_set_invoice (JbFormPane *self,
                          JbArchive  *archive,
                          JbInvoice  *invoice)
{
  g_return_if_fail (JB_IS_FORM_PANE (self));
  g_return_if_fail (invoice == NULL || JB_IS_INVOICE (invoice));

  g_set_object (&self->archive, archive);
  g_set_object (&self->invoice, invoice);
  if (invoice != NULL)
    self->copy = jb_form_get_own_copy (invoice);
  show_form (self);
  show_verdict (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW]);
}

JbFormView *
jb_form_pane_get_view (JbFormPane *self)
{
  g_return_val_if_fail (JB_IS_FORM_PANE (self), NULL);

  return self->view;
}

void
jb_form_pane_open (JbFormPane *self)
{
  GtkRoot *root;

  g_return_if_fail (JB_IS_FORM_PANE (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  if (self->invoice != NULL && !self->in_window)
    gtk_window_present (GTK_WINDOW (jb_form_window_new (GTK_WINDOW (root), self->archive, self->invoice)));
}

/* -- actions -------------------------------------------------------------------------------------------------------- */

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  jb_form_pane_open (JB_FORM_PANE (widget));
}

static GArray *
list_ids (JbFormPane *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (ids, self->invoice->id);
  return ids;
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(JbFormPane) self = jb_weak_take (user_data);
  g_autofree char *sentence = jb_form_print_finish (result);

  if (self != NULL && sentence != NULL)
    g_signal_emit (self, signals[TOAST], 0, sentence);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(JbFormPane) self = jb_weak_take (user_data);
  g_autofree char *sentence = jb_form_save_finish (result);

  if (self != NULL && sentence != NULL)
    g_signal_emit (self, signals[TOAST], 0, sentence);
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  JbFormPane *self = JB_FORM_PANE (widget);
  g_autoptr(GArray) ids = NULL;

  if (self->invoice == NULL)
    return;
  ids = list_ids (self);
  jb_form_print_async (GTK_WINDOW (gtk_widget_get_root (widget)), self->archive, ids, self->copy, done_cb, jb_weak_new (self));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbFormPane *self = JB_FORM_PANE (widget);
  g_autoptr(GArray) ids = NULL;

  if (self->invoice == NULL)
    return;
  ids = list_ids (self);
  jb_form_save_async (GTK_WINDOW (gtk_widget_get_root (widget)), self->archive, ids, self->copy, TRUE, saved_cb,
                      jb_weak_new (self));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbFormPane *self = JB_FORM_PANE (widget);

  if (jb_form_view_copy (self->view))
    g_signal_emit (self, signals[TOAST], 0, _("The field was copied."));
}

static void
copy_all_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  JbFormPane *self = JB_FORM_PANE (widget);

  jb_form_view_copy_all (self->view);
  g_signal_emit (self, signals[TOAST], 0, _("All fields were copied."));
}

static void
zoom_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbFormPane *self = JB_FORM_PANE (widget);

  if (g_str_equal (name, "form.zoom-in"))
    jb_form_view_zoom_in (self->view);
  else if (g_str_equal (name, "form.zoom-out"))
    jb_form_view_zoom_out (self->view);
  else
    jb_form_view_set_zoom (self->view, 0);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_form_pane_dispose (GObject *object)
{
  JbFormPane *self = JB_FORM_PANE (object);

  g_clear_object (&self->archive);
  g_clear_object (&self->invoice);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_FORM_PANE);

  G_OBJECT_CLASS (jb_form_pane_parent_class)->dispose (object);
}

static void
jb_form_pane_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  JbFormPane *self = JB_FORM_PANE (object);

  switch ((JbFormPaneProperty) prop_id)
    {
    case PROP_IN_WINDOW:
      g_value_set_boolean (value, self->in_window);
      break;

    case PROP_SHOW:
      g_value_set_string (value, self->copy == JB_FORM_COPY_BUYER ? "buyer" : "supplier");
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_form_pane_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  JbFormPane *self = JB_FORM_PANE (object);

  switch ((JbFormPaneProperty) prop_id)
    {
    case PROP_IN_WINDOW:
      self->in_window = g_value_get_boolean (value);
      gtk_widget_set_visible (self->open_button, !self->in_window);
      show_verdict (self);
      break;

    case PROP_SHOW:
      set_copy (self, g_strcmp0 (g_value_get_string (value), "buyer") == 0 ? JB_FORM_COPY_BUYER : JB_FORM_COPY_SUPPLIER);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint       key;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, "form.zoom-in" }, { GDK_KEY_equal, "form.zoom-in" }, { GDK_KEY_KP_Add, "form.zoom-in" },
    { GDK_KEY_minus, "form.zoom-out" }, { GDK_KEY_KP_Subtract, "form.zoom-out" },
    { GDK_KEY_0, "form.zoom-fit" }, { GDK_KEY_KP_0, "form.zoom-fit" },
    { GDK_KEY_c, "form.copy" }, { GDK_KEY_p, "form.print" },
  };

  gtk_widget_class_install_action (widget_class, "form.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "form.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "form.save-pdf", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "form.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "form.copy-all", NULL, copy_all_action);
  gtk_widget_class_install_action (widget_class, "form.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "form.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "form.zoom-fit", NULL, zoom_action);
  gtk_widget_class_install_property_action (widget_class, "form.show", "show");
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, GDK_CONTROL_MASK, keys[i].action, NULL);
}

static void
jb_form_pane_class_init (JbFormPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jb_form_pane_dispose;
  object_class->get_property = jb_form_pane_get_property;
  object_class->set_property = jb_form_pane_set_property;

  properties[PROP_IN_WINDOW] = g_param_spec_boolean ("in-window", NULL, NULL, FALSE,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW] = g_param_spec_string ("show", NULL, NULL, "supplier",
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (JB_TYPE_FORM_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/form-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, JbFormPane, view);
  gtk_widget_class_bind_template_child (widget_class, JbFormPane, open_button);
  gtk_widget_class_bind_template_child (widget_class, JbFormPane, verdict_bar);
  gtk_widget_class_bind_template_child (widget_class, JbFormPane, verdict_button);
  gtk_widget_class_bind_template_child (widget_class, JbFormPane, verdict_image);
  gtk_widget_class_bind_template_child (widget_class, JbFormPane, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, JbFormPane, original_button);
  gtk_widget_class_bind_template_child (widget_class, JbFormPane, view_menu);
  gtk_widget_class_bind_template_callback (widget_class, jb_form_pane_open);
  install_actions (widget_class);
}

static void
jb_form_pane_init (JbFormPane *self)
{
  self->copy = JB_FORM_COPY_SUPPLIER;
  gtk_widget_init_template (GTK_WIDGET (self));
  jb_form_view_set_menu (self->view, self->view_menu);
}
