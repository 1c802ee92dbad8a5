/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The invented world of the demo: made, opened, protected and connected by the same steps as a real book. */

#define G_LOG_DOMAIN "jb-session-demo"

#include "config.h"

#include "jb-session-private.h"

#include "jb-connector.h"
#include "jb-wipe.h"

static void
demo_started_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDemo) demo = jb_demo_start_finish (result, &error);

  self->starting = FALSE;
  if (self->state == JB_SESSION_CLOSED)
    return;
  if (demo == NULL)
    {
      _jb_session_set_problem (self, error);
      _jb_session_set_state (self, JB_SESSION_FAILED);
      return;
    }

  self->demo = g_steal_pointer (&demo);
  self->path = g_strdup (jb_demo_get_book_path (self->demo));
  _jb_session_open_book (self);
}

void
_jb_session_start_demo (JbSession *self)
{
  _jb_session_set_problem (self, NULL);
  _jb_session_set_state (self, JB_SESSION_STARTING);
  self->starting = TRUE;
  jb_demo_start_async (self->n_invoices, self->cancellable, demo_started_cb, g_object_ref (self));
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;

  self->connecting = FALSE;
  self->connected = jb_connector_connect_finish (result, &secret_error, &error) != 0;
  if (self->state == JB_SESSION_CLOSED)
    return;

  if (!self->connected)
    _jb_session_set_problem (self, error);
  else if (secret_error != NULL)
    _jb_session_set_problem (self, secret_error);
  else
    jb_session_collect (self);
}

void
_jb_session_connect_demo (JbSession *self)
{
  g_autoptr(JbConnection) connection = jb_demo_make_connection (self->demo);
  g_autoptr(JbSecret) secret = jb_secret_new ();

  secret->auth_code = g_strdup (JB_EMULATOR_AUTH_CODE);
  self->connecting = TRUE;
  _jb_session_set_problem (self, NULL);
  jb_connector_connect_async (self->archive, self->secrets, self->http, self->clock, connection, secret,
                              self->token_lifetime, self->cancellable, connected_cb, g_object_ref (self));
}

static void
demo_protected_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = jb_book_keeper_protect_finish (JB_BOOK_KEEPER (object), result, NULL, &error);

  self->connecting = FALSE;
  if (self->state == JB_SESSION_CLOSED)
    return;
  if (ok)
    _jb_session_connect_demo (self);
  else
    _jb_session_set_problem (self, error);
}

/* The demo does what the real program does, with a code that nobody will need: the book goes away with the demo. */
void
_jb_session_protect_demo (JbSession *self)
{
  g_autoptr(GError) error = NULL;
  char *code = jb_recovery_code_new (&error);

  if (code == NULL)
    {
      _jb_session_set_problem (self, error);
      return;
    }

  self->connecting = TRUE;
  jb_book_keeper_protect_async (self->keeper, code, self->cancellable, demo_protected_cb, g_object_ref (self));
  jb_wipe_text (code);
}
