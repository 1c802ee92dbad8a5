/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which outcome of an exchange is which error, with a sentence that says what happened and what to do next.
 * smartbill.md 4.2 and 4.4. The library's own text goes to the debug log, not to the user. */

#define G_LOG_DOMAIN "jb-http"

#include "config.h"

#include "jb-http-private.h"
#include "jb-provider.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

static GError *
make_error (JbProviderError  code,
            const char      *service_code,
            const char      *format,
            const char      *host)
{
  g_autofree char *sentence = g_strdup_printf (format, host);

  return jb_provider_error_new (code, service_code, NULL, sentence);
}

static GError *
make_status_error (JbProviderError  code,
                   guint            status,
                   const char      *format,
                   const char      *host)
{
  g_autofree char *service_code = g_strdup_printf ("http-%u", status);
  g_autofree char *sentence = g_strdup_printf (format, host, status);

  return jb_provider_error_new (code, service_code, soup_status_get_phrase (status), sentence);
}

GError *
_jb_http_error_from_address (void)
{
  return jb_provider_error_new (JB_PROVIDER_ERROR_CONFIG, NULL, NULL,
                                _("This is no address that Jangbu sends to, and nothing was sent. "
                                  "It must begin with https; plain http is allowed to this machine only."));
}

GError *
_jb_http_error_uncertain (guint       status,
                          const char *host)
{
  if (status != 0)
    return make_status_error (JB_PROVIDER_ERROR_UNCERTAIN, status,
                              _("It was sent to %s, but the answer (HTTP %u) does not say whether it was done. "
                                "Jangbu asks for its state before it sends anything again."),
                              host);

  return make_error (JB_PROVIDER_ERROR_UNCERTAIN, NULL,
                     _("It was sent to %s, but no answer came. "
                       "Jangbu asks for its state before it sends anything again."),
                     host);
}

GError *
_jb_http_error_from_status (guint       status,
                            const char *host,
                            JbHttpKind  kind)
{
  if (status == SOUP_STATUS_UNAUTHORIZED)
    return make_status_error (JB_PROVIDER_ERROR_REAUTH, status,
                              _("%s did not accept the login (HTTP %u). "
                                "Check the authentication code, the company number and the environment."),
                              host);
  if (status == SOUP_STATUS_FORBIDDEN)
    return make_status_error (JB_PROVIDER_ERROR_CONTACT, status,
                              _("%s refused access (HTTP %u). Ask the service whether this company is registered "
                                "for the API and whether your internet address is allowed."),
                              host);
  if (status == SOUP_STATUS_BAD_REQUEST)
    return make_status_error (JB_PROVIDER_ERROR_PROTOCOL, status,
                              _("%s could not read the request (HTTP %u). "
                                "Check the settings of the connection; if they are right, report this to Jangbu's authors."),
                              host);
  if (kind == JB_HTTP_WRITE)
    return _jb_http_error_uncertain (status, host);
  if (status >= 300 && status < 400)
    return make_status_error (JB_PROVIDER_ERROR_PROTOCOL, status,
                              _("%s sent the request on to another address (HTTP %u), which Jangbu does not follow "
                                "because the request holds the token. Check the address of the connection, and whether "
                                "the network asks for a login first."),
                              host);
  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    return make_status_error (JB_PROVIDER_ERROR_RETRY, status,
                              _("%s is closed for maintenance (HTTP %u). Try again later."),
                              host);
  if (status >= 500)
    return make_status_error (JB_PROVIDER_ERROR_RETRY, status,
                              _("%s has a fault of its own (HTTP %u). Try again later."),
                              host);

  return make_status_error (JB_PROVIDER_ERROR_RETRY, status,
                            _("%s gave an answer that Jangbu did not expect (HTTP %u). Try again later; "
                              "if it goes on, check the address of the connection."),
                            host);
}

/* (nullable): NULL when we did not end the try. */
static GError *
error_from_stop (JbHttpStop  stop,
                 const char *host)
{
  switch (stop)
    {
    case JB_HTTP_STOP_CANCELLED:
      return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The operation was cancelled."));

    case JB_HTTP_STOP_CONNECT:
      return make_error (JB_PROVIDER_ERROR_OFFLINE, NULL,
                         _("No connection to %s came about in time. "
                           "Check the internet connection, and whether a firewall lets the program out on port 443."),
                         host);

    case JB_HTTP_STOP_TIMEOUT:
      return make_error (JB_PROVIDER_ERROR_OFFLINE, NULL,
                         _("%s did not answer in time. Try again later."),
                         host);

    case JB_HTTP_STOP_TOO_LARGE:
      return make_error (JB_PROVIDER_ERROR_PROTOCOL, JB_HTTP_TOO_LARGE,
                         _("The answer of %s is larger than Jangbu reads. Ask for a shorter period."),
                         host);

    case JB_HTTP_STOP_NONE:
    default:
      return NULL;
    }
}

static GError *
error_from_io (int         code,
               const char *host)
{
  switch (code)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return make_error (JB_PROVIDER_ERROR_OFFLINE, NULL,
                         _("The connection to %s was refused. Check the address of the connection, "
                           "and whether a firewall lets the program out."),
                         host);

    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_HOST_UNREACHABLE:
      return make_error (JB_PROVIDER_ERROR_OFFLINE, NULL,
                         _("There is no network on the way to %s. Connect this computer to the internet and try again."),
                         host);

    case G_IO_ERROR_TIMED_OUT:
      return error_from_stop (JB_HTTP_STOP_TIMEOUT, host);

    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return make_error (JB_PROVIDER_ERROR_OFFLINE, NULL,
                         _("The network's proxy did not let the program through to %s. "
                           "Check the proxy in the preferences and in the settings of this computer."),
                         host);

    default:
      return make_error (JB_PROVIDER_ERROR_OFFLINE, NULL,
                         _("The connection to %s broke off. Try again later."),
                         host);
    }
}

GError *
_jb_http_error_from_cause (const GError *cause,
                           JbHttpStop    stop,
                           const char   *host)
{
  GError *error = error_from_stop (stop, host);

  if (error != NULL)
    return error;

  g_return_val_if_fail (cause != NULL, NULL);

  if (cause->domain == G_RESOLVER_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return make_error (JB_PROVIDER_ERROR_OFFLINE, NULL,
                       _("The address of %s could not be found. Check the internet connection."), host);
  if (cause->domain == G_TLS_ERROR)
    return make_error (JB_PROVIDER_ERROR_OFFLINE, NULL,
                       _("%s could not prove who it is, so nothing was sent. Check the date of this computer, "
                         "and whether a security program or the network reads encrypted connections."),
                       host);
  if (g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING) ||
      g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    return make_error (JB_PROVIDER_ERROR_PROTOCOL, NULL,
                       _("What answers at %s does not speak HTTP as it should. Check the address of the connection."), host);

  return error_from_io (cause->domain == G_IO_ERROR ? cause->code : G_IO_ERROR_FAILED, host);
}

/* -- proxies -------------------------------------------------------------------------------------------------------- */

static gboolean
wants_login (guint         status,
             const GError *cause)
{
  return status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED);
}

/* It answered, and said no. */
static gboolean
was_refused (guint         status,
             const GError *cause)
{
  return status != 0 || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED);
}

GError *
_jb_http_error_from_proxy (guint         status,
                           const GError *cause,
                           JbHttpStop    stop,
                           const char   *host,
                           const char   *proxy)
{
  const char *format;
  g_autofree char *sentence = NULL;
  JbProviderError code = JB_PROVIDER_ERROR_OFFLINE;

  if (wants_login (status, cause))
    {
      code = JB_PROVIDER_ERROR_CONFIG;
      /* Translators: the name of a proxy and the name of a service's host */
      format = _("The proxy %1$s wants a login, which Jangbu does not give. Choose another proxy in the preferences, "
                 "or ask whoever runs the network to let %2$s through.");
    }
  else if (stop == JB_HTTP_STOP_NONE && was_refused (status, cause))
    /* Translators: the name of a proxy and the name of a service's host */
    format = _("The proxy %1$s did not let the program through to %2$s. Choose another proxy in the preferences, "
               "or ask whoever runs the network to let it through.");
  else if (stop == JB_HTTP_STOP_NONE && cause != NULL &&
           (cause->domain == G_RESOLVER_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND)))
    /* Translators: the name of a proxy and the name of a service's host */
    format = _("The address of the proxy %1$s could not be found, so %2$s was not reached. "
               "Check the proxy in the preferences, and the internet connection.");
  else
    /* Translators: the name of a proxy and the name of a service's host */
    format = _("The proxy %1$s did not answer, so %2$s was not reached. "
               "Check the proxy in the preferences, and whether it runs.");

  sentence = g_strdup_printf (format, proxy, host);
  return jb_provider_error_new (code, NULL, NULL, sentence);
}

char *
_jb_http_name_proxy (const char * const *proxies)
{
  g_autoptr(GUri) uri = NULL;
  const char *host;

  if (proxies[0] == NULL || g_str_has_prefix (proxies[0], "direct:"))
    return NULL;

  uri = g_uri_parse (proxies[0], G_URI_FLAGS_HAS_PASSWORD, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL)
    return NULL;
  if (g_uri_get_port (uri) == -1)
    return g_strdup (host);
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host, g_uri_get_port (uri));
}
