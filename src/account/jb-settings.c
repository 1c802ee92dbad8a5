/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opens the program's settings only where their schema is installed. Used by app/, ui/ and cli/. */

#define G_LOG_DOMAIN "jb-settings"
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "jb-settings.h"

#include "jb-secrets.h"

#include <gio/gsettingsbackend.h>

#define CONNECTION_ID   APP_ID ".Connection"
#define CONNECTIONS     "/kr/jangbu/Jangbu/connections/"
/* As in the schema. */
#define USUAL_INTERVAL  60

/* (transfer full) (nullable) */
static GSettingsSchema *
find_schema (const char *id)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();   /* NULL when no schema is installed at all */
  GSettingsSchema *schema = source != NULL ? g_settings_schema_source_lookup (source, id, TRUE) : NULL;

  if (schema == NULL)
    g_debug ("the schema %s is not installed: settings are not kept", id);
  return schema;
}

GSettings *
jb_settings_new (void)
{
  g_autoptr(GSettingsSchema) schema = find_schema (APP_ID);

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

GSettings *
jb_settings_new_for_connection (GSettings  *settings,
                                const char *service,
                                const char *environment,
                                const char *company)
{
  g_autofree char *key = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GSettingsBackend) backend = NULL;
  g_autoptr(GSettingsSchema) schema = NULL;

  g_return_val_if_fail (service != NULL && environment != NULL && company != NULL, NULL);

  if (settings == NULL || (schema = find_schema (CONNECTION_ID)) == NULL)
    return NULL;

  /* One step of the path: an address as environment has slashes of its own, and two in a row are no path. */
  key = jb_secrets_make_key (service, environment, company);
  name = g_uri_escape_string (key, NULL, FALSE);
  path = g_strconcat (CONNECTIONS, name, "/", NULL);
  g_object_get (settings, "backend", &backend, NULL);
  return g_settings_new_full (schema, backend, path);
}

int
jb_settings_get_interval (GSettings *connection)
{
  if (connection == NULL)
    return USUAL_INTERVAL;

  return CLAMP (g_settings_get_int (connection, "interval"), JB_SETTINGS_MIN_INTERVAL, JB_SETTINGS_MAX_INTERVAL);
}
