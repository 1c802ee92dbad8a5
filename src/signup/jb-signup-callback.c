/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The listener may stand open to the Internet, so it says nothing: a stranger's connection is closed unread, and every request
 * that is not the awaited callback gets one and the same refusal. */

#define G_LOG_DOMAIN "jb-signup-callback"

#include "config.h"

#include "jb-signup-callback.h"

#include "jb-signup-gate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* smartbill.md 7.5: what to answer is not documented but for a 200. */
#define REPLY       "{}"
#define REPLY_TYPE  "application/json; charset=utf-8"

struct _JbSignupListener
{
  GObject       parent_instance;

  JbClock      *clock;
  JbSignupGate *gate;       /* (nullable): not listening */
  GPtrArray    *sources;    /* (element-type GInetAddress) */
  char         *path;       /* (nullable) */
  char         *company;    /* (nullable): whose sign-up waits */
  char         *answered;   /* (nullable): digest of the callback that was taken for @company */
};

enum
{
  ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JbSignupListener, jb_signup_listener, G_TYPE_OBJECT)

/* --- who may call --- */

/* An IPv4 address may come in the clothes of IPv6. (transfer full) */
static GInetAddress *
undress (GInetAddress *address)
{
  static const guint8 mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 && memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);

  return g_object_ref (address);
}

static gboolean
admit_cb (GInetAddress *source,
          gpointer      user_data)
{
  JbSignupListener *self = user_data;
  g_autoptr(GInetAddress) plain = undress (source);

  for (guint i = 0; i < self->sources->len; i++)
    if (g_inet_address_equal (g_ptr_array_index (self->sources, i), plain))
      return TRUE;

  return FALSE;
}

/* --- what may be said --- */

static gboolean
is_callback (JbSignupListener  *self,
             SoupServerMessage *message,
             GBytes            *body)
{
  const char *type = soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL);
  GUri *uri = soup_server_message_get_uri (message);

  return self->company != NULL && body != NULL && soup_server_message_get_method (message) == SOUP_METHOD_POST &&
         uri != NULL && g_uri_get_query (uri) == NULL && strcmp (g_uri_get_path (uri), self->path) == 0 &&
         type != NULL && g_ascii_strcasecmp (type, "application/json") == 0;
}

/* Tells whether a callback is the one that was taken, without keeping its secrets. (transfer full) */
static char *
make_digest (const JbSignupAnswer *answer)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *parts[] = { answer->company, answer->account, answer->auth_code, answer->auth_token };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_checksum_update (checksum, (const guchar *) parts[i], (gssize) strlen (parts[i]) + 1);

  return g_strdup (g_checksum_get_string (checksum));
}

typedef struct
{
  JbSignupListener *listener;
  JbSignupAnswer   *answer;
} Delivery;

/* In a turn of its own: whoever hears it may stop the listener, and libsoup is still at work. */
static void
deliver (gpointer user_data)
{
  Delivery *delivery = user_data;

  g_signal_emit (delivery->listener, signals[ANSWERED], 0, delivery->answer);
  g_object_unref (delivery->listener);
  jb_signup_answer_free (delivery->answer);
  g_free (delivery);
}

static void
take_answer (JbSignupListener *self,
             JbSignupAnswer   *answer)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->listener = g_object_ref (self);
  delivery->answer = answer;
  self->answered = make_digest (answer);
  g_idle_add_once (deliver, delivery);
}

static void
take_cb (SoupServerMessage *message,
         GBytes            *body,
         gpointer           user_data)
{
  JbSignupListener *self = user_data;
  g_autoptr(JbSignupAnswer) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = NULL;

  if (is_callback (self, message, body))
    answer = jb_signup_answer_parse (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), &error);
  if (error != NULL)
    g_debug ("A callback was no answer: %s", error->message);

  digest = answer != NULL ? make_digest (answer) : NULL;
  if (answer == NULL || g_strcmp0 (answer->company, self->company) != 0 ||
      (self->answered != NULL && strcmp (self->answered, digest) != 0))
    {
      jb_signup_gate_refuse (self->gate, message);
      return;
    }

  if (self->answered == NULL)
    take_answer (self, g_steal_pointer (&answer));
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, REPLY_TYPE, SOUP_MEMORY_STATIC, REPLY, strlen (REPLY));
}

/* --- starting and stopping --- */

static GInetAddress *
parse_address (const char  *text,
               GError     **error)
{
  GInetAddress *address = text != NULL ? g_inet_address_new_from_string (text) : NULL;

  if (address == NULL)
    g_set_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_CONFIG,
                 _("“%s” is not an IP address. Please write one such as 192.0.2.1 in the settings."), text != NULL ? text : "");
  return address;
}

static gboolean
parse_sources (JbSignupListener             *self,
               const JbSignupListenOptions  *options,
               GError                      **error)
{
  const char *documented[] = { jb_signup_get_source (options->environment), NULL };
  const char * const *sources = options->sources != NULL && options->sources[0] != NULL ? options->sources : documented;

  g_ptr_array_set_size (self->sources, 0);
  for (; *sources != NULL; sources++)
    {
      g_autoptr(GInetAddress) address = parse_address (*sources, error);

      if (address == NULL)
        return FALSE;
      g_ptr_array_add (self->sources, undress (address));
    }

  return TRUE;
}

static gboolean
check_options (const JbSignupListenOptions  *options,
               GError                      **error)
{
  const char *path = options->path != NULL ? options->path : "";

  if (options->port > G_MAXUINT16)
    g_set_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_CONFIG,
                 _("There is no port %u. Please choose a port from 1024 to 65535 in the settings."), options->port);
  else if (*path != '/' || path[strspn (path, "/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")] != '\0')
    g_set_error_literal (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_CONFIG,
                         _("The path of the callback begins with a slash and has only Latin letters, digits, hyphens, dots and slashes."));
  else
    return TRUE;

  return FALSE;
}

gboolean
jb_signup_listener_start (JbSignupListener             *self,
                          const JbSignupListenOptions  *options,
                          GError                      **error)
{
  const JbSignupGateRules rules = { .max_body = JB_SIGNUP_CALLBACK_MAX_BODY, .admit = admit_cb, .take = take_cb, .user_data = self };
  g_autoptr(GInetAddress) address = NULL;

  g_return_val_if_fail (JB_IS_SIGNUP_LISTENER (self), FALSE);
  g_return_val_if_fail (options != NULL, FALSE);

  jb_signup_listener_stop (self);
  if (!check_options (options, error) || !parse_sources (self, options, error))
    return FALSE;
  address = parse_address (options->address, error);
  if (address == NULL)
    return FALSE;

  g_free (self->path);
  self->path = g_strdup (options->path);
  self->gate = jb_signup_gate_new (address, options->port, &rules, self->clock, error);
  return self->gate != NULL;
}

void
jb_signup_listener_stop (JbSignupListener *self)
{
  g_return_if_fail (JB_IS_SIGNUP_LISTENER (self));

  g_clear_pointer (&self->gate, jb_signup_gate_free);
}

gboolean
jb_signup_listener_is_listening (JbSignupListener *self)
{
  g_return_val_if_fail (JB_IS_SIGNUP_LISTENER (self), FALSE);

  return self->gate != NULL;
}

guint
jb_signup_listener_get_port (JbSignupListener *self)
{
  g_return_val_if_fail (JB_IS_SIGNUP_LISTENER (self), 0);

  return self->gate != NULL ? jb_signup_gate_get_port (self->gate) : 0;
}

guint
jb_signup_listener_get_dropped (JbSignupListener *self)
{
  g_return_val_if_fail (JB_IS_SIGNUP_LISTENER (self), 0);

  return self->gate != NULL ? jb_signup_gate_get_dropped (self->gate) : 0;
}

void
jb_signup_listener_expect (JbSignupListener *self,
                           const char       *company)
{
  g_return_if_fail (JB_IS_SIGNUP_LISTENER (self));

  g_free (self->company);
  self->company = g_strdup (company);
  g_clear_pointer (&self->answered, g_free);
}

/* --- the object --- */

static void
jb_signup_listener_dispose (GObject *object)
{
  jb_signup_listener_stop (JB_SIGNUP_LISTENER (object));

  G_OBJECT_CLASS (jb_signup_listener_parent_class)->dispose (object);
}

static void
jb_signup_listener_finalize (GObject *object)
{
  JbSignupListener *self = JB_SIGNUP_LISTENER (object);

  g_object_unref (self->clock);
  g_ptr_array_unref (self->sources);
  g_free (self->path);
  g_free (self->company);
  g_free (self->answered);

  G_OBJECT_CLASS (jb_signup_listener_parent_class)->finalize (object);
}

static void
jb_signup_listener_class_init (JbSignupListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jb_signup_listener_dispose;
  object_class->finalize = jb_signup_listener_finalize;

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, JB_TYPE_SIGNUP_ANSWER | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
jb_signup_listener_init (JbSignupListener *self)
{
  self->sources = g_ptr_array_new_with_free_func (g_object_unref);
}

JbSignupListener *
jb_signup_listener_new (JbClock *clock)
{
  JbSignupListener *self = g_object_new (JB_TYPE_SIGNUP_LISTENER, NULL);

  self->clock = clock != NULL ? g_object_ref (clock) : jb_clock_new_system ();
  return self;
}
