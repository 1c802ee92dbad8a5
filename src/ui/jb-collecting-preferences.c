/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One row for each connection; they are built anew when the book has other connections or other names than before. */

#define G_LOG_DOMAIN "jb-collecting-preferences"

#include "config.h"

#include "jb-collecting-preferences.h"

#include "jb-connection-row.h"
#include "jb-interval-row.h"
#include "jb-numbers.h"
#include "jb-settings.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbCollectingPreferences
{
  AdwPreferencesPage   parent_instance;

  GtkWidget           *automatic_switch;
  AdwPreferencesGroup *interval_group;
  GtkWidget           *no_connection_row;
  AdwComboRow         *token_row;

  JbSession           *session;
  GSettings           *settings;
  JbArchive           *archive;
  GPtrArray           *rows;       /* (element-type GtkWidget) */
  char                *shown;      /* what the rows say, to see whether the book says something else now */
};

G_DEFINE_FINAL_TYPE (JbCollectingPreferences, jb_collecting_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* As the words of "token-lifetime", in the order of the row. */
static const char * const lifetimes[] = { "day", "week", "half-month", "month", "quarter", "half-year", "year", "unlimited" };

/* -- how often ------------------------------------------------------------------------------------------------------ */

/* (transfer full): company and environment, because two accounts of one company often have one name. */
static char *
describe_connection (JbCollectingPreferences *self,
                     const JbConnection      *connection)
{
  g_autofree char *number = jb_registration_display (connection->company);
  const char *environment = jb_session_is_demo (self->session) ? "demo" : connection->environment;

  return g_strjoin (" · ", connection->company_name != NULL ? connection->company_name : number,
                    jb_text_environment (environment), connection->paused ? _("Paused") : NULL, NULL);
}

static void
add_row (JbCollectingPreferences *self,
         const JbConnection      *connection)
{
  g_autoptr(GSettings) settings = jb_settings_new_for_connection (self->settings, connection->service, connection->environment,
                                                                  connection->company);
  GtkWidget *row = g_object_new (JB_TYPE_INTERVAL_ROW, "use-markup", FALSE, "title-lines", 0, "subtitle-lines", 0, NULL);
  g_autofree char *subtitle = describe_connection (self, connection);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), jb_connection_row_name (connection));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (settings != NULL)
    g_settings_bind (settings, "interval", row, "minutes", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (self->interval_group, row);
  g_ptr_array_add (self->rows, row);
}

static char *
describe_all (JbCollectingPreferences *self,
              GPtrArray               *connections)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);
      g_autofree char *description = describe_connection (self, connection);

      g_string_append_printf (text, "%" G_GINT64_FORMAT "\t%s\t%s\n", connection->id, jb_connection_row_name (connection),
                              description);
    }
  return g_string_free (text, FALSE);
}

static void
show_connections (JbCollectingPreferences *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) connections = NULL;
  g_autofree char *text = NULL;

  if (self->archive != NULL)
    connections = jb_archive_list_connections (self->archive, &error);
  if (error != NULL)
    g_debug ("No list of connections: %s", error->message);
  if (connections == NULL)
    connections = g_ptr_array_new ();

  text = describe_all (self, connections);
  if (g_strcmp0 (text, self->shown) == 0)
    return;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->interval_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < connections->len; i++)
    add_row (self, g_ptr_array_index (connections, i));
  gtk_widget_set_visible (self->no_connection_row, connections->len == 0);
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
}

static void
show_archive (JbCollectingPreferences *self)
{
  if (self->archive != NULL)
    g_signal_handlers_disconnect_by_func (self->archive, show_connections, self);
  g_set_object (&self->archive, jb_session_get_archive (self->session));
  if (self->archive != NULL)
    g_signal_connect_object (self->archive, "changed", G_CALLBACK (show_connections), self, G_CONNECT_SWAPPED);
  show_connections (self);
}

/* -- tokens --------------------------------------------------------------------------------------------------------- */

static gboolean
lifetime_to_position (GValue   *value,
                      GVariant *variant,
                      gpointer  user_data)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (lifetimes) - 1 && !g_str_equal (lifetimes[i], g_variant_get_string (variant, NULL)))
    i++;
  g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
lifetime_from_position (const GValue       *value,
                        const GVariantType *type,
                        gpointer            user_data)
{
  guint i = g_value_get_uint (value);

  return i < G_N_ELEMENTS (lifetimes) ? g_variant_new_string (lifetimes[i]) : NULL;
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_collecting_preferences_dispose (GObject *object)
{
  JbCollectingPreferences *self = JB_COLLECTING_PREFERENCES (object);

  g_clear_object (&self->archive);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_COLLECTING_PREFERENCES);

  G_OBJECT_CLASS (jb_collecting_preferences_parent_class)->dispose (object);
}

static void
jb_collecting_preferences_finalize (GObject *object)
{
  JbCollectingPreferences *self = JB_COLLECTING_PREFERENCES (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown);

  G_OBJECT_CLASS (jb_collecting_preferences_parent_class)->finalize (object);
}

static void
jb_collecting_preferences_class_init (JbCollectingPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_collecting_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_collecting_preferences_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/collecting-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, JbCollectingPreferences, automatic_switch);
  gtk_widget_class_bind_template_child (widget_class, JbCollectingPreferences, interval_group);
  gtk_widget_class_bind_template_child (widget_class, JbCollectingPreferences, no_connection_row);
  gtk_widget_class_bind_template_child (widget_class, JbCollectingPreferences, token_row);
}

static void
jb_collecting_preferences_init (JbCollectingPreferences *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jb_collecting_preferences_new (JbSession *session,
                               GSettings *settings)
{
  JbCollectingPreferences *self;

  g_return_val_if_fail (JB_IS_SESSION (session) && G_IS_SETTINGS (settings), NULL);

  self = g_object_new (JB_TYPE_COLLECTING_PREFERENCES, NULL);
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "collect-automatically", self->automatic_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "collect-automatically", self->interval_group, "sensitive", G_SETTINGS_BIND_GET);
  g_settings_bind_with_mapping (settings, "token-lifetime", self->token_row, "selected", G_SETTINGS_BIND_DEFAULT,
                                lifetime_to_position, lifetime_from_position, NULL, NULL);
  g_signal_connect_object (session, "notify::archive", G_CALLBACK (show_archive), self, G_CONNECT_SWAPPED);
  show_archive (self);
  return GTK_WIDGET (self);
}
