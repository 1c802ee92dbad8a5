/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings with and without the program's schema. The schema source is read once, so each case has a process of its own. */

#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "jb-proxy.h"
#include "jb-settings.h"
#include "jb-test.h"

#include <gio/gsettingsbackend.h>
#include <string.h>

static void
test_installed (void)
{
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autofree char *id = NULL;

  g_assert_nonnull (settings);
  g_object_get (settings, "schema-id", &id, NULL);
  g_assert_cmpstr (id, ==, APP_ID);
}

/* Each connection remembers for itself, by its names, whatever characters they have. */
static void
test_connection (void)
{
  static const char *environments[] = { "demo", "production", "http://127.0.0.1:8080/sb-api/request", "a//b", "가|온/" };
  g_autoptr(GSettings) settings = jb_settings_new ();

  for (int i = 0; i < (int) G_N_ELEMENTS (environments); i++)
    {
      g_autoptr(GSettings) connection = jb_settings_new_for_connection (settings, "smartbill", environments[i], "0001234013");

      g_test_message ("%s", environments[i]);
      g_assert_cmpint (jb_settings_get_interval (connection), ==, jb_settings_get_interval (NULL));
      g_assert_true (g_settings_set_int (connection, "interval", 100 + i));
    }
  for (int i = 0; i < (int) G_N_ELEMENTS (environments); i++)
    {
      g_autoptr(GSettings) connection = jb_settings_new_for_connection (settings, "smartbill", environments[i], "0001234013");
      g_autoptr(GSettings) other = jb_settings_new_for_connection (settings, "smartbill", environments[i], "0011234014");

      g_assert_cmpint (jb_settings_get_interval (connection), ==, 100 + i);
      g_assert_cmpint (jb_settings_get_interval (other), ==, jb_settings_get_interval (NULL));
    }
}

/* The demo's backend is passed on: nothing of it lands beside the user's own settings. */
static void
test_connection_backend (void)
{
  g_autoptr(GSettings) saved = jb_settings_new ();
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettings) demo = NULL;
  g_autoptr(GSettings) of_demo = NULL;
  g_autoptr(GSettings) of_saved = NULL;

  g_object_get (saved, "settings-schema", &schema, NULL);
  demo = g_settings_new_full (schema, backend, NULL);
  of_demo = jb_settings_new_for_connection (demo, "smartbill", "demo", "0021234015");
  of_saved = jb_settings_new_for_connection (saved, "smartbill", "demo", "0021234015");
  g_assert_true (g_settings_set_int (of_demo, "interval", 30));
  g_assert_cmpint (jb_settings_get_interval (of_demo), ==, 30);
  g_assert_cmpint (jb_settings_get_interval (of_saved), ==, jb_settings_get_interval (NULL));
}

/* A file that somebody wrote by hand: the service is not asked more often than it has something new. */
static void
test_interval_bounds (void)
{
  static const struct
  {
    const char *written;
    int         read;
  } cases[] = {
    { "15", 15 }, { "10080", 10080 }, { "14", 60 }, { "0", 60 }, { "-5", 60 }, { "10081", 60 }, { "'soon'", 60 },
  };
  g_autoptr(GSettings) saved = jb_settings_new ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autofree char *folder = g_dir_make_tmp ("jangbu-settings-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "keyfile", NULL);

  g_object_get (saved, "settings-schema", &schema, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[connections/smartbill%%7Cdemo%%7C0001234013]\ninterval=%s\n", cases[i].written);
      g_autoptr(GSettingsBackend) backend = NULL;
      g_autoptr(GSettings) settings = NULL;
      g_autoptr(GSettings) connection = NULL;

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      backend = g_keyfile_settings_backend_new (path, "/kr/jangbu/Jangbu/", NULL);
      settings = g_settings_new_full (schema, backend, NULL);
      connection = jb_settings_new_for_connection (settings, "smartbill", "demo", "0001234013");
      g_test_message ("%s", cases[i].written);
      g_assert_cmpint (jb_settings_get_interval (connection), ==, cases[i].read);
    }
  jb_test_remove_tree (folder);
}

/* -- the proxy ------------------------------------------------------------------------------------------------------- */

static void
test_proxy_addresses (void)
{
  static const struct
  {
    const char   *text;
    const char   *kept;      /* NULL = refused */
    JbProxyError  error;
  } cases[] = {
    { "http://proxy.example:8080", "http://proxy.example:8080" },
    { "  proxy.example:8080 ", "http://proxy.example:8080" },
    { "HTTP://Proxy.Example:8080/", "http://proxy.example:8080" },
    { "192.0.2.7:3128", "http://192.0.2.7:3128" },
    { "socks5://[::1]:1080", "socks5://[::1]:1080" },
    { "https://proxy.example:443", "https://proxy.example:443" },
    { "socks4a://proxy:1080", "socks4a://proxy:1080" },
    { "http://프록시.example:8080", "http://xn--3o2b05qmuo.example:8080" },
    { "", NULL, JB_PROXY_ERROR_EMPTY },
    { "   ", NULL, JB_PROXY_ERROR_EMPTY },
    { "http://", NULL, JB_PROXY_ERROR_EMPTY },
    { "http://me:secret@proxy.example:8080", NULL, JB_PROXY_ERROR_LOGIN },
    { "me@proxy.example:8080", NULL, JB_PROXY_ERROR_LOGIN },
    { "ftp://proxy.example:21", NULL, JB_PROXY_ERROR_SCHEME },
    { "file:///etc/passwd", NULL, JB_PROXY_ERROR_SCHEME },
    { "proxy.example", NULL, JB_PROXY_ERROR_PORT },
    { "http://proxy.example:0", NULL, JB_PROXY_ERROR_PORT },
    { "http://proxy.example:65536", NULL, JB_PROXY_ERROR_PORT },
    { "http://proxy.example:web", NULL, JB_PROXY_ERROR_PORT },
    { "http://:8080", NULL, JB_PROXY_ERROR_NO_ADDRESS },
    { "http://proxy.example:8080/proxy.pac", NULL, JB_PROXY_ERROR_NO_ADDRESS },
    { "http://proxy.example:8080?a", NULL, JB_PROXY_ERROR_NO_ADDRESS },
    { "http://proxy example:8080", NULL, JB_PROXY_ERROR_NO_ADDRESS },
    { "http://a\nb:8080", NULL, JB_PROXY_ERROR_NO_ADDRESS },
    { "http://[::1:8080", NULL, JB_PROXY_ERROR_NO_ADDRESS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *kept = jb_proxy_parse_uri (cases[i].text, &error);

      g_test_message ("%s: %s", cases[i].text, error != NULL ? error->message : "taken");
      g_assert_cmpstr (kept, ==, cases[i].kept);
      if (cases[i].kept == NULL)
        {
          g_assert_error (error, JB_PROXY_ERROR, (int) cases[i].error);
          g_assert_null (strstr (error->message, "secret@"));
        }
    }
}

static void
test_proxy_hosts (void)
{
  g_auto(GStrv) hosts = jb_proxy_parse_hosts (" a.example,*.b.example;; 10.0.0.0/8\t[::1] a.example\n");
  g_auto(GStrv) none = jb_proxy_parse_hosts (" , ");
  const char *expected[] = { "a.example", "*.b.example", "10.0.0.0/8", "[::1]", NULL };

  g_assert_cmpstrv (hosts, expected);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static char *
look_up (GSettings   *settings,
         const char  *uri,
         gboolean    *ok,
         GError     **error)
{
  g_autoptr(GProxyResolver) resolver = NULL;
  g_auto(GStrv) proxies = NULL;

  *ok = jb_proxy_get_resolver (settings, &resolver, error);
  if (resolver == NULL)
    return g_strdup ("none");
  if (resolver == g_proxy_resolver_get_default ())
    return g_strdup ("system");
  proxies = g_proxy_resolver_lookup (resolver, uri, NULL, NULL);
  return g_strdup (proxies[0]);
}

static void
test_proxy_resolver (void)
{
  static const struct
  {
    const char *mode;
    const char *uri;
    const char *host;
    const char *proxy;
    gboolean    ok;
  } cases[] = {
    { "system", "http://proxy.example:8080", "api.example", "system", TRUE },
    { "none", "http://proxy.example:8080", "api.example", "none", TRUE },
    { "manual", "http://proxy.example:8080", "api.example", "http://proxy.example:8080", TRUE },
    { "manual", "http://proxy.example:8080", "x.inside.example", "direct://", TRUE },
    { "manual", "http://proxy.example:8080", "10.1.2.3", "direct://", TRUE },
    { "manual", "", "api.example", "system", FALSE },
    { "manual", "http://me:secret@proxy.example:8080", "api.example", "system", FALSE },
  };
  const char *ignored[] = { "*.inside.example", "10.0.0.0/8", NULL };
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autofree char *without = NULL;
  gboolean ok;

  g_settings_set_strv (settings, "proxy-ignore-hosts", ignored);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uri = g_strdup_printf ("https://%s/", cases[i].host);
      g_autoptr(GError) error = NULL;
      g_autofree char *proxy = NULL;

      g_settings_set_string (settings, "proxy-mode", cases[i].mode);
      g_settings_set_string (settings, "proxy-uri", cases[i].uri);
      proxy = look_up (settings, uri, &ok, &error);
      g_test_message ("%s %s", cases[i].mode, uri);
      g_assert_cmpstr (proxy, ==, cases[i].proxy);
      g_assert_true (ok == cases[i].ok && ok == (error == NULL));
    }

  without = look_up (NULL, "https://api.example/", &ok, NULL);
  g_assert_cmpstr (without, ==, "system");
  g_assert_true (ok);
}

static void
test_missing (void)
{
  if (g_test_subprocess ())
    {
      g_assert_null (jb_settings_new ());
      g_assert_null (jb_settings_new_for_connection (NULL, "smartbill", "demo", "0001234013"));
      return;
    }

  g_setenv ("GSETTINGS_SCHEMA_DIR", "/nonexistent", TRUE);
  g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
  g_setenv ("XDG_DATA_HOME", "/nonexistent", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/installed", test_installed);
  g_test_add_func ("/settings/connection", test_connection);
  g_test_add_func ("/settings/connection-backend", test_connection_backend);
  g_test_add_func ("/settings/interval-bounds", test_interval_bounds);
  g_test_add_func ("/settings/proxy-addresses", test_proxy_addresses);
  g_test_add_func ("/settings/proxy-hosts", test_proxy_hosts);
  g_test_add_func ("/settings/proxy-resolver", test_proxy_resolver);
  g_test_add_func ("/settings/missing", test_missing);

  return g_test_run ();
}
