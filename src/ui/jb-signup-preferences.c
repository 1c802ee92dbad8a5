/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether an address can be listened on, only trying tells: so while the page is seen, every change is followed by a listener
 * that waits for nobody and closes again. */

#define G_LOG_DOMAIN "jb-signup-preferences"

#include "config.h"

#include "jb-signup-preferences.h"

#include "jb-signup-settings.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

/* After the last keystroke. */
#define TRY_DELAY_MS 400

struct _JbSignupPreferences
{
  AdwPreferencesPage  parent_instance;

  GtkWidget          *link_row;
  AdwComboRow        *charset_row;
  GtkWidget          *plain_switch;
  GtkWidget          *enabled_switch;
  AdwActionRow       *status_row;
  GtkImage           *status_icon;
  GtkWidget          *address_group;
  GtkWidget          *address_row;
  GtkSpinButton      *port_button;
  GtkWidget          *path_row;
  GtkWidget          *sources_row;
  AdwActionRow       *uri_row;

  GSettings          *settings;
  guint               try_source;
};

G_DEFINE_FINAL_TYPE (JbSignupPreferences, jb_signup_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* -- does it work --------------------------------------------------------------------------------------------------- */

static void
show_status (JbSignupPreferences *self,
             const char          *icon,
             const char          *sentence,
             gboolean             is_error)
{
  gtk_image_set_from_icon_name (self->status_icon, icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->status_row), sentence);
  jb_text_toggle_class (GTK_WIDGET (self->status_row), "error", is_error);
}

static gboolean
try_cb (gpointer user_data)
{
  JbSignupPreferences *self = user_data;
  g_autoptr(JbSignupListener) listener = jb_signup_listener_new (NULL);
  g_autoptr(GError) error = NULL;

  self->try_source = 0;
  if (!jb_signup_settings_wants_callback (self->settings))
    show_status (self, "dialog-information-symbolic", _("Off: after a sign-up you paste the codes."), FALSE);
  else if (jb_signup_settings_listen (self->settings, NULL, listener, &error))
    show_status (self, "object-select-symbolic", _("This computer can listen there."), FALSE);
  else
    show_status (self, "dialog-warning-symbolic", error->message, TRUE);
  return G_SOURCE_REMOVE;
}

static void
update (JbSignupPreferences *self)
{
  g_autofree char *uri = jb_signup_settings_dup_callback_uri (self->settings);

  adw_action_row_set_subtitle (self->uri_row, uri);
  gtk_widget_set_sensitive (self->address_group, jb_signup_settings_wants_callback (self->settings));
  g_clear_handle_id (&self->try_source, g_source_remove);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->try_source = g_timeout_add (TRY_DELAY_MS, try_cb, self);
}

static void
settings_changed_cb (JbSignupPreferences *self,
                     const char          *key)
{
  if (g_str_has_prefix (key, "signup-callback"))
    update (self);
}

static void
copy_cb (JbSignupPreferences *self)
{
  g_autofree char *uri = jb_signup_settings_dup_callback_uri (self->settings);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), uri);
}

/* -- settings and what is shown of them ----------------------------------------------------------------------------- */

static gboolean
sources_to_text (GValue   *value,
                 GVariant *variant,
                 gpointer  user_data)
{
  g_autofree const char **sources = g_variant_get_strv (variant, NULL);

  g_value_take_string (value, g_strjoinv (", ", (char **) sources));
  return TRUE;
}

static GVariant *
sources_from_text (const GValue       *value,
                   const GVariantType *type,
                   gpointer            user_data)
{
  g_auto(GStrv) sources = jb_signup_settings_split_sources (g_value_get_string (value));

  return g_variant_new_strv ((const char * const *) sources, -1);
}

static gboolean
charset_to_position (GValue   *value,
                     GVariant *variant,
                     gpointer  user_data)
{
  g_value_set_uint (value, g_str_equal (g_variant_get_string (variant, NULL), "euc-kr") ? JB_SIGNUP_EUC_KR : JB_SIGNUP_UTF_8);
  return TRUE;
}

static GVariant *
charset_from_position (const GValue       *value,
                       const GVariantType *type,
                       gpointer            user_data)
{
  return g_variant_new_string (g_value_get_uint (value) == JB_SIGNUP_EUC_KR ? "euc-kr" : "utf-8");
}

static void
bind_settings (JbSignupPreferences *self)
{
  GtkAdjustment *port = gtk_spin_button_get_adjustment (self->port_button);

  g_settings_bind (self->settings, "signup-link", self->link_row, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "signup-plain-http", self->plain_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "signup-callback-enabled", self->enabled_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "signup-callback-address", self->address_row, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "signup-callback-port", port, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "signup-callback-path", self->path_row, "text", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (self->settings, "signup-callback-sources", self->sources_row, "text", G_SETTINGS_BIND_DEFAULT,
                                sources_to_text, sources_from_text, NULL, NULL);
  g_settings_bind_with_mapping (self->settings, "signup-charset", self->charset_row, "selected", G_SETTINGS_BIND_DEFAULT,
                                charset_to_position, charset_from_position, NULL, NULL);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_signup_preferences_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (jb_signup_preferences_parent_class)->map (widget);

  update (JB_SIGNUP_PREFERENCES (widget));
}

static void
jb_signup_preferences_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&JB_SIGNUP_PREFERENCES (widget)->try_source, g_source_remove);

  GTK_WIDGET_CLASS (jb_signup_preferences_parent_class)->unmap (widget);
}

static void
jb_signup_preferences_dispose (GObject *object)
{
  JbSignupPreferences *self = JB_SIGNUP_PREFERENCES (object);

  g_clear_handle_id (&self->try_source, g_source_remove);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_SIGNUP_PREFERENCES);

  G_OBJECT_CLASS (jb_signup_preferences_parent_class)->dispose (object);
}

static void
jb_signup_preferences_class_init (JbSignupPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_signup_preferences_dispose;
  widget_class->map = jb_signup_preferences_map;
  widget_class->unmap = jb_signup_preferences_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/signup-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, link_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, charset_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, plain_switch);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, status_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, status_icon);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, address_group);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, address_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, port_button);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, path_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, sources_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignupPreferences, uri_row);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
jb_signup_preferences_init (JbSignupPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jb_signup_preferences_new (GSettings *settings)
{
  JbSignupPreferences *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (JB_TYPE_SIGNUP_PREFERENCES, NULL);
  self->settings = g_object_ref (settings);
  bind_settings (self);
  g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
