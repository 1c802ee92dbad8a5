/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* 0 and NULL mean "unknown" in every column. */

#define G_LOG_DOMAIN "jb-row-values"

#include "config.h"

#include "jb-row-values.h"

#include "jb-journal.h"
#include "jb-search-text.h"

#include <string.h>

/* As the journal calls them. */
static const char * const int_names[JB_N_INTS] = {
  "kind", "purpose", "amendment", "written_on", "issued_on", "sent_on", "issued_at", "counterparty", "own_side",
  "supply", "tax", "total", "status", "nts_status", "n_lines",
};

static const char * const text_names[JB_N_TEXTS] = {
  "item", "original_issue_id", "document_number", "sender_number", "nts_result",
};

static char *
known_text (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

void
jb_row_values_from_invoice (JbRowValues *self,
                            JbInvoice   *invoice)
{
  const JbLine *first = invoice->lines->len > 0 ? g_ptr_array_index (invoice->lines, 0) : NULL;
  const char *item = invoice->item != NULL ? invoice->item : first != NULL ? first->name : NULL;

  *self = (JbRowValues) {
    .ints = {
      [JB_VALUE_KIND] = invoice->kind,
      [JB_VALUE_PURPOSE] = invoice->purpose,
      [JB_VALUE_AMENDMENT] = invoice->amendment,
      [JB_VALUE_WRITTEN_ON] = invoice->written_on,
      [JB_VALUE_ISSUED_ON] = invoice->issued_on,
      [JB_VALUE_SENT_ON] = invoice->sent_on,
      [JB_VALUE_ISSUED_AT] = invoice->issued_at,
      [JB_VALUE_SUPPLY] = invoice->supply,
      [JB_VALUE_TAX] = invoice->tax,
      [JB_VALUE_TOTAL] = invoice->total,
      [JB_VALUE_STATUS] = invoice->status,
      [JB_VALUE_NTS_STATUS] = invoice->nts_status,
      [JB_VALUE_N_LINES] = invoice->n_lines != 0 ? invoice->n_lines : invoice->lines->len,
    },
    .texts = {
      [JB_VALUE_ITEM] = item != NULL && *item != '\0' ? jb_private_mask (item) : NULL,
      [JB_VALUE_ORIGINAL_ISSUE_ID] = known_text (invoice->original_issue_id),
      [JB_VALUE_DOCUMENT_NUMBER] = known_text (invoice->document_number),
      [JB_VALUE_SENDER_NUMBER] = known_text (invoice->sender_number),
      [JB_VALUE_NTS_RESULT] = known_text (invoice->nts_result),
    },
  };
}

void
jb_row_values_read (JbRowValues *self,
                    JbStatement *statement,
                    int          first_column)
{
  for (int i = 0; i < JB_N_INTS; i++)
    self->ints[i] = jb_statement_get_int (statement, first_column + i);
  for (int i = 0; i < JB_N_TEXTS; i++)
    self->texts[i] = jb_statement_dup_text (statement, first_column + JB_N_INTS + i);
}

void
jb_row_values_bind (const JbRowValues *self,
                    JbStatement       *statement,
                    int                first_parameter)
{
  for (int i = 0; i < JB_N_INTS; i++)
    {
      if (i == JB_VALUE_COUNTERPARTY || i == JB_VALUE_OWN_SIDE)
        jb_statement_bind_id (statement, first_parameter + i, self->ints[i]);
      else
        jb_statement_bind_int (statement, first_parameter + i, self->ints[i]);
    }

  for (int i = 0; i < JB_N_TEXTS; i++)
    jb_statement_bind_text (statement, first_parameter + JB_N_INTS + i, self->texts[i]);
}

void
jb_row_values_to_invoice (const JbRowValues *self,
                          JbInvoice         *invoice)
{
  invoice->kind = (int) self->ints[JB_VALUE_KIND];
  invoice->purpose = (JbPurpose) self->ints[JB_VALUE_PURPOSE];
  invoice->amendment = (JbAmendment) self->ints[JB_VALUE_AMENDMENT];
  invoice->written_on = (int) self->ints[JB_VALUE_WRITTEN_ON];
  invoice->issued_on = (int) self->ints[JB_VALUE_ISSUED_ON];
  invoice->sent_on = (int) self->ints[JB_VALUE_SENT_ON];
  invoice->issued_at = self->ints[JB_VALUE_ISSUED_AT];
  invoice->supply = self->ints[JB_VALUE_SUPPLY];
  invoice->tax = self->ints[JB_VALUE_TAX];
  invoice->total = self->ints[JB_VALUE_TOTAL];
  invoice->status = (JbStatus) self->ints[JB_VALUE_STATUS];
  invoice->nts_status = (JbNtsStatus) self->ints[JB_VALUE_NTS_STATUS];
  invoice->n_lines = (guint) self->ints[JB_VALUE_N_LINES];
  invoice->item = g_strdup (self->texts[JB_VALUE_ITEM]);
  invoice->original_issue_id = g_strdup (self->texts[JB_VALUE_ORIGINAL_ISSUE_ID]);
  invoice->document_number = g_strdup (self->texts[JB_VALUE_DOCUMENT_NUMBER]);
  invoice->sender_number = g_strdup (self->texts[JB_VALUE_SENDER_NUMBER]);
  invoice->nts_result = g_strdup (self->texts[JB_VALUE_NTS_RESULT]);
}

void
jb_row_values_clear (JbRowValues *self)
{
  for (int i = 0; i < JB_N_TEXTS; i++)
    g_clear_pointer (&self->texts[i], g_free);
}

static gboolean
is_amount (int i)
{
  return i == JB_VALUE_SUPPLY || i == JB_VALUE_TAX || i == JB_VALUE_TOTAL;
}

/* One of the three may well be 0: a zero-rated invoice has no tax. */
static gboolean
knows (const JbRowValues *self,
       int                i)
{
  if (is_amount (i))
    return self->ints[JB_VALUE_SUPPLY] != 0 || self->ints[JB_VALUE_TAX] != 0 || self->ints[JB_VALUE_TOTAL] != 0;

  return self->ints[i] != 0;
}

static void
note_int (GString *detail,
          int      i,
          gint64   old,
          gint64   new_)
{
  g_autofree char *old_text = g_strdup_printf ("%" G_GINT64_FORMAT, old);
  g_autofree char *new_text = g_strdup_printf ("%" G_GINT64_FORMAT, new_);

  if (detail != NULL)
    jb_journal_note_change (detail, int_names[i], old_text, new_text);
}

gboolean
jb_row_values_take (JbRowValues       *self,
                    const JbRowValues *other,
                    gboolean           prefer_other,
                    GString           *detail)
{
  const JbRowValues before = *self;
  gboolean changed = FALSE;

  for (int i = 0; i < JB_N_INTS; i++)
    {
      if (!knows (other, i) || (knows (&before, i) && !prefer_other) || before.ints[i] == other->ints[i])
        continue;

      note_int (detail, i, before.ints[i], other->ints[i]);
      self->ints[i] = other->ints[i];
      changed = TRUE;
    }

  for (int i = 0; i < JB_N_TEXTS; i++)
    {
      if (other->texts[i] == NULL || (self->texts[i] != NULL && !prefer_other) ||
          g_strcmp0 (self->texts[i], other->texts[i]) == 0)
        continue;

      if (detail != NULL)
        jb_journal_note_change (detail, text_names[i], self->texts[i], other->texts[i]);
      g_free (self->texts[i]);
      self->texts[i] = g_strdup (other->texts[i]);
      changed = TRUE;
    }

  return changed;
}

gboolean
jb_row_values_load (JbBook       *book,
                    gint64        id,
                    JbRowValues  *self,
                    GError      **error)
{
  JbStatement *statement = jb_database_statement (book->database, "SELECT " JB_ROW_COLUMNS " FROM invoices WHERE id = ?1", error);
  JbStep step;

  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  step = jb_statement_step (statement, error);
  if (step == JB_STEP_ROW)
    {
      jb_row_values_read (self, statement, 0);
      self->kept = jb_row_values_get_share (self);
      self->kept_counterparty = self->ints[JB_VALUE_COUNTERPARTY];
      self->kept_own_side = self->ints[JB_VALUE_OWN_SIDE];
      self->kept_original_issue_id = self->texts[JB_VALUE_ORIGINAL_ISSUE_ID] != NULL;
    }
  jb_statement_reset (statement);
  return step != JB_STEP_ERROR;
}

JbMonthShare
jb_row_values_get_share (const JbRowValues *self)
{
  return (JbMonthShare) {
    self->ints[JB_VALUE_WRITTEN_ON], self->ints[JB_VALUE_SUPPLY], self->ints[JB_VALUE_TAX], self->ints[JB_VALUE_TOTAL],
  };
}

/* Seldom anything: a row that came again mostly says the same amounts. */
static gboolean
note_share (JbBook             *book,
            gint64              id,
            const JbRowValues  *values,
            GError            **error)
{
  JbMonthShare share = jb_row_values_get_share (values);
  JbStatement *statement;
  gboolean ok;

  if (memcmp (&share, &values->kept, sizeof share) == 0)
    return TRUE;

  statement = jb_database_statement (book->database, "SELECT company, direction FROM invoices WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;

  jb_statement_bind_int (statement, 1, id);
  ok = jb_statement_step (statement, error) == JB_STEP_ROW;
  if (ok)
    jb_month_store_note (book, jb_statement_get_int (statement, 0), (JbDirection) jb_statement_get_int (statement, 1),
                         &values->kept, &share);
  jb_statement_reset (statement);
  return ok;
}

/* Columns of no index and no reference, with the numbers of JB_ROW_COLUMNS behind the id. */
#define PLAIN_COLUMNS \
  "kind, purpose, amendment, issued_on, sent_on, issued_at, status, nts_status, n_lines, item, document_number, sender_number, nts_result"
#define PLAIN_NUMBERS "?2, ?3, ?4, ?6, ?7, ?8, ?14, ?15, ?16, ?17, ?19, ?20, ?21"

/* SQLite takes a row out of each index that a named column belongs to and puts it in again, whether or not the value is another. */
static gboolean
is_plain_change (const JbRowValues *self)
{
  JbMonthShare share = jb_row_values_get_share (self);

  return memcmp (&share, &self->kept, sizeof share) == 0 &&
         self->ints[JB_VALUE_COUNTERPARTY] == self->kept_counterparty &&
         self->ints[JB_VALUE_OWN_SIDE] == self->kept_own_side &&
         !self->kept_original_issue_id && self->texts[JB_VALUE_ORIGINAL_ISSUE_ID] == NULL;
}

gboolean
jb_row_values_store (JbBook             *book,
                     gint64              id,
                     const JbRowValues  *self,
                     GError            **error)
{
  static const char plain[] = "UPDATE invoices SET (" PLAIN_COLUMNS ") = (" PLAIN_NUMBERS ") WHERE id = ?1";
  static const char all[] = "UPDATE invoices SET (" JB_ROW_COLUMNS ") = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
                            "?15, ?16, ?17, ?18, ?19, ?20, ?21) WHERE id = ?1";
  JbStatement *statement = jb_database_statement (book->database, is_plain_change (self) ? plain : all, error);

  if (statement == NULL || !note_share (book, id, self, error))
    return FALSE;

  jb_book_touch (book, id);
  jb_statement_bind_int (statement, 1, id);
  jb_row_values_bind (self, statement, 2);
  return jb_statement_run (statement, error);
}
