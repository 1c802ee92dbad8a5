/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Migrations are data: schema/NNN.sql brings a book from version NNN-1 to NNN. */

#define G_LOG_DOMAIN "jb-schema"

#include "config.h"

#include "jb-schema.h"

#include "jb-archive.h"
#include "jb-codec.h"
#include "resources/jb-core-resources.h"

#include <glib/gi18n-lib.h>

gboolean
jb_schema_inspect (JbDatabase     *database,
                   JbSchemaState  *state,
                   GError        **error)
{
  gint64 application, version, n_tables;

  if (!jb_database_get_int (database, "PRAGMA application_id", &application, error) ||
      !jb_database_get_int (database, "PRAGMA user_version", &version, error) ||
      !jb_database_get_int (database, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;

  if (application == 0 && version == 0 && n_tables == 0)
    {
      *state = JB_SCHEMA_EMPTY;
      return TRUE;
    }

  if (application != JB_DATABASE_APPLICATION_ID || version < 1)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_A_BOOK,
                           _("This file is not a book of Jangbu. Choose another file."));
      return FALSE;
    }

  if (version > JB_SCHEMA_VERSION)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_TOO_NEW,
                           _("This book was written by a newer Jangbu. Install the newest version to open it."));
      return FALSE;
    }

  *state = version < JB_SCHEMA_VERSION ? JB_SCHEMA_OLDER : JB_SCHEMA_CURRENT;
  return TRUE;
}

/* The salt is the book's own: made with its first table. */
static gboolean
insert_salt (JbDatabase  *database,
             GError     **error)
{
  return jb_database_execute (database, "INSERT INTO meta (key, value) VALUES ('salt', randomblob (32)), ('journal', zeroblob (32))",
                              error);
}

static gboolean
take_step (JbDatabase  *database,
           int          version,
           GError     **error)
{
  g_autofree char *path = g_strdup_printf ("/kr/jangbu/Jangbu/schema/%03d.sql", version);
  g_autoptr(GBytes) sql = g_resource_lookup_data (jb_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *text = NULL;
  g_autofree char *stamp = NULL;

  if (sql == NULL)
    return FALSE;

  text = g_strndup (g_bytes_get_data (sql, NULL), g_bytes_get_size (sql));
  stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d", JB_DATABASE_APPLICATION_ID, version);

  if (!jb_database_begin (database, error))
    return FALSE;

  if (jb_database_execute (database, text, error) &&
      (version > 1 || insert_salt (database, error)) &&
      jb_database_execute (database, stamp, error))
    return jb_database_commit (database, error);

  jb_database_rollback (database);
  return FALSE;
}

gboolean
jb_schema_migrate (JbDatabase  *database,
                   GError     **error)
{
  gint64 version;

  if (!jb_database_get_int (database, "PRAGMA user_version", &version, error))
    return FALSE;

  for (int next = (int) version + 1; next <= JB_SCHEMA_VERSION; next++)
    {
      if (!take_step (database, next, error))
        return FALSE;
    }

  return TRUE;
}
