/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An entry of the journal in words. What the journal keeps are the book's own names and numbers; here they become those that a person
 * knows from the screen. */

#define G_LOG_DOMAIN "jb-journal-entry"

#include "config.h"

#include "jb-history.h"

#include "jb-codes.h"
#include "jb-journal.h"
#include "jb-numbers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
jb_journal_entry_free (JbJournalEntry *entry)
{
  if (entry == NULL)
    return;

  g_free (entry->kind);
  g_free (entry->issue_id);
  g_free (entry->service);
  g_free (entry->environment);
  g_free (entry->detail);
  g_free (entry->hash);
  g_free (entry);
}

/* -- details ------------------------------------------------------------------------------------------------------ */

static char *
unescape (const char *text)
{
  GString *clear = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at != '\\' || at[1] == '\0')
        g_string_append_c (clear, *at);
      else
        g_string_append_c (clear, *++at == 't' ? '\t' : *at == 'n' ? '\n' : *at);
    }
  return g_string_free (clear, FALSE);
}

char *
jb_journal_entry_get_value (const JbJournalEntry *entry,
                            const char           *key)
{
  g_auto(GStrv) lines = g_strsplit (entry->detail, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (lines[i], "\t", 3);
      guint n = g_strv_length (parts);

      if (n >= 2 && g_str_equal (parts[0], key))
        return unescape (parts[n - 1]);
    }
  return NULL;
}

/* -- values ------------------------------------------------------------------------------------------------------- */

typedef char *(*FormatFunc) (const char *value);

static gint64
to_int (const char *value)
{
  return g_ascii_strtoll (value, NULL, 10);
}

static char *
format_text (const char *value)
{
  return g_strdup (value);
}

static char *
format_day (const char *value)
{
  int day = (int) to_int (value);

  return jb_date_is_valid (day) ? jb_date_format (day) : g_strdup ("");
}

static char *
format_instant (const char *value)
{
  int day = jb_instant_to_date (to_int (value));

  return to_int (value) != 0 && jb_date_is_valid (day) ? jb_date_format (day) : g_strdup ("");
}

static char *
format_won (const char *value)
{
  return jb_won_format (to_int (value));
}

static char *
format_kind (const char *value)
{
  return to_int (value) != 0 ? g_strdup (jb_kind_get_name ((int) to_int (value))) : g_strdup ("");
}

static char *
format_purpose (const char *value)
{
  return to_int (value) != 0 ? g_strdup (jb_purpose_get_name ((JbPurpose) to_int (value))) : g_strdup ("");
}

static char *
format_amendment (const char *value)
{
  return to_int (value) != 0 ? g_strdup (jb_amendment_get_name ((JbAmendment) to_int (value))) : g_strdup ("");
}

static char *
format_status (const char *value)
{
  return to_int (value) != 0 ? g_strdup (jb_status_get_name ((JbStatus) to_int (value))) : g_strdup ("");
}

static char *
format_nts_status (const char *value)
{
  return to_int (value) != 0 ? g_strdup (jb_nts_status_get_name ((JbNtsStatus) to_int (value))) : g_strdup ("");
}

/* Rows of parties are nothing to a person: counterparty_name says the same. */
static const struct
{
  const char *key;
  const char *name;
  FormatFunc  format;
} fields[] = {
  { "kind", N_("Kind"), format_kind },
  { "purpose", N_("Purpose"), format_purpose },
  { "amendment", N_("Amendment"), format_amendment },
  { "written_on", N_("Written"), format_day },
  { "issued_on", N_("Issued"), format_day },
  { "sent_on", N_("Sent to the NTS"), format_day },
  { "issued_at", N_("Issued"), format_instant },
  { "counterparty_name", N_("Counterparty"), format_text },
  { "supply", N_("Supply"), format_won },
  { "tax", N_("Tax"), format_won },
  { "total", N_("Total"), format_won },
  { "status", N_("State"), format_status },
  { "nts_status", N_("At the NTS"), format_nts_status },
  { "item", N_("Item"), format_text },
  { "original_issue_id", N_("Amends"), format_text },
  { "document_number", N_("Document number"), format_text },
  { "sender_number", N_("Sender’s number"), format_text },
  { "nts_result", N_("NTS answer"), format_text },
  { "n_lines", N_("Lines"), format_text },
};

static char *
describe_change (guint       field,
                 const char *old,
                 const char *new_)
{
  g_autofree char *old_text = unescape (old);
  g_autofree char *new_text = unescape (new_);
  g_autofree char *before = fields[field].format (old_text);
  g_autofree char *after = fields[field].format (new_text);

  if (*before == '\0')
    /* Translators: what was learned of an invoice, and its value. */
    return g_strdup_printf (_("%1$s: %2$s"), _(fields[field].name), after);

  /* Translators: what changed, its old and its new value. */
  return g_strdup_printf (_("%1$s: %2$s → %3$s"), _(fields[field].name), before, after);
}

static void
add_change (GPtrArray  *changes,
            const char *line)
{
  g_auto(GStrv) parts = g_strsplit (line, "\t", 3);

  if (g_strv_length (parts) == 2 && g_str_equal (parts[0], "contents"))
    {
      g_ptr_array_add (changes, g_strdup (_("Items or details")));
      return;
    }

  if (g_strv_length (parts) != 3)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (g_str_equal (fields[i].key, parts[0]))
        g_ptr_array_add (changes, describe_change (i, parts[1], parts[2]));
    }
}

GPtrArray *
jb_journal_entry_list_changes (const JbJournalEntry *entry)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) lines = g_strsplit (entry->detail, "\n", -1);

  if (g_str_equal (entry->kind, JB_JOURNAL_CHANGE) || g_str_equal (entry->kind, JB_JOURNAL_DISAGREE))
    {
      for (guint i = 0; lines[i] != NULL; i++)
        add_change (changes, lines[i]);
    }
  return changes;
}

/* -- sentences ---------------------------------------------------------------------------------------------------- */

/* Kinds whose sentence is always the same. */
static const struct
{
  const char *kind;
  const char *sentence;
} plain[] = {
  { JB_JOURNAL_RESTORED, N_("The book was restored from a backup.") },
  { JB_JOURNAL_PROTECTED, N_("The book was given a key and a recovery code.") },
  { JB_JOURNAL_CODE, N_("The book was given another recovery code.") },
  { JB_JOURNAL_ENCRYPTED, N_("Everything written before was encrypted.") },
  { JB_JOURNAL_VERIFIED, N_("Originals were verified again, with another result than before.") },
  { JB_JOURNAL_AUTHORITY, N_("The authorities that the book trusts were changed.") },
  { JB_JOURNAL_BASELINE, N_("The journal begins to prove every row.") },
  { JB_JOURNAL_ROWS, N_("Proof of the rows that were written") },
  { JB_HISTORY_ARRIVED, N_("The invoice arrived.") },
};

static gulong
get_count (const JbJournalEntry *entry)
{
  g_autofree char *count = jb_journal_entry_get_value (entry, "count");

  return count != NULL ? (gulong) MAX (to_int (count), 0) : 0;
}

static char *
describe_connection (const JbJournalEntry *entry)
{
  g_autofree char *paused = jb_journal_entry_get_value (entry, "paused");
  g_autofree char *removed = jb_journal_entry_get_value (entry, "removed");
  g_autofree char *name = jb_journal_entry_get_value (entry, "name");

  if (removed != NULL)
    return g_strdup (g_str_equal (removed, "0") ? _("A connection was taken back.")
                     : g_str_equal (removed, "1") ? _("A connection was removed.")
                                                  : _("The secrets of a removed connection were deleted."));
  if (paused != NULL)
    return g_strdup (g_str_equal (paused, "0") ? _("A connection was taken up again.") : _("A connection was paused."));
  if (name != NULL)
    return g_strdup_printf (_("A connection was renamed to “%s”."), name);
  return g_strdup (_("A connection was made."));
}

static char *
describe_export (const JbJournalEntry *entry)
{
  g_autofree char *format = jb_journal_entry_get_value (entry, "format");
  gulong count = get_count (entry);

  /* Translators: a number of invoices and the kind of file: csv, pdf … */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%1$lu invoice was exported (%2$s).", "%1$lu invoices were exported (%2$s).", count),
                          count, format != NULL ? format : "");
}

static char *
describe_original (const JbJournalEntry *entry)
{
  g_autofree char *verdict = jb_journal_entry_get_value (entry, "verdict");

  /* Translators: the verdict on the original's signature. */
  return g_strdup_printf (_("The original arrived: %s."), verdict != NULL ? jb_verdict_get_name ((JbVerdict) to_int (verdict)) : "");
}

char *
jb_journal_entry_describe (const JbJournalEntry *entry)
{
  g_autofree char *issue_id = entry->issue_id != NULL ? jb_issue_id_format (entry->issue_id) : NULL;
  g_autofree char *name = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      if (g_str_equal (entry->kind, plain[i].kind))
        return g_strdup (_(plain[i].sentence));
    }

  if (g_str_equal (entry->kind, JB_JOURNAL_ARRIVALS))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu invoice arrived.", "%lu invoices arrived.", get_count (entry)),
                            get_count (entry));
  if (g_str_equal (entry->kind, JB_JOURNAL_ORIGINALS))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu original arrived.", "%lu originals arrived.", get_count (entry)),
                            get_count (entry));
  if (g_str_equal (entry->kind, JB_JOURNAL_CHANGE) && issue_id == NULL)
    return g_strdup (_("The service says something else than before."));
  if (g_str_equal (entry->kind, JB_JOURNAL_CHANGE))
    return g_strdup_printf (_("Invoice %s says something else than before."), issue_id);
  if (g_str_equal (entry->kind, JB_JOURNAL_DISAGREE) && issue_id == NULL)
    return g_strdup (_("The original says something else than the service’s list."));
  if (g_str_equal (entry->kind, JB_JOURNAL_DISAGREE))
    return g_strdup_printf (_("The original of invoice %s says something else than the service’s list."), issue_id);
  if (g_str_equal (entry->kind, JB_JOURNAL_CONNECTION))
    return describe_connection (entry);
  if (g_str_equal (entry->kind, JB_JOURNAL_EXPORT))
    return describe_export (entry);
  if (g_str_equal (entry->kind, JB_HISTORY_ORIGINAL))
    return describe_original (entry);

  name = jb_journal_entry_get_value (entry, "name");
  if (g_str_equal (entry->kind, JB_JOURNAL_BACKUP))
    return g_strdup_printf (_("A backup was written: “%s”."), name != NULL ? name : "");

  /* Written by a newer Jangbu. */
  return g_strdup (entry->kind);
}
