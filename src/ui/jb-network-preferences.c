/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is typed is taken over when it is confirmed, not with every key: half an address is none, and would be used at once. */

#define G_LOG_DOMAIN "jb-network-preferences"

#include "config.h"

#include "jb-network-preferences.h"

#include "jb-proxy.h"
#include "jb-text.h"

struct _JbNetworkPreferences
{
  AdwPreferencesPage  parent_instance;

  AdwComboRow        *mode_row;
  GtkWidget          *manual_group;
  GtkWidget          *uri_row;
  GtkWidget          *hosts_row;
  GtkLabel           *problem_label;

  GSettings          *settings;
};

G_DEFINE_FINAL_TYPE (JbNetworkPreferences, jb_network_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* As the words of "proxy-mode", in the order of the row. */
static const char * const modes[] = { "system", "none", "manual" };

/* -- the address ---------------------------------------------------------------------------------------------------- */

/* @error: (nullable): NULL when nothing is wrong. That there is no address yet is no fault of anybody. */
static void
say (JbNetworkPreferences *self,
     const GError         *error)
{
  gboolean wrong = error != NULL && !g_error_matches (error, JB_PROXY_ERROR, JB_PROXY_ERROR_EMPTY);

  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), error != NULL);
  jb_text_show_hint (self->uri_row, self->problem_label, wrong ? JB_HINT_ERROR : JB_HINT_PLAIN, error != NULL ? error->message : "");
}

/* What is kept may be nothing at all yet, or something that somebody wrote into the file. */
static void
check_kept (JbNetworkPreferences *self)
{
  g_autofree char *kept = g_settings_get_string (self->settings, "proxy-uri");
  g_autofree char *mode = g_settings_get_string (self->settings, "proxy-mode");
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = jb_proxy_parse_uri (kept, &error);

  gtk_widget_set_visible (self->manual_group, g_str_equal (mode, "manual"));
  say (self, uri == NULL ? error : NULL);
}

static void
uri_applied_cb (JbNetworkPreferences *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = jb_proxy_parse_uri (gtk_editable_get_text (GTK_EDITABLE (self->uri_row)), &error);

  say (self, error);
  if (uri == NULL)
    return;

  g_settings_set_string (self->settings, "proxy-uri", uri);
  gtk_editable_set_text (GTK_EDITABLE (self->uri_row), uri);
}

static void
hosts_applied_cb (JbNetworkPreferences *self)
{
  g_auto(GStrv) hosts = jb_proxy_parse_hosts (gtk_editable_get_text (GTK_EDITABLE (self->hosts_row)));

  g_settings_set_strv (self->settings, "proxy-ignore-hosts", (const char * const *) hosts);
}

/* -- settings and what is shown of them ----------------------------------------------------------------------------- */

static gboolean
mode_to_position (GValue   *value,
                  GVariant *variant,
                  gpointer  user_data)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (modes) - 1 && !g_str_equal (modes[i], g_variant_get_string (variant, NULL)))
    i++;
  g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
mode_from_position (const GValue       *value,
                    const GVariantType *type,
                    gpointer            user_data)
{
  guint i = g_value_get_uint (value);

  return i < G_N_ELEMENTS (modes) ? g_variant_new_string (modes[i]) : NULL;
}

static gboolean
hosts_to_text (GValue   *value,
               GVariant *variant,
               gpointer  user_data)
{
  g_autofree const char **hosts = g_variant_get_strv (variant, NULL);

  g_value_take_string (value, g_strjoinv (", ", (char **) hosts));
  return TRUE;
}

static void
bind_settings (JbNetworkPreferences *self)
{
  g_settings_bind_with_mapping (self->settings, "proxy-mode", self->mode_row, "selected", G_SETTINGS_BIND_DEFAULT,
                                mode_to_position, mode_from_position, NULL, NULL);
  g_settings_bind (self->settings, "proxy-uri", self->uri_row, "text", G_SETTINGS_BIND_GET);
  g_settings_bind_with_mapping (self->settings, "proxy-ignore-hosts", self->hosts_row, "text", G_SETTINGS_BIND_GET,
                                hosts_to_text, NULL, NULL, NULL);
  g_settings_bind_writable (self->settings, "proxy-uri", self->uri_row, "sensitive", FALSE);
  g_settings_bind_writable (self->settings, "proxy-ignore-hosts", self->hosts_row, "sensitive", FALSE);
  g_signal_connect_object (self->settings, "changed::proxy-mode", G_CALLBACK (check_kept), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::proxy-uri", G_CALLBACK (check_kept), self, G_CONNECT_SWAPPED);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_network_preferences_dispose (GObject *object)
{
  JbNetworkPreferences *self = JB_NETWORK_PREFERENCES (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_NETWORK_PREFERENCES);

  G_OBJECT_CLASS (jb_network_preferences_parent_class)->dispose (object);
}

static void
jb_network_preferences_class_init (JbNetworkPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_network_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/network-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, JbNetworkPreferences, mode_row);
  gtk_widget_class_bind_template_child (widget_class, JbNetworkPreferences, manual_group);
  gtk_widget_class_bind_template_child (widget_class, JbNetworkPreferences, uri_row);
  gtk_widget_class_bind_template_child (widget_class, JbNetworkPreferences, hosts_row);
  gtk_widget_class_bind_template_child (widget_class, JbNetworkPreferences, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, uri_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, hosts_applied_cb);
}

static void
jb_network_preferences_init (JbNetworkPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jb_network_preferences_new (GSettings *settings)
{
  JbNetworkPreferences *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (JB_TYPE_NETWORK_PREFERENCES, NULL);
  self->settings = g_object_ref (settings);
  bind_settings (self);
  check_kept (self);
  return GTK_WIDGET (self);
}
