/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose invoices the book keeps, and the connection that stands for what the user brought as files: rows say by it where they came
 * from, as they do by a service's. Used by the importer of sync/. */

#define G_LOG_DOMAIN "jb-archive-files"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-archive-runs.h"

/* -- companies ---------------------------------------------------------------------------------------------------- */

/* A company that was connected to and removed before anything came is not worth a line; neither is one of which a file was to be
 * taken in and nothing was. */
gboolean
_jb_archive_load_companies (JbBook     *book,
                            GPtrArray  *companies,
                            GError    **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT registration, name FROM companies c WHERE "
                           "EXISTS (SELECT 1 FROM connections WHERE company = c.id AND removed = 0 "
                           "AND service <> '" JB_SERVICE_FILE "') OR "
                           "EXISTS (SELECT 1 FROM invoices WHERE company = c.id) ORDER BY id", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      JbCompany *company = g_new0 (JbCompany, 1);

      company->registration = jb_statement_dup_text (statement, 0);
      company->name = jb_statement_dup_text (statement, 1);
      g_ptr_array_add (companies, company);
    }

  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

GPtrArray *
jb_archive_list_companies (JbArchive  *self,
                           GError    **error)
{
  g_autoptr(GPtrArray) companies = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_company_free);
  JbBook *book;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL || !_jb_archive_load_companies (book, companies, error))
    return NULL;
  return g_steal_pointer (&companies);
}

/* -- files -------------------------------------------------------------------------------------------------------- */

gboolean
_jb_archive_is_of_files (JbBook    *book,
                         gint64     connection,
                         gboolean  *of_files,
                         GError   **error)
{
  JbStatement *statement = jb_database_statement (book->database,
                                                  "SELECT 1 FROM connections WHERE id = ?1 AND service = '" JB_SERVICE_FILE "'",
                                                  error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, connection);
  step = jb_statement_step (statement, error);
  *of_files = step == JB_STEP_ROW;
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
find_files (JbBook              *book,
            const JbConnection  *wanted,
            gint64              *id,
            GError             **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT n.id FROM connections n JOIN companies c ON c.id = n.company "
                           "WHERE c.registration = ?1 AND n.service = ?2 AND n.environment = ?3", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_text (statement, 1, wanted->company);
  jb_statement_bind_text (statement, 2, wanted->service);
  jb_statement_bind_text (statement, 3, wanted->environment);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *id = jb_statement_get_int (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
open_files (JbBook   *book,
            JbJob    *job,
            GError  **error)
{
  const JbConnection *wanted = job->input;
  gint64 id = 0;

  if (!find_files (book, wanted, &id, error) ||
      (id == 0 && !_jb_archive_put_connection (book, wanted, job->now, &id, error)))
    return FALSE;

  job->output = g_memdup2 (&id, sizeof id);
  return TRUE;
}

void
jb_archive_open_files_async (JbArchive           *self,
                             const char          *company,
                             const char          *environment,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  JbConnection *wanted;

  g_return_if_fail (JB_IS_ARCHIVE (self));
  g_return_if_fail (company != NULL && environment != NULL);

  wanted = jb_connection_new ();
  wanted->service = g_strdup (JB_SERVICE_FILE);
  wanted->environment = g_strdup (environment);
  wanted->company = g_strdup (company);
  _jb_archive_write (self, _jb_job_new (open_files, wanted, (GDestroyNotify) jb_connection_free, g_free),
                     jb_archive_open_files_async, cancellable, callback, user_data);
}

gint64
jb_archive_open_files_finish (JbArchive     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_autofree gint64 *id = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), 0);

  if (!_jb_archive_finish (self, result, jb_archive_open_files_async, (gpointer *) &id, error))
    return 0;
  return *id;
}
