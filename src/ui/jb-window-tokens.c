/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window says about tokens: one banner, for the connection whose token ends first and that gets no other one. */

#define G_LOG_DOMAIN "jb-window-tokens"

#include "config.h"

#include "jb-window-private.h"

#include "jb-numbers.h"

#include <glib/gi18n-lib.h>

static gint64
now (JbWindow *self)
{
  return jb_clock_now (jb_session_get_clock (self->session));
}

static gboolean
is_urgent (JbWindow          *self,
           const JbTokenLook *look)
{
  JbTokenState state = look != NULL ? jb_token_look_judge (look, now (self)) : JB_TOKEN_FINE;

  return state == JB_TOKEN_ENDING || state == JB_TOKEN_ENDED;
}

/* (nullable) (transfer none) */
static const JbConnection *
find_most_urgent (JbWindow *self)
{
  const JbConnection *found = NULL;
  gint64 soonest = G_MAXINT64;

  for (guint i = 0; self->connections != NULL && i < self->connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (self->connections, i);
      const JbTokenLook *look = jb_token_watch_get (self->tokens, connection->id);

      if (!connection->paused && is_urgent (self, look) && look->expires_at < soonest)
        {
          found = connection;
          soonest = look->expires_at;
        }
    }
  return found;
}

/* What to do stands on the button beside it. (transfer full) */
static char *
describe (JbWindow           *self,
          const JbConnection *connection)
{
  const JbTokenLook *look = jb_token_watch_get (self->tokens, connection->id);
  g_autofree char *day = jb_date_format (jb_token_look_last_day (look));
  g_autofree char *number = jb_registration_display (connection->company);
  const char *company = connection->company_name != NULL ? connection->company_name : number;

  if (jb_token_look_judge (look, now (self)) == JB_TOKEN_ENDED)
    /* Translators: a company and a day; beside it is the button “Enter Code…” */
    return g_strdup_printf (_("The token of %1$s ended on %2$s, and SmartBill gave no new one."), company, day);
  /* Translators: a company and a day; beside it is the button “Enter Code…” */
  return g_strdup_printf (_("The token of %1$s ends on %2$s, and SmartBill gave no new one."), company, day);
}

void
_jb_window_show_token_warning (JbWindow *self)
{
  const JbConnection *connection = find_most_urgent (self);

  if (connection != NULL)
    {
      g_autofree char *sentence = describe (self, connection);

      gtk_label_set_text (self->token_label, sentence);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->token_button), "x", connection->id);
    }
  gtk_widget_set_visible (self->token_banner, connection != NULL && !self->token_banner_hidden);
}

GArray *
_jb_window_list_codeless (JbWindow *self)
{
  GArray *codeless = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; self->connections != NULL && i < self->connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (self->connections, i);
      const JbTokenLook *look = jb_token_watch_get (self->tokens, connection->id);

      if (look != NULL && look->missing && !connection->paused && _jb_window_is_shown (self, connection))
        g_array_append_val (codeless, connection->id);
    }
  return codeless;
}

void
_jb_window_hide_token_warning (JbWindow *self)
{
  self->token_banner_hidden = TRUE;
  _jb_window_show_token_warning (self);
}

/* After each run: the keyring was just asked, so it does not ask back, and a new token or a refusal is in it. One that stayed
 * locked would ask for its password a second time. */
static void
look (JbWindow *self)
{
  if (self->connections != NULL &&
      !g_error_matches (jb_session_get_problem (self->session), JB_SECRETS_ERROR, JB_SECRETS_ERROR_LOCKED))
    jb_token_watch_look (self->tokens, self->connections);
}

static void
changed_cb (JbWindow *self)
{
  _jb_window_show_token_warning (self);
  _jb_window_load_overview (self);
}

void
_jb_window_watch_tokens (JbWindow *self)
{
  self->tokens = jb_token_watch_new (self->session);
  g_signal_connect_object (self->tokens, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "collected", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
}
