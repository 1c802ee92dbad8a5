/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows, whole invoices and originals out of the book. */

#define G_LOG_DOMAIN "jb-archive-load"

#include "config.h"

#include "jb-archive-private.h"
#include "jb-certificate-store.h"
#include "jb-contents.h"
#include "jb-numbers.h"
#include "jb-party-store.h"
#include "jb-row-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* -- rows --------------------------------------------------------------------------------------------------------- */

/* Columns of a row; the party p is the counterparty. */
#define ROW_SELECT \
  "SELECT i.id, c.registration, i.direction, i.issue_id, i.original <> 0, i.verdict, " \
  "EXISTS (SELECT 1 FROM invoices a WHERE a.original_issue_id = i.issue_id AND a.company = i.company AND a.direction = i.direction " \
  "AND a.id <> i.id), " \
  JB_PARTY_STORE_COLUMNS ("p") ", "

enum
{
  COLUMN_ID,
  COLUMN_COMPANY,
  COLUMN_DIRECTION,
  COLUMN_ISSUE_ID,
  COLUMN_ORIGINAL,
  COLUMN_VERDICT,
  COLUMN_AMENDED,
  COLUMN_PARTY,
  COLUMN_VALUES = COLUMN_PARTY + JB_PARTY_STORE_N_COLUMNS,
};

/* The columns of JB_ROW_COLUMNS by their table: parties has some of the same names. */
#define ROW_VALUES \
  "i.kind, i.purpose, i.amendment, i.written_on, i.issued_on, i.sent_on, i.issued_at, i.counterparty, i.own_side, i.supply, " \
  "i.tax, i.total, i.status, i.nts_status, i.n_lines, i.item, i.original_issue_id, i.document_number, i.sender_number, i.nts_result"

#define ROW_FROM \
  " FROM invoices i JOIN companies c ON c.id = i.company LEFT JOIN parties p ON p.id = i.counterparty WHERE i.id = ?1"

static void
set_side (JbInvoice *invoice,
          gboolean   other_side,
          JbParty   *party)
{
  gboolean is_buyer = (invoice->direction == JB_DIRECTION_SALES) == other_side;
  JbParty **place = is_buyer ? &invoice->buyer : &invoice->supplier;

  jb_party_free (*place);
  *place = party;
}

static JbInvoice *
read_row (JbBook      *book,
          JbStatement *statement)
{
  JbInvoice *invoice = jb_invoice_new ();
  g_auto(JbRowValues) values = { 0 };

  invoice->id = jb_statement_get_int (statement, COLUMN_ID);
  invoice->company = jb_statement_dup_text (statement, COLUMN_COMPANY);
  invoice->direction = (JbDirection) jb_statement_get_int (statement, COLUMN_DIRECTION);
  invoice->issue_id = jb_statement_dup_text (statement, COLUMN_ISSUE_ID);
  invoice->has_original = jb_statement_get_int (statement, COLUMN_ORIGINAL) != 0;
  invoice->verdict = (JbVerdict) jb_statement_get_int (statement, COLUMN_VERDICT);
  invoice->is_amended = jb_statement_get_int (statement, COLUMN_AMENDED) != 0;
  set_side (invoice, TRUE, jb_party_store_read (book, statement, COLUMN_PARTY));
  jb_row_values_read (&values, statement, COLUMN_VALUES);
  jb_row_values_to_invoice (&values, invoice);
  return invoice;
}

gboolean
_jb_archive_load_row (JbBook      *book,
                      gint64       id,
                      JbInvoice  **invoice,
                      GError     **error)
{
  JbStatement *statement = jb_database_statement (book->database, ROW_SELECT ROW_VALUES ROW_FROM, error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *invoice = read_row (book, statement);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static void
unref_if_set (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

static gboolean
load_rows (JbBook        *book,
           const gint64  *ids,
           guint          n_ids,
           GPtrArray     *rows,
           GError       **error)
{
  for (guint i = 0; i < n_ids; i++)
    {
      JbInvoice *invoice = NULL;

      if (!_jb_archive_load_row (book, ids[i], &invoice, error))
        return FALSE;
      g_ptr_array_add (rows, invoice);
    }
  return TRUE;
}

GPtrArray *
jb_archive_load_rows (JbArchive     *self,
                      const gint64  *ids,
                      guint          n_ids,
                      GError       **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_full (n_ids, unref_if_set);
  JbBook *book;
  gboolean ok;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);
  g_return_val_if_fail (ids != NULL || n_ids == 0, NULL);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL)
    return NULL;

  /* One view for the page; also cheaper than one for each row. */
  if (!jb_database_begin (book->database, error))
    return NULL;
  ok = load_rows (book, ids, n_ids, rows, error);
  jb_database_rollback (book->database);
  return ok ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
jb_archive_load_page (JbArchive           *self,
                      const JbInvoiceMap  *map,
                      guint                first,
                      guint                n_rows,
                      GError             **error)
{
  g_autofree gint64 *ids = NULL;

  g_return_val_if_fail (first + n_rows <= jb_invoice_map_get_length (map), NULL);

  ids = g_new (gint64, n_rows);
  for (guint i = 0; i < n_rows; i++)
    ids[i] = jb_invoice_map_get_id (map, first + i);
  return jb_archive_load_rows (self, ids, n_rows, error);
}

/* -- one invoice -------------------------------------------------------------------------------------------------- */

static gboolean
load_own_side (JbBook     *book,
               JbInvoice  *invoice,
               GError    **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT " JB_PARTY_STORE_COLUMNS ("p") " FROM invoices i JOIN parties p ON p.id = i.own_side "
                           "WHERE i.id = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, invoice->id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    set_side (invoice, FALSE, jb_party_store_read (book, statement, 0));
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
set_gone (GError **error)
{
  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND, _("This invoice is not in the book."));
  return FALSE;
}

/* In a locked book a number of its parties would look as if it were known no better. */
static gboolean
require_numbers (JbBook   *book,
                 gint64    id,
                 GError  **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT 1 FROM invoices i JOIN parties p ON p.id IN (i.counterparty, i.own_side) "
                           "WHERE i.id = ?1 AND p.sealed IS NOT NULL", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  jb_statement_reset (statement);
  return step == JB_STEP_DONE || (step == JB_STEP_ROW && jb_codec_require_key (book->codec, error));
}

gboolean
_jb_archive_load_whole (JbBook      *book,
                        gint64       id,
                        JbInvoice  **invoice,
                        GError     **error)
{
  g_autoptr(JbInvoice) loaded = NULL;

  if (!_jb_archive_load_row (book, id, &loaded, error))
    return FALSE;

  if (loaded != NULL &&
      (!require_numbers (book, id, error) || !load_own_side (book, loaded, error) || !jb_contents_load (book, id, loaded, error)))
    return FALSE;

  *invoice = g_steal_pointer (&loaded);
  return TRUE;
}

gboolean
_jb_archive_load_services (JbBook  *book,
                           gint64   id,
                           char   **services,
                           GError **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT group_concat (service, ' ') FROM (SELECT DISTINCT c.service FROM sources s "
                           "JOIN connections c ON c.id = s.connection WHERE s.invoice = ?1 ORDER BY 1)", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    *services = jb_statement_dup_text (statement, 0);
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

static gboolean
load_invoice_job (JbBook   *book,
                  JbJob    *job,
                  GError  **error)
{
  const gint64 *id = job->input;
  JbInvoice *invoice = NULL;

  if (!_jb_archive_load_whole (book, *id, &invoice, error))
    return FALSE;

  job->output = invoice;
  return invoice != NULL ? _jb_archive_load_services (book, *id, &invoice->services, error) : set_gone (error);
}

void
jb_archive_load_invoice_async (JbArchive           *self,
                               gint64               id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  _jb_archive_read (self, _jb_job_new (load_invoice_job, g_memdup2 (&id, sizeof id), g_free, g_object_unref),
                    jb_archive_load_invoice_async, cancellable, callback, user_data);
}

JbInvoice *
jb_archive_load_invoice_finish (JbArchive     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  gpointer invoice = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_invoice_async, &invoice, error) ? invoice : NULL;
}

GArray *
jb_archive_find_issue_id (JbArchive    *self,
                          JbDirection   direction,
                          const char   *issue_id,
                          GError      **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *parsed = jb_issue_id_parse (issue_id, NULL);
  JbStatement *statement;
  JbBook *book;
  JbStep step;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);
  g_return_val_if_fail (issue_id != NULL, NULL);

  book = _jb_archive_get_reader (self, error);
  if (book == NULL)
    return NULL;

  statement = jb_database_statement (book->database,
                                     "SELECT id FROM invoices WHERE issue_id IN (?1, ?2) AND (?3 = 0 OR direction = ?3) "
                                     "ORDER BY id", error);
  if (statement == NULL)
    return NULL;

  jb_statement_bind_text (statement, 1, issue_id);
  jb_statement_bind_text (statement, 2, parsed != NULL ? parsed : issue_id);
  jb_statement_bind_int (statement, 3, direction);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    {
      gint64 id = jb_statement_get_int (statement, 0);

      g_array_append_val (ids, id);
    }

  jb_statement_reset (statement);
  return step == JB_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* -- originals ---------------------------------------------------------------------------------------------------- */

gboolean
_jb_archive_load_original (JbBook   *book,
                           gint64    id,
                           GBytes  **original,
                           GError  **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT o.sealed, " JB_CERTIFICATE_STORE_COLUMNS ("c") " FROM originals o "
                           "LEFT JOIN certificates c ON c.id = o.certificate WHERE o.invoice = ?1", error);
  g_autoptr(GBytes) certificate = NULL;
  gconstpointer sealed;
  gsize size;
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    {
      sealed = jb_statement_get_blob (statement, 0, &size);
      if (jb_certificate_store_read (book, statement, 1, &certificate, error))
        *original = jb_codec_open_original (book->codec, (JbPlace) { JB_PLACE_ORIGINAL, id }, sealed, size, certificate, error);
    }

  jb_statement_reset (statement);
  return step == JB_STEP_DONE || *original != NULL;
}

static gboolean
load_original_job (JbBook   *book,
                   JbJob    *job,
                   GError  **error)
{
  const gint64 *id = job->input;
  GBytes *original = NULL;

  if (!_jb_archive_load_original (book, *id, &original, error))
    return FALSE;

  if (original == NULL)
    g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND,
                         _("The original of this invoice is not in the book. Collect again."));
  job->output = original;
  return original != NULL;
}

void
jb_archive_load_original_async (JbArchive           *self,
                                gint64               id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (JB_IS_ARCHIVE (self));

  _jb_archive_read (self, _jb_job_new (load_original_job, g_memdup2 (&id, sizeof id), g_free, (GDestroyNotify) g_bytes_unref),
                    jb_archive_load_original_async, cancellable, callback, user_data);
}

GBytes *
jb_archive_load_original_finish (JbArchive     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  gpointer bytes = NULL;

  g_return_val_if_fail (JB_IS_ARCHIVE (self), NULL);

  return _jb_archive_finish (self, result, jb_archive_load_original_async, &bytes, error) ? bytes : NULL;
}
