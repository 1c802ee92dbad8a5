/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* See jb-proxy.h. */

#define G_LOG_DOMAIN "jb-proxy"

#include "config.h"

#include "jb-proxy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (jb-proxy-error-quark, jb_proxy_error)

/* -- what is typed -------------------------------------------------------------------------------------------------- */

/* With a kind in front. A colon alone is no sign of one: "proxy.example:8080". */
static char *
add_scheme (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return strstr (stripped, "://") != NULL ? g_steal_pointer (&stripped) : g_strconcat ("http://", stripped, NULL);
}

static gboolean
is_known (const char *scheme)
{
  static const char * const schemes[] = { "http", "https", "socks", "socks4", "socks4a", "socks5", NULL };

  return g_strv_contains (schemes, scheme);
}

/* A name of the network or an IP address, and nothing that a hand slipped in. */
static gboolean
is_host (const char *host)
{
  if (g_hostname_is_ip_address (host))
    return TRUE;

  return *host != '\0' && *host != '.' && *host != '-' && host[strspn (host, "abcdefghijklmnopqrstuvwxyz"
                                                                          "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")] == '\0';
}

static gboolean
check_uri (GUri    *uri,
           GError **error)
{
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);

  if (g_uri_get_userinfo (uri) != NULL)
    g_set_error_literal (error, JB_PROXY_ERROR, JB_PROXY_ERROR_LOGIN,
                         _("A name and password cannot be part of the address, because settings are not kept secret. "
                           "Write the address without them; Jangbu uses proxies without a login only."));
  else if (!is_known (g_uri_get_scheme (uri)))
    g_set_error_literal (error, JB_PROXY_ERROR, JB_PROXY_ERROR_SCHEME,
                         _("Jangbu does not know this kind of proxy. Begin with http, https or socks5, "
                           "as in socks5://proxy.example:1080."));
  else if (host == NULL || !is_host (host) || (path[0] != '\0' && !g_str_equal (path, "/")) ||
           g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    g_set_error_literal (error, JB_PROXY_ERROR, JB_PROXY_ERROR_NO_ADDRESS,
                         _("This is not the address of a proxy. Write it as in http://proxy.example:8080."));
  else if (g_uri_get_port (uri) < 1)
    g_set_error_literal (error, JB_PROXY_ERROR, JB_PROXY_ERROR_PORT,
                         _("The port of the proxy is missing. Add it to the address, as in http://proxy.example:8080."));
  else
    return TRUE;
  return FALSE;
}

char *
jb_proxy_parse_uri (const char  *text,
                    GError     **error)
{
  g_autofree char *whole = NULL;
  g_autofree char *host = NULL;
  g_autoptr(GUri) uri = NULL;
  g_autoptr(GError) cause = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  whole = add_scheme (text);
  if (g_str_equal (whole, "http://"))
    {
      g_set_error_literal (error, JB_PROXY_ERROR, JB_PROXY_ERROR_EMPTY,
                           _("Enter the address of the proxy, as in http://proxy.example:8080."));
      return NULL;
    }

  uri = g_uri_parse (whole, G_URI_FLAGS_NONE, &cause);
  if (uri == NULL)
    {
      g_debug ("no address: %s", cause->message);
      if (g_error_matches (cause, G_URI_ERROR, G_URI_ERROR_BAD_PORT))
        g_set_error_literal (error, JB_PROXY_ERROR, JB_PROXY_ERROR_PORT,
                             _("The port of the proxy is a number from 1 to 65535, as in http://proxy.example:8080."));
      else
        g_set_error_literal (error, JB_PROXY_ERROR, JB_PROXY_ERROR_NO_ADDRESS,
                             _("This is not the address of a proxy. Write it as in http://proxy.example:8080."));
      return NULL;
    }
  if (!check_uri (uri, error))
    return NULL;

  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, host, g_uri_get_port (uri), "", NULL, NULL);
}

char **
jb_proxy_parse_hosts (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto(GStrv) words = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  words = g_strsplit_set (text, ", ;\t\n", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && g_hash_table_add (seen, words[i]))
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

/* -- what is set ---------------------------------------------------------------------------------------------------- */

gboolean
jb_proxy_get_resolver (GSettings       *settings,
                       GProxyResolver **resolver,
                       GError         **error)
{
  g_autofree char *mode = NULL;
  g_autofree char *text = NULL;
  g_autofree char *uri = NULL;
  g_auto(GStrv) hosts = NULL;

  g_return_val_if_fail (settings == NULL || G_IS_SETTINGS (settings), FALSE);
  g_return_val_if_fail (resolver != NULL, FALSE);

  mode = settings != NULL ? g_settings_get_string (settings, "proxy-mode") : g_strdup ("system");
  *resolver = NULL;
  if (g_str_equal (mode, "none"))
    return TRUE;

  if (g_str_equal (mode, "manual"))
    {
      text = g_settings_get_string (settings, "proxy-uri");
      uri = jb_proxy_parse_uri (text, error);
      hosts = g_settings_get_strv (settings, "proxy-ignore-hosts");
    }
  *resolver = uri != NULL ? g_simple_proxy_resolver_new (uri, hosts) : g_object_ref (g_proxy_resolver_get_default ());
  return uri != NULL || !g_str_equal (mode, "manual");
}
