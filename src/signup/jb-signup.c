/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a sign-up goes and comes from. Personal data leave through these addresses only. */

#define G_LOG_DOMAIN "jb-signup"

#include "config.h"

#include "jb-signup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OWN_DOMAIN ".smartbill.co.kr"

G_DEFINE_QUARK (jb-signup-error-quark, jb_signup_error)

const char *
jb_signup_get_target (JbSignupEnvironment environment,
                      gboolean            plain)
{
  if (environment == JB_SIGNUP_DEMO)
    return plain ? JB_SIGNUP_URI_DEMO_PLAIN : JB_SIGNUP_URI_DEMO;

  return plain ? JB_SIGNUP_URI_PRODUCTION_PLAIN : JB_SIGNUP_URI_PRODUCTION;
}

const char *
jb_signup_get_source (JbSignupEnvironment environment)
{
  return environment == JB_SIGNUP_DEMO ? JB_SIGNUP_SOURCE_DEMO : JB_SIGNUP_SOURCE_PRODUCTION;
}

/* The origin becomes a part of the page's security policy: nothing but a plain name may get in there. */
static gboolean
is_allowed_host (const char *host)
{
  if (strcmp (host, "127.0.0.1") == 0 || strcmp (host, "localhost") == 0)
    return TRUE;

  return strspn (host, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen (host) &&
         g_str_has_suffix (host, OWN_DOMAIN) && strlen (host) > strlen (OWN_DOMAIN);
}

char *
jb_signup_get_origin (const char  *target,
                      GError     **error)
{
  g_autoptr(GUri) uri = NULL;
  g_autofree char *host = NULL;
  const char *scheme;
  int port;

  uri = target != NULL ? g_uri_parse (target, G_URI_FLAGS_ENCODED, NULL) : NULL;
  scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  host = uri != NULL && g_uri_get_host (uri) != NULL ? g_ascii_strdown (g_uri_get_host (uri), -1) : g_strdup ("");

  if ((strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0) || !is_allowed_host (host) ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      g_set_error_literal (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_TARGET,
                           _("The sign-up form can only be sent to an address of SmartBill. Please check the address in the settings."));
      return NULL;
    }

  port = g_uri_get_port (uri);
  if (port <= 0 || port == (strcmp (scheme, "https") == 0 ? 443 : 80))
    return g_strconcat (scheme, "://", host, NULL);

  return g_strdup_printf ("%s://%s:%d", scheme, host, port);
}
