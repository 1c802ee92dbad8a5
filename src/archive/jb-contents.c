/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Resident numbers that people write into items and remarks are masked on the way in; the original keeps them. */

#define G_LOG_DOMAIN "jb-contents"

#include "config.h"

#include "jb-contents.h"

#include "jb-archive.h"
#include "jb-details.h"
#include "jb-phrase-store.h"
#include "jb-search-text.h"

#include <glib/gi18n-lib.h>

gboolean
jb_contents_has_any (JbInvoice *invoice)
{
  return jb_details_has_any (invoice) || invoice->lines->len > 0 || invoice->remark != NULL || invoice->item != NULL;
}

/* -- lines -------------------------------------------------------------------------------------------------------- */

static gboolean
insert_line (JbBook        *book,
             gint64         id,
             guint          position,
             const JbLine  *line,
             GError       **error)
{
  g_autofree char *name = jb_private_mask (line->name);
  g_autofree char *specification = jb_private_mask (line->specification);
  g_autofree char *remark = jb_private_mask (line->remark);
  JbStatement *statement =
    jb_database_statement (book->database,
                           "INSERT INTO lines (invoice, position, number, supplied_on, name, specification, quantity, "
                           "unit_price, supply, tax, remark) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", error);

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_int (statement, 2, position);
  jb_statement_bind_int (statement, 3, line->number);
  jb_statement_bind_int (statement, 4, line->supplied_on);
  jb_statement_bind_text (statement, 5, name);
  jb_statement_bind_text (statement, 6, specification);
  jb_statement_bind_text (statement, 7, line->quantity);
  jb_statement_bind_text (statement, 8, line->unit_price);
  jb_statement_bind_int (statement, 9, line->supply);
  jb_statement_bind_int (statement, 10, line->tax);
  jb_statement_bind_text (statement, 11, remark);
  return jb_statement_run (statement, error);
}

static gboolean
store_lines (JbBook     *book,
             gint64      id,
             JbInvoice  *invoice,
             GError    **error)
{
  JbStatement *statement;

  if (invoice->lines->len == 0)
    return TRUE;

  statement = jb_database_statement (book->database, "DELETE FROM lines WHERE invoice = ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  if (!jb_statement_run (statement, error))
    return FALSE;

  for (guint i = 0; i < invoice->lines->len; i++)
    {
      if (!insert_line (book, id, i, g_ptr_array_index (invoice->lines, i), error))
        return FALSE;
    }
  return TRUE;
}

static JbLine *
read_line (JbStatement *statement)
{
  JbLine *line = jb_line_new ();

  line->number = (guint) jb_statement_get_int (statement, 0);
  line->supplied_on = (int) jb_statement_get_int (statement, 1);
  line->name = jb_statement_dup_text (statement, 2);
  line->specification = jb_statement_dup_text (statement, 3);
  line->quantity = jb_statement_dup_text (statement, 4);
  line->unit_price = jb_statement_dup_text (statement, 5);
  line->supply = jb_statement_get_int (statement, 6);
  line->tax = jb_statement_get_int (statement, 7);
  line->remark = jb_statement_dup_text (statement, 8);
  return line;
}

static gboolean
load_lines (JbBook     *book,
            gint64      id,
            JbInvoice  *invoice,
            GError    **error)
{
  JbStatement *statement =
    jb_database_statement (book->database,
                           "SELECT number, supplied_on, name, specification, quantity, unit_price, supply, tax, remark "
                           "FROM lines WHERE invoice = ?1 ORDER BY position", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  while ((step = jb_statement_step (statement, error)) == JB_STEP_ROW)
    g_ptr_array_add (invoice->lines, read_line (statement));

  jb_statement_reset (statement);
  return step == JB_STEP_DONE;
}

/* -- details ------------------------------------------------------------------------------------------------------ */

static gboolean
store_details (JbBook     *book,
               gint64      id,
               JbInvoice  *invoice,
               GError    **error)
{
  g_autoptr(GBytes) details = jb_details_pack (invoice);
  g_autoptr(GBytes) sealed = NULL;
  g_autofree char *remark = jb_private_mask (invoice->remark);
  JbStatement *statement;

  if (details == NULL && remark == NULL)
    return TRUE;

  if (details != NULL)
    {
      sealed = jb_codec_seal (book->codec, (JbPlace) { JB_PLACE_DETAILS, id }, g_bytes_get_data (details, NULL), g_bytes_get_size (details),
                              jb_details_is_private (invoice), error);
      if (sealed == NULL)
        return FALSE;
    }

  statement = jb_database_statement (book->database,
                                     "INSERT INTO details (invoice, remark, sealed) VALUES (?1, ?2, ?3) "
                                     "ON CONFLICT (invoice) DO UPDATE SET remark = coalesce (excluded.remark, remark), "
                                     "sealed = coalesce (excluded.sealed, sealed)", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  jb_statement_bind_text (statement, 2, remark);
  jb_statement_bind_bytes (statement, 3, sealed);
  return jb_statement_run (statement, error);
}

static gboolean
open_details (JbBook       *book,
              gint64        id,
              JbStatement  *statement,
              JbInvoice    *invoice,
              GError      **error)
{
  g_autoptr(GBytes) details = NULL;
  gconstpointer sealed;
  gsize size;

  invoice->remark = jb_statement_dup_text (statement, 0);
  sealed = jb_statement_get_blob (statement, 1, &size);
  if (sealed == NULL)
    return TRUE;

  details = jb_codec_open (book->codec, (JbPlace) { JB_PLACE_DETAILS, id }, sealed, size, error);
  if (details == NULL)
    return FALSE;

  if (jb_details_unpack (details, invoice))
    return TRUE;

  g_set_error_literal (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT,
                       _("What the book kept here can no longer be read. Restore it from a backup."));
  return FALSE;
}

static gboolean
load_details (JbBook     *book,
              gint64      id,
              JbInvoice  *invoice,
              GError    **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT remark, sealed FROM details WHERE invoice = ?1", error);
  gboolean ok;
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  ok = step == JB_STEP_DONE || (step == JB_STEP_ROW && open_details (book, id, statement, invoice, error));
  jb_statement_reset (statement);
  return ok;
}

/* -- searchable text ---------------------------------------------------------------------------------------------- */

static void
append_masked (GString    *words,
               const char *text)
{
  g_autofree char *masked = jb_private_mask (text);

  jb_search_append (words, masked);
}

static gboolean
store_words (JbBook     *book,
             gint64      id,
             JbInvoice  *invoice,
             GError    **error)
{
  g_autoptr(GString) words = g_string_new (NULL);

  append_masked (words, invoice->lines->len == 0 ? invoice->item : NULL);
  for (guint i = 0; i < invoice->lines->len; i++)
    {
      const JbLine *line = g_ptr_array_index (invoice->lines, i);

      append_masked (words, line->name);
      append_masked (words, line->specification);
      append_masked (words, line->remark);
    }
  append_masked (words, invoice->remark);

  if (words->len == 0)
    return TRUE;

  return jb_phrase_store_put (book, id, words->str, invoice->lines->len > 0, error);
}

/* -- all of it ---------------------------------------------------------------------------------------------------- */

gboolean
jb_contents_store (JbBook     *book,
                   gint64      id,
                   JbInvoice  *invoice,
                   GError    **error)
{
  return store_lines (book, id, invoice, error) &&
         store_details (book, id, invoice, error) &&
         store_words (book, id, invoice, error);
}

gboolean
jb_contents_load (JbBook     *book,
                  gint64      id,
                  JbInvoice  *invoice,
                  GError    **error)
{
  return load_details (book, id, invoice, error) && load_lines (book, id, invoice, error);
}

static gboolean
is_valid (const char *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL);
}

static gboolean
contact_is_valid (const JbContact *contact)
{
  return is_valid (contact->department) && is_valid (contact->person) && is_valid (contact->phone) && is_valid (contact->email);
}

static gboolean
party_is_valid (const JbParty *party)
{
  return party == NULL ||
         (is_valid (party->registration) && is_valid (party->branch) && is_valid (party->name) &&
          is_valid (party->representative) && is_valid (party->business_type) && is_valid (party->business_item) &&
          is_valid (party->address) && contact_is_valid (&party->contact) && contact_is_valid (&party->second_contact));
}

static gboolean
line_is_valid (const JbLine *line)
{
  return is_valid (line->name) && is_valid (line->specification) && is_valid (line->quantity) &&
         is_valid (line->unit_price) && is_valid (line->remark);
}

gboolean
jb_contents_are_valid (JbInvoice *invoice)
{
  for (guint i = 0; i < invoice->lines->len; i++)
    {
      if (!line_is_valid (g_ptr_array_index (invoice->lines, i)))
        return FALSE;
    }

  return is_valid (invoice->issue_id) && is_valid (invoice->original_issue_id) && is_valid (invoice->document_number) &&
         is_valid (invoice->sender_number) && is_valid (invoice->remark) && is_valid (invoice->import_number) &&
         is_valid (invoice->item) && is_valid (invoice->nts_result) &&
         party_is_valid (invoice->supplier) && party_is_valid (invoice->buyer) && party_is_valid (invoice->broker);
}
