/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The one place that knows the names of the sign-up's settings, but for the page of the preferences, which binds them. */

#define G_LOG_DOMAIN "jb-signup-settings"

#include "config.h"

#include "jb-signup-settings.h"

#include <glib/gi18n-lib.h>

/* smartbill.md 7.2; on the host of an emulator. */
#define SIGNUP_PATH "/xMain/mb/shar_transfer/info_inpt01.aspx"

/* The address of an emulator counts as demo. */
static JbSignupEnvironment
get_environment (const char *environment)
{
  return g_strcmp0 (environment, "production") == 0 ? JB_SIGNUP_PRODUCTION : JB_SIGNUP_DEMO;
}

static gboolean
get_switch (GSettings  *settings,
            const char *key)
{
  return settings != NULL && g_settings_get_boolean (settings, key);
}

static JbSignupCharset
get_charset (GSettings *settings)
{
  g_autofree char *charset = settings != NULL ? g_settings_get_string (settings, "signup-charset") : NULL;

  return g_strcmp0 (charset, "euc-kr") == 0 ? JB_SIGNUP_EUC_KR : JB_SIGNUP_UTF_8;
}

JbSignupTerms
jb_signup_settings_get_terms (GSettings       *settings,
                              const char      *environment,
                              JbSignupEdition  edition)
{
  return (JbSignupTerms) { get_environment (environment), edition, get_charset (settings) };
}

char *
jb_signup_settings_dup_target (GSettings  *settings,
                               const char *environment)
{
  gboolean plain = get_switch (settings, "signup-plain-http");
  char *target;

  if (environment == NULL || g_str_equal (environment, "demo") || g_str_equal (environment, "production"))
    return g_strdup (jb_signup_get_target (get_environment (environment), plain));

  /* What is no address is refused where the form is served, with a sentence. */
  target = g_uri_resolve_relative (environment, SIGNUP_PATH, G_URI_FLAGS_NONE, NULL);
  return target != NULL ? target : g_strdup (environment);
}

gboolean
jb_signup_settings_wants_callback (GSettings *settings)
{
  return get_switch (settings, "signup-callback-enabled");
}

gboolean
jb_signup_settings_listen (GSettings         *settings,
                           const char        *environment,
                           JbSignupListener  *listener,
                           GError           **error)
{
  g_autofree char *address = NULL;
  g_autofree char *path = NULL;
  g_auto(GStrv) sources = NULL;
  JbSignupListenOptions options;

  g_return_val_if_fail (G_IS_SETTINGS (settings), FALSE);

  address = g_settings_get_string (settings, "signup-callback-address");
  path = g_settings_get_string (settings, "signup-callback-path");
  sources = g_settings_get_strv (settings, "signup-callback-sources");
  options.environment = get_environment (environment);
  options.address = g_strstrip (address);
  options.port = (guint) g_settings_get_int (settings, "signup-callback-port");
  options.path = g_strstrip (path);
  options.sources = (const char * const *) sources;
  return jb_signup_listener_start (listener, &options, error);
}

/* (transfer full): for the host of a URI */
static char *
name_host (const char *text)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (text);

  if (address == NULL || g_inet_address_get_is_any (address) || g_inet_address_get_is_loopback (address) ||
      g_inet_address_get_is_link_local (address) || g_inet_address_get_is_site_local (address))
    /* Translators: in the place of an address, as in http://(your public address):21080/callback */
    return g_strdup (_("(your public address)"));

  return g_strdup_printf (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? "[%s]" : "%s", text);
}

char *
jb_signup_settings_dup_callback_uri (GSettings *settings)
{
  g_autofree char *address = NULL;
  g_autofree char *path = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  address = g_settings_get_string (settings, "signup-callback-address");
  path = g_settings_get_string (settings, "signup-callback-path");
  host = name_host (g_strstrip (address));
  return g_strdup_printf ("http://%s:%d%s", host, g_settings_get_int (settings, "signup-callback-port"), g_strstrip (path));
}

char **
jb_signup_settings_split_sources (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  parts = g_strsplit_set (text, " ,;\t\r\n", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);

  return g_strv_builder_end (builder);
}
