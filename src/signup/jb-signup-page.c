/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page is written once, when the server is made, and forgotten when it has been served. Everybody but the one browser that
 * knows address, path and host name gets the gate's refusal, and learns nothing from it.
 *
 * No referrer is sent: it would tell SmartBill a loopback address, which is no use to anybody. */

#define G_LOG_DOMAIN "jb-signup-page"

#include "config.h"

#include "jb-signup-page.h"

#include "jb-signup-gate.h"
#include "resources/jb-core-resources.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

#define TEMPLATE     "/kr/jangbu/Jangbu/signup/page.html"
#define PATH_BYTES   32     /* 256 bits */
#define NONCE_BYTES  16

struct _JbSignupServer
{
  GObject       parent_instance;

  JbSignupGate *gate;         /* (nullable): closed */
  GCancellable *waiting;      /* cancelled: nobody waits for the end of the lifetime any more */
  char         *uri;
  char         *path;
  char         *policy;       /* the header Content-Security-Policy */
  GBytes       *page;         /* (nullable): handed out */
  gboolean      is_written;   /* the browser has all of it */
};

enum
{
  SERVED,
  EXPIRED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JbSignupServer, jb_signup_server, G_TYPE_OBJECT)

/* --- the page --- */

/* @n_bytes of noise in hex. (transfer full) */
static char *
make_secret (gsize    n_bytes,
             GError **error)
{
  guint8 noise[PATH_BYTES];
  GString *hex;

  g_assert (n_bytes <= sizeof noise);

  if (getrandom (noise, n_bytes, 0) != (gssize) n_bytes)
    {
      g_debug ("getrandom: %s", g_strerror (errno));
      g_set_error_literal (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_LISTEN,
                           _("This machine gives no random numbers, so the sign-up page cannot be protected."));
      return NULL;
    }

  hex = g_string_sized_new (2 * n_bytes);
  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (hex, "%02x", noise[i]);

  return g_string_free (hex, FALSE);
}

/* For text and for attributes in quotes. */
static void
append_escaped (GString    *html,
                const char *text)
{
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '&':  g_string_append (html, "&amp;"); break;
      case '<':  g_string_append (html, "&lt;"); break;
      case '>':  g_string_append (html, "&gt;"); break;
      case '"':  g_string_append (html, "&quot;"); break;
      case '\'': g_string_append (html, "&#39;"); break;
      case '\n': g_string_append (html, "&#10;"); break;
      case '\r': g_string_append (html, "&#13;"); break;
      default:   g_string_append_c (html, *text); break;
      }
}

static char *
escape (const char *text)
{
  GString *html = g_string_new (NULL);

  append_escaped (html, text);
  return g_string_free (html, FALSE);
}

static char *
write_fields (const JbSignupForm *form)
{
  GString *html = g_string_new (NULL);

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    {
      g_string_append_printf (html, "<input type=\"hidden\" name=\"%s\" value=\"", jb_signup_field_get_name (i));
      append_escaped (html, jb_signup_form_get (form, i));
      g_string_append (html, "\">\n");
    }

  return g_string_free (html, FALSE);
}

typedef struct
{
  const char *name;
  char       *html;   /* ready to stand in the page */
} Slot;

/* One pass: what is put into a slot is never looked at again, so a value cannot name a slot. */
static void
fill_slots (GString    *page,
            const char *template,
            const Slot *slots,
            gsize       n_slots)
{
  const char *open;

  while ((open = strstr (template, "{{")) != NULL)
    {
      const char *name = open + 2;
      const char *close = strstr (name, "}}");
      gboolean found = FALSE;

      g_assert (close != NULL);
      g_string_append_len (page, template, open - template);
      for (gsize i = 0; i < n_slots && !found; i++)
        if (strlen (slots[i].name) == (gsize) (close - name) && strncmp (slots[i].name, name, close - name) == 0)
          {
            g_string_append (page, slots[i].html);
            found = TRUE;
          }
      g_assert (found);
      template = close + 2;
    }
  g_string_append (page, template);
}

/* The page's own language: that of the first sentence. */
static const char *
get_language (void)
{
  const char * const *names = g_get_language_names ();

  return g_str_has_prefix (names[0], "ko") ? "ko" : "en";
}

static GBytes *
write_page (const JbSignupForm  *form,
            const JbSignupTerms *terms,
            const char          *target,
            const char          *origin,
            const char          *nonce)
{
  g_autoptr(GBytes) template = NULL;
  g_autofree char *text = NULL;
  g_autofree char *destination = g_strdup_printf (_("The form goes to %s and to nobody else."), origin);
  const char *explanation = terms->environment == JB_SIGNUP_DEMO
    ? _("Your company’s data is being handed over to SmartBill’s trial site. If nothing happens, press the button.")
    : _("Your company’s data is being handed over to SmartBill. If nothing happens, press the button.");
  Slot slots[] = {
    { "language", g_strdup (get_language ()) },
    { "title", escape (_("On the way to SmartBill")) },
    { "nonce", g_strdup (nonce) },
    { "explanation", escape (explanation) },
    { "action", escape (target) },
    { "charset", g_strdup (terms->charset == JB_SIGNUP_EUC_KR ? "euc-kr" : "utf-8") },
    { "fields", write_fields (form) },
    { "button", escape (_("Continue to SmartBill")) },
    { "destination", escape (destination) },
  };
  GString *page = g_string_new (NULL);

  template = g_resource_lookup_data (jb_core_get_resource (), TEMPLATE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert (template != NULL);   /* built in */
  text = g_strndup (g_bytes_get_data (template, NULL), g_bytes_get_size (template));
  fill_slots (page, text, slots, G_N_ELEMENTS (slots));
  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    g_free (slots[i].html);

  return g_string_free_to_bytes (page);
}

/* --- serving --- */

/* Takes as long for a near miss as for a far one. */
static gboolean
is_same_secret (const char *a,
                const char *b)
{
  gsize length = strlen (a);
  guint difference = 0;

  if (strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guchar) a[i] ^ (guchar) b[i];

  return difference == 0;
}

/* A page on the Internet can send a browser to 127.0.0.1 under a name of its own; then Host tells. */
static gboolean
is_own_host (JbSignupServer    *self,
             SoupServerMessage *message)
{
  const char *host = soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Host");
  g_autofree char *by_number = g_strdup_printf ("127.0.0.1:%u", jb_signup_gate_get_port (self->gate));
  g_autofree char *by_name = g_strdup_printf ("localhost:%u", jb_signup_gate_get_port (self->gate));

  return g_strcmp0 (host, by_number) == 0 || g_strcmp0 (host, by_name) == 0;
}

static gboolean
is_the_browser (JbSignupServer    *self,
                SoupServerMessage *message,
                GBytes            *body)
{
  GUri *uri = soup_server_message_get_uri (message);

  return self->page != NULL && soup_server_message_get_method (message) == SOUP_METHOD_GET &&
         body != NULL && is_own_host (self, message) &&
         uri != NULL && g_uri_get_query (uri) == NULL && is_same_secret (self->path, g_uri_get_path (uri));
}

static void
wrote_body_cb (SoupServerMessage *message,
               JbSignupServer    *self)
{
  self->is_written = TRUE;
}

static void
conclude (gpointer user_data)
{
  g_autoptr(JbSignupServer) self = user_data;

  if (self->gate == NULL)   /* closed in the meantime: the owner does not want to hear any more */
    return;

  jb_signup_server_close (self);
  g_signal_emit (self, signals[self->is_written ? SERVED : EXPIRED], 0);
}

/* The gate must not be closed from within libsoup's own work, so the end waits for a turn of the main loop. */
static void
finished_cb (SoupServerMessage *message,
             JbSignupServer    *self)
{
  g_idle_add_once (conclude, g_object_ref (self));
}

static void
take_cb (SoupServerMessage *message,
         GBytes            *body,
         gpointer           user_data)
{
  JbSignupServer *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (!is_the_browser (self, message, body))
    {
      jb_signup_gate_refuse (self->gate, message);
      return;
    }

  jb_signup_gate_shut (self->gate);
  g_cancellable_cancel (self->waiting);
  soup_message_headers_replace (headers, "Content-Security-Policy", self->policy);
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "X-Frame-Options", "DENY");
  soup_message_headers_replace (headers, "Cross-Origin-Resource-Policy", "same-origin");
  soup_message_headers_replace (headers, "Content-Type", "text/html; charset=utf-8");
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), self->page);
  g_clear_pointer (&self->page, g_bytes_unref);
  g_signal_connect_object (message, "wrote-body", G_CALLBACK (wrote_body_cb), self, 0);
  g_signal_connect_object (message, "finished", G_CALLBACK (finished_cb), self, 0);
}

static void
lifetime_over_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GWeakRef *ref = user_data;
  g_autoptr(JbSignupServer) self = g_weak_ref_get (ref);

  if (jb_clock_sleep_finish (JB_CLOCK (object), result, NULL) && self != NULL)   /* NULL: else nobody waits any more */
    conclude (g_object_ref (self));
  g_weak_ref_clear (ref);
  g_free (ref);
}

/* The sleep does not keep the server: who drops it closes it. */
static void
begin_lifetime (JbSignupServer *self,
                JbClock        *clock)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  jb_clock_sleep_async (clock, JB_SIGNUP_PAGE_LIFETIME_MS, self->waiting, lifetime_over_cb, ref);
}

/* --- the object --- */

void
jb_signup_server_close (JbSignupServer *self)
{
  g_return_if_fail (JB_IS_SIGNUP_SERVER (self));

  g_cancellable_cancel (self->waiting);
  g_clear_pointer (&self->page, g_bytes_unref);
  g_clear_pointer (&self->gate, jb_signup_gate_free);
}

static void
jb_signup_server_dispose (GObject *object)
{
  jb_signup_server_close (JB_SIGNUP_SERVER (object));

  G_OBJECT_CLASS (jb_signup_server_parent_class)->dispose (object);
}

static void
jb_signup_server_finalize (GObject *object)
{
  JbSignupServer *self = JB_SIGNUP_SERVER (object);

  g_object_unref (self->waiting);
  g_free (self->uri);
  g_free (self->path);
  g_free (self->policy);

  G_OBJECT_CLASS (jb_signup_server_parent_class)->finalize (object);
}

static void
jb_signup_server_class_init (JbSignupServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jb_signup_server_dispose;
  object_class->finalize = jb_signup_server_finalize;

  signals[SERVED] = g_signal_new ("served", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EXPIRED] = g_signal_new ("expired", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jb_signup_server_init (JbSignupServer *self)
{
  self->waiting = g_cancellable_new ();
}

static gboolean
open_gate (JbSignupServer  *self,
           JbClock         *clock,
           GError         **error)
{
  const JbSignupGateRules rules = { .max_body = 0, .take = take_cb, .user_data = self };
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  self->gate = jb_signup_gate_new (loopback, 0, &rules, clock, error);
  return self->gate != NULL;
}

JbSignupServer *
jb_signup_server_new (const JbSignupForm   *form,
                      const JbSignupTerms  *terms,
                      const char           *target,
                      JbClock              *clock,
                      GError              **error)
{
  g_autoptr(JbSignupServer) self = NULL;
  g_autoptr(JbClock) time = clock != NULL ? g_object_ref (clock) : jb_clock_new_system ();
  g_autofree char *origin = NULL;
  g_autofree char *nonce = NULL;
  g_autofree char *secret = NULL;

  g_return_val_if_fail (form != NULL, NULL);
  g_return_val_if_fail (terms != NULL, NULL);

  if (target == NULL)
    target = jb_signup_get_target (terms->environment, FALSE);
  origin = jb_signup_get_origin (target, error);
  if (origin == NULL)
    return NULL;
  if (!jb_signup_form_is_ready (form, terms))
    {
      g_set_error_literal (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_FORM,
                           _("The sign-up form is not complete yet. Please look at the fields that are marked."));
      return NULL;
    }
  nonce = make_secret (NONCE_BYTES, error);
  secret = nonce != NULL ? make_secret (PATH_BYTES, error) : NULL;
  if (secret == NULL)
    return NULL;

  self = g_object_new (JB_TYPE_SIGNUP_SERVER, NULL);
  self->page = write_page (form, terms, target, origin, nonce);
  self->policy = g_strdup_printf ("default-src 'none'; form-action %s; script-src 'nonce-%s'; style-src 'nonce-%s'; "
                                  "base-uri 'none'; frame-ancestors 'none'", origin, nonce, nonce);
  self->path = g_strconcat ("/", secret, NULL);
  if (!open_gate (self, time, error))
    return NULL;

  self->uri = g_strdup_printf ("http://127.0.0.1:%u%s", jb_signup_gate_get_port (self->gate), self->path);
  begin_lifetime (self, time);
  return g_steal_pointer (&self);
}

const char *
jb_signup_server_get_uri (JbSignupServer *self)
{
  g_return_val_if_fail (JB_IS_SIGNUP_SERVER (self), NULL);

  return self->uri;
}
