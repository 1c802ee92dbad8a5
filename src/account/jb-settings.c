/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opens the program's settings only where their schema is installed. Used by app/, ui/ and cli/. */

#define G_LOG_DOMAIN "jb-settings"

#include "config.h"

#include "jb-settings.h"

GSettings *
jb_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();   /* NULL when no schema is installed at all */
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);

  if (schema == NULL)
    {
      g_debug ("the schema " APP_ID " is not installed: settings are not kept");
      return NULL;
    }

  return g_settings_new_full (schema, NULL, NULL);
}
