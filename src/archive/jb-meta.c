/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A few rows, read at the start and when the protection changes. */

#define G_LOG_DOMAIN "jb-meta"

#include "config.h"

#include "jb-meta.h"

gboolean
jb_meta_load (JbDatabase  *database,
              const char  *name,
              GBytes     **value,
              GError     **error)
{
  JbStatement *statement = jb_database_statement (database, "SELECT value FROM meta WHERE key = ?1", error);
  gconstpointer data;
  JbStep step;
  gsize size;

  *value = NULL;
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, name);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    {
      data = jb_statement_get_blob (statement, 0, &size);
      *value = g_bytes_new (data, size);
    }
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
remove_value (JbDatabase  *database,
              const char  *name,
              GError     **error)
{
  JbStatement *statement = jb_database_statement (database, "DELETE FROM meta WHERE key = ?1", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, name);
  return jb_statement_run (statement, error);
}

gboolean
jb_meta_store (JbDatabase  *database,
               const char  *name,
               GBytes      *value,
               GError     **error)
{
  JbStatement *statement;

  if (value == NULL)
    return remove_value (database, name, error);

  statement = jb_database_statement (database, "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, name);
  jb_statement_bind_bytes (statement, 2, value);
  return jb_statement_run (statement, error);
}
