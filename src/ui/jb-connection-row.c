/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Built once for a connection and refilled in place, so that focus and an open menu survive a collection. */

#define G_LOG_DOMAIN "jb-connection-row"

#include "config.h"

#include "jb-connection-row.h"

#include "jb-date.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbConnectionRow
{
  AdwActionRow  parent_instance;

  GtkWidget    *icon;
  GtkLabel     *badge;
  GtkLabel     *token_badge;
  GtkWidget    *code_button;
  GtkWidget    *collect_button;
  GtkWidget    *menu_button;
  int           paused;          /* what the menu offers the opposite of; -1 = no menu yet */
};

G_DEFINE_FINAL_TYPE (JbConnectionRow, jb_connection_row, ADW_TYPE_ACTION_ROW)

const char *
jb_connection_row_name (const JbConnection *connection)
{
  return connection->name != NULL && *connection->name != '\0' ? connection->name : _("SmartBill");
}

/* -- how it stands -------------------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *
describe_run (const JbConnectionState *state)
{
  const JbRun *run = state->run;
  g_autofree char *when = NULL;
  g_autofree char *what = NULL;

  if (run == NULL)
    return g_strdup (_("Never collected."));
  if (run->state == JB_RUN_RUNNING)
    return g_strdup (_("Collecting now."));

  when = jb_text_instant (run->ended_at != 0 ? run->ended_at : run->started_at, state->now);
  if (run->state == JB_RUN_CANCELLED)
    /* Translators: %s is an instant, as "Today at 14:02" */
    return g_strdup_printf (_("%s: stopped. Nothing is lost."), when);
  what = jb_text_run_result (run);
  if (run->state == JB_RUN_FAILED)
    /* Translators: an instant, as "Today at 14:02", and a whole sentence */
    return g_strdup_printf (_("%1$s: failed. %2$s"), when, what);
  /* Translators: an instant, as "Today at 14:02", and what came: "New: 3. Changed: 1. Originals: 3." */
  return g_strdup_printf (_("%1$s: %2$s"), when, what);
}

/* (transfer full) */
static char *
describe_end (const JbTokenLook *token,
              gint64             now)
{
  g_autofree char *day = jb_date_format (jb_token_look_last_day (token));

  switch (jb_token_look_judge (token, now))
    {
    case JB_TOKEN_ENDING:
      /* Translators: %s is a day */
      return g_strdup_printf (_("Its token is good until %s, and SmartBill gave no new one. Enter the code again before that day, "
                                "or ask SmartBill (1588-8064)."), day);
    case JB_TOKEN_ENDED:
      /* Translators: %s is a day */
      return g_strdup_printf (_("Its token was good until %s, and SmartBill gave no new one. Enter the code again."), day);
    case JB_TOKEN_NO_CODE:
    case JB_TOKEN_FINE:
    default:
      break;
    }

  if (token->expires_at <= now)
    /* Translators: %s is a day */
    return g_strdup_printf (_("Its token was good until %s; the next collection gets a new one."), day);
  /* Translators: %s is a day */
  return g_strdup_printf (_("Its token is good until %s; Jangbu renews it by itself."), day);
}

/* (transfer full) (nullable) */
static char *
describe_secret (const JbConnectionState *state)
{
  const JbTokenLook *token = state->token;

  if (token != NULL && token->missing)
    return g_strdup (_("The authentication code is not in the keyring. Enter it again."));
  if (state->session_only)
    return g_strdup (_("The authentication code is remembered until Jangbu closes, because no keyring took it."));
  if (token == NULL || !token->has_token)
    return NULL;
  if (token->expires_at == G_MAXINT64)
    return g_strdup (_("Its token does not expire."));
  if (token->expires_at == 0)
    return g_strdup (_("It is not known when its token ends. Jangbu gets another one when SmartBill refuses it."));
  return describe_end (token, state->now);
}

static void
append_line (GString    *text,
             const char *line)
{
  if (line == NULL)
    return;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static void
show_subtitle (JbConnectionRow         *self,
               const JbConnectionState *state)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *account = g_strdup_printf (_("SmartBill id: %s"), state->connection->account);
  g_autofree char *run = describe_run (state);
  g_autofree char *secret = describe_secret (state);

  append_line (text, account);
  if (state->connection->paused)
    append_line (text, _("Paused: it is left out when invoices are collected."));
  append_line (text, run);
  append_line (text, secret);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text->str);
}

static JbTokenState
judge (const JbConnectionState *state)
{
  return state->token != NULL ? jb_token_look_judge (state->token, state->now) : JB_TOKEN_FINE;
}

static void
show_icon (JbConnectionRow         *self,
           const JbConnectionState *state)
{
  JbTokenState token = judge (state);
  gboolean failed = token == JB_TOKEN_NO_CODE || token == JB_TOKEN_ENDED ||
                    (state->run != NULL && state->run->state == JB_RUN_FAILED);
  gboolean warning = !failed && token == JB_TOKEN_ENDING;
  gboolean done = !failed && !warning && state->run != NULL && state->run->state == JB_RUN_DONE && !state->connection->paused;

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                failed ? "dialog-error-symbolic"
                                : warning ? "dialog-warning-symbolic"
                                : state->connection->paused ? "media-playback-pause-symbolic"
                                : done ? "jb-original-valid-symbolic" : "network-transmit-receive-symbolic");
  jb_text_toggle_class (self->icon, "error", failed);
  jb_text_toggle_class (self->icon, "warning", warning);
  jb_text_toggle_class (self->icon, "success", done);
}

/* Where the code is missing, entering it comes before collecting, and takes its place. */
static void
show_token (JbConnectionRow         *self,
            const JbConnectionState *state)
{
  JbTokenState token = judge (state);
  gboolean needs_code = token == JB_TOKEN_ENDED || token == JB_TOKEN_NO_CODE;

  gtk_widget_set_visible (self->code_button, needs_code);
  gtk_widget_set_visible (self->collect_button, !needs_code);
  gtk_label_set_text (self->token_badge, token == JB_TOKEN_ENDING ? _("Token Ends") : token == JB_TOKEN_ENDED ? _("Token Ended") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->token_badge), token == JB_TOKEN_ENDING || token == JB_TOKEN_ENDED);
  jb_text_toggle_class (GTK_WIDGET (self->token_badge), "warning", token == JB_TOKEN_ENDING);
  jb_text_toggle_class (GTK_WIDGET (self->token_badge), "error", token == JB_TOKEN_ENDED);
}

static void
show_badge (JbConnectionRow         *self,
            const JbConnectionState *state)
{
  const char *environment = state->demo ? "demo" : state->connection->environment;
  gboolean production = g_str_equal (environment, "production");

  gtk_label_set_text (self->badge, jb_text_environment (environment));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->badge),
                               production ? NULL : _("Beside a real connection of the company, "
                                                     "these invoices are neither listed nor added up."));
  jb_text_toggle_class (GTK_WIDGET (self->badge), "production", production);
  jb_text_toggle_class (GTK_WIDGET (self->badge), "demo", !production);
}

/* -- what can be done ----------------------------------------------------------------------------------------------- */

static void
append_item (GMenu      *menu,
             const char *label,
             const char *action,
             GVariant   *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static void
show_menu (JbConnectionRow    *self,
           const JbConnection *connection)
{
  g_autoptr(GMenu) menu = NULL;
  g_autoptr(GMenu) end = NULL;

  if (self->paused == (int) connection->paused)
    return;

  self->paused = (int) connection->paused;
  menu = g_menu_new ();
  end = g_menu_new ();
  append_item (menu, _("Re_name"), "connection.rename", g_variant_new_int64 (connection->id));
  append_item (menu, _("Enter the Code _Again"), "connection.enter-code", g_variant_new_int64 (connection->id));
  append_item (menu, connection->paused ? _("Re_sume") : _("_Pause"), "connection.set-paused",
               g_variant_new ("(xb)", connection->id, !connection->paused));
  append_item (menu, _("How _Often…"), "win.preferences", NULL);
  append_item (end, _("_Remove"), "connection.remove", g_variant_new_int64 (connection->id));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), G_MENU_MODEL (menu));
}

static void
name_button (GtkWidget  *button,
             const char *name)
{
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkLabel *
make_badge (void)
{
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_set_halign (badge, GTK_ALIGN_END);
  gtk_widget_add_css_class (badge, "jb-pill");
  gtk_widget_add_css_class (badge, "caption");
  return GTK_LABEL (badge);
}

/* One below the other: beside each other they would leave a narrow window no room for words. */
static void
add_badges (JbConnectionRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->badge = make_badge ();
  self->token_badge = make_badge ();
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->badge));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->token_badge));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), box);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_connection_row_class_init (JbConnectionRowClass *klass)
{
}

static void
jb_connection_row_init (JbConnectionRow *self)
{
  self->paused = -1;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);

  self->icon = gtk_image_new ();
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->icon);

  add_badges (self);

  self->code_button = gtk_button_new_from_icon_name ("dialog-password-symbolic");
  gtk_widget_set_name (self->code_button, "enter-code");
  gtk_widget_set_valign (self->code_button, GTK_ALIGN_CENTER);
  name_button (self->code_button, _("Enter the Code Again"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->code_button);

  self->collect_button = gtk_button_new_from_icon_name ("view-refresh-symbolic");
  gtk_widget_set_name (self->collect_button, "collect-connection");
  gtk_widget_set_valign (self->collect_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->collect_button, "flat");
  name_button (self->collect_button, _("Collect Only This"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->collect_button);

  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->menu_button, "flat");
  name_button (self->menu_button, _("More for This Connection"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->menu_button);
}

JbConnectionRow *
jb_connection_row_new (const JbConnection *connection)
{
  JbConnectionRow *self = g_object_new (JB_TYPE_CONNECTION_ROW, NULL);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->collect_button), "x", connection->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->collect_button), "connection.collect");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->code_button), "x", connection->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->code_button), "connection.enter-code");
  return self;
}

void
jb_connection_row_show (JbConnectionRow         *self,
                        const JbConnectionState *state)
{
  g_return_if_fail (JB_IS_CONNECTION_ROW (self));
  g_return_if_fail (state != NULL && state->connection != NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), jb_connection_row_name (state->connection));
  show_subtitle (self, state);
  show_icon (self, state);
  show_badge (self, state);
  show_token (self, state);
  show_menu (self, state->connection);
}
