/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli journal: what happened to the book, or to one invoice of it. Looks only. */

#define G_LOG_DOMAIN "jb-cli-journal"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>

#include "jb-cli-json.h"
#include "jb-cli-table.h"
#include "jb-history.h"
#include "jb-json-member.h"
#include "jb-numbers.h"

/* So many entries are in memory at once. */
#define PAGE 200

/* -- one entry -------------------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable): NULL for what is no time at all. */
static char *
format_time (gint64      at,
             const char *format)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, format) : NULL;
}

static JsonNode *
make_node (const JbJournalEntry *entry)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(GPtrArray) changes = jb_journal_entry_list_changes (entry);
  g_autofree char *at = format_time (entry->at, "%Y-%m-%dT%H:%M:%S%:z");
  g_autofree char *says = jb_journal_entry_describe (entry);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "entry");
  if (entry->id != 0)
    json_builder_add_int_value (builder, entry->id);
  else
    json_builder_add_null_value (builder);
  jb_json_add_text (builder, "at", at);
  jb_json_add_text (builder, "kind", entry->kind);
  jb_json_add_text (builder, "service", entry->service);
  jb_json_add_text (builder, "environment", entry->environment);
  jb_json_add_text (builder, "issue_id", entry->issue_id);
  jb_json_add_text (builder, "says", says);
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (changes, i));
  json_builder_end_array (builder);
  jb_json_add_text (builder, "hash", entry->hash);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_row (JbCliTable           *table,
         const JbJournalEntry *entry)
{
  g_autoptr(GPtrArray) changes = jb_journal_entry_list_changes (entry);
  g_autofree char *says = jb_journal_entry_describe (entry);
  g_autofree char *all = NULL;
  char *cells[4];

  g_ptr_array_add (changes, NULL);
  all = g_strjoinv (", ", (char **) changes->pdata);
  cells[0] = entry->id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, entry->id) : g_strdup ("");
  cells[1] = format_time (entry->at, "%Y-%m-%d %H:%M");
  cells[2] = g_strdup (entry->service != NULL ? entry->service : "");
  cells[3] = *all != '\0' ? g_strconcat (says, " ", all, NULL) : g_strdup (says);
  if (cells[1] == NULL)
    cells[1] = g_strdup ("?");
  jb_cli_table_add (table, cells);
}

/* -- many entries ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  JbCli      *cli;
  JbCliJson   json;
  JbCliTable *table;   /* (owned) (nullable): unless JSON is wanted */
} Output;

static void
begin_output (Output *output,
              JbCli  *cli)
{
  char *head[] = { g_strdup (_("Entry")), g_strdup (_("When")), g_strdup (_("Service")), g_strdup (_("What happened")) };

  output->cli = cli;
  output->table = cli->json ? NULL : jb_cli_table_new ("rlll");
  if (cli->json)
    jb_cli_json_begin (&output->json);
  else
    jb_cli_table_add (output->table, head);
  for (guint i = 0; cli->json && i < G_N_ELEMENTS (head); i++)
    g_free (head[i]);
}

static void
print_entries (Output    *output,
               GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const JbJournalEntry *entry = g_ptr_array_index (entries, i);

      if (entry == NULL)
        continue;
      if (output->table != NULL)
        add_row (output->table, entry);
      else
        jb_cli_json_add (&output->json, make_node (entry));
    }
}

static void
end_output (Output *output)
{
  if (output->table != NULL)
    jb_cli_table_flush (output->table);
  else
    jb_cli_json_end (&output->json);
  g_clear_pointer (&output->table, jb_cli_table_free);
}

static JbCliExit
print_journal (JbCli *cli)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GError) error = NULL;
  Output output = { 0 };

  jb_archive_list_journal_async (cli->archive, JB_JOURNAL_FILTER_ALL, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  ids = jb_archive_list_journal_finish (cli->archive, result, &error);
  if (ids == NULL)
    return jb_cli_fail (error);

  begin_output (&output, cli);
  for (guint from = 0; from < ids->len && error == NULL && !g_cancellable_is_cancelled (cli->cancellable); from += PAGE)
    {
      g_autoptr(GPtrArray) entries = jb_archive_load_journal (cli->archive, &g_array_index (ids, gint64, from), MIN (PAGE, ids->len - from),
                                                              &error);

      if (entries != NULL)
        print_entries (&output, entries);
    }
  end_output (&output);
  return error != NULL ? jb_cli_fail (error) : g_cancellable_is_cancelled (cli->cancellable) ? JB_CLI_CANCELLED : JB_CLI_OK;
}

/* -- one invoice ------------------------------------------------------------------------------------------------------ */

static JbCliExit
print_history (JbCli      *cli,
               const char *issue_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) rows = jb_archive_find_issue_id (cli->archive, JB_DIRECTION_UNKNOWN, issue_id, &error);
  Output output = { 0 };

  if (rows == NULL)
    return jb_cli_fail (error);

  if (rows->len == 0)
    {
      jb_cli_complain (_("The book has no invoice with the issue id %s."), issue_id);
      return JB_CLI_NOT_FOUND;
    }

  begin_output (&output, cli);
  for (guint i = 0; i < rows->len && error == NULL; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GPtrArray) entries = NULL;

      jb_archive_load_history_async (cli->archive, g_array_index (rows, gint64, i), cli->cancellable, jb_cli_result_cb, &result);
      jb_cli_wait (&result);
      entries = jb_archive_load_history_finish (cli->archive, result, &error);
      if (entries != NULL)
        print_entries (&output, entries);
    }
  end_output (&output);
  return error != NULL ? jb_cli_fail (error) : JB_CLI_OK;
}

JbCliExit
jb_cli_journal (JbCli  *cli,
                int     argc,
                char  **argv)
{
  g_autofree char *raw = NULL;
  const GOptionEntry entries[] = {
    { "issue-id", 'i', 0, G_OPTION_ARG_STRING, &raw, N_("Only what happened to this invoice"), N_("ISSUE-ID") },
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *text = NULL;
  g_autofree char *issue_id = NULL;
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "journal", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;

  if (raw != NULL)
    {
      text = jb_cli_text_argument (raw);
      issue_id = text != NULL ? jb_issue_id_parse (text, &error) : NULL;
      if (error != NULL)
        jb_cli_complain ("%s", error->message);
      if (issue_id == NULL)
        return JB_CLI_USAGE;
    }

  exit_code = jb_cli_open_book_to_read (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  return issue_id != NULL ? print_history (cli, issue_id) : print_journal (cli);
}
