/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening, collecting and closing as one small state machine.
 *
 * A real session: IDLE → STARTING (open the book) → READY, then collects when asked.
 * The demo: STARTING (make the world, open a book, connect) → READY, then collects by itself. */

#define G_LOG_DOMAIN "jb-session"

#include "config.h"

#include "jb-session.h"

#include "jb-checkup.h"
#include "jb-connector.h"
#include "jb-demo.h"
#include "jb-forget.h"

#include <glib/gi18n-lib.h>

/* How long the end of the program waits for the keyring; what it did not do by then is done at the next start. */
#define FORGET_SECONDS 2

struct _JbSession
{
  GObject         parent_instance;

  char           *path;
  JbSecrets      *secrets;
  JbClock        *clock;
  JbHttp         *http;
  JbArchive      *archive;
  JbCollector    *collector;
  JbBookKeeper   *keeper;
  JbDemo         *demo;

  JbSessionState  state;
  GError         *problem;
  GCancellable   *cancellable;      /* of everything but a run */
  GCancellable   *run_cancellable;  /* of the run that is going on */
  GCancellable   *rest_cancellable; /* (nullable): of encrypting what was written before the protection */

  GArray         *to_collect;       /* (element-type gint64): connections to collect after this run */
  GArray         *to_forget;        /* (element-type gint64): removed connections whose secrets this run may still use */
  guint           n_forgetting;     /* how many are being asked for */

  guint           n_invoices;       /* of the demo's world */
  guint           n_new;            /* in the last run */
  JbTokenLifetime token_lifetime;
  guint           starting : 1;     /* a thread makes the demo's world or opens the book */
  guint           connecting : 1;
  guint           connected : 1;
  guint           is_demo : 1;
  guint           unlocked : 1;     /* since this was seen, the rest is being encrypted */
  guint           rest_failed : 1;  /* the problem is about encrypting, not about collecting */
  guint           collect_waits : 1; /* somebody wanted to collect while the keyring was asked for the key */
};

G_DEFINE_FINAL_TYPE (JbSession, jb_session, G_TYPE_OBJECT)

typedef enum
{
  PROP_ARCHIVE = 1,
  PROP_STATE,
  PROP_COLLECTING,
  PROP_PROGRESS,
  PROP_PROBLEM,
  PROP_PROTECTION,
} JbSessionProperty;

static GParamSpec *properties[PROP_PROTECTION + 1];

enum
{
  COLLECTED,
  CONNECTION_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void connect_demo (JbSession *self);
static void forget (JbSession *self, gint64 connection);
static void open_keeper (JbSession *self);

/* -- small steps ---------------------------------------------------------------------------------------------------- */

static void
set_state (JbSession      *self,
           JbSessionState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_problem (JbSession    *self,
             const GError *error)
{
  if (self->problem == NULL && error == NULL)
    return;

  self->rest_failed = FALSE;
  g_clear_error (&self->problem);
  if (error != NULL)
    self->problem = g_error_copy (error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
progress_cb (JbSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static void
connection_ended_cb (JbSession    *self,
                     gint64        connection,
                     const GError *error)
{
  g_signal_emit (self, signals[CONNECTION_ENDED], 0, connection, error);
}

/* -- opening -------------------------------------------------------------------------------------------------------- */

static void
make_collector (JbSession *self)
{
  self->collector = jb_collector_new (self->archive, self->secrets, self->http, self->clock);
  jb_collector_set_token_lifetime (self->collector, self->token_lifetime);
  if (self->is_demo)
    jb_collector_set_reach (self->collector, JB_DEMO_DAYS);
  g_signal_connect_object (self->collector, "notify::progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->collector, "notify::phase", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->collector, "notify::n-arrived", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->collector, "connection-ended", G_CALLBACK (connection_ended_cb), self, G_CONNECT_SWAPPED);
}

static void
book_opened_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open_finish (result, &error);

  self->starting = FALSE;
  if (self->state == JB_SESSION_CLOSED)
    {
      if (archive != NULL)
        jb_archive_close (archive);
      return;
    }
  if (archive == NULL)
    {
      set_problem (self, error);
      set_state (self, JB_SESSION_FAILED);
      return;
    }

  self->archive = g_steal_pointer (&archive);
  make_collector (self);
  open_keeper (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARCHIVE]);
  set_state (self, JB_SESSION_READY);
  if (!self->is_demo)
    forget (self, 0);
}

static void
open_book (JbSession *self)
{
  set_problem (self, NULL);
  set_state (self, JB_SESSION_STARTING);
  self->starting = TRUE;
  jb_archive_open_async (self->path, JB_ARCHIVE_OPEN_DEFAULT, self->clock, self->cancellable,
                         book_opened_cb, g_object_ref (self));
}

/* -- the demo ------------------------------------------------------------------------------------------------------- */

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
      set_problem (self, error);
      set_state (self, JB_SESSION_FAILED);
      return;
    }

  self->demo = g_steal_pointer (&demo);
  self->path = g_strdup (jb_demo_get_book_path (self->demo));
  open_book (self);
}

static void
start_demo (JbSession *self)
{
  set_problem (self, NULL);
  set_state (self, JB_SESSION_STARTING);
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
    set_problem (self, error);
  else if (secret_error != NULL)
    set_problem (self, secret_error);
  else
    jb_session_collect (self);
}

static void
connect_demo (JbSession *self)
{
  g_autoptr(JbConnection) connection = jb_demo_make_connection (self->demo);
  g_autoptr(JbSecret) secret = jb_secret_new ();

  secret->auth_code = g_strdup (JB_EMULATOR_AUTH_CODE);
  self->connecting = TRUE;
  set_problem (self, NULL);
  jb_connector_connect_async (self->archive, self->secrets, self->http, self->clock, connection, secret,
                              self->token_lifetime, self->cancellable, connected_cb, g_object_ref (self));
}

/* -- the key of the book -------------------------------------------------------------------------------------------- */

static void
rest_encrypted_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = jb_book_keeper_encrypt_rest_finish (JB_BOOK_KEEPER (object), result, &error);

  g_clear_object (&self->rest_cancellable);
  if (ok || was_cancelled (error) || self->state == JB_SESSION_CLOSED)
    return;
  set_problem (self, error);
  self->rest_failed = TRUE;
}

void
jb_session_encrypt_rest (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  if (jb_session_get_protection (self) != JB_PROTECTION_UNLOCKED || self->rest_cancellable != NULL ||
      jb_archive_is_read_only (self->archive) || !jb_archive_has_rest (self->archive))
    return;

  self->rest_cancellable = g_cancellable_new ();
  jb_book_keeper_encrypt_rest_async (self->keeper, self->rest_cancellable, rest_encrypted_cb, g_object_ref (self));
}

void
jb_session_stop_encrypting (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  g_cancellable_cancel (self->rest_cancellable);
}

/* However it came to be open, what is still in the clear is encrypted now, and a refusal because of the lock is no news any more. */
static void
keeper_changed_cb (JbSession *self)
{
  gboolean unlocked = jb_session_get_protection (self) == JB_PROTECTION_UNLOCKED;

  if (unlocked && !self->unlocked)
    {
      if (g_error_matches (self->problem, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY))
        set_problem (self, NULL);
      self->unlocked = TRUE;
      jb_session_encrypt_rest (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROTECTION]);
}

static void
key_found_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!jb_book_keeper_find_key_finish (JB_BOOK_KEEPER (object), result, &error))
    g_debug ("The book stays locked: %s", error->message);
  if (self->state != JB_SESSION_CLOSED && self->collect_waits)
    jb_session_collect (self);
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
    connect_demo (self);
  else
    set_problem (self, error);
}

/* The demo does what the real program does, with a code that nobody will need: the book goes away with the demo. */
static void
protect_demo (JbSession *self)
{
  g_autoptr(GError) error = NULL;
  char *code = jb_recovery_code_new (&error);

  if (code == NULL)
    {
      set_problem (self, error);
      return;
    }

  self->connecting = TRUE;
  jb_book_keeper_protect_async (self->keeper, code, self->cancellable, demo_protected_cb, g_object_ref (self));
  jb_book_key_wipe_text (code);
}

static void
open_keeper (JbSession *self)
{
  self->keeper = jb_book_keeper_new (self->archive, self->secrets);
  g_signal_connect_object (self->keeper, "changed", G_CALLBACK (keeper_changed_cb), self, G_CONNECT_SWAPPED);
  keeper_changed_cb (self);
  if (self->is_demo)
    protect_demo (self);
  else
    jb_book_keeper_find_key_async (self->keeper, self->cancellable, key_found_cb, g_object_ref (self));
}

/* Whether collecting makes sense now; it is put off while the keyring is asked. */
static gboolean
may_collect (JbSession *self)
{
  g_autoptr(GError) error = NULL;

  self->collect_waits = jb_book_keeper_is_asking (self->keeper);
  if (self->collect_waits)
    return FALSE;
  if (jb_book_keeper_require_key (self->archive, &error))
    return TRUE;
  set_problem (self, error);
  return FALSE;
}

/* -- collecting ----------------------------------------------------------------------------------------------------- */

static gint64
take_first (GArray *ids)
{
  gint64 id = ids->len > 0 ? g_array_index (ids, gint64, 0) : 0;

  if (id != 0)
    g_array_remove_index (ids, 0);
  return id;
}

static void
end_run (JbSession *self,
         JbOutcome  outcome)
{
  gint64 next;

  g_clear_object (&self->run_cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLLECTING]);
  g_signal_emit (self, signals[COLLECTED], 0, (int) outcome, self->n_new);

  while ((next = take_first (self->to_forget)) != 0)
    forget (self, next);
  if (outcome == JB_OUTCOME_STOPPED)
    g_array_set_size (self->to_collect, 0);
  else if ((next = take_first (self->to_collect)) != 0)
    jb_session_collect_connection (self, next);
}

static void
run_finished_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;
  gboolean ok = jb_collector_run_finish (JB_COLLECTOR (object), result, &report, &error);

  if (self->state == JB_SESSION_CLOSED)
    return;
  if (report != NULL)
    self->n_new = report->n_new;

  if (ok)
    end_run (self, JB_OUTCOME_DONE);
  else if (was_cancelled (error))
    end_run (self, JB_OUTCOME_STOPPED);
  else
    {
      set_problem (self, error);
      end_run (self, JB_OUTCOME_FAILED);
    }
}

static void
collect (JbSession *self,
         gint64     connection)
{
  if (self->state != JB_SESSION_READY || self->run_cancellable != NULL || self->connecting)
    return;
  if (self->is_demo && !self->connected)
    {
      connect_demo (self);
      return;
    }
  if (!may_collect (self))
    return;

  set_problem (self, NULL);
  self->n_new = 0;
  self->run_cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLLECTING]);
  jb_collector_run_async (self->collector, connection, self->run_cancellable, run_finished_cb, g_object_ref (self));
}

void
jb_session_collect (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  collect (self, 0);
}

void
jb_session_collect_connection (JbSession *self,
                               gint64     connection)
{
  g_return_if_fail (JB_IS_SESSION (self));
  g_return_if_fail (connection != 0);

  if (self->run_cancellable != NULL)
    g_array_append_val (self->to_collect, connection);
  else
    collect (self, connection);
}

void
jb_session_cancel_collect (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  g_cancellable_cancel (self->run_cancellable);
}

/* -- connecting ----------------------------------------------------------------------------------------------------- */

void
jb_session_set_proxy_resolver (JbSession      *self,
                               GProxyResolver *resolver)
{
  g_return_if_fail (JB_IS_SESSION (self));

  jb_http_set_proxy_resolver (self->http, resolver);
}

void
jb_session_say_problem (JbSession    *self,
                        const GError *error)
{
  g_return_if_fail (JB_IS_SESSION (self) && error != NULL);

  set_problem (self, error);
}

void
jb_session_set_token_lifetime (JbSession       *self,
                               JbTokenLifetime  lifetime)
{
  g_return_if_fail (JB_IS_SESSION (self));

  self->token_lifetime = lifetime;
  if (self->collector != NULL)
    jb_collector_set_token_lifetime (self->collector, lifetime);
}

static void
session_connected_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  JbSession *self = g_task_get_source_object (task);
  GError *secret_error = NULL;
  GError *error = NULL;
  gint64 id = jb_connector_connect_finish (result, &secret_error, &error);

  if (secret_error != NULL)
    g_task_set_task_data (task, secret_error, (GDestroyNotify) g_error_free);
  if (id == 0)
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->state == JB_SESSION_READY)
    jb_session_collect_connection (self, id);
  g_task_return_int (task, id);
}

void
jb_session_connect_async (JbSession           *self,
                          const JbConnection  *connection,
                          const JbSecret      *secret,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (JB_IS_SESSION (self));
  g_return_if_fail (connection != NULL && secret != NULL && secret->auth_code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_session_connect_async);
  /* What is in the book is in the book, whenever the cancel came. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->state != JB_SESSION_READY)
    {
      g_task_return_new_error (task, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_FAILED,
                               _("The book is not open. Open it, then connect again."));
      return;
    }

  jb_connector_connect_async (self->archive, self->secrets, self->http, self->clock, connection, secret,
                              self->token_lifetime, cancellable, session_connected_cb, g_steal_pointer (&task));
}

gint64
jb_session_connect_finish (JbSession     *self,
                           GAsyncResult  *result,
                           GError       **secret_error,
                           GError       **error)
{
  const GError *cause;
  gssize id;

  g_return_val_if_fail (JB_IS_SESSION (self), 0);
  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  cause = g_task_get_task_data (G_TASK (result));
  if (secret_error != NULL)
    *secret_error = cause != NULL ? g_error_copy (cause) : NULL;
  id = g_task_propagate_int (G_TASK (result), error);
  return MAX (id, 0);
}

gboolean
jb_session_is_session_only (JbSession          *self,
                            const JbConnection *connection)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (JB_IS_SESSION (self), FALSE);
  g_return_val_if_fail (connection != NULL, FALSE);

  key = jb_secrets_make_key (connection->service, connection->environment, connection->company);
  return jb_secrets_is_session_only (self->secrets, key);
}

/* -- checking up ---------------------------------------------------------------------------------------------------- */

static void
checked_up_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *steps = jb_checkup_run_finish (result, &error);

  if (steps != NULL)
    g_task_return_pointer (task, steps, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
jb_session_check_up_async (JbSession           *self,
                           const JbConnection  *connection,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (JB_IS_SESSION (self));
  g_return_if_fail (connection != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, jb_session_check_up_async);
  jb_checkup_run_async (self->secrets, self->http, self->clock, connection, cancellable, checked_up_cb, task);
}

GPtrArray *
jb_session_check_up_finish (JbSession     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- forgetting ----------------------------------------------------------------------------------------------------- */

/* A keyring that does not answer now is asked again when the session closes and at the next start: the book has it noted. */
static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JbSession) self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_forgetting--;
  if (!jb_forget_removed_finish (result, &error) && self->state != JB_SESSION_CLOSED)
    g_message ("The secrets of a removed connection are still in the keyring: %s", error->message);
}

static void
forget (JbSession *self,
        gint64     connection)
{
  if (self->archive == NULL || jb_archive_is_read_only (self->archive))
    return;

  self->n_forgetting++;
  jb_forget_removed_async (self->archive, self->secrets, connection, NULL, forgotten_cb, g_object_ref (self));
}

void
jb_session_forget_connection (JbSession *self,
                              gint64     connection)
{
  g_return_if_fail (JB_IS_SESSION (self));
  g_return_if_fail (connection != 0);

  /* A run that goes on could keep a renewed token after we deleted the old one. */
  if (self->run_cancellable != NULL)
    g_array_append_val (self->to_forget, connection);
  else
    forget (self, connection);
}

static gboolean
too_long_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
last_forgotten_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr(GError) error = NULL;

  if (!jb_forget_removed_finish (result, &error))
    g_debug ("Left for the next start: %s", error->message);
  *done = TRUE;
}

static gboolean
has_removed (JbSession *self)
{
  g_autoptr(GPtrArray) removed = jb_archive_list_removed_connections (self->archive, NULL);

  return removed != NULL && removed->len > 0;
}

/* Also those whose removal could still have been taken back. What is being forgotten already ends first: libsecret 0.20 must not be
 * asked twice at a time to delete one thing. */
static void
forget_the_rest (JbSession *self)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;
  guint source;

  if (self->archive == NULL || jb_archive_is_read_only (self->archive) || !has_removed (self))
    return;

  source = g_timeout_add_seconds (FORGET_SECONDS, too_long_cb, cancellable);
  while (self->n_forgetting > 0 && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);

  if (!g_cancellable_is_cancelled (cancellable) && has_removed (self))
    {
      jb_forget_removed_async (self->archive, self->secrets, 0, cancellable, last_forgotten_cb, &done);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }
  if (!g_cancellable_is_cancelled (cancellable))
    g_source_remove (source);
}

/* -- the rest of the door ------------------------------------------------------------------------------------------- */

void
jb_session_start (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  if (self->state != JB_SESSION_IDLE && self->state != JB_SESSION_FAILED)
    return;

  if (self->is_demo && self->demo == NULL)
    start_demo (self);
  else
    open_book (self);
}

void
jb_session_retry (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  if (self->state != JB_SESSION_READY)
    jb_session_start (self);
  else if (self->rest_failed)
    {
      set_problem (self, NULL);
      jb_session_encrypt_rest (self);
    }
  else
    jb_session_collect (self);
}

void
jb_session_forget_problem (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  set_problem (self, NULL);
}

void
jb_session_close (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  set_state (self, JB_SESSION_CLOSED);
  g_cancellable_cancel (self->run_cancellable);
  g_cancellable_cancel (self->rest_cancellable);
  g_cancellable_cancel (self->cancellable);
  /* The thread writes into a folder: of the demo, which nobody would remove after the end of the program, or of the book. */
  while (self->starting)
    g_main_context_iteration (NULL, TRUE);

  forget_the_rest (self);
  g_clear_object (&self->collector);
  g_clear_object (&self->keeper);
  if (self->archive != NULL)
    {
      g_autoptr(JbArchive) archive = g_steal_pointer (&self->archive);

      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARCHIVE]);
      jb_archive_close (archive);
    }
  if (self->demo != NULL)
    jb_demo_stop (self->demo);
  g_clear_object (&self->demo);
}

JbArchive *
jb_session_get_archive (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), NULL);

  return self->archive;
}

JbBookKeeper *
jb_session_get_keeper (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), NULL);

  return self->keeper;
}

JbProtection
jb_session_get_protection (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), JB_PROTECTION_NONE);

  return self->keeper != NULL ? jb_book_keeper_get_protection (self->keeper) : JB_PROTECTION_NONE;
}

JbClock *
jb_session_get_clock (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), NULL);

  return self->clock;
}

JbSecrets *
jb_session_get_secrets (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), NULL);

  return self->secrets;
}

JbSessionState
jb_session_get_state (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), JB_SESSION_CLOSED);

  return self->state;
}

gboolean
jb_session_is_demo (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), FALSE);

  return self->is_demo;
}

gboolean
jb_session_is_collecting (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), FALSE);

  return self->run_cancellable != NULL;
}

double
jb_session_get_progress (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), -1);

  if (self->collector == NULL || self->run_cancellable == NULL)
    return -1;
  return jb_collector_get_progress (self->collector);
}

JbCollectorPhase
jb_session_get_phase (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), JB_COLLECTOR_IDLE);

  return self->collector != NULL ? jb_collector_get_phase (self->collector) : JB_COLLECTOR_IDLE;
}

guint
jb_session_get_n_arrived (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), 0);

  return self->collector != NULL ? jb_collector_get_n_arrived (self->collector) : 0;
}

const GError *
jb_session_get_problem (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), NULL);

  return self->problem;
}

JbDemo *
jb_session_get_demo (JbSession *self)
{
  g_return_val_if_fail (JB_IS_SESSION (self), NULL);

  return self->demo;
}

static void
jb_session_dispose (GObject *object)
{
  JbSession *self = JB_SESSION (object);

  if (self->state != JB_SESSION_CLOSED)
    jb_session_close (self);

  G_OBJECT_CLASS (jb_session_parent_class)->dispose (object);
}

static void
jb_session_finalize (GObject *object)
{
  JbSession *self = JB_SESSION (object);

  g_clear_object (&self->run_cancellable);
  g_clear_object (&self->rest_cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->http);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  g_clear_error (&self->problem);
  g_clear_pointer (&self->path, g_free);
  g_array_unref (self->to_collect);
  g_array_unref (self->to_forget);

  G_OBJECT_CLASS (jb_session_parent_class)->finalize (object);
}

static void
jb_session_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  JbSession *self = JB_SESSION (object);

  switch ((JbSessionProperty) prop_id)
    {
    case PROP_ARCHIVE:
      g_value_set_object (value, self->archive);
      break;
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_COLLECTING:
      g_value_set_boolean (value, jb_session_is_collecting (self));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, jb_session_get_progress (self));
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    case PROP_PROTECTION:
      g_value_set_int (value, jb_session_get_protection (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_session_class_init (JbSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = jb_session_dispose;
  object_class->finalize = jb_session_finalize;
  object_class->get_property = jb_session_get_property;

  properties[PROP_ARCHIVE] = g_param_spec_object ("archive", NULL, NULL, JB_TYPE_ARCHIVE, flags);
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, JB_SESSION_IDLE, JB_SESSION_CLOSED, JB_SESSION_IDLE, flags);
  properties[PROP_COLLECTING] = g_param_spec_boolean ("collecting", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_PROTECTION] = g_param_spec_int ("protection", NULL, NULL, JB_PROTECTION_NONE, JB_PROTECTION_UNLOCKED,
                                                  JB_PROTECTION_NONE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[COLLECTED] = g_signal_new ("collected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_UINT);
  signals[CONNECTION_ENDED] = g_signal_new ("connection-ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_ERROR);
}

static void
jb_session_init (JbSession *self)
{
  self->cancellable = g_cancellable_new ();
  self->to_collect = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->to_forget = g_array_new (FALSE, FALSE, sizeof (gint64));
}

JbSession *
jb_session_new (const char *path,
                JbSecrets  *secrets,
                JbClock    *clock)
{
  JbSession *self;

  g_return_val_if_fail (path != NULL && JB_IS_SECRETS (secrets) && JB_IS_CLOCK (clock), NULL);

  self = g_object_new (JB_TYPE_SESSION, NULL);
  self->path = g_strdup (path);
  self->secrets = g_object_ref (secrets);
  self->clock = g_object_ref (clock);
  self->http = jb_http_new (clock);
  return self;
}

JbSession *
jb_session_new_demo (guint n_invoices)
{
  JbSession *self = g_object_new (JB_TYPE_SESSION, NULL);

  self->is_demo = TRUE;
  self->n_invoices = n_invoices;
  self->secrets = jb_secrets_new_memory ();
  self->clock = jb_clock_new_system ();
  self->http = jb_http_new (self->clock);
  return self;
}
