/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Up to the first document by what each one says it amends, then down again to all that say they amend one of them. Both steps ask an
 * index; no document is taken twice. */

#define G_LOG_DOMAIN "jb-archive-chain"

#include "config.h"

#include "jb-chain.h"

#include "jb-archive-private.h"

#include <glib/gi18n-lib.h>

/* Whose documents, and which side. */
typedef struct
{
  JbBook     *book;
  gint64      company;
  gint64      direction;
  GHashTable *seen;      /* (owned): issue ids */
  GPtrArray  *waiting;   /* (owned) (element-type JbChainLink): a stack */
  JbChain    *chain;
} Loading;

static void
link_free (gpointer data)
{
  JbChainLink *link = data;

  g_free (link->issue_id);
  g_clear_object (&link->invoice);
  g_free (link);
}

void
jb_chain_free (JbChain *chain)
{
  if (chain == NULL)
    return;

  g_clear_pointer (&chain->links, g_ptr_array_unref);
  g_free (chain);
}

static JbStatement *
ask (Loading     *loading,
     const char  *sql,
     const char  *issue_id,
     GError     **error)
{
  JbStatement *statement = jb_database_statement (loading->book->database, sql, error);

  if (statement == NULL)
    return NULL;

  jb_statement_bind_text (statement, 1, issue_id);
  jb_statement_bind_int (statement, 2, loading->company);
  jb_statement_bind_int (statement, 3, loading->direction);
  return statement;
}

/* -- up ----------------------------------------------------------------------------------------------------------- */

/* *amends (out) (transfer full) stays NULL when the document amends nothing or is not here. */
static gboolean
find_amended (Loading     *loading,
              const char  *issue_id,
              char       **amends,
              GError     **error)
{
  static const char sql[] = "SELECT original_issue_id FROM invoices WHERE issue_id = ?1 AND company = ?2 AND direction = ?3";
  JbStatement *statement = ask (loading, sql, issue_id, error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *amends = jb_statement_dup_text (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

/* The first document. Of documents that amend each other in a circle it is the one from which the way came back. (transfer full) */
static char *
climb (Loading     *loading,
       const char  *issue_id,
       GError     **error)
{
  g_autoptr(GHashTable) passed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *at = g_strdup (issue_id);

  for (;;)
    {
      g_autofree char *amends = NULL;

      g_hash_table_add (passed, g_strdup (at));
      if (!find_amended (loading, at, &amends, error))
        return NULL;
      if (amends == NULL || *amends == '\0' || g_hash_table_contains (passed, amends) || g_hash_table_size (passed) > JB_CHAIN_MAX)
        return g_steal_pointer (&at);

      g_free (at);
      at = g_steal_pointer (&amends);
    }
}

/* -- down --------------------------------------------------------------------------------------------------------- */

/* Takes @issue_id. Once each. */
static void
put_off (Loading *loading,
      char    *issue_id,
      guint    depth)
{
  JbChainLink *link;

  if (!g_hash_table_add (loading->seen, g_strdup (issue_id)))
    {
      g_free (issue_id);
      return;
    }

  link = g_new0 (JbChainLink, 1);
  link->issue_id = issue_id;
  link->depth = depth;
  g_ptr_array_add (loading->waiting, link);
}

/* The newest first, because the last that waits comes next. */
static gboolean
put_off_amendments (Loading            *loading,
                     const JbChainLink  *link,
                     GError            **error)
{
  static const char sql[] = "SELECT issue_id FROM invoices WHERE original_issue_id = ?1 AND company = ?2 AND direction = ?3 "
                            "ORDER BY written_on DESC, issued_at DESC, issue_id DESC LIMIT 201";
  JbStatement *statement = ask (loading, sql, link->issue_id, error);
  JbStep step;

  G_STATIC_ASSERT (JB_CHAIN_MAX == 200);
  if (statement == NULL)
    return FALSE;

  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    put_off (loading, jb_statement_dup_text (statement, 0), link->depth + 1);
  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

static gboolean
load_link (Loading      *loading,
           JbChainLink  *link,
           GError      **error)
{
  static const char sql[] = "SELECT id FROM invoices WHERE issue_id = ?1 AND company = ?2 AND direction = ?3";
  JbStatement *statement = ask (loading, sql, link->issue_id, error);
  gint64 id = 0;
  JbStep step;

  if (statement == NULL)
    return FALSE;

  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    id = jb_statement_get_int (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR && (id == 0 || _jb_archive_load_row (loading->book, id, &link->invoice, error));
}

static void
count (JbChain            *chain,
       const JbChainLink  *link)
{
  if (link->invoice != NULL)
    _jb_totals_add (&chain->net, link->invoice->supply, link->invoice->tax, link->invoice->total);
  else
    chain->n_missing++;
}

static gboolean
descend (Loading  *loading,
         GError  **error)
{
  while (loading->waiting->len > 0 && !loading->chain->is_cut)
    {
      JbChainLink *link = g_ptr_array_steal_index (loading->waiting, loading->waiting->len - 1);

      g_ptr_array_add (loading->chain->links, link);
      if (!load_link (loading, link, error) || !put_off_amendments (loading, link, error))
        return FALSE;

      count (loading->chain, link);
      loading->chain->is_cut = loading->chain->links->len == JB_CHAIN_MAX && loading->waiting->len > 0;
    }
  return TRUE;
}

/* -- all of it ---------------------------------------------------------------------------------------------------- */

/* *issue_id (out) (transfer full) stays NULL when there is no such row. */
static gboolean
find_row (Loading  *loading,
          gint64    id,
          char    **issue_id,
          GError  **error)
{
  JbStatement *statement = jb_database_statement (loading->book->database,
                                                  "SELECT company, direction, issue_id FROM invoices WHERE id = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    {
      loading->company = jb_statement_get_int (statement, 0);
      loading->direction = jb_statement_get_int (statement, 1);
      *issue_id = jb_statement_dup_text (statement, 2);
    }
  else if (step == JB_STEP_DONE)
    {
      g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND, _("This invoice is not in the book."));
    }
  jb_statement_reset (statement);
  return step == JB_STEP_ROW;
}

static gboolean
load_chain_job (JbBook   *book,
                JbJob    *job,
                GError  **error)
{
  const gint64 *id = job->input;
  g_autoptr(JbChain) chain = g_new0 (JbChain, 1);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func (link_free);
  Loading loading = { .book = book, .seen = seen, .waiting = waiting, .chain = chain };
  g_autofree char *issue_id = NULL;
  char *first;

  chain->links = g_ptr_array_new_with_free_func (link_free);
  if (!find_row (&loading, *id, &issue_id, error))
    return FALSE;

  first = climb (&loading, issue_id, error);
  if (first == NULL)
    return FALSE;

  put_off (&loading, first, 0);
  if (!descend (&loading, error))
    return FALSE;

  job->output = g_steal_pointer (&chain);
  return TRUE;
}

void
jb_archive_load_chain_async (JbArchive           *self,
                             gint64               id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  _jb_archive_read (self, _jb_job_new (load_chain_job, g_memdup2 (&id, sizeof id), g_free, (GDestroyNotify) jb_chain_free),
                    jb_archive_load_chain_async, cancellable, callback, user_data);
}

JbChain *
jb_archive_load_chain_finish (JbArchive     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  gpointer chain = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_chain_async, &chain, error) ? chain : NULL;
}
