/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One look-up for each connection; what it says about the token is kept, the secret itself is dropped at once. */

#define G_LOG_DOMAIN "jb-token-watch"

#include "config.h"

#include "jb-token-watch.h"

#include "jb-date.h"

/* smartbill.md 9.2: a token is renewed when fewer than three days are left; from then on a refusal matters. */
#define WARNING_MS (3 * 24 * 60 * 60 * G_GINT64_CONSTANT (1000))

struct _JbTokenWatch
{
  GObject       parent_instance;

  JbSession    *session;
  GHashTable   *looks;          /* (element-type gint64 JbTokenLook) */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (JbTokenWatch, jb_token_watch, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One look-up on its way. */
typedef struct
{
  JbTokenWatch *watch;
  gint64        connection;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_object_unref (lookup->watch);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_free)

/* -- what it means -------------------------------------------------------------------------------------------------- */

static gboolean
has_end (const JbTokenLook *look)
{
  return look->has_token && look->expires_at != 0 && look->expires_at != G_MAXINT64;
}

JbTokenState
jb_token_look_judge (const JbTokenLook *look,
                     gint64             now)
{
  g_return_val_if_fail (look != NULL, JB_TOKEN_FINE);

  if (look->missing)
    return JB_TOKEN_NO_CODE;
  if (!look->renewal_refused || !has_end (look) || look->expires_at - now >= WARNING_MS)
    return JB_TOKEN_FINE;
  return look->expires_at > now ? JB_TOKEN_ENDING : JB_TOKEN_ENDED;
}

int
jb_token_look_last_day (const JbTokenLook *look)
{
  g_return_val_if_fail (look != NULL, 0);

  /* A token that is good to the end of a day ends in the first moment of the next one. */
  return has_end (look) ? jb_instant_to_date (look->expires_at - 1) : 0;
}

/* -- looking -------------------------------------------------------------------------------------------------------- */

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Lookup) lookup = user_data;
  JbTokenWatch *self = lookup->watch;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSecret) secret = jb_secrets_lookup_finish (JB_SECRETS (object), result, &error);
  JbTokenLook *look;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  /* A keyring that is locked or away says nothing about tokens: what it said before stays. */
  if (secret == NULL && !g_error_matches (error, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND))
    {
      g_debug ("no look at a token: %s", error->message);
      return;
    }

  look = g_new0 (JbTokenLook, 1);
  look->missing = secret == NULL;
  look->has_token = secret != NULL && secret->token != NULL;
  look->expires_at = look->has_token ? secret->token_expires_at : 0;
  look->renewal_refused = look->has_token && secret->renewal_refused;
  g_hash_table_replace (self->looks, g_memdup2 (&lookup->connection, sizeof lookup->connection), look);
  g_signal_emit (self, signals[CHANGED], 0, lookup->connection);
}

void
jb_token_watch_look (JbTokenWatch *self,
                     GPtrArray    *connections)
{
  g_return_if_fail (JB_IS_TOKEN_WATCH (self) && connections != NULL);

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);
      g_autofree char *key = jb_secrets_make_key (connection->service, connection->environment, connection->company);
      Lookup *lookup = g_new0 (Lookup, 1);

      lookup->watch = g_object_ref (self);
      lookup->connection = connection->id;
      jb_secrets_lookup_async (jb_session_get_secrets (self->session), key, self->cancellable, looked_up_cb, lookup);
    }
}

void
jb_token_watch_stop (JbTokenWatch *self)
{
  g_return_if_fail (JB_IS_TOKEN_WATCH (self));

  g_cancellable_cancel (self->cancellable);
}

const JbTokenLook *
jb_token_watch_get (JbTokenWatch *self,
                    gint64        connection)
{
  g_return_val_if_fail (JB_IS_TOKEN_WATCH (self), NULL);

  return g_hash_table_lookup (self->looks, &connection);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_token_watch_dispose (GObject *object)
{
  JbTokenWatch *self = JB_TOKEN_WATCH (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (jb_token_watch_parent_class)->dispose (object);
}

static void
jb_token_watch_finalize (GObject *object)
{
  JbTokenWatch *self = JB_TOKEN_WATCH (object);

  g_hash_table_unref (self->looks);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (jb_token_watch_parent_class)->finalize (object);
}

static void
jb_token_watch_class_init (JbTokenWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_token_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_token_watch_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
jb_token_watch_init (JbTokenWatch *self)
{
  self->looks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->cancellable = g_cancellable_new ();
}

JbTokenWatch *
jb_token_watch_new (JbSession *session)
{
  JbTokenWatch *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);

  self = g_object_new (JB_TYPE_TOKEN_WATCH, NULL);
  self->session = g_object_ref (session);
  return self;
}
