/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening, collecting and closing as one small state machine.
 *
 * A real session: IDLE → STARTING (open the book) → READY, then collects when asked.
 * The demo: STARTING (make the world, open a book, connect) → READY, then collects by itself. */

#define G_LOG_DOMAIN "jb-session"

#include "config.h"

#include "jb-session-private.h"

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

/* -- small steps ---------------------------------------------------------------------------------------------------- */

void
_jb_session_set_state (JbSession      *self,
                       JbSessionState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
_jb_session_set_problem (JbSession    *self,
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

gboolean
_jb_session_was_cancelled (const GError *error)
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
  self->opening = -1;
  if (self->state == JB_SESSION_CLOSED)
    {
      if (archive != NULL)
        jb_archive_close (archive);
      return;
    }
  if (archive == NULL)
    {
      _jb_session_set_problem (self, error);
      _jb_session_set_state (self, JB_SESSION_FAILED);
      return;
    }

  self->archive = g_steal_pointer (&archive);
  make_collector (self);
  _jb_session_open_keeper (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARCHIVE]);
  _jb_session_set_state (self, JB_SESSION_READY);
  if (!self->is_demo)
    _jb_session_forget (self, 0);
}

/* Before the answer, while which the task holds the session. */
static void
opening_cb (double   fraction,
            gpointer user_data)
{
  JbSession *self = user_data;

  self->opening = fraction;
  progress_cb (self);
}

void
_jb_session_open_book (JbSession *self)
{
  _jb_session_set_problem (self, NULL);
  _jb_session_set_state (self, JB_SESSION_STARTING);
  self->starting = TRUE;
  jb_archive_open_async (self->path, JB_ARCHIVE_OPEN_DEFAULT, self->clock, opening_cb, self, self->cancellable,
                         book_opened_cb, g_object_ref (self));
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
    _jb_session_forget (self, next);
  if (outcome == JB_OUTCOME_STOPPED)
    g_array_set_size (self->to_collect, 0);
  else if ((next = take_first (self->to_collect)) != 0)
    jb_session_collect_connection (self, next);

  if (self->rest_waits && self->run_cancellable == NULL)
    jb_session_encrypt_rest (self);
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
  else if (_jb_session_was_cancelled (error))
    end_run (self, JB_OUTCOME_STOPPED);
  else
    {
      _jb_session_set_problem (self, error);
      end_run (self, JB_OUTCOME_FAILED);
    }
}

void
_jb_session_start_run (JbSession *self)
{
  jb_collector_run_async (self->collector, self->run_connection, self->run_cancellable, run_finished_cb, g_object_ref (self));
}

static void
collect (JbSession *self,
         gint64     connection)
{
  if (self->state != JB_SESSION_READY || self->run_cancellable != NULL || self->connecting)
    return;
  if (self->is_demo && !self->connected)
    {
      _jb_session_connect_demo (self);
      return;
    }
  if (!_jb_session_may_collect (self))
    return;

  _jb_session_set_problem (self, NULL);
  self->n_new = 0;
  self->run_cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLLECTING]);
  self->run_connection = connection;
  if (!_jb_session_hold_rest (self))
    _jb_session_start_run (self);
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

/* -- the rest of the door ------------------------------------------------------------------------------------------- */

void
jb_session_start (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  if (self->state != JB_SESSION_IDLE && self->state != JB_SESSION_FAILED)
    return;

  if (self->is_demo && self->demo == NULL)
    _jb_session_start_demo (self);
  else
    _jb_session_open_book (self);
}

void
jb_session_retry (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  if (self->state != JB_SESSION_READY)
    jb_session_start (self);
  else if (self->rest_failed)
    {
      _jb_session_set_problem (self, NULL);
      jb_session_encrypt_rest (self);
    }
  else
    jb_session_collect (self);
}

void
jb_session_forget_problem (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  _jb_session_set_problem (self, NULL);
}

void
jb_session_close (JbSession *self)
{
  g_return_if_fail (JB_IS_SESSION (self));

  _jb_session_set_state (self, JB_SESSION_CLOSED);
  g_cancellable_cancel (self->run_cancellable);
  g_cancellable_cancel (self->rest_cancellable);
  g_cancellable_cancel (self->cancellable);
  /* The thread writes into a folder: of the demo, which nobody would remove after the end of the program, or of the book. */
  while (self->starting)
    g_main_context_iteration (NULL, TRUE);

  _jb_session_forget_the_rest (self);
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

  _jb_session_set_problem (self, error);
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

  if (self->state == JB_SESSION_STARTING)
    return self->opening;
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
  self->opening = -1;
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
