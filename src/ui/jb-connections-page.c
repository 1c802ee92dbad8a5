/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows are built anew only when there are other connections than before; otherwise they are refilled.
 * When tokens end is asked of the keyring only when the page comes into sight (the window asks after each run): looking may make a
 * keyring ask for its password. */

#define G_LOG_DOMAIN "jb-connections-page"

#include "config.h"

#include "jb-connections-page.h"

#include "jb-connection-row.h"
#include "jb-message-dialog.h"
#include "jb-numbers.h"

#include <glib/gi18n-lib.h>

struct _JbConnectionsPage
{
  AdwBin         parent_instance;

  GtkStack      *stack;
  GtkBox        *groups;
  GtkWidget     *demo_label;

  JbSession     *session;
  GPtrArray     *connections;    /* (element-type JbConnection) (nullable) */
  GHashTable    *rows;           /* (element-type gint64 JbConnectionRow) */
  GHashTable    *runs;           /* (element-type gint64 JbRun): copies of the last ones, without what no row shows */
  JbTokenWatch  *tokens;
};

G_DEFINE_FINAL_TYPE (JbConnectionsPage, jb_connections_page, ADW_TYPE_BIN)

enum
{
  REMOVED,
  ENTER_CODE,
  TOAST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- showing -------------------------------------------------------------------------------------------------------- */

static const JbConnection *
find_connection (JbConnectionsPage *self,
                 gint64             id)
{
  for (guint i = 0; self->connections != NULL && i < self->connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (self->connections, i);

      if (connection->id == id)
        return connection;
    }
  return NULL;
}

static void
refill_row (JbConnectionsPage  *self,
            const JbConnection *connection)
{
  JbConnectionState state = {
    .connection = connection,
    .run = g_hash_table_lookup (self->runs, &connection->id),
    .now = jb_clock_now (jb_session_get_clock (self->session)),
    .token = jb_token_watch_get (self->tokens, connection->id),
    .session_only = jb_session_is_session_only (self->session, connection),
    .demo = jb_session_is_demo (self->session),
  };

  jb_connection_row_show (g_hash_table_lookup (self->rows, &connection->id), &state);
}

static void
add_row (JbConnectionsPage    *self,
         AdwPreferencesGroup  *group,
         const JbConnection   *connection)
{
  GtkWidget *row = GTK_WIDGET (jb_connection_row_new (connection));

  g_hash_table_insert (self->rows, g_memdup2 (&connection->id, sizeof connection->id), row);
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
add_company (JbConnectionsPage  *self,
             const JbConnection *connection)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *number = jb_registration_display (connection->company);
  g_autofree char *title = g_markup_escape_text (connection->company_name != NULL ? connection->company_name : number, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (connection->company_name != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), number);
  gtk_box_append (self->groups, group);
  return ADW_PREFERENCES_GROUP (group);
}

static void
rebuild (JbConnectionsPage *self)
{
  g_autoptr(GHashTable) companies = g_hash_table_new (g_str_hash, g_str_equal);
  GtkWidget *child;

  g_hash_table_remove_all (self->rows);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);

  for (guint i = 0; i < self->connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (self->connections, i);
      AdwPreferencesGroup *group = g_hash_table_lookup (companies, connection->company);

      if (group == NULL)
        {
          group = add_company (self, connection);
          g_hash_table_insert (companies, connection->company, group);
        }
      add_row (self, group, connection);
    }
}

/* Other rows or other titles above them than before. */
static gboolean
is_another_list (GPtrArray *before,
                 GPtrArray *after)
{
  if (before == NULL || before->len != after->len)
    return TRUE;

  for (guint i = 0; i < after->len; i++)
    {
      const JbConnection *a = g_ptr_array_index (before, i);
      const JbConnection *b = g_ptr_array_index (after, i);

      if (a->id != b->id || g_strcmp0 (a->company_name, b->company_name) != 0)
        return TRUE;
    }
  return FALSE;
}

static gpointer
copy_connection (gconstpointer connection,
                 gpointer      user_data)
{
  return jb_connection_copy (connection);
}

/* -- tokens --------------------------------------------------------------------------------------------------------- */

static void
look_up_tokens (JbConnectionsPage *self)
{
  if (self->tokens != NULL && self->connections != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    jb_token_watch_look (self->tokens, self->connections);
}

static void
token_changed_cb (JbConnectionsPage *self,
                  gint64             id)
{
  const JbConnection *connection = find_connection (self, id);

  if (connection != NULL && self->session != NULL)
    refill_row (self, connection);
}

/* -- actions -------------------------------------------------------------------------------------------------------- */

static void
say (JbConnectionsPage *self,
     const GError      *error)
{
  g_signal_emit (self, signals[TOAST], 0, error->message);
}

static void
collect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  jb_session_collect_connection (JB_CONNECTIONS_PAGE (widget)->session, g_variant_get_int64 (parameter));
}

static void
set_paused_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  JbConnectionsPage *self = JB_CONNECTIONS_PAGE (widget);
  g_autoptr(GError) error = NULL;
  gboolean paused;
  gint64 id;

  g_variant_get (parameter, "(xb)", &id, &paused);
  if (!jb_archive_pause_connection (jb_session_get_archive (self->session), id, paused, &error))
    say (self, error);
}

static void
enter_code_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  g_signal_emit (widget, signals[ENTER_CODE], 0, g_variant_get_int64 (parameter));
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbConnectionsPage *self = JB_CONNECTIONS_PAGE (widget);
  gint64 id = g_variant_get_int64 (parameter);
  const JbConnection *connection = find_connection (self, id);
  g_autofree char *called = connection != NULL ? g_strdup (jb_connection_row_name (connection)) : NULL;
  g_autoptr(GError) error = NULL;

  if (called == NULL)
    return;
  if (jb_archive_remove_connection (jb_session_get_archive (self->session), id, &error))
    g_signal_emit (self, signals[REMOVED], 0, id, called);
  else
    say (self, error);
}

/* -- renaming ------------------------------------------------------------------------------------------------------- */

static void
rename_answered_cb (JbConnectionsPage *self,
                    const char        *response,
                    AdwMessageDialog  *dialog)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  const gint64 *id = g_object_get_data (G_OBJECT (dialog), "connection");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, "rename") || jb_session_get_archive (self->session) == NULL)
    return;

  g_strdelimit (name, "\r\n\t", ' ');
  if (!jb_archive_rename_connection (jb_session_get_archive (self->session), *id, *name != '\0' ? name : NULL, &error))
    say (self, error);
}

static void
rename_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  JbConnectionsPage *self = JB_CONNECTIONS_PAGE (widget);
  gint64 id = g_variant_get_int64 (parameter);
  const JbConnection *connection = find_connection (self, id);
  GtkWidget *dialog, *entry;

  if (connection == NULL)
    return;

  dialog = jb_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Rename the Connection"),
                                  _("The name is only for you. Empty is the service’s name."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "rename", _("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), connection->name != NULL ? connection->name : "");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the connection"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);

  g_object_set_data_full (G_OBJECT (dialog), "connection", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (rename_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_connections_page_dispose (GObject *object)
{
  JbConnectionsPage *self = JB_CONNECTIONS_PAGE (object);

  if (self->rows != NULL)
    g_hash_table_remove_all (self->rows);
  g_clear_object (&self->session);
  g_clear_object (&self->tokens);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_CONNECTIONS_PAGE);

  G_OBJECT_CLASS (jb_connections_page_parent_class)->dispose (object);
}

static void
jb_connections_page_finalize (GObject *object)
{
  JbConnectionsPage *self = JB_CONNECTIONS_PAGE (object);

  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->runs);

  G_OBJECT_CLASS (jb_connections_page_parent_class)->finalize (object);
}

static void
jb_connections_page_class_init (JbConnectionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_connections_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_connections_page_finalize;

  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);
  signals[ENTER_CODE] = g_signal_new ("enter-code", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "connection.collect", "x", collect_action);
  gtk_widget_class_install_action (widget_class, "connection.rename", "x", rename_action);
  gtk_widget_class_install_action (widget_class, "connection.enter-code", "x", enter_code_action);
  gtk_widget_class_install_action (widget_class, "connection.set-paused", "(xb)", set_paused_action);
  gtk_widget_class_install_action (widget_class, "connection.remove", "x", remove_action);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/connections-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JbConnectionsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JbConnectionsPage, groups);
  gtk_widget_class_bind_template_child (widget_class, JbConnectionsPage, demo_label);
}

static void
jb_connections_page_init (JbConnectionsPage *self)
{
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->runs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) jb_run_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (look_up_tokens), NULL);
}

void
jb_connections_page_set_session (JbConnectionsPage *self,
                                 JbSession         *session,
                                 JbTokenWatch      *tokens)
{
  g_return_if_fail (JB_IS_CONNECTIONS_PAGE (self) && self->session == NULL);

  self->session = g_object_ref (session);
  self->tokens = g_object_ref (tokens);
  g_signal_connect_object (tokens, "changed", G_CALLBACK (token_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->demo_label, jb_session_is_demo (session));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connection.enter-code", !jb_session_is_demo (session));
}

static void
keep_runs (JbConnectionsPage *self,
           GPtrArray         *runs)
{
  g_hash_table_remove_all (self->runs);
  for (guint i = 0; i < runs->len; i++)
    {
      JbRun *run = g_memdup2 (g_ptr_array_index (runs, i), sizeof *run);

      run->message = g_strdup (run->message);
      g_hash_table_insert (self->runs, &run->connection, run);
    }
}

void
jb_connections_page_show (JbConnectionsPage *self,
                          GPtrArray         *connections,
                          GPtrArray         *runs)
{
  gboolean another;

  g_return_if_fail (JB_IS_CONNECTIONS_PAGE (self) && self->session != NULL);

  another = is_another_list (self->connections, connections);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  self->connections = g_ptr_array_copy (connections, copy_connection, NULL);
  g_ptr_array_set_free_func (self->connections, (GDestroyNotify) jb_connection_free);
  keep_runs (self, runs);
  if (another)
    rebuild (self);

  for (guint i = 0; i < self->connections->len; i++)
    refill_row (self, g_ptr_array_index (self->connections, i));
  gtk_stack_set_visible_child_name (self->stack, self->connections->len > 0 ? "list" : "empty");
  if (another)
    look_up_tokens (self);
}
