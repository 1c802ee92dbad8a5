/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON POST to a service, on libsoup. Used by the services' folders; nobody else speaks HTTP. Here: which addresses are allowed, and
 * the two ways to them. jb-http-post.c goes them. */

#define G_LOG_DOMAIN "jb-http"

#include "config.h"

#include "jb-http-private.h"

G_DEFINE_FINAL_TYPE (JbHttp, jb_http, G_TYPE_OBJECT)

static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_ascii_strcasecmp (host, "localhost") == 0;
}

gboolean
_jb_http_uri_is_allowed (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  /* A name or password inside an address would be stored and shown with it. */
  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return TRUE;

  return g_str_equal (g_uri_get_scheme (uri), "http") && is_loopback (host);
}

gboolean
jb_http_uri_is_allowed (const char *uri)
{
  g_autoptr(GUri) parsed = NULL;

  g_return_val_if_fail (uri != NULL, FALSE);

  parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);

  return parsed != NULL && _jb_http_uri_is_allowed (parsed);
}

SoupSession *
_jb_http_get_session (JbHttp *self,
                      GUri   *uri)
{
  return is_loopback (g_uri_get_host (uri)) ? self->loopback : self->session;
}

/* Neither cookies nor HTTP logins belong to these services (smartbill.md 1.3): what the session cannot do, it cannot do by mistake. */
static SoupSession *
make_session (void)
{
  SoupSession *session = soup_session_new ();

  soup_session_set_user_agent (session, "Jangbu/" PACKAGE_VERSION);
  soup_session_set_timeout (session, 0);   /* JbHttp has its own timers */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);

  return session;
}

static void
jb_http_dispose (GObject *object)
{
  JbHttp *self = JB_HTTP (object);

  g_clear_object (&self->session);
  g_clear_object (&self->loopback);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (jb_http_parent_class)->dispose (object);
}

static void
jb_http_class_init (JbHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_http_dispose;
}

static void
jb_http_init (JbHttp *self)
{
  self->session = make_session ();
  self->loopback = make_session ();
  soup_session_set_proxy_resolver (self->loopback, NULL);
}

JbHttp *
jb_http_new (JbClock *clock)
{
  JbHttp *self;

  g_return_val_if_fail (JB_IS_CLOCK (clock), NULL);

  self = g_object_new (JB_TYPE_HTTP, NULL);
  self->clock = g_object_ref (clock);

  return self;
}

/* A new session, because the old one would go on using the connections that it keeps through the old proxy. */
void
jb_http_set_proxy_resolver (JbHttp         *self,
                            GProxyResolver *resolver)
{
  g_return_if_fail (JB_IS_HTTP (self));
  g_return_if_fail (resolver == NULL || G_IS_PROXY_RESOLVER (resolver));

  g_object_unref (self->session);
  self->session = make_session ();
  soup_session_set_proxy_resolver (self->session, resolver);
}
