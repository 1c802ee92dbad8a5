/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A pane with a header bar over it. */

#define G_LOG_DOMAIN "jb-form-window"

#include "config.h"

#include "jb-form-window.h"

#include "jb-form-pane.h"

struct _JbFormWindow
{
  AdwWindow        parent_instance;

  AdwToastOverlay *toasts;
  AdwWindowTitle  *title;
  JbFormPane      *pane;
};

G_DEFINE_FINAL_TYPE (JbFormWindow, jb_form_window, ADW_TYPE_WINDOW)

static void
toast_cb (JbFormWindow *self,
          const char   *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
show_title (JbFormWindow *self)
{
  JbForm *form = jb_form_view_get_form (jb_form_pane_get_view (self->pane));

  if (form == NULL)
    return;
  adw_window_title_set_title (self->title, jb_form_get_title (form));
  gtk_window_set_title (GTK_WINDOW (self), jb_form_get_title (form));
}

/* The keys of the pane work wherever the focus is. */
static gboolean
forward_cb (GtkWidget *widget,
            GVariant  *action,
            gpointer   user_data)
{
  return gtk_widget_activate_action_variant (GTK_WIDGET (JB_FORM_WINDOW (widget)->pane), g_variant_get_string (action, NULL), NULL);
}

static void
jb_form_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_FORM_WINDOW);

  G_OBJECT_CLASS (jb_form_window_parent_class)->dispose (object);
}

static void
jb_form_window_class_init (JbFormWindowClass *klass)
{
  static const struct
  {
    guint       key;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, "form.zoom-in" }, { GDK_KEY_equal, "form.zoom-in" }, { GDK_KEY_KP_Add, "form.zoom-in" },
    { GDK_KEY_minus, "form.zoom-out" }, { GDK_KEY_KP_Subtract, "form.zoom-out" },
    { GDK_KEY_0, "form.zoom-fit" }, { GDK_KEY_KP_0, "form.zoom-fit" }, { GDK_KEY_p, "form.print" },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_form_window_dispose;

  g_type_ensure (JB_TYPE_FORM_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/form-window.ui");
  gtk_widget_class_bind_template_child (widget_class, JbFormWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, JbFormWindow, title);
  gtk_widget_class_bind_template_child (widget_class, JbFormWindow, pane);
  gtk_widget_class_bind_template_callback (widget_class, toast_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_title);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, GDK_CONTROL_MASK, forward_cb, "s", keys[i].action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jb_form_window_init (JbFormWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jb_form_window_new (GtkWindow *parent,
                    JbArchive *archive,
                    JbInvoice *invoice)
{
  JbFormWindow *self;
  const JbParty *other;

  g_return_val_if_fail (JB_IS_INVOICE (invoice), NULL);

  self = g_object_new (JB_TYPE_FORM_WINDOW, "application", gtk_window_get_application (parent), "transient-for", parent, NULL);
  other = jb_invoice_get_counterparty (invoice);
  if (other != NULL && other->name != NULL)
    adw_window_title_set_subtitle (self->title, other->name);
  jb_form_pane_set_invoice (self->pane, archive, invoice);
  gtk_widget_grab_focus (GTK_WIDGET (jb_form_pane_get_view (self->pane)));
  return GTK_WIDGET (self);
}
